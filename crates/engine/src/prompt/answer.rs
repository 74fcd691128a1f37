//! What was said and accepted.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::calendar::Moment;
use crate::prompt::one_line;

/// What was said and accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// One option, by its id; yes and no are options.
    Choice(String),
    /// Several options, by their ids, in the order of the prompt.
    Choices(Vec<String>),
    /// A line, or paragraphs.
    Text(String),
    /// Several short lines.
    Lines(Vec<String>),
    /// A day, perhaps with a time.
    Date(Moment),
    /// A whole number.
    Number(i64),
    /// People by role and agency.
    People(Vec<Person>),
    /// What was agreed.
    Actions(Vec<Action>),
    /// What was said has been read, or what was asked for has been done.
    Done,
    /// There is no answer, and this is why.
    WhyNot(String),
    /// "I do not know."
    DontKnow,
    /// Left blank.
    Blank,
    /// Nobody replied by the date.
    NoReply,
    /// How a strategy ended that this step ran.
    Outcome(String),
    /// One answer for each entry of another step, in their order.
    Each(Vec<Answer>),
}

/// Somebody by role and agency. There is no field for a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    /// What they do.
    pub role: String,
    /// Whom they do it for.
    pub agency: String,
}

impl Person {
    pub(crate) fn cleaned(&self) -> Self {
        Self { role: one_line(&self.role), agency: one_line(&self.agency) }
    }

    /// "Health visitor, NHS".
    pub fn words(&self) -> String {
        if self.agency.is_empty() { self.role.clone() } else { format!("{}, {}", self.role, self.agency) }
    }
}

/// One thing that was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Action {
    /// What will be done.
    pub what: String,
    /// Who will do it, by role.
    pub who: String,
    /// By which day.
    pub by: Option<NaiveDate>,
    /// How it will be known that it is done.
    pub known_by: String,
    /// What happens if it is not done.
    pub if_not: String,
}

impl Action {
    pub(crate) fn cleaned(&self) -> Self {
        Self {
            what: one_line(&self.what),
            who: one_line(&self.who),
            by: self.by,
            known_by: one_line(&self.known_by),
            if_not: one_line(&self.if_not),
        }
    }

    /// The fields that an action cannot do without and that are blank.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.what.is_empty() {
            missing.push("what will be done");
        }
        if self.who.is_empty() {
            missing.push("who will do it");
        }
        if self.by.is_none() {
            missing.push("a day by which it is done");
        }
        missing
    }
}

impl Answer {
    /// Everything in it that somebody wrote.
    pub(crate) fn words(&self) -> Vec<&str> {
        match self {
            Self::Text(words) | Self::WhyNot(words) => vec![words],
            Self::Lines(lines) => lines.iter().map(String::as_str).collect(),
            Self::People(people) => people.iter().flat_map(|one| [one.role.as_str(), &one.agency]).collect(),
            Self::Actions(all) => {
                all.iter().flat_map(|one| [one.what.as_str(), &one.who, &one.known_by, &one.if_not]).collect()
            }
            Self::Each(all) => all.iter().flat_map(Self::words).collect(),
            _ => Vec::new(),
        }
    }

    /// True for a proper answer, in whatever words.
    pub fn is_given(&self) -> bool {
        match self {
            Self::WhyNot(_) | Self::DontKnow | Self::Blank | Self::NoReply | Self::Done => false,
            Self::Each(all) => all.iter().any(Self::is_given),
            _ => true,
        }
    }

    /// The words for how an answer stands, besides the options chosen.
    pub fn state(&self) -> &'static str {
        match self {
            Self::WhyNot(_) => "why-not",
            Self::DontKnow => "dont-know",
            Self::Blank => "blank",
            Self::NoReply => "no-reply",
            Self::Done => "done",
            _ => "given",
        }
    }

    /// How many entries it has; a number counts as itself.
    pub fn size(&self) -> Option<i64> {
        let entries = match self {
            Self::Number(number) => return Some(*number),
            Self::Choices(list) | Self::Lines(list) => list.len(),
            Self::People(list) => list.len(),
            Self::Actions(list) => list.len(),
            Self::Each(list) => list.len(),
            _ => return None,
        };
        i64::try_from(entries).ok()
    }
}
