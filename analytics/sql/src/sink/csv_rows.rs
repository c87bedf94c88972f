//! CSV with a header.

use std::io;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use super::{Sink, SinkError, Target};
use crate::beijing::each_row;

/// Null is an empty cell, and an empty text is `""`: the only way in which CSV can tell them apart.
pub(super) struct CsvRows {
    target: Target,
    line: Vec<u8>,
}

impl CsvRows {
    pub(super) fn new(schema: &SchemaRef, target: Target) -> Result<Self, SinkError> {
        let mut rows = Self { target, line: Vec::new() };
        rows.put(schema.fields().iter().map(|field| Some(field.name().clone())).collect())?;
        Ok(rows)
    }

    fn put(&mut self, row: Vec<Option<String>>) -> Result<(), io::Error> {
        self.line.clear();
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                self.line.push(b',');
            }
            match cell {
                None => {}
                Some(text) => field(text, &mut self.line),
            }
        }
        self.line.push(b'\n');
        self.target.write_all(&self.line)
    }
}

/// Appends one cell, in quotes where RFC 4180 asks for them, and where it is empty.
fn field(text: &str, line: &mut Vec<u8>) {
    let is_plain = !text.is_empty() && !text.contains(['"', ',', '\n', '\r']) && text.trim().len() == text.len();
    match is_plain {
        true => line.extend(text.as_bytes()),
        false => {
            line.push(b'"');
            line.extend(text.replace('"', "\"\"").as_bytes());
            line.push(b'"');
        }
    }
}

impl Sink for CsvRows {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        each_row(batch, |row| self.put(row).map_err(SinkError::from))
    }

    fn finish(mut self: Box<Self>) -> Result<Target, SinkError> {
        self.target.flush()?;
        Ok(self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_quotes_has_them() {
        for (text, cell) in [
            ("李四", "李四"),
            ("", "\"\""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("a\nb", "\"a\nb\""),
            (" a", "\" a\""),
        ] {
            let mut line = Vec::new();
            field(text, &mut line);
            assert_eq!(String::from_utf8(line).unwrap(), cell, "{text:?}");
        }
    }
}
