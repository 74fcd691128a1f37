//! What differs between two versions of a strategy, for whoever answers for it.

use crate::facilitate::Again;
use crate::facilitate::Comes;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::paths::words;
use crate::render::proof::many;
use crate::strategy::Outcome;
use crate::strategy::Strategy;
use crate::strategy::prove::Answered;
use crate::strategy::prove::Change;
use crate::strategy::prove::Diff;
use crate::strategy::prove::Difference;

/// The headings under which differences stand, in this order.
const HEADINGS: [&str; 7] = [
    "The same answers end elsewhere",
    "Asked only in the new version",
    "No longer asked",
    "Asked in another order",
    "Answers and ways out",
    "Dates",
    "Who is waited for, told, or takes it on",
];

/// The differences, each with the shortest answers that show it.
pub fn diff(old: &Strategy, new: &Strategy, diff: &Diff, width: usize) -> String {
    let mut page = Page::new(width);
    page.heading(0, &format!("{} version {}, and version {}", new.id, old.version, new.version));
    let pairs = many(diff.compared as u128, "pair");
    if diff.differences.is_empty() && diff.whole {
        page.put(0, &format!("No difference: the same answers lead to the same steps, dates and ends. Compared: {pairs} of situations."));
        return page.text();
    }
    if !diff.whole {
        page.put(0, &format!("There is more to compare than can be: it stopped after {pairs} of situations. What it found is so; of the rest nothing is said."));
    }
    for (place, heading) in HEADINGS.iter().enumerate() {
        let under: Vec<&Difference> = diff.differences.iter().filter(|it| heading_of(&it.change) == place).collect();
        if under.is_empty() {
            continue;
        }
        page.heading(0, heading);
        let mut before: Vec<Vec<&Answered>> = Vec::new();
        for difference in under {
            page.item(2, "-", &says(old, new, &difference.change));
            let decide: Vec<&Answered> = difference.answers.iter().filter(|it| it.decides).collect();
            // What follows from a difference that is shown above needs no answers of its own.
            if place == 0 || before.iter().all(|shown| !decide.starts_with(shown)) {
                shown(old, new, &decide, &mut page);
                before.push(decide);
            }
        }
    }
    page.text()
}

/// What the new version means for reviews that were held by the old one.
pub fn again(all: &[Again], width: usize) -> String {
    let mut page = Page::new(width);
    page.heading(0, "What it means for the records");
    let same = all.iter().filter(|again| again.comes == Comes::Same).count();
    let reviews = many(all.len() as u128, "review");
    page.put(0, &format!("{reviews} of this strategy in the records folder, each by its newest record. {same} would have ended the same."));
    for again in all.iter().filter(|again| again.comes != Comes::Same) {
        let day = |day: &Option<chrono::NaiveDate>| day.map_or_else(|| "no day".to_owned(), crate::calendar::medium);
        let words = match &again.comes {
            Comes::Same => continue,
            Comes::Elsewhere(was, is) => format!("ended with {was}, would have ended with {is}"),
            Comes::Earlier(was, is) => format!("came to {was}, would have ended earlier, with {is}"),
            Comes::Later(path) => {
                format!("would have gone on later: {path} is asked, and the record has no answer to it")
            }
            Comes::Refused(path) => format!("would have stopped at {path}, which does not take its answer"),
            Comes::Due(was, is) => format!("due by {}, would have been due by {}", day(was), day(is)),
            Comes::Unknown => "cannot be compared: an earlier part, or a strategy that it used, is not here".to_owned(),
        };
        page.item(2, "-", &format!("{}: {words}", again.record));
    }
    page.text()
}

fn heading_of(change: &Change) -> usize {
    match change {
        Change::Ends { .. } => 0,
        Change::Added(_) => 1,
        Change::Gone(_) => 2,
        Change::Order(_) => 3,
        Change::NewAnswer(..) | Change::GoneAnswer(..) => 4,
        Change::Due(_) => 5,
        Change::Told(_) | Change::Outcome(_) => 6,
    }
}

fn says(old: &Strategy, new: &Strategy, change: &Change) -> String {
    let label = |strategy: &Strategy, path: &str| match strategy.at(path) {
        Some(step) => format!("\"{}\" ({path})", step.label),
        None if path == "about" => "what the review is about".to_owned(),
        None => path.to_owned(),
    };
    match change {
        Change::Ends { old: was, new: is } => format!("before: {}; now: {}", end(old, was), end(new, is)),
        Change::Added(path) => label(new, path),
        Change::Gone(path) => label(old, path),
        Change::Order(path) => label(new, path),
        Change::NewAnswer(path, words) => format!("new at {}: {words}", label(new, path)),
        Change::GoneAnswer(path, words) => format!("gone at {}: {words}", label(old, path)),
        Change::Due(name) => dates(old, new, name),
        Change::Told(name) => label(new, name),
        Change::Outcome(id) => format!("before: {}; now: {}", end(old, id), end(new, id)),
    }
}

/// An end in words.
fn end(strategy: &Strategy, id: &str) -> String {
    match strategy.outcomes.iter().find(|outcome| outcome.id == id) {
        Some(outcome) => format!("\"{id}\", {}", crate::render::conditions::ending(strategy, outcome)),
        None if id == "safety" => "stopped, so that a child is made safe".to_owned(),
        None if id == "withdrawn" => "withdrawn".to_owned(),
        None => "it goes on in another way".to_owned(),
    }
}

/// How a date was worked out before, and how it is now.
fn dates(old: &Strategy, new: &Strategy, name: &str) -> String {
    let rows = |strategy: &Strategy| {
        let outcome = |outcome: &Outcome| crate::render::conditions::due(&outcome.due, strategy);
        let found = strategy.outcomes.iter().find(|outcome| outcome.id == name).map(outcome);
        let lines = found.or_else(|| {
            let (home, step) = strategy.home(name)?;
            let mut lines = crate::render::conditions::due(&step.due, home);
            let stage = step.stage.map(|stage| crate::render::conditions::due(&home.stages[stage].due, home));
            lines.extend(stage.unwrap_or_default().into_iter().map(|line| format!("in its stage, {line}")));
            Some(lines)
        });
        let lines = lines.unwrap_or_default();
        if lines.is_empty() { "no date".to_owned() } else { lines.join(" ") }
    };
    format!("{name}. Before: {} Now: {}", rows(old), rows(new))
}

/// The shortest answers that show a difference, those of them that decide.
fn shown(old: &Strategy, new: &Strategy, answers: &[&Answered], page: &mut Page) {
    let answers = answers.iter().map(|answered| {
        let strategy = if new.at(&answered.path).is_some() { new } else { old };
        let label = strategy.at(&answered.path).map_or("What it is about", |step| step.label.as_str());
        format!("{}: {}", one_line(label).trim_end_matches('?'), words(strategy, answered))
    });
    let answers: Vec<String> = answers.collect();
    let shown = if answers.is_empty() { "any answers".to_owned() } else { answers.join("; ") };
    page.item(4, "Shown by:", &format!("{shown}."));
}
