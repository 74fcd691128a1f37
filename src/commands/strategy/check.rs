//! Finding everything that is wrong with strategy files.

use std::path::PathBuf;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::strategy::named;
use crate::failure::Exit;
use crate::finding::Source;
use crate::records;
use crate::strategy::Shelf;
use crate::strategy::check;

pub(crate) fn check(here: &Here, shelf: &Shelf, files: Vec<PathBuf>) -> Result<Exit> {
    let mut exit = Exit::Done;
    for file in files {
        let (source, id) = if file.is_file() {
            let id = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            (records::source(&file, false)?, id)
        } else {
            let id = file.display().to_string();
            let text = named(shelf, &id)?.text.clone();
            (Source::open(format!("{id}.toml"), text), id)
        };
        match check::check(source, &id, shelf) {
            Ok((strategy, notes)) => out(&format!(
                "{}: sound. {} steps, {} outcomes.\n{}",
                notes.source.name,
                strategy.steps.len(),
                strategy.outcomes.len(),
                notes.text(here.width)
            ))?,
            Err(findings) => {
                exit = Exit::Found;
                out(&findings.text(here.width))?;
            }
        }
    }
    Ok(exit)
}
