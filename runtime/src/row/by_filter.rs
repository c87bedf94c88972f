//! Writes to all records that a filter matches: they are read, and written by their ids.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use super::Row;
use crate::bulk::Outcomes;
use crate::error::{ErrorKind, Problem};
use crate::filter::Expr;
use crate::model::Updatable;
use crate::query::{Pages, QuerySpec};
use crate::records::{Record, RowDecoder};
use crate::write::{IntoPatch, Patch};
use crate::{Error, Id, Query};

/// A write by filter that does not say yet how many records it may reach. Made by [`Query::update_all`] and
/// [`Query::delete_all`].
#[must_use = "nothing is written until `.at_most(n)` is called and awaited"]
pub struct WithoutAtMost<R>(WriteAll<R>);

/// A write to all records of a query. Made by [`WithoutAtMost::at_most`].
#[must_use = "nothing is written until it is awaited"]
pub struct WriteAll<R> {
    spec: QuerySpec,
    /// `None` deletes.
    patch: Option<Patch<R>>,
    most: u64,
}

impl<R: Row> Query<R> {
    /// Changes every record of the query; `.at_most(n)` says how many there may be.
    ///
    /// WeDa has no such call: the ids of the records are read first, and then the records are changed one by one, as with
    /// [`Row::update_many`]. In between others may write. A record that matches since is not changed, and one that no
    /// longer matches is changed anyway; whoever has to know whether it did puts one writer in charge.
    ///
    /// A filter that says nothing is refused, since it is left out by mistake more often than not, by a `None` for
    /// example: [`Filter::everything`](crate::Filter::everything) says that all records are meant.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// let cheap = Book::query(&client).filter(Book::PRICE.lt(10));
    /// let outcomes = cheap.update_all(Book::patch().set(Book::IN_PRINT, false)).at_most(500).await?;
    /// println!("{} changed", outcomes.into_ids()?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_all<P: IntoPatch<R>>(self, patch: P) -> WithoutAtMost<R>
    where
        R: Updatable,
    {
        WithoutAtMost(WriteAll { spec: self.into_spec(), patch: Some(patch.into_patch()), most: 0 })
    }

    /// Deletes every record of the query; all else is as with [`update_all`](Self::update_all).
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client) -> weda::Result<()> {
    /// Book::query(&client).filter(Book::IN_PRINT.eq(false)).delete_all().at_most(100).await?.into_ids()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_all(self) -> WithoutAtMost<R>
    where
        R: Updatable,
    {
        WithoutAtMost(WriteAll { spec: self.into_spec(), patch: None, most: 0 })
    }
}

impl<R> WithoutAtMost<R> {
    /// Where more than so many records match, nothing is written, and the error is of kind
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue).
    pub fn at_most(self, records: u64) -> WriteAll<R> {
        WriteAll { most: records, ..self.0 }
    }
}

impl<R: Row + Updatable + 'static> IntoFuture for WriteAll<R> {
    type Output = Result<Outcomes<Id<R>>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    /// One outcome for each record, in the order of the query.
    ///
    /// # Errors
    /// The filter says nothing, or more records match than may be reached. As every call, while the ids are read; nothing
    /// is written then. And as [`Bulk`](crate::Bulk).
    fn into_future(self) -> Self::IntoFuture {
        let Self { spec, patch, most } = self;
        Box::pin(async move {
            let client = spec.client.clone();
            if client.is_read_only() {
                return Err(Error::new(ErrorKind::ReadOnlyClient, Problem::ReadOnlyClient).unsent());
            }
            if let Some(patch) = &patch {
                // What cannot be sent is no reason to read anything.
                client.gateway().encode(&patch.fields)?;
            }
            let ids = ids(spec, most).await?.into_iter().map(|record| Id::<R>::new(record.id()));
            match patch {
                Some(patch) => R::update_many(&client, ids.map(|id| (id, patch.clone()))).await,
                None => R::delete_many(&client, ids).await,
            }
        })
    }
}

/// The records of a query, of which there may be so many.
async fn ids(mut spec: QuerySpec, most: u64) -> Result<Vec<Record>, Error> {
    if let None | Some(Expr::Known(true)) = spec.filter {
        return Err(Error::invalid_value(format!(
            "the filter says nothing, so that all records of `{}` would be written; if they are meant, filter by \
             `Filter::<R>::everything()`, with the row type for `R`",
            spec.model
        )));
    }
    if spec.after.is_some() {
        let text = "a write to all records of a query cannot begin at a cursor; narrow the filter in its place";
        return Err(Error::invalid_value(text.to_owned()));
    }
    let model = spec.model.clone();
    spec.loads = || Some(&["_id"]);
    spec.top = Some(spec.top.unwrap_or(u64::MAX).min(most.saturating_add(1)));
    let records = Pages::of(spec, RowDecoder::text()).all().await?;
    match records.len() as u64 > most {
        true => Err(Error::invalid_value(format!(
            "the filter matches more records of `{model}` than `at_most({most})` allows, so that none was written; narrow it, \
             or allow more"
        ))),
        false => Ok(records),
    }
}

impl<R> fmt::Debug for WithoutAtMost<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WithoutAtMost").field(&self.0.spec).finish()
    }
}

impl<R> fmt::Debug for WriteAll<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteAll")
            .field("query", &self.spec)
            .field("patch", &self.patch)
            .field("most", &self.most)
            .finish()
    }
}
