//! One sitting, from its first question to its record: begun, carried on, put away.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::facilitate::Clock;
use crate::facilitate::Door;
use crate::facilitate::Held;
use crate::facilitate::Room;
use crate::facilitate::at_the_door;
use crate::facilitate::hold;
use crate::facilitate::look_at_reference;
use crate::facilitate::reference_prompt;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::did_you_mean;
use crate::journal;
use crate::journal::Continues;
use crate::journal::Head;
use crate::journal::Journal;
use crate::journal::Note;
use crate::journal::Unfinished;
use crate::journal::Used;
use crate::prompt::Answer;
use crate::prompt::Reading;
use crate::record::Making;
use crate::record::Record;
use crate::record::make;
use crate::records;
use crate::records::Case;
use crate::records::Places;
use crate::session::Event;
use crate::session::Known;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::digest;

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
}

/// What a sitting begins with.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The strategy to begin with.
    pub strategy: String,
    /// The case reference, if it is known.
    pub case: Option<String>,
    /// The digest of the answers file, if there is one.
    pub answers_sha256: Option<String>,
}

/// How a sitting came out.
#[derive(Debug)]
pub enum Done {
    /// The record is written, here; or it waits on this computer, because of this.
    Written(Box<Record>, PathBuf, Option<Failure>),
    /// The answers are saved, under this name.
    Saved(String),
    /// It was left before anything was said.
    Nothing,
    /// It was left so that a child is made safe. The answers are saved under this name, if there were any.
    Safety(Option<String>),
    /// Ctrl-C; the answers are saved under this name.
    Interrupted(String),
}

/// Begins a review, with the program's own safety question first.
pub fn start(world: &World<'_>, begin: Begin, ask: &mut dyn Ask) -> Result<Done, Failure> {
    let first = strategy(world.shelf, &begin.strategy)?;
    let mut risk = None;
    if first.safety_first {
        match door(world, ask)? {
            Door::On(answer) => risk = Some(answer),
            Door::Act => {
                stopped(world, "before the first question", begin.case.as_deref())?;
                return Ok(Done::Safety(None));
            }
            Door::Back | Door::Leave(_) => return Ok(Done::Nothing),
        }
    }
    let mut begin = match risk {
        Some(Risk::ToldAndDisagree) => Begin { strategy: world.settings.escalation.clone(), ..begin },
        _ => begin,
    };
    if begin.case.is_none() && first.about != ["theme"] {
        match which_case(world, ask)? {
            Ok(case) => begin.case = case,
            Err(_) => return Ok(Done::Nothing),
        }
    }
    after_the_door(world, begin, risk, ask)
}

/// Asks for the case reference. It may be left until the record is written.
fn which_case(world: &World<'_>, ask: &mut dyn Ask) -> Result<Result<Option<String>, Held>, Failure> {
    let prompt = reference_prompt(world.settings, true);
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    loop {
        match ask.ask(&Question { name: Name::Case, prompt: &prompt, of: None, now: None, reading })? {
            Reply::Answer(answer) => match (look_at_reference(world.settings, &answer), answer) {
                (Err(refusal), _) => ask.say(Words::Refusal(&refusal.says))?,
                (Ok(()), Answer::Text(case)) => return Ok(Ok(Some(case))),
                (Ok(()), _) => return Ok(Ok(None)),
            },
            Reply::Save | Reply::Ended => return Ok(Err(Held::Saved)),
            Reply::Interrupted => return Ok(Err(Held::Interrupted)),
            _ => {}
        }
    }
}

fn after_the_door(world: &World<'_>, begin: Begin, risk: Option<Risk>, ask: &mut dyn Ask) -> Result<Done, Failure> {
    let first = strategy(world.shelf, &begin.strategy)?;
    let known = match &begin.case {
        Some(case) => records::known(&Case::read(world.places, case)),
        None => Known::default(),
    };
    let mut session = begin_session(&first, world.shelf, world.settings, known)?;
    let head = Head {
        format: 1,
        review: name(world),
        part: 1,
        continues: None,
        strategy: first.id.clone(),
        strategies: keep_strategies(world, &first, world.shelf)?,
        date_given: world.date_given,
    };
    let mut journal = Journal::create(&world.places.journals(), &head)?;
    if let Some(case) = &begin.case {
        journal.add(&Note::Case(case.clone()))?;
    }
    if let Some(risk) = risk {
        let (at, day) = (world.clock)();
        let event = Event { at, day, what: What::AtRisk(risk) };
        journal.add(&Note::Event(Box::new(event.clone())))?;
        accept(&mut session, event)?;
    }
    sit(world, Sitting { session, journal, head, case: begin.case, answers_sha256: begin.answers_sha256 }, ask)
}

/// Carries on what is unfinished on a case, or a case that waits.
pub fn resume(
    world: &World<'_>,
    case: &str,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    if let Some((path, _)) = unfinished(world.places).into_iter().rev().find(|(_, found)| is_of(found, case)) {
        return resume_unfinished(world, &path, answers_sha256, ask);
    }
    let all = Case::read(world.places, case);
    let waiting = all.waiting();
    let Some(last) = waiting.last() else {
        let says = format!("nothing is unfinished and nothing waits on {case}");
        return Err(Failure::new(Exit::NotThere, says).mend("see what there is with: rethink status"));
    };
    if waiting.len() > 1 {
        ask.say(Words::Text("More than one record of this case waits. The newest is carried on."))?;
    }
    let mut session = reopened(world, &all, last)?;
    let shelf = Case::shelf(world.places, last).unwrap_or_else(Shelf::shipped);
    let risk = match door(world, ask)? {
        Door::On(risk) => risk,
        Door::Act => {
            stopped(world, "before carrying on", Some(case))?;
            return Ok(Done::Safety(None));
        }
        Door::Back | Door::Leave(_) => return Ok(Done::Nothing),
    };
    let continues = Continues { record: last.head.record.clone(), sha256: last.sha256.clone() };
    let first = session.legs()[0].clone();
    let head = Head {
        format: 1,
        review: last.head.review.clone(),
        part: last.head.part + 1,
        continues: Some(continues),
        strategy: first.id.clone(),
        strategies: keep_strategies(world, &first, &shelf)?,
        date_given: world.date_given,
    };
    let mut journal = Journal::create(&world.places.journals(), &head)?;
    journal.add(&Note::Case(last.head.case.clone()))?;
    let (at, day) = (world.clock)();
    let event = Event { at, day, what: What::AtRisk(risk) };
    journal.add(&Note::Event(Box::new(event.clone())))?;
    accept(&mut session, event)?;
    if risk == Risk::ToldAndDisagree && session.strategy().id != world.settings.escalation {
        return escalate(world, Some(last.head.case.clone()), ask);
    }
    let case = Some(last.head.case.clone());
    sit(world, Sitting { session, journal, head, case, answers_sha256 }, ask)
}

/// The session of a waiting record as it stood.
fn reopened(world: &World<'_>, all: &Case, last: &Record) -> Result<Session, Failure> {
    let missing = |says: &str| {
        Failure::new(Exit::NotThere, says).mend("ask whoever wrote it for the records folder with everything in it")
    };
    let chain =
        all.chain(last).ok_or_else(|| missing("an earlier part of this review is not in the records folder"))?;
    let shelf =
        Case::shelf(world.places, last).ok_or_else(|| missing("a strategy that this review uses is not kept here"))?;
    let first = chain.first().and_then(|record| record.body.entry.iter().find_map(|entry| entry.strategy.clone()));
    let first = strategy(&shelf, &first.unwrap_or_else(|| last.head.strategy.id.clone()))?;
    let mut events = Vec::new();
    for record in chain {
        events.extend(record.events().ok_or_else(|| missing("an earlier part of this review cannot be read"))?);
    }
    let known = records::known(all);
    begin_session(&first, &shelf, world.settings, known)?
        .carried_on(events)
        .map_err(|_| missing("the answers of this review do not fit the strategy that is kept with it"))
}

/// How often each step had been answered, by strategy of the session and path.
type Rounds = Vec<(usize, String, usize)>;

fn rounds(session: &Session) -> Rounds {
    let mut rounds: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for given in session.given() {
        *rounds.entry((given.leg, given.path.clone())).or_default() += 1;
    }
    rounds.into_iter().map(|((leg, path), count)| (leg, path, count)).collect()
}

fn resume_unfinished(
    world: &World<'_>,
    path: &std::path::Path,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    let (mut journal, found) = Journal::open(path)?;
    let shelf = shelf_of(world, &found)?;
    let mut session = replayed(world, &found, &shelf)?;
    if let Some(words) = found.torn.as_deref().and_then(journal::torn_words) {
        ask.say(Words::Text("Your last answer was only partly saved. This is what there is of it:"))?;
        ask.say(Words::Text(&words))?;
    }
    let (_, today) = (world.clock)();
    let last_day = found.last_saved().map(|event| event.day);
    let left_for_safety = session.risk() == Some(Risk::Acting);
    if session.legs()[0].safety_first && (last_day != Some(today) || left_for_safety || session.risk().is_none()) {
        match door(world, ask)? {
            Door::On(risk) => {
                let (at, day) = (world.clock)();
                let event = Event { at, day, what: What::AtRisk(risk) };
                journal.add(&Note::Event(Box::new(event.clone())))?;
                accept(&mut session, event)?;
                if risk == Risk::ToldAndDisagree && session.strategy().id != world.settings.escalation {
                    return escalate(world, found.case().map(str::to_owned), ask);
                }
            }
            Door::Act => {
                stopped(world, "before carrying on", found.case())?;
                return Ok(Done::Safety(Some(label(&found))));
            }
            Door::Back | Door::Leave(_) => return Ok(Done::Saved(label(&found))),
        }
    }
    let case = found.case().map(str::to_owned);
    sit(world, Sitting { session, journal, head: found.head, case, answers_sha256 }, ask)
}

/// The session that a journal holds.
fn replayed(world: &World<'_>, found: &Unfinished, shelf: &Shelf) -> Result<Session, Failure> {
    let misfit = || Failure::new(Exit::NotSaved, "the saved answers do not fit the strategy that was kept with them");
    let mut session = match &found.head.continues {
        None => {
            let first = strategy(shelf, &found.head.strategy)?;
            let known = found.case().map(|case| records::known(&Case::read(world.places, case))).unwrap_or_default();
            begin_session(&first, shelf, world.settings, known)?
        }
        Some(continues) => {
            let all = Case::read(world.places, found.case().unwrap_or_default());
            let last = all.records.iter().map(|(_, record)| record).find(|record| record.sha256 == continues.sha256);
            let last = last.ok_or_else(|| {
                Failure::new(
                    Exit::NotThere,
                    format!("the record that this carries on, {}, is not in the records folder", continues.record),
                )
                .mend("put it back, or name its folder with --records")
            })?;
            reopened(world, &all, last)?
        }
    };
    for note in &found.notes {
        match note {
            Note::Event(event) => session.accept(event.as_ref().clone()).map_err(|_| misfit())?,
            Note::Back => drop(session.back()),
            Note::Change(place) => drop(session.change(*place)),
            Note::Case(_) => {}
        }
    }
    Ok(session)
}

/// Every unfinished session on this computer, with its file.
pub fn unfinished(places: &Places) -> Vec<(PathBuf, Unfinished)> {
    journal::all(&places.journals())
        .into_iter()
        .filter_map(|path| journal::look(&path).ok().flatten().map(|found| (path, found)))
        .collect()
}

fn is_of(found: &Unfinished, case: &str) -> bool {
    found.case().is_some_and(|its| its.eq_ignore_ascii_case(case)) || found.head.review == case
}

/// What an unfinished session is called: its case reference, or the name of the review until it has one.
fn label(found: &Unfinished) -> String {
    found.case().map_or_else(|| found.head.review.clone(), str::to_owned)
}

struct Sitting {
    session: Session,
    journal: Journal,
    head: Head,
    case: Option<String>,
    answers_sha256: Option<String>,
}

fn sit(world: &World<'_>, mut sitting: Sitting, ask: &mut dyn Ask) -> Result<Done, Failure> {
    let journal = &mut sitting.journal;
    let mut save = |note: &Note| journal.add(note);
    let mut room = Room {
        ask,
        save: &mut save,
        clock: world.clock,
        settings: world.settings,
        case: sitting.case.take(),
        heading: String::new(),
    };
    let held = hold(&mut sitting.session, &mut room)?;
    let case = room.case.take();
    let called = case.clone().unwrap_or_else(|| sitting.head.review.clone());
    match held {
        Held::Write => write(world, sitting, case.unwrap_or_default()),
        Held::Saved => Ok(Done::Saved(called)),
        Held::Interrupted => Ok(Done::Interrupted(called)),
        Held::Safety => {
            stopped(world, &sitting.session.path(), case.as_deref())?;
            Ok(Done::Safety(Some(called)))
        }
        Held::Escalate => {
            drop(sitting.journal);
            let begin = Begin { strategy: world.settings.escalation.clone(), case, answers_sha256: None };
            after_the_door(world, begin, Some(Risk::ToldAndDisagree), ask)
        }
    }
}

fn escalate(world: &World<'_>, case: Option<String>, ask: &mut dyn Ask) -> Result<Done, Failure> {
    let begin = Begin { strategy: world.settings.escalation.clone(), case, answers_sha256: None };
    after_the_door(world, begin, Some(Risk::ToldAndDisagree), ask)
}

/// Writes the record where it belongs, or keeps it on this computer until it can be.
fn write(world: &World<'_>, sitting: Sitting, case: String) -> Result<Done, Failure> {
    let (written, date) = (world.clock)();
    let all = Case::read(world.places, &case);
    // A first part carries the review's own name; a later part needs one of its own.
    let own = if sitting.head.part == 1 { sitting.head.review.clone() } else { name(world) };
    let making = Making {
        case,
        date,
        written,
        name: own,
        review: sitting.head.review.clone(),
        part: sitting.head.part,
        continues: sitting.head.continues.clone(),
        earlier: all.earlier(),
        date_given: sitting.head.date_given || world.date_given,
        practice: false,
        answers_sha256: sitting.answers_sha256.clone(),
        salt: hex(&(world.random)()),
    };
    let fault = || Failure::new(Exit::OwnFault, "rethink hit a fault of its own: the record could not be put together");
    let record = make(&sitting.session, &making).ok_or_else(fault)?.map_err(|_| fault())?;
    let kept = Places::kept(world.places.home());
    let mut strategies = sitting.session.legs().iter().flat_map(Strategy::family);
    let published = strategies
        .try_for_each(|strategy| records::keep(&kept, &strategy.digest, &strategy.text))
        .and_then(|()| records::publish(world.places.home(), &record));
    let (path, waits) = match published {
        Ok(path) => (path, None),
        Err(failure) => (records::put_in_outbox(world.places, &record)?, Some(failure)),
    };
    sitting.journal.remove()?;
    Ok(Done::Written(Box::new(record), path, waits))
}

fn door(world: &World<'_>, ask: &mut dyn Ask) -> Result<Door, Failure> {
    let (_, today) = (world.clock)();
    at_the_door(ask, world.settings, Reading { today, calendar: &world.settings.calendar })
}

fn strategy(shelf: &Shelf, id: &str) -> Result<Arc<Strategy>, Failure> {
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
    Err(Failure::new(Exit::NotThere, "there is no strategy of that name").mend(mend))
}

fn begin_session(first: &Arc<Strategy>, shelf: &Shelf, settings: &Settings, known: Known) -> Result<Session, Failure> {
    Session::start(first, shelf, settings.clone(), known).map_err(|missing| {
        Failure::new(
            Exit::WrongFile,
            format!("the strategy {} leads on to {missing}, which is not here or cannot be used", first.id),
        )
        .mend(format!("see what is wrong with: rethink strategy check {missing}"))
    })
}

fn accept(session: &mut Session, event: Event) -> Result<(), Failure> {
    session
        .accept(event)
        .map_err(|_| Failure::new(Exit::OwnFault, "rethink hit a fault of its own: an answer did not fit"))
}

/// Keeps every strategy that the session may use as it is now: carrying on needs the very same.
fn keep_strategies(world: &World<'_>, first: &Arc<Strategy>, shelf: &Shelf) -> Result<Vec<Used>, Failure> {
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

fn shelf_of(world: &World<'_>, found: &Unfinished) -> Result<Shelf, Failure> {
    let folders = [world.places.kept_here()];
    let mut shelf = Shelf::default();
    for used in &found.head.strategies {
        let text = records::kept(&folders, &used.sha256).ok_or_else(|| {
            Failure::new(Exit::NotSaved, format!("the strategy {} that this session uses is no longer kept", used.id))
                .at(&folders[0])
        })?;
        shelf.add(&used.id, crate::finding::Source::open(format!("{}.toml", used.id), text));
    }
    Ok(shelf)
}

/// Leaves one line that a sitting was stopped for safety: when, where, which case. No text.
fn stopped(world: &World<'_>, place: &str, case: Option<&str>) -> Result<(), Failure> {
    let path = world.places.stops();
    journal::private_folder(&world.places.state)?;
    let (at, _) = (world.clock)();
    let line = serde_json::json!({ "at": at.to_rfc3339(), "where": place, "case": case });
    let failed = |error: std::io::Error| Failure::io("note the stop", &path, &error);
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path).map_err(failed)?;
    file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_data()).map_err(failed)
}

/// Eight letters and digits that cannot be mistaken for one another.
fn name(world: &World<'_>) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    (world.random)().iter().take(8).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A whole answers file, looked at before anything is saved. `begin` is the strategy, or the case that is carried on.
pub fn answers_given(
    world: &World<'_>,
    answers: Answers,
    begin: &Begin,
    carry_on: bool,
) -> Result<Result<Script, Findings>, Failure> {
    let (mut session, script) = if carry_on {
        let case = begin.case.as_deref().unwrap_or_default();
        let unfinished = unfinished(world.places).into_iter().rev().find(|(_, found)| is_of(found, case));
        let session = match unfinished {
            Some((_, found)) => replayed(world, &found, &shelf_of(world, &found)?)?,
            None => {
                let all = Case::read(world.places, case);
                let waiting = all.waiting();
                let last = waiting.last().ok_or_else(|| {
                    Failure::new(Exit::NotThere, format!("nothing is unfinished and nothing waits on {case}"))
                        .mend("see what there is with: rethink status")
                })?;
                reopened(world, &all, last)?
            }
        };
        let rounds = rounds(&session);
        (session, Script::new(answers).carrying_on(rounds))
    } else {
        let risk = answers.at_risk.as_deref().and_then(Risk::named);
        let id = &begin.strategy;
        if risk == Some(Risk::ToldAndDisagree) && *id != world.settings.escalation {
            let escalation = &world.settings.escalation;
            let says = format!(
                "with at-risk = \"told-and-disagree\" the strategy is {escalation}, and these answers are for {id}"
            );
            return Err(
                Failure::new(Exit::WrongFile, says).mend(format!("write strategy = \"{escalation}\" and its answers"))
            );
        }
        let first = strategy(world.shelf, id)?;
        if let Some(version) = answers.version.as_ref().filter(|version| **version != first.version) {
            let says = format!(
                "these answers were written for version {version} of {id}, and this is version {}",
                first.version
            );
            return Err(Failure::new(Exit::WrongFile, says)
                .mend("look at what has changed, then change `version` in the answers file"));
        }
        let known =
            answers.case.as_ref().or(begin.case.as_ref()).map(|case| records::known(&Case::read(world.places, case)));
        (begin_session(&first, world.shelf, world.settings, known.unwrap_or_default())?, Script::new(answers))
    };
    let mut rehearsal = script.again();
    let at_the_door = door(world, &mut rehearsal)?;
    match at_the_door {
        Door::On(risk) => {
            let (at, day) = (world.clock)();
            accept(&mut session, Event { at, day, what: What::AtRisk(risk) })?;
        }
        Door::Act => return Ok(Ok(script)),
        Door::Back | Door::Leave(_) => {}
    }
    let mut case = begin.case.clone();
    if !carry_on && case.is_none() {
        case = which_case(world, &mut rehearsal)?.unwrap_or(None);
    }
    let mut save = |_: &Note| Ok(());
    let mut room = Room {
        ask: &mut rehearsal,
        save: &mut save,
        clock: world.clock,
        settings: world.settings,
        case,
        heading: String::new(),
    };
    hold(&mut session, &mut room)?;
    let faults = rehearsal.faults(&session);
    Ok(if faults.is_clean() { Ok(script) } else { Err(faults) })
}

/// The digest by which the same answers file is known again.
pub fn answers_digest(answers: &Answers) -> String {
    digest(answers.text().as_bytes())
}
