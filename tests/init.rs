//! Setting rethink up, from outside: nothing before the word, nothing of anybody's own file but what is asked for.

use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rethink::finding::Source;
use rethink::preferences::Preferences;
use rethink::settings::Settings;

use crate::program::Home;
use crate::program::Run;

/// The program on a computer where nothing names a records folder.
fn run(home: &Home, args: &[&str], input: &str) -> Run {
    use std::io::Write as _;
    let mut command = home.command();
    command.env_remove("RETHINK_RECORDS").args(args);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let done = child.wait_with_output().unwrap();
    Run {
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
        code: done.status.code().unwrap_or(-1),
    }
}

fn settings(folder: &Path) -> Settings {
    let text = fs::read_to_string(folder.join("rethink.toml")).unwrap();
    Settings::read(Source::open("rethink.toml", text)).unwrap()
}

fn preferences(home: &Home) -> Preferences {
    Preferences::read(&home.path().join(".config/rethink/preferences.toml")).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// The answers of somebody who has never seen it: folder, readers, role, days, reference, whom to ring, agencies, how long.
const FIRST: &str = "~/plans\n1\nSchool nurse\n2\nPCC-#####\nDuty team: see the rota\n.\nNHS\nSchool\n.\n6 years\n";

#[test]
fn the_first_time_each_thing_is_asked_and_nothing_is_written_before_the_word() {
    let home = Home::new();
    for away in ["", "leave\n", ":save\n"] {
        let left = run(&home, &["--plain", "init"], &format!("{FIRST}{away}")).ends(8).says("Nothing has been written");
        assert!(left.err.contains("you alone") || left.err.contains("its owner alone"), "{}", left.err);
        assert_eq!(home.files(), [""; 0].map(std::path::PathBuf::from));
    }
    let written = run(&home, &["--plain", "init"], &format!("{FIRST}write\n")).ends(0).says("It is set up.");
    let folder = home.path().join("plans");
    assert_eq!(written.out.trim_end(), folder.to_str().unwrap());
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("rethink.toml")), 0o600);
    let set = settings(&folder);
    assert_eq!(set.reference.as_deref(), Some("PCC-#####"));
    assert_eq!(
        (set.safety, set.agencies),
        (vec!["Duty team: see the rota".to_owned()], vec!["NHS".to_owned(), "School".to_owned()])
    );
    assert_eq!(set.retention.unwrap().review_after.to_string(), "6 years");
    assert!(set.calendar.version().starts_with("scotland"), "{}", set.calendar.version());
    let mine = preferences(&home);
    assert_eq!((mine.records, mine.role.as_deref()), (Some(folder.clone()), Some("School nurse")));
    // It holds: the next record goes there, counts those days, and refuses another shape of reference.
    run(&home, &["start", "--answers", "examples/rethink-2-stuck.toml"], "").ends(0);
    let record = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let record = record.into_iter().find(|name| name.contains("PCC-48213")).unwrap();
    let text = fs::read_to_string(folder.join(record)).unwrap();
    assert!(text.contains("calendar = \"scotland") && text.contains("retention.review-on = 2032-11-23"), "{text}");
    run(&home, &["start", "--case", "PCC-1", "--plain"], "").ends(2);
    run(&home, &["strategy", "check", folder.join("rethink.toml").to_str().unwrap()], "").ends(0);
}

#[test]
fn going_back_and_what_cannot_be_set_is_asked_again() {
    let home = Home::new();
    let file = home.file("a-file", "");
    let wrong = format!(
        "records\n{}\n/proc/nowhere\n~/plans\n:back\n~/other\n1\n\n1\nJamie's case\n\n.\n.\nsoon\n\nwrite\n",
        file.display()
    );
    let run = run(&home, &["--plain", "init"], &wrong).ends(0);
    for says in ["from its first /", "a file of that name", "letters, digits and hyphens", "as in 6 years"] {
        assert!(run.err.contains(says), "{says}\n{}", run.err);
    }
    assert!(!home.path().join("plans").exists() && home.path().join("other").is_dir());
    assert_eq!(settings(&home.path().join("other")).reference, None);
}

#[test]
fn once_set_up_it_shows_what_is_set_and_changes_only_what_is_named() {
    let home = Home::new();
    let own = "# our own words\nformat = 1\nclosed = [2026-12-24] # the office\n\n[case]\nreference = \"PCC-#####\" # shape\n\n[limits]\n\"hips-escalation.reply-1\" = \"5 working days\"\n";
    let path = home.file("records/rethink.toml", own);
    fs::set_permissions(home.records(), Permissions::from_mode(0o700)).unwrap();
    home.file(
        ".config/rethink/preferences.toml",
        &format!("# mine\nrecords = \"{}\"\nplain = true\n", home.records().display()),
    );
    let shown = run(&home, &["--plain", "init"], "write\nleave\n").ends(0).says("Case references: PCC-#####");
    assert!(
        shown.err.contains("nothing is changed yet") && shown.err.contains("Everything is as it was."),
        "{}",
        shown.err
    );
    assert!(!shown.err.contains("What is your role?"), "{}", shown.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), own);
    run(&home, &["--plain", "init"], "5\nEH-####\nleave\n").ends(8);
    assert_eq!(fs::read_to_string(&path).unwrap(), own);
    run(&home, &["--plain", "init"], "5\nEH-####\n4\n3\n8\n6 years\nwrite\n").ends(0).says("Settings:");
    let now = own
        .replace("\"PCC-#####\"", "\"EH-####\"")
        .replace("format = 1\n", "format = 1\ncalendar = \"northern-ireland\"\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{now}\n[retention]\nreview-after = \"6 years\"\n"));
    let mine = fs::read_to_string(home.path().join(".config/rethink/preferences.toml")).unwrap();
    assert!(mine.starts_with("# mine\n") && mine.contains("plain = true"), "{mine}");
}

#[test]
fn a_folder_that_everyone_can_read_is_warned_of_and_can_be_closed() {
    let home = Home::new();
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(home.records()).unwrap();
    fs::set_permissions(home.records(), Permissions::from_mode(0o755)).unwrap();
    let folder = home.records().to_str().unwrap().to_owned();
    let all = format!("{folder}\n3\n\n1\n\n.\n.\n\n");
    let open = run(&home, &["--plain", "init"], &format!("{all}write\n")).ends(0);
    assert_eq!(open.err.matches("Warning: ").count(), 3, "{}", open.err);
    assert!(open.err.contains("everyone who can use this computer"), "{}", open.err);
    assert_eq!(mode(&home.records()), 0o755, "left as it is");
    let closed = run(&home, &["--plain", "init"], "2\n1\nwrite\n").ends(0).says("Who may read it: its owner alone.");
    assert!(!closed.err.contains("It is set up.\nWarning"), "{}", closed.err);
    assert_eq!(mode(&home.records()), 0o700);
    run(&home, &["--plain", "init"], "2\n2\nwrite\n").ends(0).says("its owner and the group");
    assert_eq!(mode(&home.records()), 0o2750);
}

#[test]
fn by_a_file_only_what_it_says_is_set_and_the_same_file_again_changes_nothing() {
    let home = Home::new();
    let folder = home.path().join("shared/records");
    let text = format!(
        "format = 1\nrecords = \"{}\"\nreaders = \"group\"\nrole = \"Lead professional\"\n[settings]\nreference = \"PCC-#####\"\nagencies = [\"NHS\", \"School\"]\n",
        folder.display()
    );
    let file = home.file("team.toml", &text);
    let args = ["init", "--answers", file.to_str().unwrap()];
    run(&home, &args, "").ends(0).prints(folder.to_str().unwrap());
    assert_eq!(mode(&folder), 0o2750);
    assert_eq!(settings(&folder).agencies, ["NHS", "School"]);
    assert_eq!(preferences(&home).role.as_deref(), Some("Lead professional"));
    let before: Vec<_> = home.files().iter().map(|path| fs::read(path).unwrap()).collect();
    run(&home, &args, "").ends(0);
    assert_eq!(home.files().iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>(), before);
    // Every fault at once, and nothing of it is done.
    let wrong = "format = 1\nrecords = \"records\"\nreaders = \"all\"\n[settings]\nreference = \"Jamie's\"\nreview-after = \"soon\"\nphone = \"1\"\n";
    let file = home.file("wrong.toml", wrong);
    let found = run(&home, &["init", "--answers", file.to_str().unwrap()], "").ends(3).err;
    for line in ["wrong.toml:2", "wrong.toml:3", "wrong.toml:5", "wrong.toml:6", "wrong.toml:7"] {
        assert!(found.contains(line), "{line}\n{found}");
    }
    assert!(!found.contains("Jamie"), "{found}");
    run(&home, &["init"], "").ends(4);
}

#[test]
fn settings_that_are_wrong_or_cannot_be_added_to_are_left_as_they_are() {
    let home = Home::new();
    let path = home.file("records/rethink.toml", "format = 1\ncalender = \"scotland\"\n");
    home.run_with(&["--plain", "init"], "write\n").ends(3).says("calender");
    let inline = "format = 1\nsafety = {}\n";
    fs::write(&path, inline).unwrap();
    home.run_with(&["--plain", "init"], "6\nDuty team\n.\nwrite\n").ends(3).says("Nothing has been written");
    assert_eq!(fs::read_to_string(&path).unwrap(), inline);
    let file = home.file("team.toml", "format = 1\n[settings]\nsafety = [\"x\"]\n");
    home.run(&["init", "--answers", file.to_str().unwrap()]).ends(3);
    assert_eq!(fs::read_to_string(&path).unwrap(), inline);
}

#[test]
fn a_child_at_risk_comes_first_here_too() {
    let home = Home::new();
    run(&home, &["--plain", "init"], "!\nyes\n1\n").ends(9).says("999");
    assert!(!home.path().join(".config").exists());
    run(&home, &["status"], "").ends(0).prints("A child may be at risk").prints("stopped for safety");
}
