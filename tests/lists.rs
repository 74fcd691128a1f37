//! `status`, `audit` and `history` list whatever is open, and say nothing of it that is not so.

use crate::program::Home;
use crate::program::Run;

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn answers(at_risk: &str, case: &str) -> String {
    format!(
        "format = 1\nstrategy = \"rethink-1\"\ncase = \"{case}\"\ndanger-now = \"no\"\nat-risk = \"{at_risk}\"\n[answers]\n"
    )
}

fn stop(home: &Home, case: &str) -> Run {
    home.run_with(&["start", "--answers", "-"], &answers("acting", case)).ends(9)
}

/// A review that is recorded although nobody was sure whether a child is at risk.
fn unsure(home: &Home, case: &str) {
    let resolved = include_str!("../examples/rethink-1-resolved.toml");
    let text = resolved
        .replace("PCC-47001", case)
        .replace("danger-now = \"no\"\nat-risk = \"no\"", "danger-now = \"no\"\nat-risk = \"not-sure\"");
    home.run_with(&["start", "--answers", "-"], &text).ends(0);
}

#[test]
fn risk_that_is_dated_after_today_is_listed_by_every_list() {
    let mut home = Home::new().on("2026-12-03");
    stop(&home, "PCC-1");
    unsure(&home, "PCC-2");
    for today in ["2026-12-01", "2026-11-01"] {
        home.turn_to(today);
        for args in [&["status"][..], &["audit"], &["audit", "--format", "plain"], &["audit", "--format", "html"]] {
            let out = flat(&home.run(args).ends(0).out);
            assert!(out.contains("A child may be at risk"), "{today} {args:?}: {out}");
            assert!(out.contains("PCC-1") && out.contains("PCC-2"), "{today} {args:?}: {out}");
            assert!(!out.contains("needs you today"), "{today} {args:?}: {out}");
        }
        for format in ["csv", "json", "ics"] {
            let out = home.run(&["audit", "--format", format]).ends(0).out;
            assert!(out.contains("PCC-1") && out.contains("PCC-2"), "{today} {format}: {out}");
        }
        home.run(&["audit", "--fail-on", "stopped"]).ends(1);
        home.run(&["audit", "--fail-on", "at-risk"]).ends(1);
        // Whoever asks for another case hears of both.
        home.run(&["audit", "--case", "PCC-2"]).ends(0).prints("at risk in 1 case outside what was asked for");
    }
    // The folder as it was on an earlier day has neither.
    home.turn_to("2026-12-04");
    let before = home.run(&["audit", "--as-of", "2026-12-02"]).ends(0).out;
    assert!(!before.contains("PCC-1") && !before.contains("PCC-2"), "{before}");
    home.run(&["audit", "--as-of", "2026-12-03"]).ends(0).prints("PCC-1").prints("PCC-2");
}

#[test]
fn where_only_a_stop_is_written_no_list_says_that_there_is_nothing() {
    let home = Home::new();
    stop(&home, "PCC-9");
    for args in [&["audit"][..], &["audit", "--case", "PCC-9"], &["audit", "--format", "plain"]] {
        let out = flat(&home.run(args).ends(0).out);
        assert!(out.contains("No review") && out.contains("has a record here yet"), "{args:?}: {out}");
        for untrue in ["There are no records", "No records", "No case with a record here is what you asked for"] {
            assert!(!out.contains(untrue), "{args:?}: {out}");
        }
    }
    let files = flat(&home.run(&["audit"]).out);
    assert!(files.contains("1 is a stop for safety or an answer about risk"), "{files}");
    let history = home.run(&["history"]).ends(0).err;
    assert!(history.contains("No review has a record here yet") && history.contains("rethink status"), "{history}");
    // Where there is nothing at all, that is said.
    let nothing = Home::new();
    std::fs::create_dir_all(nothing.records()).unwrap();
    nothing.run(&["history"]).ends(0).says("There are no records yet.");
    nothing.run(&["audit"]).ends(0).prints("There are no records here yet.");
}

#[test]
fn nothing_has_waited_for_less_than_no_days() {
    let mut home = Home::new().on("2026-12-02");
    home.run(&["start", "--answers", "examples/hips-urgent.toml"]).ends(0);
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    home.turn_to("2026-12-01");
    for args in [&["status"][..], &["audit"], &["audit", "--format", "plain"]] {
        let out = flat(&home.run(args).ends(0).out);
        assert!(!out.contains(" -1 ") && !out.contains("0 working days for"), "{args:?}: {out}");
    }
    home.run(&["audit"]).prints("dated 2 December 2026, after today");
}

#[test]
fn an_audit_of_practice_counts_what_was_practised_and_says_so() {
    let home = Home::new();
    home.run_with(&["start", "--answers", "-", "--practice"], &answers("acting", "PCC-9")).ends(9);
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml", "--practice"]).ends(0);
    for format in ["text", "plain", "html", "csv", "json", "ics"] {
        let out = home.run(&["audit", "--practice", "--format", format]).ends(0).out;
        assert!(out.contains("PCC-9") && out.to_lowercase().contains("practice"), "{format}: {out}");
        assert!(!out.contains("There are no records here yet"), "{format}: {out}");
    }
    let out = flat(&home.run(&["--practice", "audit"]).ends(0).out);
    assert!(out.starts_with("PRACTICE: none of this is a real case."), "{out}");
    assert!(out.contains("A child may be at risk") && out.contains("1 record, as seen on"), "{out}");
    let needs = home.run(&["audit", "--practice", "--measures"]).ends(0).out;
    assert!(!needs.contains("rethink audit --definitions"), "{needs}");
    std::fs::create_dir_all(home.records()).unwrap();
    let real = home.run(&["audit"]).ends(0).out;
    assert!(!real.contains("PCC-9") && !real.contains("PRACTICE"), "{real}");
}

#[test]
fn a_strategy_file_that_cannot_be_used_hides_no_other_strategy() {
    let home = Home::new();
    // A folder that is called like a file of a strategy.
    std::fs::create_dir_all(home.records().join("strategies/old.toml")).unwrap();
    let run = home.run(&["strategy", "list"]).ends(0).says("Warning: ").says("old.toml").prints("rethink-2");
    assert!(!run.out.contains("old"), "{}", run.out);
    home.run(&["strategy", "show", "rethink-1"]).ends(0).says("old.toml");
    home.run(&["strategy", "template", "rethink-1"]).ends(0).says("old.toml");
    home.run(&["strategy", "draw", "rethink-1"]).ends(0).says("old.toml");
    // A shipped strategy of the team's own that is broken.
    home.file("records/strategies/rethink-2.toml", "format = 1\nid = \"rethink-2\"\n");
    let run = home.run(&["strategy", "list"]).ends(3).says("the one that comes with rethink is used");
    let out = flat(&run.out);
    assert!(out.contains("rethink-2: the one that comes with rethink, in the place of"), "{out}");
    assert!(out.contains("Re-think strategy 2") && out.contains("Re-think strategy 1"), "{out}");
}

#[test]
fn a_stop_that_was_taken_away_or_edited_is_told_by_name_and_nothing_is_said_to_be_well() {
    for is_edited in [false, true] {
        let home = Home::new();
        stop(&home, "PCC-9");
        // Something of the folder stays there, so it is no share that is away.
        home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
        home.run(&["status"]).ends(0);
        let mut paths = std::fs::read_dir(home.records()).unwrap().map(|entry| entry.unwrap().path());
        let path = paths.find(|path| path.to_str().unwrap().contains("_stop_")).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        if is_edited {
            std::fs::write(&path, text.replace("acting", "not-sure")).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        for args in [&["status"][..], &["audit"], &["audit", "--format", "plain"], &["history"]] {
            let run = home.run(args).ends(0);
            assert!(run.err.contains("a stop for safety that was seen here before"), "{args:?}: {}", run.err);
            assert!(run.err.contains(name) && run.err.contains("A child may be at risk"), "{args:?}: {}", run.err);
            for well in ["nothing waits", "Nothing here needs you today"] {
                assert!(!run.out.contains(well), "{args:?}: {}", run.out);
            }
        }
        home.run(&["audit", "--fail-on", "damaged"]).ends(1);
    }
}

const RESOLVED: &str = include_str!("../examples/rethink-1-resolved.toml");

#[test]
fn a_case_stands_for_its_newest_record_of_which_the_day_has_come_and_one_to_come_is_named() {
    let mut home = Home::new().on("2026-12-20");
    home.run_with(&["start", "--answers", "-"], RESOLVED).ends(0);
    let to_come = home.record_names()[0].clone();
    // All are to come: the newest is shown, and that is said.
    home.turn_to("2026-12-01");
    let words = "a record of this case is dated 20 December 2026, after today";
    home.run(&["show", "PCC-47001"]).ends(0).prints("20 December 2026").says(words);
    home.run_with(&["start", "--again", "--answers", "-"], RESOLVED).ends(0);
    for args in [&["show", "PCC-47001"][..], &["show", "PCC-47001", "--format", "html"]] {
        let run = home.run(args).ends(0).says(words).says("Read it with: rethink show");
        assert!(run.out.contains("2026-12-01_PCC-47001_rethink-1"), "{}", run.out);
    }
    let json = home.run(&["show", "PCC-47001", "--format", "json"]).ends(0).says(words).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json.to_string().contains("2026-12-01_PCC-47001"), "{json}");
    // Its name shows it, and nothing else is said.
    let run = home.run(&["show", to_come.trim_end_matches(".toml")]).ends(0).prints("20 December 2026");
    assert!(!run.err.contains("after today"), "{}", run.err);
    // Once its day has come, it is the newest.
    home.turn_to("2026-12-20");
    let run = home.run(&["show", "PCC-47001"]).ends(0).prints("20 December 2026");
    assert!(!run.err.contains("after today"), "{}", run.err);
}

#[test]
fn the_story_of_a_case_says_which_of_its_stops_is_gone_in_every_format() {
    for has_record in [true, false] {
        let home = Home::new();
        stop(&home, "PCC-47001");
        stop(&home, "PCC-9");
        home.run(&["start", "--answers", "examples/rethink-1-waits.toml"]);
        if has_record {
            home.run_with(&["start", "--answers", "-"], RESOLVED).ends(0);
        }
        home.run(&["status"]).ends(0);
        let paths = std::fs::read_dir(home.records()).unwrap().map(|entry| entry.unwrap().path());
        let mut paths = paths.filter(|path| path.to_str().unwrap().contains("PCC-47001_stop_"));
        let path = paths.next().unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for is_edited in [false, true] {
            if is_edited {
                std::fs::write(&path, text.replace("acting", "not-sure")).unwrap();
            } else {
                std::fs::remove_file(&path).unwrap();
            }
            for format in ["text", "markdown", "html"] {
                let code = if is_edited && !has_record { 3 } else { 0 };
                let out = home.run(&["history", "pcc-47001", "--format", format]).ends(code).out;
                let out = flat(&out.replace('\\', ""));
                assert!(out.contains("top for safety that was seen here before is gone or changed"), "{format}: {out}");
                assert!(out.contains(&name) && out.contains("A child may be at risk."), "{format}: {out}");
            }
            let json = home.run(&["history", "PCC-47001", "--format", "json"]).out;
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(json["at-risk-gone"][0], name.as_str(), "{json}");
            let other = home.run(&["history", "PCC-9"]).ends(0).out;
            assert!(!other.contains("gone or changed"), "{other}");
        }
        std::fs::write(&path, text).unwrap();
        let whole = home.run(&["history", "PCC-47001"]).ends(0).out;
        assert!(!whole.contains("gone or changed"), "{whole}");
    }
}

#[test]
fn the_list_of_all_records_says_what_waits_here_while_the_folder_is_away() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    let away = home.path().join("away");
    std::fs::rename(home.records(), &away).unwrap();
    stop(&home, "PCC-9");
    let other = RESOLVED.replace("PCC-47001", "PCC-2");
    home.run_with(&["start", "--answers", "-"], &other).ends(7);
    let run = home.run(&["history"]).ends(7);
    assert!(run.err.contains("A child may be at risk") && run.err.contains("PCC-9"), "{}", run.err);
    assert!(run.err.contains("2 records wait on this computer to be published"), "{}", run.err);
    // The folder is back, and nobody has published them yet.
    std::fs::rename(&away, home.records()).unwrap();
    let run = home.run(&["history"]).ends(0).prints("PCC-47001");
    assert!(run.err.contains("PCC-9") && run.err.contains("rethink status"), "{}", run.err);
    home.run(&["status"]).ends(0);
    let run = home.run(&["history"]).ends(0).prints("PCC-2");
    assert!(!run.err.contains("wait"), "{}", run.err);
}

#[test]
fn an_audit_of_an_agency_that_nobody_has_names_those_there_are_after_the_children_at_risk() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    stop(&home, "PCC-9");
    let run = home.run(&["audit", "--agency", "Quokka"]).ends(5);
    let agency = std::fs::read_to_string("examples/rethink-2-waits.toml").unwrap();
    let agency =
        agency.lines().find_map(|line| line.strip_prefix("raiser-agency = ")).unwrap().trim_matches('"').to_owned();
    assert!(run.err.contains(&agency) && !run.err.contains("Quokka"), "{agency}: {}", run.err);
    for flag in [&["--agency", "Quokka"][..], &["--case", "PCC-77"], &["--category", "Quokka"]] {
        let run = home.run(&[&["audit"], flag].concat()).ends(5);
        let risk = run.err.find("A child may be at risk").unwrap_or_else(|| panic!("{flag:?}: {}", run.err));
        assert!(run.err[risk..].contains("PCC-9") && risk < run.err.find("Error: ").unwrap(), "{}", run.err);
    }
    let run = home.run(&["audit", "--agency", "Quokka", "--anonymous"]).ends(5).says("A child may be at risk");
    assert!(!run.err.contains("PCC-9") && !run.err.contains(&agency), "{}", run.err);
}

#[test]
fn an_answer_about_risk_stands_once_in_the_story_of_a_case_that_was_corrected() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    let lines = |home: &Home| {
        let story = home.run(&["history", "PCC-47001"]).ends(0).out;
        story.lines().filter(|line| line.contains("(answered at")).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = lines(&home);
    assert_eq!(before.len(), 1, "{before:?}");
    // Clocks have seconds: what the correction says itself is another answer.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let record = home.record_names()[0].trim_end_matches(".toml").to_owned();
    let text = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncorrects = {{ record = \"{record}\", reason = \"A slip\" }}\n\
         [answers]\nraiser-role = \"School nurse\"\n"
    );
    home.run_with(&["correct", "--answers", "-"], &text).ends(0);
    let json = home.run(&["history", "PCC-47001", "--format", "json"]).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let times: Vec<&str> =
        json["at-risk"].as_array().unwrap().iter().map(|risk| risk["at"].as_str().unwrap()).collect();
    let mut once = times.clone();
    once.dedup();
    assert_eq!(times, once, "{json}");
}

#[test]
fn the_table_says_of_a_stop_what_it_is_and_of_no_stop_that_a_reason_is_given() {
    let home = Home::new();
    stop(&home, "PCC-9");
    unsure(&home, "PCC-2");
    home.run(&["start", "--answers", "examples/hips-urgent.toml"]).ends(0);
    let csv = home.run(&["audit", "--format", "csv"]).ends(0).out;
    let row = |of: &str| csv.lines().find(|line| line.contains(of)).unwrap_or_else(|| panic!("{of}: {csv}")).to_owned();
    assert!(row("stopped,,PCC-9").contains("stopped to keep a child safe"), "{csv}");
    assert!(row("at-risk,,PCC-2").contains("nobody was sure"), "{csv}");
    assert!(csv.contains("told and disagrees"), "{csv}");
    assert!(!csv.contains("reason given"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&home.run(&["audit", "--format", "json"]).ends(0).out).unwrap();
    let needs =
        json["needs"].as_array().unwrap().iter().filter(|need| need["why"] == "stopped" || need["why"] == "at-risk");
    assert!(needs.into_iter().all(|need| need["reason"] == false), "{json}");
}

#[test]
fn a_stop_that_two_people_put_to_two_cases_is_listed_under_both_until_neither_says_that_the_child_is_not_safe() {
    let home = Home::new();
    home.run_with(&["start", "--answers", "-"], &answers("acting", "").replace("case = \"\"\n", "")).ends(9);
    let stops = |folder: &std::path::Path| {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains("_stop_")).collect::<Vec<_>>()
    };
    let first = stops(&home.records())[0].clone();
    // Another office has the same folder, as it was before the first said anything.
    let office = Home::new();
    std::fs::create_dir_all(office.records()).unwrap();
    std::fs::copy(home.records().join(&first), office.records().join(&first)).unwrap();
    let say = |home: &Home, record: &str, case: &str, safe: &str| {
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let text = format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n{case}corrects = {{ record = \"{}\", done = \"Rang them\", by = \"Nurse\", \
             safe-now = \"{safe}\" }}\n",
            record.trim_end_matches(".toml")
        );
        home.run_with(&["correct", "--answers", "-"], &text).ends(0)
    };
    say(&home, &first, "case = \"PCC-1\"\n", "no");
    say(&office, &first, "case = \"PCC-2\"\n", "not-known");
    for name in stops(&office.records()).iter().filter(|name| **name != first) {
        std::fs::copy(office.records().join(name), home.records().join(name)).unwrap();
    }
    let listed = |home: &Home| {
        let both = ["PCC-1", "PCC-2"].map(|case| {
            let story = home.run(&["history", case]).ends(0).out;
            assert!(story.starts_with(&format!("The story of {case}")), "{story}");
            let of_case = |args: &[&str]| home.run(args).ends(0).out.contains(&format!("{case}: stopped for safety"));
            let lists =
                [&["status"][..], &["audit", "--format", "plain"], &["audit", "--case", case, "--format", "plain"]];
            let lists = lists.map(of_case);
            assert!(lists.iter().all(|listed| *listed == lists[0]), "{case}: {lists:?}");
            lists[0]
        });
        assert_eq!(both[0], both[1]);
        both[0]
    };
    assert!(listed(&home));
    // Whoever says that the child is safe hears that somebody else does not, and where to say it.
    let newest = |home: &Home| {
        let status = home.run(&["status"]).ends(0).out;
        let (_, name) = status.split_once("rethink correct ").unwrap();
        name.split_whitespace().next().unwrap().to_owned()
    };
    say(&home, &newest(&home), "", "yes").says("It stays open in every list");
    assert!(listed(&home));
    let run = say(&home, &newest(&home), "", "yes");
    assert!(!run.err.contains("stays open"), "{}", run.err);
    assert!(!listed(&home));
    home.run(&["verify"]).ends(0);
}
