//! Commands that take a file of answers. Whatever is wrong with the file, or with the command, a child who is or may be
//! at risk comes first.

use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;

use crate::ask::from_your_team;
use crate::ask::script::Answers;
use crate::ask::script::OfRisk;
use crate::ask::script::heard;
use crate::cli::Command;
use crate::cli::Correct;
use crate::cli::Resume;
use crate::cli::Start;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::Stop;
use crate::facilitate;
use crate::facilitate::LEFT_OUT;
use crate::facilitate::OTHERWISE;
use crate::facilitate::StopByFile;
use crate::facilitate::StopNoted;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::finding::Source;
use crate::record::AskedWhen;
use crate::records;
use crate::render;
use crate::session::Risk;
use crate::settings::Settings;
use crate::strategy::Shelf;
use crate::strategy::digest;
use crate::written;

/// A command that takes a file of answers, as it was typed.
#[derive(Debug, Clone)]
pub(crate) struct ByFile {
    /// The file, or `-` for standard input.
    path: PathBuf,
    /// Where the safety question would be asked.
    when: AskedWhen,
    /// The case, the review or the record that was named.
    named: Option<String>,
    /// True where the same file makes another stop.
    again: bool,
}

impl ByFile {
    /// The command, if it takes its answers from a file.
    pub(crate) fn of(command: Option<&Command>) -> Option<Self> {
        match command? {
            Command::Start(start) => Self::of_start(start),
            Command::Resume(resume) => Self::of_resume(resume),
            Command::Correct(correct) => Self::of_correct(correct),
            _ => None,
        }
    }

    /// A file that stands where a strategy goes was meant for `--answers`: no strategy is called so.
    pub(crate) fn of_start(start: &Start) -> Option<Self> {
        let misplaced = || start.strategy.clone().filter(|id| !written::is_name(id)).map(PathBuf::from);
        let path = start.answers.clone().or_else(|| misplaced().filter(|path| path.is_file()))?;
        let named = start.case.clone();
        Some(Self { path, when: AskedWhen::Start, named, again: start.again })
    }

    pub(crate) fn of_resume(resume: &Resume) -> Option<Self> {
        let (path, named) = (resume.answers.clone()?, resume.case.clone());
        Some(Self { path, when: AskedWhen::Resume, named, again: true })
    }

    pub(crate) fn of_correct(correct: &Correct) -> Option<Self> {
        let (path, named) = (correct.answers.clone()?, correct.record.clone());
        Some(Self { path, when: AskedWhen::Correct, named, again: true })
    }
}

/// Does something with a file of answers. Whatever is wrong with it, with the command (`wrong`) or with what is to be done,
/// a file that says that a child is or may be at risk is first answered with whom to ring; one that stops to act is a
/// stop all the same.
pub(crate) fn by_file(
    here: &Here,
    world: &World<'_>,
    wrong: Option<Stop>,
    by: &ByFile,
    run: impl FnOnce(Answers) -> Result<Exit>,
) -> Result<Exit> {
    let (name, bytes) = match bytes(&by.path) {
        Ok(read) => read,
        Err(stop) => return Err(wrong.unwrap_or(stop)),
    };
    let heard = heard(&written::guessed(&bytes));
    let sha256 = digest(&bytes);
    match heard.of_risk {
        OfRisk::Yes => {
            ask_what_was_done(here, world.settings, &name, "A child is or may be at risk: act on this first.");
        }
        OfRisk::Unclear => {
            ask_what_was_done(here, world.settings, &name, "If a child may be at risk, act on that first.");
        }
        _ => {}
    }
    let read = match wrong {
        Some(stop) => Err(stop),
        None => private(&name, bytes).and_then(read_all_the_same),
    };
    let done = match read {
        Err(stop) => Err(stop),
        // Elsewhere in the file it may stand for something else, and would not be asked about.
        Ok(answers) if matches!(heard.of_risk, OfRisk::Acts | OfRisk::Yes) => {
            let mut found = answers.found();
            if found.is_clean() {
                let says = "the answer about risk goes at the top of the file, before anything in square brackets, as in \
                            at-risk = \"acting\"";
                found.add("wrong-shape", heard.line, says);
            }
            Err(Stop::Findings(Box::new(found), Exit::WrongFile))
        }
        Ok(answers) => run(answers),
    };
    let stop = match done {
        Err(stop) if !matches!(stop, Stop::Closed) => stop,
        done => return done,
    };
    match heard.of_risk {
        OfRisk::No | OfRisk::Unclear => Err(stop),
        OfRisk::Yes => Err(stop.ending(Exit::Safety)),
        OfRisk::Said(Risk::Acting) | OfRisk::Acts => {
            let (named, record) = (by.named.as_deref(), heard.record.as_deref());
            let named = if by.when == AskedWhen::Correct { named.or(record) } else { named };
            let (when, in_file, again) = (by.when, heard.case.as_deref(), by.again);
            stops(here, world, &StopByFile { when, named, in_file, sha256: &sha256, again });
            Err(stop.ending(Exit::Safety))
        }
        OfRisk::Said(_) | OfRisk::Contradicted => {
            here.tell("\nA child is or may be at risk: act on this first. In immediate danger: ring 999.\n");
            here.tell(&numbers(here, world.settings));
            here.tell("\n");
            Err(stop)
        }
    }
}

/// Ends a command that cannot be run at all. A file of answers that it names is heard first.
pub(crate) fn cannot_run(here: &Here, settings: &Settings, by: Option<&ByFile>, wrong: Stop) -> Result<Exit> {
    let Some(by) = by else { return Err(wrong) };
    let shelf = Shelf::shipped();
    // With something wrong the answers are never used.
    by_file(here, &here.world(settings, &shelf), Some(wrong), by, |_| Ok(Exit::Done))
}

/// The whole stop screen, and the stop is written down.
fn stops(here: &Here, world: &World<'_>, by: &StopByFile<'_>) {
    act_now(here, world.settings);
    let written = match facilitate::stopped_by_file(world, by) {
        StopNoted::Written => {
            "This stop is written down: its time and place, and the case if it is known. Nothing else in the file is."
        }
        StopNoted::ThereAlready => {
            "Today's stop from the same answers is there already. If this is another one, add --again."
        }
        StopNoted::NotWritten => {
            "This stop could not be written down here: note it in the child's record in your own case system."
        }
    };
    here.tell(&format!("{}\n\n", textwrap::fill(written, here.width.max(20))));
}

/// The first lines of the stop screen: to act, and whom to ring.
pub(crate) fn act_now(here: &Here, settings: &Settings) {
    here.tell("\nStop here and act now. In immediate danger: ring 999.\n");
    here.tell(&numbers(here, settings));
}

/// Says whom to ring where a file does not say what was done about it, and what to write in it.
fn ask_what_was_done(here: &Here, settings: &Settings, name: &str, danger: &str) {
    here.tell(&format!("\n{danger} In immediate danger: ring 999.\n"));
    here.tell(&numbers(here, settings));
    let name = render::safe(name);
    here.tell(&format!(
        "\nThen say in {name} whether a child is in danger now (danger-now = \"no\", \"yes\" or \"not-sure\"),\n\
         and what was done about it, with one of these lines:\n"
    ));
    for (word, means) in AT_RISK {
        here.tell(&format!("  at-risk = {word:<22} {means}\n"));
    }
    here.tell("Nothing has been recorded.\n\n");
}

/// The answers about risk that a file may give, each with what it means.
const AT_RISK: [(&str, &str); 5] = [
    ("\"acting\"", "you stop here and act on it now"),
    ("\"told-and-disagree\"", "they have been told, and you disagree with their answer"),
    ("\"told-something-else\"", "they have been told, and this is about something else"),
    ("\"not-sure\"", "you are not sure whether a child is at risk"),
    ("\"no\"", "no child is at risk now"),
];

/// Whom to ring besides 999: the program's own words, and then the team's lines.
fn numbers(here: &Here, settings: &Settings) -> String {
    let width = here.width.max(20);
    let own = |words| textwrap::wrap(words, width).into_iter().map(String::from);
    let (team, is_left_out) = settings.whom_to_ring();
    let team = team.into_iter().flat_map(|line| from_your_team(line, width));
    let left_out = is_left_out.then(|| own(LEFT_OUT)).into_iter().flatten();
    own(OTHERWISE).chain(team).chain(left_out).flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// Reads an answers file, or standard input.
pub(crate) fn answers(path: &Path) -> Result<Answers> {
    read(source(path)?)
}

/// The same for answers that are looked at whole before any of them is used.
fn read_all_the_same(source: Source) -> Result<Answers> {
    let answers =
        Answers::read_all_the_same(source).map_err(|found| Stop::Findings(Box::new(found), Exit::WrongFile))?;
    let found = answers.found();
    // Whoever stops to act answers nothing more, so nothing else would be looked at.
    if answers.stops() && !found.is_clean() {
        return Err(Stop::Findings(Box::new(found), Exit::WrongFile));
    }
    Ok(answers)
}

fn read(source: Source) -> Result<Answers> {
    Answers::read(source).map_err(|findings| Stop::Findings(Box::new(findings), Exit::WrongFile))
}

/// The text of a file that holds what somebody said, or of standard input.
pub(crate) fn source(path: &Path) -> Result<Source> {
    let (name, bytes) = bytes(path)?;
    private(&name, bytes)
}

fn private(name: &str, bytes: Vec<u8>) -> Result<Source> {
    Ok(Source::private(name, records::letters(bytes, Path::new(name))?))
}

/// The name of a file as its reader knows it, and its bytes; or those of standard input.
fn bytes(path: &Path) -> Result<(String, Vec<u8>)> {
    if path != Path::new("-") {
        return Ok((path.display().to_string(), records::bytes(path, true)?));
    }
    let mut bytes = Vec::new();
    let limit = written::LONGEST as u64 + 1;
    io::stdin().take(limit).read_to_end(&mut bytes)?;
    Ok(("standard input".to_owned(), bytes))
}
