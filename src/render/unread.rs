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
    Some(format!("{files}. To see which, and why: {verify}"))
}

/// The same as lines of a screen.
pub fn unread(unread: &[(PathBuf, Unread)], width: usize) -> Option<String> {
    let mut page = Page::new(width);
    page.put(0, &not_counted(unread, "rethink verify")?);
    Some(page.text())
}
