//! Which fault of a strategy the answers of a session show. The session itself says where they lead.

use chrono::NaiveDate;

use crate::prompt::Answer;
use crate::session::Event;
use crate::session::Fired;
use crate::session::Origin;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Cell;
use crate::strategy::Column;
use crate::strategy::Does;
use crate::strategy::DueRow;
use crate::strategy::From;
use crate::strategy::OutcomeKind;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::fits;
use crate::strategy::prove::Fault;
use crate::strategy::prove::Part;
use crate::strategy::prove::Proof;

/// A fault of the strategy, shown by the answers so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shows {
    /// Its short name, as `check` has it.
    pub code: &'static str,
    /// The step, by its path, or the outcome at which it shows.
    pub place: String,
    /// It in plain words.
    pub says: String,
}

/// Plays events until a fault shows: where the session then stands, and the fault.
pub(crate) fn shows(start: Session, events: &[Event], proof: &Proof) -> (Session, Option<Shows>) {
    let mut session = start;
    let strategy = session.legs()[0].clone();
    let first = strategy.steps[0].id.clone();
    let mut begun = false;
    for event in events {
        let (fired, at) = (session.fired().len(), session.path());
        if session.accept(event.clone()).is_err() {
            break;
        }
        let look = Look { strategy: &strategy, session: &session, proof, day: event.day };
        let at_first = (!begun && session.about().is_some()).then(|| look.arrival(&first)).flatten();
        begun |= session.about().is_some();
        let found = at_first.or_else(|| look.left(&event.what, &at)).or_else(|| look.all(fired));
        if found.is_some() {
            return (session, found);
        }
    }
    (session, None)
}

struct Look<'a> {
    strategy: &'a Strategy,
    session: &'a Session,
    proof: &'a Proof,
    day: NaiveDate,
}

impl Look<'_> {
    /// Everything that the last event brought about.
    fn all(&self, before: usize) -> Option<Shows> {
        if self.session.legs().len() == 1
            && let Some(path) = self.session.gap()
        {
            return Some(shown("gap", path, format!("no row of `{path}` fits this answer")));
        }
        let fired = self.session.fired()[before..].iter().filter(|fired| fired.leg == 0);
        fired
            .into_iter()
            .find_map(|fired| self.row(fired))
            .or_else(|| self.waits_inside())
            .or_else(|| self.undated())
            .or_else(|| self.trapped())
    }

    /// A way out that leads back without end.
    fn left(&self, what: &What, at: &str) -> Option<Shows> {
        let What::Anytime(id) = what else { return None };
        let number = self.strategy.anytime.iter().position(|way| way.id == *id)?;
        let endless = |fault: &&Fault| fault.code == "no-bound" && fault.part == Part::Anytime(number);
        self.proof.faults.iter().find(endless).map(|fault| shown(fault.code, at, fault.plain.clone()))
    }

    /// A row that was taken: in place of one that never is, or back without end; and where it leads.
    fn row(&self, fired: &Fired) -> Option<Shows> {
        let of = |code: &str| {
            let code = code.to_owned();
            self.proof.faults.iter().filter(move |fault| {
                fault.code == code && fault.step == fired.path && !matches!(fault.part, Part::Anytime(_))
            })
        };
        let endless = of("no-bound").find(|fault| fired.row.is_some() && fault.row.map(|row| row + 1) == fired.row);
        let shadowed = of("shadowed").find(|fault| {
            fault.row.is_some_and(|row| fired.row.is_some_and(|taken| taken < row + 1) && self.fits(&fired.path, row))
        });
        if let Some(fault) = endless.or(shadowed) {
            return Some(shown(fault.code, &fired.path, fault.plain.clone()));
        }
        if fired.path.contains('.') { None } else { self.arrival(&fired.to) }
    }

    /// A promise that is broken on coming to a step or an outcome.
    fn arrival(&self, name: &str) -> Option<Shows> {
        let outcome = self.strategy.outcomes.iter().find(|outcome| outcome.id == name);
        let step = self.strategy.at(name);
        let mut broken = Vec::new();
        for promise in &self.strategy.promises {
            let speaks = outcome.is_some_and(|outcome| promise.speaks_of_outcome(outcome))
                || step.is_some_and(|step| promise.speaks_of_step(name, step));
            if !speaks {
                continue;
            }
            let asked = self.asked();
            let too_many = promise.prompts_at_most.is_some_and(|most| asked > most as usize);
            let kept = promise.needs.is_empty()
                || promise.needs.iter().any(|row| row.iter().all(|column| self.holds(column, "", self.strategy)));
            if !kept {
                broken.push(format!("the promise \"{}\" is broken at `{name}`", promise.text));
            } else if too_many {
                broken.push(format!("the promise \"{}\" is broken at `{name}`, after {asked} prompts", promise.text));
            }
        }
        if !broken.is_empty() {
            return Some(shown("promise", name, broken.join("; ")));
        }
        let days = outcome.filter(|it| matches!(it.kind, OutcomeKind::Handover | OutcomeKind::Review));
        days.filter(|it| !self.is_dated(&it.due, "", self.strategy)).map(|_| no_date(name))
    }

    /// How many prompts have been put, each once whoever was asked.
    fn asked(&self) -> usize {
        let given = self.session.given().iter().filter(|given| {
            let step = self.strategy.at(&given.path);
            let asked = given.from.as_ref().and_then(Origin::taken).is_none();
            given.leg == 0 && asked && step.is_some_and(|step| step.prompt().is_some())
        });
        let left = self.session.events().iter().filter(|event| matches!(event.what, What::Anytime(_)));
        given.count() + left.count()
    }

    /// A promise about every wait, broken at one of a strategy that is run.
    fn waits_inside(&self) -> Option<Shows> {
        let path = self.session.path();
        (self.session.legs().len() == 1 && path.contains('.')).then(|| self.arrival(&path)).flatten()
    }

    /// A wait whose due date cannot be worked out.
    fn undated(&self) -> Option<Shows> {
        let path = self.session.path();
        let step = self.strategy.at(&path).filter(|step| self.session.legs().len() == 1 && step.wait_for.is_some())?;
        let (before, _) = path.rsplit_once('.').unwrap_or(("", &path));
        let home = match self.strategy.at(before).map(|step| &step.does) {
            Some(Does::Run(inner)) => inner.as_ref(),
            _ => self.strategy,
        };
        let prefix = if before.is_empty() { String::new() } else { format!("{before}.") };
        (!self.is_dated(&step.due, &prefix, home)).then(|| no_date(&path))
    }

    fn trapped(&self) -> Option<Shows> {
        let path = self.session.path();
        let fault = self.proof.faults.iter().find(|fault| fault.code == "trap" && fault.step == path)?;
        (self.session.legs().len() == 1).then(|| shown(fault.code, &path, fault.plain.clone()))
    }

    fn is_dated(&self, rows: &[DueRow], prefix: &str, home: &Strategy) -> bool {
        let dated = |path: &String| {
            let waits = home.at(path).is_some_and(|step| step.wait_for.is_some());
            self.latest(&format!("{prefix}{path}")).is_some_and(|answer| waits || matches!(answer, Answer::Date(_)))
        };
        let day = |path: &String| matches!(self.latest(&format!("{prefix}{path}")), Some(Answer::Date(_)));
        let row = rows.iter().find(|row| row.when.iter().all(|column| self.holds(column, prefix, home)));
        row.is_some_and(|row| match &row.from {
            From::Step(path) if !row.within.is_empty() => dated(path),
            From::DueOf(path) if !row.within.is_empty() => self.latest(&format!("{prefix}{path}")).is_some(),
            _ => row.unset || !row.within.is_empty() || row.by.iter().any(day),
        })
    }

    fn latest(&self, path: &str) -> Option<&Answer> {
        let given = self.session.given().iter().rev().find(|given| given.leg == 0 && given.path == path);
        given.map(|given| &given.answer)
    }

    /// True if a row of a step fits, whichever was taken.
    fn fits(&self, path: &str, row: usize) -> bool {
        let Some((home, step)) = self.strategy.home(path) else { return false };
        let Some(route) = step.routes.get(row) else { return false };
        let prefix = path.strip_suffix(step.id.as_str()).unwrap_or("");
        let own = self.latest(path);
        let is = |cell: &Cell| own.is_some_and(|answer| self.cell(cell, step, answer));
        route.is.as_ref().is_none_or(is) && route.when.iter().all(|column| self.holds(column, prefix, home))
    }

    fn holds(&self, column: &Column, prefix: &str, home: &Strategy) -> bool {
        match home.at(&column.path) {
            None => self
                .session
                .about()
                .is_some_and(|about| column.cell.words.iter().any(|word| word == about) != column.cell.not),
            Some(step) => self
                .latest(&format!("{prefix}{}", column.path))
                .is_some_and(|answer| self.cell(&column.cell, step, answer)),
        }
    }

    fn cell(&self, cell: &Cell, step: &Step, answer: &Answer) -> bool {
        fits(cell, step, answer, self.day.and_time(chrono::NaiveTime::MIN))
    }
}

fn shown(code: &'static str, place: &str, says: String) -> Shows {
    Shows { code, place: place.to_owned(), says }
}

fn no_date(place: &str) -> Shows {
    shown("no-start", place, format!("the due date of `{place}` cannot be worked out from these answers"))
}
