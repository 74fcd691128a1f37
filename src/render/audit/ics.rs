//! The dates that are open, for a calendar: one whole-day entry each (RFC 5545). `.ci/run` has another program read them.

use chrono::DateTime;
use chrono::Days;
use chrono::FixedOffset;
use icalendar::Calendar;
use icalendar::Component;
use icalendar::Event;
use icalendar::EventLike;

use crate::audit::Need;
use crate::audit::Report;
use crate::render::page::one_line;
use crate::strategy::digest;

/// A calendar in which nothing is open. It has to hold something (3.6): this is universal time, and nobody sees it.
const NOTHING: &str = include_str!("nothing-open.ics");

/// The calendar: every date that is open, past or to come. The same date is the same entry, however often it is taken over.
pub fn ics(report: &Report<'_>, now: DateTime<FixedOffset>) -> String {
    if report.dates.is_empty() {
        return NOTHING.to_owned();
    }
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", "-//rethink//audit//EN"));
    for (place, need) in (1..).zip(&report.dates) {
        // For a meeting, a date has a number in the place of its record.
        let date = if report.anonymous { format!("date-{place}") } else { one_line(need.record) };
        let mut entry = Event::new();
        // Both are given, so that the same audit makes the same calendar.
        entry
            .uid(&format!("{}@rethink", &digest(format!("{date} {}", need.day).as_bytes())[..32]))
            .timestamp(now.to_utc())
            .starts(need.day)
            .ends(need.day + Days::new(1))
            .summary(&summary(need, report))
            .description(&if report.anonymous { String::new() } else { format!("Record {date}") })
            .add_property("TRANSP", "TRANSPARENT");
        calendar.push(entry.done());
    }
    calendar.to_string()
}

fn summary(need: &Need<'_>, report: &Report<'_>) -> String {
    let invented = if report.invented { "Invented: " } else { "" };
    one_line(&format!("{invented}{}: waits for {}", need.case, need.who))
}
