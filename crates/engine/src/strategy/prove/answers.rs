//! The answers that a step may have, sorted into classes that no row tells apart.
//!
//! Each class keeps one real answer, and only [`fits`] says what that answer fits: a session and a proof cannot differ.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use chrono::NaiveTime;
use chrono::TimeDelta;

use crate::calendar::Moment;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Person;
use crate::prompt::Prompt;
use crate::strategy::Cell;
use crate::strategy::Does;
use crate::strategy::Step;
use crate::strategy::fits;
use crate::strategy::prove::candidate::Candidate;
use crate::strategy::prove::candidate::spans;
use crate::strategy::prove::machine::Class;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Place;
use crate::strategy::prove::several;

/// Nobody enters more than this.
const MOST_ENTRIES: i64 = 1000;

/// The day on which a witness is walked: any will do, so it is the same for ever. A session reads ages at its beginning.
pub(crate) fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default().and_time(NaiveTime::MIN)
}

/// Sorts the answers of a place into classes. None if there are too many.
pub(crate) fn sort(place: &mut Place<'_>, about: &[String]) -> Option<()> {
    let later = place.marks.iter().filter_map(|(mark, _)| if let Mark::Fits(cell) = mark { Some(*cell) } else { None });
    let of_others = place.shared.iter().filter_map(|mark| if let Mark::Fits(cell) = mark { Some(*cell) } else { None });
    let cells: Vec<&Cell> = place.own.iter().copied().chain(later).chain(of_others).collect();
    let mut known = BTreeMap::new();
    let Some(step) = place.step else {
        for id in about {
            let answer = Answer::Choice(id.clone());
            let class = class(place, Candidate::one(answer), |cell| cell.words.contains(id) != cell.not);
            keep(&mut place.classes, &mut known, class);
        }
        return Some(());
    };
    let found = everything(step, &cells)?;
    for (candidate, empty) in found {
        let answer = candidate.answer.clone();
        let class = Class { empty, ..class(place, candidate, |cell| fits(cell, step, &answer, now())) };
        let number = keep(&mut place.classes, &mut known, class);
        place.of_outcome.push(number);
    }
    Some(())
}

/// Everything that can be answered to a step, answers that are sure to be alike once; true for what is said where a
/// step is asked once for each entry and there are none.
pub(crate) fn everything(step: &Step, cells: &[&Cell]) -> Option<Vec<(Candidate, bool)>> {
    let mut found: Vec<(Candidate, bool)> = Vec::new();
    match &step.does {
        Does::Say(_) => found.push((Candidate::one(Answer::Done), false)),
        Does::Run(inner) => {
            let outcomes = inner.outcomes.iter().map(|outcome| Answer::Outcome(outcome.id.clone()));
            found.extend(outcomes.map(|answer| (Candidate::one(answer), false)));
        }
        Does::Ask(prompt) => {
            let single = candidates(step, prompt, cells)?;
            if step.each.is_some() {
                let all = several::each(step, &single, cells)?;
                found.extend(all.into_iter().map(|candidate| (candidate, false)));
                found.push((Candidate::one(Answer::Blank), true));
            } else {
                found.extend(single.into_iter().map(|candidate| (candidate, false)));
            }
        }
    }
    if step.wait_for.is_some() {
        found.push((Candidate::one(Answer::NoReply), false));
    }
    Some(found)
}

/// The number of the class that an answer to a place belongs to, if the place accepts it.
pub(crate) fn class_of(place: &Place<'_>, about: &[String], answer: &Answer, empty: bool) -> Option<usize> {
    let class = match place.step {
        None => {
            let Answer::Choice(id) = answer else { return None };
            if !about.contains(id) {
                return None;
            }
            class(place, Candidate::one(answer.clone()), |cell| cell.words.contains(id) != cell.not)
        }
        Some(step) => {
            let accepts = |answer: &Answer| match (&step.does, answer) {
                (_, Answer::NoReply) => step.wait_for.is_some(),
                (Does::Ask(prompt), answer) => prompt.accept(answer.clone()).as_ref() == Ok(answer),
                (Does::Say(_), answer) => *answer == Answer::Done,
                (Does::Run(_), _) => false,
            };
            let all = match answer {
                Answer::Each(all) => step.each.is_some() && all.iter().all(accepts),
                Answer::Blank if empty => true,
                answer => step.each.is_none() && accepts(answer),
            };
            if !all {
                return None;
            }
            Class { empty, ..class(place, Candidate::one(answer.clone()), |cell| fits(cell, step, answer, now())) }
        }
    };
    let alike = |have: &Class| {
        (&have.own, &have.shared, &have.set, have.empty) == (&class.own, &class.shared, &class.set, class.empty)
    };
    place.classes.iter().position(alike)
}

/// The class of an answer, as far as the place reads it.
fn class(place: &Place<'_>, candidate: Candidate, fits: impl Fn(&Cell) -> bool) -> Class {
    let Candidate { answer, weight } = candidate;
    let waits = place.step.is_some_and(|step| step.wait_for.is_some());
    let holds = |mark: &Mark<'_>| match mark {
        Mark::Fits(cell) => fits(cell),
        Mark::Answered => true,
        Mark::Dated => waits || matches!(answer, Answer::Date(_)),
        Mark::Day => matches!(answer, Answer::Date(_)),
        Mark::Entries => match &answer {
            Answer::People(_) | Answer::Lines(_) | Answer::Choices(_) | Answer::Actions(_) => answer.size() > Some(0),
            _ => false,
        },
        Mark::Read => false,
    };
    Class {
        own: place.own.iter().map(|cell| fits(cell)).collect(),
        shared: place.shared.iter().map(holds).collect(),
        fed: Vec::new(),
        set: place.marks.iter().filter(|(mark, _)| holds(mark)).map(|(_, bit)| *bit).collect(),
        weight,
        answer,
        empty: false,
    }
}

/// The number of each class, by everything that rows can tell of it.
type Known = BTreeMap<(Vec<bool>, Vec<bool>, Vec<usize>, bool), usize>;

/// Adds to the class that is alike, or as a class of its own; gives its number.
fn keep(classes: &mut Vec<Class>, known: &mut Known, class: Class) -> usize {
    let number = *known
        .entry((class.own.clone(), class.shared.clone(), class.set.clone(), class.empty))
        .or_insert(classes.len());
    match classes.get_mut(number) {
        Some(alike) => alike.weight = alike.weight.saturating_add(class.weight),
        None => classes.push(class),
    }
    number
}

/// Every answer to a prompt, those that are sure to be alike once.
fn candidates(step: &Step, prompt: &Prompt, cells: &[&Cell]) -> Option<Vec<Candidate>> {
    let mut none = None;
    let mut all: Vec<Candidate> = match prompt.kind {
        Kind::YesNo | Kind::Choice => {
            prompt.options.iter().map(|option| Candidate::one(Answer::Choice(option.id.clone()))).collect()
        }
        Kind::Choices => several::choices(step, prompt, cells)?,
        Kind::Line | Kind::Text => vec![Candidate::one(Answer::Text("Practice words".to_owned()))],
        Kind::Date => days(step, cells),
        Kind::Number => spans(prompt.at_least, prompt.at_most, cells)
            .into_iter()
            .map(|(number, weight)| Candidate { answer: Answer::Number(number), weight })
            .collect(),
        Kind::Lines | Kind::People | Kind::Actions => {
            let least = prompt.at_least.unwrap_or(i64::from(!prompt.optional)).max(0);
            // Whether there are any entries matters even where no cell counts them.
            none = (least == 0).then_some(entries(prompt.kind, 0)?);
            let sizes = spans(Some(least.max(1)), prompt.at_most, cells);
            sizes.into_iter().map(|(size, _)| entries(prompt.kind, size).map(Candidate::one)).collect::<Option<_>>()?
        }
    };
    if prompt.why_not {
        all.push(Candidate::one(Answer::WhyNot("A practice reason".to_owned())));
    }
    if prompt.dont_know {
        all.push(Candidate::one(Answer::DontKnow));
    }
    if prompt.optional {
        all.push(Candidate::one(Answer::Blank));
    }
    all.extend(none.map(Candidate::one));
    Some(all)
}

fn entries(kind: Kind, size: i64) -> Option<Answer> {
    let size = usize::try_from(size.min(MOST_ENTRIES + 1)).ok().filter(|_| size <= MOST_ENTRIES)?;
    let person = Person { role: "Practice role".to_owned(), agency: "Practice agency".to_owned() };
    let action = Action {
        what: "Practice action".to_owned(),
        who: person.role.clone(),
        by: Some(now().date()),
        ..Action::default()
    };
    Some(match kind {
        Kind::People => Answer::People(vec![person; size]),
        Kind::Actions => Answer::Actions(vec![action; size]),
        _ => Answer::Lines(vec!["Practice words".to_owned(); size]),
    })
}

/// A day that is so many hours ago.
fn day(hours: i64) -> Answer {
    let then = now() - TimeDelta::hours(hours);
    Answer::Date(Moment { day: then.date(), time: (hours > 0).then(|| then.time()) })
}

/// One day for each age that cells tell apart, from the youngest.
fn days(step: &Step, cells: &[&Cell]) -> Vec<Candidate> {
    const OLDEST: i64 = 10_000 * 31 * 24;
    let mut ages = vec![0];
    for cell in cells.iter().filter(|cell| cell.older_than.is_some()) {
        // The first hour at which it fits is looked for by halves, so that only `fits` knows how ages are counted.
        let (mut young, mut old) = (0, OLDEST);
        while young + 1 < old {
            let middle = i64::midpoint(young, old);
            if fits(cell, step, &day(middle), now()) { old = middle } else { young = middle }
        }
        if old < OLDEST {
            ages.push(old);
        }
    }
    ages.sort_unstable();
    ages.dedup();
    ages.into_iter().map(|age| Candidate::one(day(age))).collect()
}

/// The bits of each age of a day, from the youngest.
pub(crate) fn bands(place: &Place<'_>) -> Vec<Vec<usize>> {
    let dated = place.classes.iter().filter(|class| matches!(class.answer, Answer::Date(_)));
    dated.map(|class| class.set.clone()).collect()
}
