//! Reviews opened again: of a journal, of a record that waits, of a record that is corrected.

use std::collections::BTreeMap;

use crate::facilitate::unfinished::the_unfinished;
use crate::facilitate::world::World;
use crate::facilitate::world::begin_session;
use crate::facilitate::world::strategy;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Source;
use crate::journal;
use crate::journal::Corrected;
use crate::journal::Entry;
use crate::journal::Unfinished;
use crate::journal::events;
use crate::record;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::review::Correcting;
use crate::review::Corrects;
use crate::review::Review;
use crate::review::Was;
use crate::session::Event;
use crate::session::Known;
use crate::session::Session;
use crate::strategy::Shelf;

/// The review that a journal holds. It needs no records folder: what it is folded upon lies in the journal itself.
pub(crate) fn replayed(found: &Unfinished, shelf: &Shelf) -> Result<Review, Failure> {
    let misfit = || Failure::new(Exit::NotSaved, "the saved answers do not fit the strategy that was kept with them");
    let head = &found.head;
    let first = strategy(shelf, &head.strategy)?;
    let known = head.corrected.as_ref().map(|corrected| corrected.known.clone()).unwrap_or_default();
    let session = begin_session(&first, shelf, &head.settings, known)?
        .carried_on(events(&head.earlier).ok_or_else(misfit)?)
        .map_err(|_| misfit())?;
    let mut review = match (&head.corrected, found.corrects()) {
        (Some(corrected), Some(corrects)) => correction(session, corrected, corrects.clone()).ok_or_else(misfit)?,
        _ if head.continues.is_some() => Review::part(session),
        _ => Review::new(session),
    };
    for note in &found.notes {
        let admitted = review.admit(note.clone()).map_err(|_| misfit())?;
        review.apply(admitted);
    }
    Ok(review)
}

/// The start of a correction. `session` stands as it did before the sitting of the record. None if its answers do not fit.
pub(crate) fn correction(mut session: Session, corrected: &Corrected, corrects: Corrects) -> Option<Review> {
    session.meets(corrected.follows.as_ref().map(|follows| follows.due));
    let own = events(&corrected.said)?;
    let said = own.iter().map(|event| event.what.clone()).collect();
    own.into_iter().try_for_each(|event| session.accept(event)).ok()?;
    let was = Was {
        case: corrected.case.clone(),
        also: corrected.also.clone(),
        follows: corrected.follows.clone(),
        said,
        written: corrected.written,
    };
    Some(Review::correction(session, Correcting { corrects, was }))
}

/// What people call the strategy in which an unfinished session stands: a triage may have led on to another.
pub fn title_of(world: &World<'_>, found: &Unfinished) -> Option<String> {
    let review = replayed(found, &shelf_of(world, found).ok()?).ok()?;
    Some(review.session.strategy().title.clone())
}

/// The unfinished review of a case, or of this name, as it stands; with its journal.
pub fn as_it_stands(world: &World<'_>, name: &str) -> Result<Option<(Review, Unfinished)>, Failure> {
    let Some((path, found)) = the_unfinished(world.places, name)? else { return Ok(None) };
    journal::is_whole(&path)?;
    let review = replayed(&found, &shelf_of(world, &found)?)?;
    Ok(Some((review, found)))
}

pub(crate) fn shelf_of(world: &World<'_>, found: &Unfinished) -> Result<Shelf, Failure> {
    let folders = [world.places.kept_here()];
    let mut shelf = Shelf::default();
    for used in &found.head.strategies {
        let text = records::kept(&folders, &used.sha256).ok_or_else(|| {
            Failure::new(Exit::NotSaved, format!("the strategy {} that this session uses is no longer kept", used.id))
                .at(&folders[0])
        })?;
        shelf.add_held(&used.id, Source::open(format!("{}.toml", used.id), text));
    }
    Ok(shelf)
}

/// Something that a record needs is not here.
fn missing(says: &str) -> Failure {
    Failure::new(Exit::NotThere, says).mend("ask whoever wrote it for the records folder with everything in it")
}

/// The session of a waiting record as it stood.
pub fn reopened(world: &World<'_>, all: &Case, last: &Record) -> Result<Session, Failure> {
    let (session, own, _) = as_begun(world, all, last, records::known(all))?;
    session
        .carried_on(own)
        .map_err(|_| missing("the answers of this review do not fit the strategy that is kept with it"))
}

/// The session in which a record was written as it stood when that sitting began, what happened in it, and the
/// strategies that it used.
pub(crate) fn as_begun(
    world: &World<'_>,
    all: &Case,
    last: &Record,
    known: Known,
) -> Result<(Session, Vec<Event>, Shelf), Failure> {
    let chain =
        all.chain(last).ok_or_else(|| missing("an earlier part of this review is not in the records folder"))?;
    let shelf = Case::shelf(world.places, last, world.shelf)
        .ok_or_else(|| missing("a strategy that this review uses is not kept here"))?;
    let mut parts = Vec::new();
    for record in &chain {
        parts.push(record.events().ok_or_else(|| missing("an earlier part of this review cannot be read"))?);
    }
    let own = parts.pop().unwrap_or_default();
    let session = record::opened(&chain, &shelf, world.settings, known)
        .map_err(|_| missing("a strategy that this review uses cannot be used here"))?
        .carried_on(parts.concat())
        .map_err(|_| missing("the answers of this review do not fit the strategy that is kept with it"))?;
    Ok((session, own, shelf))
}

/// How often each step had been answered, by strategy of the session and path.
type Rounds = Vec<(usize, String, usize)>;

pub(crate) fn rounds(session: &Session) -> Rounds {
    counted(session, session.events().len())
}

/// The same for the earlier parts of the review alone.
pub(crate) fn rounds_before(session: &Session) -> Rounds {
    counted(session, session.first_event())
}

fn counted(session: &Session, before: usize) -> Rounds {
    let mut rounds: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for given in session.given().iter().filter(|given| given.event < before) {
        *rounds.entry((given.leg, given.path.clone())).or_default() += 1;
    }
    rounds.into_iter().map(|((leg, path), count)| (leg, path, count)).collect()
}

/// The session of a record as it stood before its sitting, what its correction goes by, and the strategies that it used.
pub(crate) fn to_correct(world: &World<'_>, record: &Record) -> Result<(Session, Corrected, Shelf), Failure> {
    let head = &record.head;
    let all = Case::known_as(world.places, &head.case, &head.also);
    if all.records.iter().all(|(_, other)| other.sha256 != record.sha256) {
        return Err(Failure::new(
            Exit::NotThere,
            "this record is not in the records folder, so it cannot be corrected here",
        )
        .mend("copy it there, or name its folder with --records"));
    }
    let known = known(&all, record);
    let (session, own, shelf) = as_begun(world, &all, record, known.clone())?;
    let corrected = Corrected {
        review: head.review.clone(),
        case: head.case.clone(),
        also: head.also.clone(),
        follows: head.follows.clone(),
        explains: head.explains.clone(),
        written: head.written,
        said: own.iter().map(Entry::of).collect(),
        known,
    };
    Ok((session, corrected, shelf))
}

/// What was known on the case when the record was written, as far as it stands.
fn known(all: &Case, record: &Record) -> Known {
    let standing = all.standing();
    let seen = |other: &Record| {
        let is_same = standing.first(&other.sha256) == standing.first(&record.sha256);
        !is_same && record.body.earlier.iter().any(|earlier| earlier.sha256 == other.sha256)
    };
    let records = all.records.iter().filter(|(_, other)| seen(other)).cloned().collect();
    let (name, elsewhere) = (all.name.clone(), all.elsewhere.clone());
    let earlier = Case { name, records, elsewhere, ..Case::default() };
    records::known(&earlier)
}
