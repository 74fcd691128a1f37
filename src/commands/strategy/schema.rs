//! What may stand in a file: for an editor, or as the list of keys in the manual.

use std::fmt::Write as _;

use crate::ask::script;
use crate::cli::For;
use crate::cli::Kind;
use crate::commands::Result;
use crate::commands::out;
use crate::failure::Exit;
use crate::settings;
use crate::strategy::check;
use crate::written;
use crate::written::Key;

pub(crate) fn schema(kind: Kind, format: For) -> Result<Exit> {
    let (title, tables): (&str, &[(&str, &[Key])]) = match kind {
        Kind::Strategy => ("A strategy of rethink", check::TABLES),
        Kind::Answers => ("An answers file of rethink", script::TABLES),
        Kind::Settings => ("The settings of a team, rethink.toml", settings::TABLES),
    };
    match format {
        For::Json => out(&written::schema(title, tables[0].1))?,
        For::Markdown => {
            let mut text = String::new();
            for (table, keys) in tables {
                let _ = writeln!(text, "### {table}\n\n{}", written::manual(keys));
            }
            out(text.trim_end())?;
        }
    }
    Ok(Exit::Done)
}
