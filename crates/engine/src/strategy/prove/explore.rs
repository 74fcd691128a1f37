//! The search itself: every state that any answers lead to, from the nearest, and what is found on the way.

use crate::strategy::first_row;
use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::machine::Class;
use crate::strategy::prove::machine::Due;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;

/// What the search found. Each fault comes with the first, and so the shortest, way to it.
pub(crate) struct Found {
    /// For each place, and then for each end.
    pub(crate) reached: Vec<bool>,
    /// For each row of each place.
    pub(crate) took: Vec<Vec<bool>>,
    /// For each place: an answer that no row fits.
    pub(crate) gaps: Vec<Option<Way>>,
    /// For each place, and then for each end: why its date cannot be worked out.
    pub(crate) undated: Vec<Option<(Undated, Way)>>,
    /// For each promise: where it was broken.
    pub(crate) broken: Vec<Option<(usize, Way)>>,
    /// Every review of up to so many answers has been looked at.
    pub(crate) answers: usize,
}

/// Why a date cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undated {
    /// None of its rows fits.
    NoRow,
    /// None of these was answered with a day.
    Without(Vec<String>),
}

struct Explore<'s, 'a, const N: usize> {
    machine: &'s Machine<'a>,
    states: &'s mut States<N>,
    found: &'s mut Found,
}

/// More answers than this for each state of the limit are not looked at: steps may have very many.
const MOVES_PER_STATE: usize = 20;

/// Looks at every state there is, or at `limit` of them; false if there are more.
pub(crate) fn explore<const N: usize>(
    search: &Search<'_, '_, N>,
    states: &mut States<N>,
    limit: usize,
) -> (Found, bool) {
    let machine = search.machine;
    let mut found = Found {
        reached: vec![false; machine.places.len() + machine.ends.len()],
        took: machine.places.iter().map(|place| vec![false; place.rows.len()]).collect(),
        gaps: vec![None; machine.places.len()],
        undated: vec![None; machine.places.len() + machine.ends.len()],
        broken: vec![None; machine.pledges.len()],
        answers: 0,
    };
    states.reach(0, Bits::NONE, 0, 0);
    let (mut next, mut moves) = (0, 0);
    // Where the states of one more answer begin.
    let mut layer = 1;
    while next < states.all.len() {
        if states.all.len() > limit || moves > limit.saturating_mul(MOVES_PER_STATE) {
            return (found, false);
        }
        if next == layer {
            // The first move only says what the review is about.
            found.answers += usize::from(next > 1 || machine.strategy.about.len() > 1);
            layer = states.all.len();
        }
        moves += machine.places.get(states.all[next].place as usize).map_or(0, |place| place.classes.len());
        let (state, number) = (states.all[next], u32::try_from(next).unwrap_or(u32::MAX));
        search.moves(number, &state, &mut Explore { machine, states, found: &mut found });
        next += 1;
    }
    (found, true)
}

impl<const N: usize> Watch<N> for Explore<'_, '_, N> {
    fn land(&mut self, place: usize, bits: Bits<N>, way: Way) {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.states.reach(place, bits, way.from, way.via);
    }

    fn arrive(&mut self, place: usize, bits: &Bits<N>, way: Way) {
        self.found.reached[place] = true;
        let arrival = self.machine.arrival(place);
        for (rows, must) in &arrival.dues {
            if self.found.undated[place].is_none() {
                self.found.undated[place] = undated(rows, *must, bits).map(|why| (why, way));
            }
        }
        for promise in &arrival.promises {
            let needs = &self.machine.pledges[*promise].needs;
            if self.found.broken[*promise].is_none() && !needs.is_empty() {
                let parts = |row| (None::<&()>, Vec::as_slice(row));
                let kept = first_row(needs, parts, |()| true, |bit| bits.has(*bit), |_| false);
                if kept.is_none() {
                    self.found.broken[*promise] = Some((place, way));
                }
            }
        }
    }

    fn took(&mut self, place: usize, row: usize) {
        self.found.took[place][row] = true;
    }

    fn gap(&mut self, place: usize, way: Way) {
        self.found.gaps[place].get_or_insert(way);
    }
}

/// The row of due dates that counts.
pub(crate) fn due_row<'d, 'a, const N: usize>(rows: &'d [Due<'a>], bits: &Bits<N>) -> Option<&'d Due<'a>> {
    let parts = |row: &'d Due<'a>| (None::<&()>, row.when.as_slice());
    first_row(rows, parts, |()| true, |bit| bits.has(*bit), |_| false).map(|row| &rows[row])
}

/// Why there is no date; none if there is one.
fn undated<const N: usize>(rows: &[Due<'_>], must: bool, bits: &Bits<N>) -> Option<Undated> {
    let Some(Due { from, by, .. }) = due_row(rows, bits) else {
        return must.then_some(Undated::NoRow);
    };
    let known = |(bit, _): &(usize, String)| bits.has(*bit);
    let name = |(_, name): &(usize, String)| name.clone();
    match (from, by) {
        (Some(from), _) if !known(from) => Some(Undated::Without(vec![name(from)])),
        // Of a date that is only a limit, one that was not given is no limit.
        (_, Some(by)) if must && !by.iter().any(known) => Some(Undated::Without(by.iter().map(name).collect())),
        _ => None,
    }
}

/// A row that is never taken although its step is reached.
pub(crate) struct Dead {
    pub(crate) place: usize,
    pub(crate) row: usize,
    /// The row that fits before it, and an answer that both fit.
    pub(crate) shadow: Option<(usize, Way)>,
}

struct Second<'s, 'm, 'a, const N: usize> {
    search: &'s Search<'m, 'a, N>,
    dead: &'s mut Vec<Dead>,
}

/// The rows of the strategy itself that are never taken. What it runs has been looked at by itself.
pub(crate) fn dead_rows<const N: usize>(search: &Search<'_, '_, N>, states: &States<N>, found: &Found) -> Vec<Dead> {
    let own =
        search.machine.places.iter().enumerate().filter(|(number, place)| place.world == 0 && found.reached[*number]);
    let mut dead = Vec::new();
    for (place, _) in own {
        let rows = found.took[place].iter().enumerate().filter(|(_, took)| !**took);
        dead.extend(rows.map(|(row, _)| Dead { place, row, shadow: None }));
    }
    if !dead.is_empty() {
        for (number, state) in (0..).zip(&states.all) {
            search.moves(number, state, &mut Second { search, dead: &mut dead });
        }
    }
    dead
}

impl<const N: usize> Watch<N> for Second<'_, '_, '_, N> {
    fn land(&mut self, _place: usize, _bits: Bits<N>, _way: Way) {}

    fn answered(&mut self, place: usize, class: &Class, bits: &Bits<N>, way: Way) {
        for dead in self.dead.iter_mut().filter(|dead| dead.place == place && dead.shadow.is_none()) {
            if self.search.fits(place, dead.row, class, bits)
                && let Some(first) = self.search.row(place, class, bits)
            {
                dead.shadow = Some((first, way));
            }
        }
    }
}
