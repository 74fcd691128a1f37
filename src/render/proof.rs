//! What is proved of a strategy, in words, for whoever answers for it.

use crate::render::page::Page;
use crate::strategy::OutcomeKind;
use crate::strategy::Strategy;
use crate::strategy::prove::Kept;
use crate::strategy::prove::Part;
use crate::strategy::prove::Proof;
use crate::strategy::prove::Stopped;
use crate::strategy::prove::deciding;

/// What holds on every path: each with the codes of the faults that would refute it, and what is then to be said.
const HOLDS: [(&[&str], &str); 6] = [
    (&["gap"], "every answer has a row that fits it"),
    (&["shadowed", "never-fits"], "every row is taken by some answers"),
    (&["unreachable"], "every step and every outcome is reached by some answers"),
    (&["no-bound"], "every round comes to an end"),
    (&["trap", "gap"], "from everywhere there is a way on to an outcome"),
    (&["no-start"], "every due date can be worked out"),
];

/// The verdicts on a strategy: what is proved, what is refuted, and what holds by construction.
pub fn proof(strategy: &Strategy, proof: &Proof, width: usize) -> String {
    let mut page = Page::new(width);
    match &proof.stopped {
        Some(stopped) => not_proved(strategy, stopped, &mut page),
        None => proved(proof, &mut page),
    }
    if !strategy.promises.is_empty() {
        page.heading(0, &format!("Its promises, looked at {}", size(proof)));
        for (number, (promise, kept)) in strategy.promises.iter().zip(&proof.kept).enumerate() {
            self::promise(number, &promise.text, kept, proof, &mut page);
        }
    }
    wider(proof, &mut page);
    by_construction(strategy, &mut page);
    page.text()
}

/// A number with a comma after each thousand.
pub(crate) fn figure(number: u128) -> String {
    if number == u128::MAX {
        return "more than 300 million million million million million million".to_owned();
    }
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 path", "2 paths".
pub(crate) fn many(number: u128, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", figure(number))
}

/// How much was looked at.
fn size(proof: &Proof) -> String {
    let states = many(proof.states as u128, "state");
    if proof.paths == 0 {
        return format!("over {states}");
    }
    format!("over {states} and {}", many(proof.paths, "path"))
}

fn proved(proof: &Proof, page: &mut Page) {
    let refuted = |codes: &[&str]| proof.faults.iter().any(|fault| codes.contains(&fault.code));
    page.gap();
    page.put(0, &format!("Proved {}:", size(proof)));
    for (_, holds) in HOLDS.iter().filter(|(codes, _)| !refuted(codes)) {
        page.item(2, "-", holds);
    }
    let wrong: Vec<&str> = HOLDS.iter().filter(|(codes, _)| refuted(codes)).map(|(_, holds)| *holds).collect();
    if !wrong.is_empty() {
        page.gap();
        page.put(0, "Refuted, with the findings above:");
        for holds in wrong {
            page.item(2, "-", holds);
        }
    }
}

fn not_proved(strategy: &Strategy, stopped: &Stopped, page: &mut Page) {
    page.gap();
    if stopped.states == 0 {
        page.put(0, "Not proved: this strategy is too large to be looked at. Nothing is known of its paths.");
        return;
    }
    let states = figure(stopped.states as u128);
    page.put(0, &format!("Not proved: it is too large. The search stopped after {states} states."));
    let upto = many(stopped.answers as u128, "answer");
    page.put(
        0,
        &format!("What was proved: in every review of up to {upto}, nothing is wrong but what is found above."),
    );
    let of = |some: usize, all: usize, what: &str| format!("{some} of {all} {what}");
    page.put(
        0,
        &format!(
            "Reached so far: {}, {}; taken so far: {}. The rest may be reached later.",
            of(stopped.steps, strategy.steps.len(), "steps"),
            of(stopped.outcomes, strategy.outcomes.len(), "outcomes"),
            of(stopped.rows, strategy.steps.iter().map(|step| step.routes.len()).sum(), "rows"),
        ),
    );
}

fn promise(number: usize, text: &str, kept: &Kept, proof: &Proof, page: &mut Page) {
    let fault = proof.faults.iter().find(|fault| fault.part == Part::Promise(number));
    let (mark, verdict) = match (kept.holds, kept.may, fault) {
        (true, ..) => return page.item(2, "proved:", text),
        (_, true, Some(_)) => {
            ("may be broken:", "The answers found may be impossible together; the finding above has them.".to_owned())
        }
        (_, _, Some(fault)) => ("broken:", format!("At `{}`, by {}.", fault.step, deciding(&fault.witness))),
        (_, _, None) => ("not known:", "The search did not come to an end, and found nothing against it.".to_owned()),
    };
    page.item(2, mark, text);
    page.put(4, &verdict);
}

/// Where more was looked at than can happen.
fn wider(proof: &Proof, page: &mut Page) {
    if proof.wider.is_empty() {
        return;
    }
    page.heading(0, "Where more is looked at than can happen");
    page.put(0, "What is proved is true all the same. What is found there says \"may\".");
    for wider in &proof.wider {
        page.item(2, "-", wider.says());
    }
}

/// What holds in every strategy, because the program itself sees to it.
fn by_construction(strategy: &Strategy, page: &mut Page) {
    page.heading(0, "True of every strategy here, by construction");
    if strategy.safety_first {
        page.item(2, "-", "Every session begins with the two questions about danger and risk.");
    }
    page.item(2, "-", "At every step: stop for safety, withdraw, go on in another way, or save and stop.");
    let has = |kind: OutcomeKind| strategy.outcomes.iter().any(|outcome| outcome.kind == kind);
    if has(OutcomeKind::Handover) {
        page.item(2, "-", "Nothing is handed over without a day and somebody to receive it.");
    }
    if strategy.follows && strategy.about != ["theme"] {
        let words = "Nothing waits, and nothing ends but by being resolved, without saying what keeps the child safe. If no \
                     question here asks it, the program does.";
        page.item(2, "-", words);
    }
    if has(OutcomeKind::Review) {
        page.item(2, "-", "Nothing is left to be looked at again without a day.");
    }
    if strategy.steps.iter().any(|step| step.wait_for.is_some()) {
        page.item(2, "-", "Every wait has somebody it waits for, a day, and a row for no reply.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousands() {
        for (number, wanted) in [(0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(figure(number), wanted);
        }
        assert_eq!(many(1, "path"), "1 path");
    }
}
