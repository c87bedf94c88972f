//! Parses the service's answer about option sets into [`OptionSets`].

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::{OptionSet, OptionSets};
use crate::OptionItem;
use crate::error::{Error, Problem};
use crate::json_node::{self, Object, Text};

pub(super) fn option_sets(source: &str, text: &str) -> Result<OptionSets, Error> {
    let text = Text::new(source, text.strip_prefix('\u{feff}').unwrap_or(text));
    if text.whole().trim().is_empty() {
        return Err(text.error_at_start(Problem::Empty));
    }
    let mut sets = BTreeMap::<String, OptionSet>::new();
    for raw in items(&text)? {
        let set = set(&text, raw)?;
        if let Some(first) = sets.get(&set.name) {
            return Err(text.error(raw, Problem::SetTwice { name: set.name, first_line: first.line }));
        }
        sets.insert(set.name.clone(), set);
    }
    Ok(OptionSets { source: source.to_owned(), sets: sets.into_values().collect() })
}

/// The sets within the envelope.
fn items<'a>(text: &Text<'a>) -> Result<Vec<&'a RawValue>, Error> {
    let raw = text.root()?;
    let not_option_sets = |found: String| Err(text.error(raw, Problem::NotOptionSets { found }));
    if !raw.get().starts_with('{') {
        return not_option_sets(json_node::kind_of(raw).to_owned());
    }
    let whole = text.object(raw, "the answer")?;
    check_for_service_error(text, raw, &whole)?;
    let Some(raw_response) = whole.get_in_either_case("response") else {
        return not_option_sets(format!("an object with {}", whole.some_keys()));
    };
    let response = text.object(raw_response, "`response`")?;
    if let Some(raw) = response.get_in_either_case("error").filter(|raw| raw.get().starts_with('{')) {
        check_for_service_error(text, raw, &text.object(raw, "`error`")?)?;
    }
    let Some(raw_data) = response.get_in_either_case("data") else {
        return not_option_sets(format!("a `response` with {}", response.some_keys()));
    };
    let data = text.object(raw_data, "`data`")?;
    match data.get_in_either_case("items") {
        Some(raw) => text.list(raw, "`items`"),
        None => not_option_sets(format!("a `data` with {}", data.some_keys())),
    }
}

/// Returns the service's error, if there is one. A successful answer has an `error` with an empty code. Source: the answer
/// of "Query option sets".
fn check_for_service_error(text: &Text<'_>, raw: &RawValue, object: &Object<'_>) -> Result<(), Error> {
    let member = |key| object.get_in_either_case(key).and_then(json_node::text_of).unwrap_or_default();
    let code = member("code");
    if code.is_empty() {
        return Ok(());
    }
    Err(text.error(raw, Problem::ServiceError { code, message: member("message") }))
}

fn set<'a>(text: &Text<'a>, raw: &'a RawValue) -> Result<OptionSet, Error> {
    let object = text.object(raw, "an option set")?;
    let trimmed = |key| {
        let text = object.get_in_either_case(key).and_then(json_node::text_of)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let Some(name) = trimmed("name") else {
        return Err(text.error(raw, Problem::SetWithoutName { keys: object.some_keys() }));
    };
    let mut items = match object.get_in_either_case("config") {
        Some(config) => items_of_config(text, config, &name)?,
        None => Vec::new(),
    };
    if let (true, Some(data)) = (items.is_empty(), object.get_in_either_case("data")) {
        items = items_of_data(text, data, &name)?;
    }
    Ok(OptionSet { line: text.line(raw), title: trimmed("title"), description: trimmed("description"), name, items })
}

/// Reads `config`, which is ordered: a list of `{key, value}`, as JSON or as JSON text.
fn items_of_config<'a>(text: &Text<'a>, raw: &'a RawValue, name: &str) -> Result<Vec<OptionItem>, Error> {
    let invalid = |reason: String| text.error(raw, Problem::InvalidSet { name: name.to_owned(), reason });
    let config = match text.value(raw)? {
        Value::String(config) if config.trim().is_empty() => return Ok(Vec::new()),
        Value::String(config) => serde_json::from_str(&config)
            .map_err(|error| invalid(format!("is text that is not JSON ({})", json_node::reason(&error))))?,
        config => config,
    };
    let entries = match config {
        Value::Array(entries) => entries,
        Value::Null => return Ok(Vec::new()),
        _ => return Err(invalid("is not a list of `{\"key\", \"value\"}`".to_owned())),
    };
    entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let member = |key: &str| {
                let entry = entry.as_object()?;
                entry.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
            };
            let key = member("key").and_then(json_node::scalar_text);
            let key = key.ok_or_else(|| invalid(format!("has no `key` in its option number {}", at + 1)))?;
            Ok(OptionItem { key, label: member("value").and_then(json_node::scalar_text) })
        })
        .collect()
}

/// Reads `data`, a map from keys to labels, in the order of the text, since no order is documented.
fn items_of_data<'a>(text: &Text<'a>, raw: &'a RawValue, name: &str) -> Result<Vec<OptionItem>, Error> {
    if raw.get() == "null" {
        return Ok(Vec::new());
    }
    let options = text.object(raw, &format!("`data` of option set `{name}`"))?;
    let items = options.into_entries().map(|(key, _, label)| {
        let label = json_node::scalar_text(&text.value(label)?);
        Ok(OptionItem { key, label })
    });
    items.collect()
}
