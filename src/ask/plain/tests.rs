//! Plain mode from a pipe.

use super::*;
use crate::ask::Name;
use crate::ask::screen::tests::Paper;
use crate::calendar::Calendar;
use crate::calendar::Division;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;

use chrono::NaiveDate;
use proptest::prelude::*;
use std::io;

/// Puts prompts to a pipe that holds this: the replies, and what was shown.
fn asked(prompts: &[Prompt], now: Option<&Answer>, input: &[u8]) -> (Vec<Result<Reply, String>>, String) {
    let paper = Paper::default();
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let reading = Reading { today, calendar: &calendar };
    let mut plain = Plain::new(Box::new(io::Cursor::new(input.to_vec())), Box::new(paper.clone()), 80, false);
    plain.anytime(vec!["complain".to_owned()]);
    let name = Name::Step { leg: 0, path: "x", round: 0, nth: None };
    let replies = prompts
        .iter()
        .map(|prompt| plain.ask(&Question { name, prompt, of: None, now, reading }).map_err(|failure| failure.says))
        .collect();
    let shown = paper.text();
    (replies, shown)
}

fn reply(prompt: &Prompt, input: &str) -> (Reply, String) {
    let (mut replies, shown) = asked(std::slice::from_ref(prompt), None, input.as_bytes());
    (replies.remove(0).expect("a reply"), shown)
}

fn text() -> Prompt {
    let mut prompt = Prompt::own("What does the child say?", "View", Kind::Text);
    prompt.why_not = true;
    prompt
}

#[test]
fn a_text_ends_at_a_lone_full_stop_and_doubled_signs_stand_for_themselves() {
    for (input, wanted) in [
        ("one\n\ntwo\n.\n", "one\n\ntwo"),
        ("one\r\ntwo\r\n.\r\n", "one\ntwo"),
        ("..\n::save\n... and\n.\n", ".\n:save\n... and"),
        ("one\n:) two\n.", "one\n:) two"),
    ] {
        assert_eq!(reply(&text(), input).0, Reply::Answer(Answer::Text(wanted.into())), "{input:?}");
    }
}

#[test]
fn commands_lead_out_of_a_prompt() {
    for (input, wanted) in [
        ("!\n", Reply::AtRisk),
        (":back\n", Reply::Back),
        (":save\n", Reply::Save),
        (":withdraw\n", Reply::Withdraw),
        (":elsewhere\n", Reply::Elsewhere),
        (":complain\n", Reply::Anytime("complain".into())),
        (":none\ntoo young\n", Reply::Answer(Answer::WhyNot("too young".into()))),
        (":none\n:back\nsad\n.\n", Reply::Answer(Answer::Text("sad".into()))),
        (":sav\n1\n.\n", Reply::Answer(Answer::Text(":sav".into()))),
        (":sav\n2\nsad\n.\n", Reply::Answer(Answer::Text("sad".into()))),
        (":unknown\nsad\n.\n", Reply::Answer(Answer::Text("sad".into()))),
        ("", Reply::Ended),
        ("sad\n", Reply::Ended),
    ] {
        assert_eq!(reply(&text(), input).0, wanted, "{input:?}");
    }
    assert!(reply(&text(), ":why\n").1.contains("There is no more to say about this one."));
    let yes_no = Prompt::own("Is it?", "Is it", Kind::YesNo);
    let (got, shown) = reply(&yes_no, ":sav\nyes\n");
    assert_eq!(got, Reply::Answer(Answer::Choice("yes".into())));
    assert!(shown.contains("Error: \":sav\" is not a command. Type ?"), "{shown}");
}

#[test]
fn a_list_has_one_number_for_each_thing_that_can_be_chosen() {
    let mut prompt = Prompt::own("Which?", "Which", Kind::Choices).options(&[("a", "The first"), ("b", "The second")]);
    prompt.dont_know = true;
    prompt.optional = true;
    prompt.why_not = true;
    prompt.at_least = Some(2);
    for (input, wanted) in [
        ("1,2\n", Answer::Choices(vec!["a".into(), "b".into()])),
        ("3\n", Answer::DontKnow),
        ("I do not know\n", Answer::DontKnow),
        ("4\n", Answer::Blank),
        ("5\nnobody came\n", Answer::WhyNot("nobody came".into())),
        ("1\n6\n1 3\n\n1 2\n", Answer::Choices(vec!["a".into(), "b".into()])),
    ] {
        let (got, shown) = reply(&prompt, input);
        assert_eq!(got, Reply::Answer(wanted), "{input:?}");
        assert_eq!(shown.matches("  3  I do not know").count(), 1, "{shown}");
    }
    let (_, shown) = reply(&prompt, "1\n6\n1 3\n\n1 2\n");
    for error in ["2 or more. You have 1", "numbers from 1 to 5", "stands by itself", "Which: choose at least one"] {
        assert!(shown.contains(error), "{error}: {shown}");
    }
}

#[test]
fn a_day_is_said_back() {
    let prompt = Prompt::own("When?", "When", Kind::Date);
    for (typed, says) in [
        ("29 12 2026", "That is Tuesday 29 December 2026.\n"),
        ("25 12 2026", "That is Friday 25 December 2026, a bank holiday.\n"),
        ("2 1 2027", "That is Saturday 2 January 2027, which is not a working day.\n"),
    ] {
        let (got, shown) = reply(&prompt, &format!("soon\n{typed}\n"));
        assert!(matches!(got, Reply::Answer(Answer::Date(_))));
        assert!(shown.contains(says), "{shown}");
        assert!(shown.contains("Error: ") && shown.contains("You typed: soon\n"), "{shown}");
    }
}

#[test]
fn bank_holidays_in_a_day_that_was_counted_are_named() {
    let prompt = Prompt::own("By when?", "By when", Kind::Date);
    // Counted by hand from Monday 23 November 2026: 24 days to 25 December, which does not count.
    for (typed, says) in [
        ("24 working days", "That is Tuesday 29 December 2026: 24 working days after"),
        ("in 30 working days", "25 and 28 December and 1 January 2027 are bank holidays."),
        ("23 working days", "That is Thursday 24 December 2026.\n"),
        ("5 working days", "That is Monday 30 November 2026.\n"),
    ] {
        let (got, shown) = reply(&prompt, &format!("{typed}\n"));
        assert!(matches!(got, Reply::Answer(Answer::Date(_))));
        assert!(shown.replace('\n', " ").contains(&says.replace('\n', " ")), "{typed}: {shown}");
    }
}

#[test]
fn the_answer_so_far_is_kept_with_enter() {
    let choice = Prompt::own("Is it?", "Is it", Kind::YesNo);
    let line = Prompt::own("Who?", "Who", Kind::Line);
    for (prompt, now, shows) in [
        (&choice, Answer::Choice("no".into()), "The answer so far:\n  No\n"),
        (&line, Answer::Text("The school".into()), "The answer so far:\n  The school\n"),
        (&text(), Answer::Text("a\nb".into()), "The answer so far:\n  a\n  b\n"),
        (&text(), Answer::WhyNot("too young".into()), "  No answer: too young\n"),
    ] {
        let (replies, shown) = asked(std::slice::from_ref(prompt), Some(&now), b"\n");
        assert_eq!(replies, [Ok(Reply::Answer(now))]);
        assert!(shown.contains(shows) && shown.contains("Press Enter to keep it"), "{shown}");
    }
    let (replies, _) = asked(&[text()], Some(&Answer::Text("a".into())), b"b\n.\n");
    assert_eq!(replies, [Ok(Reply::Answer(Answer::Text("b".into())))]);
}

#[test]
fn what_was_begun_is_offered_again_after_going_back() {
    let other = Prompt::own("Who?", "Who", Kind::Line);
    let (replies, shown) = asked(&[text(), other, text(), text(), text()], None, b"sad\n:back\nNHS\n:back\n\n:back\n");
    assert_eq!(
        replies,
        [
            Ok(Reply::Back),
            Ok(Reply::Answer(Answer::Text("NHS".into()))),
            Ok(Reply::Back),
            Ok(Reply::Answer(Answer::Text("sad".into()))),
            Ok(Reply::Back)
        ]
    );
    assert_eq!(shown.matches("You had begun an answer:\n  sad\n").count(), 2, "{shown}");
}

#[test]
fn a_text_that_is_left_in_the_middle_is_no_answer_and_is_shown_again() {
    for (command, wanted) in [("!", Reply::AtRisk), (":save", Reply::Save)] {
        let input = format!("sad\nand\n{command}\n{command}\n\n");
        let (replies, shown) = asked(&[text(), text(), text()], None, input.as_bytes());
        let whole = Reply::Answer(Answer::Text("sad\nand".into()));
        assert_eq!(replies, [Ok(wanted.clone()), Ok(wanted), Ok(whole)]);
        assert_eq!(shown.matches("You had begun an answer:\n  sad\n  and\n").count(), 2, "{shown}");
    }
    // Whoever withdraws does not come back to it.
    let (replies, _) = asked(&[text(), text()], None, b"sad\n:withdraw\n");
    assert_eq!(replies, [Ok(Reply::Answer(Answer::Text("sad".into()))), Ok(Reply::Withdraw)]);
}

#[test]
fn what_was_begun_is_for_the_session_to_keep() {
    for input in ["sad\n!\n", "sad\n:save\n", "sad\n"] {
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let reading = Reading { today, calendar: &calendar };
        let paper = Paper::default();
        let mut plain = Plain::new(Box::new(io::Cursor::new(input)), Box::new(paper.clone()), 80, false);
        let mut ask = |name| {
            let input = plain.ask(&Question { name, prompt: &text(), of: None, now: None, reading });
            assert!(input.is_ok());
            plain.lost().map(|text| text.trim().to_owned())
        };
        assert_eq!(ask(Name::Step { leg: 0, path: "x", round: 0, nth: None }).as_deref(), Some("sad"), "{input}");
    }
    // Where there is no session yet, that is said.
    let paper = Paper::default();
    let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let reading = Reading { today, calendar: &calendar };
    let mut plain = Plain::new(Box::new(io::Cursor::new("sad\n")), Box::new(paper.clone()), 80, false);
    let question = Question { name: Name::WhatWasDone, prompt: &text(), of: None, now: None, reading };
    assert_eq!(plain.ask(&question).ok(), Some(Reply::Ended));
    assert_eq!(plain.lost(), None);
    assert!(paper.text().contains("What you typed for this question was not saved."));
}

#[test]
fn help_is_given_once_and_when_it_is_asked_for() {
    let yes_no = Prompt::own("Is it?", "Is it", Kind::YesNo);
    let (_, shown) = asked(&[yes_no.clone(), yes_no.clone(), yes_no], None, b"1\n1\n?\n1\n");
    assert_eq!(shown.matches("At any question you can type:").count(), 2, "{shown}");
    assert_eq!(shown.matches("  :complain\n").count(), 2, "{shown}");
    assert_eq!(shown.matches("Type a number, then Enter.").count(), 1, "{shown}");
    assert_eq!(shown.matches("  1  Yes\n").count(), 4, "{shown}");
}

#[test]
fn a_pipe_without_an_answer_is_not_asked_for_ever() {
    let prompt = Prompt::own("Which?", "Which", Kind::Choice).options(&[("a", "A"), ("b", "B")]);
    let (replies, _) = asked(&[prompt], None, "y\n".repeat(5_000).as_bytes());
    assert_eq!(replies, [Err("the input has no answer that this question accepts".to_owned())]);
    let (replies, _) = asked(&[text()], None, "y\n".repeat(500_000).as_bytes());
    assert!(replies[0].is_err());
}

#[test]
fn a_long_line_is_whole_and_one_that_is_too_long_is_refused() {
    let long = "abc ".repeat(5_000) + "end";
    assert_eq!(reply(&text(), &format!("{long}\n.\n")).0, Reply::Answer(Answer::Text(long)));
    let (got, shown) = reply(&text(), &format!("{}\n.\nshort\n.\n", "é".repeat(110_000)));
    assert_eq!(got, Reply::Answer(Answer::Text("short".into())));
    assert!(shown.contains("100000 characters or fewer"), "{shown}");
}

#[test]
fn people_are_asked_field_by_field() {
    let prompt = Prompt::own("Who was there?", "People", Kind::People);
    let (got, shown) = reply(&prompt, "Health visitor\nNHS\nyes\nMother\n\n2\n");
    let Reply::Answer(Answer::People(people)) = got else { panic!("people") };
    assert_eq!(people.iter().map(crate::prompt::Person::words).collect::<Vec<_>>(), ["Health visitor, NHS", "Mother"]);
    assert!(shown.contains("Who else?"));
}

#[test]
fn a_list_that_is_left_in_the_middle_keeps_what_is_whole() {
    let mut people = Prompt::own("Who was there?", "People", Kind::People);
    let again = people.clone();
    let input = b"Health visitor\nNHS\nyes\nMother\n!\n";
    let (replies, shown) = asked(&[people.clone(), again], None, input);
    let [Ok(Reply::Answer(Answer::People(list))), Ok(Reply::AtRisk)] = replies.as_slice() else {
        panic!("{replies:?}")
    };
    assert_eq!(list.iter().map(crate::prompt::Person::words).collect::<Vec<_>>(), ["Health visitor, NHS"]);
    assert!(shown.contains("This entry was not complete, so it is not saved."), "{shown}");
    // One is no answer where two are wanted: then nothing is kept, and that is said.
    people.at_least = Some(2);
    let (replies, shown) = asked(&[people], None, b"Health visitor\nNHS\n:save\n");
    assert_eq!(replies, [Ok(Reply::Save)]);
    assert!(shown.contains("What you typed for this question was not saved."), "{shown}");
}

/// An action with its five fields, typed.
const FIVE: &str = "Visit the family\nHealth visitor\n27 3 2027\nThe child says so\nThe panel meets\n";

fn actions(reply: &Result<Reply, String>) -> Vec<(String, String)> {
    let Ok(Reply::Answer(Answer::Actions(list))) = reply else { panic!("{reply:?}") };
    list.iter().map(|action| (action.what.clone(), action.if_not.clone())).collect()
}

#[test]
fn going_back_inside_a_list_offers_what_was_typed() {
    let prompt = Prompt::own("What will be done?", "Actions", Kind::Actions);
    // Back from "another?", four times more to its first field, a new word there, then Enter at each field.
    let input = format!("{FIVE}:back\n:back\n:back\n:back\n:back\nWrite to the family\n\n\n\n\nno\n");
    let (replies, shown) = asked(std::slice::from_ref(&prompt), None, input.as_bytes());
    assert_eq!(actions(&replies[0]), [("Write to the family".to_owned(), "The panel meets".to_owned())]);
    for typed in
        ["Visit the family", "Health visitor", "Saturday 27 March 2027", "The child says so", "The panel meets"]
    {
        assert!(shown.contains(&format!("The answer so far:\n  {typed}\n")), "{typed}: {shown}");
    }
    // Back over a first field reaches the entry before; the second is still there.
    let input = format!("{FIVE}yes\n{FIVE}{}The court\nno\n", ":back\n".repeat(6));
    let (replies, _) = asked(std::slice::from_ref(&prompt), None, input.as_bytes());
    let both = [
        ("Visit the family".to_owned(), "The court".to_owned()),
        ("Visit the family".to_owned(), "The panel meets".to_owned()),
    ];
    assert_eq!(actions(&replies[0]), both);
    // What was begun of an entry is offered again, and one that is not wanted is not lost without a word.
    let input = format!("{FIVE}yes\nA second\n:back\n:back\nyes\n\n:back\n:back\nno\n");
    let (replies, shown) = asked(&[prompt], None, input.as_bytes());
    assert_eq!(actions(&replies[0]).len(), 1);
    assert_eq!(shown.matches("The answer so far:\n  A second\n").count(), 3, "{shown}");
    assert!(shown.contains("This entry was not complete, so it is not saved."), "{shown}");
}

#[test]
fn leaving_a_list_backwards_or_to_save_keeps_what_is_whole() {
    let prompt = Prompt::own("What will be done?", "Actions", Kind::Actions);
    let three = [prompt.clone(), prompt.clone(), prompt];
    let input = format!("{FIVE}{}:back\n", ":back\n".repeat(5));
    let (replies, _) = asked(&three, None, input.as_bytes());
    assert_eq!(actions(&replies[0]).len(), 1);
    assert_eq!(replies[1..], [Ok(Reply::Back), Ok(Reply::Back)]);
    let input = format!("{FIVE}:back\n:back\n:save\n");
    let (replies, _) = asked(&three[..2], None, input.as_bytes());
    assert_eq!(actions(&replies[0]), [("Visit the family".to_owned(), "The panel meets".to_owned())]);
    assert_eq!(replies[1], Ok(Reply::Save));
}

#[test]
fn a_list_left_blank_asks_nothing_more() {
    for kind in [Kind::People, Kind::Actions] {
        let mut prompt = Prompt::own("Who or what?", "It", kind);
        prompt.optional = true;
        let (got, shown) = reply(&prompt, "\n");
        assert_eq!(got, Reply::Answer(Answer::Blank), "{shown}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_nothing_but_words_is_shown(input in prop::collection::vec(any::<u8>(), 0..400), width in 0_usize..90) {
        let paper = Paper::default();
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let reading = Reading { today, calendar: &calendar };
        let mut plain = Plain::new(Box::new(io::Cursor::new(input)), Box::new(paper.clone()), width, false);
        for kind in [Kind::YesNo, Kind::Text, Kind::Line, Kind::Date, Kind::Number, Kind::Lines, Kind::People] {
            let prompt = Prompt::own("What?", "What", kind);
            let _ = plain.ask(&Question { name: Name::GoOn { leg: 0, path: "words", round: 0 }, prompt: &prompt, of: None, now: None, reading });
        }
        let shown = paper.text();
        let clean = shown.chars().all(|c| c == '\n' || !c.is_control());
        prop_assert!(clean, "{:?}", shown);
    }
}
