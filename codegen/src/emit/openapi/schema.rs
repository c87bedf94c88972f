//! The schemas of values.

use serde_json::{Value, json};

use super::Documented;
use crate::docs;
use crate::plan::{ChoiceType, EnumPlan, FieldPlan, Member, Shape};

/// The use of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
}

/// The schema of a field as OData has it.
pub(super) fn of_field(model: &Documented<'_>, field: &FieldPlan, direction: Direction, nullable: bool) -> Value {
    let shape = innermost(&field.member.shape);
    let schema = match shape {
        // OData has no value for the other side of a relation.
        Shape::List(item) if field.by_object && item.target().is_some() => json!({ "type": "null" }),
        shape => {
            let native = native(model, shape, field.by_object, direction);
            match is_json_text(shape, field.by_object) {
                true => json!({ "type": "string", "contentMediaType": "application/json", "contentSchema": native }),
                false => native,
            }
        }
    };
    let mut schema = described(schema, model, &field.member, nullable);
    if direction == Direction::Read && field.access == crate::plan::Access::ReadOnly {
        schema["readOnly"] = json!(true);
    }
    schema
}

/// Returns true if values are JSON text over OData.
fn is_json_text(shape: &Shape, by_object: bool) -> bool {
    match shape {
        Shape::List(_) | Shape::Object(_) | Shape::Location | Shape::Json => true,
        Shape::Id(_) => by_object,
        _ => false,
    }
}

/// The shape without types of the user's program.
fn innermost(shape: &Shape) -> &Shape {
    match shape {
        Shape::Own { kind, .. } => innermost(kind),
        shape => shape,
    }
}

/// The schema of native values.
fn native(model: &Documented<'_>, shape: &Shape, by_object: bool, direction: Direction) -> Value {
    match shape {
        Shape::Text | Shape::AreaCode | Shape::File => json!({ "type": "string" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::DateTime | Shape::Date => json!({ "type": "integer", "format": "int64" }),
        Shape::TimeOfDay => json!({ "type": "integer", "minimum": 0, "maximum": 86_399_999 }),
        Shape::Location => json!({ "$ref": "#/components/schemas/Place" }),
        Shape::Json => json!({}),
        Shape::Id(_) if by_object => json!({ "$ref": "#/components/schemas/Reference" }),
        Shape::Id(_) => json!({ "type": "string" }),
        Shape::Choice(choice) => {
            let keys: Vec<&str> = options(model, choice)
                .map(|options| options.variants.iter().map(|option| option.key.as_str()).collect())
                .unwrap_or_default();
            let text = json!({ "type": "string" });
            match (direction, keys.is_empty()) {
                (_, true) => text,
                (Direction::Write, _) => json!({ "type": "string", "enum": keys }),
                // Records may have keys that the definition does not list.
                (Direction::Read, _) => json!({ "anyOf": [{ "type": "string", "enum": keys }, text] }),
            }
        }
        Shape::Object(name) => {
            let members = model.model.structs.iter().find(|nested| nested.name == *name);
            let members = members.map_or(&[][..], |nested| &nested.members);
            let property = |member: &Member| {
                let schema = native(model, innermost(&member.shape), false, direction);
                (member.key.clone(), described(schema, model, member, !member.present))
            };
            let properties: serde_json::Map<String, Value> = members.iter().map(property).collect();
            let required: Vec<&str> =
                members.iter().filter(|member| member.present).map(|member| member.key.as_str()).collect();
            let mut schema = json!({ "type": "object", "properties": properties });
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            schema
        }
        Shape::List(item) => json!({ "type": "array", "items": native(model, innermost(item), by_object, direction) }),
        Shape::Own { kind, .. } => native(model, kind, by_object, direction),
    }
}

/// Adds title, description and null.
fn described(schema: Value, model: &Documented<'_>, member: &Member, nullable: bool) -> Value {
    let mut schema = if nullable { or_null(schema) } else { schema };
    if let Some(title) = member.title.as_deref().map(docs::line).filter(|title| !title.is_empty()) {
        schema["title"] = json!(title);
    }
    let own = member.description.as_deref().map(|text| docs::lines(text).join("\n"));
    let meaning = match innermost(&member.shape) {
        Shape::DateTime => Some("Unix milliseconds".to_owned()),
        Shape::Date => Some("Unix milliseconds of the day's midnight in China".to_owned()),
        Shape::TimeOfDay => Some("Milliseconds since midnight".to_owned()),
        Shape::Choice(choice) => options(model, choice).and_then(labels),
        shape => shape.target().map(|target| format!("Leads to {}", docs::code(target))),
    };
    let parts: Vec<String> = own.into_iter().chain(meaning).filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        schema["description"] = json!(parts.join("\n\n"));
    }
    schema
}

/// Lets a schema accept null, the absence of a value.
fn or_null(mut schema: Value) -> Value {
    if schema.as_object().is_some_and(serde_json::Map::is_empty) {
        return schema;
    }
    let is_plain = schema.get("enum").is_none() && schema.get("$ref").is_none();
    match schema.get("type").and_then(Value::as_str).map(str::to_owned) {
        Some(name) if name == "null" => schema,
        Some(name) if is_plain => {
            schema["type"] = json!([name, "null"]);
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn options<'a>(model: &Documented<'a>, choice: &ChoiceType) -> Option<&'a EnumPlan> {
    let shared = model.plan.option_sets.as_ref().map_or(&[][..], |sets| &sets.enums);
    let all = if choice.module.is_some() { shared } else { &model.model.enums };
    all.iter().find(|options| options.name == choice.name)
}

/// The displayed texts of options, where they differ from the stored ones.
fn labels(options: &EnumPlan) -> Option<String> {
    let line = |option: &crate::plan::VariantPlan| {
        let label = option.label.as_deref().filter(|label| *label != option.key)?;
        Some(format!("{}: {}", docs::code(&option.key), docs::line(label)))
    };
    let lines: Vec<String> = options.variants.iter().filter_map(line).collect();
    if lines.is_empty() { None } else { Some(lines.join("; ")) }
}
