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
        match self.leaving(review, "withdrawn", &prompt)? {
            Some(why) => self.given(review, What::Withdrawn { why }),
            None => Ok(()),
        }
    }

    /// Asks which way it goes on, and why.
    pub(crate) fn elsewhere(&mut self, review: &mut Review) -> Result<(), Instead> {
        let which = Prompt::own("Which way does it go on?", "Which way", Kind::Line)
            .hint("Another strategy, or a procedure outside rethink");
        let Some(to) = self.leaving(review, "elsewhere", &which)? else { return Ok(()) };
        let prompt = Prompt::own("Why is that better for the child?", "Why another way", Kind::Text);
        match self.leaving(review, "elsewhere-why", &prompt)? {
            Some(why) => self.given(review, What::Elsewhere { to, why }),
            None => Ok(()),
        }
    }

    /// A reason for leaving. Going back from it is carrying on.
    fn leaving(&mut self, review: &Review, name: &str, prompt: &Prompt) -> Result<Option<String>, Instead> {
        match self.own(review, Name::Leaving(name), prompt, None) {
            Ok(Answer::Text(words)) => Ok(Some(words)),
            Ok(_) | Err(Instead::Wants(Reply::Back | Reply::Withdraw | Reply::Elsewhere | Reply::Anytime(_))) => {
                Ok(None)
            }
            Err(instead) => Err(instead),
        }
    }
}
