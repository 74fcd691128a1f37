//! The calendar held against itself, from any day and with any closed days.

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

proptest! {
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
