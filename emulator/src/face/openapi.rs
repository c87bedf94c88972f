//! The OpenAPI 3.1 document of the models: the paths of records over OData and over the gateway, with schemas and
//! examples.

mod components;
mod example;
mod gateway;
mod model;
mod names;
mod odata;
mod operation;
mod schema;

use serde_json::{Map, Value, json};
use weda_definition::{Definition, OptionSets};

use crate::stage::Stage;
use model::DocumentedModel;
use names::Names;
use operation::{Operation, Security, json_body};

/// Everything that the document describes.
pub(super) struct Source<'a> {
    pub(super) env_id: &'a str,
    /// The address by which the caller reached the emulator; empty if it is not known.
    pub(super) base_url: &'a str,
    pub(super) stage: Stage,
    pub(super) definitions: Vec<&'a Definition>,
    pub(super) option_sets: &'a OptionSets,
}

/// The general part of the document's description.
const DESCRIPTION: &str = "The records of each model, over the OData interface and over the data-model gateway. Errors \
    may have status 200: read `code` or `Response.Error` first. Lists, objects and relations are JSON text over OData, and \
    native JSON over the gateway. The documents of the vendor leave much open; the emulator's differences page lists every \
    choice.";

/// The document of a stage.
pub(super) fn document(source: &Source<'_>) -> Value {
    let Source { env_id, base_url, stage, definitions, option_sets } = source;
    let names = Names::of(definitions);
    let models: Vec<_> =
        definitions.iter().map(|definition| DocumentedModel::new(definition, &names, option_sets)).collect();
    let mut paths = Map::from_iter([("/auth/v1/token/clientCredential".to_owned(), json!({ "post": token() }))]);
    let (mut schemas, mut tags) =
        (components::shared(), vec![json!({ "name": TOKEN_TAG, "description": "Access tokens" })]);
    for model in &models {
        paths.extend(odata::paths(model, *stage));
        paths.extend(gateway::paths(model, *stage));
        schemas.extend(components::of(model));
        tags.push(model.tag());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("WeDa models of {env_id}, {}", stage.name()),
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
        },
        "servers": [{ "url": if base_url.is_empty() { "/" } else { base_url } }],
        "security": [{ "token": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token of the token call, or an API key" },
                "keys": { "type": "http", "scheme": "basic", "description": "The secret id and the secret key" },
            },
        },
    })
}

const TOKEN_TAG: &str = "token";

/// The token call.
fn token() -> Value {
    let grant = json!({
        "type": "object",
        "required": ["grant_type"],
        "properties": { "grant_type": { "const": "client_credentials" } },
    });
    let answer = json!({
        "type": "object",
        "required": ["access_token", "expires_in"],
        "properties": {
            "token_type": { "type": "string", "examples": ["Bearer"] },
            "access_token": { "type": "string" },
            "expires_in": { "type": "integer", "description": "Lifetime in seconds" },
        },
    });
    Operation::new("token", "Exchange the key pair for an access token", TOKEN_TAG)
        .security(Security::Keys)
        .body(json_body(&grant, Some(&json!({ "grant_type": "client_credentials" }))))
        .answer(200, "The token", Some(json_body(&answer, None)))
        .fails_as("CommonError")
        .into_json()
}
