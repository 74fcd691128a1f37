//! What each command does, with the world given as values.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Plain;
use crate::ask::Terminal;
use crate::ask::Words;
use crate::ask::script::Answers;
use crate::ask::script::LACKS;
use crate::ask::script::Script;
use crate::cli::Cli;
use crate::cli::Command;
use crate::cli::Resume;
use crate::cli::Start;
use crate::cli::StrategyCommand;
use crate::facilitate;
use crate::facilitate::Begin;
use crate::facilitate::Done;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::Source;
use crate::records;
use crate::records::Places;
use crate::records::Unread;
use crate::render;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::check;

/// Now, and the day it counts as.
type Now = Box<dyn Fn() -> (DateTime<FixedOffset>, NaiveDate)>;

/// What `main` knows of the world.
pub struct Here {
    /// Where things are.
    pub places: Places,
    /// Now.
    pub clock: Now,
    /// Sixteen random bytes.
    pub random: Box<dyn Fn() -> [u8; 16]>,
    /// True if today was given in place of the clock.
    pub date_given: bool,
    /// True if somebody sits at a keyboard.
    pub keyboard: bool,
    /// The width of the screen.
    pub width: usize,
    /// True for numbered choices and typed words.
    pub plain: bool,
}

/// Why a command stopped.
enum Stop {
    Failure(Failure),
    Findings(Box<Findings>, Exit),
    /// Whoever read the results has heard enough.
    Closed,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Failure(Failure::io("write the results", Path::new("standard output"), &error)),
        }
    }
}

type Result<T> = std::result::Result<T, Stop>;

/// Runs one command, and says on standard error what went wrong.
pub fn run(cli: Cli, here: &Here) -> Exit {
    let quiet = cli.global.quiet;
    let words = match commanded(cli, here) {
        Ok(exit) => return exit,
        Err(Stop::Closed) => return Exit::Done,
        Err(Stop::Failure(failure)) => (format!("Error: {failure}\n"), failure.exit),
        Err(Stop::Findings(findings, exit)) => {
            let many = findings.faults();
            let count = if many == 1 { "1 thing".to_owned() } else { format!("{many} things") };
            let saved = if findings.source.private { " Nothing has been written." } else { "" };
            let head = format!("Error: {} has {count} to put right.{saved}\n", findings.source.name);
            (format!("{head}{}", findings.text(here.width)), exit)
        }
    };
    let _ = quiet;
    drop(io::stderr().write_all(words.0.as_bytes()));
    words.1
}

fn commanded(cli: Cli, here: &Here) -> Result<Exit> {
    let quiet = cli.global.quiet;
    let no_input = cli.global.no_input;
    let settings = settings(&here.places)?;
    match cli.command {
        None | Some(Command::Status) => status(here),
        Some(Command::Start(start)) => {
            with_world(here, &settings, |world| self::start(here, world, start, no_input, quiet))
        }
        Some(Command::Resume(resume)) => {
            with_world(here, &settings, |world| self::resume(here, world, resume, no_input, quiet))
        }
        Some(Command::History { case }) => history(here, case.as_deref()),
        Some(Command::Show { record }) => show(here, &record),
        Some(Command::Strategy(command)) => strategy(here, command),
    }
}

fn out(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn say(text: &str) {
    // Nobody may be listening; what matters is on the disk.
    drop(io::stderr().write_all(text.as_bytes()));
}

fn settings(places: &Places) -> Result<Settings> {
    let path = places.home().join("rethink.toml");
    if !path.exists() {
        return Ok(Settings::default());
    }
    let source = records::source(&path, false)?;
    Settings::read(source).map_err(|findings| Stop::Findings(Box::new(findings), Exit::WrongFile))
}

/// The strategies that can be used: shipped, then the partnership's own in the records folder, then `--strategies`.
fn shelf(places: &Places) -> Result<Shelf> {
    let mut shelf = Shelf::shipped();
    let own = places.home().join("strategies");
    for folder in std::iter::once(&own).chain(&places.strategies) {
        if Some(folder) == places.strategies.as_ref() && !folder.is_dir() {
            return Err(Failure::new(Exit::NotThere, "there is no such folder of strategies").at(folder).into());
        }
        let Ok(entries) = fs::read_dir(folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
            if let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) {
                shelf.add(id, records::source(&path, false)?);
            }
        }
    }
    Ok(shelf)
}

fn with_world<T>(here: &Here, settings: &Settings, run: impl FnOnce(&World<'_>) -> Result<T>) -> Result<T> {
    let shelf = shelf(&here.places)?;
    let world = World {
        places: &here.places,
        settings,
        shelf: &shelf,
        clock: here.clock.as_ref(),
        random: here.random.as_ref(),
        date_given: here.date_given,
    };
    match run(&world) {
        // What is wrong with a strategy is said where it is wrong.
        Err(Stop::Failure(failure)) if failure.exit == Exit::WrongFile => match shelf.findings().into_iter().next() {
            Some(findings) => Err(Stop::Findings(Box::new(findings), Exit::WrongFile)),
            None => Err(Stop::Failure(failure)),
        },
        other => other,
    }
}

/// Somebody at the keyboard, or exit 4 at once.
fn person(here: &Here, no_input: bool) -> Result<Box<dyn Ask>> {
    if no_input || (!here.keyboard && !here.plain) {
        return Err(Failure::new(Exit::NeedsAnswer, "rethink needs somebody to ask, and there is no terminal here")
            .mend("give the answers in a file: rethink start --answers FILE\n  To make an empty one: rethink strategy template rethink-2 > answers.toml")
            .into());
    }
    if here.plain || here.width < 20 {
        return Ok(Box::new(Plain::new(Box::new(io::stdin()), Box::new(io::stderr()), here.width, here.keyboard)));
    }
    Ok(Box::new(Terminal::new()?))
}

fn answers(path: &Path) -> Result<Answers> {
    let source = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = crate::written::LONGEST as u64 + 1;
        io::stdin().take(limit).read_to_end(&mut bytes)?;
        Source::private("standard input", String::from_utf8_lossy(&bytes).into_owned())
    } else {
        records::source(path, true)?
    };
    Answers::read(source).map_err(|findings| Stop::Findings(Box::new(findings), Exit::WrongFile))
}

fn start(here: &Here, world: &World<'_>, start: Start, no_input: bool, quiet: bool) -> Result<Exit> {
    publish_waiting(here);
    if let Some(case) = start.case.as_ref().filter(|case| !world.settings.is_reference(case)) {
        let _ = case;
        return Err(Failure::new(Exit::CommandLine, "the case reference is not one from a case system")
            .mend(world.settings.reference_hint())
            .into());
    }
    let Some(path) = &start.answers else {
        let mut ask = person(here, no_input)?;
        let strategy = start.strategy.unwrap_or_else(|| "triage".to_owned());
        ask.say(Words::Heading("Rethink: a structured look at a professional disagreement"))?;
        ask.say(Words::Text(
            "Your answers are saved after each one. You can stop at any question and carry on later.",
        ))?;
        let begin = Begin { strategy, case: start.case, answers_sha256: None };
        let done = facilitate::start(world, begin, ask.as_mut())?;
        return finish(here, done, quiet);
    };
    let answers = answers(path)?;
    let strategy = match (start.strategy, answers.strategy.clone()) {
        (Some(one), Some(other)) if one != other => {
            return Err(Failure::new(
                Exit::CommandLine,
                format!("the answers file is for {other}, and {one} was asked for"),
            )
            .into());
        }
        (one, other) => one.or(other).unwrap_or_else(|| "triage".to_owned()),
    };
    let sha256 = facilitate::answers_digest(&answers);
    if !start.again {
        already(here, &sha256)?;
    }
    // A stop for safety comes before the case is asked for; its line should say which case it was.
    let acting = answers.at_risk.as_deref() == Some("acting");
    let case = start.case.or_else(|| answers.case.clone().filter(|case| acting && world.settings.is_reference(case)));
    let begin = Begin { strategy, case, answers_sha256: Some(sha256) };
    let mut script = rehearsed(world, answers, &begin, false, start.partial)?;
    let done = facilitate::start(world, begin, &mut script)?;
    finish(here, done, quiet)
}

fn resume(here: &Here, world: &World<'_>, resume: Resume, no_input: bool, quiet: bool) -> Result<Exit> {
    publish_waiting(here);
    let case = match resume.case {
        Some(case) => case,
        None => only_one(here)?,
    };
    let Some(path) = &resume.answers else {
        let mut ask = person(here, no_input)?;
        let done = facilitate::resume(world, &case, None, ask.as_mut())?;
        return finish(here, done, quiet);
    };
    let answers = answers(path)?;
    let sha256 = facilitate::answers_digest(&answers);
    already(here, &sha256)?;
    let begin = Begin { strategy: String::new(), case: Some(case.clone()), answers_sha256: Some(sha256.clone()) };
    let mut script = rehearsed(world, answers, &begin, true, false)?;
    let done = facilitate::resume(world, &case, Some(sha256), &mut script)?;
    finish(here, done, quiet)
}

/// Looks at a whole answers file before anything is saved.
fn rehearsed(world: &World<'_>, answers: Answers, begin: &Begin, carry_on: bool, partial: bool) -> Result<Script> {
    match facilitate::answers_given(world, answers.clone(), begin, carry_on)? {
        Ok(script) => Ok(script),
        Err(findings) => {
            let only_missing = findings.list.iter().all(|finding| finding.code == LACKS);
            if partial && only_missing {
                return Ok(Script::new(answers).partial());
            }
            let exit = if only_missing { Exit::NeedsAnswer } else { Exit::WrongFile };
            Err(Stop::Findings(Box::new(findings), exit))
        }
    }
}

/// The same answers file again is harmless.
fn already(here: &Here, sha256: &str) -> Result<()> {
    let found = records::heads(&here.places.records)
        .into_iter()
        .find(|found| found.read.as_ref().is_ok_and(|(head, _)| head.answers_sha256.as_deref() == Some(sha256)));
    match found {
        Some(found) => {
            out(&found.path.display().to_string())?;
            Err(Failure::new(Exit::Already, "these answers are already recorded")
                .at(&found.path)
                .mend("to write another record from the same answers, add --again")
                .into())
        }
        None => Ok(()),
    }
}

/// The only case that can be carried on, or what there is to choose from.
fn only_one(here: &Here) -> Result<String> {
    let mut names: Vec<String> = facilitate::unfinished(&here.places)
        .into_iter()
        .map(|(_, found)| found.case().map_or_else(|| found.head.review.clone(), str::to_owned))
        .collect();
    for found in waiting(here) {
        names.push(found.case);
    }
    names.sort();
    names.dedup();
    match names.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::new(Exit::NotThere, "nothing is unfinished and nothing waits")
            .mend("begin with: rethink start")
            .into()),
        many => Err(Failure::new(Exit::NotThere, "there is more than one review to carry on")
            .mend(format!("name one of them: rethink resume {}", many.join(", or rethink resume ")))
            .into()),
    }
}

fn publish_waiting(here: &Here) {
    for path in records::publish_waiting(&here.places) {
        say(&format!("A record that waited on this computer is now published:\n  {}\n\n", path.display()));
    }
}

/// Says how a sitting came out.
fn finish(here: &Here, done: Done, quiet: bool) -> Result<Exit> {
    match done {
        Done::Written(record, path, waits) => {
            if !quiet {
                say(&render::written(&record, here.width));
            }
            if let Some(failure) = waits {
                say(&format!(
                    "\nError: {failure}\n  The record is complete and safe on this computer. It is published by the next\n  \
                     rethink start, resume or status that can reach the folder.\n"
                ));
                out(&path.display().to_string())?;
                return Ok(Exit::NotSaved);
            }
            out(&path.display().to_string())?;
            Ok(Exit::Done)
        }
        Done::Saved(name) => {
            say(&format!("\nSaved. Nothing is recorded yet.\nTo carry on: rethink resume {name}\n"));
            Ok(Exit::Stopped)
        }
        Done::Nothing => {
            say("\nStopped before the first answer. Nothing was saved.\n");
            Ok(Exit::Stopped)
        }
        Done::Safety(name) => {
            let carry_on = name
                .map(|name| format!("\nYour answers are saved. When the child is safe: rethink resume {name}"))
                .unwrap_or_default();
            say(&format!("\nStop here and act now. No review has been recorded.{carry_on}\n"));
            Ok(Exit::Safety)
        }
        Done::Interrupted(name) => {
            say(&format!("\nStopped. Every answer called saved is saved.\nTo carry on: rethink resume {name}\n"));
            Ok(Exit::Interrupted)
        }
    }
}

/// A record that waits and that nobody has carried on.
struct Waits {
    case: String,
    who: String,
    label: String,
    due: NaiveDate,
    strategy: String,
}

fn waiting(here: &Here) -> Vec<Waits> {
    let heads = records::heads(&here.places.records);
    let sound: Vec<_> = heads.iter().filter_map(|found| found.read.as_ref().ok()).collect();
    sound
        .iter()
        .filter(|(_, sha256)| {
            !sound.iter().any(|(other, _)| other.continues.as_ref().is_some_and(|before| before.sha256 == *sha256))
        })
        .filter_map(|(head, _)| {
            let waiting = head.waiting.as_ref()?;
            Some(Waits {
                case: head.case.clone(),
                who: waiting.who.clone(),
                label: waiting.label.clone(),
                due: waiting.due,
                strategy: head.strategy.title.clone(),
            })
        })
        .collect()
}

fn status(here: &Here) -> Result<Exit> {
    publish_waiting(here);
    let (_, today) = (here.clock)();
    let settings = settings(&here.places)?;
    let mut text = String::new();
    let unfinished = facilitate::unfinished(&here.places);
    if !unfinished.is_empty() {
        text.push_str("Unfinished on this computer\n");
        for (_, found) in &unfinished {
            let name = found.case().map_or_else(|| found.head.review.clone(), str::to_owned);
            let saved =
                found.last_saved().map(|event| event.at.format("%-d %B %Y at %H:%M").to_string()).unwrap_or_default();
            text.push_str(&format!(
                "  {name}: {}, {} answers, last saved {saved}\n    rethink resume {name}\n",
                found.head.strategy,
                found.answers()
            ));
        }
        text.push('\n');
    }
    let outbox = records::waiting(&here.places);
    if !outbox.is_empty() {
        text.push_str("Waiting to be published\n");
        for path in &outbox {
            text.push_str(&format!("  {}\n", path.display()));
        }
        text.push('\n');
    }
    let mut waits = waiting(here);
    waits.sort_by_key(|waits| waits.due);
    if !waits.is_empty() {
        text.push_str("Waiting for somebody\n");
        for it in &waits {
            let due = render::due_words(it.due, today, &settings.calendar);
            text.push_str(&format!(
                "  {}: waiting for {}: {}, due {due}\n    {}\n    rethink resume {}\n",
                it.case, it.who, it.label, it.strategy, it.case
            ));
        }
        text.push('\n');
    }
    if text.is_empty() {
        text.push_str("Nothing is unfinished and nothing waits.\n\nTo begin a review: rethink start\nTo read about the commands: rethink --help\n");
    }
    text.push_str(&format!("Records are kept in {}\n", here.places.home().display()));
    out(&text)?;
    Ok(Exit::Done)
}

fn history(here: &Here, case: Option<&str>) -> Result<Exit> {
    let mut unread = Vec::new();
    let mut heads = Vec::new();
    for found in records::heads(&here.places.records) {
        match found.read {
            Ok((head, _)) if case.is_none_or(|case| head.case.eq_ignore_ascii_case(case)) => heads.push(head),
            Ok(_) | Err(Unread::Not(crate::record::NotARecord::Other)) => {}
            Err(why) => unread.push((found.path, why)),
        }
    }
    heads.sort_by(|a, b| (b.date, b.written).cmp(&(a.date, a.written)));
    if heads.is_empty() {
        say("There are no records yet.\n");
    } else {
        out(&render::history(&heads, here.width, here.plain))?;
    }
    for (path, why) in unread {
        let words = match why {
            Unread::Not(crate::record::NotARecord::Newer) => "was made by a newer rethink",
            Unread::Not(_) => "is not as it was written, or was cut short. Restore it from a backup",
            Unread::TooLong => "is too long to be a record",
            Unread::NotOpened => "cannot be opened",
        };
        say(&format!("Not counted: {} {words}.\n", path.display()));
    }
    if case.is_some() && heads.is_empty() {
        return Ok(Exit::NotThere);
    }
    Ok(Exit::Done)
}

fn show(here: &Here, name: &str) -> Result<Exit> {
    let path = records::find(&here.places.records, name).ok_or_else(|| {
        Failure::new(Exit::NotThere, "there is no record of that name").mend("see them all with: rethink history")
    })?;
    match records::record(&path) {
        Ok(record) => {
            out(&render::record(&record, here.width))?;
            Ok(Exit::Done)
        }
        Err(_) => Err(Failure::new(Exit::WrongFile, "this file is not a record as it was written")
            .at(&path)
            .mend("restore it from a backup, or ask whoever wrote it for a copy")
            .into()),
    }
}

fn strategy(here: &Here, command: StrategyCommand) -> Result<Exit> {
    let shelf = shelf(&here.places)?;
    let one = |id: &str| {
        shelf.get(id).ok_or_else(|| match shelf.findings().into_iter().next() {
            Some(findings) => Stop::Findings(Box::new(findings), Exit::WrongFile),
            None => Failure::new(Exit::NotThere, "there is no strategy of that name")
                .mend("see them all with: rethink strategy list")
                .into(),
        })
    };
    match command {
        StrategyCommand::List => {
            let ids: Vec<String> = shelf.ids().map(str::to_owned).collect();
            let all: Vec<_> = ids.iter().filter_map(|id| shelf.get(id)).collect();
            out(&render::strategies(&all, here.width, here.plain))?;
            match shelf.findings().into_iter().next() {
                Some(findings) => Err(Stop::Findings(Box::new(findings), Exit::WrongFile)),
                None => Ok(Exit::Done),
            }
        }
        StrategyCommand::Show { id } => {
            out(&render::strategy(&*one(&id)?, here.width))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Template { id, case } => {
            out(&render::template(&*one(&id)?, case.as_deref()))?;
            Ok(Exit::Done)
        }
        StrategyCommand::Check { files } => {
            let found = RefCell::new(false);
            for file in files {
                let (source, id) = if file.is_file() {
                    let id = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
                    (records::source(&file, false)?, id)
                } else {
                    let id = file.display().to_string();
                    let text = one(&id).map(|strategy| strategy.text.clone())?;
                    (Source::open(format!("{id}.toml"), text), id)
                };
                match check::check(source, &id, &shelf) {
                    Ok((strategy, notes)) => out(&format!(
                        "{}: sound. {} steps, {} outcomes.\n{}",
                        notes.source.name,
                        strategy.steps.len(),
                        strategy.outcomes.len(),
                        notes.text(here.width)
                    ))?,
                    Err(findings) => {
                        *found.borrow_mut() = true;
                        out(&findings.text(here.width))?;
                    }
                }
            }
            Ok(if found.into_inner() { Exit::Found } else { Exit::Done })
        }
    }
}
