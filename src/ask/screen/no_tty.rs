//! Where there are no terminal settings of this kind to keep, nothing is changed and nothing is given back.

use std::io;

pub(crate) const PASTE_IS_OVER: u32 = 30;

pub(crate) struct Held;

impl Held {
    pub(crate) fn new(_menus: bool) -> Self {
        Self
    }
}

/// Gives the terminal back as it was found.
pub fn restore() {}

/// Says that the program is to end. Nothing has to be woken.
pub fn ends() -> bool {
    false
}

pub(crate) fn is_ending() -> bool {
    false
}

pub(crate) struct BeingTyped;

impl BeingTyped {
    pub(crate) fn new() -> Self {
        Self
    }
}

pub(crate) struct Mode;

impl Mode {
    pub(crate) fn keys() -> Self {
        Self
    }

    pub(crate) fn quiet() -> Self {
        Self
    }
}

pub(crate) fn pending(_milliseconds: u32) -> bool {
    false
}

pub(crate) fn wait_for_input() -> io::Result<()> {
    Ok(())
}

pub(crate) fn settle() {}

/// Gives the terminal back while something else uses it.
pub fn given_back<T>(run: impl FnOnce() -> T) -> T {
    run()
}
