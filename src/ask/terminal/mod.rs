//! Menus for choices and a line editor for words.
//!
//! A choice is made with the arrow keys, a text is typed with [`Line`]. Whatever was typed or pasted before a prompt is
//! shown is thrown away, so that it cannot answer that prompt.

mod choose;
mod line;
mod menu;

use crate::ask::Ask;
use crate::ask::Editor;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::fields::by_fields;
use crate::ask::fields::has_fields;
use crate::ask::screen::Held;
use crate::ask::screen::Mode;
use crate::ask::screen::Screen;
use crate::ask::screen::Stands;
use crate::ask::screen::Typing;
use crate::ask::screen::settle;
use crate::ask::terminal::choose::short_menu;
use crate::ask::terminal::line::Line;
use crate::failure::Failure;
use crate::preferences;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;

use console::Term;

use std::path::Path;
use std::path::PathBuf;

/// Puts prompts as menus and lines to edit, on the standard error.
pub struct Terminal {
    screen: Screen,
    line: Line,
    _held: Held,
}

/// What becomes of a long text that there is already.
enum Earlier {
    Keep,
    Change,
    Afresh,
    Other(Reply),
}

impl Terminal {
    /// Takes the terminal: the standard input and the standard error must both be one.
    pub fn new() -> Result<Self, Failure> {
        let held = Held::new(true);
        let term = Term::stderr();
        let width = columns(&term);
        Ok(Self { screen: Screen::new(Box::new(term), width, true), line: Line::new()?, _held: held })
    }

    /// Puts a prompt that is answered by typing.
    fn typed(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        self.screen.beside = !question.name.is_of_a_review();
        if self.screen.first_time("help") {
            self.screen.raw("\n")?;
            self.screen.help()?;
        }
        if let Some(begun) = self.screen.begun(question) {
            return self.again(question, &begun, true);
        }
        match question.now {
            Some(now @ (Answer::Text(_) | Answer::Lines(_))) if !self.is_short(now) => self.again(question, now, false),
            _ => self.typing(|typing| typing.ask(question)),
        }
    }

    fn typing<T>(&mut self, put: impl FnOnce(&mut Typing<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let line = &mut self.line;
        let mut read = |screen: &mut Screen, stands: Stands<'_>| line.entry(screen, stands);
        put(&mut Typing {
            screen: &mut self.screen,
            read: &mut read,
            menu: Some(short_menu),
            edits: true,
            keyboard: true,
        })
    }

    fn is_short(&self, now: &Answer) -> bool {
        matches!(now, Answer::Text(text) if !text.contains('\n') && text.chars().count() < 2 * self.screen.width())
    }

    /// A long text is there already: it is shown, and somebody says what becomes of it.
    fn again(&mut self, question: &Question<'_>, now: &Answer, begun: bool) -> Result<Reply, Failure> {
        self.screen.put(question)?;
        self.screen.put_now(question, now, begun)?;
        let now = match self.earlier(question)? {
            Earlier::Keep => return Ok(Reply::Answer(now.clone())),
            Earlier::Other(reply) => return self.typing(|typing| typing.leave(reply, question, "")),
            Earlier::Change => Some(now),
            Earlier::Afresh => None,
        };
        self.typing(|typing| typing.answer(&Question { now, ..*question }))
    }

    fn earlier(&mut self, question: &Question<'_>) -> Result<Earlier, Failure> {
        let prompt = Prompt::own("Do you want to keep this?", "Keep", Kind::Choice).options(&[
            ("keep", "Keep it as it is"),
            ("change", "Change it"),
            ("afresh", "Start again"),
        ]);
        Ok(match self.choose(&Question { prompt: &prompt, now: None, of: None, ..*question })? {
            Reply::Answer(Answer::Choice(id)) => match id.as_str() {
                "keep" => Earlier::Keep,
                "change" => Earlier::Change,
                _ => Earlier::Afresh,
            },
            other => Earlier::Other(other),
        })
    }
}

impl Ask for Terminal {
    fn then(&mut self, reply: Reply) {
        self.screen.then.push_back(reply);
    }

    fn practise(&mut self) {
        self.screen.practice = true;
    }

    fn editor(&mut self, editor: Editor) {
        self.screen.editor = Some(editor);
    }

    fn journal(&mut self, journal: &Path) {
        self.screen.journal(journal);
    }

    fn abandoned(&mut self, text: String) {
        self.screen.abandoned = Some(text);
    }

    fn lost(&mut self) -> Option<String> {
        self.screen.lost.take()
    }

    fn day_typed(&mut self) -> Option<String> {
        self.screen.day_typed.take()
    }

    fn preferences(&mut self, file: PathBuf, role: Option<String>) {
        self.screen.preferences = Some(file);
        self.screen.role = role;
    }

    fn role(&self) -> Option<String> {
        self.screen.role.clone()
    }

    fn remember_role(&mut self, role: &str) -> Result<(), Failure> {
        self.screen.role = Some(role.to_owned());
        self.screen.preferences.as_deref().map_or(Ok(()), |file| preferences::remember_role(file, role))
    }

    fn anytime(&mut self, names: Vec<String>) {
        self.screen.anytime = names;
    }

    fn say(&mut self, words: Words<'_>) -> Result<(), Failure> {
        self.screen.say(words)
    }

    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        if let Some(reply) = self.screen.then.pop_front() {
            return Ok(reply);
        }
        if has_fields(question.name, question.prompt.kind) {
            return by_fields(self, question);
        }
        // A window may have another size by now.
        self.screen.resize(columns(&Term::stderr()));
        {
            let _mode = Mode::quiet();
            settle();
        }
        let reply = if question.prompt.kind.has_options() { self.choose(question) } else { self.typed(question) }?;
        self.screen.put_over(question, &reply);
        Ok(reply)
    }
}

/// How wide the window is.
fn columns(term: &Term) -> usize {
    usize::from(term.size().1)
}
