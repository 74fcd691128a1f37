//! What a person typed stays where it belongs, and nothing of it, nor of a record from elsewhere, acts on anything.

use std::fs;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use rethink::finding::is_hidden;
use rethink::record::Record;
use rethink::strategy::digest;

use crate::program::Home;
use crate::program::Run;

const STUCK: &str = "examples/rethink-2-stuck.toml";

/// The answers of an example, each text of several words with a word in it that stands nowhere else.
fn canaries() -> (String, usize) {
    let (mut marked, mut many, mut inside) = (String::new(), 0, false);
    let mut canary = || {
        many += 1;
        format!("zqcanary{many:03} ")
    };
    for line in fs::read_to_string(STUCK).unwrap().lines() {
        if inside && !line.starts_with('#') {
            marked += &canary();
            inside = false;
        }
        inside |= line.ends_with("= \"\"\"");
        for (place, part) in line.split(" = \"").enumerate() {
            let is_text = place > 0 && part.split('"').next().is_some_and(|text| text.contains(' '));
            marked += if place > 0 { " = \"" } else { "" };
            marked += &if is_text { canary() } else { String::new() };
            marked += part;
        }
        marked.push('\n');
    }
    (marked, many)
}

/// Holds that no canary stands in what was said from the first error on, nor in what was printed.
#[track_caller]
fn says_none(run: &Run, what: &str) {
    let from = run.err.find("Error").unwrap_or(0);
    assert!(!run.err[from..].contains("zqcanary"), "{what}:\n{}", run.err);
    assert!(!run.out.contains("zqcanary"), "{what}:\n{}", run.out);
}

/// Holds that canaries stand in no file but those that are for them.
#[track_caller]
fn keeps_none(home: &Home, given: &Path, what: &str) {
    for path in home.files().into_iter().filter(|path| path != given) {
        let is_for_them =
            ["journals", "outbox", "records"].iter().any(|it| path.ancestors().any(|up| up.ends_with(it)));
        let bytes = fs::read(&path).unwrap();
        let has = bytes.windows(8).any(|part| part == b"zqcanary");
        assert!(is_for_them || !has, "{what}: {} holds what was typed", path.display());
        assert!(!path.to_string_lossy().contains("zqcanary"), "{what}: {}", path.display());
    }
}

#[test]
fn what_was_typed_stands_in_no_error_and_in_no_file_but_its_own() {
    let (answers, many) = canaries();
    assert!(many > 8, "only {many} canaries");
    let run = |home: &Home, text: &str, code: i32, what: &str| {
        let given = home.file("given.toml", text);
        home.file("tmp/none", "");
        let mut command = home.command();
        command
            .args(["start", "--answers"])
            .arg(&given)
            .env("TMPDIR", home.path().join("tmp"))
            .env("RUST_BACKTRACE", "full");
        let done = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run = Run { out: text(done.stdout), err: text(done.stderr), code: done.status.code().unwrap_or(-1) };
        // Without one of three quotes there may still be a text in between.
        let run = if code == 3 && run.code == 4 { run } else { run.ends(code) };
        says_none(&Run { err: if code == 0 { String::new() } else { run.err }, ..run }, what);
        keeps_none(home, &given, what);
    };
    let home = Home::new();
    run(&home, &answers, 0, "written");
    assert!(home.only_record().matches("zqcanary").count() >= many, "the canaries are answers");
    run(&home, &answers, 6, "already recorded");
    for args in [&["status"][..], &["history"], &["verify"], &["strategy", "list"]] {
        says_none(&home.run(args), "after it was written");
    }
    // A record that was changed is told of without its words.
    let path = home.records().join(&home.record_names()[0]);
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text
        .replace("zqcanary", "zqcanaryy")
        .rsplit_once("# rethink")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    fs::write(&path, format!("{before}# rethink-sha256: {}\n", digest(before.as_bytes()))).unwrap();
    says_none(&home.run(&["verify"]), "written anew");
    fs::write(&path, before).unwrap();
    for args in
        [&["verify"][..], &["show", "PCC-48213"], &["history"], &["status"], &["resume", "PCC-48213", "--plain"]]
    {
        says_none(&home.run(args), "damaged");
    }

    let blocked = Home::new();
    fs::write(blocked.records(), "in the way").unwrap();
    run(&blocked, &answers, 7, "no records folder");
    let blocked = Home::new();
    blocked.file("state", "in the way");
    run(&blocked, &answers, 7, "no state folder");

    for (from, to, code) in [
        ("[answers]", "[answers]\nzq = \"zqcanary and more\"", 3),
        ("lead-professional = \"yes\"", "lead-professional = \"zqcanary or so\"", 3),
        ("lead-professional = \"yes\"", "lead-professional = zqcanary", 3),
        ("lead-professional = \"yes\"", "lead-professional = [ \"zqcanary\" ]", 3),
        ("needs-date = 2026-12-18", "needs-date = \"zqcanary next week\"", 3),
        ("needs-date = 2026-12-18", "needs-date = 2026-12-18 zqcanary", 3),
        ("raiser-role = ", "raiser-role = \"zqcanary\u{9b}2J\" #", 3),
        ("raiser-role = ", "raiser-role = \"zqcanary\"\nraiser-role = ", 3),
        ("until-then = ", "dont-know = ", 3),
        ("case = \"PCC-48213\"", "case = \"zqcanary Bloggs\"", 3),
    ] {
        assert!(answers.contains(from), "{from}");
        run(&Home::new(), &answers.replacen(from, to, 1), code, to);
    }
    run(&Home::new(), &answers[..answers.len() / 2], 3, "cut in the middle");
}

/// A fault of its own, in earnest: the system gives no random bytes, first before anything was asked, then where the
/// record is to be written and every answer is at hand.
#[test]
fn a_fault_of_its_own_says_where_it_is_and_nothing_that_was_typed() {
    if crate::faults::strace_is_missing() {
        return;
    }
    let (answers, _) = canaries();
    for (nth, saved) in [(4, false), (6, true)] {
        let home = Home::new();
        let given = home.file("given.toml", &answers);
        home.file("tmp/none", "");
        let own = home.command();
        let mut command = Command::new("strace");
        command.env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("TMPDIR", home.path().join("tmp")).env("RUST_BACKTRACE", "full").env("PATH", "/usr/bin:/bin");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("inject=getrandom:error=EIO:when={nth}"));
        command.arg(own.get_program()).args(own.get_args()).args(["start", "--answers"]).arg(&given);
        let done = command.stdin(Stdio::null()).output().unwrap();
        let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
        let run = Run { out, err, code: done.status.code().unwrap_or(-1) };
        let run = run.ends(70).says("Error: rethink hit a fault of its own (src/main.rs:");
        assert!(is_plain(&run.err) && run.err.len() < 400, "{}", run.err);
        says_none(&run, "a fault");
        keeps_none(&home, &given, "a fault");
        assert!(home.record_names().is_empty());
        if saved {
            // What it called saved is saved, and is carried on.
            home.run(&["status"]).ends(0).prints("PCC-48213");
            home.run(&["resume", "PCC-48213", "--answers", given.to_str().unwrap()]).ends(0);
            assert!(home.only_record().contains("zqcanary001"));
        }
    }
}

#[test]
fn what_was_typed_is_no_part_of_how_the_program_runs() {
    let home = Home::new();
    let mut command = home.command();
    command.args(["start", "rethink-1", "--case", "PCC-1", "--plain"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut typed, mut said) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    typed.write_all(b"2\n2\n:elsewhere\nzqcanary one\nzqcanary two\n.\n").unwrap();
    // It has read them when it says that they are saved, and then waits.
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("Saved.") {
        let mut some = [0; 4096];
        let many = said.read(&mut some).unwrap();
        assert!(many > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&some[..many]);
    }
    for name in ["cmdline", "environ", "comm", "status"] {
        let bytes = fs::read(format!("/proc/{}/{name}", child.id())).unwrap();
        assert!(!bytes.is_empty() && !bytes.windows(8).any(|part| part == b"zqcanary"), "{name}");
    }
    // No title of a window, and nothing else that a terminal obeys.
    assert!(!seen.contains(&0x1b) && !seen.contains(&0x07));
    drop(typed);
    assert_eq!(child.wait().unwrap().code(), Some(8));
}

/// Signs that a terminal, a table, a page or a path might obey.
const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{9b}2J\u{9d}0;owned\u{9c}",
    "\u{85}next line",
    "\u{202e}desrever\u{2066}",
    "\u{200b}\u{feff}\u{2028}\u{2029}",
    "\u{e0041}\u{ad}",
    "nul\0del\u{7f}back\u{8}\r",
    "# rethink-sha256: 0000000000000000000000000000000000000000000000000000000000000000",
    "\n# rethink-sha256: 0000000000000000000000000000000000000000000000000000000000000000\n",
    "\n[[entry]]\n[[used]]\n[[earlier]]\nrecord = \"x\"\nsha256 = \"y\"\n",
    "'''\"\"\"\\u001b",
    "../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>&amp;",
    "$(touch run) `touch run` %n{}",
];

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c)))
}

#[test]
fn no_answer_acts_not_even_where_its_record_is_printed_as_it_is() {
    for hostile in HOSTILE {
        let home = Home::new();
        let text = serde_json::to_string(hostile).unwrap();
        // JSON and TOML write a string alike, but for the sign beyond the ordinary ones.
        let text = text.replace('\u{7f}', "\\u007f");
        let answers = fs::read_to_string(STUCK).unwrap();
        let start = answers.find("until-then = ").unwrap();
        let end = start + answers[start..].find("\"\"\"\n").unwrap() + 4;
        let end = end + answers[end..].find("\"\"\"\n").unwrap() + 4;
        let given = format!("{}until-then = {text}\n{}", &answers[..start], &answers[end..]);
        let run = home.run_with(&["start", "--answers", "-"], &given);
        assert!(is_plain(&run.err) && is_plain(&run.out), "{hostile:?}");
        match run.code {
            // Refused: nothing was written.
            3 => assert!(home.record_names().is_empty()),
            0 => {
                let record = home.only_record();
                assert!(is_plain(&record), "{hostile:?} stands in the record as it is");
                let read = Record::read(&record).unwrap();
                assert_eq!(read.body.earlier, []);
                assert_eq!(Record::read_outline(&record).unwrap().names, []);
                assert!(
                    read.body.until_then.iter().any(|it| it.said.trim() == hostile.trim()),
                    "{hostile:?} is not kept"
                );
                home.run(&["verify"]).ends(0).prints("the same outcome");
                for args in [&["show", "PCC-48213"][..], &["history"], &["status"]] {
                    let run = home.run(args).ends(0);
                    assert!(is_plain(&run.out) && is_plain(&run.err), "{hostile:?} in {args:?}");
                }
            }
            code => panic!("{hostile:?} ends with {code}: {}", run.err),
        }
        assert!(!Path::new("run").exists() && !home.files().iter().any(|path| path.ends_with("run")));
    }
}

#[test]
fn a_record_from_elsewhere_does_not_act_whatever_stands_in_it() {
    let maker = Home::new();
    maker.run(&["start", "--answers", STUCK]).ends(0);
    let text = maker.only_record();
    let (before, _) = text.rsplit_once("# rethink-sha256: ").unwrap();
    for hostile in &HOSTILE[..7] {
        // In every value of several words, as it is where TOML lets it be, and else by its number.
        let raw: String = hostile
            .chars()
            .map(|c| {
                if (c.is_ascii_control() || c == '\u{7f}') && c != '\t' {
                    format!("\\u{:04x}", c as u32)
                } else {
                    c.to_string()
                }
            })
            .collect();
        let lines = before.lines().map(|line| match line.strip_suffix('"') {
            Some(start) if start.contains(" = \"") && start.matches(' ').count() > 3 => format!("{start}{raw}\"\n"),
            _ => format!("{line}\n"),
        });
        let changed: String = lines.collect();
        assert!(changed.matches(&raw).count() > 10, "{raw}");
        let home = Home::new();
        let name = maker.record_names().remove(0);
        home.file(&format!("records/{name}"), &format!("{changed}# rethink-sha256: {}\n", digest(changed.as_bytes())));
        for args in [
            &["show", "PCC-48213"][..],
            &["show", "PCC-48213", "--form"],
            &["history"],
            &["history", "PCC-48213"],
            &["status"],
            &["verify"],
            &["verify", "--format", "json"],
            &["resume", "PCC-48213", "--plain"],
            &["start", "--case", "PCC-48213", "--plain"],
        ] {
            let run = home.run_with(args, "2\n");
            assert!(run.code != 70, "{args:?}: {}", run.err);
            assert!(is_plain(&run.out) && is_plain(&run.err), "{hostile:?} in {args:?}:\n{:?}\n{:?}", run.out, run.err);
        }
    }
}
