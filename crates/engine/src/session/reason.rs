//! Why a session ended as it did: the reason belongs to the row that ended it, and to nothing else.

use crate::session::Fired;
use crate::session::Given;
use crate::session::state::State;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::Target;

/// The reason of the row that decided how the session ended, in the words of the strategy.
///
/// Steps may lie between that row and the end (why it is stuck, what keeps the child safe). They keep its reason as
/// long as no answer that was given after it chose between two ends. What is run inside the strategy, or beside it,
/// gives no reason: its end is an answer like any other.
pub(crate) fn because(state: &State) -> Option<&str> {
    let strategy = state.strategy();
    let own = |fired: &&Fired| fired.leg == state.leg() && strategy.step(&fired.path).is_some();
    let rows: Vec<&Fired> = state.fired.iter().filter(own).collect();
    let place = rows.iter().rposition(|fired| fired.because.is_some())?;
    let (row, mut later) = (rows[place], &rows[place + 1..]);
    while let [fired, rest @ ..] = later {
        if decides(state, fired, rest, row.event) {
            return None;
        }
        later = rest;
    }
    row.because.as_deref()
}

/// True if a row chose between two ends by an answer that was given after this event.
///
/// It did not where every way from its step comes by a step that was still to come: what counts is what is read there.
fn decides(state: &State, fired: &Fired, rest: &[&Fired], since: usize) -> bool {
    let strategy = state.strategy();
    let Some((place, step)) = strategy.step(&fired.path) else { return false };
    let read = &step.routes[..fired.row.unwrap_or(0)];
    let own = read.iter().any(|row| row.is.is_some()).then_some(fired.path.as_str());
    let columns = read.iter().flat_map(|row| &row.when).map(|column| column.path.as_str());
    let mut tested = own.into_iter().chain(columns).filter_map(|path| state.latest(state.leg(), path));
    if !tested.any(|given| given.event > since && could_differ(strategy, given)) {
        return false;
    }
    let later = rest.iter().filter_map(|fired| Some(strategy.step(&fired.path)?.0));
    !later.filter(|meeting| *meeting != place).any(|meeting| all_come_by(strategy, place, meeting))
}

/// True if every way from a step to an outcome comes by another step.
fn all_come_by(strategy: &Strategy, step: usize, meeting: usize) -> bool {
    let mut seen = vec![false; strategy.steps.len()];
    seen[meeting] = true;
    let mut open = vec![Target::Step(step)];
    while let Some(target) = open.pop() {
        match target {
            Target::Outcome(_) => return false,
            Target::Step(place) if !std::mem::replace(&mut seen[place], true) => {
                let routes = &strategy.steps[place].routes;
                open.extend(routes.iter().map(|row| row.to));
                open.extend(routes.is_empty().then(|| strategy.next_in_file(place)));
            }
            _ => {}
        }
    }
    true
}

/// False for words that had to be given: whether they were is no choice.
fn could_differ(strategy: &Strategy, given: &Given) -> bool {
    let must = strategy
        .at(&given.path)
        .and_then(Step::prompt)
        .is_some_and(|prompt| prompt.options.is_empty() && !prompt.optional && !prompt.why_not && !prompt.dont_know);
    !(must && given.answer.state() == "given")
}

/// True if an answer belongs to an earlier time round of the strategy that was run, and not to the last.
pub(crate) fn is_outrun(state: &State, given: &Given) -> bool {
    let Some((run, _)) = given.path.rsplit_once('.') else { return false };
    let over = state.given.iter().filter(|other| other.leg == given.leg && other.path == run);
    over.rev().nth(1).is_some_and(|before| given.event <= before.event)
}
