//! A date: `27 3 2026`, `2026-03-27`, `27 March`, `Friday 27th March 2026`.

use crate::calendar::typed::NotADay;
use crate::calendar::typed::token::Token;
use crate::calendar::typed::token::Token::Mark;
use crate::calendar::typed::token::Token::Number;
use crate::calendar::typed::token::Token::Word;
use crate::calendar::typed::weekday::weekday;
use chrono::Datelike;
use chrono::NaiveDate;

/// Without a year no day is further from today than half a leap year.
pub(crate) const DAYS_AWAY_AT_MOST: u64 = 183;

/// The day that a date names.
pub(crate) fn date(tokens: &[Token], today: NaiveDate) -> Result<NaiveDate, NotADay> {
    let (expected, tokens) = match tokens {
        [Word(name), rest @ ..] if weekday(name).is_some() => (weekday(name), rest),
        _ => (None, tokens),
    };
    let day = without_weekday(tokens, today)?;
    // A day of the week that does not fit is a slip in one of the two, and only the person knows in
    // which.
    match expected {
        Some(expected) if day.weekday() != expected => Err(NotADay::NoSuchDay),
        _ => Ok(day),
    }
}

fn without_weekday(tokens: &[Token], today: NaiveDate) -> Result<NaiveDate, NotADay> {
    if let [Number(day, 1 | 2), Mark('/'), Number(month, 1 | 2)] = tokens {
        return day_first(*day, *month, |day, month| nearest(day, month, today));
    }
    match without_separators(tokens)[..] {
        [Number(year, 4), Number(month, 1 | 2), Number(day, 1 | 2)] => exact(year, month, day),
        [Number(day, 1 | 2), Number(month, 1 | 2), Number(number, figures)] => {
            let year = year(number, figures)?;
            day_first(day, month, |day, month| exact(year, month, day))
        }
        [Number(day, 1 | 2), Word(name)] => nearest(day, month(name)?, today),
        [Number(day, 1 | 2), Word(name), Number(number, figures)] => {
            let month = month(name)?;
            exact(year(number, figures)?, month, day)
        }
        // `March 27` may be a day or a year, so it is not guessed at.
        [Word(name), Number(_, 1 | 2)] | [Word(name), Number(_, 1 | 2), Number(..)] => {
            month(name).and(Err(NotADay::MonthFirst))
        }
        _ => Err(NotADay::NotUnderstood),
    }
}

/// The pieces without the marks that stand between two parts of a date.
fn without_separators<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut parts = Vec::with_capacity(tokens.len());
    for (place, token) in tokens.iter().enumerate() {
        let between = place > 0
            && !matches!(tokens[place - 1], Mark(_))
            && tokens.get(place + 1).is_some_and(|next| !matches!(next, Mark(_)));
        if !(between && matches!(token, Mark('/' | '-' | '.'))) {
            parts.push(*token);
        }
    }
    parts
}

fn year(number: u32, figures: usize) -> Result<u32, NotADay> {
    match figures {
        4 => Ok(number),
        1 | 2 => Err(NotADay::TwoDigitYear),
        3 => Err(NotADay::NotUnderstood),
        _ => Err(NotADay::TooFar),
    }
}

/// Hands on a day and a month in figures, unless they only make sense the other way round.
fn day_first(
    day: u32,
    month: u32,
    then: impl Fn(u32, u32) -> Result<NaiveDate, NotADay>,
) -> Result<NaiveDate, NotADay> {
    if (1..=12).contains(&day) && (13..=31).contains(&month) {
        return Err(NotADay::MonthFirst);
    }
    then(day, month)
}

fn exact(year: u32, month: u32, day: u32) -> Result<NaiveDate, NotADay> {
    let year = i32::try_from(year).map_err(|_| NotADay::TooFar)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(NotADay::NoSuchDay)
}

/// The nearest such day before or after today; the later of two that are equally near.
fn nearest(day: u32, month: u32, today: NaiveDate) -> Result<NaiveDate, NotADay> {
    (today.year() - 1..=today.year() + 1)
        .rev()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .min_by_key(|day| (*day - today).num_days().abs())
        .filter(|day| (*day - today).num_days().unsigned_abs() <= DAYS_AWAY_AT_MOST)
        .ok_or(NotADay::NoSuchDay)
}

pub(crate) fn month(name: &str) -> Result<u32, NotADay> {
    Ok(match name {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return Err(NotADay::NotUnderstood),
    })
}
