//! Finding everything that is wrong with strategy files, and saying what is proved of them.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::say;
use crate::commands::strategy::opened;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::render;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::check;
use crate::strategy::prove::Proof;
use crate::strategy::prove::witness_file;

pub(crate) fn check(here: &Here, shelf: &Shelf, files: Vec<PathBuf>, witnesses: Option<&Path>) -> Result<Exit> {
    let mut exit = Exit::Done;
    for file in files {
        let (source, id) = opened(shelf, &file)?;
        let check::Looked { found, proved } = check::look(source, &id, shelf);
        if !found.is_clean() {
            exit = Exit::Found;
        }
        let counted = match &proved {
            Some((strategy, _)) if found.is_clean() => {
                let (steps, outcomes) = (strategy.steps.len(), strategy.outcomes.len());
                format!("{}: sound. {steps} steps, {outcomes} outcomes.\n", found.source.name)
            }
            _ => String::new(),
        };
        out(&format!("{counted}{}", found.text(here.width)))?;
        if let Some((strategy, proof)) = &proved {
            out(&render::proof(strategy, proof, here.width))?;
            if let Some(folder) = witnesses {
                write_witnesses(strategy, proof, folder)?;
            }
        }
    }
    Ok(exit)
}

/// Writes one answers file for each fault that answers can show.
fn write_witnesses(strategy: &Strategy, proof: &Proof, folder: &Path) -> Result<()> {
    let failed = |path: &Path, error: &std::io::Error| Failure::io("write answers", path, error);
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for (number, fault) in proof.faults.iter().enumerate().filter(|(_, fault)| !fault.witness.is_empty()) {
        let place = fault.step.replace('.', "-");
        let path = folder.join(format!("{}-{}-{}-{place}.toml", strategy.id, number + 1, fault.code));
        let text = format!("# {}\n{}", fault.plain.replace('\n', " "), witness_file(strategy, &fault.witness));
        fs::write(&path, text).map_err(|error| failed(&path, &error))?;
        say(&format!("Answers that show it: {}\n", path.display()));
    }
    Ok(())
}
