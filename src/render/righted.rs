//! What a correction put right: everything that differs, as it was and as it is.

use std::collections::BTreeMap;

use crate::calendar;
use crate::journal::Entry;
use crate::record::Record;
use crate::render::answer;
use crate::render::document::Document;
use crate::render::document::Row;
use crate::render::standing::stands;

/// Puts what differs between a record and the one in whose place it stands into a document.
pub(crate) fn righted(before: &Record, after: &Record, document: &mut Document) {
    let rows = rows(before, after);
    if rows.is_empty() {
        return;
    }
    document.section("What was put right");
    for (label, was, is) in rows {
        document.row(Row::own(&label, format!("Before: {was}\nNow: {is}")));
    }
}

/// A label, what it said before and what it says now.
type Differs = (String, String, String);

/// What is said of something that one of the two does not hold.
const NOT_IN_IT: &str = "not in it";

fn rows(before: &Record, after: &Record) -> Vec<Differs> {
    let (was, is) = (said(before), said(after));
    let here = is.iter().filter_map(|(key, (label, now))| {
        let then = was.iter().find(|(its, _)| its == key).map_or(NOT_IN_IT, |(_, (_, then))| then);
        (then != now).then(|| (label.clone(), then.to_owned(), now.clone()))
    });
    let gone = was.iter().filter(|(key, _)| is.iter().all(|(its, _)| its != key));
    let gone = gone.map(|(_, (label, then))| (label.clone(), then.clone(), NOT_IN_IT.to_owned()));
    let mut rows: Vec<Differs> = here.chain(gone).collect();
    let due = |record: &Record| record.due().map_or_else(|| "none".to_owned(), calendar::long);
    let also = |record: &Record| match record.head.also.as_slice() {
        [] => "none".to_owned(),
        also => also.join("; "),
    };
    let meets =
        |record: &Record| record.head.follows.as_ref().map_or_else(|| "none".to_owned(), |it| calendar::long(it.due));
    let heads = [
        ("Case reference", before.head.case.clone(), after.head.case.clone()),
        ("Other references", also(before), also(after)),
        ("Promised date that it meets", meets(before), meets(after)),
        ("How it stands", stands(&before.head), stands(&after.head)),
        ("The date", due(before), due(after)),
    ];
    rows.extend(heads.into_iter().filter(|(_, was, is)| was != is).map(|(label, was, is)| (label.to_owned(), was, is)));
    rows
}

/// What an entry is about: the strategy, what happened, the step, which entry of a list, and the how manieth time.
type About = (String, Option<String>, Option<String>, Option<usize>, usize);

/// Everything that was said, each with its label. What was asked of risk is said anew in every sitting.
fn said(record: &Record) -> Vec<(About, (String, String))> {
    let mut times: BTreeMap<About, usize> = BTreeMap::new();
    let told =
        record.body.entry.iter().filter(|entry| !["at-risk", "happened"].map(Some).contains(&entry.what.as_deref()));
    told.map(|entry| {
        let strategy = entry.strategy.as_ref().unwrap_or(&record.head.strategy.id).clone();
        let mut about = (strategy, entry.what.clone(), entry.step.clone(), entry.nth, 0);
        let time = times.entry(about.clone()).or_default();
        about.4 = *time;
        *time += 1;
        let label = entry.label.as_ref().or(entry.step.as_ref()).or(entry.what.as_ref());
        let of = entry.of.as_ref().map(|of| format!(" ({of})")).unwrap_or_default();
        (about, (format!("{}{of}", label.map_or("Answer", String::as_str)), words(entry)))
    })
    .collect()
}

fn words(entry: &Entry) -> String {
    let on = entry.on.map(|on| format!(" ({})", calendar::long(on))).unwrap_or_default();
    match entry.what.as_deref() {
        Some("waiting") => "not yet".to_owned(),
        Some("dated") => answer::dated(entry),
        Some("withdrawn" | "elsewhere") => {
            [&entry.to, &entry.why].into_iter().flatten().cloned().collect::<Vec<_>>().join(". ")
        }
        _ => format!("{}{on}", answer::answer(entry).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn what_differs_is_said_as_it_was_and_as_it_is() {
        let before = sample::handover();
        assert_eq!(rows(&before, &before), []);
        let Record { mut head, mut body, .. } = before.clone();
        let place = body.entry.iter().position(|entry| entry.due.is_some()).expect("a wait");
        let label = body.entry[place].label.clone().expect("a label");
        body.entry[place].on = Some(sample::day("2026-12-09"));
        let risk = body.entry.iter().position(|entry| entry.what.as_deref() == Some("at-risk")).expect("asked");
        body.entry[risk].is = Some("not-sure".to_owned());
        let gone = body.entry.remove(body.entry.len() - 1);
        head.case = "PCC-2".to_owned();
        let rows = rows(&before, &Record::new(head, body).expect("a record"));
        let labels: Vec<&str> = rows.iter().map(|(label, ..)| label.as_str()).collect();
        assert_eq!(labels.len(), 3, "{rows:?}");
        assert_eq!((labels[0], labels[2]), (label.as_str(), "Case reference"));
        assert!(
            rows[0].1.ends_with("(Thursday 10 December 2026)") && rows[0].2.ends_with("(Wednesday 9 December 2026)"),
            "{rows:?}"
        );
        assert_eq!(rows[1].2, NOT_IN_IT, "{gone:?}");
    }
}
