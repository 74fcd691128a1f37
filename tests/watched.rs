//! What keeps the child safe is asked before every wait and every ending.

use std::fs;

use crate::program::Home;

/// Words that a page may have broken into lines, on one line.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_forms_that_go_out_say_each_answer_about_risk_with_its_time_and_what_keeps_the_child_safe() {
    for (file, case, said, safe) in [
        ("examples/rethink-3-hips.toml", "PCC-48127", "no", "- No, "),
        ("examples/rethink-3-hips.toml", "PCC-48127", "not-sure", "- Not sure, "),
        ("examples/hips-urgent.toml", "PCC-48350", "told-and-disagree", "- Yes: they have been told, and we disagree"),
    ] {
        let home = Home::new();
        let answers = fs::read_to_string(file).unwrap();
        let line = answers.lines().find(|line| line.starts_with("at-risk = ")).unwrap();
        home.run_with(&["start", "--answers", "-"], &answers.replace(line, &format!("at-risk = \"{said}\""))).ends(0);
        let record = home.only_record();
        let at = record.split("\n[[entry]]\nwhat = \"at-risk\"").nth(1).unwrap();
        let at = at.lines().find_map(|line| line.strip_prefix("at = ")).unwrap();
        let time = &at[11..16];
        let form = one_line(&home.run(&["show", case, "--form"]).ends(0).out);
        let (_, risk) = form.split_once("Is a child at immediate risk? ").unwrap_or_else(|| panic!("{form}"));
        assert!(risk.starts_with(safe) && risk.contains(&format!(", {time} ")), "{time}: {risk}");
        let (_, safe) = form.split_once("Keeping the child safe (23 November 2026) ").unwrap();
        let told = record.split_once("[[until-then]]").unwrap().1.split_once("said = ").unwrap().1;
        let told = told.trim_start_matches(['"', '\n']).lines().next().unwrap();
        assert!(safe.starts_with(told.trim_end_matches('"').trim_end_matches('\\').trim_end()), "{told}\n{safe}");
    }
}
