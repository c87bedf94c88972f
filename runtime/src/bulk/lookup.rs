//! Reads all records with given values in one field, in as many calls as necessary.

use std::borrow::Cow;

use crate::Error;
use crate::client::Client;
use crate::error::Retry;
use crate::protocol::operation::{PreparedList, Selection};
use crate::protocol::{Answer, PAGE_SIZE, Record};
use crate::protocol::{PageRequest, Window};
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

/// Reads a list page by page; most lists have one page. `values` is the number of values, and `read` returns the records
/// of the answer, and the total number of matches if the service counts them.
pub(super) async fn every_page<T: Send>(
    client: &Client,
    list: PreparedList,
    values: usize,
    mut read: impl FnMut(&PageRequest, &Answer) -> Result<(Vec<T>, Option<u64>), Error> + Send,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    let (mut size, mut last_short) = (PAGE_SIZE, None);
    let mut previous = None;
    loop {
        let total = all.len() as u64;
        let wanted = Window { skip: total, top: PAGE_SIZE };
        let page = PageRequest::new(client.gateway(), Cow::Borrowed(&list), wanted, size);
        let mut result = None;
        let mut reader = |answer: &Answer| {
            result = Some(answer.read(read(&page, answer))?);
            Ok(())
        };
        let answer = client.send_and_read(&page.request, &mut reader).await?;
        // The service ignores where a page begins, so there are no more pages. A page that begins before its window may have
        // been requested before.
        if page.passed == 0 && previous.as_ref() == Some(&answer.body) {
            return Ok(all);
        }
        let (mut records, matches) = result.unwrap_or_else(|| read(&page, &answer))?;
        if let Some(shortened) = page.shortened(records.len(), matches) {
            // One short page may be chance.
            if last_short.replace(total) != Some(total) {
                continue;
            }
            size = shortened;
            if page.is_shifted() {
                continue;
            }
        }
        page.cut(&mut records);
        let is_empty = records.is_empty();
        all.extend(records);
        let total = all.len() as u64;
        if is_empty && page.passed > 0 && matches.is_some_and(|matches| matches > total) {
            return Err(Error::decode(format!(
                "a page ends before the requested records, after {total} records; give the request id to the vendor's support"
            ))
            .in_call(&page.request, &answer.request_id));
        }
        // A short page need not be the last: the service may return fewer records than requested. The count may be that of
        // the page, so it is trusted only once there are as many records as values.
        let is_all = total >= values as u64 && matches.is_some_and(|matches| total >= matches);
        if is_empty || is_all {
            return Ok(all);
        }
        previous = Some(answer.body);
    }
}
