//! What a journal says of a review, one thing at a time.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::review::OnCase;
use crate::session::Event;

/// One thing that a journal says.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// Somebody sat down to it.
    Sat(Sat),
    /// Something happened.
    Event(Box<Event>),
    /// The last answer was taken back.
    Back,
    /// The answer at this place was opened to be given again.
    Change(usize),
    /// What was typed when a prompt was left in the middle: no answer, and shown to whoever comes back.
    Begun(String),
    /// The case reference was given.
    Case(String),
    /// The case reference is to be given later.
    CaseLater,
    /// The references by which other agencies know the case.
    Also(Vec<String>),
    /// What the records of the case say, as they were read.
    OnCase(Box<OnCase>),
    /// The review is not what the case waits for.
    AnotherMatter,
    /// The record whose promised date this review meets, or that it meets none.
    Follows(Option<Follows>),
    /// The record that this session corrects, and why.
    Corrects(Corrects),
    /// The text of the small record of an answer about risk, whole, before it goes to the folder: it is published once,
    /// whatever happens.
    Small(String),
    /// The text of a small record in the place of an earlier one, that ties it to its case and review.
    Tie(String),
    /// The word was given to write the record.
    Write,
    /// Whoever held it has left in a way that it heard of: nothing that was being typed is lost unsaid.
    Left,
}

/// How somebody sat down to a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sat {
    /// The day.
    pub day: NaiveDate,
    /// True if a file of answers did: what it says of risk counts, and it says it each time.
    pub by_file: bool,
    /// True if saved answers were damaged: what was said of risk last may be among what is lost.
    pub damaged: bool,
}

/// The record that a part carries on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continues {
    /// Its name.
    pub record: String,
    /// The digest of its file.
    pub sha256: String,
}

/// The record that a review follows, because it meets the date that the record promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follows {
    /// Its name.
    pub record: String,
    /// The digest of its file.
    pub sha256: String,
    /// The date that it promised.
    pub due: NaiveDate,
    /// True if that record waits, and the case has moved on without what it waits for.
    #[serde(rename = "past-wait", default, skip_serializing_if = "std::ops::Not::not")]
    pub past_wait: bool,
}

/// The record that a session corrects, and why. What it says counts as of the day of that record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrects {
    /// Its name.
    pub record: String,
    /// The digest of its file.
    pub sha256: String,
    /// The day that it counts as: of several corrections, the day of the record that was corrected first.
    pub day: NaiveDate,
    /// Why, in the words of whoever corrects it. Empty until it is said.
    pub reason: String,
}
