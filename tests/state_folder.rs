//! Journals, the outbox and leftovers on this computer.
