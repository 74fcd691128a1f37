//! What a strategy's file says of its place among the others, without a check and a proof: records keep the files of
//! strategies that were checked when they were used.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::strategy::OutcomeKind;

/// A strategy as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Its name.
    pub id: String,
    /// What people see.
    pub title: String,
    /// How it stands to the others.
    pub place: Place,
    /// The roles that it names, each with its words.
    pub roles: Vec<(String, String)>,
    /// The outcomes with which a record of it may end, in file order.
    pub ends: Vec<End>,
}

/// One outcome of a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Its name.
    pub id: String,
    /// The strategy to which it hands over.
    pub next: Option<String>,
}

/// How a strategy stands to the others on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It is tried for itself.
    Own,
    /// It only finds the one that is to be tried: it leads on to others in the same session.
    Leads,
    /// It closes what another one promised: it begins with the promised date.
    Closes,
    /// It is a note beside the case: it follows nothing.
    Beside,
}

impl Place {
    /// Its word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Leads => "leads",
            Self::Closes => "closes",
            Self::Beside => "beside",
        }
    }
}

#[derive(Deserialize)]
struct File {
    id: String,
    title: String,
    follows: Option<bool>,
    #[serde(default)]
    roles: BTreeMap<String, String>,
    step: Vec<Step>,
    outcome: Vec<Outcome>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Step {
    filled_from: Option<OneOrMore>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
struct Outcome {
    id: String,
    kind: String,
    next: Option<String>,
}

impl Sketch {
    /// What this text says. None if it is no strategy.
    pub fn of(text: &str) -> Option<Self> {
        let file: File = toml::from_str(text).ok()?;
        let promised = |from: &OneOrMore| match from {
            OneOrMore::One(one) => one == "promised",
            OneOrMore::More(more) => more.iter().any(|one| one == "promised"),
        };
        let is = |outcome: &Outcome, kind: OutcomeKind| outcome.kind == kind.name();
        let mut ends: Vec<Outcome> = file.outcome;
        let all = ends.len();
        // Where another strategy begins in the same session, the record is of that one.
        ends.retain(|outcome| !is(outcome, OutcomeKind::Onward));
        let leads = ends.len() < all && ends.iter().all(|outcome| is(outcome, OutcomeKind::Stopped));
        let place = if file.follows == Some(false) {
            Place::Beside
        } else if leads {
            Place::Leads
        } else if file.step.iter().filter_map(|step| step.filled_from.as_ref()).any(promised) {
            Place::Closes
        } else {
            Place::Own
        };
        let ends = ends.into_iter().map(|outcome| End { id: outcome.id, next: outcome.next }).collect();
        Some(Self { id: file.id, title: file.title, place, roles: file.roles.into_iter().collect(), ends })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::SHIPPED;

    #[test]
    fn each_shipped_strategy_has_its_place() {
        let places: Vec<(&str, Place)> =
            SHIPPED.iter().map(|(id, text)| (*id, Sketch::of(text).expect("a strategy").place)).collect();
        let wanted = [
            ("triage", Place::Leads),
            ("rethink-1", Place::Own),
            ("rethink-2", Place::Own),
            ("rethink-3", Place::Own),
            ("five-steps", Place::Own),
            ("safety-stop", Place::Beside),
            ("follow-up", Place::Closes),
            ("oversight", Place::Beside),
            ("hips-escalation", Place::Own),
        ];
        assert_eq!(places, wanted);
        assert_eq!(Sketch::of("format = 1\n"), None);
    }
}
