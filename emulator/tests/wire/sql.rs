//! SQL: templates and `mysqlCommand`.

mod bad;
mod commands;
mod oracle;
mod select;
mod templates;
mod writes;

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;
use weda_emulator::{Definition, Emulator, Profile};

use crate::fixture::Served;
use crate::http::Answer;

/// Students with a tutor and courses.
pub fn school() -> Vec<Definition> {
    let parse = |name: &str, text: &Value| Definition::parse(name, &format!("{name}.json"), &text.to_string()).unwrap();
    let many = |target: &str, inverse: &str| {
        json!({
            "type": "array", "format": "many-many",
            "x-parent": { "parentDataSourceName": target, "parentFieldKey": inverse }
        })
    };
    vec![
        parse(
            "student",
            &json!({ "type": "object", "required": ["name"], "properties": {
                "_id": { "type": "string", "x-system": true, "x-unique": true },
                "createdAt": { "type": "number", "format": "datetime", "x-system": true },
                "updatedAt": { "type": "number", "format": "datetime", "x-system": true },
                "owner": { "type": "string", "format": "father-son", "x-system": true,
                           "x-parent": { "parentDataSourceName": "sys_user" } },
                "_openid": { "type": "string", "x-system": true },
                "name": { "type": "string", "maxLength": 30 },
                "score": { "type": "number" },
                "age": { "type": "number", "numberCount": 0 },
                "present": { "type": "boolean" },
                "seen": { "type": "number", "format": "datetime" },
                "note": { "type": "string" },
                "card": { "type": "string", "x-unique": true },
                "tags": { "type": "array", "items": { "type": "string" } },
                "extra": { "type": "object" },
                "tutor": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "teacher" } },
                "courses": many("course", "students")
            } }),
        ),
        parse("teacher", &json!({ "properties": { "name": { "type": "string" }, "room": { "type": "number" } } })),
        parse(
            "course",
            &json!({ "properties": { "title": { "type": "string" }, "students": many("student", "courses") } }),
        ),
        parse("after-service", &json!({ "properties": { "label": { "type": "string" } } })),
    ]
}

/// An emulator with templates and with records in `prod`.
pub struct School {
    pub served: Served,
    _templates: TempDir,
}

pub fn folder(templates: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in templates {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

pub fn empty(templates: &[(&str, &str)], switch: impl FnOnce(&mut Profile)) -> School {
    let folder = folder(templates);
    let builder = Emulator::builder().definitions(school()).templates(folder.path()).clock(1_767_196_800_000);
    let emulator = builder.profile(Profile::documented().with(switch)).start().unwrap();
    School { served: Served::of(emulator), _templates: folder }
}

pub fn open(templates: &[(&str, &str)], switch: impl FnOnce(&mut Profile)) -> School {
    let school = empty(templates, switch);
    let emulator = &school.served.emulator;
    let load = |model: &str, records: Value| {
        emulator.load(model, records.as_array().unwrap().clone()).unwrap();
    };
    load("prod/teacher", json!([{ "_id": "T1", "name": "王老师", "room": 3 }, { "_id": "T2", "name": "Li" }]));
    load(
        "prod/student",
        json!([
            { "_id": "S1", "name": "张三", "score": 89.5, "age": 20, "present": true, "tags": ["a", "b"],
              "seen": 1_767_196_800_000_i64, "tutor": "T1", "card": "A1", "note": "", "owner": "U1" },
            { "_id": "S2", "name": "Anna", "score": 60, "age": 19, "present": false, "extra": { "k": 1 },
              "tutor": "T1", "note": "50%_x" },
            { "_id": "S3", "name": "anna", "score": 60, "age": 21, "tutor": "T2", "note": "20 years" },
            { "_id": "S4", "name": "李四", "note": null }
        ]),
    );
    load("prod/course", json!([{ "_id": "C1", "title": "数学" }, { "_id": "C2", "title": "体育" }]));
    load("student", json!([{ "_id": "P1", "name": "试用", "score": 1 }]));
    school
}

impl School {
    /// Calls `mysqlCommand`.
    pub fn command(&self, body: &Value) -> Answer {
        self.served.call("POST", "/v1/model/plugin/prod/mysqlCommand", &body.to_string())
    }

    pub fn sql(&self, text: &str) -> Answer {
        self.command(&json!({ "sqlTemplate": text }))
    }

    /// The rows of a SELECT.
    pub fn rows(&self, text: &str) -> Value {
        let answer = self.sql(text);
        let mut json = answer.json();
        let rows = json["data"]["executeResultList"].take();
        assert!(rows.is_array(), "{text}: {answer:?}");
        assert_eq!(json["data"]["total"], rows.as_array().unwrap().len(), "{text}");
        rows
    }

    /// The rows of a SELECT as lists of values.
    pub fn values(&self, text: &str) -> Value {
        let rows = self.rows(text);
        let values = |row: &Value| row.as_object().unwrap().values().cloned().collect::<Vec<_>>();
        rows.as_array().unwrap().iter().map(values).collect::<Vec<_>>().into()
    }

    /// The only value of the only row.
    pub fn value(&self, expression: &str) -> Value {
        let rows = self.rows(&format!("SELECT {expression} AS x"));
        rows[0]["x"].clone()
    }

    /// The code and the message of a refused statement.
    pub fn refused(&self, text: &str) -> (String, String) {
        let answer = self.sql(text);
        assert_eq!(answer.status, 200, "{text}: {answer:?}");
        let json = answer.json();
        assert!(json["data"].is_null(), "{text}: {answer:?}");
        answer.common()
    }

    /// Runs a template.
    pub fn run(&self, stage: &str, name: &str, parameters: &Value) -> Answer {
        let body = json!({ "parameter": parameters }).to_string();
        self.served.call("POST", &format!("/v1/sql/{stage}/{name}/run"), &body)
    }
}

pub fn parameter(key: &str, kind: &str, value: &str) -> Value {
    json!({ "key": key, "type": kind, "value": value })
}
