//! `rethink`: a facilitator for professionals who disagree about what a child needs.
//!
//! Read the modules in the order below: **each uses only those above it.**
//! That is the reading order, the order of dependency, and the story of one session.
//!
//! What is always so:
//!
//! 1. A [`strategy::Strategy`] in hand is sound: only a check makes one.
//! 2. A [`session::Session`] is a fold over its strategy and the answers so far. Going back is a shorter list.
//!    A [`review::Review`] folds every line of a journal: whoever carries it on comes to the same one.
//! 3. An answer is on disk before the review takes it in.
//! 4. A record is written once. Nothing here rewrites or deletes one.
//! 5. The clock, the environment and randomness enter in `main.rs`, as values.
//! 6. Every answer passes through [`prompt::Prompt`], whoever gave it and however.
//! 7. What a person typed is in the journal, their record, and on their screen, and nowhere else.
//! 8. A finding is about a file, a refusal is about an answer, a failure is about the world. None becomes another.

// The engine: strategies, proof, and a review as the fold of what happens in it. No file, no terminal, no clock.
pub use rethink_engine::calendar;
pub use rethink_engine::caution;
pub use rethink_engine::finding;
pub use rethink_engine::prompt;
pub use rethink_engine::review;
pub use rethink_engine::session;
pub use rethink_engine::settings;
pub use rethink_engine::strategy;
pub use rethink_engine::written;

// What can go wrong with the world, and how the program then ends.
pub mod failure;

// Files that others may have put there: opened without following, waiting, or reading without an end.
pub mod safe_open;

// Commands as practice says them, so that what is typed from there stays in practice.
pub mod practice;

// What one person prefers on one computer.
pub mod preferences;

// Putting a prompt to a person: terminal, plain, script.
pub mod ask;

// The unfinished session on disk: appended, recovered.
pub mod journal;

// One dated record: made, written, read back, derived again.
pub mod record;

// The folder of records: published to, read, kept strategies, outbox, receipts.
pub mod records;

// What a records folder is held to: unchanged, complete, the same outcome derived again.
pub mod verify;

// The loop: next step, ask, journal, accept.
pub mod facilitate;

// Many records: what waits, on whom, and where things settle.
pub mod audit;

// Where records go, who may read them, what a team sets: asked, shown and put down.
pub mod setup;

// Records, lists and strategies as text.
pub mod render;

// A strategy as a picture.
pub mod draw;

// The commands and flags, as clap types.
pub mod cli;

// What each command does, with the world given as values.
pub mod commands;

#[cfg(test)]
mod order;
