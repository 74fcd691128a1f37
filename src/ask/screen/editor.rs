//! A long answer written in the person's own editor. Its file is in their state folder, and stays if anything fails.

use crate::ask::screen::given_back;
use crate::safe_open::bounded;
use crate::safe_open::make_private;

use std::fs::OpenOptions;
use std::io;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// No answer is longer.
const LONGEST: u64 = 1024 * 1024;

/// Which editor, and where its file lies.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The command, as the person set it.
    pub command: String,
    /// The folder for its file where there is no journal.
    pub folder: PathBuf,
    /// The journal to which the answers go: the file lies beside it.
    pub journal: Option<PathBuf>,
}

/// What came of writing in an editor.
pub(crate) enum Written {
    /// The text, and the file that it is in until it is an answer.
    Text(String, PathBuf),
    /// It did not end as it should; what was written is in this file.
    Kept(PathBuf),
    /// It could not be begun.
    NotBegun,
}

impl Editor {
    /// Opens the editor on this text, and gives back what was written.
    pub(crate) fn write(&self, text: &str) -> Written {
        let Ok(path) = self.file(text) else { return Written::NotBegun };
        // The shell splits a command such as "code --wait" as the person meant it.
        let run =
            || Command::new("sh").arg("-c").arg(format!("{} \"$1\"", self.command)).arg("rethink").arg(&path).status();
        let ended = given_back(run).is_ok_and(|status| status.success());
        match read(&path) {
            Some(text) if ended => Written::Text(text, path),
            None if !path.exists() => Written::Text(String::new(), path),
            _ => Written::Kept(path),
        }
    }

    fn file(&self, text: &str) -> io::Result<PathBuf> {
        let named = |number: u32| match &self.journal {
            Some(journal) => edited(journal, number),
            None => self.folder.join(format!("answer-{number}.txt")),
        };
        if self.journal.is_none() {
            make_private(&self.folder)?;
        }
        for number in 1..1000 {
            let path = named(number);
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(mut file) => {
                    file.write_all(text.as_bytes())?;
                    file.write_all(b"\n")?;
                    file.sync_all()?;
                    return Ok(path);
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

/// The file beside a journal in which an answer is written in an editor.
pub fn edited(journal: &Path, number: u32) -> PathBuf {
    journal.with_extension(format!("edit-{number}.txt"))
}

fn read(path: &Path) -> Option<String> {
    String::from_utf8(bounded(path, LONGEST).ok()?).ok()
}
