//! The one way in which a file of a records folder is opened. Others may put anything there, at any moment: a link that
//! leads elsewhere, or a pipe on which nobody ever writes.

use std::fs;
use std::io;
use std::io::Read as _;
use std::path::Path;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Source;
use crate::records::Unread;
use crate::records::letters;
use crate::safe_open::is_link;
use crate::safe_open::opened;

/// Reads a file that has so many bytes at most in place of what was read before.
pub(crate) fn bytes(path: &Path, most: u64, into: &mut Vec<u8>) -> Result<(), Unread> {
    let (file, long) = opened(path).map_err(|_| Unread::NotOpened)?.ok_or(Unread::NotAFile)?;
    if long > most {
        return Err(Unread::TooLong);
    }
    into.clear();
    into.reserve(usize::try_from(long).unwrap_or(0) + 1);
    file.take(most + 1).read_to_end(into).map_err(|_| Unread::NotOpened)?;
    if into.len() as u64 > most { Err(Unread::TooLong) } else { Ok(()) }
}

/// A file that a team put into its records folder, if there is one. What it holds is not looked at where it is a link:
/// what is said of it would show another file.
pub fn put_there(path: &Path) -> Result<Option<Source>, Failure> {
    let failed = |error: io::Error| Failure::io("read", path, &error);
    let file = match opened(path) {
        // Where the folder is away, a review can be held all the same.
        Err(_) if fs::symlink_metadata(path).is_err() => return Ok(None),
        file => file.map_err(failed)?,
    };
    let (file, _) = file.ok_or_else(|| not_its_own(path))?;
    let mut bytes = Vec::new();
    file.take(crate::written::LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(Source::open(path.display().to_string(), letters(bytes, path)?)))
}

/// A link stands where a file or a folder of its own must be, or a pipe, or a device.
fn not_its_own(path: &Path) -> Failure {
    let says = if is_link(path) {
        "this is a link, and rethink follows none in a records folder"
    } else {
        "this is not a file that can be read"
    };
    Failure::new(Exit::WrongFile, says).at(path).mend("put the file itself in its place, or take it away")
}

/// Refuses a folder in a records folder that is a link: what is read or written through it is somewhere else.
pub fn not_a_link(folder: &Path) -> Result<(), Failure> {
    if is_link(folder) { Err(not_its_own(folder).mend("put a folder in its place, or take it away")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::CWD;
    use rustix::fs::FileType;
    use rustix::fs::Mode;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    #[test]
    fn nothing_is_waited_for_or_followed_whatever_was_put_there_a_moment_ago() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        rustix::fs::mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
        fs::write(at("file"), "format = 1\n").expect("written");
        symlink(at("file"), at("link")).expect("a link");
        symlink("itself", at("itself")).expect("a link");
        symlink("/dev/zero", at("endless")).expect("a link");
        let _socket = UnixListener::bind(at("socket")).expect("a socket");
        for name in ["pipe", "link", "itself", "endless", "socket", "."] {
            assert!(opened(&at(name)).expect("looked at").is_none(), "{name}");
            assert_eq!(bytes(&at(name), 20, &mut Vec::new()), Err(Unread::NotAFile), "{name}");
            let refused = put_there(&at(name)).expect_err("refused");
            assert_eq!((refused.exit, refused.place), (Exit::WrongFile, Some(at(name).display().to_string())));
        }
        assert!(not_a_link(&at("link")).is_err() && not_a_link(&at("file")).is_ok() && not_a_link(&at("gone")).is_ok());
        assert_eq!(put_there(&at("file")).expect("read").expect("there").text, "format = 1\n");
        assert!(put_there(&at("gone")).expect("looked for").is_none());
        assert!(put_there(&at("file/gone")).expect("looked for").is_none());
        let mut into = b"before".to_vec();
        assert_eq!((bytes(&at("file"), 11, &mut into), into.as_slice()), (Ok(()), &b"format = 1\n"[..]));
        assert_eq!(bytes(&at("file"), 10, &mut into), Err(Unread::TooLong));
        assert_eq!(bytes(&at("gone"), 10, &mut into), Err(Unread::NotOpened));
    }
}
