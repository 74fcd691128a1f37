//! The program from outside, as its users meet it; and every shipped strategy, walked.

#![allow(clippy::unwrap_used, clippy::similar_names, missing_docs, unreachable_pub)]

mod program;
mod pty;

mod answers;
mod documents;
mod keyboard;
mod manners;
mod records;
mod review;
mod strategies;
mod words;
