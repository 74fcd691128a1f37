//! Where a number begins and ends, and whether it stands by itself or is a part of something longer.

use std::ops::Range;

/// Words that people write hard against a number without making it a reference: `Tel02392…`, `mum-07700…`.
const LABELS: &str = "nhs nhsno nhsnumber no number num tel telephone phone ph mob mobile home work landline dob born \
    birth postcode mum mother dad father nan gran aunt uncle carer or and upn ni nino baby child";

/// How far back a join is looked for. A reference is shorter; a longer run of letters is a paste.
const REACH: usize = 64;

/// Every longest run of the digits 0 to 9.
pub(crate) fn digit_groups(text: &str) -> Vec<Range<usize>> {
    runs(text, |c| c.is_ascii_digit())
}

/// Every longest run of characters of one sort.
pub(crate) fn runs(text: &str, is: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is(*c)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + c.len_utf8(),
            _ => found.push(at..at + c.len_utf8()),
        }
    }
    found
}

/// True if a word is one of a list, which is in small letters with a space between.
pub(crate) fn is_among(word: &str, list: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// True of the hyphens and dashes that a keyboard, a telephone or a word processor puts between digits.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2014}' | '\u{2212}')
}

/// True if what lies between two groups of digits keeps them together: up to three spaces or hyphens.
pub(crate) fn keeps_together(gap: &str) -> bool {
    !gap.is_empty() && gap.chars().count() <= 3 && gap.chars().all(|c| c.is_whitespace() || is_hyphen(c))
}

/// True if a place is not a part of a longer word, number, reference or web address.
pub(crate) fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    opens(&text[..place.start]) && closes(&text[place.end..])
}

fn opens(before: &str) -> bool {
    let mut chunk: Vec<char> = before.chars().rev().take(REACH).take_while(|c| !parts(*c)).collect();
    chunk.reverse();
    let Some(&last) = chunk.last() else { return true };
    let chunk: String = chunk.into_iter().collect();
    if chunk.starts_with("//") || chunk.starts_with("www.") {
        return false;
    }
    match last {
        '.' => chunk.chars().all(|c| c.is_alphabetic() || c == '.'),
        '-' | '_' | '/' | '\\' | '\u{2010}' | '\u{2011}' => {
            let joined = chunk.trim_end_matches(is_join);
            let word = joined.rsplit(is_join).next().unwrap_or(joined);
            // A bullet, a label, or a second telephone number after a stroke.
            joined.is_empty() || is_label(word) || (last == '/' && word.len() > 4 && all_digits(word))
        }
        '@' => false,
        last if last.is_alphanumeric() => is_label(&chunk),
        _ => true,
    }
}

fn closes(after: &str) -> bool {
    let mut after = after.chars();
    match (after.next(), after.next()) {
        (Some('_' | '@'), _) => false,
        (Some('-'), Some(next)) => !next.is_ascii_digit() && !next.is_uppercase(),
        (Some('.'), Some(next)) => !next.is_ascii_digit(),
        (Some(c), _) => !c.is_alphanumeric(),
        (None, _) => true,
    }
}

/// True of a character that never joins a reference.
fn parts(c: char) -> bool {
    c.is_whitespace() || "()[]{}<>,;:\"'“”‘’=&|#–—".contains(c)
}

fn is_join(c: char) -> bool {
    matches!(c, '-' | '_' | '/' | '\\' | '\u{2010}' | '\u{2011}')
}

fn is_label(word: &str) -> bool {
    let word: String = word.chars().filter(|c| *c != '.').collect();
    is_among(&word.to_lowercase(), LABELS)
}

fn all_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
