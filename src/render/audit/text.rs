//! What an audit found, on one screen: what needs somebody, most urgent first, and at a glance how things go.

use std::collections::BTreeSet;

use crate::audit::DEFINITIONS;
use crate::audit::Need;
use crate::audit::Report;
use crate::calendar::Calendar;
use crate::practice::command;
use crate::render::audit::change;
use crate::render::audit::figures;
use crate::render::audit::words;
use crate::render::audit::words::ELSEWHERE;
use crate::render::audit::words::RULES;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::unread::not_counted;
use crate::render::unread::not_counted_briefly;

/// Where it is no window that has to hold it, so many needs stand there at least.
const AT_LEAST: usize = 5;
/// A window that cannot hold so many needs beside the rest has them in the place of some of the rest.
const WORTH_IT: usize = 5;

/// How much of what an audit found is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What fits a window of so many lines, with a line for whatever comes after it.
    Window(usize),
    /// About so many lines for a file or another program: the most urgent needs, and at a glance how things go.
    Short(usize),
    /// Every need, and at a glance how things go.
    Needs,
    /// How things go, with every figure.
    Measures,
    /// Every need and every figure.
    Whole,
}

/// How an audit is drawn for people.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// So many columns.
    pub width: usize,
    /// How much of it.
    pub extent: Extent,
    /// With shares drawn as bars, as long as the window allows.
    pub bars: bool,
    /// What is typed to see more.
    pub commands: Commands<'a>,
}

/// The commands that show more than a page holds.
#[derive(Debug, Clone, Copy)]
pub struct Commands<'a> {
    /// Every need of what was asked for.
    pub needs: &'a str,
    /// Every figure of what was asked for.
    pub figures: &'a str,
    /// What could not be read.
    pub unread: &'a str,
    /// Everything in these folders, whatever was asked for.
    pub whole: &'a str,
}

/// How to see what each figure means.
fn meaning(report: &Report<'_>) -> String {
    command(report.is_practice, "What each figure means: rethink audit --definitions")
}

/// What an audit found. Where a child may be at risk comes first, whole, however much or little is drawn of the rest.
pub fn text(report: &Report<'_>, calendar: &Calendar, look: Look<'_>) -> String {
    match look.extent {
        _ if report.compared.is_some() => compared(report, calendar, look).text(),
        Extent::Measures => {
            let mut page = begun(report, calendar, look);
            files(report, &mut page);
            page.gap();
            page.add(rest(report, look, true));
            page.text()
        }
        Extent::Window(lines) => in_window(report, calendar, look, lines.saturating_sub(1)).text(),
        Extent::Short(lines) => {
            put_parts(report, calendar, look, Beside::All, Some(lines.saturating_sub(1)), AT_LEAST).0.text()
        }
        Extent::Needs | Extent::Whole => put_parts(report, calendar, look, Beside::All, None, 0).0.text(),
    }
}

fn compared(report: &Report<'_>, calendar: &Calendar, look: Look<'_>) -> Page {
    let mut page = begun(report, calendar, look);
    if let Some(compared) = &report.compared {
        change::put(compared, report, &mut page);
    }
    page.gap();
    page.put(0, &meaning(report));
    page
}

/// What comes before figures: what is invented, what was asked for, where a child may be at risk, and what was not read.
fn begun(report: &Report<'_>, calendar: &Calendar, look: Look<'_>) -> Page {
    let mut page = Page::new(look.width);
    invented(report, &mut page);
    asked_for(report, look, &mut page);
    put_at_risk(report, calendar, &mut page);
    if report.at_risk().next().is_some() {
        page.gap();
    }
    put_unread(report, look, Beside::All, &mut page);
    page
}

/// Where a child may be at risk, a line for each case, before anything that is told of many records.
pub(crate) fn put_at_risk(report: &Report<'_>, calendar: &Calendar, page: &mut Page) {
    put_entries(&Entries::of(report, true).at_risk, report, calendar, true, page);
}

pub(crate) fn invented(report: &Report<'_>, page: &mut Page) {
    if report.is_practice {
        page.put(0, words::PRACTICE);
    }
    if report.invented {
        page.put(0, "Invented: nobody in these records exists.");
    }
}

fn asked_for(report: &Report<'_>, look: Look<'_>, page: &mut Page) {
    let elsewhere = words::at_risk_elsewhere(report, look.commands.whole);
    for words in words::risks_gone(report).into_iter().chain(words::only(report)).chain(elsewhere) {
        page.put(0, &words);
    }
}

/// How many files do not count: one of them may be of a child at risk.
fn put_unread(report: &Report<'_>, look: Look<'_>, beside: Beside, page: &mut Page) {
    let words = if beside == Beside::Nothing { not_counted_briefly } else { not_counted };
    if let Some(unread) = words(report.unread, look.commands.unread) {
        page.put(0, &unread);
    }
}

/// What stands on a page besides its first line, what must not be missed, and needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Beside {
    /// Nothing.
    Nothing,
    /// How many files there are of each class, and what cannot be seen from here.
    Files,
    /// Also how many needs there are of each kind.
    Kinds,
    /// Also how things go at a glance.
    All,
}

/// As much as so many lines hold: rather some needs than all of the rest. Only what must not be missed takes more.
fn in_window(report: &Report<'_>, calendar: &Calendar, look: Look<'_>, lines: usize) -> Page {
    let entries = Entries::of(report, true);
    let of = |beside, at_least| put_parts(report, calendar, look, beside, Some(lines), at_least);
    let wanted = entries.others.len().min(WORTH_IT);
    let fits = |(page, shown): &(Page, usize)| page.height() <= lines && *shown >= wanted;
    let ways = [Beside::All, Beside::Kinds, Beside::Files];
    let found = ways.into_iter().map(|beside| of(beside, 0)).find(fits);
    let (mut page, _) = found.unwrap_or_else(|| {
        let least = of(Beside::Nothing, 0);
        // Where those at risk fill the window by themselves, the first of the others still come after them.
        if least.0.height() > lines && !entries.at_risk.is_empty() { of(Beside::Nothing, WORTH_IT) } else { least }
    });
    if page.height() > lines && !entries.at_risk.is_empty() {
        page.gap();
        page.put(0, &words::at_risk_above(entries.at_risk.len()));
    }
    page
}

/// These parts on a page of so many lines, and how many of the needs stand there that are of no child at risk.
fn put_parts(
    report: &Report<'_>,
    calendar: &Calendar,
    look: Look<'_>,
    beside: Beside,
    lines: Option<usize>,
    at_least: usize,
) -> (Page, usize) {
    let once = lines.is_some();
    let entries = Entries::of(report, once);
    let mut page = Page::new(look.width);
    invented(report, &mut page);
    page.put(0, &words::first_line(report));
    asked_for(report, look, &mut page);
    if beside >= Beside::Kinds && !report.needs.is_empty() {
        page.put(2, &words::kinds(report));
    }
    put_entries(&entries.at_risk, report, calendar, once, &mut page);
    if !entries.at_risk.is_empty() {
        page.gap();
    }
    put_unread(report, look, beside, &mut page);
    let mut rest = Page::new(look.width);
    if beside >= Beside::Files {
        rest = self::rest(report, look, beside == Beside::All);
        rest.gap();
        files(report, &mut rest);
    }
    let room = lines.map(|lines| lines.saturating_sub(rest.height() + usize::from(rest.height() > 0)));
    let shown = needs(&entries, report, calendar, look, room, at_least, &mut page);
    if rest.height() > 0 {
        page.gap();
        page.add(rest);
    }
    (page, shown)
}

/// The totals of each class of file, and what cannot be seen from here.
fn files(report: &Report<'_>, page: &mut Page) {
    page.put(0, &words::files(report));
    page.put(0, ELSEWHERE);
}

/// What comes after the needs.
fn rest(report: &Report<'_>, look: Look<'_>, glance: bool) -> Page {
    let mut page = Page::new(look.width);
    if report.heads.is_empty() {
        if let Some(words) = no_records(report) {
            page.put(0, words);
        }
    } else if matches!(look.extent, Extent::Window(_) | Extent::Short(_) | Extent::Needs) {
        if glance {
            figures::glance(report, look.bars, &mut page);
        }
        page.put(0, &format!("On whom dates wait, and every figure: {}", look.commands.figures));
    } else {
        figures::put(report, look.bars, &mut page);
        page.gap();
        page.put(0, &meaning(report));
    }
    page
}

/// Why there is no record to say anything of, unless the first line has said it.
fn no_records(report: &Report<'_>) -> Option<&'static str> {
    let is_said = report.totals.records == 0 && (report.later > 0 || !report.unread.is_empty());
    match (report.filter.is_narrow(), report.needs.is_empty()) {
        (true, true) if report.totals.records > 0 => Some("No case here is what you asked for."),
        (true, false) => Some("No review that you asked for has a record here yet."),
        _ if is_said => None,
        _ if report.totals.small > 0 => Some("No review has a record here yet."),
        _ => Some("There are no records here yet. To look elsewhere, name the folder with --records."),
    }
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

/// What needs somebody, as it stands on a page.
struct Entries<'a> {
    /// Where a child may be at risk: all of it, always.
    at_risk: Vec<&'a Need<'a>>,
    /// What else needs somebody, most urgent first.
    others: Vec<&'a Need<'a>>,
}

impl<'a> Entries<'a> {
    /// All of it. If `once`, a case is looked at as a whole: what is most urgent of it stands for it. A stop without a
    /// reference is of a case of its own.
    fn of(report: &'a Report<'a>, once: bool) -> Self {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut all: Vec<&Need<'_>> = report.needs.iter().collect();
        all.retain(|need| !once || need.case.is_empty() || seen.insert(need.case));
        let (at_risk, others) = all.into_iter().partition(|need| need.is_at_risk());
        Self { at_risk, others }
    }
}

/// One entry, without its heading.
fn entry(need: &Need<'_>, report: &Report<'_>, calendar: &Calendar, once: bool, width: usize) -> Page {
    let mut entry = Page::new(width);
    let says = if once { words::on_a_line } else { words::needed };
    entry.item(2, "-", &one_line(&format!("{}: {}", words::case_of(need), says(need, report.today, calendar))));
    for (label, said) in &need.said {
        entry.put(6, &one_line(&format!("{label}: {said}")));
    }
    entry
}

/// Each of these under its heading.
fn put_entries(needs: &[&Need<'_>], report: &Report<'_>, calendar: &Calendar, once: bool, page: &mut Page) {
    for its in needs.chunk_by(|one, other| words::heading(one) == words::heading(other)) {
        page.heading(0, words::heading(its[0]));
        for need in its {
            let entry = entry(need, report, calendar, once, page.width());
            page.add(entry);
        }
    }
}

/// Every need of no child at risk, or as many as leave the page with so many lines, but not fewer than so many. How many
/// stand there.
fn needs(
    entries: &Entries<'_>,
    report: &Report<'_>,
    calendar: &Calendar,
    look: Look<'_>,
    lines: Option<usize>,
    at_least: usize,
    page: &mut Page,
) -> usize {
    let (all, at_risk) = (entries.others.len(), entries.at_risk.len());
    let others = |many: usize| {
        let mut others = Page::new(page.width());
        let more = match (all - many, report.needs.len() - all - at_risk) {
            (0, 0) => return others,
            (0, 1) => "one more thing in these cases".to_owned(),
            (0, more) => format!("{more} more things in these cases"),
            (1, _) => "one more case".to_owned(),
            (more, _) => format!("{more} more cases"),
        };
        others.put(2, &format!("... and {more}. To see all: {}", look.commands.needs));
        others
    };
    let Some(lines) = lines else {
        put_entries(&entries.others, report, calendar, false, page);
        return all;
    };
    let (mut fits, mut heading, mut height) = (0, None, page.height());
    for need in &entries.others {
        let its = words::heading(need);
        let new = if heading == Some(its) { 0 } else { 2 };
        height += new + entry(need, report, calendar, true, page.width()).height();
        if fits >= at_least && height + others(fits + 1).height() > lines {
            break;
        }
        heading = Some(its);
        fits += 1;
    }
    let others = others(fits);
    put_entries(&entries.others[..fits], report, calendar, true, page);
    page.add(others);
    fits
}
