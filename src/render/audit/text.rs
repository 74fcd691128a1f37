//! What an audit found, on one screen: what needs somebody, most urgent first, and at a glance how things go.

use std::collections::BTreeSet;

use crate::audit::DEFINITIONS;
use crate::audit::Need;
use crate::audit::Reason;
use crate::audit::Report;
use crate::audit::Why;
use crate::calendar::Calendar;
use crate::render::audit::change;
use crate::render::audit::figures;
use crate::render::audit::words;
use crate::render::audit::words::ELSEWHERE;
use crate::render::audit::words::RULES;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::unread::not_counted;

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
    /// The commands that give every need, and every figure, of what was asked for; and what could not be read.
    pub more: [&'a str; 3],
}

const MEANING: &str = "What each figure means: rethink audit --definitions";

/// What an audit found.
pub fn text(report: &Report<'_>, calendar: &Calendar, look: Look<'_>) -> String {
    let mut page = begun(report, look);
    if let Some(compared) = &report.compared {
        if let Some(only) = words::only(report) {
            page.put(0, &only);
        }
        change::put(compared, report, &mut page);
        page.gap();
        page.put(0, MEANING);
        return page.text();
    }
    let all = Parts { kinds: true, files: Files::All, glance: true };
    match look.extent {
        Extent::Measures => {
            if let Some(only) = words::only(report) {
                page.put(0, &only);
            }
            files(report, look, &mut page);
            page.gap();
            page.add(rest(report, look, true));
            page.text()
        }
        Extent::Window(lines) => in_window(report, calendar, look, lines.saturating_sub(1)).text(),
        Extent::Short(lines) => {
            put_parts(report, calendar, look, all, Some(lines.saturating_sub(1)), AT_LEAST).0.text()
        }
        Extent::Needs | Extent::Whole => put_parts(report, calendar, look, all, None, 0).0.text(),
    }
}

/// A page that says first what is invented.
fn begun(report: &Report<'_>, look: Look<'_>) -> Page {
    let mut page = Page::new(look.width);
    if report.invented {
        page.put(0, "Invented: nobody in these records exists.");
    }
    page
}

/// What stands on a page besides its first line and needs.
#[derive(Debug, Clone, Copy)]
struct Parts {
    kinds: bool,
    files: Files,
    glance: bool,
}

/// What is said of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Files {
    /// How many there are of each class, and what cannot be seen from here.
    All,
    /// How many could not be read.
    Unread,
    /// Nothing.
    None,
}

/// As much as so many lines hold: the first line always, and rather some needs than all of the rest.
fn in_window(report: &Report<'_>, calendar: &Calendar, look: Look<'_>, lines: usize) -> Page {
    let of = |(kinds, files, glance)| put_parts(report, calendar, look, Parts { kinds, files, glance }, Some(lines), 0);
    let fits = |wanted: usize| move |(page, shown): &(Page, usize)| page.height() <= lines && *shown >= wanted;
    let wanted = entries(report).min(WORTH_IT);
    let ways = [(true, Files::All, true), (true, Files::All, false), (false, Files::All, false)];
    let small = || Some(of((false, Files::Unread, false))).filter(fits(wanted.min(1)));
    let fits = ways.into_iter().map(of).find(fits(wanted)).or_else(small);
    let least = if report.needs.is_empty() { Files::Unread } else { Files::None };
    fits.unwrap_or_else(|| of((false, least, false))).0
}

/// These parts on a page of so many lines, and how many needs stand there.
fn put_parts(
    report: &Report<'_>,
    calendar: &Calendar,
    look: Look<'_>,
    parts: Parts,
    lines: Option<usize>,
    at_least: usize,
) -> (Page, usize) {
    let mut page = begun(report, look);
    page.put(0, &words::first_line(report));
    if let Some(only) = words::only(report) {
        page.put(0, &only);
    }
    if parts.kinds && !report.needs.is_empty() {
        page.put(2, &words::kinds(report));
    }
    match parts.files {
        Files::All => files(report, look, &mut page),
        Files::Unread => not_counted(report.unread, look.more[2]).iter().for_each(|unread| page.put(0, unread)),
        Files::None => {}
    }
    let rest = if parts.files == Files::All { rest(report, look, parts.glance) } else { Page::new(look.width) };
    let room = lines.map(|lines| lines.saturating_sub(rest.height() + usize::from(rest.height() > 0)));
    let shown = needs(report, calendar, look, room, at_least, &mut page);
    if rest.height() > 0 {
        page.gap();
        page.add(rest);
    }
    (page, shown)
}

/// The totals of each class of file, and what cannot be seen from here.
fn files(report: &Report<'_>, look: Look<'_>, page: &mut Page) {
    let which = if report.unread.is_empty() {
        String::new()
    } else {
        // How many of each class cannot be read has just been said.
        format!(" To see which, and why: {}", look.more[2])
    };
    page.put(0, &format!("{}{which}", words::files(report)));
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
        page.put(0, &format!("On whom dates wait, and every figure: {}", look.more[1]));
    } else {
        figures::put(report, look.bars, &mut page);
        page.gap();
        page.put(0, MEANING);
    }
    page
}

/// Why there is no record to say anything of, unless the first line has said it.
fn no_records(report: &Report<'_>) -> Option<&'static str> {
    let is_said = report.totals.records == 0 && (report.later > 0 || !report.unread.is_empty());
    match (report.filter.is_narrow(), report.needs.is_empty()) {
        (true, true) if report.totals.records > 0 => Some("No case here is what you asked for."),
        (true, false) => Some("No case with a record here is what you asked for."),
        _ if is_said => None,
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

/// Every need, or as many as leave the page with so many lines, but not fewer than so many. How many stand there.
fn needs(
    report: &Report<'_>,
    calendar: &Calendar,
    look: Look<'_>,
    lines: Option<usize>,
    at_least: usize,
    page: &mut Page,
) -> usize {
    let is_short = lines.is_some();
    let all = if is_short { entries(report) } else { report.needs.len() };
    let others = |many: usize| {
        let mut others = Page::new(page.width());
        let more = match (all - many, report.needs.len() - all) {
            (0, 0) => return others,
            (0, 1) => "one more thing in these cases".to_owned(),
            (0, more) => format!("{more} more things in these cases"),
            (1, _) => "one more case".to_owned(),
            (more, _) => format!("{more} more cases"),
        };
        others.put(2, &format!("... and {more}. To see all: {}", look.more[0]));
        others
    };
    // However many old doubts there are, half of the lines are left for what waits for whoever reads.
    let is_doubt = |need: &Need<'_>| need.why == Why::Risk && need.reason != Reason::AtRisk;
    let doubts: BTreeSet<&str> = report.needs.iter().filter(|need| is_doubt(need)).map(|need| need.case).collect();
    let yours = report.needs.iter().any(|need| need.yours && !doubts.contains(need.case));
    let half = lines.filter(|_| yours).map(|lines| page.height() + lines.saturating_sub(page.height()) / 2);
    let mut is_full = false;
    let mut heading = None;
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let (mut many, mut needs) = (0, Page::new(page.width()));
    for need in &report.needs {
        // A case is looked at as a whole: on a screen, what is most urgent of it stands for it.
        if is_short && !need.case.is_empty() && shown.contains(need.case) {
            continue;
        }
        let its = words::heading(need);
        let mut entry = Page::new(page.width());
        if heading != Some(its) {
            entry.put(0, its);
        }
        let says = if is_short { words::on_a_line } else { words::needed };
        entry.item(2, "-", &one_line(&format!("{}: {}", words::case_of(need), says(need, report, calendar))));
        for (label, said) in &need.said {
            entry.put(6, &one_line(&format!("{label}: {said}")));
        }
        // Nothing less stands for a case in doubt.
        is_full |= is_doubt(need) && half.is_some_and(|half| page.height() + needs.height() + entry.height() > half);
        if is_full && doubts.contains(need.case) {
            continue;
        }
        let taken = page.height() + needs.height() + entry.height() + others(many + 1).height();
        if many >= at_least && lines.is_some_and(|lines| taken + usize::from(heading != Some(its)) > lines) {
            break;
        }
        if heading != Some(its) {
            needs.put(0, "");
            heading = Some(its);
        }
        needs.add(entry);
        shown.insert(need.case);
        many += 1;
    }
    let others = others(many);
    page.add(needs);
    page.add(others);
    many
}

/// How many entries there are where a case stands once; a stop without a reference is of a case of its own.
fn entries(report: &Report<'_>) -> usize {
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        report.needs.iter().map(|need| need.case).partition(|case| !case.is_empty());
    known.into_iter().collect::<BTreeSet<&str>>().len() + unknown.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Folder;
    use crate::audit::tests::head;
    use crate::audit::tests::put_in;
    use crate::record::Brief;
    use crate::record::Waiting;

    #[test]
    fn however_many_old_doubts_there_are_what_waits_for_you_stands_beside_them() {
        let mut heads: Vec<_> = (0..40)
            .map(|number| head(&format!("D-{number}"), &format!("d{number}"), 1, "2026-11-02", "rethink-1"))
            .collect();
        for head in &mut heads {
            head.at_risk = "not-sure".to_owned();
        }
        let mut yours = head("Y-1", "y", 1, "2026-11-02", "rethink-1");
        let (role, due) = ("line-manager".to_owned(), yours.date);
        let (step, label) = ("meet".to_owned(), "Meeting".to_owned());
        yours.waiting = Some(Waiting { step, label, who: role.clone(), role, due, counted: String::new() });
        heads.push(yours);
        let briefs = heads.iter().map(|head| Brief::of(head, &head.record)).collect();
        let more = ["all", "every", "verify"];
        let look = Look { width: 80, extent: Extent::Window(24), bars: false, more };
        let (page, urgent) = put_in(&Folder { briefs, ..Folder::default() }, |report, calendar| {
            let page = text(report, calendar, look);
            report.needs.iter_mut().for_each(|need| need.reason = Reason::AtRisk);
            (page, text(report, calendar, look))
        });
        let (doubts, rest) = page.split_once("What waits for you\n  - Y-1: ").expect("what waits for you");
        // Nothing less stands for a case in doubt.
        assert!(doubts.contains("D-0: nobody was sure") && !rest.contains("D-"), "{page}");
        assert!(page.lines().count() < 24 && page.contains("more cases. To see all: all"), "{page}");
        // What cannot wait comes before everything.
        assert!(!urgent.contains("What waits for you"), "{urgent}");
    }
}
