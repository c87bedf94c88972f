//! Changes of definitions, and the details of models that the platform keeps beside them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use jiff::Timestamp;
use weda_definition::Definition;

use super::{Service, notes};
use crate::locked::locked;
use crate::store::CatalogError;

/// The details of a model that the platform keeps beside its definition.
#[derive(Debug, Clone)]
pub(crate) struct ModelDetails {
    /// The title that a caller gave; `None` for that of the definition.
    pub(crate) title: Option<String>,
    /// The description that a caller gave; `None` for that of the definition.
    pub(crate) description: Option<String>,
    /// How the service names the model's table. Kept and shown, without effect.
    pub(crate) table_name_rule: String,
    /// The database of the model. Kept and shown, without effect.
    pub(crate) db_instance_type: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// The details that a caller gives; those that are `None` stay as they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenDetails {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) table_name_rule: Option<String>,
    pub(crate) db_instance_type: Option<String>,
}

/// The details and notes of all models.
pub(super) struct Models {
    /// The time of models that were there at the start.
    started: Timestamp,
    details: Mutex<BTreeMap<String, ModelDetails>>,
    /// The notes on each model's definition.
    notes: Mutex<BTreeMap<String, Vec<String>>>,
}

impl Models {
    pub(super) fn new<'d>(definitions: impl IntoIterator<Item = &'d Definition>, started: Timestamp) -> Self {
        let notes =
            definitions.into_iter().map(|definition| (definition.identifier.clone(), notes::of(definition))).collect();
        Self { started, details: Mutex::default(), notes: Mutex::new(notes) }
    }

    fn details(&self, identifier: &str) -> ModelDetails {
        locked(&self.details).get(identifier).cloned().unwrap_or_else(|| ModelDetails::new(self.started))
    }

    /// Changes the details of a model that exists.
    fn change(&self, identifier: &str, given: GivenDetails, now: Timestamp) {
        self.set(identifier, self.details(identifier).with(given, now));
    }

    fn set(&self, identifier: &str, details: ModelDetails) {
        locked(&self.details).insert(identifier.to_owned(), details);
    }

    fn note(&self, identifier: String, notes: Vec<String>) {
        locked(&self.notes).insert(identifier, notes);
    }
}

impl ModelDetails {
    fn new(created: Timestamp) -> Self {
        Self {
            title: None,
            description: None,
            table_name_rule: "only_name".to_owned(),
            db_instance_type: "MYSQL".to_owned(),
            created,
            updated: created,
        }
    }

    fn with(self, given: GivenDetails, updated: Timestamp) -> Self {
        Self {
            title: given.title.or(self.title),
            description: given.description.or(self.description),
            table_name_rule: given.table_name_rule.unwrap_or(self.table_name_rule),
            db_instance_type: given.db_instance_type.unwrap_or(self.db_instance_type),
            created: self.created,
            updated,
        }
    }
}

/// Reasons why a model is not created.
#[derive(Debug)]
pub(crate) enum CreateError {
    /// There is a model with this identifier.
    Exists {
        model: String,
    },
    Catalog(CatalogError),
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CreateError::Exists { model } => {
                write!(f, "there is a model `{model}` already; change it with ModifyDataSource, or use another name")
            }
            CreateError::Catalog(error) => error.fmt(f),
        }
    }
}

impl Service {
    /// Adds or changes a definition in `pre`, with its own title and description.
    pub(crate) fn define(&self, definition: Definition) -> Result<(), CatalogError> {
        let (identifier, notes) = (definition.identifier.clone(), notes::of(&definition));
        let mut store = self.store();
        let is_new = store.publishable(&identifier).is_none();
        store.define(definition)?;
        let now = self.clock.now();
        let details = if is_new { ModelDetails::new(now) } else { self.models.details(&identifier) };
        self.models.set(&identifier, ModelDetails { title: None, description: None, updated: now, ..details });
        self.models.note(identifier, notes);
        Ok(())
    }

    /// Adds a model to `pre`.
    pub(crate) fn create_model(&self, definition: Definition, given: GivenDetails) -> Result<(), CreateError> {
        let (model, notes) = (definition.identifier.clone(), notes::of(&definition));
        let mut store = self.store();
        if store.publishable(&model).is_some() {
            return Err(CreateError::Exists { model });
        }
        store.define(definition).map_err(CreateError::Catalog)?;
        let now = self.clock.now();
        self.models.set(&model, ModelDetails::new(now).with(given, now));
        self.models.note(model, notes);
        Ok(())
    }

    /// Changes a model of `pre`: its definition, unless that is `None`, and the given details.
    pub(crate) fn change_model(
        &self,
        identifier: &str,
        definition: Option<Definition>,
        given: GivenDetails,
    ) -> Result<(), CatalogError> {
        let mut store = self.store();
        if let Some(definition) = definition {
            let notes = notes::of(&definition);
            store.define(definition)?;
            self.models.note(identifier.to_owned(), notes);
        }
        self.models.change(identifier, given, self.clock.now());
        Ok(())
    }

    /// Removes a model from both stages, and returns true if it existed.
    pub(crate) fn undefine(&self, identifier: &str) -> bool {
        let was_there = self.store().undefine(identifier);
        if was_there {
            locked(&self.models.details).remove(identifier);
            locked(&self.models.notes).remove(identifier);
        }
        was_there
    }

    /// The details of a model.
    pub(crate) fn model_details(&self, identifier: &str) -> ModelDetails {
        self.models.details(identifier)
    }

    /// The notes on all definitions.
    pub(crate) fn definition_notes(&self) -> Vec<String> {
        locked(&self.models.notes).values().flatten().cloned().collect()
    }
}
