//! After a stop for safety: what was done is asked the next time, and makes a record that names the small one.

use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::calendar::Moment;
use crate::facilitate::Held;
use crate::facilitate::carry_on::unfinished;
use crate::facilitate::noting::Passed;
use crate::facilitate::noting::instead_of;
use crate::facilitate::noting::send;
use crate::facilitate::noting::written_down;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::Done;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::after_the_door;
use crate::failure::Failure;
use crate::finding::shown_path;
use crate::journal::Continues;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record::Brief;
use crate::record::Small;
use crate::records;
use crate::records::RiskState;
use crate::records::Standing;
use crate::records::ToldRisk;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::What;
use crate::strategy::check::SAFETY_STOP;

pub use crate::strategy::check::STOPPED_ON;

/// From where the time of the stop is taken over.
const FROM: &str = "stop";

/// Asks what was done after each stop on this computer that nobody has written down yet. Something comes back if they
/// leave there.
pub(crate) fn after_stops(world: &World<'_>, passed: &Passed, ask: &mut dyn Ask) -> Result<Option<Done>, Failure> {
    if world.shelf.get(SAFETY_STOP).is_none() || passed.risk == Risk::ToldAndDisagree {
        // Whoever comes to escalate is not held up by what is past.
        return Ok(None);
    }
    let mut written = written_down(passed.note.is_some());
    for stop in stops_here(world) {
        match now_or_later(world, &stop, ask)? {
            Reply::Answer(Answer::Choice(said)) if said == "now" => {}
            Reply::Save | Reply::Ended => return Ok(Some(Done::Nothing(Held::Saved, written))),
            Reply::Interrupted => return Ok(Some(Done::Nothing(Held::Interrupted, written))),
            _ => continue,
        }
        let moment = Moment { day: stop.day(), time: Some(stop.first.head.at.time()) };
        let known = What::Answer {
            path: STOPPED_ON.to_owned(),
            nth: None,
            answer: Answer::Date(moment),
            on: None,
            from: Some(Origin::Taken(FROM.to_owned())),
        };
        let newest = stop.newest();
        let small = Continues { record: newest.head.record.clone(), sha256: newest.sha256.clone() };
        let begin = Begin { case: stop.case().map(str::to_owned), explains: Some(small), ..Begin::of(SAFETY_STOP) };
        // The answer about risk is of the review that is to begin, and its small record is tied to that one.
        let passed = Passed { note: None, ..passed.clone() };
        match after_the_door(world, begin, Some(&passed), Some(known), ask)? {
            Done::Written(_, path, None) => {
                ask.say(Words::Heading("What was done after the stop is written down"))?;
                ask.say(Words::Line(&shown_path(&path)))?;
                written = "Nothing else was saved.";
            }
            left => return Ok(Some(left)),
        }
    }
    Ok(None)
}

/// True if the same answers file stopped on this computer today, on this case or on none, and nothing says yet what was
/// done. A stop without a case is then known to be of this one.
pub fn has_stopped(world: &World<'_>, answers_sha256: &str, case: Option<&str>) -> bool {
    let (_, today) = (world.clock)();
    let may_be_of = |stop: &ToldRisk| match (stop.case(), case) {
        (Some(its), Some(case)) => its.eq_ignore_ascii_case(case),
        _ => true,
    };
    let is_it = |stop: &ToldRisk| {
        stop.day() == today && stop.first.head.answers_sha256.as_deref() == Some(answers_sha256) && may_be_of(stop)
    };
    let Some(stop) = stops_here(world).into_iter().find(is_it) else { return false };
    if stop.case().is_none()
        && case.is_some()
        && let Some(note) = instead_of(world, stop.newest(), case, None, None)
    {
        send(world, &note);
    }
    true
}

/// The stops that somebody made on this computer, of which nothing says yet what was done and no unfinished session is
/// about to.
fn stops_here(world: &World<'_>) -> Vec<ToldRisk> {
    let folders = world.places.readable();
    let mut notes = records::risk_notes(&folders);
    notes.retain(|note| note.head.practice == world.practice);
    let own = records::wrote_here(world.places, &notes);
    if !notes.iter().any(|note| note.head.small == Small::Stop && own.contains(&note.sha256)) {
        return Vec::new();
    }
    let heads = records::sound_heads(&folders);
    let standing = Standing::of_all(&heads);
    let stand = heads.iter().filter(|(head, sha256)| head.practice == world.practice && standing.stands(sha256));
    let briefs: Vec<Brief> = stand.map(|(head, sha256)| Brief::of(head, sha256)).collect();
    let (_, today) = (world.clock)();
    let mut open = records::open_risks(&notes, &briefs, (today, NaiveDate::MAX), &|_| None);
    let begun: Vec<String> =
        unfinished(world.places).into_iter().filter_map(|(_, found)| Some(found.head.explains?.sha256)).collect();
    open.retain(|stop| {
        let is_begun = stop.all.iter().any(|sha256| begun.contains(sha256));
        stop.small() == Small::Stop && own.contains(&stop.first.sha256) && !is_begun
    });
    open
}

fn now_or_later(world: &World<'_>, stop: &ToldRisk, ask: &mut dyn Ask) -> Result<Reply, Failure> {
    let case = stop.case().map(|case| format!(" on {case}")).unwrap_or_default();
    let day = calendar::long(stop.day());
    let words = format!("On {day} at {} you stopped{case}, to keep a child safe.", stop.first.head.at.format("%H:%M"));
    ask.say(Words::Text(&words))?;
    let asked = if stop.state == RiskState::NotSafe {
        ask.say(Words::Text("What was done is written down, and the child is not known to be safe."))?;
        "Can you say now whether the child is safe?"
    } else {
        "Can you say now what was done?"
    };
    let prompt = Prompt::own(asked, "After the stop", Kind::Choice)
        .options(&[("now", "Yes: it makes a small record"), ("later", "Not now: ask me the next time")])
        .why("A stop leaves only its time. What was done is worth a few lines while it is remembered.");
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    ask.ask(&Question { name: Name::AfterStop, prompt: &prompt, of: None, now: None, reading })
}
