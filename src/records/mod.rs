//! The folder of records: published to, read, kept strategies, outbox, receipts.
//!
//! It may be a share or a synced folder, so nothing in it is shared but the records: no index, no lock, no counter.

mod briefs;
mod by_hand;
mod case;
mod claim;
mod facts;
mod heard;
mod memory;
mod met;
mod open_risk;
mod opened;
mod promised;
mod publish;
mod receipts;
mod risk_notes;
mod standing;
mod story;
mod there;
mod tied;
mod unsettled;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::fs::DirEntry;
use std::fs::OpenOptions;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::io::Write as _;
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt as _;
use std::panic::resume_unwind;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use crate::journal::sync_folder;
use crate::record::Head;
use crate::record::NotARecord;
use crate::record::Record;
use crate::safe_open::is_link;
use crate::safe_open::opened_as;
use crate::strategy::digest;

pub use briefs::Briefs;
pub use briefs::briefs;
pub use by_hand::bytes;
pub use by_hand::letters;
pub use by_hand::source;
pub use case::Case;
pub use case::carried_by_nobody;
pub use case::known;
pub use claim::Claim;
pub use claim::claim;
pub use facts::Righted;
pub use facts::Says;
pub use facts::Sources;
pub use facts::Whence;
pub use facts::sources;
pub use heard::Heard;
pub use heard::NoView;
pub use heard::View;
pub use met::is_met;
pub use met::remember_met;
pub use open_risk::OpenAnswer;
pub use open_risk::SaidOfRisk;
pub use open_risk::StillOpen;
pub use open_risk::open_answers;
pub use open_risk::open_risks;
pub use open_risk::told_risks;
pub use opened::not_a_link;
pub use opened::put_there;
pub use promised::Kept;
pub use promised::Promise;
pub use promised::Promised;
pub use promised::differ;
pub use promised::promised;
pub use promised::promised_of;
pub use promised::reviewer;
pub use publish::keep;
pub use publish::never_published;
pub use publish::publish;
pub use publish::publish_waiting;
pub use publish::put_in_outbox;
pub use publish::tidy;
pub use publish::waiting;
pub use publish::waiting_for_others;
pub use receipts::Gone;
pub use receipts::Look;
pub use receipts::Missing;
pub use receipts::Receipt;
pub use receipts::Receipts;
pub use receipts::Sight;
pub use receipts::gone;
pub(crate) use receipts::has_name;
pub use receipts::looked;
pub use receipts::looked_over;
pub use receipts::receipts;
pub use receipts::remember;
pub use receipts::sight;
pub use risk_notes::RiskState;
pub use risk_notes::ToldRisk;
pub use risk_notes::is_kept;
pub use risk_notes::keep_small;
pub use risk_notes::publish_small;
pub use risk_notes::risk_note;
pub use risk_notes::risk_notes;
pub use risk_notes::risk_notes_found;
pub use risk_notes::risks_in;
pub use risk_notes::told_of;
pub use risk_notes::wrote_here;
pub use standing::Standing;
pub use story::Chapter;
pub use story::Story;
pub use story::story;
pub use there::all_there;
pub use there::close_state;
pub use there::emptied;
pub use there::is_there;
pub use there::not_away;
pub use there::own_state;
pub use tied::tied;
pub use unsettled::unsettled;

/// A file longer than this is no record of ours.
const LONGEST: u64 = 1024 * 1024;

/// Where things are.
#[derive(Debug, Clone)]
pub struct Places {
    /// The records folders: the first is written to, all are read.
    pub records: Vec<PathBuf>,
    /// The person's own state folder: journals, outbox, receipts.
    pub state: PathBuf,
    /// A folder of strategies that come before all others.
    pub strategies: Option<PathBuf>,
    /// True where reviews are held to practise.
    pub is_practice: bool,
}

fn named(folder: &Path) -> String {
    let mut name = digest(folder.as_os_str().as_encoded_bytes());
    name.truncate(16);
    name
}

impl Places {
    /// These places. A records folder that is named twice, by whatever name, is one.
    pub fn new(mut records: Vec<PathBuf>, state: PathBuf, strategies: Option<PathBuf>) -> Self {
        let mut known = Vec::new();
        records.retain(|folder| {
            let whole = there::whole_name(folder);
            let is_new = !known.contains(&whole);
            known.push(whole);
            is_new
        });
        Self { records, state, strategies, is_practice: false }
    }

    /// The folder that records are written to.
    pub fn home(&self) -> &Path {
        self.records.first().map_or_else(|| self.state.as_path(), PathBuf::as_path)
    }

    /// Where reviews are held to practise: nothing of it is ever read as a record.
    #[must_use]
    pub fn practice(&self) -> Self {
        let state = self.state.join("practice");
        let (records, strategies) = (vec![state.join("records")], self.strategies.clone());
        Self { records, state, strategies, is_practice: true }
    }

    /// Unfinished sessions.
    pub fn journals(&self) -> PathBuf {
        self.state.join("journals")
    }

    /// Strategies that unfinished sessions use.
    pub fn kept_here(&self) -> PathBuf {
        self.state.join("kept")
    }

    /// Records that could not be published yet, for this records folder and no other.
    pub fn outbox(&self) -> PathBuf {
        // A link that leads elsewhere now will lead back.
        let names = Self::own_names(self.home());
        let name = match names.as_slice() {
            [whole, reached] if !receipts::led_elsewhere(self, reached, whole) => whole,
            names => names.last().map_or("", String::as_str),
        };
        self.state.join("outbox").join(name)
    }

    /// The same, with those that were put there while the folder was known by the name under which it is reached.
    pub fn outboxes(&self) -> Vec<PathBuf> {
        let own = self.outbox();
        let all = Self::names_of(self.home()).into_iter().map(|name| self.state.join("outbox").join(name));
        all.filter(|outbox| *outbox == own || outbox.is_dir()).collect()
    }

    /// Files by which a second run waits for the first one that makes a record of the same answers.
    pub fn claims(&self) -> PathBuf {
        self.state.join("claims")
    }

    /// What was seen in each records folder.
    pub fn receipts(&self) -> PathBuf {
        self.state.join("receipts")
    }

    /// The names by which this computer knows a records folder: its whole one, and that by which it is reached, if
    /// there is a link in it.
    pub(crate) fn own_names(folder: &Path) -> Vec<String> {
        let mut names = vec![named(&there::whole_name(folder)), named(&there::reached(folder))];
        names.dedup();
        names
    }

    /// Every name by which this computer may know it: a folder that was moved may be reached by a link since.
    pub(crate) fn names_of(folder: &Path) -> Vec<String> {
        let mut names = Self::own_names(folder);
        names.push(named(&there::reached(folder).join("")));
        names
    }

    /// Everywhere that records of this person may be: the folders that are read, and what waits to be published.
    pub fn readable(&self) -> Vec<PathBuf> {
        let mut folders = self.records.clone();
        folders.extend(self.outboxes());
        folders
    }

    /// What this person's last audit of the same folders found.
    pub fn audit(&self) -> PathBuf {
        let mut folders: Vec<PathBuf> = self.records.iter().map(|folder| there::whole_name(folder)).collect();
        folders.sort_unstable();
        let names: Vec<&[u8]> = folders.iter().map(|folder| folder.as_os_str().as_encoded_bytes()).collect();
        let name = digest(&names.join(&0));
        self.state.join("audits").join(format!("{}.json", &name[..16]))
    }

    /// The digests of the strategies that this person has been told are not the shipped ones.
    pub fn met(&self) -> PathBuf {
        self.state.join("strategies-met")
    }

    /// Strategies that records use.
    pub fn kept(folder: &Path) -> PathBuf {
        folder.join("kept")
    }
}

/// Why a file in the folder is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is not a record, or not as it was written, or newer.
    Not(NotARecord),
    /// It says that it is a record that is here too, and differs from it.
    Conflict,
    /// It is longer than any record.
    TooLong,
    /// It could not be opened.
    NotOpened,
    /// It has the name of a record, and is a link or no file at all.
    NotAFile,
}

/// One file of the folder.
#[derive(Debug)]
pub struct Found<T> {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub read: Result<T, Unread>,
}

/// Every file in some folders that may be a record by its ending, in order of folder and name, each read once in this way.
///
/// All cores read, and what is read of a file is all that is kept of it.
pub fn each<T: Send>(folders: &[PathBuf], read: impl Fn(&str) -> Result<T, NotARecord> + Sync) -> Vec<Found<T>> {
    side_by_side(folders, |path| one(path, &read))
}

/// Records that lie in some folders under names of another ending, as a backup has. What is no record is somebody
/// else's, and nothing is said of it.
pub fn under_other_endings<T: Send>(
    folders: &[PathBuf],
    read: impl Fn(&str) -> Result<T, NotARecord> + Sync,
) -> Vec<Found<T>> {
    let is_other = |entry: &DirEntry| {
        let name = entry.file_name();
        let is_ours = may_be_a_record(&name) || name == "rethink.toml" || name.as_encoded_bytes().starts_with(b".");
        !is_ours && entry.file_type().is_ok_and(|kind| kind.is_file())
    };
    let entries = folders.iter().flat_map(|folder| listed(folder).0).filter(is_other);
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = read_all(&paths, |path| text(path).and_then(|text| read(&text).map_err(Unread::Not)));
    found.retain(|file| file.read.is_ok());
    found
}

fn side_by_side<T: Send>(folders: &[PathBuf], read: impl Fn(&Path) -> Result<T, Unread> + Sync) -> Vec<Found<T>> {
    let (mut paths, mut closed) = (Vec::new(), Vec::new());
    for folder in folders {
        let (files, is_whole) = files(folder);
        paths.extend(files);
        closed.extend((!is_whole).then(|| Found { path: folder.clone(), read: Err(Unread::NotOpened) }));
    }
    let mut found = read_all(&paths, read);
    // Whoever reads reviews reads no small records, and none of them is a file that cannot be read.
    found.retain(|file| !matches!(file.read, Err(Unread::Not(NotARecord::RiskNote))));
    found.extend(closed);
    found
}

fn read_all<T: Send>(paths: &[PathBuf], read: impl Fn(&Path) -> Result<T, Unread> + Sync) -> Vec<Found<T>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = paths.len().div_ceil(cores).max(64);
    let one = |path: &PathBuf| Found { path: path.clone(), read: read(path) };
    // A few files are read sooner than a thread is begun.
    if paths.len() <= share {
        return paths.iter().map(one).collect();
    }
    thread::scope(|scope| {
        let readers: Vec<_> =
            paths.chunks(share).map(|paths| scope.spawn(|| paths.iter().map(one).collect::<Vec<_>>())).collect();
        readers.into_iter().flat_map(|reader| reader.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
    })
}

fn one<T>(path: &Path, read: impl Fn(&str) -> Result<T, NotARecord>) -> Result<T, Unread> {
    by_its_name(path, text(path).and_then(|text| read(&text).map_err(Unread::Not)))
}

/// A file with the name of a record is one, whatever has become of it; a link or a folder of another name is none.
fn by_its_name<T>(path: &Path, read: Result<T, Unread>) -> Result<T, Unread> {
    match read {
        Err(Unread::Not(NotARecord::Other)) if is_named_like_a_record(path) => Err(Unread::Not(NotARecord::Damaged)),
        Err(Unread::NotAFile) if !is_named_like_a_record(path) => Err(Unread::Not(NotARecord::Other)),
        read => read,
    }
}

/// The heads of all records in some folders, newest first, and the files that could not be read.
///
/// The same record counts once, however many copies of it lie there. Of two that say that they are the same one and
/// differ, the one under its own name counts, and the other is given back as what it is.
pub fn heads(folders: &[PathBuf]) -> Vec<Found<(Head, String)>> {
    let own = |found: Found<Arc<_>>| Found { path: found.path, read: found.read.map(Arc::unwrap_or_clone) };
    remembered_heads(folders).into_iter().map(own).collect()
}

/// The same, for whoever looks through all of them for a few.
fn remembered_heads(folders: &[PathBuf]) -> Vec<Found<Arc<(Head, String)>>> {
    let mut found = side_by_side(folders, |path| memory::head(path, || one(path, Record::read_head)));
    // Those under their own names come first, and in the folder that is written to before all others.
    found.sort_by_key(|file| !file.read.as_ref().is_ok_and(|read| is_named(&file.path, &read.0)));
    let mut own: HashMap<String, String> = HashMap::new();
    found.retain_mut(|file| {
        let Ok((head, sha256)) = file.read.as_deref() else { return true };
        match own.get(&head.record) {
            Some(first) if first == sha256 => return false,
            Some(_) => file.read = Err(Unread::Conflict),
            None => drop(own.insert(head.record.clone(), sha256.clone())),
        }
        true
    });
    found.sort_by(|a, b| b.path.file_name().cmp(&a.path.file_name()));
    found
}

/// True if a record lies under its own name.
pub fn is_named(path: &Path, head: &Head) -> bool {
    let stem = path.file_name().and_then(|name| name.as_encoded_bytes().strip_suffix(b".toml"));
    stem == Some(head.record.as_bytes())
}

/// The heads of all records that can be read in some folders, newest first, each with its digest.
pub fn sound_heads(folders: &[PathBuf]) -> Vec<(Head, String)> {
    heads(folders).into_iter().filter_map(|found| found.read.ok()).collect()
}

/// True for `DATE_CASE_STRATEGY_NAME.toml`.
fn is_named_like_a_record(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let parts: Vec<&str> = stem.split('_').collect();
    parts.len() == 4 && parts[0].parse::<chrono::NaiveDate>().is_ok() && parts[3].len() == 8
}

/// One record, whole.
pub fn record(path: &Path) -> Result<Record, Unread> {
    Record::read(&text(path)?).map_err(Unread::Not)
}

/// The record with this name, or of which this is the path.
pub fn find(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    let given = PathBuf::from(name);
    if given.is_file() {
        return Some(given);
    }
    let name = name.trim_end_matches(".toml");
    let is_it = |record: &str| record == name || record.ends_with(&format!("_{name}"));
    let mut matching = folders.iter().flat_map(|folder| files(folder).0).filter(|path| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        // Another record may lie under its name.
        is_it(stem) && one(path, Record::read_head).map_or(true, |(head, _)| is_it(&head.record))
    });
    // A record may lie under a name that is not its own.
    let misnamed = || {
        let says = |found: &Found<(Head, String)>| found.read.as_ref().is_ok_and(|(head, _)| is_it(&head.record));
        heads(folders).into_iter().find(says).map(|found| found.path)
    };
    matching.next().or_else(misnamed)
}

/// Files that may be records: in the folder itself, by their ending, in order of name; and whether these are all.
fn files(folder: &Path) -> (Vec<PathBuf>, bool) {
    let (entries, is_whole) = listed(folder);
    let mut paths: Vec<PathBuf> =
        entries.iter().filter(|entry| may_be_a_record(&entry.file_name())).map(DirEntry::path).collect();
    paths.sort();
    (paths, is_whole)
}

/// What a folder lists, and whether that is all of it. One that is not there is empty. A list that broke off is asked
/// for once more: whoever looks afterwards whether the folder can be looked into must have seen the same.
fn listed(folder: &Path) -> (Vec<DirEntry>, bool) {
    let list = || {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return (Vec::new(), error.kind() == io::ErrorKind::NotFound),
        };
        let mut is_whole = true;
        (entries.filter_map(|entry| entry.inspect_err(|_| is_whole = false).ok()).collect(), is_whole)
    };
    let first = list();
    if first.1 { first } else { list() }
}

/// True for the ending of a record, in large letters too: some computers write it so.
fn may_be_a_record(name: &OsStr) -> bool {
    let (name, toml) = (name.as_encoded_bytes(), b".toml");
    let ends = name.len() > toml.len() && name[name.len() - toml.len()..].eq_ignore_ascii_case(toml);
    ends && name != b"rethink.toml"
}

/// The text of a record or a strategy that lies in the folder.
fn text(path: &Path) -> Result<String, Unread> {
    let mut bytes = Vec::new();
    opened::bytes(path, LONGEST, &mut bytes)?;
    String::from_utf8(bytes).map_err(|_| Unread::Not(NotARecord::Other))
}

/// Adds whole lines to a file of lines. A line that was cut short before stays a line of its own.
fn append(path: &Path, lines: &str) -> io::Result<()> {
    let is_new = fs::symlink_metadata(path).is_err();
    let file = opened_as(path, OpenOptions::new().read(true).append(true).create(true).mode(0o600))?;
    let (mut file, _) = file.ok_or_else(|| io::Error::other("this is a link, or not a file"))?;
    let mut last = [b'\n'];
    if file.seek(io::SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    let lines = if last == [b'\n'] { lines.to_owned() } else { format!("\n{lines}") };
    file.write_all(lines.as_bytes()).and_then(|()| file.sync_data())?;
    match path.parent().filter(|_| is_new) {
        Some(folder) => sync_folder(folder).map_err(|_| io::ErrorKind::Other.into()),
        None => Ok(()),
    }
}

/// The strategies kept in a folder that are not what their names say, each with why.
pub fn kept_changed(folder: &Path) -> Vec<(PathBuf, Unread)> {
    let named = |path: &Path| {
        let stem = path.file_stem()?.to_str()?;
        let (digest, number) = stem.split_at_checked(64)?;
        let is_digest = digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_one = number.is_empty() || matches!(number.as_bytes(), [b'-', b'2'..=b'9']);
        (is_digest && is_one).then(|| digest.to_owned())
    };
    let changed = |path: PathBuf| {
        let name = named(&path)?;
        match text(&path) {
            Ok(text) if digest(text.as_bytes()) == name => None,
            Ok(_) => Some((path, Unread::Not(NotARecord::Damaged))),
            Err(why) => Some((path, why)),
        }
    };
    let kept = Places::kept(folder);
    let (files, is_whole) = files(&kept);
    let mut all: Vec<_> = files.into_iter().filter_map(changed).collect();
    all.extend((!is_whole).then_some((kept, Unread::NotOpened)));
    all
}

/// A kept strategy, if its bytes still are what its name says.
pub fn kept(folders: &[PathBuf], sha256: &str) -> Option<String> {
    let names = std::iter::once(String::new()).chain((2..10).map(|number| format!("-{number}")));
    let names: Vec<String> = names.map(|suffix| format!("{sha256}{suffix}.toml")).collect();
    let folders = folders.iter().filter(|folder| !is_link(folder));
    folders.flat_map(|folder| names.iter().map(|name| folder.join(name))).find_map(|path| {
        let text = text(&path).ok()?;
        (digest(text.as_bytes()) == sha256).then_some(text)
    })
}

#[cfg(test)]
mod tests;
