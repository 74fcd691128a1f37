//! Unfinished answers that travel to another computer.

use std::fs::OpenOptions;
use std::io;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::ask::script;
use crate::ask::script::Saved;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::say;
use crate::facilitate;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::shown_path;
use crate::practice::command;
use crate::session::Dating;
use crate::session::What;

/// True for what an answers file cannot say by the name of a step.
fn is_left_out(what: &What) -> bool {
    matches!(
        what,
        What::Anytime(_) | What::Withdrawn { .. } | What::Elsewhere { .. } | What::Dated { how: Dating::FindOut, .. }
    )
}

/// Writes the unfinished answers of a case as an answers file. They stay here too.
pub(crate) fn save(world: &World<'_>, case: &str, path: &Path) -> Result<Exit> {
    let Some((review, found)) = facilitate::as_it_stands(world, case)? else {
        facilitate::all_known(world.places)?;
        return Err(Failure::new(Exit::NotThere, "nothing is unfinished under that name on this computer")
            .mend("see what there is with: rethink status")
            .into());
    };
    let also = found.also();
    let follows = found.follows().map(|follows| follows.map(|follows| follows.due));
    let corrects = found.corrects().map(|corrects| (corrects.record.as_str(), corrects.reason.as_str()));
    let about = Saved { case: found.case(), also: &also, corrects, follows };
    let fault =
        |_| Failure::new(Exit::OwnFault, "rethink hit a fault of its own: the answers could not be put in a file");
    let answers = script::saved(&review.session, &about).map_err(fault)?;
    let session = &review.session;
    if session.events()[session.first_event()..].iter().any(|event| is_left_out(&event.what)) {
        say("Not all of it can stand in a file: how the review was left, or a date to be found out, is asked again.\n");
    }
    let to_stdout = path == Path::new("-");
    let own_name = path.file_name().filter(|_| !to_stdout).map(|name| name.to_string_lossy().into_owned());
    let name = own_name.unwrap_or_else(|| "FILE".to_owned());
    let take_up = if corrects.is_some() {
        format!("rethink correct --answers {name} --partial")
    } else if found.head.part > 1 {
        format!("rethink resume {} --answers {name} --partial", found.name())
    } else {
        format!("rethink start --answers {name} --partial")
    };
    let take_up = command(world.practice, &take_up);
    let text = format!(
        "# Unfinished answers. Keep this file as safe as the child's file, and delete it once it is taken up.\n\
         # To take it up: {take_up}\n{answers}"
    );
    if to_stdout {
        out(&text)?;
        return Ok(Exit::Done);
    }
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(Exit::NotSaved, "there is a file of that name already, and it is left as it is")
                .at(path)
                .mend("give another name")
        }
        _ => Failure::io("write the answers", path, &error),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    let then = command(world.practice, "rethink resume");
    say(&format!(
        "The answers of {} are in {}. They stay on this computer too.\n\
         On the other computer: {take_up}\n\
         Then: {then}\n",
        found.name(),
        shown_path(path)
    ));
    Ok(Exit::Done)
}
