//! The loop: what is due, ask, admit, keep, apply.

use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Leave;
use crate::facilitate::room::Room;
use crate::facilitate::step::Put;
use crate::facilitate::world::Held;
use crate::failure::Failure;
use crate::review::AtDoor;
use crate::review::Due;
use crate::review::Note;
use crate::review::Review;
use crate::session::Next;
use crate::session::What;

/// Holds a sitting until it is left, or its record is to be written. Terminal, plain mode, a file of answers, a dry run and
/// a walk are all held by this.
pub(crate) fn hold(review: &mut Review, room: &mut Room<'_>) -> Result<Leave, Failure> {
    loop {
        let mut turn = room.turn(review);
        while let Err(Instead::Wants(reply)) = turn {
            turn = room.wants(review, reply);
        }
        match turn {
            Ok(()) | Err(Instead::Again) => {}
            Err(Instead::Leaves(leave)) => return Ok(leave),
            Err(Instead::Failed(failure)) => return Err(failure),
            Err(Instead::Wants(_)) => unreachable!("whatever is wanted has been seen to"),
        }
    }
}

impl Room<'_> {
    /// One turn: whatever is due is asked and taken in.
    fn turn(&mut self, review: &mut Review) -> Result<(), Instead> {
        let due = review.next();
        match due {
            Due::Act => return Err(Held::Safety.into()),
            Due::Escalation => return Err(Instead::Leaves(Leave::Escalate)),
            Due::Door(AtDoor::Sitting) => return self.due_at_the_door(review, AtDoor::Sitting),
            _ => {}
        }
        let is_opening = due.is_opening();
        self.after_stops(review)?;
        if !is_opening {
            self.begin(review)?;
            self.tell_differing(review)?;
            self.show_stage(review)?;
            self.ask.anytime(review.session.open_ways().into_iter().map(|(id, _)| id).collect());
        }
        match review.next() {
            Due::Door(why) => self.due_at_the_door(review, why),
            Due::Reason => self.reason(review),
            Due::Reference { may_wait: false } if review.session.about() == Some("theme") => self.theme(review),
            Due::Reference { may_wait } => self.reference(review, may_wait),
            Due::OnCase => self.read_case(review),
            Due::Wait => self.is_this_the_wait(review),
            Due::Follows => self.follows(review),
            Due::Step(_) => self.due_step(review),
            Due::Check => self.check(review),
            Due::Record => Err(Instead::Leaves(Leave::Write)),
            // It has been left for these above.
            Due::Act | Due::Escalation => Ok(()),
        }
    }

    fn due_step(&mut self, review: &mut Review) -> Result<(), Instead> {
        match review.session.next() {
            Next::Take(_, answer, from) => {
                let path = review.session.path();
                Ok(self.happened(review, What::Answer { path, nth: None, answer, on: None, from: Some(from) })?)
            }
            Next::Ask(asked) => {
                let (put, offers) = Put::of(&review.session, &asked);
                self.step(review, &put, &offers)
            }
            Next::Happened(..) => self.wait(review),
            Next::Date(path, limit) => self.unset(review, &path, limit),
            Next::About(may) => {
                let may = may.to_vec();
                self.about(review, &may)
            }
            Next::UntilThen => self.until_then(review),
            Next::WhyWithdrawn => self.withdraw(review),
            Next::WhyElsewhere => self.elsewhere(review),
            // The review has said of these that something else is due.
            Next::StopAndAct | Next::End(_) => Ok(()),
        }
    }

    /// Everything that can come back from a prompt in the place of an answer.
    fn wants(&mut self, review: &mut Review, reply: Reply) -> Result<(), Instead> {
        match reply {
            // Whoever asked has dealt with an answer.
            Reply::Answer(_) => Ok(()),
            Reply::Back if review.may_go_back() => Ok(self.take(review, Note::Back)?),
            Reply::Back => {
                let words = match review.next() {
                    Due::Door(AtDoor::Sitting) => "This is the first question: there is nothing to go back to.",
                    _ => "This is the first question of this session: there is nothing to go back to.",
                };
                Ok(self.ask.say(Words::Text(words))?)
            }
            Reply::Save | Reply::Ended => Err(Held::Saved.into()),
            Reply::Interrupted => Err(Held::Interrupted.into()),
            Reply::AtRisk => self.asks_about_risk(review).map(drop),
            Reply::Withdraw if !review.next().is_opening() => self.withdraw(review),
            Reply::Elsewhere if !review.next().is_opening() => self.elsewhere(review),
            Reply::Anytime(id) if review.session.open_ways().iter().any(|(open, _)| *open == id) => {
                self.given(review, What::Anytime(id))
            }
            Reply::Withdraw | Reply::Elsewhere | Reply::Anytime(_) => Ok(()),
        }
    }

    /// The heading of the stage, when it changes. Above nothing it would be one more thing to wonder about.
    fn show_stage(&mut self, review: &Review) -> Result<(), Failure> {
        if matches!(review.session.next(), Next::End(_) | Next::Take(..)) {
            return Ok(());
        }
        let strategy = review.session.strategy();
        let case = review.case.as_deref().unwrap_or("no reference yet");
        let stage = review
            .session
            .stage()
            .map(|(title, place, of)| format!(" · {title} ({place} of {of})"))
            .unwrap_or_default();
        let heading = format!("{}{stage} · {case}", strategy.title);
        if heading != self.heading {
            self.heading(&heading)?;
            self.heading = heading;
        }
        Ok(())
    }
}
