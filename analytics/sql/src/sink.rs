//! The rows of a result, written in one of the formats.

mod csv_rows;
mod json_rows;
mod parquet_rows;
mod table_rows;

use std::io::Write;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;

use crate::arguments::Format;
use crate::failure::Failure;

/// The place that rows are written to.
pub(crate) type Target = Box<dyn Write + Send>;

/// An error of writing rows.
#[derive(Debug)]
pub(crate) enum SinkError {
    /// The rows have no form in this format.
    Rows(ArrowError),
    /// Two columns have this name.
    Twice(String),
    /// The target cannot be written.
    Target(std::io::Error),
}

impl From<ArrowError> for SinkError {
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::IoError(_, error) => Self::Target(error),
            error => Self::Rows(error),
        }
    }
}

impl From<std::io::Error> for SinkError {
    fn from(error: std::io::Error) -> Self {
        Self::Target(error)
    }
}

/// Writes the batches of one result.
pub(crate) trait Sink: Send {
    /// Writes a batch.
    ///
    /// # Errors
    /// Returns an error if the batch has no form in this format, or the target cannot be written.
    fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError>;

    /// Writes what comes after the last batch, and returns the target.
    ///
    /// # Errors
    /// Returns an error if the target cannot be written.
    fn finish(self: Box<Self>) -> Result<Target, SinkError>;
}

/// Begins a result with these columns.
///
/// # Errors
/// Returns an error if the columns have no form in the format.
pub(crate) fn begin(format: Format, schema: &SchemaRef, target: Target) -> Result<Box<dyn Sink>, SinkError> {
    if matches!(format, Format::Json | Format::Parquet) {
        let mut names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(SinkError::Twice(twice[0].to_owned()));
        }
    }
    Ok(match format {
        Format::Table => Box::new(table_rows::TableRows::new(schema, target)),
        Format::Csv => Box::new(csv_rows::CsvRows::new(schema, target)?),
        Format::Json => Box::new(json_rows::JsonRows::new(target)),
        Format::Parquet => Box::new(parquet_rows::ParquetRows::new(schema, target)?),
    })
}

/// Writes a plan as `EXPLAIN` returns it: the name of each part, and its lines.
///
/// # Errors
/// Returns an error if the target cannot be written.
pub(crate) fn plan(batch: &RecordBatch, target: &mut Target) -> Result<(), SinkError> {
    crate::beijing::each_row(batch, |row| {
        let mut texts = row.into_iter().map(Option::unwrap_or_default);
        let (name, lines) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
        writeln!(target, "{}:", weda_definition::printable(&name.replace('_', " ")))?;
        for line in lines.trim_end().lines() {
            writeln!(target, "  {}", weda_definition::printable(line))?;
        }
        Ok(())
    })
}

impl SinkError {
    /// The failure, for the target's own errors by `of_target`.
    pub(crate) fn failure(self, of_target: impl FnOnce(&std::io::Error) -> Failure) -> Failure {
        match self {
            Self::Target(error) => of_target(&error),
            Self::Twice(name) => {
                let name = weda_definition::printable(&name);
                Failure::argument(format!("two columns are named `{name}`, which this format cannot hold"))
                    .hint("name one of them otherwise with AS")
            }
            Self::Rows(error) => {
                let text = error.to_string();
                Failure::argument(format!(
                    "the rows have no form in this format: {}",
                    weda_definition::printable(&text)
                ))
                .hint("choose another `--format`, or other columns")
            }
        }
    }
}
