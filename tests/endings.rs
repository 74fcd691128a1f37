//! What every ending and every wait leaves behind: nobody agrees to differ while a child may be at risk.

use std::fs;

use crate::program::Home;
use crate::program::Run;
use crate::program::of_risk;
use crate::pty;
use crate::pty::Say;
use crate::pty::Window;

/// A strategy that waits, and that runs another that waits; nothing is asked before either.
const OUTER: &str = r#"
format = 1
id = "outer"
title = "A strategy that waits"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "safe"
ask = "What will keep the child safe?"
kind = "text"
optional = true
routes = [ { is = "given", to = "talk" }, { to = "reply" } ]

[[step]]
id = "talk"
run = "inner"
routes = [ { is = "over", to = "reply" } ]

[[step]]
id = "reply"
ask = "What did they say?"
kind = "text"
wait-for = "manager"
due = { within = "2 days" }
routes = [ { is = "no-reply", to = "done" }, { to = "done" } ]

[[outcome]]
id = "done"
kind = "resolved"
text = "It is over."

[[promise]]
text = "Nobody waits without saying what keeps the child safe."
reaching = "any-wait"
needs = { safe = "given" }
"#;

const INNER: &str = r#"
format = 1
id = "inner"
title = "A strategy that is run"
version = "1"
source = "Invented"
verified = true

[roles]
manager = "the manager"

[[step]]
id = "told"
say = "Tell the manager."
wait-for = "manager"
due = { within = "2 days" }
routes = [ { is = "no-reply", to = "over" }, { to = "over" } ]

[[outcome]]
id = "over"
kind = "stopped"
text = "It is over."
"#;

#[test]
fn a_promise_about_every_wait_holds_at_each_step_that_waits_inside_a_strategy_that_is_run_too() {
    let home = Home::new();
    home.file("it/inner.toml", INNER);
    let check = |outer: &str| {
        home.file("it/outer.toml", outer);
        let folder = home.path().join("it").display().to_string();
        let witness = home.path().join("witness").display().to_string();
        home.run(&["strategy", "check", &folder, "--witness", &witness])
    };
    check(OUTER).ends(1).prints("broken: Nobody waits").prints("safe = blank");
    // The witness is walked to the same fault.
    let file = fs::read_dir(home.path().join("witness")).unwrap().next().unwrap().unwrap().path();
    let outer = home.path().join("it/outer.toml").display().to_string();
    let near = home.file("near/inner.toml", INNER).parent().unwrap().display().to_string();
    let run = home
        .run(&["--strategies", &near, "strategy", "walk", &outer, "--answers", &file.display().to_string()])
        .ends(1);
    run.prints("[promise]").prints("is broken at `reply`");
    // Kept at its own wait, it is still broken inside the strategy that it runs.
    let asked = OUTER
        .replace("optional = true\n", "")
        .replace(r#"routes = [ { is = "given", to = "talk" }, { to = "reply" } ]"#, r#"routes = [ { to = "reply" } ]"#);
    let first = "[[step]]\nid = \"first\"\nrun = \"inner\"\nroutes = [ { is = \"over\", to = \"safe\" } ]\n\n[[step]]";
    let gone = "[[step]]\nid = \"talk\"\nrun = \"inner\"\nroutes = [ { is = \"over\", to = \"reply\" } ]\n\n";
    check(&asked.replace(gone, "")).ends(0).prints("proved: Nobody waits");
    check(&asked.replace(gone, "").replacen("[[step]]", first, 1))
        .ends(1)
        .prints("broken: Nobody waits")
        .prints("first.told");
}

/// A shipped strategy in which one step is changed.
fn changed(id: &str, step: &str, is: &str, was: &str) -> String {
    let text = fs::read_to_string(format!("strategies/{id}.toml")).unwrap();
    let at = text.find(&format!("[[step]]\nid = \"{step}\"\n")).unwrap_or_else(|| panic!("{id} has no step {step}"));
    let (before, from) = text.split_at(at);
    let end = from[1..].find("\n[[").map_or(from.len(), |end| end + 1);
    let (block, after) = from.split_at(end);
    assert!(block.contains(is), "{id}: {step} has no\n{is}\n{block}");
    format!("{before}{}{after}", block.replacen(is, was, 1))
}

/// For each promise of a shipped strategy about how it ends: one slip in one step that must refute it.
const SLIPS: &[(&str, &str, &str, &str, &str)] = &[
    ("rethink-1", "Nobody accepts a plan", "risk-now", "is = \"no\", to", "to"),
    ("rethink-2", "Nobody accepts a plan", "risk-now", "is = \"no\", to", "to"),
    ("rethink-3", "Nobody accepts a plan", "risk-now", "is = \"no\", to", "to"),
    ("rethink-1", "Nobody accepts a plan", "settled", "when = { at-risk = \"no\" }, ", ""),
    ("rethink-2", "Nobody accepts a plan", "settled", "when = { at-risk = \"no\" }, ", ""),
    ("rethink-3", "Nobody accepts a plan", "settled", "when = { at-risk = \"no\" }, ", ""),
    ("rethink-1", "A disagreement is left open only", "dissent", "review-on", "kept-safe"),
    ("rethink-2", "A disagreement is left open only", "dissent", "review-on", "kept-safe"),
    ("rethink-3", "A disagreement is left open only", "dissent", "review-on", "kept-safe"),
    ("rethink-1", "Nothing is handed over, or left", "review-on", "kept-safe", "raiser-told-on"),
    ("rethink-2", "Nothing is handed over, or left", "review-on", "kept-safe", "raiser-told-on"),
    ("rethink-3", "Nothing is handed over, or left", "hips-why", "kept-safe", "raiser-told-on"),
    ("rethink-1", "Nobody waits", "until-then", "kind = \"text\"", "kind = \"text\"\noptional = true"),
    ("rethink-2", "Nobody waits", "until-then", "kind = \"text\"", "kind = \"text\"\noptional = true"),
    ("rethink-3", "Nobody waits", "until-then", "kind = \"text\"", "kind = \"text\"\noptional = true"),
    ("rethink-1", "Nothing is resolved while", "changed-for-child", "when = { at-risk = \"no\" }, ", ""),
    ("rethink-2", "Nothing is resolved while", "changed-for-child", "when = { at-risk = \"no\" }, ", ""),
    ("rethink-3", "Nothing is resolved while", "changed-for-child", "when = { at-risk = \"no\" }, ", ""),
    ("hips-escalation", "What is outside the protocol", "until-then", "\"outside-urgent\"", "\"raise-1\""),
    ("hips-escalation", "Nobody whose disagreement", "scope", "to = \"what-i-dispute\"", "to = \"kept-safe\""),
    (
        "hips-escalation",
        "Nobody accepts a plan",
        "risk-now",
        "is = \"no\", when = { at-risk = \"no\", reply-3",
        "when = { reply-3",
    ),
    ("hips-escalation", "A disagreement is left open only", "dissent", "review-on", "kept-safe"),
    ("hips-escalation", "Nobody waits, hands over", "scope", "kept-safe", "not-system"),
    ("hips-escalation", "Nothing is resolved while", "changed-for-child", "when = { at-risk = \"no\" }, ", ""),
    ("five-steps", "Nobody leaves the conversation", "review-on", "\"until-then\"", "\"agreed\""),
    ("follow-up", "Nothing is left open with", "content", "when = { at-risk = \"no\" }, ", ""),
    ("follow-up", "Something is left open only", "dissent", "review-on", "kept-safe"),
    ("follow-up", "Nothing is passed on", "review-on", "kept-safe", "in-case-system"),
    ("follow-up", "Nothing is closed while", "what-now", "content = \"yes\", at-risk = \"no\"", "content = \"yes\""),
    ("triage", "Nobody is sent to another procedure", "carry-on", "to = \"kept-safe\"", "to = \"other-procedure\""),
];

#[test]
fn every_promise_about_how_a_strategy_ends_is_proved_and_one_slip_refutes_it() {
    let home = Home::new();
    for (id, promise, step, is, was) in SLIPS {
        let sound = home.run(&["strategy", "check", &format!("strategies/{id}.toml")]).ends(0);
        sound.prints(&format!("proved: {promise}"));
        // Under another name it is no longer the one to which whoever disagrees is sent, of which `check` knows more.
        let own = format!("own-{id}");
        let slipped = changed(id, step, is, was).replace(&format!("id = \"{id}\""), &format!("id = \"{own}\""));
        let file = home.file(&format!("it/{own}.toml"), &slipped).display().to_string();
        let run = home.run(&["strategy", "check", &file]).ends(1);
        assert!(run.out.contains(&format!("broken: {promise}")), "{id}, {step}: {promise}\n{}\n{}", run.out, run.err);
    }
}

/// A review by strategy 1 that comes to its question what the person who raised it says now.
const TALKED: &str = r#"
lead-professional = "no"
concerned-since = 2026-11-09
raiser-role = "Health visitor"
raiser-agency = "Community health"
other-agency = "Early help"
plan-type = "early-help"
category = "plan"
concern = "Invented: the plan has not moved."
own-support = "talked"
family-told = "raiser"
until-then = "Invented: the health visitor looks in on Thursdays."
"#;

const AGREED: &str = r#"
talk = { is = "agreed", on = 2026-11-20 }
what-was-said = "Invented: each said how they see it."
childs-view = { why-not = "Not asked yet: on Thursday" }
settled = "stuck"
[[answers.actions]]
what = "A visit"
who = "Lead professional"
by = 2026-12-04
"#;

/// What is asked of somebody who accepts the plan and still disagrees.
const DIFFERS: &str = r#"
accept = "differ"
accepted-by = "safeguarding-lead"
dissent = "Invented: the health visitor would step up."
review-on = 2027-01-14
raiser-told-on = 2026-11-23
in-case-system = "filed"
"#;

fn file(strategy: &str, risk: &str, answers: &[&str]) -> String {
    let head = format!("format = 1\nstrategy = \"{strategy}\"\ncase = \"PCC-48213\"\nabout = \"child\"\n");
    format!("{head}{}[answers]\n{}", of_risk(risk), answers.concat())
}

fn start(home: &Home, text: &str) -> Run {
    home.run_with(&["start", "--answers", "-"], text)
}

#[test]
fn nobody_agrees_to_differ_while_risk_is_open_on_the_case_whoever_said_so_and_in_which_review() {
    let home = Home::new();
    let settled = fs::read_to_string("examples/rethink-1-resolved.toml").unwrap();
    let unsure = settled.replace("PCC-47001", "PCC-48213");
    let unsure = unsure.replace("at-risk = \"no\"", "at-risk = \"not-sure\"\ntyped-by = \"Teacher\"");
    start(&home, &unsure).ends(0);
    let differ = file("rethink-1", "no", &[TALKED, DIFFERS, AGREED]);
    let refused = start(&home, &differ).ends(3).err;
    assert!(refused.contains("`accept` is not asked on this path"), "{refused}");
    let status = home.run(&["status"]).ends(0).out;
    let small = status.split("rethink correct ").nth(1).unwrap().split_whitespace().next().unwrap();
    let over = format!(
        "format = 1\ndanger-now = \"no\"\nat-risk = \"no\"\ncorrects = {{ record = \"{small}\", done = \"The child was seen at home\", \
         by = \"Teacher, School\", who-says = \"raiser\", safe-now = \"yes\" }}\n"
    );
    home.run_with(&["correct", "--answers", "-"], &over).ends(0);
    start(&home, &differ).ends(0);
    home.run(&["verify"]).ends(0);
}

#[test]
fn who_agrees_to_differ_has_a_manager_a_review_date_and_stays_in_status_and_audit_until_then() {
    let mut home = Home::new();
    let written = start(&home, &file("rethink-1", "no", &[TALKED, DIFFERS, AGREED])).ends(0).err;
    let record = home.only_record();
    for line in
        ["outcome.id = \"differ\"", "outcome.kind = \"review\"", "look-again.by = 2027-01-14", "safeguarding lead"]
    {
        assert!(record.contains(line), "{line}\n{record}");
    }
    let shown = home.run(&["show", "PCC-48213"]).ends(0).out;
    for words in ["Their safeguarding lead", "looks in on Thursdays", "would step up", "14 January 2027"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    let flat = |run: Run| run.ends(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    let review = "review due from the safeguarding lead of whoever raised it";
    let status = flat(home.run(&["status"]));
    assert!(status.contains(&format!("PCC-48213: agreed to differ; {review}, by 14 January 2027")), "{status}");
    let story = flat(home.run(&["history", "PCC-48213"]));
    assert!(story.contains(&format!("Agreed to differ; {review}, by Thursday 14 January 2027")), "{story}");
    assert!(flat(home.run(&["history"])).contains("Agreed to differ"));
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(written.contains("agreed to differ, review due by Thursday 14 January 2027"), "{written}");
    for today in ["2027-01-12", "2027-01-15"] {
        home.turn_to(today);
        for format in ["text", "plain"] {
            let audit = flat(home.run(&["audit", "--format", format]));
            assert!(audit.contains("PCC-48213: agreed to differ") && audit.contains(review), "{format}: {audit}");
        }
        let json = home.run(&["audit", "--format", "json"]).ends(0).out;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let needs = json["needs"].as_array().unwrap();
        assert!(needs.iter().any(|need| need["agreed-to-differ"] == true && need["role"] == "safeguarding-lead"));
    }
    home.run(&["status"]).ends(0).prints("PCC-48213");
}

#[test]
fn while_a_child_may_be_at_risk_nobody_is_asked_whether_they_accept_the_plan() {
    for risk in ["not-sure", "told-something-else"] {
        let home = Home::new();
        let run = start(&home, &file("rethink-1", risk, &[TALKED, DIFFERS, AGREED])).ends(3);
        run.says("`accept`").says("[not-asked]");
        assert!(home.record_names().is_empty());
    }
}

#[test]
fn a_risk_that_came_up_since_is_seen_before_anybody_may_accept_the_plan() {
    let waits = "talk = \"waiting\"\n[dates]\ntalk = { by = 2026-11-30 }\n";
    for (risk, code) in [("no", 0), ("not-sure", 3)] {
        let mut home = Home::new();
        start(&home, &file("rethink-1", "no", &[TALKED, waits])).ends(0);
        home.turn_to("2026-11-26");
        let safe = "kept-safe = \"Invented: the school rings at nine.\"\n";
        let answers = [DIFFERS, safe, AGREED].concat();
        let text = format!("format = 1\ncase = \"PCC-48213\"\n{}[answers]\n{answers}", of_risk(risk));
        let run = home.run_with(&["resume", "PCC-48213", "--answers", "-"], &text).ends(code);
        if risk == "not-sure" {
            run.says("`accept`").says("[not-asked]");
        }
    }
}

#[test]
fn without_a_manager_or_safeguarding_lead_who_agrees_it_is_taken_further() {
    let home = Home::new();
    let nobody = r#"
accept = "differ"
accepted-by = "nobody"
stuck-why = "Invented: we see it differently."
needs-date = ""
raiser-told-on = 2026-11-23
in-case-system = "filed"
"#;
    let dates = "[dates]\nnot-settled = { by = 2026-12-04 }\n";
    start(&home, &file("rethink-1", "no", &[TALKED, nobody, AGREED, dates])).ends(0);
    assert!(home.only_record().contains("outcome.id = \"not-settled\""));
}

/// What the urgent way of the escalation protocol asks of what is outside it.
const OUTSIDE: &str = r#"
what-i-dispute = "Invented: I think that the child is not safe tonight."
childs-view = { why-not = "Asleep when I was there" }
until-then = "Invented: the child is at Grandmother's. The school nurse rings at eight."
"#;

#[test]
fn an_urgent_conference_decision_goes_to_the_chair_today_and_enters_no_stage() {
    let home = Home::new();
    let scope = "scope = \"conference\"\n";
    start(&home, &file("hips-escalation", "told-and-disagree", &[scope, OUTSIDE])).ends(0);
    let record = home.only_record();
    for line in
        ["outcome.id = \"conference-urgent\"", "handover.role = \"conference-chair\"", "handover.by = 2026-11-23"]
    {
        assert!(record.contains(line), "{line}\n{record}");
    }
    let shown = home.run(&["show", "PCC-48213"]).ends(0).out;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["Raise it with the chair today", "not safe tonight", "rings at eight", "safeguarding lead"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    assert!(!shown.contains("Stage 1") && !shown.contains("Stage 2"), "{shown}");
}

#[test]
fn whatever_else_is_outside_the_protocol_goes_to_the_safeguarding_lead_today_when_it_is_urgent() {
    for scope in ["complaint", "system", "one-agency"] {
        let home = Home::new();
        let scope = format!("scope = \"{scope}\"\n");
        start(&home, &file("hips-escalation", "told-and-disagree", &[&scope, OUTSIDE])).ends(0);
        let record = home.only_record();
        for line in ["outcome.id = \"outside-urgent\"", "handover.by = 2026-11-23"] {
            assert!(record.contains(line), "{line}\n{record}");
        }
    }
}

#[test]
fn an_urgent_dispute_that_is_withdrawn_or_goes_on_elsewhere_stays_on_every_list() {
    let ways = [
        ":withdraw\nNo need\n.\nThe health visitor checks.\n.\n",
        ":elsewhere\nA complaint\nBetter.\n.\nThe health visitor checks.\n.\n",
    ];
    for way in ways {
        let home = Home::new();
        let typed = format!("2\n4\nDuty social worker\ntoday\nThey do not agree.\n.\nPCC-48213\n1\n\n{way}write\n");
        home.run_with(&["start", "--plain"], &typed).ends(0);
        assert!(home.only_record().contains("at-risk = \"told-and-disagree\""), "{}", home.only_record());
        let status = home.run(&["status"]).ends(0).out;
        assert!(status.contains("A child may be at risk") && status.contains("PCC-48213"), "{way}{status}");
        for format in ["text", "plain", "html"] {
            let out = home.run(&["audit", "--format", format]).ends(0).out;
            assert!(out.contains("A child may be at risk"), "{way}{out}");
        }
        let json = home.run(&["audit", "--format", "json"]).ends(0).out;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((&json["needs"][0]["why"], &json["needs"][0]["case"]), (&"at-risk".into(), &"PCC-48213".into()));
    }
}

#[test]
fn what_is_outside_the_protocol_is_left_only_with_what_keeps_the_child_safe() {
    for (scope, outcome) in [("conference", "not-conference"), ("complaint", "not-complaint")] {
        let home = Home::new();
        let text = file("hips-escalation", "no", &[&format!("scope = \"{scope}\"\n")]);
        start(&home, &text).ends(4).says("kept-safe");
        start(&home, &format!("{text}kept-safe = \"Invented: seen at school each day.\"\n")).ends(0);
        assert!(home.only_record().contains(&format!("outcome.id = \"{outcome}\"")));
    }
}

#[test]
fn every_shipped_strategy_that_waits_asks_first_what_keeps_the_child_safe() {
    for id in ["rethink-1", "rethink-2", "rethink-3", "hips-escalation"] {
        let text = fs::read_to_string(format!("strategies/{id}.toml")).unwrap();
        assert!(
            text.contains("ask = \"While we wait, what will keep the child safe? Who will check, and when?\""),
            "{id}"
        );
        assert!(text.contains("\"any-wait\""), "{id} promises nothing about its waits");
    }
}

#[test]
fn enough_progress_is_a_question_and_not_the_end_of_strategy_2() {
    let home = Home::new();
    let begun = r#"
lead-professional = "yes"
concerned-since = 2026-11-09
raiser-role = "Health visitor"
raiser-agency = "Community health"
other-agency = "Early help"
plan-type = "early-help"
category = "plan"
concern = "Invented: the plan has not moved."
progress = "enough"
"#;
    start(&home, &file("rethink-2", "no", &[begun])).ends(4).says("go-on");
    let on =
        "go-on = \"carry-on\"\nwho-leads = \"both\"\nuntil-then = \"Invented: seen each day.\"\nmeet = \"waiting\"\n";
    let dates = "[dates]\nmeet = { by = 2026-12-04 }\n";
    start(&home, &file("rethink-2", "no", &[begun, on, dates])).ends(0);
    assert!(home.only_record().contains("waiting.step = \"meet\""));
}

#[test]
fn a_follow_up_leaves_nothing_open_while_a_child_may_be_at_risk() {
    let asked = r#"
promised-on = 2026-11-20
actions = ""
raiser-told-on = 2026-11-20
raiser-told-by = "Line manager"
changed-for-child = "too-soon"
childs-view = { why-not = "Not asked yet" }
content = "no"
"#;
    let closes = r#"
what-now = "close"
accepted-by = "line-manager"
dissent = "Invented: the visits are too few."
review-on = 2027-01-14
kept-safe = "Invented: the school rings at nine."
in-case-system = "filed"
"#;
    let home = Home::new();
    start(&home, &file("follow-up", "no", &[asked, closes])).ends(0);
    let record = home.only_record();
    assert!(
        record.contains("outcome.id = \"closed-differ\"") && record.contains("look-again.by = 2027-01-14"),
        "{record}"
    );
    let home = Home::new();
    start(&home, &file("follow-up", "not-sure", &[asked, closes])).ends(4).says("`stays-open` has no answer");
    assert!(home.record_names().is_empty());
}

#[test]
fn a_risk_that_comes_up_before_the_end_undoes_that_the_plan_was_accepted() {
    let home = Home::new();
    let part = DIFFERS.split("raiser-told-on").next().unwrap();
    let file = home.file("part.toml", &file("rethink-1", "no", &[TALKED, part, AGREED])).display().to_string();
    home.run(&["start", "--answers", &file, "--partial"]).ends(8);
    let rest = "raiser-told-on = 2026-11-23\nin-case-system = \"filed\"\nstuck-why = \"Invented: it is worse.\"\n\
                needs-date = \"\"\nkept-safe = \"Invented: seen twice a day.\"\n[[again]]\n\
                raiser-told-on = 2026-11-23\nin-case-system = \"filed\"\n[dates]\nnot-settled = { by = 2026-11-27 }\n";
    let text = format!("format = 1\ncase = \"PCC-48213\"\n{}[answers]\n{rest}", of_risk("not-sure"));
    let run = home.run_with(&["resume", "PCC-48213", "--answers", "-"], &text);
    assert!(run.code == 0, "{}\n{}", run.out, run.err);
    let record = home.only_record();
    assert!(record.contains("outcome.id = \"not-settled\""), "{record}");
    assert!(record.contains("A child may be at risk, so it is not left there."), "{record}");
}

#[test]
fn a_risk_that_is_told_where_answers_are_checked_undoes_that_the_plan_was_accepted() {
    if pty::is_missing() {
        return;
    }
    let home = Home::new();
    let text = file("rethink-1", "no", &[TALKED, DIFFERS, AGREED]);
    let file = home.file("all.toml", &text).display().to_string();
    home.run(&["start", "--answers", &file, "--partial"]).ends(8);
    let mut held = Window::open_plain(home.command().args(["resume", "PCC-48213", "--plain"]));
    held.asks("Type write");
    held.line("!");
    held.answer("in danger now", Say::One("No"));
    held.answer("significant harm", Say::One("I'm not sure"));
    held.asks("What do we still see differently");
    held.line(":save");
    held.ends(8);
    assert!(home.record_names().is_empty());
}
