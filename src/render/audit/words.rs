//! What an audit says in words, whatever it is drawn on.

use crate::audit::Figure;
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

/// What holds for every figure.
pub(crate) const RULES: &[&str] = &[
    "A median or a 90th percentile is the nearest rank: it is always one of the days that were counted.",
    "Working days are counted strictly after the day from which they count.",
    "A strategy has ended on a case once the case was settled there, left it for another, or stopped there.",
    "With --from and --to, a stay under a strategy counts by the day on which it ended, or began if it has not.",
    "A promised date counts by itself. The other figures are of the cases with such a stay.",
    "The date of a line manager's note counts until a later note on the case: that has its own, or needs none.",
    "A date that was promised in a file that cannot be read counts nowhere, and may be late.",
];

/// How many things need somebody, how many of them whoever reads, and what is new.
pub(crate) fn first_line(report: &Report<'_>) -> String {
    let yours = report.needs.iter().filter(|need| need.yours).count();
    let new = report.needs.iter().filter(|need| need.new).count();
    let needs = match report.needs.len() {
        0 if report.filter.is_narrow() => return "Nothing that you asked for needs you today.".to_owned(),
        0 if !report.unread.is_empty() => return "Nothing that can be read here needs you today.".to_owned(),
        0 => return "Nothing here needs you today.".to_owned(),
        1 => "One thing needs you".to_owned(),
        many => format!("{} things need you", number(many)),
    };
    let yours = match yours {
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
        Why::Stopped => "stopped for safety and not yet explained",
        Why::Late => "past the date",
        Why::Soon => "due soon",
        Why::Escalated => "escalated without an outcome",
        Why::Facilitator => "with a facilitator asked for and no outcome",
        Why::ChildsView => "open without the child's view",
        Why::Family => "open where the family may not know",
        Why::Raiser => "ended, and who raised it may not know",
        Why::Early => "open at a later strategy without an earlier one",
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
        many(totals.other, "is something else", "are something else"),
        many(report.corrected.len(), "has been corrected and does not count", "have been corrected and do not count"),
        many(report.given, "has a date that was given", "have a date that was given"),
    ];
    let classes: Vec<String> = classes.into_iter().flatten().collect();
    let records = many(totals.records, "record", "records").unwrap_or_else(|| "No records".to_owned());
    let on = calendar::medium(report.today);
    let others = if classes.is_empty() { String::new() } else { format!(" Of all files: {}.", classes.join(", ")) };
    format!("{records}, as seen on {on}.{others}")
}

/// The case that needs somebody.
pub(crate) fn case_of<'a>(need: &Need<'a>) -> &'a str {
    if need.case.is_empty() { "no reference" } else { need.case }
}

/// Why it needs somebody.
pub(crate) fn needed(need: &Need<'_>, report: &Report<'_>, calendar: &Calendar) -> String {
    let ago = match need.days {
        0 => "today".to_owned(),
        1 => "1 working day ago".to_owned(),
        many => format!("{many} working days ago"),
    };
    let why = if need.reason == Reason::Said { "; a record says why" } else { "" };
    let words = match need.why {
        Why::Stopped => format!("stopped {ago} to keep a child safe; what was done is not written yet"),
        Why::Late | Why::Soon => {
            let (since, day) = (calendar::medium(need.since), calendar::medium(need.day));
            let when = due_words(need.day, report.today, calendar);
            format!("has waited for {} since {since}, by {day} ({when})", need.who)
        }
        Why::Escalated => format!("the escalation began {ago}, and there is no outcome yet"),
        Why::Facilitator => format!("a facilitator was asked for {ago}, and there is no outcome yet"),
        Why::ChildsView if need.reason == Reason::NeverAsked => {
            "nobody has been asked for the child's view yet".to_owned()
        }
        Why::ChildsView => format!("no record has the child's view{why}"),
        Why::Family => format!("no record says that the family know{why}"),
        Why::Raiser => format!("it has ended, and no record says that whoever raised it was told{why}"),
        Why::Early => format!("came to a later strategy without a record of an earlier one{why}"),
        Why::Twice => "two people carried on the same part of a review".to_owned(),
    };
    let new = if need.new { " (new)" } else { "" };
    format!("{words}{new}")
}

/// How a case was settled early.
pub(crate) fn thanked(settled: &Thanks<'_>) -> String {
    let days = match settled.days {
        0 => "on the same day".to_owned(),
        1 => "in 1 working day".to_owned(),
        many => format!("in {many} working days"),
    };
    let by = if settled.by.is_empty() { String::new() } else { format!("; raised by {}", settled.by.join(", ")) };
    format!("{}, {days}{by}", settled.strategy)
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
        ],
    ),
    ("Cases", &[("first", "settled at the first"), ("came-back", "came back"), ("straight-to", "skipped a strategy")]),
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

pub(crate) fn share(measures: &[Measure], what: &str) -> Option<Share> {
    measures.iter().find(|it| it.what == what && it.strategy.is_empty()).and_then(|it| match it.figure {
        Figure::Share(share) => Some(share),
        _ => None,
    })
}

/// How many cases there are, unless they are too few to say.
pub(crate) fn cases(measures: &[Measure]) -> Option<usize> {
    measures.iter().find(|it| it.what == "cases").and_then(|it| match it.figure {
        Figure::Count(many) => Some(many),
        _ => None,
    })
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
