//! What is unfinished, what waits, and what is due.

use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::audit::Need;
use crate::audit::Reason;
use crate::audit::Why;
use crate::calendar;
use crate::calendar::Calendar;
use crate::calendar::Length;
use crate::calendar::Unit;
use crate::failure::Failure;
use crate::finding::shown_path;
use crate::journal::Unfinished;
use crate::practice;
use crate::record::SafeNow;
use crate::record::Small;
use crate::records::Promise;
use crate::records::Promised;
use crate::records::RiskState;
use crate::records::ToldRisk;
use crate::records::Unread;
use crate::records::differ;
use crate::render::audit::AT_RISK;
use crate::render::audit::on_a_line;
use crate::render::due_words;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::unread::not_counted;
use crate::session::Risk;

/// Everything that somebody may have to come back to.
#[derive(Debug)]
pub struct Status<'a> {
    /// Sessions that are saved and not yet recorded.
    pub unfinished: &'a [Unfinished],
    /// Where a child may be at risk, as an audit says it.
    pub at_risk: &'a [Need<'a>],
    /// Records that wait on this computer for their folder.
    pub outbox: &'a [(PathBuf, Option<&'static str>)],
    /// How many records wait for other folders, each with its folder.
    pub elsewhere: &'a [(String, usize)],
    /// Promised dates that nothing follows yet.
    pub open: &'a [Promised<'a>],
    /// Files that are records by their names and cannot be read.
    pub unread: &'a [(PathBuf, Unread)],
    /// Why saved answers on this computer cannot be read.
    pub closed: &'a [Failure],
    /// Where records are kept.
    pub home: &'a Path,
    /// False if that folder is not there yet.
    pub is_there: bool,
    /// False if a folder cannot be looked into, so that not everything that waits is known.
    pub is_seen: bool,
    /// How many records that were seen before are gone or changed.
    pub lost: usize,
}

/// No more dates than this are shown under one heading.
const SHOWN: usize = 20;
/// How many working days ahead a date is due soon.
const SOON: u32 = 10;

/// What there is to come back to, each with the command that does so.
pub fn status(status: &Status<'_>, today: NaiveDate, calendar: &Calendar, width: usize) -> String {
    let mut page = Page::new(width);
    let mut commands = Vec::new();
    put_at_risk(&mut page, status.at_risk, today, calendar);
    if let Some(words) = not_counted(status.unread, "rethink verify") {
        page.gap();
        page.put(0, &words);
        page.put(0, "What was said or promised there does not show here.");
    }
    let before = page.height();
    if !status.unfinished.is_empty() {
        page.heading(0, "Unfinished on this computer");
        for found in status.unfinished {
            // Two sittings on one case are told apart by the names of their reviews.
            let alone =
                status.unfinished.iter().filter(|other| other.name().eq_ignore_ascii_case(found.name())).count() == 1;
            let name = one_line(found.name());
            let saved = found.last_saved().map(|event| event.at.format("%-d %B %Y at %H:%M").to_string());
            let saved = saved.map(|saved| format!(", last saved {saved}")).unwrap_or_default();
            let answers = match found.answers() {
                1 => "1 answer".to_owned(),
                many => format!("{many} answers"),
            };
            let correction = if found.corrects().is_some() { ", a correction" } else { "" };
            page.put(2, &format!("{name}: {}{correction}, {answers}{saved}", found.head.strategy));
            commands.push(format!("rethink resume {}", if alone { &name } else { &found.head.review }));
            page.put(4, commands.last().map_or("", String::as_str));
        }
    }
    if !status.closed.is_empty() {
        page.heading(0, "Saved answers that cannot be read");
        for failure in status.closed {
            page.put(2, &one_line(&format!("{}: {}", failure.place.as_deref().unwrap_or_default(), failure.says)));
        }
    }
    if !status.outbox.is_empty() {
        page.heading(0, "Waiting to be published");
        for (path, never) in status.outbox {
            page.put(2, &shown_path(path));
            if let Some(why) = never {
                page.put(4, why);
            }
        }
    }
    for (folder, many) in status.elsewhere {
        let words = if *many == 1 { "1 record waits".to_owned() } else { format!("{many} records wait") };
        page.heading(0, &format!("{words} to be published in {folder}"));
    }
    let soon = calendar.count(today.into(), Length { count: SOON, unit: Unit::WorkingDays }).due.day;
    let groups: [(&str, &dyn Fn(NaiveDate) -> bool); 3] = [
        ("Past its day", &|by| by < today),
        ("Due in the next ten working days", &|by| by >= today && by <= soon),
        ("Later", &|by| by > soon),
    ];
    for (heading, is_in) in groups {
        let mut dates: Vec<_> = status.open.iter().filter(|open| is_in(open.by)).collect();
        dates.sort_by(|a, b| (a.by, &a.head.case).cmp(&(b.by, &b.head.case)));
        if !dates.is_empty() {
            page.heading(0, heading);
        }
        let more = dates.len().saturating_sub(SHOWN);
        for open in dates.into_iter().take(SHOWN) {
            let (day, when) = (calendar::medium(open.by), due_words(open.by, today, calendar));
            page.put(2, &format!("{}: {}, by {day} ({when}).", open.head.case, to_be_done(open)));
            commands.push(next_command(open));
            page.put(4, commands.last().map_or("", String::as_str));
        }
        if more > 0 {
            page.put(2, &format!("and {more} more: see the records with rethink history"));
        }
    }
    if page.height() == before && status.at_risk.is_empty() {
        page.gap();
        let nothing = match (status.is_seen, status.unread.is_empty()) {
            (true, _) if status.lost > 0 => {
                "Nothing is unfinished. What waits in the records that are gone or changed is not known."
            }
            (false, _) => {
                "Nothing is unfinished on this computer. What waits in the records folder cannot be seen now."
            }
            (true, false) => "Nothing is unfinished, and nothing waits in the records that can be read.",
            (true, true) => "Nothing is unfinished and nothing waits.",
        };
        page.put(0, nothing);
        page.put(0, "To begin a review: rethink start");
        page.put(0, "To read about the commands: rethink --help");
    }
    page.gap();
    // Of several things to come back to, one is first: what was broken off, and then what is due first.
    if let [first, _, ..] = commands.as_slice() {
        page.put(0, &format!("To go on with the first of these: {first}"));
    }
    let is_new = !status.is_there && status.is_seen;
    let there = if is_new { ", which is not there yet" } else { "" };
    page.put(0, &format!("Records are kept in {}{there}", shown_path(status.home)));
    if is_new {
        page.put(0, "To keep them elsewhere, and to say who may read them: rethink init");
    }
    page.text()
}

/// Where a child may be at risk: however many there are, each is said, and before everything that can wait.
fn put_at_risk(page: &mut Page, at_risk: &[Need<'_>], today: NaiveDate, calendar: &Calendar) {
    if !at_risk.is_empty() {
        page.heading(0, AT_RISK);
    }
    for need in at_risk {
        let of = if need.case.is_empty() { "no case reference yet" } else { need.case };
        page.put(2, &one_line(&format!("{of}: {}", on_a_line(need, today, calendar))));
        page.put(4, &how_it_ends(need));
    }
}

/// The same by itself.
pub fn at_risk(at_risk: &[Need<'_>], today: NaiveDate, calendar: &Calendar, width: usize) -> String {
    if at_risk.is_empty() {
        return String::new();
    }
    let mut page = Page::new(width);
    put_at_risk(&mut page, at_risk, today, calendar);
    page.gap();
    page.text()
}

/// How whoever may says that a risk is over.
fn how_it_ends(need: &Need<'_>) -> String {
    match need.over_in.map(name_of) {
        Some(small) if need.why == Why::Stopped => format!("To say what was done: rethink correct {small}"),
        Some(small) => format!("If you said it, or are their safeguarding lead: rethink correct {small}"),
        None if need.reason == Reason::NotSafe => {
            format!("To say that the child is safe: rethink start safety-stop --case {}", need.case)
        }
        None => format!("To read it: rethink show {}", name_of(need.record)),
    }
}

/// Said where somebody else says that a risk is over.
const WHO_CLOSES: &str = ". Only whoever gave that answer, or a safeguarding lead of their agency, can close it";

/// What is to be done by a promised date, and who is waited for.
pub(crate) fn to_be_done(open: &Promised<'_>) -> String {
    let label = open.head.waiting.as_ref().map_or("", |waiting| waiting.label.as_str());
    match open.what {
        Promise::Reply => format!("waiting for {}: {label}", open.who()),
        Promise::Handover => format!("to go to {}", open.who()),
        Promise::LookAgain => match differ(open.head) {
            Some(who) => format!("agreed to differ; review due from {who}"),
            None => "to be looked at again".to_owned(),
        },
    }
}

/// The command that meets a promised date.
pub(crate) fn next_command(open: &Promised<'_>) -> String {
    let next = open.head.outcome.as_ref().and_then(|outcome| outcome.next.as_deref());
    let command = match open.what {
        Promise::Reply => format!("rethink resume {}", open.head.case),
        _ => format!("rethink start {} --case {}", next.unwrap_or("follow-up"), open.head.case),
    };
    practice::command(open.head.practice, &command)
}

/// A stop or a risk answer: its time, its place, and what was done about it.
pub(crate) fn told_risk(risk: &ToldRisk) -> String {
    let head = &risk.first.head;
    let when = format!("{} at {}", calendar::medium(risk.day()), head.at.format("%H:%M"));
    let asked = head.asked.words();
    let what = match risk.newest().risk() {
        Some(Risk::Acting) | None => format!("stopped for safety on {when}, {asked}"),
        Some(Risk::NotSure) => format!("nobody was sure on {when}, {asked}, whether a child is at risk"),
        Some(answer) => format!("\"{}\" was answered on {when}, {asked}", answer.words()),
    };
    let how = match &risk.done {
        Some(done) => {
            let safe = match done.safe_now {
                _ if risk.state == RiskState::Over && !done.is_safe() => "; a record says that the child is safe",
                Some(SafeNow::No) => ". The child is not safe, or not enough",
                Some(SafeNow::NotKnown) => ". Nobody knew whether the child is safe",
                _ if risk.state == RiskState::NotSafe => "; a later record says that the child is not known to be safe",
                Some(SafeNow::Yes) | None => "",
            };
            let who = done.who_says.filter(|who| !who.may_close()).map_or("", |_| WHO_CLOSES);
            format!(". What was done: \"{}\" ({}){safe}{who}", done.said.trim(), done.by)
        }
        None if risk.state == RiskState::Over && risk.small() == Small::Risk => {
            "; whoever said so has said no since".to_owned()
        }
        None if risk.state == RiskState::Over => "; a record says what was done".to_owned(),
        None if risk.state == RiskState::NotSafe => {
            "; a record says what was done, and the child is not known to be safe".to_owned()
        }
        None if risk.small() == Small::Stop => "; what was done is not written yet".to_owned(),
        None => "; nobody who may has said that it is over".to_owned(),
    };
    format!("{what}{how}")
}

/// The last part of a record's name, which is enough to find it.
fn name_of(record: &str) -> &str {
    record.rsplit('_').next().unwrap_or(record)
}
