//! An answer in a few words, for a list.

use crate::calendar;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Person;
use crate::prompt::Prompt;

/// How much of a long answer is shown.
const SHOWN: usize = 160;

/// An answer in a few words.
pub(crate) fn in_short(prompt: Option<&Prompt>, answer: &Answer) -> String {
    let label = |id: &String| {
        prompt.and_then(|prompt| prompt.option(id)).map_or_else(|| id.clone(), |option| option.label.clone())
    };
    match answer {
        Answer::Choice(id) => label(id),
        Answer::Choices(ids) => ids.iter().map(label).collect::<Vec<_>>().join("; "),
        Answer::Text(words) => short(words),
        Answer::Lines(lines) => {
            short(&lines.iter().map(|line| line.trim_end_matches('.')).collect::<Vec<_>>().join("; "))
        }
        Answer::Date(moment) => {
            let time = moment.time.map(|time| format!(" at {}", time.format("%H:%M"))).unwrap_or_default();
            format!("{}{time}", calendar::long(moment.day))
        }
        Answer::Number(number) => number.to_string(),
        Answer::People(people) => people.iter().map(Person::words).collect::<Vec<_>>().join("; "),
        Answer::Actions(actions) => actions.iter().map(action).collect::<Vec<_>>().join("; "),
        Answer::WhyNot(reason) => format!("no answer, because: {}", short(reason)),
        Answer::DontKnow => "I do not know".to_owned(),
        Answer::Blank => "left blank".to_owned(),
        Answer::NoReply => "no reply by the date".to_owned(),
        Answer::Done => "done".to_owned(),
        Answer::Outcome(id) => id.clone(),
        Answer::Each(all) => all.iter().map(|one| in_short(prompt, one)).collect::<Vec<_>>().join("; "),
    }
}

fn action(action: &Action) -> String {
    let by = action.by.map(calendar::medium).unwrap_or_default();
    format!("{} ({}, by {by})", short(&action.what), action.who)
}

/// A long text in its first words.
pub(crate) fn short(words: &str) -> String {
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= SHOWN {
        return one_line;
    }
    let cut: String = one_line.chars().take(SHOWN).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{cut} …")
}
