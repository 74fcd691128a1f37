//! One case over weeks, several people and several folders: one story.

use std::fs;
use std::path::PathBuf;

use rethink::record::Head;
use rethink::record::HowMet;
use rethink::record::Record;

use crate::documents::printed;
use crate::long;
use crate::program::Home;
use crate::program::Run;

/// A strategy of one question, which the records of a case answer.
pub const NOTE: &str = r#"
format = 1
id = "note"
title = "A note"
version = "1"
source = "Invented"
verified = true
follows = false

[[step]]
id = "who"
ask = "Who leads the plan?"
kind = "line"
filled-from = "case"

[[step]]
id = "kind-of"
ask = "What kind of plan is it?"
kind = "choice"
options = [ { id = "old", label = "Old" }, { id = "new", label = "New" } ]
filled-from = "case"
routes = [ { to = "noted" } ]

[[outcome]]
id = "noted"
kind = "stopped"
text = "It is noted."
"#;

/// The shortest strategy that waits, with a date that can be put back once.
pub const WAITS: &str = r#"
format = 1
id = "waits"
title = "A short wait"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "asked-on"
ask = "On what day did you ask?"
kind = "date"

[[step]]
id = "reply"
label = "The reply"
ask = "What is the reply?"
kind = "choice"
options = [ { id = "yes", label = "Yes" }, { id = "no", label = "No" } ]
wait-for = "manager"
due = { within = "10 working days", from = "asked-on", extend-to = "20 working days" }
routes = [
  { is = "yes", to = "agreed" },
  { is = "no-reply", to = "agreed", because = "There was no reply." },
  { to = "agreed" },
]

[[outcome]]
id = "agreed"
kind = "resolved"
text = "It is over."
"#;

/// The shortest strategy that promises a day.
pub const AGREES: &str = r#"
format = 1
id = "agrees"
title = "Something agreed"
version = "1"
source = "Invented"
verified = true

[[step]]
id = "review-on"
ask = "On what day do you look at it again?"
kind = "date"
filled-from = "case"
routes = [ { to = "agreed" } ]

[[outcome]]
id = "agreed"
kind = "review"
due = { by = "review-on" }
text = "Look at it again."
"#;

fn example(file: &str) -> String {
    format!("examples/case/{file}")
}

/// The paths of the records in a home, oldest first.
pub fn paths(home: &Home) -> Vec<PathBuf> {
    home.record_names().iter().map(|name| home.records().join(name)).collect()
}

/// Takes the records of one folder to another, and nothing else: not the strategies that they use.
pub fn copy(from: &Home, to: &Home) {
    fs::create_dir_all(to.records()).unwrap();
    for path in paths(from) {
        fs::copy(&path, to.records().join(path.file_name().unwrap())).unwrap();
    }
}

pub fn heads(home: &Home) -> Vec<Head> {
    let read = |path: PathBuf| Record::read(&fs::read_to_string(path).unwrap()).unwrap().head;
    paths(home).into_iter().map(read).collect()
}

/// The ten weeks of `examples/case`: the folder of the first agency, with every record in it.
fn ten_weeks() -> Home {
    let mut health = Home::new().on("2026-11-09");
    health.run(&["start", "--answers", &example("1-health-visitor.toml")]).ends(0);
    health.turn_to("2026-11-19");
    health.run(&["resume", "HV-77120", "--answers", &example("2-health-visitor.toml")]).ends(0);
    let mut early = Home::new().on("2026-12-01");
    copy(&health, &early);
    early.run(&["start", "--answers", &example("3-lead-professional.toml")]).ends(0);
    early.turn_to("2026-12-11");
    early.run(&["start", "--answers", &example("4-lead-professional.toml")]).ends(0);
    // The line manager sits at another computer: nothing but the folder is there.
    fs::remove_dir_all(early.path().join("state")).unwrap();
    early.turn_to("2026-12-21");
    early.run(&["resume", "PCC-51907", "--answers", &example("5-line-manager.toml")]).ends(0);
    copy(&early, &health);
    health.turn_to("2027-01-07");
    health.run(&["start", "--answers", &example("6-safeguarding-lead.toml")]).ends(0);
    health.turn_to("2027-01-18");
    health.run(&["start", "--answers", &example("7-health-visitor.toml")]).ends(0);
    health
}

/// What a run printed, with the names of records blanked, and the times at which these answers were typed.
fn without_names(run: &Run, home: &Home) -> String {
    let mut text = run.out.clone();
    for name in home.record_names() {
        let own = name.trim_end_matches(".toml").rsplit('_').next().unwrap().to_owned();
        text = text.replace(&own, "k7qf2m4x");
    }
    let mut parts = text.split("(answered at ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| format!("{all}(answered at 10:02){}", part.split_once(')').unwrap().1))
}

#[test]
fn seven_records_over_ten_weeks_are_one_story() {
    let home = ten_weeks();
    let story = home.run(&["history", "PCC-51907"]).ends(0);
    assert_eq!(without_names(&story, &home).trim_end(), printed("README.md", "history").trim_end());
    // By the other agency's reference it is the same story.
    assert_eq!(home.run(&["history", "hv-77120"]).ends(0).out, story.out);
}

/// What each record of the ten weeks promises, and how it met the date before. Worked out by hand with the calendar of
/// GOV.UK for England: in these weeks 25 December, 28 December (for Boxing Day) and 1 January are bank holidays.
#[test]
fn each_date_of_the_ten_weeks_is_kept_or_late_by_the_days_of_the_calendar() {
    let home = ten_weeks();
    let day = |text: &str| Some(text.parse().unwrap());
    let wanted = [
        // Typed: the lead professional is on leave.
        (day("2026-11-18"), None),
        // The talk was held on its day; the handover is typed.
        (day("2026-11-30"), Some((HowMet::Kept, 0))),
        // Monday 30 November to Tuesday 1 December is one working day.
        (day("2026-12-11"), Some((HowMet::Late, 1))),
        (day("2026-12-18"), Some((HowMet::Kept, 0))),
        (day("2026-12-30"), Some((HowMet::NoReply, 0))),
        // After 30 December: 31 December, and 4, 5, 6 and 7 January.
        (day("2027-01-18"), Some((HowMet::Late, 5))),
        (None, Some((HowMet::Kept, 0))),
    ];
    let heads = heads(&home);
    assert_eq!(heads.len(), wanted.len());
    for (head, (promised, met)) in heads.iter().zip(wanted) {
        let handover = head.handover.as_ref().map(|it| it.by);
        let due = head.waiting.as_ref().map(|it| it.due).or(handover).or(head.look_again.as_ref().map(|it| it.by));
        assert_eq!(due, promised, "{}", head.record);
        assert_eq!(head.met.as_ref().map(|it| (it.how, it.late)), met, "{}", head.record);
    }
    let follows: Vec<Option<&str>> =
        heads.iter().map(|head| head.follows.as_ref().map(|it| it.record.as_str())).collect();
    let name = |number: usize| Some(heads[number].record.as_str());
    assert_eq!(follows, [None, None, name(1), name(2), None, name(4), name(5)]);
    // Four roles, and a case that goes by two references from the third record on.
    assert_eq!(heads[2].also, ["HV-77120"]);
    let roles: std::collections::BTreeSet<_> = heads.iter().map(|head| head.typed_by.clone().unwrap()).collect();
    assert_eq!(roles.len(), 4, "{roles:?}");
}

#[test]
fn a_request_and_a_handover_page_are_filled_in_from_what_came_before() {
    let home = ten_weeks();
    let form = |strategy: &str| {
        let names = home.record_names();
        let name = names.iter().find(|name| name.contains(strategy)).unwrap();
        home.run(&["show", name.trim_end_matches(".toml"), "--form"]).ends(0).out
    };
    for strategy in ["rethink-3", "hips-escalation"] {
        let form = form(strategy);
        for said in [
            // When and how long, what was tried, who met, each position, what is disputed, and the child.
            "Monday 9 November 2026: 47 working days (70 days) ago",
            "- 1 December 2026: Re-think strategy 2",
            "- Health visitor, Community health",
            "- Mother, Family: I do not mind which, if somebody comes.",
            "we do not agree whether early help stays",
            "younger twin",
            "________________",
        ] {
            let one_line = form.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            assert!(one_line.contains(&said.to_lowercase()), "{strategy} lacks {said:?}:\n{form}");
        }
    }
    assert!(form("hips-escalation").contains("telephone of their line manager"));
    let note = form("rethink-1");
    assert!(note.contains("A note for the lead professional") && note.contains("same cot at eleven"), "{note}");
}

#[test]
fn a_form_leaves_out_what_looks_like_an_identifier() {
    let home = Home::new();
    let answers = fs::read_to_string("examples/rethink-2-stuck.toml").unwrap();
    let answers = answers.replace("They come more often since half term.", "Ring me on 07700 900123.");
    home.run_with(&["start", "--answers", "-"], &answers).ends(0);
    let request = fs::read_to_string("examples/rethink-3-hips.toml").unwrap().replace("PCC-48127", "PCC-48213");
    home.run_with(&["start", "--answers", "-"], &request).ends(0);
    let form = home.run(&["show", "PCC-48213", "--form"]).ends(0);
    assert!(form.out.contains("Ring me on [left out]"), "{}", form.out);
    assert!(!form.out.contains("900123"));
}

/// A home with a strategy of its own, on a day.
pub fn home_with(id: &str, text: &str, today: &str) -> Home {
    let home = Home::new().on(today);
    home.file(&format!("records/strategies/{id}.toml"), text);
    home
}

/// The same where whoever types has been shown this strategy before.
fn where_it_is_known(id: &str, text: &str, today: &str) -> Home {
    let home = home_with(id, text, today);
    home.file("state/rethink/strategies-met", &format!("{}\n", rethink::strategy::digest(text.as_bytes())));
    home
}

/// Answers for one of these strategies. Where it will wait, or look again, they say what keeps the child safe.
pub fn answers(strategy: &str, rest: &str) -> String {
    let safe = "[answers]\nuntil-then = \"The visits go on. The school nurse checks on Mondays.\"\n";
    let is_asked = strategy == "agrees" || rest.contains("= \"waiting\"");
    let rest = if is_asked { rest.replacen("[answers]\n", safe, 1) } else { rest.to_owned() };
    format!("format = 1\nstrategy = \"{strategy}\"\ncase = \"PCC-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\n{rest}")
}

#[test]
fn records_of_one_day_that_differ_are_both_shown_and_somebody_chooses() {
    let note = |who: &str| answers("note", &format!("[answers]\nwho = \"{who}\"\nkind-of = \"new\"\n"));
    let home = where_it_is_known("note", NOTE, "2026-11-23");
    let other = home_with("note", NOTE, "2026-11-23");
    home.run_with(&["start", "--answers", "-"], &note("The health visitor")).ends(0);
    other.run_with(&["start", "--answers", "-"], &note("The social worker")).ends(0);
    copy(&other, &home);
    // No risk; the second of the two; what both say stands as it is; write.
    let run = home.run_with(&["start", "note", "--case", "PCC-1", "--plain"], "2\n2\n2\n\nwrite\n").ends(0);
    let both = ["Which answer still stands?", "The health visitor", "The social worker", "Neither"];
    assert!(both.iter().all(|words| run.err.contains(words)), "{}", run.err);
    let record = Record::read(&fs::read_to_string(run.out.trim()).unwrap()).unwrap();
    let who = record.body.entry.iter().find(|entry| entry.step.as_deref() == Some("who")).unwrap();
    let from = who.carried_from.as_deref().unwrap();
    let chosen = heads(&home).into_iter().find(|head| head.record == from).unwrap();
    let (_, shown) = run.err.split_once("Which answer still stands?").unwrap();
    let (_, second) = shown.split_once("\n  2  ").unwrap();
    let (second, _) = second.split_once("\n  3  ").unwrap();
    assert!(second.contains(who.said.as_deref().unwrap()), "{}\n{}", chosen.record, run.err);
    // Whoever has seen both has the last word: nothing differs any more.
    let run = home.run_with(&["start", "note", "--case", "PCC-1", "--plain"], "2\n2\n\n\nwrite\n").ends(0);
    assert!(!run.err.contains("still stands?"), "{}", run.err);
}

#[test]
fn an_answer_kept_from_the_case_says_from_which_record_and_one_that_no_longer_fits_is_asked() {
    let home = where_it_is_known("note", NOTE, "2026-11-23");
    home.run_with(&["start", "--answers", "-"], &answers("note", "[answers]\nwho = \"A\"\nkind-of = \"old\"\n"))
        .ends(0);
    let first = heads(&home)[0].record.clone();
    let shown = home.run_with(&["start", "note", "--case", "PCC-1", "--plain"], "2\n2\n\n\nwrite\n").ends(0);
    assert!(shown.err.contains("23 November 2026"), "its day is shown:\n{}", shown.err);
    let text = fs::read_to_string(shown.out.trim()).unwrap();
    assert_eq!(text.matches(&format!("carried-from = \"{first}\"")).count(), 2, "{text}");
    // The option has gone: the question is put afresh, and the other answer is still offered.
    let newer = NOTE.replace("{ id = \"old\", label = \"Old\" }", "{ id = \"other\", label = \"Other\" }");
    home.file("records/strategies/note.toml", &newer);
    // It is shown first, since it has changed.
    let run = home.run_with(&["start", "note", "--case", "PCC-1", "--plain"], "2\n2\n\n\n1\nwrite\n").ends(0);
    let text = fs::read_to_string(run.out.trim()).unwrap();
    assert_eq!(text.matches("carried-from").count(), 1, "{text}");
    assert!(text.contains("is = \"other\""), "{text}");
}

#[test]
fn a_case_with_an_open_date_asks_whether_this_is_that() {
    let home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    let request = fs::read_to_string("examples/rethink-3-hips.toml").unwrap().replace("PCC-48127", "PCC-48213");
    // Another strategy than the one it was handed over to: a script has to say.
    let note = "format = 1\nstrategy = \"rethink-1\"\ncase = \"PCC-48213\"\ndanger-now = \"no\"\nat-risk = \"no\"\n";
    home.run_with(&["start", "--answers", "-"], note).ends(4).says("`follows`, one of 2026-12-04, none");
    let wrong = request.replacen("[answers]", "follows = 2026-12-05\n[answers]", 1);
    home.run_with(&["start", "--answers", "-"], &wrong).ends(3).says("promises that day");
    let apart = request.replacen("[answers]", "follows = \"none\"\n[answers]", 1);
    home.run_with(&["start", "--answers", "-"], &apart).ends(0);
    home.run(&["status"]).ends(0).prints("to go to an independent facilitator, by 4 December 2026");
    // A keyboard is asked, and may keep what is evident with Enter.
    let run = home.run_with(&["start", "rethink-3", "--case", "PCC-48213", "--plain"], "2\n2\n1\n");
    assert!(run.err.contains("Which of them is this?"), "{}", run.err);
    home.run(&["status"]).ends(0).prints("resume PCC-48213");
}

#[test]
fn a_start_on_a_case_that_waits_carries_it_on_if_this_is_that() {
    let home = where_it_is_known("waits", WAITS, "2026-11-23");
    let asked = answers("waits", "[answers]\nasked-on = 2026-11-20\nreply = \"waiting\"\n");
    home.run_with(&["start", "--answers", "-"], &asked).ends(0);
    // No risk; yes, this is that; it has happened, today, the answer is yes; write.
    let run = home.run_with(&["start", "waits", "--case", "PCC-1", "--plain"], "2\n2\n1\n1\ntoday\n1\nwrite\n").ends(0);
    assert!(run.err.contains("Is this that?") && run.err.contains("waiting for the manager"), "{}", run.err);
    let mut heads = heads(&home);
    heads.sort_by_key(|head| head.part);
    assert_eq!((heads[0].part, heads[1].part), (1, 2));
    assert_eq!(heads[0].review, heads[1].review);
}

#[test]
fn a_wait_may_be_put_back_once_brought_forward_or_met_late_and_the_record_says_so() {
    // Ten working days after Friday 20 November 2026 is Friday 4 December, twenty is Friday 18 December.
    let home = home_with("waits", WAITS, "2026-11-30");
    let asked =
        |dates: &str| answers("waits", &format!("[answers]\nasked-on = 2026-11-20\nreply = \"waiting\"\n{dates}"));
    let put_back = asked("[dates]\nreply = { by = 2026-12-11, why = \"Half of them are ill\" }\n");
    let path = home.run_with(&["start", "--answers", "-"], &put_back).ends(0).out;
    let text = fs::read_to_string(path.trim()).unwrap();
    assert!(text.contains("waiting.due = 2026-12-11") && text.contains("put back once"), "{text}");
    assert!(text.contains("Half of them are ill"), "{text}");
    let too_far = asked("[dates]\nreply = { by = 2026-12-21, why = \"x\" }\n");
    home.run_with(&["start", "--answers", "-", "--again"], &too_far).ends(3).says("put back to 2026-12-18 at most");
    let sooner =
        asked("[dates]\nreply = { by = 2026-12-02, why = \"The child moves school\" }\n").replace("PCC-1", "PCC-2");
    let path = home.run_with(&["start", "--answers", "-"], &sooner).ends(0).out;
    assert!(fs::read_to_string(path.trim()).unwrap().contains("waiting.due = 2026-12-02"));
    // A late reply is a reply: Friday 11 December to Tuesday 15 December is two working days.
    let mut home = home;
    home.turn_to("2026-12-16");
    let late = "format = 1\ncase = \"PCC-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = \"no\", on = 2026-12-15 }\n";
    let path = home.run_with(&["resume", "PCC-1", "--answers", "-"], late).ends(0).out;
    let text = fs::read_to_string(path.trim()).unwrap();
    assert!(text.contains("met.how = \"late\"") && text.contains("met.late = 2"), "{text}");
}

#[test]
fn what_two_people_carried_on_is_kept_twice_and_resume_asks_which() {
    let home = home_with("waits", WAITS, "2026-11-30");
    let asked = answers("waits", "[answers]\nasked-on = 2026-11-20\nreply = \"waiting\"\n");
    home.run_with(&["start", "--answers", "-"], &asked).ends(0);
    let other = home_with("waits", WAITS, "2026-12-01");
    copy(&home, &other);
    let still = "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = \"waiting\"\nuntil-then = \"The visits go on.\"\n";
    home.run_with(&["resume", "PCC-1", "--answers", "-"], still).ends(0);
    other.run_with(&["resume", "PCC-1", "--answers", "-"], &format!("{still}# elsewhere\n")).ends(0);
    copy(&other, &home);
    let reply = "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = \"yes\"\n";
    let run = home.run_with(&["resume", "PCC-1", "--answers", "-"], reply).ends(4).says("more than one record");
    assert_eq!(run.err.matches("rethink resume ").count(), 2, "{}", run.err);
    let asked = home.run_with(&["resume", "PCC-1", "--plain"], "1\n2\n2\n1\n");
    assert!(asked.err.contains("Which do you carry on?"), "{}", asked.err);
}

#[test]
fn a_record_of_a_later_format_is_named_and_not_guessed_at() {
    let home = home_with("waits", WAITS, "2026-11-30");
    let asked = answers("waits", "[answers]\nasked-on = 2026-11-20\nreply = \"waiting\"\n");
    let path = home.run_with(&["start", "--answers", "-"], &asked).ends(0).out;
    let text = fs::read_to_string(path.trim()).unwrap();
    let (before, _) = text.split_once(rethink::record::DIGEST).unwrap();
    let before = before.replacen("format = 1", "format = 2", 1).replace("_waits_", "_later_");
    let digest = rethink::strategy::digest(before.as_bytes());
    let newer = home.records().join("2026-11-30_PCC-1_later_k7qf2m4x.toml");
    fs::write(&newer, format!("{before}{}{digest}\n", rethink::record::DIGEST)).unwrap();
    home.run(&["history", "PCC-1"]).ends(0).says("k7qf2m4x.toml was made by a newer rethink");
    home.run(&["resume", "PCC-1", "--plain"]).ends(3).says("newer rethink").says("k7qf2m4x");
    let run = home.run_with(&["start", "waits", "--case", "PCC-1", "--plain"], "2\n2\n2\n");
    assert!(run.err.contains("Written by a newer rethink") && run.err.contains("k7qf2m4x"), "{}", run.err);
}

/// True for a step that may be left blank, and so lacks nothing.
fn optional(answers: &toml::Table, step: &str) -> bool {
    let shelf = rethink::strategy::Shelf::shipped();
    let id = answers.get("strategy").and_then(toml::Value::as_str).unwrap_or("triage");
    let strategy = shelf.get(if id == "triage" { "rethink-2" } else { id }).unwrap();
    strategy.at(step).and_then(|step| step.prompt()).is_some_and(|prompt| prompt.optional)
}

/// Everything that was said, without when and in which file.
fn said(path: &str) -> Vec<String> {
    let record = Record::read(&fs::read_to_string(path.trim()).unwrap()).unwrap();
    let entries = record.body.entry.into_iter().map(|mut entry| {
        (entry.at, entry.day) = (None, None);
        format!("{entry:?}")
    });
    entries.collect()
}

#[test]
fn unfinished_answers_travel_to_another_computer_wherever_they_stop() {
    // Of each example, one answer of so many that is left out: 95 answers in all, or every eleventh.
    let apart = if long(95, 10) == 95 { 1 } else { 11 };
    for name in ["rethink-1-resolved", "rethink-2-stuck", "triage-to-rethink-2", "rethink-3-hips", "hips-urgent"] {
        let whole = fs::read_to_string(format!("examples/{name}.toml")).unwrap();
        let table: toml::Table = whole.parse().unwrap();
        let case = table["case"].as_str().unwrap();
        let block = if table.contains_key("onward") { "onward" } else { "answers" };
        let steps: Vec<String> = table[block].as_table().unwrap().keys().cloned().collect();
        for left_out in steps.iter().step_by(apart) {
            let mut part = table.clone();
            part[block].as_table_mut().unwrap().remove(left_out);
            let home = Home::new();
            if optional(&table, left_out) {
                continue;
            }
            let begun = home.run_with(&["start", "--answers", "-", "--partial"], &part.to_string());
            if begun.code == 3 {
                // Without that answer another way is taken, on which the rest is not asked.
                continue;
            }
            begun.ends(8);
            let file = home.path().join("saved.toml").display().to_string();
            home.run(&["save", case, &file]).ends(0);
            home.run(&["save", case, &file]).ends(7).says("a file of that name");
            let there = Home::new();
            there.run(&["start", "--answers", &file, "--partial"]).ends(8);
            let again = there.path().join("saved.toml").display().to_string();
            there.run(&["save", case, &again]).ends(0);
            assert_eq!(fs::read_to_string(&again).unwrap(), fs::read_to_string(&file).unwrap(), "{name}, {left_out}");
            // Answers of a second round are new ones when they are carried on.
            if table.contains_key("again") {
                continue;
            }
            let ends = |home: &Home| {
                let named = table.get("strategy").map(|id| format!("strategy = {id}\n")).unwrap_or_default();
                let rest = whole.replacen(&named, "", 1);
                let run = home.run_with(&["resume", case, "--answers", "-"], &rest).ends(0);
                said(&run.out)
            };
            assert_eq!(ends(&there), ends(&home), "{name} without {left_out}");
        }
    }
}

#[test]
fn a_strategy_that_has_changed_or_gone_carries_on_as_it_began_and_says_so() {
    let home = home_with("waits", WAITS, "2026-11-30");
    let asked = answers("waits", "[answers]\nasked-on = 2026-11-20\nreply = \"waiting\"\n");
    home.run_with(&["start", "--answers", "-"], &asked).ends(0);
    let part = answers("waits", "[answers]\nasked-on = 2026-11-20\n").replace("PCC-1", "PCC-2");
    home.run_with(&["start", "--answers", "-", "--partial"], &part).ends(8);
    let newer = WAITS.replace("version = \"1\"", "version = \"2\"").replace("What is the reply?", "And?");
    home.file("records/strategies/waits.toml", &newer);
    // The first begins a sitting of its own, which asks about risk; the second was saved today.
    for (case, keys) in [("PCC-1", "2\n2\n"), ("PCC-2", "")] {
        let run = home.run_with(&["resume", case, "--plain"], keys);
        assert!(run.err.contains("has changed since this review began"), "{}", run.err);
        assert!(run.err.contains("goes on as it began, with version 1"), "{}", run.err);
    }
    fs::remove_file(home.records().join("strategies/waits.toml")).unwrap();
    let rest =
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = \"yes\", on = 2026-11-30 }\n";
    let run = home.run_with(&["resume", "PCC-2", "--plain"], "");
    assert!(run.err.contains("no longer among the strategies here"), "{}", run.err);
    for case in ["PCC-1", "PCC-2"] {
        let path = home.run_with(&["resume", case, "--answers", "-"], &format!("{rest}# {case}\n")).ends(0).out;
        let record = fs::read_to_string(path.trim()).unwrap();
        assert!(record.contains("strategy.version = \"1\"") && record.contains("What is the reply?"), "{record}");
    }
}

#[test]
fn a_review_is_carried_on_elsewhere_after_the_years_end_and_past_the_last_published_holiday() {
    let home = home_with("waits", WAITS, "2028-12-20");
    let asked = answers("waits", "[answers]\nasked-on = 2028-12-20\nreply = \"waiting\"\n");
    let path = home.run_with(&["start", "--answers", "-"], &asked).ends(0).out;
    let record = fs::read_to_string(path.trim()).unwrap();
    // After Wednesday 20 December 2028: 21, 22, 27, 28, 29, then 2, 3, 4, 5 and 8 January. Christmas Day, Boxing Day and
    // New Year's Day fall on Monday, Tuesday and Monday; the last is after the last holiday that is published.
    assert!(record.contains("waiting.due = 2029-01-08"), "{record}");
    let elsewhere = Home::new().on("2029-01-10");
    copy(&home, &elsewhere);
    let kept = elsewhere.records().join("kept");
    fs::create_dir_all(&kept).unwrap();
    for entry in fs::read_dir(home.records().join("kept")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, kept.join(path.file_name().unwrap())).unwrap();
    }
    let reply =
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\n[answers]\nreply = { is = \"no\", on = 2029-01-09 }\n";
    let path = elsewhere.run_with(&["resume", "PCC-1", "--answers", "-"], reply).ends(0).out;
    let record = fs::read_to_string(path.trim()).unwrap();
    assert!(record.contains("met.how = \"late\"") && record.contains("met.late = 1"), "{record}");
}

#[test]
fn a_reference_given_only_at_the_end_may_be_of_a_case_with_an_open_date_and_going_back_writes_nothing() {
    let home = where_it_is_known("agrees", AGREES, "2026-11-23");
    let agreed = answers("agrees", "[answers]\nreview-on = 2026-12-07\n");
    home.run_with(&["start", "--answers", "-"], &agreed).ends(0);
    // No risk, no reference yet, a day, what keeps the child safe, write, the reference; then back, or the safety question, from "Is this that?".
    let begun = "2\n2\n\n14 12 2026\nThe visits go on.\n.\nwrite\nPCC-1\n";
    let run = home.run_with(&["start", "agrees", "--plain"], &format!("{begun}:back\n")).ends(8);
    assert!(run.err.contains("Is this that?"), "{}", run.err);
    home.run_with(&["start", "agrees", "--plain"], &format!("{begun}!\n2\n3\n")).ends(8);
    assert_eq!(home.record_names().len(), 1);
    let run = home.run_with(&["start", "agrees", "--plain"], &format!("{begun}1\n")).ends(0);
    assert!(fs::read_to_string(run.out.trim()).unwrap().contains("follows.due = 2026-12-07"));
}

#[test]
fn a_day_to_come_that_has_passed_since_is_asked_afresh() {
    let mut home = where_it_is_known("agrees", AGREES, "2026-11-23");
    let agreed = answers("agrees", "[answers]\nreview-on = 2026-12-07\n");
    home.run_with(&["start", "--answers", "-"], &agreed).ends(0);
    let offered = |home: &Home| {
        let run = home.run_with(&["start", "agrees", "--case", "PCC-1", "--plain"], "2\n2\n2\n");
        run.err.contains("From a record of 23 November 2026")
    };
    assert!(offered(&home));
    home.turn_to("2026-12-08");
    assert!(!offered(&home));
}

#[test]
fn a_case_is_found_under_the_reference_of_another_agency_and_only_under_a_reference() {
    let home = where_it_is_known("agrees", AGREES, "2026-11-23");
    let agreed = answers("agrees", "[answers]\nreview-on = 2026-12-07\n");
    home.run_with(&["start", "--answers", "-"], &agreed).ends(0);
    // The lead professional has a reference of their own, and gives the other one after a comma.
    let run = home
        .run_with(&["start", "agrees", "--plain"], "2\n2\nAB-2, PCC-1\n1\n\n\nSchool nurse, today\nwrite\n")
        .ends(0);
    assert!(run.err.contains("Is this that?"), "{}", run.err);
    let text = fs::read_to_string(run.out.trim()).unwrap();
    assert!(text.contains("case = \"AB-2\"") && text.contains("also = [\"PCC-1\"]"), "{text}");
    for wrong in ["", "Jane Smith", "a b 1"] {
        let also = agreed.replacen("[answers]", &format!("also = [\"{wrong}\"]\n[answers]"), 1);
        let run = home.run_with(&["start", "--answers", "-", "--again"], &also).ends(3);
        assert!(run.err.contains("never a name") && !run.err.contains("Jane"), "{}", run.err);
    }
}

#[test]
fn the_day_of_an_earlier_view_is_not_given_to_a_later_one() {
    let mut home = Home::new();
    home.run(&["start", "--answers", "examples/rethink-2-stuck.toml"]).ends(0);
    home.turn_to("2026-12-04");
    // A follow-up in which the child was not asked: the view of November goes on with no day of another.
    let follow_up = "format = 1\nstrategy = \"follow-up\"\ncase = \"PCC-48213\"\nabout = \"child\"\ndanger-now = \"no\"\nat-risk = \"no\"\n\
        [answers]\nraiser-told-on = 2026-12-04\nraiser-told-by = \"Lead professional\"\nchanged-for-child = \"too-soon\"\n\
        childs-view = \"Seen: slept through breakfast club.\"\nchilds-view-on = { dont-know = true }\ncontent = \"yes\"\n\
        what-now = \"close\"\nin-case-system = \"filed\"\n";
    home.run_with(&["start", "--answers", "-"], follow_up).ends(0);
    let template = home.run(&["strategy", "template", "rethink-3", "--case", "PCC-48213"]).ends(0).out;
    assert!(template.contains("Seen: slept through breakfast club."), "{template}");
    assert!(!template.contains("childs-view-on = 2026-11-10"), "{template}");
}

#[test]
fn a_record_that_is_named_and_not_here_is_no_silence() {
    let home = ten_weeks();
    let gone = home.record_names().into_iter().find(|name| name.contains("hips")).unwrap();
    fs::remove_file(home.records().join(&gone)).unwrap();
    let story = home.run(&["history", "PCC-51907"]).ends(0).out;
    assert!(story.contains("Named by another record, and not here: the record of 7 January 2027"), "{story}");
    // From 21 December to 7 January are ten working days; from there to 18 January seven, which is no silence.
    assert!(!story.contains("17 working days with nothing written"), "{story}");
}
