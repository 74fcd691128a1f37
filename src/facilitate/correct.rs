//! Correcting a record: a new one that stands in its place, with a reason. The earlier one is never touched.

use std::sync::Arc;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::script::Answers;
use crate::ask::script::Script;
use crate::calendar;
use crate::facilitate::Door;
use crate::facilitate::Held;
use crate::facilitate::Room;
use crate::facilitate::Turn;
use crate::facilitate::beforehand::rehearse;
use crate::facilitate::carry_on::as_begun;
use crate::facilitate::carry_on::escalate;
use crate::facilitate::carry_on::resume_unfinished;
use crate::facilitate::carry_on::rounds_before;
use crate::facilitate::carry_on::unfinished;
use crate::facilitate::noting::Passed;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::facilitate::noting::written_down;
use crate::facilitate::review::Correcting;
use crate::facilitate::review::Review;
use crate::facilitate::sitting::Done;
use crate::facilitate::sitting::Sitting;
use crate::facilitate::sitting::World;
use crate::facilitate::sitting::apply;
use crate::facilitate::sitting::is_about_a_child;
use crate::facilitate::sitting::keep_strategies;
use crate::facilitate::sitting::name;
use crate::facilitate::sitting::sit;
use crate::facilitate::stops::after_stops;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::journal::Corrects;
use crate::journal::Follows;
use crate::journal::Head;
use crate::journal::Journal;
use crate::journal::Note;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record;
use crate::record::AskedWhen;
use crate::record::Record;
use crate::record::RiskNote;
use crate::records;
use crate::records::Case;
use crate::session::Event;
use crate::session::Known;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Shelf;

impl Correcting {
    /// True if nothing differs yet from the record.
    pub(crate) fn is_as_it_was(&self, review: &Review) -> bool {
        let said = |events: &[Event]| -> Vec<What> {
            let risk = |event: &&Event| !matches!(event.what, What::AtRisk(_));
            events.iter().filter(risk).map(|event| event.what.clone()).collect()
        };
        let head = &self.record.head;
        let was = self.record.events().unwrap_or_default();
        let same_case = review.case.as_ref() == Some(&head.case) && review.also == head.also;
        let follows = |follows: Option<&Follows>| follows.map(|follows| follows.sha256.clone());
        let same_date = follows(review.following.record()) == follows(head.follows.as_ref());
        let session = &review.session;
        same_case && same_date && said(&session.events()[session.first_event()..]) == said(&was)
    }
}

/// Corrects a record. Nothing is written before the word is given, and the record itself never changes.
pub fn correct(
    world: &World<'_>,
    record: &Record,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    if let Some((path, _)) = begun(world, record) {
        ask.say(Words::Text("A correction of this record is begun already. You carry it on."))?;
        return resume_unfinished(world, &path, answers_sha256, ask);
    }
    let (session, shelf) = as_it_was(world, record)?;
    let (day, is_now) = (record.head.day(), record::in_words(&record.head.record));
    ask.say(Words::Heading("Correct a record"))?;
    ask.say(Words::Text(&format!(
        "You correct {is_now}. It stays as it is. A new record stands in its place, and both can be read."
    )))?;
    ask.say(Words::Text(
        "To put a record right is good practice: whoever reads it later can rely on it. It is no admission of fault.",
    ))?;
    ask.say(Words::Text(&format!(
        "What you change counts as of {}, and its dates are counted from then. What has happened since belongs in a \
         record of its own.",
        calendar::long(day)
    )))?;
    let (passed, reason) = match before(world, record, &session, answers_sha256.is_none(), ask)? {
        Ok(both) => both,
        Err(left) => return Ok(left),
    };
    let corrects = Corrects { record: record.head.record.clone(), sha256: record.sha256.clone(), day, reason };
    let first = session.legs()[0].clone();
    let head = Head {
        format: 1,
        review: name(world),
        part: record.head.part,
        continues: record.head.continues.clone(),
        strategy: first.id.clone(),
        strategies: keep_strategies(world, &first, &shelf)?,
        date_given: world.date_given,
        explains: None,
    };
    let mut journal = Journal::create(&world.places.journals(), &head)?;
    let mut review = Review::correction(session, Arc::new(record.clone()), corrects.clone());
    let also = (!record.head.also.is_empty()).then(|| Note::Also(record.head.also.clone()));
    let first = [Note::Corrects(corrects), Note::Case(record.head.case.clone())].into_iter().chain(also);
    let of_risk: Vec<Note> = passed.iter().flat_map(|passed| passed.notes(world)).collect();
    for note in first.chain(of_risk) {
        apply(&mut review, &note)?;
        journal.add(&note)?;
    }
    if let Some(passed) = passed.as_ref().filter(|passed| passed.risk == Risk::ToldAndDisagree)
        && review.session.strategy().id != world.settings.escalation
    {
        return escalate(world, Some(record.head.case.clone()), passed, ask);
    }
    let notes: Vec<RiskNote> = passed.and_then(|passed| passed.note).into_iter().collect();
    ask.say(Words::Done("Saved."))?;
    sit(world, Sitting { review, journal, head, answers_sha256, notes }, ask)
}

/// An unfinished correction of this record on this computer.
fn begun(world: &World<'_>, record: &Record) -> Option<(std::path::PathBuf, String)> {
    let of_it = unfinished(world.places)
        .into_iter()
        .find(|(_, found)| found.corrects().is_some_and(|corrects| corrects.sha256 == record.sha256));
    of_it.map(|(path, found)| (path, found.head.review))
}

/// The session of a record with every answer as it was, to be changed; and the strategies that it used.
pub(crate) fn as_it_was(world: &World<'_>, record: &Record) -> Result<(Session, Shelf), Failure> {
    let all = Case::known_as(world.places, &record.head.case, &record.head.also);
    if all.records.iter().all(|(_, other)| other.sha256 != record.sha256) {
        return Err(Failure::new(
            Exit::NotThere,
            "this record is not in the records folder, so it cannot be corrected here",
        )
        .mend("copy it there, or name its folder with --records"));
    }
    let (mut session, own, shelf) = as_begun(world, &all, record, known(&all, record))?;
    session.meets(record.head.follows.as_ref().map(|follows| follows.due));
    for event in own {
        session.accept(event).map_err(|_| {
            Failure::new(Exit::WrongFile, "the answers of this record do not fit the strategy that is kept with it")
                .mend("see what is wrong with: rethink verify")
        })?;
    }
    Ok((session, shelf))
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

/// The safety question, and why the record is corrected. Nothing is saved before both are answered.
fn before(
    world: &World<'_>,
    record: &Record,
    session: &Session,
    is_person: bool,
    ask: &mut dyn Ask,
) -> Result<Result<(Option<Passed>, String), Done>, Failure> {
    let safety_first = is_about_a_child(&session.legs()[0], Some(&record.head.case));
    let mut noted = false;
    loop {
        let mut passed = None;
        if safety_first {
            let spot = Spot::only(AskedWhen::Correct, Some(&record.head.case), Some(&record.head.review));
            match door(world, ask, &spot)? {
                (Door::On(risk, told), note) => {
                    noted |= note.is_some();
                    passed = Some(Passed { risk, told, note });
                }
                (Door::Act, _) => return Ok(Err(Done::Safety(None))),
                (Door::Back, note) => {
                    noted |= note.is_some();
                    ask.say(Words::Text("This is the first question: there is nothing to go back to."))?;
                    continue;
                }
                (Door::Leave(held), _) => return Ok(Err(Done::Nothing(held, written_down(noted)))),
            }
        }
        records::own_state(world.places)?;
        if let Some(passed) = passed.as_ref().filter(|_| is_person)
            && let Some(left) = after_stops(world, passed, ask)?
        {
            return Ok(Err(left));
        }
        let prompt = reason_prompt();
        let (_, today) = (world.clock)();
        let reading = Reading { today, calendar: &world.settings.calendar };
        match ask.ask(&Question { name: Name::Reason, prompt: &prompt, of: None, now: None, reading })? {
            Reply::Answer(Answer::Text(reason)) => return Ok(Ok((passed, reason))),
            Reply::Save | Reply::Ended => return Ok(Err(Done::Nothing(Held::Saved, written_down(noted)))),
            Reply::Interrupted => return Ok(Err(Done::Nothing(Held::Interrupted, written_down(noted)))),
            // Back from here, or `!`, is the safety question once more.
            _ => {}
        }
    }
}

/// The question why a record is corrected.
pub(crate) fn reason_prompt() -> Prompt {
    Prompt::own("What is put right, and how did it come to light?", "Why it is corrected", Kind::Line)
        .hint("For example: the meeting was on 20 November, as its minutes show")
        .why("Whoever reads both records sees from this what differs, and why.")
}

impl Room<'_> {
    /// Asks once more why the record is corrected.
    pub(crate) fn reason(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let Some(correcting) = &review.correcting else { return Ok(Turn::Go) };
        let now = Answer::Text(correcting.corrects.reason.clone());
        match self.own(review, Name::Reason, &reason_prompt(), Some(&now), &|_, _| Ok(()))? {
            Ok(Answer::Text(reason)) => {
                if let Some(corrects) = review.correcting.as_ref().map(|it| Corrects { reason, ..it.corrects.clone() })
                {
                    self.take(review, &Note::Corrects(corrects))?;
                }
                self.ask.say(Words::Done("Saved."))?;
                Ok(Turn::Go)
            }
            Ok(_) => Ok(Turn::Go),
            Err(turn) => Ok(turn),
        }
    }
}

/// A whole answers file that corrects a record, looked at before anything is saved.
pub fn correction_given(
    world: &World<'_>,
    answers: Answers,
    record: &Record,
) -> Result<Result<Script, Findings>, Failure> {
    if let Some((_, name)) = begun(world, record) {
        return Err(Failure::new(Exit::Already, "a correction of this record is begun on this computer")
            .mend(format!("carry it on with: rethink resume {name}\n  Or discard it with: rethink discard {name}")));
    }
    let (session, _) = as_it_was(world, record)?;
    let reason = answers.corrects.as_ref().and_then(|corrects| corrects.reason.clone()).unwrap_or_default();
    let script = Script::new(answers).carrying_on(rounds_before(&session)).correcting();
    let (name, sha256) = (record.head.record.clone(), record.sha256.clone());
    let corrects = Corrects { record: name, sha256, day: record.head.day(), reason };
    let mut review = Review::correction(session, Arc::new(record.clone()), corrects);
    (review.case, review.also) = (Some(record.head.case.clone()), record.head.also.clone());
    rehearse(world, script, review)
}
