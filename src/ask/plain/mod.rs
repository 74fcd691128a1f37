//! Numbers and lines: for screen readers, narrow windows, pipes, and whoever prefers it.
//!
//! No escape byte and no carriage return is written, nothing is painted twice, and every option is shown once.

mod keys;

use crate::ask::Ask;
use crate::ask::Editor;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::fields::by_fields;
use crate::ask::fields::has_fields;
use crate::ask::plain::keys::Keys;
use crate::ask::screen::Held;
use crate::ask::screen::Mode;
use crate::ask::screen::Screen;
use crate::ask::screen::Stands;
use crate::ask::screen::Typing;
use crate::ask::screen::settle;
use crate::failure::Failure;
use crate::preferences;

use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// Puts prompts as numbered lists and reads lines.
pub struct Plain {
    screen: Screen,
    keys: Keys,
    _held: Option<Held>,
}

impl Plain {
    /// Reads from `input` and writes to `output`, in lines of `width` columns. `keyboard` is true if `input` is the
    /// standard input and that is a terminal: then keys are read one by one, and shown by this backend.
    pub fn new(input: Box<dyn Read>, output: Box<dyn Write>, width: usize, keyboard: bool) -> Self {
        Self {
            screen: Screen::new(output, width, false),
            keys: Keys::new(input, keyboard),
            _held: keyboard.then(|| Held::new(false)),
        }
    }
}

impl Ask for Plain {
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
        let keyboard = self.keys.keyboard;
        // What comes too early is thrown away, but for Ctrl-C: until then that key is a signal.
        let _early = keyboard.then(Mode::quiet);
        if keyboard {
            settle();
        }
        let _mode = keyboard.then(Mode::keys);
        let keys = &mut self.keys;
        let mut read = |screen: &mut Screen, _: Stands<'_>| keys.entry(screen);
        let reply =
            Typing { screen: &mut self.screen, read: &mut read, menu: None, edits: false, keyboard }.ask(question)?;
        self.screen.put_over(question, &reply);
        Ok(reply)
    }
}

#[cfg(test)]
mod tests;
