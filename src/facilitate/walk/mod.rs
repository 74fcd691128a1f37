//! A strategy walked through with the answers of a file: what would be asked, and where it would end.
//!
//! Nothing is written. It is the same loop as a review, with the same reading of the answers; only time is given: where
//! somebody has not replied by a day that is still to come, the walk goes on from the day after.

mod shows;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::sync::Arc;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;
use chrono::Utc;

use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::facilitate::Door;
use crate::facilitate::Following;
use crate::facilitate::Room;
use crate::facilitate::at_the_door;
use crate::facilitate::hold;
use crate::facilitate::review::Review;
use crate::facilitate::sitting::THEME;
use crate::facilitate::sitting::apply;
use crate::facilitate::sitting::begin_session;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::journal::Note;
use crate::prompt::Reading;
use crate::records::Case;
use crate::session::DueIs;
use crate::session::Event;
use crate::session::Known;
use crate::session::Next;
use crate::session::Session;
use crate::session::What;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::prove::Proof;

pub use shows::Shows;

/// No walk is longer than this.
const MOST_EVENTS: usize = 600;

/// What a walk needs besides its answers.
pub struct Walking<'a> {
    /// The strategy, which may have faults.
    pub strategy: &'a Arc<Strategy>,
    /// What was proved of it.
    pub proof: &'a Proof,
    /// The strategies that it may lead on to.
    pub shelf: &'a Shelf,
    /// What the team sets.
    pub settings: &'a Settings,
    /// The day on which it is walked, unless the answers name one.
    pub today: NaiveDate,
}

/// What a walk came to.
#[derive(Debug)]
pub struct Walk {
    /// Where it stands after the last answer, or after the one that shows a fault.
    pub session: Session,
    /// The fault of the strategy that these answers show, if they show one.
    pub shows: Option<Shows>,
    /// What is wrong with the answers. Nothing, if it stopped at a fault of the strategy.
    pub found: Findings,
    /// True if it stopped so that a child is made safe.
    pub acting: bool,
    /// How many events there were before each day that was let pass, and the day after it.
    pub later: Vec<(usize, NaiveDate)>,
}

/// A walk that may have stopped because a day has not passed yet.
struct Sat {
    session: Session,
    script: Script,
    acting: bool,
}

/// Walks through a strategy with these answers.
pub fn walk(walking: &Walking<'_>, answers: &Answers) -> Result<Walk, Failure> {
    let mut later: Vec<(usize, NaiveDate)> = Vec::new();
    let mut sat = sit(walking, answers, &later)?;
    while let Some(more) = not_passed_yet(&sat, answers) {
        if later.iter().any(|(place, _)| *place == more.0) {
            break;
        }
        later.push(more);
        sat = sit(walking, answers, &later)?;
    }
    let again = begin_session(walking.strategy, walking.shelf, walking.settings, Known::default())?;
    let (session, shows) = shows::shows(again, sat.session.events(), walking.proof);
    let mut found = match shows {
        Some(_) => Findings::new(answers.source.clone()),
        None => sat.script.faults(&sat.session),
    };
    // A walk has no case whose promised date it could meet.
    found.list.retain(|finding| answers.follows.is_none() || finding.span != answers.follows_span);
    Ok(Walk { session, shows, found, acting: sat.acting, later })
}

fn sit(walking: &Walking<'_>, answers: &Answers, later: &[(usize, NaiveDate)]) -> Result<Sat, Failure> {
    let today = answers.today.unwrap_or(walking.today);
    let count = Cell::new(0);
    let clock = || {
        let passed = later.iter().filter(|(place, _)| *place <= count.get());
        let day = passed.map(|(_, day)| *day).max().unwrap_or(today);
        (at_noon(day), day)
    };
    let mut script = Script::new(answers.clone());
    let session = begin_session(walking.strategy, walking.shelf, walking.settings, Known::default())?;
    let case = if walking.strategy.safety_first { "PRACTICE-1".to_owned() } else { format!("{THEME}1") };
    let mut review = Review { case: Some(case), following: Following::NoneOpen, ..Review::new(session) };
    if walking.strategy.safety_first {
        let reading = Reading { today, calendar: &walking.settings.calendar };
        match at_the_door(&mut script, walking.settings, reading, &mut |_| {})? {
            Door::On(risk, told) => {
                for what in std::iter::once(What::AtRisk(risk)).chain(told.map(What::Told)) {
                    apply(
                        &mut review,
                        &Note::Event(Box::new(Event { at: at_noon(today), day: today, what, typed: None })),
                    )?;
                }
            }
            Door::Act | Door::Back | Door::Leave(_) => {
                return Ok(Sat { session: review.session, script, acting: true });
            }
        }
        count.set(review.session.events().len());
    }
    let mut save = |note: &Note| {
        count.set(count.get() + usize::from(matches!(note, Note::Event(_))));
        let says = "these answers lead round and round";
        if count.get() < MOST_EVENTS { Ok(()) } else { Err(Failure::new(Exit::WrongFile, says)) }
    };
    let mut room = Room {
        ask: &mut script,
        journal: &mut save,
        clock: &clock,
        settings: walking.settings,
        // A walk has no case.
        noting: None,
        read: &|case, _| Case { name: case.to_owned(), ..Case::default() },
        typed_by: None,
        differing: None,
        hinted: None,
        heading: String::new(),
    };
    let held = hold(&mut review, &mut room);
    // What is only said may go round without an end: that is a fault of the strategy, and is found as one.
    if count.get() < MOST_EVENTS {
        held?;
    }
    Ok(Sat { session: review.session, script, acting: false })
}

/// Where nobody has replied by a day that has not come: how many events there are before it, and the day after.
fn not_passed_yet(sat: &Sat, answers: &Answers) -> Option<(usize, NaiveDate)> {
    let Next::Happened(_, DueIs::On(due)) = sat.session.next() else { return None };
    let (leg, path) = (sat.session.legs().len() - 1, sat.session.path());
    let word = answers.find(leg, &path, sat.session.rounds(&path))?.word()?;
    let typed = |event: &&Event| matches!(&event.what, What::Dated { path: theirs, .. } if *theirs == path);
    let events = sat.session.events();
    let before = events.len() - events.iter().rev().take_while(typed).count();
    (sat.script.is_stuck() && word == "no-reply").then(|| (before, due.day + TimeDelta::days(1)))
}

fn at_noon(day: NaiveDate) -> DateTime<FixedOffset> {
    (day.and_time(NaiveTime::MIN) + TimeDelta::hours(12)).and_local_timezone(Utc).single().unwrap_or_default().into()
}
