//! What an audit found, as one table for a spreadsheet: its days are ISO days, and no cell of it can act.

use crate::audit::Figure;
use crate::audit::Need;
use crate::audit::Reason;
use crate::audit::Report;
use crate::audit::Why;
use crate::records::RiskState;
use crate::render::audit::words::NOT_SHOWN;
use crate::render::page::one_line;

/// The columns. A row is a `need`, a class of `files`, a `figure`, or a share `before` or `after` and its `change`, all in points; it leaves
/// blank what it has not.
const COLUMNS: [&str; 20] = [
    "table",
    "what",
    "group",
    "case",
    "strategy",
    "to",
    "role",
    "waits-for",
    "day",
    "days-late-or-since",
    "days-left",
    "part",
    "whole",
    "median",
    "percentile-90",
    "change",
    "change-from",
    "change-to",
    "note",
    "record",
];

/// The table: where a child may be at risk, how many files of each class there are, what else needs somebody, most urgent
/// first, and then the figures of each group.
pub fn csv(report: &Report<'_>) -> String {
    let mut text = COLUMNS.join(",") + "\r\n";
    let invented = match (report.is_practice, report.invented) {
        (true, _) => "practice",
        (false, true) => "invented",
        (false, false) => "",
    };
    let mut put = |cells: &[(&str, String)]| {
        let row: Vec<String> = COLUMNS
            .iter()
            .map(|column| cells.iter().find(|(name, _)| name == column).map_or(String::new(), |(_, cell)| cell.clone()))
            .collect();
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    };
    let (at_risk, others): (Vec<&Need<'_>>, Vec<&Need<'_>>) = report.needs.iter().partition(|need| need.is_at_risk());
    for it in at_risk {
        put(&need(it, report));
    }
    let elsewhere = ("at-risk-elsewhere", report.at_risk_elsewhere);
    let gone = ("at-risk-gone", report.risks_gone.len());
    for (class, many) in [elsewhere, gone].into_iter().chain(report.totals.classes()) {
        let cells = [("table", "files"), ("what", class), ("part", &many.to_string()), ("note", invented)];
        put(&cells.map(|(column, words)| (column, cell(words))));
    }
    for it in others {
        put(&need(it, report));
    }
    for (group, measure) in report.figures.iter().flat_map(|(group, all)| all.iter().map(move |one| (group, one))) {
        let days = |days: Option<i64>| days.and_then(number).unwrap_or_default();
        let (part, whole, median, ninety) = match &measure.figure {
            Figure::Count(many) => (many.to_string(), String::new(), String::new(), String::new()),
            Figure::Share(share) => (share.part.to_string(), share.whole.to_string(), String::new(), String::new()),
            Figure::Few => Default::default(),
            Figure::Days(all) => (all.many().to_string(), String::new(), days(all.median()), days(all.percentile(90))),
        };
        put(&[
            ("table", "figure".to_owned()),
            ("what", cell(measure.what)),
            ("group", cell(group)),
            ("strategy", cell(&measure.strategy)),
            ("to", cell(&measure.to)),
            ("part", part),
            ("whole", whole),
            ("median", median),
            ("percentile-90", ninety),
            ("note", cell(if measure.figure == Figure::Few { NOT_SHOWN } else { invented })),
        ]);
    }
    for change in report.compared.iter().flat_map(|compared| &compared.changes) {
        let mut row = |table: &str, more: &[(&str, String)]| {
            let about = [
                ("table", table.to_owned()),
                ("what", cell(change.what)),
                ("strategy", cell(&change.strategy)),
                ("to", cell(&change.to)),
                ("note", cell(if change.is_too_few() { "too few to say" } else { invented })),
            ];
            put(&[&about, more].concat());
        };
        for (time, share) in [("before", change.before), ("after", change.after)] {
            row(time, &[("part", share.part.to_string()), ("whole", share.whole.to_string())]);
        }
        let (difference, interval) = (change.difference().map(points), change.interval());
        let [from, to] = [interval.map(|it| points(it.from)), interval.map(|it| points(it.to))];
        let of_change = [("change", difference), ("change-from", from), ("change-to", to)];
        row("change", &of_change.map(|(name, points)| (name, points.unwrap_or_default())));
    }
    text
}

/// The cells of a need.
fn need(need: &Need<'_>, report: &Report<'_>) -> [(&'static str, String); 10] {
    let words = [
        if need.yours { "yours" } else { "" },
        if need.new { "new" } else { "" },
        said(need),
        if report.invented { "invented" } else { "" },
        if report.is_practice { "practice" } else { "" },
    ];
    let note: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    [
        ("table", "need".to_owned()),
        ("what", cell(need.why.name())),
        ("case", cell(need.case)),
        ("role", cell(need.role)),
        ("waits-for", cell(need.who)),
        ("day", need.day.to_string()),
        ("days-late-or-since", number(need.days).unwrap_or_default()),
        ("days-left", number(-need.days).filter(|_| need.days < 0 && !need.who.is_empty()).unwrap_or_default()),
        ("note", cell(&note.join("; "))),
        ("record", cell(if report.anonymous { "" } else { need.record })),
    ]
}

/// What records say of it: of a child who may be at risk, what was answered; of anything else, that there is a reason.
fn said(need: &Need<'_>) -> &'static str {
    let is_not_safe = need.reason == Reason::NotSafe || need.small.is_some_and(|it| it.state == RiskState::NotSafe);
    match (need.why, need.reason) {
        (Why::Stopped | Why::Risk, _) if is_not_safe => "not known to be safe",
        (Why::Stopped, _) => "stopped to keep a child safe",
        (Why::Risk, Reason::AtRisk) => "told and disagrees",
        (Why::Risk, Reason::Told) => "told; about something else",
        (Why::Risk, _) => "nobody was sure",
        (_, Reason::Said) => "reason given",
        _ => "",
    }
}

/// A share in points. One below nought begins with a minus: it is a number, and a spreadsheet works nothing out of it.
fn points(share: f64) -> String {
    let points = format!("{:.2}", share * 100.0);
    if points == "-0.00" { "0.00".to_owned() } else { points }
}

/// A number that is not below nought: of days, nothing begins with a sign.
fn number(number: i64) -> Option<String> {
    (number >= 0).then(|| number.to_string())
}

/// Words in one cell. A spreadsheet takes what begins with some signs for something to work out; a quotation mark
/// before them makes it words.
fn cell(words: &str) -> String {
    let words = one_line(words);
    let acts = words.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let words = if acts { format!("'{words}") } else { words };
    if words.contains(['"', ',', ';', '\'']) { format!("\"{}\"", words.replace('"', "\"\"")) } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_with_a_sign_that_a_spreadsheet_acts_on() {
        for (words, wanted) in [
            ("plain words", "plain words"),
            ("=1+1", "\"'=1+1\""),
            (" \t=1+1", "\"'=1+1\""),
            ("-2+3", "\"'-2+3\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("＝1+1", "\"'＝1+1\""),
            ("NHS, \"north\"", "\"NHS, \"\"north\"\"\""),
            ("two\nlines\r", "two lines"),
        ] {
            assert_eq!(cell(words), wanted);
        }
    }
}
