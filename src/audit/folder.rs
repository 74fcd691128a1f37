//! What lies in the folders: every record's outline, and every file that does not count, by class.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::record::NotARecord;
use crate::record::Outline;
use crate::records;
use crate::records::Unread;

/// The records of some folders and what else is in them. One bad file never hides the others.
#[derive(Debug, Default)]
pub struct Folder {
    /// The outline of each record that counts.
    pub outlines: Vec<Outline>,
    /// Files that are records by their names and do not count, each with why.
    pub unread: Vec<(PathBuf, Unread)>,
    /// How many records were held to practise, and do not count.
    pub practice: usize,
    /// How many files are something else.
    pub other: usize,
}

/// How many files of each class there are. Together they are all files that were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records that count.
    pub records: usize,
    /// Not as they were written, or cut short.
    pub damaged: usize,
    /// Of a newer rethink.
    pub newer: usize,
    /// Too long to be a record, or not to be opened.
    pub closed: usize,
    /// Held to practise.
    pub practice: usize,
    /// Something else.
    pub other: usize,
}

impl Folder {
    /// Reads each file of some folders once.
    pub fn read(folders: &[PathBuf]) -> Self {
        let mut folder = Self::default();
        for found in records::outlines(folders) {
            match found.read {
                Ok(outline) if outline.practice => folder.practice += 1,
                Ok(outline) => folder.outlines.push(outline),
                Err(Unread::Not(NotARecord::Other)) => folder.other += 1,
                Err(why) => folder.unread.push((found.path, why)),
            }
        }
        folder
    }

    /// The same folder as it stood at the end of a day, as far as the dates of its records say.
    #[must_use]
    pub fn as_of(mut self, day: NaiveDate) -> Self {
        self.outlines.retain(|outline| outline.date <= day);
        self.unread.retain(|(path, _)| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let its_day = name.split('_').next().and_then(|day| day.parse::<NaiveDate>().ok());
            its_day.is_none_or(|its_day| its_day <= day)
        });
        self
    }

    /// How many files of each class there are.
    pub fn totals(&self) -> Totals {
        let unread = |is: fn(Unread) -> bool| self.unread.iter().filter(|(_, why)| is(*why)).count();
        Totals {
            records: self.outlines.len(),
            damaged: unread(|why| matches!(why, Unread::Not(NotARecord::Damaged) | Unread::Conflict)),
            newer: unread(|why| why == Unread::Not(NotARecord::Newer)),
            closed: unread(|why| matches!(why, Unread::TooLong | Unread::NotOpened)),
            practice: self.practice,
            other: self.other,
        }
    }
}
