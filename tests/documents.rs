//! What is written about the program is true of it: every example in a document is read, every command is there.

use std::fs;
use std::path::Path;
use std::process::Command;

use rethink::ask::script::Answers;
use rethink::finding::Source;
use rethink::preferences::Preferences;
use rethink::record::DIGEST;
use rethink::record::Record;
use rethink::settings::Settings;
use rethink::strategy::Shelf;
use rethink::strategy::digest;

use crate::program::Home;

/// The examples of a document that say what reads them: that, and the text.
fn examples(document: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(document).unwrap();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("<!-- reads: ") {
        let (reader, after) = after.split_once(" -->").unwrap();
        let (_, after) = after.split_once("```").unwrap();
        let (_, after) = after.split_once('\n').unwrap();
        let (example, after) = after.split_once("```").unwrap();
        found.push((reader.to_owned(), example.to_owned()));
        rest = after;
    }
    found
}

/// What a document shows as printed under this name.
pub fn printed(document: &str, what: &str) -> String {
    let text = fs::read_to_string(document).unwrap();
    let (_, after) = text.split_once(&format!("<!-- printed: {what} -->\n```text\n")).unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

fn example(reader: &str) -> String {
    let all = examples("docs/formats.md");
    all.into_iter().find(|(name, _)| name == reader).unwrap().1
}

#[test]
fn every_format_has_an_example() {
    let readers: Vec<String> = examples("docs/formats.md").into_iter().map(|(reader, _)| reader).collect();
    assert_eq!(readers, ["strategy", "answers", "correction", "record", "journal", "settings", "init", "preferences"]);
}

#[test]
fn the_example_strategy_is_sound() {
    let mut shelf = Shelf::shipped();
    shelf.add("ladder", Source::open("ladder.toml", example("strategy")));
    assert!(shelf.get("ladder").is_some(), "{}", shelf.findings()[0].text(100));
}

#[test]
fn the_example_answers_are_read() {
    let answers = Answers::read(Source::private("formats.md", example("answers")));
    assert_eq!(answers.unwrap().strategy.as_deref(), Some("rethink-2"));
}

#[test]
fn the_example_correction_is_read() {
    let answers = Answers::read(Source::private("formats.md", example("correction"))).unwrap();
    assert_eq!(answers.corrects.unwrap().record, "k7qf2m4x");
}

#[test]
fn the_example_settings_are_read() {
    let settings = Settings::read(Source::open("rethink.toml", example("settings"))).unwrap();
    assert!(settings.is_reference("PCC-48213"));
    assert_eq!(settings.limits.len(), 1);
}

#[test]
fn the_example_for_init_sets_what_it_says() {
    let home = Home::new();
    let folder = home.path().join("records");
    let text = example("init").replace("/shares/safeguarding/records", folder.to_str().unwrap());
    home.run_with(&["init", "--answers", "-"], &text).ends(0);
    let settings = fs::read_to_string(folder.join("rethink.toml")).unwrap();
    let settings = Settings::read(Source::open("rethink.toml", settings)).unwrap();
    assert_eq!((settings.agencies.len(), settings.safety.len()), (3, 1));
}

#[test]
fn the_example_preferences_are_read() {
    let home = Home::new();
    let path = home.file("config/rethink/preferences.toml", &example("preferences"));
    let preferences = Preferences::read(&path).unwrap();
    assert_eq!(preferences.records.as_deref(), Some(Path::new("/shares/safeguarding/records")));
    assert!(preferences.plain);
}

#[test]
fn the_example_record_is_read_and_the_program_shows_it() {
    let text = example("record");
    let (before, _) = text.split_once(DIGEST).unwrap();
    let text = format!("{before}{DIGEST}{}\n", digest(before.as_bytes()));
    let record = Record::read(&text).unwrap();
    assert_eq!(record.events().unwrap().len(), record.body.entry.len());
    let home = Home::new();
    home.file(&format!("records/{}.toml", record.head.record), &text);
    home.run(&["show", "k7qf2m4x"]).ends(0).prints("The practitioner in the other agency").prints("Not asked yet");
    home.run(&["status"]).ends(0).prints("PCC-48213");
}

#[test]
fn the_example_journal_is_one_that_the_program_takes_up() {
    let mut whole = String::new();
    let mut last = String::new();
    for line in example("journal").lines() {
        let body = line.replacen("\"prev\":\"…\"", &format!("\"prev\":\"{last}\""), 1);
        let body = body.replace(",\"hash\":\"…\"}", "}");
        last = digest(body.as_bytes());
        whole.push_str(&body[..body.len() - 1]);
        whole.push_str(",\"hash\":\"");
        whole.push_str(&last);
        whole.push_str("\"}\n");
    }
    let home = Home::new();
    home.file("state/rethink/journals/k7qf2m4x-1.jsonl", &whole);
    // Two answers were given and one was taken back.
    home.run(&["status"]).ends(0).prints("PCC-48213: ladder, 1 answer");
}

#[test]
fn every_exit_code_is_told() {
    let text = fs::read_to_string("docs/formats.md").unwrap();
    for code in [
        "| 0 |",
        "| 1 |",
        "| 2 |",
        "| 3 |",
        "| 4 |",
        "| 5 |",
        "| 6 |",
        "| 7 |",
        "| 8 |",
        "| 9 |",
        "| 70 |",
        "| 129, 130, 143 |",
    ] {
        assert!(text.contains(code), "{code}");
    }
}

/// What the README shows of a first review is what the program says.
#[test]
fn the_readme_shows_what_is_printed() {
    let home = Home::new();
    let run = home.run(&["start", "--answers", "examples/first-review.toml", "--practice"]).ends(0);
    let record = run.out.trim().trim_end_matches(".toml");
    let name = record.rsplit('_').next().unwrap();
    let text = fs::read_to_string(run.out.trim()).unwrap();
    let code = rethink::record::check_code(text.trim_end().rsplit(' ').next().unwrap());
    let said = run.err.replace(name, "k7qf2m4x").replace(&code, "K7QF-2M9T-XW3B-R6HD");
    assert_eq!(said.trim(), printed("README.md", "start").trim());
}

#[test]
fn every_command_in_the_readme_is_there() {
    let readme = fs::read_to_string("README.md").unwrap();
    let home = Home::new();
    for line in readme.lines().filter_map(|line| line.strip_prefix("| `rethink ")) {
        let command = line.split('`').next().unwrap();
        let words: Vec<&str> =
            command.split(' ').take_while(|word| word.chars().all(|c| c.is_ascii_lowercase())).collect();
        if words.is_empty() {
            continue;
        }
        let args: Vec<&str> = words.iter().copied().chain(["--help"]).collect();
        home.run(&args).ends(0);
    }
    for block in ["cargo run --release -- start --practice", "cargo test"] {
        assert!(readme.lines().any(|line| line == block), "{block}");
    }
}

#[test]
fn no_document_names_who_built_it_or_a_machine() {
    let out = Command::new("git").args(["ls-files"]).output().unwrap();
    for name in String::from_utf8(out.stdout).unwrap().lines().filter(|name| !name.contains("tests/data/")) {
        let Ok(text) = fs::read_to_string(name) else { continue };
        for word in [concat!("crates", ".io"), concat!("github", ".com/"), concat!("/ho", "me/")] {
            assert!(!text.contains(word) || name == "Cargo.lock", "{name} has {word}");
        }
    }
}
