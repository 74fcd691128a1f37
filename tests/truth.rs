//! What a record says is true: whose reason it is, which day counts, how a day was typed, and whether clocks agree.

use std::fs;

use chrono::DateTime;
use chrono::FixedOffset;
use clap::Parser as _;

use rethink::cli::Cli;
use rethink::commands;
use rethink::commands::Here;
use rethink::commands::Keyboard;
use rethink::failure::Exit;
use rethink::preferences::Preferences;
use rethink::records::Places;

use crate::program::Home;
use crate::program::Run;

const CASE: &str = "PCC-48213";

fn answers(strategy: &str, more: &str) -> String {
    format!("format = 1\nstrategy = \"{strategy}\"\ncase = \"{CASE}\"\ndanger-now = \"no\"\nat-risk = \"no\"\n{more}")
}

fn start(home: &Home, text: &str) -> Run {
    home.run_with(&["start", "--again", "--answers", "-"], text)
}

/// The escalation protocol, from its first answer to the replies that a test gives.
const RAISED: &str = r#"about = "child"
[answers]
scope = "ours"
tried-rethink = "yes"
concerned-since = 2026-11-09
raiser-role = "Health visitor"
raiser-agency = "NHS"
other-agency = "Children's services"
plan-type = "early-help"
category = "plan"
concern = "She has lost weight since September."
other-view = "They think that the plan needs more time."
asked-for = "A paediatrician sees her this week."
family-told = "raiser"
childs-view = { why-not = "Too young to ask" }
until-then = "Gran has her on Tuesdays. The health visitor rings on Wednesdays."
"#;

const SETTLED: &str = r#"
actions = [ { what = "Joint visit", who = "Health visitor", by = 2026-12-04, known-by = "Both were there", if-not = "Ring the manager" } ]
settled = "yes"
changed-for-child = "a-little"
raiser-told-on = 2026-11-23
in-case-system = "filed"
"#;

#[test]
fn a_reason_that_an_earlier_row_gave_is_not_said_of_an_end_that_another_row_decided() {
    let replies = "reply-1 = { is = \"not-agreed\", on = 2026-11-23 }\naccept-1 = \"further\"\n\
                   reply-2 = { is = \"not-agreed\", on = 2026-11-23 }\naccept-2 = \"further\"\n\
                   reply-3 = { is = \"agreed\", on = 2026-11-23 }\n";
    let home = Home::new();
    start(&home, &answers("hips-escalation", &format!("{RAISED}{replies}{SETTLED}"))).ends(0);
    let record = home.only_record();
    let head = record.split("\n[").next().unwrap();
    assert!(head.contains("outcome.id = \"resolved\""), "{head}");
    assert!(!head.contains("outcome.because"), "{head}");
    // The row that gave it keeps it.
    assert!(record.contains("because = \"It was not settled at stage 2.\""), "{record}");
    for args in [&["history", CASE][..], &["status"], &["audit"], &["audit", "--format", "html"]] {
        let out = home.run(args).ends(0).out;
        assert!(!out.contains("not settled at stage 2"), "{args:?}\n{out}");
    }
    assert!(!home.run(&["audit", "--format", "json", "--with-text"]).ends(0).out.contains("not settled at stage"));
    let shown = home.run(&["show", CASE]).ends(0).out;
    let top = shown.split("What happened").next().unwrap();
    assert!(!top.contains("Because"), "{shown}");
    home.run(&["verify"]).ends(0);
}

#[test]
fn steps_between_a_row_and_the_end_that_it_decided_keep_its_reason() {
    let reply = |stage: usize| {
        let accept = format!("accept-{stage} = \"further\"\n");
        format!("reply-{stage} = {{ is = \"not-agreed\", on = 2026-11-23 }}\n{accept}")
    };
    let replies: String = (1..=4).map(reply).collect();
    let last = "partners-why = \"Who sees her, and when.\"\n\
                raiser-told-on = 2026-11-23\nin-case-system = \"filed\"\n[dates]\nto-partners = { by = 2026-11-27 }\n";
    let home = Home::new();
    start(&home, &answers("hips-escalation", &format!("{RAISED}{replies}{last}"))).ends(0);
    let record = home.only_record();
    assert!(record.contains("outcome.because = \"It was not settled at stage 4.\""), "{record}");
}

/// It runs the same conversation once more where the first time leaves something open.
const ROUNDS: &str = r#"
format = 1
id = "rounds"
title = "Rounds"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "talk"
label = "Talk"
run = "talk"
routes = [
  { is = "open", at-most = 1, to = "talk" },
  { to = "over" },
]

[[outcome]]
id = "over"
kind = "resolved"
reason = "talk.dissent"
text = "It is over."
"#;

const TALK: &str = r#"
format = 1
id = "talk"
title = "Talk"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "agreed"
ask = "Do you agree?"
kind = "yes-no"
routes = [
  { is = "yes", to = "closed" },
  { to = "dissent" },
]

[[step]]
id = "dissent"
label = "Still open"
ask = "What is still open?"
kind = "text"
routes = [ { to = "open" } ]

[[outcome]]
id = "closed"
kind = "resolved"
text = "You agree."

[[outcome]]
id = "open"
kind = "resolved"
text = "It is open."
"#;

#[test]
fn what_was_still_open_in_an_earlier_round_is_no_reason_for_how_the_last_one_ended() {
    let home = Home::new();
    home.file("records/strategies/rounds.toml", ROUNDS);
    home.file("records/strategies/talk.toml", TALK);
    let said = "about = \"child\"\n[answers.talk]\nagreed = \"no\"\ndissent = \"The school move\"\n\
                [[again]]\ntalk = { agreed = \"yes\" }\n";
    start(&home, &answers("rounds", said)).ends(0);
    let record = home.only_record();
    assert!(!record.contains("[[reason]]"), "{record}");
}

/// A date that was asked for, one that was waited for, and one with a time; each with a limit.
const LIMITS: &str = r#"
format = 1
id = "limits"
title = "Limits"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "disagreed-on"
ask = "When was it clear that you do not agree?"
kind = "date"

[[step]]
id = "raised-on"
label = "Raised"
ask = "When did you raise it?"
kind = "date"
why-not = true
due = { within = "2 working days", from = "disagreed-on" }

[[step]]
id = "reply"
label = "Reply"
ask = "When did they reply?"
kind = "date"
wait-for = "manager"
due = { within = "3 working days", from = "disagreed-on" }
routes = [ { is = "no-reply", to = "call" }, { to = "call" } ]

[[step]]
id = "call"
label = "Call"
ask = "How did the call go?"
kind = "yes-no"
wait-for = "manager"
due = { within = "24 hours", from = "reply" }
routes = [ { is = "no-reply", to = "seen-on" }, { to = "seen-on" } ]

[[step]]
id = "seen-on"
label = "Seen"
ask = "When was the child seen?"
kind = "date"
due = { within = "24 hours", from = "reply" }
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "resolved"
text = "It is over."
"#;

fn with_limits() -> Home {
    let home = Home::new().on("2026-12-14");
    home.file("records/strategies/limits.toml", LIMITS);
    home
}

fn limits(said: &str) -> String {
    answers("limits", &format!("about = \"child\"\n[answers]\ndisagreed-on = 2026-11-23\n{said}"))
}

/// The lines of a record's entry.
#[track_caller]
fn entry<'a>(record: &'a str, step: &str) -> &'a str {
    let step = format!("step = \"{step}\"");
    record.split("[[entry]]").find(|entry| entry.contains(&step) && !entry.contains("what = ")).unwrap()
}

#[test]
fn a_day_that_was_answered_is_judged_and_not_the_day_on_which_it_was_typed() {
    let home = with_limits();
    let said =
        "raised-on = 2026-11-24\nreply = 2026-11-30\ncall = { is = \"yes\", on = 2026-11-30 }\nseen-on = 2026-12-01\n";
    start(&home, &limits(said)).ends(0);
    let record = home.only_record();
    let raised = entry(&record, "raised-on");
    assert!(raised.contains("due = 2026-11-25\nkept = \"kept\"\n") && !raised.contains("late"), "{raised}");
    // Without `on`, a day that is the answer to a wait is the day on which it ended.
    let reply = entry(&record, "reply");
    assert!(reply.contains("on = 2026-11-30\ndue = 2026-11-26\nkept = \"late\"\nlate = 2\n"), "{reply}");
    let shown = home.run(&["show", CASE]).ends(0).out;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let in_time = "It was due by Wednesday 25 November 2026, and was in time (written down on 14 December 2026).";
    assert!(words.contains(in_time), "{shown}");
    assert!(words.contains("and was late by 2 working days (written down on 14 December 2026)."), "{shown}");
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_limit_of_hours_that_is_answered_with_its_day_alone_is_neither_kept_nor_late() {
    let home = with_limits();
    let rest = "raised-on = { why-not = \"It was raised by others\" }\nreply = 2026-11-24\n";
    let said = format!("{rest}call = {{ is = \"yes\", on = 2026-11-25 }}\nseen-on = 2026-11-25\n");
    start(&home, &limits(&said)).ends(0);
    let record = home.only_record();
    for step in ["call", "seen-on"] {
        assert!(entry(&record, step).contains("due = 2026-11-25\nkept = \"time-not-known\"\n"), "{record}");
    }
    // Where no day was answered, nothing is judged.
    let raised = entry(&record, "raised-on");
    assert!(raised.contains("due = ") && !raised.contains("kept = ") && !raised.contains("late"), "{raised}");
    let shown = home.run(&["show", CASE]).ends(0).out;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("; at what time it was done is not known"), "{shown}");
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_wait_that_is_written_down_weeks_later_is_kept_in_the_record_its_case_and_the_audit() {
    let home = with_limits();
    let mut home = home.on("2026-11-24");
    let until = "until-then = \"Gran has her. The school rings daily.\"\n";
    start(&home, &limits(&format!("raised-on = 2026-11-24\nreply = \"waiting\"\n{until}"))).ends(0);
    home.turn_to("2026-12-14");
    let said = "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = 2026-11-25, on = 2026-11-25 }\n\
                call = { is = \"yes\", on = 2026-11-25 }\nseen-on = 2026-11-25\n";
    home.run_with(&["resume", CASE, "--answers", "-"], said).ends(0);
    let names = home.record_names();
    let last = fs::read_to_string(home.records().join(names.last().unwrap())).unwrap();
    assert!(last.contains("met.how = \"kept\"\nmet.due = 2026-11-26\nmet.on = 2026-11-25\n"), "{last}");
    let story = home.run(&["history", CASE]).ends(0).out;
    let words = story.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("By Thursday 26 November 2026: kept on 25 November 2026."), "{story}");
    assert!(!words.contains("late by"), "{story}");
    let shown = home.run(&["show", names.last().unwrap().trim_end_matches(".toml")]).ends(0).out;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("kept, on 25 November 2026 (written down on 14 December 2026)."), "{shown}");
    let audit = home.run(&["audit", "--format", "json"]).ends(0).out;
    assert!(!audit.contains("\"how\": \"late\""), "{audit}");
}

/// Runs a command on the computer of a home whose clock shows this time, with bytes that name its record.
fn at(home: &Home, clock: &str, byte: u8, args: &[&str]) {
    let at: DateTime<FixedOffset> = clock.parse().unwrap();
    let places = Places::new(vec![home.records()], home.state(), None);
    let here = Here {
        team: places.clone(),
        places,
        clock: Box::new(move || (at, at.date_naive())),
        random: Box::new(move || [byte; 16]),
        date_given: false,
        keyboard: Keyboard::No,
        editor: None,
        home: None,
        preferences_file: None,
        preferences: Ok(Preferences::default()),
        width: 80,
        height: 24,
        in_window: false,
        typed: Vec::new(),
        plain: true,
    };
    let cli = Cli::parse_from(["rethink", "--quiet"].iter().chain(args));
    assert_eq!(commands::run(cli, here, None), Exit::Done, "{args:?}");
}

#[test]
fn a_clock_that_went_back_is_marked_in_the_record_and_named_by_verify() {
    let home = with_limits();
    let until = "until-then = \"Gran has her. The school rings daily.\"\n";
    let first = limits(&format!("raised-on = 2026-11-24\nreply = \"waiting\"\n{until}"));
    let first = home.file("first.toml", &first).display().to_string();
    at(&home, "2026-11-24T10:00:00Z", 1, &["start", "--answers", &first]);
    // An hour earlier on the same computer.
    let said = "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = 2026-11-24, on = 2026-11-24 }\n\
                call = { is = \"yes\", on = 2026-11-24 }\nseen-on = 2026-11-24\n";
    let second = home.file("second.toml", said).display().to_string();
    at(&home, "2026-11-24T09:00:00Z", 2, &["resume", CASE, "--answers", &second]);
    let records: Vec<String> =
        home.record_names().iter().map(|name| fs::read_to_string(home.records().join(name)).unwrap()).collect();
    let marked: Vec<&String> = records.iter().filter(|it| it.contains("\nclock-went-back = true\n")).collect();
    assert!(marked.len() == 1 && marked[0].contains("part = 2"), "{records:?}");
    let name = |record: &str| record.split("record = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let shown = home.run(&["show", &name(marked[0])]).ends(0).out;
    assert!(shown.contains("The clock of the computer went back"), "{shown}");
    let verified = home.run(&["verify", "--format", "json"]).ends(0).out;
    assert!(verified.contains("\"note\": \"clock-went-back\""), "{verified}");
    assert!(verified.contains("\"note\": \"written-before\""), "{verified}");
    home.run(&["verify"]).ends(0).prints("the clock of the computer went back while it was held");
}

#[test]
fn a_correction_that_is_dated_before_what_it_corrects_is_marked_and_named_by_verify() {
    let home = with_limits();
    let said =
        "raised-on = 2026-11-24\nreply = 2026-11-24\ncall = { is = \"yes\", on = 2026-11-24 }\nseen-on = 2026-11-24\n";
    let first = home.file("first.toml", &limits(said)).display().to_string();
    at(&home, "2026-11-25T10:00:00Z", 1, &["start", "--answers", &first]);
    let name = home.record_names()[0].trim_end_matches(".toml").to_owned();
    let right = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[corrects]\nrecord = \"{name}\"\nreason = \"It was the 23rd\"\n\
         [answers]\nraised-on = 2026-11-23\n"
    );
    let right = home.file("right.toml", &right).display().to_string();
    at(&home, "2026-11-24T10:00:00Z", 2, &["correct", "--answers", &right]);
    let verified = home.run(&["verify", "--format", "json"]).ends(0).out;
    let note = format!("\"note\": \"written-before\",\n          \"record\": \"{name}\"");
    assert!(verified.contains("\"note\": \"clock-went-back\"") && verified.contains(&note), "{verified}");
    let words = home.run(&["verify"]).ends(0).out;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("it says that it was written before {name}, which came before it")), "{words}");
}

#[test]
fn a_day_typed_in_words_keeps_them_and_the_days_left_out_and_whether_these_are_published() {
    let home = with_limits();
    let home = home.on("2026-12-24");
    let said = "raised-on = \"yesterday\"\nreply = 2026-12-24\ncall = { is = \"yes\", on = 2026-12-24 }\n\
                seen-on = \"in 5 working days\"\n";
    start(&home, &limits(said)).ends(0);
    let record = home.only_record();
    assert!(entry(&record, "raised-on").contains("typed = \"yesterday\"\n"), "{record}");
    let seen = entry(&record, "seen-on");
    let typed = "typed = \"in 5 working days\"\nleft-out = [\"2026-12-25\", \"2026-12-28\", \"2027-01-01\"]\n";
    assert!(seen.contains("date = 2027-01-05\n") && seen.contains("in 5 working days"), "{seen}");
    assert!(
        seen.contains("2026-12-25") && seen.contains("2026-12-28") && !seen.contains("provisional"),
        "{seen}\n{typed}"
    );
    let shown = home.run(&["show", CASE]).ends(0).out;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Typed as \"in 5 working days\"; left out: 25 December 2026, 28 December 2026"), "{shown}");
    home.run(&["verify"]).ends(0);
}
