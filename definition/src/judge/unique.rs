use std::fmt;
use std::hash::{BuildHasher, RandomState};

use serde_json::{Map, Value};

use super::row_hashes::RowHashes;
use crate::{Definition, Field, Kind, printable};

/// Detects duplicate values of unique fields (`x-unique`) among the rows of a file.
///
/// Stores about 11 bytes per value: a hash and the number of the row, not the value.
///
/// ```
/// use serde_json::json;
/// use weda_definition::{Definition, UniqueValues};
///
/// let text = r#"{ "properties": { "code": { "type": "string", "title": "学号", "x-unique": true } } }"#;
/// let student = Definition::parse("student", "database-schemas/student.json", text)?;
/// let mut values = UniqueValues::new(&student);
/// assert!(values.insert(1, json!({ "code": "甲1" }).as_object().unwrap()).is_ok());
/// let duplicate = values.insert(2, json!({ "code": "甲1" }).as_object().unwrap()).unwrap_err();
/// assert_eq!(duplicate.to_string(), "field `code` is unique, and row 1 has the same value: change one of them");
/// # Ok::<(), weda_definition::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct UniqueValues {
    fields: Vec<UniqueField>,
    hashers: RandomState,
}

#[derive(Debug)]
struct UniqueField {
    key: String,
    is_relation: bool,
    rows: RowHashes,
}

/// A unique field whose value an earlier row already has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duplicate {
    /// The key of the field.
    pub field: String,
    /// The number of the earlier row.
    pub row: u32,
}

impl UniqueValues {
    /// Starts without values, for the unique fields that a caller may set.
    #[must_use]
    pub fn new(definition: &Definition) -> Self {
        let fields = definition.fields.iter().filter(|field| field.unique && field.is_writable());
        Self { fields: fields.map(UniqueField::of).collect(), hashers: RandomState::new() }
    }

    /// Adds a field that is unique for the caller, such as `_id` or the key of an import.
    #[must_use]
    pub fn with(mut self, key: &str) -> Self {
        if !self.fields.iter().any(|field| field.key == key) {
            self.fields.push(UniqueField { key: key.to_owned(), is_relation: false, rows: RowHashes::default() });
        }
        self
    }

    /// Adds the values of a row, unless one of them is a duplicate. Null, `""` and a missing field are not values.
    ///
    /// # Errors
    /// Returns the first field whose value an earlier row has.
    pub fn insert(&mut self, row: u32, record: &Map<String, Value>) -> Result<(), Duplicate> {
        let hash = |field: &UniqueField| Some(self.hashers.hash_one(field.canonical(record.get(&field.key)?)?));
        let hashes: Vec<Option<u64>> = self.fields.iter().map(hash).collect();
        for (field, hash) in self.fields.iter().zip(&hashes) {
            if let Some(row) = hash.and_then(|hash| field.rows.get(hash)) {
                return Err(Duplicate { field: field.key.clone(), row });
            }
        }
        for (field, hash) in self.fields.iter_mut().zip(hashes) {
            if let Some(hash) = hash {
                field.rows.insert(hash, row);
            }
        }
        Ok(())
    }
}

impl UniqueField {
    fn of(field: &Field) -> Self {
        let is_relation = matches!(field.kind, Kind::Relation(_));
        Self { key: field.key.clone(), is_relation, rows: RowHashes::default() }
    }

    /// Returns the value in a form that is the same for equal values.
    fn canonical(&self, value: &Value) -> Option<String> {
        let text = match value {
            Value::Null => return None,
            Value::String(text) if self.is_relation && text.trim_start().starts_with('{') => {
                let object: Value = serde_json::from_str(text).ok()?;
                object.get("_id")?.as_str()?.to_owned()
            }
            Value::Object(object) if self.is_relation => object.get("_id")?.as_str()?.to_owned(),
            Value::String(text) => text.clone(),
            Value::Number(number) => match number.as_f64() {
                // `89` and `89.0` are the same value; larger integers keep their digits.
                Some(double) if double.fract() == 0.0 && double.abs() < 9_007_199_254_740_992.0 => {
                    (double as i64).to_string()
                }
                _ => number.to_string(),
            },
            other => other.to_string(),
        };
        (!text.is_empty()).then_some(text)
    }
}

impl std::error::Error for Duplicate {}

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = printable(&self.field);
        write!(f, "field `{field}` is unique, and row {} has the same value: change one of them", self.row)
    }
}
