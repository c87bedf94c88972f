//! Options of choices: whose they are, and what their variants are called.

use std::collections::BTreeSet;

use weda_definition::{Definition, Field, Kind, OptionItem, OptionSet, OptionSets};

use super::reason::{reason, reason_of_type};
use crate::name::{self, Style, Taken};
use crate::note::Reason;
use crate::plan::{EnumPlan, OptionSetsPlan, Origin, VariantPlan};
use crate::{Note, Place};

/// The shared sets that fields refer to and whose options are known: one type each, whoever refers to it.
pub(super) fn shared(
    definitions: &[&Definition],
    sets: &OptionSets,
    types: &mut Taken,
    modules: &mut Taken,
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
    let module = modules.claim("option_sets".to_owned(), Style::Module);
    if module.gave_way {
        let place = Place { source: source.clone(), line: None };
        notes.push(Note::renamed(place, "module", "option_sets", &module.name, Reason::Taken));
    }
    let mut plan = |set: &OptionSet| {
        let place = Place { source: source.clone(), line: Some(set.line) };
        let wanted = name::option_set(&set.name);
        let reserved = wanted != name::part(&set.name);
        let claim = types.claim(wanted, Style::Type);
        if let Some(why) = reason_of_type(&set.name, claim.gave_way, reserved) {
            notes.push(Note::renamed(place.clone(), "option set", &set.name, &claim.name, why));
        }
        EnumPlan {
            variants: variants(&set.items, &claim.name, &place, notes),
            name: claim.name,
            origin: Origin::Set { name: set.name.clone(), description: set.description.clone() },
            title: set.title.clone(),
        }
    };
    let enums = known.into_iter().map(&mut plan).collect();
    Some(OptionSetsPlan { module: module.name, source, enums })
}

/// A set without options says nothing: its name may be all that the service was asked for.
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

/// The variants of the enumeration `owner`, in the order of the options. Of two options with one key the first counts.
pub(super) fn variants(items: &[OptionItem], owner: &str, place: &Place, notes: &mut Vec<Note>) -> Vec<VariantPlan> {
    let mut taken = Taken::default();
    let mut keys = BTreeSet::new();
    let mut variants = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| keys.insert(item.key.as_str())) {
        let wanted = name::variant(&item.key);
        let reserved = wanted != name::part(&item.key);
        let claim = taken.claim(wanted, Style::Type);
        if let Some(why) = reason(&item.key, claim.gave_way, reserved) {
            let to = format!("{owner}::{}", claim.name);
            notes.push(Note::renamed(place.clone(), "option", &item.key, &to, why));
        }
        variants.push(VariantPlan { key: item.key.clone(), name: claim.name, label: item.label.clone() });
    }
    variants
}
