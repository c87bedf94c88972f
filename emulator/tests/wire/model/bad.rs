//! Hundreds of bad requests to the gateway: each gets an error in its envelope that names the place, and nothing changes.

mod bodies;
mod conditions;
mod fuzz;
mod lists;
mod mutate;
mod operands;
mod paths;
mod records;
mod tokens;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{create, data, serving};
use crate::fixture::Served;
use crate::http::Answer;

const MODELS: [&str; 5] = ["spu", "sku", "label", "page", "note"];

/// The time within which every answer must come, on a slow machine too.
const PROMPT: Duration = Duration::from_secs(3);

/// An emulator with related records, which must not change.
struct Guard {
    served: Served,
    before: Value,
    count: usize,
}

impl Guard {
    fn new() -> Self {
        let served = filled();
        let before = state(&served);
        Self { served, before, count: 0 }
    }

    /// Sends a request that is to be refused with a code, and returns the message.
    fn refused(&mut self, method: &str, target: &str, body: &str, code: &str) -> String {
        self.count += 1;
        let start = Instant::now();
        let answer = self.served.call(method, target, body);
        let shown = shown(method, target, body);
        assert!(start.elapsed() < PROMPT, "{shown}: {:?}", start.elapsed());
        refusal(&shown, &answer, code)
    }

    /// Calls an operation on `spu` in `pre` that is to be refused because of what is at a place of its body.
    fn misplaced(&mut self, operation: &str, body: &Value, code: &str, place: &str) {
        let (method, target) = address(operation);
        let message = self.refused(method, &target, &body.to_string(), code);
        assert!(message.starts_with(&format!("`{place}` ")), "{operation} {body}: {message}");
        assert!(message.contains(": ") || message.contains(", expected "), "no advice: {body}: {message}");
    }

    fn end(self, least: usize) {
        assert_eq!(state(&self.served), self.before, "nothing has changed");
        create(&self.served, "spu", &json!({ "name": "茶" }));
        assert!(self.count >= least, "{}", self.count);
    }
}

/// Method and path of an operation.
fn address(operation: &str) -> (&'static str, String) {
    let method = if operation.starts_with("update") { "PUT" } else { "POST" };
    (method, format!("/v1/model/pre/spu/{operation}"))
}

fn shown(method: &str, target: &str, body: &str) -> String {
    let cut = |text: &str, length| text.chars().take(length).collect::<String>();
    format!("{method} {} {}", cut(target, 120), cut(body, 200))
}

/// Checks that an answer is an error with a code, and returns its message.
fn refusal(shown: &str, answer: &Answer, code: &str) -> String {
    assert!(answer.status < 500, "{shown}: {answer:?}");
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{shown}: {answer:?}"));
    let members: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(members.len() == 3, "{shown}: {members:?}");
    let (found, message) = answer.common();
    assert_eq!(found, code, "{shown}: {message}");
    let internal = ["SQL", "sqlite", "FROM ", "no such", "syntax error", "storage", "panicked"];
    let is_shown = internal.iter().any(|word| message.contains(word) && !shown.contains(word));
    assert!(!message.is_empty() && !is_shown, "{shown}: {message}");
    message
}

/// Tea with two variants, two labels and a page, and a cup, in both stages.
fn filled() -> Served {
    let served = serving();
    served.emulator.load("prod/spu", [json!({ "_id": "LIVE", "name": "茶", "code": "T1" })]).unwrap();
    let page = json!({ "_id": create(&served, "page", &json!({ "text": "图文" })) });
    let labels = ["新", "热"].map(|text| json!({ "_id": create(&served, "label", &json!({ "text": text })) }));
    let note = json!({ "_id": create(&served, "note", &json!({ "text": "一" })) });
    let tea = json!({
        "_id": "TEA", "name": "茶", "code": "T1", "price": 9.5, "stock": 3, "on": true, "since": 1_700_000_000_000_i64,
        "tags": ["绿", "新"], "size": { "w": 2 }, "labels": labels, "page": page, "notes": [note]
    });
    create(&served, "spu", &tea);
    create(&served, "spu", &json!({ "_id": "CUP", "name": "杯", "code": "C1", "labels": [labels[1]] }));
    for (id, name) in [("K1", "绿茶"), ("K2", "红茶")] {
        create(&served, "sku", &json!({ "_id": id, "name": name, "count": 1, "spu": { "_id": "TEA" } }));
    }
    served
}

/// All records of both stages, and all relations.
fn state(served: &Served) -> Value {
    let records =
        MODELS.iter().flat_map(|model| [model.to_string(), format!("prod/{model}")]).chain(["sys_user".into()]);
    let records: Vec<Vec<Value>> = records.map(|model| served.emulator.records(&model).unwrap()).collect();
    let id = json!({ "_id": true });
    let of = |model: &str, relations: &[&str]| {
        let mut select = id.clone();
        relations.iter().for_each(|relation| select[*relation] = id.clone());
        data(served, model, "list", &json!({ "select": select, "pageSize": 200, "pageNumber": 1, "getCount": true }))
    };
    let relations = [
        of("spu", &["skus", "labels", "page", "notes"]),
        of("label", &["spus"]),
        of("page", &["spu"]),
        of("sku", &["spu"]),
    ];
    json!([records, relations])
}
