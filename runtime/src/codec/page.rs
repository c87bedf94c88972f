//! The answers of the data calls: one record, or a page of them.

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
    /// A hash of each record's id, in the order of the records.
    pub ids: Vec<u64>,
}

/// Reads the answer of the list call in one pass.
///
/// Source: "Data source management API", query by filter.
pub(crate) fn page<R: Row>(body: &[u8]) -> Result<Page<R>, String> {
    let mut reader = Reader::new(utf8(body)?);
    let mut rows = None;
    let mut count = None::<i64>;
    let result = envelope(&mut reader, &mut rows, &mut count);
    result.map_err(|fault| fault.to_string())??;
    let rows = rows.ok_or("the answer is no page of records: it has no `value`")?;
    Ok(Page { rows, count: count.and_then(|count| u64::try_from(count).ok()), ids: reader.ids })
}

/// The outer error is about the page, the inner one about a record, with its place.
fn envelope<R: Row>(
    reader: &mut Reader<'_>,
    rows: &mut Option<Vec<R>>,
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
            "value" => match records(reader)? {
                Ok(records) => *rows = Some(records),
                Err(error) => return Ok(Err(error)),
            },
            "@odata.count" => count.read(reader).map_err(|fault| fault.inside("@odata.count"))?,
            _ => {
                reader.skip()?;
            }
        }
    }
    reader.end()?;
    Ok(Ok(()))
}

fn records<R: Row>(reader: &mut Reader<'_>) -> Result<Result<Vec<R>, String>, Fault> {
    let mut rows = Vec::new();
    let first = reader.next()?;
    if first != b'[' {
        return Err(reader.expected("a list", first).inside("value"));
    }
    while reader.more(b']', rows.is_empty())? {
        let start = reader.offset();
        match R::read(reader) {
            Ok(row) => rows.push(row),
            Err(fault) => {
                let place = format!("record {} of the page", rows.len() + 1);
                return Ok(Err(located::<R>(&place, reader.text_from(start), &fault)));
            }
        }
    }
    Ok(Ok(rows))
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
    std::str::from_utf8(body).map_err(|error| format!("the answer is not UTF-8 from byte {} on", error.valid_up_to()))
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
