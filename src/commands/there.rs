//! What is there to be read, and what is told of it before anything else.

use std::path::Path;
use std::path::PathBuf;

use crate::commands::Here;
use crate::commands::Result;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::shown_path;
use crate::record::Head;
use crate::record::NotARecord;
use crate::records;
use crate::records::Found;
use crate::records::Missing;
use crate::records::Places;
use crate::records::Unread;
use crate::render;

/// The heads of records, each with its digest.
pub(crate) type Heads = Vec<(Head, String)>;
/// Files that are none that can be read, each with why.
pub(crate) type NotRead = Vec<(PathBuf, Unread)>;

/// The records that were read, and the files that could not be.
pub(crate) fn sorted(found: Vec<Found<(Head, String)>>) -> (Heads, NotRead) {
    let (mut heads, mut unread) = (Vec::new(), Vec::new());
    for file in found {
        match file.read {
            Ok(read) => heads.push(read),
            Err(Unread::Not(NotARecord::Other)) => {}
            Err(why) => unread.push((file.path, why)),
        }
    }
    (heads, unread)
}

/// True if there is a record in these places that cannot be read.
pub(crate) fn any_unread(places: &Places) -> bool {
    !sorted(records::heads(&places.readable())).1.is_empty()
}

/// Publishes what waits on this computer, and says so.
pub(crate) fn publish_waiting(here: &Here) {
    let (now, today) = (here.clock)();
    records::tidy(&here.places, now);
    for path in records::publish_waiting(&here.places, today) {
        here.tell(&format!("A record that waited on this computer is now published:\n  {}\n\n", shown_path(&path)));
    }
}

/// Refuses folders that cannot be looked into, or are not there: they must not pass for some in which nothing waits.
pub(crate) fn must_be_there(places: &Places, folders: &[PathBuf]) -> Result<()> {
    for folder in folders {
        if !records::is_there(places, folder)? {
            let says = "there is no such records folder";
            return Err(Failure::new(Exit::NotThere, says).at(folder).mend("name the folder with --records").into());
        }
    }
    Ok(())
}

/// A records folder of which the list broke off, although it can be looked into now.
pub(crate) fn broken_off(folder: &Path) -> Failure {
    Failure::new(Exit::NotSaved, "the list of the records broke off").at(folder).mend("run this again")
}

/// Says where a child may be at risk, of what waits on this computer to be published: nothing else is known while the
/// folder is away.
pub(crate) fn tell_waiting_risks(here: &Here) {
    for risk in records::risks_in(&here.places.outboxes()).iter().filter(|risk| risk.is_open()) {
        let case = risk.case().map_or("no reference", |case| case);
        here.tell(&format!("A child may be at risk\n  {}: {}\n", render::safe(case), render::told_risk(risk)));
    }
}

/// Says so where so many records that were seen before are not there as they were. What was an open risk may be one still.
pub(crate) fn tell_gone(here: &Here, missing: &Missing) {
    let tell = |words: &str| here.say(&format!("To know: {words}. See which: rethink verify --quick\n"));
    for record in &missing.risks {
        let what = render::gone_what(record);
        here.say(&format!(
            "Warning: {what} that was seen here before is gone or changed: {record}\n  \
             A child may be at risk. Restore it from a backup, or ask whoever wrote it.\n"
        ));
    }
    match missing.lost {
        0 => {}
        1 => tell("1 record that was seen here before is gone or changed"),
        many => tell(&format!("{many} records that were seen here before are gone or changed")),
    }
    match missing.due {
        0 => {}
        1 => tell("1 record that was seen here before is no longer here, and its retention date has come"),
        many => tell(&format!(
            "{many} records that were seen here before are no longer here, and their retention dates have come"
        )),
    }
}
