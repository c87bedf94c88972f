//! Runs a request and reads its rows.

use serde::de::DeserializeOwned;

use super::row;
use crate::Error;
use crate::call::Call;
use crate::client::Client;
use crate::protocol::Answer;
use crate::request::Request;

/// Runs a request and reads its rows.
pub(super) async fn rows<T: DeserializeOwned + Send + 'static>(
    client: &Client,
    request: Request,
) -> Result<Vec<T>, Error> {
    let reader = client.clone();
    let finish = move |request: &Request, answer: &Answer| {
        let failed = |text: String| Error::decode(text).in_call(request, &answer.request_id);
        let rows = reader.gateway().sql()?.rows(&answer.body).map_err(|reason| {
            failed(format!("the rows of the answer cannot be read: {reason}; if that does not help, give the request id to the vendor's support"))
        })?;
        let read = |(at, row): (usize, &serde_json::value::RawValue)| {
            row::read(row).map_err(|problem| {
                failed(format!("row {}{problem}; change the type of the rows, or the column in the statement", at + 1))
            })
        };
        rows.into_iter().enumerate().map(read).collect()
    };
    let refined = |error: Error| match client.gateway().sql() {
        Ok(gateway) if error.is_refusal() => gateway.refined(error),
        _ => error,
    };
    Call::new(client, Ok(request), finish).await.map_err(refined)
}
