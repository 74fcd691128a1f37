//! The forms that come of a review, filled in from what was said on the case.

use std::sync::Arc;

use crate::commands::Here;
use crate::commands::Result;
use crate::commands::in_shell;
use crate::commands::look;
use crate::commands::out;
use crate::commands::same_kind;
use crate::facilitate;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::record;
use crate::records::Case;
use crate::render;
use crate::render::Filling;
use crate::render::Told;
use crate::strategy::Strategy;

/// A sitting that has a form to issue: a record, or the unfinished one on this computer.
struct Sitting {
    case: String,
    strategy: Arc<Strategy>,
    review: String,
    outcome: Option<String>,
    /// What was said in it, unless a record of the case holds it already.
    unfinished: Vec<Entry>,
}

/// Prints every form that has come of a review so far.
pub(crate) fn form(here: &Here, world: &World<'_>, name: &str) -> Result<Exit> {
    let (_, today) = (here.clock)();
    let sitting = sitting(here, world, name)?;
    let case = Case::read(&here.places, &sitting.case);
    let standing = case.standing();
    let mut told: Vec<Told<'_>> = case
        .records
        .iter()
        .filter(|(_, record)| standing.stands(&record.sha256))
        .map(|(_, record)| Told {
            strategy: &record.head.strategy.id,
            review: &record.head.review,
            date: record.head.day(),
            entries: &record.body.entry,
        })
        .collect();
    let (strategy, review) = (sitting.strategy.id.as_str(), sitting.review.as_str());
    told.push(Told { strategy, review, date: today, entries: &sitting.unfinished });
    let of_review = told.iter().filter(|told| told.review == sitting.review);
    let answered = of_review.flat_map(|told| told.entries).filter(|entry| entry.what.is_none());
    let answered = answered.filter_map(|entry| entry.step.as_deref());
    let issued = sitting.strategy.forms_issued(answered, sitting.outcome.as_deref());
    if issued.is_empty() {
        return Err(Failure::new(Exit::NotThere, "no form has come of this review so far")
            .mend(format!("see what it asks with: rethink strategy show {}", sitting.strategy.id))
            .into());
    }
    let (heads, righted) = (case.heads(), case.righted());
    let filling = Filling {
        case: &sitting.case,
        strategy: &sitting.strategy,
        review: &sitting.review,
        told: &told,
        heads: &heads,
        standing: &standing,
        righted: &righted,
        today,
        calendar: &world.settings.calendar,
    };
    let forms: Vec<String> = issued.into_iter().map(|form| render::form(form, &filling, here.width)).collect();
    out(&forms.join("\n\n"))?;
    Ok(Exit::Done)
}

fn sitting(here: &Here, world: &World<'_>, name: &str) -> Result<Sitting> {
    if let Some((review, found)) = facilitate::as_it_stands(world, name)? {
        let (_, today) = (here.clock)();
        return Ok(Sitting {
            case: found.name().to_owned(),
            strategy: Arc::clone(review.session.strategy()),
            review: found.head.review.clone(),
            outcome: None,
            unfinished: record::entries(&review.session, today),
        });
    }
    let record = look::named(here, name)?;
    same_kind(here, record.head.practice, &format!("see its form with: rethink show {} --form", in_shell(name)))?;
    let missing = || {
        Failure::new(Exit::NotThere, "the strategy of this record is not kept here")
            .mend("ask whoever wrote it for the records folder with everything in it")
    };
    let shelf = Case::shelf(&here.places, &record, world.shelf).ok_or_else(missing)?;
    Ok(Sitting {
        case: record.head.case.clone(),
        strategy: shelf.get(&record.head.strategy.id).ok_or_else(missing)?,
        review: record.head.review.clone(),
        outcome: record.head.outcome.as_ref().map(|outcome| outcome.id.clone()),
        unfinished: Vec::new(),
    })
}
