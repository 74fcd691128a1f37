//! What `rethink audit` takes.

use chrono::NaiveDate;
use clap::Args;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use crate::audit::Why;
use crate::calendar::Length;
use crate::cli::a_day;

/// What `audit` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Audit {
    /// Only this case, under any of its references
    #[arg(long, value_name = "REF")]
    pub case: Option<String>,
    /// Only cases that have been under this strategy
    #[arg(long, value_name = "ID")]
    pub strategy: Option<String>,
    /// Only cases with this outcome: its name, or resolved, review, handover, stopped
    #[arg(long, value_name = "OUTCOME")]
    pub outcome: Option<String>,
    /// Only cases of this agency
    #[arg(long, value_name = "AGENCY")]
    pub agency: Option<String>,
    /// Only cases about this
    #[arg(long, value_name = "CATEGORY")]
    pub category: Option<String>,
    /// Only what ended from this day on, or began, if it has not ended
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    pub from: Option<NaiveDate>,
    /// Only what ended up to this day, or began, if it has not ended
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    pub to: Option<NaiveDate>,
    /// Only dates that are past
    #[arg(long)]
    pub overdue: bool,
    /// Only dates that come within this time or are past: 10d is ten working days
    #[arg(long, value_name = "TIME", value_parser = a_length)]
    pub due_within: Option<Length>,
    /// Only what waits for this role
    #[arg(long, value_name = "ROLE")]
    pub waiting_on: Option<String>,
    /// The folder as it stood at the end of this day, by the dates of its records
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    pub as_of: Option<NaiveDate>,
    /// How things go, with every figure; on whom dates wait, and whom to thank
    #[arg(long)]
    pub measures: bool,
    /// Answers that nobody gave where many have answered, and where they would have led: reads every record whole
    #[arg(long, conflicts_with = "compare")]
    pub branches: bool,
    /// Two times held against each other, each from a day to a day
    #[arg(long, value_names = ["FROM..TO", "FROM..TO"], num_args = 2, value_parser = a_time, conflicts_with_all = ["from", "to", "group_by", "overdue", "due_within", "waiting_on"])]
    pub compare: Option<Vec<(NaiveDate, NaiveDate)>>,
    /// Numbers in the place of references, for a meeting
    #[arg(long)]
    pub anonymous: bool,
    /// Also why it is stuck and what keeps the child safe, in the words of the records
    #[arg(long, conflicts_with = "anonymous")]
    pub with_text: bool,
    /// The figures of each group besides those of all
    #[arg(long, value_enum, value_name = "BY")]
    pub group_by: Option<Groups>,
    /// End with exit code 1 if there is one of these in what is asked for; several with commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = PossibleValuesParser::new(reasons()))]
    pub fail_on: Vec<String>,
    /// For people, for a spreadsheet, or for a program
    #[arg(long, value_enum, default_value_t = Drawn::Text)]
    pub format: Drawn,
    /// What each figure means, and nothing else
    #[arg(long)]
    pub definitions: bool,
}

/// How an audit is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Drawn {
    /// One screen, most urgent first
    Text,
    /// Everything that needs somebody, a line each
    Plain,
    /// One table for a spreadsheet
    Csv,
    /// For a program: one document of JSON
    Json,
    /// For a browser and for paper: one file, with bars
    Html,
    /// For a calendar: every date that is open
    Ics,
}

/// By what figures are put into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Groups {
    /// What the difference is about
    Category,
    /// What kind of plan the child has
    PlanType,
    /// The two agencies, whichever of them raised it
    Agencies,
    /// The month in which the case began
    Month,
    /// The quarter of the year in which the case began
    Quarter,
}

/// A time from a day to a day, both of which belong to it.
fn a_time(typed: &str) -> Result<(NaiveDate, NaiveDate), String> {
    let hint = || "write two days with two dots between them, as in 2026-01-01..2026-12-31".to_owned();
    let (from, to) = typed.split_once("..").ok_or_else(hint)?;
    let (from, to) = (a_day(from)?, a_day(to)?);
    if from <= to { Ok((from, to)) } else { Err("write the earlier day before the two dots".to_owned()) }
}

/// What may stand behind `--fail-on`.
fn reasons() -> Vec<&'static str> {
    Why::ALL.iter().map(|(name, _)| *name).chain(["damaged", "newer", "date-given", "corrected"]).collect()
}

/// A length of time; `10d` is ten working days.
fn a_length(typed: &str) -> Result<Length, String> {
    let days = typed.strip_suffix('d').filter(|days| days.bytes().all(|byte| byte.is_ascii_digit()));
    let words = days.map_or_else(|| typed.to_owned(), |days| format!("{days} working days"));
    words.parse::<Length>().map_err(|why| why.to_string())
}
