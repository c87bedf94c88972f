//! A model as tables.

use std::sync::LazyLock;

use regex_lite::Regex;
use weda_definition::{Definition, Field, Generation, Kind};

use crate::route::Stage;

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

/// A model that the emulator serves.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) identifier: String,
    /// Whether the model is the platform's: served read-only, with the same records in both stages.
    pub(crate) system: bool,
    pub(crate) columns: Vec<Column>,
    /// Fields that no record holds: the reverse sides of relations.
    virtual_fields: Vec<Field>,
    number: usize,
}

/// A stored field.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) field: Field,
    /// The name in SQL. It says the position, not the key: SQLite takes `subTitle` and `subtitle` for one name.
    pub(crate) name: String,
    /// Where the field is declared, for messages.
    pub(crate) declared: String,
    /// The field's pattern, where it can be understood.
    pub(crate) pattern: Option<Regex>,
}

impl Model {
    /// The model of a definition; `number` is its place among all models.
    pub(crate) fn of(definition: &Definition, number: usize) -> Self {
        let implied = IMPLIED.iter().filter(|field| definition.field(&field.key).is_none());
        let declared = definition.fields.iter().map(|field| (field, format!("{}:{}", definition.source, field.line)));
        let all = declared.chain(implied.map(|field| (field, "built in".to_owned())));
        let (mut columns, mut virtual_fields) = (Vec::new(), Vec::new());
        for (field, declared) in all {
            if field.is_stored() || field.key == "_id" {
                columns.push(Column::of(field, columns.len(), declared));
            } else {
                virtual_fields.push(field.clone());
            }
        }
        let (identifier, system) = (definition.identifier.clone(), definition.is_system());
        Self { identifier, system, columns, virtual_fields, number }
    }

    /// The column of the field with this key.
    pub(crate) fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field.key == key)
    }

    /// The field with this key, if it is one that no record holds.
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

    /// The SQL name of the `_id` column.
    pub(super) fn id_column(&self) -> &str {
        &self.column("_id").expect("`_id` is implied where it is not declared").name
    }

    /// The table of a stage. System models have one for both.
    pub(super) fn table(&self, stage: Stage) -> String {
        if self.system { format!("system_{}", self.number) } else { format!("{}_{}", stage.name(), self.number) }
    }

    /// The statements that make the tables. `place` keeps the order in which records came.
    pub(super) fn create_tables(&self) -> String {
        let mut tables: Vec<String> = Stage::ALL.iter().map(|stage| self.table(*stage)).collect();
        tables.dedup();
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let mut sql = String::new();
        for table in tables {
            sql += &format!("CREATE TABLE {table} (place INTEGER PRIMARY KEY, {});\n", names.join(", "));
            for column in self.columns.iter().filter(|column| column.is_unique()) {
                sql += &format!("CREATE UNIQUE INDEX {table}_{0} ON {table} ({0}) WHERE {0} <> '';\n", column.name);
            }
        }
        sql
    }
}

impl Column {
    fn of(field: &Field, position: usize, declared: String) -> Self {
        let mut field = field.clone();
        if field.key == "_id" {
            // Whatever a definition makes of it: the id is a text.
            field.kind = Kind::Text;
        }
        let pattern = field.pattern.as_ref().and_then(|pattern| match Regex::new(pattern) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                tracing::warn!("{declared}: the pattern of `{}` is not checked: {error}", field.key);
                None
            }
        });
        Self { field, name: format!("c{position}"), declared, pattern }
    }

    /// Whether no two records may share a value. An empty text counts as none: unset relations are `""`.
    pub(super) fn is_unique(&self) -> bool {
        self.field.unique || self.field.key == "_id"
    }

    /// Whether records can be sorted by the field: JSON text has no order.
    pub(crate) fn is_sortable(&self) -> bool {
        !matches!(self.field.kind, Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
    }

    /// Whether the field is a relation of the newer kind.
    pub(crate) fn is_new_relation(&self) -> bool {
        matches!(&self.field.kind, Kind::Relation(relation) if relation.generation == Generation::New)
    }
}
