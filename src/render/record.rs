//! A record as an inspector reads it: what matters first, then what was agreed, then what happened, in order.

use serde::Serialize;

use crate::calendar;
use crate::journal::WrittenAction;
use crate::practice::command;
use crate::record::Body;
use crate::record::Head;
use crate::record::Record;
use crate::record::check_code;
use crate::record::in_words;
use crate::render::about::about;
use crate::render::document::Document;
use crate::render::document::Drawn;
use crate::render::document::Row;
use crate::render::first::first;
use crate::render::first::title;
use crate::render::happened::happened;
use crate::render::json::json;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::righted::righted;
use crate::render::standing::minutes;
use crate::render::standing::stands;
use crate::render::standing::strategy_title;
use crate::render::story::outrun;

/// What other records have to do with a record.
#[derive(Debug, Default)]
pub struct Among<'a> {
    /// The record that stands in its place, if it has been corrected.
    pub instead: Option<&'a Head>,
    /// Everything that corrects this very record.
    pub corrections: &'a [&'a Head],
    /// A later part that was written before this was put right, and no longer follows from it.
    pub outrun: Option<&'a Head>,
    /// An earlier part that was put right after this was written, and from which it no longer follows.
    pub unsettled: Option<&'a Head>,
    /// The record in whose place it stands, if that one is here.
    pub corrected: Option<&'a Record>,
}

/// A record for reading from top to bottom, for whoever has it alone.
pub fn record(record: &Record, drawn: Drawn) -> String {
    record_among(record, &Among::default(), drawn)
}

/// A record for reading from top to bottom, with what others have to do with it.
pub fn record_among(record: &Record, among: &Among<'_>, drawn: Drawn) -> String {
    let head = &record.head;
    let sheet = format!("{}, {}, {}", head.case, head.strategy.id, calendar::medium(head.date));
    let mut document = Document::new(head.practice, &title(head), &sheet);
    if let Some(instead) = among.instead {
        corrected(instead, among.corrections, &mut document);
    }
    if let Some(later) = among.outrun {
        document.words(&one_line(&outrun(later)));
    }
    if let Some(before) = among.unsettled {
        let before = crate::record::in_words(&before.record);
        document.words(&one_line(&format!(
            "This part was written before an earlier one was put right: look at it again. What stands is {before}."
        )));
    }
    first(record, &mut document);
    if let Some(before) = among.corrected {
        righted(before, record, &mut document);
    }
    actions(&record.body.action, &mut document);
    if let Some(next) = head.outcome.as_ref().and_then(|outcome| outcome.next.as_ref()) {
        document.between(&format!("What follows is {} ({next}).", strategy_title(next)));
    }
    happened(record, &mut document);
    document.section("About this record");
    about(record, &mut document);
    document.drawn(drawn)
}

/// A record for a program: the keys of its file, and how it stands.
pub fn record_json(record: &Record, among: &Among<'_>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Whole<'a> {
        schema: &'a str,
        stands: String,
        minutes: String,
        sha256: &'a str,
        check_code: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        corrected_by: Option<&'a str>,
        #[serde(flatten)]
        head: &'a Head,
        #[serde(flatten)]
        body: &'a Body,
    }
    json(&Whole {
        schema: "rethink-record-1",
        stands: stands(&record.head),
        minutes: minutes(record),
        sha256: &record.sha256,
        check_code: check_code(&record.sha256),
        corrected_by: among.instead.map(|head| head.record.as_str()),
        head: &record.head,
        body: &record.body,
    })
}

/// Says that a record has been corrected: which one stands, and what else corrects it.
fn corrected(instead: &Head, corrections: &[&Head], document: &mut Document) {
    let name = capital(&in_words(&instead.record));
    document.words(&one_line(&format!("This record has been corrected. {name}, stands in its place.")));
    if let [_, _, ..] = corrections {
        let all: Vec<&str> = corrections.iter().map(|head| head.name()).collect();
        document
            .words(&one_line(&format!("It was corrected more than once: {}. The later one stands.", all.join(", "))));
    }
    let how = format!("To read it: rethink show {}", one_line(instead.name()));
    document.words(&command(instead.practice, &how));
}

fn actions(actions: &[WrittenAction], document: &mut Document) {
    if actions.is_empty() {
        return;
    }
    let rows = |action: &WrittenAction| {
        let by = action.by.map(calendar::long).unwrap_or_default();
        let all = [
            ("Who", &action.who),
            ("By", &by),
            ("How we will know", &action.known_by),
            ("If it is not done", &action.if_not),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| Row::own(label, text)).collect()
    };
    document.section("Actions agreed");
    document.numbered(actions.iter().map(|action| (action.what.clone(), rows(action))).collect());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::is_hidden;
    use crate::render::sample;
    use textwrap::core::display_width;

    fn screen(text: &str) -> String {
        text.lines().take(24).collect::<Vec<_>>().join("\n")
    }

    /// The same words on one line, so that it does not matter where lines end.
    fn flat(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_screen_of_a_handover_holds_what_matters() {
        let first = flat(&screen(&record(&sample::handover(), Drawn::Text(80))));
        for wanted in [
            "PCC-48213, to be handed over",
            "An independent facilitator",
            "Tuesday 29 December 2026: 5 working days after Friday 18 December 2026; 25 and 28 December are bank holidays",
            "The two agencies do not agree",
            "The health visitor calls on Mondays",
            "The lead professional's line manager; the person who raised it (in writing).",
            "I don't know who I'm meant to tell.",
            "No (asked at 10:42)",
            "You still hold your part of the plan",
            "The partnership has not yet confirmed all wording and dates of this strategy.",
            "This record is confidential; the reference stands for a child or family.",
        ] {
            assert!(first.contains(wanted), "{wanted} is not in\n{first}");
        }
    }

    #[test]
    fn long_texts_are_short_on_the_first_screen_and_whole_below() {
        let long = sample::long();
        let text = record(&long, Drawn::Text(80));
        let first = flat(&screen(&text));
        for wanted in [
            "(whole text below)",
            "Keeping the child safe",
            "The child's view",
            "A child at risk?",
            "has not yet confirmed",
        ] {
            assert!(first.contains(wanted), "{wanted} is not in\n{text}");
        }
        let whole = flat(&text);
        assert!(whole.contains(&flat(&long.body.reason[0].said)), "{text}");
        assert!(whole.contains(&flat(&long.body.until_then[0].said)), "{text}");
    }

    #[test]
    fn what_happened_is_told_in_order_and_in_words() {
        let text = flat(&record(&sample::handover(), Drawn::Text(80)));
        let mut rest = text.as_str();
        for wanted in [
            "Actions agreed",
            "Joint home visit",
            "How we will know: The visit is on file.",
            "What happened, in order",
            "Where things stand",
            "First raised on: Tuesday 3 November 2026",
            "The Re-think conversation",
            "It was due by Tuesday 8 December 2026, and was late by 2 working days (written down on 18 December 2026).",
            "Step 1",
            "For: Health visitor, NHS",
            "Left blank",
            "The actions listed above Ended with \"agreed\".",
            "Went on to \"The family know\". Because: What was tried has not moved things on.",
            "No answer, because: Nobody has told them",
            "(taken over from \"The child's view\" above)",
            "Date of the handover: Tuesday 29 December 2026: typed",
            "About this record",
            "head -n -1 FILE | sha256sum",
        ] {
            let at = rest.find(wanted).unwrap_or_else(|| panic!("{wanted} does not come next in\n{rest}"));
            rest = &rest[at..];
        }
    }

    #[test]
    fn the_day_on_which_a_wait_ended_is_said_with_or_without_a_due_date() {
        let Record { head, mut body, .. } = sample::handover();
        let place = body.entry.iter().position(|entry| entry.due.is_some()).expect("a wait");
        let wait = &mut body.entry[place];
        let (step, on) = (wait.step.clone(), wait.on.take());
        (wait.due, wait.kept, wait.late) = (None, None, None);
        let happened = crate::journal::Entry { what: Some("happened".into()), step, on, ..Default::default() };
        body.entry.insert(place, happened);
        let text = flat(&record(&Record::new(head, body).expect("a record"), Drawn::Text(80)));
        assert_eq!(text.matches("It happened on Thursday 10 December 2026.").count(), 1, "{text}");
    }

    #[test]
    fn a_record_that_waits_and_one_that_was_withdrawn_say_so() {
        let text = flat(&record(&sample::waiting(), Drawn::Text(80)));
        assert!(text.contains("PCC-48213, waiting"), "{text}");
        assert!(
            text.contains(
                "Waiting for: The lead professional What for: Re-think conversation By: Tuesday 8 December 2026"
            ),
            "{text}"
        );
        let text = flat(&record(&sample::withdrawn(), Drawn::Text(80)));
        assert!(text.contains("PCC-48213, withdrawn"), "{text}");
        assert!(text.contains("Why it was withdrawn: The family has moved away."), "{text}");
        let mut practice = sample::withdrawn();
        practice.head.practice = true;
        assert!(record(&practice, Drawn::Text(80)).starts_with("PRACTICE"));
    }

    #[test]
    fn no_line_is_too_wide_and_nothing_unseen_gets_through() {
        let all = [sample::handover(), sample::waiting(), sample::withdrawn(), sample::long(), sample::nasty()];
        for (one, width) in all.iter().flat_map(|one| [40, 60, 80].map(|width| (one, width))) {
            let text = record(one, Drawn::Text(width));
            assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c))), "{text:?}");
            for line in text.lines() {
                assert!(display_width(line) <= width, "{line:?} is wider than {width}");
            }
        }
    }
}
