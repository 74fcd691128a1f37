//! A stop or a risk answer that no review goes on from: what was done, and by whom, in a small record of its own.

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::facilitate::noting::instead_of;
use crate::facilitate::noting::written_down;
use crate::facilitate::reference::look_at_reference;
use crate::facilitate::reference::reference_prompt;
use crate::facilitate::reference::references;
use crate::facilitate::risk::Door;
use crate::facilitate::world::Held;
use crate::facilitate::world::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record::AskedWhen;
use crate::record::RiskNote;
use crate::record::SafeNow;
use crate::record::Small;
use crate::record::WhatWasDone;
use crate::record::WhoSays;
use crate::records;
use crate::records::ToldRisk;

/// How it came out.
#[derive(Debug)]
pub enum Said {
    /// It is written, here; or it waits on this computer, because of this.
    Written(Box<RiskNote>, Option<Failure>),
    /// It was left, and does not say what was done; and what is written down all the same, in a sentence.
    Left(Held, &'static str),
}

/// Asks what was done after a stop or a risk answer, by whom, and on which case if nobody has said that yet. The small
/// record itself stays as it is. What was said before is shown, and stays unless they go on. `named` is the small record
/// that somebody named.
pub fn say_what_was_done(
    world: &World<'_>,
    told: &ToldRisk,
    named: &RiskNote,
    ask: &mut dyn Ask,
) -> Result<Said, Failure> {
    let (note, head) = (said_in(told, named), &told.first.head);
    let when = format!("{} at {}", calendar::long(head.date), head.at.format("%H:%M"));
    let is_stop = told.small() == Small::Stop;
    ask.say(Words::Heading(if is_stop { "Say what was done" } else { "Say what has changed" }))?;
    ask.say(Words::Text(&format!("The small record of {when}, {}, stays as it is.", head.asked.words())))?;
    let mut noted = false;
    loop {
        let spot = Spot::only(AskedWhen::Correct, told.case(), None);
        let (door, risk) = door(world, ask, &spot)?;
        noted |= risk.is_some();
        let left = |how| Ok(Said::Left(how, written_down(noted)));
        match door {
            Door::On(..) => {}
            Door::Act => return left(Held::Safety),
            Door::Back => {
                ask.say(Words::Text("This is the first question: there is nothing to go back to."))?;
                continue;
            }
            Door::Leave(how) => return left(how),
        }
        if let Some(done) = &told.done {
            match once_more(world, &note.head.record, done, ask)? {
                Ok(true) => {}
                Ok(false) => return left(Held::Saved),
                Err(None) => continue,
                Err(Some(how)) => return left(how),
            }
        }
        let done = match asked(world, note, ask)? {
            Ok(done) => done,
            // `!` and back are the safety question once more.
            Err(None) => continue,
            Err(Some(how)) => return left(how),
        };
        let (case, done) = done;
        let fault = || Failure::new(Exit::OwnFault, "rethink hit a fault of its own: the small record was not made");
        let written = instead_of(world, note, case.as_deref(), None, Some(done)).ok_or_else(fault)?;
        records::keep_small(world.places, &written)?;
        let waits = records::publish_small(world.places, &written).err();
        return Ok(Said::Written(Box::new(written), waits));
    }
}

/// The small record that is corrected: the one that was named, if it stands. Of several that stand, as those do of people
/// who did not know of each other, one that says that the child is safe is said already; what keeps it open is another.
fn said_in<'a>(told: &'a ToldRisk, named: &RiskNote) -> &'a RiskNote {
    let keeps_open = |note: &&RiskNote| !note.done.as_ref().is_some_and(|done| done.closes(told.small()));
    let is_named = |note: &&RiskNote| note.sha256 == named.sha256;
    let open = || told.stand.iter().rev().filter(keeps_open).filter(|_| told.is_open());
    let named = open().find(is_named);
    named.or_else(|| open().find(|note| note.done.is_some())).unwrap_or_else(|| told.newest())
}

/// Shows what was said before, and asks whether something else is to be said.
fn once_more(
    world: &World<'_>,
    record: &str,
    done: &WhatWasDone,
    ask: &mut dyn Ask,
) -> Result<Result<bool, Option<Held>>, Failure> {
    ask.say(Words::Text("What was done has been written down already:"))?;
    ask.say(Words::Text(&format!("\"{}\" ({})", done.said.trim(), done.by)))?;
    if let Some(safe) = done.safe_now {
        ask.say(Words::Text(&format!("Is the child safe now? {}", safe.words())))?;
    }
    ask.say(Words::Command(&format!("To read it: rethink show {record}")))?;
    let prompt = Prompt::own("Do you want to say something else?", "Said before", Kind::Choice)
        .options(&[("again", "Yes: it stands in the place of what was said"), ("leave", "No: leave it as it is")]);
    Ok(chosen(world, Name::SaidBefore, &prompt, ask)?.map(|word| word == "again"))
}

/// The case, if it was not known, and what was done.
type Answered = (Option<String>, WhatWasDone);

fn asked(world: &World<'_>, note: &RiskNote, ask: &mut dyn Ask) -> Result<Result<Answered, Option<Held>>, Failure> {
    let (what, by) = match note.head.small {
        Small::Stop => (
            Prompt::own("What was done to keep the child safe?", "What was done", Kind::Text)
                .hint("Who was told, by role, and what they said they would do"),
            Prompt::own("Who did it?", "Done by", Kind::Line).hint("A role and an agency, not a name"),
        ),
        Small::Risk => (
            Prompt::own("What has changed since that answer?", "What has changed", Kind::Text)
                .hint("What is known now, from whom (their role), and since when"),
            Prompt::own("Who are you?", "Said by", Kind::Line).hint("Your role and agency, not your name"),
        ),
    };
    let said = match words(world, Name::WhatWasDone, &what, ask)? {
        Ok(said) => said.unwrap_or_default(),
        Err(left) => return Ok(Err(left)),
    };
    let by = match words(world, Name::DoneBy, &by, ask)? {
        Ok(by) => by.unwrap_or_default(),
        Err(left) => return Ok(Err(left)),
    };
    let who_says = if note.head.small == Small::Risk {
        let options = WhoSays::ALL.map(|(word, means, _)| (word, means));
        let prompt = Prompt::own("Did you give that answer?", "Who says so", Kind::Choice)
            .options(&options)
            .why("Only whoever gave an answer about risk, or a safeguarding lead of their agency, can close it.");
        match chosen(world, Name::WhoSays, &prompt, ask)? {
            Ok(id) => WhoSays::named(&id),
            Err(left) => return Ok(Err(left)),
        }
    } else {
        None
    };
    let options = SafeNow::ALL.map(|(word, means, _)| (word, means));
    let safe = Prompt::own("Is the child safe now?", "Safe now", Kind::Choice).options(&options);
    let safe_now = match chosen(world, Name::SafeNow, &safe, ask)? {
        Ok(id) => SafeNow::named(&id),
        Err(left) => return Ok(Err(left)),
    };
    let case = if note.head.case.is_some() {
        None
    } else {
        match words(world, Name::Case, &reference_prompt(world.settings, true), ask)? {
            Ok(case) => case.map(|case| references(&case).0),
            Err(left) => return Ok(Err(left)),
        }
    };
    Ok(Ok((case, WhatWasDone { by, said, who_says, safe_now })))
}

/// One of some options.
fn chosen(
    world: &World<'_>,
    name: Name<'_>,
    prompt: &Prompt,
    ask: &mut dyn Ask,
) -> Result<Result<String, Option<Held>>, Failure> {
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    Ok(match ask.ask(&Question { name, prompt, of: None, now: None, reading })? {
        Reply::Answer(Answer::Choice(id)) => Ok(id),
        Reply::Save | Reply::Ended => Err(Some(Held::Saved)),
        Reply::Interrupted => Err(Some(Held::Interrupted)),
        _ => Err(None),
    })
}

/// Words that are given; none where the prompt may be left blank.
fn words(
    world: &World<'_>,
    name: Name<'_>,
    prompt: &Prompt,
    ask: &mut dyn Ask,
) -> Result<Result<Option<String>, Option<Held>>, Failure> {
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    loop {
        return Ok(match ask.ask(&Question { name, prompt, of: None, now: None, reading })? {
            Reply::Answer(answer) => {
                if name == Name::Case
                    && let Err(refusal) = look_at_reference(world.settings, &answer)
                {
                    ask.say(Words::Refusal(&prompt.refused(&refusal)))?;
                    continue;
                }
                match answer {
                    Answer::Text(words) => Ok(Some(words)),
                    _ => Ok(None),
                }
            }
            Reply::Save | Reply::Ended => Err(Some(Held::Saved)),
            Reply::Interrupted => Err(Some(Held::Interrupted)),
            _ => Err(None),
        });
    }
}
