//! Looking at what there is: unfinished, waiting, recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::review::publish_waiting;
use crate::commands::say;
use crate::commands::settings;
use crate::facilitate;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::record::NotARecord;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::records::Kept;
use crate::records::Unread;
use crate::render;
use crate::render::Status;
use crate::strategy::Shelf;

/// What is unfinished, what waits, and what is due.
pub(crate) fn status(here: &Here) -> Result<Exit> {
    publish_waiting(here);
    let (_, today) = (here.clock)();
    let settings = settings(&here.places)?;
    let mut unfinished: Vec<_> = facilitate::unfinished(&here.places).into_iter().map(|(_, found)| found).collect();
    let shelf = Shelf::shipped();
    let world = here.world(&settings, &shelf, false);
    for found in &mut unfinished {
        if let Some(title) = facilitate::title_of(&world, found) {
            found.head.strategy = title;
        }
    }
    let stops = records::stops(&here.places);
    let outbox = records::waiting(&here.places);
    let elsewhere = records::waiting_for_others(&here.places);
    let heads = records::sound_heads(&here.places.readable());
    let mut open = records::promised(&heads);
    open.retain(|promised| promised.kept == Kept::Open);
    let status = Status {
        unfinished: &unfinished,
        stops: &stops,
        outbox: &outbox,
        elsewhere: &elsewhere,
        open: &open,
        home: here.places.home(),
        is_there: here.places.home().is_dir(),
    };
    out(&render::status(&status, today, &settings.calendar, here.width))?;
    Ok(Exit::Done)
}

/// All records, newest first.
pub(crate) fn history(here: &Here) -> Result<Exit> {
    let mut unread = Vec::new();
    let mut seen: BTreeMap<PathBuf, Vec<(String, String)>> = BTreeMap::new();
    let mut heads = Vec::new();
    for found in records::heads(&here.places.records) {
        match found.read {
            Ok((head, sha256)) => {
                if let Some(folder) = found.path.parent() {
                    seen.entry(folder.to_owned()).or_default().push((head.record.clone(), sha256));
                }
                heads.push(head);
            }
            Err(Unread::Not(NotARecord::Other)) => {}
            Err(why) => unread.push((found.path, why)),
        }
    }
    if heads.is_empty() {
        say("There are no records yet.\n");
    } else {
        out(&render::history(&heads, here.width, here.plain))?;
    }
    not_counted(&unread);
    let (now, _) = (here.clock)();
    for (folder, records) in &seen {
        let records = records.iter().map(|(record, sha256)| (record.as_str(), sha256.as_str()));
        // Whoever looks at the folder can tell later what has changed; the list is whole without it.
        drop(records::remember(&here.places, folder, now, false, records));
    }
    Ok(Exit::Done)
}

/// The story of one case.
pub(crate) fn story(here: &Here, reference: &str) -> Result<Exit> {
    let (_, today) = (here.clock)();
    let calendar = settings(&here.places)?.calendar;
    let mut case = Case::read(&here.places, reference);
    if case.records.is_empty() && case.unread.is_empty() {
        case = Case::read(&here.places.practice(), reference);
    }
    not_counted(&case.unread);
    let heads = case.heads();
    if heads.is_empty() {
        return Err(Failure::new(Exit::NotThere, format!("there is no record of {}", render::safe(reference)))
            .mend("see every record with: rethink history")
            .into());
    }
    let missing = case.missing();
    let story = records::story(&heads, &missing, today, &calendar);
    out(&render::story(&story, &missing, today, &calendar, here.width))?;
    Ok(Exit::Done)
}

/// Files that are left out, each with why.
fn not_counted(unread: &[(PathBuf, Unread)]) {
    for (path, why) in unread {
        let words = match why {
            Unread::Not(NotARecord::Newer) => "was made by a newer rethink",
            Unread::Not(_) => "is not as it was written, or was cut short. Restore it from a backup",
            Unread::TooLong => "is too long to be a record",
            Unread::NotOpened => "cannot be opened",
        };
        say(&render::safe(&format!("Not counted: {} {words}.\n", path.display())));
    }
}

pub(crate) fn show(here: &Here, name: &str) -> Result<Exit> {
    out(&render::record(&named(here, name)?, here.width))?;
    Ok(Exit::Done)
}

/// The record of this name, or of which this is the file, or the newest of this case.
pub(crate) fn named(here: &Here, name: &str) -> Result<Record> {
    let mut folders = here.places.records.clone();
    folders.extend(here.places.practice().records);
    // A case stands for its newest record.
    let newest = || Case::read(&here.places, name).records.pop().map(|(path, _)| path);
    let path = records::find(&folders, name).or_else(newest).ok_or_else(|| {
        Failure::new(Exit::NotThere, "there is no record of that name").mend("see them all with: rethink history")
    })?;
    match records::record(&path) {
        Ok(record) => Ok(record),
        Err(Unread::Not(NotARecord::Newer)) => Err(Failure::new(Exit::WrongFile, "a newer rethink wrote this record")
            .at(&path)
            .mend("read it with that one")
            .into()),
        Err(_) => Err(Failure::new(Exit::WrongFile, "this file is not a record as it was written")
            .at(&path)
            .mend("restore it from a backup, or ask whoever wrote it for a copy")
            .into()),
    }
}
