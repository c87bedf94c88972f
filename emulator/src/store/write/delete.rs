//! Deleted records, and what becomes of those that refer to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use weda_definition::{Kind, OnDelete, Relation};

use super::Refusal;
use crate::schema::{Column, Model};
use crate::store::{Store, Unfit};

/// A record: the place of its model in the plan, and its id.
type Doomed = (usize, String);

impl Store {
    /// Removes the records with these ids and what goes with them, or nothing at all, and answers how many of the ids
    /// there were.
    pub(crate) fn delete(&mut self, model: &Arc<Model>, ids: &[String]) -> Result<u64, Refusal> {
        let models = self.with_those_that_refer_to(model).map_err(|unfit| Refusal::Storage(unfit.to_string()))?;
        let transaction = self.begin()?;
        let plan = Plan { connection: &transaction, models };
        let mut found = Vec::new();
        for id in ids {
            if plan.exists(model, id)? {
                found.push(id.clone());
            }
        }
        let doomed = plan.doomed(&found)?;
        plan.check(&doomed)?;
        let touched = plan.carry_out(&doomed)?;
        let models = plan.models;
        transaction.commit()?;
        for (model, place) in touched {
            self.touched.add(self.changes, (models[model].number, place));
        }
        Ok(found.len() as u64)
    }

    /// The model, then all models of its stage from which a chain of relations leads to it.
    fn with_those_that_refer_to(&mut self, model: &Arc<Model>) -> Result<Vec<Arc<Model>>, Unfit> {
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
    fn exists(&self, model: &Model, id: &str) -> Result<bool, Refusal> {
        Ok(self.connection.prepare_cached(&model.by_id("1"))?.query_row([id], |_| Ok(())).optional()?.is_some())
    }

    /// The records themselves and all that go with them.
    fn doomed(&self, ids: &[String]) -> Result<BTreeSet<Doomed>, Refusal> {
        let mut doomed = BTreeSet::new();
        let mut rest: Vec<Doomed> = ids.iter().map(|id| (0, id.clone())).collect();
        while let Some((target, id)) = rest.pop() {
            if !doomed.insert((target, id.clone())) {
                continue;
            }
            for (index, column) in self.referring(target, OnDelete::Cascade) {
                rest.extend(self.children(index, column, &id)?.into_iter().map(|child| (index, child)));
            }
        }
        Ok(doomed)
    }

    /// Refuses to delete what a record that stays forbids.
    fn check(&self, doomed: &BTreeSet<Doomed>) -> Result<(), Refusal> {
        for (target, id) in doomed {
            for (index, column) in self.referring(*target, OnDelete::Refuse) {
                let children = self.children(index, column, id)?;
                if children.into_iter().any(|child| !doomed.contains(&(index, child))) {
                    let (id, by) = (id.clone(), self.models[index].identifier.clone());
                    let (field, declared) = (column.field.key.clone(), column.declared.clone());
                    return Err(Refusal::Referred { id, by, field, declared });
                }
            }
        }
        Ok(())
    }

    /// Answers which records changed or went: the places of their models in the plan, and theirs in the tables.
    fn carry_out(&self, doomed: &BTreeSet<Doomed>) -> Result<Vec<(usize, i64)>, Refusal> {
        let mut touched = Vec::new();
        let mut carry_out = |model: usize, sql: String, id: &str| {
            let mut statement = self.connection.prepare_cached(&(sql + " RETURNING place"))?;
            for place in statement.query_map([id], |row| row.get(0))? {
                touched.push((model, place?));
            }
            Ok::<_, Refusal>(())
        };
        for (target, id) in doomed {
            for (index, column) in self.referring(*target, OnDelete::Clear) {
                let (table, equals) = (&self.models[index].table, column.equals("?1"));
                carry_out(index, format!("UPDATE {table} SET {} = NULL WHERE {equals}", column.name), id)?;
            }
            let model = &self.models[*target];
            carry_out(*target, format!("DELETE FROM {} WHERE {} = ?1", model.table, model.id_column()), id)?;
        }
        Ok(touched)
    }

    /// The relations to a model that say this of a deletion.
    fn referring(&self, target: usize, way: OnDelete) -> impl Iterator<Item = (usize, &Column)> {
        let target = self.models[target].identifier.as_str();
        let is_such = move |column: &&Column| match &column.field.kind {
            Kind::Relation(relation) => relation.on_delete == way && relation.target.as_deref() == Some(target),
            _ => false,
        };
        self.models
            .iter()
            .enumerate()
            .flat_map(move |(index, model)| model.columns.iter().filter(is_such).map(move |column| (index, column)))
    }

    /// The ids of the records whose relation names a record.
    fn children(&self, model: usize, column: &Column, id: &str) -> Result<Vec<String>, Refusal> {
        let model = &self.models[model];
        let mut statement = self.connection.prepare_cached(&model.referring(column))?;
        let ids = statement.query_map([id], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
