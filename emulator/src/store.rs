//! Records in SQLite: one table for each model and stage, one column for each stored field.

mod auto_number;
mod catalog;
mod read;
mod schema;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::Connection;
use weda_definition::{Definition, Definitions, Kind, OptionSets};

pub(crate) use catalog::Unfit;
pub(crate) use read::{List, Order, Row};
pub(crate) use schema::{Column, Model};
pub(crate) use write::{Context, Refusal};

use crate::filter::Condition;
use crate::route::Stage;

/// All records of an emulator.
pub(crate) struct Store {
    connection: Connection,
    /// In the order of [`Stage::ALL`]. System models, which both stages share, are those of `prod`.
    stages: [Models; 2],
    option_sets: OptionSets,
}

/// The models of a stage. Tables are made when somebody asks for their model: a test of one model among hundreds
/// shall not wait for all of them.
#[derive(Default)]
struct Models {
    definitions: BTreeMap<String, Arc<Definition>>,
    open: BTreeMap<String, Arc<Model>>,
}

impl Store {
    /// A store in memory; both stages have all definitions.
    pub(crate) fn new(definitions: Definitions, option_sets: OptionSets) -> Result<Self, Unfit> {
        let connection = Connection::open_in_memory()?;
        catalog::create(&connection)?;
        connection.set_prepared_statement_cache_capacity(256);
        let definitions: BTreeMap<_, _> = definitions
            .into_iter()
            .map(|definition| (definition.identifier.clone(), Arc::new(with_options(definition, &option_sets))))
            .collect();
        let models = || Models { definitions: definitions.clone(), open: BTreeMap::new() };
        Ok(Self { connection, stages: [models(), models()], option_sets })
    }

    /// The model with this identifier, as a stage has it.
    pub(crate) fn model(&mut self, stage: Stage, identifier: &str) -> Result<Option<Arc<Model>>, Unfit> {
        let is_system = |models: &Models| models.definitions.get(identifier).is_some_and(|found| found.is_system());
        let stage = if is_system(&self.stages[Stage::Prod as usize]) { Stage::Prod } else { stage };
        let models = &mut self.stages[stage as usize];
        if let Some(model) = models.open.get(identifier) {
            return Ok(Some(Arc::clone(model)));
        }
        let Some(definition) = models.definitions.get(identifier) else { return Ok(None) };
        let model = Arc::new(catalog::open(&mut self.connection, stage, definition)?);
        models.open.insert(identifier.to_owned(), Arc::clone(&model));
        Ok(Some(model))
    }

    /// The shared option sets.
    pub(crate) fn option_sets(&self) -> &OptionSets {
        &self.option_sets
    }

    /// The definitions of a stage.
    pub(crate) fn definitions(&self, stage: Stage) -> impl Iterator<Item = &Definition> {
        self.stages[stage as usize].definitions.values().map(AsRef::as_ref)
    }

    /// The identifiers of all models of a stage.
    pub(crate) fn identifiers(&self, stage: Stage) -> Vec<String> {
        self.stages[stage as usize].definitions.keys().cloned().collect()
    }

    /// Gives `pre` a definition: a new model, or a changed one, whose records stay as they are. A system model is the
    /// platform's, which publishes it at once.
    pub(crate) fn define(&mut self, definition: Definition) -> Result<(), Unfit> {
        let definition = Arc::new(with_options(definition, &self.option_sets));
        if definition.is_system() {
            let pre = &mut self.stages[Stage::Pre as usize].definitions;
            pre.insert(definition.identifier.clone(), Arc::clone(&definition));
            return self.set(Stage::Prod, definition);
        }
        self.set(Stage::Pre, definition)
    }

    /// Gives `prod` the definition that `pre` has; `false` where there is none.
    pub(crate) fn publish(&mut self, identifier: &str) -> Result<bool, Unfit> {
        match self.stages[Stage::Pre as usize].definitions.get(identifier) {
            Some(definition) => self.set(Stage::Prod, Arc::clone(definition)).map(|()| true),
            None => Ok(false),
        }
    }

    fn set(&mut self, stage: Stage, definition: Arc<Definition>) -> Result<(), Unfit> {
        let model = catalog::open(&mut self.connection, stage, &definition)?;
        let models = &mut self.stages[stage as usize];
        models.open.insert(definition.identifier.clone(), Arc::new(model));
        models.definitions.insert(definition.identifier.clone(), definition);
        Ok(())
    }
}

/// The definition with the options of the shared sets that its fields name.
fn with_options(mut definition: Definition, sets: &OptionSets) -> Definition {
    for field in &mut definition.fields {
        let kind = match &mut field.kind {
            Kind::List(item) => item,
            kind => kind,
        };
        let Kind::Choice(options) = kind else { continue };
        if let Some(set) = options.set.as_ref().and_then(|name| sets.get(name)).filter(|_| options.items.is_empty()) {
            options.items.clone_from(&set.items);
        }
    }
    definition
}
