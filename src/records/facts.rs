//! What records say of each fact once an earlier record has been put right: a word that a later one only took over from
//! it is no word of its own, and gives way.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::rc::Rc;

use crate::journal::Entry;
use crate::record::Record;

/// From where a record has its word for a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whence {
    /// Somebody gave it in its own sitting.
    Own,
    /// It was shown from the record of this name and kept.
    Kept(String),
}

/// From where a record has its words. A fact that is not here was said in an earlier part of the review.
pub type Sources = BTreeMap<String, Whence>;

/// From where a record has each of its words.
pub fn sources(record: &Record) -> Sources {
    let mut sources = Sources::new();
    for entry in &record.body.entry {
        let fact = match entry.what.as_deref() {
            Some("until-then") => "until-then",
            _ => entry.fact.as_deref().unwrap_or_default(),
        };
        match source(entry, record) {
            Some(source) if !fact.is_empty() => drop(sources.insert(fact.to_owned(), source)),
            _ => {}
        }
    }
    sources
}

/// From where an entry has its answer. None if it was taken over from an earlier part of the review.
fn source(entry: &Entry, record: &Record) -> Option<Whence> {
    match (&entry.carried_from, &entry.from) {
        (Some(name), _) => Some(Whence::Kept(name.clone())),
        // Two words without a step before them are the program's own question and what the team has set.
        (None, Some(from)) if from.contains('.') => {
            let id = |other: &Entry| other.strategy.clone().unwrap_or_else(|| record.head.strategy.id.clone());
            let is_it = |other: &&Entry| {
                other.step.as_ref().is_some_and(|step| *from == format!("{}.{step}", id(other))) && other.from.is_none()
            };
            source(record.body.entry.iter().find(is_it)?, record)
        }
        (None, _) => Some(Whence::Own),
    }
}

/// One record, as far as its facts go.
#[derive(Debug)]
pub struct Says<'a> {
    /// Its name.
    pub record: &'a str,
    /// The digest of its file.
    pub sha256: &'a str,
    /// The digest of the part before.
    pub before: Option<&'a str>,
    /// Its words, by fact.
    pub facts: BTreeMap<&'a str, &'a str>,
    /// Of which case it is, if it stands.
    pub case: Option<usize>,
}

/// The words that count in the place of those that a record has, by its digest and the fact. None: it has no word.
#[derive(Debug, Default)]
pub struct Righted(HashMap<String, BTreeMap<String, Option<String>>>);

impl Righted {
    /// What differs from what these records say. `stands` gives the digest of the record that stands in the place of
    /// another; `sources` looks into one record, which is done for few.
    pub fn of<'a>(
        all: &'a [Says<'a>],
        stands: &'a dyn Fn(&str) -> Option<String>,
        sources: &'a dyn Fn(&Says<'a>) -> Option<Sources>,
    ) -> Self {
        // In each case, the facts of which a correction says something else, and what was said before.
        let by_digest: HashMap<&str, &Says<'_>> = all.iter().map(|says| (says.sha256, says)).collect();
        let mut changed: HashMap<usize, BTreeMap<&str, BTreeSet<Option<&str>>>> = HashMap::new();
        for was in all {
            let is = stands(was.sha256).and_then(|sha256| by_digest.get(sha256.as_str()).copied());
            let Some((is, case)) = is.and_then(|is| Some((is, is.case?))) else { continue };
            for fact in was.facts.keys().chain(is.facts.keys()) {
                let (then, now) = (was.facts.get(fact).copied(), is.facts.get(fact).copied());
                if then != now {
                    changed.entry(case).or_default().entry(fact).or_default().insert(then);
                }
            }
        }
        let mut righted = Self::default();
        if changed.is_empty() {
            return righted;
        }
        let by_name = all.iter().map(|says| (says.record, says)).collect();
        let looked = RefCell::default();
        let facts = Facts { by_digest, by_name, changed, stands, sources, looked };
        for says in all {
            let Some(changed) = says.case.and_then(|case| facts.changed.get(&case)) else { continue };
            for fact in changed.keys() {
                let (was, is) = (says.facts.get(fact).copied(), facts.now(says, fact, all.len()));
                if was != is {
                    let words = righted.0.entry(says.sha256.to_owned()).or_default();
                    words.insert((*fact).to_owned(), is.map(str::to_owned));
                }
            }
        }
        righted
    }

    /// The word of a record for a fact that counts, where it has `own`.
    pub fn word<'a>(&'a self, sha256: &str, fact: &str, own: Option<&'a str>) -> Option<&'a str> {
        match self.0.get(sha256).and_then(|words| words.get(fact)) {
            Some(word) => word.as_deref(),
            None => own,
        }
    }

    /// Every fact of a record that has another word now.
    pub fn words(&self, sha256: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.get(sha256).into_iter().flatten().map(|(fact, word)| (fact.as_str(), word.as_deref()))
    }
}

/// What is needed to follow a word back to whoever gave it.
struct Facts<'a> {
    by_digest: HashMap<&'a str, &'a Says<'a>>,
    by_name: HashMap<&'a str, &'a Says<'a>>,
    changed: HashMap<usize, BTreeMap<&'a str, BTreeSet<Option<&'a str>>>>,
    stands: &'a dyn Fn(&str) -> Option<String>,
    sources: &'a dyn Fn(&Says<'a>) -> Option<Sources>,
    /// What has been looked into.
    looked: RefCell<HashMap<&'a str, Option<Rc<Sources>>>>,
}

impl<'a> Facts<'a> {
    /// The word that counts: the record's own, or what stands now where it has it from.
    fn now(&self, says: &'a Says<'a>, fact: &str, steps: usize) -> Option<&'a str> {
        let own = says.facts.get(fact).copied();
        let before = says.before.and_then(|sha256| self.by_digest.get(sha256).copied());
        let is_copied = before.is_some_and(|before| before.facts.get(fact).copied() == own);
        let was_said =
            says.case.and_then(|case| self.changed.get(&case)?.get(fact)).is_some_and(|it| it.contains(&own));
        // Whoever says something else says it by themselves. What was made up and goes in a ring must end too.
        if steps == 0 || !(is_copied || own.is_some() && was_said) {
            return own;
        }
        // Where it cannot be looked into, nothing is known to be taken over.
        let Some(sources) = self.looked(says) else { return own };
        let from = match sources.get(fact) {
            Some(Whence::Own) => None,
            Some(Whence::Kept(name)) => self.by_name.get(name.as_str()).copied(),
            None => before,
        };
        let from = from.filter(|from| from.facts.get(fact).copied() == own).map(|from| self.standing(from));
        match from.filter(|from| from.case.is_some() && from.case == says.case && from.sha256 != says.sha256) {
            Some(from) => self.now(from, fact, steps - 1),
            None => own,
        }
    }

    fn standing(&self, says: &'a Says<'a>) -> &'a Says<'a> {
        let stands = (self.stands)(says.sha256);
        stands.and_then(|sha256| self.by_digest.get(sha256.as_str()).copied()).unwrap_or(says)
    }

    fn looked(&self, says: &'a Says<'a>) -> Option<Rc<Sources>> {
        if let Some(known) = self.looked.borrow().get(says.sha256) {
            return known.clone();
        }
        let found = (self.sources)(says).map(Rc::new);
        self.looked.borrow_mut().insert(says.sha256, found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records by their digests, which are their names too: the part before, their one fact, and what stands instead.
    type One = (&'static str, Option<&'static str>, &'static str, Option<&'static str>);

    fn words(all: &[One], sources: &[(&str, Whence)]) -> Vec<String> {
        let stands = |sha256: &str| all.iter().find(|one| one.0 == sha256)?.3.map(str::to_owned);
        let says: Vec<Says<'_>> = all
            .iter()
            .map(|(name, before, word, instead)| Says {
                record: name,
                sha256: name,
                before: *before,
                facts: BTreeMap::from([("raised-on", *word)]),
                case: instead.is_none().then_some(usize::from(name.starts_with('z'))),
            })
            .collect();
        let looked = |says: &Says<'_>| {
            let its = sources.iter().filter(|(name, _)| *name == says.sha256);
            (!says.sha256.starts_with('?'))
                .then(|| its.map(|(_, whence)| ("raised-on".to_owned(), whence.clone())).collect())
        };
        let righted = Righted::of(&says, &stands, &looked);
        let word = |one: &One| righted.word(one.0, "raised-on", Some(one.2)).unwrap_or("none").to_owned();
        all.iter().filter(|one| one.3.is_none()).map(word).collect()
    }

    #[test]
    fn a_word_is_followed_back_to_whoever_gave_it_and_no_further() {
        let kept = |name: &str| Whence::Kept(name.to_owned());
        let (was, is) = (("a", None, "old", Some("b")), ("b", None, "new", None));
        let own = ("b", Whence::Own);
        // Through the parts of a review, and from one review to the next.
        let parts = [was, is, ("c", Some("a"), "old", None), ("d", Some("c"), "old", None), ("e", None, "old", None)];
        let sources = [own.clone(), ("e", kept("d"))];
        assert_eq!(words(&parts, &sources), ["new", "new", "new", "new"]);
        // Whoever gives the same word once more gives their own; and so does whoever gives another.
        let sources = [own.clone(), ("c", Whence::Own), ("e", kept("d"))];
        assert_eq!(words(&parts, &sources), ["new", "old", "old", "old"]);
        let other = [was, is, ("c", Some("a"), "other", None), ("d", Some("c"), "other", None)];
        assert_eq!(words(&other, std::slice::from_ref(&own)), ["new", "other", "other"]);
        // What cannot be looked into keeps its word.
        let closed = [was, is, ("?", Some("a"), "old", None)];
        assert_eq!(words(&closed, std::slice::from_ref(&own)), ["new", "old"]);
        // What was moved to another case says nothing here, and nobody goes round in a ring.
        let moved = [("a", None, "old", Some("z")), ("z", None, "new", None), ("c", Some("a"), "old", None)];
        assert_eq!(words(&moved, &[("z", Whence::Own)]), ["new", "old"]);
        let ring = [was, is, ("c", None, "old", None), ("d", None, "old", None)];
        assert_eq!(words(&ring, &[own, ("c", kept("d")), ("d", kept("c"))]), ["new", "old", "old"]);
    }
}
