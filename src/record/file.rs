//! A record as bytes: a head of single lines, a body, and a last line that holds the digest of all before it.

use std::fmt::Write as _;

use serde::Deserialize;
use serde::Serialize;
use toml::Table;
use toml::Value;
use toml::value::Datetime;

use crate::finding::is_hidden;
use crate::finding::one_line;
use crate::journal::Entry;
use crate::journal::WrittenAction;
use crate::record::Brief;
use crate::record::Head;
use crate::review::Continues;
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
    /// It is a small record of a stop or a risk answer, and of no review.
    RiskNote,
}

/// Everything below the head.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Why, in the person's own words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reason: Vec<Reason>,
    /// What keeps the child safe, and who checks and when.
    #[serde(rename = "until-then", skip_serializing_if = "Vec::is_empty")]
    pub until_then: Vec<KeptSafe>,
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

/// What keeps the child safe, as it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSafe {
    /// The short name of the prompt.
    pub label: String,
    /// What was said.
    pub said: String,
    /// For an earlier answer that was kept: who checked that it still holds, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
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
pub(crate) fn bytes(head: &impl Serialize, body: &impl Serialize) -> Result<String, toml::ser::Error> {
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
pub(crate) fn words(table: Table) -> Table {
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

/// The same table with each text on one line. A head is written so, and one from elsewhere may be otherwise: then a title
/// in it would begin a line of the program's own wherever it is shown.
fn in_lines(table: Table) -> Table {
    fn line(value: Value) -> Value {
        let breaks = |c: char| c.is_control() || is_hidden(c);
        match value {
            Value::String(words) if words.contains(breaks) => Value::String(one_line(&words)),
            Value::Table(inner) => Value::Table(in_lines(inner)),
            Value::Array(list) => Value::Array(list.into_iter().map(line).collect()),
            other => other,
        }
    }
    table.into_iter().map(|(key, value)| (key, line(value))).collect()
}

/// The text before the last line, if that line fits it.
pub(crate) fn sound(text: &str) -> Result<(&str, &str), NotARecord> {
    // Settings and strategies begin with a format too, and what a service makes a copy of may be any of them.
    let mut first = text.lines();
    let is_ours = ["format = ", "record = "].iter().all(|key| first.next().is_some_and(|line| line.starts_with(key)));
    let not = if is_ours { NotARecord::Damaged } else { NotARecord::Other };
    let lines = text.strip_suffix('\n').ok_or(not)?;
    let (before, last) = lines.split_at(lines.rfind('\n').ok_or(not)? + 1);
    let written = last.strip_prefix(DIGEST).ok_or(not)?;
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
    if table.contains_key("small") {
        return Err(NotARecord::RiskNote);
    }
    let head: Head = in_lines(words(table)).try_into().map_err(|_| NotARecord::Damaged)?;
    if is_like_ours(&Brief::of(&head, "")) { Ok(head) } else { Err(NotARecord::Damaged) }
}

fn plain(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

/// True for a reference that may be a part of a file's name.
pub(crate) fn is_case(case: &str) -> bool {
    plain(case) && (3..=40).contains(&case.len())
}

/// True if the names in a record are such as this program gives: they become names of files.
pub(crate) fn is_like_ours(brief: &Brief) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    const RECORD: &str =
        include_str!("../../tests/data/golden/0.1.0/records/2026-11-23_PCC-48213_rethink-2_8gxahvc2.toml");

    #[test]
    fn what_was_written_is_written_the_same_again() {
        for entry in std::fs::read_dir("tests/data/golden/0.1.0/records").expect("records") {
            let path = entry.expect("a file").path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let Ok(record) = Record::read(&text) else { continue };
            let again = Record::new(record.head.clone(), record.body.clone()).expect("a record");
            assert_eq!(again, record, "{}", path.display());
            let outline = Record::read_outline(&text).expect("an outline");
            assert_eq!((&outline.head, &outline.sha256), (&record.head, &record.sha256));
            assert_eq!(Record::read_head(&text).expect("a head"), (record.head.clone(), record.sha256.clone()));
            let head = &record.head;
            let named: Vec<&str> = record
                .body
                .earlier
                .iter()
                .map(|it| it.sha256.as_str())
                .chain(head.continues.as_ref().map(|it| it.sha256.as_str()))
                .chain(head.follows.as_ref().map(|it| it.sha256.as_str()))
                .chain(head.corrects.as_ref().map(|it| it.sha256.as_str()))
                .collect();
            assert_eq!(outline.names.iter().map(|it| it.sha256.as_str()).collect::<Vec<_>>(), named);
            let days: Vec<_> = record.events().expect("events").iter().map(|event| event.day).collect();
            assert!(days.len() == record.body.entry.len() && !days.is_empty(), "{}", path.display());
            assert!(head.record.ends_with(record.name()) && record.name().len() == 8);
            let due = [
                &head.waiting.as_ref().map(|it| it.due),
                &head.handover.as_ref().map(|it| it.by),
                &head.look_again.as_ref().map(|it| it.by),
            ];
            assert_eq!(record.due(), due.into_iter().flatten().next().copied());
        }
    }

    #[test]
    fn the_last_line_is_as_it_was_written_to_the_last_sign() {
        assert!(sound(RECORD).is_ok());
        let (before, last) = RECORD.split_at(RECORD.rfind(DIGEST).expect("a digest"));
        assert_eq!(sound(RECORD).map(|(text, _)| text), Ok(before));
        for other in [
            format!("{before}{} \n", last.trim_end()),
            format!("{before}{}\r\n", last.trim_end()),
            format!("{before}{}\u{a0}\n", last.trim_end()),
            format!("{before}{}\n\n", last.trim_end()),
            format!("{before} {last}"),
            format!("{before}{}\n", last.trim_end().to_uppercase()),
            format!("{before}{last}{last}"),
            before.to_owned(),
            RECORD.trim_end().to_owned(),
        ] {
            assert_eq!(sound(&other), Err(NotARecord::Damaged), "{}", &other[before.len()..]);
        }
        // Settings and strategies begin with a format, and are no records that were damaged.
        for other in
            ["format = 1\nid = \"a\"\n", "format = 1\n", "format = 1", "record = \"a\"\nformat = 1\n", "", "\n"]
        {
            assert_eq!(sound(other), Err(NotARecord::Other), "{other:?}");
        }
    }

    #[test]
    fn a_head_holds_names_that_may_be_names_of_files_or_is_none() {
        let before = &RECORD[..RECORD.rfind(DIGEST).expect("a digest")];
        let read = |from: &str, to: &str| {
            assert!(before.contains(from), "{from}");
            head(&before.replace(from, to)).map(drop)
        };
        assert_eq!(read("part = 1", "part = 9999"), Ok(()));
        assert_eq!(read("part = 1", "also = [\"HV-1\"]\npart = 1"), Ok(()));
        assert_eq!(read("PCC-48213", "P-1"), Ok(()));
        assert_eq!(read("PCC-48213", &"P".repeat(40)), Ok(()));
        for (from, to) in [
            ("part = 1", "part = 0"),
            ("part = 1", "part = 10000"),
            ("part = 1", "also = [\"a/b\"]\npart = 1"),
            ("part = 1", "also = [\"HV-1\", \"a\"]\npart = 1"),
            ("PCC-48213", "P1"),
            ("PCC-48213", "P.1"),
            ("PCC-48213", "P_1"),
            ("case = \"PCC-48213\"", "case = \"PCC-48214\""),
            ("review = \"8gxahvc2\"", "review = \"8gxahvc\""),
            ("review = \"8gxahvc2\"", "review = \"8gxahv/2\""),
            ("rethink-2_8gxahvc2\"", "rethink-2_8gxahvc22\""),
            ("rethink-2_8gxahvc2\"", "rethink-2_8gxahv.2\""),
            ("strategy.id = \"rethink-2\"", "strategy.id = \"rethink-3\""),
            ("PCC-48213", &"P".repeat(41)),
        ] {
            assert_eq!(read(from, to), Err(NotARecord::Damaged), "{from} {to}");
        }
        for (to, not) in [
            ("2", NotARecord::Newer),
            ("99", NotARecord::Newer),
            ("\"1\"", NotARecord::Other),
            ("1.0", NotARecord::Other),
        ] {
            assert_eq!(read("format = 1\n", &format!("format = {to}\n")), Err(not), "{to}");
        }
        assert_eq!(read("format = 1\n", ""), Err(NotARecord::Other));
        assert_eq!(read("format = 1\n", "format == 1\n"), Err(NotARecord::Damaged));
    }

    #[test]
    fn a_head_is_single_lines_and_a_body_begins_with_a_bracket() {
        assert_eq!(head_of("a = 1\nb = 2\n[[c]]\nd = 1\n"), "a = 1\nb = 2\n");
        assert_eq!(head_of("a = 1\nb = [\"[\"]\n"), "a = 1\nb = [\"[\"]\n");
        assert_eq!(head_of("a = 1\n[\n"), "a = 1\n");
        let one = "[[reason]]\nlabel = \"Why\"\nsaid = \"Because\"\n";
        assert_eq!(["", "a = 1\n", "a = 1\n\n"].map(|text| body(text).map(|it| it.reason.len())), [Ok(0); 3]);
        assert_eq!(body(&format!("a = 1\n{one}")).map(|it| it.reason.len()), Ok(1));
        assert_eq!(body(&format!("a = 1\n\n{one}{one}")).map(|it| it.reason.len()), Ok(2));
        assert_eq!(body("a = 1\n[[reason\n").map(drop), Err(NotARecord::Damaged));
        let end = "\n[[used]]\nid = \"a\"\n\n[[earlier]]\nrecord = \"b\"\nsha256 = \"c\"\n";
        let names = |text: &str| earlier(text).map(|all| all.into_iter().map(|it| it.record).collect::<Vec<_>>());
        assert_eq!(names(&format!("x = [{end}")), Ok(vec!["b".to_owned()]));
        // What somebody said stands before it, whatever it looks like.
        assert_eq!(names(&format!("{end}\n[[used]]\nid = \"a\"\n")), Ok(Vec::new()));
        assert_eq!(names("a = 1\n"), Ok(Vec::new()));
        assert_eq!(names("a\n[[used]]\nid\n"), Err(NotARecord::Damaged));
    }

    #[test]
    fn each_value_stands_on_one_line_and_days_are_days() {
        let table: Table =
            "c = 1\nb.a = \"x\"\nb.c.d = true\na = \"two\\nlines\\u007f here\"\n".parse().expect("a table");
        let mut text = String::new();
        lines("", &table, &mut text);
        let again: Table = text.parse().expect("a table");
        assert_eq!(text.lines().count(), 4);
        assert_eq!((&again["b"], &again["c"]), (&table["b"], &table["c"]));
        assert!(text.contains("a = \"two lines"), "{text}");
        assert!(text.contains("\nb.c.d = true\n"), "{text}");
        for (key, words, is_day) in [
            ("by", "2026-11-23", true),
            ("at", "2026-11-23T09:00:00Z", true),
            ("said", "2026-11-23", false),
            ("by", "soon", false),
        ] {
            assert_eq!(
                matches!(day(key, Value::String(words.to_owned())), Value::Datetime(_)),
                is_day,
                "{key} {words}"
            );
        }
        let list: Table =
            "by = [\"2026-11-23\"]\n[[a]]\nby = \"2026-11-23\"\n[b]\nby = \"2026-11-23\"\n".parse().expect("a table");
        let there = days(list.clone());
        assert!(there["a"][0]["by"].is_datetime() && there["b"]["by"].is_datetime() && there["by"][0].is_str());
        assert_eq!(words(there), list);
    }
}
