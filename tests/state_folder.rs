//! What this computer has seen, and where it keeps what it saves: a deletion shows, an empty mount point is not the
//! records folder, and nothing is saved in a state folder that is somebody else's.

use std::fs;
use std::io::Write as _;
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
    let unsure = fs::read_to_string(open_risk).unwrap().replacen(
        "danger-now = \"no\"\nat-risk = \"no\"",
        "danger-now = \"no\"\nat-risk = \"not-sure\"",
        1,
    );
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

/// A home in which answers are unfinished on PCC-47001, and their journal.
fn unfinished() -> (Home, PathBuf) {
    let home = Home::new();
    let answers = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
    let (some, _) = answers.split_once("concern = ").unwrap();
    let some = home.file("some.toml", some);
    home.run(&["start", "--answers", some.to_str().unwrap(), "--partial"]).ends(8);
    let journal = fs::read_dir(home.state().join("journals")).unwrap().next().unwrap().unwrap().path();
    (home, journal)
}

#[test]
fn a_duplicated_line_of_saved_answers_loses_nothing() {
    let (home, journal) = unfinished();
    let whole = fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let before = home.run(&["save", "PCC-47001", "-"]).ends(0).out;
    for twice in 0..lines.len() {
        let mut more = lines.clone();
        more.insert(twice, lines[twice]);
        fs::write(&journal, more.join("\n") + "\n").unwrap();
        let out = home.run(&["save", "PCC-47001", "-"]).ends(0).out;
        assert_eq!(out, before, "line {twice}");
        home.run(&["status"]).ends(0).prints("PCC-47001");
    }
    // And it goes on from there.
    home.run_with(&["resume", "PCC-47001", "--plain"], ":save\n").ends(8);
    home.run(&["status"]).ends(0).prints("PCC-47001");
}

#[test]
fn what_comes_before_a_damaged_line_is_offered_and_the_rest_is_set_aside() {
    let (_first, journal) = unfinished();
    let name = journal.file_name().unwrap().to_owned();
    let whole = fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let middle = lines.len() / 2;
    let damaged = whole.replacen(lines[middle], &lines[middle].replacen("\"at\"", "\"aT\"", 1), 1);
    let taken = whole.replacen(&format!("{}\n", lines[middle]), "", 1);
    assert!(damaged != whole && taken != whole);
    for changed in [damaged, taken] {
        let (home, journal) = unfinished();
        fs::remove_file(&journal).unwrap();
        let journal = journal.with_file_name(&name);
        fs::write(&journal, &changed).unwrap();
        home.run(&["status"])
            .ends(7)
            .says("a line in the middle of these saved answers is damaged")
            .says("rethink resume");
        // By script nobody would read which answers are missing, and half of them makes no file.
        home.run(&["save", "PCC-47001", "-"]).ends(7);
        assert_eq!(fs::read_to_string(&journal).unwrap(), changed);
        // The safety question is asked again: an answer to it may be among those that are set aside.
        let run =
            home.run_with(&["resume", "PCC-47001", "--plain"], ":save\n").ends(8).says("set aside beside your answers");
        assert!(run.err.contains("Is a child in danger now"), "{}", run.err);
        let aside = fs::read_to_string(journal.with_extension("torn-1")).unwrap();
        let left = fs::read_to_string(&journal).unwrap();
        assert!(aside.contains(lines[lines.len() - 1]) && left.starts_with(lines[0]), "nothing is lost");
        home.run(&["status"]).ends(0).prints("PCC-47001");
    }
}

#[test]
fn a_journal_that_is_a_link_a_copy_or_somebody_elses_is_not_read() {
    let (home, journal) = unfinished();
    let other = journal.with_file_name("abcdefgh-1.jsonl");
    let by: [(&dyn Fn(), &str); 4] = [
        (&|| symlink(&journal, &other).unwrap(), "this is a link or no file"),
        (&|| fs::hard_link(&journal, &other).unwrap(), "another name of their file"),
        (&|| assert!(fs::copy(&journal, &other).unwrap() > 0), "this is a copy of other saved answers"),
        (&|| fs::File::create(&other).unwrap().set_len(6 << 30).unwrap(), "longer than saved answers can be"),
    ];
    for (put, says) in by {
        put();
        home.run(&["status"]).ends(7).prints("PCC-47001").prints("Saved answers that cannot be read").says(says);
        // The right one is still the one that is meant, and a new review can be begun.
        home.run_with(&["resume", "PCC-47001", "--plain"], ":save\n").ends(8);
        home.run(OTHER).says(says);
        fs::remove_file(&other).unwrap();
    }
    // The only one there is a link to a file elsewhere.
    let elsewhere = home.path().join("elsewhere.jsonl");
    fs::rename(&journal, &elsewhere).unwrap();
    symlink(&elsewhere, &journal).unwrap();
    let before = fs::read(&elsewhere).unwrap();
    home.run(&["resume", "PCC-47001", "--plain"]).ends(7).says("this is a link");
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
    if !is_root() {
        return;
    }
    fs::remove_file(&journal).unwrap();
    fs::rename(&elsewhere, &journal).unwrap();
    give(&journal);
    home.run(&["resume", "PCC-47001", "--plain"]).ends(7).says("this file belongs to somebody else");
}

/// True if whoever tests may give files away. Otherwise it is said that some of it was skipped.
fn is_root() -> bool {
    let is_root = nix::unistd::geteuid().is_root();
    if !is_root {
        let words = b"SKIPPED: only root can give a folder to somebody else\n";
        std::io::stderr().write_all(words).unwrap();
    }
    is_root
}

/// Makes a file or a folder somebody else's.
fn give(path: &Path) {
    std::os::unix::fs::lchown(path, Some(65534), Some(65534)).unwrap();
}

/// What may have become of a folder in which things are saved on this computer, and what is said of it.
type NotOurs = (&'static str, Box<dyn Fn(&Path)>);

fn not_ours() -> Vec<NotOurs> {
    let moved = |folder: &Path| {
        let elsewhere = folder.with_extension("elsewhere");
        match fs::rename(folder, &elsewhere) {
            Ok(()) => {}
            Err(_) => fs::create_dir_all(&elsewhere).unwrap(),
        }
        symlink(&elsewhere, folder).unwrap();
    };
    let mut all: Vec<NotOurs> = vec![("this folder is a link", Box::new(moved))];
    if is_root() {
        let given = |folder: &Path| {
            fs::create_dir_all(folder).unwrap();
            give(folder);
        };
        all.push(("this folder belongs to somebody else", Box::new(given)));
    }
    all
}

#[test]
fn nothing_is_saved_in_a_state_folder_that_is_not_ones_own_and_safety_comes_first() {
    for (says, put) in not_ours() {
        for name in ["", "journals", "outbox", "kept", "receipts"] {
            let (home, _) = unfinished();
            let folder = if name.is_empty() { home.state() } else { home.state().join(name) };
            put(&folder);
            let elsewhere = folder.with_extension("elsewhere");
            let saved = || -> Vec<PathBuf> {
                let in_it = |path: &PathBuf| path.starts_with(&folder) || path.starts_with(&elsewhere);
                home.files().into_iter().filter(in_it).collect()
            };
            let before = saved();
            // At the keyboard the safety question comes before the refusal, and whoever stops there sees whom to ring.
            let run =
                home.run_with(&["start", "rethink-1", "--plain"], "2\n2\n").ends(7).says(says).says("XDG_STATE_HOME");
            let (first, _) = run.err.rsplit_once("Error: ").unwrap();
            assert!(first.contains("Is a child in danger now"), "{name}: {}", run.err);
            assert!(!first.contains("Your answers are saved"), "{name}: they are not\n{}", run.err);
            assert!(!first.contains("case reference"), "{name}: more was asked for nothing\n{}", run.err);
            home.run_with(&["start", "rethink-1", "--plain"], "1\n").ends(9).says("ring 999").says("MASH");
            home.run(SETTLED).ends(7).says(says);
            assert_eq!(saved(), before, "{name}: something was saved");
            // What the records folder holds is still told, with what is left out.
            home.run(&["status"]).ends(7).says(says);
            for args in [&["history"][..], &["verify"]] {
                home.run(args).says(says).says("left out");
            }
        }
    }
}

#[test]
fn a_state_folder_in_which_others_may_write_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let (home, _) = unfinished();
    let all = ["", "journals", "kept"].map(|name| home.state().join(name));
    for folder in &all {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    }
    home.run(&["status"]).ends(0).prints("PCC-47001");
    for folder in &all {
        assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{}", folder.display());
    }
}

#[test]
fn no_file_is_read_past_what_it_can_hold() {
    let home = Home::new();
    home.run(OTHER).ends(0);
    home.run(&["audit", "--format", "plain"]).ends(0);
    let sparse = |path: &Path| {
        fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).unwrap().set_len(6 << 30).unwrap();
    };
    let state: Vec<PathBuf> = home.files().into_iter().filter(|path| path.starts_with(home.state())).collect();
    assert!(state.len() > 2, "{state:?}");
    for path in &state {
        sparse(path);
    }
    sparse(&home.state().join("stops.jsonl"));
    home.file("state/rethink/outbox/0123456789abcdef/folder.txt", "");
    sparse(&home.state().join("outbox/0123456789abcdef/folder.txt"));
    home.file("config/rethink/preferences.toml", "");
    for name in ["records/rethink.toml", "records/strategies/ours.toml", "records/a.toml"] {
        sparse(&home.file(name, ""));
    }
    let started = std::time::Instant::now();
    for args in [&["status"][..], &["history"], &["audit"], &["verify"], &["show", "PCC-48127"]] {
        let run = limited(&home, args);
        assert!(run.contains("PCC-48127") || args == ["verify"], "{args:?}: {run}");
    }
    let answers = home.file("answers.toml", "").display().to_string();
    sparse(Path::new(&answers));
    limited(&home, &["start", "--answers", &answers]);
    assert!(started.elapsed().as_secs() < 60, "a file of gigabytes was read");
}

/// What a command says that may use no more than a gigabyte.
fn limited(home: &Home, args: &[&str]) -> String {
    let mut command = std::process::Command::new("prlimit");
    let own = home.command();
    command.args(["--as=1073741824", "--"]).arg(own.get_program()).args(own.get_args()).args(args);
    command.env_clear().envs(own.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let done = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!([0, 1, 3].contains(&done.status.code().unwrap_or(-1)), "{args:?}: {done:?}");
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}
