//! Dates that records promise: a reply waited for, a handover taken up, a day to look again.
//!
//! A date is *kept* when a record that follows it is dated on or before it, *late* by the working days after,
//! and *open* while none follows. Of a wait, it is the day on which the wait ended that counts. Only a record of the
//! same case meets a date: what was moved to another child says nothing of this one.

use std::collections::HashMap;
use std::collections::HashSet;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::record::Brief;
use crate::record::Head;
use crate::record::Met;
use crate::records::Standing;
use crate::records::tied;
use crate::strategy::ACCEPTED_BY;

/// What is to be done by a promised date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// Somebody's doing or reply is waited for.
    Reply,
    /// Somebody takes the matter on.
    Handover,
    /// Those who agreed look again.
    LookAgain,
}

/// What has become of a promised date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept<'a> {
    /// Nothing follows it yet.
    Open,
    /// A record follows it, which says how it was met.
    Met(&'a Met),
    /// It still waits, and a later record gives the day that counts now.
    Moved(NaiveDate),
    /// The review was left without it.
    Left,
}

/// One date that a record promises: of its head, or of its brief.
#[derive(Debug)]
pub struct Promised<'a, R = Head> {
    /// The record.
    pub head: &'a R,
    /// The digest of its file.
    pub sha256: &'a str,
    /// What is to be done.
    pub what: Promise,
    /// By which day.
    pub by: NaiveDate,
    /// What has become of it.
    pub kept: Kept<'a>,
}

// A reference is copied, whatever it refers to.
impl<R> Clone for Promised<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Promised<'_, R> {}

impl Promised<'_> {
    /// On whom it waits, in words: whoever is waited for, whoever takes it on, or those who agreed to look again.
    pub fn who(&self) -> &str {
        let head = self.head;
        match self.what {
            Promise::Reply => head.waiting.as_ref().map_or("", |waiting| &waiting.who),
            Promise::Handover => head.handover.as_ref().map_or("", |handover| &handover.to),
            Promise::LookAgain => differ(head).unwrap_or("everyone who agreed to it"),
        }
    }
}

/// Whose review it is, in words, if a record leaves it there that they agreed to differ.
pub fn differ(head: &Head) -> Option<&'static str> {
    head.look_again.as_ref()?;
    reviewer(head.facts.get(ACCEPTED_BY)?)
}

/// The same by who agreed to that; none where nobody did.
pub fn reviewer(accepted_by: &str) -> Option<&'static str> {
    match accepted_by {
        "line-manager" => Some("the line manager of whoever raised it"),
        "safeguarding-lead" => Some("the safeguarding lead of whoever raised it"),
        "nobody" | "no" | "why-not" | "dont-know" | "blank" => None,
        _ => Some("whoever agreed to leave it there"),
    }
}

/// What of a record bears on promised dates.
pub(crate) struct Bears<'a> {
    /// The digest of its file.
    pub(crate) sha256: &'a str,
    /// Of which case it is.
    pub(crate) case: usize,
    /// Which of two was written first.
    pub(crate) written: (NaiveDate, DateTime<FixedOffset>),
    /// The digest of the record that it carries on or follows.
    pub(crate) before: Option<&'a str>,
    /// True if it carries that one on: then it ends a wait, and meets nothing else.
    pub(crate) carries_on: bool,
    pub(crate) met: Option<&'a Met>,
    pub(crate) waits_until: Option<NaiveDate>,
    pub(crate) handed_by: Option<NaiveDate>,
    pub(crate) again_by: Option<NaiveDate>,
}

impl<'a> Bears<'a> {
    pub(crate) fn of_head(head: &'a Head, sha256: &'a str, case: usize) -> Self {
        let before = head.continues.as_ref().map(|before| &*before.sha256);
        Self {
            sha256,
            case,
            written: (head.day(), head.written),
            before: before.or(head.follows.as_ref().map(|follows| &*follows.sha256)),
            carries_on: head.continues.is_some(),
            met: head.met.as_ref(),
            waits_until: head.waiting.as_ref().map(|waiting| waiting.due),
            handed_by: head.handover.as_ref().map(|handover| handover.by),
            again_by: head.look_again.as_ref().map(|again| again.by),
        }
    }

    pub(crate) fn of_brief(brief: &'a Brief, case: usize) -> Self {
        Self {
            sha256: &brief.sha256,
            case,
            written: (brief.date, brief.written),
            before: brief.continues.as_ref().or(brief.follows.as_ref()).map(|before| &*before.sha256),
            carries_on: brief.continues.is_some(),
            met: brief.met.as_ref(),
            waits_until: brief.waiting.as_ref().map(|waiting| waiting.by),
            handed_by: brief.handover.as_ref().map(|handover| handover.by),
            again_by: brief.look_again,
        }
    }
}

/// Every date that these records promise, in their order, with what has become of each. A record that has been
/// corrected promises nothing: the one that stands in its place does.
pub fn promised<'a>(heads: &'a [(Head, String)], standing: &Standing<'a>) -> Vec<Promised<'a>> {
    let stand: Vec<&(Head, String)> = heads.iter().filter(|(_, sha256)| standing.stands(sha256)).collect();
    let cases = tied(stand.iter().map(|(head, _)| head.references()));
    kept_or_open(stand.into_iter().zip(cases).map(|((head, sha256), case)| {
        let bears = Bears::of_head(head, sha256, case);
        let before = bears.before.map(|sha256| standing.counts(sha256));
        (head, Bears { before, ..bears })
    }))
}

/// The same of briefs, of those that stand.
pub fn promised_of(briefs: &[Brief]) -> Vec<Promised<'_, Brief>> {
    let cases = tied(briefs.iter().map(Brief::references));
    kept_or_open(briefs.iter().zip(cases).map(|(brief, case)| (brief, Bears::of_brief(brief, case))))
}

pub(crate) fn kept_or_open<'a, R>(records: impl Iterator<Item = (&'a R, Bears<'a>)>) -> Vec<Promised<'a, R>> {
    let records: Vec<(&R, Bears<'a>)> = records.collect();
    let waits: HashSet<&str> =
        records.iter().filter(|(_, bears)| bears.waits_until.is_some()).map(|(_, bears)| bears.sha256).collect();
    let mut next: HashMap<(&str, usize), &Bears<'_>> = HashMap::new();
    for (_, bears) in &records {
        let Some(before) = bears.before.map(|before| (before, bears.case)) else { continue };
        // A wait was carried on, and the part before has since been put right so that it waits no longer.
        if bears.carries_on && !waits.contains(before.0) {
            continue;
        }
        // Of two that follow the same record, the first is the one that met its date.
        if next.get(&before).is_none_or(|first| bears.written < first.written) {
            next.insert(before, bears);
        }
    }
    records
        .iter()
        .filter_map(|&(head, ref bears)| {
            let (what, by) = promise(bears)?;
            let next = next.get(&(bears.sha256, bears.case)).copied();
            // What goes past a wait says nothing of the day on which it was to end.
            let is_past = bears.waits_until.is_some() && next.is_some_and(|next| !next.carries_on);
            let kept = if is_past { Kept::Left } else { kept(next) };
            Some(Promised { head, sha256: bears.sha256, what, by, kept })
        })
        .collect()
}

/// What a record promises, and by which day.
fn promise(bears: &Bears<'_>) -> Option<(Promise, NaiveDate)> {
    let reply = bears.waits_until.map(|by| (Promise::Reply, by));
    let handover = bears.handed_by.map(|by| (Promise::Handover, by));
    reply.or(handover).or(bears.again_by.map(|by| (Promise::LookAgain, by)))
}

fn kept<'a>(next: Option<&Bears<'a>>) -> Kept<'a> {
    match next.map(|next| (next.met, next.waits_until)) {
        None => Kept::Open,
        Some((Some(met), _)) => Kept::Met(met),
        Some((None, Some(due))) => Kept::Moved(due),
        Some((None, None)) => Kept::Left,
    }
}
