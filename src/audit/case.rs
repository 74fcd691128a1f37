//! Records as cases: the reviews of each, and what it did under each strategy.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::audit::Ladder;
use crate::record::Brief;
use crate::records;
use crate::strategy::Place;

/// All records of one case, and what they come to.
#[derive(Debug)]
pub struct Case<'a> {
    /// The reference by which its newest record knows it.
    pub name: &'a str,
    /// Its reviews, by the day on which each began.
    pub reviews: Vec<Review<'a>>,
    /// What it did under each strategy, one after another.
    pub stays: Vec<Stay<'a>>,
}

/// One review: its parts, oldest first. There is always one.
#[derive(Debug)]
pub struct Review<'a> {
    /// Each record of it.
    pub parts: Vec<&'a Brief>,
}

/// The time of a case under one strategy, from its first record there until it is settled, leaves or stops. Reviews of
/// the same strategy one after another are one stay, with the follow-ups that belong to them.
#[derive(Debug)]
pub struct Stay<'a> {
    /// The strategy.
    pub strategy: &'a str,
    /// The day on which it began.
    pub began: NaiveDate,
    /// The newest record in it.
    pub last: &'a Brief,
    /// How it ended, if it ended.
    pub end: End<'a>,
    /// The day on which it was over. A strategy that hands over waits until the next one begins: none while nobody has
    /// picked it up.
    pub over: Option<NaiveDate>,
    /// How many reviews of the strategy it took, from 1.
    pub rounds: usize,
}

/// How a stay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End<'a> {
    /// It has not: it waits, or it is to be looked at again.
    Open,
    /// An outcome that resolves it, on this day.
    Settled(NaiveDate),
    /// It went on to this strategy, on this day: handed over, or the next review was of that strategy.
    Left(&'a str, NaiveDate),
    /// It was handed over to nobody's strategy, stopped, was withdrawn, or went on in another way, on this day.
    Stopped(NaiveDate),
}

impl End<'_> {
    /// The day on which it ended.
    pub fn on(self) -> Option<NaiveDate> {
        match self {
            Self::Open => None,
            Self::Settled(on) | Self::Left(_, on) | Self::Stopped(on) => Some(on),
        }
    }
}

impl<'a> Review<'a> {
    /// Its newest part.
    pub fn last(&self) -> &'a Brief {
        self.parts[self.parts.len() - 1]
    }

    /// The day of its first part that is here.
    pub fn began(&self) -> NaiveDate {
        self.parts[0].date
    }

    /// The strategy that it came to.
    pub fn strategy(&self) -> &'a str {
        &self.last().strategy
    }

    /// How it ended, as its newest part says.
    pub(crate) fn end(&self) -> End<'a> {
        let last = self.last();
        match &last.outcome {
            None => End::Open,
            Some(outcome) => match (&*outcome.kind, outcome.next.as_deref()) {
                ("resolved", _) => End::Settled(last.date),
                ("review", _) => End::Open,
                ("handover", Some(next)) => End::Left(next, last.date),
                _ => End::Stopped(last.date),
            },
        }
    }
}

impl<'a> Case<'a> {
    /// The newest word for a fact that any record of the case has.
    pub fn fact(&self, name: &str) -> Option<&'a str> {
        self.says(name).map(|(_, word)| word)
    }

    /// The newest review that has a word for a fact, and the word.
    pub fn says(&self, name: &str) -> Option<(&Review<'a>, &'a str)> {
        let with = self.reviews.iter().filter_map(|review| Some((review, review.last().fact(name)?)));
        with.max_by_key(|(review, _)| (review.last().date, review.last().written))
    }

    /// True for any reference of any of its records.
    pub fn goes_by(&self, reference: &str) -> bool {
        self.reviews.iter().flat_map(|review| &review.parts).any(|head| head.goes_by(reference))
    }

    /// True if any record of the case has such a word for a fact: what was once done stays done.
    pub fn ever(&self, name: &str, is: impl Fn(&str) -> bool) -> bool {
        self.reviews.iter().flat_map(|review| &review.parts).filter_map(|head| head.fact(name)).any(is)
    }

    /// The day on which it was settled or stopped, if it was.
    pub fn closed(&self) -> Option<NaiveDate> {
        let end = self.stays.last()?.end;
        end.on().filter(|_| matches!(end, End::Settled(_) | End::Stopped(_)))
    }

    /// From which day to which one it took to be closed, from the day on which it was first raised; none where no record
    /// says when that was.
    pub fn raised_to_closed(&self) -> Option<(NaiveDate, NaiveDate)> {
        let raised: NaiveDate = self.fact("raised-on")?.parse().ok()?;
        self.closed().filter(|closed| raised <= *closed).map(|closed| (raised, closed))
    }

    /// The day of its first record.
    pub fn began(&self) -> NaiveDate {
        self.reviews[0].began()
    }
}

/// The cases of some records. Records are of one case if a reference, or one of other agencies, is the same.
pub fn cases<'a>(briefs: &'a [Brief], ladder: &Ladder) -> Vec<Case<'a>> {
    let mut by_case: BTreeMap<usize, Vec<&Brief>> = BTreeMap::new();
    for (place, first) in tied(briefs).into_iter().enumerate() {
        by_case.entry(first).or_default().push(&briefs[place]);
    }
    by_case.into_values().map(|records| case(records, ladder)).collect()
}

/// For each record, the place of the first record that is of the same case.
pub fn tied(briefs: &[Brief]) -> Vec<usize> {
    records::tied(briefs.iter().map(Brief::references))
}

fn case<'a>(mut records: Vec<&'a Brief>, ladder: &Ladder) -> Case<'a> {
    records.sort_by_key(|head| (head.date, head.written, head.part));
    let name = records.last().map_or("", |head| &head.case);
    let mut reviews: Vec<Review<'a>> = Vec::new();
    for record in records {
        match reviews.iter_mut().find(|review| review.parts[0].review == record.review) {
            Some(review) => review.parts.push(record),
            None => reviews.push(Review { parts: vec![record] }),
        }
    }
    let stays = stays(&reviews, ladder);
    Case { name, reviews, stays }
}

fn stays<'a>(reviews: &[Review<'a>], ladder: &Ladder) -> Vec<Stay<'a>> {
    let mut stays: Vec<Stay<'a>> = Vec::new();
    for review in reviews {
        let (strategy, last, end) = (review.strategy(), review.last(), review.end());
        match ladder.place(strategy) {
            Place::Own => {}
            // A follow-up is the newest word on what it follows.
            Place::Closes => {
                if let Some(before) = stays.last_mut() {
                    (before.last, before.end) = (last, end);
                }
                continue;
            }
            // A note says nothing of how the matter stands, and who only looks for the right strategy has tried none.
            Place::Beside | Place::Leads => continue,
        }
        match stays.last_mut() {
            Some(before) if before.strategy == strategy && before.end == End::Open => {
                (before.last, before.end) = (last, end);
                before.rounds += 1;
            }
            Some(before) => {
                if matches!(before.end, End::Open) {
                    before.end = End::Left(strategy, review.began());
                }
                stays.push(Stay { strategy, began: review.began(), last, end, over: None, rounds: 1 });
            }
            None => stays.push(Stay { strategy, began: review.began(), last, end, over: None, rounds: 1 }),
        }
    }
    let begins: Vec<Option<NaiveDate>> = stays.iter().skip(1).map(|next| Some(next.began)).chain([None]).collect();
    for (stay, next) in stays.iter_mut().zip(begins) {
        stay.over = if matches!(stay.end, End::Left(..)) { next } else { stay.end.on() };
    }
    stays
}
