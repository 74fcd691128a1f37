//! Every code has a small faulty file that gives exactly that finding, and files with several faults give their set.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rethink::finding;
use rethink::finding::Findings;
use rethink::finding::Source;
use rethink::strategy::Shelf;
use rethink::strategy::check;

use crate::program::Home;
use crate::words::files;

const ROOT: &str = "tests/findings";

fn source(path: &Path) -> (String, Source) {
    let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
    (id, Source::open(path.display().to_string(), fs::read_to_string(path).unwrap()))
}

/// The shipped strategies, and those that the faulty files lean on.
fn shelf() -> Shelf {
    let mut shelf = Shelf::shipped();
    for path in files(&Path::new(ROOT).join("beside"), "toml") {
        let (id, source) = source(&path);
        shelf.add(&id, source);
    }
    shelf
}

/// What `check` finds in one strategy file, notes and all.
fn found(path: &Path) -> Findings {
    let (id, source) = source(path);
    let name = source.name.clone();
    let mut shelf = shelf();
    shelf.add(&id, source);
    match shelf.get(&id) {
        Some(strategy) => {
            let mut found = shelf.notes(&id).unwrap();
            check::notes(&strategy, &shelf, &mut found);
            found
        }
        None => shelf.findings().into_iter().find(|found| found.source.name == name).unwrap(),
    }
}

fn codes(found: &Findings) -> Vec<&'static str> {
    let mut list = found.list.clone();
    list.sort_by_key(|finding| (finding.span.start, finding.span.end));
    list.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_code_has_a_file_that_gives_it_and_nothing_else() {
    let mut shown = BTreeSet::new();
    for path in files(&Path::new(ROOT).join("strategy"), "toml") {
        let code = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let found = found(&path);
        assert_eq!(codes(&found), [code.as_str()], "{}", found.text(100));
        assert_eq!(found.list[0].note, finding::explain(&code).unwrap().note, "{code}");
        shown.insert(code);
    }
    for path in files(&Path::new(ROOT).join("settings"), "toml") {
        let (code, source) = source(&path);
        let found = match check::settings(&source, &shelf()) {
            Ok((_, notes)) => notes,
            Err(found) => found,
        };
        assert_eq!(codes(&found), [code.as_str()], "{}", found.text(100));
        shown.insert(code);
    }
    let home = Home::new();
    for path in files(&Path::new(ROOT).join("answers"), "toml") {
        let (code, _) = source(&path);
        let file = path.display().to_string();
        let run = home.run(&["--strategies", "tests/findings/beside", "start", "--answers", &file]);
        assert!([3, 4].contains(&run.code), "{}", run.err);
        assert_eq!(run.err.matches(&format!("[{code}]")).count(), 1, "{}", run.err);
        assert!(run.err.contains("has 1 thing to put right"), "{}", run.err);
        shown.insert(code);
    }
    // A file that is too large to be proved is too large to keep here: it is made below.
    shown.insert("too-large".to_owned());
    let all: BTreeSet<String> = finding::codes().map(|code| code.name.to_owned()).collect();
    assert_eq!(shown, all);
}

#[test]
fn files_with_several_faults_give_exactly_their_set() {
    let all = files(&Path::new(ROOT).join("several"), "toml");
    assert_eq!(all.len(), 10);
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        let mut wanted: Vec<&str> =
            text.lines().next().unwrap().strip_prefix("# gives: ").unwrap().split(' ').collect();
        let found = found(&path);
        let mut got = codes(&found);
        wanted.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, wanted, "{}", found.text(100));
    }
}

/// Twelve questions with ten options each, every one of them read at the end: a million million combinations.
#[test]
fn a_strategy_that_is_too_large_says_so_and_claims_nothing() {
    let mut text =
        "format = 1\nid = \"large\"\ntitle = \"Large\"\nversion = \"1\"\nsource = \"Invented\"\nverified = true\n"
            .to_owned();
    let options: Vec<String> = (0..180).map(|option| format!("{{ id = \"o{option}\" }}")).collect();
    for step in 0..24 {
        let _ = write!(
            text,
            "[[step]]\nid = \"s{step}\"\nask = \"Which?\"\nkind = \"choice\"\noptions = [ {} ]\n",
            options.join(", ")
        );
    }
    // Five questions at the end read every one of those answers.
    for last in 0..5 {
        let _ = writeln!(text, "[[step]]\nid = \"last-{last}\"\nask = \"Which?\"\nkind = \"yes-no\"\nroutes = [");
        for (step, option) in
            (0..24).filter(|step| step % 5 == last).flat_map(|step| (0..180).map(move |it| (step, it)))
        {
            let _ = writeln!(text, "{{ when = {{ s{step} = \"o{option}\" }}, to = \"over\" }},");
        }
        let next = if last == 4 { "open".to_owned() } else { format!("last-{}", last + 1) };
        let _ = writeln!(text, "{{ to = \"{next}\" }} ]");
    }
    text += "[[outcome]]\nid = \"over\"\nkind = \"stopped\"\ntext = \"Over.\"\n[[outcome]]\nid = \"open\"\nkind = \"stopped\"\ntext = \"Open.\"\n";
    let mut shelf = Shelf::shipped();
    shelf.add("large", Source::open("large.toml", text));
    let strategy = shelf.get("large");
    let found = shelf.notes("large").unwrap_or_else(|| shelf.findings()[0].clone());
    assert_eq!(codes(&found), ["too-large"], "{}", found.text(100));
    assert!(strategy.is_some());
}

#[test]
fn every_code_is_explained_in_words_and_in_the_document() {
    let document = fs::read_to_string("docs/findings.md").unwrap();
    assert!(document.ends_with(&finding::document()), "make it again with: rethink strategy check --explain all");
    let home = Home::new();
    home.run(&["strategy", "check", "--explain", "gap"])
        .ends(0)
        .prints("There are answers that no row of this step fits");
    home.run(&["strategy", "check", "--explain", "unset"]).ends(0).prints("the file is sound");
    home.run(&["strategy", "check", "--explain", "gapp"]).ends(5).says("did you mean gap?");
}

#[test]
fn a_folder_is_read_as_one_and_a_mistake_is_said_where_it_is() {
    let home = Home::new();
    let inner = fs::read_to_string("tests/language/inner.toml").unwrap();
    let outer = inner.replace("id = \"inner\"", "id = \"outer\"").replace("ask = \"What did you agree?\"\nkind = \"choice\"\noptions = [ { id = \"something\" }, { id = \"nothing\" } ]\nroutes = [ { is = \"something\"", "run = \"inner\"\nroutes = [ { is = \"agreed\"");
    home.file("own/inner.toml", &inner);
    home.file("own/outer.toml", &outer);
    home.file("own/rethink.toml", "format = 1\n");
    let own = home.path().join("own").display().to_string();
    home.run(&["strategy", "check", &own]).ends(0).prints("All 3 files are sound");
    home.run(&["strategy", "check", &own, "--strict"]).ends(1).prints("[not-in-audit]");
    // By itself the outer one runs something that is not here.
    home.run(&["strategy", "check", &format!("{own}/outer.toml")]).ends(1).prints("[unknown-strategy]");
    home.file("own/inner.toml", &inner.replace("version = \"2026.1\"\n", ""));
    let run = home.run(&["strategy", "check", &own]).ends(1);
    assert_eq!(run.out.matches("[missing-key]").count(), 1, "{}", run.out);
    assert!(run.out.contains("outer.toml: it runs a strategy that has to be mended first."), "{}", run.out);
    assert!(run.out.contains("1 thing to put right"), "{}", run.out);
}

#[test]
fn a_program_reads_findings_as_json() {
    let home = Home::new();
    let run = home.run(&["strategy", "check", "tests/findings/strategy/gap.toml", "--format", "json"]).ends(1);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["schema"], "rethink-check-1");
    let finding = &json["files"][0]["findings"][0];
    assert_eq!((&finding["code"], &finding["line"]), (&"gap".into(), &10.into()), "{json}");
    home.run(&["strategy", "check", "rethink-2", "--format", "json"]).ends(0).prints("\"sound\": true");
}
