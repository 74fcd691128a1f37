//! Moves as the answers that make them.

use crate::prompt::Answer;
use crate::strategy::prove::Answered;
use crate::strategy::prove::bits::Bits;
use crate::strategy::prove::explore::due_row;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::search::LEAVES;
use crate::strategy::prove::search::Search;
use crate::strategy::prove::search::Watch;
use crate::strategy::prove::search::Way;
use crate::strategy::prove::states::States;
use crate::strategy::prove::witness::leans;
use crate::strategy::prove::witness::words;

/// The answers that some moves stand for, each from a state by a class, and whether they may be impossible together.
pub(crate) fn given<const N: usize>(
    search: &Search<'_, '_, N>,
    states: &States<N>,
    moves: &[(u32, u32)],
) -> (Vec<Answered>, bool) {
    let machine = search.machine;
    let places: Vec<(usize, Option<&Answer>)> = moves
        .iter()
        .map(|(from, via)| {
            let place = states.all[*from as usize].place as usize;
            let class = machine.places[place].classes.get(*via as usize);
            (place, class.map(|class| &class.answer))
        })
        .collect();
    let may = leans(machine, &places);
    let taken: Vec<bool> = moves
        .iter()
        .map(|(from, _)| {
            let state = &states.all[*from as usize];
            search.taken(state.place as usize, &state.bits).is_some()
        })
        .collect();
    let mut witness = Vec::new();
    for (number, (place, answer)) in places.iter().enumerate() {
        let place = &machine.places[*place];
        let about_one = place.step.is_none() && machine.strategy.about.len() < 2;
        // What is only said says nothing about how a witness comes about.
        let only_said = place.step.is_some_and(|step| step.prompt().is_none() && step.wait_for.is_none());
        let words = match answer {
            Some(_) if about_one || only_said || taken[number] => continue,
            Some(answer) => words(place, answer),
            None => format!(":{}", machine.strategy.anytime[(moves[number].1 & !LEAVES) as usize].id),
        };
        let date = number > 0 && is_typed(search, states, moves[number - 1], places[number].0);
        let decides = answer.is_none() || place.classes.len() > 1;
        witness.push(Answered { path: place.path.clone(), words, answer: (*answer).cloned(), date, decides });
    }
    (witness, may)
}

/// True if the due date of a place that a move leads to is typed by somebody.
fn is_typed<const N: usize>(
    search: &Search<'_, '_, N>,
    states: &States<N>,
    (from, via): (u32, u32),
    place: usize,
) -> bool {
    let machine = search.machine;
    let step = machine.places[place].step;
    if step.is_none_or(|step| step.wait_for.is_none() || step.due.iter().all(|row| !row.unset)) {
        return false;
    }
    let mut typed = Typed { machine, via, place, yes: false };
    search.moves(from, &states.all[from as usize], &mut typed);
    typed.yes
}

/// Makes one move again, to see which row of due dates counts where it leads.
struct Typed<'s, 'a> {
    machine: &'s Machine<'a>,
    via: u32,
    place: usize,
    yes: bool,
}

impl<const N: usize> Watch<N> for Typed<'_, '_> {
    fn land(&mut self, _place: usize, _bits: Bits<N>, _way: Way) {}

    fn arrive(&mut self, place: usize, bits: &Bits<N>, way: Way) {
        if place == self.place && way.via == self.via {
            let own = self.machine.places[place].arrival.dues.first();
            self.yes |= own.and_then(|(rows, _)| due_row(rows, bits)).is_some_and(|row| row.unset);
        }
    }
}
