//! Addresses: postcodes by their shape, and e-mail.

use crate::caution::edges::runs;
use crate::caution::edges::stands_alone;
use std::ops::Range;

/// Ends that ordinals and measures share with postcodes: `Y7 1st lesson`, `B2 2hr slot`.
const ORDINARY: [&str; 8] = ["st", "nd", "rd", "th", "hr", "ft", "lb", "yd"];

/// Every full postcode in a text.
pub(crate) fn postcodes(text: &str) -> Vec<Range<usize>> {
    let words = runs(text, char::is_alphanumeric);
    let mut found: Vec<Range<usize>> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let whole = text[word.clone()].is_ascii() && (5..=7).contains(&word.len());
        let middle = word.end.saturating_sub(3);
        let place = if whole && fits(&text[word.start..middle], &text[middle..word.end]) {
            word.clone()
        } else if let Some(next) = words.get(index + 1)
            && is_gap(&text[word.end..next.start])
            && fits(&text[word.clone()], &text[next.clone()])
            && !is_ordinary(&text[word.clone()], &text[next.clone()])
        {
            word.start..next.end
        } else {
            continue;
        };
        if stands_alone(text, &place) {
            found.push(place);
        }
    }
    found
}

fn is_gap(gap: &str) -> bool {
    (1..=2).contains(&gap.chars().count()) && gap.chars().all(char::is_whitespace)
}

/// True if the two halves have the official shape, in capitals or not.
fn fits(outward: &str, inward: &str) -> bool {
    let outward = outward.to_ascii_uppercase();
    let inward = inward.to_ascii_uppercase();
    if outward == "GIR" {
        return inward == "0AA";
    }
    let ends = matches!(inward.as_bytes(), [b'0'..=b'9', a, b] if [a, b].into_iter().all(|letter| is_inward(*letter)));
    ends && match outward.as_bytes() {
        [a, d] => is_first(*a) && d.is_ascii_digit(),
        [a, b, d] if b.is_ascii_digit() => is_first(*a) && (d.is_ascii_digit() || b"ABCDEFGHJKPSTUW".contains(d)),
        [a, b, d] => is_first(*a) && is_second(*b) && d.is_ascii_digit(),
        [a, b, c, d] => {
            let last = d.is_ascii_digit() || b"ABEHMNPRVWXY".contains(d);
            is_first(*a) && is_second(*b) && c.is_ascii_digit() && last
        }
        _ => false,
    }
}

fn is_first(letter: u8) -> bool {
    letter.is_ascii_uppercase() && !b"QVX".contains(&letter)
}

fn is_second(letter: u8) -> bool {
    letter.is_ascii_uppercase() && !b"IJZ".contains(&letter)
}

fn is_inward(letter: u8) -> bool {
    letter.is_ascii_uppercase() && !b"CIKMOV".contains(&letter)
}

/// True if the second half reads as an ordinal or a measure: small letters after a capital, or after one letter.
fn is_ordinary(outward: &str, inward: &str) -> bool {
    let capital = outward.starts_with(|c: char| c.is_ascii_uppercase());
    let one_letter = outward.chars().filter(char::is_ascii_alphabetic).count() == 1;
    (capital || one_letter) && ORDINARY.iter().any(|end| inward.ends_with(end))
}

/// Every e-mail address in a text.
pub(crate) fn emails(text: &str) -> Vec<Range<usize>> {
    text.match_indices('@').filter_map(|(at, _)| address(text, at)).collect()
}

fn address(text: &str, at: usize) -> Option<Range<usize>> {
    let before = &text[..at];
    let name = before.trim_end_matches(|c: char| c.is_alphanumeric() || "._%+-'".contains(c));
    let name = before[name.len()..].trim_start_matches(['.', '-', '\'']);
    let after = &text[at + 1..];
    let domain = &after[..after.find(|c: char| !(c.is_alphanumeric() || ".-".contains(c))).unwrap_or(after.len())];
    let beyond = &after[domain.len()..];
    let domain = domain.trim_end_matches(['.', '-']);
    let (_, last) = domain.rsplit_once('.')?;
    let fits = !name.is_empty()
        && domain.split('.').all(|label| !label.is_empty())
        && last.chars().count() > 1
        && last.chars().all(char::is_alphabetic)
        && !before[..at - name.len()].ends_with('@')
        && !beyond.starts_with('@');
    fits.then(|| at - name.len()..at + 1 + domain.len())
}
