//! Strategy and answers so far: the next step, or the outcome.
//!
//! A session is a fold: where it stands is worked out from its events and never stored. Going back is a shorter list.

mod due;
mod event;
mod judged;
mod known;
mod reason;
mod state;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::prompt::Answer;
use crate::settings::Settings;
use crate::strategy::Carry;
use crate::strategy::Form;
use crate::strategy::OPEN_RISK;
use crate::strategy::OutcomeKind;
use crate::strategy::Shelf;
use crate::strategy::Step;
use crate::strategy::Strategy;

use state::Leaving;
use state::State;
use watch::is_watch;

pub use due::Due;
pub use due::DueIs;
pub use event::Dating;
pub use event::Event;
pub use event::Origin;
pub use event::Risk;
pub use event::Told;
pub use event::TypedDay;
pub use event::What;
pub use judged::Judged;
pub use known::Known;
pub use known::Offer;
pub use known::on_the_case;
pub use state::End;
pub use state::Fired;
pub use state::Given;
pub use state::Misfit;
pub use watch::UNTIL_THEN;
pub use watch::Watch;

/// What comes next.
#[derive(Debug)]
pub enum Next<'a> {
    /// A row leads to *stop and act*: the program's own safety question.
    StopAndAct,
    /// What is the review about?
    About(&'a [String]),
    /// A date that the strategy leaves unset, under this name; no later than the limit.
    Date(String, Option<NaiveDate>),
    /// Has what the step waits for happened? Its date may still be unset: it is only wanted if it has not.
    Happened(&'a Step, DueIs),
    /// An answer is known from this sitting or from the team: it is taken over without asking.
    Take(&'a Step, Answer, Origin),
    /// A step is asked, said or done.
    Ask(Asked<'a>),
    /// What keeps the child safe, and who checks and when?
    UntilThen,
    /// A row leads out of the review: why?
    WhyWithdrawn,
    /// A row leads elsewhere: which way, and why?
    WhyElsewhere,
    /// It is at its end.
    End(&'a End),
}

/// One step that is to be asked.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The step.
    pub step: &'a Step,
    /// For a step asked once for each entry: which one, and in words.
    pub nth: Option<(usize, String)>,
    /// How often it has been answered before.
    pub round: usize,
    /// An answer to keep or to change; or several, from records of the case that disagree.
    pub offers: Vec<Offer>,
}

/// An answer that stood behind one that is being changed, and how it stood.
#[derive(Debug, Clone)]
struct Pending {
    event: Event,
    /// How often its step had been answered before it.
    round: usize,
    /// The strategy whose step it was.
    strategy: String,
    /// For a step asked once for each entry of another: that entry, in words.
    of: Option<String>,
}

/// A strategy and what has happened so far.
#[derive(Debug, Clone)]
pub struct Session {
    first: Arc<Strategy>,
    onward: BTreeMap<String, Arc<Strategy>>,
    settings: Settings,
    known: Known,
    events: Vec<Event>,
    /// How many events belong to earlier parts of the review.
    before: usize,
    state: State,
    /// What was taken back, to be offered again.
    taken_back: Vec<Event>,
    /// Answers that stood after one that is being changed: taken up again where they are still asked.
    pending: Vec<Pending>,
    /// The due date that each answered wait had, by event.
    met: BTreeMap<usize, Due>,
    /// Which strategy each event belongs to.
    legs_of: Vec<usize>,
    /// For answers asked once for each entry of another step: those entries, by event.
    entries_of: BTreeMap<usize, Vec<String>>,
}

fn in_time(by: NaiveDate, limit: Option<NaiveDate>) -> bool {
    limit.is_none_or(|limit| by <= limit)
}

impl Session {
    /// The start of a review. A strategy that the first may lead on to, and that is not there, comes back by name.
    pub fn start(strategy: &Arc<Strategy>, shelf: &Shelf, settings: Settings, known: Known) -> Result<Self, String> {
        let mut onward = BTreeMap::new();
        let mut open = vec![Arc::clone(strategy)];
        while let Some(strategy) = open.pop() {
            for outcome in strategy.outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Onward) {
                let Some(next) = &outcome.next else { continue };
                if !onward.contains_key(next) {
                    let there = shelf.get(next).ok_or_else(|| next.clone())?;
                    onward.insert(next.clone(), Arc::clone(&there));
                    open.push(there);
                }
            }
        }
        let mut settings = settings;
        if let Some(division) = strategy.calendar {
            settings.calendar = settings.calendar.in_division(division);
        }
        Ok(Self {
            first: Arc::clone(strategy),
            state: State::start(strategy, onward.clone()),
            onward,
            settings,
            known,
            events: Vec::new(),
            before: 0,
            taken_back: Vec::new(),
            pending: Vec::new(),
            met: BTreeMap::new(),
            legs_of: Vec::new(),
            entries_of: BTreeMap::new(),
        })
    }

    /// The same review in a new sitting, after everything that its earlier parts hold.
    pub fn carried_on(mut self, earlier: Vec<Event>) -> Result<Self, Misfit> {
        for event in earlier {
            self.accept(event)?;
        }
        self.before = self.events.len();
        self.state.carry_on();
        Ok(self)
    }

    /// What the records of the case say. What was taken over already stays as it is.
    pub fn knows(&mut self, known: Known) {
        let Known { promised, open_risk, .. } = self.known;
        self.known = Known { promised, open_risk, ..known };
    }

    /// The date that an earlier record promised, and that this review meets. Where another one was taken over, the step
    /// is open again.
    pub fn meets(&mut self, promised: Option<NaiveDate>) {
        if std::mem::replace(&mut self.known.promised, promised) == promised {
            return;
        }
        if let Some(place) = (self.before..self.events.len()).find(|place| self.is_taken(*place, "promised")) {
            self.open_again(place);
        }
    }

    /// Whether anything about risk is open on the case, but for what whoever types said here themselves. What was taken
    /// over earlier was so then; but no end stands to which something else has just led.
    pub fn risk_on_the_case(&mut self, is_open: bool) {
        if std::mem::replace(&mut self.known.open_risk, is_open) == is_open {
            return;
        }
        let last = self.events.len().checked_sub(1).filter(|last| *last >= self.before);
        if let Some(last) = last.filter(|last| self.is_taken(*last, OPEN_RISK) && self.state.end.is_some()) {
            self.open_again(last);
        }
    }

    /// True if anything about risk is open on the case.
    pub fn is_risk_open(&self) -> bool {
        self.known.open_risk
    }

    /// True if the answer at this place was taken over from this source.
    fn is_taken(&self, place: usize, source: &str) -> bool {
        match &self.events[place].what {
            What::Answer { from, .. } => from.as_ref().and_then(Origin::taken) == Some(source),
            _ => false,
        }
    }

    /// Opens a step again whose answer was taken over: it is taken over anew, and is offered to nobody.
    fn open_again(&mut self, place: usize) {
        let taken = self.events[place].clone();
        self.cut(place, true);
        self.taken_back.retain(|event| *event != taken);
    }

    /// Takes what happened, if it fits where the session stands.
    pub fn accept(&mut self, event: Event) -> Result<(), Misfit> {
        self.push(event)?;
        self.settle();
        Ok(())
    }

    fn push(&mut self, mut event: Event) -> Result<(), Misfit> {
        let number = self.events.len();
        // An answer to a wait carries the day on which the wait ended, so that it says so by itself.
        if let What::Answer { on: on @ None, .. } = &mut event.what {
            *on = self.state.happened;
        }
        let due = match &event.what {
            What::Answer { path, .. } => match self.due() {
                DueIs::On(due) => Some(((self.state.leg(), path.clone()), due)),
                _ => None,
            },
            _ => None,
        };
        let leg = self.state.leg();
        let entries = match &event.what {
            What::Answer { nth: Some(_), .. } => self.state.entries(),
            _ => None,
        };
        self.state.apply(&event, number)?;
        self.legs_of.push(leg);
        self.entries_of.extend(entries.map(|entries| (number, entries)));
        if let Some((key, due)) = due {
            self.state.due_of.insert(key, due.day);
            self.met.insert(number, due);
        }
        self.events.push(event);
        Ok(())
    }

    /// Takes up again what stood after a changed answer, wherever it is still asked in the same round.
    fn settle(&mut self) {
        while let Some(place) = self.pending.iter().position(|pending| self.is_asked(pending)) {
            let event = self.pending.remove(place).event;
            if self.push(event).is_err() {
                return;
            }
        }
    }

    /// The name under which a date is moved once the session has come to its end.
    fn dated_at_the_end(&self) -> String {
        match &self.state.end {
            Some(End::Outcome(place)) => self.state.strategy().outcomes[*place].id.clone(),
            _ => self.state.path(),
        }
    }

    fn is_asked(&self, pending: &Pending) -> bool {
        let here = |path: &str| path == self.state.path() && pending.round == self.state.rounds(self.state.leg(), path);
        if pending.strategy != self.state.strategy().id {
            return false;
        }
        match (&pending.event.what, self.next()) {
            // For a step asked for each entry, the answer is that entry's own: nobody's words are given to another.
            (What::Answer { path, nth, .. }, Next::Ask(asked)) => {
                let theirs = nth.map(|nth| (nth, pending.of.clone().unwrap_or_default()));
                here(path) && theirs == asked.nth
            }
            // Nobody has missed a date that has been moved since.
            (What::Answer { path, answer: Answer::NoReply, on, .. }, Next::Happened(_, due)) => {
                let missed = match due {
                    DueIs::On(due) => *on == Some(due.day),
                    DueIs::Unset(_) | DueIs::None => true,
                };
                here(path) && missed
            }
            (What::Happened { path, .. }, Next::Happened(..)) => here(path),
            // Nobody waits without a date.
            (What::Waiting { path }, Next::Happened(_, due)) => here(path) && !matches!(due, DueIs::Unset(_)),
            // A day that was typed stands only as long as nothing asks for an earlier one.
            (What::Dated { path, by, .. }, Next::Date(wanted, limit)) => *path == wanted && in_time(*by, limit),
            (What::Dated { path, by, .. }, Next::Happened(_, DueIs::Unset(limit))) => {
                *path == self.state.path() && in_time(*by, limit)
            }
            // Brought forward once it had come to its end, and it has again.
            (What::Dated { path, by, .. }, Next::End(_)) => {
                let limit = if let DueIs::On(due) = self.due() { Some(due.day) } else { None };
                *path == self.dated_at_the_end() && in_time(*by, limit)
            }
            (What::UntilThen { .. }, Next::UntilThen) | (What::About(_), Next::About(_)) => true,
            _ => false,
        }
    }

    /// Goes back by one answer of this sitting. False if there is none.
    pub fn back(&mut self) -> bool {
        match self.last_given() {
            Some(place) => {
                self.cut(place, false);
                true
            }
            None => false,
        }
    }

    /// Opens one answer of this sitting to be given again. Those after it stand, where they are still asked.
    pub fn change(&mut self, place: usize) -> bool {
        let may = place >= self.before && self.events.get(place).is_some_and(is_given);
        if may {
            self.cut(place, true);
        }
        may
    }

    fn last_given(&self) -> Option<usize> {
        (self.before..self.events.len()).rev().find(|place| is_given(&self.events[*place]))
    }

    /// Takes an event away and everything after it, except that an answer about risk always stays.
    fn cut(&mut self, place: usize, keep_later: bool) {
        let stood: Vec<(usize, String, Option<String>)> =
            (0..self.events.len()).map(|number| self.stood(number)).collect();
        let mut events = std::mem::take(&mut self.events);
        let mut tail = events.split_off(place).into_iter().enumerate();
        if let Some((_, taken)) = tail.next() {
            self.taken_back.push(taken);
        }
        self.taken_back.extend(self.pending.drain(..).map(|pending| pending.event));
        for (offset, mut event) in tail {
            if matches!(event.what, What::AtRisk(_) | What::Told(_)) {
                events.push(event);
            } else if keep_later && is_given(&event) {
                // The day on which a wait ended is the one that is given now.
                if let What::Answer { answer, on, .. } = &mut event.what
                    && *answer != Answer::NoReply
                {
                    *on = None;
                }
                let (round, strategy, of) = stood[place + offset].clone();
                self.pending.push(Pending { event, round, strategy, of });
            } else {
                self.taken_back.push(event);
            }
        }
        self.refold(events);
    }

    /// How an event stood: how often its step had been answered before it, in which strategy, and for which entry.
    fn stood(&self, number: usize) -> (usize, String, Option<String>) {
        let leg = self.legs_of.get(number).copied().unwrap_or(0);
        let strategy = self.state.legs[leg].id.clone();
        let of = match &self.events[number].what {
            What::Answer { nth: Some(nth), .. } => self.entry_words(number, *nth),
            _ => None,
        };
        let (What::Answer { path, .. } | What::Happened { path, .. } | What::Waiting { path }) =
            &self.events[number].what
        else {
            return (0, strategy, of);
        };
        let before = |given: &&Given| given.event < number && given.leg == leg && given.path == *path;
        (self.state.given.iter().filter(before).count(), strategy, of)
    }

    fn refold(&mut self, events: Vec<Event>) {
        let pending = std::mem::take(&mut self.pending);
        self.state = State::start(&self.first, self.onward.clone());
        self.met.clear();
        self.legs_of.clear();
        self.entries_of.clear();
        for event in events {
            if self.events.len() == self.before {
                self.state.carry_on();
            }
            // They fitted before, in this order.
            if self.push(event).is_err() {
                break;
            }
        }
        if self.events.len() == self.before {
            self.state.carry_on();
        }
        self.pending = pending;
    }

    /// What comes next.
    pub fn next(&self) -> Next<'_> {
        let state = &self.state;
        if state.stop_and_act {
            return Next::StopAndAct;
        }
        if let Some(end) = &state.end {
            return self.at_the_end(end);
        }
        if state.about.is_none() {
            return Next::About(&state.strategy().about);
        }
        match state.leaving {
            Some(Leaving::Withdrawn) => return Next::WhyWithdrawn,
            Some(Leaving::Elsewhere) => return Next::WhyElsewhere,
            None => {}
        }
        let step = state.step();
        if step.wait_for.is_some() && state.happened.is_none() {
            return Next::Happened(step, self.due());
        }
        match self.taken_over(step) {
            Some(offer) => Next::Take(step, offer.answer, Origin::Taken(offer.from)),
            None => self.ask(step),
        }
    }

    fn at_the_end<'a>(&'a self, end: &'a End) -> Next<'a> {
        if let End::Outcome(place) = end
            && let DueIs::Unset(limit) = self.due()
        {
            return Next::Date(self.state.strategy().outcomes[*place].id.clone(), limit);
        }
        if self.leaves_a_child(end) && self.watch().is_none() {
            return Next::UntilThen;
        }
        Next::End(end)
    }

    fn ask<'a>(&'a self, step: &'a Step) -> Next<'a> {
        let state = &self.state;
        let path = state.path();
        let nth = state.entries().map(|entries| {
            let nth = state.partial.len();
            (nth, entries.get(nth).cloned().unwrap_or_default())
        });
        let round = state.rounds(state.leg(), &path);
        let offers = self.offered(step, &path, nth.as_ref().map(|(nth, _)| *nth));
        Next::Ask(Asked { step, nth, round, offers })
    }

    /// What was taken back, or said in an earlier round, or is on the case: to keep or to change.
    fn offered(&self, step: &Step, path: &str, nth: Option<usize>) -> Vec<Offer> {
        let back = self.taken_back.iter().rev().find_map(|event| match &event.what {
            What::Answer { path: theirs, nth: which, answer, .. } if theirs == path && *which == nth => {
                Some(answer.clone())
            }
            _ => None,
        });
        if let Some(answer) = back {
            // What was kept from the case is still known from there.
            let carried = known::on_the_case(step, &self.known, self.today()).into_iter();
            let on = carried.filter(|offer| offer.answer == answer && nth.is_none()).find_map(|offer| offer.on);
            return vec![Offer { answer, on, from: "your answer before".to_owned() }];
        }
        let before = self.state.latest(self.state.leg(), path);
        let before = before.filter(|given| step.carry == Carry::Offered || given.event >= self.before);
        // What kept the child safe when an earlier part was written is shown with its date, and checked.
        if is_watch(step) && before.is_some_and(|given| given.event < self.before) {
            let offers = self.watched_before();
            if !offers.is_empty() {
                return offers;
            }
        }
        let before = before.map(|given| given.answer.clone());
        let before = match (before, nth) {
            (Some(Answer::Each(all)), Some(nth)) => all.get(nth).cloned(),
            (before, _) => before,
        };
        match before {
            Some(Answer::NoReply | Answer::Done | Answer::Outcome(_)) => Vec::new(),
            Some(answer) => vec![Offer { answer, on: None, from: "the time before".to_owned() }],
            None if nth.is_none() => known::on_the_case(step, &self.known, self.today()),
            None => Vec::new(),
        }
    }

    /// The record from which an answer to the present step is carried, if it is the one that the case offers.
    pub fn carried(&self, answer: &Answer) -> Option<Origin> {
        let state = &self.state;
        let step = state.step();
        let before = state.latest(state.leg(), &state.path());
        let offers = match before {
            _ if step.each.is_some() => return None,
            None => known::on_the_case(step, &self.known, self.today()),
            Some(given) if is_watch(step) && given.event < self.before => self.watched_before(),
            Some(_) => return None,
        };
        let offer = offers.into_iter().find(|offer| offer.answer == *answer)?;
        Some(Origin::Carried { record: offer.from, checked: None })
    }

    /// The day of this session, as far as it has come.
    fn today(&self) -> Option<NaiveDate> {
        self.events.last().map(|event| event.day)
    }

    /// An answer that is taken over without asking: from this sitting, or set by the team.
    fn taken_over(&self, step: &Step) -> Option<Offer> {
        let state = &self.state;
        let path = state.path();
        // The risk of today, in every round: rows must never lead on by what was true weeks ago.
        if step.takes("at-risk") {
            let answer = Answer::Choice(state.risk?.name().to_owned());
            return known::would_take(step, &answer).then(|| Offer { answer, on: None, from: "at-risk".to_owned() });
        }
        if step.takes(OPEN_RISK) {
            let risk = state.risk?;
            let word = if self.known.open_risk { Risk::NotSure.open_word() } else { risk.open_word() };
            let answer = Answer::Choice(word.to_owned());
            return known::would_take(step, &answer).then(|| Offer { answer, on: None, from: OPEN_RISK.to_owned() });
        }
        if state.latest(state.leg(), &path).is_some() {
            return None;
        }
        if step.filled_from.iter().any(|source| source == "promised") {
            let answer = Answer::Date(self.known.promised?.into());
            return known::would_take(step, &answer).then(|| Offer { answer, on: None, from: "promised".to_owned() });
        }
        if let Some(given) = known::in_this_sitting(step, &path, state, self.before) {
            let from = format!("{}.{}", state.legs[given.leg].id, given.path);
            return Some(Offer { answer: given.answer.clone(), on: None, from });
        }
        if step.filled_from.iter().any(|source| source == "team") {
            let key = format!("{}.{}", state.innermost().id, step.id);
            let answer = Answer::Choice(self.settings.answers.get(&key)?.clone());
            return known::would_take(step, &answer).then(|| Offer { answer, on: None, from: "team".to_owned() });
        }
        None
    }

    /// The due date of the step or outcome at which it stands.
    pub fn due(&self) -> DueIs {
        let state = &self.state;
        let strategy = state.strategy();
        let reached = state.reached.or_else(|| self.events.first().map(|event| event.day)).unwrap_or_default();
        if let Some(End::Outcome(place)) = &state.end {
            let outcome = &strategy.outcomes[*place];
            let scope =
                due::Scope { strategy, prefix: "", path: outcome.id.clone(), id: &outcome.id, stage: None, reached };
            return due::due(&outcome.due, &scope, state, &self.settings, self.calendar());
        }
        let step = state.step();
        let inner = state.innermost();
        let scope = due::Scope {
            strategy: inner,
            prefix: state.prefix(),
            path: state.path(),
            id: &step.id,
            stage: step.stage,
            reached,
        };
        due::due(&step.due, &scope, state, &self.settings, self.calendar())
    }

    /// The step whose answer no row fitted, in a strategy that has not been proved.
    pub fn gap(&self) -> Option<&str> {
        self.state.gap.as_deref()
    }

    /// The working days that count in this review.
    pub fn calendar(&self) -> &Calendar {
        &self.settings.calendar
    }
    /// What the records of the case say.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// What the team sets.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The strategy that the record will be of.
    pub fn strategy(&self) -> &Arc<Strategy> {
        self.state.strategy()
    }

    /// Every strategy of the session in the order in which they began.
    pub fn legs(&self) -> &[Arc<Strategy>] {
        &self.state.legs
    }

    /// The path of the step at which it stands.
    pub fn path(&self) -> String {
        self.state.path()
    }

    /// The stage in which it stands: its heading, which one it is, and of how many. The stages of a strategy that is
    /// run are within one stage of the strategy that runs it, and are not counted.
    pub fn stage(&self) -> Option<(String, usize, usize)> {
        let strategy = self.strategy();
        let path = self.path();
        let place = strategy.step(path.split('.').next()?)?.1.stage?;
        let outer = strategy.stages[place].title.as_str();
        let title = match strategy.stage_at(&path) {
            Some(inner) if inner != outer => format!("{outer}: {inner}"),
            _ => outer.to_owned(),
        };
        Some((title, place + 1, strategy.stages.len()))
    }

    /// Everything that happened, from the first part of the review on.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The number of the first event of this sitting.
    pub fn first_event(&self) -> usize {
        self.before
    }

    /// Every answer that stands, in order.
    pub fn given(&self) -> &[Given] {
        &self.state.given
    }

    /// Every row that was taken, in order.
    pub fn fired(&self) -> &[Fired] {
        &self.state.fired
    }

    /// Why it ended as it did: the reason of the row that decided it.
    pub fn because(&self) -> Option<&str> {
        reason::because(&self.state)
    }

    /// The latest answer to a step, if it is a reason now: not of an earlier time round of what was run again since.
    pub fn reason(&self, path: &str) -> Option<&Given> {
        self.latest(path).filter(|given| !reason::is_outrun(&self.state, given))
    }

    /// The latest answer to a step of the last strategy.
    pub fn latest(&self, path: &str) -> Option<&Given> {
        self.state.latest(self.state.leg(), path)
    }

    /// The newest answer that supplies a fact, with its step.
    pub fn fact(&self, name: &str) -> Option<(&Given, &Step)> {
        self.state.given.iter().rev().find_map(|given| {
            let step = self.state.legs[given.leg].at(&given.path)?;
            (step.fact?.name == name).then_some((given, step))
        })
    }

    /// The latest answer about risk.
    pub fn risk(&self) -> Option<Risk> {
        self.state.risk
    }

    /// What the review is about.
    pub fn about(&self) -> Option<&str> {
        self.state.about.as_deref()
    }

    /// The due date that a wait had when it was answered.
    pub fn met(&self, event: usize) -> Option<&Due> {
        self.met.get(&event)
    }

    /// The ways out that the strategy adds and that are open here: name and words.
    pub fn open_ways(&self) -> Vec<(String, String)> {
        self.state.open_ways()
    }

    /// The answers that are no longer needed since one was changed, by the short names of their prompts.
    pub fn no_longer_needed(&self) -> Vec<&str> {
        let label = |event: &Event| {
            let (What::Answer { path, .. } | What::Happened { path, .. } | What::Dated { path, .. }) = &event.what
            else {
                return None;
            };
            self.state.legs.iter().find_map(|strategy| strategy.at(path)).map(|step| step.label.as_str())
        };
        // What was taken back by going back is named only where nothing stands in its place.
        let is_given = |event: &Event| match &event.what {
            What::Answer { path, .. } => self.state.given.iter().any(|given| given.path == *path),
            _ => true,
        };
        let back = self.taken_back.iter().filter(|event| !is_given(event));
        let mut labels: Vec<&str> = Vec::new();
        for event in self.pending.iter().map(|pending| &pending.event).chain(back) {
            if !matches!(event.what, What::Answer { answer: Answer::Done, .. })
                && let Some(label) = label(event)
                && !labels.contains(&label)
            {
                labels.push(label);
            }
        }
        labels
    }

    /// How often a step of the last strategy has been answered.
    pub fn rounds(&self, path: &str) -> usize {
        self.state.rounds(self.state.leg(), path)
    }

    /// A role in the words of the strategy in which it stands.
    pub fn role_here(&self, role: &str) -> String {
        self.state.innermost().role(role).to_owned()
    }

    /// The forms that have come of it so far.
    pub fn forms(&self) -> Vec<&Form> {
        let leg = self.state.leg();
        let answered = self.given().iter().filter(|given| given.leg == leg).map(|given| given.path.as_str());
        let outcome = match &self.state.end {
            Some(End::Outcome(place)) => Some(self.strategy().outcomes[*place].id.as_str()),
            _ => None,
        };
        self.strategy().forms_issued(answered, outcome)
    }

    /// How often the step of an event had been answered before it.
    pub fn round_of(&self, event: usize) -> usize {
        self.stood(event).0
    }

    /// Which strategy of the session each event belongs to.
    pub fn leg_of_events(&self) -> Vec<usize> {
        self.legs_of.clone()
    }

    /// For an event that answers a step once for each entry of another: that entry, in words.
    pub fn entry_words(&self, event: usize, nth: usize) -> Option<String> {
        self.entries_of.get(&event).and_then(|entries| entries.get(nth)).cloned()
    }

    /// Whom somebody has told, and what they said, if the newest answer about risk says so.
    pub fn told(&self) -> Option<&Told> {
        let newest = self.events.iter().rev().find(|event| matches!(event.what, What::AtRisk(_) | What::Told(_)))?;
        if let What::Told(told) = &newest.what { Some(told) } else { None }
    }

    /// The last event of this sitting that can be taken back.
    pub fn has_answers(&self) -> bool {
        self.last_given().is_some()
    }
}

/// True for what a person gave at a prompt: it can be gone back to and changed.
fn is_given(event: &Event) -> bool {
    match &event.what {
        What::Answer { from, .. } => from.as_ref().and_then(Origin::taken).is_none(),
        What::AtRisk(_) | What::Told(_) => false,
        What::About(_)
        | What::Waiting { .. }
        | What::Happened { .. }
        | What::Dated { .. }
        | What::UntilThen { .. }
        | What::Anytime(_)
        | What::Withdrawn { .. }
        | What::Elsewhere { .. } => true,
    }
}
