//! File formats.

use std::path::Path;

use clap::ValueEnum;

/// A file format for records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object per line.
    Ndjson,
    /// A JSON array of objects; a sequence of objects can be read too.
    Json,
    /// A table with commas, with field names in the first line. Empty texts and missing values are not distinguished: only
    /// JSON formats are lossless.
    Csv,
    /// A table with tabs.
    Tsv,
    /// An Excel workbook.
    Xlsx,
    /// Apache Parquet, with the types of the fields. A file, or with `--out` a directory or s3://bucket/prefix an export that
    /// can be resumed.
    #[cfg(feature = "parquet")]
    Parquet,
    /// Arrow IPC (Feather 2), as parquet.
    #[cfg(feature = "parquet")]
    Arrow,
}

impl Format {
    /// The format of a file extension.
    pub fn of_path(path: &Path) -> Option<Self> {
        match ending(path)?.as_str() {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "json" => Some(Self::Json),
            "csv" | "txt" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            #[cfg(feature = "parquet")]
            "parquet" => Some(Self::Parquet),
            #[cfg(feature = "parquet")]
            "arrow" | "feather" => Some(Self::Arrow),
            _ => None,
        }
    }

    /// Returns true for JSON formats.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Ndjson | Self::Json)
    }

    /// The format of columnar files; `None` for others.
    #[cfg(feature = "parquet")]
    pub fn columnar(self) -> Option<weda_arrow::files::FileFormat> {
        match self {
            Self::Parquet => Some(weda_arrow::files::FileFormat::Parquet),
            Self::Arrow => Some(weda_arrow::files::FileFormat::Arrow),
            _ => None,
        }
    }

    /// Returns true for formats that are not text.
    pub fn is_binary(self) -> bool {
        match self {
            Self::Ndjson | Self::Json | Self::Csv | Self::Tsv => false,
            Self::Xlsx => true,
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Arrow => true,
        }
    }

    /// The file extension.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            #[cfg(feature = "parquet")]
            Self::Arrow => "arrow",
        }
    }
}

/// The extension of a file name, in lower case.
pub(super) fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
