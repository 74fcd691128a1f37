//! What a line manager has to know of many records: what waits, on whom, how long, and where things settle.
//!
//! Everything is worked out from the heads of records, each file read once. Nothing is stored. What each figure means
//! stands beside it in this module and nowhere else.

mod case;
mod filter;
mod folder;
mod measure;
mod need;

pub use case::Case;
pub use case::End;
pub use case::Review;
pub use case::Stay;
pub use case::cases;
pub use filter::Filter;
pub use folder::Folder;
pub use folder::Totals;
pub use measure::Days;
pub use measure::Share;
pub use need::Need;
pub use need::READER;
pub use need::Seen;
pub use need::Why;
pub use need::is_day;
pub use need::is_told;
pub use need::needs;
pub use need::skipped;
