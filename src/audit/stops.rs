//! Stops for safety as they stood at the end of a day: those of which no record said yet what was done.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::audit::Folder;
use crate::audit::tied;
use crate::facilitate::SAFETY_STOP;
use crate::record::Brief;
use crate::records::Stop;

/// The stops that nothing explained on that day, oldest first, by the records that stand in a folder. Each comes with
/// the record that explains it, if one was made when it was asked for. A record that somebody began by themselves
/// explains a stop of its case on the day that it is `about`, or else the newest one before it. One that was moved to
/// another child explains no stop of the first.
pub fn unexplained(
    all: &[(Stop, Option<String>)],
    folder: &Folder,
    day: NaiveDate,
    about: impl Fn(&str) -> Option<NaiveDate>,
) -> Vec<Stop> {
    if all.is_empty() {
        return Vec::new();
    }
    let briefs = &folder.briefs;
    let ties = tied(briefs);
    let of = |reference: &str| {
        let its = briefs.iter().zip(&ties).find(|(brief, _)| brief.goes_by(reference));
        its.map(|(_, tie)| *tie)
    };
    let is_of = |stop: &Stop, brief: &Brief| {
        let its = stop.case.as_deref().and_then(of);
        its.is_some() && its == of(&brief.case)
    };
    let mut asked: HashSet<&str> = HashSet::new();
    let mut open: Vec<&Stop> = Vec::new();
    for (stop, record) in all {
        let instead = record.as_deref().and_then(|record| folder.corrected.iter().find(|(was, _)| **was == *record));
        let brief = instead.and_then(|(_, is)| briefs.iter().find(|brief| brief.record == *is));
        let moved = stop.case.is_some() && brief.is_some_and(|brief| !is_of(stop, brief));
        let record = record.as_deref().filter(|_| !moved);
        asked.extend(record.map(|record| brief.map_or(record, |brief| &brief.record)));
        if on(stop) <= day && record.is_none_or(|record| written_on(record) > Some(day)) {
            open.push(stop);
        }
    }
    let is_own = |brief: &&Brief| *brief.strategy == *SAFETY_STOP && !asked.contains(&*brief.record);
    let mut own: Vec<&Brief> = briefs.iter().filter(is_own).collect();
    own.sort_by_key(|brief| (brief.date, brief.written));
    for brief in own {
        let explains = |stop: &Stop| is_of(stop, brief) && on(stop) <= brief.date;
        let its_day = about(&brief.record).filter(|day| open.iter().any(|stop| explains(stop) && on(stop) == *day));
        let newest = open.iter().filter(|stop| explains(stop)).map(|stop| stop.at).max();
        open.retain(|stop| !explains(stop) || its_day.map_or(Some(stop.at) != newest, |day| on(stop) != day));
    }
    open.into_iter().cloned().collect()
}

fn on(stop: &Stop) -> NaiveDate {
    stop.at.date_naive()
}

/// The day with which the name of a record begins.
fn written_on(record: &str) -> Option<NaiveDate> {
    record.split('_').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tests::day;
    use crate::audit::tests::head;

    fn stop(case: &str, at: &str) -> Stop {
        Stop { at: at.parse().expect("a time"), place: "talk".to_owned(), case: Some(case.to_owned()) }
    }

    fn folder(briefs: &[Brief]) -> Folder {
        Folder { briefs: briefs.to_vec(), ..Folder::default() }
    }

    fn record(case: &str, date: &str) -> Brief {
        let its = head(case, "s", 1, date, SAFETY_STOP);
        Brief::of(&its, &its.record)
    }

    #[test]
    fn a_stop_that_was_explained_later_was_open_then() {
        let all =
            || vec![(stop("S-9", "2026-11-29T10:37:15Z"), Some("2026-12-01_S-9_safety-stop_jgfe2x7y".to_owned()))];
        let on = |on: &str| unexplained(&all(), &Folder::default(), day(on), |_| None).len();
        assert_eq!(["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01"].map(on), [0, 1, 1, 0]);
    }

    #[test]
    fn a_record_that_somebody_began_by_themselves_explains_a_stop_of_its_case() {
        let all = || vec![(stop("S-1", "2026-11-20T09:00:00Z"), None), (stop("S-1", "2026-11-24T09:00:00Z"), None)];
        let left = |briefs: &[Brief], about: Option<&str>| {
            let open = unexplained(&all(), &folder(briefs), day("2026-11-30"), |_| about.map(day));
            open.iter().map(|stop| stop.at.date_naive().to_string()).collect::<Vec<_>>()
        };
        let (first, second) = ("2026-11-20", "2026-11-24");
        assert_eq!(left(&[], None), [first, second]);
        // Another case, or a day before both.
        assert_eq!(left(&[record("S-2", "2026-11-25"), record("S-1", "2026-11-19")], None), [first, second]);
        // One record is of one day: the one that it names, or else the newest.
        assert_eq!(left(&[record("s-1", "2026-11-25")], Some(first)), [second]);
        assert_eq!(left(&[record("s-1", "2026-11-25")], None), [first]);
        assert_eq!(left(&[record("S-1", "2026-11-23")], Some(second)), [second]);
        // What was written for one stop when it was asked for explains no other.
        let asked = record("S-1", "2026-11-25");
        let explained = vec![(all()[0].0.clone(), Some(asked.record.to_string())), all()[1].clone()];
        assert_eq!(unexplained(&explained, &folder(&[asked]), day("2026-11-30"), |_| None).len(), 1);
    }

    #[test]
    fn a_record_that_was_moved_to_another_child_explains_no_stop_of_the_first() {
        let (was, is) = (record("S-1", "2026-11-25"), record("S-2", "2026-11-25"));
        let moved = Folder { corrected: vec![(was.record.clone(), is.record.clone())], ..folder(&[is]) };
        let first = || stop("S-1", "2026-11-20T09:00:00Z");
        let left = |record: Option<&str>, folder: &Folder| {
            unexplained(&[(first(), record.map(str::to_owned))], folder, day("2026-11-30"), |_| None).len()
        };
        assert_eq!([left(None, &moved), left(Some(&was.record), &moved)], [1, 1]);
        // It explains one of the child to whom it was moved.
        let second = stop("S-2", "2026-11-21T09:00:00Z");
        let both = vec![(first(), Some(was.record.to_string())), (second, None)];
        assert_eq!(unexplained(&both, &moved, day("2026-11-30"), |_| None), [first()]);
        // One that was put right within its case still explains its stop, and no other.
        let is = record("S-1", "2026-11-26");
        let right = Folder { corrected: vec![(was.record.clone(), is.record.clone())], ..folder(&[is]) };
        assert_eq!([left(None, &right), left(Some(&was.record), &right)], [0, 0]);
        let both = vec![(first(), Some(was.record.to_string())), (stop("S-1", "2026-11-21T09:00:00Z"), None)];
        assert_eq!(unexplained(&both, &right, day("2026-11-30"), |_| None).len(), 1);
    }
}
