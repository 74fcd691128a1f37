//! What happened in a session, one thing at a time. A session is nothing but these, in order.

use chrono::DateTime;
use chrono::Days;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::calendar;
use crate::calendar::Calendar;
use crate::calendar::Moment;
use crate::prompt::Answer;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it was typed.
    pub at: DateTime<FixedOffset>,
    /// The day it counts as: of `at`, or the day given in its place.
    pub day: NaiveDate,
    /// What it was.
    pub what: What,
    /// For a day that was typed in words: those words, and what they were counted by.
    pub typed: Option<TypedDay>,
}

/// How a day was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedDay {
    /// The words, as they were typed.
    pub words: String,
    /// The bank holidays and closed days that were left out on the way there.
    pub left_out: Vec<NaiveDate>,
    /// True if bank holidays up to that day are not published yet.
    pub provisional: bool,
}

impl TypedDay {
    /// How this day came of these words. None if it did not, or if they name the day in full and mean it on every day.
    pub fn of(words: &str, day: NaiveDate, today: NaiveDate, calendar: &Calendar) -> Option<Self> {
        let words = words.trim();
        let reads = [calendar::read_past, calendar::read_to_come, calendar::read];
        let comes_of = reads.iter().any(|read| read(words, today, calendar).is_ok_and(|moment| moment.day == day));
        let another = today.checked_add_days(Days::new(800)).unwrap_or(today);
        let in_full = calendar::read(words, another, calendar).is_ok_and(|moment| moment.day == day);
        if !comes_of || in_full {
            return None;
        }
        let counted = calendar::read_count(words, today, calendar);
        let provisional = counted.as_ref().map_or(calendar.is_provisional(day), |counted| counted.provisional);
        let left_out = counted.map(|counted| counted.left_out).unwrap_or_default();
        Some(Self { words: words.to_owned(), left_out, provisional })
    }
}

impl What {
    /// The day that it gives, if it gives one.
    pub fn day_given(&self) -> Option<NaiveDate> {
        match self {
            Self::Answer { answer: Answer::Date(moment), from: None, .. } => Some(moment.day),
            Self::Happened { on, .. } => Some(*on),
            Self::Dated { by, .. } => Some(*by),
            _ => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The program's own safety question was answered.
    AtRisk(Risk),
    /// What the review is about was said.
    About(String),
    /// A step was answered.
    Answer {
        /// The step's path.
        path: String,
        /// For a step asked once for each entry of another: which one, from 0.
        nth: Option<usize>,
        /// The answer.
        answer: Answer,
        /// For a step that waited: the day on which it ended.
        on: Option<NaiveDate>,
        /// For an answer that was known already: from where.
        from: Option<Origin>,
    },
    /// What a step waits for has happened, on this day. Its answer comes next.
    Happened {
        /// The step's path.
        path: String,
        /// The day.
        on: NaiveDate,
    },
    /// A date was typed or moved.
    Dated {
        /// The step's path, or the outcome's name.
        path: String,
        /// The day.
        by: NaiveDate,
        /// How it came about.
        how: Dating,
        /// Why that day.
        why: Option<String>,
    },
    /// What keeps the child safe, and who checks and when, where no step asked it.
    UntilThen {
        /// What was said.
        said: String,
        /// For an earlier answer that was kept: from where.
        from: Option<Origin>,
    },
    /// It has not happened yet: the session ends here, waiting.
    Waiting {
        /// The step's path.
        path: String,
    },
    /// Of the answer about risk before it: who has been told, and what they said.
    Told(Told),
    /// A way out that the strategy adds was taken.
    Anytime(String),
    /// The review was withdrawn.
    Withdrawn {
        /// Why.
        why: String,
    },
    /// It goes on in another way.
    Elsewhere {
        /// Which way: a strategy's name, or words.
        to: String,
        /// Why.
        why: String,
    },
}

/// Whom somebody has told of a risk, and what they said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Their role and agency, never a name.
    pub whom: String,
    /// When.
    pub when: Moment,
    /// What they said.
    pub said: String,
}

/// Where an answer comes from that was known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Taken over without asking: from `strategy.step` of this sitting, `team` or `at-risk`.
    Taken(String),
    /// Shown and kept.
    Carried {
        /// The record it comes from, by its name, on the same case.
        record: String,
        /// For what keeps the child safe: who checked that it still holds, and when.
        checked: Option<String>,
    },
}

impl Origin {
    /// From where it was taken over without asking.
    pub fn taken(&self) -> Option<&str> {
        match self {
            Self::Taken(from) => Some(from),
            Self::Carried { .. } => None,
        }
    }

    /// Who checked that it still holds, and when.
    pub fn checked(&self) -> Option<&str> {
        match self {
            Self::Taken(_) => None,
            Self::Carried { checked, .. } => checked.as_deref(),
        }
    }
}

/// The answers to whether there is a risk of significant harm, with what was done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// No.
    No,
    /// Not sure: advice was shown.
    NotSure,
    /// Yes; whoever was asked went to act on it at once.
    Acting,
    /// Yes; they have been told, and whoever told them disagrees with their answer.
    ToldAndDisagree,
    /// Yes; they have been told, and this is about something else.
    ToldSomethingElse,
}

impl Risk {
    /// Every answer with its word in files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("no", Self::No),
        ("not-sure", Self::NotSure),
        ("acting", Self::Acting),
        ("told-and-disagree", Self::ToldAndDisagree),
        ("told-something-else", Self::ToldSomethingElse),
    ];

    /// Its word in files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, risk)| *risk == self).map_or("", |(name, _)| name)
    }

    /// The word that says whether it leaves anything open.
    pub fn open_word(self) -> &'static str {
        if self == Self::No { "no" } else { "open" }
    }

    /// The answer with this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, risk)| *risk)
    }

    /// The answer in words for a record.
    pub fn words(self) -> &'static str {
        match self {
            Self::No => "No",
            Self::NotSure => "Not sure",
            Self::Acting => "Yes: stopped here, to act on it",
            Self::ToldAndDisagree => "Yes: they have been told, and we disagree with their answer",
            Self::ToldSomethingElse => "Yes: they have been told, and this is about something else",
        }
    }
}

/// How a date came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dating {
    /// Typed, because the procedure's own number is not known here.
    Typed,
    /// The procedure's number is not known to the person either: they will find out by this day.
    FindOut,
    /// Brought forward, because the child's needs come first.
    BroughtForward,
    /// Put back once, as the strategy allows.
    Extended,
}

impl Dating {
    /// Every way with its word in files.
    pub const ALL: [(&'static str, Self); 4] = [
        ("typed", Self::Typed),
        ("find-out", Self::FindOut),
        ("brought-forward", Self::BroughtForward),
        ("extended", Self::Extended),
    ];

    /// Its word in files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, how)| *how == self).map_or("", |(name, _)| name)
    }

    /// The way with this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, how)| *how)
    }
}
