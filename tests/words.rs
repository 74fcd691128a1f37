//! Every message the program can say and every word of the shipped strategies, gathered and held against the house's
//! rules for words: short sentences, no jargon, no blame, one word for each thing (`src/lib.rs`), GOV.UK's wording.
//!
//! A text is judged where it stands: a failure names the file, the text and the rule. A good use of a word that is
//! otherwise refused stands in [`EXCEPTIONS`] with its reason; an exception that nothing needs any more fails too.

mod rules;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use clap::CommandFactory as _;

use rethink::cli::Cli;
use rethink::strategy::Does;
use rethink::strategy::SHIPPED;
use rethink::strategy::Shelf;

use crate::program::Home;

/// What a text is, which says what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What a step asks.
    Question,
    /// A short name in lists and records.
    Label,
    /// Something that can be chosen.
    Choice,
    /// One line of help.
    Hint,
    /// Anything else that a strategy says.
    Words,
    /// A string in the program's source.
    Message,
    /// What `--help` prints.
    Help,
    /// Prose of a document.
    Prose,
}

/// One text, with the place it came from.
pub struct Text {
    pub place: String,
    pub sort: Sort,
    pub text: String,
}

/// Words that a text may use all the same: where, the rule, the text around it, and why.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[
    ("strategies/", "page", "page on Re-think", "a page of the web, where the procedure is published"),
    ("README.md", "page", "The public page", "a page of the web, where the procedure is published"),
    (
        "crates/engine/src/calendar/",
        "rule",
        "by rule",
        "the law's own rule for bank holidays that are not published yet",
    ),
    ("README.md", "rule", "by rule", "the law's own rule for bank holidays that are not published yet"),
    ("docs/language.md", "schema", "JSON Schema", "the name of a kind of file that editors read"),
    ("README.md", "report", "report a child at risk", "what people say for ringing children's services"),
    ("src/main.rs", "report", "When you report this", "telling whoever mends rethink"),
];

/// Everything of the shipped strategies that a person reads.
fn of_strategies() -> Vec<Text> {
    let shelf = Shelf::shipped();
    let mut all = Vec::new();
    for id in shelf.ids() {
        let strategy = shelf.get(id).unwrap();
        let file = format!("strategies/{id}.toml");
        let mut add = |name: &str, sort: Sort, text: &str| {
            all.push(Text { place: format!("{file}: {name}"), sort, text: text.to_owned() });
        };
        add("title", Sort::Words, &strategy.title);
        add("source", Sort::Words, &strategy.source);
        for (role, words) in &strategy.roles {
            add(&format!("role {role}"), Sort::Words, words);
        }
        for stage in &strategy.stages {
            add(&format!("stage {}", stage.id), Sort::Words, &stage.title);
        }
        for step in &strategy.steps {
            let name = format!("step {}", step.id);
            add(&name, Sort::Label, &step.label);
            match &step.does {
                Does::Say(words) => add(&name, Sort::Words, words),
                Does::Run(_) => {}
                Does::Ask(prompt) => {
                    add(&name, Sort::Question, &prompt.ask);
                    add(&name, Sort::Label, &prompt.label);
                    prompt.hint.iter().for_each(|hint| add(&name, Sort::Hint, hint));
                    prompt.why.iter().for_each(|why| add(&name, Sort::Words, why));
                    prompt.options.iter().for_each(|option| add(&name, Sort::Choice, &option.label));
                }
            }
            for because in step.routes.iter().filter_map(|route| route.because.as_ref()) {
                add(&name, Sort::Words, because);
            }
        }
        for outcome in &strategy.outcomes {
            add(&format!("outcome {}", outcome.id), Sort::Words, &outcome.text);
        }
        for way in &strategy.anytime {
            add(&format!("anytime {}", way.id), Sort::Label, &way.label);
        }
        for form in &strategy.forms {
            add(&format!("form {}", form.id), Sort::Words, &form.title);
        }
        for promise in &strategy.promises {
            add("promise", Sort::Words, &promise.text);
        }
    }
    all
}

/// Every file under a folder that ends like this, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|have| have == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The name of a file as it is written in this project.
pub fn named(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

/// What clap is told to say of every command, by the words typed for it.
fn of_help(command: &clap::Command, path: &str, all: &mut Vec<Text>, paths: &mut Vec<String>) {
    paths.push(path.to_owned());
    let place = format!("rethink {path} --help");
    let mut add = |text: String| all.push(Text { place: place.clone(), sort: Sort::Help, text });
    command.get_about().iter().for_each(|text| add(text.to_string()));
    command.get_long_about().iter().for_each(|text| add(text.to_string()));
    if let Some(examples) = command.get_after_help() {
        assert!(examples.to_string().starts_with("Examples:\n"), "{place}: after the options stand examples only");
    }
    for argument in command.get_arguments() {
        argument.get_help().iter().for_each(|text| add(text.to_string()));
        argument.get_long_help().iter().for_each(|text| add(text.to_string()));
    }
    for inner in command.get_subcommands() {
        of_help(inner, format!("{path} {}", inner.get_name()).trim(), all, paths);
    }
}

/// The prose of a document: no code, no comments, each cell, heading and list entry by itself.
fn prose(document: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut in_code = false;
    let mut goes_on = false;
    for (at, line) in document.lines().enumerate() {
        let bare = line.trim();
        if bare.starts_with("```") {
            in_code = !in_code;
            goes_on = false;
            continue;
        }
        if in_code || bare.is_empty() || bare.starts_with("<!--") {
            goes_on = false;
            continue;
        }
        if bare.starts_with('|') {
            all.extend(bare.split('|').map(str::trim).filter(|cell| !cell.is_empty()).map(|c| (at + 1, c.to_owned())));
            goes_on = false;
            continue;
        }
        let entry = bare.trim_start_matches(['#', '-', '*', '>', ' ']);
        let entry = if bare.starts_with("**") { bare } else { entry };
        let begins = bare.starts_with('#') || bare.starts_with("- ") || bare.starts_with("* ");
        match all.last_mut() {
            Some((_, text)) if goes_on && !begins => {
                text.push(' ');
                text.push_str(entry);
            }
            _ => all.push((at + 1, entry.to_owned())),
        }
        goes_on = !bare.starts_with('#');
    }
    all
}

fn of_documents() -> Vec<Text> {
    let mut documents = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    documents.extend(files(&root().join("docs"), "md"));
    let mut all = Vec::new();
    for path in documents {
        let file = named(&path);
        for (line, text) in prose(&fs::read_to_string(&path).unwrap()) {
            let parts: Vec<String> = text.split('`').enumerate().map(|(nth, part)| outside_code(nth, part)).collect();
            all.push(Text { place: format!("{file}:{line}"), sort: Sort::Prose, text: parts.join("`") });
        }
    }
    all
}

/// Of the parts between backticks, those that are not code: there `[words](address)` is the words alone.
fn outside_code(nth: usize, part: &str) -> String {
    let mut plain = part.to_owned();
    if nth % 2 == 1 {
        return plain;
    }
    while let Some(at) = plain.find("](") {
        let end = plain[at..].find(')').map_or(plain.len(), |length| at + length + 1);
        plain.replace_range(at..end, "");
    }
    plain.replace('[', "")
}

/// What is wrong with the texts; what an exception covers is left out, and the exception marked as met.
fn judged(texts: &[Text], met: &mut BTreeSet<usize>) -> Vec<String> {
    let mut wrong = Vec::new();
    for text in texts {
        for (word, rule) in rules::broken(text) {
            let allowed = EXCEPTIONS.iter().position(|(place, of, around, _)| {
                text.place.starts_with(place) && *of == word && text.text.contains(around)
            });
            match allowed {
                Some(which) => {
                    met.insert(which);
                }
                None => wrong.push(format!("{}: {rule}\n    {}", text.place, text.text.replace('\n', "\n    "))),
            }
        }
    }
    wrong
}

/// Every text there is, and what the list of no messages names in vain.
fn gathered() -> (Vec<Text>, Vec<String>) {
    let (messages, gone) = source::messages();
    let mut all = of_strategies();
    all.extend(messages);
    of_help(&Cli::command(), "", &mut all, &mut Vec::new());
    all.extend(of_documents());
    (all, gone)
}

#[test]
fn every_word_is_a_plain_one() {
    let (texts, gone) = gathered();
    let mut met = BTreeSet::new();
    let mut wrong = judged(&texts, &mut met);
    wrong.extend(gone);
    for (which, (place, word, around, _)) in EXCEPTIONS.iter().enumerate() {
        if !met.contains(&which) {
            wrong.push(format!("nothing in {place} needs \"{word}\" near {around:?} any more"));
        }
    }
    assert!(wrong.is_empty(), "{} to mend:\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_text_is_gathered() {
    let (texts, _) = gathered();
    let of = |sort: Sort| texts.iter().filter(|text| text.sort == sort).count();
    let sorts = [Sort::Question, Sort::Label, Sort::Choice, Sort::Hint, Sort::Words];
    assert!(sorts.iter().all(|sort| of(*sort) > 50), "a strategy says more than this");
    assert!(of(Sort::Message) > 500 && of(Sort::Help) > 20 && of(Sort::Prose) > 50);
    for (id, _) in SHIPPED {
        assert!(texts.iter().any(|text| text.place.starts_with(&format!("strategies/{id}.toml"))), "{id}");
    }
}

/// What is printed is what was judged; and the frame that clap puts round it is polite and plain too.
#[test]
fn the_help_that_is_printed_is_the_help_that_is_judged() {
    let (mut all, mut paths) = (Vec::new(), Vec::new());
    of_help(&Cli::command(), "", &mut all, &mut paths);
    assert!(paths.len() > 8, "{paths:?}");
    for path in paths {
        let words: Vec<&str> = path.split_whitespace().collect();
        let mut printed = String::new();
        for flag in ["--help", "-h"] {
            let run = Home::new().run(&[&words[..], &[flag]].concat());
            assert_eq!(run.code, 0, "{path}");
            printed.extend(run.out.split_whitespace().flat_map(|word| [word, " "]));
        }
        let place = format!("rethink {path} --help");
        for text in all.iter().filter(|text| text.place == place) {
            let text = text.text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(printed.contains(&text), "{place} does not print: {text}");
        }
        let frame = rules::flat(&printed);
        for word in rules::nowhere() {
            assert!(!rules::says(&frame, word), "{place} says \"{word}\"");
        }
    }
}
