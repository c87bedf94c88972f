//! The contents of an export. A run resumes an export with the same plan only.

use arrow::datatypes::{Schema, SchemaRef};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::encoder::FileFormat;

/// The parameters of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The environment's address and id, and whether it is trial or live.
    pub source: String,
    /// The format of the files.
    pub format: FileFormat,
    /// The field by which the files are partitioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    /// The condition on the records, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Maximum number of rows of a file. Decides how much a run that ends early loses.
    pub rows_per_file: u64,
    /// The models, in the order of the export.
    pub models: Vec<ModelPlan>,
}

/// A model in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelPlan {
    /// The identifier.
    pub model: String,
    /// The columns.
    pub columns: Vec<ColumnPlan>,
    /// The SHA-256 of the columns with their types and kinds.
    pub schema_sha256: String,
}

/// A column of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnPlan {
    /// The key of the field.
    pub name: String,
    /// The Arrow type.
    #[serde(rename = "type")]
    pub data_type: String,
}

impl ModelPlan {
    /// The plan for a model with this schema.
    #[must_use]
    pub fn new(model: impl Into<String>, schema: &SchemaRef) -> Self {
        let columns: Vec<_> = schema
            .fields()
            .iter()
            .map(|field| ColumnPlan { name: field.name().clone(), data_type: field.data_type().to_string() })
            .collect();
        Self { model: model.into(), columns, schema_sha256: schema_hash(schema) }
    }
}

impl Plan {
    /// Names the first difference to another plan.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let names = |plan: &Self| plan.models.iter().map(|it| it.model.as_str()).collect::<Vec<_>>().join(", ");
        let optional = |text: &Option<String>| text.clone().unwrap_or_else(|| "not given".to_owned());
        let pairs = [
            ("the environment", self.source.clone(), other.source.clone()),
            ("the models", names(self), names(other)),
            ("`--format`", self.format.extension().to_owned(), other.format.extension().to_owned()),
            ("`--partition-by`", optional(&self.partition_by), optional(&other.partition_by)),
            ("`--filter`", optional(&self.filter), optional(&other.filter)),
            ("`--rows-per-file`", self.rows_per_file.to_string(), other.rows_per_file.to_string()),
        ];
        if let Some((what, there, here)) = pairs.into_iter().find(|(_, there, here)| there != here) {
            return Some(format!("{what} was {there}, and is {here}"));
        }
        let changed =
            self.models.iter().zip(&other.models).find(|(there, here)| there.schema_sha256 != here.schema_sha256);
        changed.map(|(there, _)| {
            format!("the columns of {} were others: its definition or `--select` changed", there.model)
        })
    }
}

/// The SHA-256 of names, types and kinds of columns; titles do not count.
fn schema_hash(schema: &Schema) -> String {
    let mut hash = Sha256::new();
    for field in schema.fields() {
        let kind = field.metadata().get(crate::KIND).map_or("", String::as_str);
        hash.update(format!("{}\0{}\0{}\0{kind}\n", field.name(), field.data_type(), field.is_nullable()));
    }
    hex(&hash.finalize())
}

/// Hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
