//! Whether a records folder is there and can be looked into. One that cannot never passes for one in which nothing is.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::fs;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::records::Places;
use crate::records::Receipt;
use crate::records::receipts::files;
use crate::records::receipts::nothing_here;
use crate::records::sound_heads;
use crate::records::waiting;
use crate::safe_open::own_folder;

/// True if a records folder can be looked into; false if it never was there, as far as this computer knows.
pub fn is_there(places: &Places, folder: &Path) -> Result<bool, Failure> {
    // To the end: a disk or a share may break off in the middle of the list.
    match fs::read_dir(folder).and_then(|mut entries| entries.try_for_each(|entry| entry.map(drop))) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let waits = folder == places.home() && !waiting(places).is_empty();
            if waits || was_there(places, folder) { Err(away(folder)) } else { Ok(false) }
        }
        Err(error) => Err(Failure::io("read the records", folder, &error)),
    }
}

/// Refuses where a records folder that was ever there cannot be looked into, or looks as if its share were away.
pub fn all_there(places: &Places, today: NaiveDate) -> Result<(), Failure> {
    places.records.iter().try_for_each(|folder| {
        is_there(places, folder)?;
        emptied(places, folder, today).map_or(Ok(()), Err)
    })
}

/// Refuses to put anything where the folder that records go to was: a share that comes back would cover it.
pub fn not_away(places: &Places, today: NaiveDate) -> Result<(), Failure> {
    let home = places.home();
    // Where reviews are held to practise, nobody else has anything.
    if home.starts_with(&places.state) {
        return Ok(());
    }
    let is_gone = fs::metadata(home).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    if is_gone && was_there(places, home) {
        return Err(away(home));
    }
    emptied(places, home, today).map_or(Ok(()), Err)
}

/// Why a folder looks as if its share were away, if it does: this computer has seen records in it that may not be gone
/// yet, and not one of them is there. So it is with the empty folder on which a share is mounted, or a link to another.
pub fn emptied(places: &Places, folder: &Path, today: NaiveDate) -> Option<Failure> {
    fs::read_dir(folder).ok()?;
    // What lies under another name than its own is there all the same.
    let digests = LazyCell::new(|| -> HashSet<String> {
        sound_heads(&[folder.to_owned()]).into_iter().map(|(_, sha256)| sha256).collect()
    });
    let is_here = |it: &Receipt| {
        let file = fs::symlink_metadata(folder.join(format!("{}.toml", it.record)));
        !file.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) || digests.contains(&it.sha256)
    };
    let is_due = |it: &Receipt| it.due().is_some_and(|day| day <= today);
    let seen = nothing_here(places, folder, &is_here);
    seen.iter().find(|(_, all)| !all.iter().all(is_due))?;
    let (whole, reached) = (whole_name(folder), reached(folder));
    let leads = if whole == reached { String::new() } else { format!(" It leads to {} now.", whole.display()) };
    let files: Vec<String> = seen.iter().map(|(file, _)| file.display().to_string()).collect();
    let files = match files.as_slice() {
        [one] => format!("this file away: {one}"),
        files => format!("these files away: {}", files.join(", ")),
    };
    let mend = format!(
        "connect the share or the drive that it is on, then run this again. If every record was taken away on purpose, \
         note who decided it, and take {files}"
    );
    let says =
        "none of the records that this computer has seen here is here now, so its share or drive looks to be away";
    Some(Failure::new(Exit::NotSaved, format!("{says}.{leads}")).at(folder).mend(mend))
}

fn was_there(places: &Places, folder: &Path) -> bool {
    files(places, folder).iter().any(|file| file.is_file())
}

fn away(folder: &Path) -> Failure {
    Failure::new(Exit::NotSaved, "the records folder is not here now, and this computer has used it before")
        .at(folder)
        .mend(
            "connect the share or the drive that it is on, then run this again. \
             If it is gone for good, make an empty folder of that name",
        )
}

/// Every folder in which something is saved on this computer, the state folder first.
fn own_folders(places: &Places) -> [PathBuf; 6] {
    let outbox = places.outbox();
    let outboxes = outbox.parent().map(Path::to_owned).unwrap_or_default();
    [places.state.clone(), places.journals(), outboxes, outbox, places.kept_here(), places.receipts()]
}

/// Refuses to save on this computer where it would not be this person's own: through a link, in a folder that is
/// somebody else's, or in one in which others may write.
pub fn own_state(places: &Places) -> Result<(), Failure> {
    own_folders(places).iter().try_for_each(|folder| own_folder(folder))
}

/// Closes this person's own state folder to everybody else, however it came to be open.
pub fn close_state(places: &Places) {
    for folder in own_folders(places) {
        // Through a link it would be another folder.
        let Ok(about) = fs::symlink_metadata(&folder) else { continue };
        let mode = about.permissions().mode();
        if about.is_dir() && mode & 0o077 != 0 {
            // It may be somebody else's; then it is not ours to close.
            drop(fs::set_permissions(&folder, Permissions::from_mode(mode & 0o7700)));
        }
    }
}

/// The whole name of a folder, the same by whatever name it is reached: also while it is not there.
pub(crate) fn whole_name(folder: &Path) -> PathBuf {
    resolved(&std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()), 40)
}

/// The name by which a folder is reached, with the links that are in it.
pub(crate) fn reached(folder: &Path) -> PathBuf {
    let reached = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    reached.components().collect()
}

fn resolved(path: &Path, links: usize) -> PathBuf {
    if let Ok(whole) = fs::canonicalize(path) {
        return whole;
    }
    let (Some(above), Some(name)) = (path.parent(), path.file_name()) else { return path.to_owned() };
    // With a slash behind it, a link would be followed.
    match fs::read_link(above.join(name)) {
        Ok(to) if links > 0 => resolved(&above.join(to), links - 1),
        _ => resolved(above, links).join(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_folder_has_one_name_however_it_is_reached_and_also_while_it_is_away() {
        let above = tempfile::tempdir().expect("a folder");
        let at = |name: &str| above.path().join(name);
        fs::create_dir_all(at("share/records")).expect("folders");
        symlink("share/records", at("link")).expect("a link");
        symlink(at("share"), at("mounted")).expect("a link");
        symlink("itself", at("itself")).expect("a link");
        let names = ["share/records", "share/records/", "share//records/.", "link", "link/", "mounted/records"];
        let all = || names.map(|name| whole_name(&at(name)));
        let there = all();
        assert!(there.iter().all(|name| *name == there[0]), "{there:?}");
        assert_eq!(whole_name(Path::new("src/../src")), fs::canonicalize("src").expect("a folder"));
        assert_ne!(whole_name(&at("share")), there[0]);
        fs::remove_dir_all(at("share")).expect("gone");
        assert_eq!(all(), there);
        assert_eq!(whole_name(&at("itself")).file_name(), at("itself").file_name());
    }

    #[test]
    fn a_folder_that_was_there_is_away_and_one_that_never_was_is_not() {
        let above = tempfile::tempdir().expect("a folder");
        let home = above.path().join("records");
        let places = Places {
            records: vec![home.clone()],
            state: above.path().join("state"),
            strategies: None,
            is_practice: false,
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let saw = crate::records::Sight { record: "a", sha256: "1", review_on: None, open: None };
        assert!(matches!(is_there(&places, &home), Ok(false)));
        assert!(not_away(&places, today).is_ok() && all_there(&places, today).is_ok());
        let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
        crate::records::remember(&places, &home, at, crate::records::Look::Wrote, [saw]).expect("kept");
        for refused in [is_there(&places, &home).map(drop), all_there(&places, today), not_away(&places, today)] {
            assert_eq!(refused.expect_err("it is away").exit, Exit::NotSaved);
        }
        fs::create_dir(&home).expect("a folder");
        assert!(matches!(is_there(&places, &home), Ok(true)));
        // Empty, it may be where its share was.
        assert!(not_away(&places, today).is_err() && emptied(&places, &home, today).is_some());
        let file = home.join("a.toml");
        fs::write(&file, "").expect("written");
        assert!(not_away(&places, today).is_ok() && emptied(&places, &home, today).is_none());
        fs::remove_file(&file).expect("gone");
        // What cannot be looked into is said, and nothing is made in its place.
        fs::remove_dir(&home).expect("gone");
        symlink("records", &home).expect("a link");
        assert_eq!(is_there(&places, &home).expect_err("it leads nowhere").exit, Exit::NotSaved);
        // Where reviews are held to practise, the folder is the program's own.
        let practice = places.practice();
        crate::records::remember(&practice, practice.home(), at, crate::records::Look::Wrote, [saw]).expect("kept");
        assert!(not_away(&practice, today).is_ok());
    }

    #[test]
    fn a_state_folder_that_is_open_to_others_is_closed() {
        let above = tempfile::tempdir().expect("a folder");
        let places =
            Places { records: Vec::new(), state: above.path().join("rethink"), strategies: None, is_practice: false };
        close_state(&places);
        assert!(!places.state.exists());
        fs::create_dir_all(places.kept_here()).expect("folders");
        for open in [0o777, 0o755, 0o1750, 0o700, 0o500] {
            for folder in [&places.state, &places.kept_here()] {
                fs::set_permissions(folder, Permissions::from_mode(open)).expect("set");
            }
            close_state(&places);
            for folder in [&places.state, &places.kept_here()] {
                let mode = fs::metadata(folder).expect("a folder").permissions().mode();
                assert_eq!(mode & 0o7777, open & 0o7700, "{open:o}");
            }
        }
    }
}
