//! The calendar held against itself, and against a reference that shares nothing with it, from any day.

use crate::calendar::length::Length;
use crate::calendar::length::Unit;
use crate::calendar::*;
use chrono::Days;
use proptest::prelude::*;

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let closed = prop::collection::vec(any_day(), 0..20);
    (prop::sample::select(Division::ALL.to_vec()), closed)
        .prop_map(|(division, closed)| Calendar::new(division, closed))
}

/// Any day from 2015 to 2035, so that both the data and the rule are met.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..7_600).prop_map(|days| NaiveDate::from_ymd_opt(2015, 1, 1).expect("a day") + Days::new(days))
}

/// The bank holidays of a division as GOV.UK publishes them, read without any of our own code.
fn published_days(division: Division) -> std::collections::BTreeSet<NaiveDate> {
    let oracle: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/data/uk-bank-holidays-2019-2028.json")).expect("JSON");
    let days = days_below(&oracle[division.name()]);
    assert!(days.len() > 70, "{}: {}", division.name(), days.len());
    days
}

/// Every day that stands anywhere below a value.
fn days_below(value: &serde_json::Value) -> std::collections::BTreeSet<NaiveDate> {
    match value {
        serde_json::Value::String(text) => text.parse().into_iter().collect(),
        serde_json::Value::Array(list) => list.iter().flat_map(days_below).collect(),
        serde_json::Value::Object(map) => map.values().flat_map(days_below).collect(),
        _ => std::collections::BTreeSet::new(),
    }
}

/// The day of the week by Zeller's congruence, 0 for Saturday: no calendar of any library.
fn zeller(day: NaiveDate) -> i32 {
    let (year, month) = (day.year(), i32::try_from(day.month()).expect("a month"));
    let (year, month) = if month < 3 { (year - 1, month + 12) } else { (year, month) };
    let in_month = i32::try_from(day.day()).expect("a day");
    (in_month + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400).rem_euclid(7)
}

proptest! {
    /// A count on the fingers: day after day, leaving out Saturdays, Sundays and what GOV.UK publishes.
    #[test]
    fn a_count_on_the_fingers_comes_to_the_same_day(
        division in prop::sample::select(Division::ALL.to_vec()),
        closed in prop::collection::vec(0_u64..3_285, 0..10),
        from in 0_u64..3_285,
        days in 1_u32..250,
    ) {
        let first = NaiveDate::from_ymd_opt(2019, 1, 1).expect("a day");
        let closed: Vec<NaiveDate> = closed.iter().map(|days| first + Days::new(*days)).collect();
        let holidays = published_days(division);
        let from = first + Days::new(from);
        let (mut day, mut left) = (from, days);
        while left > 0 {
            day = day + Days::new(1);
            let off = zeller(day) < 2 || holidays.contains(&day) || closed.contains(&day);
            left -= u32::from(!off);
        }
        prop_assume!(day.year() <= 2028);
        let calendar = Calendar::new(division, closed);
        prop_assert_eq!(calendar.working_days_after(from, days), day);
        prop_assert_eq!(calendar.working_days_between(from, day), i64::from(days));
    }

    #[test]
    fn so_many_after_is_a_working_day_and_so_many_away(
        calendar in any_calendar(), from in any_day(), days in 1_u32..400,
    ) {
        let due = calendar.working_days_after(from, days);
        prop_assert!(calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days_between(from, due), i64::from(days));
        prop_assert_eq!(calendar.working_days_between(due, from), -i64::from(days));
    }

    #[test]
    fn there_and_back_is_the_same_working_day(calendar in any_calendar(), from in any_day(), days in 0_u32..400) {
        let from = calendar.working_days_after(from, 1);
        prop_assert_eq!(calendar.working_days_before(calendar.working_days_after(from, days), days), from);
        prop_assert_eq!(calendar.working_days_after(calendar.working_days_before(from, days), days), from);
    }

    #[test]
    fn between_counts_what_looking_at_each_day_counts(calendar in any_calendar(), from in any_day(), to in any_day()) {
        let (earlier, later) = (from.min(to), from.max(to));
        let each = earlier.iter_days().skip(1).take_while(|day| *day <= later);
        let working = each.filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(calendar.working_days_between(earlier, later), i64::try_from(working).expect("few"));
    }

    #[test]
    fn what_is_left_out_is_every_bank_holiday_and_closed_day_on_the_way(
        calendar in any_calendar(), from in any_day(), days in 1_u32..60,
    ) {
        let counted = calendar.count(from.into(), Length { count: days, unit: Unit::WorkingDays });
        let each = from.iter_days().skip(1).take_while(|day| *day <= counted.due.day);
        let off: Vec<_> = each
            .filter(|day| matches!(calendar.day_off(*day), Some(DayOff::BankHoliday | DayOff::Closed)))
            .collect();
        prop_assert_eq!(&counted.left_out, &off);
        prop_assert_eq!(counted.provisional, calendar.is_provisional(counted.due.day));
    }
}
