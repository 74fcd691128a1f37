//! Words that may sound like blame, and what to try instead. The rows are data, each with its source.

use crate::caution::Caution;
use crate::caution::Kind;
use crate::caution::edges::is_hyphen;
use crate::caution::edges::runs;
use crate::caution::quotes::quoted;
use serde::Deserialize;
use std::ops::Range;
use std::sync::OnceLock;

const TEXT: &str = include_str!("wording.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    avoid: Vec<String>,
    r#try: String,
    source: String,
}

/// One form to look for, word by word, and the row it belongs to.
struct Form {
    words: Vec<String>,
    row: &'static Row,
}

/// Suggestions for words that may sound like blame, in the order of the text. Quotations are left alone.
pub fn wording(text: &str) -> Vec<Caution> {
    let words: Vec<(Range<usize>, String)> = words(text);
    let quoted = quoted(text);
    let mut found: Vec<Caution> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(form) = forms().iter().find(|form| stands_at(form, text, &words[at..])) else {
            at += 1;
            continue;
        };
        let last = at + form.words.len();
        let place = words[at].0.start..words[last - 1].0.end;
        let next = quoted.partition_point(|quotation| quotation.end <= place.start);
        if quoted.get(next).is_none_or(|quotation| place.end <= quotation.start) {
            found.push(Caution { kind: Kind::Wording, place, says: form.row.r#try.clone(), source: &form.row.source });
        }
        at = last;
    }
    found
}

/// Every form of every row, the longest first. They are read once, when somebody first asks.
fn forms() -> &'static [Form] {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let lexicon = LEXICON.get_or_init(|| toml::from_str(TEXT).expect("the lexicon is a part of the program"));
        let of_row = |row: &'static Row| {
            let form =
                move |form: &String| Form { words: words(form).into_iter().map(|(_, word)| word).collect(), row };
            row.avoid.iter().map(form)
        };
        let mut forms: Vec<Form> = lexicon.row.iter().flat_map(of_row).collect();
        forms.sort_by_key(|form| std::cmp::Reverse(form.words.len()));
        forms
    })
}

/// Everything that may be suggested, with its source.
#[cfg(test)]
pub(crate) fn suggestions() -> impl Iterator<Item = (&'static str, &'static str)> {
    forms().iter().map(|form| (form.row.r#try.as_str(), form.row.source.as_str()))
}

/// The words of a text in small letters, with straight apostrophes. A hyphen parts two words.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let places = runs(text, |c| c.is_alphanumeric() || matches!(c, '\'' | '’'));
    let mut found = Vec::new();
    for place in places {
        let word = &text[place.clone()];
        let inner = word.trim_start_matches(['\'', '’']);
        let start = place.end - inner.len();
        let inner = inner.trim_end_matches(['\'', '’']);
        if !inner.is_empty() {
            found.push((start..start + inner.len(), inner.to_lowercase().replace('’', "'")));
        }
    }
    found
}

fn stands_at(form: &Form, text: &str, words: &[(Range<usize>, String)]) -> bool {
    let Some(words) = words.get(..form.words.len()) else { return false };
    let alike = words
        .iter()
        .zip(&form.words)
        .all(|((_, word), wanted)| word == wanted || word.strip_suffix("'s").is_some_and(|word| word == wanted));
    alike && words.windows(2).all(|two| is_gap(&text[two[0].0.end..two[1].0.start]))
}

fn is_gap(gap: &str) -> bool {
    gap.chars().all(|c| c.is_whitespace() || is_hyphen(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        toml::from_str::<Lexicon>(TEXT).expect("the lexicon is TOML").row
    }

    #[test]
    fn there_are_at_most_ten_rows_and_each_says_where_it_comes_from() {
        assert!((1..=10).contains(&rows().len()));
        for row in rows() {
            assert!(!row.avoid.is_empty() && !row.source.trim().is_empty(), "{}", row.r#try);
            assert!(row.source.contains("Leeds") || row.source.contains('('), "{} has no page", row.source);
        }
    }

    #[test]
    fn every_form_is_found_and_stands_in_one_row_only() {
        let mut seen: Vec<String> = Vec::new();
        for row in rows() {
            for form in row.avoid {
                let found = wording(&format!("We wrote: {}.", form.to_uppercase()));
                assert_eq!(found.len(), 1, "{form}");
                assert_eq!((found[0].says.as_str(), found[0].source), (row.r#try.as_str(), row.source.as_str()));
                assert!(!seen.contains(&form), "{form} stands twice");
                seen.push(form);
            }
        }
    }

    #[test]
    fn a_suggestion_is_plain_asks_for_facts_and_does_not_use_the_words_it_is_about() {
        for row in rows() {
            for sentence in row.r#try.split_inclusive(['.', ':']) {
                assert!(sentence.split_whitespace().count() <= 25, "{sentence}");
            }
            let asks = ["Say ", "Write ", "write ", "Name ", "say "];
            assert!(asks.iter().any(|word| row.r#try.contains(word)), "{}", row.r#try);
            assert!(wording(&row.r#try).is_empty(), "{}", row.r#try);
        }
    }
}
