//! What every strategy owes: dates, receivers, and what happens when nobody replies.

use crate::finding::Findings;
use crate::strategy::Does;
use crate::strategy::OutcomeKind;
use crate::strategy::Shelf;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::check::names::unknown;
use crate::written::Table;

/// Looks at every step and outcome.
pub(crate) fn look(head: &Table<'_>, strategy: &Strategy, shelf: &Shelf, found: &mut Findings) {
    for (place, (step, table)) in strategy.steps.iter().zip(head.tables("step")).enumerate() {
        waits(step, &table, found);
        let last = place + 1 == strategy.steps.len();
        if last && step.routes.is_empty() {
            found.add(
                "no-way-on",
                table.span.clone(),
                format!("`{}` is the last step and leads nowhere: give it `routes`", step.id),
            );
        }
        if !step.due.is_empty() && step.wait_for.is_none() && !is_date(step) {
            found.add("wrong-place", table.place("due"), "`due` belongs to a step that waits, or that asks for a date");
        }
    }
    for (outcome, table) in strategy.outcomes.iter().zip(head.tables("outcome")) {
        let kind = outcome.kind;
        if kind == OutcomeKind::Handover && outcome.handover.is_none() {
            found.add(
                "no-receiver",
                table.span.clone(),
                format!("`{}` hands over: say to whom with `handover`", outcome.id),
            );
        }
        if matches!(kind, OutcomeKind::Handover | OutcomeKind::Review) && outcome.due.is_empty() {
            let says =
                format!("`{}` needs `due`: by when. Write within = \"unset\" if the number is not known", outcome.id);
            found.add("no-date", table.span.clone(), says);
        }
        if kind == OutcomeKind::Onward
            && let Some(next) = table.word("next")
            && !shelf.has(&next.it)
        {
            unknown("unknown-strategy", "a strategy that is here", &next, shelf.ids(), found);
        }
        if kind == OutcomeKind::Onward && outcome.next.is_none() {
            found.add(
                "no-next",
                table.span.clone(),
                format!("`{}` leads on: say to which strategy with `next`", outcome.id),
            );
        }
    }
}

fn waits(step: &Step, table: &Table<'_>, found: &mut Findings) {
    if step.wait_for.is_none() {
        return;
    }
    if matches!(step.does, Does::Run(_)) || step.each.is_some() {
        found.add(
            "wrong-place",
            table.place("wait-for"),
            "a step waits for one thing: ask or say it, without `run` or `each`",
        );
    }
    if step.due.is_empty() {
        let says =
            format!("`{}` waits: say by when with `due`. Write within = \"unset\" if the number is not known", step.id);
        found.add("no-date", table.span.clone(), says);
    }
    let named = step
        .routes
        .iter()
        .filter_map(|row| row.is.as_ref())
        .any(|cell| !cell.not && cell.words.iter().any(|word| word == "no-reply"));
    if !named {
        let says = format!(
            "`{}` waits: say where it leads when nobody replies, with {{ is = \"no-reply\", to = … }}",
            step.id
        );
        found.add("no-reply", table.span.clone(), says);
    }
}

fn is_date(step: &Step) -> bool {
    step.prompt().is_some_and(|prompt| prompt.kind == crate::prompt::Kind::Date)
}
