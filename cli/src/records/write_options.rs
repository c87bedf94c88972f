//! How records are written, as the command line says.

use clap::{Args, ValueEnum};

use super::DateOutput;

/// How to write a file of records.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct WriteOptions {
    /// Only these fields, in this order; names or titles with commas between them.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub select: Vec<String>,
    /// How to write days, moments and times of day. Defaults to millis in JSON, to iso in tables, and to dates in
    /// workbooks.
    #[arg(long, value_name = "HOW")]
    pub dates: Option<DateOutput>,
    /// What to call the fields. A title that two fields have, or that is the name of another field, is not used.
    #[arg(long, value_name = "WHAT", default_value = "names")]
    pub headers: Headers,
    /// Write tables for spreadsheets: with a byte order mark, and an apostrophe before texts that would be formulas.
    /// `weda import` takes both away again.
    #[arg(long)]
    pub for_spreadsheets: bool,
    /// Write JSON as the service prints it: lists and objects are texts that hold JSON.
    #[arg(long, conflicts_with_all = ["select", "dates", "headers"])]
    pub raw: bool,
}

impl WriteOptions {
    /// Whether they ask for nothing that takes the definition of the model.
    pub fn are_plain(&self) -> bool {
        self.select.is_empty() && self.dates.is_none() && self.headers == Headers::Names
    }
}

/// What fields are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Headers {
    /// By their names, the identifiers.
    #[default]
    Names,
    /// By their titles.
    Titles,
}
