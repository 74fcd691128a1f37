//! How things go, in a terminal: on whom dates wait, whom to thank, and every figure, with bars where one would rather
//! look than read.

use crate::audit::By;
use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Report;
use crate::audit::Share;
use crate::calendar;
use crate::render::audit::words;
use crate::render::audit::words::NOT_SHOWN;
use crate::render::audit::words::SHARES;
use crate::render::audit::words::SPREADS;
use crate::render::audit::words::cases;
use crate::render::audit::words::counted;
use crate::render::audit::words::figure;
use crate::render::audit::words::share;
use crate::render::audit::words::spread;
use crate::render::audit::words::thanked;
use crate::render::page::Page;
use crate::render::page::one_line;

/// Where the figures begin, beside their labels.
const COLUMN: usize = 36;
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
    let named = |id: &str| report.ladder.short(id).to_owned();
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
    for settled in &report.thanks {
        page.item(2, "-", &one_line(&format!("{}: {}", settled.case, thanked(settled, report))));
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
        for measure in measures.iter().filter(|it| it.strategy == id) {
            match (&measure.figure, measure.what) {
                (Figure::Share(share), "open") if share.part > 0 => {
                    page.row(4, COLUMN, "open now", &share.part.to_string());
                }
                (Figure::Share(_), "open") => {}
                (of, "settled") => put_figure("settled", of, bars, page),
                (of, "went-on") => put_figure(&words::on_to(&measure.to, id, report.ladder), of, bars, page),
                (of, "ended-otherwise") => put_figure("ended otherwise", of, bars, page),
                (of, "open") => put_figure("open now", of, bars, page),
                (of, "days") => put_figure("working days", of, bars, page),
                (of, "rounds") => put_figure("reviews until it ended", of, bars, page),
                _ => {}
            }
        }
    }
    for (heading, all) in SHARES {
        let mut its = Page::new(page.width());
        for (what, words) in *all {
            if let Some(of) = figure(measures, what) {
                put_figure(words, of, bars, &mut its);
            }
            for (_, days, words) in SPREADS.iter().filter(|(share, ..)| share == what) {
                if let Some(days) = figure(measures, days) {
                    put_figure(words, days, bars, &mut its);
                }
            }
        }
        if its.height() > 0 {
            page.heading(2, heading);
            page.add(its);
        }
    }
    groups(report, bars, page);
}

/// A figure in words, unless nothing is counted in it.
fn put_figure(label: &str, figure: &Figure, bars: bool, page: &mut Page) {
    match figure {
        Figure::Share(share) => put_share(4, COLUMN, label, *share, bars, page),
        Figure::Days(days) => {
            if let Some(words) = spread(days) {
                page.row(4, COLUMN, label, &words);
            }
        }
        Figure::Few => page.row(4, COLUMN, label, NOT_SHOWN),
        Figure::Count(_) => {}
    }
}

fn put_share(indent: usize, column: usize, label: &str, share: Share, bars: bool, page: &mut Page) {
    if share.whole > 0 {
        let words = format!("{}{}", bar(share, bars, column, page), counted(share));
        page.row(indent, column, label, &words);
    }
}

/// A share as a bar, as long as the window allows. None in a narrow window, and none of fewer than five.
fn bar(share: Share, bars: bool, column: usize, page: &Page) -> String {
    let room = page.room(4, column).saturating_sub("10000 of 10000 (100%)".len() + 1).min(LONGEST_BAR);
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
        let said = match cases(measures) {
            None => NOT_SHOWN.to_owned(),
            Some(many) => {
                let bar = bar(Share { part: many, whole: most }, bars, COLUMN, page);
                let few = |what| share(measures, what).map_or_else(|| NOT_SHOWN.to_owned(), counted);
                let cases = if many == 1 { "case" } else { "cases" };
                let (first, kept) = (few("first"), few("dates-kept"));
                format!("{bar}{many} {cases}\nsettled at the first strategy: {first}; dates kept: {kept}")
            }
        };
        page.row(2, COLUMN + 2, &words::group(group, report), &said);
    }
}

/// Ends of strategies to which no case came: perhaps nobody knows of them, perhaps nobody needs them.
fn never(report: &Report<'_>, page: &mut Page) {
    if report.never.is_empty() || report.filter.is_narrow() {
        return;
    }
    page.heading(0, "Ends to which no case here came");
    for ends in report.never.chunk_by(|one, other| one.0 == other.0) {
        page.put(2, &one_line(report.ladder.short(ends[0].0)));
        for (id, end) in ends {
            page.item(4, "-", &one_line(report.ladder.says(id, end)));
        }
    }
}
