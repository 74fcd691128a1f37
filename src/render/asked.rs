//! What kind of answer a step takes, in words.

use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::strategy::OPEN_RISK;
use crate::strategy::Step;
use crate::strategy::Strategy;

/// What kind of answer a prompt takes, and what may stand in its place: "a day, or a reason why there is none".
pub(crate) fn kind(prompt: &Prompt) -> String {
    let mut words = match prompt.kind {
        Kind::YesNo => "yes or no",
        Kind::Choice => "one of these",
        Kind::Choices => "one or more of these",
        Kind::Line => "a few words on one line",
        Kind::Text => "in your own words",
        Kind::Lines => "one or more lines",
        Kind::Date => "a day",
        Kind::Number => "a whole number",
        Kind::People => "people by role and agency, never by name",
        Kind::Actions => "actions: what, who, by when, how we will know, what if it is not done",
    }
    .to_owned();
    words.push_str(&bounds(prompt));
    if prompt.optional {
        words.push_str("; it may be left blank");
    }
    match (prompt.why_not, prompt.dont_know) {
        (true, true) => words.push_str("; or a reason why there is no answer; or \"I do not know\""),
        (true, false) => words.push_str("; or a reason why there is no answer"),
        (false, true) => words.push_str("; or \"I do not know\""),
        (false, false) => {}
    }
    words
}

fn bounds(prompt: &Prompt) -> String {
    let least = prompt.at_least.filter(|least| prompt.kind == Kind::Number || *least > 1);
    match (least, prompt.at_most) {
        (None, None) => String::new(),
        (Some(least), None) => format!(", at least {least}"),
        (None, Some(most)) => format!(", at most {most}"),
        (Some(least), Some(most)) => format!(", from {least} to {most}"),
    }
}

/// Where the answer to a step may already be known, a sentence for each place.
pub(crate) fn known(step: &Step, strategy: &Strategy) -> Vec<String> {
    step.filled_from
        .iter()
        .map(|source| match (source.as_str(), source.strip_suffix(".finished")) {
            ("at-risk", _) => "Taken over from the program's own first question.".to_owned(),
            (OPEN_RISK, _) => "Taken over from what is open of risk on the case.".to_owned(),
            ("team", _) => "Taken over from what the team has set.".to_owned(),
            ("case", _) => "An earlier answer on the same case is offered here.".to_owned(),
            (_, Some(finished)) => format!("Yes is offered if {finished} has been finished on this case."),
            (path, None) => match strategy.at(path) {
                Some(known) => format!("The answer to \"{}\" is offered here.", known.label),
                None => format!("The answer to {path} is offered here."),
            },
        })
        .collect()
}

/// Roles in words: "the raiser and the line manager".
pub(crate) fn roles(names: &[String], strategy: &Strategy) -> String {
    let words: Vec<&str> = names.iter().map(|name| strategy.role(name)).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{}; and {last}", most.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_says_what_may_stand_in_its_place() {
        let mut prompt = Prompt::own("When?", "When", Kind::Date);
        assert_eq!(kind(&prompt), "a day");
        prompt.why_not = true;
        prompt.optional = true;
        assert_eq!(kind(&prompt), "a day; it may be left blank; or a reason why there is no answer");
        let mut people = Prompt::own("Who?", "Who", Kind::People);
        people.at_least = Some(2);
        assert_eq!(kind(&people), "people by role and agency, never by name, at least 2");
    }
}
