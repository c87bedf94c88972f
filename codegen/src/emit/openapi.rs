//! An OpenAPI 3.1 document of the models' records over OData, `/weda/odata/v1`.
//!
//! The plan has no limits of values, such as lengths and patterns: the service checks them.

mod components;
mod paths;
mod schema;

use serde_json::{Map, Value, json};

use crate::docs;
use crate::plan::{ModelPlan, Plan};

/// The general part of the document's description.
const DESCRIPTION: &str = "The records of each model over the OData interface of WeDa's Open API. Errors may have status 200: \
    read `code` or `Response.Error` first. Lists, objects and relations are JSON text, whose schema is in `contentSchema`. \
    Calls need a token, which is requested with the keys of an administrator: a server calls this interface, never a web \
    page.";

/// The member that marks a generated document.
pub(crate) const MARK: &str = "x-generated-by";

/// The value of the mark.
pub(crate) const GENERATOR: &str = "weda generate --lang openapi";

/// Emits the document as JSON text.
///
/// Equal plans give equal bytes on any machine.
#[must_use]
pub fn openapi(plan: &Plan) -> String {
    let models: Vec<Documented<'_>> = plan.models.iter().map(|model| Documented { model, plan }).collect();
    let mut all = Map::new();
    all.insert("/auth/v1/token/clientCredential".to_owned(), paths::token());
    let mut schemas = components::shared();
    for model in &models {
        all.extend(paths::of(model));
        schemas.extend(components::of(model));
    }
    let tags = models.iter().map(|model| json!({ "name": model.model.identifier, "description": model.title() }));
    let tags: Vec<Value> =
        std::iter::once(json!({ "name": paths::TOKEN_TAG, "description": "Access tokens" })).chain(tags).collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "WeDa models over OData", "version": "1", "description": DESCRIPTION },
        MARK: GENERATOR,
        "servers": [
            {
                "url": "https://{envId}.ap-shanghai.tcb-api.tencentcloudapi.com",
                "description": "An environment of the cloud",
                "variables": { "envId": { "default": "lowcode-0abc", "description": "The environment id" } },
            },
            { "url": "http://127.0.0.1:4010", "description": "`weda emulate`" },
        ],
        "security": [{ "token": [] }],
        "tags": tags,
        "paths": all,
        "components": {
            "parameters": { "envType": paths::env_type(), "id": paths::record_id() },
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token of the token call" },
                "keys": { "type": "http", "scheme": "basic", "description": "The secret id and the secret key" },
            },
        },
    });
    // Cannot fail: all keys are texts.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// A model in the document.
struct Documented<'a> {
    model: &'a ModelPlan,
    plan: &'a Plan,
}

impl Documented<'_> {
    /// The title, or the identifier.
    fn title(&self) -> String {
        let title = self.model.title.as_deref().map(docs::line).filter(|title| !title.is_empty());
        title.unwrap_or_else(|| docs::code(&self.model.identifier))
    }

    /// The name of a component: of the identifier's characters, those that a name may have; others by their number.
    fn component(&self, what: &str) -> String {
        let plain = |c: char| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => c.to_string(),
            // With a character that stands for nothing else, so that two identifiers never get one name.
            other => format!("-{:x}-", u32::from(other)),
        };
        let name: String = self.model.identifier.chars().map(plain).collect();
        format!("{name}.{what}")
    }

    /// A reference to a component.
    fn reference(&self, what: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", self.component(what)) })
    }
}
