//! A prompt that is answered by typing, wherever the typing comes from.

mod how;
mod one;
mod several;

use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::screen::Command;
use crate::ask::screen::Screen;
use crate::ask::screen::Written;
use crate::ask::screen::in_words;
use crate::ask::screen::offered;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::preferences;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Refusal;
use crate::prompt::UNREAD;
use crate::prompt::unsteered;

use std::fs;

pub(crate) use how::numbered;

/// What came back from one reading.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// What was typed up to Enter. It has several lines if it was pasted.
    Typed(String),
    /// The input has ended.
    Ended,
    /// Ctrl-C.
    Interrupted,
    /// Esc: the short menu is asked for.
    Escape,
    /// Some bytes were no letters, and what came with them is gone. What was typed before is not.
    Unread,
}

/// Shows the short menu of a question. Nothing comes back from whoever carries on.
pub(crate) type Menu = fn(&mut Screen, &Question<'_>) -> Result<Option<Reply>, Failure>;

/// What stands in the line already, where it can be edited.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stands<'a> {
    /// Words to go on from.
    Words(&'a str),
    /// An answer that is offered: what is typed takes its place, unless a key has moved within it before.
    Offered(&'a str),
}

/// Shows a prompt mark and reads one entry.
pub(crate) type Read<'a> = dyn FnMut(&mut Screen, Stands<'_>) -> Result<Entry, Failure> + 'a;

/// Puts prompts that are answered by typing.
pub(crate) struct Typing<'a> {
    /// Where the prompts are shown.
    pub(crate) screen: &'a mut Screen,
    /// Where the answers come from.
    pub(crate) read: &'a mut Read<'a>,
    /// What Esc opens, where it opens anything.
    pub(crate) menu: Option<Menu>,
    /// True for a line editor: earlier text can be changed in place, and an empty line ends a text.
    pub(crate) edits: bool,
    /// True if a person types. A pipe that never gives an answer must not be asked for ever.
    pub(crate) keyboard: bool,
}

/// So much of an answer that was refused is shown again.
const SHOWN_AGAIN: usize = 500;
/// So often a pipe may be refused, or give lines that belong to no answer.
const REFUSED_AT_MOST: usize = 100;

/// What was typed: behind a text that stood there already, a command is a command and no part of that text.
fn typed_after(typed: String, text: &str) -> String {
    match typed.strip_prefix(text).map(str::trim) {
        Some(rest) if !text.is_empty() && (rest == "!" || (rest.starts_with(':') && Command::of(rest).is_some())) => {
            rest.to_owned()
        }
        _ => typed,
    }
}

/// What a command leads to.
enum After {
    /// The prompt is over.
    Reply(Reply),
    /// The same prompt goes on.
    GoOn,
    /// It was no command: it belongs to the answer.
    Words,
}

impl Typing<'_> {
    /// Puts one prompt until there is an answer that it accepts, or another reply.
    pub(crate) fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        self.screen.beside = !question.name.is_of_a_review();
        if !self.edits && self.screen.first_time("help") {
            self.screen.raw("\n")?;
            self.screen.help()?;
        }
        self.screen.take_up(question);
        // What was begun and left stands in the place of the answer so far: it is newer.
        let begun = self.screen.begun(question);
        let question = &Question { now: begun.as_ref().or(question.now), ..*question };
        self.put(question)?;
        if let Some(now) = question.now {
            self.screen.put_now(question, now, begun.is_some())?;
        }
        self.answer(question)
    }

    /// The same for a prompt that is on the screen already.
    pub(crate) fn answer(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        self.how_to(question)?;
        if matches!(question.prompt.kind, Kind::Text | Kind::Lines) {
            self.several(question)
        } else {
            self.one(question)
        }
    }

    /// Shows the question and everything on its list.
    fn put(&mut self, question: &Question<'_>) -> Result<(), Failure> {
        self.screen.put(question)?;
        if question.prompt.kind.has_options() {
            numbered(self.screen, &offered(question.prompt).options)?;
        }
        Ok(())
    }

    /// Does what a command says. `begun` is what of the answer there is already.
    fn obey(&mut self, command: Command, question: &Question<'_>, begun: &str) -> Result<After, Failure> {
        let prompt = question.prompt;
        let reply = match command {
            Command::Why => {
                let why = prompt.why.as_deref().unwrap_or("There is no more to say about this one.");
                self.screen.block("", "", why)?;
                self.screen.block("", "", &prompt.ask)?;
                return Ok(After::GoOn);
            }
            Command::Help => {
                self.screen.help()?;
                self.put(question)?;
                self.how_to(question)?;
                return Ok(After::GoOn);
            }
            Command::Plain => return self.switch_plain(),
            Command::Edit => return self.edit(question, begun),
            Command::NoAnswer if prompt.why_not => return self.reason(question),
            Command::NoAnswer => return self.refuse(prompt, prompt.accept(Answer::WhyNot(String::new()))),
            Command::DontKnow => return self.refuse(prompt, prompt.accept(Answer::DontKnow)),
            Command::Other(word) if !self.screen.anytime.contains(&word) => return self.not_a_command(&word, question),
            Command::Other(word) => Reply::Anytime(word),
            Command::Withdraw if self.screen.beside => return self.not_a_command("withdraw", question),
            Command::Elsewhere if self.screen.beside => return self.not_a_command("elsewhere", question),
            Command::AtRisk => Reply::AtRisk,
            Command::Back => Reply::Back,
            Command::Save => Reply::Save,
            Command::Withdraw => Reply::Withdraw,
            Command::Elsewhere => Reply::Elsewhere,
        };
        self.leave(reply, question, begun).map(After::Reply)
    }

    /// What was begun here and is no answer as it stands. A line editor puts it on the line; otherwise it is shown.
    fn draft_to_mend(&mut self, question: &Question<'_>) -> Result<String, Failure> {
        let is_an_answer = question.prompt.kind.has_options() || self.screen.begun(question).is_some();
        let draft = self.screen.draft_of(question).map(unsteered).filter(|_| !is_an_answer);
        match draft {
            Some(draft) if self.edits => Ok(draft),
            Some(draft) if self.keyboard => {
                let shown: String = draft.chars().take(SHOWN_AGAIN).collect();
                self.screen.block("You had typed: ", "  ", &shown)?;
                Ok(String::new())
            }
            _ => Ok(String::new()),
        }
    }

    /// Says that some letters could not be read. What comes back stands on the line.
    fn unread(&mut self, question: &Question<'_>) -> Result<String, Failure> {
        let says = question.prompt.refused(&Refusal::new(UNREAD));
        self.screen.say(Words::Refusal(&says))?;
        self.screen.block("", "", "What was pasted with them is not kept. What you had typed before is.")?;
        self.screen.block("", "", &question.prompt.ask)?;
        Ok(std::mem::take(&mut self.screen.unfinished))
    }

    /// Leaves a prompt. `begun` is what of the answer there is already.
    pub(crate) fn leave(&mut self, reply: Reply, question: &Question<'_>, begun: &str) -> Result<Reply, Failure> {
        // What was begun before and not taken up again is still begun.
        let begun = if begun.trim().is_empty() { self.screen.draft_of(question).unwrap_or_default() } else { begun };
        let begun = begun.to_owned();
        if begun.trim().is_empty() {
            return Ok(reply);
        }
        // Who ends the review in the middle of a text will not come back to it: the text is the answer, and the reply
        // comes at the next prompt. Whoever saves, or goes back, or acts on a risk is shown it again.
        let is_text = matches!(question.prompt.kind, Kind::Text | Kind::Lines);
        if is_text
            && matches!(reply, Reply::Withdraw | Reply::Elsewhere | Reply::Anytime(_))
            && let Ok(answer) = question.prompt.read(&begun, question.reading)
        {
            self.screen.then.push_back(reply);
            return Ok(Reply::Answer(answer));
        }
        if reply != Reply::Back {
            self.not_answered(question, &begun)?;
        }
        self.screen.keep_draft(question, &begun);
        Ok(reply)
    }

    /// Esc was pressed with this on the line: a way out, or nothing if the prompt goes on with it.
    fn escaped(&mut self, question: &Question<'_>, begun: &str) -> Result<Option<Reply>, Failure> {
        let reply = self.menu.map_or(Ok(None), |menu| menu(self.screen, question))?;
        if reply.is_none() {
            self.screen.block("", "", &question.prompt.ask)?;
        }
        reply.map(|reply| self.leave(reply, question, begun)).transpose()
    }

    /// Remembers plain mode, or forgets it. What is asked now goes on as it is.
    fn switch_plain(&mut self) -> Result<After, Failure> {
        match self.screen.preferences.as_deref().map(preferences::switch_plain) {
            Some(Ok(true)) => self.screen.say(Words::Text(
                "From the next start on, plain mode is used here every time. Type :plain again to undo that.",
            ))?,
            Some(Ok(false)) => self.screen.say(Words::Text("From the next start on, plain mode is not used here."))?,
            Some(Err(failure)) => self.screen.say(Words::Refusal(&failure.to_string()))?,
            None => self.screen.say(Words::Refusal("There is no place here to remember that"))?,
        }
        Ok(After::GoOn)
    }

    /// Writes the answer in the person's own editor, from what there is of it already.
    fn edit(&mut self, question: &Question<'_>, begun: &str) -> Result<After, Failure> {
        if !matches!(question.prompt.kind, Kind::Text | Kind::Lines | Kind::Line) {
            self.screen.block("", "", "This one is short: type it here.")?;
            return Ok(After::GoOn);
        }
        let Some(editor) = self.screen.editor.clone() else {
            self.screen.block("", "", "No editor is set on this computer. Set EDITOR, or type the answer here.")?;
            return Ok(After::GoOn);
        };
        let now = question.now.map(|now| in_words(question.prompt, now).join("\n")).unwrap_or_default();
        // What was refused is there again, to be put right.
        let draft = self.screen.draft_of(question).unwrap_or(&now);
        let (text, path) = match editor.write(if begun.trim().is_empty() { draft } else { begun }) {
            Written::Text(text, path) if text.trim().is_empty() => {
                drop(fs::remove_file(path));
                self.screen.block("", "", "Nothing was written there.")?;
                return Ok(After::GoOn);
            }
            Written::Text(text, path) => (text, path),
            Written::Kept(path) => {
                let says = format!("The editor did not end as it should. What you wrote is in {}", path.display());
                self.screen.block("", "", &says)?;
                return Ok(After::GoOn);
            }
            Written::NotBegun => {
                self.screen.block("", "", "The editor could not be opened. Type the answer here.")?;
                return Ok(After::GoOn);
            }
        };
        match question.prompt.read(&text, question.reading) {
            Ok(answer) => {
                self.screen.written.push(path);
                for line in in_words(question.prompt, &answer) {
                    self.screen.block("  ", "  ", &line)?;
                }
                Ok(After::Reply(Reply::Answer(answer)))
            }
            Err(refusal) => {
                // Until there is an answer, what was written is in its file too.
                self.screen.written.push(path);
                self.screen.keep_draft(question, &text);
                self.screen.say(Words::Refusal(&question.prompt.refused(&refusal)))?;
                self.screen.block("", "", "Type :edit to open it again.")?;
                Ok(After::GoOn)
            }
        }
    }

    /// An answer from a command, or why it is not one here.
    fn refuse(&mut self, prompt: &Prompt, answer: Result<Answer, Refusal>) -> Result<After, Failure> {
        match answer {
            Ok(answer) => Ok(After::Reply(Reply::Answer(answer))),
            Err(refusal) => {
                self.screen.say(Words::Refusal(&prompt.refused(&refusal)))?;
                Ok(After::GoOn)
            }
        }
    }

    /// Asks why there is no answer, for a backend that shows the prompt itself: nothing if that is to be shown again.
    pub(crate) fn no_answer(&mut self, question: &Question<'_>) -> Result<Option<Reply>, Failure> {
        let prompt = &Prompt { options: Vec::new(), ..question.prompt.clone() };
        Ok(match self.reason(&Question { prompt, ..*question })? {
            After::Reply(reply) => Some(reply),
            After::GoOn | After::Words => None,
        })
    }

    /// Asks why there is no answer. Going back from there goes back to the prompt itself.
    fn reason(&mut self, question: &Question<'_>) -> Result<After, Failure> {
        let prompt = Prompt::own("Why is there no answer?", "Why there is no answer", Kind::Line);
        let asked = Question { prompt: &prompt, now: None, of: None, ..*question };
        self.put(&asked)?;
        Ok(match self.one(&asked)? {
            Reply::Answer(Answer::Text(reason)) => {
                return self.refuse(question.prompt, question.prompt.accept(Answer::WhyNot(reason)));
            }
            Reply::Back => {
                self.put(question)?;
                After::GoOn
            }
            other => After::Reply(other),
        })
    }

    /// A word with a colon that is no command. In free words it may be meant as it stands.
    fn not_a_command(&mut self, word: &str, question: &Question<'_>) -> Result<After, Failure> {
        let says = format!("\":{word}\" is not a command");
        if !matches!(question.prompt.kind, Kind::Text | Kind::Lines | Kind::Line) {
            self.screen.say(Words::Refusal(&format!("{says}. Type ? to see the commands")))?;
            return Ok(After::GoOn);
        }
        let ask = format!("{says}. Keep it as part of your answer?");
        let prompt = Prompt::own(&ask, "Keep it", Kind::YesNo);
        let asked = Question { prompt: &prompt, now: None, of: None, ..*question };
        self.put(&asked)?;
        Ok(match self.one(&asked)? {
            Reply::Answer(Answer::Choice(id)) if id == "yes" => After::Words,
            Reply::Answer(_) | Reply::Back => {
                self.screen.block("", "", &question.prompt.ask)?;
                After::GoOn
            }
            other => After::Reply(other),
        })
    }

    /// A pipe has been refused too often: what it holds are not the answers to these prompts.
    fn count(&self, refused: &mut usize) -> Result<(), Failure> {
        *refused += 1;
        if self.keyboard || *refused <= REFUSED_AT_MOST {
            return Ok(());
        }
        Err(Failure::new(Exit::NeedsAnswer, "the input has no answer that this question accepts")
            .mend("check the input, or give the answers in a file with --answers"))
    }

    /// What was typed for this prompt is no answer yet. The session keeps it as it is, once it has begun.
    fn not_answered(&mut self, question: &Question<'_>, begun: &str) -> Result<(), Failure> {
        if begun.trim().is_empty() {
            return Ok(());
        }
        if matches!(
            question.name,
            Name::DangerNow
                | Name::AtRisk
                | Name::ToldWhom
                | Name::ToldWhen
                | Name::ToldSaid
                | Name::AfterStop
                | Name::WhatWasDone
                | Name::DoneBy
                | Name::SafeNow
                | Name::WhoSays
                | Name::SaidBefore
                | Name::Case
                | Name::Waits
        ) {
            return self.screen.block("", "", "What you typed for this question was not saved.");
        }
        self.screen.lost = Some(begun.to_owned());
        Ok(())
    }
}
