//! Records looked for by values of one field: all of them, in as many calls as it takes.

use std::borrow::Cow;

use crate::Error;
use crate::client::Client;
use crate::error::Retry;
use crate::protocol::operation::PreparedList;
use crate::protocol::{Answer, PAGE_SIZE, Record};
use crate::protocol::{PageRequest, Window};
use crate::value::Value;

/// The records, with all of their fields, that have one of these values in a field.
pub(super) async fn records(
    client: &Client,
    model: &str,
    field: &str,
    mut values: &[&Value],
) -> Result<Vec<Record>, Error> {
    let mut found = Vec::new();
    while !values.is_empty() {
        let (list, asked) = client.gateway().any_of(client.endpoint(), model.to_owned().into(), field, values)?;
        values = &values[asked..];
        every_page(client, list, asked, |page, answer| {
            let (mut records, count) = client.gateway().all_records(&answer.body).map_err(|reason| {
                Error::decode(format!(
                    "the answer is no page of records: {reason}; give the request id to the vendor's support"
                ))
                .in_call(&page.request, &answer.request_id)
                // The next one may be.
                .with_retry(Retry::Unknown)
            })?;
            page.cut(&mut records);
            let many = records.len();
            found.extend(records);
            // Numbers may be printed with a fraction.
            Ok((many, count.map(|count| count as u64)))
        })
        .await?;
    }
    Ok(found)
}

/// Whether records can be looked for by this value of a field.
///
/// # Errors
/// It is too long.
pub(super) fn can_ask(client: &Client, model: &str, field: &str, value: &Value) -> Result<(), Error> {
    client.gateway().any_of(client.endpoint(), model.to_owned().into(), field, &[value]).map(drop)
}

/// Asks for one page after the other: most lists have one. `asked` is the number of values, and `take` says how many
/// records the page has and how many match, where the service counts them.
pub(super) async fn every_page(
    client: &Client,
    list: PreparedList,
    asked: usize,
    mut take: impl FnMut(&PageRequest, &Answer) -> Result<(usize, Option<u64>), Error> + Send,
) -> Result<(), Error> {
    let mut read = 0;
    let mut before = None;
    loop {
        let page = PageRequest::new(client.gateway(), Cow::Borrowed(&list), Window { skip: read, top: PAGE_SIZE });
        let mut taken = None;
        let mut reader = |answer: &Answer| {
            taken = Some(answer.read(take(&page, answer))?);
            Ok(())
        };
        let answer = client.send_and_read(&page.request, &mut reader).await?;
        // Where the service takes no notice of where a page is to begin, there is nothing more to come. A page that begins
        // before its window may have been asked for before.
        if page.passed == 0 && before.as_ref() == Some(&answer.body) {
            return Ok(());
        }
        let (records, matches) = taken.unwrap_or_else(|| take(&page, &answer))?;
        read += records as u64;
        if records == 0 && page.passed > 0 && matches.is_some_and(|matches| matches > read) {
            return Err(Error::decode(format!(
                "a page that begins before the records that are wanted ends before them too, after {read} records; give the \
                 request id to the vendor's support"
            ))
            .in_call(&page.request, &answer.request_id));
        }
        // A short page is not the last: the service may give out less at once than it is asked for. Nor does the count
        // tell, which may be that of the page; unless there are as many as can be expected.
        let is_all = read >= asked as u64 && matches.is_some_and(|matches| read >= matches);
        if records == 0 || is_all {
            return Ok(());
        }
        before = Some(answer.body);
    }
}
