//! A child who may be at risk comes first in every audit, at every size and through every pipe.

use std::fs;
use std::fs::File;
use std::process::Stdio;

use proptest::prelude::*;
use serde_json::Value;

use crate::long;
use crate::program::Home;
use crate::program::of_risk;
use crate::pty;

/// A procedure of a team's own, so that these tests are of the lists and not of what the shipped one asks.
const TALK: &str = r#"
format = 1
id = "talk"
title = "A talk"
version = "1"
source = "Invented"
verified = true

[roles]
line-manager = "the line manager"

[[step]]
id = "held"
label = "What came of it"
ask = "What came of it?"
kind = "choice"
options = [
  { id = "asked", label = "The line manager is asked" },
  { id = "differ", label = "We differ, and look again" },
  { id = "settled", label = "It is settled" },
]
routes = [{ is = "asked", to = "to-manager" }, { is = "differ", to = "differ" }, { to = "settled" }]

[[outcome]]
id = "to-manager"
kind = "handover"
text = "Ask the line manager."
handover = "line-manager"
due = { within = "5 working days" }

[[outcome]]
id = "differ"
kind = "review"
text = "We differ, and look at it again."
due = { within = "10 working days" }

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."
"#;

const DAY: &str = "2026-11-23";

/// What keeps the child safe.
const UNTIL_THEN: &str = "until-then = \"A neighbour looks in each day\"\n";

fn talk(home: &Home, case: &str, at_risk: &str, held: &str) {
    // Only what is settled, with no child ever at risk, needs nobody to check.
    let until = if held != "settled" || at_risk != "no" { UNTIL_THEN } else { "" };
    let text = format!(
        "format = 1\nstrategy = \"talk\"\ncase = \"{case}\"\n{}[answers]\nheld = \"{held}\"\n{until}",
        of_risk(at_risk)
    );
    home.run_with(&["start", "--answers", "-"], &text).ends(0);
}

/// Records of so many cases in which a child may be at risk, and of some others that wait for the manager.
fn records(at_risk: usize, others: usize) -> Home {
    let home = Home::new().on(DAY);
    home.file("records/strategies/talk.toml", TALK);
    for number in 0..at_risk {
        let risk = ["not-sure", "told-something-else"][number % 2];
        talk(&home, &format!("RISK-{number}"), risk, ["asked", "settled"][number % 2]);
    }
    (0..others).for_each(|number| talk(&home, &format!("CALM-{number}"), "no", "asked"));
    home
}

/// The cases of a list, in its order.
fn listed(words: &str) -> Vec<String> {
    let items = words.lines().filter_map(|line| line.trim_start_matches(['-', ' ']).split_once(':'));
    let cases = items.map(|(case, _)| case.to_owned());
    cases.filter(|case| case.starts_with("RISK-") || case.starts_with("CALM-")).collect()
}

#[track_caller]
fn all_first(words: &str, many: usize) {
    let place = |number: usize| words.find(&format!("RISK-{number}")).unwrap_or_else(|| panic!("{number}: {words}"));
    let last = (0..many).map(place).max();
    assert!(words.find("CALM-").is_none_or(|other| last.unwrap() < other), "{words}");
}

#[test]
fn a_child_who_may_be_at_risk_comes_first_in_every_format_and_through_every_pipe() {
    let home = records(30, 8);
    let audit = |args: &[&str]| home.run(&[&["audit"], args].concat()).ends(0).out;
    for args in [
        &[][..],
        &["--plain"],
        &["--measures"],
        &["--branches"],
        &["--group-by", "quarter"],
        &["--overdue"],
        &["--due-within", "1d"],
        &["--waiting-on", "line-manager"],
        &["--compare", "2025-01-01..2025-12-31", "2026-01-01..2026-11-23"],
        &["--format", "plain"],
        &["--format", "html"],
        &["--format", "csv"],
        &["--format", "json"],
        &["--format", "ics"],
    ] {
        all_first(&audit(args), 30);
    }
    // The first thing in a document for programs, whatever part of it is read.
    let found: Value = serde_json::from_str(&audit(&["--format", "json"])).unwrap();
    assert_eq!(found["at-risk"].as_array().unwrap().len(), 30);
    let found: Value = serde_json::from_str(&audit(&["--format", "json", "--anonymous"])).unwrap();
    assert_eq!(found["at-risk"].as_array().unwrap().len(), 30);
    // Into a file as through a pipe.
    let path = home.path().join("audit.txt");
    let done = home.command().arg("audit").stdin(Stdio::null()).stdout(File::create(&path).unwrap()).status().unwrap();
    assert!(done.success());
    all_first(&fs::read_to_string(&path).unwrap(), 30);
    // The other lists of what is open.
    for args in [&["status"][..], &[]] {
        all_first(&home.run(args).ends(0).out, 30);
    }
    let history = home.run(&["history"]).ends(0).out;
    assert!((0..30).all(|number| history.contains(&format!("RISK-{number}"))), "{history}");
}

#[test]
fn at_every_size_of_a_window_every_child_at_risk_is_listed_before_all_else() {
    if pty::is_missing() {
        return;
    }
    let home = records(12, 8);
    let config = ProptestConfig { cases: u32::try_from(long(64, 8)).unwrap(), ..ProptestConfig::default() };
    proptest!(config, |(rows in 1u16..60, columns in 20u16..200, command in 0usize..2)| {
        let mut run = home.command();
        run.arg(["audit", "status"][command]);
        let mut window = pty::Window::of_size(&run, rows, columns);
        window.over();
        let words = String::from_utf8(window.bytes()).unwrap();
        let cases = listed(&words);
        prop_assert!(cases.len() >= 12 && cases[..12].iter().all(|case| case.starts_with("RISK-")), "{}", words);
    });
}

#[test]
fn whoever_asks_for_some_cases_hears_of_the_others_in_which_a_child_may_be_at_risk() {
    let home = records(3, 1);
    let of = |args: &[&str]| {
        let out = home.run(&[&["audit"], args].concat()).ends(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let says = "A child may also be at risk in 2 cases outside what was asked for. To see all: rethink audit";
    let one = of(&["--case", "RISK-0"]);
    assert!(one.contains(says) && one.contains("RISK-0: nobody was sure") && !one.contains("RISK-1"), "{one}");
    assert!(of(&["--case", "CALM-0", "--format", "html"]).contains("at risk in 3 cases outside what was asked for"));
    assert!(of(&["--outcome", "resolved", "--measures"]).contains("at risk in 2 cases outside what was asked for"));
    assert!(of(&["--case", "CALM-0", "--format", "csv"]).contains("files,at-risk-elsewhere,,,,,,,,,,3,"));
    let found: Value = serde_json::from_str(&of(&["--case", "CALM-0", "--format", "json"])).unwrap();
    assert_eq!((&found["at-risk"], &found["at-risk-elsewhere"]), (&Value::Array(Vec::new()), &Value::from(3)));
    // A job that asks for what is overdue finds a child at risk all the same.
    home.run(&["audit", "--overdue", "--fail-on", "at-risk"]).ends(1);
    // Who asks for everything has been told of all.
    assert!(!of(&[]).contains("outside what was asked for"));
}

#[test]
fn told_and_about_something_else_stays_in_the_list_of_risk_until_whoever_said_so_says_that_it_is_over() {
    let mut home = records(0, 0);
    talk(&home, "TOLD-1", "told-something-else", "settled");
    home.turn_to("2026-12-14");
    let of = |home: &Home, command: &str| home.run(&[command]).ends(0).out;
    for command in ["audit", "status"] {
        let out = of(&home, command);
        assert!(out.contains("A child may be at risk\n") && out.contains("TOLD-1: told on 23 November 2026"), "{out}");
    }
    // Another talk, with nobody at risk, says nothing of it. Whoever said so says that it is over.
    talk(&home, "TOLD-1", "no", "settled");
    let out = of(&home, "status");
    let small = out.split("rethink correct ").nth(1).unwrap_or_else(|| panic!("{out}")).split_whitespace().next();
    let over = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncorrects = {{ record = \"{}\", done = \"The plan was changed\", \
         by = \"Teacher, School\", who-says = \"raiser\", safe-now = \"yes\" }}\n",
        small.unwrap()
    );
    home.run_with(&["correct", "--answers", "-"], &over).ends(0);
    for command in ["audit", "status"] {
        let out = of(&home, command);
        assert!(!out.contains("A child may be at risk"), "{out}");
    }
}

#[test]
fn agreed_to_differ_stays_in_status_and_audit_until_somebody_has_looked_again() {
    let mut home = records(0, 0);
    talk(&home, "DIFFER-1", "no", "differ");
    let of = |home: &Home, command: &str| home.run(&[command]).ends(0).out;
    for day in ["2026-11-24", "2026-12-07", "2027-06-01"] {
        home.turn_to(day);
        for command in ["audit", "status"] {
            let out = of(&home, command);
            assert!(out.contains("DIFFER-1"), "{day} {command}: {out}");
        }
    }
    assert!(of(&home, "audit").contains("DIFFER-1: waits"));
    let again = "format = 1\nstrategy = \"talk\"\ncase = \"DIFFER-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\nfollows = 2026-12-07\n\
                 [answers]\nheld = \"settled\"\n";
    home.run_with(&["start", "--answers", "-"], again).ends(0);
    let out = of(&home, "status");
    assert!(!out.contains("DIFFER-1"), "{out}");
    assert!(!of(&home, "audit").contains("DIFFER-1: waits"));
}

#[test]
fn files_that_cannot_be_read_are_told_after_a_child_at_risk_and_before_the_rest() {
    let home = records(1, 1);
    home.file("records/2026-11-20_PCC-1_talk_6gtwwtmi.toml", "format = 1\n");
    for args in [&["audit"][..], &["audit", "--format", "plain"], &["audit", "--format", "html"], &["status"]] {
        let out = home.run(args).ends(0).out;
        let place = |words: &str| out.find(words).unwrap_or_else(|| panic!("{words}: {out}"));
        let unread = place("1 file here cannot be read as a record");
        assert!(place("RISK-0") < unread && unread < place("CALM-0"), "{out}");
    }
}

/// A procedure that asks for the child's view.
const HEARD: &str = r#"
format = 1
id = "heard"
title = "Heard"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "childs-view"
label = "The child's view"
ask = "What does the child say?"
kind = "text"
why-not = true
fact = "childs-view"
routes = [{ is = "given", to = "childs-view-on" }, { to = "settled" }]

[[step]]
id = "childs-view-on"
label = "The day"
ask = "When did the child say it?"
kind = "date"
fact = "childs-view-on"
routes = [{ to = "settled" }]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."
"#;

#[test]
fn history_says_each_answer_about_risk_with_its_time_and_the_childs_view_in_every_format() {
    let mut home = Home::new().on(DAY);
    home.file("records/strategies/heard.toml", HEARD);
    let hold = |home: &Home, risk: &str, view: &str| {
        let until = if risk == "no" { "" } else { UNTIL_THEN };
        let text = format!(
            "format = 1\nstrategy = \"heard\"\ncase = \"HEARD-1\"\ndanger-now = \"no\"\nat-risk = \"{risk}\"\nfollows = \"none\"\n[answers]\n{view}\n{until}"
        );
        home.run_with(&["start", "--answers", "-"], &text).ends(0);
    };
    hold(&home, "not-sure", "childs-view = \"I want my own bed.\"\nchilds-view-on = 2026-11-20");
    home.turn_to("2026-11-25");
    hold(&home, "no", "childs-view = { why-not = \"Asleep when we came.\" }");
    let words = |args: &[&str]| {
        let out = home.run(&[&["history"], args].concat()).ends(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for format in ["text", "markdown", "html"] {
        let out = words(&["HEARD-1", "--format", format]);
        for says in [
            "23 November 2026: Not sure (answered at ",
            "25 November 2026: No (answered at ",
            "I want my own bed.",
            "On 20 November 2026.",
            "Not given on 25 November 2026: Asleep when we came.",
        ] {
            assert!(out.contains(says), "{format}, {says}: {out}");
        }
    }
    let found: Value = serde_json::from_str(&words(&["HEARD-1", "--format", "json"])).unwrap();
    // Whoever was not sure is asked again before the record is written.
    let answers = found["at-risk"].as_array().unwrap().iter().map(|risk| risk["answer"].as_str().unwrap());
    assert_eq!(answers.collect::<Vec<_>>(), ["not-sure", "not-sure", "no"]);
    assert_eq!((&found["at-risk"][0]["day"], found["at-risk"][0]["at"].is_string()), (&DAY.into(), true));
    let view = &found["childs-view"];
    assert_eq!((&view["said"], &view["on"]), (&"I want my own bed.".into(), &"2026-11-20".into()));
    assert_eq!(found["childs-view-missing"]["why"], "Asleep when we came.");
    // In the list of all cases no word of a child stands.
    for args in [&[][..], &["--plain"]] {
        let out = words(args);
        assert!(out.contains("23 November 2026: Not sure (answered at "), "{out}");
        assert!(out.contains("of 20 Nov 2026") && out.contains("missing, and the record says why"), "{out}");
        assert!(!out.contains("own bed") && !out.contains("Asleep"), "{out}");
    }
}

#[test]
fn a_first_doubt_that_was_put_aside_in_the_same_sitting_stays_in_history() {
    let home = Home::new().on(DAY);
    let both = "2026-11-23_PCC-48213_rethink-2_8gxahvc2.toml";
    let text = fs::read_to_string(format!("tests/data/golden/0.1.0/records/{both}")).unwrap();
    // The record of somebody who was not sure at first, and sealed anew.
    let first = text.find("[[entry]]\nwhat = \"at-risk\"").unwrap();
    let answer = &text[first..=first + text[first + 1..].find("[[entry]]").unwrap()];
    let text = text.replacen(answer, &format!("{}{answer}", answer.replace("is = \"no\"", "is = \"not-sure\"")), 1);
    let (before, _) = text.rsplit_once("# rethink-sha256: ").unwrap();
    let sealed = format!("{before}# rethink-sha256: {}\n", rethink::strategy::digest(before.as_bytes()));
    home.file(&format!("records/{both}"), &sealed);
    for args in [&["history"][..], &["history", "PCC-48213"]] {
        let out = home.run(args).ends(0).out;
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            out.contains("23 November 2026: Not sure (answered at ") && out.contains(": No (answered at "),
            "{out}"
        );
    }
}
