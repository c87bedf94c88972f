//! Changes of the options of choices.

use std::collections::BTreeSet;

use super::change::{Change, ChangeKind, Subject};
use super::scope::Fields;
use super::side::Side;
use super::source_location::SourceLocation;
use crate::plan::{EnumPlan, Origin, Plan};

/// Returns the changes of options in the definition of a model.
pub(super) fn of_fields(old: &Fields<'_>, new: &Fields<'_>) -> Vec<Change> {
    let pairs = pairs(&old.model.enums, &new.model.enums);
    let changes = pairs.filter_map(|(was, is)| {
        let Origin::Field { model, path } = &was.origin else { return None };
        let (kind, breaks) = options(was, is)?;
        let location = |fields: &Fields<'_>| {
            let line = line(fields, path);
            path.last().map(|key| SourceLocation::of_field(fields.definition, line, key))
        };
        let subject = Subject::Field { model: model.clone(), path: path.join(".") };
        Some(Change { subject, kind, breaks, before: location(old), after: location(new) })
    });
    changes.collect()
}

/// Returns the changes of shared sets, each once. A set that no field refers to has no code.
pub(super) fn of_sets(before: (&Side, &Plan), after: (&Side, &Plan), reported: &mut BTreeSet<String>) -> Vec<Change> {
    fn enums(plan: &Plan) -> &[EnumPlan] {
        plan.option_sets.as_ref().map_or(&[], |sets| &sets.enums)
    }
    let pairs = pairs(enums(before.1), enums(after.1));
    let changes = pairs.filter_map(|(was, is)| {
        let Origin::Set { name, .. } = &was.origin else { return None };
        let (kind, breaks) = options(was, is)?;
        let location = |side: &Side| Some(SourceLocation::of_set(&side.sets, name));
        reported.insert(name.clone()).then(|| Change {
            subject: Subject::OptionSet(name.clone()),
            kind,
            breaks,
            before: location(before.0),
            after: location(after.0),
        })
    });
    changes.collect()
}

/// The choices that are on both sides.
fn pairs<'a>(old: &'a [EnumPlan], new: &'a [EnumPlan]) -> impl Iterator<Item = (&'a EnumPlan, &'a EnumPlan)> {
    let other = |was: &EnumPlan| new.iter().find(|is| is.origin.identity() == was.origin.identity());
    old.iter().filter_map(move |was| Some((was, other(was)?)))
}

/// Returns the change, and the variants that are removed or renamed.
fn options(was: &EnumPlan, is: &EnumPlan) -> Option<(ChangeKind, Vec<String>)> {
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
        Some((ChangeKind::Details { of: vec!["order or labels of the options".to_owned()] }, breaks))
    } else {
        Some((ChangeKind::Options { added, removed }, breaks))
    }
}

/// The line of the declaration of the field at a path.
fn line(fields: &Fields<'_>, path: &[String]) -> Option<u32> {
    let (first, rest) = path.split_first()?;
    let item = fields.find(first)?;
    match rest {
        [] => item.member.line,
        rest => line(&fields.within(item)?, rest),
    }
}
