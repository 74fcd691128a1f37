//! Working days, bank holidays, due dates, and days as people type them.
//!
//! The published bank holidays are data; past the last published year they are worked out by rule
//! and called provisional. Nothing here reads the clock: today is always given.
//!
//! Every day given back lies in the years 1 to 9999, the ones that a record can hold. Counting past
//! either end stops there.

mod length;
mod typed;

mod clock;
mod counted;
mod division;
mod published;
mod rule;
mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use crate::calendar::clock::gb_offset_minutes;
pub use crate::calendar::counted::Counted;
pub use crate::calendar::counted::Moment;
pub use crate::calendar::division::Division;
pub use crate::calendar::length::Length;
pub use crate::calendar::length::Unit;
pub use crate::calendar::typed::NotADay;
pub use crate::calendar::typed::read;
pub use crate::calendar::typed::read_count;
pub use crate::calendar::typed::read_past;
pub use crate::calendar::typed::read_to_come;
pub use crate::calendar::words::long;
pub use crate::calendar::words::medium;

use crate::calendar::published::published;
use crate::calendar::published::published_in;
use crate::calendar::published::published_years;
use crate::calendar::rule::by_rule;
use crate::calendar::rule::is_weekend;
use chrono::Datelike;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("1 January of the year 1 is a day");
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("31 December 9999 is a day");

/// Why a day is not a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayOff {
    /// A Saturday or Sunday.
    Weekend,
    /// A bank holiday of the calendar's division, published or by rule.
    BankHoliday,
    /// A day on which the team itself is closed.
    Closed,
}

/// The working days of one division, less the days on which a team is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calendar {
    division: Division,
    /// In order, each once.
    closed: Vec<NaiveDate>,
}

impl Calendar {
    /// The calendar of a division. `closed` holds a team's own closed days, in any order.
    pub fn new(division: Division, mut closed: Vec<NaiveDate>) -> Self {
        closed.sort_unstable();
        closed.dedup();
        Self { division, closed }
    }

    /// The same closed days in another division.
    #[must_use]
    pub fn in_division(&self, division: Division) -> Self {
        Self { division, closed: self.closed.clone() }
    }

    /// The division whose bank holidays these are.
    pub fn division(&self) -> Division {
        self.division
    }

    /// What a record says of the calendar that it was counted with: a holiday may be proclaimed
    /// afterwards.
    pub fn version(&self) -> String {
        let name = self.division.name();
        let published = match published(self.division).last() {
            Some(last) => format!("{name}, published to {}", medium(*last)),
            None => format!("{name}, by rule"),
        };
        match self.closed.len() {
            0 => published,
            1 => format!("{published}, and 1 extra closed day"),
            several => format!("{published}, and {several} extra closed days"),
        }
    }

    /// Why this day is not a working day; `None` if it is one.
    pub fn day_off(&self, day: NaiveDate) -> Option<DayOff> {
        if is_weekend(day) {
            Some(DayOff::Weekend)
        } else if self.bank_holidays(day.year()).contains(&day) {
            Some(DayOff::BankHoliday)
        } else if self.closed.binary_search(&day).is_ok() {
            Some(DayOff::Closed)
        } else {
            None
        }
    }

    /// Whether this is no weekend, bank holiday or closed day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.day_off(day).is_none()
    }

    /// Whether this day is past the last published year, where bank holidays are worked out by
    /// rule.
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        self.published_to().is_none_or(|year| day.year() > year)
    }

    /// The working day that is so many after a day, which may itself be any day. The day after it
    /// is day 1.
    pub fn working_days_after(&self, from: NaiveDate, days: u32) -> NaiveDate {
        if i64::from(days) > (LAST - from).num_days() {
            return LAST.max(from);
        }
        self.walk(from, days, |day| day.succ_opt().filter(|day| *day <= LAST)).unwrap_or(LAST)
    }

    /// The working day that is so many before a day, which may itself be any day. The day before it
    /// is day 1.
    pub fn working_days_before(&self, from: NaiveDate, days: u32) -> NaiveDate {
        if i64::from(days) > (from - FIRST).num_days() {
            return FIRST.min(from);
        }
        self.walk(from, days, |day| day.pred_opt().filter(|day| *day >= FIRST)).unwrap_or(FIRST)
    }

    /// How many working days follow `from`, up to and including `to`: the working days by which a
    /// thing due on `from` and done on `to` is late. The other way round, the same number below
    /// nought.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let (from, to) = (from.clamp(FIRST, LAST), to.clamp(FIRST, LAST));
        let off = self.weekdays_off(from, to).count();
        weekdays_to(to) - weekdays_to(from) - i64::try_from(off).unwrap_or(i64::MAX)
    }

    /// The days after `from`, up to and including `to`, that would be working days but for a bank
    /// holiday or because the team is closed. Not in order: the team's own days come last.
    fn weekdays_off(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = (NaiveDate, DayOff)> {
        let within = move |day: &NaiveDate| from < *day && *day <= to && !is_weekend(*day);
        let bank_holidays = (from.year()..=to.year())
            .flat_map(|year| self.bank_holidays(year).into_owned())
            .filter(within)
            .map(|day| (day, DayOff::BankHoliday));
        let closed = self
            .closed
            .iter()
            .copied()
            .filter(within)
            .filter(|day| self.day_off(*day) == Some(DayOff::Closed))
            .map(|day| (day, DayOff::Closed));
        bank_holidays.chain(closed)
    }

    fn bank_holidays(&self, year: i32) -> Cow<'static, [NaiveDate]> {
        match published_in(self.division, year) {
            Some(days) => Cow::Borrowed(days),
            None => Cow::Owned(by_rule(self.division, year)),
        }
    }

    fn published_to(&self) -> Option<i32> {
        published_years(self.division).map(|years| *years.end())
    }

    /// Steps from day to day until so many working days are passed; `None` where the steps come to
    /// an end first.
    fn walk(&self, from: NaiveDate, days: u32, step: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Option<NaiveDate> {
        let mut day = from;
        let mut left = days;
        while left > 0 {
            day = step(day)?;
            left -= u32::from(self.is_working_day(day));
        }
        Some(day)
    }
}

/// How many days from Monday to Friday there are up to and including this one, since the year 1
/// (which began on a Monday).
fn weekdays_to(day: NaiveDate) -> i64 {
    let days = i64::from(day.num_days_from_ce());
    5 * days.div_euclid(7) + days.rem_euclid(7).min(5)
}
