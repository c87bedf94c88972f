use std::fs;
use std::path::Path;

use serde_json::Value;
use weda_emulator::{Definitions, Emulator};

use crate::http;

/// Loads every file of records and compares the list call's answer value by value, without the client.
pub fn come_back(samples: &Path) {
    let definitions = Definitions::read(samples.join("definitions")).unwrap_or_else(|errors| panic!("{errors}"));
    let emulator = Emulator::builder().definitions(definitions).start().unwrap();
    let token = "POST /auth/v1/token/clientCredential\nAuthorization: Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
    let token = json(&http::answer(emulator.address(), token, r#"{"grant_type":"client_credentials"}"#).1);
    let token = token["access_token"].as_str().unwrap();

    let mut loaded = 0;
    for entry in fs::read_dir(samples.join("records")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(model) = name.strip_suffix(".mock.json") else { continue };
        let records: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        emulator.load(model, records.clone()).unwrap_or_else(|error| panic!("{error}"));

        let list = format!("GET /weda/odata/v1/pre/{model}?$top=1000&$count=true\nAuthorization: Bearer {token}");
        let page = json(&http::answer(emulator.address(), &list, "").1);
        assert_eq!(page["@odata.count"], records.len(), "{model}");
        for (record, row) in records.iter().zip(page["value"].as_array().unwrap()) {
            for (key, value) in record.as_object().unwrap() {
                // Lists, objects and relations are returned as JSON text.
                let nested = value.is_array() || value.is_object();
                let expected = if nested { Value::String(value.to_string()) } else { value.clone() };
                assert_eq!(row[key], expected, "{model}.{key}");
            }
        }
        loaded += 1;
    }
    assert!(loaded >= 5, "records of {loaded} models in {}", samples.display());
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}
