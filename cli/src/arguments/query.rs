//! Flags of `weda query`.

use clap::Args;

use super::{Environment, Output};

#[derive(Args)]
pub(crate) struct Query {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    /// The identifier (标识) of the model.
    pub model: String,
    /// Show only records that match this OData filter: "score gt 60 and contains(name,'李')". It is sent unchanged.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Sort by this field; append `desc` for descending order. Defaults to `_id`.
    #[arg(long, value_name = "FIELD [desc]", value_parser = order)]
    pub order_by: Option<SortBy>,
    /// Maximum number of records. Defaults to all, or to 100 in a table.
    #[arg(long, value_name = "RECORDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub top: Option<u64>,
    /// Number of records to skip.
    #[arg(long, value_name = "RECORDS", default_value_t = 0, hide_default_value = true)]
    pub skip: u64,
    /// Only print the number of matching records.
    #[arg(long, conflicts_with_all = ["order_by", "top", "skip", "select", "vertical"])]
    pub count: bool,
    #[command(flatten)]
    pub view: View,
}

/// Presentation of records.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct View {
    /// Show only these fields, in this order, separated by commas.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub select: Vec<String>,
    /// On a terminal, show one field per line. This is the default where a row does not fit.
    #[arg(long)]
    pub vertical: bool,
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortBy {
    pub field: String,
    pub descending: bool,
}

fn order(text: &str) -> Result<SortBy, String> {
    if text.contains([',', '，']) {
        return Err("sort by one field: the service does not document sorting by several".to_owned());
    }
    let mut words = text.split_whitespace();
    let direction = |word: &str| match word.to_lowercase().as_str() {
        "asc" => Some(false),
        "desc" => Some(true),
        _ => None,
    };
    let by = match (words.next(), words.next().map(direction), words.next()) {
        (Some(field), None, None) => Some((field, false)),
        (Some(field), Some(Some(descending)), None) => Some((field, descending)),
        _ => None,
    };
    let (field, descending) = by.ok_or("give a field, optionally followed by `asc` or `desc`: \"score desc\"")?;
    Ok(SortBy { field: field.to_owned(), descending })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_a_field_with_or_without_a_direction() {
        for (text, field, descending) in [
            ("score", "score", false),
            ("score asc", "score", false),
            (" score  desc ", "score", true),
            ("score DESC", "score", true),
            ("score Asc", "score", false),
        ] {
            assert_eq!(order(text), Ok(SortBy { field: field.to_owned(), descending }));
        }
        for text in ["", "score down", "a b c"] {
            assert!(order(text).unwrap_err().contains("asc"), "{text}");
        }
        for text in ["a desc, b", "a,b", "score desc，name"] {
            assert!(order(text).unwrap_err().contains("one field"), "{text}");
        }
    }
}
