//! What older readers of TOML do not take: curly brackets that go over several lines.

use std::ops::Range;

/// What stands open at a place in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Square,
    Curly,
}

/// The first place that a reader of TOML 1.0 refuses, in a text that a reader of TOML 1.1 takes.
pub(crate) fn older_readers(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut open: Vec<(Open, usize)> = Vec::new();
    let mut at = 0;
    // The last sign that is no space.
    let mut last = 0;
    while at < bytes.len() {
        let here = bytes[at];
        match here {
            b'#' => at += length_to(&bytes[at..], b"\n"),
            b'"' | b'\'' => at += quoted(&bytes[at..]),
            b'[' => {
                open.push((Open::Square, at));
                at += 1;
            }
            b'{' => {
                open.push((Open::Curly, at));
                at += 1;
            }
            b']' | b'}' => {
                let opened = open.pop();
                // A comma after the last key.
                if bytes[at] == b'}' && last == b',' {
                    return opened.map(|(_, from)| from..at + 1);
                }
                at += 1;
            }
            b'\n' => match open.last() {
                Some((Open::Curly, from)) => return Some(*from..at),
                _ => at += 1,
            },
            _ => at += 1,
        }
        if !here.is_ascii_whitespace() {
            last = here;
        }
    }
    None
}

/// How many bytes there are before this, or to the end.
fn length_to(bytes: &[u8], end: &[u8]) -> usize {
    bytes.windows(end.len()).position(|window| window == end).unwrap_or(bytes.len())
}

/// The length of what stands in quotes, with them.
fn quoted(bytes: &[u8]) -> usize {
    let quote = bytes[0];
    let three = [quote; 3];
    let escapes = quote == b'"';
    let (from, end): (usize, &[u8]) = if bytes.starts_with(&three) { (3, &three) } else { (1, &three[..1]) };
    let mut at = from;
    while at < bytes.len() && !bytes[at..].starts_with(end) {
        at += if escapes && bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + end.len()).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_curly_brackets_over_several_lines_are_new() {
        for sound in [
            "a = { b = [\n 1,\n 2 ] }\n",
            "a = [\n { b = 1 },\n { c = 2 },\n]\n",
            "[[step]]\na = \"{\"\nb = '''\n{\n'''\n# {\n[x]\n",
            "a = { b = \"\"\"\nwords\n\"\"\" }\n",
            "a = \"\\\"{\"\n",
            "",
        ] {
            assert_eq!(older_readers(sound), None, "{sound}");
        }
        assert_eq!(older_readers("x = 1\na = {\n b = 1 }\n"), Some(10..11));
        assert_eq!(older_readers("a = [ { b = 1,\n c = 2 } ]\n"), Some(6..14));
        assert_eq!(older_readers("a = { b = 1, }\n"), Some(4..14));
        assert_eq!(older_readers("a = [ { b = \"x,\" }, ]\n"), None);
    }
}
