//! A document as one page for a browser and for paper: nothing in it runs, and nothing is fetched for it.
//!
//! Whatever is said stands between tags as text, through [`escaped`]. No attribute holds any of it.

use std::fmt::Write as _;

use crate::render::document::Block;
use crate::render::document::Document;
use crate::render::document::Lines;
use crate::render::document::Row;
use crate::render::document::label;
use crate::render::document::lines;
use crate::render::page::one_line;
use crate::render::page::safe;
use crate::strategy::digest;

/// How it looks, on a screen and on A4.
const STYLE: &str = include_str!("page.css");

/// The document as a page.
pub(crate) fn html(document: &Document) -> String {
    let mut body = String::new();
    element("h1", &document.title, &mut body);
    for block in &document.blocks {
        match block {
            Block::Section(words) => element("h2", words, &mut body),
            Block::Part(words) => element("h3", words, &mut body),
            Block::Words(words) | Block::Between(words) => paragraphs(words, &mut body),
            Block::Rows(list) => rows(list, &mut body),
            Block::Numbered(entries) => {
                body.push_str("<ol>\n");
                for (words, list) in entries {
                    body.push_str("<li>");
                    paragraphs(words, &mut body);
                    rows(list, &mut body);
                    body.push_str("</li>\n");
                }
                body.push_str("</ol>\n");
            }
            Block::Exactly(words) => element("pre", words, &mut body),
        }
    }
    page(&document.title, &document.sheet, &body)
}

/// A whole page: its title, what the top of every sheet of paper says, and what is in it.
fn page(title: &str, sheet: &str, body: &str) -> String {
    // Letters, digits and a few signs that end no text in a style.
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | ',' | '.' | ':');
    let sheet: String = one_line(sheet).chars().filter(plain).collect();
    let style = format!("{STYLE}@page {{ @top-left {{ content: \"{sheet}\" }} }}\n");
    let digest = base64(&digest(style.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    let title = escaped(&one_line(title));
    format!(
        r#"<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"#
    )
}

fn rows(rows: &[Row], body: &mut String) {
    if rows.is_empty() {
        return;
    }
    // Each label stands above its text on a narrow screen; the roles keep it a table for whoever hears it.
    body.push_str("<table role=\"table\">\n");
    for row in rows {
        let label = escaped(&label(row));
        let _ = write!(
            body,
            "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" dir=\"auto\">{label}</th><td role=\"cell\">"
        );
        paragraphs(&row.text, body);
        body.push_str("</td></tr>\n");
    }
    body.push_str("</table>\n");
}

/// Paragraphs and lists. Each is its own piece of writing, from left to right or from right to left.
fn paragraphs(words: &str, body: &mut String) {
    for one in lines(&safe(words)) {
        match one {
            Lines::Words(line) => element("p", line, body),
            Lines::List(entries) => {
                body.push_str("<ul>\n");
                for entry in entries {
                    element("li", entry, body);
                }
                body.push_str("</ul>\n");
            }
        }
    }
}

fn element(tag: &str, words: &str, body: &mut String) {
    let _ = writeln!(body, "<{tag} dir=\"auto\">{}</{tag}>", escaped(&one_line(words)));
}

/// Words that a browser shows as they are, wherever they stand.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for sign in safe(words).chars() {
        match sign {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            other => text.push(other),
        }
    }
    text
}

/// A digest in the letters in which a policy names it, from the letters in which the rest of the world does.
fn base64(hexadecimal: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<usize> = hexadecimal.chars().filter_map(|sign| sign.to_digit(16)).map(|it| it as usize).collect();
    let mut text = String::new();
    // Three digits of four bits are two letters of six.
    for three in digits.chunks(3) {
        let bits = (0..3).fold(0, |bits, place| bits << 4 | three.get(place).copied().unwrap_or(0));
        text.push(char::from(LETTERS[bits >> 6]));
        text.push(if three.len() > 1 { char::from(LETTERS[bits & 63]) } else { '=' });
    }
    text.extend(std::iter::repeat_n('=', (4 - text.len() % 4) % 4));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_as_policies_have_it() {
        // From the command line: printf abc | openssl dgst -sha256 -binary | base64
        assert_eq!(base64(&digest(b"abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
