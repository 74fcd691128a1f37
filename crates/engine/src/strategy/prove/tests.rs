//! Each fault planted is found, and the same without it is clean; promises, figures, witnesses; the shipped strategies.

use std::fmt::Write as _;

use crate::finding::Source;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::check::check;
use crate::strategy::check::unproved;
use crate::strategy::prove::Proof;
use crate::strategy::prove::prove;
use crate::strategy::prove::prove_within;
use crate::strategy::prove::witness_file;

const HEAD: &str = "format = 1\nid = \"t\"\ntitle = \"T\"\nversion = \"1\"\nsource = \"invented\"\nverified = true\n";
const ROLES: &str = "[roles]\nthem = \"them\"\n";

/// The program's own question, whose answer is taken over.
const RISK: &str = r#"[[step]]
id = "risk"
ask = "Is there a new or growing risk of significant harm to a child?"
kind = "choice"
options = [
  { id = "no", label = "No" },
  { id = "not-sure", label = "I am not sure" },
  { id = "told-and-disagree", label = "I have told them, and I disagree with their answer" },
  { id = "told-something-else", label = "I have told them; this is about something else" },
]
filled-from = "at-risk"
"#;

/// Two options and nothing else.
fn choice(id: &str, rest: &str) -> String {
    let options = "options = [{ id = \"a\" }, { id = \"b\" }]";
    format!("[[step]]\nid = \"{id}\"\nask = \"{id}?\"\nkind = \"choice\"\n{options}\n{rest}\n")
}

fn ask(id: &str, kind: &str, rest: &str) -> String {
    format!("[[step]]\nid = \"{id}\"\nask = \"{id}?\"\nkind = \"{kind}\"\n{rest}\n")
}

fn end(id: &str) -> String {
    format!("[[outcome]]\nid = \"{id}\"\nkind = \"stopped\"\ntext = \"{id}\"\n")
}

fn strategy(parts: &[String]) -> Strategy {
    in_shelf(parts, &Shelf::default())
}

fn in_shelf(parts: &[String], shelf: &Shelf) -> Strategy {
    let text = format!("{HEAD}{}", parts.concat());
    unproved(&text, "t", shelf).unwrap_or_else(|found| panic!("{}", found.text(100)))
}

fn proof(parts: &[String]) -> Proof {
    prove(&strategy(parts))
}

/// Each fault as `code at step.row`, rows from 1.
fn faults(proof: &Proof) -> Vec<String> {
    let one = |fault: &crate::strategy::prove::Fault| {
        let row = fault.row.map(|row| format!(" row {}", row + 1)).unwrap_or_default();
        format!("{} {}{row}", fault.code, fault.step)
    };
    proof.faults.iter().map(one).collect()
}

fn shown(proof: &Proof) -> String {
    let all: Vec<String> = proof.faults[0].witness.iter().map(|it| format!("{} = {}", it.path, it.words)).collect();
    all.join(", ")
}

#[test]
fn a_gap_is_shown_by_the_shortest_answers_that_no_row_fits() {
    let routes = |rows: &str| choice("two", &format!("routes = [{{ is = \"a\", to = \"end\" }}{rows}]"));
    let clean = proof(&[choice("one", ""), routes(", { to = \"end\" }"), end("end")]);
    assert_eq!(faults(&clean), [""; 0]);
    assert_eq!((clean.paths, clean.ways, clean.longest), (4, 2, 2));
    let gap = proof(&[choice("one", ""), routes(", { is = \"b\", when = { one = \"a\" }, to = \"end\" }"), end("end")]);
    assert_eq!(faults(&gap), ["gap two"]);
    assert_eq!(shown(&gap), "one = b, two = b");
    assert!(gap.faults[0].says.ends_with("shown by: one = b, two = b"), "{}", gap.faults[0].says);
    let nobody = proof(&[choice("one", "routes = [{ is = \"a\", to = \"end\" }]"), end("end")]);
    assert_eq!(shown(&nobody), "one = b");
}

#[test]
fn rows_that_are_never_taken_are_found() {
    let rows = "routes = [{ is = [\"a\", \"b\"], to = \"end\" }, { is = \"b\", to = \"end\" }]";
    let shadowed = proof(&[choice("one", rows), end("end")]);
    assert_eq!(faults(&shadowed), ["shadowed one row 2"]);
    assert_eq!(shown(&shadowed), "one = b");
    let rows = "routes = [{ when = { one = \"b\" }, to = \"end\" }, { to = \"end\" }]";
    let never = proof(&[
        choice("one", "routes = [{ is = \"a\", to = \"two\" }, { to = \"end\" }]"),
        choice("two", rows),
        end("end"),
    ]);
    assert_eq!(faults(&never), ["never-fits two row 1"]);
    let used = "routes = [{ is = \"a\", to = \"one\", at-most = 0 }, { to = \"end\" }]";
    assert_eq!(faults(&proof(&[choice("one", used), end("end")])), ["never-fits one row 1"]);
}

#[test]
fn places_that_no_path_leads_to_are_found() {
    let parts = [
        choice("one", "routes = [{ to = \"three\" }]"),
        choice("two", ""),
        choice("three", "routes = [{ to = \"end\" }]"),
    ];
    let proof = proof(&[parts.concat(), end("end"), end("other")]);
    assert_eq!(faults(&proof), ["unreachable two", "unreachable other"]);
}

#[test]
fn a_round_without_a_bound_is_found_once_at_the_row_that_leads_back() {
    let parts = |bound: &str| {
        let back = format!("routes = [{{ is = \"a\", to = \"one\"{bound} }}, {{ to = \"end\" }}]");
        [choice("one", ""), choice("two", ""), choice("three", &back), end("end")]
    };
    let endless = proof(&parts(""));
    assert_eq!(faults(&endless), ["no-bound three row 1"]);
    assert_eq!(shown(&endless), "one = a, two = a, three = a");
    assert_eq!((endless.paths, endless.longest), (0, 0));
    // Three rounds at most; in the last, the row back is used up.
    let bounded = proof(&parts(", at-most = 2"));
    assert_eq!(faults(&bounded), [""; 0]);
    assert_eq!((bounded.paths, bounded.ways, bounded.longest), (4 + 16 + 128, 1 + 1 + 2, 9));
}

#[test]
fn an_anytime_route_is_a_way_from_every_step_but_its_own() {
    let way = |to: &str, rest: &str| format!("[[anytime]]\nid = \"away\"\nlabel = \"Away\"\nto = \"{to}\"\n{rest}\n");
    let steps = [choice("one", ""), choice("two", "routes = [{ to = \"end\" }]"), end("end"), end("out")].concat();
    assert_eq!(faults(&proof(std::slice::from_ref(&steps))), ["unreachable out"]);
    let away = proof(&[steps.clone(), way("out", "")]);
    assert_eq!(faults(&away), [""; 0]);
    assert_eq!((away.paths, away.ways), (4 + 1 + 2, 1 + 1 + 1));
    let back = proof(&[steps, way("one", "")]);
    assert_eq!(faults(&back), ["unreachable out", "no-bound two"]);
    let fault = &back.faults[1];
    assert_eq!(fault.part, crate::strategy::prove::Part::Anytime(0));
    assert_eq!(fault.witness.last().map(|it| it.words.as_str()), Some(":away"));
}

#[test]
fn a_date_that_cannot_be_worked_out_is_found() {
    let wait = |due: &str| {
        let rows = "routes = [{ is = \"no-reply\", to = \"end\" }, { to = \"end\" }]";
        [
            ROLES.to_owned(),
            choice("one", "routes = [{ is = \"a\", to = \"day\" }, { to = \"reply\" }]"),
            ask("day", "date", "dont-know = true"),
            choice("reply", &format!("wait-for = \"them\"\ndue = {due}\n{rows}")),
            end("end"),
        ]
    };
    for (due, wanted) in [
        ("{ within = \"2 days\" }", None),
        ("{ within = \"unset\", from = \"day\" }", None),
        ("{ within = \"2 days\", by = \"day\" }", None),
        ("[{ when = { day = \"given\" }, within = \"2 days\", from = \"day\" }, { within = \"2 days\" }]", None),
        ("{ within = \"2 days\", from = \"day\" }", Some("one = b")),
        ("{ by = \"day\" }", Some("one = b")),
        (
            "[{ when = { one = \"a\" }, within = \"2 days\", from = \"day\" }, { within = \"2 days\" }]",
            Some("one = a, day = dont-know"),
        ),
        ("{ when = { one = \"a\" }, within = \"2 days\" }", Some("one = b")),
        ("{ within = \"2 days\", from = \"reply.due\" }", Some("one = b")),
    ] {
        let proof = proof(&wait(due));
        match wanted {
            None => assert_eq!(faults(&proof), [""; 0], "{due}"),
            Some(wanted) => {
                assert_eq!(faults(&proof), ["no-start reply"], "{due}");
                assert_eq!(shown(&proof), wanted, "{due}");
            }
        }
    }
}

#[test]
fn a_promise_is_kept_on_every_path_or_broken_on_a_shortest_one() {
    let parts = |to: &str| {
        [
            choice("one", &format!("routes = [{{ is = \"a\", to = \"view\" }}, {{ to = \"{to}\" }}]")),
            ask("view", "text", "why-not = true"),
            choice("last", "routes = [{ to = \"end\" }]"),
            end("end"),
            "[[promise]]\ntext = \"The view first\"\nreaching = \"last\"\nneeds = { view = [\"given\", \"why-not\"] }\n".to_owned(),
        ]
    };
    let kept = proof(&parts("view"));
    assert_eq!(faults(&kept), [""; 0]);
    assert!(kept.kept[0].holds);
    let broken = proof(&parts("last"));
    assert_eq!(faults(&broken), ["promise last"]);
    assert_eq!(shown(&broken), "one = b");
    assert_eq!((broken.kept[0].holds, broken.kept[0].may), (false, false));
}

#[test]
fn a_promise_of_shortness_counts_prompts_and_not_what_is_said_or_run() {
    let parts = |most: u32| {
        [
            RISK.to_owned(),
            "[[step]]\nid = \"words\"\nsay = \"Words\"\n".to_owned(),
            choice("one", "routes = [{ is = \"a\", to = \"end\" }, { to = \"two\" }]"),
            ask("two", "line", ""),
            choice("three", "routes = [{ is = \"a\", to = \"one\", at-most = 1 }, { to = \"end\" }]"),
            end("end"),
            format!("[[promise]]\ntext = \"Short\"\nprompts-at-most = {most}\n"),
        ]
    };
    assert_eq!(proof(&parts(6)).longest, 6);
    assert!(proof(&parts(6)).kept[0].holds);
    let broken = proof(&parts(5));
    assert_eq!(faults(&broken), ["promise end"]);
    let wanted = "risk = no, one = b, two = given, three = a, one = b, two = given, three = a";
    assert_eq!(shown(&broken), wanted);
    assert!(broken.faults[0].says.contains("after 6 prompts"), "{}", broken.faults[0].says);
}

#[test]
fn a_strategy_that_is_run_is_walked_through_and_its_outcome_is_the_answer() {
    let mut shelf = Shelf::default();
    let inner = [
        HEAD.replace("\"t\"", "\"inner\""),
        choice("people", ""),
        choice("agree", "routes = [{ is = \"a\", to = \"yes\" }, { to = \"no\" }]"),
        end("yes"),
        end("no"),
    ];
    shelf.add("inner", Source::open("inner.toml", inner.concat()));
    let outer = |rows: &str, needs: &str| {
        let run = "[[step]]\nid = \"talk\"\nrun = \"inner\"\n";
        let promise = format!("[[promise]]\ntext = \"P\"\nreaching = \"end\"\nneeds = {{ {needs} }}\n");
        let parts = [
            choice("one", ""),
            format!("{run}routes = [{rows}]\n"),
            choice("after", "routes = [{ to = \"end\" }]"),
            end("end"),
            promise,
        ];
        prove(&in_shelf(&parts, &shelf))
    };
    let rows = "{ is = \"yes\", to = \"after\" }, { is = \"no\", to = \"one\", at-most = 1 }, { to = \"after\" }";
    let clean = outer(rows, "talk.people = \"given\"");
    assert_eq!(faults(&clean), [""; 0]);
    assert_eq!(clean.longest, 7);
    let gap = outer("{ is = \"yes\", to = \"after\" }", "talk = \"yes\"");
    assert_eq!(faults(&gap), ["gap talk"]);
    assert_eq!(shown(&gap), "one = a, talk.people = a, talk.agree = b");
    let broken = outer(rows, "talk = \"yes\"");
    assert_eq!(faults(&broken), ["promise end"]);
    let wanted = "one = a, talk.people = a, talk.agree = b, one = a, talk.people = a, talk.agree = b, after = a";
    assert_eq!(shown(&broken), wanted);
    let file = witness_file(&in_shelf(&[choice("one", "routes = [{ to = \"end\" }]"), end("end")], &shelf), &[]);
    assert!(
        file.starts_with("format = 1\nstrategy = \"t\"\ncase = \"PRACTICE-1\"\ndanger-now = \"no\"\nat-risk = \"no\"\ntoday = 2026-11-23\n"),
        "{file}"
    );
}

#[test]
fn a_witness_is_an_answers_file() {
    let mut shelf = Shelf::default();
    let inner = [
        HEAD.replace("\"t\"", "\"inner\""),
        ask("people", "people", "at-least = 2"),
        ask("views", "text", "each = \"people\"\nwhy-not = true"),
        ask("days", "date", "dont-know = true\nroutes = [{ to = \"yes\" }]"),
        end("yes"),
    ];
    shelf.add("inner", Source::open("inner.toml", inner.concat()));
    let reply = "wait-for = \"them\"\ndue = { within = \"unset\" }\nroutes = [{ is = \"no-reply\", to = \"one\", at-most = 1 }, { to = \"end\" }]";
    let strategy = in_shelf(
        &[
            "about = [\"child\", \"family\"]\n".to_owned(),
            ROLES.to_owned(),
            choice("one", ""),
            "[[step]]\nid = \"talk\"\nrun = \"inner\"\n".to_owned(),
            choice("reply", reply),
            end("end"),
            "[[promise]]\ntext = \"Never twice\"\nneeds = [{ talk.days = \"dont-know\", reply = \"a\" }, { one = \"b\" }]\n".to_owned(),
            "[[promise]]\ntext = \"Short\"\nprompts-at-most = 9\n".to_owned(),
        ],
        &shelf,
    );
    let proof = prove(&strategy);
    assert_eq!(faults(&proof), ["promise end", "promise end"]);
    let wanted = concat!(
        "format = 1\nstrategy = \"t\"\ncase = \"PRACTICE-1\"\nabout = \"child\"\ndanger-now = \"no\"\nat-risk = \"no\"\ntoday = 2026-11-23\n",
        "\n[answers]\none = \"a\"\nreply = \"a\"\n",
        "\n[answers.talk]\npeople = [{ role = \"Practice role\", agency = \"Practice agency\" }, ",
        "{ role = \"Practice role\", agency = \"Practice agency\" }]\n",
        "views = [\"Practice words\", \"Practice words\"]\ndays = 2026-11-23\n",
    );
    assert_eq!(witness_file(&strategy, &proof.faults[0].witness), wanted);
    let long = witness_file(&strategy, &proof.faults[1].witness);
    assert!(long.ends_with("[dates]\nreply = { by = 2026-11-23 }\n"), "{long}");
    assert!(long.contains("reply = \"no-reply\"\n") && long.contains("\n[[again]]\none = "), "{long}");
    assert!(long.contains("\n[again.talk]\npeople = "), "{long}");
}

#[test]
fn answers_are_sorted_by_what_rows_tell_apart() {
    // Options, and how many paths and ways there are.
    let end_rows = |cells: &[&str]| {
        let mut rows = String::new();
        for cell in cells {
            let _ = write!(rows, "{{ is = {cell}, to = \"end\" }}, ");
        }
        format!("routes = [{rows}{{ to = \"end\" }}]")
    };
    let three =
        "options = [{ id = \"x\", group = \"g\" }, { id = \"y\", group = \"g\" }, { id = \"z\", alone = true }]";
    for (kind, rest, cells, paths, ways) in [
        ("choice", three, &["\"g\""][..], 3, 2),
        ("choices", three, &["\"g\""], 4, 2),
        ("choices", three, &["{ at-least = 2 }", "\"x\"", "\"z\""], 4, 4),
        ("number", "at-least = 0\nat-most = 10", &["{ at-least = 3, at-most = 5 }"], 11, 2),
        ("number", "", &["{ at-least = 3 }", "{ at-most = 1 }"], 3, 3),
        ("lines", "at-least = 1", &["{ at-least = 3 }"], 2, 2),
        (
            "date",
            "dont-know = true",
            &["{ older-than = \"1 month\" }", "{ older-than = \"72 hours\" }", "\"dont-know\""],
            4,
            4,
        ),
        ("text", "optional = true\nwhy-not = true", &["\"given\""], 3, 2),
    ] {
        let proof = proof(&[ask("one", kind, &format!("{rest}\n{}", end_rows(cells))), end("end")]);
        assert_eq!(faults(&proof), [""; 0], "{kind} {cells:?}");
        assert_eq!((proof.paths, proof.ways), (paths, ways), "{kind} {cells:?}");
    }
}

#[test]
fn what_is_asked_for_each_is_asked_if_there_are_entries_and_blank_if_not() {
    let parts = |rows: &str| {
        [
            ask("people", "people", "optional = true"),
            ask(
                "views",
                "choice",
                &format!("options = [{{ id = \"x\" }}, {{ id = \"y\" }}]\neach = \"people\"\n{rows}"),
            ),
            end("end"),
        ]
    };
    let rows = "routes = [{ is = \"blank\", to = \"end\" }, { is = \"x\", to = \"end\" }, { is = { not = \"x\" }, to = \"end\" }]";
    let clean = proof(&parts(rows));
    assert_eq!(faults(&clean), [""; 0]);
    // Blank, or said in an empty list, leads to a blank; else x alone, y alone, or both.
    assert_eq!((clean.paths, clean.ways), (2 + 3, 1 + 2));
    let gap = proof(&parts("routes = [{ is = \"x\", to = \"end\" }, { is = \"y\", to = \"end\" }]"));
    assert_eq!(shown(&gap), "people = blank, views = blank");
}

#[test]
fn a_day_may_grow_older_between_two_readings_and_never_younger() {
    let reads = |id: &str, young: &str| {
        let rows = format!(
            "routes = [{{ when = {{ day = {{ older-than = \"72 hours\" }} }}, to = \"end\" }}, {{ to = \"{young}\" }}]"
        );
        choice(id, &rows)
    };
    let once = proof(&[ask("day", "date", ""), reads("one", "end-2"), end("end"), end("end-2")]);
    assert_eq!((faults(&once).len(), once.ways), (0, 2));
    let twice = proof(&[ask("day", "date", ""), reads("one", "two"), reads("two", "end-2"), end("end"), end("end-2")]);
    assert_eq!((faults(&twice).len(), twice.ways), (0, 3));
}

#[test]
fn what_a_review_is_about_is_free_and_stays() {
    let rows =
        "routes = [{ when = { about = \"theme\" }, to = \"end\" }, { when = { about = \"child\" }, to = \"other\" }]";
    let parts =
        |about: &str| [format!("about = {about}\n"), choice("one", ""), choice("two", rows), end("end"), end("other")];
    let both = proof(&parts("[\"child\", \"theme\"]"));
    assert_eq!((faults(&both).len(), both.paths, both.ways), (0, 8, 2));
    let gap = proof(&parts("[\"child\", \"theme\", \"family\"]"));
    assert_eq!(shown(&gap), "about = family, one = a, two = a");
}

#[test]
fn rows_and_bits_of_any_number_have_room() {
    // Each strategy fills one more bit before a row that may never be taken, so that every end of a word comes by.
    for steps in 60..70 {
        let mut parts: Vec<String> = (0..steps).map(|step| choice(&format!("s{step}"), "")).collect();
        let columns: Vec<String> = (0..steps).map(|step| format!("s{step} = \"a\"")).collect();
        let rows = format!(
            "{{ is = \"a\", to = \"last\", at-most = 0 }}, {{ when = {{ {} }}, to = \"end\" }}",
            columns.join(", ")
        );
        let back = "{ is = \"b\", to = \"last\", at-most = 3 }";
        parts.push(choice("last", &format!("routes = [{rows}, {back}, {{ to = \"end\" }}]")));
        let stopped = prove_within(&strategy(&[parts.concat(), end("end")]), 500);
        assert!(stopped.stopped.is_some());
    }
}

#[test]
fn a_search_that_is_too_large_stops_and_says_so() {
    let strategy = strategy(&many(8));
    let whole = prove(&strategy);
    assert_eq!(whole.stopped, None);
    let stopped = prove_within(&strategy, 100);
    assert!(stopped.stopped.is_some_and(|it| it.states > 100 && it.states < 200), "{:?}", stopped.stopped);
    // 1, 3, 9 and 27 situations stand behind 0 to 3 answers; behind 4 there are 81, and the limit is among them.
    assert_eq!(stopped.stopped.map(|it| (it.answers, it.outcomes)), Some((3, 0)));
    assert_eq!(stopped.paths, 0);
}

/// Steps of three options, all of which are read at the end: nothing can be forgotten.
fn many(steps: usize) -> Vec<String> {
    let options = "options = [{ id = \"x\" }, { id = \"y\" }, { id = \"z\" }]";
    let mut parts: Vec<String> = (0..steps).map(|step| ask(&format!("s{step}"), "choice", options)).collect();
    let mut rows = String::new();
    for step in 0..steps {
        let _ = write!(
            rows,
            "{{ when = {{ s{step} = \"x\" }}, to = \"end\" }}, {{ when = {{ s{step} = \"y\" }}, to = \"end\" }}, "
        );
    }
    parts.push(choice("last", &format!("routes = [{rows}{{ to = \"end\" }}]")));
    parts.push(end("end"));
    parts
}

#[test]
#[ignore = "measures: cargo test --release -- --ignored --nocapture measured"]
#[expect(clippy::print_stderr, clippy::disallowed_methods, reason = "this test is for its figures")]
fn measured() {
    for steps in [9, 10, 11, 12] {
        let strategy = strategy(&many(steps));
        let began = std::time::Instant::now();
        let proof = prove(&strategy);
        eprintln!("{} states, {} paths: {:?}", proof.states, proof.paths, began.elapsed());
    }
    let shelf = Shelf::shipped();
    for (id, text) in crate::strategy::SHIPPED {
        let Some(strategy) = shelf.get(id) else { continue };
        let began = std::time::Instant::now();
        let proof = prove(&strategy);
        let took = began.elapsed();
        let began = std::time::Instant::now();
        let _ = check(Source::open(format!("{id}.toml"), *text), id, &shelf);
        let Proof { states, paths, ways, longest, .. } = proof;
        eprintln!(
            "{id}: {states} states, {paths} paths, {ways} ways, longest {longest}: {took:?}; checked in {:?}",
            began.elapsed()
        );
    }
}

#[test]
fn a_fault_stands_at_its_place_in_the_file() {
    let rows = "routes = [{ is = [\"a\", \"b\"], to = \"end\" }, { is = \"b\", to = \"end\" }]";
    let promise = "[[promise]]\ntext = \"P\"\nneeds = { one = \"a\" }\n".to_owned();
    let text = format!("{HEAD}{}", [choice("one", rows), end("end"), end("other"), promise].concat());
    let found = check(Source::open("t.toml", text.as_str()), "t", &Shelf::default()).expect_err("three faults");
    let at = |code: &str| {
        let finding = found.list.iter().find(|finding| finding.code == code).expect("found");
        text[finding.span.start..].lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(at("shadowed"), "{ is = \"b\", to = \"end\" }]");
    assert_eq!(at("promise"), "[[promise]]");
    assert!(
        text[..found.list.iter().find(|it| it.code == "unreachable").expect("found").span.start]
            .ends_with("text = \"end\"\n")
    );
}

#[test]
fn the_shipped_strategies_have_no_fault_and_keep_every_promise() {
    let shelf = Shelf::shipped();
    for (id, _) in crate::strategy::SHIPPED {
        let strategy = shelf.get(id);
        let strategy = strategy
            .unwrap_or_else(|| panic!("{id}: {}", shelf.findings().iter().map(|it| it.text(100)).collect::<String>()));
        let proof = prove(&strategy);
        assert_eq!(faults(&proof), [""; 0], "{id}");
        assert!(proof.kept.iter().all(|promise| promise.holds), "{id}");
        assert!(proof.states < 5_000 && proof.paths > 0 && proof.ways > 0 && proof.longest > 0, "{id}: {proof:?}");
    }
}

#[test]
fn an_answer_taken_over_in_the_same_sitting_is_that_answer_and_behind_a_wait_it_is_free() {
    let view = ask("view", "text", "why-not = true\nfilled-from = \"case\"");
    let mut shelf = Shelf::default();
    let inner =
        [HEAD.replace("\"t\"", "\"inner\""), view.clone(), choice("agree", "routes = [{ to = \"yes\" }]"), end("yes")];
    shelf.add("inner", Source::open("inner.toml", inner.concat()));
    let wait = "wait-for = \"them\"\ndue = { within = \"unset\" }\nroutes = [{ is = \"no-reply\", to = \"talk\" }, { to = \"talk\" }]";
    let parts = |between: &str| {
        let rows = "{ when = { view = \"given\", talk.view = \"why-not\" }, to = \"other\" }, { to = \"end\" }";
        let run = format!("[[step]]\nid = \"talk\"\nrun = \"inner\"\nroutes = [{rows}]\n");
        [ROLES.to_owned(), view.clone(), between.to_owned(), run, end("end"), end("other")]
    };
    // In one sitting nobody who gave a view can have none: the row never fits, and the view is asked once.
    let tied = prove(&in_shelf(&parts(""), &shelf));
    assert_eq!(faults(&tied), ["never-fits talk row 1", "unreachable other"]);
    assert_eq!((tied.paths, tied.ways, tied.longest), (2 * 2, 2, 2));
    // Behind a wait the view is only offered, and may be another one by then.
    let free = prove(&in_shelf(&parts(&choice("reply", wait)), &shelf));
    assert_eq!(faults(&free), [""; 0]);
    assert_eq!((free.paths, free.ways, free.longest), (2 * 3 * 2 * 2, 2 * 2 * 2, 4));
    assert!(tied.wider.is_empty() && free.wider.is_empty());
    // A prompt that takes other answers asks for itself.
    let other = inner.concat().replace("why-not = true", "why-not = true\noptional = true");
    shelf.add("inner", Source::open("inner.toml", other));
    let asked = prove(&in_shelf(&parts(""), &shelf));
    assert_eq!(asked.longest, 3);
    assert_eq!(asked.wider, [crate::strategy::prove::Wider::TakenOver]);
}

#[test]
fn a_limit_of_a_stage_holds_the_dates_of_what_it_runs() {
    let mut shelf = Shelf::default();
    let wait = "wait-for = \"them\"\ndue = { within = \"2 days\" }\nroutes = [{ is = \"no-reply\", to = \"yes\" }, { to = \"yes\" }]";
    let inner = [HEAD.replace("\"t\"", "\"inner\""), ROLES.to_owned(), choice("reply", wait), end("yes")];
    shelf.add("inner", Source::open("inner.toml", inner.concat()));
    let stage =
        "[[stage]]\nid = \"talks\"\ntitle = \"Talks\"\ndue = { within = \"5 days\", from = \"day\" }\n".to_owned();
    let run = "[[step]]\nid = \"talk\"\nstage = \"talks\"\nrun = \"inner\"\nroutes = [{ to = \"end\" }]\n".to_owned();
    let proof = prove(&in_shelf(&[stage, ask("day", "date", "optional = true"), run, end("end")], &shelf));
    // The limit around it cannot be worked out where the day was left blank.
    assert_eq!(faults(&proof), ["no-start talk.reply"]);
    assert_eq!(shown(&proof), "day = blank");
}
