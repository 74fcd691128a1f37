//! The story of one case, for whoever has to see it as a whole.

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar;
use crate::calendar::Calendar;
use crate::record::Head;
use crate::record::HowMet;
use crate::record::RiskAnswer;
use crate::record::RiskHead;
use crate::record::WhatWasDone;
use crate::records::Chapter;
use crate::records::Heard;
use crate::records::Kept;
use crate::records::NoView;
use crate::records::Promised;
use crate::records::StillOpen;
use crate::records::Story;
use crate::records::ToldRisk;
use crate::records::View;
use crate::render::answer;
use crate::render::answer::ended;
use crate::render::document::Document;
use crate::render::document::Drawn;
use crate::render::due_words;
use crate::render::json::json;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::standing::stands;
use crate::render::status::next_command;
use crate::render::status::to_be_done;
use crate::render::status::told_risk;
use crate::session::Risk;

/// From this many working days on, it is said that nothing was written.
const SILENCE: i64 = 10;

/// The story of a case: who raised it, whether a child is at risk, what the child says, what was tried, what was promised
/// and kept, and when nothing was written.
pub fn story(
    story: &Story<'_>,
    heard: &Heard,
    missing: &[String],
    today: NaiveDate,
    calendar: &Calendar,
    drawn: Drawn,
) -> String {
    let last = story.chapters.last().map(|last| (last.head.case.as_str(), last.head.practice));
    let spelt = |risk: &'_ ToldRisk| {
        risk.cases().into_iter().find(|its| its.eq_ignore_ascii_case(&heard.case)).map(str::to_owned)
    };
    let asked = heard.told.iter().rev().find_map(spelt).unwrap_or_else(|| heard.case.clone());
    let told = || heard.told.last().map(|risk| (asked.as_str(), risk.newest().head.practice));
    let gone = || heard.gone.last().map(|record| (record.split('_').nth(1).unwrap_or_default(), false));
    let Some((case, practice)) = last.or_else(told).or_else(gone) else { return String::new() };
    let newest = story.newest;
    let sheet = format!("{case}, as it stood on {}", calendar::medium(today));
    let mut document = Document::new(practice, &format!("The story of {case}"), &sheet);
    if let Some(also) = newest.map(|head| &head.also).filter(|also| !also.is_empty()) {
        document.words(&format!("Other agencies know it as {}.", also.join(", ")));
    }
    if let Some(raised) = story.raised {
        let by = match story.raised_by.as_slice() {
            [] => String::new(),
            [role] => format!(" by: {role}"),
            [role, agency, ..] => format!(" by: {role}, {agency}"),
        };
        let ago = days(calendar.working_days_between(raised, today), (today - raised).num_days());
        document.words(&one_line(&format!("First raised on {}{by}: {ago} ago.", calendar::long(raised))));
    }
    if !story.unseen.is_empty() {
        let names = story.unseen.join(", ");
        document
            .words(&format!("There is no record here of {names}. It may have been done without one, or elsewhere."));
    }
    for name in missing {
        document.words(&format!("Named by another record, and not here: {}.", crate::record::in_words(name)));
    }
    tell_heard(story, heard, &mut document);
    for chapter in &story.chapters {
        if let Some(silent) = chapter.after.filter(|days| *days >= SILENCE) {
            document.between(&format!("... {silent} working days with nothing written ..."));
        }
        tell(chapter, story, today, calendar, &mut document);
    }
    if let Some(silent) = story.since.filter(|days| *days >= SILENCE) {
        document.between(&format!("... {silent} working days with nothing written, up to today ..."));
    }
    document.section(&format!("Where it stands on {}", calendar::medium(today)));
    let open: Vec<&Promised<'_>> = open(story).collect();
    if story.chapters.is_empty() {
        document.words("No record of a review of it is here.");
    } else if open.is_empty() {
        let words =
            newest.map_or_else(|| "Its records have been corrected, under another reference".to_owned(), stands);
        document.words(&format!("{words}. No date is open."));
    }
    for open in open {
        let when = due_words(open.by, today, calendar);
        document.words(&capital(&format!("{}, by {} ({when}).", to_be_done(open), calendar::long(open.by))));
        document.exactly(&next_command(open));
    }
    document.drawn(drawn)
}

/// The records of a case for a program, oldest first: what each says first.
pub fn story_json(story: &Story<'_>, heard: &Heard, missing: &[String]) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Whole<'a> {
        schema: &'a str,
        at_risk: &'a [RiskAnswer],
        told: Vec<Told<'a>>,
        open: &'a [StillOpen],
        at_risk_gone: &'a [String],
        childs_view: Option<&'a View>,
        childs_view_missing: Option<&'a NoView>,
        missing: &'a [String],
        records: Vec<&'a Head>,
    }
    #[derive(Serialize)]
    struct Told<'a> {
        head: &'a RiskHead,
        done: Option<&'a WhatWasDone>,
        open: bool,
    }
    let told = heard
        .told
        .iter()
        .map(|risk| Told { head: &risk.newest().head, done: risk.done.as_ref(), open: risk.is_open() })
        .collect();
    let records = story.chapters.iter().map(|chapter| chapter.head).collect();
    json(&Whole {
        schema: "rethink-case-1",
        at_risk: &heard.risks,
        told,
        open: &heard.open,
        at_risk_gone: &heard.gone,
        childs_view: heard.view.as_ref(),
        childs_view_missing: heard.missing.as_ref(),
        missing,
        records,
    })
}

/// Whether a child is at risk, with the day and the time of each answer, and then the child's view of the case.
fn tell_heard(story: &Story<'_>, heard: &Heard, document: &mut Document) {
    document.section("Is a child at risk?");
    for record in &heard.gone {
        document.words(&format!(
            "{} that was seen here before is gone or changed: {}. A child may be at risk. Restore it from a backup, or \
             ask whoever wrote it.",
            capital(gone_what(record)),
            one_line(record),
        ));
    }
    let told = heard.told.iter().map(|risk| (risk.day(), Some(risk.first.head.at), capital(&told_risk(risk))));
    let mut risks: Vec<_> = told.chain(heard.risks.iter().map(|risk| (risk.day, risk.at, on_risk(risk)))).collect();
    let after_stops = story.chapters.iter().filter(|chapter| chapter.instead.is_none());
    risks.extend(after_stops.filter_map(|chapter| {
        let record = chapter.head;
        let safe = if record.facts.get("safe-now")? == "yes" { "safe" } else { "not known to be safe" };
        let words = format!("{}: after a stop, the child is {safe}", calendar::medium(record.date));
        Some((record.date, Some(record.written), words))
    }));
    risks.sort_by_key(|(day, at, _)| (*day, *at));
    let risks: Vec<String> = risks.iter().map(|(.., risk)| format!("- {}", one_line(risk))).collect();
    document.words(&risks.join("\n"));
    for open in &heard.open {
        document.words(&format!("Still open: {}.", open.words()));
        if let Some(how) = open.how_it_ends() {
            document.exactly(&how);
        }
    }
    document.section("The child's view");
    if let Some(view) = &heard.view {
        document.words(view.said.trim_end());
        let on = view.on.map_or_else(
            || format!("No record says on which day; it was written down on {}.", calendar::medium(view.written)),
            |on| format!("On {}.", calendar::medium(on)),
        );
        document.words(&on);
    }
    if let Some(missing) = &heard.missing {
        let why = missing.why.as_ref().map_or_else(|| ".".to_owned(), |why| format!(": {}", ended(why)));
        document.words(&format!("Not given on {}{why}", calendar::medium(missing.written)));
    }
    if heard.view.is_none() && heard.missing.is_none() {
        document.words("Not asked so far in the records that are here.");
    }
}

/// What a small record was, by its name.
pub(crate) fn gone_what(record: &str) -> &'static str {
    if record.contains("_stop_") { "a stop for safety" } else { "an answer about risk" }
}

/// An answer to whether a child is at risk, with its day and the time at which it was typed.
pub(crate) fn on_risk(risk: &RiskAnswer) -> String {
    let words = Risk::named(&risk.answer).map_or(risk.answer.as_str(), |risk| risk.words());
    let at = risk.at.map(|at| format!(" (answered at {})", answer::time(at, risk.day))).unwrap_or_default();
    let told = risk.told.as_ref().map(|told| format!(". {}", told.words())).unwrap_or_default();
    format!("{}: {words}{at}{told}", calendar::medium(risk.day))
}

fn open<'a>(story: &'a Story<'_>) -> impl Iterator<Item = &'a Promised<'a>> {
    let promised = story.chapters.iter().filter_map(|chapter| chapter.promised.as_ref());
    promised.filter(|promised| promised.kept == Kept::Open)
}

fn tell(chapter: &Chapter<'_>, story: &Story<'_>, today: NaiveDate, calendar: &Calendar, document: &mut Document) {
    let head = chapter.head;
    // How a date was met stands with the record that promised it, where that one is here.
    let before = head.continues.as_ref().map(|before| &before.record);
    let before = before.or(head.follows.as_ref().map(|follows| &follows.record));
    let is_told = before.is_some_and(|record| story.chapters.iter().any(|other| other.head.record == *record));
    let part = if head.part > 1 { format!(", part {}", head.part) } else { String::new() };
    document.section(&one_line(&format!("{}: {}{part}", calendar::long(head.date), head.strategy.title)));
    if let Some(met) = met(head).filter(|_| !is_told) {
        document.words(&met);
    }
    if let Some(corrects) = &head.corrects {
        let record = crate::record::in_words(&corrects.record);
        document.words(&one_line(&format!("In place of {record}. Why: {}", ended(&corrects.reason))));
        if chapter.corrected_twice {
            document.words(
                "Corrected twice: another record corrects the same one. Both are kept, and the later one stands.",
            );
        }
    }
    match chapter.instead {
        Some(instead) => {
            let is_here = story.chapters.iter().any(|other| other.head.record == instead.record);
            let instead = crate::record::in_words(&instead.record);
            document.words(&one_line(&format!("It said: {}.", stands(head))));
            let away = if is_here { "" } else { ", under another reference" };
            document.words(&one_line(&format!("Corrected: {instead}, stands in its place{away}.")));
        }
        None => document.words(&format!("{}.", stands(head))),
    }
    if let Some(later) = chapter.outrun {
        document.words(&one_line(&outrun(later)));
    }
    if chapter.twice {
        document.words("Carried on twice: another record carries on the same part. Both are kept.");
    }
    let because = head.outcome.as_ref().and_then(|outcome| outcome.because.as_ref());
    if let Some(because) = because.filter(|_| chapter.instead.is_none()) {
        document.words(&one_line(&format!("Because: {because}")));
    }
    if let Some(promised) = &chapter.promised {
        document.words(&format!("By {}: {}.", calendar::long(promised.by), kept(promised, today, calendar)));
    }
    let typed_by = head.typed_by.as_ref().map(|role| format!(", typed by: {role}")).unwrap_or_default();
    let given = if head.date_given { " (the date was given)" } else { "" };
    let name = head.record.rsplit('_').next().unwrap_or(&head.record);
    document.words(&one_line(&format!("Record {name}{typed_by}{given}")));
}

/// Says that a later part no longer follows from a record that was put right.
pub(crate) fn outrun(later: &Head) -> String {
    format!(
        "A later part was written before this was put right: look at it again. It is {}.",
        crate::record::in_words(&later.record)
    )
}

/// When it was written down, where that was after the day that counts.
pub(crate) fn written_down(on: chrono::NaiveDate, written: chrono::NaiveDate) -> String {
    if written <= on {
        return String::new();
    }
    format!(" (written down on {})", calendar::medium(written))
}

/// How the record met the date of an earlier one.
pub(crate) fn met(head: &Head) -> Option<String> {
    let met = head.met.as_ref()?;
    let due = calendar::medium(met.due);
    let on = calendar::medium(met.on);
    let written = written_down(met.on, head.day());
    Some(match met.how {
        HowMet::Kept => format!("The date of {due} was kept, on {on}{written}."),
        HowMet::Late => format!("The date of {due} was met on {on}{written}: {}.", late(met.late)),
        HowMet::NoReply => format!("There was no reply by {due}."),
        HowMet::TimeNotKnown => format!("The date of {due} was met on {on}{written}, at a time that is not known."),
    })
}

fn late(days: i64) -> String {
    match days {
        0 => "late, with no working day between".to_owned(),
        1 => "1 working day late".to_owned(),
        days => format!("{days} working days late"),
    }
}

/// What has become of a promised date.
fn kept(promised: &Promised<'_>, today: NaiveDate, calendar: &Calendar) -> String {
    match promised.kept {
        Kept::Open => format!("open, {}", due_words(promised.by, today, calendar)),
        Kept::Moved(day) if day == promised.by => "still waited for after that".to_owned(),
        Kept::Moved(day) => format!("moved to {}", calendar::medium(day)),
        Kept::Left => "no longer waited for".to_owned(),
        Kept::Met(met) => match met.how {
            // The record that met it went by the date before the correction.
            _ if met.due != promised.by => {
                format!("met as the date of {}, on {}", calendar::medium(met.due), calendar::medium(met.on))
            }
            HowMet::Kept => format!("kept on {}", calendar::medium(met.on)),
            HowMet::Late => format!("{}, on {}", late(met.late), calendar::medium(met.on)),
            HowMet::NoReply => "no reply".to_owned(),
            HowMet::TimeNotKnown => format!("met on {}, time not known", calendar::medium(met.on)),
        },
    }
}

pub(crate) fn days(working: i64, calendar: i64) -> String {
    let working = if working == 1 { "1 working day".to_owned() } else { format!("{working} working days") };
    let calendar = if calendar == 1 { "1 day".to_owned() } else { format!("{calendar} days") };
    format!("{working} ({calendar})")
}
