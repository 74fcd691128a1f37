//! What holds of every folder.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::audit::End;
use crate::audit::Figure;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Ladder;
use crate::audit::audit;
use crate::audit::cases;
use crate::audit::tests;
use crate::calendar::Calendar;
use crate::calendar::Division;
use crate::record::Brief;

static LADDER: LazyLock<Ladder> = LazyLock::new(tests::ladder);
const STRATEGIES: [&str; 5] = ["rethink-1", "rethink-2", "rethink-3", "hips-escalation", "follow-up"];

/// Reviews of some cases: the case, the strategy, how it ended, and after how many days the next one comes.
fn folder(reviews: &[(u8, usize, usize, u8)]) -> Folder {
    let mut day = tests::day("2026-01-05");
    let briefs = (0..).zip(reviews).map(|(number, (case, strategy, end, days))| {
        let (case, review) = (format!("X-{case}"), format!("r{number}"));
        let mut head = tests::head(&case, &review, 1, &day.to_string(), STRATEGIES[*strategy]);
        day = day + chrono::Days::new((*days).into());
        head.outcome = match end {
            0 => None,
            1 => Some(tests::outcome("resolved", "resolved", None)),
            2 => Some(tests::outcome("differ", "stopped", None)),
            3 => Some(tests::outcome("agreed", "review", None)),
            4 => Some(tests::outcome("to-partners", "handover", None)),
            next => Some(tests::outcome("stuck", "handover", Some(STRATEGIES[next - 5]))),
        };
        Brief::of(&head, &head.record)
    });
    Folder { briefs: briefs.collect(), ..Folder::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Settled, gone on and ended otherwise are all ways in which a strategy ends: nobody is lost, nobody counts twice.
    #[test]
    fn every_way_out_of_a_strategy_is_counted(
        reviews in prop::collection::vec((0u8..6, 0usize..5, 0usize..9, 0u8..20), 0..40),
    ) {
        let folder = folder(&reviews);
        let mut ended: BTreeMap<&str, usize> = BTreeMap::new();
        let mut ways: BTreeMap<&str, usize> = BTreeMap::new();
        for case in cases(&folder.briefs, &LADDER) {
            let over = case.stays.iter().filter_map(|stay| match stay.end {
                End::Open => None,
                End::Settled(_) => Some((stay.strategy, "settled", "")),
                End::Stopped(_) => Some((stay.strategy, "stopped", "")),
                End::Left(to, _) => Some((stay.strategy, "left", to)),
            });
            let over: BTreeSet<(&str, &str, &str)> = over.collect();
            for (strategy, ..) in &over {
                *ways.entry(strategy).or_default() += 1;
            }
            for strategy in over.iter().map(|(strategy, ..)| *strategy).collect::<BTreeSet<&str>>() {
                *ended.entry(strategy).or_default() += 1;
            }
        }
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        let question = tests::question(Filter::default());
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        audit(&folder, &[], &calendar, &LADDER, &question, |report| {
            for measure in &report.figures[""] {
                let Figure::Share(share) = measure.figure else { continue };
                if ["settled", "went-on", "ended-otherwise"].contains(&measure.what) {
                    prop_assert_eq!(share.whole, ended.get(&*measure.strategy).copied().unwrap_or(0));
                    *counted.entry(measure.strategy.clone()).or_default() += share.part;
                }
            }
            Ok(())
        })?;
        counted.retain(|_, many| *many > 0);
        let counted: BTreeMap<&str, usize> = counted.iter().map(|(strategy, many)| (strategy.as_str(), *many)).collect();
        prop_assert_eq!(counted, ways);
    }
}
