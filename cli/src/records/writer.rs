//! Where records are written to, in any of the forms.

use std::io::Write;

use weda::dynamic::AnyRecord;

use super::Format;
use super::csv_layout::CsvLayout;
use super::error::WriteError;

/// Takes pages of records, and writes them at once.
pub(crate) struct RecordWriter<W: Write> {
    form: Form<W>,
    written: u64,
}

enum Form<W: Write> {
    Ndjson(W),
    Json(W),
    Csv { out: Box<csv::Writer<W>>, declared: Vec<String>, sheet: Option<CsvLayout> },
}

impl<W: Write> RecordWriter<W> {
    /// A table gets columns for the `declared` fields, whatever the first page holds.
    pub fn new(format: Format, out: W, declared: Vec<String>) -> Self {
        let form = match format {
            Format::Ndjson => Form::Ndjson(out),
            Format::Json => Form::Json(out),
            Format::Csv | Format::Tsv | Format::Xlsx => {
                Form::Csv { out: Box::new(csv::Writer::from_writer(out)), declared, sheet: None }
            }
        };
        Self { form, written: 0 }
    }

    /// How many records were written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Writes a page.
    ///
    /// # Errors
    /// The file cannot be written, or a table has no column for a value.
    pub fn write(&mut self, records: &[AnyRecord]) -> Result<(), WriteError> {
        match &mut self.form {
            Form::Ndjson(out) => {
                for record in records {
                    out.write_all(super::line(record).as_bytes())?;
                    out.write_all(b"\n")?;
                }
            }
            Form::Json(out) => {
                for (at, record) in records.iter().enumerate() {
                    out.write_all(if self.written == 0 && at == 0 { b"[\n" } else { b",\n" })?;
                    out.write_all(super::line(record).as_bytes())?;
                }
            }
            Form::Csv { out, declared, sheet } => {
                let sheet = match sheet {
                    Some(sheet) => sheet,
                    None => {
                        let sheet = sheet.insert(CsvLayout::of(records, declared));
                        out.write_record(sheet.columns())?;
                        sheet
                    }
                };
                for record in records {
                    out.write_record(sheet.line(record)?)?;
                }
            }
        }
        self.written += records.len() as u64;
        Ok(())
    }

    /// Writes what has to stand behind the last record.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn end(&mut self) -> Result<(), WriteError> {
        match &mut self.form {
            Form::Ndjson(out) => out.flush()?,
            Form::Json(out) => {
                out.write_all(if self.written == 0 { b"[]\n" } else { b"\n]\n" })?;
                out.flush()?;
            }
            Form::Csv { .. } => {
                if self.written == 0 {
                    self.write(&[])?;
                }
                if let Form::Csv { out, .. } = &mut self.form {
                    out.flush()?;
                }
            }
        }
        Ok(())
    }
}
