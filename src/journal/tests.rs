//! The journal: what is whole is given back, and what is not is never called saved.

use super::*;
use crate::prompt::Answer;
use crate::session::What;
use chrono::DateTime;

fn head() -> Head {
    Head::new("k7qf2m4x".to_owned(), "rethink-2", Settings::default())
}

fn note(words: &str) -> Note {
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
    let what = What::Answer { path: "a".into(), nth: None, answer: Answer::Text(words.into()), on: None, from: None };
    Note::Event(Box::new(Event { at, day: at.date_naive(), what, typed: None }))
}

#[test]
fn every_prefix_gives_back_what_was_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(folder.path(), &head()).expect("a journal");
    let notes =
        [note("one"), Note::Case("PCC-1".into()), note("two\nlines é"), Note::Back, Note::Change(0), note("three")];
    let mut whole = vec![fs::metadata(journal.path()).expect("a file").len()];
    for one in &notes {
        journal.add(one).expect("saved");
        whole.push(fs::metadata(journal.path()).expect("a file").len());
    }
    let bytes = fs::read(journal.path()).expect("bytes");
    let end = |line: usize| usize::try_from(whole[line]).expect("short");
    // What a disk may have left of an earlier file.
    let old = &bytes[end(0)..end(1)];
    for length in 0..=bytes.len() {
        let saved = whole.iter().filter(|end| **end <= length as u64).count();
        for tail in [&b""[..], &[0; 40], &[0xff; 9], old] {
            // There it is the line that belongs there.
            if tail == old && length == end(0) {
                continue;
            }
            let mut cut = bytes[..length].to_vec();
            cut.extend_from_slice(tail);
            match recover(&cut) {
                None => assert_eq!(saved, 0),
                Some(found) => {
                    assert_eq!(found.notes, notes[..saved - 1], "at {length}");
                    assert_eq!(found.torn.is_some(), found.sound < cut.len());
                }
            }
        }
    }
}

#[test]
fn a_torn_line_is_set_aside_and_the_journal_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(folder.path(), &head()).expect("a journal");
    journal.add(&note("one")).expect("saved");
    let path = journal.path().to_owned();
    drop(journal);
    let mut file = OpenOptions::new().append(true).open(&path).expect("a file");
    file.write_all(b"{\"n\":2,\"prev\":\"\",\"event\":{\"step\":\"a\",\"said\":\"half an ans").expect("written");
    drop(file);
    let (mut journal, unfinished) = Journal::open(&path).expect("opened");
    assert_eq!(unfinished.notes, [note("one")]);
    assert_eq!(torn_words(&unfinished.torn.expect("torn")).as_deref(), Some("half an ans"));
    assert!(path.with_extension("torn-1").exists());
    journal.add(&note("two")).expect("saved");
    drop(journal);
    let again = look(&path).expect("read").expect("sound");
    assert_eq!(again.notes, [note("one"), note("two")]);
    assert_eq!(again.torn, None);
}

#[test]
fn a_second_window_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(folder.path(), &head()).expect("a journal");
    let second = Journal::open(journal.path()).expect_err("it is open");
    assert_eq!(second.exit, Exit::Already);
}

#[test]
fn what_could_not_be_added_is_written_anew_whole_or_not_called_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("journals");
    let mut journal = Journal::create(&home, &head()).expect("a journal");
    journal.add(&Note::Case("PCC-1".to_owned())).expect("saved");
    // A file that takes no more: what a disk does that has gone bad.
    journal.file = File::open(journal.path()).expect("the journal");
    journal.add(&Note::Begun("one".to_owned())).expect("saved in a new file");
    journal.add(&Note::Begun("two".to_owned())).expect("saved");
    let notes = look(journal.path()).expect("read").expect("a journal").notes;
    assert_eq!(notes.len(), 3, "{notes:?}");
    // Nowhere to write anew: it is said, every time, and nothing is added behind what may be torn.
    let before = fs::read(journal.path()).expect("read");
    journal.file = File::open(journal.path()).expect("the journal");
    let path = journal.path.clone();
    journal.path = folder.path().join("gone").join("x.jsonl");
    assert!(journal.add(&Note::Begun("three".to_owned())).is_err());
    journal.file = OpenOptions::new().append(true).open(&path).expect("the journal");
    assert!(journal.add(&Note::Begun("four".to_owned())).is_err());
    assert_eq!(fs::read(&path).expect("read"), before);
    // Once there is room again it goes on, with nothing lost and nothing twice.
    journal.path = path.clone();
    journal.add(&Note::Begun("five".to_owned())).expect("saved");
    let left = fs::read_dir(&home).expect("a folder").count();
    assert_eq!(left, 1, "no other file is left");
    drop(journal);
    let (_, found) = Journal::open(&path).expect("a journal");
    assert!(found.torn.is_none());
    assert_eq!(found.notes.len(), 4, "{:?}", found.notes);
}

fn unfinished(notes: Vec<Note>) -> Unfinished {
    Unfinished { head: head(), notes, torn: None, later: 0, sound: 0, last: String::new() }
}

fn risk() -> Note {
    let Note::Event(mut event) = note("") else { unreachable!() };
    event.what = What::AtRisk(crate::session::Risk::No);
    Note::Event(event)
}

#[test]
fn of_what_was_said_more_than_once_the_last_counts() {
    let follows =
        |record: &str| Follows { record: record.into(), sha256: "1".into(), due: NaiveDate::MIN, past_wait: false };
    let corrects =
        |reason: &str| Corrects { record: "a".into(), sha256: "1".into(), day: NaiveDate::MIN, reason: reason.into() };
    let nothing = unfinished(Vec::new());
    assert_eq!((nothing.case(), nothing.also(), nothing.name()), (None, Vec::new(), "k7qf2m4x"));
    assert_eq!((nothing.follows(), nothing.corrects(), nothing.last_saved()), (None, None, None));
    let all = unfinished(vec![
        Note::Case("PCC-1".into()),
        Note::Also(vec!["HV-1".into()]),
        Note::Follows(Some(follows("a"))),
        Note::Corrects(corrects("one")),
        note("one"),
        Note::Case("PCC-2".into()),
        Note::Also(vec!["HV-2".into(), "HV-3".into()]),
        Note::Follows(Some(follows("b"))),
        Note::Corrects(corrects("two")),
        note("two"),
        Note::Left,
    ]);
    assert_eq!((all.case(), all.name()), (Some("PCC-2"), "PCC-2"));
    assert_eq!(all.also(), ["HV-2", "HV-3"]);
    assert_eq!(all.follows(), Some(Some(&follows("b"))));
    assert_eq!(all.corrects(), Some(&corrects("two")));
    let Note::Event(two) = note("two") else { unreachable!() };
    assert_eq!(all.last_saved(), Some(&*two));
    // That it follows nothing is known too.
    assert_eq!(unfinished(vec![Note::Follows(None)]).follows(), Some(None));
}

#[test]
fn what_was_begun_is_given_back_until_something_is_answered() {
    let begun = || Note::Begun("half a".into());
    for (notes, gives, broken_off, answers) in [
        (vec![], None, false, 0),
        (vec![begun()], Some("half a"), false, 0),
        (vec![note("a"), begun(), Note::Left], Some("half a"), false, 1),
        (vec![begun(), risk()], Some("half a"), true, 1),
        (vec![begun(), Note::Left, risk(), Note::Left], Some("half a"), false, 1),
        (vec![begun(), note("a")], None, true, 1),
        (vec![begun(), note("a"), Note::Left], None, false, 1),
        (vec![begun(), Note::Begun("more".into())], Some("more"), false, 0),
        (vec![begun(), Note::Case("PCC-1".into())], None, true, 0),
        (vec![note("a"), note("b"), Note::Back], None, true, 1),
        (vec![Note::Back, note("a"), note("b"), Note::Change(0)], None, true, 2),
    ] {
        let it = unfinished(notes);
        assert_eq!((it.begun(), it.was_broken_off(), it.answers()), (gives, broken_off, answers), "{:?}", it.notes);
    }
}

#[test]
fn every_kind_of_note_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(folder.path(), &head()).expect("a journal");
    let follows = Follows { record: "a".into(), sha256: "1".into(), due: NaiveDate::default(), past_wait: false };
    let corrects =
        Corrects { record: "a".into(), sha256: "1".into(), day: NaiveDate::default(), reason: "A slip".into() };
    let notes = [
        risk(),
        note("one"),
        Note::Back,
        Note::Change(7),
        Note::Begun("half".into()),
        Note::Case("PCC-1".into()),
        Note::Also(vec!["HV-1".into()]),
        Note::Follows(Some(follows)),
        Note::Follows(None),
        Note::CaseLater,
        Note::Left,
        Note::Corrects(corrects),
    ];
    for one in &notes {
        journal.add(one).expect("saved");
    }
    let path = journal.path().to_owned();
    drop(journal);
    let read = look(&path).expect("read").expect("a journal");
    assert_eq!((&read.head, &read.notes[..], read.torn), (&head(), &notes[..], None));
    assert_eq!(all(folder.path()).expect("listed"), std::slice::from_ref(&path));
    assert_eq!(all(&folder.path().join("gone")).expect("none"), Vec::<PathBuf>::new());
    assert_eq!(all(&path).expect_err("no folder").exit, Exit::NotSaved);
    // What is no file is no journal, and is said to be none.
    assert_eq!(look(folder.path()).expect_err("no file").exit, Exit::NotSaved);
    let mode =
        |path: &Path| std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).expect("a file").permissions());
    assert_eq!(mode(&path) & 0o777, 0o600);
}

#[test]
fn what_comes_before_a_damaged_line_is_given_back_and_the_rest_is_set_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::create(folder.path(), &head()).expect("a journal");
    for words in ["one", "two", "three"] {
        journal.add(&note(words)).expect("saved");
    }
    let path = journal.path().to_owned();
    drop(journal);
    let whole = fs::read_to_string(&path).expect("lines");
    let lines: Vec<&str> = whole.lines().collect();
    for (number, (place, later)) in [(1, 2), (2, 1), (3, 0)].into_iter().enumerate() {
        let mut damaged: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        damaged[place] = damaged[place].replace("\"n\":", "\"m\":");
        let text = damaged.join("\n") + "\n";
        fs::write(&path, &text).expect("written");
        // Somebody who only looks changes nothing.
        assert_eq!(is_whole(&path).is_err(), later > 0, "line {place}");
        assert_eq!(fs::read_to_string(&path).expect("lines"), text);
        let (_, found) = Journal::open(&path).expect("a journal");
        let before = [note("one"), note("two"), note("three")];
        assert_eq!((found.notes.as_slice(), found.later), (&before[..place - 1], later));
        assert_eq!(found.sound as u64, fs::metadata(&path).expect("a file").len());
        let aside = fs::read_to_string(path.with_extension(format!("torn-{}", number + 1))).expect("set aside");
        assert_eq!(aside, text[found.sound..]);
    }
    // Of whole lines in another order, or where one is left out, nothing behind the first such line counts. The same
    // line twice is the same line.
    for (order, notes, later) in [
        (&[0, 2, 1, 3][..], 0, 3),
        (&[0, 1, 1, 2], 2, 0),
        (&[0, 1, 3], 1, 1),
        (&[0, 0, 1], 1, 0),
        (&[0, 1, 2, 1], 2, 1),
    ] {
        let text: String = order.iter().flat_map(|place| [lines[*place], "\n"]).collect();
        let found = recover(text.as_bytes()).expect("a head");
        assert_eq!((found.notes.len(), found.later), (notes, later), "{order:?}");
    }
    for no_head in [&[1, 2][..], &[]] {
        let text: String = no_head.iter().flat_map(|place| [lines[*place], "\n"]).collect();
        assert_eq!(recover(text.as_bytes()), None);
    }
}

/// A line of another journal, in its own place there: whatever it says, it did not happen here.
#[test]
fn a_line_of_another_journal_ends_what_is_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = |review: &str, words: &str| -> Vec<String> {
        let mut journal = Journal::create(folder.path(), &Head { review: review.into(), ..head() }).expect("a journal");
        journal.add(&note(words)).expect("saved");
        fs::read_to_string(journal.path()).expect("lines").lines().map(|line| format!("{line}\n")).collect()
    };
    let (one, other) = (lines("k7qf2m4x", "one"), lines("abcdefgh", "two"));
    let found = recover(format!("{}{}", one[0], other[1]).as_bytes()).expect("a journal");
    assert_eq!((found.notes.len(), found.sound), (0, one[0].len()));
    assert_eq!(recover(one.concat().as_bytes()).expect("a journal").notes, [note("one")]);
}

#[test]
fn a_journal_goes_with_all_that_was_set_aside_from_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(folder.path(), &head()).expect("a journal");
    let path = journal.path().to_owned();
    for tail in ["one", "two"] {
        set_aside(&path, tail.as_bytes()).expect("set aside");
    }
    assert_eq!(fs::read(path.with_extension("torn-2")).expect("the second"), b"two");
    let names = || {
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(), ["k7qf2m4x-1.jsonl", "k7qf2m4x-1.torn-1", "k7qf2m4x-1.torn-2"]);
    journal.remove().expect("removed");
    assert_eq!(names(), Vec::<String>::new());
    assert!(Journal::open(&path).is_err());
    // The same review is begun once.
    let journal = Journal::create(folder.path(), &head()).expect("a journal");
    assert_eq!(Journal::create(folder.path(), &head()).expect_err("there is one").exit, Exit::Already);
    drop(journal);
}

#[test]
fn a_folder_is_made_for_its_owner_alone_and_one_that_is_there_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let mode = |path: &Path| fs::metadata(path).expect("a folder").permissions().mode() & 0o777;
    let deep = folder.path().join("a/b/c");
    private_folder(&deep).expect("made");
    assert_eq!([mode(&deep), mode(&folder.path().join("a"))], [0o700; 2]);
    fs::set_permissions(&deep, fs::Permissions::from_mode(0o755)).expect("opened");
    private_folder(&deep).expect("there");
    assert_eq!(mode(&deep), 0o755);
    fs::write(folder.path().join("file"), "").expect("a file");
    assert!(private_folder(&folder.path().join("file/under")).is_err());
    assert!(sync_folder(&folder.path().join("gone")).is_err());
    sync_folder(&deep).expect("synced");
}

#[test]
fn the_words_of_a_torn_line_are_those_that_were_typed() {
    for (torn, words) in [
        ("{\"said\":\"half an ans", Some("half an ans")),
        ("{\"said\":\"half an ans\0\0", Some("half an ans")),
        ("{\"said\":\"whole\",\"at\":\"2026", Some("whole")),
        ("{\"said\":\"two\\nlines \\\"quoted\\\"", Some("two\nlines \"quoted\"")),
        ("{\"said\":\"", None),
        ("{\"step\":\"a\"", None),
        ("", None),
    ] {
        assert_eq!(torn_words(torn).as_deref(), words, "{torn}");
    }
}
