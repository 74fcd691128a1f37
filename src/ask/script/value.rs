//! One value of an answers file, and what answer it is to a prompt.

use std::ops::Range;

use chrono::NaiveDate;
use chrono::NaiveTime;
use toml::Spanned;
use toml::de::DeValue;

use crate::calendar;
use crate::calendar::Calendar;
use crate::calendar::Moment;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Person;
use crate::prompt::Prompt;
use crate::prompt::people;
use crate::written;
use crate::written::Word;

/// A value with its place, freed from the text it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) span: Range<usize>,
    pub(crate) it: It,
    /// The day that a word stands for where a day is asked for, such as `in 5 working days`; known once it is known
    /// which day is today.
    typed: Option<Moment>,
}

/// No day in words is longer than this.
const LONGEST_DAY: usize = 60;

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum It {
    Word(String),
    Number(i64),
    Flag(bool),
    Day(Moment),
    List(Vec<Raw>),
    Table(Vec<(Word, Raw)>),
    Other,
}

impl Raw {
    pub(crate) fn of(value: &Spanned<DeValue<'_>>) -> Self {
        let it = match value.get_ref() {
            DeValue::String(word) => It::Word(word.to_string()),
            DeValue::Boolean(flag) => It::Flag(*flag),
            DeValue::Integer(_) => written::count(value).map_or(It::Other, It::Number),
            DeValue::Datetime(moment) => day(moment).map_or(It::Other, It::Day),
            DeValue::Array(list) => It::List(list.iter().map(Self::of).collect()),
            DeValue::Table(table) => It::Table(
                table
                    .iter()
                    .map(|(key, value)| (Word { it: key.get_ref().to_string(), span: key.span() }, Self::of(value)))
                    .collect(),
            ),
            DeValue::Float(_) => It::Other,
        };
        Self { span: value.span(), it, typed: None }
    }

    /// Reads the days in words, against this day.
    pub(crate) fn read_days(&mut self, today: NaiveDate, calendar: &Calendar) {
        match &mut self.it {
            It::Word(word) if word.len() <= LONGEST_DAY => self.typed = calendar::read(word, today, calendar).ok(),
            It::List(list) => list.iter_mut().for_each(|raw| raw.read_days(today, calendar)),
            It::Table(table) => table.iter_mut().for_each(|(_, raw)| raw.read_days(today, calendar)),
            _ => {}
        }
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match &self.it {
            It::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        match &self.it {
            It::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn table(&self) -> Option<&[(Word, Self)]> {
        match &self.it {
            It::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn key(&self, name: &str) -> Option<&Self> {
        self.table()?.iter().find(|(word, _)| word.it == name).map(|(_, value)| value)
    }

    pub(crate) fn day(&self) -> Option<NaiveDate> {
        self.moment().map(|moment| moment.day)
    }

    /// The day that is written here, in figures or in words.
    fn moment(&self) -> Option<Moment> {
        match self.it {
            It::Day(moment) => Some(moment),
            _ => self.typed,
        }
    }
}

/// What to write where a day is asked for.
pub(crate) const A_DAY: &str =
    "write a day without quotes, as in 2027-03-27, or in words, as in \"5 working days\" or \"3 days ago\"";

fn day(moment: &toml::value::Datetime) -> Option<Moment> {
    let date = moment.date?;
    let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
    let time = moment.time.and_then(|time| NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), 0));
    Some(Moment { day, time })
}

/// An answer as a file gives it.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) answer: Answer,
}

/// The answer that a value is to a prompt, or what to write instead. Nothing that was written is said again.
pub(crate) fn given(raw: &Raw, prompt: &Prompt) -> Result<Given, String> {
    if let Some(is) = raw.key("is") {
        known_keys(raw, &["is", "on"])?;
        return given(is, prompt);
    }
    if let Some(reason) = raw.key("why-not") {
        known_keys(raw, &["why-not", "on"])?;
        let reason = reason.word().ok_or("a reason is words in quotes")?;
        return accept(prompt, Answer::WhyNot(reason.to_owned()));
    }
    if raw.key("dont-know").is_some() {
        known_keys(raw, &["dont-know"])?;
        return accept(prompt, Answer::DontKnow);
    }
    let answer = match (prompt.kind, &raw.it) {
        // What was waited for has happened, and nothing is written down of it.
        (_, It::Word(word)) if word.is_empty() && prompt.optional => return accept(prompt, Answer::Blank),
        (Kind::Choice | Kind::YesNo, It::Word(word)) => Answer::Choice(word.clone()),
        (Kind::Choice | Kind::YesNo, It::Flag(flag)) => {
            return Err(format!("write \"{}\" in quotes", if *flag { "yes" } else { "no" }));
        }
        (Kind::Choices, It::Word(word)) => Answer::Choices(vec![word.clone()]),
        (Kind::Choices, It::List(list)) => Answer::Choices(words(list).ok_or("each choice is an id in quotes")?),
        (Kind::Line | Kind::Text, It::Word(word)) => Answer::Text(word.clone()),
        (Kind::Lines, It::Word(word)) => Answer::Lines(vec![word.clone()]),
        (Kind::Lines, It::List(list)) => Answer::Lines(words(list).ok_or("each line is words in quotes")?),
        (Kind::Date, _) => Answer::Date(raw.moment().ok_or(A_DAY)?),
        (Kind::Number, It::Number(number)) => Answer::Number(*number),
        (Kind::People, It::Word(line)) => Answer::People(people(line)),
        (Kind::People, It::List(list)) => Answer::People(list.iter().map(person).collect::<Result<_, _>>()?),
        (Kind::Actions, It::List(list)) => Answer::Actions(list.iter().map(action).collect::<Result<_, _>>()?),
        (Kind::People, _) => return Err("write a list: [ { role = \"…\", agency = \"…\" } ]".to_owned()),
        (Kind::Actions, _) => return Err("write a list: [ { what = \"…\", who = \"…\", by = 2027-03-27 } ]".to_owned()),
        _ => return Err(prompt.needs()),
    };
    accept(prompt, answer)
}

fn accept(prompt: &Prompt, answer: Answer) -> Result<Given, String> {
    match prompt.accept(answer) {
        Ok(answer) => Ok(Given { answer }),
        Err(refusal) => Err(refusal.says),
    }
}

fn words(list: &[Raw]) -> Option<Vec<String>> {
    list.iter().map(|item| item.word().map(str::to_owned)).collect()
}

fn known_keys(raw: &Raw, keys: &[&str]) -> Result<(), String> {
    match raw.table().unwrap_or_default().iter().find(|(word, _)| !keys.contains(&word.it.as_str())) {
        None => Ok(()),
        Some(_) => Err(format!("only {} may stand in these curly brackets", keys.join(" and "))),
    }
}

fn field(raw: &Raw, name: &str) -> Result<String, String> {
    match raw.key(name) {
        None => Ok(String::new()),
        Some(value) => value.word().map(str::to_owned).ok_or(format!("`{name}` is words in quotes")),
    }
}

fn person(raw: &Raw) -> Result<Person, String> {
    if raw.table().is_none() {
        return Err("each person is { role = \"…\", agency = \"…\" }".to_owned());
    }
    known_keys(raw, &["role", "agency"])?;
    let person = Person { role: field(raw, "role")?, agency: field(raw, "agency")? };
    if person.role.trim().is_empty() { Err("each person needs a role".to_owned()) } else { Ok(person) }
}

fn action(raw: &Raw) -> Result<Action, String> {
    if raw.table().is_none() {
        return Err("each action is { what = \"…\", who = \"…\", by = 2027-03-27 }".to_owned());
    }
    known_keys(raw, &["what", "who", "by", "known-by", "if-not"])?;
    let by = match raw.key("by") {
        None => None,
        Some(value) => Some(value.day().ok_or_else(|| format!("`by`: {A_DAY}"))?),
    };
    Ok(Action {
        what: field(raw, "what")?,
        who: field(raw, "who")?,
        by,
        known_by: field(raw, "known-by")?,
        if_not: field(raw, "if-not")?,
    })
}
