//! The engine of `rethink`: strategies, proof, and a review as the fold of what happens in it.
//!
//! There is no file, no terminal, no clock and no environment here: everything enters as a value. What depends on the
//! world stands in the program, which puts to a person what a [`review::Review`] says is due, and keeps what it admits.
//!
//! Read the modules in the order below: **each uses only those above it.**

// One thing wrong in one file, and where.
pub mod finding;

// A file that a person wrote, read by a table of its keys.
pub mod written;

// Working days, bank holidays, due dates; the dates are data.
pub mod calendar;

// What a team sets, as values.
pub mod settings;

// What a step asks, and the answers it accepts.
pub mod prompt;

// Steps, stages, routes, outcomes, promises, facts; which row fits.
pub mod strategy;

// Strategy and answers so far: the next step, or the outcome.
pub mod session;

// A whole review: every line of its journal, folded; what is due next.
pub mod review;

// What looks like an identifier, what sounds like blame; the words are data.
pub mod caution;
