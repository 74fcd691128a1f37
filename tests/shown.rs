//! A record and a case as they are shown: for a screen, for pasting, for paper, for a program.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::program::Home;
use crate::program::Run;

/// Answers of which each text is markup, a link or a script.
const HOSTILE: &str = "tests/pages/hostile.toml";

fn shown(home: &Home, command: &[&str], format: &str) -> String {
    let run: Run = home.run(&[command, &["--format", format]].concat()).ends(0);
    let seen = |sign: char| sign == '\n' || !(sign.is_control() || rethink::finding::is_hidden(sign));
    assert!(run.out.chars().all(seen) && run.out.ends_with('\n') && run.err.is_empty(), "{}", run.err);
    run.out
}

#[test]
fn what_was_typed_is_shown_and_does_nothing() {
    let home = Home::new();
    home.run(&["start", "--answers", HOSTILE]).ends(0);
    let page = shown(&home, &["show", "PCC-48299"], "html");
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"), "{page}");
    assert!(page.contains("&lt;img src=x onerror=&quot;document.title = &#39;owned&#39;&quot;&gt;"), "{page}");
    for tag in ["<script", "<img", "<svg", "<iframe", "<a ", "<base", "<form", "<link", "<b ", "<i>"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{page}");
    let markdown = shown(&home, &["show", "PCC-48299"], "markdown");
    assert!(markdown.starts_with("# PCC-48299, to be handed over\n\n"), "{markdown}");
    assert!(markdown.contains("- \\[a list\\](javascript\\:alert(3))\n"), "{markdown}");
    assert!(markdown.contains("\n\\# not a heading\n"), "{markdown}");
    let text = shown(&home, &["show", "PCC-48299"], "text");
    assert_eq!(text, home.run(&["show", "PCC-48299"]).ends(0).out);
}

#[test]
fn a_program_has_the_keys_of_the_file() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let json: Value = serde_json::from_str(&shown(&home, &["show", "PCC-48213"], "json")).unwrap();
    let file: toml::Table = fs::read_to_string(home.records().join(&home.record_names()[0])).unwrap().parse().unwrap();
    let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let of_file = file.keys().map(String::as_str);
    assert_eq!(keys, of_file.chain(["schema", "stands", "minutes", "sha256", "check-code"]).collect());
    assert_eq!(json["entry"].as_array().unwrap().len(), file["entry"].as_array().unwrap().len());
    let handover = file["handover"].as_table().unwrap();
    assert_eq!(json["handover"]["by"].as_str().unwrap(), handover["by"].to_string());
    let story: Value = serde_json::from_str(&shown(&home, &["history", "PCC-48213"], "json")).unwrap();
    assert_eq!((&story["records"][0]["record"], &story["missing"]), (&json["record"], &Value::Array(Vec::new())));
}

#[test]
fn a_case_is_told_in_every_format() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    let markdown = shown(&home, &["history", "PCC-47120"], "markdown");
    assert!(markdown.starts_with("# The story of PCC-47120\n\n"), "{markdown}");
    assert!(markdown.contains("\n## Where it stands on 23 November 2026\n"), "{markdown}");
    assert!(markdown.contains("\n```\nrethink resume PCC-47120\n```\n"), "{markdown}");
    let page = shown(&home, &["history", "PCC-47120"], "html");
    assert!(page.contains("<pre dir=\"auto\">rethink resume PCC-47120</pre>"), "{page}");
    home.run(&["history", "--format", "html"]).ends(2);
    home.run(&["show", "PCC-47120", "--form", "--format", "html"]).ends(2);
}

/// The figures are those that `examples/records/AUDIT.md` works out by hand.
#[test]
fn an_audit_has_bars_with_a_table_of_the_same_figures_and_says_that_it_is_invented() {
    let home = Home::new().on("2026-11-20");
    let page = shown(&home, &["audit", "--records", "examples/records"], "html");
    assert!(page.contains("<h1 dir=\"auto\">Invented: audit as seen on 20 November 2026</h1>"), "{page}");
    let pictures: Vec<&str> =
        page.split("<figure>").skip(1).map(|one| one.split("</figure>").next().unwrap()).collect();
    assert!(pictures.len() > 5, "{page}");
    for picture in &pictures {
        assert!(picture.contains("(invented)</title>") && picture.contains("</desc>"), "{picture}");
        // Every bar has a line in the table.
        assert_eq!(picture.matches("\"whole\"").count(), picture.matches("<td ").count(), "{picture}");
    }
    for (bar, length, figure) in [
        // Where a line is full, it goes on below.
        ("On to Re-think strategy 2: 2 of 2", "100%", "2 of 2 (100%)"),
        ("Settled: 0 of 2 (0%)", "0%", "0 of 2 (0%)"),
        // The longest is strategy 3, with 18 working days from 8 October to 3 November 2026.
        ("Re-think strategy 2, half: 10 days,", "55%", "10 days, of 1"),
        // The ninth of ten of 2, 2, 9, 9, 13 and 13 is 13, and the middle one 9.
        ("Half: 9 days, of 6", "69%", "9 days, of 6"),
        ("Re-think strategy 1, half: 1 review,", "100%", "1 review, of 2"),
        ("To come: 1 of 12 (8%)", "8%", "1 of 12 (8%)"),
        ("Late: 6 of 11 (55%)", "55%", "6 of 11 (55%)"),
        ("Child&#39;s view: 3 of 4 (75%)", "75%", "3 of 4 (75%)"),
    ] {
        let picture = pictures.iter().find(|picture| picture.contains(&format!(">{bar}</text>"))).expect(bar);
        let (_, after) = picture.split_once(&format!(">{bar}</text>")).unwrap();
        let drawn = after.split("/>").nth(1).unwrap();
        assert!(drawn.contains(&format!(" width=\"{length}\" ")), "{bar}: {drawn}");
        assert!(picture.contains(&format!("<p dir=\"auto\">{figure}</p>")), "{picture}");
    }
    for heading in page.split("<h2 dir=\"auto\">").skip(1).filter(|part| part.trim_start().contains("</h2>\n<table")) {
        assert!(heading.contains("(invented)</h2>") || heading.starts_with("What each figure"), "{heading}");
    }
    assert!(
        page.contains("<td role=\"cell\"><p dir=\"auto\">Has waited for you to look again since 17 December 2024, by 31 December 2024"),
        "{page}"
    );
    let compared =
        ["audit", "--records", "examples/records", "--compare", "2024-01-01..2025-12-31", "2026-01-01..2026-11-20"];
    let page = shown(&home, &compared, "html");
    assert!(page.contains("Too few to say") && page.contains("a figure does not say why"), "{page}");
}
