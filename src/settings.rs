//! What a team sets, as values.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml::de::DeValue;

use crate::calendar::Calendar;
use crate::calendar::Division;
use crate::calendar::Length;
use crate::finding::Findings;
use crate::finding::Source;
use crate::written;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::Table;
use crate::written::may;
use crate::written::must;

/// Every key of `rethink.toml`.
pub const SETTINGS: Keys = &[
    must("format", Shape::Count, "the version of these settings: 1"),
    may("calendar", Shape::OneOf(&["england-and-wales", "scotland", "northern-ireland"]), "whose working days count"),
    may("closed", Shape::Days, "days on which the team is closed, besides weekends and bank holidays"),
    may(
        "escalation",
        Shape::Name,
        "the strategy for \"I have told them, and I disagree\"; hips-escalation unless said",
    ),
    may("safety", Shape::Table(SAFETY), "who to ring"),
    may("case", Shape::Table(CASE), "what a case reference looks like"),
    may(
        "limits",
        Shape::Words,
        "lengths for dates that strategies leave unset: \"strategy.step\" = \"5 working days\"",
    ),
    may("answers", Shape::Words, "answers that are always the same: \"strategy.step\" = \"option\""),
    may("contacts", Shape::Words, "a line shown beside a role: line-manager = \"…\""),
];

const SAFETY: Keys = &[may("lines", Shape::Lines, "local numbers, a line each; 999 needs none")];
const CASE: Keys = &[may("reference", Shape::Text, "its shape: # stands for a digit, as in \"PCC-#####\"")];

/// What a team sets.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The working days that count.
    pub calendar: Calendar,
    /// The strategy for somebody who has told the duty team and disagrees with their answer.
    pub escalation: String,
    /// Whom to ring, a line each; 999 is the program's own.
    pub safety: Vec<String>,
    /// What a case reference looks like; `#` stands for a digit.
    pub reference: Option<String>,
    /// What strategies leave unset, by `strategy.step`.
    pub limits: BTreeMap<String, Length>,
    /// Answers that are always the same, by `strategy.step`.
    pub answers: BTreeMap<String, String>,
    /// A line shown beside a role.
    pub contacts: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            calendar: Calendar::new(Division::EnglandAndWales, Vec::new()),
            escalation: "hips-escalation".to_owned(),
            safety: Vec::new(),
            reference: None,
            limits: BTreeMap::new(),
            answers: BTreeMap::new(),
            contacts: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Reads the settings of a team, or says everything that is wrong with them.
    pub fn read(source: Source) -> Result<Self, Findings> {
        let text = source.text.clone();
        let mut found = Findings::new(source);
        let root = written::parse(&text, &mut found);
        if !written::is_readable(&found) {
            return Err(found);
        }
        let head = Table::new(root.get_ref(), 0..0);
        written::shape(&head, SETTINGS, "settings", &mut found);
        if head.count("format").is_some_and(|format| format != 1) {
            found.add("newer-format", head.place("format"), "this rethink reads format = 1");
        }
        let limits = words(&head, "limits");
        let mut lengths = BTreeMap::new();
        for (name, value, span) in &limits {
            match value.parse() {
                Ok(length) => drop(lengths.insert(name.clone(), length)),
                Err(_) => found.add("not-a-length", span.clone(), "write a length such as \"5 working days\""),
            }
        }
        if let Some(shape) = head.table("case").and_then(|table| table.word("reference")) {
            let plain = shape.it.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '#');
            if !plain || !(3..=40).contains(&shape.it.len()) {
                found.add(
                    "wrong-shape",
                    shape.span,
                    "a reference has 3 to 40 letters, digits and hyphens; # stands for a digit",
                );
            }
        }
        if !found.is_clean() {
            return Err(found);
        }
        let division =
            head.word("calendar").and_then(|word| Division::named(&word.it)).unwrap_or(Division::EnglandAndWales);
        let default = Self::default();
        let map = |key| words(&head, key).into_iter().map(|(name, value, _)| (name, value)).collect();
        Ok(Self {
            calendar: Calendar::new(division, days(&head)),
            escalation: head.text("escalation").unwrap_or(default.escalation),
            safety: head
                .table("safety")
                .map(|table| table.words("lines").into_iter().map(|word| word.it).collect())
                .unwrap_or_default(),
            reference: head.table("case").and_then(|table| table.text("reference")),
            limits: lengths,
            answers: map("answers"),
            contacts: map("contacts"),
        })
    }

    /// True if a reference has the shape that the team set, or, if it set none, could be one.
    pub fn is_reference(&self, typed: &str) -> bool {
        let plain = typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let long_enough = (3..=40).contains(&typed.len());
        let framed = typed.starts_with(|c: char| c.is_ascii_alphanumeric())
            && typed.ends_with(|c: char| c.is_ascii_alphanumeric());
        plain && long_enough && framed && self.shape_fits(typed)
    }

    fn shape_fits(&self, typed: &str) -> bool {
        let Some(shape) = &self.reference else {
            return typed.chars().any(|c| c.is_ascii_digit());
        };
        shape.chars().count() == typed.chars().count()
            && shape
                .chars()
                .zip(typed.chars())
                .all(|(want, have)| if want == '#' { have.is_ascii_digit() } else { want.eq_ignore_ascii_case(&have) })
    }

    /// How a reference should look, for somebody who typed another.
    pub fn reference_hint(&self) -> String {
        match &self.reference {
            Some(shape) => format!("It looks like {}", shape.replace('#', "1")),
            None => "Letters, digits and hyphens, with at least one digit, such as PCC-48213".to_owned(),
        }
    }
}

/// The `name = "words"` lines of a table, with the place of each.
fn words(head: &Table<'_>, key: &str) -> Vec<(String, String, std::ops::Range<usize>)> {
    let Some(table) = head.table(key) else {
        return Vec::new();
    };
    table
        .entries()
        .filter_map(|(name, value)| Some((name.it, value.get_ref().as_str()?.to_owned(), value.span())))
        .collect()
}

fn days(head: &Table<'_>) -> Vec<NaiveDate> {
    let Some(DeValue::Array(list)) = head.value("closed").map(toml::Spanned::get_ref) else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|item| item.get_ref().as_datetime()?.date)
        .filter_map(|day| NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let text = "format = 1\nclosed = [2026-12-24]\n[safety]\nlines = [\"Duty team: see the rota\"]\n[case]\nreference = \"PCC-#####\"\n[limits]\n\"hips-escalation.stage-1\" = \"5 working days\"\n";
        let settings = Settings::read(Source::open("rethink.toml", text)).expect("sound settings");
        assert!(settings.is_reference("PCC-48213"));
        assert!(!settings.is_reference("PCC-4821"));
        assert!(!settings.is_reference("Jamie B"));
        assert_eq!(settings.limits["hips-escalation.stage-1"].to_string(), "5 working days");
        let christmas_eve = NaiveDate::from_ymd_opt(2026, 12, 24).expect("a day");
        assert!(!settings.calendar.is_working_day(christmas_eve));
    }

    #[test]
    fn every_fault_is_found() {
        let text = "format = 1\nclosd = []\n[limits]\na = \"soon\"\n";
        let found = Settings::read(Source::open("rethink.toml", text)).expect_err("faults");
        let codes: Vec<&str> = found.list.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["unknown-key", "not-a-length"]);
    }

    #[test]
    fn without_a_shape_a_reference_is_not_a_name() {
        let settings = Settings::default();
        assert!(settings.is_reference("PCC-48213"));
        for typed in ["Jamie", "Jamie B", "ab", "a/b1", "../1", "-a1", "x".repeat(41).as_str()] {
            assert!(!settings.is_reference(typed), "{typed}");
        }
    }
}
