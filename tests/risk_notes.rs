//! Stops for safety and risk answers are small records: published at once, and listed until a record says what was done.

use std::fs;
use std::path::Path;

use crate::program::Home;
use crate::program::Run;
use crate::program::of_risk;
use crate::pty;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Say::Text;
use crate::pty::Window;

const CASE: &str = "PCC-48213";

fn answers(at_risk: &str, case: Option<&str>) -> String {
    let case = case.map(|case| format!("case = \"{case}\"\n")).unwrap_or_default();
    format!("format = 1\nstrategy = \"rethink-1\"\n{case}{}[answers]\n", of_risk(at_risk))
}

/// Another computer, with a state folder of its own, that reads the same records folder.
fn elsewhere(home: &Home, args: &[&str]) -> Run {
    let other = home.path().join("other-computer");
    fs::create_dir_all(&other).unwrap();
    let done = home.command().env("XDG_STATE_HOME", other).args(args).output().unwrap();
    Run {
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
        code: done.status.code().unwrap_or(-1),
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn window(home: &Home, args: &[&str]) -> Window {
    let mut command = home.command();
    command.args(args);
    Window::open(&command)
}

/// Stops at the very first question, before any case is known.
fn stop_at_once(home: &Home) {
    let mut held = window(home, &["start", "rethink-1"]);
    held.answers(&[("in danger now", One("Yes"))]);
    held.ends(9);
}

#[test]
fn a_stop_is_a_small_record_at_once_and_another_computer_lists_it_in_every_format() {
    let home = Home::new();
    home.run_with(&["start", "--answers", "-"], &answers("acting", Some(CASE))).ends(9).says("ring 999");
    let small = home.small_records();
    assert_eq!(small.len(), 1);
    for line in ["small = \"stop\"", "at-risk = \"acting\"", "case = \"PCC-48213\"", "asked.when = \"start\""] {
        assert!(small[0].contains(line), "{line}: {}", small[0]);
    }
    // It holds nothing below its head: nobody typed anything.
    assert!(!small[0].lines().any(|line| line.starts_with('[')), "{}", small[0]);
    let words = "stopped for safety on 23 November 2026 at";
    let status = elsewhere(&home, &["status"]).ends(0).out;
    assert!(flat(&status).contains(&format!("A child may be at risk {CASE}: {words}")), "{status}");
    for format in ["text", "plain", "html"] {
        let out = elsewhere(&home, &["audit", "--format", format]).ends(0).out;
        assert!(
            out.contains("A child may be at risk") && out.to_lowercase().contains("stopped for safety on"),
            "{format}"
        );
    }
    let json = elsewhere(&home, &["audit", "--format", "json"]).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["needs"][0]["why"], &json["needs"][0]["case"]), (&"stopped".into(), &CASE.into()));
    assert_eq!(json["needs"][0]["small"]["at-risk"], "acting");
    elsewhere(&home, &["audit", "--format", "csv"]).ends(0).prints("stopped").prints(CASE);
    // It is no review: no case has a record, and nothing waits.
    assert_eq!(json["files"]["records"], 0);
    elsewhere(&home, &["verify"]).ends(0);
    home.run(&["verify"]).ends(0);
    elsewhere(&home, &["history"]).ends(0).says("No review has a record here yet.").says("rethink status");
    // The story of its case has it all the same, in every format.
    for format in ["text", "markdown", "html"] {
        let story = elsewhere(&home, &["history", CASE, "--format", format]).ends(0).out;
        assert!(flat(&story).contains("Stopped for safety on 23 November 2026 at"), "{format}: {story}");
        assert!(flat(&story).contains("No record of a review of it is here."), "{format}: {story}");
    }
    let story = elsewhere(&home, &["history", CASE, "--format", "json"]).ends(0).out;
    let story: serde_json::Value = serde_json::from_str(&story).unwrap();
    assert_eq!((&story["told"][0]["head"]["at-risk"], &story["told"][0]["open"]), (&"acting".into(), &true.into()));
    elsewhere(&home, &["history", "PCC-9"]).ends(5).says("there is no record of PCC-9");
}

#[test]
fn every_risk_answer_but_no_is_listed_until_the_record_of_its_review_is_there() {
    for (answer, words) in [("not-sure", "nobody was sure on"), ("told-something-else", "about something else")] {
        let home = Home::new();
        home.run_with(&["start", "--answers", "-", "--partial"], &answers(answer, Some(CASE))).ends(8);
        let small = home.small_records();
        assert_eq!(small.len(), 1, "{small:?}");
        assert!(small[0].contains("small = \"risk\"") && small[0].contains(answer), "{}", small[0]);
        let status = elsewhere(&home, &["status"]).ends(0).out;
        assert!(status.contains("A child may be at risk") && flat(&status).contains(words), "{status}");
        elsewhere(&home, &["audit", "--format", "plain"]).ends(0).prints(words);
        home.run_with(&["start", "--answers", "-", "--partial"], &answers("no", Some("PCC-9"))).ends(8);
        assert_eq!(home.small_records().len(), 1);
    }
}

#[test]
fn a_stop_waits_in_the_outbox_while_the_folder_is_away_and_holds_nobody_up() {
    let home = Home::new();
    home.run_with(&["start", "--answers", "-"], &answers("acting", Some("PCC-1"))).ends(9);
    let away = home.path().join("away");
    fs::rename(home.records(), &away).unwrap();
    home.run_with(&["start", "--answers", "-"], &answers("acting", Some(CASE))).ends(9).says("ring 999");
    assert!(!home.records().exists());
    home.run(&["status"]).prints(CASE).prints("Waiting to be published");
    fs::rename(&away, home.records()).unwrap();
    home.run(&["status"]).ends(0).says("is now published");
    assert_eq!(home.small_records().len(), 2);
    elsewhere(&home, &["status"]).ends(0).prints(CASE);
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_stop_without_a_case_is_listed_by_its_time_and_place() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    stop_at_once(&home);
    let status = flat(&elsewhere(&home, &["status"]).ends(0).out);
    assert!(status.contains("no case reference yet: stopped for safety on 23 November 2026 at"), "{status}");
    assert!(status.contains("before the first question of Re-think strategy 1"), "{status}");
    let audit = flat(&elsewhere(&home, &["audit", "--format", "plain"]).ends(0).out);
    assert!(audit.contains("no reference: stopped for safety on 23 November 2026 at"), "{audit}");
}

/// One question, and an end.
const SHORT: &str = r#"
format = 1
id = "short"
title = "A short one"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "concern"
label = "The concern"
ask = "What is the concern?"
kind = "line"
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "stopped"
text = "Over."
"#;

#[test]
fn giving_the_case_when_a_session_is_resumed_ties_its_stop_to_it() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    home.file("strategies/short.toml", SHORT);
    let strategies = home.path().join("strategies").display().to_string();
    let mut held = window(&home, &["start", "short", "--strategies", &strategies]);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks("case reference");
    held.press("\r");
    held.asks("What is the concern?");
    held.line("!");
    held.answers(&[("in danger now", One("Yes"))]);
    held.ends(9);
    let status = || flat(&elsewhere(&home, &["status"]).ends(0).out);
    let at = ", at \"The concern\" of A short one";
    assert!(status().contains("no case reference yet: stopped for safety") && status().contains(at), "{}", status());
    let journal = fs::read_dir(home.state().join("journals")).unwrap().next().unwrap().unwrap().file_name();
    let review = journal.to_str().unwrap().split('-').next().unwrap().to_owned();
    let mut held = window(&home, &["resume", &review, "--strategies", &strategies]);
    held.answers(&[
        ("in danger now", One("No")),
        ("significant harm", One("No")),
        ("Can you say now what was done?", One("Not now: ask me the next time")),
        ("What is the concern?", Line("Missed visits")),
        ("What will keep the child safe now?", Text(&["The health visitor rings the family each day."])),
        ("Type write", Line("reference")),
        ("What is the case reference?", Line(CASE)),
    ]);
    held.asks("Type write");
    // The case is known elsewhere before the record is written.
    assert!(status().contains(&format!("{CASE}: stopped for safety")) && status().contains(at), "{}", status());
    held.line("write");
    held.ends(0);
    // A record of the same review says nothing of what was done: the stop is still open.
    assert!(status().contains(&format!("{CASE}: stopped for safety")), "{}", status());
    assert!(!status().contains("no case reference yet"), "{}", status());
    home.run(&["verify"]).ends(0);
}

#[test]
fn practice_publishes_its_stops_into_practice_alone() {
    let home = Home::new();
    home.run_with(&["start", "--practice", "--answers", "-"], &answers("acting", Some(CASE))).ends(9);
    assert!(!home.records().exists());
    let practice = home.state().join("practice/records");
    let names: Vec<_> = fs::read_dir(&practice).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().any(|name| name.to_str().unwrap().contains("_stop_")), "{names:?}");
    assert!(!home.run(&["status"]).ends(0).out.contains(CASE));
    // Where somebody copies one among real records, it still is none of them.
    fs::create_dir_all(home.records()).unwrap();
    for entry in fs::read_dir(&practice).unwrap().map(Result::unwrap).filter(|it| it.path().is_file()) {
        fs::copy(entry.path(), home.records().join(entry.file_name())).unwrap();
    }
    assert!(!home.run(&["status"]).out.contains(CASE));
    assert!(!home.run(&["audit", "--format", "plain"]).ends(0).out.contains("stopped for safety"));
}

#[test]
fn a_small_record_that_was_changed_or_taken_away_is_told() {
    let home = Home::new();
    home.run_with(&["start", "--answers", "-"], &answers("acting", Some(CASE))).ends(9);
    let path = only_small(&home.records());
    let text = fs::read_to_string(&path).unwrap();
    home.run(&["verify"]).ends(0);
    fs::remove_file(&path).unwrap();
    home.run(&["verify"]).ends(1);
    fs::write(&path, text.replace("acting", "not-sure")).unwrap();
    home.run(&["verify"]).ends(1);
    home.run(&["status"]).prints("cannot be read");
}

fn only_small(folder: &Path) -> std::path::PathBuf {
    let mut paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.to_str().unwrap().contains("_stop_")).unwrap()
}

/// The last part of the name of the only small record.
fn name_of_small(home: &Home) -> String {
    let path = only_small(&home.records());
    path.file_stem().unwrap().to_str().unwrap().rsplit('_').next().unwrap().to_owned()
}

#[test]
fn a_correction_of_a_stop_without_a_case_says_what_was_done_and_by_whom_and_closes_it_everywhere() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    stop_at_once(&home);
    let name = name_of_small(&home);
    elsewhere(&home, &["show", &name]).ends(0).prints("Stopped for safety").prints("It does not say what was done");
    let mut held = window(&home, &["correct", &name]);
    held.answers(&[
        ("in danger now", One("No")),
        ("significant harm", One("No")),
        ("What was done to keep the child safe?", Text(&["The duty team was told."])),
        ("Who did it?", Line("Social worker")),
        ("Is the child safe now?", One("Yes")),
    ]);
    held.asks("What is the case reference?");
    held.press("\r");
    held.ends(0);
    let small = home.small_records();
    assert_eq!(small.len(), 2);
    let said = small.iter().find(|text| text.contains("The duty team was told.")).unwrap();
    assert!(said.contains("by = \"Social worker\"") && said.contains("corrects.record"), "{said}");
    assert!(!elsewhere(&home, &["status"]).ends(0).out.contains("stopped for safety"));
    assert!(!elsewhere(&home, &["audit", "--format", "plain"]).ends(0).out.contains("stopped for safety"));
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_file_says_what_was_done_after_a_stop_and_on_which_case() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    stop_at_once(&home);
    let name = name_of_small(&home);
    let file = |corrects: &str| {
        format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncase = \"{CASE}\"\ncorrects = {{ record = \"{name}\", {corrects} }}\n"
        )
    };
    home.run_with(&["correct", "--answers", "-"], &file("reason = \"It was done\"")).ends(4).says("what was done");
    assert_eq!(home.small_records().len(), 1);
    let safe_unsaid = file("done = \"The duty team was told\", by = \"Social worker\"");
    home.run_with(&["correct", "--answers", "-"], &safe_unsaid).ends(4).says("whether the child is safe now");
    assert_eq!(home.small_records().len(), 1);
    let whole = file("done = \"The duty team was told\", by = \"Social worker\", safe-now = \"yes\"");
    let run = home.run_with(&["correct", "--answers", "-"], &whole).ends(0);
    home.run(&["show", run.out.trim()]).ends(0).prints("The duty team was told").prints(CASE);
    let story = elsewhere(&home, &["history", CASE]).ends(0).out;
    let told = "What was done: \"The duty team was told\" (Social worker)";
    assert!(story.contains("Stopped for safety on") && flat(&story).contains(told), "{story}");
    assert!(!elsewhere(&home, &["status"]).ends(0).out.contains("stopped for safety"));
}

#[test]
fn a_stop_stays_open_until_a_record_says_that_the_child_is_safe() {
    for safe in ["no", "not-known"] {
        let home = Home::new();
        home.run_with(&["start", "--answers", "-"], &answers("acting", Some(CASE))).ends(9);
        let said = |safe: &str, more: &str| {
            let text = answers("no", Some(CASE)).replace("rethink-1", "safety-stop");
            let what = "stopped-on = 2026-11-23\nwhat-was-done = \"The duty team was told\"\n";
            home.run_with(&["start", "--answers", "-"], &format!("{text}{what}safe-now = \"{safe}\"\n{more}")).ends(0);
        };
        said(safe, "watching = \"We ring them again at five\"\n");
        let words = "a record says what was done, and the child is not known to be safe";
        for list in [&["status"][..], &["audit"], &["audit", "--format", "plain"], &["history", CASE]] {
            let out = elsewhere(&home, list).ends(0).out;
            assert!(flat(&out).contains(words), "{list:?}: {out}");
        }
        // Clocks have seconds.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        said("yes", "");
        assert!(!elsewhere(&home, &["status"]).ends(0).out.contains("A child may be at risk"));
        assert!(!elsewhere(&home, &["audit", "--format", "plain"]).ends(0).out.contains("stopped for safety"));
        let story = elsewhere(&home, &["history", CASE]).ends(0).out;
        assert!(flat(&story).contains("; a record says what was done"), "{story}");
    }
}

/// An answers file that says what was done after a stop.
fn done(record: &str, said: &str, safe_now: &str) -> String {
    format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n\
         corrects = {{ record = \"{record}\", done = \"{said}\", by = \"Nurse\", safe-now = \"{safe_now}\" }}\n"
    )
}

#[test]
fn a_stop_is_closed_by_a_correction_only_where_the_child_is_safe() {
    for (safe_now, words) in
        [("no", "The child is not safe, or not enough"), ("not-known", "Nobody knew whether the child is safe")]
    {
        let home = Home::new();
        home.run_with(&["start", "--answers", "-"], &answers("acting", Some(CASE))).ends(9);
        let name = name_of_small(&home);
        let run = home.run_with(&["correct", "--answers", "-"], &done(&name, "Rang the duty team", safe_now)).ends(0);
        assert!(run.err.contains("not known to be safe") && run.err.contains("ring 999"), "{}", run.err);
        for args in [&["status"][..], &["audit"], &["audit", "--format", "plain"], &["history", CASE]] {
            let out = flat(&elsewhere(&home, args).ends(0).out);
            assert!(out.contains("Rang the duty team") && out.contains(words), "{args:?}: {out}");
        }
        // The newest one says that the child is safe now.
        let newest = run.out.trim().to_owned();
        home.run_with(&["correct", "--answers", "-"], &done(&newest, "Seen at home", "yes")).ends(0);
        assert!(!elsewhere(&home, &["status"]).ends(0).out.contains("A child may be at risk"));
        assert!(!elsewhere(&home, &["audit"]).ends(0).out.contains("A child may be at risk"));
        home.run(&["verify"]).ends(0);
    }
}

#[test]
fn what_was_said_after_a_stop_is_shown_before_something_else_is_said() {
    let home = Home::new();
    home.run_with(&["start", "--answers", "-"], &answers("acting", Some(CASE))).ends(9);
    let first = name_of_small(&home);
    let run = home.run_with(&["correct", "--answers", "-"], &done(&first, "Rang the duty team", "yes")).ends(0);
    let second = run.out.trim().to_owned();
    // The first one says which stands in its place, and not that nobody said anything.
    let shown = home.run(&["show", &first]).ends(0).prints(&second).prints("stands in its place").out;
    assert!(!shown.contains("It does not say what was done"), "{shown}");
    let json: serde_json::Value =
        serde_json::from_str(&home.run(&["show", &first, "--format", "json"]).ends(0).out).unwrap();
    assert_eq!(json["corrected-by"], second.as_str());
    home.run(&["show", &second]).ends(0).prints("Is the child safe now?");
    // A script that names the first has not read the second.
    let again = home.run_with(&["correct", "--answers", "-"], &done(&first, "Something else", "yes")).ends(6);
    assert!(again.err.contains("written down already") && again.err.contains(&second), "{}", again.err);
    // At the keyboard it is shown, and stays where nobody goes on.
    let left = home.run_with(&["correct", &first, "--plain"], "2\n2\n2\n");
    assert!(left.err.contains("\"Rang the duty team\" (Nurse)"), "{}", left.err);
    assert_eq!(home.small_records().len(), 2);
    let third = home.run_with(&["correct", &first, "--plain"], "2\n2\n1\nSeen at home.\n.\nNurse\n1\n").ends(0);
    let texts = home.small_records();
    let newest = texts.iter().find(|text| text.contains("Seen at home.")).unwrap();
    assert!(newest.contains(&format!("corrects.record = \"{second}\"")), "{newest}");
    home.run(&["show", &second]).ends(0).prints(third.out.trim());
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_script_that_says_yes_to_the_safety_question_hears_999_and_what_to_write() {
    let home = Home::new();
    for yes in [
        "\"yes\"",
        "\"Yes\"",
        "true",
        "\"unsure\"",
        "\"not sure\"",
        "\"Yes, ring MASH\"",
        "[\"yes\"]",
        "{ is = \"yes\" }",
        "yes",
        "\"Not sure",
        "\"yes\"\ntyped-by = \"",
    ] {
        let text =
            answers("no", Some(CASE)).replace("danger-now = \"no\"\nat-risk = \"no\"", &format!("at-risk = {yes}"));
        let run = home.run_with(&["start", "--answers", "-"], &text).ends(9).says("ring 999").says("front door (MASH)");
        for word in ["acting", "told-and-disagree", "told-something-else", "not-sure", "no"] {
            assert!(run.err.contains(&format!("at-risk = \"{word}\"")), "{}", run.err);
        }
        let path = home.file("answers.toml", &text).display().to_string();
        home.run(&["start", "--answers", &path]).ends(9).says("ring 999");
    }
    assert!(home.small_records().is_empty() && home.record_names().is_empty());
}

const YES: (&str, pty::Say<'_>) = ("in danger now", One("Yes"));
const NO: (&str, pty::Say<'_>) = ("in danger now", One("No"));
const TOLD: (&str, pty::Say<'_>) = ("significant harm", One("I have told them; this is about something else"));
const WHOM: &str = "Whom did you tell?";
/// Whom they told, when, and what was said.
const SAID: [(&str, pty::Say<'_>); 3] = [
    (WHOM, Line("Duty social worker, MASH")),
    ("When did you tell them?", Line("today")),
    ("What did they say?", Text(&["They will visit tomorrow."])),
];

/// How often another computer lists something of a child who may be at risk, in its status and in an audit.
#[track_caller]
fn listed(home: &Home, words: &str, times: usize) {
    for args in [&["status"][..], &["audit", "--format", "plain"]] {
        let out = flat(&elsewhere(home, args).ends(0).out);
        assert_eq!(out.matches(words).count(), times, "{args:?} {words}: {out}");
    }
}

#[test]
fn what_was_told_is_listed_elsewhere_while_it_is_asked_whom_and_after_a_kill() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = window(&home, &["start", "rethink-1", "--case", CASE]);
    held.answers(&[NO, TOLD]);
    held.asks(WHOM);
    listed(&home, "about something else\" was answered on", 1);
    held.signal("KILL");
    held.over();
    listed(&home, "about something else\" was answered on", 1);
    assert!(home.small_records()[0].contains("at-risk = \"told-something-else\""), "{:?}", home.small_records());
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_yes_or_not_sure_of_danger_stops_at_once_and_so_does_somebody_who_is_going_to_ring() {
    if pty::is_missing() {
        return;
    }
    for steps in [
        &[YES][..],
        &[("in danger now", One("I'm not sure"))],
        &[NO, ("significant harm", One("Yes: I am going to ring now"))],
    ] {
        let home = Home::new();
        let mut held = window(&home, &["start", "rethink-1", "--case", CASE]);
        held.answers(steps);
        held.ends(9);
        assert!(held.screen().contains("ring 999") && held.screen().contains("(MASH)"), "{}", held.screen());
        assert_eq!(home.small_records().len(), 1);
        listed(&home, "stopped for safety on", 1);
        home.run(&["verify"]).ends(0);
    }
}

#[test]
fn whoever_has_told_says_whom_and_when_and_what_they_said_and_the_record_has_it() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = Window::open_plain(home.command().args(["start", "rethink-1", "--case", CASE, "--plain"]));
    held.answers(&[NO, TOLD]);
    held.answers(&SAID[..1]);
    // Not on a day to come; and back is the question itself, while what was said stays said.
    held.answer("When did you tell them?", Line("tomorrow"));
    held.asks("When did you tell them?");
    held.line(":back");
    held.answers(&[NO, TOLD, SAID[0], SAID[1]]);
    held.asks("What did they say?");
    assert_eq!(home.small_records().len(), 2);
    held.line("They will visit tomorrow.");
    held.line(".");
    held.asks("Is it about");
    held.line(":withdraw");
    held.asks("withdraw");
    held.line(":save");
    held.ends(8);
    let journals = fs::read_dir(home.state().join("journals")).unwrap();
    let journal = journals.map(|it| fs::read_to_string(it.unwrap().path()).unwrap()).collect::<String>();
    for word in ["\"what\":\"told\"", "Duty social worker, MASH", "They will visit tomorrow."] {
        assert!(journal.contains(word), "{word}: {journal}");
    }
    // None of it is in a small record.
    assert!(home.small_records().iter().all(|text| !text.contains("Duty social worker")));
}

#[test]
fn a_file_says_whom_they_told_on_a_day_that_has_come() {
    let home = Home::new();
    let urgent = fs::read_to_string("examples/hips-urgent.toml").unwrap();
    let start = |text: &str| home.run_with(&["start", "--answers", "-"], text);
    start(&urgent.replace("when = 2026-11-20T14:10", "when = 2026-11-24")).ends(3).says("no day to come");
    start(&urgent.replace("when = 2026-11-20T14:10", "when = \"soon\"")).ends(3).says("`told` needs the day");
    let line = urgent.lines().find(|line| line.starts_with("told = ")).unwrap();
    start(&urgent.replace(line, "")).ends(4).says("`told` has no answer");
    start(&urgent).ends(0);
    for args in [&["show", "PCC-48350"][..], &["history", "PCC-48350"], &["show", "PCC-48350", "--form"]] {
        let out = flat(&home.run(args).ends(0).out);
        assert!(out.contains("told on 20 November 2026 at 14:10, and said: They see no need"), "{args:?} {out}");
    }
}

#[test]
fn a_yes_within_a_session_is_in_its_journal_and_elsewhere_at_once_and_asked_again_at_resume() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = window(&home, &["start", "rethink-1", "--case", CASE]);
    held.answers(&[NO, ("significant harm", One("No"))]);
    held.asks("Is it about");
    held.press("!");
    held.answers(&[NO, TOLD]);
    held.asks(WHOM);
    listed(&home, "about something else\" was answered on", 1);
    held.signal("KILL");
    held.over();
    let journals = fs::read_dir(home.state().join("journals")).unwrap();
    let journal = journals.map(|it| fs::read_to_string(it.unwrap().path()).unwrap()).find(|it| it.contains("told-so"));
    assert!(journal.is_some());
    let mut held = window(&home, &["resume", CASE]);
    held.answers(&[NO, ("significant harm", One("No"))]);
    held.asks("Is it about");
    held.press(pty::CTRL_D);
    held.over();
    listed(&home, "about something else\" was answered on", 1);
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_script_that_says_something_else_of_risk_hears_999_with_what_is_wrong() {
    let home = Home::new();
    let file = |at_risk: &str| answers("no", Some(CASE)).replace("danger-now = \"no\"\nat-risk = \"no\"", at_risk);
    for other in [
        "danger-now = \"no\"\nat-risk = \"maybe\"",
        "at-risk = 1",
        "at-risk = false",
        "at-risk = []\ntyped-by = \"",
        "danger-now = \"no\"\nat-risk = \"told-and-disagree\"\ntyped-by = \"",
        "at-risk =",
        "at_risk = \"told\"",
    ] {
        let run = home.run_with(&["start", "--answers", "-"], &file(other)).ends(3).says("ring 999");
        assert!(run.err.contains("front door (MASH)") && run.err.contains("standard input:"), "{other}: {}", run.err);
    }
    home.run_with(&["start", "--answers", "-"], &file("danger-now = \"no\"\nat-risk = []")).ends(4).says("ring 999");
    // Under another name or in another place it is the same question.
    for yes in ["at_risk = \"yes\"", "At-Risk = \"Yes\""] {
        home.run_with(&["start", "--answers", "-"], &file(yes)).ends(9).says("ring 999");
    }
    home.run_with(&["start", "--answers", "-"], &(file("") + "danger-now = \"no\"\nat-risk = \"yes\"\n"))
        .ends(9)
        .says("ring 999");
    // No is no, whatever else is wrong.
    for no in [
        "danger-now = \"no\"\nat-risk = \"no\"\ntyped-by = \"",
        "# at-risk = \"yes\"\ndanger-now = \"no\"\nat-risk = \"no\"\nclosd = 1",
    ] {
        let run = home.run_with(&["start", "--answers", "-"], &file(no)).ends(3);
        assert!(!run.err.contains("999"), "{}", run.err);
    }
    assert!(home.small_records().is_empty() && home.record_names().is_empty());
}

#[test]
fn the_last_words_say_what_is_written_down_of_risk_and_nothing_that_is_untrue() {
    let home = Home::new();
    let last = |args: &[&str], typed: &str, code: i32| flat(&home.run_with(args, typed).ends(code).err);
    let start = ["start", "rethink-1", "--plain"];
    let risk = "Stopped. Only what you said of risk is written down: the answer, its time and place";
    assert!(last(&start, "2\n2\n:save\n", 8).ends_with("Stopped. Nothing was saved."));
    assert!(home.small_records().is_empty());
    assert!(last(&start, "2\n3\n:save\n", 8).contains(risk));
    assert_eq!(home.small_records().len(), 1);
    let told = last(&start, "2\n5\n:back\n:back\n2\n2\n:save\n", 8);
    assert!(told.contains(risk), "{told}");
    let stop = "This stop is written down: its time and place, and the case and your role if they were known.";
    assert!(last(&start, "1\n", 9).contains(stop));
    // A correction that is left: nothing is left of it, whatever was answered before.
    let name = name_of_small(&home);
    let correct = ["correct", &name, "--plain"];
    assert!(last(&correct, "2\n2\nThe duty team was told.\n.\n:save\n", 8).ends_with("Stopped. Nothing was saved."));
    assert!(last(&correct, "2\n3\n:save\n", 8).contains(risk));
}

#[test]
fn the_same_file_started_twice_stops_once_until_it_is_said_what_was_done() {
    let home = Home::new();
    let stop = |home: &Home, args: &[&str]| {
        let all = [&["start", "--answers", "-"], args].concat();
        home.run_with(&all, &answers("acting", Some(CASE))).ends(9).says("ring 999").says("front door (MASH)").err
    };
    assert!(!stop(&home, &[]).contains("is there already"));
    assert!(stop(&home, &[]).contains("is there already"));
    assert_eq!(home.small_records().len(), 1);
    listed(&home, "stopped for safety on", 1);
    // Another stop is another one: on another day, or where somebody says so.
    stop(&home, &["--again"]);
    assert_eq!(home.small_records().len(), 2);
    let home = home.on("2026-11-24");
    stop(&home, &[]);
    assert_eq!(home.small_records().len(), 3);
    home.run(&["verify"]).ends(0);
}
