//! One suite for every way of answering: the same walk by keyboard with menus, in plain mode, from a pipe and from a
//! file gives the same record, but for what must differ.
//!
//! Somebody walks in this process first, with dice: they answer, go back, change answers at the check, save, and are
//! cut off. What they did is then done again by the program itself, from outside. An answers file is written from what
//! they meant in the end, by going straight through once more; no record is read for it.

mod file;
mod hands;
pub mod person;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::DateTime;
use chrono::NaiveDate;
use tempfile::TempDir;

use rethink::ask::Ask;
use rethink::facilitate;
use rethink::facilitate::Begin;
use rethink::facilitate::Done;
use rethink::facilitate::World;
use rethink::failure::Exit;
use rethink::prompt::Answer;
use rethink::record::Record;
use rethink::records::Places;
use rethink::settings::Settings;
use rethink::strategy::SHIPPED;
use rethink::strategy::Shelf;

use crate::long;
use crate::program::Home;
use crate::program::TODAY;
use crate::pty;
use crate::pty::Window;
use crate::walks::file::Straight;
use crate::walks::person::CASE;
use crate::walks::person::Did;
use crate::walks::person::Person;
use crate::walks::person::Turn;

/// One walk: the parts of a review, each in one or more sittings.
struct Walk {
    strategy: &'static str,
    seed: u64,
    parts: Vec<Part>,
}

/// Everything up to one record.
struct Part {
    today: NaiveDate,
    sittings: Vec<Vec<Turn>>,
    /// The answers file for it.
    file: String,
    /// The record that came of it in this process.
    record: String,
}

/// Holds one sitting in this process.
fn held(home: &Path, today: NaiveDate, strategy: Option<&str>, ask: &mut dyn Ask) -> Done {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let places =
        Places { records: vec![home.join("records")], state: home.join("state"), strategies: None, is_practice: false };
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").unwrap();
    let settings = Settings::default();
    thread_local!(static SHELF: Rc<Shelf> = Rc::new(Shelf::shipped()));
    let shelf = SHELF.with(Rc::clone);
    let world = World {
        places: &places,
        settings: &settings,
        shelf: &shelf,
        clock: &|| (at, today),
        random: &|| {
            let mut bytes = [0; 16];
            let number = NEXT.fetch_add(1, Ordering::SeqCst);
            for (place, byte) in bytes.iter_mut().take(8).enumerate() {
                *byte = u8::try_from(number >> (5 * place) & 31).unwrap();
            }
            bytes
        },
        date_given: true,
        practice: false,
    };
    let done = match strategy {
        Some(strategy) => {
            let begin = Begin::of(strategy);
            facilitate::start(&world, &begin, ask)
        }
        None => loop {
            match facilitate::resume(&world, CASE, None, ask) {
                // A program that another walk is just starting has the lock for as long as it takes to start.
                Err(failure) if failure.exit == Exit::Already => std::thread::sleep(Duration::from_millis(5)),
                done => break done,
            }
        },
    };
    done.unwrap_or_else(|failure| panic!("{failure}"))
}

/// Walks through a review to its end.
fn walk(strategy: &'static str, seed: u64) -> Walk {
    let home = TempDir::new().unwrap();
    let straight_home = TempDir::new().unwrap();
    let mut person = Person::new(seed, TODAY.parse().unwrap());
    let mut parts: Vec<Part> = Vec::new();
    let mut rounds = BTreeMap::new();
    loop {
        let today = person.today;
        let begins = parts.is_empty().then_some(strategy);
        let mut sittings = Vec::new();
        let record = loop {
            let begins = begins.filter(|_| sittings.is_empty());
            let done = held(home.path(), today, begins, &mut person);
            sittings.push(std::mem::take(&mut person.turns));
            match done {
                Done::Written(record, ..) => break record,
                Done::Saved(_) => {}
                other => panic!("{strategy} {seed}: {other:?}"),
            }
        };
        let mut straight = Straight::new(&person.said, begins, &rounds);
        let Done::Written(again, ..) = held(straight_home.path(), today, begins, &mut straight) else {
            panic!("{strategy} {seed}: straight through, no record came of it");
        };
        same("straight through", strategy, seed, &record.text, &again.text);
        parts.push(Part { today, sittings, file: straight.text(), record: record.text.clone() });
        count(&record, strategy, &mut rounds);
        if record.head.waiting.is_none() {
            return Walk { strategy, seed, parts };
        }
        person.next_part();
    }
}

/// How often each step has been answered, those counted that were known already and not asked: an answers file numbers
/// its rounds so. Nothing else is ever taken from a record.
fn count(record: &Record, strategy: &str, rounds: &mut BTreeMap<(usize, String), usize>) {
    let later = usize::from(record.head.strategy.id != strategy);
    for entry in record.body.entry.iter().filter(|entry| entry.what.is_none() && entry.nth.unwrap_or(1) == 1) {
        let leg = if entry.strategy.is_none() { later } else { 0 };
        if let Some(step) = &entry.step {
            *rounds.entry((leg, step.clone())).or_default() += 1;
        }
    }
}

/// A record with blanks for what may differ between two ways of answering: names drawn by chance, salt, times,
/// digests. Nothing else may.
pub fn blanked(record: &str) -> String {
    let mut blanked = String::new();
    let mut section = "";
    for line in record.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let key = line.split(" = ").next().unwrap_or_default();
        match (section, key) {
            // Only who answers by file has one.
            ("", "answers-sha256") => continue,
            ("", "salt" | "at-risk-at" | "began" | "written" | "review" | "continues.sha256")
            | ("[[entry]]", "at")
            | ("[[earlier]]", "sha256") => blanked.push_str(key),
            ("", "record" | "continues.record") | ("[[earlier]]", "record") | ("[[entry]]", "carried-from") => {
                blanked.push_str(line.rsplit_once('_').unwrap().0);
            }
            _ if line.starts_with("# rethink-sha256: ") => blanked.push_str("# rethink-sha256"),
            _ => blanked.push_str(line),
        }
        blanked.push('\n');
    }
    blanked
}

#[track_caller]
fn same(how: &str, strategy: &str, seed: u64, wanted: &str, got: &str) {
    let (wanted, got) = (blanked(wanted), blanked(got));
    let place = wanted.lines().zip(got.lines()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| text.lines().skip(place.saturating_sub(12)).take(20).collect::<Vec<_>>().join("\n");
    assert!(
        wanted == got,
        "{how}, {strategy} {seed}, line {place}\nwanted:\n{}\ngot:\n{}",
        around(&wanted),
        around(&got)
    );
}

impl Walk {
    /// The program on the day of a part, with the command for one of its sittings.
    fn args(&self, part: usize, sitting: usize) -> Vec<&str> {
        if part + sitting == 0 { vec!["start", self.strategy] } else { vec!["resume", CASE] }
    }

    #[track_caller]
    fn is_recorded(&self, how: &str, home: &Home, part: usize) {
        let names = home.record_names();
        assert_eq!(names.len(), part + 1, "{how}, {} {}: {names:?}", self.strategy, self.seed);
        let got = fs::read_to_string(home.records().join(&names[part])).unwrap();
        same(how, self.strategy, self.seed, &self.parts[part].record, &got);
    }

    fn by_file(&self) {
        let mut home = Home::new();
        for (number, part) in self.parts.iter().enumerate() {
            home = home.on(&part.today.to_string());
            let mut args = if number == 0 { vec!["start"] } else { vec!["resume", CASE] };
            args.extend(["--answers", "-"]);
            let run = home.run_with(&args, &part.file);
            assert!(run.code == 0, "{}\n{} {}: {}\n{}", part.file, self.strategy, self.seed, run.code, run.err);
            self.is_recorded("by file", &home, number);
        }
    }

    fn by_pipe(&self) {
        let mut home = Home::new();
        for (number, part) in self.parts.iter().enumerate() {
            home = home.on(&part.today.to_string());
            for (sitting, turns) in part.sittings.iter().enumerate() {
                let mut args = self.args(number, sitting);
                args.push("--plain");
                let run = home.run_with(&args, &hands::piped(turns));
                let last = sitting + 1 == part.sittings.len();
                let code = if last { 0 } else { 8 };
                assert!(run.code == code, "{} {}: {}\n{}", self.strategy, self.seed, run.code, run.err);
                assert!(!run.err.contains('\u{1b}'), "an escape byte");
            }
            self.is_recorded("by pipe", &home, number);
        }
    }

    /// In a real terminal: with menus, or plain.
    fn by_keyboard(&self, edits: bool) {
        let mut home = Home::new();
        for (number, part) in self.parts.iter().enumerate() {
            home = home.on(&part.today.to_string());
            for (sitting, turns) in part.sittings.iter().enumerate() {
                let mut command = home.command();
                command.args(self.args(number, sitting));
                let mut held = if edits { Window::open(&command) } else { Window::open_plain(command.arg("--plain")) };
                for (place, turn) in turns.iter().enumerate() {
                    hands::play(&mut held, turn, edits, place + number + sitting);
                }
                match turns.last().map(|turn| &turn.did) {
                    Some(Did::Killed) => continue,
                    Some(Did::Saved) => held.ends(8),
                    _ => held.ends(0),
                }
                held.is_given_back();
                assert!(edits || !held.bytes().contains(&0x1b), "an escape byte");
            }
            self.is_recorded(if edits { "by keyboard" } else { "in plain mode" }, &home, number);
        }
    }

    fn count(&self, of: impl Fn(&Turn) -> bool) -> usize {
        self.parts.iter().flat_map(|part| &part.sittings).flatten().filter(|turn| of(turn)).count()
    }
}

/// Does something for every number below `of`, so many at a time.
fn at_a_time(workers: usize, of: usize, run: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= of {
                        return;
                    }
                    run(number);
                }
            });
        }
    });
}

/// Walks that once showed something: a date that was typed, and stood although an earlier one was given after it.
const WITNESSES: &[usize] = &[165];

fn nth(number: usize) -> Walk {
    let (strategy, _) = SHIPPED[number % SHIPPED.len()];
    let made = std::panic::catch_unwind(|| walk(strategy, number as u64));
    made.unwrap_or_else(|_| panic!("walk {number}, of {strategy}, came to no end"))
}

#[test]
fn a_walk_by_file_and_by_pipe_gives_the_same_records() {
    let count = long(SHIPPED.len() * 40, SHIPPED.len());
    at_a_time(2, count + WITNESSES.len(), |number| {
        let walk = nth(if number < count { number } else { WITNESSES[number - count] });
        walk.by_file();
        walk.by_pipe();
    });
}

#[test]
fn a_walk_in_a_terminal_gives_the_same_records() {
    if pty::is_missing() {
        return;
    }
    at_a_time(16, long(SHIPPED.len() * 12, 4), |number| nth(number).by_keyboard(true));
}

#[test]
fn a_walk_in_plain_mode_gives_the_same_records() {
    if pty::is_missing() {
        return;
    }
    at_a_time(16, long(SHIPPED.len() * 12, 4), |number| nth(number).by_keyboard(false));
}

/// Walks that never went back, changed, saved or waited would show nothing.
#[test]
fn walks_do_everything_that_somebody_might_do() {
    let mut done: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..SHIPPED.len() * 4 {
        let walk = nth(number);
        let changes = |turn: &Turn| {
            let Did::Gave(Answer::Text(words)) = &turn.did else { return false };
            turn.key.starts_with("Check(") && words != "write"
        };
        for (what, times) in [
            ("back", walk.count(|turn| turn.did == Did::Back)),
            ("saved", walk.count(|turn| turn.did == Did::Saved)),
            ("killed", walk.count(|turn| turn.did == Did::Killed)),
            ("kept", walk.count(|turn| matches!(turn.did, Did::Kept(_)))),
            ("changed", walk.count(changes)),
            ("waited", walk.parts.len() - 1),
        ] {
            *done.entry(what).or_default() += times;
        }
    }
    assert!(done.values().all(|times| *times >= 5), "{done:?}");
}
