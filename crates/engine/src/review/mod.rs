//! A whole review as it stands: everything that its journal says, folded.
//!
//! What happens is a [`Note`]. A review [admits](Review::admit) it or does not, and what is admitted always fits: nothing else
//! is ever written down. What is [due next](Review::next) follows from the notes alone, whoever is asked for it: somebody
//! at the keyboard, a file of answers, or a walk that tries every way. Here is no file, no screen and no clock.

mod note;
mod on_case;
#[cfg(test)]
mod tests;

use chrono::DateTime;
use chrono::FixedOffset;

use crate::session::Event;
use crate::session::Misfit;
use crate::session::Next;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Strategy;

pub use note::Continues;
pub use note::Corrects;
pub use note::Follows;
pub use note::Note;
pub use note::Sat;
pub use on_case::Awaited;
pub use on_case::OnCase;
pub use on_case::OpenDate;

/// What the reference begins with that a review of a theme is given: no case system has one for it.
pub const THEME: &str = "THEME-";

/// What is due next.
#[derive(Debug)]
pub enum Due<'a> {
    /// The safety questions, and why they are asked here.
    Door(AtDoor),
    /// Nothing: they leave, to act on a risk.
    Act,
    /// Nothing here: they have told, and disagree, so another strategy begins.
    Escalation,
    /// Why the record is corrected.
    Reason,
    /// The case reference. It may wait until the record is written.
    Reference {
        /// True until then.
        may_wait: bool,
    },
    /// What the records of the case say is to be read.
    OnCase,
    /// Is this what the case waits for?
    Wait,
    /// Which promised date does it meet?
    Follows,
    /// What the strategy says.
    Step(Next<'a>),
    /// Check your answers.
    Check,
    /// Nothing: the record is to be written.
    Record,
}

impl Due<'_> {
    /// True for what is asked before there is anything to save.
    pub fn is_opening(&self) -> bool {
        match self {
            Self::Door(why) => *why == AtDoor::Sitting,
            Self::Act | Self::Escalation | Self::Reason | Self::OnCase | Self::Wait => true,
            Self::Reference { may_wait } => *may_wait,
            Self::Follows | Self::Step(_) | Self::Check | Self::Record => false,
        }
    }
}

/// Why the safety questions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtDoor {
    /// Somebody has sat down.
    Sitting,
    /// A row of the strategy leads to *stop and act*.
    Row,
    /// They were not sure, and the record is to be written.
    NotSure,
    /// Nobody has been asked, and the record to be written is about a child.
    Unasked,
}

/// Whether a review meets a date that an earlier record of its case promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Following {
    /// It has not been said.
    NotKnown,
    /// It meets none.
    Nothing,
    /// It meets the date of this record.
    Record(Follows),
}

impl Following {
    /// The record that it follows.
    pub fn record(&self) -> Option<&Follows> {
        match self {
            Self::Record(follows) => Some(follows),
            Self::NotKnown | Self::Nothing => None,
        }
    }
}

/// A record that is being corrected, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Correcting {
    /// What the new record will say of it.
    pub corrects: Corrects,
    /// What the record says.
    pub was: Was,
}

/// What a record says that is being corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Was {
    /// Its case.
    pub case: String,
    /// The references of other agencies.
    pub also: Vec<String>,
    /// The record that it follows.
    pub follows: Option<Follows>,
    /// What happened in its sitting.
    pub said: Vec<What>,
    /// When it was written.
    pub written: DateTime<FixedOffset>,
}

/// A note that fits, and the review with it.
#[derive(Debug, Clone)]
pub struct Admitted {
    note: Note,
    review: Box<Review>,
}

impl Admitted {
    /// The note.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The review as it stands with it.
    pub fn review(&self) -> &Review {
        &self.review
    }
}

/// What they have chosen at the safety questions, and leave for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    ToAct,
    ToEscalate,
}

/// How far it is with the safety questions of this sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AboutRisk {
    /// They are due.
    Due,
    /// A small record is written of an answer, and the answer itself is not.
    SaidInPart,
    Answered,
}

/// Whether the case reference has been asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reference {
    /// It came with the review, or nobody has been asked.
    NotAsked,
    /// It was given where it was asked for.
    Given,
    /// It is to be given later.
    Later,
}

/// Whether the records of the case have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Records {
    ToRead,
    Read,
}

/// How far it is with writing the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    NotYet,
    /// The word was given.
    Wanted,
    /// And they were asked about risk once more.
    AskedAgain,
}

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
    /// What the records of the case say.
    pub on_case: OnCase,
    /// When the latest answer was typed, or the record that is corrected was written.
    pub latest: Option<DateTime<FixedOffset>>,
    /// True if something was typed at an earlier time than what came before it.
    pub clock_went_back: bool,
    about_risk: AboutRisk,
    leaves: Option<Leaves>,
    reference: Reference,
    records: Records,
    is_another_matter: bool,
    writing: Writing,
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
            on_case: OnCase::default(),
            latest,
            clock_went_back: false,
            about_risk: AboutRisk::Due,
            leaves: None,
            reference: Reference::NotAsked,
            records: Records::ToRead,
            is_another_matter: false,
            writing: Writing::NotYet,
        }
    }

    /// The start of a part that carries a review on: it ends a wait, and meets no other date.
    pub fn part(session: Session) -> Self {
        Self { following: Following::Nothing, ..Self::new(session) }
    }

    /// The start of a correction. It follows what the record follows, until it says otherwise or moves to another case.
    pub fn correction(session: Session, correcting: Correcting) -> Self {
        let follows = correcting.was.follows.clone().filter(|_| session.first_event() == 0);
        let following = follows.map_or(Following::Nothing, Following::Record);
        let latest = Some(correcting.was.written);
        Self { following, correcting: Some(correcting), latest, ..Self::new(session) }
    }

    /// What is due next.
    pub fn next(&self) -> Due<'_> {
        match self.leaves {
            Some(Leaves::ToAct) => return Due::Act,
            Some(Leaves::ToEscalate) => return Due::Escalation,
            None => {}
        }
        if self.about_risk == AboutRisk::Due && self.is_about_a_child() {
            return Due::Door(AtDoor::Sitting);
        }
        if self.correcting.as_ref().is_some_and(|it| it.corrects.reason.is_empty()) {
            return Due::Reason;
        }
        if self.case.is_none() && self.asks_for_the_reference() {
            return Due::Reference { may_wait: true };
        }
        if self.case.is_some() && self.records == Records::ToRead {
            return Due::OnCase;
        }
        if !self.waits().is_empty() {
            return Due::Wait;
        }
        if self.following == Following::NotKnown && self.may_follow() && !self.on_case.open.is_empty() {
            return Due::Follows;
        }
        match self.session.next() {
            Next::StopAndAct => Due::Door(AtDoor::Row),
            Next::End(_) if self.writing == Writing::NotYet => Due::Check,
            Next::End(_) => self.before_writing(),
            next => Due::Step(next),
        }
    }

    fn before_writing(&self) -> Due<'_> {
        match self.session.risk() {
            Some(Risk::NotSure) if self.writing == Writing::Wanted => Due::Door(AtDoor::NotSure),
            None if self.is_about_a_child() => Due::Door(AtDoor::Unasked),
            _ if self.case.is_none() => Due::Reference { may_wait: false },
            _ => Due::Record,
        }
    }

    /// True unless nothing but a theme is looked at. Then the safety questions come first, whatever a file says: a review on
    /// a case is about a child.
    pub fn is_about_a_child(&self) -> bool {
        self.first().safety_first || self.case.as_ref().is_some_and(|case| !case.starts_with(THEME))
    }

    /// The strategy with which it begins.
    pub fn first(&self) -> &Strategy {
        &self.session.legs()[0]
    }

    /// True for the start of a review that may meet a promised date.
    pub fn may_follow(&self) -> bool {
        self.session.first_event() == 0 && self.first().follows
    }

    /// True unless it carries on or corrects a record.
    pub fn is_begun_anew(&self) -> bool {
        self.session.first_event() == 0 && self.correcting.is_none()
    }

    fn asks_for_the_reference(&self) -> bool {
        self.reference == Reference::NotAsked && self.is_begun_anew() && self.first().about != ["theme"]
    }

    /// What the case waits for, where it is still to be said whether this is that.
    pub fn waits(&self) -> &[Awaited] {
        let may_be = self.is_begun_anew()
            && self.first().follows
            && !self.is_another_matter
            && !self.session.has_answers()
            && self.session.risk() != Some(Risk::ToldAndDisagree);
        if may_be { &self.on_case.waits } else { &[] }
    }

    /// True if there is something to go back to.
    pub fn may_go_back(&self) -> bool {
        match self.next() {
            Due::Door(AtDoor::Sitting) => false,
            due if due.is_opening() => true,
            _ => self.writing != Writing::NotYet || self.session.has_answers(),
        }
    }

    /// True if it corrects a record, and nothing differs from that yet.
    pub fn is_as_it_was(&self) -> bool {
        let Some(Correcting { was, .. }) = &self.correcting else { return false };
        let of_risk = |event: &&Event| matches!(event.what, What::AtRisk(_));
        let said = self.session.events()[self.session.first_event()..].iter().filter(|event| !of_risk(event));
        let before = was.said.iter().filter(|what| !matches!(what, What::AtRisk(_)));
        let sha256 = |follows: Option<&Follows>| follows.map(|follows| follows.sha256.clone());
        self.case.as_ref() == Some(&was.case)
            && self.also == was.also
            && sha256(self.following.record()) == sha256(was.follows.as_ref())
            && said.map(|event| &event.what).eq(before)
    }

    /// The review with one more note, if it fits.
    ///
    /// # Errors
    ///
    /// [`Misfit`] if the note is of something that is not due: it must never be written down, as nobody could carry the
    /// review on.
    pub fn admit(&self, note: Note) -> Result<Admitted, Misfit> {
        let mut review = Box::new(self.clone());
        review.fold(&note)?;
        Ok(Admitted { note, review })
    }

    /// Takes in a note that was admitted.
    pub fn apply(&mut self, admitted: Admitted) {
        *self = *admitted.review;
    }

    fn fold(&mut self, note: &Note) -> Result<(), Misfit> {
        match note {
            Note::Sat(sat) => self.sat(*sat),
            Note::Event(event) => self.happened(event)?,
            Note::Back => self.back(),
            Note::Change(place) => {
                self.writing = Writing::NotYet;
                self.session.change(*place);
            }
            Note::Case(case) => self.is_of(case),
            Note::CaseLater => self.reference = Reference::Later,
            Note::Also(also) => {
                self.records = Records::ToRead;
                self.also.clone_from(also);
            }
            Note::OnCase(on_case) => self.reads(on_case.as_ref().clone()),
            Note::AnotherMatter => self.is_another_matter = true,
            Note::Follows(follows) => {
                self.session.meets(follows.as_ref().map(|follows| follows.due));
                self.is_another_matter |= follows.as_ref().is_some_and(|follows| follows.past_wait);
                self.following = follows.clone().map_or(Following::Nothing, Following::Record);
            }
            Note::Corrects(corrects) => {
                if let Some(correcting) = &mut self.correcting {
                    correcting.corrects = corrects.clone();
                }
            }
            Note::Small(_) if self.about_risk == AboutRisk::Answered => self.about_risk = AboutRisk::SaidInPart,
            Note::Write if matches!(self.session.next(), Next::End(_)) => self.writing = Writing::Wanted,
            Note::Write => return Err(Misfit),
            Note::Small(_) | Note::Begun(_) | Note::Tie(_) | Note::Left => {}
        }
        Ok(())
    }

    /// Somebody at the keyboard is asked about risk once a day, and again after it was left for safety.
    fn sat(&mut self, sat: Sat) {
        let last = self.session.events().last().map(|event| event.day);
        let risk = self.session.risk().filter(|risk| *risk != Risk::Acting);
        let is_answered = self.about_risk == AboutRisk::Answered && last == Some(sat.day) && risk.is_some();
        if !is_answered || sat.by_file || sat.damaged {
            self.about_risk = AboutRisk::Due;
        }

        self.leaves = None;
        self.records = Records::ToRead;
        self.writing = Writing::NotYet;
    }

    fn happened(&mut self, event: &Event) -> Result<(), Misfit> {
        self.session.accept(event.clone())?;
        self.clock_went_back |= self.latest.is_some_and(|latest| event.at < latest);
        self.latest = self.latest.max(Some(event.at));
        match event.what {
            What::AtRisk(risk) => {
                let escalates = self.session.strategy().id != self.session.settings().escalation;
                self.about_risk = AboutRisk::Answered;
                self.leaves = match risk {
                    Risk::Acting => Some(Leaves::ToAct),
                    Risk::ToldAndDisagree if escalates => Some(Leaves::ToEscalate),
                    _ => None,
                };
                if self.writing == Writing::Wanted {
                    self.writing = Writing::AskedAgain;
                }
            }
            What::Told(_) => {}
            _ => self.writing = Writing::NotYet,
        }
        Ok(())
    }

    /// Going back in the opening leads to the reference, if it was asked for, and from there to the safety questions.
    fn back(&mut self) {
        if self.writing != Writing::NotYet {
            self.writing = Writing::NotYet;
        } else if !self.next().is_opening() {
            self.session.back();
        } else if self.reference == Reference::Given {
            self.reference = Reference::NotAsked;
            self.case = None;
            self.also = Vec::new();
        } else {
            self.about_risk = AboutRisk::Due;
        }
    }

    fn is_of(&mut self, case: &str) {
        self.records = Records::ToRead;
        if self.case.is_none() && matches!(self.next(), Due::Reference { .. }) {
            self.reference = Reference::Given;
        }
        let before = self.case.replace(case.to_owned());
        // What an earlier record of another case promised is not met here.
        if before.is_some_and(|before| !before.eq_ignore_ascii_case(case)) {
            self.meets_nothing_known();
        }
    }

    fn reads(&mut self, on_case: OnCase) {
        self.records = Records::Read;
        if let Some(known) = &on_case.known {
            self.session.knows(known.clone());
        }
        if let Some(open) = on_case.open_risk {
            self.session.risk_on_the_case(open);
        }
        // Another reference, or other ones of other agencies, may have left the case of the followed record.
        let follows = self.following.record();
        if follows.is_some_and(|follows| !on_case.records.contains(&follows.sha256)) {
            self.meets_nothing_known();
        }
        self.on_case = on_case;
    }

    /// It is not known any more whether it meets a promised date.
    fn meets_nothing_known(&mut self) {
        self.session.meets(None);
        if self.session.first_event() == 0 {
            self.following = Following::NotKnown;
        }
    }
}
