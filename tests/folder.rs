//! Whatever may lie in a records folder: each named with its class, none hides another, nothing is followed or run.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use rethink::finding::is_hidden;
use rethink::strategy::digest;

use crate::program::Home;
use crate::program::Run;

/// A home with three records, and the paths of these.
fn home() -> (Home, Vec<PathBuf>) {
    let home = Home::new();
    for file in ["rethink-1-resolved", "rethink-2-stuck", "rethink-3-hips"] {
        home.run(&["start", "--answers", &format!("examples/{file}.toml")]).ends(0);
    }
    let paths = home.record_names().iter().map(|name| home.records().join(name)).collect();
    (home, paths)
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

/// The same text with a digest that fits it.
fn signed(text: &str) -> String {
    let (before, _) = text.rsplit_once("# rethink-sha256: ").unwrap();
    format!("{before}# rethink-sha256: {}\n", digest(before.as_bytes()))
}

/// Everything that could be read aloud from a run, and nothing else.
#[track_caller]
fn is_plain(run: &Run) {
    let seen = |c: char| c == '\n' || !(c.is_control() || is_hidden(c));
    assert!(run.out.chars().all(seen) && run.err.chars().all(seen), "\nout:\n{:?}\nerr:\n{:?}", run.out, run.err);
}

/// Each kind of file: its name, and the class that verify gives it.
#[expect(clippy::type_complexity, reason = "a table of three columns")]
fn guests(one: &Path) -> Vec<(Vec<u8>, Box<dyn Fn(&Path)>, &'static str)> {
    let name = stem(one).to_owned();
    let text = fs::read_to_string(one).unwrap();
    let copied = signed(&text.replacen("outcome.id", "outcome.id ", 1));
    let with = |bytes: Vec<u8>| -> Box<dyn Fn(&Path)> { Box::new(move |path| fs::write(path, &bytes).unwrap()) };
    let other = |change: &dyn Fn(&str) -> String| with(change(&text).into_bytes());
    // A name that is like that of a record, so that whatever is in it is a record that is damaged.
    let like = |letter: char| format!("2026-11-23_PCC-9_rethink-1_{}.toml", letter.to_string().repeat(8)).into_bytes();
    let fifo = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    vec![
        (b"pipe.toml".to_vec(), Box::new(fifo), "no-record"),
        (like('p'), Box::new(fifo), "no-file"),
        (b"endless.toml".to_vec(), Box::new(|path| symlink("/dev/zero", path).unwrap()), "no-record"),
        (b"nowhere.toml".to_vec(), Box::new(|path| symlink("gone", path).unwrap()), "no-record"),
        (b"itself.toml".to_vec(), Box::new(|path| symlink("itself.toml", path).unwrap()), "no-record"),
        (
            b"other.toml".to_vec(),
            Box::new({
                let one = one.to_owned();
                move |path| symlink(&one, path).unwrap()
            }),
            "no-record",
        ),
        (b"folder.toml".to_vec(), Box::new(|path| fs::create_dir(path).unwrap()), "no-record"),
        (
            b"sparse.toml".to_vec(),
            Box::new(|path| {
                fs::File::create(path).unwrap().set_len(5 << 30).unwrap();
            }),
            "too-long",
        ),
        (b"nothing.toml".to_vec(), with(Vec::new()), "no-record"),
        (like('e'), with(Vec::new()), "damaged"),
        (b"nuls.toml".to_vec(), with(vec![0; 4096]), "no-record"),
        (like('z'), with(vec![0; 4096]), "damaged"),
        (like('h'), other(&|text| text[..text.len() / 2].to_owned()), "damaged"),
        (b"half.toml".to_vec(), other(&|text| text[..text.len() / 2].to_owned()), "damaged"),
        (like('l'), other(&|text| text[..text.len() - 1].to_owned()), "damaged"),
        (like('n'), other(&|text| text.replace('\n', "\r\n")), "damaged"),
        (like('m'), other(&|text| format!("\u{feff}{text}")), "damaged"),
        (like('t'), other(&|text| format!("{text}{text}")), "damaged"),
        (b"notes.toml".to_vec(), with(b"x = 1\n".to_vec()), "no-record"),
        (b"Cargo.toml".to_vec(), with(b"[package]\nname = \"x\"\n".to_vec()), "no-record"),
        (b"words.toml".to_vec(), with(b"not TOML at all ][\n".to_vec()), "no-record"),
        (b"latin.toml".to_vec(), with(b"caf\xe9 = 1\n".to_vec()), "no-record"),
        (b"caf\xe9.toml".to_vec(), with(text.clone().into_bytes()), "copy"),
        (b"newer.toml".to_vec(), other(&|text| signed(&text.replacen("format = 1", "format = 2", 1))), "newer"),
        (
            b"far.toml".to_vec(),
            other(&|text| signed(&text.replacen("format = 1", "format = 99\nsoul = []", 1))),
            "newer",
        ),
        (format!("{name}-DESKTOP-AB12.toml").into_bytes(), with(text.clone().into_bytes()), "copy"),
        (
            format!("{name} (Sam's conflicted copy 2026-11-23).toml").into_bytes(),
            with(copied.clone().into_bytes()),
            "conflict",
        ),
        (
            format!("{name}.sync-conflict-20261123-101112-ABCDEFG.toml").into_bytes(),
            with(copied.into_bytes()),
            "conflict",
        ),
        (b"\x1b[2Jforged\nWrong: x.toml: gone.toml".to_vec(), with(b"x = 1\n".to_vec()), "no-record"),
        ("\u{202e}lmot.toml".as_bytes().to_vec(), with(b"x = 1\n".to_vec()), "no-record"),
        (b"$(touch run).toml".to_vec(), with(b"x = 1\n".to_vec()), "no-record"),
        (b"-rf.toml".to_vec(), with(b"x = 1\n".to_vec()), "no-record"),
        // What other programs leave behind.
        (b"utf16.toml".to_vec(), with(text.encode_utf16().flat_map(u16::to_le_bytes).collect()), "no-record"),
        (b"page.toml".to_vec(), with(b"<!DOCTYPE html><title>Sign in</title>".to_vec()), "no-record"),
        (b"list.toml".to_vec(), with(b"{\"format\": 1}\n".to_vec()), "no-record"),
        (b"packed.toml".to_vec(), with(b"PK\x03\x04\x14\0\x08\0".to_vec()), "no-record"),
        (b"~$open.toml".to_vec(), with(b"\x05Nurse".to_vec()), "no-record"),
        (b"CON.toml".to_vec(), with(b"x = 1\n".to_vec()), "no-record"),
        (format!("._{name}.toml").into_bytes(), with(b"\0\x05\x16\x07\0\x02\0\0Mac OS X".to_vec()), "no-record"),
        (format!("{}.toml", "n".repeat(240)).into_bytes(), with(b"x = 1\n".to_vec()), "no-record"),
        (b"rethink (2).toml".to_vec(), with(b"format = 1\nclosed = [2026-12-24]\n".to_vec()), "no-record"),
        (b"rethink-2.toml".to_vec(), with(fs::read("strategies/rethink-2.toml").unwrap()), "no-record"),
        (b"journal.toml".to_vec(), with(b"{\"n\":0,\"prev\":\"\"}\n".to_vec()), "no-record"),
        (
            b"socket.toml".to_vec(),
            Box::new(|path| drop(std::os::unix::net::UnixListener::bind(path).unwrap())),
            "no-record",
        ),
        (b"nothing-at-all.toml".to_vec(), Box::new(|path| symlink("/dev/null", path).unwrap()), "no-record"),
        (b"above.toml".to_vec(), Box::new(|path| symlink("..", path).unwrap()), "no-record"),
        // The same record by other names.
        (format!("{name} (1).toml").into_bytes(), with(text.clone().into_bytes()), "copy"),
        (format!("Copy of {name}.toml").into_bytes(), with(text.clone().into_bytes()), "copy"),
        (format!("{name} - Copy.toml").into_bytes(), with(text.clone().into_bytes()), "copy"),
        (
            format!("{name} 2.toml").into_bytes(),
            other(&|text| signed(&text.replacen("part = 1", "part = 2", 1))),
            "conflict",
        ),
        (
            b"linked.toml".to_vec(),
            Box::new({
                let one = one.to_owned();
                move |path| fs::hard_link(&one, path).unwrap()
            }),
            "copy",
        ),
        // A last line that is not the one that was written.
        (like('s'), other(&|text| format!("{} \n", text.trim_end())), "damaged"),
        (like('r'), other(&|text| format!("{text}\n")), "damaged"),
        (like('u'), other(&|text| text.trim_end().replace('a', "A") + "\n"), "damaged"),
        (
            like('d'),
            other(&|text| {
                text.lines().filter(|line| !line.starts_with("# re")).map(|line| format!("{line}\n")).collect()
            }),
            "damaged",
        ),
        (like('a'), other(&|text| format!("{text}{}\n", text.lines().last().unwrap())), "damaged"),
        (
            b"empty-but-signed.toml".to_vec(),
            with(format!("# rethink-sha256: {}\n", digest(b"")).into_bytes()),
            "no-record",
        ),
        (
            b"\xf0\x9f\x99\x82.toml".to_vec(),
            with(format!("{}\n", "# rethink-sha256: ".repeat(9000)).into_bytes()),
            "no-record",
        ),
        // Signed by somebody who knows how, and not what the program writes.
        (like('c'), other(&|text| signed(&text.replacen("case = \"", "case = \"../../", 1))), "damaged"),
        (like('b'), other(&|text| signed(&text.replacen("part = 1", "part = 0", 1))), "damaged"),
        (like('g'), other(&|text| signed(&text.replacen("part = 1", "part = -1", 1))), "damaged"),
        (like('k'), other(&|text| signed(&text.replacen("part = 1", "part = 1\npart = 1", 1))), "damaged"),
        (like('i'), other(&|text| signed(&text.replacen("record = \"", "record = \"/", 1))), "damaged"),
        (like('j'), other(&|text| signed(&text.replacen("about = ", "abort = ", 1))), "damaged"),
        (like('q'), other(&|text| signed(&text.replacen("format = 1", "format = \"1\"", 1))), "damaged"),
        (
            like('v'),
            other(&|text| signed(&text.replacen("part = 1", &format!("part = 1\nx = {}", "[".repeat(100_000)), 1))),
            "damaged",
        ),
        (
            like('w'),
            other(&|text| {
                signed(&text.replacen(
                    "part = 1",
                    &format!("part = 1\nx = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
                    1,
                ))
            }),
            "damaged",
        ),
        (
            b"keys.toml".to_vec(),
            with((0..1_000_000).map(|key| format!("k{key} = 1\n")).collect::<String>().into_bytes()),
            "too-long",
        ),
        (b"junk.toml".to_vec(), with(b"junk ][ = \n".repeat(1_000_000)), "too-long"),
    ]
}

/// Holds the three records to be what they are, whatever else lies there; of the others, the class of each by name.
#[track_caller]
fn classes(home: &Home, records: &[PathBuf]) -> Vec<(String, String)> {
    let started = Instant::now();
    let run = home.run(&["verify", "--format", "json"]);
    is_plain(&run);
    assert!(started.elapsed() < Duration::from_secs(20), "it hangs");
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let all: Vec<(String, String)> = json["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["file"].as_str().unwrap().to_owned(), file["class"].as_str().unwrap().to_owned()))
        .collect();
    let (own, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(file, _)| records.iter().any(|it| it == Path::new(file)));
    assert_eq!(own.len(), records.len());
    assert!(own.iter().all(|(_, class)| class == "same"), "{own:?}");
    others
}

#[test]
fn each_guest_is_named_with_its_class_and_none_hides_another() {
    let (home, records) = home();
    let guests = guests(&records[0]);
    let lossy = |name: &[u8]| home.records().join(OsStr::from_bytes(name)).to_string_lossy().into_owned();
    // One by one, as one may hide what another shows.
    for (name, put, class) in guests.iter().step_by(guests.len().div_ceil(crate::long(guests.len(), 3))) {
        let path = home.records().join(OsStr::from_bytes(name));
        put(&path);
        assert_eq!(classes(&home, &records), [(lossy(name), (*class).to_owned())]);
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir(&path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
    }
    assert!(guests.len() >= 60);
    let audit = |home: &Home| -> serde_json::Value {
        serde_json::from_str(&home.run(&["audit", "--format", "json"]).ends(0).out).unwrap()
    };
    let alone = audit(&home);
    for (name, put, _) in &guests {
        put(&home.records().join(OsStr::from_bytes(name)));
    }
    let mut found = classes(&home, &records);
    let mut wanted: Vec<_> = guests.iter().map(|(name, _, class)| (lossy(name), (*class).to_owned())).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    let together = audit(&home);
    for key in ["figures", "needs", "waits-on", "records"] {
        assert_eq!(alone[key], together[key], "{key}");
    }
    // Every reader comes to its end, shows the three, and nothing of the others as it is.
    for args in [&["history"][..], &["status"], &["verify"], &["verify", "--quick"], &["show", "PCC-48213"]] {
        let run = home.run(args);
        assert!(run.code < 2, "{args:?}: {}", run.err);
        is_plain(&run);
        assert!(!run.out.lines().any(|line| line.starts_with("Wrong: x.toml")), "a name forges a line: {}", run.out);
    }
    // What is there once is listed once.
    let history = home.run(&["history"]).ends(0).says("differs from it");
    for case in ["PCC-47001", "PCC-48213", "PCC-48127"] {
        assert_eq!(history.out.matches(case).count(), 1, "{case} is not there once in\n{}", history.out);
    }
    assert!(home.files().iter().all(|path| path.file_name() != Some(OsStr::new("run"))), "a name was run");
}

#[test]
fn names_that_are_swapped_show() {
    let (home, records) = home();
    let between = home.path().join("between");
    fs::rename(&records[0], &between).unwrap();
    fs::rename(&records[1], &records[0]).unwrap();
    fs::rename(&between, &records[1]).unwrap();
    let run = home.run(&["verify", "--format", "json"]).ends(1);
    assert_eq!(run.out.matches("\"class\": \"misnamed\"").count(), 2, "{}", run.out);
    assert_eq!(run.out.matches("\"class\": \"same\"").count(), 1, "{}", run.out);
}

#[test]
fn every_cut_and_every_bit_of_a_record_shows() {
    let (home, records) = home();
    let text = fs::read(&records[0]).unwrap();
    // The library is what verify calls for each file; a process for each would take minutes.
    let is_whole =
        |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| rethink::record::Record::read_outline(text).is_ok());
    assert!(is_whole(&text));
    let step = text.len().div_ceil(crate::long(text.len(), 400));
    for length in (0..text.len()).step_by(step) {
        assert!(!is_whole(&text[..length]), "cut to {length} bytes");
        for bit in 0..8 {
            let mut other = text.clone();
            other[length] ^= 1 << bit;
            assert!(!is_whole(&other), "bit {bit} of byte {length}");
        }
    }
    drop(home);
}
