//! The file of a seed, and the files that the command keeps beside it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::value::RawValue;
use tempfile::TempDir;

use crate::definition::Fields;
use crate::form::Form;
use crate::rows::{Mode, Row};

/// A line of the file of rejected rows. Not every program can read the record: it may hold half a character.
#[derive(Deserialize)]
struct Reject {
    row: u64,
    reason: String,
    record: Box<RawValue>,
}

pub struct InputFile {
    pub folder: TempDir,
    pub form: Form,
    pub by_title: bool,
    pub seed: u64,
}

impl InputFile {
    pub fn name(&self) -> String {
        format!("rows.{}", self.form.ending())
    }

    pub fn rejects_name(&self) -> String {
        format!("{}.{}", self.name(), self.form.rejects())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, rows: &[Row], fields: &Fields, mode: Mode) {
        let bytes = self.form.bytes(rows, fields, mode == Mode::Ids, self.by_title, self.seed);
        std::fs::write(self.path(&self.name()), bytes).unwrap();
    }

    pub fn has_checkpoint(&self) -> bool {
        self.path(&format!("{}.checkpoint", self.name())).exists()
    }

    /// Removes what the command keeps, as a user does who begins anew.
    pub fn forget(&self) {
        for name in [format!("{}.checkpoint", self.name()), self.rejects_name()] {
            let _ = std::fs::remove_file(self.path(&name));
        }
    }

    /// The numbers of the rejected rows, as the file says that the command writes; `None` without one.
    pub fn rejects(&self) -> Option<BTreeSet<u64>> {
        let text = std::fs::read(self.path(&self.rejects_name())).ok()?;
        let mut rows = BTreeSet::new();
        let mut add = |row: u64| assert!(rows.insert(row), "row {row} is twice in the rejects");
        if self.form.rejects().ends_with("ndjson") {
            for line in String::from_utf8(text).unwrap().lines() {
                let reject: Reject = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
                assert!(!reject.reason.is_empty() && !reject.record.get().is_empty(), "{line}");
                add(reject.row);
            }
        } else {
            let delimiter = if self.form == Form::Tsv { b'\t' } else { b',' };
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_slice());
            for record in reader.records() {
                let record = record.unwrap();
                let (row, reason) = record[0].strip_prefix("row ").unwrap().split_once(": ").unwrap();
                assert!(!reason.is_empty(), "{record:?}");
                add(row.parse().unwrap());
            }
        }
        Some(rows)
    }
}
