//! All records of one case, and what they make known.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::journal::Entry;
use crate::prompt::Answer;
use crate::record::Head;
use crate::record::OfOutcome;
use crate::record::Record;
use crate::record::RiskNote;
use crate::record::shelf_of;
use crate::records::Kept;
use crate::records::Places;
use crate::records::Promise;
use crate::records::Righted;
use crate::records::Says;
use crate::records::Standing;
use crate::records::Unread;
use crate::records::kept;
use crate::records::promised;
use crate::records::record;
use crate::records::remembered_heads;
use crate::records::risk_notes;
use crate::records::risk_notes::notes_of;
use crate::records::sound_heads;
use crate::records::sources;
use crate::review::Continues;
use crate::session::Known;
use crate::session::Offer;
use crate::session::UNTIL_THEN;
use crate::strategy::Shelf;

/// The records of one case, oldest first.
#[derive(Debug, Default)]
pub struct Case {
    /// The reference that was asked for.
    pub name: String,
    /// Each with its file.
    pub records: Vec<(PathBuf, Record)>,
    /// Files that by their names are records of this case and cannot be read, each with why.
    pub unread: Vec<(PathBuf, Unread)>,
    /// Records under other references that correct some record: perhaps one of this case, whose reference was wrong.
    pub elsewhere: Vec<(Head, String)>,
    /// Earlier parts of its reviews that stay under another reference: the part after them was moved to this case.
    pub behind: Vec<Record>,
    /// Records that its own name and that are here under another reference, by their names.
    pub others: BTreeSet<String>,
    /// The small records of its stops and of its answers about risk.
    pub small: Vec<RiskNote>,
}

impl Case {
    /// Reads every record of a case. What cannot be read is left to those who look at the whole folder. A practice record that
    /// was copied among real ones is of no real case, nor the other way round.
    pub fn read(places: &Places, case: &str) -> Self {
        Self::known_as(places, case, &[])
    }

    /// Reads every record of a case that other agencies know by other references.
    pub fn known_as(places: &Places, case: &str, also: &[String]) -> Self {
        Self::known_without(places, case, also, None)
    }

    /// The same, where one record ties nothing: the one with this digest, which is being corrected.
    pub fn known_without(places: &Places, case: &str, also: &[String], without: Option<&str>) -> Self {
        let all = remembered_heads(&places.readable());
        let sound = || all.iter().filter_map(|found| Some((&found.path, &**found.read.as_ref().ok()?)));
        let sound = || sound().filter(|(_, (head, _))| head.practice == places.is_practice);
        let corrected = Standing::of(sound().map(|(_, (head, sha256))| (head, sha256.as_str())).collect::<Vec<_>>());
        let ties = |sha256: &str| corrected.stands(sha256) && Some(sha256) != without;
        let heads = sound().map(|(_, read)| read).filter(|(_, sha256)| ties(sha256));
        let names = names(case, also, &heads.map(|(head, _)| head).collect::<Vec<_>>());
        // What a correction took out of a record ties it to no case.
        let is_of = |head: &Head, sha256: &str| {
            if ties(sha256) { is_named(head, &names) } else { names.contains(&head.case.to_ascii_lowercase()) }
        };
        let of_case = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.split('_').nth(1).is_some_and(|its| names.contains(&its.to_ascii_lowercase()))
        };
        let unread = all
            .iter()
            .filter_map(|found| Some((found.path.clone(), found.read.as_ref().err().copied()?)))
            .filter(|(path, _)| of_case(path))
            .collect();
        let (own, others): (Vec<_>, Vec<_>) = sound().partition(|(_, (head, sha256))| is_of(head, sha256));
        let whole = |path: &PathBuf| record(path).ok().map(|record| (path.clone(), record));
        let records: Vec<(PathBuf, Record)> = own.into_iter().filter_map(|(path, _)| whole(path)).collect();
        let elsewhere = others.iter().filter(|(_, (head, _))| head.corrects.is_some());
        let elsewhere = elsewhere.map(|(_, read)| (*read).clone()).collect();
        let mut case = Self { name: case.to_owned(), unread, elsewhere, ..Self::default() };
        let others: BTreeMap<&str, &PathBuf> =
            others.iter().map(|(path, (_, sha256))| (sha256.as_str(), *path)).collect();
        for (_, record) in &records {
            let mut before = record.head.continues.clone();
            while let Some(path) = before.as_ref().and_then(|before| others.get(before.sha256.as_str())) {
                let Some((_, part)) = whole(path) else { break };
                before.clone_from(&part.head.continues);
                case.behind.push(part);
            }
            case.others.extend(named(record).filter(|it| others.contains_key(it.1)).map(|it| it.0.to_owned()));
        }
        // Of two in the same second, the one that names more records was written after the other. A correction has
        // the place of the record that it corrects.
        let standing = Standing::of(records.iter().map(|(_, record)| (&record.head, record.sha256.as_str())));
        let written: BTreeMap<String, _> =
            records.iter().map(|(_, record)| (record.sha256.clone(), record.head.written)).collect();
        let firsts: Vec<_> = records
            .iter()
            .map(|(_, record)| written.get(standing.first(&record.sha256)).copied().unwrap_or(record.head.written))
            .collect();
        let mut ordered: Vec<_> = firsts.into_iter().zip(records).collect();
        ordered.sort_by_key(|(first, (_, record))| {
            (record.head.day(), *first, record.head.written, record.body.earlier.len())
        });
        case.records = ordered.into_iter().map(|(_, record)| record).collect();
        let mut small = risk_notes(&places.readable());
        small.retain(|note| note.head.practice == places.is_practice);
        case.small = notes_of(&small, &|reference| names.contains(&reference.to_ascii_lowercase()));
        case
    }

    /// Which of its records stand, and which have been corrected.
    pub fn standing(&self) -> Standing<'_> {
        let here = self.records.iter().map(|(_, record)| (&record.head, record.sha256.as_str()));
        Standing::of(here.chain(self.elsewhere.iter().map(|(head, sha256)| (head, sha256.as_str()))))
    }

    /// What its records say of each fact, where one on which they rest was put right.
    pub fn righted(&self) -> Righted {
        let standing = self.standing();
        let all: Vec<Says<'_>> = self
            .records
            .iter()
            .map(|(_, record)| Says {
                record: &record.head.record,
                sha256: &record.sha256,
                before: record.head.continues.as_ref().map(|before| before.sha256.as_str()),
                facts: record.head.facts.iter().map(|(fact, word)| (fact.as_str(), word.as_str())).collect(),
                case: standing.stands(&record.sha256).then_some(0),
            })
            .collect();
        let stands = |sha256: &str| standing.instead(sha256).map(|(_, instead)| instead.to_owned());
        let whole = |sha256: &str| self.records.iter().map(|(_, record)| record).find(|it| it.sha256 == sha256);
        Righted::of(&all, &stands, &|says| whole(says.sha256).map(sources))
    }

    /// What was said in one of its records, without what was only taken over and has been put right since.
    pub fn said<'a>(&'a self, record: &'a Record, righted: &Righted) -> Vec<&'a Entry> {
        let standing = self.standing();
        let corrected = |name: &String| {
            let one = self.records.iter().map(|(_, record)| record).find(|other| other.head.record == *name);
            one.is_some_and(|other| !standing.stands(&other.sha256))
        };
        let is_righted = |fact: &String| righted.words(&record.sha256).any(|(its, _)| its == fact);
        let is_stale = |entry: &&Entry| {
            let taken = entry.carried_from.is_some() || entry.from.is_some();
            entry.carried_from.as_ref().is_some_and(corrected) || taken && entry.fact.as_ref().is_some_and(is_righted)
        };
        record.body.entry.iter().filter(|entry| !is_stale(entry)).collect()
    }

    /// The record that goes past the wait of this one, as the case has moved on without what it waits for.
    pub fn past_wait(&self, waits: &Record) -> Option<&Record> {
        let standing = self.standing();
        let goes_past = |record: &&Record| {
            let follows = record.head.follows.as_ref().filter(|follows| follows.past_wait);
            follows.is_some_and(|follows| standing.counts(&follows.sha256) == standing.counts(&waits.sha256))
        };
        let stand = self.records.iter().map(|(_, record)| record).filter(|record| standing.stands(&record.sha256));
        stand.into_iter().find(goes_past)
    }

    /// The records that wait, that nobody has carried on, and past which the case has not moved on.
    pub fn waiting(&self) -> Vec<&Record> {
        let standing = self.standing();
        let stand = || self.records.iter().map(|(_, record)| record).filter(|record| standing.stands(&record.sha256));
        let continued: BTreeSet<&str> =
            stand().filter_map(|record| Some(standing.counts(&record.head.continues.as_ref()?.sha256))).collect();
        let waits = |record: &&Record| record.head.waiting.is_some() && !continued.contains(record.sha256.as_str());
        stand().filter(waits).filter(|record| self.past_wait(record).is_none()).collect()
    }

    /// A record with all its earlier parts, first part first. None if one of them is not here.
    pub fn chain<'a>(&'a self, last: &'a Record) -> Option<Vec<&'a Record>> {
        let mut chain = vec![last];
        let mut at = last;
        while let Some(before) = &at.head.continues {
            let own = self.records.iter().map(|(_, record)| record);
            at = own.chain(&self.behind).find(|record| record.sha256 == before.sha256)?;
            chain.push(at);
        }
        chain.reverse();
        Some(chain)
    }

    /// The references by which other agencies know the case, as its newest record has them.
    pub fn also(&self) -> Vec<String> {
        self.newest().map(|(_, record)| record.head.also.clone()).unwrap_or_default()
    }

    /// Its newest record that has not been corrected, with its file.
    pub fn newest(&self) -> Option<&(PathBuf, Record)> {
        let standing = self.standing();
        self.records.iter().rev().find(|(_, record)| standing.stands(&record.sha256))
    }

    /// The same of those that are dated by this day.
    pub fn newest_by(&self, day: NaiveDate) -> Option<&(PathBuf, Record)> {
        let standing = self.standing();
        let is_it = |record: &Record| record.head.day() <= day && standing.stands(&record.sha256);
        self.records.iter().rev().find(|(_, record)| is_it(record))
    }

    /// The heads of its records, oldest first, each with its digest.
    pub fn heads(&self) -> Vec<(Head, String)> {
        self.records.iter().map(|(_, record)| (record.head.clone(), record.sha256.clone())).collect()
    }

    /// Records that others of the case name and that are not here, by their names.
    pub fn missing(&self) -> Vec<String> {
        let here: BTreeSet<&str> = self.records.iter().map(|(_, record)| record.head.record.as_str()).collect();
        let named = self.records.iter().flat_map(|(_, record)| named(record)).map(|(name, _)| name);
        let missing = named.filter(|name| !here.contains(name) && !self.others.contains(*name));
        missing.map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
    }

    /// What a new record of the case names.
    pub fn earlier(&self) -> Vec<Continues> {
        self.records
            .iter()
            .map(|(_, record)| Continues { record: record.head.record.clone(), sha256: record.sha256.clone() })
            .collect()
    }

    /// A shelf with the strategies of a record exactly as they were: as they were kept, or as they still are here.
    /// None if one of them is neither.
    pub fn shelf(places: &Places, record: &Record, here: &Shelf) -> Option<Shelf> {
        let mut folders: Vec<PathBuf> = places.readable().iter().map(|folder| Places::kept(folder)).collect();
        folders.push(places.kept_here());
        shelf_of(record, |used| {
            let same = || here.get(&used.id).filter(|it| it.digest == used.sha256).map(|it| it.text.clone());
            kept(&folders, &used.sha256).or_else(same)
        })
    }
}

/// Every reference by which a case is known: the one asked for, and those that records tie to it. In small letters.
fn names(case: &str, also: &[String], heads: &[&Head]) -> BTreeSet<String> {
    let asked_for = std::iter::once(case).chain(also.iter().map(String::as_str));
    let mut names: BTreeSet<String> = asked_for.map(str::to_ascii_lowercase).collect();
    loop {
        let before = names.len();
        for head in heads.iter().filter(|head| !head.also.is_empty()) {
            if is_named(head, &names) {
                names.extend(references(head));
            }
        }
        if names.len() == before {
            return names;
        }
    }
}

fn is_named(head: &Head, names: &BTreeSet<String>) -> bool {
    references(head).any(|reference| names.contains(&reference))
}

fn references(head: &Head) -> impl Iterator<Item = String> {
    head.references().map(str::to_ascii_lowercase)
}

/// Every record that one names, each by its name and digest.
fn named(record: &Record) -> impl Iterator<Item = (&str, &str)> {
    let head = &record.head;
    let before = head.continues.iter().chain(&record.body.earlier).map(|it| (&it.record, &it.sha256));
    let before = before.chain(head.follows.iter().map(|it| (&it.record, &it.sha256)));
    let before = before.chain(head.corrects.iter().map(|it| (&it.record, &it.sha256)));
    before.map(|(record, sha256)| (record.as_str(), sha256.as_str()))
}

/// What the records of a case make known to a new session, newest answers over older ones.
pub fn known(case: &Case) -> Known {
    let mut known = Known::default();
    let standing = case.standing();
    let righted = case.righted();
    for (_, record) in case.records.iter().filter(|(_, record)| standing.stands(&record.sha256)) {
        let head = &record.head;
        // Whoever writes a record on the same day without having seen the other does not overrule it.
        let unseen = |offer: &Offer| {
            let seen = record.body.earlier.iter().any(|earlier| earlier.record == offer.from);
            offer.on == Some(head.day()) && offer.from != head.record && !seen
        };
        let put = |offers: &mut Vec<Offer>, offer: &Offer| {
            offers.retain(|other| unseen(other) && other.answer != offer.answer);
            offers.push(offer.clone());
        };
        let said = case.said(record, &righted).into_iter();
        for entry in said.filter(|entry| entry.nth.is_none()) {
            if let (Some(UNTIL_THEN), Some(answer)) = (entry.what.as_deref(), entry.answer()) {
                let offer = Offer { answer, on: Some(head.day()), from: head.record.clone() };
                put(known.by_fact.entry(UNTIL_THEN.to_owned()).or_default(), &offer);
            }
            if entry.what.is_some() {
                continue;
            }
            let (Some(path), Some(answer)) = (&entry.step, entry.answer()) else { continue };
            let offer = Offer { answer, on: Some(head.day()), from: head.record.clone() };
            let strategy = entry.strategy.as_ref().unwrap_or(&head.strategy.id);
            let name = path.rsplit('.').next().unwrap_or(path);
            // What a triage asked is of whoever sat there then; it is taken over in that session, and not on the case.
            if *strategy == head.strategy.id {
                put(known.by_step.entry(format!("{strategy}.{path}")).or_default(), &offer);
            }
            // The day of an earlier view is not the day of this one.
            if entry.fact.as_deref() == Some("childs-view") {
                known.by_fact.remove("childs-view-on");
                known.by_name.remove("childs-view-on");
            }
            put(known.by_name.entry(name.to_owned()).or_default(), &offer);
            if let Some(fact) = &entry.fact {
                put(known.by_fact.entry(fact.clone()).or_default(), &offer);
            }
        }
        let tried = |outcome: &OfOutcome| !["stopped", "resolved"].contains(&outcome.kind.as_str());
        if head.outcome.as_ref().is_some_and(tried) {
            let answer = Answer::Choice("yes".to_owned());
            let offer = Offer { answer, on: Some(head.day()), from: head.record.clone() };
            known.finished.insert(head.strategy.id.clone(), offer);
        }
    }
    known
}

/// The heads of all records that wait, and that nobody has carried on.
pub fn carried_by_nobody(places: &Places) -> Vec<Head> {
    let heads = sound_heads(&places.readable());
    let standing = Standing::of_all(&heads);
    let promised = promised(&heads, &standing).into_iter();
    let waits = promised.filter(|promised| promised.kept == Kept::Open && promised.what == Promise::Reply);
    waits.map(|promised| promised.head.clone()).collect()
}
