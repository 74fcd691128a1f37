//! The dates that are open, for a calendar: one whole-day entry each (RFC 5545). `.ci/run` has another program read them.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono::Days;
use chrono::FixedOffset;
use chrono::NaiveDate;
use icalendar::Calendar;
use icalendar::Component;
use icalendar::Event;
use icalendar::EventLike;

use crate::audit::Need;
use crate::audit::Report;
use crate::render::audit::words;
use crate::render::page::one_line;
use crate::strategy::digest;

/// A calendar in which nothing is open. It has to hold something (3.6): this is universal time, and nobody sees it.
const NOTHING: &str = include_str!("nothing-open.ics");

/// The calendar: where a child may be at risk, today; then every date that is open, past or to come. The same date is the
/// same entry, however often it is taken over.
pub fn ics(report: &Report<'_>, now: DateTime<FixedOffset>) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", "-//rethink//audit//EN"));
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (place, need) in (1..).zip(report.at_risk()) {
        // It is on today's page until somebody has acted, and the next audit takes it to the day on which it is made.
        let key = need.key();
        let nth = places.entry(key.clone()).and_modify(|nth| *nth += 1).or_insert(1);
        let known_by = if report.anonymous { format!("at-risk-{place}") } else { format!("{key} {nth}") };
        let of = if report.anonymous { String::new() } else { one_line(need.record) };
        calendar.push(entry(&known_by, report.today, &summary(need, report), &of, now));
    }
    for (name, words) in report.risks_gone.iter().zip(words::risks_gone(report)) {
        calendar.push(entry(&format!("gone {name}"), report.today, &words, &one_line(name), now));
    }
    for (place, need) in (1..).zip(&report.dates) {
        // For a meeting, a date has a number in the place of its record.
        let date = if report.anonymous { format!("date-{place}") } else { one_line(need.record) };
        let of = if report.anonymous { "" } else { &date };
        calendar.push(entry(&format!("{date} {}", need.day), need.day, &summary(need, report), of, now));
    }
    if calendar.components.is_empty() { NOTHING.to_owned() } else { calendar.to_string() }
}

/// A whole day. Its name and its time are given, so that the same audit makes the same calendar.
fn entry(known_by: &str, day: NaiveDate, summary: &str, record: &str, now: DateTime<FixedOffset>) -> Event {
    let mut entry = Event::new();
    entry
        .uid(&format!("{}@rethink", &digest(known_by.as_bytes())[..32]))
        .timestamp(now.to_utc())
        .starts(day)
        .ends(day + Days::new(1))
        .summary(summary)
        .description(&if record.is_empty() { String::new() } else { format!("Record {record}") })
        .add_property("TRANSP", "TRANSPARENT");
    entry.done()
}

fn summary(need: &Need<'_>, report: &Report<'_>) -> String {
    let practice = if report.is_practice { "PRACTICE: " } else { "" };
    let invented = if report.invented { "Invented: " } else { "" };
    let case = words::case_of(need);
    let words = if need.is_at_risk() {
        format!("{}: {case}", words::AT_RISK)
    } else {
        format!("{case}: waits for {}", need.who)
    };
    one_line(&format!("{practice}{invented}{words}"))
}
