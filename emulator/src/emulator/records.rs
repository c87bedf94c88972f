//! Loading, reading and removing records from Rust.

use std::sync::Arc;

use rusqlite::types::Value as Stored;
use serde_json::{Map, Value};
use weda_definition::Kind;

use super::Emulator;
use super::links::{self, SavedLinks};
use super::load::not_an_object;
use crate::error::Error;
use crate::schema::{Column, Model};
use crate::stage::Stage;
use crate::store::{Context, ListChange, Load, Row, Store};

impl Emulator {
    /// Adds records to a model: all of them or, on an error, none. `student` names the model in `pre`, `prod/student`
    /// that in `prod`.
    ///
    /// A record is an object of fields. Lists, objects and relations may be native JSON or JSON text; `_id`, times,
    /// owners and automatic numbers are made where a record lacks them. The relations to many records that have no field
    /// to one record on their other side are lists of `{"_id": ".."}`. Fields that the model does not have or does not
    /// store are ignored. System models have the same records in both stages.
    ///
    /// # Errors
    /// Returns an error if the environment type or the model is unknown, or a record violates the definition.
    pub fn load(&self, model: &str, records: impl IntoIterator<Item = Value>) -> Result<(), Error> {
        let (name, (_, model)) = (model, split_name(model)?);
        let mut objects = Vec::new();
        for record in records {
            let Value::Object(object) = record else { return Err(not_an_object(None, model, objects.len() + 1)) };
            objects.push(object);
        }
        self.load_objects(name, objects).map(drop)
    }

    /// Adds records to a model, and returns their ids.
    pub(super) fn load_objects(&self, name: &str, objects: Vec<Map<String, Value>>) -> Result<Vec<String>, Error> {
        let (stage, model) = split_name(name)?;
        let mut store = self.store();
        let found = find_model(&mut store, stage, model)?;
        let invalid = |index: usize, reason: String| Error::Record {
            file: None,
            model: model.to_owned(),
            position: index + 1,
            reason,
        };
        let relations = store.linked(&found).map_err(Error::storage)?;
        let links = links::changes(&objects, &relations, ListChange::Add);
        let links = links.map_err(|(index, reason)| invalid(index, reason))?;
        let load = Load { model: found, bodies: objects, links };
        let profile = self.service.profile();
        let context = Context::of(&profile, self.service.clock.now());
        store.load(&load, context).map_err(|(index, error)| invalid(index, error.to_string()))
    }

    /// All records of a model, named as in [`load`](Self::load), in the order of their creation. Lists, objects and
    /// relations are native JSON, not JSON text, except a text or null in a field that holds any JSON: `load` would
    /// read it differently. A relation to many records is a list of `{"_id": ".."}`, in the records of one side, if both
    /// sides have many or the other side has no field for it; other relations to many are left out, since the records of
    /// the other side have them.
    ///
    /// # Errors
    /// Returns an error if the environment type or the model is unknown, or the data file cannot be read.
    pub fn records(&self, model: &str) -> Result<Vec<Value>, Error> {
        let (stage, model) = split_name(model)?;
        let mut store = self.store();
        let model = find_model(&mut store, stage, model)?;
        let rows = store.all(&model).map_err(Error::storage)?;
        let links = SavedLinks::read(&mut store, &model)?;
        Ok(rows.iter().map(|row| links.add_to(native(&model, row), row)).collect())
    }

    /// Removes all records except those of system models, and restarts automatic numbers. The store gets a new
    /// [`store_id`](Self::store_id).
    ///
    /// # Errors
    /// Returns an error if the data file cannot be written.
    pub fn reset(&self) -> Result<(), Error> {
        self.service.clear().map_err(Error::storage)
    }
}

/// Splits a model's name into stage and identifier. The stage defaults to `pre`, as for clients.
pub(super) fn split_name(name: &str) -> Result<(Stage, &str), Error> {
    let Some((stage, model)) = name.split_once('/') else { return Ok((Stage::Pre, name)) };
    let stage = Stage::named(stage).ok_or_else(|| Error::UnknownStage { name: stage.to_owned() })?;
    Ok((stage, model))
}

pub(super) fn find_model(store: &mut Store, stage: Stage, identifier: &str) -> Result<Arc<Model>, Error> {
    let unknown = |known| Error::UnknownModel { model: identifier.to_owned(), known };
    store.model(stage, identifier).map_err(Error::storage)?.ok_or_else(|| unknown(store.identifiers(stage)))
}

/// A record with native values.
pub(super) fn native(model: &Model, row: &Row) -> Map<String, Value> {
    let member = |(column, stored): (&Column, &Stored)| {
        (column.field.key.clone(), value(column, stored, &|json, _| loads_unchanged(json)))
    };
    model.columns.iter().zip(row).map(member).collect()
}

/// A record as written to files: native values where they print as the stored text, or else that text. Fields without a
/// value are omitted, unless they have a default.
pub(super) fn saved(model: &Model, row: &Row) -> Map<String, Value> {
    let is_same = |json: &Value, text: &str| {
        loads_unchanged(json) && serde_json::to_string(json).is_ok_and(|printed| printed == text)
    };
    let member = |(column, stored): (&Column, &Stored)| {
        let is_written = *stored != Stored::Null || column.field.default.is_some();
        is_written.then(|| (column.field.key.clone(), value(column, stored, &is_same)))
    };
    model.columns.iter().zip(row).filter_map(member).collect()
}

/// Returns true if loading this native value stores it again: a text would be parsed as JSON, null would clear the field.
fn loads_unchanged(json: &Value) -> bool {
    !json.is_string() && !json.is_null()
}

/// A value. Lists and objects are JSON text, unless `is_native` accepts the parsed value.
fn value(column: &Column, stored: &Stored, is_native: &impl Fn(&Value, &str) -> bool) -> Value {
    match (stored, &column.field.kind) {
        (Stored::Integer(flag), Kind::Boolean) => Value::Bool(*flag != 0),
        (Stored::Integer(whole), _) => Value::from(*whole),
        (Stored::Real(double), _) => Value::from(*double),
        (Stored::Text(id), _) if column.is_object_relation() => serde_json::json!({ "_id": id }),
        (Stored::Text(text), Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json) => {
            let json = serde_json::from_str(text).ok().filter(|json| is_native(json, text));
            json.unwrap_or_else(|| Value::String(text.clone()))
        }
        (Stored::Text(text), _) => Value::String(text.clone()),
        (Stored::Null | Stored::Blob(_), _) => Value::Null,
    }
}

/// A value outside of a record: the key of a group.
pub(super) fn plain(stored: &Stored, kind: &Kind) -> Value {
    match (stored, kind) {
        (Stored::Integer(flag), Kind::Boolean) => Value::Bool(*flag != 0),
        (Stored::Integer(whole), _) => Value::from(*whole),
        (Stored::Real(double), _) => Value::from(*double),
        (Stored::Text(text), _) => Value::from(text.as_str()),
        (Stored::Null | Stored::Blob(_), _) => Value::Null,
    }
}
