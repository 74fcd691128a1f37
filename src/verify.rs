//! What a records folder is held to: every record as it was written, none gone, the same outcome derived again.
//!
//! It reads and tells; it changes nothing. What a digest cannot show is shown by receipts and check codes from before:
//! a record that was taken away, or written anew as a whole.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::journal::Used;
use crate::record::Difference;
use crate::record::Differs;
use crate::record::Head;
use crate::record::NotARecord;
use crate::record::NotHeld;
use crate::record::Outline;
use crate::record::Record;
use crate::record::RiskNote;
use crate::record::check_code;
use crate::record::derive;
use crate::record::shelf_of;
use crate::records;
use crate::records::Found;
use crate::records::Gone;
use crate::records::Receipt;
use crate::records::Receipts;
use crate::records::Standing;
use crate::records::Unread;
use crate::records::is_named;
use crate::review::Continues;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::verify::small::Small;

/// What is needed besides the files themselves.
pub struct Against<'a> {
    /// The small records among the files.
    pub small: &'a [Found<RiskNote>],
    /// What was seen in these folders before, folder by folder.
    pub receipts: &'a [Receipts],
    /// Today.
    pub today: NaiveDate,
    /// Check codes from before, as they were printed.
    pub codes: &'a [String],
    /// What each outcome is derived again with; none if that is not asked for.
    pub again: Option<Again<'a>>,
}

/// What an outcome is derived again with.
pub struct Again<'a> {
    /// One record, whole.
    pub record: &'a dyn Fn(&Path) -> Option<Record>,
    /// The text of a kept strategy.
    pub kept: &'a dyn Fn(&Used) -> Option<String>,
    /// The days on which a team is closed and the lengths that it sets.
    pub settings: &'a Settings,
}

/// What came of looking.
#[derive(Debug, Default)]
pub struct Verified {
    /// Every file, in the order in which it was read.
    pub files: Vec<Checked>,
    /// Records that were seen here before and are not here now as they were, each with what has become of it.
    pub gone: Vec<(Receipt, Gone)>,
    /// The files in which it is remembered what was seen, of folders from which a record is lost.
    pub remembered: Vec<PathBuf>,
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
    /// When somebody looks whether it is still to be kept, if it is a record that says so.
    pub review_on: Option<NaiveDate>,
}

/// What one file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// As it was written. Nobody asked whether its outcome comes out again.
    Unchanged,
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
    /// A record under a name that is not its own, and not here under its own.
    Misnamed(Option<Service>),
    /// Not as it was written, or cut short.
    Damaged,
    /// A kept strategy that is not what its name says.
    KeptChanged,
    /// Longer than any record.
    TooLong,
    /// It cannot be opened.
    NotOpened,
    /// A link, or no file at all, under the name of a record.
    NotAFile,
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
    /// It was written here, and a strategy that was kept with it then is gone.
    KeptStrategy,
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
    /// The clock went back while it was held, or since the record that it corrects.
    ClockWentBack,
    /// It says that it was written before the record of this name, which it corrects, carries on or follows.
    WrittenBefore(String),
    /// Its day was given in place of the clock.
    DateGiven,
    /// It was held to practise.
    Practice,
    /// It says that it was written before this day, on which this person looked and it was not here.
    Late(NaiveDate),
    /// It names earlier records that are not here.
    Names(Vec<String>),
    /// It has been corrected: the record of this name stands in its place.
    Corrected(String),
    /// It stands in the place of the record of this name.
    Corrects(String),
    /// The later part of this name was written before it was put right, and no longer follows from it.
    Outrun(String),
    /// The records of these names were made of the same answers file, on the same case.
    SameAnswers(Vec<String>),
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
            Self::Unchanged => "unchanged",
            Self::Same => "same",
            Self::NotDerived(Lacks::EarlierPart) => "earlier-part-missing",
            Self::NotDerived(Lacks::Strategy) => "strategy-missing",
            Self::NotDerived(Lacks::KeptStrategy) => "strategy-gone",
            Self::NotDerived(Lacks::Days) => "days-not-derived",
            Self::Differs(_) => "differs",
            Self::Copy(_) => "copy",
            Self::Conflict(_) => "conflict",
            Self::Misnamed(_) => "misnamed",
            Self::Damaged | Self::KeptChanged => "damaged",
            Self::TooLong => "too-long",
            Self::NotOpened => "not-opened",
            Self::NotAFile => "no-file",
            Self::Newer => "newer",
            Self::NoRecord => "no-record",
        }
    }

    /// True if somebody has to look into it. What cannot be checked here is no such thing, nor is a copy.
    pub fn is_wrong(&self) -> bool {
        let is_one = matches!(self, Self::Differs(_) | Self::Conflict(_) | Self::Misnamed(_));
        let lacks = *self == Self::NotDerived(Lacks::KeptStrategy);
        is_one
            || lacks
            || matches!(self, Self::Damaged | Self::KeptChanged | Self::TooLong | Self::NotOpened | Self::NotAFile)
    }

    /// True for a record that is as it was written, and counts.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged | Self::Same | Self::NotDerived(_) | Self::Differs(_))
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
        let lost = self.gone.iter().any(|(_, gone)| *gone == Gone::Lost);
        coded && !lost && self.files.iter().all(|file| !file.class.is_wrong())
    }
}

/// Holds the files of some folders to what they must be. With names, only those records are derived and told.
pub fn verify(
    found: &[Found<Outline>],
    only: &dyn Fn(&Path, Option<&Head>) -> bool,
    against: &Against<'_>,
) -> Verified {
    let folder = Folder::new(found, Small::new(against.small));
    let receipts = || against.receipts.iter().flat_map(|folder| &folder.all);
    let seen: BTreeSet<&str> = receipts().map(|receipt| receipt.sha256.as_str()).collect();
    let heads = found.iter().filter_map(|file| file.read.as_ref().ok());
    let heads = heads.map(|read| (&read.head, read.sha256.as_str()));
    let standing = Standing::of(heads.clone());
    let twins = twins(heads.clone().map(|(head, _)| head));
    // Who has looked at one folder has not seen what is in another.
    let last_looks: Vec<(&Path, DateTime<FixedOffset>)> =
        against.receipts.iter().filter_map(|it| Some((it.folder.as_path(), it.last_look()?))).collect();
    let last_look = |file: &Path| last_looks.iter().find(|(folder, _)| file.parent() == Some(folder)).map(|it| it.1);
    let wrote: BTreeSet<&str> = receipts().filter(|it| it.wrote).map(|it| it.sha256.as_str()).collect();
    let told = found.iter().filter(|file| only(&file.path, file.read.as_ref().ok().map(|read| &read.head)));
    let mut derived =
        against.again.as_ref().map(|again| Derived { folder: &folder, again, wrote, shelves: BTreeMap::new() });
    let files = told
        .map(|file| {
            let Ok(read) = &file.read else {
                return Checked::of(&file.path, unread(file));
            };
            let class = folder.place(file, read).unwrap_or_else(|| match &mut derived {
                Some(derived) => derived.class(read),
                None => Class::Unchanged,
            });
            let mut notes = Vec::new();
            if class.is_unchanged() {
                notes = folder.notes(read);
                notes.extend(read.head.corrects.as_ref().map(|corrects| Note::Corrects(corrects.record.clone())));
                notes
                    .extend(standing.instead(&read.sha256).map(|(instead, _)| Note::Corrected(instead.record.clone())));
                let outrun = standing.outrun(&read.head, &read.sha256, &heads);
                notes.extend(outrun.map(|later| Note::Outrun(later.record.clone())));
                notes.extend(twins_of(&twins, &read.head).map(Note::SameAnswers));
                let is_unseen =
                    |look: &DateTime<FixedOffset>| !seen.contains(read.sha256.as_str()) && read.head.written < *look;
                notes.extend(last_look(&file.path).filter(is_unseen).map(|look| Note::Late(look.date_naive())));
            }
            let record = Some(Continues { record: read.head.record.clone(), sha256: read.sha256.clone() });
            Checked { record, notes, review_on: read.head.review_on(), ..Checked::of(&file.path, class) }
        })
        .collect::<Vec<_>>();
    let here = |sha256: &str| folder.holds(sha256);
    let named = |name: &str| {
        if folder.small.is_named(name) {
            return Some(true);
        }
        let says = |file: &Found<Outline>| file.read.as_ref().is_ok_and(|read| read.head.record == name);
        let file = found.iter().find(|file| records::has_name(&file.path, name) || says(file))?;
        Some(!matches!(file.read, Err(Unread::NotOpened)))
    };
    let mut verified = Verified {
        files,
        codes: against.codes.iter().map(|code| folder.coded(code)).collect(),
        seen: receipts().filter(|receipt| here(&receipt.sha256)).count(),
        since: receipts().map(|receipt| receipt.seen.date_naive()).min(),
        ..Verified::default()
    };
    verified.files.extend(folder.small.checked());
    for folder in against.receipts {
        let all = &folder.all;
        let of = |it: &Receipt| Some((it.clone(), records::gone(it, all, &here, &named, against.today)?));
        let gone: Vec<_> = all.iter().filter_map(of).collect();
        if gone.iter().any(|(_, gone)| *gone == Gone::Lost) {
            verified.remembered.extend(folder.files.iter().cloned());
        }
        verified.gone.extend(gone);
    }
    verified
}

/// The names of records by case and by the answers file of which they were made.
type Twins<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>>;

/// Two computers that are given the same file at the same moment cannot know of each other: both records are true, and
/// somebody has to say which is meant.
fn twins<'a>(heads: impl Iterator<Item = &'a Head>) -> Twins<'a> {
    let mut twins = Twins::new();
    for head in heads {
        if let Some(answers) = &head.answers_sha256 {
            twins.entry((&head.case, answers)).or_default().insert(&head.record);
        }
    }
    twins
}

fn twins_of(twins: &Twins<'_>, head: &Head) -> Option<Vec<String>> {
    let all = twins.get(&(head.case.as_str(), head.answers_sha256.as_deref()?))?;
    let others: Vec<String> =
        all.iter().filter(|record| **record != head.record).map(|record| (*record).to_owned()).collect();
    (!others.is_empty()).then_some(others)
}

impl Checked {
    /// A file of which no more is known than what it is.
    pub fn of(path: &Path, class: Class) -> Self {
        Self { path: path.to_owned(), record: None, class, notes: Vec::new(), review_on: None }
    }
}

fn unread(file: &Found<Outline>) -> Class {
    match file.read {
        Err(Unread::Not(NotARecord::Newer)) => Class::Newer,
        Err(Unread::Not(NotARecord::Other | NotARecord::RiskNote)) => Class::NoRecord,
        Err(Unread::TooLong) => Class::TooLong,
        Err(Unread::Conflict) => Class::Conflict(None),
        Err(Unread::NotOpened) => Class::NotOpened,
        Err(Unread::NotAFile) => Class::NotAFile,
        Err(Unread::Not(NotARecord::Damaged)) | Ok(_) => Class::Damaged,
    }
}

/// The records of some folders, to be found by name and by digest.
struct Folder<'a> {
    by_digest: BTreeMap<&'a str, (&'a Path, &'a Outline)>,
    /// Those under their own names, by name: the first of each, and the digests of all.
    by_name: BTreeMap<&'a str, (&'a Path, BTreeSet<&'a str>)>,
    small: Small<'a>,
}

impl<'a> Folder<'a> {
    fn new(found: &'a [Found<Outline>], small: Small<'a>) -> Self {
        let mut folder = Self { by_digest: BTreeMap::new(), by_name: BTreeMap::new(), small };
        for file in found {
            let Ok(read) = &file.read else { continue };
            let is_named = is_named(&file.path, &read.head);
            if is_named || !folder.by_digest.contains_key(read.sha256.as_str()) {
                folder.by_digest.insert(&read.sha256, (&file.path, read));
            }
            if is_named {
                let named = folder.by_name.entry(&read.head.record).or_insert_with(|| (&file.path, BTreeSet::new()));
                named.1.insert(&read.sha256);
            }
        }
        folder
    }

    fn holds(&self, sha256: &str) -> bool {
        self.by_digest.contains_key(sha256) || self.small.holds(sha256)
    }

    /// What a file is by its name and by what else is here; none if it is the one record of that name.
    fn place(&self, file: &Found<Outline>, read: &Outline) -> Option<Class> {
        let stem = stem(&file.path).unwrap_or_default();
        let service = Service::of(stem, &read.head.record);
        match self.by_name.get(read.head.record.as_str()) {
            Some((first, digests)) if is_named(&file.path, &read.head) => match digests.len() {
                1 => (*first != file.path).then_some(Class::Copy(None)),
                _ => Some(Class::Conflict(None)),
            },
            Some((_, digests)) if digests.contains(read.sha256.as_str()) => Some(Class::Copy(service)),
            Some(_) => Some(Class::Conflict(service)),
            None => Some(Class::Misnamed(service)),
        }
    }

    fn notes(&self, read: &Outline) -> Vec<Note> {
        let mut notes = Vec::new();
        notes.extend(read.head.date_given.then_some(Note::DateGiven));
        notes.extend(read.head.clock_went_back.then_some(Note::ClockWentBack));
        notes.extend(self.written_before(&read.head).map(Note::WrittenBefore));
        notes.extend(read.head.practice.then_some(Note::Practice));
        let missing: BTreeSet<&String> =
            read.names.iter().filter(|name| !self.holds(&name.sha256)).map(|name| &name.record).collect();
        notes.extend((!missing.is_empty()).then(|| Note::Names(missing.into_iter().cloned().collect())));
        notes
    }

    /// A record that this one corrects, carries on or follows, and that was written after it.
    fn written_before(&self, head: &Head) -> Option<String> {
        let corrects = head.corrects.as_ref().map(|it| it.sha256.as_str());
        let continues = head.continues.as_ref().map(|it| it.sha256.as_str());
        let follows = head.follows.as_ref().map(|it| it.sha256.as_str());
        let named = [corrects, continues, follows].into_iter().flatten();
        let mut heads = named.filter_map(|sha256| Some(&self.by_digest.get(sha256)?.1.head));
        heads.find(|other| other.written > head.written).map(|other| other.record.clone())
    }

    /// The record of a check code, and all that it names and these name in turn.
    fn coded(&self, code: &str) -> Coded {
        let found = self.by_digest.iter().find(|(sha256, _)| check_code(sha256) == code);
        let mut coded = Coded { code: code.to_owned(), record: None, missing: Vec::new() };
        let Some((sha256, (_, read))) = found else {
            let small = self.small.named(|sha256| check_code(sha256) == code);
            coded.record = small.map(|note| note.head.record.clone());
            let names = small.and_then(|note| note.head.corrects.as_ref());
            coded.missing.extend(names.filter(|name| !self.holds(&name.sha256)).map(|name| name.record.clone()));
            return coded;
        };
        coded.record = Some(read.head.record.clone());
        let mut seen: BTreeSet<&str> = BTreeSet::from([*sha256]);
        let mut open: Vec<&Outline> = vec![read];
        while let Some(read) = open.pop() {
            for name in &read.names {
                if seen.insert(&name.sha256) {
                    match self.by_digest.get(name.sha256.as_str()) {
                        Some((_, other)) => open.push(other),
                        None if self.small.holds(&name.sha256) => {}
                        None => coded.missing.push(name.record.clone()),
                    }
                }
            }
        }
        coded.missing.sort();
        coded
    }
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem().and_then(|stem| stem.to_str())
}

/// Outcomes derived again.
struct Derived<'a> {
    folder: &'a Folder<'a>,
    again: &'a Again<'a>,
    /// The digests of records that were written here.
    wrote: BTreeSet<&'a str>,
    /// Strategies by the digests of all that a record used: they are checked and proved once.
    shelves: BTreeMap<Vec<String>, Option<Shelf>>,
}

impl Derived<'_> {
    /// Whether the same outcome comes out again.
    fn class(&mut self, read: &Outline) -> Class {
        let Some(record) = self.record(&read.sha256) else { return Class::Damaged };
        let digests = record.body.used.iter().map(|used| used.sha256.clone()).collect();
        let Some(chain) = self.chain(record) else { return Class::NotDerived(Lacks::EarlierPart) };
        let chain: Vec<&Record> = chain.iter().collect();
        let strategies = self.shelves.entry(digests);
        let strategies = strategies.or_insert_with(|| shelf_of(chain[chain.len() - 1], self.again.kept));
        let Some(strategies) = strategies else {
            // Whoever writes a record keeps its strategies beside it.
            let is_own = self.wrote.contains(read.sha256.as_str());
            return Class::NotDerived(if is_own { Lacks::KeptStrategy } else { Lacks::Strategy });
        };
        match derive(&chain, strategies, self.again.settings) {
            Err(NotHeld::Strategy) => Class::NotDerived(Lacks::Strategy),
            // An earlier part that does not come out says so itself.
            Err(NotHeld::Entry(_)) => Class::NotDerived(Lacks::EarlierPart),
            Ok(mut derived) => {
                if self.is_of_another_day(read) {
                    derived.differences.push(Difference { entry: None, what: Differs::Under("corrects.day") });
                }
                if derived.differences.is_empty() {
                    return Class::Same;
                }
                let only_days = derived.differences.iter().all(|it| matches!(it.what, Differs::Day(..)));
                if only_days && derived.days_may_differ {
                    Class::NotDerived(Lacks::Days)
                } else {
                    Class::Differs(derived.differences)
                }
            }
        }
    }

    /// True if it says that it counts as another day than the record that it corrects.
    fn is_of_another_day(&self, read: &Outline) -> bool {
        let corrects = read.head.corrects.as_ref();
        let corrected = corrects.and_then(|it| Some((it.day, self.folder.by_digest.get(it.sha256.as_str())?.1)));
        corrected.is_some_and(|(day, other)| other.head.day() != day)
    }

    /// A record that is here, whole, if it still is what it was a moment ago.
    fn record(&self, sha256: &str) -> Option<Record> {
        let (path, _) = self.folder.by_digest.get(sha256)?;
        (self.again.record)(path).filter(|record| record.sha256 == sha256)
    }

    /// The parts of a review up to this record, first part first. None if one of them is not here.
    fn chain(&self, last: Record) -> Option<Vec<Record>> {
        let mut chain = vec![last];
        while let Some(before) = chain.last().and_then(|record| record.head.continues.clone()) {
            chain.push(self.record(&before.sha256)?);
        }
        chain.reverse();
        Some(chain)
    }
}

mod small;

#[cfg(test)]
mod tests;
