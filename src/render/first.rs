//! The beginning of a record: what matters, before anything else.

use crate::calendar;
use crate::journal::Entry;
use crate::record::Head;
use crate::record::KeptSafe;
use crate::record::Record;
use crate::render::answer;
use crate::render::document::Document;
use crate::render::document::Row;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::standing::stands;
use crate::render::story;
use crate::session::Risk;

/// The title of a record: the case, and how the matter stands.
pub(crate) fn title(head: &Head) -> String {
    let how = match (&head.waiting, &head.handover) {
        (Some(_), _) => "waiting".to_owned(),
        (None, Some(_)) => "to be handed over".to_owned(),
        (None, None) => {
            let stands = stands(head);
            stands.chars().take(1).flat_map(char::to_lowercase).chain(stands.chars().skip(1)).collect()
        }
    };
    format!("{}, {how}", head.case)
}

/// Puts what matters first into a document.
pub(crate) fn first(record: &Record, document: &mut Document) {
    let head = &record.head;
    document.words(&one_line(&format!("{}. {}", head.strategy.title, calendar::long(head.date))));
    document.words(match head.about.as_str() {
        "theme" => "This record is confidential.",
        _ => "This record is confidential; the reference stands for a child or family.",
    });
    for row in rows(record) {
        document.row(row);
    }
    if head.handover.is_some() {
        document.words("You still hold your part of the plan until they answer.");
    }
    if !head.confirmed {
        document.words("The partnership has not yet confirmed all wording and dates of this strategy.");
    }
}

fn rows(record: &Record) -> Vec<Row> {
    let (head, body) = (&record.head, &record.body);
    let mut rows = promised(head);
    if let Some(corrects) = &head.corrects {
        rows.push(Row::own("In place of", capital(&answer::ended(&crate::record::in_words(&corrects.record)))));
        rows.push(Row::free("What is put right", &corrects.reason));
    }
    rows.extend(body.reason.iter().enumerate().map(|(place, reason)| match head.handover {
        Some(_) if place == 0 => Row::free("Why", &reason.said),
        _ => Row::free(&reason.label, &reason.said),
    }));
    if let Some(because) = head.outcome.as_ref().and_then(|outcome| outcome.because.as_ref()) {
        let label = if body.reason.is_empty() && head.handover.is_some() { "Why" } else { "What led here" };
        rows.push(Row::own(label, because));
    }
    rows.extend(until_then(head, &body.until_then));
    if let Some(outcome) = &head.outcome {
        rows.push(Row::own("What to do now", &outcome.text));
    }
    if !body.tell.is_empty() {
        let in_writing = |writing| if writing { " (in writing)" } else { "" };
        let told: Vec<String> =
            body.tell.iter().map(|tell| format!("{}{}", tell.who, in_writing(tell.in_writing))).collect();
        rows.push(Row::own("Who is told", answer::ended(&capital(&told.join("; ")))));
    }
    if head.about != "theme" {
        rows.push(Row::free("The child's view", childs_view(record)));
    }
    rows.push(Row::own("A child at risk?", risk(record)));
    if let Some(met) = story::met(head) {
        rows.push(Row::own("An earlier date", met));
    }
    rows
}

/// Whom it waits for or goes to, and by when.
pub(crate) fn promised(head: &Head) -> Vec<Row> {
    let by = |day, counted: &str| {
        let by = answer::ended(&format!("{}: {counted}", calendar::long(day)));
        if day < head.date { format!("{by} That day had passed already when this was written.") } else { by }
    };
    let mut rows = Vec::new();
    if let Some(waiting) = &head.waiting {
        rows.push(Row::own("Waiting for", capital(&waiting.who)));
        rows.push(Row::own("What for", &waiting.label));
        rows.push(Row::free("By", by(waiting.due, &waiting.counted)));
        rows.push(Row::own(
            "Then",
            "The review is carried on once it has happened, or when that day has passed without a reply.",
        ));
    }
    if let Some(handover) = &head.handover {
        rows.push(Row::own("To whom", capital(&handover.to)));
        rows.push(Row::free("By", by(handover.by, &handover.counted)));
    }
    if let Some(again) = &head.look_again {
        rows.push(Row::free("Look again by", by(again.by, &again.counted)));
    }
    rows
}

fn until_then(head: &Head, said: &[KeptSafe]) -> Vec<Row> {
    if said.is_empty() && (head.handover.is_some() || head.waiting.is_some()) && head.about != "theme" {
        return vec![Row::own("Keeping the child safe", "Nothing is written down here.")];
    }
    let rows = |it: &KeptSafe| {
        let checked = it.checked.as_ref().map(|checked| Row::free("Who checked that", checked));
        std::iter::once(Row::free(&it.label, &it.said)).chain(checked).collect::<Vec<_>>()
    };
    said.iter().flat_map(rows).collect()
}

/// The child's view, or why it is not there, or where to look.
fn childs_view(record: &Record) -> String {
    let latest = |fact: &str| record.body.entry.iter().rev().find(|entry| entry.fact.as_deref() == Some(fact));
    match latest("childs-view") {
        Some(entry) => {
            let view = answer::answer(entry).trim_end().to_owned();
            let on = latest("childs-view-on").and_then(|entry| entry.date).filter(|_| entry.said.is_some());
            on.map_or(view.clone(), |on| format!("{view} ({})", calendar::medium(on)))
        }
        None => match record.head.facts.get("childs-view").map(String::as_str) {
            Some("given") => "Given in an earlier part of this review: see the record before this one.".to_owned(),
            Some(_) => "Not given: an earlier part of this review says why.".to_owned(),
            None => "Not asked so far in this review.".to_owned(),
        },
    }
}

/// The answer about risk, with its time; if it was changed, what it was before.
fn risk(record: &Record) -> String {
    let asked: Vec<&Entry> =
        record.body.entry.iter().filter(|entry| entry.what.as_deref() == Some("at-risk")).collect();
    let words = |entry: &Entry| {
        let at = entry.at.map(|at| format!(" (asked at {})", answer::time(at, record.head.day()))).unwrap_or_default();
        format!("{}{at}", answer::answer(entry))
    };
    let now = Risk::named(&record.head.at_risk).map_or(record.head.at_risk.as_str(), |risk| risk.words());
    let Some((last, before)) = asked.split_last() else { return format!("{}.", capital(now)) };
    let told = record.risks().pop().and_then(|risk| risk.told);
    let told = told.map(|told| format!(" {}.", capital(&told.words()))).unwrap_or_default();
    let before: Vec<String> = before.iter().filter(|entry| entry.is != last.is).map(|entry| words(entry)).collect();
    if before.is_empty() {
        return format!("{}.{told}", words(last));
    }
    format!("{}.{told} Before that: {}.", words(last), before.join("; "))
}
