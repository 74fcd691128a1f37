//! Receipts: which records this person has seen in a folder, kept on their own computer and not in that folder.
//!
//! A digest shows that a record is as it was written. It cannot show that one was taken away, or written anew with a
//! digest that fits. Whoever has seen it before can tell.

use std::collections::HashMap;
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::Months;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::failure::Failure;
use crate::journal;
use crate::record::Head;
use crate::record::RiskNote;
use crate::record::Small;
use crate::records::Briefs;
use crate::records::Case;
use crate::records::Found;
use crate::records::Places;
use crate::records::Unread;
use crate::records::append;
use crate::records::emptied;
use crate::records::is_named;
use crate::records::text;
use crate::records::unsettled::unsettled;
use crate::records::unsettled::unsettled_of;
use crate::safe_open::bounded;
use crate::safe_open::own_folder;

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
    /// Whether a date or a risk was open in its case when it was seen last with its whole folder, where it says until
    /// when it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
}

impl Receipt {
    /// When somebody looked at the whole folder, if somebody did.
    pub fn looked(&self) -> Option<DateTime<FixedOffset>> {
        (!self.wrote && !self.alone).then_some(self.seen)
    }

    /// From which day on it may be gone, if nothing was open in its case. What a record says of itself is input like
    /// anything else in its folder: so it counts no less than a year from the day on which this computer saw it.
    pub fn due(&self) -> Option<NaiveDate> {
        let a_year = self.seen.date_naive().checked_add_months(Months::new(12))?;
        self.review_on.filter(|_| self.open == Some(false)).map(|day| day.max(a_year))
    }
}

/// What was seen in one folder.
#[derive(Debug, Clone, Default)]
pub struct Receipts {
    /// The folder.
    pub folder: PathBuf,
    /// The files in which it is remembered.
    pub files: Vec<PathBuf>,
    /// Each record, in the order in which they were seen.
    pub all: Vec<Receipt>,
}

impl Receipts {
    /// Those of a folder.
    pub fn of(places: &Places, folder: &Path) -> Self {
        let files = files(places, folder).into_iter().filter(|file| file.is_file()).collect();
        Self { folder: folder.to_owned(), files, all: receipts(places, folder) }
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

/// No file of receipts is longer: it would be of a million records.
const LONGEST: u64 = 256 * 1024 * 1024;

/// In a line, where a record was looked at by itself, where it says when it is looked at again, and what is open.
const ALONE: &str = "\"alone\":true";
const DATED: &str = "\"review-on\":";
const OPEN: [(&str, bool); 2] = [("\"open\":true", true), ("\"open\":false", false)];

/// What is remembered of a record.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// Its name.
    pub record: &'a str,
    /// Its digest.
    pub sha256: &'a str,
    /// When somebody looks whether it is still to be kept.
    pub review_on: Option<NaiveDate>,
    /// Whether a date or a risk is open in its case, if the whole folder was looked at.
    pub open: Option<bool>,
}

/// What is remembered of a record, from what it says first.
pub fn sight<'a>(head: &'a Head, sha256: &'a str) -> Sight<'a> {
    Sight { record: &head.record, sha256, review_on: head.review_on(), open: None }
}

/// What is remembered of a small record: no team sets a time for one.
pub(crate) fn sight_of_small(note: &RiskNote) -> Sight<'_> {
    Sight { record: &note.head.record, sha256: &note.sha256, review_on: None, open: None }
}

/// What has become of a record that was seen before and is not here as it was then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// It was taken away or changed.
    Lost,
    /// These were other bytes than before, and the record is again as it was seen first.
    Restored,
    /// It is no longer here. Somebody was to look on this day whether it is still to be kept, that day has come, and
    /// nothing was open in its case.
    Due(NaiveDate),
}

/// Which of the records that were seen before are no longer here as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// How many are gone or changed.
    pub lost: usize,
    /// How many are gone, and their day had come.
    pub due: usize,
    /// The names of those that are gone or changed and were stops for safety, or answers about risk, by their names.
    pub risks: Vec<String>,
}

/// True for the name of a small record.
fn is_of_risk(record: &str) -> bool {
    let kind = record.split('_').nth(2);
    record.split('_').count() == 4 && (kind == Some(Small::Stop.name()) || kind == Some(Small::Risk.name()))
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
    let due = receipt.due().filter(|day| *day <= today && name.is_none());
    Some(due.map_or(Gone::Lost, Gone::Due))
}

/// The small records of a case that this computer has seen before and that are gone or changed, by their names.
pub(crate) fn gone_risks(places: &Places, case: &Case, today: NaiveDate) -> Vec<String> {
    let heads = || case.records.iter().map(|(_, record)| &record.head);
    let of_records = heads().flat_map(|head| std::iter::once(&head.case).chain(&head.also));
    let references: HashSet<String> =
        std::iter::once(&case.name).chain(of_records).map(|name| name.to_ascii_lowercase()).collect();
    let here = |sha256: &str| case.small.iter().any(|note| note.sha256 == sha256);
    let mut all = Vec::new();
    // What lies where a share was is of another folder.
    for folder in places.records.iter().filter(|it| it.is_dir() && emptied(places, it, today).is_none()) {
        let seen = receipts(places, folder);
        let is_of_it = |receipt: &&Receipt| {
            let its = receipt.record.split('_').nth(1).unwrap_or_default().to_ascii_lowercase();
            is_of_risk(&receipt.record) && references.contains(&its)
        };
        let named = |record: &str| {
            let path = folder.join(format!("{record}.toml"));
            path.symlink_metadata().is_ok().then(|| text(&path).is_ok())
        };
        let is_gone = |receipt: &&Receipt| gone(receipt, &seen, &here, &named, today) == Some(Gone::Lost);
        all.extend(seen.iter().filter(is_of_it).filter(is_gone).map(|receipt| receipt.record.clone()));
    }
    all.sort();
    all.dedup();
    all
}

/// What was seen in a folder, in the order in which it was seen first. A line that cannot be read hides no other.
pub fn receipts(places: &Places, folder: &Path) -> Vec<Receipt> {
    of_lines(&lines(&files(places, folder)))
}

fn of_lines(lines: &str) -> Vec<Receipt> {
    let mut all: Vec<Receipt> = Vec::new();
    let mut places_of: HashMap<String, usize> = HashMap::new();
    for receipt in lines.lines().filter_map(|line| serde_json::from_str::<Receipt>(line).ok()) {
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
        known.open = receipt.open.or(known.open);
    }
    all
}

/// What was seen in a folder by a name by which nothing that was seen is here now: once for each such name, each with
/// the file in which it is remembered.
pub(crate) fn nothing_here(
    places: &Places,
    folder: &Path,
    is_here: &dyn Fn(&Receipt) -> bool,
) -> Vec<(PathBuf, Vec<Receipt>)> {
    let read = |file: PathBuf| {
        let lines = lines(std::slice::from_ref(&file));
        let mut seen = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).peekable();
        // As a rule the first one is.
        (seen.peek().is_some() && !seen.any(|it| is_here(&it))).then(|| (file, of_lines(&lines)))
    };
    files(places, folder).into_iter().filter_map(read).collect()
}

/// Adds receipts for what was not seen in a folder before, and for what has become otherwise since.
pub fn remember<'a>(
    places: &Places,
    folder: &Path,
    seen: DateTime<FixedOffset>,
    how: Look,
    records: impl IntoIterator<Item = Sight<'a>>,
) -> Result<(), Failure> {
    let records: Vec<Sight<'a>> = records.into_iter().collect();
    // Also by the name by which it was reached: should that lead elsewhere one day, it shows.
    for name in Places::own_names(folder) {
        add(places, &places.receipts().join(format!("{name}.jsonl")), seen, how, &records)?;
    }
    Ok(())
}

/// What the lines of one file say of a record.
#[derive(Default)]
struct Known {
    /// It was seen with everything else in its folder, or written.
    with_folder: bool,
    dated: bool,
    open: Option<bool>,
}

fn add(
    places: &Places,
    path: &Path,
    seen: DateTime<FixedOffset>,
    how: Look,
    records: &[Sight<'_>],
) -> Result<(), Failure> {
    let before = lines(&[path.to_owned()]);
    let mut known: HashMap<&str, Known> = HashMap::new();
    for line in before.lines() {
        let Some(sha256) = digest_in(line) else { continue };
        let known = known.entry(sha256).or_default();
        known.with_folder |= !line.contains(ALONE);
        known.dated |= line.contains(DATED);
        let open = OPEN.iter().find(|(words, _)| line.contains(words)).map(|(_, open)| *open);
        known.open = open.or(known.open);
    }
    let failed = |error: io::Error| Failure::io("keep a receipt", path, &error);
    let mut lines = String::new();
    for sight in records {
        // What is open matters only where a day of retention could come.
        let open = sight.open.filter(|_| sight.review_on.is_some());
        let is_known = known.get(sight.sha256).is_some_and(|known| {
            // Whoever looks at the whole folder has seen what is in it, also where each was seen alone before.
            (known.with_folder || how != Look::Folder)
                && (known.dated || sight.review_on.is_none())
                && (open.is_none() || known.open == open)
        });
        if is_known {
            continue;
        }
        let receipt = Receipt {
            record: sight.record.to_owned(),
            sha256: sight.sha256.to_owned(),
            seen,
            wrote: how == Look::Wrote,
            alone: how == Look::Alone,
            review_on: sight.review_on,
            open,
        };
        lines += &serde_json::to_string(&receipt).map_err(|error| failed(error.into()))?;
        lines.push('\n');
        known.insert(sight.sha256, Known { with_folder: true, dated: true, open });
    }
    if lines.is_empty() {
        return Ok(());
    }
    own_folder(&places.state)?;
    own_folder(&places.receipts())?;
    journal::private_folder(&places.receipts())?;
    append(path, &lines).map_err(failed)
}

/// Now, and the day it counts as.
type Now = (DateTime<FixedOffset>, NaiveDate);

/// Remembers every record that was read in the records folders, and says how many of those that were seen there before
/// are not there now as they were.
pub fn looked(places: &Places, found: &[Found<(Head, String)>], small: &[Found<RiskNote>], now: Now) -> Missing {
    let notes = || small.iter().filter_map(|file| Some((file.path.as_path(), file.read.as_ref().ok()?)));
    let sound = || found.iter().filter_map(|file| Some((file.path.as_path(), file.read.as_ref().ok()?)));
    let here = sound().map(|(_, (_, sha256))| sha256.as_str());
    let here = here.chain(notes().map(|(_, note)| note.sha256.as_str())).collect();
    let named = |name: &str| {
        let says = |read: &(Head, String)| read.0.record == name;
        let mut files = found.iter();
        if notes().any(|(path, note)| has_name(path, name) || note.head.record == name) {
            return Some(true);
        }
        let file = files.find(|file| has_name(&file.path, name) || file.read.as_ref().is_ok_and(says))?;
        Some(!matches!(file.read, Err(Unread::NotOpened)))
    };
    let open = unsettled(sound().map(|(_, (head, sha256))| (head, sha256.as_str())));
    compared(places, &here, &named, now, |_, folder| {
        let own = sound().filter(|(path, (head, _))| path.parent() == Some(folder) && is_named(path, head));
        let small = notes().filter(|(path, note)| path.parent() == Some(folder) && has_name(path, &note.head.record));
        own.map(|(_, (head, sha256))| Sight { open: Some(open.contains(sha256.as_str())), ..sight(head, sha256) })
            .chain(small.map(|(_, note)| sight_of_small(note)))
            .collect()
    })
}

/// The same of records of which the briefs were read.
pub fn looked_over(places: &Places, briefs: &Briefs, now: Now) -> Missing {
    let small = briefs.small.iter().map(|note| note.sha256.as_str());
    let here = briefs.sound.iter().map(|brief| &*brief.sha256).chain(small).collect();
    let named = |name: &str| {
        let unread = briefs.unread.iter().find(|(path, _)| has_name(path, name));
        let unread = unread.map(|(_, why)| *why != Unread::NotOpened);
        let is_sound = || briefs.sound.iter().any(|brief| *brief.record == *name);
        let is_small = || briefs.small.iter().any(|note| note.head.record == name);
        unread.or_else(|| (is_sound() || is_small()).then_some(true))
    };
    // Nothing is worked out where no team has set a time.
    let is_dated = briefs.named.iter().any(|(.., review_on)| review_on.is_some());
    let open = if is_dated { unsettled_of(&briefs.sound) } else { HashSet::new() };
    compared(places, &here, &named, now, |place, _| {
        let own = briefs.named.iter().filter(|(folder, ..)| *folder == place);
        own.map(|(_, record, sha256, review_on)| Sight {
            record,
            sha256,
            review_on: *review_on,
            open: Some(open.contains(&**sha256)),
        })
        .collect()
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
) -> Missing {
    let (mut lost, mut due) = (HashSet::new(), HashSet::new());
    let is_here = |sha256: &str| here.contains(sha256);
    for (place, folder) in places.records.iter().enumerate().filter(|(_, folder)| folder.is_dir()) {
        let lines = lines(&files(places, folder));
        // What each of them says is read only where one is missing.
        if !lines.lines().filter_map(digest_in).all(is_here) {
            let all = of_lines(&lines);
            for receipt in &all {
                match gone(receipt, &all, &is_here, named, today) {
                    Some(Gone::Lost) => drop(lost.insert(receipt.record.clone())),
                    Some(Gone::Due(_)) => drop(due.insert(receipt.record.clone())),
                    Some(Gone::Restored) | None => {}
                }
            }
        }
        // What was asked for is whole without it.
        drop(remember(places, folder, now, Look::Folder, own(place, folder)));
    }
    due.retain(|record| !lost.contains(record));
    let mut risks: Vec<String> = lost.iter().filter(|record| is_of_risk(record)).cloned().collect();
    risks.sort();
    Missing { lost: lost.len(), due: due.len(), risks }
}

/// What some files hold. One that is somebody else's or a link is none of ours.
fn lines(files: &[PathBuf]) -> String {
    let mut all = String::new();
    let folder = files.first().and_then(|file| file.parent());
    let above = folder.and_then(Path::parent);
    if [folder, above].into_iter().flatten().any(|folder| own_folder(folder).is_err()) {
        return all;
    }
    for file in files {
        all += &String::from_utf8_lossy(&bounded(file, LONGEST).unwrap_or_default());
        // The last line of one file is not the first of the next.
        if !all.is_empty() && !all.ends_with('\n') {
            all.push('\n');
        }
    }
    all
}

/// The digest in the line of a receipt that is whole: an audit compares ten thousand of them every time.
fn digest_in(line: &str) -> Option<&str> {
    let (_, end) = line.strip_suffix('}')?.split_once("\"sha256\":\"")?;
    end.split_once('"').map(|(digest, _)| digest)
}

/// True if this computer has not seen the same records by the name by which a folder is reached as by its whole name:
/// then that name has led elsewhere before.
pub(crate) fn led_elsewhere(places: &Places, reached: &str, whole: &str) -> bool {
    let of = |name: &str| lines(&[places.receipts().join(format!("{name}.jsonl"))]);
    let (reached, whole) = (of(reached), of(whole));
    let known: HashSet<&str> = whole.lines().filter_map(digest_in).collect();
    let mut before = reached.lines().filter_map(digest_in).peekable();
    before.peek().is_some() && !before.any(|sha256| known.contains(sha256))
}

/// Under every name by which the folder may be known.
pub(crate) fn files(places: &Places, folder: &Path) -> Vec<PathBuf> {
    Places::names_of(folder).into_iter().map(|name| places.receipts().join(format!("{name}.jsonl"))).collect()
}

#[cfg(test)]
mod tests;
