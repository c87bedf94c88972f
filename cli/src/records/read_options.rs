//! What is said of a file on the command line, beside its name.

use clap::Args;

use super::{DateInput, Format, TextEncoding};

/// How to read a file of records.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadOptions {
    /// How the records are written. Defaults to what the ending of the file says, or its beginning.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// How the file writes its characters. Without it that is found out.
    #[arg(long, value_name = "ENCODING")]
    pub encoding: Option<TextEncoding>,
    /// The character between the cells of a table: , ; | or tab. Without it that is found out.
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// The sheet of an Excel workbook. Defaults to the first one that is not empty.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// What numbers in date fields of a table are: milliseconds since 1970, or serial numbers of a spreadsheet.
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
