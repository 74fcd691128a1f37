//! What differs in behaviour between two versions of a strategy.
//!
//! Both are given the same answers: to each step, by its path, the same answer each time that it is asked. Where both
//! ask the same, they go in step; where one asks what the other does not, or not yet, its answer is kept until the
//! other asks it or can no longer come to it. So two rows that were swapped, a row that was split, a label that was
//! changed are no difference; and each difference comes with the shortest answers that show it.
//!
//! Days keep the age that they have when they are given, and an answer that is taken over is taken to be asked for.

mod pair;
mod side;

use std::collections::BTreeSet;

use crate::strategy::Strategy;
use crate::strategy::prove::Answered;
use crate::strategy::prove::layout;

use pair::Pair;

/// More pairs of situations than this are not compared.
const MOST_PAIRS: usize = 400_000;

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The differences, the shortest answers first; one of each sort.
    pub differences: Vec<Difference>,
    /// Pairs of situations that were compared.
    pub compared: usize,
    /// False if there are more than can be compared: what was found is so, and nothing is known of the rest.
    pub whole: bool,
}

/// One difference, with the shortest answers that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub change: Change,
    /// The answers that show it, in the order in which they are asked.
    pub answers: Vec<Answered>,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The same answers end elsewhere.
    Ends {
        /// The outcome, or the program's own end, of the old version.
        old: String,
        /// That of the new one.
        new: String,
    },
    /// Only the new version comes to this step.
    Added(String),
    /// Only the old version comes to this step.
    Gone(String),
    /// Both come to this step, but not in the same order.
    Order(String),
    /// Only the new version takes this answer to a step, or has this way out there.
    NewAnswer(String, String),
    /// Only the old version takes this answer to a step, or has this way out there.
    GoneAnswer(String, String),
    /// The date of this step or outcome is worked out otherwise.
    Due(String),
    /// Somebody else is waited for or told at this step, or other forms are issued.
    Told(String),
    /// The same outcome ends the matter otherwise, or goes to somebody else.
    Outcome(String),
}

/// Compares two sound versions of a strategy. None if one is too large to be laid out.
pub fn diff(old: &Strategy, new: &Strategy) -> Option<Diff> {
    diff_within(old, new, MOST_PAIRS)
}

pub(crate) fn diff_within(old: &Strategy, new: &Strategy, limit: usize) -> Option<Diff> {
    let (old, new) = (layout::lay_out(old)?, layout::lay_out(new)?);
    let compare = |words: usize| match words {
        0..=1 => Pair::<1>::new(&old, &new)?.compare(limit),
        2..=8 => Pair::<8>::new(&old, &new)?.compare(limit),
        9..=64 => Pair::<64>::new(&old, &new)?.compare(limit / 8),
        _ => None,
    };
    let mut diff = compare(old.bits.max(new.bits).div_ceil(64))?;
    // The first of each sort is the shortest.
    let mut known = BTreeSet::new();
    diff.differences.retain(|difference| known.insert(difference.change.clone()));
    Some(diff)
}
