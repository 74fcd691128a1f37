//! Stops for safety as they stood at the end of a day: those of which no record said yet what was done.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::audit::tied;
use crate::facilitate::SAFETY_STOP;
use crate::record::Brief;
use crate::records::Stop;

/// The stops that nothing explained on that day, oldest first. Each comes with the record that explains it, if one was
/// made when it was asked for. A record that somebody began by themselves explains a stop of its case on the day that
/// it is `about`, or else the newest one before it.
pub fn unexplained(
    all: Vec<(Stop, Option<String>)>,
    briefs: &[Brief],
    day: NaiveDate,
    about: impl Fn(&str) -> Option<NaiveDate>,
) -> Vec<Stop> {
    let asked: HashSet<String> = all.iter().filter_map(|(_, record)| record.clone()).collect();
    let was_open = |record: &Option<String>| record.as_deref().is_none_or(|record| written_on(record) > Some(day));
    let stops = all.into_iter().filter(|(stop, record)| on(stop) <= day && was_open(record));
    let mut open: Vec<Stop> = stops.map(|(stop, _)| stop).collect();
    let is_own =
        |brief: &&Brief| *brief.strategy == *SAFETY_STOP && brief.corrects.is_none() && !asked.contains(&*brief.record);
    let mut own: Vec<&Brief> = briefs.iter().filter(is_own).collect();
    own.sort_by_key(|brief| (brief.date, brief.written));
    if open.is_empty() || own.is_empty() {
        return open;
    }
    let ties = tied(briefs);
    let of = |reference: &str| {
        let its = briefs.iter().zip(&ties).find(|(brief, _)| brief.goes_by(reference));
        its.map(|(_, tie)| *tie)
    };
    for brief in own {
        let explains = |stop: &Stop| {
            let case = stop.case.as_deref();
            case.and_then(of).is_some_and(|tie| Some(tie) == of(&brief.case)) && on(stop) <= brief.date
        };
        let its_day = about(&brief.record).filter(|day| open.iter().any(|stop| explains(stop) && on(stop) == *day));
        let newest = open.iter().filter(|stop| explains(stop)).map(|stop| stop.at).max();
        open.retain(|stop| !explains(stop) || its_day.map_or(Some(stop.at) != newest, |day| on(stop) != day));
    }
    open
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

    fn record(case: &str, date: &str) -> Brief {
        let its = head(case, "s", 1, date, SAFETY_STOP);
        Brief::of(&its, &its.record)
    }

    #[test]
    fn a_stop_that_was_explained_later_was_open_then() {
        let all =
            || vec![(stop("S-9", "2026-11-29T10:37:15Z"), Some("2026-12-01_S-9_safety-stop_jgfe2x7y".to_owned()))];
        let on = |on: &str| unexplained(all(), &[], day(on), |_| None).len();
        assert_eq!(["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01"].map(on), [0, 1, 1, 0]);
    }

    #[test]
    fn a_record_that_somebody_began_by_themselves_explains_a_stop_of_its_case() {
        let all = || vec![(stop("S-1", "2026-11-20T09:00:00Z"), None), (stop("S-1", "2026-11-24T09:00:00Z"), None)];
        let left = |briefs: &[Brief], about: Option<&str>| {
            let open = unexplained(all(), briefs, day("2026-11-30"), |_| about.map(day));
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
        assert_eq!(unexplained(explained, &[asked], day("2026-11-30"), |_| None).len(), 1);
    }
}
