//! Correcting a record by a new one.

use crate::cli::Correct;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::look;
use crate::commands::review;
use crate::commands::say;
use crate::facilitate;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::record;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::render;

/// Corrects the record of this name, at the keyboard or by a file of answers.
pub(crate) fn correct(
    here: &Here,
    world: &World<'_>,
    wrong: Option<Stop>,
    wanted: &Correct,
    no_input: bool,
    quiet: bool,
) -> Result<Exit> {
    review::publish_waiting(here);
    let Some(path) = &wanted.answers else {
        let record = standing(here, wanted.record.as_deref().unwrap_or_default())?;
        let instead = "say in a file what is put right: rethink correct --answers FILE";
        let mut ask = review::person(here, world.practice, no_input, instead)?;
        let done = facilitate::correct(world, &record, None, ask.as_mut())?;
        return review::finish(here, world.settings, done, quiet);
    };
    let answers = review::as_of(review::answers(path)?, (here.clock)().1, &world.settings.calendar)?;
    review::heed(wrong, &answers)?;
    let Some(to_correct) = answers.corrects.clone() else {
        return Err(Failure::new(Exit::NeedsAnswer, "these answers do not say which record they correct, and why")
            .at(path)
            .mend("add: corrects = { record = \"…\", reason = \"…\" }")
            .into());
    };
    let sha256 = facilitate::answers_digest(&answers);
    review::already(here, &sha256, None)?;
    let record = standing(here, &to_correct.record)?;
    if let Some(name) = &wanted.record
        && standing(here, name)?.sha256 != record.sha256
    {
        let says = "the answers file corrects another record than the one that was named";
        return Err(Failure::new(Exit::CommandLine, says).mend("look whether it is the right file").into());
    }
    let script = match facilitate::correction_given(world, answers, &record)? {
        Ok(script) => script,
        Err(findings) => {
            let exit = review::fault_of(&findings);
            return Err(Stop::Findings(Box::new(findings), exit));
        }
    };
    let _claim = review::once(here, &sha256, None)?;
    let mut script = if wanted.partial { script.partial() } else { script };
    let done = facilitate::correct(world, &record, Some(sha256), &mut script)?;
    review::finish(here, world.settings, done, quiet)
}

/// The record of this name; or, if it has been corrected already, the one that stands in its place.
fn standing(here: &Here, name: &str) -> Result<Record> {
    let record = look::named(here, name)?;
    let case = Case::known_as(&here.places, &record.head.case, &record.head.also);
    let standing = case.standing();
    let Some((instead, sha256)) = standing.instead(&record.sha256) else { return Ok(record) };
    let path = records::find(&here.places.readable(), &instead.record);
    let read = path.and_then(|path| records::record(&path).ok()).filter(|record| record.sha256 == sha256);
    let read = read.ok_or_else(|| Failure::new(Exit::NotThere, "the correction of this record cannot be read"))?;
    say(&format!(
        "This record has been corrected already. You correct {}, which stands in its place.\n",
        render::safe(&record::in_words(&instead.record))
    ));
    Ok(read)
}
