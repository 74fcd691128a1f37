//! A strategy as it is being laid out.

use crate::strategy::Strategy;
use crate::strategy::prove::machine::Aged;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Place;

/// One strategy as laid out: the one that is proved, or one that is run at some step.
pub(crate) struct World<'a> {
    pub(crate) strategy: &'a Strategy,
    /// The place of each of its steps.
    pub(crate) places: Vec<usize>,
    /// The step that runs it.
    pub(crate) run: Option<usize>,
}

/// A layout in the making.
pub(crate) struct Layout<'a> {
    pub(crate) worlds: Vec<World<'a>>,
    pub(crate) places: Vec<Place<'a>>,
    pub(crate) aged: Vec<Aged>,
    pub(crate) bits: usize,
}

impl<'a> Layout<'a> {
    /// The bit for something read of the answer at a place.
    pub(crate) fn mark(&mut self, place: usize, mark: Mark<'a>) -> usize {
        let marks = &mut self.places[place].marks;
        if let Some((_, bit)) = marks.iter().find(|(have, _)| *have == mark) {
            return *bit;
        }
        marks.push((mark, self.bits));
        self.bits += 1;
        self.bits - 1
    }
}
