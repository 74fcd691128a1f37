//! The answers of a strategy in a template: a prompt as a comment, and a line to put in.

use crate::ask::script::written_answer;
use crate::calendar;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::render::asked;
use crate::render::page::one_line;
use crate::render::template::LATER;
use crate::render::template::text::Text;
use crate::session::Known;
use crate::session::UNTIL_THEN;
use crate::session::on_the_case;
use crate::strategy::Does;
use crate::strategy::Step;
use crate::strategy::Strategy;

/// A day that only shows how a day is written.
const DAY: &str = "2026-11-23";

/// The strategy that a template is of, and what the records of its case say.
pub(crate) struct Whole<'a> {
    pub(crate) strategy: &'a Strategy,
    pub(crate) known: &'a Known,
}

/// The answer that the records of the case give to a step, as it is written. Where they disagree, nobody decides here.
fn known(step: &Step, known: &Known, text: &mut Text) -> Option<String> {
    let offers = on_the_case(step, known, None);
    let [offer] = offers.as_slice() else { return None };
    let written = written_answer(&offer.answer)?.to_string();
    let on = offer.on.map(|day| format!(" of {}", calendar::medium(day))).unwrap_or_default();
    text.beside(&format!("From a record{on}: keep it if it still stands."));
    Some(written)
}

/// The steps of a strategy that run another.
pub(crate) fn runs(strategy: &Strategy) -> impl Iterator<Item = (&Step, &Strategy)> {
    strategy.steps.iter().filter_map(|step| match &step.does {
        Does::Run(inner) => Some((step, inner.as_ref())),
        _ => None,
    })
}

/// The answers of a strategy: first those of its own steps, then those of each strategy that it runs.
pub(crate) fn block(strategy: &Strategy, before: &str, whole: &Whole<'_>, text: &mut Text) {
    let mut stage = None;
    for step in &strategy.steps {
        if !is_answered(step) {
            continue;
        }
        if step.stage != stage {
            stage = step.stage;
            if let Some(stage) = stage.and_then(|stage| strategy.stages.get(stage)) {
                text.gap();
                text.comment(&format!("--- {} ---", one_line(&stage.title)));
            }
        }
        text.gap();
        self::step(step, before, strategy, whole, text);
    }
    if before.is_empty() && program_asks(strategy) {
        until_then(whole, text);
    }
    for (step, inner) in runs(strategy) {
        let path = format!("{before}{}", step.id);
        text.gap();
        text.comment(&format!("=== {}: {} ===", one_line(&step.label), one_line(&inner.title)));
        text.line(&format!("[answers.{path}]"));
        block(inner, &format!("{path}."), whole, text);
    }
}

/// True for a step that a file can answer.
pub(crate) fn is_answered(step: &Step) -> bool {
    match step.does {
        Does::Ask(_) => !step.is_of_risk(),
        // Its answers stand in a block of their own.
        Does::Run(_) => true,
        Does::Say(_) => step.wait_for.is_some(),
    }
}

/// True if the program itself may ask what keeps the child safe, under a name that no step has.
fn program_asks(strategy: &Strategy) -> bool {
    strategy.follows && strategy.about != ["theme"] && strategy.step(UNTIL_THEN).is_none()
}

/// What keeps the child safe, where the program asks it. What an earlier record says is shown, and said afresh or not.
fn until_then(whole: &Whole<'_>, text: &mut Text) {
    text.gap();
    text.comment(
        "until-then: What will keep the child safe now, or while you wait? Who will check, and when? (in your own words)",
    );
    text.beside("Hint: Roles, not names");
    text.beside("Needed before a wait, and before every end but one that is resolved, unless a step has asked it.");
    text.beside("It is needed there too if a child was ever at risk in this review.");
    let before = whole.known.by_fact.get(UNTIL_THEN).map(Vec::as_slice).unwrap_or_default();
    let written = before.first().filter(|_| before.len() == 1).and_then(|offer| written_answer(&offer.answer));
    if let Some(on) = before.first().and_then(|offer| offer.on).filter(|_| written.is_some()) {
        text.beside(&format!("From a record of {}: keep it if somebody has checked it.", calendar::medium(on)));
    }
    text.left_out(&format!("{UNTIL_THEN} = {}", written.map_or_else(|| "\"\"".to_owned(), |it| it.to_string())));
}

fn step(step: &Step, before: &str, strategy: &Strategy, whole: &Whole<'_>, text: &mut Text) {
    let id = &step.id;
    let prompt = match &step.does {
        Does::Run(_) => {
            text.comment(&format!(
                "{id}: {}. Its answers stand below, under [answers.{before}{id}].",
                one_line(&step.label)
            ));
            return;
        }
        Does::Say(words) => {
            text.comment(&format!("{id}: {}", one_line(words)));
            None
        }
        Does::Ask(prompt) => {
            text.comment(&format!("{id}: {} ({})", one_line(&prompt.ask), asked::kind(prompt)));
            Some(prompt)
        }
    };
    if let Some(hint) = prompt.and_then(|prompt| prompt.hint.as_ref()) {
        text.beside(&format!("Hint: {hint}"));
    }
    if let Some(of) = step.each.and_then(|of| strategy.steps.get(of)) {
        text.beside(&format!("One answer for each entry of {}, in the same order.", of.id));
    }
    for option in prompt.map(|prompt| prompt.options.as_slice()).unwrap_or_default() {
        text.beside(&format!("{} — {}", option.id, option.label));
    }
    if let Some(prompt) = prompt {
        instead(prompt, text);
    }
    let is_taken_over = taken_over(step, before, whole.strategy, text);
    if step.wait_for.is_none()
        && let Some(known) = known(step, whole.known, text)
    {
        // What an earlier answer of the same session gives must not be given twice; and what kept a child safe some time
        // ago is said again only by somebody who knows.
        let line = format!("{id} = {known}");
        let is_watch = step.fact.is_some_and(|fact| fact.name == UNTIL_THEN);
        return if is_taken_over || is_watch { text.left_out(&line) } else { text.line(&line) };
    }
    let value = match (prompt, step.each) {
        (None, _) => "\"done\"".to_owned(),
        (Some(prompt), None) => value(prompt),
        (Some(prompt), Some(_)) => format!("[{0}, {0}]", value(prompt)),
    };
    match &step.wait_for {
        None => text.left_out(&format!("{id} = {value}")),
        Some(role) => {
            text.beside(&format!("This waits for {}. If it has happened, give the day with it.", strategy.role(role)));
            text.beside(
                "If it has not, write \"waiting\", and the record says so. If the day has passed, write \"no-reply\".",
            );
            text.left_out(&format!("{id} = {{ is = {value}, on = {LATER} }}"));
        }
    }
}

/// What may stand in place of an answer.
fn instead(prompt: &Prompt, text: &mut Text) {
    if prompt.why_not {
        text.beside("With no answer, say why: { why-not = \"…\" }");
    }
    if prompt.dont_know {
        text.beside("If you do not know: { dont-know = true }");
    }
}

/// Says when an answer is not asked for, because the same thing was answered before.
fn taken_over(step: &Step, before: &str, whole: &Strategy, text: &mut Text) -> bool {
    if step.filled_from.iter().any(|source| source == "team") {
        text.beside("Leave it out if the team has set it.");
    }
    if !step.filled_from.iter().any(|source| source == "case") {
        return false;
    }
    let here = format!("{before}{}", step.id);
    let mut same = Vec::new();
    answered_too(step, &here, whole, "", &mut same);
    if !same.is_empty() {
        text.beside(&format!(
            "Leave it out if {} is answered first in the same session: it is then taken over.",
            same.join(" or ")
        ));
    }
    !same.is_empty()
}

/// The paths of other steps from which an answer is taken over: of the same fact, or of the same name.
fn answered_too(step: &Step, here: &str, strategy: &Strategy, before: &str, same: &mut Vec<String>) {
    for other in &strategy.steps {
        let path = format!("{before}{}", other.id);
        if let Does::Run(inner) = &other.does {
            answered_too(step, here, inner, &format!("{path}."), same);
        }
        let is_same = if step.fact.is_some() { other.fact == step.fact } else { other.id == step.id };
        if is_same && path != here && other.prompt().is_some() {
            same.push(path);
        }
    }
}

/// What an answer looks like. Where somebody could leave it as it stands by mistake, it is one that is not accepted.
pub(crate) fn value(prompt: &Prompt) -> String {
    match prompt.kind {
        Kind::YesNo | Kind::Choice | Kind::Line | Kind::Text => "\"\"".to_owned(),
        Kind::Choices | Kind::Lines => "[\"\", \"\"]".to_owned(),
        Kind::Date => DAY.to_owned(),
        Kind::Number => prompt.at_least.unwrap_or(1).to_string(),
        Kind::People => "[ { role = \"\", agency = \"\" }, { role = \"\", agency = \"\" } ]".to_owned(),
        Kind::Actions => format!("[ {{ what = \"\", who = \"\", by = {LATER}, known-by = \"\", if-not = \"\" }} ]"),
    }
}
