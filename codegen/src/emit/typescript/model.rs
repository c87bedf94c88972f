//! The types of a model: its records, new records and changes, and nested objects.

use super::names::{Names, Part};
use super::options;
use super::text::{Writer, key};
use super::value::{Direction, Values};
use crate::docs;
use crate::emit::doc;
use crate::plan::{Access, FieldPlan, ModelPlan, StructPlan};

/// Emits all types of a model.
pub(super) fn emit(out: &mut Writer, names: &Names, model: &ModelPlan) {
    let module = Some(model.module.as_str());
    for set in &model.enums {
        options::emit(out, names, module, set);
    }
    for nested in &model.structs {
        emit_struct(out, names, model, nested);
    }
    let identifier = docs::code(&model.identifier);
    let record = names.get(module, Part::Record, &model.name);
    out.gap();
    out.doc("", &doc::of_model(model));
    emit_fields(out, record, model.fields.iter(), |field| {
        let values = Values { names, model, direction: Direction::Read };
        let value = values.of(&field.member.shape, field.by_object);
        if field.member.present { (false, value) } else { (true, format!("{value} | null")) }
    });
    if !model.writable {
        return;
    }
    let written = || model.fields.iter().filter(|field| field.access != Access::ReadOnly);
    let values = Values { names, model, direction: Direction::Write };
    let value = |field: &FieldPlan| values.of(&field.member.shape, field.by_object);
    let create = names.get(module, Part::Create, &model.name);
    out.gap();
    out.doc("", &[format!("A new record of {identifier}.")]);
    emit_fields(out, create, written(), |field| match field.access {
        Access::Required => (false, value(field)),
        _ => (true, format!("{} | null", value(field))),
    });
    let patch = names.get(module, Part::Patch, &model.name);
    out.gap();
    out.doc("", &[format!("A change of a record of {identifier}: `null` clears a field.")]);
    emit_fields(out, patch, written(), |field| match field.access {
        Access::Required => (true, value(field)),
        _ => (true, format!("{} | null", value(field))),
    });
}

/// Emits the map from identifiers to types.
pub(super) fn emit_map(out: &mut Writer, names: &Names, models: &[ModelPlan]) {
    out.gap();
    out.doc(
        "",
        &["The types of each model by its identifier; `never` where the platform writes its records itself."
            .to_owned()],
    );
    out.line("export interface Models {");
    for model in models {
        let get = |part| names.get(Some(&model.module), part, &model.name);
        let (create, patch) = if model.writable { (get(Part::Create), get(Part::Patch)) } else { ("never", "never") };
        let (name, record) = (key(&model.identifier), get(Part::Record));
        out.line(&format!("  {name}: {{ record: {record}; create: {create}; patch: {patch} }};"));
    }
    out.line("}");
}

/// Emits an interface; `value` returns whether a member is optional, and its type.
fn emit_fields<'a>(
    out: &mut Writer,
    name: &str,
    fields: impl Iterator<Item = &'a FieldPlan>,
    value: impl Fn(&FieldPlan) -> (bool, String),
) {
    out.line(&format!("export interface {name} {{"));
    for field in fields {
        out.doc("  ", &doc::of_field(field));
        let (is_optional, value) = value(field);
        let mark = if is_optional { "?" } else { "" };
        out.line(&format!("  {}{mark}: {value};", key(&field.member.key)));
    }
    out.line("}");
}

fn emit_struct(out: &mut Writer, names: &Names, model: &ModelPlan, nested: &StructPlan) {
    let name = names.get(Some(&model.module), Part::Object, &nested.name);
    out.gap();
    out.doc("", &[doc::of_part(&model.identifier, &nested.path, nested.title.as_deref(), "the value of")]);
    out.line(&format!("export interface {name} {{"));
    // The same type is read and written, so that a value can be changed and sent back.
    let values = Values { names, model, direction: Direction::Read };
    for member in &nested.members {
        out.doc("  ", &doc::of_member(member));
        let value = values.of(&member.shape, false);
        let (mark, null) = if member.present { ("", "") } else { ("?", " | null") };
        out.line(&format!("  {}{mark}: {value}{null};", key(&member.key)));
    }
    out.line("}");
}
