//! What lies beside a journal, in its folder and by its name: lines that were set aside, and what an editor had open.
//!
//! All of it is somebody's words, and goes with the journal.

use std::fs;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;

use crate::ask::edited;
use crate::failure::Failure;

/// Nobody writes more than this in an editor as one answer.
const LONGEST: u64 = 1024 * 1024;

/// Everything that lies beside a journal. An editor may have put copies of its own there: `.NAME.swp`, `NAME~`.
fn all(journal: &Path) -> Vec<PathBuf> {
    let Some((folder, stem)) = journal.parent().zip(journal.file_stem().and_then(|stem| stem.to_str())) else {
        return Vec::new();
    };
    let (torn, edit) = (format!("{stem}.torn-"), format!("{stem}.edit-"));
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let is_beside = |name: &str| name.starts_with(&torn) || name.contains(&edit);
    let beside = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_beside));
    let mut paths: Vec<PathBuf> = beside.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// What an editor had open when the program was killed under it; those files go with [`forget`].
pub fn abandoned(journal: &Path) -> Vec<(PathBuf, String)> {
    let numbered =
        (1..1000).map(|number| edited(journal, number)).take_while(|path| fs::symlink_metadata(path).is_ok());
    let files = numbered.filter(|path| fs::symlink_metadata(path).is_ok_and(|about| about.len() <= LONGEST));
    files.filter_map(|path| read(&path).ok().map(|text| (path, text))).collect()
}

fn read(path: &Path) -> io::Result<String> {
    // Whoever can put a link here could read the journal itself.
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Takes away everything that lies beside a journal.
pub(crate) fn forget(journal: &Path) -> Result<(), Failure> {
    all(journal).iter().try_for_each(|path| match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        gone => gone.map_err(|error| Failure::io("tidy away what was written", path, &error)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_a_journal_goes_and_nothing_of_another_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let journal = at("k7qf2m4x-1.jsonl");
        let own =
            ["k7qf2m4x-1.torn-1", "k7qf2m4x-1.edit-1.txt", ".k7qf2m4x-1.edit-1.txt.swp", "k7qf2m4x-1.edit-1.txt~"];
        let others = ["k7qf2m4x-1.jsonl", "k7qf2m4x-10.torn-1", "k7qf2m4x-11.edit-1.txt", "p83k2f4c-1.torn-1", "a"];
        for name in own.iter().chain(&others) {
            fs::write(at(name), "words").expect("written");
        }
        assert_eq!(abandoned(&journal), [(edited(&journal, 1), "words".to_owned())]);
        forget(&journal).expect("gone");
        assert!(own.iter().all(|name| !at(name).exists()) && others.iter().all(|name| at(name).exists()));
        assert!(abandoned(&journal).is_empty());
        forget(&journal).expect("nothing to do");
    }
}
