//! Pairs of strategies that nobody thought of, given the same answers in every way there is. A comparison must agree.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::finding::Source;
use crate::prompt::Answer;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::Target;
use crate::strategy::check::unproved;
use crate::strategy::prove::Change;
use crate::strategy::prove::Difference;
use crate::strategy::prove::diff;
use crate::strategy::prove::prove;
use crate::strategy::prove::strange::INNER;
use crate::strategy::prove::strange::sound as written;
use crate::strategy::prove::walker::Seen;
use crate::strategy::prove::walker::Stand;
use crate::strategy::prove::walker::every;
use crate::strategy::prove::walker::long;

/// An answer, or the way out by which the step is left.
#[derive(Debug, Clone, PartialEq)]
enum Given {
    Answer(Answer),
    Way(String),
}

/// What is answered to each step, each time that it is asked.
type Plan = BTreeMap<(String, usize), Given>;

/// What one version made of a plan.
#[derive(Debug, PartialEq)]
enum Came {
    /// It has come to this end.
    Ended(String),
    /// It asks what the plan does not say.
    Asks(String, usize),
    /// It does not take this answer.
    Refused(String, Given),
}

/// One version with a plan, from its first step on: each step with how its date is worked out and who is told.
fn follow(strategy: &Strategy, plan: &Plan) -> (Came, Vec<(String, String)>) {
    let mut asked = Vec::new();
    (follow_on(strategy, plan, &mut asked), asked)
}

fn follow_on(strategy: &Strategy, plan: &Plan, asked: &mut Vec<(String, String)>) -> Came {
    let mut seen = Seen::one();
    let mut rounds: BTreeMap<String, usize> = BTreeMap::new();
    let about = match (plan.get(&("about".to_owned(), 0)), strategy.about.as_slice()) {
        (Some(Given::Answer(Answer::Choice(about))), all) if all.contains(about) => about.clone(),
        (Some(other), _) => return Came::Refused("about".to_owned(), other.clone()),
        (None, [one]) => one.clone(),
        (None, _) => return Came::Asks("about".to_owned(), 0),
    };
    let mut next = seen.enter(Stand::start(strategy, about), Target::Step(0));
    while let Some(mut stand) = next {
        let path = stand.path();
        let (home, prefix, number) = stand.here().clone();
        let step = &home.steps[number];
        if let Some(answer) = stand.takes() {
            stand.give(path, answer);
            let target = seen.route(&mut stand);
            next = target.and_then(|target| seen.enter(stand, target));
            continue;
        }
        let due = step
            .due
            .iter()
            .find(|row| stand.fit(home, &prefix, &row.when))
            .map(|row| (&row.within, row.unset, &row.from, &row.by));
        let heard = (&step.wait_for, &step.tell);
        asked.push((path.clone(), format!("{due:?} {heard:?}")));
        let round = rounds.entry(path.clone()).or_default();
        let said = matches!(step.does, Does::Say(_)) && step.wait_for.is_none() && strategy.anytime.is_empty();
        let given = match plan.get(&(path.clone(), *round)) {
            None if said => Given::Answer(Answer::Done),
            None => return Came::Asks(path, *round),
            Some(given) => given.clone(),
        };
        *round += 1;
        let target = match &given {
            Given::Answer(answer) => {
                if !every(step).contains(answer) {
                    return Came::Refused(path, given);
                }
                stand.give(path, answer.clone());
                seen.route(&mut stand)
            }
            Given::Way(id) => {
                let way = strategy.anytime.iter().find(|way| way.id == *id).map(|way| &way.does);
                match way {
                    Some(Departs::To(target)) if *target != Target::Step(stand.frames[0].2) => {
                        stand.frames.truncate(1);
                        Some(*target)
                    }
                    _ => return Came::Refused(path, given),
                }
            }
        };
        next = target.and_then(|target| seen.enter(stand, target));
    }
    Came::Ended(seen.end.unwrap_or_default())
}

/// Every difference that completing a plan in every way shows. None if there are too many ways.
fn all(old: &Strategy, new: &Strategy, plan: &mut Plan, left: &mut usize, found: &mut Vec<Change>) -> Option<()> {
    *left = left.checked_sub(1)?;
    let ([old_came, new_came], [old_asked, new_asked]) = {
        let (one, other) = (follow(old, plan), follow(new, plan));
        ([one.0, other.0], [one.1, other.1])
    };
    let came = [old_came, new_came];
    for (path, _) in &old_asked {
        let of = |asked: &[(String, String)]| -> Vec<String> {
            asked.iter().filter(|(it, _)| it == path).map(|(_, how)| how.clone()).collect()
        };
        if of(&old_asked).iter().zip(of(&new_asked)).any(|(one, other)| *one != other) {
            found.push(Change::Due(path.clone()));
        }
    }
    let asks = came
        .iter()
        .find_map(|came| if let Came::Asks(path, round) = came { Some((path.clone(), *round)) } else { None });
    // What one version refuses, no path of it goes on from.
    match (&came[0], &came[1]) {
        (Came::Refused(..), Came::Refused(..)) => return Some(()),
        (Came::Refused(path, given), _) => {
            found.push(Change::NewAnswer(path.clone(), format!("{given:?}")));
            return Some(());
        }
        (_, Came::Refused(path, given)) => {
            found.push(Change::GoneAnswer(path.clone(), format!("{given:?}")));
            return Some(());
        }
        _ => {}
    }
    if let Some(at) = asks {
        for given in every_given(old, new, &at.0) {
            plan.insert(at.clone(), given);
            all(old, new, plan, left, found)?;
        }
        plan.remove(&at);
        return Some(());
    }
    let [Came::Ended(old_end), Came::Ended(new_end)] = &came else { return Some(()) };
    if old_end != new_end {
        found.push(Change::Ends { old: old_end.clone(), new: new_end.clone() });
    }
    let count = |asked: &[(String, String)], path: &str| asked.iter().filter(|(it, _)| it == path).count();
    let mut same = true;
    for (path, _) in old_asked.iter().chain(&new_asked) {
        let (before, now) = (count(&old_asked, path), count(&new_asked, path));
        if before != now {
            same = false;
            found.push(if before > now { Change::Gone(path.clone()) } else { Change::Added(path.clone()) });
        }
    }
    let order = |asked: &[(String, String)]| -> Vec<String> { asked.iter().map(|(path, _)| path.clone()).collect() };
    if same && order(&old_asked) != order(&new_asked) {
        found.push(Change::Order(String::new()));
    }
    Some(())
}

/// Whatever either version may be given at a step.
fn every_given(old: &Strategy, new: &Strategy, path: &str) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    for strategy in [old, new] {
        let answers = match strategy.at(path) {
            None if path == "about" => strategy.about.iter().map(|about| Answer::Choice(about.clone())).collect(),
            None => Vec::new(),
            Some(step) => every(step),
        };
        given.extend(answers.into_iter().map(Given::Answer));
        let ways = strategy.anytime.iter().filter(|_| path != "about").map(|way| Given::Way(way.id.clone()));
        given.extend(ways);
    }
    let mut once: Vec<Given> = Vec::new();
    for one in given {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// A strategy that has a behaviour: every answer leads on, and to an end.
fn sound(text: &str, shelf: &Shelf) -> Option<Strategy> {
    let strategy = unproved(text, "t", shelf).ok()?;
    let proof = prove(&strategy);
    let bad = ["gap", "no-bound", "trap", "no-start"];
    (!proof.faults.iter().any(|fault| bad.contains(&fault.code))).then_some(strategy)
}

/// The answers of a difference as a plan.
fn plan_of(difference: &Difference) -> Plan {
    let mut plan = Plan::new();
    for answered in &difference.answers {
        let round = plan.keys().filter(|(path, _)| *path == answered.path).count();
        let given = match &answered.answer {
            // The walker has one text, one reason and one day.
            Some(Answer::Text(_)) => Given::Answer(Answer::Text("words".into())),
            Some(Answer::WhyNot(_)) => Given::Answer(Answer::WhyNot("why".into())),
            Some(answer) => Given::Answer(answer.clone()),
            None => Given::Way(answered.words.trim_start_matches(':').to_owned()),
        };
        plan.insert((answered.path.clone(), round), given);
    }
    plan
}

/// Two rows beside each other change places.
fn swapped(text: &str, which: usize) -> String {
    let places: Vec<usize> = text.match_indices(" }, { ").map(|(place, _)| place).collect();
    let Some(place) = places.get(which % places.len().max(1)) else { return text.to_owned() };
    let start = text[..*place].rfind("{ ").map_or(0, |start| start + 2);
    let (before, mut rest) = text.split_at(start);
    let first = &rest[..place - start];
    rest = &rest[place - start + 6..];
    let end = rest.find(" }").unwrap_or(rest.len());
    // Cells have brackets of their own: such rows stay where they are.
    if first.contains('{') || rest[..end].contains('{') {
        return text.to_owned();
    }
    format!("{before}{} }}, {{ {first}{}", &rest[..end], &rest[end..])
}

/// A mutant in which something was changed, and whether it must behave the same.
fn mutant(bytes: &[u8], dice: &mut impl FnMut(usize) -> usize) -> (String, bool) {
    match dice(6) {
        0 => (written(bytes).replace("ask = \"?\"", "ask = \"In other words?\"\nlabel = \"L\""), true),
        1 => (swapped(&written(bytes), dice(20)), false),
        _ => {
            let mut bytes = bytes.to_vec();
            for _ in 0..=dice(3) {
                let place = dice(60);
                bytes[place] = bytes[place].wrapping_add(u8::try_from(dice(5) + 1).unwrap_or(1));
            }
            (written(&bytes), false)
        }
    }
}

fn kind(change: &Change) -> (u8, String) {
    match change {
        Change::Ends { old, new } => (0, format!("{old} {new}")),
        Change::Added(path) => (1, path.clone()),
        Change::Gone(path) => (2, path.clone()),
        Change::Order(_) => (3, String::new()),
        Change::NewAnswer(path, _) => (4, path.clone()),
        Change::GoneAnswer(path, _) => (5, path.clone()),
        // Who hears of a step stands with its date here.
        Change::Due(path) | Change::Told(path) => (6, path.clone()),
        Change::Outcome(id) => (7, id.clone()),
    }
}

#[test]
fn a_comparison_and_every_pair_of_walks_agree() {
    let wanted = long(300, 5_000);
    let mut shelf = Shelf::default();
    shelf.add("inner", Source::open("inner.toml", INNER));
    let mut thrown: u64 = 7;
    let mut dice = |sides: usize| {
        thrown = thrown.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(thrown >> 33).unwrap_or(0) % sides
    };
    let (mut pairs, mut differ) = (0, 0);
    while pairs < wanted {
        let bytes: Vec<u8> = (0..160).map(|_| u8::try_from(dice(256)).unwrap_or(0)).collect();
        let (text, other) = (written(&bytes), mutant(&bytes, &mut dice));
        let Some(old) = sound(&text, &shelf) else { continue };
        let Some(new) = sound(&other.0, &shelf) else { continue };
        let mut found = Vec::new();
        if all(&old, &new, &mut Plan::new(), &mut 150, &mut found).is_none() {
            continue;
        }
        pairs += 1;
        let diff = diff(&old, &new).expect("small enough");
        assert!(diff.whole);
        let both = format!("{text}\n#### and\n{}", other.0);
        let said: BTreeSet<_> = diff.differences.iter().map(|it| kind(&it.change)).collect();
        let seen: BTreeSet<_> = found.iter().map(kind).collect();
        assert_eq!(said.is_empty(), seen.is_empty(), "said {said:?}, seen {seen:?}\n{both}");
        let ends = |all: &BTreeSet<(u8, String)>| -> Vec<String> {
            all.iter().filter(|(sort, _)| *sort == 0).map(|(_, ends)| ends.clone()).collect()
        };
        assert_eq!(ends(&said), ends(&seen), "{both}\n{:?}", diff.differences);
        assert!(!other.1 || said.is_empty(), "{said:?}\n{both}");
        differ += u32::from(!said.is_empty());
        // Each difference is shown by its answers, however they are completed.
        for difference in &diff.differences {
            let mut shown = Vec::new();
            let plan = plan_of(difference);
            let done = all(&old, &new, &mut plan.clone(), &mut 300, &mut shown);
            let shown: BTreeSet<_> = shown.iter().map(kind).collect();
            let wanted = kind(&difference.change);
            // A step that is come to in another order may then be asked in one version only.
            let order = wanted.0 == 3 && !shown.is_empty();
            assert!(done.is_none() || order || shown.contains(&wanted), "{wanted:?} {plan:?} shows {shown:?}\n{both}");
        }
    }
    assert!(differ > wanted / 5 && differ < wanted, "{differ} of {wanted} differ");
}
