//! One sitting of a review: how it begins, how it is held, and its record.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Words;
use crate::facilitate::hold::hold;
use crate::facilitate::noting::Noting;
use crate::facilitate::room::CLOCK_WENT_BACK;
use crate::facilitate::room::Keep;
use crate::facilitate::room::Leave;
use crate::facilitate::room::Room;
use crate::facilitate::room::Stops;
use crate::facilitate::unfinished::called;
use crate::facilitate::world::Differing;
use crate::facilitate::world::Done;
use crate::facilitate::world::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Head;
use crate::journal::Journal;
use crate::prompt::cleaned;
use crate::record::AskedWhen;
use crate::record::Making;
use crate::record::Retained;
use crate::record::RiskNote;
use crate::record::make;
use crate::records;
use crate::records::Case;
use crate::records::Look;
use crate::records::Places;
use crate::review::Admitted;
use crate::review::Note;
use crate::review::Review;
use crate::review::Sat;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Shelf;
use crate::strategy::Strategy;

/// What is saved of a sitting. Until there is anything to carry on, nothing lies on the disk.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    journal: Option<Journal>,
    /// What goes to the journal before anything else.
    first: Vec<Note>,
}

impl Saved {
    pub(crate) fn in_journal(journal: Journal) -> Self {
        Self { journal: Some(journal), first: Vec::new() }
    }

    /// Keeps what a review has admitted; nothing else is ever written down.
    fn add(&mut self, admitted: &Admitted) -> Result<(), Failure> {
        if self.journal.is_none() {
            self.first.push(admitted.note().clone());
            return Ok(());
        }
        self.flush()?;
        self.journal.as_mut().map_or(Ok(()), |journal| journal.add(admitted.note()))
    }

    /// Writes what goes first. What is not written stays here, and is tried again.
    fn flush(&mut self) -> Result<(), Failure> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        while let Some(note) = self.first.first() {
            journal.add(note)?;
            self.first.remove(0);
        }
        Ok(())
    }

    /// Begins the journal, if it is not begun or not all of what goes first is in it. Its path comes back then.
    fn begin(
        &mut self,
        world: &World<'_>,
        head: &mut Head,
        first: &Arc<Strategy>,
        of: &Shelf,
    ) -> Result<Option<PathBuf>, Failure> {
        if self.journal.is_some() && self.first.is_empty() {
            return Ok(None);
        }
        if self.journal.is_none() {
            head.strategies = world.keep_strategies(first, of)?;
            self.journal = Some(Journal::create(&world.places.journals(), head)?);
        }
        self.flush()?;
        Ok(self.journal.as_ref().map(|journal| journal.path().to_owned()))
    }

    /// The journal, once it has begun.
    pub(crate) fn journal_mut(&mut self) -> Option<&mut Journal> {
        self.journal.as_mut()
    }

    /// Takes it away: the record is durable.
    pub(crate) fn remove(self) -> Result<(), Failure> {
        self.journal.map_or(Ok(()), Journal::remove)
    }

    /// True if there is something to carry on.
    pub(crate) fn has_begun(&self) -> bool {
        self.journal.is_some()
    }
}

/// A review, and everything that its sitting holds besides.
pub(crate) struct Sitting {
    pub(crate) review: Review,
    pub(crate) head: Head,
    /// The strategies that it may use, if they are not those of today.
    pub(crate) shelf: Option<Shelf>,
    pub(crate) saved: Saved,
    pub(crate) answers_sha256: Option<String>,
    /// The last small record of each answer about risk.
    pub(crate) notes: Vec<RiskNote>,
    /// How it began.
    pub(crate) when: AskedWhen,
    pub(crate) stops: Stops,
    /// The role of whoever types, once it is known.
    pub(crate) typed_by: Option<String>,
}

impl Sitting {
    /// A sitting before anything has happened in it. A file of answers is known by its digest.
    pub(crate) fn new(review: Review, head: Head, when: AskedWhen, answers_sha256: Option<String>) -> Self {
        let stops = if answers_sha256.is_some() { Stops::Nobody } else { Stops::AfterTheDoor };
        Self {
            review,
            head,
            shelf: None,
            saved: Saved::default(),
            answers_sha256,
            notes: Vec::new(),
            when,
            stops,
            typed_by: None,
        }
    }

    /// Takes in a note before the sitting is held.
    pub(crate) fn take(&mut self, note: Note) -> Result<(), Failure> {
        let fault = |_| Failure::new(Exit::OwnFault, "rethink hit a fault of its own: an answer did not fit");
        let admitted = self.review.admit(note).map_err(fault)?;
        self.saved.first.push(admitted.note().clone());
        self.review.apply(admitted);
        Ok(())
    }

    /// Somebody sits down to it.
    pub(crate) fn sat(&mut self, day: NaiveDate, damaged: bool) -> Result<(), Failure> {
        self.take(Note::Sat(Sat { day, by_file: self.answers_sha256.is_some(), damaged }))
    }

    /// The case, and the references by which other agencies know it.
    pub(crate) fn is_of(&mut self, case: Option<String>, also: Vec<String>) -> Result<(), Failure> {
        case.map_or(Ok(()), |case| self.take(Note::Case(case)))?;
        if also.is_empty() { Ok(()) } else { self.take(Note::Also(also)) }
    }

    /// Hands over what was said of risk to the sitting that takes its place: everything that lies nowhere yet, or the last
    /// answer.
    pub(crate) fn hand_over(&mut self, to: &mut Self) -> Result<(), Failure> {
        let of_risk = |note: &Note| match note {
            Note::Event(event) => matches!(event.what, What::AtRisk(_) | What::Told(_)),
            Note::Small(_) => true,
            _ => false,
        };
        if self.saved.has_begun() {
            let last = self.notes.pop();
            let events = self.review.session.events();
            let from = events.iter().rposition(|event| matches!(event.what, What::AtRisk(_))).unwrap_or(events.len());
            last.iter().try_for_each(|note| to.take(Note::Small(note.text.clone())))?;
            for event in events[from..].iter().filter(|event| matches!(event.what, What::AtRisk(_) | What::Told(_))) {
                to.take(Note::Event(Box::new(event.clone())))?;
            }
            to.notes.extend(last);
        } else {
            self.saved.first.iter().filter(|note| of_risk(note)).try_for_each(|note| to.take(note.clone()))?;
            to.notes.append(&mut self.notes);
        }
        Ok(())
    }
}

/// Holds a sitting until it is left, or its record is to be written.
pub(crate) fn sit(world: &World<'_>, sitting: &mut Sitting, ask: &mut dyn Ask) -> Result<Leave, Failure> {
    if let Some(journal) = &sitting.saved.journal {
        ask.journal(journal.path());
    }
    let Sitting { review, head, shelf, saved, answers_sha256, notes, when, stops, typed_by } = sitting;
    let first = Arc::clone(&review.session.legs()[0]);
    let name = head.corrected.as_ref().map_or(&head.review, |corrected| &corrected.review).clone();
    let review_name = head.review.clone();
    let mut keep = |keep: Keep<'_>| match keep {
        Keep::Begin => saved.begin(world, head, &first, shelf.as_ref().unwrap_or(world.shelf)),
        Keep::Note(admitted) => saved.add(admitted).map(|()| None),
    };
    let noting =
        Noting { world, review: name, notes: std::mem::take(notes), answers: answers_sha256.clone(), when: *when };
    let without = review.correcting.as_ref().map(|correcting| correcting.corrects.sha256.clone());
    let mut room = Room {
        typed_by: ask.role().map(|role| cleaned(&role)),
        ask,
        keep: &mut keep,
        clock: world.clock,
        settings: world.settings,
        noting: Some(noting),
        read: &|case, also| Case::known_without(world.places, case, also, without.as_deref()),
        is_away: records::all_there(world.places, world.today()).is_err(),
        differing: answers_sha256.is_none().then(|| Differing::new(world.places, world.shelf)),
        stops,
        hinted: Some(Vec::new()),
        said_risk_of: None,
        heading: String::new(),
    };
    if review.clock_went_back {
        room.ask.say(Words::Text(CLOCK_WENT_BACK))?;
    }
    let left = room.tie(review).and_then(|()| hold(review, &mut room));
    *notes = room.noting.map(|noting| noting.notes).unwrap_or_default();
    *typed_by = room.typed_by;
    if saved.has_begun() && !matches!(left, Ok(Leave::Write)) {
        // Every answer is on the disk without it.
        drop(review.admit(Note::Left).map(|left| saved.add(&left)));
    }
    left.map_err(|failure| match failure.exit {
        Exit::NotSaved if saved.has_begun() => {
            let called = called(world, review.case.as_deref(), &review_name);
            failure
                .mend(format!("make room or ask for help. Every answer called saved is saved: rethink resume {called}"))
        }
        _ => failure,
    })
}

/// Writes the record where it belongs, or keeps it on this computer until it can be.
pub(crate) fn write(world: &World<'_>, sitting: Sitting) -> Result<Done, Failure> {
    let typed_by = sitting.typed_by.clone();
    let (written, date) = (world.clock)();
    let Review { session, case, also, following, correcting, latest, clock_went_back, .. } = sitting.review;
    let case = case.unwrap_or_default();
    let all = Case::known_as(world.places, &case, &also);
    // A first part carries the review's own name; a later part needs one of its own. A correction is of the review
    // that it corrects, and its sitting had a name of its own.
    let is_own = sitting.head.part == 1 || correcting.is_some();
    let own = if is_own { sitting.head.review.clone() } else { world.name() };
    let corrected = sitting.head.corrected.as_ref();
    let began = session.events().iter().skip(session.first_event()).map(|event| event.at);
    let began = began.filter(|at| corrected.is_none_or(|head| *at > head.written)).min();
    let making = Making {
        case,
        also,
        typed_by,
        follows: following.record().cloned(),
        date,
        began: began.unwrap_or(written),
        written,
        name: own,
        review: corrected.map_or(&sitting.head.review, |head| &head.review).clone(),
        part: sitting.head.part,
        continues: sitting.head.continues.clone(),
        corrects: correcting.as_ref().map(|correcting| correcting.corrects.clone()),
        explains: corrected.map_or(&sitting.head.explains, |head| &head.explains).clone(),
        earlier: all.earlier(),
        date_given: sitting.head.date_given || world.date_given,
        clock_went_back: clock_went_back || latest.is_some_and(|latest| written < latest),
        practice: world.practice,
        answers_sha256: sitting.answers_sha256.clone(),
        retention: retained(world, date),
        own: differing(world, &session),
        salt: world.salt(),
    };
    let fault = || Failure::new(Exit::OwnFault, "rethink hit a fault of its own: the record could not be put together");
    let record = make(&session, &making).ok_or_else(fault)?.map_err(|_| fault())?;
    let kept = Places::kept(world.places.home());
    let mut strategies = session.legs().iter().flat_map(Strategy::family);
    let published = records::not_away(world.places, date)
        .and_then(|()| strategies.try_for_each(|strategy| records::keep(&kept, &strategy.digest, &strategy.text)))
        .and_then(|()| records::publish(world.places.home(), &record));
    let (path, waits) = match published {
        Ok(path) => {
            let seen = [records::sight(&record.head, &record.sha256)];
            // A receipt shows later changes; the record is safe without it.
            drop(records::remember(world.places, world.places.home(), written, Look::Wrote, seen));
            (path, None)
        }
        Err(failure) => {
            // Where neither takes it, the journal still has every answer.
            let case = &record.head.case;
            let mend = format!("make room or ask for help. Every answer called saved is saved: rethink resume {case}");
            let waits = records::put_in_outbox(world.places, &record).map_err(|failure| failure.mend(mend))?;
            (waits, Some(failure))
        }
    };
    // The record is durable; a journal that stays is known for what it is when somebody comes back to it.
    drop(sitting.saved.remove());
    Ok(Done::Written(Box::new(record), path, waits))
}

/// The names of the strategies of a session that are not the shipped ones.
fn differing(world: &World<'_>, session: &Session) -> Vec<String> {
    let all = session.legs().iter().flat_map(|strategy| world.shelf.differing(strategy));
    let mut names: Vec<String> = all.map(|strategy| strategy.id.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// When somebody looks whether a record of this day is still to be kept, as the team set it.
fn retained(world: &World<'_>, written: NaiveDate) -> Option<Retained> {
    let class = world.settings.retention.as_ref().and_then(|retention| retention.class.clone());
    world.settings.review_on(written).map(|review_on| Retained { review_on, class })
}
