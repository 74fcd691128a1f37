//! What needs somebody, most urgent first.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::audit::Case;
use crate::audit::End;
use crate::audit::Ladder;
use crate::audit::Review;
use crate::calendar::Calendar;
use crate::record::Brief;
use crate::records::Kept;
use crate::records::Promise;
use crate::records::Promised;
use crate::records::Stop;
use crate::strategy::Place;

/// The role on whose behalf an audit is made, unless the reader's own is one that records wait for.
pub const READER: &str = "line-manager";

/// Why something needs somebody. In the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A session was stopped to keep a child safe, and nobody has written down what was done.
    Stopped,
    /// A promised date is past, and nothing follows it.
    Late,
    /// An escalation has no outcome.
    Escalated,
    /// A facilitator was asked for, and there is no outcome.
    Facilitator,
    /// A promised date comes soon.
    Soon,
    /// No record of the case says what the child's view is; with `reason`, one says why it is missing.
    ChildsView,
    /// No record of the case says that the family know.
    Family,
    /// It has come to an end, and no record says that whoever raised it was told.
    Raiser,
    /// A later strategy without a record of what comes before; with `reason`, one says why.
    Early,
    /// Two people carried on the same part.
    Twice,
}

impl Why {
    /// Every reason with its word in files and flags.
    pub const ALL: [(&'static str, Self); 10] = [
        ("stopped", Self::Stopped),
        ("overdue", Self::Late),
        ("escalated", Self::Escalated),
        ("facilitator", Self::Facilitator),
        ("due-soon", Self::Soon),
        ("childs-view", Self::ChildsView),
        ("family-told", Self::Family),
        ("raiser-told", Self::Raiser),
        ("straight-to", Self::Early),
        ("carried-on-twice", Self::Twice),
    ];

    /// The fact that says why it is so, where there is one.
    pub fn fact(self) -> Option<&'static str> {
        match self {
            Self::ChildsView => Some("childs-view"),
            Self::Family => Some("family-told"),
            Self::Raiser => Some("raiser-told-on"),
            Self::Early => Some("went-straight-to"),
            _ => None,
        }
    }

    /// Its word in files and flags.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, why)| *why == self).map_or("", |(name, _)| name)
    }
}

/// What records say of why something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing.
    Unsaid,
    /// One gives a reason.
    Said,
    /// None has asked yet for what is missing.
    NeverAsked,
}

impl Reason {
    fn is_said(said: bool) -> Self {
        if said { Self::Said } else { Self::Unsaid }
    }
}

/// One thing that needs somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need<'a> {
    /// Why.
    pub why: Why,
    /// The case; empty if a stop has none.
    pub case: &'a str,
    /// The record that shows it; empty for a stop.
    pub record: &'a str,
    /// The role that it waits for, as the strategy names it; empty if it waits for no one role.
    pub role: &'a str,
    /// The same in words.
    pub who: &'a str,
    /// The day by which, or since which.
    pub day: NaiveDate,
    /// Working days: past the day, or since it; below nought, until it.
    pub days: i64,
    /// True if it waits for whoever reads.
    pub yours: bool,
    /// What records say of why it is so.
    pub reason: Reason,
    /// The day since which it waits.
    pub since: NaiveDate,
    /// True if it was not there when this reader last had an audit of these folders.
    pub new: bool,
    /// What the record says, in the words of whoever wrote it, if that was asked for: each with what it is.
    pub said: Vec<(String, String)>,
}

impl Need<'_> {
    /// What it is known by from one audit to the next.
    pub fn key(&self) -> String {
        format!("{} {} {} {}", self.why.name(), self.case, self.record, self.day)
    }
}

/// What is known besides the records.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The day from which it is seen.
    pub today: NaiveDate,
    /// The last day that is soon.
    pub soon: NaiveDate,
    /// The working days that count.
    pub calendar: &'a Calendar,
    /// The role of whoever reads.
    pub reader: &'a str,
    /// Which strategy hands over to which.
    pub ladder: &'a Ladder,
    /// Every promised date, by the digest of its record.
    pub promised: &'a HashMap<&'a str, Promised<'a, Brief>>,
}

/// Everything about these cases that needs somebody, most urgent first.
pub fn needs<'a>(cases: &[&'a Case<'a>], stops: &'a [Stop], seen: Seen<'a>) -> Vec<Need<'a>> {
    let mut all: Vec<Need<'a>> = stops
        .iter()
        .filter(|stop| stop.at.date_naive() <= seen.today)
        .map(|stop| {
            let day = stop.at.date_naive();
            let days = seen.calendar.working_days_between(day, seen.today);
            let case = stop.case.as_deref().unwrap_or_default();
            Need {
                why: Why::Stopped,
                case,
                record: "",
                role: "",
                who: "",
                day,
                days,
                yours: false,
                reason: Reason::Unsaid,
                since: day,
                new: false,
                said: Vec::new(),
            }
        })
        .collect();
    all.extend(cases.iter().flat_map(|case| of_case(case, seen)));
    in_order(&mut all);
    all
}

/// Most urgent first: stops for safety, then what waits for whoever reads, then by why. Among equals, what is new comes
/// before what was there the last time, and then what has waited longest.
pub fn in_order(needs: &mut [Need<'_>]) {
    needs.sort_by(|a, b| {
        let key = |need: &Need<'_>| (need.why != Why::Stopped, !need.yours, need.why, !need.new, -need.days);
        key(a).cmp(&key(b)).then_with(|| (a.case, a.record).cmp(&(b.case, b.record)))
    });
}

fn of_case<'a>(case: &'a Case<'a>, seen: Seen<'a>) -> Vec<Need<'a>> {
    let mut all = Vec::new();
    let need = |why: Why, head: &'a Brief, day: NaiveDate, reason: Reason| Need {
        why,
        case: case.name,
        record: &head.record,
        role: "",
        who: "",
        day,
        days: seen.calendar.working_days_between(day, seen.today),
        yours: false,
        reason,
        since: head.date,
        new: false,
        said: Vec::new(),
    };
    for head in case.reviews.iter().flat_map(|review| review.parts.iter().copied()) {
        let Some(promised) = seen.promised.get(&*head.sha256).filter(|promised| promised.kept == Kept::Open) else {
            continue;
        };
        let why = match promised.by {
            by if by < seen.today => Why::Late,
            by if by <= seen.soon => Why::Soon,
            _ => continue,
        };
        // A manager who noted the case and named a day looks again on that day.
        let note = seen.ladder.place(&head.strategy) == Place::Beside;
        let (role, who) = match note {
            true if seen.reader == READER => (READER, "you to look again"),
            true => (READER, "the line manager to look again"),
            false => (role(promised), who(promised)),
        };
        let yours = is_same_role(role, seen.reader) || is_same_role(who, seen.reader);
        all.push(Need { role, who, yours, ..need(why, head, promised.by, Reason::Unsaid) });
    }
    for review in &case.reviews {
        let last = review.last();
        if twice(review) {
            all.push(need(Why::Twice, last, last.date, Reason::Unsaid));
        }
        if last.outcome.is_some() {
            continue;
        }
        if seen.ladder.is_top(review.strategy()) {
            all.push(need(Why::Escalated, last, review.began(), Reason::Unsaid));
        }
        if let Some(asked) = last.fact("facilitator-asked-on").and_then(|day| day.parse().ok()) {
            all.push(need(Why::Facilitator, last, asked, Reason::Unsaid));
        }
    }
    let Some(stay) = case.stays.last() else { return all };
    // Whoever it was handed over to may be outside of every strategy: until they answer, nothing has ended.
    let awaited = seen.promised.get(&*stay.last.sha256).is_some_and(|promised| promised.kept == Kept::Open);
    let ended = match stay.end {
        End::Settled(_) => true,
        End::Stopped(_) => !awaited,
        End::Open | End::Left(..) => false,
    };
    let says_why = |fact| Reason::is_said(case.fact(fact) == Some("why-not"));
    if !ended && !case.ever("childs-view", |word| word == "given") {
        let asked = case.fact("childs-view").is_some();
        let why = if asked { says_why("childs-view") } else { Reason::NeverAsked };
        all.push(need(Why::ChildsView, stay.last, stay.began, why));
    }
    if !ended && !case.ever("family-told", is_told) {
        all.push(need(Why::Family, stay.last, stay.began, says_why("family-told")));
    }
    if ended && !case.ever("raiser-told-on", is_day) {
        all.push(need(Why::Raiser, stay.last, stay.last.date, says_why("raiser-told-on")));
    }
    if !ended && skipped(case, seen.ladder) {
        // The record that says why, if there is one.
        let records = || case.reviews.iter().flat_map(|review| &review.parts).copied();
        let reason = records().find(|head| head.fact("went-straight-to") == Some("given"));
        let early = need(Why::Early, reason.unwrap_or(stay.last), stay.began, Reason::is_said(reason.is_some()));
        all.push(Need { since: stay.last.date, ..early });
    }
    all
}

/// The role on which a promised date waits.
fn role<'a>(promised: &Promised<'a, Brief>) -> &'a str {
    let head = promised.head;
    match promised.what {
        Promise::Reply => head.waiting.as_ref().map_or("", |waiting| &waiting.role),
        Promise::Handover => head.handover.as_ref().map_or("", |handover| &handover.role),
        Promise::LookAgain => "",
    }
}

/// The same in words.
fn who<'a>(promised: &Promised<'a, Brief>) -> &'a str {
    let head = promised.head;
    match promised.what {
        Promise::Reply => head.waiting.as_ref().map_or("", |waiting| &waiting.who),
        Promise::Handover => head.handover.as_ref().map_or("", |handover| &handover.who),
        Promise::LookAgain => "everyone who agreed to it",
    }
}

/// True if two records carry on the same part.
fn twice(review: &Review<'_>) -> bool {
    let mut before: Vec<&str> =
        review.parts.iter().filter_map(|head| Some(&*head.continues.as_ref()?.sha256)).collect();
    before.sort_unstable();
    before.windows(2).any(|pair| pair[0] == pair[1])
}

/// True if a fact says that somebody was told, by whomever.
pub fn is_told(word: &str) -> bool {
    const NOT: &[&str] = &["why-not", "dont-know", "blank", "no-reply", "no", "not-yet", "not-told"];
    !NOT.contains(&word)
}

/// True if a fact is a day.
pub fn is_day(word: &str) -> bool {
    word.parse::<NaiveDate>().is_ok()
}

/// True if the case came to a strategy with two or more before it, and to none of those before.
pub fn skipped(case: &Case<'_>, ladder: &Ladder) -> bool {
    case.stays.iter().enumerate().any(|(place, stay)| {
        let earlier = || case.stays[..place].iter().any(|before| ladder.is_before(before.strategy, stay.strategy));
        ladder.is_late(stay.strategy) && !earlier()
    })
}

/// True for one role written in two ways: "Line manager" and `line-manager`.
pub fn is_same_role(one: &str, other: &str) -> bool {
    let plain = |role: &str| {
        let role = role.trim().to_lowercase().replace(['-', '_'], " ");
        role.strip_prefix("the ").map_or(role.clone(), str::to_owned)
    };
    !one.is_empty() && plain(one) == plain(other)
}
