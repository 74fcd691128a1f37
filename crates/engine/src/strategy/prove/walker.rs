//! Strategies that nobody thought of, walked answer by answer: every concrete answer on every path. A proof must agree.
//!
//! Rows and cells are read here as the language says, by no function that the proof or a session uses.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use crate::calendar::Moment;
use crate::finding::Source;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::strategy::Cell;
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
use crate::strategy::prove::Answered;
use crate::strategy::prove::Part;
use crate::strategy::prove::Proof;
use crate::strategy::prove::answers::now;
use crate::strategy::prove::prove;
use crate::strategy::prove::strange::INNER;
use crate::strategy::prove::strange::written;

/// Where a walk stands, with everything that was said.
#[derive(Clone)]
pub(crate) struct Stand<'a> {
    pub(crate) frames: Vec<(&'a Strategy, String, usize)>,
    about: String,
    pub(crate) latest: BTreeMap<String, Answer>,
    /// What was said in this sitting, oldest first.
    sitting: Vec<(String, Answer)>,
    taken: BTreeMap<(String, usize), u32>,
    asked: u32,
    moves: usize,
}

/// What a walk of every path found. Each fault has the fewest moves after which it shows.
#[derive(Default)]
pub(crate) struct Seen {
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
    /// Every situation that was come to, and where each leads.
    states: BTreeMap<String, BTreeSet<String>>,
    /// What may be read later, at each path.
    reads: Reads,
    /// The situations on the path so far.
    path: Vec<String>,
    endless: bool,
    /// The end come to last.
    pub(crate) end: Option<String>,
}

impl Seen {
    fn all(strategy: &Strategy, budget: usize) -> Option<Self> {
        let mut seen = Self { left: budget, reads: Reads::of(strategy), ..Self::default() };
        for about in &strategy.about {
            if let Some(stand) = seen.enter(Stand::start(strategy, about.clone()), Target::Step(0)) {
                seen.walk(&stand);
            }
        }
        (seen.left > 0).then_some(seen)
    }

    /// For one walk.
    pub(crate) fn one() -> Self {
        Self { left: 1, ..Self::default() }
    }

    fn walk(&mut self, stand: &Stand<'_>) {
        if self.left == 0 {
            return;
        }
        let key = self.reads.key(stand);
        self.on(&key);
        if self.path.contains(&key) {
            self.endless = true;
            return;
        }
        self.path.push(key);
        self.answers(stand);
        self.path.pop();
    }

    /// Notes that the situation on the path leads to this one.
    fn on(&mut self, key: &str) {
        self.states.entry(key.to_owned()).or_default();
        let from = self.path.last().cloned().unwrap_or_else(|| "start".to_owned());
        self.states.entry(from).or_default().insert(key.to_owned());
    }

    /// True if from some situation nothing leads to an end but the safety question.
    fn trapped(&self) -> BTreeSet<String> {
        let mut free: BTreeSet<&String> = BTreeSet::new();
        loop {
            let before = free.len();
            for (from, to) in &self.states {
                let out = from.starts_with("END ") && from != "END safety" || from.starts_with("GAP");
                if out || to.iter().any(|to| free.contains(to)) {
                    free.insert(from);
                }
            }
            if free.len() == before {
                break;
            }
        }
        self.states.keys().filter(|key| !free.contains(key) && *key != "END safety").cloned().collect()
    }

    fn answers(&mut self, stand: &Stand<'_>) {
        let (strategy, _, number) = stand.here();
        let (step, path) = (&strategy.steps[*number], stand.path());
        let takes = stand.takes();
        let asked = stand.asked + u32::from(step.prompt().is_some() && takes.is_none());
        for answer in takes.clone().map_or_else(|| every(step), |answer| vec![answer]) {
            self.left = self.left.saturating_sub(1);
            let mut stand = Stand { asked, moves: stand.moves + 1, ..stand.clone() };
            stand.give(path.clone(), answer);
            if let Some(target) = self.route(&mut stand)
                && let Some(stand) = self.enter(stand, target)
            {
                self.walk(&stand);
            }
        }
        let outer = stand.frames[0].0;
        for way in outer.anytime.iter().filter(|_| takes.is_none()) {
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
    pub(crate) fn route(&mut self, stand: &mut Stand<'_>) -> Option<Target> {
        let (strategy, prefix, number) = stand.here().clone();
        let (step, path) = (&strategy.steps[number], stand.path());
        if step.routes.is_empty() {
            return Some(strategy.next_in_file(number));
        }
        let own = &stand.latest[&path];
        let mut first = None;
        for (number, row) in step.routes.iter().enumerate() {
            let taken = stand.taken.get(&(path.clone(), number)).copied().unwrap_or(0);
            let left = row.at_most.is_none_or(|most| taken < most);
            let is = row.is.as_ref().is_none_or(|cell| holds(cell, step, own));
            if left && is && stand.fit(strategy, &prefix, &row.when) {
                self.fitted.insert((path.clone(), number));
                first = first.or(Some(number));
            }
        }
        let Some(row) = first else {
            least(&mut self.gaps, path, stand.moves);
            self.on("GAP");
            return None;
        };
        self.took.insert((path.clone(), row));
        *stand.taken.entry((path, row)).or_default() += 1;
        Some(step.routes[row].to)
    }

    /// Arrives; gives back where somebody is asked next, or none at an end.
    pub(crate) fn enter<'a>(&mut self, mut stand: Stand<'a>, target: Target) -> Option<Stand<'a>> {
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
                stand.give(stand.path(), Answer::Outcome(id));
                let target = self.route(&mut stand)?;
                self.enter(stand, target)
            }
            other => {
                let end = match other {
                    Target::Outcome(outcome) => stand.frames[0].0.outcomes[outcome].id.clone(),
                    Target::Safety => "safety".to_owned(),
                    _ => format!("{other:?}").to_lowercase(),
                };
                self.on(&format!("END {end}"));
                self.end = Some(end);
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
            let waits = kind.is_none() && step.wait_for.is_some();
            let of_kind = |word: &String| {
                kind.is_some_and(|kind| *word == "any-outcome" || *word == format!("any-{}", kind.name()))
                    || (waits && word == "any-wait")
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

/// Something that is read of an answer: that it fits a cell, that it is a day, or that it was given.
#[derive(Debug, Clone, PartialEq)]
enum Read {
    Fits(Cell),
    Dated,
    Day,
    Answered,
    Taken(usize),
}

/// For each path, what may still be read once it is reached; worked out by following every arrow there is.
#[derive(Default)]
struct Reads {
    later: BTreeMap<String, Vec<(String, Read)>>,
    /// The steps that take over what was said before.
    taking: Vec<String>,
}

/// A step as arrows see it.
struct Arrows<'a> {
    path: String,
    strategy: &'a Strategy,
    prefix: String,
    step: &'a Step,
    /// The step that runs its strategy.
    run: Option<usize>,
    /// Its first step, if it runs a strategy.
    inside: Option<usize>,
    /// The step of the outermost strategy in which it stands.
    outer: usize,
}

impl Reads {
    fn of(strategy: &Strategy) -> Self {
        let mut all = Vec::new();
        Self::gather(strategy, "", None, None, &mut all);
        let later = (0..all.len()).filter(|at| all[*at].inside.is_none());
        let later = later.map(|at| {
            let mut found = Vec::new();
            // From here on: after this answer is given, and by ways out instead of it.
            Self::after(&all, strategy, at, &[all[at].path.clone()], &mut found, &mut BTreeSet::new());
            for way in &strategy.anytime {
                if let Departs::To(target) = way.does
                    && target != Target::Step(all[at].outer)
                {
                    let at = all
                        .iter()
                        .position(|arrows| arrows.run.is_none() && Target::Step(Self::number(arrows)) == target);
                    Self::arrive(&all, strategy, target, None, at, &[], &mut found, &mut BTreeSet::new());
                }
            }
            (all[at].path.clone(), found)
        });
        let taking = all.iter().filter(|it| !it.step.filled_from.is_empty()).map(|it| it.path.clone());
        Self { later: later.collect(), taking: taking.collect() }
    }

    fn number(arrows: &Arrows<'_>) -> usize {
        arrows.strategy.steps.iter().position(|step| std::ptr::eq(step, arrows.step)).unwrap_or(0)
    }

    fn gather<'a>(
        strategy: &'a Strategy,
        prefix: &str,
        run: Option<usize>,
        outer: Option<usize>,
        all: &mut Vec<Arrows<'a>>,
    ) {
        for (number, step) in strategy.steps.iter().enumerate() {
            let outer = outer.unwrap_or(number);
            let path = format!("{prefix}{}", step.id);
            all.push(Arrows {
                path: path.clone(),
                strategy,
                prefix: prefix.to_owned(),
                step,
                run,
                inside: None,
                outer,
            });
            if let Does::Run(inner) = &step.does {
                let here = all.len() - 1;
                all[here].inside = Some(all.len());
                Self::gather(inner, &format!("{path}."), Some(here), Some(outer), all);
            }
        }
    }

    /// Steps answered on the way, and one more.
    fn with(wiped: &[String], path: &str) -> Vec<String> {
        let all: BTreeSet<String> = wiped.iter().cloned().chain([path.to_owned()]).collect();
        all.into_iter().collect()
    }

    fn note(found: &mut Vec<(String, Read)>, wiped: &[String], path: String, read: Read) {
        if !wiped.contains(&path) && !found.contains(&(path.clone(), read.clone())) {
            found.push((path, read));
        }
    }

    /// The rows of a step, and everything behind them. `wiped` are the steps answered on the way.
    fn after(
        all: &[Arrows<'_>],
        outer: &Strategy,
        at: usize,
        wiped: &[String],
        found: &mut Vec<(String, Read)>,
        seen: &mut BTreeSet<(usize, bool, Vec<String>)>,
    ) {
        if !seen.insert((at, true, wiped.to_vec())) {
            return;
        }
        let here = &all[at];
        for (row, route) in here.step.routes.iter().enumerate() {
            for column in &route.when {
                let path = if column.path == "about" {
                    column.path.clone()
                } else {
                    format!("{}{}", here.prefix, column.path)
                };
                Self::note(found, wiped, path, Read::Fits(column.cell.clone()));
            }
            if route.at_most.is_some() {
                let read = (here.path.clone(), Read::Taken(row));
                if !found.contains(&read) {
                    found.push(read);
                }
            }
        }
        let number = Self::number(here);
        let next = here.step.routes.is_empty().then(|| here.strategy.next_in_file(number));
        for target in here.step.routes.iter().map(|route| route.to).chain(next) {
            let to = all.iter().position(|other| {
                std::ptr::eq(other.strategy, here.strategy)
                    && other.prefix == here.prefix
                    && target == Target::Step(Self::number(other))
            });
            Self::arrive(all, outer, target, here.run, to, wiped, found, seen);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a test's own reading, in one piece")]
    fn arrive(
        all: &[Arrows<'_>],
        outer: &Strategy,
        target: Target,
        run: Option<usize>,
        to: Option<usize>,
        wiped: &[String],
        found: &mut Vec<(String, Read)>,
        seen: &mut BTreeSet<(usize, bool, Vec<String>)>,
    ) {
        let promised = |name: &str, kind: Option<OutcomeKind>, waits: bool, found: &mut Vec<(String, Read)>| {
            for promise in &outer.promises {
                let of_kind = |word: &String| {
                    kind.is_some_and(|kind| *word == "any-outcome" || *word == format!("any-{}", kind.name()))
                        || (waits && word == "any-wait")
                };
                if promise.reaching.iter().any(|word| word == name || of_kind(word)) {
                    for column in promise.needs.iter().flatten() {
                        Self::note(found, wiped, column.path.clone(), Read::Fits(column.cell.clone()));
                    }
                }
            }
        };
        match (target, run, to) {
            (Target::Step(_), _, Some(to)) => {
                if !seen.insert((to, false, wiped.to_vec())) {
                    return;
                }
                let there = &all[to];
                for row in &there.step.due {
                    for column in &row.when {
                        let path = if column.path == "about" {
                            column.path.clone()
                        } else {
                            format!("{}{}", there.prefix, column.path)
                        };
                        Self::note(found, wiped, path, Read::Fits(column.cell.clone()));
                    }
                    let from = match &row.from {
                        From::Step(path) if !row.within.is_empty() => Some((path, Read::Dated)),
                        From::DueOf(path) if !row.within.is_empty() => Some((path, Read::Answered)),
                        _ => None,
                    };
                    let by =
                        row.by.iter().filter(|_| row.within.is_empty() && !row.unset).map(|path| (path, Read::Day));
                    for (path, read) in from.into_iter().chain(by) {
                        Self::note(found, wiped, format!("{}{path}", there.prefix), read);
                    }
                }
                promised(&there.path, None, there.step.wait_for.is_some(), found);
                if let Some(first) = there.inside {
                    let target = Target::Step(0);
                    Self::arrive(all, outer, target, Some(to), Some(first), wiped, found, seen);
                } else {
                    Self::after(all, outer, to, &Self::with(wiped, &there.path), found, seen);
                    for way in &outer.anytime {
                        if let Departs::To(target) = way.does
                            && target != Target::Step(there.outer)
                        {
                            let at =
                                all.iter().position(|it| it.run.is_none() && Target::Step(Self::number(it)) == target);
                            Self::arrive(all, outer, target, None, at, wiped, found, seen);
                        }
                    }
                }
            }
            (Target::Outcome(_), Some(run), _) => {
                Self::after(all, outer, run, &Self::with(wiped, &all[run].path), found, seen);
            }
            (Target::Outcome(outcome), None, _) => {
                let outcome = &outer.outcomes[outcome];
                promised(&outcome.id, Some(outcome.kind), false, found);
            }
            _ => {}
        }
    }

    /// A situation: where it stands, and how everything stands that may still be read.
    fn key(&self, stand: &Stand<'_>) -> String {
        let path = stand.path();
        let mut key = path.clone();
        for (of, read) in self.later.get(&path).into_iter().flatten() {
            let outer = stand.frames[0].0;
            let answer = stand.latest.get(of);
            let it = match read {
                Read::Fits(cell) if of == "about" => u32::from(cell.words.contains(&stand.about) != cell.not),
                Read::Fits(cell) => {
                    u32::from(outer.at(of).zip(answer).is_some_and(|(step, answer)| holds(cell, step, answer)))
                }
                Read::Dated => u32::from(
                    outer
                        .at(of)
                        .zip(answer)
                        .is_some_and(|(step, answer)| step.wait_for.is_some() || matches!(answer, Answer::Date(_))),
                ),
                Read::Day => u32::from(matches!(answer, Some(Answer::Date(_)))),
                Read::Answered => u32::from(answer.is_some()),
                Read::Taken(row) => stand.taken.get(&(of.clone(), *row)).copied().unwrap_or(0),
            };
            let _ = write!(key, "|{it}");
        }
        // A step that is asked again is asked, whatever it took over the first time.
        for path in &self.taking {
            let _ = write!(key, "|{} {:?}", stand.latest.contains_key(path), stand.would_take(path));
        }
        key
    }
}

impl<'a> Stand<'a> {
    /// At the beginning.
    pub(crate) fn start(strategy: &'a Strategy, about: String) -> Self {
        let frames = vec![(strategy, String::new(), 0)];
        Self { frames, about, latest: BTreeMap::new(), sitting: Vec::new(), taken: BTreeMap::new(), asked: 0, moves: 1 }
    }

    /// Takes an answer. A wait may have ended the sitting before it.
    pub(crate) fn give(&mut self, path: String, answer: Answer) {
        if self.frames[0].0.at(&path).is_some_and(|step| step.wait_for.is_some()) {
            self.sitting.clear();
        }
        self.sitting.push((path.clone(), answer.clone()));
        self.latest.insert(path, answer);
    }

    /// The answer that is taken over from this sitting without asking, by the name of the step that gave it.
    pub(crate) fn takes(&self) -> Option<Answer> {
        self.would_take(&self.path())
    }

    /// What a step would take over if it were come to now.
    fn would_take(&self, path: &str) -> Option<Answer> {
        let outer = self.frames[0].0;
        let step = outer.at(path)?;
        if step.wait_for.is_some() || self.latest.contains_key(path) {
            return None;
        }
        let newest = self.sitting.iter().rev().find(|(theirs, _)| {
            let named = outer.home(theirs).map(|(home, step)| format!("{}.{}", home.id, step.id));
            theirs != path && named.is_some_and(|named| step.filled_from.contains(&named))
        });
        newest.map(|(_, answer)| answer.clone()).filter(|answer| every(step).contains(answer))
    }

    pub(crate) fn here(&self) -> &(&'a Strategy, String, usize) {
        &self.frames[self.frames.len() - 1]
    }

    pub(crate) fn path(&self) -> String {
        let (strategy, prefix, step) = self.here();
        format!("{prefix}{}", strategy.steps[*step].id)
    }

    pub(crate) fn fit(&self, strategy: &Strategy, prefix: &str, row: &[Column]) -> bool {
        row.iter().all(|column| match strategy.at(&column.path) {
            None => column.cell.words.contains(&self.about) != column.cell.not,
            Some(step) => self
                .latest
                .get(&format!("{prefix}{}", column.path))
                .is_some_and(|answer| holds(&column.cell, step, answer)),
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
            _ => {
                row.unset
                    || !row.within.is_empty()
                    || row
                        .by
                        .iter()
                        .any(|path| matches!(self.latest.get(&format!("{prefix}{path}")), Some(Answer::Date(_))))
            }
        })
    }
}

/// True if an answer fits a cell: one of its words is among those of the answer, or none is; and its number is in bounds.
pub(crate) fn holds(cell: &Cell, step: &Step, answer: &Answer) -> bool {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    let mut number = None;
    let chosen: &[String] = match answer {
        Answer::Choice(id) => std::slice::from_ref(id),
        Answer::Choices(ids) => {
            number = i64::try_from(ids.len()).ok();
            ids
        }
        Answer::Outcome(id) => {
            words.insert(id);
            &[]
        }
        Answer::Number(it) => {
            number = Some(*it);
            &[]
        }
        _ => &[],
    };
    for option in step.prompt().iter().flat_map(|prompt| &prompt.options).filter(|option| chosen.contains(&option.id)) {
        words.insert(&option.id);
        words.extend(option.groups.iter().map(String::as_str));
    }
    words.insert(match answer {
        Answer::WhyNot(_) => "why-not",
        Answer::DontKnow => "dont-know",
        Answer::Blank => "blank",
        Answer::NoReply => "no-reply",
        Answer::Done => "done",
        _ => "given",
    });
    let any = cell.words.iter().any(|word| words.contains(word.as_str()));
    let said = cell.words.is_empty() || any != cell.not;
    let least = cell.at_least.is_none_or(|least| number.is_some_and(|number| number >= least));
    let most = cell.at_most.is_none_or(|most| number.is_some_and(|number| number <= most));
    said && least && most
}

fn least<K: Ord>(all: &mut BTreeMap<K, usize>, key: K, moves: usize) {
    let known = all.entry(key).or_insert(moves);
    *known = moves.min(*known);
}

/// How often: few times, or many where a long run is asked for.
#[expect(clippy::disallowed_methods, reason = "a longer run of the tests is asked for by the environment")]
pub(crate) fn long(few: u32, many: u32) -> u32 {
    if std::env::var_os("RETHINK_LONG").is_some() { many } else { few }
}

/// Every concrete answer that a step accepts.
pub(crate) fn every(step: &Step) -> Vec<Answer> {
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
    let mut seen = Seen::one();
    let mut answers = witness.iter().peekable();
    let about = answers.next_if(|it| it.path == "about").and_then(|it| it.answer.clone());
    let about = if let Some(Answer::Choice(id)) = about { id } else { strategy.about[0].clone() };
    let mut moves = 1;
    let mut next: Option<Stand<'a>> = seen.enter(Stand::start(strategy, about), Target::Step(0));
    while let Some(mut stand) = next {
        let path = stand.path();
        let (strategy, _, number) = stand.here();
        let step = &strategy.steps[*number];
        let said = step.prompt().is_none() && step.wait_for.is_none();
        let takes = stand.takes();
        let asked = stand.asked + u32::from(step.prompt().is_some() && takes.is_none());
        let given = answers.peek().filter(|it| it.path == path && takes.is_none());
        let answer = match given {
            None if takes.is_some() => takes,
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
            stand.give(path, answer);
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
    #![proptest_config(ProptestConfig { cases: long(800, 20_000), failure_persistence: None, max_global_rejects: 400_000, ..ProptestConfig::default() })]

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
        // What is taken over later makes situations of its own, which are counted by other means.
        let takes = strategy.steps.iter().any(|step| !step.filled_from.is_empty());
        prop_assert!(takes || proof.states == seen.states.len() - usize::from(seen.states.contains_key("GAP")), "states\n{}", &text);
        if seen.endless {
            prop_assert!(!named(&proof, "no-bound").is_empty(), "{}", &text);
            prop_assert_eq!((proof.paths, proof.longest), (0, 0), "{}", &text);
        } else {
            prop_assert!(named(&proof, "no-bound").is_empty(), "{}", &text);
            prop_assert_eq!(proof.paths, seen.paths, "{}", &text);
            prop_assert_eq!(proof.longest, seen.longest as usize, "{}", &text);
        }
        let trapped = seen.trapped();
        let traps: Vec<_> = proof.faults.iter().filter(|fault| fault.code == "trap").collect();
        prop_assert!(takes || traps.is_empty() == trapped.is_empty(), "{:?}\n{}", &trapped, &text);
        for trap in traps {
            let at = |key: &String| key.split('|').next() == Some(&trap.step) || *key == "start";
            prop_assert!(takes || trapped.iter().any(at), "{} {:?}\n{}", &trap.step, &trapped, &text);
        }
        prop_assert_eq!(named(&proof, "gap"), seen.gaps.keys().cloned().collect(), "{}", &text);
        prop_assert_eq!(named(&proof, "no-start"), seen.undated.keys().cloned().collect(), "{}", &text);
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
            if seen.endless {
                // How much is asked has no end, so only what is needed can be said to be broken.
                let fault = proof.faults.iter().any(|fault| fault.part == Part::Promise(number));
                prop_assert_eq!(fault, seen.broken.contains_key(&number), "promise {}\n{}", number, &text);
                prop_assert!(!kept.holds, "promise {}\n{}", number, &text);
                continue;
            }
            let broken = seen.broken.contains_key(&number) || seen.long.contains(&number);
            prop_assert_eq!(kept.holds, !broken, "promise {}\n{}", number, &text);
        }
        // Every witness shows what it says, in as few moves as any path.
        for fault in proof.faults.iter().filter(|fault| !fault.witness.is_empty()) {
            // Words that are said have no answer, so a witness cannot say in which round they were left.
            let left_unsaid = |it: &Answered| {
                it.answer.is_none() && strategy.at(&it.path).is_some_and(|step| step.prompt().is_none())
            };
            if fault.witness.iter().any(left_unsaid) {
                continue;
            }
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
