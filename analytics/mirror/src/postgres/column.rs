//! The columns of a model's table.

use weda_definition::{Field, Kind, OptionItem, OptionSets, Options};

/// A type of PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Double,
    Bigint,
    Boolean,
    Moment,
    Day,
    Time,
    /// `jsonb`, or `json` if texts are to be kept.
    Json,
}

impl Scalar {
    /// The name in SQL.
    pub(super) fn sql(self, json: JsonType) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Double => "double precision",
            Self::Bigint => "bigint",
            Self::Boolean => "boolean",
            Self::Moment => "timestamptz",
            Self::Day => "date",
            Self::Time => "time",
            Self::Json => json.name(),
        }
    }

    /// The number by which the binary form of lists names the type.
    pub(super) fn oid(self) -> u32 {
        match self {
            Self::Text => 25,
            Self::Double => 701,
            Self::Bigint => 20,
            Self::Boolean => 16,
            Self::Moment => 1184,
            Self::Day => 1082,
            Self::Time => 1083,
            Self::Json => 3802,
        }
    }
}

/// The type of columns that hold JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum JsonType {
    /// `jsonb`: with operators and indexes, without the order of members, duplicate members and U+0000.
    #[default]
    Jsonb,
    /// `json`: the text as it was read.
    Json,
}

impl JsonType {
    fn name(self) -> &'static str {
        match self {
            Self::Jsonb => "jsonb",
            Self::Json => "json",
        }
    }
}

/// The form of a field's values in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Number,
    Integer,
    Boolean,
    Moment,
    Day,
    Time,
    /// An id, an object with `_id`, or the text of one.
    Relation,
    /// Anything; lists and objects also as the text of one.
    Json,
}

impl Shape {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) | Kind::Choice(_) => Self::Text,
            Kind::Number => Self::Number,
            Kind::Integer => Self::Integer,
            Kind::Boolean => Self::Boolean,
            Kind::DateTime => Self::Moment,
            Kind::Date => Self::Day,
            Kind::Time => Self::Time,
            Kind::Relation(_) => Self::Relation,
            // Kinds that are added later are kept as they are.
            _ => Self::Json,
        }
    }

    pub(super) fn scalar(self) -> Scalar {
        match self {
            Self::Text | Self::Relation => Scalar::Text,
            Self::Number => Scalar::Double,
            Self::Integer => Scalar::Bigint,
            Self::Boolean => Scalar::Boolean,
            Self::Moment => Scalar::Moment,
            Self::Day => Scalar::Day,
            Self::Time => Scalar::Time,
            Self::Json => Scalar::Json,
        }
    }
}

/// A column with the field that it holds.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    /// The key of the field in records.
    pub(super) key: String,
    pub(super) shape: Shape,
    pub(super) is_list: bool,
    /// True for lists of options, which old records hold as keys between commas.
    pub(super) is_keys: bool,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    /// The values in words.
    pub(super) kind: String,
    /// The options; empty if they are unknown or the field has none.
    pub(super) options: Vec<OptionItem>,
    pub(super) is_unique: bool,
}

impl Column {
    /// The column of a field, without its name.
    pub(super) fn of(field: &Field, sets: &OptionSets) -> Self {
        let item = match &field.kind {
            Kind::List(item) if Shape::of(item) != Shape::Json => Some(&**item),
            _ => None,
        };
        let scalar = item.unwrap_or(&field.kind);
        let options = match scalar {
            Kind::Choice(options) => of_set(options, sets),
            _ => Vec::new(),
        };
        let is_id = field.key == "_id";
        Self {
            name: String::new(),
            key: field.key.clone(),
            // Ids are texts, whatever the definition declares.
            shape: if is_id { Shape::Text } else { Shape::of(scalar) },
            is_list: item.is_some() && !is_id,
            is_keys: matches!(item, Some(Kind::Choice(_))),
            title: field.title.clone(),
            description: field.description.clone(),
            kind: field.kind.name(),
            options,
            is_unique: !is_id && item.is_none() && (field.unique || field.format == "one-one"),
        }
    }

    /// The type in SQL.
    pub(super) fn sql_type(&self, json: JsonType) -> String {
        format!("{}{}", self.shape.scalar().sql(json), if self.is_list { "[]" } else { "" })
    }
}

/// The options of a choice: its own, or those of the set that it names.
fn of_set(options: &Options, sets: &OptionSets) -> Vec<OptionItem> {
    match options.set.as_deref().and_then(|name| sets.get(name)) {
        Some(set) if options.items.is_empty() => set.items.clone(),
        _ => options.items.clone(),
    }
}
