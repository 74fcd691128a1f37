//! The strategies that can be used here: shipped ones, and a partnership's own before them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::Digest as _;
use sha2::Sha256;

use crate::finding::Findings;
use crate::finding::Source;
use crate::strategy::Strategy;
use crate::strategy::check;

/// The strategies shipped with the program, each with its file.
pub const SHIPPED: &[(&str, &str)] = &[
    ("triage", include_str!("../../../../strategies/triage.toml")),
    ("rethink-1", include_str!("../../../../strategies/rethink-1.toml")),
    ("rethink-2", include_str!("../../../../strategies/rethink-2.toml")),
    ("rethink-3", include_str!("../../../../strategies/rethink-3.toml")),
    ("five-steps", include_str!("../../../../strategies/five-steps.toml")),
    ("safety-stop", include_str!("../../../../strategies/safety-stop.toml")),
    ("follow-up", include_str!("../../../../strategies/follow-up.toml")),
    ("oversight", include_str!("../../../../strategies/oversight.toml")),
    ("hips-escalation", include_str!("../../../../strategies/hips-escalation.toml")),
];

/// The file of the shipped strategy of this name.
fn shipped(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(name, _)| *name == id).map(|(_, text)| *text)
}

/// True if nothing is wrong with a strategy but what it runs.
fn runs_what_is_broken(found: &Findings) -> bool {
    found.list.iter().all(|finding| finding.note || finding.code == "run-broken")
}

/// What people call a shipped strategy: the line of its file that says so.
pub fn shipped_title(id: &str) -> Option<&'static str> {
    shipped(id)?.lines().find_map(|line| line.strip_prefix("title = \"")?.strip_suffix('"'))
}

/// SHA-256 in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
        hex.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    hex
}

/// Strategies by name, each checked when it is first wanted.
#[derive(Debug, Default)]
pub struct Shelf {
    sources: BTreeMap<String, Source>,
    checked: RefCell<BTreeMap<String, Option<Arc<Strategy>>>>,
    findings: RefCell<Vec<Findings>>,
    /// What is worth a look in the sound ones, by name.
    notes: RefCell<BTreeMap<String, Findings>>,
    /// Those that are being checked now, outermost first.
    open: RefCell<Vec<String>>,
    /// The team's own options, by fact.
    added: check::Added,
    /// Shipped strategies that serve without those options, in place of what cannot be used.
    plain: BTreeSet<String>,
    /// Those that cannot be used, and for which no shipped one serves.
    left_out: BTreeSet<String>,
    /// Those with which something was held before, as they were then.
    held: BTreeSet<String>,
}

/// A strategy that cannot be used here.
#[derive(Debug)]
pub struct Unfit {
    /// Its name.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Why it cannot be used.
    pub why: Why,
    /// True if the shipped one of its name serves; otherwise it is left out.
    pub is_served: bool,
}

/// Why a strategy cannot be used.
#[derive(Debug)]
pub enum Why {
    /// So many things are wrong with it.
    Faults(usize),
    /// It is sound, and the shipped strategy of this name cannot run it.
    DoesNotFit(String),
}

impl Shelf {
    /// The strategies shipped with the program.
    pub fn shipped() -> Self {
        let mut shelf = Self::default();
        for (id, text) in SHIPPED {
            shelf.add(id, Source::open(format!("{id}.toml"), *text));
        }
        shelf
    }

    /// Adds a strategy file, in place of one with the same name.
    pub fn add(&mut self, id: &str, source: Source) {
        self.sources.insert(id.to_owned(), source);
        self.left_out.remove(id);
        self.checked.borrow_mut().clear();
        self.findings.borrow_mut().clear();
    }

    /// Adds a strategy as it was when a review was held with it. What the program has come to ask of a strategy since then
    /// makes no review unreadable.
    pub fn add_held(&mut self, id: &str, source: Source) {
        self.add(id, source);
        self.held.insert(id.to_owned());
    }

    /// True for a strategy with which a review was held before.
    pub(crate) fn is_held(&self, id: &str) -> bool {
        self.held.contains(id)
    }

    /// Leaves out a strategy whose own file is there and cannot be read.
    pub fn leave_out(&mut self, id: &str) {
        self.sources.remove(id);
        self.left_out.insert(id.to_owned());
        self.checked.borrow_mut().clear();
    }

    /// Puts a team's own options into every strategy that asks for these facts: the name of each option and its words.
    pub fn extend(&mut self, added: BTreeMap<String, Vec<(String, String)>>) {
        self.added = added;
        self.checked.borrow_mut().clear();
    }

    /// The names of all, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// The file of that name, sound or not.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.sources.get(id).map(|source| source.text.as_str())
    }

    /// True if there is a file of that name, sound or not, or one that cannot be read.
    pub fn has(&self, id: &str) -> bool {
        self.sources.contains_key(id) || self.left_out.contains(id)
    }

    /// True while the strategy of that name is being checked: nothing can run itself.
    pub(crate) fn is_open(&self, id: &str) -> bool {
        self.open.borrow().iter().any(|open| open == id)
    }

    /// Looks at a strategy file whole, with its proof, as the strategy of that name.
    pub fn look(&self, id: &str, source: &Source) -> check::Looked {
        self.open.borrow_mut().push(id.to_owned());
        let looked = check::look(source.clone(), id, self);
        self.open.borrow_mut().pop();
        looked
    }

    /// True if the strategy of that name is read from this file.
    pub fn is_from(&self, id: &str, source: &Source) -> bool {
        self.sources.get(id).is_some_and(|own| own.name == source.name)
    }

    /// What is worth a look in a sound strategy.
    pub fn notes(&self, id: &str) -> Option<Findings> {
        self.notes.borrow().get(id).cloned()
    }

    /// The strategy of that name, if there is one and it is sound. What is wrong with it is in [`Shelf::findings`].
    pub fn get(&self, id: &str) -> Option<Arc<Strategy>> {
        if let Some(known) = self.checked.borrow().get(id) {
            return known.clone();
        }
        let source = self.sources.get(id)?;
        // While it is being checked it is not there, so nothing can run itself.
        self.checked.borrow_mut().insert(id.to_owned(), None);
        self.open.borrow_mut().push(id.to_owned());
        let more = (!self.plain.contains(id)).then(|| check::extended(&source.text, &self.added));
        let source = match more.flatten() {
            Some(text) => Source { text, ..source.clone() },
            None => source.clone(),
        };
        let made = match check::check(source, id, self) {
            Ok((strategy, notes)) => {
                self.notes.borrow_mut().insert(id.to_owned(), notes);
                Some(Arc::new(strategy))
            }
            Err(findings) => {
                self.findings.borrow_mut().push(findings);
                None
            }
        };
        self.open.borrow_mut().pop();
        self.checked.borrow_mut().insert(id.to_owned(), made.clone());
        made
    }

    /// Lets the shipped strategy serve in place of each one that cannot be used, so that nobody who sits at the keyboard
    /// is held up by a file of somebody else's. One that has no shipped one of its name is left out.
    pub fn serve_shipped(&mut self) -> Vec<Unfit> {
        let mut unfit: Vec<Unfit> = Vec::new();
        let is_own = |(id, source): (&String, &Source)| shipped(id) != Some(source.text.as_str());
        if self.added.is_empty() && !self.sources.iter().any(is_own) {
            return unfit;
        }
        loop {
            let ids: Vec<String> = self.ids().map(str::to_owned).collect();
            let broken: Vec<String> = ids.iter().filter(|id| self.get(id).is_none()).cloned().collect();
            let is_cause = |id: &&String| self.found_in(id).is_some_and(|found| !runs_what_is_broken(&found));
            // What runs one that is broken may be sound once the shipped one serves.
            let Some(id) = broken.iter().find(is_cause).or_else(|| broken.first()) else { return unfit };
            let faults = self.found_in(id).map_or(0, |found| found.faults());
            let is_as_shipped = shipped(id) == self.text(id) && (self.added.is_empty() || self.plain.contains(id));
            let differs = |id: &&String| shipped(id).is_some_and(|text| self.text(id) != Some(text));
            // Where it is held up by one that it runs and that is sound by itself, it is not the one to go.
            let taken: Vec<&String> = if is_as_shipped { ids.iter().filter(differs).collect() } else { vec![id] };
            if taken.is_empty() {
                return unfit;
            }
            for one in taken {
                let why = if is_as_shipped { Why::DoesNotFit(id.clone()) } else { Why::Faults(faults) };
                let file = self.sources[one].name.clone();
                unfit.push(Unfit { id: one.clone(), file, why, is_served: shipped(one).is_some() });
                self.take_away(one);
            }
        }
    }

    /// Lets the shipped strategy of this name serve, without the team's options; or none, if none is shipped.
    fn take_away(&mut self, id: &str) {
        if let Some(text) = shipped(id) {
            self.sources.insert(id.to_owned(), Source::open(format!("{id}.toml"), text));
            self.plain.insert(id.to_owned());
        } else {
            self.sources.remove(id);
            self.left_out.insert(id.to_owned());
        }
        self.checked.borrow_mut().clear();
        self.findings.borrow_mut().clear();
    }

    /// What was found wrong in the strategy of this name.
    fn found_in(&self, id: &str) -> Option<Findings> {
        let name = &self.sources.get(id)?.name;
        self.findings.borrow().iter().find(|found| found.source.name == *name).cloned()
    }

    /// True if there is a file of that name that cannot be used, and no shipped one serves in its place.
    pub fn is_left_out(&self, id: &str) -> bool {
        self.left_out.contains(id)
    }

    /// True for the strategy of this name that comes with the program, with the team's own options or without.
    pub fn is_as_shipped(&self, strategy: &Strategy) -> bool {
        shipped(&strategy.id).is_some_and(|text| self.is_text_of(text, strategy))
    }

    /// Those of a strategy and of all that it runs which do not come with the program as they are.
    pub fn differing(&self, strategy: &Arc<Strategy>) -> Vec<Arc<Strategy>> {
        strategy.family().into_iter().filter(|one| !self.is_as_shipped(one)).collect()
    }

    /// The file from which a strategy was read, if it is one of these.
    pub fn file_of(&self, strategy: &Strategy) -> Option<&str> {
        let source = self.sources.get(&strategy.id)?;
        self.is_text_of(&source.text, strategy).then_some(source.name.as_str())
    }

    /// True if a strategy was made from this text, with the team's own options or without.
    fn is_text_of(&self, text: &str, strategy: &Strategy) -> bool {
        strategy.text == text || check::extended(text, &self.added).is_some_and(|with| with == strategy.text)
    }

    /// What was found wrong in the files looked at so far.
    pub fn findings(&self) -> Vec<Findings> {
        self.findings.borrow().clone()
    }
}
