//! How many paths there are, and how long: each state is counted once everything that leads to it has been.

use std::collections::VecDeque;

use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;

/// What is counted at each state.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Every answer counted.
    paths: u128,
    /// Answers that no row tells apart counted once.
    ways: u128,
    /// Most prompts on a path to it.
    deepest: u32,
    /// The last move of such a path.
    deep: (u32, u32),
    /// Moves to it that have not been counted yet.
    waiting: u32,
}

/// What was counted.
pub(crate) struct Counted {
    pub(crate) paths: u128,
    pub(crate) ways: u128,
    pub(crate) longest: u32,
    /// For each promise: where too much was asked, and how much.
    pub(crate) long: Vec<Option<(usize, Way, u32)>>,
    counts: Vec<Count>,
    /// States that go round and round, or that only such states lead to.
    pub(crate) left: Vec<u32>,
}

impl Counted {
    /// The last move of a path to a state with as many prompts as there can be.
    pub(crate) fn deep(&self, state: u32) -> (u32, u32) {
        self.counts[state as usize].deep
    }
}

struct Tally<'s, 'a, const N: usize> {
    search: &'s Search<'s, 'a, N>,
    machine: &'s Machine<'a>,
    states: &'s States<N>,
    counted: &'s mut Counted,
    ready: &'s mut VecDeque<u32>,
}

/// Counts.
pub(crate) fn count<'s, const N: usize>(search: &'s Search<'s, '_, N>, states: &'s States<N>) -> Counted {
    let machine = search.machine;
    let mut counts: Vec<Count> =
        states.all.iter().map(|state| Count { waiting: state.into, ..Count::default() }).collect();
    // Nothing leads to the first state but the beginning itself.
    counts[0] = Count { paths: 1, ways: 1, ..Count::default() };
    let mut counted =
        Counted { paths: 0, ways: 0, longest: 0, long: vec![None; machine.pledges.len()], counts, left: Vec::new() };
    // First come, first counted: much the order of the search, so that states beside each other are looked at together.
    let mut ready = VecDeque::from([0]);
    while let Some(number) = ready.pop_front() {
        let state = &states.all[number as usize];
        search.moves(number, state, &mut Tally { search, machine, states, counted: &mut counted, ready: &mut ready });
    }
    let places = machine.places.len();
    for (number, (state, count)) in (0..).zip(states.all.iter().zip(&counted.counts)) {
        if count.waiting > 0 {
            counted.left.push(number);
        } else if state.place as usize >= places {
            counted.paths = counted.paths.saturating_add(count.paths);
            counted.ways = counted.ways.saturating_add(count.ways);
            counted.longest = counted.longest.max(count.deepest);
        }
    }
    counted
}

impl<const N: usize> Tally<'_, '_, N> {
    /// Prompts on the longest path to a state, with the one that is put there.
    fn asked(&self, number: u32) -> u32 {
        let state = &self.states.all[number as usize];
        let place = state.place as usize;
        let asks = self.machine.places[place].asks && self.search.taken(place, &state.bits).is_none();
        self.counted.counts[number as usize].deepest + u32::from(asks)
    }
}

impl<const N: usize> Watch<N> for Tally<'_, '_, N> {
    fn land(&mut self, place: usize, bits: Bits<N>, way: Way) {
        let asked = self.asked(way.from);
        let before = self.counted.counts[way.from as usize];
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let Some(number) = self.states.number(place, &bits) else { return };
        let count = &mut self.counted.counts[number as usize];
        count.paths = count.paths.saturating_add(before.paths.saturating_mul(way.weight));
        count.ways = count.ways.saturating_add(before.ways);
        if asked >= count.deepest {
            (count.deepest, count.deep) = (asked, (way.from, way.via));
        }
        count.waiting = count.waiting.saturating_sub(1);
        if count.waiting == 0 {
            self.ready.push_back(number);
        }
    }

    fn arrive(&mut self, place: usize, _bits: &Bits<N>, way: Way) {
        for promise in &self.machine.arrival(place).promises {
            let asked = self.asked(way.from);
            let more = self.machine.pledges[*promise].at_most.is_some_and(|most| asked > most);
            let known = &mut self.counted.long[*promise];
            if more && known.is_none_or(|(.., least)| asked < least) {
                *known = Some((place, way, asked));
            }
        }
    }
}
