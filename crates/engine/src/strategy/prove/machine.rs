//! A strategy as the search sees it: every strategy that it runs stands open in its place, and answers are bits.

use crate::prompt::Answer;
use crate::strategy::Cell;
use crate::strategy::DueRow;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::prove::Wider;
use crate::strategy::prove::bits::Field;

/// A whole strategy, laid out.
pub(crate) struct Machine<'a> {
    pub(crate) strategy: &'a Strategy,
    /// In reading order. The first stands for what the review is about.
    pub(crate) places: Vec<Place<'a>>,
    /// The outcomes in file order, then the program's own three ends.
    pub(crate) ends: Vec<End<'a>>,
    pub(crate) pledges: Vec<Pledge>,
    pub(crate) aged: Vec<Aged>,
    /// How many bits there are.
    pub(crate) bits: usize,
    /// True if some answer may be taken over that is taken to be any answer here.
    pub(crate) takes_any: bool,
}

/// A step, at the end of one path.
pub(crate) struct Place<'a> {
    pub(crate) path: String,
    /// None for what the review is about.
    pub(crate) step: Option<&'a Step>,
    /// The strategy it belongs to, as laid out here.
    pub(crate) world: usize,
    /// The step of the outermost strategy in which it stands.
    pub(crate) outer: usize,
    /// If it runs a strategy: that strategy as laid out. Its first step is the next place.
    pub(crate) inside: Option<usize>,
    /// Cells of its own rows.
    pub(crate) own: Vec<&'a Cell>,
    /// What is read of its answer later, each with its bit.
    pub(crate) marks: Vec<(Mark<'a>, usize)>,
    pub(crate) classes: Vec<Class>,
    /// If it runs a strategy: the class of each outcome.
    pub(crate) of_outcome: Vec<usize>,
    pub(crate) rows: Vec<Row>,
    /// Where it leads without rows.
    pub(crate) next: Goal,
    /// Anytime routes that are open here.
    pub(crate) leaves: Vec<(usize, Goal)>,
    pub(crate) arrival: Arrival<'a>,
    /// Days whose age its rows read.
    pub(crate) ages: Vec<usize>,
    /// Asked once for each entry: the bit that says that there are any.
    pub(crate) entries: Option<usize>,
    /// True if somebody is asked.
    pub(crate) asks: bool,
    /// If its answer may be taken over from another of the same sitting.
    pub(crate) tie: Option<Tie>,
    /// Steps that take its answer over, or that took one over before it and do no longer.
    pub(crate) feeds: Vec<Feed>,
    /// What is read of an answer at the steps with which it shares its answers.
    pub(crate) shared: Vec<Mark<'a>>,
    /// Bits of steps that may take an answer over, which an answer here sets anew.
    pub(crate) over: Vec<usize>,
}

/// An answer that is taken over: which class it is, and whether the step has been answered before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tie {
    /// One more than the number of the class; 0 if there is nothing to take over.
    pub(crate) class: Field,
    /// Once it has been answered it is asked.
    pub(crate) answered: usize,
}

/// What an answer does to a step that may take it over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feed {
    pub(crate) to: usize,
    /// False if the other step would not accept it as it is: then it asks.
    pub(crate) alike: bool,
}

/// What a later row reads of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mark<'a> {
    /// That it fits a cell.
    Fits(&'a Cell),
    /// That it was answered.
    Answered,
    /// That it was answered with a day, or that a wait ended.
    Dated,
    /// That it was answered with a day.
    Day,
    /// That it has entries.
    Entries,
    /// That its age has been read since it was answered. Set by reading, not by answering.
    Read,
}

/// Answers that no row tells apart.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    /// Which of the step's own cells they fit.
    pub(crate) own: Vec<bool>,
    /// What they are for the steps with which this one shares its answers.
    pub(crate) shared: Vec<bool>,
    /// The bits they leave behind.
    pub(crate) set: Vec<usize>,
    /// The bits they leave behind for steps that take them over.
    pub(crate) fed: Vec<usize>,
    /// How many there are.
    pub(crate) weight: u128,
    /// One of them.
    pub(crate) answer: Answer,
    /// Asked once for each entry, when there are none.
    pub(crate) empty: bool,
}

/// A row of routes.
pub(crate) struct Row {
    /// Place in the step's own cells.
    pub(crate) is: Option<usize>,
    /// Bits that must be set.
    pub(crate) when: Vec<usize>,
    pub(crate) goal: Goal,
    /// How often it may be taken, and where that is counted.
    pub(crate) at_most: Option<(u64, Field)>,
}

/// Where a row leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Place(usize),
    /// Out of a strategy that was run, with this outcome.
    Back {
        run: usize,
        outcome: usize,
    },
    End(usize),
}

/// Where the whole strategy ends.
pub(crate) struct End<'a> {
    pub(crate) id: String,
    pub(crate) arrival: Arrival<'a>,
}

/// What must hold on arrival.
#[derive(Default)]
pub(crate) struct Arrival<'a> {
    /// Due dates, and whether one row must fit: first its own, then its stage's.
    pub(crate) dues: Vec<(Vec<Due<'a>>, bool)>,
    /// Places in the strategy's promises.
    pub(crate) promises: Vec<usize>,
    /// Days whose age is read on arrival.
    pub(crate) ages: Vec<usize>,
}

/// A row of due dates: what has to be known before it can be worked out.
pub(crate) struct Due<'a> {
    pub(crate) of: &'a DueRow,
    pub(crate) when: Vec<usize>,
    /// The bit of what it is counted from, and its name.
    pub(crate) from: Option<(usize, String)>,
    /// Where nothing is counted: bits of days, of which one must be known, and their names.
    pub(crate) by: Option<Vec<(usize, String)>>,
    /// True if somebody types the day.
    pub(crate) unset: bool,
}

/// A promise: rows of bits, and how many prompts at most.
pub(crate) struct Pledge {
    pub(crate) needs: Vec<Vec<usize>>,
    pub(crate) at_most: Option<u32>,
}

/// A day whose age is read. It may only grow, so a later reading may find it older.
pub(crate) struct Aged {
    pub(crate) place: usize,
    pub(crate) dated: usize,
    pub(crate) read: usize,
    /// The bits of each age, from the youngest.
    pub(crate) bands: Vec<Vec<usize>>,
    /// How many places read it.
    pub(crate) readers: usize,
}

impl<'a> Machine<'a> {
    /// The name of a place or an end, which are numbered one after the other.
    pub(crate) fn name(&self, place: usize) -> &str {
        match self.places.get(place) {
            Some(place) => &place.path,
            None => self.ends.get(place - self.places.len()).map_or("", |end| &end.id),
        }
    }

    /// Where more is looked at than can happen.
    pub(crate) fn wider(&self) -> Vec<Wider> {
        let steps = || self.places.iter().filter_map(|place| place.step);
        let heads = |step: &Step| {
            let of = step.each.and_then(|of| steps().nth(of)).and_then(Step::prompt);
            step.prompt().is_some_and(|prompt| !prompt.options.is_empty()) && of.is_some_and(|of| of.at_most.is_some())
        };
        let mut wider = Vec::new();
        if self.takes_any {
            wider.push(Wider::TakenOver);
        }
        if self.aged.len() > 1 || self.aged.iter().any(|aged| aged.readers > 1) {
            wider.push(Wider::Ages);
        }
        if steps().any(heads) {
            wider.push(Wider::Heads);
        }
        wider
    }

    /// What must hold on arrival at a place or an end.
    pub(crate) fn arrival(&self, place: usize) -> &Arrival<'a> {
        match self.places.get(place) {
            Some(place) => &place.arrival,
            None => &self.ends[place - self.places.len()].arrival,
        }
    }
}
