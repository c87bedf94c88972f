//! Reads all records with given ids, in as many calls as necessary.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use futures_util::stream::{self, StreamExt as _};

use crate::Error;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::protocol::operation::{PreparedList, Select};
use crate::protocol::{Answer, PAGE_SIZE, PageRequest, Window};
use crate::records::RowDecoder;
use crate::task::Task;
use crate::value::{Value, WireValue};

const TASK_LOST: &str = "the records could not be read: the Tokio runtime is shutting down; make the call in a runtime that \
                         outlives it";
const MISSING_IDS: &str = "records were returned without ids, so they cannot be matched to the requested ids; give the \
                           request id to the vendor's support";

/// Returns the records with these ids, without those that do not exist.
pub(crate) async fn read<R: Send + 'static>(
    client: &Client,
    model: Cow<'static, str>,
    decoder: RowDecoder<R>,
    select: Select,
    asked: HashSet<String>,
) -> Result<HashMap<String, R>, Error> {
    let mut texts: Vec<String> = asked.iter().cloned().collect();
    let ids: Vec<Value> = texts.iter().map(|id| Value(WireValue::Id(id.clone()))).collect();
    let ids: Vec<&Value> = ids.iter().collect();
    let mut rest = ids.as_slice();
    let mut calls = Vec::new();
    while !rest.is_empty() {
        let (list, many) = {
            let (gateway, endpoint) = (client.gateway(), client.endpoint());
            gateway.any_of(endpoint, model.clone(), "_id", rest, select)?
        };
        calls.push((list, texts.drain(..many).collect::<HashSet<String>>()));
        rest = &rest[many..];
    }
    let mut rows = HashMap::with_capacity(ids.len());
    let reads = calls.into_iter().map(|(list, ids)| {
        let read = read_list(client.clone(), model.clone(), decoder, list, ids);
        async { Task::spawn(read).await.unwrap_or_else(|| Err(lost())) }
    });
    let mut reads = stream::iter(reads).buffer_unordered(client.max_concurrent_calls());
    while let Some(read) = reads.next().await {
        // A service may return more than was requested, for example if it compares ids case-insensitively.
        rows.extend(read?.into_iter().filter(|(id, _)| asked.contains(id)));
    }
    Ok(rows)
}

/// Reads the records of a list with their ids, which a view need not load.
async fn read_list<R: Send>(
    client: Client,
    model: Cow<'static, str>,
    decoder: RowDecoder<R>,
    list: PreparedList,
    asked: HashSet<String>,
) -> Result<Vec<(String, R)>, Error> {
    every_page(&client, list, asked.len(), |page, answer| {
        let request = &page.request;
        let page = decoder.page(client.gateway(), &model, request, answer)?;
        let (records, count) = (page.rows.len(), page.count);
        let text = |at: &Range<u32>| serde_json::from_slice(&answer.body[at.start as usize..at.end as usize]).ok();
        let ids: Vec<String> = page.ids.iter().filter_map(text).collect();
        if ids.len() != records {
            return Err(Error::decode(MISSING_IDS.to_owned()).in_call(request, &answer.request_id));
        }
        let is_asked = |id: &String| asked.contains(id) || asked.iter().any(|asked| asked.eq_ignore_ascii_case(id));
        if !answer.is_tied && !ids.is_empty() && !ids.iter().any(is_asked) {
            return Err(client.other_answer());
        }
        Ok((ids.into_iter().zip(page.rows).collect(), count))
    })
    .await
}

fn lost() -> Error {
    Error::new(ErrorKind::Network, Problem::Text(TASK_LOST.to_owned()))
}

/// Reads a list page by page; most lists have one page. `values` is the number of values, and `read` returns the records
/// of the answer, and the total number of matches if the service counts them.
pub(crate) async fn every_page<T: Send>(
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
