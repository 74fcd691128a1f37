//! What a file of answers says of the safety question, however it is written.

use std::ops::Range;

use toml::Table;
use toml::Value;

use crate::ask::script::answers::RISKS;
use crate::session::Risk;

/// What a file says of whether a child is at risk, as far as it can be told before the file is known to be sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfRisk {
    /// No, or nothing.
    No,
    /// An answer other than no, in its place and in the words of the manual.
    Said(Risk),
    /// No in its place, and something else in another.
    Contradicted,
    /// Somebody stops to act, in words or in a place that are not the manual's.
    Acts,
    /// A child is or may be at risk, in words that do not say what was done about it.
    Yes,
    /// Something else, which may mean that a child is at risk.
    Unclear,
}

/// What can be told of a file of answers of which nobody knows yet whether it can be read.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What it says of whether a child is at risk.
    pub of_risk: OfRisk,
    /// The first line that says so.
    pub line: Range<usize>,
    /// Its case.
    pub case: Option<String>,
    /// The record that it corrects.
    pub record: Option<String>,
}

/// What can be told of a file. Whoever says that a child is at risk in other words than those of the manual, or in a file
/// that has something else wrong with it, must see whom to ring all the same.
pub fn heard(text: &str) -> Heard {
    let head: Option<Table> = text.trim_start_matches('\u{feff}').parse().ok();
    let lines = first_words(text);
    let line = lines.iter().find(|line| is_of_risk(line.key)).map_or(0..0, |line| line.span.clone());
    let danger = said_in(head.as_ref(), &lines, is_danger);
    let said = said_in(head.as_ref(), &lines, is_risk);
    let in_place = head.as_ref().and_then(|head| head.get("danger-now")).and_then(Value::as_str);
    let exact: Option<String> = match (&head, said.as_slice()) {
        (Some(head), _) => head.get("at-risk").and_then(exactly),
        (None, [one]) => Some(one.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()),
        _ => None,
    };
    let of_risk = match exact.filter(|word| RISKS.contains(&word.as_str())).map(|word| Risk::named(&word)) {
        // Whoever is not sure whether a child is in danger acts as whoever is.
        _ if in_place == Some("yes") || in_place == Some("not-sure") => OfRisk::Said(Risk::Acting),
        _ if danger.iter().any(|word| plain(word) != "no") => OfRisk::Acts,
        Some(Some(risk)) if risk != Risk::No => OfRisk::Said(risk),
        Some(_) if matches!(meant(&said), OfRisk::Acts | OfRisk::Yes) => OfRisk::Contradicted,
        Some(_) => OfRisk::No,
        None => meant(&said),
    };
    let word = |key: &str| lines.iter().find(|line| plain(line.key) == key).and_then(Line::word);
    let (case, record) = match &head {
        Some(head) => (head.get("case"), head.get("corrects").and_then(|corrects| corrects.get("record"))),
        None => (None, None),
    };
    let exact = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let is_read = head.is_some();
    Heard {
        of_risk,
        line,
        case: exact(case).or_else(|| word("case").filter(|_| !is_read)),
        record: exact(record).or_else(|| word("record").filter(|_| !is_read)),
    }
}

/// A name on a line of a file, and what stands behind it there.
struct Line<'a> {
    key: &'a str,
    value: String,
    span: Range<usize>,
}

impl Line<'_> {
    /// Every word that it says: one, if it can be read as a value, or whatever stands there.
    fn words(&self) -> Vec<String> {
        let read: Option<Table> = format!("said = {}", self.value).parse().ok();
        let bare = || vec![self.value.split('#').next().unwrap_or_default().to_owned()];
        read.map_or_else(bare, |read| read.values().flat_map(words_in).collect())
    }

    /// The one word that it says, as a reference or a name has it.
    fn word(&self) -> Option<String> {
        let said = self.words().into_iter().next()?;
        let said = said.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let end = said.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(said.len());
        (end > 0).then(|| said[..end].to_owned())
    }
}

/// Every name of a file with what is said behind it, also where the file is no TOML.
fn first_words(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut lines = text.split_inclusive(['\n', '\r']);
    while let Some(line) = lines.next() {
        let span = at..at + line.len();
        at = span.end;
        if line.trim_start_matches('\u{feff}').trim_start().starts_with('#') {
            continue;
        }
        for (place, piece) in line.split('{').enumerate() {
            let ends_a_name: &[char] = if place == 0 { &['=', ':'] } else { &['='] };
            let Some((key, value)) = piece.split_once(ends_a_name) else { continue };
            let mut value = value.trim().to_owned();
            if plain(&value).is_empty() {
                // What is said may stand below.
                value.extend(lines.clone().take(3));
            }
            found.push(Line { key, value, span: span.clone() });
        }
    }
    found
}

/// Everything that a file says of risk, wherever it stands.
fn said_in(head: Option<&Table>, lines: &[Line<'_>], is_it: fn(&str) -> bool) -> Vec<String> {
    match head {
        Some(head) => said_under(head, is_it),
        None => lines.iter().filter(|line| is_it(line.key)).flat_map(Line::words).collect(),
    }
}

fn said_under(table: &Table, is_it: fn(&str) -> bool) -> Vec<String> {
    let mut said = Vec::new();
    for (key, value) in table {
        match value {
            _ if is_it(key) => said.extend(words_in(value)),
            Value::Table(inner) => said.extend(said_under(inner, is_it)),
            Value::Array(list) => {
                said.extend(list.iter().filter_map(Value::as_table).flat_map(|inner| said_under(inner, is_it)));
            }
            _ => {}
        }
    }
    said
}

/// The word in its place; of several, the one that weighs most.
fn exactly(value: &Value) -> Option<String> {
    let words = match value {
        Value::Array(list) => list.iter().map(|word| word.as_str().filter(|word| RISKS.contains(word))).collect(),
        one => one.as_str().map(|word| vec![word]),
    };
    let words: Vec<&str> = words?;
    let acting = words.iter().find(|word| **word == Risk::Acting.name());
    let other = || words.iter().rev().find(|word| **word != Risk::No.name());
    acting.or_else(other).or(words.first()).map(|word| (*word).to_owned())
}

/// True for the name of one of the program's own questions, however it is spelt, and wherever it stands.
fn is_of_risk(key: &str) -> bool {
    is_danger(key) || is_risk(key)
}

fn is_danger(key: &str) -> bool {
    is_near(key, "dangernow")
}

fn is_risk(key: &str) -> bool {
    is_near(key, "atrisk")
}

fn is_near(key: &str, own: &str) -> bool {
    let name = plain(key.rsplit('.').next().unwrap_or(key)).replace(' ', "");
    strsim::osa_distance(&name, own) <= 1
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

/// What these words mean that somebody says of risk.
fn meant(said: &[String]) -> OfRisk {
    let said: Vec<String> = said.iter().map(|said| plain(said)).collect();
    if said.iter().any(|said| means_acting(said)) {
        OfRisk::Acts
    } else if said.iter().any(|said| means_yes(said)) {
        OfRisk::Yes
    } else if said.iter().all(|said| said == "no") {
        OfRisk::No
    } else {
        OfRisk::Unclear
    }
}

fn means_acting(said: &str) -> bool {
    let has = |word: &str| said.split(' ').any(|its| its == word);
    has("acting") && !["no", "not", "nobody", "never"].into_iter().any(has)
}

fn means_yes(said: &str) -> bool {
    let begins = ["yes", "true", "unsure", "not sure"].iter().any(|word| said.starts_with(word));
    begins || ["y", "risk", "at risk"].contains(&said)
}

/// Words in small letters with one space between them, and nothing else.
fn plain(words: &str) -> String {
    let words = words.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
