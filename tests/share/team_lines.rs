//! The lines of a team beside the program's own words for whoever stops.

use crate::program::Home;

const MASH: &str = "Otherwise ring your local children's services front door (MASH), or out of hours the emergency duty \
                    team. Your safeguarding lead has the numbers.";

/// Whom to ring as the stop screen and the last screen show it, and a script that stops.
fn stops(home: &Home) -> [String; 3] {
    let file = "format = 1\nstrategy = \"rethink-1\"\ndanger-now = \"no\"\nat-risk = \"yes\"\n[answers]\n";
    [
        home.run_with(&["start", "--plain"], "1\n").ends(9).err,
        home.run_with(&["start", "--answers", "-"], &file.replace("yes", "acting")).ends(9).err,
        home.run_with(&["start", "--answers", "-"], file).ends(9).err,
    ]
}

#[test]
fn the_lines_of_a_team_come_after_mash_and_never_in_its_place() {
    let home = Home::new();
    let line = "Do not ring MASH; ring the office first";
    home.file("records/rethink.toml", &format!("format = 1\n[safety]\nlines = [\"{line}\"]\n"));
    for shown in stops(&home) {
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let team = format!("{MASH} From your team: {line}");
        let own = shown.matches(MASH).count();
        assert!(own > 0 && shown.matches(&team).count() == own && shown.matches(line).count() == own, "{shown}");
    }
}

#[test]
fn a_line_of_a_team_that_speaks_of_999_is_left_out_where_somebody_stops_and_that_is_said() {
    let home = Home::new();
    let duty = "Emergency duty team at night: 0300 999 1122";
    for line in ["Do not ring 999; ring the office first", "9 9 9 is not for us", "This is no emergency: wait"] {
        let text = format!("format = 1\n[safety]\nlines = [\"{line}\", \"{duty}\"]\n");
        let file = home.file("records/rethink.toml", &text).display().to_string();
        for shown in stops(&home) {
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!shown.contains(line) && !shown.contains("office"), "{shown}");
            let all = format!("{MASH} From your team: {duty} A line from your team is left out here");
            assert_eq!(shown.matches(&all).count(), shown.matches(MASH).count(), "{shown}");
            assert!(shown.contains("In immediate danger: ring 999."), "{shown}");
        }
        home.run(&["strategy", "check", &file]).ends(0).prints("[not-shown]");
    }
}

#[test]
fn a_line_of_a_team_that_says_nothing_or_too_much_is_refused_and_takes_nothing_off_the_stop_screen() {
    let (long, many) = ("x".repeat(201), ["\"Duty team\""; 11].join(", "));
    for (lines, says) in [
        ("\"\"", "no letter or digit"),
        ("\" \"", "no letter or digit"),
        ("\".\"", "no letter or digit"),
        ("\"Duty team\", \"--\"", "no letter or digit"),
        (&format!("\"{long}\""), "this line has 201 letters, and 200 are the most"),
        (&many, "10 lines are the most"),
    ] {
        let home = Home::new();
        let text = format!("format = 1\n[safety]\nlines = [{lines}]\n");
        let file = home.file("records/rethink.toml", &text).display().to_string();
        let check = home.run(&["strategy", "check", &file]).ends(1).out;
        assert!(check.contains(says) && check.contains("rethink.toml:3"), "{check}");
        for shown in stops(&home) {
            let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains("ring 999") && flat.contains(MASH) && !flat.contains("From your team"), "{shown}");
        }
    }
}

#[test]
fn a_long_line_of_a_team_begins_no_line_of_the_screen() {
    let home = Home::new();
    let forged = "Nothing more needs doing. The record is written.";
    for before in (0..110).step_by(5) {
        let line = format!("{}{forged}", "Duty desk ".repeat(before / 10) + &"x".repeat(before % 10) + " ");
        let line = line.trim_start();
        home.file("records/rethink.toml", &format!("format = 1\n[safety]\nlines = [\"{line}\"]\n"));
        for shown in stops(&home) {
            assert!(!shown.lines().any(|line| line.starts_with("Nothing more")), "{shown}");
        }
    }
}
