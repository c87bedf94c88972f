//! A query as data. It names the model by its identifier and does not depend on a row type.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::Cursor;
use crate::Error;
use crate::call::{Call, Load, RequestPreview, Step};
use crate::client::Client;
use crate::filter::SortKey;
use crate::filter::{self, Expr};
use crate::model::RelationStyle;
use crate::protocol::operation::{ListSpec, PreparedList, Select, Selection};
use crate::protocol::{Answer, PAGE_SIZE};
use crate::protocol::{PageRequest, Window};
use crate::records::RowDecoder;
use crate::related::Loader;
use crate::request::Request;

/// The default order. Pages require a total order, and ids are unique.
static BY_ID: [SortKey; 1] = [SortKey { field: Cow::Borrowed("_id"), descending: false, form: RelationStyle::Id }];

/// The part of a query that is not generic.
#[derive(Clone)]
pub(crate) struct QuerySpec {
    pub client: Client,
    pub model: Cow<'static, str>,
    pub select: Select,
    /// The fields to load, if a caller named them.
    pub names: Option<Arc<[String]>>,
    pub filter: Option<Expr>,
    pub order: Vec<SortKey>,
    pub skip: u64,
    pub top: Option<u64>,
    pub prefetch: usize,
    pub after: Option<Cursor>,
    pub allow_invalid: bool,
}

impl QuerySpec {
    pub fn new(client: &Client, model: Cow<'static, str>, select: Select) -> Self {
        Self {
            client: client.clone(),
            model,
            select,
            names: None,
            filter: None,
            order: Vec::new(),
            skip: 0,
            top: None,
            prefetch: 1,
            after: None,
            allow_invalid: false,
        }
    }

    pub fn filter(&mut self, expr: Option<Expr>) {
        self.filter = filter::join(self.filter.take(), expr, true);
    }

    pub fn exists(self) -> Call<bool> {
        let of = self.client.clone();
        self.without_related()
            .first_record_call(false, move |_, request, answer| Ok(Step::End(outline(&of, request, answer)?.0 > 0)))
    }

    /// The same query for records as text, which do not load related ones.
    pub fn untyped(mut self) -> Self {
        let Selection { fields, related, .. } = (self.select)();
        if !related.is_empty() {
            self.names = fields.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            self.select = Selection::all;
        }
        self
    }

    /// The same query for calls that do not decode its records.
    fn without_related(mut self) -> Self {
        if !(self.select)().related.is_empty() {
            self.select = Selection::ids;
        }
        self
    }

    pub fn first<R: Send + 'static>(self, decoder: RowDecoder<R>) -> Call<Option<R>> {
        let (of, model) = (self.client.clone(), self.model.clone());
        self.first_record_call(None, move |loader, request, answer| {
            let Some(loader) = loader else {
                let rows = decoder.page(of.gateway(), &model, request, answer)?.rows;
                return Ok(Step::End(rows.into_iter().next()));
            };
            let records = RowDecoder::text().page(of.gateway(), &model, request, answer)?.rows;
            let Some(record) = records.into_iter().next() else { return Ok(Step::End(None)) };
            let (id, row) = (record.id().to_owned(), loader.clone().row(decoder, model.clone(), record));
            Ok(Step::Load(Box::new(Load { id, load: Box::pin(async { row.await.map(Some) }) })))
        })
    }

    /// Creates a call for the first record of the query; `none` is its result if the query wants none.
    fn first_record_call<T: Send + 'static>(
        self,
        none: T,
        mut finish: impl FnMut(Option<&Loader>, &Request, &Answer) -> Result<Step<T>, Error> + Send + 'static,
    ) -> Call<T> {
        let (skip, top) = self.window();
        match self.plan() {
            Ok(Some(plan)) if top != Some(0) => {
                // A window of one record can start at any offset, whatever the gateway.
                let loader = plan.loader.clone();
                let request = plan.into_page(&self.client, skip, 1).request;
                Call::in_steps(&self.client, Ok(request), move |request, answer| {
                    finish(loader.as_ref(), request, answer)
                })
            }
            Ok(_) => Call::known(&self.client, none),
            Err(error) => Call::new(&self.client, Err(error), |_, _| unreachable!("nothing is sent")),
        }
    }

    pub fn count(self) -> Call<u64> {
        let of = self.client.clone();
        let finish = move |request: &Request, answer: &Answer| counted(&of, request, answer);
        let query = self.without_related();
        match query.plan() {
            Ok(Some(plan)) => Call::new(&query.client, Ok(plan.into_page(&query.client, 0, 1).request), finish),
            Ok(None) => Call::known(&query.client, 0),
            Err(error) => Call::new(&query.client, Err(error), finish),
        }
    }

    pub fn preview(&self) -> Result<Option<RequestPreview>, Error> {
        let (skip, top) = self.window();
        let size = top.unwrap_or(PAGE_SIZE).min(PAGE_SIZE);
        let plan = self.plan()?.filter(|_| size > 0);
        Ok(plan.map(|plan| RequestPreview::of(&self.client, &plan.into_page(&self.client, skip, size).request)))
    }

    /// Returns what loads the related records that are not in the pages.
    pub fn loader(&self) -> Result<Option<Loader>, Error> {
        Loader::of(&self.client, (self.select)().related)
    }

    /// Returns the number of records to skip and to read, adjusted by the cursor.
    fn window(&self) -> (u64, Option<u64>) {
        let read = self.after.as_ref().map_or(0, |cursor| cursor.read);
        (self.skip.saturating_add(read), self.top.map(|top| top.saturating_sub(read)))
    }

    /// Returns the URLs of the first pages, assuming that all of them are full.
    pub fn addresses(&self, pages: u64) -> Result<Vec<String>, Error> {
        let Some(plan) = self.plan()? else { return Ok(Vec::new()) };
        let skip = |page: u64| self.skip.saturating_add(page.saturating_mul(PAGE_SIZE));
        let address = |page| {
            RequestPreview::of(&self.client, &plan.page(&self.client, skip(page), PAGE_SIZE, PAGE_SIZE).request).url
        };
        Ok((0..pages).map(address).collect())
    }

    /// Prepares what all requests of the query share; returns `None` if no record can match.
    pub(super) fn plan(&self) -> Result<Option<Plan>, Error> {
        self.client.gateway().allow_order(&self.order)?;
        let loader = self.loader()?;
        let filter = match &self.filter {
            Some(Expr::Constant(false)) => return Ok(None),
            Some(Expr::Constant(true) | Expr::Everything) => None,
            filter => filter.as_ref(),
        };
        let order = match self.order.as_slice() {
            [] => &BY_ID,
            order => order,
        };
        let spec =
            ListSpec { model: self.model.clone(), filter, order, select: self.select, names: self.names.as_deref() };
        let list = self.client.gateway().list(self.client.endpoint(), spec)?;
        if self.after.as_ref().is_some_and(|cursor| !cursor.is_of(&list.text, self.skip)) {
            return Err(Error::invalid_value(
                "the cursor belongs to another query; resume with the same model, environment type, filter, order and \
                 `skip`"
                    .to_owned(),
            ));
        }
        Ok(Some(Plan { list, loader, sorted_by: order[0].field.clone() }))
    }
}

pub(super) struct Plan {
    pub list: PreparedList,
    /// Loads the related records that are not in the pages.
    pub loader: Option<Loader>,
    sorted_by: Cow<'static, str>,
}

impl Plan {
    /// Creates the request for a window of the list.
    pub fn page(&self, client: &Client, skip: u64, top: u64, most: u64) -> PageRequest {
        PageRequest::new(client.gateway(), Cow::Borrowed(&self.list), Window { skip, top }, most)
    }

    /// Like [`page`](Self::page), for the only request.
    fn into_page(self, client: &Client, skip: u64, top: u64) -> PageRequest {
        PageRequest::new(client.gateway(), Cow::Owned(self.list), Window { skip, top }, PAGE_SIZE)
    }

    pub fn unstable(&self, what: &str) -> Error {
        Error::unstable_order(format!(
            "{what}: sorted by `{}`, the records changed places between pages, or were changed meanwhile; \
             sort by a field with unique values or without `order_by`, and retry",
            self.sorted_by
        ))
    }
}

/// Returns the number of records of a page and the number of matches.
fn outline(client: &Client, request: &Request, answer: &Answer) -> Result<(usize, Option<f64>), Error> {
    client.gateway().outline(&answer.body).map_err(|reason| {
        Error::decode(format!("invalid list response: {reason}")).in_call(request, &answer.request_id)
    })
}

fn counted(client: &Client, request: &Request, answer: &Answer) -> Result<u64, Error> {
    // The number may have a fraction of zero.
    let count = outline(client, request, answer)?.1.filter(|count| *count >= 0.0 && count.fract() == 0.0);
    count.map(|count| count as u64).ok_or_else(|| {
        let total = client.gateway().features().total;
        Error::decode(format!("the answer has no `{total}`, though the request asked for it"))
            .in_call(request, &answer.request_id)
    })
}

impl fmt::Debug for QuerySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("model", &self.model)
            .field("filter", &self.filter)
            .field("order", &self.order)
            .field("skip", &self.skip)
            .field("top", &self.top)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::dynamic::field;

    /// A filter by an empty list must not hide the error.
    #[test]
    fn an_order_that_is_not_enabled_is_rejected_even_if_no_record_can_match() {
        let query = Client::for_emulator("127.0.0.1:1").model("student").query();
        let query = query.filter(field("name").one_of(Vec::<String>::new()));
        assert_eq!(query.clone().order_by(field("a").asc()).preview().unwrap(), None);
        let error = query.order_by(field("a").asc()).order_by(field("b").asc()).preview().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
    }
}
