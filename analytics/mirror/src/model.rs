//! Models as columns of a copy.

use std::sync::LazyLock;

use weda_definition::{Definition, Field, Kind, OptionItem, OptionSets, PLATFORM_KEYS};

/// The fields that every record has, whether its definition declares them or not.
static IMPLIED: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let text = r#"{ "type": "object", "properties": {
        "_id": { "type": "string", "x-system": true },
        "createdAt": { "type": "number", "format": "datetime", "x-system": true },
        "updatedAt": { "type": "number", "format": "datetime", "x-system": true },
        "owner": { "type": "string", "x-system": true },
        "createBy": { "type": "string", "x-system": true },
        "updateBy": { "type": "string", "x-system": true }
    } }"#;
    Definition::parse("implied", "built in", text).expect("a constant, which the tests parse").fields
});

/// The key of the time of the last change, by which changes are found.
pub(crate) const UPDATED_AT: &str = "updatedAt";

/// A model to copy: its columns and the labels of its options.
#[derive(Debug, Clone)]
pub struct Model {
    /// The definition, with the fields that every record has.
    pub(crate) definition: Definition,
    /// The columns; the first is `_id`.
    pub(crate) columns: Vec<Column>,
    /// The options of fields: the key of the field, and its options in their order.
    pub(crate) options: Vec<(String, Vec<OptionItem>)>,
}

/// A column of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The key of the field.
    pub(crate) key: String,
    /// The display title.
    pub(crate) title: Option<String>,
    /// The kind of the field in words.
    pub(crate) kind: String,
    /// The form of the values.
    pub(crate) form: Form,
}

/// The form of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A text.
    Text,
    /// The id of another record, as text.
    Relation,
    /// A whole number of up to 19 digits.
    Integer,
    /// A double.
    Number,
    /// True or false.
    Boolean,
    /// A point in time.
    Moment,
    /// A day in China.
    Day,
    /// A time of day.
    Time,
    /// A list or an object, as JSON.
    Json,
}

impl Form {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Number => Self::Number,
            Kind::Integer => Self::Integer,
            Kind::Boolean => Self::Boolean,
            Kind::DateTime => Self::Moment,
            Kind::Date => Self::Day,
            Kind::Time => Self::Time,
            Kind::Location | Kind::List(_) | Kind::Object(_) | Kind::Json => Self::Json,
            Kind::Relation(_) => Self::Relation,
            _ => Self::Text,
        }
    }

    /// The name of the type in a copy. A field whose type changes needs a new copy.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Text | Self::Relation => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Moment => "moment",
            Self::Day => "day",
            Self::Time => "time",
            Self::Json => "json",
        }
    }
}

impl Model {
    /// Describes the copy of a model. Fields that every record has need not be declared; lists of related records are not
    /// stored in a record and have no column.
    ///
    /// ```
    /// use weda_definition::{Definition, OptionSets};
    /// use weda_mirror::Model;
    ///
    /// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
    /// let student = Definition::parse("student", "student.json", text)?;
    /// assert_eq!(Model::new(&student, &OptionSets::default()).identifier(), "student");
    /// # Ok::<(), weda_definition::Error>(())
    /// ```
    #[must_use]
    pub fn new(definition: &Definition, option_sets: &OptionSets) -> Self {
        let mut definition = definition.clone();
        let missing = IMPLIED.iter().filter(|field| definition.field(&field.key).is_none()).cloned();
        let missing: Vec<Field> = missing.collect();
        definition.fields.extend(missing);
        // The id first, then the fields in the order of the definition, those of the platform last.
        definition.fields.sort_by_key(|field| match field.key.as_str() {
            "_id" => 0,
            key if PLATFORM_KEYS.contains(&key) => 2,
            _ => 1,
        });
        let stored = definition.fields.iter().filter(|field| field.is_stored());
        let column = |field: &Field| Column {
            key: field.key.clone(),
            title: field.title.clone(),
            kind: field.kind.name(),
            // Even if a definition has another kind for it: the identity of records is a text.
            form: if field.key == "_id" { Form::Text } else { Form::of(&field.kind) },
        };
        let columns = stored.clone().map(column).collect();
        let options = stored
            .filter_map(|field| match field.kind.innermost() {
                Kind::Choice(options) => {
                    let shared = options.set.as_deref().and_then(|set| option_sets.get(set)).map(|set| &set.items);
                    let items = if options.items.is_empty() { shared } else { Some(&options.items) };
                    Some((field.key.clone(), items?.clone()))
                }
                _ => None,
            })
            .collect();
        Self { definition, columns, options }
    }

    /// Returns the identifier (标识) of the model.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.definition.identifier
    }

    /// Returns true if changes can be found by the time of the last change.
    pub(crate) fn has_updated_at(&self) -> bool {
        let form = self.columns.iter().find(|column| column.key == UPDATED_AT).map(|column| column.form);
        matches!(form, Some(Form::Moment | Form::Integer | Form::Number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_platform_are_added_and_virtual_ones_left_out() {
        let text = r#"{ "properties": {
            "updatedAt": { "type": "string" }, "name": { "type": "string" }, "_id": { "type": "string" },
            "books": { "type": "array", "format": "one-many", "x-parent": { "parentDataSourceName": "book" } } } }"#;
        let definition = Definition::parse("student", "student.json", text).unwrap();
        let model = Model::new(&definition, &OptionSets::default());
        let keys: Vec<&str> = model.columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(keys, ["_id", "name", "updatedAt", "createdAt", "owner", "createBy", "updateBy"]);
        assert!(!model.has_updated_at(), "a text has no order of time");
    }
}
