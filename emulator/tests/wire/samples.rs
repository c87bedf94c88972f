//! Real definitions and records, where the variable `WEDA_SAMPLES` says that they are.

use std::path::PathBuf;

use serde_json::Value;
use weda_emulator::{Definitions, Emulator};

use crate::fixture::token;
use crate::http::send;

#[test]
fn the_samples_load() {
    let Some(samples) = std::env::var_os("WEDA_SAMPLES").map(PathBuf::from) else {
        println!("skipped: WEDA_SAMPLES names no directory");
        return;
    };
    let definitions = Definitions::read(samples.join("definitions")).unwrap_or_else(|errors| panic!("{errors}"));
    let models = definitions.len();
    assert!(models > 0, "no definitions in {}", samples.display());
    let emulator = Emulator::start(definitions).unwrap();
    let authorization = format!("Bearer {}", token(&emulator));
    let mut loaded = 0;
    for entry in std::fs::read_dir(samples.join("records")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(model) = name.strip_suffix(".mock.json") else { continue };
        let records: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        emulator.load("pre", model, records.clone()).unwrap_or_else(|error| panic!("{error}"));
        let target = format!("/weda/odata/v1/pre/{model}?$top=1000&$count=true");
        let page = send(emulator.address(), "GET", &target, &[("Authorization", &authorization)], "").json();
        assert_eq!(page["@odata.count"], records.len(), "{model}");
        for (given, row) in records.iter().zip(page["value"].as_array().unwrap()) {
            for (key, value) in given.as_object().unwrap() {
                // Lists, objects and relations come back as their JSON text.
                let expected = if value.is_array() || value.is_object() {
                    Value::String(value.to_string())
                } else {
                    value.clone()
                };
                assert_eq!(row[key], expected, "{model}.{key}");
            }
        }
        loaded += 1;
    }
    println!("{models} definitions, records of {loaded} models");
    assert!(loaded > 0, "no records in {}", samples.display());
}
