//! Whether a due date was met: judged by the day that was answered, and never by the day on which it was written down.

use std::cmp::Ordering;

use serde::Deserialize;
use serde::Serialize;

use crate::calendar::Moment;
use crate::prompt::Answer;
use crate::session::Due;
use crate::session::Session;
use crate::session::What;

/// What became of a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judged {
    /// It was met on the day, or before it.
    Kept,
    /// It was met after it.
    Late,
    /// It was due by a time of the day that was answered, and no time was.
    TimeNotKnown,
}

impl Session {
    /// The day that an answered due date is judged by, and what became of it. None if no day was answered.
    pub fn judged(&self, event: usize) -> Option<(Moment, Judged)> {
        let due = self.met(event)?;
        let What::Answer { answer, on, .. } = &self.events().get(event)?.what else { return None };
        let given = self.given().iter().find(|given| given.event == event);
        let on = match (on.or(given.and_then(|given| given.on)), answer) {
            (_, Answer::NoReply) => return None,
            // A time of that day may stand in the answer itself.
            (Some(on), Answer::Date(moment)) if moment.day == on => *moment,
            (Some(on), _) => on.into(),
            (None, Answer::Date(moment)) => *moment,
            (None, _) => return None,
        };
        Some((on, judge(due, on)))
    }
}

/// A day before the due one is in time and a day after it is late, whatever the time was.
fn judge(due: &Due, on: Moment) -> Judged {
    match (on.day.cmp(&due.day), due.time, on.time) {
        (Ordering::Less, ..) | (Ordering::Equal, None, _) => Judged::Kept,
        (Ordering::Greater, ..) => Judged::Late,
        (Ordering::Equal, Some(_), None) => Judged::TimeNotKnown,
        (Ordering::Equal, Some(by), Some(at)) if at <= by => Judged::Kept,
        (Ordering::Equal, Some(_), Some(_)) => Judged::Late,
    }
}
