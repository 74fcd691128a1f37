//! What a line manager has to know of many records.

use crate::audit;
use crate::audit::By;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Question;
use crate::audit::Report;
use crate::calendar::Length;
use crate::calendar::Unit;
use crate::cli::Audit;
use crate::cli::Drawn;
use crate::cli::Groups;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::settings;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::records;
use crate::render;

/// A date that comes within this time is soon.
const SOON: Length = Length { count: 10, unit: Unit::WorkingDays };

/// What is late, on whom it waits, and where things settle.
pub(crate) fn audit(here: &Here, asked: &Audit) -> Result<Exit> {
    if asked.definitions {
        out(&render::definitions(here.width))?;
        return Ok(Exit::Done);
    }
    // A folder that is not there must not pass for one in which nothing waits.
    if let Some(missing) = here.places.records.iter().find(|folder| !folder.is_dir()) {
        return Err(Failure::new(Exit::NotThere, "there is no such records folder")
            .at(missing)
            .mend("name the folder with --records")
            .into());
    }
    let calendar = settings(&here.places)?.calendar;
    let (_, today) = (here.clock)();
    let today = asked.as_of.unwrap_or(today);
    let mut folder = Folder::read(&here.places.readable());
    if let Some(day) = asked.as_of {
        folder = folder.as_of(day);
    }
    let within = |length| calendar.count(today.into(), length).due.day;
    let question = Question {
        today,
        soon: within(asked.due_within.unwrap_or(SOON)),
        filter: Filter {
            case: asked.case.clone(),
            strategy: asked.strategy.clone(),
            outcome: asked.outcome.clone(),
            agency: asked.agency.clone(),
            category: asked.category.clone(),
            from: asked.from,
            to: asked.to,
            overdue: asked.overdue,
            due_by: asked.due_within.map(within),
            waiting_on: asked.waiting_on.clone(),
        },
        by: asked.group_by.map(by),
    };
    let stops = records::stops(&here.places);
    // Who asks for some dates only has asked for all of them.
    let all = asked.overdue || asked.due_within.is_some() || asked.waiting_on.is_some() || asked.case.is_some();
    let (words, found) = audit::audit(&folder, &stops, &calendar, &question, |report| {
        let words = match asked.format {
            Drawn::Text => render::audit_text(report, &calendar, here.width, all),
            Drawn::Plain => render::audit_text(report, &calendar, here.width, true),
            Drawn::Csv => render::audit_csv(report),
            Drawn::Json => render::audit_json(report),
        };
        (words, asked.fail_on.iter().any(|what| is_in(what, report)))
    });
    out(&words)?;
    Ok(if found { Exit::Found } else { Exit::Done })
}

fn by(groups: Groups) -> By {
    match groups {
        Groups::Category => By::Category,
        Groups::PlanType => By::PlanType,
        Groups::Agencies => By::Agencies,
        Groups::Month => By::Month,
        Groups::Quarter => By::Quarter,
    }
}

/// True if there is one of what a scheduled job watches for.
fn is_in(what: &str, report: &Report<'_>) -> bool {
    match what {
        "damaged" => report.totals.damaged + report.totals.closed > 0,
        "newer" => report.totals.newer > 0,
        "date-given" => report.given > 0,
        why => report.needs.iter().any(|need| need.why.name() == why),
    }
}
