//! One thing wrong in one file, and where.

mod code;

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::AnnotationKind;
use annotate_snippets::Level;
use annotate_snippets::Renderer;
use annotate_snippets::Snippet;
use serde_json::Value;
use serde_json::json;

pub use code::CODES;
pub use code::Code;
pub use code::all as codes;
pub use code::document;
pub use code::explain;

/// The text of one file that a person wrote.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file as the person knows it.
    pub name: String,
    /// Its whole text.
    pub text: String,
    /// True for answers: no part of the text may be shown again in a finding.
    pub private: bool,
}

impl Source {
    /// A file whose lines may be quoted: a strategy, or settings.
    pub fn open(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), private: false }
    }

    /// A file that holds what somebody said: findings give the line and never the words.
    pub fn private(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), private: true }
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let mut end = byte.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[start..].chars().count() + 1)
    }
}

/// One thing wrong in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A short name in kebab-case that stays the same from version to version.
    pub code: &'static str,
    /// The bytes it is about.
    pub span: Range<usize>,
    /// What is wrong, and what to write instead.
    pub says: String,
    /// True for a remark that does not make the file unusable.
    pub note: bool,
}

/// Nobody mends more than this in one go.
const MOST_SHOWN: usize = 50;
/// More than this is not even kept: a file that is all faults takes no more time and room than one with many.
const MOST_KEPT: usize = 1000;
/// More names than this are not looked through for the one that was meant.
const MOST_MEANT: usize = 500;

/// Everything found wrong in one file, in file order.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The file.
    pub source: Source,
    /// What is wrong in it.
    pub list: Vec<Finding>,
}

impl Findings {
    /// A file in which nothing is wrong so far.
    pub fn new(source: Source) -> Self {
        Self { source, list: Vec::new() }
    }

    /// Adds something that makes the file unusable.
    pub fn add(&mut self, code: &'static str, span: Range<usize>, says: impl Into<String>) {
        self.push(code, span, &says.into(), false);
    }

    /// Adds a remark.
    pub fn note(&mut self, code: &'static str, span: Range<usize>, says: impl Into<String>) {
        self.push(code, span, &says.into(), true);
    }

    fn push(&mut self, code: &'static str, span: Range<usize>, says: &str, note: bool) {
        debug_assert!(explain(code).is_some(), "{code} is not explained anywhere");
        if self.is_full() {
            return;
        }
        let says = says.chars().filter(|c| !c.is_control() && !is_hidden(*c)).collect();
        self.list.push(Finding { code, span, says, note });
    }

    /// True if so much is wrong that no more is looked for.
    pub fn is_full(&self) -> bool {
        self.list.len() >= MOST_KEPT
    }

    /// True if nothing makes the file unusable.
    pub fn is_clean(&self) -> bool {
        self.list.iter().all(|finding| finding.note)
    }

    /// The file as it may be printed.
    pub fn name(&self) -> String {
        shown_path(Path::new(&self.source.name))
    }

    /// How many findings make the file unusable.
    pub fn faults(&self) -> usize {
        self.list.iter().filter(|finding| !finding.note).count()
    }

    /// The findings in file order, as a person reads them.
    pub fn text(&self, width: usize) -> String {
        let mut list = self.list.clone();
        list.sort_by_key(|finding| (finding.span.start, finding.span.end));
        let mut out = String::new();
        for finding in list.iter().take(MOST_SHOWN) {
            let (line, column) = self.source.line_column(finding.span.start);
            let name = self.name();
            let says = if finding.note { format!("note: {}", finding.says) } else { finding.says.clone() };
            if self.source.private {
                let _ = writeln!(out, "{name}:{line}: {says} [{}]", finding.code);
            } else {
                let _ = writeln!(out, "{name}:{line}:{column}: {says} [{}]", finding.code);
                out.push_str(&self.excerpt(finding, width));
            }
        }
        if list.len() > MOST_SHOWN {
            let _ = writeln!(out, "and {} more: mend these first", list.len() - MOST_SHOWN);
        }
        out
    }

    /// The findings in file order, for a program that reads them.
    pub fn json(&self) -> Value {
        let mut list = self.list.clone();
        list.sort_by_key(|finding| (finding.span.start, finding.span.end));
        let one = |finding: &Finding| {
            let (line, column) = self.source.line_column(finding.span.start);
            let (end_line, end_column) = self.source.line_column(finding.span.end);
            json!({
                "code": finding.code,
                "note": finding.note,
                "line": line,
                "column": column,
                "end-line": end_line,
                "end-column": end_column,
                "says": finding.says,
            })
        };
        json!({
            "file": self.name(),
            "sound": self.is_clean(),
            "findings": list.iter().map(one).collect::<Vec<_>>(),
        })
    }

    /// The line a finding is about, with carets under the words.
    fn excerpt(&self, finding: &Finding, width: usize) -> String {
        let text: String = printable(&self.source.text);
        let end = finding.span.end.min(text.len());
        let start = finding.span.start.min(end);
        if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            return String::new();
        }
        // A span over many lines says no more than its first line does.
        let end = text[start..end].find('\n').map_or(end, |at| start + at);
        let snippet = Snippet::source(text).annotation(AnnotationKind::Primary.span(start..end));
        let group = Level::ERROR.no_name().primary_title("").element(snippet);
        let drawn = Renderer::plain().term_width(width).render(&[group]);
        let mut out = String::new();
        for line in drawn.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '|'))
        {
            if line.trim() != "|" {
                let _ = writeln!(out, "  {line}");
            }
        }
        out
    }
}

/// The same text, byte for byte as long, without anything that moves a cursor or turns the direction of writing.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\n' => out.push(c),
            c if c.is_control() || is_hidden(c) => out.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => out.push(c),
        }
    }
    out
}

/// The same words on one line: nothing in them begins a line of its own, moves a cursor, turns the direction of writing,
/// or is not seen.
pub fn one_line(text: &str) -> String {
    let seen = text.chars().map(|c| if is_break(c) { ' ' } else { c }).filter(|c| !(c.is_control() || is_hidden(*c)));
    seen.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a file as it may be printed: on one line, with a question mark for what is no letter.
pub fn shown_path(path: &Path) -> String {
    let sign = |c: char| if c.is_control() || is_hidden(c) || is_break(c) { '?' } else { c };
    path.display().to_string().chars().map(sign).collect()
}

/// What ends a line, or may be taken for such an end.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters that change how other text is shown, and show nothing themselves.
pub fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The candidate that a person most likely meant, if one is near enough.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .take(MOST_MEANT)
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(word.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "`a`, `b` or `c`", for saying what may stand in a place.
pub fn or_list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_not_bytes() {
        let source = Source::open("a.toml", "é = 1\nab = 2\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(3), (1, 3));
        assert_eq!(source.line_column(7), (2, 1));
        assert_eq!(source.line_column(999), (3, 1));
    }

    #[test]
    fn an_open_file_is_quoted_and_a_private_one_is_not() {
        let mut open = Findings::new(Source::open("a.toml", "titel = \"secret words\"\n"));
        open.add("unknown-key", 0..5, "there is no `titel`");
        let text = open.text(80);
        assert!(text.contains("a.toml:1:1: there is no `titel` [unknown-key]"), "{text}");
        assert!(text.contains("secret words") && text.contains("^^^^^"), "{text}");

        let mut private = Findings::new(Source::private("b.toml", "titel = \"secret words\"\n"));
        private.add("unknown-key", 0..5, "there is no such answer");
        assert!(!private.text(80).contains("secret"));
    }

    #[test]
    fn nothing_of_a_file_moves_a_cursor() {
        let nasty = "a = \"\u{1b}[31m\u{9b}2J\u{202e}txt\r\"\n";
        let mut found = Findings::new(Source::open("n\u{1b}.toml", nasty));
        found.add("wrong-shape", 0..1, "the key `\u{1b}[2J\u{202e}` is not one");
        let all = format!("{}{}", found.text(80), found.json());
        assert!(all.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c))), "{all:?}");
    }

    #[test]
    fn a_program_reads_the_place_and_the_code() {
        let mut found = Findings::new(Source::open("a.toml", "x = 1\ntitel = 2\n"));
        found.add("unknown-key", 6..11, "there is no `titel`");
        found.note("unset", 0..1, "no days");
        let json = found.json();
        assert_eq!(json["sound"], false);
        assert_eq!(json["findings"][0]["note"], true);
        assert_eq!(json["findings"][1]["code"], "unknown-key");
        assert_eq!((&json["findings"][1]["line"], &json["findings"][1]["end-column"]), (&json!(2), &json!(6)));
    }

    #[test]
    fn what_was_meant_is_near() {
        assert_eq!(did_you_mean("titel", ["title", "id"]), Some("title"));
        assert_eq!(did_you_mean("banana", ["title", "id"]), None);
        assert_eq!(or_list(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
