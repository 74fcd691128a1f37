//! What was typed, cut into numbers, words and marks.

use crate::calendar::typed::NotADay;

/// Longer than any day in words; what is longer is something else that was pasted.
const CHARACTERS_AT_MOST: usize = 100;

/// One piece of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A whole number, and how many figures it has.
    Number(u32, usize),
    /// Letters, in lower case.
    Word(&'a str),
    /// Any other character that is not a space.
    Mark(char),
}

/// The text with the differences taken out that mean nothing: capitals, commas, apostrophes, kinds
/// of dash, the dots of `p.m.` and the full stop at the end.
pub(crate) fn tidied(typed: &str) -> Result<String, NotADay> {
    let typed = typed.trim();
    if typed.chars().nth(CHARACTERS_AT_MOST).is_some() {
        return Err(NotADay::NotUnderstood);
    }
    let plain: String = typed
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            '\'' | '’' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => None,
            ',' => Some(' '),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
            _ => Some(c),
        })
        .collect();
    let plain = plain.replace("a.m.", "am").replace("p.m.", "pm");
    Ok(plain.trim_end().trim_end_matches('.').to_owned())
}

/// The pieces of a tidied text, without the words and endings that change nothing: `on the 27th of
/// March`.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let token = if first.is_ascii_digit() {
            let figures = taken(&mut rest, |c| c.is_ascii_digit());
            Token::Number(figures.parse().unwrap_or(u32::MAX), figures.len())
        } else if first.is_alphabetic() {
            Token::Word(taken(&mut rest, char::is_alphabetic))
        } else {
            rest = &rest[first.len_utf8()..];
            Token::Mark(first)
        };
        let changes_nothing = match token {
            Token::Word("on" | "the" | "of") => true,
            Token::Word("st" | "nd" | "rd" | "th") => {
                matches!(tokens.last(), Some(Token::Number(..)))
            }
            _ => false,
        };
        if !changes_nothing {
            tokens.push(token);
        }
        rest = rest.trim_start();
    }
    tokens
}

/// Takes the characters off the front for which `belongs` holds.
fn taken<'a>(rest: &mut &'a str, belongs: impl Fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    let (front, back) = rest.split_at(end);
    *rest = back;
    front
}
