mod kind;

use std::collections::BTreeMap;

use serde_json::Value;

pub use kind::{AutoNumber, Kind, OnDelete, OptionItem, Options, Relation, RelationStyle};

/// A field of a model, or a member of a nested object.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// The key of the value in records. Keys of real models are ASCII or Chinese, in any case style.
    pub key: String,
    /// The line of the declaration; the first line is 1.
    pub line: u32,
    /// The display title, trimmed; `None` if it is missing or empty.
    pub title: Option<String>,
    /// The description, trimmed; it may have several lines.
    pub description: Option<String>,
    /// The kind of its values.
    pub kind: Kind,
    /// The `type` in the definition; empty if it is missing.
    pub type_name: String,
    /// The `format` in the definition; empty for a plain field.
    pub format: String,
    /// True if the enclosing `required` list names the field, so that every record has it.
    pub required: bool,
    /// True if the designer marks the field as required (`x-required`). Old records may lack it.
    pub x_required: bool,
    /// True if the platform fills the field in itself.
    pub system: bool,
    /// True if no two records may have the same value.
    pub unique: bool,
    /// The default value. Real definitions have defaults of the wrong type, such as `""` for a list.
    pub default: Option<Value>,
    /// A regular expression that a text must match.
    pub pattern: Option<String>,
    /// Minimum length of a text, in bytes.
    pub min_length: Option<u64>,
    /// Maximum length of a text, in bytes.
    pub max_length: Option<u64>,
    /// Minimum of a number.
    pub minimum: Option<f64>,
    /// Maximum of a number.
    pub maximum: Option<f64>,
    /// The designer's display position (`x-index`); not unique within a model.
    pub position: Option<i64>,
    /// All other members, unchanged, including those that the kind covers only in part (`items`, `x-parent`,
    /// `x-enumObj`).
    pub extra: BTreeMap<String, Value>,
}

/// Keys of the fields that the platform fills in itself, in every model. Imported models declare them without
/// `x-system`.
///
/// Source: "Data model fields" of the vendor's manual.
pub const PLATFORM_KEYS: [&str; 9] =
    ["_id", "_openid", "_mainDep", "_departmentList", "createdAt", "updatedAt", "owner", "createBy", "updateBy"];

impl Field {
    /// Returns true if records store a value of the field. Reverse and many-to-many relations are virtual.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        !matches!(self.kind, Kind::Relations(_)) && self.format != "one-one-r"
    }

    /// Returns true if a caller may set the field: it is stored and the platform does not fill it in.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.is_stored() && !self.system && !matches!(self.kind, Kind::AutoNumber(_))
    }

    /// Returns true if a new record needs a value: the field is writable, and `required` or `x-required`.
    #[must_use]
    pub fn required_on_create(&self) -> bool {
        self.is_writable() && (self.required || self.x_required)
    }

    /// The key of the target's field that is the other side of a relation: `parentFieldKey` of `x-parent`. The target may
    /// lack such a field.
    ///
    /// ```
    /// # use weda_definition::Definition;
    /// let text = r#"{ "properties": { "author": { "type": "object", "format": "many-one",
    ///   "x-parent": { "parentDataSourceName": "person", "parentFieldKey": "books" } } } }"#;
    /// let book = Definition::parse("book", "book.json", text)?;
    /// assert_eq!(book.field("author").and_then(|author| author.inverse_key()), Some("books"));
    /// # Ok::<(), weda_definition::Error>(())
    /// ```
    #[must_use]
    pub fn inverse_key(&self) -> Option<&str> {
        self.extra.get("x-parent")?.get("parentFieldKey")?.as_str().filter(|key| !key.is_empty())
    }

    /// Returns a note for fields whose format is unknown, so that their kind follows from `type` alone.
    ///
    /// Choices do not have a note: their options may come from [`OptionSets`](crate::OptionSets).
    #[must_use]
    pub fn fallback(&self) -> Option<String> {
        let understood = match &self.kind {
            Kind::Text => matches!(
                self.format.as_str(),
                "" | "x-long-text" | "x-rtf" | "email" | "phone" | "tel" | "url" | "cnName"
            ),
            Kind::Number | Kind::Boolean => self.format.is_empty(),
            Kind::Integer => matches!(self.format.as_str(), "" | "age"),
            Kind::Json => self.type_name == "object" && self.format.is_empty(),
            Kind::List(_) => matches!(self.format.as_str(), "" | "x-enum"),
            Kind::Object(_) => self.format.is_empty(),
            Kind::Relation(relation) | Kind::Relations(relation) => relation.target.is_some(),
            Kind::DateTime | Kind::Date | Kind::Time | Kind::Choice(_) => true,
            Kind::File | Kind::AreaCode | Kind::Location | Kind::AutoNumber(_) => true,
        };
        if understood {
            return None;
        }
        let found = match (self.type_name.as_str(), self.format.as_str()) {
            ("", "") => "a field without `type`".to_owned(),
            (type_name, "") => format!("type `{type_name}`"),
            (_, format) => format!("format `{format}`"),
        };
        Some(match &self.kind {
            Kind::Relation(_) | Kind::Relations(_) => {
                format!("{found} names no target model: the field is read as text")
            }
            kind => format!("{found} is read as {}", kind.name()),
        })
    }
}
