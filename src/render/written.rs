//! What is said once a record is written: how it came out, by when, a sentence for the minutes, and what to do next.

use crate::practice::command;
use crate::record::Record;
use crate::record::check_code;
use crate::render::answer;
use crate::render::first::promised;
use crate::render::page::Page;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::standing::minutes;
use crate::render::standing::stands;

const COLUMN: usize = 20;

/// The words for a screen on which a record has just been written. One that `waits` is not in its folder yet.
pub fn written(record: &Record, waits: bool, width: usize) -> String {
    let head = &record.head;
    let mut page = Page::new(width);
    let how = if waits { "the record is complete, and waits on this computer" } else { "the record is written" };
    page.heading(0, &if head.practice { format!("PRACTICE: {how}") } else { capital(how) });
    page.row(2, COLUMN, "Case", &one_line(&head.case));
    if let Some(corrects) = &head.corrects {
        page.row(2, COLUMN, "In place of", &one_line(&crate::record::in_words(&corrects.record)));
    }
    page.row(2, COLUMN, "How it stands", &answer::ended(&stands(head)));
    for row in promised(head) {
        page.row(2, COLUMN, &row.label, &row.text);
    }
    if let Some(outcome) = &head.outcome {
        page.row(2, COLUMN, "What to do now", &outcome.text);
    }
    page.row(2, COLUMN, "For the minutes", &minutes(record));
    let code = check_code(&record.sha256);
    page.row(2, COLUMN, "Check code", &format!("{code} (note it too: a later change of the record then shows)"));
    page.gap();
    if !record.body.tell.is_empty() {
        let who: Vec<&str> = record.body.tell.iter().map(|tell| tell.who.as_str()).collect();
        page.row(2, COLUMN, "To tell", &answer::ended(&one_line(&who.join("; "))));
    }
    if !head.practice {
        let words = "Copy what matters into the child's record in your own case system.";
        page.row(2, COLUMN, "To copy", words);
    }
    let mut to = |label: &str, words: &str| page.row(2, COLUMN, label, &command(head.practice, words));
    if head.waiting.is_some() {
        to("To carry on", &format!("rethink resume {}", head.case));
    }
    if let Some(next) = head.outcome.as_ref().and_then(|outcome| outcome.next.as_ref()) {
        to("To begin what follows", &format!("rethink start {next} --case {}", one_line(&head.case)));
    }
    to("To read the record", &format!("rethink show {}", one_line(record.name())));
    if head.handover.is_some() {
        page.gap();
        page.put(2, "You still hold your part of the plan until they answer.");
    }
    page.text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use textwrap::core::display_width;

    #[test]
    fn it_says_to_whom_by_when_and_what_to_do_next() {
        let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = flat(written(&sample::handover(), false, 80));
        for wanted in [
            "The record is written Case: PCC-48213",
            "To whom: An independent facilitator",
            "Tuesday 29 December 2026: 5 working days after",
            "For the minutes: PCC-48213, 18 December 2026: to be handed over",
            "rethink start rethink-3 --case PCC-48213",
            "You still hold your part of the plan",
        ] {
            assert!(text.contains(wanted), "{wanted} is not in\n{text}");
        }
        // What is not in its folder yet is not called written.
        let waits = flat(written(&sample::handover(), true, 80));
        let wanted = "The record is complete, and waits on this computer Case";
        assert!(waits.starts_with(wanted) && !waits.contains("is written"), "{waits}");
        assert!(flat(written(&sample::waiting(), false, 80)).contains("To carry on: rethink resume PCC-48213"));
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_moves_a_cursor() {
        for width in [40, 60, 80] {
            for record in [sample::handover(), sample::waiting(), sample::withdrawn(), sample::nasty()] {
                for line in written(&record, true, width).lines() {
                    assert!(display_width(line) <= width, "{line:?} is wider than {width}");
                    assert!(!line.chars().any(char::is_control), "{line:?}");
                }
            }
        }
    }
}
