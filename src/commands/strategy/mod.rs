//! Looking at strategies, and preparing answers.

mod check;
mod diff;
mod draw;
mod paths;
mod schema;
mod walk;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::cli::StrategyCommand;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::as_written;
use crate::commands::out;
use crate::commands::readable;
use crate::commands::settings;
use crate::commands::settings_or_usual;
use crate::commands::shelf;
use crate::commands::tell_unfit;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Source;
use crate::finding::shown_path;
use crate::records;
use crate::records::Case;
use crate::render;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::check::Looked;
use crate::strategy::check::look;
use crate::strategy::check::own_id;
use crate::strategy::prove::Proof;

/// `records` says whether a records folder was named.
pub(crate) fn strategy(here: &Here, command: StrategyCommand, records: bool) -> Result<Exit> {
    match command {
        StrategyCommand::List => list(here),
        StrategyCommand::Show { id } => {
            let shelf = readable_shelf(here)?;
            let strategy = named(&shelf, &id)?;
            out(&render::strategy(&strategy, &shelf.differing(&strategy), here.width))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Template { id, case } => {
            let known = case.as_ref().map(|case| records::known(&Case::read(&here.places, case))).unwrap_or_default();
            out(&render::template(&*named(&readable_shelf(here)?, &id)?, case.as_deref(), &known))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Draw { id, record, format } => draw::draw(here, &id, record.as_deref(), format),
        StrategyCommand::Schema { kind, format } => schema::schema(kind, format),
        StrategyCommand::Check(wanted) => check::check(here, as_written(&here.team)?, &wanted),
        StrategyCommand::Diff { old, new } => diff::diff(here, &shelf(&here.team)?, &old, &new, records),
        StrategyCommand::Paths { strategy } => paths::paths(here, &shelf(&here.team)?, &strategy),
        StrategyCommand::Walk { strategy, answers } => walk::walk(here, &shelf(&here.team)?, &strategy, &answers),
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

/// The text that a file or a name stands for, and the name that a file of it would have.
fn opened(shelf: &Shelf, file: &Path) -> Result<(Source, String)> {
    if file.is_file() {
        let id = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        return Ok((records::source(file, false)?, id));
    }
    let id = file.display().to_string();
    let text = named(shelf, &id)?.text.clone();
    Ok((Source::open(format!("{id}.toml"), text), id))
}

/// A strategy with its proof, whatever its file is called. Faults of the proof do not stop it; any other does.
fn looked(shelf: &Shelf, file: &Path) -> Result<(Strategy, Proof)> {
    let (source, name) = opened(shelf, file)?;
    let id = own_id(&source.text).unwrap_or(name);
    let Looked { found, proved } = look(source, &id, shelf);
    proved.ok_or_else(|| Stop::Findings(Box::new(found), Exit::WrongFile))
}

/// The strategies that can be read. What cannot is said, and hides no other.
fn readable_shelf(here: &Here) -> Result<Shelf> {
    let mut shelf = readable(&here.team, false)?;
    shelf.extend(settings(&here.team)?.options);
    Ok(shelf)
}

/// Every strategy, with the shipped one in the place of what cannot be used: so it is at the keyboard.
fn list(here: &Here) -> Result<Exit> {
    let mut shelf = readable(&here.team, false)?;
    shelf.extend(settings_or_usual(&here.team).options);
    let unfit = shelf.serve_shipped();
    unfit.iter().for_each(tell_unfit);
    let ids: Vec<String> = shelf.ids().map(str::to_owned).collect();
    let all: Vec<_> = ids.iter().filter_map(|id| shelf.get(id)).collect();
    let mut text = render::strategies(&all, here.width, here.plain);
    for strategy in all.iter().filter(|strategy| !shelf.is_as_shipped(strategy)) {
        let file = shelf.file_of(strategy).map(|file| format!(": {}", shown_path(Path::new(file)))).unwrap_or_default();
        let _ = write!(text, "\n{}{file}", render::differs_words(strategy));
    }
    for served in unfit.iter().filter(|unfit| unfit.is_served) {
        let file = shown_path(Path::new(&served.file));
        let _ = write!(text, "\n{}: the one that comes with rethink, in the place of {file}\n", served.id);
    }
    out(&text)?;
    Ok(if unfit.is_empty() { Exit::Done } else { Exit::WrongFile })
}
