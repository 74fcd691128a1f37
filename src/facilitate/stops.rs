//! After a stop for safety: what was done is asked the next time, and makes a record that names the small one.

use chrono::NaiveDate;

use crate::ask::Name;
use crate::ask::Words;
use crate::calendar;
use crate::calendar::Moment;
use crate::facilitate::noting::instead_of;
use crate::facilitate::noting::send;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Leave;
use crate::facilitate::room::Room;
use crate::facilitate::room::Stops;
use crate::facilitate::unfinished::unfinished;
use crate::facilitate::world::World;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::record::Brief;
use crate::record::Small;
use crate::records;
use crate::records::RiskState;
use crate::records::Standing;
use crate::records::ToldRisk;
use crate::review::Review;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::What;
use crate::strategy::check::SAFETY_STOP;

pub use crate::strategy::check::STOPPED_ON;

/// From where the time of the stop is taken over.
const FROM: &str = "stop";

impl Room<'_> {
    /// Asks what was done after each stop on this computer that nobody has written down yet.
    pub(crate) fn after_stops(&mut self, review: &Review) -> Result<(), Instead> {
        let (Stops::Asking(put_off), Some(noting)) = (&*self.stops, &self.noting) else { return Ok(()) };
        // Whoever comes to escalate is not held up by what is past.
        let escalates = review.session.risk() == Some(Risk::ToldAndDisagree);
        let mut put_off = put_off.clone();
        if noting.world.shelf.get(SAFETY_STOP).is_some() && !escalates {
            for stop in stops_here(noting.world) {
                if put_off.contains(&stop.first.sha256) {
                    continue;
                }
                if self.says_now(review, &stop)? {
                    return Err(Instead::Leaves(Leave::Explain(Box::new(stop))));
                }
                put_off.push(stop.first.sha256);
                *self.stops = Stops::Asking(put_off.clone());
            }
        }
        *self.stops = Stops::Asked;
        Ok(())
    }

    fn says_now(&mut self, review: &Review, stop: &ToldRisk) -> Result<bool, Instead> {
        let case = stop.case().map(|case| format!(" on {case}")).unwrap_or_default();
        let (day, time) = (calendar::long(stop.day()), stop.first.head.at.format("%H:%M"));
        self.ask.say(Words::Text(&format!("On {day} at {time} you stopped{case}, to keep a child safe.")))?;
        let asked = if stop.state == RiskState::NotSafe {
            let words = "What was done is written down, and the child is not known to be safe.";
            self.ask.say(Words::Text(words))?;
            "Can you say now whether the child is safe?"
        } else {
            "Can you say now what was done?"
        };
        let prompt = Prompt::own(asked, "After the stop", Kind::Choice)
            .options(&[("now", "Yes: it makes a small record"), ("later", "Not now: ask me the next time")])
            .why("A stop leaves only its time. What was done is worth a few lines while it is remembered.");
        Ok(self.own(review, Name::AfterStop, &prompt, None)? == Answer::Choice("now".to_owned()))
    }
}

/// The time of a stop, as it is taken over where what was done after it is asked.
pub(crate) fn stopped_on(stop: &ToldRisk) -> What {
    let moment = Moment { day: stop.day(), time: Some(stop.first.head.at.time()) };
    What::Answer {
        path: STOPPED_ON.to_owned(),
        nth: None,
        answer: Answer::Date(moment),
        on: None,
        from: Some(Origin::Taken(FROM.to_owned())),
    }
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
