//! The line editor: it takes a paste whole, and knows a paste that is not marked by its pace.

use crate::ask::screen::BeingTyped;
use crate::ask::screen::Entry;
use crate::ask::screen::Mode;
use crate::ask::screen::PASTE_IS_OVER;
use crate::ask::screen::Screen;
use crate::ask::screen::is_ending;
use crate::ask::screen::settle;
use crate::ask::terminal::menu::ARROW_IS_OVER;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::prompt::steers;
use crate::prompt::unsteered;

use rustyline::Behavior;
use rustyline::Cmd;
use rustyline::ConditionalEventHandler;
use rustyline::Config;
use rustyline::Context;
use rustyline::Editor;
use rustyline::Event;
use rustyline::EventContext;
use rustyline::EventHandler;
use rustyline::Helper;
use rustyline::KeyCode;
use rustyline::KeyEvent;
use rustyline::Modifiers;
use rustyline::RepeatCount;
use rustyline::completion::Completer;
use rustyline::config::BellStyle;
use rustyline::error::ReadlineError;
use rustyline::error::Signal;
use rustyline::highlight::CmdKind;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::ValidationContext;
use rustyline::validate::ValidationResult;
use rustyline::validate::Validator;

use std::borrow::Cow;
use std::cell::Cell;
use std::cell::RefCell;
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// A line editor with no history: an earlier answer never comes up under another prompt.
pub(crate) struct Line {
    editor: Editor<Pace, DefaultHistory>,
    /// True once Esc has ended a reading.
    escaped: Arc<AtomicBool>,
    /// True once Ctrl-D has ended a reading in the middle of a line.
    ended: Arc<AtomicBool>,
}

impl Line {
    pub(crate) fn new() -> Result<Self, Failure> {
        // On the terminal itself: the standard output is for results, and may be a file.
        // An arrow key may come in two parts, the first of which is Esc: a short wait tells them apart.
        let config = Config::builder()
            .behavior(Behavior::PreferTerm)
            .bell_style(BellStyle::None)
            .keyseq_timeout(Some(ARROW_IS_OVER))
            .build();
        let mut editor = Editor::with_config(config).map_err(|_| {
            Failure::new(Exit::NeedsAnswer, "this terminal cannot be used").mend("try again with --plain")
        })?;
        editor.set_helper(Some(Pace::default()));
        let enter = Arc::new(AtomicBool::new(false));
        for (key, sign) in [(KeyEvent::ctrl('J'), Sign::LineFeed), (ENTER, Sign::Return)] {
            let ends = EndsLine { sign, enter: Arc::clone(&enter) };
            editor.bind_sequence(key, EventHandler::Conditional(Box::new(ends)));
        }
        let (escaped, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let esc = KeyEvent(KeyCode::Esc, Modifiers::NONE);
        for (key, heard) in [(esc, &escaped), (KeyEvent::ctrl('D'), &ended)] {
            editor.bind_sequence(key, EventHandler::Conditional(Box::new(Leaves(Arc::clone(heard)))));
        }
        Ok(Self { editor, escaped, ended })
    }

    /// Reads one entry. `text` stands there already.
    pub(crate) fn entry(&mut self, screen: &mut Screen, text: &str) -> Result<Entry, Failure> {
        let mut text = text.to_owned();
        let _typed = BeingTyped::new();
        loop {
            if is_ending() {
                screen.unfinished = text;
                return Ok(Entry::Interrupted);
            }
            if let Some(pace) = self.editor.helper() {
                pace.begin(&text);
            }
            let error = match self.editor.readline_with_initial("> ", (&text, "")) {
                Ok(typed) => return Ok(Entry::Typed(typed)),
                Err(error) => error,
            };
            screen.unfinished = self.editor.helper().map(|pace| pace.line.borrow().clone()).unwrap_or_default();
            let again = match &error {
                ReadlineError::Interrupted => {
                    let heard = |key: &AtomicBool| key.swap(false, Ordering::SeqCst);
                    let (escaped, ended) = (heard(&self.escaped), heard(&self.ended));
                    return Ok(match (escaped, ended) {
                        (true, _) => Entry::Escape,
                        (_, true) => Entry::Ended,
                        _ => Entry::Interrupted,
                    });
                }
                // A byte that is no letter ends the reading, and so may a new size of the window.
                ReadlineError::Signal(signal) => *signal == Signal::Resize,
                ReadlineError::Io(error) if error.kind() == ErrorKind::Interrupted => return Ok(Entry::Interrupted),
                ReadlineError::Io(error) => error.kind() == ErrorKind::InvalidData,
                _ => false,
            };
            if !again {
                let interrupted = matches!(error, ReadlineError::Signal(_));
                // Otherwise Ctrl-D, or the window has gone.
                return Ok(if interrupted { Entry::Interrupted } else { Entry::Ended });
            }
            if matches!(error, ReadlineError::Io(_)) {
                // The editor has thrown away what came with that byte: the rest of it is no answer by itself.
                let _mode = Mode::quiet();
                settle();
                return Ok(Entry::Unread);
            }
            // What was typed before it is not lost.
            text = self.editor.helper().map(|pace| pace.line.borrow().clone()).unwrap_or_default();
        }
    }
}

const ENTER: KeyEvent = KeyEvent(KeyCode::Enter, Modifiers::NONE);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Return,
    LineFeed,
}

/// A pasted line may end with both signs. Only the first of them is an Enter.
struct EndsLine {
    sign: Sign,
    /// True if the sign read last was a carriage return.
    enter: Arc<AtomicBool>,
}

impl ConditionalEventHandler for EndsLine {
    fn handle(&self, _event: &Event, _times: RepeatCount, _positive: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let follows = self.enter.swap(self.sign == Sign::Return, Ordering::Relaxed);
        let begins_line = context.line().get(..context.pos()).is_some_and(|it| it.is_empty() || it.ends_with('\n'));
        (self.sign == Sign::LineFeed && follows && begins_line).then_some(Cmd::Noop)
    }
}

/// A key that ends the reading as Ctrl-C does, wherever the cursor is, and leaves word of which key it was.
struct Leaves(Arc<AtomicBool>);

impl ConditionalEventHandler for Leaves {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0.store(true, Ordering::SeqCst);
        Some(Cmd::Interrupt)
    }
}

/// How fast the line grows. An Enter that comes at once after a letter was pasted, not typed: it is a new line within
/// the answer. So a paste stays whole in a terminal that does not mark pastes.
#[derive(Default)]
struct Pace {
    line: RefCell<String>,
    grew: Cell<Option<Instant>>,
    /// True if there is a character in the line that would steer the terminal.
    steers: Cell<bool>,
}

impl Pace {
    fn begin(&self, text: &str) {
        text.clone_into(&mut self.line.borrow_mut());
        self.steers.set(steers(text));
        self.grew.set(None);
    }
}

impl Hinter for Pace {
    type Hint = String;

    /// There is never a hint; this is where the editor tells that the line has changed.
    fn hint(&self, line: &str, _pos: usize, _context: &Context<'_>) -> Option<String> {
        let mut before = self.line.borrow_mut();
        if *before != line {
            // Only what is new is looked at, or a long paste would take the longer the longer it is.
            self.steers.set(match line.strip_prefix(before.as_str()) {
                Some(new) => self.steers.get() || steers(new),
                None => steers(line),
            });
            line.clone_into(&mut before);
            self.grew.set(Some(Instant::now()));
        }
        None
    }
}

impl Validator for Pace {
    fn validate(&self, _context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let at_once = |grew: Instant| grew.elapsed() < Duration::from_millis(PASTE_IS_OVER.into());
        Ok(if self.grew.get().is_some_and(at_once) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

impl Completer for Pace {
    type Candidate = String;
}

impl Highlighter for Pace {
    /// What turns words round is refused once they are given; until then, it does not turn them on the screen.
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> Cow<'l, str> {
        if self.steers.get() { Cow::Owned(unsteered(line)) } else { Cow::Borrowed(line) }
    }

    fn highlight_char(&self, _line: &str, _pos: usize, _kind: CmdKind) -> bool {
        self.steers.get()
    }
}

impl Helper for Pace {}
