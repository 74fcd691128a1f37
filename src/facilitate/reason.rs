//! Why a record is corrected.

use crate::ask::Name;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::review::Corrects;
use crate::review::Note;
use crate::review::Review;

impl Room<'_> {
    /// Asks why the record is corrected.
    pub(crate) fn reason(&mut self, review: &mut Review) -> Result<(), Instead> {
        let Some(corrects) = review.correcting.as_ref().map(|it| it.corrects.clone()) else { return Ok(()) };
        let prompt = Prompt::own("What is put right, and how did it come to light?", "Why it is corrected", Kind::Line)
            .hint("For example: the meeting was on 20 November, as its minutes show")
            .why("Whoever reads both records sees from this what differs, and why.");
        let now = Some(Answer::Text(corrects.reason.clone())).filter(|_| !corrects.reason.is_empty());
        if let Answer::Text(reason) = self.own(review, Name::Reason, &prompt, now.as_ref())? {
            self.take(review, Note::Corrects(Corrects { reason, ..corrects }))?;
            self.saved()?;
        }
        Ok(())
    }
}
