//! What is not shown of agencies: what rests on fewer than five, and what would give that away by subtraction.

use std::collections::BTreeMap;

use crate::audit::Figure;
use crate::audit::Measure;

/// Fewer than this are too few to say something of, or to show by agency.
pub const FEW: usize = 5;

fn is_few(many: usize) -> bool {
    (1..FEW).contains(&many)
}

/// How many a figure counts, and of how many.
fn counts(figure: &Figure) -> Option<(usize, usize)> {
    match figure {
        Figure::Count(many) => Some((*many, *many)),
        Figure::Share(share) => Some((share.part, share.whole)),
        Figure::Days(days) => Some((days.many(), days.many())),
        Figure::Few => None,
    }
}

fn rests_on_few((part, whole): (usize, usize)) -> bool {
    is_few(part) || is_few(whole) || is_few(whole.saturating_sub(part))
}

/// True for figures that together are all ways for one thing to go: with the others, each is known by subtraction.
fn are_one_whole(one: &Measure, other: &Measure) -> bool {
    let family = |what: &str| match what {
        "dates-kept" | "dates-late" | "dates-no-reply" | "dates-past" => 1,
        "settled" | "went-on" | "ended-otherwise" => 2,
        _ if what.starts_with("changed-") => 3,
        _ => 0,
    };
    family(one.what) > 0 && family(one.what) == family(other.what) && one.strategy == other.strategy
}

/// Of figures that all have one whole, which they are: whoever sees one of them knows the whole of the others.
fn one_whole(measure: &Measure) -> Option<(u8, &str)> {
    let family = match measure.what {
        "cases" | "straight-to" | "childs-view" | "family-told" => 0,
        "dates-kept" | "dates-late" | "dates-no-reply" | "dates-past" | "dates-to-come" => 1,
        "settled" | "went-on" | "ended-otherwise" => 2,
        what if what.starts_with("changed-") => 3,
        _ => return None,
    };
    Some((family, &measure.strategy))
}

/// The whole that a figure shows of those with which it has one.
fn shows(measure: &Measure) -> Option<usize> {
    let (part, whole) = counts(&measure.figure)?;
    // Of all dates, those that are to come are counted among no others.
    Some(if measure.what == "dates-to-come" { whole.saturating_sub(part) } else { whole })
}

/// Hides what rests on fewer than five in the figures of these groups, which stand in one order in all. Then it hides
/// more until nothing that is hidden can be worked out from the total or from the other figures of its group.
pub fn hide(total: &[Measure], groups: &mut [Vec<Measure>]) {
    for measure in groups.iter_mut().flatten() {
        if counts(&measure.figure).is_some_and(rests_on_few) {
            measure.figure = Figure::Few;
        }
    }
    loop {
        let mut more = false;
        for (place, of_all) in total.iter().enumerate() {
            more |= hide_across(of_all, place, groups);
        }
        more |= hide_wholes(total, groups);
        for group in groups.iter_mut() {
            more |= hide_within(group);
        }
        if !more {
            return;
        }
    }
}

/// Hides one more group's figure if those that are hidden come to one group, or to fewer than five, when the others are
/// taken from the total. A figure that is hidden of all is shown of none.
fn hide_across(of_all: &Measure, place: usize, groups: &mut [Vec<Measure>]) -> bool {
    let shown: Vec<(usize, (usize, usize))> = groups
        .iter()
        .enumerate()
        .filter_map(|(group, measures)| Some((group, counts(&measures[place].figure)?)))
        .collect();
    let Some((part, whole)) = counts(&of_all.figure) else {
        for (group, _) in &shown {
            groups[*group][place].figure = Figure::Few;
        }
        return !shown.is_empty();
    };
    let hidden = groups.len() - shown.len();
    let taken = shown.iter().fold((0, 0), |sum, (_, its)| (sum.0 + its.0, sum.1 + its.1));
    let rest = (part.saturating_sub(taken.0), whole.saturating_sub(taken.1));
    if hidden == 0 || hidden > 1 && !rests_on_few(rest) {
        return false;
    }
    // Where nothing is counted, there is nothing behind which anything could hide.
    let smallest = shown.iter().filter(|(_, (_, whole))| *whole > 0).min_by_key(|(_, (_, whole))| *whole);
    if let Some((group, _)) = smallest {
        groups[*group][place].figure = Figure::Few;
    }
    smallest.is_some()
}

/// The same with the wholes of figures that have one: a whole is hidden where all of them are.
fn hide_wholes(total: &[Measure], groups: &mut [Vec<Measure>]) -> bool {
    let mut families: BTreeMap<(u8, &str), Vec<usize>> = BTreeMap::new();
    for (place, measure) in total.iter().enumerate() {
        if let Some(family) = one_whole(measure) {
            families.entry(family).or_default().push(place);
        }
    }
    let mut more = false;
    for places in families.into_values() {
        let of = |group: &[Measure]| places.iter().find_map(|place| shows(&group[*place]));
        let Some(of_all) = of(total) else { continue };
        let shown: Vec<(usize, usize)> =
            groups.iter().enumerate().filter_map(|(group, measures)| Some((group, of(measures)?))).collect();
        let hidden = groups.len() - shown.len();
        let rest = of_all.saturating_sub(shown.iter().map(|(_, whole)| whole).sum());
        if hidden == 0 || hidden > 1 && !is_few(rest) {
            continue;
        }
        let smallest = shown.iter().filter(|(_, whole)| *whole > 0).min_by_key(|(_, whole)| *whole);
        if let Some((group, _)) = smallest {
            for place in places {
                groups[*group][place].figure = Figure::Few;
            }
            more = true;
        }
    }
    more
}

/// The same within one group: kept, late, no reply and past are all dates, so that three of them give the fourth.
fn hide_within(group: &mut [Measure]) -> bool {
    let mut more = false;
    for place in 0..group.len() {
        let family: Vec<usize> =
            (0..group.len()).filter(|other| are_one_whole(&group[place], &group[*other])).collect();
        if family.first() != Some(&place) {
            continue;
        }
        let mut shown: Vec<(usize, (usize, usize))> =
            family.iter().filter_map(|at| Some((*at, counts(&group[*at].figure)?))).collect();
        let Some((_, (_, whole))) = shown.first().copied() else { continue };
        let hidden = family.len() - shown.len();
        let taken: usize = shown.iter().map(|(_, (part, _))| part).sum();
        if hidden == 0 || hidden > 1 && !is_few(whole.saturating_sub(taken)) {
            continue;
        }
        // To hide that there is none of something hides nothing else.
        shown.sort_by_key(|(at, (part, _))| (*part == 0, *part, *at));
        group[shown[0].0].figure = Figure::Few;
        more = true;
    }
    // So many dates were late as there are days of which a median is said.
    let is_hidden = |what: &str, group: &[Measure]| group.iter().any(|it| it.what == what && it.figure == Figure::Few);
    if is_hidden("dates-late", group) && !is_hidden("days-late", group) {
        for measure in group.iter_mut().filter(|measure| measure.what == "days-late") {
            measure.figure = Figure::Few;
            more = true;
        }
    }
    more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Share;

    fn measure(what: &'static str, part: usize, whole: usize) -> Measure {
        let figure = Figure::Share(Share { part, whole });
        Measure { what, strategy: String::new(), to: String::new(), figure }
    }

    /// Which of these groups' figures are shown, of one figure.
    fn shown(all: &[(usize, usize)]) -> Vec<bool> {
        let total = all.iter().fold((0, 0), |sum, (part, whole)| (sum.0 + part, sum.1 + whole));
        let mut groups: Vec<Vec<Measure>> =
            all.iter().map(|(part, whole)| vec![measure("first", *part, *whole)]).collect();
        hide(&[measure("first", total.0, total.1)], &mut groups);
        groups.iter().map(|group| group[0].figure != Figure::Few).collect()
    }

    #[test]
    fn what_rests_on_fewer_than_five_is_not_shown() {
        for (part, whole, is_shown) in
            [(0, 9, true), (5, 10, true), (0, 0, true), (1, 9, false), (4, 9, false), (6, 9, false), (0, 4, false)]
        {
            let mut groups = [vec![measure("first", part, whole)]];
            hide(&[measure("first", part, whole)], &mut groups);
            assert_eq!(groups[0][0].figure != Figure::Few, is_shown, "{part} of {whole}");
        }
    }

    #[test]
    fn nothing_that_is_hidden_comes_out_by_subtraction() {
        // 9 of 20 in all: with 7 of 14 beside it, the other would be 2 of 6.
        assert_eq!(shown(&[(7, 14), (2, 6)]), [false, false]);
        // The next smallest, and no more: 7 of 16 are left, which five or more are in every way.
        assert_eq!(shown(&[(10, 20), (5, 10), (2, 6)]), [true, false, false]);
        // Two that are hidden and come to three together.
        assert_eq!(shown(&[(10, 20), (1, 8), (2, 8), (6, 12)]), [true, false, false, false]);
        // Two that are hidden and come to enough.
        assert_eq!(shown(&[(10, 20), (3, 10), (4, 10)]), [true, false, false]);
        assert_eq!(shown(&[(10, 20), (5, 10)]), [true, true]);
        assert_eq!(shown(&[(0, 0), (2, 4)]), [true, false]);
    }

    #[test]
    fn nothing_comes_out_of_the_other_ways_to_go() {
        // Ten, eight and two of twenty: two are known from the others, unless eight are hidden too.
        let ways = [("changed-yes", 10), ("changed-in-part", 8), ("changed-no", 0), ("changed-worse", 2)];
        let mut groups = [ways.map(|(what, part)| measure(what, part, 20)).to_vec()];
        let total = ways.map(|(what, part)| measure(what, part + 50, 220));
        groups[0].push(measure("first", 10, 20));
        hide(&[total.as_slice(), &[measure("first", 10, 20)]].concat(), &mut groups);
        let shown: Vec<&str> = groups[0].iter().filter(|it| it.figure != Figure::Few).map(|it| it.what).collect();
        assert_eq!(shown, ["changed-yes", "changed-no", "first"]);
    }

    #[test]
    fn nothing_comes_out_of_figures_with_one_whole() {
        // Four of 81 cases are of no group. What says of how many it is tells how many cases there are, of the six too.
        let group = |cases: usize, part: usize| {
            let count = Measure { figure: Figure::Count(cases), ..measure("cases", 0, 0) };
            vec![count, measure("straight-to", part, cases), measure("childs-view", part, cases)]
        };
        let mut groups = [group(41, 41), group(30, 4), group(4, 2), group(6, 0)];
        hide(&group(81, 47), &mut groups);
        let shown = groups.each_ref().map(|group| group.iter().filter(|it| it.figure != Figure::Few).count());
        assert_eq!(shown, [3, 1, 0, 0]);
    }
}
