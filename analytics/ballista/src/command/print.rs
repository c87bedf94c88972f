//! Rows as text.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::arrow::util::pretty::pretty_format_batches;
use weda_definition::printable;

/// Treatment of characters that a terminal would obey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// They are escaped.
    Escaped,
    /// They stay, for files and other programs.
    Exact,
}

impl Form {
    fn of(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Escaped => printable(text),
            Self::Exact => Cow::Borrowed(text),
        }
    }
}

/// Returns the rows as a table for people, with control characters escaped.
///
/// # Errors
/// Returns an error if a value has no text form.
pub fn table(schema: &Schema, batches: &[RecordBatch]) -> Result<String, ArrowError> {
    let columns: Vec<Field> =
        schema.fields().iter().map(|field| Field::new(printable(field.name()), DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(columns));
    let texts = |batch: &RecordBatch| {
        let columns = (0..batch.num_columns()).map(|at| column(batch.column(at))).collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)
    };
    let mut batches = batches.iter().map(texts).collect::<Result<Vec<_>, _>>()?;
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(pretty_format_batches(&batches)?.to_string())
}

/// Writes the header of CSV.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn csv_header(out: &mut impl Write, schema: &Schema, form: Form) -> io::Result<()> {
    line(out, schema.fields().iter().map(|field| Some(form.of(field.name()))))
}

/// Writes rows as CSV.
///
/// # Errors
/// Returns an error if a value has no text form, or the rows cannot be written.
pub fn csv(out: &mut impl Write, batch: &RecordBatch, form: Form) -> io::Result<()> {
    let columns = batch.columns().iter().map(texts).collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
    (0..batch.num_rows())
        .try_for_each(|row| line(out, columns.iter().map(|column| column[row].as_deref().map(|text| form.of(text)))))
}

fn line<'a>(out: &mut impl Write, cells: impl Iterator<Item = Option<Cow<'a, str>>>) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let Some(cell) = cell else { continue };
        if cell.is_empty() || cell.contains([',', '"', '\r', '\n']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

fn column(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let texts = texts(column)?;
    Ok(Arc::new(texts.iter().map(|text| text.as_deref().map(printable)).collect::<StringArray>()))
}

/// The texts of a column; `None` is null.
fn texts(column: &ArrayRef) -> Result<Vec<Option<String>>, ArrowError> {
    let options = FormatOptions::new();
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
    let text = |row| (!column.is_null(row)).then(|| formatter.value(row).try_to_string()).transpose();
    (0..column.len()).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> RecordBatch {
        let names: ArrayRef =
            Arc::new(StringArray::from(vec![Some("张\u{1b}[2J三"), Some(""), None, Some("a,\"b\"\n")]));
        RecordBatch::try_from_iter([("姓名", names)]).expect("one column")
    }

    /// A record could clear the screen, or write what looks like a row.
    #[test]
    fn tables_obey_no_record() {
        let text = table(&rows().schema(), &[rows()]).expect("texts");
        assert!(!text.contains('\u{1b}') && text.contains(r"张\u{1b}[2J三") && text.contains(r#"a,"b"\n"#), "{text}");
        assert_eq!(text.lines().count(), 8, "{text}");
    }

    #[test]
    fn csv_tells_null_from_an_empty_text() {
        let mut out = Vec::new();
        csv_header(&mut out, &rows().schema(), Form::Exact).expect("a Vec takes all");
        csv(&mut out, &rows(), Form::Exact).expect("a Vec takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "姓名\n张\u{1b}[2J三\n\"\"\n\n\"a,\"\"b\"\"\n\"\n");
    }

    #[test]
    fn a_result_without_rows_has_a_header() {
        let text = table(&rows().schema(), &[]).expect("no values");
        assert!(text.contains("姓名"), "{text}");
    }
}
