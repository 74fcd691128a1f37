//! What a reader's last audit found, so that the next one can say what is new. It is this reader's own, and no record.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::failure::Failure;
use crate::journal;
use crate::safe_open::bounded;

/// No list of what an audit found is longer.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What an audit found on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// On which day.
    pub on: NaiveDate,
    /// The keys of everything that needed somebody.
    pub needs: BTreeSet<String>,
}

/// Two audits: the newest one, and the one on a day before it. What is new stays new for the day.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    latest: Last,
    before: Option<Last>,
}

impl Kept {
    /// A file that is not there or is something else is no earlier audit.
    fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&bounded(path, LONGEST).ok()?).ok()
    }
}

impl Last {
    /// The newest audit before this day that this file tells of.
    pub fn read(path: &Path, today: NaiveDate) -> Option<Self> {
        let kept = Kept::read(path)?;
        [Some(kept.latest), kept.before].into_iter().flatten().find(|last| last.on < today)
    }

    /// Keeps this audit in the place of the latest one.
    pub fn keep(self, path: &Path) -> Result<(), Failure> {
        let before = Self::read(path, self.on);
        let folder = path.parent().unwrap_or(path);
        journal::private_folder(folder)?;
        let failed = |error: std::io::Error| Failure::io("note what the audit found", path, &error);
        let text = serde_json::to_vec(&Kept { latest: self, before }).map_err(|error| failed(error.into()))?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(&text).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_new_stays_new_for_the_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audits/a.json");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let last = |on: &str, need: &str| Last { on: day(on), needs: [need.to_owned()].into() };
        assert_eq!(Last::read(&path, day("2026-11-20")), None);
        last("2026-11-13", "a").keep(&path).expect("kept");
        last("2026-11-20", "b").keep(&path).expect("kept");
        assert_eq!(Last::read(&path, day("2026-11-20")), Some(last("2026-11-13", "a")));
        last("2026-11-20", "c").keep(&path).expect("kept");
        assert_eq!(Last::read(&path, day("2026-11-20")), Some(last("2026-11-13", "a")));
        assert_eq!(Last::read(&path, day("2026-11-23")), Some(last("2026-11-20", "c")));
        fs::write(&path, "{").expect("written");
        assert_eq!(Last::read(&path, day("2026-11-23")), None);
    }
}
