//! Setting rethink up, and looking at how it is set.

use crate::cli::Init;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::by_file;
use crate::commands::in_shell;
use crate::commands::out;
use crate::commands::review;
use crate::commands::say;
use crate::commands::settings_or_usual;
use crate::commands::tell_open;
use crate::facilitate;
use crate::facilitate::Done;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::records;
use crate::records::Places;
use crate::setup;
use crate::setup::Left;
use crate::setup::Setup;
use crate::strategy::Shelf;

/// Sets rethink up, at the keyboard or by a file. `named` is true if the folder is named by a flag or the environment.
pub(crate) fn init(here: &Here, wanted: &Init, named: bool, no_input: bool, quiet: bool) -> Result<Exit> {
    if here.is_practice() {
        let says = "setting up is not practised: it would change your real settings";
        return Err(Failure::new(Exit::CommandLine, says).mend("leave --practice out").into());
    }
    let preferences = here.preferences.as_ref().ok().cloned().unwrap_or_default();
    let read = Setup::read(here.places.home().to_owned(), here.preferences_file.clone(), preferences, named)?;
    let mut setup = read.map_err(|found| Stop::Findings(Box::new(found), Exit::WrongFile))?;
    let folder = setup.records.clone();
    match &wanted.answers {
        Some(path) => {
            let source = by_file::source(path)?;
            if let Err(found) = setup::given(source, &mut setup, here.home.as_deref())? {
                return Err(Stop::Findings(Box::new(found), Exit::WrongFile));
            }
        }
        None => {
            let mut ask = review::person(here, false, no_input, "give it in a file: rethink init --answers FILE")?;
            let (_, today) = (here.clock)();
            match setup::ask(&mut setup, ask.as_mut(), today, here.home.as_deref())? {
                Ok(()) => {}
                Err(Left::AsItIs) => {
                    say("\nNothing has been written. Everything is as it was.\n");
                    return Ok(Exit::Stopped);
                }
                Err(Left::Interrupted) => {
                    say("\nNothing has been written. Everything is as it was.\n");
                    return Ok(Exit::Interrupted);
                }
                Err(Left::Safety) => {
                    let (settings, shelf) = (settings_or_usual(&here.places), Shelf::shipped());
                    facilitate::stopped_while_setting_up(&here.world(&settings, &shelf));
                    return review::finish(here, &settings, Done::Safety(None), quiet);
                }
                Err(Left::Wrong(found)) => return Err(Stop::Findings(Box::new(found), Exit::WrongFile)),
            }
        }
    }
    // A share that comes back would cover what is put in its place.
    records::not_away(&Places { records: vec![setup.records.clone()], ..here.places.clone() }, (here.clock)().1)?;
    let done = setup.write()?;
    if !quiet {
        tell(&setup, &done, named && folder != setup.records);
    }
    out(&setup.records.display().to_string())?;
    Ok(Exit::Done)
}

/// Says what was written, and what to do next.
fn tell(setup: &Setup, done: &[String], comes_first: bool) {
    if done.is_empty() {
        say("Everything is as it was.\n");
        return;
    }
    say("\nIt is set up.\n");
    for line in done {
        say(&format!("  {line}\n"));
    }
    tell_open("Warning", &setup.records);
    if comes_first {
        say("RETHINK_RECORDS or --records names another folder, and comes first.\n");
    }
    let settings = setup.records.join("rethink.toml");
    say(&format!(
        "More can be set in the settings file itself: each line in it says what it is.\nTo check it:\n  \
         rethink strategy check {}\nTo begin a review: rethink start\n",
        in_shell(&settings.display().to_string())
    ));
}
