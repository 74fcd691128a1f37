//! Full dates as people write them: a day, a month and a year, in figures or with the month in words.

use crate::caution::edges::is_hyphen;
use crate::caution::edges::runs;
use crate::caution::edges::stands_alone;
use chrono::Datelike;
use chrono::NaiveDate;
use std::ops::Range;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date that stands in a text.
pub(crate) struct Written {
    /// Where.
    pub(crate) place: Range<usize>,
    /// The day it names.
    pub(crate) day: NaiveDate,
    /// True if it could as well be something else, such as a paragraph or three lengths: `3.4.15`, `2/5/10`, `030415`.
    pub(crate) doubtful: bool,
}

/// Every full date in a text, given its groups of digits. The day comes before the month, as it does here.
pub(crate) fn find(text: &str, groups: &[Range<usize>], today: NaiveDate) -> Vec<Written> {
    let mut found = with_month_in_words(text, today);
    let worded: Vec<Range<usize>> = found.iter().map(|date| date.place.clone()).collect();
    let is_free = |place: &Range<usize>| {
        let next = worded.partition_point(|worded| worded.end <= place.start);
        worded.get(next).is_none_or(|worded| place.end <= worded.start)
    };
    let mut at = 0;
    while at < groups.len() {
        let date = in_three(text, &groups[at..], today).filter(|date| is_free(&date.place)).map(|date| (3, date));
        match date.or_else(|| Some((1, in_one(text, &groups[at], today)?))) {
            Some((count, date)) => {
                found.push(date);
                at += count;
            }
            None => at += 1,
        }
    }
    found.retain(|date| stands_alone(text, &date.place));
    found.sort_by_key(|date| date.place.start);
    found
}

/// `03/04/2015`, `2015-04-03`, `3.4.15`, `3 4 2015`: three groups with the same mark between.
fn in_three(text: &str, groups: &[Range<usize>], today: NaiveDate) -> Option<Written> {
    let [a, b, c, ..] = groups else { return None };
    let mark = mark_between(&text[a.end..b.start])?;
    if mark != mark_between(&text[b.end..c.start])? {
        return None;
    }
    let short = c.len() == 2 && a.len() < 4;
    let number = |group: &Range<usize>| text[group.clone()].parse::<u32>().ok();
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    let day = match (a.len(), b.len(), c.len()) {
        (4, 1..=2, 1..=2) => day(first, second, third),
        // An American date is a date too, where it can be no other.
        (1..=2, 1..=2, 4) => day(third, second, first).or_else(|| day(third, first, second)),
        (1..=2, 1..=2, 2) => day(century(third, today), second, first),
        _ => None,
    }?;
    Some(Written { place: a.start..c.end, day, doubtful: short && (mark != '/' || a.len() + b.len() == 2) })
}

/// `03042015`, `20150403`, `030415`: one group without marks.
fn in_one(text: &str, group: &Range<usize>, today: NaiveDate) -> Option<Written> {
    let digits = &text[group.clone()];
    let part = |range: Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let day = match digits.len() {
        8 => day(part(4..8)?, part(2..4)?, part(0..2)?).or_else(|| day(part(0..4)?, part(4..6)?, part(6..8)?)),
        6 => day(century(part(4..6)?, today), part(2..4)?, part(0..2)?),
        _ => None,
    }?;
    Some(Written { place: group.clone(), day, doubtful: digits.len() == 6 })
}

/// `3rd of April, 2015`, `April 3, 2015`, `3-Apr-15`, `2015 April 3`.
fn with_month_in_words(text: &str, today: NaiveDate) -> Vec<Written> {
    // Letters and digits by turns, so that `3rd` and `03Apr2015` come apart.
    let mut pieces = runs(text, char::is_alphabetic);
    pieces.extend(runs(text, |c| c.is_ascii_digit()));
    pieces.sort_by_key(|piece| piece.start);
    let mut found: Vec<Written> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Some(month) = month(&text[piece.clone()]) else { continue };
        let before = number_before(text, &pieces, at).map(|at| &pieces[at]);
        let next = number_after(text, &pieces, at);
        let after = next.map(|at| &pieces[at]);
        let last = next.and_then(|at| number_after(text, &pieces, at)).map(|at| &pieces[at]);
        let (first, year) = match (before, after, last) {
            (Some(first), Some(year), _) if first.len() < 3 && matches!(year.len(), 2 | 4) => (first, year),
            (Some(year), Some(first), _) if year.len() == 4 => (first, year),
            (_, Some(first), Some(year)) if year.len() == 4 => (first, year),
            _ => continue,
        };
        let place = first.start.min(year.start).min(piece.start)..first.end.max(year.end);
        if let Some((day, doubtful)) = worded(text, first, month, year, today)
            && found.last().is_none_or(|last| last.place.end <= place.start)
        {
            found.push(Written { place, day, doubtful });
        }
    }
    found
}

fn worded(
    text: &str,
    first: &Range<usize>,
    month: u32,
    year: &Range<usize>,
    today: NaiveDate,
) -> Option<(NaiveDate, bool)> {
    let number = |group: &Range<usize>| text[group.clone()].parse::<u32>().ok();
    let short = year.len() == 2;
    let named = if short { century(number(year)?, today) } else { number(year)? };
    let apostrophe = text[..year.start].ends_with(['\'', '’']);
    Some((day(named, month, number(first)?)?, short && !apostrophe))
}

/// Which piece is the number just before one, past `of`, `the`, `day` and the end of an ordinal.
fn number_before(text: &str, pieces: &[Range<usize>], at: usize) -> Option<usize> {
    let past = |index: &usize| is_small(&text[pieces[*index].clone()]);
    let found = (at.saturating_sub(5)..at).rev().find(|index| !past(index))?;
    is_number_in_reach(text, pieces, found, found..at).then_some(found)
}

/// Which piece is the number just after one, past the end of an ordinal.
fn number_after(text: &str, pieces: &[Range<usize>], at: usize) -> Option<usize> {
    let past = |index: &usize| is_small(&text[pieces[*index].clone()]);
    let found = (at + 1..pieces.len().min(at + 4)).find(|index| !past(index))?;
    is_number_in_reach(text, pieces, found, at..found).then_some(found)
}

/// True if a piece is a number of a date, and only small marks part the pieces between.
fn is_number_in_reach(text: &str, pieces: &[Range<usize>], found: usize, between: Range<usize>) -> bool {
    let digits = text[pieces[found].clone()].starts_with(|c: char| c.is_ascii_digit());
    let close = between.into_iter().all(|index| is_gap(&text[pieces[index].end..pieces[index + 1].start]));
    digits && pieces[found].len() < 5 && close
}

fn is_small(word: &str) -> bool {
    ["st", "nd", "rd", "th", "of", "the", "day", "in"].contains(&word.to_lowercase().as_str())
}

fn is_gap(gap: &str) -> bool {
    gap.chars().count() <= 3 && gap.chars().all(|c| c.is_whitespace() || is_hyphen(c) || ",./'’".contains(c))
}

/// The mark between two groups of one date: a hyphen, a stroke, a stop or a space.
fn mark_between(gap: &str) -> Option<char> {
    let inner = gap.trim();
    let mut characters = inner.chars();
    match (characters.next(), characters.next()) {
        (None, _) => (gap == " " || gap == "\u{a0}").then_some(' '),
        (Some(c), None) if gap.chars().count() <= 3 => match c {
            '/' | '.' => Some(c),
            c if is_hyphen(c) => Some('-'),
            _ => None,
        },
        _ => None,
    }
}

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let short = word == "sept" || word.len() == 3;
    let place = MONTHS.iter().position(|month| *month == word || (short && month.starts_with(&word)))?;
    u32::try_from(place + 1).ok()
}

/// A year of two figures: the last one that is not still to come.
fn century(year: u32, today: NaiveDate) -> u32 {
    if i64::from(year) + 2000 > i64::from(today.year()) { year + 1900 } else { year + 2000 }
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}
