//! What is said once is one record, and a record that cannot be published says what is in its way.

use std::fs;
use std::process::Command;
use std::process::Stdio;

use rethink::strategy::digest;

use crate::program::Home;

const STUCK: &[&str] = &["start", "--answers", "examples/rethink-2-stuck.toml"];

/// Runs the same command so often at the same moment, and gives how each ended.
fn at_the_same_moment(home: &Home, many: usize, args: &[&str]) -> Vec<i32> {
    let start = |_| {
        let mut command: Command = home.command();
        command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let children: Vec<_> = (0..many).map(start).collect();
    let mut codes: Vec<i32> =
        children.into_iter().map(|mut child| child.wait().unwrap().code().unwrap_or(-1)).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn the_same_answers_started_at_the_same_moment_make_one_record() {
    for _ in 0..2 {
        let home = Home::new();
        assert_eq!(at_the_same_moment(&home, 6, STUCK), [0, 6, 6, 6, 6, 6]);
        assert_eq!(home.record_names().len(), 1);
        assert!(fs::read_dir(home.state().join("journals")).unwrap().next().is_none());
    }
}

#[test]
fn a_wait_that_is_carried_on_twice_at_the_same_moment_makes_one_record() {
    let mut home = Home::new().on("2026-10-23");
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    home.turn_to("2026-11-20");
    let resume = &["resume", "PCC-47120", "--answers", "examples/rethink-2-resumes.toml"];
    let codes = at_the_same_moment(&home, 4, resume);
    assert_eq!((codes[0], home.record_names().len()), (0, 2), "{codes:?}");
    assert!(codes[1..].iter().all(|code| *code != 0), "{codes:?}");
}

#[test]
fn other_answers_do_not_wait_for_each_other_and_a_killed_run_holds_nobody_up() {
    let home = Home::new();
    let stuck = fs::read_to_string(STUCK[2]).unwrap();
    let mut command = home.command();
    // It reads its answers from an input that never ends, so it has claimed nothing; and then it is killed.
    let mut held =
        command.args(["start", "--answers", "-"]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    home.run(STUCK).ends(0);
    held.kill().unwrap();
    held.wait().unwrap();
    home.run_with(&["start", "--answers", "-"], &stuck.replace("PCC-48213", "PCC-48214")).ends(0);
    home.run(STUCK).ends(6);
    assert_eq!(home.record_names().len(), 2);
}

#[test]
fn two_records_of_the_same_answers_from_two_computers_are_named_by_verify() {
    let (one, other) = (Home::new(), Home::new());
    one.run(STUCK).ends(0);
    other.run(STUCK).ends(0);
    one.run(&["start", "--answers", "examples/rethink-3-hips.toml"]).ends(0);
    let name = other.record_names()[0].clone();
    fs::copy(other.records().join(&name), one.records().join(&name)).unwrap();
    let run = one.run(&["verify"]).ends(0);
    let said = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for record in one.record_names().iter().filter(|name| name.contains("rethink-2")) {
        let record = record.trim_end_matches(".toml");
        assert!(said.contains(&format!("the same answers file made {record} too")), "{record}: {said}");
    }
    assert_eq!(said.matches("the same answers file").count(), 2, "{said}");
    let json: serde_json::Value = serde_json::from_str(&one.run(&["verify", "--format", "json"]).ends(0).out).unwrap();
    let notes: Vec<_> =
        json["files"].as_array().unwrap().iter().flat_map(|file| file["notes"].as_array().unwrap()).collect();
    assert_eq!(notes.iter().filter(|note| note["note"] == "same-answers").count(), 2);
}

#[test]
fn a_strategy_whose_nine_kept_names_are_taken_is_told_with_what_to_take_away() {
    let home = Home::new();
    let sha256 = digest(fs::read("strategies/rethink-2.toml").unwrap().as_slice());
    let name = |number: usize| if number == 1 { format!("{sha256}.toml") } else { format!("{sha256}-{number}.toml") };
    for number in 1..10 {
        home.file(&format!("records/kept/{}", name(number)), "title = \"Something else\"\n");
    }
    let run = home.run(STUCK).ends(7).says("nine files").says(&sha256[..8]).says("rethink verify");
    assert!(run.err.contains("safe on this computer"), "{}", run.err);
    // It does not wait for ever without a word.
    let status = home.run(&["status"]).ends(0).prints("Waiting to be published").out;
    let status = status.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(status.contains("Nine files in the folder kept") && status.contains("rethink verify"), "{status}");
    let verified = home.run(&["verify"]).ends(1).out;
    for number in 1..10 {
        assert!(verified.contains(&name(number)), "{}", name(number));
    }
    // And it goes on its way once there is room.
    fs::remove_file(home.records().join("kept").join(name(3))).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    assert_eq!(home.record_names().len(), 1);
}
