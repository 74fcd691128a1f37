//! What a record says is true: whose reason it is, which day counts, how a day was typed, and whether clocks agree.

use crate::program::Home;
use crate::program::Run;

const CASE: &str = "PCC-48213";

fn answers(strategy: &str, more: &str) -> String {
    format!("format = 1\nstrategy = \"{strategy}\"\ncase = \"{CASE}\"\nat-risk = \"no\"\n{more}")
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
