//! A day as a person types it.

mod date;
mod span;
mod time;
mod token;
mod weekday;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use crate::calendar::Calendar;
use crate::calendar::Counted;
use crate::calendar::Length;
use crate::calendar::Moment;
use crate::calendar::Unit;
use crate::calendar::typed::token::Token;
use crate::calendar::typed::token::Token::Number;
use crate::calendar::typed::token::Token::Word;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;
use std::error::Error;
use std::fmt;

/// Nothing that a review asks for is further away than this.
const MONTHS_AWAY_AT_MOST: Months = Months::new(100 * 12);

/// Further from a day than this lies no day that names no year.
const HALF_A_YEAR: Days = Days::new(date::DAYS_AWAY_AT_MOST);

/// Names of times that are longer than a day, or of no known length.
const LONGER: &[&str] = &[
    "week",
    "weeks",
    "weekend",
    "fortnight",
    "month",
    "months",
    "year",
    "term",
    "half-term",
    "halfterm",
    "holiday",
    "holidays",
    "easter",
    "christmas",
    "summer",
    "autumn",
    "winter",
    "spring",
    "soon",
    "asap",
    "later",
];

/// Why what was typed is not taken for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotADay {
    /// It has none of the forms that are read.
    NotUnderstood,
    /// It names a longer time, such as a week or a term.
    NotOneDay,
    /// It names a day that the calendar does not have: 31 June, or a Friday that is a Thursday.
    NoSuchDay,
    /// The year has two figures, and could be any of several.
    TwoDigitYear,
    /// The month stands before the day.
    MonthFirst,
    /// The day is more than 100 years away.
    TooFar,
}

impl NotADay {
    /// What the person is told, with a form that will do.
    pub fn says(&self) -> &'static str {
        match self {
            Self::NotUnderstood => {
                "That was not understood as a day. Write it like 27 3 2026, 27 March, next Tuesday or 5 working days."
            }
            Self::NotOneDay => {
                "That is not one day. Write the day that you mean, like 27 3 2026, next Tuesday or 5 working days."
            }
            Self::NoSuchDay => "There is no such day in the calendar. Check it, and write it in full, like 27 3 2026.",
            Self::TwoDigitYear => "Write the year with four figures, like 27 3 2026.",
            Self::MonthFirst => "Write the day first and then the month, like 27 3 2026.",
            Self::TooFar => "That day is more than 100 years away. Check it, and write it like 27 3 2026.",
        }
    }
}

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.says())
    }
}

impl Error for NotADay {}

/// Reads a day as a person types it, with a time after it if they like.
///
/// - A day: `27 3 2026`, `27/3/2026`, `27-3-2026`, `27.3.2026`, `2026-03-27`, `27 March 2026`,
///   `Friday 27th March`.
/// - Without a year (`27 March`, `27/3`) it is the nearest such day, before or after today; if two
///   are equally near, the later. So it is never more than about six months away, and a 29 February
///   that would be is refused.
/// - `today`, `tomorrow`, `yesterday`; `Tuesday` and `next Tuesday` are the first one after today,
///   `last Tuesday` the first one before.
/// - From today: `5 working days`, `in 10 days`, `2 weeks`, `a fortnight`, `+10d`; and back: `3
///   days ago`.
/// - A time: `14:30`, `at 14:30`, `2.30pm`, `2pm`, `noon`.
///
/// Capitals, commas and spaces do not matter. The one who asks shows the day in full and asks
/// whether it is meant.
pub fn read(typed: &str, today: NaiveDate, calendar: &Calendar) -> Result<Moment, NotADay> {
    let text = token::tidied(typed)?;
    let tokens = token::tokens(&text);
    let (tokens, time) = time::taken_off(&tokens)?;
    let day = day(tokens, today, calendar).map_err(|why| match why {
        NotADay::NotUnderstood if names_a_longer_time(tokens) => NotADay::NotOneDay,
        why => why,
    })?;
    if is_too_far(day, today) {
        return Err(NotADay::TooFar);
    }
    Ok(Moment { day, time })
}

/// The same for a day on which something has happened: what names no year, or only a day of the week, is the last such
/// day up to today. A day that is plainly still to come (`tomorrow`, `27 March 2040`) comes back as it is.
pub fn read_past(typed: &str, today: NaiveDate, calendar: &Calendar) -> Result<Moment, NotADay> {
    let moment = read(typed, today, calendar);
    if moment.is_ok_and(|moment| moment.day <= today) {
        return moment;
    }
    let text = token::tidied(typed)?;
    let tokens = token::tokens(&text);
    let (tokens, time) = time::taken_off(&tokens)?;
    let last = match tokens {
        [Word(name)] => weekday::near(&[Word("last"), Word(name)], today),
        // Within half a year of that day lies every day of the year that ends today.
        _ => today.checked_sub_days(HALF_A_YEAR).map(|middle| date::date(tokens, middle)),
    };
    match last {
        Some(Ok(day)) if day <= today => Ok(Moment { day, time }),
        _ => moment,
    }
}

/// The same for a day by which something is to happen: what names no year is the next such day from today on. A day that
/// has plainly passed (`yesterday`, `27 March 2020`) comes back as it is.
pub fn read_to_come(typed: &str, today: NaiveDate, calendar: &Calendar) -> Result<Moment, NotADay> {
    let moment = read(typed, today, calendar);
    if moment.is_ok_and(|moment| moment.day >= today) {
        return moment;
    }
    let text = token::tidied(typed)?;
    let tokens = token::tokens(&text);
    let (tokens, time) = time::taken_off(&tokens)?;
    match today.checked_add_days(HALF_A_YEAR).map(|middle| date::date(tokens, middle)) {
        Some(Ok(day)) if day >= today => Ok(Moment { day, time }),
        _ => moment,
    }
}

/// How the day was counted, where so many working days from today were typed.
pub fn read_count(typed: &str, today: NaiveDate, calendar: &Calendar) -> Option<Counted> {
    let text = token::tidied(typed).ok()?;
    let tokens = token::tokens(&text);
    let (tokens, _) = time::taken_off(&tokens).ok()?;
    let count = span::working_days(tokens)?;
    Some(calendar.count(today.into(), Length { count, unit: Unit::WorkingDays }))
}

fn day(tokens: &[Token], today: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, NotADay> {
    match tokens {
        [Word("today")] => Ok(today),
        [Word("tomorrow")] => today.succ_opt().ok_or(NotADay::TooFar),
        [Word("yesterday")] => today.pred_opt().ok_or(NotADay::TooFar),
        _ => weekday::near(tokens, today)
            .or_else(|| span::from_today(tokens, today, calendar))
            .unwrap_or_else(|| date::date(tokens, today)),
    }
}

/// True for `next week`, `end of term`, `after Easter`, `in March`: whoever types it has no one day in mind yet.
fn names_a_longer_time(tokens: &[Token]) -> bool {
    let no_day = |token: &Token| !matches!(token, Number(_, 1 | 2));
    tokens.iter().all(no_day)
        && tokens.iter().any(|token| match token {
            Word(word) => LONGER.contains(word) || date::month(word).is_ok(),
            _ => false,
        })
}

fn is_too_far(day: NaiveDate, today: NaiveDate) -> bool {
    let first = today.checked_sub_months(MONTHS_AWAY_AT_MOST);
    let last = today.checked_add_months(MONTHS_AWAY_AT_MOST);
    first.is_some_and(|first| day < first) || last.is_some_and(|last| day > last)
}
