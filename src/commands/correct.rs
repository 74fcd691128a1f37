//! Correcting a record by a new one.

use std::path::Path;

use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::cli::Correct;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::by_file::ByFile;
use crate::commands::by_file::by_file as answers_by_file;
use crate::commands::in_shell;
use crate::commands::look;
use crate::commands::out;
use crate::commands::review;
use crate::commands::same_kind;
use crate::commands::there;
use crate::facilitate;
use crate::facilitate::Done;
use crate::facilitate::Held;
use crate::facilitate::Said;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::record;
use crate::record::Record;
use crate::record::RiskNote;
use crate::record::Small;
use crate::records;
use crate::records::Case;
use crate::records::ToldRisk;
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
    let Some(by) = ByFile::of_correct(wanted) else {
        there::publish_waiting(here);
        let name = wanted.record.as_deref().unwrap_or_default();
        let again = format!("correct it with: rethink correct {}", in_shell(name));
        if let Some(note) = small(here, name) {
            same_kind(here, note.head.practice, &again)?;
            let instead = "say it in a file: rethink correct --answers FILE";
            let mut ask = review::person(here, world.practice, no_input, instead)?;
            let said = facilitate::say_what_was_done(world, &told_of(here, &note)?, &note, ask.as_mut())?;
            return finish_small(here, world, said, quiet);
        }
        let record = standing(here, name, &again)?;
        let instead = "say in a file what is put right: rethink correct --answers FILE";
        let mut ask = review::person(here, world.practice, no_input, instead)?;
        let done = facilitate::correct(world, &record, None, ask.as_mut())?;
        return review::finish(here, world.settings, done, quiet);
    };
    answers_by_file(here, world, wrong, &by, |answers| correct_by_file(here, world, wanted, answers, quiet))
}

fn correct_by_file(here: &Here, world: &World<'_>, wanted: &Correct, answers: Answers, quiet: bool) -> Result<Exit> {
    if !answers.stops() {
        there::publish_waiting(here);
    }
    let answers = answers.as_of((here.clock)().1, &world.settings.calendar);
    let Some(to_correct) = answers.corrects.clone() else {
        return Err(Failure::new(Exit::NeedsAnswer, "these answers do not say which record they correct, and why")
            .at(Path::new(answers.name()))
            .mend("add: corrects = { record = \"…\", reason = \"…\" }")
            .into());
    };
    let again = "correct it with: rethink correct --answers FILE";
    if let Some(note) = small(here, &to_correct.record) {
        let found = answers.found();
        if !found.is_clean() {
            return Err(Stop::Findings(Box::new(found), Exit::WrongFile));
        }
        same_kind(here, note.head.practice, again)?;
        return by_file(here, world, answers, &note, quiet);
    }
    let sha256 = facilitate::answers_digest(&answers);
    review::already(here, &sha256, None)?;
    let record = standing(here, &to_correct.record, again)?;
    if let Some(name) = &wanted.record
        && standing(here, name, again)?.sha256 != record.sha256
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

/// The small record of this name, if that is what it is.
fn small(here: &Here, name: &str) -> Option<RiskNote> {
    records::risk_note(&here.places.readable(), name).map(|(_, note)| note)
}

/// Everything that small records say of the stop or the risk answer of this one.
fn told_of(here: &Here, note: &RiskNote) -> Result<ToldRisk> {
    let fault = || Failure::new(Exit::OwnFault, "rethink hit a fault of its own: the small record was not found again");
    Ok(records::told_of(&here.places.readable(), note).ok_or_else(fault)?)
}

/// Says what was done after a stop or a risk answer, as a file has it.
fn by_file(here: &Here, world: &World<'_>, answers: Answers, note: &RiskNote, quiet: bool) -> Result<Exit> {
    let name = answers.name().to_owned();
    let corrects = answers.corrects.as_ref();
    let is_risk = note.head.small == Small::Risk;
    let says_all = corrects.is_some_and(|it| {
        it.done.is_some() && it.by.is_some() && it.safe_now.is_some() && (it.who_says.is_some() || !is_risk)
    });
    let says_all = says_all && !answers.at_risk.is_empty();
    let lacks = |says: &str, mend: &str| Failure::new(Exit::NeedsAnswer, says).at(Path::new(&name)).mend(mend).into();
    if !says_all && is_risk {
        return Err(lacks(
            "these answers do not say what has changed, who says so, and whether the child is safe now",
            "write at-risk, and corrects = { record = \"…\", done = \"…\", by = \"Social worker\", \
             who-says = \"raiser\", safe-now = \"yes\" }; or who-says = \"safeguarding-lead\" or \"somebody-else\"",
        ));
    }
    if !says_all {
        return Err(lacks(
            "these answers do not say what was done, by whom, and whether the child is safe now",
            "write at-risk, and corrects = { record = \"…\", done = \"…\", by = \"Social worker\", safe-now = \"yes\" }; \
             or safe-now = \"no\" or \"not-known\"",
        ));
    }
    if answers.case.as_ref().is_some_and(|case| !world.settings.is_reference(case)) {
        return Err(lacks("the case reference is not one from a case system", &world.settings.reference_hint()));
    }
    let told = told_of(here, note)?;
    // Nobody reads here what was said before: whoever names a small record that stands has read it.
    if told.done.is_some() && !told.stand.iter().any(|stands| stands.sha256 == note.sha256) {
        let newest = told.record();
        let mend = format!("read {newest} with rethink show; to say something else, name that one in corrects");
        return Err(Failure::new(Exit::Already, "what was done has been written down already").mend(mend).into());
    }
    // Where nobody is asked for the case, that of the file would be lost without a word.
    let is_other = |case: &String| !told.cases().iter().any(|its| its.eq_ignore_ascii_case(case));
    if told.case().is_some() && answers.case.as_ref().is_some_and(is_other) {
        let says = "the file names another case than the small record that it corrects";
        let mend = "look whether it is the right small record; if it is, leave `case` out";
        return Err(Failure::new(Exit::WrongFile, says).at(Path::new(&name)).mend(mend).into());
    }
    let said = facilitate::say_what_was_done(world, &told, note, &mut Script::new(answers))?;
    finish_small(here, world, said, quiet)
}

fn finish_small(here: &Here, world: &World<'_>, said: Said, quiet: bool) -> Result<Exit> {
    let (note, waits) = match said {
        Said::Written(note, waits) => (note, waits),
        Said::Left(Held::Safety, _) => return review::finish(here, world.settings, Done::Safety(None), quiet),
        Said::Left(held, written) => return review::finish(here, world.settings, Done::Nothing(held, written), quiet),
    };
    if !quiet {
        here.tell("\nIt is written down. Copy it into the child's record in your own case system.\n");
        match &note.done {
            Some(done) if !done.is_safe() => {
                here.tell(
                    "The child is not known to be safe, so this stays open in every list.\n\
                     Tell your safeguarding lead today, and ring those who must act again. In danger now: ring 999.\n",
                );
            }
            Some(done) if !done.closes(note.head.small) => {
                here.tell(
                    "It stays open in every list: only whoever gave that answer, or a safeguarding lead of their\n\
                     agency, can close it.\n",
                );
            }
            // Of two who did not know of each other, the one who does not know that the child is safe counts.
            _ if told_of(here, &note)?.is_open() => here.say(&format!(
                "It stays open in every list: another small record of it does not say that the child is safe.\n\
                 To say it there too: rethink correct {}\n",
                note.head.record
            )),
            _ => {}
        }
    }
    out(&note.head.record)?;
    match waits {
        None => Ok(Exit::Done),
        Some(failure) => {
            here.tell(&format!(
                "\nError: {failure}\n  It is safe on this computer, and is published by the next status.\n"
            ));
            Ok(Exit::NotSaved)
        }
    }
}

/// The record of this name; or, if it has been corrected already, the one that stands in its place.
fn standing(here: &Here, name: &str, again: &str) -> Result<Record> {
    let record = look::named(here, name)?;
    same_kind(here, record.head.practice, again)?;
    let case = Case::known_as(&here.places, &record.head.case, &record.head.also);
    let standing = case.standing();
    let Some((instead, sha256)) = standing.instead(&record.sha256) else { return Ok(record) };
    let path = records::find(&here.places.readable(), &instead.record);
    let read = path.and_then(|path| records::record(&path).ok()).filter(|record| record.sha256 == sha256);
    let read = read.ok_or_else(|| Failure::new(Exit::NotThere, "the correction of this record cannot be read"))?;
    here.tell(&format!(
        "This record has been corrected already. You correct {}, which stands in its place.\n",
        render::safe(&record::in_words(&instead.record))
    ));
    Ok(read)
}
