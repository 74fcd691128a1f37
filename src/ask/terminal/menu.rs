//! A list to choose from with the arrow keys.

use crate::ask::screen::Mode;
use crate::ask::screen::PASTE_IS_OVER;
use crate::ask::screen::pending;
use crate::ask::screen::settle;

use console::Term;
use dialoguer::MultiSelect;
use dialoguer::Select;

use std::io::ErrorKind;

/// A slow line may send an arrow key in two parts, the first of which is Esc.
const ARROW_IS_OVER: u32 = 150;

/// What came of a menu.
pub(crate) enum Picked<T> {
    /// This was chosen.
    Chosen(T),
    /// Esc, and nothing after it.
    Escape,
    /// It was not a person who chose, but a paste.
    Pasted,
    /// Ctrl-C.
    Interrupted,
    /// The window has gone.
    Ended,
}

/// Lets one item be chosen. Without a first one, none is marked and Enter does nothing.
pub(crate) fn one(items: &[String], first: Option<usize>) -> Picked<usize> {
    shown(|term| {
        let menu = Select::new().items(items).report(false);
        first.map_or_else(|| menu.clone(), |first| menu.clone().default(first)).interact_on_opt(term)
    })
}

/// Lets several items be marked; those that are marked already are given.
pub(crate) fn several(items: &[String], marked: &[bool]) -> Picked<Vec<usize>> {
    shown(|term| MultiSelect::new().items(items).defaults(marked).report(false).interact_on_opt(term))
}

fn shown<T>(interact: impl Fn(&Term) -> dialoguer::Result<Option<T>>) -> Picked<T> {
    let term = Term::stderr();
    // Between two keys the menu gives the terminal back: what comes then is not shown. Pastes are marked, so that
    // there is always something after the letter of a paste that chooses.
    let _mode = Mode::quiet();
    let _ = term.write_str("\x1b[?2004h");
    settle();
    let picked = loop {
        let chosen = match interact(&term) {
            Ok(chosen) => chosen,
            Err(dialoguer::Error::IO(error)) => {
                // The menu is left as it stands, with the cursor hidden.
                let _ = term.show_cursor();
                break if error.kind() == ErrorKind::Interrupted { Picked::Interrupted } else { Picked::Ended };
            }
        };
        match chosen {
            None if pending(ARROW_IS_OVER) => settle(),
            None => break Picked::Escape,
            Some(_) if pending(PASTE_IS_OVER) => {
                settle();
                break Picked::Pasted;
            }
            Some(chosen) => break Picked::Chosen(chosen),
        }
    };
    let _ = term.write_str("\x1b[?2004l");
    picked
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
