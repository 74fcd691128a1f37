//! How many files of a folder cannot be read as records: the same words wherever somebody might take them for nothing.

use std::path::PathBuf;

use crate::records::Unread;
use crate::render::page::Page;

/// How many files do not count, and what names each; none where all can be read.
pub(crate) fn not_counted(unread: &[(PathBuf, Unread)], verify: &str) -> Option<String> {
    let files = match unread.len() {
        0 => return None,
        1 => "1 file here cannot be read as a record, and does not count".to_owned(),
        many => format!("{many} files here cannot be read as records, and do not count"),
    };
    let conflict = match unread.iter().filter(|(_, why)| *why == Unread::Conflict).count() {
        0 => String::new(),
        1 if unread.len() == 1 => ": it says that it is a record that is here too, and differs from it".to_owned(),
        1 => ": one of them says that it is a record that is here too, and differs from it".to_owned(),
        many => format!(": {many} of them say that they are records that are here too, and differ from them"),
    };
    Some(format!("{files}{conflict}. To see which, and why: {verify}"))
}

/// The same where there is room for a few words.
pub(crate) fn not_counted_briefly(unread: &[(PathBuf, Unread)], verify: &str) -> Option<String> {
    let files = match unread.len() {
        0 => return None,
        1 => "1 file cannot be read".to_owned(),
        many => format!("{many} files cannot be read"),
    };
    Some(format!("{files}: {verify}"))
}

/// The same as lines of a screen.
pub fn unread(unread: &[(PathBuf, Unread)], width: usize) -> Option<String> {
    let mut page = Page::new(width);
    page.put(0, &not_counted(unread, "rethink verify")?);
    Some(page.text())
}
