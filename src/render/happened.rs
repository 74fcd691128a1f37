//! Everything that happened in a sitting, in order, under the headings of its stages.

use crate::calendar;
use crate::journal::Entry;
use crate::record::Record;
use crate::record::WhoWasTold;
use crate::render::answer;
use crate::render::document::Document;
use crate::render::document::Row;
use crate::render::page::capital;
use crate::render::standing::first_sentence;
use crate::render::story::written_down;
use crate::session::Judged;
use crate::strategy::OPEN_RISK;

/// Puts everything that happened into a document.
pub(crate) fn happened(record: &Record, document: &mut Document) {
    document.section("What happened, in order");
    let mut heading: Option<String> = None;
    let entries = &record.body.entry;
    for (place, entry) in entries.iter().enumerate() {
        let later = &entries[place + 1..];
        // What a wait came to says on which day it happened.
        if entry.what.as_deref() == Some("happened")
            && later.iter().any(|one| one.what.is_none() && one.step == entry.step)
        {
            continue;
        }
        if let Some(stage) = &entry.stage {
            let here = match &entry.strategy {
                Some(strategy) => format!("{stage} ({strategy})"),
                None => stage.clone(),
            };
            if heading.as_ref() != Some(&here) {
                document.part(&here);
                heading = Some(here);
            }
        }
        document.row(Row::own(&label(entry, record), words(place, record).join("\n")));
    }
}

/// What an entry is called.
fn label(entry: &Entry, record: &Record) -> String {
    let known = || entry.label.clone().or_else(|| entry.step.clone());
    match entry.what.as_deref() {
        Some("at-risk") => "A child at risk?".to_owned(),
        Some("told") => "Who has been told".to_owned(),
        Some("about") => "The review is about".to_owned(),
        Some("until-then") => "Keeping the child safe".to_owned(),
        Some("dated") => match (&entry.label, &record.head.handover) {
            (Some(label), _) => format!("Date for \"{label}\""),
            (None, Some(_)) => "Date of the handover".to_owned(),
            (None, None) => "Date".to_owned(),
        },
        Some("anytime") => "Another way out".to_owned(),
        Some("withdrawn") => "Withdrawn".to_owned(),
        Some("elsewhere") => "Goes on in another way".to_owned(),
        _ => known().unwrap_or_else(|| "Answer".to_owned()),
    }
}

/// Everything to be said of an entry, a paragraph each.
fn words(place: usize, record: &Record) -> Vec<String> {
    let entry = &record.body.entry[place];
    let mut said = Vec::new();
    said.extend(entry.of.as_ref().map(|of| format!("For: {of}")));
    match entry.what.as_deref() {
        None => {
            said.push(own(entry, record));
            said.extend(kept(place, record));
        }
        Some("at-risk") => {
            let at = entry.at.map(|at| format!(" (at {})", answer::time(at, record.head.day()))).unwrap_or_default();
            said.push(format!("{}{at}", answer::answer(entry)));
        }
        Some("told") => said.extend(WhoWasTold::of(entry).map(|told| capital(&told.words()))),
        Some("happened") => {
            let on = entry.on.map(calendar::long).unwrap_or_default();
            said.push(format!("It happened on {on}."));
        }
        Some("dated") => said.push(answer::dated(entry)),
        Some("waiting") => said.push("It has not happened yet. The session ends here, and waits.".to_owned()),
        Some("withdrawn") => said.extend(entry.why.clone()),
        Some("elsewhere") => {
            said.extend(entry.to.clone());
            said.extend(entry.why.as_ref().map(|why| format!("Why: {why}")));
        }
        Some("anytime") => {}
        Some("about") => said.push(format!("A {}", answer::answer(entry))),
        Some(_) => said.push(answer::answer(entry)),
    }
    said.extend(typed(entry));
    said.extend(entry.day.map(|day| format!("This counts as {}.", calendar::long(day))));
    said.extend(led(place, record));
    if said.is_empty() {
        said.push("Taken".to_owned());
    }
    said
}

/// How a day was typed, and what it was counted by.
fn typed(entry: &Entry) -> Option<String> {
    let words = entry.typed.as_ref()?;
    let left_out = entry.left_out.as_ref().map(|days| {
        let days: Vec<String> = days.iter().map(|day| calendar::medium(*day)).collect();
        format!("; left out: {}", days.join(", "))
    });
    let provisional = entry.provisional.map(|_| "; bank holidays not yet published").unwrap_or_default();
    Some(format!("Typed as \"{words}\"{}{provisional}.", left_out.unwrap_or_default()))
}

/// The answer, and from where it was taken over.
fn own(entry: &Entry, record: &Record) -> String {
    let listed = |actions: &[_]| !actions.is_empty() && actions.iter().all(|one| record.body.action.contains(one));
    let words = match &entry.actions {
        Some(actions) if listed(actions) => "The actions listed above".to_owned(),
        // Nobody was there to read it.
        None if answer::is_read(entry) && record.head.answers_sha256.is_some() => "Answered from a file".to_owned(),
        _ => answer::answer(entry).trim_end().to_owned(),
    };
    if let Some(record) = &entry.carried_from {
        let checked = entry.checked.as_ref().map(|checked| format!("; checked: {checked}")).unwrap_or_default();
        return format!("{words} (carried from {}{checked})", crate::record::in_words(record));
    }
    match entry.from.as_deref() {
        None => words,
        Some("at-risk") => format!("{words} (taken over from the question about risk)"),
        Some(OPEN_RISK) => format!("{words} (taken over from what is open of risk on the case)"),
        Some("stop") => format!("{words} (noted when it was stopped)"),
        Some("promised") => format!("{words} (the date that this review meets)"),
        Some("team") => format!("{words} (taken over from what the team has set)"),
        Some(from) => format!("{words} (taken over from {})", source(from, record)),
    }
}

/// The answer that another was taken over from, by its label if it is in this record.
fn source(from: &str, record: &Record) -> String {
    let path = from.split_once('.').map_or(from, |(_, path)| path);
    let label = record.body.entry.iter().find(|entry| entry.what.is_none() && entry.step.as_deref() == Some(path));
    match label.and_then(|entry| entry.label.as_ref()) {
        Some(label) => format!("\"{label}\" above"),
        None => from.to_owned(),
    }
}

/// For a wait: when it happened, when it was due, and whether that was kept.
fn kept(place: usize, record: &Record) -> Option<String> {
    let entry = &record.body.entry[place];
    let before = record.body.entry[..place].iter().rev();
    let happened = before.take_while(|one| one.what.is_some()).find(|one| one.step == entry.step && one.on.is_some());
    let happened = entry.on.or_else(|| happened.and_then(|one| one.on));
    let on = happened.or(entry.date);
    let words = happened.map(|on| format!("It happened on {}.", calendar::long(on)));
    let Some(due) = entry.due else { return words };
    let day = calendar::long(due);
    if entry.state.as_deref() == Some("no-reply") {
        return Some(format!("It was due by {day}."));
    }
    let words = words.map(|words| format!("{words} ")).unwrap_or_default();
    let how = match (entry.kept, entry.late) {
        // No day was answered, so nothing is judged.
        (None, _) => return Some(format!("{words}It was due by {day}.")),
        (Some(Judged::TimeNotKnown), _) => "; at what time it was done is not known".to_owned(),
        (Some(Judged::Kept), _) => ", and was in time".to_owned(),
        (Some(Judged::Late), Some(1)) => ", and was late by 1 working day".to_owned(),
        (Some(Judged::Late), Some(late)) => format!(", and was late by {late} working days"),
        (Some(Judged::Late), None) => ", and was late".to_owned(),
    };
    let written = on.map(|on| written_down(on, entry.day.unwrap_or(record.head.day()))).unwrap_or_default();
    Some(format!("{words}It was due by {day}{how}{written}."))
}

/// Where a row led, unless the next entry shows it, and because.
fn led(place: usize, record: &Record) -> Option<String> {
    let entry = &record.body.entry[place];
    let because = entry.because.as_ref().map(|because| format!("Because: {}", answer::ended(because)));
    let to = match (entry.what.as_deref(), &entry.to) {
        (Some("elsewhere"), _) | (_, None) => None,
        (Some("anytime"), Some(to)) => Some(to),
        (_, Some(to)) => entry.row.map(|_| to),
    };
    match (to.and_then(|to| target(to, place, record, because.is_some())), because) {
        (Some(to), Some(because)) => Some(format!("{to} {because}")),
        (to, because) => to.or(because),
    }
}

/// A step by its label, or how it ended. Nothing if the next entry is that step, unless it is to be said all the same.
fn target(to: &str, place: usize, record: &Record, always: bool) -> Option<String> {
    let entry = &record.body.entry[place];
    let before = entry.step.as_deref().and_then(|step| step.rsplit_once('.')).map(|(before, _)| before);
    let path = before.map_or_else(|| to.to_owned(), |before| format!("{before}.{to}"));
    let is_there = |other: &&Entry| {
        let within = |step: &str| step.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        other.strategy == entry.strategy && other.step.as_deref().is_some_and(within)
    };
    let later = &record.body.entry[place + 1..];
    if !always && later.iter().find(|other| other.step.is_some()).as_ref().is_some_and(is_there) {
        return None;
    }
    let there = later.iter().chain(&record.body.entry[..place]).find(is_there);
    Some(match there {
        Some(other) if other.step.as_deref() == Some(&path) => {
            format!("Went on to \"{}\".", other.label.as_deref().unwrap_or(to))
        }
        Some(_) => format!("Went on to \"{}\".", to.replace('-', " ")),
        None => match &record.head.outcome {
            Some(outcome) if outcome.id == to => format!("Ended: {}.", first_sentence(&outcome.text)),
            _ => format!("Ended with \"{}\".", to.replace('-', " ")),
        },
    })
}
