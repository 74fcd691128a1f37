//! A team's settings, held against the strategies that they speak of.

use toml::de::DeTable;

use crate::finding::Findings;
use crate::finding::Source;
use crate::finding::did_you_mean;
use crate::settings::Settings;
use crate::settings::look_at_999;
use crate::strategy::DueRow;
use crate::strategy::Shelf;
use crate::strategy::check::check;
use crate::strategy::check::extended;
use crate::strategy::check::names::unknown;
use crate::strategy::check::safety::has_urgent_branch;
use crate::written::Table;
use crate::written::Word;

/// Finds everything wrong with a team's settings, and notes what speaks of nothing that is here.
pub fn settings(source: &Source, shelf: &Shelf) -> Result<(Settings, Findings), Findings> {
    let settings = Settings::read(source.clone())?;
    let (root, _) = DeTable::parse_recoverable(&source.text);
    let head = Table::new(root.get_ref(), 0..0);
    let mut found = Findings::new(source.clone());
    whom_to_ring(&head, &mut found);
    escalation(&head, shelf, &mut found);
    limits(&head, shelf, &mut found);
    answers(&head, shelf, &mut found);
    contacts(&head, shelf, &mut found);
    rows(&settings, &head, shelf, &mut found);
    if found.is_clean() { Ok((settings, found)) } else { Err(found) }
}

fn lines(head: &Table<'_>, key: &str) -> Vec<(Word, String)> {
    let Some(table) = head.table(key) else { return Vec::new() };
    table.entries().filter_map(|(name, value)| Some((name, value.get_ref().as_str()?.to_owned()))).collect()
}

/// Notes that a setting speaks of nothing here, and what was probably meant.
fn nothing(word: Word, what: &str, all: &[String], found: &mut Findings) {
    let says = match did_you_mean(&word.it, all.iter().map(String::as_str)) {
        Some(near) => format!("{what} of this name is not here; did you mean `{near}`?"),
        None => format!("{what} of this name is not here"),
    };
    found.note("nothing-here", word.span, says);
}

/// What the program itself says of 999 is said by no team.
fn whom_to_ring(head: &Table<'_>, found: &mut Findings) {
    for line in head.table("safety").map(|table| table.words("lines")).unwrap_or_default() {
        if let Err(says) = look_at_999(&line.it) {
            found.note("not-shown", line.span, says);
        }
    }
}

/// Somebody who has told the duty team and disagrees must not be led to nowhere.
fn escalation(head: &Table<'_>, shelf: &Shelf, found: &mut Findings) {
    let Some(word) = head.word("escalation") else { return };
    match shelf.get(&word.it) {
        Some(strategy) if has_urgent_branch(&strategy) => {}
        Some(strategy) => {
            let says =
                format!("`{}` has no way for somebody who has told and disagrees, due the same day", strategy.id);
            found.add("no-urgent-way", word.span, says);
        }
        None if shelf.has(&word.it) => {
            let says = format!("something is wrong in the strategy `{}`: mend that file first", word.it);
            found.add("run-broken", word.span, says);
        }
        None => unknown("unknown-strategy", "a strategy that is here", &word, shelf.ids(), found),
    }
}

fn limits(head: &Table<'_>, shelf: &Shelf, found: &mut Findings) {
    let is_unset = |rows: &[DueRow]| rows.iter().any(|row| row.unset);
    let mut dates: Vec<(String, bool)> = Vec::new();
    for strategy in shelf.ids().filter_map(|id| shelf.get(id)) {
        let steps = strategy.steps.iter().map(|step| (&step.id, &step.due));
        let outcomes = strategy.outcomes.iter().map(|outcome| (&outcome.id, &outcome.due));
        let due = steps.chain(outcomes).filter(|(_, due)| !due.is_empty());
        dates.extend(due.map(|(id, due)| (format!("{}.{id}", strategy.id), is_unset(due))));
    }
    let unset: Vec<String> = dates.iter().filter(|(_, unset)| *unset).map(|(name, _)| name.clone()).collect();
    for (name, _) in lines(head, "limits") {
        match dates.iter().find(|(date, _)| *date == name.it) {
            Some((_, true)) => {}
            Some((_, false)) => {
                let says = "the strategy has a number of its own for this date, and that one counts";
                found.note("not-unset", name.span, says);
            }
            None => nothing(name, "a date that is left unset, written strategy.step,", &unset, found),
        }
    }
}

fn answers(head: &Table<'_>, shelf: &Shelf, found: &mut Findings) {
    let mut steps = Vec::new();
    for strategy in shelf.ids().filter_map(|id| shelf.get(id)) {
        for step in &strategy.steps {
            let from_team = step.filled_from.iter().any(|from| from == "team");
            if let Some(prompt) = step.prompt().filter(|prompt| from_team && !prompt.options.is_empty()) {
                let may: Vec<String> = prompt.options.iter().map(|option| option.id.clone()).collect();
                steps.push((format!("{}.{}", strategy.id, step.id), may));
            }
        }
    }
    for (name, value) in lines(head, "answers") {
        match steps.iter().find(|(step, _)| *step == name.it) {
            Some((_, may)) if may.contains(&value) => {}
            Some((_, may)) => {
                let span = head.table("answers").and_then(|table| table.word(&name.it)).map_or(name.span, |it| it.span);
                nothing(Word { it: value, span }, "an option", may, found);
            }
            None => {
                let all: Vec<String> = steps.iter().map(|(step, _)| step.clone()).collect();
                nothing(name, "a step that is filled in from the team, written strategy.step,", &all, found);
            }
        }
    }
}

fn contacts(head: &Table<'_>, shelf: &Shelf, found: &mut Findings) {
    let strategies = shelf.ids().filter_map(|id| shelf.get(id));
    let roles: Vec<String> =
        strategies.flat_map(|it| it.roles.iter().map(|(role, _)| role.clone()).collect::<Vec<_>>()).collect();
    for (name, _) in lines(head, "contacts") {
        if !roles.contains(&name.it) {
            nothing(name, "a role", &roles, found);
        }
    }
}

/// Every strategy must have a row for each option that the team adds.
fn rows(settings: &Settings, head: &Table<'_>, shelf: &Shelf, found: &mut Findings) {
    for strategy in shelf.ids().filter_map(|id| shelf.get(id)) {
        let Some(text) = extended(&strategy.text, &settings.options) else { continue };
        if check(Source::open(String::new(), text), &strategy.id, shelf).is_err() {
            let key = ["categories", "plan-types", "outcomes"].into_iter().find(|key| head.has(key));
            let says = format!("`{}` has no row for an option that is added here", strategy.id);
            found.add("needs-a-row", head.place(key.unwrap_or_default()), says);
        }
    }
}
