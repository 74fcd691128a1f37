//! Where a session stands: the fold of its events. It is worked out afresh whenever it is wanted, and never stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono::NaiveTime;

use crate::prompt::Answer;
use crate::prompt::Person;
use crate::session::Dating;
use crate::session::Event;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::UNTIL_THEN;
use crate::session::What;
use crate::strategy::Column;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::OPEN_RISK;
use crate::strategy::OutcomeKind;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::Target;
use crate::strategy::first_row;
use crate::strategy::fits;

/// An event that does not fit where the session stands: the answers are of another strategy, or were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit;

/// An answer that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Which strategy of the session it belongs to, from 0: a triage comes before what it leads to.
    pub leg: usize,
    /// The step's path.
    pub path: String,
    /// The answer.
    pub answer: Answer,
    /// For a step that waited: the day on which it ended.
    pub on: Option<NaiveDate>,
    /// The event that completed it.
    pub event: usize,
    /// How often this step had been answered before.
    pub round: usize,
    /// Where it comes from, if it was known already.
    pub from: Option<Origin>,
}

/// A row that was taken, for the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// The event that brought it about.
    pub event: usize,
    /// The strategy of the session.
    pub leg: usize,
    /// The step whose row it is.
    pub path: String,
    /// Which row, from 1; none if the next step simply follows.
    pub row: Option<usize>,
    /// Where it led.
    pub to: String,
    /// Why, in the words of the strategy.
    pub because: Option<String>,
}

/// One strategy entered, and the step it stands at.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) strategy: Arc<Strategy>,
    /// What stands before the names of its steps: nothing, or `conversation.`.
    pub(crate) prefix: String,
    pub(crate) step: usize,
    /// True if it was entered beside the procedure: what it comes to is nobody's answer.
    beside: bool,
}

/// How a session ended, if it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It waits at this step.
    Waiting(String),
    /// It came to this outcome of its last strategy.
    Outcome(usize),
    /// It was withdrawn.
    Withdrawn(String),
    /// It goes on in another way: which, and why.
    Elsewhere(String, String),
}

/// A reason that a row asked for before the session can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    Withdrawn,
    Elsewhere,
}

/// A date that was typed or moved.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub(crate) by: NaiveDate,
    pub(crate) how: Dating,
    pub(crate) why: Option<String>,
    pub(crate) day: NaiveDate,
}

/// Where a session stands.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) legs: Vec<Arc<Strategy>>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) given: Vec<Given>,
    pub(crate) fired: Vec<Fired>,
    pub(crate) dated: BTreeMap<(usize, String), Vec<Dated>>,
    /// The due dates of steps that have been answered.
    pub(crate) due_of: BTreeMap<(usize, String), NaiveDate>,
    pub(crate) happened: Option<NaiveDate>,
    pub(crate) partial: Vec<Answer>,
    /// The day on which the present step or outcome was reached.
    pub(crate) reached: Option<NaiveDate>,
    pub(crate) about: Option<String>,
    pub(crate) risk: Option<Risk>,
    /// What keeps the child safe, where the program asked it.
    pub(crate) until_then: Option<Given>,
    pub(crate) stop_and_act: bool,
    pub(crate) leaving: Option<Leaving>,
    pub(crate) end: Option<End>,
    /// The step whose answer no row fitted. A strategy that has been proved has none.
    pub(crate) gap: Option<String>,
    taken: BTreeMap<(usize, String, usize), u32>,
    onward: BTreeMap<String, Arc<Strategy>>,
}

impl State {
    /// The start of a strategy, and the ones that it may lead on to.
    pub(crate) fn start(strategy: &Arc<Strategy>, onward: BTreeMap<String, Arc<Strategy>>) -> Self {
        let frame = Frame { strategy: Arc::clone(strategy), prefix: String::new(), step: 0, beside: false };
        let about = match strategy.about.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        };
        let mut state = Self {
            legs: vec![Arc::clone(strategy)],
            frames: vec![frame],
            given: Vec::new(),
            fired: Vec::new(),
            dated: BTreeMap::new(),
            due_of: BTreeMap::new(),
            happened: None,
            partial: Vec::new(),
            reached: None,
            about,
            risk: None,
            until_then: None,
            stop_and_act: false,
            leaving: None,
            end: None,
            gap: None,
            taken: BTreeMap::new(),
            onward,
        };
        state.enter(Target::Step(0), 0, None);
        state
    }

    pub(crate) fn leg(&self) -> usize {
        self.legs.len() - 1
    }

    /// The strategy that the record will be of.
    pub(crate) fn strategy(&self) -> &Arc<Strategy> {
        &self.legs[self.leg()]
    }

    fn frame(&self) -> &Frame {
        // A frame is only taken away when another lies under it.
        &self.frames[self.frames.len() - 1]
    }

    /// The step at which it stands.
    pub(crate) fn step(&self) -> &Step {
        let frame = self.frame();
        &frame.strategy.steps[frame.step]
    }

    /// The strategy whose step that is, which may be one that is run.
    pub(crate) fn innermost(&self) -> &Arc<Strategy> {
        &self.frame().strategy
    }

    /// What stands before the names of the strategy in which it stands.
    pub(crate) fn prefix(&self) -> &str {
        &self.frame().prefix
    }

    /// The stages of the strategies that run this one: each strategy, what stands before its names, and the stage.
    pub(crate) fn outer_stages(&self) -> Vec<(&Strategy, &str, usize)> {
        let under = self.frames.windows(2).rev().take_while(|pair| !pair[1].beside);
        under
            .filter_map(|pair| {
                let frame = &pair[0];
                let stage = frame.strategy.steps[frame.step].stage?;
                Some((frame.strategy.as_ref(), frame.prefix.as_str(), stage))
            })
            .collect()
    }

    /// The path of the step at which it stands.
    pub(crate) fn path(&self) -> String {
        format!("{}{}", self.prefix(), self.step().id)
    }

    /// The latest answer to a step.
    pub(crate) fn latest(&self, leg: usize, path: &str) -> Option<&Given> {
        self.given.iter().rev().find(|given| given.leg == leg && given.path == path)
    }

    /// How often a step has been answered.
    pub(crate) fn rounds(&self, leg: usize, path: &str) -> usize {
        self.given.iter().filter(|given| given.leg == leg && given.path == path).count()
    }

    /// The entries for which the present step is asked once each, in words.
    pub(crate) fn entries(&self) -> Option<Vec<String>> {
        let each = self.step().each?;
        let path = format!("{}{}", self.prefix(), self.frame().strategy.steps[each].id);
        let source = &self.frame().strategy.steps[each];
        let words = match self.latest(self.leg(), &path).map(|given| &given.answer) {
            Some(Answer::People(list)) => list.iter().map(Person::words).collect(),
            Some(Answer::Lines(list)) => list.clone(),
            Some(Answer::Choices(list)) => list
                .iter()
                .map(|id| {
                    source
                        .prompt()
                        .and_then(|prompt| prompt.option(id))
                        .map_or_else(|| id.clone(), |option| option.label.clone())
                })
                .collect(),
            Some(Answer::Actions(list)) => list.iter().map(|action| action.what.clone()).collect(),
            _ => Vec::new(),
        };
        Some(words)
    }

    /// Carries on a session that waited.
    pub(crate) fn carry_on(&mut self) {
        if matches!(self.end, Some(End::Waiting(_))) {
            self.end = None;
            self.happened = None;
        }
    }

    /// Takes one event, if it fits.
    pub(crate) fn apply(&mut self, event: &Event, number: usize) -> Result<(), Misfit> {
        // A session that waited is carried on by whatever is said of its step, and by nothing else.
        if !matches!(event.what, What::AtRisk(_) | What::Told(_) | What::Dated { .. } | What::UntilThen { .. }) {
            self.carry_on();
        }
        match &event.what {
            What::AtRisk(risk) => {
                self.risk = Some(*risk);
                self.reached = self.reached.or(Some(event.day));
                self.ask_again_about_risk();
                // It stays where it was. A step that runs a strategy asks nothing itself: it runs it once more.
                let stopped = std::mem::take(&mut self.stop_and_act);
                if stopped && matches!(self.step().does, Does::Run(_)) {
                    self.enter(Target::Step(self.frame().step), number, Some(event.day));
                }
                return Ok(());
            }
            What::Dated { path, by, how, why } => {
                let dated = Dated { by: *by, how: *how, why: why.clone(), day: event.day };
                self.dated.entry((self.leg(), path.clone())).or_default().push(dated);
                return Ok(());
            }
            What::UntilThen { said, from } => {
                let (leg, path, answer) = (self.leg(), UNTIL_THEN.to_owned(), Answer::Text(said.clone()));
                self.until_then =
                    Some(Given { leg, path, answer, on: None, event: number, round: 0, from: from.clone() });
                return Ok(());
            }
            What::Withdrawn { why } => {
                self.end = Some(End::Withdrawn(why.clone()));
                return Ok(());
            }
            What::Elsewhere { to, why } => {
                self.end = Some(End::Elsewhere(to.clone(), why.clone()));
                return Ok(());
            }
            _ if self.end.is_some() => return Err(Misfit),
            What::About(about) => {
                let known = self.strategy().about.contains(about);
                self.about = Some(about.clone());
                return if known { Ok(()) } else { Err(Misfit) };
            }
            _ => {}
        }
        match &event.what {
            What::Happened { path, on } => {
                self.fit(path)?;
                self.happened = Some(*on);
            }
            What::Waiting { path } => {
                self.fit(path)?;
                self.end = Some(End::Waiting(path.clone()));
            }
            What::Anytime(id) => return self.depart(id, number, event.day),
            What::Answer { path, nth, answer, on, from } => {
                self.fit(path)?;
                self.answered(answer, *nth, *on, from.clone(), number, event.day)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes back the end to which an older answer about risk led, where that was the last thing asked: the step takes
    /// over the new answer, and its rows are read again.
    fn ask_again_about_risk(&mut self) {
        let (takes_over, is_open) = (self.step().is_of_risk(), self.step().takes(OPEN_RISK));
        let last = self.given.last().filter(|given| given.leg == self.leg() && given.path == self.path());
        let (Some(End::Outcome(_)), true, Some(last)) = (&self.end, takes_over, last) else { return };
        let word = |risk: Risk| if is_open { risk.open_word() } else { risk.name() };
        if self.risk.is_none_or(|risk| last.answer == Answer::Choice(word(risk).to_owned())) {
            return;
        }
        self.end = None;
        self.given.pop();
        if let Some(fired) = self.fired.pop()
            && let Some(row) = fired.row
        {
            self.taken.entry((fired.leg, fired.path, row - 1)).and_modify(|taken| *taken -= 1);
        }
    }

    fn fit(&self, path: &str) -> Result<(), Misfit> {
        if self.path() == path { Ok(()) } else { Err(Misfit) }
    }

    fn answered(
        &mut self,
        answer: &Answer,
        nth: Option<usize>,
        on: Option<NaiveDate>,
        from: Option<Origin>,
        number: usize,
        day: NaiveDate,
    ) -> Result<(), Misfit> {
        let step = self.step();
        let waits = step.wait_for.is_some();
        let fits = match (&step.does, answer) {
            (_, Answer::NoReply) => waits,
            (Does::Ask(prompt), answer) => prompt.accept(answer.clone()).as_ref() == Ok(answer),
            (Does::Say(_), Answer::Done) => true,
            _ => false,
        };
        if !fits || (nth.is_some() != step.each.is_some()) {
            return Err(Misfit);
        }
        let answer = match (nth, self.entries()) {
            (Some(nth), Some(entries)) => {
                if nth != self.partial.len() {
                    return Err(Misfit);
                }
                self.partial.push(answer.clone());
                if self.partial.len() < entries.len() {
                    return Ok(());
                }
                Answer::Each(std::mem::take(&mut self.partial))
            }
            _ => answer.clone(),
        };
        let on = on.or(self.happened).or(waits.then_some(day));
        self.give(answer, on, number, from);
        let target = self.route(number, day);
        self.enter(target, number, Some(day));
        Ok(())
    }

    fn give(&mut self, answer: Answer, on: Option<NaiveDate>, event: usize, from: Option<Origin>) {
        let (leg, path) = (self.leg(), self.path());
        let round = self.rounds(leg, &path);
        // A date that was typed or moved is of this time round only.
        self.dated.remove(&(leg, path.clone()));
        self.given.push(Given { leg, path, answer, on, event, round, from });
    }

    /// True if a column fits the answers so far, as the strategy in which it stands sees them.
    pub(crate) fn column_fits(&self, column: &Column, prefix: &str, strategy: &Strategy, day: NaiveDate) -> bool {
        if column.path == "about" {
            return self.about.as_ref().is_some_and(|about| column.cell.words.contains(about) != column.cell.not);
        }
        let path = format!("{prefix}{}", column.path);
        let now = day.and_time(NaiveTime::MIN);
        match (self.latest(self.leg(), &path), strategy.at(&column.path)) {
            (Some(given), Some(step)) => fits(&column.cell, step, &given.answer, now),
            _ => false,
        }
    }

    /// The first row that fits the answer just given.
    fn route(&mut self, event: usize, day: NaiveDate) -> Target {
        let frame = self.frame().clone();
        let (leg, path) = (self.leg(), self.path());
        let step = &frame.strategy.steps[frame.step];
        if step.routes.is_empty() {
            let to = frame.strategy.next_in_file(frame.step);
            self.note(event, path, None, to, &frame.strategy, None);
            return to;
        }
        let now = day.and_time(NaiveTime::MIN);
        let own = self.latest(leg, &path).map(|given| given.answer.clone());
        let row = first_row(
            &step.routes,
            |row| (row.is.as_ref(), row.when.as_slice()),
            |cell| own.as_ref().is_some_and(|answer| fits(cell, step, answer, now)),
            |column| self.column_fits(column, &frame.prefix, &frame.strategy, day),
            |row| {
                let taken = self.taken.get(&(leg, path.clone(), row)).copied().unwrap_or(0);
                step.routes[row].at_most.is_some_and(|most| taken >= most)
            },
        );
        // A checked strategy has a row for every answer; if ever not, the person is asked why they leave.
        let Some(row) = row else {
            self.gap = Some(path);
            return Target::Elsewhere;
        };
        *self.taken.entry((leg, path.clone(), row)).or_default() += 1;
        let route = &step.routes[row];
        self.note(event, path, Some(row + 1), route.to, &frame.strategy, route.because.clone());
        route.to
    }

    fn note(
        &mut self,
        event: usize,
        path: String,
        row: Option<usize>,
        to: Target,
        strategy: &Strategy,
        because: Option<String>,
    ) {
        let to = match to {
            Target::Step(place) => strategy.steps[place].id.clone(),
            Target::Outcome(place) => {
                strategy.outcomes.get(place).map(|outcome| outcome.id.clone()).unwrap_or_default()
            }
            Target::Safety => "safety".to_owned(),
            Target::Withdrawn => "withdrawn".to_owned(),
            Target::Elsewhere => "elsewhere".to_owned(),
        };
        let leg = self.leg();
        self.fired.push(Fired { event, leg, path, row, to, because });
    }

    /// Goes to a target, and on through everything that needs no answer, until something is to be asked or it ends.
    fn enter(&mut self, target: Target, event: usize, day: Option<NaiveDate>) {
        let mut target = target;
        loop {
            self.partial.clear();
            self.happened = None;
            self.reached = day;
            match target {
                Target::Safety => {
                    self.stop_and_act = true;
                    return;
                }
                Target::Withdrawn => {
                    self.leaving = Some(Leaving::Withdrawn);
                    return;
                }
                Target::Elsewhere => {
                    self.leaving = Some(Leaving::Elsewhere);
                    return;
                }
                Target::Step(place) => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.step = place;
                    }
                    if let Does::Run(inner) = &self.step().does {
                        let frame = Frame {
                            strategy: Arc::clone(inner),
                            prefix: format!("{}.", self.path()),
                            step: 0,
                            beside: false,
                        };
                        self.frames.push(frame);
                        target = Target::Step(0);
                        continue;
                    }
                    // Nothing to ask about nobody.
                    if self.entries().is_some_and(|entries| entries.is_empty()) {
                        self.give(Answer::Blank, None, event, None);
                        target = self.route(event, day.unwrap_or_default());
                        continue;
                    }
                    return;
                }
                Target::Outcome(place) => {
                    if self.frames.len() > 1 {
                        let Some(frame) = self.frames.pop() else { return };
                        if frame.beside {
                            return;
                        }
                        let id = frame.strategy.outcomes[place].id.clone();
                        self.give(Answer::Outcome(id), day, event, None);
                        target = self.route(event, day.unwrap_or_default());
                        continue;
                    }
                    let outcome = &self.strategy().outcomes[place];
                    let next = (outcome.kind == OutcomeKind::Onward).then_some(outcome.next.as_ref()).flatten();
                    let Some(strategy) = next.and_then(|next| self.onward.get(next)).cloned() else {
                        self.end = Some(End::Outcome(place));
                        return;
                    };
                    self.frames =
                        vec![Frame { strategy: Arc::clone(&strategy), prefix: String::new(), step: 0, beside: false }];
                    self.legs.push(strategy);
                    target = Target::Step(0);
                }
            }
        }
    }

    /// The ways out that are open here, of the outermost strategy.
    pub(crate) fn open_ways(&self) -> Vec<(String, String)> {
        // At its end there is nothing left to leave.
        if self.end.is_some() || self.leaving.is_some() {
            return Vec::new();
        }
        let outer = &self.frames[0];
        let stage = outer.strategy.steps[outer.step].stage;
        outer
            .strategy
            .anytime
            .iter()
            .filter(|way| way.stages.is_empty() || stage.is_some_and(|stage| way.stages.contains(&stage)))
            .filter(|way| !matches!(&way.does, Departs::To(Target::Step(place)) if *place == outer.step))
            .map(|way| (way.id.clone(), way.label.clone()))
            .collect()
    }

    fn depart(&mut self, id: &str, event: usize, day: NaiveDate) -> Result<(), Misfit> {
        if self.open_ways().iter().all(|(open, _)| open != id) {
            return Err(Misfit);
        }
        let outer = self.frames[0].clone();
        let Some(way) = outer.strategy.anytime.iter().find(|way| way.id == id) else { return Err(Misfit) };
        match &way.does {
            Departs::To(target) => {
                self.frames.truncate(1);
                let path = outer.strategy.steps[outer.step].id.clone();
                self.note(event, path, None, *target, &outer.strategy, Some(way.label.clone()));
                self.enter(*target, event, Some(day));
            }
            Departs::Run(inner) => {
                let prefix = format!("{id}.");
                self.frames.push(Frame { strategy: Arc::clone(inner), prefix, step: 0, beside: true });
                self.enter(Target::Step(0), event, Some(day));
            }
        }
        Ok(())
    }
}
