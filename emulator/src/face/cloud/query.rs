//! Reading data sources.

use serde_json::{Value, json};

use super::super::data_source::{DataSource, Selection, basic_list as basic};
use super::super::error_response::{ApiError, Code};
use super::super::parameters::Parameters;
use crate::service::Service;
use crate::stage::Stage;

/// Records of a page whose size is not given.
const PAGE: u64 = 10;

/// `DescribeDataSourceList`.
pub(super) fn list(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let selection = Selection {
        stage: Stage::Pre,
        names: parameters.texts("DataSourceNames")?,
        ids: parameters.texts("DataSourceIds")?,
        system: parameters.flag("QuerySystemModel", true)?,
        filters: Vec::new(),
        page: parameters.count("PageIndex", 1)?,
        size: parameters.count("PageSize", PAGE)?,
    };
    let (rows, count) = selection.rows(service);
    Ok(json!({ "Count": count, "Rows": rows }))
}

/// `DescribeBasicDataSourceList`.
pub(super) fn basic_list(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    basic(service, parameters, Stage::Pre)
}

/// `DescribeDataSource` and `DescribeBasicDataSource`, by `Name` or `Id`.
pub(super) fn one(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let (name, id) = (parameters.text("Name")?, parameters.text("Id")?);
    if name.or(id).is_none() {
        return Err(parameters.missing("Name"));
    }
    let session = service.session();
    let found = session
        .definitions(Stage::Pre)
        .map(|definition| DataSource::of(service, definition))
        .find(|source| name.is_none_or(|name| source.name() == name) && id.is_none_or(|id| source.id() == id));
    found.map(|source| source.row(&session)).ok_or_else(|| {
        let known = session.identifiers(Stage::Pre).join(", ");
        not_found(&format!("`{}`", name.or(id).unwrap_or_default()), &known)
    })
}

/// The identifier of the model of a data source.
pub(super) fn identifier(service: &Service, id: &str) -> Result<String, ApiError> {
    let session = service.session();
    let found = session.definitions(Stage::Pre).find(|found| DataSource::of(service, found).id() == id);
    let Some(definition) = found else {
        let known: Vec<String> = session
            .definitions(Stage::Pre)
            .map(|known| format!("{} ({})", DataSource::of(service, known).id(), known.identifier))
            .collect();
        return Err(not_found(&format!("with the id `{id}`"), &known.join(", ")));
    };
    if definition.is_system() {
        let message = format!("`{}` is a system model: it cannot be changed or published", definition.identifier);
        return Err(ApiError::new(Code::PermissionDenied, message));
    }
    Ok(definition.identifier.clone())
}

/// The code is one with which clients find out that a model does not exist.
fn not_found(what: &str, known: &str) -> ApiError {
    ApiError::new(Code::RecordNotFound, format!("there is no data source {what}; use one of {known}"))
}
