//! What can be done with the records of a model.

use crate::call::Call;
use crate::client::Client;
use crate::codec::{self, Fault, Reader, Record};
use crate::model::{Creatable, NothingRequired, Updatable};
use crate::write::{Create, IntoCreate, Patch, create};
use crate::{Error, Id, Model, Query, SameModel, odata};

/// A type that a record can be read into: a generated row, or a view.
///
/// Every call starts here. The trait is in the [prelude](crate::prelude).
pub trait Row: Model + Send {
    /// Reads the record that comes next; written by generated code.
    ///
    /// # Errors
    /// The bytes are no record, or a field does not fit.
    #[doc(hidden)]
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault>;

    /// The fields to ask for where queries name them, `None` where they are all of the model's.
    #[doc(hidden)]
    fn loads() -> Option<&'static [&'static str]> {
        codec::names::<Self>()
    }

    /// The records that match; all of them, unless told otherwise.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> Result<(), weda::Error> {
    /// let books: Vec<Book> = Book::query(&client).filter(Book::TITLE.contains("红")).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn query(client: &Client) -> Query<Self> {
        Query::new(client)
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
    /// # async fn run(client: Client) -> Result<(), weda::Error> {
    /// if let Some(book) = Book::get(&client, &Id::<Book>::new("9G5C0WQN26")).await? {
    ///     println!("{}", book.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As every call: see [`Error::kind`].
    fn get<M: SameModel<Self>>(client: &Client, id: &Id<M>) -> Call<Option<Self>>
    where
        Self: 'static,
    {
        Call::new(client, odata::get(client, Self::IDENTIFIER, id.as_str()), |request, answer| {
            codec::single(&answer.body).map_err(|fault| Error::decode(fault).in_call(request, &answer.request_id))
        })
        .or_absent(None)
    }

    /// Creates a record and hands out what the service stored.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> Result<(), weda::Error> {
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
        let Create { fields, .. } = new.into_create();
        let request =
            odata::body(&fields, client.dialect()).and_then(|body| odata::create(client, Self::IDENTIFIER, body));
        Call::new(client, request, |request, answer| {
            codec::single(&answer.body)
                .and_then(|row| row.ok_or_else(|| "the answer holds no record".to_owned()))
                .map_err(|fault| Error::decode(fault).in_call(request, &answer.request_id))
        })
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
    /// # async fn run(client: Client, book: Book) -> Result<(), weda::Error> {
    /// Book::update(&client, &book.id, Book::patch().set(Book::PRICE, 49).clear(Book::ISBN)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As every call; [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) where a unique value is taken.
    fn update<M: SameModel<Self>, P: SameModel<Self>>(client: &Client, id: &Id<M>, patch: Patch<P>) -> Call<()>
    where
        Self: Updatable,
    {
        if patch.fields.is_empty() {
            return Call::known(client, ());
        }
        let request = odata::body(&patch.fields, client.dialect())
            .and_then(|body| odata::update(client, Self::IDENTIFIER, id.as_str(), body));
        Call::new(client, request, |_, _| Ok(()))
    }

    /// Deletes a record.
    ///
    /// Whether the service says that there was none is not documented: a success does not mean that there was one. Where
    /// it does say so, the call ends in [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), unless an earlier request of
    /// the same call may have deleted it.
    ///
    /// # Errors
    /// As every call.
    fn delete<M: SameModel<Self>>(client: &Client, id: &Id<M>) -> Call<()>
    where
        Self: Updatable,
    {
        Call::new(client, odata::delete(client, Self::IDENTIFIER, id.as_str()), |_, _| Ok(()))
    }

    /// Changes to a record, none so far.
    fn patch() -> Patch<Self> {
        Patch::new()
    }

    /// A new record of a model that requires no field.
    fn new() -> Create<Self>
    where
        Self: NothingRequired,
    {
        create([])
    }
}

/// What is generated is read by its table.
#[diagnostic::do_not_recommend]
impl<T: Record + Model + Send> Row for T {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        codec::read(reader)
    }

    // As long as the definition is current there is nothing to leave out, and if it is not, a field that is gone would
    // be asked for.
    fn loads() -> Option<&'static [&'static str]> {
        None
    }
}
