//! One answers file is made one record at a time on this computer.

use std::fs::File;
use std::fs::OpenOptions;
use std::fs::TryLockError;
use std::os::unix::fs::OpenOptionsExt as _;
use std::thread;
use std::time::Duration;

use rustix::fs::OFlags;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::records::Places;
use crate::records::own_state;
use crate::safe_open::make_private;
use crate::safe_open::own_folder;

/// So often another run that makes a record of the same answers is waited for.
const TRIES: u32 = 200;
/// So long each time.
const PAUSE: Duration = Duration::from_millis(50);

/// Held while answers are made a record. The system gives it back however the program ends.
#[derive(Debug)]
#[must_use = "the answers are claimed only as long as it is held"]
pub struct Claim {
    _file: Option<File>,
}

/// Claims the answers with this digest. Whoever comes second waits, and then finds the record of the first.
pub fn claim(places: &Places, sha256: &str) -> Result<Claim, Failure> {
    // In a folder that is not one's own nothing is written; the session itself says so.
    if own_state(places).and_then(|()| own_folder(&places.claims())).is_err() {
        return Ok(Claim { _file: None });
    }
    // A lock holds on a file and not on its name, so the files stay; a few serve for all digests.
    let path = places.claims().join(sha256.get(..2).unwrap_or("00"));
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = make_private(&places.claims()).and_then(|()| {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(flags.bits().cast_signed())
            .open(&path)
    });
    // Where nothing can be written, the session itself says so; a file system without locks stops nobody.
    let Ok(file) = file else { return Ok(Claim { _file: None }) };
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Claim { _file: Some(file) }),
            Err(TryLockError::Error(_)) => return Ok(Claim { _file: None }),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
    Err(Failure::new(Exit::Already, "another rethink on this computer is making a record, perhaps of these answers")
        .mend("wait until it has ended, then run this again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_given_back_and_never_hangs_on_what_lies_in_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = Places::new(vec![folder.path().join("records")], folder.path().join("state"), None);
        for _ in 0..2 {
            let held = claim(&places, "ab12").expect("claimed");
            let other = OpenOptions::new().write(true).open(places.claims().join("ab")).expect("the file");
            assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
            drop(held);
            assert!(other.try_lock().is_ok());
        }
        std::fs::create_dir(places.claims().join("cd")).expect("a folder");
        std::os::unix::fs::symlink("ab", places.claims().join("ef")).expect("a link");
        for sha256 in ["cd34", "ef56", ""] {
            assert!(claim(&places, sha256).is_ok(), "{sha256}");
        }
    }
}
