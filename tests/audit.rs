//! An audit, from outside: of the records in `examples/records` it must give what was worked out by hand beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use crate::program::Home;
use crate::program::Run;

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
            "records": 13, "damaged": 1, "newer": 0, "not-read": 0, "corrected": 0, "practice": 0, "other": 0
        })
    );
    assert_eq!((&found["dates-given"], &found["invented"]), (&Value::from(1), &Value::from(true)));
    assert_eq!(found["settled-early"], Value::Array(Vec::new()));
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
fn what_needs_somebody_fits_a_screen_and_no_case_is_lost() {
    let home = Home::new().on(SEEN_ON);
    let of = |args: &[&str]| audit(&home, &examples(), args).ends(0).out;
    let screen = of(&[]);
    assert!(screen.lines().count() <= 24, "{screen}");
    let cases = |text: &str| -> Vec<String> {
        let items = text.lines().filter_map(|line| line.strip_prefix("  - "));
        let cases = items.filter_map(|item| item.split_once(": ")).map(|(case, _)| case.to_owned());
        cases.filter(|case| case.starts_with("INVENTED")).collect()
    };
    let (on_screen, all) = (cases(&screen), cases(&of(&["--format", "plain"])));
    assert_eq!(all.len(), 7);
    // A case stands there once, and each is there.
    let all: BTreeSet<&String> = all.iter().collect();
    assert_eq!(on_screen.len(), all.len());
    assert_eq!(on_screen.iter().collect::<BTreeSet<_>>(), all);
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
    assert!(plain.contains("Two things need you; none of them waits for you."), "{plain}");
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
