//! From the raw path of a request to what it is about.
//!
//! Clients write record paths in many ways (`('id')` as it is or percent-encoded, a slash inside an id as `%2F`), so
//! the path is split first and decoded piece by piece.

use std::fmt;

use axum::http::Method;

use crate::envelope::{Code, Fault};
use crate::percent;
use crate::profile::{Accept, Feature};

/// The two separate stores of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Pre,
    Prod,
}

impl Stage {
    pub(crate) const ALL: [Stage; 2] = [Stage::Pre, Stage::Prod];

    /// The stage with this name in paths.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Pre => "pre",
            Stage::Prod => "prod",
        }
    }
}

/// What a path names.
#[derive(Debug, PartialEq)]
pub(crate) enum Route {
    Token,
    Records { stage: String, model: String },
    Record { stage: String, model: String, id: String },
    NotEmulated(NotEmulated),
}

/// Documented parts of the Open API that the emulator does not have yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotEmulated {
    Batch,
    Schemas,
    OptionSets,
    Users,
    Workflow,
}

impl Route {
    /// Reads the path of a request, still percent-encoded.
    pub(crate) fn of(path: &str) -> Result<Self, Fault> {
        let mut pieces = Vec::new();
        for piece in path.strip_prefix('/').unwrap_or(path).split('/') {
            pieces.push(percent::decoded(piece).ok_or_else(|| PathError::Encoding.fault())?);
        }
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        match pieces[..] {
            ["auth", "v1", "token", "clientCredential"] => Ok(Route::Token),
            ["weda", "odata", "v1", "batch", _, _] => Ok(Route::NotEmulated(NotEmulated::Batch)),
            ["weda", "odata", "v1", stage, model] if !model.is_empty() => records(stage, model),
            ["weda", "model", "v1", "getSchemaList", ..] => Ok(Route::NotEmulated(NotEmulated::Schemas)),
            ["weda", "model", "v1", "describeOptionSet"] => Ok(Route::NotEmulated(NotEmulated::OptionSets)),
            ["weda", "auth", ..] => Ok(Route::NotEmulated(NotEmulated::Users)),
            ["weda", "workflow", ..] => Ok(Route::NotEmulated(NotEmulated::Workflow)),
            _ => Err(PathError::Unknown.fault()),
        }
    }

    /// The methods of the path, as the `Allow` header has them; `None` where any will do.
    fn methods(&self) -> Option<&'static str> {
        match self {
            Route::Token => Some("POST"),
            Route::Records { .. } => Some("GET, POST"),
            Route::Record { .. } => Some("GET, PATCH, DELETE"),
            Route::NotEmulated(_) => None,
        }
    }

    /// Refuses a method that the path does not have.
    pub(crate) fn check_method(&self, method: &Method, accept: &Accept) -> Result<(), Fault> {
        let Some(methods) = self.methods() else { return Ok(()) };
        let put = *method == Method::PUT && matches!(self, Route::Record { .. });
        if methods.split(", ").any(|known| known == method.as_str()) || (put && accept.has(Feature::Put)) {
            return Ok(());
        }
        let message = match self {
            Route::Token => format!("{method} is not a method of the token path; ask for a token with POST"),
            Route::Record { .. } if put => {
                format!("PUT is not a method of a record; change the record with PATCH, or {}", Feature::Put)
            }
            Route::Record { .. } if *method == Method::POST => {
                format!("{method} is not a method of a record; change the record with PATCH")
            }
            Route::Record { .. } => {
                format!("{method} is not a method of a record; use GET to read, PATCH to change, DELETE to delete it")
            }
            _ => format!("{method} is not a method of a model; list records with GET, create one with POST"),
        };
        Err(Fault::new(Code::BadRequest, message).status(405).allow(methods))
    }
}

/// `student` or `student('id')`.
fn records(stage: &str, segment: &str) -> Result<Route, Fault> {
    let stage = stage.to_owned();
    let Some((model, key)) = segment.split_once('(') else {
        return Ok(Route::Records { stage, model: segment.to_owned() });
    };
    let id = key.strip_prefix('\'').and_then(|key| key.strip_suffix("')")).and_then(unquote);
    let id = id.ok_or_else(|| PathError::Key.fault())?;
    Ok(Route::Record { stage, model: model.to_owned(), id })
}

/// The text between two quotes, in which a quote is doubled; `None` where a single one stands inside.
fn unquote(text: &str) -> Option<String> {
    let single = text.replace("''", "").contains('\'');
    (!single).then(|| text.replace("''", "'"))
}

/// What can be wrong with a path.
enum PathError {
    Encoding,
    Key,
    Unknown,
}

impl PathError {
    fn fault(self) -> Fault {
        match self {
            PathError::Unknown => Fault::new(Code::ResourceNotFound, self).status(404),
            PathError::Encoding | PathError::Key => Fault::new(Code::BadRequest, self),
        }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathError::Encoding => {
                "the path is not percent-encoded UTF-8; write each byte of its UTF-8 text as %XX, a percent sign as %25"
            }
            PathError::Key => {
                "the record id of the path cannot be read; write one id as ('id') right after the model, and double a \
                 quote in it"
            }
            PathError::Unknown => {
                "there is nothing at this path; records are at /weda/odata/v1/{pre or prod}/{model} and \
                 /weda/odata/v1/{pre or prod}/{model}('{id}'), tokens at /auth/v1/token/clientCredential"
            }
        })
    }
}

impl fmt::Display for NotEmulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotEmulated::Batch => "batch calls are not emulated yet; send one call for each record",
            NotEmulated::Schemas => {
                "schema calls are not emulated yet; read the definition files the emulator runs from"
            }
            NotEmulated::OptionSets => {
                "option set calls are not emulated yet; use the keys that the definition files list"
            }
            NotEmulated::Users => "user and department calls are not emulated; list sys_user or sys_department instead",
            NotEmulated::Workflow => "workflow calls are not emulated; test them against a real environment",
        })
    }
}
