//! Records that are read whole, by their names: few, where all others were read by their heads.

use std::cell::OnceCell;
use std::iter;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::record::Body;
use crate::record::Record;
use crate::records;

/// Where records are read whole.
pub(crate) struct Files {
    folders: Vec<PathBuf>,
    /// Those that lie under a name that is not their own. They are looked for once, and only if one is missed.
    misnamed: OnceCell<Vec<(String, PathBuf)>>,
}

impl Files {
    /// Those of some folders.
    pub(crate) fn of(folders: Vec<PathBuf>) -> Self {
        Self { folders, misnamed: OnceCell::new() }
    }

    /// The records of this name.
    pub(crate) fn whole(&self, record: &str) -> impl Iterator<Item = Record> {
        let name = format!("{record}.toml");
        let own = self.folders.iter().map(move |folder| folder.join(&name));
        let misnamed = iter::once_with(|| self.misnamed.get_or_init(|| misnamed(&self.folders))).flatten();
        let others = misnamed.filter(move |(its, _)| its == record).map(|(_, path)| path.clone());
        own.chain(others).filter_map(|path| records::record(&path).ok())
    }

    /// What stands in a record below its head.
    pub(crate) fn body(&self, record: &str) -> Option<Body> {
        self.whole(record).next().map(|record| record.body)
    }

    /// The day of the stop for safety that a record says what was done after.
    pub(crate) fn about(&self, record: &str) -> Option<NaiveDate> {
        self.whole(record).next()?.stopped_on()
    }
}

/// The records that lie under a name that is not their own, each with its name.
fn misnamed(folders: &[PathBuf]) -> Vec<(String, PathBuf)> {
    let found = records::heads(folders).into_iter().filter_map(|file| Some((file.read.ok()?.0, file.path)));
    found.filter(|(head, path)| !records::is_named(path, head)).map(|(head, path)| (head.record, path)).collect()
}
