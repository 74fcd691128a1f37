//! How the program meets somebody who has read nothing: its command line, its first screen, what it remembers.

use std::process::Command;

use crate::program::Home;

#[test]
fn a_wrong_command_line_is_told_in_our_words_and_never_repeats_what_was_typed() {
    let home = Home::new();
    let lines: &[(&[&str], &str)] = &[
        (&["start", "--casse", "PCC-1"], "rethink start has no flag --casse"),
        (&["start", "--casse", "PCC-1"], "did you mean --case? Otherwise see what it takes with: rethink start --help"),
        (&["start", "--Jamie=Brown"], "rethink start has no flag --Jamie\n"),
        (&["start", "-Brown"], "rethink start has no flag -B\n"),
        (&["start", "rethink-1", "Brown"], "there is one word too many behind rethink start"),
        (&["strat"], "did you mean rethink status?"),
        (&["strategy", "lits"], "did you mean rethink strategy list?"),
        (&["Brown"], "rethink has no command of that name"),
        (&["show"], "rethink show also needs RECORD\n"),
        (&["start", "--partial"], "rethink start also needs --answers FILE\n"),
        (&["start", "--case"], "--case needs something after it"),
        (&["start", "--practice=Brown"], "--practice takes nothing after it"),
        (&["--records", "/tmp", "--plain", "--plain"], "--plain is there twice"),
    ];
    for (args, says) in lines {
        let run = home.run(args).ends(2).says(says);
        assert!(run.err.starts_with("Error: ") && run.err.contains("\n  What to do: "), "{args:?}: {}", run.err);
        for never in ["error:", "Usage", "argument", "invalid", "unexpected", "subcommand", "Brown"] {
            assert!(!run.err.contains(never), "{args:?} says {never}: {}", run.err);
        }
    }
    let day = Command::new(env!("CARGO_BIN_EXE_rethink")).args(["--today", "Brown"]).output().unwrap();
    let told = String::from_utf8(day.stderr).unwrap();
    assert_eq!(day.status.code(), Some(2));
    assert!(told.contains("write a day as year-month-day, as in 2027-03-27") && !told.contains("Brown"), "{told}");
    let bare = Command::new(env!("CARGO_BIN_EXE_rethink")).arg("strategy").output().unwrap();
    assert_eq!(bare.status.code(), Some(2));
    assert!(String::from_utf8(bare.stderr).unwrap().contains("Find everything that is wrong"));
    home.run(&["strategy"]).ends(2).says("rethink strategy needs one of its own commands after it");
    home.run(&["--help"]).ends(0).prints("resume");
}
