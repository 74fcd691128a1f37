//! Every fault that a proof finds is shown by walking its answers file, in strategies that nobody thought of.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::ask::script::Answers;
use crate::facilitate::Walk;
use crate::facilitate::Walking;
use crate::facilitate::walk;
use crate::finding::Source;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::check::look;
use crate::strategy::prove::Change;
use crate::strategy::prove::changes_risk;
use crate::strategy::prove::diff;
use crate::strategy::prove::witness_file;

// The same strategies that nobody thought of as in the tests of the proof.
#[path = "../../../crates/engine/src/strategy/prove/strange.rs"]
#[expect(dead_code, reason = "the sound ones are for the tests of the proof")]
mod strange;

use strange::INNER;
use strange::written;

/// How often: few times, or many where a long run is asked for.
#[expect(clippy::disallowed_methods, reason = "a longer run of the tests is asked for by the environment")]
fn long(few: u32, many: u32) -> u32 {
    if std::env::var_os("RETHINK_LONG").is_some() { many } else { few }
}

/// Any day but the one for which witnesses are written.
fn another_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2031, 2, 3).expect("a day")
}

fn walked(text: &str, answers: &str, shelf: &Shelf) -> Walk {
    let looked = look(Source::open("t.toml", text), "t", shelf);
    let (strategy, proof) = looked.proved.unwrap_or_else(|| panic!("{}", looked.found.text(100)));
    let answers =
        Answers::read(Source::private("w.toml", answers)).unwrap_or_else(|found| panic!("{}", found.text(100)));
    let settings = Settings::default();
    let strategy = Arc::new(strategy);
    let walking = Walking { strategy: &strategy, proof: &proof, shelf, settings: &settings, today: another_day() };
    walk(&walking, &answers).expect("nothing of the world is needed")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: long(60, 2_000),
        failure_persistence: None,
        max_global_rejects: 100_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_witness_replays(bytes in prop::collection::vec(any::<u8>(), 160)) {
        let text = written(&bytes);
        let mut shelf = Shelf::default();
        shelf.add("inner", Source::open("inner.toml", INNER));
        let looked = look(Source::open("t.toml", text.as_str()), "t", &shelf);
        let (strategy, proof) = looked.proved.expect("shape, names and duties are sound");
        // A step of its own that fills one that waits: there, what the proof says and what a file of answers does may
        // still differ.
        prop_assume!(!strategy.steps.iter().any(|step| !step.filled_from.is_empty() && step.wait_for.is_some()));
        for fault in proof.faults.iter().filter(|fault| !fault.witness.is_empty() && !fault.may) {
            let file = witness_file(&strategy, &fault.witness);
            let walk = walked(&text, &file, &shelf);
            let shows = walk.shows.map(|shows| (shows.code, shows.place));
            // Another fault on the way is shown first; it is a fault of this strategy too.
            let known: BTreeSet<(&str, &String)> =
                proof.faults.iter().map(|fault| (fault.code, &fault.step)).collect();
            // Where rounds have no end, no number of prompts can be promised, and that is said once. A promise about
            // several places is told of once, and a walk may see it broken at a wait on the way there.
            let endless = proof.faults.iter().any(|fault| ["no-bound", "promise"].contains(&fault.code));
            let first = shows
                .as_ref()
                .is_some_and(|(code, place)| known.contains(&(*code, place)) || endless && *code == "promise");
            prop_assert!(first, "{} shows {:?}, found {:?}\n{}\n{}", &fault.says, &shows, walk.found.list, &file, &text);
        }
    }
}

const HEAD: &str = "format = 1\nid = \"t\"\ntitle = \"T\"\nversion = \"1\"\nsource = \"invented\"\nverified = true\n[roles]\nthem = \"them\"\n";

/// The only fault of a strategy, and what its witness shows.
fn planted(rest: &str) -> (String, Option<(&'static str, String)>) {
    let text = format!("{HEAD}{rest}");
    let shelf = Shelf::default();
    let looked = look(Source::open("t.toml", text.as_str()), "t", &shelf);
    let (strategy, proof) = looked.proved.unwrap_or_else(|| panic!("{}", looked.found.text(100)));
    let [fault] = proof.faults.as_slice() else { panic!("{:?}", proof.faults) };
    let file = witness_file(&strategy, &fault.witness);
    (format!("{} {}", fault.code, fault.step), walked(&text, &file, &shelf).shows.map(|it| (it.code, it.place)))
}

#[test]
fn each_sort_of_fault_stops_a_walk() {
    let choice = |id: &str, routes: &str| {
        format!(
            "[[step]]\nid = \"{id}\"\nask = \"?\"\nkind = \"choice\"\noptions = [{{ id = \"a\" }}, {{ id = \"b\" }}]\n{routes}\n"
        )
    };
    let end = "[[outcome]]\nid = \"end\"\nkind = \"stopped\"\ntext = \"End.\"\n";
    let away = "[[anytime]]\nid = \"away\"\nlabel = \"Away\"\nto = \"one\"\n";
    let wait = "[[step]]\nid = \"day\"\nask = \"?\"\nkind = \"date\"\noptional = true\n[[step]]\nid = \"reply\"\nask = \"?\"\nkind = \"line\"\nwait-for = \"them\"\n";
    let gone = "routes = [{ is = \"no-reply\", to = \"end\" }, { to = \"end\" }]\n";
    let promise = "[[promise]]\ntext = \"P\"\nneeds = { one = \"a\" }\n";
    for (rest, wanted) in [
        (format!("{}{end}", choice("one", "routes = [{ is = \"a\", to = \"end\" }]")), "gap one"),
        (
            format!("{}{end}", choice("one", "routes = [{ to = \"end\" }, { is = \"a\", to = \"end\" }]")),
            "shadowed one",
        ),
        (format!("{}{}{end}{away}", choice("one", ""), choice("two", "routes = [{ to = \"end\" }]")), "no-bound two"),
        (
            format!("{}{end}", choice("one", "routes = [{ is = \"a\", to = \"one\" }, { to = \"end\" }]")),
            "no-bound one",
        ),
        (format!("{wait}due = {{ by = \"day\" }}\n{gone}{end}"), "no-start reply"),
        (format!("{}{end}{promise}", choice("one", "routes = [{ to = \"end\" }]")), "promise end"),
        (
            format!(
                "{}{}{end}",
                choice("one", "routes = [{ is = \"a\", to = \"end\" }, { to = \"two\" }]"),
                choice("two", "routes = [{ to = \"safety\" }]")
            ),
            "trap two",
        ),
    ] {
        let (fault, shows) = planted(&rest);
        assert_eq!(fault, wanted);
        assert_eq!(shows.map(|(code, place)| format!("{code} {place}")), Some(fault), "{rest}");
    }
}

#[test]
fn time_passes_in_a_walk_where_nobody_replies() {
    let text = format!(
        "{HEAD}[[step]]\nid = \"reply\"\nask = \"?\"\nkind = \"line\"\nwait-for = \"them\"\ndue = {{ within = \"5 working days\" }}\n\
         routes = [{{ is = \"no-reply\", to = \"end\" }}, {{ to = \"end\" }}]\n[[outcome]]\nid = \"end\"\nkind = \"stopped\"\ntext = \"End.\"\n"
    );
    let answers = "format = 1\nstrategy = \"t\"\ndanger-now = \"no\"\nat-risk = \"no\"\ntoday = 2026-11-23\n[answers]\nreply = \"no-reply\"\n\
         until-then = \"The visits go on.\"\n";
    let walk = walked(&text, answers, &Shelf::default());
    assert!(walk.shows.is_none() && walk.found.is_clean(), "{:?}", walk.found);
    // Five working days after Monday 23 November are over on the next Monday.
    assert_eq!(walk.later, [(1, NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"))]);
}

/// The same strategy with one of its rows leading to another outcome.
fn led_elsewhere(text: &str, which: usize, outcome: &str) -> Option<String> {
    let places: Vec<usize> = text.match_indices(", to = \"").map(|(place, _)| place + 8).collect();
    let place = *places.get(which)?;
    let end = place + text[place..].find('"')?;
    Some(format!("{}{outcome}{}", &text[..place], &text[end..]))
}

/// In the shipped strategies, whatever a comparison says ends elsewhere does so in a session.
#[test]
fn every_difference_of_a_shipped_strategy_replays() {
    let shelf = Shelf::shipped();
    let mut shown = 0;
    for (id, text) in crate::strategy::SHIPPED {
        let old = look(Source::open(format!("{id}.toml"), *text), id, &shelf).proved.expect("sound").0;
        let last = old.outcomes.last().expect("an outcome").id.clone();
        for which in
            (0..usize::try_from(long(30, 200)).expect("few")).step_by(usize::try_from(long(6, 1)).expect("few"))
        {
            let Some(other) = led_elsewhere(text, which, &last) else { break };
            let looked = look(Source::open(format!("{id}.toml"), other.as_str()), id, &shelf);
            let Some((new, proof)) = looked.proved else { continue };
            if !proof
                .faults
                .iter()
                .all(|fault| matches!(fault.code, "promise" | "unreachable" | "never-fits" | "shadowed"))
            {
                continue;
            }
            let diff = diff(&old, &new).expect("small enough");
            assert!(diff.whole, "{id} {which}");
            for difference in &diff.differences {
                let Change::Ends { old: was, new: is } = &difference.change else { continue };
                if changes_risk(&old, &difference.answers) {
                    continue;
                }
                let file = witness_file(&old, &difference.answers);
                let ends = [*text, other.as_str()].map(|text| came_to(text, id, &file, &shelf));
                assert_eq!(ends, [was.clone(), is.clone()], "{id} {which}\n{file}");
                shown += 1;
            }
        }
    }
    assert!(shown > 10, "{shown}");
}

/// The outcome of the strategy itself that a session comes to, whatever follows it.
fn came_to(text: &str, id: &str, answers: &str, shelf: &Shelf) -> String {
    let looked = look(Source::open(format!("{id}.toml"), text), id, shelf);
    let (strategy, mut proof) = looked.proved.expect("sound enough");
    proof.faults.clear();
    let mut bare = strategy;
    bare.promises.clear();
    let strategy = Arc::new(bare);
    let answers = Answers::read(Source::private("w.toml", answers)).expect("an answers file");
    let settings = Settings::default();
    let walking = Walking { strategy: &strategy, proof: &proof, shelf, settings: &settings, today: another_day() };
    let walk = walk(&walking, &answers).expect("nothing of the world is needed");
    let fired = walk.session.fired().iter().rev().find(|fired| fired.leg == 0);
    fired.map_or_else(String::new, |fired| fired.to.clone())
}
