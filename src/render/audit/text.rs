//! What an audit found, on one screen: what needs somebody, most urgent first, and at a glance how things go.

use std::collections::BTreeSet;

use crate::audit::DEFINITIONS;
use crate::audit::Need;
use crate::audit::Report;
use crate::audit::Why;
use crate::calendar::Calendar;
use crate::render::audit::change;
use crate::render::audit::figures;
use crate::render::audit::words::RULES;
use crate::render::audit::words::case_of;
use crate::render::audit::words::files;
use crate::render::audit::words::first_line;
use crate::render::audit::words::kinds;
use crate::render::audit::words::needed;
use crate::render::due_words;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::unread::not_counted;

/// However low the window, so many needs stand on the screen.
const AT_LEAST: usize = 5;

/// How much of what an audit found is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What fits a window of so many lines: the most urgent needs, and at a glance how things go.
    Screen(usize),
    /// Every need, and at a glance how things go.
    Needs,
    /// How things go, with every figure.
    Measures,
    /// Every need and every figure.
    Whole,
}

/// What an audit found. With `bars`, shares are drawn as long as the window allows.
pub fn text(report: &Report<'_>, calendar: &Calendar, width: usize, extent: Extent, bars: bool) -> String {
    let mut page = Page::new(width);
    if report.invented {
        page.put(0, "Invented: nobody in these records exists.");
    }
    if let Some(compared) = &report.compared {
        change::put(compared, report, &mut page);
        page.gap();
        page.put(0, MEANING);
        return page.text();
    }
    let rest = rest(report, width, extent, bars);
    match extent {
        Extent::Measures => {
            page.put(0, &files(report));
            if let Some(unread) = not_counted(report.unread) {
                page.put(0, &unread);
            }
        }
        Extent::Screen(height) => needs(report, calendar, height.saturating_sub(rest.height() + 2), &mut page),
        Extent::Needs | Extent::Whole => needs(report, calendar, usize::MAX, &mut page),
    }
    page.gap();
    page.add(rest);
    page.text()
}

const MEANING: &str = "What each figure means: rethink audit --definitions";

/// What comes after the needs.
fn rest(report: &Report<'_>, width: usize, extent: Extent, bars: bool) -> Page {
    let mut page = Page::new(width);
    let glance = matches!(extent, Extent::Screen(_) | Extent::Needs);
    if report.heads.is_empty() && !report.unread.is_empty() {
        page.heading(0, "There is no record here that can be read and is what you asked for.");
    } else if report.heads.is_empty() && !report.filter.is_narrow() {
        page.heading(0, "There are no records here yet. To look elsewhere, name the folder with --records.");
    } else if report.heads.is_empty() {
        page.heading(0, "No case here is what you asked for.");
    } else if glance {
        figures::glance(report, bars, &mut page);
        page.put(0, "On whom dates wait, whom to thank, and every figure: rethink audit --measures");
    } else {
        figures::put(report, bars, &mut page);
        page.gap();
        page.put(0, MEANING);
    }
    page
}

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

/// Every need, or as many as fit so many lines.
fn needs(report: &Report<'_>, calendar: &Calendar, height: usize, page: &mut Page) {
    page.put(0, &first_line(report));
    if !report.needs.is_empty() {
        page.put(2, &kinds(report));
    }
    page.put(0, &files(report));
    if let Some(unread) = not_counted(report.unread) {
        page.put(0, &unread);
    }
    page.put(0, "Reviews not yet finished on other computers cannot be seen from here.");
    let mut heading = None;
    let mut shown: Vec<&str> = Vec::new();
    for need in &report.needs {
        // A case is looked at as a whole: on a screen, what is most urgent of it stands for it.
        let is_short = height < usize::MAX;
        if is_short && !need.case.is_empty() && shown.contains(&need.case) {
            continue;
        }
        let its = match need.why {
            Why::Stopped => "Stopped to keep a child safe",
            _ if need.yours => "What waits for you",
            _ => "What needs somebody, most urgent first",
        };
        let mut entry = Page::new(page.width());
        if heading != Some(its) {
            page.gap();
            entry.put(0, its);
            heading = Some(its);
        }
        let words = if is_short { on_a_line(need, report, calendar) } else { needed(need, report, calendar) };
        entry.item(2, "-", &one_line(&format!("{}: {words}", case_of(need))));
        for (label, said) in &need.said {
            entry.put(6, &one_line(&format!("{label}: {said}")));
        }
        // One line is kept for the words on how many more there are.
        if shown.len() >= AT_LEAST && page.height() + entry.height() + 2 > height {
            break;
        }
        page.add(entry);
        shown.push(need.case);
    }
    let all: BTreeSet<&str> = report.needs.iter().map(|need| need.case).collect();
    let seen: BTreeSet<&str> = shown.into_iter().collect();
    match all.len() - seen.len() {
        0 => {}
        1 => page.put(2, "... and one more case. To see all: rethink audit --format plain"),
        more => page.put(2, &format!("... and {more} more cases. To see all: rethink audit --format plain")),
    }
}

/// Whom it waits for and how late it is, or else why it needs somebody: as much as fits a line.
fn on_a_line(need: &Need<'_>, report: &Report<'_>, calendar: &Calendar) -> String {
    let new = if need.new { " (new)" } else { "" };
    match need.why {
        Why::Late | Why::Soon => format!("{}, {}{new}", need.who, due_words(need.day, report.today, calendar)),
        _ => needed(need, report, calendar),
    }
}
