//! Receipts: which records this person has seen in a folder, kept on their own computer and not in that folder.
//!
//! A digest shows that a record is as it was written. It cannot show that one was taken away, or written anew with a
//! digest that fits. Whoever has seen it before can tell.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use serde::Deserialize;
use serde::Serialize;

use crate::failure::Failure;
use crate::journal;
use crate::record::Head;
use crate::records::Briefs;
use crate::records::Found;
use crate::records::Places;
use crate::records::append;
use crate::records::is_named;

/// One record that was seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The name of the record.
    pub record: String,
    /// The digest that it had.
    pub sha256: String,
    /// When it was seen first.
    pub seen: DateTime<FixedOffset>,
    /// True if it was written here at that moment; otherwise somebody had looked at the folder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wrote: bool,
}

/// What was seen in a folder, in the order in which it was seen. A line that cannot be read hides no other.
pub fn receipts(places: &Places, folder: &Path) -> Vec<Receipt> {
    lines(places, folder).lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Adds receipts for what was not seen in a folder before: of each record its name and digest.
pub fn remember<'a>(
    places: &Places,
    folder: &Path,
    seen: DateTime<FixedOffset>,
    wrote: bool,
    records: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), Failure> {
    let before = lines(places, folder);
    add(places, folder, digests(&before), seen, wrote, records)
}

fn add<'a>(
    places: &Places,
    folder: &Path,
    known: HashSet<&str>,
    seen: DateTime<FixedOffset>,
    wrote: bool,
    records: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), Failure> {
    let path = file(places, folder);
    let mut known: HashSet<&str> = known;
    let failed = |error: io::Error| Failure::io("keep a receipt", &path, &error);
    let mut lines = String::new();
    for (record, sha256) in records {
        // The digest of a record is that of its name too.
        if known.insert(sha256) {
            let receipt = Receipt { record: record.to_owned(), sha256: sha256.to_owned(), seen, wrote };
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

/// Remembers every record that was read in the records folders, and says how many of those that were seen there before
/// are not there now as they were.
pub fn looked(places: &Places, found: &[Found<(Head, String)>], now: DateTime<FixedOffset>) -> usize {
    let sound = || found.iter().filter_map(|file| Some((file.path.as_path(), file.read.as_ref().ok()?)));
    let here = sound().map(|(_, (_, sha256))| sha256.as_str()).collect();
    compared(places, &here, now, |_, folder| {
        let own = sound().filter(|(path, (head, _))| path.parent() == Some(folder) && is_named(path, head));
        own.map(|(_, (head, sha256))| (head.record.as_str(), sha256.as_str())).collect()
    })
}

/// The same of records of which the briefs were read.
pub fn looked_over(places: &Places, briefs: &Briefs, now: DateTime<FixedOffset>) -> usize {
    let here = briefs.sound.iter().map(|brief| &*brief.sha256).collect();
    compared(places, &here, now, |place, _| {
        let own = briefs.named.iter().filter(|(folder, ..)| *folder == place);
        own.map(|(_, record, sha256)| (&**record, &**sha256)).collect()
    })
}

fn compared<'a>(
    places: &Places,
    here: &HashSet<&str>,
    now: DateTime<FixedOffset>,
    own: impl Fn(usize, &Path) -> Vec<(&'a str, &'a str)>,
) -> usize {
    let mut gone = HashSet::new();
    for (place, folder) in places.records.iter().enumerate().filter(|(_, folder)| folder.is_dir()) {
        let lines = lines(places, folder);
        let known = digests(&lines);
        gone.extend(known.iter().filter(|sha256| !here.contains(**sha256)).map(|sha256| (*sha256).to_owned()));
        // What was asked for is whole without it.
        drop(add(places, folder, known, now, false, own(place, folder)));
    }
    gone.len()
}

fn lines(places: &Places, folder: &Path) -> String {
    String::from_utf8_lossy(&fs::read(file(places, folder)).unwrap_or_default()).into_owned()
}

/// The digests alone of receipts that are whole: an audit compares ten thousand of them every time.
fn digests(lines: &str) -> HashSet<&str> {
    let ends = lines.lines().filter_map(|line| line.strip_suffix('}')?.split_once("\"sha256\":\""));
    ends.filter_map(|(_, end)| end.split_once('"')).map(|(digest, _)| digest).collect()
}

pub(crate) fn file(places: &Places, folder: &Path) -> PathBuf {
    places.receipts().join(format!("{}.jsonl", Places::name_of(folder)))
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
        remember(&places, &home, first, true, [("a", "1")]).expect("kept");
        remember(&places, &home, later, false, [("a", "1"), ("b", "2")]).expect("kept");
        let seen: Vec<_> = receipts(&places, &home).into_iter().map(|it| (it.record, it.seen, it.wrote)).collect();
        assert_eq!(seen, [("a".to_owned(), first, true), ("b".to_owned(), later, false)]);
        // The same name with another digest is another record.
        let path = file(&places, &home);
        let text = fs::read_to_string(&path).expect("lines");
        fs::write(&path, &text[..text.len() - 5]).expect("written");
        remember(&places, &home, later, false, [("a", "9")]).expect("kept");
        let seen: Vec<_> = receipts(&places, &home).into_iter().map(|it| (it.record, it.sha256)).collect();
        assert_eq!(seen, [("a".to_owned(), "1".to_owned()), ("a".to_owned(), "9".to_owned())]);
        // Another folder has its own.
        assert_eq!(receipts(&places, folder.path()), []);
    }

    #[test]
    fn the_digests_are_those_of_the_receipts_wherever_the_lines_are_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let (places, home) = places(folder.path());
        let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
        let all: Vec<(String, String)> = (0..3)
            .map(|number| (format!("2026-11-23_PCC-{number}_rethink-1_abcdefgh"), format!("{number:064}")))
            .collect();
        let both = all.iter().map(|(record, sha256)| (record.as_str(), sha256.as_str()));
        remember(&places, &home, at, true, both).expect("kept");
        let path = file(&places, &home);
        let text = fs::read_to_string(&path).expect("lines");
        for length in 0..=text.len() {
            for tail in ["", "\0\0", "\n", "}"] {
                let cut = format!("{}{tail}", &text[..length]);
                fs::write(&path, &cut).expect("written");
                let whole: HashSet<String> = receipts(&places, &home).into_iter().map(|it| it.sha256).collect();
                let seen = digests(&cut);
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
        let named = |place: usize, record: &str, sha256: &str| (place, record.into(), sha256.into());
        let both = Briefs {
            sound: vec![brief("b", "2"), brief("a", "1")],
            unread: Vec::new(),
            named: vec![named(0, "b", "2"), named(1, "b", "2"), named(1, "a", "1"), named(2, "a", "1")],
        };
        assert_eq!(looked_over(&places, &both, at), 0);
        let seen = |folder: &Path| receipts(&places, folder).into_iter().map(|it| it.record).collect::<Vec<_>>();
        assert_eq!((seen(&home), seen(&other)), (vec!["b".to_owned()], vec!["b".to_owned(), "a".to_owned()]));
        // It went from one folder and is in the other: nothing is gone. Then both go.
        let one = Briefs { sound: vec![brief("b", "2"), brief("a", "1")], named: Vec::new(), unread: Vec::new() };
        assert_eq!(looked_over(&places, &one, at), 0);
        let changed = Briefs { sound: vec![brief("b", "9")], named: vec![named(0, "b", "9")], unread: Vec::new() };
        assert_eq!(looked_over(&places, &changed, at), 2);
        assert_eq!(seen(&home), ["b", "b"]);
        // A folder that is away says nothing of what was in it.
        fs::remove_dir(&other).expect("gone");
        assert_eq!(looked_over(&places, &Briefs::default(), at), 2);
    }
}
