//! What is shown of one agency that somebody asks for: no more than the figures by agency show without asking.

use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::gives_away;
use crate::audit::hide;
use crate::audit::hide_within;
use crate::audit::of_one_whole;
use crate::audit::whole_of;

/// Hides in these figures what is hidden in those, or is not among them.
pub fn hide_as(shown: &[Measure], its: &mut [Measure]) {
    let is_shown = |one: &Measure| {
        let same = |it: &&Measure| (it.what, &it.strategy, &it.to) == (one.what, &one.strategy, &one.to);
        shown.iter().find(same).is_some_and(|it| it.figure != Figure::Few)
    };
    for measure in its {
        if !is_shown(measure) {
            measure.figure = Figure::Few;
        }
    }
}

/// Hides of one agency's total what would give away a pair of agencies that is hidden, when the others are taken from it.
pub fn hide_of_total(total: &mut [Measure], pairs: &[Vec<Measure>]) {
    for (place, of_all) in total.iter_mut().enumerate() {
        let figures = pairs.iter().map(|pair| &pair[place].figure);
        if gives_away(&of_all.figure, figures) {
            of_all.figure = Figure::Few;
        }
    }
    for places in of_one_whole(total) {
        let count = |whole: usize| Figure::Count(whole);
        let Some(of_all) = whole_of(total, &places) else { continue };
        let wholes: Vec<Figure> = pairs.iter().map(|pair| whole_of(pair, &places).map_or(Figure::Few, count)).collect();
        if gives_away(&count(of_all), wholes.iter()) {
            for place in places {
                total[place].figure = Figure::Few;
            }
        }
    }
    while hide_within(total) {}
}

/// Hides of the groups of one agency what would give away the same group of all others, when it is taken from `both`.
/// `totals` are those of the agency and of all others.
pub fn hide_beside(
    both: &[Vec<Measure>],
    totals: [&[Measure]; 2],
    own: &mut [Vec<Measure>],
    others: &mut [Vec<Measure>],
) {
    let hidden = |groups: &[Vec<Measure>]| groups.iter().flatten().filter(|it| it.figure == Figure::Few).count();
    loop {
        let before = hidden(own) + hidden(others);
        for ((both, own), others) in both.iter().zip(own.iter_mut()).zip(others.iter_mut()) {
            let mut two = [std::mem::take(own), std::mem::take(others)];
            hide(both, &mut two);
            [*own, *others] = two;
        }
        hide(totals[0], own);
        hide(totals[1], others);
        if hidden(own) + hidden(others) == before {
            return;
        }
    }
}
