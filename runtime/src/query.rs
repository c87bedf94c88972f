//! Queries: which records, in which order, how many.

mod cursor;
mod pages;
mod paginator;
mod partial;
mod spec;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

pub use cursor::Cursor;
pub use pages::{Page, Pages, RowStream};
pub use partial::{InvalidRecord, PartialQuery, PartialResult};
pub(crate) use spec::QuerySpec;

use crate::call::{Call, RequestPreview};
use crate::filter::IntoFilter;
use crate::model::Model;
use crate::model::SameModel;
use crate::records::RowDecoder;
use crate::{Error, Order};

/// The records of a model that match; `.await` reads every one of them, page after page.
///
/// Without [`order_by`](Self::order_by) the order is that of the ids. What takes futures, such as `tokio::spawn` and
/// `join_all`, takes its [`into_future()`](IntoFuture::into_future).
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let client = Client::for_emulator("127.0.0.1:4010");
/// let query = Book::query(&client).filter(Book::PRICE.gt(50)).order_by(Book::PRICE.desc()).top(20);
/// let request = query.preview()?.unwrap();
/// assert_eq!(
///     request.url,
///     "http://127.0.0.1:4010/weda/odata/v1/pre/book?$filter=price%20gt%2050&$orderby=price%20desc&$skip=0&$top=20&$count=true"
/// );
/// # Ok::<(), weda::Error>(())
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct Query<R> {
    spec: QuerySpec,
    rows: RowDecoder<R>,
}

impl<R: Model> Query<R> {
    pub(crate) fn of(spec: QuerySpec, rows: RowDecoder<R>) -> Self {
        Self { spec, rows }
    }

    pub(crate) fn into_spec(self) -> QuerySpec {
        self.spec
    }

    /// Only records that the filter matches; called again, both must match. `None` says nothing.
    pub fn filter<F: IntoFilter<R>>(mut self, filter: F) -> Self {
        self.spec.filter(filter.into_filter().expr);
        self
    }

    /// Sorts the records; called again, by a further field where the first ones are equal.
    ///
    /// Several sort fields are not documented: the query ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled)
    /// unless the client's [`Dialect`](crate::Dialect) has them switched on.
    pub fn order_by<M: SameModel<R>>(mut self, order: Order<M>) -> Self {
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
    /// [`ClientBuilder::max_concurrent_calls`](crate::ClientBuilder::max_concurrent_calls) allows.
    ///
    /// Pages come in order all the same. The first so many are asked for together, before it is known how many there are:
    /// a query of a single page sends as many requests and needs only one of them.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.spec.prefetch = pages.max(1);
        self
    }

    /// Goes on behind the records that were read up to this place; `top` counts those too.
    ///
    /// Records that come twice are noticed from here on, not across the place.
    pub fn resume_from(mut self, cursor: Cursor) -> Self {
        self.spec.after = Some(cursor);
        self
    }

    /// The records that fit their type, and a list of those that do not, where a query alone would end with the first of
    /// these.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let books = Book::query(&client).allow_invalid().await?;
    /// for invalid_record in &books.invalid {
    ///     eprintln!("{invalid_record}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_invalid(mut self) -> PartialQuery<R> {
        self.spec.lossy = true;
        PartialQuery(self)
    }
}

impl<R: Model + Send> Query<R> {
    /// The first page, of at most 200 records, and where the next one begins.
    ///
    /// # Errors
    /// As every call.
    pub async fn page(self) -> Result<Page<R>, Error> {
        Pages::first(self.spec, self.rows).await
    }

    /// The [first page](Self::page), and how many records match in all.
    ///
    /// The page's own answer says so; where it does not, [`count`](Self::count) is asked.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let (page, total) = Book::query(&client).skip(40).top(20).page_with_total().await?;
    /// println!("{} of {total} books", page.rows.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As every call; of kind [`Decode`](crate::ErrorKind::Decode) where no answer says how many there are.
    pub async fn page_with_total(self) -> Result<(Page<R>, u64), Error> {
        let counting = self.spec.clone();
        let page = self.page().await?;
        let total = match page.count {
            Some(count) => count,
            None => counting.count().await?,
        };
        Ok((page, total))
    }

    /// The records page by page: at most as many pages are held as [`ahead`](Self::prefetch) says.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let mut pages = Book::query(&client).prefetch(4).pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} books", page?.rows.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<R> {
        Pages::of(self.spec, self.rows)
    }

    /// The records one by one, read page by page.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let mut books = Book::query(&client).prefetch(4).stream();
    /// while let Some(book) = books.next().await {
    ///     println!("{}", book?.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> RowStream<R> {
        RowStream::of(self.spec, self.rows)
    }

    /// Whether any record matches, behind those that `skip` passes over. It is not read, so it need not fit its type.
    pub fn exists(self) -> Call<bool> {
        self.spec.exists()
    }

    /// The first record, or `None` where none matches.
    pub fn first(self) -> Call<Option<R>> {
        self.spec.first(self.rows)
    }

    /// How many records match, whatever `top`, `skip` and a cursor say. None is read, so none need fit its type.
    pub fn count(self) -> Call<u64> {
        self.spec.count()
    }

    /// The first request that would be sent, without sending it; `None` if the answer is empty without asking.
    ///
    /// # Errors
    /// The reason why the query cannot be sent: a value that cannot be sent, or an operator that is not switched on.
    pub fn preview(&self) -> Result<Option<RequestPreview>, Error> {
        self.spec.preview()
    }

    /// The addresses of the first so many pages, if all of them are full.
    pub(crate) fn addresses(&self, pages: u64) -> Result<Vec<String>, Error> {
        self.spec.addresses(pages)
    }
}

// Not bounded by `Model`: a type without a model is an error where the query is made, and would be a second one here.
impl<R: Send + 'static> IntoFuture for Query<R> {
    type Output = Result<Vec<R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(Pages::of(self.spec, self.rows).all())
    }
}

impl<R> Clone for Query<R> {
    fn clone(&self) -> Self {
        Self { spec: self.spec.clone(), rows: self.rows }
    }
}

impl<R> fmt::Debug for Query<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}
