//! Queries of models that are known by name only.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use super::{AnyFilter, AnyModel, AnyOrder, AnyRecord, as_text};
use crate::Error;
use crate::call::{Call, Explanation};
use crate::query::{Cursor, Page, Pages, QuerySpec, Rows};

/// The records of a model that match; `.await` reads every one of them, page after page.
///
/// It is [`weda::Query`](crate::Query) without a type: the pages, the order and the errors are the same.
///
/// ```
/// use weda::Client;
/// use weda::dynamic::{AnyFilter, field};
///
/// let query = Client::for_emulator("127.0.0.1:4010")
///     .dynamic("student")
///     .query()
///     .filter(field("score").gt(60) & AnyFilter::raw_unchecked("contains(tags,'\"转学\"')"))
///     .order_by(field("score").desc())
///     .top(20);
/// let request = query.explain()?.unwrap();
/// assert!(request.url.ends_with("&$orderby=score%20desc&$skip=0&$top=20&$count=true"), "{request}");
/// # Ok::<(), weda::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a query does nothing until it is awaited"]
pub struct AnyQuery {
    spec: QuerySpec,
}

impl AnyQuery {
    pub(super) fn of(model: &AnyModel) -> Self {
        // All fields: nobody has said which ones are read.
        let ask = QuerySpec::new(&model.client, model.identifier.clone(), || None);
        Self { spec: ask }
    }

    /// Only records that the filter matches; called again, both must match.
    pub fn filter(mut self, filter: AnyFilter) -> Self {
        self.spec.filter(filter.expr);
        self
    }

    /// Sorts the records; called again, by a further field where the first ones are equal, which waits for
    /// [`Dialect::several_sort_fields`](crate::Dialect::several_sort_fields).
    pub fn order_by(mut self, order: AnyOrder) -> Self {
        self.spec.order.push(order.by);
        self
    }

    /// At most this many records.
    pub fn top(mut self, records: u64) -> Self {
        self.spec.top = Some(records);
        self
    }

    /// Passes over the first so many records.
    pub fn skip(mut self, records: u64) -> Self {
        self.spec.skip = records;
        self
    }

    /// How many pages may be read at once, and held: one unless this says otherwise, never less, and never more than
    /// [`ClientBuilder::calls_in_flight`](crate::ClientBuilder::calls_in_flight) allows.
    pub fn ahead(mut self, pages: usize) -> Self {
        self.spec.ahead = pages.max(1);
        self
    }

    /// Goes on behind the records that were read up to this place; `top` counts those too.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.spec.after = Some(cursor);
        self
    }

    /// Hands out the records that can be read, beside those that cannot: values that no JSON reader takes, such as one
    /// half of an emoji, or a record without an `_id`. Without it such a record is an error.
    ///
    /// ```no_run
    /// # async fn run(client: weda::Client) -> weda::Result<()> {
    /// let mut pages = client.dynamic("student").query().allow_invalid().pages();
    /// while let Some(page) = pages.next().await {
    ///     for unreadable in page?.rejects {
    ///         eprintln!("学生 {:?}: {unreadable}", unreadable.id());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_invalid(mut self) -> AnyPartialQuery {
        self.spec.lossy = true;
        AnyPartialQuery(self)
    }

    /// The first page, of at most 200 records, and where the next one begins.
    ///
    /// # Errors
    /// As every call.
    pub async fn page(self) -> Result<Page<AnyRecord>, Error> {
        Pages::first(self.spec, as_text()).await
    }

    /// The records page by page: at most as many pages are held as [`ahead`](Self::ahead) says.
    pub fn pages(self) -> Pages<AnyRecord> {
        Pages::of(self.spec, as_text())
    }

    /// The records one by one, read page by page.
    pub fn stream(self) -> Rows<AnyRecord> {
        Rows::of(self.spec, as_text())
    }

    /// Whether any record matches, behind those that `skip` passes over.
    pub fn exists(self) -> Call<bool> {
        self.spec.exists()
    }

    /// The first record, or `None` where none matches.
    pub fn first(self) -> Call<Option<AnyRecord>> {
        self.spec.first(as_text())
    }

    /// How many records match, whatever `top`, `skip` and a cursor say.
    pub fn count(self) -> Call<u64> {
        self.spec.count()
    }

    /// The first request that would be sent, without sending it; `None` if the answer is empty without asking.
    ///
    /// # Errors
    /// The reason why the query cannot be sent: a name that no model or field can have, a value that cannot be sent, or
    /// an operator that is not switched on.
    pub fn explain(&self) -> Result<Option<Explanation>, Error> {
        self.spec.explain()
    }
}

/// A query whose records need not all be readable. Made by [`AnyQuery::allow_invalid`].
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until its pages are asked for"]
pub struct AnyPartialQuery(AnyQuery);

impl AnyPartialQuery {
    /// Page by page, as [`AnyQuery::pages`]: what cannot be read is among the [`rejects`](Page::rejects) of its page.
    pub fn pages(self) -> Pages<AnyRecord> {
        self.0.pages()
    }
}

impl IntoFuture for AnyQuery {
    type Output = Result<Vec<AnyRecord>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.pages().all())
    }
}

impl fmt::Debug for AnyQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}
