//! Parquet.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{Sink, SinkError, Target};

/// Row groups of the default size, compressed by zstd.
pub(super) struct ParquetRows {
    writer: ArrowWriter<Target>,
}

impl ParquetRows {
    pub(super) fn new(schema: &SchemaRef, target: Target) -> Result<Self, SinkError> {
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let writer = ArrowWriter::try_new(target, SchemaRef::clone(schema), Some(properties)).map_err(of_parquet)?;
        Ok(Self { writer })
    }
}

impl Sink for ParquetRows {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        self.writer.write(batch).map_err(of_parquet)
    }

    fn finish(self: Box<Self>) -> Result<Target, SinkError> {
        self.writer.into_inner().map_err(of_parquet)
    }
}

fn of_parquet(error: ParquetError) -> SinkError {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(error) => SinkError::Target(*error),
            Err(other) => SinkError::Rows(ArrowError::ExternalError(other)),
        },
        other => SinkError::Rows(ArrowError::ParquetError(other.to_string())),
    }
}
