//! Commands as practice says them: what is typed from there stays in practice.
//!
//! Every command that the program names is in its own words, never in somebody's. So it is here, where words leave the
//! program, that a command is kept to practice, and not in each of the many places that name one.

/// What keeps a command to practice.
pub const FLAG: &str = "--practice";

/// The commands that read or write reviews and records. The others know none.
const COMMANDS: [&str; 10] =
    ["start", "resume", "status", "history", "show", "correct", "verify", "audit", "save", "discard"];

/// The program's own words, with every command in them kept to practice if they are said there.
pub fn command(is_practice: bool, words: &str) -> String {
    const NAME: &str = "rethink ";
    let mut said = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(NAME).filter(|_| is_practice) {
        let (before, after) = rest.split_at(at + NAME.len());
        let name = after.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
        said.push_str(before);
        said.push_str(name);
        rest = &after[name.len()..];
        if COMMANDS.contains(&name) && !rest.trim_start().starts_with(FLAG) {
            said.push(' ');
            said.push_str(FLAG);
        }
    }
    said + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stays_in_practice_and_no_other_word_is_touched() {
        for (words, kept) in [
            ("To carry on: rethink resume PCC-1", "To carry on: rethink resume --practice PCC-1"),
            (
                "rethink start, resume or status; then rethink show k7qf2m4x.",
                "rethink start --practice, resume or status; then rethink show --practice k7qf2m4x.",
            ),
            ("see rethink status.\n", "see rethink status --practice.\n"),
            ("rethink strategy check rethink-2", "rethink strategy check rethink-2"),
            ("rethink start --practice", "rethink start --practice"),
            ("rethink hit a fault of its own", "rethink hit a fault of its own"),
            ("rethink ", "rethink "),
            ("", ""),
        ] {
            assert_eq!(command(true, words), kept);
            assert_eq!(command(false, words), words);
        }
    }
}
