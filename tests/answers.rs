//! Answers files that are wrong: every fault at once, by its line, and nothing written anywhere.

use crate::program::Home;
use crate::program::Run;

/// A review of the shortest strategy there is, so that every fault is in sight.
const STRATEGY: &str = r#"
format = 1
id = "short"
title = "A short strategy"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "raised-on"
ask = "On what day was it raised?"
kind = "date"

[[step]]
id = "concern"
ask = "What is the concern?"
kind = "text"

[[step]]
id = "meet"
ask = "What came of the meeting?"
kind = "choice"
options = [ { id = "agreed", label = "Agreed" }, { id = "stuck", label = "Stuck" } ]
wait-for = "manager"
due = { within = "unset" }
routes = [
  { is = "agreed", to = "settled" },
  { is = "no-reply", to = "why" },
  { to = "why" },
]

[[step]]
id = "why"
ask = "Why is it stuck?"
kind = "text"
routes = [ { to = "over" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."

[[outcome]]
id = "over"
kind = "handover"
handover = "manager"
due = { within = "5 working days", from = "raised-on" }
text = "Hand it over."
"#;

const HEAD: &str = "format = 1\nstrategy = \"short\"\ncase = \"PCC-48213\"\ndanger-now = \"no\"\nat-risk = \"no\"\n";

fn start(answers: &str) -> (Home, Run) {
    let home = Home::new();
    home.file("strategies/short.toml", STRATEGY);
    let strategies = home.path().join("strategies").display().to_string();
    let run = home.run_with(&["start", "--strategies", &strategies, "--answers", "-"], answers);
    (home, run)
}

/// The faults found, each as its line and its code; and that nothing was written and no answer shown.
#[track_caller]
fn faults(answers: &str, code: i32) -> Vec<(usize, String)> {
    let (home, run) = start(answers);
    let run = run.ends(code);
    assert_eq!(run.out, "");
    assert!(!run.err.contains("secret"), "an answer was shown again:\n{}", run.err);
    let files: Vec<_> = home.files().into_iter().filter(|path| !path.ends_with("strategies/short.toml")).collect();
    assert!(files.is_empty(), "something was written: {files:?}");
    run.err
        .lines()
        .filter_map(|line| line.strip_prefix("standard input:"))
        .map(|line| {
            let (number, rest) = line.split_once(':').unwrap();
            let code = rest.rsplit_once('[').unwrap().1.trim_end_matches(']');
            (number.parse().unwrap(), code.to_owned())
        })
        .collect()
}

fn found(list: &[(usize, &str)]) -> Vec<(usize, String)> {
    list.iter().map(|(line, code)| (*line, (*code).to_owned())).collect()
}

#[test]
fn sound_answers_write_a_record_and_the_same_again_does_not() {
    let answers = format!(
        "{HEAD}follows = \"none\"\n[answers]\nraised-on = 2026-11-20\nconcern = \"x\"\nmeet = {{ is = \"stuck\", on = 2026-11-21 }}\nwhy = \"y\"\nuntil-then = \"the visits go on\"\n"
    );
    let home = Home::new();
    home.file("strategies/short.toml", STRATEGY);
    let strategies = home.path().join("strategies").display().to_string();
    let args = ["start", "--strategies", &strategies, "--answers", "-"];
    let first = home.run_with(&args, &answers).ends(0);
    let second = home.run_with(&args, &answers).ends(6);
    assert_eq!(first.out, second.out, "the second run names the first record");
    assert_eq!(home.record_names().len(), 1);
    let again: Vec<&str> = args.iter().copied().chain(["--again"]).collect();
    home.run_with(&again, &answers).ends(0);
    assert_eq!(home.record_names().len(), 2);
    // Five working days after Friday 20 November 2026.
    assert!(first.out.contains("2026-11-23_PCC-48213_short_"));
    let record = std::fs::read_to_string(first.out.trim()).unwrap();
    assert!(record.contains("handover.by = 2026-11-27"), "{record}");
}

#[test]
fn every_fault_is_found_at_once() {
    let answers = format!(
        "{HEAD}colour = \"secret\"\n[answers]\nraised-on = \"secret\"\nconcer = \"secret\"\nmeet = \"secret\"\nwhy = {{ dont-know = true }}\n"
    );
    // On the way on which `why` is asked for, what keeps the child safe until then is missing after it.
    let wanted = [
        (6, "unknown-key"),
        (8, "wrong-answer"),
        (9, "unknown-answer"),
        (10, "wrong-answer"),
        (11, "wrong-answer"),
        (11, "missing-answer"),
    ];
    assert_eq!(faults(&answers, 3), found(&wanted));
}

#[test]
fn what_is_only_missing_ends_with_four() {
    let answers = format!("{HEAD}[answers]\nraised-on = 2026-11-20\nmeet = \"stuck\"\n");
    assert_eq!(
        faults(&answers, 4),
        found(&[(7, "missing-answer"), (8, "missing-answer"), (8, "missing-answer")]),
        "the concern, why, and what keeps the child safe until then"
    );
    let nothing = faults("format = 1\nstrategy = \"short\"\n", 4);
    assert!(nothing.iter().all(|(_, code)| code == "missing-answer"), "{nothing:?}");
}

#[test]
fn an_answer_that_is_never_asked_is_a_fault() {
    let answers =
        format!("{HEAD}[answers]\nraised-on = 2026-11-20\nconcern = \"x\"\nmeet = \"agreed\"\nwhy = \"secret\"\n");
    assert_eq!(faults(&answers, 3), found(&[(10, "not-asked")]));
}

#[test]
fn waiting_needs_a_date_where_the_procedure_has_none() {
    let answers = format!("{HEAD}[answers]\nraised-on = 2026-11-20\nconcern = \"x\"\nmeet = \"waiting\"\n");
    assert_eq!(faults(&answers, 4).len(), 2, "the day, and what keeps the child safe");
    let answers = format!(
        "{answers}until-then = \"the visits go on\"\n[dates]\nmeet = {{ by = 2026-12-04, why = \"the team meets then\" }}\n"
    );
    let (home, run) = start(&answers);
    run.ends(0);
    let record = home.only_record();
    assert!(
        record.contains("waiting.due = 2026-12-04") && record.contains("waiting.for = \"the manager\""),
        "{record}"
    );
}

#[test]
fn days_and_references_are_looked_at() {
    let answers = format!("{HEAD}[answers]\nraised-on = 2026-02-31\n");
    assert_eq!(faults(&answers, 3), found(&[(7, "no-such-day")]));
    let future = format!(
        "{HEAD}[answers]\nraised-on = 2026-11-20\nconcern = \"x\"\nmeet = {{ is = \"agreed\", on = 2027-01-04 }}\n"
    );
    assert_eq!(faults(&future, 3), found(&[(9, "wrong-answer")]));
    let name = format!("{}[answers]\n", HEAD.replace("PCC-48213", "secret name"));
    let missing = (6, "missing-answer");
    assert_eq!(faults(&name, 3), found(&[(3, "wrong-answer"), missing, missing, missing]), "and no answer at all");
}

#[test]
fn a_file_that_is_no_answers_file_is_refused_whatever_it_is() {
    for text in [
        "\u{0}\u{1}\u{2}",
        "format = 1\n[answers\n",
        "= = =\n",
        "format = 2\ndanger-now = \"no\"\nat-risk = \"no\"\n",
        "[[answers]]\n",
    ] {
        let (home, run) = start(text);
        run.ends(3);
        assert!(home.record_names().is_empty());
    }
    let long = format!("{HEAD}[answers]\nconcern = \"{}\"\n", "x".repeat(300_000));
    start(&long).1.ends(3).says("longer than");
}

#[test]
fn nobody_to_ask_is_exit_four_at_once() {
    let home = Home::new();
    home.run(&["start"]).ends(4).says("--answers");
    home.run(&["start", "--no-input", "--plain"]).ends(4);
    assert!(home.files().is_empty());
}

#[test]
fn a_stop_for_safety_writes_no_review() {
    let answers = format!("{}[answers]\n", HEAD.replace("\"no\"", "\"acting\""));
    let (home, run) = start(&answers);
    run.ends(9);
    assert!(home.record_names().is_empty());
    let small = home.small_records();
    assert_eq!(small.len(), 1);
    assert!(small[0].contains("case = \"PCC-48213\"") && small[0].contains("at-risk = \"acting\""), "{small:?}");
    home.run(&["status"]).ends(0).prints("A child may be at risk").prints("To say what was done");
}

#[test]
fn partial_answers_are_saved_and_carried_on() {
    let home = Home::new();
    home.file("strategies/short.toml", STRATEGY);
    let strategies = home.path().join("strategies").display().to_string();
    let answers = format!("{HEAD}[answers]\nraised-on = 2026-11-20\nconcern = \"x\"\n");
    home.run_with(&["start", "--strategies", &strategies, "--answers", "-", "--partial"], &answers).ends(8);
    assert!(home.record_names().is_empty());
    home.run(&["status"]).ends(0).prints("PCC-48213");
    let rest = "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nmeet = \"agreed\"\n";
    home.run_with(&["resume", "PCC-48213", "--answers", "-"], rest).ends(0);
    let record = home.only_record();
    assert!(record.contains("outcome.id = \"settled\"") && record.contains("said = \"x\""), "{record}");
}

#[test]
fn nobody_s_answer_about_risk_and_nobody_s_date_is_made_up() {
    let sound = format!(
        "{HEAD}[answers]\nraised-on = 2026-11-20\nconcern = \"x\"\nmeet = {{ is = \"stuck\", on = 2026-11-21 }}\nwhy = \"y\"\nuntil-then = \"z\"\n"
    );
    let home = Home::new();
    home.file("strategies/short.toml", STRATEGY);
    let strategies = home.path().join("strategies").display().to_string();
    let args = ["start", "--strategies", &strategies, "--answers", "-", "--partial"];
    home.run_with(&args, &sound.replace("danger-now = \"no\"\nat-risk = \"no\"\n", "")).ends(8);
    let waits = sound.replace("{ is = \"stuck\", on = 2026-11-21 }", "\"waiting\"");
    let (waits, _) = waits.split_once("why = ").unwrap();
    home.run_with(&args, waits).ends(8);
    assert!(home.record_names().is_empty());
}

#[test]
fn a_file_that_was_cut_short_is_said_to_be_cut_and_not_to_lack_what_it_has() {
    let whole = std::fs::read_to_string("examples/rethink-2-stuck.toml").unwrap();
    let cut = &whole[..whole.find("stuck-why").unwrap() + 30];
    let list = faults(cut, 3);
    assert_eq!(list, found(&[(27, "not-toml")]));
}
