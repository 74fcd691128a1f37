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
    /// The options of steps that supply a fact: the fact, the option's name and its words.
    pub options: Vec<(String, String, String)>,
}

/// One outcome of a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Its name.
    pub id: String,
    /// What it says, in one sentence or several.
    pub text: String,
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
    fact: Option<String>,
    options: Option<toml::Value>,
}

impl Step {
    /// The options of a step that supplies a fact: the fact, each option's name, and its words.
    fn options(self) -> Vec<(String, String, String)> {
        let (Some(fact), Some(options)) = (self.fact, self.options) else { return Vec::new() };
        let word = |option: &toml::Value, key: &str| Some(option.get(key)?.as_str()?.to_owned());
        let one = |option: &toml::Value| {
            let id = word(option, "id").or_else(|| option.as_str().map(str::to_owned))?;
            Some((fact.clone(), id.clone(), word(option, "label").unwrap_or(id)))
        };
        options.as_array().into_iter().flatten().filter_map(one).collect()
    }
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
    #[serde(default)]
    text: String,
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
        let ends = ends.into_iter().map(|its| End { id: its.id, text: its.text, next: its.next }).collect();
        let options = file.step.into_iter().flat_map(Step::options).collect();
        let roles = file.roles.into_iter().collect();
        Some(Self { id: file.id, title: file.title, place, roles, ends, options })
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

    #[test]
    fn the_options_of_a_fact_are_known_with_their_words() {
        let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "rethink-1").expect("it is shipped");
        let sketch = Sketch::of(text).expect("a strategy");
        let roles = ("category".to_owned(), "roles".to_owned(), "Who does what".to_owned());
        assert!(sketch.options.contains(&roles), "{:?}", sketch.options);
        // However options are written, the strategy is known.
        for options in ["[\"one\", \"two\"]", "[{ id = \"one\" }]", "\"elsewhere\"", "[3]"] {
            let text = format!(
                "id = \"a\"\ntitle = \"A\"\noutcome = []\n[[step]]\nfact = \"category\"\noptions = {options}\n"
            );
            assert!(Sketch::of(&text).is_some(), "{options}");
        }
    }
}
