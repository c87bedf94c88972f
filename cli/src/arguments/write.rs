//! Flags of `weda create`, `weda update` and `weda delete`.

use clap::Args;

use super::{Confirmation, Environment, Output};

#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub confirmation: Confirmation,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The record: a JSON object, a file that contains one, or - for stdin. Optional with `--set`.
    #[arg(value_name = "RECORD", required_unless_present = "set")]
    pub record: Option<String>,
    /// A field and its value, parsed by the field's kind: --set name=李四 --set born=2008-05-01. May be given several times,
    /// and overrides the record.
    #[arg(short, long, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
    /// Send values that the definition does not allow; the service decides.
    #[arg(long)]
    pub no_check: bool,
    /// Only show the record that would be sent.
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
    pub confirmation: Confirmation,
    #[command(flatten)]
    pub which: Selection,
    /// A field and its new value, parsed by the field's kind: --set score=95. `null` clears the field. May be given several
    /// times.
    #[arg(short, long, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
    /// Fields to clear, separated by commas.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub clear: Vec<String>,
    /// The fields to change: a JSON object, a file that contains one, or - for stdin. null clears a field.
    #[arg(long, value_name = "CHANGES")]
    pub patch: Option<String>,
    /// Send values that the definition does not allow; the service decides.
    #[arg(long)]
    pub no_check: bool,
    /// Only show which records would be updated.
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
    pub confirmation: Confirmation,
    #[command(flatten)]
    pub which: Selection,
    /// Only show which records would be deleted.
    #[arg(long)]
    pub dry_run: bool,
}

/// Records selected by ids or by a filter.
#[derive(Args, Debug, Clone)]
pub(crate) struct Selection {
    /// The identifier (标识) of the model.
    pub model: String,
    /// The ids (`_id`) of the records.
    #[arg(value_name = "ID", required_unless_present = "filter")]
    pub ids: Vec<String>,
    /// Select the records that match this OData filter now: "score lt 60". Records that match later are not affected.
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
        _ => Err("give a field, `=` and its value: score=95".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_everything_after_the_first_equals_sign() {
        for (text, field, value) in
            [("a=1", "a", "1"), (" a =1", "a", "1"), ("a=b=c", "a", "b=c"), ("a=", "a", ""), ("a= x ", "a", " x ")]
        {
            assert_eq!(assignment(text), Ok(Assignment { field: field.to_owned(), value: value.to_owned() }));
        }
        assert!(assignment("a").is_err() && assignment("=1").is_err());
    }
}
