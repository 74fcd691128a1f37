//! How the program meets somebody who has read nothing: its command line, its first screen, what it remembers.

use std::process::Command;

use crate::program::Home;
use crate::pty;
use crate::pty::CTRL_C;
use crate::pty::ESC;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Say::Text;
use crate::pty::Window;

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

/// The program at a keyboard. `args` come behind the day.
fn window(home: &Home, args: &[&str]) -> Window {
    let mut command = home.command();
    command.args(args);
    if args.contains(&"--plain") { Window::open_plain(&command) } else { Window::open(&command) }
}

#[test]
fn plain_mode_is_remembered_once_and_for_all_and_forgotten_again() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = window(&home, &["start", "--plain"]);
    held.answers(&[("in danger now", Line(":plain"))]);
    held.asks("plain mode is used here every time");
    held.press(CTRL_C);
    held.ends(130);
    assert!(!held.bytes().contains(&0x1b));
    let mut held = window(&home, &["start"]);
    held.asks("in danger now");
    held.press(":plain\r");
    held.asks("plain mode is not used here");
    held.press(CTRL_C);
    held.ends(130);
    assert!(!held.bytes().contains(&0x1b), "the second start was not plain");
    let mut held = window(&home, &["start"]);
    held.asks("in danger now");
    assert!(held.bytes().contains(&0x1b), "plain mode was not forgotten");
    held.press(CTRL_C);
    held.ends(130);
}

#[test]
fn records_go_where_a_person_prefers_and_wrong_preferences_stop_everything() {
    let home = Home::new();
    let folder = home.path().join("mine");
    home.file(".config/rethink/preferences.toml", &format!("records = \"{}\"\n", folder.display()));
    let start = |home: &Home| {
        let mut command = home.command();
        command.env_remove("RETHINK_RECORDS").args(["start", "--answers", "examples/rethink-2-stuck.toml"]);
        command.output().unwrap()
    };
    assert_eq!(start(&home).status.code(), Some(0));
    assert!(std::fs::read_dir(&folder).unwrap().count() > 0 && !home.records().exists());
    // The environment and the command line come first.
    home.run(&["start", "--answers", "examples/rethink-1-resolved.toml"]).ends(0);
    assert_eq!(home.record_names().len(), 1);
    home.file(".config/rethink/preferences.toml", "plain = \"yes\"\nrecord = \"x\"\n");
    home.run(&["status"]).ends(3).says("2 things to put right").says("preferences.toml");
    home.file(".config/rethink/preferences.toml", "records = \"records\"\n");
    assert_eq!(start(&home).status.code(), Some(3));
}

/// Begins strategy 2 and comes to its first line of text.
fn at_a_line(home: &Home, more: &[&str]) -> Window {
    let mut args = vec!["start", "rethink-2", "--case", "PCC-48213"];
    args.extend(more);
    let mut held = window(home, &args);
    held.answers(&[
        ("in danger now", One("No")),
        ("significant harm", One("No")),
        ("one child, or about a family", One("One child")),
        ("Are you the lead professional", One("Yes")),
        ("When was the concern first raised?", Line("9 November 2026")),
    ]);
    held.asks("What is the role of the person who raised it?");
    held
}

#[test]
fn esc_opens_the_short_menu_where_one_types_and_eats_no_letter() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = at_a_line(&home, &[]);
    held.press("School");
    held.sees("School");
    held.press(ESC);
    held.sees("Carry on");
    held.press(ESC);
    held.asks("What is the role of the person who raised it?");
    held.press(" nurse");
    held.sees("nurse");
    held.press(ESC);
    held.sees("Carry on");
    held.mark("Carry on");
    held.press("\r");
    held.asks("What is the role of the person who raised it?");
    held.press("\r");
    held.answers(&[("Which agency do they work for?", Line("NHS"))]);
    held.asks("?");
    held.press(ESC);
    held.sees("Carry on");
    held.mark("A child may be at risk now");
    held.press("\r");
    held.asks("in danger now");
    held.press(CTRL_C);
    held.ends(130);
    held.is_given_back();
    let journal = std::fs::read_dir(home.state().join("journals")).unwrap().next().unwrap().unwrap();
    let journal = std::fs::read_to_string(journal.path()).unwrap();
    assert!(journal.contains("School nurse"), "{journal}");
}

#[test]
fn esc_in_plain_mode_shows_the_ways_out_and_keeps_the_line() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = at_a_line(&home, &["--plain"]);
    held.press("School");
    held.sees("School");
    held.press(ESC);
    held.sees("a child may be at risk now");
    held.sees("> School");
    held.press(" nurse\r");
    held.asks("Which agency");
    held.press(CTRL_C);
    held.ends(130);
    assert!(!held.bytes().contains(&0x1b));
    let journal = std::fs::read_dir(home.state().join("journals")).unwrap().next().unwrap().unwrap();
    assert!(std::fs::read_to_string(journal.path()).unwrap().contains("School nurse"));
}

#[test]
fn a_stop_for_safety_is_asked_about_the_next_time_and_makes_a_small_record() {
    if pty::is_missing() {
        return;
    }
    for plain in [false, true] {
        let home = Home::new();
        let more: &[&str] = if plain { &["--plain"] } else { &[] };
        let mut held = at_a_line(&home, more);
        held.line("!");
        held.answers(&[("in danger now", One("Yes"))]);
        held.ends(9);
        assert_eq!(home.small_records().len(), 1);
        // Not now: it is asked again the next time, and the review goes on.
        let args = |command: &'static str| [&[command, "PCC-48213"], more].concat();
        let mut held = window(&home, &args("resume"));
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.answer("Can you say now what was done?", One("Not now: ask me the next time"));
        held.answer("What is the role of the person who raised it?", Line(":save"));
        held.ends(8);
        assert!(home.record_names().is_empty());
        let start = [&["start", "rethink-1", "--case", "PCC-9"], more].concat();
        let mut held = window(&home, &start);
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.sees("you stopped on PCC-48213, to keep a child safe");
        held.answers(&[
            ("Can you say now what was done?", One("Yes: it makes a small record")),
            ("What was done then to keep the child safe?", Text(&["The duty team was told."])),
            ("Is the child safe now", One("Yes")),
            ("Type write", Line("write")),
            ("one child, or about a family", One("One child")),
        ]);
        held.asks("?");
        held.press(CTRL_C);
        held.over();
        let record = home.only_record();
        assert!(
            record.contains("strategy.id = \"safety-stop\"") && record.contains("case = \"PCC-48213\""),
            "{record}"
        );
        assert!(record.contains("The duty team was told."), "{record}");
        // The small record of the stop stays as it was, and the record says which one it explains.
        assert_eq!(home.small_records().len(), 1);
        let name = home.record_names()[0].trim_end_matches(".toml").to_owned();
        assert!(record.contains("explains.record = \"2026-11-23_PCC-48213_stop_"), "{record}");
        home.run(&["show", &name]).ends(0).prints("(noted when it was");
        assert!(!home.run(&["status"]).ends(0).out.contains("A child may be at risk"));
        let mut held = window(&home, &start);
        held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
        held.asks("one child, or about a family");
        held.press(CTRL_C);
        held.over();
    }
}

/// Two ways through two stages.
const STAGES: &str = r#"
format = 1
id = "stages"
title = "Two stages"
version = "1"
source = "Invented"
verified = true

[[stage]]
id = "now"
title = "Where things stand"

[[step]]
id = "seen"
stage = "now"
label = "The child was seen"
ask = "Has somebody seen the child?"
kind = "yes-no"
routes = [ { is = "yes", to = "where" }, { to = "why-not" } ]

[[step]]
id = "where"
label = "Where"
ask = "Where was the child seen?"
kind = "line"
routes = [ { to = "then-what" } ]

[[step]]
id = "why-not"
label = "What stood in the way"
ask = "What stood in the way?"
kind = "line"

[[stage]]
id = "then"
title = "What happens now"

[[step]]
id = "then-what"
stage = "then"
label = "Next"
ask = "What happens next?"
kind = "line"
routes = [ { to = "settled" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is looked at again at the next visit. Tell everyone."
"#;

#[test]
fn the_check_page_groups_by_stage_and_names_what_going_back_has_left_behind() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    home.file("strategies/stages.toml", STAGES);
    let strategies = home.path().join("strategies");
    let args = ["--strategies", strategies.to_str().unwrap(), "start", "stages", "--case", "PCC-48213", "--plain"];
    let mut held = window(&home, &args);
    held.answers(&[
        ("in danger now", One("No")),
        ("significant harm", One("No")),
        ("Has somebody seen the child?", One("Yes")),
    ]);
    held.answers(&[("Where was the child seen?", Line("At breakfast club"))]);
    held.sees("What happens now (2 of 2)");
    held.answers(&[
        ("What happens next?", Line(":back")),
        ("Where was the child seen?", Line(":back")),
        ("Has somebody seen the child?", One("No")),
        ("What stood in the way?", Line("Nobody was at home")),
        ("What happens next?", Line("A visit on Monday")),
    ]);
    held.asks("Type write");
    let screen = held.screen();
    let page = &screen[screen.rfind("Check your answers").unwrap()..];
    let places: Vec<usize> = [
        "Where things stand",
        "1 The child was seen: No",
        "2 What stood in the way",
        "What happens now",
        "3 Next: A visit on Monday",
        "No longer needed, and not in the record: Where.",
    ]
    .iter()
    .map(|words| page.find(words).unwrap_or_else(|| panic!("{words} is not in\n{page}")))
    .collect();
    assert!(places.is_sorted(), "{page}");
    // Going back once more and taking the first way again leaves nothing behind.
    held.line("1");
    held.answers(&[("Has somebody seen the child?", One("Yes"))]);
    held.asks("Where was the child seen?");
    assert!(held.has_shown("At breakfast club"), "what was said is offered again");
    held.line("");
    held.asks("Type write");
    let screen = held.screen();
    let page = &screen[screen.rfind("Check your answers").unwrap()..];
    assert!(page.contains("No longer needed, and not in the record: What stood in the way."), "{page}");
    held.line("write");
    held.ends(0);
    let record = home.only_record();
    assert!(record.contains("At breakfast club") && !record.contains("Nobody was at home"), "{record}");
    let name = home.record_names()[0].clone();
    home.run(&["show", &name]).ends(0).prints("Ended: It is looked at again at the next visit.");
}

#[test]
fn a_triage_that_has_led_on_goes_by_the_strategy_it_led_to_and_resume_says_where_it_was() {
    let home = Home::new();
    let file = home.file(
        "begun.toml",
        "format = 1\ncase = \"PCC-47264\"\nabout = \"family\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nscope = \"ours\"\n\
         lead-professional = \"yes\"\ntried-2 = \"no\"\nfits-2-lead = \"start\"\n[onward]\n\
         concerned-since = 2026-09-08\nraiser-role = \"Health visitor\"\n",
    );
    home.run(&["start", "--answers", file.to_str().unwrap(), "--partial"]).ends(8);
    home.run(&[]).ends(0).prints("PCC-47264: Re-think strategy 2: everyone who works with the");
    let resumed = home.run_with(&["--plain", "resume"], "no\n");
    let said = resumed.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Carrying on with PCC-47264, last saved on "), "{said}");
    assert!(
        said.contains(": Re-think strategy 2: everyone who works with the family. Your last answer was: "),
        "{said}"
    );
    assert!(said.contains("Role of who raised it: Health visitor"), "{said}");
}

#[test]
fn a_day_in_an_unlikely_order_is_said_and_stands_and_one_to_come_is_kindly_refused() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    home.file("strategies/told.toml", TOLD);
    let strategies = home.path().join("strategies");
    let args = ["--strategies", strategies.to_str().unwrap(), "start", "told", "--case", "PCC-48213", "--plain"];
    let mut held = window(&home, &args);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.answer("On what day was it raised?", Line("next week"));
    held.sees("that is not one day.");
    held.asks("On what day was it raised?");
    held.line("next Friday");
    held.sees("that day is still to come. Give today or a day before it, such as last Friday");
    held.answer("On what day was it raised?", Line("Friday"));
    held.sees("That is Friday 20 November 2026.");
    held.answer("On what day were they told?", Line("19 November"));
    held.sees("That is before Friday 20 November 2026, when the concern was first raised.");
    held.answers(&[("Type write", Line("write"))]);
    held.ends(0);
    let record = home.only_record();
    assert!(record.contains("date = 2026-11-20") && record.contains("date = 2026-11-19"), "{record}");
}

/// Two days, one after the other.
const TOLD: &str = r#"
format = 1
id = "told"
title = "Told"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "raised"
label = "Raised on"
ask = "On what day was it raised?"
kind = "date"
fact = "raised-on"

[[step]]
id = "told"
label = "Told on"
ask = "On what day were they told?"
kind = "date"
fact = "raiser-told-on"
routes = [ { to = "settled" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."
"#;

#[test]
fn what_was_being_typed_when_it_was_left_is_shown_again() {
    if pty::is_missing() {
        return;
    }
    let signals = ["TERM", "HUP", "QUIT", CTRL_C];
    for (plain, how) in signals.iter().flat_map(|how| [(false, *how), (true, *how)]) {
        let home = Home::new();
        let mut held = at_a_line(&home, if plain { &["--plain"] } else { &[] });
        held.press("School nur");
        held.sees("School nur");
        if how == CTRL_C {
            held.press(CTRL_C);
        } else {
            held.signal(how);
        }
        held.over();
        held.is_given_back();
        let resumed = home.run_with(&["--plain", "resume"], "");
        let said = resumed.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("When you left, you had typed this."), "{plain} {how}: {said}");
        assert!(said.contains("School nur"), "{plain} {how}: {said}");
        // It is no answer, and once there is one it is not shown any more.
        let answered = home.run_with(&["--plain", "resume"], "School nurse\n");
        assert_eq!(answered.code, 8, "{}", answered.err);
        let resumed = home.run_with(&["--plain", "resume"], "");
        assert!(!resumed.err.contains("you had typed this"), "{plain} {how}: {}", resumed.err);
        assert!(resumed.err.contains("School nurse"), "{}", resumed.err);
    }
}

#[test]
fn the_role_of_who_types_is_said_once_and_stands_in_every_record_from_here() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    home.file("strategies/told.toml", TOLD);
    let strategies = home.path().join("strategies");
    let strategies = strategies.to_str().unwrap();
    let begin = |case| {
        let args = ["--strategies", strategies, "start", "told", "--case", case, "--plain"];
        let mut held = window(&home, &args);
        held.answers(&[
            ("in danger now", One("No")),
            ("significant harm", One("No")),
            ("On what day was it raised?", Line("19 November")),
            ("On what day were they told?", Line("20 November")),
        ]);
        held
    };
    let mut held = begin("PCC-1");
    held.sees("Typed by: not said. Type role to say it");
    held.answers(&[("Type write", Line("role")), ("What is your role?", Line("School \"nurse\""))]);
    held.sees("Typed by: School \"nurse\"");
    held.answers(&[("Type write", Line("write"))]);
    held.ends(0);
    let mut held = begin("PCC-2");
    held.sees("Typed by: School \"nurse\"");
    held.answers(&[("Type write", Line("write"))]);
    held.ends(0);
    let answers = "format = 1\nstrategy = \"told\"\ncase = \"PCC-3\"\ndanger-now = \"no\"\nat-risk = \"no\"\ntyped-by = \"Team coordinator\"\n\
                   [answers]\nraised = 2026-11-19\ntold = 2026-11-20\n";
    let file = home.file("answers.toml", answers);
    home.run(&["--strategies", strategies, "start", "--answers", file.to_str().unwrap()]).ends(0);
    for (name, role) in home.record_names().iter().zip(["School \"nurse\"", "School \"nurse\"", "Team coordinator"]) {
        let record: toml::Table = std::fs::read_to_string(home.records().join(name)).unwrap().parse().unwrap();
        assert_eq!(record["typed-by"].as_str(), Some(role), "{name}");
        home.run(&["show", name]).ends(0).prints("Typed by:").prints(role);
    }
}

#[test]
fn of_several_things_to_come_back_to_one_command_is_first_and_a_case_in_the_wrong_place_is_known() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    let one = home.run(&[]).ends(0);
    assert!(!one.out.contains("the first of these"), "{}", one.out);
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    home.run(&[]).ends(0).prints("To go on with the first of these: rethink resume PCC-47120");
    home.run(&["--plain", "start", "PCC-47120"])
        .ends(5)
        .says("goes behind --case, as in: rethink start --case PCC-48213");
    home.run(&["--plain", "start", "rethink-9"]).ends(5).says("did you mean rethink-");
}

#[test]
fn in_practice_every_heading_says_so_from_the_first_on() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let mut held = window(&home, &["start", "rethink-2", "--practice", "--plain"]);
    held.sees("PRACTICE · Rethink: a structured look");
    held.answer("in danger now", One("No"));
    held.answer("significant harm", One("I'm not sure"));
    held.sees("PRACTICE · If you are not sure");
    held.answer("What is the case reference?", Line("PCC-1"));
    held.sees("PRACTICE · Re-think strategy 2");
    held.asks("Is it about one child");
    held.press(CTRL_C);
    held.over();
    // Nothing of it is among what is real.
    home.run(&[]).ends(0).prints("Nothing is unfinished");
    home.run(&["--plain", "resume"]).ends(5).says("it was held to practise").says("--practice");
    home.run(&["--plain", "resume", "--practice"]).ends(8).says("Carrying on with PCC-1").says("PRACTICE");
}

/// A list of people or of actions may have a reason, or "I do not know", in its place.
#[test]
fn instead_of_a_list_a_reason_can_be_given() {
    const LISTS: &str = r#"
format = 1
id = "lists"
title = "Two lists"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "people"
ask = "Who took part?"
kind = "people"
why-not = true

[[step]]
id = "actions"
ask = "What was agreed?"
kind = "actions"
dont-know = true
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "resolved"
text = "It is over."
"#;
    let home = Home::new();
    home.file("records/strategies/lists.toml", LISTS);
    // No risk; then the key after it was said that this is not a shipped procedure.
    let keys = "2\n2\n\n:none\nNobody could come.\n:unknown\nwrite\n";
    let run = home.run_with(&["start", "lists", "--case", "PCC-1", "--plain"], keys).ends(0);
    let record = std::fs::read_to_string(run.out.trim()).unwrap();
    assert!(record.contains("why-not = \"Nobody could come.\""), "{record}");
    assert!(record.contains("state = \"dont-know\""), "{record}");
}
