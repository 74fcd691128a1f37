//! A strategy as a picture: a box for each step and outcome, an arrow for each way on, the conditions on the arrows.
//!
//! A picture is made once and written in two languages: Mermaid, which many editors and web pages show, and DOT, which
//! Graphviz draws.

mod dot;
mod mermaid;

use std::collections::BTreeSet;

use textwrap::Options;
use textwrap::WordSeparator;
use textwrap::WordSplitter;

use crate::render;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::DueRow;
use crate::strategy::Strategy;
use crate::strategy::Target;

pub use dot::dot;
pub use mermaid::mermaid;

/// How wide the words in a box or on an arrow are, in characters.
const WIDE: usize = 30;

/// What a box stands for, and so its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Where it begins, or what is open at any step.
    Beside,
    /// Something is asked.
    Asks,
    /// Something is said.
    Says,
    /// It waits for somebody.
    Waits,
    /// It runs another strategy.
    Runs,
    /// It ends.
    Ends,
}

/// One box.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    /// A name that no other box has.
    pub(crate) name: String,
    pub(crate) form: Form,
    /// Its words, no line wider than the picture allows.
    pub(crate) lines: Vec<String>,
    /// The stage in which it stands, as a place in the strategy's stages.
    pub(crate) stage: Option<usize>,
    /// True if a record passed it.
    pub(crate) taken: bool,
}

/// One arrow, from box to box.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub(crate) from: String,
    pub(crate) to: String,
    /// When it is taken; none if it always is.
    pub(crate) lines: Vec<String>,
    /// True for a way out that is open at any step.
    pub(crate) beside: bool,
    /// True if a record took it.
    pub(crate) taken: bool,
}

/// A strategy as boxes and arrows.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(crate) title: String,
    /// The headings of the stages.
    pub(crate) stages: Vec<String>,
    pub(crate) boxes: Vec<Drawn>,
    pub(crate) arrows: Vec<Arrow>,
}

/// The path that a record took: from the name of a step to the name of where it led.
pub type Taken = BTreeSet<(String, String)>;

/// Makes the picture of a strategy, with the path that a record took.
pub fn picture(strategy: &Strategy, taken: &Taken) -> Picture {
    let passed = |id: &str| taken.iter().any(|(from, to)| from == id || to == id);
    let mut boxes = vec![drawn("begin", Form::Beside, "It begins", None, !taken.is_empty())];
    let mut arrows = vec![Arrow {
        from: "begin".to_owned(),
        to: "step1".to_owned(),
        lines: Vec::new(),
        beside: false,
        taken: !taken.is_empty(),
    }];
    for (place, step) in strategy.steps.iter().enumerate() {
        let form = match (&step.does, &step.wait_for) {
            (_, Some(_)) => Form::Waits,
            (Does::Ask(_), _) => Form::Asks,
            (Does::Say(_), _) => Form::Says,
            (Does::Run(_), _) => Form::Runs,
        };
        let mut words = vec![format!("{} · {}", place + 1, step.label)];
        words.extend(step.wait_for.as_ref().map(|role| format!("waits for {}", strategy.role(role))));
        words.extend(due(&step.due, strategy));
        if let Does::Run(inner) = &step.does {
            words.push(format!("runs {}", inner.id));
        }
        boxes.push(drawn(&format!("step{}", place + 1), form, &words.join("\n"), step.stage, passed(&step.id)));
        for (target, when) in render::ways_on(strategy, place) {
            let to = name(strategy, target);
            let took = taken.contains(&(step.id.clone(), target_id(strategy, target)));
            let from = format!("step{}", place + 1);
            // Rows that lead to the same place are one arrow.
            match arrows.iter_mut().find(|arrow| arrow.from == from && arrow.to == to) {
                Some(arrow) => {
                    arrow.lines.extend(wrapped(&format!("or {when}")));
                    arrow.taken |= took;
                }
                None => arrows.push(Arrow { from, to, lines: wrapped(&when), beside: false, taken: took }),
            }
        }
    }
    for (place, outcome) in strategy.outcomes.iter().enumerate() {
        let mut words = vec![outcome.id.clone(), render::ending(strategy, outcome)];
        words.extend(due(&outcome.due, strategy));
        let name = format!("outcome{}", place + 1);
        boxes.push(drawn(&name, Form::Ends, &words.join("\n"), None, passed(&outcome.id)));
    }
    for (word, says) in [
        ("safety", "Stop and act: a child may be at risk"),
        ("withdrawn", "Withdrawn, with a reason"),
        ("elsewhere", "It goes on in another way, with a reason"),
    ] {
        if arrows.iter().any(|arrow| arrow.to == word) {
            boxes.push(drawn(word, Form::Ends, says, None, passed(word)));
        }
    }
    beside(strategy, &mut boxes, &mut arrows);
    Picture {
        title: strategy.title.clone(),
        stages: strategy.stages.iter().map(|stage| stage.title.clone()).collect(),
        boxes,
        arrows,
    }
}

/// Ways out that are open at many steps: a box of their own each.
fn beside(strategy: &Strategy, boxes: &mut Vec<Drawn>, arrows: &mut Vec<Arrow>) {
    for (place, way) in strategy.anytime.iter().enumerate() {
        let from = format!("way{}", place + 1);
        let stages: Vec<&str> =
            way.stages.iter().filter_map(|stage| Some(strategy.stages.get(*stage)?.title.as_str())).collect();
        let only = if stages.is_empty() { "at any step".to_owned() } else { format!("in: {}", stages.join("; ")) };
        let mut words = format!("{}\n{only}", way.label);
        match &way.does {
            Departs::To(target) => arrows.push(Arrow {
                from: from.clone(),
                to: name(strategy, *target),
                lines: Vec::new(),
                beside: true,
                taken: false,
            }),
            Departs::Run(inner) => words.extend(["\nruns ", &inner.id, ", then goes on at the same step"]),
        }
        boxes.push(drawn(&from, Form::Beside, &words, None, false));
    }
}

/// By when, in a line; where answers decide it, the document says how.
fn due(rows: &[DueRow], strategy: &Strategy) -> Option<String> {
    match rows {
        [] => None,
        [one] if one.unset => Some("by: a day that is typed".to_owned()),
        [one] => render::by_when(std::slice::from_ref(one), strategy).pop().map(|due| format!("by: {due}")),
        _ => Some("by: a day that depends on answers".to_owned()),
    }
}

fn drawn(name: &str, form: Form, words: &str, stage: Option<usize>, taken: bool) -> Drawn {
    let mut lines: Vec<String> = words.lines().flat_map(wrapped).collect();
    // The mark is in the words too: a thicker line alone is missed on paper.
    if taken && let Some(first) = lines.first_mut() {
        first.insert_str(0, "✓ ");
    }
    Drawn { name: name.to_owned(), form, lines, stage, taken }
}

fn wrapped(words: &str) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    let options =
        Options::new(WIDE).word_splitter(WordSplitter::NoHyphenation).word_separator(WordSeparator::AsciiSpace);
    textwrap::wrap(&render::safe(words), options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The box to which a target leads.
fn name(strategy: &Strategy, target: Target) -> String {
    match target {
        Target::Step(place) => format!("step{}", place + 1),
        Target::Outcome(place) => format!("outcome{}", place + 1),
        other => target_id(strategy, other),
    }
}

/// The name of a target in its file.
fn target_id(strategy: &Strategy, target: Target) -> String {
    match target {
        Target::Step(place) => strategy.steps.get(place).map(|step| step.id.clone()).unwrap_or_default(),
        Target::Outcome(place) => strategy.outcomes.get(place).map(|outcome| outcome.id.clone()).unwrap_or_default(),
        Target::Safety => "safety".to_owned(),
        Target::Withdrawn => "withdrawn".to_owned(),
        Target::Elsewhere => "elsewhere".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Shelf;

    #[test]
    fn every_way_on_is_an_arrow_between_boxes_that_are_there() {
        let shelf = Shelf::shipped();
        for id in shelf.ids() {
            let strategy = shelf.get(id).expect("a sound strategy");
            let picture = picture(&strategy, &Taken::new());
            assert_eq!(
                picture.boxes.len(),
                1 + strategy.steps.len() + strategy.outcomes.len() + strategy.anytime.len()
            );
            for arrow in &picture.arrows {
                for end in [&arrow.from, &arrow.to] {
                    assert!(picture.boxes.iter().any(|drawn| drawn.name == *end), "{id}: {end}");
                }
            }
            for (place, step) in strategy.steps.iter().enumerate() {
                let from = format!("step{}", place + 1);
                let targets: BTreeSet<String> = match step.routes.as_slice() {
                    [] => BTreeSet::from([name(&strategy, strategy.next_in_file(place))]),
                    routes => routes.iter().map(|route| name(&strategy, route.to)).collect(),
                };
                let drawn: BTreeSet<String> =
                    picture.arrows.iter().filter(|arrow| arrow.from == from).map(|arrow| arrow.to.clone()).collect();
                assert_eq!(drawn, targets, "{id}: {}", step.id);
            }
            // A row with a condition says so on its arrow.
            assert!(picture.arrows.iter().any(|arrow| arrow.lines.join(" ").contains("it ")), "{id}");
        }
    }

    #[test]
    fn words_of_a_file_cannot_break_out_of_a_picture() {
        let text = "format = 1\nid = \"x\"\ntitle = \"a\\\"] -->|b| <c> # ;\"\nversion = \"1\"\nsource = \"s\"\nverified = true\n[[step]]\nid = \"a\"\nlabel = \"\\\\ \\\"]--x<b>&amp; `\"\nask = \"?\"\nkind = \"yes-no\"\nroutes = [ { to = \"o\" } ]\n[[outcome]]\nid = \"o\"\nkind = \"stopped\"\ntext = \"t\"\n";
        let mut shelf = Shelf::shipped();
        shelf.add("x", crate::finding::Source::open("x.toml", text));
        let picture = picture(&shelf.get("x").expect("sound"), &Taken::from([("a".to_owned(), "o".to_owned())]));
        let drawn = mermaid(&picture);
        for line in drawn.lines().filter(|line| line.contains("step1[")) {
            assert_eq!(line.matches('"').count(), 2, "{line}");
            assert!(!line.contains('<') || line.matches('<').count() == line.matches("<br/>").count(), "{line}");
        }
        let drawn = dot(&picture);
        for line in drawn.lines() {
            let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            assert!(quotes.is_multiple_of(2), "{line}");
        }
        assert!(drawn.contains("✓"), "{drawn}");
    }
}
