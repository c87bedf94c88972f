//! From the raw path of a request to what it is about.
//!
//! Clients write record paths in many ways (`('id')` as it is or percent-encoded, a slash inside an id as `%2F`), so
//! the path is split first and decoded piece by piece.

mod call;
mod method;
mod people;
mod problem;

use crate::envelope::Rejection;
use crate::percent;

pub(crate) use people::People;
pub(crate) use problem::NotEmulated;
use problem::PathError;

/// What a path names.
#[derive(Debug, PartialEq)]
pub(crate) enum Route {
    Token,
    Records {
        stage: String,
        model: String,
    },
    Record {
        stage: String,
        model: String,
        id: String,
    },
    Batch {
        stage: String,
        model: String,
    },
    BatchRecords {
        stage: String,
        model: String,
        ids: Vec<String>,
    },
    Schemas {
        model: Option<String>,
    },
    OptionSets,
    People(People),
    /// The cloud API, which has one path for all.
    Cloud {
        action: String,
    },
    NotEmulated(NotEmulated),
}

impl Route {
    /// Reads the path of a request, still percent-encoded.
    pub(crate) fn of(path: &str) -> Result<Self, Rejection> {
        let mut pieces = Vec::new();
        for piece in path.strip_prefix('/').unwrap_or(path).split('/') {
            pieces.push(percent::decoded(piece).ok_or_else(|| PathError::Encoding.fault())?);
        }
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        match pieces[..] {
            ["auth", "v1", "token", "clientCredential"] => Ok(Route::Token),
            ["weda", "odata", "v1", "batch", stage, model] if !model.is_empty() => batch(stage, model),
            ["weda", "odata", "v1", stage, model] if !model.is_empty() => records(stage, model),
            ["weda", "model", "v1", "getSchemaList"] => Ok(Route::Schemas { model: None }),
            ["weda", "model", "v1", "getSchemaList", model] if !model.is_empty() => {
                Ok(Route::Schemas { model: Some(model.to_owned()) })
            }
            ["weda", "model", "v1", "describeOptionSet"] => Ok(Route::OptionSets),
            ["weda", "auth", "v1", "prod", call] => {
                Ok(People::named(call).map_or(Route::NotEmulated(NotEmulated::Users), Route::People))
            }
            ["weda", "auth", ..] => Ok(Route::NotEmulated(NotEmulated::Users)),
            ["weda", "workflow", ..] => Ok(Route::NotEmulated(NotEmulated::Workflow)),
            _ => Err(PathError::Unknown.fault()),
        }
    }
}

/// `student` or `student('id')`.
fn records(stage: &str, segment: &str) -> Result<Route, Rejection> {
    let stage = stage.to_owned();
    let Some((model, key)) = segment.split_once('(') else {
        return Ok(Route::Records { stage, model: segment.to_owned() });
    };
    match &mut ids(key).ok_or_else(|| PathError::Key.fault())?[..] {
        [id] => Ok(Route::Record { stage, model: model.to_owned(), id: std::mem::take(id) }),
        _ => Err(PathError::Key.fault()),
    }
}

/// `student`, `student('id')` or `student('id','id')`.
fn batch(stage: &str, segment: &str) -> Result<Route, Rejection> {
    let stage = stage.to_owned();
    let Some((model, key)) = segment.split_once('(') else {
        return Ok(Route::Batch { stage, model: segment.to_owned() });
    };
    let ids = ids(key).ok_or_else(|| PathError::Key.fault())?;
    Ok(Route::BatchRecords { stage, model: model.to_owned(), ids })
}

/// The quoted texts before a closing parenthesis, a quote in them doubled and commas between them; `None` where
/// something else stands there.
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
