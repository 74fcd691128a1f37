//! What the records of a case say of risk to a child, and of the child's view.

use chrono::NaiveDate;
use serde::Serialize;

use crate::journal::Entry;
use crate::record::RiskAnswer;
use crate::records::Case;
use crate::records::Places;
use crate::records::StillOpen;
use crate::records::ToldRisk;
use crate::records::open_risk::told;
use crate::records::receipts::gone_risks;

/// What was heard on a case.
#[derive(Debug, Default)]
pub struct Heard {
    /// The reference that was asked for.
    pub case: String,
    /// Every answer to whether a child is at risk, in the order of the records. What was corrected was answered too.
    pub risks: Vec<RiskAnswer>,
    /// Every stop for safety, and every risk answer that no review of the case holds.
    pub told: Vec<ToldRisk>,
    /// What is open of risk.
    pub open: Vec<StillOpen>,
    /// The small records of it that this computer has seen before and that are gone or changed, by their names.
    pub gone: Vec<String>,
    /// The newest child's view, if a record that stands has one.
    pub view: Option<View>,
    /// Why there is none in a later record, or in any.
    pub missing: Option<NoView>,
}

/// A child's view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct View {
    /// In the words that were written down.
    pub said: String,
    /// The day on which the child said it, if a record says so.
    pub on: Option<NaiveDate>,
    /// The record in which it stands.
    pub record: String,
    /// The day of that record.
    pub written: NaiveDate,
}

/// Why a child's view is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NoView {
    /// Why, if a record says so.
    pub why: Option<String>,
    /// The record in which it stands.
    pub record: String,
    /// The day of that record.
    pub written: NaiveDate,
}

impl Case {
    /// What is open of risk on it.
    pub fn open_risk(&self, today: NaiveDate) -> Vec<StillOpen> {
        told(self, today).1
    }

    /// What its records say of risk to a child, and of the child's view.
    pub fn heard(&self, places: &Places, today: NaiveDate) -> Heard {
        let mut risks: Vec<RiskAnswer> = Vec::new();
        for (_, record) in &self.records {
            let mut own = record.risks();
            // A correction repeats what was answered in the record that it corrects.
            if record.head.corrects.is_some() {
                let same = |one: &RiskAnswer, other: &RiskAnswer| {
                    one.at.is_some() && (one.at, one.day, &one.answer) == (other.at, other.day, &other.answer)
                };
                own.retain(|risk| !risks.iter().any(|other| same(other, risk)));
            }
            risks.extend(own);
        }
        let (told, open) = told(self, today);
        let gone = gone_risks(places, self, today);
        let mut heard = Heard { case: self.name.clone(), risks, told, open, gone, ..Heard::default() };
        let (standing, righted) = (self.standing(), self.righted());
        for (_, record) in self.records.iter().filter(|(_, record)| standing.stands(&record.sha256)) {
            let said = self.said(record, &righted);
            let latest = |fact: &str| said.iter().rev().find(|entry| entry.fact.as_deref() == Some(fact)).copied();
            let Some(entry) = latest("childs-view") else { continue };
            let (name, written) = (record.head.record.clone(), record.head.day());
            if let Some(words) = words(entry) {
                let on = latest("childs-view-on").and_then(|entry| entry.date);
                heard.view = Some(View { said: words, on, record: name, written });
                heard.missing = None;
            } else {
                heard.missing = Some(NoView { why: entry.why_not.clone(), record: name, written });
            }
        }
        heard
    }
}

/// What was said, whether in one piece or in lines.
fn words(entry: &Entry) -> Option<String> {
    entry.said.clone().or_else(|| entry.lines.as_ref().map(|lines| lines.join("\n")))
}
