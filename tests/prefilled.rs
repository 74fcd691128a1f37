//! An answers file that begins with what the records of the case say.

use crate::program::Home;

#[test]
fn a_template_for_a_case_has_what_its_records_say() {
    let home = Home::new();
    let empty = home.run(&["strategy", "template", "rethink-3", "--case", "PCC-48213"]).ends(0).out;
    assert!(!empty.contains("From a record"), "{empty}");
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let text = home.run(&["strategy", "template", "rethink-3", "--case", "PCC-48213"]).ends(0).out;
    for line in ["\nconcerned-since = 2026-10-05\n", "\nplan-type = \"early-help\"\n", "\nother-agency = "] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // It is read as it is: what is wrong is only what is not there yet.
    let file = home
        .file(
            "answers.toml",
            &text.replace("danger-now = \"no\"\nat-risk = \"not-sure\"", "danger-now = \"no\"\nat-risk = \"no\""),
        )
        .display()
        .to_string();
    let run = home.run(&["start", "--answers", &file]);
    assert!(!run.err.contains("[wrong-answer]") && !run.err.contains("[not-toml]"), "{}", run.err);
    assert!(run.err.contains("[missing-answer]"), "{}", run.err);
}

#[test]
fn a_template_names_the_ways_out_of_the_procedures_own() {
    let home = Home::new();
    let run = home.run(&["--strategies", "tests/language", "strategy", "template", "everything"]).ends(0);
    assert!(run.out.contains("#   straight-up — Straight to the board\n"), "{}", run.out);
    // With its marks taken away it is what an answers file holds.
    let (_, block) = run.out.split_once("# [[anytime]]\n").unwrap();
    let block: String = block.lines().map(|line| format!("{}\n", line.trim_start_matches("# "))).collect();
    assert_eq!(block, "at = \"raised-on\"\nuse = \"talk-first\"\nanswers = { talked = \"\" }\n");
}
