//! Rows in words: when each fits, where it leads, and by when something is due.

use crate::calendar::Length;
use crate::calendar::Unit;
use crate::prompt::Kind;
use crate::strategy::Cell;
use crate::strategy::Column;
use crate::strategy::Does;
use crate::strategy::DueRow;
use crate::strategy::From;
use crate::strategy::Outcome;
use crate::strategy::OutcomeKind;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::Target;

/// Where the answers to a step lead, a line for each row.
pub(crate) fn rows(strategy: &Strategy, place: usize) -> Vec<String> {
    let because = |row: usize| strategy.steps[place].routes.get(row).and_then(|route| route.because.as_ref());
    let line = |(row, (to, when)): (usize, (Target, String))| {
        let to = target(strategy, to);
        let because = because(row).map(|because| format!(" Because: {because}")).unwrap_or_default();
        if when.is_empty() { format!("{to}.{because}") } else { format!("{when}: {to}.{because}") }
    };
    ways_on(strategy, place).into_iter().enumerate().map(line).collect()
}

/// Where the answers to a step lead and when, for each row; no words if it always leads there.
pub fn ways_on(strategy: &Strategy, place: usize) -> Vec<(Target, String)> {
    let step = &strategy.steps[place];
    if step.routes.is_empty() {
        return vec![(strategy.next_in_file(place), String::new())];
    }
    let row = |(number, route): (usize, &crate::strategy::Route)| {
        let own = route.is.as_ref().map(|cell| format!("it {}", holds(cell, Some(step))));
        let conditions: Vec<String> = own.into_iter().chain(columns(&route.when, strategy)).collect();
        let when = match (conditions.is_empty(), number, route.at_most) {
            (false, ..) => format!("if {}", conditions.join(", and ")),
            (true, 0, None) => String::new(),
            (true, 0, Some(_)) => "at first".to_owned(),
            (true, ..) => "otherwise".to_owned(),
        };
        let often = match route.at_most {
            None => String::new(),
            Some(1) => ", the first time only".to_owned(),
            Some(most) => format!(", the first {most} times only"),
        };
        (route.to, format!("{when}{often}"))
    };
    step.routes.iter().enumerate().map(row).collect()
}

/// Where a row leads.
pub(crate) fn target(strategy: &Strategy, target: Target) -> String {
    match target {
        Target::Step(place) => match strategy.steps.get(place) {
            Some(step) => format!("go on to step {}, \"{}\"", place + 1, step.label),
            None => "go on".to_owned(),
        },
        Target::Outcome(place) => match strategy.outcomes.get(place) {
            Some(outcome) => format!("it ends with \"{}\" ({})", outcome.id, ending(strategy, outcome)),
            None => "it ends".to_owned(),
        },
        Target::Safety => "stop and act, as a child may be at risk".to_owned(),
        Target::Withdrawn => "the review is withdrawn, with a reason".to_owned(),
        Target::Elsewhere => "it goes on in another way, with a reason".to_owned(),
    }
}

/// How an outcome ends the matter.
pub fn ending(strategy: &Strategy, outcome: &Outcome) -> String {
    match outcome.kind {
        OutcomeKind::Resolved => "it is settled".to_owned(),
        OutcomeKind::Review => "agreed, to be looked at again".to_owned(),
        OutcomeKind::Handover => {
            format!("handed over to {}", outcome.handover.as_deref().map_or("others", |role| strategy.role(role)))
        }
        OutcomeKind::Stopped => "nothing is handed over".to_owned(),
        OutcomeKind::Onward => format!("{} begins", outcome.next.as_deref().unwrap_or("another strategy")),
    }
}

/// Conditions on earlier answers.
fn columns(columns: &[Column], strategy: &Strategy) -> Vec<String> {
    let column = |column: &Column| {
        if column.path == "about" {
            let is = if column.cell.not { "is not about" } else { "is about" };
            return format!("the review {is} a {}", column.cell.words.join(" or a "));
        }
        let step = strategy.at(&column.path);
        let label = step.map_or(column.path.as_str(), |step| step.label.as_str());
        format!("\"{label}\" {}", holds(&column.cell, step))
    };
    columns.iter().map(column).collect()
}

/// What must hold of an answer: `is "None" or "Limited"`.
fn holds(cell: &Cell, step: Option<&Step>) -> String {
    let mut all = Vec::new();
    if !cell.words.is_empty() {
        all.push(among(cell, step));
    }
    let is_number = step.and_then(Step::prompt).is_some_and(|prompt| prompt.kind == Kind::Number);
    let verb = if is_number { "is" } else { "has" };
    all.extend(cell.at_least.map(|least| format!("{verb} {least} or more")));
    all.extend(cell.at_most.map(|most| format!("{verb} {most} or fewer")));
    all.extend(cell.older_than.map(|length| format!("is longer ago than {length}")));
    if all.is_empty() { "has any answer".to_owned() } else { all.join(" and ") }
}

fn among(cell: &Cell, step: Option<&Step>) -> String {
    let mut chosen: Vec<String> = Vec::new();
    let mut stands: Vec<String> = Vec::new();
    let options = step.and_then(Step::prompt).map(|prompt| prompt.options.as_slice()).unwrap_or_default();
    let runs = step.is_some_and(|step| matches!(step.does, Does::Run(_)));
    for word in &cell.words {
        let meant = options.iter().filter(|option| option.id == *word || option.groups.contains(word));
        let labels: Vec<String> = meant.map(|option| format!("\"{}\"", option.label)).collect();
        let state = match word.as_str() {
            "given" => "is answered",
            "why-not" => "has a reason in place of an answer",
            "blank" => "is left blank",
            "dont-know" => "is not known",
            "no-reply" => "has no reply by the date",
            "done" => "is done",
            _ => "",
        };
        if !labels.is_empty() {
            chosen.extend(labels);
        } else if state.is_empty() {
            chosen.push(format!("\"{word}\""));
        } else {
            stands.push(state.to_owned());
        }
    }
    let verb = if runs { "ends with" } else { "is" };
    let mut phrases = Vec::new();
    if !chosen.is_empty() {
        phrases.push(format!("{verb} {}", chosen.join(" or ")));
    }
    phrases.extend(stands);
    if !cell.not {
        return phrases.join(", or ");
    }
    if phrases.len() == 1 && !chosen.is_empty() {
        return format!("{verb} anything but {}", chosen.join(" or "));
    }
    format!("is anything other than this: it {}", phrases.join(", or "))
}

/// By when, a line for each row.
pub fn due(rows: &[DueRow], strategy: &Strategy) -> Vec<String> {
    let line = |(number, row): (usize, &DueRow)| {
        let conditions = columns(&row.when, strategy);
        let when = match (conditions.is_empty(), number) {
            (false, _) => format!("if {}: ", conditions.join(", and ")),
            (true, 0) => String::new(),
            (true, _) => "otherwise: ".to_owned(),
        };
        let mut days: Vec<String> = row.within.iter().map(|length| counted(*length, &row.from, strategy)).collect();
        if row.unset {
            days.push("a day that you type, as no number of days is set here".to_owned());
        }
        days.extend(
            row.by.iter().map(|path| format!("the day given for \"{}\", if there is one", label(path, strategy))),
        );
        let day = match days.as_slice() {
            [one] => one.clone(),
            several => format!("the earliest of these: {}", several.join("; ")),
        };
        let later = row.extend_to.map(|length| format!("; put back once, to {length} at most")).unwrap_or_default();
        let sure = if row.verified { "" } else { " (to be confirmed)" };
        format!("{when}{day}{later}{sure}.")
    };
    rows.iter().enumerate().map(line).collect()
}

fn counted(length: Length, from: &From, strategy: &Strategy) -> String {
    match (length.unit, from) {
        (Unit::SameDay, From::Today) => "the same day".to_owned(),
        (Unit::SameDay, From::Step(path)) => format!("the day given for \"{}\"", label(path, strategy)),
        (_, From::Today) => format!("{length} after this is reached"),
        (_, From::Step(path)) => format!("{length} after the day of \"{}\"", label(path, strategy)),
        (_, From::DueOf(path)) => format!("{length} after the date by which \"{}\" is due", label(path, strategy)),
    }
}

fn label<'a>(path: &'a str, strategy: &'a Strategy) -> &'a str {
    strategy.at(path).map_or(path, |step| step.label.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Shelf;

    #[test]
    fn rows_and_dates_are_told_in_words() {
        let strategy = Shelf::shipped().get("rethink-2").expect("rethink-2");
        let place = |id: &str| strategy.step(id).expect("a step").0;
        let lines = rows(&strategy, place("look-back"));
        assert!(lines[0].starts_with("if it has no reply by the date: go on to step"), "{lines:?}");
        assert!(lines[0].ends_with("Because: Nobody looked back by the day agreed."), "{lines:?}");
        assert!(lines[1].starts_with("otherwise: "), "{lines:?}");
        let lines = rows(&strategy, place("what-became"));
        assert!(lines[1].contains("the first 2 times only: go on to step"), "{lines:?}");
        assert_eq!(rows(&strategy, place("prepare")), ["go on to step 19, \"Re-think conversation\"."]);
        let run = rows(&strategy, place("conversation"));
        assert!(run[0].starts_with("if it ends with \"agreed\" or \"partly\": "), "{run:?}");
        let stuck = strategy.outcomes.iter().find(|outcome| outcome.id == "stuck").expect("stuck");
        assert_eq!(
            due(&stuck.due, &strategy),
            [
                "if \"Risk to a child\" is \"I have told them, and I disagree with their answer\": the same day (to be confirmed).",
                "otherwise: the earliest of these: a day that you type, as no number of days is set here; \
                 the day given for \"The child's own date\", if there is one.",
            ]
        );
    }
}
