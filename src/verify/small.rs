//! Small records among the files of a folder. There is no outcome in one to derive again.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::record::RiskNote;
use crate::records::Found;
use crate::records::has_name;
use crate::review::Continues;
use crate::verify::Checked;
use crate::verify::Class;
use crate::verify::Note;
use crate::verify::Service;
use crate::verify::stem;

/// The small records of some folders.
pub(super) struct Small<'a> {
    found: &'a [Found<RiskNote>],
    /// Those under their own names, by name: the place of the first of each, and the digests of all.
    by_name: BTreeMap<&'a str, (usize, BTreeSet<&'a str>)>,
    digests: BTreeSet<&'a str>,
}

impl<'a> Small<'a> {
    pub(super) fn new(found: &'a [Found<RiskNote>]) -> Self {
        let mut small = Self { found, by_name: BTreeMap::new(), digests: BTreeSet::new() };
        for (place, file) in found.iter().enumerate() {
            let Ok(note) = &file.read else { continue };
            small.digests.insert(&note.sha256);
            if has_name(&file.path, &note.head.record) {
                let named = small.by_name.entry(&note.head.record).or_insert_with(|| (place, BTreeSet::new()));
                named.1.insert(&note.sha256);
            }
        }
        small
    }

    pub(super) fn holds(&self, sha256: &str) -> bool {
        self.digests.contains(sha256)
    }

    /// True if a file has this name, or holds the small record of this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        let mut notes = self.found.iter().filter_map(|file| Some((&file.path, file.read.as_ref().ok()?)));
        notes.any(|(path, note)| has_name(path, name) || note.head.record == name)
    }

    /// The small record with this digest.
    pub(super) fn named(&self, is: impl Fn(&str) -> bool) -> Option<&'a RiskNote> {
        self.found.iter().filter_map(|file| file.read.as_ref().ok()).find(|note| is(&note.sha256))
    }

    /// Each file as it is.
    pub(super) fn checked(&self) -> impl Iterator<Item = Checked> + '_ {
        self.found.iter().enumerate().filter_map(|(place, file)| {
            let note = file.read.as_ref().ok()?;
            let class = self.class(place, file, note);
            let mut notes = Vec::new();
            if class.is_unchanged() {
                let corrects = note.head.corrects.as_ref();
                let missing = corrects.filter(|it| !self.holds(&it.sha256));
                notes.extend(note.head.date_given.then_some(Note::DateGiven));
                notes.extend(note.head.practice.then_some(Note::Practice));
                notes.extend(missing.map(|it| Note::Names(vec![it.record.clone()])));
                notes.extend(corrects.map(|it| Note::Corrects(it.record.clone())));
            }
            let record = Some(Continues { record: note.head.record.clone(), sha256: note.sha256.clone() });
            Some(Checked { record, notes, ..Checked::of(&file.path, class) })
        })
    }

    fn class(&self, place: usize, file: &Found<RiskNote>, note: &RiskNote) -> Class {
        let service = Service::of(stem(&file.path).unwrap_or_default(), &note.head.record);
        let is_own = has_name(&file.path, &note.head.record);
        match self.by_name.get(note.head.record.as_str()) {
            Some((first, digests)) if is_own => match digests.len() {
                1 if *first == place => Class::Unchanged,
                1 => Class::Copy(None),
                _ => Class::Conflict(None),
            },
            Some((_, digests)) if digests.contains(note.sha256.as_str()) => Class::Copy(service),
            Some(_) => Class::Conflict(service),
            None => Class::Misnamed(service),
        }
    }
}
