//! Decoding of one record or a page into a row type.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use weda_definition::{Printable, printable};

use super::ReadRow;
use crate::codec::{DecodeError, Found, Reader};
use crate::protocol::{Gateway, PageFacts, RowSink};

/// A page of records.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub rows: Vec<R>,
    /// Number of matches, if the service returns it.
    pub count: Option<u64>,
    /// Byte range of each record's `_id` in the body.
    pub ids: Vec<Range<u32>>,
}

impl<R: ReadRow> RowSink for Vec<R> {
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
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.push(R::read(reader)?);
        Ok(())
    }
    fn error_text(&self, number: usize, text: &str, error: &DecodeError) -> String {
        in_page(R::IDENTIFIER, number, text, error)
    }
}

/// Decodes a page in a single pass.
pub(crate) fn page<R: ReadRow>(gateway: &dyn Gateway, body: &[u8]) -> Result<Page<R>, String> {
    let mut rows = Vec::new();
    let PageFacts { count, ids } = gateway.read_page(body, &mut rows)?;
    Ok(Page { rows, count, ids })
}

/// Decodes the text of a record; returns `None` if it is not a record.
///
/// The answer for an unknown id is not documented; a body without `_id` has been seen.
pub(crate) fn single<R: ReadRow>(text: &str, found: Option<Arc<Found>>) -> Result<Option<R>, String> {
    let mut reader = Reader::of_one_record(text);
    reader.state.found = found;
    match R::read(&mut reader) {
        Ok(row) => {
            reader.end().map_err(|error| error.to_string())?;
            Ok(reader.state.id.is_some_and(|id| !is_null(&text[id.start as usize..])).then_some(row))
        }
        Err(_) if has_no_id(text) => Ok(None),
        Err(error) => Err(with_location(R::IDENTIFIER, "the record", text, &error)),
    }
}

fn is_null(value: &str) -> bool {
    value.trim_ascii_start().starts_with('n')
}

/// Returns true for an object without an `_id`, which is not a record.
pub(super) fn has_no_id(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "_id")]
        id: Option<IgnoredAny>,
    }
    matches!(serde_json::from_str(text), Ok(Probe { id: None }))
}

/// Returns the error message about a record of a page.
pub(super) fn in_page(model: &str, number: usize, text: &str, error: &DecodeError) -> String {
    with_location(model, &format!("record {number} of the page"), text, error)
}

/// Adds model and id to an error. The id is found by parsing the record once more.
#[cold]
pub(super) fn with_location(model: &str, place: &str, text: &str, error: &DecodeError) -> String {
    #[derive(Deserialize)]
    struct Id {
        #[serde(rename = "_id")]
        id: String,
    }
    let id = serde_json::Deserializer::from_str(text).into_iter::<Id>().next().and_then(Result::ok);
    let id = id.map_or_else(String::new, |Id { id }| format!(" (_id {})", Printable(id)));
    let text = format!("model `{model}`, {place}{id}, {error}{}", error.advice(model));
    // Keys of maps, and of models whose definition is read at run time, are untrusted, too.
    printable(&text).into_owned()
}
