//! What an officer does with a strategy of their own: check it, walk through what is wrong, compare it, have it signed.

use std::fs;

use crate::program::Home;

/// A ladder on which nobody who answers "later" has a way on, and whose promise is broken.
const BROKEN: &str = r#"
format = 1
id = "short"
title = "A short strategy"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "view"
ask = "What does the child say?"
kind = "text"
why-not = true
optional = true

[[step]]
id = "now"
label = "What now?"
ask = "What now?"
kind = "choice"
options = [ { id = "agreed", label = "Agreed" }, { id = "stuck", label = "Stuck" }, { id = "later", label = "Later" } ]
routes = [
  { is = "agreed", to = "settled" },
  { is = "stuck", to = "over" },
]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."

[[outcome]]
id = "over"
kind = "stopped"
text = "It stops here."

[[promise]]
text = "Nothing is settled without the child's view, or a reason why it is missing."
reaching = "settled"
needs = { view = ["given", "why-not"] }
"#;

#[test]
fn each_fault_comes_with_answers_that_a_walk_stops_at() {
    let home = Home::new();
    let file = home.file("short.toml", BROKEN).display().to_string();
    let folder = home.path().join("witness");
    let run = home.run(&["strategy", "check", &file, "--witness", &folder.display().to_string()]).ends(1);
    let run = run.prints("[gap]").prints("[promise]").prints("now = later").prints("view = blank, now = agreed");
    run.prints("broken: Nothing is settled").prints("Refuted, with the findings above").says("Answers that show it");
}

#[test]
fn a_witness_is_walked_to_its_fault_and_nothing_is_written() {
    let home = Home::new();
    let file = home.file("short.toml", BROKEN).display().to_string();
    let folder = home.path().join("witness");
    home.run(&["strategy", "check", &file, "--witness", &folder.display().to_string()]).ends(1);
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    let before = home.files();
    for (name, code) in names.iter().zip(["[gap]", "[promise]"]) {
        let run = home.run(&["strategy", "walk", &file, "--answers", &name.display().to_string()]).ends(1);
        run.prints("It stops here, at a fault of the strategy").prints(code);
    }
    assert_eq!(home.files(), before);
}

#[test]
fn a_walk_is_a_dry_run_of_answers() {
    let home = Home::new();
    let answers = "examples/rethink-2-stuck.toml";
    let run = home.run(&["strategy", "walk", "rethink-2", "--answers", answers]).ends(0);
    run.prints("It would end here: stuck").prints("Friday 4 December 2026").prints("row 2 leads to");
    assert!(home.files().is_empty());
    let few = "format = 1\nstrategy = \"short\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nview = \"said\"\n";
    let file = home.file("short.toml", BROKEN).display().to_string();
    let run = home.run_with(&["strategy", "walk", &file, "--answers", "-"], few).ends(4);
    run.prints("Asked next: What now?").says("`now` has no answer");
    let wrong = few.replace("view", "vieu");
    home.run_with(&["strategy", "walk", &file, "--answers", "-"], &wrong).ends(3).says("did you mean `view`?");
    home.run(&["strategy", "walk", "no-such", "--answers", answers]).ends(5);
}

#[test]
fn two_versions_differ_in_what_they_do_and_not_in_their_words() {
    let home = Home::new();
    let sound = BROKEN.replace("  { is = \"stuck\", to = \"over\" },", "  { to = \"over\" },");
    let old = home.file("old/short.toml", &sound).display().to_string();
    let words = sound.replace("What now?", "And now?").replace("It stops here.", "It ends.");
    let same = home.file("same/short.toml", &words).display().to_string();
    home.run(&["strategy", "diff", &old, &same]).ends(0).prints("No difference");
    let other = sound.replace("{ is = \"agreed\", to = \"settled\" }", "{ is = \"agreed\", to = \"over\" }");
    let other = other.replace("  { to = \"over\" },", "  { is = \"stuck\", to = \"settled\" },\n  { to = \"over\" },");
    let new = home.file("new/short.toml", &other).display().to_string();
    let run = home.run(&["strategy", "diff", &old, &new]).ends(1);
    let run = run.prints("before: \"settled\", it is settled; now: \"over\"").prints("What now: Agreed");
    run.prints("before: \"over\", nothing is handed over; now: \"settled\"").prints("What now: Stuck");
    let gone = home.file("gone/short.toml", BROKEN).display().to_string();
    home.run(&["strategy", "diff", &old, &gone]).ends(3).says("lead nowhere");
}

#[test]
fn records_say_what_a_new_version_means_for_them() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let text = fs::read_to_string("strategies/rethink-2.toml").unwrap();
    let later =
        text.replace("within = \"unset\", by = \"needs-date\"", "within = \"5 working days\", by = \"needs-date\"");
    assert_ne!(text, later);
    let new = home.file("rethink-2.toml", &later).display().to_string();
    let records = home.records().display().to_string();
    let run = home.run(&["strategy", "diff", "rethink-2", &new, "--records", &records]).ends(1);
    // Five working days after Monday 23 November 2026.
    run.prints("due by 4 December 2026").prints("30 November 2026");
    home.run(&["strategy", "diff", "rethink-2", "rethink-2", "--records", &records])
        .ends(0)
        .prints("have ended the same");
}

#[test]
fn paths_are_counted_and_a_few_are_there_to_be_signed() {
    let home = Home::new();
    let sound = BROKEN.replace("  { is = \"stuck\", to = \"over\" },", "  { to = \"over\" },");
    let file = home.file("short.toml", &sound).display().to_string();
    // An answer, a reason or nothing; then one of three. No row tells stuck and later apart.
    let run = home.run(&["strategy", "paths", &file]).ends(0).prints("9, with every answer counted");
    let run = run.prints("Path 1 of 2").prints("No fewer would do.").prints("Role and agency");
    // A reason and an answer are alike to every row; a blank breaks the promise.
    run.prints("4, with answers that no row tells apart counted once");
}

#[test]
fn a_record_that_waits_by_a_typed_day_would_wait_by_it_still() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/case/1-health-visitor.toml"]).ends(0);
    let text = std::fs::read_to_string("strategies/rethink-1.toml").unwrap();
    let old = home.file("old/rethink-1.toml", &text).display().to_string();
    let newer = text.replacen("version = \"2026.1\"", "version = \"2026.2\"", 1);
    let new = home.file("new/rethink-1.toml", &newer).display().to_string();
    let records = home.records().display().to_string();
    let run = home.run(&["strategy", "diff", &old, &new, "--records", &records]);
    assert!(run.out.contains("would have ended the same"), "{}\n{}", run.out, run.err);
}

/// Risk may change at every step: `!` is open at all of them. What holds only where it stays as it was is refuted, and
/// outright.
#[test]
fn risk_may_change_between_any_two_steps() {
    let home = Home::new();
    let risk = |id: &str, routes: &str| {
        format!(
            "[[step]]\nid = \"{id}\"\nask = \"Is there a new or growing risk of significant harm to a child?\"\n\
             kind = \"choice\"\nfilled-from = \"at-risk\"\noptions = [\n{{ id = \"no\", label = \"No\" }},\n\
             {{ id = \"not-sure\", label = \"I am not sure\" }},\n{{ id = \"told-and-disagree\", label = \"I have told \
             them, and I disagree with their answer\" }},\n{{ id = \"told-something-else\", label = \"I have told them; \
             this is about something else\" }},\n]\n{routes}\n"
        )
    };
    let text = format!(
        "format = 1\nid = \"two\"\ntitle = \"Risk twice\"\nversion = \"1\"\nsource = \"Invented\"\nverified = true\n\
         about = \"child\"\n{}[[step]]\nid = \"talk\"\nask = \"What did you say?\"\nkind = \"line\"\n{}\
         [[outcome]]\nid = \"settled\"\nkind = \"resolved\"\ntext = \"Settled.\"\n[[outcome]]\nid = \"urgent\"\n\
         kind = \"stopped\"\ntext = \"Urgent.\"\n[[promise]]\ntext = \"No risk at first, none at the end.\"\n\
         reaching = \"settled\"\nneeds = {{ risk-first = \"no\" }}\n",
        risk("risk-first", ""),
        risk("risk-last", "routes = [ { is = \"no\", to = \"settled\" }, { to = \"urgent\" } ]"),
    );
    let file = home.file("two.toml", &text).display().to_string();
    let run = home.run(&["strategy", "check", &file]).ends(1);
    let run = run.prints("the promise \"No risk at first, none at the end.\" is broken at `settled`");
    assert!(run.out.contains("risk-first = not-sure, risk-last = no") && !run.out.contains("may be"), "{}", run.out);
}
