//! What an audit says in words, whatever it is drawn on.

use chrono::NaiveDate;

use crate::audit::By;
use crate::audit::Days;
use crate::audit::Figure;
use crate::audit::Ladder;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::Reason;
use crate::audit::Report;
use crate::audit::Share;
use crate::audit::Thanks;
use crate::audit::Why;
use crate::calendar;
use crate::calendar::Calendar;
use crate::render::due_words;
use crate::render::page::capital;
use crate::render::page::one_line;
use crate::render::status::told_risk;

/// What holds for every figure.
pub(crate) const RULES: &[&str] = &[
    "A median or a 90th percentile is the nearest rank: it is always one of the days that were counted.",
    "Working days are counted strictly after the day from which they count.",
    "Percentages are rounded, so those of one whole may come to 99 or 101; what is counted never comes to more than the \
     whole.",
    "A strategy has ended on a case once the case was settled there, left it for another, or stopped there.",
    "With --from and --to, a stay under a strategy counts by the day on which it ended, or began if it has not.",
    "A promised date counts by itself. The other figures are of the cases with such a stay.",
    "The date of a line manager's note counts until a later note on the case: that has its own, or needs none.",
    "A date that was promised in a file that cannot be read counts nowhere, and may be late.",
];

/// What no audit can see, said once.
pub(crate) const ELSEWHERE: &str = "Unfinished reviews on other computers cannot be seen from here.";

/// What an audit of practice says first.
pub(crate) const PRACTICE: &str = "PRACTICE: none of this is a real case.";

/// The heading over every case in which a child may be at risk.
pub(crate) const AT_RISK: &str = "A child may be at risk";

/// What stands in the place of a figure that is not shown.
pub(crate) const NOT_SHOWN: &str = "not shown, to protect people";

/// What is said where nothing needs anybody: never more than could be read.
fn nothing(report: &Report<'_>) -> String {
    let files = match report.unread.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    let day = calendar::medium(report.today);
    if report.lost > 0 && report.unread.is_empty() {
        let lost = if report.lost == 1 { "1 record".to_owned() } else { format!("{} records", report.lost) };
        return format!(
            "Nothing that can be read here needs you today. But {lost} seen here before {}.",
            gone(report.lost)
        );
    }
    match (report.totals.records, report.later, report.unread.is_empty()) {
        (0, 0, false) => format!("No record could be read: {files} could not be counted."),
        (0, 1, true) => format!("No record here is of {day} or before; 1 is of a later day."),
        (0, later, true) if later > 0 => format!("No record here is of {day} or before; {later} are of later days."),
        (0, _, false) => format!("No record of {day} or before could be read, and {files} could not be counted."),
        (_, _, false) if report.filter.is_narrow() => {
            format!("Nothing that you asked for needs you today. But {files} could not be read.")
        }
        (_, _, false) => format!("Nothing that can be read here needs you today, and {files} could not be read."),
        _ if report.filter.is_narrow() => "Nothing that you asked for needs you today.".to_owned(),
        _ => "Nothing here needs you today.".to_owned(),
    }
}

/// What has become of so many records.
fn gone(many: usize) -> &'static str {
    if many == 1 { "is gone or changed" } else { "are gone or changed" }
}

/// How many things need somebody, how many of them whoever reads, and what is new.
pub(crate) fn first_line(report: &Report<'_>) -> String {
    let yours = report.needs.iter().filter(|need| need.yours).count();
    let new = report.needs.iter().filter(|need| need.new).count();
    let whom = if yours == 0 { "somebody" } else { "you" };
    let needs = match report.needs.len() {
        0 => return nothing(report),
        1 => format!("One thing needs {whom}"),
        many => format!("{} things need {whom}", number(many)),
    };
    let yours = match yours {
        0 if report.needs.len() == 1 => "it does not wait for you".to_owned(),
        0 => "none of them waits for you".to_owned(),
        1 if report.needs.len() == 1 => "it waits for you".to_owned(),
        1 => "one of them waits for you".to_owned(),
        many if many == report.needs.len() => "all of them wait for you".to_owned(),
        many => format!("{} of them wait for you", number(many).to_lowercase()),
    };
    let new = match report.last {
        None => String::new(),
        Some(last) => {
            let new = match new {
                0 => "Nothing is new".to_owned(),
                1 => "One is new".to_owned(),
                many => format!("{} are new", number(many)),
            };
            format!(" {new} since your audit of {}.", calendar::medium(last))
        }
    };
    format!("{needs}; {yours}.{new}")
}

/// Small numbers are read as words.
fn number(many: usize) -> String {
    const WORDS: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    WORDS.get(many).map_or_else(|| many.to_string(), |word| (*word).to_owned())
}

/// How many there are of each kind, most urgent first.
pub(crate) fn kinds(report: &Report<'_>) -> String {
    let words = |why: Why| match why {
        Why::Stopped => "stopped for safety, and still open",
        Why::Risk => "where a child may be at risk",
        Why::Late => "past the date",
        Why::Soon => "due soon",
        Why::Escalated => "escalated without an outcome",
        Why::Facilitator => "with a facilitator asked for and no outcome",
        Why::ChildsView => "open without the child's view",
        Why::Family => "open where the family may not know",
        Why::Raiser => "ended, and who raised it may not know",
        Why::Twice => "carried on twice",
    };
    let many = |why: Why| report.needs.iter().filter(|need| need.why == why).count();
    let kinds = Why::ALL.iter().map(|(_, why)| (many(*why), words(*why))).filter(|(many, _)| *many > 0);
    capital(&kinds.map(|(many, words)| format!("{many} {words}")).collect::<Vec<_>>().join("; ")) + "."
}

/// The totals of each class of file.
pub(crate) fn files(report: &Report<'_>) -> String {
    let totals = report.totals;
    let many = |many: usize, one: &str, several: &str| match many {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {several}")),
    };
    let classes = [
        many(totals.damaged, "is not as it was written", "are not as they were written"),
        many(totals.newer, "is of a newer rethink", "are of a newer rethink"),
        many(totals.closed, "could not be read", "could not be read"),
        many(totals.practice, "was practice", "were practice"),
        many(
            totals.small,
            "is a stop for safety or an answer about risk",
            "are stops for safety or answers about risk",
        ),
        many(totals.other, "is something else", "are something else"),
        many(totals.corrected, "has been corrected and does not count", "have been corrected and do not count"),
        many(report.given_of_all, "has a date that was given", "have a date that was given"),
    ];
    let classes: Vec<String> = classes.into_iter().flatten().collect();
    let records = many(totals.records, "record", "records");
    let none = if totals.small > 0 { "No review has a record here" } else { "No records" };
    let records = records.unwrap_or_else(|| none.to_owned());
    let on = calendar::medium(report.today);
    let others = if classes.is_empty() { String::new() } else { format!(" Of all files: {}.", classes.join(", ")) };
    // Which part of them was asked for is said beside it.
    let asked = if report.filter.is_narrow() {
        let its = many(report.heads.len(), "record", "records").unwrap_or_else(|| "no record".to_owned());
        let given = many(report.given, "with a date that was given", "with a date that was given");
        format!(" Asked for: {its}{}.", given.map(|given| format!(", {given}")).unwrap_or_default())
    } else {
        String::new()
    };
    format!("{records}, as seen on {on}.{others}{asked}")
}

/// What was asked for, if it was not everything.
pub(crate) fn only(report: &Report<'_>) -> Option<String> {
    let (filter, ladder) = (report.filter, report.ladder);
    let strategy = filter.strategy.as_deref().map(|id| ladder.short(id).to_owned());
    let category = filter.category.as_deref().map(|id| ladder.words("category", id).unwrap_or(id).to_owned());
    let words = [
        ("the case", filter.case.clone()),
        ("cases under", strategy),
        ("the outcome", filter.outcome.clone()),
        ("the agency", filter.agency.clone()),
        ("cases about", category),
        ("what waits for", filter.waiting_on.clone()),
    ];
    let words = words.into_iter().filter_map(|(what, word)| Some(format!("{what} {}", word?)));
    let days = [("from", filter.from), ("up to", filter.to), ("due by", filter.due_by)];
    let days = days.into_iter().filter_map(|(what, day)| Some(format!("{what} {}", calendar::medium(day?))));
    let all: Vec<String> = words.chain(days).chain(filter.overdue.then(|| "what is past its day".to_owned())).collect();
    (!all.is_empty()).then(|| one_line(&format!("Only: {}.", all.join("; "))))
}

/// That a child may be at risk in cases that were not asked for, and how to see them.
pub(crate) fn at_risk_elsewhere(report: &Report<'_>, audit: &str) -> Option<String> {
    let cases = match report.at_risk_elsewhere {
        0 => return None,
        1 => "1 case".to_owned(),
        many => format!("{many} cases"),
    };
    Some(format!("A child may also be at risk in {cases} outside what was asked for. To see all: {audit}"))
}

/// What was said of risk, was seen here before, and is gone or changed.
pub(crate) fn risks_gone(report: &Report<'_>) -> Vec<String> {
    let gone = |name: &String| {
        let what = if name.contains("_risk_") { "an answer about risk" } else { "a stop for safety" };
        let which = if name.is_empty() { String::new() } else { format!(": {}", one_line(name)) };
        format!("{AT_RISK}: {what} that was seen here before is gone or changed{which}")
    };
    report.risks_gone.iter().map(gone).collect()
}

/// What is said last where those at risk are more than a window holds.
pub(crate) fn at_risk_above(many: usize) -> String {
    let cases = if many == 1 { "1 case".to_owned() } else { format!("{many} cases") };
    format!("A child may be at risk in {cases}: see the top of this list.")
}

/// The way from one strategy to another.
pub(crate) fn on_to(to: &str, from: &str, ladder: &Ladder) -> String {
    if to == from { "again".to_owned() } else { format!("on to {}", one_line(ladder.short(to))) }
}

/// What people call a group.
pub(crate) fn group(name: &str, report: &Report<'_>) -> String {
    let fact = match report.by {
        Some(By::Category) => "category",
        Some(By::PlanType) => "plan-type",
        _ => return capital(name),
    };
    let words = name.split(", ").map(|id| report.ladder.words(fact, id).unwrap_or(id));
    capital(&words.collect::<Vec<_>>().join(", "))
}

/// The case that needs somebody.
pub(crate) fn case_of<'a>(need: &Need<'a>) -> &'a str {
    if need.case.is_empty() { "no reference" } else { need.case }
}

/// Under which heading it stands.
pub(crate) fn heading(need: &Need<'_>) -> &'static str {
    match need {
        _ if need.is_at_risk() => AT_RISK,
        _ if need.yours => "What waits for you",
        _ => "What needs somebody, most urgent first",
    }
}

/// Why it needs somebody.
pub(crate) fn needed(need: &Need<'_>, today: NaiveDate, calendar: &Calendar) -> String {
    let (since, day) = (calendar::medium(need.since), calendar::medium(need.day));
    let by = format!("by {day} ({})", due_words(need.day, today, calendar));
    let ago = match need.days {
        days if days < 0 => "on a day that has not come yet".to_owned(),
        0 => "today".to_owned(),
        1 => "1 working day ago".to_owned(),
        many => format!("{many} working days ago"),
    };
    let why = match need.reason {
        Reason::Said => "; a record says why",
        Reason::AtRisk | Reason::Told | Reason::NotSafe | Reason::Unsaid | Reason::NotReached | Reason::Differ => "",
    };
    let words = match need.why {
        Why::Stopped | Why::Risk if need.small.is_some() => need.small.map(told_risk).unwrap_or_default(),
        Why::Stopped => format!("stopped {ago} to keep a child safe; what was done is not written yet"),
        Why::Risk => {
            let risk = match need.reason {
                Reason::AtRisk => {
                    "a child may be at risk, and the answer of those who were told is disagreed with".to_owned()
                }
                Reason::Told => {
                    format!("those who must act were told on {since}, and no later record says that it is over")
                }
                Reason::NotSafe => format!("a record of {since} says that the child is not known to be safe"),
                _ => format!("nobody was sure on {since} whether a child is at risk, and no later record says"),
            };
            if need.who.is_empty() { risk } else { format!("{risk}; it waits for {}, {by}", need.who) }
        }
        Why::Late | Why::Soon if need.reason == Reason::Differ => {
            format!("agreed to differ on {since}; review due from {}, {by}", need.who)
        }
        Why::Late | Why::Soon if need.since > today => {
            format!("waits for {}, {by}; its record is dated {since}, after today", need.who)
        }
        Why::Late | Why::Soon => format!("has waited for {} since {since}, {by}", need.who),
        Why::Escalated if !need.who.is_empty() => {
            format!("escalated on {since} to {}, {by}, and no record answers it yet", need.who)
        }
        Why::Facilitator if !need.who.is_empty() => {
            format!("asked on {since} for {}, {by}, and no record answers it yet", need.who)
        }
        Why::Escalated => format!("the escalation began {ago}, and there is no outcome yet"),
        Why::Facilitator => format!("a facilitator was asked for {ago}, and there is no outcome yet"),
        Why::ChildsView if need.reason == Reason::NotReached => {
            "the review has not come to the child's view yet".to_owned()
        }
        Why::ChildsView => format!("the child's view is not written{why}"),
        Why::Family if need.reason == Reason::NotReached => {
            "the review has not come to whether the family know".to_owned()
        }
        Why::Family => format!("no record says that the family know{why}"),
        Why::Raiser => format!("it has ended, and no record says that whoever raised it was told{why}"),
        Why::Twice => "two people carried on the same part of a review".to_owned(),
    };
    let new = if need.new { " (new)" } else { "" };
    format!("{words}{new}")
}

/// How a case was settled early.
pub(crate) fn thanked(settled: &Thanks<'_>, report: &Report<'_>) -> String {
    let days = match settled.days {
        0 => "on the same day".to_owned(),
        1 => "in 1 working day".to_owned(),
        many => format!("in {many} working days"),
    };
    let by = if settled.by.is_empty() { String::new() } else { format!("; raised by {}", settled.by.join(", ")) };
    format!("{}, {days}{by}", report.ladder.short(settled.strategy))
}

/// Whom it waits for, how long, and how late it is; or else why it needs somebody: as much as fits a line.
pub(crate) fn on_a_line(need: &Need<'_>, today: NaiveDate, calendar: &Calendar) -> String {
    let new = if need.new { " (new)" } else { "" };
    let when = due_words(need.day, today, calendar);
    let is_late = need.why == Why::Late && need.days > 0 && need.since <= need.day;
    let late = if is_late { format!(" ({} late)", need.days) } else { String::new() };
    let waits = match calendar.working_days_between(need.since, today) {
        // A record of another computer may be ahead of this one's clock.
        _ if need.since > today => {
            format!("dated {}, after today; waits for {}", calendar::medium(need.since), need.who)
        }
        0 => format!("waits for {}", need.who),
        1 => format!("waits 1 working day{late} for {}", need.who),
        many => format!("waits {many} working days{late} for {}", need.who),
    };
    match (need.why, need.reason) {
        (Why::Late | Why::Soon, Reason::Differ) => {
            format!("agreed to differ; review due from {}, {when}{new}", need.who)
        }
        (Why::Late, _) if is_late => format!("{waits}{new}"),
        (Why::Late, _) => format!("{waits}, {when}{new}"),
        (Why::Soon, _) => format!("{waits}, due {when}{new}"),
        // The heading over it says that a child may be at risk.
        (Why::Risk, _) if need.small.is_some() => needed(need, today, calendar),
        (Why::Risk, Reason::AtRisk) if !need.who.is_empty() => format!("{when}; {waits}{new}"),
        (Why::Risk, Reason::NotSafe) => format!("not known to be safe on {}{new}", calendar::medium(need.since)),
        (Why::Risk, Reason::Unsaid) => format!("nobody was sure on {}{new}", calendar::medium(need.since)),
        (Why::Risk, Reason::Told) => {
            format!("told on {}, and not yet said to be over{new}", calendar::medium(need.since))
        }
        (Why::Escalated, _) if !need.who.is_empty() => format!("escalated, no answer yet, {when}{new}"),
        (Why::Facilitator, _) if !need.who.is_empty() => {
            format!("a facilitator was asked for, no answer yet, {when}{new}")
        }
        _ => needed(need, today, calendar),
    }
}

/// The shares that are not of one strategy, under their headings.
pub(crate) const SHARES: &[(&str, &[(&str, &str)])] = &[
    (
        "Promised dates",
        &[
            ("dates-kept", "kept"),
            ("dates-late", "late"),
            ("dates-no-reply", "no reply"),
            ("dates-past", "past, still open"),
            ("dates-to-come", "to come"),
        ],
    ),
    (
        "Cases",
        &[("first", "settled at the first"), ("came-back", "came back"), ("straight-to", "straight to a later one")],
    ),
    (
        "Heard and told",
        &[("childs-view", "child's view"), ("family-told", "family told"), ("raiser-told", "raiser told")],
    ),
    (
        "What changed for the child",
        &[
            ("changed-yes", "better"),
            ("changed-in-part", "a little better"),
            ("changed-no", "not better yet"),
            ("changed-worse", "worse"),
            ("changed-too-soon", "too soon to say"),
        ],
    ),
];

/// Figures in days that stand under the shares of the same heading, each with the share after which it comes.
pub(crate) const SPREADS: &[(&str, &str, &str)] = &[
    ("dates-late", "days-late", "late by working days"),
    ("came-back", "raised-to-closed", "working days, raised to closed"),
    ("came-back", "raised-to-closed-days", "days, raised to closed"),
];

/// A figure that is of no one strategy.
pub(crate) fn figure<'a>(measures: &'a [Measure], what: &str) -> Option<&'a Figure> {
    measures.iter().find(|it| it.what == what && it.strategy.is_empty()).map(|it| &it.figure)
}

/// Days or rounds: the middle, how many nearly all took, and how many were counted.
pub(crate) fn spread(days: &Days) -> Option<String> {
    Some(format!("median {}; nine in ten within {}; of {}", days.median()?, days.percentile(90)?, days.many()))
}

pub(crate) fn share(measures: &[Measure], what: &str) -> Option<Share> {
    match figure(measures, what) {
        Some(Figure::Share(share)) => Some(*share),
        _ => None,
    }
}

/// How many cases there are, unless they are too few to say.
pub(crate) fn cases(measures: &[Measure]) -> Option<usize> {
    match figure(measures, "cases") {
        Some(Figure::Count(many)) => Some(*many),
        _ => None,
    }
}

/// A share with its counts: the percentage stands only where there is something to count.
pub(crate) fn counted(share: Share) -> String {
    let percent = match share.percent() {
        None => String::new(),
        Some(0) if share.part > 0 => " (under 1%)".to_owned(),
        Some(100) if share.part < share.whole => " (over 99%)".to_owned(),
        Some(percent) => format!(" ({percent}%)"),
    };
    format!("{} of {}{percent}", share.part, share.whole)
}
