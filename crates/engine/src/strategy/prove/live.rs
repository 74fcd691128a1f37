//! Which bits may still be read from where: all others are forgotten, so that states which differ in nothing meet.

use crate::strategy::prove::machine::Arrival;
use crate::strategy::prove::machine::Goal;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::machine::Place;

type Set = Vec<u64>;

/// The bits that may still be read.
pub(crate) struct Live {
    /// On arrival at a place, and then at an end.
    pub(crate) before: Vec<Set>,
    /// Once a place is reached.
    pub(crate) after: Vec<Set>,
    /// On coming back to a place that ran a strategy.
    pub(crate) back: Vec<Set>,
}

/// Looks backward from the ends, again and again until nothing is added.
pub(crate) fn live(machine: &Machine<'_>) -> Live {
    let words = machine.bits.div_ceil(64).max(1);
    let places = machine.places.len();
    let empty = vec![0; words];
    let mut live = Live {
        before: vec![empty.clone(); places + machine.ends.len()],
        after: vec![empty.clone(); places],
        back: vec![empty.clone(); places],
    };
    for (number, end) in machine.ends.iter().enumerate() {
        arrived(machine, &end.arrival, &mut live.before[places + number]);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for number in (0..places).rev() {
            let place = &machine.places[number];
            let mut rows = empty.clone();
            answered(machine, place, &live, &mut rows);
            let mut after = if place.inside.is_some() { live.before[number + 1].clone() } else { rows.clone() };
            for (_, goal) in &place.leaves {
                join(&mut after, goal_of(machine, &live, *goal));
            }
            if let Some(bit) = place.entries {
                add(&mut after, bit);
            }
            if let Some(tie) = place.tie {
                (tie.class.first..tie.class.first + tie.class.width).for_each(|bit| add(&mut after, bit));
                add(&mut after, tie.answered);
            }
            let mut before = after.clone();
            arrived(machine, &place.arrival, &mut before);
            for (have, now) in
                [(&mut live.back[number], rows), (&mut live.after[number], after), (&mut live.before[number], before)]
            {
                changed |= *have != now;
                *have = now;
            }
        }
    }
    live
}

fn goal_of<'l>(machine: &Machine<'_>, live: &'l Live, goal: Goal) -> &'l Set {
    match goal {
        Goal::Place(place) => &live.before[place],
        Goal::Back { run, .. } => &live.back[run],
        Goal::End(end) => &live.before[machine.places.len() + end],
    }
}

/// What is read once the answer is given: by the rows, and then wherever they lead, but for what the answer replaces.
fn answered(machine: &Machine<'_>, place: &Place<'_>, live: &Live, set: &mut Set) {
    let goals = place.rows.iter().map(|row| row.goal).chain(place.rows.is_empty().then_some(place.next));
    for goal in goals {
        join(set, goal_of(machine, live, goal));
    }
    for bit in place.marks.iter().map(|(_, bit)| bit).chain(&place.over) {
        set[bit / 64] &= !(1 << (bit % 64));
    }
    for row in &place.rows {
        row.when.iter().for_each(|bit| add(set, *bit));
        if let Some((_, field)) = row.at_most {
            (field.first..field.first + field.width).for_each(|bit| add(set, bit));
        }
    }
    aged(machine, &place.ages, set);
}

fn arrived(machine: &Machine<'_>, arrival: &Arrival<'_>, set: &mut Set) {
    for due in arrival.dues.iter().flat_map(|(rows, _)| rows) {
        let by = due.by.iter().flatten();
        due.when.iter().chain(due.from.iter().chain(by).map(|(bit, _)| bit)).for_each(|bit| add(set, *bit));
    }
    for promise in &arrival.promises {
        machine.pledges[*promise].needs.iter().flatten().for_each(|bit| add(set, *bit));
    }
    aged(machine, &arrival.ages, set);
}

/// Whether a day may be older by now depends on whether there is one, and on whether it has been read.
fn aged(machine: &Machine<'_>, ages: &[usize], set: &mut Set) {
    for aged in ages.iter().map(|age| &machine.aged[*age]) {
        add(set, aged.dated);
        add(set, aged.read);
    }
}

fn add(set: &mut Set, bit: usize) {
    set[bit / 64] |= 1 << (bit % 64);
}

fn join(set: &mut Set, other: &Set) {
    set.iter_mut().zip(other).for_each(|(own, other)| *own |= other);
}
