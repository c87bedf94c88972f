//! Flags for writing files.

use clap::{Args, ValueEnum};

use super::DateOutput;

/// Options for writing a file of records.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct WriteOptions {
    /// Write only these fields, in this order: names or titles, separated by commas.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub select: Vec<String>,
    /// The output of dates and times. Defaults to millis in JSON, to iso in tables, and to dates in workbooks.
    #[arg(long, value_name = "HOW")]
    pub dates: Option<DateOutput>,
    /// The names of columns and members. Ambiguous titles are not used.
    #[arg(long, value_name = "WHAT", default_value = "names")]
    pub headers: Headers,
    /// Write tables for spreadsheets: with a byte order mark, and an apostrophe before texts that would be formulas.
    /// `weda import` removes both.
    #[arg(long)]
    pub for_spreadsheets: bool,
    /// Write JSON as returned by the service, with lists and objects as JSON texts.
    #[arg(long, conflicts_with_all = ["select", "dates", "headers"])]
    pub raw: bool,
}

impl WriteOptions {
    /// Returns true if no option needs the definition of the model.
    pub fn are_plain(&self) -> bool {
        self.select.is_empty() && self.dates.is_none() && self.headers == Headers::Names
    }
}

/// The names of columns and members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Headers {
    /// The names (identifiers) of the fields.
    #[default]
    Names,
    /// The titles of the fields.
    Titles,
}
