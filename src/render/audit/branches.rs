//! Ways on that nobody took, in words: the question, the answer, and where it would have led.

use serde_json::Value;
use serde_json::json;

use crate::audit::Branches;
use crate::audit::OFTEN;
use crate::audit::Report;
use crate::audit::Untaken;
use crate::calendar::Calendar;
use crate::render::audit::text;
use crate::render::conditions;
use crate::render::page::Page;
use crate::render::page::one_line;

/// Every such way, by strategy, in a window of this width.
pub fn branches(report: &Report<'_>, calendar: &Calendar, width: usize) -> String {
    let mut page = Page::new(width);
    text::invented(report, &mut page);
    text::put_at_risk(report, calendar, &mut page);
    page.gap();
    let Some(branches) = &report.branches else { return page.text() };
    page.put(0, &first_line(branches));
    page.put(0, "Of each strategy, only the newest version that was used counts.");
    for its in branches.untaken.chunk_by(|one, other| one.strategy.id == other.strategy.id) {
        page.heading(0, &its[0].strategy.title);
        for steps in its.chunk_by(|one, other| one.step == other.step) {
            let step = &steps[0].strategy.steps[steps[0].step];
            page.put(2, &one_line(&format!("{} ({} answers)", step.label, steps[0].answers)));
            for untaken in steps {
                let (when, to) = words(untaken);
                page.item(4, "-", &one_line(&format!("{when}: {to}")));
            }
        }
    }
    if !branches.untaken.is_empty() {
        page.gap();
        page.put(0, "Perhaps nobody needs them, and perhaps nobody knows of them.");
    }
    page.text()
}

fn first_line(branches: &Branches) -> String {
    let records = match branches.records {
        1 => "1 record".to_owned(),
        many => format!("{many} records"),
    };
    let ways = match (branches.steps, branches.untaken.len()) {
        (0, _) => {
            return format!("{records}: no question that leads more than one way was answered {OFTEN} times yet.");
        }
        (_, 0) => "every way on was taken".to_owned(),
        (_, 1) => "one way on was never taken".to_owned(),
        (_, many) => format!("{many} ways on were never taken"),
    };
    let steps = branches.steps;
    format!(
        "{records}: {ways}, of {steps} questions that lead more than one way and were answered {OFTEN} times or more."
    )
}

/// When it would be taken, and where it would lead.
fn words(untaken: &Untaken) -> (String, String) {
    let ways = conditions::ways_on(&untaken.strategy, untaken.step);
    let (target, when) = &ways[untaken.row];
    let when = if when.is_empty() { "always".to_owned() } else { when.clone() };
    (when, conditions::target(&untaken.strategy, *target))
}

/// The same for programs.
pub(crate) fn json(branches: &Branches) -> Value {
    let row = |untaken: &Untaken| {
        let step = &untaken.strategy.steps[untaken.step];
        let (when, to) = words(untaken);
        json!({
            "strategy": untaken.strategy.id,
            "version": untaken.strategy.version,
            "sha256": untaken.strategy.digest,
            "step": step.id,
            "label": step.label,
            "row": untaken.row + 1,
            "answers": untaken.answers,
            "when": when,
            "to": to,
        })
    };
    let untaken: Vec<Value> = branches.untaken.iter().map(row).collect();
    json!({ "records": branches.records, "steps": branches.steps, "never-taken": untaken })
}
