//! The answers of the data calls: one record, or a page of them.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use weda_definition::{Printable, printable};

use super::ReadRow;
use crate::codec::{Fault, Reader};

/// A page of records.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub rows: Vec<R>,
    /// How many records match, where the service says so.
    pub count: Option<u64>,
    /// Where in the body the `_id` of each record stands.
    pub ids: Vec<Range<u32>>,
}

/// The records read so far: all of a page that is compiled for every model.
pub(super) trait Rows {
    fn model(&self) -> &str;
    fn len(&self) -> usize;
    fn is_full(&self) -> bool;
    fn size(&self) -> usize;
    fn reserve(&mut self, room: usize);
    fn clear(&mut self);
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault>;
}

impl<R: ReadRow> Rows for Vec<R> {
    fn model(&self) -> &str {
        R::IDENTIFIER
    }
    fn len(&self) -> usize {
        self.len()
    }
    fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }
    fn size(&self) -> usize {
        size_of::<R>()
    }
    fn reserve(&mut self, room: usize) {
        self.reserve_exact(room);
    }
    fn clear(&mut self) {
        self.clear();
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        self.push(R::read(reader)?);
        Ok(())
    }
}

/// Reads the answer of the list call in one pass.
///
/// Source: "Data source management API", query by filter.
pub(crate) fn page<R: ReadRow>(body: &[u8]) -> Result<Page<R>, String> {
    let mut rows = Vec::new();
    let (count, ids) = walk(body, &mut rows)?;
    Ok(Page { rows, count, ids })
}

/// The rest exists once for all models: how many records match, and where the ids of those that were read stand.
pub(super) fn walk(body: &[u8], rows: &mut dyn Rows) -> Result<(Option<u64>, Vec<Range<u32>>), String> {
    let mut reader = Reader::new(utf8(body)?);
    let mut ids = None;
    let mut count = None::<i64>;
    let result = envelope(&mut reader, rows, &mut ids, &mut count);
    result.map_err(|fault| fault.to_string())??;
    let ids = ids.ok_or("the answer is no page of records: it has no `value`")?;
    Ok((count.and_then(|count| u64::try_from(count).ok()), ids))
}

/// The outer error is about the page, the inner one about a record, with its place.
fn envelope(
    reader: &mut Reader<'_>,
    rows: &mut dyn Rows,
    ids: &mut Option<Vec<Range<u32>>>,
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
            "value" => match list(reader, rows)? {
                Ok(list) => *ids = Some(list),
                Err(error) => return Ok(Err(error)),
            },
            "@odata.count" => reader.fill(count).map_err(|fault| fault.inside("@odata.count"))?,
            _ => reader.skip()?,
        }
    }
    reader.end()?;
    Ok(Ok(()))
}

fn list(reader: &mut Reader<'_>, rows: &mut dyn Rows) -> Result<Result<Vec<Range<u32>>, String>, Fault> {
    let mut ids = Vec::new();
    // Of a key that comes twice the last value counts.
    rows.clear();
    let first = reader.next()?;
    if first != b'[' {
        return Err(reader.expected("a list", first).inside("value"));
    }
    let begin = reader.offset();
    while reader.more(b']', rows.len() == 0)? {
        let start = reader.offset();
        if rows.is_full() {
            let room = room(rows.size(), rows.len(), start - begin, reader.text_from(start).len());
            rows.reserve(room);
            ids.reserve_exact(room);
        }
        if let Err(fault) = rows.read(reader) {
            let place = format!("record {} of the page", rows.len() + 1);
            return Ok(Err(located(rows.model(), &place, reader.text_from(start), &fault)));
        }
        ids.extend(reader.shared.id.take());
    }
    Ok(Ok(ids))
}

/// How many records more there should be room for, judged by the bytes that those so far took and that are left. What
/// the service counts are matches, of which a page may hold few.
fn room(size: usize, records: usize, taken: usize, left: usize) -> usize {
    if records < 16 {
        return records.max(4);
    }
    let likely = left / (taken / records).max(1);
    // Small records before large ones must not take many times the page's own size.
    let most = left / size.max(1);
    (likely + likely / 32).min(most).max(records / 16) + 1
}

/// Reads the answer of a call about one record; `None` where there is none.
///
/// What the service answers for an id that does not exist is not documented; a client in use meets a body without `_id`.
pub(crate) fn single<R: ReadRow>(body: &[u8]) -> Result<Option<R>, String> {
    let Some(text) = said(body)? else { return Ok(None) };
    let mut reader = Reader::of_one_record(text);
    match R::read(&mut reader) {
        Ok(row) => {
            reader.end().map_err(|fault| fault.to_string())?;
            Ok(reader.shared.id.is_some_and(|id| !is_null(&text[id.start as usize..])).then_some(row))
        }
        Err(_) if has_no_id(text) => Ok(None),
        Err(fault) => Err(located(R::IDENTIFIER, "the record", text, &fault)),
    }
}

/// The text of an answer that should be a record; `None` where it is none.
pub(super) fn lone(body: &[u8]) -> Result<Option<&str>, String> {
    Ok(said(body)?.filter(|text| !has_no_id(text)))
}

/// The text of an answer; `None` where it says nothing.
fn said(body: &[u8]) -> Result<Option<&str>, String> {
    let text = utf8(body)?.trim();
    Ok(Some(text).filter(|text| !text.is_empty() && *text != "null"))
}

fn is_null(value: &str) -> bool {
    value.trim_ascii_start().starts_with('n')
}

/// Whether the text is an object without an `_id`, and so no record.
fn has_no_id(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "_id")]
        id: Option<IgnoredAny>,
    }
    matches!(serde_json::from_str(text), Ok(Probe { id: None }))
}

pub(super) fn utf8(body: &[u8]) -> Result<&str, String> {
    simdutf8::basic::from_utf8(body).or_else(|_| {
        // This one is slower, and says where.
        std::str::from_utf8(body)
            .map_err(|error| format!("the answer is not UTF-8 from byte {} on", error.valid_up_to()))
    })
}

/// The fault with model and id; the id is found by walking the broken record once more.
#[cold]
pub(super) fn located(model: &str, place: &str, text: &str, fault: &Fault) -> String {
    #[derive(Deserialize)]
    struct Id {
        #[serde(rename = "_id")]
        id: String,
    }
    let id = serde_json::Deserializer::from_str(text).into_iter::<Id>().next().and_then(Result::ok);
    let id = id.map_or_else(String::new, |Id { id }| format!(" (_id {})", Printable(id)));
    let text = format!("model `{model}`, {place}{id}, {fault}{}", fault.way_out(model));
    // The keys of a map, and of a model whose definition is read at run time, are data too.
    printable(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::room;

    #[test]
    fn there_is_room_for_what_a_page_can_hold_and_not_for_more() {
        assert_eq!(room(500, 0, 0, 100_000), 4, "a page may hold one record");
        assert!((900..940).contains(&room(500, 100, 60_000, 540_000)), "as the first hundred");
        assert!(room(500, 16, 16 * 10, 1_000_000) <= 2_001, "small records, then large ones");
        assert!(room(500, 1_600, 1_000_000, 10) > 100, "never so little that each record is moved again and again");
        assert!(room(0, 16, 0, 10) > 0, "rows and records without a size");
    }
}
