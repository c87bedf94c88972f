//! The place and hash of each record.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::file;
use super::manifest::FileEntry;
use crate::error::Error;
use crate::row::{Digest, key_of};

/// The records of a model, by the keys of their ids: about 70 bytes each.
#[derive(Default)]
pub(super) struct Index {
    records: HashMap<u128, Found>,
    /// The paths of files. A file that is written anew keeps its number, so several numbers can have one path.
    paths: Vec<String>,
    live: u64,
}

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) digest: Digest,
    pub(super) is_deleted: bool,
    file: u32,
}

impl Index {
    /// Reads the index of files.
    ///
    /// # Errors
    /// Returns an error if a file is damaged, or a record is in two of them.
    pub(super) fn load(dir: &Path, files: &[FileEntry]) -> Result<Self, Error> {
        let mut index = Self::default();
        for entry in files {
            let file = index.add_file(&entry.path);
            let mut double = None;
            file::rows(dir, entry, &mut |row| {
                let found = Found { digest: row.digest, is_deleted: row.is_deleted, file };
                if index.put(key_of(&row.id), found) {
                    double = Some(row.id);
                }
            })?;
            if let Some(id) = double {
                let reason = format!("the record `{id}` is in the copy twice");
                return Err(Error::Damaged { path: dir.join(&entry.path), reason });
            }
        }
        Ok(index)
    }

    /// Gives a file a number.
    fn add_file(&mut self, path: &str) -> u32 {
        self.paths.push(path.to_owned());
        u32::try_from(self.paths.len() - 1).expect("a copy has fewer files than a disk")
    }

    /// Adds or replaces a record, and returns true if it was there.
    fn put(&mut self, key: u128, found: Found) -> bool {
        let before = self.records.insert(key, found);
        self.live -= u64::from(before.is_some_and(|before| !before.is_deleted));
        self.live += u64::from(!found.is_deleted);
        before.is_some()
    }

    /// Adds the records of a new file.
    pub(super) fn wrote(&mut self, path: &str, records: impl IntoIterator<Item = (u128, Digest)>) {
        let file = self.add_file(path);
        for (key, digest) in records {
            self.put(key, Found { digest, is_deleted: false, file });
        }
    }

    /// Replaces the path of a file that was written anew.
    pub(super) fn moved(&mut self, old: &str, new: &str) {
        for path in self.paths.iter_mut().filter(|path| *path == old) {
            new.clone_into(path);
        }
    }

    /// Marks a record as deleted.
    pub(super) fn mark_deleted(&mut self, key: u128) {
        if let Some(found) = self.records.get_mut(&key).filter(|found| !found.is_deleted) {
            found.is_deleted = true;
            self.live -= 1;
        }
    }

    /// The paths of the files that have records of these keys.
    pub(super) fn paths_of(&self, keys: impl Iterator<Item = u128>) -> HashSet<String> {
        let files: HashSet<u32> = keys.filter_map(|key| self.records.get(&key)).map(|found| found.file).collect();
        files.into_iter().filter_map(|file| self.paths.get(file as usize).cloned()).collect()
    }

    /// The record with this key.
    pub(super) fn get(&self, key: u128) -> Option<&Found> {
        self.records.get(&key)
    }

    /// Number of records that are not marked as deleted.
    pub(super) fn live(&self) -> u64 {
        self.live
    }

    /// The keys of the records that are not marked as deleted.
    pub(super) fn live_keys(&self) -> impl Iterator<Item = u128> {
        self.records.iter().filter(|(_, found)| !found.is_deleted).map(|(key, _)| *key)
    }
}
