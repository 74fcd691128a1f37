//! On a small window no line of the program's own runs over the edge, and no word of it is cut there.

use crate::program::Home;
use crate::pty;
use crate::pty::Window;

const COLUMNS: u16 = 40;

/// Everything that was written to a window, line by line, without what moves the cursor.
fn lines(held: &Window) -> Vec<String> {
    let bytes = held.bytes();
    let mut text = String::new();
    let mut letters = String::from_utf8_lossy(&bytes).into_owned().into_bytes().into_iter().map(char::from).peekable();
    while let Some(c) = letters.next() {
        match c {
            // Where the cursor moves, another piece begins.
            '\u{1b}' if letters.peek() == Some(&'[') => {
                let moves = letters.find(char::is_ascii_alphabetic).is_some_and(|last| last != 'm');
                text.push_str(if moves { "\n" } else { "" });
            }
            '\r' => text.push('\n'),
            c if c.is_ascii() => text.push(c),
            _ => {}
        }
    }
    text.lines().map(str::to_owned).collect()
}

#[track_caller]
fn fits(held: &Window, what: &str) {
    let all = lines(held);
    let wide: Vec<&String> = all.iter().filter(|line| line.chars().count() > usize::from(COLUMNS)).collect();
    assert!(wide.is_empty(), "{what}: {wide:#?}");
}

fn window(home: &Home, args: &[&str]) -> Window {
    Window::of_size(home.command().args(args), 10, COLUMNS)
}

#[test]
fn a_stop_what_is_wrong_and_what_is_open_fit_a_small_window() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let file = |name: &str, at_risk: &str| {
        let text = format!(
            "format = 1\nstrategy = \"rethink-1\"\ncase = \"PCC-48213\"\ndanger-now = \"no\"\nat-risk = {at_risk}\n[answers]\n"
        );
        let path = home.file(name, &text);
        path.display().to_string()
    };
    let (acting, yes, no) = (file("a.toml", "acting"), file("b.toml", "\"yes\""), file("c.toml", "\"no\""));
    for args in [
        &["start", "--answers", &acting][..],
        &["start", "--answers", &yes],
        &["start", "--answers", &no],
        &["start", "--case", "x y"],
        &["resume", "PCC-77"],
        &["history", "PCC-77"],
        &["show", "nothing"],
        &["audit", "--agency", "Nobody"],
        &["history"],
        &["status"],
    ] {
        let mut held = window(&home, args);
        held.over();
        fits(&held, &args.join(" "));
    }
    let mut held = window(&home, &["start", "rethink-1"]);
    held.asks("in danger now");
    held.press("\r");
    // Ten lines do not hold the question too.
    held.sees("arrow keys");
    held.press("2\r");
    held.asks("Type a number, then Enter.");
    held.line("1");
    held.ends(9);
    fits(&held, "a stop");
    let screen = held.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains("Nothing else has been written to a record."), "{screen}");
}

/// A question with a word that no line of a small window holds.
const LONG: &str = r#"
format = 1
id = "long"
title = "A long word"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "concern"
ask = "What does the team of Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch say?"
kind = "line"
routes = [ { to = "over" } ]

[[outcome]]
id = "over"
kind = "stopped"
text = "Over."
"#;

#[test]
fn a_word_that_is_longer_than_a_line_is_broken_in_a_question_and_where_answers_are_checked() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    home.file("own/long.toml", LONG);
    let own = home.path().join("own").display().to_string();
    let args = ["start", "long", "--strategies", &own, "--case", "PCC-1"];
    let mut held = Window::of_size(home.command().args(args), 24, COLUMNS);
    held.asks("in danger now");
    held.press("2\r");
    held.asks("harm to a child?");
    held.press("2\r");
    held.asks("gogoch say?");
    fits(&held, "the question");
    held.line(&"x".repeat(37));
    held.asks("check, and when?");
    held.line(&"y".repeat(37));
    held.sees("> \n");
    held.press("\r");
    held.sees("Type write");
    fits(&held, "the answers");
}
