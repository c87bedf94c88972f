//! The five calls on one record or a list.

use http::Method;

use super::pages::Asked;
use super::{Request, Service, body, check_length, check_write, invalid, known_model, refused, storage};
use crate::answer::{Answer, List, Style, values};
use crate::envelope::{Code, Rejection};
use crate::options;
use crate::profile::{Count, UnknownGet};
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::Order;
use crate::validate::Fit;

impl Service {
    /// A call on a model: list or create.
    pub(super) fn records(&self, request: &Request<'_>, stage: Stage, identifier: &str) -> Result<Answer, Rejection> {
        if *request.method == Method::GET {
            return self.list(request, stage, identifier, self.profile.lists.top_max);
        }
        let mut store = self.store();
        let model = known_model(&mut store, stage, identifier)?;
        check_write(&model, &self.profile)?;
        options::none(request.query).map_err(invalid)?;
        let mut answer = Answer::empty();
        let created = store.create(&model, &[body::record(request.body, &model)?], self.context(), |row| {
            answer = Answer::record(201, &model, row.iter().map(Fit::as_ref), &self.profile);
        });
        let created = created.map_err(|(_, refusal)| refused(refusal))?;
        Ok(answer.applied(created > 0))
    }

    /// The records that query options ask for; `max` is the largest page.
    pub(super) fn list(
        &self,
        request: &Request<'_>,
        stage: Stage,
        identifier: &str,
        max: u32,
    ) -> Result<Answer, Rejection> {
        let mut store = self.store();
        let asked = Asked { stage, identifier, query: request.query, max };
        if let Some(answer) = self.pages().get(&asked, store.changes()) {
            return Ok(answer);
        }
        let model = known_model(&mut store, stage, identifier)?;
        let list = options::list(request.query, &model, max, &self.profile).map_err(invalid)?;
        let page = store.list(&model, &list).map_err(storage)?;
        let count = match self.profile.lists.count {
            Count::Matches => page.count,
            Count::Page => page.count.map(|_| page.places.len() as u64),
        };
        let mut printed = List::new(&model, count);
        let style = Style { model: &model, profile: &self.profile, select: list.select.as_deref(), single: false };
        store.print(&style, &page.places, &mut printed).map_err(storage)?;
        check_length(&printed)?;
        let mut answer = printed.answer(200);
        answer.note = list.cut.map(|top| format!("$top of {top} is cut to {max}"));
        if list.order != Order::Shuffled {
            self.pages().keep(&asked, store.changes(), &answer);
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
    ) -> Result<Answer, Rejection> {
        let mut store = self.store();
        let model = known_model(&mut store, stage, identifier)?;
        options::none(request.query).map_err(invalid)?;
        if *request.method == Method::GET {
            return match store.get(&model, id).map_err(storage)? {
                Some(row) => Ok(Answer::record(200, &model, values(&row), &self.profile)),
                None => self.unknown_record(&model, id),
            };
        }
        check_write(&model, &self.profile)?;
        let ids = [id.to_owned()];
        let found = if *request.method == Method::DELETE {
            store.delete(&model, &ids)
        } else {
            store.update(&model, &ids, &body::record(request.body, &model)?, self.context())
        };
        let found = found.map_err(refused)?;
        if found == 0 && self.profile.answers.unknown_write_refused {
            return Err(no_record(&model, id).status(404));
        }
        Ok(Answer::empty().applied(found > 0))
    }

    fn unknown_record(&self, model: &Model, id: &str) -> Result<Answer, Rejection> {
        match self.profile.answers.unknown_get {
            UnknownGet::WithoutId => Ok(Answer::no_record(model)),
            UnknownGet::NoContent => Ok(Answer::empty()),
            UnknownGet::NotFound => Err(no_record(model, id).status(404)),
            UnknownGet::Business => Err(no_record(model, id)),
        }
    }
}

fn no_record(model: &Model, id: &str) -> Rejection {
    let message = format!("`{}` has no record `{id}`: list its records to see which there are", model.identifier);
    Rejection::new(Code::RecordNotFound, message)
}
