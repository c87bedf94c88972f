//! Records in SQLite: a table for each model and stage, a column for each stored field.

mod auto_number;
mod catalog;
mod copy;
mod explain;
mod file;
mod group;
mod ids;
mod links;
mod model_changes;
mod near;
mod page_cache;
mod period;
mod prepared;
mod read;
mod readable;
mod recent_changes;
mod row_counts;
mod select;
#[cfg(test)]
mod tests;
mod time_limit;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::vtab::array;
use rusqlite::{Connection, Transaction};
use uuid::Uuid;
use weda_definition::{Definition, Definitions, Kind, OptionSets};

pub(crate) use catalog::CatalogError;
pub(crate) use copy::StoreCopy;
pub use file::Durability;
pub(crate) use file::Location;
pub(crate) use group::{Amount, Grouping};
pub(crate) use ids::{derived_id, random_id};
pub(crate) use links::{LinkChange, LinkedIds, ListChange, RelatedRows};
pub(crate) use near::Search;
pub use period::Period;
pub(crate) use read::{List, Order, Page, Row, RowReader, RowValues, Unsortable, owned};
#[cfg(test)]
pub(crate) use read::{count_statement, statement};
pub(crate) use readable::{CopyError, MAX_BYTES as MAX_COPY, RecordsCopy};
pub(crate) use recent_changes::RowKey;
pub(crate) use select::SelectError;
pub(crate) use time_limit::{LimitGuard, TimeLimit};
pub(crate) use write::{Body, Context, Load, WriteError, permission};

use model_changes::ModelChanges;
use page_cache::PageCache;
use recent_changes::RecentChanges;
use row_counts::RowCounts;

use crate::schema::Model;
use crate::stage::Stage;
use crate::{filter, mysql};

/// All records of an emulator.
pub(crate) struct Store {
    connection: Connection,
    time_limit: Arc<TimeLimit>,
    id: Uuid,
    /// In the order of [`Stage::ALL`]. System models, which both stages share, are those of `prod`.
    stages: [Models; 2],
    option_sets: OptionSets,
    /// The number of changes that were begun.
    changes: u64,
    page_cache: PageCache,
    recent_changes: RecentChanges,
    model_changes: ModelChanges,
    row_counts: RowCounts,
}

/// The models of a stage. Tables are created on first use, so that a test of one model among hundreds starts quickly.
#[derive(Default)]
struct Models {
    definitions: BTreeMap<String, Arc<Definition>>,
    open: BTreeMap<String, Arc<Model>>,
}

impl Store {
    /// Opens a store with these definitions in both stages. If an existing file has published definitions for `prod`,
    /// `prod` keeps those.
    pub(crate) fn open(
        location: &Location,
        definitions: Definitions,
        option_sets: OptionSets,
    ) -> Result<Self, CatalogError> {
        definitions.iter().try_for_each(catalog::check_width)?;
        let mut connection = location.connect()?;
        prepared_connection(&connection)?;
        catalog::create(&connection)?;
        links::create(&connection)?;
        let id = catalog::identity(&connection)?;
        connection.set_prepared_statement_cache_capacity(256);
        // Else SQLite prepares a statement again for each page, since its plan may depend on the bound limit.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        array::load_module(&connection)?;
        let time_limit = Arc::<TimeLimit>::default();
        let watched = Arc::clone(&time_limit);
        connection.progress_handler(time_limit::STEPS, Some(move || watched.is_over()))?;
        let definitions: BTreeMap<_, _> = definitions
            .into_iter()
            .map(|definition| (definition.identifier.clone(), Arc::new(with_options(definition, &option_sets))))
            .collect();
        let models = || Models { definitions: definitions.clone(), open: BTreeMap::new() };
        let mut store = Self {
            connection,
            time_limit,
            id,
            stages: [models(), models()],
            option_sets,
            changes: 0,
            page_cache: PageCache::default(),
            recent_changes: RecentChanges::default(),
            model_changes: ModelChanges::default(),
            row_counts: RowCounts::default(),
        };
        if let Location::File { .. } = location {
            store.reconcile_with_file()?;
        }
        Ok(store)
    }

    /// Reads the published definitions from the file and migrates the tables of `pre` to the current ones, all or none:
    /// a record that does not fit fails the start and leaves the file unchanged.
    fn reconcile_with_file(&mut self) -> Result<(), CatalogError> {
        let current: Vec<Arc<Definition>> = self.stages[Stage::Pre as usize].definitions.values().cloned().collect();
        let transaction = self.connection.transaction()?;
        let is_new = catalog::is_new(&transaction)?;
        let mut changed = Vec::new();
        for definition in current {
            let (identifier, text) = (&definition.identifier, &definition.text);
            let stage = if definition.is_system() { Stage::Prod } else { Stage::Pre };
            if catalog::stored_definition(&transaction, stage, identifier)?.is_some_and(|stored| stored != *text) {
                changed.push((stage, catalog::migrate(&transaction, stage, &definition)?));
            }
            if definition.is_system() {
                continue;
            }
            if is_new {
                catalog::publish(&transaction, identifier, text)?;
            }
            let prod = &mut self.stages[Stage::Prod as usize].definitions;
            match catalog::published(&transaction, identifier)? {
                Some(published) if published == *text => {}
                Some(published) => {
                    let source = format!("published/{identifier}.json");
                    if let Ok(published) = Definition::parse(identifier, &source, &published) {
                        prod.insert(identifier.clone(), Arc::new(with_options(published, &self.option_sets)));
                    }
                }
                None => drop(prod.remove(identifier)),
            }
        }
        transaction.commit()?;
        for (stage, model) in changed {
            self.stages[stage as usize].open.insert(model.identifier.clone(), Arc::new(model));
        }
        Ok(())
    }

    /// The time limit of requests.
    pub(crate) fn time_limit(&self) -> Arc<TimeLimit> {
        Arc::clone(&self.time_limit)
    }

    /// The models whose definition in `prod` is not that of `pre`.
    pub(crate) fn unpublished(&self) -> Vec<String> {
        let [pre, prod] = &self.stages;
        let is_other = |(identifier, definition): &(&String, &Arc<Definition>)| {
            prod.definitions.get(*identifier).is_none_or(|published| published.text != definition.text)
        };
        pre.definitions.iter().filter(is_other).map(|(identifier, _)| identifier.clone()).collect()
    }

    /// The unique id of this store, which a file keeps.
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }

    /// The number of changes so far. While it stays the same, cached answers are valid.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// The records that were changed or deleted after the change with this number, or `None` if any may have been.
    pub(crate) fn changed_since(&self, change: u64) -> Option<impl Iterator<Item = RowKey> + '_> {
        self.recent_changes.since(change)
    }

    /// Counts a change that may affect any record.
    pub(crate) fn change_all(&mut self) {
        self.changes += 1;
        self.touch_all();
    }

    /// Records a committed change of any record.
    fn touch_all(&mut self) {
        self.recent_changes.add_all(self.changes);
        self.model_changes.add_all();
    }

    /// Records the records that a committed change has changed or deleted.
    fn touch(&mut self, rows: Vec<RowKey>) {
        for row in rows {
            self.recent_changes.add(self.changes, row);
            self.model_changes.add(row.0, 1);
        }
    }

    /// The number of changes of records of a model since the store was opened.
    pub(crate) fn changes_of(&self, model: &Model) -> u64 {
        self.model_changes.of(model.number)
    }

    /// Counts a change and begins its transaction.
    fn begin(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.changes += 1;
        self.connection.transaction()
    }

    /// Removes all records except those of system models.
    pub(crate) fn clear(&mut self) -> rusqlite::Result<()> {
        self.change_all();
        let system = &self.stages[Stage::Prod as usize].definitions;
        let is_system = |identifier: &str| system.get(identifier).is_some_and(|found| found.is_system());
        self.id = catalog::clear(&mut self.connection, is_system)?;
        self.row_counts.forget();
        Ok(())
    }

    /// The model with this identifier in a stage. Creates or migrates its table on first use.
    pub(crate) fn model(&mut self, stage: Stage, identifier: &str) -> Result<Option<Arc<Model>>, CatalogError> {
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

    /// Adds or changes a definition in `pre`; a system model changes in both stages.
    pub(crate) fn define(&mut self, definition: Definition) -> Result<(), CatalogError> {
        catalog::check_width(&definition)?;
        let definition = Arc::new(with_options(definition, &self.option_sets));
        if !definition.is_system() {
            return self.set(Stage::Pre, &[definition]);
        }
        // First in the stage that has the records, where it may fail.
        self.set(Stage::Prod, &[Arc::clone(&definition)])?;
        let pre = &mut self.stages[Stage::Pre as usize].definitions;
        pre.insert(definition.identifier.clone(), definition);
        Ok(())
    }

    /// Removes a model from both stages, and returns true if it existed. Its records are retained; system models cannot
    /// be removed.
    pub(crate) fn undefine(&mut self, identifier: &str) -> bool {
        self.change_all();
        let mut was_there = false;
        for models in &mut self.stages {
            if models.definitions.get(identifier).is_some_and(|definition| !definition.is_system()) {
                models.definitions.remove(identifier);
                models.open.remove(identifier);
                was_there = true;
            }
        }
        was_there
    }

    /// Replaces the option sets. Stored values are not checked: options apply to new values only.
    pub(crate) fn set_option_sets(&mut self, option_sets: OptionSets) {
        self.change_all();
        for models in &mut self.stages {
            for (identifier, definition) in &mut models.definitions {
                // Parsed again from its text, without the options of the old sets.
                if let Ok(plain) = Definition::parse(identifier, &definition.source, &definition.text) {
                    *definition = Arc::new(with_options(plain, &option_sets));
                    models.open.remove(identifier);
                }
            }
        }
        self.option_sets = option_sets;
    }

    /// The definition of a model in `pre`.
    pub(crate) fn publishable(&self, identifier: &str) -> Option<Arc<Definition>> {
        self.stages[Stage::Pre as usize].definitions.get(identifier).map(Arc::clone)
    }

    /// Returns an error if the records in `prod` do not fit a definition. Changes nothing.
    pub(crate) fn check_publishable(&mut self, definition: &Definition) -> Result<(), CatalogError> {
        catalog::check(&mut self.connection, Stage::Prod, definition)
    }

    /// Changes definitions in `prod`, all or none.
    pub(crate) fn publish(&mut self, definitions: &[Arc<Definition>]) -> Result<(), CatalogError> {
        self.set(Stage::Prod, definitions)
    }

    /// Changes definitions in a stage, in one transaction.
    fn set(&mut self, stage: Stage, definitions: &[Arc<Definition>]) -> Result<(), CatalogError> {
        self.change_all();
        let transaction = self.connection.transaction()?;
        let mut changed = Vec::new();
        for definition in definitions {
            changed.push(catalog::migrate(&transaction, stage, definition)?);
            if stage == Stage::Prod {
                catalog::publish(&transaction, &definition.identifier, &definition.text)?;
            }
        }
        transaction.commit()?;
        let models = &mut self.stages[stage as usize];
        for (definition, model) in definitions.iter().zip(changed) {
            models.open.insert(definition.identifier.clone(), Arc::new(model));
            models.definitions.insert(definition.identifier.clone(), Arc::clone(definition));
        }
        Ok(())
    }
}

/// Registers the functions and collations that tables and filters use.
fn prepared_connection(connection: &Connection) -> rusqlite::Result<()> {
    mysql::register(connection)?;
    filter::register(connection)?;
    period::register(connection)?;
    near::register(connection)
}

/// Fills in the options of the shared sets that fields refer to.
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
