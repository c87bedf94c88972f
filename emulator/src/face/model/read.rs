//! Reading records with their related ones.

use std::collections::HashMap;

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::Value as Json;

use super::Call;
use super::filter::Filters;
use super::print::{self, Printer, RelatedRecords};
use super::select::Selection;
use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::face::query;
use crate::profile::NoRecord;
use crate::store::{List, Row};

/// The maximum size of an answer: the default maximum of this project's client.
const MAX_BYTES: usize = 64 << 20;

impl Call<'_, '_> {
    /// The first record that matches.
    pub(super) fn get(&mut self) -> Result<Answer, ApiError> {
        let mut body = self.body(&["filter", "select"])?;
        let filters = match body.remove("filter") {
            None | Some(Json::Null) => Filters::default(),
            Some(filter) => self.filter(&filter)?,
        };
        let selection = self.select(body.get("select"))?;
        let (condition, order) = (filters.condition.clone(), self.unordered());
        let list = List { condition, order, top: 1, ..List::default() };
        let page = self.session.list(&self.model, &list);
        let places = self.done(page)?.places;
        let rows = self.rows(&places)?;
        self.record(&rows, &selection, &filters)
    }

    pub(super) fn get_by_id(&mut self, id: &str) -> Result<Answer, ApiError> {
        query::none(self.request.query)?;
        let selection = self.select_all()?;
        let row = self.session.get(&self.model, id);
        let rows: Vec<Row> = self.done(row)?.into_iter().collect();
        self.record(&rows, &selection, &Filters::default())
    }

    /// The answer with one record or none.
    fn record(&self, rows: &[Row], selection: &Selection, filters: &Filters) -> Result<Answer, ApiError> {
        let mut data = b"{".to_vec();
        if rows.is_empty() {
            data.extend_from_slice(match self.api().unknown_get {
                NoRecord::Null => b"\"record\":null",
                NoRecord::Empty => b"\"record\":{}",
                NoRecord::Missing => b"",
            });
        } else {
            data.extend_from_slice(b"\"record\":");
            self.print(&mut data, rows, selection, filters)?;
        }
        data.push(b'}');
        Ok(print::answer(&data, self.request.id))
    }

    /// The records at places.
    pub(super) fn rows(&self, places: &[i64]) -> Result<Vec<Row>, ApiError> {
        let mut reader = self.session.reader(&self.model);
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let read = reader.read(*place, |values| rows.push(values.map(owned).collect()));
            self.done(read.map_err(Into::into))?;
        }
        Ok(rows)
    }

    /// Prints records, separated by commas, with the related ones that are selected.
    pub(super) fn print(
        &self,
        out: &mut Vec<u8>,
        rows: &[Row],
        selection: &Selection,
        filters: &Filters,
    ) -> Result<(), ApiError> {
        let related = self.related(rows, selection, filters)?;
        let printer = Printer { model: &self.model, api: self.api(), selection };
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            printer.record(out, row, &related);
            if out.len() > MAX_BYTES {
                let message =
                    format!("the records exceed {MAX_BYTES} bytes, the limit of an answer: request fewer per call");
                return Err(ApiError::new(Code::InvalidParameter, message));
            }
        }
        Ok(())
    }

    /// The related records of all rows: one query for each relation.
    fn related(&self, rows: &[Row], selection: &Selection, filters: &Filters) -> Result<Vec<RelatedRecords>, ApiError> {
        let id_index = self.model.id_index();
        let ids: Vec<&str> = rows.iter().filter_map(|row| print::text_of(&row[id_index])).collect();
        let mut all = Vec::new();
        for (relation, _) in &selection.relations {
            let condition = filters.related.get(&relation.key).filter(|_| self.api().narrowing);
            let found = self.session.related(&self.model, relation, &ids, condition);
            let mut of_owner: RelatedRecords = HashMap::new();
            for (owner, row) in self.done(found)? {
                let rows = of_owner.entry(owner).or_default();
                if rows.len() < relation.max {
                    rows.push(row);
                }
            }
            all.push(of_owner);
        }
        Ok(all)
    }
}

/// A copy of a stored value. Texts are always valid UTF-8, as stored.
fn owned(value: ValueRef<'_>) -> Stored {
    match value {
        ValueRef::Null => Stored::Null,
        ValueRef::Integer(whole) => Stored::Integer(whole),
        ValueRef::Real(double) => Stored::Real(double),
        ValueRef::Text(bytes) => Stored::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Stored::Blob(bytes.to_vec()),
    }
}
