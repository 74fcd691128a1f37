//! The program from outside, as its users meet it; and every shipped strategy, walked.

#![allow(clippy::unwrap_used, clippy::similar_names, clippy::format_collect, missing_docs, unreachable_pub)]

mod program;
mod proof;
mod pty;

mod answers;
mod audit;
mod by_file;
mod case;
mod changed;
mod correct;
mod documents;
mod draw;
mod endings;
mod examples;
mod faults;
mod findings;
mod fold;
mod folder;
mod golden;
mod hostile;
mod init;
mod keyboard;
mod language;
mod lists;
mod manners;
mod moved_on;
mod narrow;
mod open_risk;
mod practice;
mod prefilled;
mod prompts;
mod records;
mod review;
mod risk_first;
mod risk_notes;
mod saved;
mod share;
mod shown;
mod signs;
mod state_folder;
mod strategies;
mod there;
mod truth;
mod typed;
mod typing;
mod verify;
mod walks;
mod watched;
mod words;

/// How many cases are tried: all of them where there is time (`RETHINK_LONG=1`), otherwise a sample, and it is said.
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so in the environment")]
pub fn long(all: usize, sample: usize) -> usize {
    if std::env::var_os("RETHINK_LONG").is_some() {
        return all;
    }
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let words = format!("SAMPLE: {name} tries {sample} of {all} cases; all with RETHINK_LONG=1\n");
    // Not through `eprintln`: the words of a test that passes are kept back.
    drop(std::io::Write::write_all(&mut std::io::stderr(), words.as_bytes()));
    sample
}
