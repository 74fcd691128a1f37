//! Two versions moved through together, from the nearest answers on.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::prompt::Answer;
use crate::strategy::Cell;
use crate::strategy::DueRow;
use crate::strategy::Step;
use crate::strategy::prove::Answered;
use crate::strategy::prove::answers::class_of;
use crate::strategy::prove::answers::everything;
use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::diff::Change;
use crate::strategy::prove::diff::Diff;
use crate::strategy::prove::diff::Difference;
use crate::strategy::prove::diff::side::At;
use crate::strategy::prove::diff::side::Gives;
use crate::strategy::prove::diff::side::Side;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Place;
use crate::strategy::prove::witness::words;

/// More places than this are not compared.
const MOST_PLACES: usize = 2_000;

/// Old and new.
const BOTH: [usize; 2] = [0, 1];

/// What was given: at which spot, which of what may be given there, and whether somebody types its date.
type Put = (usize, usize, bool);

/// Two versions, and what may be given at each path of either.
pub(crate) struct Pair<'m, 'a, const N: usize> {
    sides: [Side<'m, 'a, N>; 2],
    spots: Vec<Spot>,
    /// The spot of each place of each side.
    spot_of: [Vec<usize>; 2],
}

/// A step by its path, in one version or in both.
struct Spot {
    path: String,
    places: [Option<usize>; 2],
    joints: Vec<Joint>,
}

/// Something given that neither version tells apart from what else is in it.
struct Joint {
    answer: Option<Answer>,
    words: String,
    gives: [Option<Gives>; 2],
}

/// Where both stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node<const N: usize> {
    at: [At<N>; 2],
    kept: Vec<Kept>,
}

/// Something that was given to one version, and that the other may still ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kept {
    by: usize,
    spot: usize,
    joint: usize,
    due: u32,
}

/// The pairs of situations come to so far.
struct Compared<const N: usize> {
    nodes: Vec<(Node<N>, u32, Option<Put>)>,
    numbers: HashMap<Node<N>, u32>,
    found: Vec<(Change, u32, Option<Put>)>,
    dues: Vec<String>,
}

impl<'m, 'a, const N: usize> Pair<'m, 'a, N> {
    /// None if there is too much to compare.
    pub(crate) fn new(old: &'m Machine<'a>, new: &'m Machine<'a>) -> Option<Self> {
        if old.places.len().max(new.places.len()) > MOST_PLACES {
            return None;
        }
        let mut spots: Vec<Spot> = Vec::new();
        let mut spot_of = [Vec::new(), Vec::new()];
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (side, machine) in [old, new].into_iter().enumerate() {
            for (number, place) in machine.places.iter().enumerate() {
                let spot = *known.entry(&place.path).or_insert_with(|| {
                    spots.push(Spot { path: place.path.clone(), places: [None; 2], joints: Vec::new() });
                    spots.len() - 1
                });
                // A step that runs a strategy asks nothing itself.
                spots[spot].places[side] = place.inside.is_none().then_some(number);
                spot_of[side].push(spot);
            }
        }
        for spot in &mut spots {
            spot.joints = joints(spot.places, [old, new])?;
        }
        Some(Self { sides: [Side::new(old), Side::new(new)], spots, spot_of })
    }

    /// Compares every pair of situations that the same answers lead to.
    pub(crate) fn compare(&self, limit: usize) -> Option<Diff> {
        let start = At { place: 0, bits: Bits::NONE, due: 0, typed: false };
        let mut all =
            Compared { nodes: Vec::new(), numbers: HashMap::new(), found: Vec::new(), dues: vec![String::new()] };
        all.reach(Node { at: [start; 2], kept: Vec::new() }, 0, None);
        let mut next = 0;
        while next < all.nodes.len() && all.nodes.len() <= limit {
            self.moves(u32::try_from(next).ok()?, &mut all);
            next += 1;
        }
        let differences = all.found.iter().map(|(change, from, last)| Difference {
            change: change.clone(),
            answers: self.answers(&all, *from, *last),
        });
        Some(Diff { differences: differences.collect(), compared: all.nodes.len(), whole: next == all.nodes.len() })
    }

    /// Everything that can happen next in one pair of situations.
    fn moves(&self, number: u32, all: &mut Compared<N>) {
        let node = all.nodes[number as usize].0.clone();
        let ended = BOTH.map(|side| self.sides[side].is_end(node.at[side].place as usize));
        if ended == [true, true] {
            return self.ends(&node, number, all);
        }
        for side in BOTH.into_iter().filter(|side| !ended[*side]) {
            if let Some(class) = self.sides[side].unasked(&node.at[side]) {
                return self.go(&node, number, &[(side, Gives::Class(class))], None, all);
            }
        }
        let spot = BOTH.map(|side| (!ended[side]).then(|| self.spot_of[side][node.at[side].place as usize]));
        for side in BOTH {
            let held = |kept: &Kept| kept.by != side && Some(kept.spot) == spot[side];
            if let Some(place) = node.kept.iter().position(held) {
                return self.catch_up(&node, number, side, place, all);
            }
        }
        if let [Some(old), Some(new)] = spot
            && old == new
        {
            return self.together(&node, number, old, all);
        }
        let [side, other] = self.first_to_move(&node, spot);
        let Some(own) = spot[side] else { return };
        let later = !ended[other]
            && self.spots[own].places[other]
                .is_some_and(|place| self.sides[other].comes_to(node.at[other].place as usize, place));
        if !later {
            all.found.push((only(side, &self.spots[own].path), number, None));
        }
        for (joint, gives) in self.spots[own].joints.iter().enumerate() {
            let Some(gives) = gives.gives[side] else { continue };
            let mut node = node.clone();
            if later {
                node.kept.push(Kept { by: side, spot: own, joint, due: node.at[side].due });
            }
            self.go(&node, number, &[(side, gives)], Some((own, joint, node.at[side].typed)), all);
        }
    }

    /// Which version moves alone, so that the other asks the same again as soon as can be.
    fn first_to_move(&self, node: &Node<N>, spot: [Option<usize>; 2]) -> [usize; 2] {
        let comes = |side: usize, spot: Option<usize>| {
            let place = spot.and_then(|spot| self.spots[spot].places[side]);
            place.is_some_and(|place| self.sides[side].comes_to(node.at[side].place as usize, place))
        };
        match spot {
            [Some(_), None] => [0, 1],
            [None, Some(_)] => [1, 0],
            // What only one of them can come to is asked first.
            [old, new] => match (comes(1, old), comes(0, new)) {
                (true, false) => [1, 0],
                _ => [0, 1],
            },
        }
    }

    /// Both ask the same.
    fn together(&self, node: &Node<N>, number: u32, spot: usize, all: &mut Compared<N>) {
        let path = &self.spots[spot].path;
        self.dates(node.at[0].due, node.at[1].due, spot, number, all);
        let ways = BOTH.map(|side| self.sides[side].beside(node.at[side].place as usize));
        for (one, other, change) in [(0, 1, false), (1, 0, true)] {
            for (id, _) in ways[one].iter().filter(|way| !ways[other].contains(way)) {
                let words = format!(":{id}");
                let change = if change {
                    Change::NewAnswer(path.clone(), words)
                } else {
                    Change::GoneAnswer(path.clone(), words)
                };
                all.found.push((change, number, None));
            }
        }
        for (place, joint) in self.spots[spot].joints.iter().enumerate() {
            let given = Some((spot, place, node.at[1].typed));
            match joint.gives {
                [Some(old), Some(new)] => self.go(node, number, &[(0, old), (1, new)], given, all),
                [Some(_), None] => {
                    all.found.push((Change::GoneAnswer(path.clone(), joint.words.clone()), number, given));
                }
                [None, Some(_)] => {
                    all.found.push((Change::NewAnswer(path.clone(), joint.words.clone()), number, given));
                }
                [None, None] => {}
            }
        }
    }

    /// One version asks what the other has asked before.
    fn catch_up(&self, node: &Node<N>, number: u32, side: usize, place: usize, all: &mut Compared<N>) {
        let mut node = node.clone();
        let kept = node.kept.remove(place);
        let spot = &self.spots[kept.spot];
        all.found.push((Change::Order(spot.path.clone()), number, None));
        let here = node.at[side].due;
        let (old, new) = if side == 0 { (here, kept.due) } else { (kept.due, here) };
        self.dates(old, new, kept.spot, number, all);
        let joint = &spot.joints[kept.joint];
        match joint.gives[side] {
            Some(gives) => self.go(&node, number, &[(side, gives)], None, all),
            None => {
                let names = (spot.path.clone(), joint.words.clone());
                let change =
                    if side == 0 { Change::NewAnswer(names.0, names.1) } else { Change::GoneAnswer(names.0, names.1) };
                all.found.push((change, number, None));
            }
        }
    }

    /// Moves one version or both, and keeps where that leads.
    fn go(&self, node: &Node<N>, number: u32, moves: &[(usize, Gives)], given: Option<Put>, all: &mut Compared<N>) {
        let mut node = node.clone();
        for (side, gives) in moves {
            let at = node.at[*side];
            let Some(led) = self.sides[*side].led(at.place as usize, at.bits, *gives) else { return };
            let typed = led.dues.first().is_some_and(|row| row.unset);
            let due = all.due(&led.dues);
            node.at[*side] = At { place: u32::try_from(led.place).unwrap_or(u32::MAX), bits: led.bits, due, typed };
        }
        let mut kept = std::mem::take(&mut node.kept);
        kept.retain(|kept| {
            let other = 1 - kept.by;
            let place = self.spots[kept.spot].places[other];
            let later = place.is_some_and(|place| self.sides[other].comes_to(node.at[other].place as usize, place));
            if !later {
                all.found.push((only(kept.by, &self.spots[kept.spot].path), number, given));
            }
            later
        });
        node.kept = kept;
        all.reach(node, number, given);
    }

    /// Both have come to an end.
    fn ends(&self, node: &Node<N>, number: u32, all: &mut Compared<N>) {
        let ids = BOTH.map(|side| self.sides[side].machine.name(node.at[side].place as usize).to_owned());
        let [old, new] = &ids;
        if old != new {
            let change = Change::Ends { old: old.clone(), new: new.clone() };
            return all.found.push((change, number, None));
        }
        let outcome = BOTH.map(|side| {
            let outcomes = &self.sides[side].machine.strategy.outcomes;
            outcomes.iter().find(|outcome| outcome.id == ids[side])
        });
        if let [Some(one), Some(other)] = outcome {
            if (one.kind, &one.handover, &one.next) != (other.kind, &other.handover, &other.next) {
                all.found.push((Change::Outcome(one.id.clone()), number, None));
            }
            let told = |it: &crate::strategy::Outcome| (it.tell.clone(), it.tell_in_writing.clone(), it.form.clone());
            if told(one) != told(other) {
                all.found.push((Change::Told(one.id.clone()), number, None));
            }
            if node.at[0].due != node.at[1].due {
                all.found.push((Change::Due(one.id.clone()), number, None));
            }
        }
    }

    /// The dates of a step in both versions, and who hears of it.
    fn dates(&self, old: u32, new: u32, spot: usize, number: u32, all: &mut Compared<N>) {
        let path = &self.spots[spot].path;
        if old != new {
            all.found.push((Change::Due(path.clone()), number, None));
        }
        let step =
            |side: usize| -> Option<&Step> { self.sides[side].machine.places[self.spots[spot].places[side]?].step };
        let heard =
            |step: &Step| (step.wait_for.clone(), step.tell.clone(), step.tell_in_writing.clone(), step.form.clone());
        if step(0).map(heard) != step(1).map(heard) {
            all.found.push((Change::Told(path.clone()), number, None));
        }
    }

    /// The answers that lead to a pair of situations, and one more.
    fn answers(&self, all: &Compared<N>, from: u32, last: Option<Put>) -> Vec<Answered> {
        let mut given: Vec<Put> = last.into_iter().collect();
        let mut at = from as usize;
        loop {
            let (_, before, by) = &all.nodes[at];
            given.extend(by);
            if at == 0 {
                break;
            }
            at = *before as usize;
        }
        given.reverse();
        let answered = |(spot, joint, date): &Put| {
            let spot = &self.spots[*spot];
            let machine = |side: usize| self.sides[side].machine;
            let about_one = BOTH.iter().all(|side| machine(*side).strategy.about.len() < 2);
            let place = BOTH.iter().find_map(|side| Some(&machine(*side).places[spot.places[*side]?]))?;
            let only_said = place.step.is_some_and(|step| step.prompt().is_none() && step.wait_for.is_none());
            if only_said || (place.step.is_none() && about_one) {
                return None;
            }
            let joint = &spot.joints[*joint];
            let (path, words) = (spot.path.clone(), joint.words.clone());
            let decides = spot.joints.len() > 1;
            Some(Answered { path, words, answer: joint.answer.clone(), date: *date, decides })
        };
        given.iter().filter_map(answered).collect()
    }
}

impl<const N: usize> Compared<N> {
    fn reach(&mut self, node: Node<N>, from: u32, by: Option<Put>) {
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if self.numbers.contains_key(&node) {
            return;
        }
        self.numbers.insert(node.clone(), number);
        self.nodes.push((node, from, by));
    }

    /// The number of a way to work out a date.
    fn due(&mut self, rows: &[&DueRow]) -> u32 {
        let mut text = String::new();
        for row in rows {
            let _ = write!(text, "{:?} {:?} {:?} {:?} {:?};", row.within, row.unset, row.from, row.by, row.extend_to);
        }
        let number = self.dues.iter().position(|have| *have == text).unwrap_or_else(|| {
            self.dues.push(text);
            self.dues.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }
}

/// Only one version comes to a step.
fn only(side: usize, path: &str) -> Change {
    if side == 0 { Change::Gone(path.to_owned()) } else { Change::Added(path.to_owned()) }
}

/// What may be given at a path, as far as either version tells it apart.
fn joints(places: [Option<usize>; 2], machines: [&Machine<'_>; 2]) -> Option<Vec<Joint>> {
    let places = BOTH.map(|side| places[side].map(|place| &machines[side].places[place]));
    let cells: Vec<&Cell> = places.iter().flatten().flat_map(|place| cells(place)).collect();
    let mut answers: Vec<(Answer, bool)> = Vec::new();
    for (side, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let found: Vec<(Answer, bool)> = match place.step {
            None => machines[side].strategy.about.iter().map(|id| (Answer::Choice(id.clone()), false)).collect(),
            Some(step) => {
                let all = everything(step, &cells)?;
                let waits = step.wait_for.is_some().then_some((Answer::NoReply, false));
                all.into_iter().map(|(candidate, empty)| (candidate.answer, empty)).chain(waits).collect()
            }
        };
        answers.extend(found.into_iter().filter(|(_, empty)| !empty));
    }
    let mut joints: Vec<Joint> = Vec::new();
    for (answer, empty) in answers {
        let gives = BOTH.map(|side| {
            let class = class_of(places[side]?, &machines[side].strategy.about, &answer, empty)?;
            Some(Gives::Class(class))
        });
        if gives != [None, None] && joints.iter().all(|joint| joint.gives != gives) {
            let side = usize::from(gives[0].is_none());
            let words = places[side].map(|place| words(place, &answer)).unwrap_or_default();
            joints.push(Joint { answer: Some(answer), words, gives });
        }
    }
    let ways = BOTH.map(|side| ways(places[side], machines[side]));
    let mut ids: Vec<&String> = ways.iter().flatten().collect();
    ids.sort();
    ids.dedup();
    for id in ids {
        let gives = BOTH.map(|side| ways[side].iter().position(|way| way == id).map(Gives::Leaves));
        joints.push(Joint { answer: None, words: format!(":{id}"), gives });
    }
    Some(joints)
}

/// The names of the anytime routes that lead away from a place.
fn ways(place: Option<&Place<'_>>, machine: &Machine<'_>) -> Vec<String> {
    let leaves = place.map(|place| place.leaves.as_slice()).unwrap_or_default();
    leaves.iter().map(|(number, _)| machine.strategy.anytime[*number].id.clone()).collect()
}

fn cells<'p>(place: &'p Place<'_>) -> impl Iterator<Item = &'p Cell> {
    let later = place.marks.iter().filter_map(|(mark, _)| if let Mark::Fits(cell) = mark { Some(*cell) } else { None });
    place.own.iter().copied().chain(later)
}
