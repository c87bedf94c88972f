//! The flags of the commands that work on records.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Consent, Environment, Output};

#[derive(Args)]
pub(crate) struct Query {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    /// The identifier (标识) of the model.
    pub model: String,
    /// Only records that this OData filter matches: "score gt 60 and contains(name,'李')". It is sent as it stands.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Sort by this field, with `desc` behind it from the greatest value on; without it by `_id`.
    #[arg(long, value_name = "FIELD [desc]", value_parser = order)]
    pub order_by: Option<By>,
    /// At most so many records. Without it: all of them, or 100 in a table.
    #[arg(long, value_name = "RECORDS")]
    pub top: Option<u64>,
    /// Pass over the first so many records.
    #[arg(long, value_name = "RECORDS", default_value_t = 0, hide_default_value = true)]
    pub skip: u64,
    /// Say how many records match, and read none.
    #[arg(long, conflicts_with_all = ["order_by", "top", "skip"])]
    pub count: bool,
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct By {
    pub field: String,
    pub descending: bool,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    /// The identifiers (标识) of the models.
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<String>,
    /// The file to write to, for several models the folder: <model>.ndjson each. Without it, or as -, one model goes to
    /// stdout.
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// How to write the records. Without it: as the ending of the file says, else ndjson.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Only records that this OData filter matches.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Read so many pages at once.
    #[arg(long, value_name = "PAGES", default_value_t = 4)]
    pub ahead: usize,
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The file of records; - for stdin.
    pub file: PathBuf,
    /// How the records are written. Without it: as the ending of the file says, or its first character.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// The field whose value no two records share. By it a row of which nobody knows whether it was stored is looked for
    /// before it is sent again.
    #[arg(long, value_name = "FIELD", conflicts_with = "keep_ids")]
    pub key: Option<String>,
    /// Give the records the ids that they have in the file, and go by those as by a key. Without it the service gives new
    /// ones.
    #[arg(long)]
    pub keep_ids: bool,
    /// Where to write the rows that were not stored, with the reasons. Without it: beside the file, if there are any.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Where to keep how far the import is, to go on after it was broken off. Without it: beside the file.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// What to do with rows of an earlier run of which nobody knows whether they were stored, after looking for them.
    #[arg(long, value_name = "WHAT")]
    pub doubtful: Option<Doubtful>,
    /// Read and check everything, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// What becomes of rows that may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Doubtful {
    /// They are there: pass over them.
    Skip,
    /// They are not: send them.
    Send,
}

/// How records stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A JSON object a line.
    Ndjson,
    /// One JSON array of objects.
    Json,
    /// A table with commas; its first line names the fields. It cannot tell an empty text from none: only the other two
    /// lose nothing.
    Csv,
}

fn order(text: &str) -> Result<By, String> {
    let mut words = text.split_whitespace();
    let by = match (words.next(), words.next(), words.next()) {
        (Some(field), None | Some("asc"), None) => Some((field, false)),
        (Some(field), Some("desc"), None) => Some((field, true)),
        _ => None,
    };
    let (field, descending) = by.ok_or("write a field, or a field and `asc` or `desc`: \"score desc\"")?;
    Ok(By { field: field.to_owned(), descending })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_a_field_with_or_without_a_direction() {
        for (text, field, descending) in
            [("score", "score", false), ("score asc", "score", false), (" score  desc ", "score", true)]
        {
            assert_eq!(order(text), Ok(By { field: field.to_owned(), descending }));
        }
        for text in ["", "score down", "a desc, b", "a b c"] {
            assert!(order(text).is_err(), "{text}");
        }
    }
}
