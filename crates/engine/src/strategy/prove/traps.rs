//! Traps: places from which no answers lead to an outcome.
//!
//! Where every round has a bound and every answer has a row, each path ends, and only rows that lead back to the safety
//! question can hold somebody: nothing ends there. So it is only looked for where there is such a row, or a round.

use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::machine::Goal;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;

struct Steps<'s, const N: usize> {
    states: &'s States<N>,
    /// From the state that is come to, to the one that it is come to from.
    back: Vec<(u32, u32)>,
    /// States from which an answer leads out, if only for want of a row.
    out: Vec<u32>,
}

impl<const N: usize> Watch<N> for Steps<'_, N> {
    fn land(&mut self, place: usize, bits: Bits<N>, way: Way) {
        if let Some(to) = u32::try_from(place).ok().and_then(|place| self.states.number(place, &bits)) {
            self.back.push((to, way.from));
        }
    }

    fn gap(&mut self, _place: usize, way: Way) {
        self.out.push(way.from);
    }
}

/// The first state from which nothing leads to an end. `endless` says whether some round has no bound.
pub(crate) fn trap<const N: usize>(search: &Search<'_, '_, N>, states: &States<N>, endless: bool) -> Option<u32> {
    let machine = search.machine;
    if !endless && !leads_to_safety(machine) {
        return None;
    }
    let safety = machine.places.len() + machine.strategy.outcomes.len();
    let mut steps = Steps { states, back: Vec::new(), out: Vec::new() };
    for (number, state) in (0..).zip(&states.all) {
        let place = state.place as usize;
        if place >= machine.places.len() && place != safety {
            steps.out.push(number);
        }
        search.moves(number, state, &mut steps);
    }
    let Steps { mut back, out: mut open, .. } = steps;
    back.sort_unstable();
    let mut free = vec![false; states.all.len()];
    while let Some(state) = open.pop() {
        if std::mem::replace(&mut free[state as usize], true) {
            continue;
        }
        let first = back.partition_point(|(to, _)| *to < state);
        open.extend(back[first..].iter().take_while(|(to, _)| *to == state).map(|(_, from)| *from));
    }
    let held = |number: &usize| !free[*number] && states.all[*number].place as usize != safety;
    (0..states.all.len()).find(held).and_then(|number| u32::try_from(number).ok())
}

fn leads_to_safety(machine: &Machine<'_>) -> bool {
    let safety = Goal::End(machine.strategy.outcomes.len());
    machine.places.iter().flat_map(|place| &place.rows).any(|row| row.goal == safety)
}
