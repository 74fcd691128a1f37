//! A strategy as a picture, and the path that a record took through it.

use crate::program::Home;

#[test]
fn a_strategy_is_drawn_in_two_languages() {
    let home = Home::new();
    let mermaid = home.run(&["strategy", "draw", "triage"]).ends(0).out;
    assert!(mermaid.contains("flowchart TD") && mermaid.contains("subgraph stage1[\"What it is about\"]"), "{mermaid}");
    assert!(mermaid.contains("step1 -->|\"otherwise\"| step9"), "{mermaid}");
    assert!(!mermaid.contains('✓'), "{mermaid}");
    let dot = home.run(&["strategy", "draw", "triage", "--format", "dot"]).ends(0).out;
    assert!(dot.contains("digraph") && dot.contains("step1 -> step9 [label=\"otherwise\"];"), "{dot}");
    home.run(&["strategy", "draw", "triag"]).ends(5);
}

#[test]
fn the_path_of_a_record_is_marked_and_no_other() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let dot = home.run(&["strategy", "draw", "rethink-2", "--record", "PCC-48213", "--format", "dot"]).ends(0).out;
    // It met, talked, and was stuck: step 4 (why start here) and step 21 (look back on) were never reached.
    for (step, passed) in [("1 · ", true), ("20 · ", true), ("4 · ", false), ("21 · ", false), ("24 · ", true)] {
        assert_eq!(dot.contains(&format!("\"✓ {step}")), passed, "{step}\n{dot}");
    }
    let line = |arrow: &str| dot.lines().find(|line| line.contains(arrow)).unwrap().to_owned();
    assert!(line("step20 -> step24").contains("penwidth=3"));
    assert!(!line("step20 -> step21").contains("penwidth=3"));
    assert!(line("outcome4 [").contains("✓ stuck"));
    home.run(&["strategy", "draw", "rethink-1", "--record", "PCC-48213"]).ends(5).says("it is of rethink-2");
    home.run(&["strategy", "draw", "rethink-1", "--record", "nowhere"]).ends(5);
}

#[test]
fn a_chain_of_parts_and_a_triage_are_one_path() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/triage-to-rethink-2.toml"]).ends(0);
    let record = home.record_names()[0].trim_end_matches(".toml").to_owned();
    home.run(&["strategy", "draw", "triage", "--record", &record]).ends(0).prints("✓ go-2");
    home.run(&["strategy", "draw", "rethink-2", "--record", &record]).ends(0).prints("✓ 1 · ");
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-waits.toml"]).ends(0);
    let first = home.record_names()[0].clone();
    let case = first.split('_').nth(1).unwrap();
    let before = home.run(&["strategy", "draw", "rethink-2", "--record", case]).ends(0).out;
    let home = home.on("2026-12-18");
    home.run(&["resume", case, "--answers", "examples/rethink-2-resumes.toml"]).ends(0);
    let after = home.run(&["strategy", "draw", "rethink-2", "--record", case]).ends(0).out;
    assert!(after.matches('✓').count() > before.matches('✓').count(), "{after}");
}
