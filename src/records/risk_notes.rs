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
use crate::record::Brief;
use crate::record::Head;
use crate::record::RiskNote;
use crate::record::Small;
use crate::record::WhatWasDone;
use crate::records::Case;
use crate::records::Found;
use crate::records::Look;
use crate::records::Places;
use crate::records::Unread;
use crate::records::by_its_name;
use crate::records::files;
use crate::records::find;
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
use crate::records::tied;
use crate::strategy::check::SAFETY_STOP;

/// A stop or a risk answer, with everything that later small records say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRisk {
    /// The small record that was written first, or the first that is here.
    pub first: RiskNote,
    /// The newest one: it knows the case, if any does.
    pub newest: RiskNote,
    /// The digests of all.
    pub all: Vec<String>,
    /// What was done about it, if one of them says so.
    pub done: Option<WhatWasDone>,
    /// When that was said.
    said_at: Option<DateTime<FixedOffset>>,
    /// True if neither they nor any record say yet that something was done and the child is safe.
    pub is_open: bool,
    /// True if something says what was done, and not that the child is safe.
    pub not_safe: bool,
}

impl ToldRisk {
    /// The reference of its case, if it is known.
    pub fn case(&self) -> Option<&str> {
        self.newest.head.case.as_deref()
    }

    /// The day of the answer: the clock's, or the one that was given in its place.
    pub fn day(&self) -> NaiveDate {
        self.first.head.date
    }

    /// What it is of. A yes is a stop until it is said what was done about it.
    pub fn small(&self) -> Small {
        self.newest.head.small
    }

    /// The name of the small record that is corrected to say what was done.
    pub fn record(&self) -> &str {
        &self.newest.head.record
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

/// The small record of this name, or of which this is the path. A part of a name that a review has too means the review.
pub fn risk_note(folders: &[PathBuf], name: &str) -> Option<(PathBuf, RiskNote)> {
    let given = PathBuf::from(name);
    if given.is_file() {
        let note = text(&given).ok().and_then(|text| RiskNote::read(&text).ok())?;
        return Some((given, note));
    }
    let name = name.trim_end_matches(".toml");
    let is_it = |record: &str| record == name || record.ends_with(&format!("_{name}"));
    let mut found = risk_notes_found(folders).into_iter().filter_map(|file| Some((file.path, file.read.ok()?)));
    let (path, note) = found.find(|(_, note)| is_it(&note.head.record))?;
    let is_a_review = note.head.record != name && find(folders, name).is_some();
    (!is_a_review).then_some((path, note))
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
fn gathered(notes: &[RiskNote], (today, day): (NaiveDate, NaiveDate)) -> Vec<ToldRisk> {
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
    let mut all: Vec<ToldRisk> = groups
        .into_iter()
        .filter_map(|(first, mut notes)| {
            // What knows the case stands before what does not, however late it was written. One that was corrected gives
            // way, whatever the clocks say.
            let corrected: HashSet<&str> =
                notes.iter().filter_map(|note| Some(&*note.head.corrects.as_ref()?.sha256)).collect();
            notes.sort_by_key(|note| {
                let stands = !corrected.contains(&*note.sha256);
                (note.head.case.is_some(), stands, note.head.written, note.head.record.clone())
            });
            // What was said last counts: a child who was safe may not be any longer. Of two who did not know of each
            // other, the one who says that the child is not safe does.
            let said = notes.iter().filter(|note| note.done.is_some() && note.head.date <= today);
            let last = said.max_by_key(|note| {
                let is_safe = note.done.as_ref().is_some_and(WhatWasDone::closes);
                let stands = !corrected.contains(&*note.sha256);
                (stands, stands && !is_safe, note.head.written)
            });
            let done = last.and_then(|note| note.done.clone());
            Some(ToldRisk {
                first: (*by.get(first.as_str())?).clone(),
                newest: (*notes.last()?).clone(),
                all: notes.iter().map(|note| note.sha256.clone()).collect(),
                is_open: !done.as_ref().is_some_and(WhatWasDone::closes),
                not_safe: done.as_ref().is_some_and(|done| !done.closes()),
                said_at: last.map(|note| note.head.written),
                done,
            })
        })
        .collect();
    all.sort_by(|a, b| (a.first.head.at, a.record()).cmp(&(b.first.head.at, b.record())));
    all
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

/// The stops of one case, and the risk answers of it that are in none of its reviews, oldest first.
pub(crate) fn told(
    notes: &[RiskNote],
    case: &Case,
    today: NaiveDate,
    about: &dyn Fn(&str) -> Option<NaiveDate>,
) -> Vec<ToldRisk> {
    let heads = || case.records.iter().map(|(_, record)| &record.head);
    let known: Vec<&str> = std::iter::once(case.name.as_str()).chain(heads().flat_map(Head::references)).collect();
    let is_of = |risk: &ToldRisk| {
        let mut references = risk.newest.references();
        references.any(|its| known.iter().any(|known| known.eq_ignore_ascii_case(its)))
    };
    let standing = case.standing();
    let stands = case.records.iter().filter(|(_, record)| standing.stands(&record.sha256));
    let briefs: Vec<Brief> = stands.map(|(_, record)| Brief::of(&record.head, &record.sha256)).collect();
    let is_held = |risk: &ToldRisk| briefs.iter().any(|brief| holds(brief, risk));
    let open = open_risks(notes, &briefs, (today, NaiveDate::MAX), about);
    let mut told = gathered(notes, (today, NaiveDate::MAX));
    told.retain(|risk| is_of(risk) && !is_held(risk));
    for risk in &mut told {
        let open = open.iter().find(|open| open.first.sha256 == risk.first.sha256);
        (risk.is_open, risk.not_safe) = (open.is_some(), open.is_some_and(|open| open.not_safe));
    }
    told
}

/// True if a record about a stop says that the child is safe.
fn says_safe(brief: &Brief) -> bool {
    brief.fact("safe-now") == Some("yes")
}

/// True if the record of a review has an answer about risk, or one that was given after it.
fn holds(brief: &Brief, risk: &ToldRisk) -> bool {
    let (head, at) = (&risk.newest.head, risk.first.head.at);
    let review = head.review.as_deref().or(risk.first.head.review.as_deref());
    // Of two answers in one second, nobody knows which was the later.
    let has_it = brief.at_risk_at > at || brief.at_risk_at == at && *brief.at_risk == *head.at_risk;
    risk.small() == Small::Risk && Some(&*brief.review) == review && has_it
}

/// The stops and risk answers of which nothing said on that day that something was done and the child is safe, oldest
/// first. `today` and the last day of what is looked at.
///
/// `briefs` are of the records that stand, on that day. A stop is explained by a small record that says what was done,
/// by the record that names it, or by one of the strategy for it that somebody began by themselves: that one explains
/// the stops of its case on the day that it is `about`, or else the newest one; none that was made after it. What was
/// said last of whether the child is safe counts. That the same session was carried on says nothing of what was done. A
/// risk answer after which the review went on is in the record of that review, and open or not as that record is. A
/// record that was moved to another child explains nothing of the first, and one dated after today explains nothing.
pub fn open_risks(
    notes: &[RiskNote],
    briefs: &[Brief],
    (today, day): (NaiveDate, NaiveDate),
    about: &dyn Fn(&str) -> Option<NaiveDate>,
) -> Vec<ToldRisk> {
    let mut all = gathered(notes, (today, day));
    if all.is_empty() {
        return all;
    }
    let of_briefs = briefs.iter().map(|brief| brief.references().collect::<Vec<_>>());
    let of_risks = all.iter().map(|risk| risk.newest.references().collect());
    let ties = tied(of_briefs.chain(of_risks));
    let (of_briefs, of_risks) = ties.split_at(briefs.len());
    let of_stops = |brief: &Brief| brief.explains.is_some() || *brief.strategy == *SAFETY_STOP;
    let mut words: Vec<(usize, &Brief)> =
        briefs.iter().enumerate().filter(|(_, brief)| of_stops(brief) && brief.date <= today).collect();
    // Of two words in one second, the one that says that the child is not safe counts.
    words.sort_by_key(|(_, brief)| (brief.written, !says_safe(brief)));
    // What each record says of which stops, oldest first.
    for (number, brief) in words {
        let same_case = |place: usize| of_risks[place] == of_briefs[number];
        let named =
            |risk: &ToldRisk| brief.explains.as_ref().is_some_and(|it| risk.all.iter().any(|its| **its == *it.sha256));
        let may = |place: usize, risk: &ToldRisk| {
            let is_before = risk.day() <= brief.date && risk.first.head.at <= brief.written;
            risk.small() == Small::Stop && same_case(place) && is_before
        };
        let its: Vec<usize> = if brief.explains.is_some() {
            let is_it =
                |(place, risk): &(usize, &ToldRisk)| named(risk) && (risk.case().is_none() || same_case(*place));
            all.iter().enumerate().filter(is_it).map(|(place, _)| place).collect()
        } else {
            let its_day = about(&brief.record);
            let before = || all.iter().enumerate().filter(|(place, risk)| may(*place, risk));
            let newest = before().filter(|(_, risk)| risk.is_open).map(|(_, risk)| risk.first.head.at).max();
            let is_it = |risk: &ToldRisk| its_day.map_or(Some(risk.first.head.at) == newest, |day| risk.day() == day);
            before().filter(|(_, risk)| is_it(risk)).map(|(place, _)| place).collect()
        };
        for place in its {
            let risk = &mut all[place];
            if risk.said_at.is_none_or(|at| at < brief.written || at == brief.written && !says_safe(brief)) {
                (risk.is_open, risk.not_safe) = (!says_safe(brief), !says_safe(brief));
            }
        }
    }
    all.retain(|risk| risk.is_open && !briefs.iter().any(|brief| holds(brief, risk)));
    all
}
