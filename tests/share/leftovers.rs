//! What other programs leave in a shared folder is a warning by name, and holds up nobody who keeps a child safe.

use std::fs;

use crate::program::Home;
use crate::program::Run;
use crate::pty;
use crate::pty::Say::One;
use crate::pty::Window;

const STUCK: &[&str] = &["start", "--answers", "examples/rethink-2-stuck.toml"];
/// "Yes" to the safety question, and "I am going to do that now".
const ACTS: &str = "1\n";
/// What is on the screen of a stop for safety where the team set no numbers.
const WHOLE_SCREEN: [&str; 3] =
    ["Stop here and act now. In immediate danger: ring 999.", "front door (MASH)", "This stop is written down"];

/// A file that a team's folder may hold: its name, what it holds, or none for a folder.
type Guest = (&'static str, Option<&'static [u8]>);

/// Left there by other programs: under no name that a strategy can have.
const LEFTOVERS: [Guest; 9] = [
    ("._triage.toml", Some(b"\0\x05\x16\x07\0\x02\0\0Mac OS X")),
    ("triage.toml~", Some(b"format = 1\n")),
    (".triage.toml.swp", Some(b"b0VIM 9.0\0\0\xff")),
    ("#triage.toml#", Some(b"format = 1\n")),
    ("~$triage.toml", Some(b"\x05Nurse")),
    ("triage (conflicted copy).toml", Some(b"format = 1\n")),
    ("Triage.toml", Some(b"format = 1\n")),
    ("\u{1b}[2J\nError: forged.toml", Some(b"format = 1\n")),
    ("Old Copies.toml", None),
];

/// Under a name that a strategy can have, and nothing that can be read.
const UNREADABLE: [Guest; 3] = [
    ("ours.toml", Some(b"title = \"Caf\xe9, 50 \xa3\"\n")),
    ("old.toml", None),
    ("utf16.toml", Some(b"\xff\xfef\0o\0r\0m\0a\0t\0")),
];

/// Settings that were cut short, saved in another encoding, or mistyped.
const SETTINGS: [&[u8]; 5] = [
    b"",
    b"format = 1\ncalendar = \"engl",
    b"\xff\xfef\0o\0r\0m\0a\0t\0 \0=\0 \x001\0\n\0",
    b"format = 1\n[safety]\nlines = [\"Duty team: \xa3\"]\n",
    b"format = 1\nclosd = []\n",
];

fn put(home: &Home, folder: &str, (name, bytes): Guest) {
    let path = home.records().join(folder).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match bytes {
        Some(bytes) => fs::write(path, bytes).unwrap(),
        None => fs::create_dir(path).unwrap(),
    }
}

#[track_caller]
fn warns_of(run: &Run, name: &str) {
    let line = run.err.split("\nWarning: ").chain(run.err.strip_prefix("Warning: ")).find(|said| said.contains(name));
    assert!(run.err.contains("Warning: ") && line.is_some(), "no warning of {name}:\n{}", run.err);
    assert!(run.err.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", run.err);
    assert!(!run.err.lines().any(|line| line.starts_with("Error: forged")), "{}", run.err);
}

#[track_caller]
fn shows_the_whole_stop(run: &Run) {
    for words in WHOLE_SCREEN {
        assert!(run.err.contains(words), "not shown: {words}\n{}", run.err);
    }
}

#[test]
fn leftovers_of_a_mac_and_of_editors_are_warned_of_by_name_and_stop_nothing() {
    let home = Home::new();
    for guest in LEFTOVERS {
        put(&home, "strategies", guest);
    }
    let run = home.run_with(&["start", "--plain"], ACTS).ends(9);
    shows_the_whole_stop(&run);
    for (name, _) in LEFTOVERS {
        warns_of(&run, name.rsplit('\n').next().unwrap());
    }
    home.run(STUCK).ends(0);
    home.run(&["strategy", "list"]).ends(0).says("._triage.toml").prints("rethink-2");
    home.run(&["strategy", "check", "examples/procedures"]).ends(0);
    // Nobody is told of them who asks for records.
    assert!(!home.run(&["history"]).ends(0).err.contains("triage"));
}

#[test]
fn a_strategy_in_another_encoding_and_a_folder_in_its_place_are_warned_of_by_name_and_stop_nothing() {
    for guest in UNREADABLE {
        let home = Home::new();
        put(&home, "strategies", guest);
        let run = home.run_with(&["start", "--plain"], ACTS).ends(9);
        shows_the_whole_stop(&run);
        warns_of(&run, guest.0);
        warns_of(&home.run(STUCK).ends(0), guest.0);
    }
}

#[test]
fn where_the_strategy_itself_cannot_be_read_the_shipped_one_serves_and_a_script_is_refused() {
    let home = Home::new();
    put(&home, "strategies", ("triage.toml", UNREADABLE[0].1));
    put(&home, "strategies", ("rethink-2.toml", UNREADABLE[0].1));
    let run = home.run_with(&["start", "--plain"], "2\n2\n\n").ends(8).says("the one that comes with rethink is used");
    warns_of(&run, "triage.toml");
    let run = home.run(STUCK).ends(3).says("the strategy rethink-2 cannot be used");
    warns_of(&run, "rethink-2.toml");
    home.run(&["start", "--answers", "examples/rethink-3-hips.toml"]).ends(0);
    // Whoever acts on a risk is not held up by it.
    let acting = fs::read_to_string(STUCK[2])
        .unwrap()
        .replace("danger-now = \"no\"\nat-risk = \"no\"", "danger-now = \"no\"\nat-risk = \"acting\"");
    fs::remove_file(home.records().join("strategies/rethink-2.toml")).unwrap();
    shows_the_whole_stop(&home.run_with(&["start", "--answers", "-"], &acting).ends(9));
}

#[test]
fn settings_that_are_cut_short_or_in_another_encoding_stop_neither_the_safety_question_nor_save_nor_resume() {
    let acting = fs::read_to_string(STUCK[2])
        .unwrap()
        .replace("danger-now = \"no\"\nat-risk = \"no\"", "danger-now = \"no\"\nat-risk = \"acting\"");
    for settings in SETTINGS {
        let home = Home::new();
        home.run_with(&["start", "rethink-2", "--case", "PCC-1", "--plain"], "2\n2\n1\n").ends(8);
        put(&home, "", ("rethink.toml", Some(settings)));
        let run = home.run_with(&["start", "--plain"], ACTS).ends(9);
        shows_the_whole_stop(&run);
        warns_of(&run, "rethink.toml");
        let run = home.run_with(&["resume", "PCC-1", "--plain"], "").ends(8).says("Carrying on with PCC-1");
        warns_of(&run, "rethink.toml");
        let run = home.run(&["save", "PCC-1", "-"]).ends(0).prints("case = \"PCC-1\"");
        warns_of(&run, "rethink.toml");
        // What a script writes would be counted with other days than the team's.
        let run = home.run(STUCK).ends(3);
        assert!(run.err.contains("rethink.toml") && home.record_names().is_empty(), "{}", run.err);
        shows_the_whole_stop(&home.run_with(&["start", "--answers", "-"], &acting).ends(9));
    }
}

/// Everything in the team's folder goes bad at once.
fn goes_bad(home: &Home) {
    put(home, "", ("rethink.toml", Some(SETTINGS[1])));
    for id in ["triage", "rethink-2", "five-steps", "safety-stop", "hips-escalation"] {
        fs::create_dir_all(home.records().join("strategies")).unwrap();
        fs::write(home.records().join(format!("strategies/{id}.toml")), b"format = 1\nid = \"caf\xe9").unwrap();
    }
}

#[test]
fn a_stop_for_safety_ends_with_its_whole_screen_when_the_folder_goes_bad_during_a_session() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let team = "format = 1\n[safety]\nlines = [\"Front door: see the rota\"]\n";
    put(&home, "", ("rethink.toml", Some(team.as_bytes())));
    let mut command = home.command();
    command.args(["start", "rethink-2", "--case", "PCC-1", "--plain"]);
    let mut held = Window::open_plain(&command);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks("Is it about one child");
    goes_bad(&home);
    held.line("!");
    held.answer("in danger now", One("Yes"));
    held.ends(9);
    // The numbers are those with which it began.
    let screen = held.screen();
    for words in ["Stop here and act now. In immediate danger: ring 999.", "Front door: see the rota", "rethink resume"]
    {
        assert!(screen.contains(words), "not shown: {words}\n{screen}");
    }
    // And the same once it is carried on, with nothing there that can be read.
    let run = home.run_with(&["resume", "PCC-1", "--plain"], ACTS).ends(9);
    shows_the_whole_stop(&run);
    warns_of(&run, "rethink.toml");
}
