//! What lies in the folders: every record's brief, and every file that does not count, by class.

use std::collections::HashMap;
use std::collections::HashSet;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;

use crate::audit::FEW;
use crate::audit::INVENTED;
use crate::audit::TOGETHER;
use crate::audit::tied;
use crate::record::Brief;
use crate::record::Earlier;
use crate::record::NotARecord;
use crate::record::RiskNote;
use crate::record::Word;
use crate::records;
use crate::records::Briefs;
use crate::records::Righted;
use crate::records::Says;
use crate::records::Sources;
use crate::records::Unread;

/// The records of some folders and what else is in them. One bad file never hides the others.
#[derive(Debug, Default)]
pub struct Folder {
    /// The brief of each record that counts.
    pub briefs: Vec<Brief>,
    /// Files that are records by their names and do not count, each with why.
    pub unread: Vec<(PathBuf, Unread)>,
    /// How many records were held to practise, and do not count.
    pub practice: usize,
    /// True if it is a practice folder: only what was held to practise counts.
    pub is_practice: bool,
    /// How many files are something else.
    pub other: usize,
    /// Records that do not count, each with the correction that stands in its place, by their names.
    pub corrected: Vec<(Word, Word)>,
    /// The small records: stops for safety and risk answers.
    pub small: Vec<RiskNote>,
    /// True if a case in it is invented.
    pub invented: bool,
    /// How many records are of later days than it is seen as of.
    pub later: usize,
    /// True if cases have numbers in the place of references.
    pub anonymous: bool,
}

/// How many files of each class there are. Together they are all files that were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records that count.
    pub records: usize,
    /// Not as they were written, or cut short.
    pub damaged: usize,
    /// Of a newer rethink.
    pub newer: usize,
    /// Too long to be a record, or not to be opened.
    pub closed: usize,
    /// Corrected: another record stands in its place.
    pub corrected: usize,
    /// Held to practise.
    pub practice: usize,
    /// Small records of stops for safety and risk answers.
    pub small: usize,
    /// Something else.
    pub other: usize,
}

/// True for a fact that names an agency.
pub fn is_agency(fact: &str) -> bool {
    matches!(fact, "raiser-agency" | "other-agency")
}

/// The agencies with fewer than five cases.
fn small_agencies(briefs: &[Brief], ties: &[usize]) -> HashSet<Word> {
    let mut cases: HashMap<&Word, HashSet<usize>> = HashMap::new();
    for (brief, tie) in briefs.iter().zip(ties) {
        for (_, agency) in brief.facts.iter().filter(|(name, _)| is_agency(name)) {
            cases.entry(agency).or_default().insert(*tie);
        }
    }
    cases.into_iter().filter(|(_, cases)| cases.len() < FEW).map(|(agency, _)| Word::clone(agency)).collect()
}

/// What these briefs say of each fact, where one on which they rest was put right.
fn righted(
    briefs: &[Brief],
    stands: &dyn Fn(&str) -> Option<Word>,
    sources: &dyn Fn(&str, &str) -> Option<Sources>,
) -> Righted {
    let (ties, corrected): (Vec<_>, Vec<_>) = briefs.iter().partition(|brief| stands(&brief.sha256).is_none());
    let cases = records::tied(ties.iter().map(|brief| brief.references()));
    let cases: HashMap<&str, usize> = ties.iter().map(|brief| &*brief.sha256).zip(cases).collect();
    // Nothing changes in a case in which nothing was corrected.
    let with = corrected.iter().filter_map(|brief| cases.get(&*stands(&brief.sha256)?).copied());
    let with: HashSet<usize> = with.collect();
    let all: Vec<Says<'_>> = briefs
        .iter()
        .filter(|brief| cases.get(&*brief.sha256).is_none_or(|case| with.contains(case)))
        .map(|brief| Says {
            record: &brief.record,
            sha256: &brief.sha256,
            before: brief.continues.as_ref().map(|before| &*before.sha256),
            facts: brief.facts.iter().map(|(fact, word)| (&**fact, &**word)).collect(),
            case: cases.get(&*brief.sha256).copied(),
        })
        .collect();
    let stands = |sha256: &str| stands(sha256).map(|stands| stands.to_string());
    Righted::of(&all, &stands, &|says| sources(says.record, says.sha256))
}

/// The digest of the record that was corrected first, by what each correction corrects.
fn first<'a>(before: &'a HashMap<Word, Word>, sha256: &'a str) -> &'a str {
    let mut first = sha256;
    // A digest cannot come to depend on itself; what was made up all the same must end too.
    for _ in 0..before.len() {
        match before.get(first) {
            Some(earlier) => first = earlier,
            None => break,
        }
    }
    first
}

impl Totals {
    /// Each class with its word in files.
    pub fn classes(self) -> [(&'static str, usize); 8] {
        [
            ("records", self.records),
            ("damaged", self.damaged),
            ("newer", self.newer),
            ("not-read", self.closed),
            ("corrected", self.corrected),
            ("practice", self.practice),
            ("small", self.small),
            ("other", self.other),
        ]
    }
}

impl Folder {
    /// What some folders hold, of what was read there. In practice, what is real is something else.
    pub fn of(briefs: Briefs, is_practice: bool) -> Self {
        let Briefs { sound, unread, small, .. } = briefs;
        let (all, other) = (sound.len(), unread.len());
        let (small, tried): (Vec<_>, Vec<_>) = small.into_iter().partition(|note| note.head.practice == is_practice);
        let briefs: Vec<Brief> = sound.into_iter().filter(|brief| brief.practice == is_practice).collect();
        let unread: Vec<_> = unread.into_iter().filter(|(_, why)| *why != Unread::Not(NotARecord::Other)).collect();
        let invented = briefs.iter().any(|brief| brief.case.starts_with(INVENTED));
        let of_other_kind = all - briefs.len() + tried.len();
        let (practice, real) = if is_practice { (0, of_other_kind) } else { (of_other_kind, 0) };
        Self {
            practice,
            is_practice,
            other: other - unread.len() + real,
            briefs,
            unread,
            corrected: Vec::new(),
            small,
            invented,
            later: 0,
            anonymous: false,
        }
    }

    /// The same folder as it stood at the end of a day, as far as the dates of its records say.
    #[must_use]
    pub fn as_of(mut self, day: NaiveDate) -> Self {
        let all = self.briefs.len();
        self.briefs.retain(|brief| brief.date <= day);
        self.later = all - self.briefs.len();
        self.small.retain(|note| note.head.date <= day);
        self.unread.retain(|(path, _)| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let its_day = name.split('_').next().and_then(|day| day.parse::<NaiveDate>().ok());
            its_day.is_none_or(|its_day| its_day <= day)
        });
        self
    }

    /// The same folder with corrections in the place of what they correct, and as of its day. Of two that correct the
    /// same record, the later one stands. What a later record only took over from one that was put right gives way;
    /// `sources` looks into a record by its name and digest to say what that is.
    #[must_use]
    pub fn standing(mut self, sources: &dyn Fn(&str, &str) -> Option<Sources>) -> Self {
        let corrects =
            |brief: &Brief| Some((Word::clone(&brief.sha256), Word::clone(&brief.corrects.as_ref()?.sha256)));
        let before: HashMap<Word, Word> = self.briefs.iter().filter_map(corrects).collect();
        if before.is_empty() {
            return self;
        }
        // Whatever the clocks say, a correction that was corrected itself does not stand.
        let corrected: HashSet<&Word> = before.values().collect();
        let mut newest: HashMap<Word, (DateTime<FixedOffset>, Word, Word)> = HashMap::new();
        let corrections = self.briefs.iter().filter(|brief| brief.corrects.is_some());
        for brief in corrections.filter(|brief| !corrected.contains(&brief.sha256)) {
            let own = (brief.written, Word::clone(&brief.record), Word::clone(&brief.sha256));
            let stands = newest.entry(first(&before, &brief.sha256).into()).or_insert_with(|| own.clone());
            if *stands < own {
                *stands = own;
            }
        }
        let counts = |sha256: &str| newest.get(first(&before, sha256)).map(|(.., stands)| Word::clone(stands));
        let written: HashMap<Word, DateTime<FixedOffset>> =
            self.briefs.iter().map(|brief| (Word::clone(&brief.sha256), brief.written)).collect();
        // Who names a record that was corrected names the one that stands.
        let names: HashMap<Word, Word> =
            self.briefs.iter().map(|brief| (Word::clone(&brief.sha256), Word::clone(&brief.record))).collect();
        let righted = righted(&self.briefs, &|sha256| counts(sha256).filter(|stands| **stands != *sha256), sources);
        self.briefs.retain(|brief| match counts(&brief.sha256).filter(|stands| *stands != brief.sha256) {
            None => true,
            Some(stands) => {
                self.corrected.push((Word::clone(&brief.record), Word::clone(&names[&stands])));
                false
            }
        });
        for brief in &mut self.briefs {
            for (fact, word) in righted.words(&brief.sha256) {
                let mut facts = std::mem::take(&mut brief.facts).into_vec();
                facts.retain(|(its, _)| **its != *fact);
                facts.extend(word.map(|word| (fact.into(), word.into())));
                facts.sort_unstable();
                brief.facts = facts.into();
            }
            if let Some(corrects) = &brief.corrects {
                brief.date = corrects.day;
                brief.written = written.get(first(&before, &brief.sha256)).copied().unwrap_or(brief.written);
            }
            for earlier in brief.continues.iter_mut().chain(&mut brief.follows) {
                if let Some(stands) = counts(&earlier.sha256) {
                    earlier.record = Word::clone(&names[&stands]);
                    earlier.sha256 = stands;
                }
            }
        }
        self
    }

    /// The same folder for a meeting: cases, reviews and records have numbers, oldest first; nobody is known by a time
    /// of day, a role, or an agency with fewer than five cases.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self.briefs.sort_by(|a, b| (a.date, a.written, &a.record).cmp(&(b.date, b.written, &b.record)));
        let ties = tied(&self.briefs);
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut reviews: HashMap<Word, Word> = HashMap::new();
        let small = small_agencies(&self.briefs, &ties);
        let names: HashMap<Word, Word> = (1..)
            .zip(&self.briefs)
            .map(|(number, brief)| (Word::clone(&brief.record), format!("record-{number}").into()))
            .collect();
        let rename = |earlier: &mut Option<Earlier>| {
            if let Some(earlier) = earlier {
                earlier.record = names.get(&earlier.record).cloned().unwrap_or_else(|| "record-elsewhere".into());
            }
        };
        for (brief, tie) in self.briefs.iter_mut().zip(ties) {
            let next = numbers.len() + 1;
            brief.case = format!("case-{}", numbers.entry(tie).or_insert(next)).into();
            brief.also = Box::default();
            let next = reviews.len() + 1;
            let review = reviews.entry(Word::clone(&brief.review)).or_insert_with(|| format!("review-{next}").into());
            brief.review = Word::clone(review);
            brief.facts = brief
                .facts
                .iter()
                .filter(|(name, _)| **name != *"raiser-role")
                .map(|(name, word)| {
                    let is_small = is_agency(name) && small.contains(word);
                    (Word::clone(name), if is_small { TOGETHER.into() } else { Word::clone(word) })
                })
                .collect();
            brief.record = Word::clone(&names[&brief.record]);
            rename(&mut brief.continues);
            rename(&mut brief.follows);
        }
        // In the order in which they were written, at no time of day.
        for (place, brief) in (0..).zip(&mut self.briefs) {
            let day = brief.written.date_naive().and_time(NaiveTime::MIN).and_utc();
            brief.written = (day + TimeDelta::seconds(place)).fixed_offset();
        }
        for (was, is) in &mut self.corrected {
            *was = "record-corrected".into();
            *is = Word::clone(&names[is]);
        }
        for (number, (path, _)) in (1..).zip(&mut self.unread) {
            *path = format!("file-{number}").into();
        }
        self
    }

    /// How many files of each class there are.
    pub fn totals(&self) -> Totals {
        let unread = |is: fn(Unread) -> bool| self.unread.iter().filter(|(_, why)| is(*why)).count();
        Totals {
            records: self.briefs.len(),
            damaged: unread(|why| matches!(why, Unread::Not(NotARecord::Damaged) | Unread::Conflict)),
            newer: unread(|why| why == Unread::Not(NotARecord::Newer)),
            closed: unread(|why| matches!(why, Unread::TooLong | Unread::NotOpened | Unread::NotAFile)),
            corrected: self.corrected.len(),
            practice: self.practice,
            small: self.small.len(),
            other: self.other,
        }
    }
}
