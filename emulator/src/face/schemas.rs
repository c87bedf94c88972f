//! Schemas and option sets.

use serde_json::{Map, Value, json};
use weda_definition::OptionSet;

use super::answer::Answer;
use super::body::members;
use super::data_source::DataSource;
use super::error_response::{ApiError, Code};
use super::query;
use super::request::Request;
use crate::service::Service;
use crate::stage::Stage;

/// The schemas of all models, or of one.
pub(super) fn schemas(service: &Service, request: &Request<'_>, identifier: Option<&str>) -> Result<Answer, ApiError> {
    query::none(request.query)?;
    let stage = if service.profile().answers.published_schemas { Stage::Prod } else { Stage::Pre };
    let session = service.session();
    let list: Vec<Value> = session
        .definitions(stage)
        .filter(|definition| identifier.is_none_or(|wanted| definition.identifier == wanted))
        .map(|definition| DataSource::of(service, definition).schema())
        .collect();
    if let (Some(identifier), []) = (identifier, &list[..])
        && service.profile().answers.unknown_schema_refused
    {
        let message = format!(
            "there is no model `{identifier}`: start the emulator with its definition, or use one of {}",
            session.identifiers(stage).join(", ")
        );
        return Err(ApiError::new(Code::DataSourceNotExist, message));
    }
    // The documented example has the request's id inside `Data`, the table of members has it beside.
    let data = json!({ "QueryDataSourceSchemaResultList": list, "RequestId": request.id });
    Ok(Answer::json(200, &json!({ "Response": { "RequestId": request.id, "Data": data } })))
}

/// The option sets with the requested names.
pub(super) fn option_sets(service: &Service, request: &Request<'_>) -> Result<Answer, ApiError> {
    query::none(request.query)?;
    let names = members(request.body)?.remove("optionSetNames").and_then(texts).ok_or_else(|| {
        let message = "`optionSetNames` is missing or not a list of texts: send {\"optionSetNames\":[\"gender\"]}";
        ApiError::new(Code::InvalidParameter, message)
    })?;
    let is_requested = |set: &&OptionSet| match names.as_slice() {
        [] => service.profile().answers.all_option_sets,
        names => names.contains(&set.name),
    };
    let items: Vec<Value> =
        service.session().option_sets().iter().filter(is_requested).map(|set| option_set(service, set)).collect();
    let response = json!({
        "requestId": request.id,
        "error": { "code": "", "message": "" },
        "data": { "total": items.len(), "items": items },
    });
    Ok(Answer::json(200, &json!({ "response": response })))
}

fn option_set(service: &Service, set: &OptionSet) -> Value {
    let label = |item: &weda_definition::OptionItem| item.label.clone().unwrap_or_else(|| item.key.clone());
    let config: Vec<Value> = set.items.iter().map(|item| json!({ "key": item.key, "value": label(item) })).collect();
    let data: Map<String, Value> =
        set.items.iter().map(|item| (item.key.clone(), Value::String(label(item)))).collect();
    json!({
        "name": set.name,
        "title": set.title.as_deref().unwrap_or_default(),
        "description": set.description.as_deref().unwrap_or_default(),
        "envId": service.env_id,
        "config": Value::Array(config).to_string(),
        "data": data,
    })
}

fn texts(value: Value) -> Option<Vec<String>> {
    let Value::Array(values) = value else { return None };
    values.into_iter().map(|value| value.as_str().map(str::to_owned)).collect()
}
