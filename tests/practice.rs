//! Practice stays practice; what is said once is one record; and what was typed is left nowhere else.

mod once;
mod stays;
mod traces;
