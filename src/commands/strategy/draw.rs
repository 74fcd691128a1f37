//! A strategy as a picture, with the path that a record took.

use crate::cli::Drawing;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::look;
use crate::commands::out;
use crate::commands::settings;
use crate::commands::strategy::named;
use crate::commands::strategy::readable_shelf;
use crate::draw;
use crate::draw::Taken;
use crate::facilitate;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::records::Case;
use crate::session::Session;

pub(crate) fn draw(here: &Here, id: &str, record: Option<&str>, format: Drawing) -> Result<Exit> {
    let shelf = readable_shelf(here)?;
    let picture = match record {
        None => draw::picture(&*named(&shelf, id)?, &Taken::new()),
        Some(name) => {
            let session = session(here, name)?;
            let Some(leg) = session.legs().iter().position(|leg| leg.id == id) else {
                let used: Vec<&str> = session.legs().iter().map(|leg| leg.id.as_str()).collect();
                return Err(Failure::new(Exit::NotThere, "that record is of another strategy")
                    .mend(format!("it is of {}", used.join(", and then of ")))
                    .into());
            };
            // What a strategy that was run did inside is a picture of its own.
            let own = session.fired().iter().filter(|fired| fired.leg == leg && !fired.path.contains('.'));
            let taken: Taken = own.map(|fired| (fired.path.clone(), fired.to.clone())).collect();
            draw::picture(&session.legs()[leg], &taken)
        }
    };
    out(&match format {
        Drawing::Mermaid => draw::mermaid(&picture),
        Drawing::Dot => draw::dot(&picture),
    })?;
    Ok(Exit::Done)
}

/// A record and its earlier parts, as the review stood.
fn session(here: &Here, name: &str) -> Result<Session> {
    let record = look::named(here, name)?;
    let (shelf, settings) = (readable_shelf(here)?, settings(&here.team)?);
    let world = here.world(&settings, &shelf);
    let case = Case::read(&here.places, &record.head.case);
    Ok(facilitate::reopened(&world, &case, &record)?)
}
