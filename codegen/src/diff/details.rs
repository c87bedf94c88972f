//! Changes of details that no code depends on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use weda_definition::{Definition, Field};

pub(super) fn of_model(was: &Definition, is: &Definition) -> Vec<String> {
    let own = [
        ("title", was.title != is.title),
        ("description", was.description != is.description),
        ("x-primary-column", was.primary_column != is.primary_column),
    ];
    all(&own, &was.extra, &is.extra)
}

pub(super) fn of_field(was: &Field, is: &Field) -> Vec<String> {
    let own = [
        ("title", was.title != is.title),
        ("description", was.description != is.description),
        ("required", was.required != is.required),
        ("x-required", was.x_required != is.x_required),
        ("x-system", was.system != is.system),
        ("x-unique", was.unique != is.unique),
        ("default", was.default != is.default),
        ("pattern", was.pattern != is.pattern),
        ("minLength", was.min_length != is.min_length),
        ("maxLength", was.max_length != is.max_length),
        ("minimum", was.minimum != is.minimum),
        ("maximum", was.maximum != is.maximum),
        ("x-index", was.position != is.position),
    ];
    all(&own, &was.extra, &is.extra)
}

fn all(own: &[(&str, bool)], was: &BTreeMap<String, Value>, is: &BTreeMap<String, Value>) -> Vec<String> {
    let own = own.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name);
    let keys: BTreeSet<&str> = was.keys().chain(is.keys()).map(String::as_str).collect();
    let others = keys.into_iter().filter(|key| was.get(*key) != is.get(*key));
    own.chain(others).map(str::to_owned).collect()
}
