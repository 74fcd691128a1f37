//! What each command does, with the world given as values.

mod audit;
mod by_file;
mod correct;
mod files;
mod form;
mod init;
mod ladder;
mod look;
mod review;
mod save;
mod strategy;
mod there;
mod verify;

use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::cli::Cli;
use crate::cli::Command;
use crate::commands::by_file::ByFile;
use crate::commands::by_file::cannot_run;
use crate::commands::files::Files;
use crate::facilitate;
use crate::facilitate::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::is_hidden;
use crate::practice;
use crate::preferences::Preferences;
use crate::preferences::Unusable;
use crate::prompt::one_line;
use crate::records;
use crate::records::Places;
use crate::render;
use crate::settings::ESCALATION;
use crate::settings::Settings;
use crate::setup::Reach;
use crate::strategy::Shelf;
use crate::strategy::Unfit;
use crate::strategy::Why;
use crate::written;

/// Now, and the day it counts as.
type Now = Box<dyn Fn() -> (DateTime<FixedOffset>, NaiveDate)>;

/// Whether somebody types, and sees here what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyboard {
    /// Nobody types: the input is a file or a pipe.
    No,
    /// Somebody types, and what is asked goes elsewhere.
    Unseen,
    /// Somebody types and sees what is asked.
    Seen,
}

/// What `main` knows of the world.
pub struct Here {
    /// Where things are; in practice, a folder of its own.
    pub places: Places,
    /// Where the team's settings and strategies are: the real ones, in practice too.
    pub team: Places,
    /// Now.
    pub clock: Now,
    /// Sixteen random bytes.
    pub random: Box<dyn Fn() -> [u8; 16]>,
    /// True if today was given in place of the clock.
    pub date_given: bool,
    /// Whether somebody sits at a keyboard.
    pub keyboard: Keyboard,
    /// The editor that the person set.
    pub editor: Option<String>,
    /// The person's own folder, if the environment names it.
    pub home: Option<PathBuf>,
    /// The file of what this person prefers, if there is a place for it.
    pub preferences_file: Option<PathBuf>,
    /// What it holds, or why that cannot be used.
    pub preferences: std::result::Result<Preferences, Unusable>,
    /// The width of the screen, in columns.
    pub width: usize,
    /// The height of the screen, in lines.
    pub height: usize,
    /// True if what was asked for is read in that window, and not in a file or by a program.
    pub in_window: bool,
    /// The command line, as it was typed.
    pub typed: Vec<String>,
    /// True for numbered choices and typed words.
    pub plain: bool,
}

impl Here {
    /// What a session needs of the world.
    pub(crate) fn world<'a>(&'a self, settings: &'a Settings, strategies: &'a Shelf) -> World<'a> {
        World {
            places: &self.places,
            settings,
            shelf: strategies,
            clock: self.clock.as_ref(),
            random: self.random.as_ref(),
            date_given: self.date_given,
            practice: self.is_practice(),
        }
    }

    /// True if what is done is done to practise.
    pub(crate) fn is_practice(&self) -> bool {
        self.places.is_practice
    }

    /// The program's own words, with commands that stay in practice if this is practice.
    pub(crate) fn command(&self, words: &str) -> String {
        practice::command(self.is_practice(), words)
    }

    /// Says what the program itself has to say, and nothing that somebody wrote.
    pub(crate) fn say(&self, words: &str) {
        self.tell(&self.command(words));
    }

    /// Says something in lines of which none is wider than the window.
    pub(crate) fn tell(&self, text: &str) {
        say(&render::in_window(text, self.width));
    }
}

/// Why a command stopped.
pub(crate) enum Stop {
    Failure(Failure),
    Findings(Box<Findings>, Exit),
    /// Whoever read the results has heard enough.
    Closed,
}

impl Stop {
    /// The same, where the program ends in another way.
    pub(crate) fn ending(self, exit: Exit) -> Self {
        match self {
            Self::Failure(failure) => Self::Failure(Failure { exit, ..failure }),
            Self::Findings(findings, _) => Self::Findings(findings, exit),
            Self::Closed => Self::Closed,
        }
    }
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
            _ => Self::Failure(Failure::io("write what you asked for", Path::new("standard output"), &error)),
        }
    }
}

pub(crate) type Result<T> = std::result::Result<T, Stop>;

/// Runs one command, and says on standard error what went wrong. Where the command line itself is `wrong`, nothing of it
/// is done but to hear whether a file of answers that it names says that a child is at risk.
pub fn run(cli: Cli, mut here: Here, wrong: Option<Failure>) -> Exit {
    let here = &mut here;
    let (words, exit) = match commanded(cli, here, wrong.map(Stop::from)) {
        Ok(exit) => return exit,
        Err(Stop::Closed) => return Exit::Done,
        Err(Stop::Failure(failure)) => (here.command(&format!("Error: {failure}\n")), failure.exit),
        Err(Stop::Findings(findings, exit)) => {
            let count = things(findings.faults());
            let saved = if findings.source.private && exit != Exit::Safety { " Nothing has been written." } else { "" };
            let head = format!("Error: {} has {count} to put right.{saved}\n", findings.name());
            (format!("{head}{}", findings.text(here.width)), exit)
        }
    };
    drop(io::stderr().write_all(render::in_window(&words, here.width).as_bytes()));
    exit
}

fn commanded(cli: Cli, here: &mut Here, wrong: Option<Stop>) -> Result<Exit> {
    let by_file = ByFile::of(cli.command.as_ref());
    let usable = std::mem::replace(&mut here.preferences, Ok(Preferences::default()));
    let unusable = match usable {
        Ok(preferences) => {
            here.preferences = Ok(preferences);
            None
        }
        Err(Unusable::Findings(findings)) => Some(Stop::Findings(findings, Exit::WrongFile)),
        Err(Unusable::Failure(failure)) => Some(failure.into()),
    };
    if let Some(stop) = wrong.or(unusable) {
        return cannot_run(here, &settings(&here.team).unwrap_or_default(), by_file.as_ref(), stop);
    }
    records::close_state(&here.places);
    if let Some(Command::History { .. } | Command::Show { .. } | Command::Verify(_) | Command::Audit(_)) = &cli.command
        && let Err(failure) = records::own_state(&here.places)
    {
        say(&format!("To know: {failure}\n  What was saved or seen on this computer is left out.\n"));
    }
    let quiet = cli.global.quiet;
    let no_input = cli.global.no_input;
    let records = !cli.global.records.is_empty();
    let by_script = by_file.is_some();
    let here = &*here;
    let named = named(cli.command.as_ref());
    // Nothing that a team put into its folder comes before the safety question. What is wrong with its settings stops a
    // script after it, and nobody at a keyboard.
    let with_world = |run: &mut dyn FnMut(&World<'_>, Option<Stop>) -> Result<Exit>| {
        let (mut settings, wrong) = match settings(&here.team) {
            Ok(settings) => (settings, None),
            Err(stop) if by_script => (Settings::default(), Some(stop)),
            Err(stop) => (without(stop), None),
        };
        let mut shelf = match readable(&here.team, by_script) {
            Ok(shelf) => shelf,
            Err(stop) => return cannot_run(here, &settings, by_file.as_ref(), stop),
        };
        shelf.extend(settings.options.clone());
        if !by_script {
            shelf.serve_shipped().iter().for_each(tell_unfit);
            serve_escalation(&mut settings, &shelf, &here.team);
        }
        let world = here.world(&settings, &shelf);
        match run(&world, wrong) {
            // What is wrong with a strategy is said where it is wrong.
            Err(Stop::Failure(failure)) if failure.exit == Exit::WrongFile => match shelf.findings().into_iter().next()
            {
                Some(findings) => Err(Stop::Findings(Box::new(findings), Exit::WrongFile)),
                None => Err(Stop::Failure(failure)),
            },
            other => other,
        }
    };
    let done = match cli.command {
        None | Some(Command::Status) => look::status(here),
        Some(Command::Start(start)) => {
            with_world(&mut |world, wrong| review::start(here, world, wrong, &start, no_input, quiet))
        }
        Some(Command::Resume(resume)) => {
            with_world(&mut |world, wrong| review::resume(here, world, wrong, &resume, no_input, quiet))
        }
        Some(Command::History { case: None, .. }) => look::history(here),
        Some(Command::History { case: Some(case), format }) => look::story(here, &case, format),
        Some(Command::Show { record, form: false, format }) => look::show(here, &record, format),
        Some(Command::Show { record, form: true, .. }) => with_world(&mut |world, _| form::form(here, world, &record)),
        Some(Command::Init(wanted)) => init::init(here, &wanted, records, no_input, quiet),
        Some(Command::Correct(wanted)) => {
            with_world(&mut |world, wrong| correct::correct(here, world, wrong, &wanted, no_input, quiet))
        }
        Some(Command::Verify(wanted)) => verify::verify(here, &wanted),
        Some(Command::Discard { case }) => {
            with_world(&mut |world, _| review::discard(here, world, &case, no_input, quiet))
        }
        Some(Command::Audit(asked)) => audit::audit(here, &asked),
        Some(Command::Save { case, file }) => with_world(&mut |world, _| save::save(world, &case, &file)),
        Some(Command::Strategy(command)) => strategy::strategy(here, command, records),
    };
    // What is not found may be in a folder that cannot be looked into.
    if let Err(Stop::Failure(failure)) = &done
        && failure.exit == Exit::NotThere
    {
        records::all_there(&here.places, (here.clock)().1)?;
        if !here.is_practice() && named.is_some_and(|name| is_practice(&here.places.practice(), name.as_deref())) {
            let says = failure.says.clone();
            let mend = "it was held to practise: type the same command again with --practice behind it";
            return Err(Failure::new(Exit::NotThere, says).mend(mend).into());
        }
    }
    done
}

/// Refuses a record that was held to practise outside practice, and a real one in practice. `command` is typed in its place.
pub(crate) fn same_kind(here: &Here, is_practice: bool, command: &str) -> Result<()> {
    if is_practice == here.is_practice() {
        return Ok(());
    }
    let (says, mend) = if is_practice {
        ("this is a practice record", practice::command(true, command))
    } else {
        // Every command that is named in practice stays there, and this one must not.
        ("this is a real record, and you are practising", "type the same command again without --practice".to_owned())
    };
    Err(Failure::new(Exit::CommandLine, says).mend(mend).into())
}

/// The case, review or record that a command is about, if it is about one; none where there is only one to be meant.
#[expect(clippy::option_option, reason = "a command that is about nothing, or about whatever there is")]
fn named(command: Option<&Command>) -> Option<Option<String>> {
    match command? {
        Command::Resume(resume) => Some(resume.case.clone()),
        Command::Show { record: name, .. }
        | Command::History { case: Some(name), .. }
        | Command::Save { case: name, .. }
        | Command::Discard { case: name } => Some(Some(name.clone())),
        Command::Correct(correct) => correct.record.clone().map(Some),
        _ => None,
    }
}

/// True if that is a review or a record which was held to practise.
fn is_practice(practice: &Places, name: Option<&str>) -> bool {
    match name {
        Some(name) => review::is_here(practice, name) || look::is_here(practice, name),
        None => review::anything(practice),
    }
}

pub(crate) fn out(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

pub(crate) fn say(text: &str) {
    // Nobody may be listening; what matters is on the disk.
    drop(io::stderr().write_all(render::safe(text).as_bytes()));
}

pub(crate) fn settings(places: &Places) -> Result<Settings> {
    match records::put_there(&places.home().join("rethink.toml"))? {
        None => Ok(Settings::default()),
        Some(source) => Settings::read(source).map_err(|findings| Stop::Findings(Box::new(findings), Exit::WrongFile)),
    }
}

/// The same for a command that tells of records: what is wrong with the settings is said, and hides no record.
pub(crate) fn settings_or_usual(places: &Places) -> Settings {
    settings(places).unwrap_or_else(|stop| {
        // Where the folder itself cannot be looked into, that is what is said.
        if records::is_there(places, places.home()).is_err() {
            return Settings::default();
        }
        without(stop)
    })
}

/// The program's own settings in the place of those of the team, and a warning of what is wrong with these.
fn without(wrong: Stop) -> Settings {
    let left_out = match wrong {
        Stop::Failure(failure) => failure,
        Stop::Findings(findings, exit) => {
            let name = findings.source.name.as_str();
            Failure::new(exit, format!("the team's settings have {} to put right", things(findings.faults())))
                .at(Path::new(name))
                .mend(format!("see what it is with: rethink strategy check {}", in_shell(name)))
        }
        Stop::Closed => return Settings::default(),
    };
    warn(&left_out, "the team's settings are left out. Working days are those of England and Wales.");
    Settings::default()
}

/// What is wrong with a file that a command can do without, and what it does instead.
fn warn(failure: &Failure, instead: &str) {
    say(&format!("Warning: {failure}\n  Until then: {instead}\n"));
}

/// Lets the shipped strategy serve where the team's own leads somebody who has told and disagrees to nowhere.
fn serve_escalation(settings: &mut Settings, shelf: &Shelf, places: &Places) {
    if let Err(failure) = facilitate::look_at_escalation(settings, shelf) {
        warn(&failure.at(&places.home().join("rethink.toml")), &format!("{ESCALATION} is used."));
        ESCALATION.clone_into(&mut settings.escalation);
    }
}

/// Says which strategy cannot be used, and what serves in its place.
fn tell_unfit(unfit: &Unfit) {
    let (id, file) = (&unfit.id, &unfit.file);
    let says = match &unfit.why {
        Why::Faults(faults) => format!("the strategy {id} has {} to put right", things(*faults)),
        Why::DoesNotFit(other) => format!("the strategy {id} does not fit {other}, which runs it"),
    };
    let failure = Failure::new(Exit::WrongFile, says)
        .at(Path::new(file))
        .mend(format!("see what it is with: rethink strategy check {}", in_shell(file)));
    let instead = if unfit.is_served { "the one that comes with rethink is used." } else { "it is left out." };
    warn(&failure, instead);
}

/// "1 thing", "2 things".
fn things(many: usize) -> String {
    if many == 1 { "1 thing".to_owned() } else { format!("{many} things") }
}

/// A word as a shell takes it. Between single quotation marks nothing has a meaning.
pub(crate) fn in_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=,@+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if !word.contains(|c: char| c.is_control() || is_hidden(c)) {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    // What cannot be seen is written out, in the way that bash and zsh read.
    let sign = |c: char| match c {
        '\'' | '\\' => format!("\\{c}"),
        c if c.is_control() || is_hidden(c) => format!("\\U{:08x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("$'{}'", word.chars().map(sign).collect::<String>())
}

/// Says so where everyone on this computer can read the records. `mark` is how loud it is.
pub(crate) fn tell_open(mark: &str, records: &Path) {
    if Reach::of(records).is_some_and(|reach| reach.everyone) {
        let words = "everyone who can use this computer can read these records. To change that: rethink init";
        say(&format!("{mark}: {words}\n"));
    }
}

/// The strategies that can be used: shipped, then the partnership's own in the records folder, then `--strategies`.
pub(crate) fn shelf(places: &Places) -> Result<Shelf> {
    let mut shelf = as_written(places)?;
    shelf.extend(settings(places)?.options);
    Ok(shelf)
}

/// The same without the options that a team's settings add.
pub(crate) fn as_written(places: &Places) -> Result<Shelf> {
    gathered(places, &mut |_, _, failure| Err(failure.into()))
}

/// The same for a command that tells of records: a file that cannot be read is said, and hides no record.
pub(crate) fn as_written_or_shipped(places: &Places) -> Result<Shelf> {
    gathered(places, &mut |_, _, failure| {
        warn(&failure, "it is left out.");
        Ok(())
    })
}

/// The same for a review: a file that cannot be read is said. The shipped strategy of its name serves at a keyboard;
/// by script there is then none of that name.
fn readable(places: &Places, by_script: bool) -> Result<Shelf> {
    gathered(places, &mut |shelf, id, failure| {
        match id {
            Some(id) if !by_script && shelf.has(id) => warn(&failure, "the one that comes with rethink is used."),
            Some(id) => {
                shelf.leave_out(id);
                warn(&failure, &format!("the strategy {id} cannot be used."));
            }
            None => warn(&failure, "it is left out."),
        }
        Ok(())
    })
}

/// What becomes of a file that cannot be read, of the strategy of this name, or of their whole folder.
type Unreadable<'a> = &'a mut dyn FnMut(&mut Shelf, Option<&str>, Failure) -> Result<()>;

/// The strategies, with what becomes of what cannot be read in the records folder.
fn gathered(places: &Places, unreadable: Unreadable<'_>) -> Result<Shelf> {
    let mut shelf = Shelf::shipped();
    let own = places.home().join("strategies");
    match records::not_a_link(&own).and_then(|()| strategy_files(&own)) {
        Err(failure) => unreadable(&mut shelf, None, failure)?,
        Ok(paths) => {
            for path in paths {
                match records::put_there(&path) {
                    Ok(Some(source)) => shelf.add(id_of(&path), source),
                    Ok(None) => {}
                    Err(failure) => unreadable(&mut shelf, Some(id_of(&path)), failure)?,
                }
            }
        }
    }
    if let Some(folder) = &places.strategies {
        if !folder.is_dir() {
            return Err(Failure::new(Exit::NotThere, "there is no such folder of strategies").at(folder).into());
        }
        // Whoever names a folder may have links in it.
        for path in strategy_files(folder)? {
            match records::source(&path, false) {
                Ok(source) => shelf.add(id_of(&path), source),
                Err(failure) => unreadable(&mut shelf, Some(id_of(&path)), failure)?,
            }
        }
    }
    Ok(shelf)
}

/// The strategy files in a folder, in order of name. What other programs have left there beside them is said.
fn strategy_files(folder: &Path) -> std::result::Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        // The partnership's own strategies come before the shipped ones, and are never passed over unseen.
        Err(error) => return Err(Failure::io("read the strategies", folder, &error)),
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let is_strategy =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml") && written::is_name(id_of(path));
    let (strategies, others): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(is_strategy);
    tell_leftovers(folder, &others);
    Ok(strategies)
}

/// Says which files are like strategies, and are not taken for any by their names: what an editor, a Mac or a synced
/// folder leaves beside a file, or a name that no strategy can have.
fn tell_leftovers(folder: &Path, others: &[PathBuf]) {
    let names = others.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
    let names: Vec<String> =
        names.filter(|name| name.to_ascii_lowercase().contains(".toml")).map(|name| one_line(&name)).collect();
    if !names.is_empty() {
        let says = format!("these are not strategies, by their names: {}", names.join(", "));
        let mend = "take them out of that folder; a strategy is called like rethink-2.toml";
        warn(&Failure::new(Exit::WrongFile, says).at(folder).mend(mend), "they are left out.");
    }
}

fn id_of(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::in_shell;

    #[test]
    fn a_shell_gives_back_what_was_meant() {
        for (word, wanted) in [
            ("/shares/safe/rethink.toml", "/shares/safe/rethink.toml"),
            ("", "''"),
            ("Team A/rethink.toml", "'Team A/rethink.toml'"),
            ("$HOME/`id`", "'$HOME/`id`'"),
            ("it's", "'it'\\''s'"),
            ("a\nb's", "$'a\\U0000000ab\\'s'"),
        ] {
            assert_eq!(in_shell(word), wanted);
        }
    }
}
