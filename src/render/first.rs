//! The first screen of a record: what matters, in 24 lines of 80 columns.
//!
//! A text that is too long for it is shortened there, and stands whole below.

use crate::calendar;
use crate::journal::Entry;
use crate::record::Head;
use crate::record::Reason;
use crate::record::Record;
use crate::render::answer;
use crate::render::page::Page;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::page::safe;
use crate::render::page::wrapped;
use crate::render::standing::stands;
use crate::render::story;
use crate::session::Risk;

/// The lines of a screen at 80 columns; narrower ones get as many more.
const SCREEN: usize = 24;
/// How wide the labels are.
const COLUMN: usize = 20;
/// No text is longer than this on it.
const LONGEST: usize = 6;
/// What is put in place of the rest of a text.
const BELOW: &str = "… (whole text below)";

/// A label and what it says.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) text: String,
    /// True if it is somebody's own words, and may be shortened.
    free: bool,
}

impl Row {
    fn own(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into(), free: false }
    }

    fn free(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into(), free: true }
    }
}

/// Puts the first screen on a page, and gives back what had to be shortened.
pub(crate) fn first(record: &Record, page: &mut Page) -> Vec<Row> {
    let rows = rows(record);
    let lines = SCREEN * 80 / page.width().min(80);
    let mut most = vec![LONGEST; rows.len()];
    loop {
        let mut screen = Page::new(page.width());
        top(&record.head, &mut screen);
        let mut shortened = Vec::new();
        let mut heights = Vec::new();
        for (row, most) in rows.iter().zip(&most) {
            let before = screen.height();
            let text = if row.free { cut(&row.text, screen.room(0, COLUMN), *most) } else { None };
            screen.row(0, COLUMN, &row.label, text.as_deref().unwrap_or(&row.text));
            heights.push(if row.free { (screen.height() - before).min(*most) } else { 0 });
            shortened.extend(text.map(|_| row.clone()));
        }
        bottom(&record.head, &mut screen);
        // The longest text gives up a line, and of several the first.
        let longest = heights.iter().copied().max().unwrap_or(0);
        match heights.iter().position(|height| *height == longest) {
            Some(place) if screen.height() > lines && longest > 1 => most[place] = longest - 1,
            _ => {
                page.add(screen);
                return shortened;
            }
        }
    }
}

fn top(head: &Head, screen: &mut Page) {
    let practice = if head.practice { "PRACTICE, not a real case: " } else { "" };
    let title = match (&head.waiting, &head.handover) {
        (Some(_), _) => "waiting".to_owned(),
        (None, Some(_)) => "to be handed over".to_owned(),
        (None, None) => {
            let stands = stands(head);
            stands.chars().take(1).flat_map(char::to_lowercase).chain(stands.chars().skip(1)).collect()
        }
    };
    screen.heading(0, &format!("{practice}{}, {title}", head.case));
    screen.put(0, &one_line(&format!("{}. {}", head.strategy.title, calendar::long(head.date))));
    let stands_for = match head.about.as_str() {
        "theme" => "This record is confidential.".to_owned(),
        _ => "This record is confidential; the reference stands for a child or family.".to_owned(),
    };
    screen.put(0, &stands_for);
    screen.gap();
}

fn bottom(head: &Head, screen: &mut Page) {
    if head.handover.is_some() {
        screen.put(0, "You still hold your part of the plan until they answer.");
    }
    if !head.confirmed {
        screen.put(0, "The partnership has not yet confirmed all wording and dates of this strategy.");
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
    let by = |day, counted: &str| answer::ended(&format!("{}: {counted}", calendar::long(day)));
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

fn until_then(head: &Head, said: &[Reason]) -> Vec<Row> {
    if said.is_empty() && head.handover.is_some() && head.about != "theme" {
        return vec![Row::own("Until they answer", "Nothing is written down here.")];
    }
    said.iter().map(|reason| Row::free(&reason.label, &reason.said)).collect()
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

/// The answer about immediate risk, with its time; if it was changed, what it was before.
fn risk(record: &Record) -> String {
    let asked: Vec<&Entry> =
        record.body.entry.iter().filter(|entry| entry.what.as_deref() == Some("at-risk")).collect();
    let words = |entry: &Entry| {
        let at = entry.at.map(|at| format!(" (asked at {})", answer::time(at, record.head.day()))).unwrap_or_default();
        format!("{}{at}", answer::answer(entry))
    };
    let now = Risk::named(&record.head.at_risk).map_or(record.head.at_risk.as_str(), |risk| risk.words());
    let Some((last, before)) = asked.split_last() else { return format!("{}.", capital(now)) };
    let before: Vec<String> = before.iter().filter(|entry| entry.is != last.is).map(|entry| words(entry)).collect();
    if before.is_empty() {
        return format!("{}.", words(last));
    }
    format!("{}. Before that: {}.", words(last), before.join("; "))
}

/// A text cut to so many lines, if it has more.
fn cut(text: &str, width: usize, most: usize) -> Option<String> {
    if wrapped(text, width, "", "").len() <= most {
        return None;
    }
    let line = one_line(text);
    if wrapped(&line, width, "", "").len() <= most {
        return Some(line);
    }
    let mut kept: String = safe(&line).chars().take(width * most).collect();
    loop {
        let words = format!("{} {BELOW}", kept.trim_end());
        if kept.is_empty() || wrapped(words.trim(), width, "", "").len() <= most {
            return Some(words.trim().to_owned());
        }
        let end = kept.trim_end().rfind(' ').filter(|end| kept.len() - end < width);
        kept.truncate(end.unwrap_or_else(|| kept.char_indices().next_back().map_or(0, |(at, _)| at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_at_a_word_and_says_so() {
        assert_eq!(cut("a few words", 30, 1), None);
        assert_eq!(cut("one\ntwo", 30, 1), Some("one two".to_owned()));
        let long = "word ".repeat(100);
        let short = cut(&long, 30, 2).expect("it is too long");
        assert_eq!(short, "word word word word word word word word … (whole text below)");
        let solid = cut(&"x".repeat(500), 30, 2).expect("it is too long");
        assert!(solid.ends_with(BELOW) && wrapped(&solid, 30, "", "").len() <= 2, "{solid}");
    }
}
