//! Whether a changed, missing or misplaced record shows; and that the same outcome comes out again.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::program::Home;

/// A home in which these answers were recorded.
fn written(answers: &[&str]) -> Home {
    let home = Home::new();
    for file in answers {
        home.run(&["start", "--answers", file]).ends(0);
    }
    home
}

/// Writes a record anew with a digest that fits: what somebody does who knows how.
fn forge(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    let (before, _) = text.rsplit_once("# rethink-sha256: ").unwrap();
    let changed = before.replacen(from, to, 1);
    assert_ne!(changed, before, "{from} is not in\n{before}");
    let digest = rethink::strategy::digest(changed.as_bytes());
    fs::write(path, format!("{changed}# rethink-sha256: {digest}\n")).unwrap();
}

fn only(home: &Home) -> PathBuf {
    let names = home.record_names();
    assert_eq!(names.len(), 1, "{names:?}");
    home.records().join(&names[0])
}

/// The same folder on a computer that has seen nothing.
fn elsewhere(home: &Home) -> Home {
    let other = Home::new();
    fs::create_dir_all(other.records().join("kept")).unwrap();
    for name in home.record_names() {
        fs::copy(home.records().join(&name), other.records().join(&name)).unwrap();
    }
    for kept in fs::read_dir(home.records().join("kept")).unwrap() {
        let kept = kept.unwrap();
        fs::copy(kept.path(), other.records().join("kept").join(kept.file_name())).unwrap();
    }
    other
}

#[test]
fn every_example_comes_out_again_here_and_on_another_computer() {
    let examples: Vec<String> = fs::read_dir("examples")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(examples.len() > 4, "{examples:?}");
    let home = Home::new();
    let recorded = examples.iter().filter(|file| home.run(&["start", "--answers", file]).code == 0).count();
    assert!(recorded > 4, "{recorded} of {examples:?}");
    let words = format!("{recorded} records were derived again, row by row: the same outcome.");
    home.run(&["verify"]).ends(0).prints(&words);
    elsewhere(&home).run(&["verify"]).ends(0).prints(&words);
}

#[test]
fn a_row_an_outcome_or_a_day_that_was_written_anew_does_not_come_out() {
    for (from, to, says) in [
        ("outcome.id = \"stuck\"", "outcome.id = \"resolved\"", "it says resolved; its answers end at stuck"),
        ("\nrow = 2\n", "\nrow = 1\n", "it says row 1; the answer takes row 2"),
        ("handover.by = 20", "handover.by = 21", "it comes out as"),
        ("at-risk = \"no\"", "at-risk = \"acting\"", "under `at-risk`"),
    ] {
        let home = written(&["examples/rethink-2-stuck.toml"]);
        let path = only(&home);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in\n{text}");
        forge(&path, from, to);
        // On a computer that has never seen it there is no receipt: the answers alone must tell.
        let run = elsewhere(&home).run(&["verify"]).ends(1).prints(says);
        assert!(run.out.lines().filter(|line| line.starts_with("Wrong: ")).count() >= 1, "{}", run.out);
        // Whoever wrote it here sees that it is another record now.
        home.run(&["verify"]).ends(1).prints("not here now as it was then");
    }
}

#[test]
fn what_was_taken_away_shows_to_whoever_looked_before_or_has_a_code() {
    let home = written(&["examples/rethink-2-stuck.toml", "examples/rethink-1-resolved.toml"]);
    let names = home.record_names();
    let other = elsewhere(&home);
    let json = other.run(&["verify", "--format", "json"]).ends(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "rethink-verify-1");
    assert_eq!(json["sound"], true);
    let code = json["files"][0]["check-code"].as_str().unwrap().to_owned();
    assert_eq!(code.len(), 19, "{code}");
    other
        .run(&["verify", "--expect", &code.to_lowercase().replace('-', " ")])
        .ends(0)
        .prints("this is the check code of");
    fs::remove_file(other.records().join(&names[0])).unwrap();
    other.run(&["verify"]).ends(1).prints("not here now as it was then");
    // A third computer has seen nothing; the code from the minutes tells it.
    let third = elsewhere(&other);
    third.run(&["verify"]).ends(0);
    third.run(&["verify", "--expect", &code]).ends(1).prints("no record here has this check code");
    third.run(&["verify", "--expect", "K7QF"]).ends(2).says("16 letters and digits");
}

#[test]
fn each_file_is_named_for_what_it_is_and_none_hides_another() {
    let home = written(&["examples/rethink-2-stuck.toml"]);
    let path = only(&home);
    let (folder, text) = (home.records(), fs::read_to_string(&path).unwrap());
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let put = |name: String, text: &str| fs::write(folder.join(name), text).unwrap();
    put(format!("{name}-DESKTOP-AB12.toml"), &text);
    put(format!("{name} (Sam's conflicted copy 2026-11-23).toml"), &text);
    put(format!("{name}.sync-conflict-20261123-101112-ABCDEFG.toml"), &text);
    put("notes.toml".to_owned(), "x = 1\n");
    fs::create_dir(folder.join("folder.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("endless.toml")).unwrap();
    home.run(&["verify"])
        .ends(0)
        .prints("1 record is exactly as written")
        .prints("a conflict copy made by OneDrive, the same as the record itself")
        .prints("a conflict copy made by Dropbox")
        .prints("a conflict copy made by Syncthing")
        .prints("notes.toml: not a record")
        .prints("folder.toml: not a record")
        .prints("endless.toml: not a record");
    forge(&folder.join(format!("{name}-DESKTOP-AB12.toml")), "outcome.id", "outcome.id ");
    home.run(&["verify"]).ends(1).prints("made by OneDrive, and not the same as the other");
    fs::remove_file(folder.join(format!("{name}-DESKTOP-AB12.toml"))).unwrap();
    fs::rename(&path, folder.join("2026-11-23_PCC-1_rethink-1_abcdefgh.toml")).unwrap();
    home.run(&["verify"]).ends(1).prints("a record under a name that is not its own");
}

#[test]
fn without_strategies_or_an_earlier_part_it_is_unchanged_and_not_damaged() {
    let home = Home::new();
    let own = fs::read_to_string("strategies/rethink-2.toml").unwrap() + "\n# our own words\n";
    home.file("records/strategies/rethink-2.toml", &own);
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    home.run(&["verify"]).ends(0).prints("the same outcome");
    let other = elsewhere(&home);
    fs::remove_dir_all(other.records().join("kept")).unwrap();
    other
        .run(&["verify"])
        .ends(0)
        .prints("a strategy that it used is not kept here")
        .prints("cannot be derived again here");
}

#[test]
fn a_folder_that_is_only_read_stays_as_it_is() {
    let home = written(&["examples/rethink-2-stuck.toml"]);
    let other = elsewhere(&home);
    let tree = |home: &Home| -> Vec<(PathBuf, Vec<u8>)> {
        let files = home.files().into_iter().filter(|path| path.starts_with(home.records()));
        files.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    };
    let before = tree(&other);
    other.run(&["verify"]).ends(0).prints("had seen none of these records before");
    other.run(&["verify"]).ends(0).prints("had seen 1 of them before");
    assert_eq!(tree(&other), before);
    assert!(other.files().iter().any(|path| path.starts_with(other.state().join("receipts"))));
}

/// Records of several cases, written long ago, on a computer that has seen none of them.
fn from_elsewhere() -> Home {
    let home = Home::new();
    let paths = fs::read_dir("examples/records").unwrap().map(|entry| entry.unwrap().path());
    // One of them is damaged.
    for path in paths.filter(|path| !path.to_str().unwrap().contains("6gtwwtmi")) {
        home.file(
            &format!("records/{}", path.file_name().unwrap().to_str().unwrap()),
            &fs::read_to_string(&path).unwrap(),
        );
    }
    home
}

#[test]
fn a_look_at_one_record_is_no_look_at_the_folder() {
    let case = "INVENTED-000001";
    for look in [["show", case], ["history", case], ["verify", case]] {
        let home = from_elsewhere();
        home.run(&look).ends(0);
        let run = home.run(&["verify"]).ends(0);
        assert!(!run.out.contains("was not here on"), "{look:?}\n{}", run.out);
        // Now somebody has seen them all.
        assert!(!home.run(&["verify"]).ends(0).out.contains("was not here on"));
    }
    for look in ["verify", "status", "history", "audit"] {
        let home = from_elsewhere();
        let path = home.records().join(&home.record_names()[0]);
        let text = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        home.run(&[look]).ends(0);
        fs::write(&path, text).unwrap();
        home.run(&["verify"]).ends(0).prints("it says that it was written earlier, and was not here on");
    }
}

#[test]
fn a_record_that_is_again_as_it_was_is_no_longer_wrong_and_one_that_was_due_may_go() {
    let mut home = Home::new();
    home.file("records/rethink.toml", "format = 1\n[retention]\nreview-after = \"6 years\"\n");
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    let path = only(&home);
    let text = fs::read(&path).unwrap();
    forge(&path, "date-given = true", "date-given = false");
    home.run(&["status"]).ends(0).says("1 record that was seen here before is gone or changed");
    let run = home.run(&["verify"]).ends(1).prints("not here now as it was then").prints("state/rethink/receipts/");
    // What is wrong is not called in order as well.
    assert!(!run.out.contains("exactly as written"), "{}", run.out);
    fs::write(&path, &text).unwrap();
    home.run(&["verify"])
        .ends(0)
        .prints("was seen with other bytes on ")
        .prints("; it is now again as first seen.")
        .prints("1 record is exactly as written.")
        .prints("none of those has changed or gone");
    for look in ["status", "history", "audit"] {
        let run = home.run(&[look]).ends(0);
        assert!(!run.err.contains("gone or changed"), "{look}: {}", run.err);
    }
    // Before its day it may not go; on its day it may, and to take another's place is something else.
    fs::remove_file(&path).unwrap();
    home.turn_to("2032-11-22");
    home.run(&["verify"]).ends(1).prints("not here now as it was then");
    home.turn_to("2032-11-23");
    home.run(&["verify"]).ends(0).prints("no longer here; its retention date was 23 November 2032.");
    for look in ["status", "history", "audit"] {
        let run = home.run(&[look]).ends(0).says("is no longer here, and its retention date has come");
        assert!(!run.err.contains("gone or changed"), "{look}: {}", run.err);
    }
    let json = home.run(&["verify", "--format", "json"]).ends(0).out;
    assert!(json.contains("\"class\": \"gone-when-due\"") && json.contains("\"wrong\": false"), "{json}");
    fs::write(&path, "").unwrap();
    home.run(&["verify"]).ends(1).prints("not here now as it was then");
    home.run(&["status"]).says("1 record that was seen here before is gone or changed");
}

#[test]
fn a_file_in_the_folder_is_the_record_whichever_way_it_is_named() {
    let home = written(&["examples/rethink-2-stuck.toml", "examples/rethink-1-resolved.toml"]);
    let name = &home.record_names()[0];
    let other = home.path().join("other");
    std::os::unix::fs::symlink(home.records(), &other).unwrap();
    let plain = name.clone();
    for (folder, name) in [
        (home.records(), plain.clone()),
        (home.records(), format!("./{name}")),
        (home.path().to_owned(), format!("records/{name}")),
        (home.path().to_owned(), format!("other/{name}")),
        (home.records().join("kept"), format!("../{name}")),
        (home.path().to_owned(), home.records().join(&plain).display().to_string()),
    ] {
        let run = home.command().current_dir(&folder).args(["verify", &name]).output().unwrap();
        let out = String::from_utf8(run.stdout).unwrap();
        assert_eq!(run.status.code(), Some(0), "{name}: {out}");
        assert!(out.contains("1 record is exactly as written.") && !out.contains("copy"), "{name}: {out}");
    }
    // A file elsewhere is still looked at where it lies.
    let copy = home.path().join("away").join(name);
    fs::create_dir(home.path().join("away")).unwrap();
    fs::copy(home.records().join(name), &copy).unwrap();
    home.run(&["verify", copy.to_str().unwrap()]).ends(0).prints("a copy, the same as the record itself");
}

#[test]
fn a_kept_strategy_that_was_changed_or_taken_away_shows() {
    let home = Home::new();
    let own = fs::read_to_string("strategies/rethink-2.toml").unwrap() + "\n# our own words\n";
    home.file("records/strategies/rethink-2.toml", &own);
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    fs::remove_file(home.records().join("strategies/rethink-2.toml")).unwrap();
    home.file("records/kept/notes.toml", "x = 1\n");
    home.run(&["verify"]).ends(0);
    let other = elsewhere(&home);
    fs::remove_dir_all(home.state().join("kept")).unwrap();
    let name = format!("{}.toml", rethink::strategy::digest(own.as_bytes()));
    let kept = home.records().join("kept").join(&name);
    let words = format!("Wrong: kept/{name}: a kept strategy, and not as it was kept.");
    fs::write(&kept, own.replace("our own", "our new")).unwrap();
    home.run(&["verify", "--quick"]).ends(1).prints(&words);
    home.run(&["verify", "PCC-48213"]).ends(1).prints(&words);
    let json: serde_json::Value = serde_json::from_str(&home.run(&["verify", "--format", "json"]).ends(1).out).unwrap();
    assert_eq!(json["files"][1]["class"], "damaged");
    // Nobody here has kept it: whoever copies a record may leave its strategies behind.
    fs::remove_file(&kept).unwrap();
    home.run(&["verify"]).ends(1).prints("a strategy that it used was kept here and is gone");
    fs::remove_file(other.records().join("kept").join(&name)).unwrap();
    other.run(&["verify"]).ends(0).prints("a strategy that it used is not kept here");
    other.run(&["verify"]).ends(0).prints("a strategy that it used is not kept here");
}

#[test]
fn a_conflict_copy_that_is_alone_gets_advice_and_is_found_by_its_name() {
    let home = written(&["examples/rethink-2-stuck.toml", "examples/rethink-1-resolved.toml"]);
    let path = home.records().join(&home.record_names()[0]);
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    fs::rename(&path, home.records().join(format!("{name}-DESKTOP-AB12.toml"))).unwrap();
    home.run(&["verify"])
        .ends(1)
        .prints("a conflict copy made by OneDrive, and the record itself is not here.")
        .prints(&format!("rename it to {name}.toml."))
        .prints("The other record is exactly as written.");
    let short = name.rsplit('_').next().unwrap();
    home.run(&["history", name.split('_').nth(1).unwrap()]).ends(0).prints(short);
    for name in [short, name.as_str()] {
        home.run(&["show", name]).ends(0);
        home.run(&["verify", name]).ends(1).prints("made by OneDrive");
    }
}
