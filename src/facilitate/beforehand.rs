//! Answers written beforehand, looked at whole before anything is saved.

use crate::ask::Ask as _;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::facilitate::Door;
use crate::facilitate::Following;
use crate::facilitate::Room;
use crate::facilitate::at_the_door;
use crate::facilitate::carry_on::case_of;
use crate::facilitate::carry_on::correcting;
use crate::facilitate::carry_on::reopened;
use crate::facilitate::carry_on::replayed;
use crate::facilitate::carry_on::rounds;
use crate::facilitate::carry_on::rounds_before;
use crate::facilitate::carry_on::shelf_of;
use crate::facilitate::carry_on::the_unfinished;
use crate::facilitate::carry_on::the_waiting;
use crate::facilitate::carry_on::waits_words;
use crate::facilitate::correct::Correcting;
use crate::facilitate::correct::reason_prompt;
use crate::facilitate::hold;
use crate::facilitate::risk::look_at_escalation;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::accept;
use crate::facilitate::sitting::begin_session;
use crate::facilitate::sitting::is_about_a_child;
use crate::facilitate::sitting::strategy;
use crate::facilitate::sitting::which_case;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::journal::Note;
use crate::prompt::Reading;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::session::Event;
use crate::session::Risk;
use crate::session::Session;
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
    let mut corrects = None;
    let mut case = begin.case.clone();
    let also = answers.also.clone();
    let is_correction = answers.corrects.is_some();
    let (session, script) = if carry_on {
        let named = begin.case.as_deref().unwrap_or_default();
        let unfinished = the_unfinished(world.places, named)?;
        let session = match unfinished {
            Some((_, found)) => {
                corrects = correcting(world, &found)?;
                case = found.case().map(str::to_owned).or(case);
                following = Following::of(&found, corrects.as_ref());
                replayed(world, &found, &shelf_of(world, &found)?)?
            }
            None => {
                let all = Case::read(world.places, &case_of(world.places, named));
                match the_waiting(world.places, &all, named)?.as_slice() {
                    [one] => reopened(world, &all, one)?,
                    many => return Err(name_one(many)),
                }
            }
        };
        let script = match &corrects {
            Some(_) => Script::new(answers).carrying_on(rounds_before(&session)).correcting(),
            None => Script::new(answers).carrying_on(rounds(&session)),
        };
        (session, script)
    } else {
        let risk = answers.at_risk.as_deref().and_then(Risk::named);
        let id = &begin.strategy;
        if risk == Some(Risk::ToldAndDisagree) {
            look_at_escalation(world.settings, world.shelf)?;
        }
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
    if is_correction && corrects.is_none() {
        return Err(Failure::new(
            Exit::CommandLine,
            "these answers correct a record, and this begins or carries on one",
        )
        .mend("correct it with: rethink correct --answers FILE"));
    }
    let rehearsal = Rehearsal { session, case, also, following, correcting: corrects };
    rehearse(world, script, rehearsal)
}

/// What a rehearsal begins with, besides the answers.
pub(crate) struct Rehearsal {
    pub(crate) session: Session,
    pub(crate) case: Option<String>,
    pub(crate) also: Vec<String>,
    pub(crate) following: Following,
    pub(crate) correcting: Option<Correcting>,
}

/// Plays answers without saving anything: the answers again if all is well, or everything that is wrong with them.
pub(crate) fn rehearse(
    world: &World<'_>,
    script: Script,
    rehearsal: Rehearsal,
) -> Result<Result<Script, Findings>, Failure> {
    let Rehearsal { mut session, mut case, also, following, correcting } = rehearsal;
    let mut ask = script.again();
    let first = session.legs()[0].clone();
    if is_about_a_child(&first, case.as_deref()) {
        let (_, today) = (world.clock)();
        let reading = Reading { today, calendar: &world.settings.calendar };
        match at_the_door(&mut ask, world.settings, reading, &mut || {})? {
            Door::On(risk) => {
                let (at, day) = (world.clock)();
                accept(&mut session, Event { at, day, what: What::AtRisk(risk) })?;
            }
            Door::Act => return Ok(Ok(script)),
            Door::Back | Door::Leave(_) => {}
        }
    }
    if case.is_none() && first.about != ["theme"] && session.first_event() == 0 {
        case = which_case(world, &mut ask)?.unwrap_or(None).map(|(case, _)| case);
    }
    if correcting.is_some() {
        let (_, today) = (world.clock)();
        let reading = Reading { today, calendar: &world.settings.calendar };
        ask.ask(&Question { name: Name::Reason, prompt: &reason_prompt(), of: None, now: None, reading })?;
    }
    let mut save = |_: &Note| Ok(());
    let without = correcting.as_ref().map(|it| it.record.sha256.clone());
    let mut room = Room {
        ask: &mut ask,
        journal: &mut save,
        clock: world.clock,
        settings: world.settings,
        case,
        also,
        typed_by: None,
        following,
        correcting,
        noting: None,
        read: &|case, also| Case::known_without(world.places, case, also, without.as_deref()),
        differing: None,
        hinted: Some(Vec::new()),
        heading: String::new(),
    };
    hold(&mut session, &mut room)?;
    let faults = ask.faults(&session);
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
