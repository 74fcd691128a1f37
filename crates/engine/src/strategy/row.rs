//! Which row fits: the one place that decides.

use chrono::NaiveDateTime;
use chrono::NaiveTime;

use crate::calendar::Length;
use crate::calendar::Unit;
use crate::prompt::Answer;
use crate::strategy::Step;

/// What an answer is held against.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Options, groups or states, of which one must be among the answer's words. Empty: any answer.
    pub words: Vec<String>,
    /// True if none of the words may be.
    pub not: bool,
    /// The number, or how many entries, at least.
    pub at_least: Option<i64>,
    /// The number, or how many entries, at most.
    pub at_most: Option<i64>,
    /// A day longer ago than this.
    pub older_than: Option<Length>,
}

/// A cell held against an earlier answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The step, or `about`; with dots into strategies that are run.
    pub path: String,
    /// What its answer is held against.
    pub cell: Cell,
}

/// True if an answer to a step fits a cell. A step that was not asked fits nothing.
pub fn fits(cell: &Cell, step: &Step, answer: &Answer, now: NaiveDateTime) -> bool {
    let words = step.words_of(answer);
    let among = cell.words.iter().any(|word| words.contains(&word.as_str()));
    if !cell.words.is_empty() && among == cell.not {
        return false;
    }
    let size = answer.size();
    if cell.at_least.is_some_and(|least| size.is_none_or(|size| size < least)) {
        return false;
    }
    if cell.at_most.is_some_and(|most| size.is_none_or(|size| size > most)) {
        return false;
    }
    match (cell.older_than, answer) {
        (None, _) => true,
        (Some(length), Answer::Date(day)) => {
            let given = day.day.and_time(day.time.unwrap_or(NaiveTime::MIN));
            now.signed_duration_since(given).num_hours() > hours(length)
        }
        (Some(_), _) => false,
    }
}

/// A length as hours, for ages; a working day counts as a day, so that an age is never understated.
fn hours(length: Length) -> i64 {
    let count = i64::from(length.count);
    match length.unit {
        Unit::SameDay => 24,
        Unit::Hours => count,
        Unit::WorkingDays | Unit::Days => 24 * count,
        Unit::Weeks => 7 * 24 * count,
        Unit::Months => 30 * 24 * count,
        Unit::Years => 365 * 24 * count,
    }
}

/// The first of some rows of which every condition holds.
///
/// `is` says whether a cell fits the step's own answer, `when` whether a column fits an earlier one,
/// and `used_up` whether a row has been taken as often as it may be. A session has cells and columns as they are
/// written; a proof has the same as bits.
pub fn first_row<'a, R, C: 'a, K: 'a>(
    rows: impl IntoIterator<Item = R>,
    parts: impl Fn(R) -> (Option<&'a C>, &'a [K]),
    is: impl Fn(&C) -> bool,
    when: impl Fn(&K) -> bool,
    used_up: impl Fn(usize) -> bool,
) -> Option<usize> {
    rows.into_iter().enumerate().find_map(|(place, row)| {
        let (own, earlier) = parts(row);
        let holds = !used_up(place) && own.is_none_or(&is) && earlier.iter().all(&when);
        holds.then_some(place)
    })
}
