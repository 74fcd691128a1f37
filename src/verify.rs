//! What a records folder is held to: every record as it was written, none gone, the same outcome derived again.
//!
//! It reads and tells; it changes nothing. What a digest cannot show is shown by receipts and check codes from before:
//! a record that was taken away, or written anew as a whole.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::journal::Continues;
use crate::journal::Used;
use crate::record::Difference;
use crate::record::Differs;
use crate::record::Head;
use crate::record::NotARecord;
use crate::record::Record;
use crate::record::check_code;
use crate::record::derive;
use crate::record::shelf_of;
use crate::records::Found;
use crate::records::Receipt;
use crate::records::Unread;
use crate::settings::Settings;
use crate::strategy::Shelf;

/// What is needed besides the files themselves.
pub struct Against<'a> {
    /// One record, whole.
    pub record: &'a dyn Fn(&Path) -> Option<Record>,
    /// The text of a kept strategy.
    pub kept: &'a dyn Fn(&Used) -> Option<String>,
    /// The days on which a team is closed and the lengths that it sets.
    pub settings: &'a Settings,
    /// What was seen in these folders before.
    pub receipts: &'a [Receipt],
    /// Check codes from before, as they were printed.
    pub codes: &'a [String],
}

/// What came of looking.
#[derive(Debug, Default)]
pub struct Verified {
    /// Every file, in the order in which it was read.
    pub files: Vec<Checked>,
    /// Records that were seen here before and are not here now, or are others now.
    pub gone: Vec<Receipt>,
    /// What became of each check code.
    pub codes: Vec<Coded>,
    /// How many of the records were seen here before.
    pub seen: usize,
    /// When this computer first saw a record of these folders.
    pub since: Option<NaiveDate>,
}

/// One file.
#[derive(Debug)]
pub struct Checked {
    /// Where it is.
    pub path: PathBuf,
    /// The name and the digest of the record, if it is one that can be read.
    pub record: Option<Continues>,
    /// What it is.
    pub class: Class,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

/// What one file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// As it was written, and the same outcome comes out again.
    Same,
    /// As it was written; the outcome cannot be derived again here.
    NotDerived(Lacks),
    /// As it was written, but its answers do not lead to what it says.
    Differs(Vec<Difference>),
    /// The same bytes as a record that is here under its own name.
    Copy(Option<Service>),
    /// It says that it is a record that is here too, and differs from it.
    Conflict(Option<Service>),
    /// A record under a name that is not its own.
    Misnamed,
    /// Not as it was written, or cut short.
    Damaged,
    /// Longer than any record.
    TooLong,
    /// It cannot be opened.
    NotOpened,
    /// A newer rethink wrote it.
    Newer,
    /// Something else.
    NoRecord,
}

/// Why an outcome cannot be derived again here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// An earlier part of the review is not here.
    EarlierPart,
    /// A strategy that it used is not kept here, or cannot be used by this version.
    Strategy,
    /// The same outcome comes out, and a day that hangs on the team's settings or on another calendar does not.
    Days,
}

/// Who makes a second file where two computers have changed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// `NAME-COMPUTER.toml`.
    OneDrive,
    /// `NAME (… conflicted copy …).toml`.
    Dropbox,
    /// `NAME.sync-conflict-….toml`.
    Syncthing,
}

/// What else is worth knowing of a record. None of it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Its day was given in place of the clock.
    DateGiven,
    /// It was held to practise.
    Practice,
    /// It says that it was written before this day, on which this person looked and it was not here.
    Late(NaiveDate),
    /// It names earlier records that are not here.
    Names(Vec<String>),
}

/// What became of one check code.
#[derive(Debug, PartialEq, Eq)]
pub struct Coded {
    /// The code.
    pub code: String,
    /// The record that has it.
    pub record: Option<String>,
    /// Records that it names, and those that these name, and that are not here.
    pub missing: Vec<String>,
}

impl Class {
    /// The name of the class, for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::NotDerived(Lacks::EarlierPart) => "earlier-part-missing",
            Self::NotDerived(Lacks::Strategy) => "strategy-missing",
            Self::NotDerived(Lacks::Days) => "days-not-derived",
            Self::Differs(_) => "differs",
            Self::Copy(_) => "copy",
            Self::Conflict(_) => "conflict",
            Self::Misnamed => "misnamed",
            Self::Damaged => "damaged",
            Self::TooLong => "too-long",
            Self::NotOpened => "not-opened",
            Self::Newer => "newer",
            Self::NoRecord => "no-record",
        }
    }

    /// True if somebody has to look into it. What cannot be checked here is no such thing, nor is a copy.
    pub fn is_wrong(&self) -> bool {
        let is_one = matches!(self, Self::Differs(_) | Self::Conflict(_) | Self::Misnamed);
        is_one || matches!(self, Self::Damaged | Self::TooLong | Self::NotOpened)
    }

    /// True for a record that is as it was written, and counts.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Same | Self::NotDerived(_) | Self::Differs(_))
    }
}

impl Service {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneDrive => "OneDrive",
            Self::Dropbox => "Dropbox",
            Self::Syncthing => "Syncthing",
        }
    }

    /// Whose conflict copy of a record a file is, by its name without the ending.
    pub fn of(stem: &str, record: &str) -> Option<Self> {
        let rest = stem.strip_prefix(record)?;
        if rest.starts_with(".sync-conflict-") {
            Some(Self::Syncthing)
        } else if rest.starts_with(" (") && rest.contains("conflicted copy") {
            Some(Self::Dropbox)
        } else {
            rest.strip_prefix('-').filter(|computer| !computer.is_empty()).map(|_| Self::OneDrive)
        }
    }
}

impl Verified {
    /// True if nothing is wrong.
    pub fn is_sound(&self) -> bool {
        let coded = self.codes.iter().all(|coded| coded.record.is_some() && coded.missing.is_empty());
        coded && self.gone.is_empty() && self.files.iter().all(|file| !file.class.is_wrong())
    }
}

/// Holds the files of some folders to what they must be. With names, only those records are derived and told.
pub fn verify(
    found: &[Found<(Head, String)>],
    only: &dyn Fn(&Path, Option<&Head>) -> bool,
    against: &Against<'_>,
) -> Verified {
    let folder = Folder::new(found);
    let mut shelves = BTreeMap::new();
    let last_look = against.receipts.iter().filter(|receipt| !receipt.wrote).map(|receipt| receipt.seen).max();
    let told = found.iter().filter(|file| only(&file.path, file.read.as_ref().ok().map(|(head, _)| head)));
    let files = told
        .map(|file| {
            let Ok((head, sha256)) = &file.read else {
                return Checked { path: file.path.clone(), record: None, class: unread(file), notes: Vec::new() };
            };
            let class =
                folder.place(file, head, sha256).unwrap_or_else(|| outcome(&folder, file, &mut shelves, against));
            let mut notes = Vec::new();
            if class.is_unchanged() {
                let is_seen = against.receipts.iter().any(|receipt| receipt.sha256 == *sha256);
                notes = folder.notes(head, (against.record)(&file.path).as_ref());
                notes.extend(
                    last_look.filter(|look| !is_seen && head.written < *look).map(|look| Note::Late(look.date_naive())),
                );
            }
            let record = Some(Continues { record: head.record.clone(), sha256: sha256.clone() });
            Checked { path: file.path.clone(), record, class, notes }
        })
        .collect();
    let here = |receipt: &&Receipt| folder.by_digest.contains_key(receipt.sha256.as_str());
    Verified {
        files,
        gone: against.receipts.iter().filter(|receipt| !here(receipt)).cloned().collect(),
        codes: against.codes.iter().map(|code| folder.coded(code, against)).collect(),
        seen: against.receipts.iter().filter(here).count(),
        since: against.receipts.iter().map(|receipt| receipt.seen.date_naive()).min(),
    }
}

fn unread(file: &Found<(Head, String)>) -> Class {
    match file.read {
        Err(Unread::Not(NotARecord::Newer)) => Class::Newer,
        Err(Unread::Not(NotARecord::Other)) => Class::NoRecord,
        Err(Unread::TooLong) => Class::TooLong,
        Err(Unread::NotOpened) => Class::NotOpened,
        Err(Unread::Not(NotARecord::Damaged)) | Ok(_) => Class::Damaged,
    }
}

/// The records of some folders, to be found by name and by digest.
struct Folder<'a> {
    by_digest: BTreeMap<&'a str, &'a Found<(Head, String)>>,
    /// Those under their own names, by name: the first of each, and the digests of all.
    by_name: BTreeMap<&'a str, (&'a Path, BTreeSet<&'a str>)>,
}

impl<'a> Folder<'a> {
    fn new(found: &'a [Found<(Head, String)>]) -> Self {
        let mut folder = Self { by_digest: BTreeMap::new(), by_name: BTreeMap::new() };
        for file in found {
            let Ok((head, sha256)) = &file.read else { continue };
            let is_named = stem(&file.path) == Some(&head.record);
            if is_named || !folder.by_digest.contains_key(sha256.as_str()) {
                folder.by_digest.insert(sha256, file);
            }
            if is_named {
                let named = folder.by_name.entry(&head.record).or_insert_with(|| (&file.path, BTreeSet::new()));
                named.1.insert(sha256);
            }
        }
        folder
    }

    /// What a file is by its name and by what else is here; none if it is the one record of that name.
    fn place(&self, file: &Found<(Head, String)>, head: &Head, sha256: &str) -> Option<Class> {
        let stem = stem(&file.path).unwrap_or_default();
        let service = Service::of(stem, &head.record);
        match self.by_name.get(head.record.as_str()) {
            Some((first, digests)) if stem == head.record => match digests.len() {
                1 => (*first != file.path).then_some(Class::Copy(None)),
                _ => Some(Class::Conflict(None)),
            },
            Some((_, digests)) if digests.contains(sha256) => Some(Class::Copy(service)),
            Some(_) => Some(Class::Conflict(service)),
            None => Some(Class::Misnamed),
        }
    }

    fn notes(&self, head: &Head, record: Option<&Record>) -> Vec<Note> {
        let mut notes = Vec::new();
        notes.extend(head.date_given.then_some(Note::DateGiven));
        notes.extend(head.practice.then_some(Note::Practice));
        let names = record.map(named).unwrap_or_default();
        let missing: BTreeSet<String> = names
            .into_iter()
            .filter(|name| !self.by_digest.contains_key(name.sha256.as_str()))
            .map(|name| name.record)
            .collect();
        notes.extend((!missing.is_empty()).then(|| Note::Names(missing.into_iter().collect())));
        notes
    }

    /// The parts of a review up to this record, first part first. None if one of them is not here.
    fn chain(&self, last: Record, against: &Against<'_>) -> Option<Vec<Record>> {
        let mut chain = vec![last];
        while let Some(before) = chain.last().and_then(|record| record.head.continues.clone()) {
            let file = self.by_digest.get(before.sha256.as_str())?;
            chain.push((against.record)(&file.path)?);
        }
        chain.reverse();
        Some(chain)
    }

    /// The record of a check code, and all that it names and these name in turn.
    fn coded(&self, code: &str, against: &Against<'_>) -> Coded {
        let found = self.by_digest.iter().find(|(sha256, _)| check_code(sha256) == code);
        let mut coded = Coded { code: code.to_owned(), record: None, missing: Vec::new() };
        let Some((sha256, file)) = found else { return coded };
        coded.record = file.read.as_ref().ok().map(|(head, _)| head.record.clone());
        let mut seen: BTreeSet<String> = BTreeSet::from([(*sha256).to_owned()]);
        let mut open: Vec<&Path> = vec![&file.path];
        while let Some(path) = open.pop() {
            for name in (against.record)(path).as_ref().map(named).unwrap_or_default() {
                if seen.insert(name.sha256.clone()) {
                    match self.by_digest.get(name.sha256.as_str()) {
                        Some(file) => open.push(&file.path),
                        None => coded.missing.push(name.record),
                    }
                }
            }
        }
        coded.missing.sort();
        coded
    }
}

/// Every record that a record names.
fn named(record: &Record) -> Vec<Continues> {
    let follows = record.head.follows.as_ref();
    let follows = follows.map(|it| Continues { record: it.record.clone(), sha256: it.sha256.clone() });
    record.body.earlier.iter().cloned().chain(record.head.continues.clone()).chain(follows).collect()
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem().and_then(|stem| stem.to_str())
}

/// Strategies by the digests of all that a record used: they are checked and proved once.
type Shelves = BTreeMap<Vec<String>, Option<Shelf>>;

/// Whether the same outcome comes out again.
fn outcome(folder: &Folder<'_>, file: &Found<(Head, String)>, shelves: &mut Shelves, against: &Against<'_>) -> Class {
    let Some(record) = (against.record)(&file.path) else { return Class::Damaged };
    let digests = record.body.used.iter().map(|used| used.sha256.clone()).collect();
    let shelf = shelves.entry(digests).or_insert_with(|| shelf_of(&record, against.kept));
    let Some(shelf) = shelf else { return Class::NotDerived(Lacks::Strategy) };
    let Some(chain) = folder.chain(record, against) else { return Class::NotDerived(Lacks::EarlierPart) };
    let chain: Vec<&Record> = chain.iter().collect();
    match derive(&chain, shelf, against.settings) {
        Err(crate::record::NotHeld::Strategy) => Class::NotDerived(Lacks::Strategy),
        // An earlier part that does not come out says so itself.
        Err(crate::record::NotHeld::Entry(_)) => Class::NotDerived(Lacks::EarlierPart),
        Ok(derived) if derived.differences.is_empty() => Class::Same,
        Ok(derived) => {
            let only_days = derived.differences.iter().all(|it| matches!(it.what, Differs::Day(..)));
            if only_days && derived.days_may_differ {
                Class::NotDerived(Lacks::Days)
            } else {
                Class::Differs(derived.differences)
            }
        }
    }
}
