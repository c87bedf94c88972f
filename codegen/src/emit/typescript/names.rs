//! The names of all types of the module.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{EnumPlan, ModelPlan, Plan};

/// Names of the shared types, and of global types that the module uses.
const TAKEN: [&str; 17] = [
    "Id",
    "Reference",
    "Related",
    "OtherOption",
    "DateTime",
    "Day",
    "TimeOfDay",
    "FileAddress",
    "AreaCode",
    "Place",
    "JsonValue",
    "Models",
    "Record",
    "Readonly",
    "Partial",
    "Omit",
    "Object",
];

/// The kinds of types, each with the name that Rust or the model gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Record,
    Create,
    Patch,
    Object,
    Options,
    Labels,
}

/// The unique name of each type: Rust has a module for each model, and here all are in one.
pub(super) struct Names {
    /// By module, part and name in Rust.
    names: BTreeMap<(Option<String>, Part, String), String>,
    /// The record type of each model, by identifier.
    records: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut names = Self { names: BTreeMap::new(), records: BTreeMap::new() };
        let mut taken: BTreeSet<String> = TAKEN.map(str::to_owned).into();
        // Records first, so that they keep their names.
        for model in &plan.models {
            names.add(&mut taken, Some(model), Part::Record, &model.name, model.name.clone());
            let record = names.get(Some(&model.module), Part::Record, &model.name).to_owned();
            names.records.insert(model.identifier.clone(), record);
        }
        for set in plan.option_sets.iter().flat_map(|sets| &sets.enums) {
            names.add_options(&mut taken, None, set);
        }
        for model in &plan.models {
            if model.writable {
                names.add(&mut taken, Some(model), Part::Create, &model.name, format!("New{}", model.name));
                names.add(&mut taken, Some(model), Part::Patch, &model.name, format!("{}Patch", model.name));
            }
            for nested in &model.structs {
                names.add(&mut taken, Some(model), Part::Object, &nested.name, nested.name.clone());
            }
            for options in &model.enums {
                names.add_options(&mut taken, Some(model), options);
            }
        }
        names
    }

    fn add_options(&mut self, taken: &mut BTreeSet<String>, model: Option<&ModelPlan>, options: &EnumPlan) {
        self.add(taken, model, Part::Options, &options.name, options.name.clone());
        self.add(taken, model, Part::Labels, &options.name, format!("{}Labels", options.name));
    }

    fn add(&mut self, taken: &mut BTreeSet<String>, model: Option<&ModelPlan>, part: Part, of: &str, wanted: String) {
        let numbered = (2..).map(|number: u32| format!("{wanted}{number}"));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        self.names.insert(key(model.map(|model| model.module.as_str()), part, of), free.unwrap_or(wanted));
    }

    /// The name of a type; `module` is that of its model, or `None` for a shared option set.
    pub(super) fn get(&self, module: Option<&str>, part: Part, of: &str) -> &str {
        self.names.get(&key(module, part, of)).map_or("unknown", String::as_str)
    }

    /// The record type of a model, by its identifier; `None` for a model without a definition.
    pub(super) fn record(&self, identifier: &str) -> Option<&str> {
        self.records.get(identifier).map(String::as_str)
    }
}

fn key(module: Option<&str>, part: Part, of: &str) -> (Option<String>, Part, String) {
    (module.map(str::to_owned), part, of.to_owned())
}
