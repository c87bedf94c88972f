//! Records from Rust values.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Emulator;
use super::records::{find_model, split_name};
use crate::error::Error;
use crate::schema::Model;

impl Emulator {
    /// Adds records of any type that serializes to an object, and returns their ids: all of them or, on an error, none.
    /// The model is named as in [`load`](Self::load), which treats values in the same way. Unlike `load`, it refuses fields
    /// that the model does not have.
    ///
    /// ```
    /// use serde::Serialize;
    /// use serde_json::json;
    /// use weda_emulator::{Definition, Emulator};
    ///
    /// #[derive(Serialize)]
    /// struct Student {
    ///     name: &'static str,
    ///     score: f64,
    /// }
    ///
    /// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" },
    ///                                 "score": { "type": "number", "title": "成绩" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("student", "student.json", text)?).start()?;
    ///
    /// let ids = emulator.seed("pre/student", [Student { name: "李四", score: 89.5 }, Student { name: "王五", score: 61.0 }])?;
    /// emulator.seed("prod/student", (1..=3).map(|number| json!({ "name": format!("学生{number}") })))?;
    /// assert_eq!(emulator.record("student", &ids[1])?.unwrap()["name"], "王五");
    ///
    /// let error = emulator.seed("student", [json!({ "name": "赵六" }), json!({ "name": "孙七", "socre": 5 })]).unwrap_err();
    /// assert!(error.to_string().starts_with("record 2 for `student`: the model has no field `socre`"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error, which names the position of the record and the field, if a value is not an object, has a field that
    /// the model does not have, or violates the definition; or if the environment type or the model is unknown.
    pub fn seed(&self, model: &str, records: impl IntoIterator<Item = impl Serialize>) -> Result<Vec<String>, Error> {
        let (stage, identifier) = split_name(model)?;
        let found = find_model(&mut self.store(), stage, identifier)?;
        let invalid = |index: usize, reason: String| Error::Record {
            file: None,
            model: identifier.to_owned(),
            position: index + 1,
            reason,
        };
        let mut objects = Vec::new();
        for (index, record) in records.into_iter().enumerate() {
            let value = serde_json::to_value(record).map_err(|error| invalid(index, not_json(&error)))?;
            match value {
                Value::Object(object) => {
                    check_fields(&found, &object).map_err(|reason| invalid(index, reason))?;
                    objects.push(object);
                }
                other => return Err(invalid(index, not_an_object(&other))),
            }
        }
        self.load_objects(model, objects)
    }
}

fn not_json(error: &serde_json::Error) -> String {
    format!("the value has no form in JSON ({error}): use a type that serializes to an object with the model's fields")
}

fn not_an_object(value: &Value) -> String {
    let found = crate::validate::type_name(value);
    format!("the value is {found}, expected an object with the model's fields")
}

/// Returns an error for a field that the model does not have.
fn check_fields(model: &Model, object: &Map<String, Value>) -> Result<(), String> {
    match object.keys().find(|key| !model.has_field(key)) {
        None => Ok(()),
        Some(key) => Err(format!("the model has no field `{key}`: use {}", model.keys().join(", "))),
    }
}
