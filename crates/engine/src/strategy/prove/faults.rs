//! What was found, in plain words, each with the answers that show it.

use crate::finding::or_list;
use crate::strategy::prove::Answered;
use crate::strategy::prove::Fault;
use crate::strategy::prove::Part;
use crate::strategy::prove::count::Counted;
use crate::strategy::prove::deciding;
use crate::strategy::prove::explore::Dead;
use crate::strategy::prove::explore::Found;
use crate::strategy::prove::explore::Undated;
use crate::strategy::prove::given::given;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Turn;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;

/// Faults so far, and what is needed to say how each comes about.
pub(crate) struct Faults<'s, 'a, const N: usize> {
    machine: &'s Machine<'a>,
    search: &'s Search<'s, 'a, N>,
    states: &'s States<N>,
    pub(crate) list: Vec<Fault>,
}

/// Answers that show a fault, and whether they may be impossible together.
struct Shown(Vec<Answered>, bool);

impl<'s, 'a, const N: usize> Faults<'s, 'a, N> {
    pub(crate) fn new(search: &'s Search<'s, 'a, N>, states: &'s States<N>) -> Self {
        Self { machine: search.machine, search, states, list: Vec::new() }
    }

    /// What shows as soon as a state is reached.
    pub(crate) fn at_once(&mut self, found: &Found) {
        for (place, gap) in found.gaps.iter().enumerate() {
            if let Some(way) = gap {
                let says = format!("no row of `{}` fits this answer", self.machine.name(place));
                self.add("gap", place, None, says, self.shown(*way));
            }
        }
        for (place, undated) in found.undated.iter().enumerate() {
            let Some((why, way)) = undated else { continue };
            let shown = self.shown(*way);
            let name = self.machine.name(place);
            let says = match why {
                Undated::NoRow => format!("`{name}` has no date: no row of its `due` fits"),
                Undated::Without(names) => {
                    let names = or_list(names.iter().map(String::as_str));
                    format!("the due date of `{name}` cannot be worked out: {names} was not answered with a day")
                }
            };
            self.add("no-start", place, None, says, shown);
        }
        for (number, broken) in found.broken.iter().enumerate() {
            if let Some((place, way)) = broken {
                let shown = self.shown(*way);
                self.promise(number, *place, "", shown);
            }
        }
    }

    /// What is never reached and never taken, in the strategy itself: what it runs has been looked at by itself.
    pub(crate) fn never(&mut self, found: &Found, dead: Vec<Dead>) {
        let machine = self.machine;
        for dead in dead {
            let row = dead.row + 1;
            if let Some((first, way)) = dead.shadow {
                let shown = self.shown(way);
                let says = format!(
                    "row {row} is never taken: whatever fits it fits an earlier row first, such as row {}",
                    first + 1
                );
                self.add("shadowed", dead.place, Some(dead.row), says, shown);
            } else {
                let says = format!("row {row} never fits: no path gives it the answers that it wants");
                self.add("never-fits", dead.place, Some(dead.row), says, Shown(Vec::new(), false));
            }
        }
        let steps = machine.places.iter().enumerate().filter(|(_, place)| place.step.is_some() && place.world == 0);
        let outcomes = (0..machine.strategy.outcomes.len()).map(|number| machine.places.len() + number);
        for number in steps.map(|(number, _)| number).chain(outcomes).filter(|number| !found.reached[*number]) {
            let says = format!("no path leads to `{}`", machine.name(number));
            self.add("unreachable", number, None, says, Shown(Vec::new(), false));
        }
    }

    /// Promises of shortness that are broken.
    pub(crate) fn too_long(&mut self, counted: &Counted) {
        for (number, long) in counted.long.iter().enumerate() {
            let known = self.list.iter().any(|fault| fault.part == Part::Promise(number));
            if let Some((place, way, asked)) = long.filter(|_| !known) {
                let shown = self.shown_by(way, |state| counted.deep(state));
                self.promise(number, place, &format!(", after {asked} prompts"), shown);
            }
        }
    }

    /// Rounds without a bound.
    pub(crate) fn unbounded(&mut self, rounds: Vec<(Turn, Way)>) {
        for (turn, way) in rounds {
            let shown = self.shown(way);
            match turn {
                Turn::Row(place, row) => {
                    let says = format!("row {} leads back without end: give it `at-most`", row + 1);
                    self.add("no-bound", place, Some(row), says, shown);
                }
                Turn::Anytime(route) => {
                    let place = self.states.all[way.from as usize].place as usize;
                    let id = &self.machine.strategy.anytime[route].id;
                    let says =
                        format!("`{id}` leads back without end: let it lead on, or close it behind where it leads");
                    self.add("no-bound", place, None, says, shown);
                    if let Some(fault) = self.list.last_mut() {
                        fault.part = Part::Anytime(route);
                    }
                }
            }
        }
    }

    /// A place from which nothing leads to an outcome.
    pub(crate) fn trap(&mut self, held: Option<u32>) {
        let Some(number) = held else { return };
        let state = &self.states.all[number as usize];
        let place = state.place as usize;
        // What a review is about leads to the first step, and says nothing by itself.
        let (place, shown) = match number {
            0 => (1, Shown(Vec::new(), false)),
            _ => {
                let way = Way { from: state.from, via: state.via, weight: 1, turn: None };
                (place, self.shown(way))
            }
        };
        let says = format!("no answers lead from `{}` to an outcome: there is no way on", self.machine.name(place));
        self.add("trap", place, None, says, shown);
    }

    fn promise(&mut self, number: usize, place: usize, after: &str, shown: Shown) {
        let how = if shown.1 { "may be broken" } else { "is broken" };
        let text = &self.machine.strategy.promises[number].text;
        let says = format!("the promise \"{text}\" {how} at `{}`{after}", self.machine.name(place));
        self.add("promise", place, None, says, shown);
        if let Some(fault) = self.list.last_mut() {
            fault.part = Part::Promise(number);
        }
    }

    fn add(&mut self, code: &'static str, place: usize, row: Option<usize>, says: String, shown: Shown) {
        let Shown(witness, may) = shown;
        let part = if place < self.machine.places.len() { Part::Step } else { Part::Outcome };
        let plain = says.clone();
        let mut says = says;
        if !witness.is_empty() {
            says = format!("{says}; shown by: {}", deciding(&witness));
        }
        if may {
            says += " (if these answers can be given together)";
        }
        let step = self.machine.name(place).to_owned();
        self.list.push(Fault { code, part, step, row, says, plain, may, witness });
    }

    /// The shortest answers that come this way.
    fn shown(&self, way: Way) -> Shown {
        self.shown_by(way, |state| (self.states.all[state as usize].from, self.states.all[state as usize].via))
    }

    /// The answers that come this way, going backward by the move before each state.
    fn shown_by(&self, way: Way, before: impl Fn(u32) -> (u32, u32)) -> Shown {
        let mut moves = vec![(way.from, way.via)];
        let mut state = way.from;
        while state != 0 {
            let (from, via) = before(state);
            moves.push((from, via));
            state = from;
        }
        moves.reverse();
        let (witness, may) = given(self.search, self.states, &moves);
        Shown(witness, may)
    }
}
