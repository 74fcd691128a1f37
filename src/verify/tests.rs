//! Held against the records that earlier versions wrote, and against those records spoilt in one place.

use std::fs;

use super::*;
use crate::record::DIGEST;
use crate::records;
use crate::records::each;
use crate::strategy::digest;

const GOLDEN: &str = "tests/data/golden/0.1.0/records";

fn found() -> Vec<Found<Outline>> {
    each(&[PathBuf::from(GOLDEN)], Record::read_outline)
}

fn settings() -> Settings {
    let path = Path::new(GOLDEN).join("rethink.toml");
    Settings::read(records::source(&path, false).expect("a file")).expect("settings")
}

fn kept(used: &Used) -> Option<String> {
    records::kept(&[Path::new(GOLDEN).join("kept")], &used.sha256)
}

/// Verifies with nothing but the files.
fn plainly(found: &[Found<Outline>]) -> Verified {
    verify(found, &|_, _| true, &against(&[], &[]))
}

/// Nothing but what was seen, and codes.
fn against<'a>(receipts: &'a [Receipts], codes: &'a [String]) -> Against<'a> {
    Against { small: &[], receipts, today: "2030-01-06".parse().expect("a day"), codes, again: None }
}

fn receipt(record: &str, sha256: &str, seen: &str, wrote: bool) -> Receipt {
    let seen = seen.parse().expect("a time");
    Receipt { record: record.into(), sha256: sha256.into(), seen, wrote, alone: false, review_on: None, open: None }
}

/// What was seen in the folder without a name.
fn seen(receipts: &[Receipt]) -> [Receipts; 1] {
    [Receipts { folder: PathBuf::new(), files: vec!["seen".into()], all: receipts.to_vec() }]
}

/// A record of which only this is known.
fn outline(record: &str, sha256: &str, names: &[(&str, &str)]) -> Outline {
    let text = fs::read_to_string(found()[0].path.as_path()).expect("a record");
    let mut outline = Record::read_outline(&text).expect("a record");
    outline.head.record = record.into();
    outline.sha256 = sha256.into();
    let name = |(record, sha256): &(&str, &str)| Continues { record: (*record).into(), sha256: (*sha256).into() };
    outline.names = names.iter().map(name).collect();
    outline
}

fn at(path: &str, read: Outline) -> Found<Outline> {
    Found { path: path.into(), read: Ok(read) }
}

#[test]
fn every_record_is_what_its_own_words_say() {
    let (found, settings) = (found(), settings());
    let again = Again { record: &|path| records::record(path).ok(), kept: &kept, settings: &settings };
    let verified = verify(&found, &|_, _| true, &Against { again: Some(again), ..against(&[], &[]) });
    assert!(verified.is_sound());
    assert_eq!((verified.seen, verified.since, verified.files.len()), (0, None, found.len()));
    assert_eq!((&verified.gone, &verified.codes), (&Vec::new(), &Vec::new()));
    let texts: Vec<String> = found.iter().map(|file| fs::read_to_string(&file.path).expect("a text")).collect();
    for (file, text) in verified.files.iter().zip(&texts) {
        let says = |line: &str| text.lines().any(|own| own.starts_with(line));
        let record = file.record.as_ref().expect("a record");
        assert!(says(&format!("record = \"{}\"", record.record)), "{file:?}");
        assert!(says(&format!("{DIGEST}{}", record.sha256)), "{file:?}");
        // The one that was written before the team set its lengths, which hang on the team.
        let is_days = text.contains("hips-escalation.reply-1") || file.class == Class::NotDerived(Lacks::Days);
        assert!(is_days || file.class == Class::Same, "{file:?}");
        assert_eq!(file.notes.contains(&Note::DateGiven), says("date-given = true"), "{file:?}");
        assert_eq!(file.notes.contains(&Note::Practice), says("practice = true"), "{file:?}");
        let corrects = text.lines().find_map(|line| line.strip_prefix("corrects.record = \"")?.strip_suffix('"'));
        let told = file.notes.iter().find_map(|note| match note {
            Note::Corrects(record) => Some(record.as_str()),
            _ => None,
        });
        assert_eq!(told, corrects, "{file:?}");
        let is_corrected =
            texts.iter().any(|other| other.contains(&format!("\ncorrects.sha256 = \"{}\"", record.sha256)));
        let told = file.notes.iter().any(|note| matches!(note, Note::Corrected(_)));
        assert_eq!(told, is_corrected, "{file:?}");
    }
    let days = verified.files.iter().filter(|file| file.class == Class::NotDerived(Lacks::Days)).count();
    assert_eq!(days, 1);
    // Without deriving, each is unchanged; told of one alone, only that one is told.
    assert!(plainly(&found).files.iter().all(|file| file.class == Class::Unchanged));
    let one = |path: &Path, head: Option<&Head>| {
        assert!(head.is_some());
        path == found[3].path
    };
    let verified = verify(&found, &one, &against(&[], &[]));
    assert_eq!(verified.files.iter().map(|file| &file.path).collect::<Vec<_>>(), [&found[3].path]);
}

#[test]
fn what_is_needed_and_not_here_is_named_for_what_it_is() {
    let (mut found, settings) = (found(), settings());
    let whole = |path: &Path| records::record(path).ok();
    let class = |found: &[Found<Outline>], kept: &dyn Fn(&Used) -> Option<String>, name: &str| {
        let again = Again { record: &whole, kept, settings: &settings };
        let verified = verify(found, &|_, _| true, &Against { again: Some(again), ..against(&[], &[]) });
        let file = verified.files.into_iter().find(|file| file.record.as_ref().is_some_and(|it| it.record == name));
        file.expect("the record")
    };
    let name = |start: &str| {
        let heads = found.iter().map(|file| &file.read.as_ref().expect("a record").head);
        heads.map(|head| head.record.clone()).find(|name| name.starts_with(start)).expect("a record")
    };
    let (first, second) = (name("2026-11-23_PCC-47120_rethink-2"), name("2026-12-04_PCC-47120_rethink-2"));
    assert_eq!(class(&found, &kept, &second).class, Class::Same);
    assert_eq!(class(&found, &|_| None, &second).class, Class::NotDerived(Lacks::Strategy));
    // Whoever wrote it kept the strategy beside it.
    let sha256 = found.iter().map(|file| file.read.as_ref().expect("a record")).find(|it| it.head.record == second);
    let own = seen(&[receipt(&second, &sha256.expect("the record").sha256, "2026-12-04T12:00:00Z", true)]);
    let again = Again { record: &whole, kept: &|_| None, settings: &settings };
    let verified = verify(&found, &|_, _| true, &Against { again: Some(again), ..against(&own, &[]) });
    let gone = |file: &&Checked| file.class == Class::NotDerived(Lacks::KeptStrategy);
    let gone: Vec<_> = verified.files.iter().filter(gone).filter_map(|file| file.record.as_ref()).collect();
    assert_eq!(gone.iter().map(|it| &it.record).collect::<Vec<_>>(), [&second]);
    // What is kept is not what its name says, or cannot be used.
    let other = |_: &Used| Some("format = 1\n".to_owned());
    assert_eq!(class(&found, &other, &second).class, Class::NotDerived(Lacks::Strategy));
    found.retain(|file| !file.path.to_string_lossy().contains(&first));
    let file = class(&found, &kept, &second);
    assert_eq!(file.class, Class::NotDerived(Lacks::EarlierPart));
    assert!(file.notes.contains(&Note::Names(vec![first])), "{file:?}");
    // A file that was changed since it was listed is no longer what was listed.
    let again = Again { record: &|_| whole(&found[0].path), kept: &kept, settings: &settings };
    let verified = verify(&found, &|_, _| true, &Against { again: Some(again), ..against(&[], &[]) });
    assert!(verified.files[1..].iter().all(|file| file.class == Class::Damaged));
    assert_eq!(verified.files[0].class, Class::Same);
}

#[test]
fn what_was_seen_before_is_here_or_gone_and_what_came_later_than_it_says_is_told() {
    let found = vec![
        at("a_b_c_one.toml", outline("a_b_c_one", "1", &[])),
        at("a_b_c_two.toml", outline("a_b_c_two", "2", &[])),
    ];
    let written = found[0].read.as_ref().expect("a record").head.written;
    let (before, after) = ("2026-01-05T09:00:00Z", "2030-01-05T09:00:00Z");
    let (one, two) = ("a_b_c_one", "a_b_c_two");
    let receipts = [receipt(one, "1", before, false), receipt("c", "9", after, false), receipt("d", "8", after, true)];
    let with = |receipts: &[Receipt]| verify(&found, &|_, _| true, &against(&seen(receipts), &[]));
    let verified = with(&receipts);
    assert_eq!((verified.seen, verified.since), (1, "2026-01-05".parse().ok()));
    let gone: Vec<_> = verified.gone.iter().map(|(gone, what)| (gone.sha256.as_str(), *what)).collect();
    assert_eq!(gone, [("9", Gone::Lost), ("8", Gone::Lost)]);
    assert!(!verified.is_sound());
    // The second was not here when somebody looked, after the time at which it says that it was written.
    let late = |verified: &Verified| -> Vec<bool> {
        verified.files.iter().map(|file| file.notes.iter().any(|note| matches!(note, Note::Late(_)))).collect()
    };
    assert_eq!(late(&verified), [false, true]);
    assert!(verified.files[1].notes.contains(&Note::Late("2030-01-05".parse().expect("a day"))));
    // Nobody looked then: a record was written.
    assert_eq!(late(&with(&[receipt(one, "1", before, false), receipt("d", "8", after, true)])), [false, false]);
    // Nor did whoever looked at one record alone, or at another folder.
    let alone = Receipt { alone: true, ..receipt(one, "1", after, false) };
    assert_eq!(late(&with(std::slice::from_ref(&alone))), [false, false]);
    let [mut other] = seen(&[receipt(one, "1", after, false)]);
    other.folder = "other".into();
    assert_eq!(late(&verify(&found, &|_, _| true, &against(&[other], &[]))), [false, false]);
    // At that very moment it may have been on its way.
    let moment = written.to_rfc3339();
    assert_eq!(late(&with(&[receipt(one, "1", &moment, false)])), [false, false]);
    assert!(with(&[receipt(one, "1", before, false), receipt(two, "2", before, true)]).is_sound());
}

#[test]
fn what_is_as_it_was_first_or_was_due_is_gone_without_being_lost() {
    let found = vec![at("a_b_c_one.toml", outline("a_b_c_one", "1", &[]))];
    let early = "2026-01-05T09:00:00Z";
    let with = |receipts: &[Receipt]| {
        let verified = verify(&found, &|_, _| true, &against(&seen(receipts), &[]));
        let gone: Vec<(String, Gone)> = verified.gone.iter().map(|(it, gone)| (it.sha256.clone(), *gone)).collect();
        assert_eq!(verified.is_sound(), gone.iter().all(|(_, gone)| *gone != Gone::Lost));
        assert_eq!(verified.remembered.is_empty(), verified.is_sound());
        gone
    };
    let (was, other) = (receipt("a_b_c_one", "1", early, true), receipt("a_b_c_one", "2", early, false));
    assert_eq!(with(&[was.clone(), other.clone()]), [("2".to_owned(), Gone::Restored)]);
    // What was seen first was something else.
    assert_eq!(with(&[other.clone(), was]), [("2".to_owned(), Gone::Lost)]);
    // On the day itself it was to be looked at; a day before it was not, and another file of its name is no end of it.
    let due = |record: &str, day: &str| Receipt {
        review_on: Some(day.parse().expect("a day")),
        open: Some(false),
        ..receipt(record, "9", early, false)
    };
    let (on, after) = (due("b", "2030-01-06"), due("b", "2030-01-07"));
    assert_eq!(with(std::slice::from_ref(&on)), [("9".to_owned(), Gone::Due(on.review_on.expect("a day")))]);
    assert_eq!(with(&[after]), [("9".to_owned(), Gone::Lost)]);
    assert_eq!(with(&[due("a_b_c_one", "2030-01-06")]), [("9".to_owned(), Gone::Lost)]);
}

#[test]
fn a_check_code_leads_to_its_record_and_to_all_that_this_rests_on() {
    let digest = |letter: &str| letter.repeat(64);
    let (a, b, c, d) = (digest("a"), digest("b"), digest("c"), digest("d"));
    let (one, two) =
        (outline("one", &a, &[("two", &b), ("two", &b)]), outline("two", &b, &[("three", &c), ("four", &d)]));
    let three = outline("three", &c, &[("one", &a)]);
    let coded = |found: &[Found<Outline>], sha256: &str| {
        let codes = [check_code(sha256)];
        let verified = verify(found, &|_, _| true, &against(&[], &codes));
        let is_sound = verified.is_sound();
        let mut each = verified.codes;
        assert_eq!((each.len(), &each[0].code), (1, &codes[0]));
        let Coded { record, missing, .. } = each.remove(0);
        assert_eq!(is_sound, record.is_some() && missing.is_empty());
        (record, missing)
    };
    let mut found = vec![at("one.toml", one), at("two.toml", two)];
    assert_eq!(coded(&found, &a), (Some("one".into()), vec!["four".into(), "three".into()]));
    assert_eq!(coded(&found, &c), (None, Vec::new()));
    found.push(at("three.toml", three));
    assert_eq!(coded(&found, &a), (Some("one".into()), vec!["four".into()]));
    assert_eq!(coded(&found, &c), (Some("three".into()), vec!["four".into()]));
    found.push(at("four.toml", outline("four", &d, &[])));
    assert_eq!(coded(&found, &a), (Some("one".into()), Vec::new()));
}

#[test]
fn a_file_is_placed_by_its_name_and_by_what_else_is_here() {
    let one = || outline("one", "1", &[]);
    let other = || outline("one", "2", &[]);
    let classes =
        |found: &[Found<Outline>]| -> Vec<Class> { plainly(found).files.into_iter().map(|file| file.class).collect() };
    for (path, service) in [
        ("one-DESKTOP-AB12.toml", Some(Service::OneDrive)),
        ("one (Sam's conflicted copy 2026-11-23).toml", Some(Service::Dropbox)),
        ("one.sync-conflict-20261123-101112-ABCDEFG.toml", Some(Service::Syncthing)),
        ("one-.toml", None),
        ("one (2).toml", None),
        ("one conflicted copy.toml", None),
        ("other.toml", None),
    ] {
        assert_eq!(Service::of(path.trim_end_matches(".toml"), "one"), service, "{path}");
        assert_eq!(classes(&[at("one.toml", one()), at(path, one())]), [Class::Unchanged, Class::Copy(service)]);
        assert_eq!(classes(&[at("one.toml", one()), at(path, other())]), [Class::Unchanged, Class::Conflict(service)]);
        // Whichever comes first.
        assert_eq!(classes(&[at(path, one()), at("one.toml", one())]), [Class::Copy(service), Class::Unchanged]);
        assert_eq!(classes(&[at(path, one())]), [Class::Misnamed(service)]);
    }
    // The same name in two folders.
    assert_eq!(classes(&[at("a/one.toml", one()), at("b/one.toml", one())]), [Class::Unchanged, Class::Copy(None)]);
    let both = classes(&[at("a/one.toml", one()), at("b/one.toml", other())]);
    assert_eq!(both, [Class::Conflict(None), Class::Conflict(None)]);
    // What is found by its digest is the one under its own name.
    let files = [at("a.toml", one()), at("one.toml", one()), at("b.toml", one())];
    assert_eq!(Folder::new(&files, Small::new(&[])).by_digest["1"].0, Path::new("one.toml"));
    assert!(plainly(&[at("one.toml", one())]).files[0].record.is_some());
}

#[test]
fn each_class_has_its_name_and_somebody_has_to_look_into_some() {
    for (class, name, wrong, unchanged) in [
        (Class::Unchanged, "unchanged", false, true),
        (Class::Same, "same", false, true),
        (Class::NotDerived(Lacks::EarlierPart), "earlier-part-missing", false, true),
        (Class::NotDerived(Lacks::Strategy), "strategy-missing", false, true),
        (Class::NotDerived(Lacks::KeptStrategy), "strategy-gone", true, true),
        (Class::NotDerived(Lacks::Days), "days-not-derived", false, true),
        (Class::Differs(Vec::new()), "differs", true, true),
        (Class::Copy(None), "copy", false, false),
        (Class::Conflict(None), "conflict", true, false),
        (Class::Misnamed(None), "misnamed", true, false),
        (Class::Damaged, "damaged", true, false),
        (Class::KeptChanged, "damaged", true, false),
        (Class::TooLong, "too-long", true, false),
        (Class::NotOpened, "not-opened", true, false),
        (Class::NotAFile, "no-file", true, false),
        (Class::Newer, "newer", false, false),
        (Class::NoRecord, "no-record", false, false),
    ] {
        assert_eq!((class.name(), class.is_wrong(), class.is_unchanged()), (name, wrong, unchanged));
        let file = Checked { path: PathBuf::new(), record: None, class, notes: Vec::new(), review_on: None };
        assert_eq!(Verified { files: vec![file], ..Verified::default() }.is_sound(), !wrong, "{name}");
    }
    for (why, class) in [
        (Unread::Not(NotARecord::Newer), Class::Newer),
        (Unread::Not(NotARecord::Other), Class::NoRecord),
        (Unread::Not(NotARecord::Damaged), Class::Damaged),
        (Unread::TooLong, Class::TooLong),
        (Unread::NotOpened, Class::NotOpened),
        (Unread::NotAFile, Class::NotAFile),
        (Unread::Conflict, Class::Conflict(None)),
    ] {
        let verified = plainly(&[Found { path: "a.toml".into(), read: Err(why) }]);
        assert_eq!((&verified.files[0].class, &verified.files[0].record), (&class, &None));
    }
    let names: Vec<&str> = [Service::OneDrive, Service::Dropbox, Service::Syncthing].map(Service::name).to_vec();
    assert_eq!(names, ["OneDrive", "Dropbox", "Syncthing"]);
}

/// What differs in a record that was written anew with a digest that fits, once its own words are changed so.
fn differs(start: &str, from: &str, to: &str) -> Class {
    let (mut found, settings) = (found(), settings());
    let place = found.iter().position(|file| file.path.to_string_lossy().contains(start)).expect("a record");
    let text = fs::read_to_string(&found[place].path).expect("a text");
    let (before, _) = text.rsplit_once(DIGEST).expect("a digest");
    let changed = before.replacen(from, to, 1);
    assert!(changed != before, "{from} is not in {start}");
    let forged = Record::read(&format!("{changed}{DIGEST}{}\n", digest(changed.as_bytes()))).expect("a record");
    found[place].read = Ok(Record::read_outline(&forged.text).expect("a record"));
    let path = found[place].path.clone();
    let record = |other: &Path| if other == path { Some(forged.clone()) } else { records::record(other).ok() };
    let again = Again { record: &record, kept: &kept, settings: &settings };
    let only = |other: &Path, _: Option<&Head>| other == path;
    verify(&found, &only, &Against { again: Some(again), ..against(&[], &[]) }).files.remove(0).class
}

#[test]
fn what_was_written_anew_in_one_place_differs_there() {
    const STUCK: &str = "2026-11-23_PCC-48213_rethink-2_8gxahvc2";
    const SECOND: &str = "2026-12-04_PCC-47120_rethink-2_k25jrzmh";
    const CORRECTION: &str = "2026-11-25_PCC-48213_rethink-2_zib66b86";
    let day = |day: &str| day.parse::<NaiveDate>().ok();
    let some = |text: &str| Some(text.to_owned());
    for (record, from, to, entry, what) in [
        (STUCK, "row = 1\nto = \"con", "row = 2\nto = \"con", Some(4), Differs::Row(Some(2), Some(1))),
        (STUCK, "row = 1\nto = \"con", "to = \"con", Some(4), Differs::Row(None, Some(1))),
        (
            STUCK,
            "to = \"concerned-since\"",
            "to = \"over\"",
            Some(4),
            Differs::Leads(some("over"), some("concerned-since")),
        ),
        (STUCK, "\nlabel = \"Lead professional\"", "\nlabel = \"Lead\"", Some(4), Differs::Words),
        (STUCK, "\nasked = \"Are you the", "\nasked = \"You are the", Some(4), Differs::Words),
        (STUCK, "\nis = \"yes\"\nwords = \"Yes\"", "\nis = \"yes\"\nwords = \"No\"", Some(4), Differs::Words),
        (STUCK, "\nfact = \"raised-on\"", "\nfact = \"raiser-told-on\"", Some(5), Differs::Words),
        (STUCK, "\nstage = \"Where things stand\"", "\nstage = \"Where\"", Some(3), Differs::Words),
        (STUCK, "\nis = \"yes\"", "\nis = \"what\"", Some(4), Differs::Answer),
        (
            STUCK,
            "outcome.id = \"stuck\"",
            "outcome.id = \"resolved\"",
            None,
            Differs::Ends(some("resolved"), some("stuck")),
        ),
        (
            STUCK,
            "handover.by = 2026-12-04",
            "handover.by = 2026-12-07",
            None,
            Differs::Day(day("2026-12-07"), day("2026-12-04")),
        ),
        (
            STUCK,
            "handover.counted = \"the day",
            "handover.counted = \"a day",
            None,
            Differs::Day(day("2026-12-04"), day("2026-12-04")),
        ),
        (STUCK, "handover.to = \"an", "handover.to = \"the", None, Differs::Under("handover")),
        (STUCK, "handover.role = \"independent", "handover.role = \"other", None, Differs::Under("handover")),
        (STUCK, "outcome.text = \"Ask", "outcome.text = \"Do not ask", None, Differs::Under("outcome")),
        (STUCK, "strategy.title = \"Re", "strategy.title = \"Ra", None, Differs::Under("strategy")),
        (STUCK, "\nabout = \"child\"", "\nabout = \"family\"", None, Differs::Under("about")),
        (STUCK, "\nat-risk = \"no\"", "\nat-risk = \"acting\"", None, Differs::Under("at-risk")),
        (STUCK, "\nconfirmed = false", "\nconfirmed = true", None, Differs::Under("confirmed")),
        (STUCK, "\nfacts.other-agency = \"Sc", "\nfacts.other-agency = \"P", None, Differs::Under("facts")),
        (STUCK, "label = \"Why it is stuck\"", "label = \"Why\"", None, Differs::Under("reason")),
        (STUCK, "said = \"Nobody steps", "said = \"Somebody steps", None, Differs::Under("until-then")),
        (STUCK, "role = \"line-manager\"", "role = \"manager\"", None, Differs::Under("tell")),
        (STUCK, "in-writing = false", "in-writing = true", None, Differs::Under("tell")),
        (
            STUCK,
            "id = \"five-steps\"\nversion = \"",
            "id = \"five-steps\"\nversion = \"1",
            None,
            Differs::Under("used"),
        ),
        (CORRECTION, "corrects.day = 2026-11-23", "corrects.day = 2026-11-22", None, Differs::Under("corrects.day")),
        (SECOND, "met.on = 2026-11-05", "met.on = 2026-11-04", None, Differs::Day(None, None)),
        (SECOND, "met.how = \"kept\"", "met.how = \"late\"", None, Differs::Day(None, None)),
        (
            SECOND,
            "\ndue = 2026-11-05",
            "\ndue = 2026-11-06",
            Some(3),
            Differs::Day(day("2026-11-06"), day("2026-11-05")),
        ),
        (
            SECOND,
            "[[action]]\n",
            "[[action]]\nwhat = \"more\"\nwho = \"a\"\n[[action]]\n",
            None,
            Differs::Under("action"),
        ),
    ] {
        let class = differs(record, from, to);
        let Class::Differs(differences) = &class else { panic!("{from} to {to}: {class:?}") };
        assert!(differences.contains(&Difference { entry, what: what.clone() }), "{from} to {to}: {differences:?}");
    }
    // Where the team sets the length, or another calendar counted, another day is no fault of the record.
    let hips = "2027-01-07_PCC-51907_hips-escalation_6r3swq6r";
    assert_eq!(differs(hips, "began = ", "rethink-is = 1\nbegan = "), Class::NotDerived(Lacks::Days));
    let calendar = ["calendar = \"england-and-wales, published to", "calendar = \"england-and-wales, published upto"];
    assert_eq!(differs(STUCK, calendar[0], calendar[1]), Class::Same);
    let both = differs(hips, "label = \"", "label = \"Not ");
    assert!(matches!(&both, Class::Differs(all) if all.len() > 1), "{both:?}");
}
