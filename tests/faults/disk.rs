//! What a disk may hold after the power has gone: a model of a file system that promises as little as POSIX does.
//!
//! What was written is there once the file is synced; before that it may be there, be gone, be half there, or be as
//! long and hold noughts. What a folder lists is there once the folder is synced; before that each change of it may
//! or may not have come about, in any order, but a rename is whole. After a sync that did not come off, nothing that
//! was written before it is ever sure.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use super::log::Call;

/// What one folder lists, changed.
#[derive(Debug, Clone)]
enum Change {
    Put(PathBuf, usize),
    Move(PathBuf, PathBuf, usize),
    Gone(PathBuf),
    Folder(PathBuf),
}

impl Change {
    fn folder(&self) -> &Path {
        match self {
            Self::Put(path, _) | Self::Move(_, path, _) | Self::Gone(path) | Self::Folder(path) => {
                path.parent().unwrap()
            }
        }
    }

    fn apply(&self, names: &mut Names) {
        match self {
            Self::Put(path, file) => drop(names.files.insert(path.clone(), *file)),
            Self::Move(from, to, file) => {
                names.files.remove(from);
                names.files.insert(to.clone(), *file);
            }
            Self::Gone(path) => drop(names.files.remove(path)),
            Self::Folder(path) => drop(names.folders.insert(path.clone())),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Names {
    files: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
}

/// One file, whatever it is called.
#[derive(Debug, Clone, Default)]
struct Bytes {
    live: Vec<u8>,
    sure: Vec<u8>,
    /// True once a sync of it did not come off.
    doubtful: bool,
}

#[derive(Debug, Clone)]
struct Handle {
    path: PathBuf,
    file: Option<usize>,
    at: usize,
    append: bool,
}

/// A disk, below one folder that is there from the start.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    files: Vec<Bytes>,
    live: Names,
    sure: Names,
    waiting: Vec<Change>,
    handles: BTreeMap<u32, Handle>,
}

/// What is on the disk after the power has gone: each file by its path.
pub type State = BTreeMap<PathBuf, Vec<u8>>;

impl Disk {
    /// A disk that holds these files and folders, all of them sure.
    pub fn new(root: &Path, files: &State, folders: &[PathBuf]) -> Self {
        let mut names = Names { files: BTreeMap::new(), folders: folders.iter().cloned().collect() };
        let mut all = Vec::new();
        for (path, bytes) in files {
            names.files.insert(path.clone(), all.len());
            all.push(Bytes { live: bytes.clone(), sure: bytes.clone(), doubtful: false });
        }
        names.folders.insert(root.to_owned());
        let handles = BTreeMap::new();
        Self { root: root.to_owned(), files: all, live: names.clone(), sure: names, waiting: Vec::new(), handles }
    }

    /// What the program itself sees now.
    pub fn now(&self) -> State {
        self.live.files.iter().map(|(path, file)| (path.clone(), self.files[*file].live.clone())).collect()
    }

    /// Does one call. `skip` is a sync that is left out.
    pub fn does(&mut self, call: &Call, skip: bool) {
        match call {
            Call::Open { fd, path, make, empty, append } if path.starts_with(&self.root) => {
                let known = self.live.files.get(path).copied();
                let file = known.or_else(|| {
                    make.then(|| {
                        self.files.push(Bytes::default());
                        self.change(Change::Put(path.clone(), self.files.len() - 1));
                        self.files.len() - 1
                    })
                });
                if let (Some(file), true) = (file, *empty) {
                    self.files[file].live.clear();
                }
                self.handles.insert(*fd, Handle { path: path.clone(), file, at: 0, append: *append });
            }
            Call::Open { fd, .. } | Call::Close { fd } => drop(self.handles.remove(fd)),
            Call::Write { fd, bytes } => {
                let Some(Handle { file: Some(file), at, append, .. }) = self.handles.get_mut(fd) else { return };
                let live = &mut self.files[*file].live;
                let from = if *append { live.len() } else { *at };
                live.resize(live.len().max(from + bytes.len()), 0);
                live[from..from + bytes.len()].copy_from_slice(bytes);
                *at = from + bytes.len();
            }
            Call::Cut { fd, length } => {
                if let Some(Handle { file: Some(file), .. }) = self.handles.get(fd) {
                    self.files[*file].live.resize(*length, 0);
                }
            }
            Call::Sync { fd, well } => {
                let Some(handle) = self.handles.get(fd).filter(|_| !skip).cloned() else { return };
                match handle.file {
                    Some(file) if !well => self.files[file].doubtful = true,
                    Some(file) if !self.files[file].doubtful => {
                        let Bytes { live, sure, .. } = &mut self.files[file];
                        sure.clone_from(live);
                    }
                    None if *well => {
                        for change in self.waiting.extract_if(.., |change| change.folder() == handle.path) {
                            change.apply(&mut self.sure);
                        }
                    }
                    _ => {}
                }
            }
            Call::Rename { from, to } => {
                if let Some(file) = self.live.files.get(from).copied() {
                    self.change(Change::Move(from.clone(), to.clone(), file));
                }
            }
            Call::Link { from, to } => {
                if let Some(file) = self.live.files.get(from).copied() {
                    self.change(Change::Put(to.clone(), file));
                }
            }
            Call::Unlink { path } if path.starts_with(&self.root) => self.change(Change::Gone(path.clone())),
            Call::MakeFolder { path } if path.starts_with(&self.root) => self.change(Change::Folder(path.clone())),
            Call::Unlink { .. } | Call::MakeFolder { .. } | Call::Say => {}
        }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.live);
        self.waiting.push(change);
    }

    /// Everything that may be there if the power goes now.
    pub fn states(&self) -> BTreeSet<State> {
        let mut listings = Vec::new();
        let many = self.waiting.len();
        let with = |is: &dyn Fn(usize) -> bool| {
            let mut names = self.sure.clone();
            for (_, change) in self.waiting.iter().enumerate().filter(|(place, _)| is(*place)) {
                change.apply(&mut names);
            }
            names
        };
        for place in 0..=many {
            listings.push(with(&|it| it < place));
            listings.push(with(&|it| it != place));
            listings.push(with(&|it| it == place));
        }
        let mut states = BTreeSet::new();
        for names in listings {
            for how in 0..4 {
                let mut state = State::new();
                for (path, file) in &names.files {
                    let is_listed = path.ancestors().skip(1).take_while(|it| it.starts_with(&self.root));
                    if is_listed.into_iter().all(|folder| names.folders.contains(folder)) {
                        state.insert(path.clone(), self.files[*file].after(how));
                    }
                }
                states.insert(state);
            }
        }
        states
    }
}

impl Bytes {
    /// What may be left of it: all, only what is sure, half of what is not, or noughts in place of that.
    fn after(&self, how: usize) -> Vec<u8> {
        let mut bytes = self.sure.clone();
        match how {
            0 => bytes.clone_from(&self.live),
            1 => {}
            2 if self.live.starts_with(&self.sure) => {
                bytes.extend_from_slice(&self.live[self.sure.len()..usize::midpoint(self.sure.len(), self.live.len())]);
            }
            3 => bytes.resize(self.live.len().max(self.sure.len()), 0),
            _ => {}
        }
        bytes
    }
}
