//! A case that moves on past a wait: the wait is closed, and nothing of it is lost.

use crate::program::Home;
use crate::program::Run;

const CASE: &str = "PCC-48213";

const WAITS: &str = r#"
format = 1
id = "talks"
title = "Talks"
version = "1"
source = "Invented"
verified = true

[roles]
partner = "the partner"

[[step]]
id = "first"
ask = "What comes first?"
kind = "line"

[[step]]
id = "reply"
label = "Their reply"
ask = "What do they say?"
kind = "line"
wait-for = "partner"
due = { within = "5 working days" }
routes = [ { is = "no-reply", to = "over" }, { to = "over" } ]

[[outcome]]
id = "over"
kind = "resolved"
text = "It is over."
"#;

/// A case whose first review waits until Monday 30 November 2026, some days later.
fn waits() -> Home {
    let mut home = Home::new();
    home.file("strategies/talks.toml", WAITS);
    let first = "[answers]\nfirst = \"What was tried first\"\nreply = \"waiting\"\nuntil-then = \"The visits go on\"\n";
    start(&home, &answers(first)).ends(0);
    home.run(&["status"]).ends(0).prints("rethink resume");
    home.turn_to("2026-11-25");
    home
}

fn answers(more: &str) -> String {
    format!("format = 1\nstrategy = \"talks\"\ncase = \"{CASE}\"\ndanger-now = \"no\"\nat-risk = \"no\"\n{more}")
}

fn start(home: &Home, text: &str) -> Run {
    let strategies = home.path().join("strategies").display().to_string();
    home.run_with(&["--strategies", &strategies, "start", "--answers", "-"], text)
}

/// Another review of the case, which does not wait.
const ANOTHER: &str = "[answers]\nfirst = \"Another way\"\nreply = { is = \"Yes\", on = 2026-11-25 }\n";

/// Holds that the wait is closed, and that its record says what it said.
#[track_caller]
fn is_closed(home: &Home) {
    let status = home.run(&["status"]).ends(0).out;
    assert!(!status.contains("rethink resume"), "{status}");
    let names = home.record_names();
    assert_eq!(names.len(), 2, "{names:?}");
    let name = |place: usize| names[place].trim_end_matches(".toml").rsplit('_').next().unwrap().to_owned();
    let (first, second) = (name(0), name(1));
    // Nothing that was said is lost, and the new record says which wait it went past.
    home.run(&["show", &first]).ends(0).prints("What was tried first");
    let record = std::fs::read_to_string(home.records().join(&names[1])).unwrap();
    assert!(record.contains("follows.past-wait = true") && record.contains("follows.due = 2026-11-30"), "{record}");
    assert!(!record.contains("met."), "{record}");
    home.run(&["show", &second]).ends(0).prints("Goes past the wait of");
    for called in [CASE, &first] {
        home.run(&["resume", called, "--plain"]).ends(5).says("the case has moved on").says(&format!("show {second}"));
    }
    home.run(&["history", CASE]).ends(0);
    home.run(&["audit"]).ends(0);
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_case_that_moves_on_past_a_wait_closes_it_by_script() {
    let home = waits();
    start(&home, &answers(&format!("follows = 2026-11-30\n{ANOTHER}"))).ends(0);
    is_closed(&home);
    // Without a word of it, the case goes on waiting.
    let home = waits();
    start(&home, &answers(ANOTHER)).ends(0);
    home.run(&["status"]).ends(0).prints("rethink resume");
    // A day that is no wait is refused at its line.
    let home = waits();
    start(&home, &answers(&format!("follows = 2026-12-01\n{ANOTHER}"))).ends(3).says("standard input:6: `follows`");
}

#[test]
fn a_case_that_moves_on_past_a_wait_closes_it_at_the_keyboard() {
    let home = waits();
    let strategies = home.path().join("strategies").display().to_string();
    let args = ["--strategies", &strategies, "start", "talks", "--case", CASE, "--plain"];
    let run = home.run_with(&args, "2\n2\n2\nAnother way\n1\ntoday\nYes\nwrite\n").ends(0);
    assert!(run.err.contains("2  No, the case has moved on without it: this review closes that wait"), "{}", run.err);
    assert!(run.err.contains("Closes the wait until"), "{}", run.err);
    is_closed(&home);
}
