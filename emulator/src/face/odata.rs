//! The calls on records: `/weda/odata/v1`.

mod batch;
mod body;
mod filter;
mod list_cache;
mod options;
mod print;
mod records;
mod route;
mod row_cache;

use std::sync::{Arc, Mutex, MutexGuard};

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::request::Request;
use super::service_errors;
use crate::locked::locked;
use crate::profile::Feature;
use crate::service::{OperationError, Service};
use crate::stage::Stage;
use list_cache::ListCache;
pub(super) use route::Target;
use row_cache::RowCache;

/// The OData face, with its caches of printed JSON.
pub(super) struct Odata {
    service: Arc<Service>,
    lists: Mutex<ListCache>,
    rows: Mutex<RowCache>,
}

impl Odata {
    pub(super) fn new(service: Arc<Service>) -> Self {
        Self { service, lists: Mutex::default(), rows: Mutex::default() }
    }

    /// Answers a call on records.
    pub(super) fn answer(&self, request: &Request<'_>, target: &Target) -> Result<Answer, ApiError> {
        match target {
            Target::Records { stage, model } => self.records(request, self.stage(stage)?, model),
            Target::Record { stage, model, id } => self.record(request, self.stage(stage)?, model, id),
            Target::Batch { stage, model } => self.batch(request, self.stage(stage)?, model),
            Target::BatchRecords { stage, model, ids } => self.batch_records(request, self.stage(stage)?, model, ids),
        }
    }

    /// The cache of lists. Callers hold a session, so that nothing changes meanwhile.
    fn lists(&self) -> MutexGuard<'_, ListCache> {
        locked(&self.lists)
    }

    /// The cache of printed records, under the same condition.
    fn rows(&self) -> MutexGuard<'_, RowCache> {
        locked(&self.rows)
    }

    fn stage(&self, name: &str) -> Result<Stage, ApiError> {
        match name {
            "dev" if self.service.profile.accept.has(Feature::Dev) => Ok(Stage::Pre),
            _ => Stage::named(name).ok_or_else(|| {
                let message =
                    format!("`{name}` is not an environment type: use pre (trial) or prod (live) in the path");
                let or = if name == "dev" { format!(", or {}", Feature::Dev) } else { String::new() };
                ApiError::new(Code::InvalidEnv, message + &or)
            }),
        }
    }

    /// The error for a refused operation.
    fn api_error(&self, error: &OperationError) -> ApiError {
        service_errors::operation(error, &self.service.profile)
    }
}

/// The error for invalid query options.
fn invalid(problem: options::OptionProblem) -> ApiError {
    ApiError::new(Code::InvalidParameter, problem).of_query()
}
