//! A model as a table.

use std::collections::HashSet;
use std::sync::LazyLock;

use weda_definition::{Definition, Field, FieldJudge, Kind, RelationStyle};

use crate::stage::Stage;

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

/// A model that the emulator serves in one stage.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) identifier: String,
    pub(crate) stage: Stage,
    /// Whether the model is the platform's: served read-only, with the same records in both stages.
    pub(crate) system: bool,
    pub(crate) columns: Vec<Column>,
    /// Fields that no record holds: the reverse sides of relations.
    virtual_fields: Vec<Field>,
    /// The keys of all of them.
    keys: HashSet<String>,
    /// The table's number in the catalog and its name in SQL. Its first column, `place`, keeps the order in which
    /// records came.
    pub(crate) number: i64,
    pub(crate) table: String,
    /// The columns of a SELECT, in the order of `columns`.
    pub(crate) names: String,
    /// The statement that reads the record at a place.
    pub(crate) at_place: String,
    /// The statement that stores a record; its place comes last.
    pub(crate) insert: String,
    /// The same for a record whose stamps are all made now: `?1` is the time, `?2` the user, and the columns that have no
    /// stamp follow in their order.
    pub(crate) insert_stamped: String,
}

/// What the platform notes on every record in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// When the record is made or changed.
    Moment,
    /// The same in a field that a definition calls a text.
    MomentAsText,
    /// Who does it.
    User,
}

/// A stored field.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) field: Field,
    /// The name in SQL. It says a number, not the key: SQLite takes `subTitle` and `subtitle` for one name.
    pub(crate) name: String,
    /// Where the field is declared, for messages.
    pub(crate) declared: String,
    /// How the field begins inside a record that is printed: `,"name":`.
    pub(crate) member: String,
    /// What the definition says of values.
    pub(crate) judge: FieldJudge,
}

impl Model {
    /// The model of a definition; `number_of` tells the number of a field's column.
    pub(crate) fn of(
        definition: &Definition,
        stage: Stage,
        number: i64,
        mut number_of: impl FnMut(&str) -> i64,
    ) -> Self {
        let implied = IMPLIED.iter().filter(|field| definition.field(&field.key).is_none());
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
        let at_place = format!("SELECT {names} FROM {table} WHERE place = ?1");
        let places: Vec<String> = (1..=columns.len() + 1).map(|index| format!("?{index}")).collect();
        let insert = format!("INSERT INTO {table} ({names}, place) VALUES ({})", places.join(", "));
        let mut last = 2;
        let stamped: Vec<String> = columns
            .iter()
            .map(|column| match column.stamp() {
                Some(Stamp::Moment) => "?1".to_owned(),
                Some(Stamp::MomentAsText) => "CAST(?1 AS TEXT)".to_owned(),
                Some(Stamp::User) => "?2".to_owned(),
                None => {
                    last += 1;
                    format!("?{last}")
                }
            })
            .collect();
        let insert_stamped = format!("INSERT INTO {table} ({names}) VALUES ({})", stamped.join(", "));
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
            at_place,
            insert,
            insert_stamped,
        }
    }

    /// Whether a field has this key.
    pub(crate) fn has_field(&self, key: &str) -> bool {
        self.keys.contains(key)
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

    /// The statement that reads some columns of the record with an id.
    pub(crate) fn by_id(&self, columns: &str) -> String {
        format!("SELECT {columns} FROM {} WHERE {} = ?1", self.table, self.id_column())
    }

    /// The statement that finds a value of a column in another record than the one with the id `?2`.
    pub(crate) fn in_another(&self, column: &Column) -> String {
        format!("SELECT 1 FROM {} WHERE {} AND {} IS NOT ?2", self.table, column.equals("?1"), self.id_column())
    }

    /// The statement that finds the records which refer to another by a column.
    pub(crate) fn referring(&self, column: &Column) -> String {
        format!("SELECT {} FROM {} WHERE {}", self.id_column(), self.table, column.equals("?1"))
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
            // Whatever a definition makes of it: the id is a text.
            field.kind = Kind::Text;
        }
        let member = format!(",{}:", serde_json::Value::from(field.key.as_str()));
        let judge = FieldJudge::new(&field);
        Self { field, name: format!("c{number}"), declared, member, judge }
    }

    /// What the platform fills in: nothing where a definition makes something of the field that cannot hold it.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let kind = &self.field.kind;
        let is_text = matches!(kind, Kind::Text | Kind::File | Kind::AreaCode);
        match self.field.key.as_str() {
            _ if self.field.is_writable() => None,
            "createdAt" | "updatedAt" if is_text => Some(Stamp::MomentAsText),
            "createdAt" | "updatedAt" => {
                matches!(kind, Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date).then_some(Stamp::Moment)
            }
            "owner" | "createBy" | "updateBy" => (is_text || matches!(kind, Kind::Relation(_))).then_some(Stamp::User),
            _ => None,
        }
    }

    /// Whether no two records may share a value. An empty text counts as none: unset relations are `""`.
    pub(crate) fn is_unique(&self) -> bool {
        self.field.unique || self.field.key == "_id"
    }

    /// The condition that a value stands in the index of a unique field; `None` where each value does.
    pub(crate) fn given(&self) -> Option<String> {
        (self.is_unique() && self.field.key != "_id").then(|| format!("{} <> ''", self.name))
    }

    /// The condition that the field has a value that is not the empty text, in the words that its index is found by.
    pub(crate) fn equals(&self, value: &str) -> String {
        match self.given() {
            Some(given) => format!("({} = {value} AND {given})", self.name),
            None => format!("{} = {value}", self.name),
        }
    }

    /// Whether filters find values of the field without a look at every record, also where it is not unique.
    pub(crate) fn is_indexed(&self) -> bool {
        // The system's own relations all name the few users: an index would only cost.
        let is_relation = matches!(self.field.kind, Kind::Relation(_)) && !self.field.system;
        is_relation || self.field.key == "createdAt"
    }

    /// Whether records can be sorted by the field: JSON text has no order.
    pub(crate) fn is_sortable(&self) -> bool {
        !matches!(self.field.kind, Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
    }

    /// Whether the field is a relation of the newer kind.
    pub(crate) fn is_new_relation(&self) -> bool {
        matches!(&self.field.kind, Kind::Relation(relation) if relation.style == RelationStyle::Object)
    }
}
