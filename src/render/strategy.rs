//! A strategy as a document that can be read aloud: every step, and after every step what comes then.

use std::sync::Arc;

use crate::render::about;
use crate::render::asked;
use crate::render::conditions;
use crate::render::page::Page;
use crate::render::page::capital;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::Outcome;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::shipped_title;

/// Where the words of a step stand under its number.
const UNDER: usize = 4;

/// A whole strategy for reading, no wider than `width`. `differing` are those of it that are not the shipped ones.
pub fn strategy(strategy: &Strategy, differing: &[Arc<Strategy>], width: usize) -> String {
    let mut page = Page::new(width);
    head(strategy, &mut page);
    for one in differing {
        page.put(0, &format!("{}.", differs_words(one)));
    }
    let mut stage = None;
    for (place, step) in strategy.steps.iter().enumerate() {
        if step.stage != stage {
            stage = step.stage;
            if let Some(stage) = stage {
                self::stage(stage, strategy, &mut page);
            }
        }
        self::step(place, step, strategy, &mut page);
    }
    page.heading(0, "How it can end");
    for outcome in &strategy.outcomes {
        self::outcome(outcome, strategy, &mut page);
    }
    beside(strategy, &mut page);
    if !strategy.promises.is_empty() {
        page.heading(0, "What it promises, whatever is answered");
        for promise in &strategy.promises {
            page.item(2, "-", &promise.text);
        }
    }
    page.heading(0, "Read and agreed");
    for line in ["Role and agency:", "Signed:", "Date:"] {
        page.put(2, &format!("{line:<18}____________________"));
    }
    page.text()
}

/// In which way a strategy is not the shipped one of its name.
pub fn differs_words(strategy: &Strategy) -> String {
    match shipped_title(&strategy.id) {
        Some(_) => format!("{} differs from the one that comes with rethink", strategy.id),
        None => format!("{} does not come with rethink", strategy.id),
    }
}

/// A mark for what the partnership has not confirmed.
fn sure(verified: bool) -> &'static str {
    if verified { "" } else { " (to be confirmed)" }
}

fn head(strategy: &Strategy, page: &mut Page) {
    page.heading(0, &strategy.title);
    page.put(0, &format!("{}, version {}", strategy.id, strategy.version));
    page.gap();
    page.put(
        0,
        if strategy.is_unconfirmed() {
            "The partnership has not yet confirmed all of it. Each part that is to be confirmed says so."
        } else {
            "The partnership has confirmed it."
        },
    );
    page.item(0, "Source:", &strategy.source);
    page.put(0, &format!("A review may be about a {}.", strategy.about.join(", or a ")));
    if strategy.safety_first {
        page.put(0, "Every session begins with the program's own questions: is a child in danger now, and is there a new or growing risk of significant harm?");
    }
    if let Some(division) = strategy.calendar {
        page.put(0, &format!("Working days are those of {}.", about::area(division.name())));
    }
    page.put(0, &format!("It has {} steps, and {} ways to end.", strategy.steps.len(), strategy.outcomes.len()));
    if !strategy.roles.is_empty() {
        page.heading(0, "Who is in it");
        for (_, words) in &strategy.roles {
            page.item(2, "-", &capital(words));
        }
    }
}

fn stage(place: usize, strategy: &Strategy, page: &mut Page) {
    let Some(stage) = strategy.stages.get(place) else { return };
    let number = format!("Stage {} of {}", place + 1, strategy.stages.len());
    page.heading(0, &format!("{number}: {}{}", stage.title, sure(stage.verified)));
    if stage.formal {
        page.put(0, "A stage of the formal procedure.");
    }
    if !stage.between.is_empty() {
        page.item(0, "Between:", &format!("{}.", asked::roles(&stage.between, strategy)));
    }
    for line in conditions::due(&stage.due, strategy) {
        page.item(0, "Every date in it, by:", &line);
    }
}

fn step(place: usize, step: &Step, strategy: &Strategy, page: &mut Page) {
    page.gap();
    page.item(0, &format!("{}.", place + 1), &format!("{}{}", step.label, sure(step.verified)));
    if let Some(of) = step.each.and_then(|of| strategy.steps.get(of)) {
        page.put(UNDER, &format!("Asked once for each entry of \"{}\".", of.label));
    }
    match &step.does {
        Does::Ask(prompt) => {
            // Without a label the question itself stands above.
            if prompt.ask != step.label {
                page.put(UNDER, &prompt.ask);
            }
            if let Some(hint) = &prompt.hint {
                page.item(UNDER, "Hint:", hint);
            }
            if let Some(why) = &prompt.why {
                page.item(UNDER, "Why:", why);
            }
            page.item(UNDER, "Answer:", &format!("{}.", asked::kind(prompt)));
            for option in prompt.options.iter().filter(|_| prompt.kind != crate::prompt::Kind::YesNo) {
                page.item(UNDER + 2, "-", &option.label);
            }
        }
        Does::Say(words) => {
            page.put(UNDER, "To read out, or to act on:");
            page.put(UNDER + 2, words);
        }
        Does::Run(inner) => page.put(UNDER, &format!("Runs: {}, \"{}\".", inner.id, inner.title)),
    }
    if let Some(role) = &step.wait_for {
        page.item(UNDER, "Waits for:", &format!("{}.", strategy.role(role)));
    }
    due(&step.due, strategy, page);
    told(&step.tell, &step.tell_in_writing, strategy, page);
    forms(&step.form, strategy, page);
    if !step.share.is_empty() {
        page.item(UNDER, "Also in a copy for:", &format!("the {}.", step.share.join(", the ")));
    }
    for line in asked::known(step, strategy) {
        page.put(UNDER, &line);
    }
    for line in conditions::rows(strategy, place) {
        page.item(UNDER, "Then:", &line);
    }
}

fn due(rows: &[crate::strategy::DueRow], strategy: &Strategy, page: &mut Page) {
    for line in conditions::due(rows, strategy) {
        page.item(UNDER, "By:", &line);
    }
}

fn told(tell: &[String], in_writing: &[String], strategy: &Strategy, page: &mut Page) {
    if !tell.is_empty() {
        page.item(UNDER, "Tell:", &format!("{}.", asked::roles(tell, strategy)));
    }
    if !in_writing.is_empty() {
        page.item(UNDER, "Tell in writing:", &format!("{}.", asked::roles(in_writing, strategy)));
    }
}

fn forms(names: &[String], strategy: &Strategy, page: &mut Page) {
    for form in strategy.forms.iter().filter(|form| names.contains(&form.id)) {
        page.item(UNDER, "Form:", &format!("{}.", form.title));
    }
}

fn outcome(outcome: &Outcome, strategy: &Strategy, page: &mut Page) {
    page.gap();
    page.item(0, "-", &format!("{}: {}{}", outcome.id, conditions::ending(strategy, outcome), sure(outcome.verified)));
    page.put(UNDER, &outcome.text);
    due(&outcome.due, strategy, page);
    for path in &outcome.reason {
        let label = strategy.at(path).map_or(path.as_str(), |step| step.label.as_str());
        page.item(UNDER, "Because:", &format!("the answer to \"{label}\", in the person's own words."));
    }
    told(&outcome.tell, &outcome.tell_in_writing, strategy, page);
    forms(&outcome.form, strategy, page);
    if let Some(next) = &outcome.next {
        page.item(UNDER, "The strategy that follows:", &format!("{next}."));
    }
}

/// Ways out that are open at many steps, and forms.
fn beside(strategy: &Strategy, page: &mut Page) {
    if !strategy.anytime.is_empty() {
        page.heading(0, "Open at any step");
    }
    for way in &strategy.anytime {
        let does = match &way.does {
            Departs::To(target) => conditions::target(strategy, *target),
            Departs::Run(inner) => format!("runs {}, \"{}\", then goes on at the same step", inner.id, inner.title),
        };
        let stages: Vec<&str> =
            way.stages.iter().filter_map(|stage| Some(strategy.stages.get(*stage)?.title.as_str())).collect();
        let only = if stages.is_empty() { String::new() } else { format!(" Only in: {}.", stages.join("; ")) };
        page.item(2, "-", &format!("{}: {does}.{only}", way.label));
    }
    for form in &strategy.forms {
        let receiver = form.receiver.as_ref().map(|role| format!(", for {}", strategy.role(role))).unwrap_or_default();
        page.heading(0, &format!("Form: {}{receiver}", form.title));
        for field in &form.fields {
            page.item(2, "-", strategy.at(field).map_or(field.as_str(), |step| step.label.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Shelf;
    use textwrap::core::display_width;

    #[test]
    fn every_step_says_what_comes_then() {
        let shelf = Shelf::shipped();
        for id in shelf.ids() {
            let whole = shelf.get(id).expect("a sound strategy");
            let text = strategy(&whole, &[], 80);
            let mut rest = text.as_str();
            for (place, step) in whole.steps.iter().enumerate() {
                let begins = format!("\n{}. {}", place + 1, step.label);
                let at = rest.find(&begins).unwrap_or_else(|| panic!("{begins} is not in {id}:\n{rest}"));
                rest = &rest[at + 1..];
                let next = format!("\n{}. ", place + 2);
                let own = &rest[..rest.find(&next).unwrap_or(rest.len())];
                assert!(own.contains("    Then: "), "{own}");
            }
            for promise in &whole.promises {
                assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&promise.text), "{id}");
            }
        }
    }

    #[test]
    fn no_line_of_a_strategy_is_too_wide() {
        let shelf = Shelf::shipped();
        for (id, width) in shelf.ids().flat_map(|id| [40, 60, 80].map(|width| (id, width))) {
            for line in strategy(&shelf.get(id).expect("a sound strategy"), &[], width).lines() {
                assert!(display_width(line) <= width, "{line:?} is wider than {width}");
            }
        }
    }
}
