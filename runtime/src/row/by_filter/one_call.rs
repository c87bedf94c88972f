//! Writes by filter in one call, by a gateway that has it.

use std::borrow::Cow;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use super::{ByFilter, FilteredWrite, refuse_filter, refuse_read_only, too_many};
use crate::Error;
use crate::call::Call;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::filter::Expr;
use crate::protocol::Answer;
use crate::protocol::operation::{Action, Operation};
use crate::query::QuerySpec;
use crate::request::Request;
use crate::row::known_fields;
use crate::value::RowFields;

/// The identifier of a model.
type Model = Cow<'static, str>;

impl<R> IntoFuture for FilteredWrite<R, ByFilter> {
    type Output = Result<u64, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    /// Returns the number of records that were written.
    ///
    /// # Errors
    /// See [`Row::update_where`](crate::Row::update_where).
    fn into_future(self) -> Self::IntoFuture {
        let Self { spec, patch, max_records, .. } = self;
        Box::pin(write(spec, patch.map(|patch| patch.fields), max_records))
    }
}

/// Counts, checks and writes. Not generic, so that it is compiled once.
async fn write(spec: QuerySpec, changes: Option<RowFields>, max_records: u64) -> Result<u64, Error> {
    let client = spec.client.clone();
    refuse_read_only(&client)?;
    // Whatever can be refused is refused before anything is read.
    let filter = match &spec.filter {
        None | Some(Expr::Constant(_) | Expr::Everything) => None,
        filter => filter.as_ref(),
    };
    let request = request(&client, &spec.model, filter, changes.as_ref())?;
    refuse_filter(&spec)?;
    let changes_nothing = changes.as_ref().is_some_and(RowFields::is_empty);
    if changes_nothing || spec.filter == Some(Expr::Constant(false)) {
        return Ok(0);
    }
    match spec.clone().count().await? {
        0 => return Ok(0),
        count if count > max_records => return Err(too_many(&spec.model, max_records)),
        _ => {}
    }
    // The count does not show that a condition was ignored.
    known_fields::check(&client, &spec.model, &filter.map(Expr::fields).unwrap_or_default()).await?;
    let handle = client.clone();
    Call::new(&client, Ok(request), move |request, answer| written(&handle, request, answer)).await
}

fn request(
    client: &Client,
    model: &Model,
    filter: Option<&Expr>,
    changes: Option<&RowFields>,
) -> Result<Request, Error> {
    let gateway = client.gateway();
    let make = |action| gateway.request(client.endpoint(), Operation { model: model.clone(), action });
    let Some(changes) = changes else { return make(Action::DeleteWhere(filter)) };
    let request = make(Action::UpdateWhere(filter, &gateway.encode(changes)?))?;
    match gateway.allows_in_batch(changes) {
        true => Ok(request),
        false => Err(Error::not_enabled(
            "`update_where` with a relation: the data-model gateway is documented not to write relations to several records \
             in one call; use `Query::update_all(..).at_most(n)`, which writes to one record per call"
                .to_owned(),
        )),
    }
}

fn written(client: &Client, request: &Request, answer: &Answer) -> Result<u64, Error> {
    let gateway = client.gateway();
    let problem = |text| Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(text));
    let count = gateway.affected(request, &answer.body).map_err(|member| {
        problem(format!("the answer has no `{member}`; read the records to see what was written"))
            .in_call(request, &answer.request_id)
    })?;
    match gateway.forbidden(&answer.body) {
        0 => Ok(count),
        forbidden => {
            let text = format!(
                "{count} records were written, and {forbidden} that match were not, since the caller is not permitted to; use \
                 keys with the right, or exclude these records by the filter"
            );
            Err(Error::new(ErrorKind::Permission, Problem::Text(text)).in_call(request, &answer.request_id))
        }
    }
}
