//! What was typed is in the journal and in the record, and nothing else is left of it.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::program::Home;
use crate::pty;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Window;

const STRATEGY: &str = r#"
format = 1
id = "words"
title = "A few words"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "concern"
ask = "What is the concern?"
kind = "text"

[[step]]
id = "agreed"
ask = "Do you agree on what happens now?"
kind = "yes-no"
routes = [ { to = "settled" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."
"#;

/// What is typed: it must be found where it belongs, and nowhere else.
const WORDS: &str = "Seen at home and asleep at ten";

fn home() -> Home {
    let home = Home::new();
    home.file("records/strategies/words.toml", STRATEGY);
    home
}

/// Every file in which the words stand.
fn hold_the_words(home: &Home) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).contains(WORDS);
    home.files().into_iter().filter(holds).collect()
}

#[test]
fn no_core_dump_is_left_however_the_program_is_made_to_stop() {
    let home = home();
    let program = home.command();
    let mut shell = Command::new("/bin/sh");
    shell.current_dir(home.path()).env_clear();
    shell.envs(program.get_envs().map(|(name, value)| (name, value.unwrap_or_default())));
    shell.args(["-c", "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$0\" \"$@\""]).arg(program.get_program());
    shell.args(["start", "words", "--plain"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut held = shell.spawn().unwrap();
    // It asks, so it has begun.
    let mut asked = [0; 200];
    held.stderr.as_mut().unwrap().read_exact(&mut asked).unwrap();
    if let Ok(limits) = fs::read_to_string(format!("/proc/{}/limits", held.id())) {
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    }
    let sent = Command::new("/bin/sh").arg("-c").arg(format!("kill -ABRT {}", held.id())).status().unwrap();
    assert!(sent.success());
    let ended = held.wait().unwrap();
    assert!(ended.signal().is_some() && !ended.core_dumped(), "{ended:?}");
    let names = home.files().into_iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
    assert!(!names.into_iter().any(|name| name.starts_with("core")), "{:?}", home.files());
}

/// The program is killed while an editor is open with the words in it; what comes back is the editor's file.
fn killed_in_the_editor(home: &Home) -> PathBuf {
    // It does not go away by itself, as an editor does not.
    let script = home.file("editor.sh", &format!("printf '%s' '{WORDS}' > \"$1\"; cp \"$1\" \"$1~\"; sleep 60\n"));
    let mut command = home.command();
    command.args(["start", "words"]).env("EDITOR", format!("sh {}", script.display()));
    let mut held = Window::open(&command);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.answer("What is the case reference?", Line("PCC-1"));
    held.answer("Press Enter to go on with it", Line(""));
    held.asks("What is the concern?");
    held.line(":edit");
    let until = Instant::now() + Duration::from_mins(1);
    let edited = loop {
        let all = hold_the_words(home);
        if let [_, _, ..] = all.iter().filter(|path| !path.ends_with("editor.sh")).collect::<Vec<_>>().as_slice() {
            break all.into_iter().find(|path| path.extension().is_some_and(|end| end == "txt")).unwrap();
        }
        assert!(Instant::now() < until, "no editor was opened:\n{}", held.screen());
        thread::sleep(Duration::from_millis(20));
    };
    held.signal("KILL");
    held.over();
    fs::remove_file(script).unwrap();
    edited
}

#[test]
fn what_an_editor_had_open_when_the_program_was_killed_is_offered_at_resume_and_goes_with_the_record() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let edited = killed_in_the_editor(&home);
    assert_eq!(edited.parent().unwrap(), home.state().join("journals"), "it lies beside the journal");
    assert_eq!(fs::metadata(&edited).unwrap().permissions().mode() & 0o777, 0o600);
    let mut command = home.command();
    command.args(["resume", "PCC-1", "--plain"]);
    let mut held = Window::open_plain(&command);
    held.sees("When you left, you had typed this");
    held.sees(WORDS);
    held.asks("What is the concern?");
    assert!(held.has_shown("You had begun an answer:"), "{}", held.screen());
    assert!(!edited.exists(), "the journal holds it now");
    // Enter keeps it.
    held.press("\r");
    held.answer("Do you agree on what happens now?", One("Yes"));
    held.asks("write");
    held.line("write");
    held.ends(0);
    let left = hold_the_words(&home);
    assert!(left.len() == 1 && left[0].starts_with(home.records()), "{left:?}");
}

#[test]
fn what_an_editor_had_open_goes_when_the_answers_are_discarded() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    killed_in_the_editor(&home);
    home.run_with(&["discard", "PCC-1", "--plain"], "discard\n").ends(0);
    assert_eq!(hold_the_words(&home), Vec::<PathBuf>::new());
}

#[test]
fn a_line_that_was_set_aside_goes_once_the_record_is_published() {
    let home = home();
    home.run_with(&["start", "words", "--case", "PCC-1", "--plain"], "2\n2\n\n").ends(8);
    let journal = fs::read_dir(home.state().join("journals")).unwrap().next().unwrap().unwrap().path();
    let torn = format!("{{\"n\":9,\"prev\":\"\",\"event\":{{\"step\":\"concern\",\"said\":\"{WORDS}");
    fs::write(&journal, [fs::read(&journal).unwrap(), torn.into_bytes()].concat()).unwrap();
    let run = home.run_with(&["resume", "PCC-1", "--plain"], "").ends(8).says("set aside").says(WORDS);
    assert_eq!(hold_the_words(&home), [journal.with_extension("torn-1")], "{}", run.err);
    home.run_with(&["resume", "PCC-1", "--plain"], "It is settled now\n.\n1\nwrite\n").ends(0);
    assert_eq!(hold_the_words(&home), Vec::<PathBuf>::new());
    assert!(fs::read_dir(home.state().join("journals")).unwrap().next().is_none());
}

#[test]
fn what_a_killed_publish_has_left_half_written_goes_and_nothing_of_anybody_else() {
    let home = home();
    home.run_with(&["start", "words", "--case", "PCC-1", "--plain"], "2\n2\n\n").ends(8);
    let ours = ["records/.rethink-a.tmp", "records/kept/.rethink-b.tmp", "state/rethink/journals/.journal-c.tmp"];
    let theirs = ["records/.other.tmp", "records/.rethink-a.txt", "state/rethink/journals/notes.txt"];
    let old = |name: &str| {
        let path = home.file(name, WORDS);
        let touched = Command::new("touch").args(["-d", "2020-01-01"]).arg(&path).status().unwrap();
        assert!(touched.success());
        path
    };
    let (ours, theirs) = (ours.map(old), theirs.map(old));
    let young = home.file("records/.rethink-d.tmp", WORDS);
    home.run(&["status"]).ends(0);
    assert!(ours.iter().all(|path| !path.exists()) && theirs.iter().all(|path| path.exists()) && young.exists());
}
