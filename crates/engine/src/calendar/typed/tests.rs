//! What people type, and what it is taken for.

use crate::calendar::Division;
use crate::calendar::typed::*;
use chrono::NaiveTime;

/// A Saturday.
const TODAY: &str = "2026-11-21";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn england() -> Calendar {
    Calendar::new(Division::EnglandAndWales, Vec::new())
}

fn on(typed: &str, today: &str) -> Result<Moment, NotADay> {
    read(typed, day(today), &england())
}

#[track_caller]
fn means(typed: &str, expected: &str) {
    assert_eq!(on(typed, TODAY), Ok(day(expected).into()), "{typed:?}");
}

#[track_caller]
fn refused(typed: &str, expected: NotADay) {
    assert_eq!(on(typed, TODAY), Err(expected), "{typed:?}");
}

#[test]
fn a_full_date_is_read_in_each_of_its_forms() {
    for typed in [
        "27 3 2026",
        "27/3/2026",
        "27-3-2026",
        "27.3.2026",
        "2026-03-27",
        "27 March 2026",
        "27 03 2026",
        "27/03/2026",
        "27 mar 2026",
        "27-Mar-2026",
        "27th March 2026",
        "the 27th of March 2026",
        "on 27 March, 2026",
        "FRIDAY 27 MARCH 2026",
        "  27   3\t2026 ",
        "27 / 3 / 2026",
        "27\u{a0}March\u{a0}2026",
        "27–3–2026",
        "27March2026",
        "27 March 2026.",
        "2026/3/27",
        "2026 3 27",
        "\u{feff}27 3 2026",
    ] {
        means(typed, "2026-03-27");
    }
    means("29 2 2028", "2028-02-29");
}

#[test]
fn without_a_year_it_is_the_nearest_such_day() {
    for (typed, today, expected) in [
        ("27 March", "2026-11-21", "2027-03-27"),
        ("27 mar", "2026-03-27", "2026-03-27"),
        ("27th March", "2026-04-01", "2026-03-27"),
        ("27/3", "2026-03-01", "2026-03-27"),
        ("20 Nov", "2026-11-21", "2026-11-20"),
        ("1 June", "2026-11-21", "2026-06-01"),
        ("3 January", "2026-12-30", "2027-01-03"),
        ("30 December", "2027-01-03", "2026-12-30"),
        // 183 days either way: the later.
        ("1 January", "2028-07-02", "2029-01-01"),
        ("Friday 20 November", "2026-11-21", "2026-11-20"),
        ("29 February", "2028-01-10", "2028-02-29"),
    ] {
        assert_eq!(on(typed, today), Ok(day(expected).into()), "{typed:?} on {today}");
    }
    // Nothing near: the person has to say which year.
    assert_eq!(on("29 February", "2026-11-21"), Err(NotADay::NoSuchDay));
    assert_eq!(on("29 February", "2027-01-10"), Err(NotADay::NoSuchDay));
}

#[test]
fn days_near_today_have_their_own_words() {
    means("today", TODAY);
    means(" Today ", TODAY);
    means("tomorrow", "2026-11-22");
    means("yesterday", "2026-11-20");
    for typed in ["Tuesday", "next Tuesday", "tues", "on Tuesday", "NEXT  TUE"] {
        means(typed, "2026-11-24");
    }
    means("last Tuesday", "2026-11-17");
    // Strictly after and strictly before: today is a Saturday.
    means("Saturday", "2026-11-28");
    means("last saturday", "2026-11-14");
}

#[test]
fn a_length_is_counted_from_today() {
    for typed in ["5 working days", "in 5 working days", "In five working days", "+5wd", "5 Working Day"] {
        means(typed, "2026-11-27");
    }
    for typed in ["10 days", "in 10 days", "+10d", "+ 10 d", "10 calendar days", "ten days"] {
        means(typed, "2026-12-01");
    }
    for typed in ["2 weeks", "fortnight", "a fortnight", "in a fortnight", "+2w", "two weeks"] {
        means(typed, "2026-12-05");
    }
    means("1 month", "2026-12-21");
    means("next working day", "2026-11-23");
    means("3 days ago", "2026-11-18");
    means("2 weeks ago", "2026-11-07");
    means("a month ago", "2026-10-21");
    means("1 working day ago", "2026-11-20");
    assert_eq!(on("5 working days", "2026-12-18"), Ok(day("2026-12-29").into()));
}

#[test]
fn a_time_may_follow_any_of_them() {
    let at = |text: &str, hour, minute| Moment { day: day(text), time: NaiveTime::from_hms_opt(hour, minute, 0) };
    for (typed, expected) in [
        ("27 3 2026 14:30", at("2026-03-27", 14, 30)),
        ("27.3.2026 at 14.30", at("2026-03-27", 14, 30)),
        ("27.3.2026 2.30pm", at("2026-03-27", 14, 30)),
        ("2026-03-27 14:30", at("2026-03-27", 14, 30)),
        ("27 March 2026, 2:30 p.m.", at("2026-03-27", 14, 30)),
        ("27 March 2026 at 2 pm", at("2026-03-27", 14, 0)),
        ("20 nov 9am", at("2026-11-20", 9, 0)),
        ("today at 00:05", at(TODAY, 0, 5)),
        ("today 12am", at(TODAY, 0, 0)),
        ("today 12.15pm", at(TODAY, 12, 15)),
        ("tomorrow at noon", at("2026-11-22", 12, 0)),
        ("next Tuesday 9:05", at("2026-11-24", 9, 5)),
        ("in 5 working days at 10:00", at("2026-11-27", 10, 0)),
        ("3 days ago, 23:59", at("2026-11-18", 23, 59)),
    ] {
        assert_eq!(on(typed, TODAY), Ok(expected), "{typed:?}");
    }
    for typed in [
        "today 24:00",
        "today 14:60",
        "today 13pm",
        "today 0am",
        "14:30",
        "at 14:30",
        "today at",
        "today 9:5",
        "today 2.30",
    ] {
        refused(typed, NotADay::NotUnderstood);
    }
}

#[test]
fn each_refusal_has_its_own_reason() {
    for typed in [
        "",
        " ",
        "invalid",
        "27",
        "27 Marsh 2026",
        "27 3 202",
        "0 days",
        "27 March 202",
        "in",
        "+",
        "ago",
        "5 days days",
        "27 3 2026 5",
        "27//3//2026",
        "/27/3/2026",
        "-3 days",
        "24 hours",
        "٢٧ ٣ ٢٠٢٦",
        "☃",
        "27 3 2026 ☃",
        "last 5 days",
        "last",
        "next",
    ] {
        refused(typed, NotADay::NotUnderstood);
    }
    for typed in ["next week", "end of term", "the end of next week", "after Easter", "soon", "March", "March 2026"] {
        refused(typed, NotADay::NotOneDay);
    }
    for typed in [
        "31 6 2026",
        "29 2 2026",
        "0 3 2026",
        "27 0 2026",
        "13 13 2026",
        "32 March",
        "2026-13-27",
        "31 April",
        "Thursday 27 March 2026",
    ] {
        refused(typed, NotADay::NoSuchDay);
    }
    for typed in ["27 3 26", "27/3/26", "27 March 26", "27 mar '26", "3/27/26", "26-03-27"] {
        refused(typed, NotADay::TwoDigitYear);
    }
    for typed in ["3/27/2026", "3 27 2026", "3/27", "March 27", "March 27, 2026", "mar 27th"] {
        refused(typed, NotADay::MonthFirst);
    }
    for typed in [
        "27 3 1926",
        "22 11 2126",
        "27 3 20266",
        "9999 weeks",
        "10000 days",
        "1300 months ago",
        "99999999999 days",
        "27 3 0026",
    ] {
        refused(typed, NotADay::TooFar);
    }
    means("21 11 1926", "1926-11-21");
    means("21 11 2126", "2126-11-21");
}

/// Counted by hand on a calendar.
#[test]
fn a_day_on_which_something_has_happened_is_the_last_one_of_its_name() {
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let past = |typed: &str| read_past(typed, day(TODAY), &calendar);
    for (typed, expected) in [
        ("27 March", "2026-03-27"),
        ("27/3", "2026-03-27"),
        ("Friday 27th March", "2026-03-27"),
        ("23 November", "2025-11-23"),
        ("22 November", "2025-11-22"),
        ("21 November", "2026-11-21"),
        ("Tuesday", "2026-11-17"),
        ("Sunday", "2026-11-15"),
        ("last Friday", "2026-11-20"),
        ("3 days ago", "2026-11-18"),
        // Plainly still to come: not guessed at.
        ("next Tuesday", "2026-11-24"),
        ("tomorrow", "2026-11-22"),
        ("27 3 2027", "2027-03-27"),
        ("5 working days", "2026-11-27"),
    ] {
        assert_eq!(past(typed), Ok(day(expected).into()), "{typed:?}");
    }
    assert_eq!(past("Friday 28th March").map(|it| it.day), Err(NotADay::NoSuchDay));
    assert_eq!(past("29 February"), Err(NotADay::NoSuchDay));
}

/// Counted by hand on a calendar: 1 June is 173 days back and 192 ahead.
#[test]
fn a_day_by_which_something_is_to_happen_is_the_next_one_of_its_name() {
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    for (typed, expected) in [
        ("1 June", "2027-06-01"),
        ("1/6", "2027-06-01"),
        ("20 November", "2027-11-20"),
        ("21 November", "2026-11-21"),
        ("27 March", "2027-03-27"),
        ("Tuesday", "2026-11-24"),
        ("5 working days", "2026-11-27"),
        // Plainly over: not guessed at.
        ("yesterday", "2026-11-20"),
        ("1 June 2026", "2026-06-01"),
        ("last Friday", "2026-11-20"),
    ] {
        assert_eq!(read_to_come(typed, day(TODAY), &calendar), Ok(day(expected).into()), "{typed:?}");
    }
}

#[test]
fn every_reason_is_plain_short_and_gives_a_form_that_will_do() {
    use NotADay::*;
    for reason in [NotUnderstood, NotOneDay, NoSuchDay, TwoDigitYear, MonthFirst, TooFar] {
        let says = reason.says();
        assert!(says.contains("27 3 2026"), "{says}");
        for word in ["invalid", "error", "format", "parse"] {
            assert!(!says.to_lowercase().contains(word), "{says}");
        }
        assert!(says.split_inclusive(". ").all(|sentence| sentence.split_whitespace().count() <= 25), "{says}");
        assert_eq!(reason.to_string(), says);
    }
}
