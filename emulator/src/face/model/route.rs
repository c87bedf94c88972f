//! The paths of the gateway and their methods.

use http::Method;

use crate::face::error_response::{ApiError, Code};

/// The target of a path.
#[derive(Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) stage: String,
    pub(crate) model: String,
    /// The record of a path with an id.
    pub(crate) id: Option<String>,
    pub(crate) operation: Operation,
}

/// An operation on the records of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    CreateMany,
    Update,
    UpdateMany,
    Upsert,
    Delete,
    DeleteMany,
    Get,
    List,
}

impl Operation {
    const ALL: [Operation; 9] = [
        Operation::Create,
        Operation::CreateMany,
        Operation::Update,
        Operation::UpdateMany,
        Operation::Upsert,
        Operation::Delete,
        Operation::DeleteMany,
        Operation::Get,
        Operation::List,
    ];

    /// The name in paths.
    pub(super) fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::CreateMany => "createMany",
            Operation::Update => "update",
            Operation::UpdateMany => "updateMany",
            Operation::Upsert => "upsert",
            Operation::Delete => "delete",
            Operation::DeleteMany => "deleteMany",
            Operation::Get => "get",
            Operation::List => "list",
        }
    }
}

impl Target {
    /// Parses the path behind `/v1/model`.
    pub(crate) fn of(segments: &[&str]) -> Result<Self, ApiError> {
        let (stage, model, id, operation) = match *segments {
            [stage, model, operation] => (stage, model, None, operation),
            [stage, model, id, operation @ ("get" | "delete")] => (stage, model, Some(id.to_owned()), operation),
            _ => return Err(unknown("there is nothing at this path")),
        };
        let Some(operation) = Operation::ALL.into_iter().find(|known| known.name() == operation) else {
            return Err(unknown(&format!("there is no operation `{operation}`")));
        };
        if model.is_empty() || id.as_deref() == Some("") {
            return Err(unknown("the path has an empty part"));
        }
        Ok(Target { stage: stage.to_owned(), model: model.to_owned(), id, operation })
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(&self) -> &'static str {
        match self.operation {
            Operation::Create => "model create",
            Operation::CreateMany => "model create many",
            Operation::Update => "model update",
            Operation::UpdateMany => "model update many",
            Operation::Upsert => "model upsert",
            Operation::Delete => "model delete",
            Operation::DeleteMany => "model delete many",
            Operation::Get => "model get",
            Operation::List => "model list",
        }
    }

    /// The methods of the path for the `Allow` header.
    pub(crate) fn methods(&self) -> &'static str {
        match (self.operation, &self.id) {
            (Operation::Get, Some(_)) => "GET",
            (_, Some(_)) => "DELETE",
            (Operation::Update | Operation::UpdateMany, None) => "PUT",
            (Operation::List, None) => "GET, POST",
            (_, None) => "POST",
        }
    }

    /// The error for a method that the path does not have.
    pub(crate) fn wrong_method(&self, method: &Method) -> ApiError {
        let message = format!("{method} is not supported by `{}`: use {}", self.operation.name(), self.methods());
        ApiError::new(Code::UnsupportedOperation, message).status(405).allow(self.methods())
    }
}

fn unknown(what: &str) -> ApiError {
    let operations: Vec<&str> = Operation::ALL.into_iter().map(Operation::name).collect();
    let message = format!(
        "{what}; paths are /v1/model/{{pre or prod}}/{{model}}/{{operation}} with {}, and \
         /v1/model/{{pre or prod}}/{{model}}/{{id}}/get or /delete",
        operations.join(", ")
    );
    ApiError::new(Code::ResourceNotFound, message).status(404)
}
