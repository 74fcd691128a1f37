//! The heads that this run of the program has read. A session looks at its folder several times, and a record is
//! written once: a file that is the same file, as long and as old as it was, is not read again.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::record::Head;

/// Which file it is, how long, and when it and what is known of it were changed last.
type Mark = (u64, u64, u64, (i64, i64), (i64, i64));

/// Heads by their files, each with its digest.
type Heads = HashMap<PathBuf, (Mark, Arc<(Head, String)>)>;

static HEADS: LazyLock<Mutex<Heads>> = LazyLock::new(Mutex::default);

/// The head of a record and its digest: read in this way, or as they were read before.
pub(crate) fn head<E>(path: &Path, read: impl FnOnce() -> Result<(Head, String), E>) -> Result<Arc<(Head, String)>, E> {
    // Looked at before it is read: should it be changed meanwhile, it is read again the next time.
    let mark = mark(path);
    let heads = || HEADS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((before, head)) = heads().get(path)
        && Some(*before) == mark
    {
        return Ok(Arc::clone(head));
    }
    let head = Arc::new(read()?);
    if let Some(mark) = mark {
        heads().insert(path.to_owned(), (mark, Arc::clone(&head)));
    }
    Ok(head)
}

fn mark(path: &Path) -> Option<Mark> {
    let about = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let changed = ((about.mtime(), about.mtime_nsec()), (about.ctime(), about.ctime_nsec()));
    Some((about.dev(), about.ino(), about.len(), changed.0, changed.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::NotARecord;
    use crate::record::Record;

    #[test]
    fn a_file_is_read_once_and_again_when_it_is_another() {
        let text = include_str!("../../examples/records/2024-11-25_INVENTED-000004_rethink-1_hwyh4i7a.toml");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        let read = |path: &Path| head(path, || Record::read_head(&fs::read_to_string(path).expect("a text")));
        let no = |path: &Path| head(path, || Err(NotARecord::Other));
        fs::write(&path, text).expect("written");
        assert_eq!(no(&path), Err(NotARecord::Other));
        let first = read(&path).expect("a record");
        assert_eq!(no(&path), Ok(first));
        // As long as before, and of the same moment: it is another file all the same.
        let other = folder.path().join("other");
        fs::write(&other, text.replace('a', "e")).expect("written");
        let about = fs::metadata(&path).expect("a file");
        fs::File::options()
            .append(true)
            .open(&other)
            .expect("a file")
            .set_modified(about.modified().expect("a time"))
            .expect("set");
        fs::rename(&other, &path).expect("put in its place");
        assert_eq!(no(&path), Err(NotARecord::Other));
    }
}
