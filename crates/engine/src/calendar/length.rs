//! A length of time as a strategy writes it: `5 working days`, `48 hours`, `same day`.

use serde::Deserialize;
use serde::Serialize;
use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// What a length is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// By the end of the day itself; there is nothing to count.
    SameDay,
    /// Clock hours, weekends and nights included.
    Hours,
    /// Days that are no weekend, bank holiday or closed day.
    WorkingDays,
    /// Calendar days.
    Days,
    /// Calendar weeks.
    Weeks,
    /// Calendar months; at the end of a shorter month, its last day.
    Months,
    /// Calendar years; from 29 February, to 28 February where there is no other.
    Years,
}

impl Unit {
    /// The units that are counted, with the word for one and the word for several.
    const COUNTED: [(Self, &'static str, &'static str); 6] = [
        (Self::Hours, "hour", "hours"),
        (Self::WorkingDays, "working day", "working days"),
        (Self::Days, "day", "days"),
        (Self::Weeks, "week", "weeks"),
        (Self::Months, "month", "months"),
        (Self::Years, "year", "years"),
    ];
}

/// A length of time. `Display` writes it in the words that [`FromStr`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Length {
    /// How many; 1 to [`Length::MOST`], and 0 for the same day.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// The most that a length may count: a bound on slips of the finger, far above any procedure's
    /// own number.
    pub const MOST: u32 = 9999;

    /// By the end of the day itself.
    pub const SAME_DAY: Self = Self { count: 0, unit: Unit::SameDay };

    /// A length whose count is within bounds. The same day has no count, so any is taken for 0.
    pub fn new(count: u32, unit: Unit) -> Result<Self, NotALength> {
        match unit {
            Unit::SameDay => Ok(Self::SAME_DAY),
            _ if (1..=Self::MOST).contains(&count) => Ok(Self { count, unit }),
            _ => Err(NotALength::OutOfBounds),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Unit::COUNTED.iter().find(|(unit, ..)| *unit == self.unit) {
            None => f.write_str("same day"),
            Some((_, one, _)) if self.count == 1 => write!(f, "1 {one}"),
            Some((_, _, several)) => write!(f, "{} {several}", self.count),
        }
    }
}

impl FromStr for Length {
    type Err = NotALength;

    /// Reads a length; spaces more or fewer, capitals, and `1 days` for `1 day` are taken as they
    /// are meant.
    fn from_str(text: &str) -> Result<Self, NotALength> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if text == "same day" {
            return Ok(Self::SAME_DAY);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, word) = text.split_at(digits);
        let &(unit, ..) = Unit::COUNTED
            .iter()
            .find(|(_, one, several)| [one, several].contains(&&word.trim_start()))
            .filter(|_| digits > 0)
            .ok_or(NotALength::NotUnderstood)?;
        // A number with too many figures for a count is out of bounds like any other that is too
        // large.
        Self::new(count.parse().unwrap_or(u32::MAX), unit)
    }
}

/// Why some text is not a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotALength {
    /// It has none of the forms that are read.
    NotUnderstood,
    /// The number is 0, or larger than [`Length::MOST`].
    OutOfBounds,
}

impl fmt::Display for NotALength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUnderstood => {
                "write a length as `5 working days`, `48 hours`, `10 days`, `2 weeks`, `1 month`, `10 years` or `same day`"
            }
            Self::OutOfBounds => {
                "the number in a length is from 1 to 9999, as in `5 working days`; for none, write `same day`"
            }
        })
    }
}

impl Error for NotALength {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_written_as_people_write_them() {
        for text in [
            "5 working days",
            "1 working day",
            "48 hours",
            "1 hour",
            "10 days",
            "2 weeks",
            "1 month",
            "10 years",
            "same day",
        ] {
            assert_eq!(text.parse::<Length>().map(|length| length.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn slips_that_change_nothing_are_taken_as_they_are_meant() {
        let five = Length { count: 5, unit: Unit::WorkingDays };
        for text in [" 5  Working Days ", "5working days", "005 working day", "5\u{a0}working\tdays"] {
            assert_eq!(text.parse(), Ok(five), "{text:?}");
        }
    }

    #[test]
    fn anything_else_is_answered_with_the_forms_that_are_read() {
        for text in
            ["", "soon", "five days", "5", "days", "-5 days", "5 working", "5.5 days", "unset", "5 terms", "٥ days"]
        {
            assert_eq!(text.parse::<Length>(), Err(NotALength::NotUnderstood), "{text:?}");
        }
        for text in ["0 days", "10000 days", "99999999999999999999 hours"] {
            assert_eq!(text.parse::<Length>(), Err(NotALength::OutOfBounds), "{text:?}");
        }
        assert!(NotALength::NotUnderstood.to_string().contains("`5 working days`"));
        assert!(NotALength::OutOfBounds.to_string().contains(&Length::MOST.to_string()));
    }

    fn any_length() -> impl Strategy<Value = Length> {
        let unit = prop::sample::select(vec![
            Unit::SameDay,
            Unit::Hours,
            Unit::WorkingDays,
            Unit::Days,
            Unit::Weeks,
            Unit::Months,
            Unit::Years,
        ]);
        (1..=Length::MOST, unit).prop_map(|(count, unit)| Length::new(count, unit).expect("the count is in bounds"))
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(length in any_length()) {
            prop_assert_eq!(length.to_string().parse(), Ok(length));
        }

        #[test]
        fn no_text_stops_the_program(text in "\\PC*|[0-9]{0,12} ?[a-z ]{0,14}") {
            if let Ok(length) = text.parse::<Length>() {
                prop_assert!(length == Length::SAME_DAY || (1..=Length::MOST).contains(&length.count));
            }
        }
    }
}
