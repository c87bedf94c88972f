//! Changes of models.

use std::collections::BTreeMap;

use weda_definition::Definition;

use super::change::{Change, ChangeKind, Subject};
use super::scope::Fields;
use super::side::Side;
use super::source_location::SourceLocation;
use super::{details, items, layout, options, renamed, texts};
use crate::plan::{ModelPlan, Plan};

/// Returns the changes of models and their fields.
pub(super) fn changes(before: (&Side, &Plan), after: (&Side, &Plan)) -> Vec<Change> {
    let (old, new) = (models(before), models(after));
    let gone: Vec<_> = old.iter().filter(|(identifier, _)| !new.contains_key(*identifier)).collect();
    let come: Vec<_> = new.iter().filter(|(identifier, _)| !old.contains_key(*identifier)).collect();
    let mut free: Vec<&Definition> = come.iter().map(|(_, (definition, _))| *definition).collect();
    let mut changes = Vec::new();
    for (identifier, (definition, model)) in gone {
        let kind = renamed::model(definition, &mut free);
        let after = match &kind {
            ChangeKind::LooksRenamed { to, .. } => {
                new.get(to.as_str()).map(|(definition, _)| SourceLocation::of_model(definition))
            }
            _ => None,
        };
        let breaks = model.exports().into_iter().map(str::to_owned).collect();
        let before = Some(SourceLocation::of_model(definition));
        changes.push(Change { subject: Subject::Model((*identifier).to_owned()), kind, breaks, before, after });
    }
    for definition in free {
        let after = Some(SourceLocation::of_model(definition));
        let subject = Subject::Model(definition.identifier.clone());
        changes.push(Change { subject, kind: ChangeKind::Added, breaks: Vec::new(), before: None, after });
    }
    for (identifier, (definition, model)) in &old {
        if let Some((now, model_now)) = new.get(identifier) {
            changes.extend(of_model((before.1, definition, model), (after.1, now, model_now)));
        }
    }
    changes
}

fn models<'a>((side, plan): (&'a Side, &'a Plan)) -> BTreeMap<&'a str, (&'a Definition, &'a ModelPlan)> {
    let planned = plan.models.iter().filter_map(|model| {
        let definition = side.definitions.get(&model.identifier)?;
        Some((model.identifier.as_str(), (definition, model)))
    });
    planned.collect()
}

type Model<'a> = (&'a Plan, &'a Definition, &'a ModelPlan);

/// Returns the changes within a model.
fn of_model((old_plan, was, old): Model<'_>, (new_plan, is, new): Model<'_>) -> Vec<Change> {
    if was.hash == is.hash && old == new {
        return Vec::new();
    }
    let mut changes = Vec::new();
    let mut whole = |kind, breaks| {
        let subject = Subject::Model(old.identifier.clone());
        let (before, after) = (Some(SourceLocation::of_model(was)), Some(SourceLocation::of_model(is)));
        changes.push(Change { subject, kind, breaks, before, after });
    };
    if old.name != new.name {
        let kind = ChangeKind::Called { from: old.name.clone(), to: new.name.clone() };
        whole(kind, old.exports().into_iter().map(str::to_owned).collect());
    }
    if let (Some(from), Some(to)) = (&old.create, &new.create)
        && from != to
        && old.name == new.name
    {
        whole(ChangeKind::Called { from: from.clone(), to: to.clone() }, vec![from.clone()]);
    }
    let of = details::of_model(was, is);
    if !of.is_empty() {
        changes.push(Change {
            subject: Subject::Model(old.identifier.clone()),
            before: Some(SourceLocation::of_members(was, &of)),
            after: Some(SourceLocation::of_members(is, &of)),
            kind: ChangeKind::Details { of },
            breaks: Vec::new(),
        });
    }
    let fields = (Fields::of_model(old_plan, old, was), Fields::of_model(new_plan, new, is));
    changes.extend(items::changes(&fields.0, &fields.1));
    changes.extend(options::of_fields(&fields.0, &fields.1));
    if changes.is_empty() && !layout::differ_only_in_layout(&was.text, &is.text) {
        changes.extend(texts::changes(was, is));
    }
    changes
}
