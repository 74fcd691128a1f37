//! What stands in quotation marks: the words of a child or parent, which are never touched.
//!
//! Where marks are unclear, more is taken as quoted rather than less: a hint that is not given costs little.

use std::ops::Range;

/// The pair of marks that a quotation began with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    /// `"…"`
    Straight,
    /// `“…”`, or `«…»`
    Curly,
    /// `'…'`
    SingleStraight,
    /// `‘…’`
    SingleCurly,
}

/// Every quotation in a text, with its marks, in order. None runs past the end of its paragraph.
pub(crate) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for paragraph in paragraphs(text) {
        in_paragraph(paragraph, start, &mut found);
        start += paragraph.len();
    }
    found
}

/// The text in pieces that end at empty lines.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            found.push(&text[from..at]);
            from = at;
        }
    }
    found.push(&text[from..]);
    found
}

fn in_paragraph(text: &str, offset: usize, found: &mut Vec<Range<usize>>) {
    let marks = Marks::of(text);
    let mut at = 0;
    let mut singles = true;
    while let Some(mark) = marks.0.get(at) {
        at += 1;
        let Some(pair) = mark.opens.filter(|pair| singles || *pair != Pair::SingleStraight) else {
            if matches!(mark.closes, Some(Pair::Curly)) {
                // A quotation that began in an earlier paragraph.
                found.push(offset..offset + mark.end);
            }
            continue;
        };
        match marks.close(at, pair) {
            Some(close) => {
                found.push(offset + mark.start..offset + marks.0[close].end);
                at = close + 1;
            }
            // `'cause` opens nothing; any other mark without its fellow speaks to the end.
            None if pair == Pair::SingleStraight => singles = false,
            None => {
                found.push(offset + mark.start..offset + text.len());
                return;
            }
        }
    }
}

struct Mark {
    start: usize,
    end: usize,
    opens: Option<Pair>,
    closes: Option<Pair>,
    /// It may be an apostrophe at the end of a word instead: `parents'`, `goin'`.
    doubtful: bool,
}

struct Marks(Vec<Mark>);

impl Marks {
    fn of(text: &str) -> Marks {
        let mut marks = Vec::new();
        let mut before = ' ';
        let mut characters = text.char_indices().peekable();
        while let Some((start, c)) = characters.next() {
            let next = characters.peek().map_or(' ', |(_, next)| *next);
            let (begins, ends) = (!before.is_alphanumeric() && next.is_alphanumeric(), !next.is_alphanumeric());
            let (opens, closes) = match c {
                '"' => (Some(Pair::Straight), Some(Pair::Straight)),
                '“' | '„' | '«' => (Some(Pair::Curly), None),
                '”' | '»' => (None, Some(Pair::Curly)),
                '‘' => (Some(Pair::SingleCurly), None),
                '’' if ends => (None, Some(Pair::SingleCurly)),
                '\'' if begins => (Some(Pair::SingleStraight), None),
                '\'' if ends && !before.is_whitespace() => (None, Some(Pair::SingleStraight)),
                _ => (None, None),
            };
            if opens.is_some() || closes.is_some() {
                let doubtful = matches!(before, 's' | 'S' | 'n' | 'N');
                marks.push(Mark { start, end: start + c.len_utf8(), opens, closes, doubtful });
            }
            before = c;
        }
        Marks(marks)
    }

    /// The mark that closes a quotation whose inside begins at `from`.
    ///
    /// A single mark that may be an apostrophe closes only if no surer one comes before the next opening.
    fn close(&self, from: usize, pair: Pair) -> Option<usize> {
        let single = matches!(pair, Pair::SingleStraight | Pair::SingleCurly);
        let mut maybe = None;
        for (at, mark) in self.0.iter().enumerate().skip(from) {
            if mark.closes == Some(pair) {
                if !(single && mark.doubtful) {
                    return Some(at);
                }
                maybe = Some(at);
            } else if mark.opens == Some(pair) && maybe.is_some() {
                break;
            }
        }
        maybe
    }
}
