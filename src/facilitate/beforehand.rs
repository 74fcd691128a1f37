//! Answers written beforehand, looked at whole before anything is saved.

use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::facilitate::begin;
use crate::facilitate::begin::Begin;
use crate::facilitate::correct::begun;
use crate::facilitate::hold::hold;
use crate::facilitate::on_case::waits_words;
use crate::facilitate::reopened::replayed;
use crate::facilitate::reopened::rounds;
use crate::facilitate::reopened::rounds_before;
use crate::facilitate::reopened::shelf_of;
use crate::facilitate::resume::case_of;
use crate::facilitate::resume::the_waiting;
use crate::facilitate::risk::look_at_escalation;
use crate::facilitate::room::Room;
use crate::facilitate::room::Stops;
use crate::facilitate::unfinished::the_unfinished;
use crate::facilitate::world::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::review::Note;
use crate::review::Review;
use crate::review::Sat;
use crate::session::Risk;
use crate::session::Session;
use crate::strategy::digest;

/// A whole answers file for a review that begins, looked at before anything is saved.
pub fn answers_given(
    world: &World<'_>,
    answers: Answers,
    begin: &Begin,
    carry_on: bool,
) -> Result<Result<Script, Findings>, Failure> {
    let found = answers.found();
    match looked_at(world, answers, begin, carry_on) {
        // What is wrong with the file itself may well be why.
        Err(_) if !found.is_clean() => Ok(Err(found)),
        given => given,
    }
}

fn looked_at(
    world: &World<'_>,
    answers: Answers,
    begin: &Begin,
    carry_on: bool,
) -> Result<Result<Script, Findings>, Failure> {
    let is_correction = answers.corrects.is_some();
    let (review, script) = if carry_on {
        let review = carried_on(world, begin)?;
        let script = Script::new(answers);
        let script = match &review.correcting {
            Some(_) => script.carrying_on(rounds_before(&review.session)).correcting(),
            None => script.carrying_on(rounds(&review.session)),
        };
        (review, script)
    } else {
        look_at_risk(world, &answers, &begin.strategy)?;
        (begin::anew(world, begin)?.review, Script::new(answers))
    };
    if is_correction && review.correcting.is_none() {
        let says = "these answers correct a record, and this begins or carries on one";
        return Err(Failure::new(Exit::CommandLine, says).mend("correct it with: rethink correct --answers FILE"));
    }
    rehearse(world, script, &review)
}

/// The review that a file of answers carries on.
fn carried_on(world: &World<'_>, begin: &Begin) -> Result<Review, Failure> {
    let named = begin.case.as_deref().unwrap_or_default();
    let Some((_, found)) = the_unfinished(world.places, named)? else {
        let all = Case::read(world.places, &case_of(world.places, named));
        return match the_waiting(world.places, &all, named)?.as_slice() {
            [one] => Ok(begin::part(world, &all, one, begin.answers_sha256.clone())?.review),
            many => Err(name_one(many)),
        };
    };
    let mut review = replayed(&found, &shelf_of(world, &found)?)?;
    let sat = Note::Sat(Sat { day: world.today(), by_file: true, damaged: false });
    if let Ok(admitted) = review.admit(sat) {
        review.apply(admitted);
    }
    Ok(review)
}

/// Somebody who has told and disagrees goes on with the escalation, and with nothing else.
fn look_at_risk(world: &World<'_>, answers: &Answers, id: &str) -> Result<(), Failure> {
    if answers.risk() != Some(Risk::ToldAndDisagree) {
        return Ok(());
    }
    look_at_escalation(world.settings, world.shelf)?;
    let escalation = &world.settings.escalation;
    if id == escalation {
        return Ok(());
    }
    let says =
        format!("with at-risk = \"told-and-disagree\" the strategy is {escalation}, and these answers are for {id}");
    Err(Failure::new(Exit::WrongFile, says).mend(format!("write strategy = \"{escalation}\" and its answers")))
}

/// A whole answers file that corrects a record, looked at before anything is saved.
pub fn correction_given(
    world: &World<'_>,
    answers: Answers,
    record: &Record,
) -> Result<Result<Script, Findings>, Failure> {
    if let Some((_, name)) = begun(world, record) {
        return Err(Failure::new(Exit::Already, "a correction of this record is begun on this computer")
            .mend(format!("carry it on with: rethink resume {name}\n  Or discard it with: rethink discard {name}")));
    }
    let review = begin::righted(world, record, Some(answers_digest(&answers)))?.review;
    let script = Script::new(answers).carrying_on(rounds_before(&review.session)).correcting();
    rehearse(world, script, &review)
}

/// So many ways are tried, at most, beyond answers that are missing.
const MOST_WAYS: usize = 100;

/// Plays answers without saving anything: the answers again if all is well, or everything that is wrong with them.
fn rehearse(world: &World<'_>, script: Script, review: &Review) -> Result<Result<Script, Findings>, Failure> {
    let mut ask = script.again();
    let played_out = played(world, &mut ask, review.clone())?;
    let mut faults = match &played_out {
        Some(session) => ask.faults(session),
        // Whoever stops to act is asked nothing else.
        None => script.answers().found(),
    };
    if faults.is_clean() {
        return Ok(Ok(script));
    }
    // An answer that decides the way is missing: what else is missing on every way that the file can have meant?
    let mut tried = 0;
    while let Some(fork) = ask.fork() {
        let mut ways = ask.beyond(fork);
        tried += ways.len();
        if tried > MOST_WAYS {
            break;
        }
        for way in &mut ways {
            played(world, way, review.clone())?;
        }
        let ways = Script::likely(ways);
        Script::missing_on_all(&ways, &mut faults);
        let meet_again = Script::meet_again(&ways);
        match ways.into_iter().next() {
            Some(way) if meet_again => ask = way,
            _ => break,
        }
    }
    Ok(Err(faults))
}

/// Plays answers without saving anything, as far as they go. None if they stop for safety.
fn played(world: &World<'_>, ask: &mut Script, mut review: Review) -> Result<Option<Session>, Failure> {
    let without = review.correcting.as_ref().map(|it| it.corrects.sha256.clone());
    let mut room = Room {
        ask,
        keep: &mut |_| Ok(None),
        clock: world.clock,
        settings: world.settings,
        typed_by: None,
        noting: None,
        read: &|case, also| Case::known_without(world.places, case, also, without.as_deref()),
        is_away: records::all_there(world.places, world.today()).is_err(),
        differing: None,
        stops: &mut Stops::Nobody,
        hinted: Some(Vec::new()),
        said_risk_of: None,
        heading: String::new(),
    };
    hold(&mut review, &mut room)?;
    Ok((review.session.risk() != Some(Risk::Acting)).then_some(review.session))
}

/// More than one record waits, and nobody can be asked which is meant.
fn name_one(waiting: &[&Record]) -> Failure {
    let each = waiting.iter().map(|record| format!("rethink resume {} ({})", record.name(), waits_words(&record.head)));
    let each: Vec<String> = each.collect();
    Failure::new(Exit::NeedsAnswer, "more than one record of this case waits")
        .mend(format!("name the one you mean:\n    {}", each.join("\n    ")))
}

/// The digest by which the same answers file is known again.
pub fn answers_digest(answers: &Answers) -> String {
    digest(answers.text().as_bytes())
}
