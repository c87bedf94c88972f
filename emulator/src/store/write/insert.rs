//! Inserting records.

mod column_source;
mod inserter;
mod sequence;

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{Body, Context, WriteError};
use crate::loaded::Existing;
use crate::schema::{Column, Model};
use crate::store::{LinkChange, Store, links};
use crate::validate::StoreValue;
use inserter::Inserter;

/// The source of a new record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RecordSource {
    /// A caller, limited by the rules of the context.
    Caller,
    /// The program that starts the emulator, which may set ids, times and owners.
    Program,
    /// A file of records, which may have been saved before the definition had its current limits.
    File,
}

/// Records to be loaded into a model.
pub(crate) struct Load {
    pub(crate) model: Arc<Model>,
    pub(crate) bodies: Vec<Body>,
    /// The links of each record, or nothing if no record has any.
    pub(crate) links: Vec<Vec<LinkChange>>,
}

/// The one-one relations of a model, with the indexes of their columns.
fn one_one_columns(model: &Model) -> Vec<(usize, &Column)> {
    model.columns.iter().enumerate().filter(|(_, column)| column.is_one_one()).collect()
}

impl Store {
    /// Stores new records with their links, passes the values of each to `show`, and returns their number; an error has
    /// the index of its record. `changes` has those of each record, or is empty if no record has any. All are stored or none,
    /// unless the rules store the valid records of a batch.
    pub(crate) fn create(
        &mut self,
        model: &Model,
        bodies: &[Body],
        changes: &[Vec<LinkChange>],
        context: Context<'_>,
        mut show: impl FnMut(&[StoreValue<'_>]),
    ) -> Result<usize, (usize, WriteError)> {
        let (id_column, mut touched) = (model.id_index(), Vec::new());
        let one_one = one_one_columns(model);
        let partial = context.rules.partial_batches && bodies.len() > 1;
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, RecordSource::Caller).map_err(outside)?;
        let (mut stored, mut refused) = (0, None);
        for (index, body) in bodies.iter().enumerate() {
            match inserter.insert(body) {
                Ok(row) => {
                    show(row);
                    stored += 1;
                    let id = row[id_column].as_ref().as_str().unwrap_or_default();
                    for (at, column) in &one_one {
                        let touch = &mut |place| touched.push((model.number, place));
                        links::take_over(&transaction, model, column, row[*at].as_ref(), id, touch)
                            .map_err(|error| (index, error))?;
                    }
                    for change in changes.get(index).into_iter().flatten() {
                        let target = change.relation.target.number;
                        change
                            .apply(&transaction, id, &mut |place| touched.push((target, place)))
                            .map_err(|error| (index, error))?;
                    }
                }
                Err(error @ (WriteError::Storage(_) | WriteError::TimedOut)) => return Err((index, error)),
                Err(error) if partial => refused = refused.or(Some((index, error))),
                Err(error) => return Err((index, error)),
            }
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)?;
        self.touch(touched);
        self.model_changes.add(model.number, stored);
        self.row_counts.add(model.number, stored);
        match refused {
            Some(error) if stored == 0 => Err(error),
            _ => Ok(stored),
        }
    }

    /// Stores records in place of those with the same ids, all or none, and returns their number; an error has the index of
    /// its record.
    pub(crate) fn replace(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
    ) -> Result<usize, (usize, WriteError)> {
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, RecordSource::Caller).map_err(outside)?;
        inserter.replace(bodies).map_err(outside)?;
        let (id_column, one_one) = (model.id_index(), one_one_columns(model));
        for (index, body) in bodies.iter().enumerate() {
            let row = inserter.insert(body).map_err(|error| (index, error))?;
            let id = row[id_column].as_ref().as_str().unwrap_or_default();
            for (at, column) in &one_one {
                links::take_over(&transaction, model, column, row[*at].as_ref(), id, &mut |_| ())
                    .map_err(|error| (index, error))?;
            }
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)?;
        self.touch_all();
        // Some replace, others are added.
        self.row_counts.forget();
        Ok(bodies.len())
    }

    /// Stores records of the program with their links, all or none, and returns their ids; an error has the index of its
    /// record.
    pub(crate) fn load(&mut self, load: &Load, context: Context<'_>) -> Result<Vec<String>, (usize, WriteError)> {
        let model = &load.model;
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, RecordSource::Program).map_err(outside)?;
        let (one_one, mut touched, mut ids) = (one_one_columns(model), Vec::new(), Vec::new());
        for (index, body) in load.bodies.iter().enumerate() {
            let row = inserter.insert(body).map_err(|error| (index, error))?;
            let id = row[model.id_index()].as_ref().as_str().unwrap_or_default();
            for (at, column) in &one_one {
                let touch = &mut |place| touched.push((model.number, place));
                links::take_over(&transaction, model, column, row[*at].as_ref(), id, touch)
                    .map_err(|error| (index, error))?;
            }
            for change in load.links.get(index).into_iter().flatten() {
                change.apply(&transaction, id, &mut |_| ()).map_err(|error| (index, error))?;
            }
            ids.push(id.to_owned());
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)?;
        self.touch(touched);
        self.model_changes.add(model.number, load.bodies.len());
        self.row_counts.add(model.number, load.bodies.len());
        Ok(ids)
    }

    /// Stores the records of several models with their links, all or none, and returns for each model how many existing
    /// records were left unchanged. An error has the indexes of the model and of the record.
    pub(crate) fn load_files(
        &mut self,
        loads: &[Load],
        context: Context<'_>,
        existing: Existing,
    ) -> Result<Vec<usize>, (usize, usize, WriteError)> {
        let (mut kept, mut links) = (Vec::new(), Vec::new());
        let transaction = self.begin().map_err(|error| (0, 0, error.into()))?;
        for (load, Load { model, bodies, links: changes }) in loads.iter().enumerate() {
            let outside = |error: rusqlite::Error| (load, 0, error.into());
            let mut inserter = Inserter::new(&transaction, model, context, RecordSource::File).map_err(outside)?;
            let unchanged = match existing {
                Existing::Keep => inserter.existing(bodies).map_err(outside)?,
                Existing::Replace => {
                    inserter.replace(bodies).map_err(outside)?;
                    HashSet::new()
                }
            };
            kept.push(unchanged.len());
            for (index, body) in bodies.iter().enumerate().filter(|(index, _)| !unchanged.contains(index)) {
                inserter.insert(body).map_err(|error| (load, index, error))?;
                let id = body.get("_id").and_then(Json::as_str).unwrap_or_default();
                links.extend(changes.get(index).into_iter().flatten().map(|change| (id, change)));
            }
            inserter.finish().map_err(outside)?;
        }
        links::restore(&transaction, &links).map_err(|error| (0, 0, error.into()))?;
        transaction.commit().map_err(|error| (0, 0, error.into()))?;
        self.touch_all();
        self.row_counts.forget();
        Ok(kept)
    }
}
