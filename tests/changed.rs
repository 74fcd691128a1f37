//! A change to a record is noticed, whatever it is; and a folder in which nothing was changed raises no alarm.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use tempfile::TempDir;

use rethink::record::DIGEST;
use rethink::record::Record;
use rethink::records::Look;
use rethink::records::Places;
use rethink::records::Receipt;
use rethink::records::Receipts;
use rethink::records::Sight;
use rethink::records::each;
use rethink::records::receipts;
use rethink::records::remember;
use rethink::strategy::digest;
use rethink::verify::Against;
use rethink::verify::Class;
use rethink::verify::Verified;
use rethink::verify::verify;

use crate::long;
use crate::walks::person::Dice;

/// The records that are kept: their names and bytes.
fn kept() -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir("tests/data/golden/0.1.0/records").unwrap().map(|entry| entry.unwrap().path());
    let mut kept: Vec<(String, Vec<u8>)> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "toml") && !path.ends_with("rethink.toml"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        // Of answers about risk, which no receipt of a review remembers, `risk_notes` has tests of its own.
        .filter(|(name, _)| !name.contains("_risk_"))
        .collect();
    kept.sort();
    kept
}

fn receipt((name, bytes): &(String, Vec<u8>)) -> Receipt {
    let sha256 = Record::read(std::str::from_utf8(bytes).unwrap()).unwrap().sha256;
    Receipt {
        record: name.trim_end_matches(".toml").to_owned(),
        sha256,
        seen: "2026-11-30T09:00:00Z".parse().unwrap(),
        wrote: true,
        alone: false,
        review_on: None,
        open: None,
    }
}

/// What `verify --quick` finds in these folders.
fn looked(folders: &[PathBuf], receipts: &[Receipt]) -> Verified {
    let receipts = [Receipts { all: receipts.to_vec(), ..Receipts::default() }];
    let today = "2026-11-30".parse().unwrap();
    let against = Against { small: &[], receipts: &receipts, today, codes: &[], again: None };
    verify(&each(folders, Record::read_outline), &|_, _| true, &against)
}

/// A record as somebody writes it anew who knows how: with a digest that fits.
fn forged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let (before, _) = text.rsplit_once(DIGEST).unwrap();
    let digits: Vec<usize> = before.match_indices(|c: char| c.is_ascii_digit()).map(|(place, _)| place).collect();
    let place = digits[dice.below(digits.len())];
    let other = (before.as_bytes()[place] - b'0' + 1) % 10;
    let before = format!("{}{other}{}", &before[..place], &before[place + 1..]);
    format!("{before}{DIGEST}{}\n", digest(before.as_bytes())).into_bytes()
}

/// Spoils one file of a folder in one way; and says which.
fn spoil(folder: &Path, all: &[(String, Vec<u8>)], dice: &mut Dice) -> &'static str {
    let (name, bytes) = &all[dice.below(all.len())];
    let path = folder.join(name);
    let mut other = bytes.clone();
    let place = dice.below(bytes.len());
    let what = match dice.below(16) {
        0..=4 => {
            other[place] ^= 1 << dice.below(8);
            "a bit"
        }
        5 | 6 => {
            other.truncate(place);
            "a cut"
        }
        7 => {
            let added: [&[u8]; 6] = [b" ", b"\n", b"\r", b"\t", b"\0", "\u{a0}".as_bytes()];
            // At the end as often as anywhere else: a look that trims would miss it there.
            let place = if dice.one_in(2) { bytes.len() - dice.below(2) } else { place };
            let added = added[dice.below(added.len())];
            other.splice(place..place, added.iter().copied());
            "a sign more"
        }
        8 => {
            other.drain(place..(place + 1 + dice.below(400)).min(bytes.len()));
            "a piece less"
        }
        9 => {
            let end = (place + 1 + dice.below(4096)).min(bytes.len());
            other[place..end].fill(0);
            "noughts"
        }
        10 => {
            other.truncate(place);
            other.resize(bytes.len(), 0);
            "a cut filled with noughts"
        }
        11 => {
            other = forged(bytes, dice);
            "written anew"
        }
        12 => {
            fs::remove_file(&path).unwrap();
            return "taken away";
        }
        13 => {
            let (second, _) = &all[(all.iter().position(|it| it.0 == *name).unwrap() + 1) % all.len()];
            fs::rename(&path, folder.join("between")).unwrap();
            fs::rename(folder.join(second), &path).unwrap();
            fs::rename(folder.join("between"), folder.join(second)).unwrap();
            return "two names swapped";
        }
        14 => {
            let of_another = all.iter().map(|(_, bytes)| bytes).find(|other| *other != bytes).unwrap();
            other.clone_from(of_another);
            "the bytes of another record"
        }
        _ => {
            fs::rename(&path, folder.join(name.replacen("20", "21", 1))).unwrap();
            return "another name";
        }
    };
    fs::write(&path, &other).unwrap();
    if other == *bytes { "nothing" } else { what }
}

#[test]
fn whatever_is_changed_in_a_folder_is_noticed() {
    let (kept, mut dice) = (kept(), Dice(7));
    let mut kinds = std::collections::BTreeMap::new();
    for number in 0..long(12_000, 150) {
        let folder = TempDir::new().unwrap();
        let start = number % (kept.len() - 2);
        let all = &kept[start..start + 2];
        for (name, bytes) in all {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let receipts: Vec<Receipt> = all.iter().map(receipt).collect();
        let what = spoil(folder.path(), all, &mut dice);
        let verified = looked(&[folder.path().to_owned()], &receipts);
        assert_eq!(verified.is_sound(), what == "nothing", "{number}, {what}: {verified:?}");
        *kinds.entry(what).or_insert(0) += 1;
    }
    assert!(kinds.len() > 9, "{kinds:?}");
}

/// What a service that keeps folders alike makes of a name where two computers have written a file.
fn conflict_copy(name: &str, dice: &mut Dice) -> String {
    let stem = name.trim_end_matches(".toml");
    match dice.below(4) {
        0 => format!("{stem}-DESKTOP-{:04}.toml", dice.below(9999)),
        1 => format!("{stem} (Health visitor's conflicted copy 2026-11-{:02}).toml", 10 + dice.below(20)),
        2 => format!("{stem}.sync-conflict-202611{:02}-101112-ABCDEF{}.toml", 10 + dice.below(20), dice.below(9)),
        _ => format!("{stem}-DESKTOP-{:04}-2.toml", dice.below(9999)),
    }
}

#[test]
fn a_folder_in_which_nothing_was_changed_raises_no_alarm() {
    let (kept, mut dice) = (kept(), Dice(11));
    let mut copies = 0;
    for number in 0..long(1_000, 12) {
        let home = TempDir::new().unwrap();
        let folders = ["one", "two"].map(|name| home.path().join(name));
        let places = Places {
            records: folders.to_vec(),
            state: home.path().join("state"),
            strategies: None,
            is_practice: false,
        };
        let (mut here, mut seen) = (0, 0);
        for folder in &folders {
            fs::create_dir_all(folder.join("kept")).unwrap();
            fs::write(folder.join("notes.toml"), "x = 1\n").unwrap();
            fs::write(folder.join(".DS_Store"), [0; 64]).unwrap();
        }
        for record in kept.iter().filter(|_| dice.one_in(4)).collect::<Vec<_>>() {
            let (name, bytes) = record;
            let both = dice.one_in(5);
            for folder in folders.iter().skip(dice.below(2)).take(if both { 2 } else { 1 }) {
                fs::write(folder.join(name), bytes).unwrap();
                for _ in 0..dice.below(3) {
                    fs::write(folder.join(conflict_copy(name, &mut dice)), bytes).unwrap();
                    copies += 1;
                }
            }
            here += 1;
            if dice.one_in(2) {
                let Receipt { record, sha256, seen: at, .. } = receipt(record);
                let how = if dice.one_in(2) { Look::Wrote } else { Look::Folder };
                remember(
                    &places,
                    &folders[0],
                    at,
                    how,
                    [Sight { record: &record, sha256: &sha256, review_on: None, open: None }],
                )
                .unwrap();
                seen += 1;
            }
        }
        let verified = looked(&folders, &receipts(&places, &folders[0]));
        assert!(verified.is_sound(), "{number}: {verified:?}");
        let counted = verified.files.iter().filter(|file| file.class == Class::Unchanged).count();
        assert_eq!((counted, verified.seen), (here, seen), "{number}: {verified:?}");
        assert_eq!(rethink::records::heads(&folders).iter().filter(|file| file.read.is_ok()).count(), here);
        assert_eq!(rethink::records::briefs(&folders).sound.len(), here);
    }
    assert!(copies > 25, "{copies}");
}
