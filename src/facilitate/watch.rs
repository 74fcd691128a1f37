//! What keeps the child safe is asked where no step did, and an earlier answer is kept only by somebody who checked it.

use crate::ask::Name;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::facilitate::step::Put;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::review::Review;
use crate::session::Offer;
use crate::session::Origin;
use crate::session::Session;
use crate::session::UNTIL_THEN;
use crate::session::What;

impl Room<'_> {
    /// Asks what keeps the child safe, where no step of this sitting did.
    pub(crate) fn until_then(&mut self, review: &mut Review) -> Result<(), Instead> {
        let prompt = keeps_safe(&review.session);
        let offers = review.session.watch_offered();
        let chosen = match offers.len() {
            0 | 1 => None,
            _ => self.which(review, &prompt, &offers)?.map(|offer| offer.answer.clone()),
        };
        let answer = match chosen {
            Some(answer) => answer,
            None => {
                let offer = offers.first().filter(|_| offers.len() == 1);
                self.say_since(offer)?;
                self.own(review, Name::UntilThen, &prompt, offer.map(|offer| &offer.answer))?
            }
        };
        let from = review.session.watched_before().into_iter().find(|offer| offer.answer == answer);
        let from = from.map(|offer| Origin::Carried { record: offer.from, checked: None });
        let from = self.still_holds(review, from)?;
        match answer {
            Answer::Text(said) => self.given(review, What::UntilThen { said, from }),
            _ => Ok(()),
        }
    }

    /// Says from when an answer is that a record of the case offers.
    pub(crate) fn say_since(&mut self, offer: Option<&Offer>) -> Result<(), Failure> {
        let Some(on) = offer.and_then(|offer| offer.on) else { return Ok(()) };
        let words = format!("From a record of {}: keep it if it still stands.", calendar::medium(on));
        self.ask.say(Words::Text(&words))
    }

    /// What kept a child safe some time ago is kept only by whoever has checked that it still holds. Going back asks once
    /// more what does. A file of answers says it afresh, unless it says who checked.
    fn still_holds(&mut self, review: &Review, from: Option<Origin>) -> Result<Option<Origin>, Instead> {
        let Some(Origin::Carried { record, .. }) = from else { return Ok(from) };
        let prompt = Prompt::own("Who checked that this still holds, and when?", "Who checked", Kind::Line)
            .hint("Roles, not names")
            .why("What kept the child safe then may have changed since.");
        match self.own(review, Name::Checked, &prompt, None) {
            Ok(Answer::Text(checked)) => Ok(Some(Origin::Carried { record, checked: Some(checked) })),
            Ok(_) => Ok(None),
            // The question before this one is the one that it belongs to.
            Err(Instead::Wants(Reply::Back)) => Err(Instead::Again),
            Err(instead) => Err(instead),
        }
    }

    /// Where an answer to a step comes from, if it was kept.
    pub(crate) fn origin(&mut self, review: &Review, put: &Put, answer: &Answer) -> Result<Option<Origin>, Instead> {
        match review.session.carried(answer) {
            from @ Some(_) if put.fact == Some(UNTIL_THEN) => self.still_holds(review, from),
            from => Ok(from),
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
