//! A dry run of answers that were written beforehand: what would be asked, and where it would end.

use std::path::Path;
use std::sync::Arc;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::by_file;
use crate::commands::out;
use crate::commands::review;
use crate::commands::settings;
use crate::commands::strategy::looked;
use crate::facilitate;
use crate::facilitate::Walking;
use crate::failure::Exit;
use crate::render;
use crate::strategy::Shelf;

pub(crate) fn walk(here: &Here, shelf: &Shelf, file: &Path, answers: &Path) -> Result<Exit> {
    let (strategy, proof) = looked(shelf, file)?;
    let strategy = Arc::new(strategy);
    let answers = by_file::answers(answers)?;
    let settings = settings(&here.team)?;
    let (_, today) = (here.clock)();
    let day = answers.today.unwrap_or(today);
    let answers = answers.as_of(day, &settings.calendar);
    let found = answers.found();
    if !found.is_clean() {
        return Err(Stop::Findings(Box::new(found), Exit::WrongFile));
    }
    let walking = Walking { strategy: &strategy, proof: &proof, shelf, settings: &settings, today };
    let walk = facilitate::walk(&walking, &answers)?;
    out(&render::walk(&walk, &answers, today, here.width))?;
    if walk.shows.is_some() {
        return Ok(Exit::Found);
    }
    if walk.found.is_clean() {
        return Ok(Exit::Done);
    }
    let exit = review::fault_of(&walk.found);
    Err(Stop::Findings(Box::new(walk.found), exit))
}
