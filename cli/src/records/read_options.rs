//! Flags for reading files.

use clap::Args;

use super::{DateInput, Format, TextEncoding};

/// Options for reading a file of records.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadOptions {
    /// The format of the file. Detected from its extension or content by default.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// The encoding of the file. Detected by default.
    #[arg(long, value_name = "ENCODING")]
    pub encoding: Option<TextEncoding>,
    /// The delimiter of a table: , ; | or tab. Detected by default.
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// The sheet of an Excel workbook. Defaults to the first one that is not empty.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The meaning of numbers in date fields of a table: milliseconds since 1970, or serial numbers of a spreadsheet.
    #[arg(long, value_name = "WHAT", default_value = "millis")]
    pub dates: DateInput,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') && !byte.is_ascii_alphanumeric() => {
                Ok(*byte)
            }
            _ => Err("give one character such as , ; | or the word tab".to_owned()),
        },
    }
}
