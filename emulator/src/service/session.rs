//! The operations on records: what any face lists, reads and writes by.

use std::sync::{Arc, MutexGuard};

use weda_definition::{Definition, OptionSets};

use super::{Refusal, Service};
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{Body, List, Page, Row, RowKey, RowReader, Store};
use crate::validate::Fit;

/// The records, held by one call until it has its results: nothing changes from one of its operations to the next.
pub(crate) struct Session<'s> {
    store: MutexGuard<'s, Store>,
    service: &'s Service,
}

impl<'s> Session<'s> {
    pub(super) fn new(service: &'s Service) -> Self {
        Self { store: service.store(), service }
    }

    /// How often something changed so far: as long as the number stays, so does every result.
    pub(crate) fn changes(&self) -> u64 {
        self.store.changes()
    }

    /// Returns the records that were changed or removed after the change with this number, or `None` if they may be any.
    pub(crate) fn touched_since(&self, change: u64) -> Option<impl Iterator<Item = RowKey> + '_> {
        self.store.touched_since(change)
    }

    /// The definitions of a stage.
    pub(crate) fn definitions(&self, stage: Stage) -> impl Iterator<Item = &Definition> {
        self.store.definitions(stage)
    }

    /// The identifiers of all models of a stage.
    pub(crate) fn identifiers(&self, stage: Stage) -> Vec<String> {
        self.store.identifiers(stage)
    }

    /// The shared option sets.
    pub(crate) fn option_sets(&self) -> &OptionSets {
        self.store.option_sets()
    }

    /// The model with this identifier, as a stage has it.
    pub(crate) fn model(&mut self, stage: Stage, identifier: &str) -> Result<Arc<Model>, Refusal> {
        let store = &mut self.store;
        store.model(stage, identifier).map_err(Refusal::Unfit)?.ok_or_else(|| {
            let (model, known) = (identifier.to_owned(), store.identifiers(stage));
            if stage == Stage::Prod && store.publishable(identifier).is_some() {
                return Refusal::Unpublished { model, known };
            }
            Refusal::UnknownModel { model, stage, known }
        })
    }

    /// Refuses writes to a system model.
    pub(crate) fn check_writable(&self, model: &Model) -> Result<(), Refusal> {
        if model.system { Err(Refusal::ReadOnly { model: model.identifier.clone() }) } else { Ok(()) }
    }

    /// The places of the records of a list, and the number of its matches where the list asks for it.
    pub(crate) fn list(&mut self, model: &Model, list: &List) -> Result<Page, Refusal> {
        Ok(self.store.list(model, list)?)
    }

    /// Returns what reads the records of a model at their places.
    pub(crate) fn reader<'r>(&'r self, model: &'r Model) -> RowReader<'r> {
        self.store.reader(model)
    }

    /// The record with this id.
    pub(crate) fn get(&self, model: &Model, id: &str) -> Result<Option<Row>, Refusal> {
        Ok(self.store.get(model, id)?)
    }

    /// All records of a model, in the order of their creation.
    pub(crate) fn all(&self, model: &Model) -> Result<Vec<Row>, Refusal> {
        Ok(self.store.all(model)?)
    }

    /// Creates records, shows the values of each to `show`, and returns how many there are. A refusal comes with the index
    /// of the record.
    pub(crate) fn create(
        &mut self,
        model: &Model,
        bodies: &[Body],
        show: impl FnMut(&[Fit<'_>]),
    ) -> Result<usize, (usize, Refusal)> {
        self.check_writable(model).map_err(|refusal| (0, refusal))?;
        let created = self.store.create(model, bodies, self.service.context(), show);
        created.map_err(|(index, refusal)| (index, refusal.into()))
    }

    /// Changes the fields that the body names in the records with these ids, in all or none, and returns how many there
    /// are.
    pub(crate) fn update(&mut self, model: &Model, ids: &[String], body: &Body) -> Result<u64, Refusal> {
        self.check_writable(model)?;
        Ok(self.store.update(model, ids, body, self.service.context())?)
    }

    /// Removes the records with these ids and what goes with them, or nothing at all, and returns how many of the ids
    /// there were.
    pub(crate) fn delete(&mut self, model: &Arc<Model>, ids: &[String]) -> Result<u64, Refusal> {
        self.check_writable(model)?;
        Ok(self.store.delete(model, ids)?)
    }
}
