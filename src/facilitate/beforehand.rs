//! Answers written beforehand, looked at whole before anything is saved.

use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::facilitate::Door;
use crate::facilitate::Following;
use crate::facilitate::Room;
use crate::facilitate::carry_on::case_of;
use crate::facilitate::carry_on::reopened;
use crate::facilitate::carry_on::replayed;
use crate::facilitate::carry_on::rounds;
use crate::facilitate::carry_on::shelf_of;
use crate::facilitate::carry_on::the_unfinished;
use crate::facilitate::carry_on::the_waiting;
use crate::facilitate::carry_on::waits_words;
use crate::facilitate::hold;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::accept;
use crate::facilitate::sitting::begin_session;
use crate::facilitate::sitting::door;
use crate::facilitate::sitting::strategy;
use crate::facilitate::sitting::which_case;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::journal::Note;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::session::Event;
use crate::session::Risk;
use crate::session::What;
use crate::strategy::digest;

/// A whole answers file, looked at before anything is saved. `begin` is the strategy, or the case that is carried on.
pub fn answers_given(
    world: &World<'_>,
    answers: Answers,
    begin: &Begin,
    carry_on: bool,
) -> Result<Result<Script, Findings>, Failure> {
    let mut following = if carry_on { Following::Nothing } else { Following::NotKnown };
    let also = answers.also.clone();
    let (mut session, script) = if carry_on {
        let case = begin.case.as_deref().unwrap_or_default();
        let unfinished = the_unfinished(world.places, case)?;
        let session = match unfinished {
            Some((_, found)) => {
                if found.head.part == 1 {
                    following = Following::of(&found);
                }
                replayed(world, &found, &shelf_of(world, &found)?)?
            }
            None => {
                let all = Case::read(world.places, &case_of(world.places, case));
                match the_waiting(&all, case)?.as_slice() {
                    [one] => reopened(world, &all, one)?,
                    many => return Err(name_one(many)),
                }
            }
        };
        let rounds = rounds(&session);
        (session, Script::new(answers).carrying_on(rounds))
    } else {
        let risk = answers.at_risk.as_deref().and_then(Risk::named);
        let id = &begin.strategy;
        if risk == Some(Risk::ToldAndDisagree) && *id != world.settings.escalation {
            let escalation = &world.settings.escalation;
            let says = format!(
                "with at-risk = \"told-and-disagree\" the strategy is {escalation}, and these answers are for {id}"
            );
            return Err(
                Failure::new(Exit::WrongFile, says).mend(format!("write strategy = \"{escalation}\" and its answers"))
            );
        }
        let first = strategy(world.shelf, id)?;
        let known = answers
            .case
            .as_ref()
            .or(begin.case.as_ref())
            .map(|case| records::known(&Case::known_as(world.places, case, &answers.also)));
        (begin_session(&first, world.shelf, world.settings, known.unwrap_or_default())?, Script::new(answers))
    };
    let mut rehearsal = script.again();
    let first = session.legs()[0].clone();
    if first.safety_first {
        match door(world, &mut rehearsal)? {
            Door::On(risk) => {
                let (at, day) = (world.clock)();
                accept(&mut session, Event { at, day, what: What::AtRisk(risk) })?;
            }
            Door::Act => return Ok(Ok(script)),
            Door::Back | Door::Leave(_) => {}
        }
    }
    let mut case = begin.case.clone();
    if !carry_on && case.is_none() && first.about != ["theme"] {
        case = which_case(world, &mut rehearsal)?.unwrap_or(None).map(|(case, _)| case);
    }
    let mut save = |_: &Note| Ok(());
    let mut room = Room {
        ask: &mut rehearsal,
        save: &mut save,
        clock: world.clock,
        settings: world.settings,
        case,
        also,
        typed_by: None,
        following,
        read: &|case, also| Case::known_as(world.places, case, also),
        hinted: false,
        heading: String::new(),
    };
    hold(&mut session, &mut room)?;
    let faults = rehearsal.faults(&session);
    Ok(if faults.is_clean() { Ok(script) } else { Err(faults) })
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
