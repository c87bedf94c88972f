//! Plans a model: its fields and their access.

use weda_definition::{Definition, Field, Kind, Relation, RelationStyle};

use super::fields::{is_id, names, ordered};
use super::names::Names;
use super::shape::Shaper;
use crate::name;
use crate::plan::{Access, FieldPlan, Member, ModelPlan, Shape};
use crate::{Note, Place, Settings};

pub(super) fn plan(
    definition: &Definition,
    settings: &Settings,
    chosen: &mut Names,
    notes: &mut Vec<Note>,
) -> ModelPlan {
    if definition.fields.is_empty() {
        notes.push(Note::NoFields { place: Place { source: definition.source.clone(), line: None } });
    }
    let own = chosen.of(&definition.identifier);
    let names = names(definition, "", &definition.fields, notes);
    let mut shaper =
        Shaper { definition, settings, row: &own.row, names: chosen, notes, structs: Vec::new(), enums: Vec::new() };
    let mut fields = Vec::with_capacity(definition.fields.len() + 1);
    if definition.field("_id").is_none() {
        fields.push(undeclared_id(definition));
    }
    for field in ordered(&definition.fields) {
        let name = names[&field.key].clone();
        let member = shaper.member(field, name, is_present(field), std::slice::from_ref(&field.key));
        let access = access(definition, field);
        fields.push(FieldPlan {
            member: Member { shape: if is_id(field) { own_id(definition) } else { member.shape }, ..member },
            access,
            // A value that programs cannot set is of no use as a key of what they write.
            unique: field.unique && access != Access::ReadOnly,
            by_object: is_sent_as_object(&field.kind),
        });
    }
    let (structs, enums) = (shaper.structs, shaper.enums);
    ModelPlan {
        identifier: definition.identifier.clone(),
        source: definition.source.clone(),
        hash: definition.hash,
        module: own.module,
        name: own.row,
        create: own.create,
        writable: !definition.is_system(),
        title: definition.title.clone(),
        description: definition.description.clone(),
        fields,
        structs,
        enums,
    }
}

/// Returns true if every record has a value. Of its own fields the service guarantees only `_id`.
fn is_present(field: &Field) -> bool {
    is_id(field) || (field.required && !field.system && field.is_stored())
}

fn access(definition: &Definition, field: &Field) -> Access {
    // Lists of related records have no column, but the data-model gateway writes them.
    let is_written_list = is_sent_as_object(&field.kind) && matches!(field.kind, Kind::Relations(_)) && !field.system;
    if definition.is_system() || !(field.is_writable() || is_written_list) {
        Access::ReadOnly
    } else if field.required_on_create() {
        Access::Required
    } else {
        Access::Nullable
    }
}

/// Returns true for relations of style `Object`, and lists of them, with a known target; without a target they are plain
/// JSON.
fn is_sent_as_object(kind: &Kind) -> bool {
    let (Kind::Relation(relation) | Kind::Relations(relation)) = kind else { return false };
    matches!(relation, Relation { target: Some(_), style: RelationStyle::Object, .. })
}

fn own_id(definition: &Definition) -> Shape {
    Shape::Id(definition.identifier.clone())
}

fn undeclared_id(definition: &Definition) -> FieldPlan {
    let member = Member {
        key: "_id".to_owned(),
        name: name::field("_id"),
        shape: own_id(definition),
        present: true,
        kind: Kind::Text.name(),
        title: None,
        description: None,
        line: None,
    };
    FieldPlan { member, access: Access::ReadOnly, unique: false, by_object: false }
}
