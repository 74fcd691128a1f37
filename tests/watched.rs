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
        ("examples/rethink-3-hips.toml", "PCC-48127", "no", "- 23 November 2026: No (answered at "),
        ("examples/rethink-3-hips.toml", "PCC-48127", "not-sure", "- 23 November 2026: Not sure (answered at "),
        (
            "examples/hips-urgent.toml",
            "PCC-48350",
            "told-and-disagree",
            "- 23 November 2026: Yes: they have been told, and we disagree",
        ),
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
        let (_, risk) =
            form.split_once("Is there a risk of significant harm to a child? ").unwrap_or_else(|| panic!("{form}"));
        assert!(risk.starts_with(safe) && risk.contains(&format!("(answered at {time}")), "{time}: {risk}");
        // What a file says once is one answer, on the day of the record.
        assert_eq!(form.matches("(answered at").count(), 1, "{form}");
        let (_, safe) = form.split_once("Keeping the child safe (23 November 2026) ").unwrap();
        let told = record.split_once("[[until-then]]").unwrap().1.split_once("said = ").unwrap().1;
        let told = told.trim_start_matches(['"', '\n']).lines().next().unwrap();
        assert!(safe.starts_with(told.trim_end_matches('"').trim_end_matches('\\').trim_end()), "{told}\n{safe}");
    }
}

/// Puts the strategy into the team's folder, where whoever types has been shown it before.
fn known_here(home: &Home, text: &str) {
    home.file("records/strategies/tiny.toml", text);
    home.file("state/rethink/strategies-met", &format!("{}\n", rethink::strategy::digest(text.as_bytes())));
}

/// A strategy with every way to end, and no step of its own that asks what keeps the child safe.
const TINY: &str = r#"format = 1
id = "tiny"
title = "Every way to end"
version = "2026.1"
source = "Invented"
verified = true

[roles]
colleague = "the practitioner in the other agency"

[[step]]
id = "how"
label = "How it went"
ask = "How did it go?"
kind = "choice"
options = [ { id = "well" }, { id = "wait" }, { id = "look" }, { id = "hand" }, { id = "stop" }, { id = "out" }, { id = "on" } ]
routes = [
  { is = "well", to = "settled" },
  { is = "wait", to = "reply" },
  { is = "look", to = "looked-at" },
  { is = "hand", to = "handed" },
  { is = "out", to = "withdrawn" },
  { is = "on", to = "elsewhere" },
  { to = "over" },
]

[[step]]
id = "reply"
label = "Their reply"
ask = "What did they say?"
kind = "choice"
options = [ { id = "yes" }, { id = "no" } ]
wait-for = "colleague"
due = { within = "5 working days" }
routes = [ { is = "yes", to = "settled" }, { is = "no-reply", to = "handed" }, { to = "handed" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."

[[outcome]]
id = "looked-at"
kind = "review"
text = "You look again."
due = { within = "5 working days" }

[[outcome]]
id = "handed"
kind = "handover"
text = "Ask the other practitioner."
handover = "colleague"
due = { within = "5 working days" }

[[outcome]]
id = "over"
kind = "stopped"
text = "It goes no further here."
"#;

const SAFE: &str = "Gran has her on Tuesdays. The health visitor rings on Wednesdays.";

fn tiny(change: impl Fn(&str) -> String) -> Home {
    let home = Home::new();
    known_here(&home, &change(TINY));
    home
}

/// Answers for it, with more at their head and more among the answers.
fn said(head: &str, way: &str, more: &str) -> String {
    let head = if head.contains("at-risk") {
        head.to_owned()
    } else {
        format!("danger-now = \"no\"\nat-risk = \"no\"\n{head}")
    };
    format!("format = 1\nstrategy = \"tiny\"\ncase = \"PCC-48213\"\n{head}\n[answers]\nhow = \"{way}\"\n{more}")
}

const ENDS: [(&str, &str, &str); 6] = [
    ("wait", "", "reply = \"waiting\"\n"),
    ("look", "", ""),
    ("hand", "", ""),
    ("stop", "", ""),
    ("out", "withdrawn = { why = \"The family moved away\" }", ""),
    ("on", "elsewhere = { to = \"complaint\", why = \"They wish to complain\" }", ""),
];

#[test]
fn every_wait_and_every_ending_but_a_resolved_one_asks_what_keeps_the_child_safe() {
    let safe = format!("until-then = \"{SAFE}\"\n");
    for (way, head, more) in ENDS {
        let home = tiny(str::to_owned);
        let run = home.run_with(&["start", "--answers", "-"], &said(head, way, more)).ends(4);
        assert!(run.err.contains("`until-then` has no answer"), "{way}: {}", run.err);
        assert!(home.record_names().is_empty() && !home.state().join("journals").exists(), "{way}");
        home.run_with(&["start", "--answers", "-"], &said(head, way, &format!("{more}{safe}"))).ends(0);
        let record = home.only_record();
        let section = format!("[[until-then]]\nlabel = \"Keeping the child safe\"\nsaid = \"{SAFE}\"\n");
        assert!(record.contains(&section) && record.contains("facts.until-then = \"given\""), "{way}: {record}");
        home.run(&["verify"]).ends(0);
        let shown = one_line(&home.run(&["show", "PCC-48213"]).ends(0).out);
        assert!(shown.contains(&format!("Keeping the child safe: {SAFE}")), "{way}: {shown}");
        assert!(!shown.contains("Until they answer"), "{way}: {shown}");
    }
    // What is plainly resolved leaves nobody to be watched: it is not asked, and an answer is not wanted.
    let home = tiny(str::to_owned);
    home.run_with(&["start", "--answers", "-"], &said("", "well", &safe)).ends(3).says("`until-then` is not asked");
    home.run_with(&["start", "--answers", "-"], &said("", "well", "")).ends(0);
    assert!(!home.only_record().contains("until-then"));
}

#[test]
fn what_is_resolved_after_any_answer_about_risk_but_no_asks_it_too() {
    let home = tiny(str::to_owned);
    let unsure = "danger-now = \"no\"\nat-risk = \"not-sure\"";
    let run = home.run_with(&["start", "--answers", "-"], &said(unsure, "well", "")).ends(4);
    assert!(run.err.contains("`until-then` has no answer"), "{}", run.err);
    // A no that comes later does not take it away: the question at the check is answered with no.
    let typed = format!("2\n3\n1\n1\n!\n2\n2\n{SAFE}\n.\nwrite\n");
    let run = home.run_with(&["start", "tiny", "--case", "PCC-48213", "--plain"], &typed);
    assert!(run.code == 0 && run.err.contains("What will keep the child safe now?"), "{}: {}", run.code, run.err);
    assert!(home.only_record().contains("[[until-then]]"));
}

#[test]
fn a_theme_and_a_note_beside_the_case_are_not_asked_it() {
    for change in [
        ("verified = true\n", "verified = true\nabout = [\"theme\"]\n"),
        ("verified = true\n", "verified = true\nfollows = false\n"),
    ] {
        for (way, head, more) in ENDS {
            let home = tiny(|text| text.replacen(change.0, change.1, 1));
            home.run_with(&["start", "--answers", "-"], &said(head, way, more)).ends(0);
            assert!(!home.only_record().contains("until-then"), "{way}");
            home.run(&["verify"]).ends(0);
        }
    }
}

/// What is typed in plain mode at the start of a review: no risk, and this way.
fn plain(home: &Home, args: &[&str], typed: &str) -> crate::program::Run {
    home.run_with(&[args, &["--plain"]].concat(), typed)
}

#[test]
fn a_withdrawal_asks_why_and_then_what_keeps_the_child_safe_and_can_be_gone_back_from() {
    let home = tiny(str::to_owned);
    let start = ["start", "tiny", "--case", "PCC-48213"];
    // Back from the question takes the withdrawal back; it is withdrawn after all.
    let typed =
        format!("2\n2\n:withdraw\nThe family moved away.\n.\n:back\n:withdraw\nThey moved.\n.\n{SAFE}\n.\nwrite\n");
    let run = plain(&home, &start, &typed).ends(0);
    let (why, safe) =
        (run.err.rfind("Why is this review withdrawn?"), run.err.rfind("What will keep the child safe now?"));
    let check = run.err.rfind("Check your answers before you write");
    assert!(why < safe && safe < check && why.is_some(), "{}", run.err);
    let record = home.only_record();
    assert!(record.contains("They moved.") && !record.contains("The family moved away."), "{record}");
    assert!(record.contains(&format!("said = \"{SAFE}\"")));
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_review_can_be_withdrawn_before_it_is_said_what_it_is_about() {
    let home = tiny(|text| text.replacen("verified = true\n", "verified = true\nabout = [\"child\", \"family\"]\n", 1));
    let typed = format!("2\n2\n:withdraw\nOpened by mistake.\n.\n{SAFE}\n.\nwrite\n");
    plain(&home, &["start", "tiny", "--case", "PCC-48213"], &typed).ends(0);
    assert!(home.only_record().contains("outcome.id = \"withdrawn\""));
}

#[test]
fn an_earlier_answer_is_shown_with_its_date_and_kept_only_with_who_checked_it_and_when() {
    let mut home = tiny(str::to_owned);
    let first = format!("2\n2\n2\n2\n{SAFE}\n.\nwrite\n");
    let run = plain(&home, &["start", "tiny", "--case", "PCC-48213"], &first).ends(0);
    assert!(run.err.contains("While we wait, what will keep the child safe? Who will check, and when?"), "{}", run.err);
    home.turn_to("2026-11-25");
    // Not yet; the earlier answer is kept; back from who checked asks once more what does.
    let run =
        plain(&home, &["resume", "PCC-48213"], "2\n2\n2\n\n:back\n\nHealth visitor, this morning\nwrite\n").ends(0);
    let shown = one_line(&run.err);
    assert!(shown.contains("From a record of 23 November 2026: keep it if it still stands."), "{shown}");
    assert!(shown.contains("Who checked that this still holds, and when?"), "{shown}");
    let names = home.record_names();
    let record = fs::read_to_string(home.records().join(&names[1])).unwrap();
    let kept = format!(
        "[[until-then]]\nlabel = \"Keeping the child safe\"\nsaid = \"{SAFE}\"\nchecked = \"Health visitor, this morning\"\n"
    );
    assert!(record.contains(&kept), "{record}");
    let entry = record.split("[[entry]]").find(|entry| entry.contains("what = \"until-then\"")).unwrap();
    let from = names[0].trim_end_matches(".toml");
    assert!(entry.contains(&format!("carried-from = \"{from}\"")), "{entry}");
    assert!(entry.contains("checked = \"Health visitor, this morning\""), "{entry}");
    home.run(&["verify"]).ends(0);
    let shown = one_line(&home.run(&["show", names[1].trim_end_matches(".toml")]).ends(0).out);
    assert!(shown.contains("Who checked that: Health visitor, this morning"), "{shown}");
    // Said otherwise, it is nobody's but whoever said it.
    home.turn_to("2026-11-27");
    plain(&home, &["resume", "PCC-48213"], "2\n2\n2\nGran has moved in.\n.\nwrite\n").ends(0);
    let names = home.record_names();
    let record = fs::read_to_string(home.records().join(&names[2])).unwrap();
    assert!(record.contains("said = \"Gran has moved in.\"") && !record.contains("checked = "), "{record}");
}

#[test]
fn a_step_that_asks_it_wants_to_know_who_checked_an_answer_that_is_kept() {
    let mut home = Home::new();
    let stuck = fs::read_to_string("examples/rethink-2-stuck.toml").unwrap();
    home.run_with(&["start", "--answers", "-"], &stuck).ends(0);
    home.turn_to("2026-11-25");
    let step = "[[step]]\nid = \"watch\"\nask = \"What keeps the child safe?\"\nkind = \"text\"\nfact = \"until-then\"\n\
                filled-from = \"case\"\n\n[[step]]\nid = \"how\"\n";
    known_here(&home, &TINY.replacen("[[step]]\nid = \"how\"\n", step, 1));
    let run = plain(&home, &["start", "tiny", "--case", "PCC-48213"], "2\n2\n2\n\nClass teacher, today\n4\nwrite\n");
    let run = run.ends(0);
    assert!(!run.err.contains("While we wait, what will keep"), "a step asked it: {}", run.err);
    let name = home.record_names().into_iter().find(|name| name.contains("_tiny_")).unwrap();
    let record = fs::read_to_string(home.records().join(name)).unwrap();
    assert_eq!(record.matches("checked = \"Class teacher, today\"").count(), 2, "{record}");
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_script_says_it_afresh_or_says_who_checked_it() {
    let wait = |head: &str| said(head, "wait", &format!("reply = \"waiting\"\nuntil-then = \"{SAFE}\"\n"));
    let mut home = tiny(str::to_owned);
    home.run_with(&["start", "--answers", "-"], &wait("checked = \"Nobody\"")).ends(3).says("`checked`");
    home.run_with(&["start", "--answers", "-"], &wait("")).ends(0);
    home.turn_to("2026-11-25");
    let again = |head: &str| {
        format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n{head}[answers]\nreply = \"waiting\"\nuntil-then = \"{SAFE}\"\n"
        )
    };
    home.run_with(&["resume", "PCC-48213", "--answers", "-"], &again("")).ends(0);
    home.turn_to("2026-11-26");
    home.run_with(&["resume", "PCC-48213", "--answers", "-"], &again("checked = \"School nurse, today\"\n")).ends(0);
    let records: Vec<String> =
        home.record_names().iter().map(|name| fs::read_to_string(home.records().join(name)).unwrap()).collect();
    assert!(!records[1].contains("carried-from") && !records[1].contains("checked = "), "{}", records[1]);
    assert!(records[2].contains("carried-from") && records[2].contains("checked = \"School nurse, today\""));
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_correction_of_a_record_without_it_asks_it() {
    let home = tiny(str::to_owned);
    home.run_with(&["start", "--answers", "-"], &said("", "well", "")).ends(0);
    let correct = |more: &str| {
        format!(
            "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[corrects]\nrecord = \"PCC-48213\"\nreason = \"It was not settled\"\n\
             [answers]\nhow = \"look\"\n{more}"
        )
    };
    let name = home.record_names().remove(0).trim_end_matches(".toml").to_owned();
    let correct = |more: &str| correct(more).replace("\"PCC-48213\"", &format!("\"{name}\""));
    home.run_with(&["correct", "--answers", "-"], &correct("")).ends(4).says("`until-then` has no answer");
    home.run_with(&["correct", "--answers", "-"], &correct(&format!("until-then = \"{SAFE}\"\n"))).ends(0);
    home.run(&["verify"]).ends(0);
}

#[test]
fn a_template_names_it_and_leaves_an_earlier_answer_to_whoever_knows() {
    let home = tiny(str::to_owned);
    let template = home.run(&["strategy", "template", "tiny"]).ends(0).out;
    assert!(template.contains("\n# until-then = \"\"\n"), "{template}");
    let wait = said("", "wait", &format!("reply = \"waiting\"\nuntil-then = \"{SAFE}\"\n"));
    home.run_with(&["start", "--answers", "-"], &wait).ends(0);
    let template = home.run(&["strategy", "template", "tiny", "--case", "PCC-48213"]).ends(0).out;
    assert!(template.contains("From a record of 23 November 2026"), "{template}");
    assert!(template.contains(&format!("\n# until-then = \"{SAFE}\"\n")), "{template}");
}

#[test]
fn what_was_saved_in_the_middle_takes_who_checked_with_it() {
    let mut home = tiny(str::to_owned);
    let wait = said("", "wait", &format!("reply = \"waiting\"\nuntil-then = \"{SAFE}\"\n"));
    home.run_with(&["start", "--answers", "-"], &wait).ends(0);
    home.turn_to("2026-11-25");
    plain(&home, &["resume", "PCC-48213"], "2\n2\n2\n\nHealth visitor, today\nsave\n").ends(8);
    let file = home.path().join("mine.toml").display().to_string();
    home.run(&["save", "PCC-48213", &file]).ends(0);
    let saved = fs::read_to_string(&file).unwrap();
    assert!(saved.contains("checked = \"Health visitor, today\"") && saved.contains(SAFE), "{saved}");
}
