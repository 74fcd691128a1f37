//! A list to choose from with the arrow keys.

use crate::ask::screen::Mode;
use crate::ask::screen::PASTE_IS_OVER;
use crate::ask::screen::pending;
use crate::ask::screen::settle;

use console::Key;
use console::Term;
use dialoguer::MultiSelect;

use std::io;
use std::io::ErrorKind;

/// A slow line may send an arrow key in two parts, the first of which is Esc.
pub(crate) const ARROW_IS_OVER: u16 = 150;

const CTRL_D: char = '\u{4}';

/// What came of a menu.
pub(crate) enum Picked<T> {
    /// This was chosen.
    Chosen(T),
    /// A child may be at risk now.
    AtRisk,
    /// Esc, and nothing after it.
    Escape,
    /// Everything that can be done here is asked for.
    EveryWay,
    /// It was not a person who chose, but a paste.
    Pasted,
    /// Ctrl-C.
    Interrupted,
    /// The window has gone.
    Ended,
}

/// Lets one item be chosen. Without a first one, none is marked and Enter does nothing.
///
/// This list is our own: in dialoguer's, the letters j and k move the mark, so that words typed by mistake, and then
/// Enter, choose an answer that nobody meant. Here letters do nothing, a number moves the mark to its row, and `!` is
/// heard at once. An item may have several rows. The last `ways` items are no answers, and stand apart.
pub(crate) fn one(items: &[String], ways: usize, first: Option<usize>) -> Picked<usize> {
    shown(|term| {
        let mut marked = first;
        let mut says = "";
        term.hide_cursor()?;
        let picked = loop {
            let rows = draw(term, items, ways, marked, says)?;
            let key = term.read_key();
            term.clear_last_lines(rows)?;
            says = "";
            let last = items.len().saturating_sub(1);
            match key? {
                Key::ArrowDown | Key::Tab => marked = Some(marked.map_or(0, |at| if at == last { 0 } else { at + 1 })),
                Key::ArrowUp | Key::BackTab => {
                    marked = Some(marked.map_or(last, |at| at.checked_sub(1).unwrap_or(last)));
                }
                Key::Home => marked = Some(0),
                Key::End => marked = Some(last),
                Key::Char(digit @ '1'..='9') => {
                    let row = usize::from(digit as u8 - b'1');
                    marked = if row < items.len() { Some(row) } else { marked };
                }
                Key::Enter => match marked {
                    Some(at) => break Some(Did::Chose(at)),
                    None => says = "Choose an answer with the arrow keys first.",
                },
                // A paste begins with a mark of its own, and everything behind it is no choice.
                Key::UnknownEscSeq(_) if pending(PASTE_IS_OVER) => {
                    settle();
                    break Some(Did::Pasted);
                }
                Key::Char('!') => break Some(Did::AtRisk),
                Key::Char(CTRL_D) => break Some(Did::Ended),
                Key::Char(':' | '?') => break Some(Did::EveryWay),
                Key::Escape => break None,
                _ => {}
            }
        };
        term.show_cursor()?;
        Ok(picked)
    })
}

/// Draws a list, with a line under it if there is something to say. What comes back is how many lines it has.
fn draw(term: &Term, items: &[String], ways: usize, marked: Option<usize>, says: &str) -> io::Result<usize> {
    let apart = items.len().saturating_sub(ways);
    for (place, item) in items.iter().enumerate() {
        if place == apart {
            term.write_line("")?;
        }
        for (row, line) in item.lines().enumerate() {
            let line = match (marked == Some(place), row) {
                (false, _) => format!("  {line}"),
                (true, 0) => bold(&format!("> {line}")),
                (true, _) => bold(&format!("  {line}")),
            };
            term.write_line(&line)?;
        }
    }
    let says = wrapped(says, usize::from(term.size().1));
    for line in says.lines() {
        term.write_line(line)?;
    }
    let high: usize = items.iter().map(|item| item.lines().count()).sum();
    Ok(high + usize::from(apart < items.len()) + says.lines().count())
}

fn bold(line: &str) -> String {
    console::Style::new().for_stderr().bold().apply_to(line).to_string()
}

/// What a key did that ends a menu.
enum Did<T> {
    Chose(T),
    AtRisk,
    EveryWay,
    Pasted,
    Ended,
}

/// Lets several items be marked; those that are marked already are given.
pub(crate) fn several(items: &[String], marked: &[bool]) -> Picked<Vec<usize>> {
    shown(|term| {
        let menu = MultiSelect::new().items(items).defaults(marked).report(false);
        menu.interact_on_opt(term).map(|chosen| chosen.map(Did::Chose)).map_err(|dialoguer::Error::IO(error)| error)
    })
}

fn shown<T>(interact: impl Fn(&Term) -> io::Result<Option<Did<T>>>) -> Picked<T> {
    let term = Term::stderr();
    // Between two keys the menu gives the terminal back: what comes then is not shown. Pastes are marked, so that
    // there is always something after the letter of a paste that chooses.
    let _mode = Mode::quiet();
    let _ = term.write_str("\x1b[?2004h");
    settle();
    let picked = loop {
        let chosen = match interact(&term) {
            Ok(chosen) => chosen,
            Err(error) => {
                // The menu is left as it stands, with the cursor hidden.
                let _ = term.show_cursor();
                break if error.kind() == ErrorKind::Interrupted { Picked::Interrupted } else { Picked::Ended };
            }
        };
        match chosen {
            None if pending(ARROW_IS_OVER.into()) => settle(),
            None => break Picked::Escape,
            Some(_) if pending(PASTE_IS_OVER) => {
                settle();
                break Picked::Pasted;
            }
            Some(Did::AtRisk) => break Picked::AtRisk,
            Some(Did::EveryWay) => break Picked::EveryWay,
            Some(Did::Pasted) => break Picked::Pasted,
            Some(Did::Ended) => break Picked::Ended,
            Some(Did::Chose(chosen)) => break Picked::Chosen(chosen),
        }
    };
    let _ = term.write_str("\x1b[?2004l");
    picked
}

/// A label whole, in as many rows as it needs, with room for the mark before each.
pub(crate) fn wrapped(label: &str, columns: usize) -> String {
    let options = textwrap::Options::new(columns.saturating_sub(3).max(1))
        .break_words(true)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(label, options).join("\n")
}

/// A label cut to the window, with room for the mark before it. The list is cleared by the number of bytes in a label,
/// so these too must fit.
pub(crate) fn cut(label: &str, columns: usize) -> String {
    let room = columns.saturating_sub(8);
    let mut label = console::truncate_str(label, room, "...").into_owned();
    while label.len() > columns {
        let fewer = console::measure_text_width(&label).saturating_sub(4);
        label = console::truncate_str(label.trim_end_matches('.'), fewer, "...").into_owned();
        if fewer == 0 {
            break;
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_is_wrapped_is_whole_and_no_row_is_too_wide() {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        for label in ["Yes", "a much longer label than any window holds", "日本語のとても長いラベルです、これは"]
        {
            for columns in 20..60 {
                let rows = wrapped(label, columns);
                assert_eq!(squeezed(&rows), squeezed(label));
                assert!(rows.lines().all(|row| console::measure_text_width(row) + 2 < columns), "{rows} in {columns}");
            }
        }
    }

    #[test]
    fn a_label_fits_its_window_in_columns_and_in_bytes() {
        for label in [
            "Yes",
            "a much longer label than any window of this kind can hold",
            "日本語のとても長いラベルです、これは",
            "éééééééééééééééééééééééééééééééé",
        ] {
            for columns in 0..60 {
                let cut = cut(label, columns);
                assert!(console::measure_text_width(&cut) <= columns.saturating_sub(8).max(3), "{cut} in {columns}");
                assert!(cut.len() <= columns.max(3), "{cut} in {columns}");
            }
        }
        assert_eq!(cut("Yes", 20), "Yes");
    }
}
