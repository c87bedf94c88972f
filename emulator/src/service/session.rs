//! The operations on records, shared by all faces.

use std::ops::ControlFlow;
use std::sync::{Arc, MutexGuard};

use jiff::Timestamp;
use rusqlite::types::{Value as Stored, ValueRef};
use weda_definition::{Definition, OptionSets};

use super::OperationError;
use crate::filter::Condition;
use crate::profile::Profile;
use crate::schema::{Model, Relation};
use crate::stage::Stage;
use crate::store::{Body, Context, LinkChange, List, Page, RelatedRows, Row, RowKey, RowReader, SelectError, Store};
use crate::validate::StoreValue;

/// Exclusive access to the records for one call: nothing changes between its operations.
pub(crate) struct Session<'s> {
    store: MutexGuard<'s, Store>,
    rules: Rules<'s>,
}

/// The rules of a session's writes.
enum Rules<'s> {
    /// Those of the profile.
    Profile { profile: Arc<Profile>, now: Timestamp },
    /// Other ones.
    Given(Context<'s>),
}

impl Rules<'_> {
    fn context(&self) -> Context<'_> {
        match self {
            Rules::Profile { profile, now } => Context::of(profile, *now),
            Rules::Given(context) => *context,
        }
    }
}

impl<'s> Session<'s> {
    pub(super) fn new(store: MutexGuard<'s, Store>, context: Context<'s>) -> Self {
        Self { store, rules: Rules::Given(context) }
    }

    /// A session under the rules of a profile.
    pub(super) fn of_profile(store: MutexGuard<'s, Store>, profile: Arc<Profile>, now: Timestamp) -> Self {
        Self { store, rules: Rules::Profile { profile, now } }
    }

    /// The number of changes so far. While it stays the same, cached results are valid.
    pub(crate) fn changes(&self) -> u64 {
        self.store.changes()
    }

    /// The records that were changed or deleted after the change with this number, or `None` if any may have been.
    pub(crate) fn changed_since(&self, change: u64) -> Option<impl Iterator<Item = RowKey> + '_> {
        self.store.changed_since(change)
    }

    /// The number of changes of records of a model since the store was opened.
    pub(crate) fn changes_of(&self, model: &Model) -> u64 {
        self.store.changes_of(model)
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

    /// The model with this identifier in a stage.
    pub(crate) fn model(&mut self, stage: Stage, identifier: &str) -> Result<Arc<Model>, OperationError> {
        let store = &mut self.store;
        store.model(stage, identifier).map_err(OperationError::Model)?.ok_or_else(|| {
            let (model, known) = (identifier.to_owned(), store.identifiers(stage));
            if stage == Stage::Prod && store.publishable(identifier).is_some() {
                return OperationError::Unpublished { model, known };
            }
            OperationError::UnknownModel { model, stage, known }
        })
    }

    /// Returns an error for a system model.
    pub(crate) fn check_writable(&self, model: &Model) -> Result<(), OperationError> {
        if model.system { Err(OperationError::ReadOnly { model: model.identifier.clone() }) } else { Ok(()) }
    }

    /// The places of the records of a list, and the number of matches if the list counts them.
    pub(crate) fn list(&mut self, model: &Model, list: &List) -> Result<Page, OperationError> {
        Ok(self.store.list(model, list)?)
    }

    /// A reader of the records of a model by place.
    pub(crate) fn reader<'r>(&'r self, model: &'r Model) -> RowReader<'r> {
        self.store.reader(model)
    }

    /// The record with this id.
    pub(crate) fn get(&self, model: &Model, id: &str) -> Result<Option<Row>, OperationError> {
        Ok(self.store.get(model, id)?)
    }

    /// All records of a model, in the order of their creation.
    pub(crate) fn all(&self, model: &Model) -> Result<Vec<Row>, OperationError> {
        Ok(self.store.all(model)?)
    }

    /// Runs a SELECT that a face has translated, and passes the values of each row to `show` until that breaks.
    pub(crate) fn select(
        &self,
        sql: &str,
        values: &[Stored],
        show: impl FnMut(&[ValueRef<'_>]) -> ControlFlow<()>,
    ) -> Result<(), SelectError> {
        self.store.select(sql, values, show)
    }

    /// The store, for tools that only read.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The ids of the first records that match, in the order of their creation.
    pub(crate) fn matching(
        &self,
        model: &Model,
        condition: Option<&Condition>,
        max: Option<u32>,
    ) -> Result<Vec<String>, OperationError> {
        Ok(self.store.matching(model, condition, max)?)
    }

    /// The relation of a field, or `None` if the field is not a relation to a known model.
    pub(crate) fn relation(&mut self, model: &Arc<Model>, key: &str) -> Result<Option<Relation>, OperationError> {
        self.store.relation(model, key).map_err(OperationError::Model)
    }

    /// The records that are related to those with these ids and match a condition, for each at most as many as a list
    /// shows.
    pub(crate) fn related(
        &self,
        model: &Model,
        relation: &Relation,
        ids: &[&str],
        condition: Option<&Condition>,
    ) -> Result<RelatedRows, OperationError> {
        Ok(self.store.related(model, relation, ids, condition)?)
    }

    /// Returns the ids that no record of a relation's target has.
    pub(crate) fn missing_targets<'i>(
        &self,
        relation: &Relation,
        ids: &'i [String],
    ) -> Result<Vec<&'i str>, OperationError> {
        Ok(self.store.missing_targets(relation, ids)?)
    }

    /// Creates records with their links, passes the values of each to `show`, and returns their number. `links` is empty
    /// if no record has any. An error has the index of its record.
    pub(crate) fn create(
        &mut self,
        model: &Model,
        bodies: &[Body],
        links: &[Vec<LinkChange>],
        show: impl FnMut(&[StoreValue<'_>]),
    ) -> Result<usize, (usize, OperationError)> {
        self.check_writable(model).map_err(|error| (0, error))?;
        let created = self.store.create(model, bodies, links, self.rules.context(), show);
        created.map_err(|(index, error)| (index, error.into()))
    }

    /// Changes the fields in the body and the links of the records with these ids, in all or none, and returns their number.
    pub(crate) fn update(
        &mut self,
        model: &Model,
        ids: &[String],
        body: &Body,
        links: &[LinkChange],
    ) -> Result<u64, OperationError> {
        self.check_writable(model)?;
        Ok(self.store.update(model, ids, body, links, self.rules.context())?)
    }

    /// Stores records in place of those with the same ids, all or none, and returns their number. An error has the index of
    /// its record.
    pub(crate) fn replace(&mut self, model: &Model, bodies: &[Body]) -> Result<usize, (usize, OperationError)> {
        self.check_writable(model).map_err(|error| (0, error))?;
        self.store.replace(model, bodies, self.rules.context()).map_err(|(index, error)| (index, error.into()))
    }

    /// Changes each of the records with these ids by its own body, all or none, and returns their number.
    pub(crate) fn update_each(&mut self, model: &Model, changes: &[(String, Body)]) -> Result<u64, OperationError> {
        self.check_writable(model)?;
        Ok(self.store.update_each(model, changes, self.rules.context())?)
    }

    /// Deletes the records with these ids and those that cascade, all or none, and returns how many of the ids existed.
    pub(crate) fn delete(&mut self, model: &Arc<Model>, ids: &[String]) -> Result<u64, OperationError> {
        self.check_writable(model)?;
        Ok(self.store.delete(model, ids)?)
    }
}
