use std::fmt;
use std::hash::{BuildHasher, RandomState};

use serde_json::{Map, Value};

use super::row_hashes::RowHashes;
use crate::{Definition, Field, Kind, printable};

/// The values of unique fields (`x-unique`) that the rows of a file have, to find two rows with the same value.
///
/// It remembers some 11 bytes a value, a hash and the number of the row, and not the value.
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
    fields: Vec<Seen>,
    hashers: RandomState,
}

#[derive(Debug)]
struct Seen {
    key: String,
    is_relation: bool,
    rows: RowHashes,
}

/// A row has the value of an earlier row in a unique field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duplicate {
    /// The key of the field.
    pub field: String,
    /// The number of the earlier row.
    pub row: u32,
}

impl UniqueValues {
    /// No values yet, of the unique fields that a caller may set.
    #[must_use]
    pub fn new(definition: &Definition) -> Self {
        let fields = definition.fields.iter().filter(|field| field.unique && field.is_writable());
        Self { fields: fields.map(Seen::of).collect(), hashers: RandomState::new() }
    }

    /// Adds a field that is unique for the caller, such as `_id` or the key of an import.
    #[must_use]
    pub fn with(mut self, key: &str) -> Self {
        if !self.fields.iter().any(|seen| seen.key == key) {
            self.fields.push(Seen { key: key.to_owned(), is_relation: false, rows: RowHashes::default() });
        }
        self
    }

    /// Remembers the values of a row, all of them or, where one is there already, none. Null, `""` and a missing field are
    /// not values.
    ///
    /// # Errors
    /// Returns the first field whose value an earlier row has.
    pub fn insert(&mut self, row: u32, record: &Map<String, Value>) -> Result<(), Duplicate> {
        let hash = |seen: &Seen| Some(self.hashers.hash_one(seen.printed(record.get(&seen.key)?)?));
        let hashes: Vec<Option<u64>> = self.fields.iter().map(hash).collect();
        for (seen, hash) in self.fields.iter().zip(&hashes) {
            if let Some(row) = hash.and_then(|hash| seen.rows.get(hash)) {
                return Err(Duplicate { field: seen.key.clone(), row });
            }
        }
        for (seen, hash) in self.fields.iter_mut().zip(hashes) {
            if let Some(hash) = hash {
                seen.rows.insert(hash, row);
            }
        }
        Ok(())
    }
}

impl Seen {
    fn of(field: &Field) -> Self {
        let is_relation = matches!(field.kind, Kind::Relation(_));
        Self { key: field.key.clone(), is_relation, rows: RowHashes::default() }
    }

    /// The value in the one form that equal values have.
    fn printed(&self, value: &Value) -> Option<String> {
        let printed = match value {
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
        (!printed.is_empty()).then_some(printed)
    }
}

impl std::error::Error for Duplicate {}

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = printable(&self.field);
        write!(f, "field `{field}` is unique, and row {} has the same value: change one of them", self.row)
    }
}
