//! The five batch calls.

use std::fmt;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{Request, Service, body, check_write, invalid, known_model, refused, storage};
use crate::answer::{Answer, List, Style};
use crate::envelope::{Code, Rejection};
use crate::options;
use crate::profile::{CommaIds, Feature};
use crate::route::Stage;
use crate::validate::found;
use crate::value::Fit;

impl Service {
    /// A batch call on a model: list or create.
    pub(super) fn batch(&self, request: &Request<'_>, stage: Stage, identifier: &str) -> Result<Answer, Rejection> {
        if *request.method == Method::GET {
            return self.list(request, stage, identifier, self.profile.lists.batch_top_max);
        }
        let mut store = self.store();
        let model = known_model(&mut store, stage, identifier)?;
        check_write(&model, &self.profile)?;
        options::none(request.query).map_err(invalid)?;
        let records = self.batch_body(request.body)?;
        // Each with its position: empty records are skipped.
        let (positions, bodies): (Vec<_>, Vec<_>) = (1..).zip(records).filter(|(_, record)| !record.is_empty()).unzip();
        let mut list = List::new(&model, None);
        let style = Style { model: &model, profile: &self.profile, select: None, single: false };
        let print = |row: &[Fit<'_>]| style.print(list.next(), row.iter().map(Fit::as_ref));
        let created = store.create(&model, &bodies, self.context(), print).map_err(|(index, refusal)| {
            let position = positions.get(index).copied().unwrap_or(1);
            refused(refusal).within(&format!("record {position} of `value`: "))
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
    ) -> Result<Answer, Rejection> {
        let mut store = self.store();
        let model = known_model(&mut store, stage, identifier)?;
        options::none(request.query).map_err(invalid)?;
        let ids = self.batch_ids(ids)?;
        if *request.method == Method::GET {
            let mut rows = Vec::new();
            for id in &ids {
                rows.extend(store.get(&model, id).map_err(storage)?);
            }
            // Another order than the one asked for is all it takes.
            if self.profile.lists.shuffled {
                rows.reverse();
            }
            return Ok(Answer::list(200, &model, &rows, &self.profile));
        }
        check_write(&model, &self.profile)?;
        if *request.method == Method::DELETE {
            let count = store.delete(&model, &ids).map_err(refused)?;
            return Ok(Answer::json(200, &json!({ "deleteCount": count })).applied(count > 0));
        }
        let count = store.update(&model, &ids, &body(request.body)?, self.context()).map_err(refused)?;
        Ok(Answer::json(200, &json!({ "updateCount": count })).applied(count > 0))
    }

    /// The records of `{"value":[record, ..]}`.
    fn batch_body(&self, bytes: &[u8]) -> Result<Vec<Map<String, Value>>, Rejection> {
        let refuse = |problem: Problem| Rejection::new(Code::InvalidParameter, problem);
        let value = body(bytes)?.remove("value").ok_or_else(|| refuse(Problem::NoValue))?;
        let Value::Array(values) = value else { return Err(refuse(Problem::NoList { found: found(&value) })) };
        let max = self.profile.writes.batch_max;
        match values.len() {
            0 => return Err(refuse(Problem::Empty)),
            count if count > max as usize => return Err(refuse(Problem::Many { count, max })),
            _ => {}
        }
        let record = |(position, value)| match value {
            Value::Object(members) => Ok(members),
            other => Err(refuse(Problem::NoRecord { position, found: found(&other) })),
        };
        (1..).zip(values).map(record).collect()
    }

    /// The ids that a path means, each of them once.
    fn batch_ids(&self, ids: &[String]) -> Result<Vec<String>, Rejection> {
        let refuse = |problem: Problem| Err(Rejection::new(Code::InvalidParameter, problem));
        let accept = &self.profile.accept;
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
