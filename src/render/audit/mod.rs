//! What an audit found: one value, drawn for people, for spreadsheets and for programs.

mod branches;
mod change;
mod csv;
mod figures;
mod html;
mod ics;
mod json;
mod text;
mod words;

#[cfg(test)]
mod tests;

pub use branches::branches as audit_branches;
pub use csv::csv as audit_csv;
pub use html::html as audit_html;
pub use ics::ics as audit_ics;
pub use json::json as audit_json;
pub use text::Commands as AuditCommands;
pub use text::Extent as AuditExtent;
pub use text::Look as AuditLook;
pub use text::definitions;
pub use text::text as audit_text;
pub(crate) use words::AT_RISK;
pub(crate) use words::on_a_line;
