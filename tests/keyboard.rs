//! The program in a real terminal, held by somebody who types, pastes, goes back, stops and comes back.

use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use crate::program::Home;
use crate::pty;
use crate::pty::CTRL_C;
use crate::pty::CTRL_D;
use crate::pty::CTRL_U;
use crate::pty::ESC;
use crate::pty::Say;
use crate::pty::Say::Line;
use crate::pty::Say::One;
use crate::pty::Say::Several;
use crate::pty::Say::Text;
use crate::pty::Window;

/// Every kind of prompt there is, once, to a handover.
const EVERY_KIND: &str = r#"
format = 1
id = "every-kind"
title = "Every kind of prompt"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "opening"
say = "Hear first from whoever speaks least."

[[step]]
id = "raised-on"
ask = "On what day was it raised?"
kind = "date"

[[step]]
id = "signs"
ask = "What was seen?"
kind = "choices"
options = [ { id = "tired", label = "Tired" }, { id = "hungry", label = "Hungry" }, { id = "late", label = "Late" } ]

[[step]]
id = "visits"
ask = "How many visits were there?"
kind = "number"
at-most = 10

[[step]]
id = "people"
ask = "Who took part?"
kind = "people"
at-least = 2

[[step]]
id = "views"
ask = "What has happened, as this person sees it?"
kind = "text"
each = "people"

[[step]]
id = "childs-view"
ask = "What does the child say?"
kind = "text"
why-not = true

[[step]]
id = "needs"
ask = "What does each of you need?"
kind = "lines"
at-least = 2

[[step]]
id = "needs-date"
ask = "Is there a day by which the child needs this settled?"
kind = "date"
dont-know = true

[[step]]
id = "minutes"
ask = "Is there a line for the minutes?"
kind = "line"
optional = true

[[step]]
id = "actions"
ask = "What will be done, by whom, and by when?"
kind = "actions"

[[step]]
id = "agreed"
ask = "Do you agree on what happens now?"
kind = "yes-no"
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "handover"
handover = "manager"
due = { within = "5 working days", from = "raised-on" }
text = "Hand it over."
"#;

/// The answers to it, as they are typed.
const EVERY_ANSWER: &[(&str, Say<'_>)] = &[
    ("in danger now", One("No")),
    ("significant harm", One("No")),
    ("What is the case reference?", Line("PCC-48213")),
    ("Press Enter to go on", Line("")),
    ("On what day was it raised?", Line("20 November 2026")),
    ("What was seen?", Several(&["Hungry", "Late"])),
    ("How many visits were there?", Line("3")),
    ("Who took part?", Line("School nurse")),
    ("Which agency, or whose family?", Line("NHS")),
    ("Is there anybody else?", One("Yes")),
    ("Who else?", Line("Mother")),
    ("Which agency, or whose family?", Line("family")),
    ("Is there anybody else?", One("No")),
    ("as this person sees it?", Text(&["Two visits before school.", "The child had not eaten."])),
    ("as this person sees it?", Text(&["Mornings are hard."])),
    ("What does the child say?", Line(":none")),
    ("Why is there no answer?", Line("Not asked yet")),
    ("What does each of you need?", Text(&["Child: breakfast", "Mother: help before eight"])),
    ("by which the child needs this settled?", Line(":unknown")),
    ("Is there a line for the minutes?", Line("")),
    ("Action 1: what will be done?", Line("An early visit each Tuesday")),
    ("Who will do it?", Line("Family support worker")),
    ("By when?", Line("5 working days")),
    ("How will you know that it is done?", Line("Mother says so")),
    ("What happens if it is not done?", Line("")),
    ("Is there another action?", One("No")),
    ("Do you agree on what happens now?", One("No")),
    ("what will keep the child safe", Text(&["The visits go on."])),
    ("Type write", Line("write")),
];

/// The same answers in a file.
const EVERY_ANSWER_IN_A_FILE: &str = r#"
format = 1
strategy = "every-kind"
case = "PCC-48213"
danger-now = "no"
at-risk = "no"

[answers]
raised-on = 2026-11-20
signs = ["hungry", "late"]
visits = 3
people = [ { role = "School nurse", agency = "NHS" }, { role = "Mother", agency = "family" } ]
views = ["Two visits before school.\nThe child had not eaten.", "Mornings are hard."]
childs-view = { why-not = "Not asked yet" }
needs = ["Child: breakfast", "Mother: help before eight"]
needs-date = { dont-know = true }
actions = [ { what = "An early visit each Tuesday", who = "Family support worker", by = 2026-11-30, known-by = "Mother says so" } ]
agreed = "no"
until-then = "The visits go on."
"#;

/// A short one with two ways through it.
const TWO_WAYS: &str = r#"
format = 1
id = "two-ways"
title = "Two ways"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "seen"
label = "Who has seen the child"
ask = "Who has seen the child this week?"
kind = "choice"
options = [ { id = "school", label = "Somebody at school" }, { id = "nobody", label = "Nobody" } ]
routes = [ { is = "nobody", to = "why-nobody" }, { to = "how" } ]

[[step]]
id = "how"
label = "How the child seemed"
ask = "How did the child seem to them?"
kind = "line"
routes = [ { to = "concern" } ]

[[step]]
id = "why-nobody"
label = "Why nobody has"
ask = "Why has nobody seen the child?"
kind = "line"

[[step]]
id = "concern"
label = "The concern"
ask = "What is the concern?"
kind = "text"

[[step]]
id = "agreed"
label = "Agreed or not"
ask = "Do you agree on what happens now?"
kind = "yes-no"
routes = [ { is = "yes", to = "settled" }, { to = "over" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."

[[outcome]]
id = "over"
kind = "handover"
handover = "manager"
due = { within = "10 working days" }
text = "Hand it over."
"#;

const BEGUN: &[(&str, Say<'_>)] = &[
    ("in danger now", One("No")),
    ("significant harm", One("No")),
    ("What is the case reference?", Line("PCC-48213")),
];

/// As far as the check of the answers of [`TWO_WAYS`], by the way of the school and to the handover.
const TO_THE_CHECK: &[(&str, Say<'_>)] = &[
    ("Who has seen the child this week?", One("Somebody at school")),
    ("How did the child seem to them?", Line("Tired and quiet")),
    ("What is the concern?", Text(&["Nobody is at home in the mornings."])),
    ("Do you agree on what happens now?", One("No")),
    ("what will keep the child safe", Text(&["The visits go on."])),
];

/// The same answers in a file.
const IN_A_FILE: &[&str] = &[
    "seen = \"school\"",
    "how = \"Tired and quiet\"",
    "concern = \"Nobody is at home in the mornings.\"",
    "agreed = \"no\"",
];

/// It waits for somebody, five working days at most.
const A_WAIT: &str = r#"
format = 1
id = "a-wait"
title = "A wait"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "concern"
label = "The concern"
ask = "What is the concern?"
kind = "line"

[[step]]
id = "reply"
label = "The manager's reply"
ask = "What did the manager say?"
kind = "choice"
options = [ { id = "agreed", label = "The manager agrees" }, { id = "not-agreed", label = "The manager does not agree" } ]
wait-for = "manager"
due = { within = "5 working days" }
routes = [ { is = "agreed", to = "settled" }, { is = "no-reply", to = "settled" }, { to = "settled" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."
"#;

/// Texts one after another, so that whatever leaks out of one lands in the next.
const TEXTS: &str = r#"
format = 1
id = "texts"
title = "Texts"
version = "1"
source = "Invented"
verified = true
follows = false

[[step]]
id = "mail"
ask = "What does the first mail say?"
kind = "text"

[[step]]
id = "letter"
ask = "What does the letter say?"
kind = "text"

[[step]]
id = "long"
ask = "What does the long one say?"
kind = "text"

[[step]]
id = "line"
ask = "What does one line of it say?"
kind = "line"

[[step]]
id = "after"
ask = "Is it over?"
kind = "yes-no"
routes = [ { is = "yes", to = "settled" }, { to = "not-settled" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."

[[outcome]]
id = "not-settled"
kind = "stopped"
text = "It is not settled."
"#;

fn home() -> Home {
    let home = Home::new();
    for (id, text) in [("every-kind", EVERY_KIND), ("two-ways", TWO_WAYS), ("a-wait", A_WAIT), ("texts", TEXTS)] {
        home.file(&format!("strategies/{id}.toml"), text);
    }
    home
}

fn command(home: &Home, args: &[&str]) -> Command {
    let mut command = home.command();
    command.arg("--strategies").arg(home.path().join("strategies")).args(args);
    command
}

/// A window in which the program runs with menus.
fn window(home: &Home, args: &[&str]) -> Window {
    Window::open(&command(home, args))
}

/// A window in which it runs in plain mode.
fn plain(home: &Home, args: &[&str]) -> Window {
    Window::open_plain(command(home, args).arg("--plain"))
}

/// Holds a review for each case, all at once: most of their time is spent waiting for a person's pace.
fn at_once<T: Sync>(cases: &[T], hold: impl Fn(&T) + Sync) {
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(|| hold(case));
        }
    });
}

/// The entries of a record, each as a table.
fn entries(record: &str) -> Vec<toml::Table> {
    let table: toml::Table = record.parse().unwrap();
    table["entry"].as_array().unwrap().iter().map(|entry| entry.as_table().unwrap().clone()).collect()
}

/// What stands under a key in the entries of one step, or of one thing that happened.
fn said(record: &str, of: &str, key: &str) -> Vec<String> {
    let is_of = |entry: &toml::Table, under: &str| entry.get(under).and_then(toml::Value::as_str) == Some(of);
    entries(record)
        .iter()
        .filter(|entry| is_of(entry, "step") || is_of(entry, "what"))
        .filter_map(|entry| entry.get(key))
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect()
}

/// A record without what may differ between two ways of holding the same review.
fn comparable(record: &str) -> String {
    let differs =
        ["record = ", "review = ", "salt = ", "at-risk-at = ", "began = ", "written = ", "at = ", "answers-sha256 = "];
    let differs = |line: &str| line.starts_with("# rethink-sha256") || differs.iter().any(|key| line.starts_with(key));
    record.lines().filter(|line| !differs(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_review_by_keyboard_by_plain_and_by_script_gives_the_same_record() {
    if pty::is_missing() {
        return;
    }
    let by_script = home();
    let strategies = by_script.path().join("strategies").display().to_string();
    let args = ["--strategies", &strategies, "start", "--answers", "-"];
    by_script.run_with(&args, EVERY_ANSWER_IN_A_FILE).ends(0);
    let wanted = comparable(&by_script.only_record());

    let by_keyboard = home();
    let mut held = window(&by_keyboard, &["start", "every-kind"]);
    held.answers(EVERY_ANSWER);
    held.ends(0);
    held.is_given_back();
    // Five working days after a Friday, with no holiday among them.
    assert!(held.screen().contains("Friday 27 November 2026"), "{}", held.screen());
    assert_eq!(comparable(&by_keyboard.only_record()), wanted);
    assert_eq!(comparable(&in_plain_mode().0), wanted);
}

/// A whole review in plain mode, held once: its record, and every byte that was shown.
fn in_plain_mode() -> &'static (String, Vec<u8>) {
    static HELD: OnceLock<(String, Vec<u8>)> = OnceLock::new();
    HELD.get_or_init(|| {
        let home = home();
        let mut held = plain(&home, &["start", "every-kind"]);
        held.answers(EVERY_ANSWER);
        held.ends(0);
        held.is_given_back();
        (home.only_record(), held.bytes())
    })
}

#[test]
fn strategy_2_is_held_in_the_terminal_as_far_as_its_handover() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = window(&home, &["start", "rethink-2"]);
    held.answers(BEGUN);
    held.answers(&[
        ("Is it about one child, or about a family?", One("One child")),
        ("Are you the lead professional", One("Yes")),
        ("first raised?", Line("5 October 2026")),
        ("What is the role", Line("School nurse")),
        ("Which agency do they work for?", Line("Community health")),
        ("Which agency sees it differently", Line("School")),
        ("What plan does the child have now?", One("Early help, such as a Family Support Plan")),
        ("mostly about?", One("Limited progress, drift or delay")),
        ("what has been tried?", Text(&["The child is tired and hungry at home visits."])),
        ("What progress has there been", One("Limited")),
        ("Who will facilitate the conversation?", One("Both of them")),
        ("will keep the child safe?", Text(&["The family support worker visits each Tuesday."])),
        ("Press Enter to go on", Line("")),
        ("has it happened?", One("Yes, it has happened")),
        ("On which day did it happen?", Line("yesterday")),
        ("Was the conversation held?", One("No, it could not be arranged")),
        ("stopped us getting further?", Text(&["Nobody could meet before Christmas."])),
        ("Do the family know", One("Yes, from the lead professional")),
        ("What does the child say", Line(":none")),
        ("Why is there no answer?", Line("Not asked yet")),
        ("by which the child needs this settled?", Line("")),
        ("told the outcome?", Line("today")),
        ("on the child's file", One("Not yet: I will put it there today")),
        ("By which day does it go to an independent facilitator?", Line("5 working days")),
        ("Why that day?", Line("They answer within a week")),
        ("Type write", Line("write")),
    ]);
    held.ends(0);
    held.is_given_back();
    let screen = held.screen();
    for words in ["The record is written", "An independent facilitator", "Monday 30 November 2026", "For the minutes"] {
        assert!(screen.contains(words), "{words} is not on the screen:\n{screen}");
    }
    let record = home.only_record();
    for line in [
        "handover.role = \"independent-facilitator\"",
        "handover.by = 2026-11-30",
        "at-risk = \"no\"",
        "said = \"The family support worker visits each Tuesday.\"",
    ] {
        assert!(record.lines().any(|its| its == line), "{line} is not in\n{record}");
    }
}

/// What is pasted, and the lines of the one answer that it is.
fn pastes() -> [(String, String); 3] {
    let three = "one of three\r\ntwo of three\r\nyes".to_owned();
    let mail: String = (1..=30)
        .map(|n| if n % 7 == 0 { "\r\n".to_owned() } else { format!("It was as it was, on line {n}.\r\n") })
        .collect();
    let long = "abcde fghi ".repeat(545) + "to the end";
    [three, mail, long].map(|text| (text.clone(), text.trim_end().replace("\r\n", "\n")))
}

/// Holds a review in which every text is pasted, and looks for each paste in its own answer and nowhere else.
fn pasted(mut held: Window, home: &Home, marked: bool, end: &str) {
    held.answers(BEGUN);
    let pastes = pastes();
    for (asked, (text, _)) in ["first mail say?", "letter say?", "long one say?"].iter().zip(&pastes) {
        held.asks(asked);
        held.paste(&text.replace("\r\n", end), marked);
        assert!(!held.has_shown("Saved."), "nothing is answered before Enter is pressed:\n{}", held.screen());
        held.finish();
    }
    held.asks("one line of it say?");
    held.paste(&pastes[0].0.replace("\r\n", end), marked);
    assert!(!held.has_shown("Saved."), "nothing is answered before Enter is pressed:\n{}", held.screen());
    held.line("");
    held.answers(&[("Is it over?", One("No")), ("Type write", Line("write"))]);
    held.ends(0);
    let record = home.only_record();
    for (step, (_, wanted)) in ["mail", "letter", "long"].iter().zip(&pastes) {
        assert_eq!(said(&record, step, "said"), [wanted.as_str()], "{step}, marked: {marked}, {end:?}");
    }
    assert_eq!(said(&record, "line", "said"), ["one of three two of three yes"]);
    assert_eq!(said(&record, "after", "is"), ["no"]);
}

#[test]
fn a_paste_that_the_terminal_marks_is_one_answer() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    pasted(window(&home, &["start", "texts"]), &home, true, "\r\n");
}

#[test]
fn a_paste_that_the_terminal_does_not_mark_is_one_answer() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    // A terminal that does not mark a paste gives every end of a line as Enter.
    pasted(window(&home, &["start", "texts"]), &home, false, "\r");
}

#[test]
fn a_paste_that_is_not_marked_and_ends_its_lines_with_both_signs_keeps_its_lines() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    pasted(window(&home, &["start", "texts"]), &home, false, "\r\n");
}

#[test]
fn a_paste_in_plain_mode_is_one_answer_whatever_ends_its_lines() {
    if pty::is_missing() {
        return;
    }
    at_once(&[(false, "\r\n"), (false, "\r"), (true, "\r\n")], |&(marked, end)| {
        let home = home();
        pasted(plain(&home, &["start", "texts"]), &home, marked, end);
    });
}

#[test]
fn a_marked_paste_at_a_menu_chooses_nothing() {
    if pty::is_missing() {
        return;
    }
    let said = "pasted text, so nothing was chosen";
    // A letter that leaves a menu leaves it only by itself, and there is nothing to say.
    at_once(
        &[("just like that, they said\r\nyes\r\n", said), ("jj\r", said), ("j ", said), ("quiet", "")],
        |&(text, said)| {
            let home = home();
            let mut held = window(&home, &["start", "two-ways"]);
            held.answers(BEGUN);
            held.asks("Who has seen the child this week?");
            held.press(&format!("\u{1b}[200~{text}\u{1b}[201~"));
            held.answer(said, One("Nobody"));
            held.asks("Why has nobody seen the child?");
            held.press(CTRL_C);
            held.ends(130);
        },
    );
}

/// Carries on to the record, and looks for what was said before.
#[track_caller]
fn carries_on(home: &Home, rest: &[(&str, Say<'_>)]) {
    let mut held = window(home, &["resume", "PCC-48213"]);
    held.answers(rest);
    held.ends(0);
    let record = home.only_record();
    assert_eq!(said(&record, "seen", "is"), ["school"]);
    assert_eq!(said(&record, "how", "said"), ["Tired and quiet"]);
    assert_eq!(said(&record, "concern", "said"), ["Nobody is at home in the mornings."]);
    assert!(!home.state().join("journals").read_dir().unwrap().any(|entry| entry.is_ok()), "the journal is gone");
}

/// In the middle of a menu or of a text: so many of the answers on the way to the check have been given.
const IN_A_MENU: usize = 3;
const IN_A_TEXT: usize = 2;

/// A review that has come so far on its way to the check: the last of the answers given in this very window.
fn midway(home: &Home, in_plain: bool, answered: usize) -> Window {
    let earlier = &IN_A_FILE[..answered - 1].join("\n");
    let head =
        "format = 1\nstrategy = \"two-ways\"\ncase = \"PCC-48213\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\n";
    let strategies = home.path().join("strategies").display().to_string();
    let args = ["--strategies", &strategies, "start", "--answers", "-", "--partial"];
    home.run_with(&args, &format!("{head}{earlier}\n")).ends(8);
    let args = ["resume", "PCC-48213"];
    let mut held = if in_plain { plain(home, &args) } else { window(home, &args) };
    let (asked, say) = TO_THE_CHECK[answered - 1];
    held.answer(asked, say);
    held.sees("Saved.");
    held.asks(TO_THE_CHECK.get(answered).map_or("Type write", |(asked, _)| asked));
    assert_eq!(home.record_names(), [""; 0]);
    held
}

fn rest(answered: usize) -> Vec<(&'static str, Say<'static>)> {
    let mut rest = TO_THE_CHECK[answered..].to_vec();
    rest.push(("Type write", Line("write")));
    rest
}

#[test]
fn ctrl_c_ends_with_130_and_every_answer_called_saved_is_there() {
    if pty::is_missing() {
        return;
    }
    at_once(
        &[(false, IN_A_MENU), (false, IN_A_TEXT), (true, IN_A_MENU), (true, IN_A_TEXT)],
        |&(in_plain, answered)| {
            let home = home();
            let mut held = midway(&home, in_plain, answered);
            if answered == IN_A_TEXT {
                held.line("Half of the");
                held.sees(">");
            }
            held.press(CTRL_C);
            held.ends(130);
            held.is_given_back();
            let screen = held.screen();
            assert!(screen.contains("Every answer called saved is saved."), "{screen}");
            assert!(screen.contains("To carry on: rethink resume"), "{screen}");
            if answered == IN_A_TEXT {
                assert!(
                    screen.contains("What you were typing is kept. You will see it when you carry on."),
                    "{screen}"
                );
            }
            carries_on(&home, &rest(answered));
        },
    );
}

/// Asks the program to end, in a menu and in a text of either backend.
fn asked_to_end(with: impl Fn(&Home, Window, usize) + Sync) {
    at_once(
        &[(false, IN_A_MENU), (false, IN_A_TEXT), (true, IN_A_MENU), (true, IN_A_TEXT)],
        |&(in_plain, answered)| {
            let home = home();
            let held = midway(&home, in_plain, answered);
            held.signal("TERM");
            with(&home, held, answered);
        },
    );
}

#[test]
fn a_request_to_end_gives_the_terminal_back_and_every_answer_called_saved_is_there() {
    if pty::is_missing() {
        return;
    }
    asked_to_end(|home, mut held, answered| {
        held.over();
        held.is_given_back();
        carries_on(home, &rest(answered));
    });
}

#[test]
fn a_request_to_end_ends_with_143() {
    if pty::is_missing() {
        return;
    }
    asked_to_end(|_, mut held, _| held.ends(143));
}

#[test]
fn a_closed_window_ends_with_129_and_every_answer_called_saved_is_there() {
    if pty::is_missing() {
        return;
    }
    at_once(
        &[(false, IN_A_MENU), (false, IN_A_TEXT), (true, IN_A_MENU), (true, IN_A_TEXT)],
        |&(in_plain, answered)| {
            let home = home();
            let held = midway(&home, in_plain, answered);
            assert_eq!(held.close(), 129, "plain: {in_plain}, {answered}");
            carries_on(&home, &rest(answered));
        },
    );
}

#[test]
fn a_kill_loses_no_answer_called_saved() {
    if pty::is_missing() {
        return;
    }
    at_once(&[(false, IN_A_MENU), (true, IN_A_TEXT)], |&(in_plain, answered)| {
        let home = home();
        let mut held = midway(&home, in_plain, answered);
        held.signal("KILL");
        held.over();
        carries_on(&home, &rest(answered));
    });
}

#[test]
fn the_end_of_the_input_saves_and_leaves() {
    if pty::is_missing() {
        return;
    }
    at_once(&[false, true], |&in_plain| {
        let home = home();
        let mut held = midway(&home, in_plain, IN_A_TEXT);
        held.press(CTRL_D);
        held.ends(8);
        held.is_given_back();
        carries_on(&home, &rest(IN_A_TEXT));
    });
}

#[test]
fn ctrl_d_on_a_list_saves_and_leaves() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = midway(&home, false, IN_A_MENU);
    held.press(CTRL_D);
    held.ends(8);
    held.is_given_back();
    carries_on(&home, &rest(IN_A_MENU));
}

#[test]
fn a_second_start_on_a_case_is_told_of_the_first_and_each_is_carried_on_by_its_own_name() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut first = midway(&home, false, IN_A_TEXT);
    let mut second = window(&home, &["start", "two-ways", "--case", "PCC-48213"]);
    second.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    second.asks("Who has seen the child this week?");
    let screen = second.screen();
    assert!(screen.contains("An unfinished review of this case is on this computer: rethink resume"), "{screen}");
    second.press(CTRL_D);
    second.ends(8);
    first.press(CTRL_D);
    first.ends(8);
    let mut names = Vec::new();
    for held in [&first, &second] {
        let screen = held.screen();
        let name = screen.rsplit_once("rethink resume ").unwrap().1.split_whitespace().next().unwrap().to_owned();
        let mut again = window(&home, &["resume", &name]);
        again.sees("Carrying on with");
        again.asks("");
        again.press(CTRL_C);
        again.ends(130);
        names.push(name);
    }
    assert_ne!(names[0], names[1]);
}

#[test]
fn a_second_window_on_the_same_review_is_told() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut first = midway(&home, false, IN_A_TEXT);
    let mut second = window(&home, &["resume", "PCC-48213"]);
    second.ends(6);
    assert!(second.screen().contains("open in another window"), "{}", second.screen());
    // The first goes on as if nothing had been.
    first.answers(&rest(IN_A_TEXT));
    first.ends(0);
}

#[test]
fn going_back_keeps_the_answer_and_offers_it_again() {
    if pty::is_missing() {
        return;
    }
    at_once(&[false, true], |&in_plain| {
        let home = home();
        let mut held = midway(&home, in_plain, IN_A_MENU);
        // From a choice to the text before it, and from there to the line before that.
        if in_plain {
            held.line(":back");
        } else {
            held.mark("Go back");
            held.press("\r");
        }
        held.asks("What is the concern?");
        held.sees("The answer so far: Nobody is at home in the mornings.");
        if !in_plain {
            // There, it stands on the line to be changed; it is not lost with the line.
            held.sees("> Nobody is at home in the mornings.");
            held.press(CTRL_U);
        }
        held.line(":back");
        held.asks("How did the child seem to them?");
        held.sees("Tired and quiet");
        // Enter keeps each of them.
        held.line("");
        held.asks("What is the concern?");
        held.sees("The answer so far: Nobody is at home in the mornings.");
        if in_plain {
            held.line("");
        } else {
            held.finish();
        }
        held.answers(&rest(IN_A_MENU));
        held.ends(0);
        let record = home.only_record();
        assert_eq!(said(&record, "how", "said"), ["Tired and quiet"]);
        assert_eq!(said(&record, "concern", "said"), ["Nobody is at home in the mornings."]);
    });
}

/// At the check of the answers.
fn at_the_check(home: &Home) -> Window {
    midway(home, false, TO_THE_CHECK.len())
}

#[test]
fn a_changed_answer_asks_only_what_is_new_and_takes_the_other_way_out_of_the_record() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = at_the_check(&home);
    assert!(held.screen().contains("1 Who has seen the child: Somebody at school"), "{}", held.screen());
    held.line("1");
    held.asks("Who has seen the child this week?");
    held.sees("> Somebody at school");
    held.mark("Nobody");
    held.press("\r");
    held.answer("Why has nobody seen the child?", Line("They are away"));
    // Nothing else is new, so the check comes next.
    held.asks("Type write");
    assert!(!held.has_shown("What is the concern?"), "{}", held.screen());
    assert!(held.has_shown("No longer needed, and not in the record: How the child seemed."), "{}", held.screen());
    held.line("write");
    held.ends(0);
    let record = home.only_record();
    assert_eq!(said(&record, "seen", "is"), ["nobody"]);
    assert_eq!(said(&record, "why-nobody", "said"), ["They are away"]);
    assert_eq!(said(&record, "concern", "said"), ["Nobody is at home in the mornings."]);
    assert!(!record.contains("Tired and quiet") && !record.contains("step = \"how\""), "{record}");
}

#[test]
fn only_the_typed_word_write_writes() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = at_the_check(&home);
    for words in ["", "yes", "w", "1 write", "write it", "0", "99"] {
        held.line(words);
        held.sees("Error:");
        held.asks("Type write");
        assert!(home.record_names().is_empty(), "{words:?} wrote a record");
        // A line that was refused stays, to be changed.
        held.press(CTRL_U);
    }
    held.line("write");
    held.ends(0);
    assert_eq!(home.record_names().len(), 1);
}

#[test]
fn a_date_that_is_brought_forward_is_in_the_record_with_its_reason() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = at_the_check(&home);
    assert!(held.screen().contains("Monday 7 December 2026"), "{}", held.screen());
    held.line("sooner");
    held.answer("To which day do you bring it forward?", Line("8 December 2026"));
    held.asks("give a day before Monday 7 December 2026");
    held.press(CTRL_U);
    held.line("1 December 2026");
    held.answer("Why can the child not wait longer?", Line("The child moves school"));
    held.asks("Type write");
    held.sees("By Tuesday 1 December 2026");
    held.line("write");
    held.ends(0);
    let record = home.only_record();
    assert!(record.contains("handover.by = 2026-12-01"), "{record}");
    assert_eq!(said(&record, "dated", "by"), ["2026-12-01"]);
    assert_eq!(said(&record, "dated", "how"), ["brought-forward"]);
    assert_eq!(said(&record, "dated", "why"), ["The child moves school"]);
}

/// The small records of stops. A yes after which it was said that they have been told is one no longer.
fn stops(home: &Home) -> Vec<String> {
    let all = home.small_records();
    let is_left = |text: &String| {
        let sha256 = text.trim_end().rsplit(' ').next().unwrap();
        !all.iter().any(|other| other.contains(&format!("corrects.sha256 = \"{sha256}\"")))
    };
    all.iter().filter(|text| text.contains("small = \"stop\"") && is_left(text)).cloned().collect()
}

#[test]
fn a_stop_from_a_text_or_a_menu_keeps_the_answers_and_leaves_one_line() {
    if pty::is_missing() {
        return;
    }
    at_once(
        &[
            (false, IN_A_TEXT, "!"),
            (false, IN_A_MENU, ""),
            (false, IN_A_MENU, ESC),
            (true, IN_A_TEXT, "!"),
            (true, IN_A_MENU, "!"),
        ],
        |&(in_plain, answered, key)| {
            let home = home();
            let mut held = midway(&home, in_plain, answered);
            match key {
                "!" => held.line("!"),
                ESC => {
                    held.press(ESC);
                    held.sees("Carry on");
                    held.mark("A child may be at risk now");
                    held.press("\r");
                }
                _ => {
                    held.mark("A child may be at risk now");
                    held.press("\r");
                }
            }
            held.answer("in danger now", One("Yes"));
            held.ends(9);
            held.is_given_back();
            assert!(held.screen().contains("act now. In immediate danger: ring 999."), "{}", held.screen());
            assert!(home.record_names().is_empty());
            let stops = stops(&home);
            assert_eq!(stops.len(), 1);
            assert!(stops[0].contains("PCC-48213") && !stops[0].contains("Tired"), "{stops:?}");
            // Who comes back is asked again before anything else.
            let mut rest = rest(answered);
            rest.insert(0, ("in danger now", One("No")));
            rest.insert(1, ("significant harm", One("No")));
            rest.insert(2, ("Can you say now what was done?", One("Not now: ask me the next time")));
            carries_on(&home, &rest);
            let record = home.only_record();
            assert_eq!(said(&record, "at-risk", "is"), ["no", "acting", "no"]);
        },
    );
}

#[test]
fn an_answer_about_risk_that_is_changed_later_stands_beside_the_first() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = midway(&home, false, IN_A_TEXT);
    held.line("!");
    held.answers(&[
        ("in danger now", One("No")),
        ("significant harm", One("I have told them; this is about something else")),
    ]);
    held.answers(&TOLD);
    // It goes on where it was, and the same through plain words of not being sure.
    held.asks("What is the concern?");
    held.line("!");
    held.answers(&[("in danger now", One("No")), ("significant harm", One("I'm not sure"))]);
    held.sees("Speak to your safeguarding lead");
    held.answers(&rest(IN_A_TEXT));
    // Who was not sure is asked once more before the record is written.
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.ends(0);
    let record = home.only_record();
    assert_eq!(said(&record, "at-risk", "is"), ["no", "told-something-else", "not-sure", "no"]);
    assert_eq!(said(&record, "at-risk", "at").len(), 4);
    assert!(record.contains("\nat-risk = \"no\"\n"), "{record}");
    assert!(stops(&home).is_empty());
}

/// Whom somebody told, when, and what they said.
const TOLD: [(&str, Say<'_>); 3] = [
    ("Whom did you tell?", Line("Duty social worker, MASH")),
    ("When did you tell them?", Line("today")),
    ("What did they say?", Text(&["No further action."])),
];

/// A review that was left for the escalation, which was left in its turn.
fn escalated(home: &Home) {
    let mut held = midway(home, true, IN_A_TEXT);
    held.line("!");
    held.answers(&[
        ("in danger now", One("No")),
        ("significant harm", One("I have told them, and I disagree with their answer")),
    ]);
    held.answers(&TOLD);
    held.answer("Is it about one child, or about a family?", One("One child"));
    assert!(held.screen().contains("The HIPS escalation protocol"), "{}", held.screen());
    held.asks("");
    held.press(CTRL_C);
    held.ends(130);
}

#[test]
fn who_has_told_and_disagrees_goes_on_in_the_escalation_and_loses_nothing() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    escalated(&home);
    let status = home.run(&["status"]).ends(0);
    for unfinished in ["PCC-48213: Two ways", "PCC-48213: The HIPS escalation protocol"] {
        assert!(status.out.contains(unfinished), "{unfinished} is not in\n{}", status.out);
    }
    assert!(stops(&home).is_empty());
}

#[test]
fn of_two_reviews_of_a_case_somebody_says_which() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    escalated(&home);
    let run = home.run(&["resume", "PCC-48213", "--plain"]).ends(5);
    assert!(run.err.contains("(hips-escalation)") && run.err.contains("more than one review"), "{}", run.err);
    let status = home.run(&["status"]).ends(0).out;
    assert!(!status.contains("rethink resume PCC-48213"), "each is named by its review:\n{status}");
}

#[test]
fn a_wait_is_written_and_carried_on_days_later() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = window(&home, &["start", "a-wait"]);
    held.answers(BEGUN);
    held.answer("What is the concern?", Line("The visits have stopped"));
    held.asks("has it happened?");
    held.sees("Monday 30 November 2026");
    held.sees("Save and stop");
    assert!(!held.has_shown("no reply"), "its date has not passed:\n{}", held.screen());
    held.mark("Not yet: write the record, and wait");
    held.press("\r");
    held.answer("what will keep the child safe", Text(&["The visits go on."]));
    held.answer("Type write", Line("write"));
    held.ends(0);
    let record = home.only_record();
    assert!(record.contains("waiting.due = 2026-11-30"), "{record}");

    // On its last day there may still be a reply, and with it the day on which it came.
    let home = home.on("2026-11-30");
    let mut held = window(&home, &["resume", "PCC-48213"]);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks("has it happened?");
    held.sees("Save and stop");
    assert!(!held.has_shown("no reply"), "its date has not passed:\n{}", held.screen());
    held.press(CTRL_C);
    held.ends(130);

    // On the day after, no reply is offered too. The safety question is asked again on each new day.
    let home = home.on("2026-12-01");
    let mut held = window(&home, &["resume", "PCC-48213"]);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.asks("has it happened?");
    held.sees("The day has passed without it");
    held.mark("Yes, it has happened");
    held.press("\r");
    held.answer("On which day did it happen?", Line("27 November 2026"));
    held.answer("What did the manager say?", One("The manager agrees"));
    held.answer("Type write", Line("write"));
    held.ends(0);
    let names = home.record_names();
    assert_eq!(names.len(), 2, "{names:?}");
    let second = fs::read_to_string(home.records().join(&names[1])).unwrap();
    assert!(second.contains("\npart = 2\n") && second.contains("outcome.id = \"settled\""), "{second}");
    assert_eq!(said(&second, "happened", "on"), ["2026-11-27"]);
    assert_eq!(said(&second, "reply", "is"), ["agreed"]);
    assert_eq!(said(&second, "at-risk", "is"), ["no", "no"]);
}

#[test]
fn no_reply_is_an_answer_once_the_date_has_passed() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = window(&home, &["start", "a-wait"]);
    held.answers(BEGUN);
    held.answer("What is the concern?", Line("The visits have stopped"));
    held.answer("has it happened?", One("Not yet: write the record, and wait"));
    held.answer("what will keep the child safe", Text(&["The visits go on."]));
    held.answer("Type write", Line("write"));
    held.ends(0);
    let home = home.on("2026-12-04");
    let mut held = plain(&home, &["resume", "PCC-48213"]);
    held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
    held.answer("has it happened?", One("The day has passed without it"));
    held.answer("Type write", Line("write"));
    held.ends(0);
    let names = home.record_names();
    let second = fs::read_to_string(home.records().join(&names[1])).unwrap();
    assert_eq!(said(&second, "reply", "state"), ["no-reply"]);
    assert_eq!(said(&second, "reply", "on"), ["2026-11-30"]);
}

/// No escape byte, and no carriage return but the one that the terminal itself puts before a line feed.
#[track_caller]
fn moves_nothing(bytes: &[u8]) {
    assert!(!bytes.contains(&0x1b), "an escape byte:\n{}", String::from_utf8_lossy(bytes));
    for (place, byte) in bytes.iter().enumerate() {
        assert!(*byte != b'\r' || bytes.get(place + 1) == Some(&b'\n'), "a lone carriage return at byte {place}");
    }
}

#[test]
fn plain_mode_moves_nothing_on_the_screen_and_shows_every_option_once() {
    if pty::is_missing() {
        return;
    }
    let (_, bytes) = in_plain_mode();
    moves_nothing(bytes);
    let text = String::from_utf8_lossy(bytes);
    for once in ["  2  Hungry", "At any question you can type:", "Type a number, then Enter.", "Who else?"] {
        assert_eq!(text.matches(once).count(), 1, "{once}:\n{text}");
    }
}

#[test]
fn a_poor_terminal_a_wish_and_a_narrow_window_switch_to_plain_mode() {
    if pty::is_missing() {
        return;
    }
    at_once(&[("TERM", "dumb", 80), ("ACCESSIBLE", "1", 80), ("LANG", "C", 15)], |&(name, value, columns)| {
        let home = home();
        let mut held = Window::of_size(command(&home, &["start", "two-ways"]).env(name, value), 24, columns);
        held.asks("Type a number, then Enter.");
        held.press("2\r");
        held.asks("harm to a child?");
        held.press("2\r");
        held.asks("What is the case reference?");
        held.press(CTRL_C);
        held.over();
        moves_nothing(&held.bytes());
    });
    // Otherwise there are menus.
    let home = home();
    let mut held = Window::of_size(command(&home, &["start", "two-ways"]).env("ACCESSIBLE", "0"), 24, 80);
    held.asks("Choose with the arrow keys");
    held.press(CTRL_C);
    held.over();
    assert!(held.bytes().contains(&0x1b));
}

#[test]
fn ctrl_c_before_the_first_answer_is_130_too() {
    if pty::is_missing() {
        return;
    }
    at_once(&[(true, 0), (true, 1), (false, 1)], |&(in_plain, given)| {
        let home = home();
        let args = ["start", "two-ways"];
        let mut held = if in_plain { plain(&home, &args) } else { window(&home, &args) };
        held.answers(&BEGUN[..given]);
        held.asks(BEGUN[given].0);
        held.press(CTRL_C);
        held.ends(130);
        held.is_given_back();
        assert!(home.record_names().is_empty());
    });
}

#[test]
fn ctrl_c_at_the_safety_question_of_a_later_day_is_130_too() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let mut held = midway(&home, true, IN_A_TEXT);
    held.press(CTRL_C);
    held.ends(130);
    let home = home.on("2026-11-24");
    let mut held = plain(&home, &["resume", "PCC-48213"]);
    held.asks("in danger now");
    held.press(CTRL_C);
    held.ends(130);
    assert!(held.screen().contains("To carry on: rethink resume PCC-48213"), "{}", held.screen());
}

#[test]
fn a_line_that_was_being_typed_is_kept_and_that_is_said() {
    if pty::is_missing() {
        return;
    }
    at_once(&[false, true], |&in_plain| {
        let home = home();
        let mut held = midway(&home, in_plain, IN_A_TEXT);
        held.press("Half of the");
        held.sees("Half of the");
        held.press(CTRL_C);
        held.ends(130);
        assert!(
            held.has_shown("What you were typing is kept. You will see it when you carry on."),
            "{}",
            held.screen()
        );
    });
}

/// Carries on, finds half of a text shown and not taken for an answer, and ends the review.
fn is_shown_again(home: &Home) {
    let mut held = plain(home, &["resume", "PCC-48213"]);
    held.sees("Half of the");
    held.asks("What is the concern?");
    assert!(held.has_shown("It is no answer yet"), "{}", held.screen());
    held.press(CTRL_C);
    held.ends(130);
    carries_on(home, &rest(IN_A_TEXT));
}

#[test]
fn half_a_text_is_no_answer_when_it_is_saved_or_left_for_a_risk() {
    if pty::is_missing() {
        return;
    }
    at_once(&[(false, ":save"), (true, ":save"), (false, "!"), (true, "!")], |&(in_plain, command)| {
        let home = home();
        let mut held = midway(&home, in_plain, IN_A_TEXT);
        held.line("Half of the");
        held.goes_on();
        held.line(command);
        held.sees("What you were typing is kept. You will see it when you carry on.");
        if command == "!" {
            held.answers(&[("in danger now", One("No")), ("significant harm", One("No"))]);
            held.sees("You had begun an answer:");
            held.asks(if in_plain { "" } else { "Do you want to keep this?" });
            held.press(CTRL_C);
            held.ends(130);
        } else {
            held.ends(8);
        }
        is_shown_again(&home);
    });
}

#[test]
fn an_input_that_is_no_keyboard_is_exit_4_and_nothing_is_asked_on_the_terminal() {
    if pty::is_missing() {
        return;
    }
    let home = home();
    let program = command(&home, &["start", "two-ways"]);
    let mut shell = Command::new("/bin/sh");
    shell.current_dir(program.get_current_dir().unwrap()).env_clear();
    shell.envs(program.get_envs().map(|(name, value)| (name, value.unwrap_or_default())));
    shell.args(["-c", "exec \"$0\" \"$@\" </dev/null"]).arg(program.get_program()).args(program.get_args());
    let mut held = Window::open(&shell);
    held.ends(4);
    let screen = held.screen();
    assert!(screen.contains("--answers") && !screen.contains("in danger now"), "{screen}");
    assert!(!home.state().exists() && home.record_names().is_empty());
}

#[test]
fn a_long_answer_is_written_in_the_person_s_own_editor() {
    if pty::is_missing() {
        return;
    }
    at_once(&[false, true], |&in_plain| {
        let home = home();
        let editor = home.file("editor.sh", "printf 'Seen at home.\\n\\nAsleep at ten.\\n' >> \"$1\"\n");
        let fails = home.file("fails.sh", "printf 'half of it' > \"$1\"; exit 1\n");
        let held = |script: &std::path::Path| {
            let mut command = command(&home, &["start", "a-wait"]);
            command.env("EDITOR", format!("sh {}", script.display()));
            if in_plain { Window::open_plain(command.arg("--plain")) } else { Window::open(&command) }
        };
        let mut held_well = held(&editor);
        held_well.answers(BEGUN);
        held_well.asks("What is the concern?");
        held_well.line(":edit");
        held_well.asks("has it happened?");
        assert!(held_well.has_shown("Asleep at ten."), "{}", held_well.screen());
        held_well.press(CTRL_C);
        held_well.ends(130);
        let folder = home.state().join("journals");
        let edited = || {
            let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            names.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect::<Vec<_>>()
        };
        assert_eq!(edited().len(), 0, "its file is gone once the answer is saved");
        home.run(&["status"]).ends(0).prints("PCC-48213");
        let mut held_badly = held(&fails);
        held_badly.answers(BEGUN);
        held_badly.asks("What is the concern?");
        held_badly.line(":edit");
        held_badly.sees("The editor did not end as it should");
        assert_eq!(fs::read_to_string(&edited()[0]).unwrap(), "half of it");
        held_badly.press(CTRL_C);
        held_badly.ends(130);
    });
}
