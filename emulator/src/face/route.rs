//! From the raw path of a request to what it is about.
//!
//! Clients write record paths in many ways (`('id')` as it is or percent-encoded, a slash inside an id as `%2F`), so
//! the path is split first and decoded piece by piece.

use http::Method;

use super::error_response::{ApiError, Code};
use super::odata::Target;
use super::path_error::{NotEmulated, PathError};
use super::percent;
use super::users::UsersCall;
use crate::profile::Accept;

/// What a path names.
#[derive(Debug, PartialEq)]
pub(crate) enum Route {
    Token,
    Odata(Target),
    Schemas {
        model: Option<String>,
    },
    OptionSets,
    Users(UsersCall),
    /// The cloud API, which has one path for all.
    Cloud {
        action: String,
    },
    NotEmulated(NotEmulated),
}

impl Route {
    /// Where a request goes; `action` is what the header of the cloud API names.
    pub(crate) fn of(method: &Method, path: &str, action: Option<&str>, accept: &Accept) -> Result<Self, ApiError> {
        if let ("/", &Method::POST, Some(action)) = (path, method, action) {
            return Ok(Route::Cloud { action: action.to_owned() });
        }
        let route = Self::of_path(path)?;
        route.check_method(method, accept)?;
        Ok(route)
    }

    /// Reads the path of a request, still percent-encoded.
    fn of_path(path: &str) -> Result<Self, ApiError> {
        let mut pieces = Vec::new();
        for piece in path.strip_prefix('/').unwrap_or(path).split('/') {
            pieces.push(percent::decoded(piece).ok_or_else(|| PathError::Encoding.error())?);
        }
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        match pieces[..] {
            ["auth", "v1", "token", "clientCredential"] => Ok(Route::Token),
            ["weda", "odata", "v1", "batch", stage, model] if !model.is_empty() => {
                Target::of_batch(stage, model).map(Route::Odata)
            }
            ["weda", "odata", "v1", stage, model] if !model.is_empty() => {
                Target::of_records(stage, model).map(Route::Odata)
            }
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

    /// What a method does here, in a word or two.
    pub(crate) fn call(&self, method: &Method) -> &'static str {
        match self {
            Route::Token => "token",
            Route::Odata(target) => target.call(method),
            Route::Schemas { .. } => "schemas",
            Route::OptionSets => "option sets",
            Route::Users(call) => call.call(),
            Route::Cloud { .. } => "cloud",
            Route::NotEmulated(_) => "other",
        }
    }

    /// The model whose records are asked for.
    pub(crate) fn model(&self) -> Option<&str> {
        match self {
            Route::Odata(target) => Some(target.model()),
            _ => None,
        }
    }

    /// The methods of the path, as the `Allow` header has them; `None` where any will do.
    fn methods(&self) -> Option<&'static str> {
        match self {
            Route::Token | Route::OptionSets => Some("POST"),
            Route::Odata(target) => Some(target.methods()),
            Route::Schemas { .. } => Some("GET"),
            Route::Users(call) => Some(call.method()),
            Route::Cloud { .. } | Route::NotEmulated(_) => None,
        }
    }

    /// Refuses a method that the path does not have.
    fn check_method(&self, method: &Method, accept: &Accept) -> Result<(), ApiError> {
        let Some(methods) = self.methods() else { return Ok(()) };
        let has_besides = matches!(self, Route::Odata(target) if target.has_besides(method, accept));
        if has_besides || methods.split(", ").any(|known| known == method.as_str()) {
            return Ok(());
        }
        let message = match self {
            Route::Odata(target) => target.wrong_method(method),
            Route::Token => format!("{method} is not a method of the token path; ask for a token with POST"),
            Route::OptionSets => format!("{method} is not a method of the option sets; ask for them with POST"),
            Route::Schemas { .. } => format!("{method} is not a method of the schemas; read them with GET"),
            Route::Users(_) | Route::Cloud { .. } | Route::NotEmulated(_) => {
                format!("{method} is not a method of this call; call it with {methods}")
            }
        };
        Err(ApiError::new(Code::BadRequest, message).status(405).allow(methods))
    }
}
