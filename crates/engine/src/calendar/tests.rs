//! The calendar held against published cases.

use crate::calendar::length::Length;
use crate::calendar::length::Unit;
use crate::calendar::*;
use chrono::NaiveDateTime;
use serde_json::Value;

const CASES: &str = include_str!("../../../../tests/data/working-days-cases.json");

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn moment(text: &str) -> Moment {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment");
    Moment { day: at.date(), time: Some(at.time()) }
}

fn england() -> Calendar {
    Calendar::new(Division::EnglandAndWales, Vec::new())
}

fn counted(from: Moment, length: &str) -> Counted {
    england().count(from, length.parse().expect("a length"))
}

#[test]
fn the_edge_cases_of_the_field_come_out_as_computed() {
    for (from, days, due, calendar_days) in [
        ("2026-12-23", 1, "2026-12-24", 1),
        ("2026-12-24", 1, "2026-12-29", 5),
        ("2026-12-24", 5, "2027-01-05", 12),
        ("2026-12-26", 1, "2026-12-29", 3),
        ("2026-12-18", 14, "2027-01-12", 25),
        ("2026-04-02", 1, "2026-04-07", 5),
        ("2026-04-01", 5, "2026-04-10", 9),
        ("2026-05-22", 3, "2026-05-28", 6),
        ("2026-08-28", 1, "2026-09-01", 4),
        ("2026-11-20", 5, "2026-11-27", 7),
        ("2026-11-21", 5, "2026-11-27", 6),
        ("2027-03-25", 1, "2027-03-30", 5),
        ("2027-12-24", 1, "2027-12-29", 5),
        ("2027-12-23", 10, "2028-01-11", 19),
        ("2028-04-13", 2, "2028-04-19", 6),
        ("2028-12-22", 2, "2028-12-28", 6),
        ("2022-09-16", 1, "2022-09-20", 4),
        ("2023-05-05", 1, "2023-05-09", 4),
        ("2020-05-07", 1, "2020-05-11", 4),
    ] {
        let (from, due) = (day(from), day(due));
        assert_eq!(england().working_days_after(from, days), due, "{days} after {from}");
        assert_eq!(england().working_days_between(from, due), i64::from(days), "{from} to {due}");
        assert_eq!((due - from).num_days(), calendar_days);
    }
}

#[test]
fn the_cases_of_gov_uk_come_out_as_there() {
    let oracle: Value = serde_json::from_str(CASES).expect("the oracle is JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    for holiday in oracle["holidays"].as_array().expect("a list") {
        // The cases are of 2013, before the published years; the rule gives the holidays that they
        // assume.
        assert_eq!(england().day_off(day(&text(holiday))), Some(DayOff::BankHoliday));
    }
    let cases = oracle["cases"].as_array().expect("a list");
    assert_eq!(cases.len(), 16);
    for case in cases {
        let from = day(&text(&case["from_"]));
        let days = case["days"].as_u64().and_then(|days| u32::try_from(days).ok()).expect("a number");
        let found = match text(&case["op"]).as_str() {
            "after" => england().working_days_after(from, days),
            "before" => england().working_days_before(from, days),
            other => panic!("{other}?"),
        };
        assert_eq!(found, day(&text(&case["expect"])), "{case}");
    }
}

#[test]
fn each_division_keeps_its_own_days() {
    for (text, [england, scotland, northern_ireland]) in [
        ("2026-01-02", [false, true, false]),
        ("2026-03-17", [false, false, true]),
        ("2026-04-06", [true, false, true]),
        ("2026-07-13", [false, false, true]),
        ("2026-08-03", [false, true, false]),
        ("2026-08-31", [true, false, true]),
        ("2026-11-30", [false, true, false]),
        ("2026-12-25", [true, true, true]),
        // Past the published years the rule says the same of them.
        ("2031-01-02", [false, true, false]),
        ("2031-03-17", [false, false, true]),
        ("2031-12-01", [false, true, false]),
    ] {
        let off = Division::ALL.map(|division| !Calendar::new(division, Vec::new()).is_working_day(day(text)));
        assert_eq!(off, [england, scotland, northern_ireland], "{text}");
    }
}

#[test]
fn the_version_says_how_far_the_data_go_and_that_a_team_has_days_of_its_own() {
    let version = |closed: &[&str]| {
        Calendar::new(Division::EnglandAndWales, closed.iter().map(|text| day(text)).collect()).version()
    };
    assert_eq!(version(&[]), "england-and-wales, published to 26 December 2028");
    assert_eq!(
        version(&["2026-12-24", "2026-12-24"]),
        "england-and-wales, published to 26 December 2028, and 1 extra closed day"
    );
    assert!(version(&["2026-12-24", "2026-12-31"]).ends_with(", and 2 extra closed days"));
}

#[test]
fn a_closed_day_is_passed_over_and_named_as_the_teams_own() {
    // The Saturday and the bank holiday are closed anyway, and are not named twice.
    let closed = ["2026-12-31", "2026-12-24", "2026-12-26", "2026-12-25"].map(day).to_vec();
    let calendar = Calendar::new(Division::EnglandAndWales, closed);
    assert_eq!(calendar.day_off(day("2026-12-24")), Some(DayOff::Closed));
    assert_eq!(calendar.day_off(day("2026-12-25")), Some(DayOff::BankHoliday));
    assert_eq!(calendar.day_off(day("2026-12-26")), Some(DayOff::Weekend));

    let due = calendar.count(day("2026-12-23").into(), "1 working day".parse().expect("a length"));
    assert_eq!(due.due, day("2026-12-29").into());
    assert_eq!(due.left_out, ["2026-12-24", "2026-12-25", "2026-12-28"].map(day));
    assert_eq!(
        due.basis(),
        "1 working day after Wednesday 23 December 2026; 25 and 28 December are bank holidays; \
         24 December is a closed day"
    );
    assert_eq!(calendar.working_days_between(day("2026-12-23"), day("2027-01-04")), 3);
}

#[test]
fn the_basis_says_why_it_is_that_day() {
    for (from, length, due, basis) in [
        (
            "2026-12-18",
            "5 working days",
            "2026-12-29",
            "5 working days after Friday 18 December 2026; 25 and 28 December are bank holidays",
        ),
        ("2026-11-20", "5 working days", "2026-11-27", "5 working days after Friday 20 November 2026"),
        (
            "2026-12-24",
            "5 working days",
            "2027-01-05",
            "5 working days after Thursday 24 December 2026; 25 and 28 December and 1 January 2027 are bank holidays",
        ),
        (
            "2026-05-22",
            "3 working days",
            "2026-05-28",
            "3 working days after Friday 22 May 2026; 25 May is a bank holiday",
        ),
        ("2026-11-21", "same day", "2026-11-21", "the same day"),
        ("2026-12-24", "10 days", "2027-01-03", "10 days after Thursday 24 December 2026"),
        ("2026-12-12", "2 weeks", "2026-12-26", "2 weeks after Saturday 12 December 2026"),
        (
            "2026-01-01",
            "450 working days",
            "2027-10-12",
            "450 working days after Thursday 1 January 2026; 13 days in between are bank holidays",
        ),
    ] {
        let counted = counted(day(from).into(), length);
        assert_eq!(counted.due, day(due).into(), "{length} after {from}");
        assert_eq!(counted.basis(), basis);
        assert!(!counted.provisional);
    }
}

#[test]
fn past_the_last_published_year_a_count_of_working_days_is_provisional() {
    // Up to the end of the year nothing can be missing, even after the last published day.
    assert!(!england().is_provisional(day("2028-12-31")));
    assert!(england().is_provisional(day("2029-01-01")));
    assert!(!counted(day("2028-12-22").into(), "2 working days").provisional);

    let due = counted(day("2028-12-28").into(), "2 working days");
    assert_eq!(due.due, day("2029-01-02").into());
    assert!(due.provisional);
    assert_eq!(
        due.basis(),
        "2 working days after Thursday 28 December 2028; 1 January 2029 is a bank holiday; \
         bank holidays after 2028 are worked out by rule, to be confirmed"
    );
    // Calendar time leans on no bank holiday.
    assert!(!counted(day("2028-12-28").into(), "10 days").provisional);
    assert!(!counted(moment("2028-12-28 09:00"), "9999 hours").provisional);
    // A length may fall due on the last published day itself: nothing moves off a holiday.
    assert_eq!(counted(day("2028-12-25").into(), "1 day").due, day("2028-12-26").into());
}

#[test]
fn months_clip_and_leap_days_count() {
    for (from, length, due) in [
        ("2028-01-31", "1 month", "2028-02-29"),
        ("2027-01-31", "1 month", "2027-02-28"),
        ("2028-02-29", "12 months", "2029-02-28"),
        ("2028-02-28", "1 day", "2028-02-29"),
        ("2028-02-28", "2 working days", "2028-03-01"),
        ("2027-02-26", "1 working day", "2027-03-01"),
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2026-11-23", "10 years", "2036-11-23"),
    ] {
        assert_eq!(counted(day(from).into(), length).due, day(due).into(), "{length} after {from}");
    }
}

#[test]
fn hours_pass_as_they_pass_whatever_the_clocks_show() {
    for (from, length, due, basis) in [
        ("2026-12-18 14:30", "48 hours", "2026-12-20 14:30", "48 hours after 14:30 on Friday 18 December 2026"),
        (
            "2026-10-24 14:30",
            "48 hours",
            "2026-10-26 13:30",
            "48 hours after 14:30 on Saturday 24 October 2026; the clocks go back in between",
        ),
        (
            "2026-03-28 14:30",
            "24 hours",
            "2026-03-29 15:30",
            "24 hours after 14:30 on Saturday 28 March 2026; the clocks go forward in between",
        ),
        ("2026-07-15 00:30", "1 hour", "2026-07-15 01:30", "1 hour after 00:30 on Wednesday 15 July 2026"),
    ] {
        let counted = counted(moment(from), length);
        assert_eq!(counted.due, moment(due));
        assert_eq!(counted.basis(), basis);
    }
    let strict = counted(day("2026-12-18").into(), "48 hours");
    assert_eq!(strict.due, moment("2026-12-20 00:00"));
    assert_eq!(strict.basis(), "48 hours after 00:00 on Friday 18 December 2026");
}

#[test]
fn a_time_that_was_given_does_not_make_a_day_due_before_its_end() {
    assert_eq!(counted(moment("2026-11-20 16:00"), "1 working day").due, day("2026-11-23").into());
    assert_eq!(counted(moment("2026-11-20 16:00"), "same day").due, day("2026-11-20").into());
}

#[test]
fn counting_stops_at_the_ends_of_what_a_record_can_hold() {
    let most = Length { count: u32::MAX, unit: Unit::WorkingDays };
    for start in [NaiveDate::MIN, FIRST, LAST, NaiveDate::MAX] {
        assert_eq!(england().working_days_after(start, u32::MAX), LAST.max(start));
        assert_eq!(england().working_days_before(start, u32::MAX), FIRST.min(start));
        for unit in [Unit::SameDay, Unit::Hours, Unit::WorkingDays, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years]
        {
            let counted = england().count(start.into(), Length { unit, ..most });
            assert!((FIRST..=LAST).contains(&counted.due.day), "{unit:?} {start}");
            assert!(!counted.basis().is_empty());
        }
    }
    assert_eq!(england().working_days_after(day("9999-12-30"), 2), LAST);
    assert_eq!(england().working_days_before(day("0001-01-02"), 2), FIRST);
    assert!(england().working_days_between(NaiveDate::MIN, NaiveDate::MAX) > 2_500_000);
}
