//! The strategies as a ladder: which hands over to which, as their own files say.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::strategy::Place;
use crate::strategy::Sketch;

/// The strategies of some records, and those that can be used here.
#[derive(Debug, Default)]
pub struct Ladder {
    sketches: BTreeMap<String, Sketch>,
    /// By strategy, every strategy that may have handed over to it, directly or through others.
    before: BTreeMap<String, BTreeSet<String>>,
    /// By strategy, how many others come before it at most, one after another.
    rungs: BTreeMap<String, usize>,
}

impl Ladder {
    /// The ladder that these strategies make. Of two with one name, the first counts.
    pub fn of(all: impl IntoIterator<Item = Sketch>) -> Self {
        let mut ladder = Self::default();
        for sketch in all {
            ladder.sketches.entry(sketch.id.clone()).or_insert(sketch);
        }
        for id in ladder.sketches.keys() {
            let mut before = BTreeSet::new();
            let mut open = vec![id.as_str()];
            while let Some(at) = open.pop() {
                for other in ladder.hands_over_to(at) {
                    if other != id && before.insert(other.to_owned()) {
                        open.push(other);
                    }
                }
            }
            let rungs = ladder.longest(id, &mut Vec::new());
            ladder.before.insert(id.clone(), before);
            ladder.rungs.insert(id.clone(), rungs);
        }
        ladder
    }

    /// The strategies, tried for themselves, that hand over to this one.
    fn hands_over_to<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a str> {
        let own = self.sketches.values().filter(|sketch| sketch.place == Place::Own);
        let hands = own.filter(move |sketch| sketch.ends.iter().any(|end| end.next.as_deref() == Some(id)));
        hands.map(|sketch| sketch.id.as_str())
    }

    /// How many strategies come before this one at most; none is counted twice.
    fn longest<'a>(&'a self, id: &'a str, seen: &mut Vec<&'a str>) -> usize {
        seen.push(id);
        let others: Vec<&str> = self.hands_over_to(id).filter(|other| !seen.contains(other)).collect();
        let longest = others.into_iter().map(|other| 1 + self.longest(other, seen)).max().unwrap_or(0);
        seen.pop();
        longest
    }

    /// How a strategy stands to the others; one of which nothing is known is tried for itself.
    pub fn place(&self, id: &str) -> Place {
        self.sketches.get(id).map_or(Place::Own, |sketch| sketch.place)
    }

    /// What a strategy's file says, if it is known.
    pub fn sketch(&self, id: &str) -> Option<&Sketch> {
        self.sketches.get(id)
    }

    /// Every strategy of which something is known, in order of name.
    pub fn sketches(&self) -> impl Iterator<Item = &Sketch> {
        self.sketches.values()
    }

    /// The strategies to which this one hands over.
    pub fn next<'a>(&'a self, id: &str) -> Vec<&'a str> {
        let ends = self.sketches.get(id).map_or(&[][..], |sketch| &sketch.ends);
        ends.iter().filter_map(|end| end.next.as_deref()).collect()
    }

    /// True if this one comes before the other on the ladder.
    pub fn is_before(&self, one: &str, other: &str) -> bool {
        self.before.get(other).is_some_and(|before| before.contains(one))
    }

    /// How many others come before it at most, one after another.
    pub fn rungs(&self, id: &str) -> usize {
        self.rungs.get(id).copied().unwrap_or(0)
    }

    /// True if two others or more come before it, one after another: nobody is meant to begin there.
    pub fn is_late(&self, id: &str) -> bool {
        self.rungs(id) >= 2
    }

    /// True at the top of a ladder: others hand over to it, and it hands over to none.
    pub fn is_top(&self, id: &str) -> bool {
        self.rungs(id) >= 1 && self.next(id).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::SHIPPED;

    #[test]
    fn the_shipped_strategies_are_a_ladder_of_four() {
        let ladder = Ladder::of(SHIPPED.iter().filter_map(|(_, text)| Sketch::of(text)));
        let late: Vec<&str> = SHIPPED.iter().map(|(id, _)| *id).filter(|id| ladder.is_late(id)).collect();
        assert_eq!(late, ["rethink-3", "hips-escalation"]);
        let top: Vec<&str> = SHIPPED.iter().map(|(id, _)| *id).filter(|id| ladder.is_top(id)).collect();
        assert_eq!(top, ["hips-escalation"]);
        assert!(ladder.is_before("rethink-1", "hips-escalation"));
        // A follow-up may hand over to any of them, and is no rung.
        assert!(!ladder.is_before("follow-up", "rethink-2"));
        assert!(!ladder.is_before("rethink-2", "rethink-1"));
    }

    #[test]
    fn a_round_has_an_end() {
        let of = |id: &str, next: &str| Sketch {
            id: id.to_owned(),
            title: String::new(),
            place: Place::Own,
            roles: Vec::new(),
            ends: vec![crate::strategy::End { id: "on".to_owned(), next: Some(next.to_owned()) }],
        };
        let ladder = Ladder::of([of("a", "b"), of("b", "a"), of("c", "c")]);
        assert!(ladder.is_before("a", "b") && ladder.is_before("b", "a"));
        assert!(!ladder.is_late("a") && !ladder.is_late("c"));
        assert_eq!(ladder.place("unknown"), Place::Own);
    }
}
