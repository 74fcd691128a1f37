//! What keeps the child safe, and who checks and when: where it must be said, and what was said of it.

use crate::prompt::Answer;
use crate::session::End;
use crate::session::Given;
use crate::session::Offer;
use crate::session::Risk;
use crate::session::Session;
use crate::session::What;
use crate::strategy::OutcomeKind;
use crate::strategy::Step;

/// The fact that says what keeps the child safe, and the name under which the program itself asks it.
pub const UNTIL_THEN: &str = "until-then";

/// What keeps the child safe, as it was said in this sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch<'a> {
    /// What does, and who checks and when.
    pub said: &'a str,
    /// For an earlier answer that was kept: who checked that it still holds, and when.
    pub checked: Option<&'a str>,
}

/// True for a step that asks what keeps the child safe.
pub(crate) fn is_watch(step: &Step) -> bool {
    step.fact.is_some_and(|fact| fact.name == UNTIL_THEN)
}

impl Session {
    /// True for an end after which somebody must know what keeps the child safe: every wait, and every ending but a plain
    /// resolved one. A theme is about no one child, and a note beside the case neither begins nor ends anything.
    pub(super) fn leaves_a_child(&self, end: &End) -> bool {
        let strategy = self.state.strategy();
        if !strategy.follows || self.state.about.as_deref() == Some("theme") {
            return false;
        }
        match end {
            End::Outcome(place) => match strategy.outcomes[*place].kind {
                OutcomeKind::Resolved => self.was_at_risk(),
                OutcomeKind::Onward => false,
                OutcomeKind::Review | OutcomeKind::Handover | OutcomeKind::Stopped => true,
            },
            End::Waiting(_) | End::Withdrawn(_) | End::Elsewhere(..) => true,
        }
    }

    /// True where the session ends and somebody else has to act: it waits, or is handed over.
    pub fn hangs_on_others(&self) -> bool {
        match &self.state.end {
            Some(End::Outcome(place)) => self.state.strategy().outcomes[*place].kind == OutcomeKind::Handover,
            Some(end) => matches!(end, End::Waiting(_)),
            None => false,
        }
    }

    /// True if any answer about risk in this review was ever other than no.
    fn was_at_risk(&self) -> bool {
        self.events.iter().any(|event| matches!(event.what, What::AtRisk(risk) if risk != Risk::No))
    }

    /// What earlier records of the case say keeps the child safe: the newest answer, or several that disagree.
    pub fn watched_before(&self) -> Vec<Offer> {
        self.known.by_fact.get(UNTIL_THEN).cloned().unwrap_or_default()
    }

    /// What is offered where the program itself asks what keeps the child safe: what was said here and taken back, or what
    /// earlier records say.
    pub fn watch_offered(&self) -> Vec<Offer> {
        let before = self.watched_before();
        let back = self.taken_back.iter().rev().find_map(|event| match &event.what {
            What::UntilThen { said, .. } => Some(Answer::Text(said.clone())),
            _ => None,
        });
        match back {
            Some(answer) => {
                let on = before.iter().find(|offer| offer.answer == answer).and_then(|offer| offer.on);
                vec![Offer { answer, on, from: "your answer before".to_owned() }]
            }
            None => before,
        }
    }

    /// What keeps the child safe, and who checks and when, if it was said in this sitting.
    pub fn watch(&self) -> Option<Watch<'_>> {
        let says = |given: &&Given| given.event >= self.before && matches!(given.answer, Answer::Text(_));
        let of_step = |given: &&Given| self.state.legs[given.leg].at(&given.path).is_some_and(is_watch);
        let steps = self.state.given.iter().filter(of_step);
        let said: Vec<&Given> = steps.chain(&self.state.until_then).filter(says).collect();
        let newest = said.iter().max_by_key(|given| given.event)?;
        // One step may have taken it over from another, at which it was checked.
        let same = said.iter().filter(|given| given.answer == newest.answer);
        let checked = same.filter_map(|given| given.from.as_ref()?.checked()).next_back();
        let Answer::Text(said) = &newest.answer else { return None };
        Some(Watch { said, checked })
    }
}
