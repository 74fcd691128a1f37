//! The unfinished session on disk: appended, recovered.
//!
//! One line of JSON for each thing that happened, each with its number, the digest of the line before, and its own.
//! A line counts once it is on the disk. What does not follow from the lines before it is set aside and given back,
//! never guessed at. A journal that is a link or somebody else's is not opened at all.

pub mod beside;
mod entry;

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::review::Continues;
use crate::review::Corrects;
use crate::review::Follows;
use crate::review::Note;
use crate::review::OnCase;
use crate::review::Sat;
use crate::safe_open::is_own;
use crate::safe_open::make_private;
use crate::safe_open::opened_as;
use crate::safe_open::own_folder;
use crate::safe_open::sync;
use crate::session::Event;
use crate::session::Known;
use crate::session::What;
use crate::settings::Settings;
use crate::strategy::digest;

pub use entry::Entry;
pub use entry::WrittenAction;
pub use entry::WrittenPerson;
pub use entry::events;

/// No journal is longer: somebody who types for a week comes to a small part of it.
const LONGEST: u64 = 16 * 1024 * 1024;

/// What a journal is of. With the strategies that are kept, it holds all that its notes are folded upon: no records folder
/// is needed to come to the same review again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Head {
    /// The version of this format.
    pub format: u32,
    /// The name shared by every part of the review.
    pub review: String,
    /// Which part of the review this sitting is, from 1.
    pub part: u32,
    /// The record of the part before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
    /// The strategy it begins with.
    pub strategy: String,
    /// Every strategy it may use, as each was when it began.
    pub strategies: Vec<Used>,
    /// True if today was given in place of the clock.
    pub date_given: bool,
    /// The small record of a stop for safety that the review explains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explains: Option<Continues>,
    /// What the team set when it began: the review goes on by that, whatever is set since.
    pub settings: Settings,
    /// What happened in the earlier parts of the review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Entry>,
    /// What the record says that is corrected, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
}

impl Head {
    /// Of a review that begins, with this name and strategy.
    pub fn new(review: String, strategy: &str, settings: Settings) -> Self {
        Self {
            format: 1,
            review,
            part: 1,
            continues: None,
            strategy: strategy.to_owned(),
            strategies: Vec::new(),
            date_given: false,
            explains: None,
            settings,
            earlier: Vec::new(),
            corrected: None,
        }
    }
}

/// A record that is corrected, as far as its correction goes by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Corrected {
    /// The name of its review.
    pub review: String,
    /// Its case.
    pub case: String,
    /// The references of other agencies.
    pub also: Vec<String>,
    /// The record that it follows.
    pub follows: Option<Follows>,
    /// The small record of a stop for safety that it explains.
    pub explains: Option<Continues>,
    /// When it was written.
    pub written: DateTime<FixedOffset>,
    /// What happened in its sitting.
    pub said: Vec<Entry>,
    /// What was known on the case when it was written.
    pub known: Known,
}
/// A strategy as it was when it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest of its file.
    pub sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Written {
    Head(Box<Head>),
    Event(Box<Entry>),
    Back(bool),
    Change(usize),
    Begun(String),
    Case(String),
    Also(Vec<String>),
    Follows(Option<Follows>),
    Sat(Sat),
    CaseLater(bool),
    OnCase(Box<OnCase>),
    AnotherMatter(bool),
    Left(bool),
    Corrects(Corrects),
    Small(String),
    Tie(String),
    Write(bool),
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    n: u64,
    prev: String,
    #[serde(flatten)]
    written: Written,
}

/// What a journal holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// What it is of.
    pub head: Head,
    /// What happened, in order.
    pub notes: Vec<Note>,
    /// The start of a line that was not wholly saved.
    pub torn: Option<String>,
    /// How many whole lines stand after the last that follows from those before it: the file was changed.
    pub later: usize,
    /// The bytes that are sound.
    pub sound: usize,
    last: String,
}

impl Unfinished {
    /// The case reference, if it was given.
    pub fn case(&self) -> Option<&str> {
        self.notes.iter().rev().find_map(|note| match note {
            Note::Case(case) => Some(Some(case.as_str())),
            Note::CaseLater => Some(None),
            _ => None,
        })?
    }

    /// The references by which other agencies know the case.
    pub fn also(&self) -> Vec<String> {
        let also = |note: &Note| match note {
            Note::Also(also) => Some(also.clone()),
            _ => None,
        };
        self.notes.iter().rev().find_map(also).unwrap_or_default()
    }

    /// What was typed when it was left, if nothing was answered since.
    pub fn begun(&self) -> Option<&str> {
        // Whoever acts on a risk, or is asked about it again, has not come back to it yet.
        let about_risk = |note: &Note| match note {
            Note::Event(event) => matches!(event.what, What::AtRisk(_)),
            Note::Small(_) | Note::Tie(_) | Note::Sat(_) | Note::OnCase(_) => true,
            _ => false,
        };
        match self.notes.iter().rev().find(|note| !about_risk(note) && **note != Note::Left)? {
            Note::Begun(text) => Some(text),
            _ => None,
        }
    }

    /// True if it was broken off without a word: what was being typed then is lost.
    pub fn was_broken_off(&self) -> bool {
        !matches!(self.notes.last(), None | Some(Note::Left | Note::Begun(_)))
    }

    /// Whether it is known what the review follows, and which record that is. Of another case it is not known yet.
    pub fn follows(&self) -> Option<Option<&Follows>> {
        let of_this_case = self.notes.iter().rev().take_while(|note| match (note, self.case()) {
            (Note::Case(other), Some(case)) => other.eq_ignore_ascii_case(case),
            _ => true,
        });
        of_this_case.into_iter().find_map(|note| match note {
            Note::Follows(follows) => Some(follows.as_ref()),
            _ => None,
        })
    }

    /// The record that it corrects, if it does, with the reason that was given last.
    pub fn corrects(&self) -> Option<&Corrects> {
        self.notes.iter().rev().find_map(|note| match note {
            Note::Corrects(corrects) => Some(corrects),
            _ => None,
        })
    }

    /// The texts of its small records, in the order in which they were written.
    pub fn small(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().filter_map(|note| match note {
            Note::Small(text) | Note::Tie(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// What it is called: its case reference, or the name of the review until it has one.
    pub fn name(&self) -> &str {
        self.case().unwrap_or(&self.head.review)
    }

    /// The day on which something was last saved.
    pub fn last_saved(&self) -> Option<&Event> {
        self.notes.iter().rev().find_map(|note| match note {
            Note::Event(event) => Some(event.as_ref()),
            _ => None,
        })
    }

    /// How many answers it holds, taken-back ones not counted.
    pub fn answers(&self) -> usize {
        // An answer about risk is never taken back.
        let (mut answers, mut of_risk): (usize, usize) = (0, 0);
        for note in &self.notes {
            match note {
                Note::Event(event) if matches!(event.what, What::AtRisk(_)) => of_risk += 1,
                Note::Event(_) => answers += 1,
                Note::Back => answers = answers.saturating_sub(1),
                _ => {}
            }
        }
        answers + of_risk
    }
}

/// A journal that is open: no other window may open it.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    lines: u64,
    last: String,
    /// Everything in it that is on the disk.
    whole: Vec<u8>,
    /// True once a write or a sync did not come off: nobody knows then what the file holds, and nothing is added to it.
    broken: bool,
}

impl Journal {
    /// Begins a journal in a folder, which is made if it is not there.
    pub fn create(folder: &Path, head: &Head) -> Result<Self, Failure> {
        own_folder(folder)?;
        private_folder(folder)?;
        let path = folder.join(name_of(head));
        let file =
            OpenOptions::new().read(true).append(true).create_new(true).mode(0o600).open(&path).map_err(|error| {
                match error.kind() {
                    io::ErrorKind::AlreadyExists => in_another_window(&path),
                    _ => Failure::io("save your answers", &path, &error),
                }
            })?;
        lock(&file, &path)?;
        let mut journal = Self { path, file, lines: 0, last: String::new(), whole: Vec::new(), broken: false };
        journal.write(Written::Head(Box::new(head.clone())))?;
        sync_folder(folder)?;
        Ok(journal)
    }

    /// Opens a journal to go on with it. A line that is cut short is set aside beside it.
    pub fn open(path: &Path) -> Result<(Self, Unfinished), Failure> {
        let failed = |error: io::Error| Failure::io("read your answers", path, &error);
        path.parent().map_or(Ok(()), own_folder)?;
        let mut file = own(path, OpenOptions::new().read(true).append(true)).map_err(failed)??;
        lock(&file, path)?;
        let mut bytes = Vec::new();
        (&file).take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
        let unfinished = recover(&bytes).ok_or_else(|| no_start(path))?;
        is_named(path, &unfinished.head)?;
        if unfinished.sound < bytes.len() {
            set_aside(path, &bytes[unfinished.sound..])?;
            file.set_len(unfinished.sound as u64).map_err(failed)?;
            // Should it come back with the power, it is set aside once more; the next line's sync is good for both.
            file.seek(io::SeekFrom::End(0)).map_err(failed)?;
        }
        let lines = unfinished.notes.len() as u64 + 1;
        bytes.truncate(unfinished.sound);
        let (path, last) = (path.to_owned(), unfinished.last.clone());
        let journal = Self { path, file, lines, last, whole: bytes, broken: false };
        Ok((journal, unfinished))
    }

    /// Adds a line. When this comes back, it is on the disk.
    pub fn add(&mut self, note: &Note) -> Result<(), Failure> {
        self.write(match note {
            Note::Event(event) => Written::Event(Box::new(Entry::of(event))),
            Note::Back => Written::Back(true),
            Note::Change(place) => Written::Change(*place),
            Note::Begun(text) => Written::Begun(text.clone()),
            Note::Case(case) => Written::Case(case.clone()),
            Note::Also(also) => Written::Also(also.clone()),
            Note::Follows(follows) => Written::Follows(follows.clone()),
            Note::Sat(sat) => Written::Sat(*sat),
            Note::CaseLater => Written::CaseLater(true),
            Note::OnCase(on_case) => Written::OnCase(on_case.clone()),
            Note::AnotherMatter => Written::AnotherMatter(true),
            Note::Left => Written::Left(true),
            Note::Corrects(corrects) => Written::Corrects(corrects.clone()),
            Note::Small(text) => Written::Small(text.clone()),
            Note::Tie(text) => Written::Tie(text.clone()),
            Note::Write => Written::Write(true),
        })
    }

    fn write(&mut self, written: Written) -> Result<(), Failure> {
        let failed = |error: &io::Error| Failure::io("save your answers", &self.path, error);
        let line = Line { n: self.lines, prev: self.last.clone(), written };
        let body = serde_json::to_string(&line).map_err(|error| failed(&error.into()))?;
        let hash = digest(body.as_bytes());
        let whole = format!("{},\"hash\":\"{hash}\"}}\n", &body[..body.len() - 1]);
        if (self.whole.len() + whole.len()) as u64 > LONGEST {
            return Err(too_long(&self.path));
        }
        let first = (!self.broken).then(|| self.file.write_all(whole.as_bytes()).and_then(|()| self.file.sync_data()));
        if !matches!(first, Some(Ok(()))) {
            self.broken = true;
            self.file = self.anew(whole.as_bytes()).map_err(|again| match &first {
                Some(Err(error)) => failed(error),
                _ => failed(&again),
            })?;
            self.broken = false;
        }
        self.whole.extend_from_slice(whole.as_bytes());
        self.lines += 1;
        self.last = hash;
        Ok(())
    }

    /// The whole journal with one more line, in a new file that takes the place of the old one. A sync that did not
    /// come off is never tried again on the same file: the system may have dropped what it could not write.
    fn anew(&self, line: &[u8]) -> io::Result<File> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".journal-").suffix(".tmp").tempfile_in(folder)?;
        // Nobody else knows of it yet, and a file system without locks does not stop anybody from working.
        drop(file.as_file().try_lock());
        file.write_all(&self.whole)?;
        file.write_all(line)?;
        file.as_file().sync_all()?;
        let file = file.persist(&self.path)?;
        sync_folder(folder).map_err(|_| io::Error::from(io::ErrorKind::Other))?;
        Ok(file)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the journal away with everything that lies beside it: its record is durable, or somebody chose to discard
    /// it. The journal goes last: as long as it is there, the rest is known to be its own.
    pub fn remove(self) -> Result<(), Failure> {
        beside::forget(&self.path)?;
        fs::remove_file(&self.path).map_err(|error| Failure::io("tidy away the saved answers", &self.path, &error))
    }
}

/// Reads what a journal holds without opening it to write. None if it was not begun: nothing was called saved then.
pub fn look(path: &Path) -> Result<Option<Unfinished>, Failure> {
    let Some(bytes) = saved(path)? else { return Ok(None) };
    match recover(&bytes) {
        // Whole lines end so, and were saved once.
        None if bytes.contains(&b'\n') => Err(no_start(path)),
        None => Ok(None),
        Some(found) => is_named(path, &found.head).map(|()| Some(found)),
    }
}

/// Refuses a journal that does not hold everything that was once saved in it, as far as can be seen.
pub fn is_whole(path: &Path) -> Result<(), Failure> {
    match look(path)? {
        Some(found) if found.later > 0 => {
            let says = "a line in the middle of these saved answers is damaged";
            let mend = format!(
                "carry on with what comes before it: rethink resume {}. The rest is set aside beside it",
                found.head.review
            );
            Err(Failure::new(Exit::NotSaved, says).at(path).mend(mend))
        }
        _ => Ok(()),
    }
}

/// What stands in a journal. None if it is not there: in another window it may just have come to its record.
fn saved(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let failed = |error: io::Error| Failure::io("read your answers", path, &error);
    let file = match own(path, OpenOptions::new().read(true)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(failed)??,
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}

/// Opens a journal that is this person's own, no link, and no longer than any is.
fn own(path: &Path, how: &mut OpenOptions) -> io::Result<Result<File, Failure>> {
    let refused = |says: &str| {
        let mend = "ask your IT team how it came there, and move it out of this folder";
        Ok(Err(Failure::new(Exit::NotSaved, says).at(path).mend(mend)))
    };
    match opened_as(path, how)? {
        None => refused("this is a link or no file, and no saved answers are read through it"),
        Some((_, about)) if !is_own(&about) => refused("this file belongs to somebody else, and is not read"),
        Some((_, about)) if about.len() > LONGEST => Ok(Err(too_long(path))),
        Some((file, _)) => Ok(Ok(file)),
    }
}

fn too_long(path: &Path) -> Failure {
    damaged(path, "this file is longer than saved answers can be")
}

/// The name of the file of a journal.
fn name_of(head: &Head) -> String {
    format!("{}-{}.jsonl", head.review, head.part)
}

/// Refuses a journal under the name of another one: a copy, or a second name of the same file.
fn is_named(path: &Path, head: &Head) -> Result<(), Failure> {
    if path.file_name().is_some_and(|name| name == name_of(head).as_str()) {
        return Ok(());
    }
    let says = "this is a copy of other saved answers, or another name of their file";
    Err(Failure::new(Exit::NotSaved, says).at(path).mend("move it out of this folder, if the other one is there"))
}

/// How many whole lines these bytes hold. A line that was being written when something broke is the last one, and not
/// whole: so where there are any after it, the file was changed.
fn whole_lines(behind: &[u8]) -> usize {
    let mut lines = behind.split(|byte| *byte == b'\n');
    // Of a line that was cut short, only its end may be missing.
    let first = lines.next().filter(|_| behind.contains(&b'\n'));
    first.into_iter().chain(lines).filter(|line| whole_line(line).is_some()).count()
}

fn no_start(path: &Path) -> Failure {
    damaged(path, "this file does not hold the start of a session")
}

fn damaged(path: &Path, says: &str) -> Failure {
    Failure::new(Exit::NotSaved, says)
        .at(path)
        .mend("keep this file as it is, restore it from a backup, or show it to your IT team")
}

/// Every journal in a folder, in order of name. None if there is no folder.
pub fn all(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: io::Error| Failure::io("read your answers", folder, &error);
    own_folder(folder)?;
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    let is_journal = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "jsonl");
    let mut paths: Vec<PathBuf> = paths.into_iter().filter(is_journal).collect();
    paths.sort();
    Ok(paths)
}

/// Makes a folder that only its owner can open, if it is not there.
pub fn private_folder(folder: &Path) -> Result<(), Failure> {
    make_private(folder).map_err(|error| Failure::io("make a folder", folder, &error))
}

/// Puts what a folder lists on the disk.
pub fn sync_folder(folder: &Path) -> Result<(), Failure> {
    sync(folder).map_err(|error| Failure::io("save", folder, &error))
}

fn lock(file: &File, path: &Path) -> Result<(), Failure> {
    match file.try_lock() {
        // A file system without locks does not stop anybody from working.
        Ok(()) => Ok(()),
        Err(fs::TryLockError::Error(_)) => Ok(()),
        Err(fs::TryLockError::WouldBlock) => Err(in_another_window(path)),
    }
}

fn in_another_window(path: &Path) -> Failure {
    Failure::new(Exit::Already, "this review is open in another window on this computer")
        .at(path)
        .mend("finish there, or close that window and run this again")
}

fn set_aside(path: &Path, tail: &[u8]) -> Result<(), Failure> {
    for number in 1..1000 {
        let aside = path.with_extension(format!("torn-{number}"));
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside);
        match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::io("set aside an unfinished line", &aside, &error)),
            Ok(mut file) => {
                let written = file.write_all(tail).and_then(|()| file.sync_all());
                written.map_err(|error| Failure::io("set aside an unfinished line", &aside, &error))?;
                return aside.parent().map_or(Ok(()), sync_folder);
            }
        }
    }
    Err(Failure::new(Exit::NotSaved, "there are too many unfinished lines set aside").at(path))
}

/// Everything up to the first line that is not whole.
fn recover(bytes: &[u8]) -> Option<Unfinished> {
    let mut head = None;
    let mut notes = Vec::new();
    let mut last = String::new();
    let mut sound = 0;
    while let Some(length) = bytes[sound..].iter().position(|byte| *byte == b'\n') {
        let Some((line, hash)) = whole_line(&bytes[sound..sound + length]) else { break };
        let number = notes.len() as u64 + u64::from(head.is_some());
        // The same line once more adds nothing, and the next one follows from it all the same.
        if head.is_some() && hash == last {
            sound += length + 1;
            continue;
        }
        if line.n != number || line.prev != last {
            break;
        }
        let day = NaiveDate::default();
        match line.written {
            Written::Head(it) if head.is_none() => head = Some(*it),
            Written::Event(entry) => match entry.event(day) {
                Some(event) => notes.push(Note::Event(Box::new(event))),
                None => break,
            },
            Written::Back(_) => notes.push(Note::Back),
            Written::Change(place) => notes.push(Note::Change(place)),
            Written::Begun(text) => notes.push(Note::Begun(text)),
            Written::Case(case) => notes.push(Note::Case(case)),
            Written::Also(also) => notes.push(Note::Also(also)),
            Written::Follows(follows) => notes.push(Note::Follows(follows)),
            Written::Sat(sat) => notes.push(Note::Sat(sat)),
            Written::CaseLater(_) => notes.push(Note::CaseLater),
            Written::OnCase(on_case) => notes.push(Note::OnCase(on_case)),
            Written::AnotherMatter(_) => notes.push(Note::AnotherMatter),
            Written::Left(_) => notes.push(Note::Left),
            Written::Corrects(corrects) => notes.push(Note::Corrects(corrects)),
            Written::Small(text) => notes.push(Note::Small(text)),
            Written::Tie(text) => notes.push(Note::Tie(text)),
            Written::Write(_) => notes.push(Note::Write),
            Written::Head(_) => break,
        }
        last = hash;
        sound += length + 1;
    }
    let torn = (sound < bytes.len()).then(|| String::from_utf8_lossy(&bytes[sound..]).into_owned());
    Some(Unfinished { head: head?, notes, torn, later: whole_lines(&bytes[sound..]), sound, last })
}

/// A line whose digest is right.
fn whole_line(bytes: &[u8]) -> Option<(Line, String)> {
    const TAIL: usize = ",\"hash\":\"\"}".len() + 64;
    let text = std::str::from_utf8(bytes).ok()?;
    let at = text.len().checked_sub(TAIL)?;
    let (body, tail) = text.split_at_checked(at)?;
    let hash = tail.strip_prefix(",\"hash\":\"")?.strip_suffix("\"}")?;
    let body = format!("{body}}}");
    if digest(body.as_bytes()) != hash {
        return None;
    }
    Some((serde_json::from_str(&body).ok()?, hash.to_owned()))
}

/// The words of an answer in a line that was not wholly saved, as far as they can be read.
pub fn torn_words(torn: &str) -> Option<String> {
    let start = torn.find("\"said\":\"")? + "\"said\":\"".len();
    let mut words = torn[start..].trim_end_matches('\0').to_owned();
    if let Some(end) = words.find("\",\"") {
        words.truncate(end);
    }
    let words = words.replace("\\n", "\n").replace("\\\"", "\"");
    let words = crate::prompt::cleaned(&words);
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests;
