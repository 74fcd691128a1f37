//! A folder or a file that cannot be read never passes for one in which nothing is, and hides no other.

use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::program::Home;

const STUCK: &[&str] = &["start", "--answers", "examples/rethink-2-stuck.toml"];

/// A home in which a handover was recorded, and its file.
fn written() -> (Home, PathBuf) {
    let home = Home::new();
    home.run(STUCK).ends(0);
    let path = home.records().join(&home.record_names()[0]);
    (home, path)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_only_open_record_is_not_passed_over_where_it_cannot_be_read() {
    let (home, path) = written();
    let text = fs::read_to_string(&path).unwrap();
    let newer = text.replacen("format = 1", "format = 2", 1);
    let (before, _) = newer.rsplit_once("# rethink-sha256: ").unwrap();
    let newer = format!("{before}# rethink-sha256: {}\n", rethink::strategy::digest(before.as_bytes()));
    for other in [text.replacen("PCC", "PCD", 1), newer] {
        fs::write(&path, other).unwrap();
        for args in [&["status"][..], &[]] {
            let out = home.run(args).ends(0).prints("1 file here cannot be read as a record").out;
            assert!(out.contains("rethink verify") && !out.contains("nothing waits.\n"), "{out}");
        }
        let run = home.run(&["history"]).ends(0).says("1 file here cannot be read as a record");
        assert!(run.err.contains("Not counted: ") && !run.err.contains("no records yet"), "{}", run.err);
        let out = home.run(&["audit"]).ends(0).out;
        assert!(out.split_whitespace().collect::<Vec<_>>().join(" ").contains("To see which, and why: rethink verify"));
        assert!(
            out.contains("No record could be read: 1 file could not be counted.")
                && !out.contains("no records here yet"),
            "{out}"
        );
        home.run(&["resume", "--plain"]).ends(5).says("in the records that can be read");
    }
    // What is no record at all is nothing to be said.
    let home = Home::new();
    home.file("records/notes.toml", "x = 1\n");
    let out = home.run(&["status"]).ends(0).out;
    assert!(!out.contains("cannot be read"), "{out}");
}

/// Runs a command as somebody who is nobody here, if whoever tests may open everything. None if they cannot begin.
fn as_others(home: &Home, args: &[&str]) -> Option<(i32, String, String)> {
    let closed = home.file("closed", "");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
    let mut command = home.command();
    command.env("XDG_STATE_HOME", home.path().join("others")).args(args);
    if fs::File::open(&closed).is_ok() {
        command.uid(65534).gid(65534);
    }
    let done = command.output().ok()?;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((done.status.code().unwrap(), text(done.stdout), text(done.stderr)))
}

#[test]
fn what_may_not_be_opened_is_called_so_and_neither_damaged_nor_nothing() {
    let (home, path) = written();
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    set(home.path(), 0o755);
    set(&home.records(), 0o755);
    set(&path, 0o000);
    let name = path.file_stem().unwrap().to_str().unwrap();
    for name in ["PCC-48213", name] {
        let Some((code, _, err)) = as_others(&home, &["show", name]) else { return };
        assert_eq!(code, 7, "{err}");
        assert!(err.contains("this record cannot be opened") && !err.contains("as it was written"), "{err}");
    }
    let (code, out, _) = as_others(&home, &["status"]).unwrap();
    assert!(code == 0 && out.contains("1 file here cannot be read as a record"), "{out}");
    let (code, out, _) = as_others(&home, &["verify"]).unwrap();
    assert!(code == 1 && out.contains("cannot be opened"), "{out}");
    // A folder through which one may pass, and in which one may not look.
    set(&path, 0o644);
    for mode in [0o711, 0o000] {
        set(&home.records(), mode);
        for args in [&["status"][..], &["history"], &["audit"], &["verify"], &["show", name]] {
            let (code, out, err) = as_others(&home, args).unwrap();
            assert!(code == 7 && err.contains("rethink may not read the records here"), "{args:?} {code} {err}");
            assert!(!err.contains("strategies") && !out.contains("nothing waits"), "{args:?}: {err}");
        }
    }
    set(&home.records(), 0o755);
}

#[test]
fn a_record_of_the_case_that_cannot_be_read_is_said_beside_the_one_that_is_shown() {
    let (home, path) = written();
    let name = path.file_name().unwrap().to_str().unwrap();
    home.file(&format!("records/{}", name.replace("_rethink-2_", "_rethink-3_")), "cut short");
    home.run(&["show", "PCC-48213"]).ends(0).prints("PCC-48213").says("1 file here cannot be read as a record");
    fs::remove_file(&path).unwrap();
    home.run(&["show", "PCC-48213"]).ends(3).says("is not a record as it was written");
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_a_failure_and_not_an_empty_one() {
    let (home, path) = written();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml", "--partial", "--case", "PCC-48220"]);
    let away = home.path().join("away");
    fs::rename(home.records(), &away).unwrap();
    // A name that leads back to itself can be looked into by nobody; nor can a file.
    let name = path.file_stem().unwrap().to_str().unwrap();
    let by: [&dyn Fn(&Path); 2] =
        [&|folder| symlink("records", folder).unwrap(), &|folder| fs::write(folder, "in the way").unwrap()];
    for put in by {
        put(&home.records());
        let commands: [&[&str]; 8] = [
            &["status"],
            &[],
            &["history"],
            &["history", "PCC-48213"],
            &["audit"],
            &["verify"],
            &["verify", "--quick"],
            &["show", name],
        ];
        for args in commands {
            let run = home.run(args).ends(7).says(home.records().to_str().unwrap()).says("What to do: ");
            let all = format!("{}{}", run.out, run.err);
            for never in ["nothing waits", "no records", "needs you", "exactly as written", "strategies", "no record"] {
                assert!(!all.contains(never), "{args:?} says {never}:\n{all}");
            }
            assert!(!run.err.contains("gone or changed") && !all.contains("1 file here"), "{all}");
        }
        fs::remove_file(home.records()).unwrap();
    }
    // A record that is named by its path can still be read, and the rest is said.
    symlink("records", home.records()).unwrap();
    let copy = away.join(path.file_name().unwrap());
    home.run(&["show", copy.to_str().unwrap()]).ends(7).prints("PCC-48213");
}

#[test]
fn a_folder_that_was_there_is_away_and_a_record_waits_for_it() {
    let (home, _) = written();
    let away = home.path().join("away");
    fs::rename(home.records(), &away).unwrap();
    for args in
        [&["status"][..], &["history"], &["history", "PCC-48213"], &["show", "PCC-48213"], &["audit"], &["verify"]]
    {
        home.run(args).ends(7).says("the records folder is not here now").says("connect the share");
    }
    home.run(&["resume", "PCC-48213", "--plain"]).ends(7).says("the records folder is not here now");
    let run = home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(7);
    assert!(run.err.contains("not here now") && run.err.contains("safe on this computer"), "{}", run.err);
    assert!(run.err.contains("The record is complete, and waits") && !run.err.contains("is written"), "{}", run.err);
    home.run(&["status"]).ends(7).prints("Waiting to be published");
    assert!(!home.records().exists(), "it was made anew");
    fs::rename(&away, home.records()).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    assert_eq!(home.record_names().len(), 2);
    // One that never was there is made, and what waits for it is published there.
    let home = Home::new();
    home.run(&["history"]).ends(0).says("There are no records yet");
    home.run(&["audit"]).ends(5);
    home.run(STUCK).ends(0);
}

#[test]
fn a_folder_is_the_same_one_by_whatever_name() {
    let (home, path) = written();
    home.run(&["start", "--answers", "examples/rethink-3-hips.toml"]).ends(0);
    let link = home.path().join("link");
    symlink(home.records(), &link).unwrap();
    let records = home.records();
    let twice = ["verify", "--records", records.to_str().unwrap(), "--records", link.to_str().unwrap()];
    home.run(&twice).ends(0).prints("2 records are exactly as written");
    fs::remove_file(&path).unwrap();
    for name in [format!("{}/", home.records().display()), link.display().to_string(), format!("{}/", link.display())] {
        home.run(&["verify", "--records", &name]).ends(1).prints("not here now as it was then");
    }
    fs::rename(home.records(), home.path().join("away")).unwrap();
    home.run(&["status", "--records", link.to_str().unwrap()]).ends(7).says("is not here now");
    home.run(&["start", "--records", link.to_str().unwrap(), "--answers", "examples/rethink-1-resolved.toml"]).ends(7);
    fs::rename(home.path().join("away"), home.records()).unwrap();
    home.run(&["status"]).ends(0).says("now published");
}

#[test]
fn what_waits_for_a_folder_that_was_moved_is_published_by_the_link_to_it() {
    let (home, path) = written();
    let (records, moved) = (home.records(), home.path().join("moved"));
    fs::rename(&records, home.path().join("away")).unwrap();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(7);
    let set_up = home.file("init.toml", &format!("format = 1\nrecords = \"{}\"\n", records.display()));
    home.run(&["init", "--answers", set_up.to_str().unwrap()]).ends(7).says("is not here now");
    assert!(!records.exists(), "nothing is made in its place");
    fs::rename(home.path().join("away"), &moved).unwrap();
    symlink(&moved, &records).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    // What was seen there before is known by the link too.
    fs::remove_file(moved.join(path.file_name().unwrap())).unwrap();
    home.run(&["verify"]).ends(1).prints("not here now as it was then");
}

#[test]
fn wrong_settings_and_strategies_hide_no_record() {
    let (home, path) = written();
    let secret = home.file("secret", "secret-word = 1\n");
    let settings = home.records().join("rethink.toml");
    let fifo = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let wrong: [(&dyn Fn(), &str); 3] = [
        (&|| fs::write(&settings, "format = 1\nclosd = []\n").unwrap(), "rethink strategy check"),
        (&|| symlink(&secret, &settings).unwrap(), "this is a link"),
        (&|| fifo(&settings), "this is not a file"),
    ];
    let tells =
        [&["status"][..], &["history"], &["history", "PCC-48213"], &["show", "PCC-48213"], &["audit"], &["verify"]];
    for (put, says) in wrong {
        put();
        for args in tells {
            let run = home.run(args).ends(0);
            assert!(format!("{}{}", run.out, run.err).contains(if args == ["verify"] {
                "1 record"
            } else {
                "PCC-48213"
            }));
            let uses = args != ["history"] && args[0] != "show";
            assert_eq!(run.err.contains(says) && run.err.contains("rethink.toml"), uses, "{args:?}: {}", run.err);
        }
        let run = home.run(STUCK).ends(3);
        assert!(!run.err.contains("secret-word"), "{}", run.err);
        fs::remove_file(&settings).unwrap();
    }
    let strategies = home.records().join("strategies");
    let wrong: [&dyn Fn(); 3] = [
        &|| {
            fs::create_dir(&strategies).unwrap();
            fifo(&strategies.join("ours.toml"));
        },
        &|| {
            fs::create_dir(&strategies).unwrap();
            symlink(&secret, strategies.join("ours.toml")).unwrap();
        },
        &|| symlink(home.path(), &strategies).unwrap(),
    ];
    for put in wrong {
        put();
        for args in tells {
            home.run(args).ends(0);
        }
        home.run(&["verify"]).ends(0).says("strategies").prints("the same outcome");
        home.run(&["audit"]).ends(0).says("strategies");
        let run = home.run(&["strategy", "list"]).ends(0).says("Warning: ").says("strategies").prints("rethink-2");
        assert!(!run.err.contains("secret-word"), "{}", run.err);
        if fs::remove_file(&strategies).is_err() {
            fs::remove_dir_all(&strategies).unwrap();
        }
    }
    // What a record is found to be comes out as before.
    fs::write(&settings, "format = 1\nclosd = []\n").unwrap();
    fs::write(&path, fs::read_to_string(&path).unwrap().replacen("PCC", "PCD", 1)).unwrap();
    home.run(&["verify"]).ends(1).says("rethink.toml");
}

#[test]
fn nothing_is_written_through_a_link_in_the_folder() {
    let home = Home::new();
    let elsewhere = home.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir(home.records()).unwrap();
    symlink(&elsewhere, home.records().join("kept")).unwrap();
    home.run(STUCK).ends(7).says("this is a link").says("safe on this computer");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    fs::remove_file(home.records().join("kept")).unwrap();
    home.run(&["status"]).ends(0).says("now published");
    // Nor are a team's settings.
    let settings = home.file("elsewhere/settings", "format = 1\n");
    symlink(&settings, home.records().join("rethink.toml")).unwrap();
    let file = home.file("team.toml", "format = 1\n[settings]\nagencies = [\"NHS\"]\n");
    home.run(&["init", "--answers", file.to_str().unwrap()]).ends(3).says("this is a link");
    assert_eq!(fs::read_to_string(&settings).unwrap(), "format = 1\n");
}

#[test]
fn what_is_ours_is_closed_and_what_is_everyones_is_said() {
    let (home, _) = written();
    fs::set_permissions(home.state(), Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(home.state().join("kept"), Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(home.records(), Permissions::from_mode(0o777)).unwrap();
    let open = "everyone who can use this computer can read these records. To change that: rethink init";
    // A folder above it keeps everyone out.
    fs::set_permissions(home.path(), Permissions::from_mode(0o700)).unwrap();
    let run = home.run(&["verify"]).ends(0);
    assert!(!run.err.contains(open), "{}", run.err);
    assert_eq!((mode(&home.state()), mode(&home.state().join("kept"))), (0o700, 0o700));
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    let run = home.run(&["verify"]).ends(0).says(open);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0).says(open);
    let run = home.run(&["status"]).ends(0);
    assert!(!run.err.contains(open), "{}", run.err);
}

#[test]
fn a_record_that_was_put_aside_is_named_and_what_is_none_is_not() {
    let (home, path) = written();
    let text = fs::read_to_string(&path).unwrap();
    let names = ["Thumbs.db", "desktop.ini", ".DS_Store", "minutes.docx", "notes.txt"];
    for name in names {
        home.file(&format!("records/{name}"), "not ours\n");
    }
    home.file("records/.hidden.bak", &text);
    let run = home.run(&["verify"]).ends(0).prints("1 record is exactly as written");
    assert!(!run.out.contains("not a record") && !run.out.contains("hidden"), "{}", run.out);
    let aside = path.with_extension("toml.bak");
    fs::rename(&path, &aside).unwrap();
    home.run(&["verify"]).ends(1).prints(".toml.bak: a record that was put aside. It does not count");
    fs::write(&path, &text).unwrap();
    home.run(&["verify"]).ends(0).prints(".toml.bak: a copy").prints("1 record is exactly as written");
    home.run(&["audit", "--branches"]).ends(0);
    assert_eq!(home.run(&["history"]).ends(0).out.matches("PCC-48213").count(), 1);
}

#[test]
fn a_record_that_ends_in_large_letters_is_named() {
    let (home, path) = written();
    let large = path.with_extension("TOML");
    let text = fs::read_to_string(&path).unwrap();
    fs::rename(&path, &large).unwrap();
    home.run(&["verify", "--format", "json"]).ends(1).prints("\"class\": \"misnamed\"").prints(".TOML\"");
    home.run(&["history"]).ends(0).prints("PCC-48213");
    home.run(&["audit", "--format", "json"]).ends(0).prints("PCC-48213");
    fs::write(&path, &text).unwrap();
    home.run(&["verify"]).ends(0).prints("1 record is exactly as written").prints(".TOML: a copy");
    fs::write(&large, text.replacen("PCC", "PCD", 1)).unwrap();
    home.run(&["verify"]).ends(1).prints(".TOML: not as it was written");
    home.run(&["history"]).ends(0).says(".TOML is not as it was written");
}

#[test]
fn saved_answers_that_cannot_be_read_do_not_pass_for_none() {
    let home = Home::new();
    let answers = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
    let (some, _) = answers.split_once("concern = ").unwrap();
    let some = home.file("some.toml", some);
    home.run(&["start", "--answers", some.to_str().unwrap(), "--partial"]).ends(8);
    let journals = home.state().join("journals");
    let journal = fs::read_dir(&journals).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read_to_string(&journal).unwrap();
    let file = home.path().join("saved.toml").display().to_string();
    let first = whole.replacen("rethink-1", "rethink-2", 1);
    let says = "does not hold the start of a session";
    fs::write(&journal, &first).unwrap();
    let status = home.run(&["status"]).ends(7).prints("Saved answers that cannot be read").says(says);
    assert!(!status.out.contains("Nothing is unfinished"), "{}", status.out);
    for args in [&["resume", "PCC-47001", "--plain"][..], &["save", "PCC-47001", &file]] {
        home.run(args).ends(7).says(says);
    }
    assert!(!Path::new(&file).exists(), "half of it was put in a file");
    assert_eq!(fs::read_to_string(&journal).unwrap(), first);
    // Whoever begins anew knows of them.
    home.run(STUCK).says(says);
    // Of what was only begun nothing was ever called saved.
    fs::write(&journal, &whole[..40]).unwrap();
    home.run(&["status"]).ends(0);
    // A folder that cannot be listed is none in which nothing is.
    fs::remove_dir_all(&journals).unwrap();
    fs::write(&journals, "").unwrap();
    home.run(&["status"]).ends(7).says("in the place of a folder");
}

#[test]
fn of_two_records_under_each_others_names_the_one_that_is_named_is_taken() {
    let (home, one) = written();
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    let names = home.record_names();
    let other = home.records().join(names.iter().find(|name| !one.ends_with(name)).unwrap());
    let aside = home.path().join("aside");
    for (from, to) in [(&one, &aside), (&other, &one), (&aside, &other)] {
        fs::rename(from, to).unwrap();
    }
    for (path, case) in [(&one, "PCC-48213"), (&other, "PCC-47001")] {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let name = stem.rsplit_once('_').unwrap().1;
        for name in [name, stem] {
            home.run(&["show", name]).ends(0).prints(case);
        }
        home.run(&["verify", name]).ends(1).prints("a record under a name that is not its own");
    }
}

#[test]
fn a_record_that_waits_is_held_to_its_check_code_too() {
    let home = Home::new();
    home.file("records/kept", "in the way");
    let run = home.run(STUCK).ends(7);
    let (_, code) = run.err.split_once("Check code:").unwrap();
    let code = code.split_whitespace().next().unwrap();
    fs::remove_file(home.records().join("kept")).unwrap();
    home.run(&["verify", "--expect", code]).ends(0).prints(code).says("1 record waits on this computer");
    let waiting = home.files().into_iter().find(|path| path.ancestors().any(|up| up.ends_with("outbox"))).unwrap();
    assert!(waiting.starts_with(home.state()));
    let record = home.files().into_iter().find(|path| path.to_string_lossy().contains("_PCC-48213_")).unwrap();
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, &text[..2000]).unwrap();
    home.run(&["status"]).ends(0).prints("It is not as it was written.");
    home.run(&["verify"]).ends(1).prints("not as it was written, or cut short");
}

#[test]
fn what_cannot_be_opened_is_neither_gone_nor_changed() {
    let (home, path) = written();
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    let Some((0, ..)) = as_others(&home, &["history"]) else { return };
    fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    for args in [&["history"][..], &["status"], &["audit"], &["verify", "--quick"]] {
        let (_, out, err) = as_others(&home, args).unwrap();
        let says = out + &err;
        assert!(!says.contains("gone or changed") && !says.contains("not here now"), "{args:?}: {says}");
    }
    let (code, _, err) = as_others(&home, &["history", "PCC-48213"]).unwrap();
    assert!(code == 7 && err.contains("no record of PCC-48213 can be read"), "{code}: {err}");
}
