//! Dates that records promise: a reply waited for, a handover taken up, a day to look again.
//!
//! A date is *kept* when a record that follows it is dated on or before it, *late* by the working days after,
//! and *open* while none follows. Of a wait, it is the day on which the wait ended that counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::record::Head;
use crate::record::Met;
use crate::records::Standing;

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

/// One date that a record promises.
#[derive(Debug, Clone, Copy)]
pub struct Promised<'a> {
    /// The record.
    pub head: &'a Head,
    /// The digest of its file.
    pub sha256: &'a str,
    /// What is to be done.
    pub what: Promise,
    /// By which day.
    pub by: NaiveDate,
    /// What has become of it.
    pub kept: Kept<'a>,
}

impl Promised<'_> {
    /// On whom it waits, in words: whoever is waited for, whoever takes it on, or those who agreed to look again.
    pub fn who(&self) -> &str {
        let head = self.head;
        match self.what {
            Promise::Reply => head.waiting.as_ref().map_or("", |waiting| &waiting.who),
            Promise::Handover => head.handover.as_ref().map_or("", |handover| &handover.to),
            Promise::LookAgain => "everyone who agreed to it",
        }
    }
}

/// Every date that these records promise, in their order, with what has become of each. A record that has been
/// corrected promises nothing: the one that stands in its place does.
pub fn promised<'a>(heads: &'a [(Head, String)], standing: &Standing<'a>) -> Vec<Promised<'a>> {
    let mut next: BTreeMap<&str, &Head> = BTreeMap::new();
    let stands = |(_, sha256): &&(Head, String)| standing.stands(sha256);
    for (head, _) in heads.iter().filter(stands) {
        let before = head.continues.as_ref().map(|before| &before.sha256);
        let before = before.or(head.follows.as_ref().map(|follows| &follows.sha256));
        if let Some(sha256) = before {
            // Of two that follow the same record, the first is the one that met its date.
            let first = next.entry(standing.counts(sha256)).or_insert(head);
            if (head.day(), head.written) < (first.day(), first.written) {
                *first = head;
            }
        }
    }
    heads
        .iter()
        .filter(stands)
        .filter_map(|(head, sha256)| {
            let (what, by) = promise(head)?;
            Some(Promised { head, sha256, what, by, kept: kept(next.get(sha256.as_str()).copied()) })
        })
        .collect()
}

/// What a record promises, and by which day.
fn promise(head: &Head) -> Option<(Promise, NaiveDate)> {
    let reply = head.waiting.as_ref().map(|waiting| (Promise::Reply, waiting.due));
    let handover = || head.handover.as_ref().map(|handover| (Promise::Handover, handover.by));
    let again = || head.look_again.as_ref().map(|again| (Promise::LookAgain, again.by));
    reply.or_else(handover).or_else(again)
}

fn kept(next: Option<&Head>) -> Kept<'_> {
    match next.map(|next| (&next.met, &next.waiting)) {
        None => Kept::Open,
        Some((Some(met), _)) => Kept::Met(met),
        Some((None, Some(waiting))) => Kept::Moved(waiting.due),
        Some((None, None)) => Kept::Left,
    }
}
