//! Queries that tolerate invalid records.

use std::fmt;
use std::future::IntoFuture;
use std::ops::Range;
use std::pin::Pin;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Pages, Query};
use crate::Error;
use crate::model::Model;
use crate::protocol::PageRequest;
use crate::protocol::{Gateway, RawPage};
use crate::records::{self, RowDecoder};

/// A query that collects records that do not fit their type. Created by [`Query::allow_invalid`].
#[must_use = "a query does nothing until it is awaited"]
pub struct PartialQuery<R>(pub(super) Query<R>);

/// The valid records of a query, with information about the invalid ones.
#[derive(Debug)]
#[non_exhaustive]
pub struct PartialResult<R> {
    /// The valid records, in order.
    pub rows: Vec<R>,
    /// The invalid records, in order.
    pub invalid: Vec<InvalidRecord>,
}

/// A record that does not fit its type.
///
/// Displays the field, the problem and advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRecord {
    id: Option<String>,
    text: String,
}

impl InvalidRecord {
    pub(super) fn new(id: &str, text: String) -> Self {
        Self { id: Some(id.to_owned()), text }
    }

    /// Returns the id of the record, if it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

impl fmt::Display for InvalidRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<R: Model + Send> PartialQuery<R> {
    /// Like [`Query::pages`]. The invalid records of a page are in [`invalid`](super::Page::invalid).
    pub fn pages(self) -> Pages<R> {
        Pages::of(self.0.spec, self.0.rows)
    }
}

impl<R: Model + Send> IntoFuture for PartialQuery<R> {
    type Output = Result<PartialResult<R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut all = PartialResult { rows: Vec::new(), invalid: Vec::new() };
            let mut pages = self.pages();
            while let Some(page) = pages.next().await {
                let page = page?;
                all.rows.extend(page.rows);
                all.invalid.extend(page.invalid);
                pages.check_max_records(all.rows.len() + all.invalid.len())?;
            }
            Ok(all)
        })
    }
}

impl<R> Clone for PartialQuery<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R> fmt::Debug for PartialQuery<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PartialQuery").field(&self.0).finish()
    }
}

#[derive(Deserialize)]
struct RawRecord<'b> {
    #[serde(borrow, rename = "_id")]
    id: Option<&'b RawValue>,
}

/// Decodes a page with invalid records, record by record; returns `None` if it is not a page. The number is that of all
/// records of the answer.
pub(super) fn page<R>(
    gateway: &dyn Gateway,
    decoder: RowDecoder<R>,
    model: &str,
    asked: &PageRequest,
    body: &[u8],
) -> Option<(records::Page<R>, Vec<InvalidRecord>, usize)> {
    let RawPage { mut records, count } = gateway.records(body)?;
    let all = records.len();
    asked.cut(&mut records);
    let mut page = records::Page { rows: Vec::new(), count, ids: Vec::new() };
    let mut invalid = Vec::new();
    for record in records {
        let id = serde_json::from_str(record).ok().and_then(|RawRecord { id }| id);
        page.ids.extend(id.and_then(|id| range_in(id, body)));
        let mut invalid_record = |text| {
            let id = id.and_then(|id| serde_json::from_str(id.get()).ok());
            invalid.push(InvalidRecord { id, text });
        };
        let read = if record == "null" { Ok(None) } else { decoder.single(model, record) };
        match read {
            Ok(Some(row)) => page.rows.push(row),
            Ok(None) => invalid_record(format!("model `{model}`: a record of the page has no `_id`; inspect the page")),
            Err(error) => invalid_record(error),
        }
    }
    Some((page, invalid, all))
}

/// Returns the byte range of a value that was borrowed from the body.
fn range_in(value: &RawValue, body: &[u8]) -> Option<Range<u32>> {
    let start = value.get().as_ptr().addr().checked_sub(body.as_ptr().addr())?;
    Some(u32::try_from(start).ok()?..u32::try_from(start + value.get().len()).ok()?)
}
