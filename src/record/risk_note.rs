//! A small record: that a session was stopped for safety, or that a child may be at risk. It is written at the moment of
//! the answer, and holds nothing that anybody typed but what was done, once somebody says so.

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use toml::Table;
use toml::Value;

use crate::record::FORMAT;
use crate::record::NotARecord;
use crate::record::file;
use crate::review::Continues;
use crate::session::Risk;

/// What stands in a name where no case is known.
const NO_CASE: &str = "no-case";

/// What a small record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Small {
    /// A session was stopped for safety.
    Stop,
    /// A risk answer other than *no*, after which it went on.
    Risk,
}

impl Small {
    /// What a risk answer makes; none for *no*.
    pub fn of(risk: Risk) -> Option<Self> {
        match risk {
            Risk::No => None,
            Risk::Acting => Some(Self::Stop),
            Risk::NotSure | Risk::ToldAndDisagree | Risk::ToldSomethingElse => Some(Self::Risk),
        }
    }

    /// Its word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Risk => "risk",
        }
    }
}

/// When the safety question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedWhen {
    /// Before the first question of a review.
    Start,
    /// Before a review was carried on.
    Resume,
    /// Before a record was corrected.
    Correct,
    /// Before unfinished answers were discarded.
    Discard,
    /// While it was set up where records go.
    SetUp,
    /// At a step of a review.
    Step,
}

/// Where in a review the safety question was asked. No word of it is a person's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AskedAt {
    /// When.
    pub when: AskedWhen,
    /// The strategy's name, if one was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// What people call the strategy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The path of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The step's short name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl AskedAt {
    /// A moment at which no review is known.
    pub fn only(when: AskedWhen) -> Self {
        Self { when, strategy: None, title: None, step: None, label: None }
    }

    /// In words, as a part of a sentence.
    pub fn words(&self) -> String {
        let of = self.title.as_ref().map(|title| format!(" of {title}")).unwrap_or_default();
        match (self.when, &self.label) {
            (AskedWhen::Start, _) => format!("before the first question{of}"),
            (AskedWhen::Resume, _) => format!("before carrying on{of}"),
            (AskedWhen::Correct, _) => "before correcting a record".to_owned(),
            (AskedWhen::Discard, _) => "before discarding answers".to_owned(),
            (AskedWhen::SetUp, _) => "while setting up rethink".to_owned(),
            (AskedWhen::Step, Some(label)) => format!("at \"{label}\"{of}"),
            (AskedWhen::Step, None) if self.title.is_none() => "during a review".to_owned(),
            (AskedWhen::Step, None) => format!("at the end{of}"),
        }
    }
}

/// Everything that a small record says but what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RiskHead {
    /// The version of this format.
    pub format: u32,
    /// Its name; its file is `record.toml`.
    pub record: String,
    /// What it is of. No other record has this key.
    pub small: Small,
    /// The answer to the program's own safety question.
    pub at_risk: String,
    /// When it was answered.
    pub at: DateTime<FixedOffset>,
    /// The day of this file.
    pub date: NaiveDate,
    /// The pseudonymous reference, if it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The references by which other agencies know the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The role of whoever typed it, if it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_by: Option<String>,
    /// Where the question was asked.
    pub asked: AskedAt,
    /// The name of the review, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// The digest of the answers file that says it, if a script does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_sha256: Option<String>,
    /// The small record in whose place it stands: it says the case, or what was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Continues>,
    /// When this file was written.
    pub written: DateTime<FixedOffset>,
    /// True if today was given in place of the clock.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub date_given: bool,
    /// True if it was held to practise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// The version of the program.
    pub rethink: String,
    /// Random, so that a digest kept elsewhere cannot be guessed back to its text.
    pub salt: String,
}

/// Whether the child is safe, as far as whoever said what was done knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SafeNow {
    /// Yes.
    Yes,
    /// No, or not enough.
    No,
    /// Nobody could say.
    NotKnown,
}

impl SafeNow {
    /// Each with its word in files and what it means.
    pub const ALL: [(&'static str, &'static str, Self); 3] = [
        ("yes", "Yes", Self::Yes),
        ("no", "No, or not enough", Self::No),
        ("not-known", "I do not know", Self::NotKnown),
    ];

    /// The one of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, ..)| *name == word).map(|(.., safe)| *safe)
    }

    /// What it means.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|(.., safe)| *safe == self).map_or("", |(_, words, _)| words)
    }
}

/// Who says that a risk is over, beside the role: of whoever gave the answer, only they and a safeguarding lead of their
/// agency may close it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhoSays {
    /// Whoever gave the answer.
    Raiser,
    /// A safeguarding lead of their agency.
    SafeguardingLead,
    /// Somebody else: it is written down, and the risk stays open.
    SomebodyElse,
}

impl WhoSays {
    /// Each with its word in files and what it means.
    pub const ALL: [(&'static str, &'static str, Self); 3] = [
        ("raiser", "I gave that answer", Self::Raiser),
        ("safeguarding-lead", "I am a safeguarding lead of their agency", Self::SafeguardingLead),
        ("somebody-else", "Neither: write it down, and it stays open", Self::SomebodyElse),
    ];

    /// The one of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, ..)| *name == word).map(|(.., who)| *who)
    }

    /// Who it is, for whoever reads it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Raiser => "Whoever gave that answer",
            Self::SafeguardingLead => "A safeguarding lead of their agency",
            Self::SomebodyElse => "Somebody else, so it stays open",
        }
    }

    /// True for those who may say that it is over.
    pub fn may_close(self) -> bool {
        self != Self::SomebodyElse
    }
}

/// What was done about a stop or a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WhatWasDone {
    /// The role of whoever did it, never a name.
    pub by: String,
    /// What it was, in somebody's words.
    pub said: String,
    /// Who says so, of a risk answer after which the review went on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_says: Option<WhoSays>,
    /// Whether the child is safe; none in a file from before this was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe_now: Option<SafeNow>,
}

impl WhatWasDone {
    /// True unless it says that the child is not safe, or not known to be.
    pub fn is_safe(&self) -> bool {
        self.safe_now.is_none_or(|safe| safe == SafeNow::Yes)
    }

    /// True if it ends what was said of risk. A stop is over once the child is safe; a doubt, once somebody says so who
    /// may.
    pub fn closes(&self, small: Small) -> bool {
        let may = match small {
            Small::Stop => true,
            Small::Risk => self.who_says.is_some_and(WhoSays::may_close),
        };
        may && self.is_safe()
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Below {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done: Option<WhatWasDone>,
}

/// A small record that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskNote {
    /// What it says first.
    pub head: RiskHead,
    /// What was done, if it says so.
    pub done: Option<WhatWasDone>,
    /// The digest on its last line.
    pub sha256: String,
    /// Its file, whole.
    pub text: String,
}

impl RiskNote {
    /// Puts a small record together as a file. Its name is made of its day, its case, what it is of, and `name`.
    pub fn new(head: RiskHead, name: &str, done: Option<WhatWasDone>) -> Result<Self, toml::ser::Error> {
        let record = format!("{}{name}", start(&head));
        let head = RiskHead { format: FORMAT, record, ..head };
        let text = file::bytes(&head, &Below { done: done.clone() })?;
        let sha256 = text[text.len() - 65..].trim_end().to_owned();
        Ok(Self { head, done, sha256, text })
    }

    /// Reads a small record, if it is one and is as it was written.
    pub fn read(text: &str) -> Result<Self, NotARecord> {
        // Of most records the third line says that they are none of these.
        if !text.lines().nth(2).is_some_and(|line| line.starts_with("small = ")) {
            return Err(NotARecord::Other);
        }
        let (before, sha256) = file::sound(text)?;
        let above = file::head_of(before);
        let damaged = |_| NotARecord::Damaged;
        let table: Table = above.parse().map_err(damaged)?;
        match table.get("format") {
            Some(Value::Integer(1)) => {}
            Some(Value::Integer(_)) => return Err(NotARecord::Newer),
            _ => return Err(NotARecord::Other),
        }
        let head: RiskHead = file::words(table).try_into().map_err(damaged)?;
        let below: Below = toml::from_str(&before[above.len()..]).map_err(damaged)?;
        let note = Self { head, done: below.done, sha256: sha256.to_owned(), text: text.to_owned() };
        if note.is_like_ours() { Ok(note) } else { Err(NotARecord::Damaged) }
    }

    /// True if its names are such as this program gives: they become names of files.
    fn is_like_ours(&self) -> bool {
        let head = &self.head;
        let name = head.record.strip_prefix(&start(head)).is_some_and(is_name);
        let review = head.review.as_deref().is_none_or(is_name);
        let answered = Risk::named(&head.at_risk).and_then(Small::of) == Some(head.small);
        let mut references = head.case.iter().chain(&head.also);
        name && review && answered && references.all(|case| file::is_case(case))
    }

    /// The answer.
    pub fn risk(&self) -> Option<Risk> {
        Risk::named(&self.head.at_risk)
    }

    /// Its reference, and those by which other agencies know the case.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.head.case.iter().chain(&self.head.also).map(String::as_str)
    }
}

/// The beginning of its name.
fn start(head: &RiskHead) -> String {
    format!("{}_{}_{}_", head.date, head.case.as_deref().unwrap_or(NO_CASE), head.small.name())
}

/// True for the last part of a record's name.
fn is_name(name: &str) -> bool {
    name.len() == 8 && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> RiskHead {
        let at = DateTime::parse_from_rfc3339("2026-11-30T10:02:05+00:00").expect("a time");
        RiskHead {
            format: FORMAT,
            record: String::new(),
            small: Small::Stop,
            at_risk: "acting".to_owned(),
            at,
            date: at.date_naive(),
            case: None,
            also: Vec::new(),
            typed_by: None,
            asked: AskedAt::only(AskedWhen::Start),
            review: Some("k7qf2m4x".to_owned()),
            answers_sha256: None,
            corrects: None,
            written: at,
            date_given: false,
            practice: false,
            rethink: "0.1.0".to_owned(),
            salt: "00".to_owned(),
        }
    }

    #[test]
    fn a_small_record_reads_back_and_is_no_record_of_a_review() {
        let (by, said) = ("social worker".to_owned(), "Two\n[lines]".to_owned());
        let done = |who_says, safe_now| WhatWasDone { by: by.clone(), said: said.clone(), who_says, safe_now };
        for done in [None, Some(done(None, None)), Some(done(Some(WhoSays::Raiser), Some(SafeNow::NotKnown)))] {
            let note = RiskNote::new(head(), "abcdefgh", done).expect("a small record");
            assert_eq!(note.head.record, "2026-11-30_no-case_stop_abcdefgh");
            assert_eq!(RiskNote::read(&note.text), Ok(note.clone()));
            assert_eq!(crate::record::Record::read(&note.text), Err(NotARecord::RiskNote));
            assert_eq!(RiskNote::read(&note.text.replace("acting", "not-sure")), Err(NotARecord::Damaged));
        }
    }

    #[test]
    fn a_small_record_holds_an_answer_and_names_that_fit() {
        let read = |head: RiskHead| RiskNote::read(&RiskNote::new(head, "abcdefgh", None).expect("one").text).map(drop);
        assert_eq!(read(RiskHead { case: Some("PCC-1".to_owned()), ..head() }), Ok(()));
        for wrong in [
            RiskHead { at_risk: "no".to_owned(), ..head() },
            RiskHead { at_risk: "not-sure".to_owned(), ..head() },
            RiskHead { case: Some("../x".to_owned()), ..head() },
            RiskHead { also: vec!["a".to_owned()], ..head() },
            RiskHead { review: Some("a/b".to_owned()), ..head() },
        ] {
            assert_eq!(read(wrong), Err(NotARecord::Damaged));
        }
    }
}
