//! Lines that end at words: the one place where text is laid out, and where nothing unseen gets through.

use textwrap::Options;
use textwrap::WordSplitter;
use textwrap::core::display_width;

use crate::finding::is_hidden;
pub(crate) use crate::finding::one_line;

/// Narrower than this, words are broken rather than lines kept.
const NARROWEST: usize = 20;
/// The width of a window of which nobody knows how wide it is.
const USUAL: usize = 80;
/// Wider than this, lines are hard to read.
const WIDEST: usize = 100;
/// Below this width a label stands above its text and not beside it.
const BESIDE: usize = 72;

/// The same text without anything that moves a cursor, turns the direction of writing, or is not seen.
pub fn safe(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|&c| c == '\n' || !(c.is_control() || is_hidden(c)))
        .collect()
}

/// The same words with a capital letter first.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The lines of a text, none of them wider than this. Under a dash, the next line begins where its words do.
pub(crate) fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let text = safe(text);
    let mut lines = Vec::new();
    for (place, line) in text.trim_end().split('\n').enumerate() {
        let hang = if line.starts_with("- ") { format!("{rest}  ") } else { rest.to_owned() };
        let options = Options::new(width)
            .initial_indent(if place == 0 { first } else { rest })
            .subsequent_indent(&hang)
            .word_splitter(WordSplitter::NoHyphenation);
        lines.extend(textwrap::wrap(line, options).iter().map(|line| line.trim_end().to_owned()));
    }
    lines
}

/// Lines that were not laid out for a narrow window, so that no word is cut at its edge. Where there is no window, a
/// program may read them, and they stay as they are: it then counts as one of this width.
pub fn in_window(text: &str, width: usize) -> String {
    if width >= USUAL {
        return text.to_owned();
    }
    let width = width.max(NARROWEST);
    let laid_out = |line: &str| {
        let words = line.trim_start_matches(' ');
        let indent = &line[..line.len() - words.len()];
        if display_width(line) <= width { line.to_owned() } else { wrapped(words, width, indent, indent).join("\n") }
    };
    text.split('\n').map(laid_out).collect::<Vec<_>>().join("\n")
}

/// The lines of a text: those that follow each other with dashes are one list.
pub(crate) enum Lines<'a> {
    Words(&'a str),
    List(Vec<&'a str>),
}

pub(crate) fn lines(text: &str) -> Vec<Lines<'_>> {
    let mut all: Vec<Lines<'_>> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("- "), all.last_mut()) {
            (Some(entry), Some(Lines::List(list))) => list.push(entry),
            (Some(entry), _) => all.push(Lines::List(vec![entry])),
            (None, _) => all.push(Lines::Words(line)),
        }
    }
    all
}

/// Text of one width, from top to bottom.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    width: usize,
    lines: Vec<String>,
}

impl Page {
    pub(crate) fn new(width: usize) -> Self {
        Self { width: width.clamp(NARROWEST, WIDEST), lines: Vec::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many lines there are so far.
    pub(crate) fn height(&self) -> usize {
        self.lines.len()
    }

    /// Another page under this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// An empty line, unless the last one is empty already.
    pub(crate) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// A heading, with an empty line before it.
    pub(crate) fn heading(&mut self, indent: usize, text: &str) {
        self.gap();
        self.put(indent, &one_line(text));
    }

    /// A paragraph or several.
    pub(crate) fn put(&mut self, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        self.lines.extend(wrapped(text, self.width, &indent, &indent));
    }

    /// An entry of a list, with its mark.
    pub(crate) fn item(&mut self, indent: usize, mark: &str, text: &str) {
        let first = format!("{}{mark} ", " ".repeat(indent));
        let rest = " ".repeat(display_width(&first));
        self.lines.extend(wrapped(text, self.width, &first, &rest));
    }

    /// Where the text beside a label begins.
    fn beside(&self, indent: usize, column: usize) -> Option<usize> {
        (self.width >= BESIDE).then_some(indent + column)
    }

    /// The width that is left for a text beside or under its label.
    pub(crate) fn room(&self, indent: usize, column: usize) -> usize {
        self.width - self.beside(indent, column).unwrap_or(indent + 2)
    }

    /// A label and a text: side by side if the page is wide enough.
    pub(crate) fn row(&mut self, indent: usize, column: usize, label: &str, text: &str) {
        let mut label = one_line(label);
        if !label.ends_with(['?', ':', '.']) {
            label.push(':');
        }
        let label = format!("{}{label}", " ".repeat(indent));
        let at = self.beside(indent, column).unwrap_or(indent + 2);
        let rest = " ".repeat(at);
        let taken = display_width(&label);
        if self.beside(indent, column).is_some() && taken < at {
            let first = format!("{label}{}", " ".repeat(at - taken));
            self.lines.extend(wrapped(text, self.width, &first, &rest));
        } else {
            self.lines.extend(wrapped(&label, self.width, "", &" ".repeat(indent)));
            self.lines.extend(wrapped(text, self.width, &rest, &rest));
        }
    }

    /// The page as text, with a line feed at its end.
    pub(crate) fn text(self) -> String {
        let mut text = self.lines.join("\n");
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_label_stands_beside_its_text_or_above_it() {
        let mut page = Page::new(80);
        page.row(0, 8, "Why", "Re-think has not settled it.");
        assert_eq!(page.text(), "Why:    Re-think has not settled it.\n");
        let mut page = Page::new(30);
        page.row(0, 8, "Why", "Re-think has not settled PCC-48213.");
        assert_eq!(page.text(), "Why:\n  Re-think has not settled\n  PCC-48213.\n");
    }

    proptest! {
        #[test]
        fn nothing_is_wider_and_nothing_unseen_gets_through(text in "\\PC*|(?s).{0,200}", width in 20usize..110) {
            let mut page = Page::new(width);
            page.heading(0, &text);
            page.put(2, &text);
            page.item(2, "-", &text);
            page.row(2, 12, "Label", &text);
            page.row(0, 12, &text, "words");
            let text = page.text();
            for line in text.lines() {
                prop_assert!(display_width(line) <= width, "{line:?}");
            }
            let clean = text.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c)));
            prop_assert!(clean);
        }
    }
}
