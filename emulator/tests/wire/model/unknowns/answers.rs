//! Values, statuses and codes of answers.

use serde_json::{Value, json};
use weda_emulator::profile::{Absent, BadToken, Quota, Status, SystemWrite, WrongPath};
use weda_emulator::{Effect, Emulator, Fault};

use super::switched;
use crate::fixture::Served;
use crate::http::{Answer, send};
use crate::model::{call, create, data, serving, serving_with, shop};

const LIST: &str = "/v1/model/pre/spu/list";

/// Status and code of an answer.
fn outcome(answer: &Answer) -> (u16, String) {
    let (code, message) = answer.common();
    assert!(!message.is_empty() && answer.json().get("data").is_none(), "{answer:?}");
    (answer.status, code)
}

fn without_token(served: &Served, authorization: &[(&str, &str)]) -> Answer {
    send(served.emulator.address(), "POST", LIST, authorization, "{}")
}

#[test]
fn whole_numbers_have_no_fraction_or_one() {
    for (fractions, expected) in [
        (false, r#"{"price":20,"since":1700000000000,"stock":12345678901234567}"#),
        (true, r#"{"price":20.0,"since":1700000000000,"stock":12345678901234567}"#),
    ] {
        let served = switched(|api| api.fractions = fractions);
        let record = json!({
            "name": "茶", "price": 20.0, "since": 1_700_000_000_000_i64, "stock": 12_345_678_901_234_567_i64
        });
        create(&served, "spu", &record);
        let body = json!({ "select": { "price": true, "since": true, "stock": true } });
        let answer = call(&served, "spu", "get", &body);
        let record = answer.body.split_once("\"record\":").and_then(|(_, rest)| rest.split_once('}')).unwrap().0;
        let mut members: Vec<&str> = record.trim_start_matches('{').split(',').collect();
        members.sort_unstable();
        assert_eq!(format!("{{{}}}", members.join(",")), expected, "digits beyond 2^53 are kept");
    }
}

#[test]
fn fields_without_a_value_are_null_or_absent() {
    let select = json!({ "select": { "name": true, "price": true, "page": { "text": true }, "labels": true } });
    for (absent, expected) in [
        (Absent::Null, json!({ "name": "茶", "price": null, "page": null, "labels": [] })),
        (Absent::Missing, json!({ "name": "茶", "labels": [] })),
    ] {
        let served = switched(|api| api.absent = absent);
        create(&served, "spu", &json!({ "name": "茶" }));
        assert_eq!(data(&served, "spu", "get", &select)["record"], expected);
        let master = data(&served, "spu", "get", &json!({ "select": { "$master": true } }))["record"].take();
        assert_eq!(master.get("page").is_some(), absent == Absent::Null);
        let empty = data(&served, "spu", "get", &json!({ "select": { "code": true } }))["record"].take();
        assert_eq!(empty, if absent == Absent::Null { json!({ "code": null }) } else { json!({}) });
    }
}

/// One request for each code, and the status that matches it.
fn errors(served: &Served) -> Vec<(Answer, u16, &'static str)> {
    let post = |model: &str, operation: &str, body: Value| call(served, model, operation, &body);
    create(served, "spu", &json!({ "name": "茶", "code": "T1" }));
    let long = json!({ "data": { "name": "x".repeat(17 << 20) } });
    vec![
        (served.call("POST", LIST, "[]"), 400, "INVALID_PARAMETER"),
        (served.call("POST", LIST, "{\"filter\":"), 400, "INVALID_PARAMETER"),
        (served.call("POST", "/v1/model/preview/spu/list", "{}"), 400, "INVALID_PARAMETER_VALUE"),
        (post("spu", "create", json!({})), 400, "MISSING_PARAMETER"),
        (post("spu", "list", json!({ "pageSize": 0, "pageNumber": 1 })), 400, "INVALID_PARAMETER_VALUE"),
        (post("spu", "createMany", json!({ "data": [{ "page": null }] })), 400, "UNSUPPORTED_OPERATION"),
        (post("spu", "create", json!({ "data": { "name": "茶", "code": "T1" } })), 409, "FAILED_OPERATION"),
        (post("nothing", "list", json!({})), 404, "DATASOURCE_NOT_EXIST"),
        (post("sys_user", "create", json!({ "data": { "name": "a" } })), 403, "UNAUTHORIZED_OPERATION"),
        (post("spu", "create", long), 413, "LIMIT_EXCEEDED"),
        (without_token(served, &[]), 401, "AUTH_FAILURE_TOKEN_FAILURE"),
    ]
}

#[test]
fn errors_have_status_200_or_one_that_matches() {
    let served = serving();
    for (answer, _, code) in errors(&served) {
        assert_eq!(outcome(&answer), (200, code.to_owned()));
    }
    let served = switched(|api| api.status = Status::Semantic);
    for (answer, status, code) in errors(&served) {
        assert_eq!(outcome(&answer), (status, code.to_owned()));
    }
}

#[test]
fn a_bad_token_has_the_gateway_s_code_or_that_in_front_of_it() {
    let expired = |served: &Served| {
        served.emulator.expire_tokens();
        served.call("POST", LIST, "{}")
    };
    let signature =
        "TC3-HMAC-SHA256 Credential=emulator-id/2023-11-14/tcb/tc3_request, SignedHeaders=host, Signature=00";
    for (form, expected) in
        [(BadToken::Ok, (200, "AUTH_FAILURE_TOKEN_FAILURE")), (BadToken::Unauthorized, (401, "INVALID_ACCESS_TOKEN"))]
    {
        let served = switched(|api| api.bad_token = form);
        for headers in [
            vec![],
            vec![("Authorization", "Bearer ")],
            vec![("Authorization", "Bearer none")],
            vec![("Authorization", "Bearer a.b.c")],
            vec![("Authorization", "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5")],
            vec![("Authorization", signature)],
        ] {
            let (status, code) = outcome(&without_token(&served, &headers));
            assert_eq!((status, code.as_str()), expected, "{headers:?}");
        }
        let (status, code) = outcome(&expired(&served));
        assert_eq!((status, code.as_str()), expected);
    }
}

#[test]
fn paths_with_an_id_are_served_in_pre_or_not() {
    for (served_in_pre, expected) in [(true, (200, None)), (false, (404, Some("RESOURCE_NOT_FOUND")))] {
        let served = switched(|api| api.pre_paths = served_in_pre);
        let id = create(&served, "spu", &json!({ "name": "茶" }));
        for (method, operation) in [("GET", "get"), ("DELETE", "delete")] {
            let answer = served.call(method, &format!("/v1/model/pre/spu/{id}/{operation}"), "");
            assert_eq!((answer.status, answer.json()["code"].as_str()), expected, "{operation}");
            assert_eq!(served.call(method, &format!("/v1/model/prod/spu/{id}/{operation}"), "").status, 200);
        }
    }
}

#[test]
fn a_wrong_path_or_method_has_its_status_or_200() {
    let requests = [
        ("POST", "/v1/model/pre/spu/count", 404, "RESOURCE_NOT_FOUND"),
        ("POST", "/v1/model/pre/spu", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "/v1/model/pre//list", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "/v1/nothing", 404, "RESOURCE_NOT_FOUND"),
        ("POST", "/v1/model/pre/spu/update", 405, "UNSUPPORTED_OPERATION"),
        ("PUT", "/v1/model/pre/spu/list", 405, "UNSUPPORTED_OPERATION"),
        ("GET", "/v1/model/pre/spu/X/delete", 405, "UNSUPPORTED_OPERATION"),
    ];
    let (telling, hiding) = (serving(), switched(|api| api.wrong_path = WrongPath::Ok));
    for (method, path, status, code) in requests {
        assert_eq!(outcome(&telling.call(method, path, "{}")), (status, code.to_owned()), "{path}");
        assert_eq!(outcome(&hiding.call(method, path, "{}")), (200, code.to_owned()), "{path}");
    }
    let message = telling.call("POST", "/v1/model/pre/spu/update", "{}").common().1;
    assert_eq!(message, "POST is not supported by `update`: use PUT");
}

#[test]
fn rates_and_quotas_have_the_gateway_s_codes() {
    let served = serving_with(|profile| (profile.gateway.calls_per_second, profile.gateway.retry_after) = (2, true));
    let refused = (0..20).map(|_| served.call("POST", LIST, "{}")).find(|answer| !answer.json()["code"].is_null());
    let refused = refused.unwrap();
    assert_eq!(outcome(&refused), (200, "REQUEST_LIMIT_EXCEEDED".to_owned()));
    assert!(refused.head.to_lowercase().contains("\r\nretry-after: 1"), "{}", refused.head);
    for (quota, code) in [(Quota::Package, "LIMIT_EXCEEDED"), (Quota::Database, "FLEXDB_RESOURCE_OVERDUE")] {
        let served = serving_with(|profile| (profile.gateway.calls_per_day, profile.gateway.quota) = (1, quota));
        assert_eq!(data(&served, "spu", "list", &json!({}))["records"], json!([]));
        assert_eq!(outcome(&served.call("POST", LIST, "{}")), (200, code.to_owned()));
    }
    let forbidden = |profile: &mut weda_emulator::Profile| {
        profile.gateway.forbidden_models = vec!["spu".to_owned()];
        profile.model_api.status = Status::Semantic;
    };
    let served = serving_with(forbidden);
    assert_eq!(outcome(&served.call("POST", LIST, "{}")), (403, "DATA_SOURCE_OP_AUTH_FAILURE".to_owned()));
    assert_eq!(served.call("POST", "/v1/model/pre/sku/list", "{}").status, 200);
}

#[test]
fn system_models_are_read_only() {
    for (form, code) in
        [(SystemWrite::Common, "UNAUTHORIZED_OPERATION"), (SystemWrite::Business, "DATA_SOURCE_OP_AUTH_FAILURE")]
    {
        let served = serving_with(|profile| profile.errors.system_write = form);
        assert!(!data(&served, "sys_user", "list", &json!({}))["records"].as_array().unwrap().is_empty());
        let all = json!({ "where": {} });
        for (operation, body) in [
            ("create", json!({ "data": { "name": "a" } })),
            ("createMany", json!({ "data": [{ "name": "a" }] })),
            ("updateMany", json!({ "data": { "name": "a" }, "filter": all })),
            ("deleteMany", json!({ "filter": all })),
        ] {
            assert_eq!(outcome(&call(&served, "sys_user", operation, &body)).1, code, "{operation}");
        }
    }
}

#[test]
fn injected_errors_keep_their_code_and_get_its_status() {
    let served = switched(|api| api.status = Status::Semantic);
    for (code, status) in [
        ("REQUEST_LIMIT_EXCEEDED", 429),
        ("OPERATION_TIMEOUT", 504),
        ("AUTH_FAILURE_TOKEN_FAILURE", 401),
        ("INVALID_ACCESS_TOKEN", 401),
        ("FLEXDB_INTERNAL_ERROR", 500),
    ] {
        served.emulator.inject_fault(Fault::new(Effect::Refuse(code.to_owned())).times(1)).unwrap();
        assert_eq!(outcome(&served.call("POST", LIST, "{}")), (status, code.to_owned()));
    }
    let served = serving();
    served.emulator.inject_fault(Fault::new(Effect::RefuseAfter("OPERATION_TIMEOUT".to_owned())).times(1)).unwrap();
    let answer = call(&served, "spu", "create", &json!({ "data": { "name": "茶" } }));
    assert_eq!(outcome(&answer), (200, "OPERATION_TIMEOUT".to_owned()));
    assert_eq!(data(&served, "spu", "list", &json!({ "getCount": true }))["total"], 1);
}

#[test]
fn an_answer_that_is_too_long_is_refused() {
    let shop = shop();
    let served = crate::fixture::serving(shop);
    let text = "a".repeat(15 << 20);
    let rows = (0..5).map(|at| json!({ "_id": at.to_string(), "text": text })).collect::<Vec<Value>>();
    served.emulator.load("label", rows).unwrap();
    let answer = call(&served, "label", "list", &json!({}));
    let (code, message) = answer.common();
    let expected = "the records exceed 67108864 bytes, the limit of an answer: request fewer per call";
    assert_eq!((code.as_str(), message.as_str()), ("INVALID_PARAMETER", expected));
    let four = data(&served, "label", "list", &json!({ "pageSize": 4, "pageNumber": 1 }));
    assert_eq!(four["records"].as_array().unwrap().len(), 4);
}

/// A visitor reads and changes what others own.
#[test]
fn no_row_or_column_is_hidden() {
    let emulator = Emulator::builder().definitions(shop()).publishable_key("visitor").start().unwrap();
    emulator.load("spu", vec![json!({ "name": "茶", "owner": "somebody", "price": 1 })]).unwrap();
    let call = |method: &str, operation: &str, body: Value| {
        let path = format!("/v1/model/pre/spu/{operation}");
        let headers = [("Authorization", "Bearer visitor")];
        send(emulator.address(), method, &path, &headers, &body.to_string()).json()["data"].take()
    };
    let record = call("POST", "get", json!({}))["record"].take();
    assert_eq!((&record["owner"], &record["price"]), (&json!("somebody"), &json!(1)));
    let changed = call("PUT", "updateMany", json!({ "data": { "price": 2 }, "filter": { "where": {} } }));
    assert_eq!(changed, json!({ "count": 1, "legalIdList": [record["_id"]], "illegalIdList": [] }));
}
