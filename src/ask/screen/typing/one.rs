//! Answers of one entry: a number from a list, a line, a day, a whole number.

use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::screen::Command;
use crate::ask::screen::Entry;
use crate::ask::screen::Meant;
use crate::ask::screen::Stands;
use crate::ask::screen::Typing;
use crate::ask::screen::day_in_words;
use crate::ask::screen::in_words;
use crate::ask::screen::meant;
use crate::ask::screen::meant_line;
use crate::ask::screen::offered;
use crate::ask::screen::typing::After;
use crate::ask::screen::typing::SHOWN_AGAIN;
use crate::ask::screen::typing::typed_after;
use crate::calendar;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Refusal;
use crate::prompt::unsteered;

impl Typing<'_> {
    /// Reads entries until one is an answer or another reply.
    pub(super) fn one(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        let prompt = question.prompt;
        let mut refused = 0;
        let stood = if self.starts_with_it(question) { editable(question) } else { String::new() };
        let mut text = if stood.is_empty() { self.draft_to_mend(question)? } else { stood.clone() };
        let is_offered = self.is_offered(question);
        loop {
            let stands = match &text {
                text if is_offered && refused == 0 && *text == stood => Stands::Offered(text),
                text => Stands::Words(text),
            };
            let typed = match (self.read)(self.screen, stands)? {
                Entry::Typed(typed) => typed,
                Entry::Ended => return Ok(self.left(question, "", Reply::Ended)),
                Entry::Interrupted => return Ok(self.left(question, "", Reply::Interrupted)),
                Entry::Escape => {
                    let line = std::mem::take(&mut self.screen.unfinished);
                    let new = if line == stood { "" } else { &line };
                    if let Some(reply) = self.escaped(question, new)? {
                        return Ok(reply);
                    }
                    text = line;
                    continue;
                }
                Entry::Unread => {
                    text = self.unread(question)?;
                    continue;
                }
            };
            let typed = typed_after(typed, &text);
            let line = typed.trim();
            if let Some(now) = question.now.filter(|_| is_offered && refused == 0 && typed == stood) {
                return Ok(Reply::Answer(now.clone()));
            }
            if let Some(command) = Command::of(line) {
                let begun = if text == stood { "" } else { text.as_str() };
                match self.obey(command, question, begun)? {
                    After::Reply(reply) => return Ok(reply),
                    After::GoOn => {
                        self.count(&mut refused)?;
                        continue;
                    }
                    After::Words => {}
                }
            }
            if let Some(now) = question.now
                && line.is_empty()
                && !self.starts_with_it(question)
            {
                return Ok(Reply::Answer(now.clone()));
            }
            let says = match meaning(question, &typed) {
                Ok(Meant::Answer(answer)) => return self.taken(question, answer, &typed),
                Ok(Meant::NoAnswer) => match self.reason(question)? {
                    After::Reply(reply) => return Ok(reply),
                    After::GoOn | After::Words => continue,
                },
                Err(refusal) => prompt.refused(&refusal),
            };
            self.count(&mut refused)?;
            self.screen.say(Words::Refusal(&says))?;
            if prompt.kind.has_options() {
                text = String::new();
            } else {
                if !self.edits && !line.is_empty() {
                    let shown: String = line.chars().take(SHOWN_AGAIN).collect();
                    self.screen.block("You typed: ", "  ", &shown)?;
                }
                text = unsteered(&typed);
            }
            self.screen.block("", "", &prompt.ask)?;
        }
    }

    /// An answer is accepted; a day is said back.
    fn taken(&mut self, question: &Question<'_>, answer: Answer, typed: &str) -> Result<Reply, Failure> {
        if let Answer::Date(moment) = answer {
            self.screen.day_typed = Some(typed.to_owned());
            self.screen.block("", "", &day_in_words(moment, typed, question.reading))?;
        }
        Ok(Reply::Answer(answer))
    }
}

/// What an entry means.
fn meaning(question: &Question<'_>, typed: &str) -> Result<Meant, Refusal> {
    let prompt = question.prompt;
    let line = typed.trim();
    if line.contains('\n') && prompt.kind != Kind::Line {
        // A pasted text may begin with something that looks like an answer.
        return Err(Refusal::new("That was more than one line, so nothing was taken from it"));
    }
    if prompt.kind.has_options() {
        return meant(prompt, offered(prompt).read(line, question.reading)?);
    }
    if line == "." && prompt.optional {
        return prompt.accept(Answer::Blank).map(Meant::Answer);
    }
    prompt.read(meant_line(typed), question.reading).map(Meant::Answer)
}

/// The answer so far as it would be typed.
fn editable(question: &Question<'_>) -> String {
    match question.now {
        Some(Answer::Date(moment)) => {
            let day = calendar::medium(moment.day);
            moment.time.map_or_else(|| day.clone(), |time| format!("{day} {}", time.format("%H:%M")))
        }
        Some(now) => in_words(question.prompt, now).join("\n"),
        None => String::new(),
    }
}
