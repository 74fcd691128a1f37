//! How fast, as ratios measured side by side in one run: `cargo bench`.
//!
//! Each pair is measured in turns, so that whatever else the computer does falls on both. The median is given.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use chrono::DateTime;

use rethink::finding::Source;
use rethink::journal::Head;
use rethink::journal::Journal;
use rethink::prompt::Answer;
use rethink::record::DIGEST;
use rethink::record::Record;
use rethink::records::publish;
use rethink::review::Note;
use rethink::session::Event;
use rethink::session::What;
use rethink::settings::Settings;
use rethink::strategy::SHIPPED;
use rethink::strategy::Shelf;
use rethink::strategy::check::check;
use rethink::strategy::check::look;
use rethink::strategy::digest;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Two things in turns, so often, and the median of each.
fn side_by_side(times: usize, mut one: impl FnMut(), mut other: impl FnMut()) -> (Duration, Duration) {
    let mut ones = Vec::new();
    let mut others = Vec::new();
    for _ in 0..times {
        let start = Instant::now();
        one();
        ones.push(start.elapsed());
        let start = Instant::now();
        other();
        others.push(start.elapsed());
    }
    (median(ones), median(others))
}

fn quiet(program: &str, args: &[&str]) {
    let status = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success());
}

fn row(what: &str, ours: Duration, theirs: Duration, bar: &str) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{what:<52} {ours:>10.2?} {theirs:>10.2?} {ratio:>6.2}  {bar}");
}

fn main() {
    println!("{:<52} {:>10} {:>10} {:>6}  bar", "what", "rethink", "beside", "ratio");

    let rethink = env!("CARGO_BIN_EXE_rethink");
    let (ours, theirs) = side_by_side(300, || quiet(rethink, &["--version"]), || quiet("git", &["--version"]));
    row("start-up: --version beside `git --version`", ours, theirs, "at most 2");

    let folder = tempfile::tempdir().unwrap();
    let head = Head::new("k7qf2m4x".to_owned(), "rethink-2", Settings::default());
    let mut journal = Journal::create(folder.path(), &head).unwrap();
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").unwrap();
    let answer = Answer::Text("Three late arrivals this fortnight; the step down was decided without school.".into());
    let what = What::Answer { path: "concern".into(), nth: None, answer, on: None, from: None };
    let note = Note::Event(Box::new(Event { at, day: at.date_naive(), what, typed: None }));
    let before = std::fs::metadata(journal.path()).unwrap().len();
    journal.add(&note).unwrap();
    let bytes = vec![b'x'; usize::try_from(std::fs::metadata(journal.path()).unwrap().len() - before).unwrap()];
    let mut bare = File::options().append(true).create(true).open(folder.path().join("bare")).unwrap();
    let (ours, theirs) = side_by_side(
        2000,
        || journal.add(&note).unwrap(),
        || {
            bare.write_all(&bytes).unwrap();
            bare.sync_data().unwrap();
        },
    );
    row("one answer saved, beside append + fdatasync", ours, theirs, "at most 1.5");

    let folder = tempfile::tempdir().unwrap();
    let one = recorded(folder.path());
    let published = folder.path().join("published");
    std::fs::create_dir(&published).unwrap();
    let (bytes, mut names) = (one.text.clone(), 0..);
    let mut other_names = 0..;
    let (ours, theirs) = side_by_side(
        500,
        || {
            let mut record = one.clone();
            record.head.record = format!("published-{}", names.next().unwrap());
            drop(publish(&published, &record).unwrap());
        },
        || {
            let temporary = published.join("bare.tmp");
            let mut file = File::create(&temporary).unwrap();
            file.write_all(bytes.as_bytes()).unwrap();
            file.sync_all().unwrap();
            let place = other_names.next().unwrap();
            std::fs::rename(temporary, published.join(format!("bare-{place}"))).unwrap();
        },
    );
    row("one record published, beside write, sync and rename", ours, theirs, "at most 2");

    let records = folder.path().join("many");
    std::fs::create_dir(&records).unwrap();
    for number in 0..10_000 {
        let (name, text) = another(&one, number);
        std::fs::write(records.join(name), text).unwrap();
    }
    let verify = |args: &[&str]| {
        let mut command = Command::new(rethink);
        command.args(["verify", "--records"]).arg(&records).args(args).env("HOME", folder.path());
        let status = command.env_remove("XDG_STATE_HOME").stdout(Stdio::null()).status().unwrap();
        assert!(status.success());
    };
    let sums = || {
        let mut command = Command::new("sh");
        command.args(["-c", "sha256sum -- *.toml"]).current_dir(&records);
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
    };
    let first = Instant::now();
    verify(&["--quick"]);
    println!("{:<52} {:>10.2?}", "verify --quick, 10,000 records never seen", first.elapsed());
    let (ours, theirs) = side_by_side(15, || verify(&["--quick"]), sums);
    row("verify --quick, 10,000 records, beside sha256sum", ours, theirs, "at most 2");
    let whole = Instant::now();
    verify(&[]);
    println!("{:<52} {:>10.2?}", "verify, 10,000 outcomes derived again", whole.elapsed());

    println!();
    println!("{:<52} {:>10}  bar", "check and prove a shipped strategy", "rethink");
    let shelf = Shelf::shipped();
    for (id, text) in SHIPPED {
        // What it runs is checked once, outside the measure.
        assert!(shelf.get(id).is_some());
        let mut times = Vec::new();
        for _ in 0..50 {
            let source = Source::open(format!("{id}.toml"), *text);
            let start = Instant::now();
            assert!(check(source, id, &shelf).is_ok());
            times.push(start.elapsed());
        }
        println!("{id:<52} {:>10.2?}  at most 20 ms", median(times));
    }

    println!();
    println!("{:<52} {:>10}  bar", "check and prove, states", "rethink");
    for (steps, options, bar) in [
        (9, 3, "at most 50 ms: 30,000 that never merge"),
        (3, 10, "growth"),
        (4, 10, "growth"),
        (5, 10, "growth"),
        (6, 10, "at most 2 s and 1 GiB: 1,000,000 merged"),
    ] {
        let text = wide(steps, options, if options == 10 { 2 } else { 1 });
        let mut times = Vec::new();
        let mut states = 0;
        for _ in 0..if steps == 6 { 3 } else { 9 } {
            let source = Source::open("wide.toml", text.as_str());
            let start = Instant::now();
            let looked = look(source, "wide", &Shelf::default());
            times.push(start.elapsed());
            states = looked.proved.map_or(0, |(_, proof)| if proof.stopped.is_none() { proof.states } else { 0 });
        }
        let took = median(times);
        let each = took.as_secs_f64() * 1e9 / f64::from(u32::try_from(states.max(1)).unwrap());
        println!("{states:>9} states, {each:>5.0} ns each {:>18} {took:>10.2?}  {bar}", "");
    }
    if let Some(line) =
        std::fs::read_to_string("/proc/self/status").unwrap_or_default().lines().find(|line| line.starts_with("VmHWM"))
    {
        println!("most memory of all of these: {}", line.trim_start_matches("VmHWM:").trim());
    }
}

/// A record of the program's own, from an example.
fn recorded(home: &Path) -> Record {
    let records = home.join("one");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rethink"));
    command.args(["start", "--answers", "examples/rethink-2-stuck.toml", "-q", "--records"]).arg(&records);
    let out = command.env("HOME", home).env_remove("XDG_STATE_HOME").output().unwrap();
    let path = String::from_utf8(out.stdout).unwrap();
    Record::read(&std::fs::read_to_string(path.trim()).unwrap()).unwrap()
}

/// The same record under another name, with a digest that fits.
fn another(record: &Record, number: usize) -> (String, String) {
    let name = format!("n{number:07}");
    let text = record.text.replace(record.name(), &name);
    let (before, _) = text.rsplit_once(DIGEST).unwrap();
    let file = format!("{}.toml", record.head.record.replace(record.name(), &name));
    (file, format!("{before}{DIGEST}{}\n", digest(before.as_bytes())))
}

/// Steps of so many groups of options, all of which are still read at the end: nothing of them can be forgotten. With
/// more than one option in a group, that many times as many paths meet in each state with every step.
fn wide(steps: usize, groups: usize, in_each: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::from(
        "format = 1\nid = \"wide\"\ntitle = \"W\"\nversion = \"1\"\nsource = \"made up\"\nverified = true\n",
    );
    let step = |text: &mut String, step: usize, rows: &str| {
        let _ = write!(text, "[[step]]\nid = \"s{step}\"\nask = \"?\"\nkind = \"choice\"\noptions = [");
        for option in 0..groups * in_each {
            let _ = write!(text, "{{ id = \"o{option}\", group = \"g{}\" }}, ", option % groups);
        }
        let _ = writeln!(text, "]\n{rows}");
    };
    let mut rows = String::from("routes = [");
    for number in 0..steps {
        step(&mut text, number, "");
        for group in 0..groups - 1 {
            let _ = write!(rows, "{{ when = {{ s{number} = \"g{group}\" }}, to = \"end\" }}, ");
        }
    }
    step(&mut text, steps, &(rows + "{ to = \"end\" }]"));
    text += "[[outcome]]\nid = \"end\"\nkind = \"stopped\"\ntext = \"End.\"\n";
    text
}
