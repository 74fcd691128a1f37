//! A time after a day: `14:30`, `at 14.30`, `2.30pm`, `2pm`, `noon`.

use crate::calendar::typed::NotADay;
use crate::calendar::typed::token::Token;
use crate::calendar::typed::token::Token::Mark;
use crate::calendar::typed::token::Token::Number;
use crate::calendar::typed::token::Token::Word;
use chrono::NaiveTime;

/// The pieces that are left once a time is taken off the end, and the time if there was one.
///
/// A dot alone makes no time, for `27.3` is rather a day; `at` before it or `pm` after it does.
pub(crate) fn taken_off<'t, 'a>(tokens: &'t [Token<'a>]) -> Result<(&'t [Token<'a>], Option<NaiveTime>), NotADay> {
    let (rest, time) = match tokens {
        [rest @ .., Word("noon" | "midday")] => (rest, NaiveTime::from_hms_opt(12, 0, 0)),
        [rest @ .., Number(hour, _), Mark(':' | '.'), Number(minute, 2), Word(half @ ("am" | "pm"))] => {
            (rest, in_half(*hour, *minute, half))
        }
        [rest @ .., Number(hour, _), Word(half @ ("am" | "pm"))] => (rest, in_half(*hour, 0, half)),
        [rest @ .., Number(hour, _), Mark(':'), Number(minute, 2)]
        | [rest @ .., Word("at"), Number(hour, _), Mark('.'), Number(minute, 2)] => {
            (rest, NaiveTime::from_hms_opt(*hour, *minute, 0))
        }
        _ => return Ok((tokens, None)),
    };
    let time = time.ok_or(NotADay::NotUnderstood)?;
    Ok((rest.strip_suffix(&[Word("at")]).unwrap_or(rest), Some(time)))
}

fn in_half(hour: u32, minute: u32, half: &str) -> Option<NaiveTime> {
    let noon = if half == "pm" { 12 } else { 0 };
    (1..=12).contains(&hour).then(|| NaiveTime::from_hms_opt(hour % 12 + noon, minute, 0)).flatten()
}
