//! Where the pairs of a relation are stored.

use std::fmt;
use std::sync::Arc;

use weda_definition::Field;

use super::Model;

/// A relation of a model with its target.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// The key of the field.
    pub(crate) key: String,
    pub(crate) target: Arc<Model>,
    pub(crate) link: Link,
    /// True if a record may be related to several.
    pub(crate) is_list: bool,
    /// The maximum number of related records that a list shows.
    pub(crate) max: usize,
}

/// The storage of a relation's pairs. Each pair is stored once, whichever side it is written from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Link {
    /// A column of the model has the id of the target.
    Column { name: String },
    /// A column of the target has the id of the model's record.
    Reverse { name: String },
    /// The table of links has both ids.
    Table { number: i64, own: LinkColumn, other: LinkColumn },
}

/// A column of the table of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkColumn {
    Left,
    Right,
}

impl LinkColumn {
    pub(crate) fn other(self) -> Self {
        match self {
            LinkColumn::Left => LinkColumn::Right,
            LinkColumn::Right => LinkColumn::Left,
        }
    }
}

/// The name in SQL.
impl fmt::Display for LinkColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LinkColumn::Left => "left_id",
            LinkColumn::Right => "right_id",
        })
    }
}

/// Compares the target by its number.
impl PartialEq for Relation {
    fn eq(&self, other: &Self) -> bool {
        (&self.key, &self.link, self.target.number) == (&other.key, &other.link, other.target.number)
    }
}

/// The maximum number of related records in a list: `maxItems` of the definition, or the documented 50 of a many-many
/// relation and 500 of others.
pub(crate) fn max_related(field: &Field) -> usize {
    let declared = field.extra.get("maxItems").and_then(serde_json::Value::as_u64);
    let documented = if field.format == "many-many" { 50 } else { 500 };
    declared.and_then(|max| usize::try_from(max).ok()).unwrap_or(documented)
}
