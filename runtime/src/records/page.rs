//! The answers of the data calls: one record, or a page of them.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use weda_definition::{Printable, printable};

use super::ReadRow;
use crate::codec::{DecodeError, Reader};
use crate::protocol::{Gateway, PageFacts, RowSink};

/// A page of records.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub rows: Vec<R>,
    /// How many records match, where the service says so.
    pub count: Option<u64>,
    /// Where in the body the `_id` of each record stands.
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
    fn error_text(&self, number: usize, text: &str, fault: &DecodeError) -> String {
        in_page(R::IDENTIFIER, number, text, fault)
    }
}

/// Reads a page in one pass.
pub(crate) fn page<R: ReadRow>(gateway: &dyn Gateway, body: &[u8]) -> Result<Page<R>, String> {
    let mut rows = Vec::new();
    let PageFacts { count, ids } = gateway.read_page(body, &mut rows)?;
    Ok(Page { rows, count, ids })
}

/// Reads the text of a record; `None` where it is not one.
///
/// What the service answers for an id that does not exist is not documented; a client in use meets a body without `_id`.
pub(crate) fn single<R: ReadRow>(text: &str) -> Result<Option<R>, String> {
    let mut reader = Reader::of_one_record(text);
    match R::read(&mut reader) {
        Ok(row) => {
            reader.end().map_err(|error| error.to_string())?;
            Ok(reader.state.id.is_some_and(|id| !is_null(&text[id.start as usize..])).then_some(row))
        }
        Err(_) if has_no_id(text) => Ok(None),
        Err(error) => Err(located(R::IDENTIFIER, "the record", text, &error)),
    }
}

fn is_null(value: &str) -> bool {
    value.trim_ascii_start().starts_with('n')
}

/// Whether the text is an object without an `_id`, and so not a record.
pub(super) fn has_no_id(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "_id")]
        id: Option<IgnoredAny>,
    }
    matches!(serde_json::from_str(text), Ok(Probe { id: None }))
}

/// The sentence about a record of a page.
pub(super) fn in_page(model: &str, number: usize, text: &str, fault: &DecodeError) -> String {
    located(model, &format!("record {number} of the page"), text, fault)
}

/// The fault with model and id; the id is found by walking the broken record once more.
#[cold]
pub(super) fn located(model: &str, place: &str, text: &str, fault: &DecodeError) -> String {
    #[derive(Deserialize)]
    struct Id {
        #[serde(rename = "_id")]
        id: String,
    }
    let id = serde_json::Deserializer::from_str(text).into_iter::<Id>().next().and_then(Result::ok);
    let id = id.map_or_else(String::new, |Id { id }| format!(" (_id {})", Printable(id)));
    let text = format!("model `{model}`, {place}{id}, {fault}{}", fault.advice(model));
    // The keys of a map, and of a model whose definition is read at run time, are data too.
    printable(&text).into_owned()
}
