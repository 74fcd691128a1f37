//! What each place of a layout reads: its rows, its due dates, its ways out; and what the promises read.

use crate::strategy::Departs;
use crate::strategy::DueRow;
use crate::strategy::From;
use crate::strategy::Target;
use crate::strategy::prove::bits::Field;
use crate::strategy::prove::draft::Layout;
use crate::strategy::prove::machine::Arrival;
use crate::strategy::prove::machine::Due;
use crate::strategy::prove::machine::End;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Pledge;
use crate::strategy::prove::machine::Row;

impl<'a> Layout<'a> {
    /// Rows, dates and ways out of one place.
    pub(crate) fn wire(&mut self, here: usize) {
        let (world, outer) = (self.places[here].world, self.places[here].outer);
        let strategy = self.worlds[world].strategy;
        let Some(step) = self.places[here].step else { return };
        let (mut own, mut ages) = (Vec::new(), Vec::new());
        let mut rows = Vec::new();
        for route in &step.routes {
            let is = route.is.as_ref().map(|cell| {
                own.iter().position(|have| *have == cell).unwrap_or_else(|| {
                    own.push(cell);
                    own.len() - 1
                })
            });
            rows.push(Row {
                is,
                when: self.columns(world, &route.when, &mut ages),
                goal: self.goal(world, route.to),
                at_most: route.at_most.map(|most| (u64::from(most), Field { first: 0, width: 0 })),
            });
        }
        let number = self.worlds[world].places.iter().position(|place| *place == here).unwrap_or(0);
        self.places[here].next = self.goal(world, strategy.next_in_file(number));
        self.places[here].own = own;
        self.places[here].rows = rows;
        ages.dedup();
        self.places[here].ages = ages;
        if let Some(of) = step.each {
            let of = self.worlds[world].places[of];
            self.places[here].entries = Some(self.mark(of, Mark::Entries));
        }
        self.leaves(here, outer);
        if step.due.is_empty() {
            return;
        }
        let mut ages = Vec::new();
        let mut dues = vec![(self.dues(world, &step.due, &mut ages), step.wait_for.is_some())];
        // Its own stage holds every date inside it, and so does each stage around a strategy that is run.
        let mut around = Some((world, step));
        while let Some((world, step)) = around {
            if let Some(stage) = step.stage {
                let strategy = self.worlds[world].strategy;
                dues.push((self.dues(world, &strategy.stages[stage].due, &mut ages), false));
            }
            let run = self.worlds[world].run.map(|run| &self.places[run]);
            around = run.and_then(|place| Some((place.world, place.step?)));
        }
        self.places[here].arrival = Arrival { dues, ages, ..Arrival::default() };
    }

    /// The outermost strategy's ways out stay open in what it runs, whose own are not used.
    fn leaves(&mut self, here: usize, outer: usize) {
        let strategy = self.worlds[0].strategy;
        let stage = strategy.steps[outer].stage;
        for (number, way) in strategy.anytime.iter().enumerate() {
            // One that runs a strategy beside comes back to the same step, and nothing reads its answers.
            let Departs::To(target) = way.does else { continue };
            let open = way.stages.is_empty() || stage.is_some_and(|stage| way.stages.contains(&stage));
            if open && target != Target::Step(outer) && self.places[here].inside.is_none() {
                let goal = self.goal(0, target);
                self.places[here].leaves.push((number, goal));
            }
        }
    }

    fn dues(&mut self, world: usize, rows: &'a [DueRow], ages: &mut Vec<usize>) -> Vec<Due<'a>> {
        let mut dues = Vec::new();
        for row in rows {
            let when = self.columns(world, &row.when, ages);
            let known = |layout: &mut Self, path: &str, mark| {
                layout.find(world, path).map(|place| (layout.mark(place, mark), path.to_owned()))
            };
            let from = match &row.from {
                _ if row.within.is_empty() => None,
                From::Today => None,
                From::Step(path) => known(self, path, Mark::Dated),
                From::DueOf(path) => known(self, path, Mark::Answered),
            };
            let by = (row.within.is_empty() && !row.unset)
                .then(|| row.by.iter().filter_map(|path| known(self, path, Mark::Day)).collect());
            dues.push(Due { of: row, when, from, by, unset: row.unset });
        }
        dues
    }

    /// An end, and its due date.
    pub(crate) fn end(&mut self, id: &str, due: &'a [DueRow]) -> End<'a> {
        let mut arrival = Arrival::default();
        if !due.is_empty() {
            let dues = self.dues(0, due, &mut arrival.ages);
            arrival.dues.push((dues, false));
        }
        End { id: id.to_owned(), arrival }
    }

    /// Every promise, held where it is to be kept.
    pub(crate) fn pledges(&mut self, ends: &mut [End<'_>]) -> Vec<Pledge> {
        let strategy = self.worlds[0].strategy;
        let mut pledges = Vec::new();
        for (number, promise) in strategy.promises.iter().enumerate() {
            let mut ages = Vec::new();
            let needs = promise.needs.iter().map(|row| self.columns(0, row, &mut ages)).collect();
            pledges.push(Pledge { needs, at_most: promise.prompts_at_most });
            for place in &mut self.places {
                if place.step.is_some_and(|step| promise.speaks_of_step(&place.path, step)) {
                    hold(&mut place.arrival, number, &ages);
                }
            }
            for (outcome, end) in strategy.outcomes.iter().zip(&mut *ends) {
                if promise.speaks_of_outcome(outcome) {
                    hold(&mut end.arrival, number, &ages);
                }
            }
        }
        pledges
    }
}

fn hold(arrival: &mut Arrival<'_>, promise: usize, ages: &[usize]) {
    if !arrival.promises.contains(&promise) {
        arrival.promises.push(promise);
        arrival.ages.extend(ages);
    }
}
