//! What the plain and the terminal backend share: the words of a screen, its commands, and its settings.

mod command;
mod editor;
mod offer;
mod typing;
mod words;

#[cfg(unix)]
mod tty;
#[cfg(not(unix))]
#[path = "no_tty.rs"]
mod tty;

use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::failure::Failure;
use crate::finding::is_hidden;
use crate::practice;
use crate::prompt::Answer;
use crate::prompt::Kind;

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

pub(crate) use command::Command;
pub(crate) use command::meant_line;
pub use editor::Editor;
pub(crate) use editor::Written;
pub use editor::edited;
pub(crate) use offer::Meant;
pub(crate) use offer::meant;
pub(crate) use offer::offered;
pub(crate) use tty::BeingTyped;
pub(crate) use tty::Held;
pub(crate) use tty::Mode;
pub(crate) use tty::PASTE_IS_OVER;
pub(crate) use tty::is_ending;
pub(crate) use tty::pending;
pub(crate) use tty::settle;
pub(crate) use tty::wait_for_input;
pub(crate) use typing::Entry;
pub(crate) use typing::Stands;
pub(crate) use typing::Typing;
pub(crate) use typing::numbered;
pub(crate) use words::day_in_words;
pub use words::from_your_team;
pub(crate) use words::in_words;

pub use tty::ends;
pub use tty::given_back;
pub use tty::restore;

/// Lines longer than this are hard to read, however wide the window is.
const WIDEST: usize = 100;
/// In a narrower window there is no room for a part of a word beside what stands before it.
const NARROWEST: usize = 20;

/// Where words are shown, and what has been said there already.
pub(crate) struct Screen {
    out: Box<dyn Write>,
    width: usize,
    bold: bool,
    /// True for a review that is held to practise.
    pub(crate) practice: bool,
    /// Help is said once in a session: the keys of what was said.
    told: Vec<&'static str>,
    /// True if the question now is not one of a review.
    pub(crate) beside: bool,
    /// The ways out that the strategy adds, by their names.
    pub(crate) anytime: Vec<String>,
    /// What was begun and left for another prompt, so that it can be offered when its prompt comes again.
    pub(crate) draft: Option<Draft>,
    /// What an editor had open when the session was broken off, until there is a prompt for it.
    pub(crate) abandoned: Option<String>,
    /// The person's own editor, if they set one.
    pub(crate) editor: Option<Editor>,
    /// Files that an editor has written. Once there is an answer, a second copy of it would only lie about.
    pub(crate) written: Vec<PathBuf>,
    /// The file in which plain mode is remembered, if there is a place for it.
    pub(crate) preferences: Option<PathBuf>,
    /// What stood on the line when the reading was broken off.
    pub(crate) unfinished: String,
    /// The role of the person at the keyboard, if it is known.
    pub(crate) role: Option<String>,
    /// What was typed for a prompt that was left in the middle, for the session to keep.
    pub(crate) lost: Option<String>,
    /// The last day as it was typed.
    pub(crate) day_typed: Option<String>,
    /// Replies that stand for the next prompts: somebody who leaves in the middle of a list means the list too.
    pub(crate) then: VecDeque<Reply>,
}

/// An answer that was begun, and the question that it belongs to.
pub(crate) struct Draft {
    ask: String,
    of: Option<String>,
    text: String,
}

impl Draft {
    fn is_of(&self, question: &Question<'_>) -> bool {
        self.ask == question.prompt.ask && self.of.as_deref() == question.of
    }
}

impl Screen {
    /// A screen of this width. `bold` is for one that can show it.
    pub(crate) fn new(out: Box<dyn Write>, width: usize, bold: bool) -> Self {
        let mut screen = Self {
            out,
            width: 0,
            bold,
            practice: false,
            told: Vec::new(),
            beside: false,
            anytime: Vec::new(),
            draft: None,
            abandoned: None,
            editor: None,
            written: Vec::new(),
            lost: None,
            day_typed: None,
            role: None,
            preferences: None,
            unfinished: String::new(),
            then: VecDeque::new(),
        };
        screen.resize(width);
        screen
    }

    /// The window has this many columns now.
    pub(crate) fn resize(&mut self, width: usize) {
        self.width = width.clamp(1, WIDEST);
    }

    /// How many columns a line may have.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Says something.
    pub(crate) fn say(&mut self, words: Words<'_>) -> Result<(), Failure> {
        match words {
            Words::Heading(text) => {
                self.raw("\n")?;
                let practice = if self.practice { "PRACTICE · " } else { "" };
                self.heading(&format!("{practice}{text}"))
            }
            Words::Text(text) => self.block("", "", text),
            Words::Done(text) => self.block("", "", text),
            Words::Aside(text) => self.styled(&console::Style::new().dim(), text),
            Words::Command(text) => self.block("", "", &practice::command(self.practice, text)),
            // A row of a list: what does not fit goes on under its words.
            Words::Line(text) => {
                let text = safe(text).replace('\n', " ");
                let mark = text.len() - text.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).len();
                let (mark, words) = text.split_at(mark);
                self.block(mark, &" ".repeat(mark.len()), words)
            }
            Words::Refusal(text) => self.block("Error: ", "", text),
            Words::Team(text) => {
                from_your_team(text, self.width).iter().try_for_each(|line| self.raw(&format!("{line}\n")))
            }
        }
    }

    /// Words that stand out where the screen can show it.
    fn heading(&mut self, text: &str) -> Result<(), Failure> {
        self.styled(&console::Style::new().bold(), text)
    }

    /// Words in a style, where the screen can show it.
    fn styled(&mut self, style: &console::Style, text: &str) -> Result<(), Failure> {
        for line in self.wrapped("", "", text) {
            let line = if self.bold { style.clone().for_stderr().apply_to(line).to_string() } else { line };
            self.raw(&format!("{line}\n"))?;
        }
        Ok(())
    }

    /// Words wrapped to the screen, with something before the first line and before the others.
    pub(crate) fn block(&mut self, first: &str, rest: &str, text: &str) -> Result<(), Failure> {
        for line in self.wrapped(first, rest, text) {
            self.raw(&format!("{line}\n"))?;
        }
        Ok(())
    }

    /// The same, once in a session.
    pub(crate) fn once(&mut self, key: &'static str, text: &str) -> Result<(), Failure> {
        if self.told.contains(&key) {
            return Ok(());
        }
        self.told.push(key);
        self.block("", "", text)
    }

    /// True the first time that this is asked.
    pub(crate) fn first_time(&mut self, key: &'static str) -> bool {
        let first = !self.told.contains(&key);
        if first {
            self.told.push(key);
        }
        first
    }

    /// Bytes as they are. Everything that comes from outside has been through [`safe`] before.
    pub(crate) fn raw(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).map_err(|error| lost(&error))
    }

    fn wrapped(&self, first: &str, rest: &str, text: &str) -> Vec<String> {
        // No break inside a word, and none at a hyphen: in plain mode a screen reader reads it. In a window, a word that
        // is longer than a whole line is broken here, or its end would stand where a line of the program's begins.
        let options = textwrap::Options::new(self.width)
            .break_words(self.bold && self.width >= NARROWEST)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .subsequent_indent(rest);
        let mut lines = Vec::new();
        for (place, line) in safe(text).lines().enumerate() {
            let options = options.clone().initial_indent(if place == 0 { first } else { rest });
            lines.extend(textwrap::wrap(line, options).into_iter().map(|line| line.trim_end().to_owned()));
        }
        lines
    }

    /// Shows whom a question is about, the question and its hint.
    pub(crate) fn put(&mut self, question: &Question<'_>) -> Result<(), Failure> {
        self.raw("\n")?;
        if let Some(of) = question.of {
            self.block("", "", &format!("For: {of}"))?;
        }
        self.heading(&question.prompt.ask)?;
        if let Some(hint) = &question.prompt.hint {
            self.block("Hint: ", "      ", hint)?;
        }
        Ok(())
    }

    /// Shows the answer so far.
    pub(crate) fn put_now(&mut self, question: &Question<'_>, now: &Answer, begun: bool) -> Result<(), Failure> {
        self.block("", "", if begun { "You had begun an answer:" } else { "The answer so far:" })?;
        for line in in_words(question.prompt, now) {
            self.block("  ", "  ", &line)?;
        }
        Ok(())
    }

    /// Shows the commands.
    pub(crate) fn help(&mut self) -> Result<(), Failure> {
        self.block("", "", "At any question you can type:")?;
        let beside = self.beside;
        for (typed, means) in command::HELP.iter().filter(|(typed, _)| !(beside && command::LEAVES.contains(typed))) {
            self.block(&format!("  {typed:<12}"), "              ", means)?;
        }
        for name in self.anytime.clone() {
            self.block("  ", "  ", &format!(":{name}"))?;
        }
        Ok(())
    }

    /// What is written in an editor from here on lies beside this journal.
    pub(crate) fn journal(&mut self, journal: &Path) {
        if let Some(editor) = &mut self.editor {
            editor.journal = Some(journal.to_owned());
        }
    }

    /// Takes up what an editor had open, if this is a step that it can be an answer to.
    pub(crate) fn take_up(&mut self, question: &Question<'_>) {
        let asks_words = matches!(question.prompt.kind, Kind::Text | Kind::Lines | Kind::Line);
        if asks_words
            && matches!(question.name, Name::Step { .. })
            && let Some(text) = self.abandoned.take()
        {
            self.keep_draft(question, &text);
        }
    }

    /// Keeps what was begun for when its prompt comes again.
    pub(crate) fn keep_draft(&mut self, question: &Question<'_>, text: &str) {
        let ask = question.prompt.ask.clone();
        self.draft = Some(Draft { ask, of: question.of.map(str::to_owned), text: text.to_owned() });
    }

    /// What was begun for this prompt, if that was the last thing begun.
    pub(crate) fn begun(&self, question: &Question<'_>) -> Option<Answer> {
        let draft = self.draft.as_ref().filter(|draft| draft.is_of(question))?;
        question.prompt.read(&draft.text, question.reading).ok()
    }

    /// The same as it was typed, even if it was refused.
    pub(crate) fn draft_of(&self, question: &Question<'_>) -> Option<&str> {
        self.draft.as_ref().filter(|draft| draft.is_of(question)).map(|draft| draft.text.as_str())
    }

    /// A prompt has been put. Once it is answered, nothing is left of what was begun.
    pub(crate) fn put_over(&mut self, question: &Question<'_>, reply: &Reply) {
        if matches!(reply, Reply::Answer(_)) {
            for path in std::mem::take(&mut self.written) {
                drop(fs::remove_file(path));
            }
            self.draft.take_if(|draft| draft.is_of(question));
        }
    }
}

/// True at the program's own question whether a child is at risk: there, nothing else leads to it.
pub(crate) fn about_risk(name: Name<'_>) -> bool {
    matches!(name, Name::DangerNow | Name::AtRisk)
}

/// The window could not be written to or read.
pub(crate) fn lost(error: &io::Error) -> Failure {
    Failure::io("write", Path::new("this window"), error)
}

/// Text that can be shown: a strategy or a record may come from another agency, and may not move the cursor,
/// colour the screen or hide words.
pub(crate) fn safe(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    text.chars().filter(|&c| c == '\n' || !(c.is_control() || is_hidden(c))).collect()
}

#[cfg(test)]
pub(crate) mod tests;
