//! Strategies that nobody thought of, written from a few bytes.

use std::fmt::Write as _;

/// A sound strategy to be run by others.
pub(crate) const INNER: &str = r#"
format = 1
id = "inner"
title = "I"
version = "1"
source = "invented"
verified = true
[roles]
them = "them"
[[step]]
id = "p"
ask = "P?"
kind = "choice"
options = [{ id = "x" }, { id = "y" }]
dont-know = true
routes = [{ is = "dont-know", to = "p", at-most = 1 }, { to = "q" }]
[[step]]
id = "q"
ask = "Q?"
kind = "text"
why-not = true
wait-for = "them"
due = { within = "unset" }
routes = [{ is = "no-reply", to = "bad" }, { is = "given", when = { p = "y" }, to = "good" }, { to = "bad" }]
[[outcome]]
id = "good"
kind = "resolved"
text = "Good."
[[outcome]]
id = "bad"
kind = "stopped"
text = "Bad."
"#;

/// Choices made by bytes, so that a failing case shrinks to a small strategy.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % sides
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.roll(words.len())]
    }
}

/// The words that a cell may hold against each sort of step.
const SORTS: [(&str, &[&str]); 8] = [
    (
        "ask = \"?\"\nkind = \"choice\"\noptions = [{ id = \"x\" }, { id = \"y\", group = \"g\" }, { id = \"z\", group = \"g\" }]",
        &["\"x\"", "\"g\"", "[\"x\", \"y\"]", "{ not = \"z\" }"],
    ),
    (
        "ask = \"?\"\nkind = \"yes-no\"\ndont-know = true",
        &["\"yes\"", "\"dont-know\"", "{ not = \"no\" }", "\"given\""],
    ),
    (
        "ask = \"?\"\nkind = \"text\"\nwhy-not = true\noptional = true",
        &["\"given\"", "\"why-not\"", "{ not = \"blank\" }", "[\"given\", \"blank\"]"],
    ),
    (
        "ask = \"?\"\nkind = \"choices\"\noptions = [{ id = \"x\" }, { id = \"y\" }, { id = \"z\", alone = true }]",
        &["\"x\"", "{ not = \"y\" }", "{ at-least = 2 }", "{ at-most = 1 }"],
    ),
    (
        "ask = \"?\"\nkind = \"number\"\nat-least = 0\nat-most = 3",
        &["{ at-least = 2 }", "{ at-most = 0 }", "\"given\"", "{ at-least = 1, at-most = 2 }"],
    ),
    ("ask = \"?\"\nkind = \"date\"\noptional = true", &["\"given\"", "\"blank\"", "{ not = \"blank\" }"]),
    ("say = \"!\"", &["\"done\"", "{ not = \"done\" }"]),
    ("run = \"inner\"", &["\"good\"", "\"bad\"", "{ not = \"good\" }", "[\"good\", \"bad\"]"]),
];

/// A random strategy. Most rows that lead back have a bound.
pub(crate) fn written(bytes: &[u8]) -> String {
    made(bytes, true)
}

/// The same, with a row for every answer and a bound on every row that leads back.
pub(crate) fn sound(bytes: &[u8]) -> String {
    made(bytes, false)
}

fn made(bytes: &[u8], faults: bool) -> String {
    let mut dice = Dice(bytes.iter());
    let steps = 4 + dice.roll(3);
    let sorts: Vec<usize> = (0..steps).map(|_| dice.roll(SORTS.len())).collect();
    let about = dice.pick(&["", "about = [\"child\", \"theme\"]\n"]);
    let mut text = format!(
        "format = 1\nid = \"t\"\ntitle = \"T\"\nversion = \"1\"\nsource = \"invented\"\nverified = true\n{about}"
    );
    text += "[roles]\nthem = \"them\"\n";
    let column = |dice: &mut Dice<'_>, own: usize| {
        let of = dice.roll(steps);
        match sorts[of] {
            _ if of == own => None,
            7 if dice.roll(2) == 0 => {
                Some(format!("s{of}.{}", dice.pick(&["p = \"x\"", "p = { not = \"x\" }", "q = \"why-not\""])))
            }
            sort => Some(format!("s{of} = {}", dice.pick(SORTS[sort].1))),
        }
    };
    for (step, sort) in sorts.iter().enumerate() {
        let waits = *sort < 7 && dice.roll(5) == 0;
        let _ = write!(text, "[[step]]\nid = \"s{step}\"\n{}\n", SORTS[*sort].0);
        if *sort == 1 && dice.roll(3) == 0 {
            let _ = writeln!(text, "filled-from = \"{}\"", dice.pick(&["t.s0", "t.s1", "t.s2", "t.s3", "t.s4"]));
        }
        let days: Vec<usize> = (0..steps).filter(|step| sorts[*step] == 5).collect();
        if waits {
            let day = if days.is_empty() { 0 } else { days[dice.roll(days.len())] };
            let due = match dice.roll(4) {
                1 if !days.is_empty() => format!("{{ within = \"2 days\", from = \"s{day}\" }}"),
                2 if !days.is_empty() => format!("{{ by = \"s{day}\" }}"),
                3 => match column(&mut dice, step) {
                    Some(column) => {
                        format!("[{{ when = {{ {column} }}, within = \"1 day\" }}, {{ within = \"unset\" }}]")
                    }
                    None => "{ within = \"unset\" }".to_owned(),
                },
                _ => "{ within = \"unset\" }".to_owned(),
            };
            let _ = write!(text, "wait-for = \"them\"\ndue = {due}\n");
        }
        let mut rows = Vec::new();
        let last = step + 1 == steps;
        if last || waits || dice.roll(3) > 0 {
            for _ in 0..dice.roll(4) {
                let mut row = Vec::new();
                if dice.roll(4) > 0 {
                    row.push(format!("is = {}", dice.pick(SORTS[*sort].1)));
                }
                if let Some(column) = (dice.roll(3) == 0).then(|| column(&mut dice, step)).flatten() {
                    row.push(format!("when = {{ {column} }}"));
                } else if !about.is_empty() && dice.roll(4) == 0 {
                    row.push("when = { about = \"theme\" }".to_owned());
                }
                row.push(target(&mut dice, step, steps, faults));
                rows.push(row.join(", "));
            }
            if waits {
                rows.insert(0, format!("is = \"no-reply\", {}", target(&mut dice, step, steps, faults)));
            }
            if rows.is_empty() || dice.roll(3) > 0 || !faults {
                rows.push(target(&mut dice, steps, steps, faults));
            }
            let _ = writeln!(text, "routes = [{{ {} }}]", rows.join(" }, { "));
        }
    }
    text += "[[outcome]]\nid = \"e0\"\nkind = \"resolved\"\ntext = \"0\"\n[[outcome]]\nid = \"e1\"\nkind = \"stopped\"\ntext = \"1\"\n";
    if dice.roll(4) == 0 {
        let to = if dice.roll(2) == 0 { "e1".to_owned() } else { format!("s{}", steps - 1) };
        let _ = write!(text, "[[anytime]]\nid = \"away\"\nlabel = \"Away\"\nto = \"{to}\"\n");
    }
    for _ in 0..=dice.roll(2) {
        let step = format!("s{}", dice.roll(steps));
        let reaching = [step.as_str(), "any-resolved", "any-outcome", "e1", "any-wait"];
        let needs: Vec<String> = (0..=dice.roll(2))
            .filter_map(|_| column(&mut dice, steps))
            .map(|column| format!("{{ {column} }}"))
            .collect();
        let _ = write!(text, "[[promise]]\ntext = \"P\"\nreaching = \"{}\"\n", reaching[dice.roll(5)]);
        let _ = write!(text, "needs = [{}]\nprompts-at-most = {}\n", needs.join(", "), dice.roll(9));
    }
    text
}

/// Somewhere further on, or back with a bound.
fn target(dice: &mut Dice<'_>, step: usize, steps: usize, faults: bool) -> String {
    if step < steps && dice.roll(6) == 0 {
        let bound = if dice.roll(9) == 8 && faults { String::new() } else { format!(", at-most = {}", dice.roll(3)) };
        return format!("to = \"s{}\"{bound}", dice.roll(step + 1));
    }
    let on = step + 1 + dice.roll(4);
    let bound = dice.pick(&["", "", "", ", at-most = 1"]);
    if on < steps {
        format!("to = \"s{on}\"{bound}")
    } else {
        format!("to = \"{}\"", dice.pick(&["e0", "e1", "e0", "withdrawn", "safety"]))
    }
}
