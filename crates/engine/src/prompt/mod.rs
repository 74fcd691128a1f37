//! What a step asks, and the answers it accepts.
//!
//! Every answer passes through [`Prompt::accept`], whether it was typed, chosen from a menu or read from a file.
//! What is not accepted comes back as a refusal, and the prompt is put again. Nothing here knows a file or a clock.

mod answer;
mod people;
mod typed;

use crate::calendar::Calendar;

use chrono::NaiveDate;

pub use answer::Action;
pub use answer::Answer;
pub use answer::Person;
pub use people::people;
pub use typed::STILL_TO_COME;
pub use typed::UNREAD;
pub use typed::cleaned;
pub use typed::steers;
pub use typed::unsteered;

/// What kind of answer a prompt takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// One option.
    Choice,
    /// Several options.
    Choices,
    /// One line.
    Line,
    /// Paragraphs.
    Text,
    /// Several short lines.
    Lines,
    /// A day, perhaps with a time.
    Date,
    /// A whole number.
    Number,
    /// People, each by role and agency, never by name.
    People,
    /// Actions: what, who, by when, how we will know, what if it is not done.
    Actions,
}

impl Kind {
    /// Every kind with its word in a strategy file.
    pub const ALL: [(&'static str, Self); 10] = [
        ("yes-no", Self::YesNo),
        ("choice", Self::Choice),
        ("choices", Self::Choices),
        ("line", Self::Line),
        ("text", Self::Text),
        ("lines", Self::Lines),
        ("date", Self::Date),
        ("number", Self::Number),
        ("people", Self::People),
        ("actions", Self::Actions),
    ];

    /// The kind with this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }

    /// Its word in a strategy file.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// True if the answer is chosen from a list.
    pub fn has_options(self) -> bool {
        matches!(self, Self::YesNo | Self::Choice | Self::Choices)
    }

    /// True if the answer has entries that can be counted.
    pub fn has_entries(self) -> bool {
        matches!(self, Self::Choices | Self::Lines | Self::People | Self::Actions)
    }
}

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name in files.
    pub id: String,
    /// Its words on the screen.
    pub label: String,
    /// Names that several options share, for routes.
    pub groups: Vec<String>,
    /// Of several choices: not with any other.
    pub alone: bool,
}

impl Choice {
    /// An option with its words.
    pub fn new(id: &str, label: &str) -> Self {
        Self { id: id.to_owned(), label: label.to_owned(), groups: Vec::new(), alone: false }
    }
}

/// What is asked, and what is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The question.
    pub ask: String,
    /// A short name for it.
    pub label: String,
    /// One line of help.
    pub hint: Option<String>,
    /// Why it is asked.
    pub why: Option<String>,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Of a number its bound; of entries, how many.
    pub at_least: Option<i64>,
    /// Of a number its bound; of entries, how many.
    pub at_most: Option<i64>,
    /// True if it may be left blank.
    pub optional: bool,
    /// True if a reason may be given instead of an answer.
    pub why_not: bool,
    /// True if "I do not know" is an answer.
    pub dont_know: bool,
    /// Of a day: on which side of today it lies.
    pub lies: Lies,
}

/// On which side of today a day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Either.
    Anywhere,
    /// Something happened on it: it is not still to come.
    Before,
    /// Something is to happen by it. A day that has passed is accepted, but not guessed.
    After,
}

/// Why an answer was not accepted, in the words of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What to do instead.
    pub says: String,
}

impl Refusal {
    /// A refusal in these words.
    pub fn new(says: impl Into<String>) -> Self {
        Self { says: says.into() }
    }
}

/// What typed days are read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The day on which somebody types.
    pub today: NaiveDate,
    /// The days that count.
    pub calendar: &'a Calendar,
}

/// Longest single line kept, in characters.
pub const LONGEST_LINE: usize = 500;
/// Longest text kept, in characters: some thirty pages.
pub const LONGEST_TEXT: usize = 100_000;

impl Prompt {
    /// A prompt of one of the program's own.
    pub fn own(ask: &str, label: &str, kind: Kind) -> Self {
        let options = if kind == Kind::YesNo { yes_no() } else { Vec::new() };
        Self {
            ask: ask.to_owned(),
            label: label.to_owned(),
            hint: None,
            why: None,
            kind,
            options,
            at_least: None,
            at_most: None,
            optional: false,
            why_not: false,
            dont_know: false,
            lies: Lies::Anywhere,
        }
    }

    /// The same prompt, for a day on which something has happened.
    #[must_use]
    pub fn past(mut self) -> Self {
        self.lies = Lies::Before;
        self
    }

    /// The same prompt, for a day by which something is to happen.
    #[must_use]
    pub fn to_come(mut self) -> Self {
        self.lies = Lies::After;
        self
    }

    /// A refusal as it is shown: with the short name of what was asked before it.
    pub fn refused(&self, refusal: &Refusal) -> String {
        let mut letters = refusal.says.chars();
        let first: String = letters.next().map(|first| first.to_lowercase().collect()).unwrap_or_default();
        format!("{}: {first}{}", self.label, letters.as_str())
    }

    /// The same prompt with a line of help.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }

    /// The same prompt with a reason for asking.
    #[must_use]
    pub fn why(mut self, why: &str) -> Self {
        self.why = Some(why.to_owned());
        self
    }

    /// The same prompt with these options, each an id and its words.
    #[must_use]
    pub fn options(mut self, options: &[(&str, &str)]) -> Self {
        self.options = options.iter().map(|(id, label)| Choice::new(id, label)).collect();
        self
    }

    /// The option with this id.
    pub fn option(&self, id: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.id == id)
    }

    /// Takes an answer as it would be kept, or says why not.
    pub fn accept(&self, answer: Answer) -> Result<Answer, Refusal> {
        answer.words().into_iter().try_for_each(typed::look_for_signs)?;
        match answer {
            Answer::Blank if self.optional => Ok(Answer::Blank),
            Answer::Blank => Err(Refusal::new(self.needs())),
            Answer::DontKnow if self.dont_know => Ok(Answer::DontKnow),
            Answer::DontKnow => Err(Refusal::new("\"I do not know\" is not one of the answers here")),
            Answer::WhyNot(reason) if self.why_not => match cleaned(&reason) {
                reason if reason.is_empty() => Err(Refusal::new("Say in a few words why there is no answer")),
                reason => Ok(Answer::WhyNot(reason)),
            },
            Answer::WhyNot(_) => Err(Refusal::new("A reason cannot stand in place of this answer")),
            Answer::Choice(id) if matches!(self.kind, Kind::Choice | Kind::YesNo) => match self.option(&id) {
                Some(_) => Ok(Answer::Choice(id)),
                None => Err(Refusal::new(self.may())),
            },
            Answer::Choices(ids) if self.kind == Kind::Choices => self.accept_choices(&ids),
            Answer::Text(text) if matches!(self.kind, Kind::Text | Kind::Line) => self.accept_text(&text),
            Answer::Lines(lines) if self.kind == Kind::Lines => {
                let lines: Vec<String> =
                    lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect();
                self.counted(lines.len())?;
                Ok(Answer::Lines(lines))
            }
            Answer::Date(day) if self.kind == Kind::Date => Ok(Answer::Date(day)),
            Answer::Number(number) if self.kind == Kind::Number => self.accept_number(number),
            Answer::People(people) if self.kind == Kind::People => {
                let people: Vec<Person> = people.iter().map(Person::cleaned).filter(|it| !it.role.is_empty()).collect();
                self.counted(people.len())?;
                Ok(Answer::People(people))
            }
            Answer::Actions(actions) if self.kind == Kind::Actions => self.accept_actions(&actions),
            _ => Err(Refusal::new(self.needs())),
        }
    }

    fn accept_choices(&self, ids: &[String]) -> Result<Answer, Refusal> {
        let mut chosen: Vec<String> = Vec::new();
        for option in &self.options {
            if ids.contains(&option.id) {
                chosen.push(option.id.clone());
            }
        }
        if ids.iter().any(|id| self.option(id).is_none()) {
            return Err(Refusal::new(self.may()));
        }
        if let Some(alone) = chosen.iter().filter_map(|id| self.option(id)).find(|option| option.alone)
            && chosen.len() > 1
        {
            return Err(Refusal::new(format!(
                "\"{}\" stands by itself: choose it alone, or choose the others",
                alone.label
            )));
        }
        self.counted(chosen.len())?;
        Ok(Answer::Choices(chosen))
    }

    fn accept_text(&self, text: &str) -> Result<Answer, Refusal> {
        let (text, longest) =
            if self.kind == Kind::Line { (one_line(text), LONGEST_LINE) } else { (cleaned(text), LONGEST_TEXT) };
        let length = text.chars().count();
        if text.is_empty() {
            return if self.optional { Ok(Answer::Blank) } else { Err(Refusal::new(self.needs())) };
        }
        if length > longest {
            return Err(Refusal::new(format!("Write {longest} characters or fewer. You have {length}")));
        }
        Ok(Answer::Text(text))
    }

    fn accept_number(&self, number: i64) -> Result<Answer, Refusal> {
        match (self.at_least, self.at_most) {
            (Some(least), _) if number < least => Err(Refusal::new(format!("The number must be {least} or more"))),
            (_, Some(most)) if number > most => Err(Refusal::new(format!("The number must be {most} or less"))),
            _ => Ok(Answer::Number(number)),
        }
    }

    fn accept_actions(&self, actions: &[Action]) -> Result<Answer, Refusal> {
        let actions: Vec<Action> = actions.iter().map(Action::cleaned).collect();
        for (place, action) in actions.iter().enumerate() {
            let missing = action.missing();
            if !missing.is_empty() {
                return Err(Refusal::new(format!("Action {} needs {}", place + 1, missing.join(" and "))));
            }
        }
        self.counted(actions.len())?;
        Ok(Answer::Actions(actions))
    }

    /// How many entries are wanted, when it is not so many.
    fn counted(&self, entries: usize) -> Result<(), Refusal> {
        let entries = i64::try_from(entries).unwrap_or(i64::MAX);
        let least = self.at_least.unwrap_or(i64::from(!self.optional));
        if entries < least {
            return Err(Refusal::new(match least {
                1 => self.needs(),
                _ => format!("There must be {least} or more. You have {entries}"),
            }));
        }
        match self.at_most {
            Some(most) if entries > most => {
                Err(Refusal::new(format!("There must be {most} or fewer. You have {entries}")))
            }
            _ => Ok(()),
        }
    }

    /// What an answer here looks like, for somebody who gave another kind.
    pub fn needs(&self) -> String {
        match self.kind {
            Kind::YesNo => "Answer yes or no".to_owned(),
            Kind::Choice => "Choose one of the answers".to_owned(),
            Kind::Choices => "Choose at least one of the answers".to_owned(),
            Kind::Line => "Write a few words on one line".to_owned(),
            Kind::Text if self.why_not => "Write an answer, or say why there is none".to_owned(),
            Kind::Text => "Write an answer in your own words".to_owned(),
            Kind::Lines => "Write at least one line".to_owned(),
            Kind::Date => "Give a day, such as 27 3 2027".to_owned(),
            Kind::Number => "Give a whole number".to_owned(),
            Kind::People => "Give at least one person, by role and agency".to_owned(),
            Kind::Actions => "Give at least one action: what, who, and by when".to_owned(),
        }
    }

    /// The ids that may stand in an answers file.
    fn may(&self) -> String {
        let ids: Vec<&str> = self.options.iter().map(|option| option.id.as_str()).collect();
        format!("It must be one of: {}", ids.join(", "))
    }
}

/// The two options of a yes-or-no prompt.
pub fn yes_no() -> Vec<Choice> {
    vec![Choice::new("yes", "Yes"), Choice::new("no", "No")]
}

/// Somebody's words on one line.
pub fn one_line(text: &str) -> String {
    cleaned(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prompt: &Prompt, answer: Answer, wanted: Result<Answer, &str>) {
        let got = prompt.accept(answer);
        match wanted {
            Ok(answer) => assert_eq!(got, Ok(answer)),
            Err(part) => {
                let refusal = got.expect_err("should be refused");
                assert!(refusal.says.contains(part), "{} does not say {part}", refusal.says);
            }
        }
    }

    #[test]
    fn answers_are_accepted_or_refused() {
        let choice = Prompt::own("Which?", "Which", Kind::Choice).options(&[("a", "A"), ("b", "B")]);
        check(&choice, Answer::Choice("a".into()), Ok(Answer::Choice("a".into())));
        check(&choice, Answer::Choice("c".into()), Err("one of: a, b"));
        check(&choice, Answer::Blank, Err("Choose one"));
        check(&choice, Answer::DontKnow, Err("do not know"));

        let mut several =
            Prompt::own("Which?", "Which", Kind::Choices).options(&[("a", "A"), ("b", "B"), ("none", "None")]);
        several.options[2].alone = true;
        check(
            &several,
            Answer::Choices(vec!["b".into(), "a".into()]),
            Ok(Answer::Choices(vec!["a".into(), "b".into()])),
        );
        check(&several, Answer::Choices(vec!["a".into(), "none".into()]), Err("by itself"));
        check(&several, Answer::Choices(vec![]), Err("at least one"));

        let mut text = Prompt::own("Say?", "Say", Kind::Text);
        check(&text, Answer::Text(" a\r\nb\tc ".into()), Ok(Answer::Text("a\nb c".into())));
        for sign in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{9b}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            let words = format!("a{sign}b");
            check(&text, Answer::Text(words.clone()), Err("hidden characters"));
            check(
                &Prompt::own("Who?", "Who", Kind::Lines),
                Answer::Lines(vec![words.clone()]),
                Err("hidden characters"),
            );
            let action = Action { what: "visit".into(), who: words, ..Action::default() };
            check(
                &Prompt::own("What?", "What", Kind::Actions),
                Answer::Actions(vec![action]),
                Err("hidden characters"),
            );
        }
        for words in ["\u{645}\u{631}\u{62d}\u{628}\u{627}", "\u{5e9}\u{5dc}\u{5d5}\u{5dd}"] {
            check(&text, Answer::Text(words.into()), Ok(Answer::Text(words.into())));
            check(&text, Answer::Text(format!("{words}\u{200f}")), Ok(Answer::Text(words.into())));
        }
        check(&text, Answer::Text("  \n ".into()), Err("own words"));
        check(&text, Answer::WhyNot("x".into()), Err("cannot stand"));
        text.why_not = true;
        check(&text, Answer::WhyNot("too young".into()), Ok(Answer::WhyNot("too young".into())));
        check(&text, Answer::WhyNot(" ".into()), Err("why"));
        text.optional = true;
        check(&text, Answer::Text(String::new()), Ok(Answer::Blank));

        let mut number = Prompt::own("How many?", "Number", Kind::Number);
        number.at_most = Some(10);
        check(&number, Answer::Number(11), Err("10 or less"));
        check(&number, Answer::Text("3".into()), Err("whole number"));

        let actions = Prompt::own("What?", "Actions", Kind::Actions);
        let action = Action { what: "visit".into(), ..Action::default() };
        check(&actions, Answer::Actions(vec![action]), Err("Action 1 needs"));
    }

    #[test]
    fn every_kind_has_one_word() {
        for (word, kind) in Kind::ALL {
            assert_eq!(Kind::named(word), Some(kind));
            assert_eq!(kind.name(), word);
        }
    }
}
