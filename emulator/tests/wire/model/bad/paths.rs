use serde_json::json;

use super::Guard;
use crate::fixture::encoded;

#[test]
fn in_paths() {
    let mut guard = Guard::new();
    for path in [
        "/v1",
        "/v1/",
        "/v1/model",
        "/v1/model/",
        "/v1/model/pre",
        "/v1/model/pre/",
        "/v1/model/pre/spu",
        "/v1/model/pre/spu/",
        "/v1/model/pre//list",
        "/v1/model//spu/",
        "/v1/model/pre/spu/list/",
        "/v1/model/pre/spu/lists",
        "/v1/model/pre/spu/List",
        "/v1/model/pre/spu/LIST",
        "/v1/model/pre/spu/count",
        "/v1/model/pre/spu/aggregate",
        "/v1/model/pre/spu/find",
        "/v1/model/pre/spu/$where",
        "/v1/model/pre/spu/TEA",
        "/v1/model/pre/spu/TEA/update",
        "/v1/model/pre/spu/TEA/create",
        "/v1/model/pre/spu/TEA/list",
        "/v1/model/pre/spu/TEA/get/",
        "/v1/model/pre/spu/TEA/x/get",
        "/v1/model/pre/spu//get",
        "/v1/model/pre/spu//delete",
        "/v1/model/pre/../spu/list/x",
        "/v1/model/pre%2Fspu%2Flist",
        "/v2/model/pre/spu/list",
        "/V1/model/pre/spu/list",
        "/v1/models/pre/spu/list",
        "/v1/model;a=b/pre/spu/list",
        "//v1/model/pre/spu/list",
    ] {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let answer = guard.served.call(method, path, r#"{"data":{"name":"x"}}"#);
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
            guard.refused(method, path, r#"{"data":{"name":"x"}}"#, "RESOURCE_NOT_FOUND");
        }
    }
    for path in
        ["/v1/model/pre/%/list", "/v1/model/pre/%G0/list", "/v1/model/pre/%FF/list", "/v1/model/%ED%A0%80/spu/list"]
    {
        guard.refused("POST", path, "{}", "INVALID_PARAMETER");
    }
    for stage in ["PRE", "Prod", "preview", "dev", "test", "pre%20", "%00", "..", "*", "pre'", "1"] {
        for operation in ["list", "create", "deleteMany"] {
            let target = format!("/v1/model/{stage}/spu/{operation}");
            let message = guard.refused("POST", &target, "{}", "INVALID_PARAMETER_VALUE");
            assert!(message.contains("use pre (trial) or prod (live)"), "{message}");
        }
    }
    for model in [
        "SPU",
        "spu ",
        "nothing",
        "records_1",
        "sqlite_schema",
        "sqlite_master",
        "links",
        "models",
        "spu'",
        "spu;DROP TABLE records_1",
        "spu\" --",
        "../spu",
        "..",
        ".",
        "a/b?c#d 中",
        "\u{0}",
        "spu\u{0}",
        "\n",
        "__proto__",
        "$where",
        "(SELECT 1)",
        "%",
    ] {
        for operation in ["list", "create", "deleteMany", "x/get"] {
            let method = if operation == "x/get" { "GET" } else { "POST" };
            let target = format!("/v1/model/pre/{}/{operation}", encoded(model));
            let message = guard.refused(method, &target, "{}", "DATASOURCE_NOT_EXIST");
            assert!(message.contains("there is no model") && message.contains("label, note"), "{message}");
        }
    }
    guard.end(220);
}

#[test]
fn in_methods() {
    let mut guard = Guard::new();
    for (operation, allowed) in [
        ("create", "POST"),
        ("createMany", "POST"),
        ("update", "PUT"),
        ("updateMany", "PUT"),
        ("upsert", "POST"),
        ("delete", "POST"),
        ("deleteMany", "POST"),
        ("get", "POST"),
        ("list", "GET, POST"),
        ("TEA/get", "GET"),
        ("TEA/delete", "DELETE"),
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "post"] {
            if allowed.split(", ").any(|known| known == method) {
                continue;
            }
            let target = format!("/v1/model/pre/spu/{operation}");
            let body = r#"{"data":{"name":"x"},"filter":{"where":{}}}"#;
            let answer = guard.served.call(method, &target, body);
            let allow = format!("allow: {allowed}\r\n");
            assert!(answer.status == 405 && answer.head.to_lowercase().contains(&allow.to_lowercase()), "{answer:?}");
            let message = guard.refused(method, &target, body, "UNSUPPORTED_OPERATION");
            assert!(message.ends_with(&format!("use {allowed}")), "{message}");
        }
    }
    guard.end(80);
}

/// Ids with any letters are ids of records that do not exist.
#[test]
fn in_ids() {
    let mut guard = Guard::new();
    for id in [
        "NONE",
        "tea",
        "TEA ",
        " TEA",
        "TEA'",
        "'TEA'",
        "('TEA')",
        "TEA\"",
        "TEA/",
        "a/b",
        "..",
        ".",
        "%",
        "%2F",
        "TEA\u{0}",
        "\u{0}",
        "TEA\n",
        "\r\nX: 1",
        "' OR '1'='1",
        "TEA'; DROP TABLE records_1; --",
        "*",
        "?",
        "?1",
        "#",
        "TEA?x=1",
        "茶",
        "😀",
        "\u{202e}",
        "TEA,CUP",
        "[\"TEA\"]",
        "{\"$ne\":null}",
        "1 OR 1=1",
        "get",
        "list",
    ] {
        let target = format!("/v1/model/pre/spu/{}", encoded(id));
        let got = guard.served.call("GET", &format!("{target}/get"), "");
        assert_eq!((got.status, &got.json()["data"]), (200, &json!({ "record": null })), "{id:?}");
        let deleted = guard.served.call("DELETE", &format!("{target}/delete"), "");
        assert_eq!((deleted.status, &deleted.json()["data"]), (200, &json!({ "count": 0 })), "{id:?}");
        guard.count += 2;
        for query in ["a=b", "filter=%7B%7D", "select=name", "%", "_id=TEA"] {
            guard.refused("GET", &format!("{target}/get?{query}"), "", "INVALID_PARAMETER");
            guard.refused("DELETE", &format!("{target}/delete?{query}"), "", "INVALID_PARAMETER");
        }
    }
    let long = format!("/v1/model/pre/spu/{}/get", "a".repeat(20_000));
    assert_eq!(guard.served.call("GET", &long, "").json()["data"], json!({ "record": null }));
    guard.end(300);
}
