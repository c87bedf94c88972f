//! Flags of `weda export`.

use std::path::PathBuf;

use clap::Args;

use super::{Confirmation, Environment, Output};
use crate::records::{Format, WriteOptions};

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub confirmation: Confirmation,
    /// The identifiers (标识) of the models.
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<String>,
    /// The output file; for several models the folder, with <model>.ndjson for each. Defaults to stdout (also -) for one
    /// model.
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// The output format. Defaults to the format of the file's extension, else to ndjson.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write Parquet or Arrow files into one folder per value of this field, as `field=value`.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "FIELD")]
    pub partition_by: Option<String>,
    /// Maximum number of records of a Parquet or Arrow file in a folder or store. An export that is interrupted goes on after
    /// the last complete file.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "RECORDS", default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub rows_per_file: u64,
    #[command(flatten)]
    pub write: WriteOptions,
    /// Export only records that match this OData filter.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Number of pages to prefetch.
    #[arg(long, value_name = "PAGES", default_value_t = 4)]
    pub ahead: usize,
}
