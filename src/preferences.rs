//! What one person prefers on one computer: where records go, and plain mode.

use std::fs;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::Source;
use crate::safe_open::make_private;
use crate::safe_open::sync;
use crate::written;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::Table;
use crate::written::may;

/// Every key of `preferences.toml`.
pub const PREFERENCES: Keys = &[
    may("records", Shape::Text, "the folder for records, whole, as in \"/shares/records\""),
    may("role", Shape::Text, "your role, never a name: records say who typed them"),
    may("plain", Shape::Flag, "true to start in plain mode every time"),
];

/// What one person prefers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Where records go, unless the command line or the environment says otherwise.
    pub records: Option<PathBuf>,
    /// The role of the person at the keyboard, never a name.
    pub role: Option<String>,
    /// True for numbered choices and typed words every time.
    pub plain: bool,
}

/// Why preferences that are there cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// The file is wrong.
    Findings(Box<Findings>),
    /// The file cannot be read.
    Failure(Failure),
}

impl Preferences {
    /// What this file holds; nothing is preferred if it is not there.
    pub fn read(path: &Path) -> Result<Self, Unusable> {
        let text = match text(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Unusable::Failure(Failure::io("read", path, &error))),
            Ok(text) => text,
        };
        Self::of(Source::open(path.display().to_string(), text)).map_err(|found| Unusable::Findings(Box::new(found)))
    }

    /// What a text says, or everything that is wrong with it.
    fn of(source: Source) -> Result<Self, Findings> {
        let text = source.text.clone();
        let mut found = Findings::new(source);
        let root = written::parse(&text, &mut found);
        if !written::is_readable(&found) {
            return Err(found);
        }
        let head = Table::new(root.get_ref(), 0..0);
        written::shape(&head, PREFERENCES, "preferences", &mut found);
        let records = head.text("records").map(PathBuf::from);
        if records.as_ref().is_some_and(|folder| !folder.is_absolute()) {
            found.add("wrong-shape", head.place("records"), "write the whole name of the folder, from its first /");
        }
        if !found.is_clean() {
            return Err(found);
        }
        Ok(Self { records, role: head.text("role"), plain: head.flag("plain").unwrap_or(false) })
    }
}

/// The text of the file. It may be a link, as a person's own settings often are, and is read no further than it may be long.
fn text(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("this is not a file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(written::LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Remembers plain mode in this file, or forgets it if it was remembered. True if it is remembered now.
pub fn switch_plain(path: &Path) -> Result<bool, Failure> {
    let now = Preferences::read(path).is_ok_and(|now| now.plain);
    remember(path, "plain", &(!now).to_string())?;
    Ok(!now)
}

/// Remembers the role of the person at the keyboard in this file.
pub fn remember_role(path: &Path, role: &str) -> Result<(), Failure> {
    remember(path, "role", &toml::Value::from(role).to_string())
}

/// Remembers in this file where records go.
pub fn remember_records(path: &Path, folder: &Path) -> Result<(), Failure> {
    remember(path, "records", &toml::Value::from(folder.display().to_string()).to_string())
}

/// Puts one line in the file. Everything else in it is the person's own, and stays.
fn remember(path: &Path, key: &str, value: &str) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::io("remember this", path, error);
    let before = match text(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|error| failed(&error))?,
    };
    // Another name may lead here.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(path);
    make_private(folder).map_err(|error| failed(&error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(with_line(&before, key, value).as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    sync(folder).map_err(|error| failed(&error))
}

/// The same text with this line in place of the one that has its key, or at the end.
fn with_line(text: &str, key: &str, value: &str) -> String {
    let is_it = |line: &str| line.split_once('=').is_some_and(|(its, _)| its.trim() == key);
    let kept = text.lines().filter(|line| !is_it(line)).map(|line| format!("{line}\n"));
    kept.chain([format!("{key} = {value}\n")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Preferences, Vec<&'static str>> {
        Preferences::of(Source::open("preferences.toml", text))
            .map_err(|found| found.list.iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn preferences_are_read_and_every_fault_is_found() {
        assert_eq!(of(""), Ok(Preferences::default()));
        let all =
            Preferences { records: Some("/shares/records".into()), role: Some("School nurse".into()), plain: true };
        assert_eq!(of("records = \"/shares/records\"\nplain = true\nrole = \"School nurse\"\n"), Ok(all));
        assert_eq!(of("plian = true\nrecords = \"records\"\n"), Err(vec!["unknown-key", "wrong-shape"]));
        assert_eq!(of("plain = \"yes\"\n"), Err(vec!["wrong-shape"]));
    }

    #[test]
    fn plain_mode_is_switched_and_the_rest_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rethink/preferences.toml");
        assert!(switch_plain(&path).expect("remembered"));
        assert_eq!(fs::read_to_string(&path).expect("a file"), "plain = true\n");
        fs::write(&path, "# mine\nrecords = \"/r\"\n plain=true # yes\n").expect("written");
        assert!(!switch_plain(&path).expect("forgotten"));
        assert_eq!(fs::read_to_string(&path).expect("a file"), "# mine\nrecords = \"/r\"\nplain = false\n");
        assert!(switch_plain(&path).expect("remembered again"));
        for role in ["School nurse", "the \"lead\"\nprofessional = \\x"] {
            remember_role(&path, role).expect("remembered");
            let read = Preferences::read(&path).expect("sound preferences");
            assert_eq!((read.role.as_deref(), read.plain), (Some(role.replace('\n', " ").as_str()), true));
        }
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("a folder").count(), 1);
    }
}
