//! A file of answers that says that a child is or may be at risk is heard, whatever is wrong with it or with the command.

use std::fs;

use crate::program::Home;
use crate::program::Run;
use crate::pty;
use crate::pty::Say::One;
use crate::pty::Window;

const CASE: &str = "PCC-48213";

/// Words of somebody's answer, that no message may show.
const SAID: &str = "Quokka";

/// An answers file with this line about risk.
fn file(at_risk: &str) -> String {
    format!("format = 1\nstrategy = \"rethink-1\"\ncase = \"{CASE}\"\n{at_risk}\n[answers]\nconcern = \"{SAID}\"\n")
}

fn utf16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
}

/// The same file as several computers may save it, so that it is no text that can be read.
fn in_other_letters(text: &str) -> Vec<Vec<u8>> {
    let cafe = text.replace(SAID, "Quokka caf\u{e9}");
    vec![
        cafe.chars().map(|c| u8::try_from(c).unwrap()).collect(),
        text.chars().flat_map(|c| if c == '"' { vec![0x93] } else { c.to_string().into_bytes() }).collect(),
        utf16(text, true, u16::to_le_bytes),
        utf16(text, true, u16::to_be_bytes),
        utf16(text, false, u16::to_le_bytes),
        utf16(text, false, u16::to_be_bytes),
    ]
}

/// Every way in which a file may be no good around one line about risk.
fn damaged(line: &str) -> Vec<Vec<u8>> {
    let sound = file(line);
    let texts = [
        format!("{sound}reason = \"not closed\n"),
        format!("{sound}two words\n"),
        sound.replace("strategy = \"rethink-1\"", "strategy = rethink-1"),
        sound.replace("format = 1", "format = = 1"),
        format!("{sound}\"\"\"\n"),
        sound.replace('\n', "\r"),
        sound.replace('\n', "\r\n") + "two words\r\n",
    ];
    let texts = texts.into_iter().map(String::into_bytes);
    texts.chain(in_other_letters(&sound)).collect()
}

#[track_caller]
fn listed(home: &Home, case: &str) {
    for args in [&["status"][..], &["audit", "--format", "plain"]] {
        let out = home.run(args).out;
        assert!(out.contains("A child may be at risk") && out.contains(case), "{args:?}: {out}");
    }
}

/// The whole stop screen, one stop on this case, what is wrong, and nothing that was typed.
#[track_caller]
fn stops(home: &Home, run: Run, case: &str) -> String {
    let run = run.ends(9);
    let flat = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Stop here and act now. In immediate danger: ring 999.",
        "front door (MASH)",
        "This stop is written down",
        "Error: ",
    ] {
        assert!(flat.contains(words), "not said: {words}\n{}", run.err);
    }
    assert!(!run.err.contains(SAID) && !run.err.contains("Nothing has been written"), "{}", run.err);
    let small = home.small_records();
    assert_eq!(small.len(), 1, "{small:?}\n{}", run.err);
    assert!(small[0].contains("small = \"stop\"") && small[0].contains("at-risk = \"acting\""), "{}", small[0]);
    if case.is_empty() {
        assert!(!small[0].contains("\ncase = "), "{}", small[0]);
    } else {
        assert!(small[0].contains(&format!("case = \"{case}\"")), "{}", small[0]);
        listed(home, case);
    }
    home.run(&["verify"]);
    flat
}

fn start(home: &Home, bytes: &[u8]) -> Run {
    home.run_with_bytes(&["start", "--answers", "-"], bytes)
}

#[test]
fn a_file_that_stops_to_act_is_a_stop_in_any_encoding_and_where_it_is_no_toml() {
    for bytes in damaged("danger-now = \"no\"\nat-risk = \"acting\"") {
        let home = Home::new();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let said = stops(&home, start(&home, &bytes), CASE);
        assert!(said.contains("standard input"), "{text}: {said}");
        let says_where = said.contains("standard input:") || said.contains("save it as UTF-8");
        assert!(says_where, "{text}: {said}");
        // By its name it is the same.
        let home = Home::new();
        let path = home.path().join("answers.toml");
        fs::write(&path, &bytes).unwrap();
        stops(&home, home.run(&["start", "--answers", path.to_str().unwrap()]), CASE);
    }
}

#[test]
fn a_stop_is_heard_however_its_word_its_name_or_its_place_is_written() {
    for line in [
        "at-risk = acting",
        "at-risk = \u{201c}acting\u{201d}",
        "at-risk = [[\"acting\"]]",
        "danger-now = \"no\"\nat-risk = \"Acting\"",
        "danger-now = \"no\"\nat-risk = \" acting \"",
        "danger-now = \"no\"\nat-risk = \"acting\ntyped-by = \"Nurse\"",
        "at-risk: acting",
        "at_risk = \"acting\"",
        "At-Risk = \"acting\"",
        "\"at risk\" = \"acting\"",
        "danger-now = \"no\"\nat-risk = \"acting\"\ndanger-now = \"no\"\nat-risk = \"no\"",
        "[answers]\ndanger-now = \"no\"\nat-risk = \"acting\"",
        "[onward]\nat_risk = \"Acting now\"",
        "answers.at-risk = \"acting\"",
        "onward = { at-risk = \"acting\" }",
    ] {
        let home = Home::new();
        let text = file(line);
        // One header for one table: what this is about is the line.
        let text = if line.starts_with("[answers]") { text.replacen("[answers]\nconcern", "concern", 1) } else { text };
        let said = stops(&home, start(&home, text.as_bytes()), CASE);
        assert!(said.contains("standard input:"), "{line}: {said}");
        let home = Home::new();
        let partial = home.run_with(&["start", "--answers", "-", "--partial"], &text);
        stops(&home, partial, CASE);
    }
}

#[test]
fn a_file_that_says_no_or_nothing_of_risk_hears_only_what_is_wrong_with_it() {
    for line in [
        "danger-now = \"no\"\nat-risk = \"no\"",
        "",
        "# at-risk = \"acting\"",
        "at-risk = no",
        "danger-now = \"no\"\nat-risk = \"No\"",
        "at_risk = \"no\"",
    ] {
        for bytes in damaged(line) {
            let home = Home::new();
            let run = start(&home, &bytes);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(run.code == 3 || run.code == 4, "{line}: {} {text}: {}", run.code, run.err);
            assert!(!run.err.contains("999"), "{text}: {}", run.err);
            assert!(home.small_records().is_empty(), "{text}");
        }
    }
}

#[test]
fn every_other_word_for_a_child_at_risk_hears_999_in_a_damaged_file_and_what_is_wrong() {
    for (word, code) in [
        ("yes", 9),
        ("Not sure", 9),
        ("not-sure", 3),
        ("told-and-disagree", 3),
        ("told-something-else", 3),
        ("perhaps", 3),
        ("actnig", 3),
    ] {
        for bytes in damaged(&format!("danger-now = \"no\"\nat-risk = \"{word}\"")) {
            let home = Home::new();
            let run = start(&home, &bytes).ends(code).says("ring 999").says("front door (MASH)").says("Error: ");
            assert!(run.err.contains("standard input") && !run.err.contains(SAID), "{word}: {}", run.err);
        }
    }
    // A yes is answered first, and what else is wrong is named all the same.
    let home = Home::new();
    home.run_with(&["start", "--answers", "-"], &file("danger-now = \"no\"\nat-risk = \"yes\"\nfoo = 1"))
        .ends(9)
        .says("ring 999")
        .says("standard input:5:");
}

#[test]
fn a_stop_is_heard_whatever_is_wrong_with_the_command_itself() {
    let text = file("danger-now = \"no\"\nat-risk = \"acting\"");
    let not_sure = file("danger-now = \"no\"\nat-risk = \"not-sure\"");
    let no = file("danger-now = \"no\"\nat-risk = \"no\"");
    for (args, says, code) in [
        (&["start", "--case", "Quokka Smith"][..], "case reference", 2),
        (&["start", "--strategies", "/nowhere/at-all"], "no such folder of strategies", 5),
        (&["start", "--today", "next Quokka"], "year-month-day", 2),
        (&["start", "--today=nonsense"], "year-month-day", 2),
        (&["start", "--nonsense"], "has no flag", 2),
        (&[], "has no flag", 2),
        (&["start", "rethink-1", "Quokka"], "one word too many", 2),
        (&["start", "rethink-2"], "was asked for", 2),
        (&["start", "rethink-99", "--today", "2026-13-45"], "no such day", 2),
        (&["start", "--case", "PCC-1"], "another case", 2),
        (&["resume"], "nothing is unfinished", 5),
        (&["resume", CASE], "nothing is unfinished", 5),
        (&["resume", CASE, "--today", "soon"], "year-month-day", 2),
        (&["correct", "--today", "soon"], "year-month-day", 2),
        (&["correct", "nowhere"], "which record they correct", 4),
    ] {
        let all = [args, &["--answers", "-"]].concat();
        let home = Home::new();
        let case = if args.contains(&"PCC-1") { "PCC-1" } else { CASE };
        let said = stops(&home, home.run_with(&all, &text), case);
        assert!(said.contains(says), "{args:?}: {said}");
        let home = Home::new();
        let run = home.run_with(&all, &not_sure).ends(code).says("ring 999");
        assert!(run.err.contains(says) && !run.err.contains(SAID), "{args:?}: {}", run.err);
        let run = home.run_with(&all, &no).ends(code);
        assert!(!run.err.contains("999") && home.small_records().is_empty(), "{args:?}: {}", run.err);
    }
    // The case that was named on the command line, where the file has none.
    let home = Home::new();
    let none = text.replace(&format!("case = \"{CASE}\"\n"), "");
    stops(&home, home.run_with(&["start", "--case", "PCC-7", "--today", "x", "--answers", "-"], &none), "PCC-7");
    // A file that stands where a strategy goes.
    for (name, line) in [("a.toml", "at-risk = \"acting\""), ("answers", "at-risk = acting")] {
        let home = Home::new();
        let path = home.file(name, &file(line)).display().to_string();
        let said = stops(&home, home.run(&["start", &path]), CASE);
        assert!(said.contains("goes behind --answers"), "{said}");
        home.file(name, &no);
        let run = home.run(&["start", &path]).ends(2).says("goes behind --answers");
        assert!(!run.err.contains("999"), "{}", run.err);
    }
    // What is missing is said, and ends.
    for args in
        [&["start", "--answers"][..], &["--answers"], &["resume", "--answers", "--today"], &["--answers", "--x"]]
    {
        Home::new().run(args).ends(2);
    }
    // Practice stays practice.
    let home = Home::new();
    home.run_with(&["--practice", "start", "--today", "x", "--answers", "-"], &text).ends(9);
    assert!(home.small_records().is_empty());
}

#[test]
fn what_a_person_prefers_and_where_nothing_can_be_saved_hold_up_no_stop() {
    let text = file("danger-now = \"no\"\nat-risk = \"acting\"");
    let home = Home::new();
    home.file(".config/rethink/preferences.toml", "plain = perhaps\n");
    let run = start(&home, text.as_bytes()).ends(9).says("Stop here and act now").says("This stop is written down");
    assert!(run.err.contains("preferences.toml:1:"), "{}", run.err);
    assert_eq!(home.small_records().len(), 1);
    start(&home, file("danger-now = \"no\"\nat-risk = \"no\"").as_bytes()).ends(3);
    // A file in the place of the state folder: nothing waits there, and the records folder is written to.
    let home = Home::new();
    home.file("state/rethink", "in the way");
    home.run_with(&["start", "--answers", "-"], &text).ends(9).says("ring 999").says("front door (MASH)");
    assert_eq!(home.small_records().len(), 1);
    // Where nothing at all can be written, nothing says that it was.
    let home = Home::new();
    home.file("state/rethink", "in the way");
    home.file("records", "in the way");
    let run = home.run_with(&["start", "--answers", "-"], &text.replace("format = 1\n", "")).ends(9).says("ring 999");
    assert!(run.err.contains("could not be written down") && !run.err.contains("is written down"), "{}", run.err);
}

/// One question that is waited for.
const WAITS: &[&str] = &["start", "--answers", "examples/rethink-2-waits.toml"];

fn only_case(home: &Home) -> String {
    let record = home.only_record();
    let line = record.lines().find_map(|line| line.strip_prefix("case = \"")).unwrap();
    line.trim_end_matches('"').to_owned()
}

#[test]
fn a_stop_on_a_case_that_is_carried_on_is_tied_to_it_whatever_the_file_says() {
    let bare = "format = 1\ndanger-now = \"no\"\nat-risk = \"acting\"\n[answers]\n";
    let wrongs = [bare.to_owned(), bare.replace("acting\"", "acting"), bare.replace("format = 1\n", "")];
    for wrong in &wrongs {
        // Unfinished here, by its case, by the name of the review, and as the only one.
        let home = Home::new();
        home.run_with(&["start", "rethink-2", "--case", CASE, "--plain"], "2\n2\n1\n").ends(8);
        let journal = fs::read_dir(home.state().join("journals")).unwrap().next().unwrap().unwrap().file_name();
        let review = journal.to_str().unwrap().split('-').next().unwrap().to_owned();
        for named in [&["resume", CASE][..], &["resume", "pcc-48213"], &["resume", &review], &["resume"]] {
            let run = home.run_with(&[named, &["--answers", "-"]].concat(), wrong).ends(9).says("ring 999");
            let small = home.small_records();
            let newest = small.last().unwrap();
            let has = |line: &str| small.iter().all(|small| small.contains(line));
            assert!(has(&format!("case = \"{CASE}\"")), "{named:?}: {newest}\n{}", run.err);
            assert!(has(&format!("review = \"{review}\"")), "{named:?}: {newest}");
        }
        // Waiting in the records.
        let home = Home::new();
        home.run(WAITS).ends(0);
        let case = only_case(&home);
        for named in [&["resume", &case][..], &["resume"]] {
            home.run_with(&[named, &["--answers", "-"]].concat(), wrong).ends(9).says("ring 999");
            assert!(home.small_records().iter().all(|small| small.contains(&format!("case = \"{case}\""))));
        }
        // A record that is to be corrected, by the command line and by the file.
        let home = Home::new();
        home.run(WAITS).ends(0);
        let name = home.record_names()[0].trim_end_matches(".toml").to_owned();
        home.run_with(&["correct", &name, "--answers", "-"], wrong).ends(9).says("ring 999");
        let within = wrong.replace("[answers]", &format!("corrects = {{ record = \"{name}\" }}\n[answers]"));
        home.run_with(&["correct", "--answers", "-"], &within).ends(9).says("ring 999");
        let small = home.small_records();
        assert_eq!(small.len(), 2);
        assert!(small.iter().all(|small| small.contains(&format!("case = \"{case}\""))), "{wrong}: {small:?}");
    }
}

#[test]
fn the_same_damaged_file_started_twice_is_one_stop_and_a_case_that_is_named_later_is_its_own() {
    let home = Home::new();
    let text = file("at-risk = acting").replace(&format!("case = \"{CASE}\"\n"), "");
    home.run_with(&["start", "--answers", "-"], &text).ends(9);
    home.run_with(&["start", "--answers", "-"], &text).ends(9).says("is there already").says("ring 999");
    assert_eq!(home.small_records().len(), 1);
    home.run_with(&["start", "--case", CASE, "--answers", "-"], &text).ends(9).says("is there already");
    let status = home.run(&["status"]).ends(0).out;
    assert!(status.contains(CASE) && !status.contains("no case reference yet"), "{status}");
    home.run_with(&["start", "--again", "--answers", "-"], &text).ends(9);
    assert!(home.run(&["status"]).ends(0).prints("no case reference yet").out.contains(CASE));
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_correction_of_a_stop_that_names_another_case_is_refused_and_not_left_out_without_a_word() {
    let home = Home::new();
    start(&home, file("at-risk = \"acting\"").as_bytes()).ends(9);
    let record = |home: &Home| {
        let small = home.small_records().pop().unwrap();
        let line = small.lines().find_map(|line| line.strip_prefix("record = ")).unwrap().to_owned();
        line.trim_matches('"').to_owned()
    };
    let said = |case: &str, record: &str| {
        format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n{case}corrects = {{ record = \"{record}\", done = \"Rang them\", \
             by = \"Teacher\", safe-now = \"no\" }}\n"
        )
    };
    let name = record(&home);
    let other = said("case = \"PCC-2\"\n", &name);
    home.run_with(&["correct", "--answers", "-"], &other).ends(3).says("another case");
    assert_eq!(home.small_records().len(), 1);
    for case in ["", "case = \"pcc-48213\"\n"] {
        let home = Home::new();
        start(&home, file("at-risk = \"acting\"").as_bytes()).ends(9);
        home.run_with(&["correct", "--answers", "-"], &said(case, &record(&home))).ends(0);
        listed(&home, CASE);
    }
}

#[test]
fn whom_to_ring_comes_before_what_waits_to_be_published() {
    for at_risk in ["at-risk = \"acting\"", "at-risk = acting"] {
        let home = Home::new();
        home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
        let away = home.path().join("away");
        fs::rename(home.records(), &away).unwrap();
        home.run(WAITS).ends(7);
        fs::rename(&away, home.records()).unwrap();
        let run = start(&home, file(at_risk).as_bytes()).ends(9);
        let rings = run.err.find("ring 999").unwrap();
        assert!(run.err.find("is now published").is_none_or(|at| rings < at), "{}", run.err);
    }
}

#[test]
fn a_stop_by_file_is_heard_while_its_session_is_open_in_another_window() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut command = home.command();
    command.args(["start", "rethink-1", "--case", CASE]);
    let mut held = Window::open(&command);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks("Is it about");
    let bare = "format = 1\ndanger-now = \"no\"\nat-risk = \"acting\"\n[answers]\n";
    stops(&home, home.run_with(&["resume", CASE, "--answers", "-"], bare), CASE);
    held.press(pty::CTRL_D);
    held.over();
}
