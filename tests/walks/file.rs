//! An answers file, written from what somebody meant to say, and from nothing that the program wrote.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use chrono::NaiveDate;
use toml::Table;
use toml::Value;

use rethink::ask::Ask;
use rethink::ask::Name;
use rethink::ask::Question;
use rethink::ask::Reply;
use rethink::ask::Words;
use rethink::failure::Failure;
use rethink::prompt::Answer;

use crate::walks::person::CASE;
use crate::walks::person::key;

/// Goes straight from the first question to the record, with the answers that somebody meant in the end; and writes
/// each of them down as it is asked for.
pub struct Straight<'a> {
    said: &'a BTreeMap<String, Answer>,
    file: Table,
    /// How often each step had been answered before this part.
    before: &'a BTreeMap<(usize, String), usize>,
    /// The day on which what was waited for happened, for the answer that comes next.
    on: Option<Value>,
}

impl<'a> Straight<'a> {
    pub fn new(
        said: &'a BTreeMap<String, Answer>,
        strategy: Option<&str>,
        before: &'a BTreeMap<(usize, String), usize>,
    ) -> Self {
        let mut file = Table::new();
        file.insert("format".to_owned(), Value::Integer(1));
        if let Some(strategy) = strategy {
            file.insert("strategy".to_owned(), strategy.into());
            file.insert("case".to_owned(), CASE.into());
        }
        Self { said, file, before, on: None }
    }

    pub fn text(&self) -> String {
        self.file.to_string()
    }

    /// The block for a step, the nth time round in this part.
    fn block(&mut self, leg: usize, path: &str, round: usize) -> &mut Table {
        match round - self.before.get(&(leg, path.to_owned())).copied().unwrap_or(0) {
            0 => inner(&mut self.file, if leg == 0 { "answers" } else { "onward" }),
            again => {
                let blocks = self.file.entry("again").or_insert(Value::Array(Vec::new())).as_array_mut().unwrap();
                while blocks.len() < again {
                    blocks.push(Value::Table(Table::new()));
                }
                blocks[again - 1].as_table_mut().unwrap()
            }
        }
    }

    fn write(&mut self, leg: usize, path: &str, round: usize, nth: Option<usize>, value: Value) {
        let block = self.block(leg, path, round);
        let (block, name) = at(block, path);
        match nth {
            None => drop(block.insert(name, value)),
            Some(_) => {
                block.entry(name).or_insert(Value::Array(Vec::new())).as_array_mut().unwrap().push(value);
            }
        }
    }

    fn step(&mut self, question: &Question<'_>, said: &Answer) {
        let Name::Step { leg, path, round, nth } = question.name else { return };
        let on = self.on.take();
        let Some(value) = value(said) else {
            assert!(on.is_none(), "nothing is said to a wait that is over: {path}");
            return;
        };
        let value = match (on, value) {
            (None, value) => value,
            (Some(on), Value::Table(mut table)) if said_otherwise(said) => {
                table.insert("on".to_owned(), on);
                Value::Table(table)
            }
            (Some(on), value) => Value::Table(Table::from_iter([("is".to_owned(), value), ("on".to_owned(), on)])),
        };
        self.write(leg, path, round, nth, value);
    }
}

fn inner<'a>(table: &'a mut Table, name: &str) -> &'a mut Table {
    table.entry(name).or_insert(Value::Table(Table::new())).as_table_mut().unwrap()
}

/// The table that a path ends in, and its last name.
fn at<'a>(table: &'a mut Table, path: &str) -> (&'a mut Table, String) {
    match path.split_once('.') {
        Some((first, rest)) => at(inner(table, first), rest),
        None => (table, path.to_owned()),
    }
}

fn said_otherwise(answer: &Answer) -> bool {
    matches!(answer, Answer::WhyNot(_) | Answer::DontKnow)
}

fn day(day: NaiveDate) -> Value {
    Value::Datetime(toml::value::Datetime::from_str(&day.to_string()).unwrap())
}

fn table(entries: &[(&str, &str)]) -> Table {
    let given = entries.iter().filter(|(_, words)| !words.is_empty());
    given.map(|(name, words)| ((*name).to_owned(), Value::from(*words))).collect()
}

/// An answer as a file says it; nothing, if it is said by leaving it out.
fn value(answer: &Answer) -> Option<Value> {
    Some(match answer {
        Answer::Choice(words) | Answer::Text(words) => words.as_str().into(),
        Answer::Choices(list) | Answer::Lines(list) => list.clone().into(),
        Answer::Date(moment) => day(moment.day),
        Answer::Number(number) => (*number).into(),
        Answer::WhyNot(why) => table(&[("why-not", why)]).into(),
        Answer::DontKnow => Table::from_iter([("dont-know".to_owned(), true.into())]).into(),
        Answer::People(list) => {
            list.iter().map(|one| table(&[("role", &one.role), ("agency", &one.agency)])).collect::<Vec<_>>().into()
        }
        Answer::Actions(list) => {
            let actions = list.iter().map(|one| {
                let mut action = table(&[
                    ("what", &one.what),
                    ("who", &one.who),
                    ("known-by", &one.known_by),
                    ("if-not", &one.if_not),
                ]);
                action.insert("by".to_owned(), day(one.by.unwrap()));
                action
            });
            actions.collect::<Vec<_>>().into()
        }
        _ => return None,
    })
}

impl Ask for Straight<'_> {
    fn say(&mut self, words: Words<'_>) -> Result<(), Failure> {
        if let Words::Refusal(says) = words {
            panic!("what was accepted before is refused: {says}");
        }
        Ok(())
    }

    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        if matches!(question.name, Name::Check(_)) {
            return Ok(Reply::Answer(Answer::Text("write".to_owned())));
        }
        let said = self.said.get(&key(question.name));
        let said = said.unwrap_or_else(|| panic!("nobody has been asked {:?}", question.name)).clone();
        let word = |said: &Answer| match said {
            Answer::Choice(id) => id.clone(),
            _ => panic!("no choice"),
        };
        match question.name {
            Name::DangerNow => drop(self.file.insert("danger-now".to_owned(), word(&said).into())),
            Name::AtRisk => drop(self.file.insert("at-risk".to_owned(), word(&said).into())),
            Name::ToldWhom | Name::ToldWhen | Name::ToldSaid => {
                let told = self.file.entry("told").or_insert_with(|| Table::new().into());
                let told = told.as_table_mut().expect("a table");
                match &said {
                    Answer::Date(moment) => drop(told.insert("when".to_owned(), day(moment.day))),
                    Answer::Text(words) if question.name == Name::ToldWhom => {
                        drop(told.insert("whom".to_owned(), words.clone().into()));
                    }
                    Answer::Text(words) => drop(told.insert("said".to_owned(), words.clone().into())),
                    _ => panic!("no words"),
                }
            }
            Name::About => drop(self.file.insert("about".to_owned(), word(&said).into())),
            Name::Step { .. } => self.step(question, &said),
            Name::Happened { leg, path, round } => match word(&said).as_str() {
                "not-yet" => self.write(leg, path, round, None, "waiting".into()),
                "no-reply" => self.write(leg, path, round, None, "no-reply".into()),
                _ => {}
            },
            Name::On { leg, path, round } => {
                let Answer::Date(moment) = &said else { panic!("no day") };
                self.on = Some(day(moment.day));
                // Something that is only done leaves no question behind: it is written here, and written over there.
                let done = Table::from_iter([("is".to_owned(), "done".into()), ("on".to_owned(), day(moment.day))]);
                self.write(leg, path, round, None, done.into());
            }
            Name::By(path) => {
                let (dates, name) = at(inner(&mut self.file, "dates"), path);
                let Answer::Date(moment) = &said else { panic!("no day") };
                inner(dates, &name).insert("by".to_owned(), day(moment.day));
            }
            Name::ByWhy(path) => {
                if let Answer::Text(why) = &said {
                    let (dates, name) = at(inner(&mut self.file, "dates"), path);
                    inner(dates, &name).insert("why".to_owned(), why.as_str().into());
                }
            }
            Name::UntilThen => {
                let Answer::Text(words) = &said else { panic!("no words") };
                inner(&mut self.file, "answers").insert("until-then".to_owned(), words.as_str().into());
            }
            Name::Checked => {
                let Answer::Text(words) = &said else { panic!("no words") };
                self.file.insert("checked".to_owned(), words.as_str().into());
            }
            _ => {}
        }
        Ok(Reply::Answer(said))
    }
}
