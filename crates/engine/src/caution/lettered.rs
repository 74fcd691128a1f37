//! Numbers with letters in them: of National Insurance, and of pupils.

use crate::caution::edges::is_hyphen;
use crate::caution::edges::runs;
use crate::caution::edges::stands_alone;
use std::ops::Range;

/// Pairs of letters that are never given out.
const UNUSED: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];

/// The letters in use, each worth its place in the row.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// Every National Insurance number in a text.
pub(crate) fn insurance(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()) {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        if let Some(end) = ends(&text[start..])
            && stands_alone(text, &(start..start + end))
        {
            found.push(start..start + end);
        }
    }
    found
}

/// Where the number that begins the text ends.
fn ends(text: &str) -> Option<usize> {
    let mut read = String::new();
    let mut gap = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            read.push(c.to_ascii_uppercase());
            gap = 0;
            if !begins_well(&read) {
                return None;
            }
            if read.len() == 9 {
                return Some(at + 1);
            }
        } else if gap < 2 && matches!(read.len(), 2 | 4 | 6 | 8) && (c.is_whitespace() || is_hyphen(c)) {
            gap += 1;
        } else {
            return None;
        }
    }
    None
}

/// True if what has been read could still become a number. `QQ` stands for anybody in HMRC's own examples.
fn begins_well(read: &str) -> bool {
    let pair = read.len() < 2 || read.starts_with("QQ") || {
        let letters = read.bytes().take(2).all(|letter| letter.is_ascii_uppercase() && !b"DFIQUV".contains(&letter));
        letters && read.as_bytes().get(1) != Some(&b'O') && !UNUSED.iter().any(|unused| read.starts_with(unused))
    };
    let digits = read.bytes().skip(2).take(6).all(|digit| digit.is_ascii_digit());
    pair && digits && read.bytes().skip(8).all(|letter| (b'A'..=b'D').contains(&letter))
}

/// Every unique pupil number in a text.
pub(crate) fn pupil(text: &str) -> Vec<Range<usize>> {
    let words = runs(text, char::is_alphanumeric).into_iter();
    words.filter(|word| checks(&text[word.clone()]) && stands_alone(text, word)).collect()
}

/// The check letter is the sum of the other characters by their places, modulus 23.
fn checks(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    let [check, rest @ ..] = word.as_bytes() else { return false };
    let sum = rest.iter().enumerate().try_fold(0, |sum, (index, byte)| {
        let value = match byte {
            b'0'..=b'9' => usize::from(byte - b'0'),
            letter if index == 11 => value(*letter)?,
            _ => return None,
        };
        Some(sum + value * (index + 2))
    });
    rest.len() == 12 && sum.is_some_and(|sum| value(*check) == Some(sum % 23))
}

fn value(letter: u8) -> Option<usize> {
    LETTERS.iter().position(|known| *known == letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_letter_is_modulus_twenty_three() {
        for right in ["B801200005001", "P207000016049", "p207000016049", "A00000000000A"] {
            assert!(checks(right), "{right}");
        }
        for wrong in ["A801200005001", "Q207000016049", "X80120000A001", "B80120000500", "B8012000050010", "B", ""] {
            assert!(!checks(wrong), "{wrong}");
        }
    }
}
