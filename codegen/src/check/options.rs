//! Options of choices: their types and variants.

use std::collections::BTreeSet;

use weda_definition::{Definition, Field, Kind, OptionItem, OptionSet, OptionSets};

use super::rename_reason::{rename_reason, type_rename_reason};
use crate::name::{self, NameScope, NameStyle};
use crate::note::RenameReason;
use crate::plan::{EnumPlan, OptionSetsPlan, Origin, VariantPlan};
use crate::{Note, Place};

/// Plans a type for each shared set that fields refer to and whose options are known.
pub(super) fn shared(
    definitions: &[&Definition],
    sets: &OptionSets,
    types: &mut NameScope,
    modules: &mut NameScope,
    notes: &mut Vec<Note>,
) -> Option<OptionSetsPlan> {
    let mut used = BTreeSet::new();
    for definition in definitions {
        collect(&definition.fields, &mut used);
    }
    let known: Vec<&OptionSet> = sets.iter().filter(|set| used.contains(set.name.as_str()) && is_known(set)).collect();
    if known.is_empty() {
        return None;
    }
    let source = sets.source_name().to_owned();
    let module = modules.assign("option_sets".to_owned(), NameStyle::Module);
    if module.is_changed {
        let place = Place { source: source.clone(), line: None };
        notes.push(Note::renamed(place, "module", "option_sets", &module.name, RenameReason::Taken));
    }
    let mut plan = |set: &OptionSet| {
        let place = Place { source: source.clone(), line: Some(set.line) };
        let wanted = name::option_set(&set.name);
        let reserved = wanted != name::part(&set.name);
        let assigned = types.assign(wanted, NameStyle::Type);
        if let Some(why) = type_rename_reason(&set.name, assigned.is_changed, reserved) {
            notes.push(Note::renamed(place.clone(), "option set", &set.name, &assigned.name, why));
        }
        EnumPlan {
            variants: variants(&set.items, &assigned.name, &place, notes),
            name: assigned.name,
            origin: Origin::Set { name: set.name.clone(), description: set.description.clone() },
            title: set.title.clone(),
        }
    };
    let enums = known.into_iter().map(&mut plan).collect();
    Some(OptionSetsPlan { module: module.name, source, enums })
}

/// A set without options is unknown: the service may have been asked only for its name.
fn is_known(set: &OptionSet) -> bool {
    !set.items.is_empty()
}

fn collect<'a>(fields: &'a [Field], used: &mut BTreeSet<&'a str>) {
    for field in fields {
        match field.kind.innermost() {
            Kind::Choice(options) => used.extend(options.set.as_deref()),
            Kind::Object(members) => collect(members, used),
            _ => {}
        }
    }
}

/// Returns the variants of the enumeration `owner`, in the order of the options. Of two options with the same key the first
/// is used.
pub(super) fn variants(items: &[OptionItem], owner: &str, place: &Place, notes: &mut Vec<Note>) -> Vec<VariantPlan> {
    let mut scope = NameScope::default();
    let mut keys = BTreeSet::new();
    let mut variants = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| keys.insert(item.key.as_str())) {
        let wanted = name::variant(&item.key);
        let reserved = wanted != name::part(&item.key);
        let assigned = scope.assign(wanted, NameStyle::Type);
        if let Some(why) = rename_reason(&item.key, assigned.is_changed, reserved) {
            let to = format!("{owner}::{}", assigned.name);
            notes.push(Note::renamed(place.clone(), "option", &item.key, &to, why));
        }
        variants.push(VariantPlan { key: item.key.clone(), name: assigned.name, label: item.label.clone() });
    }
    variants
}
