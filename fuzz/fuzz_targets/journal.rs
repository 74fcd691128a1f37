//! Any bytes as a journal, behind a sound beginning: what is whole is found, and adding to it then works.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use rethink::journal::Head;
use rethink::journal::Journal;
use rethink::review::Note;
use rethink::settings::Settings;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder");
    let head = Head::new("k7qf2m4x".to_owned(), "ladder", Settings::default());
    let mut journal = Journal::create(folder.path(), &head).expect("a journal");
    journal.add(&Note::Case("PCC-1".to_owned())).expect("saved");
    let path = journal.path().to_owned();
    drop(journal);
    let mut whole = fs::read(&path).expect("a journal");
    // The first byte says how much of it was cut off before the rest came.
    let (cut, tail) = bytes.split_first().map_or((0, bytes), |(cut, tail)| (usize::from(*cut), tail));
    whole.truncate(whole.len().saturating_sub(cut));
    whole.extend_from_slice(tail);
    fs::write(&path, &whole).expect("written");
    let Ok((mut journal, found)) = Journal::open(&path) else { return };
    let (before, sound) = (found.notes.len(), found.sound);
    journal.add(&Note::Back).expect("saved");
    drop(journal);
    let (_, found) = Journal::open(&path).expect("what was added to can be opened");
    assert!(found.torn.is_none());
    assert_eq!(found.notes.len(), before + 1);
    // What was set aside and what is there hold together every byte that there was.
    let aside: usize = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|other| *other != path)
        .map(|other| fs::read(other).expect("a file").len())
        .sum();
    assert_eq!(sound + aside, whole.len());
});
