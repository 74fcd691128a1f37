//! Rounds without a bound: states from which answers lead back to the same state.

use std::collections::BTreeMap;

use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Turn;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;

/// Moves between the states that are left, as numbers of these.
struct Moves<'s, const N: usize> {
    states: &'s States<N>,
    left: &'s BTreeMap<u32, usize>,
    of: Vec<(usize, Way)>,
}

impl<const N: usize> Watch<N> for Moves<'_, N> {
    fn land(&mut self, place: usize, bits: Bits<N>, way: Way) {
        let number = u32::try_from(place).ok().and_then(|place| self.states.number(place, &bits));
        if let Some(to) = number.and_then(|number| self.left.get(&number)) {
            self.of.push((*to, way));
        }
    }
}

/// What leads back in each round, once, with the shortest way there.
///
/// A round is a set of states each of which leads to each other. `left` are the states that can be in one.
pub(crate) fn rounds<const N: usize>(search: &Search<'_, '_, N>, states: &States<N>, left: &[u32]) -> Vec<(Turn, Way)> {
    let numbers: BTreeMap<u32, usize> = left.iter().copied().zip(0..).collect();
    let moves: Vec<Vec<(usize, Way)>> = left
        .iter()
        .map(|number| {
            let mut moves = Moves { states, left: &numbers, of: Vec::new() };
            search.moves(*number, &states.all[*number as usize], &mut moves);
            moves.of
        })
        .collect();
    let round = sets(&moves);
    let mut first: BTreeMap<usize, (Turn, Way)> = BTreeMap::new();
    for (from, moves) in moves.iter().enumerate() {
        for (_, way) in moves.iter().filter(|(to, _)| round[*to] == round[from]) {
            // Every round turns back somewhere, since rows that lead on never come to the same place again.
            if let Some(turn) = way.turn {
                first.entry(round[from]).or_insert((turn, *way));
            }
        }
    }
    // The same row may turn back in several rounds that differ in some answer only.
    let mut turns: BTreeMap<Turn, Way> = BTreeMap::new();
    for (turn, way) in first.into_values() {
        let known = turns.entry(turn).or_insert(way);
        if way.from < known.from {
            *known = way;
        }
    }
    turns.into_iter().collect()
}

/// For each state the number of its round: states that lead to each other have the same (Tarjan's way, without recursion).
fn sets(moves: &[Vec<(usize, Way)>]) -> Vec<usize> {
    const NOT_YET: usize = usize::MAX;
    let mut index = vec![NOT_YET; moves.len()];
    let mut low = vec![0; moves.len()];
    let mut set = vec![NOT_YET; moves.len()];
    let (mut path, mut open) = (Vec::new(), Vec::new());
    let mut count = 0;
    for start in 0..moves.len() {
        if index[start] != NOT_YET {
            continue;
        }
        path.push((start, 0));
        while let Some((at, done)) = path.pop() {
            if done == 0 {
                index[at] = count;
                low[at] = count;
                count += 1;
                open.push(at);
            }
            if let Some(&(to, _)) = moves[at].get(done) {
                path.push((at, done + 1));
                if index[to] == NOT_YET {
                    path.push((to, 0));
                } else if set[to] == NOT_YET {
                    low[at] = low[at].min(index[to]);
                }
                continue;
            }
            if low[at] == index[at] {
                while let Some(member) = open.pop() {
                    set[member] = at;
                    if member == at {
                        break;
                    }
                }
            }
            if let Some(&(above, _)) = path.last() {
                low[above] = low[above].min(low[at]);
            }
        }
    }
    set
}
