//! A records folder that others write to: nothing in it switches off safety, forges a word of the program, or leads
//! somebody who disagrees to nowhere.

mod leftovers;

use std::fs;

use crate::program::Home;

/// A shipped strategy with some words changed.
fn shipped(id: &str, changes: &[(&str, &str)]) -> String {
    let mut text = fs::read_to_string(format!("strategies/{id}.toml")).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{id} has no {from}");
        text = text.replace(from, to);
    }
    text
}

const QUESTION: &str = "Is a child at immediate risk, or at risk of significant harm?";

#[test]
fn a_changed_triage_cannot_switch_the_safety_question_off() {
    let home = Home::new();
    let off = shipped("triage", &[("verified = false\nabout", "verified = false\nsafety-first = false\nabout")]);
    let file = home.file("records/strategies/triage.toml", &off).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[safety-first]");
    let run = home.run_with(&["start", "--plain"], "1\n");
    assert!(run.err.contains(QUESTION) && run.err.contains("ring 999"), "{}", run.err);
    home.run(&["start", "--answers", "examples/triage-to-rethink-2.toml"]).ends(3).says("[safety-first]");
}

#[test]
fn a_theme_that_leads_on_to_a_child_begins_with_the_safety_question() {
    let home = Home::new();
    let theme = "format = 1\nid = \"theme\"\ntitle = \"A theme\"\nversion = \"1\"\nsource = \"Invented\"\n\
                 verified = true\nabout = \"theme\"\nsafety-first = false\n[[step]]\nid = \"go\"\nask = \"Go on?\"\n\
                 kind = \"yes-no\"\nroutes = [ { to = \"on\" } ]\n[[outcome]]\nid = \"on\"\nkind = \"onward\"\n\
                 text = \"It goes on.\"\nnext = \"rethink-2\"\n";
    let file = home.file("records/strategies/theme.toml", theme).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[safety-first]").prints("rethink-2");
}

#[test]
fn a_strategy_for_themes_that_is_used_on_a_case_asks_about_risk_all_the_same() {
    let home = Home::new();
    let inner = fs::read_to_string("tests/language/inner.toml").unwrap();
    let head = "verified = true\nabout = \"theme\"\nsafety-first = false\n";
    let theme = inner.replace("id = \"inner\"", "id = \"theme\"").replace("verified = true\n", head);
    home.file("records/strategies/theme.toml", &theme);
    let run = home.run_with(&["start", "theme", "--case", "PCC-48213", "--plain"], ":save\n");
    assert!(run.err.contains(QUESTION), "{}", run.err);
    // By script too, and where the case is only known at the end.
    let answers = "format = 1\nstrategy = \"theme\"\n[answers]\ntalked = \"something\"\n";
    let file = home.file("answers.toml", answers).display().to_string();
    home.run(&["start", "theme", "--case", "PCC-48213", "--answers", &file]).ends(4).says("`at-risk` has no answer");
    let run = home.run_with(&["start", "theme", "--plain"], "1\nreference\nPCC-48213\nwrite\n");
    assert!(run.err.contains(QUESTION) && home.record_names().is_empty(), "{}", run.err);
}

#[test]
fn nobody_puts_other_words_or_answers_to_the_safety_question() {
    let home = Home::new();
    let check = |text: &str| {
        let file = home.file("rethink-2.toml", text).display().to_string();
        home.run(&["strategy", "check", &file])
    };
    for (from, to) in [
        ("label = \"I am not sure\"", "label = \"I am quite sure\""),
        ("ask = \"Is a child at immediate risk, or at risk of significant harm?\"", "ask = \"Is all well?\""),
        ("  { id = \"not-sure\", label = \"I am not sure\" },\n  { id = \"told-and", "  { id = \"told-and"),
        ("filled-from = \"at-risk\"\n", "optional = true\nfilled-from = \"at-risk\"\n"),
        ("filled-from = \"at-risk\"\n", ""),
    ] {
        check(&shipped("rethink-2", &[(from, to)])).ends(1).prints("[at-risk]");
    }
    let asks = format!(
        "[[step]]\nid = \"again\"\nask = \"{}\"\nkind = \"yes-no\"\n\n[[step]]\nid = \"at-risk\"",
        QUESTION.to_uppercase()
    );
    check(&shipped("rethink-2", &[("[[step]]\nid = \"at-risk\"", &asks)])).ends(1).prints("[at-risk]");
    home.run(&["strategy", "check", "strategies"]).ends(0);
}

#[test]
fn a_safety_stop_of_the_teams_own_that_asks_something_else_first_is_refused_and_leaves_no_broken_answers() {
    let home = Home::new();
    let own = shipped("safety-stop", &[("id = \"stopped-on\"", "id = \"which-day\"")]);
    let file = home.file("records/strategies/safety-stop.toml", &own).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[safety-stop]").prints("stopped-on");
    let two = shipped("safety-stop", &[("verified = true\n", "verified = true\nabout = [\"child\", \"family\"]\n")]);
    home.file("records/strategies/safety-stop.toml", &two);
    home.run(&["strategy", "check", &file]).ends(1).prints("[safety-stop]");
    // Yes; I am going to do that now.
    home.run_with(&["start", "--plain"], "1\n1\n").ends(9);
    let later = home.run_with(&["start", "--plain"], "2\n1\n");
    assert!(later.code != 70 && !later.err.contains("fault of its own"), "{}", later.err);
}

#[test]
fn what_is_broken_is_told_by_name_and_the_shipped_one_serves_or_another_is_chosen() {
    let home = Home::new();
    home.file("records/strategies/triage.toml", "format = 1\nid = \"triage\"\n");
    home.file("records/strategies/five-steps.toml", "format = 1\n[[step\n");
    home.file("records/strategies/our-own.toml", "format = 1\nid = \"our-own\"\n");
    for strategy in [&["start", "--plain"][..], &["start", "rethink-2", "--plain"], &["start", "our-own", "--plain"]] {
        let run = home.run_with(strategy, "2\nPCC-48213\n:save\n").ends(8);
        for name in ["triage.toml", "five-steps.toml", "our-own.toml"] {
            assert!(run.err.contains(name), "{name}: {}", run.err);
        }
        assert!(run.err.contains("the one that comes with rethink is used"), "{}", run.err);
        assert!(run.err.contains(QUESTION) && run.err.contains("it is left out"), "{}", run.err);
        let title = if strategy.contains(&"rethink-2") { "Re-think strategy 2" } else { "Which strategy fits" };
        assert!(run.err.contains(title), "{}", run.err);
    }
    home.run(&["start", "--answers", "examples/triage-to-rethink-2.toml"]).ends(3);
    home.run(&["start", "our-own", "--answers", "examples/rethink-2-stuck.toml"]).ends(2);
}

/// Sound in itself, and it ends in ways that the shipped strategies do not know.
#[test]
fn a_conversation_of_the_teams_own_with_other_endings_does_not_break_the_strategies_that_run_it() {
    let home = Home::new();
    let inner =
        fs::read_to_string("tests/language/inner.toml").unwrap().replace("id = \"inner\"", "id = \"five-steps\"");
    home.file("records/strategies/five-steps.toml", &inner);
    home.run(&["strategy", "check", &home.records().join("strategies/five-steps.toml").display().to_string()]).ends(0);
    let run = home.run_with(&["start", "rethink-2", "--plain"], "2\nPCC-48213\n:save\n").ends(8);
    assert!(run.err.contains("five-steps does not fit rethink-"), "{}", run.err);
}
