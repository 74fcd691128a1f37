//! Lists of records and of strategies, as a table where there is room and as blocks where there is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use comfy_table::ContentArrangement;
use comfy_table::ContentLineStyle;
use comfy_table::LineStyle;
use comfy_table::Table;
use comfy_table::TableStyle;

use crate::record::Head;
use crate::record::RiskAnswer;
use crate::records::Standing;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::standing::stands;
use crate::render::story::on_risk;
use crate::session::Risk;
use crate::strategy::Strategy;

/// Below this width a table has no room for its words.
const TABLE: usize = 72;
const RISK: &str = "A child at risk";
const VIEW: &str = "Child's view";
/// Nothing but a line under the headings.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('-'))
    .content_lines(ContentLineStyle::none());

/// Records, newest first: date, case, strategy, how each stands, whether a child is at risk, whether the child was heard,
/// and when something is due. `risks` are the answers of those in which one is other than no, by their digests.
pub fn history(
    heads: &[(Head, String)],
    risks: &BTreeMap<String, Vec<RiskAnswer>>,
    width: usize,
    plain: bool,
) -> String {
    if heads.is_empty() {
        return "There are no records here.\n".to_owned();
    }
    let standing = Standing::of_all(heads);
    let mut heads: Vec<&(Head, String)> = heads.iter().collect();
    heads.sort_by(|(a, _), (b, _)| (b.date, b.written, &b.record).cmp(&(a.date, a.written, &a.record)));
    let rows = heads.into_iter().map(|(head, sha256)| {
        let practice = if head.practice { "PRACTICE " } else { "" };
        let correction = if head.corrects.is_some() { "Correction: " } else { "" };
        let (stands, due) = match standing.instead(sha256) {
            Some((instead, _)) => (format!("Corrected: {} stands in its place", instead.name()), None),
            None => (format!("{correction}{}", stands(head)), due(head)),
        };
        [
            short(head.date),
            format!("{practice}{}", head.case),
            head.strategy.id.clone(),
            stands,
            at_risk(head, risks.get(sha256)),
            childs_view(head),
            due.map(short).unwrap_or_default(),
            head.record.clone(),
        ]
    });
    if plain || width < TABLE {
        let headings = ["Date", "Case", "Strategy", "How it stands", RISK, VIEW, "Due", "Record"];
        return blocks(headings, rows, width);
    }
    let rows = rows.map(|[date, case, strategy, stands, risk, view, due, _]| {
        [date, case, strategy, format!("{stands}. {RISK}: {risk}. {VIEW}: {view}."), due]
    });
    table(["Date", "Case", "Strategy", "How it stands", "Due"], rows, width)
}

/// What is said of risk: no, or each answer with its day and time, as what was feared at first may still be so.
fn at_risk(head: &Head, risks: Option<&Vec<RiskAnswer>>) -> String {
    match risks.map(Vec::as_slice) {
        None | Some([]) => Risk::named(&head.at_risk).map_or(head.at_risk.as_str(), |risk| risk.words()).to_lowercase(),
        // What was said stands in the story of the case.
        Some(risks) => {
            risks.iter().map(|risk| on_risk(&RiskAnswer { told: None, ..risk.clone() })).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Whether the child was heard, and when. None of the child's words stand in a list of cases.
fn childs_view(head: &Head) -> String {
    let fact = |name: &str| head.facts.get(name).map(String::as_str);
    match (fact("childs-view"), fact("childs-view-on").and_then(|day| day.parse().ok())) {
        (Some("given"), Some(day)) => format!("of {}", short(day)),
        (Some("given"), None) => "written down, of no known day".to_owned(),
        (Some(_), _) => "missing, and the record says why".to_owned(),
        (None, _) => "not asked".to_owned(),
    }
}

/// Strategies: name, title, version, whether the partnership has confirmed it, how many steps it has.
pub fn strategies(list: &[Arc<Strategy>], width: usize, plain: bool) -> String {
    if list.is_empty() {
        return "There are no strategies here.\n".to_owned();
    }
    let headings = ["Name", "Title", "Version", "Confirmed", "Steps"];
    let rows = list.iter().map(|strategy| {
        let confirmed = if strategy.is_unconfirmed() { "not yet" } else { "yes" };
        [
            strategy.id.clone(),
            strategy.title.clone(),
            strategy.version.clone(),
            confirmed.to_owned(),
            strategy.steps.len().to_string(),
        ]
    });
    if plain || width < TABLE { blocks(headings, rows, width) } else { table(headings, rows, width) }
}

/// The day by which somebody is to act.
fn due(head: &Head) -> Option<NaiveDate> {
    let handover = || head.handover.as_ref().map(|handover| handover.by);
    let again = || head.look_again.as_ref().map(|again| again.by);
    head.waiting.as_ref().map(|waiting| waiting.due).or_else(handover).or_else(again)
}

fn short(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// One block for each row, a line for each thing it says.
fn blocks<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>, width: usize) -> String {
    let mut page = Page::new(width);
    for row in rows {
        page.gap();
        for (heading, text) in headings.iter().zip(row).filter(|(_, text)| !text.is_empty()) {
            page.put(0, &format!("{heading}: {}", one_line(&text)));
        }
    }
    page.text()
}

fn table<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>, width: usize) -> String {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(headings);
    for row in rows {
        table.add_row(row.map(|text| one_line(&text)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    format!("{}\n", table.trim_fmt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use crate::strategy::SHIPPED;
    use crate::strategy::Shelf;
    use textwrap::core::display_width;

    fn heads() -> Vec<(Head, String)> {
        let mut older = sample::waiting().head;
        older.date = sample::day("2026-11-23");
        let mut practice = sample::withdrawn().head;
        practice.practice = true;
        let all = [older, sample::handover().head, sample::nasty().head, practice];
        all.into_iter().enumerate().map(|(number, head)| (head, number.to_string())).collect()
    }

    #[test]
    fn records_are_listed_newest_first() {
        let text = history(&heads(), &BTreeMap::new(), 80, false);
        let newest = text.find("18 Dec 2026").expect("the newest");
        let oldest = text.find("23 Nov 2026").expect("the oldest");
        assert!(newest < oldest, "{text}");
        assert!(text.contains("29 Dec 2026"), "{text}");
        let plain = history(&heads(), &BTreeMap::new(), 80, true);
        assert!(
            plain.contains(
                "How it stands: Waiting for the lead professional: Re-think conversation\nA child at risk: no\n"
            ),
            "{plain}"
        );
        assert!(plain.contains("Case: PRACTICE PCC-48213\n"), "{plain}");
    }

    #[test]
    fn no_line_of_a_list_is_too_wide() {
        let shelf = Shelf::shipped();
        let list: Vec<_> = shelf.ids().filter_map(|id| shelf.get(id)).collect();
        assert_eq!(list.len(), SHIPPED.len());
        for (width, plain) in [40, 60, 72, 80, 120].into_iter().flat_map(|width| [(width, true), (width, false)]) {
            for text in [history(&heads(), &BTreeMap::new(), width, plain), strategies(&list, width, plain)] {
                for line in text.lines() {
                    assert!(display_width(line) <= width, "{line:?} is wider than {width}");
                    assert!(!line.chars().any(char::is_control), "{line:?}");
                }
            }
        }
    }
}
