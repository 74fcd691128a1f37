//! The one way in which a file or a folder is opened that others may have put there: never through a link, never a pipe
//! or a device, never waited for, and never read past what it may hold.

use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::fs::OpenOptions;
use std::io;
use std::io::Read as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::failure::Exit;
use crate::failure::Failure;

/// What to do about a folder that is not one's own.
const MEND: &str = "ask your IT team how it came to be so, and move it away: a new one is then made. \
                    Or name a folder of your own in XDG_STATE_HOME";

/// Opens a file to be read, and waits for nothing: the file and its length. None if it is anything but a file of its own.
pub(crate) fn opened(path: &Path) -> io::Result<Option<(File, u64)>> {
    opened_as(path, File::options().read(true)).map(|file| file.map(|(file, about)| (file, about.len())))
}

/// The same in another way of opening, with what is known of the file.
pub(crate) fn opened_as(path: &Path, how: &mut OpenOptions) -> io::Result<Option<(File, Metadata)>> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = match how.custom_flags(flags.bits().cast_signed()).open(path) {
        Err(error) if is(&error, Errno::LOOP) || is(&error, Errno::NXIO) || is(&error, Errno::ISDIR) => {
            return Ok(None);
        }
        file => file?,
    };
    // What was opened is what is looked at: the name may mean something else by now.
    let about = file.metadata()?;
    Ok(about.is_file().then_some((file, about)))
}

fn is(error: &io::Error, errno: Errno) -> bool {
    error.raw_os_error() == Some(errno.raw_os_error())
}

/// The bytes of a file of this person's own that may hold so many. One that is not there holds none.
pub(crate) fn bounded(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let other = |says: &str| io::Error::new(io::ErrorKind::InvalidData, says.to_owned());
    let (file, long) = match opened(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened?.ok_or_else(|| other("this is a link, or not a file"))?,
    };
    if long > most {
        return Err(other("this file is longer than it can be"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(long).unwrap_or(0) + 1);
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(other("this file is longer than it can be")) } else { Ok(bytes) }
}

pub(crate) fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink())
}

/// True for what belongs to whoever runs this.
pub(crate) fn is_own(about: &Metadata) -> bool {
    about.uid() == rustix::process::geteuid().as_raw()
}

/// Refuses a folder for what is saved on this computer that is a link, somebody else's, or open for others to write in:
/// what a person types would be theirs to read and to change. One that is not there yet is refused by nobody.
pub(crate) fn own_folder(folder: &Path) -> Result<(), Failure> {
    let about = match fs::symlink_metadata(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        about => about.map_err(|error| Failure::io("look into this folder", folder, &error))?,
    };
    let says = if about.is_symlink() {
        "this folder is a link, and rethink saves nothing through a link"
    } else if !is_own(&about) {
        "this folder belongs to somebody else, so rethink saves nothing in it"
    } else if about.is_dir() && about.mode() & 0o022 != 0 {
        "others on this computer can write in this folder, so rethink saves nothing in it"
    } else {
        return Ok(());
    };
    Err(Failure::new(Exit::NotSaved, says).at(folder).mend(MEND))
}

/// Makes a folder that only its owner can open, if it is not there. Every folder of our own is made here: whoever finds it there later relies on
/// its being on the disk.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|it| !it.as_os_str().is_empty() && !it.exists()).collect();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // A new folder is on the disk once the one that lists it is.
    for above in missing.into_iter().rev().filter_map(Path::parent) {
        sync(if above.as_os_str().is_empty() { Path::new(".") } else { above })?;
    }
    Ok(())
}

/// Puts what a folder lists on the disk. A file system that cannot is not at fault, nor is a folder that may be written
/// to and not read.
pub fn sync(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::InvalidInput;
    use io::ErrorKind::PermissionDenied;
    use io::ErrorKind::Unsupported;
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        synced => synced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_bound_is_kept_and_no_link_is_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "twelve bytes").expect("written");
        symlink("file", at("link")).expect("a link");
        symlink("/dev/zero", at("endless")).expect("a link");
        File::create(at("sparse")).and_then(|file| file.set_len(5 << 30)).expect("a file");
        assert_eq!(bounded(&at("file"), 12).expect("read"), b"twelve bytes");
        assert_eq!(bounded(&at("gone"), 12).expect("nothing"), b"");
        for (name, most) in [("file", 11), ("link", 12), ("endless", 12), ("sparse", 1 << 20), (".", 12)] {
            assert!(bounded(&at(name), most).is_err(), "{name}");
        }
    }

    #[test]
    fn a_folder_is_ones_own_or_refused() {
        let above = tempfile::tempdir().expect("a folder");
        let folder = above.path().join("state");
        assert!(own_folder(&folder).is_ok(), "it is not there yet");
        fs::create_dir(&folder).expect("a folder");
        for (mode, is_ok) in [(0o700, true), (0o755, true), (0o770, false), (0o777, false), (0o1777, false)] {
            fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("set");
            assert_eq!(own_folder(&folder).is_ok(), is_ok, "{mode:o}");
        }
        let link = above.path().join("link");
        symlink(&folder, &link).expect("a link");
        assert_eq!(own_folder(&link).expect_err("a link").exit, Exit::NotSaved);
    }
}
