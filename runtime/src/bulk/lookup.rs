//! Reads all records with given values in one field, in as many calls as necessary.

use crate::Error;
use crate::client::Client;
use crate::error::Retry;
use crate::protocol::operation::Selection;
use crate::protocol::{Answer, PageRequest, Record};
use crate::related::every_page;
use crate::value::Value;

/// Returns the records, with all fields, that have one of these values in a field.
pub(super) async fn records(
    client: &Client,
    model: &str,
    field: &str,
    mut values: &[&Value],
) -> Result<Vec<Record>, Error> {
    let mut found = Vec::new();
    while !values.is_empty() {
        let (list, count) =
            client.gateway().any_of(client.endpoint(), model.to_owned().into(), field, values, Selection::all)?;
        values = &values[count..];
        let read = |page: &PageRequest, answer: &Answer| {
            let (records, count) = client.gateway().all_records(&answer.body).map_err(|reason| {
                Error::decode(format!("invalid list of records: {reason}; give the request id to the vendor's support"))
                    .in_call(&page.request, &answer.request_id)
                    // The next answer may be valid.
                    .with_retry(Retry::Unknown)
            })?;
            // Numbers may have a fraction.
            Ok((records, count.map(|count| count as u64)))
        };
        found.extend(every_page(client, list, count, read).await?);
    }
    Ok(found)
}

/// Checks that records can be looked up by this value.
///
/// # Errors
/// Returns an error if the value is too long.
pub(super) fn check_value(client: &Client, model: &str, field: &str, value: &Value) -> Result<(), Error> {
    client.gateway().any_of(client.endpoint(), model.to_owned().into(), field, &[value], Selection::all).map(drop)
}
