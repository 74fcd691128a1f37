//! One dated record: made, written, read back, derived again.
//!
//! A record is one write-once TOML file of one finished session. Its head says what matters most, on single lines;
//! below it stands everything that happened, in order, with the words of each prompt.

mod brief;
mod code;
mod derive;
mod file;
mod made;
mod risk_note;

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::NaiveTime;
use serde::Deserialize;
use serde::Serialize;

use crate::calendar;
use crate::journal::Entry;
use crate::review::Continues;
use crate::review::Corrects;
use crate::review::Follows;
use crate::session::Event;
use crate::strategy::check::STOPPED_ON;

pub use brief::Brief;
pub use brief::Earlier;
pub use brief::Ended;
pub use brief::InPlaceOf;
pub use brief::Turn;
pub use brief::Word;
pub use brief::Words;
pub use code::BITS;
pub use code::check_code;
pub use code::typed_code;
pub use derive::Derived;
pub use derive::Difference;
pub use derive::Differs;
pub use derive::NotHeld;
pub use derive::derive;
pub use derive::opened;
pub use derive::shelf_of;
pub use file::Body;
pub use file::DIGEST;
pub use file::KeptSafe;
pub use file::NotARecord;
pub use file::Reason;
pub use file::Tell;
pub use made::Making;
pub use made::entries;
pub use made::make;
pub use risk_note::AskedAt;
pub use risk_note::AskedWhen;
pub use risk_note::RiskHead;
pub use risk_note::RiskNote;
pub use risk_note::SafeNow;
pub use risk_note::Small;
pub use risk_note::WhatWasDone;
pub use risk_note::WhoSays;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// What a record says first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of the file by itself")]
pub struct Head {
    /// The version of this format.
    pub format: u32,
    /// Its name; its file is `record.toml`.
    pub record: String,
    /// The pseudonymous reference.
    pub case: String,
    /// The references by which other agencies know the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The role of whoever typed it, never a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_by: Option<String>,
    /// The day of the record.
    pub date: NaiveDate,
    /// What it is about: a child, a family, a theme.
    pub about: String,
    /// The strategy.
    pub strategy: OfStrategy,
    /// How it ended, if it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OfOutcome>,
    /// To whom it is handed over, by when, because.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// When to look again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_again: Option<LookAgain>,
    /// What it waits for, if it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// The answer to the program's own safety question.
    pub at_risk: String,
    /// When that was answered. A record may be written long after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_risk_at: Option<DateTime<FixedOffset>>,
    /// True unless something in the strategy is still to be confirmed by the partnership.
    pub confirmed: bool,
    /// The names of the strategies that were used and are not those that come with the program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
    /// The name shared by every part of the review.
    pub review: String,
    /// Which part this is, from 1.
    pub part: u32,
    /// The part before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
    /// The record whose promised date it meets, if it begins a review that does so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// The record in whose place it stands, if it corrects one, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Corrects>,
    /// The small record of a stop for safety after which it says what was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explains: Option<Continues>,
    /// How the date was met that the part before waited for, or that the record it follows promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<Met>,
    /// What the audit understands.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// The working days that its dates were counted by.
    pub calendar: String,
    /// When somebody looks whether it is still to be kept, if the team set that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retained>,
    /// When the session began.
    pub began: DateTime<FixedOffset>,
    /// When the record was written.
    pub written: DateTime<FixedOffset>,
    /// True if today was given in place of the clock.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub date_given: bool,
    /// True if the clock of the computer went back while it was held, or since the record that it corrects.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_went_back: bool,
    /// True if it was held to practise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// The digest of the answers file that it came from, so that the same file again is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_sha256: Option<String>,
    /// The version of the program.
    pub rethink: String,
    /// Random, so that a digest kept elsewhere cannot be guessed back to its text.
    pub salt: String,
}

/// How a promised date was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Met {
    /// `kept`, `late`, `no-reply` or `time-not-known`.
    pub how: HowMet,
    /// The date that was promised.
    pub due: NaiveDate,
    /// The day on which it was met, or found not to be.
    pub on: NaiveDate,
    /// By how many working days it was late.
    #[serde(default, skip_serializing_if = "is_none_late")]
    pub late: i64,
}

/// The ways in which a promised date may have been met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HowMet {
    /// On the day or before it.
    Kept,
    /// After it.
    Late,
    /// Nobody answered by the day, and it went on without them.
    NoReply,
    /// On the day, of which a time was set, and no time was answered: neither kept nor late.
    TimeNotKnown,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_none_late(late: &i64) -> bool {
    *late == 0
}

/// The strategy of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfStrategy {
    /// Its name.
    pub id: String,
    /// What people see.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The digest of its file.
    pub sha256: String,
}

/// The outcome of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfOutcome {
    /// Its name; `withdrawn` and `elsewhere` are the program's own.
    pub id: String,
    /// How it ends the matter.
    pub kind: String,
    /// What to do now.
    pub text: String,
    /// Why, for `withdrawn` and `elsewhere`: in the body, as they are somebody's words. Here, the strategy's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Which strategy follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A handover: to whom, by when, and how that day was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The role.
    pub role: String,
    /// The role in words.
    pub to: String,
    /// By this day.
    pub by: NaiveDate,
    /// How that day was reached.
    pub counted: String,
}

/// A day to look again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAgain {
    /// By this day.
    pub by: NaiveDate,
    /// How that day was reached.
    pub counted: String,
}

/// When somebody looks whether a record is still to be kept. The program itself never deletes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Retained {
    /// On this day.
    pub review_on: NaiveDate,
    /// The kind of record, in the words of the team's own schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// What a record waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The step.
    pub step: String,
    /// The step's short name.
    pub label: String,
    /// The role whose doing or reply it is.
    pub role: String,
    /// The role in words.
    #[serde(rename = "for")]
    pub who: String,
    /// By this day.
    pub due: NaiveDate,
    /// How that day was reached.
    pub counted: String,
}

impl Head {
    /// The day that it counts as: its own, or that of the record that it corrects.
    pub fn day(&self) -> NaiveDate {
        self.corrects.as_ref().map_or(self.date, |corrects| corrects.day)
    }

    /// Its reference, and those by which other agencies know the case.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.case.as_str()).chain(self.also.iter().map(String::as_str))
    }

    /// When somebody looks whether it is still to be kept, if the team set that.
    pub fn review_on(&self) -> Option<NaiveDate> {
        self.retention.as_ref().map(|retention| retention.review_on)
    }

    /// The last part of its name, which it shares with no other.
    pub fn name(&self) -> &str {
        self.record.rsplit('_').next().unwrap_or(&self.record)
    }
}

/// A record in words, from its name.
pub fn in_words(name: &str) -> String {
    let parts: Vec<&str> = name.split('_').collect();
    match (parts.first().and_then(|day| day.parse().ok()), parts.get(2), parts.get(3)) {
        (Some(day), Some(strategy), Some(name)) => {
            format!("the record of {}, {strategy}, {name}", calendar::medium(day))
        }
        _ => "an earlier record".to_owned(),
    }
}

/// Every answer to whether a child is at risk among what happened on a day.
pub fn risks_in(entries: &[Entry], day: NaiveDate, record: &str) -> Vec<RiskAnswer> {
    let mut said: Vec<RiskAnswer> = Vec::new();
    for entry in entries {
        match (entry.what.as_deref(), &entry.is) {
            (Some("at-risk"), Some(answer)) => said.push(RiskAnswer {
                answer: answer.clone(),
                day: entry.day.unwrap_or(day),
                at: entry.at,
                told: None,
                record: record.to_owned(),
            }),
            (Some("told"), _) => {
                said.last_mut().into_iter().for_each(|risk| risk.told = WhoWasTold::of(entry));
            }
            _ => {}
        }
    }
    said
}

/// Whom somebody has told of a risk, and what they said, as a record has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WhoWasTold {
    /// Their role and agency.
    pub whom: String,
    /// The day on which they were told.
    pub on: NaiveDate,
    /// The time, if it is known.
    pub time: Option<NaiveTime>,
    /// What they said.
    pub said: String,
}

impl WhoWasTold {
    /// What an entry says of it.
    pub fn of(entry: &Entry) -> Option<Self> {
        let (whom, on, said) = (entry.whom.clone()?, entry.date?, entry.said.clone()?);
        Some(Self { whom, on, time: entry.time, said })
    }

    /// It in words, as the rest of a sentence.
    pub fn words(&self) -> String {
        let time = self.time.map(|time| time.format(" at %H:%M").to_string()).unwrap_or_default();
        format!(
            "{} told on {}{time}, and said: {}",
            self.whom,
            calendar::medium(self.on),
            self.said.trim().trim_end_matches('.')
        )
    }
}

/// An answer to whether a child is at risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RiskAnswer {
    /// Its word in files.
    pub answer: String,
    /// The day that it counts as.
    pub day: NaiveDate,
    /// When it was typed, if the record says so.
    pub at: Option<DateTime<FixedOffset>>,
    /// Whom they had told, and what was said.
    pub told: Option<WhoWasTold>,
    /// The record in which it stands.
    pub record: String,
}

/// A record that is whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What it says first.
    pub head: Head,
    /// Everything else.
    pub body: Body,
    /// The digest on its last line.
    pub sha256: String,
    /// Its file, whole.
    pub text: String,
}

/// What a record says of itself and of other records, without what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// What it says first.
    pub head: Head,
    /// The digest on its last line.
    pub sha256: String,
    /// Every record that it names: the part before, the one it follows, corrects or explains, and the earlier ones of its case.
    pub names: Vec<Continues>,
}

impl Record {
    /// Puts a head and a body together as a file.
    pub fn new(head: Head, body: Body) -> Result<Self, toml::ser::Error> {
        let text = file::bytes(&head, &body)?;
        let start = text.len() - 65;
        let sha256 = text[start..].trim_end().to_owned();
        Ok(Self { head, body, sha256, text })
    }

    /// Reads a record, if it is one and is as it was written.
    pub fn read(text: &str) -> Result<Self, NotARecord> {
        let (before, sha256) = file::sound(text)?;
        Ok(Self {
            head: file::head(before)?,
            body: file::body(before)?,
            sha256: sha256.to_owned(),
            text: text.to_owned(),
        })
    }

    /// Reads only what it says first, if it is a record and is as it was written.
    pub fn read_head(text: &str) -> Result<(Head, String), NotARecord> {
        let (before, sha256) = file::sound(text)?;
        Ok((file::head(before)?, sha256.to_owned()))
    }

    /// Reads every answer in it to whether a child is at risk, with its digest, if it is a record and is as it was
    /// written. Nothing else of it is read where there is one answer alone, and that is no.
    pub fn read_risks(text: &str) -> Result<(String, Vec<RiskAnswer>), NotARecord> {
        let (before, sha256) = file::sound(text)?;
        let is_no = file::head_of(before).lines().any(|line| line == "at-risk = \"no\"");
        if is_no && before.matches("\nwhat = \"at-risk\"\n").count() < 2 {
            return Ok((sha256.to_owned(), Vec::new()));
        }
        Self::read(text).map(|record| (record.sha256.clone(), record.risks()))
    }

    /// Reads what it says of itself and of other records, if it is a record and is as it was written.
    pub fn read_outline(text: &str) -> Result<Outline, NotARecord> {
        let (before, sha256) = file::sound(text)?;
        let head = file::head(before)?;
        let follows = head.follows.as_ref();
        let follows = follows.map(|it| Continues { record: it.record.clone(), sha256: it.sha256.clone() });
        let corrects = head.corrects.as_ref();
        let corrects = corrects.map(|it| Continues { record: it.record.clone(), sha256: it.sha256.clone() });
        let names = head.continues.iter().chain(&head.explains).cloned().chain(follows).chain(corrects);
        let names = file::earlier(before)?.into_iter().chain(names).collect();
        Ok(Outline { head, sha256: sha256.to_owned(), names })
    }

    /// The last part of its name, which it shares with no other.
    pub fn name(&self) -> &str {
        self.head.name()
    }

    /// What happened, in order.
    pub fn events(&self) -> Option<Vec<Event>> {
        self.body.entry.iter().map(|entry| entry.event(self.head.day())).collect()
    }

    /// Every answer to whether a child is at risk, in the order in which they were typed. There is one at least.
    pub fn risks(&self) -> Vec<RiskAnswer> {
        let head = &self.head;
        let said = risks_in(&self.body.entry, head.day(), &head.record);
        if !said.is_empty() {
            return said;
        }
        vec![RiskAnswer {
            answer: head.at_risk.clone(),
            day: head.day(),
            at: None,
            told: None,
            record: head.record.clone(),
        }]
    }

    /// The day of the stop for safety after which it says what was done, if it says so.
    pub fn stopped_on(&self) -> Option<NaiveDate> {
        let entries = self.body.entry.iter().rev();
        entries.filter(|entry| entry.step.as_deref() == Some(STOPPED_ON)).find_map(|entry| entry.date)
    }

    /// The day by which somebody is to act, if there is one.
    pub fn due(&self) -> Option<NaiveDate> {
        let head = &self.head;
        head.waiting
            .as_ref()
            .map(|waiting| waiting.due)
            .or(head.handover.as_ref().map(|handover| handover.by))
            .or(head.look_again.as_ref().map(|again| again.by))
    }
}
