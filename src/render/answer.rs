//! One thing that happened, in words.

use chrono::DateTime;
use chrono::FixedOffset;

use crate::calendar;
use crate::journal::Entry;
use crate::journal::WrittenAction;
use crate::journal::WrittenPerson;
use crate::session::Dating;

/// An answer in words: one paragraph or several.
pub(crate) fn answer(entry: &Entry) -> String {
    if let Some(words) = &entry.words {
        return words.clone();
    }
    if let Some(reason) = &entry.why_not {
        return format!("No answer, because: {reason}");
    }
    if let Some(words) = entry.said.as_ref().or(entry.is.as_ref()) {
        return words.clone();
    }
    if let Some(ids) = &entry.are {
        return if ids.is_empty() { "None of them".to_owned() } else { ids.join("; ") };
    }
    if let Some(lines) = &entry.lines {
        return bullets(lines.iter().cloned());
    }
    if let Some(day) = entry.date {
        let time = entry.time.map(|time| time.format(" at %H:%M").to_string()).unwrap_or_default();
        return format!("{}{time}", calendar::long(day));
    }
    if let Some(number) = entry.number {
        return number.to_string();
    }
    if let Some(people) = &entry.people {
        return bullets(people.iter().map(person));
    }
    if let Some(actions) = &entry.actions {
        return bullets(actions.iter().map(action));
    }
    match entry.state.as_deref() {
        Some("done") if is_read(entry) => "Read",
        // What was waited for has been done.
        Some("done") => "Done",
        Some("blank") => "Left blank",
        Some("dont-know") => "Not known",
        Some("no-reply") => "No reply by the date",
        _ => "No answer",
    }
    .to_owned()
}

/// True for words that somebody was to read, and nothing else.
pub(crate) fn is_read(entry: &Entry) -> bool {
    entry.state.as_deref() == Some("done") && entry.on.is_none()
}

fn bullets(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.map(|line| format!("- {line}")).collect();
    if lines.is_empty() { "None".to_owned() } else { lines.join("\n") }
}

/// "Health visitor, NHS".
fn person(person: &WrittenPerson) -> String {
    if person.agency.is_empty() { person.role.clone() } else { format!("{}, {}", person.role, person.agency) }
}

/// An action in one paragraph.
fn action(action: &WrittenAction) -> String {
    let mut words = vec![ended(&action.what), format!("Who: {}.", action.who)];
    words.extend(action.by.map(|by| format!("By {}.", calendar::long(by))));
    if !action.known_by.is_empty() {
        words.push(format!("How we will know: {}", ended(&action.known_by)));
    }
    if !action.if_not.is_empty() {
        words.push(format!("If it is not done: {}", ended(&action.if_not)));
    }
    words.join(" ")
}

/// Words with a full stop at their end, unless they end a sentence already.
pub(crate) fn ended(words: &str) -> String {
    let words = words.trim_end();
    let inside = words.trim_end_matches(['"', '”', '’', '\'', ')']);
    if inside.ends_with(['.', '!', '?', '…', ':']) { words.to_owned() } else { format!("{words}.") }
}

/// How a date came about.
pub(crate) fn dated(entry: &Entry) -> String {
    let by = entry.by.map(calendar::long).unwrap_or_default();
    let how = match entry.how.as_deref().and_then(Dating::named) {
        Some(Dating::Typed) => "typed, as no number of days is set for it here",
        Some(Dating::FindOut) => "the procedure's own date is to be found out by this day",
        Some(Dating::BroughtForward) => "brought forward",
        Some(Dating::Extended) => "put back once",
        None => "set",
    };
    match &entry.why {
        Some(why) => format!("{by}: {how}. Why: {}", ended(why)),
        None => format!("{by}: {how}."),
    }
}

/// The time on a clock, with its day if it is not this one.
pub(crate) fn time(at: DateTime<FixedOffset>, day: chrono::NaiveDate) -> String {
    if at.date_naive() == day {
        at.format("%H:%M").to_string()
    } else {
        format!("{} on {}", at.format("%H:%M"), calendar::medium(at.date_naive()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_answer_has_words() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 3);
        let time = chrono::NaiveTime::from_hms_opt(14, 30, 0);
        let said = |words: &str| Some(words.to_owned());
        let people = vec![
            WrittenPerson { role: "Health visitor".into(), agency: "NHS".into() },
            WrittenPerson { role: "Mother".into(), agency: String::new() },
        ];
        let action = WrittenAction {
            what: "Visit".into(),
            who: "Nurse".into(),
            by: day,
            known_by: "seen".into(),
            if_not: "call".into(),
        };
        let base = Entry::default();
        for (entry, wanted) in [
            (Entry { is: said("a"), words: said("The first"), ..base.clone() }, "The first"),
            (Entry { why_not: said("Too young"), ..base.clone() }, "No answer, because: Too young"),
            (Entry { said: said("a\nb"), ..base.clone() }, "a\nb"),
            (Entry { are: Some(vec![]), ..base.clone() }, "None of them"),
            (Entry { lines: Some(vec!["a".into(), "b".into()]), ..base.clone() }, "- a\n- b"),
            (Entry { date: day, time, ..base.clone() }, "Tuesday 3 November 2026 at 14:30"),
            (Entry { number: Some(3), ..base.clone() }, "3"),
            (Entry { people: Some(people), ..base.clone() }, "- Health visitor, NHS\n- Mother"),
            (
                Entry { actions: Some(vec![action]), ..base.clone() },
                "- Visit. Who: Nurse. By Tuesday 3 November 2026. How we will know: seen. If it is not done: call.",
            ),
            (Entry { state: said("blank"), ..base.clone() }, "Left blank"),
            (Entry { state: said("dont-know"), ..base.clone() }, "Not known"),
        ] {
            assert_eq!(answer(&entry), wanted);
        }
    }
}
