//! The models of the tests, and an emulator that serves them.

use std::thread;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator, LogEntry, Profile, Source};

use crate::http::{Answer, send};

/// Basic `emulator-id:emulator-key`.
pub const BASIC: &str = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";

pub const STUDENT: &str = r#"{
    "type": "object",
    "title": "学生",
    "required": ["name", "course"],
    "properties": {
        "_id": { "type": "string", "x-system": true, "x-unique": true },
        "createdAt": { "type": "number", "format": "datetime", "x-system": true },
        "updatedAt": { "type": "number", "format": "datetime", "x-system": true },
        "owner": { "type": "string", "format": "father-son", "x-system": true, "x-parent": { "parentDataSourceName": "sys_user" } },
        "_departmentList": { "type": "array", "items": { "type": "string" }, "x-system": true },
        "_openid": { "type": "string", "x-system": true },
        "name": { "type": "string", "title": "姓名", "maxLength": 30 },
        "course": { "type": "string", "title": "课程" },
        "score": { "type": "number", "title": "成绩", "minimum": -100, "maximum": 9.3e18 },
        "age": { "type": "number", "title": "年龄", "numberCount": 0, "minimum": 0 },
        "present": { "type": "boolean", "title": "在校", "default": true },
        "born": { "type": "number", "format": "date", "title": "生日" },
        "seen": { "type": "number", "format": "datetime", "title": "最近登录" },
        "wakes": { "type": "number", "format": "time", "title": "起床" },
        "grade": { "type": "string", "format": "x-enum", "title": "年级", "enum": ["一年级", "二年级"], "default": "一年级" },
        "hobbies": { "type": "array", "format": "x-enum", "title": "爱好", "items": { "type": "string" }, "enum": ["画", "琴"] },
        "tags": { "type": "array", "title": "标签", "items": { "type": "string" }, "default": "" },
        "address": { "type": "object", "title": "地址", "properties": {
            "city": { "type": "string" },
            "floors": { "type": "array", "items": { "type": "number" } }
        } },
        "extra": { "type": "object", "title": "其他" },
        "card": { "type": "string", "title": "学号", "x-unique": true, "minLength": 2, "pattern": "^[A-Z]\\d+$" },
        "serial": { "type": "string", "format": "x-autonumber", "x-unique": true,
                    "x-autonumber": { "start": 7, "value": "S-{SEQNUM:4}" } },
        "tutor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "teacher" } },
        "school": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "school" } },
        "friends": { "type": "array", "format": "one-many", "x-parent": { "parentDataSourceName": "student" } },
        "photo": { "type": "string", "format": "x-image", "title": "照片", "maxLength": 60 },
        "papers": { "type": "array", "title": "材料", "items": { "type": "string", "format": "x-file" } },
        "region": { "type": "string", "format": "x-area-code", "title": "籍贯" },
        "home": { "type": "object", "format": "x-location", "title": "住处" },
        "note": { "type": "string", "default": "" }
    }
}"#;

/// The line of a field in [`STUDENT`], found without the parser.
pub fn line(field: &str) -> String {
    let at = STUDENT.lines().position(|line| line.trim_start().starts_with(&format!("\"{field}\":"))).unwrap();
    format!("field `{field}` (database-schemas/student.json:{}) ", at + 1)
}

pub fn definitions() -> Vec<Definition> {
    let parse = |name: &str, text| Definition::parse(name, &format!("database-schemas/{name}.json"), text).unwrap();
    let bare = r#"{ "properties": { "label": { "type": "string" } } }"#;
    vec![parse("student", STUDENT), parse("Student", bare), parse("after-service", bare), parse("connector", "{}")]
}

/// A running emulator and a token for it.
#[derive(Debug)]
pub struct Served {
    pub emulator: Emulator,
    authorization: String,
    pub request_id: Option<String>,
}

pub fn served() -> Served {
    serving(definitions())
}

pub fn serving(definitions: impl Into<Source>) -> Served {
    serving_as(definitions, Profile::documented())
}

pub fn serving_as(definitions: impl Into<Source>, profile: Profile) -> Served {
    Served::of(Emulator::builder().definitions(definitions).profile(profile).start().unwrap())
}

pub fn token(emulator: &Emulator) -> String {
    let target = "/auth/v1/token/clientCredential";
    let body = r#"{"grant_type":"client_credentials"}"#;
    let answer = send(emulator.address(), "POST", target, &[("Authorization", BASIC)], body);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

impl Served {
    pub fn of(emulator: Emulator) -> Self {
        let authorization = format!("Bearer {}", token(&emulator));
        Self { emulator, authorization, request_id: None }
    }

    pub fn call(&self, method: &str, target: &str, body: &str) -> Answer {
        let mut headers = vec![("Authorization", self.authorization.as_str())];
        headers.extend(self.request_id.as_deref().map(|id| ("X-Request-Id", id)));
        send(self.emulator.address(), method, target, &headers, body)
    }

    pub fn get(&self, target: &str) -> Answer {
        self.call("GET", &format!("/weda/odata/v1/{target}"), "")
    }

    /// Creates a student in `pre` and returns the record.
    pub fn student(&self, body: &Value) -> Value {
        let answer = self.create(body);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()
    }

    /// Creates a student in `pre`; name and course have defaults.
    pub fn create(&self, body: &Value) -> Answer {
        let mut record = json!({ "name": "李四", "course": "体育" });
        for (key, value) in body.as_object().unwrap() {
            record[key] = value.clone();
        }
        self.call("POST", "/weda/odata/v1/pre/student", &record.to_string())
    }

    pub fn patch(&self, id: &str, body: &Value) -> Answer {
        self.call("PATCH", &format!("/weda/odata/v1/pre/student('{id}')"), &body.to_string())
    }

    /// Lists the students in `pre` that match an unencoded filter.
    pub fn filter(&self, filter: &str) -> Answer {
        self.get(&format!("pre/student?$top=1000&$filter={}", encoded(filter)))
    }

    /// The names of the students that match a filter.
    pub fn names(&self, filter: &str) -> Vec<String> {
        names(&self.filter(filter))
    }
}

/// The log entry of the latest request of a method, which is written once its answer was sent.
pub fn latest(served: &Served, method: &str) -> LogEntry {
    let start = Instant::now();
    loop {
        let log = served.emulator.log();
        match log.into_iter().rev().find(|logged| logged.method == method && logged.call != "token") {
            Some(logged) => return logged,
            None if start.elapsed() > Duration::from_secs(5) => panic!("no entry"),
            None => thread::sleep(Duration::from_millis(5)),
        }
    }
}

pub fn names(page: &Answer) -> Vec<String> {
    let json = page.json();
    let rows = json["value"].as_array().unwrap_or_else(|| panic!("no page: {page:?}"));
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
