//! Calls on row types.

mod by_filter;
mod change;
mod identified;
mod increment;
mod known_fields;
mod related;
mod upsert;

pub use by_filter::{ByFilter, ByIds, FilteredWrite, UnboundedWrite};
pub use change::{Change, Changed, Old, WithoutOld};
pub use identified::Identified;
#[doc(hidden)]
pub use identified::OwnId;
pub use increment::Increment;
pub use related::KnowsFields;
pub use upsert::Upserted;

use crate::bulk::{self, Bulk, Creates, GetMany, Input, IntoBulkId, IntoChange, IntoRow};
use crate::call::Call;
use crate::client::Client;
use crate::field::{Countable, Distinct, Field, Writable};
use crate::filter::IntoFilter;
use crate::model::SameModel;
use crate::model::{FieldFacts, Fields, IntoId, Updatable};
use crate::one_record;
use crate::protocol::operation::Selection;
use crate::query::QuerySpec;
use crate::records::{ReadRow, RowDecoder};
use crate::value::Amount;
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

    /// Updates the record with the new one's value in a unique field, or creates it, and tells which.
    ///
    /// The field is unique by the definition (`x-unique`). A patch without fields leaves an existing record as it is; a
    /// patch cannot change the field itself.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// use weda::row::Upserted;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let new = NewBook { title: "红楼梦".into() }.set(Book::ISBN, "9787020002207").set(Book::PRICE, 59.7);
    /// match Book::upsert(&client, Book::ISBN, new, Book::patch().set(Book::PRICE, 59.7)).await? {
    ///     Upserted::Created(id) => println!("{id} is new"),
    ///     Upserted::Updated => println!("it has a new price"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It needs the data-model gateway. If its answer is lost, the call is [in doubt](crate::Error::in_doubt) and is not
    /// repeated: the repetition would find the record that the first attempt created, apply the patch to it, and take it for
    /// an old one. Where the patch has no other values than the new record, repeating the call does no harm.
    ///
    /// It is not documented what happens if two calls create the same record at once; a service that enforces unique values
    /// refuses the second one. Nor is it documented that the service refuses a field that it does not know: one that ignored
    /// the condition on it would update another record. Keep the definition up to date.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`InvalidValue`](crate::ErrorKind::InvalidValue) if the new record
    /// has no value in the field, in [`Conflict`](crate::ErrorKind::Conflict) if a unique value is taken, and in
    /// [`NotEnabled`](crate::ErrorKind::NotEnabled) with a client of the OData interface. An error of the service if several
    /// records have the value.
    fn upsert<F, K, A, N, P>(client: &Client, by: Field<F, K, A>, new: N, patch: P) -> Call<Upserted<Self>>
    where
        F: SameModel<Self>,
        A: Distinct,
        N: IntoCreate,
        N::Model: SameModel<Self> + Creatable,
        P: IntoPatch<Self>,
    {
        upsert::upsert(client, by.name(), new.into_create().fields, patch.into_patch().fields)
    }

    /// Updates all records that match, in one call. `.at_most(n)` limits their number, and awaiting it returns how many were
    /// updated.
    ///
    /// The records are counted first; if more than `n` match, nothing is written. Then a further count per field of the
    /// filter checks that the service knows it: one that ignored an unknown field would update other records. What others
    /// write in between is not seen, so that more records can be updated than were counted.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let sold_out = Book::patch().set(Book::IN_PRINT, false);
    /// let updated = Book::update_where(&client, Book::PRICE.lt(10), sold_out).at_most(500).await?;
    /// println!("{updated} updated");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It needs the data-model gateway; [`Query::update_all`] writes by ids through both interfaces. A filter that says
    /// nothing is refused: use [`Filter::everything`](crate::Filter::everything) to write to all records. If the answer is
    /// lost, the call is [in doubt](crate::Error::in_doubt) and is not repeated.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`InvalidValue`](crate::ErrorKind::InvalidValue) without a filter or
    /// if too many records match, in [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the service ignores a field, in
    /// [`Permission`](crate::ErrorKind::Permission) if some records must not be changed (the others are, and the error is in
    /// doubt), and in [`NotEnabled`](crate::ErrorKind::NotEnabled) for relations in the patch and with a client of the OData
    /// interface.
    fn update_where<F: IntoFilter<Self>, P: IntoPatch<Self>>(
        client: &Client,
        filter: F,
        patch: P,
    ) -> UnboundedWrite<Self, ByFilter>
    where
        Self: Updatable,
    {
        UnboundedWrite::new(matching(client, filter), Some(patch.into_patch()))
    }

    /// Deletes all records that match, in one call. Works like [`update_where`](Self::update_where).
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let deleted = Book::delete_where(&client, Book::IN_PRINT.eq(false)).at_most(100).await?;
    /// println!("{deleted} deleted");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`update_where`](Self::update_where).
    fn delete_where<F: IntoFilter<Self>>(client: &Client, filter: F) -> UnboundedWrite<Self, ByFilter>
    where
        Self: Updatable,
    {
        UnboundedWrite::new(matching(client, filter), None)
    }

    /// Sets fields of a record if they still have the values of an old row (compare-and-set).
    ///
    /// Compares the fields that are set or cleared, and no others. It does not see changes of other fields, nor that a value
    /// was changed and changed back; a service that ignores fields that it does not know reports a hit if the old value of such
    /// a field is null. Lists, objects and free JSON cannot be compared. That the service compares and writes
    /// in one step is inferred from its documents, which show both in one call.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// use weda::row::Changed;
    /// # mod shelf { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/emulator/kinds/specimen/models/shelf.rs")); }
    /// # use shelf::Shelf; // a row that `weda generate` wrote
    /// # async fn run(client: Client, old: Shelf) -> weda::Result<()> {
    /// match Shelf::change(&client, &old.id).from(&old).set(Shelf::NAME, "三楼东").await? {
    ///     Changed::Hit => println!("renamed"),
    ///     Changed::Missed => println!("it has another name now"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It needs the data-model gateway. If the answer is lost, the call is [in doubt](crate::Error::in_doubt) and is not
    /// repeated: after a hit, the repetition would miss.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`InvalidValue`](crate::ErrorKind::InvalidValue) if no field is set
    /// or the old row lacks one, and in [`NotEnabled`](crate::ErrorKind::NotEnabled) with a client of the OData interface.
    fn change<I: IntoId<Self>>(client: &Client, id: I) -> WithoutOld<Self>
    where
        Self: Updatable,
    {
        WithoutOld::new(client, id.text())
    }

    /// Adds to a number of a record and returns the sum. A negative amount subtracts.
    ///
    /// Reads the number and sets the sum by compare-and-set, as [`change`](Self::change) does. If others changed it in
    /// between, both are repeated, [16 times](Increment::attempts) at most. A number without a value counts as 0.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, book: Book) -> weda::Result<()> {
    /// let pages: i64 = Book::increment(&client, &book.id, Book::PAGES, -1).attempts(5).await?;
    /// println!("{pages} pages");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It needs the data-model gateway. If the answer to a write is lost, the call is [in doubt](crate::Error::in_doubt) and
    /// is not repeated.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`NotFound`](crate::ErrorKind::NotFound) if the record does not
    /// exist, in [`Conflict`](crate::ErrorKind::Conflict) after the last attempt, in
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if the sum does not fit an `i64`, or is too large for an `f64` to be
    /// exact, and in [`NotEnabled`](crate::ErrorKind::NotEnabled) with a client of the OData interface.
    fn increment<I, F, K, A, V, N>(client: &Client, id: I, field: Field<F, K, A>, by: V) -> Increment<N>
    where
        I: IntoId<Self>,
        F: SameModel<Self>,
        K: Countable<Value = N>,
        A: Writable,
        V: Amount<K::Operand>,
        Self: Updatable,
    {
        Increment::new::<K>(client, Self::IDENTIFIER.into(), id.text(), field.name(), by.into_amount())
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

/// Returns the query that counts the records of a write by filter.
fn matching<R: Row>(client: &Client, filter: impl IntoFilter<R>) -> QuerySpec {
    let mut spec = QuerySpec::new(client, R::IDENTIFIER.into(), Selection::ids);
    spec.filter(filter.into_filter().expr);
    spec
}
