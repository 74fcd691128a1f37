//! The language: one table of keys, one manual, one make-believe strategy that uses them all.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rethink::ask::script;
use rethink::finding::Findings;
use rethink::finding::Source;
use rethink::settings;
use rethink::strategy::FACTS;
use rethink::strategy::Shelf;
use rethink::strategy::check;
use rethink::written;
use rethink::written::Key;
use rethink::written::Shape;

use crate::program::Home;
use crate::words::files;

type Tables = &'static [(&'static str, &'static [Key])];

/// The kinds of file that people write, each with its tables of keys.
fn kinds() -> [(&'static str, Tables); 3] {
    [("strategy", check::TABLES), ("answers", script::TABLES), ("settings", settings::TABLES)]
}

fn manual() -> String {
    fs::read_to_string("docs/language.md").unwrap()
}

#[test]
fn the_manual_has_every_key_once_as_the_table_of_keys_has_it() {
    let manual = manual();
    for (kind, tables) in kinds() {
        for (name, keys) in tables {
            let of = if kind == "answers" && *name == "[[anytime]]" { " of answers" } else { "" };
            let block = format!("<!-- keys: {name}{of} -->\n\n{}", written::manual(keys));
            let wanted = "print it with: rethink strategy schema --format markdown";
            assert_eq!(manual.matches(&block).count(), 1, "{kind} {name}: {wanted}\n{block}");
        }
    }
    let tables: usize = kinds().iter().map(|(_, tables)| tables.len()).sum();
    assert_eq!(manual.matches("<!-- keys: ").count(), tables);
}

#[test]
fn the_manual_has_every_fact() {
    let manual = manual();
    let (_, after) = manual.split_once("<!-- facts -->").unwrap();
    let facts: Vec<&str> = after.lines().filter(|line| line.starts_with("| `")).take(FACTS.len()).collect();
    for (fact, line) in FACTS.iter().zip(facts) {
        let kinds: Vec<String> = fact.kinds.iter().map(|kind| format!("`{}`", kind.name())).collect();
        let (name, says) = (fact.name, fact.says);
        assert!(line.starts_with(&format!("| `{name}` |")) && line.contains(says), "{line}");
        assert!(kinds.iter().all(|kind| line.contains(kind)), "{line}");
    }
}

/// Every example of a key is of the shape that the key takes.
#[test]
fn every_key_has_an_example_that_is_read() {
    for (kind, tables) in kinds() {
        for (name, keys) in tables {
            for key in *keys {
                let text = written::written_as(key);
                let mut found = Findings::new(Source::open("example.toml", text.clone()));
                let root = written::parse(&text, &mut found);
                // What is needed beside it is another key's matter.
                let keys: &'static [Key] = Box::leak(Box::new([*key]));
                written::shape(&written::Table::new(root.get_ref(), 0..0), keys, "it", &mut found);
                let wrong = found.list.iter().filter(|finding| finding.code != "missing-key");
                assert_eq!(wrong.count(), 0, "{kind} {name} {}:\n{}", key.name, found.text(80));
                let header = matches!(key.shape, Shape::Tables(_) | Shape::Table(_) | Shape::OpenTables);
                assert!(header || !key.example.is_empty(), "{kind} {name} {} has no example", key.name);
            }
        }
    }
}

#[test]
fn the_smallest_strategy_of_the_manual_is_sound() {
    let manual = manual();
    let (_, after) = manual.split_once("<!-- reads: strategy -->\n```toml\n").unwrap();
    let (text, _) = after.split_once("```").unwrap();
    let mut shelf = Shelf::shipped();
    shelf.add("smallest", Source::open("smallest.toml", text));
    assert!(shelf.get("smallest").is_some(), "{}", shelf.findings()[0].text(100));
}

/// The keys that a table of a file uses, as "place key".
fn used(value: &toml::Value, keys: &[Key], place: &str, all: &mut BTreeSet<String>) {
    let tables: Vec<&toml::Table> = match value {
        toml::Value::Table(table) => vec![table],
        toml::Value::Array(list) => list.iter().filter_map(toml::Value::as_table).collect(),
        _ => Vec::new(),
    };
    for table in tables {
        for (name, value) in table {
            let Some(key) = keys.iter().find(|key| key.name == name) else { continue };
            all.insert(format!("{place} {name}"));
            match key.shape {
                Shape::Tables(inner) | Shape::List(inner) | Shape::OneOrList(inner) | Shape::Table(inner) => {
                    used(value, inner, name, all);
                }
                Shape::Cell => used(value, written::TEST, "a test", all),
                Shape::Row | Shape::Rows => {
                    let columns = match value {
                        toml::Value::Array(list) => list.iter().collect(),
                        one => vec![one],
                    };
                    for column in columns.iter().filter_map(|row| row.as_table()).flat_map(|row| row.values()) {
                        used(column, written::TEST, "a test", all);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Every key that there is, as "place key".
fn every(keys: &[Key], place: &str, all: &mut BTreeSet<String>) {
    for key in keys {
        all.insert(format!("{place} {}", key.name));
        match key.shape {
            Shape::Tables(inner) | Shape::List(inner) | Shape::OneOrList(inner) | Shape::Table(inner) => {
                every(inner, key.name, all);
            }
            Shape::Cell | Shape::Row | Shape::Rows => every(written::TEST, "a test", all),
            _ => {}
        }
    }
}

#[test]
fn one_make_believe_strategy_uses_every_key_there_is() {
    let own = [
        &["everything.toml"][..],
        &[
            "answers/everything.toml",
            "answers/onward.toml",
            "answers/correction.toml",
            "answers/kept.toml",
            "answers/stopped.toml",
        ],
        &["rethink.toml"],
    ];
    for ((kind, tables), own) in kinds().into_iter().zip(own) {
        let (mut have, mut want) = (BTreeSet::new(), BTreeSet::new());
        for file in own {
            let text = fs::read_to_string(Path::new("tests/language").join(file)).unwrap();
            used(&toml::Value::Table(text.parse().unwrap()), tables[0].1, kind, &mut have);
        }
        every(tables[0].1, kind, &mut want);
        assert_eq!(have, want, "{own:?}");
    }
    let text = fs::read_to_string("tests/language/everything.toml").unwrap();
    for (kind, _) in rethink::prompt::Kind::ALL {
        assert!(text.contains(&format!("kind = \"{kind}\"")), "{kind}");
    }
}

/// A home with the make-believe strategies and settings.
fn home() -> Home {
    let home = Home::new();
    for path in files(Path::new("tests/language"), "toml") {
        if path.parent().unwrap().ends_with("language") {
            let name = path.file_name().unwrap().to_str().unwrap();
            let place = if name == "rethink.toml" {
                "records/rethink.toml".to_owned()
            } else {
                format!("records/strategies/{name}")
            };
            home.file(&place, &fs::read_to_string(&path).unwrap());
        }
    }
    home
}

#[test]
fn it_is_sound_and_can_be_walked_with_its_ways_out() {
    let home = home();
    home.run(&["strategy", "check", "tests/language"]).ends(0).prints("All 4 files are sound");
    home.run(&["start", "--answers", "tests/language/answers/everything.toml"]).ends(0);
    let record = home.only_record();
    for words in
        ["talk-first", "\"county\"", "waiting.step = \"reply\"", "waiting.due = 2026-11-20", "Too young to ask"]
    {
        assert!(record.contains(words), "{words} is not in:\n{record}");
    }
    home.run(&["resume", "PCC-48213", "--answers", "tests/language/answers/kept.toml"]).ends(0);
    home.run(&["start", "--answers", "tests/language/answers/onward.toml"]).ends(0).says("You agree.");
}

#[test]
fn rows_that_lead_out_are_answered_beforehand_too() {
    let home = home();
    let head = "format = 1\nstrategy = \"withdrawn\"\ncase = \"PCC-48213\"\ndanger-now = \"no\"\nat-risk = \"no\"\n";
    let run = |rest: &str| {
        let file = home.file("answers.toml", &format!("{head}{rest}")).display().to_string();
        home.run(&["start", "--again", "--answers", &file])
    };
    let safe = "until-then = \"The visits go on.\"\n";
    run(&format!("withdrawn = {{ why = \"The family moved away\" }}\n[answers]\nstill = \"no\"\n{safe}")).ends(0);
    let elsewhere = "elsewhere = { to = \"complaint\", why = \"They wish to complain\" }";
    run(&format!("{elsewhere}\n[answers]\nstill = \"yes\"\ncomplaint = \"yes\"\n{safe}")).ends(0);
    run("[answers]\nstill = \"no\"\n").ends(4).says("withdrawn = { why = ");
}

#[test]
fn a_theme_is_no_child_so_nobody_is_asked_for_a_reference_or_about_a_child_at_risk() {
    let home = home();
    let strategy = fs::read_to_string("tests/language/inner.toml").unwrap();
    let head = "verified = true\nabout = \"theme\"\nsafety-first = false\n";
    let text = strategy.replace("id = \"inner\"", "id = \"theme\"").replace("verified = true\n", head);
    home.file("records/strategies/theme.toml", &text);
    for (answer, outcome) in [("something", "agreed"), ("nothing", "not-agreed")] {
        let answers = format!("format = 1\nstrategy = \"theme\"\n[answers]\ntalked = \"{answer}\"\n");
        let file = home.file("answers.toml", &answers).display().to_string();
        home.run(&["start", "--answers", &file]).ends(0);
        let names = home.record_names();
        let text: String = names.iter().map(|name| fs::read_to_string(home.records().join(name)).unwrap()).collect();
        assert!(
            text.contains(&format!("outcome.id = \"{outcome}\"")) && text.contains("at-risk = \"not asked\""),
            "{text}"
        );
    }
    let cases: BTreeSet<String> =
        home.record_names().iter().map(|name| name.split('_').nth(1).unwrap().to_owned()).collect();
    assert_eq!(cases.len(), 2, "{cases:?}");
    assert!(cases.iter().all(|case| case.starts_with("THEME-20261123-")), "{cases:?}");
}

#[test]
fn a_team_extends_lists_and_a_record_keeps_what_it_was_made_with() {
    let home = home();
    let text = fs::read_to_string("examples/rethink-2-stuck.toml").unwrap();
    let (before, after) = text.split_once("category = \"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let text = format!("{before}category = \"housing\"{after}");
    // Tiers are asked for where it is about one of them.
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("tier-")).collect();
    let file = home.file("answers.toml", &text.join("\n")).display().to_string();
    home.run(&["start", "--answers", &file]).ends(0);
    assert!(home.only_record().contains("facts.category = \"housing\""));
    // The settings may change: the record still says what was chosen, in words.
    home.file("records/rethink.toml", "format = 1\n");
    let name = home.record_names()[0].clone();
    home.run(&["show", name.trim_end_matches(".toml")]).ends(0).prints("Where they live");
    home.run(&["start", "--again", "--answers", &file]).ends(3).says("wrong-answer");
}

#[test]
fn settings_are_checked_like_a_strategy() {
    let home = home();
    let file = home.records().join("rethink.toml").display().to_string();
    home.run(&["strategy", "check", &file]).ends(0).prints("sound. Settings.");
    home.file("records/rethink.toml", "format = 1\nclosd = []\n[contacts]\ncolleage = \"x\"\n");
    home.run(&["strategy", "check", &file]).ends(1).prints("did you mean `closed`?");
    home.file(
        "records/rethink.toml",
        "format = 1\n[contacts]\ncolleage = \"x\"\n[answers]\n\"everything.area\" = \"nort\"\n",
    );
    home.run(&["strategy", "check", &file, "--strict"])
        .ends(1)
        .prints("did you mean `colleague`?")
        .prints("did you mean `north`?");
}

#[test]
fn the_schema_is_made_from_the_table_of_keys() {
    let home = Home::new();
    for (kind, tables) in kinds() {
        let run = home.run(&["strategy", "schema", kind]).ends(0);
        let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        let keys: BTreeSet<&str> = tables[0].1.iter().map(|key| key.name).collect();
        assert_eq!(properties.keys().map(String::as_str).collect::<BTreeSet<_>>(), keys);
        assert_eq!(schema["additionalProperties"], false);
    }
}
