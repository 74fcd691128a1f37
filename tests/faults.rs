//! The power going at any moment: every call that a session makes is replayed under a model of a disk, in every state
//! that may be left of it, and again with each of our own syncs left out.

#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/log.rs"]
mod log;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread::LocalKey;

use rethink::journal;
use rethink::journal::Used;
use rethink::record::Record;
use rethink::record::RiskNote;
use rethink::strategy::digest;

use crate::program::Home;

use disk::Disk;
use disk::State;
use log::Call;

/// What was written and said: what must be there whenever the power goes.
#[derive(Debug, Clone, Default)]
struct Said {
    /// Files of lines, as they were when something was last said: answers, stops, receipts.
    lines: State,
    /// The digests of records that were there whole when something was last said.
    records: BTreeSet<String>,
    /// What was there from the start and may not be lost before its record has come, wherever it lies.
    somewhere: Vec<u8>,
}

/// What was found out about the same bytes before: many states differ in one file only.
type Known<T> = RefCell<HashMap<Vec<u8>, T>>;

thread_local! {
    static DIGESTS: Known<String> = RefCell::default();
    static RECORDS: Known<Option<(String, Vec<Used>)>> = RefCell::default();
    static JOURNALS: Known<Option<(usize, Vec<Used>)>> = RefCell::default();
}

fn known<T: Clone>(known: &'static LocalKey<Known<T>>, bytes: &[u8], find: impl FnOnce() -> T) -> T {
    let before = known.with_borrow(|known| known.get(bytes).cloned());
    before.unwrap_or_else(|| {
        let found = find();
        known.with_borrow_mut(|known| known.insert(bytes.to_owned(), found.clone()));
        found
    })
}

fn digest_of(bytes: &[u8]) -> String {
    known(&DIGESTS, bytes, || digest(bytes))
}

fn is_in(path: &Path, folder: &str) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|name| name == folder)
}

fn is_torn(path: &Path) -> bool {
    path.extension().and_then(|it| it.to_str()).is_some_and(|it| it.starts_with("torn-"))
}

/// The digests of the whole records in a state, wherever they lie; and none of them may be half there.
fn records(state: &State) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for (path, bytes) in state {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("20") && path.extension().is_some_and(|it| it == "toml") {
            // A small record uses no strategy.
            let read = || {
                let text = std::str::from_utf8(bytes).ok()?;
                let small = || Some((RiskNote::read(text).ok()?.sha256, Vec::new()));
                Record::read(text).ok().map(|record| (record.sha256, record.body.used)).or_else(small)
            };
            let (sha256, used) =
                known(&RECORDS, bytes, read).ok_or_else(|| format!("{name} is there and not whole"))?;
            for used in &used {
                let kept = path.parent().unwrap().join("kept").join(format!("{}.toml", used.sha256));
                let is_kept = state.get(&kept).is_some_and(|bytes| digest_of(bytes) == used.sha256);
                if !is_kept {
                    return Err(format!("{name} is there, and the strategy {} that it used is not", used.id));
                }
            }
            found.insert(sha256);
        }
    }
    Ok(found)
}

/// What is lost in a state, of what was there when something was last said.
fn lost(state: &State, said: &Said, home: &Path) -> Result<(), String> {
    let records = records(state)?;
    if let Some(gone) = said.records.difference(&records).next() {
        return Err(format!("the record {gone} is gone"));
    }
    let has = |bytes: &Vec<u8>| bytes.windows(said.somewhere.len()).any(|part| part == said.somewhere);
    if !said.somewhere.is_empty() && !state.values().any(has) {
        return Err("what was there from the start is nowhere".to_owned());
    }
    for (path, lines) in &said.lines {
        let is_there = state.get(path).is_some_and(|bytes| bytes.starts_with(lines));
        if is_there && is_in(path, "journals") {
            look(path, &state[path], lines.len(), state, home)?;
        }
        if !is_there {
            return Err(format!("lines of {} are gone", path.display()));
        }
    }
    Ok(())
}

/// What is left of a journal comes back by the program's own eyes, with the strategies that it needs.
fn look(path: &Path, bytes: &[u8], least: usize, state: &State, home: &Path) -> Result<(), String> {
    let look = || {
        // Under another name it would be a copy of other answers.
        let file = home.join(path.file_name().unwrap());
        fs::write(&file, bytes).unwrap();
        let found = journal::look(&file).unwrap();
        fs::remove_file(&file).unwrap();
        found.map(|found| (found.sound, found.head.strategies))
    };
    let (sound, strategies) = known(&JOURNALS, bytes, look).ok_or("a journal does not begin")?;
    if sound < least {
        return Err("lines of a journal do not come back".to_owned());
    }
    let kept = path.parent().and_then(Path::parent).unwrap().join("kept");
    let missing = strategies.iter().find(|used| {
        let file = kept.join(format!("{}.toml", used.sha256));
        state.get(&file).is_none_or(|bytes| digest_of(bytes) != used.sha256)
    });
    missing.map_or(Ok(()), |used| Err(format!("a journal is there, and its strategy {} is not", used.id)))
}

/// Replays a run, with one sync left out or none: how many states there were, and what was lost in one of them.
fn replay(watched: &Watched, without: Option<usize>, home: &Path) -> (usize, Option<String>) {
    let mut disk = watched.begin.clone();
    let mut said = Said { somewhere: watched.somewhere.clone(), ..Said::default() };
    let mut states = 0;
    for (place, call) in watched.calls.iter().enumerate() {
        disk.does(call, without == Some(place));
        let now = disk.now();
        match call {
            Call::Say => {
                let of_lines = |path: &Path| path.extension().is_some_and(|it| it == "jsonl");
                said.records = records(&now).expect("what the program sees is whole");
                said.lines = now.into_iter().filter(|(path, _)| of_lines(path)).collect();
            }
            // A journal goes when its record has come, and what was torn off it goes with it.
            Call::Unlink { path } if is_torn(path) => {
                said.records = records(&now).expect("what the program sees is whole");
                assert!(!said.records.is_empty(), "what was torn off a journal went without a record");
                said.somewhere.clear();
            }
            Call::Unlink { path } if said.lines.contains_key(path) => {
                said.lines.remove(path);
                said.records = records(&now).expect("what the program sees is whole");
                assert!(!said.records.is_empty(), "a journal went without a record");
            }
            _ => {}
        }
        for state in disk.states() {
            states += 1;
            if let Err(what) = lost(&state, &said, home) {
                return (states, Some(format!("after call {place}, {call:?}: {what}")));
            }
        }
    }
    (states, None)
}

/// The syncs that count: those after which something is said before the same file or folder is synced again. What
/// nobody has been told of yet is not lost; and a journal whose record has come before anything was said was never
/// needed, nor were the strategies kept for it.
fn that_count(calls: &[Call]) -> Vec<usize> {
    let (mut open, mut since, mut count) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for (place, call) in calls.iter().enumerate() {
        match call {
            Call::Open { fd, path, .. } => drop(open.insert(fd, path)),
            Call::Sync { fd, well: true } if open.contains_key(fd) => drop(since.insert(open[fd], place)),
            Call::Unlink { path } if is_in(path, "journals") => {
                let state = path.ancestors().nth(2).unwrap();
                since.retain(|of: &&PathBuf, _| !["journals", "kept"].iter().any(|it| of.starts_with(state.join(it))));
            }
            // What waited has come to its folder before anything was said of it.
            Call::Unlink { path } if path.ancestors().any(|above| above.ends_with("outbox")) => {
                let outbox = path.ancestors().find(|above| above.ends_with("outbox")).unwrap();
                since.retain(|of: &&PathBuf, _| !of.starts_with(outbox));
            }
            Call::Link { from, to } => {
                if let Some(place) = since.remove(from) {
                    since.insert(to, place);
                }
            }
            // What came to nothing was never needed either.
            Call::Unlink { path } => drop(since.remove(path)),
            Call::Say => count.extend(std::mem::take(&mut since).into_values()),
            _ => {}
        }
    }
    count
}

/// One session under strace: what it began with, and what it did.
struct Watched {
    home: Home,
    begin: Disk,
    calls: Vec<Call>,
    somewhere: Vec<u8>,
}

fn watch(home: Home, args: &[&str], typed: &str, inject: &[&str], ends: i32) -> Watched {
    let (mut files, mut folders) = (State::new(), Vec::new());
    let mut open = vec![home.path().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { drop(files.insert(path.clone(), fs::read(path).unwrap())) }
        }
        folders.push(folder);
    }
    let begin = Disk::new(home.path(), &files, &folders);
    let strategies = home.file("strategies/faults.toml", STRATEGY);
    let log = tempfile::NamedTempFile::new().unwrap();
    let program = home.command();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-xx", "-s", "1000000", "-e", &format!("trace={}", log::CALLS), "-o"]).arg(log.path());
    command.args(inject).arg(program.get_program()).args(program.get_args());
    command.arg("--strategies").arg(strategies.parent().unwrap()).args(args).env_clear();
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), typed.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(ends), "{}", String::from_utf8_lossy(&done.stderr));
    let calls = log::read(&fs::read_to_string(log.path()).unwrap());
    Watched { home, begin, calls, somewhere: Vec::new() }
}

const STRATEGY: &str = r#"format = 1
id = "faults"
title = "Two answers"
version = "1"
source = "Invented"
verified = true
follows = false

[[step]]
id = "first"
ask = "What is the first thing?"
kind = "line"

[[step]]
id = "second"
ask = "What is the second thing?"
kind = "line"
routes = [ { to = "noted" } ]

[[outcome]]
id = "noted"
kind = "stopped"
text = "It is noted."
"#;

const START: &[&str] = &["start", "faults", "--case", "FAULT-1", "--plain"];
const TYPED: &str = "2\n2\nkittiwake\nguillemot\nwrite\n";

fn held(name: &str, watched: Watched) -> Home {
    let home = tempfile::tempdir().unwrap();
    let (states, what) = replay(&watched, None, home.path());
    assert_eq!(what, None, "{name}");
    let syncs = that_count(&watched.calls);
    assert!(!syncs.is_empty(), "{name}");
    let is_missed = |place: &usize| replay(&watched, Some(*place), home.path()).1.is_some();
    let unseen: Vec<&usize> = syncs.iter().filter(|place| !is_missed(place)).collect();
    let words =
        format!("{name}: nothing lost in {states} states; {} syncs, each missed when it is left out\n", syncs.len());
    let around = |place: &usize| format!("{place}: {:?}", &watched.calls[place.saturating_sub(3)..=place + 1]);
    assert!(
        unseen.is_empty(),
        "{name}: left out and not missed: {:#?}",
        unseen.into_iter().map(around).collect::<Vec<_>>()
    );
    drop(std::io::Write::write_all(&mut std::io::stderr(), words.as_bytes()));
    watched.home
}

/// True if these can run here; asked for, they must.
fn is_asked_for() -> bool {
    if crate::long(1, 0) == 0 {
        return false;
    }
    assert!(has_strace(), "strace is not here, so nothing can be held");
    true
}

fn has_strace() -> bool {
    Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// True, once said plainly, where there is no strace; with `RETHINK_LONG` there must be one.
pub fn strace_is_missing() -> bool {
    let is_missing = !has_strace();
    if is_missing {
        assert_eq!(crate::long(1, 0), 0, "strace is not here, so nothing can be held");
        let name = std::thread::current().name().unwrap_or("a test").to_owned();
        let words = format!("SKIPPED, because there is no strace here: {name}\n");
        drop(std::io::Write::write_all(&mut std::io::stderr(), words.as_bytes()));
    }
    is_missing
}

#[test]
fn whenever_the_power_goes_nothing_that_was_said_to_be_saved_is_lost() {
    if !is_asked_for() {
        return;
    }
    held("a session", watch(Home::new(), START, TYPED, &[], 0));
    let stuck = ["start", "--answers", "examples/rethink-2-stuck.toml"];
    let home = held("an answers file", watch(Home::new(), &stuck, "", &[], 0));
    held("another record beside it", watch(home, START, TYPED, &[], 0));
    held("a stop for safety", watch(Home::new(), START, "1\n1\n", &[], 9));
    let once = ["-e", "inject=fdatasync:error=EIO:when=6"];
    held("a sync that fails once", watch(Home::new(), START, TYPED, &once, 0));
    let no_rename = ["-e", "inject=renameat2:error=EINVAL:when=1+"];
    held("a folder that knows no rename without replacing", watch(Home::new(), START, TYPED, &no_rename, 0));

    let neither = ["-e", "inject=renameat2:error=EINVAL:when=1+", "-e", "inject=linkat:error=EPERM:when=1+"];
    let neither = watch(Home::new(), START, TYPED, &neither, 0);
    assert!(!neither.calls.iter().any(|call| matches!(call, Call::Link { .. })));
    held("a folder that knows no link either", neither);

    let home = Home::new();
    fs::write(home.records(), "in the way").unwrap();
    let home = held("a record that has to wait", watch(home, START, TYPED, &[], 7));
    fs::remove_file(home.records()).unwrap();
    held("a record that is published later", watch(home, &["status"], "", &[], 0));

    let home = held("a session that is left", watch(Home::new(), START, "2\n2\nkittiwake\n:save\n", &[], 8));
    let journal = home.files().into_iter().find(|path| is_in(path, "journals")).unwrap();
    let torn = b"{\"n\":9,\"what came nearly".to_vec();
    fs::write(&journal, [fs::read(&journal).unwrap(), torn.clone()].concat()).unwrap();
    let carried_on = watch(home, &["resume", "FAULT-1", "--plain"], "guillemot\nwrite\n", &[], 0);
    held("a session that is carried on", Watched { somewhere: torn, ..carried_on });
}

#[test]
fn a_writer_that_leaves_something_out_is_noticed_and_one_that_does_not_is_not() {
    let root = PathBuf::from("/home");
    let journals = root.join("journals");
    let path = journals.join("a-1.jsonl");
    let begin = Disk::new(&root, &State::new(), &[]);
    let line = |text: &str| Call::Write { fd: 3, bytes: text.as_bytes().to_vec() };
    let calls = vec![
        Call::MakeFolder { path: journals.clone() },
        Call::Open { fd: 4, path: root.clone(), make: false, empty: false, append: false },
        Call::Sync { fd: 4, well: true },
        Call::Open { fd: 3, path: path.clone(), make: true, empty: false, append: true },
        line("one\n"),
        Call::Sync { fd: 3, well: true },
        Call::Open { fd: 4, path: journals, make: false, empty: false, append: false },
        Call::Sync { fd: 4, well: true },
        Call::Say,
        line("two\n"),
        Call::Sync { fd: 3, well: true },
        Call::Say,
        line("three\n"),
    ];
    let losses = |without: Option<usize>, calls: &[Call]| {
        let mut disk = begin.clone();
        let (mut said, mut lost) = (Vec::new(), 0);
        for (place, call) in calls.iter().enumerate() {
            disk.does(call, without == Some(place));
            if *call == Call::Say {
                said = disk.now()[&path].clone();
            }
            lost += disk
                .states()
                .iter()
                .filter(|state| state.get(&path).is_none_or(|it| !it.starts_with(&said)))
                .filter(|_| !said.is_empty())
                .count();
        }
        lost
    };
    assert_eq!(losses(None, &calls), 0);
    for place in [2, 7, 10] {
        assert!(losses(Some(place), &calls) > 0, "{place}");
    }
    // The first sync of the file is made up for by nothing that comes before the first word.
    assert!(losses(Some(5), &calls) > 0);
    // A sync that did not come off, and is tried again with success, is worth nothing.
    let mut again = calls.clone();
    again.splice(10..11, [Call::Sync { fd: 3, well: false }, Call::Sync { fd: 3, well: true }]);
    assert!(losses(None, &again) > 0);
}
