//! Which models there are on both sides, and what differs between them.

use std::collections::BTreeMap;

use weda_definition::Definition;

use super::change::{Change, Subject, What};
use super::scope::Fields;
use super::side::Side;
use super::spot::Spot;
use super::{details, items, layout, options, renamed, texts};
use crate::plan::{ModelPlan, Plan};

/// What differs in models and their fields.
pub(super) fn changes(before: (&Side, &Plan), after: (&Side, &Plan)) -> Vec<Change> {
    let (old, new) = (models(before), models(after));
    let gone: Vec<_> = old.iter().filter(|(identifier, _)| !new.contains_key(*identifier)).collect();
    let come: Vec<_> = new.iter().filter(|(identifier, _)| !old.contains_key(*identifier)).collect();
    let mut free: Vec<&Definition> = come.iter().map(|(_, (definition, _))| *definition).collect();
    let mut changes = Vec::new();
    for (identifier, (definition, model)) in gone {
        let what = renamed::model(definition, &mut free);
        let after = match &what {
            What::LooksRenamed { to, .. } => new.get(to.as_str()).map(|(definition, _)| Spot::of_model(definition)),
            _ => None,
        };
        let breaks = model.exports().into_iter().map(str::to_owned).collect();
        let before = Some(Spot::of_model(definition));
        changes.push(Change { subject: Subject::Model((*identifier).to_owned()), what, breaks, before, after });
    }
    for definition in free {
        let after = Some(Spot::of_model(definition));
        let subject = Subject::Model(definition.identifier.clone());
        changes.push(Change { subject, what: What::Added, breaks: Vec::new(), before: None, after });
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

/// What differs within one model.
fn of_model((old_plan, was, old): Model<'_>, (new_plan, is, new): Model<'_>) -> Vec<Change> {
    if was.hash == is.hash && old == new {
        return Vec::new();
    }
    let mut changes = Vec::new();
    let mut whole = |what, breaks| {
        let subject = Subject::Model(old.identifier.clone());
        let (before, after) = (Some(Spot::of_model(was)), Some(Spot::of_model(is)));
        changes.push(Change { subject, what, breaks, before, after });
    };
    if old.name != new.name {
        let what = What::Called { from: old.name.clone(), to: new.name.clone() };
        whole(what, old.exports().into_iter().map(str::to_owned).collect());
    }
    if let (Some(from), Some(to)) = (&old.create, &new.create)
        && from != to
        && old.name == new.name
    {
        whole(What::Called { from: from.clone(), to: to.clone() }, vec![from.clone()]);
    }
    let of = details::of_model(was, is);
    if !of.is_empty() {
        changes.push(Change {
            subject: Subject::Model(old.identifier.clone()),
            before: Some(Spot::of_members(was, &of)),
            after: Some(Spot::of_members(is, &of)),
            what: What::Details { of },
            breaks: Vec::new(),
        });
    }
    let fields = (Fields::of_model(old_plan, old, was), Fields::of_model(new_plan, new, is));
    changes.extend(items::changes(&fields.0, &fields.1));
    changes.extend(options::of_fields(&fields.0, &fields.1));
    if changes.is_empty() && !layout::is_all_that_differs(&was.text, &is.text) {
        changes.extend(texts::changes(was, is));
    }
    changes
}
