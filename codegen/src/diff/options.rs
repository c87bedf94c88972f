//! What differs between the options of choices.

use std::collections::BTreeSet;

use super::change::{Change, Subject, What};
use super::scope::Fields;
use super::side::Side;
use super::spot::Spot;
use crate::plan::{EnumPlan, Origin, Plan};

/// The options that stand in the definition of a model.
pub(super) fn of_fields(old: &Fields<'_>, new: &Fields<'_>) -> Vec<Change> {
    let pairs = pairs(&old.model.enums, &new.model.enums);
    let changes = pairs.filter_map(|(was, is)| {
        let Origin::Field { model, path } = &was.origin else { return None };
        let (what, breaks) = options(was, is)?;
        let spot = |fields: &Fields<'_>| {
            let line = line(fields, path);
            path.last().map(|key| Spot::of_field(fields.definition, line, key))
        };
        let subject = Subject::Field { model: model.clone(), path: path.join(".") };
        Some(Change { subject, what, breaks, before: spot(old), after: spot(new) })
    });
    changes.collect()
}

/// The sets that models share. A set that no field refers to has no code, and none is told twice.
pub(super) fn of_sets(before: (&Side, &Plan), after: (&Side, &Plan), told: &mut BTreeSet<String>) -> Vec<Change> {
    fn enums(plan: &Plan) -> &[EnumPlan] {
        plan.option_sets.as_ref().map_or(&[], |sets| &sets.enums)
    }
    let pairs = pairs(enums(before.1), enums(after.1));
    let changes = pairs.filter_map(|(was, is)| {
        let Origin::Set { name, .. } = &was.origin else { return None };
        let (what, breaks) = options(was, is)?;
        let spot = |side: &Side| Some(Spot::of_set(&side.sets, name));
        told.insert(name.clone()).then(|| Change {
            subject: Subject::OptionSet(name.clone()),
            what,
            breaks,
            before: spot(before.0),
            after: spot(after.0),
        })
    });
    changes.collect()
}

/// The choices that are on both sides.
fn pairs<'a>(old: &'a [EnumPlan], new: &'a [EnumPlan]) -> impl Iterator<Item = (&'a EnumPlan, &'a EnumPlan)> {
    let other = |was: &EnumPlan| new.iter().find(|is| is.origin.identity() == was.origin.identity());
    old.iter().filter_map(move |was| Some((was, other(was)?)))
}

/// What differs, and the variants that go or have another name.
fn options(was: &EnumPlan, is: &EnumPlan) -> Option<(What, Vec<String>)> {
    let missing = |from: &EnumPlan, other: &EnumPlan| -> Vec<String> {
        let known: BTreeSet<&str> = other.variants.iter().map(|variant| variant.key.as_str()).collect();
        let keys = from.variants.iter().map(|variant| variant.key.as_str());
        keys.filter(|key| !known.contains(key)).map(str::to_owned).collect()
    };
    let (added, removed) = (missing(is, was), missing(was, is));
    let names: BTreeSet<(&str, &str)> =
        is.variants.iter().map(|variant| (variant.key.as_str(), variant.name.as_str())).collect();
    let gone = was.variants.iter().filter(|variant| !names.contains(&(&variant.key, &variant.name)));
    let breaks: Vec<String> = gone.map(|variant| format!("{}::{}", was.name, variant.name)).collect();
    if was.variants == is.variants {
        None
    } else if added.is_empty() && removed.is_empty() && breaks.is_empty() {
        Some((What::Details { of: vec!["order or labels of the options".to_owned()] }, breaks))
    } else {
        Some((What::Options { added, removed }, breaks))
    }
}

/// The line on which the field at the end of a path is declared.
fn line(fields: &Fields<'_>, path: &[String]) -> Option<u32> {
    let (first, rest) = path.split_first()?;
    let item = fields.find(first)?;
    match rest {
        [] => item.member.line,
        rest => line(&fields.within(item)?, rest),
    }
}
