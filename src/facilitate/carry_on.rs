//! Carrying on: what is unfinished, and what waits.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::Door;
use crate::facilitate::Held;
use crate::facilitate::abandoned::take_up_abandoned;
use crate::facilitate::check::in_short;
use crate::facilitate::correct::as_it_was;
use crate::facilitate::noting::Passed;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::facilitate::noting::noted;
use crate::facilitate::noting::written_down;
use crate::facilitate::review::Correcting;
use crate::facilitate::review::Review;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::Done;
use crate::facilitate::sitting::Sitting;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::after_the_door;
use crate::facilitate::sitting::apply;
use crate::facilitate::sitting::begin_session;
use crate::facilitate::sitting::called;
use crate::facilitate::sitting::is_about_a_child;
use crate::facilitate::sitting::keep_strategies;
use crate::facilitate::sitting::sit;
use crate::facilitate::sitting::strategy;
use crate::facilitate::stops::after_stops;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::journal::Continues;
use crate::journal::Head;
use crate::journal::Journal;
use crate::journal::Note;
use crate::journal::Unfinished;
use crate::journal::Used;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record;
use crate::record::AskedAt;
use crate::record::AskedWhen;
use crate::record::NotARecord;
use crate::record::Record;
use crate::record::RiskNote;
use crate::records;
use crate::records::Case;
use crate::records::Places;
use crate::records::Unread;
use crate::session::Event;
use crate::session::Known;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Shelf;

/// Carries on what is unfinished on a case, or a case that waits.
pub fn resume(
    world: &World<'_>,
    case: &str,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    if let Some((path, _)) = the_unfinished(world.places, case)? {
        return resume_unfinished(world, &path, answers_sha256, ask);
    }
    let all = Case::read(world.places, &case_of(world.places, case));
    let waiting = the_waiting(world.places, &all, case)?;
    let chosen = match waiting.as_slice() {
        [one] => one,
        many => match which(world, many, ask)? {
            Ok(Some(one)) => one,
            Ok(None) => return Ok(Done::Nothing(Held::Saved, written_down(false))),
            Err(held) => return Ok(Done::Nothing(held, written_down(false))),
        },
    };
    let passed = match door(world, ask, &before_carrying_on(&chosen.head))? {
        (Door::On(risk, told), note) => Passed { risk, told, note },
        (Door::Act, _) => return Ok(Done::Safety(None)),
        (Door::Back, note) => return Ok(Done::Nothing(Held::Saved, written_down(note.is_some()))),
        (Door::Leave(held), _) => return Ok(Done::Nothing(held, written_down(false))),
    };
    records::own_state(world.places)?;
    if answers_sha256.is_none()
        && let Some(left) = after_stops(world, &passed, ask)?
    {
        return Ok(left);
    }
    carry_on(world, &all, chosen, &passed, answers_sha256, ask)
}

/// What is known where the safety question is asked before a record is carried on.
fn before_carrying_on(head: &record::Head) -> Spot<'_> {
    let (strategy, title) = (Some(head.strategy.id.clone()), Some(head.strategy.title.clone()));
    let asked = AskedAt { strategy, title, ..AskedAt::only(AskedWhen::Resume) };
    Spot { asked, case: Some(&head.case), also: &head.also, review: Some(&head.review), answers: None }
}

/// Carries on the review of a record that waits, in a new sitting.
pub(crate) fn carry_on(
    world: &World<'_>,
    all: &Case,
    last: &Record,
    passed: &Passed,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    let risk = passed.risk;
    let mut review = Review::part(reopened(world, all, last)?);
    say_where(&review.session, &last.head.case, review.session.events().last(), ask)?;
    let shelf = Case::shelf(world.places, last, world.shelf).unwrap_or_else(Shelf::shipped);
    if let Some(words) = changed_since(world.shelf, &last.body.used) {
        ask.say(Words::Text(&words))?;
    }
    let continues = Continues { record: last.head.record.clone(), sha256: last.sha256.clone() };
    let first = review.session.legs()[0].clone();
    let head = Head {
        format: 1,
        review: last.head.review.clone(),
        part: last.head.part + 1,
        continues: Some(continues),
        strategy: first.id.clone(),
        strategies: keep_strategies(world, &first, &shelf)?,
        date_given: world.date_given,
        explains: None,
    };
    let mut journal = Journal::create(&world.places.journals(), &head)?;
    let case = Note::Case(last.head.case.clone());
    let also = (!last.head.also.is_empty()).then(|| Note::Also(last.head.also.clone()));
    for note in [case].into_iter().chain(also).chain(passed.notes(world)) {
        apply(&mut review, &note)?;
        journal.add(&note)?;
    }
    if risk == Risk::ToldAndDisagree && review.session.strategy().id != world.settings.escalation {
        return escalate(world, Some(last.head.case.clone()), passed, ask);
    }
    let notes = passed.note.iter().cloned().collect();
    sit(world, Sitting { review, journal, head, answers_sha256, notes }, ask)
}

/// The case that is meant: named itself, or by one of its reviews or records.
pub(crate) fn case_of(places: &Places, name: &str) -> String {
    let heads = records::sound_heads(&places.readable());
    let named = heads.iter().map(|(head, _)| head).find(|head| head.review == name || is_called(head, name));
    named.map_or_else(|| name.to_owned(), |head| head.case.clone())
}

pub(crate) fn is_called(head: &record::Head, name: &str) -> bool {
    head.record == name || head.record.ends_with(&format!("_{name}"))
}

/// The records of a case that can be carried on, newest first; of those, the one that was named.
pub(crate) fn the_waiting<'a>(places: &Places, all: &'a Case, name: &str) -> Result<Vec<&'a Record>, Failure> {
    if let Some((path, Unread::Not(NotARecord::Newer))) = all.unread.first() {
        let says = "a newer rethink wrote a record of this case, so it is not carried on here";
        return Err(Failure::new(Exit::WrongFile, says).at(path).mend("carry it on with that rethink"));
    }
    if let Some((path, _)) = all.unread.first() {
        return Err(Failure::new(Exit::WrongFile, "a record of this case cannot be read, so it cannot be carried on")
            .at(path)
            .mend("restore that file from a backup, or ask whoever wrote it for a copy"));
    }
    let mut waiting = all.waiting();
    waiting.reverse();
    if let Some(one) = waiting.iter().find(|record| is_called(&record.head, name)) {
        return Ok(vec![one]);
    }
    if waiting.iter().any(|record| record.head.review == name) {
        waiting.retain(|record| record.head.review == name);
    }
    if waiting.is_empty() {
        all_known(places)?;
        let says = format!("nothing is unfinished and nothing waits on {}", all.name);
        return Err(Failure::new(Exit::NotThere, says).mend("see what there is with: rethink status"));
    }
    Ok(waiting)
}

/// More than one record of a case waits: which is carried on? Two may carry on the same part, written in two places.
fn which<'a>(
    world: &World<'_>,
    waiting: &[&'a Record],
    ask: &mut dyn Ask,
) -> Result<Result<Option<&'a Record>, Held>, Failure> {
    let labels: Vec<(String, String)> =
        waiting.iter().map(|record| (record.name().to_owned(), waits_words(&record.head))).collect();
    let options: Vec<(&str, &str)> = labels.iter().map(|(id, label)| (id.as_str(), label.as_str())).collect();
    let prompt = Prompt::own(
        "More than one record of this case waits. Which do you carry on?",
        "Which one",
        Kind::Choice,
    )
    .options(&options)
    .why("Two people may have carried on the same review. Each record is kept; close the other by withdrawing it.");
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    Ok(match ask.ask(&Question { name: Name::WhichWait, prompt: &prompt, of: None, now: None, reading })? {
        Reply::Answer(Answer::Choice(id)) => Ok(waiting.iter().find(|record| record.name() == id).copied()),
        Reply::Interrupted => Err(Held::Interrupted),
        _ => Ok(None),
    })
}

/// What a record waits for, with its day.
pub(crate) fn waits_words(head: &record::Head) -> String {
    let Some(waiting) = &head.waiting else { return head.strategy.title.clone() };
    let (day, due) = (calendar::medium(head.date), calendar::medium(waiting.due));
    let name = head.record.rsplit('_').next().unwrap_or(&head.record);
    format!("{}, {day}: waiting for {}: {}, by {due} (record {name})", head.strategy.id, waiting.who, waiting.label)
}

/// Says so if the strategies that are here now are not those with which a review began.
fn changed_since(shelf: &Shelf, used: &[Used]) -> Option<String> {
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

pub(crate) fn resume_unfinished(
    world: &World<'_>,
    path: &std::path::Path,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    if answers_sha256.is_some() {
        // Nobody would read which answers are missing.
        journal::is_whole(path)?;
    }
    let (mut journal, mut found) = Journal::open(path)?;
    let shelf = shelf_of(world, &found)?;
    let mut review = replayed(world, &found, &shelf)?;
    if let Some(words) = changed_since(world.shelf, &found.head.strategies) {
        ask.say(Words::Text(&words))?;
    }
    if let Some(path) = recorded(world, &found, &review.session) {
        journal.remove()?;
        return Err(Failure::new(Exit::Already, "this review is already recorded").at(&path));
    }
    let mut notes = noted(world, &found);
    say_where(&review.session, found.name(), found.last_saved(), ask)?;
    take_up_abandoned(&mut journal, &mut found, ask)?;
    if let Some(begun) = found.begun() {
        ask.say(Words::Text(
            "When you left, you had typed this. It is no answer yet; give it again if you want to keep it:",
        ))?;
        ask.say(Words::Text(begun))?;
    }
    if found.was_broken_off() && answers_sha256.is_none() {
        ask.say(Words::Text("It was broken off then. If you were typing, what you typed since is not saved."))?;
    }
    if found.later > 0 {
        ask.say(Words::Text(&damaged_words(found.later)))?;
    } else if found.torn.is_some() {
        ask.say(Words::Text("The last line of your saved answers was cut short. It is set aside beside them."))?;
    }
    if let Some(words) = found.torn.as_deref().filter(|_| found.later == 0).and_then(journal::torn_words) {
        ask.say(Words::Text("Your last answer was only partly saved. This is what there is of it:"))?;
        ask.say(Words::Text(&words))?;
    }
    let (_, today) = (world.clock)();
    let last_day = found.last_saved().map(|event| event.day);
    let left_for_safety = review.session.risk() == Some(Risk::Acting) || broke_off_at_the_door(&found);
    let is_about_a_child = is_about_a_child(&review.session.legs()[0], found.case());
    // A file says it each time, and what it says counts: somebody at the keyboard is asked once a day.
    let said_anew = answers_sha256.is_some() || last_day != Some(today) || left_for_safety || found.later > 0;
    if is_about_a_child && (said_anew || review.session.risk().is_none()) {
        let spot = Spot::before(AskedWhen::Resume, review.session.strategy(), found.case(), Some(&found.head.review));
        match door(world, ask, &spot)? {
            (Door::On(risk, told), note) => {
                let passed = Passed { risk, told, note };
                notes.extend(passed.note.clone());
                for note in passed.notes(world) {
                    apply(&mut review, &note)?;
                    journal.add(&note)?;
                }
                if risk == Risk::ToldAndDisagree && review.session.strategy().id != world.settings.escalation {
                    return escalate(world, found.case().map(str::to_owned), &passed, ask);
                }
                if answers_sha256.is_none()
                    && let Some(left) = after_stops(world, &passed, ask)?
                {
                    return Ok(left);
                }
            }
            (Door::Act, _) => {
                return Ok(Done::Safety(Some(called(world, found.case(), &found.head.review))));
            }
            (Door::Leave(Held::Interrupted), _) => {
                return Ok(Done::Interrupted(called(world, found.case(), &found.head.review)));
            }
            (Door::Back | Door::Leave(_), _) => {
                return Ok(Done::Saved(called(world, found.case(), &found.head.review)));
            }
        }
    }
    let head = found.head;
    sit(world, Sitting { review, journal, head, answers_sha256, notes }, ask)
}

/// True if the last that was said of risk is in a small record alone: it was left before it was all said.
fn broke_off_at_the_door(found: &Unfinished) -> bool {
    let is_first = |note: RiskNote| note.head.corrects.is_none();
    found.notes.iter().fold(false, |broke_off, note| match note {
        Note::Event(event) => broke_off && !matches!(event.what, What::AtRisk(_)),
        Note::Small(text) => broke_off || RiskNote::read(text).is_ok_and(is_first),
        _ => broke_off,
    })
}

/// Says that answers of a session were changed by something else, and what has become of them.
fn damaged_words(later: usize) -> String {
    let lines = if later == 1 { "1 line after it is".to_owned() } else { format!("{later} lines after it are") };
    format!(
        "A line in the middle of your saved answers is damaged. What was saved before it is used. {lines} set aside \
         beside your answers, and nothing is deleted. Look at your last answers, and give again what is missing."
    )
}

/// Says what is carried on: which strategy, on which case, since when, and what was said last.
fn say_where(session: &Session, name: &str, last: Option<&Event>, ask: &mut dyn Ask) -> Result<(), Failure> {
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

/// What people call the strategy in which an unfinished session stands: a triage may have led on to another.
pub fn title_of(world: &World<'_>, found: &Unfinished) -> Option<String> {
    let review = replayed(world, found, &shelf_of(world, found).ok()?).ok()?;
    Some(review.session.strategy().title.clone())
}

/// The record that an unfinished session corrects, if it does.
pub(crate) fn correcting(world: &World<'_>, found: &Unfinished) -> Result<Option<Correcting>, Failure> {
    let Some(corrects) = found.corrects() else { return Ok(None) };
    let path = records::find(&world.places.readable(), &corrects.record);
    let record = path.and_then(|path| records::record(&path).ok()).filter(|record| record.sha256 == corrects.sha256);
    let record = record.ok_or_else(|| {
        Failure::new(Exit::NotThere, format!("the record that this corrects, {}, is not here", corrects.record))
            .mend("put it back, or name its folder with --records")
    })?;
    Ok(Some(Correcting { record: Arc::new(record), corrects: corrects.clone() }))
}

/// The review that a journal holds.
pub(crate) fn replayed(world: &World<'_>, found: &Unfinished, shelf: &Shelf) -> Result<Review, Failure> {
    let misfit = || Failure::new(Exit::NotSaved, "the saved answers do not fit the strategy that was kept with them");
    let mut review = match (correcting(world, found)?, &found.head.continues) {
        (Some(Correcting { record, corrects }), _) => {
            Review::correction(as_it_was(world, &record)?.0, record, corrects)
        }
        (None, None) => {
            let first = strategy(shelf, &found.head.strategy)?;
            let case = found.case().map(|case| Case::known_as(world.places, case, &found.also()));
            let known = case.as_ref().map(records::known).unwrap_or_default();
            Review::new(begin_session(&first, shelf, world.settings, known)?)
        }
        (None, Some(continues)) => {
            let all = Case::read(world.places, found.case().unwrap_or_default());
            let last = all.records.iter().map(|(_, record)| record).find(|record| record.sha256 == continues.sha256);
            let last = last.ok_or_else(|| {
                Failure::new(
                    Exit::NotThere,
                    format!("the record that this carries on, {}, is not in the records folder", continues.record),
                )
                .mend("put it back, or name its folder with --records")
            })?;
            Review::part(reopened(world, &all, last)?)
        }
    };
    found.notes.iter().try_for_each(|note| review.apply(note)).map_err(|_| misfit())?;
    Ok(review)
}

/// The one unfinished session that is meant, by its case or the name of its review. Of several, somebody must say which.
pub(crate) fn the_unfinished(places: &Places, case: &str) -> Result<Option<(PathBuf, Unfinished)>, Failure> {
    let mut found: Vec<_> = unfinished(places).into_iter().filter(|(_, found)| is_of(found, case)).collect();
    if found.len() > 1 {
        let each =
            found.iter().map(|(_, found)| format!("rethink resume {} ({})", found.head.review, found.head.strategy));
        let each: Vec<String> = each.collect();
        return Err(Failure::new(Exit::NotThere, "more than one review of this case is unfinished")
            .mend(format!("name the one you mean:\n    {}", each.join("\n    "))));
    }
    Ok(found.pop())
}

/// The record that this journal has come to already, if something broke between writing it and tidying up.
fn recorded(world: &World<'_>, found: &Unfinished, session: &Session) -> Option<PathBuf> {
    let all = Case::read(world.places, found.case()?);
    let events = &session.events()[session.first_event()..];
    all.records
        .iter()
        .filter(|(_, record)| match found.corrects() {
            Some(_) => record.name() == found.head.review,
            None => {
                let head = &record.head;
                head.review == found.head.review && head.part == found.head.part && head.corrects.is_none()
            }
        })
        .find(|(_, record)| record.events().is_some_and(|theirs| theirs == events))
        .map(|(path, _)| path.clone())
}

/// The unfinished review of a case, or of this name, as it stands; with its journal.
pub fn as_it_stands(world: &World<'_>, name: &str) -> Result<Option<(Review, Unfinished)>, Failure> {
    let Some((path, found)) = the_unfinished(world.places, name)? else { return Ok(None) };
    journal::is_whole(&path)?;
    let review = replayed(world, &found, &shelf_of(world, &found)?)?;
    Ok(Some((review, found)))
}

/// Every unfinished session on this computer that can be read, with its file.
pub fn unfinished(places: &Places) -> Vec<(PathBuf, Unfinished)> {
    let all = records::own_state(places).and_then(|()| journal::all(&places.journals())).unwrap_or_default();
    all.into_iter().filter_map(|path| journal::look(&path).ok().flatten().map(|found| (path, found))).collect()
}

/// Why saved answers on this computer cannot be read, of each file or of the folder. They were called saved, and must
/// not pass for none.
pub fn closed(places: &Places) -> Vec<Failure> {
    if let Err(failure) = records::own_state(places) {
        return vec![failure];
    }
    match journal::all(&places.journals()) {
        Ok(all) => {
            let read = |path: &PathBuf| match journal::look(path)? {
                Some(_) => journal::is_whole(path),
                None => Ok(()),
            };
            all.iter().filter_map(|path| read(path).err()).collect()
        }
        Err(failure) => vec![failure],
    }
}

/// Refuses to say that nothing is unfinished on a case while there are saved answers of which nobody can tell the case.
pub(crate) fn all_known(places: &Places) -> Result<(), Failure> {
    records::own_state(places)?;
    journal::all(&places.journals())?.iter().try_for_each(|path| journal::look(path).map(drop))
}

pub(crate) fn is_of(found: &Unfinished, case: &str) -> bool {
    found.case().is_some_and(|its| its.eq_ignore_ascii_case(case)) || found.head.review == case
}

pub(crate) fn escalate(
    world: &World<'_>,
    case: Option<String>,
    passed: &Passed,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    let begin = Begin { case, ..Begin::of(&world.settings.escalation) };
    after_the_door(world, begin, Some(passed), None, ask)
}

pub(crate) fn shelf_of(world: &World<'_>, found: &Unfinished) -> Result<Shelf, Failure> {
    let folders = [world.places.kept_here()];
    let mut shelf = Shelf::default();
    for used in &found.head.strategies {
        let text = records::kept(&folders, &used.sha256).ok_or_else(|| {
            Failure::new(Exit::NotSaved, format!("the strategy {} that this session uses is no longer kept", used.id))
                .at(&folders[0])
        })?;
        shelf.add_held(&used.id, crate::finding::Source::open(format!("{}.toml", used.id), text));
    }
    Ok(shelf)
}
