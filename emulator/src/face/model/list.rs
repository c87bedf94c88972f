//! Lists of records.

use std::mem;
use std::sync::Arc;

use http::Method;
use serde_json::{Map, Number, Value as Json};

use super::Call;
use super::filter::Filters;
use super::print;
use super::problem::{invalid, out_of_range};
use super::select::Selection;
use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::face::printed::{ListKey, RecordList};
use crate::face::query;
use crate::profile::{Excess, Total};
use crate::store::{List, Order};
use crate::validate::type_name;

/// The documented size of a page without `pageSize`.
const DEFAULT_SIZE: u64 = 10;

/// The documented maximum of sort fields.
const MAX_ORDERS: usize = 3;

/// A parsed request for a list.
struct Asked {
    /// Its members, without the filter.
    body: Map<String, Json>,
    filters: Filters,
}

impl Call<'_, '_> {
    /// A list: the printed one, if nothing has changed since the same request.
    pub(super) fn list(&mut self) -> Result<Answer, ApiError> {
        let (request, model, stage, user) = (self.request, Arc::clone(&self.model), self.stage, self.user);
        let is_simple = *request.method == Method::GET;
        let (path, identifier) = (if is_simple { "simple" } else { "list" }, model.identifier.as_str());
        let key = ListKey { path, stage, identifier, user, query: request.query, body: request.body };
        if let Some(answer) = self.face.printed.list(self.session, &key) {
            return Ok(print::with_id(answer, request.id));
        }
        let list = if is_simple { self.list_simple()? } else { self.list_of_body()? };
        let mut answer = Answer::printed(200, list);
        answer.note = mem::take(&mut self.notes).text();
        if !self.profile.lists.shuffled {
            self.face.printed.insert_list(self.session, &key, &answer);
        }
        Ok(print::with_id(answer, request.id))
    }

    /// The list that the request asks for, without reading it.
    pub(super) fn asked_list(&mut self) -> Result<List, ApiError> {
        let asked = if *self.request.method == Method::GET { self.asked_simple()? } else { self.asked_by_body()? };
        self.list_options(&asked)
    }

    fn list_of_body(&mut self) -> Result<Vec<u8>, ApiError> {
        let asked = self.asked_by_body()?;
        let selection = self.select(asked.body.get("select"))?;
        self.page(&asked, &selection)
    }

    fn asked_by_body(&mut self) -> Result<Asked, ApiError> {
        let mut body = self.body(&["filter", "select", "pageSize", "pageNumber", "getCount", "orderBy"])?;
        let filters = match body.remove("filter") {
            None | Some(Json::Null) => Filters::default(),
            Some(filter) => self.filter(&filter)?,
        };
        Ok(Asked { body, filters })
    }

    /// The list with a query and without a body.
    fn list_simple(&mut self) -> Result<Vec<u8>, ApiError> {
        let asked = self.asked_simple()?;
        let selection = self.select_all()?;
        self.page(&asked, &selection)
    }

    fn asked_simple(&mut self) -> Result<Asked, ApiError> {
        let pairs =
            query::pairs(self.request.query).map_err(|problem| ApiError::new(Code::InvalidParameter, problem))?;
        let mut body = Map::new();
        for (name, text) in pairs {
            if !["pageSize", "pageNumber", "getCount"].contains(&name.as_str()) {
                let advice = "use pageSize, pageNumber and getCount, or POST with a body";
                return Err(invalid(&name, format!("is not an option of this path: {advice}")));
            }
            // Numbers and booleans are written as in JSON.
            let value = serde_json::from_str(&text).unwrap_or(Json::String(text));
            body.insert(name, value);
        }
        Ok(Asked { body, filters: Filters::default() })
    }

    /// The order and the page of a list.
    fn list_options(&mut self, Asked { body, filters }: &Asked) -> Result<List, ApiError> {
        let order = self.order(body.get("orderBy"))?;
        let (size, number) = self.paging(body)?;
        let count = match body.get("getCount") {
            None | Some(Json::Null) => false,
            Some(Json::Bool(count)) => *count,
            Some(other) => return Err(invalid("getCount", format!("is {}, expected true", type_name(other)))),
        };
        let skip = number.saturating_sub(1).saturating_mul(size);
        Ok(List { condition: filters.condition.clone(), order, skip, top: size, count })
    }

    /// The answer without the request id.
    fn page(&mut self, asked: &Asked, selection: &Selection) -> Result<Vec<u8>, ApiError> {
        let list = self.list_options(asked)?;
        let page = self.session.list(&self.model, &list);
        let page = self.done(page)?;
        let mut records = RecordList::new(b"{\"data\":{\"records\":[".to_vec());
        self.print(&mut records, &page.places, selection, &asked.filters)?;
        let total = page.count.or((self.api().total == Total::Zero).then_some(0));
        let total = total.map_or_else(String::new, |total| format!(",\"total\":{total}"));
        Ok(records.end(format!("]{total}}}").as_bytes()))
    }

    /// The size and the number of the page.
    fn paging(&mut self, body: &Map<String, Json>) -> Result<(u64, u64), ApiError> {
        let number = |member: &str| match body.get(member) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::Number(number)) => match whole(number) {
                Some(whole) => Ok(Some(whole)),
                None if number.as_f64().is_some_and(|double| double.fract() == 0.0) => {
                    Err(out_of_range(member, "is out of range: send a smaller number"))
                }
                None => Err(invalid(member, "is a number with a fraction, expected a whole number")),
            },
            Some(other) => Err(invalid(member, format!("is {}, expected a whole number", type_name(other)))),
        };
        let (size, page) = (number("pageSize")?, number("pageNumber")?);
        if let Some(size @ ..=0) = size {
            return Err(out_of_range(
                "pageSize",
                format!("is {size}: send a number from 1 to {}", self.api().page_max),
            ));
        }
        if let Some(page @ ..=0) = page
            && !self.api().page_zero
        {
            return Err(out_of_range("pageNumber", format!("is {page}: pages are counted from 1")));
        }
        if size.is_some() != page.is_some() && !self.api().single_page_member {
            let (sent, absent) = if size.is_some() { ("pageSize", "pageNumber") } else { ("pageNumber", "pageSize") };
            self.notes.push(format!("`{sent}` was ignored, as it takes effect only together with `{absent}`"));
            return Ok((DEFAULT_SIZE, 1));
        }
        let (mut size, max) = (size.map_or(DEFAULT_SIZE, i64::unsigned_abs), u64::from(self.api().page_max));
        if size > max {
            match self.api().excess {
                Excess::Cut => self.notes.push(format!("`pageSize` of {size} was reduced to {max}")),
                Excess::Refused => {
                    let problem = format!("is {size}, but a page has at most {max} records: read further pages");
                    return Err(out_of_range("pageSize", problem).depends_on("model_api.excess"));
                }
            }
            size = max;
        }
        Ok((size, page.map_or(1, |page| page.max(1).unsigned_abs())))
    }

    /// The order of records that the caller does not order.
    pub(super) fn unordered(&self) -> Order {
        if self.profile.lists.shuffled { Order::Shuffled } else { Order::Creation }
    }

    /// `orderBy`: objects of one field and its direction.
    fn order(&mut self, order_by: Option<&Json>) -> Result<Order, ApiError> {
        let unordered = self.unordered();
        let keys = match order_by {
            None | Some(Json::Null) => return Ok(unordered),
            Some(Json::Array(keys)) => keys,
            Some(other) => {
                let problem = format!("is {}, expected a list: send [{{\"createdAt\":\"desc\"}}]", type_name(other));
                return Err(invalid("orderBy", problem));
            }
        };
        let lenient = self.api().excess_orders;
        if keys.len() > MAX_ORDERS {
            let problem = format!("has {} fields, the limit is {MAX_ORDERS}", keys.len());
            if !lenient {
                return Err(invalid("orderBy", problem + ": send the first ones"));
            }
            self.notes.push(format!("`orderBy` {problem}: the others were ignored"));
        }
        let mut fields: Vec<(String, bool)> = Vec::new();
        for (index, key) in keys.iter().take(MAX_ORDERS).enumerate() {
            let place = format!("orderBy[{index}]");
            let members = key.as_object().filter(|members| members.len() == 1 || (lenient && !members.is_empty()));
            let Some((field, direction)) = members.and_then(|members| members.iter().next()) else {
                let problem = "is not an object of one field: send {\"createdAt\":\"desc\"}";
                return Err(invalid(&place, problem));
            };
            if members.is_some_and(|members| members.len() > 1) {
                self.notes.push(format!("`{place}` has several fields: all but `{field}` were ignored"));
            }
            let place = format!("{place}.{field}");
            let descending = match direction.as_str() {
                Some("asc") => false,
                Some("desc") => true,
                _ => return Err(invalid(&place, "is not a direction: send \"asc\" or \"desc\"")),
            };
            match self.model.column(field) {
                Some(column) if column.is_sortable() && !column.is_object_relation() => {}
                None if !self.model.has_field(field) && self.api().unknown_names_ignored => {
                    self.notes.push(format!("`{place}` was ignored: `{}` has no such field", self.model.identifier));
                    continue;
                }
                None if !self.model.has_field(field) => {
                    let (model, known) = (&self.model.identifier, self.model.keys().join(", "));
                    return Err(invalid(&place, format!("is not a field of model `{model}`: use one of {known}")));
                }
                _ => return Err(invalid(&place, "has no order: sort by a text, a number or a date")),
            }
            if !fields.iter().any(|(known, _)| known == field) {
                fields.push((field.clone(), descending));
            }
        }
        Ok(if fields.is_empty() { unordered } else { Order::By(fields) })
    }
}

/// A whole number, with or without a fraction of zero.
fn whole(number: &Number) -> Option<i64> {
    let double = || number.as_f64().filter(|double| double.fract() == 0.0 && double.abs() < 9e15);
    number.as_i64().or_else(|| double().map(|double| double as i64))
}
