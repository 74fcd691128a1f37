//! The briefs of all records in some folders: each file read once, on every core that there is.

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

use crate::record::Brief;
use crate::record::NotARecord;
use crate::record::Word;
use crate::record::Words;
use crate::records::LONGEST;
use crate::records::Unread;
use crate::records::is_named_like_a_record;

/// So many files are read before a core asks for more.
const AT_ONCE: usize = 64;

/// One file that may be a record.
struct Listed<'a> {
    /// The place of its folder among those that are read.
    place: usize,
    folder: &'a Path,
    /// Its name in the folder, which is the same for every copy of it.
    name: OsString,
    /// False for a pipe, a device or a link: those are never opened.
    regular: bool,
}

/// What lies in some folders.
#[derive(Debug, Default)]
pub struct Briefs {
    /// The brief of each record, newest first. However many copies of a record lie there, it counts once.
    pub sound: Vec<Brief>,
    /// Files that could not be read as records, each with why. The same file copied into two folders counts once.
    pub unread: Vec<(PathBuf, Unread)>,
    /// Which records lie in which folder under their own names: the folder's place, the record's name and digest.
    pub named: Vec<(usize, Word, Word)>,
}

/// The briefs of all records in some folders, and the files that could not be read.
pub fn briefs(folders: &[PathBuf]) -> Briefs {
    let mut listed: Vec<Listed<'_>> =
        folders.iter().enumerate().flat_map(|(place, folder)| list(place, folder)).collect();
    listed.sort_unstable_by(|a, b| b.name.cmp(&a.name).then(a.place.cmp(&b.place)));
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
    once(listed.iter().zip(all.into_iter().flat_map(|(_, read)| read)), listed.len())
}

/// Each record once. Of two that say that they are the same one and differ, the one under its own name counts.
fn once<'a>(files: impl Iterator<Item = (&'a Listed<'a>, Result<Brief, Unread>)>, many: usize) -> Briefs {
    let mut found = Briefs { sound: Vec::with_capacity(many), unread: Vec::new(), named: Vec::with_capacity(many) };
    let mut under_other_names = Vec::new();
    for (file, read) in files {
        match read {
            Ok(brief) if !file.is_named(&brief) => under_other_names.push((file, brief)),
            // Copies have the same name, and so they come one after another.
            Ok(brief) => {
                let last = found.sound.last().filter(|last| last.record == brief.record);
                if last.is_some_and(|last| last.sha256 != brief.sha256) {
                    found.unread.push((file.path(), Unread::Conflict));
                    continue;
                }
                found.named.push((file.place, Word::clone(&brief.record), Word::clone(&brief.sha256)));
                if last.is_none() {
                    found.sound.push(brief);
                }
            }
            Err(why) if found.unread.last().is_some_and(|last| is_copy(last, &file.path(), why)) => {}
            Err(why) => found.unread.push((file.path(), why)),
        }
    }
    for (file, brief) in under_other_names {
        match found.sound.binary_search_by(|other| brief.record.cmp(&other.record)) {
            Err(place) => found.sound.insert(place, brief),
            Ok(place) if found.sound[place].sha256 == brief.sha256 => {}
            Ok(_) => found.unread.push((file.path(), Unread::Conflict)),
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
fn list(place: usize, folder: &Path) -> Vec<Listed<'_>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name();
            let may_be = name.as_encoded_bytes().ends_with(b".toml") && name != "rethink.toml" && name != ".toml";
            let regular = entry.file_type().is_ok_and(|kind| kind.is_file());
            may_be.then_some(Listed { place, folder, name, regular })
        })
        .collect()
}

impl Listed<'_> {
    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// True for a record under its own name.
    fn is_named(&self, brief: &Brief) -> bool {
        self.name.as_encoded_bytes().strip_suffix(b".toml") == Some(brief.record.as_bytes())
    }
}

fn one(file: &Listed<'_>, bytes: &mut Vec<u8>, words: &mut Words) -> Result<Brief, Unread> {
    let path = file.path();
    let read = text(file, &path, bytes).and_then(|text| Brief::read(text, words).map_err(Unread::Not));
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
