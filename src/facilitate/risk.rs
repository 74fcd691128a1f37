//! Safety first: is a child in danger now, and is there a risk of significant harm?

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::world::Held;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::session::Risk;
use crate::session::Told;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::check::AT_RISK;
use crate::strategy::check::DANGER_NOW;
use crate::strategy::check::has_urgent_branch;

/// What somebody chose at the safety questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Carry on, with this answer; and whom they have told, if they have.
    On(Risk, Option<Told>),
    /// Stop, and act.
    Act,
    /// Go back to where they were.
    Back,
    /// Leave.
    Leave(Held),
}

/// Asks the program's own two questions, each alone. They have no default.
///
/// `noted` is called with every answer but *no* as soon as it is given and whom to ring has been seen: whatever comes
/// after, that it was said is not lost.
pub fn at_the_door(
    ask: &mut dyn Ask,
    settings: &Settings,
    reading: Reading<'_>,
    noted: &mut dyn FnMut(Risk),
) -> Result<Door, Failure> {
    loop {
        match danger(ask, reading)? {
            Ok(false) => {}
            Ok(true) => return act(ask, settings, noted),
            Err(left) => return Ok(left),
        }
        let risk = match risk(ask, reading)? {
            Ok(risk) => risk,
            Err(Door::Back) => continue,
            Err(left) => return Ok(left),
        };
        match risk {
            Risk::No => return Ok(Door::On(Risk::No, None)),
            Risk::Acting => return act(ask, settings, noted),
            Risk::NotSure => {
                noted(risk);
                ask.say(Words::Heading("If you are not sure"))?;
                ask.say(Words::Text("Speak to your safeguarding lead or line manager today. You do not need to be sure to ring for advice."))?;
                numbers(ask, settings)?;
                ask.say(Words::Text("You can carry on here. You will be asked again before the record is written."))?;
                return Ok(Door::On(risk, None));
            }
            Risk::ToldAndDisagree | Risk::ToldSomethingElse => {
                noted(risk);
                match told(ask, reading)? {
                    Ok(told) => return Ok(Door::On(risk, Some(told))),
                    // Back from what they said is the question itself.
                    Err(Door::Back) => {}
                    Err(left) => return Ok(left),
                }
            }
        }
    }
}

/// Whom to ring, and then nothing more: there is a child to look after.
fn act(ask: &mut dyn Ask, settings: &Settings, noted: &mut dyn FnMut(Risk)) -> Result<Door, Failure> {
    ask.say(Words::Heading("Act on this first"))?;
    numbers(ask, settings)?;
    noted(Risk::Acting);
    Ok(Door::Act)
}

/// Is a child in danger now? Whoever is not sure acts as whoever says yes.
fn danger(ask: &mut dyn Ask, reading: Reading<'_>) -> Result<Result<bool, Door>, Failure> {
    let prompt = Prompt::own(DANGER_NOW, "Danger now", Kind::Choice)
        .options(&[("yes", "Yes"), ("no", "No"), ("not-sure", "I'm not sure")])
        .why("Rethink must never hold up keeping a child safe. This is asked at every session, and you can come back to it at any prompt.");
    Ok(put(ask, Name::DangerNow, &prompt, reading)?.map(|word| word != "no"))
}

/// Is there a risk of significant harm?
fn risk(ask: &mut dyn Ask, reading: Reading<'_>) -> Result<Result<Risk, Door>, Failure> {
    let prompt = Prompt::own(AT_RISK, "Risk now", Kind::Choice)
        .options(&[
            ("acting", "Yes: I am going to ring now"),
            ("no", "No"),
            ("not-sure", "I'm not sure"),
            ("told-and-disagree", "I have told them, and I disagree with their answer"),
            ("told-something-else", "I have told them; this is about something else"),
        ])
        .why("You have told them once you have spoken to them and heard their answer. That they know already is not enough.");
    Ok(put(ask, Name::AtRisk, &prompt, reading)?.map(|word| Risk::named(&word).unwrap_or(Risk::Acting)))
}

/// Whom somebody has told, when, and what they said.
fn told(ask: &mut dyn Ask, reading: Reading<'_>) -> Result<Result<Told, Door>, Failure> {
    let whom = Prompt::own("Whom did you tell?", "Told", Kind::Line).hint("A role and an agency, not a name");
    let when = Prompt::own("When did you tell them?", "Told on", Kind::Date).past();
    let said = Prompt::own("What did they say?", "What they said", Kind::Text)
        .hint("What they decided, and what they will do")
        .why("They have been told once they have answered.");
    let whom = match given(ask, Name::ToldWhom, &whom, reading)? {
        Ok(Answer::Text(whom)) => whom,
        Ok(_) => return Ok(Err(Door::Back)),
        Err(left) => return Ok(Err(left)),
    };
    let when = match given(ask, Name::ToldWhen, &when, reading)? {
        Ok(Answer::Date(when)) => when,
        Ok(_) => return Ok(Err(Door::Back)),
        Err(left) => return Ok(Err(left)),
    };
    Ok(match given(ask, Name::ToldSaid, &said, reading)? {
        Ok(Answer::Text(said)) => Ok(Told { whom, when, said }),
        Ok(_) => Err(Door::Back),
        Err(left) => Err(left),
    })
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

fn put(
    ask: &mut dyn Ask,
    name: Name<'_>,
    prompt: &Prompt,
    reading: Reading<'_>,
) -> Result<Result<String, Door>, Failure> {
    loop {
        match given(ask, name, prompt, reading)? {
            Ok(Answer::Choice(word)) => return Ok(Ok(word)),
            Ok(_) => {}
            Err(left) => return Ok(Err(left)),
        }
    }
}

/// An answer; or how it was left. Whoever asks for safety here begins with it once more.
fn given(
    ask: &mut dyn Ask,
    name: Name<'_>,
    prompt: &Prompt,
    reading: Reading<'_>,
) -> Result<Result<Answer, Door>, Failure> {
    loop {
        match ask.ask(&Question { name, prompt, of: None, now: None, reading })? {
            Reply::Answer(answer) => return Ok(Ok(answer)),
            Reply::AtRisk if name != Name::DangerNow => return Ok(Err(Door::Back)),
            // Whoever asks for safety at the safety question has said yes.
            Reply::AtRisk => return Ok(Ok(Answer::Choice("yes".to_owned()))),
            Reply::Back => return Ok(Err(Door::Back)),
            Reply::Save | Reply::Ended => return Ok(Err(Door::Leave(Held::Saved))),
            Reply::Interrupted => return Ok(Err(Door::Leave(Held::Interrupted))),
            _ => {}
        }
    }
}
