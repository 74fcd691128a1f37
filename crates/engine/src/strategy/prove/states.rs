//! Every state reached so far, each once, with the answer that first led to it.

use crate::strategy::prove::bits::Bits;

/// Somewhere in the strategy, with what may still be read of the answers so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State<const N: usize> {
    pub(crate) bits: Bits<N>,
    pub(crate) place: u32,
    /// The state it was first reached from; itself for the first.
    pub(crate) from: u32,
    /// The answer there that led here.
    pub(crate) via: u32,
    /// How many answers lead here.
    pub(crate) into: u32,
}

/// States in the order in which they were reached, and where to find each by its bits.
///
/// The states stand in a list, and the table holds their numbers only: it is small, and a state is never copied.
pub(crate) struct States<const N: usize> {
    pub(crate) all: Vec<State<N>>,
    slots: Vec<u32>,
}

const FREE: u32 = u32::MAX;

impl<const N: usize> States<N> {
    pub(crate) fn new() -> Self {
        Self { all: Vec::new(), slots: vec![FREE; 64] }
    }

    /// The number of this state, or the slot where it would stand.
    fn look(&self, place: u32, bits: &Bits<N>) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = usize::try_from(bits.hash(place)).unwrap_or(0) & mask;
        loop {
            match self.slots[slot] {
                FREE => return Err(slot),
                number => {
                    let state = &self.all[number as usize];
                    if state.place == place && state.bits == *bits {
                        return Ok(number);
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The number of a state that has been reached.
    pub(crate) fn number(&self, place: u32, bits: &Bits<N>) -> Option<u32> {
        self.look(place, bits).ok()
    }

    /// Reaches a state: keeps it if it is new, and counts one more way into it if not.
    pub(crate) fn reach(&mut self, place: u32, bits: Bits<N>, from: u32, via: u32) {
        match self.look(place, &bits) {
            Ok(number) => self.all[number as usize].into += 1,
            Err(slot) => {
                self.slots[slot] = u32::try_from(self.all.len()).unwrap_or(FREE);
                self.all.push(State { bits, place, from, via, into: 1 });
                if self.all.len() * 2 > self.slots.len() {
                    self.widen();
                }
            }
        }
    }

    fn widen(&mut self) {
        let mut slots = vec![FREE; self.slots.len() * 4];
        let mask = slots.len() - 1;
        for (number, state) in (0_u32..).zip(&self.all) {
            let mut slot = usize::try_from(state.bits.hash(state.place)).unwrap_or(0) & mask;
            while slots[slot] != FREE {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number;
        }
        self.slots = slots;
    }
}
