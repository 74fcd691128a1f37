//! A due date, counted, with the words for why it is that day.

use crate::calendar::Calendar;
use crate::calendar::DayOff;
use crate::calendar::FIRST;
use crate::calendar::LAST;
use crate::calendar::clock::to_local;
use crate::calendar::clock::to_utc;
use crate::calendar::length::Length;
use crate::calendar::length::Unit;
use crate::calendar::words::listed;
use crate::calendar::words::long;
use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;
use serde::Deserialize;
use serde::Serialize;

/// More days left out than this are counted in words and not listed.
const LISTED_AT_MOST: usize = 12;

/// A day, and a time on British clocks if one was given.
///
/// It has no order of its own: something that happened on a day may have happened at its start, and
/// something due on a day is due by its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub day: NaiveDate,
    /// The time on that day, as British clocks show it.
    pub time: Option<NaiveTime>,
}

impl From<NaiveDate> for Moment {
    fn from(day: NaiveDate) -> Self {
        Self { day, time: None }
    }
}

/// A due date and how it was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// When it is due. Only hours give a time; anything else is due by the end of the day.
    pub due: Moment,
    /// The length that was counted.
    pub length: Length,
    /// What it was counted from.
    pub from: Moment,
    /// The bank holidays and closed days that were passed over, in order. Weekends are not listed.
    pub left_out: Vec<NaiveDate>,
    /// Whether bank holidays were worked out by rule, because the due date is past the last
    /// published year.
    pub provisional: bool,
    /// Those of `left_out` that are the team's own.
    closed: Vec<NaiveDate>,
    /// The last published year.
    published_to: Option<i32>,
}

impl Calendar {
    /// Counts a length from a moment.
    ///
    /// Working days: the day after is day 1. Hours pass as they pass in UTC, and a day without a
    /// time counts from 00:00, which is the strict reading. Days, weeks and months are calendar
    /// time, and nothing moves off a weekend.
    pub fn count(&self, from: Moment, length: Length) -> Counted {
        let day = from.day.clamp(FIRST, LAST);
        let due = match length.unit {
            Unit::SameDay => Some(day.into()),
            Unit::Hours => hours_after(Moment { day, ..from }, length.count),
            Unit::WorkingDays => Some(self.working_days_after(day, length.count).into()),
            Unit::Days => day.checked_add_days(Days::new(length.count.into())).map(Moment::from),
            Unit::Weeks => day.checked_add_days(Days::new(7 * u64::from(length.count))).map(Moment::from),
            Unit::Months => day.checked_add_months(Months::new(length.count)).map(Moment::from),
            Unit::Years => day.checked_add_months(Months::new(length.count.saturating_mul(12))).map(Moment::from),
        };
        let due = due.filter(|due| due.day <= LAST).unwrap_or(LAST.into());
        let in_working_days = length.unit == Unit::WorkingDays;
        let mut off: Vec<(NaiveDate, DayOff)> = Vec::new();
        if in_working_days {
            off.extend(self.weekdays_off(day, due.day));
            off.sort_unstable_by_key(|(day, _)| *day);
        }
        Counted {
            due,
            length,
            from,
            left_out: off.iter().map(|(day, _)| *day).collect(),
            provisional: in_working_days && self.is_provisional(due.day),
            closed: off.iter().filter(|(_, why)| *why == DayOff::Closed).map(|(day, _)| *day).collect(),
            published_to: self.published_to(),
        }
    }
}

impl Counted {
    /// The words for a record: `5 working days after Friday 18 December 2026; 25 and 28 December
    /// are bank holidays`.
    pub fn basis(&self) -> String {
        let start = long(self.from.day);
        let mut words = match self.length.unit {
            Unit::SameDay => return "the same day".to_owned(),
            Unit::Hours => {
                let time = self.from.time.unwrap_or_default().format("%H:%M");
                format!("{} after {time} on {start}", self.length)
            }
            _ => format!("{} after {start}", self.length),
        };
        let (closed, bank_holidays): (Vec<_>, Vec<_>) = self.left_out.iter().partition(|day| self.closed.contains(day));
        words += &self.says(&bank_holidays, ["is a bank holiday", "are bank holidays"]);
        words += &self.says(&closed, ["is a closed day", "are closed days"]);
        words += self.clocks();
        words += &self.doubt();
        words
    }

    fn says(&self, days: &[NaiveDate], [one, several]: [&str; 2]) -> String {
        let year = self.from.day.year();
        match days.len() {
            0 => String::new(),
            1 => format!("; {} {one}", listed(days, year)),
            2..=LISTED_AT_MOST => format!("; {} {several}", listed(days, year)),
            many => format!("; {many} days in between {several}"),
        }
    }

    /// What a reader has to know of a date that leans on bank holidays by rule.
    fn doubt(&self) -> String {
        match self.published_to {
            _ if !self.provisional => String::new(),
            Some(year) => {
                format!("; bank holidays after {year} are worked out by rule, to be confirmed")
            }
            None => "; bank holidays are worked out by rule, to be confirmed".to_owned(),
        }
    }

    /// Why a time is an hour from where a reader would look for it.
    fn clocks(&self) -> &'static str {
        let Some(due_time) = self.due.time else {
            return "";
        };
        let shown = self.due.day.and_time(due_time) - self.from.day.and_time(self.from.time.unwrap_or_default());
        match (shown - TimeDelta::hours(self.length.count.into())).num_minutes() {
            60 => "; the clocks go forward in between",
            -60 => "; the clocks go back in between",
            _ => "",
        }
    }
}

fn hours_after(from: Moment, hours: u32) -> Option<Moment> {
    let start = to_utc(from.day.and_time(from.time.unwrap_or_default()))?;
    let due = to_local(start.checked_add_signed(TimeDelta::hours(hours.into()))?)?;
    Some(Moment { day: due.date(), time: Some(due.time()) })
}
