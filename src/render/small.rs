//! A small record, of a stop for safety or a risk answer.

use crate::calendar;
use crate::practice::command;
use crate::record::RiskNote;
use crate::record::Small;
use crate::record::check_code;
use crate::record::in_words;
use crate::render::document::Document;
use crate::render::document::Drawn;
use crate::render::document::Row;
use crate::render::json;
use crate::render::page::capital;
use crate::render::page::one_line;

/// A small record for a person. `instead` stands in its place, if another one says more.
pub fn small(note: &RiskNote, instead: Option<&RiskNote>, drawn: Drawn) -> String {
    let head = &note.head;
    let title = match head.small {
        Small::Stop => "Stopped for safety",
        Small::Risk => "A child may be at risk",
    };
    let mut document = Document::new(head.practice, title, &head.record);
    if let Some(instead) = instead {
        let name = &instead.head.record;
        document.words(&one_line(&format!("{}, stands in its place.", capital(&in_words(name)))));
        let how = format!("To read it: rethink show {}", one_line(name));
        document.words(&command(instead.head.practice, &how));
    }
    let when = format!("{} at {}", calendar::long(head.date), head.at.format("%H:%M"));
    document.row(Row::own("When", when));
    document.row(Row::own("Where", head.asked.words()));
    document.row(Row::own("Case", head.case.as_deref().unwrap_or("no reference yet")));
    if !head.also.is_empty() {
        document.row(Row::own("Also known as", head.also.join(", ")));
    }
    if let Some(risk) = note.risk() {
        document.row(Row::own("A child at risk?", risk.words()));
    }
    if let Some(role) = &head.typed_by {
        document.row(Row::own("Typed by", role.as_str()));
    }
    if let Some(corrects) = &head.corrects {
        document.row(Row::own("Adds to", corrects.record.as_str()));
    }
    match &note.done {
        Some(done) => {
            let (what, by) = match head.small {
                Small::Stop => ("What was done", "By"),
                Small::Risk => ("What has changed", "Said by"),
            };
            document.section(what);
            document.row(Row::free(what, done.said.as_str()));
            document.row(Row::own(by, done.by.as_str()));
            if let Some(who) = done.who_says {
                document.row(Row::own("Who says so", who.words()));
            }
            if let Some(safe) = done.safe_now {
                document.row(Row::own("Is the child safe now?", safe.words()));
            }
        }
        None if instead.is_some_and(|instead| instead.done.is_some()) => {}
        None if head.small == Small::Risk => document.words("It does not say that it is over."),
        None => document.words("It does not say what was done."),
    }
    document.section("What this is");
    document.row(Row::own("Record", head.record.as_str()));
    document.row(Row::own("Check code", check_code(&note.sha256)));
    document.drawn(drawn)
}

/// The same for programs.
pub fn small_json(note: &RiskNote, instead: Option<&RiskNote>) -> String {
    json(&serde_json::json!({
        "schema": "rethink-small-1",
        "head": note.head,
        "done": note.done,
        "corrected-by": instead.map(|instead| &instead.head.record),
        "sha256": note.sha256,
        "check-code": check_code(&note.sha256),
    }))
}
