//! Carrying on: what is unfinished, and what waits.

use std::path::Path;
use std::path::PathBuf;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::abandoned::take_up_abandoned;
use crate::facilitate::begin;
use crate::facilitate::driver::drive;
use crate::facilitate::noting::written_down;
use crate::facilitate::on_case::waits_words;
use crate::facilitate::unfinished::all_known;
use crate::facilitate::unfinished::the_unfinished;
use crate::facilitate::world::Done;
use crate::facilitate::world::Held;
use crate::facilitate::world::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::journal::Journal;
use crate::journal::Unfinished;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record;
use crate::record::NotARecord;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::records::Places;
use crate::records::Unread;
use crate::session::Session;

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
            Ok(one) => one,
            Err(held) => return Ok(Done::Nothing(held, written_down(false))),
        },
    };
    let sitting = begin::part(world, &all, chosen, answers_sha256)?;
    begin::tell_part(world, &sitting, chosen, ask)?;
    drive(world, sitting, ask)
}

/// Carries on an unfinished session.
pub(crate) fn resume_unfinished(
    world: &World<'_>,
    path: &Path,
    answers_sha256: Option<String>,
    ask: &mut dyn Ask,
) -> Result<Done, Failure> {
    if answers_sha256.is_some() {
        // Nobody would read which answers are missing.
        journal::is_whole(path)?;
    }
    let (journal, mut found) = Journal::open(path)?;
    let is_person = answers_sha256.is_none();
    let mut sitting = begin::of_journal(world, journal, &found, answers_sha256)?;
    if let Some(words) = begin::changed_since(world.shelf, &found.head.strategies) {
        ask.say(Words::Text(&words))?;
    }
    if let Some(path) = recorded(world, &found, &sitting.review.session) {
        sitting.saved.remove()?;
        return Err(Failure::new(Exit::Already, "this review is already recorded").at(&path));
    }
    begin::say_where(&sitting.review.session, found.name(), found.last_saved(), ask)?;
    if let Some(journal) = sitting.saved.journal_mut() {
        take_up_abandoned(journal, &mut found, ask)?;
    }
    tell_left(&found, is_person, ask)?;
    drive(world, sitting, ask)
}

/// Says what was being typed when it was left, and what has become of saved answers that were cut short or changed.
fn tell_left(found: &Unfinished, is_person: bool, ask: &mut dyn Ask) -> Result<(), Failure> {
    if let Some(begun) = found.begun() {
        ask.say(Words::Text(
            "When you left, you had typed this. It is no answer yet; give it again if you want to keep it:",
        ))?;
        ask.say(Words::Text(begun))?;
    }
    if found.was_broken_off() && is_person {
        ask.say(Words::Text("It was broken off then. If you were typing, what you typed since is not saved."))?;
    }
    if found.later > 0 {
        return ask.say(Words::Text(&damaged_words(found.later)));
    }
    let Some(torn) = &found.torn else { return Ok(()) };
    ask.say(Words::Text("The last line of your saved answers was cut short. It is set aside beside them."))?;
    if let Some(words) = journal::torn_words(torn) {
        ask.say(Words::Text("Your last answer was only partly saved. This is what there is of it:"))?;
        ask.say(Words::Text(&words))?;
    }
    Ok(())
}

/// Says that answers of a session were changed by something else, and what has become of them.
fn damaged_words(later: usize) -> String {
    let lines = if later == 1 { "1 line after it is".to_owned() } else { format!("{later} lines after it are") };
    format!(
        "A line in the middle of your saved answers is damaged. What was saved before it is used. {lines} set aside \
         beside your answers, and nothing is deleted. Look at your last answers, and give again what is missing."
    )
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
        return Err(nothing_to_carry_on(places, all, name));
    }
    Ok(waiting)
}

/// Nothing is to be carried on under this name. What there is under other names is another case, and is not offered.
fn nothing_to_carry_on(places: &Places, all: &Case, name: &str) -> Failure {
    if let Err(unread) = all_known(places) {
        let says = format!("nothing is found under the name {name}, and {}", unread.says);
        return Failure { says, ..unread };
    }
    if all.records.is_empty() {
        let says = format!("nothing is unfinished under the name {name}, and nothing waits");
        return Failure::new(Exit::NotThere, says)
            .mend("list what is unfinished or waits, by name, with: rethink status");
    }
    if let Some(next) = moved_on(all, name) {
        let says = format!("{name} does not wait any more: the case has moved on");
        return Failure::new(Exit::NotThere, says).mend(format!("read how with: rethink show {}", next.name()));
    }
    let says = format!("nothing is unfinished on {}, and nothing waits", all.name);
    Failure::new(Exit::NotThere, says).mend(format!("read what was recorded with: rethink history {}", all.name))
}

/// The record with which the case went past a wait: of the record or the review of this name, or the last of the case.
fn moved_on<'a>(all: &'a Case, name: &str) -> Option<&'a Record> {
    let waits = all.records.iter().rev().map(|(_, record)| record).filter(|record| record.head.waiting.is_some());
    let is_meant = |record: &&Record| {
        let is_case = record.head.references().any(|its| its.eq_ignore_ascii_case(name));
        is_case || record.head.review == name || is_called(&record.head, name)
    };
    waits.filter(is_meant).find_map(|record| all.past_wait(record))
}

/// Refuses a name under which nothing can be carried on.
pub fn can_be_carried_on(places: &Places, name: &str) -> Result<(), Failure> {
    if the_unfinished(places, name)?.is_some() {
        return Ok(());
    }
    the_waiting(places, &Case::read(places, &case_of(places, name)), name).map(drop)
}

/// More than one record of a case waits: which is carried on? Two may carry on the same part, written in two places.
fn which<'a>(
    world: &World<'_>,
    waiting: &[&'a Record],
    ask: &mut dyn Ask,
) -> Result<Result<&'a Record, Held>, Failure> {
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
        Reply::Answer(Answer::Choice(id)) => {
            waiting.iter().find(|record| record.name() == id).copied().ok_or(Held::Saved)
        }
        Reply::Interrupted => Err(Held::Interrupted),
        _ => Err(Held::Saved),
    })
}
