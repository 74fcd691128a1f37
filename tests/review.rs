//! Whole reviews, as the examples hold them, and carrying on.

use std::fs;
use std::path::Path;

use crate::program::Home;

/// The example files that begin a review, and how each ends.
const EXAMPLES: &[(&str, &str)] = &[
    ("rethink-1-resolved", "outcome.kind = \"resolved\""),
    ("first-review", "handover.role = \"independent-facilitator\""),
    ("rethink-2-stuck", "handover.role = \"independent-facilitator\""),
    ("rethink-3-hips", "outcome.next = \"hips-escalation\""),
    ("hips-urgent", "strategy.id = \"hips-escalation\""),
    ("rethink-2-waits", "waiting.step"),
    ("triage-to-rethink-2", "strategy.id = \"rethink-2\""),
];

#[test]
fn every_example_holds_a_review_and_the_second_time_it_is_already_recorded() {
    for (name, ends) in EXAMPLES {
        let home = Home::new();
        let file = format!("examples/{name}.toml");
        let first = home.run(&["start", "--answers", &file]).ends(0);
        let record = home.only_record();
        assert!(record.contains(ends), "{name}:\n{record}");
        assert!(Path::new(first.out.trim()).is_absolute());
        home.run(&["start", "--answers", &file]).ends(6);
        assert_eq!(home.record_names().len(), 1);
    }
}

#[test]
fn every_example_is_looked_at() {
    let mut names: Vec<String> = fs::read_dir("examples")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.retain(|name| EXAMPLES.iter().all(|(known, _)| known != name));
    names.sort();
    assert_eq!(names, ["rethink-2-resumes"]);
}

/// What a reader must find on the first screen of a record that hands over.
#[test]
fn the_first_screen_of_a_handover_says_what_matters() {
    for name in ["rethink-2-stuck", "rethink-3-hips", "hips-urgent"] {
        let home = Home::new();
        home.run(&["start", "--answers", &format!("examples/{name}.toml")]).ends(0);
        let record = home.record_names()[0].clone();
        let shown = home.run(&["show", &record]).ends(0).out;
        let screen: Vec<&str> = shown.lines().take(24).collect();
        let screen = screen.join("\n");
        let text = home.only_record();
        let says = |key: &str| {
            let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key} in {name}"));
            line.split_once(" = ").unwrap().1.trim_matches('"').to_owned()
        };
        let squeezed = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        // The urgent one waits for a reply on the same day; the others hand over.
        let (who, by) =
            if name == "hips-urgent" { ("waiting.for", "waiting.due") } else { ("handover.to", "handover.by") };
        assert!(squeezed.to_lowercase().contains(&says(who).to_lowercase()), "{name}:\n{screen}");
        let by = chrono::NaiveDate::parse_from_str(&says(by), "%Y-%m-%d").unwrap();
        assert!(squeezed.contains(&rethink::calendar::long(by)), "{name}:\n{screen}");
        let why = if name == "hips-urgent" { "What is asked for:" } else { "Why:" };
        for part in
            [why, "Keeping the child safe:", "The child's view:", "Who is told:", "not yet confirmed", "at risk?"]
        {
            assert!(squeezed.contains(part), "{name} lacks {part}:\n{screen}");
        }
    }
}

#[test]
fn a_review_in_two_parts_is_one_chain() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    let first = home.only_record();
    let line = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("{key} = "))).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{key}:\n{text}"))
    };
    let case = line(&first, "case").split('"').nth(1).unwrap().to_owned();
    home.run(&["status"]).ends(0).prints(&case).prints("waiting for");
    let run = home.run(&["resume", &case, "--answers", "examples/rethink-2-resumes.toml"]).ends(0);
    let second = fs::read_to_string(run.out.trim()).unwrap();
    assert_eq!(line(&first, "review"), line(&second, "review"));
    assert_eq!(line(&second, "part"), "part = 2");
    let name = line(&first, "record").split('"').nth(1).unwrap().to_owned();
    assert_eq!(line(&second, "continues.record"), format!("continues.record = \"{name}\""));
    assert!(second.contains("outcome.id"), "{second}");
    // What waits no longer is no longer shown as waiting, and the same answers again are known.
    let status = home.run(&["status"]).ends(0);
    assert!(!status.out.contains("waiting for"), "{}", status.out);
    home.run(&["resume", &case, "--answers", "examples/rethink-2-resumes.toml"]).ends(6);
    assert_eq!(home.record_names().len(), 2);
}

#[test]
fn a_case_that_nobody_knows_cannot_be_carried_on() {
    let home = Home::new();
    home.run(&["resume", "PCC-1", "--plain"]).ends(5);
    home.run(&["resume", "--plain"]).ends(5);
    home.run(&["show", "nothing"]).ends(5);
    home.run(&["history"]).ends(0).says("no records yet");
}

#[test]
fn records_are_kept_from_other_eyes_and_never_changed() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let record = home.records().join(&home.record_names()[0]);
    assert_eq!(mode(&home.records()), 0o700);
    assert_eq!(mode(&record), 0o600);
    assert_eq!(mode(&home.state()), 0o700);
    assert!(!home.state().join("journals").read_dir().unwrap().any(|entry| entry.is_ok()), "the journal is gone");
    // A folder that was there before is as open as it was.
    let home = Home::new();
    fs::create_dir(home.records()).unwrap();
    fs::set_permissions(home.records(), fs::Permissions::from_mode(0o750)).unwrap();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    assert_eq!(mode(&home.records().join(&home.record_names()[0])), 0o640);
}

/// Whatever a shell lets others see of new files, what rethink keeps is its owner's alone.
#[test]
fn whatever_others_may_see_of_new_files_state_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        let own = home.command();
        let run = |args: &str| {
            let mut command = std::process::Command::new("sh");
            command.env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let line = format!("umask {umask}; exec \"$0\" \"$@\" {args}");
            command.arg("-c").arg(line).arg(own.get_program()).args(own.get_args());
            command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(std::process::Stdio::null()).output().unwrap()
        };
        assert!(run("start --answers examples/rethink-2-stuck.toml").status.success());
        // A session that waits, one in the outbox, and what an audit remembers.
        run("start rethink-1 --case PCC-48220 --plain --answers examples/rethink-1-resolved.toml --partial");
        assert!(run("audit").status.success());
        assert!(run("audit --format json").status.success());
        let mut seen = 0;
        for path in home.files() {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "{umask}: {} is {mode:o}", path.display());
            seen += 1;
        }
        for folder in home.files().iter().flat_map(|path| path.ancestors().collect::<Vec<_>>()) {
            if folder != home.path()
                && folder != home.path().join("state")
                && folder.starts_with(home.path())
                && folder.is_dir()
            {
                let mode = fs::metadata(folder).unwrap().permissions().mode() & 0o777;
                assert_eq!(mode, 0o700, "{umask}: {}", folder.display());
            }
        }
        assert!(seen > 4, "{seen}");
    }
}

#[test]
fn a_record_that_cannot_be_published_waits_and_is_published_later() {
    let home = Home::new();
    // A file where the folder should be: nothing can be written there by anybody.
    home.file("records", "in the way");
    let run = home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(7);
    assert!(run.err.contains("safe on this computer"), "{}", run.err);
    assert!(run.err.contains("A review can be held all the same"), "{}", run.err);
    home.run(&["status"]).ends(7).prints("Waiting to be published").says("a file here in the place of a folder");
    fs::remove_file(home.records()).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    assert_eq!(home.record_names().len(), 1);
    assert!(home.records().join("kept").is_dir(), "with the strategies that it uses");
    assert!(!home.run(&["status"]).ends(0).out.contains("Waiting to be published"));
}

#[test]
fn what_is_promised_by_a_day_is_shown_until_something_follows() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let status = home.run(&["status"]).ends(0).out;
    assert!(status.contains("PCC-48213: to go to an independent facilitator, by 4 December 2026"), "{status}");
    assert!(status.contains("rethink start rethink-3 --case PCC-48213"), "{status}");
    // From Saturday 5 to Tuesday 29 December: 17 weekdays, of which the 25th and the 28th are bank holidays.
    let later = home.on("2026-12-29").run(&["status"]).ends(0).out;
    let later = later.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(later.contains("15 working days late"), "{later}");
}
