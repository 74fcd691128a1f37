//! Discarding an unfinished session: only what nobody has recorded, and only after a typed word.

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::facilitate::reopened::title_of;
use crate::facilitate::risk::Door;
use crate::facilitate::unfinished::all_known;
use crate::facilitate::unfinished::the_unfinished;
use crate::facilitate::world::Done;
use crate::facilitate::world::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Journal;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record::AskedWhen;

/// The word that discards.
const WORD: &str = "discard";

/// Discards what is unfinished on a case, if whoever asks for it types the word. None if it was discarded; otherwise
/// how it came out. Records stay as they are.
pub fn discard(world: &World<'_>, case: &str, ask: &mut dyn Ask) -> Result<Option<Done>, Failure> {
    let Some((path, _)) = the_unfinished(world.places, case)? else {
        all_known(world.places)?;
        return Err(Failure::new(Exit::NotThere, "nothing is unfinished under that name on this computer")
            .mend("see what there is with: rethink status"));
    };
    // Opened, no other window can be adding to it.
    let (journal, found) = Journal::open(&path)?;
    let name = found.name().to_owned();
    let title = title_of(world, &found).unwrap_or_else(|| found.head.strategy.clone());
    let answers = match found.answers() {
        1 => "1 answer".to_owned(),
        several => format!("{several} answers"),
    };
    let last = found.last_saved().map(|event| format!(", last saved on {}", calendar::long(event.at.date_naive())));
    let what = format!("{name}: {title}. {answers}{}.", last.unwrap_or_default());
    ask.say(Words::Heading("Discard unfinished answers"))?;
    ask.say(Words::Text(&what))?;
    ask.say(Words::Text("They cannot be brought back. Records that were written before stay as they are."))?;
    let prompt = Prompt::own("To discard them, type discard. To keep them, type keep.", "Discard", Kind::Line);
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    loop {
        let question = Question { name: Name::Discard, prompt: &prompt, of: None, now: None, reading };
        match ask.ask(&question)? {
            Reply::Answer(Answer::Text(typed)) if typed.trim().eq_ignore_ascii_case(WORD) => break,
            Reply::Answer(Answer::Text(typed)) if !typed.trim().eq_ignore_ascii_case("keep") => {
                ask.say(Words::Refusal("Type discard or keep"))?;
            }
            Reply::AtRisk => {
                let spot = Spot::only(AskedWhen::Discard, found.case(), Some(&found.head.review));
                if door(world, ask, &spot)?.0 == Door::Act {
                    return Ok(Some(Done::Safety(Some(name))));
                }
            }
            Reply::Interrupted => return Ok(Some(Done::Interrupted(name))),
            _ => return Ok(Some(Done::Saved(name))),
        }
    }
    journal.remove()?;
    Ok(None)
}
