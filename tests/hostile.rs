//! Strategy files that are meant to hurt: refused with a finding, in a moment, and nothing of them is printed as it is.

use std::fs;

use crate::program::Home;

const SMALL: &str = "tests/findings/beside/answered.toml";

/// What is wrong with a text, under this name.
#[track_caller]
fn gives(name: &str, text: &str, code: &str) {
    let home = Home::new();
    let file = home.file(&format!("{name}.toml"), text).display().to_string();
    let run = home.run(&["strategy", "check", &file]).ends(1);
    assert!(run.out.contains(&format!("[{code}]")), "{name}: {}", &run.out[..run.out.len().min(2000)]);
    let all = format!("{}{}", run.out, run.err);
    let seen = |c: char| c == '\n' || !(c.is_control() || rethink::finding::is_hidden(c));
    assert!(all.chars().all(seen), "{name} reaches the screen as it is");
    assert!(all.len() < 100_000, "{name}: nobody reads {} bytes", all.len());
}

fn small(name: &str) -> String {
    fs::read_to_string(SMALL).unwrap().replace("id = \"answered\"", &format!("id = \"{name}\""))
}

#[test]
fn depth_and_size_are_refused() {
    gives("deep", &format!("a = {}\n", "[".repeat(100_000)), "not-toml");
    gives("dots", &format!("{} = 1\n", vec!["a"; 60_000].join(".")), "not-toml");
    gives("nested", &format!("a = {}1{}\n", "{ a = ".repeat(20_000), " }".repeat(20_000)), "not-toml");
    gives("equals", &"=".repeat(200_000), "not-toml");
    let keys = |many: usize| (0..many).map(|key| format!("k{key} = 1\n")).collect::<String>();
    gives("million", &keys(1_000_000), "too-long");
    gives("many", &keys(22_000), "unknown-key");
    let steps: String = (0..9_000).map(|step| format!("[[step]]\nid=\"a{step}\"\n")).collect();
    gives("steps", &format!("{}{steps}", small("steps")), "too-long");
    let rows = "{ is = \"no\", to = \"over\" }, ".repeat(8_000);
    gives("rows", &small("rows").replace("routes = [ ", &format!("routes = [ {rows}")), "too-long");
    let options: Vec<String> = (0..8_000).map(|option| format!("{{ id = \"o{option}\" }}")).collect();
    let choice = format!("kind = \"choice\"\noptions = [ {} ]", options.join(", "));
    gives("options", &small("options").replace("kind = \"yes-no\"", &choice), "options");
}

#[test]
fn what_cannot_be_seen_is_refused() {
    for (name, sign) in [
        ("escape", "\u{1b}[31m"),
        ("nul", "\0"),
        ("control-1", "\u{9b}2J"),
        ("turns", "\u{202e}"),
        ("no-width", "\u{200b}"),
    ] {
        gives(name, &small(name).replace("It is settled.", &format!("It is {sign}settled.")), "hidden-character");
    }
    gives(
        "written-out",
        &small("written-out").replace("It is settled.", "It is \\u001b[2J settled."),
        "hidden-character",
    );
    gives(
        "in-a-name",
        &small("in-a-name").replace("version =", "\"ver\\u001b[2J\\u202e\" = 1\nversion ="),
        "hidden-character",
    );
    // The mark that some editors put at the start of a file, and lines as another system ends them, do no harm.
    let home = Home::new();
    let marked = home.file("marked.toml", &format!("\u{feff}{}", small("marked"))).display().to_string();
    let lines = home.file("lines.toml", &small("lines").replace('\n', "\r\n")).display().to_string();
    home.run(&["strategy", "check", &marked, &lines]).ends(0);
}

#[test]
fn names_that_differ_by_case_or_climb_out_cannot_be_written() {
    gives("Upper", &small("upper"), "id");
    gives("upper", &small("Upper"), "wrong-shape");
    for path in ["../../etc/passwd", "/etc/passwd", "a/b", "..", "~", "a\\\\b"] {
        let run = format!("run = \"{path}\"");
        gives("climbs", &small("climbs").replace("ask = \"Is it settled?\"\nkind = \"yes-no\"", &run), "wrong-shape");
    }
    let home = Home::new();
    home.file("own/name.toml", &small("name"));
    home.file("own/Name.toml", &small("name"));
    let own = home.path().join("own").display().to_string();
    home.run(&["strategy", "check", &own]).ends(1).prints("[id]").prints("1 of 2 files are sound");
}

#[test]
fn a_name_of_a_file_cannot_forge_a_line() {
    let home = Home::new();
    let file = home.file("x\nall.toml: sound\u{1b}[2J.toml", "format = 1\n").display().to_string();
    let run = home.run(&["strategy", "check", &file]).ends(1);
    assert!(!run.out.contains('\u{1b}') && !run.out.lines().any(|line| line.starts_with("all.toml")), "{}", run.out);
}
