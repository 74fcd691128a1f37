//! How an answer is given, said beside the prompt.

use crate::ask::Name;
use crate::ask::Question;
use crate::ask::screen::Screen;
use crate::ask::screen::Typing;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Choice;
use crate::prompt::Kind;
use crate::prompt::Lies;

impl Typing<'_> {
    /// How an answer here is typed. What cannot be guessed is said each time, the rest once.
    pub(super) fn how_to(&mut self, question: &Question<'_>) -> Result<(), Failure> {
        let prompt = question.prompt;
        let starts_with_it = self.starts_with_it(question);
        let screen = &mut *self.screen;
        match prompt.kind {
            Kind::YesNo | Kind::Choice => screen.once("number", "Type a number, then Enter.")?,
            Kind::Choices => screen.once("numbers", "Type the numbers with commas between them, then Enter.")?,
            // A hint of the program's own has examples already.
            Kind::Date if prompt.hint.as_ref().is_some_and(|hint| hint.starts_with("For example")) => {}
            Kind::Date if prompt.lies == Lies::Before => {
                screen.once("date-before", "Write a day like today, yesterday, last Friday or 27 March.")?;
            }
            Kind::Date => {
                screen.once("date", "Write a day like 27 3 2027, 27 March, next Tuesday or 5 working days.")?;
            }
            Kind::Text | Kind::Lines => {
                let each = if prompt.kind == Kind::Lines { "Write one on each line. " } else { "" };
                let end = if self.edits {
                    "Press Enter twice to finish."
                } else {
                    "Finish with a line that has only a full stop."
                };
                screen.block("", "", &format!("{each}{end}"))?;
            }
            _ => {}
        }
        if prompt.kind.has_options() {
            if question.now.is_some() {
                screen.block("", "", "Press Enter to keep it.")?;
            }
            return Ok(());
        }
        if self.is_offered(question) {
            let words = "Press Enter to keep it, or type a new answer over it. To change it, press an arrow key first.";
            self.screen.once("offered", words)?;
        }
        let screen = &mut *self.screen;
        if question.now.is_some() && !starts_with_it {
            screen.block("", "", "Press Enter to keep it, or type a new answer.")?;
        }
        if prompt.optional && !matches!(question.name, Name::GoOn { .. } | Name::Differs) {
            let enter = self.edits || (question.now.is_none() && !matches!(prompt.kind, Kind::Text | Kind::Lines));
            let blank =
                if enter { "To leave it blank, press Enter." } else { "To leave it blank, type only a full stop." };
            screen.block("", "", blank)?;
        }
        if prompt.why_not {
            screen.block("", "", "Type :none to say why there is no answer.")?;
        }
        if prompt.dont_know {
            screen.block("", "", "Type :unknown if you do not know.")?;
        }
        Ok(())
    }

    /// True if that answer is offered. Of a long one, whoever types has said that they want to change it.
    pub(super) fn is_offered(&self, question: &Question<'_>) -> bool {
        let is_short = |text: &String| !text.contains('\n') && text.chars().count() < 2 * self.screen.width();
        self.edits
            && self.screen.draft_of(question).is_none()
            && match question.now {
                Some(Answer::Text(text)) => is_short(text),
                Some(Answer::Date(_) | Answer::Number(_)) => true,
                _ => false,
            }
    }

    /// True if the line editor starts with the answer so far in it.
    pub(super) fn starts_with_it(&self, question: &Question<'_>) -> bool {
        let text =
            matches!(question.now, Some(Answer::Text(_) | Answer::Lines(_) | Answer::Date(_) | Answer::Number(_)));
        self.edits && text
    }
}

/// Options with their numbers.
pub(crate) fn numbered(screen: &mut Screen, options: &[Choice]) -> Result<(), Failure> {
    for (place, option) in options.iter().enumerate() {
        screen.block(&format!("  {}  ", place + 1), "     ", &option.label)?;
    }
    Ok(())
}
