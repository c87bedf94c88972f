//! The answers of the data calls: one record, or a page of them.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Cell, Fault, Reader};
use crate::Row;

/// A page of records.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub rows: Vec<R>,
    /// How many records match, where the service says so.
    pub count: Option<u64>,
    /// Where in the body the `_id` of each record stands.
    pub ids: Vec<Range<u32>>,
}

/// The records of a page, and where their ids stand.
type Records<R> = (Vec<R>, Vec<Range<u32>>);

/// Reads the answer of the list call in one pass.
///
/// Source: "Data source management API", query by filter.
pub(crate) fn page<R: Row>(body: &[u8]) -> Result<Page<R>, String> {
    let mut reader = Reader::new(utf8(body)?);
    let mut records = None;
    let mut count = None::<i64>;
    let result = envelope(&mut reader, &mut records, &mut count);
    result.map_err(|fault| fault.to_string())??;
    let (rows, ids) = records.ok_or("the answer is no page of records: it has no `value`")?;
    Ok(Page { rows, count: count.and_then(|count| u64::try_from(count).ok()), ids })
}

/// The outer error is about the page, the inner one about a record, with its place.
fn envelope<R: Row>(
    reader: &mut Reader<'_>,
    records: &mut Option<Records<R>>,
    count: &mut Option<i64>,
) -> Result<Result<(), String>, Fault> {
    let first = reader.next()?;
    if first != b'{' {
        return Err(reader.expected("an object with `value`", first));
    }
    let mut at_start = true;
    while reader.more(b'}', at_start)? {
        at_start = false;
        match reader.key()? {
            "value" => match list(reader)? {
                Ok(list) => *records = Some(list),
                Err(error) => return Ok(Err(error)),
            },
            "@odata.count" => count.read(reader).map_err(|fault| fault.inside("@odata.count"))?,
            _ => reader.skip()?,
        }
    }
    reader.end()?;
    Ok(Ok(()))
}

fn list<R: Row>(reader: &mut Reader<'_>) -> Result<Result<Records<R>, String>, Fault> {
    let (mut rows, mut ids) = (Vec::new(), Vec::new());
    let first = reader.next()?;
    if first != b'[' {
        return Err(reader.expected("a list", first).inside("value"));
    }
    let begin = reader.offset();
    while reader.more(b']', rows.is_empty())? {
        let start = reader.offset();
        if rows.len() == rows.capacity() {
            let room = room::<R>(rows.len(), start - begin, reader.text_from(start).len());
            rows.reserve_exact(room);
            ids.reserve_exact(room);
        }
        match R::read(reader) {
            Ok(row) => rows.push(row),
            Err(fault) => {
                let place = format!("record {} of the page", rows.len() + 1);
                return Ok(Err(located::<R>(&place, reader.text_from(start), &fault)));
            }
        }
        ids.extend(reader.shared.id.take());
    }
    Ok(Ok((rows, ids)))
}

/// How many records more there should be room for, judged by the bytes that those so far took and that are left. What
/// the service counts are matches, of which a page may hold few.
fn room<R>(records: usize, taken: usize, left: usize) -> usize {
    if records < 16 {
        return records.max(4);
    }
    let likely = left / (taken / records).max(1);
    // Small records before large ones must not take many times the page's own size.
    let most = left / size_of::<R>().max(1);
    (likely + likely / 32).min(most).max(records / 16) + 1
}

/// Reads the answer of a call about one record; `None` where there is none.
///
/// What the service answers for an id that does not exist is not documented; a client in use meets a body without `_id`.
pub(crate) fn single<R: Row>(body: &[u8]) -> Result<Option<R>, String> {
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "_id")]
        id: Option<IgnoredAny>,
    }
    let text = utf8(body)?.trim();
    if text.is_empty() || text == "null" {
        return Ok(None);
    }
    if let Ok(Probe { id: None }) = serde_json::from_str(text) {
        return Ok(None);
    }
    let mut reader = Reader::new(text);
    let row = R::read(&mut reader).map_err(|fault| located::<R>("the record", text, &fault))?;
    reader.end().map_err(|fault| fault.to_string())?;
    Ok(Some(row))
}

fn utf8(body: &[u8]) -> Result<&str, String> {
    simdutf8::basic::from_utf8(body).or_else(|_| {
        // This one is slower, and says where.
        std::str::from_utf8(body)
            .map_err(|error| format!("the answer is not UTF-8 from byte {} on", error.valid_up_to()))
    })
}

/// The fault with model and id; the id is found by walking the broken record once more.
#[cold]
fn located<R: Row>(place: &str, text: &str, fault: &Fault) -> String {
    #[derive(Deserialize)]
    struct Id {
        #[serde(rename = "_id")]
        id: String,
    }
    let id = serde_json::Deserializer::from_str(text).into_iter::<Id>().next().and_then(Result::ok);
    let id = id.map_or_else(String::new, |Id { id }| format!(" (_id {id})"));
    let model = R::IDENTIFIER;
    format!("model `{model}`, {place}{id}, {fault}{}", fault.way_out(model))
}

#[cfg(test)]
mod tests {
    use super::room;

    #[test]
    fn there_is_room_for_what_a_page_can_hold_and_not_for_more() {
        type Row = [u8; 500];
        assert_eq!(room::<Row>(0, 0, 100_000), 4, "a page may hold one record");
        assert!((900..940).contains(&room::<Row>(100, 60_000, 540_000)), "as the first hundred");
        assert!(room::<Row>(16, 16 * 10, 1_000_000) <= 2_001, "small records, then large ones");
        assert!(room::<Row>(1_600, 1_000_000, 10) > 100, "never so little that each record is moved again and again");
        assert!(room::<()>(16, 0, 10) > 0, "rows and records without a size");
    }
}
