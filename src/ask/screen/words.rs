//! Answers and days in words.

use crate::ask::fields;
use crate::calendar;
use crate::calendar::DayOff;
use crate::calendar::Moment;
use crate::finding::one_line;
use crate::prompt::Answer;
use crate::prompt::Prompt;
use crate::prompt::Reading;

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
///
/// Where it was counted over days that do not count, it says which.
pub(crate) fn day_in_words(moment: Moment, typed: &str, reading: Reading<'_>) -> String {
    let days = reading.calendar;
    let counted = calendar::read_count(typed, reading.today, days).filter(|counted| !counted.left_out.is_empty());
    if let Some(counted) = counted {
        return format!("That is {}: {}.", moment_in_words(moment), counted.basis());
    }
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

/// A line that the team set, marked as the team's and wrapped to this many columns.
///
/// What goes on below its first line is indented, and a word that is too long for the screen is broken here: left to
/// the window it would begin a line like the program's own.
pub fn from_your_team(line: &str, columns: usize) -> Vec<String> {
    const MARK: &str = "  From your team: ";
    let rest = " ".repeat(MARK.len().min(columns / 4));
    let options = textwrap::Options::new(columns)
        .initial_indent(MARK)
        .subsequent_indent(&rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(&one_line(line), options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}
