//! A record is there whole or not at all, and never over another.

use std::fs;
use std::fs::OpenOptions;
use std::fs::Permissions;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::TimeDelta;
use chrono::Utc;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::private_folder;
use crate::journal::sync_folder;
use crate::record::NotARecord;
use crate::record::Record;
use crate::record::RiskNote;
use crate::records::Look;
use crate::records::Places;
use crate::records::Sight;
use crate::records::Unread;
use crate::records::kept;
use crate::records::not_a_link;
use crate::records::not_away;
use crate::records::own_state;
use crate::records::record;
use crate::records::remember;
use crate::records::text;
use crate::safe_open::bounded;
use crate::safe_open::opened;
use crate::safe_open::opened_as;

const DOING: &str = "write a record";

/// Writes a record into a folder, which is made if it is not there. When this comes back, it is on the disk.
pub fn publish(folder: &Path, record: &Record) -> Result<PathBuf, Failure> {
    whole(folder, &format!("{}.toml", record.head.record), record.text.as_bytes())
}

/// Puts the text of a record of any size into a folder, under a name that is free.
pub(crate) fn put_whole(folder: &Path, name: &str, text: &str) -> Result<PathBuf, Failure> {
    whole(folder, name, text.as_bytes())
}

/// Keeps a strategy beside the records that use it.
pub fn keep(folder: &Path, sha256: &str, text: &str) -> Result<(), Failure> {
    if kept(&[folder.to_owned()], sha256).is_some() {
        return Ok(());
    }
    for name in kept_names(sha256) {
        match whole(folder, &name, text.as_bytes()) {
            // Somebody kept the same one at the same moment, or what lies there is not what its name says.
            Err(failure) if failure.exit == Exit::Already => {
                if kept(&[folder.to_owned()], sha256).is_some() {
                    return Ok(());
                }
            }
            other => return other.map(drop),
        }
    }
    let says = format!(
        "nine files have the name of a strategy that the record uses, {}, and hold something else",
        &sha256[..8]
    );
    Err(Failure::new(Exit::NotSaved, says)
        .at(folder)
        .mend(format!("take the files away that begin with {}. rethink verify names each of them", &sha256[..8])))
}

/// True if every name that a strategy can be kept under is taken by something else.
fn is_full(folder: &Path, sha256: &str) -> bool {
    kept(&[folder.to_owned()], sha256).is_none() && kept_names(sha256).all(|name| is_taken(&folder.join(name)))
}

/// The names that a strategy can be kept under, in the order in which they are tried.
fn kept_names(sha256: &str) -> impl Iterator<Item = String> {
    (1..10).map(move |number| if number == 1 { format!("{sha256}.toml") } else { format!("{sha256}-{number}.toml") })
}

/// Makes a folder inside another, as open as that one is: who may read the records may carry them on.
fn make(folder: &Path) -> Result<(), Failure> {
    let is_kept = folder.file_name().is_some_and(|name| name == "kept");
    if is_kept {
        not_a_link(folder)?;
    }
    if folder.is_dir() {
        return Ok(());
    }
    let like = folder.parent().and_then(|parent| fs::metadata(parent).ok()).map(|about| about.permissions().mode());
    private_folder(folder)?;
    if let (Some(mode), true) = (like, is_kept) {
        let failed = |error: io::Error| Failure::io("make a folder", folder, &error);
        fs::set_permissions(folder, Permissions::from_mode(mode & 0o3777)).map_err(failed)?;
    }
    Ok(())
}

fn whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    make(folder)?;
    let path = folder.join(name);
    let failed = |error: io::Error| Failure::io(DOING, folder, &error);
    let mode = fs::metadata(folder).map_err(failed)?.permissions().mode();
    // As open as its folder, so that a line manager can read it; never for anybody to change.
    let mode = Permissions::from_mode((mode & 0o644) | 0o600);
    let mut file = tempfile::Builder::new().prefix(".rethink-").suffix(".tmp").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().set_permissions(mode).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let put = match file.persist_noclobber(&path) {
        // A folder that knows neither a rename that keeps what is there nor a link: what is there is looked for first.
        // Nobody comes to the same name meanwhile but with the same bytes: it is random, or the digest of them.
        Err(error) if is_unsupported(&error.error) && !is_taken(&path) => error.file.persist(&path),
        Err(_) if is_taken(&path) => {
            return Err(Failure::new(Exit::Already, "a file of this name is already there").at(&path));
        }
        put => put,
    };
    put.map_err(|error| failed(error.error))?;
    sync_folder(folder)?;
    if reads(&path, bytes).map_err(failed)? {
        Ok(path)
    } else {
        Err(Failure::new(Exit::NotSaved, "what was written does not read back the same").at(&path))
    }
}

/// True if a file holds these bytes and no others.
fn reads(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let Some((file, _)) = opened(path)? else { return Ok(false) };
    let mut back = Vec::with_capacity(bytes.len() + 1);
    file.take(bytes.len() as u64 + 1).read_to_end(&mut back)?;
    Ok(back == bytes)
}

fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied)
}

/// Keeps a finished record on this computer until its folder can be written to.
pub fn put_in_outbox(places: &Places, record: &Record) -> Result<PathBuf, Failure> {
    own_state(places)?;
    let outbox = places.outbox();
    // The strategies first, as in any folder: no record is there without those that it used.
    for used in &record.body.used {
        if let Some(text) = kept(&[places.kept_here()], &used.sha256) {
            keep(&Places::kept(&outbox), &used.sha256, &text)?;
        }
    }
    set_down(places, &record.head.record, &record.text)
}

/// Puts the text of a record of any size into the outbox.
pub(crate) fn set_down(places: &Places, record: &str, text: &str) -> Result<PathBuf, Failure> {
    own_state(places)?;
    let outbox = places.outbox();
    let name = format!("{record}.toml");
    let path = match put_whole(&outbox, &name, text) {
        Err(failure) if failure.exit == Exit::Already && same(&outbox.join(&name), text) => outbox.join(&name),
        put => put?,
    };
    // Which folder they are for, in words, for whoever looks.
    let how = &mut OpenOptions::new();
    let note = opened_as(&outbox.join("folder.txt"), how.write(true).create(true).truncate(true).mode(0o600));
    if let Ok(Some((mut note, _))) = note {
        drop(writeln!(note, "{}", places.home().display()));
    }
    Ok(path)
}

/// How many records wait for other folders than this one, each with its folder.
pub fn waiting_for_others(places: &Places) -> Vec<(String, usize)> {
    let Ok(entries) = fs::read_dir(places.state.join("outbox")) else { return Vec::new() };
    if own_state(places).is_err() {
        return Vec::new();
    }
    let others = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| !places.outboxes().contains(path));
    others
        .filter_map(|path| {
            let folder = bounded(&path.join("folder.txt"), 64 * 1024).ok().filter(|folder| !folder.is_empty())?;
            Some((String::from_utf8(folder).ok()?.trim().to_owned(), in_folder(&path).len()))
        })
        .filter(|(_, many)| *many > 0)
        .collect()
}

/// Takes away what a killed publish has left half-written: our own temporary files that are older than a day.
pub fn tidy(places: &Places, now: DateTime<FixedOffset>) {
    let home = places.home();
    let outboxes = places.outboxes();
    let kept_there = outboxes.iter().map(|outbox| Places::kept(outbox));
    let folders = [home.to_owned(), Places::kept(home), places.kept_here(), places.journals()].into_iter();
    for folder in folders.chain(kept_there).chain(outboxes.clone()) {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let name = entry.file_name();
            let middle = name.to_str().and_then(|name| name.strip_suffix(".tmp")).unwrap_or_default();
            let is_ours = [".rethink-", ".journal-"].iter().any(|ours| middle.starts_with(ours));
            let about = fs::symlink_metadata(entry.path()).ok().filter(|about| is_ours && about.is_file());
            let changed = about.and_then(|about| about.modified().ok()).map(DateTime::<Utc>::from);
            if changed.is_some_and(|changed| now.signed_duration_since(changed) > TimeDelta::days(1)) {
                // Somebody else's file in a shared folder stays: then this is not allowed, and nothing is lost.
                drop(fs::remove_file(entry.path()));
            }
        }
    }
}

/// The records that wait in the outbox.
pub fn waiting(places: &Places) -> Vec<PathBuf> {
    if own_state(places).is_err() {
        return Vec::new();
    }
    places.outboxes().iter().flat_map(|outbox| in_folder(outbox)).collect()
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    paths
}

/// What waits, of any size, as it is published.
struct Ready {
    /// Its name.
    record: String,
    sha256: String,
    written: DateTime<FixedOffset>,
    review_on: Option<NaiveDate>,
    text: String,
    /// The text of each strategy that it used, by its digest.
    used: Vec<(String, String)>,
}

/// What is to be published from a file of the outbox, or else why it cannot be.
fn ready(places: &Places, path: &Path) -> Result<Ready, &'static str> {
    if let Ok(note) = text(path).and_then(|text| RiskNote::read(&text).map_err(Unread::Not)) {
        let RiskNote { head, sha256, text, .. } = note;
        return Ok(Ready {
            record: head.record,
            sha256,
            written: head.written,
            review_on: None,
            text,
            used: Vec::new(),
        });
    }
    let record = record(path).map_err(|why| match why {
        Unread::Not(NotARecord::Newer) => "A newer rethink wrote it. That one can publish it.",
        Unread::NotOpened => "It cannot be opened.",
        _ => "It is not as it was written. Restore it from a backup.",
    })?;
    let folders =
        [path.parent().map(Places::kept).unwrap_or_default(), places.kept_here(), Places::kept(places.home())];
    let with_text = |sha256: &String| Some((sha256.clone(), kept(&folders, sha256)?));
    // A record without its strategies could not be carried on by anybody.
    let used = record.body.used.iter().map(|used| with_text(&used.sha256)).collect::<Option<Vec<_>>>();
    let used =
        used.ok_or("A strategy that it used is no longer kept with it. Restore the folder kept from a backup.")?;
    let review_on = record.head.review_on();
    let Record { head, sha256, text, .. } = record;
    Ok(Ready { record: head.record, sha256, written: head.written, review_on, text, used })
}

/// Why a record that waits cannot be published as it is. None if it is only its folder that is waited for.
pub fn never_published(places: &Places, path: &Path) -> Option<&'static str> {
    match ready(places, path) {
        Err(why) => Some(why),
        Ok(ready) if ready.used.iter().any(|(sha256, _)| is_full(&Places::kept(places.home()), sha256)) => Some(
            "Nine files in the folder kept have the name of a strategy that it used, and hold something else. \
             Take them away: rethink verify names each of them.",
        ),
        Ok(ready) => {
            let own = places.home().join(format!("{}.toml", ready.record));
            let is_in_the_way = is_taken(&own) && !same(&own, &ready.text);
            is_in_the_way
                .then_some("Another file has its name in the records folder. Look at both, and rename that one.")
        }
    }
}

/// Tries to publish what waits in the outbox: what was published now.
pub fn publish_waiting(places: &Places, today: NaiveDate) -> Vec<PathBuf> {
    let mut published = Vec::new();
    if not_away(places, today).is_err() {
        return published;
    }
    for path in waiting(places) {
        let Ok(ready) = ready(places, &path) else { continue };
        let kept = Places::kept(places.home());
        if !ready.used.iter().all(|(sha256, text)| keep(&kept, sha256, text).is_ok()) {
            continue;
        }
        let name = format!("{}.toml", ready.record);
        match put_whole(places.home(), &name, &ready.text) {
            Ok(it) => {
                let Ready { record, sha256, review_on, .. } = &ready;
                let seen = [Sight { record, sha256, review_on: *review_on, open: None }];
                drop(remember(places, places.home(), ready.written, Look::Wrote, seen));
                published.push(it);
            }
            Err(failure) if failure.exit == Exit::Already && same(&places.home().join(&name), &ready.text) => {}
            Err(_) => continue,
        }
        // Should it come back with the power, it is known for the same and goes again.
        drop(fs::remove_file(&path));
    }
    published
}

/// True if a file holds this text and nothing else.
pub(crate) fn same(path: &Path, text: &str) -> bool {
    reads(path, text.as_bytes()).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_folder_that_knows_no_other_way_is_written_to_without_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").expect("written");
        std::os::unix::fs::symlink("nowhere", folder.path().join("link.toml")).expect("a link");
        let there = ["a.toml", "link.toml", "b.toml"].map(|name| is_taken(&folder.path().join(name)));
        assert_eq!(there, [true, true, false]);
        for (kind, is) in [
            (io::ErrorKind::Unsupported, true),
            (io::ErrorKind::InvalidInput, true),
            (io::ErrorKind::PermissionDenied, true),
            (io::ErrorKind::StorageFull, false),
            (io::ErrorKind::AlreadyExists, false),
            (io::ErrorKind::Other, false),
        ] {
            assert_eq!(is_unsupported(&io::Error::from(kind)), is, "{kind}");
        }
        assert!(same(&path, "one") && !same(&path, "two") && !same(&folder.path().join("gone"), ""));
    }

    #[test]
    fn only_our_own_old_temporary_files_are_tidied_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = Places {
            records: vec![folder.path().join("records")],
            state: folder.path().join("state"),
            strategies: None,
            is_practice: false,
        };
        fs::create_dir_all(Places::kept(places.home())).expect("folders");
        let names = ["records/.rethink-abc.tmp", "records/kept/.rethink-x.tmp", "records/.other.tmp", "records/a.toml"];
        for name in names {
            fs::write(folder.path().join(name), "half").expect("written");
        }
        let is_there = || names.map(|name| folder.path().join(name).exists());
        let now = |days| {
            DateTime::<Utc>::from(fs::metadata(places.home()).and_then(|it| it.modified()).expect("a time"))
                .fixed_offset()
                + TimeDelta::days(days)
        };
        for early in [now(0), now(1) - TimeDelta::minutes(5)] {
            tidy(&places, early);
            assert_eq!(is_there(), [true; 4]);
        }
        tidy(&places, now(2));
        assert_eq!(is_there(), [false, false, true, true]);
        let private = [places.outbox(), places.kept_here(), places.journals()];
        for folder in &private {
            fs::create_dir_all(folder).expect("a folder");
            fs::write(folder.join(".journal-x.tmp"), "half").expect("written");
            fs::create_dir(folder.join(".rethink-folder.tmp")).expect("a folder");
        }
        tidy(&places, now(2));
        let left =
            private.map(|folder| (folder.join(".journal-x.tmp").exists(), folder.join(".rethink-folder.tmp").exists()));
        assert_eq!(left, [(false, true); 3]);
    }
}
