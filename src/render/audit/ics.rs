//! The dates that are open, for a calendar: one whole-day entry each (RFC 5545).
//!
//! A few kinds of line are all that is needed, so they are written here; `.ci/run` has another program read them back.

use std::fmt::Write as _;

use chrono::DateTime;
use chrono::Days;
use chrono::FixedOffset;

use crate::audit::Need;
use crate::audit::Report;
use crate::render::page::one_line;
use crate::strategy::digest;

/// A zone that no entry is in.
const NOTHING: &[(&str, &str)] = &[
    ("BEGIN", "VTIMEZONE"),
    ("TZID", "Etc/UTC"),
    ("BEGIN", "STANDARD"),
    ("DTSTART", "19700101T000000"),
    ("TZOFFSETFROM", "+0000"),
    ("TZOFFSETTO", "+0000"),
    ("END", "STANDARD"),
    ("END", "VTIMEZONE"),
];

/// The calendar: every date that is open, past or to come. The same date is the same entry, however often it is taken over.
pub fn ics(report: &Report<'_>, now: DateTime<FixedOffset>) -> String {
    let mut text = String::new();
    let mut put = |name: &str, words: &str| folded(&format!("{name}:{words}"), &mut text);
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//rethink//audit//EN");
    if report.dates.is_empty() {
        // A calendar holds at least one component (3.6). This one stands for universal time, and nobody sees it.
        for (name, words) in NOTHING {
            put(name, words);
        }
    }
    for need in &report.dates {
        put("BEGIN", "VEVENT");
        put("UID", &format!("{}@rethink", &digest(format!("{} {}", need.record, need.day).as_bytes())[..32]));
        put("DTSTAMP", &now.to_utc().format("%Y%m%dT%H%M%SZ").to_string());
        put("DTSTART;VALUE=DATE", &need.day.format("%Y%m%d").to_string());
        put("DTEND;VALUE=DATE", &(need.day + Days::new(1)).format("%Y%m%d").to_string());
        put("SUMMARY", &escaped(&summary(need, report)));
        put("DESCRIPTION", &escaped(&format!("Record {}", need.record)));
        put("TRANSP", "TRANSPARENT");
        put("END", "VEVENT");
    }
    put("END", "VCALENDAR");
    text
}

fn summary(need: &Need<'_>, report: &Report<'_>) -> String {
    let invented = if report.invented { "Invented: " } else { "" };
    one_line(&format!("{invented}{}: waits for {}", need.case, need.who))
}

/// Words in which nothing ends a value early.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        if matches!(letter, '\\' | ';' | ',') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// One line, in pieces of at most 75 bytes that begin with a space from the second on.
fn folded(line: &str, text: &mut String) {
    let mut taken = 0;
    for letter in line.chars() {
        if taken + letter.len_utf8() > 75 {
            text.push_str("\r\n ");
            taken = 1;
        }
        taken += letter.len_utf8();
        let _ = text.write_char(letter);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_folded_line_is_put_together_again(words in "\\PC{0,300}") {
            let mut text = String::new();
            folded(&words, &mut text);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
            prop_assert_eq!(text.replace("\r\n ", "").replace("\r\n", ""), words);
        }
    }
}
