//! A file that a person wrote, read by a table of its keys.
//!
//! One table says what may stand in a file. It drives the findings here, and the manual's list of keys.
//! Every fault of shape is found in one reading, in words that somebody who is not a programmer understands.

mod keys;
mod letters;
mod manual;
mod schema;
mod table;

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::finding::Findings;
use crate::finding::did_you_mean;
use crate::finding::is_hidden;
use crate::finding::or_list;

pub use keys::Key;
pub use keys::Keys;
pub use keys::Shape;
pub use keys::TEST;
pub use keys::may;
pub use keys::must;
pub use letters::guessed;
pub use letters::utf16;
pub use manual::manual;
pub use manual::written_as;
pub use schema::schema;
pub use table::Table;
pub use table::Word;
pub use table::count;
pub use table::folded;
pub use table::table;
pub use table::words;

/// A file longer than this is not read: the longest strategy we ship is a tenth of it.
pub const LONGEST: usize = 256 * 1024;

/// Reads a text as TOML. What is not TOML is found; what could be read is given back.
pub fn parse<'a>(text: &'a str, found: &mut Findings) -> Spanned<DeTable<'a>> {
    if text.len() > LONGEST {
        found.add("too-long", 0..0, format!("this file is longer than {} KiB, and is not read", LONGEST / 1024));
        return Spanned::new(0..0, DeTable::new());
    }
    let hidden = if found.source.private { None } else { seen(text, found) };
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<(Range<usize>, &str)> =
        errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    faults.sort_by_key(|(span, _)| span.start);
    // A character that cannot be seen is one fault, and not also what it makes of the file.
    let mut broken = hidden.is_some_and(char::is_control);
    for (span, message) in faults {
        let bare = text.get(span.clone()).unwrap_or_default();
        if message.starts_with("duplicate key") {
            found.add("twice", span, "this is already set above: keep one of them");
        } else if message.contains("must be quoted") || (bare == "no" || bare == "yes") {
            if !broken {
                let inside = bare.trim_matches(['“', '”', '"', '‘', '’', '\'']);
                let says = if found.source.private {
                    "put straight quotes (\") around these words".to_owned()
                } else {
                    format!("put straight quotes around it: \"{inside}\"")
                };
                found.add("no-quotes", span, says);
            }
        } else if message.starts_with("invalid date") || message.starts_with("invalid time") {
            found.add("no-such-day", span, "there is no such day: write it as year-month-day, as in 2027-03-27");
        } else if !broken {
            // After a first real fault of form, the ones behind it are echoes.
            broken = true;
            found.add("not-toml", span, form(message));
        }
    }
    // Behind an open quote, words that somebody meant as an answer pass for names.
    if broken && found.source.private {
        return Spanned::new(0..0, DeTable::new());
    }
    if hidden.is_none() && !found.source.private {
        written_out(root.get_ref(), found);
    }
    root
}

/// Finds the first character that cannot be seen, or that turns the direction of what follows.
fn seen(text: &str, found: &mut Findings) -> Option<char> {
    // A mark for the order of bytes is put at the very start by some editors, and read past.
    let skip = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let hidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || is_hidden(c);
    let (at, c) = text[skip..].char_indices().find(|(_, c)| hidden(*c))?;
    let at = at + skip;
    found.add("hidden-character", at..at + c.len_utf8(), "a character stands here that cannot be seen: delete it");
    Some(c)
}

/// Finds such characters where they are written out, as in "\u202e".
fn written_out(table: &DeTable<'_>, found: &mut Findings) {
    let is_seen = |text: &str| text.chars().all(|c| c == '\n' || c == '\t' || !(c.is_control() || is_hidden(c)));
    let mut open: Vec<&Spanned<DeValue<'_>>> = Vec::new();
    let mut tables = vec![table];
    loop {
        if let Some(table) = tables.pop() {
            for (name, value) in table {
                if !is_seen(name.get_ref()) {
                    found.add("hidden-character", name.span(), "this name holds a character that cannot be seen");
                }
                open.push(value);
            }
        }
        let Some(value) = open.pop() else { return };
        match value.get_ref() {
            DeValue::Table(inner) => tables.push(inner),
            DeValue::Array(list) => open.extend(list.iter()),
            other => {
                if other.as_str().is_some_and(|text| !is_seen(text)) {
                    let says = "these words hold a character that cannot be seen: write them without it";
                    found.add("hidden-character", value.span(), says);
                }
            }
        }
    }
}

/// True unless nothing more can be said of a file: it is so long that it was not read at all, or nobody can tell what in
/// it is somebody's own words.
pub fn is_readable(found: &Findings) -> bool {
    let is_broken = |code: &str| code == "too-long" || found.source.private && code == "not-toml";
    found.list.iter().all(|finding| !is_broken(finding.code))
}

/// The library's words for a fault of form, in ours.
fn form(message: &str) -> &'static str {
    if message.contains("recursion") {
        "there are too many brackets inside each other here"
    } else if message.contains("string") {
        "these quotes are not closed here, or a character that cannot be seen, or one more quote, stands inside them"
    } else if message.contains("array") || message.contains("inline table") {
        "a bracket is opened and not closed, or a comma is missing before this place"
    } else if message.contains("expected `=`") {
        "a name needs an equals sign and a value: name = \"words\""
    } else if message.contains("key") {
        "this cannot be read: one `name = value` a line; names are letters, digits and hyphens"
    } else {
        "this cannot be read here: look for a missing quote, comma or bracket just before it"
    }
}

/// Finds everything wrong with the shape of a table. `what` is the table in a reader's words: "a step".
pub fn shape(table: &Table<'_>, keys: Keys, what: &str, found: &mut Findings) {
    let mut meant = Vec::new();
    for (name, value) in table.entries() {
        if found.is_full() {
            return;
        }
        if let Some(key) = keys.iter().find(|key| key.name == name.it) {
            // What is not even TOML has been found already; its shape would be an echo.
            let list =
                value.get_ref().as_array().is_some_and(|list| list.iter().all(|item| !item.get_ref().is_table()));
            let whole = value.span();
            let echo =
                |span: &Range<usize>| *span == whole || (list && whole.start <= span.start && span.end <= whole.end);
            if !found.list.iter().any(|finding| echo(&finding.span)) {
                shape_of(value, key, found);
            }
            continue;
        }
        let absent = keys.iter().map(|key| key.name).filter(|name| !table.has(name));
        let near = did_you_mean(&name.it, absent);
        // A misspelt key is one finding, not also a missing one.
        meant.extend(near);
        let shown = shown(&name.it, found.source.private);
        let says = match near {
            Some(near) => format!("{what} has no {shown}; did you mean `{near}`?"),
            None => format!("{what} has no {shown}; it may have {}", or_list(keys.iter().map(|key| key.name))),
        };
        found.add("unknown-key", name.span, says);
    }
    for key in keys.iter().filter(|key| key.must && !table.has(key.name) && !meant.contains(&key.name)) {
        found.add("missing-key", table.span.clone(), format!("{what} needs `{}`: {}", key.name, key.says));
    }
}

/// A key as it may be shown: in a private file only what looks like a name, never somebody's words.
pub fn shown(name: &str, private: bool) -> String {
    if !private || (is_path(name) && name.len() <= 40) { format!("`{name}`") } else { "such name".to_owned() }
}

/// True for small letters, digits and hyphens, beginning with a letter.
pub fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.len() <= 60
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// True for one name, or several joined by dots.
pub fn is_path(word: &str) -> bool {
    word.split('.').all(is_name)
}

fn shape_of(value: &Spanned<DeValue<'_>>, key: &Key, found: &mut Findings) {
    let name = key.name;
    let span = value.span();
    let it = value.get_ref();
    let wrong =
        |found: &mut Findings, says: &str| found.add("wrong-shape", span.clone(), format!("`{name}` takes {says}"));
    match key.shape {
        Shape::Any => {}
        Shape::Name => match it.as_str() {
            Some(word) if is_name(word) => {}
            Some(_) => wrong(found, "a name: small letters, digits and hyphens"),
            None => wrong(found, "a name in quotes"),
        },
        Shape::Names => each_word(value, found, name, is_name, "a name: small letters, digits and hyphens"),
        Shape::Paths => each_word(value, found, name, is_path, "a name: small letters, digits and hyphens"),
        Shape::Lines => each_word(value, found, name, |_| true, "words in quotes"),
        Shape::Lengths => each_word(value, found, name, |_| true, "a length in quotes, such as \"5 working days\""),
        Shape::Text => {
            if let Some(number) = it.as_integer().filter(|_| !found.source.private) {
                wrong(found, &format!("words in quotes; write {name} = \"{}\"", number.as_str()));
            } else if it.as_str().is_none_or(|words| words.trim().is_empty()) {
                wrong(found, "words in quotes");
            }
        }
        Shape::OneOf(words) => one_of(value, name, words, found),
        Shape::SomeOf(words) => match it.as_array() {
            Some(list) => list.iter().for_each(|item| one_of(item, name, words, found)),
            None => one_of(value, name, words, found),
        },
        Shape::Flag => {
            if !it.is_bool() {
                wrong(found, "true or false, without quotes");
            }
        }
        Shape::Count => match count(value) {
            Some(number) if number >= 0 => {}
            _ => wrong(found, "a whole number, without quotes"),
        },
        Shape::Day => {
            if !is_day(it) {
                wrong(found, "a day, as in 2027-03-27");
            }
        }
        Shape::DayOr(words) => {
            if !is_day(it) && !it.as_str().is_some_and(|word| words.contains(&word)) {
                wrong(found, &format!("a day, as in 2027-03-27, or \"{}\"", words.join("\", \"")));
            }
        }
        Shape::DayInWords => {
            if !is_day(it) && it.as_str().is_none() {
                wrong(found, "a day, as in 2027-03-27, or words for one in quotes");
            }
        }
        Shape::Days => {
            if !it.as_array().is_some_and(|list| list.iter().all(|item| is_day(item.get_ref()))) {
                wrong(found, "a list of days, as in [2026-12-24, 2027-01-02]");
            }
        }
        Shape::Cell => cell(value, name, found),
        Shape::Row => row(value, name, found),
        Shape::Rows => match it.as_array() {
            Some(list) => list.iter().for_each(|item| row(item, name, found)),
            None => row(value, name, found),
        },
        Shape::List(keys) | Shape::OneOrList(keys) => match it.as_array() {
            // A list of plain words is one slip, however many words there are.
            Some(list) => {
                let slip = list.iter().position(|item| !item.get_ref().is_table());
                let upto = slip.map_or(list.len(), |place| place + 1);
                list.iter().take(upto).for_each(|item| inner(item, keys, name, found));
            }
            None => inner(value, keys, name, found),
        },
        Shape::Words => match table(value) {
            Some(table) => {
                for (word, value) in table.entries() {
                    if value.get_ref().as_str().is_none() {
                        let says = if belongs_to_head(&word.it) {
                            format!("`{}` belongs to the strategy: move it above [{name}]", word.it)
                        } else {
                            format!("a line of [{name}] is a name and words in quotes")
                        };
                        found.add("wrong-shape", word.span, says);
                    }
                }
            }
            None => wrong(found, "lines of its own under a header in square brackets"),
        },
        Shape::Tables(keys) => match it.as_array() {
            Some(list) if list.iter().all(|item| item.get_ref().is_table()) => {
                let what = article(name);
                for item in list.iter().filter_map(table) {
                    shape(&item, keys, &what, found);
                }
            }
            _ => found.add("wrong-shape", span, format!("write [[{name}]] with double brackets: there may be several")),
        },
        Shape::Table(keys) => match table(value) {
            Some(table) => shape(&table, keys, &format!("[{name}]"), found),
            None => found.add("wrong-shape", span, format!("write [{name}] as a header, and its lines below it")),
        },
        Shape::Open => {
            if !it.is_table() {
                found.add("wrong-shape", span, format!("write [{name}] as a header, and its lines below it"));
            }
        }
        Shape::OpenTables => {
            if !it.as_array().is_some_and(|list| list.iter().all(|item| item.get_ref().is_table())) {
                found.add("wrong-shape", span, format!("write [[{name}]] with double brackets: there may be several"));
            }
        }
    }
}

/// Keys of the head that people write below `[roles]` by mistake.
fn belongs_to_head(word: &str) -> bool {
    ["verified", "safety-first", "follows", "format", "about", "calendar"].contains(&word)
}

fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

fn is_day(value: &DeValue<'_>) -> bool {
    value.as_datetime().is_some_and(|it| it.date.is_some() && it.time.is_none())
}

fn inner(value: &Spanned<DeValue<'_>>, keys: Keys, name: &str, found: &mut Findings) {
    match table(value) {
        Some(table) => {
            let what = match name {
                "routes" => "a route".to_owned(),
                "options" => "an option".to_owned(),
                "due" => "a due date".to_owned(),
                _ => article(name),
            };
            shape(&table, keys, &what, found);
        }
        None => {
            let says = match name {
                "options" => "write each option as { id = \"yes\", label = \"Yes\" }".to_owned(),
                "routes" => "write each route as { is = \"yes\", to = \"next-step\" }".to_owned(),
                "due" => "write a due date as { within = \"5 working days\" }".to_owned(),
                _ => format!("`{name}` takes keys in curly brackets, or a list of such"),
            };
            found.add("wrong-shape", value.span(), says);
        }
    }
}

fn one_of(value: &Spanned<DeValue<'_>>, name: &str, words: &'static [&'static str], found: &mut Findings) {
    let may = or_list(words.iter().copied());
    let says = match value.get_ref().as_str() {
        Some(word) if words.contains(&word) => return,
        Some(word) => match did_you_mean(word, words.iter().copied()) {
            Some(near) => format!("`{name}` takes {may}; did you mean `{near}`?"),
            None => format!("`{name}` takes {may}"),
        },
        None => format!("`{name}` takes {may}, in quotes"),
    };
    found.add("wrong-shape", value.span(), says);
}

fn each_word(value: &Spanned<DeValue<'_>>, found: &mut Findings, name: &str, fits: fn(&str) -> bool, says: &str) {
    let mut look = |item: &Spanned<DeValue<'_>>| {
        if !item.get_ref().as_str().is_some_and(fits) {
            found.add("wrong-shape", item.span(), format!("`{name}` takes {says}"));
        }
    };
    match value.get_ref().as_array() {
        Some(list) => list.iter().for_each(&mut look),
        None => look(value),
    }
}

/// True if a table is a test such as `{ not = "none" }`, and not a column that reaches into a strategy that is run.
pub fn is_test(table: &Table<'_>) -> bool {
    table.entries().any(|(name, _)| TEST.iter().any(|key| key.name == name.it))
}

fn cell(value: &Spanned<DeValue<'_>>, name: &str, found: &mut Findings) {
    match value.get_ref() {
        DeValue::String(_) => {}
        DeValue::Array(list) if !list.is_empty() && list.iter().all(|item| item.get_ref().is_str()) => {}
        DeValue::Table(inside) => shape(&Table::new(inside, value.span()), TEST, "a test", found),
        DeValue::Boolean(flag) => {
            let word = if *flag { "yes" } else { "no" };
            found.add(
                "wrong-shape",
                value.span(),
                format!("`{name}` is held against a word in quotes; write \"{word}\""),
            );
        }
        _ => found.add(
            "wrong-shape",
            value.span(),
            format!("`{name}` is held against a word in quotes, a list of words, or a test in curly brackets"),
        ),
    }
}

fn row(value: &Spanned<DeValue<'_>>, name: &str, found: &mut Findings) {
    let Some(table) = table(value) else {
        found.add(
            "wrong-shape",
            value.span(),
            format!("`{name}` takes columns in curly brackets: {{ step = \"answer\" }}"),
        );
        return;
    };
    for (column, value) in table.entries() {
        match self::table(value) {
            Some(inside) if !is_test(&inside) => row(value, &column.it, found),
            _ => cell(value, &column.it, found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Source;

    const INNER: Keys = &[must("id", Shape::Name, "its name"), may("to", Shape::Name, "where it leads")];
    const KEYS: Keys = &[
        must("title", Shape::Text, "what people see"),
        may("kind", Shape::OneOf(&["choice", "text"]), "the kind of answer"),
        may("when", Shape::Row, "earlier answers"),
        may("routes", Shape::List(INNER), "where it leads"),
        may("step", Shape::Tables(INNER), "steps"),
        may("ok", Shape::Flag, "a flag"),
    ];

    fn codes(text: &str) -> Vec<&'static str> {
        let mut found = Findings::new(Source::open("a.toml", text));
        let root = parse(text, &mut found);
        let table = Table::new(root.get_ref(), root.span());
        shape(&table, KEYS, "a strategy", &mut found);
        found.list.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn every_fault_of_shape_is_found_at_once() {
        let text = "titel = \"a\"\nkind = \"chioce\"\nok = \"yes\"\nroutes = [ { id = \"A b\" }, { to = \"x\" } ]\n[step]\nid = \"a\"\n";
        assert_eq!(
            codes(text),
            ["unknown-key", "wrong-shape", "wrong-shape", "wrong-shape", "missing-key", "wrong-shape"]
        );
    }

    #[test]
    fn a_sound_table_has_no_findings() {
        assert!(
            codes("title = \"a\"\nwhen = { x = \"y\", run.z = { not = [\"q\"] }, n = { at-least = 2 } }\nok = true\n")
                .is_empty()
        );
    }

    #[test]
    fn faults_of_form_are_in_our_words() {
        assert_eq!(codes("title = “a”\n"), ["no-quotes"]);
        assert_eq!(codes("title = \"a\"\ntitle = \"b\"\n"), ["twice"]);
        assert_eq!(codes("title = \"a\n"), ["not-toml"]);
        assert_eq!(codes("title = \"a\"\nwhen = { x = true }\n"), ["wrong-shape"]);
    }

    #[test]
    fn a_private_file_is_not_quoted() {
        assert_eq!(shown("lead-profesional", true), "`lead-profesional`");
        assert_eq!(shown("Jamie Bloggs said", true), "such name");
    }
}
