//! The strategies as a ladder: which hands over to which, as their own files say.

use std::collections::BTreeMap;

use crate::strategy::Place;
use crate::strategy::Sketch;

/// The strategies of some records, and those that can be used here.
#[derive(Debug, Default)]
pub struct Ladder {
    sketches: BTreeMap<String, Sketch>,
    /// By strategy, how many others come before it at most, one after another.
    rungs: BTreeMap<String, usize>,
    /// The options of facts, each with its words.
    words: BTreeMap<(String, String), String>,
}

impl Ladder {
    /// The ladder that these strategies make. Of two with one name, the first counts.
    pub fn of(all: impl IntoIterator<Item = Sketch>) -> Self {
        let mut ladder = Self::default();
        for sketch in all {
            ladder.sketches.entry(sketch.id.clone()).or_insert(sketch);
        }
        for id in ladder.sketches.keys() {
            let rungs = ladder.longest(id, &mut Vec::new());
            ladder.rungs.insert(id.clone(), rungs);
        }
        let options = ladder.sketches.values().flat_map(|sketch| sketch.options.clone());
        ladder.words = options.map(|(fact, id, label)| ((fact, id), label)).collect();
        ladder
    }

    /// The same ladder with the options of facts that a team adds.
    #[must_use]
    pub fn with(mut self, options: BTreeMap<String, Vec<(String, String)>>) -> Self {
        let all = options.into_iter().flat_map(|(fact, its)| its.into_iter().map(move |it| (fact.clone(), it)));
        self.words.extend(all.map(|(fact, (id, label))| ((fact, id), label)));
        self
    }

    /// The words of an option of a fact, if a strategy or the team has it.
    pub fn words<'a>(&'a self, fact: &str, id: &str) -> Option<&'a str> {
        self.words.get(&(fact.to_owned(), id.to_owned())).map(String::as_str)
    }

    /// The options of a fact by their names.
    pub fn options<'a>(&'a self, fact: &'a str) -> impl Iterator<Item = &'a str> {
        self.words.keys().filter(move |(its, _)| its == fact).map(|(_, id)| id.as_str())
    }

    /// What people call a strategy, in a few words.
    pub fn short<'a>(&'a self, id: &'a str) -> &'a str {
        let title = self.sketch(id).map_or(id, |sketch| sketch.title.as_str());
        title.split(':').next().unwrap_or(title)
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

    /// What an outcome of a strategy says, in its first sentence.
    pub fn says<'a>(&'a self, strategy: &str, outcome: &'a str) -> &'a str {
        let end = self.sketch(strategy).and_then(|sketch| sketch.ends.iter().find(|end| end.id == outcome));
        let text = end.map_or(outcome, |end| end.text.trim());
        text.split_once(". ").map_or(text, |(first, _)| first).lines().next().unwrap_or(outcome).trim_end_matches('.')
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

    /// True if this one, tried for itself, hands over to the other.
    pub fn leads_to(&self, one: &str, other: &str) -> bool {
        self.hands_over_to(other).any(|before| before == one)
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
        assert!(ladder.leads_to("rethink-3", "hips-escalation") && !ladder.leads_to("rethink-1", "hips-escalation"));
        // A follow-up may hand over to any of them, and is no rung.
        assert!(!ladder.leads_to("follow-up", "rethink-2"));
        assert!(!ladder.leads_to("rethink-2", "rethink-1"));
    }

    #[test]
    fn a_round_has_an_end() {
        let of = |id: &str, next: &str| Sketch {
            id: id.to_owned(),
            title: String::new(),
            place: Place::Own,
            roles: Vec::new(),
            ends: vec![crate::strategy::End { id: "on".to_owned(), text: String::new(), next: Some(next.to_owned()) }],
            options: Vec::new(),
        };
        let ladder = Ladder::of([of("a", "b"), of("b", "a"), of("c", "c")]);
        assert!(ladder.leads_to("a", "b") && ladder.leads_to("b", "a"));
        assert!(!ladder.is_late("a") && !ladder.is_late("c"));
        assert_eq!(ladder.place("unknown"), Place::Own);
    }
}
