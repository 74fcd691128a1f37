//! The figures of some cases, each with its counts.

use std::collections::BTreeMap;

use crate::audit::Case;
use crate::audit::Days;
use crate::audit::End;
use crate::audit::FEW;
use crate::audit::Filter;
use crate::audit::Seen;
use crate::audit::Share;
use crate::audit::Stay;
use crate::audit::is_day;
use crate::audit::is_told;
use crate::audit::skipped;
use crate::record::HowMet;
use crate::records::Kept;

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// What it is: a name of [`DEFINITIONS`].
    pub what: &'static str,
    /// The strategy that it is about; empty for all.
    pub strategy: String,
    /// The strategy that it went on to; empty for most.
    pub to: String,
    /// The figure.
    pub figure: Figure,
}

/// How much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// So many.
    Count(usize),
    /// So many of so many.
    Share(Share),
    /// How many, with their median and their 90th percentile by nearest rank.
    Days(Days),
    /// Of agencies: not shown, as it rests on fewer than five, or would give away what does.
    Few,
}

/// What is counted in promised dates.
#[derive(Debug, Default)]
struct Dates {
    kept: usize,
    late: Vec<i64>,
    no_reply: usize,
    past: usize,
    to_come: usize,
}

/// Strategies, each with those for which cases may have left it.
pub type Ways<'a> = Vec<(&'a str, Vec<&'a str>)>;

/// The strategies under which these cases have been, those that come first before the others.
pub fn ways<'a>(cases: &[&Case<'a>], seen: Seen<'a>) -> Ways<'a> {
    strategies(cases, seen).into_iter().map(|strategy| (strategy, left_for(strategy, cases, seen))).collect()
}

/// Every figure of these cases in the time that is asked for, by these ways, whether or not a case has gone them.
pub fn measures(asked: &[&Case<'_>], filter: &Filter, seen: Seen<'_>, ways: &Ways<'_>) -> Vec<Measure> {
    let cases: Vec<&Case<'_>> = asked.iter().copied().filter(|case| filter.takes_time(case)).collect();
    let cases = cases.as_slice();
    let mut all = Vec::new();
    let mut put = |what, strategy: &str, to: &str, figure| {
        all.push(Measure { what, strategy: strategy.to_owned(), to: to.to_owned(), figure });
    };
    put("cases", "", "", Figure::Count(cases.len()));
    put("reviews", "", "", Figure::Count(cases.iter().map(|case| case.reviews.len()).sum()));
    for (strategy, targets) in ways {
        let been = been_under(strategy, cases, filter);
        // A case that came back to a strategy counts once, by how it ended there last: these are shares of one whole.
        let ended: Vec<End<'_>> = been.iter().filter_map(|stays| ended_last(stays)).collect();
        let share = |is: &dyn Fn(End<'_>) -> bool| Figure::Share(Share::of(&ended, |end| is(**end)));
        put("settled", strategy, "", share(&|end| matches!(end, End::Settled(_))));
        for to in targets {
            put("went-on", strategy, to, share(&|end| matches!(end, End::Left(its, _) if its == *to)));
        }
        put("ended-otherwise", strategy, "", share(&|end| matches!(end, End::Stopped(_))));
        let is_open = |stays: &&Vec<&Stay<'_>>| stays.iter().any(|stay| stay.end == End::Open);
        put("open", strategy, "", Figure::Share(Share::of(&been, is_open)));
        let days =
            been.iter().flatten().filter_map(|stay| Some(seen.calendar.working_days_between(stay.began, stay.over?)));
        put("days", strategy, "", Figure::Days(days.collect()));
        let rounds = been.iter().flatten().filter(|stay| stay.end != End::Open);
        let rounds = rounds.map(|stay| i64::try_from(stay.rounds).unwrap_or(i64::MAX));
        put("rounds", strategy, "", Figure::Days(rounds.collect()));
    }
    let dates = dates(asked, filter, seen);
    let whole = dates.kept + dates.late.len() + dates.no_reply + dates.past;
    for (what, part) in [
        ("dates-kept", dates.kept),
        ("dates-late", dates.late.len()),
        ("dates-no-reply", dates.no_reply),
        ("dates-past", dates.past),
    ] {
        put(what, "", "", Figure::Share(Share { part, whole }));
    }
    let open = Share { part: dates.to_come, whole: whole + dates.to_come };
    put("dates-to-come", "", "", Figure::Share(open));
    put("days-late", "", "", Figure::Days(dates.late.into_iter().collect()));
    let closed = || cases.iter().filter_map(|case| case.raised_to_closed());
    let working = closed().map(|(raised, closed)| seen.calendar.working_days_between(raised, closed));
    put("raised-to-closed", "", "", Figure::Days(working.collect()));
    let calendar = closed().map(|(raised, closed)| (closed - raised).num_days());
    put("raised-to-closed-days", "", "", Figure::Days(calendar.collect()));
    for (what, share) in of_cases(cases, seen) {
        put(what, "", "", Figure::Share(share));
    }
    all
}

/// How the last of these stays ended that did.
fn ended_last<'a>(stays: &[&Stay<'a>]) -> Option<End<'a>> {
    stays.iter().rev().map(|stay| stay.end).find(|end| *end != End::Open)
}

/// Of each case that has been under a strategy in the time that is asked for, its stays there.
fn been_under<'a, 'b>(strategy: &str, cases: &[&'b Case<'a>], filter: &Filter) -> Vec<Vec<&'b Stay<'a>>> {
    let mut all = Vec::new();
    for case in cases {
        let stays = case.stays.iter().filter(|stay| stay.strategy == strategy && filter.takes_stay(stay));
        let stays: Vec<&Stay<'a>> = stays.collect();
        if !stays.is_empty() {
            all.push(stays);
        }
    }
    all
}

/// The strategies under which these cases have been, those that come first before the others.
fn strategies<'a>(cases: &[&Case<'a>], seen: Seen<'_>) -> Vec<&'a str> {
    let mut all: Vec<&str> = cases.iter().flat_map(|case| &case.stays).map(|stay| stay.strategy).collect();
    all.sort_unstable_by_key(|id| (seen.ladder.rungs(id), *id));
    all.dedup();
    all
}

/// The strategies for which cases left this one, and those to which it hands over by its own file.
fn left_for<'a>(strategy: &str, cases: &[&Case<'a>], seen: Seen<'a>) -> Vec<&'a str> {
    let stays = cases.iter().flat_map(|case| &case.stays).filter(|stay| stay.strategy == strategy);
    let mut all: Vec<&str> = stays
        .filter_map(|stay| match stay.end {
            End::Left(to, _) => Some(to),
            _ => None,
        })
        .chain(seen.ladder.next(strategy))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn dates(cases: &[&Case<'_>], filter: &Filter, seen: Seen<'_>) -> Dates {
    let mut dates = Dates::default();
    for head in cases.iter().flat_map(|case| &case.reviews).flat_map(|review| &review.parts) {
        let promised = seen.promised.get(&*head.sha256).filter(|promised| filter.takes_day(promised.by));
        let Some(promised) = promised else { continue };
        match promised.kept {
            Kept::Met(met) => match met.how {
                HowMet::Kept => dates.kept += 1,
                HowMet::Late => dates.late.push(met.late),
                HowMet::NoReply => dates.no_reply += 1,
                HowMet::TimeNotKnown => {}
            },
            Kept::Open if promised.by < seen.today => dates.past += 1,
            Kept::Open => dates.to_come += 1,
            // The date that counts now stands in a later record, or the review was left without it.
            Kept::Moved(_) | Kept::Left => {}
        }
    }
    dates
}

fn of_cases(cases: &[&Case<'_>], seen: Seen<'_>) -> Vec<(&'static str, Share)> {
    let share = |of: &dyn Fn(&Case<'_>) -> bool, is: &dyn Fn(&Case<'_>) -> bool| {
        Share::of(cases.iter().filter(|case| of(case)), |case| is(case))
    };
    let settled = |case: &Case<'_>| case.stays.iter().any(|stay| matches!(stay.end, End::Settled(_)));
    let came_back = |case: &Case<'_>| case.stays.iter().rev().skip(1).any(|stay| matches!(stay.end, End::Settled(_)));
    let first_is = |case: &Case<'_>, is: fn(End<'_>) -> bool| case.stays.first().is_some_and(|stay| is(stay.end));
    let over = |case: &Case<'_>| case.closed().is_some();
    let changed = |words: &'static [&'static str]| {
        share(&|case| case.fact("changed-for-child").is_some(), &|case| {
            case.fact("changed-for-child").is_some_and(|word| words.contains(&word))
        })
    };
    vec![
        (
            "first",
            share(&|case| first_is(case, |end| end != End::Open), &|case| {
                first_is(case, |end| matches!(end, End::Settled(_)))
            }),
        ),
        ("came-back", share(&settled, &came_back)),
        ("straight-to", share(&|_| true, &|case| skipped(case, seen.ladder).is_some())),
        ("childs-view", share(&|_| true, &|case| case.ever("childs-view", |word| word == "given"))),
        ("family-told", share(&|_| true, &|case| case.ever("family-told", is_told))),
        ("raiser-told", share(&over, &|case| case.ever("raiser-told-on", is_day))),
        ("changed-yes", changed(&["better", "yes"])),
        ("changed-in-part", changed(&["a-little", "in-part"])),
        ("changed-no", changed(&["not-yet", "no"])),
        ("changed-worse", changed(&["worse"])),
        ("changed-too-soon", changed(&["too-soon"])),
    ]
}

/// By what cases are put into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What the difference is about.
    Category,
    /// What kind of plan the child has.
    PlanType,
    /// The two agencies, whichever of them raised it.
    Agencies,
    /// The month in which the case began.
    Month,
    /// The quarter of the year in which the case began.
    Quarter,
}

impl By {
    /// Its word in flags and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::PlanType => "plan-type",
            Self::Agencies => "agencies",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// What the groups are, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "what the difference is about",
            Self::PlanType => "kind of plan",
            Self::Agencies => "the two agencies",
            Self::Month => "the month in which the case began",
            Self::Quarter => "the quarter in which the case began",
        }
    }
}

/// What a group is called that no record names.
pub const NOT_SAID: &str = "not said";

/// The words for agencies that are too few to be named.
pub const TOGETHER: &str = "agencies with fewer than five cases";

/// The cases of each group. Of agencies, groups of fewer than five are put together under `few`, unless it is empty; and
/// if those are still fewer than five, the smallest of the others too, so that nothing is known by taking away.
pub fn groups<'a, 'b>(cases: &[&'b Case<'a>], by: By, few: &str) -> BTreeMap<String, Vec<&'b Case<'a>>> {
    let mut all: BTreeMap<String, Vec<&Case<'a>>> = BTreeMap::new();
    for case in cases {
        all.entry(group(case, by)).or_default().push(case);
    }
    if by == By::Agencies && !few.is_empty() {
        let (small, mut large): (BTreeMap<_, _>, BTreeMap<_, _>) =
            all.into_iter().partition(|(name, cases)| cases.len() < FEW && name != NOT_SAID);
        let mut together: Vec<&Case<'a>> = small.into_values().flatten().collect();
        if (1..FEW).contains(&together.len()) {
            let named = large.iter().filter(|(name, _)| *name != NOT_SAID);
            let smallest = named.min_by_key(|(_, cases)| cases.len()).map(|(name, _)| name.clone());
            together.extend(smallest.and_then(|name| large.remove(&name)).unwrap_or_default());
        }
        if !together.is_empty() {
            large.insert(few.to_owned(), together);
        }
        return large;
    }
    all
}

fn group(case: &Case<'_>, by: By) -> String {
    use chrono::Datelike as _;
    let fact = |name: &str| case.fact(name).unwrap_or(NOT_SAID).to_owned();
    let began = case.began();
    match by {
        By::Category => fact("category"),
        By::PlanType => fact("plan-type"),
        By::Agencies => match (case.fact("raiser-agency"), case.fact("other-agency")) {
            (Some(one), Some(other)) => format!("{} and {}", one.min(other), one.max(other)),
            _ => NOT_SAID.to_owned(),
        },
        By::Month => began.format("%Y-%m").to_string(),
        By::Quarter => format!("{}-Q{}", began.year(), began.month0() / 3 + 1),
    }
}
