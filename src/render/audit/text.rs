//! What an audit found, on one screen: what needs somebody, most urgent first, and then how things go.

use crate::audit::DEFINITIONS;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::Report;
use crate::audit::Share;
use crate::audit::Why;
use crate::calendar;
use crate::calendar::Calendar;
use crate::render::due_words;
use crate::render::page::Page;
use crate::render::page::capital;
use crate::render::page::one_line;

/// So many needs stand on one screen; the rest is one command away.
const ON_ONE_SCREEN: usize = 10;

/// What an audit found. With `all`, every need stands in it, and not only those that fit a screen.
pub fn text(report: &Report<'_>, calendar: &Calendar, width: usize, all: bool) -> String {
    let mut page = Page::new(width);
    if report.invented {
        page.put(0, "Invented: nobody in these records exists.");
    }
    page.put(0, &first_line(report));
    page.put(0, &files(report));
    page.put(0, "Reviews not yet finished on other computers cannot be seen from here.");
    let shown = if all { report.needs.len() } else { ON_ONE_SCREEN };
    let mut heading = None;
    for need in report.needs.iter().take(shown) {
        if heading != Some(need.yours) {
            page.heading(0, if need.yours { "What waits for you" } else { "What needs somebody, most urgent first" });
            heading = Some(need.yours);
        }
        page.put(2, &one_line(&says(need, report, calendar)));
    }
    if let Some(more) = report.needs.len().checked_sub(shown).filter(|more| *more > 0) {
        page.put(2, &format!("... and {more} more. To see all of them: rethink audit --format plain"));
    }
    for (group, measures) in &report.figures {
        figures(group, measures, &mut page);
    }
    page.gap();
    page.put(0, "What each figure means: rethink audit --definitions");
    page.text()
}

/// What each figure is and how it is worked out.
pub fn definitions(width: usize) -> String {
    let mut page = Page::new(width);
    page.put(0, "A median or a 90th percentile is the nearest rank: it is always one of the days that were counted.");
    page.put(0, "Working days are counted strictly after the day from which they count.");
    page.put(
        0,
        "A strategy has ended on a case once the case was settled there, left it for another, or stopped there.",
    );
    page.gap();
    for (what, words) in DEFINITIONS {
        page.row(0, 18, what, words);
    }
    page.text()
}

fn first_line(report: &Report<'_>) -> String {
    let yours = report.needs.iter().filter(|need| need.yours).count();
    let needs = match report.needs.len() {
        0 => return "Nothing here needs you today.".to_owned(),
        1 => "One thing needs you".to_owned(),
        many => format!("{many} things need you"),
    };
    match yours {
        0 => format!("{needs}."),
        1 => format!("{needs}; one of them waits for you."),
        many => format!("{needs}; {many} of them wait for you."),
    }
}

/// The totals of each class of file.
fn files(report: &Report<'_>) -> String {
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

fn says(need: &Need<'_>, report: &Report<'_>, calendar: &Calendar) -> String {
    let case = if need.case.is_empty() { "no reference" } else { need.case };
    let ago = match need.days {
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
        Why::Early => format!("came to a later strategy without a record of strategy 1 or 2{why}"),
        Why::Twice => "two people carried on the same part of a review".to_owned(),
    };
    format!("{case}: {words}")
}

/// The figures of one group: each strategy on a line, then dates, then what holds of cases.
fn figures(group: &str, measures: &[Measure], page: &mut Page) {
    page.heading(0, &if group.is_empty() { "How things go".to_owned() } else { capital(group) });
    let mut strategies: Vec<&str> =
        measures.iter().map(|it| it.strategy.as_str()).filter(|id| !id.is_empty()).collect();
    strategies.dedup();
    for strategy in strategies {
        let its: Vec<&Measure> = measures.iter().filter(|it| it.strategy == strategy).collect();
        page.row(2, 18, strategy, &its.iter().filter_map(|it| of_strategy(it)).collect::<Vec<_>>().join("; "));
    }
    let share = |what: &str| {
        measures.iter().find(|it| it.what == what).and_then(|it| match it.figure {
            Figure::Share(share) => Some(share),
            _ => None,
        })
    };
    for (label, all) in [
        (
            "Dates",
            &[("dates-kept", "kept"), ("dates-late", "late"), ("dates-no-reply", "no reply"), ("dates-past", "past")][..],
        ),
        ("Cases", &[("first", "settled at the first strategy"), ("came-back", "came back")]),
        (
            "Heard and told",
            &[("childs-view", "child's view"), ("family-told", "family"), ("raiser-told", "who raised it")],
        ),
        (
            "For the child",
            &[
                ("changed-yes", "better"),
                ("changed-in-part", "a little"),
                ("changed-no", "no"),
                ("changed-too-soon", "too soon"),
            ],
        ),
    ] {
        let words: Vec<String> =
            all.iter().filter_map(|(what, words)| Some(format!("{words} {}", counted(share(what)?)))).collect();
        page.row(2, 18, label, &words.join("; "));
    }
}

fn of_strategy(measure: &Measure) -> Option<String> {
    Some(match (&measure.figure, measure.what) {
        (Figure::Share(share), "settled") => format!("settled {}", counted(*share)),
        (Figure::Share(share), "went-on") => format!("on to {} {}", measure.to, counted(*share)),
        (Figure::Share(share), "open") if share.part > 0 => format!("open {}", share.part),
        (Figure::Days(days), "days") => {
            format!("working days: {} in the middle, {} for nine in ten", days.median()?, days.percentile(90)?)
        }
        _ => return None,
    })
}

/// A share with its counts: the percentage stands only where there is something to count.
fn counted(share: Share) -> String {
    let percent = share.percent().map(|percent| format!(" ({percent}%)")).unwrap_or_default();
    format!("{} of {}{percent}", share.part, share.whole)
}
