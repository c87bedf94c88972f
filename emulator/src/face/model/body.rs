//! The body of a request.

use serde_json::{Map, Value as Json};

use super::Call;
use super::parse;
use super::problem::{cut, invalid, missing};
use crate::face::body::not_an_object;
use crate::face::error_response::{ApiError, Code};
use crate::validate::type_name;

impl Call<'_, '_> {
    /// The members of the body. Returns an error for those that the profile does not accept; `known` are those of the
    /// operation.
    pub(super) fn body(&mut self, known: &[&str]) -> Result<Map<String, Json>, ApiError> {
        let notes = &mut self.notes;
        let mut repeat = |name: &str| notes.push(format!("an object has several `{name}`: the last one was used"));
        let body = parse::object(self.request.body, &mut repeat).map_err(|error| {
            let advice = format!("send one with {}", known.join(", "));
            ApiError::new(Code::InvalidParameter, not_an_object(&error, &advice))
        })?;
        let unknown: Vec<&String> =
            body.keys().filter(|key| *key != "envType" && !known.contains(&key.as_str())).collect();
        if let Some(first) = unknown.first() {
            if self.api().unknown_members_refused {
                let message = format!("`{}` is not a member of this call: use {}", cut(first), known.join(", "));
                return Err(
                    ApiError::new(Code::UnknownParameter, message).depends_on("model_api.unknown_members_refused")
                );
            }
            unknown.iter().for_each(|key| self.notes.push(format!("the member `{key}` was ignored")));
        }
        let stage = self.stage.name();
        if body.get("envType").is_some_and(|sent| sent.as_str() != Some(stage)) {
            if self.api().env_type_compared {
                let problem = format!("differs from the path, which has `{stage}`: send that, or none");
                return Err(invalid("envType", problem).depends_on("model_api.env_type_compared"));
            }
            // Clients send everything except `pre` to `prod`.
            self.notes.push(format!("`envType` was ignored: it differs from the path, which has `{stage}`"));
        }
        Ok(body)
    }
}

/// Takes an object out of a body.
pub(super) fn object(body: &mut Map<String, Json>, member: &str, advice: &str) -> Result<Map<String, Json>, ApiError> {
    match body.remove(member) {
        Some(Json::Object(object)) => Ok(object),
        None | Some(Json::Null) => Err(missing(member, advice)),
        Some(other) => Err(invalid(member, format!("is {}, expected an object: {advice}", type_name(&other)))),
    }
}
