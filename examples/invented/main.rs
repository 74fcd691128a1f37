//! Invented records, of any number: lawful ones, walked at random through the shipped strategies over two years.
//!
//! `cargo run --release --example invented -- --many 10000 --seed 1 DIR`
//!
//! Nobody in them exists: every case reference begins with `INVENTED-`, and every text says that it is invented. The
//! same seed gives the same bytes. There is a folder for each team; records of some cases lie in two. One file in so
//! many (`--damaged`, 250 unless said, 0 for none) is cut short, changed by a letter, or of a newer format.

#![allow(clippy::print_stderr, unreachable_pub, missing_docs)]

mod dice;
mod sitting;
mod story;

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use clap::Parser;

use rethink::record::DIGEST;
use rethink::record::Record;
use rethink::settings::Settings;
use rethink::strategy::SHIPPED;
use rethink::strategy::Shelf;
use rethink::strategy::digest;

use dice::Dice;
use story::Desk;
use story::Years;

/// Writes invented records.
#[derive(Parser)]
struct Wanted {
    /// How many records
    #[arg(long, default_value_t = 100)]
    many: usize,
    /// The same seed, the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many teams, each with a folder
    #[arg(long, default_value_t = 3)]
    teams: u64,
    /// One file in so many is damaged or newer; 0 for none
    #[arg(long, default_value_t = 250)]
    damaged: u64,
    /// The folder, which must not be there yet
    folder: PathBuf,
}

fn main() -> io::Result<()> {
    let wanted = Wanted::parse();
    fs::create_dir_all(wanted.folder.parent().unwrap_or(Path::new(".")))?;
    fs::create_dir(&wanted.folder)?;
    let folders: Vec<PathBuf> =
        (1..=wanted.teams.max(1)).map(|team| wanted.folder.join(format!("team-{team}"))).collect();
    for folder in &folders {
        fs::create_dir_all(folder.join("kept"))?;
        for (_, text) in SHIPPED {
            fs::write(folder.join("kept").join(format!("{}.toml", digest(text.as_bytes()))), text)?;
        }
    }
    let (shelf, settings) = (Shelf::shipped(), Settings::default());
    let day = |text: &str| text.parse().expect("a day");
    let desk =
        Desk { shelf: &shelf, settings: &settings, years: Years { from: day("2024-11-25"), to: day("2026-11-20") } };
    let mut left = wanted.many;
    for number in 1.. {
        if left == 0 {
            break;
        }
        let mut dice = Dice::of(wanted.seed ^ 0x5EED, number);
        let team = dice.place(folders.len());
        let other = dice.percent(10).then(|| dice.place(folders.len())).filter(|other| *other != team);
        for record in story::records(number, wanted.seed, &desk).into_iter().take(left) {
            left -= 1;
            let text = spoilt(&record, &mut dice, wanted.damaged);
            let name = format!("{}.toml", record.head.record);
            fs::write(folders[team].join(&name), &text)?;
            // What another agency has a copy of lies in their folder too, and is still one record.
            if let Some(other) = other {
                fs::write(folders[other].join(&name), &text)?;
            }
        }
    }
    eprintln!("{} invented records are in {}", wanted.many, wanted.folder.display());
    Ok(())
}

/// The file of a record; one in so many is not as it was written.
fn spoilt(record: &Record, dice: &mut Dice, one_in: u64) -> String {
    let text = &record.text;
    if one_in == 0 || !dice.one_in(one_in) {
        return text.clone();
    }
    match dice.below(3) {
        0 => text[..text.len() / 2].to_owned(),
        1 => text.replacen("Invented", "invented", 1).replacen("part = ", "part = 1", 1),
        _ => {
            let newer = text.replacen("format = 1\n", "format = 2\n", 1);
            let before = newer.rfind(DIGEST).map_or(newer.as_str(), |at| &newer[..at]);
            format!("{before}{DIGEST}{}\n", digest(before.as_bytes()))
        }
    }
}
