//! A record derived again: its answers are given once more to the strategies that it used, row by row.

use chrono::NaiveDate;

use crate::calendar::Division;
use crate::journal::Entry;
use crate::journal::Used;
use crate::record::Making;
use crate::record::Record;
use crate::record::make;
use crate::session::DueIs;
use crate::session::Event;
use crate::session::Known;
use crate::session::Next;
use crate::session::Session;
use crate::settings::Settings;
use crate::strategy::Shelf;

/// Why a review cannot be held again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotHeld {
    /// A strategy that it used is not here as it was, or this version cannot use it.
    Strategy,
    /// An entry of this record, from 0, holds no answer that can be read, or one that does not fit where it stands.
    Entry(usize),
}

/// One thing that a record says and that its answers do not lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The entry, from 1; none for what the record says as a whole.
    pub entry: Option<usize>,
    /// What differs.
    pub what: Differs,
}

/// What differs between a record and the same record made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// The answer is not one that is accepted where the review stood.
    Answer,
    /// Another row is taken: as written, and as it comes out.
    Row(Option<usize>, Option<usize>),
    /// It leads elsewhere: as written, and as it comes out.
    Leads(Option<String>, Option<String>),
    /// The words of the strategy are others.
    Words,
    /// The answers do not come to an end.
    NoEnd,
    /// It ends otherwise: the outcome or the step that is waited at, as written, and as it comes out.
    Ends(Option<String>, Option<String>),
    /// Another day comes out. It hangs on the calendar and on what the team has set.
    Day(Option<NaiveDate>, Option<NaiveDate>),
    /// Something else under this key.
    Under(&'static str),
}

/// What became of deriving a record again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// What came out otherwise.
    pub differences: Vec<Difference>,
    /// True if its days were counted by another calendar than the one here, or by a length that the team set.
    pub days_may_differ: bool,
}

/// The words in which a date says that its length is the team's own.
const TEAM: &str = "the team set this length";

/// The strategies of a record exactly as they were. None if one of them is not to be had.
pub fn shelf_of(record: &Record, text: impl Fn(&Used) -> Option<String>) -> Option<Shelf> {
    let mut shelf = Shelf::shipped();
    for used in &record.body.used {
        shelf.add_held(&used.id, crate::finding::Source::open(format!("{}.toml", used.id), text(used)?));
    }
    Some(shelf)
}

/// The start of the review that these parts belong to, before its first answer.
pub fn opened(chain: &[&Record], shelf: &Shelf, settings: &Settings, known: Known) -> Result<Session, NotHeld> {
    let first = chain.first().ok_or(NotHeld::Strategy)?;
    // A review may begin with one strategy and go on to another; entries of the last one do not name it.
    let id = first.body.entry.iter().find_map(|entry| entry.strategy.as_ref()).unwrap_or(&first.head.strategy.id);
    let strategy = shelf.get(id).ok_or(NotHeld::Strategy)?;
    Session::start(&strategy, shelf, settings.clone(), known).map_err(|_| NotHeld::Strategy)
}

/// Derives the last record of a chain of parts again, first part first.
pub fn derive(chain: &[&Record], shelf: &Shelf, settings: &Settings) -> Result<Derived, NotHeld> {
    let Some((last, before)) = chain.split_last() else { return Err(NotHeld::Strategy) };
    let mut settings = settings.clone();
    let division = last.head.calendar.split([',', ' ']).next().and_then(Division::named);
    if let Some(division) = division {
        settings.calendar = settings.calendar.in_division(division);
    }
    let known = Known { promised: chain[0].head.follows.as_ref().map(|follows| follows.due), ..Known::default() };
    let session = opened(chain, shelf, &settings, known)?;
    let mut earlier = Vec::new();
    for record in before {
        earlier.extend(record.events().ok_or(NotHeld::Entry(0))?);
    }
    // Where an earlier part does not come out, that part says so itself.
    let mut session = session.carried_on(earlier).map_err(|_| NotHeld::Entry(0))?;
    for (number, event) in events(last).enumerate() {
        let accepted = event.is_some_and(|event| session.accept(event).is_ok());
        if !accepted {
            let differences = vec![Difference { entry: Some(number + 1), what: Differs::Answer }];
            return Ok(Derived { differences, days_may_differ: false });
        }
    }
    Ok(compared(last, &session))
}

fn events(record: &Record) -> impl Iterator<Item = Option<Event>> {
    record.body.entry.iter().map(|entry| entry.event(record.head.day()))
}

fn compared(record: &Record, session: &Session) -> Derived {
    let written_by = session.calendar().version();
    let mut derived = Derived { differences: Vec::new(), days_may_differ: written_by != record.head.calendar };
    let mut differs = |entry: Option<usize>, what: Differs| derived.differences.push(Difference { entry, what });
    let again = match (make(session, &making(record)), session.next()) {
        (Some(Ok(again)), _) => again,
        // A day that the team's settings gave then, and do not give here.
        (None, Next::Date(..)) => {
            differs(None, Differs::Day(record.due(), None));
            derived.days_may_differ = true;
            return derived;
        }
        _ => {
            differs(None, Differs::NoEnd);
            return derived;
        }
    };
    let is_unset = matches!(session.due(), DueIs::Unset(_));
    for (number, (was, is)) in record.body.entry.iter().zip(&again.body.entry).enumerate() {
        compare(was, is, |what| differs(Some(number + 1), what));
    }
    ends(record, &again, is_unset, |what| differs(None, what));
    let counted_by_team = [record, &again].iter().any(|record| counted(record).is_some_and(|it| it.contains(TEAM)));
    derived.days_may_differ |= is_unset || counted_by_team;
    derived
}

fn compare(was: &Entry, is: &Entry, mut differs: impl FnMut(Differs)) {
    if was.row != is.row {
        differs(Differs::Row(was.row, is.row));
    }
    if was.to != is.to {
        differs(Differs::Leads(was.to.clone(), is.to.clone()));
    }
    // The words of the program itself may be put better one day; those of a kept strategy stay.
    let words = |entry: &Entry| {
        let of_step = entry.what.is_none().then(|| (entry.asked.clone(), entry.words.clone(), entry.of.clone()));
        (of_step, entry.strategy.clone(), entry.stage.clone(), entry.fact.clone(), entry.because.clone())
    };
    let label = |entry: &Entry| entry.what.is_none().then(|| entry.label.clone());
    if words(was) != words(is) || label(was) != label(is) {
        differs(Differs::Words);
    }
    if (was.due, was.kept, was.late) != (is.due, is.kept, is.late) {
        differs(Differs::Day(was.due, is.due));
    }
}

fn ends(record: &Record, again: &Record, is_unset: bool, mut differs: impl FnMut(Differs)) {
    let (was, is) = (&record.head, &again.head);
    let end = |record: &Record| {
        let waiting = record.head.waiting.as_ref().map(|waiting| waiting.step.clone());
        waiting.or(record.head.outcome.as_ref().map(|outcome| outcome.id.clone()))
    };
    if !is_unset && end(record) != end(again) {
        differs(Differs::Ends(end(record), end(again)));
        return;
    }
    if record.due() != again.due() || was.met != is.met || counted(record) != counted(again) {
        differs(Differs::Day(record.due(), again.due()));
    }
    let who = |record: &Record| {
        let head = &record.head;
        let handover = head.handover.as_ref().map(|it| (it.role.clone(), it.to.clone()));
        handover.or(head.waiting.as_ref().map(|it| (it.role.clone(), it.who.clone())))
    };
    let (was_body, is_body) = (&record.body, &again.body);
    let parts = [
        ("record", was.record == is.record),
        ("strategy", was.strategy == is.strategy),
        ("outcome", was.outcome == is.outcome),
        ("handover", is_unset || who(record) == who(again)),
        ("about", was.about == is.about),
        ("at-risk", was.at_risk == is.at_risk && was.at_risk_at.is_none_or(|at| is.at_risk_at == Some(at))),
        ("confirmed", is_unset || was.confirmed == is.confirmed),
        ("facts", was.facts == is.facts),
        ("reason", was_body.reason == is_body.reason),
        ("until-then", was_body.until_then == is_body.until_then),
        ("action", was_body.action == is_body.action),
        ("tell", was_body.tell == is_body.tell),
        ("used", was_body.used == is_body.used),
    ];
    for (key, _) in parts.iter().filter(|(_, is_same)| !is_same) {
        differs(Differs::Under(key));
    }
}

/// How the day of a record was reached.
fn counted(record: &Record) -> Option<&str> {
    let head = &record.head;
    let handover = head.handover.as_ref().map(|it| it.counted.as_str());
    let waiting = head.waiting.as_ref().map(|it| it.counted.as_str());
    handover.or(waiting).or(head.look_again.as_ref().map(|it| it.counted.as_str()))
}

/// What the record was made with, besides its session.
fn making(record: &Record) -> Making {
    let head = &record.head;
    Making {
        case: head.case.clone(),
        also: head.also.clone(),
        typed_by: head.typed_by.clone(),
        follows: head.follows.clone(),
        date: head.date,
        written: head.written,
        name: record.name().to_owned(),
        review: head.review.clone(),
        part: head.part,
        continues: head.continues.clone(),
        corrects: head.corrects.clone(),
        explains: head.explains.clone(),
        began: head.began,
        earlier: record.body.earlier.clone(),
        date_given: head.date_given,
        clock_went_back: head.clock_went_back,
        practice: head.practice,
        answers_sha256: head.answers_sha256.clone(),
        retention: head.retention.clone(),
        own: head.own.clone(),
        salt: head.salt.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::entries;
    use std::collections::BTreeMap;

    const GOLDEN: &str = "tests/data/golden/0.1.0/records";

    /// What happened comes out again entry by entry: where it led, what it was called, which day it met and how late.
    #[test]
    fn each_entry_of_a_record_that_is_kept_comes_out_again() {
        let settings = settings();
        let mut all: BTreeMap<String, Record> = BTreeMap::new();
        for entry in std::fs::read_dir(GOLDEN).expect("records") {
            let text = std::fs::read_to_string(entry.expect("a file").path()).unwrap_or_default();
            all.extend(Record::read(&text).ok().map(|record| (record.sha256.clone(), record)));
        }
        assert_eq!(all.len(), 27);
        let text = |used: &Used| std::fs::read_to_string(format!("{GOLDEN}/kept/{}.toml", used.sha256)).ok();
        for record in all.values() {
            let mut chain = vec![record];
            while let Some(before) = &chain[0].head.continues {
                chain.insert(0, &all[&before.sha256]);
            }
            let shelf = shelf_of(record, text).expect("its strategies");
            let promised = chain[0].head.follows.as_ref().map(|follows| follows.due);
            let session = opened(&chain, &shelf, &settings, Known { promised, ..Known::default() }).expect("a session");
            let earlier = chain[..chain.len() - 1].iter().flat_map(|part| part.events().expect("events")).collect();
            let mut session = session.carried_on(earlier).expect("its earlier parts");
            for event in record.events().expect("events") {
                session.accept(event).expect("an answer");
            }
            let key = |entry: &Entry| {
                let label = entry.label.clone().filter(|_| entry.step.is_some());
                (entry.step.clone(), label, entry.row, entry.to.clone(), entry.due, entry.late)
            };
            let again = entries(&session, record.head.day());
            let (was, is): (Vec<_>, Vec<_>) =
                (record.body.entry.iter().map(key).collect(), again.iter().map(key).collect());
            // Its dates hang on what the team had set when it was written.
            if !record.head.record.contains("hips") {
                assert_eq!(is, was, "{}", record.head.record);
            }
        }
    }

    /// What the team had set whose records are kept.
    fn settings() -> Settings {
        let path = std::path::Path::new(GOLDEN).join("rethink.toml");
        let text = std::fs::read_to_string(path).expect("settings");
        Settings::read(crate::finding::Source::open("rethink.toml".to_owned(), text)).expect("settings")
    }
}
