//! British clock time, so that hours are counted as they pass and not as a clock shows them.
//!
//! A rule and not the machine's own zone: a server that keeps UTC would be an hour wrong all
//! summer.

use crate::calendar::rule::last_of_month;
use chrono::Datelike;
use chrono::NaiveDateTime;
use chrono::TimeDelta;
use chrono::Weekday;

/// How many minutes British clocks are ahead of UTC at a moment given in UTC: 60 in summer,
/// otherwise 0.
///
/// Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
/// October. That has been so since 1996, and is taken to stay so.
pub fn gb_offset_minutes(utc: NaiveDateTime) -> i32 {
    let change = |month| last_of_month(utc.year(), month, Weekday::Sun).and_then(|sunday| sunday.and_hms_opt(1, 0, 0));
    match (change(3), change(10)) {
        (Some(spring), Some(autumn)) if (spring..autumn).contains(&utc) => 60,
        _ => 0,
    }
}

/// The moment at which British clocks show this time.
///
/// The hour that happens twice in October is read as the first of the two, so that nothing falls
/// due later than it may. The hour that is skipped in March is read as by a clock that nobody has
/// put forward yet.
pub(crate) fn to_utc(local: NaiveDateTime) -> Option<NaiveDateTime> {
    let as_summer = local.checked_sub_signed(TimeDelta::minutes(60))?;
    Some(if gb_offset_minutes(as_summer) == 60 { as_summer } else { local })
}

/// What British clocks show at this moment.
pub(crate) fn to_local(utc: NaiveDateTime) -> Option<NaiveDateTime> {
    utc.checked_add_signed(TimeDelta::minutes(gb_offset_minutes(utc).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a moment")
    }

    #[test]
    fn clocks_change_at_one_in_the_morning_on_the_published_sundays() {
        for (spring, autumn) in [
            ("1996-03-31", "1996-10-27"),
            ("2019-03-31", "2019-10-27"),
            ("2024-03-31", "2024-10-27"),
            ("2025-03-30", "2025-10-26"),
            ("2026-03-29", "2026-10-25"),
            ("2027-03-28", "2027-10-31"),
            ("2028-03-26", "2028-10-29"),
            ("2099-03-29", "2099-10-25"),
        ] {
            for (day, before, after) in [(spring, 0, 60), (autumn, 60, 0)] {
                assert_eq!(gb_offset_minutes(at(&format!("{day} 00:59:59"))), before, "{day}");
                assert_eq!(gb_offset_minutes(at(&format!("{day} 01:00:00"))), after, "{day}");
            }
        }
    }

    #[test]
    fn outside_the_two_odd_hours_there_and_back_is_the_same_time() {
        for text in ["2026-01-15 12:00:00", "2026-03-29 00:59:59", "2026-03-29 02:00:00", "2026-07-15 00:30:00"] {
            assert_eq!(to_utc(at(text)).and_then(to_local), Some(at(text)));
        }
        assert_eq!(to_utc(at("2026-07-15 00:30:00")), Some(at("2026-07-14 23:30:00")));
    }

    #[test]
    fn the_hour_that_happens_twice_is_the_first_and_the_hour_that_is_skipped_is_shown_later() {
        assert_eq!(to_utc(at("2026-10-25 01:30:00")), Some(at("2026-10-25 00:30:00")));
        assert_eq!(to_utc(at("2026-10-25 02:00:00")), Some(at("2026-10-25 02:00:00")));
        assert_eq!(to_utc(at("2026-03-29 01:30:00")).and_then(to_local), Some(at("2026-03-29 02:30:00")));
    }

    #[test]
    fn the_ends_of_time_do_not_stop_the_program() {
        for end in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            assert_eq!(gb_offset_minutes(end), 0);
            assert_eq!(to_local(end), Some(end));
        }
        assert_eq!(to_utc(NaiveDateTime::MIN), None);
    }
}
