//! How far away a day is, in words.

use chrono::NaiveDate;

use crate::calendar::Calendar;

/// How far away a due date is: "today", "in 3 working days", "2 working days late".
///
/// Where only weekends and holidays lie between, days of the calendar are counted, and said to be so.
pub fn due_words(day: NaiveDate, today: NaiveDate, calendar: &Calendar) -> String {
    let working = calendar.working_days_between(today, day);
    let days = (day - today).num_days();
    match (working, days) {
        (_, 0) => "today".to_owned(),
        (0, 1) => "tomorrow".to_owned(),
        (0, days) if days > 0 => format!("in {days} calendar days"),
        (0, -1) => "1 calendar day late".to_owned(),
        (0, days) => format!("{} calendar days late", -days),
        (1, _) => "in 1 working day".to_owned(),
        (-1, _) => "1 working day late".to_owned(),
        (working, _) if working > 0 => format!("in {working} working days"),
        (working, _) => format!("{} working days late", -working),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Division;

    #[test]
    fn a_day_is_as_far_away_as_there_are_working_days() {
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for (due, today, words) in [
            ("2026-11-23", "2026-11-23", "today"),
            ("2026-11-26", "2026-11-23", "in 3 working days"),
            ("2026-11-24", "2026-11-23", "in 1 working day"),
            ("2026-11-22", "2026-11-21", "tomorrow"),
            ("2026-12-27", "2026-12-24", "in 3 calendar days"),
            ("2026-11-20", "2026-11-24", "2 working days late"),
            ("2026-11-20", "2026-11-23", "1 working day late"),
            ("2026-11-20", "2026-11-21", "1 calendar day late"),
            ("2026-12-24", "2026-12-28", "4 calendar days late"),
        ] {
            assert_eq!(due_words(day(due), day(today), &calendar), words, "{due} on {today}");
        }
    }
}
