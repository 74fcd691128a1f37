//! The strategies of which this person has been told that they are not the shipped ones, by digest.

use std::fs;
use std::io::Write as _;

use crate::failure::Failure;
use crate::journal;
use crate::records::Places;

/// True if this person has been told of the strategy with this digest.
pub fn is_met(places: &Places, digest: &str) -> bool {
    let met = fs::read_to_string(places.met()).unwrap_or_default();
    met.lines().any(|line| line == digest)
}

/// Remembers that this person has been told of it.
pub fn remember_met(places: &Places, digest: &str) -> Result<(), Failure> {
    let path = places.met();
    journal::private_folder(&places.state)?;
    // Nothing is lost without it, so it is not waited for until it is on the disk.
    let file = fs::OpenOptions::new().append(true).create(true).open(&path);
    let line = format!("{digest}\n");
    file.and_then(|mut file| file.write_all(line.as_bytes()))
        .map_err(|error| Failure::io("remember this strategy", &path, &error))
}
