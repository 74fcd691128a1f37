//! The proof: what holds on every path of a strategy, found by one search that leaves nothing out.
//!
//! An answer is seen only through the cells that are held against it, so answers that no row tells apart are one.
//! A state is a step and what may still be read of the answers before it. A procedure soon forgets: strategies with
//! millions of millions of paths have a few hundred states, and the search looks at every one of them.
//!
//! Every combination of answers that is looked at can be given in a session, and the reverse, but for three things,
//! where more is looked at than can happen ([`Wider`]). *Proved* stays true; a witness that leans on one says *may*:
//!
//! 1. An answer taken over in the same session is exact between steps that take the same answers (`ties.rs`). From other
//!    steps, and from the team, it is taken as free.
//! 2. The ages of two days are taken as free of each other, and a day may grow older between any two readings.
//! 3. What several people said may be more different things than there can be people.
//!
//! What the counts mean is written down in one place: `docs/proof.md`.
//!
//! An anytime route that runs a strategy comes back to the same step, and no row reads its answers: it is proved by
//! itself, and stands in no path here.

mod answers;
mod bits;
mod candidate;
mod count;
mod diff;
#[cfg(test)]
mod differs;
mod draft;
mod explore;
mod faults;
mod given;
mod layout;
mod live;
mod machine;
mod pack;
mod rounds;
mod search;
mod several;
mod states;
#[cfg(test)]
pub(crate) mod strange;
#[cfg(test)]
mod tests;
mod ties;
mod traps;
#[cfg(test)]
pub(crate) mod walker;
mod wire;
mod witness;

use crate::prompt::Answer;
use crate::strategy::Strategy;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::states::States;

pub use diff::Change;
pub use diff::Diff;
pub use diff::Difference;
pub use diff::diff;
pub use pack::Pack;
pub use pack::Path;
pub use pack::pack;
pub use witness::changes_risk;
pub use witness::witness_file;

/// More states than this are not looked at.
pub const MOST_STATES: usize = 2_000_000;

/// What was proved of a strategy, and what was refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Different situations that a review can be in.
    pub states: usize,
    /// Paths from the first step to an end, every answer counted, as `docs/proof.md` says; as many as the number holds
    /// if there are more.
    /// 0 if a round has no bound, or if the search stopped early.
    pub paths: u128,
    /// The same, with answers that no row tells apart counted once.
    pub ways: u128,
    /// The most prompts on a path; 0 where `paths` is.
    pub longest: usize,
    /// What is wrong, each with the shortest answers that show it.
    pub faults: Vec<Fault>,
    /// Every promise, in file order.
    pub kept: Vec<Kept>,
    /// Where more was looked at than can happen.
    pub wider: Vec<Wider>,
    /// How far the search came, if it stopped early.
    pub stopped: Option<Stopped>,
}

/// How far a search came that stopped early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Situations that were looked at; 0 if the strategy is too large to be laid out.
    pub states: usize,
    /// Every review of up to so many answers has been looked at.
    pub answers: usize,
    /// Steps of the strategy itself that were reached.
    pub steps: usize,
    /// Outcomes that were reached.
    pub outcomes: usize,
    /// Rows of the strategy itself that were taken.
    pub rows: usize,
}

/// Where more is looked at than can happen: what is proved stays true, and a witness that leans on it says *may*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wider {
    /// A step takes its answer over from a step of another kind, or from what the team has set.
    TakenOver,
    /// The ages of two days are free of each other, and a day may grow older between two readings.
    Ages,
    /// What several people said may be more different things than there can be people.
    Heads,
}

impl Wider {
    /// It in plain words.
    pub fn says(self) -> &'static str {
        match self {
            Self::TakenOver => "An answer that is taken over from elsewhere is taken to be any answer.",
            Self::Ages => "How long ago two days are is taken to be free, and a day may grow older between two steps.",
            Self::Heads => "Several people may be taken to say more different things than there are people.",
        }
    }
}

/// One thing wrong with a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A short name that stays the same from version to version.
    pub code: &'static str,
    /// The part of the file that it is about.
    pub part: Part,
    /// The path of the step, or the name of the outcome, where it shows.
    pub step: String,
    /// The route of that step, from 0, if it is about one.
    pub row: Option<usize>,
    /// It in plain words, with the answers that show it.
    pub says: String,
    /// It in plain words, without them.
    pub plain: String,
    /// True if those answers may be impossible together.
    pub may: bool,
    /// The answers that show it.
    pub witness: Vec<Answered>,
}

/// A part of a strategy file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A step, as the fault names it.
    Step,
    /// An outcome, as the fault names it.
    Outcome,
    /// A place in the anytime routes.
    Anytime(usize),
    /// A place in the promises.
    Promise(usize),
}

/// A promise, and whether it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The promise in words.
    pub text: String,
    /// True if it is proved.
    pub holds: bool,
    /// If it is not proved: true if it is not known to be broken either.
    pub may: bool,
}

/// One answer of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The path of the step; `about` for what the review is about.
    pub path: String,
    /// The answer in a word or two: every answer of which this is true leads the same way.
    pub words: String,
    /// One such answer. None if the step was left by the anytime route that `words` names.
    pub answer: Option<Answer>,
    /// True if the step waits until a day that somebody types first.
    pub date: bool,
    /// False if every answer to the step leads the same way.
    pub decides: bool,
}

/// The answers that decide, each as `step = answer`; the others may be any.
pub fn deciding(answers: &[Answered]) -> String {
    let words: Vec<String> =
        answers.iter().filter(|it| it.decides).map(|it| format!("{} = {}", it.path, it.words)).collect();
    if words.is_empty() { "any answers".to_owned() } else { words.join(", ") }
}

/// Proves a strategy.
pub fn prove(strategy: &Strategy) -> Proof {
    prove_within(strategy, MOST_STATES)
}

/// Proves a strategy, looking at so many states at most.
pub(crate) fn prove_within(strategy: &Strategy, limit: usize) -> Proof {
    let Some(machine) = layout::lay_out(strategy) else {
        return stopped(strategy, Stopped::NOTHING, Vec::new());
    };
    // A state takes as many words as the strategy needs, and the limit is on memory too.
    match machine.bits.div_ceil(64) {
        0..=1 => look::<1>(&machine, limit),
        2 => look::<2>(&machine, limit),
        3..=8 => look::<8>(&machine, limit),
        9..=64 => look::<64>(&machine, limit / 8),
        _ => stopped(strategy, Stopped::NOTHING, Vec::new()),
    }
}

fn look<const N: usize>(machine: &Machine<'_>, limit: usize) -> Proof {
    let search = Search::<N>::new(machine);
    let mut states = States::new();
    let (found, all) = explore::explore(&search, &mut states, limit);
    let mut faults = faults::Faults::new(&search, &states);
    faults.at_once(&found);
    if !all {
        return stopped(machine.strategy, reached(machine, &states, &found), faults.list);
    }
    faults.never(&found, explore::dead_rows(&search, &states, &found));
    let counted = count::count(&search, &states);
    let bounded = counted.left.is_empty();
    if bounded {
        faults.too_long(&counted);
    } else {
        faults.unbounded(rounds::rounds(&search, &states, &counted.left));
    }
    faults.trap(traps::trap(&search, &states, !bounded));
    let kept = machine.strategy.promises.iter().enumerate().map(|(number, promise)| {
        let broken = faults.list.iter().find(|fault| fault.part == Part::Promise(number));
        let known = bounded || promise.prompts_at_most.is_none();
        Kept {
            text: promise.text.clone(),
            holds: broken.is_none() && known,
            may: broken.map_or(!known, |fault| fault.may),
        }
    });
    let figures = |figure: u128| if bounded { figure } else { 0 };
    Proof {
        states: states.all.len(),
        paths: figures(counted.paths),
        ways: figures(counted.ways),
        longest: if bounded { counted.longest as usize } else { 0 },
        kept: kept.collect(),
        faults: faults.list,
        wider: machine.wider(),
        stopped: None,
    }
}

impl Stopped {
    const NOTHING: Self = Self { states: 0, answers: 0, steps: 0, outcomes: 0, rows: 0 };
}

/// How far a search came.
fn reached<const N: usize>(machine: &Machine<'_>, states: &States<N>, found: &explore::Found) -> Stopped {
    let own = machine.places.iter().enumerate().filter(|(_, place)| place.step.is_some() && place.world == 0);
    let own: Vec<usize> = own.map(|(number, _)| number).collect();
    let outcomes = machine.places.len()..machine.places.len() + machine.strategy.outcomes.len();
    Stopped {
        states: states.all.len(),
        answers: found.answers,
        steps: own.iter().filter(|place| found.reached[**place]).count(),
        outcomes: outcomes.filter(|end| found.reached[*end]).count(),
        rows: own.iter().flat_map(|place| &found.took[*place]).filter(|took| **took).count(),
    }
}

/// What is known when the search stopped early: faults that were found are faults, and nothing is proved.
fn stopped(strategy: &Strategy, stopped: Stopped, faults: Vec<Fault>) -> Proof {
    let broken = |number| faults.iter().find(|fault| fault.part == Part::Promise(number));
    let kept = strategy.promises.iter().enumerate().map(|(number, promise)| Kept {
        text: promise.text.clone(),
        holds: false,
        may: broken(number).is_none_or(|fault| fault.may),
    });
    let kept = kept.collect();
    let states = stopped.states;
    Proof { states, paths: 0, ways: 0, longest: 0, faults, kept, wider: Vec::new(), stopped: Some(stopped) }
}
