//! One file for a browser and for paper: nothing in it runs, and nothing is fetched for it.
//!
//! Whatever is said stands between tags as text, through [`escaped`]. No attribute holds any of it.

use std::fmt::Write as _;

use crate::render::page::Lines;
use crate::render::page::lines;
use crate::render::page::one_line;
use crate::render::page::safe;
use crate::render::page::wrapped;
use crate::strategy::digest;

/// How it looks, on a screen and on A4.
const STYLE: &str = include_str!("style.css");

/// How many signs above a bar fit on a line of a narrow screen.
const ABOVE_A_BAR: usize = 36;

/// A file that is put together from top to bottom.
#[derive(Debug)]
pub(crate) struct Html {
    title: String,
    sheet: String,
    body: String,
    pictures: usize,
}

/// How deep a heading stands below the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Section,
    Part,
}

/// A bar of a picture.
#[derive(Debug)]
pub(crate) struct Bar {
    /// What it is of.
    pub(crate) label: String,
    /// The figure in words.
    pub(crate) figure: String,
    /// How long it is, in hundredths of the longest that there can be.
    pub(crate) length: usize,
}

impl Html {
    /// A file with a title. `sheet` stands at the top of each sheet of paper.
    pub(crate) fn new(title: &str, sheet: &str) -> Self {
        let mut html = Self { title: one_line(title), sheet: one_line(sheet), body: String::new(), pictures: 0 };
        html.element("h1", title);
        html
    }

    pub(crate) fn heading(&mut self, depth: Depth, words: &str) {
        self.element(if depth == Depth::Section { "h2" } else { "h3" }, words);
    }

    /// Paragraphs and lists. Each is its own piece of writing, from left to right or from right to left.
    pub(crate) fn words(&mut self, words: &str) {
        for one in lines(&safe(words)) {
            match one {
                Lines::Words(line) => self.element("p", line),
                Lines::List(entries) => {
                    self.body.push_str("<ul>\n");
                    for entry in entries {
                        self.element("li", entry);
                    }
                    self.body.push_str("</ul>\n");
                }
            }
        }
    }

    /// What is to be typed or compared letter by letter.
    pub(crate) fn exactly(&mut self, words: &str) {
        self.element("pre", words);
    }

    /// A list of numbers, and under each what `put` puts there.
    pub(crate) fn numbered<T>(&mut self, entries: &[T], mut put: impl FnMut(&T, &mut Self)) {
        self.body.push_str("<ol>\n");
        for entry in entries {
            self.body.push_str("<li>");
            put(entry, self);
            self.body.push_str("</li>\n");
        }
        self.body.push_str("</ol>\n");
    }

    /// A table: the names of its columns, if it has them, and rows that begin with what they are of.
    ///
    /// On a narrow screen each cell stands above the next; the roles keep it a table for whoever hears it.
    pub(crate) fn table(&mut self, columns: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        self.body.push_str("<table role=\"table\">\n");
        if !columns.is_empty() {
            self.body.push_str("<thead role=\"rowgroup\"><tr role=\"row\">");
            for column in columns {
                let _ = write!(self.body, "<th role=\"columnheader\" scope=\"col\">{}</th>", escaped(column));
            }
            self.body.push_str("</tr></thead>\n");
        }
        self.body.push_str("<tbody role=\"rowgroup\">\n");
        for row in rows {
            let (first, rest) = row.split_first().map_or(("", &row[..]), |(first, rest)| (first.as_str(), rest));
            let first = escaped(&one_line(first));
            let _ =
                write!(self.body, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" dir=\"auto\">{first}</th>");
            for cell in rest {
                self.body.push_str("<td role=\"cell\">");
                self.words(cell);
                self.body.push_str("</td>");
            }
            self.body.push_str("</tr>\n");
        }
        self.body.push_str("</tbody></table>\n");
    }

    /// A part with bars, what each is of above it, and a table of the same figures below.
    pub(crate) fn bars(&mut self, title: &str, columns: [&str; 2], bars: &[Bar]) {
        if bars.is_empty() {
            return;
        }
        self.heading(Depth::Part, title);
        self.pictures += 1;
        let number = self.pictures;
        let all: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.figure)).collect();
        let (name, says) = (escaped(&one_line(title)), escaped(&one_line(&all.join("; "))));
        // In tenths of the size of the letters, so that a picture grows with them.
        let em = |tenths: usize| format!("{}.{}em", tenths / 10, tenths % 10);
        let mut drawn = String::new();
        let mut top = 0;
        for bar in bars {
            for line in wrapped(&format!("{}: {}", one_line(&bar.label), bar.figure), ABOVE_A_BAR, "", "") {
                let _ = writeln!(drawn, "<text x=\"0\" y=\"{}\">{}</text>", em(top + 10), escaped(&line));
                top += 13;
            }
            let (at, length) = (em(top + 1), bar.length.min(100));
            let _ = writeln!(
                drawn,
                "<rect class=\"whole\" x=\"0\" y=\"{at}\" width=\"100%\" height=\"0.8em\"/>\
                 <rect x=\"0\" y=\"{at}\" width=\"{length}%\" height=\"0.8em\"/>"
            );
            top += 18;
        }
        let _ = write!(
            self.body,
            "<figure>\n<svg role=\"img\" aria-labelledby=\"title-{number} says-{number}\" width=\"100%\" \
             height=\"{}\">\n<title id=\"title-{number}\">{name}</title>\n<desc id=\"says-{number}\">{says}</desc>\n{drawn}",
            em(top)
        );
        self.body.push_str("</svg>\n");
        let rows: Vec<Vec<String>> = bars.iter().map(|bar| vec![bar.label.clone(), bar.figure.clone()]).collect();
        self.table(&columns, &rows);
        self.body.push_str("</figure>\n");
    }

    /// The whole file.
    pub(crate) fn text(self) -> String {
        // Letters, digits and a few signs that end no text in a style.
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | ',' | '.' | ':');
        let sheet: String = self.sheet.chars().filter(plain).collect();
        let style = format!("{STYLE}@page {{ @top-left {{ content: \"{sheet}\" }} }}\n");
        let digest = base64(&digest(style.as_bytes()));
        let policy = format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
        let title = escaped(&self.title);
        let body = self.body;
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

    fn element(&mut self, tag: &str, words: &str) {
        let _ = writeln!(self.body, "<{tag} dir=\"auto\">{}</{tag}>", escaped(&one_line(words)));
    }
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
