//! How a matter stands, in a few words and in one sentence.

use crate::calendar;
use crate::record::Head;
use crate::record::Record;
use crate::records::differ;
use crate::render::page::one_line;
use crate::strategy::OutcomeKind;
use crate::strategy::shipped_title;

/// How a record leaves the matter, in a few words: "Waiting for the lead professional: Re-think conversation".
pub fn stands(head: &Head) -> String {
    if let Some(waiting) = &head.waiting {
        return one_line(&format!("Waiting for {}: {}", waiting.who, waiting.label));
    }
    if let Some(handover) = &head.handover {
        return one_line(&format!("To be handed over to {}", handover.to));
    }
    let Some(outcome) = &head.outcome else { return "Not ended".to_owned() };
    match (outcome.id.as_str(), kind(&outcome.kind)) {
        ("withdrawn", _) => "Withdrawn".to_owned(),
        ("elsewhere", _) => "Goes on in another way".to_owned(),
        (_, OutcomeKind::Resolved) => "Resolved".to_owned(),
        (_, OutcomeKind::Review) if differ(head).is_some() => "Agreed to differ".to_owned(),
        (_, OutcomeKind::Review) => "To be looked at again".to_owned(),
        (_, OutcomeKind::Handover) => "To be handed over".to_owned(),
        (_, OutcomeKind::Stopped) => one_line(&format!("Ended: {}", first_sentence(&outcome.text))),
        (_, OutcomeKind::Onward) => match &outcome.next {
            Some(next) => one_line(&format!("Goes on with {}", strategy_title(next))),
            None => "Goes on".to_owned(),
        },
    }
}

/// A strategy as people call it; by its name if it is not one of the shipped ones.
pub(crate) fn strategy_title(id: &str) -> String {
    shipped_title(id).map_or_else(|| format!("the strategy {id}"), str::to_owned)
}

/// The first sentence of a text, without its full stop.
pub(crate) fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end().trim_end_matches('.')
}

fn kind(word: &str) -> OutcomeKind {
    OutcomeKind::ALL.iter().find(|(name, _)| *name == word).map_or(OutcomeKind::Stopped, |(_, kind)| *kind)
}

/// One sentence for the minutes of a meeting.
pub fn minutes(record: &Record) -> String {
    let head = &record.head;
    let practice = if head.practice { "PRACTICE: " } else { "" };
    let stands = lower(&stands(head));
    let by = match (&head.waiting, &head.handover, &head.look_again) {
        (Some(waiting), ..) => format!(", due by {}", calendar::long(waiting.due)),
        (None, Some(handover), _) => format!(" by {}", calendar::long(handover.by)),
        (None, None, Some(again)) if differ(head).is_some() => format!(", review due by {}", calendar::long(again.by)),
        (None, None, Some(again)) => format!(" by {}", calendar::long(again.by)),
        (None, None, None) => String::new(),
    };
    let because = head.outcome.as_ref().and_then(|outcome| outcome.because.as_deref());
    let because = because.map(|because| format!(" (\"{}\")", because.trim_end_matches('.'))).unwrap_or_default();
    let day = calendar::medium(head.date);
    let corrects = head.corrects.as_ref();
    let corrects = corrects.map(|it| format!("in place of {}: ", crate::record::in_words(&it.record)));
    let corrects = corrects.unwrap_or_default();
    one_line(&format!("{practice}{}, {day}: {corrects}{stands}{by}{because}.", head.case))
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn one_sentence_says_to_whom_by_when_and_because() {
        let words = minutes(&sample::handover());
        let wanted = "PCC-48213, 18 December 2026: to be handed over to an independent facilitator \
                      by Tuesday 29 December 2026 (\"What was tried has not moved things on\").";
        assert_eq!(words, wanted);
        let words = minutes(&sample::waiting());
        assert!(words.contains("waiting for the lead professional: Re-think conversation, due by"), "{words}");
    }

    #[test]
    fn a_strategy_goes_by_its_title_and_an_ending_by_its_words() {
        assert_eq!(strategy_title("safety-stop"), "After a stop for safety");
        assert_eq!(strategy_title("ladder"), "the strategy ladder");
        for (id, _) in crate::strategy::SHIPPED {
            let shelf = crate::strategy::Shelf::shipped();
            let strategy = shelf.get(id).expect("a shipped strategy");
            assert_eq!(shipped_title(id), Some(strategy.title.as_str()));
        }
        assert_eq!(first_sentence("It is over. Tell them."), "It is over");
        assert_eq!(first_sentence("It is over."), "It is over");
    }

    #[test]
    fn whatever_a_record_holds_the_sentence_stays_on_one_line() {
        let mut record = sample::handover();
        record.head.practice = true;
        record.head.case = sample::NASTY.to_owned();
        let words = minutes(&record);
        assert!(words.starts_with("PRACTICE: "), "{words}");
        assert!(!words.chars().any(char::is_control), "{words:?}");
    }
}
