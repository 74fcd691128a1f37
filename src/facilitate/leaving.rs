//! The ways out of a review, each with its reason.

use crate::ask::Name;
use crate::ask::Reply;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::review::Review;
use crate::session::What;

impl Room<'_> {
    /// Asks why the review is withdrawn.
    pub(crate) fn withdraw(&mut self, review: &mut Review) -> Result<(), Instead> {
        let prompt = Prompt::own("Why is this review withdrawn?", "Why it is withdrawn", Kind::Text)
            .hint("It is recorded, so that nobody has to guess later");
        match self.leaving(review, "withdrawn", &prompt, None)? {
            Some(why) => self.given(review, What::Withdrawn { why }),
            // Going back from it is carrying on.
            None => Ok(()),
        }
    }

    /// Asks which way it goes on, and why.
    pub(crate) fn elsewhere(&mut self, review: &mut Review) -> Result<(), Instead> {
        let which = Prompt::own("Which way does it go on?", "Which way", Kind::Line)
            .hint("Another strategy, or a procedure outside rethink");
        let prompt = Prompt::own("Why is that better for the child?", "Why another way", Kind::Text);
        let mut before = None;
        loop {
            let Some(to) = self.leaving(review, "elsewhere", &which, before.as_ref())? else { return Ok(()) };
            if let Some(why) = self.leaving(review, "elsewhere-why", &prompt, None)? {
                return self.given(review, What::Elsewhere { to, why });
            }
            before = Some(Answer::Text(to));
        }
    }

    /// A reason for leaving, or where to. None if the question before it is wanted again.
    fn leaving(
        &mut self,
        review: &Review,
        name: &str,
        prompt: &Prompt,
        now: Option<&Answer>,
    ) -> Result<Option<String>, Instead> {
        match self.own(review, Name::Leaving(name), prompt, now) {
            Ok(Answer::Text(words)) => Ok(Some(words)),
            Ok(_) | Err(Instead::Wants(Reply::Back)) => Ok(None),
            // Whoever is leaving is asked again whatever was due.
            Err(Instead::Wants(Reply::Withdraw | Reply::Elsewhere | Reply::Anytime(_))) => Err(Instead::Again),
            Err(instead) => Err(instead),
        }
    }
}
