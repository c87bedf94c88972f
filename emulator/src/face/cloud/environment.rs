//! The one environment of the emulator.

use serde_json::{Map, Value, json};

use super::super::error_response::ApiError;
use super::super::parameters::Parameters;
use crate::service::Service;

/// Returns an error unless the call is for the emulator's environment.
pub(super) fn check(service: &Service, parameters: &Parameters) -> Result<(), ApiError> {
    let env_id = parameters.required("EnvId")?;
    if env_id == service.env_id {
        return Ok(());
    }
    let reason = format!("is `{env_id}`, which is not the emulator's environment; use `{}`", service.env_id);
    Err(parameters.invalid("EnvId", &reason))
}

pub(super) fn list(service: &Service) -> Map<String, Value> {
    Map::from_iter([("EnvList".to_owned(), json!([environment(service)])), ("Total".to_owned(), json!(1))])
}

pub(super) fn info(service: &Service) -> Map<String, Value> {
    Map::from_iter([("EnvInfo".to_owned(), json!({ "EnvBaseInfo": environment(service) }))])
}

fn environment(service: &Service) -> Value {
    json!({
        "EnvId": service.env_id, "Alias": "emulator", "Status": "NORMAL", "Region": "ap-shanghai", "EnvType": "weda",
        "Source": "qcloud", "Databases": [], "Storages": [], "Functions": []
    })
}
