//! What an audit found, on one screen: what needs somebody, most urgent first, and then how things go.

use crate::audit::By;
use crate::audit::DEFINITIONS;
use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::Report;
use crate::audit::Share;
use crate::audit::Thanks;
use crate::audit::Why;
use crate::calendar;
use crate::calendar::Calendar;
use crate::render::audit::change;
use crate::render::due_words;
use crate::render::page::Page;
use crate::render::page::capital;
use crate::render::page::one_line;

/// So many needs stand on one screen; the rest is one command away.
const ON_ONE_SCREEN: usize = 10;
/// So many cases that went well stand on one screen.
const THANKED: usize = 5;
/// Where the figures begin, beside their labels.
const COLUMN: usize = 24;
/// A bar is no longer than this, and there is none where the window leaves less than a third of it.
const LONGEST_BAR: usize = 30;

/// What an audit found. With `all`, every need stands in it, and not only those that fit a screen; with `bars`, shares
/// are drawn as long as the window allows.
pub fn text(report: &Report<'_>, calendar: &Calendar, width: usize, all: bool, bars: bool) -> String {
    let mut page = Page::new(width);
    if report.invented {
        page.put(0, "Invented: nobody in these records exists.");
    }
    if let Some(compared) = &report.compared {
        change::put(compared, report, &mut page);
    } else {
        needs(report, calendar, all, &mut page);
        turns(report, &mut page);
        thanks(report, &mut page);
        if report.heads.is_empty() {
            page.heading(0, "No case here is what you asked for.");
        } else {
            figures(report, bars, &mut page);
        }
        never(report, &mut page);
    }
    page.gap();
    page.put(0, "What each figure means: rethink audit --definitions");
    page.text()
}

/// What holds for every figure.
pub(crate) const RULES: &[&str] = &[
    "A median or a 90th percentile is the nearest rank: it is always one of the days that were counted.",
    "Working days are counted strictly after the day from which they count.",
    "A strategy has ended on a case once the case was settled there, left it for another, or stopped there.",
    "With --from and --to, a stay under a strategy counts by the day on which it ended, or began if it has not.",
    "A promised date counts by itself. The other figures are of the cases with such a stay.",
];

/// What each figure is and how it is worked out.
pub fn definitions(width: usize) -> String {
    let mut page = Page::new(width);
    for rule in RULES {
        page.put(0, rule);
    }
    page.gap();
    for (what, words) in DEFINITIONS {
        page.row(0, 18, what, words);
    }
    page.text()
}

fn needs(report: &Report<'_>, calendar: &Calendar, all: bool, page: &mut Page) {
    page.put(0, &first_line(report));
    if !report.needs.is_empty() {
        page.put(2, &kinds(report));
    }
    page.put(0, &files(report));
    page.put(0, "Reviews not yet finished on other computers cannot be seen from here.");
    let shown = if all { report.needs.len() } else { ON_ONE_SCREEN };
    let mut heading = None;
    for need in report.needs.iter().take(shown) {
        if heading != Some(need.yours) {
            page.heading(0, if need.yours { "What waits for you" } else { "What needs somebody, most urgent first" });
            heading = Some(need.yours);
        }
        page.item(2, "-", &one_line(&format!("{}: {}", case_of(need), needed(need, report, calendar))));
        for (label, said) in &need.said {
            page.put(6, &one_line(&format!("{label}: {said}")));
        }
    }
    if let Some(more) = report.needs.len().checked_sub(shown).filter(|more| *more > 0) {
        page.put(2, &format!("... and {more} more. To see all of them: rethink audit --format plain"));
    }
    let known = report.needs.iter().find(|need| !need.record.is_empty() && !need.case.is_empty());
    if let Some(need) = known.filter(|need| !need.record.starts_with("record-")) {
        page.put(2, &format!("To read the first of these cases: rethink history {}", one_line(need.case)));
    }
}

pub(crate) fn first_line(report: &Report<'_>) -> String {
    let yours = report.needs.iter().filter(|need| need.yours).count();
    let new = report.needs.iter().filter(|need| need.new).count();
    let needs = match report.needs.len() {
        0 if report.filter.is_narrow() => return "Nothing that you asked for needs you today.".to_owned(),
        0 => return "Nothing here needs you today.".to_owned(),
        1 => "One thing needs you".to_owned(),
        many => format!("{} things need you", number(many)),
    };
    let yours = match yours {
        0 => "none of them waits for you".to_owned(),
        1 if report.needs.len() == 1 => "it waits for you".to_owned(),
        1 => "one of them waits for you".to_owned(),
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
        Why::ChildsView => "without the child's view",
        Why::Family => "where the family may not know",
        Why::Raiser => "ended, and who raised it may not know",
        Why::Early => "at a later strategy without an earlier one",
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
    let why = if need.reason { "; a record says why" } else { "" };
    let words = match need.why {
        Why::Stopped => format!("stopped {ago} to keep a child safe; what was done is not written yet"),
        Why::Late | Why::Soon => {
            let (day, when) = (calendar::medium(need.day), due_words(need.day, report.today, calendar));
            format!("waits for {}, by {day} ({when})", need.who)
        }
        Why::Escalated => format!("the escalation began {ago}, and there is no outcome yet"),
        Why::Facilitator => format!("a facilitator was asked for {ago}, and there is no outcome yet"),
        Why::ChildsView => format!("the child's view is not written{why}"),
        Why::Family => format!("no record says that the family know{why}"),
        Why::Raiser => format!("it has ended, and no record says that whoever raised it was told{why}"),
        Why::Early => format!("came to a later strategy without a record of an earlier one{why}"),
        Why::Twice => "two people carried on the same part of a review".to_owned(),
    };
    let new = if need.new { " (new)" } else { "" };
    format!("{words}{new}")
}

/// On whom the dates wait, and how long.
fn turns(report: &Report<'_>, page: &mut Page) {
    if report.turns.len() < 2 {
        return;
    }
    page.heading(0, "On whom dates wait");
    for turns in &report.turns {
        let past = match turns.past {
            0 => None,
            1 => Some(format!("1 past, by {} working days", turns.longest)),
            many => Some(format!("{many} past, the longest by {} working days", turns.longest)),
        };
        let soon = (turns.soon > 0).then(|| format!("{} due soon", turns.soon));
        let words: Vec<String> = past.into_iter().chain(soon).collect();
        page.item(2, "-", &one_line(&format!("{}: {}", turns.who, words.join("; "))));
    }
}

/// What went well is said too.
fn thanks(report: &Report<'_>, page: &mut Page) {
    let Some(oldest) = report.thanks.last() else { return };
    page.heading(0, &format!("Settled early since {}, to thank people for", calendar::medium(oldest.on)));
    for settled in report.thanks.iter().take(THANKED) {
        page.item(2, "-", &one_line(&format!("{}: {}", settled.case, thanked(settled))));
    }
    if let Some(more) = report.thanks.len().checked_sub(THANKED).filter(|more| *more > 0) {
        page.put(2, &format!("... and {more} more."));
    }
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

/// The figures of all: each strategy, then dates, then what holds of cases. Then each group on a line.
fn figures(report: &Report<'_>, bars: bool, page: &mut Page) {
    let Some(measures) = report.figures.get("") else { return };
    page.heading(0, "How things go");
    let mut strategies: Vec<&str> =
        measures.iter().map(|it| it.strategy.as_str()).filter(|id| !id.is_empty()).collect();
    strategies.dedup();
    for id in strategies {
        let title = report.ladder.sketch(id).map_or(id, |sketch| sketch.title.as_str());
        page.heading(2, title);
        let its = || measures.iter().filter(|it| it.strategy == id);
        for measure in its() {
            match (&measure.figure, measure.what) {
                (Figure::Share(share), "settled") => put_share("settled", *share, bars, page),
                (Figure::Share(share), "went-on") => {
                    let label = if measure.to == id { "again".to_owned() } else { format!("on to {}", measure.to) };
                    put_share(&label, *share, bars, page);
                }
                (Figure::Share(share), "open") if share.part > 0 => {
                    page.row(4, COLUMN, "open now", &share.part.to_string());
                }
                _ => {}
            }
        }
        if let Some(days) = its().find_map(days) {
            page.row(4, COLUMN, "working days", &days);
        }
    }
    for (heading, all) in SHARES {
        let shares = all.iter().filter_map(|(what, words)| Some((words, share(measures, what)?)));
        let shares: Vec<_> = shares.filter(|(_, share)| share.whole > 0).collect();
        if !shares.is_empty() {
            page.heading(2, heading);
        }
        for (words, share) in shares {
            put_share(words, share, bars, page);
        }
    }
    groups(report, bars, page);
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
    ("Cases", &[("first", "settled at the first"), ("came-back", "came back"), ("straight-to", "straight to a later")]),
    (
        "Heard and told",
        &[("childs-view", "child's view"), ("family-told", "family told"), ("raiser-told", "raiser told")],
    ),
    (
        "What changed for the child",
        &[
            ("changed-yes", "better"),
            ("changed-in-part", "a little better"),
            ("changed-no", "no better"),
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

fn days(measure: &Measure) -> Option<String> {
    match (&measure.figure, measure.what) {
        (Figure::Days(days), "days") => {
            Some(format!("{} in the middle, {} for nine in ten", days.median()?, days.percentile(90)?))
        }
        _ => None,
    }
}

fn put_share(label: &str, share: Share, bars: bool, page: &mut Page) {
    if share.whole > 0 {
        let words = format!("{}{}", bar(share, bars, page), counted(share));
        page.row(4, COLUMN, label, &words);
    }
}

/// A share as a bar, as long as the window allows. None in a narrow window, and none of fewer than five.
fn bar(share: Share, bars: bool, page: &Page) -> String {
    let room = page.room(4, COLUMN).saturating_sub("10000 of 10000 (100%)".len() + 1).min(LONGEST_BAR);
    if !bars || room < LONGEST_BAR / 3 || share.whole < FEW {
        return String::new();
    }
    let full = (2 * share.part * room + share.whole) / (2 * share.whole);
    format!("{}{} ", "█".repeat(full), "░".repeat(room - full))
}

/// How many cases there are, unless they are too few to say.
pub(crate) fn cases(measures: &[Measure]) -> Option<usize> {
    measures.iter().find(|it| it.what == "cases").and_then(|it| match it.figure {
        Figure::Count(many) => Some(many),
        _ => None,
    })
}

/// Each group on a line, or nearly.
fn groups(report: &Report<'_>, bars: bool, page: &mut Page) {
    let named = || report.figures.iter().filter(|(group, _)| !group.is_empty());
    let most = named().filter_map(|(_, measures)| cases(measures)).max().unwrap_or(0);
    if named().next().is_some() {
        page.heading(0, &format!("By {}", report.by.map_or("group", By::name)));
    }
    for (group, measures) in named() {
        let words = match cases(measures) {
            None => "fewer than five cases".to_owned(),
            Some(many) => {
                let bar = bar(Share { part: many, whole: most }, bars, page);
                let few = |what| share(measures, what).map_or_else(|| "fewer than five".to_owned(), counted);
                let cases = if many == 1 { "case" } else { "cases" };
                let (first, kept) = (few("first"), few("dates-kept"));
                format!("{bar}{many} {cases}\nsettled at the first strategy: {first}; dates kept: {kept}")
            }
        };
        page.row(2, COLUMN + 2, &capital(group), &words);
    }
}

/// A share with its counts: the percentage stands only where there is something to count.
pub(crate) fn counted(share: Share) -> String {
    let percent = share.percent().map(|percent| format!(" ({percent}%)")).unwrap_or_default();
    format!("{} of {}{percent}", share.part, share.whole)
}

/// Ends of strategies to which no case came: perhaps nobody knows of them, perhaps nobody needs them.
fn never(report: &Report<'_>, page: &mut Page) {
    if report.never.is_empty() || report.filter.is_narrow() {
        return;
    }
    page.heading(0, "Ends to which no case here came");
    for ends in report.never.chunk_by(|one, other| one.0 == other.0) {
        let words: Vec<&str> = ends.iter().map(|(_, end)| *end).collect();
        page.row(2, COLUMN + 2, ends[0].0, &words.join(", "));
    }
}
