//! After a stop for safety: what was done is asked the next time, and makes a small record.

use chrono::NaiveDateTime;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::calendar::Moment;
use crate::facilitate::Held;
use crate::facilitate::carry_on::unfinished;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::Done;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::after_the_door;
use crate::failure::Failure;
use crate::finding::shown_path;
use crate::journal::Note;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::records;
use crate::records::Stop;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;

pub use crate::strategy::check::SAFETY_STOP;
pub use crate::strategy::check::STOPPED_ON;

/// From where the time of the stop is taken over.
const FROM: &str = "stop";

/// Asks what was done after each stop that nobody has written down yet. Something comes back if they leave there.
pub(crate) fn after_stops(world: &World<'_>, risk: Risk, ask: &mut dyn Ask) -> Result<Option<Done>, Failure> {
    if world.shelf.get(SAFETY_STOP).is_none() || risk == Risk::ToldAndDisagree {
        // Whoever comes to escalate is not held up by what is past.
        return Ok(None);
    }
    let told: Vec<NaiveDateTime> = unfinished(world.places)
        .into_iter()
        .flat_map(|(_, found)| found.notes)
        .filter_map(|note| match note {
            Note::Event(event) => when(&event.what),
            _ => None,
        })
        .collect();
    for stop in records::stops(world.places).into_iter().filter(|stop| !told.contains(&stop.at.naive_local())) {
        match now_or_later(world, &stop, ask)? {
            Reply::Answer(Answer::Choice(said)) if said == "now" => {}
            Reply::Save | Reply::Ended => return Ok(Some(Done::Nothing(Held::Saved))),
            Reply::Interrupted => return Ok(Some(Done::Nothing(Held::Interrupted))),
            _ => continue,
        }
        let moment = Moment { day: stop.at.date_naive(), time: Some(stop.at.time()) };
        let known = What::Answer {
            path: STOPPED_ON.to_owned(),
            nth: None,
            answer: Answer::Date(moment),
            on: None,
            from: Some(Origin::Taken(FROM.to_owned())),
        };
        let begin = Begin { strategy: SAFETY_STOP.to_owned(), case: stop.case, also: None, answers_sha256: None };
        match after_the_door(world, begin, Some(risk), Some(known), ask)? {
            Done::Written(_, path, None) => {
                ask.say(Words::Heading("What was done after the stop is written down"))?;
                ask.say(Words::Line(&shown_path(&path)))?;
            }
            left => return Ok(Some(left)),
        }
    }
    Ok(None)
}

fn now_or_later(world: &World<'_>, stop: &Stop, ask: &mut dyn Ask) -> Result<Reply, Failure> {
    let case = stop.case.as_ref().map(|case| format!(" on {case}")).unwrap_or_default();
    let day = calendar::long(stop.at.date_naive());
    let words = format!("On {day} at {} you stopped{case}, to keep a child safe.", stop.at.format("%H:%M"));
    ask.say(Words::Text(&words))?;
    let prompt = Prompt::own("Can you say now what was done?", "After the stop", Kind::Choice)
        .options(&[("now", "Yes: it makes a small record"), ("later", "Not now: ask me the next time")])
        .why("A stop leaves only its time. What was done is worth a few lines while it is remembered.");
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    ask.ask(&Question { name: Name::AfterStop, prompt: &prompt, of: None, now: None, reading })
}

/// The stop that a session explains, if it is one that does.
pub(crate) fn stop_of(session: &Session) -> Option<NaiveDateTime> {
    (session.strategy().id == SAFETY_STOP).then(|| session.events().iter().find_map(|event| when(&event.what)))?
}

/// The time of the stop, if this is where a session says it.
fn when(what: &What) -> Option<NaiveDateTime> {
    match what {
        What::Answer {
            path,
            answer: Answer::Date(Moment { day, time: Some(time) }),
            from: Some(Origin::Taken(from)),
            ..
        } if path == STOPPED_ON && from == FROM => Some(day.and_time(*time)),
        _ => None,
    }
}
