//! The header of a table: the field of each column.

use std::collections::HashMap;

use serde_json::Value;
use weda_definition::printable;

use super::error::ReadError;
use crate::fields::{Fields, Resolved};

/// Maximum number of mistakes in a message.
const MAX_MISTAKES: usize = 5;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Header {
    pub columns: Vec<Column>,
    /// The name of the reason column in a file of rejected rows.
    pub reason: &'static str,
    /// Notes about ignored columns.
    pub notes: Vec<String>,
}

/// The meaning of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// A field, with its name as JSON.
    Field { key: String, json: String },
    /// The reason in a file of rejected rows.
    Reason,
    /// A column without a name.
    Padding,
}

impl Header {
    /// Resolves the columns by names or titles of fields. Without a definition, each column is a field.
    ///
    /// # Errors
    /// Returns all mistakes of the header: unknown fields, duplicate fields, ambiguous titles.
    pub fn of(names: &[String], fields: Option<&Fields>) -> Result<Self, ReadError> {
        let is_field = |name: &str| fields.is_some_and(|fields| fields.resolve(name) != Resolved::Unknown);
        let takes_reason = names.iter().any(|name| name.trim() == "reason" && is_field("reason"));
        let reason = if takes_reason || is_field("reason") { "weda_reason" } else { "reason" };
        let (mut columns, mut mistakes, mut unnamed) = (Vec::with_capacity(names.len()), Vec::new(), Vec::new());
        let mut taken: HashMap<String, usize> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            let name = super::cell_value::without_apostrophe(name.trim());
            let number = at + 1;
            if name.is_empty() {
                unnamed.push(number);
                columns.push(Column::Padding);
                continue;
            }
            let key = match fields.map(|fields| (fields, fields.resolve(name))) {
                None => name,
                Some((_, Resolved::Field(key))) => key,
                Some((_, Resolved::Several(one, other))) => {
                    mistakes.push(format!(
                        "column {number} `{}` is the title of two fields, `{one}` and `{other}`: use the name of one of \
                                                 them",
                        printable(name)
                    ));
                    continue;
                }
                Some((_, Resolved::Unknown)) if name == reason || name == "weda_reason" => {
                    columns.push(Column::Reason);
                    continue;
                }
                Some((fields, Resolved::Unknown)) => {
                    let near = fields.nearest(name);
                    let near = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", printable(&near)));
                    mistakes.push(format!("column {number} `{}` is not a field of the model{near}", printable(name)));
                    continue;
                }
            };
            if let Some(first) = taken.insert(key.to_owned(), number) {
                mistakes.push(format!("columns {first} and {number} are both for the field `{}`", printable(key)));
            }
            columns.push(Column::Field { key: key.to_owned(), json: Value::from(key).to_string() });
        }
        if taken.is_empty() && mistakes.is_empty() {
            mistakes.push("it names no field".to_owned());
        }
        if !mistakes.is_empty() {
            let more = mistakes.len().saturating_sub(MAX_MISTAKES);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            return Err(ReadError::Header { reason: mistakes[..mistakes.len().min(MAX_MISTAKES)].join("; ") + &more });
        }
        let mut notes = match unnamed.as_slice() {
            [] => Vec::new(),
            [one] => vec![format!("column {one} has no name and is ignored where it is empty")],
            [first, .., last] => {
                vec![format!(
                    "{} columns ({first} to {last}) have no name and are ignored where they are empty",
                    unnamed.len()
                )]
            }
        };
        if let Some(at) = columns.iter().position(|column| *column == Column::Reason) {
            notes.push(format!("column {} contains the reasons of rejected rows and is ignored", at + 1));
        }
        Ok(Self { columns, reason, notes })
    }

    /// The index of the reason column.
    pub fn reason_at(&self) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Reason)
    }
}

#[cfg(test)]
mod tests {
    use weda_definition::Definition;

    use super::*;

    const MODEL: &str = r#"{ "properties": {
        "name": { "type": "string", "title": "姓名" }, "phone": { "type": "string", "title": "电话" },
        "tel": { "type": "string", "title": "电话" }, "note": { "type": "string", "title": "name" } } }"#;

    fn of(names: &[&str]) -> Result<Vec<String>, String> {
        let fields = Fields::from(Definition::parse("m", "m", MODEL).unwrap());
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let header = Header::of(&names, Some(&fields)).map_err(|error| error.to_string())?;
        Ok(header
            .columns
            .into_iter()
            .map(|column| match column {
                Column::Field { key, .. } => key,
                other => format!("{other:?}"),
            })
            .collect())
    }

    #[test]
    fn columns_are_names_or_titles() {
        assert_eq!(of(&["姓名", " phone ", "_id", "createdAt"]).unwrap(), ["name", "phone", "_id", "createdAt"]);
        assert_eq!(of(&["name"]).unwrap(), ["name"], "names take precedence over titles");
        assert_eq!(of(&["name", "", " ", "reason"]).unwrap(), ["name", "Padding", "Padding", "Reason"]);
    }

    #[test]
    fn all_mistakes_are_reported_with_suggestions() {
        for (names, parts) in [
            (
                &["nmae", "x9"][..],
                &["column 1 `nmae` is not a field of the model; did you mean `name`?", "column 2 `x9` is not"][..],
            ),
            (&["\u{200b}name"], &["column 1 `\\u{200b}name` is not a field of the model; did you mean `name`?"]),
            (&["电话"], &["column 1 `电话` is the title of two fields, `phone` and `tel`"]),
            (&["姓名", "name"], &["columns 1 and 2 are both for the field `name`"]),
            (&["", "reason"], &["it names no field"]),
            (&["姓", "b", "c", "d", "e", "f", "g"], &["; and 2 more"]),
        ] {
            let why = of(names).unwrap_err();
            assert!(parts.iter().all(|part| why.contains(part)), "{why}");
        }
    }
}
