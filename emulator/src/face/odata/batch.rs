//! The batch calls: list, create, get, update and delete.

use std::fmt;

use http::Method;
use serde_json::json;

use super::Odata;
use super::body::{self, Batch, NotABatch};
use super::print::{self, RecordFormat, values};
use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::face::query;
use crate::face::request::Request;
use crate::profile::{CommaIds, Feature};
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::Body;
use crate::validate::StoreValue;

impl Odata {
    /// A batch call on a model: list or create.
    pub(super) fn batch(&self, request: &Request<'_>, stage: Stage, identifier: &str) -> Result<Answer, ApiError> {
        if *request.method == Method::GET {
            return self.list(request, "batch", stage, identifier, self.service.profile().lists.batch_top_max);
        }
        let mut session = self.service.session();
        let model = session.model(stage, identifier).map_err(|error| self.api_error(&error))?;
        session.check_writable(&model).map_err(|error| self.api_error(&error))?;
        query::none(request.query)?;
        let records = self.batch_body(request.body, &model)?;
        // With their positions, since empty records are skipped.
        let (positions, bodies): (Vec<_>, Vec<_>) = (1..).zip(records).filter(|(_, record)| !record.is_empty()).unzip();
        let mut list = print::list(&model, None);
        let format = RecordFormat { model: &model, profile: &self.service.profile(), select: None, single: false };
        let print = |row: &[StoreValue<'_>]| format.print(list.next(), row.iter().map(StoreValue::as_ref));
        let created = session.create(&model, &bodies, &[], print).map_err(|(index, error)| {
            let position = positions.get(index).copied().unwrap_or(1);
            self.api_error(&error).within(&format!("record {position} of `value`: "))
        })?;
        Ok(print::list_answer(201, list).applied(created > 0).noted(body::note(&bodies, &model)))
    }

    /// A batch call on records by their ids: get, update or delete.
    pub(super) fn batch_records(
        &self,
        request: &Request<'_>,
        stage: Stage,
        identifier: &str,
        ids: &[String],
    ) -> Result<Answer, ApiError> {
        let mut session = self.service.session();
        let model = session.model(stage, identifier).map_err(|error| self.api_error(&error))?;
        query::none(request.query)?;
        let mut ids = self.batch_ids(ids)?;
        if *request.method == Method::GET {
            // Any order other than the requested one.
            if self.service.profile().lists.shuffled {
                ids.reverse();
            }
            let mut list = print::list(&model, None);
            let format = RecordFormat { model: &model, profile: &self.service.profile(), select: None, single: false };
            for id in &ids {
                if let Some(row) = session.get(&model, id).map_err(|error| self.api_error(&error))? {
                    format.print(list.next(), values(&row));
                    list.check_length()?;
                }
            }
            return Ok(print::list_answer(200, list));
        }
        session.check_writable(&model).map_err(|error| self.api_error(&error))?;
        if *request.method == Method::DELETE {
            let count = session.delete(&model, &ids).map_err(|error| self.api_error(&error))?;
            return Ok(Answer::json(200, &json!({ "deleteCount": count })).applied(count > 0));
        }
        let change = body::record(request.body, &model)?;
        let count = session.update(&model, &ids, &change, &[]).map_err(|error| self.api_error(&error))?;
        let note = body::note(std::slice::from_ref(&change), &model);
        Ok(Answer::json(200, &json!({ "updateCount": count })).applied(count > 0).noted(note))
    }

    /// The records of `{"value":[record, ..]}`.
    fn batch_body(&self, bytes: &[u8], model: &Model) -> Result<Vec<Body>, ApiError> {
        let refuse = BatchProblem::error;
        let max = self.service.profile().writes.batch_max;
        let batch = Batch::of(bytes, max).map_err(|error| match error {
            NotABatch::NoValue => refuse(BatchProblem::NoValue),
            NotABatch::NoList(found) => refuse(BatchProblem::NoList { found }),
            NotABatch::Many(count) => refuse(BatchProblem::Many { count, max }),
            NotABatch::Body(error) => error,
        })?;
        if batch.is_empty() {
            return Err(refuse(BatchProblem::Empty));
        }
        match batch.first_non_object() {
            Some((position, found)) => Err(refuse(BatchProblem::NoRecord { position, found })),
            None => batch.records(model),
        }
    }

    /// The distinct ids in a path.
    fn batch_ids(&self, ids: &[String]) -> Result<Vec<String>, ApiError> {
        let refuse = |problem: BatchProblem| Err(problem.error());
        let accept = &self.service.profile().accept;
        if ids.len() > 1 && !accept.has(Feature::QuotedIds) {
            return refuse(BatchProblem::Quoted);
        }
        let mut distinct: Vec<String> = Vec::new();
        for text in ids {
            let parts: Vec<&str> = match accept.comma_ids {
                CommaIds::Refused if text.contains(',') => return refuse(BatchProblem::Comma),
                CommaIds::Split => text.split(',').map(str::trim).collect(),
                CommaIds::Refused | CommaIds::One => vec![text],
            };
            for part in parts {
                if !distinct.iter().any(|known| known == part) {
                    distinct.push(part.to_owned());
                }
            }
        }
        Ok(distinct)
    }
}

/// Reasons why a batch is refused.
enum BatchProblem {
    NoValue,
    NoList { found: &'static str },
    Empty,
    Many { count: usize, max: u32 },
    NoRecord { position: usize, found: &'static str },
    Quoted,
    Comma,
}

impl BatchProblem {
    fn error(self) -> ApiError {
        let switch = match &self {
            BatchProblem::Many { .. } => Some("writes.batch_max"),
            BatchProblem::Quoted => Some(Feature::QuotedIds.switch()),
            BatchProblem::Comma => Some(Feature::CommaIds.switch()),
            _ => None,
        };
        ApiError::new(Code::InvalidParameter, self).depends_on(switch)
    }
}

impl fmt::Display for BatchProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = "send {\"value\":[{\"name\":\"李四\"}]}";
        match self {
            BatchProblem::NoValue => write!(f, "the body has no `value`: {form}"),
            BatchProblem::NoList { found } => write!(f, "`value` is {found}, not a list: {form}"),
            BatchProblem::Empty => write!(f, "`value` is empty: {form}, or skip the call"),
            BatchProblem::Many { count, max } => {
                write!(
                    f,
                    "the batch has {count} records, the limit is {max} (`writes.batch_max`): send smaller batches"
                )
            }
            BatchProblem::NoRecord { position, found } => {
                write!(f, "record {position} of `value` is {found}, not an object: {form}")
            }
            BatchProblem::Quoted => write!(
                f,
                "the syntax of several ids is not documented: send one call per id, or {}",
                Feature::QuotedIds
            ),
            BatchProblem::Comma => write!(
                f,
                "the id has a comma, and the syntax of several ids is not documented: send one call per id, or {}",
                Feature::CommaIds
            ),
        }
    }
}
