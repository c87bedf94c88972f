//! The manifest: the files of the current snapshot, and the state of each model.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::datatypes::Schema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::tidy;
use crate::copy::{Environment, ModelState, state::text_hash, write_atomically};
use crate::error::Error;
use crate::model::Model;

/// The name of the manifest.
pub(super) const FILE: &str = "manifest.json";
/// The version of the layout.
const VERSION: u32 = 1;
/// The time for which files of an earlier snapshot stay, in milliseconds.
const KEEP: i64 = 3_600_000;
/// The largest manifest that is read, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// The content of the manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: u32,
    pub(super) env_id: String,
    pub(super) env_type: String,
    /// The number of the snapshot. It begins the names of the files made for it.
    pub(super) snapshot: u64,
    pub(super) models: BTreeMap<String, ModelEntry>,
    /// The files of earlier snapshots that are still there.
    retired: Vec<Retired>,
}

/// A model.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ModelEntry {
    pub(super) title: Option<String>,
    /// Number of records that are not marked as deleted.
    pub(super) records: u64,
    /// Number of records that are marked as deleted.
    pub(super) deleted: u64,
    pub(super) files: Vec<FileEntry>,
    pub(super) columns: Vec<ColumnEntry>,
    /// True if files lack columns. All are written anew at the next commit, since readers take the columns of the first file.
    pub(super) is_outdated: bool,
    /// The labels of options: key and label by field.
    labels: BTreeMap<String, Vec<(String, Option<String>)>>,
    pub(super) state: ModelState,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// The path in the directory, with `/`.
    pub(super) path: String,
    pub(super) rows: u64,
    pub(super) deleted: u64,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ColumnEntry {
    field: String,
    title: Option<String>,
    kind: String,
    /// The type in the files.
    r#type: String,
    /// False if the definition no longer has it.
    is_defined: bool,
}

/// A file of an earlier snapshot.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Retired {
    path: String,
    /// The time, in Unix milliseconds of this machine's clock.
    at: i64,
}

/// The file: the content, and the hash of its text.
#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    sha256: String,
    #[serde(borrow)]
    content: &'a RawValue,
}

/// The columns of a model's files.
pub(super) fn columns(model: &Model, schema: &Schema) -> Vec<ColumnEntry> {
    let column = |column: &crate::model::Column| ColumnEntry {
        field: column.key.clone(),
        title: column.title.clone(),
        kind: column.kind.clone(),
        r#type: schema.field_with_name(&column.key).map(type_name).unwrap_or_default(),
        is_defined: true,
    };
    model.columns.iter().map(column).collect()
}

/// The type of a column. A dictionary of texts is a text: they are converted.
fn type_name(field: &arrow::datatypes::Field) -> String {
    match field.data_type() {
        arrow::datatypes::DataType::Dictionary(_, value) => value.to_string(),
        other => other.to_string(),
    }
}

impl Manifest {
    /// The manifest of an empty copy.
    pub(super) fn new(of: &Environment) -> Self {
        let (env_id, env_type) = (of.id.clone(), of.env_type.clone());
        Self { version: VERSION, env_id, env_type, snapshot: 0, models: BTreeMap::new(), retired: Vec::new() }
    }

    /// Reads the manifest of a directory, if it has one.
    ///
    /// # Errors
    /// Returns an error if it cannot be read or is not as it was written.
    pub(super) fn read(dir: &Path) -> Result<Option<Self>, Error> {
        let path = dir.join(FILE);
        let bytes = match weda_definition::read_regular_file(&path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::File { action: "read", path, error }),
        };
        let damaged = |reason: String| Error::Damaged { path: path.clone(), reason };
        let sealed: Sealed<'_> =
            serde_json::from_slice(&bytes).map_err(|error| damaged(format!("it is not a manifest ({error})")))?;
        if text_hash(sealed.content.get()) != sealed.sha256 {
            return Err(damaged("the content does not match its hash".to_owned()));
        }
        let manifest: Self = serde_json::from_str(sealed.content.get())
            .map_err(|error| damaged(format!("it is not a manifest ({error})")))?;
        // Whatever program made the copy, only files of its own directories are read and removed.
        if let Some(path) = manifest.strange_path() {
            return Err(damaged(format!("`{path}` is not the name of a file of this copy")));
        }
        match manifest.version {
            VERSION => Ok(Some(manifest)),
            version => Err(damaged(format!("its layout has the version {version}, and this program knows {VERSION}"))),
        }
    }

    /// The first path that is not that of a file of the copy.
    fn strange_path(&self) -> Option<&str> {
        let files = self
            .models
            .iter()
            .flat_map(|(model, entry)| entry.files.iter().map(move |file| (Some(model.as_str()), file.path.as_str())));
        let retired = self.retired.iter().map(|retired| (None, retired.path.as_str()));
        let is_strange = |(model, path): &(Option<&str>, &str)| {
            tidy::parts(path).is_none_or(|(folder, _)| model.is_some_and(|model| model != folder))
        };
        files.chain(retired).find(is_strange).map(|(_, path)| path)
    }

    /// Replaces the manifest of a directory.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(super) fn write(&self, dir: &Path) -> Result<(), Error> {
        let content = serde_json::to_string_pretty(self).expect("texts, numbers, and maps with texts as keys are JSON");
        let content = RawValue::from_string(content).expect("serde_json wrote it");
        let sealed = Sealed { sha256: text_hash(content.get()), content: &content };
        let mut text = serde_json::to_vec(&sealed).expect("a text and JSON are JSON");
        text.push(b'\n');
        write_atomically(&dir.join(FILE), &text)
    }

    /// Keeps files that a new snapshot does not have, for those who read an earlier one.
    pub(super) fn retire(&mut self, files: impl IntoIterator<Item = FileEntry>) {
        let at = weda::DateTime::now().as_millis();
        self.retired.extend(files.into_iter().map(|file| Retired { path: file.path, at }));
    }

    /// Forgets the files that were kept long enough, and returns their paths.
    pub(super) fn expired(&mut self) -> Vec<String> {
        let now = weda::DateTime::now().as_millis();
        // A clock that was ahead must not keep them for ever.
        let is_expired = |retired: &Retired| now.saturating_sub(retired.at) > KEEP || retired.at > now;
        let (expired, kept) = std::mem::take(&mut self.retired).into_iter().partition(is_expired);
        self.retired = kept;
        expired.into_iter().map(|retired| retired.path).collect()
    }

    /// The paths of all files that must stay.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let files = self.models.values().flat_map(|entry| entry.files.iter().map(|file| file.path.as_str()));
        files.chain(self.retired.iter().map(|retired| retired.path.as_str()))
    }
}

impl ModelEntry {
    /// A model without records.
    pub(super) fn new(columns: Vec<ColumnEntry>) -> Self {
        let (files, labels, state) = (Vec::new(), BTreeMap::new(), ModelState::default());
        Self { title: None, records: 0, deleted: 0, files, columns, is_outdated: false, labels, state }
    }

    /// Takes over the columns of the definition, and returns true if fields were added or removed.
    ///
    /// # Errors
    /// Returns an error if the type of a field has changed.
    pub(super) fn adopt(&mut self, model: &str, defined: &[ColumnEntry]) -> Result<bool, Error> {
        let mut has_changed = false;
        let mut columns = defined.to_vec();
        for existing in &self.columns {
            match columns.iter().find(|column| column.field == existing.field) {
                Some(column) if column.r#type != existing.r#type => {
                    return Err(Error::TypeChanged {
                        model: model.to_owned(),
                        key: existing.field.clone(),
                        copied: existing.r#type.clone(),
                        defined: column.r#type.clone(),
                    });
                }
                Some(_) => has_changed |= !existing.is_defined,
                None => {
                    has_changed |= existing.is_defined;
                    columns.push(ColumnEntry { is_defined: false, ..existing.clone() });
                }
            }
        }
        let is_new = |column: &ColumnEntry| self.columns.iter().all(|existing| existing.field != column.field);
        let has_new = defined.iter().any(is_new);
        self.is_outdated |= has_new;
        self.columns = columns;
        Ok(has_changed || has_new)
    }

    /// Writes title and labels.
    pub(super) fn describe(&mut self, model: &Model) {
        self.title.clone_from(&model.definition.title);
        let labels = |items: &[weda_definition::OptionItem]| {
            items.iter().map(|item| (item.key.clone(), item.label.clone())).collect()
        };
        self.labels = model.options.iter().map(|(field, items)| (field.clone(), labels(items))).collect();
    }

    /// Counts the records of the files.
    pub(super) fn count(&mut self) {
        self.deleted = self.files.iter().map(|file| file.deleted).sum();
        self.records = self.files.iter().map(|file| file.rows - file.deleted).sum();
    }
}
