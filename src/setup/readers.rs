//! Who may read a folder, as far as its permissions say.

use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use nix::unistd::Gid;
use nix::unistd::Group;

use crate::failure::Exit;
use crate::failure::Failure;

/// Who may read a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// True if its group may read it.
    pub group: bool,
    /// True if everyone who can use this computer may read it.
    pub everyone: bool,
    /// The number of the group to which it belongs, whether that may read it or not. Names are looked up where they are
    /// said: the system may ask a service for them.
    of_group: u32,
    /// True if its permissions let others in whom a folder above it keeps out.
    pub closed_above: bool,
}

impl Reach {
    /// Who may read this folder. None if it is not there.
    pub fn of(folder: &Path) -> Option<Self> {
        let about = fs::metadata(folder).ok().filter(fs::Metadata::is_dir)?;
        let whole = fs::canonicalize(folder).ok()?;
        // Whoever may not pass a folder above it does not come to it.
        let above = |passes: &dyn Fn(&fs::Metadata) -> bool| {
            whole.ancestors().skip(1).all(|above| fs::metadata(above).is_ok_and(|about| passes(&about)))
        };
        let for_all = |about: &fs::Metadata| about.mode() & 0o001 != 0;
        let for_group =
            |other: &fs::Metadata| for_all(other) || (other.gid() == about.gid() && other.mode() & 0o010 != 0);
        let (lets_group, lets_all) = (about.mode() & 0o050 == 0o050, about.mode() & 0o005 != 0);
        let (group, everyone) = (lets_group && above(&for_group), lets_all && above(&for_all));
        Some(Self {
            group,
            everyone,
            of_group: about.gid(),
            closed_above: (lets_group && !group) || (lets_all && !everyone),
        })
    }

    /// Who may read it, in plain words.
    pub fn words(&self) -> String {
        let who = match (self.group, self.everyone) {
            (_, true) => "everyone who can use this computer".to_owned(),
            (true, false) => format!("its owner and the group {}", self.of_group()),
            (false, false) => "its owner alone".to_owned(),
        };
        let above = if self.closed_above { " (a folder above it keeps others out)" } else { "" };
        format!("{who}{above}")
    }

    /// What people call the group to which it belongs.
    pub fn of_group(&self) -> String {
        let group = Group::from_gid(Gid::from_raw(self.of_group)).ok().flatten();
        group.map_or_else(|| self.of_group.to_string(), |group| group.name)
    }
}

/// The word for leaving a folder as open as it is.
pub(crate) const AS_IT_IS: &str = "as-it-is";

/// Lets only the owner read a folder (`me`), or its group too (`group`). Any other word leaves it as it is.
pub(crate) fn set(folder: &Path, readers: &str) -> Result<(), Failure> {
    let before = fs::metadata(folder).map_err(|error| Failure::io("read", folder, &error))?.permissions().mode();
    let mode = match readers {
        "me" => 0o700,
        // Whoever of the group may write here stays able to, and what they write stays the group's.
        "group" => (before & 0o2020) | 0o2750,
        _ => return Ok(()),
    };
    fs::set_permissions(folder, Permissions::from_mode(mode)).map_err(|_| {
        Failure::new(Exit::NotSaved, "only the owner of this folder can change who may read it")
            .at(folder)
            .mend("ask them, or your IT team. Nothing else has been written")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_what_is_said() {
        let above = tempfile::tempdir().expect("a folder");
        let folder = above.path().join("records");
        assert_eq!(Reach::of(&folder), None);
        fs::create_dir(&folder).expect("a folder");
        let open = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).expect("set");
        let said = || Reach::of(&folder).expect("a folder").words();
        open(above.path(), 0o755);
        for (mode, wanted) in [(0o755, "everyone"), (0o711, "everyone"), (0o750, "group"), (0o700, "alone")] {
            open(&folder, mode);
            assert!(said().contains(wanted), "{mode:o}: {}", said());
        }
        // A folder above it that is closed keeps everyone out.
        open(&folder, 0o777);
        open(above.path(), 0o700);
        assert!(said().contains("alone"), "{}", said());
        open(above.path(), 0o755);
        for (readers, wanted) in [("as-it-is", 0o777), ("group", 0o2770), ("me", 0o700), ("group", 0o2750)] {
            set(&folder, readers).expect("set");
            let mode = fs::metadata(&folder).expect("a folder").permissions().mode() & 0o7777;
            assert_eq!(mode, wanted, "{readers}: {mode:o}");
        }
    }
}
