//! The briefs of all records in some folders: each file read once, on every core that there is.

use std::ffi::OsString;
use std::fs::DirEntry;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use chrono::NaiveDate;

use crate::record::Brief;
use crate::record::NotARecord;
use crate::record::RiskNote;
use crate::record::Word;
use crate::record::Words;
use crate::records::LONGEST;
use crate::records::Unread;
use crate::records::by_its_name;
use crate::records::listed;
use crate::records::may_be_a_record;
use crate::records::opened;

/// So many files are read before a core asks for more.
const AT_ONCE: usize = 64;

/// One file that may be a record.
struct Listed<'a> {
    /// The place of its folder among those that are read.
    place: usize,
    folder: &'a Path,
    /// Its name in the folder, which is the same for every copy of it.
    name: OsString,
}

/// What lies in some folders.
#[derive(Debug, Default)]
pub struct Briefs {
    /// The brief of each record, newest first. However many copies of a record lie there, it counts once.
    pub sound: Vec<Brief>,
    /// Files that could not be read as records, each with why. The same file copied into two folders counts once.
    pub unread: Vec<(PathBuf, Unread)>,
    /// Which records lie in which folder under their own names: the folder's place, the record's name and digest, and
    /// when somebody looks whether it is still to be kept.
    pub named: Vec<(usize, Word, Word, Option<NaiveDate>)>,
    /// The small records, each once: they are of no review, and count in no figure.
    pub small: Vec<RiskNote>,
}

/// What one file is: of a review, or a small record.
#[expect(clippy::large_enum_variant, reason = "almost every file is of a review, and none is moved for the few others")]
enum Lies {
    Review(Brief),
    Small(Box<RiskNote>),
}

impl Briefs {
    /// Adds a small record, unless a copy of it is there already.
    fn add_small(&mut self, file: &Listed<'_>, note: RiskNote) {
        if file.name.as_encoded_bytes().strip_suffix(b".toml") == Some(note.head.record.as_bytes()) {
            self.named.push((file.place, note.head.record.as_str().into(), note.sha256.as_str().into(), None));
        }
        if self.small.iter().all(|other| other.sha256 != note.sha256) {
            self.small.push(note);
        }
    }

    /// True if this folder, which was read, is there and was listed to its end.
    pub fn is_whole(&self, folder: &Path) -> bool {
        folder.is_dir() && !self.unread.iter().any(|(path, _)| path == folder)
    }
}

/// The briefs of all records in some folders, and the files that could not be read.
pub fn briefs(folders: &[PathBuf]) -> Briefs {
    let (mut listed, mut closed) = (Vec::new(), Vec::new());
    for (place, folder) in folders.iter().enumerate() {
        let (files, is_whole) = list(place, folder);
        listed.extend(files);
        closed.extend((!is_whole).then(|| (folder.clone(), Unread::NotOpened)));
    }
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
    let mut found = once(listed.iter().zip(all.into_iter().flat_map(|(_, read)| read)), listed.len());
    found.unread.extend(closed);
    found
}

/// Each record once. Of two that say that they are the same one and differ, the one under its own name counts.
fn once<'a>(files: impl Iterator<Item = (&'a Listed<'a>, Result<Lies, Unread>)>, many: usize) -> Briefs {
    let mut found = Briefs { sound: Vec::with_capacity(many), named: Vec::with_capacity(many), ..Briefs::default() };
    let mut under_other_names = Vec::new();
    for (file, read) in files {
        let read = match read {
            Ok(Lies::Small(note)) => {
                found.add_small(file, *note);
                continue;
            }
            Ok(Lies::Review(brief)) => Ok(brief),
            Err(why) => Err(why),
        };
        match read {
            Ok(brief) if !file.is_named(&brief) => under_other_names.push((file, brief)),
            // Copies have the same name, and so they come one after another.
            Ok(brief) => {
                let last = found.sound.last().filter(|last| last.record == brief.record);
                if last.is_some_and(|last| last.sha256 != brief.sha256) {
                    found.unread.push((file.path(), Unread::Conflict));
                    continue;
                }
                let (record, sha256) = (Word::clone(&brief.record), Word::clone(&brief.sha256));
                found.named.push((file.place, record, sha256, brief.review_on));
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
    let bytes = |path: &Path| {
        let mut bytes = Vec::new();
        opened::bytes(path, LONGEST, &mut bytes).is_ok().then_some(bytes)
    };
    *its == why
        && matches!(why, Unread::Not(_))
        && one.file_name() == other.file_name()
        && bytes(one).is_some_and(|its| bytes(other) == Some(its))
}

/// Files that may be records: in the folder itself, by their ending; and whether these are all.
fn list(place: usize, folder: &Path) -> (Vec<Listed<'_>>, bool) {
    let (entries, is_whole) = listed(folder);
    let names = entries.iter().map(DirEntry::file_name).filter(|name| may_be_a_record(name));
    (names.map(|name| Listed { place, folder, name }).collect(), is_whole)
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

fn one(file: &Listed<'_>, bytes: &mut Vec<u8>, words: &mut Words) -> Result<Lies, Unread> {
    let path = file.path();
    let mut lies = |text: &str| match Brief::read(text, words) {
        Err(NotARecord::RiskNote) => RiskNote::read(text).map(|note| Lies::Small(Box::new(note))),
        read => read.map(Lies::Review),
    };
    let read = text(&path, bytes).and_then(|text| lies(text).map_err(Unread::Not));
    by_its_name(&path, read)
}

fn text<'a>(path: &Path, bytes: &'a mut Vec<u8>) -> Result<&'a str, Unread> {
    opened::bytes(path, LONGEST, bytes)?;
    std::str::from_utf8(bytes).map_err(|_| Unread::Not(NotARecord::Other))
}
