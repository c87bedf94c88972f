//! Queries: which records, in which order, how many.

mod cursor;
mod lossy;
mod pages;
mod walk;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

pub use cursor::Cursor;
pub use lossy::{Lossy, Partial, Reject};
pub use pages::{Page, Pages, Rows};

use crate::answer::Answer;
use crate::call::{Call, Explanation};
use crate::client::Client;
use crate::codec;
use crate::dialect::Undocumented;
use crate::field::Form;
use crate::filter::{self, Expr};
use crate::odata::{self, List, ListOptions};
use crate::order::SortKey;
use crate::request::Request;
use crate::{Error, Filter, Order, Row, SameModel};

/// Records asked for with one request. The vendor's largest documented figure that holds for all of its interfaces.
const PAGE: u64 = 200;

/// The order of queries that ask for none: a page has its place only in an order, and ids are unique.
const BY_ID: SortKey = SortKey { field: "_id", descending: false, form: Form::Plain };

/// The records of a model that match; `.await` reads every one of them, page after page.
///
/// Without [`order_by`](Self::order_by) the order is that of the ids.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let client = Client::for_emulator("127.0.0.1:4010");
/// let query = Book::query(&client).filter(Book::PRICE.gt(50)).order_by(Book::PRICE.desc()).top(20);
/// let request = query.explain()?.unwrap();
/// assert_eq!(
///     request.url,
///     "http://127.0.0.1:4010/weda/odata/v1/pre/book?$filter=price%20gt%2050&$orderby=price%20desc&$skip=0&$top=20&$count=true"
/// );
/// # Ok::<(), weda::Error>(())
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct Query<R> {
    client: Client,
    filter: Option<Expr>,
    order: Vec<SortKey>,
    skip: u64,
    top: Option<u64>,
    ahead: usize,
    after: Option<Cursor>,
    lossy: bool,
    of: PhantomData<fn() -> R>,
}

impl<R: Row> Query<R> {
    pub(crate) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            filter: None,
            order: Vec::new(),
            skip: 0,
            top: None,
            ahead: 1,
            after: None,
            lossy: false,
            of: PhantomData,
        }
    }

    /// Only records that the filter matches; called again, both must match.
    pub fn filter<M: SameModel<R>>(mut self, filter: Filter<M>) -> Self {
        self.filter = filter::join(self.filter.take(), filter.expr, true);
        self
    }

    /// Sorts the records; called again, by a further field where the first ones are equal.
    ///
    /// Several sort fields are not documented: the query ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled)
    /// unless the client's [`Dialect`](crate::Dialect) has them switched on.
    pub fn order_by<M: SameModel<R>>(mut self, order: Order<M>) -> Self {
        self.order.push(order.by);
        self
    }

    /// At most this many records.
    pub fn top(mut self, records: u64) -> Self {
        self.top = Some(records);
        self
    }

    /// Passes over the first so many records.
    pub fn skip(mut self, records: u64) -> Self {
        self.skip = records;
        self
    }

    /// How many pages may be read at once, and held: one unless this says otherwise, and never less.
    ///
    /// Pages come in order all the same. The first one is read alone, since it tells how many there are.
    pub fn ahead(mut self, pages: usize) -> Self {
        self.ahead = pages.max(1);
        self
    }

    /// Goes on behind the records that were read up to this place; `top` counts those too.
    ///
    /// Records that come twice are noticed from here on, not across the place.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// The records that fit their type, and a list of those that do not, where a query alone would end with the first of
    /// these.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> Result<(), weda::Error> {
    /// let books = Book::query(&client).lossy().await?;
    /// for reject in &books.rejects {
    ///     eprintln!("{reject}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn lossy(mut self) -> Lossy<R> {
        self.lossy = true;
        Lossy(self)
    }

    /// The first page, of at most 200 records, and where the next one begins.
    ///
    /// # Errors
    /// As every call.
    pub async fn page(mut self) -> Result<Page<R>, Error> {
        self.ahead = 1;
        match self.pages().next().await {
            Some(page) => page,
            None => Ok(Page { rows: Vec::new(), rejects: Vec::new(), count: None, next: None }),
        }
    }

    /// The records page by page: at most as many pages are held as [`ahead`](Self::ahead) says.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> Result<(), weda::Error> {
    /// let mut pages = Book::query(&client).ahead(4).pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} books", page?.rows.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<R> {
        Pages::of(self)
    }

    /// The records one by one, read page by page.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> Result<(), weda::Error> {
    /// let mut books = Book::query(&client).ahead(4).stream();
    /// while let Some(book) = books.next().await {
    ///     println!("{}", book?.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> Rows<R> {
        Rows::of(self)
    }

    /// Whether any record matches, behind those that `skip` passes over. It is not read, so it need not fit its type.
    pub fn exists(self) -> Call<bool> {
        let (skip, top) = self.span();
        match self.plan() {
            Ok(Some(plan)) if top != Some(0) => {
                Call::new(&self.client, Ok(plan.list.only_page(skip, 1)), |request, answer| {
                    Ok(!Outline::of(request, answer)?.value.is_empty())
                })
            }
            Ok(_) => Call::known(&self.client, false),
            Err(error) => Call::new(&self.client, Err(error), |_, _| Ok(false)),
        }
    }

    /// The first record, or `None` where none matches.
    pub fn first(self) -> Call<Option<R>> {
        let (skip, top) = self.span();
        match self.plan() {
            Ok(Some(plan)) if top != Some(0) => {
                Call::new(&self.client, Ok(plan.list.only_page(skip, 1)), |request, answer| {
                    Ok(read_page::<R>(request, answer)?.rows.into_iter().next())
                })
            }
            Ok(_) => Call::known(&self.client, None),
            Err(error) => Call::new(&self.client, Err(error), |_, _| Ok(None)),
        }
    }

    /// How many records match, whatever `top`, `skip` and a cursor say. None is read, so none need fit its type.
    pub fn count(self) -> Call<u64> {
        match self.plan() {
            Ok(Some(plan)) => Call::new(&self.client, Ok(plan.list.only_page(0, 1)), |request, answer| {
                // Numbers may be printed with a fraction.
                let count = Outline::of(request, answer)?.count.filter(|count| *count >= 0.0 && count.fract() == 0.0);
                count.map(|count| count as u64).ok_or_else(|| {
                    Error::decode("the answer has no `@odata.count`, though the request asked for it".to_owned())
                        .in_call(request, &answer.request_id)
                })
            }),
            Ok(None) => Call::known(&self.client, 0),
            Err(error) => Call::new(&self.client, Err(error), |_, _| Ok(0)),
        }
    }

    /// The first request that would be sent, without sending it; `None` if the answer is empty without asking.
    ///
    /// # Errors
    /// The reason why the query cannot be sent: a value that cannot be sent, or an operator that is not switched on.
    pub fn explain(&self) -> Result<Option<Explanation>, Error> {
        let (skip, top) = self.span();
        let size = top.unwrap_or(PAGE).min(PAGE);
        let plan = self.plan()?.filter(|_| size > 0);
        Ok(plan.map(|plan| Explanation::of(&self.client, &plan.list.only_page(skip, size))))
    }

    /// How many records are passed over, and how many are wanted at most; those before a cursor count for both.
    fn span(&self) -> (u64, Option<u64>) {
        let read = self.after.as_ref().map_or(0, |cursor| cursor.read);
        (self.skip.saturating_add(read), self.top.map(|top| top.saturating_sub(read)))
    }

    /// The addresses of the first so many pages, if all of them are full.
    pub(crate) fn addresses(&self, pages: u64) -> Result<Vec<String>, Error> {
        let Some(plan) = self.plan()? else { return Ok(Vec::new()) };
        let skip = |page: u64| self.skip.saturating_add(page.saturating_mul(PAGE));
        let address = |page| Explanation::of(&self.client, &plan.list.page(skip(page), PAGE)).url;
        Ok((0..pages).map(address).collect())
    }

    /// Everything about the requests that does not change from page to page; `None` if no record can match.
    fn plan(&self) -> Result<Option<Plan>, Error> {
        let dialect = self.client.dialect();
        if let [first, second, ..] = self.order.as_slice() {
            dialect.allow(Undocumented::SeveralSortFields { first: first.field, second: second.field })?;
        }
        if let Some(key) = self.order.iter().find(|key| key.form == Form::Reference) {
            dialect.allow(Undocumented::RelationOrder { field: key.field })?;
        }
        let filter = match &self.filter {
            Some(Expr::Known(false)) => return Ok(None),
            Some(Expr::Known(true)) => None,
            filter => filter.as_ref(),
        };
        let order = match self.order.as_slice() {
            [] => &[BY_ID],
            order => order,
        };
        let select = dialect.select.then(R::loads).flatten();
        let list = odata::list::<R>(&self.client, ListOptions { filter, order, select })?;
        if self.after.as_ref().is_some_and(|cursor| !cursor.is_of(list.address(), self.skip)) {
            return Err(Error::invalid_value(
                "the cursor belongs to another query; go on with the model, environment type, filter, order and `skip` \
                 that it came from"
                    .to_owned(),
            ));
        }
        Ok(Some(Plan { list, sorted_by: order[0].field }))
    }

    /// Page after page, until all that match have been read.
    async fn all(self) -> Result<Vec<R>, Error> {
        let mut rows = Vec::new();
        let mut pages = self.pages();
        while let Some(page) = pages.next().await {
            let mut page = page?.rows;
            match rows.is_empty() {
                true => rows = page,
                false => rows.append(&mut page),
            }
        }
        Ok(rows)
    }
}

struct Plan {
    list: List,
    sorted_by: &'static str,
}

impl Plan {
    fn unstable(&self, what: &str) -> Error {
        Error::unstable_order(format!(
            "{what}: sorted by `{}`, the records change places between pages, or were changed meanwhile; \
             sort by a field whose values are unique, or leave `order_by` out, and read again",
            self.sorted_by
        ))
    }
}

/// A page whose records are not read.
#[derive(serde::Deserialize)]
struct Outline {
    value: Vec<serde::de::IgnoredAny>,
    #[serde(rename = "@odata.count")]
    count: Option<f64>,
}

impl Outline {
    fn of(request: &Request, answer: &Answer) -> Result<Self, Error> {
        serde_json::from_slice(&answer.body).map_err(|error| {
            Error::decode(format!("the answer is no page of records: {error}")).in_call(request, &answer.request_id)
        })
    }
}

fn read_page<R: Row>(request: &Request, answer: &Answer) -> Result<codec::Page<R>, Error> {
    codec::page(&answer.body).map_err(|fault| Error::decode(fault).in_call(request, &answer.request_id))
}

impl<R: Row> IntoFuture for Query<R> {
    type Output = Result<Vec<R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.all())
    }
}

impl<R> Clone for Query<R> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            filter: self.filter.clone(),
            order: self.order.clone(),
            skip: self.skip,
            top: self.top,
            ahead: self.ahead,
            after: self.after.clone(),
            lossy: self.lossy,
            of: PhantomData,
        }
    }
}

impl<R: Row> fmt::Debug for Query<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("model", &R::IDENTIFIER)
            .field("filter", &self.filter)
            .field("order", &self.order)
            .field("skip", &self.skip)
            .field("top", &self.top)
            .finish()
    }
}
