//! A model as a table.

mod relation;

use std::collections::HashSet;
use std::sync::LazyLock;

use weda_definition::{Definition, Field, FieldJudge, Kind, RelationStyle};

use crate::stage::Stage;
pub(crate) use relation::{Link, LinkColumn, Relation, max_related};

/// The fields that every record has, declared or not.
static IMPLIED: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let text = r#"{ "type": "object", "properties": {
        "_id": { "type": "string" },
        "createdAt": { "type": "number", "format": "datetime" },
        "updatedAt": { "type": "number", "format": "datetime" },
        "owner": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" } },
        "createBy": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" } },
        "updateBy": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" } }
    } }"#;
    Definition::parse("implied", "built in", text).expect("a constant that the tests parse").fields
});

/// The ending of the names of tables with trial data.
pub(crate) const PREVIEW: &str = "-preview";

/// The name of a model's table in a stage, as statements and definitions name it.
pub(crate) fn table_name(identifier: &str, stage: Stage) -> String {
    match stage {
        Stage::Pre => format!("{identifier}{PREVIEW}"),
        Stage::Prod => identifier.to_owned(),
    }
}

/// The fields that every record has and a definition does not declare.
fn implied(definition: &Definition) -> impl Iterator<Item = &'static Field> {
    IMPLIED.iter().filter(|field| definition.field(&field.key).is_none())
}

/// All fields of a model's records, declared or not.
pub(crate) fn fields(definition: &Definition) -> impl Iterator<Item = &Field> {
    let implied: Vec<&Field> = implied(definition).collect();
    definition.fields.iter().chain(implied)
}

/// A model that the emulator serves in one stage.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) identifier: String,
    pub(crate) stage: Stage,
    /// True for a model of the platform: served read-only, with the same records in both stages.
    pub(crate) system: bool,
    pub(crate) columns: Vec<Column>,
    /// Fields that are not stored: the reverse sides of relations.
    virtual_fields: Vec<Field>,
    /// The keys of all fields, stored or not.
    keys: HashSet<String>,
    /// The table's number in the catalog and its name in SQL. Its first column, `place`, is the order of creation.
    pub(crate) number: i64,
    pub(crate) table: String,
    /// The columns of a SELECT, in the order of `columns`.
    pub(crate) names: String,
    /// The statement that reads the records at the places of an array, in its order.
    pub(crate) at_places: String,
    /// The statement that inserts a record; its place is the last parameter.
    pub(crate) insert: String,
    /// The statement that inserts a record whose system values are all made by the emulator: `?1` is the time, `?2` the
    /// user; the other columns follow in their order.
    pub(crate) insert_with_system_values: String,
}

/// A value that the platform writes to every record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SystemValue {
    /// The time of the creation or change.
    Time,
    /// That time, in a field that the definition declares as text.
    TimeAsText,
    /// The user who creates or changes the record.
    User,
}

/// A stored field.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) field: Field,
    /// The name in SQL. It contains a number, not the key, since SQLite does not distinguish `subTitle` and `subtitle`.
    pub(crate) name: String,
    /// File and line of the declaration, for messages.
    pub(crate) declared: String,
    /// The beginning of the member in a printed record: `,"name":`.
    pub(crate) member: String,
    /// Checks values against the definition.
    pub(crate) judge: FieldJudge,
}

impl Model {
    /// The model of a definition; `number_of` returns the number of a field's column.
    pub(crate) fn of(
        definition: &Definition,
        stage: Stage,
        number: i64,
        mut number_of: impl FnMut(&str) -> i64,
    ) -> Self {
        let implied = implied(definition);
        let declared = definition.fields.iter().map(|field| (field, format!("{}:{}", definition.source, field.line)));
        let all = declared.chain(implied.map(|field| (field, "built in".to_owned())));
        let (mut columns, mut virtual_fields) = (Vec::new(), Vec::new());
        for (field, declared) in all {
            if field.is_stored() || field.key == "_id" {
                columns.push(Column::of(field, number_of(&field.key), declared));
            } else {
                virtual_fields.push(field.clone());
            }
        }
        let fields = columns.iter().map(|column: &Column| &column.field).chain(&virtual_fields);
        let keys = fields.map(|field| field.key.clone()).collect();
        let table = format!("records_{number}");
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let names = names.join(", ");
        // `CROSS JOIN` keeps the order of the tables, and so that of the places.
        let at_places = format!("SELECT {names} FROM rarray(?1) CROSS JOIN {table} ON place = value");
        let places: Vec<String> = (1..=columns.len() + 1).map(|index| format!("?{index}")).collect();
        let insert = format!("INSERT INTO {table} ({names}, place) VALUES ({})", places.join(", "));
        let mut last = 2;
        let stamped: Vec<String> = columns
            .iter()
            .map(|column| match column.system_value() {
                Some(SystemValue::Time) => "?1".to_owned(),
                Some(SystemValue::TimeAsText) => "CAST(?1 AS TEXT)".to_owned(),
                Some(SystemValue::User) => "?2".to_owned(),
                None => {
                    last += 1;
                    format!("?{last}")
                }
            })
            .collect();
        let insert_with_system_values = format!("INSERT INTO {table} ({names}) VALUES ({})", stamped.join(", "));
        let (identifier, system) = (definition.identifier.clone(), definition.is_system());
        Self {
            identifier,
            stage,
            system,
            columns,
            virtual_fields,
            keys,
            number,
            table,
            names,
            at_places,
            insert,
            insert_with_system_values,
        }
    }

    /// Returns true if a field, stored or not, has this key.
    pub(crate) fn has_field(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// The column of the field with this key.
    pub(crate) fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field.key == key)
    }

    /// The field with this key, if it is a virtual one.
    pub(crate) fn virtual_field(&self, key: &str) -> Option<&Field> {
        self.virtual_fields.iter().find(|field| field.key == key)
    }

    pub(crate) fn virtual_fields(&self) -> &[Field] {
        &self.virtual_fields
    }

    /// The keys of all stored fields, for messages.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.field.key.clone()).collect()
    }

    /// The statement that reads some columns of the record with an id.
    pub(crate) fn by_id(&self, columns: &str) -> String {
        format!("SELECT {columns} FROM {} WHERE {} = ?1", self.table, self.id_column())
    }

    /// The statement that finds a value of a column in a record other than the one with the id `?2`.
    pub(crate) fn in_another(&self, column: &Column) -> String {
        format!("SELECT 1 FROM {} WHERE {} AND {} IS NOT ?2", self.table, column.equals("?1"), self.id_column())
    }

    /// The statement that finds the records that refer to another one by this column.
    pub(crate) fn referring(&self, column: &Column) -> String {
        format!("SELECT {} FROM {} WHERE {}", self.id_column(), self.table, column.equals("?1"))
    }

    /// The index of the `_id` column.
    pub(crate) fn id_index(&self) -> usize {
        self.columns.iter().position(|column| column.field.key == "_id").unwrap_or_default()
    }

    /// The SQL name of the `_id` column.
    pub(crate) fn id_column(&self) -> &str {
        &self.column("_id").expect("`_id` is implied where it is not declared").name
    }
}

impl Column {
    fn of(field: &Field, number: i64, declared: String) -> Self {
        let mut field = field.clone();
        if field.key == "_id" {
            // Ids are texts, whatever the definition declares.
            field.kind = Kind::Text;
        }
        let member = format!(",{}:", serde_json::Value::from(field.key.as_str()));
        let judge = FieldJudge::new(&field);
        Self { field, name: format!("c{number}"), declared, member, judge }
    }

    /// The value that the platform writes, or `None` if the declared kind cannot hold it.
    pub(crate) fn system_value(&self) -> Option<SystemValue> {
        let kind = &self.field.kind;
        let is_text = matches!(kind, Kind::Text | Kind::File | Kind::AreaCode);
        match self.field.key.as_str() {
            _ if self.field.is_writable() => None,
            "createdAt" | "updatedAt" if is_text => Some(SystemValue::TimeAsText),
            "createdAt" | "updatedAt" => {
                matches!(kind, Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date).then_some(SystemValue::Time)
            }
            "owner" | "createBy" | "updateBy" => {
                (is_text || matches!(kind, Kind::Relation(_))).then_some(SystemValue::User)
            }
            _ => None,
        }
    }

    /// Returns true if values must be unique. Empty texts are exempt: unset relations are `""`.
    pub(crate) fn is_unique(&self) -> bool {
        self.field.unique || self.field.key == "_id"
    }

    /// The condition of the partial index of a unique field; `None` if the index is not partial.
    pub(crate) fn index_condition(&self) -> Option<String> {
        (self.is_unique() && self.field.key != "_id").then(|| format!("{} <> ''", self.name))
    }

    /// The condition that the field equals a non-empty value, written so that SQLite uses the partial index.
    pub(crate) fn equals(&self, value: &str) -> String {
        match self.index_condition() {
            Some(given) => format!("({} = {value} AND {given})", self.name),
            None => format!("{} = {value}", self.name),
        }
    }

    /// Returns true if the field has an index even where it is not unique.
    pub(crate) fn is_indexed(&self) -> bool {
        // The platform's own relations all refer to few users: an index would not pay off.
        let is_relation = matches!(self.field.kind, Kind::Relation(_)) && !self.field.system;
        is_relation || self.field.key == "createdAt"
    }

    /// Returns true if records can be sorted by the field: JSON text has no order.
    pub(crate) fn is_sortable(&self) -> bool {
        !matches!(self.field.kind, Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
    }

    /// Returns true for a relation whose target may have one record only, where no index refuses a second one.
    pub(crate) fn is_one_one(&self) -> bool {
        self.field.format == "one-one" && !self.is_unique()
    }

    /// Returns true for a relation that is stored as an object.
    pub(crate) fn is_object_relation(&self) -> bool {
        matches!(&self.field.kind, Kind::Relation(relation) if relation.style == RelationStyle::Object)
    }
}
