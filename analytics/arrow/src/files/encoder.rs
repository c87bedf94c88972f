//! Batches to the bytes of a file.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::CompressionType;
use arrow::ipc::writer::{DictionaryHandling, FileWriter, IpcWriteOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};

use super::dictionaries::Dictionaries;

/// The size of a row group in memory, in bytes, at which it is written.
pub const ROW_GROUP_BYTES: usize = 8 << 20;
/// The maximum number of rows of a row group.
const ROW_GROUP_ROWS: usize = 131_072;

/// A format of columnar files. Both are compressed by zstd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Apache Parquet.
    Parquet,
    /// The file format of Arrow IPC, also called Feather 2.
    Arrow,
}

impl FileFormat {
    /// The extension of file names.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }
}

/// Encodes batches of one schema as a file. The bytes are taken as they come, so that memory is bounded.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{Int64Array, RecordBatch};
/// use weda_arrow::files::{Encoder, FileFormat};
///
/// let score: arrow::array::ArrayRef = Arc::new(Int64Array::from(vec![90, 59]));
/// let batch = RecordBatch::try_from_iter([("score", score)])?;
/// let mut encoder = Encoder::new(FileFormat::Parquet, &batch.schema())?;
/// encoder.write(&batch)?;
/// let mut file = encoder.take();
/// file.extend(encoder.finish()?);
/// assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Encoder {
    form: Form,
    rows: u64,
}

enum Form {
    Parquet(Box<ArrowWriter<Vec<u8>>>),
    Arrow { writer: Box<FileWriter<Vec<u8>>>, dictionaries: Dictionaries },
}

impl Encoder {
    /// Begins a file.
    ///
    /// # Errors
    /// Returns an error if the format has no such type.
    pub fn new(format: FileFormat, schema: &SchemaRef) -> Result<Self, ArrowError> {
        let form = match format {
            FileFormat::Parquet => {
                let writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties()))?;
                Form::Parquet(Box::new(writer))
            }
            FileFormat::Arrow => {
                let dictionaries = Dictionaries::of(schema);
                let options = IpcWriteOptions::default()
                    .with_dictionary_handling(DictionaryHandling::Delta)
                    .try_with_compression(Some(CompressionType::ZSTD))?;
                let writer = FileWriter::try_new_with_options(Vec::new(), dictionaries.schema(), options)?;
                Form::Arrow { writer: Box::new(writer), dictionaries }
            }
        };
        Ok(Self { form, rows: 0 })
    }

    /// Adds a batch.
    ///
    /// # Errors
    /// Returns an error if the batch has another schema.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        self.rows += batch.num_rows() as u64;
        match &mut self.form {
            Form::Parquet(writer) => {
                writer.write(batch)?;
                if writer.memory_size() >= ROW_GROUP_BYTES {
                    writer.flush()?;
                }
            }
            Form::Arrow { writer, dictionaries } => writer.write(&dictionaries.unify(batch)?)?,
        }
        Ok(())
    }

    /// Number of rows so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes the bytes that are ready: those of complete row groups.
    pub fn take(&mut self) -> Vec<u8> {
        match &mut self.form {
            // The writer counts what it has written by itself.
            Form::Parquet(writer) => std::mem::take(writer.inner_mut()),
            Form::Arrow { writer, .. } => std::mem::take(writer.get_mut()),
        }
    }

    /// Ends the file, and returns the bytes that were not taken.
    ///
    /// # Errors
    /// Returns an error if the last row group cannot be encoded.
    pub fn finish(self) -> Result<Vec<u8>, ArrowError> {
        match self.form {
            Form::Parquet(writer) => Ok(writer.into_inner()?),
            Form::Arrow { writer, .. } => writer.into_inner(),
        }
    }
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        // All ids differ: a dictionary of them would be built, outgrow its limit and be thrown away.
        .set_column_dictionary_enabled(ColumnPath::from("_id"), false)
        .set_created_by(concat!("weda-arrow ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}
