//! Receipts: which records this person has seen in a folder, kept on their own computer and not in that folder.
//!
//! A digest shows that a record is as it was written. It cannot show that one was taken away, or written anew with a
//! digest that fits. Whoever has seen it before can tell.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::failure::Failure;
use crate::journal;
use crate::record::Head;
use crate::records::Briefs;
use crate::records::Found;
use crate::records::Places;
use crate::records::Unread;
use crate::records::append;
use crate::records::is_named;

/// One record that was seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Receipt {
    /// The name of the record.
    pub record: String,
    /// The digest that it had.
    pub sha256: String,
    /// When it was seen first.
    pub seen: DateTime<FixedOffset>,
    /// True if it was written here at that moment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wrote: bool,
    /// True if it was looked at by itself: nobody looked then at what else was in the folder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
    /// When somebody looks whether it is still to be kept, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
}

impl Receipt {
    /// When somebody looked at the whole folder, if somebody did.
    pub fn looked(&self) -> Option<DateTime<FixedOffset>> {
        (!self.wrote && !self.alone).then_some(self.seen)
    }
}

/// What was seen in one folder.
#[derive(Debug, Clone, Default)]
pub struct Receipts {
    /// The folder.
    pub folder: PathBuf,
    /// The file in which it is remembered.
    pub file: PathBuf,
    /// Each record, in the order in which they were seen.
    pub all: Vec<Receipt>,
}

impl Receipts {
    /// Those of a folder.
    pub fn of(places: &Places, folder: &Path) -> Self {
        Self { folder: folder.to_owned(), file: file(places, folder), all: receipts(places, folder) }
    }

    /// When somebody last looked at the whole folder and saw something new.
    pub fn last_look(&self) -> Option<DateTime<FixedOffset>> {
        self.all.iter().filter_map(Receipt::looked).max()
    }
}

/// How a record came to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It was written here.
    Wrote,
    /// It was looked at by itself.
    Alone,
    /// With everything else in its folder.
    Folder,
}

/// In a line, where a record was looked at by itself, and where it says when it is looked at again.
const ALONE: &str = "\"alone\":true";
const DATED: &str = "\"review-on\":";

/// What is remembered of a record: its name, its digest, and when somebody looks whether it is still to be kept.
pub type Sight<'a> = (&'a str, &'a str, Option<NaiveDate>);

/// What is remembered of a record, from what it says first.
pub fn sight<'a>(head: &'a Head, sha256: &'a str) -> Sight<'a> {
    (&head.record, sha256, head.review_on())
}

/// What has become of a record that was seen before and is not here as it was then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// It was taken away or changed.
    Lost,
    /// These were other bytes than before, and the record is again as it was seen first.
    Restored,
    /// It is no longer here. Somebody was to look on this day whether it is still to be kept, and that day has come.
    Due(NaiveDate),
}

/// What has become of one of these records. `here` knows the digests that are here, `named` says of a name that a file
/// has whether that can be opened. What cannot be opened is neither gone nor changed, as far as anybody knows.
pub fn gone(
    receipt: &Receipt,
    all: &[Receipt],
    here: &dyn Fn(&str) -> bool,
    named: &dyn Fn(&str) -> Option<bool>,
    today: NaiveDate,
) -> Option<Gone> {
    if here(&receipt.sha256) {
        return None;
    }
    let name = named(&receipt.record);
    if name == Some(false) {
        return None;
    }
    let first = all.iter().find(|other| other.record == receipt.record);
    if first.is_some_and(|first| here(&first.sha256)) {
        return Some(Gone::Restored);
    }
    let due = receipt.review_on.filter(|day| *day <= today && name.is_none());
    Some(due.map_or(Gone::Lost, Gone::Due))
}

/// What was seen in a folder, in the order in which it was seen first. A line that cannot be read hides no other.
pub fn receipts(places: &Places, folder: &Path) -> Vec<Receipt> {
    let mut all: Vec<Receipt> = Vec::new();
    let mut places_of: HashMap<String, usize> = HashMap::new();
    for receipt in lines(places, folder).lines().filter_map(|line| serde_json::from_str::<Receipt>(line).ok()) {
        let Some(place) = places_of.get(&receipt.sha256) else {
            places_of.insert(receipt.sha256.clone(), all.len());
            all.push(receipt);
            continue;
        };
        // Seen again, and more was known of it then.
        let known = &mut all[*place];
        if known.alone && !receipt.alone {
            (known.alone, known.seen) = (false, receipt.seen);
        }
        known.review_on = receipt.review_on.or(known.review_on);
    }
    all
}

/// Adds receipts for what was not seen in a folder before.
pub fn remember<'a>(
    places: &Places,
    folder: &Path,
    seen: DateTime<FixedOffset>,
    how: Look,
    records: impl IntoIterator<Item = Sight<'a>>,
) -> Result<(), Failure> {
    add(places, folder, &lines(places, folder), seen, how, records)
}

fn add<'a>(
    places: &Places,
    folder: &Path,
    before: &str,
    seen: DateTime<FixedOffset>,
    how: Look,
    records: impl IntoIterator<Item = Sight<'a>>,
) -> Result<(), Failure> {
    let path = file(places, folder);
    // Whoever looks at the whole folder has seen what is in it, also where each of them was seen alone before.
    let counts = |line: &&str| how != Look::Folder || !line.contains(ALONE);
    let mut known = digests(before.lines().filter(counts));
    let dated = digests(before.lines().filter(|line| line.contains(DATED)));
    let failed = |error: io::Error| Failure::io("keep a receipt", &path, &error);
    let mut lines = String::new();
    for (record, sha256, review_on) in records {
        // The digest of a record is that of its name too. A receipt of an earlier version has no day of retention.
        let is_new = known.insert(sha256);
        if is_new || (review_on.is_some() && !dated.contains(sha256)) {
            let (wrote, alone) = (how == Look::Wrote, how == Look::Alone);
            let (record, sha256) = (record.to_owned(), sha256.to_owned());
            let receipt = Receipt { record, sha256, seen, wrote, alone, review_on };
            lines += &serde_json::to_string(&receipt).map_err(|error| failed(error.into()))?;
            lines.push('\n');
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    journal::private_folder(&places.receipts())?;
    append(&path, &lines).map_err(failed)
}

/// Now, and the day it counts as.
type Now = (DateTime<FixedOffset>, NaiveDate);

/// Remembers every record that was read in the records folders, and says how many of those that were seen there before
/// are not there now as they were.
pub fn looked(places: &Places, found: &[Found<(Head, String)>], now: Now) -> usize {
    let sound = || found.iter().filter_map(|file| Some((file.path.as_path(), file.read.as_ref().ok()?)));
    let here = sound().map(|(_, (_, sha256))| sha256.as_str()).collect();
    let named = |name: &str| {
        let says = |read: &(Head, String)| read.0.record == name;
        let mut files = found.iter();
        let file = files.find(|file| has_name(&file.path, name) || file.read.as_ref().is_ok_and(says))?;
        Some(!matches!(file.read, Err(Unread::NotOpened)))
    };
    compared(places, &here, &named, now, |_, folder| {
        let own = sound().filter(|(path, (head, _))| path.parent() == Some(folder) && is_named(path, head));
        own.map(|(_, (head, sha256))| sight(head, sha256)).collect()
    })
}

/// The same of records of which the briefs were read.
pub fn looked_over(places: &Places, briefs: &Briefs, now: Now) -> usize {
    let here = briefs.sound.iter().map(|brief| &*brief.sha256).collect();
    let named = |name: &str| {
        let unread = briefs.unread.iter().find(|(path, _)| has_name(path, name));
        let unread = unread.map(|(_, why)| *why != Unread::NotOpened);
        unread.or_else(|| briefs.sound.iter().any(|brief| *brief.record == *name).then_some(true))
    };
    compared(places, &here, &named, now, |place, _| {
        let own = briefs.named.iter().filter(|(folder, ..)| *folder == place);
        own.map(|(_, record, sha256, review_on)| (&**record, &**sha256, *review_on)).collect()
    })
}

/// True for a file under the name of this record.
pub(crate) fn has_name(path: &Path, record: &str) -> bool {
    path.file_stem().is_some_and(|stem| stem == record)
}

fn compared<'a>(
    places: &Places,
    here: &HashSet<&str>,
    named: &dyn Fn(&str) -> Option<bool>,
    (now, today): Now,
    own: impl Fn(usize, &Path) -> Vec<Sight<'a>>,
) -> usize {
    let mut lost = HashSet::new();
    let is_here = |sha256: &str| here.contains(sha256);
    for (place, folder) in places.records.iter().enumerate().filter(|(_, folder)| folder.is_dir()) {
        let lines = lines(places, folder);
        let known = digests(lines.lines());
        // What each of them says is read only where one is missing.
        if !known.iter().all(|sha256| here.contains(sha256)) {
            let all = receipts(places, folder);
            let is_lost = |it: &&Receipt| gone(it, &all, &is_here, named, today) == Some(Gone::Lost);
            lost.extend(all.iter().filter(is_lost).map(|receipt| receipt.record.clone()));
        }
        // What was asked for is whole without it.
        drop(add(places, folder, &lines, now, Look::Folder, own(place, folder)));
    }
    lost.len()
}

fn lines(places: &Places, folder: &Path) -> String {
    let mut all = String::new();
    for file in files(places, folder) {
        all += &String::from_utf8_lossy(&fs::read(file).unwrap_or_default());
    }
    all
}

/// The digests alone of receipts that are whole: an audit compares ten thousand of them every time.
fn digests<'a>(lines: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    let ends = lines.filter_map(|line| line.strip_suffix('}')?.split_once("\"sha256\":\""));
    ends.filter_map(|(_, end)| end.split_once('"')).map(|(digest, _)| digest).collect()
}

fn file(places: &Places, folder: &Path) -> PathBuf {
    places.receipts().join(format!("{}.jsonl", Places::name_of(folder)))
}

/// Under every name by which the folder may be known.
pub(crate) fn files(places: &Places, folder: &Path) -> Vec<PathBuf> {
    Places::names_of(folder).into_iter().map(|name| places.receipts().join(format!("{name}.jsonl"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Brief;
    use crate::record::Words;

    fn places(folder: &Path) -> (Places, PathBuf) {
        let home = folder.join("records");
        (Places { records: vec![home.clone()], state: folder.join("state"), strategies: None }, home)
    }

    #[test]
    fn a_record_is_remembered_once_and_a_line_cut_short_hides_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let (places, home) = places(folder.path());
        let at = |text| DateTime::parse_from_rfc3339(text).expect("a time");
        let (first, later) = (at("2026-11-23T10:00:00+00:00"), at("2026-11-24T10:00:00+00:00"));
        assert_eq!(receipts(&places, &home), []);
        let (day, none) = ("2032-11-23".parse().ok(), None);
        remember(&places, &home, first, Look::Wrote, [("a", "1", none)]).expect("kept");
        remember(&places, &home, later, Look::Folder, [("a", "1", none), ("b", "2", day)]).expect("kept");
        let seen: Vec<_> = receipts(&places, &home).into_iter().map(|it| (it.record, it.seen, it.wrote)).collect();
        assert_eq!(seen, [("a".to_owned(), first, true), ("b".to_owned(), later, false)]);
        assert_eq!(receipts(&places, &home).into_iter().map(|it| it.review_on).collect::<Vec<_>>(), [none, day]);
        assert_eq!(Receipts::of(&places, &home).last_look(), Some(later));
        // The same name with another digest is another record.
        let path = file(&places, &home);
        let text = fs::read_to_string(&path).expect("lines");
        fs::write(&path, &text[..text.len() - 5]).expect("written");
        remember(&places, &home, later, Look::Alone, [("a", "9", none)]).expect("kept");
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
        remember(&places, &home, first, Look::Alone, [("a", "1", None)]).expect("kept");
        assert_eq!(Receipts::of(&places, &home).last_look(), None);
        for _ in 0..2 {
            remember(&places, &home, later, Look::Folder, [("a", "1", day)]).expect("kept");
        }
        assert_eq!(Receipts::of(&places, &home).last_look(), Some(later));
        let all = receipts(&places, &home);
        assert_eq!((all.len(), all[0].review_on), (1, day));
        assert_eq!(lines(&places, &home).lines().count(), 2, "nothing is added where all is known");
    }

    #[test]
    fn the_digests_are_those_of_the_receipts_wherever_the_lines_are_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let (places, home) = places(folder.path());
        let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
        let all: Vec<(String, String)> = (0..3)
            .map(|number| (format!("2026-11-23_PCC-{number}_rethink-1_abcdefgh"), format!("{number:064}")))
            .collect();
        let both = all.iter().map(|(record, sha256)| (record.as_str(), sha256.as_str(), at.date_naive().into()));
        remember(&places, &home, at, Look::Wrote, both).expect("kept");
        let path = file(&places, &home);
        let text = fs::read_to_string(&path).expect("lines");
        for length in 0..=text.len() {
            for tail in ["", "\0\0", "\n", "}"] {
                let cut = format!("{}{tail}", &text[..length]);
                fs::write(&path, &cut).expect("written");
                let whole: HashSet<String> = receipts(&places, &home).into_iter().map(|it| it.sha256).collect();
                let seen = digests(cut.lines());
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
            let text = include_str!("../../examples/records/2025-01-10_INVENTED-000001_follow-up_yyhtdgkx.toml");
            let brief = Brief::read(text, &mut Words::default()).expect("a record");
            Brief { record: record.into(), sha256: sha256.into(), ..brief }
        };
        let named = |place: usize, record: &str, sha256: &str| (place, record.into(), sha256.into(), None);
        let both = Briefs {
            sound: vec![brief("b", "2"), brief("a", "1")],
            unread: Vec::new(),
            named: vec![named(0, "b", "2"), named(1, "b", "2"), named(1, "a", "1"), named(2, "a", "1")],
        };
        assert_eq!(looked_over(&places, &both, (at, at.date_naive())), 0);
        let seen = |folder: &Path| receipts(&places, folder).into_iter().map(|it| it.record).collect::<Vec<_>>();
        assert_eq!((seen(&home), seen(&other)), (vec!["b".to_owned()], vec!["b".to_owned(), "a".to_owned()]));
        // It went from one folder and is in the other: nothing is gone. Then both go.
        let one = Briefs { sound: vec![brief("b", "2"), brief("a", "1")], named: Vec::new(), unread: Vec::new() };
        assert_eq!(looked_over(&places, &one, (at, at.date_naive())), 0);
        let changed = Briefs { sound: vec![brief("b", "9")], named: vec![named(0, "b", "9")], unread: Vec::new() };
        assert_eq!(looked_over(&places, &changed, (at, at.date_naive())), 2);
        assert_eq!(seen(&home), ["b", "b"]);
        // One is again as it was first, and the other was due.
        let receipt = |sha256: &str, review_on| Receipt {
            record: "c".to_owned(),
            sha256: sha256.to_owned(),
            seen: at,
            wrote: false,
            alone: false,
            review_on,
        };
        let all = [receipt("1", None), receipt("2", None)];
        let what = |it: &Receipt, here: &str| gone(it, &all, &|its| its == here, &|_| None, at.date_naive());
        assert_eq!((what(&all[0], "1"), what(&all[1], "1")), (None, Some(Gone::Restored)));
        assert_eq!((what(&all[0], "2"), what(&all[1], "2")), (Some(Gone::Lost), None));
        let due = receipt("9", Some(at.date_naive()));
        assert_eq!(what(&due, "3"), Some(Gone::Due(at.date_naive())));
        // A folder that is away says nothing of what was in it.
        fs::remove_dir(&other).expect("gone");
        assert_eq!(looked_over(&places, &Briefs::default(), (at, at.date_naive())), 1);
    }
}
