//! Correcting a record: a new one that stands in its place, with a reason. The earlier one is never touched.

use std::path::PathBuf;

use crate::ask::Ask;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::begin;
use crate::facilitate::driver::drive;
use crate::facilitate::resume::resume_unfinished;
use crate::facilitate::unfinished::unfinished;
use crate::facilitate::world::Done;
use crate::facilitate::world::World;
use crate::failure::Failure;
use crate::record;
use crate::record::Record;

/// Corrects a record. Nothing is written before the word is given, and the record itself never changes.
pub fn correct(
    world: &World<'_>,
    record: &Record,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    if let Some((path, _)) = begun(world, record) {
        ask.say(Words::Text("A correction of this record is begun already. You carry it on."))?;
        return resume_unfinished(world, &path, answers_sha256, ask);
    }
    let sitting = begin::righted(world, record, answers_sha256)?;
    let (day, is_now) = (record.head.day(), record::in_words(&record.head.record));
    ask.say(Words::Heading("Correct a record"))?;
    ask.say(Words::Text(&format!(
        "You correct {is_now}. It stays as it is. A new record stands in its place, and both can be read."
    )))?;
    ask.say(Words::Text(
        "To put a record right is good practice: whoever reads it later can rely on it. It is no admission of fault.",
    ))?;
    ask.say(Words::Text(&format!(
        "What you change counts as of {}, and its dates are counted from then. What has happened since belongs in a \
         record of its own.",
        calendar::long(day)
    )))?;
    drive(world, sitting, ask)
}

/// An unfinished correction of this record on this computer.
pub(crate) fn begun(world: &World<'_>, record: &Record) -> Option<(PathBuf, String)> {
    let of_it = unfinished(world.places)
        .into_iter()
        .find(|(_, found)| found.corrects().is_some_and(|corrects| corrects.sha256 == record.sha256));
    of_it.map(|(path, found)| (path, found.head.review))
}
