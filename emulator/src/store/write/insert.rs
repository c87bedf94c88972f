//! New records.

mod column_source;
mod inserter;
mod sequence;

use std::collections::HashSet;
use std::sync::Arc;

use super::{Body, Context, Refusal};
use crate::loaded::Existing;
use crate::schema::Model;
use crate::store::Store;
use crate::validate::Fit;
use inserter::Inserter;

/// Who gives a new record its values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A caller, who may send what the profile says.
    Caller,
    /// The program that starts the emulator, whose ids, times and owners are kept.
    Program,
    /// A file of records, which may have been saved before the definition asked for what it asks for now.
    File,
}

impl Store {
    /// Stores new records, shows the values of each to `show`, and answers how many there are; a refusal comes with the
    /// index of the record. All are stored or none, unless the profile says that the good ones are stored whatever the
    /// others are.
    pub(crate) fn create(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
        mut show: impl FnMut(&[Fit<'_>]),
    ) -> Result<usize, (usize, Refusal)> {
        let partial = context.profile.writes.partial_batches && bodies.len() > 1;
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, Origin::Caller).map_err(outside)?;
        let (mut stored, mut refused) = (0, None);
        for (index, body) in bodies.iter().enumerate() {
            match inserter.insert(body) {
                Ok(row) => {
                    show(row);
                    stored += 1;
                }
                Err(refusal @ (Refusal::Storage(_) | Refusal::TooSlow)) => return Err((index, refusal)),
                Err(refusal) if partial => refused = refused.or(Some((index, refusal))),
                Err(refusal) => return Err((index, refusal)),
            }
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)?;
        match refused {
            Some(refusal) if stored == 0 => Err(refusal),
            _ => Ok(stored),
        }
    }

    /// Stores given records, all or none; a refusal comes with the index of the record.
    pub(crate) fn load(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
    ) -> Result<(), (usize, Refusal)> {
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, Origin::Program).map_err(outside)?;
        for (index, body) in bodies.iter().enumerate() {
            inserter.insert(body).map_err(|refusal| (index, refusal))?;
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)
    }

    /// Stores the records of several models, all or none, and answers for each model how many were there and stay.
    /// `existing` says what becomes of a record of the store whose id one of them has. A refusal comes with the index of
    /// the model and that of the record.
    pub(crate) fn put(
        &mut self,
        loads: &[(Arc<Model>, Vec<Body>)],
        context: Context<'_>,
        existing: Existing,
    ) -> Result<Vec<usize>, (usize, usize, Refusal)> {
        let mut kept = Vec::new();
        let transaction = self.begin().map_err(|error| (0, 0, error.into()))?;
        for (load, (model, bodies)) in loads.iter().enumerate() {
            let outside = |error: rusqlite::Error| (load, 0, error.into());
            let mut inserter = Inserter::new(&transaction, model, context, Origin::File).map_err(outside)?;
            let there = match existing {
                Existing::Keep => inserter.known(bodies).map_err(outside)?,
                Existing::Replace => {
                    inserter.replace(bodies).map_err(outside)?;
                    HashSet::new()
                }
            };
            kept.push(there.len());
            for (index, body) in bodies.iter().enumerate().filter(|(index, _)| !there.contains(index)) {
                inserter.insert(body).map_err(|refusal| (load, index, refusal))?;
            }
            inserter.finish().map_err(outside)?;
        }
        transaction.commit().map_err(|error| (0, 0, error.into()))?;
        self.touched.add_all(self.changes);
        Ok(kept)
    }
}
