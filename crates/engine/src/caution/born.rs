//! Dates of birth: full dates of somebody young, or near words such as `born`.

use crate::caution::dates;
use crate::caution::dates::Written;
use crate::caution::edges::is_among;
use chrono::Datelike;
use chrono::NaiveDate;
use std::ops::Range;

/// How near, in words, such a word must stand.
const NEAR: usize = 5;

/// The youngest and the oldest that a date alone may make somebody. A younger one is too often a meeting's.
const AGES: std::ops::RangeInclusive<i32> = 3..=25;

/// Words that say that a date is of birth. `birth` does so only beside `date`, `day` or `of`.
const BIRTH: &str = "born dob dobs birthday birthdays birthdate birthdates";

/// Words that say what happened on a date, when it follows them at once or after small words.
const EVENTS: &str = "meeting meetings met conference review visit visited hearing order minutes dated since until till \
    before after by from published version updated policy protocol procedure plan assessment assessed \
    closed opened referral referred moved started ended began joined left wrote letter email e-mail \
    report held agreed made signed sent received seen saw rang told reviewed allocated form";

/// Small words that may stand between an event and its date.
const SMALL: &str = "on of the in at for was were is it this that us them me him her again last first only about";

/// Words that a date may begin with.
const OF_A_DATE: &str = "on of the monday tuesday wednesday thursday friday saturday sunday \
    mon tue tues wed thu thur thurs fri sat sun";

/// Every date in a text that looks like somebody's date of birth.
pub(crate) fn find(text: &str, groups: &[Range<usize>], today: NaiveDate) -> Vec<Range<usize>> {
    let dates = dates::find(text, groups, today).into_iter();
    dates.filter(|date| is_birth(text, date, today)).map(|date| date.place).collect()
}

fn is_birth(text: &str, date: &Written, today: NaiveDate) -> bool {
    let before = words_before(&text[..date.place.start]);
    let event = is_of_an_event(&before);
    let years = age(date.day, today);
    if names_birth(&before) || names_birth(&words_after(&text[date.place.end..])) {
        // A meeting may be mentioned beside a birth. A birth that is still to come has a day as well.
        return years >= -1 && !(event && years < *AGES.start());
    }
    !date.doubtful && !event && AGES.contains(&years)
}

/// Whole years from a day to today; below nought if the day is still to come.
fn age(day: NaiveDate, today: NaiveDate) -> i32 {
    today.year() - day.year() - i32::from((today.month(), today.day()) < (day.month(), day.day()))
}

/// The words before a date in the same sentence, the nearest first.
fn words_before(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut after: Option<&str> = None;
    for raw in text.rsplit(parts).filter(|raw| !raw.is_empty()) {
        if found.len() > NEAR || after.is_some_and(|after| ends_sentence(raw, after)) {
            break;
        }
        after = Some(raw);
        // `on Monday the` belongs to the date, and is not counted.
        found.extend(word(raw).filter(|word| !(found.is_empty() && is_among(word, OF_A_DATE))));
    }
    found
}

/// The words after a date in the same sentence, the nearest first.
fn words_after(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // The date itself may end its sentence.
    let mut before = if text.starts_with(['.', '!', '?']) { "." } else { "" };
    for raw in text.split(parts).filter(|raw| raw.chars().any(char::is_alphanumeric)) {
        if found.len() > NEAR || ends_sentence(before, raw) {
            break;
        }
        before = raw;
        found.extend(word(raw));
    }
    found
}

fn parts(c: char) -> bool {
    c.is_whitespace() || ":;,()[]{}=/\"“”|–—".contains(c)
}

/// True if a sentence ends between two words. `D.O.B.` ends none.
fn ends_sentence(word: &str, next: &str) -> bool {
    let inner = word.trim_end_matches(['.', '!', '?', '\'', '’']);
    let ends = word[inner.len()..].contains(['.', '!', '?']);
    ends && !inner.contains('.') && next.starts_with(char::is_uppercase)
}

/// A word in small letters, without its stops; `None` if it is all marks.
fn word(raw: &str) -> Option<String> {
    let word: String = raw.to_lowercase().chars().filter(|c| *c != '.').collect();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    (!word.is_empty()).then(|| word.to_owned())
}

fn names_birth(words: &[String]) -> bool {
    words.iter().take(NEAR).enumerate().any(|(index, word)| {
        let beside = [index.checked_sub(1).and_then(|index| words.get(index)), words.get(index + 1)];
        let of_birth = || beside.into_iter().flatten().any(|word| is_among(word, "of date day"));
        is_among(word, BIRTH) || (word == "birth" && of_birth())
    })
}

fn is_of_an_event(before: &[String]) -> bool {
    let first = before.iter().find(|word| !is_among(word, SMALL));
    first.is_some_and(|word| is_among(word, EVENTS))
}
