//! An audit, from outside: of the records in `examples/records` it must give what was worked out by hand beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use crate::program::Home;
use crate::program::Run;
use crate::pty;

const BY_HAND: &str = include_str!("../examples/records/AUDIT.md");
const SEEN_ON: &str = "2026-11-20";

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/records")
}

fn audit(home: &Home, folder: &Path, args: &[&str]) -> Run {
    let folder = folder.display().to_string();
    home.run(&[&["audit", "--records", &folder], args].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("one document")
}

/// The rows of the table under a heading, each with its cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let below = BY_HAND.split(heading).nth(1).expect("the heading");
    let lines = below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// A figure as the tables have it.
fn gives(figure: &Value) -> String {
    let number = |key: &str| figure[key].as_i64().map(|number| number.to_string());
    match (number("part"), number("whole"), number("count"), number("median"), number("percentile-90")) {
        (Some(part), Some(whole), ..) => format!("{part} of {whole}"),
        (_, _, Some(many), Some(median), Some(ninety)) => format!("{many}: {median}, {ninety}"),
        (_, _, Some(many), ..) => many,
        other => panic!("{figure} {other:?}"),
    }
}

#[test]
fn the_example_gives_what_was_worked_out_by_hand() {
    let home = Home::new().on(SEEN_ON);
    let found = json(&audit(&home, &examples(), &["--format", "json"]).ends(0));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let figures = found["figures"].as_array().expect("figures");
    let mut given: Vec<String> = figures
        .iter()
        .map(|it| format!("{} {} {} {}", text(&it["what"]), text(&it["strategy"]), text(&it["to"]), gives(it)))
        .collect();
    let mut wanted: Vec<String> =
        table("## The figures").iter().map(|row| format!("{} {} {} {}", row[0], row[1], row[2], row[3])).collect();
    given.sort();
    wanted.sort();
    assert_eq!(given, wanted);

    let yes = |value: &Value| if value.as_bool() == Some(true) { "yes" } else { "no" };
    let needs: Vec<String> = found["needs"]
        .as_array()
        .expect("needs")
        .iter()
        .map(|need| {
            let case = text(&need["case"]).replace("INVENTED-00000", "");
            let (why, day, days) = (text(&need["why"]), text(&need["day"]), need["working-days"].to_string());
            [&case, &why, &day, &days, yes(&need["yours"]), yes(&need["reason"])].join(" ")
        })
        .collect();
    let wanted: Vec<String> = table("## What needs somebody").iter().map(|row| row[..6].join(" ")).collect();
    assert_eq!(needs, wanted);

    assert_eq!(
        found["files"],
        serde_json::json!({
            "records": 13, "damaged": 1, "newer": 0, "not-read": 0, "corrected": 0, "practice": 0, "small": 0, "other": 0
        })
    );
    assert_eq!((&found["dates-given"], &found["invented"]), (&Value::from(1), &Value::from(true)));
    assert_eq!(found["settled-early"], Value::Array(Vec::new()));
}

#[test]
fn of_agencies_the_example_shows_what_was_worked_out_by_hand() {
    let home = Home::new().on(SEEN_ON);
    let found = json(&audit(&home, &examples(), &["--format", "json", "--group-by", "agencies"]).ends(0));
    let its = found["figures"].as_array().expect("figures").iter().filter(|it| it["group"] != "");
    let shown = its.filter(|it| it["fewer-than"].is_null() && it["whole"] != 0 && it["count"] != 0);
    let given: Vec<String> =
        shown.map(|it| format!("{} {}", it["what"].as_str().expect("a name"), gives(it))).collect();
    let wanted: Vec<String> = table("## By agency").iter().map(|row| row[..2].join(" ")).collect();
    assert_eq!(given, wanted);
}

#[test]
fn what_is_hidden_of_one_pair_is_hidden_beside_it_in_every_format() {
    let home = Home::new().on(SEEN_ON);
    let resolved = include_str!("../examples/rethink-1-resolved.toml");
    // Two of six of one pair are worse, and seven of fourteen of the other.
    for number in 0..20 {
        let small = number < 6;
        let mut text = resolved.replace("PCC-47001", &format!("PCC-{number}"));
        if small {
            text = text.replace("Secondary school", "Small hospice").replace("\"Early help\"", "\"GP\"");
        }
        if !(2..13).contains(&number) {
            text = text.replace("changed-for-child = \"better\"", "changed-for-child = \"worse\"");
        }
        home.run_with(&["start", "--answers", "-"], &text).ends(0);
    }
    let of = |args: &[&str]| audit(&home, &home.records(), args).ends(0).out;
    let csv = of(&["--group-by", "agencies", "--format", "csv"]);
    let worse: Vec<&str> = csv.lines().filter(|line| line.starts_with("figure,changed-worse,")).collect();
    assert!(worse[0].contains(",9,20,") && worse.len() == 3, "{worse:?}");
    assert!(worse[1..].iter().all(|line| line.ends_with("\"not shown, to protect people\",")), "{worse:?}");
    let found = json(&audit(&home, &home.records(), &["--group-by", "agencies", "--format", "json"]).ends(0));
    let figures = found["figures"].as_array().expect("figures").iter();
    let hidden = figures.filter(|it| it["what"] == "changed-worse" && it["fewer-than"] == 5).count();
    assert_eq!(hidden, 2);
    // Of one agency nothing vanishes without a word.
    for agency in ["Small hospice", "Secondary school"] {
        let measures = of(&["--agency", agency, "--measures"]);
        assert!(measures.starts_with(&format!("Only: the agency {agency}.\n")), "{measures}");
        assert_eq!(measures.matches("not shown, to protect people").count(), 2, "{measures}");
        let page = of(&["--agency", agency, "--format", "html"]);
        assert!(page.contains("<p dir=\"auto\">not shown, to protect people</p>"), "{agency}");
    }
    let compared = of(&["--agency", "GP", "--compare", "2024-01-01..2025-12-31", "2026-01-01..2026-11-23"]);
    assert!(compared.contains("fewer than five of this agency"), "{compared}");
}

#[test]
fn where_nothing_could_be_read_nothing_is_said_to_be_well() {
    let home = Home::new().on(SEEN_ON);
    let only = home.file("damaged/2025-06-27_PCC-1_rethink-1_6gtwwtmi.toml", "format = 1\n");
    let folder = only.parent().expect("a folder");
    for format in ["text", "plain", "html"] {
        let out = audit(&home, folder, &["--format", format]).ends(0).out;
        assert!(out.contains("No record could be read: 1 file could not be counted."), "{format}: {out}");
        assert!(out.contains("rethink verify") && !out.contains("needs you today"), "{format}: {out}");
        assert!(!out.contains("There are no records here yet"), "{format}: {out}");
    }
    // Beside records that need nothing, it is said as well.
    home.run_with(&["start", "--answers", "-"], include_str!("../examples/rethink-1-resolved.toml")).ends(0);
    fs::copy(&only, home.records().join(only.file_name().expect("a name"))).expect("copied");
    let out = audit(&home, &home.records(), &[]).ends(0).out;
    assert!(out.starts_with("Nothing that can be read here needs you today, and 1 file could not be read."), "{out}");
    let narrow = audit(&home, &home.records(), &["--overdue"]).ends(0).out;
    assert!(narrow.contains("But 1 file could not be read."), "{narrow}");
    fs::remove_file(home.records().join(only.file_name().expect("a name"))).expect("gone");
    // Before the first record there is none yet, and later ones are told.
    let early = audit(&home, &home.records(), &["--as-of", "2024-01-01"]).ends(0).out;
    assert!(early.starts_with("No record here is of 1 January 2024 or before; 1 is of a later day."), "{early}");
    assert!(!early.contains("There are no records here yet"), "{early}");
}

#[test]
fn the_reason_that_a_record_gives_is_shown_with_its_words() {
    let home = Home::new().on(SEEN_ON);
    let resolved = include_str!("../examples/rethink-1-resolved.toml");
    let text = resolved.replace("raiser-told-on = 2026-11-16", "raiser-told-on = { why-not = \"On leave\" }");
    home.run_with(&["start", "--answers", "-"], &text).ends(0);
    let hips = include_str!("../examples/rethink-3-hips.toml");
    home.run_with(&["start", "--answers", "-"], hips).ends(0);
    let words = |args: &[&str]| {
        let out = audit(&home, &home.records(), args).ends(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let out = words(&["--format", "plain", "--with-text"]);
    assert!(
        out.contains("that whoever raised it was told; a record says why Who raised it was told: On leave"),
        "{out}"
    );
    let needs = json(&audit(&home, &home.records(), &["--format", "json", "--with-text"]).ends(0));
    let needs: Vec<&Value> =
        needs["needs"].as_array().expect("needs").iter().filter(|need| need["why"] == "childs-view").collect();
    assert_eq!((needs.len(), &needs[0]["reason"]), (1, &Value::Bool(true)));
    let said = needs[0]["said"][0]["said"].as_str().expect("words");
    assert!(said.starts_with("The child was asked by the school nurse on 12 October"), "{said}");
    let out = words(&["--format", "plain"]);
    assert!(out.contains("the child's view is not written; a record says why"), "{out}");
    // Case 2 waits for its first talk: a question that was not reached is no answer.
    let out = audit(&home, &examples(), &["--format", "plain"]).ends(0).out;
    assert!(out.contains("INVENTED-000002: the review has not come to the child's view yet"), "{out}");
}

#[test]
fn a_stop_is_known_by_its_case_and_on_its_day() {
    let mut home = Home::new().on(SEEN_ON);
    fs::create_dir_all(home.records()).expect("made");
    let acting =
        "format = 1\nstrategy = \"rethink-1\"\ncase = \"S-1\"\ndanger-now = \"no\"\nat-risk = \"acting\"\n[answers]\n";
    home.turn_to("2026-11-12");
    home.run_with(&["start", "--answers", "-"], acting).ends(9);
    home.turn_to(SEEN_ON);
    let of = |args: &[&str]| audit(&home, &home.records(), args).ends(0).out;
    let said = |out: &str| out.split_whitespace().collect::<Vec<_>>().join(" ");
    let stopped = "- S-1: stopped for safety on 12 November 2026 at";
    assert!(said(&of(&["--case", "s-1"])).contains(stopped), "{}", of(&["--case", "s-1"]));
    assert!(!of(&[]).contains("Nothing here needs you"));
    assert!(said(&of(&["--as-of", "2026-11-13"])).contains(&format!("A child may be at risk {stopped}")));
    assert!(of(&["--as-of", "2026-11-11"]).contains("Nothing here needs you today."));
    for format in ["text", "html"] {
        let out = of(&["--format", format]);
        assert!(out.contains("Unfinished reviews on other computers cannot be seen from here"), "{format}: {out}");
    }
    assert!(of(&["--measures"]).contains("cannot be seen from here"));
    // What somebody wrote down by themselves explains it as well.
    let text = "format = 1\nstrategy = \"safety-stop\"\ncase = \"S-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\n\
                stopped-on = 2026-11-12\nwhat-was-done = \"The duty team was told\"\nsafe-now = \"yes\"\n";
    home.run_with(&["start", "--answers", "-"], text).ends(0);
    assert!(of(&[]).contains("Nothing here needs you today."));
    assert!(of(&["--as-of", "2026-11-19"]).contains("S-1: stopped"));
    // The other list of what is open says the same.
    let status = || home.run(&["status"]).ends(0).out;
    assert!(!status().contains("S-1: stopped for safety on 12 November 2026"), "{}", status());
    // It was about another child: the stop of the first is open again, in both.
    let name = home.record_names()[0].clone();
    let moved = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncase = \"S-2\"\n\
         corrects = {{ record = \"{}\", reason = \"Another child\" }}\n",
        name.trim_end_matches(".toml")
    );
    home.run_with(&["correct", "--answers", "-"], &moved).ends(0);
    assert!(of(&[]).contains("S-1: stopped"));
    assert!(status().contains("S-1: stopped for safety on 12 November 2026"), "{}", status());
}

#[test]
fn flags_that_narrow_are_said_again_and_those_that_cannot_be_honoured_are_refused() {
    let home = Home::new().on(SEEN_ON);
    let out = |args: &[&str]| audit(&home, &examples(), args).ends(0).out;
    let words = |args: &[&str]| out(args).split_whitespace().collect::<Vec<_>>().join(" ");
    let narrow = words(&["--from", "2024-01-01", "--agency", "Invented police"]);
    assert!(narrow.contains("Only: the agency Invented police; from 1 January 2024."), "{narrow}");
    assert!(narrow.contains("--from 2024-01-01 --agency 'Invented police' --measures"), "{narrow}");
    // What a strategy asks about is known, though nobody here has said it.
    assert!(out(&["--category", "roles"]).contains("No case here is what you asked for."));
    let refused = audit(&home, &examples(), &["--category", "canary"]).ends(5);
    assert!(refused.err.contains("roles") && !refused.err.contains("canary"), "{}", refused.err);
    let meeting = audit(&home, &examples(), &["--anonymous", "--case", "INVENTED-000001"]).ends(5);
    assert!(meeting.err.contains("with --anonymous a case has a number"), "{}", meeting.err);
    assert!(out(&["--anonymous", "--case", "case-1"]).contains("case-1"));
    for flags in [&["--overdue"][..], &["--due-within", "10d"], &["--waiting-on", "family"]] {
        let times = ["--compare", "2024-01-01..2025-12-31", "2026-01-01..2026-11-20"];
        let run = audit(&home, &examples(), &[&times, flags].concat()).ends(2);
        assert!(run.err.contains(flags[0]) && run.err.contains("What to do"), "{}", run.err);
    }
    // The totals are of all files, and what was asked for is told apart.
    let one = words(&["--case", "INVENTED-000004"]);
    assert!(one.contains("1 has a date that was given. Asked for: 3 records."), "{one}");
}

#[test]
fn in_a_meeting_no_day_stands_beside_a_strategy() {
    let home = Home::new().on(SEEN_ON);
    let found = json(&audit(&home, &examples(), &["--anonymous", "--format", "json"]).ends(0));
    let records = found["records"].as_array().expect("records");
    assert_eq!(records.len(), 13);
    for record in records {
        let text = record.to_string();
        let day =
            (0..text.len()).any(|at| text.get(at..at + 10).is_some_and(|ten| ten.parse::<chrono::NaiveDate>().is_ok()));
        assert!(!day && record["month"].as_str().is_some_and(|month| month.len() == 7), "{text}");
    }
    // By hand: case 1 began on 2 December 2024; after it, 16 working days to 24 December, and 26 to 10 January.
    let mut first: Vec<(i64, &str)> = records
        .iter()
        .filter(|record| record["case"] == "case-2")
        .map(|record| (record["working-day"].as_i64().expect("a number"), record["strategy"].as_str().expect("an id")))
        .collect();
    first.sort_unstable();
    assert_eq!(first, [(0, "rethink-1"), (16, "rethink-2"), (26, "follow-up"), (26, "oversight")]);
}

#[test]
fn in_a_meeting_no_agency_can_be_counted_and_no_day_leads_back() {
    let home = Home::new().on(SEEN_ON);
    let of = |args: &[&str]| json(&audit(&home, &examples(), &[&["--format", "json"], args].concat()).ends(0));
    let found = of(&["--anonymous", "--group-by", "agencies"]);
    for record in found["records"].as_array().expect("records") {
        let facts = record["facts"].as_object().expect("facts");
        assert!(!facts.contains_key("raiser-agency") && !facts.contains_key("other-agency"), "{record}");
        assert!(record["by"]["working-day"].is_null(), "{record}");
    }
    let needs = found["needs"].as_array().expect("needs");
    assert!(needs.iter().all(|need| need.get("record").is_none() && need.get("since").is_none()), "{needs:?}");
    // Only a date by which something waits is of no record.
    let with_day: Vec<&Value> = needs.iter().filter(|need| need.get("day").is_some()).collect();
    assert!(!with_day.is_empty() && with_day.len() < needs.len(), "{needs:?}");
    assert!(with_day.iter().all(|need| need["waits-for"] != ""), "{with_day:?}");
    let agency = of(&["--anonymous", "--agency", "agencies with fewer than five cases"]);
    assert_eq!(agency["records"], Value::Array(Vec::new()));
    // Whoever may open the folder finds in the document what stands in it.
    let whole = of(&["--group-by", "agencies"]);
    assert!(whole["records"].as_array().expect("records").iter().any(|it| it["facts"]["raiser-agency"].is_string()));
    for format in ["csv", "ics"] {
        let out = audit(&home, &examples(), &["--anonymous", "--format", format]).ends(0).out;
        assert!(!out.contains("record-"), "{format}: {out}");
    }
}

#[test]
fn every_format_says_what_is_invented_and_none_breaks_its_own_form() {
    let home = Home::new().on(SEEN_ON);
    let of = |format: &str| audit(&home, &examples(), &["--format", format]).ends(0).out;
    for format in ["text", "plain", "csv", "json", "ics"] {
        assert!(of(format).to_lowercase().contains("invented"), "{format}");
    }
    let measures = audit(&home, &examples(), &["--measures"]).ends(0).out;
    assert!(measures.contains('█') && !of("plain").contains(['█', '░']));
    let csv = of("csv");
    assert!(csv.ends_with("\r\n") && csv.lines().all(|line| !line.starts_with(['=', '+', '-', '@'])));
    let ics = of("ics");
    // Four dates are past. The fifth is more than ten working days away, and it is open too.
    assert_eq!(ics.matches("BEGIN:VEVENT\r\n").count(), 5);
    assert!(ics.contains("\r\nDTSTART;VALUE=DATE:20261213\r\n"));
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.ends_with("END:VCALENDAR\r\n"));
    // A calendar without a date still has a component, as RFC 5545 (3.6) asks of every calendar.
    let none = audit(&home, &examples(), &["--format", "ics", "--waiting-on", "family"]).ends(0).out;
    assert!(!none.contains("VEVENT") && none.contains("\r\nBEGIN:VTIMEZONE\r\n"), "{none}");
}

#[test]
fn what_needs_somebody_is_short_and_no_case_is_lost() {
    let home = Home::new().on(SEEN_ON);
    let of = |args: &[&str]| audit(&home, &examples(), args).ends(0).out;
    let screen = of(&[]);
    let cases = |text: &str| -> Vec<String> {
        let items = text.lines().filter_map(|line| line.strip_prefix("  - "));
        let cases = items.filter_map(|item| item.split_once(": ")).map(|(case, _)| case.to_owned());
        cases.filter(|case| case.starts_with("INVENTED")).collect()
    };
    let (on_screen, all) = (cases(&screen), cases(&of(&["--format", "plain"])));
    assert_eq!(all.len(), 6);
    // A case stands there once, and each is there.
    let all: BTreeSet<&String> = all.iter().collect();
    assert_eq!(on_screen.len(), all.len());
    assert_eq!(on_screen.iter().collect::<BTreeSet<_>>(), all);
}

#[test]
fn a_window_holds_the_first_line_and_the_prompt_that_comes_after() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new().on(SEEN_ON);
    for (rows, columns) in [(24, 80), (40, 100), (16, 60), (11, 40)] {
        let mut command = home.command();
        command.args(["audit", "--records", "examples/records"]);
        let mut window = pty::Window::of_size(&command, rows, columns);
        window.over();
        let screen = window.screen();
        let lines: Vec<&str> = screen.trim_end().lines().collect();
        assert!(lines.len() < usize::from(rows), "{rows}: {screen}");
        assert!(lines[0].starts_with("Invented: "), "{rows}: {screen}");
        // What does not fit is counted, with the command that shows it.
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        let all = "To see all: rethink --today 2026-11-20 audit --records examples/records --format plain";
        let more = if rows < 24 { "more cases. " } else { "and 2 more things in these cases. " };
        assert!(words.contains(&format!("{more}{all}")), "{rows}: {screen}");
        // That not everything was read is always said, and how to see what was not.
        let unread = if rows < 24 { "1 file cannot be read: " } else { "To see which, and why: " };
        assert!(words.contains(&format!("{unread}rethink verify")), "{rows}: {screen}");
    }
}

#[test]
fn what_nothing_here_knows_is_a_slip_and_not_a_good_day() {
    let home = Home::new().on(SEEN_ON);
    for (flag, word) in [
        ("--case", "CANARY-1"),
        ("--strategy", "canary"),
        ("--outcome", "canary"),
        ("--agency", "Canary"),
        ("--category", "canary"),
        ("--waiting-on", "canary"),
    ] {
        let run = audit(&home, &examples(), &[flag, word, "--fail-on", "overdue"]).ends(5);
        assert!(run.out.is_empty() && run.err.contains(flag), "{flag}: {}", run.err);
        assert!(!run.err.to_lowercase().contains("canary"), "{flag}: {}", run.err);
    }
    // A role or an outcome that a strategy names is known, if no record has come to it or not.
    audit(&home, &examples(), &["--waiting-on", "safeguarding-lead"]).ends(0);
    audit(&home, &examples(), &["--outcome", "stopped", "--strategy", "hips-escalation"]).ends(0);
    for days in [["--as-of", "2999-01-01"], ["--as-of", "2026-11-31"]] {
        audit(&home, &examples(), &days).ends(2);
    }
    audit(&home, &examples(), &["--from", "2025-02-01", "--to", "2025-01-31"]).ends(2);
}

#[test]
fn in_a_meeting_nothing_leads_back_to_a_file() {
    let home = Home::new().on(SEEN_ON);
    let names: Vec<String> = fs::read_dir(examples())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("20"))
        .collect();
    for format in ["text", "plain", "csv", "json", "html", "ics"] {
        let out = audit(&home, &examples(), &["--anonymous", "--format", format]).ends(0).out;
        for part in names.iter().flat_map(|name| name.trim_end_matches(".toml").split('_').skip(1)) {
            // A strategy is nobody.
            let is_strategy = part.contains("rethink") || part.contains("hips") || part.contains("follow-up");
            assert!(is_strategy || part == "oversight" || !out.contains(part), "{format}: {part}");
        }
        assert!(!out.contains("T10:") && !out.contains("raiser-role"), "{format}");
    }
}

#[test]
fn a_scheduled_job_hears_by_the_exit_code() {
    let home = Home::new().on(SEEN_ON);
    audit(&home, &examples(), &["--fail-on", "overdue,damaged"]).ends(1);
    audit(&home, &examples(), &["--fail-on", "carried-on-twice,newer"]).ends(0);
    audit(&home, &examples(), &["--fail-on", "date-given", "--case", "INVENTED-000001"]).ends(0);
    audit(&home, &examples(), &["--as-of", "2024-12-20", "--fail-on", "overdue"]).ends(0);
    audit(&home, &home.path().join("not-there"), &[]).ends(5);
    audit(&home, &examples(), &["--compare", "2025-01-01..2025-12-31"]).ends(2);
    audit(&home, &examples(), &["--compare", "2025-12-31..2025-01-01", "2025-01-01..2025-12-31"]).ends(2);
    let shared = audit(&home, &examples(), &["--compare", "2024-11-01..2025-06-30", "2025-06-30..2025-12-31"]).ends(2);
    assert!(shared.err.contains("from 30 June 2025 to 30 June 2025"), "{}", shared.err);
    audit(&home, &examples(), &["--compare", "2025-07-01..2025-12-31", "2024-11-01..2025-06-30"]).ends(2);
    let not_over = |to: &str| {
        let run = audit(&home, &examples(), &["--compare", "2024-11-01..2025-06-30", &format!("2025-07-01..{to}")]);
        run.ends(0).out.contains("That time is not over")
    };
    assert!(not_over("2026-11-21") && !not_over("2026-11-20"));
}

#[test]
fn filters_leave_out_and_say_so() {
    let home = Home::new().on(SEEN_ON);
    let of = |args: &[&str]| audit(&home, &examples(), args).ends(0).out;
    assert!(
        of(&["--case", "INVENTED-000004", "--due-within", "1d", "--waiting-on", "family"])
            .contains("Nothing that you asked for needs you today.")
    );
    let plain = of(&["--format", "plain", "--waiting-on", "Lead professional"]);
    assert!(plain.contains("Two things need somebody; none of them waits for you."), "{plain}");
    let meeting = of(&["--anonymous", "--format", "plain"]);
    assert!(
        !meeting.contains("INVENTED-0") && meeting.contains("case-1") && meeting.contains("Invented:"),
        "{meeting}"
    );
    assert!(!of(&["--format", "plain"]).contains("Until they answer"));
    assert!(of(&["--format", "plain", "--with-text"]).contains("Until they answer: Invented:"));
}

#[test]
fn what_is_new_is_said_the_next_time() {
    let mut home = Home::new().on("2024-12-20");
    let folder = home.records();
    fs::create_dir_all(&folder).unwrap();
    let copy = |until: &str| {
        for entry in fs::read_dir(examples()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name.starts_with("20") && name < until {
                fs::copy(&path, folder.join(name)).unwrap();
            }
        }
    };
    copy("2024-12-20");
    assert!(!home.run(&["audit"]).ends(0).out.contains("new since"));
    home.turn_to("2025-01-13");
    copy("2025-01-13");
    // Lines end where the window does.
    let words = |run: Run| run.ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    let again = || words(home.run(&["audit", "--format", "plain"]));
    let first = again();
    assert!(first.contains("since your audit of 20 December 2024") && first.contains("(new)"), "{first}");
    // What is new stays new for the day.
    assert_eq!(again(), first);
    home.turn_to("2025-01-14");
    let next = words(home.run(&["audit", "--format", "plain"]));
    assert!(next.contains("Nothing is new since your audit of 13 January 2025."), "{next}");
}

#[test]
fn ways_on_that_nobody_took_are_told_where_many_have_answered() {
    let home = Home::new().on(SEEN_ON);
    let words = audit(&home, &examples(), &["--branches"]).ends(0).out;
    // Four cases answer nothing 20 times.
    assert!(words.starts_with("Invented: ") && words.contains("13 records: no question"), "{words}");
    let found = json(&audit(&home, &examples(), &["--branches", "--anonymous", "--format", "json"]).ends(0));
    assert_eq!(found["branches"], serde_json::json!({ "records": 13, "steps": 0, "never-taken": [] }));
    assert_eq!(json(&audit(&home, &examples(), &["--format", "json"]))["branches"], Value::Null);
    audit(&home, &examples(), &["--branches", "--format", "csv"]).ends(2);
}

#[test]
fn a_damaged_file_copied_into_two_folders_counts_once() {
    let home = Home::new().on(SEEN_ON);
    let name = "2025-06-27_INVENTED-000002_rethink-1_6gtwwtmi.toml";
    let other = home.path().join("other");
    fs::create_dir_all(&other).unwrap();
    fs::copy(examples().join(name), other.join(name)).unwrap();
    let other = other.display().to_string();
    let both =
        |args: &[&str]| json(&audit(&home, &examples(), &[&["--records", &other, "--format", "json"], args].concat()));
    assert_eq!(both(&[])["files"]["damaged"], 1);
    // Another damage is another file.
    fs::write(Path::new(&other).join(name), "format = 1\n").unwrap();
    assert_eq!(both(&[])["files"]["damaged"], 2);
}
