//! The answers of records given to another version of their strategy: which reviews would have ended otherwise.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::facilitate::world::begin_session;
use crate::prompt::Answer;
use crate::record;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::records::Places;
use crate::session::Dating;
use crate::session::DueIs;
use crate::session::End;
use crate::session::Event;
use crate::session::Given;
use crate::session::Known;
use crate::session::Next;
use crate::session::Origin;
use crate::session::Session;
use crate::session::What;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::Strategy;

/// More answers than this no review has.
const MOST_EVENTS: usize = 2_000;

/// One review, given to another version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// The name of its newest record.
    pub record: String,
    /// What would have come of it.
    pub comes: Comes,
}

/// What would have come of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comes {
    /// The same.
    Same,
    /// It would have ended elsewhere, after as many answers: the outcomes.
    Elsewhere(String, String),
    /// It would have ended with fewer answers: where it stood or ended, and the outcome.
    Earlier(String, String),
    /// It would have gone on: this step is asked, and the record has no answer to it.
    Later(String),
    /// This answer would not have been accepted.
    Refused(String),
    /// The same end by another day.
    Due(Option<NaiveDate>, Option<NaiveDate>),
    /// It cannot be told: an earlier part, or a strategy that it used, is not here.
    Unknown,
}

/// Every review of a strategy in the records folders, given to another version.
pub fn again(places: &Places, settings: &Settings, shelf: &Shelf, new: &Arc<Strategy>) -> Vec<Again> {
    let heads = records::heads(&places.readable()).into_iter().filter_map(|found| found.read.ok());
    let cases: BTreeSet<String> =
        heads.filter(|(head, _)| head.strategy.id == new.id).map(|(head, _)| head.case).collect();
    let mut all = Vec::new();
    for case in cases {
        let case = Case::read(places, &case);
        let standing = case.standing();
        let stand = || case.records.iter().map(|(_, record)| record).filter(|record| standing.stands(&record.sha256));
        let continued: BTreeSet<&str> =
            stand().filter_map(|record| Some(standing.counts(&record.head.continues.as_ref()?.sha256))).collect();
        let last =
            stand().filter(|record| record.head.strategy.id == new.id && !continued.contains(record.sha256.as_str()));
        for record in last {
            let comes = held(places, settings, shelf, &case, record)
                .and_then(|before| given_to(&before, settings, shelf, new))
                .unwrap_or(Comes::Unknown);
            all.push(Again { record: record.head.record.clone(), comes });
        }
    }
    all
}

/// The session of a record as it was held.
fn held(places: &Places, settings: &Settings, here: &Shelf, case: &Case, last: &Record) -> Option<Session> {
    let chain = case.chain(last)?;
    let shelf = Case::shelf(places, last, here)?;
    let mut session = record::opened(&chain, &shelf, settings, Known::default()).ok()?;
    for record in chain {
        for event in record.events()? {
            session.accept(event).ok()?;
        }
    }
    Some(session)
}

/// The answers of one review in their order, as another version would ask for them.
struct Answers<'a> {
    before: &'a Session,
    /// The answers to each step, by round.
    by_path: BTreeMap<&'a str, Vec<&'a Given>>,
    used: BTreeSet<(String, usize)>,
}

/// Gives the answers of a review to another version.
fn given_to(before: &Session, settings: &Settings, shelf: &Shelf, new: &Arc<Strategy>) -> Option<Comes> {
    let leg = before.legs().len() - 1;
    let mut given = Answers { before, by_path: BTreeMap::new(), used: BTreeSet::new() };
    for one in before.given().iter().filter(|given| given.leg == leg) {
        given.by_path.entry(&one.path).or_default().push(one);
    }
    let mut session = begin_session(new, shelf, settings, Known::default()).ok()?;
    let risk = before.events().iter().find(|event| matches!(event.what, What::AtRisk(_)));
    if let Some(risk) = risk {
        session.accept(risk.clone()).ok()?;
    }
    let stops = loop {
        if session.events().len() > MOST_EVENTS {
            return None;
        }
        let what = match given.next(&session) {
            Ok(what) => what,
            Err(stops) => break stops,
        };
        let at = given.at(&session);
        if session.accept(Event { what, ..at }).is_err() {
            break Stops::Refused(session.path());
        }
    };
    Some(given.compare(&session, stops))
}

/// Where the other version stops.
enum Stops {
    Ended,
    Asks(String),
    Refused(String),
}

impl Answers<'_> {
    /// The answer to the step at which the other version stands, the same time round.
    fn here(&self, session: &Session) -> Option<&Given> {
        let path = session.path();
        self.by_path.get(path.as_str())?.get(session.rounds(&path)).copied()
    }

    /// When the answer that comes next was given.
    fn at(&self, session: &Session) -> Event {
        let events = self.before.events();
        let place = self.here(session).map_or(events.len().saturating_sub(1), |given| given.event);
        events[place.min(events.len().saturating_sub(1))].clone()
    }

    /// The next date that was typed or moved for a step, in the order of the record.
    fn dated(&self, session: &Session, path: &str) -> Option<What> {
        let of_it = |event: &&Event| matches!(&event.what, What::Dated { path: its, .. } if its == path);
        let already = session.events().iter().filter(of_it).count();
        self.before.events().iter().filter(of_it).nth(already).map(|event| event.what.clone())
    }

    fn next(&mut self, session: &Session) -> Result<What, Stops> {
        let path = session.path();
        let answer = |answer: Answer, nth, on, from| What::Answer { path: path.clone(), nth, answer, on, from };
        let missing = || Stops::Asks(path.clone());
        match session.next() {
            Next::End(_) | Next::StopAndAct | Next::WhyWithdrawn | Next::WhyElsewhere => Err(Stops::Ended),
            Next::About(_) => self.before.about().map(|about| What::About(about.to_owned())).ok_or_else(missing),
            Next::Date(name, limit) => {
                let typed = self.before.events().iter().rev().find_map(|event| match &event.what {
                    What::Dated { path, by, .. } if *path == name => Some(*by),
                    _ => None,
                });
                let by = typed.or(limit).ok_or(Stops::Asks(name.clone()))?;
                Ok(What::Dated {
                    path: name,
                    by: limit.map_or(by, |limit| by.min(limit)),
                    how: Dating::Typed,
                    why: None,
                })
            }
            Next::UntilThen => Ok(What::UntilThen { said: "As the record says.".to_owned(), from: None }),
            Next::Take(_, known, from) => {
                self.used.insert((path.clone(), session.rounds(&path)));
                Ok(answer(known, None, None, Some(from)))
            }
            Next::Happened(..) => {
                let Some(given) = self.here(session) else {
                    // It waits in the record too: by the day that was typed or moved there.
                    return self.dated(session, &path).ok_or_else(missing);
                };
                Ok(match (&given.answer, given.on) {
                    (Answer::NoReply, on) => answer(Answer::NoReply, None, on, None),
                    (_, Some(on)) => What::Happened { path: path.clone(), on },
                    (_, None) => return Err(missing()),
                })
            }
            Next::Ask(asked) => {
                let given = self.here(session).ok_or_else(missing)?;
                let (known, on) = (given.answer.clone(), given.on);
                let nth = asked.nth.as_ref().map(|(nth, _)| *nth);
                self.used.insert((path.clone(), asked.round));
                match (nth, known) {
                    (Some(nth), Answer::Each(all)) => {
                        let one = all.get(nth).cloned().ok_or_else(|| Stops::Asks(path.clone()))?;
                        Ok(answer(one, Some(nth), None, None))
                    }
                    (nth, known) => Ok(answer(known, nth, on, None)),
                }
            }
        }
    }

    fn compare(&self, session: &Session, stops: Stops) -> Comes {
        let was = stood(self.before);
        let all: usize = self
            .by_path
            .values()
            .flatten()
            .filter(|given| given.from.as_ref().and_then(Origin::taken).is_none())
            .count();
        let all_used = self.used.len() >= all;
        match stops {
            Stops::Refused(path) => Comes::Refused(path),
            Stops::Ended => match (stood(session), was) {
                (is, was) if is == was => self.days(session),
                (is, was) if all_used && self.before_ended() => Comes::Elsewhere(was, is),
                (is, was) => Comes::Earlier(was, is),
            },
            // It stands where the record waited, or was left.
            Stops::Asks(path) if !self.before_ended() && path == self.before.path() => self.days(session),
            Stops::Asks(path) => Comes::Later(path),
        }
    }

    fn before_ended(&self) -> bool {
        matches!(self.before.next(), Next::End(End::Outcome(_)))
    }

    fn days(&self, session: &Session) -> Comes {
        let day = |session: &Session| match session.due() {
            DueIs::On(due) => Some(due.day),
            _ => None,
        };
        let (was, is) = (day(self.before), day(session));
        if was == is { Comes::Same } else { Comes::Due(was, is) }
    }
}

/// Where a session stands or has ended, by name.
fn stood(session: &Session) -> String {
    match session.next() {
        Next::End(End::Outcome(place)) => session.strategy().outcomes[*place].id.clone(),
        Next::End(End::Withdrawn(_)) | Next::WhyWithdrawn => "withdrawn".to_owned(),
        Next::End(End::Elsewhere(..)) | Next::WhyElsewhere => "elsewhere".to_owned(),
        Next::StopAndAct => "safety".to_owned(),
        _ => session.path(),
    }
}
