//! Routing by the raw path of a request.
//!
//! Clients encode record paths differently (`('id')` plain or percent-encoded, a slash in an id as `%2F`), so the path
//! is split first and decoded segment by segment.

use http::Method;

use super::definitions;
use super::error_response::{ApiError, Code};
use super::model;
use super::odata::Target;
use super::path_error::{NotEmulated, PathError};
use super::percent;
use super::sql;
use super::token::TokenCall;
use super::users::UsersCall;
use crate::profile::{Accept, Feature};

/// The target of a request.
#[derive(Debug, PartialEq)]
pub(crate) enum Route {
    Token(TokenCall),
    Odata(Target),
    /// The data-model gateway.
    Model(model::Target),
    Sql(sql::Target),
    Schemas {
        model: Option<String>,
    },
    OptionSets,
    /// The definitions on the data-model gateway.
    Definitions(definitions::Target),
    Users(UsersCall),
    /// The cloud API, which has a single path.
    Cloud {
        action: String,
    },
    NotEmulated(NotEmulated),
}

impl Route {
    /// Returns true for calls whose bodies hold records, and neither keys nor tokens.
    pub(crate) fn is_of_records(&self) -> bool {
        matches!(self, Route::Odata(_) | Route::Model(_) | Route::Sql(_))
    }

    /// The route of a request; `action` is from the header of the cloud API.
    pub(crate) fn of(method: &Method, path: &str, action: Option<&str>, accept: &Accept) -> Result<Self, ApiError> {
        if let ("/", &Method::POST, Some(action)) = (path, method, action) {
            return Ok(Route::Cloud { action: action.to_owned() });
        }
        let route = Self::of_path(path)?;
        route.check_method(method, accept)?;
        Ok(route)
    }

    /// Parses the percent-encoded path of a request.
    fn of_path(path: &str) -> Result<Self, ApiError> {
        let mut segments = Vec::new();
        for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
            segments.push(percent::decoded(segment).ok_or_else(|| PathError::Encoding.error())?);
        }
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments[..] {
            ["auth", "v1", ref call @ ..] => {
                TokenCall::at(call).map(Route::Token).ok_or_else(|| PathError::Unknown.error())
            }
            ["v1", "model", "datasource", stage, call] => definitions::Target::of(stage, call).map(Route::Definitions),
            ["weda", "odata", "v1", "batch", stage, model] if !model.is_empty() => {
                Target::of_batch(stage, model).map(Route::Odata)
            }
            ["weda", "odata", "v1", stage, model] if !model.is_empty() => {
                Target::of_records(stage, model).map(Route::Odata)
            }
            _ if let Some(target) = sql::Target::of(&segments) => target.map(Route::Sql),
            ["v1", "model", ref rest @ ..] => model::Target::of(rest).map(Route::Model),
            ["weda", "model", "v1", "getSchemaList"] => Ok(Route::Schemas { model: None }),
            ["weda", "model", "v1", "getSchemaList", model] if !model.is_empty() => {
                Ok(Route::Schemas { model: Some(model.to_owned()) })
            }
            ["weda", "model", "v1", "describeOptionSet"] => Ok(Route::OptionSets),
            ["weda", "auth", "v1", "prod", call] => {
                Ok(UsersCall::named(call).map_or(Route::NotEmulated(NotEmulated::Users), Route::Users))
            }
            ["weda", "auth", ..] => Ok(Route::NotEmulated(NotEmulated::Users)),
            ["weda", "workflow", ..] => Ok(Route::NotEmulated(NotEmulated::Workflow)),
            _ => Err(PathError::Unknown.error()),
        }
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(&self, method: &Method) -> &'static str {
        match self {
            Route::Token(call) => call.call(),
            Route::Definitions(_) => "definitions",
            Route::Odata(target) => target.call(method),
            Route::Model(target) => target.call(),
            Route::Sql(target) => target.call(),
            Route::Schemas { .. } => "schemas",
            Route::OptionSets => "option sets",
            Route::Users(call) => call.call(),
            Route::Cloud { .. } => "cloud",
            Route::NotEmulated(_) => "other",
        }
    }

    /// The model of the records, for calls on records.
    pub(crate) fn model(&self) -> Option<&str> {
        match self {
            Route::Odata(target) => Some(target.model()),
            Route::Model(target) => Some(&target.model),
            _ => None,
        }
    }

    /// The methods of the path for the `Allow` header; `None` for any method.
    fn methods(&self) -> Option<&'static str> {
        match self {
            Route::Token(call) => Some(call.method()),
            Route::OptionSets | Route::Sql(_) => Some("POST"),
            Route::Definitions(target) => Some(target.method()),
            Route::Odata(target) => Some(target.methods()),
            Route::Model(target) => Some(target.methods()),
            Route::Schemas { .. } => Some("GET"),
            Route::Users(call) => Some(call.method()),
            Route::Cloud { .. } | Route::NotEmulated(_) => None,
        }
    }

    /// Returns an error for a method that the path does not have.
    fn check_method(&self, method: &Method, accept: &Accept) -> Result<(), ApiError> {
        let Some(methods) = self.methods() else { return Ok(()) };
        let is_extra = matches!(self, Route::Odata(target) if target.accepts_extra(method, accept));
        if is_extra || methods.split(", ").any(|known| known == method.as_str()) {
            return Ok(());
        }
        let message = match self {
            Route::Model(target) => return Err(target.wrong_method(method)),
            Route::Definitions(target) => return Err(target.wrong_method(method)),
            Route::Sql(target) => return Err(target.wrong_method(method)),
            Route::Odata(target) => target.wrong_method(method),
            Route::Token(TokenCall::Me) => format!("{method} is not a method of the user; read it with GET"),
            Route::Token(_) => format!("{method} is not a method of the token path; request a token with POST"),
            Route::OptionSets => format!("{method} is not a method of the option sets; read them with POST"),
            Route::Schemas { .. } => format!("{method} is not a method of the schemas; read them with GET"),
            Route::Users(_) | Route::Cloud { .. } | Route::NotEmulated(_) => {
                format!("{method} is not a method of this call; use {methods}")
            }
        };
        let is_put = matches!(self, Route::Odata(target) if target.is_put(method));
        let switch = is_put.then_some(Feature::Put.switch());
        Err(ApiError::new(Code::BadRequest, message).status(405).allow(methods).depends_on(switch))
    }
}
