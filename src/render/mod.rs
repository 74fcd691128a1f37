//! stub
use crate::calendar::Calendar;
use crate::record::Head;
use crate::record::Record;
use crate::strategy::Strategy;
use chrono::NaiveDate;
use std::sync::Arc;
/// s
pub fn written(r: &Record, _: usize) -> String {
    format!("{:#?}\n", r.head)
}
/// s
pub fn record(r: &Record, _: usize) -> String {
    r.text.clone()
}
/// s
pub fn history(h: &[Head], _: usize, _: bool) -> String {
    format!("{h:?}")
}
/// s
pub fn strategies(h: &[Arc<Strategy>], _: usize, _: bool) -> String {
    h.iter().map(|s| s.id.clone() + "\n").collect()
}
/// s
pub fn strategy(s: &Strategy, _: usize) -> String {
    s.text.clone()
}
/// s
pub fn template(s: &Strategy, _: Option<&str>) -> String {
    s.text.clone()
}
/// s
pub fn due_words(d: NaiveDate, _: NaiveDate, _: &Calendar) -> String {
    d.to_string()
}
