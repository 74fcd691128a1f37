//! Strategies that nobody thought of, walked answer by answer: every concrete answer on every path. A proof must agree.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::calendar::Moment;
use crate::finding::Source;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::strategy::Column;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::DueRow;
use crate::strategy::From;
use crate::strategy::OutcomeKind;
use crate::strategy::Shelf;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::Target;
use crate::strategy::check::unproved;
use crate::strategy::first_row;
use crate::strategy::fits;
use crate::strategy::prove::Answered;
use crate::strategy::prove::Part;
use crate::strategy::prove::Proof;
use crate::strategy::prove::answers::now;
use crate::strategy::prove::prove;
use crate::strategy::prove::strange::INNER;
use crate::strategy::prove::strange::written;

/// Where a walk stands, with everything that was said.
#[derive(Clone)]
struct Stand<'a> {
    frames: Vec<(&'a Strategy, String, usize)>,
    about: String,
    latest: BTreeMap<String, Answer>,
    taken: BTreeMap<(String, usize), u32>,
    asked: u32,
    moves: usize,
}

/// What a walk of every path found. Each fault has the fewest moves after which it shows.
#[derive(Default)]
struct Seen {
    paths: u128,
    longest: u32,
    left: usize,
    reached: BTreeSet<String>,
    took: BTreeSet<(String, usize)>,
    fitted: BTreeSet<(String, usize)>,
    gaps: BTreeMap<String, usize>,
    undated: BTreeMap<String, usize>,
    broken: BTreeMap<usize, usize>,
    long: BTreeSet<usize>,
}

impl Seen {
    fn all(strategy: &Strategy, budget: usize) -> Option<Self> {
        let mut seen = Self { left: budget, ..Self::default() };
        for about in &strategy.about {
            let frames = vec![(strategy, String::new(), 0)];
            let (latest, taken) = (BTreeMap::new(), BTreeMap::new());
            let start = Stand { frames, about: about.clone(), latest, taken, asked: 0, moves: 1 };
            if let Some(stand) = seen.enter(start, Target::Step(0)) {
                seen.walk(&stand);
            }
        }
        (seen.left > 0).then_some(seen)
    }

    fn walk(&mut self, stand: &Stand<'_>) {
        if self.left == 0 {
            return;
        }
        let (strategy, _, number) = stand.here();
        let (step, path) = (&strategy.steps[*number], stand.path());
        let asked = stand.asked + u32::from(step.prompt().is_some());
        for answer in every(step) {
            self.left = self.left.saturating_sub(1);
            let mut stand = Stand { asked, moves: stand.moves + 1, ..stand.clone() };
            stand.latest.insert(path.clone(), answer);
            if let Some(target) = self.route(&mut stand)
                && let Some(stand) = self.enter(stand, target)
            {
                self.walk(&stand);
            }
        }
        let outer = stand.frames[0].0;
        for way in &outer.anytime {
            let Departs::To(target) = way.does else { continue };
            if target != Target::Step(stand.frames[0].2) {
                let mut stand = Stand { asked, moves: stand.moves + 1, ..stand.clone() };
                stand.frames.truncate(1);
                if let Some(stand) = self.enter(stand, target) {
                    self.walk(&stand);
                }
            }
        }
    }

    /// The row for the answer just given; none is a gap.
    fn route(&mut self, stand: &mut Stand<'_>) -> Option<Target> {
        let (strategy, prefix, number) = stand.here().clone();
        let (step, path) = (&strategy.steps[number], stand.path());
        if step.routes.is_empty() {
            return Some(strategy.next_in_file(number));
        }
        let own = &stand.latest[&path];
        let used = |row: usize| {
            step.routes[row]
                .at_most
                .is_some_and(|most| stand.taken.get(&(path.clone(), row)).copied().unwrap_or(0) >= most)
        };
        let is = |cell: &_| fits(cell, step, own, now());
        for (number, row) in step.routes.iter().enumerate() {
            if !used(number) && row.is.as_ref().is_none_or(is) && stand.fit(strategy, &prefix, &row.when) {
                self.fitted.insert((path.clone(), number));
            }
        }
        let row = first_row(
            &step.routes,
            |row| (row.is.as_ref(), row.when.as_slice()),
            is,
            |column| stand.fit(strategy, &prefix, std::slice::from_ref(column)),
            used,
        );
        let Some(row) = row else {
            least(&mut self.gaps, path, stand.moves);
            return None;
        };
        self.took.insert((path.clone(), row));
        *stand.taken.entry((path, row)).or_default() += 1;
        Some(step.routes[row].to)
    }

    /// Arrives; gives back where somebody is asked next, or none at an end.
    fn enter<'a>(&mut self, mut stand: Stand<'a>, target: Target) -> Option<Stand<'a>> {
        match target {
            Target::Step(step) => {
                let last = stand.frames.len() - 1;
                stand.frames[last].2 = step;
                self.arrive(&stand, &stand.path(), None);
                let strategy: &'a Strategy = stand.frames[last].0;
                let Does::Run(inner) = &strategy.steps[step].does else { return Some(stand) };
                let prefix = format!("{}.", stand.path());
                stand.frames.push((inner, prefix, 0));
                self.enter(stand, Target::Step(0))
            }
            Target::Outcome(outcome) if stand.frames.len() > 1 => {
                let id = stand.here().0.outcomes[outcome].id.clone();
                stand.frames.pop();
                stand.latest.insert(stand.path(), Answer::Outcome(id));
                let target = self.route(&mut stand)?;
                self.enter(stand, target)
            }
            other => {
                if let Target::Outcome(outcome) = other {
                    let outcome = &stand.frames[0].0.outcomes[outcome];
                    self.arrive(&stand, &outcome.id, Some(outcome.kind));
                }
                self.paths += 1;
                self.longest = self.longest.max(stand.asked);
                None
            }
        }
    }

    fn arrive(&mut self, stand: &Stand<'_>, name: &str, kind: Option<OutcomeKind>) {
        self.reached.insert(name.to_owned());
        let (strategy, prefix, number) = stand.here();
        let step = &strategy.steps[*number];
        if kind.is_none() && !step.due.is_empty() && !stand.dated(strategy, prefix, &step.due) {
            least(&mut self.undated, name.to_owned(), stand.moves);
        }
        let outer = stand.frames[0].0;
        for (number, promise) in outer.promises.iter().enumerate() {
            let of_kind = |word: &String| {
                kind.is_some_and(|kind| *word == "any-outcome" || *word == format!("any-{}", kind.name()))
            };
            if !promise.reaching.iter().any(|word| word == name || of_kind(word)) {
                continue;
            }
            if !promise.needs.is_empty() && !promise.needs.iter().any(|row| stand.fit(outer, "", row)) {
                least(&mut self.broken, number, stand.moves);
            }
            if promise.prompts_at_most.is_some_and(|most| stand.asked > most) {
                self.long.insert(number);
            }
        }
    }
}

impl<'a> Stand<'a> {
    fn here(&self) -> &(&'a Strategy, String, usize) {
        &self.frames[self.frames.len() - 1]
    }

    fn path(&self) -> String {
        let (strategy, prefix, step) = self.here();
        format!("{prefix}{}", strategy.steps[*step].id)
    }

    fn fit(&self, strategy: &Strategy, prefix: &str, row: &[Column]) -> bool {
        row.iter().all(|column| match strategy.at(&column.path) {
            None => column.cell.words.contains(&self.about),
            Some(step) => self
                .latest
                .get(&format!("{prefix}{}", column.path))
                .is_some_and(|answer| fits(&column.cell, step, answer, now())),
        })
    }

    /// True if a due date can be worked out. Days here are asked at date steps that may wait too.
    fn dated(&self, strategy: &Strategy, prefix: &str, rows: &[DueRow]) -> bool {
        let known = |path: &String| {
            let waits = strategy.at(path).is_some_and(|step| step.wait_for.is_some());
            self.latest.get(&format!("{prefix}{path}")).is_some_and(|answer| waits || matches!(answer, Answer::Date(_)))
        };
        rows.iter().find(|row| self.fit(strategy, prefix, &row.when)).is_some_and(|row| match &row.from {
            From::Step(path) if !row.within.is_empty() => known(path),
            _ => row.unset || !row.within.is_empty() || row.by.iter().any(known),
        })
    }
}

fn least<K: Ord>(all: &mut BTreeMap<K, usize>, key: K, moves: usize) {
    let known = all.entry(key).or_insert(moves);
    *known = moves.min(*known);
}

/// Every concrete answer that a step accepts.
fn every(step: &Step) -> Vec<Answer> {
    let mut all = vec![Answer::Blank, Answer::DontKnow, Answer::WhyNot("why".into()), Answer::Text("words".into())];
    let waits = step.wait_for.is_some().then_some(Answer::NoReply);
    let Some(prompt) = step.prompt() else { return std::iter::once(Answer::Done).chain(waits).collect() };
    all.push(Answer::Date(Moment { day: now().date(), time: None }));
    all.extend((-2..6).map(Answer::Number));
    if prompt.kind == Kind::Choices {
        for set in 0_usize..1 << prompt.options.len() {
            let chosen = prompt.options.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
            all.push(Answer::Choices(chosen.map(|(_, option)| option.id.clone()).collect()));
        }
    } else {
        all.extend(prompt.options.iter().map(|option| Answer::Choice(option.id.clone())));
    }
    all.retain(|answer| prompt.accept(answer.clone()).as_ref() == Ok(answer));
    all.into_iter().chain(waits).collect()
}

/// Walks a witness, and gives what it showed: the number of moves, and everything seen on the way.
fn replay<'a>(strategy: &'a Strategy, witness: &[Answered]) -> (usize, Seen) {
    let mut seen = Seen { left: 1, ..Seen::default() };
    let mut answers = witness.iter().peekable();
    let about = answers.next_if(|it| it.path == "about").and_then(|it| it.answer.clone());
    let about = if let Some(Answer::Choice(id)) = about { id } else { strategy.about[0].clone() };
    let (latest, taken) = (BTreeMap::new(), BTreeMap::new());
    let start = Stand { frames: vec![(strategy, String::new(), 0)], about, latest, taken, asked: 0, moves: 1 };
    let mut moves = 1;
    let mut next: Option<Stand<'a>> = seen.enter(start, Target::Step(0));
    while let Some(mut stand) = next {
        let path = stand.path();
        let (strategy, _, number) = stand.here();
        let step = &strategy.steps[*number];
        let said = step.prompt().is_none() && step.wait_for.is_none();
        let asked = stand.asked + u32::from(step.prompt().is_some());
        let given = answers.peek().filter(|it| it.path == path);
        let answer = match given {
            Some(it) => it.answer.clone(),
            None if said => Some(Answer::Done),
            None => return (moves, seen),
        };
        if given.is_some() {
            answers.next();
        }
        (stand.moves, stand.asked) = (stand.moves + 1, asked);
        moves = stand.moves;
        let target = if let Some(answer) = answer {
            stand.latest.insert(path, answer);
            seen.route(&mut stand)
        } else {
            stand.frames.truncate(1);
            match stand.frames[0].0.anytime[0].does {
                Departs::To(target) => Some(target),
                Departs::Run(_) => None,
            }
        };
        // What is only said stands in no witness, and is said all the same.
        next = target.and_then(|target| seen.enter(stand, target)).filter(|_| moves < 50);
    }
    (moves, seen)
}

/// Faults of one code, as the names of their places.
fn named(proof: &Proof, code: &str) -> BTreeSet<String> {
    proof.faults.iter().filter(|fault| fault.code == code).map(|fault| fault.step.clone()).collect()
}

fn rows(proof: &Proof, code: &str) -> BTreeSet<(String, usize)> {
    proof
        .faults
        .iter()
        .filter(|fault| fault.code == code)
        .filter_map(|fault| Some((fault.step.clone(), fault.row?)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn a_proof_and_a_walk_of_every_path_agree(bytes in prop::collection::vec(any::<u8>(), 160)) {
        let text = written(&bytes);
        let mut shelf = Shelf::default();
        shelf.add("inner", Source::open("inner.toml", INNER));
        let strategy = unproved(&text, "t", &shelf).unwrap_or_else(|found| panic!("{}\n{text}", found.text(100)));
        let walked = Seen::all(&strategy, 1_500);
        prop_assume!(walked.is_some());
        let Some(seen) = walked else { return Ok(()) };
        let proof = prove(&strategy);
        prop_assert_eq!(proof.paths, seen.paths, "{}", &text);
        prop_assert_eq!(proof.longest, seen.longest as usize, "{}", &text);
        prop_assert_eq!(named(&proof, "gap"), seen.gaps.keys().cloned().collect(), "{}", &text);
        prop_assert_eq!(named(&proof, "no-start"), seen.undated.keys().cloned().collect(), "{}", &text);
        prop_assert!(named(&proof, "no-bound").is_empty(), "{}", &text);
        let names = strategy.steps.iter().map(|step| &step.id).chain(strategy.outcomes.iter().map(|outcome| &outcome.id));
        let missed: BTreeSet<String> = names.filter(|name| !seen.reached.contains(*name)).cloned().collect();
        prop_assert_eq!(named(&proof, "unreachable"), missed, "{}", &text);
        let all = strategy.steps.iter().filter(|step| seen.reached.contains(&step.id));
        let all = all.flat_map(|step| (0..step.routes.len()).map(|row| (step.id.clone(), row)));
        let dead: BTreeSet<(String, usize)> = all.filter(|row| !seen.took.contains(row)).collect();
        let shadowed: BTreeSet<_> = dead.intersection(&seen.fitted).cloned().collect();
        prop_assert_eq!(rows(&proof, "never-fits"), &dead - &shadowed, "{}", &text);
        prop_assert_eq!(rows(&proof, "shadowed"), shadowed, "{}", &text);
        for (number, kept) in proof.kept.iter().enumerate() {
            let broken = seen.broken.contains_key(&number) || seen.long.contains(&number);
            prop_assert_eq!(kept.holds, !broken, "promise {}\n{}", number, &text);
        }
        // Every witness shows what it says, in as few moves as any path.
        for fault in proof.faults.iter().filter(|fault| !fault.witness.is_empty()) {
            let (moves, shown) = replay(&strategy, &fault.witness);
            let (least, after) = match (fault.code, fault.part) {
                ("gap", _) => (seen.gaps.get(&fault.step), shown.gaps.get(&fault.step)),
                ("no-start", _) => (seen.undated.get(&fault.step), shown.undated.get(&fault.step)),
                ("promise", Part::Promise(number)) if shown.broken.contains_key(&number) => {
                    (seen.broken.get(&number), shown.broken.get(&number))
                }
                ("promise", Part::Promise(number)) => {
                    prop_assert!(shown.long.contains(&number), "{} {}", &fault.says, &text);
                    continue;
                }
                ("shadowed", _) => {
                    let row = (fault.step.clone(), fault.row.unwrap_or(0));
                    prop_assert!(shown.fitted.contains(&row), "{} {}", &fault.says, &text);
                    continue;
                }
                _ => continue,
            };
            prop_assert_eq!(least, after, "{} after {}\n{}", &fault.says, moves, &text);
        }
    }
}
