//! Anything may be typed, and what the program writes it also reads.

use crate::calendar::Division;
use crate::calendar::long;
use crate::calendar::medium;
use crate::calendar::typed::*;
use chrono::Days;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn england() -> Calendar {
    Calendar::new(Division::EnglandAndWales, Vec::new())
}

/// Pieces that the reader knows, in any order: what comes nearest to a day without being one.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "27",
        "3",
        "2026",
        "0",
        "99999999999999999999",
        "12",
        "29",
        "february",
        "mar",
        "march",
        "may",
        "friday",
        "next",
        "last",
        "in",
        "ago",
        "working",
        "days",
        "day",
        "weeks",
        "fortnight",
        "month",
        "a",
        "at",
        "14:30",
        "2.30pm",
        "pm",
        "noon",
        "/",
        "-",
        ".",
        ":",
        "+",
        "th",
        "of",
        ",",
        "p.m.",
        "'",
        "\u{200b}",
        "İ",
        "é",
        "today",
        "9999",
        "d",
        "wd",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec!["", " ", "\u{a0}"])), 0..9)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect())
}

/// Any day that chrono can hold, the last ones included.
fn any_today() -> impl Strategy<Value = NaiveDate> {
    let days = 0..=u64::try_from((NaiveDate::MAX - NaiveDate::MIN).num_days()).expect("time goes forward");
    prop_oneof![
        days.prop_map(|days| NaiveDate::MIN + Days::new(days)),
        (0_u64..800).prop_map(|days| NaiveDate::MAX - Days::new(days)),
        (0_u64..800).prop_map(|days| NaiveDate::MIN + Days::new(days)),
        (0_u64..80_000).prop_map(|days| day("1900-01-01") + Days::new(days)),
    ]
}

proptest! {
    #[test]
    fn nothing_that_is_typed_stops_the_program(typed in any::<String>(), today in any_today()) {
        let _ = read(&typed, today, &england());
    }

    #[test]
    fn nothing_that_looks_like_a_day_stops_the_program(typed in pieces(), today in any_today()) {
        if let Ok(moment) = read(&typed, today, &england()) {
            prop_assert!(!is_too_far(moment.day, today));
        }
    }

    #[test]
    fn a_day_reads_back_as_the_program_writes_it(days in 0_u64..36_000, from_today in 0_u64..36_000) {
        let written = day("2000-01-01") + Days::new(days);
        let today = day("2000-01-01") + Days::new(from_today);
        for typed in [long(written), medium(written), written.to_string(), written.format("%d/%m/%Y").to_string()] {
            prop_assert_eq!(read(&typed, today, &england()), Ok(written.into()), "{}", typed);
        }
    }

    #[test]
    fn without_a_year_no_day_is_far_and_none_is_nearer(days in 0_u64..36_000, away in 0_u64..182) {
        let today = day("2000-01-01") + Days::new(days);
        for meant in [today + Days::new(away), today - Days::new(away)] {
            let typed = meant.format("%-d %B").to_string();
            prop_assert_eq!(read(&typed, today, &england()), Ok(meant.into()), "{} on {}", typed, today);
        }
    }
}
