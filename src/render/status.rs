//! What is unfinished, what waits, and what is due.

use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::calendar;
use crate::calendar::Calendar;
use crate::journal::Unfinished;
use crate::record::Head;
use crate::render::due_words;
use crate::render::page::Page;
use crate::render::page::one_line;

/// Everything that somebody may have to come back to.
#[derive(Debug)]
pub struct Status<'a> {
    /// Sessions that are saved and not yet recorded.
    pub unfinished: &'a [Unfinished],
    /// Records that wait on this computer for their folder.
    pub outbox: &'a [PathBuf],
    /// How many records wait for other folders, each with its folder.
    pub elsewhere: &'a [(String, usize)],
    /// Records that wait for somebody, and that nobody has carried on.
    pub waiting: &'a [Head],
    /// Records that promise a day, and after which nothing has been written on their case.
    pub promised: &'a [Head],
    /// Where records are kept.
    pub home: &'a Path,
}

/// What there is to come back to, each with the command that does so.
pub fn status(status: &Status<'_>, today: NaiveDate, calendar: &Calendar, width: usize) -> String {
    let mut page = Page::new(width);
    if !status.unfinished.is_empty() {
        page.heading(0, "Unfinished on this computer");
        for found in status.unfinished {
            // Two sittings on one case are told apart by the names of their reviews.
            let alone = status.unfinished.iter().filter(|other| other.name() == found.name()).count() == 1;
            let name = one_line(found.name());
            let saved = found.last_saved().map(|event| event.at.format("%-d %B %Y at %H:%M").to_string());
            let saved = saved.map(|saved| format!(", last saved {saved}")).unwrap_or_default();
            let answers = match found.answers() {
                1 => "1 answer".to_owned(),
                many => format!("{many} answers"),
            };
            page.put(2, &format!("{name}: {}, {answers}{saved}", found.head.strategy));
            page.put(4, &format!("rethink resume {}", if alone { &name } else { &found.head.review }));
        }
    }
    if !status.outbox.is_empty() {
        page.heading(0, "Waiting to be published");
        for path in status.outbox {
            page.put(2, &path.display().to_string());
        }
    }
    for (folder, many) in status.elsewhere {
        let words = if *many == 1 { "1 record waits".to_owned() } else { format!("{many} records wait") };
        page.heading(0, &format!("{words} to be published in {folder}"));
    }
    let mut waiting: Vec<_> = status.waiting.iter().filter_map(|head| Some((head, head.waiting.as_ref()?))).collect();
    waiting.sort_by_key(|(_, waiting)| waiting.due);
    if !waiting.is_empty() {
        page.heading(0, "Waiting for an answer");
        for (head, waiting) in waiting {
            let due = due_words(waiting.due, today, calendar);
            let day = calendar::medium(waiting.due);
            let words = format!("{}: waiting for {}: {}, by {day} ({due}).", head.case, waiting.who, waiting.label);
            page.put(2, &words);
            page.put(4, &format!("rethink resume {}", head.case));
        }
    }
    let due = |head: &Head| {
        let handover = head.handover.as_ref().map(|handover| (handover.by, format!("hand over to {}", handover.to)));
        handover.or_else(|| head.look_again.as_ref().map(|again| (again.by, "look at it again together".to_owned())))
    };
    let mut promised: Vec<_> = status.promised.iter().filter_map(|head| Some((head, due(head)?))).collect();
    promised.sort_by_key(|(_, (by, _))| *by);
    if !promised.is_empty() {
        page.heading(0, "To be done by a day");
        for (head, (by, what)) in promised {
            let day = calendar::medium(by);
            page.put(2, &format!("{}: {what}, by {day} ({}).", head.case, due_words(by, today, calendar)));
            match head.outcome.as_ref().and_then(|outcome| outcome.next.as_ref()) {
                Some(next) => page.put(4, &format!("rethink start {next} --case {}", head.case)),
                None => page.put(4, &format!("rethink show {}", head.case)),
            }
        }
    }
    if page.height() == 0 {
        page.put(0, "Nothing is unfinished and nothing waits.");
        page.put(0, "To begin a review: rethink start");
        page.put(0, "To read about the commands: rethink --help");
    }
    page.gap();
    page.put(0, &format!("Records are kept in {}", status.home.display()));
    page.text()
}
