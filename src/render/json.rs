//! A value as one document of JSON, of which no sign acts on a terminal.

use std::fmt::Write as _;

use serde::Serialize;

use crate::finding::is_hidden;

/// The document, with a line feed at its end. What cannot be seen is written as its number.
pub(crate) fn json(value: &impl Serialize) -> String {
    let plain = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut text = String::with_capacity(plain.len() + 1);
    for sign in plain.chars() {
        if sign == '\n' || !(sign.is_control() || is_hidden(sign)) {
            text.push(sign);
        } else {
            for unit in sign.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text.push('\n');
    text
}
