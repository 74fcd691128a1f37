//! A records folder that others write to: nothing in it switches off safety, forges a word of the program, or leads
//! somebody who disagrees to nowhere.

mod leftovers;
mod team_lines;

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

const QUESTION: &str = "Is a child in danger now?";

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
    home.run(&["start", "theme", "--case", "PCC-48213", "--answers", &file]).ends(4).says("`danger-now` has no answer");
    let run = home.run_with(&["start", "theme", "--plain"], "\n1\nreference\nPCC-48213\nwrite\n");
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
        ("ask = \"Is there a new or growing risk of significant harm to a child?\"", "ask = \"Is all well?\""),
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
    home.run_with(&["start", "--plain"], "1\n").ends(9);
    let later = home.run_with(&["start", "--plain"], "2\n2\n1\n");
    assert!(later.code != 70 && !later.err.contains("fault of its own"), "{}", later.err);
}

#[test]
fn what_is_broken_is_told_by_name_and_the_shipped_one_serves_or_another_is_chosen() {
    let home = Home::new();
    home.file("records/strategies/triage.toml", "format = 1\nid = \"triage\"\n");
    home.file("records/strategies/five-steps.toml", "format = 1\n[[step\n");
    home.file("records/strategies/our-own.toml", "format = 1\nid = \"our-own\"\n");
    for strategy in [&["start", "--plain"][..], &["start", "rethink-2", "--plain"], &["start", "our-own", "--plain"]] {
        let run = home.run_with(strategy, "2\n2\nPCC-48213\n:save\n").ends(8);
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
    let run = home.run_with(&["start", "rethink-2", "--plain"], "2\n2\nPCC-48213\n:save\n").ends(8);
    assert!(run.err.contains("five-steps does not fit rethink-"), "{}", run.err);
}

/// What a title, a setting or a file name holds to begin a line of its own.
const FORGED: &str = "FORGED";

/// Every free text of these keys, with a line break and a word after it.
fn with_breaks(text: &str, keys: &[&str]) -> String {
    // The safety question has the program's own words, and is refused otherwise.
    let blocks = text.split("\n\n").map(|block| {
        if block.contains("filled-from = \"at-risk\"") {
            return block.to_owned();
        }
        keys.iter().fold(block.to_owned(), |block, key| {
            let key = format!("{key} = \"");
            let mut parts = block.split(key.as_str());
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |all, part| {
                let (value, rest) = part.split_once('"').unwrap();
                // Long texts stand between three quotes.
                let broken = if value.is_empty() { String::new() } else { format!("{value}\\n\\n{FORGED}\\n{FORGED}") };
                format!("{all}{key}{broken}\"{rest}")
            })
        })
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// Panics if a line begins with what was put behind a line break, and is not the rest of a line that was full.
#[track_caller]
fn no_line_is_forged(what: &str, shown: &str) {
    let lines: Vec<&str> = shown.lines().collect();
    for (place, line) in lines.iter().enumerate() {
        let begins = line.trim_start_matches([' ', '\t', '-', '>', '#', '*', '|']).starts_with(FORGED);
        // In a column of a table lines are short.
        let is_rest = line.starts_with("        ") || place > 0 && lines[place - 1].chars().count() >= 50;
        assert!(
            !begins || is_rest,
            "{what} shows a forged line:\n{}",
            lines[place.saturating_sub(2)..=place].join("\n")
        );
    }
    let is_plain = |c: char| c == '\n' || !(c.is_control() || rethink::finding::is_hidden(c));
    assert!(shown.chars().all(is_plain), "{what}: {shown:?}");
}

const COMMANDS: &[&[&str]] = &[
    &["status"],
    &["history"],
    &["history", "--plain"],
    &["history", "PCC-48213"],
    &["history", "PCC-48213", "--format", "markdown"],
    &["show", "PCC-48213"],
    &["show", "PCC-48213", "--form"],
    &["show", "PCC-48213", "--format", "markdown"],
    &["show", "PCC-48213", "--format", "html"],
    &["verify"],
    &["audit"],
    &["audit", "--with-text", "--format", "plain"],
    &["audit", "--with-text", "--format", "csv"],
    &["audit", "--with-text", "--format", "html"],
    &["audit", "--with-text", "--format", "ics"],
    &["audit", "--measures"],
    &["strategy", "list"],
    &["strategy", "list", "--plain"],
    &["strategy", "show", "rethink-2"],
    &["strategy", "check", "rethink-2"],
    &["strategy", "draw", "rethink-2"],
    &["strategy", "draw", "rethink-2", "--format", "dot"],
    &["strategy", "paths", "rethink-2"],
    &["strategy", "template", "rethink-2"],
    &["strategy", "template", "rethink-2", "--case", "PCC-48213"],
    &["strategy", "walk", "rethink-2", "--answers", "examples/rethink-2-stuck.toml"],
    &["strategy", "show", "no-such"],
    &["start", "no-such", "--plain"],
    &["start", "rethink-2", "--case", "PCC-48213", "--plain"],
    &["start", "rethink-2", "--plain"],
    &["start", "--plain"],
    &["correct", "PCC-48213", "--plain"],
    &["resume", "PCC-48213", "--plain"],
    &["save", "PCC-48213", "-"],
    &["init", "--plain"],
];

fn try_all(home: &Home, what: &str, more: &[&str]) {
    // `init` shows the folder that a person named as they named it, so that Enter keeps it.
    for args in COMMANDS.iter().filter(|args| more.is_empty() || args[0] != "init") {
        let args = [more, args].concat();
        // Not sure, a case, a few answers; what is left over is of no matter.
        let asks = args.contains(&"--plain") && args.iter().all(|arg| !["history", "list", "init"].contains(arg));
        let typed = ["2\n3\nPCC-48213\n1\n2\n?\n:why\n1\n1\n2\n:save\n", "1\n"];
        for typed in &typed[..if asks { 2 } else { 1 }] {
            let run = home.run_with(&args, typed);
            no_line_is_forged(&format!("{what}: {args:?}"), &run.out);
            no_line_is_forged(&format!("{what}: {args:?}"), &run.err);
        }
    }
}

#[test]
fn no_line_break_in_settings_forges_a_line_of_the_program_in_any_command() {
    let home = Home::new();
    let text = fs::read_to_string("tests/language/rethink.toml").unwrap();
    let mut settings = String::new();
    for line in text.lines().filter(|line| !line.contains("everything.area")) {
        let kept =
            ["calendar", "escalation", "reference", "\"hips", "review-after"].iter().any(|key| line.starts_with(key));
        let broken =
            line.replace("\",", &format!("\\n\\n{FORGED}\\n{FORGED}\",")).replace("\"]", &format!("\\n{FORGED}\"]"));
        let broken = match broken.strip_suffix('"') {
            Some(all) => format!("{all}\\n\\n{FORGED}\\n{FORGED}\""),
            None => broken,
        };
        settings += if kept { line } else { &broken };
        settings.push('\n');
    }
    assert!(settings.matches(FORGED).count() > 10, "{settings}");
    home.file("records/rethink.toml", &settings);
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    let file = home.records().join("rethink.toml").display().to_string();
    home.run(&["strategy", "check", &file]).ends(0);
    try_all(&home, "settings", &[]);
    // The numbers to ring are marked as the team's, one line each, and 999 is the program's own.
    let run = home.run_with(&["start", "--plain"], "1\n").ends(9);
    assert_eq!(run.err.matches("From your team: Front door in office hours").count(), 2, "{}", run.err);
    assert!(run.err.contains("In immediate danger: ring 999."), "{}", run.err);
}

#[test]
fn no_line_break_in_a_strategy_forges_a_line_of_the_program_in_any_command() {
    let home = Home::new();
    let keys = ["title", "version", "label", "ask", "hint", "\nwhy", "because"];
    for id in ["rethink-2", "triage", "five-steps"] {
        let text = with_breaks(&shipped(id, &[]), &keys);
        assert!(text.matches(FORGED).count() > 20, "{id}");
        let file = home.file(&format!("records/strategies/{id}.toml"), &text).display().to_string();
        let run = home.run(&["strategy", "check", &file]);
        assert!(run.out.contains("sound"), "{}", run.out);
    }
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    try_all(&home, "a strategy", &[]);
}

#[test]
fn no_name_of_a_file_or_a_folder_forges_a_line_of_the_program_in_any_command() {
    let home = Home::new();
    let forged = |name: &str| format!("records\n{FORGED}/{name}");
    let records = home.path().join(format!("records\n{FORGED}")).display().to_string();
    let more = ["--records", records.as_str()];
    home.run(&[&more[..], &["start", "--answers", "examples/rethink-2-waits.toml"]].concat()).ends(0);
    home.file(&forged(&format!("strategies/own\n{FORGED}.toml")), "format = 1\n");
    home.file(&forged("strategies/five-steps.toml"), "format = 1\n");
    let record =
        fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_file()).unwrap();
    let text = fs::read_to_string(&record).unwrap();
    let name = record.file_name().unwrap().to_str().unwrap().to_owned();
    let copy = name.replace(".toml", &format!("\n{FORGED}.toml"));
    home.file(&forged(&copy), &text.replace("part = 1", "part = 2"));
    home.file(&forged(&format!("kept/0\n{FORGED}.toml")), "format = 1\n");
    home.file(&forged(&format!("2026-11-23_PCC-1_x_8gxahvc2\n{FORGED}.toml")), "format = 1\n");
    try_all(&home, "a file name", &more);
    home.file(&forged("rethink.toml"), "format = 1\nclosd = []\n");
    try_all(&home, "a folder", &more);
}

/// Colleagues, or somebody else, can write a whole record.
#[test]
fn no_line_break_in_the_head_of_a_record_from_elsewhere_forges_a_line() {
    let home = Home::new();
    let name = "2026-11-23_PCC-48213_rethink-2_8gxahvc2";
    let text = fs::read_to_string(format!("tests/data/golden/0.1.0/records/{name}.toml")).unwrap();
    let (before, _) = text.split_once("# rethink-sha256: ").unwrap();
    let (head, body) = before.split_once("\n[").unwrap();
    let lines = head.lines().map(|line| match line.strip_suffix('"') {
        Some(line) if line.contains(' ') && line.split_once(" = ").is_some_and(|(_, value)| value.contains(' ')) => {
            format!("{line}\\n\\n{FORGED}\\r{FORGED}\"\n")
        }
        _ => format!("{line}\n"),
    });
    let text = format!("{}\n[{body}", lines.collect::<String>());
    assert!(text.matches(FORGED).count() > 6, "{text}");
    let digest = rethink::strategy::digest(text.as_bytes());
    home.file(&format!("records/{name}.toml"), &format!("{text}# rethink-sha256: {digest}\n"));
    home.run(&["show", "PCC-48213"]).ends(0);
    try_all(&home, "a record", &[]);
}

const CHANGED: &str = "This procedure is your partnership's own, or has been changed";

#[test]
fn a_changed_strategy_is_shown_once_before_its_first_question_and_afterwards_in_one_line() {
    let home = Home::new();
    let text = shipped("triage", &[("ask = \"Which of these fits", "ask = \"Which one fits")]);
    let file = home.file("records/strategies/triage.toml", &text).display().to_string();
    // No risk; a case; the key that goes on.
    let first = home.run_with(&["start", "--plain"], "2\n2\nPCC-48213\n\n:save\n").ends(8).err;
    let at = |words: &str| first.find(words).unwrap_or_else(|| panic!("{words} is not said:\n{first}"));
    assert!(at(QUESTION) < at(CHANGED) && at("Press Enter to go on with it") < at("Is it about one child"), "{first}");
    for words in
        ["\"Which strategy fits\", version 2026.1", "in place of the one that comes with rethink", "new to this"]
    {
        at(words);
    }
    assert!(first.replace('\n', " ").contains("strategies/triage.toml"), "{first}");
    let again = home.run_with(&["start", "--case", "PCC-48214", "--plain"], "2\n2\n:save\n").ends(8).err;
    let asked = &first[at("Press Enter to go on with it")..at("Is it about one child")];
    assert!(!asked.contains("leave it blank"), "{asked}");
    assert!(again.contains("You have seen it before") && !again.contains("Press Enter to go on with it"), "{again}");
    // Another word in the file is another procedure.
    home.file("records/strategies/triage.toml", &text.replace("Which one fits", "Which fits"));
    let other = home.run_with(&["start", "--case", "PCC-48215", "--plain"], "2\n2\n\n:save\n").ends(8).err;
    assert!(other.contains("Press Enter to go on with it"), "{other}");
    for args in [&["strategy", "list"][..], &["strategy", "check", &file], &["strategy", "show", "triage"]] {
        home.run(args).ends(0).prints("triage differs from the one that comes with rethink");
    }
    let json = home.run(&["strategy", "check", &file, "--format", "json"]).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["files"][0]["differs"], serde_json::json!(["triage differs from the one that comes with rethink"]));
}

#[test]
fn nothing_of_the_shipped_strategies_is_called_changed() {
    let home = Home::new();
    home.file("records/rethink.toml", "format = 1\n[categories]\nhousing = \"Where they live\"\n");
    let run = home.run_with(&["start", "rethink-2", "--plain"], "2\n2\nPCC-48213\n1\n:save\n").ends(8);
    assert!(!run.err.contains(CHANGED), "{}", run.err);
    let run = home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    assert!(!run.err.contains("your partnership's own"), "{}", run.err);
    assert!(!home.only_record().contains("\nown = "));
    for id in ["rethink-2", "triage"] {
        let run = home.run(&["strategy", "show", id]).ends(0);
        assert!(!run.out.contains("comes with rethink"), "{}", run.out);
    }
    assert!(!home.run(&["strategy", "list"]).ends(0).out.contains("comes with rethink"));
}

#[test]
fn a_strategy_differs_when_one_that_it_runs_does_and_the_record_says_so() {
    let home = Home::new();
    let text = shipped("five-steps", &[("version = \"", "version = \"own-")]);
    home.file("records/strategies/five-steps.toml", &text);
    let run = home.run_with(&["start", "rethink-2", "--plain"], "2\n2\nPCC-48213\n\n:save\n").ends(8);
    assert!(run.err.contains(CHANGED) && run.err.contains("version own-"), "{}", run.err);
    home.run(&["strategy", "show", "rethink-2"])
        .ends(0)
        .prints("five-steps differs from the one that comes with rethink");
    home.run(&["strategy", "check", "rethink-2"]).ends(0).prints("five-steps differs");
    // By script it is one line, and the record says it.
    let run = home.run(&["start", "--quiet", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    assert_eq!(run.err.matches("your partnership's own").count(), 1, "{}", run.err);
    assert!(home.only_record().contains("\nown = [\"five-steps\"]\n"), "{}", home.only_record());
    home.run(&["show", "PCC-48213"]).ends(0).prints("five-steps");
    let json = home.run(&["show", "PCC-48213", "--format", "json"]).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["own"], serde_json::json!(["five-steps"]), "{json}");
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_strategy_that_another_leads_on_to_is_shown_before_its_own_first_question() {
    let home = Home::new();
    home.file("records/strategies/rethink-1.toml", &shipped("rethink-1", &[("version = \"", "version = \"own-")]));
    // Triage: this is for Re-think, not the lead professional, nothing tried; then strategy 1 begins.
    let run = home.run_with(&["start", "--plain"], "2\n2\nPCC-48213\n1\n1\n2\n2\n1\n\n:save\n").ends(8);
    let at = |words: &str| run.err.find(words).unwrap_or_else(|| panic!("{words} is not said:\n{}", run.err));
    assert!(at("What do you want to do?") < at(CHANGED), "{}", run.err);
}

#[test]
fn an_escalation_that_is_not_there_or_leads_nowhere_the_same_day_is_refused_and_the_shipped_one_serves() {
    let home = Home::new();
    let told = "2\n4\nDuty social worker\ntoday\nThey do not agree.\n.\n";
    for (escalation, code) in
        [("hips-escalatoin", "unknown-strategy"), ("rethink-1", "no-urgent-way"), ("oversight", "no-urgent-way")]
    {
        let text = format!("format = 1\nescalation = \"{escalation}\"\n");
        let file = home.file("records/rethink.toml", &text).display().to_string();
        let run = home.run(&["strategy", "check", &file]).ends(1);
        assert!(run.out.contains(&format!("[{code}]")) && run.out.contains("rethink.toml:2:14"), "{}", run.out);
        let run = home.run_with(&["start", "--case", "PCC-48213", "--plain"], &format!("{told}:save\n")).ends(8);
        let words = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains("hips-escalation is used") && words.contains("goes on with: The HIPS escalation"),
            "{words}"
        );
        home.run(&["start", "--answers", "examples/hips-urgent.toml"]).ends(3).says("rethink.toml");
    }
    home.file("records/rethink.toml", "format = 1\nescalation = \"hips-escalation\"\n");
    // A hips-escalation of the partnership's own that does not heed the answer gives way too.
    let own = shipped("hips-escalation", &[("  { is = \"told-and-disagree\", to = \"urgent-first\" },\n", "")]);
    let file = home.file("records/strategies/hips-escalation.toml", &own).display().to_string();
    let run = home.run(&["strategy", "check", &file]).ends(1);
    assert!(run.out.contains("[no-urgent-way]") || run.out.contains("[unreachable]"), "{}", run.out);
    let run = home.run_with(&["start", "--case", "PCC-48214", "--plain"], &format!("{told}:save\n")).ends(8);
    assert!(run.err.contains("the one that comes with rethink is used"), "{}", run.err);
    home.run(&["start", "--answers", "examples/hips-urgent.toml"]).ends(3);
    // One way on that is due today is not enough, where another ends before anybody was asked.
    let own = shipped(
        "hips-escalation",
        &[(
            "routes = [\n  { is = \"managers\", to = \"raise-2\"",
            "routes = [\n  { is = \"practitioners\", to = \"resolved\" },\n  { is = \"managers\", to = \"raise-2\"",
        )],
    );
    let file = home.file("records/strategies/hips-escalation.toml", &own).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[no-urgent-way]");
}
