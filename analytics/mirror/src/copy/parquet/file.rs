//! Reading and writing single files.

use std::path::Path;

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use sha2::{Digest as _, Sha256};

use super::batches::{self, DIGEST};
use super::manifest::FileEntry;
use crate::copy::{StoredRow, write_atomically};
use crate::error::Error;
use crate::row::Digest;

/// A file in memory that grows.
pub(super) struct Writer {
    writer: ArrowWriter<Vec<u8>>,
    rows: u64,
    deleted: u64,
}

impl Writer {
    /// Begins a file.
    pub(super) fn new(schema: SchemaRef) -> Result<Self, parquet::errors::ParquetError> {
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        Ok(Self { writer: ArrowWriter::try_new(Vec::new(), schema, Some(properties))?, rows: 0, deleted: 0 })
    }

    /// Adds rows.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), parquet::errors::ParquetError> {
        self.rows += batch.num_rows() as u64;
        let times = batches::deleted(batch).map_or(0, |times| times.len() - times.null_count());
        self.deleted += times as u64;
        self.writer.write(batch)
    }

    /// Number of rows so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes the file, which is complete or does not appear; `path` is relative to the directory, with `/`.
    pub(super) fn finish(self, dir: &Path, path: String) -> Result<FileEntry, Error> {
        let place = dir.join(&path);
        let bytes = self.writer.into_inner().map_err(|error| Error::File {
            action: "write",
            path: place.clone(),
            error: std::io::Error::other(error),
        })?;
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::File {
                action: "create",
                path: folder.to_owned(),
                error,
            })?;
        }
        write_atomically(&place, &bytes)?;
        let sha256 = hash(&bytes);
        Ok(FileEntry { path, rows: self.rows, deleted: self.deleted, bytes: bytes.len() as u64, sha256 })
    }
}

/// Reads the batches of a file. The whole file is compared with its hash before anything of it is used.
///
/// # Errors
/// Returns an error if the file is missing or damaged.
pub(super) fn batches(
    dir: &Path,
    entry: &FileEntry,
    each: &mut dyn FnMut(RecordBatch) -> Result<(), Error>,
) -> Result<(), Error> {
    let path = dir.join(&entry.path);
    let damaged = |reason: String| Error::Damaged { path: path.clone(), reason };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(damaged("the manifest names this file, and it is missing".to_owned()));
        }
        Err(error) => return Err(Error::File { action: "read", path, error }),
    };
    if bytes.len() as u64 != entry.bytes {
        return Err(damaged(format!("it has {} bytes, and the manifest says {}", bytes.len(), entry.bytes)));
    }
    if hash(&bytes) != entry.sha256 {
        return Err(damaged("the content does not match its hash in the manifest".to_owned()));
    }
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))
        .and_then(|builder| builder.with_batch_size(8_192).build())
        .map_err(|error| damaged(error.to_string()))?;
    for batch in reader {
        each(batch.map_err(|error| damaged(error.to_string()))?)?;
    }
    Ok(())
}

/// Reads the ids and hashes of a file.
///
/// # Errors
/// Returns an error if the file is missing or damaged.
pub(super) fn rows(dir: &Path, entry: &FileEntry, each: &mut dyn FnMut(StoredRow)) -> Result<(), Error> {
    batches(dir, entry, &mut |batch| {
        let missing =
            || Error::Damaged { path: dir.join(&entry.path), reason: "a column of the copy is missing".to_owned() };
        let ids = batches::ids(&batch).ok_or_else(missing)?;
        let times = batches::deleted(&batch).ok_or_else(missing)?;
        let digests =
            batch.column_by_name(DIGEST).and_then(|column| column.as_fixed_size_binary_opt()).ok_or_else(missing)?;
        for row in 0..batch.num_rows() {
            let digest = Digest::from_bytes(digests.value(row)).ok_or_else(missing)?;
            // The file is as it was written, so its values are.
            each(StoredRow {
                id: ids.value(row).to_owned(),
                digest,
                computed: digest,
                is_deleted: !times.is_null(row),
            });
        }
        Ok(())
    })
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
