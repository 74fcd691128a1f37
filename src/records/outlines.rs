//! The outlines of all records in some folders: each file read once, on every core that there is.

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use crate::record::NotARecord;
use crate::record::Outline;
use crate::record::Words;
use crate::records::LONGEST;
use crate::records::Unread;
use crate::records::is_named_like_a_record;

/// So many files are read before a core asks for more.
const AT_ONCE: usize = 64;

/// One file that may be a record.
struct Listed<'a> {
    folder: &'a Path,
    /// Its name in the folder, which is the same for every copy of it.
    name: OsString,
    /// False for a pipe, a device or a link: those are never opened.
    regular: bool,
}

/// What lies in some folders.
#[derive(Debug, Default)]
pub struct Outlines {
    /// The outline of each record, newest first. The same record copied into two folders counts once.
    pub sound: Vec<Outline>,
    /// Files that could not be read as records, each with why. The same file copied into two folders counts once.
    pub unread: Vec<(PathBuf, Unread)>,
}

/// The outlines of all records in some folders, and the files that could not be read.
pub fn outlines(folders: &[PathBuf]) -> Outlines {
    let mut listed: Vec<Listed> = folders.iter().flat_map(list).collect();
    listed.sort_unstable_by(|a, b| (&b.name, a.folder).cmp(&(&a.name, b.folder)));
    let next = AtomicUsize::new(0);
    let read = || {
        let (mut words, mut bytes) = (Words::default(), Vec::new());
        let mut all = Vec::new();
        loop {
            let start = next.fetch_add(AT_ONCE, Ordering::Relaxed);
            let some = listed.get(start..).unwrap_or_default();
            if some.is_empty() {
                return all;
            }
            let some = &some[..some.len().min(AT_ONCE)];
            all.push((start, some.iter().map(|file| one(file, &mut bytes, &mut words)).collect::<Vec<_>>()));
        }
    };
    // A few files are read sooner than a thread is begun.
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(listed.len().div_ceil(AT_ONCE));
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(read)).collect();
        let mut all = read();
        for other in others {
            all.extend(other.join().unwrap_or_else(|fault| resume_unwind(fault)));
        }
        all
    });
    all.sort_unstable_by_key(|(start, _)| *start);
    let mut found = Outlines { sound: Vec::with_capacity(listed.len()), unread: Vec::new() };
    for (file, read) in listed.iter().zip(all.into_iter().flat_map(|(_, read)| read)) {
        match read {
            // Copies have the same name, and so they come one after another.
            Ok(outline) if found.sound.last().is_some_and(|last| last.sha256 == outline.sha256) => {}
            Ok(outline) => found.sound.push(outline),
            Err(why) if found.unread.last().is_some_and(|last| is_copy(last, &file.path(), why)) => {}
            Err(why) => found.unread.push((file.path(), why)),
        }
    }
    found
}

/// True for two files of one name that cannot be read for the same reason and hold the same bytes.
fn is_copy((one, its): &(PathBuf, Unread), other: &Path, why: Unread) -> bool {
    let bytes = |path: &Path| fs::read(path).ok();
    *its == why
        && matches!(why, Unread::Not(_))
        && one.file_name() == other.file_name()
        && bytes(one).is_some_and(|its| bytes(other) == Some(its))
}

/// Files that may be records: in the folder itself, by their ending.
fn list(folder: &PathBuf) -> Vec<Listed<'_>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name();
            let may_be = name.as_encoded_bytes().ends_with(b".toml") && name != "rethink.toml" && name != ".toml";
            let regular = entry.file_type().is_ok_and(|kind| kind.is_file());
            may_be.then_some(Listed { folder, name, regular })
        })
        .collect()
}

impl Listed<'_> {
    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

fn one(file: &Listed<'_>, bytes: &mut Vec<u8>, words: &mut Words) -> Result<Outline, Unread> {
    let path = file.path();
    let read = text(file, &path, bytes).and_then(|text| Outline::read(text, words).map_err(Unread::Not));
    match read {
        // A file with the name of a record is one, whatever has become of it.
        Err(Unread::Not(NotARecord::Other)) if is_named_like_a_record(&path) => Err(Unread::Not(NotARecord::Damaged)),
        read => read,
    }
}

fn text<'a>(file: &Listed<'_>, path: &Path, bytes: &'a mut Vec<u8>) -> Result<&'a str, Unread> {
    if !file.regular {
        return Err(Unread::Not(NotARecord::Other));
    }
    let opened = File::open(path).map_err(|_| Unread::NotOpened)?;
    bytes.clear();
    opened.take(LONGEST + 1).read_to_end(bytes).map_err(|_| Unread::NotOpened)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Unread::TooLong);
    }
    std::str::from_utf8(bytes).map_err(|_| Unread::Not(NotARecord::Other))
}
