//! The calls of the page.

use std::process::Command;

use serde_json::json;

use crate::support::{Fixture, has};

fn at(model: &str) -> serde_json::Value {
    json!({ "stage": "pre", "model": model })
}

#[test]
fn models_have_fields_counts_and_code() {
    let fixture = Fixture::new();
    assert_eq!(fixture.ok("about", &json!({}))["emulator"], true);
    let models = fixture.ok("models", &json!({}));
    let book = models.as_array().unwrap().iter().find(|model| model["pre"]["identifier"] == "book").unwrap();
    assert_eq!(
        (&book["pre"]["title"], &book["pre"]["count"], &book["prod"]["count"]),
        (&json!("图书"), &json!(2), &json!(0))
    );
    assert_eq!((&book["pre"]["primary"], &book["published"]), (&json!("title"), &json!(true)));
    let field = |key: &str| book["pre"]["fields"].as_array().unwrap().iter().find(|field| field["key"] == key).unwrap();
    assert_eq!((&field("title")["title"], &field("title")["required"]), (&json!("书名"), &json!(true)));
    assert_eq!(
        (&field("author")["kind"]["name"], &field("author")["kind"]["target"]),
        (&json!("relation"), &json!("author"))
    );
    assert_eq!(field("shelf")["kind"]["fields"][0]["title"], "排");

    let code = fixture.ok("code", &at("book"));
    assert!(code["rust"].as_str().is_some_and(|rust| rust.contains("pub struct Book")), "{code}");
    assert_eq!(code["names"]["title"], "Book::TITLE");
    assert!(code["definition"].as_str().unwrap().contains("\"maxLength\": 30"));
    assert_eq!(fixture.refused("code", &at("none"), 404)["kind"], "notFound");
}

/// A model that becomes no code is shown nevertheless, with the reason.
#[test]
fn a_model_without_code_does_not_hide_the_code_of_others() {
    let fixture = Fixture::new();
    let text = r#"{ "title": "无", "properties": { "a-b": { "type": "string" }, "a_b": { "type": "string" }, "_": { "type": "string" } } }"#;
    let odd = weda_emulator::Definition::parse("odd", "odd.json", text).unwrap();
    fixture.emulator.define(odd).unwrap();
    let models = fixture.ok("models", &json!({}));
    let odd = models.as_array().unwrap().iter().find(|model| model["pre"]["identifier"] == "odd").unwrap();
    assert_eq!((&odd["prod"], &odd["published"]), (&json!(null), &json!(false)));
    assert!(fixture.ok("code", &at("book"))["rust"].as_str().unwrap().contains("pub struct Book"));
    fixture.ok("code", &at("odd"));
}

#[test]
fn unknown_calls_and_members_are_refused() {
    let fixture = Fixture::new();
    assert_eq!(fixture.refused("none", &json!({}), 404)["kind"], "notFound");
    let error = fixture.refused("code", &json!({ "stage": "pre", "model": "book", "more": 1 }), 400);
    assert!(error["message"].as_str().unwrap().contains("more"), "{error}");
    assert_eq!(fixture.refused("code", &json!({ "stage": "dev", "model": "book" }), 400)["kind"], "invalid");
}

#[test]
fn the_diagram_has_a_box_for_each_model_and_a_route_for_each_relation() {
    let fixture = Fixture::new();
    let drawn = fixture.ok("diagram", &json!({ "stage": "pre", "linked": true }));
    let names: Vec<&str> =
        drawn["boxes"].as_array().unwrap().iter().map(|one| one["model"].as_str().unwrap()).collect();
    assert_eq!(names, ["author", "book"]);
    let route = &drawn["routes"][0];
    assert_eq!((&route["from"], &route["to"], &route["field"]), (&json!(1), &json!(0), &json!("author")));
    assert!(drawn["boxes"][1]["x"].as_i64() < drawn["boxes"][0]["x"].as_i64(), "{drawn}");
    let all = fixture.ok("diagram", &json!({ "stage": "prod" }));
    assert!(all["boxes"].as_array().unwrap().len() > 2, "{all}");
}

fn page(filter: &str, sort: &serde_json::Value, offset: u64) -> serde_json::Value {
    json!({ "at": at("book"), "filter": filter, "sort": sort, "offset": offset, "limit": 100 })
}

#[test]
fn pages_are_filtered_sorted_and_counted() {
    let fixture = Fixture::new();
    let all = fixture.ok("page", &page("", &json!([]), 0));
    assert_eq!((&all["count"], all["rows"].as_array().unwrap().len()), (&json!(2), 2));
    // A number that a double cannot hold keeps its digits.
    assert_eq!(all["rows"][0]["stock"], json!({ "$n": "9007199254740993" }));
    assert_eq!(all["rows"][1]["shelf"], json!({ "row": 3 }));
    let sorted = fixture.ok("page", &page("", &json!([{ "field": "_id", "desc": true }]), 1));
    assert_eq!((&sorted["rows"][0]["_id"], &sorted["count"]), (&json!("B1"), &json!(2)));
    // What a program may not send by default is read here.
    let found = fixture.ok("page", &page("startswith(title,'彷') and price eq null", &json!([]), 0));
    assert_eq!((&found["rows"][0]["_id"], &found["count"]), (&json!("B2"), &json!(1)));

    let error = fixture.refused("page", &page("price like 3", &json!([]), 0), 400);
    assert_eq!((&error["kind"], &error["at"]), (&json!("invalid"), &json!(7)));
    let error = fixture.refused("page", &page("", &json!([{ "field": "none" }]), 0), 400);
    assert_eq!(error["field"], "none");
    let many = json!({ "at": at("book"), "limit": 201 });
    assert_eq!(fixture.refused("page", &many, 413)["kind"], "tooLarge");
    assert!(fixture.emulator.log().is_empty());
}

#[test]
fn records_and_names_are_read_by_id() {
    let fixture = Fixture::new();
    let text = "长".repeat(100_000);
    fixture.emulator.load("author", [json!({ "_id": "A2", "name": text })]).unwrap();
    let ask = json!({ "at": at("author"), "limit": 10 });
    assert_eq!(fixture.ok("page", &ask)["rows"][1]["name"]["bytes"], 300_000);
    assert_eq!(fixture.ok("record", &json!({ "at": at("author"), "id": "A2" }))["name"], text);
    assert_eq!(fixture.ok("record", &json!({ "at": at("author"), "id": "none" })), json!(null));
    let names = fixture.ok("names", &json!({ "at": at("author"), "ids": ["A1", "none"] }));
    assert_eq!(names, json!({ "A1": "鲁迅", "none": null }));
}

#[test]
fn writes_name_every_violation_at_its_field() {
    let fixture = Fixture::new();
    let write = |write: serde_json::Value| json!({ "at": at("book"), "write": write });
    let wrong = json!({ "create": { "values": { "price": -1, "isbn": 5 } } });
    let error = fixture.refused("write", &write(wrong), 400);
    let fields: Vec<&str> =
        error["fields"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["title", "isbn", "price"], "{error}");

    let values = json!({ "title": "野草", "stock": { "$n": "9007199254740995" }, "shelf": { "row": 1 } });
    let id = fixture.ok("write", &write(json!({ "create": { "values": values } })))["id"].clone();
    let stored = fixture.emulator.record("book", id.as_str().unwrap()).unwrap().unwrap();
    assert_eq!((&stored["stock"], &stored["shelf"]), (&json!(9_007_199_254_740_995_i64), &json!({ "row": 1 })));

    let taken = json!({ "update": { "id": id, "changes": { "isbn": "9787020000000" } } });
    let error = fixture.refused("write", &write(taken), 409);
    assert_eq!((&error["kind"], &error["fields"][0]["field"]), (&json!("conflict"), &json!("isbn")));
    let cleared = json!({ "update": { "id": id, "changes": { "shelf": null }, "seen": stored["updatedAt"] } });
    fixture.ok("write", &write(cleared));
    let old = json!({ "update": { "id": id, "changes": { "price": 3 }, "seen": 1 } });
    assert_eq!(fixture.refused("write", &write(old), 409)["field"], "updatedAt");
    assert_eq!(fixture.emulator.record("book", id.as_str().unwrap()).unwrap().unwrap()["price"], json!(null));
    let missing = json!({ "update": { "id": "none", "changes": { "price": 3 } } });
    assert_eq!(fixture.refused("write", &write(missing), 404)["kind"], "notFound");

    assert_eq!(fixture.ok("write", &write(json!({ "delete": { "ids": [id, "none"] } })))["count"], 1);
    let many: Vec<String> = (0..101).map(|id| id.to_string()).collect();
    assert_eq!(fixture.refused("write", &write(json!({ "delete": { "ids": many } })), 413)["kind"], "tooLarge");
    let system = json!({ "at": { "stage": "pre", "model": "sys_user" }, "write": { "delete": { "ids": ["a"] } } });
    assert_eq!(fixture.refused("write", &system, 403)["kind"], "readOnly");
}

#[test]
fn pre_and_prod_are_apart() {
    let fixture = Fixture::new();
    let prod = json!({ "stage": "prod", "model": "book" });
    fixture.ok("write", &json!({ "at": prod, "write": { "create": { "values": { "title": "故事新编" } } } }));
    assert_eq!(fixture.ok("page", &json!({ "at": prod, "limit": 0 }))["count"], 1);
    assert_eq!(fixture.emulator.records("book").unwrap().len(), 2);
}

#[test]
fn the_log_has_bodies_without_keys_and_tokens() {
    let fixture = Fixture::new();
    assert_eq!(fixture.ok("log", &json!({ "since": 0 })), json!([]));
    let (basic, body) = ("ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5", r#"{"grant_type":"client_credentials"}"#);
    let sign_in = fixture.front_door("POST", "/auth/v1/token/clientCredential", &format!("Basic {basic}"), body);
    let sign_in: serde_json::Value = serde_json::from_str(&sign_in).unwrap();
    let token = sign_in["access_token"].as_str().unwrap().to_owned();
    let body = r#"{"title":"野草"}"#;
    fixture.front_door("POST", "/weda/odata/v1/pre/book", &format!("Bearer {token}"), body);
    let log = fixture.ok("log", &json!({ "since": 0 }));
    assert_eq!(
        (&log[0]["call"], &log[1]["call"], &log[1]["applied"]),
        (&json!("token"), &json!("create"), &json!(true))
    );
    assert_eq!(fixture.ok("log", &json!({ "since": 1 }))[0]["number"], 1);

    let created = fixture.ok("logged", &json!({ "number": 1 }));
    assert_eq!(created["bodies"]["sent"], body);
    let issued = fixture.ok("logged", &json!({ "number": 0 }));
    assert_eq!(issued["bodies"], json!(null));
    for secret in [token.as_str(), "emulator-key", basic] {
        assert!(!format!("{log}{created}{issued}").contains(secret));
    }

    assert_eq!(fixture.ok("replay", &json!({ "number": 1 }))["status"], 201);
    assert_eq!(fixture.emulator.records("book").unwrap().len(), 4);
    assert_eq!(fixture.refused("replay", &json!({ "number": 0 }), 400)["kind"], "unsupported");
    assert_eq!(fixture.refused("replay", &json!({ "number": 99 }), 404)["kind"], "notFound");
    assert_eq!(fixture.refused("logged", &json!({ "number": 99 }), 404)["kind"], "notFound");
}

/// The log keeps the first 4096 bytes of an address. Its code would ask for something else, as the emulator's replay would.
#[test]
fn a_cut_address_gives_no_code() {
    let fixture = Fixture::new();
    let list = |length: usize| {
        let target = format!("/weda/odata/v1/pre/book?$filter=title%20eq%20'{}'", "a".repeat(length));
        fixture.front_door("GET", &target, "Bearer none", "");
        let log = fixture.ok("log", &json!({ "since": 0 }));
        let number = log.as_array().unwrap().last().unwrap()["number"].clone();
        fixture.ok("logged", &json!({ "number": number }))
    };
    let (whole, cut) = (list(3000), list(5000));
    assert!(whole["code"]["curl"].as_str().unwrap().starts_with("curl -g -sS -X GET "), "{whole}");
    assert!(cut["bodies"].is_object(), "{cut}");
    assert_eq!(cut["code"], json!(null));
}

/// A body that begins with `@` names a file for `--data-binary`; braces and brackets of an address are patterns without `-g`.
#[test]
fn copied_curl_reads_no_file_and_no_pattern() {
    if !["sh", "curl"].into_iter().all(|program| has("copied_curl_reads_no_file_and_no_pattern", program)) {
        return;
    }
    let fixture = Fixture::new();
    let (target, body) = ("/weda/odata/v1/pre/book?x={a,b}[1-9]", "@/dev/null");
    let token = fixture.program_token();
    fixture.front_door("POST", target, &format!("Bearer {token}"), body);
    let curl = fixture.ok("logged", &json!({ "number": 1 }))["code"]["curl"].as_str().unwrap().to_owned();
    let done = Command::new("sh").args(["-c", &curl]).env("WEDA_TOKEN", token).env("NO_PROXY", "*").output().unwrap();
    assert!(done.status.success(), "{curl}: {}", String::from_utf8_lossy(&done.stderr));
    let log = fixture.emulator.log();
    assert_eq!(log[1..].iter().map(|entry| entry.target.as_str()).collect::<Vec<_>>(), [target, target], "{curl}");
    assert_eq!(fixture.emulator.bodies(2).unwrap().sent, body.as_bytes(), "{curl}");
}
