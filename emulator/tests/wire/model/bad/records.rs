use serde_json::{Value, json};

use super::Guard;

/// The fields of a record with values that they do not have.
fn values() -> Vec<(&'static str, Vec<Value>)> {
    vec![
        ("name", vec![json!(null), json!(1), json!(true), json!([]), json!(["a"]), json!({}), json!("李".repeat(31))]),
        ("code", vec![json!(1), json!([]), json!({ "$eq": "a" })]),
        ("price", vec![json!("1"), json!(""), json!("NaN"), json!(true), json!([1]), json!({ "$inc": 1 })]),
        ("stock", vec![json!(0.5), json!("1"), json!(false), json!([])]),
        ("on", vec![json!(0), json!(1), json!("true"), json!([]), json!({})]),
        (
            "since",
            vec![
                json!("2026-01-01T00:00:00.000Z"),
                json!("2026-01-01"),
                json!("now"),
                json!(true),
                json!([0]),
                json!({ "$date": 0 }),
            ],
        ),
        ("tags", vec![json!("绿"), json!("[\"绿\"]"), json!(1), json!({}), json!([1]), json!([["绿"]]), json!("{")]),
        ("size", vec![json!("a"), json!("{\"w\":1}"), json!(1), json!([]), json!({ "w": "x" }), json!({ "w": [] })]),
        ("maker", vec![json!(1), json!(["a"]), json!({ "_id": "a" }), json!({}), json!(true)]),
    ]
}

/// Values that are not relations.
fn relations() -> [Value; 14] {
    [
        json!(1),
        json!(true),
        json!("L1"),
        json!(""),
        json!(null),
        json!([]),
        json!({}),
        json!({ "id": "L1" }),
        json!({ "_id": null }),
        json!({ "_id": 1 }),
        json!({ "_id": "" }),
        json!({ "_id": ["L1"] }),
        json!({ "_id": { "_id": "L1" } }),
        json!([{ "_id": "L1" }]),
    ]
}

/// The calls that write a record, each with the place of the record in its body.
fn bodies(record: &Value) -> [(&'static str, &'static str, Value); 5] {
    let filter = json!({ "where": { "_id": { "$eq": "TEA" } } });
    let none = json!({ "where": { "_id": { "$eq": "NONE" } } });
    [
        ("create", "data", json!({ "data": record })),
        ("update", "data", json!({ "data": record, "filter": filter })),
        ("updateMany", "data", json!({ "data": record, "filter": filter })),
        ("upsert", "create", json!({ "create": record, "update": { "stock": 1 }, "filter": none })),
        ("upsert", "update", json!({ "create": { "name": "一" }, "update": record, "filter": filter })),
    ]
}

#[test]
fn in_fields() {
    let mut guard = Guard::new();
    for (field, values) in values() {
        for value in values {
            let mut record = json!({ "name": "一", "stock": 7 });
            record[field] = value;
            let many = json!({ "data": [{ "name": "二" }, record] });
            for (operation, _, body) in bodies(&record).into_iter().chain([("createMany", "data", many)]) {
                let (method, target) = super::address(operation);
                let message = guard.refused(method, &target, &body.to_string(), "INVALID_PARAMETER");
                assert!(
                    message.contains(&format!("`{field}`")) || message.contains(&format!(".{field}`")),
                    "{body}: {message}"
                );
            }
        }
    }
    for id in [json!(1), json!(""), json!(true), json!([]), json!({}), json!({ "$oid": "a" })] {
        let body = json!({ "data": { "_id": id, "name": "一" } });
        let message = guard.refused("POST", &super::address("create").1, &body.to_string(), "INVALID_PARAMETER");
        assert!(message.contains("`_id`"), "{message}");
    }
    for data in [
        json!({}),
        json!({ "code": "X" }),
        json!({ "name": null }),
        json!({ "nmae": "a" }),
        json!({ "$set": { "name": "a" } }),
    ] {
        let message = guard.refused(
            "POST",
            &super::address("create").1,
            &json!({ "data": data }).to_string(),
            "INVALID_PARAMETER",
        );
        assert!(message.contains("`name`"), "{message}");
    }
    guard.end(200);
}

#[test]
fn in_relations() {
    let mut guard = Guard::new();
    for wrong in relations() {
        for relation in ["labels", "skus", "notes"] {
            // A list, and not one; null clears.
            let whole = (!wrong.is_null() && !wrong.is_array()).then(|| (wrong.clone(), String::new()));
            let element = (json!([{ "_id": "L0" }, wrong]), "[1]".to_owned());
            for (value, rest) in whole.into_iter().chain([element]) {
                let mut record = json!({ "name": "一" });
                record[relation] = value;
                for (operation, prefix, body) in bodies(&record) {
                    if operation != "updateMany" {
                        guard.misplaced(operation, &body, "INVALID_PARAMETER", &format!("{prefix}.{relation}{rest}"));
                    }
                }
            }
        }
        if !wrong.is_null() {
            for (operation, prefix, body) in bodies(&json!({ "name": "一", "page": wrong })) {
                if operation != "updateMany" {
                    guard.misplaced(operation, &body, "INVALID_PARAMETER", &format!("{prefix}.page"));
                }
            }
        }
    }
    for relation in ["labels", "skus", "notes", "page"] {
        for value in [json!(null), json!([]), json!([{ "_id": "L1" }]), json!({ "_id": "P1" }), json!(1)] {
            let mut record = json!({ "name": "一" });
            record[relation] = value;
            let filter = json!({ "where": {} });
            let body = json!({ "data": record, "filter": filter });
            guard.misplaced("updateMany", &body, "UNSUPPORTED_OPERATION", &format!("data.{relation}"));
            let body = json!({ "data": [{ "name": "二" }, record] });
            guard.misplaced("createMany", &body, "UNSUPPORTED_OPERATION", &format!("data[1].{relation}"));
        }
    }
    guard.end(300);
}

#[test]
fn taken_values_and_system_models() {
    let mut guard = Guard::new();
    // The relations of a refused record are not written either.
    let taken =
        json!({ "name": "一", "code": "T1", "skus": [{ "_id": "K1" }], "labels": [{ "_id": "L9" }], "notes": [] });
    let by = |id: &str| json!({ "where": { "_id": { "$eq": id } } });
    for (operation, body) in [
        ("create", json!({ "data": taken })),
        ("update", json!({ "data": taken, "filter": by("CUP") })),
        ("upsert", json!({ "create": taken, "update": {}, "filter": by("NONE") })),
        ("upsert", json!({ "create": { "name": "一" }, "update": taken, "filter": by("CUP") })),
        ("create", json!({ "data": { "name": "一", "code": "T1" } })),
        ("create", json!({ "data": { "name": "一", "_id": "TEA" } })),
        ("createMany", json!({ "data": [{ "name": "一", "code": "X" }, { "name": "二", "code": "X" }] })),
        ("createMany", json!({ "data": [{ "name": "一", "_id": "X" }, { "name": "二", "_id": "X" }] })),
        ("update", json!({ "data": { "code": "T1" }, "filter": { "where": { "_id": { "$eq": "CUP" } } } })),
        ("updateMany", json!({ "data": { "code": "NEW" }, "filter": { "where": {} } })),
        ("updateMany", json!({ "data": { "code": "T1" }, "filter": { "where": {} } })),
    ] {
        let (method, target) = super::address(operation);
        let message = guard.refused(method, &target, &body.to_string(), "FAILED_OPERATION");
        assert!(message.contains("duplicate value: ") && message.contains("is unique"), "{message}");
    }
    for (operation, body) in [
        ("create", json!({ "data": { "name": "一" } })),
        ("createMany", json!({ "data": [{ "name": "一" }] })),
        (
            "update",
            json!({ "data": { "name": "一" }, "filter": { "where": { "_id": { "$eq": "1700000000000000001" } } } }),
        ),
        ("updateMany", json!({ "data": { "name": "一" }, "filter": { "where": {} } })),
        ("deleteMany", json!({ "filter": { "where": {} } })),
    ] {
        let method = super::address(operation).0;
        let target = format!("/v1/model/pre/sys_user/{operation}");
        let message = guard.refused(method, &target, &body.to_string(), "UNAUTHORIZED_OPERATION");
        assert!(message.contains("`sys_user` is a read-only system model"), "{message}");
    }
    guard.end(12);
}
