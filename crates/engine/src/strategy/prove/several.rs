//! Answers that are sets: several choices, and what several people said.
//!
//! A set matters only through the words in it that cells name, and through its size. So sets are built up one option
//! at a time, and those with the same words and size are kept as one, with their number.

use std::collections::BTreeMap;

use crate::prompt::Answer;
use crate::prompt::Prompt;
use crate::strategy::Cell;
use crate::strategy::Step;
use crate::strategy::prove::candidate::Candidate;
use crate::strategy::prove::candidate::spans;

/// More different sets than this are not looked at.
const MOST_SETS: usize = 1 << 16;

/// The words that cells name, as bits of one number.
struct Named<'a>(Vec<&'a str>);

impl<'a> Named<'a> {
    /// None if there are more than fit.
    fn by(cells: &[&'a Cell]) -> Option<Self> {
        let mut words: Vec<&str> = cells.iter().flat_map(|cell| &cell.words).map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        (words.len() <= 128).then_some(Self(words))
    }

    fn among(&self, words: &[&str]) -> u128 {
        let bits = self.0.iter().enumerate().filter(|(_, word)| words.contains(word)).map(|(bit, _)| 1 << bit);
        bits.fold(0, |all, bit: u128| all | bit)
    }
}

/// One set of each sort: how many there are, and the members of one.
type Sorts = BTreeMap<(u128, usize), (u128, Vec<usize>)>;

/// Adds one member to some sets; `ways` is how many members like it could be added.
fn with(sorts: &Sorts, words: u128, grows: bool, member: usize, ways: u128) -> Option<Sorts> {
    let mut all = sorts.clone();
    for (&(before, size), (count, members)) in sorts {
        let key = (before | words, size + usize::from(grows));
        let more = count.saturating_mul(ways);
        let entry = all.entry(key).or_insert_with(|| (0, [members.as_slice(), &[member]].concat()));
        entry.0 = entry.0.saturating_add(more);
    }
    (all.len() <= MOST_SETS).then_some(all)
}

fn nothing() -> Sorts {
    BTreeMap::from([((0, 0), (1, Vec::new()))])
}

/// Every set of options that the prompt accepts, those that are sure to be alike once.
pub(crate) fn choices(step: &Step, prompt: &Prompt, cells: &[&Cell]) -> Option<Vec<Candidate>> {
    let named = Named::by(cells)?;
    let option = |number: usize| Answer::Choice(prompt.options[number].id.clone());
    let mut sorts = nothing();
    let mut alone = Vec::new();
    for (number, it) in prompt.options.iter().enumerate() {
        if it.alone {
            alone.push((1, 1, vec![number]));
        } else {
            sorts = with(&sorts, named.among(&step.words_of(&option(number))), true, number, 1)?;
        }
    }
    let mut sets: Vec<(usize, u128, Vec<usize>)> =
        sorts.into_iter().map(|((_, size), (count, all))| (size, count, all)).collect();
    sets.extend(alone);
    sets.sort_by_key(|(size, _, all)| (*size, all.first().copied()));
    let least = prompt.at_least.unwrap_or(i64::from(!prompt.optional));
    let fits = |size: usize| {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        size >= least && prompt.at_most.is_none_or(|most| size <= most)
    };
    let candidate = |(_, weight, all): (usize, u128, Vec<usize>)| Candidate {
        answer: Answer::Choices(all.into_iter().map(|number| prompt.options[number].id.clone()).collect()),
        weight,
    };
    Some(sets.into_iter().filter(|(size, ..)| fits(*size)).map(candidate).collect())
}

/// What several people may have said to a prompt: any of its answers, one or more.
pub(crate) fn each(step: &Step, single: &[Candidate], cells: &[&Cell]) -> Option<Vec<Candidate>> {
    let named = Named::by(cells)?;
    // Answers with the same words first become one, so that only different ones double the number of sets.
    let mut alike: Vec<(u128, u128, usize)> = Vec::new();
    for (number, candidate) in single.iter().enumerate() {
        let words = named.among(&step.words_of(&candidate.answer));
        match alike.iter_mut().find(|(have, ..)| *have == words) {
            Some((_, weight, _)) => *weight = weight.saturating_add(candidate.weight),
            None => alike.push((words, candidate.weight, number)),
        }
    }
    let mut sorts = nothing();
    for (words, weight, number) in alike {
        // Some of these answers, and at least one.
        let ways = 1_u128.checked_shl(u32::try_from(weight).unwrap_or(u32::MAX)).map_or(u128::MAX, |sets| sets - 1);
        sorts = with(&sorts, words, false, number, ways)?;
    }
    let mut all = Vec::new();
    for ((words, _), (count, members)) in sorts {
        // Nobody said anything is another matter; nothing that a cell names was said is not.
        let count = if words == 0 { count - 1 } else { count };
        let members = if members.is_empty() { alike_none(single, &named, step) } else { members };
        if count == 0 || members.is_empty() {
            continue;
        }
        let heads = i64::try_from(members.len()).unwrap_or(i64::MAX);
        for (size, _) in spans(Some(heads), None, cells) {
            let size = usize::try_from(size).ok().filter(|size| *size <= 1000)?;
            let said = (0..size).map(|number| single[members[number.min(members.len() - 1)]].answer.clone());
            all.push(Candidate { answer: Answer::Each(said.collect()), weight: count });
        }
    }
    all.sort_by_key(|candidate| candidate.answer.size());
    Some(all)
}

/// An answer with none of the words that cells name, if there is one.
fn alike_none(single: &[Candidate], named: &Named<'_>, step: &Step) -> Vec<usize> {
    let mut numbers = single.iter().enumerate().filter(|(_, it)| named.among(&step.words_of(&it.answer)) == 0);
    numbers.next().map(|(number, _)| number).into_iter().collect()
}
