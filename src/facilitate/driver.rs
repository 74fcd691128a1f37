//! From one sitting to the next, until somebody leaves or a record is written.

use crate::ask::Ask;
use crate::ask::Words;
use crate::facilitate::begin;
use crate::facilitate::noting::written_down;
use crate::facilitate::risk::say_escalation;
use crate::facilitate::room::Leave;
use crate::facilitate::sitting::Sitting;
use crate::facilitate::sitting::sit;
use crate::facilitate::sitting::write;
use crate::facilitate::unfinished::called;
use crate::facilitate::world::Done;
use crate::facilitate::world::Held;
use crate::facilitate::world::World;
use crate::failure::Failure;
use crate::finding::shown_path;

/// Holds a sitting, and whatever takes its place or comes before it can go on.
pub(crate) fn drive(world: &World<'_>, first: Sitting, ask: &mut dyn Ask) -> Result<Done, Failure> {
    let mut sitting = first;
    // What is held up while it is said what was done after a stop.
    let mut held_up: Vec<Sitting> = Vec::new();
    let mut has_explained = false;
    loop {
        sitting = match sit(world, &mut sitting, ask)? {
            Leave::Held(held) => return Ok(left(world, &sitting, held, has_explained)),
            Leave::Escalate => {
                let next = begin::escalation(world, &mut sitting)?;
                say_escalation(ask, &next.review.session.strategy().title)?;
                next
            }
            Leave::CarryOn(record) => begin::carried_on(world, &mut sitting, &record, ask)?,
            Leave::Explain(stop) => {
                let next = begin::explanation(world, &sitting, &stop)?;
                held_up.push(sitting);
                next
            }
            Leave::Write => {
                let done = write(world, sitting)?;
                match (done, held_up.pop()) {
                    (Done::Written(_, path, None), Some(next)) => {
                        ask.say(Words::Heading("What was done after the stop is written down"))?;
                        ask.say(Words::Line(&shown_path(&path)))?;
                        has_explained = true;
                        next
                    }
                    (done, _) => return Ok(done),
                }
            }
        };
    }
}

/// How a sitting came out that was left.
fn left(world: &World<'_>, sitting: &Sitting, held: Held, has_explained: bool) -> Done {
    if !sitting.saved.has_begun() {
        return match held {
            Held::Safety => Done::Safety(None),
            Held::Saved | Held::Interrupted if has_explained && sitting.notes.is_empty() => {
                Done::Nothing(held, "Nothing else was saved.")
            }
            Held::Saved | Held::Interrupted => Done::Nothing(held, written_down(!sitting.notes.is_empty())),
        };
    }
    let called = called(world, sitting.review.case.as_deref(), &sitting.head.review);
    match held {
        Held::Saved => Done::Saved(called),
        Held::Safety => Done::Safety(Some(called)),
        Held::Interrupted => Done::Interrupted(called),
    }
}
