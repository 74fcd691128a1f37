//! What is open of risk on a case: the one place that says so. Every list, `history` and the audit read it.
//!
//! A stop is open until somebody says what was done and that the child is safe. Any other answer about risk but *no* is
//! open until whoever gave it says *no* in the same review, or says that it is over, or a safeguarding lead of their
//! agency does. Anybody else's *no*, another review, a note and an ending leave it open: they stand beside it. That
//! somebody has told and disagrees is over too once the review in which they said so is resolved.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde::Serializer;

use crate::calendar;
use crate::record::Brief;
use crate::record::RiskNote;
use crate::record::Small;
use crate::records::Case;
use crate::records::RiskState;
use crate::records::ToldRisk;
use crate::records::risk_notes::gathered;
use crate::records::tied;
use crate::session::Risk;
use crate::strategy::check::SAFETY_STOP;

/// True if a record about a stop says that the child is safe.
fn says_safe(brief: &Brief) -> bool {
    brief.fact("safe-now") == Some("yes")
}

/// True unless a record says that a child is at risk, or may be.
fn says_no(brief: &Brief) -> bool {
    Risk::named(&brief.at_risk).is_none_or(|risk| risk == Risk::No)
}

/// True if the record of a review has an answer about risk, or one that was given after it. Of two answers in one second,
/// nobody knows which was the later.
fn holds(brief: &Brief, risk: &ToldRisk) -> bool {
    let at = risk.first.head.at;
    let has_it = brief.at_risk_at > at || brief.at_risk_at == at && *brief.at_risk == *risk.newest().head.at_risk;
    risk.small() == Small::Risk && Some(&*brief.review) == risk.review() && has_it
}

/// True if somebody who gave an answer is, as far as is known, whoever typed a record of the same review.
fn is_same(raiser: Option<&str>, typed_by: Option<&str>) -> bool {
    raiser.is_none_or(|raiser| typed_by.is_some_and(|typed_by| typed_by.eq_ignore_ascii_case(raiser)))
}

/// Every stop and risk answer, oldest first, and how far each has come. `today`, and the last day of what is looked at.
///
/// `briefs` are of the records that stand, on that day. A stop is explained by a small record that says what was done,
/// by the record that names it, or by one of the strategy for it that somebody began by themselves: that one explains
/// the stops of its case on the day that it is `about`, or else the newest one; none that was made after it. What was
/// said last of whether the child is safe counts. That the same session was carried on says nothing of what was done. A
/// record that was moved to another child explains nothing of the first, and one dated after today explains nothing.
pub fn told_risks(
    notes: &[RiskNote],
    briefs: &[Brief],
    (today, day): (NaiveDate, NaiveDate),
    about: &dyn Fn(&str) -> Option<NaiveDate>,
) -> Vec<ToldRisk> {
    let mut all = gathered(notes, (today, day));
    if all.is_empty() {
        return all;
    }
    let of_briefs = briefs.iter().map(|brief| brief.references().collect::<Vec<_>>());
    let stand = all.iter().flat_map(|risk| risk.stand.iter().map(|note| note.references().collect()));
    let ties = tied(of_briefs.chain(stand));
    let mut rest = ties[briefs.len()..].iter().copied();
    let of_risks: Vec<Vec<usize>> = all.iter().map(|risk| rest.by_ref().take(risk.stand.len()).collect()).collect();
    let of_stops = |brief: &Brief| brief.explains.is_some() || *brief.strategy == *SAFETY_STOP;
    let mut words: Vec<(usize, &Brief)> =
        briefs.iter().enumerate().filter(|(_, brief)| of_stops(brief) && brief.date <= today).collect();
    // Of two words in one second, the one that says that the child is not safe counts.
    words.sort_by_key(|(_, brief)| (brief.written, !says_safe(brief)));
    for (number, brief) in words {
        let same_case = |place: usize| of_risks[place].contains(&ties[number]);
        for place in explained(brief, &all, &same_case, about) {
            let risk = &mut all[place];
            if risk.said_at.is_none_or(|at| at < brief.written || at == brief.written && !says_safe(brief)) {
                risk.state = if says_safe(brief) { RiskState::Over } else { RiskState::NotSafe };
            }
        }
    }
    for risk in all.iter_mut().filter(|risk| risk.is_open()) {
        risk.state = in_its_review(risk, briefs, today);
    }
    all
}

/// The places of the stops of which a record says what was done.
fn explained(
    brief: &Brief,
    all: &[ToldRisk],
    same_case: &dyn Fn(usize) -> bool,
    about: &dyn Fn(&str) -> Option<NaiveDate>,
) -> Vec<usize> {
    let places = || all.iter().enumerate();
    if let Some(named) = &brief.explains {
        let is_it = |risk: &ToldRisk| risk.all.iter().any(|sha256| **sha256 == *named.sha256);
        let of_it = places().filter(|(place, risk)| is_it(risk) && (risk.case().is_none() || same_case(*place)));
        return of_it.map(|(place, _)| place).collect();
    }
    let may = |place: usize, risk: &ToldRisk| {
        let is_before = risk.day() <= brief.date && risk.first.head.at <= brief.written;
        risk.small() == Small::Stop && same_case(place) && is_before
    };
    let its_day = about(&brief.record);
    let before = || places().filter(|(place, risk)| may(*place, risk));
    let newest = before().filter(|(_, risk)| risk.is_open()).map(|(_, risk)| risk.first.head.at).max();
    let is_it = |risk: &ToldRisk| its_day.map_or(Some(risk.first.head.at) == newest, |day| risk.day() == day);
    before().filter(|(_, risk)| is_it(risk)).map(|(place, _)| place).collect()
}

/// How far an open risk answer has come in the records of its own review.
fn in_its_review(risk: &ToldRisk, briefs: &[Brief], today: NaiveDate) -> RiskState {
    let raiser = risk.first.head.typed_by.as_deref();
    let its = || briefs.iter().filter(|brief| holds(brief, risk));
    let ends = |brief: &&Brief| says_no(brief) && brief.date <= today && is_same(raiser, brief.typed_by.as_deref());
    if its().any(|brief| !says_no(brief)) {
        RiskState::InReview
    } else if its().any(|brief| ends(&brief)) {
        RiskState::Over
    } else {
        risk.state
    }
}

/// Those that are open and that no record of their review has.
pub fn open_risks(
    notes: &[RiskNote],
    briefs: &[Brief],
    days: (NaiveDate, NaiveDate),
    about: &dyn Fn(&str) -> Option<NaiveDate>,
) -> Vec<ToldRisk> {
    let mut all = told_risks(notes, briefs, days, about);
    all.retain(ToldRisk::is_open);
    all
}

/// What a record says of risk that is open.
#[derive(Debug, Clone, Copy)]
pub struct OpenAnswer<'a> {
    /// The record.
    pub brief: &'a Brief,
    /// What it says.
    pub says: SaidOfRisk,
    /// The day on which it was said.
    pub since: NaiveDate,
    /// The small record of that answer, if it is here: whoever may says there that it is over.
    pub small: Option<&'a ToldRisk>,
}

/// What a record says of risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidOfRisk {
    /// An answer to the safety question.
    Answer(Risk),
    /// After a stop: the child is not known to be safe.
    NotSafe,
}

impl Serialize for SaidOfRisk {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match self {
            Self::Answer(risk) => risk.name(),
            Self::NotSafe => "not-safe",
        })
    }
}

/// One thing that is open of risk on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StillOpen {
    /// What was said.
    pub says: SaidOfRisk,
    /// The day on which it was said.
    pub since: NaiveDate,
    /// The name of the review in which it was said, if it was in one.
    pub review: Option<String>,
    /// The role of whoever said it, if it is known.
    pub by: Option<String>,
    /// The small record in which whoever may says that it is over, if it is here.
    pub small: Option<String>,
}

impl StillOpen {
    fn of_answer(open: &OpenAnswer<'_>) -> Self {
        Self {
            says: open.says,
            since: open.since,
            review: Some(open.brief.review.to_string()),
            by: open.brief.typed_by.as_deref().map(str::to_owned),
            small: open.small.map(|risk| risk.record().to_owned()),
        }
    }

    fn of_told(risk: &ToldRisk) -> Option<Self> {
        let head = &risk.first.head;
        let answer = risk.newest().risk()?;
        Some(Self {
            says: if risk.state == RiskState::NotSafe { SaidOfRisk::NotSafe } else { SaidOfRisk::Answer(answer) },
            since: risk.day(),
            review: risk.review().map(str::to_owned),
            by: head.typed_by.clone(),
            small: Some(risk.record().to_owned()),
        })
    }

    /// True if, as far as is known, somebody said it themselves in this review.
    pub fn is_of(&self, review: Option<&str>, role: Option<&str>) -> bool {
        review.is_some() && self.review.as_deref() == review && is_same(self.by.as_deref(), role)
    }

    /// It in words, as the beginning of a sentence.
    pub fn words(&self) -> String {
        let since = calendar::medium(self.since);
        let by = self.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
        match self.says {
            SaidOfRisk::NotSafe => format!("A child is not known to be safe, {since}{by}"),
            SaidOfRisk::Answer(Risk::Acting) => format!("Stopped to keep a child safe, {since}{by}"),
            SaidOfRisk::Answer(risk) => format!("\"{}\", {since}{by}", risk.words()),
        }
    }

    /// Who says that it is over, and with which command.
    pub fn how_it_ends(&self) -> Option<String> {
        let small = self.small.as_ref()?.rsplit('_').next()?;
        Some(match self.says {
            SaidOfRisk::Answer(Risk::Acting) | SaidOfRisk::NotSafe => {
                format!("To say what was done: rethink correct {small}")
            }
            SaidOfRisk::Answer(_) => {
                format!("If you said it, or are their safeguarding lead: rethink correct {small}")
            }
        })
    }
}

/// What is open of risk in the records of one case, oldest first. `briefs` are those that stand; `told` is everything that
/// small records say.
pub fn open_answers<'a>(
    briefs: impl Iterator<Item = &'a Brief>,
    told: &'a [ToldRisk],
    today: NaiveDate,
) -> Vec<OpenAnswer<'a>> {
    let mut reviews: BTreeMap<&str, Vec<&Brief>> = BTreeMap::new();
    let mut after_stops: Vec<&Brief> = Vec::new();
    for brief in briefs {
        reviews.entry(&brief.review).or_default().push(brief);
        after_stops.extend(Some(brief).filter(|brief| brief.fact("safe-now").is_some()));
    }
    let mut open: Vec<OpenAnswer<'_>> = reviews.into_values().flat_map(|parts| open_in(parts, told, today)).collect();
    // What was said last of whether the child is safe counts. Of two words in one second, that the child is not.
    after_stops.retain(|brief| !says_safe(brief) || brief.date <= today);
    let last = after_stops.into_iter().max_by_key(|brief| (brief.written, !says_safe(brief)));
    let not_safe = last.filter(|brief| !says_safe(brief));
    open.extend(not_safe.map(|brief| OpenAnswer {
        brief,
        says: SaidOfRisk::NotSafe,
        since: said_on(brief),
        small: None,
    }));
    open.sort_by_key(|open| (open.since, open.brief.at_risk_at));
    open
}

/// The same of one review.
fn open_in<'a>(mut parts: Vec<&'a Brief>, told: &'a [ToldRisk], today: NaiveDate) -> Vec<OpenAnswer<'a>> {
    // Of two answers in one second, nobody knows which was the later.
    parts.sort_by_key(|brief| (said_on(brief), brief.at_risk_at, !says_no(brief), brief.part));
    let mut open: Vec<&Brief> = Vec::new();
    for brief in &parts {
        let typed_by = brief.typed_by.as_deref();
        if !says_no(brief) {
            // Whoever answers again has one answer, and it is the newer one.
            open.retain(|before| before.typed_by.as_deref() != typed_by);
            open.push(brief);
        } else if brief.date <= today {
            open.retain(|before| !is_same(before.typed_by.as_deref(), typed_by));
        }
    }
    let newest = parts.iter().max_by_key(|brief| (brief.part, brief.written));
    let is_resolved = newest.is_some_and(|brief| brief.outcome.as_ref().is_some_and(|it| *it.kind == *"resolved"));
    let answers = open.into_iter().filter_map(|brief| {
        let risk = Risk::named(&brief.at_risk)?;
        let its = || told.iter().filter(|risk| is_of_answer(risk, brief));
        let newest = its().map(|risk| risk.first.head.at).max();
        let is_over = |risk: &ToldRisk| risk.state == RiskState::Over && risk.said_at >= Some(brief.at_risk_at);
        let mut last = its().filter(|risk| Some(risk.first.head.at) == newest);
        let is_over = last.any(is_over) || risk == Risk::ToldAndDisagree && is_resolved;
        let (says, since, small) = (SaidOfRisk::Answer(risk), said_on(brief), its().next_back());
        (!is_over).then_some(OpenAnswer { brief, says, since, small })
    });
    answers.collect()
}

/// True if a stop or a risk answer is the one of a record, or an earlier one of the same person in its review.
fn is_of_answer(risk: &ToldRisk, brief: &Brief) -> bool {
    holds(brief, risk) && is_same(risk.first.head.typed_by.as_deref(), brief.typed_by.as_deref())
}

/// The day on which its answer about risk was given. A correction counts as the day of what it corrects; what is said of
/// risk in it was said on the day in its name.
fn said_on(brief: &Brief) -> NaiveDate {
    let own = brief.record.split('_').next().and_then(|day| day.parse().ok());
    match own.filter(|_| brief.corrects.is_some()) {
        Some(day) => day,
        None if brief.date_given => brief.date,
        None => brief.date.min(brief.at_risk_at.date_naive()),
    }
}

/// The stops of one case, and the risk answers of it that are in none of its reviews, or are open all the same, oldest
/// first; and everything that is open.
pub(crate) fn told(case: &Case, today: NaiveDate) -> (Vec<ToldRisk>, Vec<StillOpen>) {
    let standing = case.standing();
    let stands = case.records.iter().filter(|(_, record)| standing.stands(&record.sha256));
    let briefs: Vec<Brief> = stands.map(|(_, record)| Brief::of(&record.head, &record.sha256)).collect();
    let is_held = |risk: &ToldRisk| briefs.iter().any(|brief| holds(brief, risk));
    let about = |name: &str| {
        let record = case.records.iter().map(|(_, record)| record).find(|record| record.head.record == name)?;
        record.stopped_on()
    };
    let mut told = told_risks(&case.small, &briefs, (today, NaiveDate::MAX), &about);
    let mut open: Vec<StillOpen> = told.iter().filter(|risk| risk.is_open()).filter_map(StillOpen::of_told).collect();
    let answers = open_answers(briefs.iter(), &told, today);
    // Where a stop is open, it says itself that the child is not known to be safe.
    let stops = !open.is_empty();
    open.extend(answers.iter().filter(|it| !(stops && it.says == SaidOfRisk::NotSafe)).map(StillOpen::of_answer));
    told.retain(|risk| risk.is_open() || risk.done.is_some() || !is_held(risk));
    (told, open)
}
