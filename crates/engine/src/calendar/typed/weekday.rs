//! A day of the week near today: `Tuesday`, `next Tuesday`, `last Tuesday`.

use crate::calendar::typed::NotADay;
use crate::calendar::typed::token::Token;
use crate::calendar::typed::token::Token::Word;
use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono::Weekday;

/// The day meant by a day of the week alone; `None` if something else was typed.
///
/// `next Tuesday` is the first one after today, as `Tuesday` is: some mean the one after that, and
/// whoever does sees it when the day is shown back to them.
pub(crate) fn near(tokens: &[Token], today: NaiveDate) -> Option<Result<NaiveDate, NotADay>> {
    let (name, back) = match tokens {
        [Word(name)] | [Word("next"), Word(name)] => (name, false),
        [Word("last"), Word(name)] => (name, true),
        _ => return None,
    };
    let (today_is, weekday) = (today.weekday(), weekday(name)?);
    // A week and not nought when it is that day of the week today.
    let days = |away: u32| Days::new(if away == 0 { 7 } else { away.into() });
    let day = if back {
        today.checked_sub_days(days(today_is.days_since(weekday)))
    } else {
        today.checked_add_days(days(weekday.days_since(today_is)))
    };
    Some(day.ok_or(NotADay::TooFar))
}

/// The day of the week with this name, in full or short.
pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tue" | "tues" => Weekday::Tue,
        "wednesday" | "wed" | "weds" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}
