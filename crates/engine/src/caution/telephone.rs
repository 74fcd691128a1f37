//! Telephone numbers of the United Kingdom: 0 or +44, then nine or ten digits.

use crate::caution::edges::is_among;
use crate::caution::edges::is_hyphen;
use crate::caution::edges::stands_alone;
use std::ops::Range;

/// Words after which ten digits in one piece are a reference, not a telephone number.
const REFERENCES: &str = "ref reference case order ticket invoice isbn crime incident account serial";

/// Words that may stand between such a word and the digits.
const BETWEEN: &str = "number no is was code";

/// The most groups that one number is written in: `+44 (0) 1632 96 00 01`.
const MOST_GROUPS: usize = 7;

/// Every telephone number in a text, given its groups of digits.
pub(crate) fn find(text: &str, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < groups.len() {
        match number(text, &groups[at..groups.len().min(at + MOST_GROUPS)]) {
            Some((count, place)) => {
                found.push(place);
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

/// The longest telephone number that begins with the first group, and how many groups it takes.
fn number(text: &str, groups: &[Range<usize>]) -> Option<(usize, Range<usize>)> {
    let first = groups.first()?;
    let plus = text[..first.start].ends_with('+');
    let mut digits = String::new();
    let mut found = None;
    for (index, group) in groups.iter().enumerate() {
        if index > 0 && !joins(&text[groups[index - 1].end..group.start]) {
            break;
        }
        digits.push_str(&text[group.clone()]);
        let Some(rest) = after_the_prefix(&digits, plus, first.len(), &text[group.clone()]) else { break };
        if rest.len() > 10 {
            break;
        }
        if rest.len() >= 9 && !rest.starts_with(['0', '4', '6']) {
            found = Some((index + 1, first.start - usize::from(plus)..group.end));
        }
    }
    found.filter(|(count, place)| stands_alone(text, place) && !(*count == 1 && is_reference(text, place)))
}

/// The digits after 0 or 44, as far as they have been read; `None` if no telephone number begins so.
fn after_the_prefix<'a>(digits: &'a str, plus: bool, first: usize, group: &str) -> Option<&'a str> {
    let abroad = if plus { digits.strip_prefix("44") } else { digits.strip_prefix("0044") };
    if let Some(rest) = abroad {
        return Some(rest.strip_prefix('0').unwrap_or(rest));
    }
    // Times, days and scores come in ones and twos; a dialling code does not, but a mobile may be split after its 0.
    let begins = first > 2 || (first == 1 && (digits == "0" || digits.starts_with("07")));
    let goes_on = group.len() > 1 || digits == "0";
    if plus || !begins || !goes_on { None } else { digits.strip_prefix('0') }
}

fn joins(gap: &str) -> bool {
    gap == "."
        || (gap.chars().count() <= 3
            && gap.chars().all(|c| c.is_whitespace() || is_hyphen(c) || matches!(c, '(' | ')'))
            && gap.matches('\n').count() < 2)
}

/// True if the words just before name a reference, as in `case reference 0123456789`. No mobile is taken for one.
fn is_reference(text: &str, place: &Range<usize>) -> bool {
    let mobile = text[place.clone()].starts_with("07");
    let mut before = text[..place.start].split(|c: char| !c.is_alphanumeric()).rev().filter(|word| !word.is_empty());
    let named = before.find(|word| !is_among(&word.to_lowercase(), BETWEEN));
    !mobile && named.is_some_and(|word| is_among(&word.to_lowercase(), REFERENCES))
}
