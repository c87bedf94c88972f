//! Exports of models as Parquet or Arrow files, and the rows of such files of any program.
//!
//! An [`Export`] is a directory, or a prefix of a store that speaks the protocol of S3:
//!
//! ```text
//! backup/manifest.json                              written last: an export without it is not complete
//! backup/student/part-00001.parquet                 one directory per model
//! backup/student/part-00002.parquet
//! backup/class/grade=三年级/part-00001-0001.parquet   partitioned by the field `grade`
//! ```
//!
//! It is written in *segments*: contiguous ranges of `_id`. A segment counts once its record in `_progress/` is written,
//! which happens after all its files are complete. A run that ends early, even by `kill -9`, loses the segment it was
//! writing and nothing else; the next run reads on after the last segment. Hence no record is lost or doubled, as long as
//! the service orders `_id` the same way for conditions and for sorting.
//!
//! Memory is bounded: a row group is written when it has [`ROW_GROUP_BYTES`], and rows that are partitioned are held up to
//! [`PARTITION_BYTES`], then written value by value, one file at a time. There is never more than one open file.

mod cell;
mod column;
mod dictionaries;
mod encoder;
mod error;
mod export;
mod local;
mod location;
mod manifest;
mod model_export;
mod names;
mod partition;
mod plan;
mod reader;
#[cfg(feature = "s3")]
mod s3;
mod source;
mod store;

pub use arrow::array::RecordBatch;
pub use arrow::datatypes::SchemaRef;
pub use arrow::error::ArrowError;
pub use encoder::{Encoder, FileFormat, ROW_GROUP_BYTES};
pub use error::{FileError, FileErrorKind};
pub use export::Export;
pub use location::Location;
pub use manifest::{LeftOut, Manifest, ModelEntry, PartFile};
pub use model_export::ModelExport;
pub use partition::{MAX_PARTITIONS, PARTITION_BYTES};
pub use plan::{ModelPlan, Plan};
pub use reader::{FileRow, FileRows};
pub use source::ExportedFiles;
