//! Export and import of records, which the command brings along: by its own rules, and not by others of the studio.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::place::Place;
use crate::refused::Refused;

/// Export and import of records. The methods block.
pub trait Files: Send + Sync + 'static {
    /// Writes records to `out`, as `weda export` does, until the end or until `stop` is raised.
    ///
    /// # Errors
    /// Returns a refusal if records cannot be read or written, or the export was stopped.
    fn export(&self, export: &Export, out: &mut (dyn Write + Send), stop: &Stop) -> Result<Exported, Refused>;

    /// The place of checkpoints that outlive the studio. Without one, an import goes on only while the studio runs.
    fn checkpoints(&self) -> Option<Checkpoints> {
        None
    }

    /// The columns and the first rows of a file.
    ///
    /// # Errors
    /// Returns a refusal if the file cannot be read.
    fn preview(&self, import: &Import) -> Result<Preview, Refused>;

    /// Imports a file, as `weda import` does, until its end or until `stop` is raised. `told` gets the progress: objects
    /// with `progress`, with the outcome of a row that was not created, and at the end with `summary` or `error`.
    ///
    /// # Errors
    /// Returns a refusal if the import cannot be started.
    fn import(&self, import: &Import, told: &mut dyn FnMut(Value), stop: &Stop) -> Result<(), Refused>;
}

/// A place of checkpoints.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Checkpoints {
    /// The folder.
    pub folder: PathBuf,
    /// The address and the environment, so that checkpoints of several are told apart.
    pub service: String,
}

impl Checkpoints {
    /// A folder of checkpoints of imports into this service.
    #[must_use]
    pub fn new(folder: PathBuf, service: String) -> Self {
        Self { folder, service }
    }
}

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// One JSON object per line.
    Ndjson,
    /// A JSON array.
    Json,
    /// A table with commas.
    Csv,
    /// A table with tabs.
    Tsv,
    /// An Excel workbook.
    Xlsx,
}

impl Format {
    /// Its name, which is also the ending of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Records to export.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Export {
    /// The model.
    pub at: Place,
    /// The format of the file.
    pub format: Format,
    /// The filter in OData's syntax; empty for all records.
    #[serde(default)]
    pub filter: String,
    /// The ids of the records, at most 100; empty for all that match the filter.
    #[serde(default)]
    pub ids: Vec<String>,
    /// The fields, in their order; empty for all.
    #[serde(default)]
    pub select: Vec<String>,
    /// True to name columns by the titles of their fields.
    #[serde(default)]
    pub titles: bool,
    /// True to write tables for spreadsheets, with an apostrophe before what they would run as a formula.
    #[serde(default)]
    pub spreadsheets: bool,
}

/// The result of an export.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[non_exhaustive]
pub struct Exported {
    /// The number of records in the file.
    pub records: u64,
    /// The number of records that cannot be read, and are left out.
    pub unreadable: u64,
}

impl Exported {
    /// These numbers of records.
    #[must_use]
    pub fn new(records: u64, unreadable: u64) -> Self {
        Self { records, unreadable }
    }
}

/// A file to import. The studio has chosen all paths: no name that a browser sends is part of one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Import {
    /// The model.
    pub at: Place,
    /// The file.
    pub file: PathBuf,
    /// Its format.
    pub format: Format,
    /// The field whose value is unique for each record.
    pub key: Option<String>,
    /// True to create the records with the ids of the file.
    pub keep_ids: bool,
    /// True to check all rows, and to write nothing.
    pub dry_run: bool,
    /// The file of rejected rows.
    pub rejects: PathBuf,
    /// The file of outcomes, by which an import goes on.
    pub checkpoint: PathBuf,
}

/// The beginning of a file.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Preview {
    /// The fields of its columns, in their order.
    pub columns: Vec<String>,
    /// The fields that are not of the model.
    pub unknown: Vec<String>,
    /// The first rows: objects by field, or texts that say why a row is not valid.
    pub rows: Vec<Value>,
    /// Notes about the file.
    pub notes: Vec<String>,
    /// The field that is proposed as key, since its values are unique.
    pub key: Option<String>,
    /// True if an earlier import of this file left rows out.
    pub resumes: bool,
}

/// A request to stop.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks to stop.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns true if it was asked to stop.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
