//! What can go wrong with the world, and how the program then ends.

use std::fmt;
use std::io;
use std::path::Path;

use crate::finding::one_line;
use crate::finding::shown_path;
use crate::prompt::cleaned;

/// How the program ends. The numbers are stable: scripts read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The command whose job is to say so found something.
    Found = 1,
    /// The command line is wrong.
    CommandLine = 2,
    /// A wrong file stopped the job.
    WrongFile = 3,
    /// An answer is needed that was not given, and may not be asked for.
    NeedsAnswer = 4,
    /// There is no such record, case or strategy.
    NotThere = 5,
    /// Already recorded, or open in another window.
    Already = 6,
    /// It could not be saved or read.
    NotSaved = 7,
    /// Stopped before a record was written; the answers are saved.
    Stopped = 8,
    /// Stopped so that a child is made safe; no review was written.
    Safety = 9,
    /// A fault of rethink's own.
    OwnFault = 70,
    /// The terminal was closed.
    HungUp = 129,
    /// Interrupted from the keyboard.
    Interrupted = 130,
    /// Asked to end by the system.
    Ended = 143,
}

/// Something wrong with the world: what, where, and how to mend it. It has no place for what a person typed.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// What happened.
    pub says: String,
    /// Where.
    pub place: Option<String>,
    /// What to do now.
    pub mend: Option<String>,
}

impl Failure {
    /// A failure that ends the program in this way.
    pub fn new(exit: Exit, says: impl Into<String>) -> Self {
        Self { exit, says: says.into(), place: None, mend: None }
    }

    /// The same failure with the file or folder it is about.
    #[must_use]
    pub fn at(mut self, place: &Path) -> Self {
        self.place = Some(shown_path(place));
        self
    }

    /// The same failure with what to do now.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// A file or folder that could not be written or read.
    pub fn io(doing: &str, place: &Path, error: &io::Error) -> Self {
        let (says, mend) = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                ("there is no room left on the disk".to_owned(), "free some space, then run the same command again")
            }
            io::ErrorKind::PermissionDenied => {
                (format!("rethink may not {doing} here"), "ask for permission, or choose another folder with --records")
            }
            io::ErrorKind::ReadOnlyFilesystem => (
                format!("rethink cannot {doing} here: the folder is read-only"),
                "choose another folder with --records",
            ),
            io::ErrorKind::NotFound => ("this file or folder is not there".to_owned(), "look at how it is spelt"),
            io::ErrorKind::NotADirectory => (
                "there is a file here in the place of a folder".to_owned(),
                "look at how it is spelt, or choose another folder with --records",
            ),
            kind => (
                format!("rethink could not {doing} here: {}", cause(kind, error)),
                "try again; if it stays, show this line to your IT team",
            ),
        };
        Self::new(Exit::NotSaved, says).at(place).mend(mend)
    }
}

/// What the system says of it. For what the library has no words, the system's own say more.
fn cause(kind: io::ErrorKind, error: &io::Error) -> String {
    match (kind.to_string().as_str(), error.raw_os_error()) {
        ("uncategorized error" | "other error", Some(_)) => error.to_string(),
        ("uncategorized error" | "other error", None) => "the disk or the network failed".to_owned(),
        (words, _) => words.to_owned(),
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", one_line(&self.says))?;
        if let Some(place) = &self.place {
            write!(f, "\n  Where: {}", one_line(place))?;
        }
        if let Some(mend) = &self.mend {
            write!(f, "\n  What to do: {}", cleaned(mend))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_fails_is_told_in_words() {
        let says = |error: &io::Error| Failure::io("write a record", Path::new("/r"), error).says;
        let broken = rustix::io::Errno::IO.raw_os_error();
        let told = says(&io::Error::from_raw_os_error(broken));
        assert_eq!(told, format!("rethink could not write a record here: Input/output error (os error {broken})"));
        // What is wrapped on its way here has lost its number.
        let wrapped = io::Error::new(io::Error::from_raw_os_error(broken).kind(), "at a path");
        assert_eq!(says(&wrapped), "rethink could not write a record here: the disk or the network failed");
        assert_eq!(says(&io::ErrorKind::TimedOut.into()), "rethink could not write a record here: timed out");
        assert_eq!(says(&io::ErrorKind::NotADirectory.into()), "there is a file here in the place of a folder");
    }
}
