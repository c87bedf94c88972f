//! The calls on records: `/weda/odata/v1`.

mod batch;
mod body;
mod filter;
mod options;
mod print;
mod records;
mod route;

use std::sync::Arc;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::path_error::PathError;
use super::printed::Printed;
use super::request::Request;
use super::service_errors;
use crate::profile::Feature;
use crate::schema::Model;
use crate::service::{OperationError, Service, Session};
use crate::stage::Stage;
use crate::store::List;
pub(crate) use filter::{FilterPart, FilterProblem, compile as compile_filter, parts as filter_parts};
pub(super) use route::Target;

/// The OData face, with its caches of printed JSON.
pub(super) struct Odata {
    service: Arc<Service>,
    printed: Printed,
}

impl Odata {
    pub(super) fn new(service: Arc<Service>) -> Self {
        Self { service, printed: Printed::default() }
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

    /// The model and the list of a request, without reading it.
    pub(super) fn list_of(
        &self,
        session: &mut Session<'_>,
        request: &Request<'_>,
        target: &Target,
    ) -> Result<(Arc<Model>, List), ApiError> {
        let profile = self.service.profile();
        let lists = &profile.lists;
        let (Target::Records { stage, model } | Target::Batch { stage, model }) = target else {
            return Err(PathError::Unknown.error());
        };
        let max = if matches!(target, Target::Batch { .. }) { lists.batch_top_max } else { lists.top_max };
        let model = session.model(self.stage(stage)?, model).map_err(|error| self.api_error(&error))?;
        let options = options::parse(request.query, &model, max, &profile).map_err(invalid)?;
        Ok((model, options.list))
    }

    fn stage(&self, name: &str) -> Result<Stage, ApiError> {
        match name {
            "dev" if self.service.profile().accept.has(Feature::Dev) => Ok(Stage::Pre),
            _ => Stage::named(name).ok_or_else(|| {
                let error = |or: &str| ApiError::new(Code::InvalidEnv, format!("{}{or}", PathError::Stage(name)));
                if name != "dev" {
                    return error("");
                }
                error(&format!(", or {}", Feature::Dev)).depends_on(Feature::Dev.switch())
            }),
        }
    }

    /// The error for a refused operation.
    fn api_error(&self, error: &OperationError) -> ApiError {
        service_errors::operation(error, &self.service.profile())
    }
}

/// The error for invalid query options.
fn invalid(problem: options::OptionProblem) -> ApiError {
    let switch = problem.switch();
    ApiError::new(Code::InvalidParameter, problem).of_query().depends_on(switch)
}
