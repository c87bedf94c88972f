//! How a directory of definitions looks from outside.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use weda_definition::{OptionSets, is_definition_file};

/// The definitions of a directory, and the option sets beside it, as far as they tell whether they have changed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::emulate) struct Snapshot {
    files: BTreeMap<PathBuf, Stamp>,
    option_sets: PathBuf,
    sets: Stamp,
}

/// What another text of a file has another one of. All is missing where there is no file.
#[derive(Debug, Clone, Default, PartialEq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    number: u64,
}

impl Snapshot {
    /// How the directory looks now; `None` if it cannot be read.
    pub fn of(dir: &Path) -> Option<Self> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(dir).ok()? {
            let path = entry.ok()?.path();
            if is_definition_file(&path) && !path.is_dir() {
                let stamp = Stamp::of(&path);
                files.insert(path, stamp);
            }
        }
        Some(Self { files, ..Self::without_files(dir) })
    }

    /// A directory that is not there, with the option sets that stand beside it all the same.
    pub fn without_files(dir: &Path) -> Self {
        let option_sets = OptionSets::beside(dir);
        Self { files: BTreeMap::new(), sets: Stamp::of(&option_sets), option_sets }
    }

    /// The files that an earlier state has in another form, or not at all.
    pub fn changed<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Path> {
        let is_other = |(path, stamp): &(&PathBuf, &Stamp)| before.files.get(*path) != Some(*stamp);
        self.files.iter().filter(is_other).map(|(path, _)| path.as_path())
    }

    /// The files that a later state does not have.
    pub fn gone<'a>(&'a self, now: &'a Self) -> impl Iterator<Item = &'a Path> {
        self.files.keys().filter(|path| !now.files.contains_key(*path)).map(PathBuf::as_path)
    }

    pub fn option_sets_differ(&self, before: &Self) -> bool {
        self.sets != before.sets
    }

    pub fn option_sets(&self) -> &Path {
        &self.option_sets
    }
}

impl Stamp {
    fn of(path: &Path) -> Self {
        path.metadata().map_or_else(
            |_| Self::default(),
            |metadata| Self { modified: metadata.modified().ok(), bytes: metadata.len(), number: number(&metadata) },
        )
    }
}

/// The number of the file on its disk, which another one has that took its place.
#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
