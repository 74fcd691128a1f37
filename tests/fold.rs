//! The whole review is the fold of its journal: it comes to the same wherever and whenever it is carried on.

use std::fs;

use crate::program::Home;

const SHORT: &str = r#"format = 1
id = "short"
title = "A short talk"
version = "1"
source = "Invented"
verified = true
about = "child"

[[step]]
id = "first"
ask = "What is the first thing?"
kind = "line"

[[step]]
id = "reply"
ask = "What did they reply?"
kind = "line"
wait-for = "other"
due = [ { within = "5 working days" } ]
routes = [ { is = "no-reply", to = "noted" }, { to = "noted" } ]

[[outcome]]
id = "noted"
kind = "stopped"
text = "It is noted."

[roles]
other = "the other agency"
"#;

fn short(home: &Home) -> String {
    home.file("own/short.toml", SHORT);
    home.path().join("own").display().to_string()
}

/// The second part of a review needs its first, and a correction the record that it corrects: both lie in the journal.
#[test]
fn a_part_and_a_correction_are_carried_on_while_the_records_folder_is_away() {
    let mut home = Home::new().on("2026-10-23");
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    home.turn_to("2026-12-04");
    let away = home.path().join("away");
    home.run_with(&["resume", "PCC-47120", "--plain"], "2\n2\n:save\n").ends(8);
    let shown = home.run_with(&["resume", "PCC-47120", "--plain"], ":save\n").ends(8).err;
    fs::rename(home.records(), &away).unwrap();
    let run = home.run_with(&["resume", "PCC-47120", "--plain"], ":save\n").ends(8);
    let asked = |text: &str| text.split("Carrying on with").nth(1).map(str::to_owned);
    assert_eq!(asked(&run.err), asked(&shown));
    fs::rename(&away, home.records()).unwrap();
    home.run(&["resume", "PCC-47120", "--answers", "examples/rethink-2-resumes.toml"]).ends(0);
    let newest = home.record_names().pop().unwrap();
    let name = newest.trim_end_matches(".toml");
    let review = home.run_with(&["correct", name, "--plain"], "2\n2\nA slip in the minutes\n:save\n").ends(8).err;
    let review = review.split("rethink resume ").last().unwrap().split_whitespace().next().unwrap().to_owned();
    let shown = home.run_with(&["resume", &review, "--plain"], ":save\n").ends(8).err;
    fs::rename(home.records(), &away).unwrap();
    let run = home.run_with(&["resume", &review, "--plain"], ":save\n").ends(8);
    assert_eq!(asked(&run.err), asked(&shown));
}

/// What a team sets meanwhile moves no date of a review that is begun.
#[test]
fn a_review_goes_on_by_what_the_team_had_set_when_it_began() {
    let home = Home::new().on("2026-11-26");
    let own = short(&home);
    let file =
        |division: &str| drop(home.file("records/rethink.toml", &format!("format = 1\ncalendar = \"{division}\"\n")));
    file("scotland");
    let args = ["--strategies", &own, "--plain"];
    let start = [&["start", "short", "--case", "PCC-1"][..], &args].concat();
    let run = home.run_with(&start, "2\n2\nA thing\n:save\n").ends(8);
    // St Andrew's Day, 30 November, is a holiday in Scotland alone.
    assert!(run.err.contains("Friday 4 December 2026"), "{}", run.err);
    file("england-and-wales");
    let resume = [&["resume", "PCC-1"][..], &args].concat();
    let run = home.run_with(&resume, ":save\n").ends(8);
    assert!(run.err.contains("Friday 4 December 2026"), "{}", run.err);
    let run =
        home.run_with(&[&["start", "short", "--case", "PCC-2"][..], &args].concat(), "2\n2\nA thing\n:save\n").ends(8);
    assert!(run.err.contains("Thursday 3 December 2026"), "{}", run.err);
}

/// Whoever goes back from the case reference answers about risk once more: both answers stay, each with its time.
#[test]
fn an_answer_about_risk_that_is_taken_back_at_the_door_stays_in_the_record() {
    let home = Home::new();
    let own = short(&home);
    let typed = "2\n3\n:back\n2\n2\nPCC-1\nA thing\n2\nNobody waits alone. The lead rings on Monday.\n.\nwrite\n";
    home.run_with(&["start", "short", "--strategies", &own, "--plain"], typed).ends(0);
    let record = home.only_record();
    let said: Vec<&str> = record.split("[[entry]]").filter(|entry| entry.contains("what = \"at-risk\"")).collect();
    assert_eq!(said.len(), 2, "{record}");
    assert!(said[0].contains("is = \"not-sure\"") && said[1].contains("is = \"no\""), "{record}");
    assert!(said.iter().all(|entry| entry.contains("at = ")), "{record}");
}

/// Whether they are the lead professional, only whoever types can say; the rest is offered as what a record says, and not
/// as an answer of theirs.
#[test]
fn what_only_whoever_types_can_say_is_offered_from_no_other_session() {
    let mut home = Home::new().on("2026-11-20");
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    home.turn_to("2026-11-23");
    let typed = "2\n2\nPCC-47001\n2\n\n1\n:save\n";
    let run = home.run_with(&["start", "rethink-2", "--plain"], typed).ends(8);
    assert!(run.err.contains("Error: Lead professional: choose one of the answers"), "{}", run.err);
    let offered =
        "From a record of 20 November 2026: keep it if it still stands.\n\nWhen was the concern first raised?";
    assert!(
        run.err.contains(offered) && run.err.contains("The answer so far:\n  Monday 21 September 2026"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("Your answer so far"), "{}", run.err);
}

/// *Read* is said of nothing that nobody was there to read.
#[test]
fn what_a_file_passes_by_is_read_by_nobody() {
    let home = Home::new().on("2026-11-20");
    home.run(&["start", "--answers", "examples/rethink-3-hips.toml"]).ends(0);
    let name = home.record_names().pop().unwrap();
    let shown = home.run(&["show", name.trim_end_matches(".toml")]).ends(0).out;
    assert!(home.only_record().contains("state = \"done\""), "something is only said in it");
    assert!(!shown.lines().any(|line| line.trim_end().ends_with(" Read")), "{shown}");
    assert!(shown.contains("Answered from a file"), "{shown}");
}
