//! The flags of `weda query`.

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
