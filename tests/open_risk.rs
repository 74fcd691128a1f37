//! Whatever happens on a case, a child who may be at risk stays on every list until somebody says that it is over.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::program::Home;
use crate::program::Run;
use crate::program::of_risk;

const CASE: &str = "PCC-48213";

/// Clocks have seconds: what comes after is written in a later one.
fn later() {
    sleep(Duration::from_millis(1100));
}

fn file(strategy: &str, at_risk: &str, answers: &str) -> String {
    format!("format = 1\nstrategy = \"{strategy}\"\ncase = \"{CASE}\"\n{}[answers]\n{answers}", of_risk(at_risk))
}

fn start(home: &Home, text: &str) -> Run {
    home.run_with(&["start", "--again", "--answers", "-"], text)
}

fn stop(home: &Home) {
    start(home, &file("rethink-2", "acting", "")).ends(9);
    later();
}

fn what_was_done(home: &Home, stopped_on: &str, safe: &str) {
    let watching = if safe == "yes" { "" } else { "watching = \"We ring them again at five\"\n" };
    let said = format!(
        "stopped-on = {stopped_on}\nwhat-was-done = \"The duty team was told\"\nsafe-now = \"{safe}\"\n{watching}"
    );
    start(home, &file("safety-stop", "no", &said)).ends(0);
    later();
}

fn small_says(home: &Home, safe: &str) {
    let names = fs::read_dir(home.records()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.contains("_stop_")).collect();
    names.sort_by_key(|name| fs::metadata(home.records().join(name)).unwrap().modified().unwrap());
    let name = names.last().unwrap().trim_end_matches(".toml").to_owned();
    let text = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncase = \"{CASE}\"\ncorrects = {{ record = \"{name}\", done = \"Rang the duty team\", \
         by = \"Teacher\", safe-now = \"{safe}\" }}\n"
    );
    home.run_with(&["correct", "--answers", "-"], &text).ends(0);
    later();
}

/// Whether the case is on the lists; they all say the same.
#[track_caller]
fn is_listed(home: &Home) -> bool {
    let of = |args: &[&str]| {
        let out = home.run(args).ends(0).out;
        (out.contains("A child may be at risk"), out)
    };
    let (status, words) = of(&["status"]);
    for list in [&["audit"][..], &["audit", "--format", "plain"], &["audit", "--format", "html"]] {
        let (other, out) = of(list);
        assert_eq!(other, status, "{list:?}:\n{out}\nstatus:\n{words}");
    }
    status
}

#[test]
fn a_record_closes_no_stop_that_was_made_after_it() {
    let home = Home::new();
    stop(&home);
    what_was_done(&home, "2026-11-23", "yes");
    assert!(!is_listed(&home));
    stop(&home);
    assert!(is_listed(&home));
    what_was_done(&home, "2026-11-23", "yes");
    assert!(!is_listed(&home));
    // One that is about another day closes none of today.
    let home = home.on("2026-11-25");
    stop(&home);
    what_was_done(&home, "2026-11-23", "yes");
    assert!(is_listed(&home));
}

#[test]
fn what_was_said_last_of_whether_the_child_is_safe_counts_whoever_says_it() {
    let home = Home::new();
    stop(&home);
    what_was_done(&home, "2026-11-23", "yes");
    small_says(&home, "no");
    assert!(is_listed(&home));
    small_says(&home, "yes");
    assert!(!is_listed(&home));
    what_was_done(&home, "2026-11-23", "no");
    assert!(is_listed(&home));
    what_was_done(&home, "2026-11-23", "yes");
    assert!(!is_listed(&home));
}

#[test]
fn a_child_who_is_not_known_to_be_safe_is_listed_also_where_nobody_stopped_here() {
    for safe in ["no", "not-known"] {
        let home = Home::new();
        what_was_done(&home, "2026-11-23", safe);
        assert!(is_listed(&home));
        let out = home.run(&["audit", "--format", "plain"]).ends(0).out;
        let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("not known to be safe"), "{out}");
        let story = home.run(&["history", CASE]).ends(0).out;
        assert!(story.contains("after a stop, the child is not known to be safe"), "{story}");
        // Neither a review nor a note of somebody who looks at something else says that the child is safe.
        let resolved = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
        let case = resolved.lines().find_map(|line| line.strip_prefix("case = ")).unwrap().to_owned();
        start(&home, &resolved.replace(&case, &format!("\"{CASE}\""))).ends(0);
        later();
        assert!(is_listed(&home));
        what_was_done(&home, "2026-11-23", "yes");
        assert!(!is_listed(&home));
    }
}

/// The answers of a review that is resolved.
fn resolved(at_risk: &str, typed_by: &str) -> String {
    let text = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
    let case = text.lines().find_map(|line| line.strip_prefix("case = ")).unwrap().to_owned();
    let text = text.replace(&case, &format!("\"{CASE}\""));
    let text = text.replace(
        "danger-now = \"no\"\nat-risk = \"no\"",
        &format!("danger-now = \"no\"\nat-risk = \"{at_risk}\"\ntyped-by = \"{typed_by}\""),
    );
    assert!(text.contains(typed_by), "{text}");
    text
}

/// Says in a small record that a doubt is over.
fn says_over(home: &Home, who: &str) {
    let status = home.run(&["status"]).ends(0).out;
    let name = status.split("rethink correct ").nth(1).unwrap_or_else(|| panic!("{status}"));
    let name = name.split_whitespace().next().unwrap();
    let text = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncorrects = {{ record = \"{name}\", done = \"The health visitor saw the child\", \
         by = \"Teacher, School\", who-says = \"{who}\", safe-now = \"yes\" }}\n"
    );
    home.run_with(&["correct", "--answers", "-"], &text).ends(0);
    later();
}

#[test]
fn a_doubt_is_closed_by_whoever_had_it_or_a_safeguarding_lead_and_by_nobody_else() {
    for who in ["raiser", "safeguarding-lead"] {
        let home = Home::new();
        let said = start(&home, &resolved("not-sure", "Teacher")).ends(0);
        said.says("A child may still be at risk").says("(Teacher)").says("rethink correct");
        later();
        assert!(is_listed(&home));
        home.run(&["history", CASE]).ends(0).prints("Still open").prints("rethink correct");
        // Another review, in which somebody else says no, and a note of the line manager.
        start(&home, &resolved("no", "Health visitor")).ends(0);
        later();
        assert!(is_listed(&home));
        says_over(&home, "somebody-else");
        assert!(is_listed(&home));
        home.run(&["status"]).ends(0).prints("rethink correct");
        says_over(&home, who);
        assert!(!is_listed(&home), "{who}");
        let said = start(&home, &resolved("no", "Teacher")).ends(0);
        assert!(!said.err.contains("A child may still be at risk"), "{}", said.err);
        assert!(!home.run(&["history", CASE]).ends(0).out.contains("Still open"));
        home.run(&["verify"]).ends(0);
    }
}

#[test]
fn a_correction_takes_back_nothing_of_what_was_said_of_risk_and_what_it_says_is_of_its_own_day() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/hips-urgent.toml"]).ends(0);
    later();
    let record = home.record_names()[0].trim_end_matches(".toml").to_owned();
    let corrected = |home: &Home, record: &str, at_risk: &str, answers: &str| {
        let text = format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"{at_risk}\"\ncorrects = {{ record = \"{record}\", reason = \"A slip\" }}\n\
             [answers]\n{answers}"
        );
        home.run_with(&["correct", "--answers", "-"], &text).ends(0);
        later();
    };
    corrected(&home, &record, "no", "raiser-role = \"School nurse\"\n");
    assert!(is_listed(&home));
    home.run(&["verify"]).ends(0);

    let home = Home::new();
    let resolved = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
    home.run_with(&["start", "--answers", "-"], &resolved).ends(0);
    let record = home.record_names()[0].trim_end_matches(".toml").to_owned();
    later();
    home.run_with(&["start", "--again", "--answers", "-"], &resolved).ends(0);
    later();
    assert!(!is_listed(&home));
    corrected(&home, &record, "not-sure", "raiser-role = \"School nurse\"\n");
    assert!(is_listed(&home));
    home.run(&["verify"]).ends(0);
}

#[test]
fn an_urgent_review_is_read_by_the_name_that_is_printed_and_not_its_small_record() {
    let home = Home::new();
    let run = home.run(&["start", "--answers", "examples/hips-urgent.toml"]).ends(0);
    let name = run.err.split("rethink show ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    home.run(&["show", &name]).ends(0).prints("HIPS");
}

#[test]
fn what_is_dated_after_today_ends_no_risk_of_today() {
    let home = Home::new().on("2026-12-20");
    let resolved = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
    let case = resolved.lines().find_map(|line| line.strip_prefix("case = ")).unwrap().to_owned();
    home.run_with(&["start", "--answers", "-"], &resolved).ends(0);
    let home = home.on("2026-12-01");
    let unsure = file("rethink-1", "not-sure", "").replace(&format!("\"{CASE}\""), &case);
    home.run_with(&["start", "--again", "--answers", "-", "--partial"], &unsure).ends(8);
    assert!(is_listed(&home));

    let home = Home::new().on("2026-11-20");
    stop(&home);
    let home = home.on("2026-12-05");
    small_says(&home, "yes");
    let home = home.on("2026-11-21");
    assert!(is_listed(&home));
}

#[test]
fn a_files_own_safety_stop_or_escalation_that_would_close_it_is_refused() {
    let home = Home::new();
    let shipped = |id: &str| fs::read_to_string(format!("strategies/{id}.toml")).unwrap();
    let without = shipped("safety-stop").replace("fact = \"safe-now\"\n", "");
    let file = home.file("own/safety-stop.toml", &without).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[safety-stop]");
    let beside =
        shipped("hips-escalation").replace("verified = false\nabout", "verified = false\nfollows = false\nabout");
    let file = home.file("own/hips-escalation.toml", &beside).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[no-urgent-way]");
}

#[test]
fn a_file_that_stops_to_act_is_a_stop_whatever_else_is_wrong_with_it() {
    let text = |more: &str, answers: &str| {
        file("rethink-1", "acting", answers).replace("[answers]", &format!("{more}[answers]"))
    };
    let wrong = [
        text("foo = 1\n", ""),
        text("", "").replace("format = 1\n", ""),
        text("", "").replace("rethink-1", "rethink-9"),
    ];
    for wrong in wrong {
        let home = Home::new();
        let run =
            home.run_with(&["start", "--answers", "-"], &wrong).ends(9).says("ring 999").says("front door (MASH)");
        assert!(!run.err.contains("Nothing has been written"), "{}", run.err);
        assert!(is_listed(&home), "{wrong}");
    }
    let home = Home::new();
    let wrong = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"acting\"\ncase = \"{CASE}\"\ncorrects = {{ record = \"nowhere\", reason = \"A slip\" }}\n"
    );
    home.run_with(&["correct", "--answers", "-"], &wrong).ends(9).says("ring 999");
    assert!(is_listed(&home));
    home.run_with(&["resume", "PCC-9", "--answers", "-"], &file("rethink-1", "acting", "").replace(CASE, "PCC-9"))
        .ends(9);
    for risk in ["told-and-disagree", "not-sure"] {
        let wrong = text("foo = 1\n", "").replace("acting", risk);
        home.run_with(&["start", "--answers", "-"], &wrong).ends(3).says("ring 999");
    }
    home.run_with(
        &["start", "--answers", "-"],
        &text("danger-now = \"yes\"\n", "").replace("danger-now = \"no\"\nat-risk = \"acting\"\n", ""),
    )
    .ends(9)
    .says("ring 999");
}

#[test]
fn a_stop_that_waits_while_the_folder_is_away_is_told_by_an_audit_too() {
    let home = Home::new();
    fs::write(home.records(), "in the way").unwrap();
    stop(&home);
    for format in ["text", "json", "csv", "ics"] {
        let run = home.run(&["audit", "--format", format]);
        assert_ne!(run.code, 0);
        assert!(run.err.contains("A child may be at risk") && run.err.contains(CASE), "{format}: {}", run.err);
    }
}

#[test]
fn a_stop_that_was_taken_away_is_in_every_file_that_an_audit_makes() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    stop(&home);
    assert!(is_listed(&home));
    let stops = fs::read_dir(home.records()).unwrap().map(|it| it.unwrap().path());
    for path in stops.filter(|path| path.to_str().unwrap().contains("_stop_")) {
        fs::remove_file(path).unwrap();
    }
    for format in ["text", "plain", "html", "ics"] {
        let out = home.run(&["audit", "--format", format]).ends(0).out;
        let out = out.replace("\r\n ", "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains("a stop for safety that was seen here before is gone or changed"), "{format}: {out}");
    }
    let json = home.run(&["audit", "--format", "json"]).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["at-risk-gone"][0].as_str().unwrap().contains("_stop_"), "{json}");
    home.run(&["audit", "--format", "csv"]).ends(0).prints("at-risk-gone");
    let anonymous = home.run(&["audit", "--anonymous", "--format", "plain"]).ends(0).out;
    assert!(anonymous.contains("A child may be at risk") && !anonymous.contains(CASE), "{anonymous}");
    home.run(&["audit", "--fail-on", "stopped"]).ends(1);
}

#[test]
fn a_question_of_a_teams_own_closes_no_stop() {
    let home = Home::new();
    let own = fs::read_to_string("tests/findings/strategy/safe-now.toml")
        .unwrap()
        .replace("\"safe-now\"\ntitle", "\"our-form\"\ntitle");
    let file = home.file("records/strategies/our-form.toml", &own).display().to_string();
    home.run(&["strategy", "check", &file]).ends(1).prints("[safe-now]").prints("safety-stop");
    // Whoever begins it by script is told, and the stop stays.
    stop(&home);
    let filed = "raised-on = 2026-11-20\nraiser-agency = \"School\"\nother-agency = \"Early help\"\n\
                 childs-view = \"Well\"\ncategory = \"one\"\nfamily-told = \"one\"\nfiled = \"yes\"\nsettled = \"yes\"\n";
    start(&home, &self::file("our-form", "no", filed)).ends(3).says("[safe-now]");
    assert!(is_listed(&home));
    // With other answers, taken over, asked of each, or left open, it is no better than with other words.
    let shipped = fs::read_to_string("strategies/safety-stop.toml").unwrap();
    for (from, to) in [
        ("label = \"No, or not enough\"", "label = \"No\""),
        ("  { id = \"not-known\", label = \"I do not know\" },\n", ""),
        ("as far as you know?", "or has it been filed?"),
        ("fact = \"safe-now\"\n", "fact = \"safe-now\"\noptional = true\n"),
        ("fact = \"safe-now\"\n", "fact = \"safe-now\"\nwhy-not = true\n"),
    ] {
        assert!(shipped.contains(from), "{from}");
        for id in ["safety-stop", "our-stop"] {
            let own = shipped.replace(from, to).replace("id = \"safety-stop\"", &format!("id = \"{id}\""));
            let file = home.file(&format!("own/{id}.toml"), &own).display().to_string();
            home.run(&["strategy", "check", &file]).ends(1).prints("[safe-now]");
        }
    }
    // In the program's own words it may be asked anywhere.
    let file = home.file("own/our-stop.toml", &shipped.replace("id = \"safety-stop\"", "id = \"our-stop\""));
    let out = home.run(&["strategy", "check", &file.display().to_string()]).out;
    assert!(!out.contains("[safe-now]"), "{out}");
}
