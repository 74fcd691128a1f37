//! What this computer has seen, and where it keeps what it saves: a deletion shows, an empty mount point is not the
//! records folder, and nothing is saved in a state folder that is somebody else's.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;

use crate::program::Home;

const STUCK: &[&str] = &["start", "--answers", "examples/rethink-2-stuck.toml"];
const SETTLED: &[&str] = &["start", "--answers", "examples/rethink-1-resolved.toml"];

/// The path of the only record here of a case.
fn of_case(home: &Home, case: &str) -> PathBuf {
    let names = home.record_names();
    let names: Vec<&String> = names.iter().filter(|name| name.contains(case)).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    home.records().join(names[0])
}

/// Writes a record anew with another day of retention, as somebody would who knows how.
fn retained_until(path: &Path, day: &str) {
    let text = fs::read_to_string(path).unwrap();
    let (before, _) = text.rsplit_once("# rethink-sha256: ").unwrap();
    let line = before.lines().find(|line| line.starts_with("retention.review-on = ")).unwrap();
    let changed = before.replacen(line, &format!("retention.review-on = {day}"), 1);
    let digest = rethink::strategy::digest(changed.as_bytes());
    fs::write(path, format!("{changed}# rethink-sha256: {digest}\n")).unwrap();
}

/// A record of another case, so that the folder is not empty once others are gone from it.
const OTHER: &[&str] = &["start", "--answers", "examples/rethink-3-hips.toml"];

/// The records of a home that keeps them for six years, on a computer that has not seen them yet.
fn shared(answers: &[&[&str]]) -> Home {
    let writer = Home::new();
    writer.file("records/rethink.toml", "format = 1\n[retention]\nreview-after = \"6 years\"\n");
    for args in answers {
        writer.run(args).ends(0);
    }
    let home = Home::new();
    fs::create_dir(home.records()).unwrap();
    for name in writer.record_names() {
        fs::copy(writer.records().join(&name), home.records().join(&name)).unwrap();
    }
    home
}

/// Holds every command that looks at the whole folder to this, and gives what `verify` prints.
#[track_caller]
fn everyone_says(home: &Home, words: &str, code: i32) -> String {
    for look in ["status", "history", "audit"] {
        home.run(&[look]).says(words);
    }
    home.run(&["verify", "--quick"]).ends(code).out
}

#[test]
fn a_retention_period_under_a_year_is_refused() {
    let home = Home::new();
    for (length, code) in [
        ("same day", 1),
        ("48 hours", 1),
        ("260 working days", 1),
        ("364 days", 1),
        ("52 weeks", 1),
        ("11 months", 1),
        ("261 working days", 0),
        ("365 days", 0),
        ("53 weeks", 0),
        ("12 months", 0),
        ("1 year", 0),
    ] {
        let text = format!("format = 1\n[retention]\nreview-after = \"{length}\"\n");
        let file = home.file("team/rethink.toml", &text).display().to_string();
        let run = home.run(&["strategy", "check", &file]).ends(code);
        assert_eq!(run.out.contains("[too-short]"), code == 1, "{length}: {}", run.out);
        let set = home.file("set.toml", &format!("format = 1\n[settings]\nreview-after = \"{length}\"\n"));
        let run = home.run(&["init", "--answers", set.to_str().unwrap()]).ends(if code == 1 { 3 } else { 0 });
        assert_eq!(run.err.contains("at least 1 year"), code == 1, "{length}: {}", run.err);
    }
}

#[test]
fn a_record_that_is_kept_for_no_time_does_not_go_unseen() {
    // Its own day of retention is the day on which it was written.
    let mut home = shared(&[SETTLED, OTHER]);
    let path = of_case(&home, "PCC-47001");
    retained_until(&path, "2026-11-23");
    home.run(&["verify", "--quick"]).ends(0);
    fs::remove_file(&path).unwrap();
    let out = everyone_says(&home, "1 record that was seen here before is gone or changed", 1);
    assert!(out.contains("not here now as it was then"), "{out}");
    // This computer counts a year from the day on which it saw it first.
    home.turn_to("2027-11-22");
    home.run(&["verify", "--quick"]).ends(1);
    home.turn_to("2028-12-24");
    let words = "1 record that was seen here before is no longer here, and its retention date has come";
    let out = everyone_says(&home, words, 0);
    assert!(out.contains("no longer here; its retention date was "), "{out}");
}

#[test]
fn a_deleted_record_of_a_case_with_an_open_date_or_risk_is_always_told() {
    let open_risk = "examples/rethink-1-resolved.toml";
    let unsure = fs::read_to_string(open_risk).unwrap().replacen("at-risk = \"no\"", "at-risk = \"not-sure\"", 1);
    assert!(unsure.contains("not-sure"));
    let file = Home::new();
    let unsure = file.file("unsure.toml", &unsure).display().to_string();
    for answers in [STUCK, &["start", "--answers", &unsure]] {
        let mut home = shared(&[answers, OTHER]);
        let path = home.records().join(
            home.record_names().into_iter().find(|name| !name.contains("PCC-48127")).expect("the record of this case"),
        );
        home.run(&["verify", "--quick"]).ends(0);
        fs::remove_file(&path).unwrap();
        home.turn_to("2040-01-05");
        let out = everyone_says(&home, "1 record that was seen here before is gone or changed", 1);
        assert!(out.contains("not here now as it was then"), "{out}");
    }
}

#[test]
fn a_record_that_was_open_when_it_was_seen_and_settled_later_may_go_when_due() {
    let mut home = shared(&[STUCK, SETTLED, OTHER]);
    let (stuck, name) = (of_case(&home, "PCC-48213"), "receipts");
    home.run(&["status"]).ends(0);
    let lines = || -> usize {
        let files = home.files().into_iter().filter(|path| path.parent().is_some_and(|up| up.ends_with(name)));
        files.map(|path| fs::read_to_string(path).unwrap().lines().count()).sum()
    };
    let before = lines();
    home.run(&["status"]).ends(0);
    assert_eq!(lines(), before, "nothing is added where all is known");
    // Every kind of look comes to the same.
    for look in ["history", "audit", "verify"] {
        home.run(&[look]);
        assert_eq!(lines(), before, "{look} sees it otherwise");
    }
    home.turn_to("2033-01-05");
    fs::remove_file(&stuck).unwrap();
    home.run(&["verify", "--quick"]).ends(1);
    // The settled one of another case is due, and its going is said all the same.
    fs::remove_file(of_case(&home, "PCC-47001")).unwrap();
    home.run(&["verify", "--quick"]).ends(1).prints("no longer here; its retention date was 23 November 2032");
}

/// Words that would claim that a record is in its folder.
const CLAIMS: &[&str] = &["record is written", "Done.", "is written down"];

/// Holds a record that was made just now to wait on this computer.
#[track_caller]
fn waits(home: &Home, args: &[&str]) {
    let run = home.run(args).ends(7).says("safe on this computer").says("none of the records that this computer");
    for claim in CLAIMS {
        assert!(!run.err.contains(claim), "{}", run.err);
    }
    assert!(run.out.contains("/outbox/"), "{}", run.out);
}

#[test]
fn an_empty_mount_point_is_not_the_records_folder() {
    let home = Home::new();
    home.run(STUCK).ends(0);
    let away = home.path().join("away");
    fs::rename(home.records(), &away).unwrap();
    fs::create_dir(home.records()).unwrap();
    waits(&home, SETTLED);
    assert_eq!(fs::read_dir(home.records()).unwrap().count(), 0, "something was put into the mount point");
    for args in [&["status"][..], &["history"], &["audit"], &["history", "PCC-48213"], &["show", "PCC-48213"]] {
        let run = home.run(args).ends(7).says("none of the records that this computer").says("connect the share");
        let all = format!("{}{}", run.out, run.err);
        for never in ["nothing waits.", "no records yet", "needs you", "There is no record of"] {
            assert!(!all.contains(never), "{args:?}: {all}");
        }
    }
    home.run(&["verify"]).ends(1).prints("not here now as it was then").says("connect the share");
    // The same where something else lies in the mount point.
    home.file("records/README.txt", "The share is not connected.\n");
    home.run(&["status"]).ends(7).says("none of the records that this computer");
    home.run(&["start", "--plain"]).says("none of the records that this computer");
    fs::remove_dir_all(home.records()).unwrap();
    fs::rename(&away, home.records()).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    assert_eq!(home.record_names().len(), 2);
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_folder_inside_an_empty_mount_point_is_not_made_anew() {
    let home = Home::new();
    let share = home.path().join("share");
    let records = share.join("team/records").display().to_string();
    let with = |args: &[&str]| -> Vec<String> {
        args.iter().map(|arg| (*arg).to_owned()).chain(["--records".to_owned(), records.clone()]).collect()
    };
    let run = |args: &[&str]| {
        let args = with(args);
        home.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    run(STUCK).ends(0);
    fs::rename(&share, home.path().join("away")).unwrap();
    fs::create_dir(&share).unwrap();
    run(SETTLED).ends(7).says("safe on this computer").says("not here now");
    assert_eq!(fs::read_dir(&share).unwrap().count(), 0);
    // Somebody made the folder itself, and nothing is in it.
    fs::create_dir_all(share.join("team/records")).unwrap();
    for args in [&["status"][..], &["history"], &["audit"]] {
        run(args).ends(7).says("none of the records that this computer");
    }
    fs::remove_dir_all(&share).unwrap();
    fs::rename(home.path().join("away"), &share).unwrap();
    run(&["status"]).ends(0).says("now published");
}

#[test]
fn a_link_that_leads_elsewhere_now_is_not_the_records_folder() {
    for used_before in [false, true] {
        let home = Home::new();
        let (one, other) = (home.path().join("one"), home.path().join("other"));
        for folder in [&one, &other] {
            fs::create_dir(folder).unwrap();
        }
        if used_before {
            home.run(&["start", "--answers", "examples/rethink-3-hips.toml", "--records", other.to_str().unwrap()])
                .ends(0);
        }
        symlink(&one, home.records()).unwrap();
        home.run(STUCK).ends(0);
        fs::remove_file(home.records()).unwrap();
        symlink(&other, home.records()).unwrap();
        let before = fs::read_dir(&other).unwrap().count();
        for args in [&["status"][..], &["history"], &["audit"]] {
            home.run(args).ends(7).says("none of the records that this computer").says("leads to");
        }
        home.run(&["verify"]).ends(1).prints("not here now as it was then");
        waits(&home, SETTLED);
        home.run(&["status"]).ends(7).prints("Waiting to be published");
        assert_eq!(fs::read_dir(&other).unwrap().count(), before);
        // Nor is it published there by whoever names that folder itself.
        home.run(&["status", "--records", other.to_str().unwrap()]).ends(0);
        assert_eq!(fs::read_dir(&other).unwrap().count(), before);
        fs::remove_file(home.records()).unwrap();
        symlink(&one, home.records()).unwrap();
        home.run(&["status"]).ends(0).says("now published");
        assert_eq!(home.record_names().len(), 2);
    }
}

#[test]
fn a_folder_that_was_emptied_on_purpose_has_a_way_on_that_is_told() {
    let home = Home::new();
    home.run(STUCK).ends(0);
    fs::remove_file(of_case(&home, "PCC-48213")).unwrap();
    waits(&home, SETTLED);
    let run = home.run(&["status"]).ends(7).says("take this file away:");
    let (_, file) = run.err.split_once("take this file away: ").unwrap();
    fs::remove_file(file.trim()).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    home.run(&["verify"]).ends(0);
    // A folder of which nothing was ever seen is simply empty.
    let new = Home::new();
    fs::create_dir(new.records()).unwrap();
    new.run(&["history"]).ends(0).says("There are no records yet");
    new.run(SETTLED).ends(0);
}
