//! The list of keys in a manual, made from the table of keys.

use std::fmt::Write as _;

use crate::written::Key;
use crate::written::Shape;

/// The keys of one kind of table as a table in Markdown: what each takes, what it means, and the smallest example.
pub fn manual(keys: &[Key]) -> String {
    let mut out = "| key | takes | meaning | example |\n| --- | --- | --- | --- |\n".to_owned();
    for key in keys {
        let name = if key.must { format!("**`{}`**", key.name) } else { format!("`{}`", key.name) };
        let example: Vec<String> = written_as(key).lines().map(|line| format!("`{line}`")).collect();
        let _ = writeln!(out, "| {name} | {} | {} | {} |", key.shape.takes(), key.says, example.join("<br>"));
    }
    out
}

/// The smallest piece of a file that shows a key.
pub fn written_as(key: &Key) -> String {
    match (key.shape, key.example) {
        (Shape::Tables(_) | Shape::OpenTables, "") => format!("[[{}]]", key.name),
        (Shape::Table(_) | Shape::Open | Shape::Words, "") => format!("[{}]", key.name),
        (Shape::Open | Shape::Words, line) => format!("[{}]\n{line}", key.name),
        (_, example) => format!("{} = {example}", key.name),
    }
}
