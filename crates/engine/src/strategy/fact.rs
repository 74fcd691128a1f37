//! What the audit understands, whatever the step is called.

use crate::prompt::Kind;

/// One fact: its name and the kinds of answer that can supply it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Its name in strategies and records.
    pub name: &'static str,
    /// The kinds of answer that can supply it.
    pub kinds: &'static [Kind],
    /// What an audit cannot say without it.
    pub says: &'static str,
}

const DAY: &[Kind] = &[Kind::Date];
const WORDS: &[Kind] = &[Kind::Text];
const LINE: &[Kind] = &[Kind::Line, Kind::Choice];
const CHOICE: &[Kind] = &[Kind::Choice, Kind::YesNo];
const CHOICES: &[Kind] = &[Kind::Choice, Kind::Choices];

const fn fact(name: &'static str, kinds: &'static [Kind], says: &'static str) -> Fact {
    Fact { name, kinds, says }
}

/// The fact that says who agreed to leave it there, where somebody still disagrees.
pub const ACCEPTED_BY: &str = "accepted-by";

/// The source of an answer that says whether anything about risk is open on the case.
pub const OPEN_RISK: &str = "open-risk";

/// Every fact there is.
pub const FACTS: &[Fact] = &[
    fact("raised-on", DAY, "how long ago the concern was raised"),
    fact("raiser-role", LINE, "who raised it"),
    fact("raiser-agency", LINE, "which agency raised it"),
    fact("other-agency", LINE, "which agency sees it differently"),
    fact("lead-is-raiser", CHOICE, "whether the lead professional raised it"),
    fact("subject", CHOICE, "whether it is about a child or a family"),
    fact("plan-type", CHOICE, "what kind of plan the child has"),
    fact("category", CHOICES, "what the difference is about"),
    fact("tier-raiser", CHOICE, "the tier that whoever raised it thinks right"),
    fact("tier-other", CHOICE, "the tier that the others think right"),
    fact("meeting-held", CHOICE, "whether they met"),
    fact("childs-view", WORDS, "whether the child was heard"),
    fact("childs-view-on", DAY, "when the child was heard"),
    fact("family-told", CHOICE, "whether the family know"),
    fact("family-present", CHOICE, "whether the family were there"),
    fact("risk-asked", CHOICE, "what was said about risk"),
    fact("went-straight-to", &[Kind::Text, Kind::Choice], "why a later strategy came first"),
    fact("facilitator-asked-on", DAY, "when an independent facilitator was asked for"),
    fact("raiser-told-on", DAY, "when whoever raised it was told"),
    fact("changed-for-child", CHOICE, "what changed for the child"),
    fact("dissent", WORDS, "whether somebody still disagrees"),
    fact("in-case-system", CHOICE, "whether it is in the case system"),
    // Not in the first list of facts: the list of outcomes that a partnership extends in its settings.
    fact("outcome", CHOICE, "what came of it"),
    // Not in the first list of facts: every wait, and every ending but a resolved one, must answer it.
    fact("until-then", WORDS, "what keeps the child safe, and who checks"),
    // Not in the first list of facts: whose review it is where they agreed to differ.
    fact(ACCEPTED_BY, CHOICE, "who agreed that it stays as it is, where somebody still disagrees"),
    // Not in the first list of facts: a stop for safety is closed by nothing else than yes.
    fact("safe-now", CHOICE, "whether the child is safe after a stop"),
];

impl Fact {
    /// The fact with this name.
    pub fn named(name: &str) -> Option<Self> {
        FACTS.iter().find(|fact| fact.name == name).copied()
    }
}
