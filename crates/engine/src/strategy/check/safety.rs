//! What belongs to the program, whatever a file says: its safety question, and what follows a stop for safety.
//!
//! Strategies come from a folder that colleagues share. None of them can switch the safety question off, put other words
//! to it, close a stop with a question of its own, or lead somebody who has told and disagrees to nowhere.

use chrono::NaiveDateTime;

use crate::calendar::Unit;
use crate::finding::Findings;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::settings::ESCALATION;
use crate::strategy::Cell;
use crate::strategy::Column;
use crate::strategy::Does;
use crate::strategy::DueRow;
use crate::strategy::OPEN_RISK;
use crate::strategy::OutcomeKind;
use crate::strategy::Route;
use crate::strategy::Shelf;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::Target;
use crate::strategy::fits;
use crate::written::Table;

/// The program's own first question.
pub const AT_RISK: &str = "Is there a new or growing risk of significant harm to a child?";
/// What it asks where the answer is yes.
pub const DANGER_NOW: &str = "Is a child in danger now?";
/// The answer of somebody who has told the duty team, and disagrees with what they said.
const TOLD_AND_DISAGREE: &str = "told-and-disagree";
/// Every answer that a session can go on with, in the words that a strategy repeats.
const ANSWERS: [(&str, &str); 4] = [
    ("no", "No"),
    ("not-sure", "I am not sure"),
    (TOLD_AND_DISAGREE, "I have told them, and I disagree with their answer"),
    ("told-something-else", "I have told them; this is about something else"),
];
/// What closes a stop for safety, where the answer is yes.
const SAFE_NOW: &str = "Is the child safe now, as far as you know?";
/// Every answer to that.
const SAFE_ANSWERS: [(&str, &str); 3] = [("yes", "Yes"), ("no", "No, or not enough"), ("not-known", "I do not know")];
/// The strategy that asks what was done after a stop for safety, and its first step.
pub const SAFETY_STOP: &str = "safety-stop";
/// Its step that says which stop it was: the program itself answers it.
pub const STOPPED_ON: &str = "stopped-on";

/// Looks for anything that would take safety out of the program's hands.
pub(crate) fn look(head: &Table<'_>, strategy: &Strategy, shelf: &Shelf, found: &mut Findings) {
    switched_off(head, strategy, shelf, found);
    for (step, table) in strategy.steps.iter().zip(head.tables("step")) {
        let Some(prompt) = step.prompt() else { continue };
        if step.takes(OPEN_RISK) {
            if !says_if_open(prompt) {
                let says = "the program says whether anything about risk is open on the case: write kind = \"choice\", \
                            and the two options `no` and `open`";
                found.add("at-risk", table.place("ask"), says);
            }
        } else if step.takes("at-risk") {
            if !is_as_asked(prompt, AT_RISK, &ANSWERS) {
                let says = format!(
                    "the answer is taken over from the program's own question, so the words are the program's too: \
                     write ask = \"{AT_RISK}\". Its four options are those of a shipped strategy"
                );
                found.add("at-risk", table.place("ask"), says);
            }
        } else if [AT_RISK, DANGER_NOW].iter().any(|own| letters(own) == letters(&prompt.ask)) {
            let says = "this is the program's own safety question, and the program asks it: take the step out, or take \
                        the answer over with filled-from = \"at-risk\"";
            found.add("at-risk", table.place("ask"), says);
        }
        if says_if_safe(step) && !(is_asked_here(step) && is_as_asked(prompt, SAFE_NOW, &SAFE_ANSWERS)) {
            let says = format!(
                "a yes here closes a stop for safety, so the words are the program's: write ask = \"{SAFE_NOW}\". Its \
                 three options are those of the shipped `{SAFETY_STOP}`; or take this out"
            );
            found.add("safe-now", table.place("fact"), says);
        }
    }
    if strategy.id == ESCALATION && !has_urgent_branch(strategy) {
        let says = "somebody who has told and disagrees is sent here. Give them a way of their own from `at-risk`. Each \
                    way must come to a wait or a handover due the same day before it ends";
        found.add("no-urgent-way", head.place("id"), says);
    }
    if strategy.id == ESCALATION && !strategy.follows {
        let says = "somebody who has told and disagrees is sent here, whatever was tried before: take this out";
        found.add("no-urgent-way", head.place("follows"), says);
    }
    if strategy.id == SAFETY_STOP && !strategy.steps.iter().any(says_if_safe) {
        let says = "a stop is closed only when the child is safe: ask whether the child is safe now, with \
                    fact = \"safe-now\"";
        found.add("safety-stop", head.place("id"), says);
    }
    if strategy.id == SAFETY_STOP && !is_filled_in(strategy) {
        let says = format!(
            "the program fills in the time of the stop: let the first step be `{STOPPED_ON}` and ask for a date. \
             `about` has one word at most"
        );
        let place = head.tables("step").first().map_or_else(|| head.place("id"), |table| table.place("id"));
        found.add("safety-stop", place, says);
    }
}

fn switched_off(head: &Table<'_>, strategy: &Strategy, shelf: &Shelf, found: &mut Findings) {
    if strategy.safety_first {
        return;
    }
    if !is_of_a_theme(strategy) {
        let says = "every review about a child or a family begins with the safety question: take this out, or write \
                    about = \"theme\"";
        found.add("safety-first", head.place("safety-first"), says);
        return;
    }
    let leads_on = strategy.outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Onward);
    for next in leads_on.filter_map(|outcome| shelf.get(outcome.next.as_ref()?)) {
        if next.safety_first {
            let says = format!("this leads on to `{}`, which begins with the safety question: take this out", next.id);
            found.add("safety-first", head.place("safety-first"), says);
        }
    }
}

/// True if it is never about a child or a family.
fn is_of_a_theme(strategy: &Strategy) -> bool {
    strategy.about.iter().all(|about| about == "theme")
}

/// True if its answers are those that the program has for what is open of risk on a case.
fn says_if_open(prompt: &Prompt) -> bool {
    let ids: Vec<&str> = prompt.options.iter().map(|option| option.id.as_str()).collect();
    prompt.kind == Kind::Choice && ids == ["no", "open"] && !(prompt.optional || prompt.why_not || prompt.dont_know)
}

/// True if a question and its answers have the program's own words, and no others.
fn is_as_asked(prompt: &Prompt, ask: &str, answers: &[(&str, &str)]) -> bool {
    let has = |(id, label): &(&str, &str)| prompt.options.iter().any(|it| it.id == *id && it.label == *label);
    prompt.ask == ask
        && prompt.kind == Kind::Choice
        && prompt.options.len() == answers.len()
        && answers.iter().all(has)
        && !(prompt.optional || prompt.why_not || prompt.dont_know)
}

/// The letters of some words: other signs and capitals make no other question of them.
fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// True if a strategy can be begun with the time of the stop.
fn is_filled_in(strategy: &Strategy) -> bool {
    let asks = |step: &Step| {
        step.id == STOPPED_ON && step.prompt().is_some_and(|prompt| prompt.kind == Kind::Date) && is_asked_here(step)
    };
    strategy.about.len() == 1 && strategy.steps.first().is_some_and(asks)
}

/// True if the answer of a step says whether the child is safe now.
fn says_if_safe(step: &Step) -> bool {
    step.fact.is_some_and(|fact| fact.name == "safe-now")
}

/// True if somebody answers a step where it stands, once.
fn is_asked_here(step: &Step) -> bool {
    step.filled_from.is_empty() && step.each.is_none() && step.wait_for.is_none()
}

/// True if somebody who has told the duty team, and disagrees with their answer, is led to somebody who answers or takes
/// it on the same day.
///
/// Nothing ends before their answer is read, it leads another way than *no* does, and whichever way they then take, a
/// wait or a handover that is due the same day comes before any other ending.
pub fn has_urgent_branch(strategy: &Strategy) -> bool {
    let Some(place) = strategy.steps.iter().position(|step| step.takes("at-risk")) else { return false };
    let step = &strategy.steps[place];
    let (Some(urgent), Some(usual)) = (leads(strategy, place, TOLD_AND_DISAGREE), leads(strategy, place, "no")) else {
        return false;
    };
    let due_today = |target: Target| is_due_today(strategy, target, step);
    let is_outcome = |target: &Target| matches!(target, Target::Outcome(_));
    let before = reached(strategy, Target::Step(0), step, &|target| target == Target::Step(place));
    let after = reached(strategy, urgent, step, &due_today);
    urgent != usual
        && !before.iter().any(is_outcome)
        && after.iter().any(|target| due_today(*target))
        && after.iter().filter(|target| is_outcome(target)).all(|target| due_today(*target))
}

/// Where the first row leads that somebody with this answer can take.
fn leads(strategy: &Strategy, place: usize, answer: &str) -> Option<Target> {
    let step = &strategy.steps[place];
    let may = |route: &&Route| route.is.as_ref().is_none_or(|cell| holds(cell, step, answer));
    let first = step.routes.iter().find(may).map(|route| route.to);
    first.or_else(|| step.routes.is_empty().then(|| strategy.next_in_file(place)))
}

/// True if this answer about risk fits a cell.
fn holds(cell: &Cell, step: &Step, answer: &str) -> bool {
    fits(cell, step, &Answer::Choice(answer.to_owned()), NaiveDateTime::default())
}

/// Every step and outcome to which somebody comes who has told and disagrees, and goes no further than `until`.
fn reached(strategy: &Strategy, from: Target, risk: &Step, until: &dyn Fn(Target) -> bool) -> Vec<Target> {
    let mut all = Vec::new();
    let mut open = vec![from];
    while let Some(target) = open.pop() {
        if all.contains(&target) {
            continue;
        }
        all.push(target);
        let Target::Step(place) = target else { continue };
        if until(target) {
            continue;
        }
        let step = &strategy.steps[place];
        let told = |column: &Column| holds(&column.cell, risk, TOLD_AND_DISAGREE);
        let may = |route: &Route| route.when.iter().all(|column| column.path != risk.id || told(column));
        let must = |route: &Route| route.when.iter().all(|column| column.path == risk.id && told(column));
        for (place, route) in step.routes.iter().enumerate() {
            // The first row that fits is taken: none comes after one that fits whatever else was answered.
            let comes_first = |before: &Route| must(before) && (before.is.is_none() || before.is == route.is);
            if may(route) && !step.routes[..place].iter().any(comes_first) {
                open.push(route.to);
            }
        }
        if step.routes.is_empty() {
            open.push(strategy.next_in_file(place));
        }
    }
    all
}

/// True if somebody is waited for there, or takes it on, and the date for whoever disagrees is the same day.
fn is_due_today(strategy: &Strategy, target: Target, risk: &Step) -> bool {
    let due: &[DueRow] = match target {
        Target::Step(place) => match &strategy.steps[place] {
            step if step.wait_for.is_some() && !matches!(step.does, Does::Run(_)) => &step.due,
            _ => return false,
        },
        Target::Outcome(place) if strategy.outcomes[place].kind == OutcomeKind::Handover => {
            &strategy.outcomes[place].due
        }
        _ => return false,
    };
    let counts = |row: &&DueRow| {
        row.when.iter().all(|column| column.path == risk.id && holds(&column.cell, risk, TOLD_AND_DISAGREE))
    };
    due.iter().find(counts).is_some_and(|row| row.within.iter().any(|length| length.unit == Unit::SameDay))
}
