//! What looks like an identifier, and what sounds like blame.
//!
//! Both are hints and never a block: a rule can be wrong, and the person who types knows more. Nothing here changes
//! a text, and no hint repeats what was typed. The day is always given; nothing here reads a clock.

mod edges;

mod address;
mod lettered;
mod nhs;
mod telephone;

mod dates;

mod born;

mod quotes;

mod lexicon;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use crate::caution::lexicon::wording;

use crate::caution::edges::digit_groups;
use chrono::NaiveDate;
use std::ops::Range;

/// What a hint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Ten digits that pass the check of an NHS number.
    NhsNumber,
    /// A full date that could be the day on which somebody was born.
    DateOfBirth,
    /// A full postcode.
    Postcode,
    /// An e-mail address.
    Email,
    /// A telephone number of the United Kingdom.
    Telephone,
    /// A National Insurance number.
    NationalInsurance,
    /// A unique pupil number whose check letter is right.
    PupilNumber,
    /// Words that may sound like blame.
    Wording,
}

impl Kind {
    /// Every kind that could identify someone, in the order in which a summary names them.
    pub const IDENTIFIERS: [Kind; 7] = [
        Kind::NhsNumber,
        Kind::DateOfBirth,
        Kind::Postcode,
        Kind::Email,
        Kind::Telephone,
        Kind::NationalInsurance,
        Kind::PupilNumber,
    ];

    /// The kind in words, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Kind::NhsNumber => "an NHS number",
            Kind::DateOfBirth => "a date of birth",
            Kind::Postcode => "a postcode",
            Kind::Email => "an e-mail address",
            Kind::Telephone => "a telephone number",
            Kind::NationalInsurance => "a National Insurance number",
            Kind::PupilNumber => "a unique pupil number",
            Kind::Wording => "words that may sound like blame",
        }
    }
}

/// One hint about one place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// What it is about.
    pub kind: Kind,
    /// Where, in bytes of the text; both ends lie between characters.
    pub place: Range<usize>,
    /// What to tell the person: for wording, what to try instead. It never repeats what was typed.
    pub says: String,
    /// For wording, where the advice comes from; otherwise empty.
    pub source: &'static str,
}

/// Everything in a text that looks as if it could identify someone, in the order of the text.
///
/// No two places overlap: where two rules see the same digits, the stricter one has them.
pub fn identifiers(text: &str, today: NaiveDate) -> Vec<Caution> {
    let groups = digit_groups(text);
    let by_strictness = [
        (Kind::Email, address::emails(text)),
        (Kind::PupilNumber, lettered::pupil(text)),
        (Kind::NationalInsurance, lettered::insurance(text)),
        (Kind::NhsNumber, nhs::find(text, &groups)),
        (Kind::Telephone, telephone::find(text, &groups)),
        (Kind::Postcode, address::postcodes(text)),
        (Kind::DateOfBirth, born::find(text, &groups, today)),
    ];
    let mut found: Vec<(Kind, Range<usize>)> = Vec::new();
    for (kind, places) in by_strictness {
        // What this rule found lies apart from itself, so it is held against the stricter rules alone.
        let taken = Taken::by(&found);
        found.extend(places.into_iter().filter(|place| taken.leaves(place)).map(|place| (kind, place)));
    }
    found.sort_by_key(|(_, place)| place.start);
    found.into_iter().map(|(kind, place)| Caution { kind, place, says: says(kind), source: "" }).collect()
}

/// One sentence, or two, that counts what could identify someone by kind. `None` if nothing could.
pub fn summary(cautions: &[Caution]) -> Option<String> {
    let counted: Vec<String> = Kind::IDENTIFIERS
        .into_iter()
        .map(|kind| (kind, cautions.iter().filter(|caution| caution.kind == kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{} ({count})", kind.name()))
        .collect();
    // More than four kinds would make a sentence of more than 25 words.
    let (first, more) = counted.split_at(counted.len().min(4));
    match (first, more) {
        ([], _) => None,
        (first, []) => Some(format!("This looks like it could identify someone: {}.", first.join(", "))),
        (first, more) => {
            Some(format!("This looks like it could identify someone: {}. Also: {}.", first.join(", "), more.join(", ")))
        }
    }
}

fn says(kind: Kind) -> String {
    format!("This looks like {}. The record only needs your case reference.", kind.name())
}

/// The places that stricter rules have, in the order of the text.
struct Taken(Vec<Range<usize>>);

impl Taken {
    fn by(found: &[(Kind, Range<usize>)]) -> Taken {
        let mut places: Vec<Range<usize>> = found.iter().map(|(_, place)| place.clone()).collect();
        places.sort_by_key(|place| place.start);
        Taken(places)
    }

    fn leaves(&self, place: &Range<usize>) -> bool {
        let next = self.0.partition_point(|taken| taken.end <= place.start);
        self.0.get(next).is_none_or(|taken| place.end <= taken.start)
    }
}
