//! One move: an answer at a state, the row that fits it, and where that leads.

use crate::strategy::first_row;
use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::live::live;
use crate::strategy::prove::machine::Class;
use crate::strategy::prove::machine::Goal;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::machine::Row;
use crate::strategy::prove::states::State;

/// Marks a way that leaves a step by an anytime route; the rest of the number says which.
pub(crate) const LEAVES: u32 = 1 << 31;

/// How something was come to: from a state, by an answer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) from: u32,
    /// The class of the answer, or an anytime route.
    pub(crate) via: u32,
    /// How many answers the class has.
    pub(crate) weight: u128,
    /// What led to this place or to an earlier one.
    pub(crate) turn: Option<Turn>,
}

/// A way whose beginning nobody asks for.
const NOWHERE: Way = Way { from: 0, via: 0, weight: 1, turn: None };

/// What leads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    /// A row of a place.
    Row(usize, usize),
    /// An anytime route.
    Anytime(usize),
}

/// What is told while moves are made. Places and ends are numbered one after the other.
pub(crate) trait Watch<const N: usize> {
    /// A state is come to.
    fn land(&mut self, place: usize, bits: Bits<N>, way: Way);
    /// A place is arrived at, with everything that may be read on arrival.
    fn arrive(&mut self, _place: usize, _bits: &Bits<N>, _way: Way) {}
    /// Rows are about to be read.
    fn answered(&mut self, _place: usize, _class: &Class, _bits: &Bits<N>, _way: Way) {}
    /// A row is taken.
    fn took(&mut self, _place: usize, _row: usize) {}
    /// No row fits.
    fn gap(&mut self, _place: usize, _way: Way) {}
}

/// What the search needs at a place, as bits.
struct Spot<const N: usize> {
    before: Bits<N>,
    after: Bits<N>,
    back: Bits<N>,
    /// What its answer replaces.
    wipe: Bits<N>,
    /// What each class leaves behind.
    sets: Vec<Bits<N>>,
}

/// A machine, ready to be moved through.
pub(crate) struct Search<'m, 'a, const N: usize> {
    pub(crate) machine: &'m Machine<'a>,
    spots: Vec<Spot<N>>,
    ends: Vec<Bits<N>>,
    /// The ages of each aged day, from the youngest.
    bands: Vec<Vec<Bits<N>>>,
    /// False if days keep the age that they have when they are given.
    grows: bool,
}

impl<'m, 'a, const N: usize> Search<'m, 'a, N> {
    pub(crate) fn new(machine: &'m Machine<'a>) -> Self {
        let live = live(machine);
        let spots = machine.places.iter().enumerate().map(|(number, place)| Spot {
            before: Bits::of_words(&live.before[number]),
            after: Bits::of_words(&live.after[number]),
            back: Bits::of_words(&live.back[number]),
            wipe: Bits::of(place.marks.iter().map(|(_, bit)| *bit).chain(place.over.iter().copied())),
            sets: place.classes.iter().map(|class| Bits::of(class.set.iter().chain(&class.fed).copied())).collect(),
        });
        let ends = live.before[machine.places.len()..].iter().map(|set| Bits::of_words(set));
        let bands =
            machine.aged.iter().map(|aged| aged.bands.iter().map(|band| Bits::of(band.iter().copied())).collect());
        Self { machine, spots: spots.collect(), ends: ends.collect(), bands: bands.collect(), grows: true }
    }

    /// The same, with days that keep the age that they have when they are given.
    pub(crate) fn at_one_time(mut self) -> Self {
        self.grows = false;
        self
    }

    /// Makes one move by the class of an answer.
    pub(crate) fn by_class(&self, at: usize, class: usize, bits: Bits<N>, watch: &mut impl Watch<N>) {
        self.answer(at, class, bits, NOWHERE, watch);
    }

    /// Makes one move by an anytime route.
    pub(crate) fn by_way_out(&self, at: usize, number: usize, bits: Bits<N>, watch: &mut impl Watch<N>) {
        if let Some((_, goal)) = self.machine.places[at].leaves.get(number) {
            self.follow(*goal, bits, NOWHERE, watch);
        }
    }

    /// Makes every move that there is from a state.
    pub(crate) fn moves(&self, number: u32, state: &State<N>, watch: &mut impl Watch<N>) {
        let at = state.place as usize;
        let Some(place) = self.machine.places.get(at) else { return };
        if let Some(class) = self.taken(at, &state.bits) {
            let via = u32::try_from(class).unwrap_or(0);
            let way = Way { from: number, via, weight: 1, turn: None };
            return self.answer(at, class, state.bits, way, watch);
        }
        for bits in self.older(&place.ages, state.bits, &self.spots[at].after) {
            for (via, class) in (0_u32..).zip(&place.classes) {
                // Asked once for each entry: nobody is asked, and the answer is blank, exactly if there are none.
                if place.entries.is_none_or(|bit| bits.has(bit) != class.empty) {
                    let way = Way { from: number, via, weight: class.weight, turn: None };
                    self.answer(at, via as usize, bits, way, watch);
                }
            }
        }
        for (route, goal) in &place.leaves {
            let turn = match goal {
                Goal::Place(to) if *to <= at => Some(Turn::Anytime(*route)),
                _ => None,
            };
            let via = LEAVES | u32::try_from(*route).unwrap_or(0);
            self.follow(*goal, state.bits, Way { from: number, via, weight: 1, turn }, watch);
        }
    }

    /// The class of the answer that a place takes over without asking, if it takes one over.
    pub(crate) fn taken(&self, at: usize, bits: &Bits<N>) -> Option<usize> {
        let tie = self.machine.places.get(at)?.tie.filter(|tie| !bits.has(tie.answered))?;
        usize::try_from(bits.number(tie.class)).ok()?.checked_sub(1)
    }

    /// The rows of a place, read from the top by the one function that decides.
    pub(crate) fn row(&self, at: usize, class: &Class, bits: &Bits<N>) -> Option<usize> {
        first_row(
            &self.machine.places[at].rows,
            |row: &Row| (row.is.as_ref(), row.when.as_slice()),
            |is| class.own[*is],
            |bit| bits.has(*bit),
            |row| self.used_up(at, row, bits),
        )
    }

    /// True if a row, seen by itself, fits.
    pub(crate) fn fits(&self, at: usize, row: usize, class: &Class, bits: &Bits<N>) -> bool {
        let it = &self.machine.places[at].rows[row];
        let parts = |row: &'m Row| (row.is.as_ref(), row.when.as_slice());
        first_row([it], parts, |is| class.own[*is], |bit| bits.has(*bit), |_| self.used_up(at, row, bits)).is_some()
    }

    fn used_up(&self, at: usize, row: usize, bits: &Bits<N>) -> bool {
        self.machine.places[at].rows[row].at_most.is_some_and(|(most, field)| bits.number(field) >= most)
    }

    fn answer(&self, at: usize, number: usize, bits: Bits<N>, way: Way, watch: &mut impl Watch<N>) {
        let place = &self.machine.places[at];
        let bits = bits.without(&self.spots[at].wipe).or(&self.spots[at].sets[number]);
        if place.rows.is_empty() {
            return self.follow(place.next, bits, way, watch);
        }
        let class = &place.classes[number];
        watch.answered(at, class, &bits, way);
        let Some(row) = self.row(at, class, &bits) else {
            return watch.gap(at, way);
        };
        watch.took(at, row);
        let Row { goal, at_most, .. } = place.rows[row];
        let back = matches!(goal, Goal::Place(to) if to <= at);
        let turn = if back { Some(Turn::Row(at, row)) } else { way.turn };
        let bits = at_most.map_or(bits, |(_, field)| bits.one_more(field));
        self.follow(goal, bits, Way { turn, ..way }, watch);
    }

    /// Goes on until something is asked or said: into strategies that are run, and out of them.
    fn follow(&self, goal: Goal, bits: Bits<N>, way: Way, watch: &mut impl Watch<N>) {
        let places = self.machine.places.len();
        match goal {
            Goal::Place(at) => {
                let place = &self.machine.places[at];
                for bits in self.older(&place.arrival.ages, bits, &self.spots[at].before) {
                    watch.arrive(at, &bits, way);
                    if place.inside.is_some() {
                        self.follow(Goal::Place(at + 1), bits, way, watch);
                    } else {
                        watch.land(at, bits.and(&self.spots[at].after), way);
                    }
                }
            }
            Goal::Back { run, outcome } => {
                let place = &self.machine.places[run];
                for bits in self.older(&place.ages, bits, &self.spots[run].back) {
                    self.answer(run, place.of_outcome[outcome], bits, way, watch);
                }
            }
            Goal::End(end) => {
                for bits in self.older(&self.machine.ends[end].arrival.ages, bits, &self.ends[end]) {
                    watch.arrive(places + end, &bits, way);
                    watch.land(places + end, Bits::NONE, way);
                }
            }
        }
    }

    /// The same bits, and those with days that have grown older since they were last read.
    fn older(&self, ages: &[usize], bits: Bits<N>, live: &Bits<N>) -> impl Iterator<Item = Bits<N>> {
        let still = ages.is_empty() || !self.grows;
        let more = if still { Vec::new() } else { self.grown(ages, bits, live) };
        let first = still.then_some(bits);
        first.into_iter().chain(more)
    }

    fn grown(&self, ages: &[usize], bits: Bits<N>, live: &Bits<N>) -> Vec<Bits<N>> {
        let mut all = vec![bits];
        for number in ages {
            let day = &self.machine.aged[*number];
            if !bits.has(day.dated) {
                continue;
            }
            // A first reading finds any age, since the day may be any. Later ones find that age or more.
            if bits.has(day.read) {
                let own = Bits::of(self.machine.places[day.place].marks.iter().map(|(_, bit)| *bit));
                for known in all.clone() {
                    for band in self.bands[*number].iter().map(|band| band.and(live)) {
                        let now = known.and(&own).and(live);
                        let grown = known.or(&band);
                        if now.without(&band).without(&Bits::of([day.read])) == Bits::NONE && !all.contains(&grown) {
                            all.push(grown);
                        }
                    }
                }
            }
            let read = Bits::of([day.read]);
            for bits in &mut all {
                *bits = bits.or(&read);
            }
        }
        all
    }
}
