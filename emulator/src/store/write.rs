//! Writing records.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::{Map, Value as Json};
use weda_definition::Kind;

use super::{Broken, Column, Model, Profile, Refusal, Row, Stage, Store, auto_number};
use crate::misfit::Misfit;
use crate::value;

/// The members of a record, as they came.
type Body = Map<String, Json>;

/// Who gives a new record its values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A caller, whose values for system fields are ignored.
    Caller,
    /// A file of records, which keeps its ids, times and owners.
    File,
}

impl Store {
    /// Stores a new record of a model that exists and answers its values.
    pub(crate) fn create(&mut self, stage: Stage, model: &str, body: &Body, profile: &Profile) -> Result<Row, Refusal> {
        let Self { connection, models, numbers } = self;
        Tables { connection, numbers, stage, model: &models[model], profile }.insert(body, Origin::Caller)
    }

    /// Stores given records of a model that exists, all or none; a refusal comes with the index of the record.
    pub(crate) fn load(
        &mut self,
        stage: Stage,
        model: &str,
        records: &[Body],
        profile: &Profile,
    ) -> Result<(), (usize, Refusal)> {
        let Self { connection, models, numbers } = self;
        let transaction = connection.transaction().map_err(|error| (0, error.into()))?;
        let mut used = numbers.clone();
        let mut tables = Tables { connection: &transaction, numbers: &mut used, stage, model: &models[model], profile };
        for (index, record) in records.iter().enumerate() {
            tables.insert(record, Origin::File).map_err(|refusal| (index, refusal))?;
        }
        transaction.commit().map_err(|error| (0, error.into()))?;
        *numbers = used;
        Ok(())
    }

    /// Changes the fields of a record that the body names. A record that does not exist is left at that.
    pub(crate) fn update(
        &self,
        stage: Stage,
        model: &Model,
        id: &str,
        body: &Body,
        profile: &Profile,
    ) -> Result<(), Refusal> {
        let mut changes: Vec<(&Column, Stored)> = Vec::new();
        for column in model.columns.iter().filter(|column| column.field.is_writable()) {
            if let Some(value) = body.get(&column.field.key) {
                changes.push((column, given(column, value)?));
            }
        }
        if self.get(stage, model, id)?.is_none() {
            return Ok(());
        }
        for (column, value) in &changes {
            check_unique(&self.connection, &model.table(stage), model, column, value, Some(id))?;
        }
        let stamps = [
            ("updatedAt", Stored::Integer(profile.now().as_millisecond())),
            ("updateBy", Stored::Text(profile.user().to_owned())),
        ];
        changes.extend(stamps.into_iter().filter_map(|(key, value)| Some((model.column(key)?, value))));
        let settings: Vec<String> =
            changes.iter().zip(1..).map(|((column, _), index)| format!("{} = ?{index}", column.name)).collect();
        let values = changes.into_iter().map(|(_, value)| value).chain([Stored::Text(id.to_owned())]);
        let sql = format!(
            "UPDATE {} SET {} WHERE {} = ?{}",
            model.table(stage),
            settings.join(", "),
            model.id_column(),
            settings.len() + 1
        );
        self.connection.execute(&sql, params_from_iter(values))?;
        Ok(())
    }

    /// Removes a record, if it exists.
    pub(crate) fn delete(&self, stage: Stage, model: &Model, id: &str) -> rusqlite::Result<()> {
        let sql = format!("DELETE FROM {} WHERE {} = ?1", model.table(stage), model.id_column());
        self.connection.execute(&sql, [id]).map(drop)
    }
}

/// The table of a model in a stage, with what it takes to add records.
struct Tables<'a> {
    connection: &'a Connection,
    numbers: &'a mut BTreeMap<(String, usize), u64>,
    stage: Stage,
    model: &'a Model,
    profile: &'a Profile,
}

impl Tables<'_> {
    fn insert(&mut self, body: &Body, origin: Origin) -> Result<Row, Refusal> {
        let (model, table) = (self.model, self.model.table(self.stage));
        let now = self.profile.now();
        let mut row = Row::new();
        for column in &model.columns {
            row.push(self.first_value(column, body, origin, now)?);
        }
        for (column, value) in model.columns.iter().zip(&row) {
            check_unique(self.connection, &table, model, column, value, None)?;
        }
        // Last, so that a refused record does not use up a number.
        for (index, column) in model.columns.iter().enumerate() {
            if let (Kind::AutoNumber(auto), Stored::Null) = (&column.field.kind, &row[index]) {
                let next = self.numbers.entry((table.clone(), index)).or_insert(auto.start);
                loop {
                    row[index] = Stored::Text(auto_number::text(auto, *next, now));
                    *next = next.wrapping_add(1);
                    match check_unique(self.connection, &table, model, column, &row[index], None) {
                        // Loaded records may hold numbers that the sequence has yet to reach.
                        Err(Refusal::Taken { .. }) if auto_number::is_distinct(auto) => continue,
                        checked => break checked?,
                    }
                }
            }
        }
        let places: Vec<String> = (1..=row.len()).map(|index| format!("?{index}")).collect();
        let names: Vec<&str> = model.columns.iter().map(|column| column.name.as_str()).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
        self.connection.prepare(&sql)?.execute(params_from_iter(&row))?;
        Ok(row)
    }

    /// The value of a column in a new record; automatic numbers are left for later.
    fn first_value(&self, column: &Column, body: &Body, origin: Origin, now: Timestamp) -> Result<Stored, Refusal> {
        let field = &column.field;
        let value = body.get(&field.key).filter(|_| origin == Origin::File || field.is_writable());
        if !field.is_writable() {
            return match value {
                Some(Json::String(id)) if field.key == "_id" && id.is_empty() => Err(broken(column, Misfit::EmptyId)),
                None | Some(Json::Null) => Ok(self.made_value(&field.key, now)),
                Some(value) => given(column, value),
            };
        }
        if let Some(value) = value {
            return given(column, value);
        }
        let default = field.default.as_ref().filter(|default| self.profile.is_default(default));
        // Definitions hold defaults of the wrong type; such a one is no default.
        match default.and_then(|default| value::store(column, default).ok()) {
            Some(default) => Ok(default),
            None => given(column, &Json::Null),
        }
    }

    /// What the platform fills in.
    fn made_value(&self, key: &str, now: Timestamp) -> Stored {
        match key {
            "_id" => Stored::Text(self.profile.new_id()),
            "createdAt" | "updatedAt" => Stored::Integer(now.as_millisecond()),
            "owner" | "createBy" | "updateBy" => Stored::Text(self.profile.user().to_owned()),
            "_departmentList" => Stored::Text("[]".to_owned()),
            _ => Stored::Null,
        }
    }
}

/// A value that somebody gave, null included.
fn given(column: &Column, value: &Json) -> Result<Stored, Refusal> {
    if value.is_null() {
        let missing = column.field.is_writable() && column.field.required;
        return if missing { Err(broken(column, Misfit::Missing)) } else { Ok(Stored::Null) };
    }
    value::store(column, value).map_err(|misfit| broken(column, misfit))
}

fn broken(column: &Column, misfit: Misfit) -> Refusal {
    Refusal::Broken(Broken { field: column.field.key.clone(), declared: column.declared.clone(), misfit })
}

/// Refuses a value that another record than `own` has in a unique column.
fn check_unique(
    connection: &Connection,
    table: &str,
    model: &Model,
    column: &Column,
    value: &Stored,
    own: Option<&str>,
) -> Result<(), Refusal> {
    if !column.is_unique() || *value == Stored::Null || *value == Stored::Text(String::new()) {
        return Ok(());
    }
    let sql =
        format!("SELECT 1 FROM {table} WHERE {0} <> '' AND {0} = ?1 AND {1} IS NOT ?2", column.name, model.id_column());
    let mut statement = connection.prepare(&sql)?;
    let taken = statement.query_row((value, own), |_| Ok(())).optional()?.is_some();
    let refusal = || Refusal::Taken { field: column.field.key.clone(), declared: column.declared.clone() };
    if taken { Err(refusal()) } else { Ok(()) }
}
