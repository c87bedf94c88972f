//! The cloud API: the calls about models that the vendor's command line (`tcb db`) and MCP server make.
//!
//! Every call is POST on `/` with the action in a header, the parameters in a JSON body, and a signature of both the
//! time and the body. Parameters that an action does not use are ignored. `emulator/interop` runs the real clients.

mod change;
mod environment;
mod query;
mod task;

use serde_json::{Map, Value};

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::parameters::Parameters;
use super::request::Request;
use super::signature::{self, SignedError};
use crate::service::Service;

/// The actions that are emulated.
const ACTIONS: [&str; 11] = [
    "DescribeEnvs",
    "DescribeEnvInfo",
    "DescribeDataSourceList",
    "DescribeDataSource",
    "DescribeBasicDataSource",
    "DescribeBasicDataSourceList",
    "CreateDataSourceDetail",
    "ModifyDataSource",
    "BatchPublishDataSources",
    "BatchCreateDataModelList",
    "QueryModelTaskStatus",
];

/// Answers a call to the cloud API.
pub(super) fn answer(service: &Service, request: &Request<'_>, action: &str) -> Result<Answer, ApiError> {
    signature::check(service, request).map_err(|error| {
        let code = match error {
            SignedError::Missing => Code::InvalidAuthorization,
            SignedError::OtherKey => Code::SecretIdNotFound,
            SignedError::Invalid(_) => Code::SignatureFailure,
        };
        ApiError::new(code, error)
    })?;
    let parameters = Parameters::read(request.body)?;
    let mut members = run(service, action, &parameters)?;
    members.insert("RequestId".to_owned(), request.id.into());
    let mut answer = Answer::json(200, &Map::from_iter([("Response".to_owned(), Value::Object(members))]));
    answer.note = Some(action.to_owned());
    Ok(answer)
}

/// The members of the response to an action.
fn run(service: &Service, action: &str, parameters: &Parameters) -> Result<Map<String, Value>, ApiError> {
    match action {
        "DescribeEnvs" => return Ok(environment::list(service)),
        _ if !ACTIONS.contains(&action) => {
            let message = format!("the action `{action}` is not emulated; the emulator has {}", ACTIONS.join(", "));
            return Err(ApiError::new(Code::UnsupportedOperation, message));
        }
        _ => environment::check(service, parameters)?,
    }
    let data = match action {
        "DescribeEnvInfo" => return Ok(environment::info(service)),
        "DescribeDataSourceList" => query::list(service, parameters)?,
        "DescribeBasicDataSourceList" => query::basic_list(service, parameters)?,
        "CreateDataSourceDetail" => change::create(service, parameters)?,
        "ModifyDataSource" => change::modify(service, parameters)?,
        "BatchPublishDataSources" => change::publish(service, parameters)?,
        "BatchCreateDataModelList" => task::start(service, parameters)?,
        "QueryModelTaskStatus" => task::status(service, parameters)?,
        // `DescribeDataSource` and `DescribeBasicDataSource`.
        _ => query::one(service, parameters)?,
    };
    Ok(Map::from_iter([("Data".to_owned(), data)]))
}
