//! The records that are kept stay readable, come out of their answers again, and count as they did.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use chrono::TimeDelta;
use clap::Parser as _;
use serde_json::Value;

use rethink::cli::Cli;
use rethink::commands;
use rethink::commands::Here;
use rethink::commands::Keyboard;
use rethink::failure::Exit;
use rethink::preferences::Preferences;
use rethink::records::Places;

use crate::long;
use crate::program::Home;

const GOLDEN: &str = "tests/data/golden";

/// The version whose records are made, until the formats are frozen.
const VERSION: &str = "0.1.0";

/// The day of their audit.
const AUDITED: &str = "2027-02-01";

/// One session whose record is kept: its day, the name of its record, and the command that holds it.
struct Held(&'static str, &'static str, &'static [&'static str]);

/// Ten weeks of one case, before the team has set anything.
const BEFORE_SETTINGS: &[Held] = &[
    Held("2026-11-09", "kwhrpwq5", &["start", "--answers", "examples/case/1-health-visitor.toml"]),
    Held("2026-11-19", "4nqkpgta", &["resume", "HV-77120", "--answers", "examples/case/2-health-visitor.toml"]),
    Held("2026-12-01", "c6s62ax3", &["start", "--answers", "examples/case/3-lead-professional.toml"]),
    Held("2026-12-11", "snwt6sy5", &["start", "--answers", "examples/case/4-lead-professional.toml"]),
    Held("2026-12-21", "fanejwk6", &["resume", "PCC-51907", "--answers", "examples/case/5-line-manager.toml"]),
    Held("2027-01-07", "6r3swq6r", &["start", "--answers", "examples/case/6-safeguarding-lead.toml"]),
    Held("2027-01-18", "pidajns5", &["start", "--answers", "examples/case/7-health-visitor.toml"]),
];

/// Every way for a review to end, corrections, a practice record, and strategies that are not ours.
const WITH_SETTINGS: &[Held] = &[
    Held("2026-11-22", "hsxr8a4z", &["start", "--answers", "examples/rethink-1-resolved.toml"]),
    Held("2026-11-23", "nab5c5mq", &["start", "--again", "--answers", "examples/rethink-1-resolved.toml"]),
    Held("2026-11-23", "pqgcbq9q", &["start", "--answers", "examples/rethink-2-waits.toml"]),
    Held("2026-11-23", "k673rhmj", &["start", "--answers", "examples/triage-to-rethink-2.toml"]),
    Held("2026-11-23", "f38i94ak", &["start", "--answers", "examples/rethink-3-hips.toml"]),
    Held("2026-11-23", "8gxahvc2", &["start", "--answers", "examples/rethink-2-stuck.toml"]),
    Held("2026-11-23", "p83k2f4c", &["start", "--practice", "--answers", "examples/rethink-2-stuck.toml"]),
    Held("2026-11-23", "c4ciav73", &["start", "--answers", "examples/hips-urgent.toml"]),
    Held("2026-11-23", "9v2xs2gh", &["start", "--answers", "examples/procedures/answers/complaint-settled.toml"]),
    Held("2026-11-23", "5m3f49h7", &["start", "--answers", "examples/procedures/answers/complaint-waits.toml"]),
    Held("2026-11-23", "yt3suezr", &["start", "--answers", "examples/procedures/answers/family-area-2.toml"]),
    Held("2026-11-23", "sb5a4azq", &["start", "--answers", "examples/procedures/answers/two-agencies-urgent.toml"]),
    Held("2026-11-23", "67ufarxt", &["start", "--answers", "tests/data/golden/answers/everything.toml"]),
    Held("2026-11-23", "u47d8bzf", &["start", "--answers", "tests/data/golden/answers/inner.toml"]),
    Held("2026-11-24", "dbuijsjj", &["start", "--answers", "tests/data/golden/answers/withdrawn.toml"]),
    Held("2026-11-24", "ie75zimq", &["start", "--answers", "tests/data/golden/answers/elsewhere.toml"]),
    Held("2026-11-25", "zib66b86", &["correct", "--answers", "tests/data/golden/answers/correction.toml"]),
    Held("2026-11-26", "rbj9cvnn", &["correct", "--answers", "tests/data/golden/answers/correction-again.toml"]),
    Held("2026-12-04", "k25jrzmh", &["resume", "PCC-47120", "--answers", "examples/rethink-2-resumes.toml"]),
    Held("2026-12-18", "45fkegg7", &["start", "--answers", "tests/pages/hostile.toml"]),
];

/// Bytes of which the program makes this name.
fn bytes_of(name: &str) -> [u8; 16] {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 16];
    for (byte, letter) in bytes.iter_mut().zip(name.bytes()) {
        *byte = u8::try_from(LETTERS.iter().position(|one| *one == letter).unwrap()).unwrap();
    }
    bytes
}

/// Holds a session at a time and under a name that are given, so that the same answers make the same bytes.
fn hold(Held(day, name, args): &Held, minute: usize, folder: &Path, strategies: &Path) {
    let day: NaiveDate = day.parse().unwrap();
    let at = day.and_hms_opt(9, 0, 0).unwrap() + TimeDelta::minutes(i64::try_from(minute).unwrap());
    let (at, bytes) = (at.and_utc().fixed_offset(), bytes_of(name));
    let places = Places::new(vec![folder.join("records")], folder.join("state"), Some(strategies.to_owned()));
    let here = Here {
        team: places.clone(),
        places: if args.contains(&"--practice") { places.practice() } else { places },
        clock: Box::new(move || (at, day)),
        random: Box::new(move || bytes),
        // Of some it is said that their day was given.
        date_given: minute % 2 == 1,
        keyboard: Keyboard::No,
        editor: None,
        home: None,
        preferences_file: None,
        preferences: Ok(Preferences::default()),
        width: 80,
        height: 24,
        in_window: false,
        typed: Vec::new(),
        plain: true,
    };
    let cli = Cli::parse_from(["rethink", "--quiet"].iter().chain(*args));
    assert_eq!(commands::run(cli, here, None), Exit::Done, "{args:?}");
}

/// Run by `tests/data/golden/make`.
#[test]
#[ignore = "it writes into the tree: tests/data/golden/make"]
fn make_the_records_anew() {
    let (folder, strategies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for from in ["examples/procedures", "tests/language"] {
        for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap();
            if path.extension().is_some_and(|end| end == "toml") && name != "rethink.toml" {
                fs::copy(&path, strategies.path().join(name)).unwrap();
            }
        }
    }
    let records = folder.path().join("records");
    for (minute, held) in BEFORE_SETTINGS.iter().enumerate() {
        hold(held, minute, folder.path(), strategies.path());
    }
    fs::copy(format!("{GOLDEN}/answers/rethink.toml"), records.join("rethink.toml")).unwrap();
    for (minute, held) in WITH_SETTINGS.iter().enumerate() {
        hold(held, BEFORE_SETTINGS.len() + minute, folder.path(), strategies.path());
    }
    let into = PathBuf::from(GOLDEN).join(VERSION);
    fs::remove_dir_all(into.join("records")).unwrap();
    copy(&records, &into.join("records"));
    // Practice has a folder of its own; a record of it that somebody copied is one of those that are kept.
    copy(&folder.path().join("state/practice/records"), &into.join("records"));
    let home = Home::new().on(AUDITED);
    let of = into.join("records").display().to_string();
    let audit = home.run(&["--records", &of, "audit", "--format", "json"]).ends(0).out;
    fs::write(into.join("audit.json"), audit).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).unwrap();
        }
    }
}

/// The folder of each version, and the day on which its audit was made.
fn versions() -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(GOLDEN).unwrap().map(|entry| entry.unwrap().path());
    let of = |folder: PathBuf| {
        let audit: Value = serde_json::from_str(&fs::read_to_string(folder.join("audit.json")).unwrap()).unwrap();
        (folder, audit["today"].as_str().unwrap().to_owned())
    };
    let versions: Vec<_> = entries.filter(|path| path.join("audit.json").is_file()).map(of).collect();
    assert!(!versions.is_empty());
    versions
}

/// Holds that all that was said is still said; more may be.
fn is_still_said(place: &str, was: &Value, is: &Value) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (key, was) in was.iter().filter(|(key, _)| *key != "definitions") {
                is_still_said(&format!("{place}.{key}"), was, is.get(key).unwrap_or(&Value::Null));
            }
        }
        // A later version may measure more: what was measured is known by its names.
        (Value::Array(was), Value::Array(is)) if place == ".figures" => {
            for was in was {
                let same = |it: &&Value| ["group", "what", "strategy", "to"].iter().all(|name| it[name] == was[name]);
                is_still_said(&format!("{place} {was}"), was, is.iter().find(same).unwrap_or(&Value::Null));
            }
        }
        // A shipped strategy may have come to end in more ways.
        (Value::Array(was), Value::Array(is))
            if place.starts_with(".strategies") && place.rsplit('.').next() == Some("ends") =>
        {
            assert!(was.iter().all(|end| is.contains(end)), "{place}");
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            for (number, (was, is)) in was.iter().zip(is).enumerate() {
                is_still_said(&format!("{place}[{number}]"), was, is);
            }
        }
        // Where nobody was named for whom it waits, somebody may be.
        (Value::String(nobody), Value::String(_)) if nobody.is_empty() && place.rsplit('.').next() == Some("role") => {}
        _ => assert_eq!(was, is, "{place}"),
    }
}

#[test]
fn what_earlier_versions_wrote_is_read_derived_again_and_counted_as_it_was() {
    for (folder, today) in versions() {
        let home = Home::new().on(&today);
        let records = folder.join("records").display().to_string();
        let run = |args: &[&str]| home.run(&[&["--records", &records], args].concat());
        let verified: Value = serde_json::from_str(&run(&["verify", "--format", "json"]).ends(0).out).unwrap();
        let files = verified["files"].as_array().unwrap();
        let names = fs::read_dir(folder.join("records")).unwrap().map(|entry| entry.unwrap().file_name());
        let many = names.filter(|name| name.to_str().unwrap().starts_with("20")).count();
        assert_eq!(files.len(), many);
        for file in files {
            let class = file["class"].as_str().unwrap();
            // Of an answer about risk nothing is derived.
            let name = file["record"].as_str().unwrap();
            let may = if name.contains("_risk_") { ["unchanged"; 2] } else { ["same", "days-not-derived"] };
            assert!(may.contains(&class), "{file}");
        }
        let history = run(&["history", "--plain"]).ends(0);
        let all = many.div_ceil(long(many, 2));
        let reviews = files.iter().filter(|file| !file["record"].as_str().unwrap().contains("_risk_"));
        for file in reviews.step_by(all) {
            let name = file["record"].as_str().unwrap();
            for format in ["text", "markdown", "html", "json"] {
                assert!(run(&["show", name, "--format", format]).ends(0).out.len() > 1000, "{name} {format}");
            }
            assert!(history.out.contains(name.rsplit('_').next().unwrap()), "{name}\n{}", history.out);
        }
        let was = serde_json::from_str(&fs::read_to_string(folder.join("audit.json")).unwrap()).unwrap();
        let is = serde_json::from_str(&run(&["audit", "--format", "json"]).ends(0).out).unwrap();
        is_still_said("", &was, &is);
    }
}
