//! Stops for safety: one line each in the person's own state folder, until it is written down what was done.

use std::io;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDateTime;
use serde::Deserialize;
use serde::Serialize;

use crate::failure::Failure;
use crate::journal;
use crate::records::Places;
use crate::records::append;
use crate::safe_open::bounded;
use crate::safe_open::own_folder;

/// No file of stops is longer.
const LONGEST: u64 = 16 * 1024 * 1024;

/// One stop for safety. It holds no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The path of the step at which it was, or where else.
    #[serde(rename = "where")]
    pub place: String,
    /// The case, if it was known.
    pub case: Option<String>,
}

/// The line that says which record explains a stop.
#[derive(Debug, Serialize, Deserialize)]
struct Explained {
    /// The stop's own time, on the clock of its day.
    explained: NaiveDateTime,
    /// The record in which stands what was done.
    record: String,
}

/// The stops of which nobody has written down yet what was done, oldest first.
pub fn stops(places: &Places) -> Vec<Stop> {
    all_stops(places).into_iter().filter(|(_, record)| record.is_none()).map(|(stop, _)| stop).collect()
}

/// Every stop, oldest first, with the name of the record in which stands what was done.
pub fn all_stops(places: &Places) -> Vec<(Stop, Option<String>)> {
    let text = bounded(&places.stops(), LONGEST).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let explained: Vec<Explained> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let stops = text.lines().filter_map(|line| serde_json::from_str::<Stop>(line).ok());
    let with = |stop: Stop| {
        let its = explained.iter().find(|it| it.explained == stop.at.naive_local());
        (stop, its.map(|it| it.record.clone()))
    };
    stops.map(with).collect()
}

/// Leaves one line that a sitting was stopped for safety.
pub fn add_stop(places: &Places, stop: &Stop) -> Result<(), Failure> {
    add(places, stop)
}

/// Leaves one line that this record says what was done after a stop.
pub fn explain_stop(places: &Places, at: NaiveDateTime, record: &str) -> Result<(), Failure> {
    add(places, &Explained { explained: at, record: record.to_owned() })
}

fn add(places: &Places, line: &impl Serialize) -> Result<(), Failure> {
    let path = places.stops();
    own_folder(&places.state)?;
    journal::private_folder(&places.state)?;
    let failed = |error: io::Error| Failure::io("note the stop", &path, &error);
    let line = serde_json::to_string(line).map_err(|error| failed(error.into()))?;
    append(&path, &format!("{line}\n")).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_stop_is_open_until_a_record_explains_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().to_owned();
        let places = Places { records: vec![state.join("records")], state, strategies: None };
        assert_eq!(stops(&places), []);
        let stop = |at: &str, case: Option<&str>| Stop {
            at: DateTime::parse_from_rfc3339(at).expect("a time"),
            place: "progress".to_owned(),
            case: case.map(str::to_owned),
        };
        let first = stop("2026-11-23T10:00:00+00:00", Some("PCC-1"));
        let second = stop("2026-11-24T09:30:05+00:00", None);
        for stop in [&first, &second] {
            add_stop(&places, stop).expect("a line");
        }
        assert_eq!(stops(&places), [first.clone(), second.clone()]);
        explain_stop(&places, first.at.naive_local(), "2026-11-24_PCC-1_safety-stop_abcdefgh").expect("a line");
        assert_eq!(stops(&places), std::slice::from_ref(&second));
        let explains = Some("2026-11-24_PCC-1_safety-stop_abcdefgh".to_owned());
        assert_eq!(all_stops(&places), [(first, explains), (second.clone(), None)]);
        // A line that was cut short hides no other.
        let text = fs::read_to_string(places.stops()).expect("lines");
        fs::write(places.stops(), format!("{{\"at\":\"2026\n{text}")).expect("written");
        assert_eq!(stops(&places), [second]);
    }
}
