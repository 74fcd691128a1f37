//! What needs somebody, most urgent first.

use std::collections::HashMap;

use chrono::Datelike as _;
use chrono::NaiveDate;

use crate::audit::Case;
use crate::audit::End;
use crate::audit::Ladder;
use crate::audit::Review;
use crate::audit::Stay;
use crate::calendar::Calendar;
use crate::record::Brief;
use crate::record::Small;
use crate::records::Kept;
use crate::records::OpenAnswer;
use crate::records::Promise;
use crate::records::Promised;
use crate::records::SaidOfRisk;
use crate::records::ToldRisk;
use crate::records::open_answers;
use crate::records::reviewer;
use crate::session::Risk;
use crate::strategy::ACCEPTED_BY;
use crate::strategy::Place;

/// The role on whose behalf an audit is made, unless the reader's own is one that records wait for.
pub const READER: &str = "line-manager";
/// The role that strategies ask for a facilitator.
const FACILITATOR: &str = "independent-facilitator";

/// Why something needs somebody. In the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A session was stopped to keep a child safe, and nobody has written down what was done.
    Stopped,
    /// A record says that a child is at risk, or may be, and no later one says otherwise.
    Risk,
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
    /// Two people carried on the same part.
    Twice,
}

impl Why {
    /// Every reason with its word in files and flags.
    pub const ALL: [(&'static str, Self); 10] = [
        ("stopped", Self::Stopped),
        ("at-risk", Self::Risk),
        ("overdue", Self::Late),
        ("escalated", Self::Escalated),
        ("facilitator", Self::Facilitator),
        ("due-soon", Self::Soon),
        ("childs-view", Self::ChildsView),
        ("family-told", Self::Family),
        ("raiser-told", Self::Raiser),
        ("carried-on-twice", Self::Twice),
    ];

    /// The fact that says why it is so, where there is one.
    pub fn fact(self) -> Option<&'static str> {
        match self {
            Self::ChildsView => Some("childs-view"),
            Self::Family => Some("family-told"),
            Self::Raiser => Some("raiser-told-on"),
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
    /// A record says what was done after a stop, and not that the child is safe.
    NotSafe,
    /// Nothing.
    Unsaid,
    /// One gives a reason.
    Said,
    /// One says that a child is at risk, and that those who were told see it differently: it cannot wait.
    AtRisk,
    /// One says that those who must know were told that a child is at risk, and that it is about something else itself.
    Told,
    /// No review has come yet to the question about what is missing.
    NotReached,
    /// They agreed to differ until a day on which it is reviewed.
    Differ,
}

/// One thing that needs somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need<'a> {
    /// Why.
    pub why: Why,
    /// The case; empty if a stop or a risk answer has none.
    pub case: &'a str,
    /// The record that shows it.
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
    /// The stop or the risk answer of which no record of its review says anything yet, if it is one.
    pub small: Option<&'a ToldRisk>,
    /// The small record in which whoever may says what was done, or that it is over.
    pub over_in: Option<&'a str>,
    /// True if it was not there when this reader last had an audit of these folders.
    pub new: bool,
    /// The records in which the reason may stand, newest first, where there is one.
    pub told_in: Vec<&'a str>,
    /// What records say, in the words of whoever wrote it, if that was asked for: each with what it is.
    pub said: Vec<(String, String)>,
}

impl Need<'_> {
    /// True if a child may be at risk: it comes before everything else, and nothing leaves it out.
    pub fn is_at_risk(&self) -> bool {
        matches!(self.why, Why::Stopped | Why::Risk)
    }

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
    /// Everything that small records say of stops and of risk.
    pub told: &'a [ToldRisk],
    /// Every promised date, by the digest of its record.
    pub promised: &'a HashMap<&'a str, Promised<'a, Brief>>,
}

/// How urgent a risk answer is: a child is at risk, or nobody was sure.
fn reason_of(risk: Risk) -> Reason {
    match risk {
        Risk::No | Risk::NotSure => Reason::Unsaid,
        Risk::Acting | Risk::ToldAndDisagree => Reason::AtRisk,
        Risk::ToldSomethingElse => Reason::Told,
    }
}

/// Everything about these cases that needs somebody, most urgent first; and these stops, as far as they are open. A stop
/// counts whatever its day: the computer that wrote it may have a fast clock.
pub fn needs<'a>(cases: &[&'a Case<'a>], stops: &[&'a ToldRisk], seen: Seen<'a>) -> Vec<Need<'a>> {
    let open = stops.iter().filter(|stop| stop.is_open());
    let mut all: Vec<Need<'a>> = open.flat_map(|stop| of_stop(stop, cases, seen)).collect();
    // Where a stop is listed, it says itself that the child is not known to be safe.
    let is_told = |need: &Need<'_>| need.reason == Reason::NotSafe && all.iter().any(|stop| stop.case == need.case);
    let of_cases: Vec<Need<'a>> =
        cases.iter().flat_map(|case| of_case(case, seen)).filter(|need| !is_told(need)).collect();
    all.extend(of_cases);
    in_order(&mut all);
    all
}

/// Most urgent first: where a child may be at risk, then what waits for whoever reads, then by why. Among equals, what is new comes
/// before what was there the last time, and then what has waited longest or comes first.
pub fn in_order(needs: &mut [Need<'_>]) {
    needs.sort_by(|a, b| {
        let key = |need: &Need<'_>| {
            let risk = need.is_at_risk();
            // What was handed over with a day that is not past is as urgent as that day.
            let handed_over = matches!(need.why, Why::Escalated | Why::Facilitator) && !need.who.is_empty();
            let why = if handed_over && need.days <= 0 { Why::Soon } else { need.why };
            // What is urgent today comes before what somebody was not sure of long ago.
            let unsure = need.why == Why::Risk && need.reason != Reason::AtRisk;
            // What somebody was not sure of is as old as the doubt, whatever waits for whom.
            let waited = if unsure { i64::from(need.since.num_days_from_ce()) } else { -need.days };
            (!risk, !risk && !need.yours, why, unsure, !need.new, waited)
        };
        key(a).cmp(&key(b)).then_with(|| (a.case, a.record).cmp(&(b.case, b.record)))
    });
}

/// What a stop or a risk answer needs: once for each case that it is of.
fn of_stop<'a>(stop: &'a ToldRisk, cases: &[&'a Case<'a>], seen: Seen<'a>) -> Vec<Need<'a>> {
    let day = stop.day();
    let mut references = stop.cases();
    if references.is_empty() {
        references.push("");
    }
    let need = |reference: &'a str| Need {
        why: if stop.small() == Small::Stop { Why::Stopped } else { Why::Risk },
        case: cases.iter().find(|case| case.goes_by(reference)).map_or(reference, |case| case.name),
        record: stop.record(),
        role: "",
        who: "",
        day,
        days: seen.calendar.working_days_between(day, seen.today),
        yours: false,
        reason: stop.newest().risk().map_or(Reason::Unsaid, reason_of),
        since: day,
        small: Some(stop),
        over_in: Some(stop.record()),
        new: false,
        told_in: Vec::new(),
        said: Vec::new(),
    };
    let mut needs: Vec<Need<'a>> = references.into_iter().map(need).collect();
    // Two references may be of one case.
    needs.dedup_by(|a, b| a.case == b.case);
    needs
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
        small: None,
        over_in: None,
        new: false,
        told_in: Vec::new(),
        said: Vec::new(),
    };
    let open = |head: &Brief| seen.promised.get(&*head.sha256).filter(|promised| promised.kept == Kept::Open);
    // It waits for somebody by a day, whenever that is.
    let waits = |why: Why, promised: &Promised<'a, Brief>| {
        // A manager who noted the case and named a day looks again on that day.
        let note = seen.ladder.place(&promised.head.strategy) == Place::Beside;
        let (role, who) = match note {
            true if seen.reader == READER => (READER, "you to look again"),
            true => (READER, "the line manager to look again"),
            false => (role(promised), who(promised)),
        };
        let yours = is_same_role(role, seen.reader) || is_same_role(who, seen.reader);
        let reason = if differ(promised).is_some() { Reason::Differ } else { Reason::Unsaid };
        Need { role, who, yours, ..need(why, promised.head, promised.by, reason) }
    };
    for head in case.reviews.iter().flat_map(|review| review.parts.iter().copied()) {
        let Some(promised) = open(head) else { continue };
        match promised.by {
            by if by < seen.today => all.push(waits(Why::Late, promised)),
            by if by <= seen.soon => all.push(waits(Why::Soon, promised)),
            _ => {}
        }
    }
    for review in &case.reviews {
        let last = review.last();
        if twice(review) {
            all.push(need(Why::Twice, last, last.date, Reason::Unsaid));
        }
        if last.outcome.is_some() {
            continue;
        }
        // Whom it waits for now. By which day stands beside it as a date.
        let role = open(last).map_or("", role);
        if seen.ladder.is_top(review.strategy()) {
            all.push(Need { role, ..need(Why::Escalated, last, review.began(), Reason::Unsaid) });
        }
        if let Some(asked) = last.fact("facilitator-asked-on").and_then(|day| day.parse().ok()) {
            all.push(Need { role, ..need(Why::Facilitator, last, asked, Reason::Unsaid) });
        }
    }
    let stay = case.stays.last();
    // Whoever it was handed over to may be outside of every strategy: until they answer, nothing has ended.
    let awaited = stay.and_then(|stay| open(stay.last));
    let ended = stay.is_some_and(|stay| match stay.end {
        End::Settled(_) => true,
        End::Stopped(_) => awaited.is_none(),
        End::Open | End::Left(..) => false,
    });
    let briefs = case.reviews.iter().flat_map(|review| review.parts.iter().copied());
    for OpenAnswer { brief: head, says, since, small } in open_answers(briefs, seen.told, seen.today) {
        let reason = match says {
            SaidOfRisk::NotSafe => Reason::NotSafe,
            SaidOfRisk::Answer(risk) => reason_of(risk),
        };
        let need = match open(head) {
            Some(promised) => Need { reason, ..waits(Why::Risk, promised) },
            None => need(Why::Risk, head, head.date, reason),
        };
        let since = if head.corrects.is_some() { since } else { need.since };
        all.push(Need { since, over_in: small.map(ToldRisk::record), ..need });
    }
    let Some(stay) = stay else { return all };
    if let Some((why, promised)) = awaited.and_then(|promised| Some((handed_over(promised, seen.ladder)?, promised))) {
        all.push(waits(why, promised));
    }
    // A need for what is missing, with the records that may say why.
    let missing = |why: Why, day| {
        let says = why.fact().and_then(|fact| case.says(fact));
        let reason = match says {
            None => Reason::NotReached,
            Some((_, "why-not")) => Reason::Said,
            Some(_) => Reason::Unsaid,
        };
        let told_in = says.filter(|_| reason == Reason::Said).map(|(review, _)| names(review)).unwrap_or_default();
        Need { told_in, ..need(why, stay.last, day, reason) }
    };
    if !ended && !case.ever("childs-view", |word| word == "given") {
        all.push(missing(Why::ChildsView, stay.began));
    }
    if !ended && !case.ever("family-told", is_told) {
        all.push(missing(Why::Family, stay.began));
    }
    if ended && !case.ever("raiser-told-on", is_day) {
        all.push(missing(Why::Raiser, stay.last.date));
    }
    all
}

/// The names of the records of a review, newest first.
fn names<'a>(review: &Review<'a>) -> Vec<&'a str> {
    review.parts.iter().rev().map(|head| &*head.record).collect()
}

/// Why a handover that nobody has answered needs somebody: it went to the top of a ladder, or to a facilitator.
fn handed_over(promised: &Promised<'_, Brief>, ladder: &Ladder) -> Option<Why> {
    let head = promised.head;
    let (handover, outcome) = (head.handover.as_ref()?, head.outcome.as_ref()?);
    let to = outcome.next.as_deref().unwrap_or(&head.strategy);
    match promised.what {
        Promise::Handover if ladder.is_top(to) => Some(Why::Escalated),
        Promise::Handover if is_same_role(&handover.role, FACILITATOR) => Some(Why::Facilitator),
        _ => None,
    }
}

/// The role on which a promised date waits.
fn role<'a>(promised: &Promised<'a, Brief>) -> &'a str {
    let head = promised.head;
    match promised.what {
        Promise::Reply => head.waiting.as_ref().map_or("", |waiting| &waiting.role),
        Promise::Handover => head.handover.as_ref().map_or("", |handover| &handover.role),
        Promise::LookAgain => differ(promised).and(head.fact(ACCEPTED_BY)).unwrap_or_default(),
    }
}

/// The same in words.
fn who<'a>(promised: &Promised<'a, Brief>) -> &'a str {
    let head = promised.head;
    match promised.what {
        Promise::Reply => head.waiting.as_ref().map_or("", |waiting| &waiting.who),
        Promise::Handover => head.handover.as_ref().map_or("", |handover| &handover.who),
        Promise::LookAgain => differ(promised).unwrap_or("everyone who agreed to it"),
    }
}

/// Whose review it is, in words, if they agreed to differ.
fn differ(promised: &Promised<'_, Brief>) -> Option<&'static str> {
    let is_review = promised.what == Promise::LookAgain;
    promised.head.fact(ACCEPTED_BY).filter(|_| is_review).and_then(reviewer)
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

/// The newest stay of the case under a strategy with two or more before it, without the one that leads to it.
pub fn skipped<'a, 'b>(case: &'b Case<'a>, ladder: &Ladder) -> Option<&'b Stay<'a>> {
    let stays = case.stays.iter().enumerate().rev();
    let mut late = stays.filter(|(_, stay)| ladder.is_late(stay.strategy));
    let comes_after =
        |place: usize, id: &str| case.stays[..place].iter().any(|before| ladder.leads_to(before.strategy, id));
    late.find(|(place, stay)| !comes_after(*place, stay.strategy)).map(|(_, stay)| stay)
}

/// True for one role written in two ways: "Line manager" and `line-manager`.
pub fn is_same_role(one: &str, other: &str) -> bool {
    let plain = |role: &str| {
        let role = role.trim().to_lowercase().replace(['-', '_'], " ");
        role.strip_prefix("the ").map_or(role.clone(), str::to_owned)
    };
    !one.is_empty() && plain(one) == plain(other)
}
