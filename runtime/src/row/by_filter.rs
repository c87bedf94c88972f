//! Writes to all records that match a filter.

mod one_call;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use super::{Row, known_fields};
use crate::bulk::Outcomes;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::filter::Expr;
use crate::model::Updatable;
use crate::protocol::operation::Selection;
use crate::query::{Pages, QuerySpec};
use crate::records::{Record, RowDecoder};
use crate::write::{IntoPatch, Patch};
use crate::{Error, GatewayKind, Id, Query};

/// A write by filter without a limit yet. Created by [`Query::update_all`], [`Query::delete_all`],
/// [`Row::update_where`] and [`Row::delete_where`].
#[must_use = "nothing is written until `.at_most(n)` is called and awaited"]
pub struct UnboundedWrite<R, By = ByIds>(FilteredWrite<R, By>);

/// A write to all records of a query. Created by [`UnboundedWrite::at_most`].
#[must_use = "nothing is written until it is awaited"]
pub struct FilteredWrite<R, By = ByIds> {
    spec: QuerySpec,
    /// `None` deletes.
    patch: Option<Patch<R>>,
    max_records: u64,
    by: PhantomData<fn() -> By>,
}

/// The way of [`Query::update_all`] and [`Query::delete_all`]: reads the ids and writes to each record.
#[derive(Debug)]
pub struct ByIds(());

/// The way of [`Row::update_where`] and [`Row::delete_where`]: lets the service find the records.
#[derive(Debug)]
pub struct ByFilter(());

impl<R: Row> Query<R> {
    /// Updates every record of the query. `.at_most(n)` limits their number.
    ///
    /// The ids are read first, then the records are updated one by one, as with [`Row::update_many`]. Concurrent writes are
    /// not seen: a record that matches later is not updated, and one that no longer matches is. The data-model gateway can
    /// do it in one call, [`Row::update_where`]; through it, a count per field of the filter checks here, too, that the
    /// service knows the field.
    ///
    /// A query without a filter is rejected, since filters can be lost by mistake, for example by a `None`. Use
    /// [`Filter::everything`](crate::Filter::everything) to write to all records.
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
    pub fn update_all<P: IntoPatch<R>>(self, patch: P) -> UnboundedWrite<R>
    where
        R: Updatable,
    {
        UnboundedWrite::new(self.into_spec(), Some(patch.into_patch()))
    }

    /// Deletes every record of the query. Works like [`update_all`](Self::update_all).
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
    pub fn delete_all(self) -> UnboundedWrite<R>
    where
        R: Updatable,
    {
        UnboundedWrite::new(self.into_spec(), None)
    }
}

impl<R, By> UnboundedWrite<R, By> {
    pub(super) fn new(spec: QuerySpec, patch: Option<Patch<R>>) -> Self {
        Self(FilteredWrite { spec, patch, max_records: 0, by: PhantomData })
    }

    /// Limits the number of records. If more match, nothing is written and the call ends in
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue).
    pub fn at_most(self, records: u64) -> FilteredWrite<R, By> {
        FilteredWrite { max_records: records, ..self.0 }
    }
}

impl<R: Row + Updatable + 'static> IntoFuture for FilteredWrite<R> {
    type Output = Result<Outcomes<Id<R>>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    /// Returns one outcome per record, in the order of the query.
    ///
    /// # Errors
    /// Returns an error without a filter, if too many records match, or if the ids cannot be read; nothing is written
    /// then. For the writes, see [`Bulk`](crate::Bulk).
    fn into_future(self) -> Self::IntoFuture {
        let Self { spec, patch, max_records, .. } = self;
        Box::pin(async move {
            let client = spec.client.clone();
            refuse_read_only(&client)?;
            if let Some(patch) = &patch {
                // Fail before reading if the patch cannot be sent.
                client.gateway().encode(&patch.fields)?;
            }
            let ids = ids(spec, max_records).await?.into_iter().map(|record| Id::<R>::new(record.id()));
            match patch {
                Some(patch) => R::update_many(&client, ids.map(|id| (id, patch.clone()))).await,
                None => R::delete_many(&client, ids).await,
            }
        })
    }
}

/// Reads the ids of a query, up to `max_records`.
async fn ids(mut spec: QuerySpec, max_records: u64) -> Result<Vec<Record>, Error> {
    refuse_filter(&spec)?;
    if spec.after.is_some() {
        let text = "a write by filter cannot start at a cursor; narrow the filter instead";
        return Err(Error::invalid_value(text.to_owned()));
    }
    let (client, model, filter) = (spec.client.clone(), spec.model.clone(), spec.filter.clone());
    spec.select = Selection::ids;
    spec.top = Some(spec.top.unwrap_or(u64::MAX).min(max_records.saturating_add(1)));
    let records = Pages::of(spec, RowDecoder::text()).all().await?;
    if records.len() as u64 > max_records {
        return Err(too_many(&model, max_records));
    }
    // The interface on which a condition may be ignored, and can be tested.
    if client.gateway_kind() == GatewayKind::Model && !records.is_empty() {
        known_fields::check(&client, &model, &filter.as_ref().map(Expr::fields).unwrap_or_default()).await?;
    }
    Ok(records)
}

/// Refuses writes before anything is read.
pub(super) fn refuse_read_only(client: &Client) -> Result<(), Error> {
    match client.is_read_only() {
        true => Err(Error::new(ErrorKind::ReadOnlyClient, Problem::ReadOnlyClient).unsent()),
        false => Ok(()),
    }
}

/// Refuses filters that may match all records without intent.
fn refuse_filter(spec: &QuerySpec) -> Result<(), Error> {
    match &spec.filter {
        None | Some(Expr::Constant(true)) => Err(Error::invalid_value(format!(
            "without a filter all records of `{}` would be written; if this is intended, filter by \
             `Filter::<R>::everything()`, with the row type for `R`",
            spec.model
        ))),
        Some(filter) => match filter.search_without_case() {
            Some(field) => Err(Error::not_enabled(format!(
                "`contains_ignore_case` on field `{field}` in a write by filter: a service that ignores its operator would \
                 write to all records; read the records, and write to them by their ids"
            ))),
            None => Ok(()),
        },
    }
}

fn too_many(model: &str, max_records: u64) -> Error {
    Error::invalid_value(format!(
        "the filter matches more records of `{model}` than `at_most({max_records})` allows, so none was written; narrow the \
         filter or raise the limit"
    ))
}

impl<R, By> fmt::Debug for UnboundedWrite<R, By> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnboundedWrite").field(&self.0.spec).finish()
    }
}

impl<R, By> fmt::Debug for FilteredWrite<R, By> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilteredWrite")
            .field("query", &self.spec)
            .field("patch", &self.patch)
            .field("max_records", &self.max_records)
            .finish()
    }
}
