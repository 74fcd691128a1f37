//! A template as it grows: lines, comments, and lines that are left out.

use crate::render::page::one_line;
use crate::render::page::wrapped;

/// How wide a comment is.
const WIDTH: usize = 100;

/// The file as it grows.
#[derive(Default)]
pub(crate) struct Text {
    pub(crate) it: String,
}

impl Text {
    pub(crate) fn line(&mut self, line: &str) {
        self.it.push_str(line);
        self.it.push('\n');
    }

    pub(crate) fn gap(&mut self) {
        if !self.it.is_empty() && !self.it.ends_with("\n\n") {
            self.it.push('\n');
        }
    }

    pub(crate) fn comment(&mut self, words: &str) {
        for line in wrapped(words, WIDTH, "# ", "# ") {
            self.line(&line);
        }
    }

    /// Something beside a prompt.
    pub(crate) fn beside(&mut self, words: &str) {
        for line in wrapped(&one_line(words), WIDTH, "#   ", "#     ") {
            self.line(&line);
        }
    }

    /// A line that counts once the mark before it is taken away.
    pub(crate) fn left_out(&mut self, line: &str) {
        self.line(&format!("# {line}"));
    }
}
