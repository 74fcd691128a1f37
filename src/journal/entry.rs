//! One thing that happened, as it is written down: a line of a journal, an `[[entry]]` of a record.
//!
//! It says of itself what kind of answer it holds, so that it can be read without the strategy it belongs to.

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::NaiveTime;
use serde::Deserialize;
use serde::Serialize;

use crate::calendar::Moment;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Person;
use crate::session::Dating;
use crate::session::Event;
use crate::session::Judged;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::Told;
use crate::session::TypedDay;
use crate::session::UNTIL_THEN;
use crate::session::What;

/// One thing that happened, as written. What does not apply is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Entry {
    /// What happened, if it is not an answer to a step: `at-risk`, `happened`, `dated`, `waiting` and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The step's path, or the outcome's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The strategy, if it is not the one the record is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// The heading of its stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// What was asked, in the words of the screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// The short name of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The fact it supplies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// For a step asked once for each entry of another: which one, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<usize>,
    /// That entry, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// One option, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// Several options, by their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub are: Option<Vec<String>>,
    /// The words of the option or options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Whom somebody has told of a risk: a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whom: Option<String>,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Several short lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<String>>,
    /// A day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// A time on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<NaiveTime>,
    /// A number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// People by role and agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<WrittenPerson>>,
    /// What was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<WrittenAction>>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// How the answer stands, where there are no words to it: `done`, `blank`, `dont-know`, `no-reply`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// From where the answer was taken over without asking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The record of the same case from which the answer was shown and kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<String>,
    /// For what keeps the child safe and was kept so: who checked that it still holds, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
    /// For a day that was typed in words: those words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// The bank holidays and closed days that were left out on the way to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Vec<NaiveDate>>,
    /// True if bank holidays up to it were not published yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisional: Option<bool>,
    /// The day on which what was waited for happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The due date that it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// What became of that date, by the day that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Judged>,
    /// By how many working days it was late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<i64>,
    /// A date that was typed or moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<NaiveDate>,
    /// How that date came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Which row was taken, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Where it led.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Why, in the words of the strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The day it counts as, if that is not the record's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// When it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<FixedOffset>>,
}

/// A person, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPerson {
    /// What they do.
    pub role: String,
    /// Whom they do it for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agency: String,
}

/// An action, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WrittenAction {
    /// What will be done.
    pub what: String,
    /// Who will do it.
    pub who: String,
    /// By which day.
    pub by: Option<NaiveDate>,
    /// How it will be known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub known_by: String,
    /// What happens if it is not done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub if_not: String,
}

impl From<&Action> for WrittenAction {
    fn from(action: &Action) -> Self {
        Self {
            what: action.what.clone(),
            who: action.who.clone(),
            by: action.by,
            known_by: action.known_by.clone(),
            if_not: action.if_not.clone(),
        }
    }
}

/// What happened, as it was written down: none of it if something cannot be read.
pub fn events(entries: &[Entry]) -> Option<Vec<Event>> {
    entries.iter().map(|entry| entry.event(entry.day?)).collect()
}

impl Entry {
    /// An event as it is written, with nothing of the strategy's.
    pub fn of(event: &Event) -> Self {
        let mut entry = Self { at: Some(event.at), day: Some(event.day), ..Self::default() };
        let mut what = |word: &str| entry.what = Some(word.to_owned());
        match &event.what {
            What::AtRisk(risk) => {
                what("at-risk");
                entry.is = Some(risk.name().to_owned());
            }
            What::Told(told) => {
                what("told");
                entry.whom = Some(told.whom.clone());
                entry.put(&Answer::Date(told.when));
                entry.said = Some(told.said.clone());
            }
            What::About(about) => {
                what("about");
                entry.is = Some(about.clone());
            }
            What::Answer { path, nth, answer, on, from } => {
                entry.step = Some(path.clone());
                entry.nth = nth.map(|nth| nth + 1);
                entry.on = *on;
                entry.put_origin(from.as_ref());
                entry.put(answer);
            }
            What::Happened { path, on } => {
                what("happened");
                entry.step = Some(path.clone());
                entry.on = Some(*on);
            }
            What::Dated { path, by, how, why } => {
                what("dated");
                entry.step = Some(path.clone());
                entry.by = Some(*by);
                entry.how = Some(how.name().to_owned());
                entry.why.clone_from(why);
            }
            What::UntilThen { said, from } => {
                what(UNTIL_THEN);
                entry.said = Some(said.clone());
                entry.put_origin(from.as_ref());
            }
            What::Waiting { path } => {
                what("waiting");
                entry.step = Some(path.clone());
            }
            What::Anytime(id) => {
                what("anytime");
                entry.is = Some(id.clone());
            }
            What::Withdrawn { why } => {
                what("withdrawn");
                entry.why = Some(why.clone());
            }
            What::Elsewhere { to, why } => {
                what("elsewhere");
                entry.to = Some(to.clone());
                entry.why = Some(why.clone());
            }
        }
        if let Some(typed) = &event.typed {
            entry.typed = Some(typed.words.clone());
            entry.left_out = Some(typed.left_out.clone()).filter(|days| !days.is_empty());
            entry.provisional = typed.provisional.then_some(true);
        }
        entry
    }

    fn put_origin(&mut self, from: Option<&Origin>) {
        match from {
            Some(Origin::Taken(from)) => self.from = Some(from.clone()),
            Some(Origin::Carried { record, checked }) => {
                self.carried_from = Some(record.clone());
                self.checked.clone_from(checked);
            }
            None => {}
        }
    }

    fn put(&mut self, answer: &Answer) {
        match answer {
            Answer::Choice(id) => self.is = Some(id.clone()),
            Answer::Choices(ids) => self.are = Some(ids.clone()),
            Answer::Text(text) => self.said = Some(text.clone()),
            Answer::Lines(lines) => self.lines = Some(lines.clone()),
            Answer::Date(moment) => {
                self.date = Some(moment.day);
                self.time = moment.time;
            }
            Answer::Number(number) => self.number = Some(*number),
            Answer::People(people) => {
                let written =
                    |person: &Person| WrittenPerson { role: person.role.clone(), agency: person.agency.clone() };
                self.people = Some(people.iter().map(written).collect());
            }
            Answer::Actions(actions) => self.actions = Some(actions.iter().map(WrittenAction::from).collect()),
            Answer::WhyNot(reason) => self.why_not = Some(reason.clone()),
            Answer::Done | Answer::DontKnow | Answer::Blank | Answer::NoReply => {
                self.state = Some(answer.state().to_owned());
            }
            // Neither is ever an event of its own: they follow from others.
            Answer::Outcome(_) | Answer::Each(_) => {}
        }
    }

    /// The answer it holds.
    pub fn answer(&self) -> Option<Answer> {
        if let Some(id) = &self.is {
            return Some(Answer::Choice(id.clone()));
        }
        if let Some(ids) = &self.are {
            return Some(Answer::Choices(ids.clone()));
        }
        if let Some(text) = &self.said {
            return Some(Answer::Text(text.clone()));
        }
        if let Some(lines) = &self.lines {
            return Some(Answer::Lines(lines.clone()));
        }
        if let Some(day) = self.date {
            return Some(Answer::Date(Moment { day, time: self.time }));
        }
        if let Some(number) = self.number {
            return Some(Answer::Number(number));
        }
        if let Some(people) = &self.people {
            let person = |it: &WrittenPerson| Person { role: it.role.clone(), agency: it.agency.clone() };
            return Some(Answer::People(people.iter().map(person).collect()));
        }
        if let Some(actions) = &self.actions {
            let action = |it: &WrittenAction| Action {
                what: it.what.clone(),
                who: it.who.clone(),
                by: it.by,
                known_by: it.known_by.clone(),
                if_not: it.if_not.clone(),
            };
            return Some(Answer::Actions(actions.iter().map(action).collect()));
        }
        if let Some(reason) = &self.why_not {
            return Some(Answer::WhyNot(reason.clone()));
        }
        match self.state.as_deref()? {
            "done" => Some(Answer::Done),
            "dont-know" => Some(Answer::DontKnow),
            "blank" => Some(Answer::Blank),
            "no-reply" => Some(Answer::NoReply),
            _ => None,
        }
    }

    /// Where its answer comes from, if it was known already.
    fn origin(&self) -> Option<Origin> {
        let carried = || {
            let record = self.carried_from.clone()?;
            Some(Origin::Carried { record, checked: self.checked.clone() })
        };
        self.from.clone().map(Origin::Taken).or_else(carried)
    }

    /// The event it was written from. `day` is the day it counts as unless it says otherwise.
    pub fn event(&self, day: NaiveDate) -> Option<Event> {
        let step = || self.step.clone();
        let what = match self.what.as_deref() {
            None => What::Answer {
                path: step()?,
                nth: self.nth.and_then(|nth| nth.checked_sub(1)),
                answer: self.answer()?,
                on: self.on,
                from: self.origin(),
            },
            Some("at-risk") => What::AtRisk(Risk::named(self.is.as_deref()?)?),
            Some("told") => What::Told(Told {
                whom: self.whom.clone()?,
                when: Moment { day: self.date?, time: self.time },
                said: self.said.clone()?,
            }),
            Some("about") => What::About(self.is.clone()?),
            Some("happened") => What::Happened { path: step()?, on: self.on? },
            Some("dated") => What::Dated {
                path: step()?,
                by: self.by?,
                how: Dating::named(self.how.as_deref()?)?,
                why: self.why.clone(),
            },
            Some(UNTIL_THEN) => What::UntilThen { said: self.said.clone()?, from: self.origin() },
            Some("waiting") => What::Waiting { path: step()? },
            Some("anytime") => What::Anytime(self.is.clone()?),
            Some("withdrawn") => What::Withdrawn { why: self.why.clone()? },
            Some("elsewhere") => What::Elsewhere { to: self.to.clone()?, why: self.why.clone()? },
            Some(_) => return None,
        };
        let typed = self.typed.clone().map(|words| TypedDay {
            words,
            left_out: self.left_out.clone().unwrap_or_default(),
            provisional: self.provisional == Some(true),
        });
        Some(Event { at: self.at?, day: self.day.unwrap_or(day), what, typed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
    }

    #[test]
    fn every_event_comes_back_as_it_was() {
        let answers = [
            Answer::Choice("a".into()),
            Answer::Choices(vec![]),
            Answer::Text("x\ny \"z\" é".into()),
            Answer::Lines(vec!["a".into()]),
            Answer::Date(Moment { day: day(1), time: NaiveTime::from_hms_opt(14, 30, 0) }),
            Answer::Number(-3),
            Answer::People(vec![Person { role: "r".into(), agency: String::new() }]),
            Answer::Actions(vec![Action { what: "w".into(), who: "o".into(), by: Some(day(2)), ..Action::default() }]),
            Answer::Done,
            Answer::WhyNot("too young".into()),
            Answer::DontKnow,
            Answer::Blank,
            Answer::NoReply,
        ];
        let mut whats: Vec<What> = answers
            .into_iter()
            .map(|answer| What::Answer {
                path: "a.b".into(),
                nth: Some(0),
                answer,
                on: Some(day(3)),
                from: Some(Origin::Taken("team".into())),
            })
            .collect();
        whats.extend(Risk::ALL.map(|(_, risk)| What::AtRisk(risk)));
        whats.extend(Dating::ALL.map(|(_, how)| What::Dated { path: "p".into(), by: day(4), how, why: None }));
        whats.extend([
            What::About("child".into()),
            What::Happened { path: "p".into(), on: day(5) },
            What::UntilThen { said: "x".into(), from: None },
            What::UntilThen {
                said: "x".into(),
                from: Some(Origin::Carried { record: "r".into(), checked: Some("y".into()) }),
            },
            What::Waiting { path: "p".into() },
            What::Anytime("a".into()),
            What::Withdrawn { why: "w".into() },
            What::Elsewhere { to: "t".into(), why: "w".into() },
        ]);
        for what in whats {
            let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
            let typed = TypedDay { words: "in 5 days".into(), left_out: vec![day(7)], provisional: true };
            let event = Event { at, day: day(6), what, typed: Some(typed) };
            let json = serde_json::to_string(&Entry::of(&event)).expect("json");
            let back: Entry = serde_json::from_str(&json).expect("an entry");
            assert_eq!(back.event(day(7)), Some(event));
        }
    }
}
