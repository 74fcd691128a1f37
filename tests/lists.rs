//! `status`, `audit` and `history` list whatever is open, and say nothing of it that is not so.

use crate::program::Home;
use crate::program::Run;

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn answers(at_risk: &str, case: &str) -> String {
    format!("format = 1\nstrategy = \"rethink-1\"\ncase = \"{case}\"\nat-risk = \"{at_risk}\"\n[answers]\n")
}

fn stop(home: &Home, case: &str) -> Run {
    home.run_with(&["start", "--answers", "-"], &answers("acting", case)).ends(9)
}

/// A review that is recorded although nobody was sure whether a child is at risk.
fn unsure(home: &Home, case: &str) {
    let resolved = include_str!("../examples/rethink-1-resolved.toml");
    let text = resolved.replace("PCC-47001", case).replace("at-risk = \"no\"", "at-risk = \"not-sure\"");
    home.run_with(&["start", "--answers", "-"], &text).ends(0);
}

#[test]
fn risk_that_is_dated_after_today_is_listed_by_every_list() {
    let mut home = Home::new().on("2026-12-03");
    stop(&home, "PCC-1");
    unsure(&home, "PCC-2");
    for today in ["2026-12-01", "2026-11-01"] {
        home.turn_to(today);
        for args in [&["status"][..], &["audit"], &["audit", "--format", "plain"], &["audit", "--format", "html"]] {
            let out = flat(&home.run(args).ends(0).out);
            assert!(out.contains("A child may be at risk"), "{today} {args:?}: {out}");
            assert!(out.contains("PCC-1") && out.contains("PCC-2"), "{today} {args:?}: {out}");
            assert!(!out.contains("needs you today"), "{today} {args:?}: {out}");
        }
        for format in ["csv", "json", "ics"] {
            let out = home.run(&["audit", "--format", format]).ends(0).out;
            assert!(out.contains("PCC-1") && out.contains("PCC-2"), "{today} {format}: {out}");
        }
        home.run(&["audit", "--fail-on", "stopped"]).ends(1);
        home.run(&["audit", "--fail-on", "at-risk"]).ends(1);
        // Whoever asks for another case hears of both.
        home.run(&["audit", "--case", "PCC-2"]).ends(0).prints("at risk in 1 case outside what was asked for");
    }
    // The folder as it was on an earlier day has neither.
    home.turn_to("2026-12-04");
    let before = home.run(&["audit", "--as-of", "2026-12-02"]).ends(0).out;
    assert!(!before.contains("PCC-1") && !before.contains("PCC-2"), "{before}");
    home.run(&["audit", "--as-of", "2026-12-03"]).ends(0).prints("PCC-1").prints("PCC-2");
}
