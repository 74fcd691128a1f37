//! Looking at what there is: unfinished, waiting, recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::audit;
use crate::audit::Folder;
use crate::audit::Ladder;
use crate::calendar;
use crate::cli::Shown;
use crate::commands::Files;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::ladder::ladder as ladder_of;
use crate::commands::out;
use crate::commands::settings_or_usual;
use crate::commands::there::Heads;
use crate::commands::there::NotRead;
use crate::commands::there::broken_off;
use crate::commands::there::publish_waiting;
use crate::commands::there::sorted;
use crate::commands::there::tell_gone;
use crate::commands::there::tell_waiting_risks;
use crate::facilitate;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::shown_path;
use crate::record::Brief;
use crate::record::NotARecord;
use crate::record::Record;
use crate::record::RiskAnswer;
use crate::records;
use crate::records::Case;
use crate::records::Kept;
use crate::records::Look;
use crate::records::Missing;
use crate::records::Places;
use crate::records::Standing;
use crate::records::ToldRisk;
use crate::records::Unread;
use crate::render;
use crate::render::Among;
use crate::render::Drawn;
use crate::render::Status;
use crate::session::Risk;
use crate::strategy::Shelf;

/// What is unfinished, what waits, and what is due.
pub(crate) fn status(here: &Here) -> Result<Exit> {
    publish_waiting(here);
    let (_, today) = (here.clock)();
    let settings = settings_or_usual(&here.team);
    let mut unfinished: Vec<_> = facilitate::unfinished(&here.places).into_iter().map(|(_, found)| found).collect();
    let shelf = Shelf::shipped();
    let world = here.world(&settings, &shelf);
    for found in &mut unfinished {
        if let Some(title) = facilitate::title_of(&world, found) {
            found.head.strategy = title;
        }
    }
    let outbox = records::waiting(&here.places).into_iter().map(|path| {
        let never = records::never_published(&here.places, &path);
        (path, never)
    });
    let outbox: Vec<_> = outbox.collect();
    let elsewhere = records::waiting_for_others(&here.places);
    let Listing { heads, unread, missing, there } = read(here, &here.places.readable());
    let folder = folder(&heads, here.is_practice());
    let told = told(&here.places, &folder, here.is_practice(), today);
    let ladder = ladder(&here.places, &folder)?;
    let mut open = records::promised(&heads, &Standing::of_all(&heads));
    open.retain(|promised| promised.kept == Kept::Open && promised.head.practice == here.is_practice());
    let closed = facilitate::closed(&here.places);
    let words = audit::at_risk(&folder, &settings.calendar, &ladder, today, &told, |at_risk| {
        let status = Status {
            closed: &closed,
            unfinished: &unfinished,
            at_risk,
            outbox: &outbox,
            elsewhere: &elsewhere,
            open: &open,
            unread: &unread,
            home: here.places.home(),
            is_there: here.places.home().is_dir(),
            is_seen: there.is_ok(),
            lost: missing.lost,
        };
        render::status(&status, today, &settings.calendar, here.width)
    });
    if here.is_practice() {
        out("PRACTICE: none of this is a real case.\n\n")?;
    }
    // It holds references, days and the words of strategies, and nothing that somebody answered.
    out(&here.command(&words))?;
    there?;
    closed.into_iter().next().map_or(Ok(Exit::Done), |failure| Err(failure.into()))
}

/// The records that count, each correction in the place of what it corrects. Which record stands, of which case it is and
/// whether a child may be at risk need nothing of what was answered.
fn folder(heads: &Heads, is_practice: bool) -> Folder {
    let briefs =
        heads.iter().filter(|(head, _)| head.practice == is_practice).map(|(head, sha256)| Brief::of(head, sha256));
    Folder { briefs: briefs.collect(), ..Folder::default() }.standing(&|_, _| None)
}

/// Which strategy hands over to which. Where no record says that a child may be at risk, nobody has to know.
fn ladder(places: &Places, folder: &Folder) -> Result<Ladder> {
    let is_no = |brief: &Brief| Risk::named(&brief.at_risk) == Some(Risk::No);
    if folder.briefs.iter().all(is_no) { Ok(Ladder::of(Vec::new())) } else { ladder_of(places, folder) }
}

/// Every stop and risk answer, and how far each has come: the same as in an audit.
fn told(places: &Places, folder: &Folder, is_practice: bool, today: NaiveDate) -> Vec<ToldRisk> {
    let mut notes = records::risk_notes(&places.readable());
    notes.retain(|note| note.head.practice == is_practice);
    if notes.is_empty() {
        return Vec::new();
    }
    let files = Files::of(places.readable());
    // Whatever day it is here: what was written is open.
    records::told_risks(&notes, &folder.briefs, (today, NaiveDate::MAX), &|record| files.about(record))
}

/// All records, newest first.
pub(crate) fn history(here: &Here) -> Result<Exit> {
    let Listing { heads, unread, there, .. } = read(here, &here.places.records);
    if !heads.is_empty() {
        out(&render::history(&heads, &risks(&here.places.records), here.width, here.plain))?;
    } else if unread.is_empty() && there.is_ok() {
        here.say(none_yet(here));
    }
    not_counted(here, &unread);
    tell_waiting(here);
    there?;
    Ok(Exit::Done)
}

/// Says what waits on this computer to be published: it is in no list of the folder yet.
fn tell_waiting(here: &Here) {
    tell_waiting_risks(here);
    let many = match records::waiting(&here.places).len() {
        0 => return,
        1 => "1 record waits".to_owned(),
        many => format!("{many} records wait"),
    };
    here.say(&format!("To know: {many} on this computer to be published, and not in this list. See: rethink status\n"));
}

/// Says that there are no records; small ones are no reviews, and must not pass for none.
fn none_yet(here: &Here) -> &'static str {
    let notes = records::risk_notes(&here.places.records);
    if notes.iter().any(|note| note.head.practice == here.is_practice()) {
        "No review has a record here yet. For stops for safety and answers about risk: rethink status\n"
    } else {
        "There are no records yet.\n"
    }
}

/// Of each record in which an answer is that a child may be at risk, or was at first, every answer; by its digest.
fn risks(folders: &[PathBuf]) -> BTreeMap<String, Vec<RiskAnswer>> {
    let read = records::each(folders, Record::read_risks).into_iter().filter_map(|found| found.read.ok());
    read.filter(|(_, risks)| !risks.is_empty()).collect()
}

/// What was read of some folders.
struct Listing {
    heads: Heads,
    /// Files that are none that can be read.
    unread: NotRead,
    /// What was seen there before and is gone or changed.
    missing: Missing,
    /// Whether the folders could be looked into. If they could, what was seen in them is remembered.
    there: std::result::Result<(), Failure>,
}

/// Reads the records of some folders.
fn read(here: &Here, folders: &[PathBuf]) -> Listing {
    let found = records::heads(folders);
    let broken = found.iter().map(|file| &file.path).find(|path| folders.contains(path));
    let there = records::all_there(&here.places, (here.clock)().1);
    let there = there.and_then(|()| broken.map_or(Ok(()), |folder| Err(broken_off(folder))));
    let mut missing = Missing::default();
    if there.is_ok() {
        let small = records::risk_notes_found(folders);
        missing = records::looked(&here.places, &found, &small, (here.clock)());
        tell_gone(here, &missing);
    }
    let (heads, mut unread) = sorted(found);
    // A folder that cannot be looked into is a failure, and no file that does not count.
    unread.retain(|(path, _)| !folders.contains(path));
    Listing { heads, unread, missing, there }
}

/// The story of one case.
pub(crate) fn story(here: &Here, reference: &str, shown: Shown) -> Result<Exit> {
    let (_, today) = (here.clock)();
    let calendar = settings_or_usual(&here.team).calendar;
    let case = Case::read(&here.places, reference);
    not_counted(here, &case.unread);
    seen(here, &case.records.iter().map(|(path, record)| (path, record)).collect::<Vec<_>>());
    let heads = case.heads();
    let heard = case.heard(&here.places, today);
    let none_read = (heads.is_empty() && !case.unread.is_empty()).then(|| {
        let says = format!("no record of {} can be read", render::safe(reference));
        let is_closed = case.unread.iter().any(|(_, why)| *why == Unread::NotOpened);
        let exit = if is_closed { Exit::NotSaved } else { Exit::WrongFile };
        Failure::new(exit, says).mend("see which files, and why: rethink verify")
    });
    if heads.is_empty() && heard.told.is_empty() && heard.gone.is_empty() {
        if let Some(failure) = none_read {
            return Err(failure.into());
        }
        return Err(Failure::new(Exit::NotThere, format!("there is no record of {}", render::safe(reference)))
            .mend("see every record with: rethink history")
            .into());
    }
    let (missing, righted) = (case.missing(), case.righted());
    let story = records::story(&heads, &case.standing(), &righted, &missing, today, &calendar);
    let drawn = |drawn| render::story(&story, &heard, &missing, today, &calendar, drawn);
    out(&as_shown(here, shown, drawn, || render::story_json(&story, &heard, &missing)))?;
    records::all_there(&here.places, (here.clock)().1)?;
    none_read.map_or(Ok(Exit::Done), |failure| Err(failure.into()))
}

/// Remembers these records, at which somebody looked by themselves.
fn seen(here: &Here, read: &[(&PathBuf, &Record)]) {
    let (now, today) = (here.clock)();
    // What lies where a share was is of another folder.
    for folder in here.places.records.iter().filter(|it| records::emptied(&here.places, it, today).is_none()) {
        let own = read.iter().filter(|(path, _)| path.parent() == Some(folder));
        let own = own.map(|(_, record)| records::sight(&record.head, &record.sha256));
        // What was asked for is whole without it.
        drop(records::remember(&here.places, folder, now, Look::Alone, own));
    }
}

/// Files that are left out, each with why.
fn not_counted(here: &Here, unread: &[(PathBuf, Unread)]) {
    for (path, why) in unread {
        let words = match why {
            Unread::Not(NotARecord::Newer) => "was made by a newer rethink",
            Unread::Not(_) => "is not as it was written, or was cut short. Restore it from a backup",
            Unread::Conflict => {
                "says that it is a record that is here too, and differs from it. Keep both, and ask who wrote them"
            }
            Unread::TooLong => "is too long to be a record",
            Unread::NotOpened => "cannot be opened",
            Unread::NotAFile => "is a link or no file at all, and is not followed",
        };
        here.tell(&format!("Not counted: {} {words}.\n", shown_path(path)));
    }
    if let Some(words) = render::unread(unread, here.width) {
        here.say(&words);
    }
}

/// True if a small record was meant, which is then shown.
fn shows_small(here: &Here, name: &str, shown: Shown) -> Result<bool> {
    let Some((_, note)) = records::risk_note(&here.places.readable(), name) else { return Ok(false) };
    let told = records::told_of(&here.places.readable(), &note);
    let instead = told.map(|told| told.newest().clone()).filter(|newest| newest.sha256 != note.sha256);
    let instead = instead.as_ref();
    out(&as_shown(here, shown, |drawn| render::small(&note, instead, drawn), || render::small_json(&note, instead)))?;
    Ok(true)
}

pub(crate) fn show(here: &Here, name: &str, shown: Shown) -> Result<Exit> {
    if shows_small(here, name, shown)? {
        return Ok(Exit::Done);
    }
    let record = named(here, name)?;
    let case = Case::known_as(&here.places, &record.head.case, &record.head.also);
    let standing = case.standing();
    let corrected = record.head.corrects.as_ref().and_then(|corrects| {
        let path = records::find(&here.places.readable(), &corrects.record)?;
        records::record(&path).ok().filter(|record| record.sha256 == corrects.sha256)
    });
    let heads = case.records.iter().map(|(_, record)| (&record.head, record.sha256.as_str()));
    let outruns = |before: &&Record| {
        let later = standing.outrun(&before.head, &before.sha256, &heads);
        later.is_some_and(|later| later.record == record.head.record)
    };
    let among = Among {
        unsettled: case.records.iter().map(|(_, record)| record).find(outruns).map(|before| &before.head),
        outrun: standing.outrun(&record.head, &record.sha256, &heads),
        instead: standing.instead(&record.sha256).map(|(head, _)| head),
        corrections: standing.corrections(&record.sha256),
        corrected: corrected.as_ref(),
    };
    let drawn = |drawn| render::record_among(&record, &among, drawn);
    out(&as_shown(here, shown, drawn, || render::record_json(&record, &among)))?;
    // One that cannot be read may be newer, or a correction.
    not_counted(here, &case.unread);
    records::all_there(&here.places, (here.clock)().1)?;
    Ok(Exit::Done)
}

/// True if there is a record of this name or case in these places.
pub(crate) fn is_here(places: &Places, name: &str) -> bool {
    records::find(&places.readable(), name).is_some() || !Case::read(places, name).records.is_empty()
}

/// The words of a record or a case, as somebody wants to have them.
fn as_shown(here: &Here, shown: Shown, drawn: impl Fn(Drawn) -> String, json: impl Fn() -> String) -> String {
    match shown {
        Shown::Text => drawn(Drawn::Text(here.width)),
        Shown::Markdown => drawn(Drawn::Markdown),
        Shown::Html => drawn(Drawn::Html),
        Shown::Json => json(),
    }
}

/// The record of this name, or of which this is the file, or the newest of this case.
pub(crate) fn named(here: &Here, name: &str) -> Result<Record> {
    let folders = here.places.readable();
    let (_, today) = (here.clock)();
    // A case stands for its newest record of which the day has come.
    let newest = || {
        let mut case = Case::read(&here.places, name);
        let to_come = case.newest().filter(|(_, record)| record.head.day() > today);
        let read = case.newest_by(today).or(case.newest()).or(case.records.last());
        if let Some((_, to_come)) = to_come {
            let day = calendar::medium(to_come.head.day());
            let words = format!("To know: a record of this case is dated {day}, after today.");
            let read = format!("Read it with: rethink show {}", to_come.head.name());
            here.say(&format!("{words} {read}\n"));
        }
        let read = read.map(|(path, _)| path.clone());
        read.or_else(|| case.unread.pop().map(|(path, _)| path))
    };
    let path = records::find(&folders, name).or_else(newest).ok_or_else(|| {
        let file = format!("{}.toml", name.trim_end_matches(".toml"));
        if let Some(path) = folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file()) {
            let says = "the file of this name holds another record, and the record of this name is not here";
            return Failure::new(Exit::NotThere, says).at(&path).mend("see which it holds with: rethink verify");
        }
        Failure::new(Exit::NotThere, "there is no record of that name").mend("see them all with: rethink history")
    })?;
    match records::record(&path) {
        Ok(record) => {
            seen(here, &[(&path, &record)]);
            Ok(record)
        }
        Err(Unread::Not(NotARecord::Newer)) => Err(Failure::new(Exit::WrongFile, "a newer rethink wrote this record")
            .at(&path)
            .mend("read it with that one")
            .into()),
        Err(Unread::NotOpened) => Err(Failure::new(Exit::NotSaved, "this record cannot be opened")
            .at(&path)
            .mend("ask for permission to read it, or look whether the disk or the share is in order")
            .into()),
        Err(Unread::TooLong) => {
            Err(Failure::new(Exit::WrongFile, "this file is longer than any record").at(&path).into())
        }
        Err(Unread::NotAFile) => {
            let says = "this is a link or no file at all, and rethink follows none in a records folder";
            Err(Failure::new(Exit::WrongFile, says).at(&path).mend("put the file itself in its place").into())
        }
        Err(_) => Err(Failure::new(Exit::WrongFile, "this file is not a record as it was written")
            .at(&path)
            .mend("restore it from a backup, or ask whoever wrote it for a copy")
            .into()),
    }
}
