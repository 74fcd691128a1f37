//! How a sitting begins: anew, on a record that waits, on a journal, as a correction, or in the place of another one.

use crate::ask::Ask;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::noting::noted;
use crate::facilitate::reopened::correction;
use crate::facilitate::reopened::reopened;
use crate::facilitate::reopened::replayed;
use crate::facilitate::reopened::shelf_of;
use crate::facilitate::reopened::to_correct;
use crate::facilitate::room::Stops;
use crate::facilitate::short::in_short;
use crate::facilitate::sitting::Saved;
use crate::facilitate::sitting::Sitting;
use crate::facilitate::stops::stopped_on;
use crate::facilitate::world::World;
use crate::facilitate::world::begin_session;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::Head;
use crate::journal::Journal;
use crate::journal::Unfinished;
use crate::journal::Used;
use crate::prompt::Answer;
use crate::record::AskedWhen;
use crate::record::Record;
use crate::records::Case;
use crate::records::ToldRisk;
use crate::review::Continues;
use crate::review::Corrects;
use crate::review::Note;
use crate::review::Review;
use crate::session::Event;
use crate::session::Known;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Shelf;
use crate::strategy::check::SAFETY_STOP;

/// What a review begins with.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The strategy to begin with.
    pub strategy: String,
    /// The case reference, if it is known.
    pub case: Option<String>,
    /// The references by which other agencies know the case, if they are said beforehand.
    pub also: Vec<String>,
    /// The digest of the answers file, if there is one.
    pub answers_sha256: Option<String>,
}

impl Begin {
    /// A strategy to begin with, and nothing else.
    pub fn of(strategy: &str) -> Self {
        Self { strategy: strategy.to_owned(), case: None, also: Vec::new(), answers_sha256: None }
    }
}

/// A review that begins.
pub(crate) fn anew(world: &World<'_>, begin: &Begin) -> Result<Sitting, Failure> {
    let first = world.strategy(&begin.strategy)?;
    let review = Review::new(begin_session(&first, world.shelf, world.settings, Known::default())?);
    let head = Head::new(world.name(), &first.id, world.settings.clone());
    let head = Head { date_given: world.date_given, ..head };
    let mut sitting = Sitting::new(review, head, AskedWhen::Start, begin.answers_sha256.clone());
    sitting.is_of(begin.case.clone(), begin.also.clone())?;
    sitting.sat(world.today(), false)?;
    Ok(sitting)
}

/// The next part of a review that waits.
pub(crate) fn part(
    world: &World<'_>,
    all: &Case,
    last: &Record,
    answers_sha256: Option<String>,
) -> Result<Sitting, Failure> {
    let review = Review::part(reopened(world, all, last)?);
    let head = Head {
        part: last.head.part + 1,
        continues: Some(Continues { record: last.head.record.clone(), sha256: last.sha256.clone() }),
        date_given: world.date_given,
        earlier: review.session.events().iter().map(Entry::of).collect(),
        ..Head::new(last.head.review.clone(), &review.first().id, world.settings.clone())
    };
    let mut sitting = Sitting::new(review, head, AskedWhen::Resume, answers_sha256);
    sitting.shelf = Some(Case::shelf(world.places, last, world.shelf).unwrap_or_else(Shelf::shipped));
    sitting.is_of(Some(last.head.case.clone()), last.head.also.clone())?;
    sitting.sat(world.today(), false)?;
    Ok(sitting)
}

/// A sitting of what is unfinished.
pub(crate) fn of_journal(
    world: &World<'_>,
    journal: Journal,
    found: &Unfinished,
    answers_sha256: Option<String>,
) -> Result<Sitting, Failure> {
    let review = replayed(found, &shelf_of(world, found)?)?;
    let mut sitting = Sitting::new(review, found.head.clone(), AskedWhen::Resume, answers_sha256);
    sitting.saved = Saved::in_journal(journal);
    sitting.notes = noted(world, found);
    sitting.sat(world.today(), found.later > 0)?;
    Ok(sitting)
}

/// The correction of a record.
pub(crate) fn righted(world: &World<'_>, record: &Record, answers_sha256: Option<String>) -> Result<Sitting, Failure> {
    let (session, corrected, shelf) = to_correct(world, record)?;
    let earlier = session.events().iter().map(Entry::of).collect();
    let head = &record.head;
    let reason = String::new();
    let corrects = Corrects { record: head.record.clone(), sha256: record.sha256.clone(), day: head.day(), reason };
    let review = correction(session, &corrected, corrects.clone()).ok_or_else(|| {
        Failure::new(Exit::WrongFile, "the answers of this record do not fit the strategy that is kept with it")
            .mend("see what is wrong with: rethink verify")
    })?;
    let head = Head {
        part: head.part,
        continues: head.continues.clone(),
        date_given: world.date_given,
        earlier,
        corrected: Some(corrected),
        ..Head::new(world.name(), &review.first().id, world.settings.clone())
    };
    let mut sitting = Sitting::new(review, head, AskedWhen::Correct, answers_sha256);
    sitting.shelf = Some(shelf);
    sitting.take(Note::Corrects(corrects))?;
    sitting.is_of(Some(record.head.case.clone()), record.head.also.clone())?;
    sitting.sat(world.today(), false)?;
    Ok(sitting)
}

/// The escalation, in the place of a sitting in which somebody has told and disagrees.
pub(crate) fn escalation(world: &World<'_>, from: &mut Sitting) -> Result<Sitting, Failure> {
    let (case, also) = (from.review.case.clone(), from.review.also.clone());
    let mut sitting = anew(world, &Begin { case, also, ..Begin::of(&world.settings.escalation) })?;
    from.hand_over(&mut sitting)?;
    sitting.stops = Stops::Nobody;
    Ok(sitting)
}

/// The next part of the review of a record, in the place of a review that was to begin: it is what the case waits for.
pub(crate) fn carried_on(
    world: &World<'_>,
    from: &mut Sitting,
    record: &str,
    ask: &mut dyn Ask,
) -> Result<Sitting, Failure> {
    let case = from.review.case.clone().unwrap_or_default();
    let all = Case::known_as(world.places, &case, &from.review.also);
    let last = all.records.iter().map(|(_, it)| it).find(|it| it.head.record == record);
    let gone = || Failure::new(Exit::NotThere, "the record that waits is not in the records folder any more");
    let last = last.ok_or_else(gone)?;
    let mut sitting = part(world, &all, last, from.answers_sha256.clone())?;
    from.hand_over(&mut sitting)?;
    sitting.stops = from.stops.clone();
    tell_part(world, &sitting, last, ask)?;
    Ok(sitting)
}

/// What was done after a stop, before a sitting goes on.
pub(crate) fn explanation(world: &World<'_>, before: &Sitting, stop: &ToldRisk) -> Result<Sitting, Failure> {
    let newest = stop.newest();
    let mut sitting = anew(world, &Begin { case: stop.case().map(str::to_owned), ..Begin::of(SAFETY_STOP) })?;
    sitting.head.explains = Some(Continues { record: newest.head.record.clone(), sha256: newest.sha256.clone() });
    sitting.stops = Stops::Nobody;
    if sitting.review.case.is_none() {
        sitting.take(Note::CaseLater)?;
    }
    // The answer about risk holds for both; its small record is of the review that is to go on.
    let (at, day) = (world.clock)();
    if let Some(risk) = before.review.session.risk() {
        let said = std::iter::once(What::AtRisk(risk)).chain(before.review.session.told().cloned().map(What::Told));
        for what in said.chain([stopped_on(stop)]) {
            sitting.take(Note::Event(Box::new(Event { at, day, what, typed: None })))?;
        }
    }
    Ok(sitting)
}

/// Says what is carried on, and whether its strategies are those of today.
pub(crate) fn tell_part(world: &World<'_>, sitting: &Sitting, last: &Record, ask: &mut dyn Ask) -> Result<(), Failure> {
    let session = &sitting.review.session;
    say_where(session, &last.head.case, session.events()[..session.first_event()].last(), ask)?;
    match changed_since(world.shelf, &last.body.used) {
        Some(words) => ask.say(Words::Text(&words)),
        None => Ok(()),
    }
}

/// Says so if the strategies that are here now are not those with which a review began.
pub(crate) fn changed_since(shelf: &Shelf, used: &[Used]) -> Option<String> {
    let changed = used.iter().find(|used| shelf.get(&used.id).is_none_or(|now| now.digest != used.sha256))?;
    let (id, version) = (&changed.id, &changed.version);
    Some(match shelf.get(id) {
        Some(now) => format!(
            "The strategy {id} has changed since this review began (it is version {} now). \
             It goes on as it began, with version {version}.",
            now.version
        ),
        None => format!(
            "The strategy {id} is no longer among the strategies here. \
             This review goes on as it began, with version {version}."
        ),
    })
}

/// Says what is carried on: which strategy, on which case, since when, and what was said last.
pub(crate) fn say_where(session: &Session, name: &str, last: Option<&Event>, ask: &mut dyn Ask) -> Result<(), Failure> {
    let title = &session.strategy().title;
    let saved = last.map(|event| {
        format!(", last saved on {} at {}", calendar::long(event.at.date_naive()), event.at.format("%H:%M"))
    });
    ask.say(Words::Text(&format!("Carrying on with {name}{}: {title}.", saved.unwrap_or_default())))?;
    let said = session.given().iter().rev().find_map(|given| {
        let step = session.legs()[given.leg].at(&given.path)?;
        let own = given.answer != Answer::Done && given.from.is_none();
        own.then(|| format!("{}: {}", step.label, in_short(step.prompt(), &given.answer)))
    });
    match said {
        Some(said) => ask.say(Words::Text(&format!("Your last answer was: {said}"))),
        None => Ok(()),
    }
}
