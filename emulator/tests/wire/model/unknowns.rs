//! Each open question of the gateway as the profile answers it, by what a caller sees. "G" is its number.

mod answers;
mod bodies;
mod filters;
mod misuse;
mod presets;
mod reading;
mod relations;
mod writes;

use serde_json::{Value, json};
use weda_emulator::profile::ModelApi;

use super::{data, serving_with};
use crate::fixture::Served;

/// The documented profile with a switch of the gateway changed.
fn switched(switch: impl FnOnce(&mut ModelApi)) -> Served {
    serving_with(|profile| switch(&mut profile.model_api))
}

/// Creates records named `n00`, `n01`, ...
fn fill(served: &Served, count: usize) {
    let rows: Vec<Value> = (0..count).map(|number| json!({ "name": format!("n{number:02}") })).collect();
    data(served, "spu", "createMany", &json!({ "data": rows }));
}

/// The names of a list, in its order.
fn listed(served: &Served, body: &Value) -> Vec<String> {
    let list = data(served, "spu", "list", body);
    list["records"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap_or("-").to_owned()).collect()
}

/// The note that the log has about the latest call.
fn note(served: &Served) -> String {
    served.emulator.log().pop().and_then(|logged| logged.note).unwrap_or_default()
}

/// An error with the code `INVALID_PARAMETER`.
fn invalid(message: &str) -> (String, String) {
    ("INVALID_PARAMETER".to_owned(), message.to_owned())
}
