//! Lines from a keyboard or a pipe, however long they are.

use crate::ask::screen::BeingTyped;
use crate::ask::screen::Entry;
use crate::ask::screen::PASTE_IS_OVER;
use crate::ask::screen::Screen;
use crate::ask::screen::is_ending;
use crate::ask::screen::lost;
use crate::ask::screen::pending;
use crate::ask::screen::safe;
use crate::ask::screen::wait_for_input;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::prompt::LONGEST_TEXT;

use std::io;
use std::io::ErrorKind;
use std::io::Read;

/// The standard input is read in pieces of this size, so that it keeps nothing back where no wait can see it.
const PIECE: usize = 16 * 1024;
/// More bytes than this cannot be an answer.
const MOST: usize = 4 * LONGEST_TEXT + 4;

/// A slow line may send an arrow key in two parts, the first of which is Esc.
const ARROW_IS_OVER: u32 = 150;

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_U: u8 = 21;
const CTRL_W: u8 = 23;
const ESCAPE: u8 = 27;

/// Where bytes come from.
pub(crate) struct Keys {
    input: Box<dyn Read>,
    /// True if a person types, key by key.
    pub(crate) keyboard: bool,
    bytes: Vec<u8>,
    at: usize,
}

/// How far a sequence that is no letter has been read: arrows, function keys. It may come slowly.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sequence {
    No,
    Begun,
    One,
    Long,
}

impl Keys {
    pub(crate) fn new(input: Box<dyn Read>, keyboard: bool) -> Self {
        Self { input, keyboard, bytes: Vec::new(), at: 0 }
    }

    /// Shows a prompt mark and reads one entry.
    pub(crate) fn entry(&mut self, screen: &mut Screen) -> Result<Entry, Failure> {
        screen.raw("> ")?;
        let entry = if self.keyboard { self.typed(screen) } else { self.piped() };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.kind() == ErrorKind::Interrupted => Entry::Interrupted,
            // A window that has gone says so with an error.
            Err(_) if self.keyboard => Entry::Ended,
            // What cannot be read is not guessed at: it would not be what somebody said.
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                screen.raw("\n")?;
                return Err(Failure::new(Exit::NeedsAnswer, "some letters of the input cannot be read")
                    .mend("save it as UTF-8, and run this again"));
            }
            Err(error) => return Err(lost(&error)),
        };
        if !self.keyboard || !matches!(entry, Entry::Typed(_)) {
            // Nobody's Enter has ended the line on the screen. The window may have gone.
            let ended = screen.raw("\n");
            if !self.keyboard {
                ended?;
            }
        }
        Ok(entry)
    }

    /// The next byte, or nothing at the end.
    fn byte(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.bytes.len() {
            if self.keyboard {
                if is_ending() {
                    return Err(ErrorKind::Interrupted.into());
                }
                wait_for_input()?;
            }
            self.bytes.resize(PIECE, 0);
            self.at = 0;
            let read = self.input.read(&mut self.bytes);
            self.bytes.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    /// A line from a pipe. The last one needs no end.
    fn piped(&mut self) -> io::Result<Entry> {
        let mut line = Vec::new();
        loop {
            match self.byte()? {
                Some(b'\n') => break,
                Some(byte) if line.len() < MOST => line.push(byte),
                Some(_) => {}
                None if line.is_empty() => return Ok(Entry::Ended),
                None => break,
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        String::from_utf8(line).map(Entry::Typed).map_err(|_| ErrorKind::InvalidData.into())
    }

    /// Keys up to an Enter after which nothing more comes; an Enter followed at once by more was pasted.
    fn typed(&mut self, screen: &mut Screen) -> io::Result<Entry> {
        let mut text = String::new();
        let mut shown = String::new();
        let mut letter: Vec<u8> = Vec::new();
        let mut sequence = Sequence::No;
        let _typed = BeingTyped::new();
        loop {
            if self.at == self.bytes.len() && !shown.is_empty() {
                screen.raw(&shown).map_err(|_| io::Error::from(ErrorKind::BrokenPipe))?;
                shown.clear();
            }
            let next = self.byte();
            if !matches!(next, Ok(Some(byte)) if !matches!(byte, CTRL_C | CTRL_D)) {
                // What stands on the line goes with whatever ends the reading.
                text.clone_into(&mut screen.unfinished);
            }
            let Some(byte) = next? else { return Ok(Entry::Ended) };
            if byte == ESCAPE && self.at == self.bytes.len() && !pending(ARROW_IS_OVER) {
                Self::esc(screen, &text).map_err(|_| io::Error::from(ErrorKind::BrokenPipe))?;
                continue;
            }
            let before = sequence;
            sequence = after(sequence, byte);
            if sequence != Sequence::No || matches!(before, Sequence::One | Sequence::Long) {
                if before == Sequence::Long && sequence == Sequence::No && !is_key(byte) {
                    // No key sends that: it was pasted, to colour or move what is shown, and the answer is refused.
                    text.push(char::from(ESCAPE));
                }
                continue;
            }
            if before == Sequence::Begun && matches!(byte, b']' | b'P' | b'X' | b'^' | b'_') {
                text.push(char::from(ESCAPE));
            }
            match byte {
                CTRL_C => return Ok(Entry::Interrupted),
                CTRL_D => return Ok(Entry::Ended),
                b'\r' | b'\n' => {
                    if byte == b'\r' && self.next_is(b'\n') {
                        self.at += 1;
                    }
                    shown.push('\n');
                    if !self.more() {
                        screen.raw(&shown).map_err(|_| io::Error::from(ErrorKind::BrokenPipe))?;
                        return Ok(Entry::Typed(text));
                    }
                    text.push('\n');
                }
                8 | 127 => erase(&mut text, &mut shown, |_| false),
                CTRL_U => erase(&mut text, &mut shown, |_| true),
                CTRL_W => {
                    let mut letters = false;
                    erase(&mut text, &mut shown, |rest| {
                        letters |= rest.ends_with(|c: char| !c.is_whitespace());
                        !(letters && rest.ends_with(char::is_whitespace))
                    });
                }
                _ => {
                    if byte < 0x80 {
                        // A letter that was not ended takes none of those after it along.
                        if !letter.is_empty() {
                            text.push(char::REPLACEMENT_CHARACTER);
                            shown.push(char::REPLACEMENT_CHARACTER);
                        }
                        letter.clear();
                    }
                    letter.push(if byte == b'\t' { b' ' } else { byte });
                    match std::str::from_utf8(&letter) {
                        Ok(new) => {
                            // A key that is no letter is no part of the answer.
                            let new = if byte < 0x80 { new.replace(char::is_control, "") } else { new.to_owned() };
                            if text.len() < MOST {
                                text.push_str(&new);
                                shown.push_str(&safe(&new));
                            }
                            letter.clear();
                        }
                        // The rest of a letter is still to come, unless it cannot be one: then the answer is refused.
                        Err(error) if error.error_len().is_some() => {
                            letter.clear();
                            text.push(char::REPLACEMENT_CHARACTER);
                            shown.push(char::REPLACEMENT_CHARACTER);
                        }
                        Err(_) => {}
                    }
                }
            }
        }
    }

    /// Esc and nothing after it: the ways out are shown, and what was typed stands there again.
    fn esc(screen: &mut Screen, text: &str) -> Result<(), Failure> {
        screen.raw("\n")?;
        screen.help()?;
        screen.raw(&format!("> {}", text.rsplit('\n').next().unwrap_or_default()))
    }

    /// True if more comes at once.
    fn more(&self) -> bool {
        self.at < self.bytes.len() || pending(PASTE_IS_OVER)
    }

    /// True if this byte comes next, and at once.
    fn next_is(&mut self, wanted: u8) -> bool {
        if !self.more() {
            return false;
        }
        let next = self.byte().ok().flatten();
        self.at -= usize::from(next.is_some());
        next == Some(wanted)
    }
}

/// True for the last byte of a key that is no letter: arrows, Home, function keys, and the marks around a paste.
fn is_key(last: u8) -> bool {
    matches!(last, b'A'..=b'H' | b'P'..=b'S' | b'Z' | b'~' | b'u' | b'I' | b'O')
}

/// Where a sequence stands after one more byte.
fn after(sequence: Sequence, byte: u8) -> Sequence {
    match (sequence, byte) {
        (Sequence::No | Sequence::Begun, ESCAPE) => Sequence::Begun,
        (Sequence::Begun, b'[') => Sequence::Long,
        (Sequence::Begun, b'O') => Sequence::One,
        (Sequence::Long, byte) if !(0x40..=0x7e).contains(&byte) => Sequence::Long,
        _ => Sequence::No,
    }
}

/// Takes the last letter away, and those before it while `more` says so of what is left; never past a line's start.
fn erase(text: &mut String, shown: &mut String, mut more: impl FnMut(&str) -> bool) {
    more(text);
    while let Some(last) = text.chars().next_back().filter(|&c| c != '\n') {
        text.pop();
        // As a terminal itself does it: back, a blank, back. An accent has no column of its own.
        let columns = console::measure_text_width(&last.to_string());
        for sign in ["\u{8}", " ", "\u{8}"] {
            shown.push_str(&sign.repeat(columns));
        }
        if columns > 0 && !more(text) {
            return;
        }
    }
}
