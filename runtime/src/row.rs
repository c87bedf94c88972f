//! What can be done with the records of a model.

mod by_filter;
mod identified;

pub use by_filter::{WithoutAtMost, WriteAll};
pub use identified::Identified;
#[doc(hidden)]
pub use identified::OwnId;

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

/// A type that a record can be read into: a generated row, or a view.
///
/// Every call starts here. The trait is in the [prelude](crate::prelude).
// The words of `ReadRow`, which rustc looks up at the trait that a bound names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row type: records cannot be read into it",
    label = "expected a view of a model, or a row type that `weda generate` wrote",
    note = "`#[weda_model(\"..\")]` makes a struct a view of the model that it names",
    note = "a unit struct only names a model and loads nothing: give it the fields to load"
)]
pub trait Row: ReadRow {
    /// The records that match; all of them, unless told otherwise.
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
        let spec = QuerySpec::new(client, Self::IDENTIFIER.into(), Self::loads);
        Query::of(spec, RowDecoder::typed())
    }

    /// The record with this id, or `None`.
    ///
    /// How the service says that there is none is not documented: by an answer without a record, by a status 404 or by a
    /// code `ResourceNotFound`. All of these are `None`. A model that does not exist is an error, and so is a page of HTML
    /// under 404, which is not the service's.
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
    /// As every call: see [`Error::kind`](crate::Error::kind).
    fn get<I: IntoId<Self>>(client: &Client, id: I) -> Call<Option<Self>>
    where
        Self: 'static,
    {
        one_record::get(client, Self::IDENTIFIER.into(), id.text(), RowDecoder::typed())
    }

    /// The record with this id, which must be there: [`get`](Self::get), whose `None` is an error.
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
    /// As every call; of kind [`NotFound`](crate::ErrorKind::NotFound) where there is no such record.
    fn require<I: IntoId<Self>>(client: &Client, id: I) -> Call<Self>
    where
        Self: 'static,
    {
        one_record::require(client, Self::IDENTIFIER.into(), id.text(), RowDecoder::typed())
    }

    /// Creates a record and hands out what the service stored.
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
    /// As every call; [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) where a unique value is taken.
    fn create<N: IntoCreate>(client: &Client, new: N) -> Call<Self>
    where
        N::Model: SameModel<Self> + Creatable,
    {
        one_record::create(client, Self::IDENTIFIER.into(), Ok(new.into_create().fields), RowDecoder::typed())
    }

    /// Changes the fields that the patch names. A patch that names none sends nothing.
    ///
    /// Whether the service says that there was no such record is not documented: a success does not mean that there was
    /// one. Where it does say so, the call ends in [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
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
    /// As every call; [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) where a unique value is taken.
    fn update<I: IntoId<Self>, P: IntoPatch<Self>>(client: &Client, id: I, patch: P) -> Call<()>
    where
        Self: Updatable,
    {
        one_record::update(client, Self::IDENTIFIER.into(), id.text(), Ok(patch.into_patch().fields))
    }

    /// Changes a record as [`update`](Self::update) does, and hands out what it is then.
    ///
    /// It is two calls: the change, and a [`get`](Self::get); what others change in between is in the record. A patch that
    /// names no field is the second one alone.
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
    /// As [`update`](Self::update); of kind [`NotFound`](crate::ErrorKind::NotFound) where there is no such record. Where
    /// the change was made and the record could not be read, the error is [in doubt](crate::Error::in_doubt).
    fn update_get<I: IntoId<Self>, P: IntoPatch<Self>>(client: &Client, id: I, patch: P) -> Call<Self>
    where
        Self: Updatable + 'static,
    {
        let fields = Ok(patch.into_patch().fields);
        one_record::update_get(client, Self::IDENTIFIER.into(), id.text(), fields, RowDecoder::typed())
    }

    /// Deletes a record.
    ///
    /// Whether the service says that there was none is not documented: a success does not mean that there was one. Where
    /// it does say so, the call ends in [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), unless an earlier request of
    /// the same call may have deleted it.
    ///
    /// # Errors
    /// As every call.
    fn delete<I: IntoId<Self>>(client: &Client, id: I) -> Call<()>
    where
        Self: Updatable,
    {
        one_record::delete(client, Self::IDENTIFIER.into(), id.text())
    }

    /// Changes a record as [`update`](Self::update) does, and tells whether there was one with this id.
    ///
    /// It is the batch form of the call, with one id: the only update whose answer counts records. For a patch that names no
    /// field nothing is changed, and the record is looked for.
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
    /// As [`update`](Self::update); of kind [`InvalidValue`](crate::ErrorKind::InvalidValue) where the id has a comma in
    /// it, which the batch form may take for two ids.
    fn update_checked<I: IntoId<Self>, P: IntoPatch<Self>>(client: &Client, id: I, patch: P) -> Call<bool>
    where
        Self: Updatable,
    {
        bulk::update_checked(client, Self::IDENTIFIER.into(), id.text(), Ok(patch.into_patch().fields))
    }

    /// Creates many records, and tells what became of each row. The input is an iterator or a stream, of new records or of
    /// `Result`s of them: a row that its maker could not make fails alone.
    ///
    /// Rows go out in chunks, several at once, so the records need not be created in the order of the rows; the outcomes
    /// are in that order. See [`Bulk`] for the rest, and [`Bulk::unique_by`] for writes that are safe to repeat, as far as
    /// the service sees to it that the values are unique.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let rows = ["红楼梦", "围城"].map(|title| NewBook { title: title.into() });
    /// let outcomes = Book::create_many(&client, rows).await?;
    /// println!("{:?}", outcomes.counts());
    /// let ids = outcomes.into_ids()?; // unless all succeeded, an error that says what did not
    /// # Ok(())
    /// # }
    /// ```
    fn create_many<'i, B, K, I>(client: &Client, rows: I) -> Bulk<'i, Id<Self>, Creates>
    where
        I: Input<B, Item: IntoRow<Self, K> + 'i> + 'i,
    {
        bulk::create_many(client, Self::IDENTIFIER.into(), rows)
    }

    /// Changes many records: pairs of an id and a patch in, one outcome for each out. A record may be in the input once.
    ///
    /// There is a call for each record, several at once. As with [`update`](Self::update), the service does not say whether
    /// there was such a record. A hash of every id is remembered.
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

    /// Deletes many records: ids in, one outcome for each out. An id that comes again has the outcome of the first.
    ///
    /// There is a call for each record, several at once. As with [`delete`](Self::delete), the service does not say whether
    /// there was such a record. A hash of every id is remembered.
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

    /// The records with these ids, by their ids; an id without a record is not among them. So a relation of many rows is
    /// followed in a few calls, of as many ids as an address takes.
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
    /// As every call, and where one of the ids is empty or the input gives an error. Reading again does no harm.
    fn get_many<'i, B, K, I>(client: &Client, ids: I) -> GetMany<'i, Id<Self>, Self>
    where
        I: Input<B, Item: IntoBulkId<Self, K> + 'i> + 'i,
    {
        GetMany::new(client, Self::IDENTIFIER.into(), RowDecoder::typed(), ids)
    }

    /// The order by the field that travels under this key; `None` where there is none, or records cannot be sorted by it.
    /// For the name of a field that comes from outside, as in `?sort=price`.
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

    /// Changes to a record, none so far.
    fn patch() -> Patch<Self> {
        Patch::new()
    }
}

#[diagnostic::do_not_recommend]
impl<R: ReadRow> Row for R {}
