//! Figures with their counts: shares of a stated whole, and days in order of length.

/// So many of so many. The whole is always stated beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Share {
    /// How many of these are so.
    pub fn of<T>(all: impl IntoIterator<Item = T>, is: impl Fn(&T) -> bool) -> Self {
        all.into_iter().fold(Self::default(), |share, one| Self {
            part: share.part + usize::from(is(&one)),
            whole: share.whole + 1,
        })
    }

    /// In hundredths, rounded half up to a whole number. None of nothing.
    pub fn percent(self) -> Option<usize> {
        (self.whole > 0).then(|| (200 * self.part + self.whole) / (2 * self.whole))
    }
}

/// Days, shortest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days(Vec<i64>);

impl FromIterator<i64> for Days {
    fn from_iter<I: IntoIterator<Item = i64>>(days: I) -> Self {
        let mut days: Vec<i64> = days.into_iter().collect();
        days.sort_unstable();
        Self(days)
    }
}

impl Days {
    /// How many there are.
    pub fn many(&self) -> usize {
        self.0.len()
    }

    /// The shortest that is not exceeded by so many in a hundred: the nearest rank, so it is always one of the days.
    pub fn percentile(&self, percent: usize) -> Option<i64> {
        let rank = (percent * self.0.len()).div_ceil(100).max(1);
        self.0.get(rank - 1).copied()
    }

    /// The 50th percentile by nearest rank.
    pub fn median(&self) -> Option<i64> {
        self.percentile(50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        // By hand: the rank is p% of the count, rounded up; of 5, 2, 9: in order 2, 5, 9.
        for (days, percent, wanted) in [
            (&[][..], 50, None),
            (&[7], 50, Some(7)),
            (&[7], 90, Some(7)),
            (&[9, 2], 50, Some(2)),                // 0.5 × 2 = 1: the first
            (&[5, 2, 9], 50, Some(5)),             // 1.5, so the second
            (&[4, 1, 3, 2], 50, Some(2)),          // 2: the second
            (&[15, 20, 35, 40, 50], 30, Some(20)), // 1.5, so the second
            (&[15, 20, 35, 40, 50], 40, Some(20)), // 2: the second
            (&[15, 20, 35, 40, 50], 100, Some(50)),
            (&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 90, Some(9)), // 9: the ninth
            (&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 90, Some(10)), // 9.9, so the tenth
        ] {
            assert_eq!(days.iter().copied().collect::<Days>().percentile(percent), wanted, "{days:?} {percent}");
        }
    }

    #[test]
    fn a_share_states_its_whole_and_rounds_half_up() {
        for (part, whole, wanted) in
            [(0, 0, None), (0, 7, Some(0)), (7, 7, Some(100)), (1, 3, Some(33)), (2, 3, Some(67)), (1, 8, Some(13))]
        {
            assert_eq!(Share { part, whole }.percent(), wanted, "{part} of {whole}");
        }
        assert_eq!(Share::of([1, 2, 3, 4, 5], |number| number % 2 == 0), Share { part: 2, whole: 5 });
    }
}
