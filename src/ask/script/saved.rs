//! The answers of a session as an answers file: what another computer needs to take it up.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml::Table;
use toml::Value;
use toml::value::Datetime;

use crate::calendar::Moment;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Person;
use crate::session::Dating;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::Session;
use crate::session::UNTIL_THEN;
use crate::session::What;

/// What stands in the file besides the answers.
#[derive(Debug, Clone, Copy)]
pub struct Saved<'a> {
    /// The case reference, once it is known.
    pub case: Option<&'a str>,
    /// The references by which other agencies know the case.
    pub also: &'a [String],
    /// The record that they correct, by name, and why.
    pub corrects: Option<(&'a str, &'a str)>,
    /// The promised date that it meets; none once it was said that it meets none.
    pub follows: Option<Option<NaiveDate>>,
}

/// The answers given in this sitting, as a file. What is not said in so many words is left out, and asked again.
pub fn saved(session: &Session, about: &Saved<'_>) -> Result<String, toml::ser::Error> {
    let mut head = Table::new();
    let mut put = |key: &str, value: Value| drop(head.insert(key.to_owned(), value));
    put("format", Value::Integer(1));
    if session.first_event() == 0 && about.corrects.is_none() {
        put("strategy", Value::String(session.legs()[0].id.clone()));
    }
    if let Some(case) = about.case {
        put("case", Value::String(case.to_owned()));
    }
    // A correction may have taken some out.
    if !about.also.is_empty() || about.corrects.is_some() {
        put("also", list(about.also.iter().cloned().map(Value::String)));
    }
    match about.follows {
        Some(Some(due)) => put("follows", day(due)),
        Some(None) => put("follows", Value::String("none".to_owned())),
        None => {}
    }
    let mut rounds: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    // The answers of a triage, of the strategy that it leads to, and of each further round.
    let mut blocks = [Table::new(), Table::new()];
    let mut again: Vec<Table> = Vec::new();
    let mut dates = Table::new();
    let (mut risks, mut told_before) = (Vec::new(), Vec::new());
    let legs = session.leg_of_events();
    for (number, event) in session.events().iter().enumerate().skip(session.first_event()) {
        let leg = legs.get(number).copied().unwrap_or(0);
        match &event.what {
            What::AtRisk(risk) => {
                head.insert("danger-now".to_owned(), Value::String("no".to_owned()));
                risks.push(*risk);
            }
            What::Told(told) => told_before.push(Value::Table(Table::from_iter([
                ("whom".to_owned(), Value::String(told.whom.clone())),
                ("when".to_owned(), moment(told.when)),
                ("said".to_owned(), Value::String(told.said.clone())),
            ]))),
            What::About(about) => drop(head.insert("about".to_owned(), Value::String(about.clone()))),
            What::Answer { from: Some(Origin::Taken(_)), .. } => {}
            What::Answer { path, nth, answer, on, .. } => {
                let times = rounds.entry((leg, path)).or_default();
                *times += usize::from(nth.is_none_or(|nth| nth == 0));
                // To a step that only says something there is no answer, unless it waited.
                if *answer == Answer::Done && on.is_none() {
                    continue;
                }
                let blank = nth.is_some().then(|| Value::String(String::new()));
                let Some(value) = value(answer).or(blank) else { continue };
                let value = match on.filter(|_| *answer != Answer::NoReply) {
                    Some(on) => Value::Table(Table::from_iter([("is".to_owned(), value), ("on".to_owned(), day(on))])),
                    None => value,
                };
                set(block(*times - 1, leg, &mut blocks, &mut again), path, value, nth.is_some());
            }
            What::Waiting { path } => {
                let times = rounds.entry((leg, path)).or_default();
                set(block(*times, leg, &mut blocks, &mut again), path, Value::String("waiting".to_owned()), false);
            }
            What::UntilThen { said, .. } => {
                set(&mut blocks[leg.min(1)], UNTIL_THEN, Value::String(said.clone()), false);
            }
            What::Dated { how: Dating::FindOut, .. } | What::Happened { .. } => {}
            What::Dated { path, by, why, .. } => {
                let mut date = Table::from_iter([("by".to_owned(), day(*by))]);
                date.extend(why.clone().map(|why| ("why".to_owned(), Value::String(why))));
                set(&mut dates, path, Value::Table(date), false);
            }
            // What comes after is of another way, which a file of answers by name cannot say.
            What::Anytime(_) | What::Withdrawn { .. } | What::Elsewhere { .. } => break,
        }
    }
    if let Some(checked) = session.watch().and_then(|watch| watch.checked) {
        head.insert("checked".to_owned(), Value::String(checked.to_owned()));
    }
    // A file is asked at its beginning, and again only where somebody is not sure: what was said in between comes first.
    let mut said: Vec<Value> = risks.iter().copied().skip_while(|risk| *risk == Risk::No).map(word_of).collect();
    said.extend(risks.first().copied().filter(|_| said.is_empty()).map(word_of));
    match said.as_slice() {
        [] => None,
        [one] => head.insert("at-risk".to_owned(), one.clone()),
        _ => head.insert("at-risk".to_owned(), Value::Array(said)),
    };
    if !told_before.is_empty() {
        head.insert("told".to_owned(), list(told_before.into_iter()));
    }
    let [answers, onward] = blocks;
    if let Some((record, reason)) = about.corrects {
        let word = |word: &str| Value::String(word.to_owned());
        let pairs = [("record".to_owned(), word(record)), ("reason".to_owned(), word(reason))];
        head.insert("corrects".to_owned(), Value::Table(Table::from_iter(pairs)));
    }
    for (key, table) in [("answers", answers), ("onward", onward), ("dates", dates)] {
        if !table.is_empty() {
            head.insert(key.to_owned(), Value::Table(table));
        }
    }
    if !again.is_empty() {
        head.insert("again".to_owned(), list(again.into_iter().map(Value::Table)));
    }
    toml::to_string_pretty(&head)
}

fn word_of(risk: Risk) -> Value {
    Value::String(risk.name().to_owned())
}

/// The block of answers of a strategy of the session, the nth time round.
fn block<'a>(round: usize, leg: usize, blocks: &'a mut [Table; 2], again: &'a mut Vec<Table>) -> &'a mut Table {
    if round == 0 {
        return &mut blocks[leg.min(1)];
    }
    again.resize(again.len().max(round), Table::new());
    &mut again[round - 1]
}

/// Puts a value under a path, or at the end of the list that stands there.
fn set(table: &mut Table, path: &str, value: Value, each: bool) {
    match path.split_once('.') {
        Some((first, rest)) => {
            let inner = table.entry(first).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                set(inner, rest, value, each);
            }
        }
        None if each => {
            if let Value::Array(list) = table.entry(path).or_insert_with(|| Value::Array(Vec::new())) {
                list.push(value);
            }
        }
        None => drop(table.insert(path.to_owned(), value)),
    }
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect())
}

fn day(day: NaiveDate) -> Value {
    moment(day.into())
}

fn moment(moment: Moment) -> Value {
    let time = moment.time.map(|time| time.format("T%H:%M:%S").to_string()).unwrap_or_default();
    let written = format!("{}{time}", moment.day);
    written.parse::<Datetime>().map_or(Value::String(written), Value::Datetime)
}

/// An answer as a value; none if it is left out of the file.
pub fn value(answer: &Answer) -> Option<Value> {
    let word = |word: &str| Value::String(word.to_owned());
    let one = |key: &str, value: Value| Value::Table(Table::from_iter([(key.to_owned(), value)]));
    Some(match answer {
        Answer::Choice(words) | Answer::Text(words) => word(words),
        Answer::Choices(all) | Answer::Lines(all) => list(all.iter().map(|one| word(one))),
        Answer::Date(it) => moment(*it),
        Answer::Number(number) => Value::Integer(*number),
        Answer::People(all) => list(all.iter().map(person)),
        Answer::Actions(all) => list(all.iter().map(action)),
        Answer::WhyNot(reason) => one("why-not", word(reason)),
        Answer::DontKnow => one("dont-know", Value::Boolean(true)),
        Answer::NoReply => word("no-reply"),
        Answer::Done => word("done"),
        Answer::Blank | Answer::Outcome(_) | Answer::Each(_) => return None,
    })
}

fn person(person: &Person) -> Value {
    let mut table = Table::from_iter([("role".to_owned(), Value::String(person.role.clone()))]);
    if !person.agency.is_empty() {
        table.insert("agency".to_owned(), Value::String(person.agency.clone()));
    }
    Value::Table(table)
}

fn action(action: &Action) -> Value {
    let said =
        [("what", &action.what), ("who", &action.who), ("known-by", &action.known_by), ("if-not", &action.if_not)];
    let said = said.into_iter().filter(|(_, words)| !words.is_empty());
    let mut table: Table = said.map(|(key, words)| (key.to_owned(), Value::String(words.clone()))).collect();
    table.extend(action.by.map(|by| ("by".to_owned(), day(by))));
    Value::Table(table)
}
