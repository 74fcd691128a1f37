//! What a line manager has to know of many records: what waits, on whom, how long, and where things settle.
//!
//! Everything is worked out from the heads of records, each file read once. Nothing is stored. What each figure means
//! stands in [`DEFINITIONS`] and nowhere else.

mod branches;
mod case;
mod change;
mod definitions;
mod figures;
mod filter;
mod folder;
mod hide;
mod ladder;
mod last;
mod measure;
mod need;
mod report;

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod tests;

pub use branches::Branches;
pub use branches::Untaken;
pub use branches::branches;
pub use case::Case;
pub use case::End;
pub use case::Review;
pub use case::Stay;
pub use case::cases;
pub use case::tied;
pub use change::Change;
pub use change::Compared;
pub use change::Interval;
pub use change::compared;
pub use definitions::DEFINITIONS;
pub use figures::By;
pub use figures::Figure;
pub use figures::Measure;
pub use figures::NOT_SAID;
pub use figures::TOGETHER;
pub use figures::Ways;
pub use figures::groups;
pub use figures::measures;
pub use figures::ways;
pub use filter::Filter;
pub use filter::Unknown;
pub use folder::Folder;
pub use folder::Totals;
pub use folder::is_agency;
pub use hide::FEW;
pub use hide::hide;
pub use ladder::Ladder;
pub use last::Last;
pub use measure::Days;
pub use measure::Share;
pub use need::Need;
pub use need::READER;
pub use need::Reason;
pub use need::Seen;
pub use need::Why;
pub use need::in_order;
pub use need::is_day;
pub use need::is_same_role;
pub use need::is_told;
pub use need::needs;
pub use need::skipped;
pub use report::INVENTED;
pub use report::OFTEN;
pub use report::Question;
pub use report::Report;
pub use report::Thanks;
pub use report::Turns;
pub use report::at_risk;
pub use report::audit;
