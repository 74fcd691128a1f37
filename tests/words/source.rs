//! The strings in Rust source, and those of the program that are messages.

use std::collections::BTreeSet;
use std::fs;

use crate::words::Sort;
use crate::words::Text;
use crate::words::files;
use crate::words::named;
use crate::words::root;

/// Strings with a space and a letter that are no messages: the file, how the string begins, and what it is.
const NO_MESSAGES: &[(&str, &str, &str)] = &[
    ("crates/engine/src/written/mod.rs", "duplicate key", "looked for in what the TOML reader says"),
    ("crates/engine/src/written/mod.rs", "must be quoted", "looked for in what the TOML reader says"),
    ("crates/engine/src/written/mod.rs", "invalid date", "looked for in what the TOML reader says"),
    ("crates/engine/src/written/mod.rs", "invalid time", "looked for in what the TOML reader says"),
    ("crates/engine/src/written/mod.rs", "inline table", "looked for in what the TOML reader says"),
    ("crates/engine/src/written/mod.rs", "expected `=`", "looked for in what the TOML reader says"),
    ("src/draw/dot.rs", "", "the language of a picture, not words of ours"),
    ("src/draw/mermaid.rs", "", "the language of a picture, not words of ours"),
    ("src/render/html.rs", "", "the language of browsers, not words of ours"),
    ("crates/engine/src/calendar/words.rs", "%", "how a day is put in words"),
    ("src/render/lists.rs", "%", "how a day is put in words"),
    ("src/render/status.rs", "%", "how a day is put in words"),
    ("src/record/file.rs", "format = ", "how a record begins"),
    ("crates/engine/src/caution/born.rs", "meeting meetings", "words looked for beside a day"),
    ("crates/engine/src/caution/edges.rs", "nhs nhsno", "words looked for before a number"),
];

/// One string of a source file.
struct Literal {
    line: usize,
    text: String,
}

/// Reads Rust source as far as its strings: comments, attributes and what is compiled for tests only are left out.
struct Scanner<'a> {
    code: &'a [u8],
    at: usize,
    found: Vec<Literal>,
    /// Modules that are compiled for tests only and have a file of their own.
    only_tests: Vec<String>,
}

impl<'a> Scanner<'a> {
    fn new(code: &'a str) -> Self {
        Self { code: code.as_bytes(), at: 0, found: Vec::new(), only_tests: Vec::new() }
    }

    fn rest(&self) -> &'a [u8] {
        &self.code[self.at.min(self.code.len())..]
    }

    fn begins(&self, with: &str) -> bool {
        self.rest().starts_with(with.as_bytes())
    }

    fn here(&self) -> u8 {
        self.rest().first().copied().unwrap_or(0)
    }

    fn slice(&self, from: usize, to: usize) -> String {
        String::from_utf8(self.code[from..to].to_vec()).unwrap()
    }

    fn scan(mut self) -> Self {
        while self.at < self.code.len() {
            if self.begins("#[") || self.begins("#![") {
                self.attribute();
            } else {
                self.token();
            }
        }
        self
    }

    /// Moves past one comment, string, character, name or sign.
    fn token(&mut self) {
        let name = self.rest().iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let after = self.rest()[name..].first().copied().unwrap_or(0);
        match self.here() {
            b'/' if self.begins("//") => {
                self.at += self.rest().iter().position(|b| *b == b'\n').unwrap_or(self.rest().len());
            }
            b'/' if self.begins("/*") => self.block_comment(),
            b'"' => self.string(),
            b'\'' => self.character(),
            _ if name > 0 => {
                let prefix = self.slice(self.at, self.at + name);
                self.at += name;
                if ["r", "br", "cr"].contains(&prefix.as_str()) && (after == b'"' || after == b'#') {
                    self.raw_string();
                }
            }
            _ => self.at += 1,
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            let step = if self.begins("/*") {
                depth += 1;
                2
            } else if self.begins("*/") {
                depth -= 1;
                2
            } else {
                1
            };
            self.at += step;
            if depth == 0 || self.at >= self.code.len() {
                return;
            }
        }
    }

    /// A character, or the name of a lifetime.
    fn character(&mut self) {
        let rest = self.rest();
        if rest.get(1) == Some(&b'\\') {
            self.at += 3;
            self.at += self.rest().iter().position(|b| *b == b'\'').unwrap_or(0) + 1;
            return;
        }
        let text = std::str::from_utf8(&rest[1..]).unwrap();
        let mut chars = text.chars();
        let first = chars.next().map_or(0, char::len_utf8);
        self.at += if chars.next() == Some('\'') { first + 2 } else { 1 };
    }

    fn keep(&mut self, from: usize, text: String) {
        let line = self.code[..from].split(|b| *b == b'\n').count();
        self.found.push(Literal { line, text });
    }

    fn string(&mut self) {
        let from = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        while self.at < self.code.len() && self.here() != b'"' {
            if self.here() != b'\\' {
                bytes.push(self.here());
                self.at += 1;
                continue;
            }
            let sign = self.rest()[1];
            self.at += 2;
            match sign {
                b'n' => bytes.push(b'\n'),
                b't' => bytes.push(b'\t'),
                b'r' | b'0' => bytes.push(b' '),
                b'x' => self.at += 2,
                b'u' => {
                    let length = self.rest().iter().position(|b| *b == b'}').unwrap();
                    let hex = self.slice(self.at + 1, self.at + length);
                    let sign = char::from_u32(u32::from_str_radix(&hex, 16).unwrap()).unwrap();
                    bytes.extend_from_slice(sign.to_string().as_bytes());
                    self.at += length + 1;
                }
                b'\n' => self.at += self.rest().iter().take_while(|b| b.is_ascii_whitespace()).count(),
                other => bytes.push(other),
            }
        }
        self.at += 1;
        self.keep(from, String::from_utf8_lossy(&bytes).into_owned());
    }

    fn raw_string(&mut self) {
        let from = self.at;
        let fences = self.rest().iter().take_while(|b| **b == b'#').count();
        if self.rest().get(fences) != Some(&b'"') {
            return; // r#type: a name, not a string
        }
        self.at += fences + 1;
        let start = self.at;
        let end = format!("\"{}", "#".repeat(fences));
        while self.at < self.code.len() && !self.begins(&end) {
            self.at += 1;
        }
        let text = self.slice(start, self.at);
        self.at += end.len();
        self.keep(from, text);
    }

    /// Past an attribute; and past what it stands on, if that is compiled for tests only. The words of a failure
    /// stand in `#[error("…")]`, and are kept.
    fn attribute(&mut self) {
        let from = self.at;
        let kept = self.found.len();
        self.at += 1;
        self.past(b'[', b']');
        let attribute = self.slice(from, self.at);
        if !attribute.starts_with("#[error(") {
            self.found.truncate(kept);
        }
        if attribute == "#[cfg(test)]" {
            self.past_item();
            self.found.truncate(kept);
        }
    }

    /// Past the bracket that closes the next one to open.
    fn past(&mut self, open: u8, close: u8) {
        let mut depth = 0;
        while self.at < self.code.len() {
            let sign = self.here();
            if sign == open || sign == close {
                self.at += 1;
                depth += if sign == open { 1 } else { -1 };
                if depth == 0 {
                    return;
                }
            } else {
                self.token();
            }
        }
    }

    fn past_item(&mut self) {
        let from = self.at;
        while self.at < self.code.len() && self.here() != b';' && self.here() != b'{' {
            self.token();
        }
        let item = self.slice(from, self.at);
        if self.here() == b'{' {
            self.past(b'{', b'}');
        } else if let Some((_, name)) = item.trim().split_once("mod ") {
            self.only_tests.push(name.to_owned());
        }
    }
}

/// The text with each `{…}` as `{}`: whatever is put there counts as one word.
fn with_places(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        rest = if let Some(after) = from.strip_prefix("{{") {
            plain.push('(');
            after
        } else if let Some(after) = from.strip_prefix("}}") {
            plain.push(')');
            after
        } else {
            plain.push_str("{}");
            from.split_once('}').map_or("", |(_, after)| after)
        };
    }
    plain.push_str(rest);
    plain
}

/// Every string of the program's source that is a message, and what of the list above is no longer there.
pub fn messages() -> (Vec<Text>, Vec<String>) {
    let mut scanned = Vec::new();
    let mut only_tests = BTreeSet::new();
    let both = ["src", "crates/engine/src"].map(|folder| files(&root().join(folder), "rs"));
    for path in both.concat() {
        let code = fs::read_to_string(&path).unwrap();
        let scanner = Scanner::new(&code).scan();
        let stem = path.file_stem().unwrap();
        let home = if stem == "mod" || stem == "lib" || stem == "main" {
            path.parent().unwrap().to_owned()
        } else {
            path.with_extension("")
        };
        for name in &scanner.only_tests {
            only_tests.insert(home.join(format!("{name}.rs")));
        }
        scanned.push((path.clone(), scanner.found));
    }
    let mut met = BTreeSet::new();
    let mut messages = Vec::new();
    for (path, literals) in scanned {
        if only_tests.contains(&path) {
            continue;
        }
        let file = named(&path);
        for literal in literals {
            let plain = with_places(&literal.text);
            if !plain.trim().contains(char::is_whitespace) || !plain.contains(char::is_alphabetic) {
                continue;
            }
            let skip = NO_MESSAGES
                .iter()
                .position(|(in_file, begins, _)| *in_file == file && literal.text.starts_with(begins));
            if let Some(which) = skip {
                met.insert(which);
                continue;
            }
            messages.push(Text { place: format!("{file}:{}", literal.line), sort: Sort::Message, text: plain });
        }
    }
    let gone = NO_MESSAGES.iter().enumerate().filter(|(which, _)| !met.contains(which));
    (
        messages,
        gone.map(|(_, (file, begins, _))| format!("nothing in {file} begins with {begins:?} any more")).collect(),
    )
}

#[test]
fn the_scanner_finds_strings_and_nothing_else() {
    let code = r##"
        // "a comment", and "another
        /* "one /* within */ another" */
        #[derive(Debug)] #[error("said by a {failure}")] #[doc = "not said"]
        fn f<'a>(x: &'a str) -> char {
            let all = ["one \"quoted\" \u{2026}\n", "two \
                lines", r#"raw "words" here"#, b"bytes"];
            let r#type = ('"', '\'', '\u{22}', 'é');
            '"'
        }
        #[cfg(test)]
        mod far;
        #[cfg(test)]
        mod tests { const T: &str = "not } said"; }
        const END: &str = "end";
    "##;
    let scanner = Scanner::new(code).scan();
    let found: Vec<&str> = scanner.found.iter().map(|literal| literal.text.as_str()).collect();
    let wanted = ["said by a {failure}", "one \"quoted\" …\n", "two lines", "raw \"words\" here", "bytes", "end"];
    assert_eq!(found, wanted);
    assert_eq!(scanner.only_tests, ["far"]);
    assert_eq!(scanner.found[1].line, 6);
    assert_eq!(with_places("{x:>3} of {{{}}}"), "{} of ({})");
}
