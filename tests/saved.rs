//! Unfinished answers discarded after a typed word, and who remembers what was seen.

use std::fs;
use std::io::Read as _;
use std::io::Write as _;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use crate::program::Home;

const STUCK: &str = "examples/rethink-2-stuck.toml";

/// A home in which a session is unfinished on PCC-1, with a line beside it that was set aside.
fn unfinished() -> Home {
    let home = Home::new();
    home.run_with(&["start", "rethink-1", "--case", "PCC-1", "--plain"], "2\n2\n:save\n").ends(8);
    let journal = journals(&home).pop().unwrap();
    fs::write(&journal, fs::read(&journal).unwrap().into_iter().chain(*b"{\"n\":9").collect::<Vec<_>>()).unwrap();
    home
}

fn journals(home: &Home) -> Vec<std::path::PathBuf> {
    home.files().into_iter().filter(|path| path.starts_with(home.state().join("journals"))).collect()
}

#[test]
fn unfinished_answers_go_after_the_typed_word_and_nothing_else_goes() {
    let home = unfinished();
    home.run(&["start", "--answers", STUCK]).ends(0);
    let records = home.record_names();
    // Neither another word, nor leaving, nor the end of the input discards anything.
    for typed in ["keep\n", "yes\ny\nDISCARD IT\nkeep\n", ":save\n", "", "\n\n"] {
        home.run_with(&["discard", "PCC-1", "--plain"], typed).ends(8).says("The record is not written yet");
        assert_eq!(journals(&home).len(), 2, "{typed:?}");
    }
    home.run(&["discard", "PCC-1"]).ends(4).says("rethink discard PCC-1 --plain");
    // There is no review here to withdraw, and nothing says that there is.
    let run = home.run_with(&["discard", "PCC-1", "--plain"], "?\nkeep\n").ends(8);
    assert!(
        run.err.contains(":back") && !run.err.contains(":withdraw") && !run.err.contains(":elsewhere"),
        "{}",
        run.err
    );
    home.run_with(&["discard", "PCC-1", "--plain"], ":withdraw\n2\n2\nkeep\n").ends(8).says("is not a command");
    home.run(&["discard", "PCC-1", "--no-input", "--plain"]).ends(4);
    home.run_with(&["discard", "PCC-2", "--plain"], "discard\n").ends(5);
    assert_eq!(journals(&home).len(), 2);
    let run = home.run_with(&["discard", "pcc-1", "--plain"], " Discard \n").ends(0).says("cannot be brought back");
    assert!(run.err.contains("1 answer, last"), "{}", run.err);
    assert_eq!(journals(&home), [""; 0].map(std::path::PathBuf::from));
    assert_eq!(home.record_names(), records);
    home.run_with(&["discard", "PCC-1", "--plain"], "discard\n").ends(5);
    home.run(&["resume", "PCC-1", "--plain"]).ends(5);
}

#[test]
fn discarding_where_a_child_is_at_risk_stops_and_keeps_the_answers() {
    let home = unfinished();
    home.run_with(&["discard", "PCC-1", "--plain"], "!\n1\n").ends(9).says("999");
    assert_eq!(journals(&home).len(), 2);
    home.run(&["status"]).ends(0).prints("PCC-1");
}

#[test]
fn what_is_open_in_another_window_is_not_discarded() {
    let home = unfinished();
    let journal = journals(&home).into_iter().find(|path| path.extension().is_some_and(|it| it == "jsonl")).unwrap();
    let window = fs::File::options().append(true).open(journal).unwrap();
    window.lock().unwrap();
    home.run_with(&["discard", "PCC-1", "--plain"], "discard\n").ends(6).says("open in another window");
    assert_eq!(journals(&home).len(), 1);
    drop(window);
    home.run_with(&["discard", "PCC-1", "--plain"], "discard\n").ends(0);
}

#[test]
fn whoever_looks_at_records_remembers_them() {
    let writer = Home::new();
    writer.run(&["start", "--answers", STUCK]).ends(0);
    let name = writer.record_names().remove(0);
    let record = fs::read(writer.records().join(&name)).unwrap();
    let readers: &[&[&str]] = &[
        &["history"],
        &["history", "PCC-48213"],
        &["show", "PCC-48213"],
        &["status"],
        &["verify"],
        &["verify", "--quick"],
        &["audit"],
        &["audit", "--format", "json", "--case", "PCC-48213"],
    ];
    for reader in readers {
        let home = Home::new();
        fs::create_dir(home.records()).unwrap();
        fs::write(home.records().join(&name), &record).unwrap();
        home.run(reader).ends(0);
        let receipts: Vec<_> =
            home.files().into_iter().filter(|path| path.extension().is_some_and(|it| it == "jsonl")).collect();
        let lines =
            fs::read_to_string(receipts.first().unwrap_or_else(|| panic!("{reader:?} remembers nothing"))).unwrap();
        // Twice seen is remembered once.
        home.run(reader).ends(0);
        assert_eq!(fs::read_to_string(&receipts[0]).unwrap(), lines, "{reader:?}");
        assert_eq!(lines.matches("sha256").count(), 1, "{lines}");
        assert!(!lines.contains("wrote"), "{lines}");
        fs::remove_file(home.records().join(&name)).unwrap();
        home.run(&["verify", "--quick"]).ends(1).prints("not here now as it was then");
        for look in ["history", "status", "audit"] {
            home.run(&[look]).ends(7).says("none of the records that this computer has seen here is here now");
        }
        // Where something that was seen before is still there, it is the one record that is gone.
        fs::write(home.records().join(&name), &record).unwrap();
        home.run(&["start", "--answers", "examples/rethink-3-hips.toml"]).ends(0);
        fs::remove_file(home.records().join(&name)).unwrap();
        for look in ["history", "status", "audit"] {
            home.run(&[look])
                .ends(0)
                .says("1 record that was seen here before is gone or changed")
                .says("verify --quick");
        }
    }
}

#[test]
fn a_quick_look_derives_nothing_and_misses_no_change() {
    let home = Home::new();
    home.run(&["start", "--answers", STUCK]).ends(0);
    let run = home.run(&["verify", "--quick"]).ends(0).prints("1 record is exactly as written");
    assert!(!run.out.contains("derived again"), "{}", run.out);
    let json: serde_json::Value =
        serde_json::from_str(&home.run(&["verify", "--quick", "--format", "json"]).out).unwrap();
    assert_eq!(json["files"][0]["class"], "unchanged");
    let path = home.records().join(&home.record_names()[0]);
    let text = fs::read_to_string(&path).unwrap();
    let letters = text.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic()).map(|(place, _)| place);
    for place in letters.step_by(text.len() / 20) {
        let mut changed = text.clone().into_bytes();
        changed[place] ^= 1;
        fs::write(&path, changed).unwrap();
        home.run(&["verify", "--quick"]).ends(1).prints("not as it was written");
    }
}

/// A session that somebody types in, and what it says.
struct Typing {
    home: Home,
    child: Child,
    seen: String,
}

impl Typing {
    fn new() -> Self {
        let home = Home::new();
        let mut command = home.command();
        command.args(["start", "rethink-1", "--case", "PCC-1", "--plain"]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Self { home, child, seen: String::new() }
    }

    fn types(&mut self, words: &str) {
        self.child.stdin.as_mut().unwrap().write_all(words.as_bytes()).unwrap();
    }

    /// From now on no file of it may grow past so many bytes.
    fn room(&self, bytes: &str) {
        let pid = self.child.id().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
        assert!(done.unwrap().success());
    }

    /// Waits until it says these words: everything that it has said since the last time.
    fn until(&mut self, words: &str) -> String {
        while !self.seen.contains(words) {
            let mut some = [0; 4096];
            let many = self.child.stderr.as_mut().unwrap().read(&mut some).unwrap();
            assert!(many > 0, "{words} is not said:\n{}", self.seen);
            self.seen += &String::from_utf8_lossy(&some[..many]);
        }
        std::mem::take(&mut self.seen)
    }

    fn ends(mut self, code: i32) -> Home {
        drop(self.child.stdin.take());
        assert_eq!(self.child.wait().unwrap().code(), Some(code));
        self.home
    }
}

const AGAIN: &str = "Shall rethink try to save it again?";

#[test]
fn what_the_disk_does_not_take_is_said_and_saved_once_there_is_room() {
    let mut typing = Typing::new();
    typing.types("2\n2\n:elsewhere\n");
    typing.until("Which way does it go on?");
    typing.room("100");
    typing.types("kittiwake\nwhy\n.\n");
    let words = typing.until(AGAIN);
    assert!(words.contains("Error: What you did last is not saved") && !words.contains("Saved."), "{words}");
    assert!(words.contains("called saved before is still saved") && !words.contains("kittiwake"), "{words}");
    // Still no room: it is said once more.
    typing.types("1\n");
    assert!(typing.until(AGAIN).contains("What you did last is not saved"));
    typing.room("unlimited");
    typing.types("1\n");
    typing.until("Saved.");
    let home = typing.ends(8);
    assert!(fs::read_to_string(&journals(&home)[0]).unwrap().contains("kittiwake"));
    home.run(&["save", "PCC-1", "-"]).ends(0);
}

#[test]
fn whoever_stops_there_is_told_what_is_saved() {
    for typed in ["2\n", ":save\n", "!\n1\n"] {
        let mut typing = Typing::new();
        typing.types("2\n2\n:elsewhere\n");
        typing.until("Which way does it go on?");
        typing.room("100");
        typing.types("kittiwake\nwhy\n.\n");
        typing.until(AGAIN);
        typing.types(typed);
        let words = typing.until("rethink resume PCC-1");
        assert!(words.contains("Every answer called saved is saved"), "{words}");
        assert_eq!(words.contains("ring 999"), typed.starts_with('!'), "{words}");
        let home = typing.ends(7);
        assert!(!fs::read_to_string(&journals(&home)[0]).unwrap().contains("kittiwake"));
        home.run(&["save", "PCC-1", "-"]).ends(0);
    }
}
