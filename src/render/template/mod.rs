//! An answers file to fill in: every prompt as a comment, above an answer that is left out until somebody writes it.

mod answers;
mod text;

use crate::render::page::one_line;
use crate::render::template::answers::Whole;
use crate::render::template::answers::block;
use crate::render::template::answers::runs;
use crate::render::template::answers::value;
use crate::render::template::text::Text;
use crate::session::Known;
use crate::strategy::Departs;
use crate::strategy::DueRow;
use crate::strategy::OutcomeKind;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::Target;

/// A day that only shows how a day is written.
pub(crate) const LATER: &str = "2026-12-04";

/// An answers file with every prompt of a strategy as a comment. It can be read as it is, and then lacks its answers.
/// What the records of the case say stands in it already; `known` is nothing if there are none.
pub fn template(strategy: &Strategy, case: Option<&str>, known: &Known) -> String {
    let mut text = Text::default();
    head(strategy, case, &mut text);
    text.gap();
    text.line("[answers]");
    if runs(strategy).next().is_some() {
        text.comment(
            "Answers that stand in [answers.…] below come after these, whatever the order in which they are asked.",
        );
    }
    block(strategy, "", &Whole { strategy, known }, &mut text);
    onward(strategy, &mut text);
    dates(strategy, &mut text);
    again(strategy, &mut text);
    ways(strategy, &mut text);
    text.it
}

/// Words in quotes, as TOML has them.
fn quoted(words: &str) -> String {
    toml::Value::String(one_line(words)).to_string()
}

fn head(strategy: &Strategy, case: Option<&str>, text: &mut Text) {
    text.comment(&format!("Answers for \"{}\".", one_line(&strategy.title)));
    text.comment(
        "Take away the # before a line that has an answer, and write the answer. Leave out what is not asked on your way. \
         Write roles and agencies, never names. The days in this file only show how a day is written.",
    );
    text.gap();
    text.line("format = 1");
    text.line(&format!("strategy = {}", quoted(&strategy.id)));
    text.line(&format!("version = {}", quoted(&strategy.version)));
    text.comment("The case reference: a number or code, never a name.");
    match case {
        Some(case) => text.line(&format!("case = {}", quoted(case))),
        None => text.left_out("case = \"PCC-48213\""),
    }
    if strategy.about.len() > 1 {
        text.comment(&format!("What it is about: one of {}.", strategy.about.join(", ")));
        text.left_out("about = \"\"");
    }
    text.comment("The program's own first question: is a child in danger now? Write no, yes or not-sure.");
    text.left_out("danger-now = \"no\"");
    text.comment("Its second: is there a new or growing risk of significant harm to a child?");
    text.comment("It says \"not-sure\" until you change it. If a child is in immediate danger, ring 999 now.");
    for (id, label) in [
        ("no", "No"),
        ("not-sure", "I am not sure"),
        ("acting", "Yes: I am telling them now; no review is written"),
        ("told-and-disagree", "Yes: they have been told, and I disagree with their answer"),
        ("told-something-else", "Yes: they have been told, and this is about something else"),
    ] {
        text.beside(&format!("{id} — {label}"));
    }
    text.line("at-risk = \"not-sure\"");
}

fn onward(strategy: &Strategy, text: &mut Text) {
    let next: Vec<&str> = strategy
        .outcomes
        .iter()
        .filter(|outcome| outcome.kind == OutcomeKind::Onward)
        .filter_map(|outcome| outcome.next.as_deref())
        .collect();
    if next.is_empty() {
        return;
    }
    text.gap();
    text.comment(&format!(
        "The answers of the strategy that this leads to ({}) stand here, as they do in its own template.",
        next.join(", ")
    ));
    text.left_out("[onward]");
}

fn dates(strategy: &Strategy, text: &mut Text) {
    let unset = |rows: &[DueRow]| rows.iter().any(|row| row.unset);
    let steps = strategy.steps.iter().filter(|step| unset(&step.due)).map(|step| (&step.id, step.label.clone()));
    let outcomes = strategy.outcomes.iter().filter(|outcome| unset(&outcome.due)).map(|outcome| {
        let to = outcome.handover.as_deref().map_or("others", |role| strategy.role(role));
        (&outcome.id, format!("the day by which it goes to {to}"))
    });
    let all: Vec<(&String, String)> = steps.chain(outcomes).collect();
    if all.is_empty() {
        return;
    }
    text.gap();
    text.comment("Days that the procedure does not set here. Give the day that holds for each one on your way.");
    text.comment("Look at the live procedure, or let the child's needs decide.");
    text.comment(&format!("You may add why: {{ by = {LATER}, why = \"The child moves school\" }}"));
    text.line("[dates]");
    for (id, words) in all {
        text.comment(&format!("{id}: {}", one_line(&words)));
        text.left_out(&format!("{id} = {{ by = {LATER} }}"));
    }
}

/// Ways out of the procedure's own: one block for each that was taken.
fn ways(strategy: &Strategy, text: &mut Text) {
    let Some(first) = strategy.anytime.first() else { return };
    text.gap();
    text.comment("A way out of the procedure's own that was taken: at which step, and its name. One block for each.");
    for way in &strategy.anytime {
        text.beside(&format!("{} — {}", way.id, way.label));
    }
    text.left_out("[[anytime]]");
    text.left_out(&format!("at = {}", quoted(&strategy.steps[0].id)));
    text.left_out(&format!("use = {}", quoted(&first.id)));
    if let Departs::Run(inner) = &first.does {
        let answers: Vec<String> =
            inner.steps.iter().filter_map(|step| Some(format!("{} = {}", step.id, value(step.prompt()?)))).collect();
        text.left_out(&format!("answers = {{ {} }}", answers.join(", ")));
    }
}

/// Steps that can be asked again, because a row leads back to them or to a step before them.
fn again(strategy: &Strategy, text: &mut Text) {
    let back =
        |place: usize, step: &Step| step.routes.iter().any(|route| matches!(route.to, Target::Step(to) if to <= place));
    let asked = |step: &Step| step.prompt().is_some() && answers::is_answered(step);
    let Some((_, step)) = strategy.steps.iter().enumerate().find(|(place, step)| back(*place, step) && asked(step))
    else {
        return;
    };
    text.gap();
    text.comment("The second time round: answers to steps that are asked once more, under the same names.");
    text.comment("Add one more [[again]] for each further round, below this one.");
    text.left_out("[[again]]");
    text.left_out(&format!("{} = {}", step.id, step.prompt().map(value).unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::script::Answers;
    use crate::ask::script::Script;
    use crate::finding::Source;
    use crate::session::Session;
    use crate::settings::Settings;
    use crate::strategy::Shelf;

    fn read(text: &str) -> Answers {
        Answers::read(Source::private("answers.toml", text)).unwrap_or_else(|findings| panic!("{findings:?}\n{text}"))
    }

    /// The same file with every answer that was left out put in.
    fn filled(text: &str) -> String {
        let put_in = |line: &str| {
            let name = line.strip_prefix("# ").and_then(|line| line.split_once(" = ")).map(|(name, _)| name);
            name.is_some_and(crate::written::is_name)
        };
        text.lines()
            .map(|line| if put_in(line) || line == "# [[again]]" { &line[2..] } else { line })
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn begun(strategy: &std::sync::Arc<Strategy>) -> Session {
        Session::start(strategy, &Shelf::shipped(), Settings::default(), Known::default()).expect("every strategy")
    }

    #[test]
    fn a_template_is_read_as_it_is() {
        let shelf = Shelf::shipped();
        for id in shelf.ids() {
            let strategy = shelf.get(id).expect("a sound strategy");
            for case in [None, Some("PCC-48213"), Some("a \"quoted\" \u{1b}[1m \\ case\nof two lines")] {
                let answers = read(&template(&strategy, case, &Known::default()));
                assert_eq!(answers.strategy.as_deref(), Some(id));
                assert_eq!(answers.case.is_some(), case.is_some());
                assert_eq!(answers.at_risk, ["not-sure"]);
                let found = Script::new(answers).faults(&begun(&strategy));
                assert!(found.is_clean(), "{id}: {found:?}");
            }
        }
    }

    #[test]
    fn every_answer_in_it_is_of_a_step_that_there_is_and_none_passes_as_it_stands_by_mistake() {
        let shelf = Shelf::shipped();
        for id in shelf.ids() {
            let strategy = shelf.get(id).expect("a sound strategy");
            let text = filled(&template(&strategy, Some("PCC-48213"), &Known::default()))
                .replace("about = \"\"", "about = \"child\"");
            let answers = read(&text);
            let found = Script::new(answers).faults(&begun(&strategy));
            for finding in &found.list {
                let known = ["wrong-answer", "not-asked"].contains(&finding.code);
                assert!(known && !finding.says.contains("there is no step"), "{id}: {finding:?}");
            }
            let (_, answers) = text.split_once("[answers]").expect("the answers");
            let family = strategy.family();
            for step in family.iter().flat_map(|one| &one.steps).filter(|step| step.prompt().is_some()) {
                let line = format!("\n{} = ", step.id);
                let taken = step.is_of_risk();
                assert_eq!(answers.matches(&line).count() == 0, taken, "{id}: {}", step.id);
            }
        }
    }

    #[test]
    fn nothing_in_it_moves_a_cursor() {
        let shelf = Shelf::shipped();
        let strategy = shelf.get("rethink-2").expect("a sound strategy");
        let text = template(&strategy, Some(crate::render::sample::NASTY), &Known::default());
        assert!(!text.chars().any(|c| c != '\n' && c.is_control()), "{text:?}");
    }
}
