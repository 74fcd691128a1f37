//! What `strace` wrote of one run: the calls that change files, in order.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The calls that are asked for.
pub const CALLS: &str =
    "openat,write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate,mkdir,mkdirat,close";

/// One call that changed something, or said something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A file was opened or made: its path, whether it had to be new, and whether what was in it went.
    Open {
        fd: u32,
        path: PathBuf,
        make: bool,
        empty: bool,
        append: bool,
    },
    Write {
        fd: u32,
        bytes: Vec<u8>,
    },
    Cut {
        fd: u32,
        length: usize,
    },
    /// True if it came off.
    Sync {
        fd: u32,
        well: bool,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Link {
        from: PathBuf,
        to: PathBuf,
    },
    Unlink {
        path: PathBuf,
    },
    MakeFolder {
        path: PathBuf,
    },
    Close {
        fd: u32,
    },
    /// Something was said on the screen or printed.
    Say,
}

/// Reads the log of `strace -f -xx` with [`CALLS`].
pub fn read(log: &str) -> Vec<Call> {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in log.lines() {
        let (who, what) = line.split_once(' ').unwrap();
        let what = what.trim_start();
        if let Some(half) = what.strip_suffix(" <unfinished ...>") {
            begun.insert(who, half);
        } else if what.starts_with("<... ") {
            let (_, rest) = what.split_once("resumed>").unwrap();
            let whole = format!("{}{rest}", begun.remove(who).unwrap());
            calls.extend(call(&whole));
        } else {
            calls.extend(call(what));
        }
    }
    calls
}

fn call(line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (inside, result) = rest.rsplit_once(" = ")?;
    let inside = inside.trim_end().strip_suffix(')')?;
    let well = !result.starts_with('-');
    // What did not come off changed nothing, but for a sync: nobody knows then what is on the disk.
    if !well && !name.contains("sync") {
        return None;
    }
    let arguments: Vec<&str> = inside.split(", ").collect();
    let fd = || arguments[0].parse().ok();
    let paths: Vec<PathBuf> = arguments
        .iter()
        .filter(|it| it.starts_with('"'))
        .map(|it| String::from_utf8(bytes(it)).unwrap().into())
        .collect();
    Some(match name {
        "openat" => {
            let with = |flag: &str| inside.contains(flag);
            let (make, empty, append) = (with("O_CREAT"), with("O_TRUNC"), with("O_APPEND"));
            let fd = result.split(' ').next()?.parse().ok()?;
            Call::Open { fd, path: paths[0].clone(), make, empty, append }
        }
        "write" if arguments[0] == "1" || arguments[0] == "2" => Call::Say,
        "write" => {
            let mut bytes = bytes(arguments[1]);
            bytes.truncate(result.split(' ').next()?.parse().ok()?);
            Call::Write { fd: fd()?, bytes }
        }
        "ftruncate" => Call::Cut { fd: fd()?, length: arguments[1].parse().ok()? },
        "fsync" | "fdatasync" => Call::Sync { fd: fd()?, well },
        "rename" | "renameat" | "renameat2" => Call::Rename { from: paths[0].clone(), to: paths[1].clone() },
        "link" | "linkat" => Call::Link { from: paths[0].clone(), to: paths[1].clone() },
        "unlink" | "unlinkat" => Call::Unlink { path: paths[0].clone() },
        "mkdir" | "mkdirat" => Call::MakeFolder { path: paths[0].clone() },
        "close" => Call::Close { fd: fd()? },
        _ => return None,
    })
}

/// The bytes of a string in which each byte is `\x` and two digits.
fn bytes(quoted: &str) -> Vec<u8> {
    assert!(quoted.starts_with('"') && quoted.ends_with('"'), "strace cut this short: {quoted}");
    let digits = quoted.trim_matches('"').split("\\x").skip(1);
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
