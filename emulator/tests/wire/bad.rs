//! Hundreds of bad requests: each gets an error of the service, and nothing changes.

mod bodies;
mod cloud;
mod filters;
mod heads;
mod paths;
mod sign_ins;

use serde_json::{Value, json};

use crate::fixture::{Served, served};
use crate::http::Answer;

/// Checks the answer to a bad request.
fn check(request: &str, answer: &Answer) {
    assert!(answer.status < 500, "{request}: {answer:?}");
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{request}: {answer:?}"));
    let code = [&json["code"], &json["Response"]["Error"]["Code"], &json["response"]["error"]["code"], &json["error"]];
    let code = code.into_iter().find_map(Value::as_str).unwrap_or_default();
    assert!(!code.is_empty() && code != "SYS_ERR", "{request}: {answer:?}");
}

struct Guard {
    served: Served,
    before: Vec<Vec<Value>>,
    count: usize,
}

impl Guard {
    fn new() -> Self {
        let served = served();
        let rows = ["a", "b"]
            .map(|id| json!({ "_id": id, "name": id, "course": "c", "score": 1, "card": format!("A{}", id.len()) }));
        served.emulator.load("student", rows[..1].to_vec()).unwrap();
        served.emulator.load("prod/student", rows[1..].to_vec()).unwrap();
        let mut guard = Self { served, before: Vec::new(), count: 0 };
        guard.before = guard.records();
        guard
    }

    fn records(&self) -> Vec<Vec<Value>> {
        let of = |model| self.served.emulator.records(model).unwrap();
        ["student", "prod/student", "Student", "prod/sys_user"].map(of).to_vec()
    }

    fn refused(&mut self, method: &str, target: &str, body: &str) {
        let shown =
            format!("{method} {} {}", &target[..target.len().min(90)], &body.chars().take(60).collect::<String>());
        check(&shown, &self.served.call(method, target, body));
        self.count += 1;
    }

    fn end(self) -> usize {
        assert_eq!(self.records(), self.before, "nothing has changed");
        assert_eq!(self.served.student(&json!({}))["name"], "李四", "and it still serves");
        self.count
    }
}

const DATA: &str = "/weda/odata/v1";
