//! Records, lists and strategies as text; records and the story of a case as Markdown and as pages too.
//!
//! Every function gives back words for the caller to print. Whatever comes from a file passes through [`safe`] first,
//! so that no text in it can move a cursor or hide other words. No line is wider than the width that is asked for.

mod about;
mod answer;
mod asked;
mod audit;
mod conditions;
mod diff;
mod document;
mod due;
mod first;
mod form;
mod happened;
mod html;
mod json;
mod lists;
mod page;
mod paths;
mod proof;
mod record;
mod righted;
#[cfg(test)]
mod sample;
mod standing;
mod status;
mod story;
mod strategy;
mod template;
mod unread;
mod verified;
mod walk;
mod written;

pub use audit::AuditCommands;
pub use audit::AuditExtent;
pub use audit::AuditLook;
pub use audit::audit_branches;
pub use audit::audit_csv;
pub use audit::audit_html;
pub use audit::audit_ics;
pub use audit::audit_json;
pub use audit::audit_text;
pub use audit::definitions;
pub use conditions::due as by_when;
pub use conditions::ending;
pub use conditions::ways_on;
pub use diff::again;
pub use diff::diff;
pub use document::Drawn;
pub use due::due_words;
pub use form::Filling;
pub use form::Told;
pub use form::form;
pub(crate) use json::json;
pub use lists::history;
pub use lists::strategies;
pub use page::safe;
pub use paths::paths;
pub use proof::proof;
pub use record::Among;
pub use record::record;
pub use record::record_among;
pub use record::record_json;
pub use standing::minutes;
pub use standing::stands;
pub use status::Status;
pub use status::status;
pub use story::story;
pub use story::story_json;
pub use strategy::strategy;
pub use template::template;
pub use unread::unread;
pub use verified::verified;
pub use verified::verified_json;
pub use walk::walk;
pub use written::written;
