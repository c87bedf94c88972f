//! The flags of the commands that write records: `weda create`, `weda update`, `weda delete`.

use clap::Args;

use super::{Consent, Environment, Output};

#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The record: a JSON object, a file that holds one, or - for stdin. Without it: what `--set` says.
    #[arg(value_name = "RECORD", required_unless_present = "set")]
    pub record: Option<String>,
    /// A field and its value, read as the definition says: --set name=李四 --set born=2008-05-01. It may be given several
    /// times, and counts more than the record.
    #[arg(short, long, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
    /// Send what the definition does not allow; the service has the last word.
    #[arg(long)]
    pub no_check: bool,
    /// Write nothing, and show what would be sent.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Args)]
pub(crate) struct Update {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    #[command(flatten)]
    pub which: Which,
    /// A field and its new value, read as the definition says: --set score=95. `null` empties the field. It may be given
    /// several times.
    #[arg(short, long, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
    /// Fields to empty, separated by commas.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub clear: Vec<String>,
    /// The fields to change as a JSON object, a file that holds one, or - for stdin; null empties a field.
    #[arg(long, value_name = "CHANGES")]
    pub patch: Option<String>,
    /// Send what the definition does not allow; the service has the last word.
    #[arg(long)]
    pub no_check: bool,
    /// Write nothing, and show which records would be changed.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    #[command(flatten)]
    pub which: Which,
    /// Delete nothing, and show which records would be deleted.
    #[arg(long)]
    pub dry_run: bool,
}

/// Which records are meant: by ids, or by a filter.
#[derive(Args, Debug, Clone)]
pub(crate) struct Which {
    /// The identifier (标识) of the model.
    pub model: String,
    /// The ids (`_id`) of the records.
    #[arg(value_name = "ID", required_unless_present = "filter")]
    pub ids: Vec<String>,
    /// The records that this OData filter matches now: "score lt 60". Those that come to match later are left alone.
    #[arg(long, value_name = "FILTER", conflicts_with = "ids")]
    pub filter: Option<String>,
}

/// `score=95`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub field: String,
    pub value: String,
}

fn assignment(text: &str) -> Result<Assignment, String> {
    match text.split_once('=') {
        Some((field, value)) if !field.trim().is_empty() => {
            Ok(Assignment { field: field.trim().to_owned(), value: value.to_owned() })
        }
        _ => Err("write a field, `=` and its value: score=95".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_all_that_follows_the_first_sign() {
        for (text, field, value) in
            [("a=1", "a", "1"), (" a =1", "a", "1"), ("a=b=c", "a", "b=c"), ("a=", "a", ""), ("a= x ", "a", " x ")]
        {
            assert_eq!(assignment(text), Ok(Assignment { field: field.to_owned(), value: value.to_owned() }));
        }
        assert!(assignment("a").is_err() && assignment("=1").is_err());
    }
}
