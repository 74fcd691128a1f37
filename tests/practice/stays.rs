//! Practice stays practice: what it prints can be typed, and never opens a real review or lands among real records.

use std::fs;

use crate::program::Home;
use crate::program::Run;
use crate::pty;
use crate::pty::CTRL_C;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Window;

/// The commands that read or write reviews and records.
const COMMANDS: [&str; 10] =
    ["start", "resume", "status", "history", "show", "correct", "verify", "audit", "save", "discard"];
const FIRST: &str = "examples/first-review.toml";

/// Every command in a text that would leave practice: it has a name after `rethink`, and no `--practice` after that.
fn leave_practice(text: &str) -> Vec<String> {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let commands = flat.match_indices("rethink ").map(|(at, name)| &flat[at + name.len()..]);
    let is_one = |rest: &&str| {
        let name = rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
        COMMANDS.contains(&name) && !rest[name.len()..].trim_start().starts_with("--practice")
    };
    commands.filter(is_one).map(|rest| rest.chars().take(60).collect()).collect()
}

#[track_caller]
fn stays(run: &Run) {
    let (out, err) = (leave_practice(&run.out), leave_practice(&run.err));
    assert!(out.is_empty() && err.is_empty(), "{out:?} {err:?}\nout:\n{}\nerr:\n{}", run.out, run.err);
}

/// Nothing of practice is among what is real.
#[track_caller]
fn nothing_is_real(home: &Home) {
    assert!(!home.records().exists(), "{:?}", home.files());
    let real = home.files().into_iter().filter(|path| !path.starts_with(home.state().join("practice")));
    let real: Vec<_> = real.filter(|path| !path.ends_with(".config/rethink/preferences.toml")).collect();
    assert!(real.is_empty(), "{real:?}");
}

/// The command that a screen prints after these words, as it would be typed.
#[track_caller]
fn printed<'a>(run: &'a Run, words: &str) -> Vec<&'a str> {
    let said = [&run.err, &run.out].into_iter().find_map(|said| said.split_once(words));
    let (_, after) = said.unwrap_or_else(|| panic!("not printed: {words}\nout:\n{}\nerr:\n{}", run.out, run.err));
    let line = after.trim_start().lines().next().unwrap();
    line.trim().strip_prefix("rethink ").unwrap_or_else(|| panic!("no command: {line}")).split(' ').collect()
}

#[test]
fn the_record_screen_of_practice_prints_commands_that_stay_in_practice() {
    let home = Home::new();
    let run = home.run(&["start", "--answers", FIRST, "--practice"]).ends(0);
    stays(&run);
    assert_eq!(
        printed(&run, "To begin what follows:"),
        ["start", "--practice", "rethink-3", "--case", "PCC-48213"],
        "{}",
        run.err
    );
    let shown = home.run(&printed(&run, "To read the record:")).ends(0).prints("PRACTICE");
    stays(&shown);
    // Typed as it stands, what follows is practice too.
    let follows = printed(&run, "To begin what follows:");
    let held = home.run_with(&[follows.as_slice(), &["--plain"]].concat(), "2\n2\n").says("PRACTICE");
    stays(&held);
    nothing_is_real(&home);
}

#[test]
fn every_command_that_practice_prints_by_script_stays_in_practice() {
    let home = Home::new();
    let run = |args: &[&str]| {
        let run = home.run(&[args, &["--practice"]].concat());
        stays(&run);
        run
    };
    run(&[]).ends(0).prints("PRACTICE").prints("To begin a review: rethink start --practice");
    for missing in ["resume", "show", "history", "correct", "discard"] {
        run(&[missing, "PCC-9", "--plain"]).ends(5);
        assert!([4, 5].contains(&run(&[missing, "PCC-9"]).code), "{missing}");
    }
    run(&["resume", "--plain"]).ends(5);
    run(&["show", "PCC-9", "--form"]).ends(5);
    run(&["save", "PCC-9", "-"]).ends(5);
    run(&["start"]).ends(4);
    run(&["start", "PCC-9", "--plain"]).ends(5);
    run(&["start", "--answers", FIRST]).ends(0);
    run(&["start", "--answers", FIRST]).ends(6).says("already recorded");
    run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0).says("rethink resume --practice PCC-47120");
    let broken_off = "format = 1\nstrategy = \"rethink-2\"\ncase = \"PCC-7\"\nabout = \"child\"\ndanger-now = \"no\"\nat-risk = \"no\"\n";
    let partial = home.file("partial.toml", broken_off).display().to_string();
    run(&["start", "--answers", &partial, "--partial"]).ends(8).says("rethink resume --practice PCC-7");
    run(&["start", "--answers", &partial, "--partial"]).ends(8);
    fs::remove_file(partial).unwrap();
    run(&["resume", "--plain"]).ends(5);
    run(&["resume", "PCC-7", "--plain"]).ends(5).says("more than one review");
    run(&["save", "PCC-48213", "-"]).ends(5);
    for asked in [&["status"][..], &["history"], &["history", "PCC-48213"], &["show", "PCC-48213"], &["verify"]] {
        run(asked).ends(0);
    }
    run(&["show", "PCC-48213", "--form"]);
    run(&["audit"]).ends(0);
    nothing_is_real(&home);
}

#[test]
fn every_command_that_practice_prints_at_the_keyboard_stays_in_practice() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut command = home.command();
    command.args(["start", "rethink-2", "--practice"]);
    let mut held = Window::open(&command);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.answer("What is the case reference?", Line("PCC-1"));
    held.asks("Is it about one child");
    held.press(CTRL_C);
    held.over();
    let all = String::from_utf8_lossy(&held.bytes()).into_owned();
    assert_eq!(leave_practice(&all), Vec::<String>::new());
    // Another one of the same case, stopped for safety.
    let run =
        home.run_with(&["start", "rethink-2", "--case", "PCC-1", "--plain", "--practice"], "2\n2\n!\n1\n").ends(9);
    stays(&run);
    assert!(run.err.contains("rethink resume --practice"), "{}", run.err);
    let run = home.run(&["--practice"]).ends(0).prints("A child may be at risk");
    stays(&run);
    nothing_is_real(&home);
}

#[test]
fn a_real_review_of_the_same_case_is_not_taken_for_practice_nor_the_other_way_round() {
    let home = Home::new();
    let begin = |more: &[&str]| {
        let args = [&["start", "rethink-2", "--case", "PCC-1", "--plain"], more].concat();
        home.run_with(&args, "2\n2\n1\n").ends(8)
    };
    let practice = begin(&["--practice"]);
    home.run(&["resume", "PCC-1", "--plain"]).ends(5).says("it was held to practise").says("--practice");
    home.run(&["save", "PCC-1", "-"]).ends(5).says("it was held to practise");
    begin(&[]);
    let resumed = home.run(&[printed(&practice, "To carry on:").as_slice(), &["--plain"]].concat()).ends(8);
    assert!(resumed.err.contains("PRACTICE"), "{}", resumed.err);
    let resumed = home.run(&["resume", "PCC-1", "--plain"]).ends(8);
    assert!(!resumed.err.contains("PRACTICE") && !resumed.err.contains("--practice"), "{}", resumed.err);
}

#[test]
fn the_first_commands_of_the_readme_run_in_practice_with_days_that_are_right_on_the_day() {
    let readme = fs::read_to_string("README.md").unwrap();
    let first: Vec<&str> =
        readme.lines().filter_map(|line| line.strip_prefix("cargo run --release -- start")).collect();
    assert!(!first.is_empty() && first.iter().all(|line| line.ends_with("--practice")), "{first:?}");
    // A Monday, a Saturday before a bank holiday, and a day in another year.
    for (today, by) in [("2026-11-23", "2026-12-04"), ("2026-12-26", "2027-01-11"), ("2027-03-01", "2027-03-12")] {
        let home = Home::new().on(today);
        let run = home.run(&["start", "--answers", FIRST, "--practice"]).ends(0);
        let record = fs::read_to_string(run.out.trim()).unwrap();
        assert!(record.contains(&format!("handover.by = {by}")), "{today}:\n{record}");
        assert!(!record.contains("passed already"), "{record}");
        nothing_is_real(&home);
    }
}

#[test]
fn a_day_chosen_when_it_had_passed_already_is_remarked_on() {
    let home = Home::new().on("2026-12-05");
    let run = home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Friday 4 December 2026: the day chosen on 5 December 2026;"), "{said}");
    assert!(said.contains("That day had passed already when this was written."), "{said}");
    home.run(&["show", "PCC-48213"]).ends(0).prints("had passed already");
    home.run(&["verify"]).ends(0);
    let home = Home::new();
    let run = home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    assert!(!run.err.contains("passed already"), "{}", run.err);
}

#[test]
fn days_in_words_are_read_on_the_day_and_what_is_no_day_is_said() {
    let stuck = fs::read_to_string(FIRST).unwrap();
    for (was, wrong) in [
        ("on = \"11 days ago\"", "on = \"when we met\""),
        ("by = \"in 9 working days\"", "by = \"soon\""),
        ("needs-date = \"in 25 days\"", "needs-date = \"Easter\""),
    ] {
        let home = Home::new();
        let answers = stuck.replacen(was, wrong, 1);
        let run = home.run_with(&["start", "--answers", "-"], &answers).ends(3).says("3 days ago");
        assert!(!run.err.contains("when we met") && !run.err.contains("Easter"), "{}", run.err);
        assert!(home.record_names().is_empty());
    }
    // A word that could be a day stays a word where words are asked for.
    let home = Home::new();
    let answers =
        stuck.replacen("why = \"The independent facilitator has no free day before then\"", "why = \"today\"", 1);
    home.run_with(&["start", "--answers", "-"], &answers).ends(0);
    assert!(home.only_record().contains("handover.why = \"today\"") || home.only_record().contains("\"today\""));
}

/// The path of the first file of such a name in the practice records.
fn practised(home: &Home, name: &str) -> String {
    let entries = fs::read_dir(home.state().join("practice/records")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.into_iter().map(|path| path.display().to_string()).find(|path| path.contains(name)).unwrap()
}

#[test]
fn a_practice_record_is_corrected_in_practice_alone_by_whatever_it_is_named() {
    let home = Home::new();
    home.run_with(&["start", "rethink-1", "--plain", "--practice", "--case", "PCC-1"], "1\n").ends(9);
    home.run(&["start", "--answers", FIRST, "--practice"]).ends(0);
    let answers = |record: &str| {
        format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[corrects]\nrecord = \"{record}\"\nreason = \"x\"\ndone = \"x\"\nby = \"Nurse\"\n"
        )
    };
    for path in [practised(&home, "_stop_"), practised(&home, "_rethink-2_")] {
        let refused = home.run_with(&["correct", &path, "--plain"], "2\n2\nRang.\n.\nNurse\n").ends(2);
        let again = format!("rethink correct --practice {path}");
        assert!(refused.err.contains("this is a practice record") && refused.err.contains(&again), "{}", refused.err);
        home.run_with(&["correct", "--answers", "-"], &answers(&path)).ends(2).says("rethink correct --practice");
        nothing_is_real(&home);
        // What it says works.
        let args: Vec<&str> = again.split(' ').skip(1).chain(["--plain"]).collect();
        home.run_with(&args, "2\n2\n").says("PRACTICE");
        nothing_is_real(&home);
    }
    // A form is filled in from the records of its case: a practice form from those of practice.
    home.run(&["show", &practised(&home, "_rethink-2_"), "--form"]).ends(2).says("rethink show --practice");
    // Its name alone is not known outside practice.
    let stop = practised(&home, "_stop_");
    let name = stop.trim_end_matches(".toml").rsplit('_').next().unwrap();
    home.run(&["show", name]).ends(5).says("it was held to practise");
    home.run(&["show", name, "--practice"]).ends(0).prints("PRACTICE");
}

#[test]
fn practice_corrects_no_real_record() {
    let home = Home::new();
    home.run_with(&["start", "rethink-1", "--plain", "--case", "PCC-1"], "1\n").ends(9);
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    for entry in fs::read_dir(home.records()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let path = entry.path().display().to_string();
        let refused = home.run_with(&["correct", &path, "--plain", "--practice"], "2\n").ends(2);
        assert!(refused.err.contains("this is a real record"), "{}", refused.err);
    }
    assert!(!home.state().join("practice/records").exists());
}

#[test]
fn a_practice_record_copied_among_real_ones_is_carried_on_and_followed_by_none() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml", "--practice"]).ends(0);
    let path = practised(&home, "_rethink-2_");
    fs::create_dir_all(home.records()).unwrap();
    fs::copy(&path, home.records().join(path.rsplit('/').next().unwrap())).unwrap();
    home.run_with(&["resume", "PCC-47120", "--plain"], "2\n").ends(5).says("it was held to practise");
    home.run(&["correct", "PCC-47120", "--plain"]).ends(5).says("it was held to practise");
    let status = home.run(&["status"]).ends(0).out;
    assert!(!status.contains("PCC-47120"), "{status}");
    assert_eq!(home.record_names().len(), 1);
}

#[test]
fn setting_up_is_not_practised_and_says_so() {
    let home = Home::new();
    for args in [&["init", "--practice", "--plain"][..], &["init", "--practice", "--answers", "-"]] {
        let run = home.run_with(args, "").ends(2).says("setting up is not practised").says("leave --practice out");
        assert!(run.out.is_empty(), "{}", run.out);
    }
    nothing_is_real(&home);
}

#[test]
fn a_template_of_practice_is_filled_in_from_practice() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml", "--practice"]).ends(0);
    let template = |more: &[&str]| {
        home.run(&[&["strategy", "template", "rethink-2", "--case", "PCC-47001"], more].concat()).ends(0).out
    };
    assert_ne!(template(&["--practice"]), template(&[]));
}
