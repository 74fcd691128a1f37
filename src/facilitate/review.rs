//! A review as it stands: everything that its journal says, folded.

use std::sync::Arc;

use chrono::DateTime;
use chrono::FixedOffset;

use crate::facilitate::Following;
use crate::journal::Corrects;
use crate::journal::Note;
use crate::record::Record;
use crate::session::Misfit;
use crate::session::Session;

/// A review as it stands. The one who holds it, a file of answers, a walk and whoever carries it on later come to the
/// same one from the same notes.
#[derive(Debug, Clone)]
pub struct Review {
    /// What was answered, and what comes next.
    pub session: Session,
    /// The case reference, once it is known.
    pub case: Option<String>,
    /// The references by which other agencies know the case.
    pub also: Vec<String>,
    /// Whether it meets a date that an earlier record of the case promised.
    pub following: Following,
    /// The record that is being corrected, if one is.
    pub correcting: Option<Correcting>,
    /// When the latest answer was typed, or the record that is corrected was written.
    pub latest: Option<DateTime<FixedOffset>>,
    /// True if something was typed at an earlier time than what came before it.
    pub clock_went_back: bool,
}

/// A record that is being corrected, and why.
#[derive(Debug, Clone)]
pub struct Correcting {
    /// The record, as it stays.
    pub record: Arc<Record>,
    /// What the new record will say of it.
    pub corrects: Corrects,
}

impl Review {
    /// The start of a review.
    pub fn new(session: Session) -> Self {
        let latest = session.events().iter().map(|event| event.at).max();
        Self {
            session,
            case: None,
            also: Vec::new(),
            following: Following::NotKnown,
            correcting: None,
            latest,
            clock_went_back: false,
        }
    }

    /// The start of a part that carries a review on: it ends a wait, and meets no other date.
    pub fn part(session: Session) -> Self {
        Self { following: Following::Nothing, ..Self::new(session) }
    }

    /// The start of a correction. It follows what the record follows, until it says otherwise or moves to another case.
    pub fn correction(session: Session, record: Arc<Record>, corrects: Corrects) -> Self {
        let follows = record.head.follows.clone().filter(|_| record.head.part == 1);
        let following = follows.map_or(Following::Nothing, Following::Record);
        let latest = Some(record.head.written);
        Self { following, correcting: Some(Correcting { record, corrects }), latest, ..Self::new(session) }
    }

    /// Takes in one note.
    pub fn apply(&mut self, note: &Note) -> Result<(), Misfit> {
        match note {
            Note::Event(event) => {
                self.session.accept(event.as_ref().clone())?;
                self.clock_went_back |= self.latest.is_some_and(|latest| event.at < latest);
                self.latest = self.latest.max(Some(event.at));
            }
            Note::Back => drop(self.session.back()),
            Note::Change(place) => drop(self.session.change(*place)),
            Note::Case(case) => {
                let before = self.case.replace(case.clone());
                // What an earlier record of another case promised is not met here.
                if before.is_some_and(|before| !before.eq_ignore_ascii_case(case)) {
                    self.meets_nothing_known();
                }
            }
            Note::Also(also) => self.also.clone_from(also),
            Note::Follows(follows) => {
                self.session.meets(follows.as_ref().map(|follows| follows.due));
                self.following = follows.clone().map_or(Following::Nothing, Following::Record);
            }
            Note::OpenRisk(is_open) => self.session.risk_on_the_case(*is_open),
            Note::Corrects(corrects) => {
                if let Some(correcting) = &mut self.correcting {
                    correcting.corrects = corrects.clone();
                }
            }
            Note::Begun(_) | Note::Small(_) | Note::Left => {}
        }
        Ok(())
    }

    /// It is not known any more whether it meets a promised date.
    pub(crate) fn meets_nothing_known(&mut self) {
        self.session.meets(None);
        if self.session.first_event() == 0 {
            self.following = Following::NotKnown;
        }
    }
}
