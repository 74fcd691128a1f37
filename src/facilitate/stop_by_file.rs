//! A stop that a file of answers makes which cannot be taken as it is, tied to the case that is known.

use crate::facilitate::noting::Spot;
use crate::facilitate::noting::write_down;
use crate::facilitate::resume::is_called;
use crate::facilitate::stops::has_stopped;
use crate::facilitate::unfinished::is_of;
use crate::facilitate::unfinished::unfinished;
use crate::facilitate::world::World;
use crate::journal::Unfinished;
use crate::record::AskedWhen;
use crate::record::Head;
use crate::records;

/// A file of answers that stops for safety, and cannot be taken as it is.
#[derive(Debug)]
pub struct StopByFile<'a> {
    /// Where the safety question would have been asked.
    pub when: AskedWhen,
    /// The case, the review or the record that was named.
    pub named: Option<&'a str>,
    /// The case that the file seems to name.
    pub in_file: Option<&'a str>,
    /// The digest of the file.
    pub sha256: &'a str,
    /// True where the same file makes another stop.
    pub again: bool,
}

/// What has become of such a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopNoted {
    /// It is written down.
    Written,
    /// The same file stopped today already.
    ThereAlready,
    /// There was no place to write it to.
    NotWritten,
}

/// Writes down a stop that a file makes which has something else wrong with it, on the case that is meant.
pub fn stopped_by_file(world: &World<'_>, by: &StopByFile<'_>) -> StopNoted {
    let known = known_of(world, by.when, by.named);
    let reference = |case: Option<&str>| case.filter(|case| world.settings.is_reference(case)).map(str::to_owned);
    // A name that nothing here goes by may be a case all the same.
    let named = by.named.filter(|_| known.is_none() && by.when != AskedWhen::Correct);
    let known = known.unwrap_or_default();
    let case = known.case.or_else(|| reference(named)).or_else(|| reference(by.in_file));
    if !by.again && has_stopped(world, by.sha256, case.as_deref()) {
        return StopNoted::ThereAlready;
    }
    let spot = Spot {
        also: &known.also,
        answers: Some(by.sha256),
        ..Spot::only(by.when, case.as_deref(), known.review.as_deref())
    };
    if write_down(world, &spot) { StopNoted::Written } else { StopNoted::NotWritten }
}

/// What is known of a case or a review.
#[derive(Debug, Clone, Default)]
struct Known {
    case: Option<String>,
    also: Vec<String>,
    review: Option<String>,
}

impl Known {
    fn of(head: &Head) -> Self {
        Self { case: Some(head.case.clone()), also: head.also.clone(), review: Some(head.review.clone()) }
    }
}

/// What is known of the case, the review or the record that a command names; without a name, of the only one that can
/// be carried on.
fn known_of(world: &World<'_>, when: AskedWhen, named: Option<&str>) -> Option<Known> {
    if when == AskedWhen::Start {
        return None;
    }
    let folders = world.places.readable();
    let (unfinished, waiting) = match when {
        AskedWhen::Resume => (unfinished(world.places), records::carried_by_nobody(world.places)),
        _ => (Vec::new(), Vec::new()),
    };
    let begun = |found: &Unfinished| Known {
        case: found.case().map(str::to_owned),
        also: found.also(),
        review: Some(found.head.review.clone()),
    };
    let Some(name) = named else {
        let mut all = unfinished.iter().map(|(_, found)| begun(found)).chain(waiting.iter().map(Known::of));
        return all.next().filter(|_| all.next().is_none());
    };
    let is_it = |head: &&Head| {
        head.review == name || head.case.eq_ignore_ascii_case(name) || is_called(head, name.trim_end_matches(".toml"))
    };
    let here = unfinished.iter().find(|(_, found)| is_of(found, name)).map(|(_, found)| begun(found));
    let small = || records::risk_note(&folders, name).map(|(_, note)| note.head);
    let small = || small().map(|head| Known { case: head.case, also: head.also, review: head.review });
    let heads = || records::sound_heads(&folders).into_iter().map(|(head, _)| head);
    let recorded = || heads().filter(|head| is_it(&head)).max_by_key(|head| head.written).map(|head| Known::of(&head));
    here.or_else(|| waiting.iter().find(is_it).map(Known::of)).or_else(small).or_else(recorded)
}
