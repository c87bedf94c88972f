//! Records as the program that starts the emulator has them.

use std::sync::Arc;

use rusqlite::types::Value as Stored;
use serde_json::Value;
use weda_definition::Kind;

use super::Emulator;
use super::load::no_object;
use crate::error::Error;
use crate::schema::{Column, Model};
use crate::stage::Stage;
use crate::store::{Row, Store};

impl Emulator {
    /// Adds records to a model: all of them or, on an error, none. `student` is the model of `pre`, `prod/student` that of
    /// `prod`, as in the paths of calls.
    ///
    /// A record is an object of fields. Lists, objects and relations may be given as they are or as JSON text; `_id`,
    /// times, owners and automatic numbers are kept where they are given and made where they are not. Fields that the
    /// model does not have or does not store are ignored. System models have the same records in both stages.
    ///
    /// # Errors
    /// The environment type or the model is unknown, or a record breaks the definition.
    pub fn load(&self, model: &str, records: impl IntoIterator<Item = Value>) -> Result<(), Error> {
        let (stage, model) = place(model)?;
        let mut objects = Vec::new();
        for record in records {
            let Value::Object(object) = record else { return Err(no_object(None, model, objects.len() + 1)) };
            objects.push(object);
        }
        let mut store = self.store();
        let found = known(&mut store, stage, model)?;
        let loaded = store.load(&found, &objects, self.service.context());
        loaded.map_err(|(index, refusal)| Error::Record {
            file: None,
            model: model.to_owned(),
            position: index + 1,
            reason: refusal.to_string(),
        })
    }

    /// All records of a model, named as in [`load`](Self::load), in the order of their creation: lists, objects and relations
    /// as they are, not as JSON text. A text or null in a field that holds any JSON is the exception: `load` would make
    /// something else of it.
    ///
    /// # Errors
    /// The environment type or the model is unknown, or the data file cannot be read.
    pub fn records(&self, model: &str) -> Result<Vec<Value>, Error> {
        let (stage, model) = place(model)?;
        let mut store = self.store();
        let model = known(&mut store, stage, model)?;
        let rows = store.all(&model).map_err(Error::storage)?;
        Ok(rows.iter().map(|row| native(&model, row)).collect())
    }

    /// Removes all records of all models but the system models, and lets automatic numbers begin anew. What is left is
    /// another store, with another [`store_id`](Self::store_id).
    ///
    /// # Errors
    /// The data file cannot be written.
    pub fn reset(&self) -> Result<(), Error> {
        self.service.clear().map_err(Error::storage)
    }
}

/// The stage and the identifier of a model's name. Records are of `pre` where no stage is named, as for clients.
fn place(name: &str) -> Result<(Stage, &str), Error> {
    let Some((stage, model)) = name.split_once('/') else { return Ok((Stage::Pre, name)) };
    let stage = Stage::named(stage).ok_or_else(|| Error::UnknownStage { name: stage.to_owned() })?;
    Ok((stage, model))
}

pub(super) fn known(store: &mut Store, stage: Stage, identifier: &str) -> Result<Arc<Model>, Error> {
    let unknown = |known| Error::UnknownModel { model: identifier.to_owned(), known };
    store.model(stage, identifier).map_err(Error::storage)?.ok_or_else(|| unknown(store.identifiers(stage)))
}

/// A record with native values.
fn native(model: &Model, row: &Row) -> Value {
    let member = |(column, stored): (&Column, &Stored)| {
        (column.field.key.clone(), value(column, stored, &|json, _| is_itself(json)))
    };
    Value::Object(model.columns.iter().zip(row).map(member).collect())
}

/// A record as it is written to files: native values where they print as the text that they were, or else that text. What
/// has no value is left out, unless its default would take the place.
pub(super) fn saved(model: &Model, row: &Row) -> Value {
    let is_same =
        |json: &Value, text: &str| is_itself(json) && serde_json::to_string(json).is_ok_and(|printed| printed == text);
    let member = |(column, stored): (&Column, &Stored)| {
        let is_told = *stored != Stored::Null || column.field.default.is_some();
        is_told.then(|| (column.field.key.clone(), value(column, stored, &is_same)))
    };
    Value::Object(model.columns.iter().zip(row).filter_map(member).collect())
}

/// Whether a value that is read is what is stored: of a text the JSON inside would be, of null nothing.
fn is_itself(json: &Value) -> bool {
    !json.is_string() && !json.is_null()
}

/// A value. Lists and objects are JSON text, unless what it says may stand for it.
fn value(column: &Column, stored: &Stored, may: &impl Fn(&Value, &str) -> bool) -> Value {
    match (stored, &column.field.kind) {
        (Stored::Integer(flag), Kind::Boolean) => Value::Bool(*flag != 0),
        (Stored::Integer(whole), _) => Value::from(*whole),
        (Stored::Real(double), _) => Value::from(*double),
        (Stored::Text(id), _) if column.is_new_relation() => serde_json::json!({ "_id": id }),
        (Stored::Text(text), Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json) => {
            let json = serde_json::from_str(text).ok().filter(|json| may(json, text));
            json.unwrap_or_else(|| Value::String(text.clone()))
        }
        (Stored::Text(text), _) => Value::String(text.clone()),
        (Stored::Null | Stored::Blob(_), _) => Value::Null,
    }
}
