//! Calls on row types.

mod by_filter;
mod identified;
mod related;

pub use by_filter::{FilteredWrite, UnboundedWrite};
pub use identified::Identified;
#[doc(hidden)]
pub use identified::OwnId;
pub use related::KnowsFields;

use crate::bulk::{self, Bulk, Creates, GetMany, Input, IntoBulkId, IntoChange, IntoRow};
use crate::call::Call;
use crate::client::Client;
use crate::model::SameModel;
use crate::model::{FieldFacts, Fields, IntoId, Updatable};
use crate::one_record;
use crate::query::QuerySpec;
use crate::records::{ReadRow, RowDecoder};
use crate::write::{Creatable, IntoCreate, IntoPatch, Patch};
use crate::{Id, Order, Query};

/// A type that records can be decoded into: a generated row type or a view.
///
/// All calls start here. The trait is in the [prelude](crate::prelude).
// Same texts as for `ReadRow`: rustc takes them from the trait that a bound names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row type: records cannot be decoded into it",
    label = "expected a view, or a row type from `weda generate`",
    note = "`#[weda_model(\"..\")]` makes a struct a view of a model",
    note = "a unit struct only names a model and loads nothing: declare the fields to load"
)]
pub trait Row: ReadRow {
    /// Creates a query for all records of the model.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let books: Vec<Book> = Book::query(&client).filter(Book::TITLE.contains("红")).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn query(client: &Client) -> Query<Self> {
        let decoder = RowDecoder::typed();
        Query::of(QuerySpec::new(client, Self::IDENTIFIER.into(), decoder.select()), decoder)
    }

    /// Reads the record with this id, or `None` if it does not exist.
    ///
    /// The answer for an unknown id is not documented; an answer without a record, a status of 404 and the code
    /// `ResourceNotFound` are all `None`. An unknown model is an error, and so is an HTML page with status 404, which
    /// is not from the service.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// if let Some(book) = Book::get(&client, &Id::<Book>::new("9G5C0WQN26")).await? {
    ///     println!("{}", book.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    fn get<I: IntoId<Self>>(client: &Client, id: I) -> Call<Option<Self>>
    where
        Self: 'static,
    {
        one_record::get(client, Self::IDENTIFIER.into(), id.text(), RowDecoder::typed())
    }

    /// Like [`get`](Self::get), but returns an error if the record does not exist.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, id: Id<Book>) -> weda::Result<()> {
    /// let book = match Book::require(&client, &id).await {
    ///     Err(error) if error.is_not_found() => return Ok(()), // 404
    ///     book => book?,
    /// };
    /// println!("{}", book.title);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`NotFound`](crate::ErrorKind::NotFound) if the record does
    /// not exist.
    fn require<I: IntoId<Self>>(client: &Client, id: I) -> Call<Self>
    where
        Self: 'static,
    {
        one_record::require(client, Self::IDENTIFIER.into(), id.text(), RowDecoder::typed())
    }

    /// Creates a record and returns it as stored.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let book = Book::create(&client, NewBook { title: "红楼梦".into() }.set(Book::PRICE, 59.7)).await?;
    /// println!("{}", book.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) if a
    /// unique value is taken.
    fn create<N: IntoCreate>(client: &Client, new: N) -> Call<Self>
    where
        N::Model: SameModel<Self> + Creatable,
    {
        one_record::create(client, Self::IDENTIFIER.into(), Ok(new.into_create().fields), RowDecoder::typed())
    }

    /// Updates the fields of a patch. An empty patch sends nothing.
    ///
    /// It is not documented whether the service reports a missing record, so success does not mean that the record
    /// exists. If it does report it, the call ends in [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, book: Book) -> weda::Result<()> {
    /// Book::update(&client, &book.id, Book::patch().set(Book::PRICE, 49).clear(Book::ISBN)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) if a
    /// unique value is taken.
    fn update<I: IntoId<Self>, P: IntoPatch<Self>>(client: &Client, id: I, patch: P) -> Call<()>
    where
        Self: Updatable,
    {
        one_record::update(client, Self::IDENTIFIER.into(), id.text(), Ok(patch.into_patch().fields))
    }

    /// Updates a record and returns its new state.
    ///
    /// Makes two calls: an [`update`](Self::update) and a [`get`](Self::get). Changes by others in between are
    /// included. An empty patch makes only the second call.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # use weda::Patch;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, id: Id<Book>, patch: Patch<Book>) -> weda::Result<()> {
    /// let book = Book::update_get(&client, &id, patch).await?;
    /// println!("{}", book.title);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`update`](Self::update). Ends in [`NotFound`](crate::ErrorKind::NotFound) if the record does not exist. If
    /// the update was applied but the record could not be read, the error is [in doubt](crate::Error::in_doubt).
    fn update_get<I: IntoId<Self>, P: IntoPatch<Self>>(client: &Client, id: I, patch: P) -> Call<Self>
    where
        Self: Updatable + 'static,
    {
        let fields = Ok(patch.into_patch().fields);
        one_record::update_get(client, Self::IDENTIFIER.into(), id.text(), fields, RowDecoder::typed())
    }

    /// Deletes a record.
    ///
    /// It is not documented whether the service reports a missing record, so success does not mean that the record
    /// existed. If it does report it, the call ends in [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), unless an
    /// earlier attempt of the same call may have deleted the record.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    fn delete<I: IntoId<Self>>(client: &Client, id: I) -> Call<()>
    where
        Self: Updatable,
    {
        one_record::delete(client, Self::IDENTIFIER.into(), id.text())
    }

    /// Updates a record and returns whether it exists.
    ///
    /// Uses the batch form of [`update`](Self::update) with one id, the only update whose answer counts records. For an
    /// empty patch, only looks for the record.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, id: Id<Book>) -> weda::Result<()> {
    /// if !Book::update_checked(&client, &id, Book::patch().set(Book::PRICE, 49)).await? {
    ///     println!("there is no book {id}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`update`](Self::update). Ends in [`InvalidValue`](crate::ErrorKind::InvalidValue) if the id contains a
    /// comma, since the batch form could take it for two ids.
    fn update_checked<I: IntoId<Self>, P: IntoPatch<Self>>(client: &Client, id: I, patch: P) -> Call<bool>
    where
        Self: Updatable,
    {
        bulk::update_checked(client, Self::IDENTIFIER.into(), id.text(), Ok(patch.into_patch().fields))
    }

    /// Creates many records and returns one outcome per row. The input is an iterator or a stream, of new records or of
    /// `Result`s of them; an input error fails only its row.
    ///
    /// Sends chunks of rows concurrently, so records may be created in another order; outcomes are in input order. See
    /// [`Bulk`] for details, and [`Bulk::unique_by`] for writes that are safe to retry as far as the service enforces
    /// unique values.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let rows = ["红楼梦", "围城"].map(|title| NewBook { title: title.into() });
    /// let outcomes = Book::create_many(&client, rows).await?;
    /// println!("{:?}", outcomes.counts());
    /// let ids = outcomes.into_ids()?; // an error unless all succeeded
    /// # Ok(())
    /// # }
    /// ```
    fn create_many<'i, B, K, I>(client: &Client, rows: I) -> Bulk<'i, Id<Self>, Creates>
    where
        I: Input<B, Item: IntoRow<Self, K> + 'i> + 'i,
    {
        bulk::create_many(client, Self::IDENTIFIER.into(), rows)
    }

    /// Updates many records from pairs of an id and a patch, and returns one outcome per pair. An id may occur only
    /// once.
    ///
    /// Makes one call per record, several of them concurrently. As with [`update`](Self::update), the service does not
    /// report whether a record exists. Stores a hash of every id.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String, price: Option<f64> }
    /// # async fn run(client: Client, books: Vec<Book>) -> weda::Result<()> {
    /// let cheaper = |book: &Book| Book::patch().set(Book::PRICE, book.price.map(|price| price * 0.9));
    /// Book::update_many(&client, books.iter().map(|book| (&book.id, cheaper(book)))).await?.into_ids()?;
    /// # Ok(())
    /// # }
    /// ```
    fn update_many<'i, B, K, I>(client: &Client, changes: I) -> Bulk<'i, Id<Self>>
    where
        I: Input<B, Item: IntoChange<Self, K> + 'i> + 'i,
        Self: Updatable,
    {
        bulk::update_many(client, Self::IDENTIFIER.into(), changes)
    }

    /// Deletes many records and returns one outcome per id. A repeated id has the outcome of its first occurrence.
    ///
    /// Makes one call per record, several of them concurrently. As with [`delete`](Self::delete), the service does not
    /// report whether a record existed. Stores a hash of every id.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, books: Vec<Book>) -> weda::Result<()> {
    /// Book::delete_many(&client, books.iter().map(|book| &book.id)).await?.into_ids()?;
    /// # Ok(())
    /// # }
    /// ```
    fn delete_many<'i, B, K, I>(client: &Client, ids: I) -> Bulk<'i, Id<Self>>
    where
        I: Input<B, Item: IntoBulkId<Self, K> + 'i> + 'i,
        Self: Updatable,
    {
        bulk::delete_many(client, Self::IDENTIFIER.into(), ids)
    }

    /// Reads the records with these ids into a map, without those that do not exist. Needs few calls, since each has as
    /// many ids as fit a URL; useful for following the relations of many rows.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String, shelf: Option<Id<Shelf>> }
    /// # #[weda_model("shelf")]
    /// # struct Shelf { id: Id<Shelf>, name: Option<String> }
    /// # async fn run(client: Client, books: Vec<Book>) -> weda::Result<()> {
    /// let shelves = Shelf::get_many(&client, books.iter().filter_map(|book| book.shelf.as_ref())).await?;
    /// for book in &books {
    ///     let shelf = book.shelf.as_ref().and_then(|id| shelves.get(id));
    ///     println!("{}: {:?}", book.title, shelf.and_then(|shelf| shelf.name.as_deref()));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Also returns an error if an id is empty, or the input returns one.
    /// Retrying is safe.
    fn get_many<'i, B, K, I>(client: &Client, ids: I) -> GetMany<'i, Id<Self>, Self>
    where
        I: Input<B, Item: IntoBulkId<Self, K> + 'i> + 'i,
    {
        GetMany::new(client, Self::IDENTIFIER.into(), RowDecoder::typed(), ids)
    }

    /// Returns the sort order by the field with this JSON key, or `None` if there is no such field, or it is not
    /// sortable. For keys from user input, such as `?sort=price`.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// assert_eq!(Book::sort_by("inPrint", true), Some(Book::IN_PRINT.desc()));
    /// assert_eq!(Book::sort_by("in_print", true), None);
    /// assert_eq!(Book::sort_by("tags", false), None, "a list has no order");
    /// ```
    fn sort_by(key: &str, descending: bool) -> Option<Order<Self>>
    where
        Self: Fields,
    {
        let facts = FieldFacts::find(Self::FIELDS, key)?;
        Some(Order::by(facts.key.into(), descending, facts.sortable()?))
    }

    /// Creates an empty patch.
    fn patch() -> Patch<Self> {
        Patch::new()
    }
}

#[diagnostic::do_not_recommend]
impl<R: ReadRow> Row for R {}
