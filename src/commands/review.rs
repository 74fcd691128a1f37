//! Beginning a review and carrying one on.

use std::io;

use crate::ask::Ask;
use crate::ask::Editor;
use crate::ask::Plain;
use crate::ask::Terminal;
use crate::ask::Words;
use crate::ask::script::Answers;
use crate::ask::script::LACKS;
use crate::ask::script::Script;
use crate::cli::Resume;
use crate::cli::Start;
use crate::commands::Here;
use crate::commands::Keyboard;
use crate::commands::Result;
use crate::commands::Stop;
use crate::commands::by_file::ByFile;
use crate::commands::by_file::act_now;
use crate::commands::by_file::by_file;
use crate::commands::out;
use crate::commands::tell_open;
use crate::commands::there;
use crate::facilitate;
use crate::facilitate::Begin;
use crate::facilitate::Done;
use crate::facilitate::Held;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::shown_path;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::records::Claim;
use crate::records::Places;
use crate::render;
use crate::session::Risk;
use crate::settings::Settings;

/// How to begin a review where nobody can be asked.
const START_BY_FILE: &str = "give the answers in a file: rethink start --answers FILE\n  \
                             To make an empty one: rethink strategy template rethink-2 > answers.toml";

/// Somebody at the keyboard, or exit 4 at once.
/// `instead` says how to do the same without one.
pub(crate) fn person(here: &Here, practice: bool, no_input: bool, instead: &str) -> Result<Box<dyn Ask>> {
    if no_input || (here.keyboard != Keyboard::Seen && !here.plain) {
        return Err(Failure::new(Exit::NeedsAnswer, "rethink needs somebody to ask, and there is no terminal here")
            .mend(instead)
            .into());
    }
    let mut ask: Box<dyn Ask> = if here.plain || here.width < 20 {
        Box::new(Plain::new(Box::new(io::stdin()), Box::new(io::stderr()), here.width, here.keyboard != Keyboard::No))
    } else {
        Box::new(Terminal::new()?)
    };
    if practice {
        ask.practise();
    }
    if let Some(command) = here.editor.clone().filter(|_| here.keyboard == Keyboard::Seen) {
        ask.editor(Editor { command, folder: here.places.state.join("editing"), journal: None });
    }
    if let Some(file) = here.preferences_file.as_ref().filter(|_| here.keyboard == Keyboard::Seen) {
        let role = here.preferences.as_ref().ok().and_then(|preferences| preferences.role.clone());
        ask.preferences(file.clone(), role);
    }
    Ok(ask)
}

pub(crate) fn start(
    here: &Here,
    world: &World<'_>,
    wrong: Option<Stop>,
    start: &Start,
    no_input: bool,
    quiet: bool,
) -> Result<Exit> {
    let not_a_case = start.case.as_ref().is_some_and(|case| !world.settings.is_reference(case)).then(|| {
        Failure::new(Exit::CommandLine, "the case reference is not one from a case system")
            .mend(world.settings.reference_hint())
            .into()
    });
    let Some(by) = ByFile::of_start(start) else {
        there::publish_waiting(here);
        tell_of_folders(here, quiet);
        if let Some(stop) = not_a_case {
            return Err(stop);
        }
        let mut ask = person(here, world.practice, no_input, START_BY_FILE)?;
        let wanted = start.strategy.clone().filter(|id| !world.shelf.is_left_out(id));
        let strategy = wanted.unwrap_or_else(|| "triage".to_owned());
        ask.say(Words::Heading("Rethink: a structured look at a professional disagreement"))?;
        if records::own_state(&here.places).is_ok() {
            ask.say(Words::Text(
                "Your answers are saved after each one. You can stop at any question and carry on later.",
            ))?;
        }
        if let Some(id) = start.strategy.as_deref().filter(|id| world.shelf.is_left_out(id)) {
            let words = format!("The strategy {id} cannot be used now. A few questions find another one that fits.");
            ask.say(Words::Text(&words))?;
        }
        let begin = Begin { case: start.case.clone(), ..Begin::of(&strategy) };
        let done = facilitate::start(world, &begin, ask.as_mut())?;
        return finish(here, world.settings, done, quiet);
    };
    let misplaced = start.answers.is_none().then(|| {
        Failure::new(Exit::CommandLine, "a file of answers goes behind --answers")
            .mend("type: rethink start --answers FILE")
            .into()
    });
    let wrong = misplaced.or(not_a_case).or(wrong);
    by_file(here, world, wrong, &by, |answers| start_by_file(here, world, start, answers, quiet))
}

/// Says what is not as it should be where records and answers are kept.
fn tell_of_folders(here: &Here, quiet: bool) {
    if here.is_practice() || quiet {
        return;
    }
    tell_open("To know", here.places.home());
    if let Err(failure) = records::all_there(&here.places, (here.clock)().1) {
        here.tell(&format!(
            "To know: {failure}\n  A review can be held all the same. What the folder holds is not known to it.\n"
        ));
    }
    if let Err(failure) = records::own_state(&here.places) {
        here.tell(&format!("To know: {failure}\n  Nothing can be saved until then.\n"));
    } else {
        tell_closed(here);
    }
}

fn start_by_file(here: &Here, world: &World<'_>, start: &Start, answers: Answers, quiet: bool) -> Result<Exit> {
    // Whom to ring comes before a share that may take its time.
    let is_stop = answers.stops();
    if !is_stop {
        there::publish_waiting(here);
        tell_of_folders(here, quiet);
    }
    let answers = answers.as_of((here.clock)().1, &world.settings.calendar);
    let strategy = match (start.strategy.clone(), answers.strategy.clone()) {
        (Some(one), Some(other)) if one != other => {
            return Err(Failure::new(
                Exit::CommandLine,
                format!("the answers file is for {other}, and {one} was asked for"),
            )
            .into());
        }
        (one, other) => one.or(other).unwrap_or_else(|| "triage".to_owned()),
    };
    same_case(start.case.as_deref(), &answers)?;
    let sha256 = facilitate::answers_digest(&answers);
    let again = Some("to write another record from the same answers, add --again");
    if !start.again {
        already(here, &sha256, again)?;
    }
    // An answer about risk comes before the case is asked for; its small record should say which case it was.
    let at_risk = answers.stops() || answers.risk() != Some(Risk::No);
    let case =
        start.case.clone().or_else(|| answers.case.clone().filter(|case| at_risk && world.settings.is_reference(case)));
    let also = answers.also.clone();
    let begin = Begin { case, also, answers_sha256: Some(sha256.clone()), ..Begin::of(&strategy) };
    let mut script = match rehearsed(world, answers, &begin, false, start.partial) {
        Ok(script) => script,
        Err(stop) => {
            // A record of the same answers, made meanwhile, has questions of its own: it is named, and not they.
            if !start.again {
                already(here, &sha256, again)?;
            }
            return Err(stop);
        }
    };
    let _claim = if start.again { None } else { Some(once(here, &sha256, again)?) };
    if is_stop && !start.again && facilitate::has_stopped(world, &sha256, begin.case.as_deref()) {
        here.tell("\nToday's stop from the same answers is there already. If this is another one, add --again.\n");
        return finish(here, world.settings, Done::Safety(None), quiet);
    }
    let done = facilitate::start(world, &begin, &mut script)?;
    finish(here, world.settings, done, quiet)
}

pub(crate) fn resume(
    here: &Here,
    world: &World<'_>,
    wrong: Option<Stop>,
    resume: &Resume,
    no_input: bool,
    quiet: bool,
) -> Result<Exit> {
    let Some(by) = ByFile::of_resume(resume) else {
        there::publish_waiting(here);
        let case = resume.case.clone().map_or_else(|| only_one(here), Ok)?;
        let instead = format!("give the new answers in a file: rethink resume {} --answers FILE", render::safe(&case));
        let mut ask = match person(here, world.practice, no_input, &instead) {
            Ok(ask) => ask,
            // A name that is not there is not helped by a file of answers.
            Err(stop) => {
                return Err(facilitate::can_be_carried_on(&here.places, &case).map_or_else(Stop::from, |()| stop));
            }
        };
        let done = facilitate::resume(world, &case, None, ask.as_mut())?;
        return finish(here, world.settings, done, quiet);
    };
    let (case, none) = match resume.case.clone().map_or_else(|| only_one(here), Ok) {
        Ok(case) => (case, None),
        Err(stop) => (String::new(), Some(stop)),
    };
    by_file(here, world, wrong.or(none), &by, |answers| resume_by_file(here, world, (resume, case), answers, quiet))
}

fn resume_by_file(
    here: &Here,
    world: &World<'_>,
    (resume, case): (&Resume, String),
    answers: Answers,
    quiet: bool,
) -> Result<Exit> {
    if !answers.stops() {
        there::publish_waiting(here);
    }
    let answers = answers.as_of((here.clock)().1, &world.settings.calendar);
    if let Err(stop) = same_case(Some(&case), &answers) {
        // The case of the file is another one: it is not offered in the place of a name that is not there.
        return Err(facilitate::can_be_carried_on(&here.places, &case).map_or_else(Stop::from, |()| stop));
    }
    let sha256 = facilitate::answers_digest(&answers);
    already(here, &sha256, None)?;
    let begin = Begin { case: Some(case.clone()), answers_sha256: Some(sha256.clone()), ..Begin::of("") };
    let mut script = rehearsed(world, answers, &begin, true, resume.partial)?;
    let _claim = once(here, &sha256, None)?;
    let done = facilitate::resume(world, &case, Some(sha256), &mut script)?;
    finish(here, world.settings, done, quiet)
}

pub(crate) fn discard(here: &Here, world: &World<'_>, case: &str, no_input: bool, quiet: bool) -> Result<Exit> {
    let instead = format!("type the word where nothing is drawn: rethink discard {} --plain", render::safe(case));
    let mut ask = person(here, world.practice, no_input, &instead)?;
    let Some(done) = facilitate::discard(world, case, ask.as_mut())? else {
        here.tell("\nDiscarded. These answers are no longer on this computer.\n");
        return Ok(Exit::Done);
    };
    finish(here, world.settings, done, quiet)
}

/// An answers file that names another case is not for this one.
fn same_case(case: Option<&str>, answers: &Answers) -> Result<()> {
    match (case, &answers.case) {
        (Some(one), Some(other)) if !one.eq_ignore_ascii_case(other) => {
            Err(Failure::new(Exit::CommandLine, "the answers file is for another case than the one that was named")
                .mend("name the case of the file, or look whether it is the right file")
                .into())
        }
        _ => Ok(()),
    }
}

/// Looks at a whole answers file before anything is saved.
fn rehearsed(world: &World<'_>, answers: Answers, begin: &Begin, carry_on: bool, partial: bool) -> Result<Script> {
    match facilitate::answers_given(world, answers.clone(), begin, carry_on)? {
        Ok(script) if partial => Ok(script.partial()),
        Ok(script) => Ok(script),
        Err(findings) => {
            let exit = fault_of(&findings);
            if partial && exit == Exit::NeedsAnswer {
                return Ok(Script::new(answers).partial());
            }
            Err(Stop::Findings(Box::new(findings), exit))
        }
    }
}

/// How the program ends where answers are wrong: some are only missing, or something else is amiss.
pub(crate) fn fault_of(findings: &Findings) -> Exit {
    let only_missing = findings.list.iter().all(|finding| finding.code == LACKS);
    if only_missing { Exit::NeedsAnswer } else { Exit::WrongFile }
}

/// The same at the same moment: the answers are claimed as long as what comes back is held. They are sound by now.
pub(crate) fn once(here: &Here, sha256: &str, again: Option<&str>) -> Result<Claim> {
    let claim = records::claim(&here.places, sha256)?;
    already(here, sha256, again)?;
    Ok(claim)
}

/// The same answers file again is harmless. `again` says how to write another record from it, where that can be done.
pub(crate) fn already(here: &Here, sha256: &str, again: Option<&str>) -> Result<()> {
    let found = records::heads(&here.places.readable()).into_iter().find_map(|found| {
        let (head, _) = found.read.ok()?;
        (head.answers_sha256.as_deref() == Some(sha256)).then_some((found.path, head))
    });
    match found {
        Some((path, head)) => {
            let read = format!("read it with: rethink show {}", head.name());
            out(&shown_path(&path))?;
            Err(Failure::new(Exit::Already, "these answers are already recorded")
                .at(&path)
                .mend(again.unwrap_or(&read))
                .into())
        }
        None => Ok(()),
    }
}

/// Says which saved answers cannot be read.
fn tell_closed(here: &Here) {
    for failure in facilitate::closed(&here.places) {
        here.tell(&format!("To know: {failure}\n  A review can be held all the same. It begins anew.\n"));
    }
}

/// True if something is unfinished or waits on a case, in these places.
pub(crate) fn is_here(places: &Places, case: &str) -> bool {
    let unfinished = facilitate::unfinished(places).iter().any(|(_, found)| facilitate::is_of(found, case));
    unfinished || records::carried_by_nobody(places).iter().any(|head| head.case.eq_ignore_ascii_case(case))
}

/// True if there is anything to carry on in these places.
pub(crate) fn anything(places: &Places) -> bool {
    !facilitate::unfinished(places).is_empty() || !records::carried_by_nobody(places).is_empty()
}

/// The only case that can be carried on, or what there is to choose from.
fn only_one(here: &Here) -> Result<String> {
    let mut names: Vec<String> =
        facilitate::unfinished(&here.places).iter().map(|(_, found)| found.name().to_owned()).collect();
    names.extend(records::carried_by_nobody(&here.places).into_iter().map(|head| head.case));
    names.sort();
    names.dedup();
    match names.as_slice() {
        [one] => Ok(one.clone()),
        [] if there::any_unread(&here.places) => Err(Failure::new(
            Exit::NotThere,
            "nothing is unfinished, and nothing waits in the records that can be read",
        )
        .mend("see which cannot be read, and why, with: rethink verify")
        .into()),
        [] => Err(Failure::new(Exit::NotThere, "nothing is unfinished and nothing waits")
            .mend("begin with: rethink start")
            .into()),
        many => Err(Failure::new(Exit::NotThere, "there is more than one review to carry on")
            .mend(format!("name one of them: rethink resume {}", many.join(", or rethink resume ")))
            .into()),
    }
}

/// Says how a sitting came out.
pub(crate) fn finish(here: &Here, settings: &Settings, done: Done, quiet: bool) -> Result<Exit> {
    match done {
        Done::Written(record, path, waits) => {
            // By script nobody was asked whether that is as it should be.
            if record.head.answers_sha256.is_some() && !record.head.own.is_empty() {
                here.tell(&format!("To know: {}\n", render::own_words(&record.head.own)));
            }
            if !quiet {
                here.tell(&render::written(&record, waits.is_some(), here.width));
                tell_open_risk(here, &record);
            }
            if let Some(failure) = waits {
                here.say(&format!(
                    "\nError: {failure}\n  The record is complete and safe on this computer. It is published by the next\n  \
                     rethink start, resume or status that can reach the folder.\n"
                ));
                out(&shown_path(&path))?;
                return Ok(Exit::NotSaved);
            }
            out(&shown_path(&path))?;
            Ok(Exit::Done)
        }
        Done::Saved(name) => {
            here.say(&format!(
                "\nYour answers are saved. The record is not written yet.\nTo carry on: rethink resume {name}\n"
            ));
            Ok(Exit::Stopped)
        }
        Done::Nothing(held, written) => {
            here.tell(&format!("\n{}\n", textwrap::fill(&format!("Stopped. {written}"), here.width.max(20))));
            Ok(if held == Held::Interrupted { Exit::Interrupted } else { Exit::Stopped })
        }
        Done::Safety(name) => {
            let carry_on = name
                .map(|name| format!("\nYour answers are saved. When the child is safe: rethink resume {name}"))
                .unwrap_or_default();
            let wrapped = |words: &str| textwrap::fill(words, here.width.max(20));
            // As they were when it began: whatever has become of the file since, the whole screen is shown.
            act_now(here, settings);
            let written = "This stop is written down: its time and place, and the case and your role if they were \
                           known. Nothing else has been written to a record.";
            here.tell(&format!("{}{}\n", wrapped(written), wrapped(&here.command(&carry_on))));
            // A share may take its time; whoever acts now has seen whom to ring.
            drop(records::publish_waiting(&here.places, (here.clock)().1));
            Ok(Exit::Safety)
        }
        Done::Interrupted(name) => {
            here.say(&format!("\nStopped. Every answer called saved is saved.\nTo carry on: rethink resume {name}\n"));
            Ok(Exit::Interrupted)
        }
    }
}

/// Says what is open of risk on the case of a record that has been written: no ending closes it.
fn tell_open_risk(here: &Here, record: &Record) {
    let (_, today) = (here.clock)();
    let case = Case::known_as(&here.places, &record.head.case, &record.head.also);
    let open = case.open_risk(today);
    if open.is_empty() {
        return;
    }
    here.say("\nA child may still be at risk on this case\n");
    for open in open {
        let how = open.how_it_ends().map(|how| format!("\n    {how}")).unwrap_or_default(); // The command stands on a line of its own, and is never broken.
        let words = textwrap::fill(&format!("{}.", open.words()), here.width.max(20).saturating_sub(2));
        here.say(&format!("{}{how}\n", textwrap::indent(&words, "  ")));
    }
}
