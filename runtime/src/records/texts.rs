//! Records as text with their id, not decoded.

use super::Record;
use super::page::{self, Page};
use crate::codec::{DecodeError, Reader};
use crate::protocol::{Gateway, PageFacts, RowSink};

/// The records of a page.
struct Texts<'m> {
    model: &'m str,
    rows: Vec<Record>,
}

impl RowSink for Texts<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }
    fn is_full(&self) -> bool {
        self.rows.len() == self.rows.capacity()
    }
    fn size(&self) -> usize {
        size_of::<Record>()
    }
    fn reserve(&mut self, room: usize) {
        self.rows.reserve_exact(room);
    }
    fn clear(&mut self) {
        self.rows.clear();
    }
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.rows.push(record(reader)?);
        Ok(())
    }
    fn error_text(&self, number: usize, text: &str, error: &DecodeError) -> String {
        page::in_page(self.model, number, text, error)
    }
}

/// Like [`page`](super::page()), for records as text.
pub(crate) fn texts(gateway: &dyn Gateway, model: &str, body: &[u8]) -> Result<Page<Record>, String> {
    let mut texts = Texts { model, rows: Vec::new() };
    let PageFacts { count, ids } = gateway.read_page(body, &mut texts)?;
    Ok(Page { rows: texts.rows, count, ids })
}

/// Like [`single`](super::single), for a record as text.
pub(crate) fn text(model: &str, text: &str) -> Result<Option<Record>, String> {
    if page::has_no_id(text) {
        return Ok(None);
    }
    let mut reader = Reader::new(text);
    let record = record(&mut reader).map_err(|error| page::with_location(model, "the record", text, &error))?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(Some(record))
}

/// Reads the next record, without the annotations that answers about a single record have.
fn record(reader: &mut Reader<'_>) -> Result<Record, DecodeError> {
    let begin = reader.offset();
    match reader.next()? {
        b'{' => {}
        first => return Err(reader.expected("an object", first)),
    }
    let (mut id, mut at_start) = (None, true);
    let (mut members, mut annotated) = (Vec::new(), false);
    while reader.more(b'}', at_start)? {
        at_start = false;
        let start = reader.offset();
        let key = reader.key()?;
        let (is_id, is_annotation) = (key == "_id", key.starts_with("@odata."));
        let value = reader.offset();
        if is_id {
            let first = reader.next()?;
            id = Some(reader.text(first).map_err(|error| error.inside("_id"))?);
            reader.mark_id(value);
        } else {
            reader.skip()?;
        }
        match is_annotation {
            true => annotated = true,
            false => members.push(start..reader.offset()),
        }
    }
    let id = id.ok_or_else(|| DecodeError::expected("a text", "nothing").inside("_id"))?;
    let text = reader.text_from(begin);
    let text = match annotated {
        false => text[..reader.offset() - begin].trim_start().to_owned(),
        true => {
            let members = members.iter().map(|member| text[member.start - begin..member.end - begin].trim());
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
    };
    Ok(Record::new(id, text))
}
