//! What holds of every folder.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::audit::End;
use crate::audit::Figure;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Ladder;
use crate::audit::Measure;
use crate::audit::Share;
use crate::audit::audit;
use crate::audit::cases;
use crate::audit::hide;
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

/// So many: cases, straight on, dates kept, late, without reply, past, to come, and better, not better, too soon to say.
const FIGURES: [&str; 9] = [
    "straight-to",
    "dates-kept",
    "dates-late",
    "dates-no-reply",
    "dates-past",
    "dates-to-come",
    "changed-yes",
    "changed-no",
    "changed-too-soon",
];

fn measures(cases: usize, parts: [usize; 9]) -> Vec<Measure> {
    let dates: usize = parts[1..5].iter().sum();
    let changed: usize = parts[6..].iter().sum();
    let put = |what, figure| Measure { what, strategy: String::new(), to: String::new(), figure };
    let share = |(what, part): (&'static str, usize)| {
        let whole = match what {
            "straight-to" => cases,
            "dates-to-come" => dates + part,
            _ if what.starts_with("dates") => dates,
            _ => changed,
        };
        put(what, Figure::Share(Share { part, whole }))
    };
    let shares = FIGURES.into_iter().zip(parts).map(share);
    [put("cases", Figure::Count(cases))].into_iter().chain(shares).collect()
}

/// The name of the whole of a figure.
fn whole(what: &str) -> &'static str {
    match what {
        "cases" | "straight-to" => "cases",
        "dates-to-come" => "whole-to-come",
        _ if what.starts_with("dates") => "whole-dates",
        _ => "whole-changed",
    }
}

/// What somebody can work out of these figures by taking away: where all but one number of a sum is known, so is the last.
/// The first group is all of them.
fn worked_out(groups: &[Vec<Measure>]) -> HashMap<(usize, &'static str), usize> {
    let mut known: HashMap<(usize, &'static str), usize> = HashMap::new();
    for (group, its) in groups.iter().enumerate() {
        for measure in its {
            match measure.figure {
                Figure::Count(many) => drop(known.insert((group, "cases"), many)),
                Figure::Share(share) => {
                    known.insert((group, measure.what), share.part);
                    known.insert((group, whole(measure.what)), share.whole);
                }
                _ => {}
            }
        }
    }
    let names: BTreeSet<&str> = FIGURES.into_iter().flat_map(|what| [what, whole(what)]).collect();
    let mut sums: Vec<Vec<(usize, &str)>> =
        names.into_iter().map(|name| (0..groups.len()).map(|group| (group, name)).collect()).collect();
    for group in 0..groups.len() {
        let its = |names: &[&'static str]| names.iter().map(|name| (group, *name)).collect::<Vec<_>>();
        sums.push(its(&["whole-dates", "dates-kept", "dates-late", "dates-no-reply", "dates-past"]));
        sums.push(its(&["whole-changed", "changed-yes", "changed-no", "changed-too-soon"]));
        sums.push(its(&["whole-to-come", "whole-dates", "dates-to-come"]));
    }
    // The first number of a sum is what the others come to.
    let mut before = 0;
    while known.len() > before {
        before = known.len();
        for sum in &sums {
            let unknown: Vec<_> = sum.iter().filter(|name| !known.contains_key(*name)).copied().collect();
            let [last] = unknown.as_slice() else { continue };
            let others: usize = sum[1..].iter().filter_map(|name| known.get(name)).sum();
            let number = if *last == sum[0] { others } else { known[&sum[0]] - others };
            known.insert(*last, number);
        }
    }
    known
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Of agencies, nothing that is hidden and rests on fewer than five comes out by taking away what is shown.
    #[test]
    fn fewer_than_five_come_out_by_no_subtraction(
        all in prop::collection::vec((1usize..30, prop::array::uniform9(0usize..14)), 2..7),
    ) {
        let mut total = (0, [0; 9]);
        for (cases, parts) in &all {
            total.0 += cases;
            total.1.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        }
        // No more go straight on than there are cases.
        let of = |(cases, mut parts): (usize, [usize; 9])| {
            parts[0] = parts[0].min(cases);
            measures(cases, parts)
        };
        total.1[0] = all.iter().map(|(cases, parts)| parts[0].min(*cases)).sum();
        let mut groups: Vec<Vec<Measure>> = all.iter().copied().map(of).collect();
        let total = of(total);
        hide(&total, &mut groups);
        let known = worked_out(&[&[total], groups.as_slice()].concat());
        for (group, its) in (1..).zip(&groups) {
            for hidden in its.iter().filter(|it| it.figure == Figure::Few) {
                let said = |of: usize| [hidden.what, whole(hidden.what)].map(|name| known.get(&(of, name)).copied());
                let [part, whole] = said(group);
                // What is of one group alone is said by the line for all of them, which stands for no agency.
                if said(0) == [part, whole] {
                    continue;
                }
                let rest = part.zip(whole).map(|(part, whole)| whole - part);
                let is_few = [part, whole, rest].iter().flatten().any(|many| (1..5).contains(many));
                prop_assert!(!is_few, "{} of {group}: {part:?} of {whole:?}", hidden.what);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Settled, gone on and ended otherwise are all ways in which a strategy ends: nobody is lost, nobody counts twice, and
    /// shares of one whole come to no more than all of it.
    #[test]
    fn every_way_out_of_a_strategy_is_counted_once_and_shares_of_one_whole_never_pass_it(
        reviews in prop::collection::vec((0u8..6, 0usize..5, 0usize..9, 0u8..20), 0..40),
    ) {
        let folder = folder(&reviews);
        let mut ended: BTreeMap<&str, usize> = BTreeMap::new();
        for case in cases(&folder.briefs, &LADDER) {
            let over = case.stays.iter().filter(|stay| stay.end != End::Open).map(|stay| stay.strategy);
            // A case that came back to a strategy counts once, by how it ended there last.
            for strategy in over.collect::<BTreeSet<&str>>() {
                *ended.entry(strategy).or_default() += 1;
            }
        }
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        let question = tests::question(Filter::default());
        audit(&folder, &[], &calendar, &LADDER, &question, |report| {
            let mut parts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
            for measure in &report.figures[""] {
                let Figure::Share(share) = measure.figure else { continue };
                let family = match measure.what {
                    "settled" | "went-on" | "ended-otherwise" => "ended",
                    "dates-kept" | "dates-late" | "dates-no-reply" | "dates-past" => "dates",
                    what if what.starts_with("changed-") => "changed",
                    what => what,
                };
                let (part, whole) = parts.entry((family, &measure.strategy)).or_default();
                (*part, *whole) = (*part + share.part, share.whole);
            }
            for ((family, strategy), (part, whole)) in parts {
                prop_assert!(part <= whole, "{family} {strategy}: {part} of {whole}");
                if family == "ended" {
                    prop_assert_eq!((part, whole), (whole, ended.get(strategy).copied().unwrap_or(0)));
                }
            }
            Ok(())
        })?;
    }
}
