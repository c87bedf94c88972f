//! The paths of records and their methods.

use http::Method;

use crate::face::error_response::ApiError;
use crate::face::path_error::PathError;
use crate::profile::{Accept, Feature};

/// The target of a path.
#[derive(Debug, PartialEq)]
pub(crate) enum Target {
    Records { stage: String, model: String },
    Record { stage: String, model: String, id: String },
    Batch { stage: String, model: String },
    BatchRecords { stage: String, model: String, ids: Vec<String> },
}

impl Target {
    /// Parses `student` or `student('id')`.
    pub(crate) fn of_records(stage: &str, segment: &str) -> Result<Self, ApiError> {
        let stage = stage.to_owned();
        let Some((model, key)) = segment.split_once('(') else {
            return Ok(Target::Records { stage, model: segment.to_owned() });
        };
        match &mut ids(key).ok_or_else(|| PathError::Key.error())?[..] {
            [id] => Ok(Target::Record { stage, model: model.to_owned(), id: std::mem::take(id) }),
            _ => Err(PathError::Key.error()),
        }
    }

    /// Parses `student`, `student('id')` or `student('id','id')`.
    pub(crate) fn of_batch(stage: &str, segment: &str) -> Result<Self, ApiError> {
        let stage = stage.to_owned();
        let Some((model, key)) = segment.split_once('(') else {
            return Ok(Target::Batch { stage, model: segment.to_owned() });
        };
        let ids = ids(key).ok_or_else(|| PathError::Key.error())?;
        Ok(Target::BatchRecords { stage, model: model.to_owned(), ids })
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(&self, method: &Method) -> &'static str {
        match self {
            Target::Records { .. } if *method == Method::GET => "list",
            Target::Records { .. } => "create",
            Target::Record { .. } if *method == Method::GET => "get",
            Target::Record { .. } if *method == Method::DELETE => "delete",
            Target::Record { .. } => "update",
            Target::Batch { .. } if *method == Method::GET => "batch list",
            Target::Batch { .. } => "batch create",
            Target::BatchRecords { .. } if *method == Method::GET => "batch get",
            Target::BatchRecords { .. } if *method == Method::DELETE => "batch delete",
            Target::BatchRecords { .. } => "batch update",
        }
    }

    /// The model of the records.
    pub(crate) fn model(&self) -> &str {
        match self {
            Target::Records { model, .. } | Target::Record { model, .. } => model,
            Target::Batch { model, .. } | Target::BatchRecords { model, .. } => model,
        }
    }

    /// The methods of the path for the `Allow` header.
    pub(crate) fn methods(&self) -> &'static str {
        match self {
            Target::Records { .. } | Target::Batch { .. } => "GET, POST",
            Target::Record { .. } | Target::BatchRecords { .. } => "GET, PATCH, DELETE",
        }
    }

    /// Returns true for a method that the path accepts in addition to those of its `Allow` header.
    pub(crate) fn accepts_extra(&self, method: &Method, accept: &Accept) -> bool {
        self.is_put(method) && accept.has(Feature::Put)
    }

    /// The message for a method that the path does not have.
    pub(crate) fn wrong_method(&self, method: &Method) -> String {
        match self {
            Target::Record { .. } if self.is_put(method) => {
                format!("PUT is not a method of a record; change the record with PATCH, or {}", Feature::Put)
            }
            Target::Record { .. } | Target::BatchRecords { .. }
                if *method == Method::PUT || *method == Method::POST =>
            {
                format!("{method} is not a method of a record; change the record with PATCH")
            }
            Target::Record { .. } | Target::BatchRecords { .. } => {
                format!("{method} is not a method of a record; use GET to read, PATCH to change, DELETE to delete it")
            }
            Target::Records { .. } | Target::Batch { .. } => {
                format!("{method} is not a method of a model; list records with GET, create with POST")
            }
        }
    }

    /// Returns true for a PUT on a record, which a switch may accept.
    pub(crate) fn is_put(&self, method: &Method) -> bool {
        *method == Method::PUT && matches!(self, Target::Record { .. })
    }
}

/// Parses quoted ids, separated by commas and with doubled quotes inside, up to a closing parenthesis.
fn ids(key: &str) -> Option<Vec<String>> {
    let mut rest = key.strip_suffix(')')?;
    let mut ids = Vec::new();
    loop {
        rest = rest.strip_prefix('\'')?;
        let mut id = String::new();
        loop {
            let (part, after) = rest.split_once('\'')?;
            id.push_str(part);
            rest = after;
            match after.strip_prefix('\'') {
                Some(after) => {
                    id.push('\'');
                    rest = after;
                }
                None => break,
            }
        }
        ids.push(id);
        if rest.is_empty() {
            return Some(ids);
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
}
