//! Reads the command line, the environment, the clock and randomness; nothing else does.

#![expect(clippy::disallowed_methods, reason = "this is the one place where they enter")]

use std::env;
use std::io;
use std::io::IsTerminal as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::Utc;
use clap::Parser as _;
use nix::sys::signal::SigSet;
use nix::sys::signal::Signal;
use nix::sys::signal::kill;
use nix::unistd::Pid;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGTSTP;
use signal_hook::consts::SIGXFSZ;
use signal_hook::iterator::Signals;

use rethink::cli::Cli;
use rethink::commands;
use rethink::commands::Here;
use rethink::commands::Keyboard;
use rethink::failure::Exit;
use rethink::preferences::Preferences;
use rethink::records::Places;

fn main() -> ExitCode {
    leave_no_core_dump();
    let practice = Arc::new(AtomicBool::new(false));
    let practises = Arc::clone(&practice);
    std::panic::set_hook(Box::new(move |panic| {
        rethink::ask::restore();
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let words = format!(
            "\nError: rethink hit a fault of its own{place}.\n  Every answer that it called saved is saved: see rethink status.\n  \
             When you report this, send only the first line. It holds no answers.\n"
        );
        let words = rethink::practice::command(practises.load(Ordering::SeqCst), &words);
        drop(io::stderr().write_all(words.as_bytes()));
    }));
    // How the program ends if it was asked to. Set by the handler itself, before any prompt hears of it.
    let asked_to_end = Arc::new(AtomicUsize::new(0));
    for signal in [SIGTERM, SIGHUP] {
        drop(signal_hook::flag::register_usize(signal, Arc::clone(&asked_to_end), ends_with(signal) as usize));
    }
    give_the_terminal_back_on_signals(Arc::clone(&practice));
    let (cli, wrong) = match Cli::try_parse() {
        Ok(cli) => (cli, None),
        Err(error) => {
            let Some(failure) = rethink::cli::wrong(&error) else {
                // If nobody reads the help to its end, nothing is lost.
                drop(error.print());
                return if error.use_stderr() { ExitCode::from(Exit::CommandLine as u8) } else { ExitCode::SUCCESS };
            };
            // A file that says that a child is at risk is heard all the same.
            let Some(cli) = rethink::cli::by_file(error, env::args_os().collect()) else {
                drop(io::stderr().write_all(format!("Error: {failure}\n").as_bytes()));
                return ExitCode::from(failure.exit as u8);
            };
            (cli, Some(failure))
        }
    };
    practice.store(cli.global.practice, Ordering::SeqCst);
    let today = cli.global.today;
    let preferences_file = base("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("rethink/preferences.toml"));
    let preferences = preferences_file.as_deref().map_or_else(|| Ok(Preferences::default()), Preferences::read);
    let preferred = preferences.as_ref().ok().cloned().unwrap_or_default();
    let Some(places) = places(&cli, &preferred) else {
        let words = "Error: rethink does not know where to keep your answers.\n  What to do: set HOME, or set XDG_STATE_HOME and name a folder with --records\n";
        drop(io::stderr().write_all(words.as_bytes()));
        return ExitCode::from(Exit::NotSaved as u8);
    };
    let (width, height) = window();
    let team = places.clone();
    let here = Here {
        places: if cli.global.practice { places.practice() } else { places },
        team,
        clock: Box::new(move || now(today)),
        random: Box::new(random),
        date_given: today.is_some(),
        keyboard: match (io::stdin().is_terminal(), io::stderr().is_terminal()) {
            (true, true) => Keyboard::Seen,
            (true, false) => Keyboard::Unseen,
            (false, _) => Keyboard::No,
        },
        editor: ["VISUAL", "EDITOR"].iter().find_map(|name| env::var(name).ok().filter(|it| !it.trim().is_empty())),
        width,
        height,
        in_window: io::stdout().is_terminal(),
        typed: env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect(),
        home: env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute()),
        preferences_file,
        preferences,
        plain: cli.global.plain
            || preferred.plain
            || env::var_os("TERM").is_some_and(|term| term == "dumb" || term == "cons25" || term == "emacs"),
    };
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| commands::run(cli, here, wrong)));
    let exit = run.unwrap_or(Exit::OwnFault);
    ExitCode::from(asked_for(exit, asked_to_end.load(Ordering::SeqCst)) as u8)
}

/// How the program ends on a signal.
fn ends_with(signal: i32) -> Exit {
    match signal {
        SIGHUP => Exit::HungUp,
        SIGINT | SIGQUIT => Exit::Interrupted,
        _ => Exit::Ended,
    }
}

/// A prompt hears a signal as an interruption, or, in a terminal that is closed, as the end of the input; and nothing
/// more can be written there. Which signal it was decides how the program ends.
fn asked_for(exit: Exit, asked: usize) -> Exit {
    match exit {
        Exit::Interrupted if asked == Exit::Ended as usize => Exit::Ended,
        Exit::Interrupted | Exit::Stopped | Exit::NotSaved if asked == Exit::HungUp as usize => Exit::HungUp,
        _ => exit,
    }
}

/// What somebody typed is in this memory: no copy of it is left on the disk, or sent to a collector of crashes, if the
/// program is made to stop short. Whatever it runs, an editor above all, inherits the limit.
fn leave_no_core_dump() {
    use rustix::process::Resource;
    use rustix::process::Rlimit;
    // Without it everything still works.
    let _ = rustix::process::setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    if !is_traced() {
        // A limit of nought does not hold where dumps go to a program.
        let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    }
}

/// True if a debugger or a tracer runs the program: it sees all of its memory as it is, and could not read a word.
#[cfg(target_os = "linux")]
fn is_traced() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"));
    tracer.is_some_and(|pid| pid.trim() != "0")
}

/// Ctrl-C, a closed window, a request to end or to stop for a while: the terminal is given back, and what was saved
/// stays saved.
fn give_the_terminal_back_on_signals(practice: Arc<AtomicBool>) {
    // A file that grows past its limit is an error like any other, and not a death.
    let ignored = Arc::new(AtomicBool::new(false));
    drop(signal_hook::flag::register(SIGXFSZ, ignored));
    let Ok(mut signals) = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP]) else { return };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if signal == SIGTSTP {
                // A line editor that was asked by its own key takes the terminal again before this is heard.
                std::thread::sleep(std::time::Duration::from_millis(20));
                drop(rethink::ask::given_back(|| signal_hook::low_level::emulate_default_handler(SIGTSTP)));
                continue;
            }
            rethink::ask::restore();
            wake_whoever_types();
            // A prompt that has seen the key itself says where the answers are; give it the time.
            std::thread::sleep(std::time::Duration::from_millis(300));
            rethink::ask::restore();
            let words = "\nStopped. Every answer called saved is saved. To carry on: rethink resume\n";
            let words = rethink::practice::command(practice.load(Ordering::SeqCst), words);
            drop(io::stderr().write_all(words.as_bytes()));
            std::process::exit(ends_with(signal) as i32);
        }
    });
    // Only that thread hears of a stop for a while: a prompt that heard of it would take it for Ctrl-C.
    let mut stop = SigSet::empty();
    stop.add(nix::sys::signal::SIGTSTP);
    let _ = stop.thread_block();
}

/// A line editor takes no notice of a request to end. It hears this as Ctrl-C, and what is being typed is kept.
fn wake_whoever_types() {
    let mut heard = false;
    for _ in 0..60 {
        if rethink::ask::ends() {
            heard = true;
            let _ = kill(Pid::this(), Signal::SIGINT);
        } else if !heard {
            return;
        }
        // The program ends by itself once the text is on the disk, which may be slow.
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// Now on British clocks, to the second, and the day it counts as.
fn now(given: Option<NaiveDate>) -> (DateTime<FixedOffset>, NaiveDate) {
    let utc = Utc::now();
    let minutes = rethink::calendar::gb_offset_minutes(utc.naive_utc());
    let zone = FixedOffset::east_opt(minutes * 60)
        .unwrap_or_else(|| FixedOffset::east_opt(0).expect("no offset is an offset"));
    let at = DateTime::from_timestamp(utc.timestamp(), 0).unwrap_or(utc).with_timezone(&zone);
    (at, given.unwrap_or_else(|| at.date_naive()))
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// A folder that the environment names, or the usual one in the person's own.
fn base(name: &str, otherwise: &str) -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(name).or_else(|| Some(absolute("HOME")?.join(otherwise)))
}

/// Where records and state are kept, unless the command line says otherwise.
fn places(cli: &Cli, preferred: &Preferences) -> Option<Places> {
    let mut records = cli.global.records.clone();
    if records.is_empty() {
        let usual = || Some(base("XDG_DATA_HOME", ".local/share")?.join("rethink").join("records"));
        records.push(preferred.records.clone().or_else(usual)?);
    }
    let state = base("XDG_STATE_HOME", ".local/state")?.join("rethink");
    Some(Places::new(records, state, cli.global.strategies.clone()))
}

/// How many columns and lines the window has.
fn window() -> (usize, usize) {
    let (lines, columns) = console::Term::stderr().size_checked().unwrap_or((24, 80));
    (usize::from(columns), usize::from(lines))
}
