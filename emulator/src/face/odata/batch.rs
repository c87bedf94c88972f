//! The five batch calls.

use std::fmt;

use http::Method;
use serde_json::json;

use super::Odata;
use super::body::{self, Batch, NotABatch};
use super::print::{List, Style, values};
use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::face::query;
use crate::face::request::Request;
use crate::profile::{CommaIds, Feature};
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::Body;
use crate::validate::Fit;

impl Odata {
    /// A batch call on a model: list or create.
    pub(super) fn batch(&self, request: &Request<'_>, stage: Stage, identifier: &str) -> Result<Answer, ApiError> {
        if *request.method == Method::GET {
            return self.list(request, stage, identifier, self.service.profile.lists.batch_top_max);
        }
        let mut session = self.service.session();
        let model = session.model(stage, identifier).map_err(|refusal| self.refused(&refusal))?;
        session.check_writable(&model).map_err(|refusal| self.refused(&refusal))?;
        query::none(request.query)?;
        let records = self.batch_body(request.body, &model)?;
        // Each with its position: empty records are skipped.
        let (positions, bodies): (Vec<_>, Vec<_>) = (1..).zip(records).filter(|(_, record)| !record.is_empty()).unzip();
        let mut list = List::new(&model, None);
        let style = Style { model: &model, profile: &self.service.profile, select: None, single: false };
        let print = |row: &[Fit<'_>]| style.print(list.next(), row.iter().map(Fit::as_ref));
        let created = session.create(&model, &bodies, print).map_err(|(index, refusal)| {
            let position = positions.get(index).copied().unwrap_or(1);
            self.refused(&refusal).within(&format!("record {position} of `value`: "))
        })?;
        Ok(list.answer(201).applied(created > 0))
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
        let model = session.model(stage, identifier).map_err(|refusal| self.refused(&refusal))?;
        query::none(request.query)?;
        let mut ids = self.batch_ids(ids)?;
        if *request.method == Method::GET {
            // Another order than the one asked for is all it takes.
            if self.service.profile.lists.shuffled {
                ids.reverse();
            }
            let mut list = List::new(&model, None);
            let style = Style { model: &model, profile: &self.service.profile, select: None, single: false };
            for id in &ids {
                if let Some(row) = session.get(&model, id).map_err(|refusal| self.refused(&refusal))? {
                    style.print(list.next(), values(&row));
                    list.check_length()?;
                }
            }
            return Ok(list.answer(200));
        }
        session.check_writable(&model).map_err(|refusal| self.refused(&refusal))?;
        if *request.method == Method::DELETE {
            let count = session.delete(&model, &ids).map_err(|refusal| self.refused(&refusal))?;
            return Ok(Answer::json(200, &json!({ "deleteCount": count })).applied(count > 0));
        }
        let count = session
            .update(&model, &ids, &body::record(request.body, &model)?)
            .map_err(|refusal| self.refused(&refusal))?;
        Ok(Answer::json(200, &json!({ "updateCount": count })).applied(count > 0))
    }

    /// The records of `{"value":[record, ..]}`.
    fn batch_body(&self, bytes: &[u8], model: &Model) -> Result<Vec<Body>, ApiError> {
        let refuse = |problem: Problem| ApiError::new(Code::InvalidParameter, problem);
        let max = self.service.profile.writes.batch_max;
        let batch = Batch::of(bytes, max).map_err(|error| match error {
            NotABatch::NoValue => refuse(Problem::NoValue),
            NotABatch::NoList(found) => refuse(Problem::NoList { found }),
            NotABatch::Many(count) => refuse(Problem::Many { count, max }),
            NotABatch::Body(error) => error,
        })?;
        if batch.is_empty() {
            return Err(refuse(Problem::Empty));
        }
        match batch.other() {
            Some((position, found)) => Err(refuse(Problem::NoRecord { position, found })),
            None => batch.records(model),
        }
    }

    /// The ids that a path means, each of them once.
    fn batch_ids(&self, ids: &[String]) -> Result<Vec<String>, ApiError> {
        let refuse = |problem: Problem| Err(ApiError::new(Code::InvalidParameter, problem));
        let accept = &self.service.profile.accept;
        if ids.len() > 1 && !accept.has(Feature::QuotedIds) {
            return refuse(Problem::Quoted);
        }
        let mut each: Vec<String> = Vec::new();
        for text in ids {
            let parts: Vec<&str> = match accept.comma_ids {
                CommaIds::Refused if text.contains(',') => return refuse(Problem::Comma),
                CommaIds::Split => text.split(',').map(str::trim).collect(),
                CommaIds::Refused | CommaIds::One => vec![text],
            };
            for part in parts {
                if !each.iter().any(|known| known == part) {
                    each.push(part.to_owned());
                }
            }
        }
        Ok(each)
    }
}

/// What can be wrong with a batch.
enum Problem {
    NoValue,
    NoList { found: &'static str },
    Empty,
    Many { count: usize, max: u32 },
    NoRecord { position: usize, found: &'static str },
    Quoted,
    Comma,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = "send {\"value\":[{\"name\":\"李四\"}]}";
        match self {
            Problem::NoValue => write!(f, "the body has no `value`: {form}"),
            Problem::NoList { found } => write!(f, "`value` is {found} and no list: {form}"),
            Problem::Empty => write!(f, "`value` is empty: {form}, or leave the call out"),
            Problem::Many { count, max } => {
                write!(f, "the batch has {count} records, {max} is the limit (`writes.batch_max`): send less at once")
            }
            Problem::NoRecord { position, found } => {
                write!(f, "record {position} of `value` is {found} and no object: {form}")
            }
            Problem::Quoted => write!(
                f,
                "how several ids are written is not documented: send one call for each id, or {}",
                Feature::QuotedIds
            ),
            Problem::Comma => write!(
                f,
                "the id has a comma, and how several ids are written is not documented: send one call for each id, \
                 or {}",
                Feature::CommaIds
            ),
        }
    }
}
