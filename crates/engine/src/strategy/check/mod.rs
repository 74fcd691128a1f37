//! TOML text to a sound strategy, or every finding.
//!
//! It goes shape, then names, then duties, then the proof; each only if what it leans on is clean, so that one mistake is
//! one finding.

mod build;
mod duties;
mod extended;
mod keys;
mod names;
mod notes;
mod older;
mod rows;
mod safety;
mod settings;

use std::ops::Range;

use crate::finding::Findings;
use crate::finding::Source;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::prove::Fault;
use crate::strategy::prove::Part;
use crate::strategy::prove::Proof;
use crate::strategy::prove::prove;
use crate::written;
use crate::written::Table;

pub(crate) use extended::Added;
pub(crate) use extended::extended;
pub use keys::TABLES;
pub use notes::notes;
pub use safety::AT_RISK;
pub use safety::DANGER_NOW;
pub use safety::SAFETY_STOP;
pub use safety::STOPPED_ON;
pub use safety::has_urgent_branch;
pub use settings::settings;

/// More steps, outcomes or promises than this nobody reads, and no check should have to.
const MOST: usize = 1000;

/// One strategy file, looked at in every way.
#[derive(Debug)]
pub struct Looked {
    /// Everything found.
    pub found: Findings,
    /// The strategy and its proof, if its shape, names and duties are clean. Whether the proof has faults is in it:
    /// such a strategy is for walking and comparing, and never for a review.
    pub proved: Option<(Strategy, Proof)>,
}

/// Checks one strategy file. `id` is the name of the file without `.toml`; `shelf` has the strategies it may run.
pub fn check(source: Source, id: &str, shelf: &Shelf) -> Result<(Strategy, Findings), Findings> {
    match look(source, id, shelf) {
        Looked { found, proved: Some((strategy, _)) } if found.is_clean() => Ok((strategy, found)),
        Looked { found, .. } => Err(found),
    }
}

/// The same, with its proof, whatever was found.
pub fn look(source: Source, id: &str, shelf: &Shelf) -> Looked {
    let text = source.text.clone();
    let mut found = Findings::new(source);
    let root = written::parse(&text, &mut found);
    let head = Table::new(root.get_ref(), 0..0);
    let Some(strategy) = read(&head, &text, id, shelf, &mut found) else {
        return Looked { found, proved: None };
    };
    let proof = prove(&strategy);
    for fault in &proof.faults {
        found.add(fault.code, place(&head, fault), fault.says.as_str());
    }
    if let Some(stopped) = &proof.stopped {
        let states = stopped.states;
        let says =
            format!("not proved: the search stopped at {states} states; what it found so far is all that is said here");
        found.note("too-large", head.place("id"), says);
    }
    Looked { found, proved: Some((strategy, proof)) }
}

/// The name that a file gives to its strategy.
pub fn own_id(text: &str) -> Option<String> {
    let mut found = Findings::new(Source::open("", text));
    let root = written::parse(text, &mut found);
    Table::new(root.get_ref(), 0..0).word("id").map(|word| word.it)
}

/// A strategy whose shape, names and duties are clean. What it does on every path is another matter.
fn read(head: &Table<'_>, text: &str, id: &str, shelf: &Shelf, found: &mut Findings) -> Option<Strategy> {
    if found.list.iter().all(|finding| !["not-toml", "too-long"].contains(&finding.code)) {
        written::shape(head, keys::STRATEGY, "a strategy", found);
    }
    if !found.is_clean() {
        return None;
    }
    for key in ["step", "outcome", "anytime", "promise"] {
        if head.tables(key).len() > MOST {
            found.add("too-long", head.place(key), format!("there are more than {MOST} of these"));
            return None;
        }
    }
    if let Some(step) = head.tables("step").iter().find(|step| step.tables("routes").len() > MOST) {
        found.add("too-long", step.place("routes"), format!("there are more than {MOST} rows here"));
        return None;
    }
    let names = names::Names::read(head, found);
    let strategy = build::build(head, id, &names, shelf, text, found);
    if found.is_clean() {
        duties::look(head, &strategy, shelf, found);
        if !shelf.is_held(id) {
            safety::look(head, &strategy, shelf, found);
        }
    }
    found.is_clean().then_some(strategy)
}

/// The place in the file that a fault is about. One inside a strategy that is run stands at the step that runs it.
fn place(head: &Table<'_>, fault: &Fault) -> Range<usize> {
    let (key, number) = match fault.part {
        Part::Promise(number) => ("promise", Some(number)),
        Part::Anytime(number) => ("anytime", Some(number)),
        Part::Step => ("step", None),
        Part::Outcome => ("outcome", None),
    };
    let (name, inside) = fault.step.split_once('.').map_or((fault.step.as_str(), false), |(name, _)| (name, true));
    let tables = head.tables(key);
    let named = || tables.iter().position(|table| table.word("id").is_some_and(|id| id.it == name));
    let Some(table) = number.or_else(named).and_then(|number| tables.get(number)) else {
        return head.place("id");
    };
    let row = fault.row.filter(|_| !inside).and_then(|row| table.tables("routes").get(row).map(|row| row.span.clone()));
    row.unwrap_or_else(|| table.span.clone())
}

/// A strategy with everything but the proof, for tests of the proof.
#[cfg(test)]
pub(crate) fn unproved(text: &str, id: &str, shelf: &Shelf) -> Result<Strategy, Findings> {
    let mut found = Findings::new(Source::open(format!("{id}.toml"), text));
    let root = written::parse(text, &mut found);
    read(&Table::new(root.get_ref(), 0..0), text, id, shelf, &mut found).ok_or(found)
}
