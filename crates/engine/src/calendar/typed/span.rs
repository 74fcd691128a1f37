//! A day so far from today: `5 working days`, `in 2 weeks`, `+10d`, `3 days ago`.

use crate::calendar::Calendar;
use crate::calendar::length::Length;
use crate::calendar::typed::NotADay;
use crate::calendar::typed::token::Token;
use crate::calendar::typed::token::Token::Mark;
use crate::calendar::typed::token::Token::Number;
use crate::calendar::typed::token::Token::Word;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

enum Step {
    WorkingDays,
    /// So many calendar days each.
    Days(u32),
    Months,
}

/// The day that is so far from today; `None` if something else was typed.
pub(crate) fn from_today(
    tokens: &[Token],
    today: NaiveDate,
    calendar: &Calendar,
) -> Option<Result<NaiveDate, NotADay>> {
    let (count, step, back) = spanned(tokens)?;
    Some(match count {
        0 => Err(NotADay::NotUnderstood),
        1..=Length::MOST => stepped(today, count, &step, back, calendar).ok_or(NotADay::TooFar),
        _ => Err(NotADay::TooFar),
    })
}

/// So many working days ahead, if that was typed.
pub(crate) fn working_days(tokens: &[Token]) -> Option<u32> {
    match spanned(tokens)? {
        (count @ 1..=Length::MOST, Step::WorkingDays, false) => Some(count),
        _ => None,
    }
}

/// How many of which step, and whether back from today.
fn spanned(tokens: &[Token]) -> Option<(u32, Step, bool)> {
    let (span, back) = match tokens {
        [Word("in") | Mark('+'), span @ ..] => (span, false),
        [span @ .., Word("ago")] => (span, true),
        span => (span, false),
    };
    let (count, unit) = match span {
        [Number(count, _), unit @ ..] => (*count, unit),
        [Word(word), unit @ ..] if number(word).is_some() => (number(word)?, unit),
        [Word("fortnight")] => (1, span),
        [Word("next"), unit @ ..] if matches!(unit, [Word("working"), Word("day")]) => (1, unit),
        _ => return None,
    };
    Some((count, step(unit)?, back))
}

fn stepped(today: NaiveDate, count: u32, step: &Step, back: bool, calendar: &Calendar) -> Option<NaiveDate> {
    let days = |each: u32| Days::new(u64::from(count) * u64::from(each));
    match (step, back) {
        (Step::WorkingDays, false) => Some(calendar.working_days_after(today, count)),
        (Step::WorkingDays, true) => Some(calendar.working_days_before(today, count)),
        (Step::Days(each), false) => today.checked_add_days(days(*each)),
        (Step::Days(each), true) => today.checked_sub_days(days(*each)),
        (Step::Months, false) => today.checked_add_months(Months::new(count)),
        (Step::Months, true) => today.checked_sub_months(Months::new(count)),
    }
}

fn step(unit: &[Token]) -> Option<Step> {
    Some(match unit {
        [Word("wd")] | [Word("working"), Word("day" | "days")] => Step::WorkingDays,
        [Word("d" | "day" | "days")] | [Word("calendar"), Word("day" | "days")] => Step::Days(1),
        [Word("w" | "week" | "weeks")] => Step::Days(7),
        [Word("fortnight" | "fortnights")] => Step::Days(14),
        [Word("month" | "months")] => Step::Months,
        _ => return None,
    })
}

/// The small numbers that people write as words.
fn number(word: &str) -> Option<u32> {
    Some(match word {
        "a" | "an" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        _ => return None,
    })
}
