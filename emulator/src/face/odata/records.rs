//! The calls on a record or a list: list, create, get, update and delete.

use http::Method;

use super::print::{self, RecordFormat, values};
use super::{Odata, body, invalid, options};
use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::face::printed::{ListKey, add_records};
use crate::face::query;
use crate::face::request::Request;
use crate::profile::{Count, UnknownGet};
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{Order, RowValues};
use crate::validate::StoreValue;

impl Odata {
    /// A call on a model: list or create.
    pub(super) fn records(&self, request: &Request<'_>, stage: Stage, identifier: &str) -> Result<Answer, ApiError> {
        if *request.method == Method::GET {
            return self.list(request, "records", stage, identifier, self.service.profile().lists.top_max);
        }
        let mut session = self.service.session();
        let model = session.model(stage, identifier).map_err(|error| self.api_error(&error))?;
        session.check_writable(&model).map_err(|error| self.api_error(&error))?;
        query::none(request.query)?;
        let mut answer = Answer::empty();
        let bodies = [body::record(request.body, &model)?];
        let created = session.create(&model, &bodies, &[], |row| {
            answer = print::single(201, &model, row.iter().map(StoreValue::as_ref), &self.service.profile());
        });
        let created = created.map_err(|(_, error)| self.api_error(&error))?;
        Ok(answer.applied(created > 0).noted(body::note(&bodies, &model)))
    }

    /// The records that match query options; `max` is the largest page of this path.
    pub(super) fn list(
        &self,
        request: &Request<'_>,
        path: &'static str,
        stage: Stage,
        identifier: &str,
        max: u32,
    ) -> Result<Answer, ApiError> {
        let mut session = self.service.session();
        let key = ListKey { path, stage, identifier, user: "", query: request.query, body: b"" };
        if let Some(answer) = self.printed.list(&session, &key) {
            return Ok(answer);
        }
        let model = session.model(stage, identifier).map_err(|error| self.api_error(&error))?;
        let options = options::parse(request.query, &model, max, &self.service.profile()).map_err(invalid)?;
        let page = session.list(&model, &options.list).map_err(|error| self.api_error(&error))?;
        let count = match self.service.profile().lists.count {
            Count::Matches => page.count,
            Count::Page => page.count.map(|_| page.places.len() as u64),
        };
        let mut list = print::list(&model, count);
        let format = RecordFormat {
            model: &model,
            profile: &self.service.profile(),
            select: options.select.as_deref(),
            single: false,
        };
        let print = |out: &mut Vec<u8>, values: RowValues<'_>| format.print(out, values);
        let added = match &options.select {
            None => self.printed.add_cached(&session, &model, &page.places, &mut list, print),
            Some(_) => add_records(&session, &model, &page.places, &mut list, print),
        };
        added.map_err(|error| self.api_error(&error.into()))?;
        list.check_length()?;
        let mut answer = print::list_answer(200, list);
        answer.note = options.reduced_top.map(|top| format!("$top of {top} was reduced to {max}"));
        if options.list.order != Order::Shuffled {
            self.printed.insert_list(&session, &key, &answer);
        }
        Ok(answer)
    }

    /// A call on a record: get, update or delete.
    pub(super) fn record(
        &self,
        request: &Request<'_>,
        stage: Stage,
        identifier: &str,
        id: &str,
    ) -> Result<Answer, ApiError> {
        let mut session = self.service.session();
        let model = session.model(stage, identifier).map_err(|error| self.api_error(&error))?;
        query::none(request.query)?;
        if *request.method == Method::GET {
            return match session.get(&model, id).map_err(|error| self.api_error(&error))? {
                Some(row) => Ok(print::single(200, &model, values(&row), &self.service.profile())),
                None => self.unknown_record(&model, id),
            };
        }
        session.check_writable(&model).map_err(|error| self.api_error(&error))?;
        let ids = [id.to_owned()];
        let mut note = None;
        let found = if *request.method == Method::DELETE {
            session.delete(&model, &ids)
        } else {
            let body = body::record(request.body, &model)?;
            note = body::note(std::slice::from_ref(&body), &model);
            session.update(&model, &ids, &body, &[])
        };
        let found = found.map_err(|error| self.api_error(&error))?;
        if found == 0 && self.service.profile().answers.unknown_write_refused {
            return Err(no_record(&model, id).status(404));
        }
        Ok(Answer::empty().applied(found > 0).noted(note))
    }

    fn unknown_record(&self, model: &Model, id: &str) -> Result<Answer, ApiError> {
        match self.service.profile().answers.unknown_get {
            UnknownGet::WithoutId => Ok(print::no_record(model)),
            UnknownGet::NoContent => Ok(Answer::empty()),
            UnknownGet::NotFound => Err(no_record(model, id).status(404)),
            UnknownGet::Business => Err(no_record(model, id)),
        }
    }
}

fn no_record(model: &Model, id: &str) -> ApiError {
    let message = format!("`{}` has no record `{id}`: list its records to find existing ids", model.identifier);
    ApiError::new(Code::RecordNotFound, message)
}
