//! Writes records in any format.

use std::io::Write;
use std::sync::Arc;

use weda::Record;
#[cfg(feature = "parquet")]
use weda_arrow::files::{Encoder, FileFormat};

#[cfg(feature = "parquet")]
use super::column_builder::ColumnBuilder;
use super::csv_layout::{self, CsvLayout};
use super::error::WriteError;
use super::json_layout::JsonLayout;
use super::write_options::{Headers, WriteOptions};
use super::xlsx_writer::XlsxWriter;
use super::{DateOutput, Format};
use crate::fields::{Fields, Resolved};

/// Writes pages of records.
pub(crate) struct RecordWriter<W: Write + Send> {
    form: Form<W>,
    written: u64,
    left_out: Vec<(String, String)>,
}

enum Form<W: Write + Send> {
    Lines {
        out: W,
        layout: JsonLayout,
    },
    Array {
        out: W,
        layout: JsonLayout,
    },
    Table {
        out: Box<csv::Writer<W>>,
        table: Table,
    },
    Workbook {
        out: W,
        workbook: Box<XlsxWriter>,
        table: Table,
    },
    #[cfg(feature = "parquet")]
    Columns {
        out: W,
        encoder: Option<Encoder>,
        columns: Box<ColumnBuilder>,
    },
}

/// State shared by table formats.
struct Table {
    fields: Option<Arc<Fields>>,
    /// Known with the first page, unless fields are selected.
    layout: Option<CsvLayout>,
    titles: bool,
    dates: DateOutput,
    for_spreadsheets: bool,
}

impl<W: Write + Send> RecordWriter<W> {
    /// Returns a writer to `out`. A table gets columns for all fields of the model.
    ///
    /// # Errors
    /// Returns an error if a selected field does not exist, or if `out` cannot be written.
    pub fn new(
        format: Format,
        mut out: W,
        options: &WriteOptions,
        fields: Option<Arc<Fields>>,
    ) -> Result<Self, WriteError> {
        let selected = selected(&options.select, fields.as_deref())?;
        let titles = options.headers == Headers::Titles;
        let json = |dates: DateOutput| JsonLayout {
            dates,
            selected: (!selected.is_empty()).then(|| named(&selected, fields.as_deref().filter(|_| titles))),
            titles,
            raw: options.raw,
            fields: fields.clone(),
        };
        let table = || Table {
            layout: (!selected.is_empty()).then(|| CsvLayout::chosen(selected.clone(), fields.clone())),
            fields: fields.clone(),
            titles,
            dates: options.dates.unwrap_or(DateOutput::Iso),
            for_spreadsheets: options.for_spreadsheets,
        };
        let form = match format {
            Format::Ndjson => Form::Lines { out, layout: json(options.dates.unwrap_or(DateOutput::Millis)) },
            Format::Json => Form::Array { out, layout: json(options.dates.unwrap_or(DateOutput::Millis)) },
            #[cfg(feature = "parquet")]
            Format::Parquet | Format::Arrow => {
                let fields = fields.as_deref().ok_or(WriteError::NoFields)?;
                let columns = Box::new(ColumnBuilder::new(fields, &options.select)?);
                let format = format.columnar().unwrap_or(FileFormat::Parquet);
                let encoder = Encoder::new(format, columns.schema()).map_err(columnar)?;
                Form::Columns { out, encoder: Some(encoder), columns }
            }
            Format::Csv | Format::Tsv => {
                if options.for_spreadsheets {
                    out.write_all("\u{feff}".as_bytes())?;
                }
                let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
                let out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
                Form::Table { out: Box::new(out), table: table() }
            }
            Format::Xlsx => {
                let table = table();
                Form::Workbook { out, workbook: Box::new(XlsxWriter::new(table.dates)?), table }
            }
        };
        Ok(Self { form, written: 0, left_out: Vec::new() })
    }

    /// Number of records written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Takes the ids of records that do not fit the format, with the reasons.
    pub fn take_left_out(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.left_out)
    }

    /// Writes a page.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or if a record exceeds the limits of the format.
    pub fn write(&mut self, records: &[Record]) -> Result<(), WriteError> {
        match &mut self.form {
            Form::Lines { out, layout } => {
                for record in records {
                    out.write_all(layout.line(record).as_bytes())?;
                    out.write_all(b"\n")?;
                }
            }
            Form::Array { out, layout } => {
                for (at, record) in records.iter().enumerate() {
                    out.write_all(if self.written == 0 && at == 0 { b"[\n" } else { b",\n" })?;
                    out.write_all(layout.line(record).as_bytes())?;
                }
            }
            Form::Table { out, table } => {
                let (dates, for_spreadsheets) = (table.dates, table.for_spreadsheets);
                if self.written == 0 {
                    let titles = table.titles;
                    let name = |name: &&str| csv_layout::protected((*name).into(), for_spreadsheets);
                    out.write_record(table.layout(records).header(titles).iter().map(name))?;
                }
                let layout = table.layout(records);
                for record in records {
                    let mut cells = vec![String::new(); layout.len()];
                    layout.cells(record, |at, cell| {
                        cells[at] = csv_layout::text(dates, for_spreadsheets, cell);
                        Ok(())
                    })?;
                    out.write_record(&cells)?;
                }
            }
            Form::Workbook { workbook, table, .. } => {
                if self.written == 0 {
                    let titles = table.titles;
                    workbook.header(&table.layout(records).header(titles))?;
                }
                let layout = table.layout(records);
                for record in records {
                    workbook.record(layout, record)?;
                }
            }
            #[cfg(feature = "parquet")]
            Form::Columns { out, encoder, columns } => {
                let before = self.left_out.len();
                for record in records {
                    if let Err(reason) = columns.push(record) {
                        self.left_out.push((record.id().to_owned(), reason));
                    }
                }
                if let Some(encoder) = encoder.as_mut().filter(|_| columns.is_full()) {
                    encoder.write(&columns.take().map_err(columnar)?).map_err(columnar)?;
                    out.write_all(&encoder.take())?;
                }
                self.written += (records.len() + before - self.left_out.len()) as u64;
                return Ok(());
            }
        }
        self.written += records.len() as u64;
        Ok(())
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn end(&mut self) -> Result<(), WriteError> {
        if self.written == 0 && matches!(self.form, Form::Table { .. } | Form::Workbook { .. }) {
            self.write(&[])?;
        }
        match &mut self.form {
            Form::Lines { out, .. } => out.flush()?,
            Form::Array { out, .. } => {
                out.write_all(if self.written == 0 { b"[]\n" } else { b"\n]\n" })?;
                out.flush()?;
            }
            Form::Table { out, .. } => out.flush()?,
            Form::Workbook { out, workbook, .. } => {
                workbook.end(&mut *out)?;
                out.flush()?;
            }
            #[cfg(feature = "parquet")]
            Form::Columns { out, encoder, columns } => {
                if let Some(mut encoder) = encoder.take() {
                    encoder.write(&columns.take().map_err(columnar)?).map_err(columnar)?;
                    out.write_all(&encoder.finish().map_err(columnar)?)?;
                }
                out.flush()?;
            }
        }
        Ok(())
    }
}

impl Table {
    fn layout(&mut self, first: &[Record]) -> &CsvLayout {
        let fields = &self.fields;
        self.layout.get_or_insert_with(|| CsvLayout::of(first, fields.clone()))
    }
}

#[cfg(feature = "parquet")]
fn columnar(error: weda_arrow::files::ArrowError) -> WriteError {
    WriteError::Columns(error.to_string())
}

/// The keys of the selected fields.
pub(super) fn selected(names: &[String], fields: Option<&Fields>) -> Result<Vec<String>, WriteError> {
    let mut keys: Vec<String> = Vec::with_capacity(names.len());
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let key = match fields.map(|fields| (fields, fields.resolve(name))) {
            None => name,
            Some((_, Resolved::Field(key))) => key,
            Some((fields, Resolved::Several(..) | Resolved::Unknown)) => {
                let near = fields.nearest(name);
                return Err(WriteError::UnknownField { name: name.to_owned(), near });
            }
        };
        if !keys.iter().any(|other| other == key) {
            keys.push(key.to_owned());
        }
    }
    Ok(keys)
}

/// The keys with their output names.
fn named(keys: &[String], titles: Option<&Fields>) -> Vec<(String, String)> {
    let name = |key: &String| titles.and_then(|fields| fields.unambiguous_title(key)).unwrap_or(key).to_owned();
    keys.iter().map(|key| (key.clone(), name(key))).collect()
}
