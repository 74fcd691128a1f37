//! What was seen once is known for as long as its file stays, and what is gone is told.

use super::*;
use crate::record::Brief;
use crate::record::Words;
use std::fs;

fn places(folder: &Path) -> (Places, PathBuf) {
    let home = folder.join("records");
    (Places { records: vec![home.clone()], state: folder.join("state"), strategies: None, is_practice: false }, home)
}

/// A record that was seen, and until when it says that it is kept.
fn saw<'a>(record: &'a str, sha256: &'a str, review_on: Option<NaiveDate>) -> Sight<'a> {
    Sight { record, sha256, review_on, open: None }
}

fn missing(lost: usize, due: usize) -> Missing {
    Missing { lost, due, risks: Vec::new() }
}

/// The file in which is remembered what was seen in a folder.
fn own(places: &Places, folder: &Path) -> PathBuf {
    files(places, folder).remove(0)
}

#[test]
fn a_record_is_remembered_once_and_a_line_cut_short_hides_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (places, home) = places(folder.path());
    let at = |text| DateTime::parse_from_rfc3339(text).expect("a time");
    let (first, later) = (at("2026-11-23T10:00:00+00:00"), at("2026-11-24T10:00:00+00:00"));
    assert_eq!(receipts(&places, &home), []);
    let (day, none) = ("2032-11-23".parse().ok(), None);
    remember(&places, &home, first, Look::Wrote, [saw("a", "1", none)]).expect("kept");
    remember(&places, &home, later, Look::Folder, [saw("a", "1", none), saw("b", "2", day)]).expect("kept");
    let seen: Vec<_> = receipts(&places, &home).into_iter().map(|it| (it.record, it.seen, it.wrote)).collect();
    assert_eq!(seen, [("a".to_owned(), first, true), ("b".to_owned(), later, false)]);
    assert_eq!(receipts(&places, &home).into_iter().map(|it| it.review_on).collect::<Vec<_>>(), [none, day]);
    assert_eq!(Receipts::of(&places, &home).last_look(), Some(later));
    // The same name with another digest is another record.
    let path = own(&places, &home);
    let text = fs::read_to_string(&path).expect("lines");
    fs::write(&path, &text[..text.len() - 5]).expect("written");
    remember(&places, &home, later, Look::Alone, [saw("a", "9", none)]).expect("kept");
    let seen: Vec<_> = receipts(&places, &home).into_iter().map(|it| (it.record, it.sha256)).collect();
    assert_eq!(seen, [("a".to_owned(), "1".to_owned()), ("a".to_owned(), "9".to_owned())]);
    // Nobody has looked at the whole folder.
    assert_eq!(Receipts::of(&places, &home).last_look(), None);
    // A line that says neither why nor until when it is kept is one from before.
    let old = r#"{"record":"b","sha256":"3","seen":"2026-11-24T10:00:00Z"}"#;
    fs::write(&path, format!("{old}\n")).expect("written");
    assert_eq!(Receipts::of(&places, &home).last_look(), Some(later));
    // Another folder has its own.
    assert_eq!(receipts(&places, folder.path()), []);
}

#[test]
fn what_was_seen_alone_is_seen_again_with_its_folder_and_an_older_receipt_learns_its_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let (places, home) = places(folder.path());
    let at = |text| DateTime::parse_from_rfc3339(text).expect("a time");
    let (first, later) = (at("2026-11-23T10:00:00+00:00"), at("2026-11-24T10:00:00+00:00"));
    let day = "2032-11-23".parse().ok();
    remember(&places, &home, first, Look::Alone, [saw("a", "1", None)]).expect("kept");
    assert_eq!(Receipts::of(&places, &home).last_look(), None);
    for _ in 0..2 {
        remember(&places, &home, later, Look::Folder, [saw("a", "1", day)]).expect("kept");
    }
    assert_eq!(Receipts::of(&places, &home).last_look(), Some(later));
    let all = receipts(&places, &home);
    assert_eq!((all.len(), all[0].review_on), (1, day));
    assert_eq!(lines(&files(&places, &home)).lines().count(), 2, "nothing is added where all is known");
}

#[test]
fn the_digests_are_those_of_the_receipts_wherever_the_lines_are_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let (places, home) = places(folder.path());
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
    let all: Vec<(String, String)> =
        (0..3).map(|number| (format!("2026-11-23_PCC-{number}_rethink-1_abcdefgh"), format!("{number:064}"))).collect();
    let both = all.iter().map(|(record, sha256)| saw(record, sha256, at.date_naive().into()));
    remember(&places, &home, at, Look::Wrote, both).expect("kept");
    let path = own(&places, &home);
    let text = fs::read_to_string(&path).expect("lines");
    for length in 0..=text.len() {
        for tail in ["", "\0\0", "\n", "}"] {
            let cut = format!("{}{tail}", &text[..length]);
            fs::write(&path, &cut).expect("written");
            let whole: HashSet<String> = receipts(&places, &home).into_iter().map(|it| it.sha256).collect();
            let seen: HashSet<&str> = cut.lines().filter_map(digest_in).collect();
            assert!(whole.iter().all(|sha256| seen.contains(sha256.as_str())), "{cut}");
            assert!(tail == "}" || seen.len() == whole.len(), "{cut}");
        }
    }
}

#[test]
fn what_was_seen_in_a_folder_is_told_when_it_is_gone_from_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut places, home) = places(folder.path());
    let other = folder.path().join("other");
    places.records.push(other.clone());
    fs::create_dir(&home).expect("a folder");
    fs::create_dir(&other).expect("a folder");
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
    let brief = |record: &str, sha256: &str| {
        let text = include_str!("../../../examples/records/2025-01-10_INVENTED-000001_follow-up_yyhtdgkx.toml");
        let brief = Brief::read(text, &mut Words::default()).expect("a record");
        Brief { record: record.into(), sha256: sha256.into(), ..brief }
    };
    let named = |place: usize, record: &str, sha256: &str| (place, record.into(), sha256.into(), None);
    let both = Briefs {
        sound: vec![brief("b", "2"), brief("a", "1")],
        unread: Vec::new(),
        named: vec![named(0, "b", "2"), named(1, "b", "2"), named(1, "a", "1"), named(2, "a", "1")],
        small: Vec::new(),
    };
    assert_eq!(looked_over(&places, &both, (at, at.date_naive())), missing(0, 0));
    let seen = |folder: &Path| receipts(&places, folder).into_iter().map(|it| it.record).collect::<Vec<_>>();
    assert_eq!((seen(&home), seen(&other)), (vec!["b".to_owned()], vec!["b".to_owned(), "a".to_owned()]));
    // It went from one folder and is in the other: nothing is gone. Then both go.
    let one = Briefs { sound: vec![brief("b", "2"), brief("a", "1")], ..Briefs::default() };
    assert_eq!(looked_over(&places, &one, (at, at.date_naive())), missing(0, 0));
    let changed = Briefs { sound: vec![brief("b", "9")], named: vec![named(0, "b", "9")], ..Briefs::default() };
    assert_eq!(looked_over(&places, &changed, (at, at.date_naive())), missing(2, 0));
    assert_eq!(seen(&home), ["b", "b"]);
    // One is again as it was first, and the other was due.
    let receipt = |sha256: &str, review_on| Receipt {
        record: "c".to_owned(),
        sha256: sha256.to_owned(),
        seen: at,
        wrote: false,
        alone: false,
        review_on,
        open: Some(false),
    };
    let all = [receipt("1", None), receipt("2", None)];
    let what = |it: &Receipt, here: &str| gone(it, &all, &|its| its == here, &|_| None, at.date_naive());
    assert_eq!((what(&all[0], "1"), what(&all[1], "1")), (None, Some(Gone::Restored)));
    assert_eq!((what(&all[0], "2"), what(&all[1], "2")), (Some(Gone::Lost), None));
    // Whatever a record says of itself, it is kept a year, and longer while anything is open in its case.
    let due = receipt("9", Some(at.date_naive()));
    assert_eq!(what(&due, "3"), Some(Gone::Lost));
    let a_year_on: NaiveDate = "2027-11-23".parse().expect("a day");
    let then = |it: &Receipt, today| gone(it, &all, &|its| its == "3", &|_| None, today);
    assert_eq!(then(&due, a_year_on.pred_opt().expect("a day")), Some(Gone::Lost));
    assert_eq!(then(&due, a_year_on), Some(Gone::Due(a_year_on)));
    for open in [None, Some(true)] {
        assert_eq!(then(&Receipt { open, ..due.clone() }, a_year_on), Some(Gone::Lost));
    }
    // A folder that is away says nothing of what was in it.
    fs::remove_dir(&other).expect("gone");
    assert_eq!(looked_over(&places, &Briefs::default(), (at, at.date_naive())), missing(1, 0));
}
