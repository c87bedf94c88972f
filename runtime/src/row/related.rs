//! Reading the records that relations lead to.

use super::Row;
use crate::Id;
use crate::bulk::GetMany;
use crate::client::Client;
use crate::codec::{self, RecordFields, Writer};
use crate::field::{Field, Relation};
use crate::model::SameModel;

impl<M, K, A> Field<M, K, A> {
    /// Reads the records that this relation of `rows` leads to into a map, without those that do not exist. Needs few
    /// calls, like [`Row::get_many`]: each record is read once, however many rows lead to it.
    ///
    /// The rows are generated rows, since views need not hold the relation. The fields may have types of your own.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String, shelf: Option<Id<Shelf>> }
    /// # #[weda_model("shelf")]
    /// # struct Shelf { id: Id<Shelf>, name: Option<String> }
    /// # async fn run(client: Client, books: Vec<Book>) -> weda::Result<()> {
    /// // With generated rows: `Book::SHELF.load(&client, &books).await?`. With views:
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
    /// See [errors of calls](crate::Error#kinds). Retrying is safe.
    pub fn load<'r, R, T>(self, client: &Client, rows: impl IntoIterator<Item = &'r R>) -> GetMany<'static, Id<T>, T>
    where
        K: Relation<Target = T>,
        T: Row + 'static,
        R: SameModel<M> + KnowsFields + 'r,
    {
        let ids: Vec<Id<T>> = rows.into_iter().flat_map(|row| row.ids_in(self.name())).map(Id::new).collect();
        T::get_many(client, ids)
    }
}

/// A row that knows its fields by name: a generated row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not know its fields by name: it is not a generated row",
    label = "not a generated row",
    note = "`load` reads the ids out of rows from `weda generate`; from views, read the records by their ids: \
            `Target::get_many(&client, rows.iter().filter_map(|row| row.field.as_ref()))`"
)]
pub trait KnowsFields {
    /// Returns the ids in a field, none if there is no such field.
    #[doc(hidden)]
    fn ids_in(&self, field: &str) -> Vec<String>;
}

#[diagnostic::do_not_recommend]
impl<R: RecordFields> KnowsFields for R {
    fn ids_in(&self, field: &str) -> Vec<String> {
        ids_in(self, field)
    }
}

/// Reads the ids out of the JSON of a field, since its type may be one of the user's own.
fn ids_in(record: &dyn RecordFields, field: &str) -> Vec<String> {
    let Some(index) = record.table().names.iter().position(|name| *name == field) else { return Vec::new() };
    let mut out = Writer::new();
    record.cell(index).write(&mut out);
    out.finish_text().map_or_else(|_| Vec::new(), |json| codec::related_ids(&json))
}
