//! Two times held against each other: each share with its counts, how it changed, and how sure that is.

use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Share;

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

/// Every share of either time; one that a time does not have is none of none there.
pub fn changes(before: &[Measure], after: &[Measure]) -> Vec<Change> {
    let share = |measure: &Measure| match measure.figure {
        Figure::Share(share) => Some(share),
        _ => None,
    };
    let same =
        |one: &Measure, other: &Measure| (one.what, &one.strategy, &one.to) == (other.what, &other.strategy, &other.to);
    let of = |all: &[Measure], wanted: &Measure| {
        all.iter().find(|measure| same(measure, wanted)).and_then(share).unwrap_or_default()
    };
    let mut all: Vec<&Measure> = after.iter().filter(|measure| share(measure).is_some()).collect();
    for measure in before.iter().filter(|measure| share(measure).is_some()) {
        if !all.iter().any(|other| same(measure, other)) {
            all.push(measure);
        }
    }
    all.into_iter()
        .map(|measure| Change {
            what: measure.what,
            strategy: measure.strategy.clone(),
            to: measure.to.clone(),
            before: of(before, measure),
            after: of(after, measure),
        })
        .collect()
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
