//! Receipts: which records this person has seen in a folder, kept on their own computer and not in that folder.
//!
//! A digest shows that a record is as it was written. It cannot show that one was taken away, or written anew with a
//! digest that fits. Whoever has seen it before can tell.

use std::collections::BTreeSet;
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
    let bytes = fs::read(file(places, folder)).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Adds receipts for what was not seen in a folder before: of each record its name and digest.
pub fn remember<'a>(
    places: &Places,
    folder: &Path,
    seen: DateTime<FixedOffset>,
    wrote: bool,
    records: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), Failure> {
    let path = file(places, folder);
    let before = receipts(places, folder);
    let mut known: BTreeSet<(&str, &str)> =
        before.iter().map(|receipt| (receipt.record.as_str(), receipt.sha256.as_str())).collect();
    let failed = |error: io::Error| Failure::io("keep a receipt", &path, &error);
    let mut lines = String::new();
    for (record, sha256) in records {
        if known.insert((record, sha256)) {
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
    let here: BTreeSet<&str> = sound().map(|(_, (_, sha256))| sha256.as_str()).collect();
    let mut gone = BTreeSet::new();
    for folder in places.records.iter().filter(|folder| folder.is_dir()) {
        let before = receipts(places, folder);
        gone.extend(before.into_iter().map(|receipt| receipt.sha256).filter(|sha256| !here.contains(sha256.as_str())));
        let own = sound().filter(|(path, (head, _))| path.parent() == Some(folder) && is_named(path, head));
        let own = own.map(|(_, (head, sha256))| (head.record.as_str(), sha256.as_str()));
        // What was asked for is whole without it.
        drop(remember(places, folder, now, false, own));
    }
    gone.len()
}

fn file(places: &Places, folder: &Path) -> PathBuf {
    places.receipts().join(format!("{}.jsonl", Places::name_of(folder)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_remembered_once_and_a_line_cut_short_hides_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        let places = Places { records: vec![folder.path().join("records")], state, strategies: None };
        let at = |text| DateTime::parse_from_rfc3339(text).expect("a time");
        let (first, later) = (at("2026-11-23T10:00:00+00:00"), at("2026-11-24T10:00:00+00:00"));
        let home = places.home().to_owned();
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
}
