//! How it is to be set, said beforehand in a file. What is not in it stays as it is.

use std::path::Path;

use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::Source;
use crate::prompt::Answer;
use crate::setup::Item;
use crate::setup::Setup;
use crate::setup::asked;
use crate::written;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::Table;
use crate::written::may;
use crate::written::must;

/// Every key of a file for `rethink init`.
pub const INIT: Keys = &[
    must("format", Shape::Count, "the version of this format: 1").like("1"),
    may("records", Shape::Text, "the records folder, whole; it is made if it is not there")
        .like(r#""/shares/safeguarding/records""#),
    may("readers", Shape::OneOf(&["me", "group", "as-it-is"]), "who may read it: its owner alone, or its group too")
        .like(r#""group""#),
    may("role", Shape::Text, "the role of the person, never a name; remembered for them alone")
        .like(r#""School nurse""#),
    may("settings", Shape::Table(SETTINGS), "what the team sets, put into rethink.toml"),
];

const SETTINGS: Keys = &[
    may("calendar", Shape::OneOf(&["england-and-wales", "scotland", "northern-ireland"]), "whose working days count")
        .like(r#""england-and-wales""#),
    may("reference", Shape::Text, "what a case reference looks like: # stands for a digit").like(r#""PCC-#####""#),
    may(
        "safety",
        Shape::Lines,
        "local numbers, at most 10 lines of 200 letters; they are shown below the program's own",
    )
    .like(r#"["Front door in office hours: see the rota"]"#),
    may("agencies", Shape::Lines, "the agencies here, as they are to be written in every record")
        .like(r#"["NHS community health", "School"]"#),
    may("review-after", Shape::Text, "how long after a record is written somebody looks whether to keep it")
        .like(r#""6 years""#),
];

/// Sets what a file says, or says everything that is wrong with it.
pub fn given(source: Source, setup: &mut Setup, home: Option<&Path>) -> Result<Result<(), Findings>, Failure> {
    let text = source.text.clone();
    let mut found = Findings::new(source);
    let root = written::parse(&text, &mut found);
    if !written::is_readable(&found) {
        return Ok(Err(found));
    }
    let head = Table::new(root.get_ref(), 0..0);
    written::shape(&head, INIT, "a file for rethink init", &mut found);
    if head.count("format").is_some_and(|format| format != 1) {
        found.add("newer-format", head.place("format"), "this rethink reads format = 1");
    }
    let word = |table: &Table<'_>, key: &str| table.text(key).map(Answer::Text);
    let mut answers = Vec::new();
    if let Some(Answer::Text(typed)) = word(&head, "records") {
        match asked::look_at_folder(&Answer::Text(typed.clone()), home) {
            Ok(()) => match setup.moved(asked::folder(&typed, home))? {
                Ok(moved) => *setup = moved,
                Err(other) => return Ok(Err(other)),
            },
            Err(refusal) => found.add("wrong-shape", head.place("records"), refusal.says),
        }
    }
    answers.extend(head.text("readers").map(|id| (Item::Readers, Answer::Choice(id), head.place("readers"))));
    answers.extend(word(&head, "role").map(|role| (Item::Role, role, head.place("role"))));
    if let Some(table) = head.table("settings") {
        let lines = |key: &str| {
            let lines: Vec<String> = table.words(key).into_iter().map(|word| word.it).collect();
            Some(Answer::Lines(lines)).filter(|_| table.has(key))
        };
        let all = [
            ("calendar", Item::Calendar, table.text("calendar").map(Answer::Choice)),
            ("reference", Item::Reference, word(&table, "reference")),
            ("safety", Item::Safety, lines("safety")),
            ("agencies", Item::Agencies, lines("agencies")),
            ("review-after", Item::ReviewAfter, word(&table, "review-after")),
        ];
        answers.extend(all.into_iter().filter_map(|(key, item, answer)| Some((item, answer?, table.place(key)))));
    }
    for (item, answer, span) in answers {
        match asked::look(item, &answer) {
            Ok(()) => setup.set(item, answer),
            Err(refusal) => found.add("wrong-shape", span, refusal.says),
        }
    }
    Ok(if found.is_clean() { Ok(()) } else { Err(found) })
}
