//! Reading records with their related ones.

use serde_json::Value as Json;

use super::Call;
use super::filter::Filters;
use super::print::{self, Printer};
use super::select::{Fields, Selection};
use crate::face::answer::Answer;
use crate::face::error_response::ApiError;
use crate::face::printed::{RecordList, add_records};
use crate::face::query;
use crate::profile::NoRecord;
use crate::schema::Relation;
use crate::store::{List, RelatedRows, Row, RowValues, owned};

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
        let Some(row) = rows.first() else {
            let body: &[u8] = match self.api().unknown_get {
                NoRecord::Null => b"{\"data\":{\"record\":null}",
                NoRecord::Empty => b"{\"data\":{\"record\":{}}",
                NoRecord::Missing => b"{\"data\":{}",
            };
            return Ok(print::with_id(Answer::printed(200, body.to_vec()), self.request.id));
        };
        let mut only = RecordList::new(b"{\"data\":{\"record\":".to_vec());
        let related = self.related(rows, selection, filters)?;
        self.printer(selection).record(only.next(), row, &related);
        only.check_length()?;
        Ok(print::with_id(Answer::printed(200, only.end(b"}")), self.request.id))
    }

    /// The records at places.
    fn rows(&self, places: &[i64]) -> Result<Vec<Row>, ApiError> {
        let mut reader = self.session.reader(&self.model);
        let read = reader.read(places).and_then(|mut rows| {
            places.iter().map(|_| Ok(rows.next_row()?.map(owned).collect())).collect::<rusqlite::Result<_>>()
        });
        self.done(read.map_err(Into::into))
    }

    fn printer<'p>(&'p self, selection: &'p Selection) -> Printer<'p> {
        Printer { model: &self.model, api: self.api(), selection }
    }

    /// Prints the records at places with the related ones that are selected.
    pub(super) fn print(
        &self,
        list: &mut RecordList,
        places: &[i64],
        selection: &Selection,
        filters: &Filters,
    ) -> Result<(), ApiError> {
        let (printer, model) = (self.printer(selection), &self.model);
        if selection.relations.is_empty() {
            let print = |out: &mut Vec<u8>, values: RowValues<'_>| printer.fields_only(out, values);
            let added = if selection.is_master() {
                self.face.printed.add_cached(self.session, model, places, list, print)
            } else {
                add_records(self.session, model, places, list, print)
            };
            self.done(added.map_err(Into::into))?;
            return list.check_length();
        }
        let rows = self.rows(places)?;
        let related = self.related(&rows, selection, filters)?;
        for row in &rows {
            printer.record(list.next(), row, &related);
            list.check_length()?;
        }
        Ok(())
    }

    /// The related records of all rows: one query for each relation.
    fn related(&self, rows: &[Row], selection: &Selection, filters: &Filters) -> Result<Vec<RelatedRows>, ApiError> {
        let id_index = self.model.id_index();
        let ids: Vec<&str> = rows.iter().filter_map(|row| print::text_of(&row[id_index])).collect();
        let related = |(relation, _): &(Relation, Fields)| {
            let condition = filters.related.get(&relation.key).filter(|_| self.api().narrowing);
            self.done(self.session.related(&self.model, relation, &ids, condition))
        };
        selection.relations.iter().map(related).collect()
    }
}
