//! The terminal's settings: kept, changed for one prompt, and always given back.

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::event::poll;
use rustix::termios::InputModes;
use rustix::termios::LocalModes;
use rustix::termios::OptionalActions;
use rustix::termios::QueueSelector;
use rustix::termios::SpecialCodeIndex;
use rustix::termios::Termios;
use rustix::termios::tcflush;
use rustix::termios::tcgetattr;
use rustix::termios::tcsetattr;

use std::io;
use std::io::Write;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// The settings with which the program was started. A signal handler has to reach them.
static KEPT: Mutex<Option<Termios>> = Mutex::new(None);
/// True while a backend is in use that hides the cursor.
static MENUS: AtomicBool = AtomicBool::new(false);

/// True while somebody types: whoever ends the program lets them keep what they have typed.
static TYPING: AtomicBool = AtomicBool::new(false);
/// True once the program is to end.
static ENDS: AtomicBool = AtomicBool::new(false);

/// After this long without a key, a paste is over: people type far slower, pasted bytes come far faster.
pub(crate) const PASTE_IS_OVER: u32 = 30;

/// Holds the terminal's settings from the start of a backend, and gives them back at its end.
pub(crate) struct Held;

impl Held {
    /// Notes the settings. `menus` is true for a backend that may hide the cursor.
    pub(crate) fn new(menus: bool) -> Self {
        *kept() = tcgetattr(rustix::stdio::stdin()).ok();
        MENUS.store(menus, Ordering::SeqCst);
        Self
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        restore();
        *kept() = None;
        MENUS.store(false, Ordering::SeqCst);
    }
}

fn kept() -> MutexGuard<'static, Option<Termios>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the terminal back as it was found: its settings and its cursor. For a handler of signals, a panic hook, and
/// the end of a backend; harmless when there is nothing to give back, and when it is called twice.
pub fn restore() {
    if let Some(settings) = &*kept() {
        // Nothing can be done if the window has gone.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, settings);
    }
    if MENUS.load(Ordering::SeqCst) {
        let _ = io::stderr().write_all(b"\x1b[?25h\x1b[?2004l");
    }
}

/// Gives the terminal back while something else uses it, and takes it again as it was.
pub fn given_back<T>(run: impl FnOnce() -> T) -> T {
    let now = tcgetattr(rustix::stdio::stdin()).ok();
    restore();
    let result = run();
    if let Some(settings) = &now {
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, settings);
    }
    result
}

/// Says that the program is to end. True while a prompt still has to be woken, so that it keeps what was typed.
pub fn ends() -> bool {
    ENDS.store(true, Ordering::SeqCst);
    TYPING.load(Ordering::SeqCst)
}

/// True once the program is to end: then nothing more is read.
pub(crate) fn is_ending() -> bool {
    ENDS.load(Ordering::SeqCst)
}

/// Somebody types, as long as this is held.
pub(crate) struct BeingTyped;

impl BeingTyped {
    pub(crate) fn new() -> Self {
        TYPING.store(true, Ordering::SeqCst);
        Self
    }
}

impl Drop for BeingTyped {
    fn drop(&mut self) {
        TYPING.store(false, Ordering::SeqCst);
    }
}

/// Settings for the length of one prompt; the earlier ones come back when it is dropped.
pub(crate) struct Mode {
    was: Option<Termios>,
}

impl Mode {
    /// Keys come one by one, Ctrl-C among them, and are not echoed. This is not the line mode of the terminal, which
    /// cuts every line at 4,096 bytes without a word.
    pub(crate) fn keys() -> Self {
        Self::change(|settings| {
            settings.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN;
            // A pasted text may end its lines with both signs: they are told apart only if they come as they are.
            settings.input_modes -= InputModes::ICRNL | InputModes::IXON;
        })
    }

    /// Keys that come between two keys of a menu are not echoed.
    pub(crate) fn quiet() -> Self {
        Self::change(|settings| settings.local_modes -= LocalModes::ICANON | LocalModes::ECHO)
    }

    fn change(change: impl Fn(&mut Termios)) -> Self {
        let was = tcgetattr(rustix::stdio::stdin()).ok();
        if let Some(mut settings) = was.clone() {
            change(&mut settings);
            settings.special_codes[SpecialCodeIndex::VMIN] = 1;
            settings.special_codes[SpecialCodeIndex::VTIME] = 0;
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &settings);
        }
        Self { was }
    }
}

impl Drop for Mode {
    fn drop(&mut self) {
        if let Some(settings) = &self.was {
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, settings);
        }
    }
}

/// True if a key comes within so many milliseconds.
pub(crate) fn pending(milliseconds: u32) -> bool {
    let time = Timespec { tv_sec: 0, tv_nsec: i64::from(milliseconds.min(999)) * 1_000_000 };
    let stdin = rustix::stdio::stdin();
    let mut one = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut one, Some(&time)).is_ok() && one[0].revents().contains(PollFlags::IN)
}

/// Waits for a key. A signal ends the wait with an error, whatever its handler does.
pub(crate) fn wait_for_input() -> io::Result<()> {
    let stdin = rustix::stdio::stdin();
    let mut one = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut one, None)?;
    Ok(())
}

/// Throws away what was typed or pasted before a prompt is shown, so that it cannot answer that prompt. Needs a
/// [`Mode`]: in the line mode of the terminal, a line that is not ended does not show.
pub(crate) fn settle() {
    // A paste that is still coming in is waited for, but not for ever.
    for _ in 0..200 {
        let _ = tcflush(rustix::stdio::stdin(), QueueSelector::IFlush);
        if !pending(PASTE_IS_OVER) {
            return;
        }
    }
}
