//! The story of one case: what its records say one after another, and how long nothing was written in between.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::record::Head;
use crate::records::Kept;
use crate::records::Promised;
use crate::records::Righted;
use crate::records::Standing;
use crate::records::promised;

/// The procedures of Re-think in their order: where a case holds no record of one, its story says so.
const LADDER: &[(&str, &str)] = &[
    ("rethink-1", "strategy 1"),
    ("rethink-2", "strategy 2"),
    ("rethink-3", "strategy 3"),
    ("hips-escalation", "the HIPS escalation protocol"),
];

/// One case from its first record to a day.
#[derive(Debug)]
pub struct Story<'a> {
    /// When the concern was first raised, if a record says so.
    pub raised: Option<NaiveDate>,
    /// By which role, and of which agency.
    pub raised_by: Vec<&'a str>,
    /// Its records, oldest first.
    pub chapters: Vec<Chapter<'a>>,
    /// The record that says how it stands: the newest that has not been corrected.
    pub newest: Option<&'a Head>,
    /// The procedures before the latest one of which there is no record here, in words.
    pub unseen: Vec<&'static str>,
    /// Working days since the newest record, if a date is still open.
    pub since: Option<i64>,
}

/// One record in the story of its case.
#[derive(Debug)]
pub struct Chapter<'a> {
    /// What it says first.
    pub head: &'a Head,
    /// Working days since the record before it.
    pub after: Option<i64>,
    /// The date that it promises, with what has become of it.
    pub promised: Option<Promised<'a>>,
    /// True if another record carries on the same part: two people did, without knowing of each other.
    pub twice: bool,
    /// The record that stands in its place, if it has been corrected.
    pub instead: Option<&'a Head>,
    /// True if another record corrects the same one: two people did, without knowing of each other.
    pub corrected_twice: bool,
    /// A later part that was written before this was put right, and no longer follows from it.
    pub outrun: Option<&'a Head>,
}

/// The story that these records of one case tell, up to today. They come oldest first.
///
/// `missing` are records that others name and that are not here: on their days something was written.
pub fn story<'a>(
    heads: &'a [(Head, String)],
    standing: &Standing<'a>,
    righted: &'a Righted,
    missing: &[String],
    today: NaiveDate,
    calendar: &Calendar,
) -> Story<'a> {
    let elsewhere: Vec<NaiveDate> = missing.iter().filter_map(|name| name.split('_').next()?.parse().ok()).collect();
    let mut promises: BTreeMap<&str, Promised<'a>> =
        promised(heads, standing).into_iter().map(|promised| (promised.sha256, promised)).collect();
    let mut ordered: Vec<&(Head, String)> = heads.iter().collect();
    ordered.sort_by_key(|(head, _)| (head.date, head.written));
    let mut before: Option<NaiveDate> = None;
    let mut chapters = Vec::new();
    for (head, sha256) in ordered {
        let last_before = |day: NaiveDate| elsewhere.iter().copied().filter(|it| *it <= day).max();
        let after = before.replace(head.date).map(|before| {
            let before = last_before(head.date).map_or(before, |other| other.max(before));
            calendar.working_days_between(before, head.date)
        });
        let part = head.continues.as_ref().map(|before| &before.sha256);
        let same = |other: &&(Head, String)| {
            standing.stands(&other.1) && other.0.continues.as_ref().map(|before| &before.sha256) == part
        };
        let instead = standing.instead(sha256).map(|(head, _)| head);
        let twice = part.is_some() && instead.is_none() && heads.iter().filter(same).count() > 1;
        let corrected = head.corrects.as_ref().map(|corrects| standing.corrections(&corrects.sha256).len());
        let its = promises.remove(sha256.as_str());
        let outrun = standing.outrun(head, sha256, &heads.iter().map(|(head, sha256)| (head, sha256.as_str())));
        let corrected_twice = corrected > Some(1);
        chapters.push(Chapter { head, after, promised: its, twice, instead, corrected_twice, outrun });
    }
    // They come in the order of the days that they count as, whenever one was corrected.
    let stand = || heads.iter().rev().filter(|(_, sha256)| standing.stands(sha256));
    let word =
        |head: &'a Head, sha256: &str, name: &str| righted.word(sha256, name, head.facts.get(name).map(String::as_str));
    let fact = |name: &str| stand().find_map(|(head, sha256)| word(head, sha256, name));
    let raised = fact("raised-on").and_then(|day| day.parse().ok());
    let raised_by = ["raiser-role", "raiser-agency"].into_iter().filter_map(fact).collect();
    let reached = |id: &str| chapters.iter().any(|chapter| chapter.head.strategy.id == id);
    let latest = LADDER.iter().rposition(|(id, _)| reached(id)).unwrap_or(0);
    let unseen = LADDER[..latest].iter().filter(|(id, _)| !reached(id)).map(|(_, words)| *words).collect();
    let is_open = |chapter: &Chapter<'_>| chapter.promised.as_ref().is_some_and(|promised| promised.kept == Kept::Open);
    let before = before.map(|before| elsewhere.iter().copied().filter(|it| *it <= today).fold(before, NaiveDate::max));
    let since = before.filter(|_| chapters.iter().any(is_open));
    let since = since.map(|day| calendar.working_days_between(day, today)).filter(|days| *days >= 0);
    Story { raised, raised_by, newest: stand().next().map(|(head, _)| head), chapters, unseen, since }
}
