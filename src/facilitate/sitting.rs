//! One sitting, from its first question to its record.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::CLOCK_WENT_BACK;
use crate::facilitate::Clock;
use crate::facilitate::Differing;
use crate::facilitate::Door;
use crate::facilitate::Held;
use crate::facilitate::Noting;
use crate::facilitate::Review;
use crate::facilitate::Room;
use crate::facilitate::carry_on::carry_on;
use crate::facilitate::carry_on::escalate;
use crate::facilitate::carry_on::is_of;
use crate::facilitate::carry_on::resume;
use crate::facilitate::carry_on::unfinished;
use crate::facilitate::following::Wait;
use crate::facilitate::following::is_this_the_wait;
use crate::facilitate::following::unread_words;
use crate::facilitate::hold;
use crate::facilitate::look_at_reference;
use crate::facilitate::noting::Passed;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::facilitate::noting::written_down;
use crate::facilitate::reference_prompt;
use crate::facilitate::references;
use crate::facilitate::risk::say_escalation;
use crate::facilitate::stops::after_stops;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::did_you_mean;
use crate::journal::Continues;
use crate::journal::Head;
use crate::journal::Journal;
use crate::journal::Note;
use crate::journal::Used;
use crate::prompt::Answer;
use crate::prompt::Reading;
use crate::prompt::cleaned;
use crate::record::AskedWhen;
use crate::record::Making;
use crate::record::Record;
use crate::record::Retained;
use crate::record::RiskNote;
use crate::record::make;
use crate::records;
use crate::records::Case;
use crate::records::Look;
use crate::records::Places;
use crate::session::Event;
use crate::session::Known;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::Strategy;

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

/// What a sitting begins with.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The strategy to begin with.
    pub strategy: String,
    /// The case reference, if it is known.
    pub case: Option<String>,
    /// The references by which other agencies know the case, if they are said beforehand.
    pub also: Option<Vec<String>>,
    /// The digest of the answers file, if there is one.
    pub answers_sha256: Option<String>,
    /// The name that the review is to have, if it has one already.
    pub review: Option<String>,
    /// The small record of a stop for safety after which it says what was done.
    pub explains: Option<Continues>,
}

impl Begin {
    /// A strategy to begin with, and nothing else.
    pub fn of(strategy: &str) -> Self {
        Self {
            strategy: strategy.to_owned(),
            case: None,
            also: None,
            answers_sha256: None,
            review: None,
            explains: None,
        }
    }
}

/// How a sitting came out.
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

/// Begins a review, with the program's own safety question first.
pub fn start(world: &World<'_>, begin: &Begin, ask: &mut dyn Ask) -> Result<Done, Failure> {
    let first = strategy(world.shelf, &begin.strategy)?;
    if let Some(case) = &begin.case {
        say_unfinished(world, case, begin, ask)?;
    }
    let mut noted = false;
    loop {
        let mut passed = None;
        if is_about_a_child(&first, begin.case.as_deref()) {
            let spot = Spot::before(AskedWhen::Start, &first, begin.case.as_deref(), None);
            let spot = Spot { answers: begin.answers_sha256.as_deref(), ..spot };
            match door(world, ask, &spot)? {
                (Door::On(risk, told), note) => {
                    noted |= note.is_some();
                    passed = Some(Passed { risk, told, note });
                }
                (Door::Act, _) => return Ok(Done::Safety(None)),
                (Door::Back, note) => {
                    noted |= note.is_some();
                    ask.say(Words::Text("This is the first question: there is nothing to go back to."))?;
                    continue;
                }
                (Door::Leave(held), _) => return Ok(Done::Nothing(held, written_down(noted))),
            }
        }
        // Whoever types more would type it for nothing. The safety question comes before.
        records::own_state(world.places)?;
        if begin.answers_sha256.is_none()
            && let Some(passed) = &passed
            && let Some(left) = after_stops(world, passed, ask)?
        {
            return Ok(left);
        }
        let risk = passed.as_ref().map(|passed| passed.risk);
        // What is said of risk before there is a journal is of this review all the same.
        let review = passed.as_ref().and_then(|passed| passed.note.as_ref()?.head.review.clone());
        let begin = &Begin { review, ..begin.clone() };
        let mut begin = match risk {
            Some(Risk::ToldAndDisagree) => Begin { strategy: world.settings.escalation.clone(), ..begin.clone() },
            _ => begin.clone(),
        };
        if begin.case.is_none() && first.about != ["theme"] {
            match which_case(world, ask)? {
                Ok(Some((case, also))) => {
                    say_unfinished(world, &case, &begin, ask)?;
                    begin.case = Some(case);
                    begin.also = begin.also.take().or(Some(also)).filter(|also| !also.is_empty());
                }
                Ok(None) => {}
                // Back from here, or `!`, is the safety question once more.
                Err(None) => continue,
                Err(Some(held)) => return Ok(Done::Nothing(held, written_down(noted))),
            }
        }
        match is_this_the_wait(world, &first, &begin, risk, ask)? {
            Wait::This(case, record) => {
                return match &passed {
                    Some(passed) => carry_on(world, &case, &record, passed, begin.answers_sha256, ask),
                    // Nobody has been asked about risk yet.
                    None => resume(world, record.name(), begin.answers_sha256, ask),
                };
            }
            Wait::Another => return after_the_door(world, begin, passed.as_ref(), None, ask),
            // Back from here is the safety question once more.
            Wait::Back => {}
            Wait::Leave(held) => return Ok(Done::Nothing(held, written_down(noted))),
        }
    }
}

/// The reference of a case, and those by which other agencies know it.
type References = (String, Vec<String>);

/// Says that reviews of this case are begun already, each with the command that carries it on; that stays the right
/// one when one more is begun.
fn say_unfinished(world: &World<'_>, case: &str, begin: &Begin, ask: &mut dyn Ask) -> Result<(), Failure> {
    // Nobody reads what is said to a file of answers.
    for (_, found) in unfinished(world.places).iter().filter(|(_, found)| is_of(found, case)) {
        if begin.answers_sha256.is_none() {
            let review = &found.head.review;
            ask.say(Words::Command(&format!(
                "An unfinished review of this case is on this computer: rethink resume {review}"
            )))?;
            ask.say(Words::Text("If you go on here, you begin another one."))?;
        }
    }
    Ok(())
}

/// The name that carries a review on: its case, or its own where the case has more than one unfinished.
pub(crate) fn called(world: &World<'_>, case: Option<&str>, review: &str) -> String {
    let alone = |case: &&str| unfinished(world.places).iter().filter(|(_, found)| is_of(found, case)).count() <= 1;
    case.filter(alone).unwrap_or(review).to_owned()
}

/// Asks for the case reference. It may be left until the record is written.
pub(crate) fn which_case(
    world: &World<'_>,
    ask: &mut dyn Ask,
) -> Result<Result<Option<References>, Option<Held>>, Failure> {
    let prompt = reference_prompt(world.settings, true);
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    loop {
        match ask.ask(&Question { name: Name::Case, prompt: &prompt, of: None, now: None, reading })? {
            Reply::Answer(answer) => match (look_at_reference(world.settings, &answer), answer) {
                (Err(refusal), _) => ask.say(Words::Refusal(&prompt.refused(&refusal)))?,
                (Ok(()), Answer::Text(words)) => return Ok(Ok(Some(references(&words)))),
                (Ok(()), _) => return Ok(Ok(None)),
            },
            Reply::Save | Reply::Ended => return Ok(Err(Some(Held::Saved))),
            Reply::Interrupted => return Ok(Err(Some(Held::Interrupted))),
            _ => return Ok(Err(None)),
        }
    }
}

pub(crate) fn after_the_door(
    world: &World<'_>,
    begin: Begin,
    passed: Option<&Passed>,
    known_already: Option<What>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    let first = strategy(world.shelf, &begin.strategy)?;
    let risk = passed.map(|passed| passed.risk);
    if risk == Some(Risk::ToldAndDisagree) {
        say_escalation(ask, &first.title)?;
    }
    let also = begin.also.as_deref().unwrap_or_default();
    let case = begin.case.as_ref().map(|case| Case::known_as(world.places, case, also));
    if let Some(unread) = case.as_ref().and_then(unread_words) {
        ask.say(Words::Text(&unread))?;
    }
    let known = case.as_ref().map(records::known).unwrap_or_default();
    let also = begin.also.clone().unwrap_or_else(|| case.as_ref().map(Case::also).unwrap_or_default());
    let mut review = Review::new(begin_session(&first, world.shelf, world.settings, known)?);
    let case = begin.case.clone().map(Note::Case);
    let also = (!also.is_empty()).then_some(Note::Also(also));
    let mut notes: Vec<Note> = case.into_iter().chain(also).collect();
    notes.extend(passed.iter().flat_map(|passed| passed.notes(world)));
    notes.extend(known_already.map(|what| happened(world, what)));
    // What does not fit must never reach the disk: nobody could carry it on.
    notes.iter().try_for_each(|note| apply(&mut review, note))?;
    let head = Head {
        format: 1,
        review: begin.review.clone().unwrap_or_else(|| name(world)),
        part: 1,
        continues: None,
        strategy: first.id.clone(),
        strategies: keep_strategies(world, &first, world.shelf)?,
        date_given: world.date_given,
        explains: begin.explains.clone(),
    };
    let mut journal = Journal::create(&world.places.journals(), &head)?;
    notes.iter().try_for_each(|note| journal.add(note))?;
    let notes = passed.and_then(|passed| passed.note.clone()).into_iter().collect();
    let answers_sha256 = begin.answers_sha256;
    sit(world, Sitting { review, journal, head, answers_sha256, notes }, ask)
}

/// Something that happens now.
pub(crate) fn happened(world: &World<'_>, what: What) -> Note {
    let (at, day) = (world.clock)();
    Note::Event(Box::new(Event { at, day, what, typed: None }))
}

pub(crate) struct Sitting {
    pub(crate) review: Review,
    pub(crate) journal: Journal,
    pub(crate) head: Head,
    pub(crate) answers_sha256: Option<String>,
    /// The last small record of each answer about risk.
    pub(crate) notes: Vec<RiskNote>,
}

pub(crate) fn sit(world: &World<'_>, mut sitting: Sitting, ask: &mut dyn Ask) -> Result<Done, Failure> {
    ask.journal(sitting.journal.path());
    let journal = &mut sitting.journal;
    let mut save = |note: &Note| journal.add(note);
    let noting = Some(Noting {
        world,
        review: sitting.review.correcting.as_ref().map_or(&sitting.head.review, |it| &it.record.head.review).clone(),
        notes: std::mem::take(&mut sitting.notes),
    });
    let without = sitting.review.correcting.as_ref().map(|it| it.record.sha256.clone());
    let mut room = Room {
        typed_by: ask.role().map(|role| cleaned(&role)),
        ask,
        journal: &mut save,
        clock: world.clock,
        settings: world.settings,
        noting,
        read: &|case, also| Case::known_without(world.places, case, also, without.as_deref()),
        differing: sitting.answers_sha256.is_none().then(|| Differing::new(world.places, world.shelf)),
        hinted: Some(Vec::new()),
        heading: String::new(),
    };
    let review = &mut sitting.review;
    if review.clock_went_back {
        room.ask.say(Words::Text(CLOCK_WENT_BACK))?;
    }
    let held = room.tie(review).and_then(|()| hold(review, &mut room));
    let note = room.noting.as_mut().and_then(|noting| noting.notes.pop());
    let told = review.session.told().cloned();
    let case = review.case.clone();
    let typed_by = room.typed_by;
    let called = called(world, case.as_deref(), &sitting.head.review);
    let held = held.map_err(|failure| match failure.exit {
        Exit::NotSaved => failure
            .mend(format!("make room or ask for help. Every answer called saved is saved: rethink resume {called}")),
        _ => failure,
    })?;
    if matches!(held, Held::Saved | Held::Interrupted | Held::Safety) {
        // Every answer is on the disk without it.
        drop(sitting.journal.add(&Note::Left));
    }
    match held {
        Held::Write => write(world, sitting, typed_by),
        Held::Saved => Ok(Done::Saved(called)),
        Held::Interrupted => Ok(Done::Interrupted(called)),
        Held::Safety => Ok(Done::Safety(Some(called))),
        Held::Escalate => {
            drop(sitting.journal);
            let passed = Passed { risk: Risk::ToldAndDisagree, told, note };
            escalate(world, case, &passed, ask)
        }
    }
}

/// Writes the record where it belongs, or keeps it on this computer until it can be.
pub(crate) fn write(world: &World<'_>, sitting: Sitting, typed_by: Option<String>) -> Result<Done, Failure> {
    let (written, date) = (world.clock)();
    let Review { session, case, also, following, correcting, latest, clock_went_back } = sitting.review;
    let case = case.unwrap_or_default();
    let all = Case::known_as(world.places, &case, &also);
    // A first part carries the review's own name; a later part needs one of its own. A correction is of the review
    // that it corrects, and its sitting had a name of its own.
    let is_own = sitting.head.part == 1 || correcting.is_some();
    let own = if is_own { sitting.head.review.clone() } else { name(world) };
    let corrected = correcting.as_ref().map(|correcting| &correcting.record.head);
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
        salt: hex(&(world.random)()),
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
    drop(sitting.journal.remove());
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

/// What the reference begins with that a review of a theme is given: no case system has one for it.
pub(crate) const THEME: &str = "THEME-";

/// True unless nothing but a theme is looked at. Then the safety question comes first, whatever a file says: a review on
/// a case is about a child.
pub(crate) fn is_about_a_child(first: &Strategy, case: Option<&str>) -> bool {
    first.safety_first || case.is_some_and(|case| !case.starts_with(THEME))
}

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

pub(crate) fn apply(review: &mut Review, note: &Note) -> Result<(), Failure> {
    review
        .apply(note)
        .map_err(|_| Failure::new(Exit::OwnFault, "rethink hit a fault of its own: an answer did not fit"))
}

/// Keeps every strategy that the session may use as it is now: carrying on needs the very same.
pub(crate) fn keep_strategies(world: &World<'_>, first: &Arc<Strategy>, shelf: &Shelf) -> Result<Vec<Used>, Failure> {
    let mut open = vec![Arc::clone(first)];
    let mut all: Vec<Arc<Strategy>> = Vec::new();
    while let Some(strategy) = open.pop() {
        for one in strategy.family() {
            if all.iter().any(|have| have.id == one.id) {
                continue;
            }
            let onward = one.outcomes.iter().filter(|outcome| outcome.kind == crate::strategy::OutcomeKind::Onward);
            open.extend(onward.filter_map(|outcome| shelf.get(outcome.next.as_ref()?)));
            all.push(one);
        }
    }
    let mut used = Vec::new();
    for strategy in all {
        records::keep(&world.places.kept_here(), &strategy.digest, &strategy.text)?;
        used.push(Used { id: strategy.id.clone(), version: strategy.version.clone(), sha256: strategy.digest.clone() });
    }
    Ok(used)
}

/// Eight letters and digits that cannot be mistaken for one another.
pub(crate) fn name(world: &World<'_>) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    (world.random)().iter().take(8).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
