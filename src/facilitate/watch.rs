//! What keeps the child safe is asked where no step did, and an earlier answer is kept only by somebody who checked it.

use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::Put;
use crate::facilitate::Review;
use crate::facilitate::Room;
use crate::facilitate::Turn;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::session::Offer;
use crate::session::Origin;
use crate::session::Session;
use crate::session::UNTIL_THEN;
use crate::session::What;

impl Room<'_> {
    /// Asks what keeps the child safe, where no step of this sitting did.
    pub(super) fn until_then(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let prompt = keeps_safe(&review.session);
        let offers = review.session.watch_offered();
        let chosen = if offers.len() > 1 {
            match self.which(review, &prompt, &offers)? {
                Ok(offer) => offer.map(|offer| offer.answer.clone()),
                Err(turn) => return Ok(turn),
            }
        } else {
            None
        };
        let answer = match (chosen, offers.first().filter(|_| offers.len() == 1)) {
            (Some(answer), _) => answer,
            (None, offer) => {
                self.say_since(offer)?;
                let now = offer.map(|offer| offer.answer.clone());
                match self.own(review, Name::UntilThen, &prompt, now.as_ref(), &|_, _| Ok(()))? {
                    Ok(answer) => answer,
                    Err(turn) => return Ok(turn),
                }
            }
        };
        let from = review.session.watched_before().into_iter().find(|offer| offer.answer == answer);
        let from = from.map(|offer| Origin::Carried { record: offer.from, checked: None });
        match (self.still_holds(review, from)?, answer) {
            (Ok(from), Answer::Text(said)) => self.given(review, What::UntilThen { said, from }),
            (Ok(_), _) => Ok(Turn::Go),
            (Err(turn), _) => Ok(turn),
        }
    }

    /// Says from when an answer is that a record of the case offers.
    pub(super) fn say_since(&mut self, offer: Option<&Offer>) -> Result<(), Failure> {
        let Some(on) = offer.and_then(|offer| offer.on) else { return Ok(()) };
        let words = format!("From a record of {}: keep it if it still stands.", calendar::medium(on));
        self.ask.say(Words::Text(&words))
    }

    /// What kept a child safe some time ago is kept only by whoever has checked that it still holds. Going back asks once
    /// more what does. A file of answers says it afresh, unless it says who checked.
    fn still_holds(
        &mut self,
        review: &mut Review,
        from: Option<Origin>,
    ) -> Result<Result<Option<Origin>, Turn>, Failure> {
        let Some(Origin::Carried { record, .. }) = from else { return Ok(Ok(from)) };
        let prompt = Prompt::own("Who checked that this still holds, and when?", "Who checked", Kind::Line)
            .hint("Roles, not names")
            .why("What kept the child safe then may have changed since.");
        let calendar = review.session.calendar().clone();
        let (_, today) = (self.clock)();
        let reading = Reading { today, calendar: &calendar };
        let question = Question { name: Name::Checked, prompt: &prompt, of: None, now: None, reading };
        Ok(match self.ask.ask(&question)? {
            Reply::Answer(Answer::Text(checked)) => Ok(Some(Origin::Carried { record, checked: Some(checked) })),
            Reply::Answer(_) => Ok(None),
            Reply::Back => Err(Turn::Go),
            reply => Err(self.reply(review, reply)?),
        })
    }

    /// Where an answer to a step comes from, if it was kept.
    pub(super) fn origin(
        &mut self,
        review: &mut Review,
        put: &Put,
        answer: &Answer,
    ) -> Result<Result<Option<Origin>, Turn>, Failure> {
        match review.session.carried(answer) {
            from @ Some(_) if put.fact == Some(UNTIL_THEN) => self.still_holds(review, from),
            from => Ok(Ok(from)),
        }
    }
}

/// The question what keeps the child safe, as it is put where a session stands.
fn keeps_safe(session: &Session) -> Prompt {
    let (when, why) = if session.hangs_on_others() {
        (
            "While we wait, what will keep the child safe?",
            "You still hold your part of the plan until somebody else has taken this on.",
        )
    } else {
        ("What will keep the child safe now?", "Whatever ends here, somebody goes on looking out for the child.")
    };
    Prompt::own(&format!("{when} Who will check, and when?"), "Keeping the child safe", Kind::Text)
        .hint("Roles, not names")
        .why(why)
}
