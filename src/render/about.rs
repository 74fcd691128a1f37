//! What a record says of itself: the strategy it follows, the records beside it, and how to check that it is unchanged.

use crate::calendar;
use crate::calendar::Division;
use crate::record::Record;
use crate::record::check_code;
use crate::render::document::Document;
use crate::render::document::Row;

/// Enough of a digest to tell two files apart.
const SHORT: usize = 12;

/// The same words with the name of a division as people write it.
pub(crate) fn area(words: &str) -> String {
    [
        (Division::EnglandAndWales, "England and Wales"),
        (Division::Scotland, "Scotland"),
        (Division::NorthernIreland, "Northern Ireland"),
    ]
    .into_iter()
    .find_map(|(division, name)| words.strip_prefix(division.name()).map(|rest| format!("{name}{rest}")))
    .unwrap_or_else(|| words.to_owned())
}

/// Says of these strategies that they are not the shipped ones.
pub fn own_words(names: &[String]) -> String {
    format!("This procedure is your partnership's own, or has been changed: {}.", names.join(", "))
}

/// Puts what a record says of itself into a document.
pub(crate) fn about(record: &Record, document: &mut Document) {
    let head = &record.head;
    let mut row = |label: &str, text: &str| document.row(Row::own(label, text));
    let short = |sha256: &str| sha256.chars().take(SHORT).collect::<String>();
    row("Strategy", &format!("{} ({}, version {})", head.strategy.title, head.strategy.id, head.strategy.version));
    row("Its file", &format!("SHA-256 begins {}", short(&head.strategy.sha256)));
    let others: Vec<String> = record
        .body
        .used
        .iter()
        .filter(|used| used.sha256 != head.strategy.sha256)
        .map(|used| format!("{}, version {}, SHA-256 begins {}", used.id, used.version, short(&used.sha256)))
        .collect();
    if !others.is_empty() {
        row("Also used", &others.join("\n"));
    }
    if !head.own.is_empty() {
        row("Procedure", &own_words(&head.own));
    }
    row("Review", &format!("{}, part {}", head.review, head.part));
    if let Some(before) = &head.continues {
        row("Carries on from", &before.record);
    }
    if let Some(corrects) = &head.corrects {
        row("In place of", &corrects.record);
        row("Counts as of", &format!("{}, the day of the record that it corrects.", calendar::long(corrects.day)));
    }
    if let Some(follows) = &head.follows {
        let label = if follows.past_wait { "Goes past the wait of" } else { "Follows" };
        row(label, &follows.record);
    }
    if !head.also.is_empty() {
        row("Other references", &head.also.join("; "));
    }
    let earlier: Vec<&str> = record.body.earlier.iter().map(|earlier| earlier.record.as_str()).collect();
    if !earlier.is_empty() {
        row("Earlier records", &earlier.join("\n"));
    }
    row("Working days", &format!("{}.", area(&head.calendar)));
    match &head.retention {
        Some(retained) => {
            let class = retained.class.as_ref().map(|class| format!(" ({class})")).unwrap_or_default();
            let day = calendar::long(retained.review_on);
            row("Keep or not", &format!("Somebody looks on {day} whether it is still to be kept{class}."));
        }
        None => row("Keep or not", "No day is set on which somebody looks whether it is still to be kept."),
    }
    let moment = |at: chrono::DateTime<chrono::FixedOffset>| {
        format!("{} at {}", calendar::long(at.date_naive()), at.format("%H:%M"))
    };
    row("Begun", &moment(head.began));
    row("Written", &moment(head.written));
    if head.date_given {
        let day = calendar::long(head.date);
        row("Date given", &format!("The record is dated {day} because that date was given in place of the clock."));
    }
    if head.clock_went_back {
        row("Clock", "The clock of the computer went back, so the times in it may be wrong.");
    }
    if head.answers_sha256.is_some() {
        row("Answers", "They came from an answers file.");
    }
    if let Some(role) = &head.typed_by {
        row("Typed by", role);
    }
    row("Record", &head.record);
    row("Check code", &check_code(&record.sha256));
    row("Written by", &format!("rethink {}", head.rethink));
    document.words("A record is written once. A correction is a new record.");
    document.words("To check that this file is as it was written, run:");
    document.exactly("head -n -1 FILE | sha256sum");
    document.words("It prints the same 64 characters as these:");
    document.exactly(&record.sha256);
}
