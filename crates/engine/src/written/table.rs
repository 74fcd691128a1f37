//! A table whose shape has been checked: asking it for a value cannot go wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::finding::one_line;

/// A word with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub it: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// One table of a file, with the place of its header.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    inside: &'a DeTable<'a>,
    /// Where it stands: its header, or its curly brackets.
    pub span: Range<usize>,
}

impl<'a> Table<'a> {
    /// A table that has been checked, or whose reader expects anything.
    pub fn new(inside: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self { inside, span }
    }

    /// The value under a key.
    pub fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.inside.get(key)
    }

    /// Every key with its place and its value, in file order.
    pub fn entries(&self) -> impl Iterator<Item = (Word, &'a Spanned<DeValue<'a>>)> {
        self.inside.iter().map(|(key, value)| (word(key.get_ref(), key.span()), value))
    }

    /// True if the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The place of a key, or of the table if it is not there.
    pub fn place(&self, key: &str) -> Range<usize> {
        self.inside
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map_or_else(|| self.span.clone(), |(name, _)| name.span())
    }

    /// A name, or words as they stand.
    pub fn word(&self, key: &str) -> Option<Word> {
        let value = self.value(key)?;
        value.get_ref().as_str().map(|text| word(text, value.span()))
    }

    /// One word or several.
    pub fn words(&self, key: &str) -> Vec<Word> {
        self.value(key).map(words).unwrap_or_default()
    }

    /// Words for a person: folded to paragraphs.
    pub fn text(&self, key: &str) -> Option<String> {
        self.word(key).map(|word| folded(&word.it))
    }

    /// Words for a person, on one line.
    pub fn line(&self, key: &str) -> Option<String> {
        self.word(key).map(|word| one_line(&word.it))
    }

    /// A day, as it is written.
    pub fn day(&self, key: &str) -> Option<String> {
        Some(self.value(key)?.get_ref().as_datetime()?.to_string())
    }

    /// `true`, or false if it is not there.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.value(key)?.get_ref().as_bool()
    }

    /// A whole number.
    pub fn count(&self, key: &str) -> Option<i64> {
        self.value(key).and_then(count)
    }

    /// The tables under `[[key]]`, or in a list of curly brackets, or the one in curly brackets.
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Table(inside) => vec![Table::new(inside, value.span())],
            DeValue::Array(list) => list.iter().filter_map(table).collect(),
            _ => Vec::new(),
        }
    }

    /// The one table under `[key]`.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        self.value(key).and_then(table)
    }
}

/// A value that is a table, as one.
pub fn table<'a>(value: &'a Spanned<DeValue<'a>>) -> Option<Table<'a>> {
    match value.get_ref() {
        DeValue::Table(inside) => Some(Table::new(inside, value.span())),
        _ => None,
    }
}

/// A value that is a whole number, as one.
pub fn count(value: &Spanned<DeValue<'_>>) -> Option<i64> {
    let number = value.get_ref().as_integer()?;
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

/// One word or several, each with its place.
pub fn words(value: &Spanned<DeValue<'_>>) -> Vec<Word> {
    match value.get_ref() {
        DeValue::Array(list) => {
            list.iter().filter_map(|item| Some(word(item.get_ref().as_str()?, item.span()))).collect()
        }
        other => other.as_str().map(|text| vec![word(text, value.span())]).unwrap_or_default(),
    }
}

fn word(text: &str, span: Range<usize>) -> Word {
    Word { it: text.to_owned(), span }
}

/// Line breaks inside a text are spaces; an empty line starts a paragraph.
pub fn folded(text: &str) -> String {
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            paragraphs.push(Vec::new());
        } else if let Some(last) = paragraphs.last_mut() {
            last.extend(line.split_whitespace());
        }
    }
    let paragraphs: Vec<String> =
        paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()).map(|paragraph| paragraph.join(" ")).collect();
    paragraphs.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_to_paragraphs() {
        assert_eq!(folded("  one\n two\n\n\n three "), "one two\n\nthree");
        assert_eq!(folded(""), "");
    }
}
