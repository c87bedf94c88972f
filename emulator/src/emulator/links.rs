//! Links between records outside of the store: lists of `{"_id": ..}`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::load::Records;
use crate::error::Error;
use crate::schema::{Model, Relation};
use crate::store::{LinkChange, LinkedIds, ListChange, Row, Store};

/// The links of a model's records. Each link is a member of one of its two records only.
pub(super) struct SavedLinks {
    id_index: usize,
    relations: Vec<(Relation, LinkedIds)>,
}

impl SavedLinks {
    /// Reads the links of all records of a model.
    pub(super) fn read(store: &mut Store, model: &Arc<Model>) -> Result<Self, Error> {
        let mut relations = Vec::new();
        for relation in store.linked(model).map_err(Error::storage)? {
            if store.is_saved_here(&relation).map_err(Error::storage)? {
                let linked = store.linked_ids(&relation).map_err(Error::storage)?;
                relations.push((relation, linked));
            }
        }
        Ok(Self { id_index: model.id_index(), relations })
    }

    /// Adds the links of a record to its members. A record without links has empty lists, so that they are cleared in a
    /// record that it replaces.
    pub(super) fn add_to(&self, mut record: Map<String, Value>, row: &Row) -> Value {
        let id = match &row[self.id_index] {
            rusqlite::types::Value::Text(id) => id.as_str(),
            _ => "",
        };
        for (relation, linked) in &self.relations {
            let ids = linked.get(id).map(Vec::as_slice).unwrap_or_default();
            record.insert(relation.key.clone(), ids.iter().map(|id| json!({ "_id": id })).collect());
        }
        Value::Object(record)
    }
}

/// The links of records to be loaded. A list replaces the links of a record; null and a missing member leave them. An
/// error has the index of its record.
pub(super) fn changes(
    records: &Records,
    relations: &[Relation],
    change: ListChange,
) -> Result<Vec<Vec<LinkChange>>, (usize, String)> {
    if relations.is_empty() {
        return Ok(Vec::new());
    }
    let of_record = |(index, record): (usize, &Map<String, Value>)| {
        let mut changes = Vec::new();
        for relation in relations {
            let value = record.get(&relation.key).filter(|value| !value.is_null());
            let Some(value) = value else { continue };
            let targets = targets(value).ok_or_else(|| (index, not_links(&relation.key)))?;
            changes.push(LinkChange { relation: relation.clone(), targets, change });
        }
        Ok(changes)
    };
    records.iter().enumerate().map(of_record).collect()
}

/// The ids in a list of `{"_id": ..}`, or in its JSON text.
fn targets(value: &Value) -> Option<Vec<String>> {
    if let Value::String(text) = value {
        return targets(serde_json::from_str(text).ok().as_ref().filter(|value: &&Value| !value.is_string())?);
    }
    let id = |linked: &Value| linked.get("_id")?.as_str().filter(|id| !id.is_empty()).map(str::to_owned);
    value.as_array()?.iter().map(id).collect()
}

fn not_links(key: &str) -> String {
    format!("field `{key}` is a list of related records: write [{{\"_id\":\"..\"}}]")
}
