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
use crate::facilitate::hold::hold;
use crate::facilitate::room::Keep;
use crate::facilitate::room::Room;
use crate::facilitate::room::Stops;
use crate::facilitate::world::begin_session;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::records::Case;
use crate::review::Note;
use crate::review::Review;
use crate::review::Sat;
use crate::review::THEME;
use crate::session::DueIs;
use crate::session::Event;
use crate::session::Known;
use crate::session::Next;
use crate::session::Risk;
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
struct Walked {
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

fn sit(walking: &Walking<'_>, answers: &Answers, later: &[(usize, NaiveDate)]) -> Result<Walked, Failure> {
    let today = answers.today.unwrap_or(walking.today);
    let count = Cell::new(0);
    let clock = || {
        let passed = later.iter().filter(|(place, _)| *place <= count.get());
        let day = passed.map(|(_, day)| *day).max().unwrap_or(today);
        (at_noon(day), day)
    };
    let mut script = Script::new(answers.clone());
    // Whatever is answered of risk, it is this strategy that is walked.
    let settings = Settings { escalation: walking.strategy.id.clone(), ..walking.settings.clone() };
    let session = begin_session(walking.strategy, walking.shelf, &settings, Known::default())?;
    let mut review = Review::new(session);
    let case = if walking.strategy.safety_first { "PRACTICE-1".to_owned() } else { format!("{THEME}1") };
    let notes = [Note::Case(case), Note::Sat(Sat { day: today, by_file: true, damaged: false })];
    for note in notes {
        if let Ok(admitted) = review.admit(note) {
            review.apply(admitted);
        }
    }
    let mut keep = |keep: Keep<'_>| {
        count.set(
            count.get()
                + usize::from(matches!(keep, Keep::Note(admitted) if matches!(admitted.note(), Note::Event(_)))),
        );
        let says = "these answers lead round and round";
        if count.get() < MOST_EVENTS { Ok(None) } else { Err(Failure::new(Exit::WrongFile, says)) }
    };
    let mut room = Room {
        ask: &mut script,
        keep: &mut keep,
        clock: &clock,
        settings: &settings,
        // A walk has no case.
        noting: None,
        read: &|case, _| Case { name: case.to_owned(), ..Case::default() },
        is_away: false,
        typed_by: None,
        differing: None,
        stops: &mut Stops::Nobody,
        hinted: None,
        said_risk_of: None,
        heading: String::new(),
    };
    let held = hold(&mut review, &mut room);
    // What is only said may go round without an end: that is a fault of the strategy, and is found as one.
    if count.get() < MOST_EVENTS {
        held?;
    }
    let acting = review.session.risk() == Some(Risk::Acting);
    Ok(Walked { session: review.session, script, acting })
}

/// Where nobody has replied by a day that has not come: how many events there are before it, and the day after.
fn not_passed_yet(sat: &Walked, answers: &Answers) -> Option<(usize, NaiveDate)> {
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
