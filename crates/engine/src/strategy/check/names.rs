//! The names in one file, and what each stands for.

use std::ops::Range;

use crate::finding::Findings;
use crate::finding::did_you_mean;
use crate::strategy::Target;
use crate::written::Table;
use crate::written::Word;

/// Names that belong to the program.
const RESERVED: &[&str] = &["safety", "withdrawn", "elsewhere", "about", "at-risk-then", "case", "finished", "due"];

/// The names that a file gives to its parts, each in file order.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) stages: Vec<String>,
    pub(crate) steps: Vec<String>,
    pub(crate) outcomes: Vec<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) forms: Vec<String>,
}

impl Names {
    /// Reads all names; the same name twice is a finding.
    pub(crate) fn read(head: &Table<'_>, found: &mut Findings) -> Self {
        let mut taken: Vec<Word> = Vec::new();
        let mut of = |key: &str, shared: bool, found: &mut Findings| -> Vec<String> {
            let mut own: Vec<Word> = Vec::new();
            for word in head.tables(key).iter().filter_map(|table| table.word("id")) {
                let others = if shared { &taken } else { &own };
                if others.iter().any(|other| other.it == word.it) {
                    found.add("twice", word.span.clone(), format!("the name `{}` is already taken above", word.it));
                } else if shared && RESERVED.contains(&word.it.as_str()) {
                    found.add(
                        "reserved",
                        word.span.clone(),
                        format!("the name `{}` belongs to the program: choose another", word.it),
                    );
                }
                if shared {
                    taken.push(word.clone());
                }
                own.push(word);
            }
            own.into_iter().map(|word| word.it).collect()
        };
        let steps = of("step", true, found);
        let outcomes = of("outcome", true, found);
        // A way out that runs a strategy stands before the names of its steps, as a step does.
        of("anytime", true, found);
        let stages = of("stage", false, found);
        let forms = of("form", false, found);
        let roles =
            head.table("roles").map(|roles| roles.entries().map(|(name, _)| name.it).collect()).unwrap_or_default();
        Self { stages, steps, outcomes, roles, forms }
    }

    /// What a target stands for.
    pub(crate) fn target(&self, word: &Word, found: &mut Findings) -> Target {
        match word.it.as_str() {
            "safety" => return Target::Safety,
            "withdrawn" => return Target::Withdrawn,
            "elsewhere" => return Target::Elsewhere,
            _ => {}
        }
        if let Some(place) = place(&self.steps, &word.it) {
            return Target::Step(place);
        }
        if let Some(place) = place(&self.outcomes, &word.it) {
            return Target::Outcome(place);
        }
        let all = self.steps.iter().chain(&self.outcomes).map(String::as_str);
        unknown("unknown-target", "a step or an outcome", word, all, found);
        Target::Safety
    }

    /// A stage's place.
    pub(crate) fn stage(&self, word: &Word, found: &mut Findings) -> usize {
        place(&self.stages, &word.it).unwrap_or_else(|| {
            unknown("unknown-name", "a stage", word, self.stages.iter().map(String::as_str), found);
            0
        })
    }

    /// Roles, each of which must stand under `[roles]`.
    pub(crate) fn roles(&self, words: Vec<Word>, found: &mut Findings) -> Vec<String> {
        for word in &words {
            if place(&self.roles, &word.it).is_none() {
                unknown("unknown-name", "a role under [roles]", word, self.roles.iter().map(String::as_str), found);
            }
        }
        words.into_iter().map(|word| word.it).collect()
    }

    /// Forms, each of which must stand under `[[form]]`.
    pub(crate) fn forms(&self, words: Vec<Word>, found: &mut Findings) -> Vec<String> {
        for word in &words {
            if place(&self.forms, &word.it).is_none() {
                unknown("unknown-name", "a form", word, self.forms.iter().map(String::as_str), found);
            }
        }
        words.into_iter().map(|word| word.it).collect()
    }
}

/// The place of a name in a list.
pub(crate) fn place(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|have| have == name)
}

/// Says that a name stands for nothing, and what was probably meant.
pub(crate) fn unknown<'a>(
    code: &'static str,
    what: &str,
    word: &Word,
    candidates: impl Iterator<Item = &'a str>,
    found: &mut Findings,
) {
    if found.is_full() {
        return;
    }
    let says = match did_you_mean(&word.it, candidates) {
        Some(near) => format!("`{}` is not {what}; did you mean `{near}`?", word.it),
        None => format!("`{}` is not {what}", word.it),
    };
    let span: Range<usize> = word.span.clone();
    found.add(code, span, says);
}
