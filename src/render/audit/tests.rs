//! What must not be missed is on every page, whatever its format and however small it is.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::audit::Folder;
use crate::audit::Report;
use crate::audit::tests::head;
use crate::audit::tests::put_in;
use crate::calendar::Calendar;
use crate::record::Brief;
use crate::record::Waiting;
use crate::render::audit::csv::csv;
use crate::render::audit::html::html;
use crate::render::audit::ics::ics;
use crate::render::audit::json::json;
use crate::render::audit::text::Commands;
use crate::render::audit::text::Extent;
use crate::render::audit::text::Look;
use crate::render::audit::text::text;

const RISKS: [&str; 3] = ["not-sure", "told-and-disagree", "told-something-else"];

/// So many cases in which a child may be at risk, `D-`, and so many that wait for the manager who reads, `Y-`.
fn folder(at_risk: usize, yours: usize) -> Folder {
    let of = |case: String, number: usize| {
        let day = format!("2026-11-{:02}", number % 20 + 1);
        head(&case, &format!("{case}-review"), 1, &day, "rethink-1")
    };
    let risks = (0..at_risk).map(|number| {
        let mut one = of(format!("D-{number}"), number);
        RISKS[number % 3].clone_into(&mut one.at_risk);
        one
    });
    let yours = (0..yours).map(|number| {
        let mut one = of(format!("Y-{number}"), number);
        let (role, due) = ("line-manager".to_owned(), one.date);
        let (step, label) = ("meet".to_owned(), "Meeting".to_owned());
        one.waiting = Some(Waiting { step, label, who: role.clone(), role, due, counted: String::new() });
        one
    });
    let briefs = risks.chain(yours).map(|head| Brief::of(&head, &head.record)).collect();
    Folder { briefs, ..Folder::default() }
}

fn look(width: usize, extent: Extent) -> Look<'static> {
    let commands = Commands { needs: "all", figures: "every", unread: "verify", whole: "audit" };
    Look { width, extent, bars: true, commands }
}

/// The cases in the order in which they are listed.
fn listed(page: &str) -> Vec<String> {
    let items = page.lines().filter_map(|line| line.strip_prefix("  - "));
    items.filter_map(|item| Some(item.split_once(':')?.0.to_owned())).collect()
}

/// How many of these begin with what stands for a child at risk, before the first that does not.
fn first(listed: &[String]) -> usize {
    listed.iter().take_while(|case| case.starts_with("D-")).collect::<BTreeSet<_>>().len()
}

/// The same in any format: no other case is named before the last of them.
fn come_first(words: &str, at_risk: usize, format: &str) {
    let place = |number: usize| words.find(&format!("D-{number}")).unwrap_or_else(|| panic!("{format}: D-{number}"));
    let last = (0..at_risk).map(place).max();
    let other = words.find("Y-");
    assert!(last.zip(other).is_none_or(|(last, other)| last < other), "{format}: {words}");
}

#[test]
fn however_many_may_be_at_risk_what_waits_for_you_comes_after_all_of_them() {
    let page = put_in(&folder(40, 6), |report, calendar| text(report, calendar, look(80, Extent::Window(24))));
    let (risks, rest) = page.split_once("What waits for you\n  - Y-").expect("what waits for you");
    assert_eq!(first(&listed(risks)), 40, "{page}");
    assert!(!rest.contains("  - D-") && rest.contains("one more case. To see all: all"), "{page}");
    // Whoever sees only the end of it is told.
    assert!(page.ends_with("A child may be at risk in 40 cases: see the top of this list.\n"), "{page}");
}

fn every_format(report: &Report<'_>, calendar: &Calendar, at_risk: usize) {
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-25T10:00:00Z").expect("a time");
    for (format, words) in [
        ("html", html(report, calendar)),
        ("csv", csv(report)),
        ("json", json(report, calendar)),
        ("ics", ics(report, now)),
    ] {
        come_first(&words, at_risk, format);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_child_who_may_be_at_risk_is_listed_first_at_every_size_and_in_every_format(
        (at_risk, yours) in (0usize..60, 0usize..12),
        (width, height) in (20usize..200, 1usize..60),
        extent in 0usize..5,
    ) {
        let extent = [
            Extent::Window(height),
            Extent::Short(height),
            Extent::Needs,
            Extent::Measures,
            Extent::Whole,
        ][extent];
        put_in(&folder(at_risk, yours), |report, calendar| {
            let page = text(report, calendar, look(width, extent));
            prop_assert_eq!(first(&listed(&page)), at_risk, "{:?}\n{}", extent, page);
            // What does not have to be seen is no longer than the window.
            if at_risk == 0 && height > 12 && width >= 40 && extent == Extent::Window(height) {
                prop_assert!(page.lines().count() < height, "{}", page);
            }
            every_format(report, calendar, at_risk);
            Ok(())
        })?;
    }
}
