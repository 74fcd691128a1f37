//! The folder of records: what is read, what is said of the rest, what a digest shows.

use std::fs;
use std::process::Command;

use crate::program::Home;

fn written() -> (Home, std::path::PathBuf) {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let path = home.records().join(&home.record_names()[0]);
    (home, path)
}

#[test]
fn the_digest_is_one_that_anybody_can_check() {
    let (_home, path) = written();
    let out = Command::new("sh").arg("-c").arg("head -n -1 \"$1\" | sha256sum").arg("sh").arg(&path).output().unwrap();
    let sum = String::from_utf8(out.stdout).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let last = text.lines().last().unwrap();
    assert_eq!(last, format!("# rethink-sha256: {}", sum.split_whitespace().next().unwrap()));
}

#[test]
fn a_record_that_was_changed_is_named_and_the_others_are_read() {
    let (home, path) = written();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    let text = fs::read_to_string(&path).unwrap();
    let other = home.record_names().into_iter().find(|name| !path.ends_with(name)).unwrap();
    for bad in [
        text.replacen("handover.by = 20", "handover.by = 21", 1),
        text[..text.len() / 2].to_owned(),
        text.replace("# rethink", "#rethink"),
    ] {
        assert_ne!(bad, text);
        fs::write(&path, bad).unwrap();
        let run = home.run(&["history"]).ends(0);
        assert!(run.err.contains("not as it was written"), "{}", run.err);
        assert!(run.out.contains("rethink-1") || run.out.contains("strategy 1"), "{}", run.out);
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        home.run(&["show", &name]).ends(3);
        home.run(&["show", &other]).ends(0);
    }
    // A newer format is not damage.
    let newer = text.replacen("format = 1", "format = 2", 1);
    let (before, _) = newer.rsplit_once("# rethink-sha256: ").unwrap();
    let digest = rethink::strategy::digest(before.as_bytes());
    fs::write(&path, format!("{before}# rethink-sha256: {digest}\n")).unwrap();
    home.run(&["history"]).ends(0).says("newer rethink");
}

#[test]
fn what_is_no_record_is_passed_over() {
    let (home, path) = written();
    let folder = home.records();
    fs::write(folder.join("notes.toml"), "x = 1\n").unwrap();
    fs::write(folder.join("empty.toml"), "").unwrap();
    fs::write(folder.join("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
    fs::create_dir(folder.join("folder.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("endless.toml")).unwrap();
    let long = fs::File::create(folder.join("long.toml")).unwrap();
    long.set_len(1 << 30).unwrap();
    fs::copy(&path, folder.join("copy.toml")).unwrap();
    let run = home.run(&["history"]).ends(0);
    assert!(run.err.contains("long.toml"), "{}", run.err);
    assert!(run.out.contains("PCC-48213"));
}

#[test]
fn a_team_sets_what_a_reference_looks_like_and_when_it_is_closed() {
    let home = Home::new();
    home.file("records/rethink.toml", "format = 1\nclosed = [2026-12-07]\n[case]\nreference = \"ABC-####\"\n[limits]\n\"rethink-2.stuck\" = \"10 working days\"\n");
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(3).says("ABC-1111");
    let answers = fs::read_to_string("examples/rethink-2-stuck.toml").unwrap().replace("PCC-48213", "ABC-1234");
    let (answers, _) = answers.split_once("[dates]").unwrap();
    home.run_with(&["start", "--answers", "-"], answers).ends(0);
    let record = home.only_record();
    // Ten working days after Monday 23 November 2026, with Monday 7 December closed.
    assert!(record.contains("handover.by = 2026-12-08"), "{record}");
    assert!(record.contains("7 December is a closed day") && record.contains("the team set this length"), "{record}");
}

#[test]
fn faulty_settings_and_strategies_stop_before_the_first_question() {
    let home = Home::new();
    home.file("records/rethink.toml", "format = 1\nclosd = []\n");
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"])
        .ends(3)
        .says("rethink.toml:2:1")
        .says("`closed`");
    let home = Home::new();
    home.file("records/strategies/rethink-2.toml", "format = 1\nid = \"rethink-2\"\ntitel = \"x\"\n");
    let run = home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(3);
    assert!(
        run.err.contains("rethink-2.toml:3:1") && run.err.contains("^^^^^") && run.err.contains("`title`"),
        "{}",
        run.err
    );
    assert!(home.record_names().is_empty());
    home.run(&["start", "rethink-9", "--answers", "examples/hips-urgent.toml"]).ends(2);
    home.run(&["strategy", "show", "rethink-9"]).ends(5);
}
