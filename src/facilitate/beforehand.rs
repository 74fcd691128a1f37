//! Answers written beforehand, looked at whole before anything is saved.

use crate::ask::Ask as _;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::facilitate::Door;
use crate::facilitate::Room;
use crate::facilitate::at_the_door;
use crate::facilitate::carry_on::case_of;
use crate::facilitate::carry_on::reopened;
use crate::facilitate::carry_on::replayed;
use crate::facilitate::carry_on::rounds;
use crate::facilitate::carry_on::rounds_before;
use crate::facilitate::carry_on::shelf_of;
use crate::facilitate::carry_on::the_unfinished;
use crate::facilitate::carry_on::the_waiting;
use crate::facilitate::carry_on::waits_words;
use crate::facilitate::correct::reason_prompt;
use crate::facilitate::hold;
use crate::facilitate::noting::Passed;
use crate::facilitate::review::Review;
use crate::facilitate::risk::look_at_escalation;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::apply;
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
use crate::session::Risk;
use crate::strategy::digest;

/// A whole answers file, looked at before anything is saved. `begin` is the strategy, or the case that is carried on.
pub fn answers_given(
    world: &World<'_>,
    answers: Answers,
    begin: &Begin,
    carry_on: bool,
) -> Result<Result<Script, Findings>, Failure> {
    let also = answers.also.clone();
    let is_correction = answers.corrects.is_some();
    let (mut review, script) = if carry_on {
        let named = begin.case.as_deref().unwrap_or_default();
        let unfinished = the_unfinished(world.places, named)?;
        let mut review = match unfinished {
            Some((_, found)) => replayed(world, &found, &shelf_of(world, &found)?)?,
            None => {
                let all = Case::read(world.places, &case_of(world.places, named));
                match the_waiting(world.places, &all, named)?.as_slice() {
                    [one] => Review::part(reopened(world, &all, one)?),
                    many => return Err(name_one(many)),
                }
            }
        };
        review.case = review.case.or_else(|| begin.case.clone());
        let script = match &review.correcting {
            Some(_) => Script::new(answers).carrying_on(rounds_before(&review.session)).correcting(),
            None => Script::new(answers).carrying_on(rounds(&review.session)),
        };
        (review, script)
    } else {
        let risk = answers.risk();
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
        let session = begin_session(&first, world.shelf, world.settings, known.unwrap_or_default())?;
        (Review { case: begin.case.clone(), ..Review::new(session) }, Script::new(answers))
    };
    review.also = also;
    if is_correction && review.correcting.is_none() {
        return Err(Failure::new(
            Exit::CommandLine,
            "these answers correct a record, and this begins or carries on one",
        )
        .mend("correct it with: rethink correct --answers FILE"));
    }
    rehearse(world, script, review)
}

/// Plays answers without saving anything: the answers again if all is well, or everything that is wrong with them.
pub(crate) fn rehearse(
    world: &World<'_>,
    script: Script,
    mut review: Review,
) -> Result<Result<Script, Findings>, Failure> {
    let mut ask = script.again();
    let first = review.session.legs()[0].clone();
    if is_about_a_child(&first, review.case.as_deref()) {
        let (_, today) = (world.clock)();
        let reading = Reading { today, calendar: &world.settings.calendar };
        match at_the_door(&mut ask, world.settings, reading, &mut |_| {})? {
            Door::On(risk, told) => {
                let passed = Passed { risk, told, note: None };
                passed.notes(world).iter().try_for_each(|note| apply(&mut review, note))?;
            }
            Door::Act => return Ok(Ok(script)),
            Door::Back | Door::Leave(_) => {}
        }
    }
    if review.case.is_none() && first.about != ["theme"] && review.session.first_event() == 0 {
        review.case = which_case(world, &mut ask)?.unwrap_or(None).map(|(case, _)| case);
    }
    if review.correcting.is_some() {
        let (_, today) = (world.clock)();
        let reading = Reading { today, calendar: &world.settings.calendar };
        ask.ask(&Question { name: Name::Reason, prompt: &reason_prompt(), of: None, now: None, reading })?;
    }
    let mut save = |_: &Note| Ok(());
    let without = review.correcting.as_ref().map(|it| it.record.sha256.clone());
    let mut room = Room {
        ask: &mut ask,
        journal: &mut save,
        clock: world.clock,
        settings: world.settings,
        typed_by: None,
        noting: None,
        read: &|case, also| Case::known_without(world.places, case, also, without.as_deref()),
        differing: None,
        hinted: Some(Vec::new()),
        heading: String::new(),
    };
    hold(&mut review, &mut room)?;
    let faults = ask.faults(&review.session);
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
