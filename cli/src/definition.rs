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

    /// The field with this key.
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.0.field(key)
    }

    /// The fields that every new record must have.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.0.fields.iter().filter(|field| field.is_writable() && field.required).map(|field| field.key.as_str())
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

/// Why a value cannot be one of this field, as far as its JSON tells; the service knows more.
pub(crate) fn misfit(field: &Field, json: &str) -> Option<String> {
    let first = json.as_bytes().first().copied().unwrap_or_default();
    let found = match first {
        b'n' => return None,
        b'"' => "a text",
        b't' | b'f' => "a boolean",
        b'[' => "a list",
        b'{' => "an object",
        _ => "a number",
    };
    let fits = match &field.kind {
        Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time => found == "a number",
        Kind::Boolean => found == "a boolean",
        Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) | Kind::Choice(_) => found == "a text",
        // All of these travel as text that holds JSON.
        Kind::List(_) => matches!(first, b'"' | b'['),
        Kind::Object(_) | Kind::Location => matches!(first, b'"' | b'{'),
        Kind::Relation(_) => matches!(first, b'"' | b'{'),
        Kind::Relations(_) => matches!(first, b'"' | b'['),
        Kind::Json => true,
    };
    (!fits).then(|| format!("it is a {}, and this is {found}", field.kind.name()))
}
