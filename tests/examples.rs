//! The procedures under `examples/`: sound, and walked with the dates that a calendar on paper gives.

use std::fs;
use std::path::Path;

use rethink::finding::Source;
use rethink::strategy::Shelf;

use crate::program::Home;
use crate::words::files;

/// A program that has the example procedures.
fn run(home: &Home, args: &[&str]) -> crate::program::Run {
    let args: Vec<&str> = ["--strategies", "examples/procedures"].iter().chain(args).copied().collect();
    home.run(&args)
}

/// Answers after which nothing is settled, so that it is asked what keeps the child safe.
const UNSETTLED: &[&str] = &["answer-3 = \"no-reply\"", "needs = [\"school\"]"];

/// Starts a review with these answers, and gives its newest record.
fn record(home: &Home, answers: &str) -> String {
    let safe = "until-then = \"The visits go on.\"\n";
    let unsettled = answers.contains("= \"waiting\"") || UNSETTLED.iter().any(|words| answers.contains(words));
    let is_asked = unsettled && !answers.contains("until-then");
    // It stands among the answers, before any table that comes after them.
    let answers =
        &if is_asked { answers.replacen("[answers]\n", &format!("[answers]\n{safe}"), 1) } else { answers.to_owned() };
    let file = home.file("answers.toml", answers).display().to_string();
    run(home, &["start", "--again", "--answers", &file]).ends(0);
    let name = home.record_names().pop().unwrap();
    let text = fs::read_to_string(home.records().join(&name)).unwrap();
    fs::remove_file(home.records().join(name)).unwrap();
    // Nobody remembers it: the folder is as new.
    fs::remove_dir_all(home.state().join("receipts")).unwrap();
    text
}

#[track_caller]
fn has(record: &str, line: &str) {
    assert!(record.lines().any(|own| own == line), "{line} is not in:\n{record}");
}

#[test]
fn every_procedure_is_sound_and_every_answers_file_is_walked() {
    let mut shelf = Shelf::shipped();
    for path in files(Path::new("examples/procedures"), "toml").iter().filter(|path| !path.ends_with("answers")) {
        let id = path.file_stem().unwrap().to_str().unwrap();
        if path.parent().unwrap().ends_with("procedures") {
            shelf.add(id, Source::open(path.display().to_string(), fs::read_to_string(path).unwrap()));
            assert!(shelf.get(id).is_some(), "{}", shelf.findings()[0].text(100));
        }
    }
    let home = Home::new();
    run(&home, &["strategy", "check", "examples/procedures"]).ends(0);
    for path in files(Path::new("examples/procedures/answers"), "toml") {
        run(&home, &["start", "--answers", &path.display().to_string()]).ends(0);
    }
}

/// Of a complaint received on Friday 20 November 2026.
fn complaint(rest: &str) -> String {
    format!(
        "format = 1\nstrategy = \"complaints\"\ncase = \"PCC-50100\"\nabout = \"child\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\n\
         received-on = 2026-11-20\nwhat-happened = \"Words.\"\nchilds-view = \"Words.\"\noffer-1 = \"declined\"\n{rest}"
    )
}

#[test]
fn the_days_of_a_complaint_are_those_of_the_regulations() {
    let home = Home::new();
    // Ten working days: 23 to 27 and 30 November, 1 to 4 December.
    has(&record(&home, &complaint("answer-1 = \"waiting\"\n")), "waiting.due = 2026-12-04");
    // Put back once, to the twentieth: 7 to 11 and 14 to 18 December.
    let later = |by: &str| {
        complaint(&format!("answer-1 = \"waiting\"\n[dates]\nanswer-1 = {{ by = {by}, why = \"Two services.\" }}\n"))
    };
    let text = record(&home, &later("2026-12-18"));
    has(&text, "waiting.due = 2026-12-18");
    assert!(text.contains("Two services."), "{text}");
    let file = home.file("late.toml", &later("2026-12-21")).display().to_string();
    run(&home, &["start", "--answers", &file]).ends(3).says("2026-12-18");

    let home = Home::new().on("2027-04-01");
    let stage_2 =
        "answer-1 = { is = \"not-content\", on = 2026-12-04 }\noffer-2 = \"declined\"\nstage-2-asked-on = 2026-12-21\n";
    // Twenty-five working days over Christmas; 25 and 28 December and 1 January are bank holidays.
    has(
        &record(&home.on("2026-12-22"), &complaint(&format!("{stage_2}answer-2 = \"waiting\"\n"))),
        "waiting.due = 2027-01-28",
    );
    let home = Home::new().on("2026-12-22");
    let back = format!(
        "{stage_2}answer-2 = \"waiting\"\n[dates]\nanswer-2 = {{ by = 2027-03-25, why = \"Many people to see.\" }}\n"
    );
    has(&record(&home, &complaint(&back)), "waiting.due = 2027-03-25");
    let home = Home::new().on("2027-02-02");
    let panel =
        format!("{stage_2}answer-2 = {{ is = \"not-content\", on = 2027-01-28 }}\npanel-asked-on = 2027-02-01\n");
    has(&record(&home, &complaint(&format!("{panel}panel-meets = \"waiting\"\n"))), "waiting.due = 2027-03-15");
    let home = Home::new().on("2027-03-11");
    let met = format!("{panel}panel-meets = {{ is = \"done\", on = 2027-03-10 }}\n");
    has(&record(&home, &complaint(&format!("{met}panel-writes = \"waiting\"\n"))), "waiting.due = 2027-03-17");
    // Fifteen working days over Easter: 26 and 29 March are bank holidays.
    let home = Home::new().on("2027-03-16");
    let wrote = format!("{met}panel-writes = {{ is = \"done\", on = 2027-03-15 }}\n");
    has(&record(&home, &complaint(&format!("{wrote}answer-3 = \"waiting\"\n"))), "waiting.due = 2027-04-07");
    let home = Home::new().on("2027-04-08");
    has(&record(&home, &complaint(&format!("{wrote}answer-3 = \"no-reply\"\n"))), "outcome.id = \"ombudsman\"");
}

#[test]
fn one_procedure_has_three_sets_of_dates() {
    let answers = |area: &str, rest: &str| {
        let help = if area == "area-3" { "agencies = 4" } else { "needs = [\"home\", \"school\"]" };
        format!(
            "format = 1\nstrategy = \"team-around-the-family\"\ncase = \"PCC-50200\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\n\
             area = \"{area}\"\nasked-on = 2026-11-16\nage = 7\n{help}\n{rest}"
        )
    };
    let home = Home::new().on("2026-11-18");
    has(&record(&home, &answers("area-2", "contact = \"waiting\"\n")), "waiting.due = 2026-11-18");
    // Where an area does not say, nobody invents a number.
    let typed = "contact = \"waiting\"\n[dates]\ncontact = { by = 2026-11-20 }\n";
    has(&record(&home, &answers("area-1", typed)), "waiting.due = 2026-11-20");
    for (area, due) in [("area-1", "2027-01-17"), ("area-2", "2026-11-27"), ("area-3", "2026-12-29")] {
        let text =
            record(&home, &answers(area, "contact = { is = \"done\", on = 2026-11-17 }\nassessed = \"waiting\"\n"));
        has(&text, &format!("waiting.due = {due}"));
    }
    let told = "contact = { is = \"done\", on = 2026-11-17 }\nassessed = { is = \"done\", on = 2026-11-18 }\nchilds-view = \"Words.\"\nstory = \"yes\"\n";
    has(&record(&home, &answers("area-1", &format!("{told}meets = \"waiting\"\n"))), "waiting.due = 2027-01-11");
    let home = Home::new().on("2026-11-23");
    let met = format!(
        "{told}meets = {{ is = \"done\", on = 2026-11-20 }}\ngoals = [\"One\", \"Two\"]\n\
         plan = [ {{ what = \"Visit\", who = \"Practitioner\", by = 2026-12-04 }} ]\n"
    );
    has(&record(&home, &answers("area-1", &format!("{met}review = \"waiting\"\n"))), "waiting.due = 2026-12-20");
    has(&record(&home, &answers("area-2", &format!("{met}review = \"waiting\"\n"))), "waiting.due = 2027-02-20");
    let looked =
        "review = { is = \"done\", on = 2026-11-23 }\nprogress = [\"reached\", \"some\"]\nwhat-now = \"close\"\n";
    has(&record(&home, &answers("area-2", &format!("{met}{looked}"))), "outcome.id = \"closed-in-part\"");
    let too_few = answers("area-2", "").replace("\"home\", ", "");
    has(&record(&home, &too_few), "outcome.id = \"other-help\"");
}

#[test]
fn a_ladder_counts_hours_and_working_days_under_one_limit() {
    let answers = |raised: &str, urgent: &str, rest: &str| {
        format!(
            "format = 1\nstrategy = \"two-agencies\"\ncase = \"PCC-50300\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nraised-on = {raised}\n\
             raiser-agency = \"NHS\"\nother-agency = \"School\"\ncategory = \"plan\"\nchilds-view = \"Words.\"\n\
             family-told = \"yes\"\nuntil-then = \"Words.\"\nurgent = \"{urgent}\"\n{rest}"
        )
    };
    // Forty-eight hours from Wednesday 14:30 end on Christmas Day; two working days would end on the 29th.
    let home = Home::new().on("2026-12-23");
    let text = record(&home, &answers("2026-12-23T14:30:00", "yes", "reply-1 = \"waiting\"\n"));
    has(&text, "waiting.due = 2026-12-25");
    // A reply on the second day leaves five more; the limit over both stages ends before that.
    let home = Home::new().on("2026-11-25");
    let late = "reply-1 = { is = \"not-agreed\", on = 2026-11-24 }\nreply-2 = \"waiting\"\n";
    has(&record(&home, &answers("2026-11-20", "yes", late)), "waiting.due = 2026-11-27");
    let none = "reply-1 = \"no-reply\"\nreply-2 = \"no-reply\"\nreply-3 = \"waiting\"\n";
    let home = Home::new().on("2026-12-01");
    let text = record(&home, &answers("2026-11-20", "yes", none));
    has(&text, "waiting.due = 2026-12-08");
    assert!(text.contains("The managers did not reply by the date."), "{text}");
    // It cannot wait: four hours, and the board by the next working day.
    let home = Home::new().on("2026-11-23");
    has(
        &record(&home, &answers("2026-11-23T09:15:00", "no", "leads-today = \"waiting\"\n")),
        "waiting.due = 2026-11-23",
    );
    let leads = "leads-today = { is = \"not-agreed\", on = 2026-11-23 }\n";
    has(&record(&home, &answers("2026-11-23T09:15:00", "no", leads)), "handover.by = 2026-11-24");
}
