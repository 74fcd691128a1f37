//! Bank holidays worked out by rule, for the years that are not published.
//!
//! The rule knows no royal wedding, jubilee or funeral: those days are proclaimed, and only the
//! data hold them.

use crate::calendar::Division;
use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono::Weekday;

/// The bank holidays of a year as the rule gives them, in order.
///
/// Outside the years 1 to 9999, which no record can hold, there are none.
pub(crate) fn by_rule(division: Division, year: i32) -> Vec<NaiveDate> {
    if !(1..=9999).contains(&year) {
        return Vec::new();
    }
    let mut days = Vec::with_capacity(12);
    // The order matters where two neighbours both fall on a weekend: the first takes the first free
    // day.
    for &(month, day) in fixed(division) {
        days.extend(NaiveDate::from_ymd_opt(year, month, day).and_then(|day| or_substitute(day, &days)));
    }
    days.extend(moving(division, year).into_iter().flatten());
    days.sort_unstable();
    days
}

/// The last such day of the week in a month: 25 October 2026 is the last Sunday of its month.
pub(crate) fn last_of_month(year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
    [5, 4].into_iter().find_map(|nth| NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth))
}

/// Months and days of the holidays that stand on a fixed day.
fn fixed(division: Division) -> &'static [(u32, u32)] {
    match division {
        Division::EnglandAndWales => &[(1, 1), (12, 25), (12, 26)],
        Division::Scotland => &[(1, 1), (1, 2), (11, 30), (12, 25), (12, 26)],
        Division::NorthernIreland => &[(1, 1), (3, 17), (7, 12), (12, 25), (12, 26)],
    }
}

/// The holidays that move with Easter or stand on a Monday.
fn moving(division: Division, year: i32) -> [Option<NaiveDate>; 5] {
    let easter = easter_sunday(year);
    let scotland = division == Division::Scotland;
    [
        easter.and_then(|day| day.checked_sub_days(Days::new(2))),
        easter.filter(|_| !scotland).and_then(|day| day.succ_opt()),
        NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1),
        last_of_month(year, 5, Weekday::Mon),
        if scotland {
            NaiveDate::from_weekday_of_month_opt(year, 8, Weekday::Mon, 1)
        } else {
            last_of_month(year, 8, Weekday::Mon)
        },
    ]
}

/// The day itself, or the next one that is neither on a weekend nor a holiday already.
fn or_substitute(day: NaiveDate, taken: &[NaiveDate]) -> Option<NaiveDate> {
    day.iter_days().find(|day| !is_weekend(*day) && !taken.contains(day))
}

/// Saturday or Sunday.
pub(crate) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday in the Gregorian calendar (the method that Meeus, Jones and Butcher give).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (century, in_century) = (year / 100, year % 100);
    let golden = year % 19;
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - moon - in_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * to_sunday) / 451;
    let days = moon + to_sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::published::published_in;

    /// What was proclaimed: the days that the rule cannot know, and the days that it gives and were
    /// moved away.
    const ONE_OFFS: [(&str, &[Division]); 6] = [
        // The early May holiday, moved to the 75th anniversary of VE Day.
        ("2020-05-08", &Division::ALL),
        // The spring holiday, moved for the Platinum Jubilee, and the Jubilee.
        ("2022-06-02", &Division::ALL),
        ("2022-06-03", &Division::ALL),
        // The State Funeral, and the Coronation.
        ("2022-09-19", &Division::ALL),
        ("2023-05-08", &Division::ALL),
        // The men's football World Cup, in Scotland only.
        ("2026-06-15", &[Division::Scotland]),
    ];
    const MOVED_AWAY: [&str; 2] = ["2020-05-04", "2022-05-30"];

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_rule_gives_every_published_year_but_for_what_was_proclaimed() {
        for division in Division::ALL {
            for year in 2019..=2028 {
                let of_year = |days: Vec<NaiveDate>| days.into_iter().filter(|day| day.year() == year).collect();
                let proclaimed: Vec<NaiveDate> = of_year(
                    ONE_OFFS
                        .iter()
                        .filter(|(_, divisions)| divisions.contains(&division))
                        .map(|(text, _)| day(text))
                        .collect(),
                );
                let moved: Vec<NaiveDate> = of_year(MOVED_AWAY.map(day).to_vec());

                let rule = by_rule(division, year);
                let data = published_in(division, year).expect("the year is published");
                let only_data: Vec<_> = data.iter().copied().filter(|day| !rule.contains(day)).collect();
                let only_rule: Vec<_> = rule.iter().copied().filter(|day| !data.contains(day)).collect();
                assert_eq!(only_data, proclaimed, "{} {year}", division.name());
                assert_eq!(only_rule, moved, "{} {year}", division.name());
            }
        }
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for text in [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1961-04-02",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2029-04-01",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2285-03-22",
        ] {
            assert_eq!(easter_sunday(day(text).year()), Some(day(text)));
        }
    }

    #[test]
    fn in_any_year_no_bank_holiday_is_on_a_weekend_or_counted_twice() {
        for division in Division::ALL {
            for year in 1..=9999 {
                let days = by_rule(division, year);
                let expected = match division {
                    Division::EnglandAndWales => 8,
                    Division::Scotland => 9,
                    Division::NorthernIreland => 10,
                };
                assert_eq!(days.len(), expected, "{} {year}", division.name());
                assert!(days.is_sorted_by(|a, b| a < b), "{year}: {days:?}");
                assert!(days.iter().all(|day| !is_weekend(*day) && day.year() == year));
            }
        }
    }

    #[test]
    fn a_year_that_no_record_can_hold_has_no_bank_holidays() {
        for year in [i32::MIN, -1, 0, 10_000, i32::MAX] {
            assert_eq!(by_rule(Division::Scotland, year), []);
        }
    }
}
