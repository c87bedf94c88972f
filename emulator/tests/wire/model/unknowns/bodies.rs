//! Members of bodies and fields of records that do not exist, and records that violate their definition.

use serde_json::{Value, json};

use super::{fill, invalid, listed, note, switched};
use crate::model::{call, create, data, error, names, serving};

#[test]
fn an_environment_type_in_the_body_is_ignored_or_compared() {
    let body = |stage: Value| json!({ "data": { "name": "茶" }, "envType": stage });
    let served = serving();
    for stage in [json!("preview"), json!("prod"), json!(1)] {
        data(&served, "spu", "create", &body(stage));
        assert_eq!(note(&served), "`envType` was ignored: it differs from the path, which has `pre`");
    }
    assert_eq!(names(&served, "spu", &json!({})).len(), 3, "the path decides");
    let served = switched(|api| api.env_type_compared = true);
    data(&served, "spu", "create", &body(json!("pre")));
    assert_eq!(note(&served), "");
    let message = "`envType` differs from the path, which has `pre`: send that, or none";
    for stage in [json!("preview"), json!("prod"), json!(1)] {
        assert_eq!(error(&served, "spu", "create", &body(stage)), invalid(message));
    }
}

#[test]
fn unknown_members_of_the_body_are_ignored_or_refused() {
    let body = json!({ "filter": { "where": {} }, "foo": 1 });
    let served = serving();
    data(&served, "spu", "list", &body);
    assert_eq!(note(&served), "the member `foo` was ignored");
    let served = switched(|api| api.unknown_members_refused = true);
    let message =
        "`foo` is not a member of this call: use filter, select, pageSize, pageNumber, getCount, orderBy".to_owned();
    assert_eq!(error(&served, "spu", "list", &body), ("UNKNOWN_PARAMETER".to_owned(), message));
}

#[test]
fn unknown_fields_of_a_record_are_ignored_or_refused() {
    let record = json!({ "name": "茶", "nmae": "茶" });
    let served = serving();
    create(&served, "spu", &record);
    assert_eq!(note(&served), "`data.nmae` was ignored: model `spu` has no such field");
    let served = switched(|api| api.unknown_fields_refused = true);
    let message = "`data.nmae` is not a field of model `spu`: send fields of _id, code, createdAt, maker, name, on, owner, \
                   page, price, since, size, stock, tags, updatedAt, createBy, updateBy";
    assert_eq!(error(&served, "spu", "create", &json!({ "data": record })), invalid(message));
    create(&served, "spu", &json!({ "name": "茶", "labels": [] }));
}

#[test]
fn a_record_that_violates_the_definition_is_refused_with_its_field() {
    let served = serving();
    create(&served, "spu", &json!({ "name": "茶", "code": "T1" }));
    for (record, code, start) in [
        (json!({ "code": "T2" }), "INVALID_PARAMETER", "field `name` (database-schemas/spu.json:"),
        (json!({ "name": "长".repeat(31) }), "INVALID_PARAMETER", "field `name` (database-schemas/spu.json:"),
        (json!({ "name": "杯", "stock": 1.5 }), "INVALID_PARAMETER", "field `stock` (database-schemas/spu.json:"),
        (
            json!({ "name": "杯", "code": "T1" }),
            "FAILED_OPERATION",
            "duplicate value: field `code` (database-schemas/spu.json:",
        ),
    ] {
        let (found, message) = call(&served, "spu", "create", &json!({ "data": record })).common();
        assert!(found == code && message.starts_with(start), "{message}");
    }
}

/// The last one counted without a word, in filters of deletions too.
#[test]
fn repeated_members_are_logged() {
    let served = serving();
    fill(&served, 3);
    let call = |operation: &str, body: &str| served.call("POST", &format!("/v1/model/pre/spu/{operation}"), body);
    let body = r#"{"filter":{"where":{"name":{"$eq":"n00"},"name":{"$eq":"n01"}}}}"#;
    assert_eq!(call("deleteMany", body).json()["data"]["count"], 1);
    assert_eq!(note(&served), "an object has several `name`: the last one was used");
    assert_eq!(listed(&served, &json!({})), ["n00", "n02"]);
    assert_eq!(note(&served), "");
    let body = r#"{"pageSize":1,"pageNumber":1,"pageSize":2,"filter":{"where":{"name":{"$eq":"x","$eq":"n00"}}}}"#;
    // Twice: the second answer comes from a cache.
    for _ in 0..2 {
        assert_eq!(call("list", body).json()["data"]["records"].as_array().unwrap().len(), 1);
        let told = ["pageSize", "$eq"].map(|name| format!("an object has several `{name}`: the last one was used"));
        assert_eq!(note(&served), told.join("; "));
    }
}
