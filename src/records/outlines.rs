//! The outlines of all records in some folders: each file read once, on every core that there is.

use std::fs;
use std::fs::File;
use std::io::Read as _;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use crate::record::NotARecord;
use crate::record::Outline;
use crate::record::Words;
use crate::records::Found;
use crate::records::LONGEST;
use crate::records::Unread;
use crate::records::is_named_like_a_record;

/// So many files are read before a core asks for more.
const AT_ONCE: usize = 64;

/// One file that may be a record.
struct Listed {
    /// Its name in the folder, which is the same for every copy of it.
    name: String,
    path: PathBuf,
    /// False for a pipe, a device or a link: those are never opened.
    regular: bool,
}

/// The outlines of all records in some folders, newest first, and the files that could not be read.
///
/// The same record copied into two folders counts once, and so does the same file that cannot be read.
pub fn outlines(folders: &[PathBuf]) -> Vec<Found<Outline>> {
    let mut listed: Vec<Listed> = folders.iter().flat_map(list).collect();
    listed.sort_by(|a, b| b.name.cmp(&a.name));
    let next = AtomicUsize::new(0);
    let read = || {
        let (mut words, mut bytes) = (Words::default(), Vec::new());
        let mut read = Vec::new();
        loop {
            let start = next.fetch_add(AT_ONCE, Ordering::Relaxed);
            let Some(some) = listed.get(start..) else { return read };
            let some = &some[..some.len().min(AT_ONCE)];
            if some.is_empty() {
                return read;
            }
            read.push((start, some.iter().map(|file| one(file, &mut bytes, &mut words)).collect::<Vec<_>>()));
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
    all.sort_by_key(|(start, _)| *start);
    let all = all.into_iter().flat_map(|(_, read)| read);
    let mut found: Vec<Found<Outline>> =
        listed.iter().zip(all).map(|(file, read)| Found { path: file.path.clone(), read }).collect();
    found.dedup_by(|a, b| a.path.file_name() == b.path.file_name() && is_copy(a, b));
    found
}

fn is_copy(one: &Found<Outline>, other: &Found<Outline>) -> bool {
    match (&one.read, &other.read) {
        (Ok(one), Ok(other)) => one.sha256 == other.sha256,
        (Err(Unread::Not(why)), Err(Unread::Not(other_why))) => {
            why == other_why && fs::read(&one.path).ok().is_some_and(|bytes| fs::read(&other.path).ok() == Some(bytes))
        }
        _ => false,
    }
}

/// Files that may be records: in the folder itself, by their ending.
fn list(folder: &PathBuf) -> Vec<Listed> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let may_be = name.ends_with(".toml") && name != "rethink.toml" && name != ".toml";
            let regular = entry.file_type().is_ok_and(|kind| kind.is_file());
            may_be.then(|| Listed { path: entry.path(), name, regular })
        })
        .collect()
}

fn one(file: &Listed, bytes: &mut Vec<u8>, words: &mut Words) -> Result<Outline, Unread> {
    let read = text(file, bytes).and_then(|text| Outline::read(text, words).map_err(Unread::Not));
    match read {
        // A file with the name of a record is one, whatever has become of it.
        Err(Unread::Not(NotARecord::Other)) if is_named_like_a_record(&file.path) => {
            Err(Unread::Not(NotARecord::Damaged))
        }
        read => read,
    }
}

fn text<'a>(file: &Listed, bytes: &'a mut Vec<u8>) -> Result<&'a str, Unread> {
    if !file.regular {
        return Err(Unread::Not(NotARecord::Other));
    }
    let opened = File::open(&file.path).map_err(|_| Unread::NotOpened)?;
    bytes.clear();
    opened.take(LONGEST + 1).read_to_end(bytes).map_err(|_| Unread::NotOpened)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Unread::TooLong);
    }
    std::str::from_utf8(bytes).map_err(|_| Unread::Not(NotARecord::Other))
}
