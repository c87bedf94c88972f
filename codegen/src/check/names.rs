use std::collections::{BTreeMap, BTreeSet};

use weda_definition::{Definition, Field, OptionSets};

use super::rename_reason::{rename_reason, type_rename_reason};
use super::{options, targets};
use crate::name::{self, NameScope, NameStyle};
use crate::note::RenameReason;
use crate::plan::{ChoiceType, OptionSetsPlan, Origin, StubPlan};
use crate::{Note, Place};

/// The names of a set of models. The types of all modules are in one scope, since `models` exports them all.
pub(super) struct Names {
    models: BTreeMap<String, ModelNames>,
    pub stubs: Vec<StubPlan>,
    /// The option sets that fields of the models refer to.
    pub option_sets: Option<OptionSetsPlan>,
    /// The type names assigned so far; nested types follow.
    pub types: NameScope,
}

/// The names of one model.
#[derive(Clone)]
pub(super) struct ModelNames {
    pub module: String,
    pub row: String,
    pub create: Option<String>,
}

impl Names {
    /// Assigns row types first, so that the name of a model does not depend on the nested types of others. `runtime` is the
    /// name of the runtime in the package: a module of that name would hide it.
    pub fn choose(definitions: &[&Definition], sets: &OptionSets, runtime: &str, notes: &mut Vec<Note>) -> Self {
        // Model and field together may give any type name: `EnvType`.
        let mut types = NameScope::except(name::TYPE_NAMES);
        let mut modules = NameScope::except(&[runtime]);
        let mut models = BTreeMap::new();
        for definition in definitions {
            let identifier = definition.identifier.as_str();
            let wanted = name::module(identifier);
            // Only reserved names end in an underscore.
            let reserved = wanted.ends_with('_');
            let module = modules.assign(wanted, NameStyle::Module);
            // Unusable characters are reported once, for the type.
            let why =
                rename_reason(identifier, module.is_changed, reserved).filter(|why| *why != RenameReason::Unshowable);
            notes.extend(
                why.map(|why| Note::renamed(whole(definition), "the module of model", identifier, &module.name, why)),
            );
            let wanted = name::model(identifier);
            let reserved = wanted != name::part(identifier);
            let row = types.assign(wanted, NameStyle::Type);
            let why = type_rename_reason(identifier, row.is_changed, reserved);
            notes.extend(why.map(|why| Note::renamed(whole(definition), "model", identifier, &row.name, why)));
            models.insert(identifier.to_owned(), ModelNames { module: module.name, row: row.name, create: None });
        }
        let stubs = stubs(definitions, &mut types, notes);
        for definition in definitions {
            let names = models.get_mut(&definition.identifier).expect("the loop above named every model");
            if needs_create(definition) {
                let assigned = types.assign(format!("New{}", names.row), NameStyle::Type);
                if assigned.is_changed {
                    let (what, from) = ("the create shape of model", definition.identifier.as_str());
                    notes.push(Note::renamed(whole(definition), what, from, &assigned.name, RenameReason::Taken));
                }
                names.create = Some(assigned.name);
            }
        }
        // After all models, so that a new set does not rename them.
        let option_sets = options::shared(definitions, sets, &mut types, &mut modules, notes);
        Self { models, stubs, option_sets, types }
    }

    /// The type of a shared option set, if the set is known.
    pub fn of_set(&self, name: &str) -> Option<ChoiceType> {
        let sets = self.option_sets.as_ref()?;
        let is_it = |origin: &Origin| matches!(origin, Origin::Set { name: of, .. } if of == name);
        let set = sets.enums.iter().find(|options| is_it(&options.origin))?;
        Some(ChoiceType { module: Some(sets.module.clone()), name: set.name.clone() })
    }

    /// The names of a model of the set.
    pub fn of(&self, identifier: &str) -> ModelNames {
        self.models[identifier].clone()
    }
}

fn needs_create(definition: &Definition) -> bool {
    !definition.is_system() && definition.fields.iter().any(Field::required_on_create)
}

fn whole(definition: &Definition) -> Place {
    Place { source: definition.source.clone(), line: None }
}

fn stubs(definitions: &[&Definition], types: &mut NameScope, notes: &mut Vec<Note>) -> Vec<StubPlan> {
    let known: BTreeSet<&str> = definitions.iter().map(|definition| definition.identifier.as_str()).collect();
    let mentioned = targets::mentioned(definitions).into_iter();
    let missing = mentioned.filter(|(identifier, _)| !known.contains(identifier.as_str()));
    missing
        .map(|(identifier, mention)| {
            let wanted = name::model(&identifier);
            let reserved = wanted != name::part(&identifier);
            let assigned = types.assign(wanted, NameStyle::Type);
            let why = type_rename_reason(&identifier, assigned.is_changed, reserved);
            notes
                .extend(why.map(|why| Note::renamed(mention.place.clone(), "model", &identifier, &assigned.name, why)));
            // Every model refers to the platform's own ones, which are rarely pulled.
            if !identifier.starts_with("sys_") {
                let target = identifier.clone();
                notes.push(Note::Target { place: mention.place, field: mention.field, target });
            }
            StubPlan { identifier, name: assigned.name }
        })
        .collect()
}
