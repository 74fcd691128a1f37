//! Where records go, who may read them, and what a team sets: as it is, as it is to be, and put down.
//!
//! Nothing is written before somebody has seen all of it and given the word. What is not asked about stays as it is.

mod asked;
mod given;
mod put;
mod readers;

use std::collections::BTreeMap;
use std::fs;
use std::fs::Permissions;
use std::io;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;

use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::Source;
use crate::finding::shown_path;
use crate::journal::private_folder;
use crate::journal::sync_folder;
use crate::preferences;
use crate::preferences::Preferences;
use crate::prompt::Answer;
use crate::settings::Settings;

pub use asked::Left;
pub use asked::ask;
pub use given::INIT;
pub use given::given;
pub use readers::Reach;

/// One thing that is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The records folder.
    Records,
    /// Who may read it.
    Readers,
    /// The role of the person at the keyboard.
    Role,
    /// Whose working days count.
    Calendar,
    /// What a case reference looks like.
    Reference,
    /// Whom to ring.
    Safety,
    /// The agencies, as they are to be written.
    Agencies,
    /// After how long somebody looks whether a record is still to be kept.
    ReviewAfter,
}

impl Item {
    /// Every thing in the order in which it is asked.
    pub const ALL: [Self; 8] = [
        Self::Records,
        Self::Readers,
        Self::Role,
        Self::Calendar,
        Self::Reference,
        Self::Safety,
        Self::Agencies,
        Self::ReviewAfter,
    ];

    /// Where it stands in `rethink.toml`, if it is a team's.
    fn place(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Self::Records | Self::Readers | Self::Role => return None,
            Self::Calendar => &["calendar"],
            Self::Reference => &["case", "reference"],
            Self::Safety => &["safety", "lines"],
            Self::Agencies => &["agencies"],
            Self::ReviewAfter => &["retention", "review-after"],
        })
    }

    /// What it is called on the screen.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Records => "Records folder",
            Self::Readers => "Who may read it",
            Self::Role => "Your role",
            Self::Calendar => "Working days",
            Self::Reference => "Case references",
            Self::Safety => "Whom to ring",
            Self::Agencies => "Agencies",
            Self::ReviewAfter => "Looked at again",
        }
    }
}

/// How everything is set now, and how it is to be.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The records folder, as it is to be.
    pub records: PathBuf,
    /// The file of what this person prefers, if there is a place for it.
    preferences_file: Option<PathBuf>,
    preferences: Preferences,
    /// True if a flag or the environment names this folder.
    named: bool,
    /// The text of the team's settings, if the folder has any.
    settings: Option<String>,
    /// What is to be set otherwise.
    changes: BTreeMap<Item, Answer>,
}

impl Setup {
    /// How everything is set for this records folder. `named` is true if a flag or the environment names it.
    pub fn read(
        records: PathBuf,
        preferences_file: Option<PathBuf>,
        preferences: Preferences,
        named: bool,
    ) -> Result<Result<Self, Findings>, Failure> {
        let settings = match text(&records)? {
            Some(text) => match Settings::read(Source::open(records.join(FILE).display().to_string(), text.clone())) {
                Ok(_) => Some(text),
                Err(found) => return Ok(Err(found)),
            },
            None => None,
        };
        Ok(Ok(Self { records, preferences_file, preferences, named, settings, changes: BTreeMap::new() }))
    }

    /// The same for another records folder. What the team set in the one before stays there.
    fn moved(&self, records: PathBuf) -> Result<Result<Self, Findings>, Failure> {
        let other = Self::read(records, self.preferences_file.clone(), self.preferences.clone(), false)?;
        Ok(other.map(|mut other| {
            other.changes = self.changes.clone();
            other.changes.remove(&Item::Readers);
            other
        }))
    }

    /// True if rethink has been set up before: then only what is asked for is changed.
    pub fn is_set(&self) -> bool {
        self.settings.is_some() || (self.preferences.records.is_some() && self.records.is_dir())
    }

    /// How a thing is set now.
    fn now(&self, item: Item) -> Option<Answer> {
        let settings = self.settings.as_ref()?;
        let settings = || Settings::read(Source::open(FILE, settings.as_str())).ok();
        let lines = |lines: Vec<String>| Some(lines).filter(|lines| !lines.is_empty()).map(Answer::Lines);
        match item {
            Item::Records | Item::Readers | Item::Role => None,
            Item::Calendar => put::word(self.settings.as_ref()?, &["calendar"]).map(Answer::Choice),
            Item::Reference => settings()?.reference.map(Answer::Text),
            Item::Safety => lines(settings()?.safety),
            Item::Agencies => lines(settings()?.agencies),
            Item::ReviewAfter => settings()?.retention.map(|it| Answer::Text(it.review_after.to_string())),
        }
    }

    /// How a thing is to be set, or is set already.
    fn to_be(&self, item: Item) -> Option<Answer> {
        match (self.changes.get(&item), item) {
            (Some(Answer::Blank), _) => None,
            (Some(answer), _) => Some(answer.clone()),
            (None, Item::Records) => Some(Answer::Text(self.records.display().to_string())),
            (None, Item::Role) => self.preferences.role.clone().map(Answer::Text),
            (None, item) => self.now(item),
        }
    }

    /// Notes that a thing is to be set so; nothing if it is so already.
    fn set(&mut self, item: Item, answer: Answer) {
        self.changes.remove(&item);
        let now = self.to_be(item);
        let is_so = match (&answer, now) {
            (Answer::Blank, None) => true,
            (Answer::Choice(id), _) if id == readers::AS_IT_IS => true,
            (answer, now) => now.as_ref() == Some(answer),
        };
        if !is_so {
            self.changes.insert(item, answer);
        }
    }

    /// True if the folder is another than is remembered for this person.
    fn is_new_folder(&self) -> bool {
        self.preferences.records.as_ref() != Some(&self.records)
    }

    /// True if there is nothing to write.
    pub fn is_as_it_is(&self) -> bool {
        let is_remembered = self.named || !self.is_new_folder();
        self.changes.is_empty() && self.settings.is_some() && self.records.is_dir() && is_remembered
    }

    /// The settings as they are to be. None if they cannot be put into what stands there.
    fn settings_to_be(&self) -> Option<String> {
        let changed: Vec<_> = self.changes.iter().filter_map(|(item, answer)| Some((item.place()?, answer))).collect();
        match &self.settings {
            None => {
                let set =
                    changed.into_iter().filter_map(|(place, answer)| Some((place, put::value(answer)?))).collect();
                Some(put::commented(&set))
            }
            Some(text) => {
                changed.into_iter().try_fold(text.clone(), |text, (place, answer)| match put::value(answer) {
                    Some(value) => put::put(&text, place, &value),
                    None => put::taken_out(&text, place),
                })
            }
        }
        .filter(|text| Settings::read(Source::open(FILE, text.as_str())).is_ok())
    }

    /// Puts everything down: the folder, who may read it, the team's settings, and what this person prefers. What
    /// comes back is what was made or changed, a line each.
    pub fn write(&self) -> Result<Vec<String>, Failure> {
        let mut done = Vec::new();
        if self.is_as_it_is() {
            return Ok(done);
        }
        let folder = &self.records;
        let text_to_be = self.settings_to_be().ok_or_else(|| {
            Failure::new(Exit::WrongFile, "this cannot be put into the settings without changing the rest of them")
                .at(&folder.join(FILE))
                .mend("open that file in an editor and write it there. Nothing has been written")
        })?;
        if !folder.is_dir() {
            private_folder(folder)?;
            done.push(format!("Made: {}", shown_path(folder)));
        }
        if let Some(Answer::Choice(readers)) = self.changes.get(&Item::Readers) {
            readers::set(folder, readers)?;
            done.push(format!("Who may read it: {}.", Reach::of(folder).map_or_else(String::new, |it| it.words())));
        }
        if self.settings.as_deref() != Some(&text_to_be) {
            self.write_settings(&text_to_be)?;
            done.push(format!("Settings: {}", shown_path(&folder.join(FILE))));
        }
        if let Some(file) = &self.preferences_file {
            let before = done.len();
            if self.is_new_folder() {
                preferences::remember_records(file, folder)?;
                done.push(format!("Remembered for you: {}", shown_path(file)));
            }
            match self.changes.get(&Item::Role) {
                Some(Answer::Text(role)) => preferences::remember_role(file, role)?,
                Some(_) => preferences::remember_role(file, "")?,
                None => return Ok(done),
            }
            if done.len() == before {
                done.push(format!("Remembered for you: {}", shown_path(file)));
            }
        }
        Ok(done)
    }

    fn write_settings(&self, text_to_be: &str) -> Result<(), Failure> {
        let path = self.records.join(FILE);
        let failed = |error: &io::Error| Failure::io("write the settings", &path, error);
        if text(&self.records)? != self.settings {
            return Err(Failure::new(Exit::NotSaved, "somebody has changed the settings in the meantime")
                .at(&path)
                .mend("start again with: rethink init"));
        }
        let folder = &self.records;
        let mode = fs::metadata(&path).or_else(|_| fs::metadata(folder)).map_err(|error| failed(&error))?;
        let mode = (mode.permissions().mode() & 0o664) | 0o600;
        let mut builder = tempfile::Builder::new();
        let mut file =
            builder.prefix(".rethink-").suffix(".tmp").tempfile_in(folder).map_err(|error| failed(&error))?;
        file.write_all(text_to_be.as_bytes())
            .and_then(|()| file.as_file().set_permissions(Permissions::from_mode(mode)))
            .and_then(|()| file.as_file().sync_all())
            .map_err(|error| failed(&error))?;
        match self.settings {
            Some(_) => drop(file.persist(&path).map_err(|error| failed(&error.error))?),
            None => drop(file.persist_noclobber(&path).map_err(|error| failed(&error.error))?),
        }
        sync_folder(folder)
    }
}

/// The team's settings in a records folder.
const FILE: &str = "rethink.toml";

/// The text of the settings in a folder, if there are any.
fn text(records: &Path) -> Result<Option<String>, Failure> {
    Ok(crate::records::put_there(&records.join(FILE))?.map(|source| source.text))
}
