//! A query as data: it knows the model by its identifier, and nothing of the type that records are read into.

use std::borrow::Cow;
use std::fmt;

use super::Cursor;
use crate::Error;
use crate::call::{Call, RequestPreview};
use crate::client::Client;
use crate::filter::SortBy;
use crate::filter::{self, Expr};
use crate::model::RelationStyle;
use crate::protocol::operation::{ListSpec, PreparedList};
use crate::protocol::{Answer, PAGE_SIZE};
use crate::protocol::{PageRequest, Window};
use crate::records::RowDecoder;
use crate::request::Request;

/// The order of queries that ask for none: a page has its place only in an order, and ids are unique.
static BY_ID: [SortBy; 1] = [SortBy { field: Cow::Borrowed("_id"), descending: false, form: RelationStyle::Id }];

/// Which records of which model, in which order, how many. What exists once for all models.
#[derive(Clone)]
pub(crate) struct QuerySpec {
    pub client: Client,
    pub model: Cow<'static, str>,
    /// The only fields that are needed, unless all are.
    pub loads: fn() -> Option<&'static [&'static str]>,
    pub filter: Option<Expr>,
    pub order: Vec<SortBy>,
    pub skip: u64,
    pub top: Option<u64>,
    pub prefetch: usize,
    pub after: Option<Cursor>,
    pub lossy: bool,
}

impl QuerySpec {
    pub fn new(client: &Client, model: Cow<'static, str>, loads: fn() -> Option<&'static [&'static str]>) -> Self {
        Self {
            client: client.clone(),
            model,
            loads,
            filter: None,
            order: Vec::new(),
            skip: 0,
            top: None,
            prefetch: 1,
            after: None,
            lossy: false,
        }
    }

    pub fn filter(&mut self, expr: Option<Expr>) {
        self.filter = filter::join(self.filter.take(), expr, true);
    }

    pub fn exists(self) -> Call<bool> {
        let of = self.client.clone();
        self.only(false, move |request, answer| Ok(outline(&of, request, answer)?.0 > 0))
    }

    pub fn first<R: Send + 'static>(self, reading: RowDecoder<R>) -> Call<Option<R>> {
        let (of, model) = (self.client.clone(), self.model.clone());
        self.only(None, move |request, answer| {
            Ok(reading.page(of.gateway(), &model, request, answer)?.rows.into_iter().next())
        })
    }

    /// A call for the first record that the query wants; `none` is the answer where it wants none.
    fn only<T: Send + 'static>(
        self,
        none: T,
        finish: impl FnMut(&Request, &Answer) -> Result<T, Error> + Send + 'static,
    ) -> Call<T> {
        let (skip, top) = self.span();
        match self.plan() {
            Ok(Some(plan)) if top != Some(0) => {
                // A window of one record begins with every number of a page.
                Call::new(&self.client, Ok(plan.only(&self.client, skip, 1).request), finish)
            }
            Ok(_) => Call::known(&self.client, none),
            Err(error) => Call::new(&self.client, Err(error), finish),
        }
    }

    pub fn count(self) -> Call<u64> {
        let of = self.client.clone();
        let finish = move |request: &Request, answer: &Answer| counted(&of, request, answer);
        match self.plan() {
            Ok(Some(plan)) => Call::new(&self.client, Ok(plan.only(&self.client, 0, 1).request), finish),
            Ok(None) => Call::known(&self.client, 0),
            Err(error) => Call::new(&self.client, Err(error), finish),
        }
    }

    pub fn preview(&self) -> Result<Option<RequestPreview>, Error> {
        let (skip, top) = self.span();
        let size = top.unwrap_or(PAGE_SIZE).min(PAGE_SIZE);
        let plan = self.plan()?.filter(|_| size > 0);
        Ok(plan.map(|plan| RequestPreview::of(&self.client, &plan.only(&self.client, skip, size).request)))
    }

    /// How many records are passed over, and how many are wanted at most; those before a cursor count for both.
    fn span(&self) -> (u64, Option<u64>) {
        let read = self.after.as_ref().map_or(0, |cursor| cursor.read);
        (self.skip.saturating_add(read), self.top.map(|top| top.saturating_sub(read)))
    }

    /// The addresses of the first so many pages, if all of them are full.
    pub fn addresses(&self, pages: u64) -> Result<Vec<String>, Error> {
        let Some(plan) = self.plan()? else { return Ok(Vec::new()) };
        let skip = |page: u64| self.skip.saturating_add(page.saturating_mul(PAGE_SIZE));
        let address =
            |page| RequestPreview::of(&self.client, &plan.page(&self.client, skip(page), PAGE_SIZE).request).url;
        Ok((0..pages).map(address).collect())
    }

    /// Everything about the requests that does not change from page to page; `None` if no record can match.
    pub(super) fn plan(&self) -> Result<Option<Plan>, Error> {
        self.client.gateway().allow_order(&self.order)?;
        let filter = match &self.filter {
            Some(Expr::Known(false)) => return Ok(None),
            Some(Expr::Known(true) | Expr::Everything) => None,
            filter => filter.as_ref(),
        };
        let order = match self.order.as_slice() {
            [] => &BY_ID,
            order => order,
        };
        let spec = ListSpec { model: self.model.clone(), filter, order, fields: self.loads };
        let list = self.client.gateway().list(self.client.endpoint(), spec)?;
        if self.after.as_ref().is_some_and(|cursor| !cursor.is_of(&list.text, self.skip)) {
            return Err(Error::invalid_value(
                "the cursor belongs to another query; go on with the model, environment type, filter, order and `skip` \
                 that it came from"
                    .to_owned(),
            ));
        }
        Ok(Some(Plan { list, sorted_by: order[0].field.clone() }))
    }
}

pub(super) struct Plan {
    pub list: PreparedList,
    sorted_by: Cow<'static, str>,
}

impl Plan {
    /// The request for a window of the list.
    pub fn page(&self, client: &Client, skip: u64, top: u64) -> PageRequest {
        PageRequest::new(client.gateway(), Cow::Borrowed(&self.list), Window { skip, top })
    }

    /// The same where it is the only one.
    fn only(self, client: &Client, skip: u64, top: u64) -> PageRequest {
        PageRequest::new(client.gateway(), Cow::Owned(self.list), Window { skip, top })
    }

    pub fn unstable(&self, what: &str) -> Error {
        Error::unstable_order(format!(
            "{what}: sorted by `{}`, the records change places between pages, or were changed meanwhile; \
             sort by a field whose values are unique, or leave `order_by` out, and read again",
            self.sorted_by
        ))
    }
}

/// How many records a page holds, and how many match.
fn outline(client: &Client, request: &Request, answer: &Answer) -> Result<(usize, Option<f64>), Error> {
    client.gateway().outline(&answer.body).map_err(|reason| {
        Error::decode(format!("the answer is no page of records: {reason}")).in_call(request, &answer.request_id)
    })
}

fn counted(client: &Client, request: &Request, answer: &Answer) -> Result<u64, Error> {
    // Numbers may be printed with a fraction.
    let count = outline(client, request, answer)?.1.filter(|count| *count >= 0.0 && count.fract() == 0.0);
    count.map(|count| count as u64).ok_or_else(|| {
        Error::decode("the answer has no `@odata.count`, though the request asked for it".to_owned())
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

    /// A filter over a list that happens to be empty must not hide it until the list is not.
    #[test]
    fn an_order_that_waits_for_a_switch_is_refused_where_no_record_can_match() {
        let query = Client::for_emulator("127.0.0.1:1").model("student").query();
        let query = query.filter(field("name").one_of(Vec::<String>::new()));
        assert_eq!(query.clone().order_by(field("a").asc()).preview().unwrap(), None);
        let error = query.order_by(field("a").asc()).order_by(field("b").asc()).preview().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
    }
}
