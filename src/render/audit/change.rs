//! Two times held against each other, in words: the counts first, and how sure the change is.

use chrono::NaiveDate;

use crate::audit::Change;
use crate::audit::Compared;
use crate::audit::FEW;
use crate::audit::Ladder;
use crate::audit::Report;
use crate::audit::Share;
use crate::calendar;
use crate::render::audit::words::SHARES;
use crate::render::audit::words::on_to;
use crate::render::page::Page;

/// Every share that either time has.
pub(crate) fn put(compared: &Compared, report: &Report<'_>, page: &mut Page) {
    page.put(0, &cautions(compared, report));
    let mut about = None;
    for change in compared.changes.iter().filter(|change| change.before.whole + change.after.whole > 0) {
        let Some(label) = label(change, report.ladder) else { continue };
        if about != Some(change.strategy.as_str()) {
            about = Some(&change.strategy);
            let title = report.ladder.sketch(&change.strategy).map(|sketch| sketch.title.as_str());
            page.heading(0, title.unwrap_or(if change.strategy.is_empty() { "All" } else { &change.strategy }));
        }
        let counts = format!("{}, then {}", counts(change.before), counts(change.after));
        page.row(2, 36, &label, &format!("{counts}\n{}", says(change)));
    }
}

/// A share with its counts, as exact as the points of its change.
#[allow(clippy::cast_precision_loss, reason = "no folder holds so many cases")]
pub(crate) fn counts(share: Share) -> String {
    match share.whole {
        0 => "none".to_owned(),
        whole => format!("{} of {whole} ({:.1}%)", share.part, 100.0 * share.part as f64 / whole as f64),
    }
}

/// Which times they are, and what a change does not say: a line each.
pub(crate) fn cautions(compared: &Compared, report: &Report<'_>) -> String {
    let time = |(from, to): (NaiveDate, NaiveDate)| format!("{} to {}", calendar::medium(from), calendar::medium(to));
    let [before, after] = compared.times;
    let hidden = match report.filter.agency {
        Some(_) => "\nWhat rests on fewer than five of this agency, in either time, is not shown.",
        None => "",
    };
    let over = if after.1 > report.today { " That time is not over: more may still end in it." } else { "" };
    format!(
        "Before: {}.\nAfter: {}.{over}\n\
         In brackets, the range in points that holds the true change 19 times in 20 (Newcombe, method 10).\n\
         Other things changed in that time too: a figure does not say why.{hidden}",
        time(before),
        time(after)
    )
}

/// What it is in words. Nothing for what is open: that is how things stand, and not how they went.
pub(crate) fn label(change: &Change, ladder: &Ladder) -> Option<String> {
    Some(match change.what {
        "open" | "dates-to-come" | "dates-past" => return None,
        "settled" => "settled".to_owned(),
        "ended-otherwise" => "ended otherwise".to_owned(),
        "went-on" => on_to(&change.to, &change.strategy, ladder),
        what => {
            let (heading, words) = SHARES
                .iter()
                .find_map(|(heading, all)| Some((heading, all.iter().find(|(name, _)| *name == what)?.1)))?;
            match *heading {
                "Promised dates" => format!("dates {words}"),
                "What changed for the child" => format!("child: {words}"),
                _ => words.to_owned(),
            }
        }
    })
}

/// How the share changed.
pub(crate) fn says(change: &Change) -> String {
    let (Some(difference), Some(interval)) = (change.difference(), change.interval()) else {
        return "too few to say".to_owned();
    };
    let points = |share: f64| format!("{:.1}", (share * 100.0).abs());
    let way = |share: f64| if share < 0.0 { "lower" } else { "higher" };
    let changed = match points(difference).as_str() {
        "0.0" => "no change".to_owned(),
        many => format!("{many} points {}", way(difference)),
    };
    // Beside the points, what they are of the earlier share: a share that halves has halved. Of a few it says too much.
    let few = change.before.part.min(change.after.part) < FEW;
    #[allow(clippy::cast_precision_loss, reason = "no folder holds so many cases")]
    let of_before = difference * change.before.whole as f64 / change.before.part as f64;
    let part = if !few && points(difference) != "0.0" {
        format!(", or {:.0}% {}", (of_before * 100.0).abs(), if difference < 0.0 { "less" } else { "more" })
    } else {
        String::new()
    };
    let range =
        format!("{} {} to {} {}", points(interval.from), way(interval.from), points(interval.to), way(interval.to));
    let may_be = points(difference) != "0.0" && interval.from <= 0.0 && interval.to >= 0.0;
    let sure = if may_be { "; this may be chance" } else { "" };
    format!("{changed}{part} ({range}){sure}")
}
