//! Answers and days in words.

use crate::ask::fields;
use crate::calendar;
use crate::calendar::Calendar;
use crate::calendar::DayOff;
use crate::calendar::Moment;
use crate::prompt::Answer;
use crate::prompt::Prompt;

/// An answer as its prompt would say it, a line each.
pub(crate) fn in_words(prompt: &Prompt, answer: &Answer) -> Vec<String> {
    let label = |id: &String| prompt.option(id).map_or_else(|| id.clone(), |option| option.label.clone());
    match answer {
        Answer::Choice(id) => vec![label(id)],
        Answer::Choices(ids) => ids.iter().map(label).collect(),
        Answer::Text(text) => text.lines().map(str::to_owned).collect(),
        Answer::Lines(lines) => lines.clone(),
        Answer::Date(moment) => vec![moment_in_words(*moment)],
        Answer::Number(number) => vec![number.to_string()],
        Answer::People(_) | Answer::Actions(_) => fields::lines(answer),
        Answer::Done => vec!["Done".to_owned()],
        Answer::WhyNot(reason) => vec![format!("No answer: {reason}")],
        Answer::DontKnow => vec!["I do not know".to_owned()],
        Answer::Blank => vec!["Left blank".to_owned()],
        Answer::NoReply => vec!["No reply".to_owned()],
        Answer::Outcome(id) => vec![id.clone()],
        Answer::Each(all) => all.iter().flat_map(|answer| in_words(prompt, answer)).collect(),
    }
}

fn moment_in_words(moment: Moment) -> String {
    match moment.time {
        Some(time) => format!("{}, {}", calendar::long(moment.day), time.format("%H:%M")),
        None => calendar::long(moment.day),
    }
}

/// A day that was just typed, said back with its weekday: the weekday is what shows a slip.
pub(crate) fn day_in_words(moment: Moment, days: &Calendar) -> String {
    let remark = match days.day_off(moment.day) {
        None => "",
        // Its name is enough.
        Some(DayOff::Weekend) => ", which is not a working day",
        Some(DayOff::BankHoliday) if days.is_provisional(moment.day) => ", which is expected to be a bank holiday",
        Some(DayOff::BankHoliday) => ", a bank holiday",
        Some(DayOff::Closed) => ", a day on which your team is closed",
    };
    format!("That is {}{remark}.", moment_in_words(moment))
}
