//! What the records of a case say that bears on a review.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::session::Known;

/// What the records of a case say, as they were read when somebody sat down or gave the reference. It is journalled: the
/// review comes to the same again when the records are away, or years later.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OnCase {
    /// The answers that are known. None for a correction: it knows what its record knew.
    pub known: Option<Known>,
    /// Whether anything about risk is open, but for what whoever types said in this review. None for a correction: it
    /// leaves what stood as it was.
    pub open_risk: Option<bool>,
    /// The promised dates that are open and that this review could meet, the earliest first.
    pub open: Vec<OpenDate>,
    /// What the case waits for, the newest first.
    pub waits: Vec<Awaited>,
    /// The digests of the case's records.
    pub records: Vec<String>,
}

/// A date that an earlier record of the case promised, and that nothing meets yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OpenDate {
    /// The name of the record.
    pub record: String,
    /// The digest of its file.
    pub sha256: String,
    /// The date.
    pub by: NaiveDate,
    /// To whom it was to go by then, in words. None where it was to be looked at again.
    pub to: Option<String>,
    /// The strategy with which it was to go on, if the record says so.
    pub next: Option<String>,
}

/// A record of the case that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    /// Its name.
    pub record: String,
    /// The digest of its file.
    pub sha256: String,
    /// By when.
    pub due: NaiveDate,
    /// For what, on whom and by when, in words.
    pub words: String,
}
