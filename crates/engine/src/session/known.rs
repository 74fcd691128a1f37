//! What is already known: from the case, from the team, or from earlier in the same sitting.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::prompt::Answer;
use crate::session::Given;
use crate::session::state::State;
use crate::strategy::Carry;
use crate::strategy::Does;
use crate::strategy::Step;

/// An answer that is known already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Offer {
    /// The answer.
    pub answer: Answer,
    /// The day on which it was given, if it comes from an earlier record.
    pub on: Option<NaiveDate>,
    /// Where it comes from, in words.
    pub from: String,
}

/// What the records of a case say. Of each thing there is one answer, the newest; or several that disagree, from
/// records that were written on the same day and did not know of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Known {
    /// For each fact.
    pub by_fact: BTreeMap<String, Vec<Offer>>,
    /// For each step's name.
    pub by_name: BTreeMap<String, Vec<Offer>>,
    /// For each `strategy.step`.
    pub by_step: BTreeMap<String, Vec<Offer>>,
    /// `yes` for each strategy of which a review on this case came to an outcome that neither stopped nor settled it.
    pub finished: BTreeMap<String, Offer>,
    /// The date that an earlier record promised, and that this review meets.
    #[serde(skip)]
    pub promised: Option<NaiveDate>,
    /// True if anything about risk is open on the case, but for what whoever types said in this review.
    #[serde(skip)]
    pub open_risk: bool,
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// An answer given earlier in this sitting that a step may take over, from the first event of the sitting on.
pub(crate) fn in_this_sitting<'a>(step: &Step, here: &str, state: &'a State, first: usize) -> Option<&'a Given> {
    let leg = state.leg();
    let from_case = step.filled_from.iter().any(|source| source == "case");
    let named = |given: &Given| {
        let home = state.legs[given.leg].home(&given.path);
        home.is_some_and(|(strategy, theirs)| step.filled_from.contains(&format!("{}.{}", strategy.id, theirs.id)))
    };
    state
        .given
        .iter()
        .rev()
        .filter(|given| given.event >= first && (given.leg, given.path.as_str()) != (leg, here))
        .find(|given| {
            if named(given) {
                return true;
            }
            if !from_case {
                return false;
            }
            let theirs = state.legs[given.leg].at(&given.path);
            let same_fact = step.fact.is_some() && theirs.and_then(|step| step.fact) == step.fact;
            same_fact || (step.fact.is_none() && last(&given.path) == step.id)
        })
        .filter(|given| would_take(step, &given.answer))
}

/// The answer that the records of the case offer a step, or those that disagree.
/// One that its prompt would no longer accept is not offered: it is asked. Nor is a day to come that has passed since.
pub fn on_the_case(step: &Step, known: &Known, today: Option<NaiveDate>) -> Vec<Offer> {
    if step.carry == Carry::Never {
        return Vec::new();
    }
    let all = step.filled_from.iter().find_map(|source| match source.as_str() {
        "case" => {
            step.fact.and_then(|fact| known.by_fact.get(fact.name)).or_else(|| known.by_name.get(&step.id)).cloned()
        }
        source => match source.strip_suffix(".finished") {
            Some(strategy) => known.finished.get(strategy).map(|offer| vec![offer.clone()]),
            None => known.by_step.get(source).cloned(),
        },
    });
    // A fact is a day on which something happened; any other is one that somebody looked forward to.
    let has_passed = |answer: &Answer| match answer {
        Answer::Date(moment) => step.fact.is_none() && today.is_some_and(|today| moment.day < today),
        _ => false,
    };
    let stands = |offer: &Offer| would_take(step, &offer.answer) && !has_passed(&offer.answer);
    all.into_iter().flatten().filter(stands).collect()
}

/// True if a step would accept this answer as its own.
pub(crate) fn would_take(step: &Step, answer: &Answer) -> bool {
    match &step.does {
        Does::Ask(prompt) if step.each.is_none() => prompt.accept(answer.clone()).as_ref() == Ok(answer),
        _ => false,
    }
}
