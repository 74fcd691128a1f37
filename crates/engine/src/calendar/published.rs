//! The bank holidays that are published, as data.

use crate::calendar::Division;
use chrono::Datelike;
use chrono::NaiveDate;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

const TEXT: &str = include_str!("bank-holidays.toml");

/// Every published bank holiday of a division, in order.
///
/// The file is read once, when somebody first asks, and by a scan of its lines: the program starts
/// in about a millisecond, and a whole TOML reader would be felt. A test holds the scan against
/// that reader.
pub(crate) fn published(division: Division) -> &'static [NaiveDate] {
    static READ: OnceLock<[Vec<NaiveDate>; 3]> = OnceLock::new();
    let [england_and_wales, scotland, northern_ireland] =
        READ.get_or_init(|| Division::ALL.map(|division| scan(TEXT, division.name())));
    match division {
        Division::EnglandAndWales => england_and_wales,
        Division::Scotland => scotland,
        Division::NorthernIreland => northern_ireland,
    }
}

/// The bank holidays of one year, if that year is published.
pub(crate) fn published_in(division: Division, year: i32) -> Option<&'static [NaiveDate]> {
    let days = published(division);
    let from = days.partition_point(|day| day.year() < year);
    let to = days.partition_point(|day| day.year() <= year);
    (from < to).then(|| &days[from..to])
}

/// The first and the last year that are published.
pub(crate) fn published_years(division: Division) -> Option<RangeInclusive<i32>> {
    let days = published(division);
    Some(days.first()?.year()..=days.last()?.year())
}

fn scan(text: &str, division: &str) -> Vec<NaiveDate> {
    text.lines()
        .map(str::trim)
        .skip_while(|line| heading(line) != Some(division))
        .skip(1)
        .take_while(|line| heading(line).is_none())
        .filter_map(|line| line.split_once('='))
        .flat_map(|(_, days)| days.split(['[', ']', ',', ' ']))
        .filter_map(|day| day.parse().ok())
        .collect()
}

fn heading(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.strip_suffix(']')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const ORACLE: &str = include_str!("../../../../tests/data/uk-bank-holidays-2019-2028.json");

    #[test]
    fn the_data_are_the_days_that_gov_uk_publishes() {
        let oracle: Value = serde_json::from_str(ORACLE).expect("the oracle is JSON");
        for division in Division::ALL {
            let expected: Vec<NaiveDate> = oracle[division.name()]
                .as_array()
                .expect("each division is a list")
                .iter()
                .map(|day| day.as_str().and_then(|day| day.parse().ok()).expect("each entry is a day"))
                .collect();
            assert!(expected.len() > 70);
            assert_eq!(published(division), expected);
        }
    }

    #[test]
    fn the_scan_reads_what_a_toml_reader_reads() {
        let table: toml::Table = TEXT.parse().expect("the data are TOML");
        assert_eq!(table.len(), Division::ALL.len());
        for division in Division::ALL {
            let mut days = Vec::new();
            for (year, row) in table[division.name()].as_table().expect("each division is a table") {
                for day in row.as_array().expect("each year is a list") {
                    let day = day.as_datetime().expect("each entry is a day").to_string();
                    assert!(day.starts_with(year), "{day} stands in the row of {year}");
                    days.push(day.parse::<NaiveDate>().expect("a day"));
                }
            }
            assert_eq!(published(division), days);
        }
    }

    #[test]
    fn the_days_are_in_order_and_no_year_between_is_missing() {
        for division in Division::ALL {
            assert!(published(division).is_sorted_by(|a, b| a < b));
            let years = published_years(division).expect("there are published years");
            assert_eq!(years, 2019..=2028);
            for year in years {
                assert!(published_in(division, year).is_some());
            }
            assert_eq!(published_in(division, 2018), None);
            assert_eq!(published_in(division, 2029), None);
        }
    }
}
