//! Snapshots of a directory of definitions, from file metadata.
//!
//! Directories are polled: this works on all file systems, including those of containers and networks, and uses less than
//! 0.1 % of a processor.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use weda_definition::{OptionSets, is_definition_file};

/// Polling interval. A change is processed once the directory is stable for this time.
pub(crate) const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// Metadata of the definitions and of the option sets beside them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    files: BTreeMap<PathBuf, Stamp>,
    option_sets: PathBuf,
    sets: Stamp,
}

/// Metadata that changes with the content of a file. The default stands for a missing file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    number: u64,
}

impl Snapshot {
    /// Takes a snapshot; `None` if the directory cannot be read.
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

    /// The snapshot of a missing directory, with the option sets beside it.
    pub fn without_files(dir: &Path) -> Self {
        let option_sets = OptionSets::beside(dir);
        Self { files: BTreeMap::new(), sets: Stamp::of(&option_sets), option_sets }
    }

    /// Files that were changed or added since `before`.
    pub fn changed<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Path> {
        let is_other = |(path, stamp): &(&PathBuf, &Stamp)| before.files.get(*path) != Some(*stamp);
        self.files.iter().filter(is_other).map(|(path, _)| path.as_path())
    }

    /// Returns true if the file was there.
    pub fn has(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// Files that were removed until `now`.
    pub fn removed<'a>(&'a self, now: &'a Self) -> impl Iterator<Item = &'a Path> {
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
    /// Reads the metadata of a file.
    pub fn of(path: &Path) -> Self {
        path.metadata().map_or_else(
            |_| Self::default(),
            |metadata| Self { modified: metadata.modified().ok(), bytes: metadata.len(), number: number(&metadata) },
        )
    }
}

/// The inode, which differs for a replaced file.
#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
