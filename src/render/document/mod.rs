//! What is said of a record or a case, from top to bottom, before anybody has decided how it is shown.
//!
//! One value, drawn as text, as Markdown and as a page for a browser and for paper. Whatever comes from a file is put
//! in as it is; each drawing makes it harmless in its own way.

mod html;
mod markdown;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use html::html;
pub(crate) use markdown::markdown;
pub(crate) use text::text;

/// How a document is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// For a screen of this width.
    Text(usize),
    /// For pasting elsewhere.
    Markdown,
    /// For a browser and for paper.
    Html,
}

/// A title, and what stands below it.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    title: String,
    /// What every heading under the title says first.
    before: &'static str,
    /// What the top of every sheet of paper says.
    sheet: String,
    blocks: Vec<Block>,
}

/// One thing in a document.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// The heading of a section.
    Section(String),
    /// The heading of a part of a section.
    Part(String),
    /// A paragraph, or one on each line.
    Words(String),
    /// Labels, each with what it says.
    Rows(Vec<Row>),
    /// Numbered entries, each with rows of its own.
    Numbered(Vec<(String, Vec<Row>)>),
    /// What is to be typed or compared letter by letter.
    Exactly(String),
    /// What stands between sections, and belongs to neither.
    Between(String),
}

/// A label and what it says. A line of it that begins with a dash is an entry of a list.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) text: String,
    /// True if it may be shortened on a screen, and then stands whole below.
    pub(crate) free: bool,
}

impl Row {
    /// Words that are never shortened.
    pub(crate) fn own(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into(), free: false }
    }

    /// Words that may be too long for a screen.
    pub(crate) fn free(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into(), free: true }
    }
}

impl Document {
    /// An empty document. What was held to practise says so in every heading.
    pub(crate) fn new(practice: bool, title: &str, sheet: &str) -> Self {
        let (first, before) = if practice { ("PRACTICE, not a real case: ", "PRACTICE: ") } else { ("", "") };
        Self { title: format!("{first}{title}"), before, sheet: format!("{before}{sheet}"), blocks: Vec::new() }
    }

    pub(crate) fn section(&mut self, heading: &str) {
        self.blocks.push(Block::Section(format!("{}{heading}", self.before)));
    }

    pub(crate) fn part(&mut self, heading: &str) {
        self.blocks.push(Block::Part(format!("{}{heading}", self.before)));
    }

    pub(crate) fn words(&mut self, words: &str) {
        self.blocks.push(Block::Words(words.to_owned()));
    }

    pub(crate) fn exactly(&mut self, words: &str) {
        self.blocks.push(Block::Exactly(words.to_owned()));
    }

    pub(crate) fn between(&mut self, words: &str) {
        self.blocks.push(Block::Between(words.to_owned()));
    }

    /// Adds a row to those just above it.
    pub(crate) fn row(&mut self, row: Row) {
        match self.blocks.last_mut() {
            Some(Block::Rows(rows)) => rows.push(row),
            _ => self.blocks.push(Block::Rows(vec![row])),
        }
    }

    pub(crate) fn numbered(&mut self, entries: Vec<(String, Vec<Row>)>) {
        self.blocks.push(Block::Numbered(entries));
    }

    /// The document as somebody wants to have it.
    pub(crate) fn drawn(&self, drawn: Drawn) -> String {
        match drawn {
            Drawn::Text(width) => text(self, width),
            Drawn::Markdown => markdown(self),
            Drawn::Html => html(self),
        }
    }
}

/// A label as it stands before its text.
fn label(row: &Row) -> String {
    let words = crate::render::page::one_line(&row.label);
    if words.ends_with(['?', ':', '.']) { words } else { format!("{words}:") }
}
