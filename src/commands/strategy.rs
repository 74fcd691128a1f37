//! Looking at strategies, and preparing answers.

use std::cell::RefCell;

use crate::cli::StrategyCommand;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::out;
use crate::commands::shelf;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Source;
use crate::records;
use crate::render;
use crate::strategy::check;

pub(crate) fn strategy(here: &Here, command: StrategyCommand) -> Result<Exit> {
    let shelf = shelf(&here.places)?;
    let one = |id: &str| {
        shelf.get(id).ok_or_else(|| match shelf.findings().into_iter().next() {
            Some(findings) => Stop::Findings(Box::new(findings), Exit::WrongFile),
            None => Failure::new(Exit::NotThere, "there is no strategy of that name")
                .mend("see them all with: rethink strategy list")
                .into(),
        })
    };
    match command {
        StrategyCommand::List => {
            let ids: Vec<String> = shelf.ids().map(str::to_owned).collect();
            let all: Vec<_> = ids.iter().filter_map(|id| shelf.get(id)).collect();
            out(&render::strategies(&all, here.width, here.plain))?;
            match shelf.findings().into_iter().next() {
                Some(findings) => Err(Stop::Findings(Box::new(findings), Exit::WrongFile)),
                None => Ok(Exit::Done),
            }
        }
        StrategyCommand::Show { id } => {
            out(&render::strategy(&*one(&id)?, here.width))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Template { id, case } => {
            out(&render::template(&*one(&id)?, case.as_deref()))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Check { files } => {
            let found = RefCell::new(false);
            for file in files {
                let (source, id) = if file.is_file() {
                    let id = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
                    (records::source(&file, false)?, id)
                } else {
                    let id = file.display().to_string();
                    let text = one(&id).map(|strategy| strategy.text.clone())?;
                    (Source::open(format!("{id}.toml"), text), id)
                };
                match check::check(source, &id, &shelf) {
                    Ok((strategy, notes)) => out(&format!(
                        "{}: sound. {} steps, {} outcomes.\n{}",
                        notes.source.name,
                        strategy.steps.len(),
                        strategy.outcomes.len(),
                        notes.text(here.width)
                    ))?,
                    Err(findings) => {
                        *found.borrow_mut() = true;
                        out(&findings.text(here.width))?;
                    }
                }
            }
            Ok(if found.into_inner() { Exit::Found } else { Exit::Done })
        }
    }
}
