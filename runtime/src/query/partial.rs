//! Records that fit their type, beside those that do not.

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

/// A query whose records need not all fit their type. Made by [`Query::allow_invalid`].
#[must_use = "a query does nothing until it is awaited"]
pub struct PartialQuery<R>(pub(super) Query<R>);

/// The records of a query that fit their type, and what is known of the others.
#[derive(Debug)]
#[non_exhaustive]
pub struct PartialResult<R> {
    /// The records that fit, in order.
    pub rows: Vec<R>,
    /// The others, in order.
    pub invalid: Vec<InvalidRecord>,
}

/// A record that does not fit its type.
///
/// Its text says what is wrong in which field, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRecord {
    id: Option<String>,
    text: String,
}

impl InvalidRecord {
    /// The id of the record, where it has one.
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
    /// Page by page, as [`Query::pages`]: what does not fit is among the [`invalid`](super::Page::invalid) of its page.
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
                pages.check_held(all.rows.len() + all.invalid.len())?;
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

/// Reads a page of which some record does not fit, record by record; `None` if it is no page.
pub(super) fn page<R>(
    gateway: &dyn Gateway,
    reading: RowDecoder<R>,
    model: &str,
    asked: &PageRequest,
    body: &[u8],
) -> Option<(records::Page<R>, Vec<InvalidRecord>)> {
    let RawPage { mut records, count } = gateway.records(body)?;
    asked.cut(&mut records);
    let mut page = records::Page { rows: Vec::new(), count, ids: Vec::new() };
    let mut invalid = Vec::new();
    for record in records {
        let id = serde_json::from_str(record).ok().and_then(|RawRecord { id }| id);
        page.ids.extend(id.and_then(|id| place(id, body)));
        let mut invalid_record = |text| {
            let id = id.and_then(|id| serde_json::from_str(id.get()).ok());
            invalid.push(InvalidRecord { id, text });
        };
        let read = if record == "null" { Ok(None) } else { reading.single(model, record) };
        match read {
            Ok(Some(row)) => page.rows.push(row),
            Ok(None) => invalid_record(format!("model `{model}`: a record of the page has no `_id`; look at the page")),
            Err(error) => invalid_record(error),
        }
    }
    Some((page, invalid))
}

/// Where in the body a value stands, which was borrowed from it.
fn place(value: &RawValue, body: &[u8]) -> Option<Range<u32>> {
    let start = value.get().as_ptr().addr().checked_sub(body.as_ptr().addr())?;
    Some(u32::try_from(start).ok()?..u32::try_from(start + value.get().len()).ok()?)
}
