//! The rows of a Parquet or Arrow file of any program.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow::array::RecordBatch;
use arrow::datatypes::{FieldRef, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use weda_definition::{Kind, printable};

use super::cell;
use super::column;
use super::encoder::FileFormat;
use super::error::{FileError, FileErrorKind};
use super::manifest::PartitionValue;

/// Number of rows that are decoded at once.
const BATCH_ROWS: usize = 1024;
/// The column in which pandas keeps the numbers of rows.
const PANDAS_INDEX: &str = "__index_level_";

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The row as a JSON object with the columns as members.
    pub json: String,
    /// The row and column of a value that cannot be read, and why. Then it stands as a text in the object.
    pub problem: Option<String>,
}

/// The rows of a file.
pub struct FileRows {
    name: String,
    batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>,
    /// The columns that are read: position and field.
    columns: Vec<(usize, FieldRef)>,
    /// The value that all rows have in common, as JSON.
    partition: Option<(String, String)>,
    batch: Option<RecordBatch>,
    /// The position in the batch.
    at: usize,
    row: u64,
    notes: Vec<String>,
    total: Option<u64>,
}

impl FileRows {
    /// Opens a file. `name` is its name in messages. `kind_of` returns the kind of the field for the name of a column,
    /// `None` if it is not known, or an error if there is no such field.
    ///
    /// # Errors
    /// Returns an error if it is not such a file, or if a column has an unsuitable type.
    pub fn open(
        name: &str,
        mut file: File,
        format: FileFormat,
        kind_of: &dyn Fn(&str) -> Result<Option<Kind>, String>,
        partition: Option<&PartitionValue>,
    ) -> Result<Self, FileError> {
        let name = printable(name).into_owned();
        let opened = unless_panic(|| batches(&name, &mut file, format));
        let (schema, batches, total) = opened.map_err(|error| FileError::damaged(&name, &error.to_string()))??;
        let mut rows = Self {
            columns: Vec::new(),
            partition: None,
            batches,
            batch: None,
            at: 0,
            row: 0,
            notes: Vec::new(),
            total,
            name,
        };
        rows.choose_columns(&schema, kind_of)?;
        if let Some(partition) = partition {
            rows.partition = Some((partition.field.clone(), partition_json(partition, kind_of)));
        }
        Ok(rows)
    }

    fn choose_columns(
        &mut self,
        schema: &SchemaRef,
        kind_of: &dyn Fn(&str) -> Result<Option<Kind>, String>,
    ) -> Result<(), FileError> {
        let mut seen = HashSet::new();
        for (at, field) in schema.fields().iter().enumerate() {
            let column = printable(field.name()).into_owned();
            let fail = |why: String| {
                FileError::new(FileErrorKind::Column, format!("`{}`, column `{column}`: {why}", self.name))
            };
            if field.name().starts_with(PANDAS_INDEX) {
                self.notes.push(format!("column `{column}` of {} is an index of pandas, and is not read", self.name));
                continue;
            }
            if !seen.insert(field.name()) {
                return Err(fail("there are two columns of that name; rename one".to_owned()));
            }
            let kind = kind_of(field.name()).map_err(fail)?;
            column::check(field.data_type(), kind.as_ref()).map_err(fail)?;
            self.columns.push((at, field.clone()));
        }
        Ok(())
    }

    /// Notes for the user.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Number of rows of the file, if it says so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    fn write_row(&self, batch: &RecordBatch, at: usize) -> FileRow {
        let (mut json, mut problem) = (String::from("{"), None);
        let begin = |json: &mut String, name: &str| {
            if json.len() > 1 {
                json.push(',');
            }
            cell::text(json, name);
            json.push(':');
        };
        for (column, field) in &self.columns {
            begin(&mut json, field.name());
            if let Err(why) = cell::write(&mut json, field, batch.column(*column).as_ref(), at) {
                let place = format!("`{}`, row {}, column `{}`", self.name, self.row, printable(field.name()));
                problem.get_or_insert(format!("{place}: {why}"));
            }
        }
        if let Some((name, value)) = &self.partition {
            begin(&mut json, name);
            json.push_str(value);
        }
        json.push('}');
        FileRow { json, problem }
    }
}

impl Iterator for FileRows {
    type Item = Result<FileRow, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.batch.take_if(|batch| self.at < batch.num_rows()) {
                self.row += 1;
                let row = self.write_row(&batch, self.at);
                self.at += 1;
                self.batch = Some(batch);
                return Some(Ok(row));
            }
            self.at = 0;
            match unless_panic(|| self.batches.next()).transpose()? {
                Ok(Ok(batch)) => self.batch = Some(batch),
                Ok(Err(error)) | Err(error) => {
                    let reason = format!("from row {} on, {error}", self.row + 1);
                    self.batches = Box::new(std::iter::empty());
                    return Some(Err(FileError::damaged(&self.name, &reason)));
                }
            }
        }
    }
}

/// The libraries panic on some damaged files: a position in the file is taken for right.
fn unless_panic<T>(work: impl FnOnce() -> T) -> Result<T, ArrowError> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.map_err(|_| ArrowError::ParseError("a position or length in it is wrong".to_owned()))
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

fn batches(name: &str, file: &mut File, format: FileFormat) -> Result<(SchemaRef, Batches, Option<u64>), FileError> {
    let damaged = |error: &dyn std::fmt::Display| FileError::damaged(name, &error.to_string());
    let begin = beginning(file).map_err(|error| FileError::read(name, error))?;
    let file = file.try_clone().map_err(|error| FileError::read(name, error))?;
    match format {
        FileFormat::Parquet if !begin.starts_with(b"PAR1") => Err(FileError::damaged(name, "it is not a Parquet file")),
        FileFormat::Parquet => {
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
            let total = u64::try_from(builder.metadata().file_metadata().num_rows()).ok();
            let schema = builder.schema().clone();
            let batches = builder.with_batch_size(BATCH_ROWS).build().map_err(|error| damaged(&error))?;
            Ok((schema, Box::new(batches), total))
        }
        FileFormat::Arrow if begin.starts_with(b"ARROW1") => {
            let batches = FileReader::try_new(BufReader::new(file), None).map_err(|error| damaged(&error))?;
            Ok((batches.schema(), Box::new(batches), None))
        }
        FileFormat::Arrow if begin.starts_with(b"\xff\xff\xff\xff") => {
            let batches = StreamReader::try_new(BufReader::new(file), None).map_err(|error| damaged(&error))?;
            Ok((batches.schema(), Box::new(batches), None))
        }
        FileFormat::Arrow => Err(FileError::damaged(name, "it is not an Arrow file")),
    }
}

/// The first bytes, by which formats are told apart.
fn beginning(file: &mut File) -> io::Result<Vec<u8>> {
    let mut begin = Vec::new();
    file.by_ref().take(8).read_to_end(&mut begin)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(begin)
}

fn partition_json(partition: &PartitionValue, kind_of: &dyn Fn(&str) -> Result<Option<Kind>, String>) -> String {
    let Some(value) = &partition.value else { return "null".to_owned() };
    let is_bare = match kind_of(&partition.field) {
        Ok(Some(Kind::Integer | Kind::Number)) => value.parse::<i64>().is_ok(),
        Ok(Some(Kind::Boolean)) => matches!(value.as_str(), "true" | "false"),
        _ => false,
    };
    match is_bare {
        true => value.clone(),
        false => serde_json::Value::from(value.as_str()).to_string(),
    }
}
