//! Deleting records, and the effects on records that refer to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use weda_definition::{Kind, OnDelete, Relation};

use super::WriteError;
use crate::schema::{Column, Model};
use crate::store::{CatalogError, Store, links};

/// A record: the index of its model in the plan, and its id.
type RecordKey = (usize, String);

impl Store {
    /// Deletes the records with these ids and those that cascade, all or none, and returns how many of the ids existed.
    pub(crate) fn delete(&mut self, model: &Arc<Model>, ids: &[String]) -> Result<u64, WriteError> {
        let models = self.with_referring_models(model).map_err(|error| WriteError::Storage(error.to_string()))?;
        let transaction = self.begin()?;
        let plan = Plan { connection: &transaction, models };
        let mut found = Vec::new();
        for id in ids {
            if plan.exists(model, id)? {
                found.push(id.clone());
            }
        }
        let to_delete = plan.to_delete(&found)?;
        plan.check(&to_delete)?;
        let touched = plan.carry_out(&to_delete)?;
        let models = plan.models;
        transaction.commit()?;
        self.touch(touched.into_iter().map(|(model, place)| (models[model].number, place)).collect());
        to_delete.iter().for_each(|(model, _)| self.row_counts.remove(models[*model].number, 1));
        Ok(found.len() as u64)
    }

    /// The model and all models of its stage that refer to it, directly or indirectly.
    fn with_referring_models(&mut self, model: &Arc<Model>) -> Result<Vec<Arc<Model>>, CatalogError> {
        let mut models = vec![Arc::clone(model)];
        let mut next = 0;
        while let Some(target) = models.get(next).map(|model| model.identifier.clone()) {
            let refers =
                |kind: &Kind| matches!(kind, Kind::Relation(Relation { target: Some(to), .. }) if *to == target);
            let identifiers: Vec<String> = self
                .definitions(model.stage)
                .filter(|definition| !definition.is_system())
                .filter(|definition| definition.fields.iter().any(|field| refers(&field.kind)))
                .map(|definition| definition.identifier.clone())
                .collect();
            for identifier in identifiers {
                if models.iter().any(|known| known.identifier == identifier) {
                    continue;
                }
                models.extend(self.model(model.stage, &identifier)?);
            }
            next += 1;
        }
        Ok(models)
    }
}

struct Plan<'a> {
    connection: &'a Connection,
    models: Vec<Arc<Model>>,
}

impl Plan<'_> {
    fn exists(&self, model: &Model, id: &str) -> Result<bool, WriteError> {
        Ok(self.connection.prepare_cached(&model.by_id("1"))?.query_row([id], |_| Ok(())).optional()?.is_some())
    }

    /// The records and all that cascade from them.
    fn to_delete(&self, ids: &[String]) -> Result<BTreeSet<RecordKey>, WriteError> {
        let mut to_delete = BTreeSet::new();
        let mut rest: Vec<RecordKey> = ids.iter().map(|id| (0, id.clone())).collect();
        while let Some((target, id)) = rest.pop() {
            if !to_delete.insert((target, id.clone())) {
                continue;
            }
            for (index, column) in self.referring(target, OnDelete::Cascade) {
                rest.extend(self.children(index, column, &id)?.into_iter().map(|child| (index, child)));
            }
        }
        Ok(to_delete)
    }

    /// Returns an error if a remaining record forbids a deletion.
    fn check(&self, to_delete: &BTreeSet<RecordKey>) -> Result<(), WriteError> {
        for (target, id) in to_delete {
            for (index, column) in self.referring(*target, OnDelete::Refuse) {
                let children = self.children(index, column, id)?;
                if children.into_iter().any(|child| !to_delete.contains(&(index, child))) {
                    let (id, by) = (id.clone(), self.models[index].identifier.clone());
                    let (field, declared) = (column.field.key.clone(), column.declared.clone());
                    return Err(WriteError::Referenced { id, by, field, declared });
                }
            }
        }
        Ok(())
    }

    /// Executes the plan and returns the changed and deleted records: the indexes of their models, and their places.
    fn carry_out(&self, to_delete: &BTreeSet<RecordKey>) -> Result<Vec<(usize, i64)>, WriteError> {
        let mut touched = Vec::new();
        let mut carry_out = |model: usize, sql: String, id: &str| {
            let mut statement = self.connection.prepare_cached(&(sql + " RETURNING place"))?;
            for place in statement.query_map([id], |row| row.get(0))? {
                touched.push((model, place?));
            }
            Ok::<_, WriteError>(())
        };
        for (target, id) in to_delete {
            for (index, column) in self.referring(*target, OnDelete::Clear) {
                let (table, equals) = (&self.models[index].table, column.equals("?1"));
                carry_out(index, format!("UPDATE {table} SET {} = NULL WHERE {equals}", column.name), id)?;
            }
            let model = &self.models[*target];
            carry_out(*target, format!("DELETE FROM {} WHERE {} = ?1", model.table, model.id_column()), id)?;
            links::unlink(self.connection, model.stage, &model.identifier, id)?;
        }
        Ok(touched)
    }

    /// The relations to a model with this rule for deletions.
    fn referring(&self, target: usize, rule: OnDelete) -> impl Iterator<Item = (usize, &Column)> {
        let target = self.models[target].identifier.as_str();
        let is_such = move |column: &&Column| match &column.field.kind {
            Kind::Relation(relation) => relation.on_delete == rule && relation.target.as_deref() == Some(target),
            _ => false,
        };
        self.models
            .iter()
            .enumerate()
            .flat_map(move |(index, model)| model.columns.iter().filter(is_such).map(move |column| (index, column)))
    }

    /// The ids of the records that refer to a record by a column.
    fn children(&self, model: usize, column: &Column, id: &str) -> Result<Vec<String>, WriteError> {
        let model = &self.models[model];
        let mut statement = self.connection.prepare_cached(&model.referring(column))?;
        let ids = statement.query_map([id], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
