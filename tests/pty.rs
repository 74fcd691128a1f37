//! A real terminal: a program in it, what it shows, and keys that wait for what is shown.

use std::io::Read as _;
use std::io::Write;
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use portable_pty::Child;
use portable_pty::CommandBuilder;
use portable_pty::MasterPty;
use portable_pty::NativePtySystem;
use portable_pty::PtySize;
use portable_pty::PtySystem as _;

/// Longer than anything takes on a computer that is busy with something else.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longer than the time in which the program takes keys for a paste: a person's Enter comes later than that.
const BEFORE_ENTER: Duration = Duration::from_millis(50);
/// Stands for "the cursor is hidden now" among the words that were shown: a menu reads keys from there on.
const HIDDEN: char = '\u{1}';
/// Stands for "the cursor goes up": a menu is painted anew from there on.
const UP: char = '\u{2}';

const DOWN: &str = "\u{1b}[B";
pub const CTRL_C: &str = "\u{3}";
pub const CTRL_D: &str = "\u{4}";
pub const CTRL_U: &str = "\u{15}";
pub const ESC: &str = "\u{1b}";

/// How a person answers a prompt, whatever the backend.
#[derive(Debug, Clone, Copy)]
pub enum Say<'a> {
    /// One option, by its words.
    One(&'a str),
    /// Several options, each one word.
    Several(&'a [&'a str]),
    /// One line, or a command.
    Line(&'a str),
    /// Lines, and then what ends them.
    Text(&'a [&'a str]),
}

/// A program in a window.
pub struct Window {
    shown: Arc<(Mutex<Shown>, Condvar)>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    /// The settings of the terminal before the program began.
    found: String,
    /// So much had been shown when the last key was pressed.
    since: usize,
    /// True if the program numbers its options and takes typed words.
    plain: bool,
}

struct Shown {
    bytes: Vec<u8>,
    screen: vt100::Parser,
    closed: bool,
    /// True once nobody reads any more: the reader goes as soon as there is something to read.
    left: bool,
}

/// True, once said plainly, where there is no pseudo-terminal: what follows cannot be tested here.
pub fn is_missing() -> bool {
    static MISSING: OnceLock<Option<String>> = OnceLock::new();
    let why = MISSING.get_or_init(|| NativePtySystem::default().openpty(size(24, 80)).err().map(|why| why.to_string()));
    if let Some(why) = why {
        let name = thread::current().name().unwrap_or("a test").to_owned();
        // Not through `eprintln`: the words of a test that passes are kept back.
        let _ = writeln!(std::io::stderr(), "SKIPPED, because there is no pseudo-terminal here: {name} ({why})");
    }
    why.is_some()
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

impl Window {
    /// Runs a command in a window of a usual size.
    pub fn open(command: &Command) -> Self {
        Self::of_size(command, 40, 100)
    }

    /// The same in plain mode, however the command asks for that.
    pub fn open_plain(command: &Command) -> Self {
        let mut window = Self::open(command);
        window.plain = true;
        window
    }

    /// Runs a command in a window of this size.
    pub fn of_size(command: &Command, rows: u16, columns: u16) -> Self {
        let pair = NativePtySystem::default().openpty(size(rows, columns)).unwrap();
        let mut builder = CommandBuilder::new(command.get_program());
        builder.args(command.get_args());
        builder.env_clear();
        for (name, value) in command.get_envs() {
            builder.env(name, value.unwrap_or_default());
        }
        builder.cwd(command.get_current_dir().unwrap());
        let found = settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(builder).unwrap();
        drop(pair.slave);
        let (high, wide) = (NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
        let screen = vt100::Parser::new(high, wide, 0);
        let shown =
            Arc::new((Mutex::new(Shown { bytes: Vec::new(), screen, closed: false, left: false }), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let theirs = Arc::clone(&shown);
        thread::spawn(move || {
            let mut piece = [0; 8 * 1024];
            loop {
                let read = reader.read(&mut piece).unwrap_or(0);
                let mut shown = theirs.0.lock().unwrap();
                shown.screen.process(&piece[..read]);
                shown.bytes.extend_from_slice(&piece[..read]);
                shown.closed = read == 0 || shown.left;
                theirs.1.notify_all();
                if shown.closed {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { shown, keys, child, master: Some(pair.master), found, since: 0, plain: false }
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.0.lock().unwrap()
    }

    /// What the screen shows now.
    pub fn screen(&self) -> String {
        self.shown().screen.screen().contents()
    }

    /// Every byte that the program wrote.
    pub fn bytes(&self) -> Vec<u8> {
        self.shown().bytes.clone()
    }

    /// True if these words were shown since the last key; however the lines were broken.
    pub fn has_shown(&self, words: &str) -> bool {
        let shown = self.shown();
        letters(&shown.bytes[self.since..]).contains(&squeezed(words))
    }

    /// Waits until what was shown since the last key is as wanted, and gives what came of it.
    #[track_caller]
    fn wait<T>(&self, what: &str, wanted: impl Fn(&[u8]) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        let mut shown = self.shown();
        loop {
            if let Some(found) = wanted(&shown.bytes[self.since..]) {
                return found;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || shown.closed {
                let how = if shown.closed { "the program ended" } else { "nothing more came" };
                let screen = shown.screen.screen().contents();
                drop(shown);
                panic!("never saw {what}, and {how}; the screen:\n{screen}");
            }
            shown = self.shown.1.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until these words are shown, however the lines are broken.
    #[track_caller]
    pub fn sees(&self, words: &str) {
        let wanted = squeezed(words);
        self.wait(words, |bytes| letters(bytes).contains(&wanted).then_some(()));
    }

    /// Waits until this is asked and keys are read: what is typed before that is thrown away. A typed prompt shows its
    /// mark then, and a menu hides the cursor.
    #[track_caller]
    pub fn asks(&self, words: &str) {
        let wanted = squeezed(words);
        self.wait(words, |bytes| {
            let letters = letters(bytes);
            let place = letters.find(&wanted)? + wanted.len();
            letters[place..].contains(['>', HIDDEN]).then_some(())
        });
    }

    /// Presses keys, all at once. From here on, only what is shown after them counts.
    pub fn press(&mut self, keys: &str) {
        self.press_bytes(keys.as_bytes());
    }

    /// The same with bytes that may be no letters.
    pub fn press_bytes(&mut self, keys: &[u8]) {
        let since = self.shown().bytes.len();
        self.since = since;
        self.keys.write_all(keys).unwrap();
        self.keys.flush().unwrap();
    }

    /// Types one line as a person does: Enter comes after the words, and not at once.
    #[track_caller]
    pub fn line(&mut self, words: &str) {
        if self.plain {
            // There, only what comes after an Enter makes it a part of a paste.
            return self.press(&format!("{words}\r"));
        }
        if !words.is_empty() {
            self.press(words);
            self.sees(words);
            thread::sleep(BEFORE_ENTER);
        }
        self.press("\r");
    }

    /// Pastes, marked as a paste or not, and waits until its last words are shown.
    #[track_caller]
    pub fn paste(&mut self, text: &str, marked: bool) {
        if marked {
            self.press(&format!("\u{1b}[200~{text}\u{1b}[201~"));
        } else {
            self.press(text);
        }
        let last = text.trim_end().rsplit(['\r', '\n']).next().unwrap();
        let start = last.char_indices().rev().take(20).last().map_or(0, |(place, _)| place);
        // The same words may stand further up in it: it is over when they are what was shown last, but for a mark where
        // its last line is ended.
        let wanted = squeezed(&last[start..]);
        let over = |bytes: &[u8]| {
            let ends = letters(bytes).trim_end_matches([HIDDEN, UP, '>']).ends_with(&wanted);
            ends.then_some(bytes.len())
        };
        // A text may say the same again and again: it is over when nothing comes after it.
        let mut so_far = self.wait("the end of the paste", over);
        loop {
            thread::sleep(BEFORE_ENTER * 2);
            let now = self.wait("the end of the paste", over);
            if now == so_far {
                return;
            }
            so_far = now;
        }
    }

    /// Ends a text of several lines, or what was pasted as one.
    #[track_caller]
    pub fn finish(&mut self) {
        // The first Enter ends the line, what follows ends the text.
        self.press("\r");
        self.goes_on();
        self.line(if self.plain { "." } else { "" });
    }

    /// Waits until the next line of a text can be typed.
    #[track_caller]
    pub fn goes_on(&self) {
        self.wait("the next line", |bytes| letters(bytes).contains('>').then_some(()));
    }

    /// The row of a menu that is marked, once it has been painted anew after the last key.
    #[track_caller]
    fn marked(&self) -> String {
        self.wait("a mark in the menu", |bytes| {
            let text = stripped(bytes);
            let (_, menu) = text.rsplit_once(UP)?;
            let (rows, _) = menu.rsplit_once('\n')?;
            rows.lines().find_map(|row| row.trim().strip_prefix("> ").map(str::to_owned))
        })
    }

    /// Moves to an item of a menu.
    #[track_caller]
    pub fn mark(&mut self, item: &str) {
        for _ in 0..40 {
            self.press(DOWN);
            let row = self.marked();
            let row = row.trim_start_matches("[ ] ").trim_start_matches("[x] ");
            let unnumbered = row.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
            if row == item || unnumbered == item {
                return;
            }
        }
        panic!("there is no {item}; the screen:\n{}", self.screen());
    }

    /// Answers what is asked, once it is.
    #[track_caller]
    pub fn answer(&mut self, asked: &str, say: Say<'_>) {
        self.asks(asked);
        match say {
            Say::Line(words) => self.line(words),
            Say::One(item) if self.plain => self.line(item),
            Say::One(item) => {
                self.mark(item);
                self.press("\r");
            }
            Say::Several(items) if self.plain => self.line(&items.join(", ")),
            Say::Several(items) => {
                for item in items {
                    self.mark(item);
                    self.press(" ");
                    self.sees(&format!("[x] {item}"));
                }
                self.press("\r");
            }
            Say::Text(lines) => {
                for line in lines {
                    self.line(line);
                    self.goes_on();
                }
                self.line(if self.plain { "." } else { "" });
            }
        }
    }

    #[track_caller]
    pub fn answers(&mut self, all: &[(&str, Say<'_>)]) {
        for (asked, say) in all {
            self.answer(asked, *say);
        }
    }

    /// Sends the program a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap();
        // The shell has it built in.
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {pid}")).status().unwrap();
        assert!(sent.success(), "{name} could not be sent");
    }

    /// Closes the window, as somebody does who clicks it away, and waits for the end of the program in it.
    #[track_caller]
    pub fn close(mut self) -> u32 {
        self.shown().left = true;
        // The reader holds the window open until something is shown.
        self.press("z");
        let until = Instant::now() + PATIENCE;
        while !self.shown().closed {
            assert!(Instant::now() < until, "nothing is shown of what is typed; the screen:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        }
        let Self { keys, child, master, .. } = &mut self;
        let _ = (std::mem::replace(keys, Box::new(std::io::sink())), master.take());
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < until, "it did not end");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// True as long as the program runs.
    pub fn is_open(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until the program is stopped for a while.
    #[track_caller]
    pub fn stops(&self) {
        let stat = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let until = Instant::now() + PATIENCE;
        // Its state stands behind its name, which is in brackets.
        while !std::fs::read_to_string(&stat).unwrap().rsplit_once(") ").unwrap().1.starts_with('T') {
            assert!(Instant::now() < until, "it did not stop; the screen:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Gives the window another size.
    pub fn resize(&self, rows: u16, columns: u16) {
        self.master.as_ref().unwrap().resize(size(rows, columns)).unwrap();
        let (high, wide) = (NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
        self.shown().screen.screen_mut().set_size(high, wide);
    }

    /// Waits for the end.
    #[track_caller]
    pub fn ends(&mut self, code: u32) {
        let status = self.over();
        assert_eq!(status, code, "the screen:\n{}", self.screen());
    }
    /// True if the program ends by itself in this time.
    pub fn has_ended_within(&mut self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while Instant::now() < until {
            if self.child.try_wait().unwrap().is_some() {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// Waits for the end, however it comes, and until everything that was said is shown.
    #[track_caller]
    pub fn over(&mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "it did not end; the screen:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        };
        let mut shown = self.shown();
        while !shown.closed && Instant::now() < until {
            shown = self.shown.1.wait_timeout(shown, Duration::from_millis(100)).unwrap().0;
        }
        status.exit_code()
    }

    /// The terminal is as the program found it: its settings, its cursor, and unmarked pastes.
    #[track_caller]
    pub fn is_given_back(&self) {
        assert_eq!(settings(self.master.as_deref().unwrap()), self.found, "the settings");
        // What was written last may still be on its way here.
        let until = Instant::now() + PATIENCE;
        let left = || {
            let shown = self.shown();
            let screen = shown.screen.screen();
            (screen.hide_cursor(), screen.bracketed_paste())
        };
        while left() != (false, false) && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(left(), (false, false), "the cursor is hidden, pastes are marked");
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// The settings of a terminal, as `stty` says them.
fn settings(master: &dyn MasterPty) -> String {
    let tty = master.tty_name().unwrap();
    let out = Command::new("stty").arg("-F").arg(tty).arg("-g").output().unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// What was shown without what moves the cursor or changes how letters look.
fn stripped(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut words = String::new();
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        words.push_str(before);
        let Some(sequence) = after.strip_prefix('[') else {
            rest = after.get(1..).unwrap_or_default();
            continue;
        };
        let end = sequence.find(|c: char| ('@'..='~').contains(&c)).map_or(sequence.len(), |end| end + 1);
        match &sequence[..end] {
            "?25l" => words.push(HIDDEN),
            moved if moved.ends_with('A') => words.push(UP),
            _ => {}
        }
        rest = &sequence[end..];
    }
    words.push_str(rest);
    words
}

/// The same without blanks, so that it does not matter where lines are broken.
fn letters(bytes: &[u8]) -> String {
    squeezed(&stripped(bytes))
}

fn squeezed(words: &str) -> String {
    words.split_whitespace().collect()
}
