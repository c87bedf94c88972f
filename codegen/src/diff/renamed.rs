//! Guesses renames. They are shown to users and have no other effect.

use std::collections::BTreeSet;

use serde_json::Value;
use weda_definition::Definition;

use super::change::ChangeKind;
use super::scope::{Fields, Item};
use crate::nearest;

/// Finds the new field that looks like the removed one, and takes it out of `come`.
pub(super) fn field<'i, 'a>(
    old: &Fields<'_>,
    gone: &Item<'_>,
    new: &Fields<'_>,
    come: &mut Vec<&'i Item<'a>>,
) -> Option<(&'i Item<'a>, String)> {
    let fits = |item: &Item<'_>| new.spelled(&item.member.shape) == old.spelled(&gone.member.shape);
    let likeness = |item: &Item<'_>| {
        // The designer's id survives a rename. It is the same in all models, so it is useless between models.
        let id = |item: &Item<'_>| Some(item.field?.extra.get("x-id")?.as_str()?.to_owned());
        if id(gone).is_some_and(|id_gone| id(item) == Some(id_gone)) {
            return Some("the designer knows both by one id".to_owned());
        }
        let title = gone.member.title.as_ref().filter(|title| item.member.title.as_ref() == Some(title));
        if let Some(title) = title {
            return Some(format!("both are titled {title}"));
        }
        nearest(&gone.member.key, [item.member.key.as_str()]).map(|_| "the keys are alike".to_owned())
    };
    let found = come.iter().enumerate().filter(|(_, item)| fits(item));
    let (at, because) = found.filter_map(|(at, item)| Some((at, likeness(item)?))).next()?;
    Some((come.remove(at), because))
}

/// Returns the kind of change of a removed model. A model that looks like it is taken out of `come`.
pub(super) fn model(gone: &Definition, come: &mut Vec<&Definition>) -> ChangeKind {
    let likeness = |other: &Definition| {
        let view =
            |definition: &Definition| definition.extra.get("x-viewId").and_then(Value::as_str).map(str::to_owned);
        if view(gone).is_some_and(|id| view(other) == Some(id)) {
            return Some("both have one view".to_owned());
        }
        let same = own_keys(gone) == own_keys(other) && own_keys(gone).len() > 1;
        same.then(|| "both have the same fields".to_owned())
    };
    let found = come.iter().enumerate().find_map(|(at, other)| Some((at, likeness(other)?)));
    match found {
        Some((at, because)) => ChangeKind::LooksRenamed { to: come.remove(at).identifier.clone(), because },
        None => ChangeKind::Removed,
    }
}

fn own_keys(definition: &Definition) -> BTreeSet<&str> {
    definition.fields.iter().filter(|field| !field.system).map(|field| field.key.as_str()).collect()
}
