//! What differs between two versions of a strategy.

use std::path::Path;
use std::sync::Arc;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::in_shell;
use crate::commands::out;
use crate::commands::settings;
use crate::commands::strategy::looked;
use crate::facilitate;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::render;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::prove;

pub(crate) fn diff(here: &Here, shelf: &Shelf, old: &Path, new: &Path, records: bool) -> Result<Exit> {
    let (old, new) = (sound(shelf, old)?, sound(shelf, new)?);
    let Some(diff) = prove::diff(&old, &new) else {
        return Err(Failure::new(Exit::WrongFile, "one of these strategies is too large to be compared").into());
    };
    out(&render::diff(&old, &new, &diff, here.width))?;
    if records {
        let new = Arc::new(new);
        let settings = settings(&here.team)?;
        let again = facilitate::again(&here.places, &settings, shelf, &new);
        out(&render::again(&again, here.width))?;
    }
    Ok(if diff.differences.is_empty() && diff.whole { Exit::Done } else { Exit::Found })
}

/// A strategy whose answers all lead to an end: two versions are compared only if each has a behaviour.
fn sound(shelf: &Shelf, file: &Path) -> Result<Strategy> {
    let (strategy, proof) = looked(shelf, file)?;
    if proof.faults.iter().all(|fault| !matches!(fault.code, "gap" | "no-bound" | "trap")) {
        return Ok(strategy);
    }
    let says = "some answers lead nowhere in this version, so it cannot be compared";
    Err(Failure::new(Exit::WrongFile, says)
        .at(file)
        .mend(format!("see them with: rethink strategy check {}", in_shell(&file.display().to_string())))
        .into())
}
