//! Saving what was said, and what is asked where the disk does not take it.

use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::Door;
use crate::facilitate::Review;
use crate::facilitate::Room;
use crate::facilitate::at_the_door;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Note;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record::AskedWhen;

impl Room<'_> {
    /// Puts a note on the disk. Where that does not come off, it is said, and tried again if whoever types wants it.
    pub(crate) fn save(&mut self, review: &Review, note: &Note) -> Result<(), Failure> {
        loop {
            let Err(failure) = (self.journal)(note) else { return Ok(()) };
            if failure.exit != Exit::NotSaved || !self.once_more(review, &failure)? {
                return Err(failure);
            }
        }
    }

    /// True if it is to be tried again.
    fn once_more(&mut self, review: &Review, failure: &Failure) -> Result<bool, Failure> {
        self.ask.say(Words::Refusal(&format!("What you did last is not saved: {}", failure.says)))?;
        if let Some(place) = &failure.place {
            self.ask.say(Words::Text(&format!("Where: {place}")))?;
        }
        self.ask.say(Words::Text("Everything that was called saved before is still saved."))?;
        let prompt = Prompt::own("Shall rethink try to save it again?", "Try again", Kind::Choice).options(&[
            ("again", "Try again, for example once there is room on the disk"),
            ("stop", "Stop without it"),
        ]);
        let (_, today) = (self.clock)();
        let reading = Reading { today, calendar: &self.settings.calendar };
        loop {
            let question = Question { name: Name::Again, prompt: &prompt, of: None, now: None, reading };
            match self.ask.ask(&question)? {
                Reply::Answer(Answer::Choice(id)) => return Ok(id == "again"),
                // Whom to ring is said there, and then there is nothing to wait for.
                Reply::AtRisk => match self.door_aside(review, reading)? {
                    Door::Act | Door::Leave(_) => return Ok(false),
                    Door::On(..) | Door::Back => {}
                },
                _ => return Ok(false),
            }
        }
    }

    /// The safety question where the journal takes nothing: what is answered may be published all the same.
    fn door_aside(&mut self, review: &Review, reading: Reading<'_>) -> Result<Door, Failure> {
        let Some(noting) = &self.noting else { return at_the_door(self.ask, self.settings, reading, &mut |_| {}) };
        let of = Spot::only(AskedWhen::Step, review.case.as_deref(), Some(&noting.review));
        let spot = Spot { also: &review.also, ..of };
        Ok(door(noting.world, self.ask, &spot)?.0)
    }
}
