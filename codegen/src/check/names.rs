use std::collections::{BTreeMap, BTreeSet};

use weda_definition::{Definition, Field, OptionSets};

use super::reason::{reason, reason_of_type};
use super::{options, targets};
use crate::name::{self, Style, Taken};
use crate::note::Reason;
use crate::plan::{ChoiceType, OptionSetsPlan, Origin, StubPlan};
use crate::{Note, Place};

/// The names of a set of models. Types of all modules share one scope, since `models` exports them all.
pub(super) struct Names {
    models: BTreeMap<String, ModelNames>,
    pub stubs: Vec<StubPlan>,
    /// The option sets that fields of the models refer to.
    pub option_sets: Option<OptionSetsPlan>,
    /// All type names given away so far; nested types follow.
    pub types: Taken,
}

/// The names of one model.
#[derive(Clone)]
pub(super) struct ModelNames {
    pub module: String,
    pub row: String,
    pub create: Option<String>,
}

impl Names {
    /// Row types choose first, so that a model keeps its name whatever the nested types of another are called.
    /// `runtime` is what the package calls the runtime: a module of that name would hide it.
    pub fn choose(definitions: &[&Definition], sets: &OptionSets, runtime: &str, notes: &mut Vec<Note>) -> Self {
        // The type of a field is named after model and field, and the two together may give any name: `EnvType`.
        let mut types = Taken::except(name::TYPE_NAMES);
        let mut modules = Taken::except(&[runtime]);
        let mut models = BTreeMap::new();
        for definition in definitions {
            let identifier = definition.identifier.as_str();
            let wanted = name::module(identifier);
            // Nothing else puts an underscore there.
            let reserved = wanted.ends_with('_');
            let module = modules.claim(wanted, Style::Module);
            // What its characters cost is told once, of the type.
            let why = reason(identifier, module.gave_way, reserved).filter(|why| *why != Reason::Unshowable);
            notes.extend(
                why.map(|why| Note::renamed(whole(definition), "the module of model", identifier, &module.name, why)),
            );
            let wanted = name::model(identifier);
            let reserved = wanted != name::part(identifier);
            let row = types.claim(wanted, Style::Type);
            let why = reason_of_type(identifier, row.gave_way, reserved);
            notes.extend(why.map(|why| Note::renamed(whole(definition), "model", identifier, &row.name, why)));
            models.insert(identifier.to_owned(), ModelNames { module: module.name, row: row.name, create: None });
        }
        let stubs = stubs(definitions, &mut types, notes);
        for definition in definitions {
            let names = models.get_mut(&definition.identifier).expect("the loop above named every model");
            if needs_create(definition) {
                let claim = types.claim(format!("New{}", names.row), Style::Type);
                if claim.gave_way {
                    let (what, from) = ("the create shape of model", definition.identifier.as_str());
                    notes.push(Note::renamed(whole(definition), what, from, &claim.name, Reason::Taken));
                }
                names.create = Some(claim.name);
            }
        }
        // After all models, so that a set that appears renames none of them.
        let option_sets = options::shared(definitions, sets, &mut types, &mut modules, notes);
        Self { models, stubs, option_sets, types }
    }

    /// The type of a shared set of options, where the set is known.
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

fn stubs(definitions: &[&Definition], types: &mut Taken, notes: &mut Vec<Note>) -> Vec<StubPlan> {
    let known: BTreeSet<&str> = definitions.iter().map(|definition| definition.identifier.as_str()).collect();
    let mentioned = targets::mentioned(definitions).into_iter();
    let missing = mentioned.filter(|(identifier, _)| !known.contains(identifier.as_str()));
    missing
        .map(|(identifier, mention)| {
            let wanted = name::model(&identifier);
            let reserved = wanted != name::part(&identifier);
            let claim = types.claim(wanted, Style::Type);
            let why = reason_of_type(&identifier, claim.gave_way, reserved);
            notes.extend(why.map(|why| Note::renamed(mention.place.clone(), "model", &identifier, &claim.name, why)));
            // Every model points to the platform's own ones, and hardly anybody pulls those.
            if !identifier.starts_with("sys_") {
                let target = identifier.clone();
                notes.push(Note::Target { place: mention.place, field: mention.field, target });
            }
            StubPlan { identifier, name: claim.name }
        })
        .collect()
}
