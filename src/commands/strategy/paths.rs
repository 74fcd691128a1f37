//! How many paths a strategy has, and a few of them for somebody to check.

use std::path::Path;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::strategy::looked;
use crate::failure::Exit;
use crate::render;
use crate::strategy::Shelf;
use crate::strategy::prove::pack;

pub(crate) fn paths(here: &Here, shelf: &Shelf, file: &Path) -> Result<Exit> {
    let (strategy, proof) = looked(shelf, file)?;
    let pack = if proof.paths > 0 { pack(&strategy) } else { None };
    out(&render::paths(&strategy, &proof, pack.as_ref(), here.width))?;
    Ok(if proof.paths > 0 { Exit::Done } else { Exit::Found })
}
