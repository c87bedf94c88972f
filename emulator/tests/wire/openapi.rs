//! The OpenAPI document: its structure, and its agreement with what the emulator serves.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use weda_emulator::{Definition, Emulator, OptionSets, Profile};

use crate::fixture::{Served, definitions, served, serving, serving_as};
use crate::http::send;

fn document(served: &Served, query: &str) -> Value {
    let answer = send(served.emulator.address(), "GET", &format!("/openapi.json{query}"), &[], "");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// Calls `visit` with each object of a document.
fn walk(value: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            visit(members);
            members.values().for_each(|member| walk(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// All operations with path, method and the parameters of the path.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let mut operation = operation.clone();
            let own = operation["parameters"].as_array().cloned().unwrap_or_default();
            let shared = item["parameters"].as_array().cloned().unwrap_or_default();
            operation["parameters"] = json!([shared, own].concat());
            all.push((path.clone(), method.clone(), operation));
        }
    }
    all
}

/// Checks the structure that OpenAPI 3.1 demands, as far as a program can.
fn check_structure(document: &Value) {
    assert_eq!(document["openapi"], "3.1.0");
    let mut references = 0;
    walk(document, &mut |members| {
        if let Some(Value::String(reference)) = members.get("$ref") {
            let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads elsewhere"));
            assert!(document.pointer(pointer).is_some(), "{reference} does not exist");
            references += 1;
        }
    });
    assert!(references > 20, "{references}");
    let plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let components = document["components"]["schemas"].as_object().unwrap();
    assert!(components.keys().all(plain), "{:?}", components.keys());
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(plain(&id) && ids.insert(id.clone()), "{id} is not unique or not plain");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        assert!(responses.contains_key("default"), "{method} {path}");
        assert!(responses.values().all(|answer| answer["description"].is_string()), "{method} {path}");
        assert!(operation["tags"].as_array().unwrap().iter().all(|tag| tags.contains(tag.as_str().unwrap())));
        let parameters = operation["parameters"].as_array().unwrap();
        let mut names = BTreeSet::new();
        for parameter in parameters {
            assert!(
                names.insert((parameter["in"].to_string(), parameter["name"].to_string())),
                "{parameter} is there twice"
            );
            let is_path = parameter["in"] == "path";
            assert_eq!(is_path, parameter["required"] == true, "{parameter}");
            assert_eq!(is_path, path.contains(&format!("{{{}}}", parameter["name"].as_str().unwrap())), "{path}");
        }
        assert_eq!(path.matches('{').count(), parameters.iter().filter(|parameter| parameter["in"] == "path").count());
        for security in
            operation["security"].as_array().into_iter().flatten().chain(document["security"].as_array().unwrap())
        {
            let known = document["components"]["securitySchemes"].as_object().unwrap();
            assert!(security.as_object().unwrap().keys().all(|name| known.contains_key(name)), "{security}");
        }
    }
}

#[test]
fn the_structure_is_that_of_openapi() {
    let odd = ["a b", "学生", "u5b66u751f", "x{y}", "100%", "quote'quote", "semi;colon"];
    let bare = r#"{ "properties": { "na/me~": { "type": "string" }, "": { "type": "string" } } }"#;
    let mut all = definitions();
    all.extend(odd.map(|name| Definition::parse(name, "odd.json", bare).unwrap()));
    let served = serving(all);
    for query in ["", "?stage=prod"] {
        check_structure(&document(&served, query));
    }
    // Without own models.
    check_structure(&document(&Served::of(Emulator::builder().start().unwrap()), ""));
}

#[test]
fn every_model_has_all_operations() {
    let served = served();
    let found: BTreeSet<(String, String)> =
        operations(&document(&served, "")).into_iter().map(|(path, method, _)| (path, method)).collect();
    let expected = [
        ("/weda/odata/v1/pre/student", "get"),
        ("/weda/odata/v1/pre/student", "post"),
        ("/weda/odata/v1/pre/student('{id}')", "get"),
        ("/weda/odata/v1/pre/student('{id}')", "patch"),
        ("/weda/odata/v1/pre/student('{id}')", "delete"),
        ("/weda/odata/v1/batch/pre/student", "get"),
        ("/weda/odata/v1/batch/pre/student", "post"),
        ("/weda/odata/v1/batch/pre/student('{id}')", "get"),
        ("/weda/odata/v1/batch/pre/student('{id}')", "patch"),
        ("/weda/odata/v1/batch/pre/student('{id}')", "delete"),
        ("/v1/model/pre/student/create", "post"),
        ("/v1/model/pre/student/createMany", "post"),
        ("/v1/model/pre/student/update", "put"),
        ("/v1/model/pre/student/updateMany", "put"),
        ("/v1/model/pre/student/upsert", "post"),
        ("/v1/model/pre/student/delete", "post"),
        ("/v1/model/pre/student/deleteMany", "post"),
        ("/v1/model/pre/student/get", "post"),
        ("/v1/model/pre/student/list", "post"),
        ("/v1/model/pre/student/list", "get"),
        ("/v1/model/pre/student/{id}/get", "get"),
        ("/v1/model/pre/student/{id}/delete", "delete"),
    ];
    let of = |model: &str| found.iter().filter(|(path, _)| path.contains(&format!("/{model}"))).count();
    for (path, method) in expected {
        assert!(found.contains(&(path.to_owned(), method.to_owned())), "{method} {path}");
    }
    assert_eq!(of("student"), expected.len());
    // System models are read-only.
    assert_eq!(of("sys_user"), 8);
    assert!(found.contains(&("/auth/v1/token/clientCredential".to_owned(), "post".to_owned())));
    assert!(!document(&served, "?stage=prod").to_string().contains("/pre/"));
}

#[test]
fn schemas_have_what_definitions_say() {
    let sets = r#"{ "response": { "data": { "items": [
        { "name": "gender", "config": "[{\"key\":\"1\",\"value\":\"男\"},{\"key\":\"2\",\"value\":\"女\"}]" }
    ] } } }"#;
    let shared = r#"{ "title": "人", "description": "一个人", "required": ["gender"], "properties": {
        "gender": { "type": "string", "format": "x-enum", "x-option-name": "gender", "title": "性别" },
        "broken": { "type": "string", "pattern": "(" }
    } }"#;
    let mut all = definitions();
    all.push(Definition::parse("person", "person.json", shared).unwrap());
    let builder = Emulator::builder().definitions(all).option_sets(OptionSets::parse("sets.json", sets).unwrap());
    let document = document(&Served::of(builder.start().unwrap()), "");
    let of = |component: &str| document["components"]["schemas"][component].clone();
    let field = |component: &str, key: &str| of(component)["properties"][key].clone();

    assert_eq!(
        (&of("student.ODataRecord")["title"], &of("person.ODataRecord")["description"]),
        (&json!("学生"), &json!("一个人"))
    );
    let name = field("student.ODataCreate", "name");
    assert_eq!((&name["type"], &name["maxLength"], &name["title"]), (&json!("string"), &json!(30), &json!("姓名")));
    assert_eq!(of("student.ODataCreate")["required"], json!(["name", "course"]));
    assert_eq!(of("student.ODataUpdate").get("required"), None);
    assert_eq!(field("student.ODataRecord", "score")["maximum"], 9.3e18);
    assert_eq!(field("student.ODataRecord", "present")["type"], json!(["boolean", "null"]));
    assert_eq!(field("student.ODataRecord", "seen")["description"], "Unix milliseconds");
    assert_eq!(field("student.ODataRecord", "grade")["enum"], json!(["一年级", "二年级", null]));
    assert_eq!(field("student.ODataRecord", "card")["pattern"], "^[A-Z]\\d+$");
    assert_eq!(field("person.ODataRecord", "broken").get("pattern"), None, "it is not a regular expression");
    assert_eq!(field("student.ODataRecord", "serial")["readOnly"], true);
    assert_eq!(field("student.ODataRecord", "_id")["type"], "string");
    for made in ["_id", "createdAt", "owner", "serial", "friends"] {
        assert_eq!(field("student.ODataCreate", made), Value::Null, "{made}");
    }
    // Shared options.
    let gender = field("person.GatewayCreate", "gender");
    assert_eq!((&gender["enum"], &gender["description"]), (&json!(["1", "2"]), &json!("1: 男; 2: 女")));

    // JSON text over OData, native JSON over the gateway.
    let (text, native) = (field("student.ODataRecord", "address"), field("student.GatewayRecord", "address"));
    assert_eq!((&text["type"], &text["contentMediaType"]), (&json!(["string", "null"]), &json!("application/json")));
    assert_eq!(text["contentSchema"]["properties"]["floors"]["items"]["type"], "number");
    assert_eq!(
        (&native["type"], &native["properties"]["city"]["type"]),
        (&json!(["object", "null"]), &json!(["string", "null"]))
    );
    let (text, native) = (field("student.ODataCreate", "school"), field("student.GatewayCreate", "school"));
    assert_eq!(text["contentSchema"], json!({ "$ref": "#/components/schemas/RecordId" }));
    assert_eq!(native["anyOf"][0], json!({ "$ref": "#/components/schemas/RecordId" }));
    assert_eq!(field("student.ODataRecord", "friends")["type"], "null");
    assert_eq!(
        field("student.GatewayRecord", "friends")["items"],
        json!({ "$ref": "#/components/schemas/student.GatewayRecord" })
    );
}

/// The examples of bodies are accepted as they are.
#[test]
fn examples_are_accepted() {
    let mut all = definitions();
    let strict = r#"{ "required": ["mail", "age", "level", "born"], "properties": {
        "mail": { "type": "string", "format": "email", "pattern": "^[^@]+@[^@]+$" },
        "age": { "type": "number", "numberCount": 0, "minimum": 70.5, "maximum": 80 },
        "level": { "type": "string", "format": "x-enum", "enum": ["甲", "乙"] },
        "born": { "type": "number", "format": "date" },
        "code": { "type": "string", "pattern": "^[0-9]{11}$" },
        "about": { "type": "string", "minLength": 50 },
        "place": { "type": "object", "format": "x-location" },
        "any": { "type": "object" }
    } }"#;
    all.push(Definition::parse("strict", "strict.json", strict).unwrap());
    for profile in [Profile::documented(), Profile::strict().with(|profile| profile.gateway = Default::default())] {
        let served = serving_as(all.clone(), profile);
        let document = document(&served, "");
        let example = |operation: &Value| operation["requestBody"]["content"]["application/json"]["example"].clone();
        let mut tried = 0;
        for (path, method, operation) in operations(&document) {
            if path.starts_with("/v1/model")
                || path.contains("batch")
                || method == "delete"
                || path.starts_with("/auth")
            {
                continue;
            }
            match method.as_str() {
                "post" => {
                    let body = example(&operation);
                    assert!(body.is_object(), "{path} has no example");
                    let answer = served.call("POST", &path, &body.to_string());
                    assert_eq!(answer.status, 201, "{path} {body}: {answer:?}");
                    let created = answer.json();
                    let target = format!("{path}('{}')", created["_id"].as_str().unwrap());
                    let change = &document["paths"][&format!("{path}('{{id}}')")]["patch"];
                    if example(change).is_object() {
                        assert_eq!(served.call("PATCH", &target, &example(change).to_string()).status, 204, "{target}");
                    }
                    tried += 1;
                }
                "get" if !path.contains('{') => {
                    let filter = operation["parameters"][0]["example"].as_str().unwrap();
                    let answer = served.call("GET", &format!("{path}?$filter={}", crate::fixture::encoded(filter)), "");
                    assert!(answer.json()["value"].is_array(), "{path} {filter}: {answer:?}");
                }
                _ => {}
            }
        }
        assert!(tried >= 4, "{tried}");
    }
}

#[test]
fn examples_of_the_gateway_are_accepted() {
    let served = served();
    let document = document(&served, "");
    let mut tried = 0;
    for (path, method, operation) in operations(&document) {
        if !path.starts_with("/v1/model") {
            continue;
        }
        // Examples of one field may be taken by the record of another example.
        served.emulator.reset().unwrap();
        let body = &operation["requestBody"]["content"]["application/json"]["example"];
        if operation.get("requestBody").is_some() && !body.is_object() {
            assert!(path.contains("/connector/"), "{method} {path} has no example, and its model has fields");
            continue;
        }
        let text = if body.is_object() { body.to_string() } else { String::new() };
        let answer = served.call(&method.to_uppercase(), &path.replace("{id}", "9G5C0WQN26"), &text);
        let found = answer.json();
        assert!(answer.status == 200 && found["code"].is_null(), "{method} {path} {text}: {answer:?}");
        let described = &operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
        assert!(found["requestId"].is_string() && found["data"].is_object(), "{method} {path}: {answer:?}");
        for member in found["data"].as_object().unwrap().keys().filter(|member| !member.ends_with("galIdList")) {
            assert!(described["data"]["properties"].get(member).is_some(), "{method} {path} answers `{member}`");
        }
        tried += 1;
    }
    // The model without fields has no change, and system models are only read.
    assert_eq!(tried, 12 * 3 + 9 + 4 * 2);
}

/// A required field whose pattern no example matches: there is no example that would be refused.
#[test]
fn no_example_rather_than_a_wrong_one() {
    let text = r#"{ "required": ["code"], "properties": { "code": { "type": "string", "pattern": "^Z{7}$" } } }"#;
    let served = serving(vec![Definition::parse("odd", "odd.json", text).unwrap()]);
    let document = document(&served, "");
    let media = &document["paths"]["/weda/odata/v1/pre/odd"]["post"]["requestBody"]["content"]["application/json"];
    assert!(media.get("schema").is_some() && media.get("example").is_none(), "{media}");
    check_structure(&document);
}

#[test]
fn the_server_is_where_the_caller_found_it() {
    let served = served();
    let address = served.emulator.address();
    assert_eq!(document(&served, "")["servers"], json!([{ "url": format!("http://{address}") }]));
    let answer = send(address, "GET", "/openapi.json", &[("X-Forwarded-Host", "evil.example")], "");
    assert!(!answer.body.contains("evil.example"));
}
