//! A model as the document describes it.

use std::collections::HashSet;

use serde_json::{Value, json};
use weda_definition::{Definition, Field, Judge, OptionSets};

use super::names::Names;
use crate::schema;

/// A model with everything that its paths and schemas need.
pub(super) struct DocumentedModel<'a> {
    pub(super) definition: &'a Definition,
    /// All fields, also those that every record has without a declaration.
    pub(super) fields: Vec<&'a Field>,
    /// The name in the document.
    pub(super) name: String,
    pub(super) names: &'a Names,
    pub(super) option_sets: &'a OptionSets,
    /// The paths of fields whose pattern is not a regular expression.
    unreadable: HashSet<String>,
}

impl<'a> DocumentedModel<'a> {
    pub(super) fn new(definition: &'a Definition, names: &'a Names, option_sets: &'a OptionSets) -> Self {
        let unreadable =
            Judge::new(definition).unreadable_patterns().into_iter().map(|pattern| pattern.field).collect();
        let name = names.get(&definition.identifier).unwrap_or(&definition.identifier).to_owned();
        Self { definition, fields: schema::fields(definition).collect(), name, names, option_sets, unreadable }
    }

    /// Returns true if the pattern of the field at a path is a regular expression.
    pub(super) fn is_readable(&self, path: &str) -> bool {
        !self.unreadable.contains(path)
    }

    /// The title, or else the identifier.
    pub(super) fn title(&self) -> &str {
        self.definition.title.as_deref().unwrap_or(&self.definition.identifier)
    }

    /// The group of the model's operations.
    pub(super) fn tag(&self) -> Value {
        json!({ "name": self.definition.identifier, "description": self.title() })
    }

    /// A reference to a schema of the model.
    pub(super) fn schema(&self, shape: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}.{shape}", self.name) })
    }
}
