mod kind;

use std::collections::BTreeMap;

use serde_json::Value;

pub use kind::{AutoNumber, Kind, OnDelete, OptionItem, Options, Relation, RelationStyle};

/// One field of a model, or one member of a nested object.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// The key under which the value travels. Keys of real models are ASCII or Chinese, in any case style.
    pub key: String,
    /// The line of the file on which the field is declared; the first line is 1.
    pub line: u32,
    /// The display title, trimmed; `None` where it is missing or empty.
    pub title: Option<String>,
    /// The description, trimmed; it may have several lines.
    pub description: Option<String>,
    /// What the field holds.
    pub kind: Kind,
    /// The `type` of the definition; empty where it is missing.
    pub type_name: String,
    /// The `format` of the definition; empty for a plain field.
    pub format: String,
    /// Whether the enclosing `required` list names the field: it is then present in every record.
    pub required: bool,
    /// Whether the designer marks the field as required (`x-required`), which promises nothing for old records.
    pub x_required: bool,
    /// Whether the platform fills the field in itself.
    pub system: bool,
    /// Whether no two records may have the same value.
    pub unique: bool,
    /// The default value. Real definitions hold defaults of the wrong type: `""` for a list.
    pub default: Option<Value>,
    /// A regular expression that a text has to match.
    pub pattern: Option<String>,
    /// The smallest length of a text, in bytes.
    pub min_length: Option<u64>,
    /// The largest length of a text, in bytes.
    pub max_length: Option<u64>,
    /// The smallest number allowed.
    pub minimum: Option<f64>,
    /// The largest number allowed.
    pub maximum: Option<f64>,
    /// The designer's display position (`x-index`); not unique within a model.
    pub position: Option<i64>,
    /// Every other member, untouched; also those that the kind tells in part only (`items`, `x-parent`, `x-enumObj`).
    pub extra: BTreeMap<String, Value>,
}

/// The keys of the fields that the platform fills in itself, in every model; imported models declare them without
/// `x-system`.
///
/// Source: "Data model fields" of the vendor's manual.
pub const PLATFORM_KEYS: [&str; 9] =
    ["_id", "_openid", "_mainDep", "_departmentList", "createdAt", "updatedAt", "owner", "createBy", "updateBy"];

impl Field {
    /// Whether records hold a value for the field: reverse and many-to-many relations are virtual.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        !matches!(self.kind, Kind::Relations(_)) && self.format != "one-one-r"
    }

    /// Whether a caller may set the field: it is stored and the platform does not fill it in.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.is_stored() && !self.system && !matches!(self.kind, Kind::AutoNumber(_))
    }

    /// Whether a new record needs a value: a writable field that either of the two marks calls required.
    #[must_use]
    pub fn required_on_create(&self) -> bool {
        self.is_writable() && (self.required || self.x_required)
    }

    /// A sentence for fields whose format has no type of its own yet and which are taken by their `type` alone.
    ///
    /// Choices are none of them: whether their options are known, [`OptionSets`](crate::OptionSets) decide too.
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
