//! The manifest of an export, and the records of its segments.

use serde::{Deserialize, Serialize};

use super::plan::{ColumnPlan, Plan};

/// The list of all files of a complete export: `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always `weda-export`.
    pub kind: String,
    /// The version of this layout: 1.
    pub version: u32,
    /// The time at which it was complete, as RFC 3339.
    pub completed: String,
    /// The parameters.
    #[serde(flatten)]
    pub plan: ManifestPlan,
    /// The models with their files.
    pub models: Vec<ModelEntry>,
}

/// The parameters that all models share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestPlan {
    /// The environment's address and id, and whether it is trial or live.
    pub source: String,
    /// The format of the files: `parquet` or `arrow`.
    pub format: super::encoder::FileFormat,
    /// The field by which the files are partitioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    /// The condition on the records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
}

/// The files of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelEntry {
    /// The identifier.
    pub model: String,
    /// Number of records in the files.
    pub rows: u64,
    /// The SHA-256 of the columns with their types and kinds.
    pub schema_sha256: String,
    /// The columns, that of the partitions among them.
    pub columns: Vec<ColumnPlan>,
    /// Records that could not be read, or do not fit their columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// The files, in the order of `_id`.
    pub files: Vec<PartFile>,
}

/// A record that is not in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The `_id`, if it can be read.
    pub id: Option<String>,
    /// The reason.
    pub reason: String,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartFile {
    /// The name below the directory, with slashes.
    pub path: String,
    /// Number of rows.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// The SHA-256 of the content.
    pub sha256: String,
    /// The value of the field by which the files are partitioned. Absent if they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<PartitionValue>,
}

/// The value that all rows of a file have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionValue {
    /// The key of the field.
    pub field: String,
    /// The value as text; null for records without one.
    pub value: Option<String>,
}

/// A range of `_id` whose files are complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Segment {
    /// From 1.
    pub number: u64,
    /// The last `_id` of the range. Absent for a model without records.
    pub until: Option<String>,
    pub files: Vec<PartFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// The model has no further records.
    pub is_last: bool,
}

impl Segment {
    /// All records of a model that is complete.
    pub fn of(entry: &ModelEntry) -> Self {
        Self { number: 1, until: None, files: entry.files.clone(), left_out: entry.left_out.clone(), is_last: true }
    }

    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }
}

/// The kind of a manifest, by which it is told from other files of the same name.
pub(super) const KIND: &str = "weda-export";
/// The version of the layout.
pub(super) const VERSION: u32 = 1;

impl Manifest {
    pub(super) fn of(plan: &Plan, completed: String, segments: Vec<Vec<Segment>>) -> Self {
        let models = plan.models.iter().zip(segments).map(|(model, segments)| ModelEntry {
            model: model.model.clone(),
            rows: segments.iter().map(Segment::rows).sum(),
            schema_sha256: model.schema_sha256.clone(),
            columns: model.columns.clone(),
            left_out: segments.iter().flat_map(|segment| segment.left_out.clone()).collect(),
            files: segments.into_iter().flat_map(|segment| segment.files).collect(),
        });
        Self {
            kind: KIND.to_owned(),
            version: VERSION,
            completed,
            models: models.collect(),
            plan: ManifestPlan {
                source: plan.source.clone(),
                format: plan.format,
                partition_by: plan.partition_by.clone(),
                filter: plan.filter.clone(),
            },
        }
    }

    /// The entry of a model.
    #[must_use]
    pub fn model(&self, model: &str) -> Option<&ModelEntry> {
        self.models.iter().find(|entry| entry.model == model)
    }
}
