//! Looking at strategies, and preparing answers.

mod check;

use std::sync::Arc;

use crate::cli::StrategyCommand;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::out;
use crate::commands::shelf;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::render;
use crate::strategy::Shelf;
use crate::strategy::Strategy;

pub(crate) fn strategy(here: &Here, command: StrategyCommand) -> Result<Exit> {
    let shelf = shelf(&here.places)?;
    match command {
        StrategyCommand::List => list(here, &shelf),
        StrategyCommand::Show { id } => {
            out(&render::strategy(&*named(&shelf, &id)?, here.width))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Template { id, case } => {
            out(&render::template(&*named(&shelf, &id)?, case.as_deref()))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Check { files } => check::check(here, &shelf, files),
    }
}

/// The strategy of this name, or what is wrong with it.
fn named(shelf: &Shelf, id: &str) -> Result<Arc<Strategy>> {
    shelf.get(id).ok_or_else(|| match shelf.findings().into_iter().next() {
        Some(findings) => Stop::Findings(Box::new(findings), Exit::WrongFile),
        None => Failure::new(Exit::NotThere, "there is no strategy of that name")
            .mend("see them all with: rethink strategy list")
            .into(),
    })
}

fn list(here: &Here, shelf: &Shelf) -> Result<Exit> {
    let ids: Vec<String> = shelf.ids().map(str::to_owned).collect();
    let all: Vec<_> = ids.iter().filter_map(|id| shelf.get(id)).collect();
    out(&render::strategies(&all, here.width, here.plain))?;
    match shelf.findings().into_iter().next() {
        Some(findings) => Err(Stop::Findings(Box::new(findings), Exit::WrongFile)),
        None => Ok(Exit::Done),
    }
}
