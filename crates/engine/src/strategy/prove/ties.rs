//! Answers that a session takes over without asking: from an earlier answer of the same sitting to the same fact, or to
//! a step that is named.
//!
//! Where both steps take the same answers, the later one is tied to the earlier: its answer is that one, and no other.
//! A wait may end a sitting, and then the answer is only offered; so behind a wait it is free again.

use crate::prompt::Prompt;
use crate::strategy::Departs;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::prove::answers::class_of;
use crate::strategy::prove::bits::Field;
use crate::strategy::prove::draft::Layout;
use crate::strategy::prove::machine::Feed;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Place;
use crate::strategy::prove::machine::Tie;

/// Ties every step that it can. True if some step takes over an answer that has to be taken to be any.
pub(crate) fn tie(layout: &mut Layout<'_>) -> bool {
    let mut takes_any = false;
    let places = layout.places.len();
    let beside: Vec<&Strategy> = layout.worlds[0]
        .strategy
        .anytime
        .iter()
        .filter_map(|way| match &way.does {
            Departs::Run(inner) => Some(inner.as_ref()),
            Departs::To(_) => None,
        })
        .collect();
    for to in 1..places {
        let Some(step) = layout.places[to].step else { continue };
        takes_any |= step.filled_from.iter().any(|from| from == "team");
        let (Some(prompt), None, None) = (step.prompt(), step.each, &step.wait_for) else { continue };
        let sources: Vec<Feed> = (1..places)
            .filter(|from| *from != to && layout.places[*from].path != layout.places[to].path)
            .filter(|from| matches(step, layout, *from))
            .map(|from| Feed { to: from, alike: layout.places[from].step.is_some_and(|other| alike(other, prompt)) })
            .collect();
        if sources.is_empty() {
            continue;
        }
        let from_beside = beside.iter().any(|strategy| may_match(step, strategy));
        let tied = sources.iter().any(|feed| feed.alike) && !from_beside;
        takes_any |= from_beside || sources.iter().any(|feed| !feed.alike && could_take(layout, feed.to, prompt));
        if !tied {
            continue;
        }
        let answered = layout.mark(to, Mark::Answered);
        layout.places[to].tie = Some(Tie { class: Field { first: 0, width: 0 }, answered });
        for Feed { to: from, alike } in sources {
            layout.places[from].feeds.push(Feed { to, alike });
        }
    }
    takes_any
}

/// True if a step would take over the answer of another place, if it accepts it.
fn matches(step: &Step, layout: &Layout<'_>, from: usize) -> bool {
    let place = &layout.places[from];
    let Some(other) = place.step else { return false };
    is_source(step, other, &layout.worlds[place.world].strategy.id)
}

fn is_source(step: &Step, other: &Step, strategy: &str) -> bool {
    let named = format!("{strategy}.{}", other.id);
    if step.filled_from.contains(&named) {
        return true;
    }
    let same = if step.fact.is_some() { other.fact == step.fact } else { other.id == step.id };
    same && step.filled_from.iter().any(|from| from == "case")
}

fn may_match(step: &Step, strategy: &Strategy) -> bool {
    strategy.steps.iter().any(|other| {
        let inside = match &other.does {
            crate::strategy::Does::Run(inner) => may_match(step, inner),
            _ => false,
        };
        inside || is_source(step, other, &strategy.id)
    })
}

/// True if every answer to a step is one that the prompt accepts as it is, and the reverse.
fn alike(other: &Step, prompt: &Prompt) -> bool {
    let Some(theirs) = other.prompt().filter(|_| other.each.is_none()) else { return false };
    let options = |prompt: &Prompt| -> Vec<(String, Vec<String>, bool)> {
        prompt.options.iter().map(|it| (it.id.clone(), it.groups.clone(), it.alone)).collect()
    };
    theirs.kind == prompt.kind
        && (theirs.optional, theirs.why_not, theirs.dont_know) == (prompt.optional, prompt.why_not, prompt.dont_know)
        && (theirs.at_least, theirs.at_most) == (prompt.at_least, prompt.at_most)
        && options(theirs) == options(prompt)
}

/// True if a prompt might accept some answer of a place that is not alike.
fn could_take(layout: &Layout<'_>, from: usize, prompt: &Prompt) -> bool {
    let theirs = layout.places[from].step.filter(|step| step.each.is_none()).and_then(Step::prompt);
    theirs.is_some_and(|theirs| theirs.kind.has_options() == prompt.kind.has_options())
}

/// What each answer leaves behind for the steps that take it over.
pub(crate) fn feed(places: &mut [Place<'_>], about: &[String]) {
    let ties: Vec<Option<Tie>> = places.iter().map(|place| place.tie).collect();
    let bits = |tie: Tie| tie.class.first..tie.class.first + tie.class.width;
    for from in 0..places.len() {
        // A wait may end a sitting, and what was said before it is then only offered.
        let waits = places[from].step.is_some_and(|step| step.wait_for.is_some());
        let mut over: Vec<usize> =
            if waits { ties.iter().flatten().flat_map(|tie| bits(*tie)).collect() } else { Vec::new() };
        let mut fed: Vec<Vec<usize>> = vec![Vec::new(); places[from].classes.len()];
        for Feed { to, alike } in &places[from].feeds {
            let Some(tie) = ties[*to] else { continue };
            over.extend(bits(tie));
            // The age of a day may have grown by the time that it is taken over.
            let aged =
                places[*to].shared.iter().any(|mark| matches!(mark, Mark::Fits(cell) if cell.older_than.is_some()));
            for (number, class) in places[from].classes.iter().enumerate().filter(|_| *alike && !aged) {
                let code = class_of(&places[*to], about, &class.answer, false).map_or(0, |class| class + 1);
                fed[number].extend(bits(tie).filter(|bit| code >> (bit - tie.class.first) & 1 == 1));
            }
        }
        for (class, fed) in places[from].classes.iter_mut().zip(fed) {
            class.fed = fed;
        }
        places[from].over = over;
    }
}
