//! TOML text to a sound strategy, or every finding.
//!
//! It goes shape, then names, then duties; each only if what it leans on is clean, so that one mistake is one finding.

mod build;
mod duties;
mod keys;
mod names;
mod rows;

use crate::finding::Findings;
use crate::finding::Source;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::written;
use crate::written::Table;

pub use keys::TABLES;

/// Checks one strategy file. `id` is the name of the file without `.toml`; `shelf` has the strategies it may run.
pub fn check(source: Source, id: &str, shelf: &Shelf) -> Result<(Strategy, Findings), Findings> {
    let text = source.text.clone();
    let mut found = Findings::new(source);
    let root = written::parse(&text, &mut found);
    let head = Table::new(root.get_ref(), 0..0);
    if found.is_clean() || found.list.iter().all(|finding| finding.code == "no-quotes") {
        written::shape(&head, keys::STRATEGY, "a strategy", &mut found);
    }
    if !found.is_clean() {
        return Err(found);
    }
    let names = names::Names::read(&head, &mut found);
    let strategy = build::build(&head, id, &names, shelf, &text, &mut found);
    if !found.is_clean() {
        return Err(found);
    }
    duties::look(&head, &strategy, &mut found);
    if found.is_clean() { Ok((strategy, found)) } else { Err(found) }
}
