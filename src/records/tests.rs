//! The folder: what is found in it, what is published to it, and what waits beside it.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;

use super::*;
use crate::failure::Exit;

const GOLDEN: &str = "tests/data/golden/0.1.0/records";
const NAME: &str = "2026-11-23_PCC-48213_rethink-2_8gxahvc2";
const TODAY: chrono::NaiveDate = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");

fn golden() -> Record {
    record(&Path::new(GOLDEN).join(format!("{NAME}.toml"))).expect("a record")
}

/// A computer of its own: its places, and a folder in which they are.
fn computer() -> (tempfile::TempDir, Places) {
    let folder = tempfile::tempdir().expect("a folder");
    let places = Places {
        records: vec![folder.path().join("records"), folder.path().join("others")],
        state: folder.path().join("state"),
        strategies: None,
        is_practice: false,
    };
    (folder, places)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("a file").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn each_thing_has_its_place() {
    let (folder, places) = computer();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(places.home(), at("records"));
    assert_eq!(Places { records: Vec::new(), ..places.clone() }.home(), at("state"));
    assert_eq!((places.journals(), places.kept_here()), (at("state/journals"), at("state/kept")));
    assert_eq!(places.receipts(), at("state/receipts"));
    assert_eq!(places.outbox().parent(), Some(&*at("state/outbox")));
    assert_eq!(places.readable(), [at("records"), at("others"), places.outbox()]);
    assert_eq!(Places::kept(&at("records")), at("records/kept"));
    let practice = places.practice();
    assert_eq!((practice.home(), &practice.state), (&*at("state/practice/records"), &at("state/practice")));
    assert_ne!(practice.outbox(), places.outbox());
    // One name for one folder, however it is named; and another for another.
    let own = Places::own_names(Path::new("examples"));
    assert_eq!(own, Places::own_names(&std::path::absolute("examples").expect("a path")));
    assert_ne!(own, Places::own_names(Path::new("tests")));
    assert!(own.len() == 1 && own[0].len() == 16 && own[0].bytes().all(|c| c.is_ascii_hexdigit()), "{own:?}");
    // An audit is of folders, in whatever order.
    let turned = Places { records: places.records.iter().rev().cloned().collect(), ..places.clone() };
    assert_eq!(places.audit(), turned.audit());
    assert_eq!(places.audit().parent(), Some(&*at("state/audits")));
    assert_ne!(places.audit(), Places { records: vec![at("records")], ..places }.audit());
}

#[test]
fn a_record_is_found_by_its_path_its_name_and_the_end_of_it() {
    let folders = [PathBuf::from("examples/records"), PathBuf::from(GOLDEN)];
    let path = Path::new(GOLDEN).join(format!("{NAME}.toml"));
    for name in [path.to_str().expect("a path"), NAME, &format!("{NAME}.toml"), "8gxahvc2", "rethink-2_8gxahvc2"] {
        assert_eq!(find(&folders, name), Some(path.clone()), "{name}");
    }
    for name in ["gxahvc2", "PCC-48213", "rethink", "", "2026-11-23"] {
        assert_eq!(find(&folders, name), None, "{name}");
    }
    for (name, is_one) in [
        (NAME, true),
        ("2026-13-23_PCC-48213_rethink-2_8gxahvc2", false),
        ("2026-11-23_PCC-48213_rethink-2_8gxahvc", false),
        ("2026-11-23_PCC-48213_rethink-2_8gxahvc2_x", false),
        ("2026-11-23_PCC-48213_8gxahvc2", false),
        ("notes", false),
    ] {
        assert_eq!(is_named_like_a_record(Path::new(&format!("{name}.toml"))), is_one, "{name}");
    }
}

#[test]
fn each_file_is_read_once_in_order_and_the_same_record_counts_once() {
    let (folder, places) = computer();
    let (home, others) = (&places.records[0], &places.records[1]);
    for folder in [home, others] {
        fs::create_dir(folder).expect("a folder");
    }
    let record = golden();
    fs::write(home.join(format!("{NAME}.toml")), &record.text).expect("written");
    fs::write(others.join(format!("{NAME}.toml")), &record.text).expect("written");
    fs::write(home.join(format!("{NAME}-DESKTOP.toml")), &record.text).expect("written");
    let mut head = record.head.clone();
    head.about = "family".to_owned();
    let other = Record::new(head, record.body.clone()).expect("a record");
    fs::write(others.join(format!("{NAME} (2).toml")), &other.text).expect("written");
    let read = |folders: &[PathBuf]| -> Vec<(String, Result<String, Unread>)> {
        let name = |path: &Path| path.strip_prefix(folder.path()).expect("inside").display().to_string();
        heads(folders).into_iter().map(|it| (name(&it.path), it.read.map(|(head, _)| head.record))).collect()
    };
    let wanted = [
        (format!("records/{NAME}.toml"), Ok(NAME.to_owned())),
        (format!("others/{NAME} (2).toml"), Err(Unread::Conflict)),
    ];
    assert_eq!(read(&places.records), wanted);
    assert_eq!(sound_heads(&places.records).len(), 1);
    // What stands under its own name counts, even where it comes last.
    fs::remove_file(home.join(format!("{NAME}.toml"))).expect("gone");
    assert_eq!(read(&places.records)[0], (format!("others/{NAME}.toml"), Ok(NAME.to_owned())));
    // Settings and what has another ending are no records.
    for name in ["rethink.toml", "a.txt", "b.toml.bak", "c"] {
        fs::write(home.join(name), &record.text).expect("written");
    }
    assert_eq!(files(home), (vec![home.join(format!("{NAME}-DESKTOP.toml"))], true));
    // More than one core reads at a time.
    for number in 0..150 {
        fs::write(home.join(format!("n{number:03}.toml")), format!("{number}")).expect("written");
    }
    let all = each(&places.records[..1], |text| text.parse::<u32>().map_err(|_| NotARecord::Other));
    let read: Vec<u32> = all.iter().filter_map(|file| file.read.as_ref().ok().copied()).collect();
    assert_eq!((read, all.len()), ((0..150).collect(), 151));
    assert!(all.is_sorted_by_key(|file| &file.path));
}

#[test]
fn a_folder_that_cannot_be_listed_counts_as_what_cannot_be_read() {
    let (folder, places) = computer();
    fs::write(&places.records[0], "in the way").expect("written");
    fs::create_dir(&places.records[1]).expect("a folder");
    fs::write(places.records[1].join(format!("{NAME}.toml")), golden().text).expect("written");
    let found = heads(&places.records);
    let closed: Vec<_> = found.iter().filter_map(|file| Some((&file.path, *file.read.as_ref().err()?))).collect();
    assert_eq!((found.len(), closed), (2, vec![(&places.records[0], Unread::NotOpened)]));
    let briefs = briefs(&places.records);
    assert_eq!((briefs.sound.len(), briefs.unread), (1, vec![(places.records[0].clone(), Unread::NotOpened)]));
    // One that is not there holds nothing.
    assert!(heads(&[folder.path().join("gone")]).is_empty());
}

#[test]
fn what_cannot_be_read_says_why() {
    let (folder, _) = computer();
    let at = |name: &str| folder.path().join(name);
    let put = |name: &str, bytes: &[u8]| {
        fs::write(at(name), bytes).expect("written");
        record(&at(name)).map(|record| record.head.record)
    };
    assert_eq!(put("a.toml", golden().text.as_bytes()), Ok(NAME.to_owned()));
    assert_eq!(put("a.toml", &[0xff; 40]), Err(Unread::Not(NotARecord::Other)));
    let longest = usize::try_from(LONGEST).expect("a size");
    assert_eq!(put("a.toml", &vec![b' '; longest]), Err(Unread::Not(NotARecord::Other)));
    assert_eq!(put("a.toml", &vec![b' '; longest + 1]), Err(Unread::TooLong));
    assert_eq!(record(&at("gone.toml")).map(drop), Err(Unread::NotOpened));
    assert_eq!(record(folder.path()).map(drop), Err(Unread::NotAFile));
    symlink(at("a.toml"), at("link.toml")).expect("a link");
    assert_eq!(record(&at("link.toml")).map(drop), Err(Unread::NotAFile));
    // A file that a person wrote may be behind a link, and is no folder.
    let source = |name: &str, private| source(&at(name), private);
    fs::write(at("a.toml"), "é = 1").expect("written");
    assert_eq!(source("link.toml", false).expect("read").text, "é = 1");
    assert_eq!([false, true].map(|it| source("a.toml", it).expect("read").private), [false, true]);
    assert!(source("gone.toml", true).is_err() && super::source(folder.path(), true).is_err());
    assert!(super::source(Path::new("/dev/null"), true).is_ok());
    assert_eq!(super::source(Path::new("/dev/null"), false).expect_err("no file").exit, Exit::WrongFile);
    assert_eq!(letters(b"caf\xe9".to_vec(), &at("a")).expect_err("no UTF-8").exit, Exit::WrongFile);
    // Cut in the middle of a letter where reading stopped: the length is what is wrong.
    let mut long = vec![b'a'; crate::written::LONGEST];
    long.push("é".as_bytes()[0]);
    assert_eq!(letters(long.clone(), &at("a")).map(|text| text.len()).ok(), Some(crate::written::LONGEST + 3));
    long.remove(0);
    assert!(letters(long, &at("a")).is_err());
    fs::write(at("long.toml"), vec![b'a'; crate::written::LONGEST + 9]).expect("written");
    assert_eq!(source("long.toml", false).expect("read").text.len(), crate::written::LONGEST + 1);
}

#[test]
fn lines_are_added_whole_also_behind_one_that_was_cut_short() {
    let (folder, _) = computer();
    let path = folder.path().join("lines");
    append(&path, "one\n").expect("added");
    append(&path, "two\nthree\n").expect("added");
    assert_eq!(fs::read_to_string(&path).expect("lines"), "one\ntwo\nthree\n");
    fs::write(&path, "one\ntw").expect("written");
    append(&path, "three\n").expect("added");
    assert_eq!(fs::read_to_string(&path).expect("lines"), "one\ntw\nthree\n");
    assert!(append(&folder.path().join("gone/lines"), "one\n").is_err());
    fs::remove_file(&path).expect("gone");
    append(&path, "one\n").expect("added");
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_record_is_published_whole_once_and_as_open_as_its_folder() {
    let (_folder, places) = computer();
    let (record, home) = (golden(), places.home());
    let path = publish(home, &record).expect("published");
    assert_eq!(path, home.join(format!("{NAME}.toml")));
    assert_eq!(fs::read_to_string(&path).expect("a text"), record.text);
    assert_eq!((mode(home), mode(&path)), (0o700, 0o600));
    assert_eq!(names(home), [format!("{NAME}.toml")]);
    let again = publish(home, &record).expect_err("it is there");
    assert_eq!(again.exit, Exit::Already);
    assert_eq!(names(home), [format!("{NAME}.toml")]);
    for (folder, file) in [(0o750, 0o640), (0o755, 0o644), (0o777, 0o644), (0o711, 0o600), (0o770, 0o640)] {
        fs::remove_file(&path).expect("gone");
        fs::set_permissions(home, fs::Permissions::from_mode(folder)).expect("opened");
        publish(home, &record).expect("published");
        assert_eq!(mode(&path), file, "{folder:o}");
    }
    fs::write(&places.records[1], "in the way").expect("written");
    assert_eq!(publish(&places.records[1], &record).expect_err("no folder").exit, Exit::NotSaved);
}

#[test]
fn a_strategy_is_kept_once_under_its_digest_and_beside_what_is_not_it() {
    let (_folder, places) = computer();
    let folder = places.home().join("kept");
    fs::create_dir(places.home()).expect("a folder");
    fs::set_permissions(places.home(), fs::Permissions::from_mode(0o750)).expect("opened");
    let (text, sha256) = ("format = 1\n", digest(b"format = 1\n"));
    let folders = std::slice::from_ref(&folder);
    assert_eq!(kept(folders, &sha256), None);
    for _ in 0..2 {
        keep(&folder, &sha256, text).expect("kept");
        assert_eq!(names(&folder), [format!("{sha256}.toml")]);
    }
    // Who may read the records may carry them on.
    assert_eq!((mode(&folder), mode(&folder.join(format!("{sha256}.toml")))), (0o750, 0o640));
    for number in 1..10 {
        assert_eq!(kept(folders, &sha256).as_deref(), Some(text), "{number}");
        let name = if number == 1 { format!("{sha256}.toml") } else { format!("{sha256}-{number}.toml") };
        fs::write(folder.join(name), "other").expect("written");
        assert_eq!(kept(folders, &sha256), None, "{number}");
        assert_eq!(keep(&folder, &sha256, text).is_ok(), number < 9, "{number}");
    }
    // A folder of another name is its owner's alone.
    let outbox = places.outbox();
    keep(&Places::kept(&outbox), &sha256, text).expect("kept");
    assert_eq!((mode(&outbox), mode(&Places::kept(&outbox))), (0o700, 0o700));
}

#[test]
fn what_waits_is_published_with_its_strategies_or_stays() {
    let (_folder, places) = computer();
    let record = golden();
    let used: Vec<String> = record.body.used.iter().map(|used| used.sha256.clone()).collect();
    assert_eq!(used.len(), 2);
    let text = |sha256: &String| kept(&[Path::new(GOLDEN).join("kept")], sha256).expect("it is kept");
    let in_outbox = put_in_outbox(&places, &record).expect("kept here");
    assert_eq!(waiting(&places), std::slice::from_ref(&in_outbox));
    assert_eq!(in_outbox.parent(), Some(&*places.outbox()));
    let note = fs::read_to_string(places.outbox().join("folder.txt")).expect("a note");
    assert_eq!(note.trim_end(), places.home().display().to_string());
    // Not without each strategy that it used.
    assert_eq!(publish_waiting(&places, TODAY), Vec::<PathBuf>::new());
    keep(&places.kept_here(), &used[0], &text(&used[0])).expect("kept");
    assert_eq!(publish_waiting(&places, TODAY), Vec::<PathBuf>::new());
    assert!(in_outbox.exists());
    keep(&places.kept_here(), &used[1], &text(&used[1])).expect("kept");
    // Another person's folder on this computer has an outbox of its own.
    let elsewhere = Places { records: vec![places.records[1].clone()], ..places.clone() };
    assert_eq!(waiting(&elsewhere), Vec::<PathBuf>::new());
    assert_eq!(waiting_for_others(&elsewhere), [(places.home().display().to_string(), 1)]);
    assert_eq!(waiting_for_others(&places), []);
    assert_eq!(publish_waiting(&places, TODAY), [places.home().join(format!("{NAME}.toml"))]);
    assert!(!in_outbox.exists());
    assert_eq!(waiting_for_others(&elsewhere), []);
    let keeps = names(&Places::kept(places.home()));
    assert!(used.iter().all(|sha256| keeps.contains(&format!("{sha256}.toml"))), "{keeps:?}");
    let seen = receipts(&places, places.home());
    assert_eq!(seen.iter().map(|it| (it.record.as_str(), it.wrote)).collect::<Vec<_>>(), [(NAME, true)]);
    assert_eq!((seen[0].sha256.as_str(), seen[0].seen), (record.sha256.as_str(), record.head.written));
    // It came back with the power: it is there already, and is known for the same.
    put_in_outbox(&places, &record).expect("kept here");
    assert!(Places::kept(&places.outbox()).is_dir(), "with its strategies");
    assert_eq!(publish_waiting(&places, TODAY), Vec::<PathBuf>::new());
    assert!(!in_outbox.exists());
    // Another one of that name is there: nothing is lost on either side.
    fs::write(places.home().join(format!("{NAME}.toml")), "other").expect("written");
    put_in_outbox(&places, &record).expect("kept here");
    assert_eq!(publish_waiting(&places, TODAY), Vec::<PathBuf>::new());
    assert!(in_outbox.exists());
    // What is no record waits, and keeps nothing else from being published.
    fs::remove_file(places.home().join(format!("{NAME}.toml"))).expect("gone");
    assert_eq!(publish_waiting(&places, TODAY), Vec::<PathBuf>::new(), "its share looks to be away");
    fs::remove_dir_all(places.receipts()).expect("forgotten");
    fs::write(places.outbox().join("a.toml"), "no record").expect("written");
    assert_eq!(publish_waiting(&places, TODAY).len(), 1);
    assert_eq!(waiting(&places), [places.outbox().join("a.toml")]);
}
