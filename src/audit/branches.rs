//! Ways on that nobody took, at steps that were answered often. Which row fired stands in whole records alone.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::audit::OFTEN;
use crate::finding::Source;
use crate::journal::Used;
use crate::record::Record;
use crate::records;
use crate::strategy::Shelf;
use crate::strategy::Strategy;

/// What whole records say of the rows of their strategies.
#[derive(Debug, Default)]
pub struct Branches {
    /// How many records were read.
    pub records: usize,
    /// How many steps were answered often, of those that lead more than one way.
    pub steps: usize,
    /// Every row of such a step that no record took, by strategy and in the order of its file.
    pub untaken: Vec<Untaken>,
}

/// A row that no record took. A check holds that some answers would take it.
#[derive(Debug)]
pub struct Untaken {
    /// The strategy, in the newest version that was used.
    pub strategy: Arc<Strategy>,
    /// Its step, as a place in the strategy's steps.
    pub step: usize,
    /// The row, as a place in the step's routes.
    pub row: usize,
    /// How often the step was answered.
    pub answers: usize,
}

/// What one record says of it.
#[derive(Debug, Clone)]
struct Taken {
    /// The digest of its file.
    sha256: String,
    /// When it was written; the newest says which version of a strategy is the newest.
    written: (NaiveDate, DateTime<FixedOffset>),
    /// The strategies that it used.
    used: Vec<Used>,
    /// Of each answer: the strategy, the path of the step, and the row that it took, from 1, if there are several.
    answers: Vec<(String, String, Option<usize>)>,
}

impl Taken {
    /// What a whole record says of it.
    fn of(record: &Record) -> Self {
        let head = &record.head;
        let answers = record.body.entry.iter().filter(|entry| entry.what.is_none()).filter_map(|entry| {
            let strategy = entry.strategy.as_ref().unwrap_or(&head.strategy.id);
            Some((strategy.clone(), entry.step.clone()?, entry.row))
        });
        Self {
            sha256: record.sha256.clone(),
            written: (head.date, head.written),
            answers: answers.collect(),
            used: record.body.used.clone(),
        }
    }

    fn is_of(&self, strategy: &Strategy) -> bool {
        self.used.iter().any(|used| used.id == strategy.id && used.sha256 == strategy.digest)
    }
}

/// Reads those of the records in some folders that have one of these digests, whole. `text` gives a kept strategy.
pub fn branches(folders: &[PathBuf], asked: &BTreeSet<&str>, text: impl Fn(&Used) -> Option<String>) -> Branches {
    let found = records::each(folders, |text| Record::read(text).map(|record| Taken::of(&record)));
    // A record that lies in two folders is one.
    let mut all: HashMap<String, Taken> = HashMap::new();
    for taken in found.into_iter().filter_map(|found| found.read.ok()) {
        if asked.contains(taken.sha256.as_str()) {
            all.insert(taken.sha256.clone(), taken);
        }
    }
    untaken(&all.into_values().collect::<Vec<_>>(), text)
}

/// The strategies that were used, each as it was the last time.
fn newest(all: &[Taken], text: impl Fn(&Used) -> Option<String>) -> Vec<Arc<Strategy>> {
    let mut newest: BTreeMap<&str, (&Taken, &Used)> = BTreeMap::new();
    for taken in all {
        for used in &taken.used {
            let last = newest.entry(&used.id).or_insert((taken, used));
            if last.0.written < taken.written {
                *last = (taken, used);
            }
        }
    }
    let mut shelf = Shelf::default();
    for (id, (_, used)) in &newest {
        if let Some(text) = text(used) {
            shelf.add(id, Source::open(format!("{id}.toml"), text));
        }
    }
    newest.keys().filter_map(|id| shelf.get(id)).collect()
}

fn untaken(all: &[Taken], text: impl Fn(&Used) -> Option<String>) -> Branches {
    let strategies = newest(all, text);
    let named = |id: &str| strategies.iter().position(|strategy| strategy.id == id);
    // By strategy and step: how often it was answered, and which rows were taken.
    let mut steps: BTreeMap<(usize, usize), (usize, HashSet<usize>)> = BTreeMap::new();
    for taken in all {
        for (id, path, row) in &taken.answers {
            let Some(outer) = named(id).map(|place| &strategies[place]).filter(|outer| taken.is_of(outer)) else {
                continue;
            };
            // A step may be of a strategy that this one runs.
            let Some((home, step)) = outer.home(path) else { continue };
            let home = named(&home.id).filter(|place| taken.is_of(&strategies[*place]));
            let at = home.and_then(|place| Some((place, strategies[place].step(&step.id)?.0)));
            let Some(at) = at else { continue };
            let (answers, rows) = steps.entry(at).or_default();
            *answers += 1;
            rows.extend(row.and_then(|row| row.checked_sub(1)));
        }
    }
    steps.retain(|(strategy, step), (answers, _)| {
        *answers >= OFTEN && strategies[*strategy].steps[*step].routes.len() > 1
    });
    let untaken = steps.iter().flat_map(|(&(strategy, step), (answers, rows))| {
        let never = (0..strategies[strategy].steps[step].routes.len()).filter(|row| !rows.contains(row));
        let strategy = &strategies[strategy];
        never.map(move |row| Untaken { strategy: Arc::clone(strategy), step, row, answers: *answers })
    });
    Branches { records: all.len(), steps: steps.len(), untaken: untaken.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLDER: &str = "format = 1\nid = \"talk\"\n";
    const TALK: &str = r#"
format = 1
id = "talk"
title = "Talk"
version = "2"
source = "Invented"
verified = true

[[step]]
id = "result"
ask = "What came of it?"
kind = "choice"
options = [
  { id = "agreed", label = "We agree" },
  { id = "partly", label = "In part" },
  { id = "not", label = "We do not" },
]
routes = [
  { is = "agreed", to = "settled" },
  { is = "partly", to = "again" },
  { to = "differ" },
]

[[step]]
id = "again"
ask = "Did you talk again?"
kind = "yes-no"
routes = [{ is = "yes", to = "settled" }, { to = "differ" }]

[[outcome]]
id = "settled"
kind = "resolved"
text = "It is settled."

[[outcome]]
id = "differ"
kind = "stopped"
text = "They agree to differ."
"#;

    /// So many records of one version, of one day of January, each with one answer that took this row.
    fn records(many: usize, version: &str, day: u32, step: &str, row: usize) -> Vec<Taken> {
        let at = format!("2026-01-{day:02}T10:00:00Z");
        let used = Used { id: "talk".into(), version: version.into(), sha256: version.into() };
        let one = |number| Taken {
            sha256: format!("{version} {day} {step} {row} {number}"),
            written: (NaiveDate::from_ymd_opt(2026, 1, day).expect("a day"), at.parse().expect("a time")),
            used: vec![used.clone()],
            answers: vec![("talk".into(), step.into(), Some(row))],
        };
        (0..many).map(one).collect()
    }

    fn found(all: &[Taken]) -> Vec<(String, usize, usize)> {
        let digest = crate::strategy::digest(TALK.as_bytes());
        let text = |used: &Used| Some(if used.sha256 == digest { TALK } else { OLDER }.to_owned());
        let branches = untaken(all, text);
        assert_eq!(branches.records, all.len());
        branches.untaken.iter().map(|it| (it.strategy.steps[it.step].id.clone(), it.row, it.answers)).collect()
    }

    #[test]
    fn a_way_on_that_nobody_took_is_named_once_its_step_was_answered_often() {
        let digest = crate::strategy::digest(TALK.as_bytes());
        let new = |many, step, row| records(many, &digest, 20, step, row);
        assert_eq!(found(&[]), []);
        // Nineteen answers are not many.
        assert_eq!(found(&new(19, "result", 1)), []);
        let most = [new(15, "result", 1), new(5, "result", 3)].concat();
        assert_eq!(found(&most), [("result".to_owned(), 1, 20)]);
        // Of the second step there are few answers; of the first, every way has been taken.
        assert_eq!(found(&[most.clone(), new(1, "result", 2), new(1, "again", 1)].concat()), []);
        // An older version took the second row: its rows may be others.
        assert_eq!(found(&[most, records(3, "older", 3, "result", 2)].concat()), [("result".to_owned(), 1, 20)]);
        // The newest version that was used is the one that counts, however few used it.
        assert_eq!(found(&[new(30, "result", 1), records(1, "older", 25, "result", 1)].concat()), []);
    }
}
