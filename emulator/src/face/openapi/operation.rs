//! One operation of the document.

use serde_json::{Map, Value, json};

/// The credentials of an operation.
pub(super) enum Security {
    /// A token, as for the whole document.
    Token,
    /// The key pair.
    Keys,
}

/// An operation: a method of a path.
pub(super) struct Operation {
    id: String,
    summary: String,
    tag: String,
    security: Security,
    parameters: Vec<Value>,
    body: Option<Value>,
    answers: Map<String, Value>,
}

impl Operation {
    pub(super) fn new(id: impl Into<String>, summary: impl Into<String>, tag: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            summary: summary.into(),
            tag: tag.into(),
            security: Security::Token,
            parameters: Vec::new(),
            body: None,
            answers: Map::new(),
        }
    }

    pub(super) fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    pub(super) fn parameters(mut self, parameters: impl IntoIterator<Item = Value>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// Sets the body; see [`json_body`].
    pub(super) fn body(mut self, content: Value) -> Self {
        self.body = Some(json!({ "required": true, "content": content }));
        self
    }

    /// Adds an answer, with the content of its body if it has one.
    pub(super) fn answer(mut self, status: u16, description: &str, content: Option<Value>) -> Self {
        let mut answer = json!({ "description": description });
        if let Some(content) = content {
            answer["content"] = content;
        }
        self.answers.insert(status.to_string(), answer);
        self
    }

    /// Sets the schema of errors.
    pub(super) fn fails_as(mut self, schema: &str) -> Self {
        let content = json_body(&json!({ "$ref": format!("#/components/schemas/{schema}") }), None);
        let answer = json!({ "description": "An error, also with status 200", "content": content });
        self.answers.insert("default".to_owned(), answer);
        self
    }

    pub(super) fn into_json(self) -> Value {
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "tags": [self.tag],
            "responses": self.answers,
        });
        if let Security::Keys = self.security {
            operation["security"] = json!([{ "keys": [] }]);
        }
        if !self.parameters.is_empty() {
            operation["parameters"] = Value::Array(self.parameters);
        }
        if let Some(body) = self.body {
            operation["requestBody"] = body;
        }
        operation
    }
}

/// The content of a JSON body.
pub(super) fn json_body(schema: &Value, example: Option<&Value>) -> Value {
    let mut media = json!({ "schema": schema });
    if let Some(example) = example {
        media["example"] = example.clone();
    }
    json!({ "application/json": media })
}

/// A parameter in the path.
pub(super) fn path_parameter(name: &str, description: &str, example: &str) -> Value {
    json!({
        "name": name, "in": "path", "required": true, "description": description,
        "schema": { "type": "string" }, "example": example,
    })
}

/// An optional parameter in the query.
pub(super) fn query_parameter(name: &str, description: &str, schema: &Value, example: &Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema, "example": example })
}
