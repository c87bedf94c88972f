//! Whole answers, byte for byte.
//!
//! A file of `golden/` is a conversation with one emulator, with a fixed clock and counted ids:
//!
//! ```text
//! > GET /weda/odata/v1/pre/student?$top=1
//! @ X-Request-Id: none
//! < 200 application/json
//! {"@odata.context":"$metadata#student","value":[]}
//! ```
//!
//! Lines with `@` set headers or, with `none`, omit them; the lines up to `<` are the body. Spaces and non-ASCII
//! characters in a target are percent-encoded before it is sent. `UPDATE_GOLDEN=1 cargo test -p weda-emulator golden`
//! rewrites the answers.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::json;
use weda_emulator::profile::{Absent, Excess, Given, Ids, Quota, RelationForm, UnknownGet};
use weda_emulator::{Definition, Effect, Emulator, EmulatorBuilder, Fault, OptionSets, Profile};

use crate::fixture::{BASIC, definitions, token};
use crate::http::{Answer, send};

const CLOCK: i64 = 1_700_000_000_000;

/// A request in a file.
#[derive(Debug, Default)]
struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// The requests of a file, without the answers.
fn requests(text: &str) -> Vec<Request> {
    let (mut requests, mut is_answer) = (Vec::<Request>::new(), false);
    for line in text.lines() {
        if let Some(request) = line.strip_prefix("> ") {
            let (method, target) = request.split_once(' ').expect("a method and a target");
            requests.push(Request { method: method.to_owned(), target: target.to_owned(), ..Request::default() });
            is_answer = false;
        } else if line.starts_with("< ") {
            is_answer = true;
        } else if let (false, Some(request)) = (is_answer, requests.last_mut()) {
            match line.strip_prefix("@ ").and_then(|header| header.split_once(": ")) {
                Some((name, value)) => request.headers.push((name.to_owned(), value.to_owned())),
                None => request.body.push_str(line),
            }
        }
    }
    requests
}

/// A target with spaces and non-ASCII characters encoded.
fn encoded(target: &str) -> String {
    let byte = |byte: u8| match byte {
        b'!'..=b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    target.bytes().map(byte).collect()
}

/// The answer, with values that differ between runs replaced.
fn shown(answer: &Answer) -> String {
    let header = |name: &str| {
        let line = answer.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or("none").to_owned()
    };
    let mut shown = format!("< {} {}", answer.status, header("content-type"));
    for name in ["allow", "retry-after"] {
        if header(name) != "none" {
            write!(shown, "; {name}: {}", header(name)).unwrap();
        }
    }
    let (id, mut body) = (header("x-request-id"), answer.body.clone());
    if !id.starts_with("golden-") {
        body = body.replace(&id, "<request id>");
    }
    for (before, after) in [("\"access_token\":\"", '"'), ("\"micros\":", ','), ("\"request_id\":\"", '"')] {
        let mut parts = body.split(before);
        let mut replaced = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(after).unwrap_or(part.len());
            replaced += &format!("{before}..{}", &part[end..]);
        }
        body = replaced;
    }
    format!("{shown}\n{body}")
}

/// Sends the requests of a file and compares the answers.
fn check(name: &str, builder: EmulatorBuilder, prepare: impl FnOnce(&Emulator)) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire/golden")).join(format!("{name}.txt"));
    let expected = fs::read_to_string(&path).unwrap();
    let emulator = builder.clock(CLOCK).control().start().unwrap();
    let bearer = format!("Bearer {}", token(&emulator));
    prepare(&emulator);
    let mut found = String::new();
    for (number, request) in requests(&expected).iter().enumerate() {
        let mut headers = vec![("Authorization", bearer.clone()), ("X-Request-Id", format!("golden-{number}"))];
        for (name, value) in &request.headers {
            headers.retain(|(known, _)| known != name);
            match value.as_str() {
                "none" => {}
                "basic" => headers.push((name, BASIC.to_owned())),
                _ => headers.push((name, value.clone())),
            }
        }
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let Request { method, target, body, .. } = request;
        // Waits until the previous answer is in the log.
        drop(emulator.log());
        let answer = send(emulator.address(), method, &encoded(target), &headers, body);
        writeln!(found, "> {method} {target}").unwrap();
        request.headers.iter().for_each(|(name, value)| writeln!(found, "@ {name}: {value}").unwrap());
        if !body.is_empty() {
            writeln!(found, "{body}").unwrap();
        }
        writeln!(found, "{}", shown(&answer).trim_end()).unwrap();
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &found).unwrap();
        return;
    }
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "in {}", path.display());
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "in {}", path.display());
}

fn profile(switch: impl FnOnce(&mut Profile)) -> Profile {
    let mut profile = Profile::documented();
    profile.writes.ids = Ids::Counted;
    switch(&mut profile);
    profile
}

/// The models of the tests and some with relations.
fn builder(profile: Profile) -> EmulatorBuilder {
    let relation = |to: &str, format: &str, action: &str| {
        format!(
            r#"{{ "properties": {{ "to": {{ "type": "string", "format": "{format}", "x-parent": {{ "parentDataSourceName": "{to}", "fatherAction": "{action}" }} }} }} }}"#
        )
    };
    let models = [
        (
            "order",
            r#"{ "required": ["code"], "properties": { "code": { "type": "string", "x-unique": true } } }"#.into(),
        ),
        ("bill", relation("order", "father-son", "prompt-not-delete")),
        ("line", relation("order", "related", "")),
    ];
    let models =
        models.map(|(name, text): (&str, String)| Definition::parse(name, &format!("{name}.json"), &text).unwrap());
    let sets = r#"{ "response": { "data": { "items": [
        { "name": "gender", "title": "性别", "description": "", "config": "[{\"key\":\"1\",\"value\":\"男\"}]" },
        { "name": "size", "title": "大小", "description": "how large", "config": "[{\"key\":\"s\",\"value\":\"小\"},{\"key\":\"l\",\"value\":\"大\"}]" }
    ] } } }"#;
    let sets = OptionSets::parse("option-sets.json", sets).unwrap();
    Emulator::builder().definitions(definitions()).definitions(models.to_vec()).option_sets(sets).profile(profile)
}

#[test]
fn documented() {
    check("documented", builder(profile(|_| {})), |_| {});
}

#[test]
fn refused_queries_and_paths() {
    check("refused", builder(profile(|profile| profile.lists.excess = Excess::Refused)), |emulator| {
        emulator.load("student", [json!({ "_id": "a", "name": "李四", "course": "体育" })]).unwrap();
    });
}

#[test]
fn lenient() {
    let mut lenient = Profile::lenient();
    lenient.writes.ids = Ids::Counted;
    check("lenient", builder(lenient), |emulator| {
        let student = |(id, score)| json!({ "_id": id, "name": format!("n{id}"), "course": "c", "score": score });
        emulator.load("student", [("a", 1), ("b", 2), ("c", 3), ("d", 3)].map(student)).unwrap();
    });
}

#[test]
fn strict() {
    let mut strict = Profile::strict();
    (strict.writes.ids, strict.lists.shuffled) = (Ids::Counted, false);
    check("strict", builder(strict), |emulator| {
        emulator.load("student", [json!({ "_id": "a", "name": "李四", "course": "体育", "school": "s" })]).unwrap();
    });
}

#[test]
fn switches() {
    let switched = profile(|profile| {
        (profile.answers.absent, profile.answers.relations) = (Absent::Null, RelationForm::Object);
        (profile.answers.unknown_get, profile.answers.unknown_write_refused) = (UnknownGet::Business, true);
        (profile.answers.doubles, profile.answers.unknown_schema_refused) = (true, true);
        (profile.writes.refuse_unknown_fields, profile.writes.partial_batches) = (true, true);
        (profile.writes.system_fields, profile.writes.auto_numbers) = (Given::Refused, Given::Refused);
        (profile.writes.batch_max, profile.writes.body_max) = (3, 400);
        profile.gateway.forbidden_models = vec!["connector".to_owned()];
        profile.answers.published_schemas = true;
    });
    check("switches", builder(switched), |emulator| {
        let text = r#"{ "properties": { "word": { "type": "string" } } }"#;
        emulator.define(Definition::parse("draft", "draft.json", text).unwrap()).unwrap();
    });
}

#[test]
fn rates_and_quotas() {
    let limited = profile(|profile| {
        let gateway = &mut profile.gateway;
        (gateway.calls_per_second, gateway.retry_after, gateway.tokens_per_minute) = (2, true, 2);
    });
    check("rates", builder(limited), |_| {});
    let used_up = |quota| profile(|profile| (profile.gateway.calls_per_day, profile.gateway.quota) = (1, quota));
    check("quota-package", builder(used_up(Quota::Package)), |_| {});
    check("quota-database", builder(used_up(Quota::Database)), |_| {});
}

#[test]
fn faults() {
    check("faults", builder(profile(|_| {})), |emulator| {
        let once = |effect, path: &str| emulator.inject_fault(Fault::new(effect).path(path).times(1)).unwrap();
        for code in ["SYS_ERR", "FailedOperation.Custom", "EXCEED_RATELIMIT", "SERVER_TIMEOUT", "ACCESS_TOKEN_EXPIRED"]
        {
            once(Effect::Refuse(code.to_owned()), code);
        }
        once(Effect::RefuseAfter("SYS_ERR".to_owned()), "refused-after");
        once(Effect::Html, "html");
        once(Effect::Status(503), "status");
        once(Effect::Twice, "twice");
        once(Effect::ExpireTokens, "expired");
    });
}
