//! Files that a person wrote: read up to a length, and only in letters that can be read.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Source;
use crate::written::utf16;

/// A file that a person wrote, or what could not be read of it.
pub fn source(path: &Path, private: bool) -> Result<Source, Failure> {
    let text = letters(bytes(path, private)?, path)?;
    let name = path.display().to_string();
    Ok(if private { Source::private(name, text) } else { Source::open(name, text) })
}

/// The bytes of such a file. It is not read at all past a sensible length.
pub fn bytes(path: &Path, private: bool) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure::io("read", path, &error);
    let limit = crate::written::LONGEST as u64;
    let mut bytes = Vec::new();
    // A pipe is a way to hand over answers; anything else that is not a file would never end, or never begin.
    let about = fs::metadata(path).map_err(failed)?;
    if !(about.is_file() || private && !about.is_dir()) {
        return Err(Failure::new(Exit::WrongFile, "this is not a file that can be read").at(path));
    }
    let file = File::open(path).map_err(failed)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The letters of a file that a person wrote. In another encoding they would not be the person's own.
pub fn letters(bytes: Vec<u8>, path: &Path) -> Result<String, Failure> {
    let lost = |which: &str| {
        Failure::new(Exit::WrongFile, format!("{which} cannot be read, and would be lost"))
            .at(path)
            .mend("open it in an editor and save it as UTF-8")
    };
    if utf16(&bytes).is_some() {
        return Err(lost("the letters of this file"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        // A letter may be cut in two where reading stopped; the length is what is wrong then.
        Err(error) if error.as_bytes().len() > crate::written::LONGEST => {
            Ok(String::from_utf8_lossy(error.as_bytes()).into_owned())
        }
        Err(error) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.split(|byte| *byte == b'\n').count();
            Err(lost(&format!("some letters in this file (first on line {line})")))
        }
    }
}
