//! Small records: a stop for safety, and every risk answer but *no*, is written down at the moment it is given.
//!
//! In a session its whole text goes to the journal before it goes anywhere else, so that it is published once, whatever
//! happens. Nothing that goes wrong here holds anybody up: they have a child to look after.

use crate::ask::Ask;
use crate::facilitate::risk::Door;
use crate::facilitate::risk::at_the_door;
use crate::facilitate::world::World;
use crate::failure::Failure;
use crate::journal::Unfinished;
use crate::prompt::Reading;
use crate::prompt::cleaned;
use crate::record::AskedAt;
use crate::record::AskedWhen;
use crate::record::RiskHead;
use crate::record::RiskNote;
use crate::record::Small;
use crate::record::WhatWasDone;
use crate::records;
use crate::review::AtDoor;
use crate::review::Continues;
use crate::review::Due;
use crate::review::Review;
use crate::session::Risk;

/// What is known where the safety question is asked.
#[derive(Debug, Clone)]
pub(crate) struct Spot<'a> {
    pub(crate) asked: AskedAt,
    pub(crate) case: Option<&'a str>,
    pub(crate) also: &'a [String],
    pub(crate) review: Option<&'a str>,
    /// The digest of the answers file, if there is one.
    pub(crate) answers: Option<&'a str>,
}

impl<'a> Spot<'a> {
    /// Where no review is held.
    pub(crate) fn only(when: AskedWhen, case: Option<&'a str>, review: Option<&'a str>) -> Self {
        Self { asked: AskedAt::only(when), case, also: &[], review, answers: None }
    }
}

/// Where a review stands: somebody has sat down to it, or a step is put.
fn here(review: &Review, when: AskedWhen) -> AskedAt {
    let session = &review.session;
    let (strategy, path) = (session.strategy(), session.path());
    let (id, title) = (Some(strategy.id.clone()), Some(strategy.title.clone()));
    if matches!(review.next(), Due::Door(AtDoor::Sitting)) {
        return match when {
            AskedWhen::Correct => AskedAt::only(when),
            _ => AskedAt { strategy: id, title, ..AskedAt::only(when) },
        };
    }
    let label = strategy.at(&path).map(|step| step.label.clone());
    AskedAt { when: AskedWhen::Step, strategy: id, title, step: Some(path).filter(|path| !path.is_empty()), label }
}

/// What is written down where somebody leaves before there is anything to carry on.
pub(crate) fn written_down(of_risk: bool) -> &'static str {
    if of_risk {
        "Only what you said of risk is written down: the answer, its time and place, and the case if it was known."
    } else {
        "Nothing was saved."
    }
}

/// The program's own safety questions. Every answer but *no* is written down at once.
pub(crate) fn door(world: &World<'_>, ask: &mut dyn Ask, spot: &Spot<'_>) -> Result<(Door, Option<RiskNote>), Failure> {
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    let typed_by = ask.role().map(|role| cleaned(&role));
    let mut last: Option<RiskNote> = None;
    let mut noted = |risk| {
        // Of one review there is one name, whatever is said at its door.
        let review = last.as_ref().and_then(|note| note.head.review.clone());
        let spot = Spot { review: spot.review.or(review.as_deref()), ..spot.clone() };
        if let Some(note) = small(world, risk, &spot, typed_by.clone()) {
            send(world, &note);
            last = Some(note);
        }
    };
    let door = at_the_door(ask, world.settings, reading, &mut noted)?;
    Ok((door, last))
}

/// The small record that a risk answer makes; none for *no*.
fn small(world: &World<'_>, risk: Risk, spot: &Spot<'_>, typed_by: Option<String>) -> Option<RiskNote> {
    let small = Small::of(risk)?;
    let (at, date) = (world.clock)();
    let case = spot.case.map(str::to_owned);
    // What begins here goes by a name that its first small record gives, so that both are known to be of one review.
    let begins = spot.asked.when == AskedWhen::Start;
    let head = RiskHead {
        format: 0,
        record: String::new(),
        small,
        at_risk: risk.name().to_owned(),
        at,
        date,
        also: spot.also.iter().filter(|also| case.as_ref() != Some(also)).cloned().collect(),
        case,
        typed_by,
        asked: spot.asked.clone(),
        review: spot.review.map(str::to_owned).or_else(|| begins.then(|| world.name())),
        answers_sha256: spot.answers.map(str::to_owned),
        corrects: None,
        written: at,
        date_given: world.date_given,
        practice: world.practice,
        rethink: env!("CARGO_PKG_VERSION").to_owned(),
        salt: world.salt(),
    };
    RiskNote::new(head, &world.name(), None).ok()
}

/// Writes down that somebody stopped for safety while setting rethink up.
pub fn stopped_while_setting_up(world: &World<'_>) {
    let spot = Spot::only(AskedWhen::SetUp, None, None);
    if let Some(note) = small(world, Risk::Acting, &spot, None) {
        send(world, &note);
    }
}

/// Writes down a stop, and publishes it. False if there is no place for it.
pub(crate) fn write_down(world: &World<'_>, spot: &Spot<'_>) -> bool {
    let Some(note) = small(world, Risk::Acting, spot, None) else { return false };
    let is_kept = records::keep_small(world.places, &note).is_ok();
    records::publish_small(world.places, &note).is_ok() || is_kept
}

/// A small record in the place of another: it says more, and the answer and its time stay as they were.
pub(crate) fn instead_of(
    world: &World<'_>,
    note: &RiskNote,
    case: Option<&str>,
    review: Option<&str>,
    done: Option<WhatWasDone>,
) -> Option<RiskNote> {
    let same_case = case.is_none_or(|case| note.head.case.as_deref() == Some(case));
    let head = RiskHead {
        case: case.map(str::to_owned).or_else(|| note.head.case.clone()),
        // The references of one child are not those of another.
        also: if same_case { note.head.also.clone() } else { Vec::new() },
        review: review.map(str::to_owned).or_else(|| note.head.review.clone()),
        ..note.head.clone()
    };
    correcting(world, note, head, done)
}

/// A small record with this head that names the one in whose place it is.
fn correcting(world: &World<'_>, note: &RiskNote, head: RiskHead, done: Option<WhatWasDone>) -> Option<RiskNote> {
    let (written, date) = (world.clock)();
    let head = RiskHead {
        corrects: Some(Continues { record: note.head.record.clone(), sha256: note.sha256.clone() }),
        written,
        date,
        date_given: world.date_given,
        salt: world.salt(),
        ..head
    };
    RiskNote::new(head, &world.name(), done).ok()
}

/// Puts a small record on this computer's disk, and publishes it. A stop is published once whoever stops has seen whom
/// to ring: a share may take its time.
pub(crate) fn send(world: &World<'_>, note: &RiskNote) {
    // What cannot be written anywhere is in the journal, if there is one, and is tried again when it is opened.
    drop(records::keep_small(world.places, note));
    let is_first = note.head.corrects.is_none();
    if note.head.small != Small::Stop || !is_first {
        drop(records::publish_small(world.places, note));
    }
}

/// The small records of an unfinished session: each is published, if something came between. The last of each answer
/// comes back.
pub(crate) fn noted(world: &World<'_>, found: &Unfinished) -> Vec<RiskNote> {
    let mut last: Vec<RiskNote> = Vec::new();
    for note in found.small().filter_map(|text| RiskNote::read(text).ok()) {
        if !records::is_kept(world.places, &note) {
            drop(records::keep_small(world.places, &note));
            drop(records::publish_small(world.places, &note));
        }
        last.retain(|before| note.head.corrects.as_ref().is_none_or(|corrects| corrects.sha256 != before.sha256));
        last.push(note);
    }
    last
}

/// What a sitting has written down of risk.
pub(crate) struct Noting<'a> {
    pub(crate) world: &'a World<'a>,
    /// The name of the review.
    pub(crate) review: String,
    /// The last small record of each answer.
    pub(crate) notes: Vec<RiskNote>,
    /// The digest of the answers file, if there is one.
    pub(crate) answers: Option<String>,
    /// Where the safety questions are asked first.
    pub(crate) when: AskedWhen,
}

impl Noting<'_> {
    /// The small record that a risk answer makes here.
    pub(crate) fn answered(&self, risk: Risk, review: &Review, typed_by: Option<String>) -> Option<RiskNote> {
        let spot = Spot {
            asked: here(review, self.when),
            case: review.case.as_deref(),
            also: &review.also,
            review: Some(&self.review),
            answers: self.answers.as_deref().filter(|_| self.when == AskedWhen::Start),
        };
        small(self.world, risk, &spot, typed_by)
    }

    /// Sends a small record, and holds it in the place of the one that it corrects.
    pub(crate) fn add(&mut self, note: RiskNote) {
        send(self.world, &note);
        self.notes.retain(|before| note.head.corrects.as_ref().is_none_or(|it| it.sha256 != before.sha256));
        self.notes.push(note);
    }

    /// The small records that tie answers to their case and review, where those that were written do not.
    pub(crate) fn ties(&self, case: Option<&str>) -> Vec<RiskNote> {
        let is_tied = |note: &&RiskNote| {
            let its_case = case.is_none_or(|case| note.head.case.as_deref() == Some(case));
            its_case && note.head.review.as_ref() == Some(&self.review)
        };
        let loose = self.notes.iter().filter(|note| !is_tied(note));
        loose.filter_map(|note| instead_of(self.world, note, case, Some(&self.review), None)).collect()
    }
}
