//! A strategy that is the partnership's own, or was changed: said before its first question.
//!
//! Anybody who can write to the records folder can put a strategy there in place of a shipped one. That is legitimate,
//! and it is never unseen. A file that is new to this computer is shown once and needs a key; later it is one line.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::ask::Name;
use crate::ask::Words;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::finding::shown_path;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::records;
use crate::review::Review;
use crate::strategy::Strategy;
use crate::strategy::shipped_title;

/// "“Which strategy fits”, version 2026.1".
fn called(strategy: &Strategy) -> String {
    format!("\"{}\", version {}", strategy.title, strategy.version)
}

impl Room<'_> {
    /// Tells of every strategy that is not the shipped one, before its own first question.
    pub(crate) fn tell_differing(&mut self, review: &Review) -> Result<(), Instead> {
        let leg = review.session.legs().len();
        let Some(differing) = self.differing.as_ref().filter(|differing| differing.told < leg) else { return Ok(()) };
        let all = review.session.legs().last().map(|strategy| differing.shelf.differing(strategy)).unwrap_or_default();
        for strategy in all {
            self.tell(review, &strategy)?;
        }
        if let Some(differing) = &mut self.differing {
            differing.told = leg;
        }
        Ok(())
    }

    fn tell(&mut self, review: &Review, strategy: &Arc<Strategy>) -> Result<(), Instead> {
        let Some(differing) = &self.differing else { return Ok(()) };
        let file = differing.shelf.file_of(strategy).map(Path::new);
        // Whoever names a folder on the command line knows that its strategies are not the shipped ones.
        let is_in = |folder: &PathBuf| file.is_some_and(|it| it.starts_with(folder));
        let is_named = differing.places.strategies.as_ref().is_some_and(is_in);
        if is_named || records::is_met(differing.places, &strategy.digest) {
            let why = if is_named { "You named its folder." } else { "You have seen it before." };
            let called = called(strategy);
            let words = format!("This procedure is your partnership's own, or has been changed: {called}. {why}");
            self.ask.say(Words::Aside(&words))?;
            if is_named && !records::is_met(differing.places, &strategy.digest) {
                // Told of once, whatever becomes of that folder before the review is carried on.
                drop(records::remember_met(differing.places, &strategy.digest));
            }
            return Ok(());
        }
        let places = differing.places;
        let file = file.map_or_else(|| "kept with the review that is carried on".to_owned(), shown_path);
        let instead = match shipped_title(&strategy.id) {
            Some(title) => format!("It is used in place of the one that comes with rethink: \"{title}\"."),
            None => "No procedure of this name comes with rethink.".to_owned(),
        };
        self.heading("This procedure is your partnership's own, or has been changed")?;
        self.ask.say(Words::Text(&format!("It is new to this computer: {}.", called(strategy))))?;
        self.ask.say(Words::Line(&format!("  File: {file}")))?;
        self.ask.say(Words::Text(&instead))?;
        self.ask.say(Words::Text(
            "If this is a surprise, ask whoever looks after that folder before you go on. Whatever it says: in immediate \
             danger, ring 999.",
        ))?;
        let mut prompt = Prompt::own("Press Enter to go on with it", "Go on", Kind::Line);
        prompt.optional = true;
        self.own(review, Name::Differs, &prompt, None)?;
        // Where it cannot be remembered, it is shown again.
        drop(records::remember_met(places, &strategy.digest));
        Ok(())
    }
}
