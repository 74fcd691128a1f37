//! Safety first: is a child at immediate risk?

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::Held;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::session::Risk;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::check::AT_RISK;
use crate::strategy::check::WHAT_WAS_DONE;
use crate::strategy::check::has_urgent_branch;

/// What somebody chose at the safety question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Carry on, with this answer.
    On(Risk),
    /// Stop, and act.
    Act,
    /// Go back to where they were.
    Back,
    /// Leave.
    Leave(Held),
}

/// Asks the program's own question, and what has been done about it. It has no default.
///
/// `said_yes` is called when a person has said yes and seen whom to ring, before what was done is asked: whatever comes
/// between, that it was said is not lost.
pub fn at_the_door(
    ask: &mut dyn Ask,
    settings: &Settings,
    reading: Reading<'_>,
    said_yes: &mut dyn FnMut(),
) -> Result<Door, Failure> {
    let prompt = Prompt::own(AT_RISK, "Risk now", Kind::Choice)
        .options(&[("yes", "Yes"), ("no", "No"), ("not-sure", "I'm not sure")])
        .why("Rethink must never hold up keeping a child safe. This is asked at every session, and you can come back to it at any prompt.");
    let mut has_said_yes = false;
    loop {
        let word = match put(ask, Name::AtRisk, &prompt, reading)? {
            Ok(word) => word,
            // Whoever has said yes and leaves stops with a child at risk.
            Err(Door::Leave(_)) if has_said_yes => return Ok(Door::Act),
            Err(door) => return Ok(door),
        };
        match word.as_str() {
            "no" => return Ok(Door::On(Risk::No)),
            "not-sure" => {
                ask.say(Words::Heading("If you are not sure"))?;
                ask.say(Words::Text("Speak to your safeguarding lead or line manager today. You do not need to be sure to ring for advice."))?;
                numbers(ask, settings)?;
                ask.say(Words::Text("You can carry on here. You will be asked again before the record is written."))?;
                return Ok(Door::On(Risk::NotSure));
            }
            _ => match told(ask, settings, reading, said_yes)? {
                Door::Back => has_said_yes = true,
                door => return Ok(door),
            },
        }
    }
}

/// Whom to ring where nobody is in immediate danger.
pub(crate) const OTHERWISE: &str = "Otherwise ring your local children's services front door (MASH), or out of hours \
                                    the emergency duty team. Your safeguarding lead has the numbers.";

/// What is said where a line of the team is not shown.
pub(crate) const LEFT_OUT: &str = "A line from your team is left out here, as it speaks of 999 or of an emergency.";

/// Whom to ring. The team's own lines come after the program's, and never in their place.
fn numbers(ask: &mut dyn Ask, settings: &Settings) -> Result<(), Failure> {
    ask.say(Words::Line("  In immediate danger: ring 999."))?;
    ask.say(Words::Text(OTHERWISE))?;
    let (lines, is_left_out) = settings.whom_to_ring();
    lines.into_iter().try_for_each(|line| ask.say(Words::Team(line)))?;
    if is_left_out { ask.say(Words::Text(LEFT_OUT)) } else { Ok(()) }
}

/// Whether the strategy that the team names leads somebody who has told and disagrees to an answer the same day.
pub fn look_at_escalation(settings: &Settings, shelf: &Shelf) -> Result<(), Failure> {
    let id = &settings.escalation;
    let says = match shelf.get(id) {
        Some(strategy) if has_urgent_branch(&strategy) => return Ok(()),
        Some(_) => format!(
            "the team's settings name {id} for somebody who has told and disagrees, and nothing there is due the same day"
        ),
        None => format!(
            "the team's settings name {id} for somebody who has told and disagrees, and there is no such strategy to use"
        ),
    };
    Err(Failure::new(Exit::WrongFile, says)
        .mend("put escalation right in rethink.toml, or take the line out: then it is hips-escalation"))
}

/// Says why another strategy begins, to somebody who has told and disagrees with the answer.
pub(crate) fn say_escalation(ask: &mut dyn Ask, title: &str) -> Result<(), Failure> {
    let words = format!(
        "You disagree with their answer, so this goes on with: {title}. If the child is not safe now, ring again and \
         ask for a manager."
    );
    ask.say(Words::Text(&words))
}

fn told(
    ask: &mut dyn Ask,
    settings: &Settings,
    reading: Reading<'_>,
    said_yes: &mut dyn FnMut(),
) -> Result<Door, Failure> {
    ask.say(Words::Heading("Act on this first"))?;
    numbers(ask, settings)?;
    if ask.is_person() {
        said_yes();
    }
    let prompt = Prompt::own(WHAT_WAS_DONE, "What has been done", Kind::Choice).options(&[
        ("acting", "I am going to do that now"),
        ("told-and-disagree", "I have told them, and I disagree with their answer"),
        ("told-something-else", "I have told them; this is about something else"),
    ]);
    Ok(match put(ask, Name::AtRiskThen, &prompt, reading)? {
        Ok(word) => match Risk::named(&word) {
            Some(Risk::Acting) | None => Door::Act,
            Some(risk) => Door::On(risk),
        },
        Err(Door::Leave(_)) => Door::Act,
        Err(door) => door,
    })
}

fn put(
    ask: &mut dyn Ask,
    name: Name<'_>,
    prompt: &Prompt,
    reading: Reading<'_>,
) -> Result<Result<String, Door>, Failure> {
    loop {
        match ask.ask(&Question { name, prompt, of: None, now: None, reading })? {
            Reply::Answer(Answer::Choice(word)) => return Ok(Ok(word)),
            // Whoever asks for safety at the safety question has said yes.
            Reply::AtRisk if name == Name::AtRisk => return Ok(Ok("yes".to_owned())),
            Reply::Back => return Ok(Err(Door::Back)),
            Reply::Save | Reply::Ended => return Ok(Err(Door::Leave(Held::Saved))),
            Reply::Interrupted => return Ok(Err(Door::Leave(Held::Interrupted))),
            _ => {}
        }
    }
}
