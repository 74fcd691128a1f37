//! Steps, stages, routes, outcomes, promises, facts; which row fits.
//!
//! A strategy is a state machine in a TOML file: steps joined by routes, ended by outcomes.
//! A [`Strategy`] in hand is sound: [`check`] is its only maker, so no later code meets a step that is not there.

pub mod check;
mod fact;
pub mod prove;
mod row;
mod shelf;
mod sketch;

use std::sync::Arc;

use crate::calendar::Division;
use crate::calendar::Length;
use crate::prompt::Answer;
use crate::prompt::Prompt;

pub use fact::ACCEPTED_BY;
pub use fact::FACTS;
pub use fact::Fact;
pub use fact::OPEN_RISK;
pub use row::Cell;
pub use row::Column;
pub use row::first_row;
pub use row::fits;
pub use shelf::SHIPPED;
pub use shelf::Shelf;
pub use shelf::Unfit;
pub use shelf::Why;
pub use shelf::digest;
pub use shelf::shipped_title;
pub use sketch::End;
pub use sketch::Place;
pub use sketch::Sketch;

/// A sound strategy.
#[derive(Debug, PartialEq, Eq)]
pub struct Strategy {
    /// Its name; its file is `id.toml`.
    pub id: String,
    /// What people see.
    pub title: String,
    /// Raised when the meaning changes.
    pub version: String,
    /// Where the procedure comes from.
    pub source: String,
    /// True once the partnership has confirmed it.
    pub verified: bool,
    /// What a review may be about.
    pub about: Vec<String>,
    /// True if each session begins with the program's own safety question.
    pub safety_first: bool,
    /// True if it may meet a date that an earlier record of the case promised.
    pub follows: bool,
    /// The calendar it counts by, if it names one.
    pub calendar: Option<Division>,
    /// Everybody the procedure mentions, in words.
    pub roles: Vec<(String, String)>,
    /// Its stages, in file order.
    pub stages: Vec<Stage>,
    /// Its steps, in file order; a session begins at the first.
    pub steps: Vec<Step>,
    /// Its outcomes, in file order.
    pub outcomes: Vec<Outcome>,
    /// Ways out that the procedure itself adds.
    pub anytime: Vec<Anytime>,
    /// Forms that it issues.
    pub forms: Vec<Form>,
    /// What it says is true on every path.
    pub promises: Vec<Promise>,
    /// SHA-256 of the bytes of its file, in hexadecimal.
    pub digest: String,
    /// The file, whole, so that a record can keep it.
    pub text: String,
    /// Only a check makes one.
    sound: Sound,
}

/// Says that a strategy has been checked. It cannot be made outside this module.
#[derive(Debug, PartialEq, Eq)]
struct Sound;

/// A named group of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// True if it is part of a formal procedure.
    pub formal: bool,
    /// The roles who speak to each other.
    pub between: Vec<String>,
    /// A limit over every date inside it.
    pub due: Vec<DueRow>,
    /// False if it is to be confirmed.
    pub verified: bool,
}

/// Whether an answer of another session is offered to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carry {
    /// It is, where it is known from there.
    Offered,
    /// Never: only whoever types can say it.
    Never,
}

/// One thing that is asked, said, or run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub id: String,
    /// Its stage, as a place in the strategy's stages.
    pub stage: Option<usize>,
    /// A short name for lists and records.
    pub label: String,
    /// What it does.
    pub does: Does,
    /// The fact it supplies.
    pub fact: Option<Fact>,
    /// Asked once for each entry of this step, as a place in the strategy's steps.
    pub each: Option<usize>,
    /// Where its answer may already be known.
    pub filled_from: Vec<String>,
    /// Whether an answer of another session is offered.
    pub carry: Carry,
    /// The role whose doing or reply it waits for.
    pub wait_for: Option<String>,
    /// By when.
    pub due: Vec<DueRow>,
    /// Roles to be told once it is answered.
    pub tell: Vec<String>,
    /// Roles to be told in writing once it is answered.
    pub tell_in_writing: Vec<String>,
    /// Forms issued once it is answered.
    pub form: Vec<String>,
    /// Steps whose answers say why it waits, in the person's own words.
    pub reason: Vec<String>,
    /// The readers in whose copies its answer stands: the family, a partner.
    pub share: Vec<String>,
    /// Where answers lead. Empty: the next step in the file.
    pub routes: Vec<Route>,
    /// False if it is to be confirmed.
    pub verified: bool,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// It asks.
    Ask(Prompt),
    /// It says something to read out or to act on; its answer is `done`.
    Say(String),
    /// It runs another strategy, whose outcome is its answer.
    Run(Arc<Strategy>),
}

/// A row: conditions, and where they lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Held against the step's own answer.
    pub is: Option<Cell>,
    /// Held against earlier answers; all must fit.
    pub when: Vec<Column>,
    /// Where it leads.
    pub to: Target,
    /// How often it may be taken in one review.
    pub at_most: Option<u32>,
    /// The reason, in the words of the record.
    pub because: Option<String>,
}

/// Where a route leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A place in the strategy's steps.
    Step(usize),
    /// A place in the strategy's outcomes.
    Outcome(usize),
    /// Stop and act: nothing ends.
    Safety,
    /// The review is withdrawn.
    Withdrawn,
    /// It goes on in another way.
    Elsewhere,
}

/// How an outcome ends the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Whoever raised it says it is resolved, or both agree to differ.
    Resolved,
    /// Agreed, with a day to look again.
    Review,
    /// Passed on: to whom, by when, because.
    Handover,
    /// It belongs elsewhere, or goes no further.
    Stopped,
    /// Another strategy begins in the same session.
    Onward,
}

impl OutcomeKind {
    /// Every kind with its word in files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("resolved", Self::Resolved),
        ("review", Self::Review),
        ("handover", Self::Handover),
        ("stopped", Self::Stopped),
        ("onward", Self::Onward),
    ];

    /// Its word in files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// Where a strategy ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its name.
    pub id: String,
    /// How it ends the matter.
    pub kind: OutcomeKind,
    /// What to do now.
    pub text: String,
    /// The role who takes it on.
    pub handover: Option<String>,
    /// The strategy that follows.
    pub next: Option<String>,
    /// By when.
    pub due: Vec<DueRow>,
    /// Steps whose answers are the reason, in the person's own words.
    pub reason: Vec<String>,
    /// Roles to be told.
    pub tell: Vec<String>,
    /// Roles to be told in writing.
    pub tell_in_writing: Vec<String>,
    /// Forms issued.
    pub form: Vec<String>,
    /// False if it is to be confirmed.
    pub verified: bool,
}

/// A row of due dates: the first whose conditions fit counts, and the earliest date in it is the due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// Earlier answers; all must fit.
    pub when: Vec<Column>,
    /// Lengths, all of which must be met.
    pub within: Vec<Length>,
    /// True if the procedure's own number is not known.
    pub unset: bool,
    /// What the lengths are counted from.
    pub from: From,
    /// Date steps, each of which must be met if it was answered.
    pub by: Vec<String>,
    /// Once, to a day no later than this length from the same start.
    pub extend_to: Option<Length>,
    /// False if the number is to be confirmed.
    pub verified: bool,
}

/// What a length is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// The day on which the step or outcome is reached.
    Today,
    /// The day given at a date step, or on which a wait ended.
    Step(String),
    /// The due date of another step.
    DueOf(String),
}

/// A way out, or beside, that the procedure adds to every step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anytime {
    /// What people type after a colon.
    pub id: String,
    /// Its words.
    pub label: String,
    /// What it does.
    pub does: Departs,
    /// The stages in which it is open; empty means all.
    pub stages: Vec<usize>,
}

/// What an anytime route does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departs {
    /// It leaves the step and leads there.
    To(Target),
    /// It runs a strategy, then goes on at the same step.
    Run(Arc<Strategy>),
}

/// A form that is issued, filled in from answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its name.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The role it is for.
    pub receiver: Option<String>,
    /// Words at its head.
    pub text: Option<String>,
    /// Steps of this strategy, `strategy.step` of another on the case, or what a form says of the case as a whole
    /// (`case.tried`, `case.since`, `case.risk`, `case.until-then`), in their order.
    pub fields: Vec<String>,
    /// What is left to be written by hand.
    pub blanks: Vec<String>,
}

/// In a promise, every step that waits, in the strategies that it runs too.
pub const ANY_WAIT: &str = "any-wait";

/// Something the strategy says is true on every path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// It, in words.
    pub text: String,
    /// Steps, outcomes, kinds of outcome, or [`ANY_WAIT`]; every outcome if there are none.
    pub reaching: Vec<String>,
    /// Rows, one of which must hold there.
    pub needs: Vec<Vec<Column>>,
    /// No path there asks more.
    pub prompts_at_most: Option<u32>,
}

impl Promise {
    /// True if it must hold on reaching this step, by its path.
    pub fn speaks_of_step(&self, path: &str, step: &Step) -> bool {
        self.reaching.iter().any(|word| word == path || (word == ANY_WAIT && step.wait_for.is_some()))
    }

    /// True if it must hold on reaching this outcome.
    pub fn speaks_of_outcome(&self, outcome: &Outcome) -> bool {
        let of_kind = |word: &str| word == "any-outcome" || word.strip_prefix("any-") == Some(outcome.kind.name());
        self.reaching.is_empty() || self.reaching.iter().any(|word| *word == outcome.id || of_kind(word))
    }
}

impl Strategy {
    /// The step with this name, with its place.
    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == id)
    }

    /// The step at the end of a path, which may lead into strategies that are run.
    pub fn at(&self, path: &str) -> Option<&Step> {
        match path.split_once('.') {
            None => self.step(path).map(|(_, step)| step),
            Some((first, rest)) => self.run_by(first)?.at(rest),
        }
    }

    /// The forms that come of these answers, by the paths of their steps, and of an outcome. Each once, in their order.
    pub fn forms_issued<'a>(&'a self, answered: impl Iterator<Item = &'a str>, outcome: Option<&str>) -> Vec<&'a Form> {
        let ending = self.outcomes.iter().filter(|its| Some(its.id.as_str()) == outcome);
        let ending = ending.flat_map(|outcome| outcome.form.iter().map(|id| (self, id)));
        let of_steps = answered
            .filter_map(|path| self.home(path))
            .flat_map(|(strategy, step)| step.form.iter().map(move |id| (strategy, id)));
        let mut issued: Vec<&Form> = Vec::new();
        for (strategy, id) in of_steps.chain(ending) {
            let form = strategy.forms.iter().find(|form| form.id == *id);
            issued.extend(form.filter(|form| !issued.contains(form)));
        }
        issued
    }

    /// The heading of the stage of a step, in the innermost strategy that has stages.
    pub fn stage_at(&self, path: &str) -> Option<&str> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let step = self.step(first)?.1;
        let inner = match (&step.does, rest) {
            (Does::Run(inner), Some(rest)) => inner.stage_at(rest),
            _ => None,
        };
        inner.or_else(|| step.stage.map(|place| self.stages[place].title.as_str()))
    }

    /// The strategy that a step, or an anytime route, of this name runs.
    pub fn run_by(&self, name: &str) -> Option<&Arc<Self>> {
        if let Some((_, step)) = self.step(name) {
            return match &step.does {
                Does::Run(inner) => Some(inner),
                _ => None,
            };
        }
        self.anytime.iter().find(|way| way.id == name).and_then(|way| match &way.does {
            Departs::Run(inner) => Some(inner),
            Departs::To(_) => None,
        })
    }

    /// The step at the end of a path, with the strategy whose own step it is.
    pub fn home(&self, path: &str) -> Option<(&Self, &Step)> {
        match path.split_once('.') {
            None => self.step(path).map(|(_, step)| (self, step)),
            Some((first, rest)) => self.run_by(first)?.home(rest),
        }
    }

    /// The words for a role.
    pub fn role<'a>(&'a self, id: &'a str) -> &'a str {
        self.roles.iter().find(|(name, _)| name == id).map_or(id, |(_, words)| words)
    }

    /// The step that follows in the file, or the last outcome's place if there is none. A check holds that there is.
    pub fn next_in_file(&self, step: usize) -> Target {
        if step + 1 < self.steps.len() { Target::Step(step + 1) } else { Target::Outcome(0) }
    }

    /// Itself and every strategy that it runs, each once.
    pub fn family(self: &Arc<Self>) -> Vec<Arc<Self>> {
        let mut all = vec![Arc::clone(self)];
        for strategy in self.runs() {
            if all.iter().all(|have| have.id != strategy.id) {
                all.push(strategy);
            }
        }
        all
    }

    /// Every strategy that it runs, itself or through another one.
    pub fn runs(&self) -> Vec<Arc<Self>> {
        let inner = self.steps.iter().filter_map(|step| match &step.does {
            Does::Run(inner) => Some(inner),
            _ => None,
        });
        let beside = self.anytime.iter().filter_map(|way| match &way.does {
            Departs::Run(inner) => Some(inner),
            Departs::To(_) => None,
        });
        inner.chain(beside).flat_map(Self::family).collect()
    }

    /// True if anything in it, or in a strategy that it runs, is to be confirmed.
    pub fn is_unconfirmed(&self) -> bool {
        !self.verified
            || self.stages.iter().any(|stage| !stage.verified)
            || self.outcomes.iter().any(|outcome| !outcome.verified)
            || self.steps.iter().any(|step| match &step.does {
                Does::Run(inner) => inner.is_unconfirmed(),
                _ => !step.verified,
            })
    }
}

impl Step {
    /// The prompt, if it asks.
    pub fn prompt(&self) -> Option<&Prompt> {
        match &self.does {
            Does::Ask(prompt) => Some(prompt),
            _ => None,
        }
    }

    /// True if its answer may be known from this source.
    pub fn takes(&self, source: &str) -> bool {
        self.filled_from.iter().any(|from| from == source)
    }

    /// True if nobody is asked: the answer is what was said of risk here, or what is open of it on the case.
    pub fn is_of_risk(&self) -> bool {
        self.takes("at-risk") || self.takes(OPEN_RISK)
    }

    /// True if its answer names an agency.
    pub fn asks_agency(&self) -> bool {
        let fact = self.fact.is_some_and(|fact| ["raiser-agency", "other-agency"].contains(&fact.name));
        self.prompt()
            .is_some_and(|prompt| prompt.kind == crate::prompt::Kind::People || (fact && !prompt.kind.has_options()))
    }

    /// The words that may be held against an answer here: its own options, groups and states.
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = Vec::new();
        match &self.does {
            Does::Ask(prompt) => {
                for option in &prompt.options {
                    words.push(&option.id);
                    words.extend(option.groups.iter().map(String::as_str));
                }
                words.push("given");
                if prompt.why_not {
                    words.push("why-not");
                }
                if prompt.dont_know {
                    words.push("dont-know");
                }
                if prompt.optional || self.each.is_some() {
                    words.push("blank");
                }
            }
            Does::Say(_) => words.push("done"),
            Does::Run(inner) => words.extend(inner.outcomes.iter().map(|outcome| outcome.id.as_str())),
        }
        if self.wait_for.is_some() {
            words.push("no-reply");
        }
        words
    }

    /// The words that an answer fits.
    pub fn words_of<'a>(&'a self, answer: &'a Answer) -> Vec<&'a str> {
        match answer {
            Answer::Choice(id) => {
                let mut words = vec![id.as_str(), "given"];
                if let Some(option) = self.prompt().and_then(|prompt| prompt.option(id)) {
                    words.extend(option.groups.iter().map(String::as_str));
                }
                words
            }
            Answer::Choices(ids) => {
                let mut words = vec!["given"];
                for id in ids {
                    words.push(id);
                    if let Some(option) = self.prompt().and_then(|prompt| prompt.option(id)) {
                        words.extend(option.groups.iter().map(String::as_str));
                    }
                }
                words
            }
            Answer::Each(all) => all.iter().flat_map(|one| self.words_of(one)).collect(),
            Answer::Outcome(id) => vec![id.as_str(), "given"],
            other => vec![other.state()],
        }
    }
}
