//! The case reference, and those by which other agencies know the case.

use crate::ask::Name;
use crate::ask::Words;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Refusal;
use crate::review::Note;
use crate::review::Review;
use crate::review::THEME;
use crate::settings::Settings;
use crate::settings::is_like_a_reference;
use crate::strategy::digest;

impl Room<'_> {
    /// Asks for the case reference. Blank is accepted only while it can still be given later.
    pub(crate) fn reference(&mut self, review: &mut Review, may_wait: bool) -> Result<(), Instead> {
        let prompt = reference_prompt(self.settings, may_wait);
        let settings = self.settings;
        let look = move |answer: &Answer| look_at_reference(settings, answer);
        let Answer::Text(words) = self.looked_at(review, Name::Case, &prompt, None, &look)? else {
            return Ok(self.take(review, Note::CaseLater)?);
        };
        let (case, also) = references(&words);
        let moved = review.case.as_ref().is_some_and(|before| !before.eq_ignore_ascii_case(&case));
        self.take(review, Note::Case(case))?;
        // The references of one child are not those of another.
        let dropped = moved && also.is_empty() && !review.also.is_empty();
        if dropped || !also.is_empty() {
            self.take(review, Note::Also(also))?;
        }
        if moved {
            self.moved(review, dropped)?;
        }
        Ok(self.tie(review)?)
    }

    /// Gives a reference to the review of a theme. It is about no one child, so no case system has one for it.
    pub(crate) fn theme(&mut self, review: &mut Review) -> Result<(), Instead> {
        let (at, day) = (self.clock)();
        let digest = digest(format!("{at} {:?}", review.session.events()).as_bytes());
        Ok(self.take(review, Note::Case(format!("{THEME}{}-{}", day.format("%Y%m%d"), &digest[..8])))?)
    }

    /// Says what it means that this is of another case than it was.
    fn moved(&mut self, review: &Review, dropped: bool) -> Result<(), Failure> {
        if dropped {
            self.ask.say(Words::Text(
                "The references of other agencies are taken out: they were of the other case. Type also to give some.",
            ))?;
        }
        if review.correcting.is_some() {
            self.ask.say(Words::Text(
                "Only this record moves. Other parts of its review stay where they are until each is corrected.",
            ))?;
        }
        Ok(())
    }

    /// Asks under which references other agencies know the case.
    pub(crate) fn also(&mut self, review: &mut Review) -> Result<(), Instead> {
        let mut prompt =
            Prompt::own("Under which references do other agencies know this case?", "Other references", Kind::Lines)
                .hint(&format!("One a line, never a name. {}", self.settings.reference_hint()))
                .why("A record of another agency about the same child is then found with yours.");
        prompt.optional = true;
        let now = (!review.also.is_empty()).then(|| Answer::Lines(review.also.clone()));
        let look = |answer: &Answer| match answer {
            Answer::Lines(lines) if !lines.iter().all(|line| is_like_a_reference(line)) => {
                Err(Refusal::new("A reference has letters, digits and hyphens, and at least one digit"))
            }
            _ => Ok(()),
        };
        let also = match self.looked_at(review, Name::Also, &prompt, now.as_ref(), &look)? {
            Answer::Lines(lines) => lines,
            _ => Vec::new(),
        };
        self.take(review, Note::Also(also))?;
        self.saved()
    }
}

/// The prompt for a case reference.
pub(crate) fn reference_prompt(settings: &Settings, may_wait: bool) -> Prompt {
    let hint = format!(
        "Your case system's reference, not a name or initials. {}. \
         If another agency uses another one, add that after a comma",
        settings.reference_hint()
    );
    let mut prompt = Prompt::own("What is the case reference?", "Case reference", Kind::Line).hint(&hint);
    prompt.optional = may_wait;
    prompt.why("The record stands for a child or family without naming them. Your case system holds the name.")
}

/// Says why an answer cannot be a case reference.
pub(crate) fn look_at_reference(settings: &Settings, answer: &Answer) -> Result<(), Refusal> {
    match answer {
        Answer::Text(words) => {
            let (case, also) = references(words);
            if settings.is_reference(&case) && also.iter().all(|also| is_like_a_reference(also)) {
                return Ok(());
            }
            Err(Refusal::new(format!(
                "Use the reference from your case system, so that the record does not hold a name. {}",
                settings.reference_hint()
            )))
        }
        _ => Ok(()),
    }
}

/// The reference of a case, and those by which other agencies know it: they come after commas.
pub(crate) fn references(words: &str) -> (String, Vec<String>) {
    let mut all = words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let case = all.next().unwrap_or_default();
    let also = all.filter(|also| !also.eq_ignore_ascii_case(&case)).collect();
    (case, also)
}
