//! The operations that change records.

use serde_json::{Map, Value as Json, json};

use super::Call;
use super::body::object;
use super::filter::Filters;
use super::print::data;
use super::problem::{invalid, missing, out_of_range};
use super::record::{NewValues, Purpose};
use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::face::query;
use crate::profile::{CreateMany, SeveralMatches};
use crate::validate::type_name;

const RECORD: &str = "send the record, such as {\"name\":\"李四\"}";

impl Call<'_, '_> {
    pub(super) fn create(&mut self) -> Result<Answer, ApiError> {
        let mut body = self.body(&["data"])?;
        let record = object(&mut body, "data", RECORD)?;
        let values = self.values(record, "data", Purpose::Create)?;
        let ids = self.store(vec![values]).map_err(|(_, error)| error)?;
        Ok(data(&json!({ "id": ids.first() }), self.request.id).applied(true))
    }

    /// The records of a `createMany`.
    fn records(&mut self) -> Result<Vec<Json>, ApiError> {
        let mut body = self.body(&["data"])?;
        let records = match body.remove("data") {
            Some(Json::Array(records)) => records,
            None | Some(Json::Null) => return Err(missing("data", "send a list of records")),
            Some(other) => {
                return Err(invalid("data", format!("is {}, expected a list of records", type_name(&other))));
            }
        };
        if records.is_empty() {
            return Err(invalid("data", "is empty: send at least one record"));
        }
        let max = self.rules.batch_max as usize;
        if records.len() > max {
            let problem =
                format!("has {} records, the limit is {max} (`writes.batch_max`): send several calls", records.len());
            return Err(out_of_range("data", problem).depends_on("writes.batch_max"));
        }
        Ok(records)
    }

    pub(super) fn create_many(&mut self) -> Result<Answer, ApiError> {
        let records = self.records()?;
        let partial = self.api().create_many == CreateMany::Partial;
        // The records, with their indexes in the body.
        let (mut values, mut indexes) = (Vec::with_capacity(records.len()), Vec::with_capacity(records.len()));
        let (mut refused, mut invalid_records) = (None, 0);
        for (index, record) in records.into_iter().enumerate() {
            let place = format!("data[{index}]");
            let found = match record {
                // Skipped, as documented.
                Json::Object(record) if record.is_empty() => {
                    self.notes.push(format!("`{place}` is empty and was skipped"));
                    continue;
                }
                Json::Object(record) => self.values(record, &place, Purpose::CreateMany),
                other => Err(invalid(&place, format!("is {}, expected an object: {RECORD}", type_name(&other)))),
            };
            match found {
                Ok(found) => {
                    values.push(found);
                    indexes.push(index);
                }
                Err(error) if partial => {
                    refused = refused.or(Some(error));
                    invalid_records += 1;
                }
                Err(error) => return Err(error),
            }
        }
        if values.is_empty()
            && let Some(error) = refused
        {
            return Err(error);
        }
        let mut ids = self.store(values).map_err(|(at, error)| {
            let index = indexes.get(at).copied().unwrap_or_default();
            error.within(&format!("`data[{index}]`: "))
        })?;
        invalid_records += indexes.len() - ids.len();
        if invalid_records > 0 {
            self.notes.push(format!("{invalid_records} invalid records were not stored (`model_api.create_many`)"));
        }
        if self.api().create_many == CreateMany::Reversed {
            ids.reverse();
        }
        Ok(data(&json!({ "idList": ids }), self.request.id).applied(!ids.is_empty()))
    }

    pub(super) fn update(&mut self) -> Result<Answer, ApiError> {
        let (filters, values) = self.update_body(Purpose::Update)?;
        let Some(id) = self.single(&filters, self.api().several_matches)? else { return self.no_match() };
        self.change(&[id], &values)?;
        Ok(data(&json!({ "count": 1 }), self.request.id).applied(true))
    }

    pub(super) fn update_many(&mut self) -> Result<Answer, ApiError> {
        let (filters, values) = self.update_body(Purpose::UpdateMany)?;
        let ids = self.matches(&filters)?;
        self.change(&ids, &values)?;
        Ok(self.counted(&ids))
    }

    pub(super) fn upsert(&mut self) -> Result<Answer, ApiError> {
        let mut body = self.body(&["create", "update", "filter"])?;
        let (create, update) = (object(&mut body, "create", RECORD)?, object(&mut body, "update", RECORD)?);
        let filters = self.required_filter(&mut body)?;
        // Both must be well-formed, whichever applies.
        let create = self.values(create, "create", Purpose::Create)?;
        let update = self.values(update, "update", Purpose::Update)?;
        let answer = match self.single(&filters, self.api().upsert_several)? {
            Some(id) => {
                self.change(&[id], &update)?;
                json!({ "count": 1, "id": "" })
            }
            None => {
                let ids = self.store(vec![create]).map_err(|(_, error)| error)?;
                json!({ "count": 0, "id": ids.first() })
            }
        };
        Ok(data(&answer, self.request.id).applied(true))
    }

    pub(super) fn delete(&mut self) -> Result<Answer, ApiError> {
        let mut body = self.body(&["filter"])?;
        let filters = self.required_filter(&mut body)?;
        let Some(id) = self.single(&filters, self.api().several_matches)? else { return self.no_match() };
        self.remove(&[id])
    }

    pub(super) fn delete_many(&mut self) -> Result<Answer, ApiError> {
        let mut body = self.body(&["filter"])?;
        let filters = self.required_filter(&mut body)?;
        let ids = self.matches(&filters)?;
        let deleted = self.session.delete(&self.model, &ids);
        self.done(deleted)?;
        Ok(self.counted(&ids))
    }

    pub(super) fn delete_by_id(&mut self, id: &str) -> Result<Answer, ApiError> {
        query::none(self.request.query)?;
        let row = self.session.get(&self.model, id);
        if self.done(row)?.is_none() {
            return self.no_match();
        }
        self.remove(&[id.to_owned()])
    }

    /// Filter and values of an update.
    fn update_body(&mut self, purpose: Purpose) -> Result<(Filters, NewValues), ApiError> {
        let mut body: Map<String, Json> = self.body(&["data", "filter"])?;
        let changes = object(&mut body, "data", "send the fields to change, such as {\"score\":90}")?;
        let filters = self.required_filter(&mut body)?;
        Ok((filters, self.values(changes, "data", purpose)?))
    }

    /// Stores records and returns their ids. An error has the index of its record.
    fn store(&mut self, values: Vec<NewValues>) -> Result<Vec<String>, (usize, ApiError)> {
        let (bodies, links): (Vec<_>, Vec<_>) = values.into_iter().map(|values| (values.body, values.links)).unzip();
        let (mut ids, index) = (Vec::with_capacity(bodies.len()), self.model.id_index());
        let created = self.session.create(&self.model, &bodies, &links, |row| {
            ids.push(row[index].as_ref().as_str().unwrap_or_default().to_owned());
        });
        match created {
            Ok(_) => Ok(ids),
            Err((at, error)) => Err((at, self.face.api_error(&error))),
        }
    }

    fn change(&mut self, ids: &[String], values: &NewValues) -> Result<u64, ApiError> {
        let changed = self.session.update(&self.model, ids, &values.body, &values.links);
        self.done(changed)
    }

    fn remove(&mut self, ids: &[String]) -> Result<Answer, ApiError> {
        let deleted = self.session.delete(&self.model, ids);
        let count = self.done(deleted)?;
        Ok(data(&json!({ "count": count }), self.request.id).applied(count > 0))
    }

    /// The id of the only record that matches, or `None` if none does.
    fn single(&self, filters: &Filters, several: SeveralMatches) -> Result<Option<String>, ApiError> {
        let found = self.session.matching(&self.model, filters.condition.as_ref(), Some(2));
        let mut ids = self.done(found)?.into_iter();
        match (ids.next(), ids.next()) {
            (Some(_), Some(_)) if several == SeveralMatches::Refused => {
                let problem =
                    "matches several records, and the call is for one: use a filter on `_id`, or the call for many";
                Err(invalid("filter", problem))
            }
            (first, _) => Ok(first),
        }
    }

    /// The ids of all records that match.
    fn matches(&self, filters: &Filters) -> Result<Vec<String>, ApiError> {
        if filters.condition.is_none() && self.api().empty_filter_refused {
            let problem = "has no condition and would match all records (`model_api.empty_filter_refused`)";
            return Err(invalid("filter", problem).depends_on("model_api.empty_filter_refused"));
        }
        let found = self.session.matching(&self.model, filters.condition.as_ref(), None);
        self.done(found)
    }

    /// The answer of an operation on one record that matches none.
    fn no_match(&self) -> Result<Answer, ApiError> {
        if self.api().no_match_refused {
            let message = format!("no record of `{}` matches: list its records", self.model.identifier);
            return Err(ApiError::new(Code::RecordNotFound, message).depends_on("model_api.no_match_refused"));
        }
        Ok(data(&json!({ "count": 0 }), self.request.id))
    }

    /// The answer of an operation on many records.
    fn counted(&self, ids: &[String]) -> Answer {
        let mut counted = json!({ "count": ids.len() });
        if self.api().id_lists {
            counted["legalIdList"] = json!(ids);
            counted["illegalIdList"] = json!([]);
        }
        data(&counted, self.request.id).applied(!ids.is_empty())
    }
}
