//! Queries.

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
use crate::records::{Record, RowDecoder};
use crate::{Error, Order};

/// A query for records of a model; `.await` reads all matches, page by page.
///
/// Without [`order_by`](Self::order_by), records are sorted by id. Pass [`into_future()`](IntoFuture::into_future) to
/// functions that take futures, such as `tokio::spawn` and `join_all`.
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

    /// Restricts the query to records that match the filter. Repeated calls combine with `and`; `None` is neutral.
    pub fn filter<F: IntoFilter<R>>(mut self, filter: F) -> Self {
        self.spec.filter(filter.into_filter().expr);
        self
    }

    /// Sorts the records. Each further call adds a sort key of lower priority.
    ///
    /// Several sort keys are not documented: the query ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled)
    /// unless they are enabled in the client's [`Dialect`](crate::Dialect).
    pub fn order_by<M: SameModel<R>>(mut self, order: Order<M>) -> Self {
        self.spec.order.push(order.by);
        self
    }

    /// Limits the number of records.
    pub fn top(mut self, records: u64) -> Self {
        self.spec.top = Some(records);
        self
    }

    /// Skips the first `records` records.
    pub fn skip(mut self, records: u64) -> Self {
        self.spec.skip = records;
        self
    }

    /// Prefetches up to `pages` pages concurrently. Defaults to 1; capped by
    /// [`ClientBuilder::max_concurrent_calls`](crate::ClientBuilder::max_concurrent_calls).
    ///
    /// Pages are still returned in order. The first `pages` requests are sent before the number of records is known, so
    /// a query with a single page sends as many and needs only one.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.spec.prefetch = pages.max(1);
        self
    }

    /// Resumes after the cursor. Records already read count towards `top`.
    ///
    /// Duplicate records are detected among those read after the cursor only.
    pub fn resume_from(mut self, cursor: Cursor) -> Self {
        self.spec.after = Some(cursor);
        self
    }

    /// Returns the same query for untyped records: the text of each record instead of a row. Related records are not
    /// loaded, and a record is not checked against its type.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # let client = Client::for_emulator("127.0.0.1:4010");
    /// let cheap = Book::query(&client).filter(Book::PRICE.lt(50));
    /// assert_eq!(cheap.clone().untyped().preview()?, cheap.preview()?);
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn untyped(self) -> Query<Record> {
        Query::of(self.spec.untyped(), RowDecoder::text())
    }

    /// Collects records that do not fit their type, instead of ending with the first of them.
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
        self.spec.allow_invalid = true;
        PartialQuery(self)
    }
}

impl Query<Record> {
    /// Loads these fields and the `_id` only, as a view does with types. A repeated call replaces the fields.
    ///
    /// The data-model gateway always selects; relations of the newer kind may come only if they are named. Through OData
    /// fields are selected if [`Dialect::select`](crate::Dialect::select) is on. Otherwise records have all fields.
    ///
    /// ```
    /// # use weda::{Client, Dialect};
    /// let dialect = Dialect::documented().select(true);
    /// let client = Client::builder("lowcode-a1").secret("id", "key").dialect(dialect).build()?;
    /// let request = client.model("student").query().select(["name", "score"]).preview()?.unwrap();
    /// assert!(request.url.contains("&$select=_id,name,score&"));
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn select<I: IntoIterator<Item: Into<String>>>(mut self, fields: I) -> Self {
        let mut names: Vec<String> = Vec::new();
        for field in fields.into_iter().map(Into::into) {
            if !names.contains(&field) {
                names.push(field);
            }
        }
        self.spec.names = Some(names.into());
        self
    }
}

impl<R: Model + Send> Query<R> {
    /// Reads the first page, of at most 200 records, with the cursor of the next one.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    pub async fn page(self) -> Result<Page<R>, Error> {
        Pages::first(self.spec, self.rows).await
    }

    /// Reads the [first page](Self::page) and the total number of matches.
    ///
    /// The total is part of the page's answer; if it is missing, [`count`](Self::count) is called.
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
    /// See [errors of calls](crate::Error#kinds). Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if no
    /// answer has the total.
    pub async fn page_with_total(self) -> Result<(Page<R>, u64), Error> {
        let counting = self.spec.clone();
        let page = self.page().await?;
        let total = match page.count {
            Some(count) => count,
            None => counting.count().await?,
        };
        Ok((page, total))
    }

    /// Returns the records page by page. Holds at most as many pages as [`prefetch`](Self::prefetch) allows.
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

    /// Returns the records one by one; they are read page by page.
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

    /// Returns true if a record matches after the skipped ones. The record is not decoded, so it need not fit its type.
    pub fn exists(self) -> Call<bool> {
        self.spec.exists()
    }

    /// Returns the first record, or `None` if no record matches.
    pub fn first(self) -> Call<Option<R>> {
        self.spec.first(self.rows)
    }

    /// Returns the number of matches, ignoring `top`, `skip` and the cursor. Records are not decoded, so they need not
    /// fit their type.
    pub fn count(self) -> Call<u64> {
        self.spec.count()
    }

    /// Returns the first request without sending it, or `None` if the result is known to be empty.
    ///
    /// # Errors
    /// Returns an error if the query has a value that cannot be sent, or an operator that is not enabled.
    pub fn preview(&self) -> Result<Option<RequestPreview>, Error> {
        self.spec.preview()
    }

    /// Returns the URLs of the first pages, assuming that all of them are full.
    pub(crate) fn addresses(&self, pages: u64) -> Result<Vec<String>, Error> {
        self.spec.addresses(pages)
    }
}

// Not bounded by `Model`: a type without a model is already an error where the query is created.
impl<R: Send + 'static> IntoFuture for Query<R> {
    type Output = Result<Vec<R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        if self.rows.related().is_empty() {
            return Box::pin(Pages::of(self.spec, self.rows).all());
        }
        Box::pin(self.all_linked())
    }
}

impl<R: Send + 'static> Query<R> {
    /// Reads all pages, and then the related records that are not in them, so that each call has as many ids as possible.
    async fn all_linked(self) -> Result<Vec<R>, Error> {
        let (decoder, model) = (self.rows, self.spec.model.clone());
        let Some(loader) = self.spec.loader()? else { return Pages::of(self.spec, decoder).all().await };
        let records = Pages::of(self.spec, RowDecoder::text()).all().await?;
        let found = loader.load(&records).await?;
        records.iter().map(|record| decoder.linked(&model, record, &found).map_err(Error::decode)).collect()
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
