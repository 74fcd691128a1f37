//! What a file of answers says of the safety question, however it is written.

use toml::Table;
use toml::Value;

use crate::ask::script::answers::RISKS;
use crate::finding::Source;

/// What a file says of the safety question, as far as it can be told before the file is known to be sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfRisk {
    /// No, nothing, or an answer that can be read.
    Plain,
    /// A child is or may be at risk, in words that do not say what was done about it.
    Yes,
    /// Something else, which may mean that a child is at risk.
    Unclear,
}

/// What a file says of the safety question. Whoever writes it in other words than those of the manual, or in a file
/// that has something else wrong with it, must see whom to ring all the same.
pub fn of_risk(source: &Source) -> OfRisk {
    let text = source.text.trim_start_matches('\u{feff}');
    let head: Option<Table> = text.parse().ok();
    let said: Vec<String> = match head.as_ref().and_then(|head| head.get("at-risk")) {
        Some(Value::String(word)) if RISKS.contains(&word.as_str()) => return OfRisk::Plain,
        Some(value) => words_in(value),
        None => text.lines().filter_map(said_on).flatten().collect(),
    };
    if said.iter().any(|said| means_yes(said)) {
        OfRisk::Yes
    } else if said.iter().all(|said| plain(said) == "no") {
        OfRisk::Plain
    } else {
        OfRisk::Unclear
    }
}

/// What a line of a file says of risk, if it does.
fn said_on(line: &str) -> Option<Vec<String>> {
    let (key, value) = line.split_once('=')?;
    if line.trim_start().starts_with('#') || !["at risk", "danger now"].contains(&plain(key).as_str()) {
        return None;
    }
    let read: Option<Table> = format!("said = {value}").parse().ok();
    Some(read.map_or_else(|| vec![value.to_owned()], |read| read.values().flat_map(words_in).collect()))
}

/// Every word that a value holds, however deep: at least one.
fn words_in(value: &Value) -> Vec<String> {
    match value {
        Value::String(word) => vec![word.clone()],
        Value::Array(list) if !list.is_empty() => list.iter().flat_map(words_in).collect(),
        Value::Table(table) if !table.is_empty() => table.values().flat_map(words_in).collect(),
        other => vec![other.to_string()],
    }
}

fn means_yes(said: &str) -> bool {
    let said = plain(said);
    let begins = ["yes", "true", "unsure", "not sure", "acting"].iter().any(|word| said.starts_with(word));
    begins || ["y", "risk", "at risk"].contains(&said.as_str())
}

/// Words in small letters with one space between them, and nothing else.
fn plain(words: &str) -> String {
    let words = words.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
