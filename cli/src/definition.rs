//! What the service says about the fields of a model, as far as commands on records need it.

use serde_json::Value;
use weda::Client;
use weda_definition::{Definition, Field, Kind};

use crate::failure::Failure;

/// The fields of a model.
pub(crate) struct Fields(Definition);

/// Asks the service; `None` where it has no definition of that name.
///
/// # Errors
/// As every call. What cannot be read as a definition is none: records can be moved without.
pub(crate) async fn of(client: &Client, model: &str) -> Result<Option<Fields>, Failure> {
    let Some(row) = client.definition(model).await? else { return Ok(None) };
    Ok(Definition::parse(row.name(), row.name(), row.schema()).ok().map(Fields::from))
}

impl From<Definition> for Fields {
    fn from(definition: Definition) -> Self {
        Self(definition)
    }
}

impl Fields {
    /// The keys of all fields.
    pub fn names(&self) -> Vec<String> {
        self.0.fields.iter().map(|field| field.key.clone()).collect()
    }

    /// The definition itself.
    pub fn definition(&self) -> &Definition {
        &self.0
    }

    /// Says that the model does not have a field.
    pub fn unknown(&self, name: &str) -> String {
        let shown = weda_definition::printable(name);
        format!("field `{shown}`: the model has none, so its value would be lost")
    }

    /// The field with this key.
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.0.field(key)
    }

    /// The value that a cell of a table stands for; a field that is not declared is a text.
    ///
    /// # Errors
    /// It stands for none of this field's.
    pub fn value(&self, key: &str, cell: &str) -> Result<Value, String> {
        let Some(field) = self.get(key) else { return Ok(Value::from(cell)) };
        let found = match field.kind {
            Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time => {
                serde_json::from_str(cell.trim()).ok().filter(Value::is_number)
            }
            Kind::Boolean => match cell.trim() {
                "true" | "TRUE" | "True" => Some(Value::Bool(true)),
                "false" | "FALSE" | "False" => Some(Value::Bool(false)),
                _ => None,
            },
            // Lists and objects travel as text that holds JSON.
            _ => Some(Value::from(cell)),
        };
        found.ok_or_else(|| format!("it is a {}, and `{cell}` is none", field.kind.name()))
    }
}
