//! The line editor: it takes a paste whole, and knows a paste that is not marked by its pace.

use crate::ask::screen::BeingTyped;
use crate::ask::screen::Entry;
use crate::ask::screen::Mode;
use crate::ask::screen::PASTE_IS_OVER;
use crate::ask::screen::Screen;
use crate::ask::screen::Stands;
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
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// A line editor with no history: an earlier answer never comes up under another prompt.
pub(crate) struct Line {
    editor: Editor<Pace, DefaultHistory>,
    heard: Arc<Heard>,
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
        let heard = Arc::new(Heard::default());
        editor.set_helper(Some(Pace { heard: Arc::clone(&heard), ..Pace::default() }));
        editor.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(Keys(Arc::clone(&heard)))));
        Ok(Self { editor, heard })
    }

    /// Reads one entry. Something may stand there already.
    pub(crate) fn entry(&mut self, screen: &mut Screen, stands: Stands<'_>) -> Result<Entry, Failure> {
        let (offered, mut text) = match stands {
            // What turns words round is shown as it would be in a line.
            Stands::Offered(text) if !steers(text) => (Some(text.to_owned()), String::new()),
            Stands::Offered(text) | Stands::Words(text) => (None, text.to_owned()),
        };
        let _typed = BeingTyped::new();
        self.heard.begin(offered);
        loop {
            if is_ending() {
                screen.unfinished = self.heard.offered().take().unwrap_or(text);
                return Ok(Entry::Interrupted);
            }
            if let Some(pace) = self.editor.helper() {
                pace.begin(&text);
            }
            let error = match self.editor.readline_with_initial("> ", (&text, "")) {
                Ok(typed) => {
                    // Enter alone keeps what is offered. The editor has taken it off the line, as nobody typed it.
                    let Some(kept) = self.heard.offered().take() else { return Ok(Entry::Typed(typed)) };
                    screen.raw(&format!("\u{1b}[A\r> {kept}\n"))?;
                    return Ok(Entry::Typed(kept));
                }
                Err(error) => error,
            };
            let line = || self.editor.helper().map(|pace| pace.line.borrow().clone()).unwrap_or_default();
            screen.unfinished = self.heard.offered().clone().unwrap_or_else(line);
            let again = match &error {
                ReadlineError::Interrupted => {
                    let heard = |key: &AtomicBool| key.swap(false, Ordering::SeqCst);
                    let (escaped, ended) = (heard(&self.heard.escaped), heard(&self.heard.ended));
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

/// What was heard of the keys, beside what the editor makes of them.
#[derive(Default)]
struct Heard {
    /// What has come of a paste that the terminal marks, until its end.
    paste: Mutex<Option<String>>,
    /// True if the key read last was Enter. A line that is pasted may end with two signs, and only the first is an Enter.
    enter: AtomicBool,
    /// True once Esc has ended a reading.
    escaped: AtomicBool,
    /// True once Ctrl-D has ended a reading, wherever on the line.
    ended: AtomicBool,
    /// An answer that is offered, until a key is pressed that types over it, clears it or moves into it.
    offered: Mutex<Option<String>>,
}

impl Heard {
    fn begin(&self, offered: Option<String>) {
        *self.paste() = None;
        *self.offered() = offered;
    }

    fn offered(&self) -> MutexGuard<'_, Option<String>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a key does to an answer that is offered. Whoever moves in it wants to change it.
    fn on_offered(&self, key: KeyEvent) -> Option<Cmd> {
        let KeyEvent(code, modifiers) = key;
        let is_control = modifiers == Modifiers::CTRL;
        match code {
            KeyCode::Enter | KeyCode::Esc => return None,
            KeyCode::Char('C' | 'D' | 'J' | 'M') if is_control => return None,
            _ => {}
        }
        self.offered().take()?;
        let moves =
            matches!(code, KeyCode::Left | KeyCode::Right | KeyCode::Up | KeyCode::Down | KeyCode::Home | KeyCode::End);
        let moves = moves || is_control && matches!(code, KeyCode::Char('A' | 'B' | 'E' | 'F'));
        moves.then_some(Cmd::CompleteHint)
    }

    fn paste(&self) -> MutexGuard<'_, Option<String>> {
        self.paste.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every key comes by here before the editor takes it.
struct Keys(Arc<Heard>);

impl ConditionalEventHandler for Keys {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let key = event.get(0)?;
        let mut paste = self.0.paste();
        if let Some(text) = paste.as_mut() {
            if key.0 != KeyCode::BracketedPasteEnd {
                text.push_str(&as_pasted(*key));
                return Some(Cmd::Noop);
            }
            let text = paste.take().unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
            return Some(Cmd::Insert(1, text));
        }
        if let Some(cmd) = self.0.on_offered(*key) {
            return Some(cmd);
        }
        let follows = self.0.enter.swap(key.0 == KeyCode::Enter, Ordering::Relaxed);
        match key {
            KeyEvent(KeyCode::BracketedPasteStart, _) => {
                *paste = Some(String::new());
                Some(Cmd::Noop)
            }
            // No key sends that: it was pasted, to colour or move what is shown, and the answer is refused.
            KeyEvent(KeyCode::UnknownEscSeq, _) => Some(Cmd::Insert(1, ESCAPE.to_owned())),
            KeyEvent(KeyCode::Esc, Modifiers::NONE) => Some(leaves(&self.0.escaped)),
            KeyEvent(KeyCode::Char('D'), Modifiers::CTRL) => Some(leaves(&self.0.ended)),
            KeyEvent(KeyCode::Char('J'), Modifiers::CTRL) => {
                let before = context.line().get(..context.pos());
                let begins_line = before.is_some_and(|it| it.is_empty() || it.ends_with('\n'));
                (follows && begins_line).then_some(Cmd::Noop)
            }
            _ => None,
        }
    }
}

const ESCAPE: &str = "\u{1b}";

/// A key that ends the reading as Ctrl-C does, and leaves word of which key it was.
fn leaves(heard: &AtomicBool) -> Cmd {
    heard.store(true, Ordering::SeqCst);
    Cmd::Interrupt
}

/// What a key within a paste stands for. What is no letter is kept as a sign for it, and the answer is refused.
fn as_pasted(key: KeyEvent) -> String {
    match key {
        KeyEvent(KeyCode::Char('J'), Modifiers::CTRL) => "\n".to_owned(),
        KeyEvent(KeyCode::Enter, _) => "\r".to_owned(),
        KeyEvent(KeyCode::Tab, _) => " ".to_owned(),
        KeyEvent(KeyCode::Char(letter), Modifiers::NONE) => letter.to_string(),
        KeyEvent(KeyCode::Char(letter), Modifiers::ALT) => format!("{ESCAPE}{letter}"),
        _ => ESCAPE.to_owned(),
    }
}

/// How fast the line grows. An Enter that comes at once after a letter was pasted, not typed: it is a new line within
/// the answer. So a paste stays whole in a terminal that does not mark pastes.
#[derive(Default)]
struct Pace {
    heard: Arc<Heard>,
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

    /// The only hint is an answer that is offered; and this is where the editor tells that the line has changed.
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
        self.heard.offered().clone().filter(|_| line.is_empty())
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
