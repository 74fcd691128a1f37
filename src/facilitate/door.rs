//! The safety questions in a review: each answer is kept beside the earlier ones.

use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::risk::Door;
use crate::facilitate::risk::at_the_door;
use crate::facilitate::risk::say_escalation;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Keep;
use crate::facilitate::room::Room;
use crate::facilitate::room::Stops;
use crate::facilitate::world::Held;
use crate::failure::Failure;
use crate::prompt::Reading;
use crate::record::RiskNote;
use crate::records;
use crate::review::AtDoor;
use crate::review::Note;
use crate::review::Review;
use crate::session::Risk;
use crate::session::What;

impl Room<'_> {
    /// The safety questions where they are due.
    pub(crate) fn due_at_the_door(&mut self, review: &mut Review, why: AtDoor) -> Result<(), Instead> {
        match why {
            AtDoor::Sitting | AtDoor::Row => {}
            AtDoor::NotSure => {
                self.ask.say(Words::Text("You were not sure about risk. Here is that question once more."))?;
            }
            AtDoor::Unasked => {
                let words = "A review of a case is about a child, so this is asked before it is written.";
                self.ask.say(Words::Text(words))?;
            }
        }
        if !self.asks_about_risk(review)? {
            return match why {
                AtDoor::Row => Ok(()),
                _ => Err(Instead::Wants(Reply::Back)),
            };
        }
        if why == AtDoor::Sitting {
            if review.session.risk() == Some(Risk::ToldAndDisagree)
                && review.session.strategy().id == self.settings.escalation
            {
                say_escalation(self.ask, &review.session.strategy().title)?;
            }
            // Whoever types more would type it for nothing. The safety questions come before.
            if let Some(noting) = &self.noting {
                records::own_state(noting.world.places)?;
            }
            if *self.stops == Stops::AfterTheDoor {
                *self.stops = Stops::Asking(Vec::new());
            }
        }
        Ok(())
    }

    /// Asks the safety questions. False where they went back from them.
    pub(crate) fn asks_about_risk(&mut self, review: &mut Review) -> Result<bool, Instead> {
        let (risk, told) = match self.safety_questions(review)? {
            Door::On(risk, told) => (risk, told),
            Door::Act => (Risk::Acting, None),
            Door::Back => return Ok(false),
            Door::Leave(held) => return Err(held.into()),
        };
        let said = std::iter::once(What::AtRisk(risk)).chain(told.map(What::Told));
        let happened = said.into_iter().try_for_each(|what| self.happened(review, what));
        // A disk that takes no answer must not keep anybody from leaving to act.
        if risk == Risk::Acting {
            return Err(Held::Safety.into());
        }
        happened?;
        Ok(true)
    }

    /// The program's own safety questions. The small record of an answer goes to the journal before it goes anywhere else.
    fn safety_questions(&mut self, review: &mut Review) -> Result<Door, Failure> {
        let calendar = review.session.calendar().clone();
        let reading = Reading { today: self.today(), calendar: &calendar };
        let (noting, keep, typed_by) = (&mut self.noting, &mut self.keep, &self.typed_by);
        let mut said: Vec<RiskNote> = Vec::new();
        let mut noted = |risk| {
            let Some(noting) = noting.as_mut() else { return };
            if let Some(note) = noting.answered(risk, review, typed_by.clone()) {
                // A disk that takes no answer must not keep anybody from seeing that a child may be at risk.
                if let Ok(admitted) = review.admit(Note::Small(note.text.clone())) {
                    drop(keep(Keep::Note(&admitted)));
                }
                noting.add(note.clone());
                said.push(note);
            }
        };
        let door = at_the_door(self.ask, self.settings, reading, &mut noted)?;
        for note in said {
            if let Ok(admitted) = review.admit(Note::Small(note.text)) {
                review.apply(admitted);
            }
        }
        Ok(door)
    }

    /// Ties what was written down of risk to its case.
    pub(crate) fn tie(&mut self, review: &mut Review) -> Result<(), Failure> {
        let ties = self.noting.as_ref().map(|noting| noting.ties(review.case.as_deref())).unwrap_or_default();
        for note in ties {
            self.take(review, Note::Tie(note.text.clone()))?;
            self.noting.iter_mut().for_each(|noting| noting.add(note.clone()));
        }
        Ok(())
    }
}
