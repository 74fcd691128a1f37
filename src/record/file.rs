//! A record as bytes: a head of single lines, a body, and a last line that holds the digest of all before it.

use std::fmt::Write as _;

use serde::Deserialize;
use serde::Serialize;
use toml::Table;
use toml::Value;
use toml::value::Datetime;

use crate::journal::Continues;
use crate::journal::Entry;
use crate::journal::WrittenAction;
use crate::record::Brief;
use crate::record::Head;
use crate::strategy::digest;

/// What stands before the digest on the last line.
pub const DIGEST: &str = "# rethink-sha256: ";

/// Keys whose values are days or times, written as such and not in quotes.
const DAYS: &[&str] = &["at", "began", "by", "date", "day", "due", "on", "review-on", "written"];

/// What a record is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotARecord {
    /// It was changed, or cut short: its last line does not fit it.
    Damaged,
    /// A newer rethink wrote it.
    Newer,
    /// It is something else.
    Other,
}

/// Everything below the head.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Why, in the person's own words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reason: Vec<Reason>,
    /// What keeps the child safe until they answer.
    #[serde(rename = "until-then", skip_serializing_if = "Vec::is_empty")]
    pub until_then: Vec<Reason>,
    /// What was agreed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub action: Vec<WrittenAction>,
    /// Who is to be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tell: Vec<Tell>,
    /// Everything that happened, in order.
    pub entry: Vec<Entry>,
    /// The strategies used, and those they ran, as each was.
    pub used: Vec<crate::journal::Used>,
    /// Earlier records of the same case that could be seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Continues>,
}

/// Something said, with the name of its prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The short name of the prompt.
    pub label: String,
    /// What was said.
    pub said: String,
}

/// Somebody who is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tell {
    /// The role.
    pub role: String,
    /// The role in words.
    pub who: String,
    /// True if in writing.
    #[serde(default)]
    pub in_writing: bool,
}

/// The bytes of a record.
pub(crate) fn bytes(head: &Head, body: &Body) -> Result<String, toml::ser::Error> {
    let mut text = String::new();
    let head = days(Table::try_from(head)?);
    lines("", &head, &mut text);
    let body = toml::to_string_pretty(&days(Table::try_from(body)?))?;
    let _ = write!(text, "\n{body}");
    let digest = digest(text.as_bytes());
    let _ = writeln!(text, "{DIGEST}{digest}");
    Ok(text)
}

/// A table as single lines, with dots into the tables it holds.
fn lines(before: &str, table: &Table, text: &mut String) {
    for (key, value) in table {
        match value {
            Value::Table(inner) => lines(&format!("{before}{key}."), inner, text),
            value => {
                let _ = writeln!(text, "{before}{key} = {}", scalar(value));
            }
        }
    }
}

/// A value on one line, whatever it holds.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(words) if words.contains(['\n', '\u{7f}']) => {
            let one_line: Vec<&str> = words.split_whitespace().collect();
            Value::String(one_line.join(" ")).to_string()
        }
        other => other.to_string(),
    }
}

/// The same table with days and times as TOML has them.
fn days(table: Table) -> Table {
    table.into_iter().map(|(key, value)| (key.clone(), day(&key, value))).collect()
}

fn day(key: &str, value: Value) -> Value {
    match value {
        Value::String(words) if DAYS.contains(&key) => match words.parse::<Datetime>() {
            Ok(moment) => Value::Datetime(moment),
            Err(_) => Value::String(words),
        },
        Value::Table(inner) => Value::Table(days(inner)),
        Value::Array(list) => Value::Array(list.into_iter().map(|item| day("", item)).collect()),
        other => other,
    }
}

/// The same table with days and times as words, for types that read them so.
fn words(table: Table) -> Table {
    fn word(value: Value) -> Value {
        match value {
            Value::Datetime(moment) => Value::String(moment.to_string()),
            Value::Table(inner) => Value::Table(words(inner)),
            Value::Array(list) => Value::Array(list.into_iter().map(word).collect()),
            other => other,
        }
    }
    table.into_iter().map(|(key, value)| (key, word(value))).collect()
}

/// The text before the last line, if that line fits it.
pub(crate) fn sound(text: &str) -> Result<(&str, &str), NotARecord> {
    let not = if text.starts_with("format = ") { NotARecord::Damaged } else { NotARecord::Other };
    let start = text.strip_suffix('\n').ok_or(not)?.rfind('\n').ok_or(not)? + 1;
    let (before, last) = text.split_at(start);
    let written = last.trim_end().strip_prefix(DIGEST).ok_or(not)?;
    if digest(before.as_bytes()) == written { Ok((before, written)) } else { Err(NotARecord::Damaged) }
}

/// The text of the head: everything before the first line that begins with a bracket.
pub(crate) fn head_of(text: &str) -> &str {
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    let end = lines.into_iter().find(|at| text.as_bytes().get(*at) == Some(&b'['));
    &text[..end.unwrap_or(text.len())]
}

/// The head alone.
pub(crate) fn head(text: &str) -> Result<Head, NotARecord> {
    let table: Table = head_of(text).parse().map_err(|_| NotARecord::Damaged)?;
    match table.get("format") {
        Some(Value::Integer(1)) => {}
        Some(Value::Integer(_)) => return Err(NotARecord::Newer),
        _ => return Err(NotARecord::Other),
    }
    let head: Head = words(table).try_into().map_err(|_| NotARecord::Damaged)?;
    if is_like_ours(&Brief::of(&head, "")) { Ok(head) } else { Err(NotARecord::Damaged) }
}

/// True if the names in a record are such as this program gives: they become names of files.
pub(crate) fn is_like_ours(brief: &Brief) -> bool {
    let plain = |text: &str| text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let is_case = |case: &str| plain(case) && (3..=40).contains(&case.len());
    let Brief { date, case, strategy, .. } = brief;
    let start = format!("{date}_{case}_{strategy}_");
    let name = brief.record.strip_prefix(&start).is_some_and(|name| name.len() == 8 && plain(name));
    let review = brief.review.len() == 8 && plain(&brief.review);
    let also = brief.also.iter().all(|also| is_case(also));
    is_case(case) && also && review && name && crate::written::is_name(strategy) && (1..10_000).contains(&brief.part)
}

/// The body: everything from the first line that begins with a bracket.
pub(crate) fn body(text: &str) -> Result<Body, NotARecord> {
    let start = text.find("\n[").map_or(text.len(), |at| at + 1);
    let table: Table = text[start..].parse().map_err(|_| NotARecord::Damaged)?;
    words(table).try_into().map_err(|_| NotARecord::Damaged)
}

/// The earlier records of its case alone, which stand behind everything that anybody said.
pub(crate) fn earlier(text: &str) -> Result<Vec<Continues>, NotARecord> {
    #[derive(Deserialize)]
    struct End {
        #[serde(default)]
        earlier: Vec<Continues>,
    }
    // The strategies stand between the two, and each record has used one.
    let start = text.rfind("\n[[used]]\n").map_or(text.len(), |at| at + 1);
    toml::from_str::<End>(&text[start..]).map(|end| end.earlier).map_err(|_| NotARecord::Damaged)
}
