//! Laying a strategy out: a place for each step of it and of what it runs, and a bit for each thing read later.

use crate::strategy::Column;
use crate::strategy::Does;
use crate::strategy::Strategy;
use crate::strategy::Target;
use crate::strategy::prove::answers;
use crate::strategy::prove::bits::Field;
use crate::strategy::prove::draft::Layout;
use crate::strategy::prove::draft::World;
use crate::strategy::prove::machine::Aged;
use crate::strategy::prove::machine::Arrival;
use crate::strategy::prove::machine::End;
use crate::strategy::prove::machine::Goal;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Place;
use crate::strategy::prove::ties;

/// More places than this are not looked at. A strategy that runs another twice, which runs another twice, … gets there.
const MOST_PLACES: usize = 20_000;

/// Lays a strategy out. None if it is too large to be laid out.
pub(crate) fn lay_out(strategy: &Strategy) -> Option<Machine<'_>> {
    let mut layout = Layout { worlds: Vec::new(), places: vec![place("about".to_owned())], aged: Vec::new(), bits: 0 };
    layout.places[0].next = Goal::Place(1);
    layout.world(strategy, "", None, 0)?;
    for number in 1..layout.places.len() {
        layout.wire(number);
    }
    let mut ends: Vec<End<'_>> =
        strategy.outcomes.iter().map(|outcome| layout.end(&outcome.id, &outcome.due)).collect();
    for (outcome, end) in strategy.outcomes.iter().zip(&mut ends) {
        // A handover or a review without a day is an ending that nobody keeps.
        let must = matches!(outcome.kind.name(), "handover" | "review");
        end.arrival.dues.iter_mut().for_each(|(_, it)| *it = must);
    }
    ends.extend(["safety", "withdrawn", "elsewhere"].map(|id| layout.end(id, &[])));
    let pledges = layout.pledges(&mut ends);
    let takes_any = ties::tie(&mut layout);
    layout.share();
    let mut bits = layout.bits;
    for place in &mut layout.places {
        answers::sort(place, &strategy.about)?;
        if let Some(tie) = &mut place.tie {
            tie.class = room(place.classes.len() as u64, &mut bits);
        }
        for (most, field) in place.rows.iter_mut().filter_map(|row| row.at_most.as_mut()) {
            *field = room(*most, &mut bits);
        }
    }
    let Layout { mut places, mut aged, .. } = layout;
    for aged in &mut aged {
        aged.bands = answers::bands(&places[aged.place]);
    }
    ties::feed(&mut places, &strategy.about);
    Some(Machine { strategy, places, ends, pledges, aged, bits, takes_any })
}

/// Bits for a number up to this one.
fn room(most: u64, bits: &mut usize) -> Field {
    let width = (u64::BITS - most.leading_zeros()) as usize;
    // A number stands in one word.
    if *bits % 64 + width > 64 {
        *bits += 64 - *bits % 64;
    }
    // A row that may never be taken has nothing to count.
    let first = if width == 0 { 0 } else { *bits };
    *bits += width;
    Field { first, width }
}

fn place<'a>(path: String) -> Place<'a> {
    Place {
        path,
        step: None,
        world: 0,
        outer: 0,
        inside: None,
        own: Vec::new(),
        marks: Vec::new(),
        classes: Vec::new(),
        of_outcome: Vec::new(),
        rows: Vec::new(),
        next: Goal::End(0),
        leaves: Vec::new(),
        arrival: Arrival::default(),
        ages: Vec::new(),
        entries: None,
        asks: false,
        tie: None,
        feeds: Vec::new(),
        shared: Vec::new(),
        over: Vec::new(),
    }
}

impl<'a> Layout<'a> {
    /// A place for each step, with those of a strategy that is run right behind the step that runs it.
    fn world(&mut self, strategy: &'a Strategy, before: &str, run: Option<usize>, outer: usize) -> Option<usize> {
        let world = self.worlds.len();
        self.worlds.push(World { strategy, places: Vec::new(), run });
        for (number, step) in strategy.steps.iter().enumerate() {
            let here = self.places.len();
            if here > MOST_PLACES {
                return None;
            }
            let outer = if run.is_none() { number } else { outer };
            let path = format!("{before}{}", step.id);
            self.worlds[world].places.push(here);
            self.places.push(Place {
                step: Some(step),
                world,
                outer,
                asks: step.prompt().is_some() && !step.is_of_risk(),
                ..place(path.clone())
            });
            if let Does::Run(inner) = &step.does {
                self.places[here].inside = Some(self.worlds.len());
                self.world(inner, &format!("{path}."), Some(here), outer)?;
            }
        }
        Some(world)
    }

    /// The place at the end of a path, as a strategy here names it.
    pub(crate) fn find(&self, world: usize, path: &str) -> Option<usize> {
        if path == "about" {
            return Some(0);
        }
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let (step, _) = self.worlds[world].strategy.step(first)?;
        let place = self.worlds[world].places[step];
        match rest {
            None => Some(place),
            Some(rest) => self.find(self.places[place].inside?, rest),
        }
    }

    /// The bits of some columns, and the days whose age they read.
    pub(crate) fn columns(&mut self, world: usize, columns: &'a [Column], ages: &mut Vec<usize>) -> Vec<usize> {
        let mut bits = Vec::new();
        for column in columns {
            let Some(place) = self.find(world, &column.path) else { continue };
            bits.push(self.mark(place, Mark::Fits(&column.cell)));
            if column.cell.older_than.is_some() {
                ages.push(self.age(place));
            }
        }
        bits
    }

    fn age(&mut self, place: usize) -> usize {
        let known = self.aged.iter().position(|aged| aged.place == place);
        let number = known.unwrap_or_else(|| {
            let (dated, read) = (self.mark(place, Mark::Dated), self.mark(place, Mark::Read));
            self.aged.push(Aged { place, dated, read, bands: Vec::new(), readers: 0 });
            self.aged.len() - 1
        });
        self.aged[number].readers += 1;
        number
    }

    /// Gives steps that share their answers each other's cells, so that their classes are the same.
    fn share(&mut self) {
        let mut group: Vec<usize> = (0..self.places.len()).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for from in 0..self.places.len() {
                for feed in self.places[from].feeds.clone().into_iter().filter(|feed| feed.alike) {
                    let least = group[from].min(group[feed.to]);
                    changed |= group[from] != least || group[feed.to] != least;
                    (group[from], group[feed.to]) = (least, least);
                }
            }
        }
        for number in 0..self.places.len() {
            let read = |place: &Place<'a>| -> Vec<Mark<'a>> {
                let later = place.marks.iter().map(|(mark, _)| *mark);
                place.own.iter().map(|cell| Mark::Fits(cell)).chain(later).collect()
            };
            let others = (0..self.places.len()).filter(|other| group[*other] == group[number]);
            let shared: Vec<Mark<'a>> = others.flat_map(|other| read(&self.places[other])).collect();
            let alone = group.iter().filter(|other| **other == group[number]).count() == 1;
            if !alone {
                self.places[number].shared = shared;
            }
        }
    }

    /// Where a row of one strategy leads.
    pub(crate) fn goal(&self, world: usize, target: Target) -> Goal {
        let outcomes = self.worlds[0].strategy.outcomes.len();
        match (target, self.worlds[world].run) {
            (Target::Step(step), _) => Goal::Place(self.worlds[world].places[step]),
            (Target::Outcome(outcome), Some(run)) => Goal::Back { run, outcome },
            (Target::Outcome(outcome), None) => Goal::End(outcome),
            (Target::Safety, _) => Goal::End(outcomes),
            (Target::Withdrawn, _) => Goal::End(outcomes + 1),
            (Target::Elsewhere, _) => Goal::End(outcomes + 2),
        }
    }
}
