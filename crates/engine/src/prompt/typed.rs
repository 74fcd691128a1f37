//! What a person typed, made into an answer.

use crate::calendar;
use crate::finding::is_hidden;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Lies;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::prompt::Refusal;

/// A text as it is kept: line endings are line feeds, and nothing in it can move a cursor or hide words.
pub fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text
        .chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|&c| c == '\n' || !(c.is_control() || is_hidden(c)))
        .collect();
    let lines: Vec<&str> = kept.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Some bytes were no letters.
pub const UNREAD: &str = "Some letters could not be read: they came in another encoding. Type them again";

/// A day on which nothing can have happened yet.
pub const STILL_TO_COME: &str = "That day is still to come. Give today or a day before it, such as last Friday";

/// A character that steers a terminal, or turns round the direction in which words are read.
fn is_steering(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// True if there is such a character in a text.
pub fn steers(text: &str) -> bool {
    text.contains(is_steering)
}

/// A text without such characters, to be looked at again.
pub fn unsteered(text: &str) -> String {
    text.replace(is_steering, "")
}

/// Refuses words with such characters in them.
pub(crate) fn look_for_signs(text: &str) -> Result<(), Refusal> {
    if steers(text) {
        return Err(Refusal::new("Some hidden characters are in it, which cannot be kept. Give it without them"));
    }
    Ok(())
}

impl Prompt {
    /// Reads what was typed at this prompt: a number or the words of an option, a day, or free words.
    pub fn read(&self, typed: &str, reading: Reading<'_>) -> Result<Answer, Refusal> {
        look_for_signs(typed)?;
        // What stands for a letter in another encoding.
        if typed.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Refusal::new(UNREAD));
        }
        let words = typed.trim();
        if words.is_empty() {
            return self.accept(Answer::Blank);
        }
        let answer = match self.kind {
            Kind::YesNo | Kind::Choice => Answer::Choice(self.chosen(words).ok_or_else(|| self.no_such_option())?),
            Kind::Choices => {
                let chosen: Option<Vec<String>> = words
                    .split([',', ';', ' '])
                    .filter(|part| !part.is_empty())
                    .map(|part| self.chosen(part))
                    .collect();
                match chosen.or_else(|| self.chosen(words).map(|one| vec![one])) {
                    Some(chosen) => Answer::Choices(chosen),
                    None => return Err(self.no_such_option()),
                }
            }
            Kind::Line | Kind::Text => Answer::Text(typed.to_owned()),
            Kind::Lines => Answer::Lines(typed.lines().map(str::to_owned).collect()),
            Kind::Date => {
                let read = match self.lies {
                    Lies::Anywhere => calendar::read,
                    Lies::Before => calendar::read_past,
                    Lies::After => calendar::read_to_come,
                };
                match read(words, reading.today, reading.calendar) {
                    Ok(day) if self.lies == Lies::Before && day.day > reading.today => {
                        return Err(Refusal::new(STILL_TO_COME));
                    }
                    Ok(day) => Answer::Date(day),
                    Err(reason) => return Err(Refusal::new(reason.says())),
                }
            }
            Kind::Number => match words.parse() {
                Ok(number) => Answer::Number(number),
                Err(_) => return Err(Refusal::new(self.needs())),
            },
            // These two are asked field by field.
            Kind::People | Kind::Actions => return Err(Refusal::new(self.needs())),
        };
        self.accept(answer)
    }

    /// The id of the option meant by a number from 1, an id, or an option's words.
    fn chosen(&self, words: &str) -> Option<String> {
        if let Ok(number) = words.parse::<usize>() {
            return self.options.get(number.checked_sub(1)?).map(|option| option.id.clone());
        }
        let words = words.to_lowercase();
        let same = |text: &str| text.to_lowercase() == words || text.replace('-', " ") == words;
        let exact = self.options.iter().find(|option| same(&option.id) || same(&option.label));
        if let Some(option) = exact {
            return Some(option.id.clone());
        }
        // "y" and "n" are whole answers only where the options are yes and no.
        match (self.kind, words.as_str()) {
            (Kind::YesNo, "y") => Some("yes".to_owned()),
            (Kind::YesNo, "n") => Some("no".to_owned()),
            _ => None,
        }
    }

    fn no_such_option(&self) -> Refusal {
        match self.options.len() {
            0 | 1 => Refusal::new(self.needs()),
            last if self.kind == Kind::Choices => {
                Refusal::new(format!("Type one or more numbers from 1 to {last}, with commas between them"))
            }
            last => Refusal::new(format!("Type a number from 1 to {last}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::calendar::Division;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn read(prompt: &Prompt, typed: &str) -> Result<Answer, String> {
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let reading = Reading { today, calendar: &calendar };
        prompt.read(typed, reading).map_err(|refusal| refusal.says)
    }

    #[test]
    fn options_are_typed_as_numbers_ids_or_words() {
        let prompt =
            Prompt::own("Which?", "Which", Kind::Choice).options(&[("a-b", "The first"), ("no", "The second")]);
        for typed in ["1", " a-b ", "the FIRST"] {
            assert_eq!(read(&prompt, typed), Ok(Answer::Choice("a-b".into())), "{typed}");
        }
        for typed in ["0", "3", "maybe not", "n", "-1"] {
            assert_eq!(read(&prompt, typed), Err("Type a number from 1 to 2".into()), "{typed}");
        }
        let yes_no = Prompt::own("Is it?", "Is it", Kind::YesNo);
        assert_eq!(read(&yes_no, "y"), Ok(Answer::Choice("yes".into())));
        assert!(read(&yes_no, "maybe not yet").is_err());
        let several = Prompt::own("Which?", "Which", Kind::Choices).options(&[("a", "A"), ("b", "B"), ("c", "See c")]);
        assert_eq!(read(&several, "3, 1"), Ok(Answer::Choices(vec!["a".into(), "c".into()])));
        assert_eq!(read(&several, "see c"), Ok(Answer::Choices(vec!["c".into()])));
    }

    #[test]
    fn nothing_typed_is_blank() {
        let mut prompt = Prompt::own("Say?", "Say", Kind::Line);
        assert!(read(&prompt, " ").is_err());
        prompt.optional = true;
        assert_eq!(read(&prompt, " "), Ok(Answer::Blank));
    }

    proptest! {
        #[test]
        fn no_text_keeps_a_control_character(text in "\\PC*|(?s).{0,60}") {
            let kept = cleaned(&text);
            let clean = kept.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c)));
            prop_assert!(clean);
            prop_assert_eq!(cleaned(&kept), kept);
        }
    }
}
