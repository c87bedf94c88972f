//! Tasks that create models.

use serde_json::{Value, json};

use super::super::error_response::{ApiError, Code};
use super::super::parameters::Parameters;
use super::change::new_model;
use crate::service::{Service, Task};

/// The maximum models of a call, which are created without a pause.
const MAX_MODELS: usize = 500;

/// `BatchCreateDataModelList`. Checks the schemas of all models before it starts.
pub(super) fn start(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let list = parameters.objects("CreateDataModelList")?;
    if list.is_empty() {
        return Err(parameters.missing("CreateDataModelList"));
    }
    if list.len() > MAX_MODELS {
        let reason = format!("has {} models, the limit is {MAX_MODELS}; send several calls", list.len());
        return Err(parameters.invalid("CreateDataModelList", &reason));
    }
    let database = parameters.text("DbInstanceType")?;
    let models = list.iter().map(|model| new_model(model, database)).collect::<Result<Vec<_>, _>>()?;
    let id = service.start_task(models).map_err(|error| ApiError::new(Code::ExceedRequestLimit, error))?;
    Ok(json!({ "TaskId": id }))
}

/// `QueryModelTaskStatus`.
pub(super) fn status(service: &Service, parameters: &Parameters) -> Result<Value, ApiError> {
    let id = parameters.required("TaskId")?;
    let task = service.task(id).ok_or_else(|| {
        let message = format!("there is no task `{id}`; the emulator forgets its tasks when it stops");
        ApiError::new(Code::RecordNotFound, message)
    })?;
    let (status, created, failures) = match task {
        Task::Waiting { .. } => ("init", Vec::new(), Vec::new()),
        Task::Done { created, failures } if failures.is_empty() => ("success", created, failures),
        Task::Done { created, failures } => ("fail", created, failures),
    };
    Ok(json!({
        "TaskId": id, "Status": status, "SuccessResourceIdList": created, "FailReason": failures.join("; ")
    }))
}
