//! Models as the page gets them.

use serde_json::{Value, json};
use weda_codegen::plan::Plan;
use weda_codegen::{Root, Settings, check, render};
use weda_definition::{Definition, Field, Kind, OnDelete, OptionItem, OptionSets, RelationStyle};

use crate::refused::{Refused, RefusedKind};
use crate::source::{Model, Models, Served, Stage};
use crate::value::primary_column;

/// All models, with the fields of both environment types.
pub(crate) fn models(models: &Models) -> Value {
    let one = |model: &Model| {
        json!({
            "pre": model.pre.as_ref().map(|served| served_model(served, &models.option_sets)),
            "prod": model.prod.as_ref().map(|served| served_model(served, &models.option_sets)),
            "published": is_published(model),
        })
    };
    models.models.iter().map(one).collect()
}

fn is_published(model: &Model) -> bool {
    match (&model.pre, &model.prod) {
        (Some(pre), Some(prod)) => pre.definition.hash == prod.definition.hash,
        _ => false,
    }
}

fn served_model(served: &Served, sets: &OptionSets) -> Value {
    let definition = &served.definition;
    let fields: Vec<Value> = definition.fields.iter().map(|one| field(one, sets)).collect();
    json!({
        "identifier": definition.identifier,
        "title": definition.title,
        "description": definition.description,
        "system": definition.is_system(),
        "primary": primary_column(definition),
        "count": served.count,
        "fields": fields,
    })
}

fn field(field: &Field, sets: &OptionSets) -> Value {
    json!({
        "key": field.key,
        "title": field.title,
        "description": field.description,
        "line": field.line,
        "required": field.required || field.x_required,
        "unique": field.unique,
        "system": field.system,
        "writable": field.is_writable(),
        "stored": field.is_stored(),
        "default": field.default,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "maxLength": field.max_length,
        "pattern": field.pattern,
        "position": field.position,
        "type": field.type_name,
        "format": field.format,
        "inverse": field.inverse_key(),
        "kind": kind(&field.kind, sets),
    })
}

/// A kind: its name for the page, and what belongs to it.
fn kind(of: &Kind, sets: &OptionSets) -> Value {
    match of {
        Kind::Text => json!({ "name": "text" }),
        Kind::Number => json!({ "name": "number" }),
        Kind::Integer => json!({ "name": "integer" }),
        Kind::Boolean => json!({ "name": "boolean" }),
        Kind::DateTime => json!({ "name": "datetime" }),
        Kind::Date => json!({ "name": "date" }),
        Kind::Time => json!({ "name": "time" }),
        Kind::File => json!({ "name": "file" }),
        Kind::AreaCode => json!({ "name": "region" }),
        Kind::Location => json!({ "name": "location" }),
        Kind::AutoNumber(_) => json!({ "name": "autoNumber" }),
        Kind::Choice(options) => {
            let shared = options.set.as_deref().and_then(|name| sets.get(name)).map(|set| &set.items);
            let items = shared.filter(|_| options.items.is_empty()).unwrap_or(&options.items);
            let item = |item: &OptionItem| json!({ "key": item.key, "label": item.label });
            json!({ "name": "choice", "set": options.set, "options": items.iter().map(item).collect::<Vec<_>>() })
        }
        Kind::List(item) => json!({ "name": "list", "item": kind(item, sets) }),
        Kind::Object(fields) => {
            json!({ "name": "object", "fields": fields.iter().map(|one| field(one, sets)).collect::<Vec<_>>() })
        }
        Kind::Relation(relation) => json!({
            "name": "relation",
            "target": relation.target,
            "object": relation.style == RelationStyle::Object,
            "onDelete": on_delete(relation.on_delete),
        }),
        Kind::Relations(relation) => json!({
            "name": "relations", "target": relation.target, "onDelete": on_delete(relation.on_delete),
        }),
        // Any JSON, and kinds of later versions.
        _ => json!({ "name": "json" }),
    }
}

/// The name of a rule for the page.
pub(crate) fn on_delete(rule: OnDelete) -> &'static str {
    match rule {
        OnDelete::Refuse => "refuse",
        OnDelete::Cascade => "cascade",
        OnDelete::Clear => "clear",
        _ => "nothing",
    }
}

/// The definition of a model and the Rust code that it becomes.
pub(crate) fn code(models: &Models, stage: Stage, identifier: &str, settings: &Settings) -> Result<Value, Refused> {
    let all: Vec<&Definition> = models.models.iter().filter_map(|model| served(model, stage)).collect();
    let unknown =
        || Refused::new(RefusedKind::NotFound, format!("there is no model `{identifier}` in {}", stage.name()));
    let definition = all.iter().find(|one| one.identifier == identifier).ok_or_else(unknown)?;
    let plan = check(all.iter().copied(), &models.option_sets, settings)
        // Another model may be at fault: this one by itself says more.
        .or_else(|_| check([*definition], &models.option_sets, settings));
    let (rust, names) = match plan {
        Ok(plan) => rust(&plan, identifier),
        Err(problems) => (Err(problems.to_string()), json!({})),
    };
    Ok(json!({
        "source": definition.source,
        "definition": definition.text,
        "rust": rust.as_ref().ok(),
        "problem": rust.err(),
        "names": names,
    }))
}

fn served(model: &Model, stage: Stage) -> Option<&Definition> {
    let served = match stage {
        Stage::Pre => model.pre.as_ref(),
        Stage::Prod => model.prod.as_ref(),
    };
    served.map(|served| &served.definition)
}

/// The text of a model's module, and the constant of each field.
fn rust(plan: &Plan, identifier: &str) -> (Result<String, String>, Value) {
    let Some(model) = plan.models.iter().find(|model| model.identifier == identifier) else {
        return (Err(format!("`{identifier}` is excluded by weda.toml")), json!({}));
    };
    let names = model
        .fields
        .iter()
        .map(|field| (field.member.key.clone(), Value::from(format!("{}::{}", model.name, field.constant()))));
    let names = Value::Object(names.collect());
    let output = render(plan, Root::Beside("models".to_owned()));
    (
        output.models.get(&format!("{}.rs", model.module)).cloned().ok_or_else(|| "no code was generated".to_owned()),
        names,
    )
}
