//! What every review needs of the world, as values; and what is read of it.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::did_you_mean;
use crate::journal::Used;
use crate::record::Record;
use crate::records;
use crate::records::Places;
use crate::session::Known;
use crate::session::Session;
use crate::settings::Settings;
use crate::strategy::OutcomeKind;
use crate::strategy::Shelf;
use crate::strategy::Strategy;

/// Now, and the day it counts as.
pub type Clock<'a> = &'a dyn Fn() -> (DateTime<FixedOffset>, NaiveDate);

/// What every sitting needs of the world, as values.
pub struct World<'a> {
    /// Where things are.
    pub places: &'a Places,
    /// What the team sets.
    pub settings: &'a Settings,
    /// The strategies that can be used.
    pub shelf: &'a Shelf,
    /// Now.
    pub clock: Clock<'a>,
    /// Sixteen random bytes.
    pub random: &'a dyn Fn() -> [u8; 16],
    /// True if today was given in place of the clock.
    pub date_given: bool,
    /// True for reviews that are held to practise.
    pub practice: bool,
}

/// How somebody left a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It was saved and left.
    Saved,
    /// It was left so that a child is made safe.
    Safety,
    /// Ctrl-C.
    Interrupted,
}

/// How a review came out.
#[derive(Debug)]
pub enum Done {
    /// The record is written, here; or it waits on this computer, because of this.
    Written(Box<Record>, PathBuf, Option<Failure>),
    /// The answers are saved, under this name.
    Saved(String),
    /// It was left before there was anything to carry on; and what is written down all the same, in a sentence.
    Nothing(Held, &'static str),
    /// It was left so that a child is made safe. The answers are saved under this name, if there were any.
    Safety(Option<String>),
    /// Ctrl-C; the answers are saved under this name.
    Interrupted(String),
}

impl World<'_> {
    /// Today.
    pub(crate) fn today(&self) -> NaiveDate {
        (self.clock)().1
    }

    /// Eight letters and digits that cannot be mistaken for one another.
    pub(crate) fn name(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        (self.random)().iter().take(8).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    }

    /// Thirty-two letters and digits that nobody can guess.
    pub(crate) fn salt(&self) -> String {
        use std::fmt::Write as _;
        (self.random)().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// The strategy of this name, or why there is none.
    pub(crate) fn strategy(&self, id: &str) -> Result<Arc<Strategy>, Failure> {
        strategy(self.shelf, id)
    }

    /// Keeps every strategy that a review may use as it is now: carrying on needs the very same.
    pub(crate) fn keep_strategies(&self, first: &Arc<Strategy>, of: &Shelf) -> Result<Vec<Used>, Failure> {
        let mut open = vec![Arc::clone(first)];
        let mut all: Vec<Arc<Strategy>> = Vec::new();
        while let Some(strategy) = open.pop() {
            for one in strategy.family() {
                if all.iter().any(|have| have.id == one.id) {
                    continue;
                }
                let onward = one.outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Onward);
                open.extend(onward.filter_map(|outcome| of.get(outcome.next.as_ref()?)));
                all.push(one);
            }
        }
        let mut used = Vec::new();
        for strategy in all {
            records::keep(&self.places.kept_here(), &strategy.digest, &strategy.text)?;
            used.push(Used {
                id: strategy.id.clone(),
                version: strategy.version.clone(),
                sha256: strategy.digest.clone(),
            });
        }
        Ok(used)
    }
}

/// What is known of the strategies of a sitting, for somebody who is to be told.
#[derive(Debug)]
pub(crate) struct Differing<'a> {
    pub(crate) places: &'a Places,
    pub(crate) shelf: &'a Shelf,
    /// How many strategies, one leading on to the next, have been told of.
    pub(crate) told: usize,
}

impl<'a> Differing<'a> {
    /// Nothing has been told yet.
    pub(crate) fn new(places: &'a Places, shelf: &'a Shelf) -> Self {
        Self { places, shelf, told: 0 }
    }
}

/// The strategy of this name on a shelf, or why there is none.
pub(crate) fn strategy(shelf: &Shelf, id: &str) -> Result<Arc<Strategy>, Failure> {
    if let Some(strategy) = shelf.get(id) {
        return Ok(strategy);
    }
    if shelf.has(id) {
        return Err(Failure::new(Exit::WrongFile, format!("the strategy {id} cannot be used until it is mended"))
            .mend(format!("see what is wrong with: rethink strategy check {id}")));
    }
    let known: Vec<&str> = shelf.ids().collect();
    let mend = match did_you_mean(id, known.iter().copied()) {
        Some(near) => format!("did you mean {near}? See them all with: rethink strategy list"),
        None => "see them all with: rethink strategy list".to_owned(),
    };
    // A strategy's name has small letters only; a reference given in its place is meant as the case.
    let mend = if crate::written::is_name(id) {
        mend
    } else {
        "a case reference goes behind --case, as in: rethink start --case PCC-48213. To carry on, it goes behind: rethink resume"
            .to_owned()
    };
    Err(Failure::new(Exit::NotThere, "there is no strategy of that name").mend(mend))
}

/// The start of a session.
pub(crate) fn begin_session(
    first: &Arc<Strategy>,
    shelf: &Shelf,
    settings: &Settings,
    known: Known,
) -> Result<Session, Failure> {
    Session::start(first, shelf, settings.clone(), known).map_err(|missing| {
        Failure::new(
            Exit::WrongFile,
            format!("the strategy {} leads on to {missing}, which is not here or cannot be used", first.id),
        )
        .mend(format!("see what is wrong with: rethink strategy check {missing}"))
    })
}
