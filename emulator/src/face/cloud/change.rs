//! Creating, changing and publishing models.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use weda_definition::Definition;

use super::super::data_source::id_of;
use super::super::error_response::{ApiError, Code};
use super::super::parameters::Parameters;
use super::query::identifier;
use crate::schema::PREVIEW;
use crate::service::{CreateError, GivenDetails, NewModel, Service};
use crate::store::CatalogError;

/// The longest identifier of a model. Those that were seen have at most 39 characters.
const MAX_NAME: usize = 64;

/// `CreateDataSourceDetail`.
pub(super) fn create(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let NewModel { definition, details } = new_model(parameters, None)?;
    let id = id_of(&definition.identifier);
    service.create_model(definition, details).map_err(|error| create_error(&error))?;
    Ok(json!({ "Id": id }))
}

/// `ModifyDataSource`.
pub(super) fn modify(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let id = parameters.required("Id")?;
    let identifier = identifier(service, id)?;
    if let Some(name) = parameters.text("Name")?.filter(|name| *name != identifier) {
        let reason = format!(
            "is `{name}`, but the name of this data source is `{identifier}`, which cannot be changed; leave it out"
        );
        return Err(parameters.invalid("Name", &reason));
    }
    let definition = match parameters.text("Schema")? {
        Some(text) => Some(definition(&identifier, text)?),
        None => None,
    };
    let details = details(parameters)?;
    service.change_model(&identifier, definition, details).map_err(|error| catalog_error(&error))?;
    Ok(json!({ "Id": id }))
}

/// `BatchPublishDataSources`: publishes all of them or none.
pub(super) fn publish(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let ids = parameters.texts("DataSourceIds")?;
    if ids.is_empty() {
        return Err(parameters.missing("DataSourceIds"));
    }
    let once: BTreeSet<&String> = ids.iter().collect();
    let models = once.into_iter().map(|id| identifier(service, id)).collect::<Result<Vec<_>, _>>()?;
    let models: Vec<&str> = models.iter().map(String::as_str).collect();
    service.publish_all(&models).map_err(|error| catalog_error(&error))?;
    Ok(json!({ "SuccessIds": ids, "FailIds": [] }))
}

/// The model that a call describes. `database` is that of all models of a call.
pub(super) fn new_model(parameters: &Parameters, database: Option<&str>) -> Result<NewModel, ApiError> {
    let name = parameters.required("Name")?;
    check_name(parameters, name)?;
    if let Some(kind) = parameters.text("Type")?.filter(|kind| *kind != "database") {
        let reason = format!("is `{kind}`, and the emulator has data sources of the type `database` only; send that");
        return Err(parameters.invalid("Type", &reason));
    }
    let definition = definition(name, parameters.required("Schema")?)?;
    let mut details = details(parameters)?;
    details.db_instance_type = details.db_instance_type.or_else(|| database.map(str::to_owned));
    Ok(NewModel { definition, details })
}

fn details(parameters: &Parameters) -> Result<GivenDetails, ApiError> {
    let text = |name| parameters.text(name).map(|text| text.map(str::to_owned));
    Ok(GivenDetails {
        title: text("Title")?,
        description: text("Description")?,
        table_name_rule: text("TableNameRule")?,
        db_instance_type: text("DbInstanceType")?,
    })
}

fn check_name(parameters: &Parameters, name: &str) -> Result<(), ApiError> {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if !is_word || name.len() > MAX_NAME || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        let reason = format!(
            "is `{name}`; identifiers begin with a letter and have at most {MAX_NAME} letters, digits, `_` and `-`"
        );
        return Err(parameters.invalid("Name", &reason));
    }
    if name.starts_with("sys_") {
        return Err(parameters.invalid("Name", "begins with `sys_`, as system models do; use another name"));
    }
    if let Some(model) = name.strip_suffix(PREVIEW) {
        let reason = format!("ends in `{PREVIEW}`, as the table of the trial data of `{model}` does; use another name");
        return Err(parameters.invalid("Name", &reason));
    }
    Ok(())
}

/// Parses the schema of a model. The message of an error has its line.
fn definition(identifier: &str, schema: &str) -> Result<Definition, ApiError> {
    let source = format!("Schema of {identifier}");
    Definition::parse(identifier, &source, schema)
        .map_err(|error| ApiError::new(Code::InvalidParameter, error.of_sent_text()))
}

fn create_error(error: &CreateError) -> ApiError {
    match error {
        CreateError::Exists { .. } => ApiError::new(Code::ResourceInUse, error),
        CreateError::Catalog(error) => catalog_error(error),
    }
}

fn catalog_error(error: &CatalogError) -> ApiError {
    let code = match error {
        CatalogError::Storage(_) | CatalogError::File { .. } => Code::SysErr,
        CatalogError::TooManyFields { .. } => Code::InvalidParameter,
        CatalogError::IncompatibleValue { .. } | CatalogError::DuplicateValue { .. } => Code::FailedOperation,
    };
    ApiError::new(code, error)
}
