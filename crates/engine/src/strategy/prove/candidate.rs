//! Answers that stand for others like them.

use crate::prompt::Answer;
use crate::strategy::Cell;

/// An answer that stands for some that are sure to be alike.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) answer: Answer,
    /// How many it stands for.
    pub(crate) weight: u128,
}

impl Candidate {
    pub(crate) fn one(answer: Answer) -> Self {
        Self { answer, weight: 1 }
    }
}

/// One number for each span between the bounds that cells name, and how many are in it if both its ends are known.
pub(crate) fn spans(least: Option<i64>, most: Option<i64>, cells: &[&Cell]) -> Vec<(i64, u128)> {
    let bounds = cells.iter().flat_map(|cell| [cell.at_least, cell.at_most.and_then(|most| most.checked_add(1))]);
    let mut cuts: Vec<i64> = bounds.flatten().filter(|cut| least.is_none_or(|least| *cut > least)).collect();
    cuts.retain(|cut| most.is_none_or(|most| *cut <= most));
    cuts.sort_unstable();
    cuts.dedup();
    let starts = std::iter::once(least).chain(cuts.iter().copied().map(Some));
    let ends = cuts.iter().map(|cut| Some(cut - 1)).chain(std::iter::once(most));
    starts
        .zip(ends)
        .filter(|span| !matches!(span, (Some(start), Some(end)) if start > end))
        .map(|span| match span {
            (Some(start), Some(end)) => (start, u128::from(end.abs_diff(start)) + 1),
            (start, end) => (start.or(end).unwrap_or(0), 1),
        })
        .collect()
}
