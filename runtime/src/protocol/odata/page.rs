//! Decoding of pages and single records.
//!
//! Source: "Data source management API", query by filter.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::codec::{DecodeError, Reader, utf8};
use crate::protocol::{PageFacts, RawPage, Record, RowSink, record_list};

/// Decodes a page in a single pass; returns the number of matches and the ranges of the ids.
pub(super) fn read(body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String> {
    let mut reader = Reader::new(utf8(body)?);
    let mut ids = None;
    let mut count = None::<i64>;
    let result = envelope(&mut reader, rows, &mut ids, &mut count);
    result.map_err(|error| error.to_string())??;
    let ids = ids.ok_or("invalid list response: `value` is missing")?;
    Ok(PageFacts { count: count.and_then(|count| u64::try_from(count).ok()), ids })
}

/// The outer error is about the page, the inner one about a record.
fn envelope(
    reader: &mut Reader<'_>,
    rows: &mut dyn RowSink,
    ids: &mut Option<Vec<Range<u32>>>,
    count: &mut Option<i64>,
) -> Result<Result<(), String>, DecodeError> {
    let first = reader.next()?;
    if first != b'{' {
        return Err(reader.expected("an object with `value`", first));
    }
    let mut at_start = true;
    while reader.more(b'}', at_start)? {
        at_start = false;
        match reader.key()? {
            "value" => match record_list::read("value", reader, rows)? {
                Ok(list) => *ids = Some(list),
                Err(error) => return Ok(Err(error)),
            },
            "@odata.count" => reader.fill(count).map_err(|error| error.inside("@odata.count"))?,
            _ => reader.skip()?,
        }
    }
    reader.end()?;
    Ok(Ok(()))
}

/// Returns the text of a record; `None` if the answer is empty.
pub(super) fn record(body: &[u8]) -> Result<Option<&str>, String> {
    let text = utf8(body)?.trim();
    Ok(Some(text).filter(|text| !text.is_empty() && *text != "null"))
}

/// Returns the number of records and of matches of a page without decoding it.
pub(super) fn outline(body: &[u8]) -> Result<(usize, Option<f64>), String> {
    #[derive(Deserialize)]
    struct Outline {
        value: Vec<IgnoredAny>,
        #[serde(rename = "@odata.count")]
        count: Option<f64>,
    }
    let page: Outline = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok((page.value.len(), page.count))
}

pub(super) fn records(body: &[u8]) -> Option<RawPage<'_>> {
    #[derive(Deserialize)]
    struct Page<'b> {
        #[serde(borrow)]
        value: Vec<&'b RawValue>,
        // May be written as `3.0`.
        #[serde(rename = "@odata.count")]
        count: Option<f64>,
    }
    let Page { value, count } = serde_json::from_slice(body).ok()?;
    let records = value.into_iter().map(RawValue::get).collect();
    Some(RawPage { records, count: count.map(|count| count as u64) })
}

pub(super) fn all_records(body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String> {
    #[derive(Deserialize)]
    struct Page {
        value: Vec<Record>,
        #[serde(rename = "@odata.count")]
        count: Option<f64>,
    }
    let page: Page = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok((page.value, page.count))
}

/// Returns the records that a batch created.
pub(super) fn created(body: &[u8]) -> Result<Vec<Record>, String> {
    #[derive(Deserialize)]
    struct Batch {
        value: Vec<Record>,
    }
    serde_json::from_slice(body).map(|Batch { value }| value).map_err(|error| error.to_string())
}

/// Returns the count of a batch update or delete.
pub(super) fn count(member: &'static str, body: &[u8]) -> Result<u64, &'static str> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Counts {
        update_count: Option<serde_json::Value>,
        delete_count: Option<serde_json::Value>,
    }
    let counts = serde_json::from_slice::<Counts>(body).ok();
    let count =
        counts.and_then(|counts| if member == "updateCount" { counts.update_count } else { counts.delete_count });
    // The number may have a fraction of zero.
    let count = count.and_then(|count| count.as_f64()).filter(|count| *count >= 0.0 && count.fract() == 0.0);
    count.map(|count| count as u64).ok_or(member)
}
