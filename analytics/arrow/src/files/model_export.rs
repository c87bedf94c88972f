//! The files of one model.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use sha2::{Digest as _, Sha256};

use super::encoder::{Encoder, FileFormat};
use super::error::{FileError, FileErrorKind};
use super::export::Export;
use super::manifest::{LeftOut, PartFile, PartitionValue, Segment};
use super::names;
use super::partition::{MAX_PARTITIONS, Partitions};
use super::plan::hex;
use super::store::{Store, Upload};

/// Writes the records of a model, in the order of `_id`. Created by [`Export::model`].
pub struct ModelExport<'e> {
    export: &'e mut Export,
    at: usize,
    schema: SchemaRef,
    rows: Rows,
    /// Number of rows of the segment.
    pending: u64,
    /// The last `_id` of the segment.
    until: Option<String>,
    left_out: Vec<LeftOut>,
}

/// The rows of the segment.
enum Rows {
    /// In one file, which is open if there are any.
    One(Option<Box<OpenFile>>),
    /// Held back, to be written value by value.
    Partitioned(Partitions),
}

struct OpenFile {
    name: String,
    encoder: Encoder,
    upload: Upload,
    hash: Sha256,
    bytes: u64,
}

impl<'e> ModelExport<'e> {
    pub(super) fn new(export: &'e mut Export, at: usize, schema: &SchemaRef) -> Result<Self, FileError> {
        let rows = match &export.plan.partition_by {
            None => Rows::One(None),
            Some(field) => Rows::Partitioned(Partitions::new(&export.plan.models[at].model, field, schema)?),
        };
        Ok(Self { export, at, schema: schema.clone(), rows, pending: 0, until: None, left_out: Vec::new() })
    }

    /// Returns true if an earlier run has exported all records.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.segments().last().is_some_and(|segment| segment.is_last)
    }

    /// The `_id` after which to read on; `None` for all records.
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.segments().iter().rev().find_map(|segment| segment.until.as_deref())
    }

    /// Number of rows in complete files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.segments().iter().map(Segment::rows).sum()
    }

    /// Records that complete files lack.
    pub fn left_out(&self) -> impl Iterator<Item = &LeftOut> {
        self.segments().iter().flat_map(|segment| &segment.left_out)
    }

    /// Number of rows that the segment may still have.
    #[must_use]
    pub fn room(&self) -> u64 {
        self.export.plan.rows_per_file.saturating_sub(self.pending)
    }

    fn segments(&self) -> &[Segment] {
        &self.export.segments[self.at]
    }

    /// Notes a record that is not in the files.
    pub fn leave_out(&mut self, id: Option<String>, reason: String) {
        // A record at the edge of a segment may be read twice.
        let is_known = id.is_some() && self.left_out().chain(&self.left_out).any(|other| other.id == id);
        if !is_known {
            self.left_out.push(LeftOut { id, reason });
        }
    }

    /// Writes records; `until` is the last `_id` that was read, also if that record was left out. Completes the segment if
    /// it is large enough.
    ///
    /// # Errors
    /// Returns an error if a file cannot be written. The segment is lost then, and the export can be resumed.
    pub async fn write(&mut self, batch: &RecordBatch, until: &str) -> Result<(), FileError> {
        self.until = Some(until.to_owned());
        self.pending += batch.num_rows() as u64;
        let is_full = match &mut self.rows {
            Rows::Partitioned(partitions) => {
                partitions.push(batch.clone());
                partitions.is_full()
            }
            Rows::One(_) if batch.num_rows() == 0 => false,
            Rows::One(open) => {
                let (number, model) = (self.export.next_segment(self.at), &self.export.plan.models[self.at].model);
                let file = match open {
                    Some(file) => file,
                    none => {
                        let format = self.export.plan.format;
                        let name = format!("{}/{}", names::escape(model), names::part(number, None, format));
                        none.insert(Box::new(OpenFile::begin(&self.export.store, name, format, &self.schema).await?))
                    }
                };
                file.write(batch).await?;
                false
            }
        };
        match is_full || self.pending >= self.export.plan.rows_per_file {
            true => self.complete_segment(false).await,
            false => Ok(()),
        }
    }

    /// Completes the last segment.
    ///
    /// # Errors
    /// Returns an error if a file cannot be written.
    pub async fn end(&mut self) -> Result<(), FileError> {
        self.complete_segment(true).await
    }

    async fn complete_segment(&mut self, is_last: bool) -> Result<(), FileError> {
        let files = match &mut self.rows {
            Rows::One(open) => match open.take() {
                Some(file) => vec![file.complete(None).await?],
                None => Vec::new(),
            },
            Rows::Partitioned(_) => self.write_partitions().await?,
        };
        let segment = Segment {
            number: self.export.next_segment(self.at),
            until: self.until.take(),
            files,
            left_out: std::mem::take(&mut self.left_out),
            is_last,
        };
        self.pending = 0;
        self.export.keep(self.at, segment).await
    }

    /// Writes one file per value, one after the other.
    async fn write_partitions(&mut self) -> Result<Vec<PartFile>, FileError> {
        let number = self.export.next_segment(self.at);
        let model = self.export.plan.models[self.at].model.clone();
        let format = self.export.plan.format;
        let Rows::Partitioned(partitions) = &mut self.rows else { return Ok(Vec::new()) };
        let batches = partitions.take();
        let fail = |error: ArrowError| FileError::encode(&model, &error);
        let positions = partitions.positions(&batches).map_err(fail)?;
        let known = self.export.values(self.at);
        if positions.keys().filter(|value| !known.contains(value)).count() + known.len() > MAX_PARTITIONS {
            let message = format!(
                "`{}` of {model} has more than {MAX_PARTITIONS} values, each of which would be a directory; partition by a \
                 field with fewer values",
                weda_definition::printable(&partitions.field)
            );
            return Err(FileError::new(FileErrorKind::Column, message));
        }
        let mut files = Vec::with_capacity(positions.len());
        for (at, (value, positions)) in positions.into_iter().enumerate() {
            let directory = names::partition(&partitions.field, value.as_deref())?;
            let name = format!("{}/{directory}/{}", names::escape(&model), names::part(number, Some(at + 1), format));
            let mut file = OpenFile::begin(&self.export.store, name, format, &partitions.schema).await?;
            for (batch, rows) in positions {
                file.write(&partitions.rows(&batches[batch], rows).map_err(fail)?).await?;
            }
            let value = PartitionValue { field: partitions.field.clone(), value };
            files.push(file.complete(Some(value)).await?);
        }
        Ok(files)
    }
}

impl OpenFile {
    async fn begin(store: &Store, name: String, format: FileFormat, schema: &SchemaRef) -> Result<Self, FileError> {
        let encoder = Encoder::new(format, schema).map_err(|error| FileError::encode(&name, &error))?;
        let upload = store.begin(&name).await?;
        Ok(Self { name, encoder, upload, hash: Sha256::new(), bytes: 0 })
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<(), FileError> {
        self.encoder.write(batch).map_err(|error| FileError::encode(&self.name, &error))?;
        let bytes = self.encoder.take();
        self.send(bytes).await
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Result<(), FileError> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.hash.update(&bytes);
        self.bytes += bytes.len() as u64;
        self.upload.write(bytes).await
    }

    async fn complete(mut self, partition: Option<PartitionValue>) -> Result<PartFile, FileError> {
        let rows = self.encoder.rows();
        let Self { name, encoder, .. } = self;
        let rest = encoder.finish().map_err(|error| FileError::encode(&name, &error))?;
        self.hash.update(&rest);
        self.bytes += rest.len() as u64;
        self.upload.write(rest).await?;
        self.upload.complete().await?;
        Ok(PartFile { path: name, rows, bytes: self.bytes, sha256: hex(&self.hash.finalize()), partition })
    }
}
