//! The commands and flags, as clap types.

mod audit;
mod wrong;

use std::path::Path;
use std::path::PathBuf;

use chrono::Datelike as _;
use chrono::NaiveDate;
use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::ValueHint;
use clap::builder::FalseyValueParser;

pub use audit::Audit;
pub use audit::Drawn;
pub use audit::Groups;
pub use wrong::by_file;
pub use wrong::wrong;

/// A structured look at a professional disagreement about a child.
///
/// It takes you through the Re-think strategies one question at a time, and writes one dated record.
/// If a child is in immediate danger, ring 999 first.
#[derive(Debug, Parser)]
#[command(name = "rethink", version, arg_required_else_help = false, max_term_width = 90)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do; without one, what is unfinished and due.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// The file that the answers of a review are taken from.
    pub fn answers(&self) -> Option<&Path> {
        match self.command.as_ref()? {
            Command::Start(start) => start.answers.as_deref(),
            Command::Resume(resume) => resume.answers.as_deref(),
            Command::Correct(correct) => correct.answers.as_deref(),
            _ => None,
        }
    }
}

/// A day within living memory or reach.
fn a_day(typed: &str) -> Result<NaiveDate, String> {
    let day: NaiveDate = typed.parse().map_err(|_| {
        let numbers: Vec<_> = typed.split('-').map(|number| (number.len(), number.parse::<u32>().is_ok())).collect();
        let is_written_well = numbers == [(4, true), (2, true), (2, true)];
        let how = if is_written_well {
            "there is no such day in that month"
        } else {
            "write a day as year-month-day, as in 2027-03-27"
        };
        how.to_owned()
    })?;
    if (1900..3000).contains(&day.year()) { Ok(day) } else { Err("give a year from 1900 to 2999".to_owned()) }
}

/// Flags that every command takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line, and any of them go together")]
pub struct Global {
    /// The records folder; more than once to read from several
    #[arg(long, global = true, value_name = "DIR", env = "RETHINK_RECORDS", value_delimiter = None, value_hint = ValueHint::DirPath)]
    pub records: Vec<PathBuf>,
    /// A folder of strategies that come before all others
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub strategies: Option<PathBuf>,
    /// The day to take as today, as in 2027-03-27; the record says that it was given
    #[arg(long, global = true, value_name = "DATE", value_parser = a_day)]
    pub today: Option<NaiveDate>,
    /// Numbered choices and typed words; nothing on the screen moves
    #[arg(long, global = true, env = "ACCESSIBLE", value_parser = FalseyValueParser::new())]
    pub plain: bool,
    /// Never ask; stop with exit code 4 if an answer is needed
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Practise: the same screens in a folder of its own, and no real case
    #[arg(long, global = true)]
    pub practice: bool,
    /// Say only what was asked for
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a review; without a strategy, a few questions find the one that fits
    #[command(
        after_help = "Examples:\n  rethink start\n  rethink start rethink-2 --case PCC-48213\n  rethink start --answers meeting.toml"
    )]
    Start(Start),
    /// Carry on with an unfinished review, or with a case that waits
    Resume(Resume),
    /// What is unfinished, what waits, and what is due soon
    Status,
    /// Records, newest first; with a case, its story
    History {
        /// The case reference
        case: Option<String>,
        /// How the story of the case is shown
        #[arg(long, value_enum, default_value_t = Shown::Text, requires = "case")]
        format: Shown,
    },
    /// Read one record
    Show {
        /// Its name, the last part of its name, its file, or a case
        record: String,
        /// The forms that come of it, filled in, with lines for what is written by hand
        #[arg(long)]
        form: bool,
        /// How it is shown
        #[arg(long, value_enum, default_value_t = Shown::Text, conflicts_with = "form")]
        format: Shown,
    },
    /// Put a record right: a new one stands in its place, and the earlier one is never touched
    ///
    /// The answers of the record are shown to be changed. Nothing is written until you type write.
    #[command(after_help = "Examples:\n  rethink correct k7qf2m4x\n  rethink correct --answers correction.toml")]
    Correct(Correct),
    /// Whether records are unchanged, none is gone, and each outcome comes out of its answers again
    ///
    /// It changes nothing in the records folder. What it saw is remembered on this computer only.
    #[command(after_help = "Examples:\n  rethink verify\n  rethink verify --expect K7QF-2M9T-XW3B-R6HD")]
    Verify(Verify),
    /// Many records: what is late, on whom it waits, where things settle
    #[command(
        after_help = "Examples:\n  rethink audit\n  rethink audit --overdue --waiting-on line-manager\n  rethink audit --group-by quarter --format csv"
    )]
    Audit(Audit),
    /// Write unfinished answers to a file, to be taken up on another computer
    Save {
        /// The case reference, or the name of the review
        case: String,
        /// The file, which must not be there yet; or - for standard output
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Discard unfinished answers, after a typed word; records stay as they are
    Discard {
        /// The case reference, or the name of the review
        case: String,
    },
    /// Where records go, who may read them, and what your team sets; once set up, a look at it
    ///
    /// It asks one thing at a time. Nothing is written until you type write.
    #[command(after_help = "Examples:\n  rethink init\n  rethink init --answers team.toml")]
    Init(Init),
    /// Look at strategies, or prepare answers
    #[command(subcommand)]
    Strategy(StrategyCommand),
}

/// What `start` takes.
#[derive(Debug, Args)]
pub struct Start {
    /// The strategy; see `rethink strategy list`
    pub strategy: Option<String>,
    /// Your case system's reference, never a name
    #[arg(long, value_name = "REF")]
    pub case: Option<String>,
    /// Take the answers from a file, or from standard input with -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub answers: Option<PathBuf>,
    /// With answers that are not all there: save the session instead of stopping
    #[arg(long, requires = "answers")]
    pub partial: bool,
    /// Write another record from the same answers file
    #[arg(long, requires = "answers")]
    pub again: bool,
}

/// What `resume` takes.
#[derive(Debug, Args)]
pub struct Resume {
    /// The case reference; without it, the only one there is
    pub case: Option<String>,
    /// Take the new answers from a file, or from standard input with -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub answers: Option<PathBuf>,
    /// With answers that are not all there: save the session instead of stopping
    #[arg(long, requires = "answers")]
    pub partial: bool,
}

/// What `init` takes.
#[derive(Debug, Args)]
pub struct Init {
    /// Take what is to be set from a file, or from standard input with -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub answers: Option<PathBuf>,
}

/// What `correct` takes.
#[derive(Debug, Args)]
pub struct Correct {
    /// Its name, the last part of its name, its file, or a case for its newest record
    #[arg(required_unless_present = "answers", value_hint = ValueHint::AnyPath)]
    pub record: Option<String>,
    /// Take what is to be put right from a file, or from standard input with -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub answers: Option<PathBuf>,
    /// Save the correction instead of writing it
    #[arg(long, requires = "answers")]
    pub partial: bool,
}

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct Verify {
    /// Names or files of records, or cases; without one, every record
    #[arg(value_name = "RECORD", value_hint = ValueHint::AnyPath)]
    pub names: Vec<String>,
    /// A check code from before: its record must be here, and every record that it names
    #[arg(long, value_name = "CODE")]
    pub expect: Vec<String>,
    /// Only whether records are unchanged and none is gone: no outcome is derived again
    #[arg(long)]
    pub quick: bool,
    /// For people, or for a program
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What `strategy check` takes.
#[derive(Debug, Args)]
pub struct Check {
    /// Files, folders that are read as one, or names of strategies; rethink.toml is read as settings
    #[arg(required_unless_present = "explain", value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// What a code in square brackets means, and how it is put right; `all` for every one
    #[arg(long, value_name = "CODE", conflicts_with = "files")]
    pub explain: Option<String>,
    /// Notes fail too
    #[arg(long)]
    pub strict: bool,
    /// Write the shortest answers that show each fault into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub witness: Option<PathBuf>,
    /// For people, or for a program
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// For whom something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For a program: one document of JSON
    Json,
}

/// How a record or a case is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// For a screen
    Text,
    /// For pasting into a case system
    Markdown,
    /// One page for a browser and for paper, with nothing in it that runs or is fetched
    Html,
    /// For a program: one document of JSON
    Json,
}

/// The kinds of file that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A strategy
    Strategy,
    /// Answers
    Answers,
    /// A team's settings, rethink.toml
    Settings,
}

/// The languages of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Drawing {
    /// Mermaid: many editors show it as it is
    Mermaid,
    /// DOT: Graphviz draws it
    Dot,
}

/// For whom the keys of a file are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum For {
    /// A JSON Schema, for editors
    Json,
    /// The list of keys in the manual
    Markdown,
}

/// What can be done with strategies.
#[derive(Debug, Subcommand)]
pub enum StrategyCommand {
    /// Every strategy that can be used here
    List,
    /// A strategy as a document to read aloud
    Show {
        /// Its name
        id: String,
    },
    /// A strategy as a picture, with the conditions on its arrows
    Draw {
        /// Its name
        id: String,
        /// Mark the path that this record took; a case stands for its newest one
        #[arg(long, value_name = "RECORD")]
        record: Option<String>,
        /// The language of the picture: for editors, or for Graphviz
        #[arg(long, value_enum, default_value_t = Drawing::Mermaid)]
        format: Drawing,
    },
    /// Find everything that is wrong with strategy files
    Check(Check),
    /// What differs in behaviour between two versions; with --records, what it means for those records
    Diff {
        /// The old version: a file, or the name of a strategy
        #[arg(value_hint = ValueHint::FilePath)]
        old: PathBuf,
        /// The new version
        #[arg(value_hint = ValueHint::FilePath)]
        new: PathBuf,
    },
    /// How many paths a strategy has, and a few that take every row, to be read and signed
    Paths {
        /// A strategy file, or the name of a strategy
        #[arg(value_hint = ValueHint::FilePath)]
        strategy: PathBuf,
    },
    /// What these answers would be asked, and where they would end; nothing is written
    Walk {
        /// A strategy file, or the name of a strategy
        #[arg(value_hint = ValueHint::FilePath)]
        strategy: PathBuf,
        /// The answers file, or standard input with -
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        answers: PathBuf,
    },
    /// What may stand in a file, for an editor that completes and checks it
    Schema {
        /// Which kind of file
        #[arg(value_enum, default_value_t = Kind::Strategy)]
        kind: Kind,
        /// For an editor, or as the list of keys in the manual
        #[arg(long, value_enum, default_value_t = For::Json)]
        format: For,
    },
    /// An answers file with every prompt as a comment
    Template {
        /// The strategy's name
        id: String,
        /// The case reference to put in it
        #[arg(long, value_name = "REF")]
        case: Option<String>,
    },
}
