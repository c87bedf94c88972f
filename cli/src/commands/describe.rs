//! `weda describe`: the fields of a model.

use serde_json::{Value, json};
use weda::Client;
use weda_definition::{Definition, Field, Kind, OptionItem, OptionSets, Relation, printable};

use super::values;
use crate::arguments::Describe;
use crate::exit::Exit;
use crate::failure::{Failure, Mistake};
use crate::service::{unless_interrupted, wait_for};
use crate::{names, output, table, terminal};

/// Options shown per field; `--json` has all of them.
const OPTIONS: usize = 8;

/// Prints the fields.
pub(crate) fn describe(task: Describe) -> Result<Exit, Failure> {
    let client = task.environment.connect()?;
    let (definition, sets) = wait_for(unless_interrupted(read(&client, &task.model)))?;
    if task.output.json {
        let fields: Vec<Value> = definition.fields.iter().map(|field| as_json(field, &sets)).collect();
        output::print_json(&json!({
            "model": definition.identifier,
            "title": definition.title,
            "description": definition.description,
            "primary_column": definition.primary_column,
            "read_only": definition.is_system(),
            "fields": fields,
        }))?;
        return Ok(Exit::Done);
    }
    let title = definition.title.as_deref().map(|title| format!("  {}", printable(title))).unwrap_or_default();
    output::print(format!("\x1b[1m{}{title}\x1b[0m", printable(&definition.identifier)))?;
    for line in definition.description.iter().flat_map(|text| text.lines()) {
        // Indented, so that a line of the description cannot pass for one of the command's.
        output::print(format!("  {}", printable(line)))?;
    }
    let rows: Vec<Vec<String>> = definition.fields.iter().map(|field| cells(field, &definition, &sets)).collect();
    output::print(table::of_texts(&["field", "title", "kind", "rules", "values"], &rows, terminal::width()))?;
    Ok(Exit::Done)
}

async fn read(client: &Client, model: &str) -> Result<(Definition, OptionSets), Failure> {
    let fields = names::fields_of(client, model).await?.ok_or_else(|| {
        let what = format!("the service's definition of model `{}` cannot be read", printable(model));
        Mistake::new(what, "open the model in the console and save it").with_exit(Exit::Service)
    })?;
    let definition = fields.definition().clone();
    let sets = values::option_sets(client, &definition).await?;
    Ok((definition, sets))
}

fn cells(field: &Field, definition: &Definition, sets: &OptionSets) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    let mut rule = |holds: bool, word: &str| rules.extend(holds.then(|| word.to_owned()));
    rule(definition.primary_column.as_deref() == Some(&field.key), "primary column");
    rule(field.required_on_create(), "required");
    rule(field.unique, "unique");
    rule(!field.is_writable(), "read-only");
    let values = match field.kind.innermost() {
        Kind::Choice(_) => options_text(options(field, sets), values::set_of(field)),
        Kind::Object(members) => members.iter().map(|field| field.key.as_str()).collect::<Vec<_>>().join(", "),
        _ => limits(field),
    };
    let title = field.title.as_deref().unwrap_or_default();
    let texts = [field.key.as_str(), title, &field.kind.name(), &rules.join(", "), &values];
    texts.iter().map(|text| printable(text).into_owned()).collect()
}

fn options<'s>(field: &'s Field, sets: &'s OptionSets) -> &'s [OptionItem] {
    match field.kind.innermost() {
        Kind::Choice(options) if !options.items.is_empty() => &options.items,
        Kind::Choice(options) => options.set.as_ref().and_then(|name| sets.get(name)).map_or(&[], |set| &set.items),
        _ => &[],
    }
}

fn options_text(options: &[OptionItem], set: Option<&str>) -> String {
    if options.is_empty() {
        return set.map(|set| format!("option set {set}")).unwrap_or_default();
    }
    let shown = options.iter().take(OPTIONS).map(|option| match &option.label {
        Some(label) => format!("{} {label}", option.key),
        None => option.key.clone(),
    });
    let more = options.len().saturating_sub(OPTIONS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.collect::<Vec<_>>().join(", "))
}

/// The limits of a value, other than its kind.
fn limits(field: &Field) -> String {
    let range = |least: Option<String>, most: Option<String>, unit: &str| match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        (None, None) => None,
    };
    let text = |number: Option<u64>| number.map(|number| number.to_string());
    let number = |number: Option<f64>| number.map(|number| number.to_string());
    let mut parts: Vec<String> = range(number(field.minimum), number(field.maximum), "").into_iter().collect();
    parts.extend(range(text(field.min_length), text(field.max_length), " bytes"));
    parts.extend(field.pattern.as_ref().map(|pattern| format!("pattern {pattern}")));
    parts.join(", ")
}

fn as_json(field: &Field, sets: &OptionSets) -> Value {
    let options: Vec<Value> =
        options(field, sets).iter().map(|option| json!({ "key": option.key, "label": option.label })).collect();
    let mut value = json!({
        "name": field.key,
        "title": field.title,
        "description": field.description,
        "kind": field.kind.name(),
        "type": field.type_name,
        "format": field.format,
        "required": field.required_on_create(),
        "unique": field.unique,
        "read_only": !field.is_writable(),
        "system": field.system,
    });
    let mut add = |name: &str, found: Value| {
        if !found.is_null() && found != json!([]) {
            value[name] = found;
        }
    };
    add("options", json!(options));
    add("option_set", json!(values::set_of(field)));
    add("default", json!(field.default));
    add("pattern", json!(field.pattern));
    add("min_length", json!(field.min_length));
    add("max_length", json!(field.max_length));
    add("minimum", json!(field.minimum));
    add("maximum", json!(field.maximum));
    if let Kind::Relation(Relation { target, .. }) | Kind::Relations(Relation { target, .. }) = &field.kind {
        add("target", json!(target));
    }
    if let Kind::Object(members) = field.kind.innermost() {
        add("members", json!(members.iter().map(|member| as_json(member, sets)).collect::<Vec<_>>()));
    }
    value
}
