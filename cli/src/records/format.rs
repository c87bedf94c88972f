//! The forms that records have in files.

use std::path::Path;

use clap::ValueEnum;

/// How records stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A JSON object a line.
    Ndjson,
    /// One JSON array of objects; objects one after the other are read too.
    Json,
    /// A table with commas; its first line names the fields. It cannot tell an empty text from none: only the JSON forms
    /// lose nothing.
    Csv,
    /// A table with tabs.
    Tsv,
    /// An Excel workbook.
    Xlsx,
}

impl Format {
    /// What the ending of a file's name says.
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

    /// Whether records are JSON in it.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Ndjson | Self::Json)
    }

    /// The ending of a file of this form.
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

/// The ending of a file's name, in small letters.
pub(super) fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
