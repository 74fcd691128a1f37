//! What somebody did at a prompt, as keys: in a pipe, in plain mode, and with menus.

use rethink::prompt::Action;
use rethink::prompt::Answer;
use rethink::prompt::Kind;
use rethink::prompt::Person as Role;

use crate::pty::CTRL_U;
use crate::pty::Window;
use crate::walks::person::Did;
use crate::walks::person::Turn;

/// Where a hand is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    Menu,
    Marks,
    /// On a line. An answer may stand there already in the terminal.
    Line {
        full: bool,
    },
}

/// What it does there.
#[derive(Debug, Clone, PartialEq)]
enum Act {
    Type(String),
    /// A text as it is meant, line by line.
    Write(String),
    /// An item of a list, by its place and its words.
    Choose(usize, String),
    /// Several of them, and those that are marked already.
    Mark(Vec<(usize, String)>, Vec<String>),
    Back,
    Save,
    Kill,
}

struct Stroke {
    asked: String,
    at: At,
    act: Act,
}

fn stroke(asked: &str, at: At, act: Act) -> Stroke {
    Stroke { asked: asked.to_owned(), at, act }
}

const EMPTY: At = At::Line { full: false };

/// A line that is meant as it stands, whatever it looks like.
fn escaped(line: &str) -> String {
    let word = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.contains(' ');
    match line.strip_prefix(':') {
        Some(rest) if rest.starts_with(':') || word(rest) => format!(":{line}"),
        None if line == "." => "..".to_owned(),
        _ => line.to_owned(),
    }
}

fn way_out(did: &Did) -> Option<Act> {
    match did {
        Did::Back => Some(Act::Back),
        Did::Saved => Some(Act::Save),
        Did::Killed => Some(Act::Kill),
        Did::Gave(_) | Did::Kept(_) => None,
    }
}

/// Everything that is done at a prompt. `edits` is true for the terminal, where an answer so far stands on the line.
fn strokes(turn: &Turn, edits: bool) -> Vec<Stroke> {
    let ask = turn.prompt.ask.as_str();
    let kind = turn.prompt.kind;
    let fields = matches!(kind, Kind::People | Kind::Actions);
    let long = |now: &Answer| match now {
        Answer::Text(text) => text.contains('\n') || text.chars().count() >= 200,
        _ => matches!(now, Answer::Lines(_)),
    };
    let to_keep = turn.now.as_ref().is_some_and(|now| fields || (edits && long(now) && !kind.has_options()));
    let mut all = Vec::new();
    if to_keep {
        let keep = "Do you want to keep this?";
        let act = match (&turn.did, way_out(&turn.did)) {
            (_, Some(out)) => out,
            (Did::Kept(_), None) => Act::Choose(0, "Keep it as it is".to_owned()),
            _ => Act::Choose(if fields { 3 } else { 2 }, "Start again".to_owned()),
        };
        let over = !matches!(turn.did, Did::Gave(_));
        all.push(stroke(keep, At::Menu, act));
        if over {
            return all;
        }
    }
    // Once somebody starts again, the question is on the screen already, and only how it is answered comes after it.
    let asked = if to_keep && !fields { "Press Enter twice to finish." } else { ask };
    let on_the_line = |now: &Answer| matches!(now, Answer::Text(_) | Answer::Date(_) | Answer::Number(_));
    let full = edits && !to_keep && turn.now.as_ref().is_some_and(on_the_line);
    let at = match kind {
        Kind::YesNo | Kind::Choice => At::Menu,
        Kind::Choices => At::Marks,
        _ => At::Line { full },
    };
    if fields {
        all.extend(field_by_field(turn));
        return all;
    }
    let answer = match &turn.did {
        Did::Gave(answer) | Did::Kept(answer) => answer,
        did => {
            all.push(stroke(asked, at, way_out(did).unwrap()));
            return all;
        }
    };
    if kind.has_options() {
        all.extend(chosen(turn, answer, at));
        return all;
    }
    if matches!(turn.did, Did::Kept(_)) {
        let act = if full && kind == Kind::Text { Act::Write(String::new()) } else { Act::Type(String::new()) };
        all.push(stroke(asked, EMPTY, act));
        return all;
    }
    let several = matches!(kind, Kind::Text | Kind::Lines);
    let act = match answer {
        Answer::Text(text) if several => Act::Write(text.clone()),
        Answer::Lines(lines) => Act::Write(lines.join("\n")),
        Answer::Text(text) => Act::Type(escaped(text)),
        Answer::Date(moment) => Act::Type(moment.day.format("%-d %B %Y").to_string()),
        Answer::Number(number) => Act::Type(number.to_string()),
        Answer::Blank if several || turn.now.is_some() => Act::Type(".".to_owned()),
        Answer::Blank => Act::Type(String::new()),
        Answer::DontKnow => Act::Type(":unknown".to_owned()),
        Answer::WhyNot(_) => Act::Type(":none".to_owned()),
        other => panic!("nobody types {other:?}"),
    };
    all.push(stroke(asked, at, act));
    all.extend(reason(answer));
    all
}

fn reason(answer: &Answer) -> Option<Stroke> {
    let Answer::WhyNot(why) = answer else { return None };
    Some(stroke("Why is there no answer?", EMPTY, Act::Type(escaped(why))))
}

fn chosen(turn: &Turn, answer: &Answer, at: At) -> Vec<Stroke> {
    let prompt = &turn.prompt;
    let place = |id: &String| {
        let place = prompt.options.iter().position(|option| option.id == *id).unwrap();
        (place, prompt.options[place].label.clone())
    };
    // Below the options stands what is no option, in this order.
    let mut below: Vec<&str> = Vec::new();
    below.extend(prompt.dont_know.then_some("I do not know"));
    below.extend(prompt.optional.then_some("Leave this blank"));
    below.extend(prompt.why_not.then_some("There is no answer: say why"));
    let other = |words: &str| {
        let place = below.iter().position(|its| *its == words).unwrap();
        vec![(prompt.options.len() + place, words.to_owned())]
    };
    let wanted = match answer {
        Answer::Choice(id) => vec![place(id)],
        Answer::Choices(ids) => ids.iter().map(place).collect(),
        Answer::DontKnow => other("I do not know"),
        Answer::Blank => other("Leave this blank"),
        Answer::WhyNot(_) => other("There is no answer: say why"),
        other => panic!("nobody chooses {other:?}"),
    };
    let act = if at == At::Marks {
        let marked = match &turn.now {
            Some(Answer::Choices(ids)) => ids.iter().map(|id| place(id).1).collect(),
            _ => Vec::new(),
        };
        Act::Mark(wanted, marked)
    } else {
        let (place, label) = wanted.into_iter().next().unwrap();
        Act::Choose(place, label)
    };
    let mut all = vec![stroke(&prompt.ask, at, act)];
    all.extend(reason(answer));
    all
}

fn field_by_field(turn: &Turn) -> Vec<Stroke> {
    let first =
        if turn.prompt.kind == Kind::People { turn.prompt.ask.as_str() } else { "Action 1: what will be done?" };
    let line = |asked: &str, words: &str| stroke(asked, EMPTY, Act::Type(escaped(words)));
    let more = |asked: &str, last: bool| {
        let act = if last { Act::Choose(1, "No".to_owned()) } else { Act::Choose(0, "Yes".to_owned()) };
        stroke(asked, At::Menu, act)
    };
    let answer = match &turn.did {
        Did::Gave(answer) | Did::Kept(answer) => answer,
        did => return vec![stroke(first, EMPTY, way_out(did).unwrap())],
    };
    let mut all = Vec::new();
    match answer {
        Answer::People(list) => {
            for (place, Role { role, agency }) in list.iter().enumerate() {
                all.push(line(if place == 0 { first } else { "Who else?" }, role));
                all.push(line("Which agency, or whose family?", agency));
                all.push(more("Is there anybody else?", place + 1 == list.len()));
            }
        }
        Answer::Actions(list) => {
            for (place, Action { what, who, by, known_by, if_not }) in list.iter().enumerate() {
                all.push(line(&format!("Action {}: what will be done?", place + 1), what));
                all.push(line("Who will do it?", who));
                all.push(line("By when?", &by.unwrap().format("%-d %B %Y").to_string()));
                all.push(line("How will you know that it is done?", known_by));
                all.push(line("What happens if it is not done?", if_not));
                all.push(more("Is there another action?", place + 1 == list.len()));
            }
        }
        _ => all.push(line(first, "")),
    }
    all
}

/// What goes into a pipe for one sitting.
pub fn piped(turns: &[Turn]) -> String {
    let mut input = String::new();
    for stroke in turns.iter().flat_map(|turn| strokes(turn, false)) {
        let numbers = |wanted: &[(usize, String)]| {
            let numbers: Vec<String> = wanted.iter().map(|(place, _)| (place + 1).to_string()).collect();
            numbers.join(", ")
        };
        match stroke.act {
            Act::Type(words) => input.push_str(&words),
            Act::Write(text) if text.is_empty() => {}
            Act::Write(text) => {
                for line in text.lines() {
                    input.push_str(&escaped(line));
                    input.push('\n');
                }
                input.push('.');
            }
            Act::Choose(place, label) => input.push_str(&numbers(&[(place, label)])),
            Act::Mark(wanted, _) => input.push_str(&numbers(&wanted)),
            Act::Back => input.push_str(":back"),
            Act::Save => input.push_str(":save"),
            // Whatever had been begun is not there.
            Act::Kill => return input,
        }
        input.push('\n');
    }
    input
}

/// Does in a window what was done at one prompt.
#[track_caller]
pub fn play(held: &mut Window, turn: &Turn, edits: bool, dice: usize) {
    for stroke in strokes(turn, edits) {
        held.asks(&stroke.asked);
        if matches!(stroke.at, At::Line { full: true }) && !matches!(stroke.act, Act::Kill) {
            held.press(CTRL_U);
        }
        match stroke.act {
            Act::Kill => {
                if matches!(stroke.at, At::Line { .. }) {
                    held.press("Half of the");
                }
                held.signal("KILL");
                held.over();
            }
            Act::Type(words) => held.line(&words),
            // An answer that stands there is kept by two Enters; in plain mode, one is enough.
            Act::Write(text) if text.is_empty() => held.finish(),
            Act::Write(text) => write(held, &text, edits, dice),
            Act::Choose(place, _) if !edits => held.line(&(place + 1).to_string()),
            Act::Mark(wanted, _) if !edits => {
                let numbers: Vec<String> = wanted.iter().map(|(place, _)| (place + 1).to_string()).collect();
                held.line(&numbers.join(","));
            }
            Act::Choose(_, label) => choose(held, &label),
            Act::Mark(wanted, marked) => {
                let wanted: Vec<&String> = wanted.iter().map(|(_, label)| label).collect();
                let to_turn = wanted.iter().copied().filter(|label| !marked.contains(label));
                for label in to_turn.chain(marked.iter().filter(|label| !wanted.contains(label))) {
                    held.mark(label);
                    held.press(" ");
                    held.sees(label);
                }
                held.press("\r");
            }
            Act::Back if edits && !matches!(stroke.at, At::Line { .. }) => leave(held, stroke.at, "Go back"),
            Act::Save if edits && !matches!(stroke.at, At::Line { .. }) => leave(held, stroke.at, "Save and stop"),
            Act::Back => held.line(":back"),
            Act::Save => held.line(":save"),
        }
    }
}

#[track_caller]
fn choose(held: &mut Window, label: &str) {
    held.mark(label);
    held.press("\r");
}

#[track_caller]
fn leave(held: &mut Window, at: At, way: &str) {
    if at == At::Marks {
        choose_other(held);
    }
    choose(held, way);
}

#[track_caller]
fn choose_other(held: &mut Window) {
    let other = "None of these: go back, save, and so on";
    held.mark(other);
    held.press(" ");
    held.sees(other);
    held.press("\r");
}

/// A text: typed line by line, or pasted in one of the ways in which terminals paste.
#[track_caller]
fn write(held: &mut Window, text: &str, edits: bool, dice: usize) {
    let blank = text.lines().any(|line| line.trim().is_empty());
    if (edits && blank) || dice.is_multiple_of(3) {
        let end = ["\r", "\n", "\r\n"][dice / 3 % 3];
        held.paste(&text.replace('\n', end), dice.is_multiple_of(2));
        held.finish();
        return;
    }
    for line in text.lines() {
        held.line(&escaped(line));
        held.goes_on();
    }
    held.line(if edits { "" } else { "." });
}
