//! A command line that cannot be read, in the program's own words.

use std::ffi::OsString;
use std::ops::Range;

use clap::Error;
use clap::Parser as _;
use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use crate::cli::Cli;
use crate::failure::Exit;
use crate::failure::Failure;

/// What is wrong with a command line, and how to mend it. `None` if it is answered by the help or the version.
///
/// Only the names of flags are repeated: anything else that was typed may be somebody's words.
pub fn wrong(error: &Error) -> Option<Failure> {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return None;
    }
    let command = command(error);
    let help = format!("see what it takes with: {command} --help");
    let arg = first(error, ContextKind::InvalidArg).unwrap_or_default();
    let says = match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => format!("{command} has no flag {}", flag(&arg)),
        ErrorKind::UnknownArgument => format!("there is one word too many behind {command}"),
        ErrorKind::InvalidSubcommand => format!("{command} has no command of that name"),
        ErrorKind::MissingSubcommand => format!("{command} needs one of its own commands after it"),
        ErrorKind::MissingRequiredArgument => format!("{command} also needs {}", missing(error)),
        ErrorKind::InvalidValue if is_empty(error) => format!("{} needs something after it", flag(&arg)),
        ErrorKind::TooManyValues => format!("{} takes nothing after it", flag(&arg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{} cannot take that", flag(&arg)),
        ErrorKind::ArgumentConflict => match first(error, ContextKind::PriorArg) {
            Some(other) if flag(&other) != flag(&arg) => format!("{} does not go with {}", flag(&arg), flag(&other)),
            _ => format!("{} is there twice", flag(&arg)),
        },
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            let wanted = number(error).map_or_else(|| "more words".to_owned(), |many| format!("{many} words"));
            format!("{} needs {wanted} after it", flag(&arg))
        }
        ErrorKind::InvalidUtf8 => "some letters of the command line cannot be read".to_owned(),
        _ => format!("{command} cannot be read as it stands"),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].into_iter().find_map(|kind| {
        let near = first(error, kind)?;
        Some(if near.starts_with('-') { flag(&near).to_owned() } else { format!("{command} {near}") })
    });
    // The words of our own readers of values say how one is written.
    let values = several(error, ContextKind::ValidValue).map(|values| format!("write one of {values}"));
    let ours = std::error::Error::source(error).map(ToString::to_string).or(values);
    let ours = ours.map(|how| format!("{how}. Otherwise {help}"));
    let near = near.map(|near| format!("did you mean {near}? Otherwise {help}"));
    Some(Failure::new(Exit::CommandLine, says).mend(ours.or(near).unwrap_or(help)))
}

/// The same command line without what cannot be read in it, if it then names a file of answers: the file is to be heard,
/// and nothing else is done by it.
pub fn by_file(mut error: Error, mut words: Vec<OsString>) -> Option<Cli> {
    while error.use_stderr() {
        let arg = first(&error, ContextKind::InvalidArg)?;
        let is_left_out =
            error.kind() == ErrorKind::UnknownArgument && words.get(1).is_some_and(|word| word != "start");
        if is_left_out && flag(&arg) == "--answers" && command(&error) == "rethink" {
            // The command was left out: most files of answers begin a review.
            words.insert(1, "start".into());
        } else {
            words.drain(unread(&error, &words)?);
        }
        match Cli::try_parse_from(&words) {
            Ok(cli) => return Some(cli).filter(|cli| cli.answers().is_some()),
            Err(next) => error = next,
        }
    }
    None
}

/// The words of a command line that an error is about: a flag, with what was given to it.
fn unread(error: &Error, words: &[OsString]) -> Option<Range<usize>> {
    let arg = first(error, ContextKind::InvalidArg)?;
    let is_it = |word: &OsString| {
        let word = word.to_string_lossy();
        word == arg || word.starts_with('-') && flag(&word) == flag(&arg)
    };
    let at = words.iter().skip(1).rposition(is_it)? + 1;
    let takes_more = arg.contains('<') && words[at].to_string_lossy() == flag(&arg);
    let has_more = words.get(at + 1).is_some_and(|next| !next.to_string_lossy().starts_with('-'));
    Some(at..at + 1 + usize::from(takes_more && has_more))
}

/// The command that was meant, as far as it was understood: it stands before the brackets of the usage.
fn command(error: &Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let words = usage.split_whitespace().skip(2);
    let words = words.take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    words.fold("rethink".to_owned(), |command, word| format!("{command} {word}"))
}

/// The first thing that an error names under this heading.
fn first(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(one) => Some(one.clone()),
        ContextValue::Strings(several) => several.first().cloned(),
        _ => None,
    }
}

/// Everything that an error names under this heading.
fn several(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::Strings(several) if !several.is_empty() => Some(several.join(", ")),
        _ => None,
    }
}

/// How many values were wanted.
fn number(error: &Error) -> Option<isize> {
    let kinds = [ContextKind::ExpectedNumValues, ContextKind::MinValues];
    kinds.into_iter().find_map(|kind| match error.get(kind)? {
        ContextValue::Number(many) => Some(*many),
        _ => None,
    })
}

/// Everything that is missing, as the help names it: `RECORD`, `--answers FILE`.
fn missing(error: &Error) -> String {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(several)) => several.join(" and ").replace(['<', '>', '.'], ""),
        _ => "something".to_owned(),
    }
}

/// True if nothing stood where a value was wanted.
fn is_empty(error: &Error) -> bool {
    first(error, ContextKind::InvalidValue).is_none_or(|value| value.is_empty())
}

/// The name of a flag without what was given to it.
fn flag(arg: &str) -> &str {
    arg.split(['=', ' ']).next().unwrap_or(arg)
}
