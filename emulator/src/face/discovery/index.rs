//! The index of models.

use serde_json::{Map, Value, json};
use weda_definition::Definition;

use crate::face::model_paths::ModelPaths;
use crate::service::Service;
use crate::stage::Stage;

/// The environment, its models in each stage, and links to everything else.
pub(super) fn index(service: &Service) -> Value {
    let session = service.session();
    let models = |stage| session.definitions(stage).map(|definition| model(stage, definition)).collect::<Vec<_>>();
    let stages: Map<String, Value> = [Stage::Pre, Stage::Prod]
        .map(|stage| (stage.name().to_owned(), json!({ "models": models(stage) })))
        .into_iter()
        .collect();
    json!({
        "name": "weda-emulator",
        "version": env!("CARGO_PKG_VERSION"),
        "environment": service.env_id,
        "stages": stages,
        "links": {
            "health": "/health",
            "openapi": { "pre": "/openapi.json", "prod": "/openapi.json?stage=prod" },
            "token": "/auth/v1/token/clientCredential",
            "schemas": "/weda/model/v1/getSchemaList",
        },
    })
}

fn model(stage: Stage, definition: &Definition) -> Value {
    let paths = ModelPaths::of(stage, &definition.identifier);
    json!({
        "identifier": definition.identifier,
        "title": definition.title,
        "paths": { "odata": paths.odata, "odataBatch": paths.odata_batch, "gateway": paths.gateway },
    })
}
