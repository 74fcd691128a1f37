//! A document as Markdown, for pasting into a case system. It reads well as plain text too.
//!
//! Every sign that would become markup has a backslash before it, so that what a person typed stays what they typed.

use std::fmt::Write as _;

use crate::render::document::Block;
use crate::render::document::Document;
use crate::render::document::Row;
use crate::render::document::label;
use crate::render::page::Lines;
use crate::render::page::lines;
use crate::render::page::one_line;
use crate::render::page::safe;

/// The document as Markdown.
pub(crate) fn markdown(document: &Document) -> String {
    let mut text = String::new();
    heading("#", &document.title, &mut text);
    for block in &document.blocks {
        match block {
            Block::Section(words) => heading("##", words, &mut text),
            Block::Part(words) => heading("###", words, &mut text),
            Block::Words(words) | Block::Between(words) => paragraphs("", words, "", &mut text),
            Block::Rows(list) => rows(list, "", &mut text),
            Block::Numbered(entries) => {
                for (place, (words, list)) in entries.iter().enumerate() {
                    let mark = format!("{}. ", place + 1);
                    let _ = writeln!(text, "{mark}{}\n", escaped(words));
                    rows(list, &" ".repeat(mark.len()), &mut text);
                }
            }
            Block::Exactly(words) => exactly(&one_line(words), &mut text),
        }
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn heading(mark: &str, words: &str, text: &mut String) {
    let _ = writeln!(text, "{mark} {}\n", escaped(words));
}

/// Between two fences it is shown as it stands: there, a backslash would be one. No run of signs in it is a fence.
fn exactly(words: &str, text: &mut String) {
    let longest = words.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    let _ = writeln!(text, "{fence}\n{words}\n{fence}\n");
}

fn rows(rows: &[Row], indent: &str, text: &mut String) {
    for row in rows {
        paragraphs(&format!("**{}**", escaped(&label(row))), &row.text, indent, text);
    }
}

/// Paragraphs and lists, with a label before the first of them or above it.
fn paragraphs(label: &str, words: &str, indent: &str, text: &mut String) {
    let words = safe(words);
    let lines = lines(&words);
    let mut label = label;
    if !label.is_empty() && !matches!(lines.as_slice(), [Lines::Words(_), ..]) {
        let _ = writeln!(text, "{indent}{label}\n");
        label = "";
    }
    for one in lines {
        match one {
            Lines::Words(line) => {
                let space = if label.is_empty() { "" } else { " " };
                let _ = writeln!(text, "{indent}{label}{space}{}\n", escaped(line));
                label = "";
            }
            Lines::List(entries) => {
                for entry in entries {
                    let _ = writeln!(text, "{indent}- {}", escaped(entry));
                }
                text.push('\n');
            }
        }
    }
}

/// Words on one line, of which nothing is markup.
fn escaped(words: &str) -> String {
    let words = one_line(words);
    let mut text = String::with_capacity(words.len() + 8);
    // At the start of a line a number, a dash or a plus would begin a list, and an equals sign would underline.
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, sign) in words.char_indices() {
        let rest = &words[at + sign.len_utf8()..];
        let is_markup = match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '<' | '>' | '#' | '|' | '~' | '$' | '^' | '@' => true,
            '&' => rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#'),
            // Addresses that some programs make links of.
            ':' => at == 0 || rest.starts_with(|c: char| c.is_alphabetic() || c == '/'),
            '.' if words[..at].to_ascii_lowercase().ends_with("www") => true,
            '-' | '+' | '=' => at == 0,
            '.' | ')' => at > 0 && at == digits,
            _ => false,
        };
        if is_markup {
            text.push('\\');
        }
        text.push(sign);
    }
    text
}
