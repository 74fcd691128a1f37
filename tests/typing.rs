//! What a tired person types comes out as they meant it, and where it cannot, they are told what to do.

use crate::program::Home;
use crate::program::Run;
use crate::pty;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Window;

/// What an answers file says before its answers.
const HEAD: &str = "format = 1\nstrategy = \"short\"\ncase = \"PCC-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\n";

/// A computer with one strategy of a team, of these steps and outcomes.
fn home(steps: &str) -> Home {
    let home = Home::new();
    let head =
        "format = 1\nid = \"short\"\ntitle = \"Short\"\nversion = \"1\"\nsource = \"Invented\"\nverified = true\n";
    home.file("strategies/short.toml", &format!("{head}{steps}"));
    home
}

/// The arguments of a command with that strategy.
fn with<'a>(home: &'a Home, args: &[&'a str]) -> Vec<String> {
    let strategies = home.path().join("strategies").display().to_string();
    ["--strategies".to_owned(), strategies].into_iter().chain(args.iter().map(|arg| (*arg).to_owned())).collect()
}

/// Types these lines in plain mode, after the two questions of the door.
fn types(home: &Home, lines: &str) -> Run {
    let args = with(home, &["start", "short", "--case", "PCC-1", "--plain"]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    home.run_with(&args, &format!("2\n2\n{lines}"))
}

/// The same at the keyboard, as far as the first question of the strategy.
fn at_the_keyboard(home: &Home) -> Window {
    let mut command = home.command();
    command.args(with(home, &["start", "short", "--case", "PCC-1"]));
    let mut held = Window::open(&command);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held
}

/// Runs an answers file.
fn by_file(home: &Home, text: &str) -> Run {
    let args = with(home, &["start", "--answers", "-"]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    home.run_with(&args, text)
}

/// How often this was asked.
fn times(run: &Run, asked: &str) -> usize {
    run.err.matches(asked).count()
}

const HANDED_OVER: &str = r#"
roles = { partner = "the partner" }

[[step]]
id = "first"
label = "First"
ask = "What comes first?"
kind = "line"
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "handover"
handover = "partner"
due = { within = "unset" }
text = "It goes to the partner."
"#;

#[test]
fn back_from_why_that_day_is_the_day_and_back_from_the_day_is_the_step_before() {
    let home = home(HANDED_OVER);
    let run = types(&home, "Something\n4 December\n:back\n\n:save\n").ends(8);
    assert_eq!((times(&run, "By which day does it"), times(&run, "What comes first?")), (2, 1), "{}", run.err);
    let day = run.err.rsplit("By which day does it").next().unwrap();
    assert!(day.contains("The answer so far:\n  Friday 4 December 2026\n"), "{}", run.err);
    let run = types(&home, "Something\n4 December\n:back\n:back\n:save\n").ends(8);
    assert_eq!((times(&run, "By which day does it"), times(&run, "What comes first?")), (2, 2), "{}", run.err);
    // Of a day that is to be found out, each question leads back to the one before it.
    let run = types(&home, "Something\n:unknown\n4 December\n:back\n\n:back\n7 December\n\n:save\n").ends(8);
    let asked = (times(&run, "By which day does it"), times(&run, "By which day will you find out?"));
    assert_eq!((asked, times(&run, "What comes first?")), ((3, 2), 1), "{}", run.err);
    assert!(run.err.contains("That is Monday 7 December 2026."), "{}", run.err);
}

const WAITS: &str = r#"
roles = { partner = "the partner" }

[[step]]
id = "first"
label = "First"
ask = "What comes first?"
kind = "line"

[[step]]
id = "reply"
label = "Their reply"
ask = "What do they say?"
kind = "line"
wait-for = "partner"
due = { within = "unset" }
routes = [ { is = "no-reply", to = "over" }, { to = "over" } ]

[[outcome]]
id = "over"
kind = "resolved"
text = "It is over."
"#;

#[test]
fn back_within_a_wait_is_the_question_before_it_and_takes_no_answer_out() {
    let home = home(WAITS);
    for (typed, asked) in [("2\n:back\n", "has it happened?"), ("1\n:back\n", "has it happened?")] {
        let run = types(&home, &format!("Something\n{typed}:save\n")).ends(8);
        assert_eq!((times(&run, asked), times(&run, "What comes first?")), (2, 1), "{typed}: {}", run.err);
    }
    let run = types(&home, "Something\n2\n4 December\n:back\n:back\n:back\n:save\n").ends(8);
    assert_eq!(times(&run, "By which day do you expect"), 2, "{}", run.err);
    assert_eq!(times(&run, "What comes first?"), 2, "{}", run.err);
}

#[test]
fn back_from_why_another_way_is_which_way() {
    let home = home(HANDED_OVER);
    let run = types(&home, ":elsewhere\nA complaint\n:back\n\n:back\n:back\n:save\n").ends(8);
    assert_eq!(times(&run, "Which way does it go on?"), 3, "{}", run.err);
    assert!(run.err.contains("The answer so far:\n  A complaint\n"), "{}", run.err);
}

#[test]
fn a_name_under_which_nothing_is_unfinished_is_not_answered_with_another_case() {
    let home = home(HANDED_OVER);
    types(&home, "Something\n:save\n").ends(8);
    let file = home.file("answers.toml", "format = 1\ncase = \"PCC-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\n");
    let file = file.to_str().unwrap();
    for args in [
        &["resume", "NOPE", "--plain"][..],
        &["resume", "NOPE"],
        &["resume", "NOPE", "--no-input"],
        &["resume", "NOPE", "--answers", file],
    ] {
        let run = home
            .run(args)
            .ends(5)
            .says("nothing is unfinished under the name NOPE, and nothing waits")
            .says("rethink status");
        assert!(!run.err.contains("PCC-1"), "{args:?}: {}", run.err);
    }
}

#[test]
fn every_fault_of_an_answers_file_is_told_in_one_run_at_its_own_line() {
    let home = home(DECIDES);
    let text = HEAD.replace("PCC-1", "not one").replace("format = 1\n", "format = 1\ncolour = \"red\"\n")
        + "[answers]\nfirst = 3\nday = 2027-03-01\nleft-why = \"x\"\nnot-there = \"x\"\n[dates]\nlater = { by = \"zzz\" }\n";
    let run = by_file(&home, &text).ends(3);
    let told: Vec<(usize, &str)> = run
        .err
        .lines()
        .filter_map(|line| line.strip_prefix("standard input:")?.split_once(": "))
        .map(|(line, rest)| (line.parse().unwrap(), rest.rsplit_once('[').unwrap().1.trim_end_matches(']')))
        .collect();
    let wanted = [
        (2, "unknown-key"),
        (4, "wrong-answer"),
        (8, "wrong-answer"),
        (9, "wrong-answer"),
        // Which way: after the day. Beyond it, the way on which the answer of line 10 is asked for.
        (9, "missing-answer"),
        (10, "missing-answer"),
        (11, "unknown-answer"),
        (13, "wrong-shape"),
    ];
    assert_eq!(told, wanted, "{}", run.err);
    assert!(run.err.contains("`way` has no answer") && run.err.contains("`left-who` has no answer"), "{}", run.err);
    assert!(!run.err.contains("`right-why`"), "{}", run.err);
}

const DECIDES: &str = r#"
[[step]]
id = "first"
label = "First"
ask = "What comes first?"
kind = "line"

[[step]]
id = "day"
label = "Day"
ask = "When was it raised?"
kind = "date"
fact = "raised-on"

[[step]]
id = "way"
label = "Way"
ask = "Which way?"
kind = "choice"
options = [ { id = "left", label = "Left" }, { id = "right", label = "Right" } ]
routes = [ { is = "left", to = "left-why" }, { to = "right-why" } ]

[[step]]
id = "left-why"
label = "Why left"
ask = "Why left?"
kind = "line"

[[step]]
id = "left-who"
label = "Who left"
ask = "Who says so?"
kind = "line"
routes = [ { to = "over" } ]

[[step]]
id = "right-why"
label = "Why right"
ask = "Why right?"
kind = "line"
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "resolved"
text = "It is over."
"#;

#[test]
fn what_is_typed_over_an_offered_answer_replaces_it_and_an_arrow_key_changes_it() {
    if pty::is_missing() {
        return;
    }
    let home = home(DECIDES);
    let mut held = at_the_keyboard(&home);
    held.answer("What comes first?", Line("Something"));
    held.answer("When was it raised?", Line("yesterday"));
    held.answer("Which way?", One("Go back"));
    // A day, and then a line.
    held.asks("When was it raised?");
    held.sees("type a new answer over it");
    held.line("20 November");
    held.sees("That is Friday 20 November 2026.");
    held.answer("Which way?", One("Go back"));
    held.asks("When was it raised?");
    held.line(":back");
    held.asks("What comes first?");
    held.line("Another thing");
    held.asks("When was it raised?");
    held.line(":back");
    held.asks("What comes first?");
    held.sees("> Another thing");
    // Enter alone keeps it; after a key that moves, what is typed is added.
    held.press("\r");
    held.asks("When was it raised?");
    held.line(":back");
    held.asks("What comes first?");
    held.press("\u{1b}[F");
    held.press(" more");
    held.sees("Another thing more");
    std::thread::sleep(std::time::Duration::from_millis(60));
    held.press("\r");
    held.asks("When was it raised?");
    held.line(":back");
    held.asks("What comes first?");
    held.sees("> Another thing more");
    // What is pasted replaces it as well.
    held.paste("Pasted", true);
    std::thread::sleep(std::time::Duration::from_millis(60));
    held.press("\r");
    held.asks("When was it raised?");
    held.line(":save");
    held.ends(8);
    let journals = std::fs::read_dir(home.state().join("journals")).unwrap();
    let saved: String = journals.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let said: Vec<&str> = saved.split("\"said\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let wanted = ["Something", "Another thing", "Another thing", "Another thing more", "Pasted"];
    assert_eq!(said, wanted, "{saved}");
}

#[test]
fn a_question_about_a_day_that_has_been_suggests_such_days_whatever_its_own_hint_says() {
    let steps = DECIDES.replace(
        "ask = \"When was it raised?\"",
        "ask = \"When was it raised?\"\nhint = \"The day it was first said\"",
    );
    let home = home(&steps);
    let suggests = "Write a day like today, yesterday, last Friday or 27 March.";
    let run = types(&home, "Something\nFriday\n:save\n").ends(8);
    assert!(run.err.contains(suggests) && run.err.contains("That is Friday 20 November 2026."), "{}", run.err);
    assert!(!run.err.contains("next Tuesday"), "{}", run.err);
    if pty::is_missing() {
        return;
    }
    let mut held = at_the_keyboard(&home);
    held.answer("What comes first?", Line("Something"));
    held.asks("When was it raised?");
    held.sees(suggests);
    held.line(":save");
    held.ends(8);
}

const WHO: &str = r#"
[[step]]
id = "who"
label = "Who"
ask = "Who took part?"
kind = "people"
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "resolved"
text = "It is over."
"#;

/// The people of the only record, each by role and agency.
fn people_of(home: &Home) -> Vec<(String, String)> {
    let record = home.only_record();
    let word = |block: &str, key: &str| {
        let after = block.split(&format!("\n{key} = \"")).nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    };
    record.split("[[entry.people]]").skip(1).map(|block| (word(block, "role"), word(block, "agency"))).collect()
}

#[track_caller]
fn are(home: &Home, wanted: &[(&str, &str)]) {
    let people = people_of(home);
    assert_eq!(people.iter().map(|(role, agency)| (role.as_str(), agency.as_str())).collect::<Vec<_>>(), wanted);
}

#[test]
fn people_typed_in_one_line_are_several_people() {
    let rest = "2\nwrite\n";
    let two = [("Family support worker", "Early help"), ("class teacher", "School")];
    let computer = home(WHO);
    let run = types(&computer, &format!("Family support worker, Early help; class teacher, School\n{rest}")).ends(0);
    are(&computer, &two);
    assert!(run.err.contains("That is 2 people:") && run.err.contains("Several people in one line"), "{}", run.err);
    assert_eq!(times(&run, "Which agency, or whose family?"), 0, "{}", run.err);
    // Where no agency is said, it is asked for each of them.
    let computer = home(WHO);
    let lines = format!("social worker, health visitor\n:back\n\nChildren's services\n\n{rest}");
    let run = types(&computer, &lines).ends(0);
    are(&computer, &[("social worker", "Children's services"), ("health visitor", "")]);
    assert!(run.err.contains("For: health visitor"), "{}", run.err);
    // One person with an agency is one person.
    let computer = home(WHO);
    types(&computer, &format!("Health visitor, NHS\n{rest}")).ends(0);
    are(&computer, &[("Health visitor", "NHS")]);
    // And in a file.
    let computer = home(WHO);
    let line = "[answers]\nwho = \"Family support worker, Early help; class teacher, School\"\n";
    by_file(&computer, &format!("{HEAD}{line}")).ends(0);
    are(&computer, &two);
}
