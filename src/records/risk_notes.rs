//! Small records of a folder: stops for safety and risk answers, and those of which no record says yet what was done.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::record::RiskNote;
use crate::record::Small;
use crate::record::WhatWasDone;
use crate::records::Found;
use crate::records::Look;
use crate::records::Places;
use crate::records::Unread;
use crate::records::by_its_name;
use crate::records::files;
use crate::records::has_name;
use crate::records::is_named_like_a_record;
use crate::records::not_away;
use crate::records::publish::put_whole;
use crate::records::publish::same;
use crate::records::publish::set_down;
use crate::records::read_all;
use crate::records::receipts;
use crate::records::receipts::sight_of_small;
use crate::records::remember;
use crate::records::text;

/// How far a stop or a risk answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiskState {
    /// Nobody who may has said yet that it is over.
    Open,
    /// Something says what was done, and not that the child is safe.
    NotSafe,
    /// The record of its review has this answer or a later one, and is open or not as that record is.
    InReview,
    /// Somebody who may has said that it is over.
    Over,
}

/// A stop or a risk answer, with everything that later small records say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRisk {
    /// The small record that was written first, or the first that is here.
    pub first: RiskNote,
    /// Those that no other stands in the place of, the newest last: that one knows the case, if any does.
    pub stand: Vec<RiskNote>,
    /// The digests of all.
    pub all: Vec<String>,
    /// What was done about it, if one of them says so.
    pub done: Option<WhatWasDone>,
    /// When that was said.
    pub said_at: Option<DateTime<FixedOffset>>,
    /// How far it has come.
    pub state: RiskState,
}

impl ToldRisk {
    /// The small record that stands last.
    pub fn newest(&self) -> &RiskNote {
        self.stand.last().unwrap_or(&self.first)
    }

    /// The reference of its case, if it is known.
    pub fn case(&self) -> Option<&str> {
        self.newest().head.case.as_deref()
    }

    /// The cases that it is of. Two people who did not know of each other may each have said another.
    pub fn cases(&self) -> Vec<&str> {
        let mut cases: Vec<&str> = self.stand.iter().rev().filter_map(|note| note.head.case.as_deref()).collect();
        let mut seen = HashSet::new();
        cases.retain(|case| seen.insert(case.to_ascii_lowercase()));
        cases
    }

    /// The day of the answer: the clock's, or the one that was given in its place.
    pub fn day(&self) -> NaiveDate {
        self.first.head.date
    }

    /// What it is of. A yes is a stop until it is said what was done about it.
    pub fn small(&self) -> Small {
        self.newest().head.small
    }

    /// The name of the small record that is corrected to say what was done.
    pub fn record(&self) -> &str {
        &self.newest().head.record
    }

    /// The name of its review, if it was asked in one.
    pub fn review(&self) -> Option<&str> {
        self.newest().head.review.as_deref().or(self.first.head.review.as_deref())
    }

    /// True if it waits for somebody, and no record of its review says so.
    pub fn is_open(&self) -> bool {
        matches!(self.state, RiskState::Open | RiskState::NotSafe)
    }
}

/// The small records in some folders. However many copies of one lie there, it counts once.
pub fn risk_notes(folders: &[PathBuf]) -> Vec<RiskNote> {
    let mut seen = HashSet::new();
    let mut notes: Vec<RiskNote> = risk_notes_found(folders).into_iter().filter_map(|found| found.read.ok()).collect();
    notes.retain(|note| seen.insert(note.sha256.clone()));
    notes
}

/// Every file in some folders that may be a small record by its name, and is one that can be read.
pub fn risk_notes_found(folders: &[PathBuf]) -> Vec<Found<RiskNote>> {
    let is_one = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let kind = stem.split('_').nth(2);
        // The name of a copy may be anything.
        !is_named_like_a_record(path) || kind == Some(Small::Stop.name()) || kind == Some(Small::Risk.name())
    };
    let paths: Vec<PathBuf> = folders.iter().flat_map(|folder| files(folder).0).filter(is_one).collect();
    let mut found = read_all(&paths, |path| {
        by_its_name(path, text(path).and_then(|text| RiskNote::read(&text).map_err(Unread::Not)))
    });
    found.retain(|file| file.read.is_ok());
    found
}

/// The small record of this name, or of which this is the path.
pub fn risk_note(folders: &[PathBuf], name: &str) -> Option<(PathBuf, RiskNote)> {
    let given = PathBuf::from(name);
    if given.is_file() {
        let note = text(&given).ok().and_then(|text| RiskNote::read(&text).ok())?;
        return Some((given, note));
    }
    let name = name.trim_end_matches(".toml");
    let is_it = |record: &str| record == name || record.ends_with(&format!("_{name}"));
    let mut found = risk_notes_found(folders).into_iter().filter_map(|file| Some((file.path, file.read.ok()?)));
    found.find(|(_, note)| is_it(&note.head.record))
}

/// Puts a small record where nothing can keep it from going: this computer's own outbox, or else the folder.
pub fn keep_small(places: &Places, note: &RiskNote) -> Result<PathBuf, Failure> {
    match set_down(places, &note.head.record, &note.text) {
        Ok(path) => Ok(path),
        Err(_) => publish_small(places, note),
    }
}

/// Publishes a small record, and takes it out of the outbox. One that is there already is published.
pub fn publish_small(places: &Places, note: &RiskNote) -> Result<PathBuf, Failure> {
    not_away(places, note.head.date)?;
    let home = places.home();
    let name = format!("{}.toml", note.head.record);
    let path = match put_whole(home, &name, &note.text) {
        Err(failure) if failure.exit == Exit::Already && same(&home.join(&name), &note.text) => home.join(&name),
        put => put?,
    };
    drop(remember(places, home, note.head.written, Look::Wrote, [sight_of_small(note)]));
    for outbox in places.outboxes() {
        let waits = outbox.join(&name);
        if same(&waits, &note.text) {
            drop(fs::remove_file(waits));
        }
    }
    Ok(path)
}

/// True if this computer has published a small record, or it waits here to be.
pub fn is_kept(places: &Places, note: &RiskNote) -> bool {
    let name = format!("{}.toml", note.head.record);
    let known = || receipts(places, places.home()).iter().any(|receipt| receipt.sha256 == note.sha256);
    places.readable().iter().any(|folder| same(&folder.join(&name), &note.text)) || known()
}

/// The digests of what this computer wrote, published or not.
pub fn wrote_here(places: &Places, notes: &[RiskNote]) -> HashSet<String> {
    let all = receipts(places, places.home());
    let published: HashSet<&str> = all.iter().filter(|it| it.wrote).map(|it| it.sha256.as_str()).collect();
    let outboxes: Vec<PathBuf> = places.outboxes().iter().flat_map(|outbox| files(outbox).0).collect();
    let waits = |note: &RiskNote| outboxes.iter().any(|path| has_name(path, &note.head.record));
    let own = notes.iter().filter(|note| published.contains(note.sha256.as_str()) || waits(note));
    own.map(|note| note.sha256.clone()).collect()
}

/// Each stop and risk answer once, oldest first, with what later small records say of it; of those that were written by
/// a day. What is dated after `today` says nothing of what was done.
pub(super) fn gathered(notes: &[RiskNote], (today, day): (NaiveDate, NaiveDate)) -> Vec<ToldRisk> {
    let notes: Vec<&RiskNote> = notes.iter().filter(|note| note.head.date <= day).collect();
    let by: HashMap<&str, &RiskNote> = notes.iter().map(|note| (note.sha256.as_str(), *note)).collect();
    let first = |note: &RiskNote| {
        let mut first = by[note.sha256.as_str()];
        // A digest cannot come to depend on itself; what was made up all the same must end too.
        for _ in 0..by.len() {
            match first.head.corrects.as_ref().and_then(|corrects| by.get(corrects.sha256.as_str())) {
                Some(earlier) => first = earlier,
                None => break,
            }
        }
        first.sha256.clone()
    };
    let mut groups: HashMap<String, Vec<&RiskNote>> = HashMap::new();
    for note in &notes {
        groups.entry(first(note)).or_default().push(note);
    }
    let told = groups.into_iter().filter_map(|(first, notes)| Some(told_of_one(by.get(first.as_str())?, notes, today)));
    let mut all: Vec<ToldRisk> = told.collect();
    all.sort_by(|a, b| (a.first.head.at, a.record()).cmp(&(b.first.head.at, b.record())));
    all
}

/// One stop or risk answer, from every small record of it.
fn told_of_one(first: &RiskNote, mut notes: Vec<&RiskNote>, today: NaiveDate) -> ToldRisk {
    // One that was corrected gives way, whatever the clocks say. What knows the case stands before what does not,
    // however late it was written.
    let corrected: HashSet<&str> =
        notes.iter().filter_map(|note| Some(&*note.head.corrects.as_ref()?.sha256)).collect();
    let stands = |note: &RiskNote| !corrected.contains(&*note.sha256);
    notes.sort_by_key(|note| (note.head.case.is_some(), note.head.written, note.head.record.clone()));
    let stand: Vec<RiskNote> = notes.iter().filter(|note| stands(note)).map(|note| (*note).clone()).collect();
    let small = stand.last().unwrap_or(first).head.small;
    let closes = |note: &RiskNote| note.done.as_ref().is_some_and(|done| done.closes(small));
    // What was said last counts: a child who was safe may not be any longer. Of two who did not know of each other, the
    // one who says that the child is not safe does.
    let said = notes.iter().filter(|note| note.done.is_some() && note.head.date <= today);
    let last = said.max_by_key(|note| (stands(note), stands(note) && !closes(note), note.head.written));
    let state = match last {
        Some(last) if closes(last) => RiskState::Over,
        Some(last) if last.done.as_ref().is_some_and(|done| !done.is_safe()) => RiskState::NotSafe,
        _ => RiskState::Open,
    };
    ToldRisk {
        first: first.clone(),
        stand,
        all: notes.iter().map(|note| note.sha256.clone()).collect(),
        done: last.and_then(|note| note.done.clone()),
        said_at: last.map(|note| note.head.written),
        state,
    }
}

/// Of these small records, those of a case by its references, and those with which they are of one stop or answer.
pub(super) fn notes_of(notes: &[RiskNote], is_of_it: &dyn Fn(&str) -> bool) -> Vec<RiskNote> {
    let told = gathered(notes, (NaiveDate::MAX, NaiveDate::MAX));
    let its = told.iter().filter(|risk| risk.stand.iter().flat_map(RiskNote::references).any(is_of_it));
    let its: HashSet<&String> = its.flat_map(|risk| &risk.all).collect();
    notes.iter().filter(|note| its.contains(&note.sha256)).cloned().collect()
}

/// Every stop and risk answer in some folders, with what the small records there say of it.
pub fn risks_in(folders: &[PathBuf]) -> Vec<ToldRisk> {
    gathered(&risk_notes(folders), (NaiveDate::MAX, NaiveDate::MAX))
}

/// The stop or the risk answer of which a small record is, with everything that the small records of some folders say
/// of it.
pub fn told_of(folders: &[PathBuf], note: &RiskNote) -> Option<ToldRisk> {
    let mut notes = risk_notes(folders);
    if !notes.iter().any(|its| its.sha256 == note.sha256) {
        notes.push(note.clone());
    }
    notes.retain(|its| its.head.practice == note.head.practice);
    gathered(&notes, (NaiveDate::MAX, NaiveDate::MAX)).into_iter().find(|risk| risk.all.contains(&note.sha256))
}
