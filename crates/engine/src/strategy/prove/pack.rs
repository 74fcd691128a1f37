//! A few paths that between them take every row, for somebody who knows the procedure to read and to sign.
//!
//! Paths are chosen one after the other, each with as many rows that are still wanted as there can be, the shorter
//! first. Then they are crossed over where they meet, as long as one fewer will do.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::strategy::Strategy;
use crate::strategy::prove::Answered;
use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::explore;
use crate::strategy::prove::given::given;
use crate::strategy::prove::layout;
use crate::strategy::prove::machine::Class;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::LEAVES;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;

/// A strategy with more states than this has no pack that anybody would read.
const MOST_STATES: usize = 100_000;

/// With more than this to take, it is not worked out how few paths there must be.
const MOST_MARKS: usize = 300;

/// Paths that between them take every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The paths.
    pub paths: Vec<Path>,
    /// How many rows, steps that lead on without rows, and anytime routes they take.
    pub rows: usize,
    /// No fewer paths could take them all.
    pub least: usize,
}

/// One path, from the first step to an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Its answers.
    pub answers: Vec<Answered>,
    /// The outcome to which it comes, or one of the program's own ends.
    pub end: String,
}

/// What is to be taken at least once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Row(usize, usize),
    /// A step that leads on without rows.
    On(usize),
    Anytime(usize),
}

/// One move, and what it takes.
#[derive(Debug, Clone)]
struct Edge {
    from: u32,
    via: u32,
    to: u32,
    takes: Vec<Mark>,
}

/// Chooses a pack for a strategy in which every round has a bound. None if there are too many states.
pub fn pack(strategy: &Strategy) -> Option<Pack> {
    let machine = layout::lay_out(strategy)?;
    match machine.bits.div_ceil(64) {
        0..=1 => choose::<1>(&machine),
        2 => choose::<2>(&machine),
        3..=8 => choose::<8>(&machine),
        9..=64 => choose::<64>(&machine),
        _ => None,
    }
}

fn choose<const N: usize>(machine: &Machine<'_>) -> Option<Pack> {
    let search = Search::<N>::new(machine);
    let mut states = States::new();
    let (_, all) = explore::explore(&search, &mut states, MOST_STATES);
    let edges = if all { edges(&search, &states) } else { return None };
    let graph = Graph::new(edges, states.all.len())?;
    let wanted: BTreeSet<Mark> = graph.edges.iter().flat_map(|edge| edge.takes.iter().copied()).collect();
    let mut chosen = graph.greedy(&wanted);
    graph.fewer(&mut chosen, &wanted);
    let least = graph.least(&wanted);
    let paths = chosen.iter().map(|path| {
        let moves: Vec<(u32, u32)> =
            path.iter().map(|edge| (graph.edges[*edge].from, graph.edges[*edge].via)).collect();
        let reached = path.last().map_or(0, |edge| graph.edges[*edge].to);
        let end = machine.name(states.all[reached as usize].place as usize).to_owned();
        Path { answers: given(&search, &states, &moves).0, end }
    });
    Some(Pack { paths: paths.collect(), rows: wanted.len(), least })
}

/// Gathers moves with what they take.
struct Gather<'s, 'a, const N: usize> {
    machine: &'s Machine<'a>,
    states: &'s States<N>,
    takes: Vec<Mark>,
    of: Vec<Edge>,
}

impl<const N: usize> Watch<N> for Gather<'_, '_, N> {
    fn land(&mut self, place: usize, bits: Bits<N>, way: Way) {
        let at = self.states.all[way.from as usize].place as usize;
        let here = &self.machine.places[at];
        let takes = if way.via & LEAVES != 0 {
            vec![Mark::Anytime((way.via & !LEAVES) as usize)]
        } else if here.rows.is_empty() {
            let own = here.world == 0 && here.step.is_some();
            own.then_some(Mark::On(at)).into_iter().chain(self.takes.drain(..)).collect()
        } else {
            self.takes.clone()
        };
        let Some(to) = u32::try_from(place).ok().and_then(|place| self.states.number(place, &bits)) else { return };
        self.of.push(Edge { from: way.from, via: way.via, to, takes });
    }

    fn answered(&mut self, place: usize, _class: &Class, _bits: &Bits<N>, way: Way) {
        if self.states.all[way.from as usize].place as usize == place {
            self.takes.clear();
        }
    }

    fn took(&mut self, place: usize, row: usize) {
        // What is run has a pack of its own.
        if self.machine.places[place].world == 0 {
            self.takes.push(Mark::Row(place, row));
        }
    }
}

/// Every move, those that are alike once.
fn edges<const N: usize>(search: &Search<'_, '_, N>, states: &States<N>) -> Vec<Edge> {
    let mut all: Vec<Edge> = Vec::new();
    for (number, state) in (0..).zip(&states.all) {
        let mut gather = Gather { machine: search.machine, states, takes: Vec::new(), of: Vec::new() };
        search.moves(number, state, &mut gather);
        let mut known = BTreeSet::new();
        all.extend(gather.of.into_iter().filter(|edge| known.insert((edge.to, edge.takes.clone()))));
    }
    all
}

/// The moves between states, which never come back to the same state.
struct Graph {
    edges: Vec<Edge>,
    /// The moves from each state.
    out: Vec<Vec<usize>>,
    /// States so that every move leads to a later one.
    order: Vec<u32>,
}

impl Graph {
    /// None if some round has no bound.
    fn new(edges: Vec<Edge>, states: usize) -> Option<Self> {
        let mut out = vec![Vec::new(); states];
        let mut into = vec![0_usize; states];
        for (number, edge) in edges.iter().enumerate() {
            out[edge.from as usize].push(number);
            into[edge.to as usize] += 1;
        }
        let mut order = vec![0];
        let mut next = 0;
        while let Some(state) = order.get(next).copied() {
            for edge in &out[state as usize] {
                let to = edges[*edge].to;
                into[to as usize] -= 1;
                if into[to as usize] == 0 {
                    order.push(to);
                }
            }
            next += 1;
        }
        (order.len() == states).then_some(Self { edges, out, order })
    }

    /// The path with the most marks of these, and of such the shortest.
    fn best(&self, wanted: &BTreeSet<Mark>) -> Vec<usize> {
        let mut value: Vec<(usize, usize)> = vec![(0, 0); self.out.len()];
        let mut by: Vec<Option<usize>> = vec![None; self.out.len()];
        for state in self.order.iter().rev().map(|state| *state as usize) {
            for number in &self.out[state] {
                let edge = &self.edges[*number];
                let (marks, short) = value[edge.to as usize];
                let new =
                    (marks + edge.takes.iter().filter(|mark| wanted.contains(mark)).count(), short.wrapping_sub(1));
                if by[state].is_none() || new > value[state] {
                    (value[state], by[state]) = (new, Some(*number));
                }
            }
        }
        let mut path = Vec::new();
        let mut state = 0;
        while let Some(edge) = by[state] {
            path.push(edge);
            state = self.edges[edge].to as usize;
        }
        path
    }

    fn greedy(&self, wanted: &BTreeSet<Mark>) -> Vec<Vec<usize>> {
        let mut left = wanted.clone();
        let mut chosen = Vec::new();
        while !left.is_empty() {
            let path = self.best(&left);
            let before = left.len();
            for edge in &path {
                for mark in &self.edges[*edge].takes {
                    left.remove(mark);
                }
            }
            if left.len() == before {
                break;
            }
            chosen.push(path);
        }
        chosen
    }

    /// As long as one fewer will do: paths are seen as a flow, of which a way back through the moves is taken away.
    fn fewer(&self, chosen: &mut Vec<Vec<usize>>, wanted: &BTreeSet<Mark>) {
        let mut flow = vec![0_usize; self.edges.len()];
        chosen.iter().flatten().for_each(|edge| flow[*edge] += 1);
        let mut into = vec![Vec::new(); self.out.len()];
        for (number, edge) in self.edges.iter().enumerate() {
            into[edge.to as usize].push(number);
        }
        let mut changed = false;
        while self.one_fewer(&mut flow, &into, wanted) {
            changed = true;
        }
        if changed {
            *chosen = self.paths(flow);
        }
    }

    /// Takes one path's worth of flow away if every mark is still taken without it.
    fn one_fewer(&self, flow: &mut [usize], into: &[Vec<usize>], wanted: &BTreeSet<Mark>) -> bool {
        let mut taken: BTreeMap<Mark, usize> = wanted.iter().map(|mark| (*mark, 0)).collect();
        for (edge, flow) in self.edges.iter().zip(&*flow) {
            for mark in &edge.takes {
                *taken.entry(*mark).or_default() += flow;
            }
        }
        let spare = |edge: usize| flow[edge] > 0 && self.edges[edge].takes.iter().all(|mark| taken[mark] > 1);
        // From the start forward along moves that can be spared, and backward along any, to an end.
        let mut by: Vec<Option<(usize, bool)>> = vec![None; self.out.len()];
        let mut open = vec![0];
        let mut end = None;
        while let Some(state) = open.pop() {
            if self.out[state].is_empty() {
                end = Some(state);
                break;
            }
            let on = self.out[state].iter().filter(|edge| spare(**edge)).map(|edge| (*edge, true));
            let back = into[state].iter().map(|edge| (*edge, false));
            for (edge, forward) in on.chain(back) {
                let to = if forward { self.edges[edge].to } else { self.edges[edge].from } as usize;
                if to != 0 && by[to].is_none() {
                    by[to] = Some((edge, forward));
                    open.push(to);
                }
            }
        }
        let Some(mut state) = end else { return false };
        let mut less = Vec::new();
        while let Some((edge, forward)) = by[state].filter(|_| state != 0) {
            less.push((edge, forward));
            state = if forward { self.edges[edge].from } else { self.edges[edge].to } as usize;
        }
        let before = flow.to_vec();
        for (edge, forward) in &less {
            flow[*edge] = if *forward { flow[*edge] - 1 } else { flow[*edge] + 1 };
        }
        // Two moves of one way may have been spared for each other.
        let mut still: BTreeSet<Mark> = wanted.clone();
        for (edge, _) in self.edges.iter().zip(&*flow).filter(|(_, flow)| **flow > 0) {
            for mark in &edge.takes {
                still.remove(mark);
            }
        }
        if still.is_empty() {
            return true;
        }
        flow.copy_from_slice(&before);
        false
    }

    /// A flow as paths.
    fn paths(&self, mut flow: Vec<usize>) -> Vec<Vec<usize>> {
        let mut paths = Vec::new();
        loop {
            let (mut state, mut path) = (0, Vec::new());
            while let Some(edge) = self.out[state].iter().copied().find(|edge| flow[*edge] > 0) {
                flow[edge] -= 1;
                path.push(edge);
                state = self.edges[edge].to as usize;
            }
            if path.is_empty() {
                return paths;
            }
            paths.push(path);
        }
    }

    /// No fewer paths than this can take every mark: there are so many of which no path takes two.
    fn least(&self, wanted: &BTreeSet<Mark>) -> usize {
        let marks: Vec<Mark> = wanted.iter().copied().collect();
        if marks.len() > MOST_MARKS {
            return 1;
        }
        let number = |mark: &Mark| marks.binary_search(mark).unwrap_or(0);
        // What may still be taken from each state on.
        let mut after = vec![vec![false; marks.len()]; self.out.len()];
        // Which marks some path takes together.
        let mut together = vec![vec![false; marks.len()]; marks.len()];
        for state in self.order.iter().rev().map(|state| *state as usize) {
            let mut here = vec![false; marks.len()];
            for edge in self.out[state].iter().map(|edge| &self.edges[*edge]) {
                let mut from = after[edge.to as usize].clone();
                edge.takes.iter().for_each(|mark| from[number(mark)] = true);
                for mark in edge.takes.iter().map(number) {
                    for other in (0..marks.len()).filter(|other| from[*other]) {
                        (together[mark][other], together[other][mark]) = (true, true);
                    }
                }
                here.iter_mut().zip(&from).for_each(|(have, more)| *have |= more);
            }
            after[state] = here;
        }
        let apart = |one: usize, other: usize| one != other && !together[one][other];
        let grown = |start: usize| {
            let mut size = 1;
            let mut left: Vec<usize> = (0..marks.len()).filter(|other| apart(start, *other)).collect();
            while let Some(next) =
                left.iter().copied().max_by_key(|one| left.iter().filter(|other| apart(*one, **other)).count())
            {
                size += 1;
                left.retain(|other| apart(next, *other));
            }
            size
        };
        (0..marks.len()).map(grown).max().unwrap_or(1)
    }
}
