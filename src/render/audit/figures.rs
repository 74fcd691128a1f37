//! How things go, in a terminal: on whom dates wait, whom to thank, and every figure, with bars where one would rather
//! look than read.

use crate::audit::By;
use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Report;
use crate::audit::Share;
use crate::calendar;
use crate::render::audit::words::SHARES;
use crate::render::audit::words::cases;
use crate::render::audit::words::counted;
use crate::render::audit::words::share;
use crate::render::audit::words::thanked;
use crate::render::page::Page;
use crate::render::page::capital;
use crate::render::page::one_line;

/// So many cases that went well are named.
const THANKED: usize = 5;
/// Where the figures begin, beside their labels.
const COLUMN: usize = 24;
/// Where they begin beside whole titles.
const WIDE: usize = 30;
/// A bar is no longer than this, and there is none where the window leaves less than a third of it.
const LONGEST_BAR: usize = 30;

/// Everything that was measured.
pub(crate) fn put(report: &Report<'_>, bars: bool, page: &mut Page) {
    turns(report, page);
    thanks(report, page);
    figures(report, bars, page);
    never(report, page);
}

/// What settles at each strategy, and how many dates are kept: a line each.
pub(crate) fn glance(report: &Report<'_>, bars: bool, page: &mut Page) {
    let Some(measures) = report.figures.get("") else { return };
    let named = |id: &str| {
        let title = report.ladder.sketch(id).map_or(id, |it| it.title.as_str());
        title.split(':').next().unwrap_or(title).to_owned()
    };
    let settled = measures.iter().filter(|it| it.what == "settled" && !it.strategy.is_empty());
    let settled = settled.filter_map(|it| match it.figure {
        Figure::Share(share) => Some((named(&it.strategy), share)),
        _ => None,
    });
    let kept = share(measures, "dates-kept").map(|kept| ("Promised dates kept".to_owned(), kept));
    let shares: Vec<(String, Share)> = settled.chain(kept).filter(|(_, share)| share.whole > 0).collect();
    if !shares.is_empty() {
        page.heading(0, "Settled at each strategy, and dates kept");
    }
    for (label, share) in shares {
        put_share(2, WIDE, &label, share, bars, page);
    }
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
    page.heading(
        0,
        &format!("Settled at the first strategy since {}, to thank people for", calendar::medium(oldest.on)),
    );
    for settled in report.thanks.iter().take(THANKED) {
        page.item(2, "-", &one_line(&format!("{}: {}", settled.case, thanked(settled))));
    }
    if let Some(more) = report.thanks.len().checked_sub(THANKED).filter(|more| *more > 0) {
        page.put(2, &format!("... and {more} more."));
    }
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
                (Figure::Share(share), "settled") => put_share(4, COLUMN, "settled", *share, bars, page),
                (Figure::Share(share), "went-on") => {
                    let label = if measure.to == id { "again".to_owned() } else { format!("on to {}", measure.to) };
                    put_share(4, COLUMN, &label, *share, bars, page);
                }
                (Figure::Share(share), "ended-otherwise") => {
                    put_share(4, COLUMN, "ended otherwise", *share, bars, page);
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
            put_share(4, COLUMN, words, share, bars, page);
        }
    }
    groups(report, bars, page);
}

fn days(measure: &Measure) -> Option<String> {
    match (&measure.figure, measure.what) {
        (Figure::Days(days), "days") => {
            Some(format!("median {}; nine in ten within {}", days.median()?, days.percentile(90)?))
        }
        _ => None,
    }
}

fn put_share(indent: usize, column: usize, label: &str, share: Share, bars: bool, page: &mut Page) {
    if share.whole > 0 {
        let words = format!("{}{}", bar(share, bars, page), counted(share));
        page.row(indent, column, label, &words);
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
