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
            _ => None,
        }
    }

    /// Returns true for JSON formats.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Ndjson | Self::Json)
    }

    /// The file extension.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// The extension of a file name, in lower case.
pub(super) fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
