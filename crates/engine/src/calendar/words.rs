//! Days in words.

use chrono::Datelike;
use chrono::NaiveDate;

/// A day with its day of the week: `Tuesday 29 December 2026`.
pub fn long(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// A day: `29 December 2026`.
pub fn medium(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// Days in order as one phrase: `25 and 28 December and 1 January 2027`. A year is said where it is
/// not the one that the reader has just read.
pub(crate) fn listed(days: &[NaiveDate], year_just_read: i32) -> String {
    let months = days.chunk_by(|a, b| (a.year(), a.month()) == (b.year(), b.month()));
    let phrases: Vec<String> = months
        .filter_map(|days| {
            let month = days.first()?;
            let numbers: Vec<String> = days.iter().map(|day| day.day().to_string()).collect();
            let form = if month.year() == year_just_read { "%B" } else { "%B %Y" };
            Some(format!("{} {}", joined(&numbers), month.format(form)))
        })
        .collect();
    joined(&phrases)
}

fn joined(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(texts: &[&str]) -> Vec<NaiveDate> {
        texts.iter().map(|text| text.parse().expect("a day")).collect()
    }

    #[test]
    fn a_day_is_written_without_leading_noughts() {
        let [day] = days(&["2027-01-05"])[..] else { panic!("one day") };
        assert_eq!(long(day), "Tuesday 5 January 2027");
        assert_eq!(medium(day), "5 January 2027");
    }

    #[test]
    fn days_of_one_month_share_its_name() {
        for (texts, phrase) in [
            (&["2026-05-04"][..], "4 May"),
            (&["2026-12-25", "2026-12-28"], "25 and 28 December"),
            (&["2026-12-25", "2026-12-28", "2027-01-01"], "25 and 28 December and 1 January 2027"),
            (&["2026-04-03", "2026-04-06", "2026-05-04", "2026-08-31"], "3 and 6 April, 4 May and 31 August"),
            (&[], ""),
        ] {
            assert_eq!(listed(&days(texts), 2026), phrase);
        }
    }
}
