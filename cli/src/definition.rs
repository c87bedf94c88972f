//! What the service says about the fields of a model, as far as commands on records need it.

use weda::Client;
use weda_definition::Definition;

use crate::failure::Failure;

/// The fields of a model.
pub(crate) struct Fields(Definition);

/// Asks the service; `None` where it has no definition of that name.
///
/// # Errors
/// As every call. What cannot be read as a definition is none: records can be moved without.
pub(crate) async fn of(client: &Client, model: &str) -> Result<Option<Fields>, Failure> {
    let Some(row) = client.definition(model).await? else { return Ok(None) };
    Ok(Definition::parse(row.name(), row.name(), row.schema()).ok().map(Fields))
}

impl Fields {
    /// The keys of all fields.
    pub fn names(&self) -> Vec<String> {
        self.0.fields.iter().map(|field| field.key.clone()).collect()
    }
}
