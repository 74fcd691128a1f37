//! Two times held against each other, in words: the counts first, and how sure the change is.

use chrono::NaiveDate;

use crate::audit::Change;
use crate::audit::Compared;
use crate::audit::Report;
use crate::calendar;
use crate::render::audit::text::counted;
use crate::render::page::Page;

/// Every share that either time has.
pub(crate) fn put(compared: &Compared, report: &Report<'_>, page: &mut Page) {
    let time = |(from, to): (NaiveDate, NaiveDate)| format!("{} to {}", calendar::medium(from), calendar::medium(to));
    let [before, after] = compared.times;
    page.put(0, &format!("Before: {}.", time(before)));
    page.put(0, &format!("After: {}.", time(after)));
    page.put(0, "The range after each change holds the true one 19 times in 20 (Newcombe's interval, method 10).");
    page.put(0, "Other things changed in that time too: a figure does not say why.");
    let mut about = None;
    for change in compared.changes.iter().filter(|change| change.before.whole + change.after.whole > 0) {
        if about != Some(change.strategy.as_str()) {
            about = Some(&change.strategy);
            let title = report.ladder.sketch(&change.strategy).map(|sketch| sketch.title.as_str());
            page.heading(0, title.unwrap_or(if change.strategy.is_empty() { "All" } else { &change.strategy }));
        }
        let label = if change.to.is_empty() { change.what.to_owned() } else { format!("on to {}", change.to) };
        let counts = format!("{}, then {}", counted(change.before), counted(change.after));
        page.row(2, 22, &label, &format!("{counts}\n{}", says(change)));
    }
}

/// How the share changed.
fn says(change: &Change) -> String {
    let (Some(difference), Some(interval)) = (change.difference(), change.interval()) else {
        return "too few to say".to_owned();
    };
    let points = |share: f64| format!("{:.0}", (share * 100.0).abs());
    let way = |share: f64| if share < 0.0 { "lower" } else { "higher" };
    let changed = match points(difference).as_str() {
        "0" => "no change".to_owned(),
        "1" => format!("1 point {}", way(difference)),
        many => format!("{many} points {}", way(difference)),
    };
    let range =
        format!("{} {} to {} {}", points(interval.from), way(interval.from), points(interval.to), way(interval.to));
    let sure = if interval.from <= 0.0 && interval.to >= 0.0 { "; this may be chance" } else { "" };
    format!("{changed} ({range}){sure}")
}
