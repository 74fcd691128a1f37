//! One of two versions: where it stands, what it asks there, and where an answer takes it.

use crate::strategy::Departs;
use crate::strategy::DueRow;
use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::explore::due_row;
use crate::strategy::prove::machine::Goal;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;

/// One version, ready to be moved through.
pub(crate) struct Side<'m, 'a, const N: usize> {
    pub(crate) machine: &'m Machine<'a>,
    search: Search<'m, 'a, N>,
    /// For each place, then for coming back to each place: the places that can still be come to.
    reach: Vec<Vec<bool>>,
}

/// Where one version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct At<const N: usize> {
    pub(crate) place: u32,
    pub(crate) bits: Bits<N>,
    /// How its date is worked out, as a number of such ways.
    pub(crate) due: u32,
    /// True if somebody types that day.
    pub(crate) typed: bool,
}

/// What is given at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    Class(usize),
    /// An anytime route, as a place among those open there.
    Leaves(usize),
}

/// Where a move leads, and the rows of due dates that count there.
pub(crate) struct Led<'a, const N: usize> {
    pub(crate) place: usize,
    pub(crate) bits: Bits<N>,
    pub(crate) dues: Vec<&'a DueRow>,
}

struct Lands<'m, 'a, const N: usize> {
    machine: &'m Machine<'a>,
    arrived: Option<(usize, Bits<N>)>,
    led: Option<Led<'a, N>>,
}

impl<const N: usize> Watch<N> for Lands<'_, '_, N> {
    fn land(&mut self, place: usize, bits: Bits<N>, _way: Way) {
        let mut dues = Vec::new();
        if let Some((_, all)) = self.arrived.filter(|(arrived, _)| *arrived == place) {
            for (rows, _) in &self.machine.arrival(place).dues {
                dues.extend(due_row(rows, &all).map(|row| row.of));
            }
        }
        self.led = Some(Led { place, bits, dues });
    }

    fn arrive(&mut self, place: usize, bits: &Bits<N>, _way: Way) {
        self.arrived = Some((place, *bits));
    }
}

impl<'m, 'a, const N: usize> Side<'m, 'a, N> {
    pub(crate) fn new(machine: &'m Machine<'a>) -> Self {
        Self { machine, search: Search::new(machine).at_one_time(), reach: reach(machine) }
    }

    /// Where something given at a place leads. None if no row fits.
    pub(crate) fn led(&self, place: usize, bits: Bits<N>, gives: Gives) -> Option<Led<'a, N>> {
        let mut lands = Lands { machine: self.machine, arrived: None, led: None };
        match gives {
            Gives::Class(class) => self.search.by_class(place, class, bits, &mut lands),
            Gives::Leaves(number) => self.search.by_way_out(place, number, bits, &mut lands),
        }
        lands.led
    }

    /// True if it can still come to a place, from where it stands.
    pub(crate) fn comes_to(&self, from: usize, place: usize) -> bool {
        !self.is_end(from) && self.reach[from][place]
    }

    pub(crate) fn is_end(&self, place: usize) -> bool {
        place >= self.machine.places.len()
    }

    /// The class of the only answer, where nobody is asked: it is taken over, or is for each entry and there are none.
    pub(crate) fn unasked(&self, at: &At<N>) -> Option<usize> {
        let place = self.machine.places.get(at.place as usize)?;
        if let Some(taken) = self.search.taken(at.place as usize, &at.bits) {
            return Some(taken);
        }
        let none = place.entries.is_some_and(|bit| !at.bits.has(bit));
        if none { place.classes.iter().position(|class| class.empty) } else { None }
    }

    /// The strategies that may be run beside a place, each with the name of its route.
    pub(crate) fn beside(&self, place: usize) -> Vec<(&'a str, &'a str)> {
        let strategy = self.machine.strategy;
        let Some(stage) = self.machine.places.get(place).map(|place| strategy.steps.get(place.outer)) else {
            return Vec::new();
        };
        let stage = stage.and_then(|step| step.stage);
        let open = strategy
            .anytime
            .iter()
            .filter(|way| way.stages.is_empty() || stage.is_some_and(|stage| way.stages.contains(&stage)));
        open.filter_map(|way| match &way.does {
            Departs::Run(inner) => Some((way.id.as_str(), inner.digest.as_str())),
            Departs::To(_) => None,
        })
        .collect()
    }
}

/// For each place, and for coming back to each: the places that rows lead to from there, whatever is answered.
fn reach(machine: &Machine<'_>) -> Vec<Vec<bool>> {
    let places = machine.places.len();
    let number = |goal: &Goal| match goal {
        Goal::Place(place) => Some(*place),
        Goal::Back { run, .. } => Some(places + run),
        Goal::End(_) => None,
    };
    let next = |at: usize| -> Vec<usize> {
        let place = &machine.places[at % places];
        let leaves = place.leaves.iter().filter_map(|(_, goal)| number(goal));
        if at < places && place.inside.is_some() {
            return vec![at + 1];
        }
        let on = if place.rows.is_empty() { number(&place.next).into_iter().collect() } else { Vec::new() };
        place.rows.iter().filter_map(|row| number(&row.goal)).chain(on).chain(leaves).collect()
    };
    (0..places * 2)
        .map(|from| {
            let mut seen = vec![false; places * 2];
            let mut open = vec![from];
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut seen[at], true) {
                    open.extend(next(at));
                }
            }
            seen.truncate(places);
            seen
        })
        .collect()
}
