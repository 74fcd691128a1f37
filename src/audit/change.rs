//! Two times held against each other: each share with its counts, how it changed, and how sure that is.

use chrono::NaiveDate;

use crate::audit::Case;
use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Filter;
use crate::audit::Measure;
use crate::audit::Seen;
use crate::audit::Share;
use crate::audit::Ways;
use crate::audit::measures;
use crate::audit::ways;

/// Two times held against each other.
#[derive(Debug)]
pub struct Compared {
    /// Each from a day to a day.
    pub times: [(NaiveDate, NaiveDate); 2],
    /// Every share of either time.
    pub changes: Vec<Change>,
}

/// One share in two times.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What it is: a name of the definitions.
    pub what: &'static str,
    /// The strategy that it is about; empty for all.
    pub strategy: String,
    /// The strategy that it went on to; empty for most.
    pub to: String,
    /// In the first time.
    pub before: Share,
    /// In the second time.
    pub after: Share,
}

/// A difference between two shares, from one bound to the other, each from -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower bound.
    pub from: f64,
    /// The upper bound.
    pub to: f64,
}

/// So far from the middle lie 95 in 100 of a normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Change {
    /// True if one of the times has fewer than five: too few to say whether anything changed.
    pub fn is_too_few(&self) -> bool {
        self.before.whole < FEW || self.after.whole < FEW
    }

    /// By how much the share changed, from -1 to 1. None if there are too few.
    pub fn difference(&self) -> Option<f64> {
        (!self.is_too_few()).then(|| rate(self.after) - rate(self.before))
    }

    /// The 95% interval of the difference: Newcombe's hybrid score interval without a correction for continuity
    /// (method 10 of R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890). None if there are too few.
    pub fn interval(&self) -> Option<Interval> {
        let difference = self.difference()?;
        let (one, other) = (rate(self.after), rate(self.before));
        let (own, its) = (wilson(self.after), wilson(self.before));
        Some(Interval {
            from: difference - (one - own.from).hypot(its.to - other),
            to: difference + (own.to - one).hypot(other - its.from),
        })
    }
}

#[allow(clippy::cast_precision_loss, reason = "no folder holds so many cases")]
fn rate(share: Share) -> f64 {
    share.part as f64 / share.whole as f64
}

/// Wilson's score interval of one share.
#[allow(clippy::cast_precision_loss, reason = "no folder holds so many cases")]
fn wilson(share: Share) -> Interval {
    let (rate, many) = (rate(share), share.whole as f64);
    let middle = rate + Z * Z / (2.0 * many);
    let half = Z * (rate * (1.0 - rate) / many + Z * Z / (4.0 * many * many)).sqrt();
    let scale = 1.0 + Z * Z / many;
    Interval { from: ((middle - half) / scale).max(0.0), to: ((middle + half) / scale).min(1.0) }
}

/// Holds two times of these cases against each other. What happened in one of them only has a whole in the other too:
/// nought of those who might have. What `shown` takes away of either time stands in neither.
pub fn compared(
    asked: &[&Case<'_>],
    times: [(NaiveDate, NaiveDate); 2],
    filter: &Filter,
    seen: Seen<'_>,
    shown: impl Fn(&Filter, &Ways<'_>, Vec<Measure>) -> Vec<Measure>,
) -> Compared {
    let filters = times.map(|(from, to)| Filter { from: Some(from), to: Some(to), ..filter.clone() });
    let in_either = |case: &&&Case<'_>| filters.iter().any(|filter| filter.takes_time(case));
    let cases: Vec<&Case<'_>> = asked.iter().filter(in_either).copied().collect();
    let ways = ways(&cases, seen);
    let [before, after] = filters.map(|filter| shown(&filter, &ways, measures(asked, &filter, seen, &ways)));
    Compared { times, changes: before.into_iter().zip(after).filter_map(change).collect() }
}

/// The same figure in two times, if it is a share.
fn change((before, after): (Measure, Measure)) -> Option<Change> {
    let (Figure::Share(was), Figure::Share(is)) = (before.figure, after.figure) else { return None };
    Some(Change { what: after.what, strategy: after.strategy, to: after.to, before: was, after: is })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: (usize, usize), after: (usize, usize)) -> Change {
        let share = |(part, whole)| Share { part, whole };
        let (strategy, to) = (String::new(), String::new());
        Change { what: "settled", strategy, to, before: share(before), after: share(after) }
    }

    #[test]
    fn the_interval_is_the_published_one() {
        // Newcombe (1998), table II, method 10, to four places: 56/70 - 48/80, 9/10 - 3/10, 6/7 - 2/7, 5/56 - 0/29,
        // 0/10 - 0/20, 10/10 - 0/20.
        for (after, before, from, to) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
        ] {
            let interval = of(before, after).interval().expect("an interval");
            assert!((interval.from - from).abs() < 0.000_05, "{after:?} {before:?} {interval:?}");
            assert!((interval.to - to).abs() < 0.000_05, "{after:?} {before:?} {interval:?}");
        }
    }

    #[test]
    fn under_five_are_too_few_to_say() {
        assert_eq!(of((4, 4), (9, 10)).interval(), None);
        assert_eq!(of((9, 10), (0, 4)).difference(), None);
        assert!(of((0, 5), (5, 5)).interval().is_some());
        assert_eq!(of((0, 5), (5, 5)).difference(), Some(1.0));
    }
}
